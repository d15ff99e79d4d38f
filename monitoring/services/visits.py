"""Writes to visits: what a letter states, its judgements, and the dates that follow."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models import Authority, User
from core import audit, clock
from core.models import AuditEvent, changes
from core.revisions import lock
from monitoring.clocks import Clock, clocks_of
from monitoring.frameworks import FRAMEWORKS
from monitoring.models import ClockOverride, Inspector, Judgement, Visit
from monitoring.vocabulary import ClockKind, FindingType

Kind = AuditEvent.Kind

Inspectors = Sequence[tuple[str, str]]  # name and grade, in the order of the letter
Judgements = Mapping[str, tuple[str, str]]  # area: grade and note


@transaction.atomic
def add_visit(
    *,
    authority: Authority,
    by: User,
    inspectors: Inspectors = (),
    judgements: Judgements | None = None,
    **fields: Any,
) -> Visit:
    """Record a visit, who made it, and how it judged.

    Raises ValidationError for dates that cannot follow each other, and for an area or a grade that
    the framework does not have.
    """
    visit = Visit(authority=authority, **fields)
    visit.full_clean(exclude=["revision"])
    _fit(visit.framework, judgements or {})
    audit.save(visit, by=by, at=clock.now())
    _set_inspectors(visit, inspectors)
    _set_judgements(visit, judgements or {})
    said = changes({}, _in_words(visit, fields))
    _record(visit, by=by, subject=visit, changes=said)
    return visit


@transaction.atomic
def change_visit(
    *,
    visit: Visit,
    by: User,
    revision: int | None,
    inspectors: Inspectors | None = None,
    judgements: Judgements | None = None,
    **fields: Any,
) -> Visit:
    """Put right what is recorded of a visit; None leaves its inspectors or judgements as they are.

    Raises Stale where somebody saved it meanwhile, and ValidationError as for adding.
    """
    current = lock(visit, revision)
    before = _in_words(current, fields)
    for name, value in fields.items():
        setattr(current, name, value)
    current.full_clean(exclude=["revision"])
    kept = {each.area: (each.grade, each.note) for each in current.judgements.all()}
    _fit(current.framework, kept if judgements is None else judgements)
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    if inspectors is not None:
        _set_inspectors(current, inspectors)
    if judgements is not None:
        _set_judgements(current, judgements)
    said = changes(before, _in_words(current, fields))
    _record(current, by=by, subject=current, changes=said)
    return current


def _record(visit: Visit, *, by: User, subject: models.Model, **details: Any) -> None:
    """Write down what was done; who may not read the letter is not shown it (``trail``)."""
    kind, authority = Kind.VISIT_CHANGED, visit.authority_id
    audit.record(kind, by=by, authority_id=authority, subject=subject, visit=visit.pk, **details)


def _fit(framework: str, judgements: Judgements) -> None:
    """See that the framework has these areas and grades."""
    version = FRAMEWORKS[framework]
    if any(area not in version.areas for area in judgements):
        raise ValidationError(
            {"framework": f"{version.name} has other areas. Judge the areas that it has."}
        )
    if any(grade not in version.scale for grade, _ in judgements.values()):
        raise ValidationError(
            {"framework": f"{version.name} has other grades. Choose from those that it has."}
        )


def _set_inspectors(visit: Visit, inspectors: Inspectors) -> None:
    visit.inspectors.all().delete()
    Inspector.objects.bulk_create(
        Inspector(visit=visit, order=place, name=name, grade=grade)
        for place, (name, grade) in enumerate(inspectors, start=1)
    )


def _set_judgements(visit: Visit, judgements: Judgements) -> None:
    visit.judgements.all().delete()
    Judgement.objects.bulk_create(
        Judgement(visit=visit, area=area, grade=judgements[area][0], note=judgements[area][1])
        for area in visit.framework_version.areas
        if area in judgements
    )


def _in_words(visit: Visit, names: Iterable[str]) -> dict[str, str]:
    """The fields as a person would read them, with who came and how it was judged."""
    said = {}
    for name in names:
        shown = getattr(visit, f"get_{name}_display", None)
        said[name] = str((shown() if shown else getattr(visit, name)) or "")
    said["inspectors"] = ", ".join(
        " ".join(filter(None, pair)) for pair in visit.inspectors.values_list("name", "grade")
    )
    said["judgements"] = ", ".join(
        " ".join(filter(None, [str(each), each.note])) for each in visit.judgements.all()
    )
    return said


# --- clocks -------------------------------------------------------------------------------------


def clocks_of_visit(visit: Visit, *, as_at: date) -> list[Clock]:
    """The clocks that run after a visit, with what was stated about them."""
    return clocks_of(
        inspectorate=visit.inspectorate,
        kind=visit.kind,
        received_on=visit.received_on,
        has_priority=visit.findings.filter(type=FindingType.PRIORITY).exists(),
        overrides=visit.clock_overrides.all(),
        as_at=as_at,
    )


@transaction.atomic
def state_clock(
    *, visit: Visit, kind: ClockKind, by: User, stated_on: date, reason: str
) -> ClockOverride:
    """Let another day hold than the computed one. Both stand, and so do earlier ones."""
    override = ClockOverride(
        visit=visit,
        clock=kind,
        stated_on=stated_on,
        reason=reason.strip(),
        stated_at=clock.now(),
        stated_by=by,
    )
    override.full_clean()
    if visit.received_on and stated_on < visit.received_on:
        raise ValidationError({"stated_on": "This is before the letter was received."})
    override.save()
    said = changes({}, {kind: stated_on, "reason": override.reason})
    _record(visit, by=by, subject=override, changes=said)
    return override

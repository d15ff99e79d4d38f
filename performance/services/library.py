"""Writes to the library: indicators, targets, scorecards and control limits."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models import Authority, User
from core import audit, clock
from core.models import AuditEvent, changes
from core.revisions import lock
from improvement.models import PracticeArea
from performance.catalogue import standards
from performance.models import (
    Breakdown,
    Indicator,
    Milestone,
    Rebase,
    Scorecard,
    ScorecardEntry,
    StagedFigure,
    Target,
)
from performance.vocabulary import PeriodType

Kind = AuditEvent.Kind
Milestones = Iterable[tuple[date, Decimal]]

# What a figure means hangs on these, so they stay once there is one.
SETTLED = ("unit", "period_type", "frequency")


# --- indicators ---------------------------------------------------------------------------------


@transaction.atomic
def adopt_catalogue(
    *, authority: Authority, by: User, codes: Iterable[str] | None = None
) -> list[Indicator]:
    """Add indicators of the catalogue to an authority's library; all of them without ``codes``.

    What is there already, by its code or its name, is left as it is.
    """
    chosen = list(standards() if codes is None else dict.fromkeys(codes))
    unknown = [code for code in chosen if code not in standards()]
    if unknown:
        raise ValidationError(f"The catalogue has no {', '.join(unknown)}.")
    Authority.objects.select_for_update().get(pk=authority.pk)  # two people adopt one after another
    there = {words for pair in authority.indicators.values_list("code", "name") for words in pair}
    areas = {
        area.name.casefold(): area for area in PracticeArea.objects.filter(authority=authority)
    }
    return [
        add_indicator(
            by=by,
            authority=authority,
            practice_area=areas.get(standard.practice_area.casefold()),
            **standard.fields,
        )
        for standard in (standards()[code] for code in chosen)
        if not there & {standard.code, standard.name}
    ]


@transaction.atomic
def add_indicator(*, by: User, authority: Authority, **fields: Any) -> Indicator:
    """Add an indicator to an authority's library."""
    themes = fields.pop("themes", ())
    indicator = Indicator(authority=authority, **fields)
    indicator.full_clean(exclude=["revision"])
    audit.save(indicator, by=by, at=clock.now())
    indicator.themes.set(themes)
    _record(Kind.INDICATOR_CHANGED, indicator, by=by, subject=indicator, added=True)
    return indicator


@transaction.atomic
def change_indicator(
    *, indicator: Indicator, by: User, revision: int | None, **fields: Any
) -> Indicator:
    """Change what the library says of an indicator; a day in ``retired_on`` retires it.

    Raises ValidationError where figures exist and it would mean something else by them.
    """
    current = lock(indicator, revision)
    before = _words_of(current, fields)
    themes = fields.pop("themes", None)
    moved = [name for name in SETTLED if name in fields and fields[name] != getattr(current, name)]
    if moved and is_settled(current):
        refusal = (
            "Figures are recorded for this indicator, so this stays as it is. "
            "Add another indicator for another way of counting."
        )
        raise ValidationError(dict.fromkeys(moved, refusal))
    for name, value in fields.items():
        setattr(current, name, value)
    current.full_clean(exclude=["revision"])
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    if themes is not None:
        current.themes.set(themes)
    said = changes(before, _words_of(current, before))
    _record(Kind.INDICATOR_CHANGED, current, by=by, subject=current, changes=said)
    return current


def is_settled(indicator: Indicator) -> bool:
    """Whether something is recorded that counts in the indicator's unit and periods.

    Figures that are being looked at count too: a file was read for the periods as they are.
    """
    recorded: Sequence[models.Manager[Any]] = (
        indicator.observations,
        indicator.comparators,
        indicator.commentaries,
        indicator.rebases,
    )
    return any(records.exists() for records in recorded) or (
        StagedFigure.objects.filter(indicator=indicator).exists()
    )


# --- targets ------------------------------------------------------------------------------------


@transaction.atomic
def set_target(
    *, indicator: Indicator, by: User, milestones: Milestones = (), **fields: Any
) -> Target:
    """Give an indicator a target that holds from a day; earlier ones keep their time."""
    target = Target(indicator=indicator, **fields)
    target.full_clean(exclude=["revision"])
    audit.save(target, by=by, at=clock.now())
    steps = _set_milestones(target, milestones)
    said = _words_of(target, fields) | {"milestones": steps}
    _record(Kind.TARGET_CHANGED, indicator, by=by, subject=target, changes=changes({}, said))
    return target


@transaction.atomic
def change_target(
    *,
    target: Target,
    by: User,
    revision: int | None,
    milestones: Milestones | None = None,
    **fields: Any,
) -> Target:
    """Put a target right. Another target from a later day is added, so that both are kept."""
    current = lock(target, revision)
    before = _words_of(current, fields) | {"milestones": _steps_of(current)}
    for name, value in fields.items():
        setattr(current, name, value)
    current.full_clean(exclude=["revision"])
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    steps = before["milestones"]
    if milestones is not None:
        steps = _set_milestones(current, milestones)
    said = changes(before, _words_of(current, fields) | {"milestones": steps})
    _record(Kind.TARGET_CHANGED, current.indicator, by=by, subject=current, changes=said)
    return current


def _set_milestones(target: Target, milestones: Milestones) -> str:
    """Replace a target's milestones; each is kept on the first day of its period."""
    indicator = target.indicator
    first = indicator.period_holding(target.from_on)
    values: dict[date, Decimal] = {}
    for day, value in milestones:
        period = indicator.period_holding(day)
        if period < first:
            refusal = f"{period.label} is before the target holds. Choose a later period."
            raise ValidationError({"milestones": refusal})
        if period.starts_on in values:
            raise ValidationError({"milestones": f"Enter one milestone for {period.label}."})
        values[period.starts_on] = value
    target.milestones.all().delete()
    Milestone.objects.bulk_create(
        Milestone(target=target, starts_on=day, value=value) for day, value in values.items()
    )
    return _steps_of(target)


def _steps_of(target: Target) -> str:
    label = target.indicator.period_holding
    steps = ((label(each.starts_on).label, each.value) for each in target.milestones.all())
    return ", ".join(f"{period}: {value.normalize():f}" for period, value in steps)


# --- scorecards ---------------------------------------------------------------------------------


@transaction.atomic
def save_scorecard(
    *,
    authority: Authority,
    by: User,
    name: str,
    indicators: Sequence[Indicator],
    description: str = "",
    order: int = 1,
    scorecard: Scorecard | None = None,
    revision: int | None = None,
) -> Scorecard:
    """Add a scorecard, or change the one given, with its indicators in this order."""
    current = lock(scorecard, revision) if scorecard else Scorecard(authority=authority)
    before = _scorecard_in_words(current) if scorecard else {}
    current.name, current.description, current.order = name, description, order
    current.full_clean(exclude=["revision"])
    if any(each.authority_id != current.authority_id for each in indicators):
        raise ValidationError("Choose indicators of the council whose scorecard it is.")
    if scorecard:
        current.revision += 1
    current.save()
    current.entries.all().delete()
    ScorecardEntry.objects.bulk_create(
        ScorecardEntry(scorecard=current, indicator=each, order=place)
        for place, each in enumerate(indicators, start=1)
    )
    audit.record(
        Kind.SCORECARD_CHANGED,
        by=by,
        authority_id=current.authority_id,
        subject=current,
        changes=changes(before, _scorecard_in_words(current)),
    )
    return current


def _scorecard_in_words(scorecard: Scorecard) -> dict[str, str]:
    entries = scorecard.entries.select_related("indicator")
    codes = ", ".join(entry.indicator.code for entry in entries)
    return _words_of(scorecard, ["name", "description", "order"]) | {"indicators": codes}


# --- control limits -----------------------------------------------------------------------------


@transaction.atomic
def rebase(
    *,
    indicator: Indicator,
    by: User,
    starts_on: date,
    reason: str,
    fixed_on: int | None = None,
    breakdown: Breakdown | None = None,
    made_at: datetime | None = None,
) -> Rebase:
    """Begin a new mean and new limits in the period that a day lies in."""
    if not PeriodType(indicator.period_type).suits_spc:
        raise ValidationError(
            "This indicator has no control limits, because each figure includes most of the one "
            "before."
        )
    period = indicator.period_holding(starts_on)
    at = made_at or clock.now()
    made = Rebase(
        indicator=indicator,
        breakdown=breakdown,
        starts_on=period.starts_on,
        fixed_on=fixed_on,
        reason=reason.strip(),
        made_at=at,
        made_by=by,
    )
    made.full_clean()
    figures = indicator.observations.current().filter(breakdown=breakdown, is_forecast=False)
    if not figures.filter(starts_on=period.starts_on).exists():
        raise ValidationError({"starts_on": "Choose a period that has a figure."})
    if not figures.filter(starts_on__lt=period.starts_on).exists():
        first = "The limits begin with the first figure anyway. Choose a later period."
        raise ValidationError({"starts_on": first})
    audit.save(made, by=by, at=at)
    _record(
        Kind.LIMITS_CHANGED,
        indicator,
        by=by,
        subject=made,
        changes=changes({}, _words_of(made, ["starts_on", "breakdown", "fixed_on", "reason"])),
    )
    return made


@transaction.atomic
def remove_rebase(*, rebase: Rebase, by: User) -> None:
    """Let the limits run on, as if they had not begun anew; the audit trail keeps that they had."""
    said = _words_of(rebase, ["starts_on", "breakdown", "fixed_on", "reason", "made_by"])
    gone = changes(said, dict.fromkeys(said, ""))
    _record(Kind.LIMITS_CHANGED, rebase.indicator, by=by, subject=rebase, changes=gone)
    rebase._history_user, rebase._history_date = by, clock.now()  # type: ignore[attr-defined]
    rebase.delete()


# --- the audit trail ----------------------------------------------------------------------------


def _record(
    kind: AuditEvent.Kind,
    indicator: Indicator,
    *,
    by: User,
    subject: models.Model,
    **details: Any,
) -> None:
    authority = indicator.authority_id
    audit.record(kind, by=by, authority_id=authority, subject=subject, **details)


def _words_of(record: models.Model, names: Iterable[str]) -> dict[str, str]:
    """The fields as a person would read them; nothing for what is empty."""
    found = {}
    for name in names:
        value = getattr(record, name)
        if isinstance(value, models.Manager):
            value = ", ".join(str(each) for each in value.all())
        elif isinstance(value, Decimal):
            value = f"{value.normalize():f}"
        found[name] = "" if value is None else str(value)
    return found

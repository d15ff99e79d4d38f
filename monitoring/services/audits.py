"""Writes to audit rounds: counts by domain and grade, and never a child."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Authority, User
from core import audit, clock
from core.models import AuditEvent
from core.revisions import lock
from monitoring.models import AuditGrade, AuditRound

MOST_ROUNDED = 101  # what percentages that are each rounded may come to
COLUMNS = {"auditor_count": "auditors", "moderated_count": "moderation"}


@dataclass(frozen=True, slots=True)
class Graded:
    """How often a grade was given in a domain, or its percentage where no more is known."""

    domain: str
    grade: str
    auditor_count: int | None = None
    moderated_count: int | None = None
    percentage: Decimal | None = None


@transaction.atomic
def save_audit_round(
    *,
    authority: Authority,
    by: User,
    grades: Sequence[Graded],
    round: AuditRound | None = None,
    revision: int | None = None,
    forgets: bool = False,
    **fields: Any,
) -> AuditRound:
    """Record an audit round with its grades, or change the one given.

    ``forgets`` takes what its texts no longer say out of earlier versions too.

    Raises ValidationError where counts and the number audited cannot both be true.
    """
    current = lock(round, revision) if round else AuditRound(authority=authority)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    for name, value in fields.items():
        setattr(current, name, value)
    current.full_clean(exclude=["revision"])
    wrong = problems(current, grades)
    if wrong:
        raise ValidationError([f"{domain}: {words}" for domain, words in wrong.items()])
    for each in (current.theme and current.theme.plan, current.practice_area):
        if each and each.authority_id != current.authority_id:
            raise ValidationError("Choose a theme and a practice area of the same council.")
    places = {name: n for n, name in enumerate(dict.fromkeys(g.domain for g in grades), start=1)}
    made = [AuditGrade(round=current, order=places[each.domain], **asdict(each)) for each in grades]
    for grade in made:
        grade.clean_fields(exclude=["round"])
    before = _numbers(current.grades.all()) if round else {}
    if round:
        current.revision += 1
    audit.save(current, by=by, at=clock.now())
    if forgets:
        audit.forget(current, texts=["name", "moderated_by", "note"])
    current.grades.all().delete()
    AuditGrade.objects.bulk_create(made)
    after = _numbers(grades)
    audit.record(
        AuditEvent.Kind.AUDIT_CHANGED,
        by=by,
        authority_id=current.authority_id,
        subject=current,
        added=round is None,
        # Names of fields only: what is taken out of a text must not live on here.
        fields=changed,
        forgot=forgets,
        grades={
            name: [before.get(name, ""), after.get(name, "")]
            for name in before.keys() | after.keys()
            if before.get(name) != after.get(name)
        },
    )
    return current


def problems(round: AuditRound, grades: Iterable[Graded]) -> dict[str, str]:
    """What cannot be true of a round's figures, by domain.

    No column of counts is above the number audited, and no domain's percentages above 100 by more
    than their rounding.
    """
    wrong: dict[str, str] = {}
    domains: dict[str, list[Graded]] = {}
    for each in grades:
        domains.setdefault(each.domain, []).append(each)
    for name, found in domains.items():
        words = list(_wrong_with(round, found))
        if words:
            wrong[name] = " ".join(words)
    return wrong


def _wrong_with(round: AuditRound, grades: Sequence[Graded]) -> Iterable[str]:
    twice = [grade for grade, count in Counter(each.grade for each in grades).items() if count > 1]
    if twice:
        yield "Enter each grade once."
    has_counts = any(getattr(each, column) is not None for each in grades for column in COLUMNS)
    percentages = [each.percentage for each in grades if each.percentage is not None]
    if round.knows_percentages_only:
        if has_counts:
            yield "Only percentages are known of this round, so clear the counts."
        if sum(percentages) > MOST_ROUNDED:
            yield f"The percentages come to {sum(percentages):f}, which is more than 100."
        return
    if percentages:
        yield "Percentages come from the counts, so clear the percentages."
    if has_counts and not round.audited:
        yield "Enter how many cases were audited."
        return
    for column, by in COLUMNS.items():
        total = sum(getattr(each, column) or 0 for each in grades)
        if total > (round.audited or 0):
            yield f"The grades by {by} come to {total}, but {round.audited} cases were audited."


def _numbers(grades: Iterable[Graded | AuditGrade]) -> dict[str, str]:
    """The figures of each domain and grade as they are written down: "31, 29, " or ", , 48"."""
    return {
        f"{each.domain}: {each.grade}": ", ".join(
            "" if value is None else f"{Decimal(value).normalize():f}"
            for value in (each.auditor_count, each.moderated_count, each.percentage)
        )
        for each in grades
    }

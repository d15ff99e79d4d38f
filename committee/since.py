"""What happened since a body's last report, apart from its actions, and what came late.

The span runs from the cut-off of the last report to that of this one. What came after a cut-off
and was told all the same (:class:`committee.models.LateItem`) belongs to the paper that told it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from committee.models import LateItem, Question, Report
from improvement.models import Update
from monitoring.models import Finding
from performance.rating import Rating
from performance.readings import Reading

MET = (Rating.STRETCH, Rating.ON_TARGET)
MISSED = (Rating.NEAR, Rating.OFF)


@dataclass(frozen=True)
class Since:
    """What a paper tells of the time since the last one, beside how its actions moved."""

    late_items: tuple[LateItem, ...] = ()
    told_late_before: tuple[LateItem, ...] = ()
    findings_new: tuple[Finding, ...] = ()
    findings_closed: tuple[Finding, ...] = ()
    questions_answered: tuple[Question, ...] = ()

    @property
    def late_updates(self) -> dict[int, Update]:
        """The latest update admitted late, by action."""
        return _by_action(self.late_items)

    @property
    def late_updates_before(self) -> dict[int, Update]:
        """The latest update that the last report admitted late, by action."""
        return _by_action(self.told_late_before)


def _by_action(items: Iterable[LateItem]) -> dict[int, Update]:
    updates = (each.update_record for each in items if each.update_record)
    return {each.action_id: each for each in sorted(updates, key=lambda each: each.effective_on)}


def read_since(report: Report, *, since: date | None, as_at: date) -> Since:
    """What happened after ``since`` and by the end of ``as_at``; late items alone without it.

    Findings are those of letters that the public may read by then.
    """
    late = _late_items(report)
    if since is None or report.previous is None:
        return Since(late_items=late)
    before = _late_items(report.previous)
    known = {each.visit_id for each in before if each.visit_id}
    admitted = {each.visit_id for each in late if each.visit_id}
    findings = Finding.objects.filter(authority=report.authority).asking().with_parts()
    new = [
        each
        for each in findings.filter(visit__published_on__isnull=False).order_by("reference")
        if each.visit_id not in known
        and each.visit.is_public(as_at=report.meeting.publish_by)
        and (since < each.visit.published_on <= as_at or each.visit_id in admitted)
    ]
    closed = [
        each
        for each in findings.filter(closed_on__gt=since, closed_on__lte=as_at).order_by("reference")
        if each.visit.is_public(as_at=as_at)
    ]
    answered = (
        Question.objects.open_to_all()
        .filter(
            item__meeting__body=report.meeting.body_id,
            answered_on__gt=since,
            answered_on__lte=as_at,
        )
        .exclude(answer="")
    )
    return Since(late, before, tuple(new), tuple(closed), tuple(answered))


def _late_items(report: Report) -> tuple[LateItem, ...]:
    return tuple(report.late_items.select_related("update_record__action", "visit"))


def crossed(readings: Iterable[Reading], *, since: date) -> tuple[list[Reading], list[Reading]]:
    """The indicators that have come to meet their target since a day, and those that no longer do.

    Each is compared with the last of its periods that was over by then; where there was no rating
    then or is none now, nothing is said.
    """
    better, worse = [], []
    for reading in readings:
        period = next((each for each in reversed(reading.periods) if each.ends_on <= since), None)
        if period is None or period == reading.period:
            continue
        then = reading.judge(reading.at(period)).rating
        now = reading.judgement.rating
        if then in MISSED and now in MET:
            better.append(reading)
        elif then in MET and now in MISSED:
            worse.append(reading)
    return better, worse

"""Records the demonstration's visits, what they found, and who oversees improvement."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from accounts.models import Authority, User
from core import clock
from demonstration.barnet import visits
from demonstration.entries import VisitEntry
from improvement.models import Action, PracticeArea
from monitoring.models import Board, Intervention, Letter, Visit
from monitoring.services.audits import Graded, save_audit_round
from monitoring.services.findings import add_finding, trace
from monitoring.services.letters import take_in
from monitoring.services.visits import add_visit
from monitoring.vocabulary import Coverage, LetterStatus

LETTERS = Path(__file__).parent / "barnet" / "letters"
HOUR = time(11)


def load_visits(
    authority: Authority,
    *,
    by: User,
    areas: Mapping[str, PracticeArea],
    actions: Mapping[str, Action],
    on: date,
) -> None:
    """Record everything that had happened by ``on``, and what came later on its own day."""
    with clock.at(_moment(on)):
        for title, kind, held_by, issued in visits.INTERVENTIONS:
            Intervention.objects.create(
                authority=authority,
                title=title,
                kind=kind,
                held_by=held_by,
                issued_on=date.fromisoformat(issued),
            )
        for name, chair, is_independent, cadence in visits.BOARDS:
            Board.objects.create(
                authority=authority,
                name=name,
                chair=chair,
                chair_is_independent=is_independent,
                cadence=cadence,
            )
        _audit(authority, by, areas)
    for entry in visits.VISITS:
        with clock.at(_moment(date.fromisoformat(entry.recorded) if entry.recorded else on)):
            visit = _visit(authority, by, entry)
            for found in entry.findings:
                finding = add_finding(
                    visit=visit,
                    by=by,
                    type=found.type,
                    words=found.words,
                    practice_area=areas[found.area],
                    direction=found.direction,
                )
                for reference in found.actions:
                    action = actions[reference]
                    trace(finding=finding, by=by, coverage=Coverage.COVERED, action=action)
            if entry.letter:
                text = (LETTERS / f"{entry.letter}.txt").read_text(encoding="utf-8")
                take_in(visit=visit, by=by, text=text, form=Letter.Form.TYPED)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, HOUR))


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def _visit(authority: Authority, by: User, entry: VisitEntry) -> Visit:
    is_published = bool(entry.published)
    return add_visit(
        authority=authority,
        by=by,
        judgements={area: (grade, "") for area, grade in entry.judgements.items()},
        inspectorate=entry.inspectorate,
        kind=entry.kind,
        framework=entry.framework,
        title=entry.title,
        starts_on=date.fromisoformat(entry.starts),
        ends_on=date.fromisoformat(entry.ends),
        letter_on=_day(entry.written),
        received_on=_day(entry.received),
        published_on=_day(entry.published),
        letter_status=LetterStatus.PUBLISHED if is_published else LetterStatus.PRE_PUBLICATION,
        ordinal=entry.ordinal,
        ordinal_words=entry.since,
        focus="\n".join(entry.focus),
        evidence_considered=entry.evidence,
        next_visit_on=_day(entry.next_on),
        next_focus=entry.next_focus,
    )


def _audit(authority: Authority, by: User, areas: Mapping[str, PracticeArea]) -> None:
    audit = visits.AUDIT
    save_audit_round(
        authority=authority,
        by=by,
        name=audit["name"],
        starts_on=_day(str(audit["starts"])),
        ends_on=_day(str(audit["ends"])),
        audited=audit["audited"],
        children_examined=audit["children_examined"],
        practice_area=areas[str(audit["area"])],
        knows_percentages_only=True,
        note=audit["note"],
        grades=[
            Graded(each.domain, each.grade, percentage=Decimal(each.percentage))
            for each in visits.AUDIT_GRADES
        ],
    )

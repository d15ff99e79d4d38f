"""How the clearances of a paper stand against its text, and what has changed since."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from committee.facts import Facts, read_facts
from committee.models import ClearanceVerdict, Report, ReportClearance
from committee.reports import compose
from committee.vocabulary import ClearanceState, Verdict
from documents import json
from documents.differences import Change, compare, passages_of
from documents.nodes import Document


@dataclass(frozen=True)
class Standing:
    """A clearance, what was said last, and whether that was said of the text as it is now."""

    clearance: ReportClearance
    verdict: ClearanceVerdict | None
    has_changed: bool = False

    @property
    def state(self) -> ClearanceState:
        """How it stands."""
        if self.verdict is None:
            return ClearanceState.ASKED
        if self.verdict.verdict == Verdict.NOT_CLEARED:
            return ClearanceState.NOT_CLEARED
        return ClearanceState.CHANGED if self.has_changed else ClearanceState.CLEARED

    @property
    def is_current(self) -> bool:
        """Whether the paper may go forward as far as this clearance goes."""
        return self.state == ClearanceState.CLEARED


def facts_to_clear(report: Report, *, today: date) -> Facts:
    """What a clearer reads: the draft on the day on which it is expected to be public."""
    expected = report.expected_on(as_at=today)
    return read_facts(report, as_at=report.cut_off, public_on=expected)


def text_to_clear(report: Report, *, today: date) -> Document:
    """The whole paper, with its exempt parts, as a clearer reads it."""
    return compose(facts_to_clear(report, today=today))


def read_standings(report: Report, document: Document) -> list[Standing]:
    """All clearances of a paper, against the whole of it as it is now."""
    clearances = report.clearances.with_latest_verdict().select_related("clearer", "report")
    said = [each.latest_verdict for each in clearances if each.latest_verdict]
    if not said:
        return [Standing(each, None) for each in clearances]
    verdicts = ClearanceVerdict.objects.filter(pk__in=said).select_related("by").defer("tree")
    by_pk = {each.pk: each for each in verdicts}
    sha256 = json.digest(document)
    return [
        Standing(clearance, verdict, verdict is not None and verdict.sha256 != sha256)
        for clearance in clearances
        for verdict in [by_pk.get(clearance.latest_verdict)]
    ]


def changed_since(then: Document, now: Document) -> list[Change]:
    """The passages of the paper that are not as they were when a verdict was given."""
    return compare(passages_of(then), passages_of(now))


def has_written(user: User, report: Report) -> bool:
    """Whether the person saved any version of what the paper says, and so cannot clear it."""
    return Report.objects.written_by(user).filter(pk=report.pk).exists()

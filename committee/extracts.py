"""The lists on pages of a paper, as files hold them."""

from collections.abc import Iterable

from committee.clearances import Standing
from committee.models import LateItem
from committee.progress import Progress
from core.exports import Extract


def clearances_of(standings: Iterable[Standing], *, with_words: bool) -> Extract:
    """The clearances of a paper and what was said last; its words for who may read all of it."""
    rows = (
        [
            str(standing.clearance),
            standing.clearance.asks,
            str(standing.clearance.clearer or "Whoever clears papers"),
            standing.state.label,
            said.get_verdict_display() if said else "",
            str(said.by) if said else "",
            said.at if said else None,
            said.words if said and with_words else "",
        ]
        for standing in standings
        for said in [standing.verdict]
    )
    headings = (
        *("Clearance", "What it asks", "Who clears", "How it stands"),
        *("What was said last", "By", "When", "In words"),
    )
    return Extract("clearances", "Clearances", headings, rows)


def late_items_of(items: Iterable[LateItem]) -> Extract:
    """What a paper tells of from after its cut-off, and why."""
    rows = ([str(item), item.reason, str(item.admitted_by), item.admitted_at] for item in items)
    return Extract("late_items", "Late items", ("What", "Why", "Admitted by", "When"), rows)


def missing_of(progress: Progress) -> Extract:
    """What a paper still lacks, and who has it."""
    rows = (
        [title, gap.what, gap.note, gap.who, getattr(gap.state, "label", gap.state), gap.due_on]
        for _, title, gaps in progress.groups
        for gap in gaps
    )
    headings = ("What is missing", "What", "Note", "Who has it", "How far it is", "Due")
    return Extract("missing", "What is missing", headings, rows)

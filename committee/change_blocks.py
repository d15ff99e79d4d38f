"""What changed since the body's last report: actions, findings, indicators, questions."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import cast

from committee.facts import ActionFact, Facts
from committee.models import LateItem, ReportSection
from committee.phrases import AXES, counts, day, sides, status_tag
from committee.since import crossed
from documents.nodes import Block, Inlines, NumberedParagraph, Table, Text
from improvement.vocabulary import DeliveryKind, ImpactKind

Blocks = tuple[Block, ...]


def changes(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    """How many actions moved and which, what else is new, and what came late."""
    late = tuple(_late(section, facts))
    if facts.since is None:
        words = "There is no earlier report on this plan to compare with."
        return (*own, NumberedParagraph(f"{section.key}-summary", (Text(words),)), *late)
    span = f"between {day(facts.since)} and {day(facts.as_at)}"
    moves = [(name, [each for each in facts.actions if test(each)]) for name, test in _MOVES]
    better_and_worse = " ".join(f"{name}: {_moved(facts, axis)}." for axis, name in AXES.items())
    return (
        *own,
        NumberedParagraph(
            f"{section.key}-summary",
            (
                Text(
                    f"The last report counted what was recorded up to {day(facts.since)}; "
                    f"this one counts up to {day(facts.as_at)}. {better_and_worse}"
                ),
            ),
        ),
        Table(
            caption=f"What changed {span}",
            header=("Change", "Actions", "Which"),
            rows=tuple(
                (
                    (Text(name),),
                    (Text(str(len(found))),),
                    (Text(", ".join(action.reference for action in found) or "None"),),
                )
                for name, found in moves
            ),
            align=("left", "right", "left"),
        ),
        *(_then_and_now(facts, axis, name) for axis, name in AXES.items()),
        _beside_actions(facts, span),
        *late,
    )


def _beside_actions(facts: Facts, span: str) -> Table:
    """Findings, indicators and questions: how many, and which."""
    better, worse = crossed(facts.figures.readings, since=cast(date, facts.since))
    happened = facts.happened
    moves: tuple[tuple[str, Sequence[str]], ...] = (
        ("Findings received", [each.reference for each in happened.findings_new]),
        ("Findings closed", [each.reference for each in happened.findings_closed]),
        ("Indicators that now meet their target", [each.indicator.code for each in better]),
        ("Indicators that no longer meet their target", [each.indicator.code for each in worse]),
        (
            "Members’ questions answered",
            [f"{each.asked_by}, {day(each.asked_on)}" for each in happened.questions_answered],
        ),
    )
    return Table(
        caption=f"What else changed {span}",
        header=("Change", "Number", "Which"),
        rows=tuple(
            ((Text(name),), (Text(str(len(which))),), (Text("; ".join(which) or "None"),))
            for name, which in moves
        ),
        align=("left", "right", "left"),
    )


def _late(section: ReportSection, facts: Facts) -> Iterator[NumberedParagraph]:
    """A paragraph on each thing from after the cut-off, with the reason why it is told of."""
    for each in facts.happened.late_items:
        words = (
            f"Late item: {_came_late(each)}. This is after the cut-off of {day(facts.as_at)}. "
            f"Reason: {each.reason}"
        )
        yield NumberedParagraph(f"{section.key}-late-{each.pk}", (Text(words),))


def _came_late(item: LateItem) -> str:
    if item.update_record:
        update = item.update_record
        return f"update of {day(update.effective_on)} on action {update.action.reference}"
    visit = item.visit
    return f"{visit}, letter of {day(visit.letter_on or visit.ends_on)}" if visit else ""


_MOVES: tuple[tuple[str, Callable[[ActionFact], bool]], ...] = (
    ("Completed", lambda action: action.has_become(DeliveryKind.COMPLETE)),
    ("Embedded", lambda action: action.has_become(ImpactKind.EMBEDDED, "impact")),
    ("Delivery better", lambda action: action.change("delivery") > 0),
    ("Delivery worse", lambda action: action.change("delivery") < 0),
    ("Impact better", lambda action: action.change("impact") > 0),
    ("Impact worse", lambda action: action.change("impact") < 0),
    ("Moved to a later date", lambda action: action.has_slipped),
    ("Added to the plan", lambda action: action.is_new),
    ("Opened again", lambda action: action.is_reopened),
    ("Stopped", lambda action: action.has_become(DeliveryKind.STOPPED)),
)


def _moved(facts: Facts, axis: str) -> str:
    moves = [action.change(axis) for action in facts.actions]
    better, worse = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    return f"{better} better, {worse} worse"


def _then_and_now(facts: Facts, axis: str, name: str) -> Table:
    statuses = facts.vocabulary(axis)
    then = counts(facts.actions, statuses, axis, "before")
    now = counts(facts.actions, statuses, axis)
    rows: list[tuple[Inlines, ...]] = [
        ((status_tag(status),), (Text(str(was)),), (Text(str(is_now)),))
        for status, was, is_now in zip(statuses, then, now, strict=True)
    ]
    totals = ("All actions", str(sum(then)), str(sum(now)))
    rows.append(tuple((Text(cell, bold=True),) for cell in totals))
    return Table(
        caption=f"{name}: actions at the last report and now",
        header=("Status", day(cast(date, facts.since)), day(facts.as_at)),
        rows=tuple(rows),
        align=sides(2),
    )

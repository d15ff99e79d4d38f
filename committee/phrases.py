"""The words and small nodes that the live parts of a paper share."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, cast

from committee.facts import ActionFact
from documents.nodes import (
    Block,
    BulletList,
    Colour,
    Inline,
    Inlines,
    LineBreak,
    ListItem,
    Text,
)
from documents.nodes import Status as StatusNode
from improvement.models import Status

AXES = {axis.value: axis.label.partition(":")[0] for axis in Status.Axis}


def status_tag(status: Status) -> StatusNode:
    """A status in its word and colour."""
    return StatusNode(status.label, colour_of(status))


def tag(label: str, colour: str) -> StatusNode:
    """A word with the colour that helps to tell it."""
    return StatusNode(label, cast(Colour, colour))


def colour_of(status: Status) -> Colour:
    """The colour of a status."""
    return cast(Colour, status.colour)


def day(when: date) -> str:
    """A day as papers write it: 6 June 2018."""
    return f"{when:%-d %B %Y}"


def number_of(count: int, noun: str) -> str:
    """How many: 1 action, 2 actions."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(parts: Sequence[str]) -> str:
    """Several in a sentence: one, two and three."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def counts(
    actions: Iterable[ActionFact], statuses: Sequence[Status], axis: str, when: str = "now"
) -> list[int]:
    """How many actions have each status, now or at the last report."""
    standings = [getattr(action, when) for action in actions]
    found = [getattr(standing, axis).pk for standing in standings if standing]
    return [found.count(status.pk) for status in statuses]


def sides(figures: int) -> tuple[Literal["left", "right"], ...]:
    """How a table stands whose first column holds words and the others ``figures``."""
    right: Literal["right"] = "right"
    return ("left", *(right for _ in range(figures)))


def stacked(lines: Iterable[Inlines]) -> Inlines:
    """The lines under each other in one place."""
    found: list[Inline] = []
    for line in lines:
        if found:
            found.append(LineBreak())
        found.extend(line)
    return tuple(found)


def typed(text: str) -> Inlines:
    """Typed lines under each other, without the empty ones."""
    return stacked((Text(line),) for line in filter(None, map(str.strip, text.splitlines())))


def points(text: str) -> tuple[Block, ...]:
    """Lines as bullets; those that begin with a dash belong to the line before."""
    items: list[tuple[str, list[ListItem]]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith(("- ", "– ")) and items:
            items[-1][1].append(ListItem((Text(line[2:].strip()),)))
        else:
            items.append((line, []))
    if not items:
        return ()
    return (
        BulletList(
            tuple(
                ListItem((Text(words),), (BulletList(tuple(inner)),) if inner else ())
                for words, inner in items
            )
        ),
    )

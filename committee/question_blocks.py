"""What members asked and what was done: the part of a paper that answers them."""

from collections.abc import Iterator

from committee.facts import Facts
from committee.follow_ups import Asked, Promised
from committee.models import ReportSection
from committee.phrases import day
from committee.vocabulary import BlockKind, FollowUpKind
from documents.nodes import (
    Block,
    BulletList,
    Inline,
    LineBreak,
    ListItem,
    NumberedParagraph,
    Text,
)

Blocks = tuple[Block, ...]


def is_left_out(section: ReportSection, facts: Facts) -> bool:
    """Whether there is nothing to answer, and no words of the section's own."""
    return section.kind == BlockKind.MEMBERS_ASKED and not facts.asked and not section.body


def members_asked(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    """A paragraph on each question, promise and recommendation of scrutiny, the oldest first."""
    told = (
        NumberedParagraph(f"{section.key}-asked-{place}", tuple(_words(each)), _promises(each))
        for place, each in enumerate(facts.asked, start=1)
    )
    return (*own, *told)


def _words(asked: Asked) -> Iterator[Inline]:
    about = f", on “{asked.about}”" if asked.about else ""
    if asked.kind == FollowUpKind.PROMISE:
        lead = f"Promised to {asked.asked_by} on {day(asked.asked_on)}{about}: "
    elif asked.kind == FollowUpKind.QUESTION:
        lead = f"{asked.asked_by} asked on {day(asked.asked_on)}{about}: "
    else:
        lead = f"{asked.asked_by} recommended on {day(asked.asked_on)}{about}: "
    yield Text(f"{lead}{asked.words}")
    yield LineBreak()
    yield Text(f"{asked.state.label}. ", bold=True)
    if asked.answer:
        by = f"{asked.answered_by}, " if asked.answered_by else ""
        when = f"{by}{day(asked.answered_on)}: " if asked.answered_on else by
        yield Text(f"{when}{asked.answer}")


def _promises(asked: Asked) -> Blocks:
    items = tuple(ListItem((Text(_promise(each)),)) for each in asked.promises)
    return (BulletList(items),) if items else ()


def _promise(promised: Promised) -> str:
    by = f" by {promised.owner}" if promised.owner else ""
    if promised.kept_on:
        kept = f"Kept on {day(promised.kept_on)}: {promised.outcome}"
        return f"Promised{by}: {_ended(promised.words)} {kept}"
    due = f", due {day(promised.due_on)}" if promised.due_on else ""
    return f"Promised{by}{due}: {_ended(promised.words)} This is still open."


def _ended(words: str) -> str:
    """Words with a full stop where they end without one."""
    return words if words.endswith((".", "?", "!")) else f"{words}."

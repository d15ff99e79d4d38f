"""Where a paper tells what is not public on its day: sections, and paragraphs that quote.

The whole paper is looked at as it is printed, whoever wrote its words and wherever they come from.
"""

from collections.abc import Iterable, Iterator

from committee.facts import Facts
from committee.phrases import day
from documents.nodes import (
    Appendix,
    Block,
    Document,
    ListItem,
    NumberedParagraph,
    Paragraph,
    Quotation,
    Section,
    Table,
)
from documents.numbering import Numbering, number
from documents.problems import Problem, repair
from documents.tree import walk
from documents.withholding import words_of
from monitoring.models import Visit


def find(facts: Facts, document: Document) -> Iterator[Problem]:
    """What must not be told yet, each with the section or the paragraph that tells it."""
    yield from _chosen_too_soon(facts)
    if facts.practice.unpublished.runs:
        yield from _quoted_too_soon(facts, repair(document))


def _chosen_too_soon(facts: Facts) -> Iterator[Problem]:
    for section in facts.sections:
        for visit in facts.practice.kept_from(section):
            message = f"{_not_public(visit, facts)} Take the visit out, or wait for that."
            yield Problem("error", section.key, str(section), message)


def _not_public(visit: Visit, facts: Facts) -> str:
    on = day(facts.practice.public_on)
    return f"What was written on the {visit} is not public on {on}."


def _quoted_too_soon(facts: Facts, document: Document) -> Iterator[Problem]:
    numbering = number(document)
    names = {f"recommendation-{each.order}": str(each) for each in facts.recommendations}
    for anchor, place, words in _said(document.children, numbering, "", document.title):
        if quoted := facts.practice.unpublished.quoted_in(words):
            visit, run = quoted
            message = f"It says “{run}”. {_not_public(visit, facts)} Say it in other words."
            yield Problem("error", anchor, names.get(anchor, place), message)


def _said(
    blocks: Iterable[Block], numbering: Numbering, anchor: str, place: str
) -> Iterator[tuple[str, str, str]]:
    """The words of each paragraph, item and cell, with what can be cited around them."""
    for block in blocks:
        if isinstance(block, Section | Appendix):
            heading = block.title if isinstance(block, Appendix) else block.heading
            yield from _said(block.children, numbering, block.anchor, heading or place)
        elif isinstance(block, NumberedParagraph):
            label = f"Paragraph {numbering.label(block.anchor)}"
            for inside, words in _words_in(block):
                yield inside or block.anchor, label, words
        else:
            for inside, words in _words_in(block):
                yield inside or anchor, place, words


def _words_in(block: Block) -> Iterator[tuple[str, str]]:
    """The words of each part, with the anchor of the item of a list that has one of its own."""
    for node in walk(block):
        match node:
            case ListItem(content=content):
                yield node.anchor, words_of(content)
            case NumberedParagraph(content=content) | Paragraph(content):
                yield "", words_of(content)
            case Table(rows=rows):
                yield from (("", words_of(cell)) for row in rows for cell in row)
            case Quotation(paragraphs):
                yield from (("", words_of(content)) for content in paragraphs)

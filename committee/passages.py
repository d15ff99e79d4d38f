"""A frozen tree cut into the passages by which it is found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Document,
    Figure,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    MetadataBox,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Quotation,
    Reference,
    Section,
    Status,
    Table,
    Text,
)
from documents.numbering import Numbering, number
from documents.problems import repair

LONGEST_PLACE = 300  # letters that are kept of a heading


class Said(NamedTuple):
    """A passage: the anchor it can be opened at, what it is, under which heading, and its words."""

    anchor: str
    place: str
    heading: str
    words: str


def passages(document: Document) -> Iterator[Said]:
    """The passages of a document, in its order, each with some words."""
    document = repair(document)
    here = _Here("", "", document.title[:LONGEST_PLACE])
    return _Cut(number(document)).blocks(document.children, here)


def with_exempt(public: Document, whole: Document) -> Iterator[tuple[Said, bool]]:
    """The passages of a published paper, then those that stand only in its exempt edition."""
    told = list(passages(public))
    known = {(each.heading, each.words) for each in told}
    yield from ((each, False) for each in told)
    for each in passages(whole):
        if (each.heading, each.words) not in known:
            yield each, True


@dataclass(frozen=True)
class _Here:
    anchor: str
    place: str
    heading: str


@dataclass(frozen=True)
class _Cut:
    numbering: Numbering

    def blocks(self, blocks: Iterable[Block], here: _Here) -> Iterator[Said]:
        for block in blocks:
            yield from self._block(block, here)

    def _block(self, block: Block, here: _Here) -> Iterator[Said]:
        match block:
            case Section() | Appendix():
                yield from self.blocks(block.children, self._inside(block, here))
            case NumberedParagraph():
                label = self.numbering.label(block.anchor)
                here = _Here(block.anchor, f"Paragraph {label}" if label else "", here.heading)
                yield from self._said(here, self._line(block.content))
                yield from self.blocks(block.children, here)
            case Paragraph(content):
                yield from self._said(here, self._line(content))
            case BulletList(items) | NumberedList(items):
                yield from self._items(items, here)
            case Table(rows=rows):
                for row in rows:
                    cells = " – ".join(filter(None, map(self._line, row)))
                    yield from self._said(here, cells)
            case Figure(title, description):
                yield from self._said(here, " ".join(filter(None, [title, description])))
            case Quotation(paragraphs):
                yield from self._said(here, " ".join(map(self._line, paragraphs)))
            case MetadataBox(lines):
                for line in lines:
                    yield from self._said(here, f"{line.label}: {self._line(line.value)}")

    def _inside(self, block: Section | Appendix, here: _Here) -> _Here:
        heading = (block.title if isinstance(block, Appendix) else block.heading)[:LONGEST_PLACE]
        label = self.numbering.label(block.anchor)
        if isinstance(block, Appendix):
            return _Here(block.anchor, label, heading or here.heading)
        place = f"Section {label}" if label else here.place
        return _Here(block.anchor or here.anchor, place, heading or here.heading)

    def _items(self, items: Iterable[ListItem], here: _Here) -> Iterator[Said]:
        for item in items:
            inside = _Here(item.anchor or here.anchor, here.place, here.heading)
            yield from self._said(inside, self._line(item.content))
            yield from self.blocks(item.children, inside)

    def _said(self, here: _Here, words: str) -> Iterator[Said]:
        words = " ".join(words.split())
        if words:
            yield Said(here.anchor, here.place, here.heading, words)

    def _line(self, content: Inlines) -> str:
        return "".join(map(self._inline, content))

    def _inline(self, node: Text | Link | LineBreak | Reference | Status) -> str:
        match node:
            case Text() | Link():
                return node.text
            case Status():
                return node.label
            case Reference():
                return str(self.numbering.cite(node))
            case LineBreak():
                return " "

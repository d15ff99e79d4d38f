"""A paper read once for all rules: its passages, its parts and its tables, as they are printed."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import assert_never

from committee.checks.days import days_in
from documents import charts, problems
from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Chart,
    Document,
    Figure,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Link,
    MetadataBox,
    NumberedList,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    Quotation,
    Reference,
    Section,
    Status,
    Table,
    Text,
)
from documents.numbering import Numbering, number
from documents.problems import Problem
from performance import prose
from performance.suppression import Rule as SmallNumbers

SMALL_NUMBERS = SmallNumbers(5)  # where no council says otherwise
CITED = "\N{OBJECT REPLACEMENT CHARACTER}"

# A number that somebody typed at the head of a paragraph or a heading: 5.8.1 or 5.9.
_TYPED_NUMBER = re.compile(
    r"\s*(\d{1,2}(?:\.\d{1,2})+)\.?\s+"
    r"(?!FTE\b)(?=[“\"‘'(]?[A-Z\d])"
)


class Kind(Enum):
    """What a passage is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item of a list"
    QUOTATION = "quotation"
    LETTER = "published elsewhere, in others' words"
    CELL = "cell of a table"
    CAPTION = "caption"
    HEADER = "line of the header"


@dataclass(frozen=True)
class Passage:
    """Words that stand together.

    ``anchor`` is the nearest thing that can be linked to and ``root`` the part of the first level
    around it. ``words`` are as they are printed; in ``typed`` there is a mark of one letter
    where a citation stands, because what is cited by name cannot be wrong.
    """

    anchor: str
    root: str
    kind: Kind
    words: str
    typed: str
    is_numbered: bool = False

    @cached_property
    def sentences(self) -> list[str]:
        """Its sentences."""
        return prose.sentences(self.words)

    @property
    def typed_number(self) -> str:
        """The number that was typed before its first word, if any."""
        found = _TYPED_NUMBER.match(self.typed)
        return found[1] if found else ""


@dataclass(frozen=True)
class Part:
    """What stands under a heading, by its first and last numbered paragraph; None without one."""

    anchor: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table, or the figures of a chart, in words."""

    anchor: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_chart: bool = False

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return f"“{self.caption}”"


@dataclass
class Paper:
    """A document in the form in which rules ask about it.

    ``labels`` are the numbers that readers can look for, printed or typed, with their anchors, in
    reading order. ``meeting_on`` is the day on which it is read; None where nobody says.
    """

    document: Document
    numbering: Numbering
    faults: Sequence[Problem]
    small_numbers: SmallNumbers
    meeting_on: date | None = None
    passages: list[Passage] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    figures: list[tuple[str, Figure]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    leads: set[str] = field(default_factory=set)
    around: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)

    def of(self, *kinds: Kind) -> Iterator[Passage]:
        """The passages of some kinds, in reading order."""
        return (each for each in self.passages if each.kind in kinds)

    @property
    def prose(self) -> Iterator[Passage]:
        """What the council says in sentences: no headings, cells, or others' words."""
        return self.of(Kind.PARAGRAPH, Kind.ITEM)

    @cached_property
    def order(self) -> dict[str, int]:
        """Where each number stands among those that readers can look for."""
        return {label: index for index, label in enumerate(self.labels)}

    def place(self, anchor: str) -> str:
        """What is printed at an anchor, or around it when nothing is printed there."""
        while anchor:
            label = self.numbering.label(anchor)
            head = self.heads.get(anchor, "")
            if words := " ".join(word for word in (label, head) if word):
                return words
            anchor = self.around.get(anchor, "")
        return self.document.title


def read_paper(
    document: Document,
    *,
    meeting_on: date | None = None,
    letters: Collection[str] = (),
    small_numbers: SmallNumbers = SMALL_NUMBERS,
) -> Paper:
    """Read a document; a fault in it is mended first, and told.

    Where nobody says when the meeting is, it is the day that stands above the title or in the
    header. Sections with the anchors of ``letters`` were published elsewhere, in others' words.
    """
    faults, mended = problems.examine(document)
    paper = Paper(mended, number(mended), faults, small_numbers)
    _Reader(paper, letters).read(mended.children)
    paper.meeting_on = meeting_on or _day_in_head(paper)
    return paper


def _day_in_head(paper: Paper) -> date | None:
    header = (each.words for each in paper.of(Kind.HEADER))
    for words in (*paper.document.kicker, paper.document.title, *header):
        for each in days_in(words, near=None):
            if each.first == each.last:
                return each.first
    return None


class _Reader:
    """Walks a document from its first word to its last, and fills in the paper."""

    def __init__(self, paper: Paper, letters: Collection[str]) -> None:
        self._paper = paper
        self._letters = letters
        self._in_letter = False
        self._anchor = ""
        self._root = ""
        self._seen: list[str] = []  # anchors of the numbered paragraphs so far

    def read(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._root = getattr(block, "anchor", "")
            if isinstance(block, Section) and not block.numbered:
                self._paper.leads.add(block.anchor)
            self._run([block])

    def _run(self, blocks: Iterable[Block], kind: Kind = Kind.PARAGRAPH) -> None:
        """Read blocks that stand together; a heading among them makes a part of what follows."""
        open_heads: list[tuple[int, Heading, int]] = []

        def close(level: int) -> None:
            while open_heads and open_heads[-1][0] >= level:
                _, heading, start = open_heads.pop()
                self._part(self._anchor, heading.text, start)

        for block in blocks:
            if isinstance(block, Heading):
                close(block.level)
                open_heads.append((block.level, block, len(self._seen)))
            self._block(block, kind)
        close(0)

    def _part(self, anchor: str, heading: str, start: int) -> None:
        paragraphs = tuple(self._seen[start:])
        self._paper.parts.append(Part(anchor, heading, paragraphs))

    def _block(self, block: Block, kind: Kind) -> None:
        match block:
            case MetadataBox():
                for row in block.rows:
                    self._passage(Kind.HEADER, row.value, before=f"{row.label}: ")
            case Section():
                self._inside(block, block.heading, block.children)
            case Appendix():
                self._inside(block, block.title, block.children)
            case Heading():
                self._passage(Kind.HEADING, (Text(block.text),))
            case NumberedParagraph():
                self._numbered(block)
            case Paragraph():
                self._passage(kind, block.content)
            case BulletList() | NumberedList():
                self._items(block)
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)
            case Quotation():
                for content in block.paragraphs:
                    self._passage(Kind.QUOTATION, content)
            case PageBreak():
                pass
            case _:
                assert_never(block)

    def _inside(self, node: Section | Appendix, heading: str, blocks: tuple[Block, ...]) -> None:
        outside, start = self._enter(node.anchor), len(self._seen)
        was_in_letter, self._in_letter = (
            self._in_letter,
            self._in_letter or node.anchor in self._letters,
        )
        self._paper.heads[node.anchor] = heading
        if label := self._paper.numbering.label(node.anchor):
            self._paper.labels.setdefault(label, node.anchor)
        if heading:
            self._passage(Kind.HEADING, (Text(heading),))
        self._run(blocks)
        self._part(node.anchor, heading, start)
        self._anchor, self._in_letter = outside, was_in_letter

    def _numbered(self, node: NumberedParagraph) -> None:
        outside = self._enter(node.anchor)
        self._seen.append(node.anchor)
        self._paper.labels.setdefault(self._paper.numbering.label(node.anchor), node.anchor)
        self._passage(Kind.PARAGRAPH, node.content, is_numbered=True)
        self._run(node.children)
        self._anchor = outside

    def _enter(self, anchor: str) -> str:
        outside = self._anchor
        self._paper.around[anchor] = outside
        self._anchor = anchor
        return outside

    def _items(self, block: BulletList | NumberedList) -> None:
        for item in block.items:
            outside = self._enter(item.anchor) if item.anchor else self._anchor
            self._passage(Kind.ITEM, item.content)
            self._run(item.children, Kind.ITEM)
            self._anchor = outside

    def _table(self, table: Table) -> None:
        self._passage(Kind.CAPTION, (Text(table.caption),))
        rows = tuple(tuple(self._words(cell) for cell in row) for row in table.rows)
        self._paper.grids.append(Grid(self._anchor, table.caption, table.header, rows))
        for cell in (cell for row in table.rows for cell in row if cell):
            self._passage(Kind.CELL, cell)

    def _figure(self, figure: Figure) -> None:
        self._passage(Kind.CAPTION, (Text(figure.title),))
        self._paper.figures.append((self._anchor, figure))
        if isinstance(figure.content, Chart):
            header, rows = charts.figures(figure.content)
            grid = Grid(
                self._anchor,
                figure.title,
                tuple(header),
                tuple(tuple(row) for row in rows),
                is_chart=True,
            )
            self._paper.grids.append(grid)

    def _passage(
        self, kind: Kind, content: Inlines, *, before: str = "", is_numbered: bool = False
    ) -> None:
        words = before + self._words(content)
        if not words.strip():
            return
        if self._in_letter and kind in (Kind.PARAGRAPH, Kind.ITEM):
            kind = Kind.LETTER
        typed = words
        if any(isinstance(node, Reference) for node in content):
            typed = before + "".join(
                CITED if isinstance(node, Reference) else self._inline(node) for node in content
            )
        passage = Passage(self._anchor, self._root, kind, words, typed, is_numbered)
        self._paper.passages.append(passage)
        # A typed number is one to look for where the paper itself prints none.
        if not is_numbered and kind in (Kind.PARAGRAPH, Kind.HEADING) and passage.typed_number:
            self._paper.labels.setdefault(passage.typed_number, self._anchor)

    def _words(self, content: Inlines) -> str:
        return "".join(map(self._inline, content))

    def _inline(self, node: Inline) -> str:
        match node:
            case Text() | Link():
                return node.text
            case LineBreak():
                return "\n"
            case Reference():
                return str(self._paper.numbering.cite(node))
            case Status():
                return node.label
            case _:
                assert_never(node)

"""The paper as plain text, one node a line: what people compare and tests remember."""

from collections.abc import Iterator
from typing import assert_never

from documents import charts
from documents.exempt import mark
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
from documents.numbering import Numbering, number, roman
from documents.problems import repair

INDENT = "  "


def render(document: Document) -> str:
    """The outline of a document, each level indented by two spaces."""
    document = mark(repair(document))
    lines = [*document.kicker, document.title]
    lines += _Outline(number(document)).blocks(document.children)
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Outline:
    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case MetadataBox():
                for row in block.rows:
                    yield f"{row.label}: {self._line(row.value)}"
            case Section(heading=""):
                yield from self.blocks(block.children)
            case Section():
                yield f"{self._numbering.label(block.anchor)} {block.heading}".lstrip()
                yield from _indented(self.blocks(block.children))
            case Heading():
                yield INDENT * (block.level - 1) + block.text
            case NumberedParagraph():
                yield f"{self._numbering.printed(block.anchor)} {self._line(block.content)}"
                yield from _indented(self.blocks(block.children))
            case Paragraph():
                yield self._line(block.content)
            case BulletList() | NumberedList():
                for position, item in enumerate(block.items):
                    yield f"{_mark(block, position)} {self._line(item.content)}"
                    yield from _indented(self.blocks(item.children))
            case Table():
                yield f"Table: {block.caption}"
                yield INDENT + " | ".join(block.header)
                for cells in block.rows:
                    yield INDENT + " | ".join(map(self._line, cells))
            case Figure():
                yield f"Figure: {block.title}. {block.description}"
                if isinstance(block.content, Chart):
                    header, rows = charts.figures(block.content)
                    yield from (INDENT + " | ".join(line) for line in (header, *rows))
            case Quotation():
                for paragraph in block.paragraphs:
                    yield f"> {self._line(paragraph)}"
                if block.attribution:
                    yield f"> — {block.attribution}"
            case PageBreak():
                yield "(new page)"
            case Appendix():
                yield f"{self._numbering.label(block.anchor)}: {block.title}"
                yield from _indented(self.blocks(block.children))
            case _:
                assert_never(block)

    def _line(self, content: Inlines) -> str:
        return "".join(map(self._inline, content))

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text() | Link():
                return inline.text
            case LineBreak():
                return " "
            case Reference():
                return str(self._numbering.cite(inline))
            case Status():
                return inline.label
            case _:
                assert_never(inline)


def _mark(block: BulletList | NumberedList, position: int) -> str:
    if isinstance(block, BulletList):
        return "-"
    value = block.start + position
    match block.style:
        case "decimal":
            return f"{value}."
        case "roman":
            return f"({roman(value)})"
        case "letter":
            return f"({_letters(value)})"
        case _:
            assert_never(block.style)


def _letters(value: int) -> str:
    """a to z, then aa, ab, as browsers count the items of a list."""
    letters = ""
    while value:
        value, letter = divmod(value - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (INDENT + line for line in lines)

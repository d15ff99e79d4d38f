"""Prints a document as PDF/UA-1 through Typst, and a drawing as a picture for Word.

What people typed travels to the template as data and never as markup, so nothing in a paper can be
read as a command. Typst refuses what is not accessible; ``problems.repair`` leaves it little to
refuse, and for what is left the author is told which paragraph it is.
"""

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, assert_never, cast
from unicodedata import category, normalize

import typst
from fontTools.ttLib import TTFont

from documents import charts, columns, exempt, fonts, problems
from documents.characters import REPLACEMENT
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
    ListItem,
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
from documents.numbering import number

Json = dict[str, Any]

FEWEST_IN_CONTENTS = 3
LONGEST_WHOLE_CELL = 1200  # letters; the row of a longer one may be parted by a page's end
LIST_NUMBERING = {"decimal": "1.", "roman": "(i)", "letter": "(a)"}
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
_TEMPLATE = Path(__file__).with_name("paper.typ")
_WORDS = re.compile(r"[^<>]+(?=</text>)")
_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)"""


class UnprintableDocument(ValueError):
    """A document that a format refuses, and where in it the reason stands."""

    def __init__(self, message: str, *, anchor: str = "", place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.anchor = anchor
        self.place = place


def render(document: Document) -> bytes:
    """Print a document. Raises UnprintableDocument, which says where the reason stands."""
    document = exempt.mark(problems.repair(document))
    with TemporaryDirectory() as folder:
        paper = _Paper(document, Path(folder))
        try:
            return paper.print()
        except typst.TypstError as error:
            anchor, place = paper.find_fault()
            raise UnprintableDocument(error.message, anchor=anchor, place=place) from error


def drawing(figure: Figure, chart: Chart) -> str:
    """The drawing of a chart, in the size and with the words that Typst can print."""
    svg = charts.svg(
        chart,
        title=figure.title,
        description=figure.description,
        width=charts.PRINT_WIDTH,
        height=charts.PRINT_HEIGHT,
    )
    return svg if svg.isascii() else _WORDS.sub(lambda words: _in_two_fonts(words[0]), svg)


def png(svg: str, *, width_pt: float, ppi: int = 160) -> bytes:
    """A drawing as a picture, in the fonts of the papers."""
    inputs = {"svg": svg, "width": str(width_pt)}
    compiler = typst.Compiler(input=_PICTURE, font_paths=_fonts(), sys_inputs=inputs)
    try:
        picture = compiler.compile(format="png", ppi=ppi)
    except typst.TypstError as error:
        raise UnprintableDocument(error.message) from error
    return cast(bytes, picture)


def _in_two_fonts(words: str) -> str:
    """Words of a drawing as Typst can print them.

    Beside a character that is not in the first font, Typst loses letters with accents, and the
    characters of a third font. The minus sign is not in the first font, but has a likeness there.
    """
    words = words.replace("−", "–")
    words = "".join(each for each in words if not category(each).startswith("M"))
    first, *others = _characters()
    if first.issuperset(words):
        return words
    plain = [normalize("NFD", each)[0] if each.isalpha() else each for each in words]
    symbols = {each for each in plain if each not in first}
    known = first if not any(map(symbols.issubset, others)) else first | symbols
    return "".join(each if each in known else REPLACEMENT for each in plain)


@cache
def _characters() -> list[frozenset[str]]:
    """The characters of each of the fonts that drawings use, the first font first."""
    found = []
    for name in ("notos", "math", "symbol1", "symbol2"):
        with TTFont(fonts.folder() / f"{name}.ttf", lazy=True) as font:
            found.append(frozenset(map(chr, font.getBestCmap())))
    return found


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(fonts.folder())],
    )


class _Paper:
    """A document as the data of the template; its pictures are files in a folder."""

    def __init__(self, document: Document, folder: Path) -> None:
        self._folder = folder
        self._numbering = number(document)
        self._pictures = 0
        children = document.children
        front = 1 if children and isinstance(children[0], MetadataBox) else 0
        language, _, region = document.language.partition("-")
        self._front = [*self._blocks(children[:front], depth=1)]
        self._rest = [*self._blocks(children[front:], depth=1)]
        headings = [block for block in self._rest if block["kind"] == "heading"]
        self._data = {
            "title": document.title,
            "kicker": document.kicker,
            "author": document.author,
            "subject": document.subject,
            "language": language,
            "region": region or None,
            "fonts": fonts.FAMILIES,
            "contents": len(headings) >= FEWEST_IN_CONTENTS,
        }

    def print(self) -> bytes:
        """The finished file."""
        return self._compile(self._data | {"front": self._front, "rest": self._rest})

    def find_fault(self) -> tuple[str, str]:
        """The anchor and the name of the smallest part that cannot be printed by itself."""
        anchor, place = "", ""
        parts = self._front + self._rest
        while fault := self._first_fault(parts):
            anchor, place = _anchor(fault) or anchor, _name(fault)
            parts = [*_parts(fault)]
        return anchor, place

    def _first_fault(self, parts: list[Json]) -> Json | None:
        """The first of some parts without which those before it can be printed."""
        if self._can_print(parts):
            return None
        sound, faulty = 0, len(parts)
        while faulty - sound > 1:
            middle = (sound + faulty) // 2
            if self._can_print(parts[:middle]):
                sound = middle
            else:
                faulty = middle
        return parts[sound]

    def _can_print(self, parts: list[Json]) -> bool:
        data = {"title": "-", "contents": False, "probe": True, "front": [], "rest": parts}
        try:
            self._compile(self._data | data)
        except typst.TypstError:
            return False
        return True

    def _compile(self, data: Json) -> bytes:
        compiler = typst.Compiler(
            input=_TEMPLATE.read_bytes(),
            root=self._folder,
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps({"probe": False} | data)},
        )
        return cast(bytes, compiler.compile(format="pdf", pdf_standards=["ua-1"]))

    # --- blocks -----------------------------------------------------------------------------

    def _blocks(self, blocks: Iterable[Block], *, depth: int, nested: bool = False) -> list[Json]:
        """The data of blocks; paragraphs with numbers that follow each other make one list."""
        written: list[Json] = []
        for block in self._each(blocks, depth, nested):
            if block["kind"] == "numbered" and written and written[-1]["kind"] == "numbered":
                written[-1]["items"] += block["items"]
            else:
                written.append(block)
        return written

    def _each(self, blocks: Iterable[Block], depth: int, nested: bool) -> Iterator[Json]:
        for block in blocks:
            yield from self._block(block, depth, nested)

    def _block(self, block: Block, depth: int, nested: bool) -> Iterator[Json]:
        match block:
            case MetadataBox():
                yield {
                    "kind": "box",
                    "rows": [
                        {"label": row.label, "parts": self._inlines(row.value)}
                        for row in block.rows
                    ],
                }
            case Section():
                if block.heading:
                    label = self._numbering.label(block.anchor)
                    yield _heading(block.heading, depth, number=label, anchor=block.anchor)
                    depth += 1
                yield from self._each(block.children, depth, nested)
            case Heading():
                yield _heading(block.text, depth + block.level - 1)
            case NumberedParagraph():
                item = {
                    "number": self._numbering.printed(block.anchor),
                    **self._item(block.anchor, block.content, block.children, depth),
                }
                yield {"kind": "numbered", "items": [item]}
            case Paragraph():
                yield {"kind": "paragraph", "parts": self._inlines(block.content)}
            case BulletList():
                yield {"kind": "bullets", "items": self._items(block.items, depth)}
            case NumberedList():
                yield {
                    "kind": "list",
                    "numbering": LIST_NUMBERING[block.style],
                    "start": block.start,
                    "items": self._items(block.items, depth),
                }
            case Table():
                rows = [[{"parts": self._inlines(cell)} for cell in row] for row in block.rows]
                yield {"kind": "table", "caption": block.caption} | _table(
                    block.header, rows, block.align
                )
            case Figure():
                yield self._figure(block)
            case Quotation():
                yield {
                    "kind": "quotation",
                    "paragraphs": [self._inlines(words) for words in block.paragraphs],
                    "attribution": block.attribution,
                }
            case PageBreak():
                if not nested:  # a page cannot end in the middle of a list
                    yield {"kind": "break"}
            case Appendix():
                words = f"{self._numbering.label(block.anchor)}: {block.title}"
                yield _heading(words, depth, anchor=block.anchor, page=True)
                yield from self._each(block.children, depth + 1, nested)
            case _:
                assert_never(block)

    def _items(self, items: Iterable[ListItem], depth: int) -> list[Json]:
        return [self._item(item.anchor, item.content, item.children, depth) for item in items]

    def _item(self, anchor: str, content: Inlines, children: tuple[Block, ...], depth: int) -> Json:
        return {
            "anchor": anchor,
            "parts": self._inlines(content),
            "blocks": self._blocks(children, depth=depth, nested=True),
        }

    def _figure(self, figure: Figure) -> Json:
        data: Json = {
            "kind": "figure",
            "caption": figure.title,
            "alt": figure.description,
            "svg": "",
            "file": "",
            "table": None,
        }
        if isinstance(figure.content, Chart):
            data["svg"] = drawing(figure, figure.content)
            header, rows = charts.figures(figure.content)
            cells: list[list[Json]] = [[{"parts": [_words(cell)]} for cell in row] for row in rows]
            align = ["left", *["right"] * (len(header) - 1)]
            return data | {"table": _table(header, cells, align)}
        self._pictures += 1
        name = f"{self._pictures}.{SUFFIXES[figure.content.media_type]}"
        (self._folder / name).write_bytes(b64decode(figure.content.data))
        return data | {"file": name}

    # --- words ------------------------------------------------------------------------------

    def _inlines(self, inlines: Inlines) -> list[Json]:
        return [self._inline(inline) for inline in inlines]

    def _inline(self, inline: Inline) -> Json:
        match inline:
            case Text():
                return _words(inline.text, bold=inline.bold, italic=inline.italic)
            case LineBreak():
                return {"kind": "break"}
            case Link():
                return {"kind": "link", "words": inline.text, "address": inline.href}
            case Reference():
                citation = self._numbering.cite(inline)
                return {"kind": "citation"} | asdict(citation)
            case Status():
                fill = charts.FILLS[inline.colour]
                return {"kind": "status", "words": inline.label, "fill": fill}
            case _:
                assert_never(inline)


def _words(text: str, *, bold: bool = False, italic: bool = False) -> Json:
    return {"kind": "text", "words": text, "bold": bold, "italic": italic}


def _heading(
    words: str, depth: int, *, number: str = "", anchor: str = "", page: bool = False
) -> Json:
    """A heading; the title of the paper is the only one of level 1."""
    return {
        "kind": "heading",
        "level": depth + 1,
        "number": number,
        "words": words,
        "anchor": anchor,
        "page": page,
    }


def _table(header: Sequence[str], rows: list[list[Json]], align: Sequence[str]) -> Json:
    plain = [[_plain(cell["parts"]) for cell in row] for row in rows]
    measured = columns.measured([header, *plain])
    longest = max((len(cell) for row in plain for cell in row), default=0)
    return {
        "header": header,
        "rows": rows,
        "align": align,
        "shares": [] if measured.narrow else measured.shares,
        "hyphenate": measured.crowded,
        "whole": longest <= LONGEST_WHOLE_CELL,
    }


def _plain(parts: Iterable[Json]) -> str:
    return " ".join(part["words"] for part in parts if "words" in part)


def _parts(data: Json) -> Iterator[Json]:
    """What a block is made of, each part as a block of its own."""
    items = data.get("items", ())
    if len(items) > 1:
        yield from (data | {"items": [item]} for item in items)
    for item in items if len(items) == 1 else ():
        yield from item["blocks"]


def _anchor(data: Json) -> str:
    """The anchor of a block, or of the item that is all of it."""
    anchor: str = data["items"][0]["anchor"] if "items" in data else data.get("anchor", "")
    return anchor


def _name(data: Json) -> str:
    """What an author would call a block."""
    match data["kind"]:
        case "numbered":
            return f"Paragraph {data['items'][0]['number']}"
        case "heading":
            return f"Heading “{data['words']}”"
        case "table" | "figure":
            return f"{data['kind'].capitalize()} “{data['caption']}”"
        case "box":
            return "The header box"
        case "quotation":
            parts = [part for words in data["paragraphs"] for part in words]
        case _:
            parts = data["items"][0]["parts"] if "items" in data else data.get("parts", [])
    return f"The part that begins “{' '.join(_plain(parts).split()[:8])}”"

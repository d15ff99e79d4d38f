"""Writes a document as a Word file: real styles, real numbers, live citations.

Word counts the numbers itself, from lists linked to its styles; what it will count is written
beside every citation and in the contents, so that the paper is right before a field is updated.
"""

from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, assert_never
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.enum.style import WD_STYLE_TYPE
from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Emu, Pt

from documents import charts, columns, exempt, ooxml, problems
from documents.nodes import (
    Appendix,
    Block,
    BulletList,
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
    Picture,
    Quotation,
    Reference,
    Section,
    Status,
    Table,
    Text,
)
from documents.numbering import Target, number
from documents.ooxml import (
    DEEPEST,
    ITEM_WIDTH,
    NUMBER_WIDTH,
    QUOTE_INDENT,
    Element,
    Kind,
    Lists,
    Place,
    R,
    W,
    computed,
    run,
    w,
)
from documents.pdf import UnprintableDocument, drawing, png
from documents.word_parts import HEADER_BOX

Runs = list[Element]

AFTER_TABLE = 160
DEEPEST_HEADING = 9
EMU_PER_TWENTIETH = 635
FEWEST_IN_CONTENTS = 3
HEADER_LABEL_WIDTH = 2268
IN_CONTENTS = 2  # levels of heading
LOOK = dict.fromkeys(("firstRow", "lastRow", "firstColumn", "lastColumn", "noHBand", "noVBand"), 0)
MOST_COLUMNS = 8  # in letters of the ordinary size
TALLEST_PICTURE = Pt(560)
UNREADABLE = (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
    UnprintableDocument,
)
# A file is the same whenever it is written, so its dates say nothing.
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def render(document: Document, *, base: bytes | None = None) -> bytes:
    """Write a document, in the looks of a council's own Word file when ``base`` holds one.

    Raises UnusableBase where that is none.
    """
    return _Writer(exempt.mark(problems.repair(document)), base).write()


def starting_point() -> bytes:
    """A Word file for a council to give its looks to: a line in each of the styles of a paper."""
    file = ooxml.open_base(ooxml.blank())
    for style in file.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            file.add_paragraph(style.name, style)
    return _without_dates(file)


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a block stands: the level of a heading there, its indent, and the lists around it.

    ``within`` counts the numbered paragraphs around it.
    """

    depth: int = 1
    indent: int = 0
    level: int = 0
    within: int = 0


class _Writer:
    """One file while it is written, from the first paragraph to the last."""

    def __init__(self, document: Document, base: bytes | None) -> None:
        self._document = document
        self._numbering = number(document)
        self._file = ooxml.open_base(base or ooxml.blank())
        self._end = self._file.element.body.sectPr
        page, margins = self._end.pgSz, self._end.pgMar
        self._width = (page.w - margins.left - margins.right) // EMU_PER_TWENTIETH
        self._styles = self._file.part._styles_part.element
        self._style_ids = ooxml.adopt(self._styles)
        self._lists = Lists(self._file.part.numbering_part.element, self._styles)
        # Word allows forty letters in the name of a bookmark; an anchor may be longer.
        self._bookmarks = {
            anchor: f"_Ref{position:08d}"
            for position, anchor in enumerate(self._numbering.labels, start=1)
        }
        self._addresses: dict[str, str] = {}
        self._headings: list[tuple[int, str, str, str]] = []
        self._counts = Counter[str](Picture=ooxml.highest(self._file, "docPr"))
        self._break_page = False
        self._after_table = False

    def write(self) -> bytes:
        """The bytes of the finished file."""
        for words in self._document.kicker:
            self._paragraph("Subtitle", run(words))
        self._paragraph("Title", run(self._document.title))
        front, rest = _front(self._document.children)
        self._blocks(front, _Position())
        last = self._end.getprevious()
        self._blocks(rest, _Position())
        if self._after_table:
            self._paragraph("Normal")
        if len(self._headings) >= FEWEST_IN_CONTENTS:
            self._contents(last)
        self._footer()
        self._properties()
        return _without_dates(self._file)

    # --- blocks -----------------------------------------------------------------------------

    def _blocks(self, blocks: Iterable[Block], at: _Position) -> None:
        for block in blocks:
            self._block(block, at)

    def _block(self, block: Block, at: _Position) -> None:
        match block:
            case MetadataBox():
                self._header_box(block, at.indent)
            case Section():
                if block.heading:
                    label = self._numbering.label(block.anchor)
                    place = self._lists.heading(label) if label else None
                    self._heading(block.heading, at.depth, place, block.anchor)
                    at = replace(at, depth=at.depth + 1)
                if block.numbered:
                    at = replace(at, within=0)
                self._blocks(block.children, at)
            case Heading():
                self._heading(block.text, at.depth + block.level - 1)
            case NumberedParagraph():
                self._numbered_paragraph(block, at)
            case Paragraph():
                self._paragraph("Normal", *self._inlines(block.content), indent=at.indent)
            case BulletList():
                place = self._lists.items("bullet", at.level)
                self._items(block.items, "List Bullet", "bullet", place, at)
            case NumberedList():
                place = self._lists.items(block.style, at.level, block.start)
                self._items(block.items, "List Number", block.style, place, at)
            case Table():
                self._table(block, at.indent)
            case Figure():
                try:
                    self._figure(block, at.indent)
                except UNREADABLE as error:
                    raise UnprintableDocument(
                        "the picture cannot be read", place=f"Figure “{block.title}”"
                    ) from error
            case Quotation():
                quoted = [self._inlines(words) for words in block.paragraphs]
                if block.attribution:
                    quoted.append([run(f"– {block.attribution}")])
                for position, words in enumerate(quoted, start=1):
                    self._paragraph(
                        "Quote",
                        *words,
                        indent=at.indent + QUOTE_INDENT,
                        keep_next=position < len(quoted),
                    )
            case PageBreak():
                self._break_page = True
            case Appendix():
                self._break_page = True
                place = self._lists.appendix(self._document.appendix_style)
                self._heading(block.title, at.depth, place, block.anchor)
                self._blocks(block.children, replace(at, depth=at.depth + 1))
            case _:
                assert_never(block)

    def _heading(
        self, words: str, level: int, place: Place | None = None, anchor: str = ""
    ) -> None:
        level = min(level, DEEPEST_HEADING)
        content = self._cited(anchor, [run(words)])
        if level <= IN_CONTENTS:
            mark = f"_Toc{len(self._headings) + 1:08d}"
            self._headings.append((level, self._numbering.label(anchor), words, mark))
            content = self._bookmarked(mark, content)
        self._paragraph(f"heading {level}", *content, place=place)

    def _numbered_paragraph(self, paragraph: NumberedParagraph, at: _Position) -> None:
        label = self._numbering.label(paragraph.anchor)
        parts = self._numbering.parts(paragraph.anchor)
        depth = at.within if parts else label.count(".")
        style = f"Numbered paragraph {min(depth, DEEPEST) + 1}"
        place = self._lists.enclosed(parts, depth) if parts else self._lists.heading(label)
        self._paragraph(
            style,
            *self._cited(paragraph.anchor, self._inlines(paragraph.content)),
            place=self._lists.linked(place, self._style_ids[style]),
        )
        self._blocks(
            paragraph.children, replace(at, indent=NUMBER_WIDTH, level=0, within=at.within + 1)
        )

    def _items(
        self, items: Iterable[ListItem], style: str, kind: Kind, place: Place, at: "_Position"
    ) -> None:
        within = at.indent + ITEM_WIDTH[kind]
        for item in items:
            self._paragraph(
                style,
                *self._cited(item.anchor, self._inlines(item.content)),
                place=place,
                indent=within,
                hanging=ITEM_WIDTH[kind],
            )
            self._blocks(item.children, replace(at, indent=within, level=at.level + 1))

    def _header_box(self, box: MetadataBox, indent: int) -> None:
        rows = [([run(row.label)], self._inlines(row.value)) for row in box.rows]
        first = min(HEADER_LABEL_WIDTH, self._width // 3)
        self._add_table(
            "Header box",
            HEADER_BOX,
            [first, self._width - indent - first],
            [self._row(row) for row in rows],
            indent,
            firstColumn=1,
        )

    def _table(self, table: Table, indent: int) -> None:
        self._caption("Table", table.caption, indent, keep_next=True)
        rows = [[self._inlines(cell) for cell in row] for row in table.rows]
        self._data_table(table.caption, table.header, rows, table.align, indent)

    def _data_table(
        self,
        caption: str,
        header: Sequence[str],
        rows: list[list[Runs]],
        align: Sequence[str],
        indent: int,
    ) -> None:
        headings = [[run(words)] for words in header]
        style = "Table text" if len(header) <= MOST_COLUMNS else "Table text small"
        self._add_table(
            "Paper table",
            caption,
            _column_widths([headings, *rows], self._width - indent),
            [
                self._row(headings, align, style, is_header=True),
                *(self._row(row, align, style) for row in rows),
            ],
            indent,
            firstRow=1,
        )

    def _row(
        self,
        cells: Iterable[Runs],
        align: Sequence[str] = (),
        style: str = "Table text",
        *,
        is_header: bool = False,
    ) -> Element:
        row = w("tr", w("trPr", w("cantSplit"), w("tblHeader") if is_header else None))
        for position, words in enumerate(cells):
            right = position < len(align) and align[position] == "right"
            properties = w(
                "pPr",
                w("pStyle", val=self._style_ids[style]),
                w("keepNext") if is_header else None,
                w("pageBreakBefore") if self._takes_page_break() else None,
                w("jc", val="right") if right else None,
            )
            row.append(w("tc", w("p", properties, *words)))
        return row

    def _add_table(
        self,
        style: str,
        caption: str,
        widths: list[int],
        rows: list[Element],
        indent: int,
        **look: int,
    ) -> None:
        if self._after_table:  # Word makes one table of two that touch
            self._paragraph("Normal")
        table = w(
            "tbl",
            w(
                "tblPr",
                w("tblStyle", val=self._style_ids[style]),
                w("tblW", w=sum(widths), type="dxa"),
                w("tblInd", w=indent, type="dxa"),
                w("tblLook", **LOOK | look),
                w("tblCaption", val=caption),
            ),
            w("tblGrid", *(w("gridCol", w=width) for width in widths)),
            *rows,
        )
        for row in rows:
            for cell, width in zip(row.iterfind(f"{{{W}}}tc"), widths, strict=True):
                cell.insert(0, w("tcPr", w("tcW", w=width, type="dxa")))
        self._end.addprevious(table)
        self._after_table = True

    def _figure(self, figure: Figure, indent: int) -> None:
        room = self._width - indent
        if isinstance(figure.content, Picture):
            self._picture(_pixels(figure.content, room), figure, indent)
            self._caption("Figure", figure.title, indent)
            return
        self._picture(png(drawing(figure, figure.content), width_pt=room / 20), figure, indent)
        self._caption("Figure", figure.title, indent, keep_next=True)
        self._paragraph("Normal", run(figure.description), indent=indent, keep_next=True)
        header, rows = charts.figures(figure.content)
        self._data_table(
            f"The figures of figure {self._counts['Figure']}",
            header,
            [[[run(cell)] for cell in row] for row in rows],
            ["left", *["right"] * (len(header) - 1)],
            indent,
        )

    def _picture(self, image: bytes, figure: Figure, indent: int) -> None:
        natural = Image.from_blob(image)
        shape = natural.px_width / natural.px_height
        width = min(natural.width, (self._width - indent) * EMU_PER_TWENTIETH)
        inline = self._file.part.new_pic_inline(
            BytesIO(image), width=Emu(round(min(width, TALLEST_PICTURE * shape)))
        )
        self._counts["Picture"] += 1
        inline.docPr.set("id", str(self._counts["Picture"]))
        inline.docPr.set("name", f"Picture {self._counts['Picture']}")
        inline.docPr.set("descr", figure.description)
        self._paragraph("Picture", w("r", w("drawing", inline)), indent=indent)

    def _caption(self, kind: str, words: str, indent: int, *, keep_next: bool = False) -> None:
        self._counts[kind] += 1
        count = computed(f"SEQ {kind} \\* ARABIC", str(self._counts[kind]))
        self._paragraph(
            "caption",
            run(f"{kind} "),
            *count,
            run(f": {words}"),
            indent=indent,
            keep_next=keep_next,
        )

    def _paragraph(
        self,
        style: str,
        *content: Element,
        place: Place | None = None,
        indent: int = 0,
        hanging: int = 0,
        keep_next: bool = False,
    ) -> Element:
        indents = {"left": indent} if indent else {}
        if hanging:
            indents["hanging"] = hanging
        closed_up = self._after_table and not style.startswith("heading")
        paragraph = w(
            "p",
            w(
                "pPr",
                w("pStyle", val=self._style_ids[style]),
                w("keepNext") if keep_next else None,
                w("pageBreakBefore") if self._takes_page_break() else None,
                ooxml.number_properties(place) if place else None,
                w("spacing", before=AFTER_TABLE) if closed_up else None,
                w("ind", **indents) if indents else None,
            ),
            *content,
        )
        self._end.addprevious(paragraph)
        self._after_table = False
        return paragraph

    def _takes_page_break(self) -> bool:
        waiting, self._break_page = self._break_page, False
        return waiting

    # --- words ------------------------------------------------------------------------------

    def _inlines(self, inlines: Inlines) -> Runs:
        return [element for inline in inlines for element in self._inline(inline)]

    def _inline(self, inline: Inline) -> Runs:
        match inline:
            case Text():
                styles = [w("b")] * inline.bold + [w("i")] * inline.italic
                return [run(inline.text, *styles)]
            case LineBreak():
                return [w("r", w("br"))]
            case Link():
                link = w(
                    "hyperlink", run(inline.text, w("rStyle", val=self._style_ids["Hyperlink"]))
                )
                link.set(f"{{{R}}}id", self._address(inline.href))
                return [link]
            case Reference():
                citation = self._numbering.cite(inline)
                lead = [run(f"{citation.noun} ")] if citation.noun else []
                tail = [run(" to "), *self._number_of(citation.last)] if citation.last else []
                return [*lead, *self._number_of(citation.first), *tail]
            case Status():
                fill = charts.FILLS[inline.colour].removeprefix("#")
                shade = w("shd", val="clear", color="auto", fill=fill)
                return [run(f"\u00a0{inline.label}\u00a0", w("b"), shade)]
            case _:
                assert_never(inline)

    def _number_of(self, target: Target) -> Runs:
        parts = self._numbering.parts(target.anchor)
        if not parts:
            return computed(f"REF {self._bookmarks[target.anchor]} \\r \\h", target.label)
        runs: Runs = []
        for anchor, words in parts:
            instruction = f"REF {self._bookmarks[anchor]} \\n \\h" if anchor else ""
            runs += computed(instruction, words) if anchor else [run(words)]
        return runs

    def _cited(self, anchor: str, content: Runs) -> Runs:
        """The same content, bookmarked so that it can be cited."""
        return self._bookmarked(self._bookmarks[anchor], content) if anchor else content

    def _bookmarked(self, name: str, content: Runs) -> Runs:
        self._counts["Bookmark"] += 1
        id = self._counts["Bookmark"]
        return [w("bookmarkStart", id=id, name=name), *content, w("bookmarkEnd", id=id)]

    def _address(self, address: str) -> str:
        if address not in self._addresses:
            self._addresses[address] = self._file.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self._addresses[address]

    # --- what stands around the blocks ------------------------------------------------------

    def _contents(self, above: Element) -> None:
        """The list of headings, as Word would make it, with links and without page numbers."""
        entries = []
        for level, label, words, mark in self._headings:
            link = w("hyperlink", anchor=mark)
            link.extend([run(label), w("r", w("tab"))] if label else [])
            link.append(run(words))
            style = w("pPr", w("pStyle", val=self._style_ids[f"toc {level}"]))
            entries.append(w("p", style, link))
        begin, code, separate, _, end = computed(f'TOC \\o "1-{IN_CONTENTS}" \\n \\h', "")
        for position, part in enumerate((begin, code, separate), start=1):
            entries[0].insert(position, part)
        entries[-1].append(end)
        title = w("pPr", w("pStyle", val=self._style_ids["TOC Heading"]))
        for paragraph in reversed([w("p", title, run("Contents")), *entries]):
            above.addnext(paragraph)

    def _footer(self) -> None:
        """The title and "Page 1 of 9", unless the council's template has its own footer."""
        footer = self._file.sections[0].footer
        if not footer.is_linked_to_previous:
            return
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        paragraph.clear()
        right = w("tabs", w("tab", val="right", pos=self._width))
        paragraph.append(w("pPr", w("pStyle", val=self._style_ids["footer"]), right))
        paragraph.extend([run(self._document.title), w("r", w("tab")), run("Page ")])
        paragraph.extend([*computed("PAGE", "1"), run(" of "), *computed("NUMPAGES", "1")])

    def _properties(self) -> None:
        for language in self._styles.iter(f"{{{W}}}lang"):
            language.set(f"{{{W}}}val", self._document.language)
        properties = self._file.core_properties
        properties.title = self._document.title
        properties.author = properties.last_modified_by = self._document.author
        properties.subject = self._document.subject
        properties.language = self._document.language
        for name in ("category", "comments", "content_status", "identifier", "keywords", "version"):
            setattr(properties, name, "")
        properties.created = properties.modified = NO_DATE
        properties.revision = 1


def _front(children: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """What stands before the contents, a header box or nothing, and what stands after."""
    size = 1 if children and isinstance(children[0], MetadataBox) else 0
    return children[:size], children[size:]


def _pixels(picture: Picture, room: int) -> bytes:
    data = b64decode(picture.data)
    if picture.media_type == "image/svg+xml":
        return png(data.decode(), width_pt=room / 20)
    return data


def _column_widths(rows: list[list[Runs]], room: int) -> list[int]:
    shares = columns.measured([[_plain(cell) for cell in row] for row in rows]).shares
    return [int(room * share / sum(shares)) for share in shares]


def _plain(content: Runs) -> str:
    return "".join(text.text for element in content for text in element.iter(f"{{{W}}}t"))


def _without_dates(file: Any) -> bytes:
    """The saved file, the same bytes whenever it is written."""
    dated, undated = BytesIO(), BytesIO()
    file.save(dated)
    with ZipFile(dated) as source, ZipFile(undated, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name), source.read(name), ZIP_DEFLATED)
    return undated.getvalue()

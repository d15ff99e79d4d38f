"""A Word paper from outside, read into the document tree.

Headings, numbers (typed, or counted by Word), bullets, tables, pictures and citations become nodes;
what is not understood is listed in words and never left out in silence. The numbers that the paper
prints are not kept: the tree counts its own, and where the two differ that is listed too.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Document,
    Figure,
    Inline,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Picture,
    Quotation,
    Reference,
    Section,
    Table,
    Text,
)
from documents.numbering import DanglingReference, Numbering, number
from documents.problems import is_safe
from documents.tree import rewrite
from documents.word_parts import (
    Damaged,
    Element,
    Lists,
    Mark,
    NotWord,
    Parts,
    TooLong,
    find,
    find_all,
    is_on,
    local,
    open_parts,
    value,
)

MAX_COLUMNS = 63  # as many as Word itself makes
MAX_BLOCKS = 20_000
SHORT = 140  # letters; a bold paragraph up to this long is a heading
LEFT_OUT = {"del", "moveFrom", "delText", "delInstrText", "rPr", "pPr", "object", "pict"}
CONTENTS = ("toc heading", "toc ")
KINDS: dict[bytes, Literal["image/png", "image/jpeg"]] = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
LEAD = re.compile(r"(?i)(summary|(officer |officers.? )?recommendations?(\(s\))?|reasons?\(s\))")

_NUMBER = re.compile(r"([A-Z]?\d{1,3}(?:\.\d{1,3})*|[A-Z](?:\.\d{1,3})+)(\.?)(?=\s|$)\s*")
_MONTH = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_APPENDIX = re.compile(r"(?i)appendix\s+([0-9]{1,2}|[A-Z])\b\s*[:.–-]?\s*")
_CAPTION = re.compile(r"(?i)(table|figure)\s+\d+\s*[:.–-]\s*")
_LABELLED = re.compile(r"([A-Z][^:]{1,60}):\s*(.*)", re.DOTALL)
_CITED = re.compile(
    r"(?i)\b(?:paragraphs?|paras?\.?|sections?)\s+(\d{1,3}(?:\.\d{1,3})+)"
    r"(?:\s*(?:to|-|–)\s*(\d{1,3}(?:\.\d{1,3})+))?"
    r"|\b(appendix)\s+([0-9]{1,2}|[A-Z])\b"
)
_TYPED_ITEM = re.compile(r"(?:[•▪●‣∙·o]|[-–—])\s+|\(([ivx]+|[a-z])\)\s*")
_SPACES = re.compile(r"[ \u00a0\t]+")
_BROKEN_FIELD = "Error! Reference source not found."
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


class UnreadableWord(ValueError):
    """Why a file cannot be read as a Word paper, in a sentence for whoever chose it."""


def read(content: bytes) -> tuple[Document, list[str]]:
    """The paper in a Word file, and what of it was not understood. Raises UnreadableWord."""
    try:
        parts = open_parts(content)
    except NotWord as error:
        raise UnreadableWord(
            "This is not a Word file without macros. Save it as .docx, without a password, and "
            "choose it again."
        ) from error
    except TooLong as error:
        raise UnreadableWord(
            "This file is too long for a paper. Split it, and choose the part that is the paper."
        ) from error
    except Damaged as error:
        raise UnreadableWord(
            "This file is damaged and cannot be read. Save it again and choose it again."
        ) from error
    body = find(parts.document, "body")
    if body is None:
        raise UnreadableWord("This file holds no text.")
    scanner = _Scanner(parts)
    items = list(scanner.items(body))
    if not items:
        raise UnreadableWord("This file holds no text.")
    builder = _Builder(scanner.unread)
    document = builder.build(items)
    return document, list(dict.fromkeys(builder.unread))


# --- what stands in the file, one thing after the other ------------------------------------------


@dataclass
class _Words:
    """A paragraph as it stands in the file."""

    content: Inlines
    style: str = ""
    level: int = 0  # of a heading, from 1
    mark: Mark = field(default_factory=Mark)
    is_bold: bool = False
    is_indented: bool = False
    pictures: tuple[tuple[Picture, str], ...] = ()

    @property
    def text(self) -> str:
        """Its words."""
        return _plain(self.content)


@dataclass
class _Grid:
    """A table as it stands in the file: the paragraphs of each cell."""

    rows: list[list[list[_Words]]]
    caption: str = ""


_Item = _Words | _Grid


class _Scanner:
    """Walks through the body of a file, with every tracked change accepted."""

    def __init__(self, parts: Parts) -> None:
        self.unread: list[str] = []
        self._parts = parts
        self._lists = Lists(parts.numbering, parts.styles)
        self._styles = {value(each, "styleId"): each for each in find_all(parts.styles, "style")}

    def items(self, parent: Element, depth: int = 0) -> Iterator[_Item]:
        """The paragraphs and tables below, in reading order."""
        count = 0
        for child in parent:
            name = local(child)
            if name == "p":
                words = self._words(child)
                if words.text.strip() or words.pictures:
                    count += 1
                    yield words
            elif name == "tbl":
                grid = self._grid(child, depth)
                if grid is not None:
                    count += 1
                    yield grid
            elif name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"):
                yield from self.items(child, depth)
            if count > MAX_BLOCKS:
                raise UnreadableWord("This file has too many paragraphs for a paper. Split it.")

    def _words(self, paragraph: Element) -> _Words:
        style, level = self._style(paragraph)
        runs: list[Inline] = []
        pictures: list[tuple[Picture, str]] = []
        self._runs(paragraph, runs, pictures, [])
        content = _joined(runs)
        letters = [each for each in content if isinstance(each, Text) and each.text.strip()]
        return _Words(
            content,
            style,
            level,
            self._lists.mark(paragraph),
            bool(letters) and all(each.bold for each in letters),
            value(find(paragraph, "pPr", "ind"), "left") not in ("", "0"),
            tuple(pictures),
        )

    def _style(self, paragraph: Element) -> tuple[str, int]:
        """The name of its style, in small letters, and its level as a heading."""
        properties = find(paragraph, "pPr")
        own = value(find(properties, "outlineLvl"))
        id, seen = value(find(properties, "pStyle")), set[str]()
        name = value(find(self._styles.get(id), "name")).lower()
        while not own and id in self._styles and id not in seen:
            seen.add(id)
            own = value(find(self._styles[id], "pPr", "outlineLvl"))
            id = value(find(self._styles[id], "basedOn"))
        level = int(own) + 1 if own.isdigit() and int(own) < 9 else 0
        return name, level

    def _runs(
        self,
        parent: Element,
        runs: list[Inline],
        pictures: list[tuple[Picture, str]],
        fields: list[str],
    ) -> None:
        """Add the words below; ``fields`` are those that are open, "code" or "shown"."""
        for child in parent:
            name = local(child)
            if name == "r":
                if not is_on(find(child, "rPr", "vanish")):
                    self._run(child, runs, pictures, fields)
            elif name == "hyperlink":
                self._link(child, runs, pictures, fields)
            elif name == "AlternateContent":
                self._boxed(child, runs, pictures, fields)
            elif name in ("footnoteReference", "endnoteReference"):
                self.unread.append("Notes at the foot of a page are not taken over.")
            elif name and name not in LEFT_OUT:
                self._runs(child, runs, pictures, fields)

    def _run(
        self,
        run: Element,
        runs: list[Inline],
        pictures: list[tuple[Picture, str]],
        fields: list[str],
    ) -> None:
        bold, italic = (is_on(find(run, "rPr", each)) for each in ("b", "i"))
        for child in run:
            name = local(child)
            if name == "fldChar":
                kind = value(child, "fldCharType")
                if kind == "begin":
                    fields.append("code")
                elif kind == "separate" and fields:
                    fields[-1] = "shown"
                elif kind == "end" and fields:
                    fields.pop()
            elif "code" in fields:
                continue
            elif name == "t":
                runs.append(Text(_SPACES.sub(" ", child.text or ""), bold, italic))
            elif name == "tab":
                runs.append(Text(" ", bold, italic))
            elif name in ("br", "cr"):
                if value(child, "type") != "page":
                    runs.append(LineBreak())
            elif name == "noBreakHyphen":
                runs.append(Text("-", bold, italic))
            elif name == "drawing":
                self._picture(child, pictures)
            elif name == "AlternateContent":
                self._boxed(child, runs, pictures, fields)
            elif name in ("footnoteReference", "endnoteReference"):
                self.unread.append("Notes at the foot of a page are not taken over.")
            elif name in ("object", "pict"):
                self.unread.append("An embedded object or an old drawing is left out.")

    def _boxed(
        self,
        choice: Element,
        runs: list[Inline],
        pictures: list[tuple[Picture, str]],
        fields: list[str],
    ) -> None:
        boxes = [each for each in choice.iter() if local(each) == "txbxContent"]
        if boxes:
            words = "".join(each.text or "" for each in boxes[0].iter() if local(each) == "t")
            self.unread.append(f"A text box is left out: “{_shortened(words)}”.")
            return
        drawings = [each for each in choice.iter() if local(each) == "drawing"]
        for drawing in drawings[:1]:
            self._picture(drawing, pictures)

    def _link(
        self,
        link: Element,
        runs: list[Inline],
        pictures: list[tuple[Picture, str]],
        fields: list[str],
    ) -> None:
        inside: list[Inline] = []
        self._runs(link, inside, pictures, fields)
        href = self._parts.targets.get(value(link, "id"), "")
        words = _plain(inside)
        if href and is_safe(href) and words.strip():
            runs.append(Link(words, href))
        else:
            runs.extend(inside)

    def _picture(self, drawing: Element, pictures: list[tuple[Picture, str]]) -> None:
        if any(local(each) == "txbxContent" for each in drawing.iter()):
            words = "".join(each.text or "" for each in drawing.iter() if local(each) == "t")
            self.unread.append(f"A text box is left out: “{_shortened(words)}”.")
            return
        blip = next((each for each in drawing.iter() if local(each) == "blip"), None)
        about = next((each for each in drawing.iter() if local(each) == "docPr"), None)
        image = self._parts.picture(value(blip, "embed")) if blip is not None else None
        kind = next(
            (kind for start, kind in KINDS.items() if image and image.startswith(start)), None
        )
        if image is None or kind is None:
            self.unread.append(
                "A chart or drawing is left out. Add it to the paper as a picture (PNG or JPEG)."
            )
            return
        description = value(about, "descr") or value(about, "title")
        pictures.append((Picture(b64encode(image).decode(), kind), description.strip()))

    def _grid(self, table: Element, depth: int) -> _Grid | None:
        rows: list[list[list[_Words]]] = []
        for row in _below(table, "tr"):
            cells: list[list[_Words]] = []
            for cell in _below(row, "tc"):
                properties = find(cell, "tcPr")
                merged = find(properties, "vMerge")
                words = (
                    []
                    if merged is not None and value(merged) != "restart"
                    else self._cell(cell, depth)
                )
                cells.append(words)
                span = value(find(properties, "gridSpan"))
                cells.extend(
                    [] for _ in range(min(int(span), MAX_COLUMNS) - 1 if span.isdigit() else 0)
                )
            rows.append(cells)
        rows = [row for row in rows if row]
        if not rows:
            return None
        width = max(map(len, rows))
        if width > MAX_COLUMNS:
            self.unread.append(
                f"A table with {width} columns is left out. A paper has room for {MAX_COLUMNS}."
            )
            return None
        caption = value(find(table, "tblPr", "tblCaption"))
        return _Grid([row + [[] for _ in range(width - len(row))] for row in rows], caption)

    def _cell(self, cell: Element, depth: int) -> list[_Words]:
        found: list[_Words] = []
        for item in self.items(cell, depth + 1) if depth < 2 else ():
            if isinstance(item, _Words):
                found.append(item)
            else:
                self.unread.append("A table inside a table is taken over as its words.")
                found.extend(words for row in item.rows for each in row for words in each)
        return found


def _below(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, those in content controls too."""
    for child in parent:
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "ins"):
            yield from _below(child, name)


# --- the tree ------------------------------------------------------------------------------------


@dataclass
class _Part:
    """A section or appendix while it is filled."""

    anchor: str
    heading: str
    rank: int
    label: str = ""
    is_appendix: bool = False
    blocks: list["Block | _Part"] = field(default_factory=list)
    count: int = 0
    subcount: int = 0
    is_open: bool = False  # whether what follows belongs to its last numbered paragraph

    def node(self) -> Section | Appendix:
        """The finished part."""
        children = tuple(each.node() if isinstance(each, _Part) else each for each in self.blocks)
        if self.is_appendix:
            return Appendix(self.anchor, self.heading, children)
        return Section(self.anchor, self.heading, children, numbered=bool(self.label))


class _Builder:
    """Puts what stood in the file into the shape of a paper."""

    def __init__(self, unread: list[str]) -> None:
        self.unread = unread
        self._root = _Part("", "", 0)
        self._around: list[_Part] = [self._root]
        self._printed: dict[str, str] = {}  # the number in the file, by anchor
        self._anchors: set[str] = set()
        self._caption = ""
        self._last_figure: tuple[_Part, int] | None = None
        self._rows: list[MetadataRow] = []

    def build(self, items: Sequence[_Item]) -> Document:
        """The paper."""
        start = self._front(items)
        rest = items[start:]
        for position, item in enumerate(rest):
            if isinstance(item, _Grid):
                self._table(item)
            else:
                self._paragraph(item, rest[position + 1 :])
        document = Document(
            title=self._title or "Untitled paper",
            kicker=tuple(self._kicker),
            children=(
                *((MetadataBox(tuple(self._rows)),) if self._rows else ()),
                *self._root_nodes(),
            ),
        )
        document = self._cited(document)
        self._compare(document)
        return document

    def _root_nodes(self) -> Iterator[Block]:
        for each in self._root.blocks:
            yield each.node() if isinstance(each, _Part) else each

    # --- what stands before the paper's own text -------------------------------------------------

    def _front(self, items: Sequence[_Item]) -> int:
        """Read title, kicker and header box; the place of the first thing after them."""
        self._title = ""
        self._kicker: list[str] = []
        for place, item in enumerate(items):
            if isinstance(item, _Grid):
                if self._rows or not self._is_header(item):
                    return place
                self._header(item)
                return self._after_header(items, place + 1)
            if item.style.startswith(CONTENTS):
                continue
            if item.style == "title":
                self._title = item.text.strip()
            elif item.level or self._number_of(item) or LEAD.fullmatch(item.text.strip(" :")):
                return place
            else:
                self._kicker.append(item.text.strip())
        return len(items)

    @staticmethod
    def _after_header(items: Sequence[_Item], place: int) -> int:
        while place < len(items):
            item = items[place]
            if isinstance(item, _Grid) or not item.style.startswith(CONTENTS):
                return place
            place += 1
        return place

    @staticmethod
    def _is_header(grid: _Grid) -> bool:
        """Labels beside values, or "label: value" in each cell; no heading row of a data table."""
        width = len(grid.rows[0])
        firsts = [_cell_text(row[0]) for row in grid.rows]
        return (
            width <= 3
            and len(grid.rows) >= 2
            and all(len(each) <= 200 for each in firsts if not LEAD.match(each))
        )

    def _header(self, grid: _Grid) -> None:
        leads: list[tuple[str, list[_Words]]] = []
        for row in grid.rows:
            cells = [cell for cell in row if any(words.text.strip() for words in cell)]
            if not cells:
                continue
            first = _cell_text(cells[0])
            opening = cells[0][0].text.strip(" :")
            if LEAD.fullmatch(opening):
                rest = [*cells[0][1:], *(words for cell in cells[1:] for words in cell)]
                leads.append((opening, rest))
                continue
            said = [_LABELLED.fullmatch(_cell_text(cell)) for cell in cells]
            if all(said):
                for pair in filter(None, said):
                    self._row(pair[1].strip(), [Text(pair[2].strip())])
            elif len(cells) == 1:
                self._kicker.append(first)
            else:
                content = [inline for cell in cells[1:] for inline in _lines(cell)]
                self._row(first.strip(" :"), content)
        for heading, words in leads:
            self._open(heading, rank=1)
            for position, each in enumerate(words):
                self._paragraph(each, words[position + 1 :])

    def _row(self, label: str, content: Sequence[Inline]) -> None:
        if label.casefold() == "title" and not self._title:
            self._title = _plain(content).strip()
        self._rows.append(MetadataRow(label, tuple(content)))

    # --- headings and paragraphs -----------------------------------------------------------------

    def _number_of(self, words: _Words) -> str:
        """The number of a heading or paragraph, counted by Word or typed; "" if it has none."""
        marked = _NUMBER.fullmatch(words.mark.text)
        if marked:
            return marked[1]
        typed = None if words.mark.text else _NUMBER.match(words.text)
        if typed is None or _MONTH.match(words.text, typed.end()):
            return ""
        is_sure = "." in typed[1] or typed[2] or words.level
        return typed[1] if is_sure else ""

    def _paragraph(self, words: _Words, following: Sequence[_Item]) -> None:
        text = words.text.strip()
        if words.style.startswith(CONTENTS):
            return
        if not text:
            self._pictures(words)
            return
        named = words.style == "caption" or _CAPTION.match(text)
        if named and not words.level:
            self._name(_CAPTION.sub("", text, count=1))
            return
        label = self._number_of(words)
        parts = label.count(".") + 1 if label else 0
        is_short = len(text) <= SHORT and not text.endswith((".", ";", ","))
        is_heading = bool(words.level) or (
            words.is_bold and is_short and not words.is_indented and not _is_item(words)
        )
        if (found := _APPENDIX.match(f"{words.mark.text} {text}".strip())) and (
            is_heading or words.mark.text
        ):
            self._appendix(found, f"{words.mark.text} {text}".strip())
        elif is_heading and parts and self._is_section(label, following):
            self._numbered_section(label, self._without_number(words, label), words.level or parts)
        elif is_heading:
            self._heading(text, words.level, following)
        elif parts > 1:
            self._numbered(label, self._content(words, label))
        elif parts == 1 and words.mark.text == "" and is_short and text.isupper():
            self._numbered_section(label, self._without_number(words, label), 1)
        elif _is_item(words) or parts == 1:
            self._item(words)
        elif words.style in ("quote", "intense quote"):
            self._quote(words)
        else:
            self._add(Paragraph(_tidy(words.content)))
        self._pictures(words)

    def _content(self, words: _Words, label: str) -> Inlines:
        """What a numbered paragraph says without the number that was typed before it."""
        if words.mark.text:
            return _tidy(words.content)
        return _tidy(_without(words.content, len(_NUMBER.match(words.text)[0])))  # type: ignore[index]

    def _without_number(self, words: _Words, label: str) -> str:
        return _plain(self._content(words, label)).strip()

    def _anchor(self, wanted: str) -> str:
        """A name for a part, from its heading, that nothing else has."""
        slug = _NOT_WORDS.sub("-", wanted.lower()).strip("-")[:50].strip("-") or "part"
        if slug[-1].isdigit():
            slug += "-part"  # a number at the end is that of a paragraph
        name, count = slug, 0
        while name in self._anchors:
            count += 1
            name = f"{slug}-{'again-' * (count - 1)}again"
        self._anchors.add(name)
        return name

    def _open(self, heading: str, *, rank: int, label: str = "", name: str = "") -> _Part:
        while len(self._around) > 1 and self._around[-1].rank >= rank:
            self._around.pop()
        part = _Part(self._anchor(name or heading or f"section {label}"), heading, rank, label)
        self._around[-1].blocks.append(part)
        self._around.append(part)
        if label:
            self._printed[part.anchor] = label
        return part

    def _appendix(self, found: re.Match[str], text: str) -> None:
        title = text[found.end() :].strip() or f"Appendix {found[1]}"
        del self._around[1:]
        lead = found[1].upper() if found[1].isalpha() else f"A{found[1]}"
        part = _Part(self._anchor(f"appendix {title}"), title, 1, lead, is_appendix=True)
        self._root.blocks.append(part)
        self._around.append(part)
        self._printed[part.anchor] = f"Appendix {found[1].upper()}"

    def _numbered_section(self, label: str, heading: str, rank: int) -> None:
        parts = label.split(".")
        if len(parts) > 1:
            self._section_around(parts[:-1])
            rank = self._around[-1].rank + 1
        else:
            rank = 1
        self._open(heading, rank=rank, label=label)

    def _heading(self, text: str, level: int, following: Sequence[_Item]) -> None:
        """A heading without a number stays inside the numbered section that goes on after it."""
        around = next((each for each in reversed(self._around) if each.label), None)
        if around is None or (
            level and not self._goes_on(around, following) and level <= around.rank
        ):
            self._open(text, rank=level or self._around[-1].rank + 1 if around else level or 1)
            return
        inside = [each for each in self._around if not each.label and each.rank > around.rank]
        rank = around.rank + max(level, 1)
        if not level and inside:
            rank = inside[0].rank
        self._open(text, rank=rank)

    def _is_section(self, label: str, following: Sequence[_Item]) -> bool:
        """Whether the number of a heading is that of a section, and not part of its words."""
        if "." in label:
            return True
        around = next((each for each in self._around if each.label), None)
        if around is not None and (around.label == label or self._goes_on(around, following)):
            return False
        return around is None or not around.label.isdigit() or int(label) == int(around.label) + 1

    def _goes_on(self, section: _Part, following: Sequence[_Item]) -> bool:
        """Whether the next number belongs to a section."""
        for item in following[:400]:
            if isinstance(item, _Words) and (label := self._number_of(item)):
                return label.startswith(f"{section.label}.")
        return False

    def _section_around(self, parts: Sequence[str]) -> None:
        """Be inside the section of a number; one that has no heading is opened without."""
        label = ".".join(parts)
        for place in range(len(self._around) - 1, 0, -1):
            if self._around[place].label == label:
                del self._around[place + 1 :]
                return
        if len(parts) > 1:
            self._section_around(parts[:-1])
            rank = (
                next(
                    each.rank
                    for each in reversed(self._around)
                    if each.label == ".".join(parts[:-1])
                )
                + 1
            )
        else:
            rank = 1
        self._open("", rank=rank, label=label)

    def _numbered(self, label: str, content: Inlines) -> None:
        parts = label.split(".")
        part = self._part_of(parts)
        if part is None:
            self._section_around(parts[:-1])
            part = self._around[-1]
        elif part.blocks and self._printed_of_last(part) == ".".join(parts[:-1]):
            self._sub(part, label, content)
            return
        part.count += 1
        part.subcount = 0
        anchor = f"{part.anchor}-{part.count}"
        self._printed[anchor] = label
        part.blocks.append(NumberedParagraph(anchor, content))
        part.is_open = True

    def _part_of(self, parts: Sequence[str]) -> _Part | None:
        """The part open now, if a paragraph of this number stands in it."""
        for section in reversed(self._around):
            if section.label and section.label in (".".join(parts[:-1]), ".".join(parts[:-2])):
                part = self._around[-1]
                is_sub = section.label == ".".join(parts[:-2])
                if is_sub and self._printed_of_last(part) != ".".join(parts[:-1]):
                    continue
                return part
        return None

    def _printed_of_last(self, part: _Part) -> str:
        last = next(
            (each for each in reversed(part.blocks) if isinstance(each, NumberedParagraph)), None
        )
        return self._printed.get(last.anchor, "") if last else ""

    def _sub(self, part: _Part, label: str, content: Inlines) -> None:
        part.subcount += 1
        last = cast(NumberedParagraph, part.blocks[-1])
        anchor = f"{last.anchor}-{part.subcount}"
        self._printed[anchor] = label
        child = NumberedParagraph(anchor, content)
        part.blocks[-1] = replace(last, children=(*last.children, child))

    def _add(self, block: Block, level: int = 0) -> None:
        """Put a block at the end of what is open; a deeper item goes inside the item before."""
        part = self._around[-1]
        if part.is_open and isinstance(part.blocks[-1], NumberedParagraph):
            last = part.blocks[-1]
            if last.children and isinstance(last.children[-1], NumberedParagraph):
                sub = last.children[-1]
                sub = replace(sub, children=_grown(sub.children, block, level))
                part.blocks[-1] = replace(last, children=(*last.children[:-1], sub))
            else:
                part.blocks[-1] = replace(last, children=_grown(last.children, block, level))
        else:
            blocks = [each for each in part.blocks[-1:] if not isinstance(each, _Part)]
            part.blocks[len(part.blocks) - len(blocks) :] = _grown(tuple(blocks), block, level)

    def _item(self, words: _Words) -> None:
        typed = None if words.mark.text else _TYPED_ITEM.match(words.text)
        content = words.content
        mark = words.mark.text
        form = words.mark.form
        if typed:
            content = _without(content, typed.end())
            mark = typed[0].strip()
            form = (
                "bullet"
                if typed[1] is None
                else "lowerRoman"
                if set(typed[1]) <= set("ivx")
                else "lowerLetter"
            )
        elif not mark and (number := _NUMBER.match(words.text)):
            content, mark, form = _without(content, number.end()), number[1], "decimal"
        part = self._around[-1]
        is_recommended = not part.label and re.search("(?i)recommendation", part.heading)
        count = sum(len(each.items) for each in part.blocks if isinstance(each, NumberedList))
        is_one = is_recommended and form != "bullet" and words.mark.level == 0
        anchor = f"recommendation-{count + 1}" if is_one else ""
        item = ListItem(_tidy(content), anchor=anchor)
        if form == "bullet":
            self._add(BulletList((item,)), words.mark.level)
            return
        style = (
            "roman"
            if form.endswith("Roman")
            else "letter"
            if form.endswith("Letter")
            else "decimal"
        )
        digits = re.sub(r"\D", "", mark)
        start = int(digits) if style == "decimal" and digits else 1
        items = NumberedList(
            (item,), cast(Literal["decimal", "roman", "letter"], style), max(start, 1)
        )
        self._add(items, words.mark.level)

    def _quote(self, words: _Words) -> None:
        content = _tidy(words.content)
        if _plain(content).startswith(("– ", "— ")):
            self._add(Quotation((), _plain(content)[2:].strip()))
        else:
            self._add(Quotation((content,)))

    # --- tables and pictures ---------------------------------------------------------------------

    def _name(self, caption: str) -> None:
        """A caption names the figure before it, else the table after it."""
        if self._last_figure is not None:
            part, place = self._last_figure
            figure = part.blocks[place]
            if isinstance(figure, Figure) and not figure.title:
                part.blocks[place] = replace(figure, title=caption)
                self._last_figure = None
                return
        self._caption = caption

    def _table(self, grid: _Grid) -> None:
        if not self._rows and self._root.blocks == [] and self._is_header(grid):
            self._header(grid)
            return
        rows = [tuple(_lines(cell) for cell in row) for row in grid.rows]
        header = tuple(_plain(cell).strip() for cell in rows[0])
        caption = self._caption or grid.caption
        self._caption = ""
        if not caption:
            where = self._around[-1].heading or "the paper"
            self.unread.append(f"A table in “{where}” has no caption. Give it one.")
        self._add(Table(caption, header, tuple(rows[1:])))

    def _pictures(self, words: _Words) -> None:
        for picture, description in words.pictures:
            part = self._around[-1]
            if not description:
                where = part.heading or "the paper"
                self.unread.append(
                    f"A picture in “{where}” has no description. Write what it shows."
                )
            part.is_open = False
            part.blocks.append(Figure("", description, picture))
            self._last_figure = (part, len(part.blocks) - 1)

    # --- citations -------------------------------------------------------------------------------

    def _cited(self, document: Document) -> Document:
        """The paper with typed and counted citations bound to what they cite."""
        by_label: dict[str, str] = {}
        for anchor, label in self._printed.items():
            by_label.setdefault(label, anchor)
        numbering = number(document)

        def bound(node: object) -> object:
            content = getattr(node, "content", None)
            if not isinstance(node, Paragraph | NumberedParagraph | ListItem) or not content:
                return node
            found = tuple(self._bind(node.content, by_label, numbering))
            return replace(node, content=found) if found != node.content else node

        return rewrite(document, bound)

    def _bind(
        self, content: Inlines, by_label: dict[str, str], numbering: Numbering
    ) -> Iterator[Inline]:
        for inline in content:
            if not isinstance(inline, Text):
                yield inline
                continue
            if _BROKEN_FIELD in inline.text:
                self.unread.append("A cross-reference was broken in the file. Cite it again.")
            place = 0
            for match in _CITED.finditer(inline.text):
                reference = self._reference(match, by_label, numbering)
                if reference is None:
                    continue
                if match.start() > place:
                    yield replace(inline, text=inline.text[place : match.start()])
                yield reference
                place = match.end()
            if place < len(inline.text):
                yield replace(inline, text=inline.text[place:])

    def _reference(
        self, match: re.Match[str], by_label: dict[str, str], numbering: Numbering
    ) -> Reference | None:
        labels = (
            [f"Appendix {match[4].upper()}"] if match[3] else [match[1], *filter(None, [match[2]])]
        )
        anchors = [by_label.get(label, "") for label in labels]
        if all(anchors):
            reference = Reference(anchors[0], anchors[1] if len(anchors) > 1 else "")
            try:
                numbering.cite(reference)
            except DanglingReference:
                pass
            else:
                return reference
        self.unread.append(f"“{match[0]}” cites what is not in the paper. It stays as typed.")
        return None

    def _compare(self, document: Document) -> None:
        """List the numbers that were printed otherwise."""
        numbering = number(document)
        for anchor, printed in self._printed.items():
            label = numbering.label(anchor)
            if label and label != printed:
                self.unread.append(f"What was numbered {printed} in the file is {label} now.")


# --- words ---------------------------------------------------------------------------------------


def _plain(content: Iterable[Inline]) -> str:
    return "".join(
        each.text if isinstance(each, Text | Link) else " " if isinstance(each, LineBreak) else ""
        for each in content
    )


def _shortened(words: str) -> str:
    tidy = " ".join(words.split())
    return tidy if len(tidy) <= 80 else f"{tidy[:79]}…"


def _joined(runs: Iterable[Inline]) -> Inlines:
    """The runs, with neighbours of one look made one."""
    found: list[Inline] = []
    for each in runs:
        last = found[-1] if found else None
        if (
            isinstance(each, Text)
            and isinstance(last, Text)
            and (last.bold, last.italic) == (each.bold, each.italic)
        ):
            found[-1] = replace(last, text=_SPACES.sub(" ", last.text + each.text))
        elif not (isinstance(each, Text) and not each.text):
            found.append(each)
    return tuple(found)


def _tidy(content: Inlines) -> Inlines:
    """Without spaces and empty lines at either end; all in bold is as good as none."""
    found = list(content)
    while found and (isinstance(found[0], LineBreak) or _is_space(found[0])):
        found.pop(0)
    while found and (isinstance(found[-1], LineBreak) or _is_space(found[-1])):
        found.pop()
    if found and isinstance(found[0], Text):
        found[0] = replace(found[0], text=found[0].text.lstrip())
    if found and isinstance(found[-1], Text):
        found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return tuple(found)


def _is_space(inline: Inline) -> bool:
    return isinstance(inline, Text) and not inline.text.strip()


def _without(content: Inlines, letters: int) -> Inlines:
    """What is left after so many letters from the start."""
    found: list[Inline] = []
    for each in content:
        if letters and isinstance(each, Text):
            taken = min(letters, len(each.text))
            letters -= taken
            if each.text[taken:]:
                found.append(replace(each, text=each.text[taken:]))
        elif letters and isinstance(each, LineBreak):
            letters -= 1
        else:
            found.append(each)
    return tuple(found)


def _lines(cell: Iterable[_Words]) -> Inlines:
    """The paragraphs of a cell as lines; items keep their marks."""
    found: list[Inline] = []
    for words in cell:
        if found:
            found.append(LineBreak())
        if words.mark.text:
            found.append(Text("• " if words.mark.form == "bullet" else f"{words.mark.text} "))
        found.extend(_tidy(words.content))
    return tuple(found)


def _cell_text(cell: Iterable[_Words]) -> str:
    return " ".join(words.text.strip() for words in cell).strip()


def _is_item(words: _Words) -> bool:
    """Whether it is a bullet or an item, typed or made by Word."""
    if words.mark.text:
        return "." not in words.mark.text.rstrip(".") or words.mark.form == "bullet"
    return bool(_TYPED_ITEM.match(words.text))


def _grown(blocks: tuple[Block, ...], block: Block, level: int = 0) -> tuple[Block, ...]:
    """The blocks with one more at the end; the items of one list come together."""
    last = blocks[-1] if blocks else None
    if isinstance(last, BulletList | NumberedList) and level:
        item = last.items[-1]
        item = replace(item, children=_grown(item.children, block, level - 1))
        return (*blocks[:-1], replace(last, items=(*last.items[:-1], item)))
    if isinstance(last, BulletList) and isinstance(block, BulletList):
        return (*blocks[:-1], replace(last, items=(*last.items, *block.items)))
    if (
        isinstance(last, NumberedList)
        and isinstance(block, NumberedList)
        and last.style == block.style
        and (last.style != "decimal" or block.start == last.start + len(last.items))
    ):
        return (*blocks[:-1], replace(last, items=(*last.items, *block.items)))
    if isinstance(last, Quotation) and isinstance(block, Quotation) and not last.attribution:
        together = (*last.paragraphs, *block.paragraphs)
        return (*blocks[:-1], Quotation(together, block.attribution))
    return (*blocks, block)

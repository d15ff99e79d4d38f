"""What stands in a Word file, one paragraph or table after the other, with its looks and lists.

Every tracked change is accepted, hidden words and the codes of fields are left out. What has no
place in a paper is listed in words.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from documents.nodes import Inline, Inlines, LineBreak, Link, Picture, Text
from documents.pictures import UnusablePicture, kind_of
from documents.problems import is_safe
from documents.word_parts import (
    MEGABYTE,
    Element,
    Lists,
    Mark,
    Parts,
    find,
    find_all,
    is_on,
    local,
    value,
)

MAX_COLUMNS = 63  # as many as Word itself makes
MAX_BLOCKS = 10_000  # paragraphs; sixty pages have about a thousand
MAX_PICTURES_BYTES = 20 * MEGABYTE
DEEPEST_TABLE = 2  # tables inside tables
LEFT_OUT = {"del", "moveFrom", "delText", "delInstrText", "rPr", "pPr"}
CHART = "A chart or drawing is left out. Add it to the paper as a picture (PNG or JPEG)."
NOTES = "Notes at the foot of a page are not taken over."
LISTED = {
    "footnoteReference": NOTES,
    "endnoteReference": NOTES,
    "commentReference": "Comments in the margin are not taken over.",
}

_SPACES = re.compile(r"[ \u00a0\t]+")


class UnreadableWord(ValueError):
    """Why a file cannot be read as a Word paper, in a sentence for whoever chose it."""


@dataclass
class Words:
    """A paragraph as it stands in the file."""

    content: Inlines
    style: str = ""
    level: int = 0  # of a heading, from 1
    mark: Mark = field(default_factory=Mark)
    is_bold: bool = False
    is_indented: bool = False
    pictures: tuple[tuple[Picture, str], ...] = ()
    is_counted: bool = False  # whether its own 1 or (i) is the number of a paragraph

    @property
    def text(self) -> str:
        """Its words."""
        return plain(self.content)


@dataclass
class Grid:
    """A table as it stands in the file: the paragraphs of each cell."""

    rows: list[list[list[Words]]]
    caption: str = ""
    has_joined: bool = False  # cells that were joined stand apart


Item = Words | Grid


class Scanner:
    """Walks through the body of a file, with every tracked change accepted."""

    def __init__(self, parts: Parts) -> None:
        self.unread: list[str] = []
        self._parts = parts
        self._lists = Lists(parts.numbering, parts.styles)
        self._styles = {value(each, "styleId"): each for each in find_all(parts.styles, "style")}
        self._count = 0
        self._bytes = 0  # of pictures
        self._unended: Words | None = None  # a paragraph whose end is deleted

    def items(self, parent: Element, depth: int = 0) -> Iterator[Item]:
        """The paragraphs and tables below, in reading order."""
        for child in parent:
            name = local(child)
            if name == "p":
                words = self._words(child)
                if find(child, "pPr", "rPr", "del") is not None:
                    self._unended = words
                elif words.text.strip() or words.pictures:
                    yield words
            elif name == "tbl":
                grid = self._grid(child, depth)
                if grid is not None:
                    yield grid
            elif name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"):
                yield from self.items(child, depth)

    def _words(self, paragraph: Element) -> Words:
        self._count += 1
        if self._count > MAX_BLOCKS:
            raise UnreadableWord("This file has too many paragraphs for a paper. Split it.")
        style, level = self._style(paragraph)
        runs: list[Inline] = []
        pictures: list[tuple[Picture, str]] = []
        before, self._unended = self._unended, None
        if before is not None:
            runs.extend(before.content)
            pictures.extend(before.pictures)
        if not self._is_hidden(value(find(paragraph, "pPr", "pStyle"))):
            self._runs(paragraph, runs, pictures, [])
        content = _joined(runs)
        letters = [each for each in content if isinstance(each, Text) and each.text.strip()]
        return Words(
            content,
            style,
            level,
            self._lists.mark(paragraph),
            bool(letters) and all(each.bold for each in letters),
            value(find(paragraph, "pPr", "ind"), "left") not in ("", "0"),
            tuple(pictures),
        )

    def _chain(self, id: str) -> Iterator[Element]:
        """A style and those it is based on; styles may go in circles."""
        seen = set[str]()
        while id in self._styles and id not in seen:
            seen.add(id)
            yield self._styles[id]
            id = value(find(self._styles[id], "basedOn"))

    def _is_hidden(self, style: str) -> bool:
        """Whether a style hides its words."""
        said = (find(each, "rPr", "vanish") for each in self._chain(style))
        return is_on(next((each for each in said if each is not None), None))

    def _style(self, paragraph: Element) -> tuple[str, int]:
        """The name of its style, in small letters, and its level as a heading."""
        properties = find(paragraph, "pPr")
        id = value(find(properties, "pStyle"))
        levels = (value(find(each, "pPr", "outlineLvl")) for each in self._chain(id))
        own = value(find(properties, "outlineLvl")) or next(filter(None, levels), "")
        level = int(own) + 1 if own.isdigit() and int(own) < 9 else 0
        return value(find(self._styles.get(id), "name")).lower(), level

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
                self._run(child, runs, pictures, fields)
            elif name == "hyperlink":
                self._link(child, runs, pictures, fields)
            elif name == "AlternateContent":
                self._drawn(child, pictures)
            elif name in ("oMath", "oMathPara"):
                words = _letters(child)
                self.unread.append(f"A formula is taken over as its letters: “{shortened(words)}”.")
                runs.append(Text(words))
            elif name and name not in LEFT_OUT:
                self._runs(child, runs, pictures, fields)

    def _run(
        self,
        run: Element,
        runs: list[Inline],
        pictures: list[tuple[Picture, str]],
        fields: list[str],
    ) -> None:
        look = find(run, "rPr")
        own = find(look, "vanish")
        if is_on(own) or (own is None and self._is_hidden(value(find(look, "rStyle")))):
            return
        bold, italic = (is_on(find(look, each)) for each in ("b", "i"))
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
            elif name in ("drawing", "AlternateContent", "object", "pict"):
                self._drawn(child, pictures)
            elif name in LISTED:
                self.unread.append(LISTED[name])

    def _drawn(self, drawing: Element, pictures: list[tuple[Picture, str]]) -> None:
        """Take a picture; list a text box with its words, and what else can be drawn."""
        box = next((each for each in drawing.iter() if local(each) == "txbxContent"), None)
        if box is not None:
            self.unread.append(f"A text box is left out: “{shortened(_letters(box))}”.")
            return
        pictured = next((each for each in drawing.iter() if local(each) == "drawing"), None)
        if pictured is None:
            self.unread.append("An embedded object or an old drawing is left out.")
            return
        image = self._image(pictured)
        if not image:
            self.unread.append(CHART)
            return
        try:
            kind = kind_of(image)
        except UnusablePicture:
            self.unread.append(
                "A picture is left out: it is damaged, very large, or neither PNG nor JPEG."
            )
            return
        self._bytes += len(image)
        if self._bytes > MAX_PICTURES_BYTES:
            self.unread.append("A picture is left out: the file has too many large ones.")
            return
        about = next((each for each in pictured.iter() if local(each) == "docPr"), None)
        description = value(about, "descr") or value(about, "title")
        pictures.append((Picture(b64encode(image).decode(), kind), description.strip()))

    def _image(self, drawing: Element) -> bytes:
        """The bytes of what is drawn; none where it is no picture of the file."""
        if self._bytes > MAX_PICTURES_BYTES:
            return b""
        blip = next((each for each in drawing.iter() if local(each) == "blip"), None)
        return self._parts.picture(value(blip, "embed")) or b""

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
        words = plain(inside)
        if href and is_safe(href) and words.strip():
            runs.append(Link(words, href))
        else:
            runs.extend(inside)

    def _grid(self, table: Element, depth: int) -> Grid | None:
        rows: list[list[list[Words]]] = []
        caption = value(find(table, "tblPr", "tblCaption"))
        has_joined = False
        for row in _below(table, "tr"):
            if find(row, "trPr", "del") is not None:
                continue
            cells: list[list[Words]] = []
            for cell in _below(row, "tc"):
                properties = find(cell, "tcPr")
                merged = find(properties, "vMerge")
                goes_on = merged is not None and value(merged) != "restart"
                cells.append([] if goes_on else self._cell(cell, depth))
                span = value(find(properties, "gridSpan"))
                width = min(int(span), MAX_COLUMNS + 1) if span.isdigit() else 1
                cells.extend([] for _ in range(width - 1))
                has_joined |= goes_on or width > 1
            if cells:
                rows.append(cells)
        if not rows:
            return None
        width = max(map(len, rows))
        if width > MAX_COLUMNS:
            self.unread.append(
                f"A table with more than {MAX_COLUMNS} columns is left out. Split it into narrower"
                " ones."
            )
            return None
        return Grid(
            [row + [[] for _ in range(width - len(row))] for row in rows], caption, has_joined
        )

    def _cell(self, cell: Element, depth: int) -> list[Words]:
        found: list[Words] = []
        for item in self.items(cell, depth + 1) if depth < DEEPEST_TABLE else ():
            if isinstance(item, Words):
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


def _letters(element: Element) -> str:
    """The words below, whatever they belong to."""
    return "".join(each.text or "" for each in element.iter() if local(each) == "t")


# --- words ---


def plain(content: Iterable[Inline]) -> str:
    return "".join(
        each.text if isinstance(each, Text | Link) else " " if isinstance(each, LineBreak) else ""
        for each in content
    )


def shortened(words: str) -> str:
    tidy = " ".join(words.split())
    return tidy if len(tidy) <= 80 else f"{tidy[:79]}…"


def _joined(runs: Iterable[Inline]) -> Inlines:
    """The runs, with neighbours of one look made one and spaces between them as one space."""
    found: list[Inline] = []
    for each in runs:
        last = found[-1] if found else None
        if isinstance(each, LineBreak) and isinstance(last, Text):
            found[-1] = replace(last, text=last.text.rstrip(" "))
        if isinstance(each, Text) and isinstance(last, LineBreak):
            each = replace(each, text=each.text.lstrip(" "))
        if isinstance(each, Text) and isinstance(last, Text):
            words = each.text.lstrip(" ") if last.text.endswith(" ") else each.text
            if (last.bold, last.italic) == (each.bold, each.italic):
                found[-1] = replace(last, text=last.text + words)
            elif words:
                found.append(replace(each, text=words))
        elif not (isinstance(each, Text) and not each.text):
            found.append(each)
    return tuple(found)


def tidy(content: Inlines) -> Inlines:
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


def without(content: Inlines, letters: int) -> Inlines:
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

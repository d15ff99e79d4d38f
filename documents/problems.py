"""What is wrong with a document, and the same document put right as far as it can be.

Every fault is found and mended in the same place, so what is reported is what is repaired, and a
repaired document has no problems. Renderers repair what they are given before they begin; it costs
one pass, and a document without faults is handed on as it is.
"""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass, is_dataclass, replace
from math import isfinite
from typing import Any, Literal, TypeVar

from documents import characters
from documents.nodes import (
    Appendix,
    BulletList,
    Chart,
    Document,
    Figure,
    Heading,
    Link,
    ListItem,
    MetadataBox,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Picture,
    Quotation,
    Reference,
    Section,
    Series,
    Status,
    Table,
    Text,
)
from documents.numbering import DanglingReference, number
from documents.tree import names, rewrite

T = TypeVar("T")

Severity = Literal["error", "warning", "information"]

# The fields whose words are printed; other words in the tree are names and addresses.
_PRINTED = frozenset(
    {"attribution", "author", "caption", "description", "header", "heading", "kicker", "label"}
    | {"labels", "name", "notes", "notice", "subject", "text", "title", "unit"}
)
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_FIRST_BYTES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/svg+xml": b"<"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault an author should mend, said in one sentence.

    ``anchor`` is the nearest thing that can be linked to, ``place`` what is printed there: a
    number, a heading, or the document's title. An error means that the paper lacks something its
    readers need; a warning, that somebody should look, or that it is printed differently from what
    was typed; information asks for nothing. ``rule`` names the rule that was broken, if it has one.
    """

    severity: Severity
    anchor: str
    place: str
    message: str
    rule: str = ""


def find(document: Document) -> list[Problem]:
    """Everything that is wrong with a document, in reading order."""
    return _Examination(document).problems


def repair(document: Document) -> Document:
    """A document that every format can print; the same one if nothing is wrong with it."""
    return _Examination(document).repaired


def examine(document: Document) -> tuple[list[Problem], Document]:
    """What is wrong with a document, and the document put right."""
    examination = _Examination(document)
    return examination.problems, examination.repaired


def is_safe(address: str) -> bool:
    """Whether an address may be a link: web and e-mail addresses only."""
    return _SAFE_ADDRESS.fullmatch(address) is not None


class _Examination:
    """One reading of a document, from its first word to its last."""

    def __init__(self, document: Document) -> None:
        self._anchor = ""
        self._depth = 0
        self._levels: list[int] = []
        self._around: dict[str, str] = {}  # by anchor, the anchor of what stands around it
        self._heads: dict[str, str] = {"": document.title}
        self._misplaced: list[Appendix] = []
        self._found: list[tuple[Severity, str, str]] = []
        self._references: list[tuple[int, Reference, str]] = []
        self.repaired: Document = self._visit(document)
        self._numbering = number(self.repaired)
        self._resolve()
        self.problems = [
            Problem(severity, anchor, self._place(anchor), message)
            for severity, anchor, message in self._found
        ]

    def _visit(self, value: Any) -> Any:
        """The value with everything in it mended; None for what is left out."""
        if isinstance(value, tuple):
            pairs = [(self._visit(item), item) for item in value]
            if all(new is old for new, old in pairs):
                return value
            return tuple(new for new, old in pairs if new is not None or old is None)
        if not is_dataclass(value):
            return value
        outside = self._anchor, self._levels
        changes = self._enter(value)
        self._depth += 1
        for name in names(value.__class__):
            old = getattr(value, name)
            new = self._words(old) if name in _PRINTED else self._visit(old)
            if new is not old:
                changes[name] = new
        self._depth -= 1
        mended = self._mend(replace(value, **changes) if changes else value)  # type: ignore[type-var]
        self._anchor, self._levels = outside
        return mended

    def _enter(self, node: Any) -> dict[str, Any]:
        """Remember where we are; the changes are a new anchor where the old one cannot stay."""
        if not isinstance(node, Section | Appendix | NumberedParagraph | ListItem):
            return {}
        if isinstance(node, ListItem) and not node.anchor:
            return {}
        wanted = node.anchor or type(node).__name__.lower()
        anchor, copies = wanted, 1
        while anchor in self._around:
            copies += 1
            anchor = f"{wanted}-{copies}"
        self._around[anchor] = self._anchor
        self._anchor = anchor
        head = getattr(node, "heading", "") or getattr(node, "title", "")
        self._heads[anchor] = characters.clean(head).strip()
        if self._heads[anchor] or isinstance(node, Appendix):
            self._levels = []
        if copies > 1 and node.anchor:
            self._error(f"Two parts of the paper are called “{wanted}”.")
        return {} if anchor == node.anchor else {"anchor": anchor}

    def _words(self, words: Any) -> Any:
        if isinstance(words, tuple):
            return _same(words, tuple(map(self._words, words)))
        if lost := characters.unsupported(words):
            self._warn(f"{lost} cannot be printed; {characters.REPLACEMENT} stands there instead.")
        return _same(words, characters.clean(words))

    def _mend(self, node: Any) -> Any:
        match node:
            case Document():
                if self._misplaced:
                    node = replace(node, children=node.children + tuple(self._misplaced))
                if _blank(node.title):
                    self._error("The paper has no title.")
                    return replace(node, title="Untitled")
            case Appendix():
                if _blank(node.title):
                    self._error("An appendix has no title.")
                    node = replace(node, title="Untitled")
                if self._depth > 1:
                    self._warn("An appendix stands inside another part; it is moved to the end.")
                    self._misplaced.append(node)
                    return None
            case Section() if _blank(node.heading):
                return replace(node, heading="") if node.heading else node
            case Heading():
                return self._heading(node)
            case Table():
                return self._table(node)
            case Figure():
                return self._figure(node)
            case Chart():
                return self._chart(node)
            case Link():
                return self._link(node)
            case Reference():
                self._references.append((len(self._found), node, self._anchor))
            case Status() if _blank(node.label):
                self._warn("A status has no word and is left out.")
                return None
            case NumberedList() if node.start < 1:
                self._warn("A list cannot begin before 1.")
                return replace(node, start=1)
            case BulletList(items=()) | NumberedList(items=()):
                return None
            case MetadataBox(rows=()) | Quotation(paragraphs=()):
                return None
        return node

    def _heading(self, heading: Heading) -> Heading | None:
        """Close up levels: what stands below a heading is one level below it, not two."""
        if _blank(heading.text):
            self._warn("A heading is empty and is left out.")
            return None
        while self._levels and self._levels[-1] >= heading.level:
            self._levels.pop()
        self._levels.append(heading.level)
        level = len(self._levels)
        if level == heading.level:
            return heading
        self._warn(f"Heading “{heading.text}” skips a level; it is moved up.")
        return replace(heading, level=level)

    def _table(self, table: Table) -> Table | None:
        name = f"Table “{table.caption}”" if not _blank(table.caption) else "A table"
        width = max(map(len, (table.header, *table.rows)))
        if not width:
            self._warn(f"{name} is empty and is left out.")
            return None
        if any(len(row) != len(table.header or table.rows[0]) for row in table.rows):
            self._error(f"{name} has rows with more or fewer cells than others.")
        header, align = _padded(table.header, width, ""), table.align
        if all(map(_blank, header)):
            self._error(f"{name} has no header row.")
            header = tuple(f"Column {column}" for column in range(1, width + 1))
        caption = table.caption
        if _blank(caption):
            self._warn("A table has no caption.")
            caption = ", ".join(text for text in header if not _blank(text))
        if align:
            align = _padded(align, width, "left")
        rows = tuple(_padded(row, width, ()) for row in table.rows)
        return _same(table, Table(caption, header, rows, align))

    def _figure(self, figure: Figure) -> Figure | Paragraph:
        title, description = figure.title, figure.description
        if _blank(title):
            self._warn("A figure has no title.")
            title = "Untitled figure" if _blank(description) else description
        if _blank(description):
            if isinstance(figure.content, Picture):
                self._error(f"The picture “{title}” has no description. Write what it shows.")
            else:
                self._error(f"Figure “{title}” has no sentence that says what it shows.")
            description = title
        if isinstance(figure.content, Picture) and not _is_readable(figure.content):
            self._error(f"The picture “{title}” cannot be read.")
            return Paragraph((Text(f"[picture {title} cannot be read]"),))
        return _same(figure, Figure(title, description, figure.content))

    def _chart(self, chart: Chart) -> Chart:
        def finite(value: float | None) -> float | None:
            return value if value is not None and isfinite(value) else None

        def whole(series: Series) -> Series:
            values = tuple(map(finite, _padded(series.values, len(chart.labels), None)))
            return _same(series, replace(series, values=values))

        mended = replace(
            chart,
            series=tuple(map(whole, chart.series)),
            lower=finite(chart.lower),
            upper=finite(chart.upper),
        )
        if repr(mended) != repr(chart):
            self._error("A chart has more or fewer values than labels, or values without a number.")
            return mended
        return chart

    def _link(self, link: Link) -> Link | Text:
        if not is_safe(link.href):
            self._error(f"The address of “{link.text}” is not a web or e-mail address.")
            return Text(link.text)
        if _blank(link.text):
            self._warn(f"The link to {link.href} has no words.")
            return replace(link, text=characters.clean(link.href))
        return link

    def _resolve(self) -> None:
        """Put words in the place of citations that lead nowhere."""
        lost = set()
        for index, reference, anchor in reversed(self._references):
            try:
                self._numbering.cite(reference)
            except DanglingReference as reason:
                lost.add(reference)
                self._found.insert(index, ("error", anchor, f"A citation leads nowhere: {reason}."))

        def replaced(node: Any) -> Any:
            if not isinstance(node, Reference) or node not in lost:
                return node
            wanted = f"{node.first} to {node.last}" if node.last else node.first
            return Text(f"[reference to {wanted} not found]")

        if lost:
            self.repaired = rewrite(self.repaired, replaced)

    def _place(self, anchor: str) -> str:
        """What is printed at an anchor, or around it when nothing is printed there."""
        while True:
            words = (self._numbering.label(anchor), self._heads[anchor])
            if place := " ".join(word for word in words if word):
                return place
            if not anchor:
                return "Untitled"
            anchor = self._around[anchor]

    def _error(self, message: str) -> None:
        self._found.append(("error", self._anchor, message))

    def _warn(self, message: str) -> None:
        self._found.append(("warning", self._anchor, message))


def _blank(text: str) -> bool:
    return not text.strip()


def _same(old: T, new: T) -> T:
    """The old one of two equals, so that what is not changed is not copied."""
    return old if new == old else new


def _padded(items: tuple[Any, ...], width: int, filler: Any) -> tuple[Any, ...]:
    """The items, cut or filled up to a width."""
    return (items + (filler,) * width)[:width]


def _is_readable(picture: Picture) -> bool:
    try:
        image = b64decode(picture.data, validate=True)
    except (binascii.Error, ValueError):
        return False
    return image.lstrip().startswith(_FIRST_BYTES[picture.media_type])

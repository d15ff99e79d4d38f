"""The text of a Word file as its reader sees it, with every tracked change accepted.

Insertions are taken, deletions, hidden words and the codes of fields are left out. Items of lists
get the mark that Word would print. What stands beside the text is not part of the letter: text
boxes, headers, footers, notes and comments.
"""

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from monitoring.letters.problems import DAMAGED, KINDS, MEGABYTE, TOO_LONG, UnreadableLetter

MAX_ENTRIES = 5_000
MAX_PART_BYTES = 10 * MEGABYTE  # of XML, unpacked; a hundred pages of changes have two or three
MAX_TAGS = 400_000
DOCUMENT, NUMBERING, STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"

LEFT_OUT = {"del", "moveFrom", "drawing", "pict", "object", "AlternateContent", "instrText"}
LEFT_OUT |= {"delText", "delInstrText", "rPr", "pPr"}
STANDS_FOR = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
IN_BOXES = (
    "The words of {} stand in text boxes. Copy them, or print the file as a PDF, and choose that."
)
SMALL = re.compile(r"[0-9]{1,4}")
ROMAN = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))

# A damaged directory, an unknown packing, a password, broken data.
CANNOT_UNPACK = (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError)

Element = etree._Element


def read(content: bytes, name: str) -> str:
    """The paragraphs, apart by blank lines; items of a list on lines that follow each other.

    Raises UnreadableLetter.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.namelist()
            if len(entries) > MAX_ENTRIES or DOCUMENT not in entries:
                raise UnreadableLetter(f"{name} is of another kind. {KINDS}")
            document = _part(archive, DOCUMENT, name)
            numbering, styles = (
                _part(archive, part, name) if part in entries else None
                for part in (NUMBERING, STYLES)
            )
    except UnreadableLetter:
        raise
    except (etree.XMLSyntaxError, *CANNOT_UNPACK) as error:
        raise UnreadableLetter(f"{name} {DAMAGED}") from error
    text = _joined(_paragraphs(document, _Lists(numbering, styles)))
    if not text and any(_local(each) == "txbxContent" for each in document.iter()):
        raise UnreadableLetter(IN_BOXES.format(name))
    return text


def _part(archive: zipfile.ZipFile, part: str, name: str) -> Element:
    """A part of the file as XML. What it unpacks to is bounded, declared and real."""
    if archive.getinfo(part).file_size > MAX_PART_BYTES:
        raise UnreadableLetter(f"{name} {TOO_LONG}")
    with archive.open(part) as stream:
        content = stream.read(MAX_PART_BYTES)
    if content.count(b"<") > MAX_TAGS:
        raise UnreadableLetter(f"{name} {TOO_LONG}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _local(element: Element) -> str:
    """The name of an element without its namespace, of which Word has two; "" of a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _find(element: Element | None, *path: str) -> Element | None:
    """The first child of a child … by names."""
    for step in path:
        children = element if element is not None else ()
        element = next((child for child in children if _local(child) == step), None)
    return element


def _value(element: Element | None, attribute: str = "val") -> str:
    """An attribute by its name, whatever its namespace."""
    if element is None:
        return ""
    said = (value for key, value in element.items() if str(key).rpartition("}")[2] == attribute)
    return str(next(said, ""))


# --- paragraphs ---------------------------------------------------------------------------------


def _paragraphs(parent: Element, lists: "_Lists") -> Iterator[tuple[str, str, bool]]:
    """Mark and words of each paragraph, those of tables too, and whether its end is deleted."""
    for child in parent:
        name = _local(child)
        if name == "p":
            is_open = _find(child, "pPr", "rPr", "del") is not None
            yield lists.mark(child), _said(child), is_open
        elif name and name not in LEFT_OUT:
            yield from _paragraphs(child, lists)


def _said(parent: Element) -> str:
    words = ""
    for child in parent:
        name = _local(child)
        if name == "t":
            words += child.text or ""
        elif name in STANDS_FOR:
            words += STANDS_FOR[name]
        elif name == "r" and _is_on(_find(child, "rPr", "vanish")):
            continue
        elif name and name not in LEFT_OUT:
            words += _said(child)
    return words


def _is_on(switch: Element | None) -> bool:
    return switch is not None and _value(switch) not in ("0", "false", "off")


def _joined(paragraphs: Iterator[tuple[str, str, bool]]) -> str:
    text, unfinished = "", ""
    was_item = False
    for mark, words, is_open in paragraphs:
        said = unfinished + words
        unfinished = said if is_open else ""
        if is_open or not said.strip():
            continue
        is_item = bool(mark)
        between = "\n" if is_item and was_item else "\n\n"
        text += (between if text else "") + (f"{mark} " if mark else "") + said.strip()
        was_item = is_item
    return text + (f"\n\n{unfinished.strip()}" if unfinished.strip() else "")


# --- lists --------------------------------------------------------------------------------------


@dataclass
class _Lists:
    """What Word would print before the items of lists; it counts them as they come."""

    numbering: Element | None
    styles: Element | None
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self._styles = {_value(each, "styleId"): each for each in self._all(self.styles, "style")}
        self._abstract = {
            _value(each, "abstractNumId"): each for each in self._all(self.numbering, "abstractNum")
        }
        self._numbers = {
            _value(each, "numId"): _value(_find(each, "abstractNumId"))
            for each in self._all(self.numbering, "num")
        }

    @staticmethod
    def _all(parent: Element | None, name: str) -> list[Element]:
        return [each for each in parent if _local(each) == name] if parent is not None else []

    def mark(self, paragraph: Element) -> str:
        """The mark of a paragraph: "-" for every sign, a count as it is printed, "" for none."""
        properties = _find(paragraph, "pPr")
        style, seen = _value(_find(properties, "pStyle")), set[str]()
        while _find(properties, "numPr", "numId") is None:
            if style in seen or style not in self._styles:
                return ""
            seen.add(style)
            properties = _find(self._styles[style], "pPr")
            style = _value(_find(self._styles[style], "basedOn"))
        number = _value(_find(properties, "numPr", "numId"))
        level = _value(_find(properties, "numPr", "ilvl")) or "0"
        levels = {
            _value(each, "ilvl"): each
            for each in self._all(self._abstract.get(self._numbers.get(number, "")), "lvl")
        }
        is_known = level in levels and level in "012345678"
        return self._printed(number, int(level), levels) if is_known else ""

    def _printed(self, number: str, level: int, levels: dict[str, Element]) -> str:
        kind = _value(_find(levels[str(level)], "numFmt"))
        if kind in ("bullet", "none"):
            return "-" if kind == "bullet" else ""
        counts = self._counts[number]
        starts = _value(_find(levels[str(level)], "start"))
        first = int(starts) if SMALL.fullmatch(starts) else 1
        counts[level] = counts.get(level, first - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]

        def one(place: re.Match[str]) -> str:
            above = int(place[1]) - 1
            form = _value(_find(levels.get(str(above)), "numFmt"))
            return _count(counts.get(above, 1), form)

        return re.sub(r"%([1-9])", one, _value(_find(levels[str(level)], "lvlText")))


def _count(number: int, form: str) -> str:
    """A number as a list counts: 4, d, D, iv."""
    if form.endswith("Letter") and 1 <= number <= 26:
        letter = chr(96 + number)
        return letter.upper() if form.startswith("upper") else letter
    if form.endswith("Roman") and 1 <= number <= 39:
        roman = ""
        for sign, worth in ROMAN:
            times, number = divmod(number, worth)
            roman += sign * times
        return roman.upper() if form.startswith("upper") else roman
    return str(number)

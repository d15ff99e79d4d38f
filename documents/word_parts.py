"""A Word file opened within bounds: its parts as XML, and the marks that its lists would print.

Files come from strangers, so what they unpack to is bounded in size, count and time.
"""

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath

from lxml import etree

MEGABYTE = 1024 * 1024
MAX_ENTRIES = 5_000
MAX_PART_BYTES = 10 * MEGABYTE  # of XML, unpacked; a hundred pages of changes have two or three
MAX_PICTURE_BYTES = 10 * MEGABYTE
MAX_TAGS = 400_000
DOCUMENT, NUMBERING, STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
RELATIONS = "word/_rels/document.xml.rels"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # before 2007, and any Word file with a password

HEADER_BOX = "About this paper"  # what the header of our own files is called

SMALL = re.compile(r"[0-9]{1,4}")
ROMAN = (("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))

# A damaged directory, an unknown packing, a password, broken data.
CANNOT_UNPACK = (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError)

Element = etree._Element


class NotWord(ValueError):
    """A file that is no Word file of ours."""


class OldWord(NotWord):
    """A file of a program of before 2007, or one with a password."""


class WithMacros(NotWord):
    """A Word file that carries programs."""


class TooLong(ValueError):
    """A Word file that unpacks to more than is read."""


class Damaged(ValueError):
    """A Word file that cannot be unpacked or is not made as Word makes them."""


@dataclass
class Parts:
    """The parts of a Word file that hold what its reader sees."""

    content: bytes
    document: Element
    numbering: Element | None
    styles: Element | None
    targets: dict[str, str]

    def picture(self, relation: str) -> bytes | None:
        """The bytes of a picture; None where it is not in the file or is too large."""
        name = normpath(join("word", self.targets.get(relation, ""))).lstrip("/")
        try:
            with zipfile.ZipFile(BytesIO(self.content)) as archive, archive.open(name) as stream:
                found = stream.read(MAX_PICTURE_BYTES + 1)
        except (KeyError, *CANNOT_UNPACK):
            return None
        return found if len(found) <= MAX_PICTURE_BYTES else None


def open_parts(content: bytes) -> Parts:
    """Open a Word file. Raises NotWord (OldWord, WithMacros), TooLong or Damaged."""
    if content.startswith(OLD_WORD):
        raise OldWord
    if not content.startswith(b"PK"):
        raise NotWord
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.namelist()
            if len(entries) > MAX_ENTRIES or DOCUMENT not in entries:
                raise NotWord
            if any(entry.lower().endswith("vbaproject.bin") for entry in entries):
                raise WithMacros
            document = _part(archive, DOCUMENT)
            numbering, styles, relations = (
                _part(archive, part) if part in entries else None
                for part in (NUMBERING, STYLES, RELATIONS)
            )
    except (NotWord, TooLong):
        raise
    except (etree.XMLSyntaxError, *CANNOT_UNPACK) as error:
        raise Damaged from error
    targets = {
        str(each.get("Id", "")): str(each.get("Target", ""))
        for each in (relations if relations is not None else ())
    }
    return Parts(content, document, numbering, styles, targets)


def _part(archive: zipfile.ZipFile, part: str) -> Element:
    """A part of the file as XML. What it unpacks to is bounded, declared and real."""
    if archive.getinfo(part).file_size > MAX_PART_BYTES:
        raise TooLong
    with archive.open(part) as stream:
        content = stream.read(MAX_PART_BYTES)
    if content.count(b"<") > MAX_TAGS:
        raise TooLong
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


# --- elements -----------------------------------------------------------------------------------


def local(element: Element) -> str:
    """The name of an element without its namespace, of which Word has two; "" of a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def find(element: Element | None, *path: str) -> Element | None:
    """The first child of a child … by names."""
    for step in path:
        children = element if element is not None else ()
        element = next((child for child in children if local(child) == step), None)
    return element


def find_all(element: Element | None, name: str) -> Iterator[Element]:
    """The children of a name."""
    return (child for child in (element if element is not None else ()) if local(child) == name)


def value(element: Element | None, attribute: str = "val") -> str:
    """An attribute by its name, whatever its namespace."""
    if element is None:
        return ""
    said = (each for key, each in element.items() if str(key).rpartition("}")[2] == attribute)
    return str(next(said, ""))


def is_on(switch: Element | None) -> bool:
    """Whether a property that is there is not switched off."""
    return switch is not None and value(switch) not in ("0", "false", "off")


# --- lists --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """What Word prints before a paragraph of a list: "-" for a sign, else the count."""

    text: str = ""
    form: str = ""
    level: int = 0


@dataclass
class Lists:
    """What Word would print before the items of lists; it counts them as they come."""

    numbering: Element | None
    styles: Element | None
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self._styles = {value(each, "styleId"): each for each in find_all(self.styles, "style")}
        self._abstract = {
            value(each, "abstractNumId"): each for each in find_all(self.numbering, "abstractNum")
        }
        self._numbers = {value(each, "numId"): each for each in find_all(self.numbering, "num")}

    def mark(self, paragraph: Element) -> Mark:
        """The mark of a paragraph; one without text for a paragraph of no list."""
        properties = find(paragraph, "pPr")
        style, seen = value(find(properties, "pStyle")), set[str]()
        own_level = value(find(properties, "numPr", "ilvl"))
        while find(properties, "numPr", "numId") is None:
            if style in seen or style not in self._styles:
                return Mark()
            seen.add(style)
            properties = find(self._styles[style], "pPr")
            style = value(find(self._styles[style], "basedOn"))
        number = value(find(properties, "numPr", "numId"))
        level = own_level or value(find(properties, "numPr", "ilvl")) or "0"
        use = self._numbers.get(number)
        abstract = value(find(use, "abstractNumId"))
        levels = {
            value(each, "ilvl"): each for each in find_all(self._abstract.get(abstract), "lvl")
        }
        if level not in levels or level not in "012345678":
            return Mark()
        form = value(find(levels[level], "numFmt"))
        if form == "none":
            return Mark()
        if form == "bullet":
            return Mark("-", form, int(level))
        # Lists that share a definition go on counting, unless one begins again by itself.
        overrides = find_all(use, "lvlOverride")
        again = next((each for each in overrides if value(each, "ilvl") == level), None)
        starts = value(find(again, "startOverride")) or value(find(levels[level], "start"))
        counts = self._counts[f"of {abstract}" if again is None else number]
        return Mark(self._printed(counts, starts, int(level), levels), form, int(level))

    @staticmethod
    def _printed(
        counts: dict[int, int], starts: str, level: int, levels: dict[str, Element]
    ) -> str:
        first = int(starts) if SMALL.fullmatch(starts) else 1
        counts[level] = counts.get(level, first - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]

        def one(place: re.Match[str]) -> str:
            above = int(place[1]) - 1
            form = value(find(levels.get(str(above)), "numFmt"))
            return count_as(counts.get(above, 1), form)

        return re.sub(r"%([1-9])", one, value(find(levels[str(level)], "lvlText")))


def count_as(number: int, form: str) -> str:
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

"""The parts of a Word file that are the same in every paper: its styles, its lists, its fields."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Literal
from zipfile import BadZipFile, ZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.parser import parse_xml
from lxml import etree

from documents.numbering import Part

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NAMESPACES = {"w": W}
FONT = "Arial"
INK = "0B0C0C"
FAINT_INK = "505A5F"
RULE = "B1B4B6"
SHADE = "F3F2F1"

# Lengths are in twentieths of a point, as Word counts them: 567 to the centimetre.
NUMBER_WIDTH = 907
QUOTE_INDENT = 340
ITEM_WIDTH = {"bullet": 397, "decimal": 510, "roman": 624, "letter": 510}
ENCLOSED_FORMS = ("lowerRoman", "lowerLetter", "decimal")
DEEPEST = 8  # Word's lists have nine levels, counted from nought

Element = Any
Kind = Literal["bullet", "decimal", "roman", "letter"]
Place = tuple[int, int]
"""Where a paragraph stands in a list: the level, and the number of the list."""


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """An element of Word's own namespace, as its attributes are."""
    element = etree.Element(_qualified(tag), nsmap=_NAMESPACES)
    for name, value in attributes.items():
        element.set(_qualified(name), str(value))
    for child in children:
        if child is not None:
            element.append(child)
    return element


@cache
def _qualified(name: str) -> str:
    return f"{{{W}}}{name}"


def text(words: str) -> Element:
    """Words of a run, with the spaces at either end kept."""
    element = w("t")
    element.text = words
    element.set(XML_SPACE, "preserve")
    return element


def run(words: str, *properties: Element) -> Element:
    """Words with the properties they are printed in."""
    return w("r", w("rPr", *properties) if properties else None, text(words))


def computed(instruction: str, shown: str, *properties: Element) -> list[Element]:
    """A field: Word computes it again when asked, until then it shows what was computed here."""
    code = w("instrText")
    code.text = f" {instruction} "
    code.set(XML_SPACE, "preserve")
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", code),
        w("r", w("fldChar", fldCharType="separate")),
        run(shown, *properties),
        w("r", w("fldChar", fldCharType="end")),
    ]


# --- styles ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Style:
    """A style by the name Word knows it by, and what it changes in the one it is based on."""

    name: str
    size: float = 0
    bold: bool = False
    colour: str = ""
    before: int = 0
    after: int | None = None
    keep_next: bool = False
    outline: int | None = None
    indent: int = 0
    bar: bool = False
    tab: int = 0
    based_on: str = "Normal"

    @property
    def id(self) -> str:
        return "".join(word[:1].upper() + word[1:] for word in self.name.split())

    def element(self) -> Element:
        paragraph = w(
            "pPr",
            w("keepNext") if self.keep_next else None,
            w("keepLines") if self.keep_next else None,
            w("pBdr", w("left", val="single", sz=24, space=10, color=RULE)) if self.bar else None,
            w("tabs", w("tab", val="left", pos=self.indent + self.tab)) if self.tab else None,
            self._spacing(),
            w("ind", left=self.indent) if self.indent else None,
            None if self.outline is None else w("outlineLvl", val=self.outline),
        )
        characters = w(
            "rPr",
            *([w("b"), w("bCs")] if self.bold else ()),
            w("color", val=self.colour) if self.colour else None,
            w("sz", val=round(self.size * 2)) if self.size else None,
            w("szCs", val=round(self.size * 2)) if self.size else None,
        )
        return w(
            "style",
            w("name", val=self.name),
            w("basedOn", val=self.based_on) if self.name != "Normal" else None,
            w("next", val="Normal") if self.outline is not None else None,
            w("qFormat"),
            paragraph,
            characters,
            type="paragraph",
            styleId=self.id,
            **({"default": 1} if self.name == "Normal" else {}),
        )

    def _spacing(self) -> Element | None:
        lengths = {"before": self.before or None, "after": self.after}
        given = {name: length for name, length in lengths.items() if length is not None}
        return w("spacing", **given) if given else None


HEADINGS = tuple(
    Style(
        f"heading {level}",
        size=size,
        bold=True,
        before=before,
        after=120,
        keep_next=True,
        outline=level - 1,
        colour=FAINT_INK if level > 3 else "",
    )
    for level, size, before in zip(
        range(1, 10),
        (16, 14, 12.5, 12, 12, 12, 12, 12, 12),
        (360, 300, 240, *[200] * 6),
        strict=True,
    )
)
PARAGRAPH_STYLES = (
    Style("Normal"),
    Style("Title", size=20, bold=True, after=200, keep_next=True),
    Style("Subtitle", bold=True, colour=FAINT_INK, after=40, keep_next=True),
    *HEADINGS,
    *(Style(f"Numbered paragraph {parts}") for parts in range(1, DEEPEST + 2)),
    Style("List Bullet", after=80),
    Style("List Number", after=80),
    Style("Quote", indent=QUOTE_INDENT, bar=True),
    Style("caption", bold=True, before=160, after=80),
    Style("Picture", before=160, after=40, keep_next=True),
    Style("Table text", size=10, after=0),
    Style("Table text small", size=8.5, after=0),
    Style("footer", size=9, colour=FAINT_INK, after=0),
    Style("TOC Heading", size=14, bold=True, before=300, after=100, keep_next=True),
    *(
        Style(f"toc {level}", after=20, indent=(level - 1) * 454, tab=454 * level)
        for level in (1, 2)
    ),
)
STYLE_IDS = {style.name: style.id for style in PARAGRAPH_STYLES} | {
    "Hyperlink": "Hyperlink",
    "Paper table": "PaperTable",
    "Header box": "HeaderBox",
}


def _styles() -> Element:
    """The whole style sheet of a paper that is not built on a council's own template."""
    fonts = w("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    size = [w("sz", val=24), w("szCs", val=24)]
    language = w("lang", val="en-GB", eastAsia="en-GB", bidi="ar-SA")
    return w(
        "styles",
        w(
            "docDefaults",
            w("rPrDefault", w("rPr", fonts, w("color", val=INK), *size, language)),
            w("pPrDefault", w("pPr", w("spacing", after=140, line=269, lineRule="auto"))),
        ),
        *(style.element() for style in PARAGRAPH_STYLES),
        *_other_styles(),
    )


def _other_styles() -> Iterator[Element]:
    yield w(
        "style",
        w("name", val="Hyperlink"),
        w("rPr", w("color", val="1D70B8"), w("u", val="single")),
        type="character",
        styleId="Hyperlink",
    )
    yield w(
        "style",
        w("name", val="Normal Table"),
        w("uiPriority", val=99),
        w("semiHidden"),
        w("tblPr", w("tblInd", w=0, type="dxa"), _cell_margins(0, 108)),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    for name, part in (("Paper table", "firstRow"), ("Header box", "firstCol")):
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        lines = [w(side, val="single", sz=4, space=0, color=RULE) for side in sides]
        yield w(
            "style",
            w("name", val=name),
            w("basedOn", val="TableNormal"),
            w("tblPr", w("tblBorders", *lines), _cell_margins(57, 108)),
            w(
                "tblStylePr",
                w("rPr", w("b"), w("bCs")),
                w("tcPr", w("shd", val="clear", color="auto", fill=SHADE)),
                type=part,
            ),
            type="table",
            styleId=STYLE_IDS[name],
        )


def _cell_margins(above: int, beside: int) -> Element:
    sides = {"top": above, "left": beside, "bottom": above, "right": beside}
    return w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in sides.items()))


# --- the empty file -------------------------------------------------------------------------

_STALE = (
    "/stylesWithEffects",
    "/customXml",
    "/thumbnail",
    "/webSettings",
    "/extended-properties",
)


@cache
def blank() -> bytes:
    """An A4 file without a word in it, with our styles and nothing of the library's template."""
    file = docx.Document()
    for part in (file.part, file.part.package):
        for name, relationship in list(part.rels.items()):
            if relationship.reltype.endswith(_STALE):
                part.rels.pop(name)
    # Parsed again, because the library's own types of element are made by its parser.
    file.part._styles_part._element = parse_xml(etree.tostring(_styles()))
    file.part.numbering_part._element = parse_xml(etree.tostring(w("numbering")))
    compatibility = "http://schemas.microsoft.com/office/word"
    file.part._settings_part._element = parse_xml(
        etree.tostring(
            w(
                "settings",
                w("zoom", percent=100),
                w("defaultTabStop", val=720),
                w("characterSpacingControl", val="doNotCompress"),
                w(
                    "compat",
                    w("compatSetting", name="compatibilityMode", uri=compatibility, val=15),
                ),
                w("themeFontLang", val="en-GB"),
                w("decimalSymbol", val="."),
                w("listSeparator", val=","),
            )
        )
    )
    body = file.element.body
    body.remove(body.sectPr)
    body.append(
        parse_xml(
            etree.tostring(
                w(
                    "sectPr",
                    w("pgSz", w=11906, h=16838),
                    w(
                        "pgMar",
                        top=1304,
                        right=1247,
                        bottom=1304,
                        left=1247,
                        header=624,
                        footer=624,
                        gutter=0,
                    ),
                )
            )
        )
    )
    saved = BytesIO()
    file.save(saved)
    return saved.getvalue()


# --- a council's own file ---------------------------------------------------------------------

MOST_PARTS = 500
MOST_UNPACKED = 50 * 1024 * 1024  # bytes
# What a paper takes from such a file; its words, pictures, comments and properties stay behind.
_TAKEN = ("fontTable", "footer", "header", "numbering", "settings", "styles", "theme")
_OF_THE_FILE = ("core-properties", "officeDocument")
_SETTINGS_LEFT = (
    *("attachedTemplate", "dataBinding", "docVars", "documentProtection", "endnotePr"),
    *("footnotePr", "mailMerge", "rsids", "trackRevisions", "writeProtection"),
)
_UNREADABLE = (
    *(BadZipFile, PackageNotFoundError, etree.LxmlError, zlib.error),
    *(AttributeError, EOFError, KeyError, OSError, RuntimeError, ValueError),
)


class UnusableBase(ValueError):
    """A file whose looks cannot be taken over; its words say why."""


def open_base(content: bytes) -> Any:
    """A Word file without a word in it, open to be written in: its styles, header and footer.

    Raises UnusableBase where the file is no Word file, has macros, or unpacks to too much.
    """
    try:
        _refuse_unsafe(content)
        file = docx.Document(BytesIO(content))
        body = file.element.body
        end = body.sectPr
        for element in [each for each in body if each is not end]:
            body.remove(element)
        _leave(file.part, _TAKEN)
        _leave(file.part.package, _OF_THE_FILE)
        settings = file.part._settings_part
        _leave(settings, ())
        for element in [each for each in settings.element if _local(each) in _SETTINGS_LEFT]:
            settings.element.remove(element)
        file.part._styles_part, file.part.numbering_part  # noqa: B018 - made where they are missing
        adopt(file.part._styles_part.element)
        end.pgSz.w, end.pgSz.h, end.pgMar.left, end.pgMar.right  # noqa: B018
    except UnusableBase:
        raise
    except _UNREADABLE as error:
        raise UnusableBase("Word could not read this file. Save it again as .docx.") from error
    return file


def _refuse_unsafe(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
    if any(part.filename.lower().endswith(("vbaproject.bin", "vbadata.xml")) for part in parts):
        raise UnusableBase("The file has macros. Save it as .docx, without them.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnusableBase(
            "The file unpacks to more than a template needs. Take large pictures out."
        )


def _leave(part: Any, kinds: tuple[str, ...]) -> None:
    """Keep of what a part leads to only these kinds."""
    for name, relationship in list(part.rels.items()):
        if relationship.reltype.rpartition("/")[2] not in kinds:
            part.rels.pop(name)


def highest(file: Any, tag: str) -> int:
    """The highest id of such an element in the headers and footers, which a paper must not use."""
    around = (
        relationship.target_part.element
        for relationship in file.part.rels.values()
        if relationship.reltype.rpartition("/")[2] in ("footer", "header")
    )
    ids = (element.get("id") for each in around for element in each.iter(f"{{*}}{tag}"))
    return max((int(id) for id in ids if id and id.isdecimal()), default=0)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def adopt(styles: Element) -> dict[str, str]:
    """Make a style sheet fit for a paper; the id of each of our styles in it, by name.

    A council's template keeps its looks: it is given the styles it lacks, and its headings lose
    the numbers they have in every paper, for here only some have one.
    """
    known = {_name(style): style for style in styles.iterfind(f"{{{W}}}style")}
    for style in _styles().iterfind(f"{{{W}}}style"):
        if _name(style) not in known:
            styles.append(parse_xml(etree.tostring(style)))
    for heading in HEADINGS:
        if heading.name in known and (properties := known[heading.name].pPr) is not None:
            properties._remove_numPr()
    return {
        name: known[name.lower()].get(f"{{{W}}}styleId") if name.lower() in known else id
        for name, id in STYLE_IDS.items()
    }


def _name(style: Element) -> str:
    name: str = style.find(f"{{{W}}}name").get(f"{{{W}}}val")
    return name.lower()


# --- lists ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _PaperList:
    """A multilevel list that shows the numbers of a stretch of a paper, and what it has counted.

    Numbers below ``prefix`` are counted by Word; the prefix itself is the number of a section
    that has no heading to count, and is written in the format of the list.
    """

    number_id: int
    prefix: tuple[str, ...]
    start: int
    counted: dict[int, int]

    @property
    def first_level(self) -> int:
        return min(len(self.prefix), DEEPEST)

    def count(self, parts: tuple[str, ...]) -> int | None:
        """Count one on to a number and give its level; None, and no counting, if it is another."""
        depth = len(self.prefix)
        level = self.first_level + len(parts) - depth - 1
        if parts[:depth] != self.prefix or not self.first_level <= level <= DEEPEST:
            return None
        above = [self.counted.get(each) for each in range(self.first_level, level)]
        start = self.start if level == self.first_level else 1
        coming = self.counted[level] + 1 if level in self.counted else start
        if [str(number) for number in (*above, coming)] != list(parts[depth:]):
            return None
        self.counted = {each: n for each, n in self.counted.items() if each < level}
        self.counted[level] = coming
        return level


class Lists:
    """The lists of one file: those that number its paragraphs, and those inside them."""

    def __init__(self, numbering: Element, styles: Element) -> None:
        self._numbering = numbering
        self._styles = styles
        self._next = 1 + max(
            (int(value) for value in numbering.xpath("//@w:abstractNumId | //@w:numId")), default=0
        )
        self._paper: _PaperList | None = None
        self._linked: dict[str, Place] = {}
        self._shared: dict[str, int] = {}
        self._enclosed: dict[tuple[Part, ...], int] = {}

    def heading(self, label: str) -> Place:
        """The place in a list where Word counts a number for a heading."""
        parts = tuple(label.split("."))
        level = self._paper.count(parts) if self._paper else None
        if self._paper is None or level is None:
            self._paper = self._new_paper_list(parts)
            level = self._paper.first_level
        return level, self._paper.number_id

    def enclosed(self, parts: tuple[Part, ...], depth: int) -> Place:
        """The place in a list where Word counts (i) in a section, or (a) in a paragraph.

        Each section has a list of its own; so has each paragraph deeper than the levels of a list.
        """
        level = min(depth, DEEPEST)
        around = parts[: len(parts) - level - 1]
        if around not in self._enclosed:
            levels = [
                _level(
                    each,
                    ENCLOSED_FORMS[(each + depth - level) % len(ENCLOSED_FORMS)],
                    f"(%{each + 1})",
                    indent=NUMBER_WIDTH,
                    hanging=NUMBER_WIDTH,
                )
                for each in range(DEEPEST + 1)
            ]
            self._enclosed[around] = self._use(self._define(levels))
        return level, self._enclosed[around]

    def linked(self, place: Place, style: str) -> Place | None:
        """The place of a paragraph in a style.

        None when the style says it already: the first place a style is used in is linked to it, so
        that the style alone numbers a paragraph that an officer adds in Word.
        """
        if style not in self._linked:
            self._linked[style] = place
            self._link(style, place)
        return None if self._linked[style] == place else place

    def appendix(self, style: Literal["number", "letter"]) -> Place:
        """The place in a list where Word shows "Appendix 1" before a heading."""
        if "appendix" not in self._shared:
            form = "upperLetter" if style == "letter" else "decimal"
            width = 2098
            level = _level(0, form, "Appendix %1", indent=width, hanging=width)
            self._shared["appendix"] = self._use(self._define([level]))
        return 0, self._shared["appendix"]

    def items(self, kind: Kind, level: int, start: int = 1) -> Place:
        """The place in a list of bullets, or in a list of items counted from ``start``."""
        level = min(level, DEEPEST)
        if kind not in self._shared:
            levels = [_item_level(kind, each) for each in range(DEEPEST + 1)]
            definition = self._define(levels)
            self._shared[kind] = self._use(definition) if kind == "bullet" else definition
        shared = self._shared[kind]
        if kind == "bullet":
            return level, shared
        override = w("lvlOverride", w("startOverride", val=start), ilvl=level)
        return level, self._use(shared, override)

    def _new_paper_list(self, parts: tuple[str, ...]) -> _PaperList:
        prefix, start = parts[:-1], int(parts[-1])
        first = min(len(prefix), DEEPEST)
        levels = [_level(level, "none", "", indent=0, hanging=0) for level in range(first)] + [
            _level(
                level,
                "decimal",
                ".".join([*prefix, *(f"%{each + 1}" for each in range(first, level + 1))]),
                indent=NUMBER_WIDTH,
                hanging=NUMBER_WIDTH,
                start=start if level == first else 1,
            )
            for level in range(first, DEEPEST + 1)
        ]
        number_id = self._use(self._define(levels))
        return _PaperList(number_id, prefix, start, {first: start})

    def _link(self, style: str, place: Place) -> None:
        """Make a style stand for a place in a list, and the place for the style."""
        level, number_id = place
        [use] = _children(self._numbering, "num", "numId", number_id)
        [definition] = _children(
            self._numbering, "abstractNum", "abstractNumId", use[0].get(f"{{{W}}}val")
        )
        [shown] = _children(definition, "lvl", "ilvl", level)
        shown.insert(2, w("pStyle", val=style))  # after its start and its format
        [element] = _children(self._styles, "style", "styleId", style)
        properties = element.get_or_add_pPr()
        properties._remove_numPr()
        properties._insert_numPr(number_properties(place))

    def _define(self, levels: Iterable[Element]) -> int:
        id = self._take_id()
        kind = w("multiLevelType", val="multilevel")
        definition = w("abstractNum", w("nsid", val=f"{id:08X}"), kind, *levels, abstractNumId=id)
        # The schema wants every definition before every use.
        first_use = self._numbering.find(f"{{{W}}}num")
        if first_use is None:
            self._numbering.append(definition)
        else:
            first_use.addprevious(definition)
        return id

    def _use(self, definition: int, *overrides: Element) -> int:
        id = self._take_id()
        self._numbering.append(w("num", w("abstractNumId", val=definition), *overrides, numId=id))
        return id

    def _take_id(self) -> int:
        self._next += 1
        return self._next - 1


def _children(parent: Element, tag: str, attribute: str, value: object) -> list[Element]:
    return [
        child
        for child in parent.iterfind(f"{{{W}}}{tag}")
        if child.get(f"{{{W}}}{attribute}") == str(value)
    ]


def number_properties(place: Place) -> Element:
    """What puts a paragraph, or all of a style, in its place in a list."""
    return w("numPr", w("ilvl", val=place[0]), w("numId", val=place[1]))


def _level(
    level: int, form: str, shown: str, *, indent: int, hanging: int, start: int = 1
) -> Element:
    return w(
        "lvl",
        w("start", val=start),
        w("numFmt", val=form),
        w("suff", val="nothing") if not shown else None,
        w("lvlText", val=shown),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=indent, hanging=hanging)),
        ilvl=level,
    )


def _item_level(kind: Kind, level: int) -> Element:
    form, shown = {
        "bullet": ("bullet", "–" if level % 2 else "•"),
        "decimal": ("decimal", f"%{level + 1}."),
        "roman": ("lowerRoman", f"(%{level + 1})"),
        "letter": ("lowerLetter", f"(%{level + 1})"),
    }[kind]
    width = ITEM_WIDTH[kind]
    return _level(level, form, shown, indent=width * (level + 1), hanging=width)

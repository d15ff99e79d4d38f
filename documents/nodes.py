"""The document tree: what a committee paper is made of, before it has any format.

Every node is frozen and compares by value, so a published tree can be stored, read back and
proved equal. A renderer matches on these types and ends in ``assert_never``: a format that forgot
a node does not type-check.

Anchors name what can be cited. They are lower-case words joined by hyphens, unique in a document,
and never printed; the number a reader sees is computed from the tree by ``documents.numbering``.
"""

from dataclasses import dataclass
from typing import Literal

# --- words inside a block -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A run of words."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A new line within the same paragraph."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a web or e-mail address."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation of numbered matter by anchor, printed as "paragraphs 1.4 to 1.56" or "Appendix 1".

    ``first`` and ``last`` name a numbered paragraph, a section or an appendix. A section stands
    for the numbered paragraphs in it, so a range covers from the first paragraph of ``first`` to
    the last paragraph of ``last``; with ``last`` empty it covers ``first`` alone.
    """

    first: str
    last: str = ""


Colour = Literal["grey", "blue", "green", "amber", "red", "purple", "teal", "white"]


@dataclass(frozen=True, slots=True)
class Status:
    """A status in words; the colour is help and never stands without its word."""

    label: str
    colour: Colour = "grey"


Inline = Text | LineBreak | Link | Reference | Status
Inlines = tuple[Inline, ...]

# --- charts ---------------------------------------------------------------------------------


Mark = Literal["", "better", "worse", "other"]
"""How a figure stands out: for the better, for the worse, or neither; empty for an ordinary one."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars. ``values`` are parallel to the labels; None is missing.

    A target, a mean and a limit are lines that may change in steps; a forecast is drawn apart from
    what was counted. ``notes`` say in the table what is to be known of a figure, or why there is
    none; ``marks`` tell which figures stand out. Both are parallel to the labels, or empty.
    """

    name: str
    values: tuple[float | None, ...]
    role: Literal["measure", "target", "comparator", "forecast", "mean", "limit"] = "measure"
    colour: Colour | None = None
    notes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """The data of a chart; each format draws it and prints the same figures as a table.

    ``lower`` and ``upper`` are the limits of an expected range, shown as a band behind a line.
    ``heading`` says what the labels are, above them in the table: Theme, Month.
    """

    kind: Literal["line", "bar", "stacked"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    decimals: int = 0
    lower: float | None = None
    upper: float | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as it was supplied: its bytes in base64, and its media type."""

    data: str
    media_type: Literal["image/png", "image/jpeg", "image/svg+xml"]


# --- blocks ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """One line of the header box: "Wards", "All"."""

    label: str
    value: Inlines


@dataclass(frozen=True, slots=True)
class MetadataBox:
    """The header box of a paper: title, report of, wards, status, enclosures, officer contact."""

    rows: tuple[MetadataRow, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading without a number inside a section; level 1 is just below the section's own."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class NumberedParagraph:
    """A paragraph members can cite; its children are what belongs to it (lists, tables, 1.8.1)."""

    anchor: str
    content: Inlines
    children: tuple["Block", ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph without a number."""

    content: Inlines


@dataclass(frozen=True, slots=True)
class ListItem:
    """One bullet or one numbered item; a recommendation has an anchor so that it can be cited."""

    content: Inlines
    children: tuple["Block", ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class BulletList:
    """Bullets."""

    items: tuple[ListItem, ...]


ListStyle = Literal["decimal", "roman", "letter"]


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Items counted inside a paragraph or section: 1, 2, 3 or (i), (ii), (iii) or (a), (b), (c)."""

    items: tuple[ListItem, ...]
    style: ListStyle = "decimal"
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A data table with one header row; every row has as many cells as the header.

    ``align`` is parallel to the header; figures stand right. Empty means all left.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    align: tuple[Literal["left", "right"], ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart or a picture, with a title and a sentence that says what it shows."""

    title: str
    description: str
    content: Chart | Picture


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's words, one paragraph an entry, and who said them when that may be told."""

    paragraphs: tuple[Inlines, ...]
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page where the format has pages."""


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together under a heading.

    A numbered section counts among its siblings (1, 2 or 5.1). One that is not numbered is
    transparent to numbering: its paragraphs go on counting in the section around it. Without a
    heading it only groups paragraphs so that they can be cited together.

    What is exempt is not for publication: ``documents.exempt`` leaves it out of what the public
    reads, and ``notice`` is the line that stands in its place there, if one does.
    """

    anchor: str
    heading: str
    children: tuple["Block", ...]
    numbered: bool = False
    exempt: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Appendix:
    """Matter at the end, numbered Appendix 1, 2, 3 (or A, B, C) in order of appearance.

    It may be exempt as a section may.
    """

    anchor: str
    title: str
    children: tuple["Block", ...]
    exempt: bool = False
    notice: str = ""


Block = (
    MetadataBox
    | Section
    | Heading
    | NumberedParagraph
    | Paragraph
    | BulletList
    | NumberedList
    | Table
    | Figure
    | Quotation
    | PageBreak
    | Appendix
)


AppendixStyle = Literal["number", "letter"]
Numbers = Literal["levels", "plain", "roman"]
"""How paragraphs are numbered.

Levels: 1.1 in section 1, 1.1.1 inside it. Plain: 1, 2, 3 through the whole paper, whose sections
have no number. Roman: (i) in each section and (a) inside it, cited with its section as 2(i).
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper. ``kicker`` is what stands above the title: the body and the meeting date."""

    title: str
    children: tuple[Block, ...]
    kicker: tuple[str, ...] = ()
    author: str = ""
    subject: str = ""
    language: str = "en-GB"
    appendix_style: AppendixStyle = "number"
    numbers: Numbers = "levels"

"""A paper from outside, cut into the parts that a draft of ours is made of.

The parts are matched with the sections of a template by their headings, in order; a part that no
section asks for becomes a section of its own, in its place. Citations are bound to the names that
the paragraphs have in the draft.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import chain

from committee.vocabulary import BlockKind, Place
from documents import richtext
from documents.nodes import (
    Appendix,
    Block,
    Document,
    Figure,
    Heading,
    Inline,
    ListItem,
    MetadataBox,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Picture,
    Reference,
    Section,
    Table,
    Text,
)
from documents.numbering import DanglingReference, Numbering, number
from documents.richtext_writer import words, write
from documents.tree import rewrite, walk

LIKE = 0.8  # of the letters of two headings that are taken for one
OWN, LEFT_OUT = "own", "left-out"
THEME = "theme-"

_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_LEADING_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s*")


@dataclass(frozen=True)
class Part:
    """A section or appendix of the file with its own text, without the sections inside it."""

    anchor: str
    label: str
    heading: str
    place: Place
    blocks: tuple[Block, ...]
    around: str = ""  # the anchor of the part it stands in

    @property
    def paragraphs(self) -> int:
        """How many numbered paragraphs it has."""
        return sum(isinstance(node, NumberedParagraph) for node in walk(self.blocks))

    @property
    def tables(self) -> int:
        """How many tables it has."""
        return sum(isinstance(node, Table) for node in walk(self.blocks))

    @property
    def pictures(self) -> int:
        """How many pictures it has."""
        return sum(isinstance(node, Figure) for node in walk(self.blocks))

    @property
    def is_recommendations(self) -> bool:
        """Whether it holds what the body is asked to resolve."""
        return self.place == Place.LEAD and "recommendation" in self.heading.lower()


def cut(document: Document) -> list[Part]:
    """The parts of a paper in reading order."""
    numbering = number(document)
    return list(_parts(document.children, numbering, 0, ""))


def _parts(
    blocks: Iterable[Block], numbering: Numbering, depth: int, around: str
) -> Iterator[Part]:
    for block in blocks:
        if not isinstance(block, Section | Appendix):
            continue
        own = tuple(each for each in block.children if not isinstance(each, Section | Appendix))
        inside = tuple(each for each in block.children if isinstance(each, Section))
        heading = block.title if isinstance(block, Appendix) else block.heading
        label = numbering.label(block.anchor)
        yield Part(block.anchor, label, heading, _place(block, depth), own, around)
        yield from _parts(inside, numbering, depth + 1, block.anchor)


def _place(block: Section | Appendix, depth: int) -> Place:
    if isinstance(block, Appendix):
        return Place.APPENDIX
    if block.numbered:
        return Place.SUBSECTION if depth else Place.SECTION
    if not depth:
        return Place.LEAD
    return Place.SUBHEADING if block.heading else Place.GROUP


def header(document: Document) -> dict[str, str]:
    """What the header box of the file says, by the label in small letters; lines stay lines."""
    boxes = (each for each in document.children if isinstance(each, MetadataBox))
    rows = chain.from_iterable(box.rows for box in boxes)
    return {row.label.casefold().strip(): _lines(row.value) for row in rows}


def _lines(content: Iterable[Inline]) -> str:
    return "".join(getattr(each, "text", "\n") for each in content).strip()


# --- matching -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A place that a part of the file can go to: a section of the template, or a theme."""

    key: str
    heading: str
    place: Place
    kind: BlockKind = BlockKind.NARRATIVE
    is_free: bool = True
    description: str = ""  # what the draft says there by itself, in its first paragraph

    @property
    def fills_itself(self) -> bool:
        """Whether it says from the records what a part of the file would say."""
        return self.kind not in (BlockKind.NARRATIVE, BlockKind.RECOMMENDATIONS)

    @property
    def takes_text(self) -> bool:
        """Whether a part can go there."""
        return self.is_free and not self.fills_itself


def match(parts: Sequence[Part], offers: Sequence[Offer]) -> dict[str, str]:
    """By the anchor of each part, the key of where it most likely goes; OWN where nothing asks.

    A section is taken once, and headings count without their numbers. A section without a heading
    takes the part without a heading in the same place. What stands in a part that goes to a theme
    goes there with it; what a section says by itself is left out.
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for part in parts:
        if found.get(part.around, "").startswith(THEME):
            found[part.anchor] = found[part.around]
            continue
        best = max(
            (each for each in offers if each.key not in taken and each.is_free),
            key=lambda each: _likeness(part, each),
            default=None,
        )
        if best is None or _likeness(part, best) < LIKE:
            found[part.anchor] = OWN
            continue
        taken.add(best.key)
        found[part.anchor] = LEFT_OUT if best.fills_itself else best.key
    return found


def _likeness(part: Part, offer: Offer) -> float:
    if part.is_recommendations or offer.kind == BlockKind.RECOMMENDATIONS:
        both = part.is_recommendations and offer.kind == BlockKind.RECOMMENDATIONS
        return 1.0 if both else 0.0
    mine, asked = _letters(part.heading), _letters(offer.heading)
    if not mine or not asked:
        return 1.0 if mine == asked and part.place == offer.place == Place.SECTION else 0.0
    if (part.place == Place.APPENDIX) != (offer.place == Place.APPENDIX):
        return 0.0
    return SequenceMatcher(None, mine, asked, autojunk=False).ratio()


def _letters(heading: str) -> str:
    return _NOT_LETTERS.sub(" ", _LEADING_NUMBER.sub("", heading).lower()).strip()


# --- the draft ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PictureFound:
    """A picture of the file: the key by which the text shows it, and what the file says of it."""

    key: str
    title: str
    description: str
    picture: Picture


@dataclass
class Draft:
    """What a draft says: the texts by where they go, and what could not go with them."""

    texts: dict[str, str] = field(default_factory=dict)
    recommendations: list[str] = field(default_factory=list)
    pictures: list[PictureFound] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def draft(
    document: Document,
    parts: Sequence[Part],
    going: Mapping[str, str],
    numbered: Mapping[str, bool],
    said: Mapping[str, str] | None = None,
) -> Draft:
    """The texts of a draft: by the key that each part goes to, the markup of its text.

    ``going`` holds the key by the anchor of a part; ``numbered`` says of each key whether its
    paragraphs have numbers. Several parts that go to one key follow each other, the later ones
    under their headings. A citation of what is left out stays as the words it printed. ``said``
    holds by the key what the draft says there by itself, which is not said again.
    """
    made = Draft()
    numbering = number(document)
    blocks = {part.anchor: _without_figures(part, made) for part in parts}
    gathered: dict[str, list[Block]] = {}
    first_of: dict[str, str] = {}
    described: dict[str, str] = {}
    for part in parts:
        key = going.get(part.anchor, LEFT_OUT)
        if key == LEFT_OUT:
            continue
        together = gathered.setdefault(key, [])
        if key in first_of and part.heading:
            together.append(Heading(part.heading))
        is_first = key not in first_of
        first_of.setdefault(key, part.anchor)
        own = blocks[part.anchor]
        if is_first and own and _says(own[0], (said or {}).get(key, "")):
            described[getattr(own[0], "anchor", "")] = f"{key}-description"
            own = own[1:]
        together.extend(own)
    names = described | _new_names(parts, going, gathered, numbered)
    for key, together in gathered.items():
        bound = [_rebound(each, names, numbering, made) for each in together]
        if _is_list_of_recommendations(parts, going, key):
            made.recommendations, rest = _recommended(bound)
        else:
            rest = bound
        made.texts[key] = write(rest, numbered=numbered.get(key, True))
    return made


def _says(block: Block, words: str) -> bool:
    """Whether a paragraph says what these words say."""
    if not words or not isinstance(block, NumberedParagraph | Paragraph):
        return False
    mine = _letters(_unformatted(block.content))
    return SequenceMatcher(None, mine, _letters(words), autojunk=False).ratio() >= LIKE


def _is_list_of_recommendations(parts: Iterable[Part], going: Mapping[str, str], key: str) -> bool:
    return any(part.is_recommendations and going.get(part.anchor) == key for part in parts)


def _recommended(blocks: Iterable[Block]) -> tuple[list[str], list[Block]]:
    """The recommendations as they are typed, and what stands around them."""
    texts: list[str] = []
    rest: list[Block] = []
    for block in blocks:
        if isinstance(block, NumberedList):
            texts.extend(_typed(item) for item in block.items)
        else:
            rest.append(block)
    return texts, rest


def _typed(item: ListItem) -> str:
    """A recommendation without formatting; citations stay citations."""
    inside = (
        each.content
        for each in walk(item.children)
        if isinstance(each, Paragraph | ListItem | NumberedParagraph)
    )
    return " ".join(_unformatted(content) for content in (item.content, *inside)).strip()


def _unformatted(content: Iterable[Inline]) -> str:
    return "".join(
        words((each,)) if isinstance(each, Reference) else getattr(each, "text", " ")
        for each in content
    ).strip()


def _without_figures(part: Part, made: Draft) -> tuple[Block, ...]:
    """The blocks of a part with a line in the place of each picture."""

    def shown(node: object) -> object:
        if not isinstance(node, Figure) or not isinstance(node.content, Picture):
            return node
        key = f"picture-{len(made.pictures) + 1}"
        title = node.title or f"Picture {len(made.pictures) + 1}"
        made.pictures.append(PictureFound(key, title, node.description, node.content))
        return Paragraph((Text(f"[[picture {key}]]"),))

    return rewrite(part.blocks, shown)


def _new_names(
    parts: Iterable[Part],
    going: Mapping[str, str],
    gathered: Mapping[str, Sequence[Block]],
    numbered: Mapping[str, bool],
) -> dict[str, str]:
    """What each part and numbered paragraph of the file is called in the draft."""
    names: dict[str, str] = {}
    for part in parts:
        key = going.get(part.anchor, LEFT_OUT)
        if key != LEFT_OUT:
            names.setdefault(part.anchor, f"{key}-progress" if key.startswith(THEME) else key)
    for key, together in gathered.items():
        stem = f"{key}-progress" if key.startswith(THEME) else key
        plain = rewrite(tuple(together), _without_citations)
        markup = write(plain, numbered=numbered.get(key, True))
        read = richtext.parse(markup, anchor=stem, numbered=numbered.get(key, True), bind=str)
        before = [each.anchor for each in _numbered(plain)]
        after = [each.anchor for each in _numbered(read.blocks)]
        names.update(zip(before, after, strict=False))
    return names


def _numbered(blocks: Iterable[Block]) -> Iterator[NumberedParagraph]:
    return (each for each in walk(tuple(blocks)) if isinstance(each, NumberedParagraph))


def _without_citations(node: object) -> object:
    return Text("cited") if isinstance(node, Reference) else node


def _rebound(block: Block, names: Mapping[str, str], numbering: Numbering, made: Draft) -> Block:
    def bound(node: object) -> object:
        if not isinstance(node, Reference):
            return node
        try:
            printed = str(numbering.cite(node))
        except DanglingReference:
            printed = ""
        first, last = names.get(node.first, ""), names.get(node.last, "")
        if first and (last or not node.last):
            return replace(node, first=first, last=last)
        made.lost.append(f"“{printed}” cites what is left out. It stays as these words.")
        return Text(printed)

    return rewrite(block, bound)

"""One pass over the tree that gives every numbered thing its number, and resolves citations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Document,
    NumberedList,
    NumberedParagraph,
    Numbers,
    Reference,
    Section,
)

NUMERALS = (
    *(("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50)),
    *(("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1)),
)
Part = tuple[str, str]
"""A part of a number: the anchor of what shows it, or "" where nothing does, and its words."""


class DanglingReference(LookupError):
    """A citation of an anchor that is not in the document, or that has nothing numbered in it."""


class DuplicateAnchor(ValueError):
    """Two nodes of one document claim the same anchor."""


@dataclass(frozen=True, slots=True)
class Target:
    """One end of a citation: the anchor to link to and the number to print."""

    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reference prints: "paragraphs" 1.4 to 1.56, "paragraph" 1.8, or "" Appendix 1."""

    noun: str
    first: Target
    last: Target | None = None

    def __str__(self) -> str:
        words = [self.noun, self.first.label]
        if self.last:
            words += ["to", self.last.label]
        return " ".join(word for word in words if word)


@dataclass(slots=True)
class Numbering:
    """The numbers of one document, by anchor.

    ``labels`` holds what is cited ("1", "1.4", "2(i)", "Appendix 2"); ``paragraphs`` holds the
    anchors of the numbered paragraphs in reading order.
    """

    labels: dict[str, str] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    _spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    _appendices: set[str] = field(default_factory=set)
    _parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)

    def label(self, anchor: str) -> str:
        """The number by which a section, paragraph or appendix is cited; "" if it has none."""
        return self.labels.get(anchor, "")

    def printed(self, anchor: str) -> str:
        """What stands before a paragraph: all of its number, or (i) where it is cited as 2(i)."""
        parts = self.parts(anchor)
        return parts[-1][1] if parts else self.label(anchor)

    def parts(self, anchor: str) -> tuple[Part, ...]:
        """What a number is put together from, where it is not printed in one piece."""
        return self._parts.get(anchor, ())

    def cite(self, reference: Reference) -> Citation:
        """Resolve a citation.

        Raises DanglingReference when an anchor is unknown, covers no numbered paragraph, or when
        the range runs backwards.
        """
        if reference.first in self._appendices:
            first = Target(reference.first, self.labels[reference.first])
            if not reference.last or reference.last == reference.first:
                return Citation("", first)
            if reference.last in self._appendices:
                last = Target(reference.last, self.labels[reference.last])
                return Citation("", first, last)
            raise DanglingReference(f"{reference.last} is not an appendix")
        start = self._span(reference.first)[0]
        end = self._last(reference.last or reference.first)
        if end < start:
            raise DanglingReference(f"{reference.last} stands before {reference.first}")
        first = self._target(start)
        if start == end:
            return Citation("paragraph", first)
        return Citation("paragraphs", first, self._target(end))

    def covered(self, reference: Reference) -> list[str]:
        """The anchors of the numbered paragraphs that a citation covers, in order."""
        if reference.first in self._appendices:
            return []
        start = self._span(reference.first)[0]
        return self.paragraphs[start : self._span(reference.last or reference.first)[1]]

    def _last(self, anchor: str) -> int:
        """The last paragraph of what is cited; a paragraph speaks for those inside it (1.8.1)."""
        index, end = self._span(anchor)
        while (following := self._spans[self.paragraphs[index]][1]) < end:
            index = following
        return index

    def _target(self, index: int) -> Target:
        anchor = self.paragraphs[index]
        return Target(anchor, self.labels[anchor])

    def _span(self, anchor: str) -> tuple[int, int]:
        span = self._spans.get(anchor)
        if span is None:
            raise DanglingReference(f"nothing is called {anchor}")
        if span[0] == span[1]:
            raise DanglingReference(f"{anchor} holds no numbered paragraph")
        return span


def number(document: Document) -> Numbering:
    """Number a document. Raises DuplicateAnchor when an anchor is used twice."""
    numbering = Numbering()
    walker = _Walker(numbering, document.numbers)
    walker.walk(document.children, walker.scope())
    appendices = [block for block in document.children if isinstance(block, Appendix)]
    for position, appendix in enumerate(appendices, start=1):
        has_letters = document.appendix_style == "letter"
        name = letters(position).upper() if has_letters else str(position)
        _claim(numbering, appendix.anchor, f"Appendix {name}")
        numbering._appendices.add(appendix.anchor)
        lead = name if has_letters else f"A{name}"
        walker.walk_into(appendix.anchor, appendix.children, walker.scope((lead,), ("", lead)))
    return numbering


class _Counter:
    """Counts the numbered siblings of one level; shared by groups that have no number."""

    def __init__(self) -> None:
        self.value = 0

    def next(self) -> int:
        self.value += 1
        return self.value


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where siblings are counted: the number around them in parts, and what counts them.

    ``depth`` is how many paragraphs stand around them.
    """

    above: tuple[str, ...]
    parts: tuple[Part, ...]
    depth: int
    sections: _Counter
    paragraphs: _Counter


class _Walker:
    """Gives numbers in one style, from the first block to the last."""

    def __init__(self, numbering: Numbering, numbers: Numbers) -> None:
        self._numbering = numbering
        self._numbers = numbers

    def scope(self, above: tuple[str, ...] = (), *parts: Part, depth: int = 0) -> _Scope:
        """A place where counting begins. Only in levels are sections and paragraphs siblings."""
        paragraphs = _Counter()
        sections = paragraphs if self._numbers == "levels" else _Counter()
        return _Scope(above, parts, depth, sections, paragraphs)

    def walk_into(self, anchor: str, children: Iterable[Block], scope: _Scope) -> None:
        """Walk the children and remember which paragraphs they hold."""
        start = len(self._numbering.paragraphs)
        self.walk(children, scope)
        self._numbering._spans[anchor] = (start, len(self._numbering.paragraphs))

    def walk(self, blocks: Iterable[Block], scope: _Scope) -> None:
        """Number the blocks and all below them."""
        for block in blocks:
            if isinstance(block, Section):
                self._section(block, scope)
            elif isinstance(block, NumberedParagraph):
                self._paragraph(block, scope)
            elif isinstance(block, BulletList | NumberedList):
                for item in block.items:
                    if item.anchor:
                        _claim(self._numbering, item.anchor, "")
                    self.walk(item.children, scope)

    def _section(self, section: Section, scope: _Scope) -> None:
        label = ""
        if section.numbered and self._numbers != "plain":
            own = (*scope.above, str(scope.sections.next()))
            label = ".".join(own)
            scope = self.scope(own, (section.anchor if section.heading else "", label))
        _claim(self._numbering, section.anchor, label)
        self.walk_into(section.anchor, section.children, scope)

    def _paragraph(self, paragraph: NumberedParagraph, scope: _Scope) -> None:
        anchor, count = paragraph.anchor, scope.paragraphs.next()
        own = (*scope.above, str(count))
        parts = (*scope.parts, (anchor, enclosed(scope.depth, count)))
        if self._numbers == "roman":
            _claim(self._numbering, anchor, "".join(words for _, words in parts))
            self._numbering._parts[anchor] = parts
        else:
            _claim(self._numbering, anchor, ".".join(own))
        start = len(self._numbering.paragraphs)
        self._numbering.paragraphs.append(anchor)
        self.walk(paragraph.children, self.scope(own, *parts, depth=scope.depth + 1))
        self._numbering._spans[anchor] = (start, len(self._numbering.paragraphs))


def enclosed(depth: int, count: int) -> str:
    """(i) in a section, (a) in a paragraph, (1) in one inside that, then (i) again."""
    return f"({(roman, letters, str)[depth % 3](count)})"


def roman(value: int) -> str:
    """i, ii, iii, iv."""
    numerals = ""
    for numeral, worth in NUMERALS:
        numerals += numeral * (value // worth)
        value %= worth
    return numerals


def letters(value: int) -> str:
    """a to z, then aa, bb, cc, as Word counts paragraphs."""
    times, letter = divmod(value - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _claim(numbering: Numbering, anchor: str, label: str) -> None:
    if anchor in numbering.labels:
        raise DuplicateAnchor(anchor)
    numbering.labels[anchor] = label


def blocks(children: Iterable[Block]) -> Iterator[Block]:
    """Every block below, in reading order, however deep it stands."""
    for block in children:
        yield block
        if isinstance(block, Section | Appendix | NumberedParagraph):
            yield from blocks(block.children)
        elif isinstance(block, BulletList | NumberedList):
            for item in block.items:
                yield from blocks(item.children)

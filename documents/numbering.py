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
    Reference,
    Section,
)


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

    ``labels`` holds what is printed ("1", "1.4", "5.4.1", "Appendix 2"); ``paragraphs`` holds the
    anchors of the numbered paragraphs in reading order.
    """

    labels: dict[str, str] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    _spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    _appendices: set[str] = field(default_factory=set)

    def label(self, anchor: str) -> str:
        """The printed number of a numbered section, paragraph or appendix; "" if it has none."""
        return self.labels.get(anchor, "")

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
    _walk(document.children, prefix=(), counter=_Counter(), numbering=numbering)
    appendices = [block for block in document.children if isinstance(block, Appendix)]
    for position, appendix in enumerate(appendices, start=1):
        name = chr(64 + position) if document.appendix_style == "letter" else str(position)
        _claim(numbering, appendix.anchor, f"Appendix {name}")
        numbering._appendices.add(appendix.anchor)
        lead = name if document.appendix_style == "letter" else f"A{name}"
        _with_span(numbering, appendix.anchor, appendix.children, (lead,), _Counter())
    return numbering


class _Counter:
    """Counts the numbered siblings of one level; shared by groups that have no number."""

    def __init__(self) -> None:
        self.value = 0

    def next(self) -> str:
        self.value += 1
        return str(self.value)


def _with_span(
    numbering: Numbering,
    anchor: str,
    children: Iterable[Block],
    prefix: tuple[str, ...],
    counter: _Counter,
) -> None:
    """Walk the children and remember which paragraphs they hold."""
    start = len(numbering.paragraphs)
    _walk(children, prefix=prefix, counter=counter, numbering=numbering)
    numbering._spans[anchor] = (start, len(numbering.paragraphs))


def _walk(
    blocks: Iterable[Block], *, prefix: tuple[str, ...], counter: _Counter, numbering: Numbering
) -> None:
    for block in blocks:
        if isinstance(block, Section):
            if block.numbered:
                own = (*prefix, counter.next())
                _claim(numbering, block.anchor, ".".join(own))
                _with_span(numbering, block.anchor, block.children, own, _Counter())
            else:
                _claim(numbering, block.anchor, "")
                _with_span(numbering, block.anchor, block.children, prefix, counter)
        elif isinstance(block, NumberedParagraph):
            own = (*prefix, counter.next())
            _claim(numbering, block.anchor, ".".join(own))
            start = len(numbering.paragraphs)
            numbering.paragraphs.append(block.anchor)
            _walk(block.children, prefix=own, counter=_Counter(), numbering=numbering)
            numbering._spans[block.anchor] = (start, len(numbering.paragraphs))
        elif isinstance(block, BulletList | NumberedList):
            for item in block.items:
                if item.anchor:
                    _claim(numbering, item.anchor, "")
                _walk(item.children, prefix=prefix, counter=counter, numbering=numbering)


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

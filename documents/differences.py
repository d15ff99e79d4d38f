"""What differs between two texts, word by word, and between two papers, passage by passage."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal, assert_never

from documents import charts
from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Chart,
    Document,
    Figure,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Link,
    MetadataBox,
    NumberedList,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    Quotation,
    Reference,
    Section,
    Status,
    Table,
    Text,
)
from documents.numbering import number
from documents.problems import repair

Kind = Literal["same", "added", "removed"]

ALIKE = 0.5  # passages that share so much of their words are shown as one that changed
NEAR = 8  # how many passages further it is looked for, which keeps the time within bounds

_WORDS = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that both texts have, or only the later (added), or only the earlier (removed)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of a paper in words. ``label`` is its number, empty where it has none.

    ``anchor`` is that of the numbered paragraph or the section around it. ``node`` is what can be
    marked where it changed: a paragraph, an item of a list, the cells of a row, a figure or a
    quotation; None for a heading, a caption and the header box.
    """

    anchor: str
    label: str
    words: str
    node: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that changed: how it was and how it is, None for none, and the words of both."""

    before: Passage | None
    after: Passage | None
    runs: tuple[Run, ...]

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """What became of the passage."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def place(self) -> Passage:
        """Where it stands now, or stood before it was removed."""
        place = self.after or self.before
        if place is None:
            raise ValueError("A change is of a passage before, after, or both.")
        return place


# --- words ----------------------------------------------------------------------------------


def words(before: str, after: str) -> tuple[Run, ...]:
    """The words of both texts in order: without what is added it is the one before.

    Time grows with the length of the texts and, at worst, with a hundredth of its square: words
    that make up more than a hundredth of a long text are not searched for, only recognised beside
    others.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    first = _shared(old, new)
    last = _shared(old[first:][::-1], new[first:][::-1])
    found = [("same", old[:first])]
    middle = old[first : len(old) - last], new[first : len(new) - last]
    for tag, a, b, c, d in SequenceMatcher(None, *middle).get_opcodes():
        if tag == "equal":
            found.append(("same", middle[0][a:b]))
        else:
            found += [("removed", middle[0][a:b]), ("added", middle[1][c:d])]
    found.append(("same", old[len(old) - last :]))
    return tuple(_joined(found))


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))


def _joined(found: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Run]:
    """Runs that are not empty, those of one kind in one."""
    runs: list[tuple[Kind, str]] = []
    for kind, tokens in found:
        if not tokens:
            continue
        text = "".join(tokens)
        if runs and runs[-1][0] == kind:
            text = runs.pop()[1] + text
        runs.append((kind, text))  # type: ignore[arg-type]
    return (Run(kind, text) for kind, text in runs)


# --- papers ---------------------------------------------------------------------------------


def passages(
    blocks: Iterable[Block],
    *,
    cite: Callable[[Reference], str],
    label: Callable[[str], str] = lambda anchor: "",
    anchor: str = "",
) -> Iterator[Passage]:
    """The blocks in words: a paragraph, a line of a list, a row of a table each by itself.

    ``cite`` says what a citation prints, ``label`` the number of an anchor.
    """
    return _Reader(cite, label).blocks(blocks, anchor)


def passages_of(document: Document) -> list[Passage]:
    """A whole paper in words, as it is printed."""
    document = repair(document)
    numbering = number(document)
    found = passages(
        document.children,
        cite=lambda reference: str(numbering.cite(reference)),
        label=numbering.label,
    )
    return [Passage("", "", words) for words in (*document.kicker, document.title)] + list(found)


def compare(before: Sequence[Passage], after: Sequence[Passage]) -> list[Change]:
    """The passages that changed, in the order of the later text. Numbers alone are no change."""
    matcher = SequenceMatcher(None, [each.words for each in before], [each.words for each in after])
    changes: list[Change] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            changes += _paired(before[a:b], after[c:d])
    return changes


def _paired(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[Change]:
    """Each passage beside the one it came from, if it is still much like it."""
    start = 0
    for passage in new:
        near = range(start, min(start + NEAR, len(old)))
        at = next((n for n in near if alike(old[n].words, passage.words)), None)
        if at is None:
            yield _change(None, passage)
            continue
        yield from (_change(gone, None) for gone in old[start:at])
        yield _change(old[at], passage)
        start = at + 1
    yield from (_change(gone, None) for gone in old[start:])


def alike(before: str, after: str) -> bool:
    """Whether two passages are one that was reworded, rather than two."""
    matcher = SequenceMatcher(None, before.split(), after.split())
    return (
        matcher.real_quick_ratio() >= ALIKE
        and matcher.quick_ratio() >= ALIKE
        and matcher.ratio() >= ALIKE
    )


def _change(before: Passage | None, after: Passage | None) -> Change:
    return Change(
        before, after, words(before.words if before else "", after.words if after else "")
    )


class _Reader:
    """Reads blocks into passages."""

    def __init__(self, cite: Callable[[Reference], str], label: Callable[[str], str]) -> None:
        self._cite, self._label = cite, label

    def blocks(self, blocks: Iterable[Block], anchor: str) -> Iterator[Passage]:
        for block in blocks:
            yield from self._block(block, anchor)

    def _block(self, block: Block, anchor: str) -> Iterator[Passage]:
        match block:
            case MetadataBox():
                for row in block.rows:
                    yield self._passage(anchor, f"{row.label}: {self._words(row.value)}")
            case Section() | Appendix():
                title = block.title if isinstance(block, Appendix) else block.heading
                if title:
                    yield Passage(block.anchor, self._label(block.anchor), title)
                yield from self.blocks(block.children, block.anchor)
            case Heading():
                yield self._passage(anchor, block.text)
            case NumberedParagraph():
                label = self._label(block.anchor)
                yield Passage(block.anchor, label, self._words(block.content), block)
                yield from self.blocks(block.children, block.anchor)
            case Paragraph():
                yield self._passage(anchor, self._words(block.content), block)
            case BulletList() | NumberedList():
                for item in block.items:
                    yield self._passage(item.anchor or anchor, self._words(item.content), item)
                    yield from self.blocks(item.children, item.anchor or anchor)
            case Table():
                yield self._passage(anchor, block.caption)
                yield self._passage(anchor, " | ".join(block.header))
                for cells in block.rows:
                    yield self._passage(anchor, " | ".join(map(self._words, cells)), cells)
            case Figure():
                yield self._passage(anchor, block.title, block)
                yield self._passage(anchor, block.description, block)
                if isinstance(block.content, Chart):
                    header, rows = charts.figures(block.content)
                    for figures in (header, *rows):
                        yield self._passage(anchor, " | ".join(figures), block)
            case Quotation():
                for paragraph in block.paragraphs:
                    yield self._passage(anchor, self._words(paragraph), block)
                if block.attribution:
                    yield self._passage(anchor, block.attribution, block)
            case PageBreak():
                pass
            case _:
                assert_never(block)

    @staticmethod
    def _passage(anchor: str, text: str, node: object = None) -> Passage:
        return Passage(anchor, "", text, node)

    def _words(self, content: Inlines) -> str:
        return "".join(map(self._inline, content))

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text(text) | Link(text):
                return text
            case LineBreak():
                return "\n"
            case Reference():
                return self._cite(inline)
            case Status(label):
                return label
            case _:
                assert_never(inline)

"""What is not for publication: leaving it out of what the public reads, and marking it elsewhere.

The public paper is made from a tree without it, before anything is numbered, so that neither words
nor numbers nor names of what was left out are in any file.
"""

from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from itertools import chain
from typing import Any, TypeGuard, TypeVar, cast

from documents.nodes import (
    Appendix,
    Block,
    Document,
    LineBreak,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
)
from documents.numbering import DanglingReference, Numbering, number
from documents.problems import repair
from documents.tree import names, walk

T = TypeVar("T")

MARK = "Exempt: not for publication."
END = "End of the exempt part."
ELSEWHERE = "an exempt part of this report"
LABEL = 20  # letters; fewer may stand anywhere


def is_exempt(node: object) -> TypeGuard[Section | Appendix]:
    """Whether a node itself is not for publication."""
    return isinstance(node, Section | Appendix) and node.exempt


def parts(value: object) -> Iterator[Section | Appendix]:
    """Everything exempt below, in reading order."""
    return filter(is_exempt, walk(value))


def leave_out(document: Document) -> Document:
    """The paper as the public reads it; the same one if nothing in it is exempt.

    A notice stands where something was left out. A citation of it says that it is an exempt part; a
    range that begins or ends in it covers what is left.
    """
    if next(parts(document), None) is None:
        return document
    public = _without(document)
    citations = _Citations(repair(document), number(repair(public)))
    return citations.mended(public)


def _without(value: Any) -> Any:
    if isinstance(value, tuple):
        public = map(_without, value)
        return tuple(new for new, old in zip(public, value, strict=True) if new is not _NOTHING)
    if not is_dataclass(value):
        return value
    if is_exempt(value):
        return Paragraph((Text(value.notice),)) if value.notice else _NOTHING
    changes = {name: _without(getattr(value, name)) for name in names(value.__class__)}
    return replace(value, **changes)  # type: ignore[type-var]


_NOTHING = object()


class _Citations:
    """What the citations of a paper say once parts of it are left out."""

    def __init__(self, whole: Document, public: Numbering) -> None:
        self._whole = number(whole)
        self._appendices = [each.anchor for each in whole.children if isinstance(each, Appendix)]
        self._public = public

    def mended(self, value: T) -> T:
        """The same tree with citations of what is left, and none of what is not."""
        mended: T = self._mended(value)
        return mended

    def _mended(self, value: Any) -> Any:
        if isinstance(value, tuple):
            before = (None, *value[:-1])
            return (
                tuple(
                    self._cited(each, begins=previous is None or isinstance(previous, LineBreak))
                    if isinstance(each, Reference)
                    else self._mended(each)
                    for each, previous in zip(value, before, strict=True)
                )
                if value
                else value
            )
        if not is_dataclass(value):
            return value
        changes = {name: self._mended(getattr(value, name)) for name in names(value.__class__)}
        return replace(value, **changes)  # type: ignore[type-var]

    def _cited(self, reference: Reference, *, begins: bool) -> Reference | Text:
        try:
            self._public.cite(reference)
        except DanglingReference:
            pass
        else:
            return reference
        if {reference.first, reference.last or reference.first} <= self._public.labels.keys():
            return reference  # it led nowhere before
        left = [each for each in self._covered(reference) if each in self._public.labels]
        if left:
            return Reference(left[0], left[-1] if len(left) > 1 else "")
        return Text(ELSEWHERE[0].upper() + ELSEWHERE[1:] if begins else ELSEWHERE)

    def _covered(self, reference: Reference) -> list[str]:
        if {reference.first, reference.last or reference.first} <= set(self._appendices):
            first = self._appendices.index(reference.first)
            last = self._appendices.index(reference.last or reference.first)
            return self._appendices[first : last + 1]
        try:
            return self._whole.covered(reference)
        except DanglingReference:
            return []


def tells(public: Document, document: Document) -> bool:
    """Whether a public paper says what is exempt in another: a paragraph, item, cell or figure."""
    said = set(_said(public))
    return any(words in said for part in parts(document) for words in _said(part))


def _said(value: object) -> Iterator[str]:
    """What every paragraph, item, cell and figure below says, if it is more than a label."""
    for node in walk(value):
        cells = chain.from_iterable(node.rows) if isinstance(node, Table) else ()
        content = getattr(node, "content", ())
        runs = [*cells, content] if isinstance(content, tuple) else list(cells)
        texts = ["".join(getattr(each, "text", " ") for each in run) for run in runs]
        for text in (*texts, getattr(node, "description", "")):
            words = " ".join(text.split())
            if len(words) >= LABEL:
                yield words


def mark(document: Document) -> Document:
    """The whole paper with what is exempt marked in words, where it begins and where it ends."""
    if next(parts(document), None) is None:
        return document
    return replace(document, children=tuple(map(marked, document.children)))


def marked(block: Block) -> Block:
    """One block with the words that mark what is exempt in it."""
    if is_exempt(block):
        words = " ".join(filter(None, (MARK, block.notice)))
        begin, end = (Paragraph((Text(each, bold=True),)) for each in (words, END))
        return replace(block, children=(begin, *block.children, end))
    children = getattr(block, "children", ())
    changed = tuple(map(marked, children))
    if changed == children:
        return block
    grown: Block = replace(cast(Section, block), children=changed)  # whatever has children
    return grown

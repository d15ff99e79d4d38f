"""The citations that are typed in a paper, bound to what they cite."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from documents.nodes import (
    Document,
    Inline,
    Inlines,
    ListItem,
    NumberedParagraph,
    Paragraph,
    Quotation,
    Reference,
    Table,
    Text,
)
from documents.numbering import DanglingReference, Numbering, number
from documents.tree import rewrite

BROKEN_FIELD = "Error! Reference source not found."

_LEAD = re.compile(
    r"(?i)\b(?P<noun>paragraphs|paras|sections|appendices|paragraph|para\.?|section|appendix)\s+"
)
_NUMBER = r"\d{1,3}(?:\.\d{1,3})+|\d{1,3}(?:\([a-z]{1,5}\))+|[A-Z]\d{0,2}(?:\.\d{1,3})+"
_WHOLE = r"(?![\d(%]|[.,]\d)"
_LABELS = {
    "paragraph": re.compile(rf"{_NUMBER}|\d{{1,3}}{_WHOLE}"),
    "section": re.compile(rf"{_NUMBER}|\d{{1,2}}{_WHOLE}(?!\s+of\b)"),
    "appendix": re.compile(r"(?:\d{1,2}|[A-Z])\b"),
}
_TO = re.compile(r"\s*(?:to|-|–)\s*")
_AND = re.compile(r"\s*(?:,\s*and|,|and|or|&)\s+")


def bind(document: Document, labels: Mapping[str, str]) -> tuple[Document, list[str]]:
    """The paper with citations for what was typed, and what of that could not be bound.

    ``labels`` holds the anchor by the number in the file: "1.4", "2(i)", "Appendix 2".
    """
    binder = _Binder(labels, number(document))
    return rewrite(document, binder.change), binder.unread


class _Binder:
    def __init__(self, labels: Mapping[str, str], numbering: Numbering) -> None:
        self.unread: list[str] = []
        self._labels = labels
        self._numbering = numbering

    def change(self, node: object) -> object:
        """The node with citations in its own words; a header stays as it was typed."""
        if isinstance(node, Paragraph | NumberedParagraph | ListItem):
            content = self._bound(node.content)
            return replace(node, content=content) if content != node.content else node
        if isinstance(node, Quotation):
            paragraphs = tuple(map(self._bound, node.paragraphs))
            return replace(node, paragraphs=paragraphs) if paragraphs != node.paragraphs else node
        if isinstance(node, Table):
            rows = tuple(tuple(map(self._bound, row)) for row in node.rows)
            return replace(node, rows=rows) if rows != node.rows else node
        return node

    def _bound(self, content: Inlines) -> Inlines:
        return tuple(bound for inline in content for bound in self._inline(inline))

    def _inline(self, inline: Inline) -> Iterator[Inline]:
        if not isinstance(inline, Text):
            yield inline
            return
        if BROKEN_FIELD in inline.text:
            self.unread.append("A cross-reference was broken in the file. Cite it again.")
        written = 0
        for start, end, reference in self._citations(inline.text):
            if start > written:
                yield replace(inline, text=inline.text[written:start])
            yield reference
            written = end
        if written < len(inline.text):
            yield replace(inline, text=inline.text[written:])

    def _citations(self, text: str) -> Iterator[tuple[int, int, Reference]]:
        """Each citation, and where in the text it stands; the noun belongs to the first."""
        place = 0
        while lead := _LEAD.search(text, place):
            start, place = lead.start(), lead.end()
            noun = lead["noun"].lower()
            kind = next(each for each in _LABELS if each.startswith(noun[:4]))
            while found := self._range(kind, text, place):
                end, reference = found
                if reference is not None:
                    yield start, end, reference
                place = end
                more = _AND.match(text, place) if noun.endswith("s") else None
                if more is None:
                    break
                start = place = more.end()

    def _range(self, kind: str, text: str, place: int) -> tuple[int, Reference | None] | None:
        """One or two numbers at a place of the text: where they end, and what they cite."""
        first = _LABELS[kind].match(text, place)
        if first is None:
            return None
        to = _TO.match(text, first.end())
        last = _LABELS[kind].match(text, to.end()) if to else None
        labels = [each[0] for each in (first, last) if each]
        end = (last or first).end()
        # A lone number is one of many things ("section 47"), unless something here has it.
        is_sure = kind == "appendix" or not first[0].isdigit() or self._counts_plainly
        reference = self._reference(kind, labels)
        if reference is None and is_sure:
            noun = kind if len(labels) == 1 else f"{kind}s"
            said = f"{noun.capitalize() if kind == 'appendix' else noun} {' to '.join(labels)}"
            self.unread.append(f"“{said}” cites what is not in the paper. It stays as typed.")
        return end, reference

    @property
    def _counts_plainly(self) -> bool:
        return any(self._numbering.label(each).isdigit() for each in self._numbering.paragraphs)

    def _reference(self, kind: str, labels: list[str]) -> Reference | None:
        lead = "Appendix " if kind == "appendix" else ""
        said = [f"{lead}{label.upper()}" if lead else label for label in labels]
        anchors = [self._labels.get(label) for label in said]
        if None in anchors:
            return None
        reference = Reference(*map(str, anchors))
        try:
            self._numbering.cite(reference)
        except DanglingReference:
            return None
        return reference

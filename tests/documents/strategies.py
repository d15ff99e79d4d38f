"""Generated documents: well-formed ones, and rough ones with every mistake a person can make."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import TypeVar

from hypothesis import strategies as st

from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Chart,
    Document,
    Figure,
    Heading,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Reference,
    Section,
    Series,
    Status,
    Table,
    Text,
)
from documents.numbering import Numbering, number
from documents.tree import rewrite, walk
from tests.documents.sample import PIXELS

T = TypeVar("T")

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "&amp; &lt;b&gt; ]]> --> {{ x }} {% y %}",
    "#eval(1) $x$ \\ * _ `",
    "\uf0b7 bullet from Word",
    "tab\t null\x00 bell\x07",
    "العربية 中文 \U0001f600",
)

words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(min_codepoint=32, max_codepoint=382), max_size=20),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
)
some_words = words.map("Some {}".format)
_names = st.sampled_from("abcdefgh")
_values = st.none() | st.floats(-1e6, 1e6).map(lambda value: round(value, 2))
_colours = st.sampled_from(("grey", "blue", "green", "amber", "red", "purple", "teal", "white"))
_addresses = st.sampled_from(
    ("https://council.example/a?b=1&c=2", "http://council.example", "mailto:a@council.example")
)

inlines: st.SearchStrategy[Inlines] = st.lists(
    st.one_of(
        st.builds(Text, words, st.booleans(), st.booleans()),
        st.builds(Text, words),
        st.just(LineBreak()),
        st.builds(Link, some_words, _addresses),
        st.builds(Reference, _names, st.just("") | _names),
        st.builds(Status, some_words, _colours),
    ),
    max_size=3,
).map(tuple)


NUMBERS = ("levels", "plain", "roman")
ROLES = ("measure", "target", "comparator", "forecast", "mean", "limit")
MARKS = ("", "better", "worse", "other")


@st.composite
def charts(draw: st.DrawFn, *, noted: bool = True) -> Chart:
    """A chart whose series are as long as its labels, with or without notes on its figures."""
    labels = draw(st.lists(words, min_size=1, max_size=4))
    series = st.builds(
        Series,
        some_words,
        st.tuples(*[_values] * len(labels)),
        st.sampled_from(ROLES),
        st.none() | _colours,
        st.just(()) | st.tuples(*[words] * len(labels)) if noted else st.just(()),
        st.just(()) | st.tuples(*[st.sampled_from(MARKS)] * len(labels)),
    )
    limits = draw(st.none() | st.tuples(st.floats(0, 10), st.floats(11, 100)))
    return Chart(
        kind=draw(st.sampled_from(("line", "bar", "stacked"))),
        labels=tuple(labels),
        series=tuple(draw(st.lists(series, min_size=1, max_size=3))),
        unit=draw(st.sampled_from(("", "%", "£"))),
        decimals=draw(st.integers(0, 2)),
        lower=limits[0] if limits else None,
        upper=limits[1] if limits else None,
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table whose rows are as long as its header."""
    width = draw(st.integers(1, 3))
    cells = st.tuples(*[inlines] * width)
    align = st.tuples(*[st.sampled_from(("left", "right"))] * width)
    return Table(
        caption=draw(some_words),
        header=draw(st.tuples(*[some_words] * width)),
        rows=tuple(draw(st.lists(cells, max_size=3))),
        align=draw(st.just(()) | align),
    )


figures = st.builds(
    Figure, some_words, some_words, charts() | st.just(Picture(PIXELS, "image/png"))
)


def _blocks(*, rough: bool) -> st.SearchStrategy[tuple[Block, ...]]:
    heading = words if rough else some_words
    leaves = [
        st.builds(MetadataBox, _tuples(st.builds(MetadataRow, some_words, inlines))),
        st.builds(Heading, heading, st.integers(1, 4) if rough else st.just(1)),
        st.builds(Paragraph, inlines),
        st.builds(Quotation, _tuples(inlines, least=1), words),
        st.just(PageBreak()),
        tables(),
        figures,
    ]
    if rough:
        leaves += [
            st.builds(
                Table, words, _tuples(words), _tuples(_tuples(inlines)), _tuples(st.just("right"))
            ),
            st.builds(Figure, words, st.just(""), charts()),
            st.builds(Paragraph, st.tuples(st.builds(Link, words, words))),
        ]

    def containers(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
        below = _tuples(blocks)
        items = _tuples(
            st.builds(ListItem, inlines, below, st.just("") | _names), least=0 if rough else 1
        )
        kinds = [
            st.builds(Section, _names, words, below),
            st.builds(Section, _names, heading, below, st.just(True)),
            st.builds(NumberedParagraph, _names, inlines, below),
            st.builds(BulletList, items),
            st.builds(
                NumberedList,
                items,
                st.sampled_from(("decimal", "roman", "letter")),
                st.integers(1, 30),
            ),
        ]
        if rough:
            kinds.append(st.builds(Appendix, _names, heading, below))
        return st.one_of(kinds)

    return _tuples(st.recursive(st.one_of(leaves), containers, max_leaves=12), most=6)


def _tuples(
    items: st.SearchStrategy[T], least: int = 0, most: int = 3
) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


_appendices = st.builds(Appendix, _names, some_words, _blocks(rough=False))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A well-formed document: anchors are unique, citations resolve, tables are whole."""
    document = _document(draw, draw(_blocks(rough=False)) + draw(_tuples(_appendices, most=2)))
    return _resolved(_with_unique_anchors(document))


@st.composite
def rough_documents(draw: st.DrawFn) -> Document:
    """A document that may have any fault the types allow."""
    return _document(draw, draw(_blocks(rough=True)), title=draw(words))


def _document(draw: st.DrawFn, children: tuple[Block, ...], title: str | None = None) -> Document:
    return Document(
        title=draw(some_words) if title is None else title,
        children=children,
        kicker=draw(_tuples(some_words, most=2)),
        author=draw(words),
        subject=draw(words),
        appendix_style=draw(st.sampled_from(("number", "letter"))),
        numbers=draw(st.sampled_from(NUMBERS)),
    )


def _with_unique_anchors(document: Document) -> Document:
    numbers = count(1)

    def rename(node: object) -> object:
        if getattr(node, "anchor", ""):
            return replace(node, anchor=f"{type(node).__name__.lower()}-{next(numbers)}")
        return node

    return rewrite(document, rename)


def _resolved(document: Document) -> Document:
    numbering = number(document)
    pools = [pool for pool in citable(document, numbering) if pool]

    def resolve(node: object) -> object:
        if not isinstance(node, Reference):
            return node
        if not pools:
            return Text("nothing to cite")
        seed = ord(node.first) + ord(node.last or "\0")
        pool = pools[seed % len(pools)]
        first, last = sorted((ord(node.first) % len(pool), ord(node.last or "a") % len(pool)))
        return Reference(pool[first], pool[last] if node.last else "")

    return rewrite(document, resolve)


def citable(document: Document, numbering: Numbering) -> Iterator[list[str]]:
    """What a range can run over, each list in order: the paragraphs, and the appendices."""
    yield numbering.paragraphs
    yield [node.anchor for node in walk(document) if isinstance(node, Appendix)]

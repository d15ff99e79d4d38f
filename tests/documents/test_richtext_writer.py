"""What is written for the editor is read back as it was."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import richtext
from documents.nodes import (
    Block,
    BulletList,
    Figure,
    Heading,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Picture,
    Quotation,
    Reference,
    Section,
    Status,
    Table,
    Text,
)
from documents.richtext_writer import NoText, words, write
from documents.tree import rewrite
from tests.documents.sample import PIXELS

said = st.text(st.characters(min_codepoint=33, max_codepoint=382, exclude_characters="[]\x7f"))
typed = said.map(lambda letters: f"a{letters.replace(chr(160), '').replace(chr(173), '')}z").filter(
    lambda letters: all(each.isprintable() for each in letters)
)
_names = st.sampled_from(("plan", "plan-1", "letter"))
_inline = st.one_of(
    st.builds(Text, typed, st.booleans(), st.booleans()),
    st.builds(Link, typed, st.just("https://council.example/a?b=1&c=2")),
    st.builds(Reference, _names, st.just("") | _names),
    st.just(LineBreak()),
)


def _apart(inlines: list) -> Inlines:
    """Words that a reader keeps apart: neighbours differ in their looks, lines hold something."""
    kept: list = [Text("b")]
    for each in (*inlines, Text("e")):
        is_like = isinstance(each, Text) and isinstance(kept[-1], Text)
        if not is_like or (each.bold, each.italic) != (kept[-1].bold, kept[-1].italic):
            kept.append(each)
    return tuple(kept)


inlines = st.lists(_inline, max_size=4).map(_apart)
paragraphs = st.builds(Paragraph, inlines)
quotations = st.builds(Quotation, st.tuples(inlines), st.just("") | typed)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table with as many cells in each row."""
    width = draw(st.integers(1, 3))
    rows = st.lists(st.tuples(*[inlines] * width), min_size=1, max_size=2)
    return Table(draw(typed), draw(st.tuples(*[typed] * width)), tuple(draw(rows)))


def _lists(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    items = st.lists(
        st.builds(ListItem, inlines, st.lists(blocks, max_size=2).map(tuple)),
        min_size=1,
        max_size=3,
    ).map(tuple)
    styles = st.sampled_from(("decimal", "roman", "letter"))
    return st.builds(BulletList, items) | st.builds(NumberedList, items, styles, st.integers(1, 30))


blocks = st.recursive(paragraphs | quotations | tables(), _lists, max_leaves=5)
below = st.lists(blocks, max_size=2).map(tuple)


@st.composite
def texts(draw: st.DrawFn) -> tuple[Block, ...]:
    """The numbered text of a section that is called "plan"."""
    made: list[Block] = list(draw(below))
    for count in range(1, draw(st.integers(0, 3)) + 1):
        if draw(st.booleans()):
            made.append(draw(st.builds(Heading, typed, st.integers(1, 4))))
        subs = (
            NumberedParagraph(f"plan-{count}-{sub}", draw(inlines), draw(below))
            for sub in range(1, draw(st.integers(0, 2)) + 1)
        )
        made.append(NumberedParagraph(f"plan-{count}", draw(inlines), (*draw(below), *subs)))
    return tuple(made)


def read(markup: str, *, numbered: bool = True) -> tuple[Block, ...]:
    """What the editor's markup says, without the sides on which columns of figures stand."""
    parsed = richtext.parse(markup, anchor="plan", numbered=numbered)
    plain: tuple[Block, ...] = rewrite(
        parsed.blocks, lambda node: replace(node, align=()) if isinstance(node, Table) else node
    )
    return plain


@given(texts())
@settings(deadline=None, max_examples=50)
def test_a_numbered_text_is_read_back_as_it_was_written(text: tuple[Block, ...]) -> None:
    assert read(write(text)) == text


@given(st.lists(blocks | st.builds(Heading, typed, st.integers(1, 4)), max_size=5).map(tuple))
@settings(deadline=None, max_examples=50)
def test_a_text_without_numbers_is_read_back_as_it_was_written(text: tuple[Block, ...]) -> None:
    assert read(write(text, numbered=False), numbered=False) == text


@given(texts())
@settings(deadline=None, max_examples=20)
def test_what_was_read_is_written_the_same_again(text: tuple[Block, ...]) -> None:
    markup = write(text)
    assert write(read(markup)) == markup


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "&amp; <b>", "\"'><img src=x onerror=alert(1)>"]
)
def test_words_are_never_markup(hostile: str) -> None:
    text = (Paragraph((Text(hostile),)), Heading(hostile), Quotation(((Text(hostile),),), hostile))
    assert read(write(text, numbered=False), numbered=False) == text
    link = Link(hostile, 'https://council.example/"><script>')
    assert "<script" not in words((link,))


def test_a_status_becomes_its_word_in_bold() -> None:
    assert words((Status("Off track", "red"),)) == "<strong>Off track</strong>"


@pytest.mark.parametrize(
    "block",
    [Section("a", "A", ()), Figure("A", "B", Picture(PIXELS, "image/png"))],
)
def test_what_the_editor_cannot_hold_is_refused(block: Block) -> None:
    with pytest.raises(NoText):
        write((block,))

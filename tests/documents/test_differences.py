"""What differs between two texts, and between two papers."""

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.differences import Passage, Run, compare, passages, passages_of, words
from documents.nodes import (
    Document,
    Heading,
    Link,
    NumberedParagraph,
    Paragraph,
    Reference,
    Section,
    Text,
)
from documents.tree import walk
from tests.documents import strategies
from tests.documents.sample import SAMPLE

SENTENCES = st.lists(
    st.sampled_from(["visits", "were", "made", "late", "\n", " ", "é"]), max_size=60
)
TEXTS = st.one_of(st.text(max_size=200), SENTENCES.map(" ".join))
PASSAGES = st.lists(
    st.builds(Passage, st.just("summary"), st.sampled_from(["", "1.1"]), TEXTS), max_size=12
)


def both(runs):
    """The two texts that the runs tell of."""
    return tuple(
        "".join(run.text for run in runs if run.kind in ("same", kind))
        for kind in ("removed", "added")
    )


@given(TEXTS, TEXTS)
def test_both_texts_can_be_had_from_their_differences(before, after):
    assert both(words(before, after)) == (before, after)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert all(run.kind == "same" for run in words(text, text))


@given(TEXTS, TEXTS)
def test_neighbouring_runs_are_of_different_kinds(before, after):
    kinds = [run.kind for run in words(before, after)]
    assert all(a != b for a, b in pairwise(kinds))


def test_words_that_changed_stand_between_those_that_did_not():
    assert words("Most visits were made on time.", "All visits were made on time.") == (
        Run("removed", "Most"),
        Run("added", "All"),
        Run("same", " visits were made on time."),
    )


def of_words(count, seed, vocabulary):
    pick = random.Random(seed)  # noqa: S311
    return " ".join(pick.choice(vocabulary) for _ in range(count))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            of_words(5000, 1, [f"w{n}" for n in range(800)]),
            of_words(5000, 2, [f"w{n}" for n in range(800)]),
            id="nothing in common",
        ),
        pytest.param("a " * 5000, "b " + "a " * 4999, id="one word over and over"),
        pytest.param("a b " * 2500, "b a " * 2500, id="two words over and over"),
        pytest.param(
            of_words(5000, 3, [f"w{n}" for n in range(101)]),
            of_words(5000, 4, [f"w{n}" for n in range(101)]),
            id="a hundred words over and over",
        ),
    ],
)
def test_long_texts_are_compared_in_bounded_time(before, after):
    began = perf_counter()
    runs = words(before, after)
    assert perf_counter() - began < 5
    assert both(runs) == (before, after)


# --- papers ---------------------------------------------------------------------------------


@given(PASSAGES, PASSAGES)
def test_what_is_not_told_as_changed_stands_in_both(before, after):
    changes = compare(before, after)
    rest = [
        Counter(each.words for each in side)
        - Counter(each.words for each in changed if each is not None)
        for side, changed in (
            (before, [change.before for change in changes]),
            (after, [change.after for change in changes]),
        )
    ]
    assert rest[0] == rest[1]


@given(PASSAGES, PASSAGES)
def test_each_change_holds_the_words_of_both(before, after):
    for change in compare(before, after):
        told = tuple(each.words if each else "" for each in (change.before, change.after))
        assert both(change.runs) == told
        assert change.place in (change.before, change.after)


@settings(max_examples=40)
@given(strategies.documents())
def test_every_paper_is_read_and_does_not_differ_from_itself(document):
    found = passages_of(document)
    assert compare(found, found) == []


def paper(*texts):
    children = tuple(NumberedParagraph(f"a-{n}", (Text(text),)) for n, text in enumerate(texts, 1))
    return Document("A paper", (Section("a", "Why", children, numbered=True),))


def test_a_paragraph_that_only_moved_down_has_not_changed():
    changes = compare(
        passages_of(paper("One.", "Two.")), passages_of(paper("New.", "One.", "Two."))
    )
    (change,) = changes
    assert (change.kind, change.place) == ("added", Passage("a-1", "1.1", "New."))


def test_a_paragraph_that_was_reworded_is_told_once_with_its_number():
    before = paper("Most visits were made on time.", "Two.")
    after = paper("All visits were made on time.", "Two.")
    (change,) = compare(passages_of(before), passages_of(after))
    assert (change.kind, change.place.label) == ("changed", "1.1")


def test_a_paragraph_that_was_taken_out_is_told():
    (change,) = compare(passages_of(paper("One.", "Two.")), passages_of(paper("Two.")))
    assert (change.kind, change.place.words) == ("removed", "One.")


def test_a_citation_is_compared_as_it_is_printed():
    cites = Section("b", "See", (NumberedParagraph("b-1", (Reference("a"),)),), numbered=True)
    before, after = paper("One.", "Two."), paper("One.", "Two.", "Three.")
    told = compare(
        *(passages_of(replace(each, children=(*each.children, cites))) for each in (before, after))
    )
    assert [both(change.runs) for change in told] == [
        ("", "Three."),
        ("paragraphs 1.1 to 1.2", "paragraphs 1.1 to 1.3"),
    ]


def test_blocks_outside_a_paper_cite_as_they_were_typed():
    blocks = (Paragraph((Text("See "), Reference("a", "b"), Text("."))),)
    (found,) = passages(blocks, cite=lambda each: f"[[{each.first} to {each.last}]]", anchor="c")
    assert found == Passage("c", "", "See [[a to b]].")


def test_every_word_of_the_sample_paper_stands_in_a_passage():
    found = "\n".join(each.words for each in passages_of(SAMPLE))
    printed = [node.text for node in walk(SAMPLE) if isinstance(node, Text | Link | Heading)]
    assert [text for text in printed if text not in found] == []

"""The demonstration's papers come back from their Word files as they went out."""

from collections.abc import Iterator

import pytest

from documents import outline, word
from documents.nodes import Chart, Document, Figure, MetadataBox, Paragraph, Reference, Table, Text
from documents.numbering import number
from documents.tree import walk
from documents.word_reader import read

pytestmark = pytest.mark.django_db  # on all, so that they run together and load once

PRINTED_WITH_A_CHART = "The figures of figure "


@pytest.fixture(scope="module", params=["june", "march", "update", "cabinet"])
def paper(request: pytest.FixtureRequest) -> Document:
    """Each paper in its turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Document)
    return found


@pytest.fixture(scope="module")
def back(paper: Document) -> tuple[Document, list[str]]:
    """The paper as it is read out of its Word file, and what was not understood."""
    return read(word.render(paper))


def lines(document: Document, said: frozenset[str]) -> list[list[str]]:
    """The words of each line, without what Word prints below a chart beside its picture."""
    found = (line.split() for line in outline.render(document).splitlines())
    return [
        line
        for line in found
        if " ".join(line) not in said
        and not " ".join(line).startswith(f"Table: {PRINTED_WITH_A_CHART}")
    ]


def charts(document: Document) -> list[Figure]:
    nodes = walk(document)
    return [each for each in nodes if isinstance(each, Figure) and isinstance(each.content, Chart)]


def citations(document: Document) -> Iterator[str]:
    """What the paper cites below its header, which is read as it was typed."""
    numbering = number(document)
    for block in document.children:
        if not isinstance(block, MetadataBox):
            cites = (node for node in walk(block) if isinstance(node, Reference))
            yield from (str(numbering.cite(each)) for each in cites)


def test_a_paper_comes_back_with_its_numbers_and_words(
    paper: Document, back: tuple[Document, list[str]]
) -> None:
    said = frozenset(each.description for each in charts(paper))
    assert lines(back[0], said) == lines(paper, said)
    assert back[0].numbers == paper.numbers
    assert back[1] == []


def test_a_paper_comes_back_with_its_citations(
    paper: Document, back: tuple[Document, list[str]]
) -> None:
    cites = list(citations(paper))
    assert cites
    assert list(citations(back[0])) == cites


def test_charts_come_back_as_pictures_with_their_words_and_figures(
    paper: Document, back: tuple[Document, list[str]]
) -> None:
    drawn = charts(paper)
    pictures = [each for each in walk(back[0]) if isinstance(each, Figure)]
    assert [(each.title, each.description) for each in pictures] == [
        (each.title, each.description) for each in drawn
    ]
    assert charts(back[0]) == []
    tables = [each.caption for each in walk(back[0]) if isinstance(each, Table)]
    assert sum(each.startswith(PRINTED_WITH_A_CHART) for each in tables) == len(drawn)
    words = [
        "".join(each.text for each in node.content if isinstance(each, Text))
        for node in walk(back[0])
        if isinstance(node, Paragraph)
    ]
    assert {each.description for each in drawn} <= set(words)

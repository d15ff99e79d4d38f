"""What is withheld is replaced where it stands, and nothing else changes."""

from hypothesis import given

from documents.nodes import (
    Appendix,
    BulletList,
    Chart,
    Document,
    Figure,
    Heading,
    LineBreak,
    Link,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedParagraph,
    Paragraph,
    Quotation,
    Reference,
    Section,
    Series,
    Table,
    Text,
)
from documents.numbering import number
from documents.tree import walk
from documents.withholding import withhold
from tests.documents.sample import SAMPLE
from tests.documents.strategies import documents

NOTICE, HEADING = "It is not published yet.", "Not published yet"


def withheld(document, tells=lambda words: "gutters leak" in words):
    return withhold(document, tells, notice=NOTICE, heading=HEADING)


def said(words):
    return (Text(words),)


def test_a_paper_that_tells_nothing_is_the_same_one():
    assert withheld(SAMPLE) is SAMPLE


def test_every_kind_of_block_that_tells_is_replaced_where_it_stands():
    told = (Text("The "), Text("gutters", bold=True), Link(" leak", "https://x.example"))
    open_words = said("Open.")
    chart = Chart("bar", ("A",), (Series("s", (1.0,), notes=("The gutters leak.",)),))
    document = Document(
        "The gutters leak",
        (
            MetadataBox((MetadataRow("Wards", told), MetadataRow("Status", open_words))),
            Section(
                "one",
                "On gutters leak",
                (
                    Heading("Where gutters leak"),
                    NumberedParagraph("a", told, (Paragraph(open_words), Paragraph(told))),
                    BulletList((ListItem(told, (Paragraph(open_words),)), ListItem(open_words))),
                    Table("gutters leak", ("gutters leak", "B"), ((told, open_words),)),
                    Figure("Title", "Words", chart),
                    Quotation((said("The gutters"), said("leak.")), "Somebody"),
                ),
                numbered=True,
                notice="gutters leak",
            ),
            Appendix("letter", "Why gutters leak", (Paragraph(open_words),)),
        ),
        kicker=("gutters leak",),
    )
    notice = said(NOTICE)
    assert withheld(document) == Document(
        HEADING,
        (
            MetadataBox((MetadataRow("Wards", notice), MetadataRow("Status", open_words))),
            Section(
                "one",
                HEADING,
                (
                    Heading(HEADING),
                    NumberedParagraph("a", notice, (Paragraph(open_words), Paragraph(notice))),
                    BulletList((ListItem(notice, (Paragraph(open_words),)), ListItem(open_words))),
                    Table(HEADING, (HEADING, "B"), ((notice, open_words),)),
                    Paragraph(notice),
                    Paragraph(notice),
                ),
                numbered=True,
                notice=HEADING,
            ),
            Appendix("letter", HEADING, (Paragraph(open_words),)),
        ),
        kicker=(HEADING,),
    )


def test_a_citation_or_a_new_line_parts_words():
    for node in (Reference("a"), LineBreak()):
        content = (Text("The gutters"), node, Text("leak."))
        paper = Document("A paper", (NumberedParagraph("a", content),))
        assert withheld(paper, lambda words: "gutters leak" in " ".join(words.split())) != paper


@given(documents())
def test_nothing_that_tells_is_left_and_every_number_stays(document):
    def left(paper):
        return withhold(paper, lambda words: "e" in words, notice="Wait.", heading="Hush")

    assert number(left(document)).labels == number(document).labels
    words = [node.text for node in walk(left(document)) if isinstance(node, Text)]
    assert not any("e" in each for each in words)

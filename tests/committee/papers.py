"""Short papers for the rules of the checker."""

from documents.nodes import (
    Appendix,
    Document,
    MetadataBox,
    MetadataRow,
    NumberedParagraph,
    Paragraph,
    Section,
    Table,
    Text,
)

KICKER = ("Children’s Committee", "6 June 2018")


def document(*children, title="A paper", kicker=KICKER):
    """A paper for the meeting of 6 June 2018."""
    return Document(title, children, kicker=kicker)


def said(*texts, heading=""):
    """A paper whose first section says these words, a numbered paragraph each: 1.1, 1.2."""
    return document(section("one", *texts, heading=heading))


def section(anchor, *texts, heading="", numbered=True):
    """A section of paragraphs, which are numbered as it is."""
    children = [
        NumberedParagraph(f"{anchor}-{place}", (Text(text),))
        if numbered
        else Paragraph((Text(text),))
        for place, text in enumerate(texts, start=1)
    ]
    return Section(anchor, heading, tuple(children), numbered=numbered)


def lead(*texts, anchor="summary", heading="Summary"):
    """A section before the numbered ones."""
    return section(anchor, *texts, heading=heading, numbered=False)


def appendix(*texts, anchor="appendix-1", title="Figures"):
    """An appendix."""
    return Appendix(anchor, title, tuple(Paragraph((Text(text),)) for text in texts))


def table(header, *rows, caption="Cases"):
    """A table, each row a string of cells between bars."""
    cells = tuple(tuple((Text(cell.strip()),) for cell in row.split("|")) for row in rows)
    return Table(caption, tuple(name.strip() for name in header.split("|")), cells)


def enclosing(words):
    """A header box that names what is enclosed."""
    return MetadataBox((MetadataRow("Enclosures", (Text(words),)),))

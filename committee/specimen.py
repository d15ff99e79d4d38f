"""What a template looks like before anybody has written a paper in it."""

from collections.abc import Iterable
from typing import Any, cast

from committee.models import HouseStyle, HouseStyleLine, HouseStyleSection
from committee.reports import Part, outline
from committee.vocabulary import BlockKind, HeaderSource, Place
from documents import richtext
from documents.nodes import (
    Appendix,
    AppendixStyle,
    Block,
    Document,
    Inlines,
    ListItem,
    ListStyle,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    Numbers,
    Paragraph,
    Section,
    Text,
)


def specimen(style: HouseStyle) -> Document:
    """A paper in a template, with words that say what will stand where."""
    sections: Any = style.sections.select_related("owner")
    return Document(
        title=style.name,
        kicker=("The body", "The day of the meeting"),
        subject=style.description,
        appendix_style=cast(AppendixStyle, style.appendices),
        numbers=cast(Numbers, style.numbers),
        children=(
            MetadataBox(tuple(map(_row, style.lines.all()))),
            *(_node(part, style) for part in outline(sections)),
        ),
    )


def _row(line: HouseStyleLine) -> MetadataRow:
    source = HeaderSource(line.source)
    words = line.text if source == HeaderSource.TEXT and line.text else source.label
    return MetadataRow(line.label, (Text(words),))


def _node(part: Part, style: HouseStyle) -> Section | Appendix:
    section = cast(HouseStyleSection, part.section)
    children: tuple[Block, ...] = (
        *_about(section),
        *_standing(section),
        *(_recommendations(style) if section.kind == BlockKind.RECOMMENDATIONS else ()),
        *(_node(inner, style) for inner in part.parts),
    )
    heading = section.heading.replace("{plan}", "The name of the plan")
    if section.place == Place.APPENDIX:
        return Appendix(section.key, heading, children)
    numbered = section.place in (Place.SECTION, Place.SUBSECTION)
    return Section(section.key, heading, children, numbered=numbered)


def _about(section: HouseStyleSection) -> Iterable[Block]:
    told = [BlockKind(section.kind).label]
    told += ["must be filled"] * section.is_mandatory
    told += ["begins with the text of the paper before"] * section.carried_over
    told += [f"written by {section.owner}"] if section.owner else []
    if section.review_by:
        told.append(f"standing text to be reviewed by {section.review_by:%-d %B %Y}")
    words: Inlines = (Text(f"{'; '.join(told)}.", italic=True),)
    if section.place == Place.LEAD:
        yield Paragraph(words)
    else:
        yield NumberedParagraph(f"{section.key}-0", words)


def _standing(section: HouseStyleSection) -> tuple[Block, ...]:
    numbered = section.place != Place.LEAD
    return richtext.parse(
        section.standing_text, anchor=section.key, numbered=numbered, bind=str
    ).blocks


def _recommendations(style: HouseStyle) -> Iterable[Block]:
    if style.recommendation_lead:
        yield Paragraph((Text(style.recommendation_lead),))
    items = tuple(ListItem((Text(f"The {each} recommendation."),)) for each in ("first", "second"))
    yield NumberedList(items, cast(ListStyle, style.recommendation_numbers))

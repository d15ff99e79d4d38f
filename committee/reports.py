"""Builds the tree of a paper: the only place where what is recorded becomes a document."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from committee import embargo, exemption
from committee.blocks import (
    enclosure,
    fill,
    is_left_out,
    is_told,
    read_narrative,
    read_recommendation,
    read_section,
)
from committee.facts import Facts, is_written, read_facts
from committee.house_styles import DEPTH
from committee.indicator_blocks import exceptions
from committee.models import HouseStyleLine, Report, ReportSection
from committee.vocabulary import BlockKind, HeaderSource, Place
from documents import problems
from documents.nodes import (
    Appendix,
    AppendixStyle,
    Block,
    Document,
    Inline,
    Inlines,
    LineBreak,
    Link,
    MetadataBox,
    MetadataRow,
    NumberedParagraph,
    Numbers,
    Section,
    Text,
)
from documents.problems import Problem
from documents.richtext import Bind, Parsed
from documents.tree import rewrite, walk
from improvement.vocabulary import NarrativeState
from performance import prose, statements
from performance.readings import Reading


def build_report(report: Report, *, as_at: date, public_on: date | None = None) -> Document:
    """The paper with what was recorded up to the end of ``as_at``, as ``read_facts`` reads it."""
    return compose(read_facts(report, as_at=as_at, public_on=public_on))


def compose(facts: Facts, *, is_being_written: bool = False) -> Document:
    """The paper that says these facts.

    A part that has nothing to show is left out, unless the paper ``is_being_written``.
    """
    report, meeting = facts.report, facts.report.meeting
    sections = [
        section for section in facts.sections if is_being_written or not is_left_out(section, facts)
    ]
    return Document(
        title=report.title,
        kicker=(meeting.body.name, f"{meeting.held_on:%-d %B %Y}"),
        author=report.report_of,
        subject=f"{report.plan}, {report.period}",
        appendix_style=cast(AppendixStyle, report.house_style.appendices),
        numbers=cast(Numbers, report.house_style.numbers),
        children=(
            _header_box(facts),
            *(
                _node(part, facts, sections)
                for part in outline(each for each in sections if not facts.follows_theme(each))
            ),
        ),
    )


@dataclass
class Part:
    """A section with the sections that stand in it."""

    section: ReportSection
    parts: list["Part"] = field(default_factory=list)


def outline(sections: Iterable[ReportSection]) -> list[Part]:
    """The sections in their order, each inside the one it belongs to."""
    roots: list[Part] = []
    around: list[Part] = []
    for section in sections:
        part = Part(section)
        depth = DEPTH[Place(section.place)]
        while around and DEPTH[Place(around[-1].section.place)] >= depth:
            around.pop()
        (around[-1].parts if around else roots).append(part)
        around.append(part)
    return roots


def _node(part: Part, facts: Facts, sections: Sequence[ReportSection]) -> Section | Appendix:
    section = part.section
    filled = fill(section, facts)
    if section.kind == BlockKind.THEME_PROGRESS:
        filled = _followed(filled, facts, sections)
    children: tuple[Block, ...] = (
        *filled,
        *(_node(inner, facts, sections) for inner in part.parts),
    )
    exempt = exemption.is_whole(section)
    notice = exemption.notice(section) if exempt else ""
    if section.place == Place.APPENDIX:
        return Appendix(section.key, section.heading, children, exempt=exempt, notice=notice)
    numbered = section.place in (Place.SECTION, Place.SUBSECTION)
    return Section(
        section.key, section.heading, children, numbered=numbered, exempt=exempt, notice=notice
    )


def _followed(
    filled: tuple[Block, ...], facts: Facts, sections: Sequence[ReportSection]
) -> tuple[Block, ...]:
    """The themes, each with the sections that follow what is written on it."""
    following = {
        f"theme-{theme.number}-progress": tuple(
            _node(Part(each), facts, sections)
            for each in facts.following(theme)
            if each in sections
        )
        for theme in facts.themes
    }

    def grown(node: Any) -> Any:
        more = following.get(node.anchor) if isinstance(node, Section) else None
        return replace(node, children=(*node.children, *more)) if more else node

    return rewrite(filled, grown)


# --- the header box -------------------------------------------------------------------------


def _header_box(facts: Facts) -> MetadataBox:
    report = facts.report
    appendices = [each for each in facts.sections if each.place == Place.APPENDIX]
    period = report.period
    values: dict[HeaderSource, Inlines] = {
        HeaderSource.TITLE: (Text(report.title),),
        HeaderSource.REPORT_OF: (Text(report.report_of),),
        HeaderSource.WARDS: (Text(report.wards),),
        HeaderSource.ACCESS: (Text(report.access),),
        HeaderSource.URGENT: (Text(_yes_or_no(report.urgent)),),
        HeaderSource.KEY: (Text(_yes_or_no(report.key)),),
        HeaderSource.ENCLOSURES: _lines(map(enclosure, appendices)) or (Text("None"),),
        HeaderSource.OFFICER_CONTACT: _lines(map(_contact, report.officer_contact.splitlines())),
        HeaderSource.NUMBER: (Text(str(report.number)),),
        HeaderSource.PERIOD: (Text(str(period)),),
        HeaderSource.DATA_MONTH: (Text(f"{period.data_month:%B %Y}"),),
    }

    def row(line: HouseStyleLine) -> MetadataRow:
        if line.source == HeaderSource.TEXT:
            typed = report.header_texts.get(line.key, line.text)
            return MetadataRow(line.label, _lines(map(_contact, typed.splitlines())))
        return MetadataRow(line.label, values[HeaderSource(line.source)])

    return MetadataBox((*map(row, facts.lines), *_reasons(report)))


def _reasons(report: Report) -> Iterator[MetadataRow]:
    """What the law asks a paper to say of itself, whatever its template."""
    if report.urgency_reason:
        yield MetadataRow("Why it could not wait", (Text(report.urgency_reason),))
    if report.access == Report.Access.EXEMPT:
        yield MetadataRow("Exempt", (Text(exemption.paper_notice(report)),))


def _yes_or_no(value: bool) -> str:
    return "Yes" if value else "No"


def _contact(line: str) -> Inlines:
    if "@" in line and " " not in line.strip():
        return (Link(line.strip(), f"mailto:{line.strip()}"),)
    return (Text(line.strip()),)


def _lines(lines: Iterable[Inlines]) -> Inlines:
    """The lines under each other in one place."""
    found: list[Inline] = []
    for line in lines:
        if found:
            found.append(LineBreak())
        found.extend(line)
    return tuple(found)


# --- what is wrong with it ------------------------------------------------------------------


def check(facts: Facts, document: Document) -> list[Problem]:
    """What is missing, what was typed and cannot be kept, and what is wrong with the whole."""
    return [
        *_missing(facts),
        *embargo.find(facts, document),
        *exemption.find(facts, document),
        *_without_indicators(facts),
        *_without_practice(facts),
        *_unkept(facts),
        *_disagreeing(facts),
        *problems.find(document),
    ]


def _texts(facts: Facts, bind: Bind | None = None) -> Iterator[tuple[str, str, Parsed]]:
    """The texts that are printed, each with its anchor and what it is called."""
    for section in facts.sections:
        yield section.key, str(section), read_section(section, facts, bind)
    for each in facts.recommendations:
        yield f"recommendation-{each.order}", str(each), read_recommendation(each, facts, bind)
    if facts.has_block(BlockKind.THEME_PROGRESS):
        for theme in filter(facts.has_narrative, facts.themes):
            yield (
                f"theme-{theme.number}",
                f"Theme {theme.number}",
                read_narrative(theme, facts, bind),
            )


def _unkept(facts: Facts) -> Iterator[Problem]:
    for _, _, parsed in _texts(facts):
        yield from parsed.problems


def _disagreeing(facts: Facts) -> Iterator[Problem]:
    """Numbers typed in a sentence about an indicator that are none of its figures."""
    readings = facts.figures.readings
    if not readings:
        return
    # What is filled in is a figure, so only what was typed is looked at.
    for anchor, place, parsed in _texts(facts, bind=lambda typed: ""):
        for node, words in _paragraphs(parsed.blocks):
            if not prose.numbers_in(words):
                continue
            for found in statements.disagreeing(words, readings):
                yield Problem("warning", node or anchor, place, found.message)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """The words of each paragraph and cell, with the anchor of the numbered one around it."""
    for block in blocks:
        inside = block.anchor if isinstance(block, NumberedParagraph) else ""
        for node in walk(block):
            content = getattr(node, "content", ())
            if isinstance(content, tuple) and (words := _words(content)):
                yield inside, words


def _words(content: Inlines) -> str:
    return "".join(node.text if isinstance(node, Text | Link) else " " for node in content).strip()


def _without_indicators(facts: Facts) -> Iterator[Problem]:
    """Parts that show no indicators, where there are some, and exceptions nobody has explained."""
    if not facts.figures.readings:
        return
    for section in facts.sections:
        place = str(section)
        if section.shows_chosen_indicators and not facts.figures.shown_in(section):
            message = "Choose a scorecard or indicators. Until then this part shows no figures."
            yield Problem("warning", section.key, place, message)
        if section.kind == BlockKind.EXCEPTIONS:
            for reading in exceptions(section, facts):
                yield from _unexplained(section, reading, facts)


def _without_practice(facts: Facts) -> Iterator[Problem]:
    """Parts whose author has not chosen what they tell of, and a self-evaluation not agreed."""
    practice = facts.practice
    for section in facts.sections:
        place = str(section)
        is_awaited = section.theme_id or section.place == Place.APPENDIX
        has_none = not practice.chosen.get(section.pk) and not is_written(section.body)
        if section.must_have_visits and is_awaited and has_none:
            message = "Choose a visit. Until then this part tells of none."
            yield Problem("warning", section.key, place, message)
        evaluation = practice.evaluations.get(section.evaluation_id or 0)
        if evaluation and not (evaluation.agreed_on and evaluation.agreed_on <= practice.public_on):
            message = f"{evaluation} is not agreed by {practice.public_on:%-d %B %Y}."
            yield Problem("warning", section.key, place, message)


def _unexplained(section: ReportSection, reading: Reading, facts: Facts) -> Iterator[Problem]:
    commentary = facts.figures.commentary(reading)
    anchor = f"{section.key}-{reading.indicator.pk}"
    if commentary is None:
        message = f"No commentary on {reading.period.label} has been accepted."
        yield Problem("warning", anchor, str(reading.indicator), message)
        return
    previous = facts.figures.commentary(reading, before=1)
    for words in statements.warnings(commentary, reading, previous):
        yield Problem("warning", anchor, str(reading.indicator), words)


def _missing(facts: Facts) -> Iterator[Problem]:
    for part in _every_part(outline(facts.sections)):
        section, place = part.section, str(part.section)
        if section.kind == BlockKind.RECOMMENDATIONS:
            if not facts.recommendations:
                yield Problem("error", section.key, place, "Write at least one recommendation.")
        elif any(_is_filled(each.section, facts) for each in _every_part([part])):
            continue
        elif section.is_mandatory:
            message = "Write this section." if not section.is_live else "Choose what it shows."
            yield Problem("error", section.key, place, message)
        elif not section.is_live and not part.parts:
            yield Problem("warning", section.key, place, "Nothing is written here.")
    if facts.has_block(BlockKind.THEME_PROGRESS):
        yield from _missing_narratives(facts)


def _is_filled(section: ReportSection, facts: Facts) -> bool:
    if is_written(section.body):
        return True
    return section.is_live and not is_left_out(section, facts)


def _every_part(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _every_part(part.parts)


def _missing_narratives(facts: Facts) -> Iterator[Problem]:
    for theme in facts.themes:
        anchor, place = f"theme-{theme.number}", f"Theme {theme.number}"
        if not is_told(theme, facts):
            message = f"Its lead has not written the narrative for {facts.report.period}."
            yield Problem("error", anchor, place, message)
        elif (
            facts.has_narrative(theme)
            and facts.narratives[theme.pk].state != NarrativeState.ACCEPTED
        ):
            state = facts.narratives[theme.pk].get_state_display()
            yield Problem("warning", anchor, place, f"The narrative is not accepted yet: {state}.")

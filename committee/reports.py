"""Builds the tree of a paper: the only place where what is recorded becomes a document."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from committee import exemption
from committee.blocks import enclosure, fill, is_left_out
from committee.facts import Facts, read_facts
from committee.house_styles import DEPTH
from committee.models import HouseStyleLine, Report, ReportSection
from committee.vocabulary import BlockKind, HeaderSource, Place
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
    Numbers,
    Section,
    Text,
)
from documents.tree import rewrite


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

"""Builds the tree of a paper: the only place where what is recorded becomes a document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from committee.blocks import fill, read_narrative, read_section
from committee.facts import Facts, is_written, read_facts
from committee.models import Report, ReportSection
from committee.vocabulary import BlockKind, Place
from documents import problems
from documents.nodes import (
    Appendix,
    Block,
    Document,
    Inline,
    Inlines,
    LineBreak,
    Link,
    MetadataBox,
    MetadataRow,
    Reference,
    Section,
    Text,
)
from documents.problems import Problem
from improvement.vocabulary import NarrativeState

# How deep each place stands; a section belongs to the nearest one above it that is less deep.
DEPTH = {
    Place.LEAD: 0,
    Place.SECTION: 0,
    Place.APPENDIX: 0,
    Place.SUBSECTION: 1,
    Place.SUBHEADING: 2,
    Place.GROUP: 3,
}


def build_report(report: Report, *, as_at: date) -> Document:
    """The paper with what was recorded up to the end of ``as_at``."""
    return compose(read_facts(report, as_at=as_at))


def compose(facts: Facts) -> Document:
    """The paper that says these facts."""
    report, meeting = facts.report, facts.report.meeting
    return Document(
        title=report.title,
        kicker=(meeting.body.name, f"{meeting.held_on:%-d %B %Y}"),
        author=report.report_of,
        subject=f"{report.plan}, {report.period}",
        children=(_header_box(facts), *(_node(part, facts) for part in outline(facts.sections))),
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


def _node(part: Part, facts: Facts) -> Section | Appendix:
    section = part.section
    children: tuple[Block, ...] = (
        *fill(section, facts),
        *(_node(inner, facts) for inner in part.parts),
    )
    if section.place == Place.APPENDIX:
        return Appendix(section.key, section.heading, children)
    numbered = section.place in (Place.SECTION, Place.SUBSECTION)
    return Section(section.key, section.heading, children, numbered=numbered)


# --- the header box -------------------------------------------------------------------------


def _header_box(facts: Facts) -> MetadataBox:
    report = facts.report
    appendices = [each for each in facts.sections if each.place == Place.APPENDIX]
    values: dict[str, Inlines] = {
        "title": (Text(report.title),),
        "report_of": (Text(report.report_of),),
        "wards": (Text(report.wards),),
        "access": (Text(report.access),),
        "urgent": (Text(_yes_or_no(report.urgent)),),
        "key": (Text(_yes_or_no(report.key)),),
        "enclosures": _lines(map(_enclosure, appendices)) or (Text("None"),),
        "officer_contact": _lines(map(_contact, report.officer_contact.splitlines())),
    }
    labels = report.laid_out_as.header
    return MetadataBox(tuple(MetadataRow(label, values[name]) for name, label in labels.items()))


def _yes_or_no(value: bool) -> str:
    return "Yes" if value else "No"


def _enclosure(section: ReportSection) -> Inlines:
    return (Reference(section.key), Text(f": {section.heading}"))


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
    return [*_missing(facts), *_unkept(facts), *problems.find(document)]


def _unkept(facts: Facts) -> Iterator[Problem]:
    for section in facts.sections:
        yield from read_section(section).problems
    for theme in facts.themes:
        if facts.has_narrative(theme):
            yield from read_narrative(theme, facts).problems


def _missing(facts: Facts) -> Iterator[Problem]:
    holds_sections = {
        part.section.key for part in _every_part(outline(facts.sections)) if part.parts
    }
    for section in facts.sections:
        place = str(section)
        if section.kind == BlockKind.RECOMMENDATIONS:
            if not facts.recommendations:
                yield Problem("error", section.key, place, "Write at least one recommendation.")
        elif is_written(section.body) or section.is_live:
            continue
        elif section.place == Place.LEAD:
            yield Problem("error", section.key, place, "Write this section.")
        elif section.key not in holds_sections:
            yield Problem("warning", section.key, place, "Nothing is written here.")
    if any(section.kind == BlockKind.THEME_PROGRESS for section in facts.sections):
        yield from _missing_narratives(facts)


def _every_part(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _every_part(part.parts)


def _missing_narratives(facts: Facts) -> Iterator[Problem]:
    for theme in facts.themes:
        anchor, place = f"theme-{theme.number}", f"Theme {theme.number}"
        if not facts.has_narrative(theme):
            message = f"Its lead has not written the narrative for {facts.report.period}."
            yield Problem("error", anchor, place, message)
        elif facts.narratives[theme.pk].state != NarrativeState.ACCEPTED:
            state = facts.narratives[theme.pk].get_state_display()
            yield Problem("warning", anchor, place, f"The narrative is not accepted yet: {state}.")

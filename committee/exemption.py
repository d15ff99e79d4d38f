"""Why the public may not read a paper or a part of it: the words, and what is missing of them.

The paper with and without its exempt parts is the business of ``documents.exempt``.
"""

from collections.abc import Iterator, Mapping

from committee.facts import Facts
from committee.models import Report, ReportSection
from committee.vocabulary import ExemptGround, ExemptScope
from documents.exempt import parts
from documents.nodes import Document
from documents.problems import Problem

PART = "This part is not for publication"
LAW = "Schedule 12A to the Local Government Act 1972"

# What must be said of everything that is exempt, and how it is asked for.
ASKED = {
    "exempt_ground": "Choose the paragraph of Schedule 12A.",
    "exempt_reason": "Say why the public may not read it.",
    "public_interest": "Say why keeping it from the public outweighs telling it.",
}


def missing(said: Mapping[str, str]) -> dict[str, str]:
    """What is still to be said, by field."""
    return {name: words for name, words in ASKED.items() if not (said.get(name) or "").strip()}


def said_of(record: Report | ReportSection) -> dict[str, str]:
    """What is said of a paper or a section, by field."""
    return {name: getattr(record, name) for name in ASKED}


def is_whole(section: ReportSection) -> bool:
    """Whether all of a section is exempt."""
    return section.exempt_scope == ExemptScope.WHOLE


def notice(section: ReportSection) -> str:
    """The line that stands in the public paper in place of what is exempt in a section."""
    return _notice(PART, section)


def paper_notice(report: Report) -> str:
    """The line that stands in the header box of a paper that is exempt as a whole."""
    return _notice("This report is not for publication", report)


def _notice(begin: str, record: Report | ReportSection) -> str:
    if not record.exempt_ground:
        return f"{begin}."
    paragraph, _, described = ExemptGround(record.exempt_ground).label.partition(": ")
    sentences = (
        f"{begin}: paragraph {paragraph} of {LAW} ({described})",
        record.exempt_reason,
        record.public_interest,
    )
    said = (" ".join(each.split()).rstrip(".") for each in sentences)
    return " ".join(f"{each}." for each in said if each)


def find(facts: Facts, document: Document) -> Iterator[Problem]:
    """What is exempt without a reason, and reasons for which nothing is exempt."""
    report = facts.report
    if report.access == Report.Access.EXEMPT:
        for words in missing(said_of(report)).values():
            yield Problem("error", "", "The header", words)
    sections = {section.key: section for section in facts.sections}
    marked = [part for part in parts(document) if part.anchor not in sections]
    for section in facts.sections:
        own = any(part.anchor.startswith(f"{section.key}-exempt-part-") for part in marked)
        yield from _of_section(section, has_marks=own)
    for theme in facts.themes:
        name = f"theme-{theme.number}"
        if any(part.anchor.startswith(f"{name}-progress-exempt-part-") for part in marked):
            message = (
                "A paragraph of the narrative is marked as exempt. Take it out, and write it in a "
                "section of the paper that says why."
            )
            yield Problem("error", name, f"Theme {theme.number}", message)


def _of_section(section: ReportSection, *, has_marks: bool) -> Iterator[Problem]:
    place = str(section)
    if section.exempt_scope == ExemptScope.NOTHING:
        if has_marks:
            message = "Paragraphs are marked as exempt. Say why the public may not read them."
            yield Problem("error", section.key, place, message)
        return
    for words in missing(said_of(section)).values():
        yield Problem("error", section.key, place, words)
    if section.exempt_scope == ExemptScope.MARKED and not has_marks:
        message = "No paragraph is marked as exempt, so the public reads all of it."
        yield Problem("warning", section.key, place, message)

"""Templates that are ready to be taken over, and what a template must be to make papers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from committee.vocabulary import (
    Appendices,
    BlockKind,
    HeaderSource,
    ListNumbers,
    Numbers,
    Place,
)

# How deep each place stands; a section belongs to the nearest one above it that is less deep.
DEPTH = {
    Place.LEAD: 0,
    Place.SECTION: 0,
    Place.APPENDIX: 0,
    Place.SUBSECTION: 1,
    Place.SUBHEADING: 2,
    Place.GROUP: 3,
}


@dataclass(frozen=True)
class LinePlan:
    """A line of the header box."""

    key: str
    label: str
    source: HeaderSource = HeaderSource.TEXT
    text: str = ""


@dataclass(frozen=True)
class SectionPlan:
    """A section as the template foresees it.

    ``carried_over`` says that a new paper begins with the text of the one before, which is how
    implications and other standing text are written. Where there is none, it begins with the
    ``standing_text``.
    """

    key: str
    place: Place
    heading: str = ""
    kind: BlockKind = BlockKind.NARRATIVE
    carried_over: bool = False
    is_mandatory: bool = False
    standing_text: str = ""


@dataclass(frozen=True)
class ClearancePlan:
    """Somebody who looks at a paper before it is published."""

    name: str
    asks: str


@dataclass(frozen=True)
class Template:
    """A template as a council takes it over; from then on it is the council's own data."""

    name: str
    description: str
    lines: tuple[LinePlan, ...]
    sections: tuple[SectionPlan, ...]
    clearances: tuple[ClearancePlan, ...]
    numbers: Numbers = Numbers.LEVELS
    appendices: Appendices = Appendices.NUMBER
    recommendation_numbers: ListNumbers = ListNumbers.DECIMAL
    recommendation_lead: str = ""


# --- what a template must be ------------------------------------------------------------------


class Planned(Protocol):
    """What is asked of a section, whether it is saved yet or not."""

    key: str
    place: str
    kind: str
    heading: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with a template; ``position`` counts its sections from nought.

    Without a position it is wrong with the whole.
    """

    message: str
    position: int | None = None
    field: str = ""


_TAKEN = re.compile(r"theme-\d|.*-\d+$")
_WITHOUT_HEADING = (Place.SECTION, Place.GROUP)


def faults(sections: Iterable[Planned]) -> Iterator[Fault]:
    """Why papers could not be made of these sections, which stand in their order."""
    sections = list(sections)
    if not any(each.kind == BlockKind.RECOMMENDATIONS for each in sections):
        yield Fault(
            "Add a section that is filled with the recommendations. Every paper asks for something."
        )
    if not any(each.place == Place.LEAD and each.kind == BlockKind.NARRATIVE for each in sections):
        yield Fault(
            "Add a section of text without a number, such as the summary. Readers begin there."
        )
    yield from _faults_of_each(sections)


def _faults_of_each(sections: list[Planned]) -> Iterator[Fault]:
    keys: set[str] = set()
    around: Place | None = None
    asks = False
    for position, each in enumerate(sections):
        place = Place(each.place)
        if each.key in keys:
            yield Fault(f"Another section has the key “{each.key}”.", position, "key")
        elif _TAKEN.match(each.key):
            message = "Choose a key that does not end in a number or begin with theme-1."
            yield Fault(message, position, "key")
        keys.add(each.key)
        if each.kind == BlockKind.RECOMMENDATIONS:
            if asks:
                yield Fault("Only one section can hold the recommendations.", position, "kind")
            asks = True
        if not each.heading and place not in _WITHOUT_HEADING:
            yield Fault("Enter a heading.", position, "heading")
        if DEPTH[place] == 0:
            around = place
        elif around is None:
            message = "Put a section above it. A part of a section cannot come first."
            yield Fault(message, position, "place")
        elif place == Place.SUBSECTION and around == Place.LEAD:
            message = "Put a numbered section above it: 5.1 stands in 5."
            yield Fault(message, position, "place")


# --- the templates ------------------------------------------------------------------------------

NOT_APPLICABLE = '<p class="continuation">Not applicable.</p>'

_S, _SUB, _HEAD, _GROUP = Place.SECTION, Place.SUBSECTION, Place.SUBHEADING, Place.GROUP

_IMPLICATIONS = (
    SectionPlan("implications", _S, "Implications of decision"),
    SectionPlan(
        "corporate-priorities", _SUB, "Corporate priorities and performance", carried_over=True
    ),
    SectionPlan(
        "resources",
        _SUB,
        "Resources (finance and value for money, procurement, staffing, IT, property, "
        "sustainability)",
        carried_over=True,
    ),
    SectionPlan("social-value", _SUB, "Social value", carried_over=True),
    SectionPlan("legal", _SUB, "Legal and constitutional references", carried_over=True),
    SectionPlan("risk", _SUB, "Risk management", carried_over=True),
    SectionPlan("equalities", _SUB, "Equalities and diversity", carried_over=True),
)

# How Barnet's committees read in 2018: section 1 has no heading of its own.
_PROGRESS_REPORT: tuple[SectionPlan, ...] = (
    SectionPlan("summary", Place.LEAD, "Summary", is_mandatory=True),
    SectionPlan(
        "recommendations",
        Place.LEAD,
        "Recommendations",
        BlockKind.RECOMMENDATIONS,
        is_mandatory=True,
    ),
    SectionPlan("background", _S, carried_over=True),
    SectionPlan("plan", _HEAD, "{plan}", carried_over=True),
    SectionPlan("plan-objectives", _GROUP, "", BlockKind.PLAN_OBJECTIVES, carried_over=True),
    SectionPlan("plan-themes", _GROUP, "", BlockKind.PLAN_THEMES, carried_over=True),
    SectionPlan("progress", _HEAD, "Update on progress since the last report", carried_over=True),
    SectionPlan("themes", _GROUP, "", BlockKind.THEME_PROGRESS),
    SectionPlan("visit", _HEAD, "Ofsted monitoring visit and report", BlockKind.VISIT),
    SectionPlan("reviews", _HEAD, "Reviews by other inspectorates", BlockKind.REVIEWS),
    SectionPlan("performance", _HEAD, "Quantitative performance data", carried_over=True),
    SectionPlan("reasons", _S, "Reasons for recommendations", carried_over=True),
    SectionPlan(
        "alternatives",
        _S,
        "Alternative options considered and not recommended",
        carried_over=True,
    ),
    SectionPlan("implementation", _S, "Post decision implementation", carried_over=True),
    *_IMPLICATIONS,
    SectionPlan("corporate-parenting", _SUB, "Corporate parenting", carried_over=True),
    SectionPlan("consultation", _SUB, "Consultation and engagement", carried_over=True),
    SectionPlan("insight", _SUB, "Insight", carried_over=True),
    SectionPlan("background-papers", _S, "Background papers", carried_over=True),
    SectionPlan(
        "appendix-letter", Place.APPENDIX, "Ofsted monitoring visit letter", BlockKind.LETTER
    ),
    SectionPlan("appendix-performance", Place.APPENDIX, "Family Services performance report"),
    SectionPlan("status-counts", _HEAD, "Actions by status", BlockKind.STATUS_COUNTS),
    SectionPlan("changes", _HEAD, "Changes since the last report", BlockKind.CHANGES),
    SectionPlan("actions", _HEAD, "Actions in the plan", BlockKind.ACTION_TABLE),
    SectionPlan("status-key", _HEAD, "What the statuses mean", BlockKind.STATUS_KEY),
    SectionPlan("scorecard", _HEAD, "Indicators at a glance", BlockKind.SCORECARD),
    SectionPlan("exceptions", _HEAD, "Indicators that need attention", BlockKind.EXCEPTIONS),
    SectionPlan("charts", _HEAD, "Indicators in charts", BlockKind.CHARTS),
    SectionPlan("theme-statistics", _HEAD, "Indicators by theme", BlockKind.THEME_STATISTICS),
    SectionPlan("findings", _HEAD, "What inspectors found and what answers it", BlockKind.FINDINGS),
    SectionPlan("practice-areas", _HEAD, "Practice areas over visits", BlockKind.AREA_MATRIX),
    SectionPlan("audits", _HEAD, "Grades of audits", BlockKind.AUDIT_GRADES),
    SectionPlan(
        "members-asked", _HEAD, "What members asked and what was done", BlockKind.MEMBERS_ASKED
    ),
)

# How Barnet's quarterly updates of 2021 read: what the service did, and a report of figures.
_QUARTERLY_UPDATE: tuple[SectionPlan, ...] = (
    SectionPlan("summary", Place.LEAD, "Summary", is_mandatory=True),
    SectionPlan(
        "recommendations",
        Place.LEAD,
        "Officer Recommendations",
        BlockKind.RECOMMENDATIONS,
        is_mandatory=True,
    ),
    SectionPlan("update", _S, "Family Services Update"),
    SectionPlan("early-help", _HEAD, "Early Help and Children’s Social Care"),
    SectionPlan("children-in-care", _HEAD, "Children in care and care leavers"),
    SectionPlan("participation", _HEAD, "Feedback, Engagement and Child Participation"),
    SectionPlan("voice", _GROUP, "", BlockKind.VOICE),
    SectionPlan("reasons", _S, "Reasons for recommendations", carried_over=True),
    SectionPlan(
        "alternatives",
        _S,
        "Alternative options considered and not recommended",
        carried_over=True,
        standing_text=NOT_APPLICABLE,
    ),
    SectionPlan(
        "implementation",
        _S,
        "Post decision implementation",
        carried_over=True,
        standing_text=NOT_APPLICABLE,
    ),
    *_IMPLICATIONS,
    SectionPlan("corporate-parenting", _SUB, "Corporate parenting principles", carried_over=True),
    SectionPlan("consultation", _SUB, "Consultation and engagement", carried_over=True),
    SectionPlan("insight", _SUB, "Insight", carried_over=True),
    SectionPlan("background-papers", _S, "Background papers", carried_over=True),
    SectionPlan(
        "appendix-data",
        Place.APPENDIX,
        "ChAT Data Report",
        BlockKind.DATA_REPORT,
        carried_over=True,
    ),
    SectionPlan("scorecard", _HEAD, "Indicators at a glance", BlockKind.SCORECARD),
    SectionPlan("exceptions", _HEAD, "Indicators that need attention", BlockKind.EXCEPTIONS),
    SectionPlan("charts", _HEAD, "Indicators in charts", BlockKind.CHARTS),
)

# How Barking and Dagenham's Cabinet reads: free sections, and everything listed at the end.
_CABINET_REPORT: tuple[SectionPlan, ...] = (
    SectionPlan("summary", Place.LEAD, "Summary", is_mandatory=True),
    SectionPlan(
        "recommendations",
        Place.LEAD,
        "Recommendation(s)",
        BlockKind.RECOMMENDATIONS,
        is_mandatory=True,
    ),
    SectionPlan("reasons", Place.LEAD, "Reason(s)", carried_over=True, is_mandatory=True),
    SectionPlan("introduction", _S, "Introduction", is_mandatory=True),
    SectionPlan("evaluation", _S, "The Self-Evaluation"),
    SectionPlan(
        "quality",
        _HEAD,
        "What do we know about the quality and impact of our social work practice?",
    ),
    SectionPlan("sources", _HEAD, "How do we know it?"),
    SectionPlan(
        "priorities",
        _HEAD,
        "What are our plans for the next twelve months to maintain or improve practice?",
    ),
    SectionPlan("visit", _S, "Ofsted Focused Visit", BlockKind.VISIT),
    SectionPlan(
        "background-papers",
        Place.LEAD,
        "Public Background Papers Used in the Preparation of the Report",
        carried_over=True,
    ),
    SectionPlan("appendices", Place.LEAD, "List of appendices", BlockKind.APPENDICES),
    SectionPlan(
        "appendix-evaluation",
        Place.APPENDIX,
        "Annual Self-Evaluation",
        BlockKind.SELF_EVALUATION,
    ),
    SectionPlan(
        "appendix-letter",
        Place.APPENDIX,
        "Ofsted’s letter on the Focused Visit",
        BlockKind.LETTER,
    ),
)

# What a board needs between two papers of a committee: short, and numbered through.
_BOARD_REPORT: tuple[SectionPlan, ...] = (
    SectionPlan("summary", Place.LEAD, "In short", is_mandatory=True),
    SectionPlan(
        "recommendations",
        Place.LEAD,
        "What the Board is asked to do",
        BlockKind.RECOMMENDATIONS,
        is_mandatory=True,
    ),
    SectionPlan("changes", _S, "What changed since the last report", BlockKind.CHANGES),
    SectionPlan("attention", _S, "Indicators that need attention", BlockKind.EXCEPTIONS),
    SectionPlan("standing", _S, "How the actions stand", BlockKind.STATUS_COUNTS),
    SectionPlan("status-key", _S, "What the statuses mean", BlockKind.STATUS_KEY),
    SectionPlan("asked", _S, "What the Board asked and what was done", BlockKind.MEMBERS_ASKED),
    SectionPlan("appendix-money", Place.APPENDIX, "Money"),
)

_COMMITTEE_LINES = (
    LinePlan("title", "Title", HeaderSource.TITLE),
    LinePlan("report-of", "Report of", HeaderSource.REPORT_OF),
    LinePlan("wards", "Wards", HeaderSource.WARDS),
    LinePlan("access", "Status", HeaderSource.ACCESS),
    LinePlan("urgent", "Urgent", HeaderSource.URGENT),
    LinePlan("key", "Key", HeaderSource.KEY),
    LinePlan("enclosures", "Enclosures", HeaderSource.ENCLOSURES),
)

_FINANCE = ClearancePlan("Finance", "What is said of money and value for money.")
_LEGAL = ClearancePlan("Legal", "What is said of the law and of the body’s powers.")
_GOVERNANCE = ClearancePlan("Governance", "Whether the paper is complete and may go to the body.")

PROGRESS_REPORT, QUARTERLY_UPDATE = "progress_report", "quarterly_update"
CABINET_REPORT, BOARD_REPORT = "cabinet_report", "board_report"

TEMPLATES: dict[str, Template] = {
    PROGRESS_REPORT: Template(
        "Progress of the improvement plan",
        "What was done under each theme of the plan, and how its actions stand.",
        lines=(
            *_COMMITTEE_LINES,
            LinePlan("officer-contact", "Officer contact details", HeaderSource.OFFICER_CONTACT),
        ),
        sections=_PROGRESS_REPORT,
        clearances=(_FINANCE, _LEGAL, _GOVERNANCE),
    ),
    QUARTERLY_UPDATE: Template(
        "Quarterly update",
        "What the service did in the quarter, with a report of its figures.",
        lines=(
            *_COMMITTEE_LINES,
            LinePlan("officer-contact", "Officer Contact Details", HeaderSource.OFFICER_CONTACT),
        ),
        sections=_QUARTERLY_UPDATE,
        clearances=(_FINANCE, _LEGAL, _GOVERNANCE),
    ),
    CABINET_REPORT: Template(
        "Cabinet report",
        "What a cabinet is told of a self-evaluation and an inspector’s visit, and asked to note.",
        lines=(
            LinePlan("title", "Title", HeaderSource.TITLE),
            LinePlan("report-of", "Report of", HeaderSource.REPORT_OF),
            LinePlan("access", "Open or exempt", HeaderSource.ACCESS),
            LinePlan("purpose", "For decision or information", text="For Information"),
            LinePlan("wards", "Wards Affected", HeaderSource.WARDS),
            LinePlan("key", "Key Decision", HeaderSource.KEY),
            LinePlan("author", "Report Author"),
            LinePlan("officer-contact", "Contact Details", HeaderSource.OFFICER_CONTACT),
            LinePlan("directors", "Accountable Directors"),
            LinePlan("strategic-director", "Accountable Strategic Leadership Director"),
        ),
        sections=_CABINET_REPORT,
        clearances=(_FINANCE, _LEGAL),
        appendices=Appendices.LETTER,
        recommendation_numbers=ListNumbers.ROMAN,
        recommendation_lead="The Cabinet is recommended to note:",
    ),
    BOARD_REPORT: Template(
        "Report by exception",
        "What moved since a board’s last report, and what needs its attention.",
        lines=(
            LinePlan("title", "Title", HeaderSource.TITLE),
            LinePlan("report-of", "From", HeaderSource.REPORT_OF),
            LinePlan("access", "Status", HeaderSource.ACCESS),
            LinePlan("enclosures", "With it", HeaderSource.ENCLOSURES),
        ),
        sections=_BOARD_REPORT,
        clearances=(_FINANCE,),
        numbers=Numbers.PLAIN,
        appendices=Appendices.LETTER,
        recommendation_lead="The Board is asked:",
    ),
}

"""How papers are laid out: the layouts a council can start one in, and what each has."""

from dataclasses import dataclass, field

from committee.vocabulary import BlockKind, Place


@dataclass(frozen=True)
class SectionPlan:
    """A section as the layout foresees it.

    ``carried_over`` says that a new paper begins with the text of the one before, which is how
    implications and other standing text are written. Where there is none, it begins with ``body``.
    """

    key: str
    place: Place
    heading: str = ""
    kind: BlockKind = BlockKind.NARRATIVE
    carried_over: bool = False
    body: str = ""


# What stands in the header box, in its order, and what each is called.
HEADER_LABELS = {
    "title": "Title",
    "report_of": "Report of",
    "wards": "Wards",
    "access": "Status",
    "urgent": "Urgent",
    "key": "Key",
    "enclosures": "Enclosures",
    "officer_contact": "Officer contact details",
}


@dataclass(frozen=True)
class Layout:
    """A way in which a paper is laid out, with the labels of its header box."""

    name: str
    description: str
    sections: tuple[SectionPlan, ...]
    header: dict[str, str] = field(default_factory=HEADER_LABELS.copy)


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

# The layout of Barnet's committees in 2018: section 1 has no heading of its own.
_PROGRESS_REPORT: tuple[SectionPlan, ...] = (
    SectionPlan("summary", Place.LEAD, "Summary"),
    SectionPlan("recommendations", Place.LEAD, "Recommendations", BlockKind.RECOMMENDATIONS),
    SectionPlan("background", _S, carried_over=True),
    SectionPlan("plan", _HEAD, "{plan}", carried_over=True),
    SectionPlan("plan-objectives", _GROUP, "", BlockKind.PLAN_OBJECTIVES, carried_over=True),
    SectionPlan("plan-themes", _GROUP, "", BlockKind.PLAN_THEMES, carried_over=True),
    SectionPlan("progress", _HEAD, "Update on progress since the last report", carried_over=True),
    SectionPlan("themes", _GROUP, "", BlockKind.THEME_PROGRESS),
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
    SectionPlan("appendix-letter", Place.APPENDIX, "Ofsted monitoring visit letter"),
    SectionPlan("appendix-performance", Place.APPENDIX, "Family Services performance report"),
    SectionPlan("status-counts", _HEAD, "Actions by status", BlockKind.STATUS_COUNTS),
    SectionPlan("changes", _HEAD, "Changes since the last report", BlockKind.CHANGES),
    SectionPlan("actions", _HEAD, "Actions in the plan", BlockKind.ACTION_TABLE),
    SectionPlan("status-key", _HEAD, "What the statuses mean", BlockKind.STATUS_KEY),
    SectionPlan("scorecard", _HEAD, "Indicators at a glance", BlockKind.SCORECARD),
    SectionPlan("exceptions", _HEAD, "Indicators that need attention", BlockKind.EXCEPTIONS),
    SectionPlan("charts", _HEAD, "Indicators in charts", BlockKind.CHARTS),
    SectionPlan("theme-statistics", _HEAD, "Indicators by theme", BlockKind.THEME_STATISTICS),
)

# The layout of Barnet's quarterly updates of 2021: what the service did, and a report of figures.
_QUARTERLY_UPDATE: tuple[SectionPlan, ...] = (
    SectionPlan("summary", Place.LEAD, "Summary"),
    SectionPlan(
        "recommendations", Place.LEAD, "Officer Recommendations", BlockKind.RECOMMENDATIONS
    ),
    SectionPlan("update", _S, "Family Services Update"),
    SectionPlan("early-help", _HEAD, "Early Help and Children’s Social Care"),
    SectionPlan("children-in-care", _HEAD, "Children in care and care leavers"),
    SectionPlan("participation", _HEAD, "Feedback, Engagement and Child Participation"),
    SectionPlan("reasons", _S, "Reasons for recommendations", carried_over=True),
    SectionPlan(
        "alternatives",
        _S,
        "Alternative options considered and not recommended",
        carried_over=True,
        body=NOT_APPLICABLE,
    ),
    SectionPlan(
        "implementation",
        _S,
        "Post decision implementation",
        carried_over=True,
        body=NOT_APPLICABLE,
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

DEFAULT_LAYOUT = "progress_report"
LAYOUTS: dict[str, Layout] = {
    DEFAULT_LAYOUT: Layout(
        "Progress of the improvement plan",
        "What was done under each theme of the plan, and how its actions stand.",
        _PROGRESS_REPORT,
    ),
    "quarterly_update": Layout(
        "Quarterly update",
        "What the service did in the quarter, with a report of its figures.",
        _QUARTERLY_UPDATE,
        header=HEADER_LABELS | {"officer_contact": "Officer Contact Details"},
    ),
}


def layout_choices() -> list[tuple[str, str]]:
    """The layouts as a field offers them."""
    return [(key, layout.name) for key, layout in LAYOUTS.items()]

"""The order in which a body's paper is laid out."""

from dataclasses import dataclass

from committee.vocabulary import BlockKind, Place


@dataclass(frozen=True)
class SectionPlan:
    """A section as the layout foresees it.

    ``carried_over`` says that a new paper begins with the text of the one before, which is how
    implications and other standing text are written.
    """

    key: str
    place: Place
    heading: str = ""
    kind: BlockKind = BlockKind.NARRATIVE
    carried_over: bool = False


_S, _SUB, _HEAD, _GROUP = Place.SECTION, Place.SUBSECTION, Place.SUBHEADING, Place.GROUP

# The layout of Barnet's committees in 2018: section 1 has no heading of its own.
COMMITTEE_LAYOUT: tuple[SectionPlan, ...] = (
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
)

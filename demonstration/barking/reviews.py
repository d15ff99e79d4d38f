"""Looks at the whole plan: a review of it, and the register of risks to it."""

from demonstration.entries import ReviewEntry, RiskEntry
from improvement.models import PlanReview

REVIEWS = (
    ReviewEntry(
        on="2018-04-20",
        reviewer="Strategic Director for Service Development and Integration",
        verdict=PlanReview.Verdict.ON_COURSE,
        words="What the focused visit asked for fits into the plan without a new theme.",
        by="director",
    ),
)

RISKS = (
    RiskEntry(
        title="Need for social care grows faster than the money for it",
        cause="The borough has more children each year.",
        effect="Help comes late, and costs more.",
        before=(5, 4),
        now=(4, 4),
        mitigation="Early help in each locality, and services bought for what they achieve.",
        owner="author",
        raised="2018-04-20",
        actions=("4.1", "4.2"),
    ),
    RiskEntry(
        title="Moving records to the new system takes social workers from families",
        effect="Records are incomplete while two systems are in use.",
        before=(4, 3),
        now=(2, 3),
        mitigation="Training before the move, and help beside the teams in its first weeks.",
        owner="operations",
        raised="2018-04-20",
        actions=("2.1",),
    ),
)

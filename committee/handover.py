"""What of papers and meetings a person hands over when they leave."""

from accounts.handover import HANDOVERS, Handover
from accounts.models import AuthorityOwnedQuerySet
from committee.models import (
    HouseStyleClearance,
    HouseStyleSection,
    Promise,
    ReportClearance,
    ReportSection,
    ScrutinyRecommendation,
)
from committee.vocabulary import ReportState


def _of_drafts(model: type[ReportSection] | type[ReportClearance]) -> AuthorityOwnedQuerySet:
    return model.objects.exclude(report__state=ReportState.PUBLISHED)


HANDOVERS.add(
    Handover("Sections of papers that they write", lambda: _of_drafts(ReportSection), "owner"),
    Handover("Papers that they clear", lambda: _of_drafts(ReportClearance), "clearer"),
    Handover("Sections of templates", lambda: HouseStyleSection.objects.all(), "owner"),
    Handover("Clearances of templates", lambda: HouseStyleClearance.objects.all(), "clearer"),
    Handover("Promises to members", lambda: Promise.objects.still_open(), "owner"),
    Handover(
        "Recommendations of scrutiny to answer",
        lambda: ScrutinyRecommendation.objects.awaiting(),
        "owner",
    ),
    place=3,
)

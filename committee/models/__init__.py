"""Bodies, their meetings, the papers written for them, and what was published."""

from committee.models.bodies import Body, Meeting, OwnedByBody
from committee.models.papers import (
    OwnedByReport,
    Recommendation,
    Report,
    ReportQuerySet,
    ReportSection,
)
from committee.models.publications import Publication, PublicationQuerySet

__all__ = [
    "Body",
    "Meeting",
    "OwnedByBody",
    "OwnedByReport",
    "Publication",
    "PublicationQuerySet",
    "Recommendation",
    "Report",
    "ReportQuerySet",
    "ReportSection",
]

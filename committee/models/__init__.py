"""Bodies and meetings, papers and their templates, what was published, asked and resolved."""

from committee.models.bodies import Body, Meeting, OwnedByBody
from committee.models.house_styles import (
    HouseStyle,
    HouseStyleClearance,
    HouseStyleLine,
    HouseStyleSection,
)
from committee.models.imports import PaperImport
from committee.models.minutes import (
    AgendaItem,
    Attendance,
    MinutesVersion,
    Promise,
    Question,
    Resolution,
    ScrutinyRecommendation,
)
from committee.models.papers import (
    LateItem,
    OwnedByReport,
    Recommendation,
    Report,
    ReportPicture,
    ReportQuerySet,
    ReportSection,
)
from committee.models.passages import Passage
from committee.models.publications import (
    ExemptEdition,
    Publication,
    PublicationQuerySet,
    has_digest,
)
from committee.models.writing import ClearanceVerdict, Comment, ReportClearance

__all__ = [
    "AgendaItem",
    "Attendance",
    "Body",
    "ClearanceVerdict",
    "Comment",
    "ExemptEdition",
    "HouseStyle",
    "HouseStyleClearance",
    "HouseStyleLine",
    "HouseStyleSection",
    "LateItem",
    "Meeting",
    "MinutesVersion",
    "OwnedByBody",
    "OwnedByReport",
    "PaperImport",
    "Passage",
    "Promise",
    "Publication",
    "PublicationQuerySet",
    "Question",
    "Recommendation",
    "Report",
    "ReportClearance",
    "ReportPicture",
    "ReportQuerySet",
    "ReportSection",
    "Resolution",
    "ScrutinyRecommendation",
    "has_digest",
]

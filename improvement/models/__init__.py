"""The improvement plan and everything that is recorded against it."""

from improvement.models.actions import (
    DUE_SOON_DAYS,
    Action,
    ActionQuerySet,
    DueDateChange,
    Evidence,
    OwnedByAction,
    Retest,
    RetestQuerySet,
    Update,
    UpdateQuerySet,
    Verification,
)
from improvement.models.imports import PlanImport, PlanImportRow, PlanLayout
from improvement.models.periods import ReportingPeriod, ReportingPeriodQuerySet
from improvement.models.plans import (
    OwnedByPlan,
    Plan,
    PlanVersion,
    PracticeArea,
    Status,
    StrategicObjective,
)
from improvement.models.reminders import (
    Reminded,
    ReminderKind,
    ReminderMail,
    ReminderOptOut,
    ReminderRule,
)
from improvement.models.reviews import PlanReview, Risk, RiskQuerySet
from improvement.models.themes import (
    NARRATIVE_EXTENSIONS,
    Objective,
    OwnedByTheme,
    Theme,
    ThemeNarrative,
    ThemeQuerySet,
)

__all__ = [
    "DUE_SOON_DAYS",
    "NARRATIVE_EXTENSIONS",
    "Action",
    "ActionQuerySet",
    "DueDateChange",
    "Evidence",
    "Objective",
    "OwnedByAction",
    "OwnedByPlan",
    "OwnedByTheme",
    "Plan",
    "PlanImport",
    "PlanImportRow",
    "PlanLayout",
    "PlanReview",
    "PlanVersion",
    "PracticeArea",
    "Reminded",
    "ReminderKind",
    "ReminderMail",
    "ReminderOptOut",
    "ReminderRule",
    "ReportingPeriod",
    "ReportingPeriodQuerySet",
    "Retest",
    "RetestQuerySet",
    "Risk",
    "RiskQuerySet",
    "Status",
    "StrategicObjective",
    "Theme",
    "ThemeNarrative",
    "ThemeQuerySet",
    "Update",
    "UpdateQuerySet",
    "Verification",
]

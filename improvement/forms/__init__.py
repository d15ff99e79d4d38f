"""What people fill in about the plan."""

from improvement.forms.dates import DecisionForm, DueDateForm
from improvement.forms.fields import EvidenceFields, area
from improvement.forms.many import ManyUpdatesForm
from improvement.forms.narratives import NarrativeForm, ReturnForm
from improvement.forms.plans import ActionForm, AsAtForm, SinceForm
from improvement.forms.updates import (
    EvidenceForm,
    RetestForm,
    UpdateForm,
    VerdictForm,
    VerificationForm,
)

__all__ = [
    "ActionForm",
    "AsAtForm",
    "DecisionForm",
    "DueDateForm",
    "EvidenceFields",
    "EvidenceForm",
    "ManyUpdatesForm",
    "NarrativeForm",
    "RetestForm",
    "ReturnForm",
    "SinceForm",
    "UpdateForm",
    "VerdictForm",
    "VerificationForm",
    "area",
]

"""Writes to the plan: each is one transaction, keeps the rules and leaves an audit trail."""

from improvement.services.actions import add_action, change_action
from improvement.services.dates import decide_due_date, request_due_date
from improvement.services.evidence import (
    add_evidence,
    record_retest,
    review_evidence,
    validate_web_address,
)
from improvement.services.many import (
    MOST_AT_ONCE,
    NotAllCan,
    Planned,
    SameUpdate,
    plan_updates,
    record_updates,
)
from improvement.services.narratives import move_narrative, save_narrative
from improvement.services.updates import record_update
from improvement.services.verification import verify_completion

__all__ = [
    "MOST_AT_ONCE",
    "NotAllCan",
    "Planned",
    "SameUpdate",
    "add_action",
    "add_evidence",
    "change_action",
    "decide_due_date",
    "move_narrative",
    "plan_updates",
    "record_retest",
    "record_update",
    "record_updates",
    "request_due_date",
    "review_evidence",
    "save_narrative",
    "validate_web_address",
    "verify_completion",
]

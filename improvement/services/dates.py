"""Moving a due date: a request, and what is decided."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent
from core.revisions import lock
from improvement.models import (
    Action,
    DueDateChange,
)
from improvement.permissions import can_decide_due_date
from improvement.services.refusals import refuse, said_day


@transaction.atomic
def request_due_date(
    *,
    action: Action,
    by: User,
    new_due_on: date,
    reason: str,
    words: str,
    requested_at: datetime | None = None,
) -> DueDateChange:
    """Ask for another due date; where the plan needs no approval the date moves at once."""
    at = requested_at or clock.now()
    current = lock(action, None)
    if not current.is_open:
        raise ValidationError("The action is closed, so its due date stays as it is.")
    if current.due_date_changes.filter(decision=DueDateChange.Decision.PENDING).exists():
        raise ValidationError("A date change for this action is waiting for a decision already.")
    refuse(_wrong_new_date(current, new_due_on, reason, words, timezone.localdate(at)))
    change = DueDateChange(
        action=current,
        old_due_on=current.due_on,
        new_due_on=new_due_on,
        reason=reason,
        words=words.strip(),
        requested_by=by,
        requested_at=at,
    )
    change.save()
    audit.record(
        AuditEvent.Kind.DUE_DATE_REQUESTED,
        by=by,
        authority_id=current.plan.authority_id,
        subject=current,
        change=change.pk,
        due_on=[str(current.due_on or ""), new_due_on.isoformat()],
        reason=reason,
    )
    if not current.plan.date_changes_need_approval:
        _decide(change, by=by, decision=DueDateChange.Decision.APPROVED, words="", at=at)
    return change


def _wrong_new_date(
    action: Action, new_due_on: date, reason: str, words: str, today: date
) -> dict[str, str]:
    wrong = {}
    if new_due_on < today:
        wrong["new_due_on"] = "The new date is before today. Choose today or a later day."
    elif new_due_on < action.starts_on:
        wrong["new_due_on"] = (
            f"The action starts on {said_day(action.starts_on)}. Choose a later day."
        )
    elif new_due_on == action.due_on:
        wrong["new_due_on"] = "That is the due date now. Choose another one."
    if reason not in DueDateChange.Reason.values:
        wrong["reason"] = "Choose a reason."
    elif reason == DueDateChange.Reason.BROUGHT_FORWARD and (
        action.due_on is None or new_due_on > action.due_on
    ):
        wrong["reason"] = "The new date is not sooner. Choose another reason."
    if not words.strip():
        wrong["words"] = "Say why the date has to move."
    return wrong


@transaction.atomic
def decide_due_date(
    *,
    change: DueDateChange,
    by: User,
    decision: str,
    words: str,
    decided_at: datetime | None = None,
) -> DueDateChange:
    """Approve or decline a request to move a due date; only an approval moves it."""
    waiting = DueDateChange.objects.select_for_update().get(pk=change.pk)
    if waiting.decision != DueDateChange.Decision.PENDING:
        raise ValidationError("This request has been decided already.")
    if waiting.requested_by_id == by.pk:
        raise ValidationError("You asked for this date, so another person has to decide.")
    if not can_decide_due_date(by, waiting):
        raise ValidationError(f"{by} may not decide date changes.")
    if decision == DueDateChange.Decision.PENDING or decision not in DueDateChange.Decision.values:
        raise ValidationError({"decision": "Choose whether to approve or to decline."})
    if decision == DueDateChange.Decision.DECLINED and not words.strip():
        raise ValidationError({"words": "Say why the date stays as it is."})
    _decide(waiting, by=by, decision=decision, words=words, at=decided_at or clock.now())
    return waiting


def _decide(change: DueDateChange, *, by: User, decision: str, words: str, at: datetime) -> None:
    action = lock(change.action, None)
    approved = decision == DueDateChange.Decision.APPROVED
    if approved and not action.is_open:
        raise ValidationError("The action has been closed meanwhile. Decline the request.")
    change.decision, change.decision_words = decision, words.strip()
    change.decided_by, change.decided_at = by, at
    change.save()
    if approved:
        action.due_on = change.new_due_on
        # An ongoing action has no first date until it is given one.
        action.original_due_on = action.original_due_on or change.new_due_on
        action.revision += 1
        audit.save(action, by=by, at=at)
    audit.record(
        AuditEvent.Kind.DUE_DATE_DECIDED,
        by=by,
        authority_id=action.plan.authority_id,
        subject=action,
        change=change.pk,
        decision=decision,
        due_on=[str(change.old_due_on or ""), change.new_due_on.isoformat()],
    )

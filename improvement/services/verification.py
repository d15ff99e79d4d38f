"""A second person's look at whether an action is really complete."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent
from core.revisions import lock
from improvement.models import Update, Verification
from improvement.permissions import can_review_evidence
from improvement.services.refusals import refuse
from improvement.services.updates import record_update


@transaction.atomic
def verify_completion(
    *,
    update: Update,
    by: User,
    verdict: str,
    words: str,
    verified_at: datetime | None = None,
) -> Verification:
    """Say whether an action that an update called complete is so.

    "Not adequate" opens the action again by an update of the verifier's own: its ratings are then
    those it had before, and what was claimed stays in the story.
    """
    at = verified_at or clock.now()
    action = lock(update.action, None)
    claim = action.updates.waiting_for_verification().filter(pk=update.pk).first()
    if claim is None:
        raise ValidationError("This completion does not wait for a second person any more.")
    if claim.recorded_by_id == by.pk:
        raise ValidationError(
            "You called this action complete, so another person has to verify it."
        )
    if action.lead_id == by.pk:
        raise ValidationError("You lead this action, so another person has to verify it.")
    if not can_review_evidence(by, action.plan):
        raise ValidationError(f"{by} may not verify completions.")
    words = words.strip()
    wrong = {}
    if verdict not in Verification.Verdict.values:
        wrong["verdict"] = "Choose whether the action is complete."
    elif verdict == Verification.Verdict.NOT_ADEQUATE and not words:
        wrong["words"] = "Say what is missing."
    refuse(wrong)
    verification = Verification(
        action=action, update=claim, verdict=verdict, words=words, verified_at=at, verified_by=by
    )
    verification.save()
    audit.record(
        AuditEvent.Kind.COMPLETION_VERIFIED,
        by=by,
        authority_id=action.plan.authority_id,
        subject=action,
        update=claim.pk,
        verdict=verdict,
        words=words,
    )
    if verdict == Verification.Verdict.NOT_ADEQUATE:
        record_update(
            action=action,
            by=by,
            effective_on=timezone.localdate(at),
            delivery=claim.delivery_before,
            impact=claim.impact_before,
            done=f"Opened again, because it is not complete: {words}",
            recorded_at=at,
        )
    return verification

"""Writing down that somebody looked at the whole plan."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent
from improvement.models import Plan, PlanReview
from improvement.services.refusals import refuse, said_day


@transaction.atomic
def record_review(
    *,
    plan: Plan,
    by: User,
    reviewed_on: date,
    reviewer: str,
    verdict: str,
    words: str,
    decisions: str = "",
    next_review_on: date | None = None,
    recorded_at: datetime | None = None,
) -> PlanReview:
    """Keep a dated review of the whole plan, with the day of the next one."""
    at = recorded_at or clock.now()
    wrong = {}
    if reviewed_on > timezone.localdate(at):
        wrong["reviewed_on"] = "The date is in the future. Choose today or an earlier day."
    elif reviewed_on < plan.starts_on:
        wrong["reviewed_on"] = (
            f"The plan starts on {said_day(plan.starts_on)}. Choose that day or a later one."
        )
    if next_review_on and next_review_on <= reviewed_on:
        wrong["next_review_on"] = "Choose a day after this review."
    if verdict not in PlanReview.Verdict.values:
        wrong["verdict"] = "Choose what was found."
    refuse(wrong)
    review = PlanReview(
        plan=plan,
        reviewed_on=reviewed_on,
        reviewer=reviewer.strip(),
        verdict=verdict,
        words=words.strip(),
        decisions=decisions.strip(),
        next_review_on=next_review_on,
        recorded_at=at,
        recorded_by=by,
    )
    review.full_clean(exclude=["plan", "recorded_by"])
    review.save()
    audit.record(
        AuditEvent.Kind.PLAN_REVIEWED,
        by=by,
        authority_id=plan.authority_id,
        subject=plan,
        review=review.pk,
        reviewed_on=reviewed_on.isoformat(),
        verdict=verdict,
    )
    return review

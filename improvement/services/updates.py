"""Recording progress on an action."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent
from core.revisions import lock
from improvement.models import (
    Action,
    Evidence,
    Retest,
    Status,
    Update,
)
from improvement.services.evidence import add_evidence
from improvement.services.refusals import refuse, said_day
from improvement.vocabulary import (
    DeliveryKind,
    ImpactKind,
)


@transaction.atomic
def record_update(
    *,
    action: Action,
    by: User,
    effective_on: date,
    delivery: Status,
    impact: Status,
    done: str = "",
    difference: str = "",
    obstacles: str = "",
    next_steps: str = "",
    no_change: bool = False,
    forecast_on: date | None = None,
    completion_account: str = "",
    evidence: Iterable[Mapping[str, Any]] = (),
    revision: int | None = None,
    recorded_at: datetime | None = None,
) -> Update:
    """Add an update to an action's story and bring the action up to it.

    The story only grows forwards: an update cannot speak of a day before the one last spoken of, so
    the action's ratings are always those of its last update.
    """
    at = recorded_at or clock.now()
    current = lock(action, revision)
    given = list(evidence)
    update = Update(
        action=current,
        effective_on=effective_on,
        recorded_at=at,
        recorded_by=by,
        no_change=no_change,
        done=done.strip(),
        difference=difference.strip(),
        obstacles=obstacles.strip(),
        next_steps=next_steps.strip(),
        delivery_before=current.delivery,
        delivery_after=delivery,
        impact_before=current.impact,
        impact_after=impact,
        forecast_on=forecast_on,
    )
    account = completion_account.strip()
    if delivery.kind == DeliveryKind.COMPLETE == current.delivery.kind:
        account = account or current.completion_account
    supports = current.evidence.all()
    if current.delivery.kind != DeliveryKind.COMPLETE:  # what was refused supports no new claim
        supports = supports.exclude(verdict=Evidence.Verdict.NOT_ADEQUATE)
    has_evidence = bool(given) or supports.exists()
    last = current.updates.first()
    refuse(wrong_update(update, account, last=last, has_evidence=has_evidence))
    store_update(update, account=account)
    for item in given:
        add_evidence(action=current, by=by, update=update, added_at=at, **item)
    return update


def store_update(update: Update, *, account: str) -> None:
    """Save an update with which nothing is wrong, and bring its action up to it."""
    action, by = update.action, update.recorded_by
    update.save()
    follow(action, update, account)
    audit.save(action, by=by, at=update.recorded_at)
    audit.record(
        AuditEvent.Kind.UPDATE_RECORDED,
        by=by,
        authority_id=action.plan.authority_id,
        subject=action,
        update=update.pk,
        effective_on=update.effective_on.isoformat(),
        no_change=update.no_change,
        delivery=[str(update.delivery_before), str(update.delivery_after)],
        impact=[str(update.impact_before), str(update.impact_after)],
    )


def wrong_update(
    update: Update, account: str, *, last: Update | None, has_evidence: bool
) -> dict[str, str]:
    """What is wrong with an update that is not saved yet, by field: every rule there is.

    ``last`` is the update before it. Only an embedded impact costs a query.
    """
    return (
        _wrong_day(update, last)
        | _wrong_ratings(update)
        | _wrong_words(update)
        | _wrong_completion(update, account, has_evidence=has_evidence)
        | _wrong_embedding(update)
    )


def _wrong_day(update: Update, last: Update | None) -> dict[str, str]:
    action, day = update.action, update.effective_on
    starts = said_day(action.starts_on)
    if day > timezone.localdate(update.recorded_at):
        return {"effective_on": "The date is in the future. Choose today or an earlier day."}
    if day < action.starts_on:
        return {"effective_on": f"The action starts on {starts}. Choose that day or a later one."}
    if last and day < last.effective_on:
        return {
            "effective_on": f"The last update speaks of {said_day(last.effective_on)}. "
            "Choose that day or a later one."
        }
    if update.forecast_on and update.forecast_on < day and _stays_open(update):
        return {"forecast_on": "Choose a date after the one this update speaks of."}
    return {}


def _stays_open(update: Update) -> bool:
    return update.delivery_after.kind not in DeliveryKind.closed()


def _wrong_ratings(update: Update) -> dict[str, str]:
    wrong = {}
    for axis in Status.Axis.values:
        status = getattr(update, f"{axis}_after")
        if status.plan_id != update.action.plan_id or status.axis != axis:
            wrong[axis] = "Choose a status of this plan."
        elif update.no_change and status != getattr(update, f"{axis}_before"):
            wrong["no_change"] = (
                "You say that nothing has changed and choose another rating. Choose one of the two."
            )
    return wrong


def _wrong_words(update: Update) -> dict[str, str]:
    was_complete = update.delivery_before.kind == DeliveryKind.COMPLETE
    if update.done or update.no_change:
        return {}
    if was_complete and update.delivery_after.kind != DeliveryKind.COMPLETE:
        return {"done": "Say why the action is opened again."}
    return {"done": "Say what has been done, or that nothing has changed."}


def _wrong_completion(update: Update, account: str, *, has_evidence: bool) -> dict[str, str]:
    """Complete only with an account of what was done; high priority also with evidence."""
    action = update.action
    if update.delivery_after.kind != DeliveryKind.COMPLETE:
        only = "This is kept for a complete action. Choose that for delivery, or clear this box."
        return {"completion_account": only} if account else {}
    wrong = {}
    if not account:
        wrong["completion_account"] = "Say what was done before you call the action complete."
    if action.priority == Action.Priority.HIGH and not has_evidence:
        wrong["delivery"] = "Add evidence before you call an action of high priority complete."
    return wrong


def _wrong_embedding(update: Update) -> dict[str, str]:
    """Embedded only when complete and when the last re-test that could tell says it has held."""
    if update.impact_after.kind != ImpactKind.EMBEDDED:
        return {}
    if update.delivery_after.kind != DeliveryKind.COMPLETE:
        return {"impact": "Only a complete action can be embedded. Choose another impact."}
    completed_on = update.action.completed_on or update.effective_on
    last = (
        update.action.retests.filter(
            tested_on__gte=completed_on, tested_on__lte=update.effective_on
        )
        .exclude(verdict=Retest.Verdict.TOO_EARLY)
        .first()
    )
    if last is None:
        return {
            "impact": "Record a re-test that shows the change has held, dated on or after "
            f"{said_day(completed_on)}, before you call it embedded."
        }
    if last.verdict == Retest.Verdict.NOT_HELD:
        return {
            "impact": f"The re-test of {said_day(last.tested_on)} found that the change has not "
            "held. Choose another impact."
        }
    return {}


def follow(action: Action, update: Update, account: str) -> None:
    """Bring an action up to its last update, without saving it."""
    if update.delivery_after.kind != DeliveryKind.COMPLETE:
        action.completed_on, account = None, ""
    elif action.completed_on is None:
        action.completed_on = update.effective_on
    action.completion_account = account
    if not _stays_open(update):
        action.forecast_on = None
    elif update.forecast_on:
        action.forecast_on = update.forecast_on
    action.delivery, action.impact = update.delivery_after, update.impact_after
    action.revision += 1

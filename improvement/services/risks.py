"""Keeping the register of risks to a plan."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent, changes
from core.revisions import lock
from improvement.models import Action, Plan, Risk
from improvement.services.refusals import refuse

CLOSED = "This risk is closed, so it stays as it is."


@transaction.atomic
def add_risk(*, plan: Plan, by: User, actions: Iterable[Action] = (), **fields: Any) -> Risk:
    """Put a risk into the plan's register, with the next number."""
    Plan.objects.select_for_update().get(pk=plan.pk)  # two people may add one at once
    last = plan.risks.aggregate(last=Max("number"))["last"] or 0
    risk = Risk(plan=plan, number=last + 1, **fields)
    return _save(risk, by, {}, list(actions))


@transaction.atomic
def change_risk(
    *, risk: Risk, by: User, revision: int, actions: Iterable[Action] = (), **fields: Any
) -> Risk:
    """Change what the register says of a risk that is open."""
    current = lock(risk, revision)
    if current.closed_on:
        raise ValidationError(CLOSED)
    before = _words_of(current)
    for name, value in fields.items():
        setattr(current, name, value)
    current.revision += 1
    return _save(current, by, before, list(actions))


@transaction.atomic
def close_risk(*, risk: Risk, by: User, revision: int, closed_on: date, reason: str) -> Risk:
    """Close a risk that cannot come true any more, or that has."""
    current = lock(risk, revision)
    if current.closed_on:
        raise ValidationError(CLOSED)
    wrong = {}
    if closed_on < current.raised_on:
        wrong["closed_on"] = "The risk was raised later. Choose a later day."
    elif closed_on > timezone.localdate(clock.now()):
        wrong["closed_on"] = "The date is in the future. Choose today or an earlier day."
    if not reason.strip():
        wrong["reason"] = "Say why the risk is closed."
    refuse(wrong)
    before = _words_of(current)
    current.closed_on, current.closed_because = closed_on, reason.strip()
    current.revision += 1
    return _save(current, by, before, list(current.actions.all()))


def _save(risk: Risk, by: User, before: dict[str, str], actions: list[Action]) -> Risk:
    if any(action.plan_id != risk.plan_id for action in actions):
        raise ValidationError("Choose actions of this plan.")
    owner = risk.owner
    if owner and not owner.memberships.filter(authority=risk.plan.authority_id).exists():
        raise ValidationError({"owner": "Choose a person of this authority."})
    if risk.reviewed_on < risk.raised_on:
        raise ValidationError({"reviewed_on": "The risk was raised later. Choose a later day."})
    risk.full_clean(exclude=["plan", "owner", "revision"])
    audit.save(risk, by=by, at=clock.now())
    risk.actions.set(actions)
    audit.record(
        AuditEvent.Kind.RISK_CHANGED,
        by=by,
        authority_id=risk.plan.authority_id,
        subject=risk,
        changes=changes(before, _words_of(risk)),
    )
    return risk


def _words_of(risk: Risk) -> dict[str, str]:
    """The register's line as a person would read it, for the audit trail."""
    names = (
        "title",
        "cause",
        "effect",
        "likelihood_before",
        "impact_before",
        "likelihood",
        "impact",
        "mitigation",
        "owner",
        "raised_on",
        "reviewed_on",
        "closed_on",
        "closed_because",
    )
    words = {name: str(getattr(risk, name) or "") for name in names}
    return words | {"actions": ", ".join(each.reference for each in risk.actions.all())}

"""Putting actions into the plan, and changing what the plan says of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent, changes
from core.revisions import lock
from improvement.models import (
    Action,
    Plan,
    Status,
    Theme,
)
from improvement.references import reference_key
from improvement.services.refusals import refuse
from improvement.vocabulary import (
    ImpactKind,
)

# What may be changed on an action. Ratings change with an update, dates with a request.
EDITABLE = (
    "theme",
    "objective",
    "reference",
    "title",
    "lead",
    "team",
    "partners",
    "practice_areas",
    "priority",
    "visibility",
    "success_measure",
    "added_on",
    "starts_on",
)


MANY = ("partners", "practice_areas")


@transaction.atomic
def add_action(*, by: User, **fields: Any) -> Action:
    """Put an action into the plan: open, with one due date, rated as the plan's first statuses are.

    An action that is imported may come with other ratings, but completion is always an update.
    """
    many = {name: fields.pop(name) for name in MANY if name in fields}
    plan: Plan = fields["plan"]
    hold_order(fields["theme"])
    due_on, original = fields.get("due_on"), fields.get("original_due_on")
    if due_on and original and due_on != original:
        raise ValidationError({"due_on": "Give the date first agreed; a date change moves it."})
    fields["due_on"] = fields["original_due_on"] = due_on or original
    for axis in Status.Axis.values:
        fields.setdefault(axis, plan.statuses.filter(axis=axis).first())
    action = Action(**fields)
    action.full_clean(exclude=["revision"])
    refuse(wrong_beginning(action))
    audit.save(action, by=by, at=clock.now())
    _set_many(action, many)
    put_in_order(action.theme)
    action.refresh_from_db(fields=["position"])
    audit.record(
        AuditEvent.Kind.ACTION_ADDED, by=by, authority_id=plan.authority_id, subject=action
    )
    return action


def wrong_beginning(action: Action) -> dict[str, str]:
    """What is wrong with the ratings an action comes in with, by field."""
    if not action.is_open:
        return {"delivery": "An action comes in open. Record an update to close it."}
    if action.impact.kind == ImpactKind.EMBEDDED:
        return {"impact": "An action is embedded only after a re-test."}
    return {}


def wrong_priority(action: Action, *, has_evidence: bool) -> dict[str, str]:
    """What is wrong with the priority of an action that is complete, by field."""
    if action.priority == Action.Priority.HIGH and action.completed_on and not has_evidence:
        return {"priority": "Add evidence before a complete action becomes one of high priority."}
    return {}


@transaction.atomic
def change_action(*, action: Action, by: User, revision: int, **fields: Any) -> Action:
    """Change what the plan says of an action. Its due date moves only through a request."""
    hold_order(action.theme, fields.get("theme") or action.theme)
    current = lock(action, revision)
    barred = set(fields) - set(EDITABLE)
    if barred & {"due_on", "original_due_on"}:
        raise ValidationError("Ask for a date change to move the due date.")
    if barred:
        raise ValidationError("Record an update to change how the action stands.")
    many = {name: fields.pop(name) for name in MANY if name in fields}
    before = _words_of(current, [*fields, *many])
    old_theme = current.theme
    for name, value in fields.items():
        setattr(current, name, value)
    current.full_clean(exclude=["revision"])
    refuse(wrong_priority(current, has_evidence=current.evidence.exists()))
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    _set_many(current, many)
    for theme in {old_theme, current.theme}:
        put_in_order(theme)
    current.refresh_from_db(fields=["position"])
    audit.record(
        AuditEvent.Kind.ACTION_CHANGED,
        by=by,
        authority_id=current.plan.authority_id,
        subject=current,
        changes=changes(before, _words_of(current, [*fields, *many])),
    )
    return current


def _set_many(action: Action, many: Mapping[str, Any]) -> None:
    for name, records in many.items():
        getattr(action, name).set(records)


def _words_of(action: Action, names: Iterable[str]) -> dict[str, str]:
    """The fields as a person would read them, for the audit trail."""
    return {
        name: ", ".join(str(record) for record in getattr(action, name).all())
        if name in MANY
        else str(getattr(action, name) or "")
        for name in names
    }


def hold_order(*themes: Theme) -> None:
    """Keep the order of the themes' actions to ourselves until the transaction ends.

    It is asked for before any action is locked: two people who change actions of one theme would
    else wait for each other when each numbers them all.
    """
    held = Theme.objects.select_for_update().filter(pk__in=[theme.pk for theme in themes])
    list(held.order_by("pk"))


def put_in_order(theme: Theme) -> None:
    """Number the theme's actions in the order of their references.

    The place follows from the reference, so history has no need to keep it.
    """
    actions = sorted(
        theme.actions.only("theme", "reference", "position"),
        key=lambda action: reference_key(action.reference),
    )
    moved = []
    for position, action in enumerate(actions, start=1):
        if action.position != position:
            action.position = position
            moved.append(action)
    Action.objects.bulk_update(moved, ["position"], batch_size=500)

"""Recording the same update on many actions at once: looked at first, then all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import User
from core import clock
from improvement.models import Action, ActionQuerySet, Plan, Status, Update
from improvement.services.updates import store_update, wrong_update

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class SameUpdate:
    """What is said of every one of the actions; a rating or date not given stays as it is."""

    effective_on: date
    delivery: Status | None = None
    impact: Status | None = None
    forecast_on: date | None = None
    no_change: bool = False
    done: str = ""


@dataclass(frozen=True)
class Planned:
    """What the update would do to one action, or why it cannot be recorded there."""

    action: Action
    update: Update
    wrong: tuple[str, ...]
    is_stale: bool = False  # somebody saved the action after it was looked at

    @property
    def forecast_moves(self) -> bool:
        """Whether another day is expected than before."""
        expected = self.update.forecast_on
        return expected is not None and expected != self.action.forecast_on


class NotAllCan(Exception):
    """One of the actions cannot take the update any more, so that none of them did."""

    def __init__(self, planned: list[Planned]) -> None:
        super().__init__("Nothing was recorded.")
        self.planned = planned


def plan_updates(
    *, plan: Plan, by: User, revisions: Mapping[int, int | None], same: SameUpdate
) -> list[Planned]:
    """What would happen to each of the actions, in the order of the plan; nothing is saved.

    ``revisions`` are those that the person has seen, by the action's id; None where none was. The
    rules are those of ``record_update``, asked with the same few queries however many there are.
    Only what an action's own page asks for cannot be said of many: completion, and opening again.
    """
    actions = Action.objects.filter(plan=plan, pk__in=revisions)
    return _plan(list(_with_last(actions)), by=by, revisions=revisions, same=same)


@transaction.atomic
def record_updates(
    *, plan: Plan, by: User, revisions: Mapping[int, int], same: SameUpdate
) -> list[Update]:
    """Record the update on all of the actions.

    Raises ``NotAllCan`` where one of them cannot take it, or was saved by somebody else meanwhile;
    nothing is recorded then.
    """
    # Locked in one order, so that two people who do this at once wait for each other.
    actions = Action.objects.filter(plan=plan, pk__in=revisions).order_by("pk")
    locked = list(_with_last(actions.select_for_update(of=("self",))))
    planned = _plan(locked, by=by, revisions=revisions, same=same)
    if len(planned) < len(revisions) or any(one.wrong for one in planned):
        raise NotAllCan(planned)
    for one in planned:
        store_update(one.update, account="")
    return [one.update for one in planned]


def _with_last(actions: ActionQuerySet) -> ActionQuerySet:
    last = Update.objects.filter(action=OuterRef("pk")).values("pk")[:1]
    named = actions.select_related("plan", "theme", "delivery", "impact")
    return named.annotate(last_update=Subquery(last))


def _plan(
    actions: list[Any],  # annotated by _with_last
    *,
    by: User,
    revisions: Mapping[int, int | None],
    same: SameUpdate,
) -> list[Planned]:
    lasts = Update.objects.in_bulk({action.last_update for action in actions} - {None})
    actions.sort(key=lambda action: (action.theme.number, action.position, action.pk))
    return [
        _planned(
            action,
            by=by,
            last=lasts.get(action.last_update),
            seen=revisions[action.pk],
            same=same,
        )
        for action in actions
    ]


def _planned(
    action: Action, *, by: User, last: Update | None, seen: int | None, same: SameUpdate
) -> Planned:
    update = Update(
        action=action,
        effective_on=same.effective_on,
        recorded_at=clock.now(),
        recorded_by=by,
        no_change=same.no_change,
        done=same.done.strip(),
        delivery_before=action.delivery,
        delivery_after=same.delivery or action.delivery,
        impact_before=action.impact,
        impact_after=same.impact or action.impact,
        forecast_on=same.forecast_on,
    )
    if seen is not None and seen != action.revision:
        changed = "Somebody changed this action while you were looking. Look at it again."
        return Planned(action, update, (changed,), is_stale=True)
    if not action.is_open:
        closed = f"It is {action.delivery.label.lower()}. Update it on its own page."
        return Planned(action, update, (closed,))
    wrong = wrong_update(update, "", last=last, has_evidence=False)
    return Planned(action, update, tuple(wrong.values()))

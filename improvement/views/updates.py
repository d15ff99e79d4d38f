"""Recording progress."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.http import SignedInRequest
from accounts.models import User
from core import clock
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from improvement import services
from improvement.forms import (
    UpdateForm,
)
from improvement.models import (
    Action,
    DueDateChange,
    ReportingPeriod,
    Update,
)
from improvement.permissions import (
    can_update_action,
    updatable_actions,
)
from improvement.views.actions import find_action
from improvement.views.plans import current_period


def action_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record progress on an action."""
    action, today = find_action(request, pk), clock.today()
    require(can_update_action(request.user, action))
    updates = action.updates.select_related("recorded_by", "delivery_after", "impact_after")
    last = updates.first()
    told = updates.exclude(done="").first() if last and not last.done else None
    pending = action.due_date_changes.filter(decision=DueDateChange.Decision.PENDING).first()
    period = current_period(action.plan, today)
    place = _place_in_round(request.user, action, today)
    form = UpdateForm(
        request.POST or None,
        request.FILES or None,
        action=action,
        last=last,
        pending=pending,
        times_unchanged=action.times_unchanged(),
        as_at=today,
        initial={
            "revision": action.revision,
            "delivery": action.delivery_id,
            "impact": action.impact_id,
            "effective_on": proposed_day(action, last, period, today),
        },
    )
    if form.is_valid():
        try:
            update = _record(action, request, form)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, said_after(update))
            return redirect(_after(request, action, place))
    context = {
        "action": action,
        "last": last,
        "told": told,
        "place": place,
        "pending": pending,
        "period": period,
        "today": today,
        "form": form,
    }
    return render(request, "improvement/action_update.html", context)


def proposed_day(
    action: Action, last: Update | None, period: ReportingPeriod | None, today: date
) -> date:
    """The day an update speaks of unless another is typed: today, or the end of a period past."""
    first = last.effective_on if last else action.starts_on
    if period and first <= period.ends_on < today:
        return period.ends_on
    return today


@transaction.atomic
def _record(action: Action, request: SignedInRequest, form: UpdateForm) -> Update:
    """Record the update and what was asked for with it, all or nothing."""
    update = services.record_update(action=action, by=request.user, **form.update)
    try:
        if form.date_change:
            services.request_due_date(action=action, by=request.user, **form.date_change)
    except ValidationError:
        for evidence in update.evidence.all():  # its row is undone, its file would stay
            evidence.file.delete(save=False)
        raise
    return update


def said_after(update: Update) -> str:
    """What the officer is told: that it is kept, and what becomes of it."""
    if update.completes:
        return "Update recorded. A second person now looks at whether the action is complete."
    if update.action.visibility != Action.Visibility.PUBLIC:
        return "Update recorded. This action is kept out of papers."
    period = ReportingPeriod.objects.filter(
        authority=update.action.plan.authority_id, ends_on__gte=update.effective_on
    ).last()
    return (
        f"Update recorded. It will appear in the paper for {period}."
        if period
        else "Update recorded."
    )


@dataclass(frozen=True)
class Place:
    """Where an action stands among those a person updates in a period, one after another.

    ``number`` is 0 where the action is none of theirs or has been updated already.
    """

    number: int
    total: int
    following: int | None  # the action after it
    left: int  # how many wait after it


def _place_in_round(user: User, action: Action, today: date) -> Place:
    """Of the person's own actions: those that wait for this period's update, and those heard of."""
    periods = list(ReportingPeriod.objects.visible_to(user).current_in_each(as_at=today))
    mine = updatable_actions(Action.objects.visible_to(user).mine(user), user)
    in_order = mine.awaiting_update_in(periods).order_by(
        "due_on", "plan", "theme__number", "position", "pk"
    )
    waiting = list(in_order.values_list("pk", flat=True))
    heard = mine.heard_in(periods).count()
    at = waiting.index(action.pk) if action.pk in waiting else -1
    others = waiting[at + 1 :] + waiting[: max(at, 0)]
    return Place(
        number=heard + 1 if at >= 0 else 0,
        total=heard + len(waiting),
        following=others[0] if others else None,
        left=len(others),
    )


def _after(request: SignedInRequest, action: Action, place: Place) -> str:
    """Where an officer is led: to the action or, if that was asked for, to their next."""
    if "next" not in request.POST:
        return action.get_absolute_url()
    if place.following:
        return reverse("improvement:action_update", args=[place.following])
    messages.info(request, "No other action of yours waits for an update.")
    return reverse("improvement:my_work")

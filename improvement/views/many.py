"""Updating many actions at once: choose, look at what will change, record."""

import re
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.http import SignedInRequest
from core import clock
from core.http import require
from improvement import services
from improvement.filters import ActionFilter
from improvement.forms import ManyUpdatesForm
from improvement.models import Action, Plan
from improvement.permissions import can_update_actions
from improvement.services import MOST_AT_ONCE, NotAllCan, Planned

SEEN = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")


def actions_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say the same of many actions of a plan: choose them, look at what will change, record."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    require(can_update_actions(request.user, plan))
    narrowed = ActionFilter(
        request.GET, queryset=plan.actions.with_parts().in_order(), request=request
    )
    narrowed.form.fields.pop("plan", None)
    offered = list(narrowed.qs[: MOST_AT_ONCE + 1])
    is_cut, offered = len(offered) > MOST_AT_ONCE, offered[:MOST_AT_ONCE]
    form = ManyUpdatesForm(
        request.POST or None, plan=plan, offered=offered, initial={"effective_on": clock.today()}
    )
    context = {
        "plan": plan,
        "filter": narrowed,
        "form": form,
        "list_address": f"{reverse('improvement:action_list')}?{request.GET.urlencode()}",
    }
    if form.is_valid() and "back" not in request.POST:
        seen = _seen(request.POST)
        refused = None
        if 0 < len(seen) <= MOST_AT_ONCE:
            try:
                recorded = services.record_updates(
                    plan=plan, by=request.user, revisions=seen, same=form.same
                )
            except NotAllCan as cannot:
                refused = cannot
            else:
                count = len(recorded)
                said = "1 update" if count == 1 else f"{count} updates"
                messages.success(request, f"{said} recorded.")
                return redirect(context["list_address"])
        looked_at = dict.fromkeys(seen or form.chosen)
        planned = services.plan_updates(
            plan=plan, by=request.user, revisions=looked_at, same=form.same
        )
        context |= _preview(planned, refused)
        return render(request, "improvement/actions_update_preview.html", context)
    context |= {
        "offered": offered,
        "chosen": set(form["actions"].value() or ()),
        "is_cut": is_cut,
        "most": MOST_AT_ONCE,
    }
    return render(request, "improvement/actions_update.html", context)


def _seen(sent: QueryDict) -> dict[int, int]:
    """The revisions of the actions in the preview that somebody has looked at."""
    found = (SEEN.fullmatch(each) for each in sent.getlist("seen"))
    return {int(match[1]): int(match[2]) for match in found if match}


def _preview(planned: Sequence[Planned], refused: NotAllCan | None) -> dict[str, object]:
    stale: list[Action] = []
    if refused:
        stale = [one.action for one in refused.planned if one.is_stale]
    return {
        "can": [one for one in planned if not one.wrong],
        "cannot": [one for one in planned if one.wrong],
        "was_refused": refused is not None,
        "stale": stale,
    }

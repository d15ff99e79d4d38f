"""Pages of actions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, takeable
from accounts.roles import Permission
from core import clock
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from improvement import services
from improvement.filters import ActionFilter
from improvement.forms import (
    ActionForm,
    AsAtForm,
)
from improvement.models import (
    Action,
    Plan,
)
from improvement.permissions import (
    can_decide_due_date,
    can_edit_plan,
    can_review_evidence,
    can_update_action,
    can_verify_completion,
)
from improvement.story import story_of
from improvement.tables import ActionTable


@require_safe
def action_list(request: SignedInRequest) -> HttpResponseBase:
    """All actions a person may see, to filter, sort and take out."""
    actions = takeable(request, Action.objects.visible_to(request.user))
    return table_page(
        request,
        "improvement/action_list.html",
        queryset=actions.with_parts().in_order(),
        table=ActionTable,
        filterset=ActionFilter,
        export_name="actions",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        several=Plan.objects.permitting(request.user, Permission.UPDATE_ANY_ACTION),
    )


def find_action(request: SignedInRequest, pk: int) -> Action:
    """An action the person may see, with what its pages name."""
    actions = Action.objects.visible_to(request.user).with_parts().select_related("plan")
    return get_object_or_404(actions, pk=pk)


@require_safe
def action_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """An action and its story, as it stands or as it stood on a day."""
    action, user = find_action(request, pk), request.user
    asked = AsAtForm(request.GET if "as_at" in request.GET else None)
    as_at = asked.cleaned_data["as_at"] if asked.is_valid() else None
    then = None
    if as_at:
        then = Action.objects.filter(pk=pk).as_they_stood(as_at=as_at).first()
    statuses = {status.pk: status for status in action.plan.statuses.all()} if then else {}
    story = story_of(action)
    context = {
        "action": action,
        "story": story,
        "entries": story.entries(until=as_at),
        "form": asked,
        "as_at": as_at,
        "today": clock.today(),
        "then": then,
        "delivery_then": statuses.get(then.delivery_then) if then else None,
        "impact_then": statuses.get(then.impact_then) if then else None,
        "partners": action.partners.all(),
        "practice_areas": action.practice_areas.all(),
        "can_update": can_update_action(user, action),
        "can_edit": can_edit_plan(user, action.plan),
        "can_decide": story.pending and can_decide_due_date(user, story.pending),
        "can_verify": story.completion and can_verify_completion(user, story.completion),
        "can_review": can_review_evidence(user, action.plan),
    }
    return render(request, "improvement/action_detail.html", context)


def action_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an action into a plan."""
    plans = Plan.objects.visible_to(request.user).select_related("authority")
    plan = get_object_or_404(plans, pk=pk)
    require(can_edit_plan(request.user, plan))
    today = clock.today()
    initial = {"added_on": today, "starts_on": today, "theme": request.GET.get("theme")}
    form = ActionForm(request.POST or None, plan=plan, instance=Action(plan=plan), initial=initial)
    if form.is_valid():
        try:
            action = services.add_action(by=request.user, plan=plan, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"Action {action.reference} added to the plan.")
            return redirect(action)
    return render(request, "improvement/action_add.html", {"plan": plan, "form": form})


def action_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what the plan says of an action."""
    action = find_action(request, pk)
    require(can_edit_plan(request.user, action.plan))
    form = ActionForm(request.POST or None, plan=action.plan, instance=find_action(request, pk))
    if form.is_valid():
        try:
            services.change_action(action=action, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Action changed.")
            return redirect(action)
    return render(request, "improvement/action_edit.html", {"action": action, "form": form})

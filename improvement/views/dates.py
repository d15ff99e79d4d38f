"""Asking for another due date, and deciding on it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest
from core import clock
from core.forms import show_errors
from core.http import require
from improvement import services
from improvement.forms import (
    DecisionForm,
    DueDateForm,
)
from improvement.models import (
    DueDateChange,
)
from improvement.permissions import (
    can_decide_due_date,
    can_update_action,
)
from improvement.views.actions import find_action


def due_date_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for another due date."""
    action = find_action(request, pk)
    require(can_update_action(request.user, action))
    form = DueDateForm(request.POST or None)
    if form.is_valid():
        try:
            change = services.request_due_date(action=action, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            is_waiting = change.decision == DueDateChange.Decision.PENDING
            messages.success(
                request,
                "Request sent. The date moves when another person has approved it."
                if is_waiting
                else f"The action is now due on {change.new_due_on:%-d %B %Y}.",
            )
            return redirect(action)
    context = {"action": action, "form": form, "today": clock.today()}
    return render(request, "improvement/due_date_request.html", context)


def due_date_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve or decline a request to move a due date."""
    changes = DueDateChange.objects.visible_to(request.user).select_related(
        "action__plan", "action__theme", "requested_by"
    )
    change = get_object_or_404(changes, pk=pk)
    if change.decision != DueDateChange.Decision.PENDING:
        messages.info(request, "This request has been decided already.")
        return redirect(change.action)
    require(can_decide_due_date(request.user, change))
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            services.decide_due_date(change=change, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            is_approved = form.cleaned_data["decision"] == DueDateChange.Decision.APPROVED
            messages.success(
                request,
                f"Decision recorded. The action is now due on {change.new_due_on:%-d %B %Y}."
                if is_approved
                else "Decision recorded. The date stays as it is.",
            )
            return redirect(change.action)
    earlier = list(change.action.due_date_changes.exclude(pk=pk).select_related("requested_by"))
    approved = DueDateChange.Decision.APPROVED
    context = {
        "change": change,
        "action": change.action,
        "earlier": earlier,
        "moves": sum(bool(one.old_due_on) for one in earlier if one.decision == approved),
        "form": form,
    }
    return render(request, "improvement/due_date_decide.html", context)

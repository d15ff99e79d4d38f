"""A second person's look at a completion."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest
from core.forms import show_errors
from core.http import require
from improvement import services
from improvement.forms import VerificationForm
from improvement.models import Update, Verification
from improvement.permissions import can_verify_completion


def completion_verify(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether an action that was called complete is so."""
    updates = Update.objects.visible_to(request.user)
    update = get_object_or_404(
        updates.select_related("action__plan", "action__theme", "recorded_by"), pk=pk
    )
    action = update.action
    require(can_verify_completion(request.user, update))
    if not updates.waiting_for_verification().filter(pk=pk).exists():
        messages.info(request, "This completion does not wait for a second person any more.")
        return redirect(action)
    form = VerificationForm(request.POST or None)
    if form.is_valid():
        try:
            found = services.verify_completion(update=update, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            is_complete = found.verdict == Verification.Verdict.ADEQUATE
            messages.success(
                request,
                "Completion verified."
                if is_complete
                else "The action is open again. Your reason stands in its story.",
            )
            return redirect(action)
    context = {
        "update": update,
        "action": action,
        "evidence": action.evidence.select_related("added_by"),
        "form": form,
    }
    return render(request, "improvement/completion_verify.html", context)

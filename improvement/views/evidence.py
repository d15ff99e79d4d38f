"""Evidence and re-tests."""

from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from core import clock
from core.forms import show_errors
from core.http import require, sent
from improvement import services
from improvement.forms import (
    EvidenceForm,
    RetestForm,
    VerdictForm,
)
from improvement.models import (
    Evidence,
)
from improvement.permissions import (
    can_give_verdict,
    can_review_evidence,
    can_update_action,
)
from improvement.views.actions import find_action


def evidence_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a link or a file that supports an action."""
    action = find_action(request, pk)
    require(can_update_action(request.user, action))
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        initial={"added_on": clock.today()},
    )
    if form.is_valid():
        try:
            services.add_evidence(action=action, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Evidence added. It waits for a reviewer.")
            return redirect(action)
    return render(request, "improvement/evidence_add.html", {"action": action, "form": form})


def find_evidence(request: SignedInRequest, pk: int) -> Evidence:
    """Evidence of an action the person may see."""
    evidence = Evidence.objects.visible_to(request.user).select_related(
        "action__plan", "action__theme", "added_by"
    )
    return get_object_or_404(evidence, pk=pk)


def evidence_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether evidence is adequate."""
    evidence = find_evidence(request, pk)
    require(can_give_verdict(request.user, evidence))
    form = VerdictForm(request.POST or None)
    if form.is_valid():
        try:
            services.review_evidence(evidence=evidence, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Verdict recorded. It stands beside the evidence.")
            return redirect(evidence.action)
    context = {"evidence": evidence, "action": evidence.action, "form": form}
    return render(request, "improvement/evidence_review.html", context)


@require_safe
def evidence_download(request: SignedInRequest, pk: int) -> FileResponse:
    """Send a file of evidence; it is never shown inside our own pages."""
    evidence = find_evidence(request, pk)
    return sent(evidence.file, name=PurePath(evidence.file.name).name)


def retest_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a look at whether the change has held."""
    action = find_action(request, pk)
    require(can_review_evidence(request.user, action.plan))
    form = RetestForm(request.POST or None, initial={"tested_on": clock.today()})
    if form.is_valid():
        try:
            services.record_retest(action=action, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Re-test recorded. It stands in the action’s story.")
            return redirect(action)
    return render(request, "improvement/retest_add.html", {"action": action, "form": form})

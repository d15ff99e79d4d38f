"""What re-tests of actions rest on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest
from core.http import require
from improvement.models import Retest
from improvement.permissions import can_review_evidence
from monitoring.forms.retests import RetestBasisForm
from monitoring.models import RetestBasis
from monitoring.services import retests as services


def retest_basis(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which audit round, indicator or finding a re-test rests on."""
    retests = Retest.objects.visible_to(request.user)
    retest = get_object_or_404(retests.select_related("action__plan", "action__theme"), pk=pk)
    action = retest.action
    require(can_review_evidence(request.user, action.plan))
    basis = RetestBasis.objects.readable_by(request.user).filter(retest=retest).first()
    initial = {"named": basis.named.pk} if basis else {}
    form = RetestBasisForm(request.POST or None, user=request.user, retest=retest, initial=initial)
    if form.is_valid():
        services.name_basis(retest=retest, by=request.user, named=form.cleaned_data["named"])
        messages.success(request, "What the re-test rests on is recorded.")
        return redirect(action)
    context = {"retest": retest, "action": action, "form": form}
    return render(request, "monitoring/retest_basis.html", context)

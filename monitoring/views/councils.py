"""Asks which council a record is added to, where a person keeps the records of several."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from accounts.models import Authority
from accounts.roles import Permission
from core.http import require
from monitoring.forms.councils import CouncilForm


def choose_council(request: SignedInRequest, what: str) -> Authority | HttpResponse:
    """The council the person adds to; the page that asks, where there are several."""
    require(request.user.may_somewhere(Permission.RECORD_FINDINGS))
    kept = Authority.objects.permitting(request.user, Permission.RECORD_FINDINGS)
    if len(kept) == 1:
        return kept[0]
    form = CouncilForm(request.GET if "authority" in request.GET else None, user=request.user)
    if form.is_valid():
        chosen: Authority = form.cleaned_data["authority"]
        return chosen
    return render(request, "monitoring/council_choice.html", {"form": form, "what": what})

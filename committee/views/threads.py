"""The thread through an action and from a finding."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from committee.thread import thread_of_action, thread_of_finding
from improvement.views.actions import find_action
from monitoring.views.findings import open_finding


@require_safe
def action_thread(request: SignedInRequest, pk: int) -> HttpResponse:
    """From the findings an action answers to what members resolved."""
    action = find_action(request, pk)
    context = {"action": action, "steps": thread_of_action(action, request.user)}
    return render(request, "committee/action_thread.html", context)


@require_safe
def finding_thread(request: SignedInRequest, pk: int) -> HttpResponse:
    """From a finding to what members resolved."""
    finding = open_finding(request, pk)
    context = {"finding": finding, "steps": thread_of_finding(finding, request.user)}
    return render(request, "committee/finding_thread.html", context)

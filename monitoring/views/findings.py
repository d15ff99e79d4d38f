"""Pages of findings: the list, each with what became of it, and how the plan answers it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, takeable
from accounts.models import User
from accounts.roles import Permission
from core import clock
from core.exports import FILES
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from improvement.models import Action
from improvement.tables import ActionTable
from monitoring.filters import FindingFilter, UnansweringFilter
from monitoring.forms.findings import CloseForm, FindingForm, ReopenForm, TraceForm
from monitoring.models import Finding, Trace, Visit, unanswering
from monitoring.permissions import can_record_visit, can_trace_finding
from monitoring.services import findings as services
from monitoring.tables import FindingTable
from monitoring.views.visits import find_visit, write_down
from monitoring.vocabulary import ClosedBecause, Coverage, Direction, FindingType, Severity


def find_finding(request: SignedInRequest, pk: int) -> Finding:
    """A finding whose words the person may read."""
    findings = Finding.objects.readable_by(request.user).with_parts()
    finding: Finding = get_object_or_404(findings.select_related("visit__authority"), pk=pk)
    return finding


def open_finding(request: SignedInRequest, pk: int) -> Finding:
    """The same for a page that shows it, which is written down of an unpublished letter."""
    finding = find_finding(request, pk)
    write_down(request, finding.visit)
    return finding


@require_safe
def finding_list(request: SignedInRequest) -> HttpResponseBase:
    """All findings a person may read, to filter, sort and take out."""
    findings = takeable(request, Finding.objects.readable_by(request.user))
    if request.GET.get("export") in FILES:
        taken = FindingFilter(request.GET, queryset=findings, request=request).qs
        for visit in Visit.objects.filter(findings__in=taken).distinct():
            write_down(request, visit)
    return table_page(
        request,
        "monitoring/finding_list.html",
        queryset=findings.with_parts()
        .with_action_count()
        .order_by("-visit__starts_on", "visit", "first_sentence", "pk"),
        table=FindingTable,
        filterset=FindingFilter,
        export_name="findings",
        may_export=request.user.may_somewhere(Permission.EXPORT),
    )


@require_safe
def unanswering_list(request: SignedInRequest) -> HttpResponseBase:
    """Open actions that answer no finding."""
    actions = takeable(request, unanswering().visible_to(request.user))
    return table_page(
        request,
        "monitoring/unanswering_list.html",
        queryset=actions.with_parts().in_order(),
        table=ActionTable,
        filterset=UnansweringFilter,
        export_name="actions-that-answer-no-finding",
        may_export=request.user.may_somewhere(Permission.EXPORT),
    )


# --- one finding --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One thing that became of a finding: when, who, what, and in which words."""

    at: datetime
    by: User | None
    what: str
    words: str = ""


# What is told of a change, and in which words.
TOLD: dict[str, tuple[str, dict[str, str]]] = {
    "type": ("What it is", dict(FindingType.choices)),
    "severity": ("Severity", dict(Severity.choices)),
    "direction": ("Direction", dict(Direction.choices)),
    "due_on": ("Due", {}),
    "reference": ("Reference", {}),
    "words": ("Words", {}),
}


def history_of(finding: Finding) -> list[Entry]:
    """What became of a finding and of its answers, newest first."""
    stages = list(finding.history.select_related("history_user").order_by("history_id"))
    entries = [Entry(first.history_date, first.history_user, "Recorded") for first in stages[:1]]
    for before, after in pairwise(stages):
        entries += _between(before, after)
    answers = Trace.history.filter(finding_id=finding.pk).select_related("history_user")
    actions = Action.objects.in_bulk({each.action_id for each in answers if each.action_id})
    for each in answers:
        coverage = Coverage(each.coverage).label
        action = actions.get(each.action_id)
        taken_back = "Taken back: " if each.history_type == "-" else ""
        what = f"{taken_back}{coverage}{f': {action}' if action else ''}"
        entries.append(Entry(each.history_date, each.history_user, what, each.reason))
    return sorted(entries, key=lambda entry: entry.at)[::-1]  # of one moment, the first last


def _between(before: Any, after: Any) -> list[Entry]:
    """What one saving changed: closed, opened again, or said otherwise."""
    at, by = after.history_date, after.history_user
    if after.closed_on and not before.closed_on:
        ground = ClosedBecause(after.closed_because).label
        what = f"Closed on {after.closed_on:%-d %B %Y} by {after.closed_by_body}: {ground}"
        return [Entry(at, by, what, after.closed_words)]
    if before.closed_on and not after.closed_on:
        return [Entry(at, by, "Opened again", after.history_change_reason or "")]
    said = []
    for name, (label, words) in TOLD.items():
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            said.append(f"{label}: {words.get(was, was) or '–'} to {words.get(now, now) or '–'}")
    return [Entry(at, by, "Changed", ". ".join(said))]


@require_safe
def finding_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A finding: the exact words, what it follows and what followed it, and what answers it."""
    finding, user = open_finding(request, pk), request.user
    follows = finding.follows
    readable = Finding.objects.readable_by(user).select_related("visit")
    answers = finding.traces.select_related("action__delivery", "action__impact", "action__theme")
    may_trace = can_trace_finding(user, finding)
    context = {
        "finding": finding,
        "partners": finding.partners.all(),
        "earlier": readable.filter(pk=follows.pk).first() if follows else None,
        "later": readable.filter(follows=finding).order_by("visit__starts_on", "pk"),
        "answers": answers,
        "history": history_of(finding),
        "may_record": can_record_visit(user, finding.visit),
        "may_trace": may_trace,
        "may_answer": may_trace
        and not any(each.coverage == Coverage.NO_ACTION for each in answers),
    }
    return render(request, "monitoring/finding_detail.html", context)


def finding_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a finding that is typed: of a review, or of a report that is not taken in."""
    visit = find_visit(request, pk)
    require(can_record_visit(request.user, visit))
    form = FindingForm(
        request.POST or None,
        visit=visit,
        user=request.user,
        instance=Finding(visit=visit, authority=visit.authority),
        initial={"reference": services.proposed_reference(visit)},
    )
    if form.is_valid():
        try:
            finding = services.add_finding(visit=visit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"Finding {finding.reference} kept.")
            return redirect(finding)
    return render(request, "monitoring/finding_add.html", {"form": form, "visit": visit})


def finding_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is kept of a finding."""
    finding = open_finding(request, pk)
    require(can_record_visit(request.user, finding.visit))
    form = FindingForm(
        request.POST or None,
        visit=finding.visit,
        user=request.user,
        instance=find_finding(request, pk),
    )
    if form.is_valid():
        try:
            services.change_finding(finding=finding, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Finding changed.")
            return redirect(finding)
    return render(request, "monitoring/finding_edit.html", {"form": form, "finding": finding})


# --- how the plan answers -----------------------------------------------------------------------


def finding_trace(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how the plan answers a finding: by which action, or by none and why."""
    finding = open_finding(request, pk)
    require(can_trace_finding(request.user, finding))
    actions = (
        Action.objects.filter(plan__authority=finding.authority_id)
        .exclude(traces__finding=finding)
        .select_related("theme")
        .order_by("plan", "theme__number", "theme", "position", "pk")
    )
    form = TraceForm(request.POST or None, actions=list(actions))
    if form.is_valid():
        try:
            services.trace(finding=finding, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Answer kept. It stands on the pages of both.")
            return redirect(finding)
    context = {
        "form": form,
        "finding": finding,
        "answers": finding.traces.select_related("action"),
    }
    return render(request, "monitoring/finding_trace.html", context)


def trace_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back an answer of the plan."""
    traces = Trace.objects.visible_to(request.user).select_related("action")
    answer = get_object_or_404(traces, pk=pk)
    finding = open_finding(request, answer.finding_id)
    require(can_trace_finding(request.user, finding))
    if request.method == "POST":
        services.remove_trace(answer=answer, by=request.user)
        messages.success(request, "Answer taken back. The finding’s history keeps it.")
        return redirect(finding)
    return render(request, "monitoring/trace_remove.html", {"finding": finding, "answer": answer})


def finding_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a finding, on a ground."""
    finding = open_finding(request, pk)
    require(can_trace_finding(request.user, finding))
    initial = {"closed_on": clock.today(), "revision": finding.revision}
    form = CloseForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.close_finding(finding=finding, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Finding closed. It can be opened again.")
            return redirect(finding)
    return render(request, "monitoring/finding_close.html", {"form": form, "finding": finding})


def finding_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a finding again, with the reason."""
    finding = open_finding(request, pk)
    require(can_trace_finding(request.user, finding))
    form = ReopenForm(request.POST or None, initial={"revision": finding.revision})
    if form.is_valid():
        try:
            services.reopen_finding(finding=finding, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Finding opened again. Why it was closed stays on record.")
            return redirect(finding)
    return render(request, "monitoring/finding_reopen.html", {"form": form, "finding": finding})

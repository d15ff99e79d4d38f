"""Pages of visits: the list, what is recorded of each, its clocks, and who oversees improvement."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest, takeable
from accounts.models import Authority
from accounts.roles import Permission
from core.clock import today
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from monitoring.filters import VisitFilter
from monitoring.forms.visits import (
    INSPECTOR_ROWS,
    MORE_ROWS,
    ClockOverrideForm,
    VisitForm,
    VisitStartForm,
)
from monitoring.frameworks import FRAMEWORKS, proposed
from monitoring.models import Board, ClockOverride, Finding, Intervention, Visit
from monitoring.permissions import can_read_letter, can_record_visit
from monitoring.services import visits as services
from monitoring.services.letters import record_reading
from monitoring.tables import VisitTable
from monitoring.vocabulary import ClockKind, Direction, FindingType, LetterStatus


def find_visit(request: SignedInRequest, pk: int) -> Visit:
    """A visit that the person may see."""
    visits = Visit.objects.visible_to(request.user).select_related("authority")
    visit: Visit = get_object_or_404(visits, pk=pk)
    return visit


def write_down(request: SignedInRequest, visit: Visit) -> None:
    """Who reads what a letter says that is not published is written down."""
    record_reading(visit=visit, by=request.user, on=today())


def visit_list(request: SignedInRequest) -> HttpResponseBase:
    """Every visit a person may see, newest first, with what was found and what is answered."""
    visits = takeable(request, Visit.objects.visible_to(request.user))
    return table_page(
        request,
        "monitoring/visit_list.html",
        queryset=visits.with_findings_for(request.user),
        table=VisitTable,
        filterset=VisitFilter,
        export_name="visits",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        may_record=request.user.may_somewhere(Permission.RECORD_FINDINGS),
    )


# --- recording ----------------------------------------------------------------------------------


def visit_add(request: SignedInRequest) -> HttpResponse:
    """Record a visit: first who came and when, then the rest, with the framework proposed."""
    require(request.user.may_somewhere(Permission.RECORD_FINDINGS))
    asked = request.GET if "kind" in request.GET else None
    start = VisitStartForm(asked, user=request.user)
    if not start.is_valid():
        return render(request, "monitoring/visit_start.html", {"form": start})
    said = start.cleaned_data
    visit = Visit(
        authority=start.council, **{name: said[name] for name in said if name != "authority"}
    )
    visit.framework = proposed(visit.inspectorate, visit.kind, visit.starts_on).key
    form = _visit_form(request, visit)
    if _is_asked_to_save(request) and form.is_valid():
        try:
            added = services.add_visit(authority=start.council, by=request.user, **form.said)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Visit recorded. Take its letter in next.")
            return redirect(added)
    context = {"form": form, "authority": start.council}
    return render(request, "monitoring/visit_add.html", context)


def visit_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put right what is recorded of a visit."""
    visit = find_visit(request, pk)
    require(can_record_visit(request.user, visit))
    if hasattr(visit, "letter"):
        write_down(request, visit)
    form = _visit_form(request, find_visit(request, pk))
    if _is_asked_to_save(request) and form.is_valid():
        try:
            services.change_visit(visit=visit, by=request.user, **form.said)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Visit changed.")
            return redirect(visit)
    return render(request, "monitoring/visit_edit.html", {"form": form, "visit": visit})


def _is_asked_to_save(request: SignedInRequest) -> bool:
    """Whether the person sent the form to be saved, not for more rows or other areas."""
    return request.method == "POST" and not {"more", "show"} & request.POST.keys()


def _visit_form(request: SignedInRequest, visit: Visit) -> VisitForm:
    """The stored visit, or the typed one; asking for more rows or other areas saves nothing."""
    said: dict[str, Any] = {"instance": visit, "as_at": today()}
    if request.method != "POST":
        rows = INSPECTOR_ROWS + (visit.inspectors.count() if visit.pk else 0)
        return VisitForm(framework=visit.framework_version, rows=rows, **said)
    typed = request.POST
    rows = sum(name.removeprefix("inspector_").isdigit() for name in typed)
    if _is_asked_to_save(request):
        shown = FRAMEWORKS.get(typed.get("shown", ""), visit.framework_version)
        return VisitForm(typed, framework=shown, rows=rows, **said)
    chosen = FRAMEWORKS.get(typed.get("framework", ""), visit.framework_version)
    rows += MORE_ROWS if "more" in typed else 0
    return VisitForm(framework=chosen, rows=rows, initial=typed.dict(), **said)


# --- reading ------------------------------------------------------------------------------------


def visit_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A visit: facts and, for whoever may read the letter, what it says and what follows."""
    visit = find_visit(request, pk)
    user = request.user
    may_read = can_read_letter(user, visit)
    context: dict[str, Any] = {
        "visit": visit,
        "status": LetterStatus(visit.letter_status),
        "may_read": may_read,
        "may_record": can_record_visit(user, visit),
    }
    if may_read:
        findings = list(visit.findings.with_parts().prefetch_related("traces__action"))
        context |= {
            "inspectors": visit.inspectors.all(),
            "judgements": visit.judgements.all(),
            "has_letter": hasattr(visit, "letter"),
            "found": _by_type(findings),
            "asking": FindingType.asking(),
            "areas": _by_area(findings),
            "clocks": services.clocks_of_visit(visit, as_at=today()),
            "overrides": visit.clock_overrides.select_related("stated_by"),
        }
        if findings or context["has_letter"] or context["judgements"]:
            write_down(request, visit)
    return render(request, "monitoring/visit_detail.html", context)


def _by_type(findings: Iterable[Finding]) -> list[tuple[FindingType, list[Finding]]]:
    """The findings under their types, in the order of the vocabulary."""
    order = list(FindingType)
    ordered = sorted(findings, key=lambda each: order.index(FindingType(each.type)))
    return [
        (FindingType(key), list(group))
        for key, group in groupby(ordered, key=lambda each: each.type)
    ]


def _by_area(findings: Iterable[Finding]) -> list[tuple[Any, list[Direction], int]]:
    """The practice areas touched: each with the directions said of it, and how many findings."""
    by_area: dict[Any, list[Finding]] = {}
    for each in findings:
        if each.practice_area:
            by_area.setdefault(each.practice_area, []).append(each)
    return [
        (
            area,
            list(dict.fromkeys(Direction(each.direction) for each in found if each.direction)),
            len(found),
        )
        for area, found in sorted(by_area.items(), key=lambda pair: (pair[0].order, pair[0].name))
    ]


def clock_override(request: SignedInRequest, pk: int, clock: str) -> HttpResponse:
    """State another day for a clock than the computed one, with the reason."""
    visit = find_visit(request, pk)
    require(can_record_visit(request.user, visit))
    running = services.clocks_of_visit(visit, as_at=today())
    found = next((each for each in running if each.kind == clock), None)
    if found is None:
        raise Http404
    form = ClockOverrideForm(
        request.POST or None, instance=ClockOverride(visit=visit, clock=found.kind)
    )
    if form.is_valid():
        try:
            services.state_clock(
                visit=visit, kind=ClockKind(found.kind), by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "The day you stated holds. The computed one stays on record.")
            return redirect(visit)
    context = {"form": form, "visit": visit, "clock": found}
    return render(request, "monitoring/clock_override.html", context)


# --- governance ---------------------------------------------------------------------------------


def governance_detail(request: SignedInRequest) -> HttpResponse:
    """How the government intervenes, and which boards oversee improvement."""
    user = request.user
    interventions = list(Intervention.objects.visible_to(user))
    boards = list(Board.objects.visible_to(user))
    councils = [
        {
            "authority": authority,
            "interventions": [each for each in interventions if each.authority_id == authority.pk],
            "boards": [each for each in boards if each.authority_id == authority.pk],
        }
        for authority in Authority.objects.visible_to(user)
    ]
    return render(request, "monitoring/governance_detail.html", {"councils": councils})

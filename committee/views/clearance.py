"""Pages on which papers are cleared before they are published."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest, extract_asked, files_of
from committee import extracts
from committee.clearances import (
    changed_since,
    has_written,
    read_standings,
    text_to_clear,
)
from committee.forms.clearance import AskForm, ClearanceForm, RemovalForm, VerdictForm
from committee.permissions import can_clear_report, can_write_report
from committee.services.clearance import (
    add_clearance,
    ask_clearer,
    give_verdict,
    remove_clearance,
    why_it_stays,
)
from committee.views.papers import draft, draft_to_write, readable
from committee.withholding import Withheld
from core import clock
from core.forms import show_errors
from core.http import require
from documents import html, json
from documents.nodes import Document
from documents.numbering import number
from documents.problems import repair


def clearance_list(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The clearances of a paper, and how they stand."""
    report = draft(request, slug)
    document = text_to_clear(report, today=clock.today())
    standings = read_standings(report, document)
    withheld = Withheld(request.user, report.authority)
    said = [each.verdict.words for each in standings if each.verdict]
    shown = readable(request, report, document, withheld)
    may_read_all = shown is document and not withheld.has(*said)
    lists = [extracts.clearances_of(standings, with_words=may_read_all)]
    if taken := extract_asked(request, lists, of=report, authority_id=report.authority.pk):
        return taken
    context = {
        "report": report,
        "standings": standings,
        "may_read_all": may_read_all,
        "files": files_of(request, lists, authority_id=report.authority.pk),
        "may_write": can_write_report(request.user, report),
    }
    return render(request, "committee/clearance_list.html", context)


def clearance_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for one more clearance."""
    report = draft_to_write(request, slug)
    form = ClearanceForm(request.POST or None, report=report)
    if form.is_valid():
        try:
            added = add_clearance(report=report, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"“{added}” is asked for.")
            return redirect("committee:clearance_list", slug)
    return render(request, "committee/clearance_add.html", {"report": report, "form": form})


def clearance_ask(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Ask another person for a clearance, or everybody who clears."""
    report = draft_to_write(request, slug)
    clearance = get_object_or_404(report.clearances, pk=pk)
    clearance.report = report
    form = AskForm(request.POST or None, instance=clearance)
    if form.is_valid():
        try:
            asked = ask_clearer(clearance=clearance, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            who = asked.clearer or "Whoever clears papers"
            messages.success(request, f"{who} is asked for “{asked}”.")
            return redirect("committee:clearance_list", slug)
    context = {"report": report, "clearance": clearance, "form": form}
    return render(request, "committee/clearance_ask.html", context)


def clearance_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Clear a paper, or say why not: what is asked, what has changed, and the paper itself."""
    report = draft(request, slug)
    clearance = get_object_or_404(report.clearances.select_related("clearer"), pk=pk)
    clearance.report = report
    document = text_to_clear(report, today=clock.today())
    last = clearance.verdicts.select_related("by").first()
    withheld = Withheld(request.user, report.authority)
    shown = readable(request, report, document, withheld)
    verdicts = clearance.verdicts.select_related("by").defer("tree")
    may_read_all = shown is document and not withheld.has(*[each.words for each in verdicts])
    asked = can_clear_report(request.user, clearance)
    may_clear = asked and shown is document
    if request.method == "POST":
        require(may_clear)
    form = VerdictForm(request.POST or None)
    form.initial["digest"] = json.digest(document)
    if form.is_valid():
        try:
            said = give_verdict(clearance=clearance, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"{clearance}: {said.get_verdict_display().lower()}.")
            return redirect("committee:clearance_list", slug)
    has_changed = last is not None and last.sha256 != json.digest(document)
    changes = []
    if last and has_changed:
        changes = changed_since(readable(request, report, last.document(), withheld), shown)
    context = {
        "report": report,
        "clearance": clearance,
        "last": last,
        "has_changed": has_changed,
        "changes": changes,
        "may_read_all": may_read_all,
        "verdicts": verdicts,
        "may_clear": may_clear,
        "may_clear_later": asked and not may_clear,
        "wrote_it": may_clear and has_written(request.user, report),
        "form": form,
        "contents": html.contents(shown),
        "paper": _below_a_heading(shown),
    }
    return render(request, "committee/clearance_detail.html", context)


def _below_a_heading(document: Document) -> list[html.Html]:
    """The parts of a paper, for a page that has a heading of its own."""
    document = repair(document)
    return list(html.render_parts([(each, 2) for each in document.children], number(document)))


def clearance_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """No longer ask for a clearance that the paper's template does not ask for."""
    report = draft_to_write(request, slug)
    clearance = get_object_or_404(report.clearances, pk=pk)
    clearance.report = report
    form = RemovalForm(request.POST or None)
    if form.is_valid():
        try:
            remove_clearance(clearance=clearance, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"“{clearance}” is no longer asked for.")
            return redirect("committee:clearance_list", slug)
    context = {
        "report": report,
        "clearance": clearance,
        "form": form,
        "why_it_stays": why_it_stays(clearance),
    }
    return render(request, "committee/clearance_remove.html", context)

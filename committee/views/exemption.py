"""Pages on which it is said what the public may not read."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.http import SignedInRequest
from committee.forms.exemption import ReportExemptionForm, SectionExemptionForm
from committee.services.exemption import save_report_exemption, save_section_exemption
from committee.views.papers import draft_to_write
from committee.views.saving import attempt


def exemption_section(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Say what of a section the public may not read, and why."""
    report = draft_to_write(request, slug)
    section = get_object_or_404(report.sections, key=key)
    form = SectionExemptionForm(request.POST or None, instance=section)
    if form.is_valid():
        typed = form.cleaned_data
        if attempt(form, save_section_exemption, section=section, by=request.user, **typed):
            messages.success(request, f"Saved what the public reads of “{section}”.")
            return redirect(f"{reverse('committee:report_detail', args=[slug])}#{key}")
    return _page(request, form, report=report, section=section)


def exemption_report(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say whether the public may read a paper at all, and why not."""
    report = draft_to_write(request, slug)
    form = ReportExemptionForm(request.POST or None, instance=report)
    if form.is_valid():
        typed = form.cleaned_data
        if attempt(form, save_report_exemption, report=report, by=request.user, **typed):
            messages.success(request, "Saved who may read the paper.")
            return redirect("committee:report_detail", slug)
    return _page(request, form, report=report)


def _page(request: SignedInRequest, form: Any, **context: Any) -> HttpResponse:
    return render(request, "committee/exemption_edit.html", {"form": form, **context})

"""The page on which what came after the cut-off is let into a paper."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest, extract_asked, files_of
from committee import extracts
from committee.forms.late_items import LateItemForm
from committee.services.late_items import admit_late_item, remove_late_item
from committee.views.papers import draft_to_write
from core import clock
from core.forms import show_errors


def late_item_list(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """What a paper tells of from after its cut-off, and letting one more thing in."""
    report = draft_to_write(request, slug)
    form = LateItemForm(request.POST or None, report=report, user=request.user, as_at=clock.today())
    if form.is_valid():
        try:
            admit_late_item(report=report, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Late item admitted. The paper says that it came late.")
            return redirect("committee:late_item_list", slug)
    items = report.late_items.select_related("update_record__action", "visit", "admitted_by")
    lists = [extracts.late_items_of(items)]
    if taken := extract_asked(request, lists, of=report, authority_id=report.authority.pk):
        return taken
    files = files_of(request, lists, authority_id=report.authority.pk)
    context = {"report": report, "form": form, "items": items, "files": files}
    return render(request, "committee/late_item_list.html", context)


def late_item_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take a late item out of the paper again."""
    report = draft_to_write(request, slug)
    items = report.late_items.select_related("update_record__action", "visit")
    item = get_object_or_404(items, pk=pk)
    if request.method == "POST":
        remove_late_item(item=item, by=request.user)
        messages.success(request, "Late item taken out.")
        return redirect("committee:late_item_list", slug)
    return render(request, "committee/late_item_remove.html", {"report": report, "item": item})

"""Pages of what children, families and staff said: you said, we did."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, takeable
from accounts.roles import Permission
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from monitoring.filters import VoiceItemFilter
from monitoring.forms.voice import VoiceItemForm
from monitoring.models import VoiceItem
from monitoring.permissions import can_record
from monitoring.services import voice as services
from monitoring.tables import VoiceItemTable
from monitoring.views.councils import choose_council


@require_safe
def voice_item_list(request: SignedInRequest) -> HttpResponseBase:
    """What people said and what was done about it; what is still unanswered comes first."""
    items = takeable(request, VoiceItem.objects.visible_to(request.user))
    items = items.select_related("theme", "practice_area").with_may_edit(request.user)
    return table_page(
        request,
        "monitoring/voice_item_list.html",
        queryset=items.unanswered_first(),
        table=VoiceItemTable,
        filterset=VoiceItemFilter,
        export_name="voice",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        may_record=request.user.may_somewhere(Permission.RECORD_FINDINGS),
    )


def voice_item_add(request: SignedInRequest) -> HttpResponse:
    """Record what somebody said."""
    authority = choose_council(request, "Record what was said")
    if isinstance(authority, HttpResponse):
        return authority
    form = VoiceItemForm(request.POST or None, instance=VoiceItem(authority=authority))
    if form.is_valid():
        try:
            item = services.save_voice_item(
                authority=authority, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _said_after(item))
            return redirect("monitoring:voice_item_list")
    context = {"form": form, "authority": authority}
    return render(request, "monitoring/voice_item_add.html", context)


def voice_item_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a record right, or say what was done and who was told."""
    items = VoiceItem.objects.visible_to(request.user).select_related("authority")
    item = get_object_or_404(items, pk=pk)
    require(can_record(request.user, item.authority_id))
    form = VoiceItemForm(request.POST or None, instance=get_object_or_404(items, pk=pk))
    if form.is_valid():
        try:
            saved = services.save_voice_item(
                authority=item.authority, by=request.user, item=item, **form.cleaned_data
            )
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _said_after(saved))
            return redirect("monitoring:voice_item_list")
    return render(request, "monitoring/voice_item_edit.html", {"form": form, "item": item})


def _said_after(item: VoiceItem) -> str:
    """That it is kept, and what is still to do."""
    if item.is_answered:
        return "Saved. It is answered: they were told."
    if item.done:
        return "Saved. It is unanswered until they are told what was done."
    return "Saved. It is unanswered until you say what was done."

"""Pages on which administrators keep the templates of papers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest, takeable
from accounts.roles import Permission
from committee.forms.house_styles import AdoptForm, CopyForm, RetireForm
from committee.models import HouseStyle
from committee.permissions import can_keep_house_style
from committee.reading import CONTENT_TYPES
from committee.services.house_styles import (
    adopt_house_style,
    copy_house_style,
    retire_house_style,
)
from committee.specimen import specimen
from committee.tables import HouseStyleTable
from core.forms import show_errors
from core.http import require
from core.views import table_page
from documents import html, word
from documents.numbering import number
from documents.problems import repair


def house_style_list(request: SignedInRequest) -> HttpResponseBase:
    """The templates of one's councils."""
    require(request.user.may_somewhere(Permission.ADMINISTER))
    return table_page(
        request,
        "committee/house_style_list.html",
        queryset=takeable(
            request, HouseStyle.objects.permitting(request.user, Permission.ADMINISTER)
        ).select_related("authority"),
        table=HouseStyleTable,
        export_name="templates",
        may_export=request.user.may_somewhere(Permission.EXPORT),
    )


def house_style_adopt(request: SignedInRequest) -> HttpResponse:
    """Take over a ready template."""
    require(request.user.may_somewhere(Permission.ADMINISTER))
    form = AdoptForm(request.POST or None, user=request.user)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            style = adopt_house_style(
                authority=chosen["authority"], key=chosen["template"], by=request.user
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"“{style}” is yours now. Change what is different here.")
            return redirect(style)
    return render(request, "committee/house_style_adopt.html", {"form": form})


def house_style_base(request: SignedInRequest) -> HttpResponse:
    """A Word document with the styles of a paper, for a council to give its looks to."""
    require(request.user.may_somewhere(Permission.ADMINISTER))
    return HttpResponse(
        word.starting_point(),
        content_type=CONTENT_TYPES["docx"],
        headers={"Content-Disposition": 'attachment; filename="styles-of-papers.docx"'},
    )


def house_style_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A template as its papers will look, and what can be done with it."""
    style = _kept_style(request, pk)
    document = repair(specimen(style))
    parts = html.render_parts(((block, 3) for block in document.children), number(document))
    context = {
        "style": style,
        "papers": style.reports.count(),
        "clearances": style.clearances.select_related("clearer"),
        "contents": html.contents(document),
        "parts": list(parts),
    }
    return render(request, "committee/house_style_detail.html", context)


def house_style_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a second template that begins as this one is."""
    style = _kept_style(request, pk)
    form = CopyForm(request.POST or None)
    if form.is_valid():
        try:
            copy = copy_house_style(
                house_style=style, name=form.cleaned_data["name"], by=request.user
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"“{copy}” added. It begins as “{style}” is.")
            return redirect(copy)
    return render(request, "committee/house_style_copy.html", {"form": form, "style": style})


def house_style_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a template out of use, or into use again."""
    style = _kept_style(request, pk)
    form = RetireForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        style = retire_house_style(
            house_style=style, by=request.user, is_retired=not style.is_retired
        )
        how = "is no longer offered for new papers" if style.is_retired else "is in use again"
        messages.success(request, f"“{style}” {how}.")
        return redirect(style)
    return render(request, "committee/house_style_retire.html", {"form": form, "style": style})


def _kept_style(request: SignedInRequest, pk: int) -> HouseStyle:
    """A template, for those who keep it."""
    styles = HouseStyle.objects.visible_to(request.user).select_related("authority")
    style = get_object_or_404(styles, pk=pk)
    require(can_keep_house_style(request.user, style))
    return style

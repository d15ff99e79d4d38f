"""Pages on which the pictures of a paper are kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest
from committee.forms.pictures import PictureEditForm, PictureForm
from committee.models import Report, ReportPicture
from committee.pictures import keys_in
from committee.services.pictures import add_picture, remove_picture, save_picture
from committee.views.papers import draft_to_write
from committee.views.saving import attempt
from improvement.models import ThemeNarrative


def picture_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """The pictures of a paper, and how its texts show them."""
    report = draft_to_write(request, slug)
    context = {"report": report, "pictures": report.pictures.all(), "shown": _shown(report)}
    return render(request, "committee/picture_list.html", context)


def picture_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a picture to a paper."""
    report = draft_to_write(request, slug)
    form = PictureForm(request.POST or None, request.FILES or None)
    if form.is_valid() and (
        picture := attempt(
            form, add_picture, report=report, by=request.user, content=form.content, **form.words
        )
    ):
        messages.success(
            request,
            f"Picture added. Type [[picture {picture.key}]] in a paragraph of its own to show it.",
        )
        return redirect("committee:picture_list", slug)
    return render(request, "committee/picture_add.html", {"report": report, "form": form})


def picture_edit(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Change what is said of a picture, or put another in its place."""
    picture = _picture(request, slug, key)
    form = PictureEditForm(request.POST or None, request.FILES or None, instance=picture)
    if form.is_valid() and attempt(
        form,
        save_picture,
        picture=picture,
        by=request.user,
        revision=form.cleaned_data["revision"],
        content=form.content,
        **form.words,
    ):
        messages.success(request, "Picture saved.")
        return redirect("committee:picture_list", slug)
    context = {"report": picture.report, "picture": _picture(request, slug, key), "form": form}
    return render(request, "committee/picture_edit.html", context)


def picture_remove(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Take a picture out of a paper."""
    picture = _picture(request, slug, key)
    if request.method == "POST":
        remove_picture(picture=picture, by=request.user)
        messages.success(request, "Picture removed.")
        return redirect("committee:picture_list", slug)
    context = {
        "report": picture.report,
        "picture": picture,
        "is_shown": key in _shown(picture.report),
    }
    return render(request, "committee/picture_remove.html", context)


def _picture(request: SignedInRequest, slug: str, key: str) -> ReportPicture:
    report = draft_to_write(request, slug)
    picture: ReportPicture = get_object_or_404(report.pictures, key=key)
    return picture


def _shown(report: Report) -> set[str]:
    """The keys of the pictures that the paper's texts show."""
    narratives = ThemeNarrative.objects.filter(theme__plan=report.plan_id, period=report.period_id)
    return keys_in(
        [
            *report.sections.values_list("body", flat=True),
            *narratives.values_list("body", flat=True),
        ]
    )

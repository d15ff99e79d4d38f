"""Pages of minutes: the draft as it will read, publishing and signing it, and what is public."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from committee.forms.minutes import MinutesPublishForm, MinutesSignForm
from committee.minutes import compose, missing, read_record
from committee.models import MinutesVersion
from committee.models.minutes import MinutesQuerySet
from committee.permissions import can_read_record
from committee.reading import CONTENT_TYPES, reading
from committee.services.freezing import make_files
from committee.services.minutes import publish_minutes, sign_minutes
from committee.views.meetings import find_meeting, meeting_to_keep
from committee.views.saving import attempt
from core import clock
from core.http import require, sent
from core.views import PAGE_SIZE
from documents import json

DRAFT_KINDS = ("html", "docx", "pdf")


def minutes_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """The minutes as they would be published now."""
    meeting = find_meeting(request, pk)
    require(can_read_record(request.user, meeting))
    record = read_record(meeting)
    context = {
        "meeting": meeting,
        "kinds": DRAFT_KINDS,
        "has_exempt": any(each.is_exempt for each in record.items),
        **reading(compose(record)),
    }
    return render(request, "committee/minutes_preview.html", context)


def minutes_download(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """The draft as a file, which says that it is not published."""
    meeting = find_meeting(request, pk)
    require(can_read_record(request.user, meeting))
    if kind not in DRAFT_KINDS:
        raise Http404
    document = compose(read_record(meeting))
    draft = f"As recorded on {clock.today():%-d %B %Y}, not published"
    try:
        draft_document = replace(document, kicker=(*document.kicker, draft))
        content = make_files(draft_document, base=meeting.body.base)[kind]
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("committee:minutes_preview", pk)
    name = f"{'-'.join(meeting.address)}-minutes-draft.{kind}"
    return _download(content, kind, name)


def minutes_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish the draft minutes, or a corrected version with what was corrected."""
    meeting = meeting_to_keep(request, pk)
    last = meeting.minutes.with_parts().first()
    record = read_record(meeting)
    document = compose(record)
    form = MinutesPublishForm(request.POST or None, is_correction=last is not None)
    if form.is_valid():
        minutes = attempt(
            form,
            publish_minutes,
            meeting=meeting,
            by=request.user,
            digest=request.POST.get("digest", ""),
            **form.cleaned_data,
        )
        if minutes:
            messages.success(request, f"Version {minutes.version} of the minutes is published.")
            return redirect(minutes)
    context = {
        "form": form,
        "meeting": meeting,
        "last": last,
        "missing": missing(record),
        "is_unchanged": last is not None and last.sha256 == json.digest(document),
        "is_held": clock.today() >= meeting.held_on,
        "has_exempt": any(each.is_exempt for each in record.items),
        "digest": json.digest(document),
    }
    return render(request, "committee/minutes_publish.html", context)


def minutes_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that a later meeting signed the minutes."""
    meeting = meeting_to_keep(request, pk)
    form = MinutesSignForm(
        request.POST or None, of=meeting, initial={"signed_by": meeting.body.chair}
    )
    if form.is_valid():
        minutes = attempt(
            form,
            sign_minutes,
            meeting=meeting,
            at=form.cleaned_data["meeting"],
            signed_by=form.cleaned_data["signed_by"],
            by=request.user,
        )
        if minutes:
            messages.success(request, "The minutes are signed. They do not change any more.")
            return redirect(minutes)
    context = {"form": form, "meeting": meeting, "last": meeting.minutes.with_parts().first()}
    return render(request, "committee/minutes_sign.html", context)


# --- what is public -------------------------------------------------------------------------


@login_not_required
@require_GET
def minutes_list(request: HttpRequest) -> HttpResponse:
    """Published minutes, newest meeting first."""
    minutes = (
        MinutesVersion.objects.readable_by(request.user)
        .newest()
        .with_parts()
        .order_by("meeting__body__authority__name", "-meeting__held_on", "meeting__body__name")
    )
    page = Paginator(minutes, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "committee/minutes_list.html", {"page": page})


@login_not_required
@require_GET
def minutes_latest(request: HttpRequest, authority: str, body: str, held_on: str) -> HttpResponse:
    """The newest version of the minutes of a meeting."""
    minutes = _versions(request, authority, body, held_on).with_parts().first()
    if minutes is None:
        raise Http404
    return redirect(minutes)


@login_not_required
@require_GET
def minutes_published(
    request: HttpRequest, authority: str, body: str, held_on: str, version: int
) -> HttpResponse:
    """One version of minutes, from the tree that was frozen when it was published."""
    versions = _versions(request, authority, body, held_on)
    minutes = get_object_or_404(
        versions.select_related("meeting__body__authority"), version=version
    )
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "address": minutes.meeting.address,
        "versions": versions.with_parts(),
        **reading(minutes.document()),
    }
    return render(request, "committee/minutes_published.html", context)


@login_not_required
@require_GET
def minutes_file(
    request: HttpRequest, authority: str, body: str, held_on: str, version: int, kind: str
) -> HttpResponseBase:
    """A file of a version, or the tree that its digest was made from."""
    versions = _versions(request, authority, body, held_on)
    minutes = get_object_or_404(versions, version=version)
    if kind not in CONTENT_TYPES:
        raise Http404
    name = f"{authority}-{body}-{held_on}-minutes-v{version}.{kind}"
    if kind == "json":
        return _download(minutes.tree, kind, name)
    return sent(getattr(minutes, kind), name=name, content_type=CONTENT_TYPES[kind])


def _versions(request: HttpRequest, authority: str, body: str, held_on: str) -> MinutesQuerySet:
    try:
        day = date.fromisoformat(held_on)
    except ValueError as no_day:
        raise Http404 from no_day
    found: MinutesQuerySet = MinutesVersion.objects.readable_by(request.user).filter(
        meeting__body__authority__slug=authority, meeting__body__slug=body, meeting__held_on=day
    )
    return found.order_by("-version")


def _download(content: str | bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

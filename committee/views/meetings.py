"""Pages of a meeting: its agenda, who was there, what was said and resolved."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from committee import citing
from committee.forms.meetings import (
    AttendanceForm,
    ItemAddForm,
    ItemForm,
    MeetingEditForm,
    ResolutionForm,
    papers_without_item,
)
from committee.minutes import PRESENCE, Record, read_record
from committee.models import AgendaItem, Meeting, Publication, Resolution
from committee.permissions import (
    can_answer,
    can_ask,
    can_manage_meetings,
    can_read_drafts,
    can_read_exempt,
    can_read_record,
)
from committee.services import meetings as services
from committee.services.meetings import ATTENDANCE_FIELDS
from committee.views.saving import attempt
from committee.vocabulary import Presence, ResolutionVerb
from core import clock
from core.http import require
from monitoring.models import Finding

EMPTY_ROWS = 3


def find_meeting(request: SignedInRequest, pk: int) -> Meeting:
    """A meeting of one of the person's authorities."""
    meetings = Meeting.objects.visible_to(request.user)
    meeting: Meeting = get_object_or_404(
        meetings.select_related("body__authority", "minutes_signed_at"), pk=pk
    )
    return meeting


def meeting_to_keep(request: SignedInRequest, pk: int) -> Meeting:
    """A meeting that the person keeps."""
    meeting = find_meeting(request, pk)
    require(can_manage_meetings(request.user, meeting.body.authority))
    return meeting


def find_item(request: SignedInRequest, pk: int) -> AgendaItem:
    """An agenda item, if the person may read what was said on it."""
    items = AgendaItem.objects.readable_by(request.user).with_parts()
    item: AgendaItem = get_object_or_404(items, pk=pk)
    return item


def item_to_keep(request: SignedInRequest, pk: int) -> AgendaItem:
    """An agenda item of a meeting that the person keeps."""
    item = find_item(request, pk)
    require(can_manage_meetings(request.user, item.meeting.body.authority))
    return item


def is_over(meeting: Meeting) -> bool:
    """Whether the day of the meeting has come, so that what happened can be written down."""
    return clock.today() >= meeting.held_on


@require_safe
def meeting_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The agenda with its papers, who was there, and what was asked, promised and resolved."""
    meeting, user = find_meeting(request, pk), request.user
    authority = meeting.body.authority
    record = read_record(meeting)
    may_keep = can_manage_meetings(user, authority) and not meeting.is_signed
    minutes = list(meeting.minutes.readable_by(user).with_parts())
    context = {
        "meeting": meeting,
        "record": record,
        "attendance": _by_presence(record),
        "minutes": minutes,
        "findings": readable_findings(request, record),
        "is_over": is_over(meeting),
        "has_passed": clock.today() > meeting.held_on,
        "papers_left": papers_without_item(meeting, AgendaItem(meeting=meeting))
        if may_keep
        else (),
        "may_keep": may_keep,
        "may_sign": may_keep and minutes,
        "may_ask": can_ask(user, authority) and clock.today() <= meeting.held_on,
        "may_answer": can_answer(user, authority) or may_keep,
        "may_read": can_read_record(user, meeting),
        "may_read_drafts": can_read_drafts(user, authority),
        "may_read_exempt": can_read_exempt(user, authority),
    }
    return render(request, "committee/meeting_detail.html", context)


def _by_presence(record: Record) -> list[tuple[str, list[Any]]]:
    groups = (
        (label, [each for each in record.attendance if each.presence == presence])
        for presence, label in PRESENCE.items()
    )
    return [(label, people) for label, people in groups if people]


def readable_findings(request: SignedInRequest, record: Record) -> set[int]:
    """The findings that something on the agenda is about, if the person may read them."""
    about = {
        each.finding_id
        for item in record.items
        for each in (*item.questions, *item.promises, *item.recommendations)
        if each.finding_id
    }
    readable = Finding.objects.readable_by(request.user).filter(pk__in=about)
    return set(readable.values_list("pk", flat=True))


def meeting_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change when and where a meeting is held."""
    meeting = meeting_to_keep(request, pk)
    form = MeetingEditForm(request.POST or None, instance=meeting)
    if form.is_valid() and attempt(
        form, services.save_meeting, meeting=meeting, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "Meeting saved.")
        return redirect("committee:meeting_detail", pk)
    context = {"form": form, "meeting": find_meeting(request, pk)}
    return render(request, "committee/meeting_edit.html", context)


# --- who was there --------------------------------------------------------------------------


def meeting_attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say who was there, who stood in for whom and who sent apologies."""
    meeting = meeting_to_keep(request, pk)
    form = _attendance_form(request, meeting)
    if form.is_valid() and attempt(
        form,
        services.save_attendance,
        meeting=meeting,
        by=request.user,
        revision=form.cleaned_data["revision"],
        people=form.people,
    ):
        messages.success(request, "Attendance saved.")
        return redirect("committee:meeting_detail", pk)
    return render(request, "committee/meeting_attendance.html", {"form": form, "meeting": meeting})


def _attendance_form(request: SignedInRequest, meeting: Meeting) -> AttendanceForm:
    """The saved list, or the typed one; adding rows saves nothing."""
    if request.method != "POST":
        people: list[Any] = list(meeting.attendance.values(*ATTENDANCE_FIELDS))
        if not people:
            people = [{"name": meeting.body.chair, "presence": Presence.CHAIR}]
        empty: list[dict[str, Any]] = [{} for _ in range(EMPTY_ROWS)]
        return AttendanceForm(people=[*people, *empty], initial={"revision": meeting.revision})
    numbers = [int(name[5:]) for name in request.POST if re.fullmatch(r"name_[0-9]{1,3}", name)]
    typed = [
        {name: request.POST.get(f"{name}_{number}", "") for name in ATTENDANCE_FIELDS}
        for number in sorted(numbers)
    ]
    if "add" not in request.POST:
        return AttendanceForm(request.POST, people=typed)
    empty = [{} for _ in range(EMPTY_ROWS)]
    return AttendanceForm(
        people=[*typed, *empty], initial={"revision": request.POST.get("revision")}
    )


# --- the agenda -----------------------------------------------------------------------------


def meeting_item_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a paper, or anything else, on the agenda."""
    meeting = meeting_to_keep(request, pk)
    proposed: dict[str, Any] = {}
    for paper in papers_without_item(meeting, AgendaItem(meeting=meeting)):
        if str(paper.pk) == request.GET.get("paper"):
            proposed = {"report": paper, "title": paper.title}
    form = ItemAddForm(
        request.POST or None,
        instance=AgendaItem(meeting=meeting),
        meeting=meeting,
        initial=proposed,
    )
    if form.is_valid():
        item = attempt(
            form, services.add_item, meeting=meeting, by=request.user, **form.cleaned_data
        )
        if item:
            messages.success(request, f"“{item.title}” is on the agenda.")
            return redirect(item)
    return render(request, "committee/meeting_item_add.html", {"form": form, "meeting": meeting})


def meeting_item_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down who introduced and presented an item, and what was said."""
    item = item_to_keep(request, pk)
    form = ItemForm(
        request.POST or None, instance=item, meeting=item.meeting, is_over=is_over(item.meeting)
    )
    if form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "looked_at"}
        if attempt(form, services.save_item, item=item, by=request.user, **fields):
            messages.success(request, "Item saved.")
            return redirect(item)
    context = {"form": form, "item": find_item(request, pk), "is_over": is_over(item.meeting)}
    return render(request, "committee/meeting_item_edit.html", context)


def meeting_item_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an item off the agenda, once the person has said that this is meant."""
    item = item_to_keep(request, pk)
    if request.method == "POST":
        try:
            services.remove_item(item=item, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"“{item.title}” is off the agenda.")
        return redirect(item.meeting)
    return render(request, "committee/meeting_item_remove.html", {"item": item})


# --- resolutions ----------------------------------------------------------------------------


def resolution_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a resolution; the paper's recommendations are offered in the words of one."""
    item = item_to_keep(request, pk)
    versions = Publication.objects.filter(report=item.report_id) if item.report_id else ()
    version = citing.version_before(versions, item.meeting.held_on)
    proposals = (
        [citing.in_the_past(each) for each in citing.recommendations(version)] if version else []
    )
    proposed = _proposed(request.GET.get("recommendation", ""), proposals)
    form = ResolutionForm(
        request.POST or None,
        instance=Resolution(item=item),
        item=item,
        initial={"publication": version, "revision": 1, **proposed},
    )
    if form.is_valid():
        fields = {name: form.cleaned_data.get(name) for name in ("verb", "text", "publication")}
        resolution = attempt(form, services.add_resolution, item=item, by=request.user, **fields)
        if resolution:
            messages.success(request, f"Resolution {resolution.number} recorded.")
            return redirect(item)
    context = {"form": form, "item": item, "proposals": proposals, "citable": citable(version)}
    return render(request, "committee/resolution_add.html", context)


def _proposed(number: str, proposals: list[tuple[str, list[str]]]) -> dict[str, str]:
    """What the form begins with for one of the recommendations."""
    if not (number.isdecimal() and 0 < int(number) <= len(proposals)):
        return {}
    text, verbs = proposals[int(number) - 1]
    verb = next((verb for verb in verbs if verb in ResolutionVerb.values), "")
    return {"text": text, "verb": verb}


def resolution_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a resolution, or remove one that was not passed."""
    resolutions = Resolution.objects.readable_by(request.user)
    resolution = get_object_or_404(
        resolutions.select_related("item__meeting__body__authority", "publication"), pk=pk
    )
    item = resolution.item
    require(can_manage_meetings(request.user, item.meeting.body.authority))
    form = ResolutionForm(request.POST or None, instance=resolution, item=item)
    if "remove" in request.POST:
        try:
            services.remove_resolution(resolution=resolution, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, "Resolution removed.")
        return redirect(item)
    if form.is_valid():
        fields = {name: form.cleaned_data.get(name) for name in ("verb", "text", "publication")}
        revision = form.cleaned_data["revision"]
        if attempt(
            form,
            services.save_resolution,
            resolution=resolution,
            by=request.user,
            revision=revision,
            **fields,
        ):
            messages.success(request, "Resolution saved.")
            return redirect(item)
    context = {
        "form": form,
        "item": item,
        "resolution": resolution,
        "citable": citable(resolution.publication),
    }
    return render(request, "committee/resolution_edit.html", context)


def citable(version: Publication | None) -> list[tuple[str, str, str]]:
    """What can be cited of a version: how to write it, what it is, and what that prints."""
    return list(citing.parts(version)) if version else []

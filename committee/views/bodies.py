"""Pages about bodies and their meetings."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest, takeable
from accounts.roles import Permission
from committee.forms.bodies import MeetingForm
from committee.models import Body, Meeting, Publication, Report
from committee.permissions import (
    can_manage_meetings,
)
from committee.services.meetings import add_meeting
from committee.tables import MeetingTable
from committee.views.saving import attempt
from core.http import require
from core.views import table_page


def meeting_list(request: SignedInRequest) -> HttpResponseBase:
    """The meetings of one's bodies, newest first, with their papers."""
    papers = Prefetch("reports", Report.objects.visible_to(request.user), to_attr="papers")
    return table_page(
        request,
        "committee/meeting_list.html",
        queryset=takeable(request, Meeting.objects.visible_to(request.user))
        .select_related("body__authority")
        .prefetch_related(papers),
        table=MeetingTable,
        export_name="meetings",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        may_add=request.user.may_somewhere(Permission.MANAGE_MEETINGS),
    )


def meeting_add(request: SignedInRequest) -> HttpResponse:
    """Add a meeting of a body."""
    require(request.user.may_somewhere(Permission.MANAGE_MEETINGS))
    form = MeetingForm(request.POST or None, user=request.user, initial=request.GET.dict())
    if form.is_valid():
        meeting = attempt(form, add_meeting, by=request.user, **form.cleaned_data)
        if meeting:
            day = f"{meeting.publish_by:%A %-d %B %Y}"
            messages.success(request, f"Meeting added. Its papers must be published by {day}.")
            return redirect("committee:meeting_list")
    return render(request, "committee/meeting_add.html", {"form": form})


def body_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A body: who it is, what it oversees, when it meets."""
    body = get_object_or_404(Body.objects.visible_to(request.user), pk=pk)
    papers = Prefetch("reports", Report.objects.visible_to(request.user), to_attr="papers")
    return render(
        request,
        "committee/body_detail.html",
        {
            "body": body,
            "meetings": body.meetings.prefetch_related(papers),
            "plans": body.plans.all(),
            "publishes": Publication.objects.public().filter(report__meeting__body=body).exists(),
            "may_add": can_manage_meetings(request.user, body.authority),
        },
    )

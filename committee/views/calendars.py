"""A person's calendar: its private address, and what stands at it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.keys import find_key
from accounts.models import AccessKey
from committee.calendars import feed_of
from committee.services.calendars import calendar_keys, replace_calendar, stop_calendar
from core import clock
from improvement.reminder_mails import absolute


@never_cache
def calendar_address(request: SignedInRequest) -> HttpResponse:
    """Make the address of one's calendar, replace it or stop it. It is shown once."""
    user, today = request.user, clock.today()
    asked = request.POST.get("do")
    if asked == "stop":
        stop_calendar(user=user, on=today)
        messages.success(request, "The address of your calendar does not work any more.")
        return redirect("committee:calendar_address")
    address = ""
    if asked == "make":
        secret = replace_calendar(user=user, on=today)
        address = absolute(reverse("committee:calendar_feed", args=[secret]))
    context = {"key": calendar_keys(user, on=today).first(), "address": address}
    return render(request, "committee/calendar_address.html", context)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of the person whose address this is; whoever has the address may read it."""
    today = clock.today()
    key = find_key(secret, use=AccessKey.Use.CALENDAR, on=today)
    if key is None:
        raise Http404
    feed = feed_of(key.user, as_at=today)
    etag, changed = f'W/"{feed.digest}"', int(feed.changed_at.timestamp())
    response = HttpResponse(feed.content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["Last-Modified"] = http_date(changed)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    found = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    return found or response

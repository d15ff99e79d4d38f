"""A person's dates as a calendar that other programs read: due dates, visits, meetings and the
last days on which papers may be published.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.models import User
from committee.models import Meeting
from core.models import AuditEvent
from documents.characters import clean
from improvement.models import Action
from improvement.reminder_mails import absolute
from monitoring.models import Visit

SHOWN_BACK = timedelta(days=92)
ASK_AGAIN = timedelta(hours=6)  # how often programs are told to look
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """Something in a calendar: on whole days, or from an hour of one.

    ``name`` stays the same while the dates move, so that a program moves what it shows.
    """

    name: str
    words: str
    starts: date | datetime
    ends_on: date | None
    address: str
    place: str = ""


@dataclass(frozen=True)
class Feed:
    """A calendar as it is sent, and by what a program tells that nothing has changed."""

    content: bytes
    digest: str
    changed_at: datetime


def feed_of(user: User, *, as_at: date) -> Feed:
    """The calendar of a person, with what they may see on a day."""
    entries = sorted(_entries(user, as_at), key=lambda each: each.name)
    changed_at = _last_change(user, as_at)
    calendar = Calendar()
    calendar.add("prodid", f"-//{clean(settings.SITE_NAME)}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", clean(settings.SITE_NAME))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry, changed_at))
    digest = hashlib.sha256(repr((settings.SITE_NAME, entries)).encode()).hexdigest()
    return Feed(calendar.to_ical(), digest, changed_at)


def _event(entry: Entry, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    event.add("dtstamp", changed_at)
    event.add("summary", clean(entry.words))
    event.add("dtstart", entry.starts)
    if entry.ends_on is not None:
        event.add("dtend", entry.ends_on + ONE_DAY)
        event.add("transp", "TRANSPARENT")  # it takes nobody's time
    if entry.place:
        event.add("location", clean(entry.place))
    event.add("url", absolute(entry.address))
    return event


def _last_change(user: User, as_at: date) -> datetime:
    """When what the person may see last changed, at the earliest when the day began."""
    began = timezone.make_aware(datetime.combine(as_at, time()))
    events = AuditEvent.objects.all()
    if not user.is_superuser:
        events = events.filter(authority_id__in=[each.pk for each in user.authorities])
    last = events.order_by().aggregate(last=Max("at"))["last"]
    latest: datetime = max(filter(None, (began, last)))
    return latest.astimezone(UTC).replace(microsecond=0)


def _entries(user: User, as_at: date) -> Iterator[Entry]:
    first = as_at - SHOWN_BACK
    actions = Action.objects.visible_to(user).mine(user).open().filter(due_on__gte=first)
    for action in actions.only("pk", "reference", "title", "due_on"):
        yield Entry(
            f"action-{action.pk}",
            f"Due: {action}",
            action.due_on,
            action.due_on,
            action.get_absolute_url(),
        )
    yield from _visits(user, as_at)
    meetings = Meeting.objects.visible_to(user).filter(held_on__gte=first)
    for meeting in meetings.select_related("body"):
        at = meeting.starts_at
        yield Entry(
            f"meeting-{meeting.pk}",
            str(meeting.body),
            _moment(meeting.held_on, at) if at else meeting.held_on,
            None if at else meeting.held_on,
            meeting.get_absolute_url(),
            meeting.venue,
        )
        yield Entry(
            f"publication-{meeting.pk}",
            f"Last day to publish papers for {meeting}",
            meeting.publish_by,
            meeting.publish_by,
            meeting.get_absolute_url(),
        )


def _visits(user: User, as_at: date) -> Iterator[Entry]:
    """Visits with their days; when the next is expected only where the letter is published.

    A calendar is read elsewhere, so of a letter that is not published it says nothing to anybody.
    """
    visits = Visit.objects.visible_to(user)
    for visit in visits.filter(ends_on__gte=as_at - SHOWN_BACK):
        yield Entry(
            f"visit-{visit.pk}",
            visit.title or f"{visit.get_inspectorate_display()}: {visit.get_kind_display()}",
            visit.starts_on,
            visit.ends_on,
            visit.get_absolute_url(),
        )
    for visit in visits.public(as_at=as_at).filter(next_visit_on__gte=as_at):
        yield Entry(
            f"next-visit-{visit.pk}",
            f"{visit.get_inspectorate_display()}: next visit expected",
            visit.next_visit_on,
            visit.next_visit_ends_on or visit.next_visit_on,
            visit.get_absolute_url(),
        )


def _moment(day: date, at: time) -> datetime:
    """An hour of the council's day, as every program understands it."""
    return timezone.make_aware(datetime.combine(day, at)).astimezone(UTC)

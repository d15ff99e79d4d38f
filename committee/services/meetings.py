"""Keeping meetings: the agenda, who was there, what was said and resolved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from committee import citing
from committee.models import AgendaItem, Attendance, Body, Meeting, Publication, Report, Resolution
from core import audit, clock, revisions
from core.models import AuditEvent, changes

MEETING_FIELDS = ("held_on", "starts_at", "venue")
ITEM_FIELDS = ("title", "report", "introduced_by", "presented_by", "discussion", "is_unanimous")
ATTENDANCE_FIELDS = ("name", "post", "presence", "stands_in_for")
OUT_OF_THE_WAY = 10_000  # no agenda has so many items


def open_meeting(meeting: Meeting) -> Meeting:
    """The meeting, locked so that nobody publishes its minutes meanwhile; not once it is signed."""
    locked = (
        Meeting.objects.select_related("body__authority")
        .select_for_update(of=("self",))
        .get(pk=meeting.pk)
    )
    if locked.is_signed:
        raise ValidationError("The minutes of this meeting are signed. They do not change.")
    return locked


def refuse_before(meeting: Meeting, what: str) -> None:
    """What happened in a meeting is recorded once it has been held."""
    if clock.today() < meeting.held_on:
        day = f"{meeting.held_on:%-d %B %Y}"
        raise ValidationError(f"The meeting is on {day}. {what} once it has been held.")


def tell(meeting: Meeting, by: User, **details: Any) -> None:
    """Write down in the audit trail what was done to a meeting."""
    audit.record(
        AuditEvent.Kind.MEETING_CHANGED,
        by=by,
        authority_id=meeting.body.authority_id,
        subject=meeting,
        **details,
    )


@transaction.atomic
def add_meeting(*, body: Body, by: User, held_on: date) -> Meeting:
    """Add a day on which a body meets."""
    meeting = Meeting(body=body, held_on=held_on)
    meeting.full_clean()
    meeting.save()
    tell(meeting, by, changes=changes({}, {"held_on": held_on}))
    return meeting


@transaction.atomic
def save_meeting(*, meeting: Meeting, by: User, revision: int | None, **fields: Any) -> Meeting:
    """Save when and where it is held, unless somebody else has saved it meanwhile."""
    open_meeting(meeting)
    meeting = revisions.lock(meeting, revision)
    before = {name: getattr(meeting, name) for name in MEETING_FIELDS}
    _set(meeting, fields, MEETING_FIELDS)
    if meeting.held_on != before["held_on"]:
        published = Publication.objects.filter(report__meeting=meeting)
        if published.exists() or meeting.minutes.exists():
            raise ValidationError(
                {"held_on": "Its papers or minutes are published, and they name this day."}
            )
    meeting.revision += 1
    meeting.full_clean()
    meeting.save()
    after = {name: getattr(meeting, name) for name in MEETING_FIELDS}
    tell(meeting, by, changes=changes(before, after))
    return meeting


@transaction.atomic
def save_attendance(
    *, meeting: Meeting, by: User, revision: int | None, people: Sequence[Mapping[str, Any]]
) -> Meeting:
    """Save everybody who was there or sent apologies, in their order."""
    open_meeting(meeting)
    meeting = revisions.lock(meeting, revision)
    names = [str(person["name"]).casefold() for person in people]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise ValidationError(f"{people[place]['name']} stands in the list twice.")
    meeting.attendance.all().delete()
    for order, person in enumerate(people, start=1):
        each = Attendance(meeting=meeting, order=order)
        _set(each, person, ATTENDANCE_FIELDS)
        each.full_clean()
        each.save()
    meeting.revision += 1
    meeting.save()
    tell(meeting, by, attendance=len(people))
    return meeting


# --- the agenda -----------------------------------------------------------------------------


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    by: User,
    title: str,
    report: Report | None = None,
    place: int | None = None,
) -> AgendaItem:
    """Put something on the agenda: at the end, or at a place."""
    meeting = open_meeting(meeting)
    others = list(meeting.items.order_by("order"))
    item = AgendaItem(meeting=meeting, order=len(others) + 1, title=title, report=report)
    _refuse_stranger(item)
    item.full_clean()
    audit.save(item, by=by, at=clock.now())
    _move(item, place)
    tell(meeting, by, item_added=str(item))
    return item


@transaction.atomic
def save_item(
    *, item: AgendaItem, by: User, revision: int | None, place: int | None = None, **fields: Any
) -> AgendaItem:
    """Save what an item is and what was said, unless somebody else has saved it meanwhile."""
    meeting = open_meeting(item.meeting)
    item = revisions.lock(item, revision)
    before = {name: getattr(item, name) for name in ITEM_FIELDS}
    _set(item, fields, ITEM_FIELDS)
    cites = item.resolutions.exclude(publication=None).exists()
    if item.report != before["report"] and (cites or item.questions.exclude(anchor="").exists()):
        raise ValidationError(
            {"report": "What is recorded on this item cites its paper. Change that first."}
        )
    said = (item.introduced_by, item.presented_by, item.discussion)
    if any(said) or item.is_unanimous:
        refuse_before(meeting, "Write down what was said")
    _refuse_stranger(item)
    item.revision += 1
    item.full_clean()
    audit.save(item, by=by, at=clock.now())
    _move(item, place)
    after = {name: getattr(item, name) for name in ITEM_FIELDS}
    tell(meeting, by, item=item.pk, changed=sorted(changes(before, after)))
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by: User) -> None:
    """Take something off the agenda, if nothing has been recorded on it."""
    meeting = open_meeting(item.meeting)
    item = revisions.lock(item, None)
    held = (item.questions, item.promises, item.resolutions, item.scrutiny_recommendations)
    if item.discussion or any(each.exists() for each in held):
        raise ValidationError("Something is recorded on this item, so it stays on the agenda.")
    told = str(item)
    _delete(item, by)
    _count_again(list(meeting.items.order_by("order")))
    tell(meeting, by, item_removed=told)


def _refuse_stranger(item: AgendaItem) -> None:
    if item.report and item.report.meeting_id != item.meeting_id:
        raise ValidationError({"report": "Choose a paper that was written for this meeting."})


def _move(item: AgendaItem, place: int | None) -> None:
    """Put an item at a place; the others close up."""
    if place is None or place == item.order:
        return
    others = [each for each in item.meeting.items.order_by("order") if each.pk != item.pk]
    place = min(max(place, 1), len(others) + 1)
    _count_again([*others[: place - 1], item, *others[place - 1 :]])
    item.order = place


def _count_again(items: Sequence[AgendaItem]) -> None:
    """Count the items from 1, in the given order; each number is unique at every moment."""
    for away in (OUT_OF_THE_WAY, 0):
        for order, each in enumerate(items, start=1):
            AgendaItem.objects.filter(pk=each.pk).update(order=away + order)


# --- resolutions ----------------------------------------------------------------------------


@transaction.atomic
def add_resolution(
    *, item: AgendaItem, by: User, verb: str, text: str, publication: Publication | None = None
) -> Resolution:
    """Record the next resolution on an item, citing the version that was before the meeting."""
    meeting = open_meeting(item.meeting)
    refuse_before(meeting, "Write down what was resolved")
    item = revisions.lock(item, None)
    resolution = Resolution(item=item, number=item.resolutions.count() + 1)
    _write(resolution, meeting, by, verb, text, publication)
    tell(meeting, by, resolution=resolution.number, item=item.pk)
    return resolution


@transaction.atomic
def save_resolution(
    *,
    resolution: Resolution,
    by: User,
    revision: int | None,
    verb: str,
    text: str,
    publication: Publication | None = None,
) -> Resolution:
    """Save a resolution, unless somebody else has saved it meanwhile."""
    meeting = open_meeting(resolution.item.meeting)
    resolution = revisions.lock(resolution, revision)
    resolution.revision += 1
    _write(resolution, meeting, by, verb, text, publication)
    tell(meeting, by, resolution=resolution.number, item=resolution.item_id)
    return resolution


@transaction.atomic
def remove_resolution(*, resolution: Resolution, by: User) -> None:
    """Remove a resolution that was not passed; those after it close up."""
    meeting = open_meeting(resolution.item.meeting)
    resolution = revisions.lock(resolution, None)
    item, number = resolution.item, resolution.number
    at = clock.now()
    _delete(resolution, by)
    for each in item.resolutions.filter(number__gt=number).order_by("number"):
        each.number -= 1
        audit.save(each, by=by, at=at)
    tell(meeting, by, resolution_removed=number, item=item.pk)


def _write(
    resolution: Resolution,
    meeting: Meeting,
    by: User,
    verb: str,
    text: str,
    publication: Publication | None,
) -> None:
    _refuse_other_papers(resolution.item, meeting, publication)
    resolution.verb, resolution.text, resolution.publication = verb, text.strip(), publication
    numbering = citing.numbering_of(publication) if publication else None
    if wrong := citing.faults(resolution.text, numbering):
        raise ValidationError({"text": wrong})
    resolution.full_clean()
    audit.save(resolution, by=by, at=clock.now())


def _refuse_other_papers(
    item: AgendaItem, meeting: Meeting, publication: Publication | None
) -> None:
    """A resolution cites the paper of its own item, as members had it."""
    if publication is None:
        return
    if publication.report_id != item.report_id:
        raise ValidationError(
            {"publication": f"“{publication}” is not the paper of this item. Choose one that is."}
        )
    if timezone.localdate(publication.published_at) > meeting.held_on:
        raise ValidationError(
            {
                "publication": f"Version {publication.version} was published after the meeting. "
                "Choose the one that members had before them."
            }
        )


def _set(record: Any, fields: Mapping[str, Any], known: Sequence[str]) -> None:
    for name, value in fields.items():
        if name not in known:
            raise TypeError(f"{name} is not kept of a {record._meta.verbose_name}.")
        setattr(record, name, value)


def _delete(record: Any, by: User) -> None:
    """Remove a record; its history tells who did."""
    record._history_user, record._history_date = by, clock.now()
    record.delete()

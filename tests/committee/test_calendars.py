"""A person's calendar: its private address, and that it shows only what the person may see."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import AccessKey, Authority, User
from core.models import AuditEvent
from tests.factories.accounts import AccessKeyFactory, UserFactory
from tests.factories.committee import BodyFactory, MeetingFactory
from tests.factories.improvement import ActionFactory, PlanFactory
from tests.factories.monitoring import VisitFactory

TODAY = date(2018, 4, 23)
ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY
    settings.SITE_URL = "https://tracker.barnet.example"


@pytest.fixture
def key(updater: User) -> AccessKey:
    """The address of the officer's calendar."""
    return AccessKeyFactory(user=updater, use="calendar", secret=SECRET)


SECRET = "s3cret"


def read(client: Client, secret: str = SECRET, **headers: str) -> Any:
    """What is answered at an address."""
    return client.get(reverse("committee:calendar_feed", args=[secret]), headers=headers)


def events(response: Any) -> dict[str, Any]:
    """The events of a calendar by their lasting names, as another program reads them."""
    calendar = Calendar.from_ical(response.content)
    found = calendar.walk("VEVENT")
    named = {str(event["UID"]).partition("@")[0]: event for event in found}
    assert len(named) == len(found)
    return named


# --- the address ----------------------------------------------------------------------------


def test_calendar_address_is_shown_once_and_works_without_signing_in(
    updater: User, client_of: ClientOf, client: Client
) -> None:
    page = reverse("committee:calendar_address")
    response = client_of(updater).post(page, {"do": "make"})
    address = response.context["address"]
    assert address.startswith("https://tracker.barnet.example/calendar/")
    assert address in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    again = client_of(updater).get(page)
    assert address not in again.content.decode()
    answer = client.get(address.removeprefix("https://tracker.barnet.example"))
    assert answer.status_code == 200
    key = updater.access_keys.get()
    assert key.use == "calendar"
    assert key.sha256 not in address
    assert address.rpartition("/")[2].removesuffix(".ics") not in str(vars(key))
    assert not answer.cookies


def test_calendar_address_is_replaced_and_the_old_one_stops(
    key: AccessKey, updater: User, client_of: ClientOf, client: Client
) -> None:
    assert read(client).status_code == 200
    client_of(updater).post(reverse("committee:calendar_address"), {"do": "make"})
    assert read(client).status_code == 404
    assert updater.access_keys.filter(revoked_on=None).count() == 1


def test_calendar_address_is_stopped(
    key: AccessKey, updater: User, client_of: ClientOf, client: Client
) -> None:
    response = client_of(updater).post(
        reverse("committee:calendar_address"), {"do": "stop"}, follow=True
    )
    assert "You have no address yet." in response.content.decode()
    assert read(client).status_code == 404
    kind = AuditEvent.Kind.ACCESS_KEY_CHANGED
    assert AuditEvent.objects.get(kind=kind).details["change"] == "revoked"


def test_calendar_address_of_another_is_neither_shown_nor_stopped(
    key: AccessKey, reader: User, client_of: ClientOf, client: Client
) -> None:
    response = client_of(reader).post(
        reverse("committee:calendar_address"), {"do": "stop"}, follow=True
    )
    assert response.context["key"] is None
    assert read(client).status_code == 200


def test_calendar_feed_is_not_found_by_a_wrong_address(key: AccessKey, client: Client) -> None:
    assert read(client, "S3cret").status_code == 404
    assert read(client, key.sha256).status_code == 404
    assert read(client, "\x00").status_code == 404


def test_calendar_feed_is_not_found_by_a_key_of_another_use(client: Client, updater: User) -> None:
    AccessKeyFactory(user=updater, use="data", secret=SECRET)
    assert read(client).status_code == 404


@pytest.mark.parametrize(
    "change", [{"revoked_on": TODAY}, {"expires_on": TODAY}], ids=["revoked", "stopped"]
)
def test_calendar_feed_ends_with_its_key(
    key: AccessKey, client: Client, change: dict[str, Any]
) -> None:
    AccessKey.objects.filter(pk=key.pk).update(**change)
    assert read(client).status_code == 404


def test_calendar_feed_ends_when_the_person_leaves(
    key: AccessKey, updater: User, client: Client
) -> None:
    updater.is_active = False
    updater.save()
    assert read(client).status_code == 404


def test_calendar_feed_takes_nothing(key: AccessKey, client: Client) -> None:
    assert client.post(reverse("committee:calendar_feed", args=[SECRET])).status_code == 405


def test_calendar_feed_notes_its_use_once_a_day(
    key: AccessKey, client: Client, django_assert_num_queries: Any
) -> None:
    read(client)
    key.refresh_from_db()
    assert key.last_used_on == TODAY
    with django_assert_num_queries(8) as asked:
        read(client)
    assert not [each for each in asked if each["sql"].startswith(("UPDATE", "INSERT"))]


# --- what stands in it ----------------------------------------------------------------------


def test_calendar_feed_holds_due_dates_visits_meetings_and_publication_days(
    key: AccessKey, updater: User, authority: Authority, client: Client
) -> None:
    plan = PlanFactory(authority=authority)
    action = ActionFactory(plan=plan, lead=updater, reference="5b(ii)", title="Train; then, test")
    ActionFactory(plan=plan)  # somebody else's
    ActionFactory(plan=plan, lead=updater, complete=True)
    ActionFactory(plan=plan, lead=updater, due_on=None)
    visit = VisitFactory(
        authority=authority, starts_on=date(2018, 4, 25), ends_on=date(2018, 4, 26)
    )
    body = BodyFactory(authority=authority, name="Children’s Committee")
    meeting = MeetingFactory(
        body=body, held_on=date(2018, 6, 6), starts_at=time(19), venue="Hendon Town Hall"
    )
    found = events(read(client))
    assert found.keys() == {
        f"action-{action.pk}",
        f"visit-{visit.pk}",
        f"meeting-{meeting.pk}",
        f"publication-{meeting.pk}",
    }
    due = found[f"action-{action.pk}"]
    assert str(due["SUMMARY"]) == "Due: 5b(ii) Train; then, test"
    assert (due["DTSTART"].dt, due["DTEND"].dt) == (date(2018, 7, 31), date(2018, 8, 1))
    assert str(due["URL"]) == f"https://tracker.barnet.example/actions/{action.pk}/"
    days = found[f"visit-{visit.pk}"]
    assert (days["DTSTART"].dt, days["DTEND"].dt) == (date(2018, 4, 25), date(2018, 4, 27))
    evening = found[f"meeting-{meeting.pk}"]
    assert evening["DTSTART"].dt == datetime(2018, 6, 6, 18, tzinfo=UTC)  # British Summer Time
    assert str(evening["LOCATION"]) == "Hendon Town Hall"
    assert found[f"publication-{meeting.pk}"]["DTSTART"].dt == meeting.publish_by


def test_calendar_feed_shows_nothing_of_another_authority(
    key: AccessKey, updater: User, client: Client
) -> None:
    ActionFactory(lead=updater)
    MeetingFactory(held_on=date(2018, 6, 6))
    VisitFactory(starts_on=TODAY, ends_on=TODAY)
    assert events(read(client)) == {}


def test_calendar_feed_says_nothing_of_a_letter_that_is_not_published(
    authority: Authority, client: Client
) -> None:
    lead = UserFactory(role="theme_lead", role__authority=authority)
    AccessKeyFactory(user=lead, use="calendar", secret=SECRET)
    expected = {
        "authority": authority,
        "starts_on": date(2018, 1, 30),
        "ends_on": date(2018, 1, 31),
        "next_visit_on": date(2018, 7, 10),
        "ordinal": 3,
    }
    VisitFactory(letter_status="pre_publication", **expected)
    public = VisitFactory(letter_status="published", published_on=date(2018, 3, 1), **expected)
    response = read(client)
    assert "Third" not in response.content.decode()
    assert {name for name in events(response) if name.startswith("next")} == {
        f"next-visit-{public.pk}"
    }


def test_calendar_feed_leaves_out_what_is_long_past(
    key: AccessKey, updater: User, authority: Authority, client: Client
) -> None:
    plan = PlanFactory(authority=authority)
    ActionFactory(plan=plan, lead=updater, due_on=date(2018, 1, 15))
    shown = ActionFactory(plan=plan, lead=updater, due_on=date(2018, 1, 25))
    assert events(read(client)).keys() == {f"action-{shown.pk}"}


def test_calendar_feed_keeps_its_names_while_dates_move(
    key: AccessKey, updater: User, authority: Authority, client: Client
) -> None:
    action = ActionFactory(plan__authority=authority, lead=updater)
    (before,) = events(read(client)).values()
    action.due_on = date(2018, 9, 30)
    action.save()
    (after,) = events(read(client)).values()
    assert before["UID"] == after["UID"] == f"action-{action.pk}@tracker.barnet.example"
    assert after["DTSTART"].dt == date(2018, 9, 30)


# --- how it is sent -------------------------------------------------------------------------


def test_calendar_feed_keeps_its_address_to_itself(key: AccessKey, client: Client) -> None:
    response = read(client)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "private, no-cache"


def test_calendar_feed_is_sent_again_only_when_it_changed(
    key: AccessKey, updater: User, authority: Authority, client: Client
) -> None:
    action = ActionFactory(plan__authority=authority, lead=updater)
    first = read(client)
    same = read(client, if_none_match=first["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    assert read(client, if_modified_since=first["Last-Modified"]).status_code == 304
    action.title = "Another title"
    action.save()
    changed = read(client, if_none_match=first["ETag"])
    assert changed.status_code == 200
    assert "Another title" in changed.content.decode()


def test_calendar_feed_was_changed_when_something_was_last_done(
    key: AccessKey, authority: Authority, client: Client
) -> None:
    from tests.factories.core import AuditEventFactory

    assert read(client)["Last-Modified"] == "Sun, 22 Apr 2018 23:00:00 GMT"
    AuditEventFactory(authority_id=authority.pk, at=datetime(2018, 4, 23, 9, 30, tzinfo=UTC))
    AuditEventFactory(authority_id=authority.pk + 1, at=datetime(2018, 4, 23, 11, tzinfo=UTC))
    assert read(client)["Last-Modified"] == "Mon, 23 Apr 2018 09:30:00 GMT"

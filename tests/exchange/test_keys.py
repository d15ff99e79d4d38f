"""Keys: made, shown once, stopped."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.keys import digest, make_key, revoke_key
from accounts.models import AccessKey, Authority, User
from core.models import AuditEvent
from core.tables import day
from tests.council import TODAY
from tests.factories.accounts import AccessKeyFactory, UserFactory

LIST, ADD = reverse("exchange:key_list"), reverse("exchange:key_add")
SENT = {"name": "Power BI", "expires_on": "31 7 2018"}


def test_key_add_shows_the_key_once_and_keeps_its_digest(
    reader: User, authority: Authority, client_of: Any
) -> None:
    client = client_of(reader)
    page = client.post(ADD, SENT)
    secret = re.search(r"<code>([\w-]{40,})</code>", page.text)[1]
    key = reader.access_keys.get()
    assert key.sha256 == digest(secret)
    assert (key.use, key.made_on) == ("data", TODAY)
    assert page["Cache-Control"] == "no-store"
    assert secret not in client.get(LIST).text
    answer = Client().get("/api/v1/plans", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    event = AuditEvent.objects.get(kind="access_key_changed")
    assert (event.authority_id, event.actor_id) == (authority.pk, reader.pk)
    assert event.details == {"change": "made", "stops": "2018-07-31"}
    assert secret not in str(event.__dict__)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (TODAY, "Enter a day after today."),
        (TODAY + timedelta(days=366), "Enter a day up to"),
        ("", "Fill in"),
        ("soon", "Enter a date"),
    ],
)
def test_key_add_asks_for_a_day_within_a_year(
    chosen: Any, words: str, reader: User, client_of: Any
) -> None:
    page = client_of(reader).post(ADD, {"name": "Excel", "expires_on": chosen})
    assert words in page.text
    assert "Excel" in page.text
    assert not reader.access_keys.exists()


def test_key_add_and_list_are_shut_to_those_who_may_take_nothing_out(
    client_of: Any, db: None
) -> None:
    client = client_of(UserFactory())
    assert client.get(LIST).status_code == 403
    assert client.post(ADD, SENT).status_code == 403
    assert not AccessKey.objects.exists()


def test_key_list_shows_ones_own_and_how_long_they_work(reader: User, client_of: Any) -> None:
    AccessKeyFactory(user=reader, name="Works", expires_on=TODAY + timedelta(days=1))
    AccessKeyFactory(user=reader, name="Stopped", expires_on=TODAY)
    AccessKeyFactory(user=reader, name="Revoked", revoked_on=TODAY)
    AccessKeyFactory(user=reader, name="Feed", use="calendar")
    AccessKeyFactory(name="Of another")
    page = client_of(reader).get(LIST).text
    assert page.count("Revoke<") == 1
    assert f"Stopped on {day(TODAY)}" in page
    assert f"Revoked on {day(TODAY)}" in page
    assert "Feed" not in page
    assert "Of another" not in page


def test_key_revoke_stops_it_at_once(reader: User, authority: Authority, client_of: Any) -> None:
    key, secret = make_key(by=reader, use=AccessKey.Use.DATA, name="Power BI", made_on=TODAY)
    address = reverse("exchange:key_revoke", args=[key.pk])
    client = client_of(reader)
    assert "Programs that use it stop reading at once" in client.get(address).text
    assert client.post(address)["Location"] == LIST
    answer = Client().get("/api/v1/plans", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    kinds = AuditEvent.objects.filter(kind="access_key_changed").order_by("pk")
    assert [each.details["change"] for each in kinds] == ["made", "revoked"]


def test_key_revoke_knows_nobody_elses_key(reader: User, author: User, client_of: Any) -> None:
    key = AccessKeyFactory(user=author)
    address = reverse("exchange:key_revoke", args=[key.pk])
    assert client_of(reader).post(address).status_code == 404
    key.refresh_from_db()
    assert key.revoked_on is None


def test_a_key_is_revoked_once(reader: User) -> None:
    key = AccessKeyFactory(user=reader)
    revoke_key(key=key, by=reader, on=TODAY)
    revoke_key(key=key, by=reader, on=TODAY + timedelta(days=1))
    key.refresh_from_db()
    assert key.revoked_on == TODAY
    assert AuditEvent.objects.filter(kind="access_key_changed").count() == 1


def test_profile_leads_to_keys_where_one_may_have_them(reader: User, client_of: Any) -> None:
    assert LIST in client_of(reader).get(reverse("accounts:profile")).text
    assert LIST not in client_of(UserFactory()).get(reverse("accounts:profile")).text

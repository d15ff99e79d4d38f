"""Versions of the text on a theme: compared in words, and brought back."""

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from improvement.models import Plan, ReportingPeriod, ThemeNarrative
from improvement.services import move_narrative, save_narrative
from tests.factories.improvement import ReportingPeriodFactory, ThemeFactory

WRITTEN = (
    "<p>Most visits were late.</p><p>Staff leave.</p>",
    "<p>Few visits were late.</p><p>Staff leave.</p><p>See [[theme-2]].</p>",
)


def words(response: HttpResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


@pytest.fixture
def period(plan: Plan) -> ReportingPeriod:
    return ReportingPeriodFactory(authority=plan.authority)


@pytest.fixture
def narrative(plan: Plan, period: ReportingPeriod, theme_lead: User) -> ThemeNarrative:
    """A text that was saved twice and handed in."""
    theme = ThemeFactory(plan=plan, lead=theme_lead)
    for revision, body in enumerate(WRITTEN):
        saved = save_narrative(
            theme=theme, period=period, by=theme_lead, body=body, revision=revision
        )
    return move_narrative(narrative=saved, by=theme_lead, state="ready", revision=saved.revision)


@pytest.fixture
def address(narrative: ThemeNarrative) -> str:
    place = [narrative.theme_id, narrative.period_id]
    return reverse("improvement:narrative_versions", args=place)


def first_version(narrative: ThemeNarrative) -> int:
    key: int = narrative.history.values_list("history_id", flat=True).last()
    return key


def test_narrative_versions_show_differences_in_words(
    client: Client, theme_lead: User, narrative: ThemeNarrative, address: str
) -> None:
    client.force_login(theme_lead)
    edited = reverse("improvement:narrative_edit", args=address.strip("/").split("/")[1:4:2])
    assert address in client.get(edited).content.decode()
    page = words(client.get(address))
    assert "Removed: Most (end of what was removed)" in page
    assert "Added: Few (end of what was added)" in page
    assert "See [[theme-2]]." in page
    assert "Staff leave." not in page
    assert "Bring the earlier version back" in page


def test_narrative_versions_bring_an_earlier_text_back(
    client: Client, theme_lead: User, narrative: ThemeNarrative, address: str
) -> None:
    client.force_login(theme_lead)
    data = {"version": first_version(narrative), "revision": narrative.revision}
    assert client.post(address, data).status_code == 302
    narrative.refresh_from_db()
    assert narrative.body == WRITTEN[0]
    assert narrative.history.first().history_user == theme_lead
    late = client.post(address, data, follow=True)
    assert "Somebody saved this text meanwhile." in words(late)


def test_an_accepted_text_is_brought_back_by_who_may_change_it(
    client: Client, theme_lead: User, author: User, narrative: ThemeNarrative, address: str
) -> None:
    accepted = move_narrative(
        narrative=narrative, by=author, state="accepted", revision=narrative.revision
    )
    client.force_login(theme_lead)
    data = {"version": first_version(narrative), "revision": accepted.revision}
    refused = client.post(address, data, follow=True)
    assert "This version cannot be brought back. This text has been accepted." in words(refused)
    narrative.refresh_from_db()
    assert narrative.body == WRITTEN[1]


def test_narrative_versions_are_for_those_who_write_or_accept(
    client: Client, reader: User, outsider: User, address: str
) -> None:
    client.force_login(reader)
    assert client.get(address).status_code == 403
    client.force_login(outsider)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("typed", ["x", "", "99999999"])
def test_narrative_versions_know_only_their_own(
    client: Client, theme_lead: User, narrative: ThemeNarrative, address: str, typed: str
) -> None:
    client.force_login(theme_lead)
    data = {"version": typed, "revision": narrative.revision}
    assert client.post(address, data).status_code == 404


def test_there_are_no_versions_of_what_nobody_wrote(
    client: Client, theme_lead: User, plan: Plan, period: ReportingPeriod
) -> None:
    client.force_login(theme_lead)
    place = [ThemeFactory(plan=plan, lead=theme_lead).pk, period.pk]
    assert client.get(reverse("improvement:narrative_versions", args=place)).status_code == 404

"""Typed text is kept until it is saved, for the one who typed it and for nobody else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import drafts
from accounts.models import Draft, User
from improvement.models import Action
from tests.factories.accounts import DraftFactory, UserFactory
from tests.factories.improvement import (
    ActionFactory,
    PlanFactory,
    ReportingPeriodFactory,
    ThemeFactory,
)

SAVE = reverse("accounts:draft_save")
WORDS = "The first two teams are trained."
NOW = datetime(2018, 4, 30, 9, 30, tzinfo=UTC)

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = NOW.date()


@pytest.fixture
def action(authority: Any, updater: User) -> Action:
    """An action that the updater leads."""
    return ActionFactory(plan=PlanFactory(authority=authority), lead=updater)


@pytest.fixture
def address(action: Action) -> str:
    """Where its update is recorded."""
    return reverse("improvement:action_update", args=[action.pk])


def typed(user: User, path: str, **fields: Any) -> dict[str, Any]:
    """What a form of the person's sends."""
    return {drafts.FIELD: drafts.mark(user, path), **fields}


def update_of(action: Action, **fields: Any) -> dict[str, Any]:
    """An update that says what was done, unless something else is given."""
    return typed(
        action.lead,
        reverse("improvement:action_update", args=[action.pk]),
        **{
            "revision": action.revision,
            "delivery": action.delivery_id,
            "impact": action.impact_id,
            "done": WORDS,
            "effective_on": "23 4 2018",
            **fields,
        },
    )


# --- while it is typed ----------------------------------------------------------------------------


def test_draft_save_keeps_what_is_typed_and_only_the_newest(
    client_of: ClientOf, updater: User, address: str
) -> None:
    client = client_of(updater)
    assert client.post(SAVE, typed(updater, address, done="The")).status_code == 204
    assert client.post(SAVE, typed(updater, address, done=WORDS)).status_code == 204
    draft = Draft.objects.get()
    assert (draft.user, draft.path, draft.fields) == (updater, address, {"done": [WORDS]})
    assert timezone.localdate(draft.typed_at) == NOW.date()


def test_draft_save_keeps_no_password_and_no_token(
    client_of: ClientOf, updater: User, address: str
) -> None:
    sent = typed(updater, address, done=WORDS, new_password="x", csrfmiddlewaretoken="y")
    client_of(updater).post(SAVE, sent)
    assert Draft.objects.get().fields == {"done": [WORDS]}


def test_draft_save_keeps_what_a_database_can_take(
    client_of: ClientOf, updater: User, action: Action, address: str
) -> None:
    client = client_of(updater)
    spoiled = {"done": f"{WORDS}\0", "no\0te": "Two."}
    assert client.post(SAVE, typed(updater, address, **spoiled)).status_code == 204
    assert Draft.objects.get().fields == {"done": [WORDS], "note": ["Two."]}
    assert client.post(address, update_of(action, done=f"{WORDS}\0")).status_code == 200
    assert Draft.objects.get().fields["done"] == [WORDS]


def test_draft_save_refuses_a_form_that_was_given_to_another(
    client_of: ClientOf, updater: User, author: User, address: str
) -> None:
    sent = typed(author, address, done=WORDS)
    assert client_of(updater).post(SAVE, sent).status_code == 404
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "mark",
    ["", "/admin/", "WzEsIi8iXQ:1f0000:forged"],
    ids=["none", "an address and no signature", "not our signature"],
)
def test_draft_save_refuses_what_comes_from_no_form_of_ours(
    client_of: ClientOf, updater: User, mark: str
) -> None:
    sent = {drafts.FIELD: mark, "done": WORDS}
    assert client_of(updater).post(SAVE, sent).status_code == 404
    assert not Draft.objects.exists()


def test_draft_save_refuses_too_long_a_text_and_keeps_the_one_before(
    client_of: ClientOf, updater: User, address: str
) -> None:
    client = client_of(updater)
    client.post(SAVE, typed(updater, address, done="x" * drafts.MOST_CHARACTERS))
    long = typed(updater, address, done="y" * (drafts.MOST_CHARACTERS + 1))
    assert client.post(SAVE, long).status_code == 413
    assert Draft.objects.get().fields["done"][0].startswith("x")


def test_draft_save_needs_the_token_against_forgery(updater: User, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(updater)
    assert client.post(SAVE, typed(updater, address, done=WORDS)).status_code == 403


def test_draft_save_opened_as_a_page_leads_to_my_work(client_of: ClientOf, updater: User) -> None:
    assert client_of(updater).get(SAVE)["Location"] == reverse("improvement:my_work")


def test_a_draft_nobody_came_back_for_is_forgotten_when_another_is_kept(
    client_of: ClientOf, updater: User, author: User, address: str
) -> None:
    DraftFactory(user=author, path="/actions/1/update/", typed_at=NOW - timedelta(days=31))
    DraftFactory(user=author, path="/actions/2/update/", typed_at=NOW - timedelta(days=29))
    client_of(updater).post(SAVE, typed(updater, address, done=WORDS))
    assert {draft.path for draft in Draft.objects.all()} == {"/actions/2/update/", address}


# --- when the form is opened again ----------------------------------------------------------------


def test_what_was_kept_is_offered_and_put_back(
    client_of: ClientOf, updater: User, action: Action, address: str
) -> None:
    at_risk = action.plan.statuses.filter(axis="delivery").last()
    fields = {"done": [WORDS], "no_change": ["on"], "delivery": [str(at_risk.pk)]}
    DraftFactory(user=updater, path=address, fields=fields)
    client = client_of(updater)
    page = client.get(address)
    assert "You began this on 27 April 2018 at 17:00 and did not save it." in page.text
    assert page.context["form"]["done"].value() is None

    page = client.get(address, {"typed": "back"})
    assert "What you typed on 27 April 2018 at 17:00 is back in the form." in page.text
    form = page.context["form"]
    assert form["done"].value() == WORDS
    assert form["no_change"].value() is True
    assert re.search(rf'value="{at_risk.pk}"[^>]*checked', page.text)
    assert Draft.objects.exists()  # until it is saved or thrown away


def test_what_another_typed_is_offered_to_nobody_else(
    client_of: ClientOf, theme_lead: User, updater: User, address: str
) -> None:
    DraftFactory(user=updater, path=address, fields={"done": [WORDS]})
    page = client_of(theme_lead).get(address, {"typed": "back"})
    assert page.status_code == 200
    assert "You began this" not in page.text
    assert WORDS not in page.text


def test_what_is_older_than_30_days_is_not_offered(
    client_of: ClientOf, updater: User, address: str
) -> None:
    DraftFactory(user=updater, path=address, typed_at=NOW - timedelta(days=31))
    assert "You began this" not in client_of(updater).get(address).text


def test_an_offer_costs_one_question(
    client_of: ClientOf, updater: User, address: str, django_assert_max_num_queries: Any
) -> None:
    client = client_of(updater)
    with django_assert_max_num_queries(50) as before:
        client.get(address)
    DraftFactory(user=updater, path=address)
    with django_assert_max_num_queries(50) as after:
        client.get(address)
    assert len(after) == len(before)


def test_draft_discard_throws_it_away(client_of: ClientOf, updater: User, address: str) -> None:
    draft = DraftFactory(user=updater, path=address)
    discard = reverse("accounts:draft_discard", args=[draft.pk])
    client = client_of(updater)
    assert client.get(discard)["Location"] == address
    assert Draft.objects.exists()
    page = client.post(discard, follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "What you had typed is thrown away." in page.text
    assert not Draft.objects.exists()


def test_draft_discard_of_another_person_is_unknown(
    client_of: ClientOf, author: User, updater: User, address: str
) -> None:
    draft = DraftFactory(user=updater, path=address)
    discard = reverse("accounts:draft_discard", args=[draft.pk])
    assert client_of(author).post(discard).status_code == 404
    assert Draft.objects.exists()


# --- when it is sent ------------------------------------------------------------------------------


def test_saving_forgets_what_was_kept(
    client_of: ClientOf, updater: User, action: Action, address: str
) -> None:
    DraftFactory(user=updater, path=address)
    other = DraftFactory(user=updater, path="/actions/999/update/")
    assert client_of(updater).post(address, update_of(action)).status_code == 302
    assert action.updates.get().done == WORDS
    assert Draft.objects.get() == other


def test_what_was_not_taken_is_kept_without_any_script(
    client_of: ClientOf, updater: User, action: Action, address: str
) -> None:
    client = client_of(updater)
    page = client.post(address, update_of(action, effective_on="when it was"))
    assert page.status_code == 200
    assert Draft.objects.get().fields["done"] == [WORDS]
    assert "You began this" in client.get(address).text


def test_a_form_whose_session_was_lost_is_offered_again_to_the_same_person(
    client: Client, client_of: ClientOf, updater: User, action: Action, address: str
) -> None:
    sent = client.post(address, update_of(action))
    assert sent["Location"] == f"{reverse('account_login')}?next={address}"
    entrance = client.get(sent["Location"])
    assert "You had been signed out, so nothing is saved yet." in entrance.text
    assert WORDS not in entrance.text
    assert not action.updates.exists()

    client.force_login(updater)
    assert client.get(address, {"typed": "back"}).context["form"]["done"].value() == WORDS


def test_a_form_whose_session_was_lost_is_not_shown_to_who_signs_in_instead(
    client: Client, theme_lead: User, action: Action, address: str
) -> None:
    client.post(address, update_of(action))
    client.force_login(theme_lead)
    page = client.get(address, {"typed": "back"})
    assert page.status_code == 200
    assert "You began this" not in page.text
    assert WORDS not in page.text


def test_what_was_typed_outlives_every_session_and_all_that_a_process_remembers(
    client_of: ClientOf, updater: User, address: str
) -> None:
    client_of(updater).post(SAVE, typed(updater, address, done=WORDS))
    Session.objects.all().delete()
    for cache in caches.all(initialized_only=True):
        cache.clear()
    client = client_of(updater)
    assert "You began this" in client.get(address).text
    assert client.get(address, {"typed": "back"}).context["form"]["done"].value() == WORDS


def test_typing_goes_on_being_kept_after_the_session_was_lost(
    client: Client, updater: User, address: str
) -> None:
    assert client.post(SAVE, typed(updater, address, done=WORDS)).status_code == 302
    assert Draft.objects.get().user == updater
    assert "You had been signed out" not in client.get(reverse("account_login")).text


def test_nothing_is_kept_for_a_person_who_may_not_sign_in_any_more(
    client: Client, address: str
) -> None:
    gone = UserFactory(is_active=False)
    client.post(SAVE, typed(gone, address, done=WORDS))
    assert not Draft.objects.exists()


def test_a_form_from_before_the_last_sign_in_ends_well(
    updater: User, action: Action, address: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(updater)
    page = client.post(address, update_of(action, csrfmiddlewaretoken="from another session"))
    assert page.status_code == 403
    assert "What you typed is kept." in page.text
    assert f'href="{address}"' in page.text
    assert Draft.objects.get().fields["done"] == [WORDS]


def test_a_form_sent_on_by_another_person_is_kept_for_the_one_it_was_given_to(
    author: User, updater: User, action: Action, address: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    page = client.post(address, update_of(action))
    assert "It is offered, on the same page, to the person who had opened it" in page.text
    assert Draft.objects.get().user == updater
    assert not action.updates.exists()


def test_a_form_that_keeps_nothing_is_still_told_that_nothing_was_saved(updater: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(updater)
    page = client.post(reverse("account_logout"))
    assert page.status_code == 403
    assert "Go back, copy what you typed" in page.text


def test_nothing_is_kept_of_a_form_whose_page_is_gone(client_of: ClientOf, updater: User) -> None:
    gone = reverse("improvement:action_update", args=[999])
    assert client_of(updater).post(gone, typed(updater, gone, done=WORDS)).status_code == 404
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "address", ["/performance/annex-a/", "/performance/imports/add/", "/visits/nowhere/"]
)
@pytest.mark.django_db
def test_a_file_that_must_not_touch_the_disk_does_not_when_the_session_was_lost(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    laid: list[str] = []
    monkeypatch.setattr(
        TemporaryFileUploadHandler, "new_file", lambda self, *told, **more: laid.append(told[1])
    )
    children = SimpleUploadedFile("annex-a.csv", b"Child,Born\n" * 300_000)
    assert client.post(address, {"file": children}).status_code in (302, 404)
    assert laid == []


def test_too_large_a_request_is_refused_as_before(
    client_of: ClientOf, updater: User, address: str, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    sent = typed(updater, address, done="x" * 2000)
    body = "&".join(f"{name}={text}" for name, text in sent.items())
    page = client_of(updater).post(address, body, "application/x-www-form-urlencoded")
    assert page.status_code == 413
    assert not Draft.objects.exists()


def test_who_saved_meanwhile_is_noticed_after_text_was_put_back(
    client_of: ClientOf, updater: User, action: Action, address: str
) -> None:
    DraftFactory(user=updater, path=address, fields={"done": [WORDS], "revision": ["1"]})
    Action.objects.update(revision=2)
    client = client_of(updater)
    form = client.get(address, {"typed": "back"}).context["form"]
    page = client.post(address, update_of(action, revision=form["revision"].value()))
    assert "Somebody changed this action while you were writing" in page.text
    assert not action.updates.exists()


# --- other forms ----------------------------------------------------------------------------------


def test_a_form_with_an_editor_keeps_its_text_too(
    client_of: ClientOf, theme_lead: User, authority: Any
) -> None:
    theme = ThemeFactory(plan=PlanFactory(authority=authority))
    period = ReportingPeriodFactory(authority=authority)
    address = reverse("improvement:narrative_edit", args=[theme.pk, period.pk])
    client = client_of(theme_lead)
    client.post(SAVE, typed(theme_lead, address, body="<p>The first sentence.</p>"))
    page = client.get(address, {"typed": "back"})
    assert "&lt;p&gt;The first sentence.&lt;/p&gt;</textarea>" in page.text

"""A second person looks at whether an action is really complete."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent
from improvement import services
from improvement.models import Action, Evidence, Retest, Update, Verification
from improvement.permissions import can_verify_completion, verifiable_updates
from improvement.vocabulary import DeliveryKind
from tests.factories.improvement import EvidenceFactory, RetestFactory, UpdateFactory
from tests.improvement.conftest import FindStatus, MakeAction, MakePerson

NOON = datetime(2018, 5, 15, 12, tzinfo=UTC)
ADEQUATE, NOT_ADEQUATE = Verification.Verdict.ADEQUATE, Verification.Verdict.NOT_ADEQUATE
Complete = Callable[..., Update]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = NOON.date()


@pytest.fixture
def complete(action: Action, officer: User, status_of: FindStatus) -> Complete:
    """Calls the officer's action complete on a day in May 2018."""

    def call_complete(
        day: int = 1, kind: str = DeliveryKind.COMPLETE, done: str = "Done."
    ) -> Update:
        at = datetime(2018, 5, day, 12, tzinfo=UTC)
        return services.record_update(
            action=action,
            by=officer,
            effective_on=at.date(),
            done=done,
            delivery=status_of(kind),
            impact=status_of("emerging"),
            completion_account="The panel meets every week." if kind == "complete" else "",
            recorded_at=at,
        )

    return call_complete


def verify(update: Update, by: User, verdict: str = ADEQUATE, words: str = "") -> Verification:
    """A second person's verdict of 15 May 2018."""
    return services.verify_completion(
        update=update, by=by, verdict=verdict, words=words, verified_at=NOON
    )


def refusal(update: Update, by: User, verdict: str = ADEQUATE, words: str = "") -> list[str]:
    """The words of a refusal, after which nothing has changed."""
    before = Verification.objects.count(), AuditEvent.objects.count()
    with pytest.raises(ValidationError) as caught:
        verify(update, by, verdict, words)
    assert (Verification.objects.count(), AuditEvent.objects.count()) == before
    return caught.value.messages


def test_adequate_stands_beside_the_completion(
    complete: Complete, action: Action, theme_lead: User
) -> None:
    update = complete()
    found = verify(update, theme_lead, words=" The minutes show it. ")
    action.refresh_from_db()
    assert (found.update, found.action, found.words) == (update, action, "The minutes show it.")
    assert (action.delivery.kind, action.completed_on) == ("complete", date(2018, 5, 1))
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.COMPLETION_VERIFIED)
    assert (event.actor_id, event.details["verdict"]) == (theme_lead.pk, "adequate")
    assert refusal(update, theme_lead) == [
        "This completion does not wait for a second person any more."
    ]


def test_not_adequate_opens_the_action_again_and_keeps_what_was_claimed(
    complete: Complete, action: Action, theme_lead: User
) -> None:
    update = complete()
    verify(update, theme_lead, NOT_ADEQUATE, "No minutes since March.")
    action.refresh_from_db()
    again = action.updates.first()
    assert (action.delivery, action.impact) == (update.delivery_before, update.impact_before)
    assert (action.completed_on, action.completion_account) == (None, "")
    assert (again.recorded_by, again.effective_on) == (theme_lead, NOON.date())
    assert again.reopens
    assert "No minutes since March." in again.done
    assert update.verification.verdict == NOT_ADEQUATE


def test_not_adequate_needs_a_reason(complete: Complete, theme_lead: User) -> None:
    update = complete()
    assert refusal(update, theme_lead, NOT_ADEQUATE, " ") == ["Say what is missing."]
    assert refusal(update, theme_lead, "perhaps") == ["Choose whether the action is complete."]


def test_neither_the_recorder_nor_the_lead_nor_a_reader_verifies(
    complete: Complete, action: Action, officer: User, reader: User, person: MakePerson
) -> None:
    update = complete()
    assert refusal(update, officer) == [
        "You called this action complete, so another person has to verify it."
    ]
    lead = person("theme_lead")
    Action.objects.filter(pk=action.pk).update(lead=lead)
    assert refusal(update, lead) == ["You lead this action, so another person has to verify it."]
    assert refusal(update, reader) == [f"{reader} may not verify completions."]


def test_what_waits_is_what_a_person_may_verify(
    complete: Complete,
    action: Action,
    person: MakePerson,
    officer: User,
    theme_lead: User,
    outsider: User,
) -> None:
    update = complete()
    people = [officer, theme_lead, outsider, person("reader"), person("updater", "theme_lead")]
    update = Update.objects.select_related("action__plan").get(pk=update.pk)
    for user in people:
        asked = verifiable_updates(Update.objects.all(), user)
        assert asked.filter(pk=update.pk).exists() == can_verify_completion(user, update), user
    assert can_verify_completion(theme_lead, update)
    Action.objects.filter(pk=action.pk).update(lead=theme_lead)
    update.action.refresh_from_db()
    assert not can_verify_completion(theme_lead, update)
    assert update not in verifiable_updates(Update.objects.all(), theme_lead)


def test_only_the_last_completion_of_a_complete_action_waits(
    complete: Complete, action: Action, theme_lead: User
) -> None:
    first = complete(1)
    complete(2, done="Still done.")  # it was complete already, so there is nothing new to verify
    assert list(Update.objects.waiting_for_verification()) == [first]
    assert list(Action.objects.complete_not_verified()) == [action]
    complete(3, "on_track", "It was too soon.")
    assert not Update.objects.waiting_for_verification().exists()
    second = complete(4)
    assert list(Update.objects.waiting_for_verification()) == [second]
    assert "not wait" in refusal(first, theme_lead)[0]
    verify(second, theme_lead)
    assert not Action.objects.complete_not_verified().exists()


def test_found_not_adequate_lasts_until_the_action_is_complete_again(
    complete: Complete, action: Action, theme_lead: User
) -> None:
    verify(complete(), theme_lead, NOT_ADEQUATE, "No minutes.")
    assert list(Action.objects.found_not_adequate()) == [action]
    again = complete(15)
    assert not Action.objects.found_not_adequate().exists()
    verify(again, theme_lead)
    complete(15, "on_track", "It came undone.")
    assert not Action.objects.found_not_adequate().exists()


def test_retests_come_back_on_their_day_until_somebody_looks_again(make_action: MakeAction) -> None:
    held, waits = make_action(complete=True), make_action(complete=True)
    later = {"verdict": Retest.Verdict.TOO_EARLY, "look_again_on": date(2018, 9, 1)}
    RetestFactory(action=held, tested_on=date(2018, 5, 1), **later)
    RetestFactory(action=held, tested_on=date(2018, 5, 1))
    due = RetestFactory(action=waits, tested_on=date(2018, 5, 1), **later)
    RetestFactory(action=make_action(), tested_on=date(2018, 5, 1), **later)  # open again
    assert list(Retest.objects.to_look_again(as_at=date(2018, 9, 1))) == [due]
    assert not Retest.objects.to_look_again(as_at=date(2018, 8, 31)).exists()


def page(update: Update) -> str:
    """Where a completion is verified."""
    return reverse("improvement:completion_verify", args=[update.pk])


def test_completion_verify_shows_the_claim_and_records_the_verdict(
    complete: Complete, action: Action, theme_lead: User, client_of: Callable[[User], Client]
) -> None:
    update = complete()
    Evidence.objects.create(
        action=action,
        title="Minutes of May",
        url="https://intranet.example/m",
        added_on=date(2018, 5, 1),
        added_by=theme_lead,
    )
    client = client_of(theme_lead)
    offered = client.get(action.get_absolute_url()).content.decode()
    assert "Complete, not yet verified" in offered
    assert page(update) in offered
    shown = client.get(page(update)).content.decode()
    assert "The panel meets every week." in shown
    assert "Minutes of May" in shown
    refused = client.post(page(update), {"verdict": "not_adequate", "words": ""})
    assert "Say what is missing." in refused.content.decode()
    answer = client.post(
        page(update), {"verdict": "not_adequate", "words": "<b>None</b> since March."}, follow=True
    ).content.decode()
    assert "The action is open again." in answer
    assert "&lt;b&gt;None&lt;/b&gt; since March." in answer
    assert "Opened again" in answer
    assert "Completion not verified. Not adequate" in answer
    assert "The panel meets every week." in answer  # what was claimed stays in the story
    settled = client.get(page(update), follow=True).content.decode()
    assert "does not wait for a second person any more" in settled


def test_an_action_that_was_opened_again_is_not_shown_as_complete(
    complete: Complete, action: Action, theme_lead: User, client_of: Callable[[User], Client]
) -> None:
    verify(complete(), theme_lead)
    client = client_of(theme_lead)
    assert ">Adequate: the action is complete</a>" in client.get(action.get_absolute_url()).text
    reopened = complete(day=16, kind="at_risk", done="The panel stopped.")
    shown = client.get(action.get_absolute_url()).text
    assert ">Adequate: the action is complete</a>" not in shown
    assert "Called complete as at 1 May 2018, and " in shown
    assert f'href="#update-{reopened.pk}">opened again as at 16 May 2018</a>' in shown
    assert "Completion verified. Adequate: the action is complete" in shown  # in its story


def test_completion_verify_shows_what_was_said_of_the_evidence(
    complete: Complete, action: Action, theme_lead: User, client_of: Callable[[User], Client]
) -> None:
    update = complete()
    found = {"verdict": "not_adequate", "verdict_words": "The numbers differ."}
    EvidenceFactory(action=action, reviewed_by=theme_lead, reviewed_at=NOON, **found)
    shown = client_of(theme_lead).get(page(update)).text
    assert "not adequate. The numbers differ." in shown


def test_completion_verify_is_closed_to_who_called_it_complete(
    complete: Complete,
    person: MakePerson,
    reader: User,
    outsider: User,
    client_of: Callable[[User], Client],
    officer: User,
) -> None:
    update = complete()
    assert client_of(officer).get(page(update)).status_code == 403
    assert client_of(reader).post(page(update), {"verdict": "adequate"}).status_code == 403
    assert client_of(outsider).get(page(update)).status_code == 404


@pytest.mark.parametrize("show", ["unverified", "not_adequate"])
def test_action_list_narrows_by_verification(
    complete: Complete,
    action: Action,
    make_action: MakeAction,
    theme_lead: User,
    show: str,
    client_of: Callable[[User], Client],
) -> None:
    make_action(title="Another action")
    update = complete()
    if show == "not_adequate":
        verify(update, theme_lead, NOT_ADEQUATE, "No minutes.")
    UpdateFactory(action=make_action(complete=True))  # nobody knows who called it complete
    address = reverse("improvement:action_list")
    shown = client_of(theme_lead).get(address, {"show": show}).content.decode()
    assert action.title in shown
    assert "1 action" in shown
    assert "Another action" not in shown

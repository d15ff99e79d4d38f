"""Many actions updated at once: chosen, looked at, recorded all or not at all."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Draft, User
from core.models import AuditEvent
from improvement import services
from improvement.models import Action, Plan, Update
from improvement.services import NotAllCan, SameUpdate
from tests.factories.improvement import ActionFactory, UpdateFactory
from tests.improvement.conftest import FindStatus, MakeAction

SignIn = Callable[[User], Client]
DAY = date(2018, 4, 20)
WORDS = "The board agreed the new standard."


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = DAY


@pytest.fixture
def address(plan: Plan) -> str:
    """Where several actions of the plan are updated."""
    return reverse("improvement:actions_update", args=[plan.pk])


def words(response: Any) -> str:
    """A page's words, its spaces made plain."""
    return " ".join(response.content.decode().split())


def said(*actions: Action, **given: object) -> dict[str, object]:
    """A filled form about the actions."""
    return {
        "actions": [action.pk for action in actions],
        "done": WORDS,
        "effective_on": "20 4 2018",
        **given,
    }


def seen(*actions: Action) -> list[str]:
    """What a preview of the actions sends back."""
    return [f"{action.pk}:{action.revision}" for action in actions]


# --- choosing -------------------------------------------------------------------------------------


def test_the_list_leads_a_manager_to_several_at_once(
    signed_in: SignIn, theme_lead: User, action: Action, address: str
) -> None:
    page = signed_in(theme_lead).get(reverse("improvement:action_list"), {"show": "open"})
    assert f'href="{address}?show=open"' in page.text


def test_the_list_leads_nobody_else_there(signed_in: SignIn, officer: User, address: str) -> None:
    assert address not in signed_in(officer).get(reverse("improvement:action_list")).text


def test_actions_update_is_forbidden_to_who_updates_only_their_own(
    signed_in: SignIn, officer: User, action: Action, address: str
) -> None:
    client = signed_in(officer)
    assert client.get(address).status_code == 403
    assert client.post(address, said(action, seen=seen(action))).status_code == 403
    assert not Update.objects.exists()


def test_actions_update_is_unknown_elsewhere(
    signed_in: SignIn, outsider: User, address: str
) -> None:
    assert signed_in(outsider).get(address).status_code == 404


def test_actions_update_shows_the_list_as_filtered(
    signed_in: SignIn, theme_lead: User, make_action: MakeAction, address: str
) -> None:
    make_action(reference="1a", kind="off_track")
    make_action(reference="1b", complete=True)
    page = words(signed_in(theme_lead).get(address, {"show": "open"}))
    assert "Choose 1a<" in page
    assert "Choose 1b<" not in page
    assert "Choose all 1 in this list" in page


def test_actions_update_offers_neither_complete_nor_embedded(
    signed_in: SignIn, theme_lead: User, action: Action, address: str, status_of: FindStatus
) -> None:
    form = signed_in(theme_lead).get(address).context["form"]
    assert status_of("at_risk") in form.fields["delivery"].queryset
    assert status_of("complete") not in form.fields["delivery"].queryset
    assert status_of("emerging") in form.fields["impact"].queryset
    assert status_of("embedded") not in form.fields["impact"].queryset


def test_actions_update_takes_so_many_at_once_and_says_so(
    signed_in: SignIn,
    theme_lead: User,
    make_action: MakeAction,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for place in ("views", "forms"):
        monkeypatch.setattr(f"improvement.{place}.many.MOST_AT_ONCE", 2)
    actions = [make_action() for _ in range(3)]
    client = signed_in(theme_lead)
    page = words(client.get(address))
    assert "These are the first 2." in page
    assert "Choose all 2 in this list" in page
    page = words(client.post(address, said(*actions)))
    assert "Choose up to 2 actions at once." in page
    assert "What will change" not in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"actions": []}, "Choose at least one action."),
        ({"actions": ["999999"]}, "Choose actions of this plan."),
        ({"done": ""}, "Say what has been done, or that nothing has changed."),
        ({"effective_on": ""}, "Fill in “This is how they stood on”."),
        ({"effective_on": "soon"}, "Enter a date, for example 31 7 2018."),
    ],
)
def test_actions_update_says_what_is_missing(
    signed_in: SignIn,
    theme_lead: User,
    action: Action,
    address: str,
    given: dict[str, object],
    told: str,
) -> None:
    page = signed_in(theme_lead).post(address, said(action, **given))
    assert told in words(page)
    assert "What will change" not in words(page)


def test_no_change_and_a_rating_do_not_go_together(
    signed_in: SignIn, theme_lead: User, action: Action, address: str, status_of: FindStatus
) -> None:
    sent = said(action, no_change="on", delivery=status_of("at_risk").pk)
    page = words(signed_in(theme_lead).post(address, sent))
    assert "You say that nothing has changed and choose a rating." in page
    assert f'value="{action.pk}" id="action-{action.pk}" checked' in page


# --- looking --------------------------------------------------------------------------------------


def test_the_preview_shows_before_and_after_and_saves_nothing(
    signed_in: SignIn, theme_lead: User, action: Action, address: str, status_of: FindStatus
) -> None:
    sent = said(action, delivery=status_of("at_risk").pk, forecast_on="31 8 2018")
    page = words(signed_in(theme_lead).post(address, sent))
    assert "1 action will be updated." in page
    assert re.search("On track</strong> to <strong[^>]*>At risk", page)
    assert "Stays <strong" in page
    assert "– to 31 August 2018" in page
    assert WORDS in page
    assert "Record 1 update<" in page
    assert not Update.objects.exists()


def test_the_preview_says_which_cannot_and_why(
    signed_in: SignIn, theme_lead: User, action: Action, make_action: MakeAction, address: str
) -> None:
    closed = make_action(reference="1a", complete=True)
    later = make_action(reference="1b")
    UpdateFactory(action=later, effective_on=date(2018, 4, 19))
    sent = said(action, closed, later, effective_on="18 4 2018")
    page = words(signed_in(theme_lead).post(address, sent))
    assert "1 action will be updated. 2 cannot, and stay as they are." in page
    assert "It is complete. Update it on its own page." in page
    assert "The last update speaks of 19 April 2018. Choose that day or a later one." in page
    assert page.count('name="seen"') == 1


def test_the_preview_leads_back_to_what_was_filled_in(
    signed_in: SignIn, theme_lead: User, action: Action, address: str
) -> None:
    page = words(signed_in(theme_lead).post(address, said(action, back="1")))
    assert WORDS in page
    assert f'id="action-{action.pk}" checked' in page


def test_everything_in_the_list_can_be_chosen_at_once(
    signed_in: SignIn, theme_lead: User, make_action: MakeAction, address: str
) -> None:
    make_action(priority="high"), make_action(priority="high"), make_action(priority="low")
    page = signed_in(theme_lead).post(f"{address}?priority=high", said(everything="on"))
    assert "2 actions will be updated." in words(page)


# --- recording ------------------------------------------------------------------------------------


def test_all_are_recorded_together(
    signed_in: SignIn,
    theme_lead: User,
    action: Action,
    make_action: MakeAction,
    address: str,
    status_of: FindStatus,
) -> None:
    second = make_action(forecast_on=date(2018, 6, 1))
    sent = said(action, second, delivery=status_of("at_risk").pk, seen=seen(action, second))
    page = signed_in(theme_lead).post(f"{address}?show=open", sent, follow=True)
    assert page.redirect_chain == [(f"{reverse('improvement:action_list')}?show=open", 302)]
    assert "2 updates recorded." in words(page)
    for one in (action, second):
        update = one.updates.get()
        assert (update.done, update.effective_on, update.recorded_by) == (WORDS, DAY, theme_lead)
        one.refresh_from_db()
        assert one.delivery == status_of("at_risk")
        assert one.revision == 2
        assert one.history.filter(history_user=theme_lead).count() == 1
    assert second.forecast_on == date(2018, 6, 1)  # none was given, so it stays
    assert AuditEvent.objects.filter(kind="update_recorded").count() == 2
    assert not Draft.objects.exists()


def test_no_change_is_recorded_and_counted(
    signed_in: SignIn, theme_lead: User, action: Action, address: str
) -> None:
    sent = said(action, no_change="on", done="", seen=seen(action))
    signed_in(theme_lead).post(address, sent)
    assert action.times_unchanged() == 1


def test_who_changed_one_meanwhile_is_shown_and_nothing_is_recorded(
    signed_in: SignIn, theme_lead: User, action: Action, make_action: MakeAction, address: str
) -> None:
    second = make_action(reference="1a")
    looked_at = seen(action, second)
    Action.objects.filter(pk=second.pk).update(revision=2)
    client = signed_in(theme_lead)
    page = words(client.post(address, said(action, second, seen=looked_at)))
    assert "Nothing has been recorded" in page
    assert re.search("somebody changed <a [^>]*>1a</a>", page)
    assert not Update.objects.exists()
    # What is looked at now can be recorded.
    fresh = re.findall('name="seen" value="([^"]*)"', page)
    assert fresh == [f"{action.pk}:1", f"{second.pk}:2"]
    client.post(address, said(action, second, seen=fresh))
    assert Update.objects.count() == 2


def test_one_that_was_closed_meanwhile_stops_all(
    signed_in: SignIn, theme_lead: User, action: Action, make_action: MakeAction, address: str
) -> None:
    closed = make_action(complete=True)
    sent = said(action, closed, seen=seen(action, closed))
    page = words(signed_in(theme_lead).post(address, sent))
    assert "One of the actions cannot take this update any more." in page
    assert not Update.objects.exists()


def test_an_action_of_another_plan_is_never_touched(theme_lead: User, plan: Plan) -> None:
    other = ActionFactory()
    with pytest.raises(NotAllCan):
        services.record_updates(
            plan=plan,
            by=theme_lead,
            revisions={other.pk: other.revision},
            same=SameUpdate(effective_on=DAY, done=WORDS),
        )
    assert not Update.objects.exists()


def test_a_failure_in_the_middle_leaves_nothing(
    theme_lead: User, plan: Plan, make_action: MakeAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions = [make_action() for _ in range(3)]
    store, calls = services.many.store_update, []

    def fail_at_the_third(update: Update, *, account: str) -> None:
        calls.append(update)
        if len(calls) == 3:
            raise RuntimeError("the disk is full")
        store(update, account=account)

    monkeypatch.setattr(services.many, "store_update", fail_at_the_third)
    with pytest.raises(RuntimeError, match="the disk is full"):
        services.record_updates(
            plan=plan,
            by=theme_lead,
            revisions={action.pk: action.revision for action in actions},
            same=SameUpdate(effective_on=DAY, done=WORDS),
        )
    assert not Update.objects.exists()
    assert set(Action.objects.values_list("revision", flat=True)) == {1}


def test_the_preview_asks_the_same_for_5_as_for_50(
    signed_in: SignIn, theme_lead: User, plan: Plan, address: str
) -> None:
    client = signed_in(theme_lead)

    def asked(count: int) -> int:
        for action in ActionFactory.create_batch(count, plan=plan):
            UpdateFactory(action=action)
        actions = list(plan.actions.all())
        with CaptureQueriesContext(connection) as queries:
            page = client.post(address, said(*actions))
        assert f"{len(actions)} actions will be updated." in words(page)
        return len(queries)

    client.post(address, said(ActionFactory(plan=plan)))  # a draft is kept from now on
    assert asked(5) == asked(45)

"""The quick update: last time in view, “no change” counted, one after another."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from improvement.models import Action, Plan
from improvement.story import story_of
from improvement.vocabulary import ordinal_words
from tests.factories.improvement import ActionFactory, ReportingPeriodFactory, UpdateFactory
from tests.improvement.conftest import MakeAction

SignIn = Callable[[User], Client]
DAYS = [date(2018, 1, 15), date(2018, 2, 15), date(2018, 3, 15), date(2018, 4, 3)]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2018, 4, 20)


def unchanged(action: Action, *days: date) -> None:
    """Updates that say that nothing has changed."""
    for day in days:
        UpdateFactory(action=action, effective_on=day, no_change=True, done="")


def update_page(client: Client, action: Action) -> str:
    """The page on which the update is recorded."""
    return " ".join(client.get(reverse("improvement:action_update", args=[action.pk])).text.split())


def story_page(client: Client, action: Action) -> str:
    """The page of the action."""
    return " ".join(client.get(action.get_absolute_url()).text.split())


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "first"),
        (3, "third"),
        (10, "tenth"),
        (11, "11th"),
        (12, "12th"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
        (24, "24th"),
        (111, "111th"),
    ],
)
def test_a_place_in_a_row_is_said_as_people_say_it(number: int, words: str) -> None:
    assert ordinal_words(number) == words


def test_no_change_is_counted_until_something_is_told(action: Action) -> None:
    assert action.times_unchanged() == story_of(action).times_unchanged == 0
    unchanged(action, *DAYS[:2])
    assert action.times_unchanged() == story_of(action).times_unchanged == 2
    UpdateFactory(action=action, effective_on=DAYS[2], done="One cohort trained.")
    assert action.times_unchanged() == story_of(action).times_unchanged == 0
    unchanged(action, DAYS[3])
    assert action.times_unchanged() == story_of(action).times_unchanged == 1


def test_the_update_page_says_how_often_nothing_had_changed(
    signed_in: SignIn, officer: User, action: Action
) -> None:
    client = signed_in(officer)
    assert "in a row to say so" not in update_page(client, action)
    unchanged(action, *DAYS[:2])
    assert "It is the third update in a row to say so." in update_page(client, action)


def test_the_story_says_how_often_in_a_row_nothing_had_changed(
    signed_in: SignIn, officer: User, action: Action
) -> None:
    unchanged(action, DAYS[0])
    page = story_page(signed_in(officer), action)
    assert "Nothing has changed</h3>" in page
    assert "in a row" not in page
    unchanged(action, *DAYS[1:3])
    page = story_page(signed_in(officer), action)
    assert "Nothing has changed: the second update in a row that says so" in page
    assert "Nothing has changed: the third update in a row that says so" in page
    assert "The last 3 updates</a> say that nothing has changed." in page


def test_what_was_last_told_stands_beside_a_last_update_that_told_nothing(
    signed_in: SignIn, officer: User, action: Action
) -> None:
    UpdateFactory(action=action, effective_on=DAYS[0], done="One cohort trained.")
    assert "Before that" not in update_page(signed_in(officer), action)
    unchanged(action, *DAYS[1:3])
    page = update_page(signed_in(officer), action)
    assert page.index("Nothing had changed.") < page.index("Before that")
    assert page.index("Before that") < page.index("One cohort trained.") < page.index("app-update")


def test_the_place_among_ones_own_updates_counts_on(
    signed_in: SignIn, officer: User, theme_lead: User, plan: Plan, make_action: MakeAction
) -> None:
    ReportingPeriodFactory(
        authority=plan.authority, starts_on=date(2018, 3, 1), ends_on=date(2018, 4, 30)
    )
    heard, first, second = (make_action(lead=officer, due_on=date(2018, 5, n)) for n in (1, 2, 3))
    UpdateFactory(action=heard, effective_on=DAYS[2])
    UpdateFactory(action=first, effective_on=DAYS[0])  # of the period before
    another = make_action(due_on=date(2018, 5, 1))
    client = signed_in(officer)
    assert "Your update 2 of 3 this period" in update_page(client, first)
    assert "Leave this one and go to my next (1 left)" in update_page(client, first)
    assert "this period" not in update_page(client, heard)
    UpdateFactory(action=first, effective_on=DAYS[3])
    page = update_page(client, second)
    assert "Your update 3 of 3 this period" in page
    assert "go to my next" not in page
    assert "this period" not in update_page(signed_in(theme_lead), another)


def test_the_update_page_asks_the_same_however_many_wait(
    signed_in: SignIn, officer: User, plan: Plan
) -> None:
    ReportingPeriodFactory(
        authority=plan.authority, starts_on=date(2018, 3, 1), ends_on=date(2018, 4, 30)
    )
    action = ActionFactory(plan=plan, lead=officer)
    unchanged(action, DAYS[0])
    client = signed_in(officer)
    with CaptureQueriesContext(connection) as few:
        update_page(client, action)
    ActionFactory.create_batch(20, plan=plan, lead=officer)
    unchanged(action, *DAYS[1:])
    with CaptureQueriesContext(connection) as many:
        update_page(client, action)
    assert len(many) == len(few)

"""The quick update and typed text in a real browser: by keyboard, without scripts, signed out."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Draft, User
from improvement.models import Action, Plan
from tests.factories.improvement import (
    ActionFactory,
    PlanFactory,
    ReportingPeriodFactory,
    ThemeFactory,
    UpdateFactory,
)
from tests.journeys.conftest import PATIENCE, editor, save, tab_to, write

pytestmark = pytest.mark.browser

PASSWORD = "improvement-2018"  # of a person who lives for one test
WORDS = "The first two teams are trained."
MORE = " The third begins in May."

expect.set_options(timeout=PATIENCE)

Enter = Callable[..., Page]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2018, 4, 20)


@pytest.fixture
def plan(transactional_db: None, authority: Any) -> Plan:
    """A plan whose officers report on March and April."""
    ReportingPeriodFactory(authority=authority)
    return PlanFactory(authority=authority)


@pytest.fixture
def action(plan: Plan, updater: User) -> Action:
    """An action that the officer leads."""
    updater.set_password(PASSWORD)
    updater.save()
    return ActionFactory(plan=plan, lead=updater, reference="5b(ii)", due_on=date(2018, 5, 1))


@pytest.fixture
def address(action: Action) -> str:
    """Where its update is recorded."""
    return reverse("improvement:action_update", args=[action.pk])


@pytest.fixture
def enter(
    new_context: Callable[..., BrowserContext],
    watched: Callable[[Page], Page],
    base_url: str,
) -> Enter:
    """A browser of its own in which a person is signed in."""

    def open_browser(person: User, **options: Any) -> Page:
        client = Client()
        client.force_login(person)
        name = django_settings.SESSION_COOKIE_NAME
        context = new_context(**options)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])
        page = watched(context.new_page())
        page.set_default_timeout(PATIENCE)
        return page

    return open_browser


def done(page: Page) -> Any:
    """The box for what has been done."""
    return page.get_by_label("What has been done since")


def sign_out_elsewhere(page: Page) -> None:
    """Lose the session, as somebody does who left the page open over night."""
    page.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)


def sign_in_by_form(page: Page, person: User) -> None:
    """At the entrance."""
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def reflows(page: Page) -> None:
    """Nothing of the page lies beside a screen of 320 pixels."""
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(size)


def test_ones_own_updates_need_only_the_keyboard(
    enter: Enter, updater: User, action: Action, plan: Plan, address: str
) -> None:
    UpdateFactory(action=action, effective_on=date(2018, 2, 13), done="One cohort trained.")
    ActionFactory(plan=plan, lead=updater, reference="5b(v)", due_on=date(2018, 6, 1))
    page = enter(updater)
    page.goto(address)
    expect(page.get_by_text("Your update 1 of 2 this period")).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("One cohort trained.")
    tab_to(page, page.get_by_role("radio", name="On track"))
    page.keyboard.press("ArrowDown")
    tab_to(page, done(page))
    page.keyboard.type(WORDS)
    tab_to(page, page.get_by_role("button", name="Save and go to my next"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your update 2 of 2 this period")).to_be_visible()
    tab_to(page, page.get_by_role("checkbox", name="Nothing has changed since"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Update recorded.")
    assert [one.no_change for one in plan.actions.order_by("pk").last().updates.all()] == [True]
    assert action.updates.first().delivery_after.kind == "at_risk"
    assert not Draft.objects.exists()


def test_what_was_typed_in_a_closed_tab_is_offered_again(
    enter: Enter, updater: User, action: Action, address: str, axe: Callable[[Page], None]
) -> None:
    page = enter(updater)
    page.goto(address)
    done(page).fill(WORDS)
    expect(page.get_by_role("status")).to_have_text("Typed text is kept.")
    tab = page.context.new_page()
    page.close()

    tab.goto(address)
    expect(tab.get_by_text("You began this on 20 April 2018 at")).to_be_visible()
    expect(done(tab)).to_have_value("")
    axe(tab)
    reflows(tab)
    tab.get_by_role("button", name="Put it back").click()
    expect(done(tab)).to_have_value(WORDS)
    save(tab)
    expect(tab.get_by_role("alert")).to_contain_text("Update recorded.")
    assert action.updates.get().done == WORDS
    tab.goto(address)
    expect(tab.get_by_text("You began this")).to_have_count(0)
    assert not Draft.objects.exists()


def test_what_was_typed_a_moment_before_leaving_is_offered_and_thrown_away(
    enter: Enter, updater: User, address: str
) -> None:
    page = enter(updater)
    page.goto(address)
    done(page).fill(WORDS)
    page.get_by_role("link", name="Cancel").click()
    page.goto(address)
    expect(page.get_by_text("You began this on 20 April 2018 at")).to_be_visible()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_role("alert")).to_contain_text("What you had typed is thrown away.")
    expect(page.get_by_text("You began this")).to_have_count(0)
    assert not Draft.objects.exists()


def test_what_was_typed_survives_a_lost_session(
    enter: Enter, updater: User, action: Action, address: str
) -> None:
    page = enter(updater)
    page.goto(address)
    done(page).fill(WORDS)
    expect(page.get_by_role("status")).to_have_text("Typed text is kept.")
    sign_out_elsewhere(page)
    done(page).fill(WORDS + MORE)
    expect(page.get_by_role("status")).to_contain_text("you have been signed out")
    assert Draft.objects.get().fields["done"] == [WORDS + MORE]
    save(page)

    expect(page.get_by_text("You had been signed out, so nothing is saved yet.")).to_be_visible()
    sign_in_by_form(page, updater)
    page.get_by_role("button", name="Put it back").click()
    expect(done(page)).to_have_value(WORDS + MORE)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Update recorded.")
    assert action.updates.get().done == WORDS + MORE


def test_what_was_typed_without_scripts_survives_a_lost_session_too(
    enter: Enter, updater: User, theme_lead: User, action: Action, address: str
) -> None:
    page = enter(updater, java_script_enabled=False)
    page.goto(address)
    done(page).fill(WORDS)
    sign_out_elsewhere(page)
    save(page)
    expect(page.get_by_text("You had been signed out, so nothing is saved yet.")).to_be_visible()

    # Somebody else signs in at this browser first.
    theme_lead.set_password(PASSWORD)
    theme_lead.save()
    sign_in_by_form(page, theme_lead)
    expect(done(page)).to_have_value("")
    expect(page.get_by_text("You began this")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()

    page.goto(address)
    sign_in_by_form(page, updater)
    page.get_by_role("button", name="Put it back").click()
    expect(done(page)).to_have_value(WORDS)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Update recorded.")
    assert action.updates.get().done == WORDS


def test_two_people_who_update_one_action_lose_nothing(
    enter: Enter, updater: User, theme_lead: User, action: Action, address: str
) -> None:
    first, second = enter(updater), enter(theme_lead)
    first.goto(address)
    second.goto(address)
    done(first).fill(WORDS)
    save(first)
    expect(first.get_by_role("alert")).to_contain_text("Update recorded.")

    done(second).fill("The panel met twice.")
    save(second)
    conflict = second.get_by_role("alert").filter(has_text="Somebody changed this action")
    expect(conflict).to_contain_text(WORDS)
    expect(done(second)).to_have_value("The panel met twice.")
    save(second)
    expect(second.get_by_role("alert")).to_contain_text("Update recorded.")
    assert {update.done for update in action.updates.all()} == {WORDS, "The panel met twice."}


def test_the_editor_of_a_narrative_keeps_its_text(
    enter: Enter, theme_lead: User, plan: Plan
) -> None:
    theme, period = ThemeFactory(plan=plan), plan.authority.reporting_periods.get()
    page = enter(theme_lead)
    page.goto(reverse("improvement:narrative_edit", args=[theme.pk, period.pk]))
    write(page, WORDS)
    expect(page.get_by_role("status")).to_have_text("Typed text is kept.")
    page.reload()
    page.get_by_role("button", name="Put it back").click()
    expect(editor(page)).to_have_text(WORDS)


def test_many_actions_are_updated_at_once(
    enter: Enter, theme_lead: User, action: Action, plan: Plan, axe: Callable[[Page], None]
) -> None:
    second = ActionFactory(plan=plan, reference="5b(v)")
    page = enter(theme_lead)
    page.goto(reverse("improvement:action_list"))
    page.get_by_role("link", name="Update several actions at once").click()
    axe(page)
    reflows(page)
    page.get_by_role("checkbox", name="Choose 5b(ii)").check()
    page.get_by_role("checkbox", name="Choose 5b(v)").check()
    page.get_by_label("Delivery", exact=True).last.select_option(label="At risk")
    page.get_by_label("What has been done").fill("The board agreed the new standard.")
    page.get_by_role("button", name="See what will change").click()
    expect(page.get_by_text("2 actions will be updated.")).to_be_visible()
    axe(page)
    reflows(page)
    page.get_by_role("button", name="Record 2 updates").click()
    expect(page.get_by_role("alert")).to_contain_text("2 updates recorded.")
    for one in (action, second):
        one.refresh_from_db()
        assert one.delivery.kind == "at_risk"
    assert not Draft.objects.exists()

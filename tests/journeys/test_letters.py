"""A letter taken in and marked with the keyboard only."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Authority, User
from demonstration.barnet.people import PEOPLE
from demonstration.loading import email
from monitoring.models import Finding, Visit
from monitoring.services.letters import take_in
from tests.factories.monitoring import VisitFactory
from tests.journeys.conftest import Enter
from tests.journeys.test_journeys import tab_to

pytestmark = pytest.mark.browser

TEXT = """Findings

Staff know their children well. Visits are not always on time. Some are very late.

Plans are clear and shared.
"""


@pytest.fixture
def visit_with_letter(demonstration: None) -> Visit:
    """The fifth monitoring visit, its letter taken in and not marked."""
    authority = Authority.objects.get(slug="barnet")
    visit = VisitFactory(
        authority=authority, starts_on=date(2018, 2, 6), ends_on=date(2018, 2, 7), ordinal=9
    )
    author = User.objects.get(email=email(PEOPLE["author"]))
    take_in(visit=visit, by=author, text=TEXT, form="typed")
    return visit


def open_letter(page: Page, visit: Visit) -> None:
    """Go to the page on which the letter is marked."""
    page.goto(reverse("monitoring:letter_mark", args=[visit.pk]))
    expect(page.get_by_role("heading", name="The letter", level=1)).to_be_visible()


def choose(page: Page, label: str, words: str) -> None:
    """Choose in a list as typing does, once the focus is there."""
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(words)


def test_a_letter_is_marked_with_the_keyboard_only(
    enter: Enter, visit_with_letter: Visit, axe: Callable[[Page], None]
) -> None:
    page = enter("author")
    open_letter(page, visit_with_letter)
    tab_to(page, page.locator("#sentence-1"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Visits are not always on time.")).to_be_checked()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_text("Sentences 3 to 4 are chosen.")).to_be_visible()
    axe(page)
    page.keyboard.press("Tab")
    expect(page.get_by_label("To sentence")).to_be_focused()
    choose(page, "What it is", "Still")
    tab_to(page, page.get_by_role("button", name="Mark", exact=True))
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Marked as still to improve: MV9-1.")
    finding = Finding.objects.get(visit=visit_with_letter)
    assert finding.words == "Visits are not always on time. Some are very late."
    expect(page.locator("#sentence-5")).to_be_focused()
    expect(page.locator("#sentence-5")).to_be_checked()
    axe(page)

    tab_to(page, page.get_by_role("button", name="Undo MV9-1"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Mark MV9-1 removed.")
    assert not Finding.objects.filter(visit=visit_with_letter).exists()


def test_a_letter_is_marked_without_javascript(enter: Enter, visit_with_letter: Visit) -> None:
    page = enter("author", java_script_enabled=False)
    open_letter(page, visit_with_letter)
    tab_to(page, page.locator("#sentence-1"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.get_by_label("What it is").select_option("Concern")
    page.get_by_role("button", name="Mark", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Marked as concern: MV9-1.")
    finding = Finding.objects.get(visit=visit_with_letter)
    assert finding.words == "Visits are not always on time. Some are very late."

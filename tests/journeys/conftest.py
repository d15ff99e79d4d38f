"""The demonstration on its own day, and its people at their browsers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Locator, Page, expect

from committee.models import Report
from demonstration.barnet.people import DAY, PASSWORD, PEOPLE
from demonstration.loading import email

PAPER = "barnet-ces-2018-06-06"
PATIENCE = 20_000  # milliseconds for one step, on a busy machine too
Enter = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(autouse=True)
def demonstration(transactional_db: None, settings: Any) -> None:
    """The plan and the papers, as `make run` shows them."""
    settings.TODAY = DAY
    call_command("demo", verbosity=0)


@pytest.fixture
def draft(demonstration: None) -> Report:
    """The paper for 6 June 2018."""
    return Report.objects.get(slug=PAPER)


@pytest.fixture
def visit(
    new_context: Callable[..., BrowserContext], watched: Callable[[Page], Page]
) -> Callable[..., Page]:
    """A browser of its own, with nobody signed in to it."""

    def open_browser(**options: Any) -> Page:
        page = watched(new_context(**options).new_page())
        page.set_default_timeout(PATIENCE)
        return page

    return open_browser


@pytest.fixture
def enter(visit: Callable[..., Page]) -> Enter:
    """A browser in which one of the demonstration's people has signed in by the form."""

    def sign_in(key: str, **options: Any) -> Page:
        page = visit(**options)
        page.goto("/")
        page.get_by_label("E-mail address").fill(email(PEOPLE[key]))
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="My work", level=1)).to_be_visible()
        return page

    return sign_in


def editor(page: Page) -> Locator:
    """The text of the rich-text editor."""
    return page.locator("[contenteditable='true']")


def write(page: Page, words: str) -> None:
    """Put words in place of all that the editor holds."""
    editor(page).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def save(page: Page) -> None:
    """Press the button of the form."""
    page.get_by_role("button", name="Save", exact=True).click()


def download(page: Page, name: str, role: Literal["link", "button"] = "link") -> bytes:
    """What a link or button of the page gives as a file."""
    with page.expect_download() as saved:
        page.get_by_role(role, name=name, exact=True).first.click()
    return Path(saved.value.path()).read_bytes()


def tab_to(page: Page, place: Locator) -> None:
    """Press Tab until the focus is there, as somebody does who has no mouse."""
    for _ in range(150):
        if place.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not reach {place}.")

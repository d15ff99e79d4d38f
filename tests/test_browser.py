"""Every page, in a real browser: axe at WCAG 2.2 AA, reflow at 320 pixels, and nothing refused."""

from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import resolve
from playwright.sync_api import Page

from accounts.models import User
from demonstration.barnet.people import DAY
from tests.council import TODAY, all_roles, grow, pages
from tests.factories.accounts import AuthorityFactory
from tests.test_house import OURS, addresses

# Browsers see no database: tests/test_pages.py and the journeys open pages on PostgreSQL.
pytestmark = [pytest.mark.browser, pytest.mark.any_database]


def links(page: Page) -> list[str]:
    """The paths of our own that the page leads to."""
    here = urlsplit(page.url)
    hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [
        target.path
        for target in map(urlsplit, hrefs)
        if target.netloc == here.netloc and not target.path.startswith(("/static/", "/admin/"))
    ]


def faults(page: Page, axe: Callable[[Page], None]) -> list[str]:
    """What is wrong with the page that is open."""
    found = []
    try:
        axe(page)
    except pytest.fail.Exception as fault:
        found.append(str(fault))
    if page.locator("h1").count() != 1:
        found.append(f"{page.url}\nhas not exactly one h1")
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(size)
    if width > 320:
        found.append(f"{page.url}\nis {width} pixels wide on a screen of 320")
    return found


def opened(page: Page, axe: Callable[[Page], None], path: str) -> tuple[list[str], bool]:
    """What is wrong with the page at an address, and whether there is a page."""
    answer = page.request.get(path)
    if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:  # it is only posted to
        return [], False
    if not answer.ok:
        return [f"{path}\nanswers {answer.status}"], False
    is_kept = answer.headers.get("content-disposition", "").startswith("attachment")
    if is_kept or "text/html" not in answer.headers["content-type"]:
        return [], False
    page.goto(path)
    return faults(page, axe), True


def crawl(page: Page, axe: Callable[[Page], None], *starts: str) -> set[str]:
    """Open one page of each sort that links lead to; fail with all that is wrong there."""
    waiting, seen = deque(starts), set(starts)
    names: set[str] = set()
    found: list[str] = []
    while waiting:
        path = waiting.popleft()
        name = resolve(path).view_name
        if name in names:
            continue
        names.add(name)
        wrong, is_page = opened(page, axe, path)
        found += wrong
        if is_page:
            fresh = [link for link in dict.fromkeys(links(page)) if link not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
    if found:
        pytest.fail("\n\n".join(found), pytrace=False)
    return names


@pytest.mark.parametrize("room", OURS)
def test_every_page_of_a_room_can_be_used_by_everybody(
    room: str,
    page: Page,
    axe: Callable[[Page], None],
    sign_in: Callable[[User], None],
    settings: Any,
) -> None:
    """A council with two of everything that its pages may show."""
    settings.TODAY = TODAY
    council = AuthorityFactory()
    person = all_roles(council)
    grow(council, person, 2)
    sign_in(person)
    ours = [name for name, _ in addresses() if name.partition(":")[0] == room]
    wrong = [opened(page, axe, path)[0] for path in pages(council, ours).values()]
    if any(wrong):
        pytest.fail("\n\n".join(fault for each in wrong for fault in each), pytrace=False)


def test_what_the_public_reads_can_be_used_by_everybody(
    page: Page, axe: Callable[[Page], None], settings: Any
) -> None:
    settings.TODAY = DAY
    call_command("demo", verbosity=0)
    names = crawl(page, axe, "/published/")
    assert names >= {"committee:published_paper", "core:accessibility", "account_login"}


def test_the_demonstration_can_be_used_by_everybody(
    page: Page, axe: Callable[[Page], None], sign_in: Callable[[User], None], settings: Any
) -> None:
    settings.TODAY = DAY
    call_command("demo", verbosity=0)
    sign_in(User.objects.create_superuser("operator@example.org", name="Operator"))
    names = crawl(page, axe, "/")
    assert names >= {"improvement:plan_detail", "committee:report_detail", "monitoring:area_list"}

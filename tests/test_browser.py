"""Every page, in a real browser: axe at WCAG 2.2 AA, reflow at 320 pixels, and nothing refused."""

from collections import Counter, deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import resolve, reverse
from playwright.sync_api import Page

from accounts.models import User
from demonstration.barnet.people import DAY
from performance.models import Commentary, Indicator
from tests.council import all_roles, await_imports, grow, pages
from tests.factories.accounts import AuthorityFactory
from tests.factories.performance import RebaseFactory
from tests.test_house import OURS, addresses

pytestmark = pytest.mark.browser

# Addresses of ours that no page links to, and why.
NOT_LINKED = {
    "core:healthz": "answers monitoring with one word",
}
# How many of the pages that share an address pattern are opened.
ALIKE = 2


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


def crawl(
    page: Page, axe: Callable[[Page], None], *starts: str, known: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Open what links lead to, apart from what is known; fail with all that is wrong there."""
    waiting, seen = deque(starts), set(starts)
    opened = Counter(dict.fromkeys(known, ALIKE))
    found: list[str] = []
    while waiting:
        path = waiting.popleft()
        name = resolve(path).view_name
        opened[name] += 1
        if opened[name] > ALIKE:
            continue
        answer = page.request.get(path)
        if not answer.ok:
            found.append(f"{path}\nanswers {answer.status}")
        elif "text/html" in answer.headers["content-type"]:
            page.goto(path)
            found += faults(page, axe)
            fresh = [link for link in dict.fromkeys(links(page)) if link not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
    if found:
        pytest.fail("\n\n".join(found), pytrace=False)
    return frozenset(opened)


def leave_something_to_do() -> list[str]:
    """Pages about what nobody in the demonstration has left undone, and where they are."""
    Commentary.objects.filter(indicator__code="CP02").delete()
    indicator = Indicator.objects.get(code="CP02")
    RebaseFactory(indicator=indicator)
    mapped, previewed = await_imports(indicator)
    # A council with everything that visits may leave behind.
    council = AuthorityFactory()
    grow(council, all_roles(council), 2)
    of_visits = [name for name, _ in addresses() if name.startswith("monitoring:")]
    return [
        *pages(council, of_visits).values(),
        indicator.get_absolute_url(),
        reverse("performance:import_map", args=[mapped.pk]),
        previewed.get_absolute_url(),
        reverse("committee:report_detail", args=["barnet-ces-2018-03-07"]),
        reverse("committee:section_edit", args=["barnet-ces-2018-06-06", "summary"]),
    ]


def test_every_page_can_be_used_by_everybody(
    page: Page, axe: Callable[[Page], None], sign_in: Callable[[User], None], settings: Any
) -> None:
    settings.TODAY = DAY
    call_command("demo", verbosity=0)
    left = leave_something_to_do()
    public = crawl(page, axe, "/published/")
    assert public >= {"committee:published_paper", "core:accessibility", "account_login"}

    sign_in(User.objects.create_superuser("operator@example.org", name="Operator"))
    opened = crawl(page, axe, "/", *left, known=public - {"improvement:my_work"})
    ours = {name for name, _ in addresses() if name.partition(":")[0] in OURS}
    # What a meeting or a paper being written leads to is opened in the tests of its room.
    unopened = {name for name in ours - opened if not name.startswith("committee:")}
    assert unopened == NOT_LINKED.keys()

"""A member reads a paper before the meeting: on a tablet, by keyboard, without JavaScript."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from committee.models import Report
from committee.services.publishing import publish_report
from demonstration.barnet.people import PEOPLE
from demonstration.loading import email
from tests.journeys.conftest import Enter, tab_to

pytestmark = pytest.mark.browser

TABLET = {"width": 768, "height": 1024}
DESK = {"width": 1280, "height": 900}
ACTION = "1c(ii)"


@pytest.fixture
def paper(draft: Report) -> str:
    """The address of the paper for 6 June 2018, published."""
    draft.clearances.all().delete()
    author = User.objects.get(email=email(PEOPLE["author"]))
    at = datetime(2018, 5, 29, 9, tzinfo=UTC)
    return publish_report(report=draft, by=author, at=at).get_absolute_url()


def test_the_public_reads_what_changed_without_javascript(
    visit: Callable[..., Page], paper: str
) -> None:
    page = visit(java_script_enabled=False)
    page.set_viewport_size(TABLET)
    page.goto(paper)
    glance = page.get_by_role("navigation", name="At a glance")
    expect(glance.get_by_role("link", name=ACTION)).to_be_visible()
    glance.get_by_role("link", name="Indicators that need attention").click()
    expect(page.get_by_role("heading", name="Indicators that need attention")).to_be_in_viewport()
    expect(page.get_by_text("Story up to")).to_have_count(0)

    glance.get_by_role("link", name="Show what changed since the last report").click()
    summary = page.get_by_role("region", name="What changed since the report of 7 March 2018")
    expect(summary).to_contain_text("new and")
    first = page.locator("#summary .paper-changed").first
    expect(first).to_contain_text("Changed")
    first.get_by_text("How it changed").click()
    expect(first.locator("ins").first).to_be_visible()
    glance.get_by_role("link", name="Show the paper without what changed").click()
    expect(page.locator(".paper-changed")).to_have_count(0)


def test_a_member_comes_from_an_action_to_its_story_and_from_a_status_to_its_meaning(
    enter: Enter, paper: str
) -> None:
    page = enter("member")
    page.set_viewport_size(TABLET)
    page.goto(paper)
    page.get_by_role("navigation", name="At a glance").get_by_role("link", name=ACTION).click()
    row = page.locator("tr:target")
    expect(row).to_contain_text(ACTION)
    expect(row).to_be_in_viewport()
    row.get_by_role("link", name=re.compile(r"^Off track\s*: what it means$")).click()
    meaning = page.locator("tr:target")
    expect(meaning).to_be_in_viewport()
    expect(meaning.get_by_role("cell").first).to_have_text("Off track")
    page.go_back()
    row.get_by_role("link", name="Story up to 30 April 2018").click()
    expect(page.get_by_text("as it stood at the end of 30 April 2018")).to_be_visible()
    expect(page.get_by_role("heading", name=ACTION, level=1)).to_be_visible()


def test_the_page_is_in_order_with_and_without_what_changed(
    visit: Callable[..., Page], axe: Callable[[Page], None], paper: str
) -> None:
    page = visit()
    page.set_viewport_size(DESK)
    for query in ("", "?changes=1"):
        page.goto(f"{paper}{query}")
        axe(page)
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size(DESK)


def test_the_keyboard_skips_the_contents_and_reaches_a_charts_figures(
    visit: Callable[..., Page], paper: str
) -> None:
    page = visit()
    page.set_viewport_size(DESK)
    page.goto(paper)
    skip = page.get_by_role("link", name="Skip the contents")
    tab_to(page, skip)
    expect(skip).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Summary", exact=True).last).to_be_focused()

    page.goto(f"{paper}#figure_1")
    chart = page.locator("#figure_1")
    chart.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(chart.get_by_role("table")).to_be_visible()
    tab_to(page, chart.get_by_role("link", name="Back to the chart"))


def test_the_contents_mark_the_part_that_is_read(visit: Callable[..., Page], paper: str) -> None:
    page = visit(java_script_enabled=False)
    page.set_viewport_size(DESK)
    page.goto(f"{paper}#recommendations")
    contents = page.get_by_role("navigation", name="Contents of the paper")
    marked, other = (
        contents.get_by_role("link", name=name, exact=True)
        for name in ("Recommendations", "Summary")
    )
    expect(marked).to_have_css("font-weight", "700")
    expect(other).to_have_css("font-weight", "400")

"""From the month's figures to what is said of them and what a paper prints, in a real browser."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from committee.models import Report
from core.sheets import letter, open_book
from performance.models import Commentary, Indicator
from tests.journeys.conftest import Enter, download, save, tab_to, write
from tests.performance.files import workbook_of

pytestmark = pytest.mark.browser

SUPERVISION, PLANS, REVIEWS, DISCUSSIONS = "WF06", "CP05", "CP10", "CP02"
LAST = "April 2018"


def performance(page: Page) -> Page:
    """Where figures are read."""
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Performance").click()
    return page


def line(page: Page, code: str) -> Locator:
    """The line of an indicator on the scorecard of all."""
    performance(page).get_by_role("link", name="All indicators", exact=True).click()
    return page.get_by_role("row").filter(has_text=code)


def wide_template(page: Page) -> list[list[Any]]:
    """Our template with a column a period, as a person has it open."""
    performance(page).get_by_role("button", name="Import figures").click()
    page.get_by_role("link", name="Download our template").click()
    page.get_by_role("radio", name="A column a period").check()
    content = download(page, "Download", role="button")
    return [cells for _, cells in open_book(BytesIO(content), "figures.xlsx").rows()]


def bring_in(page: Page, rows: list[list[Any]]) -> None:
    """Choose a workbook with these rows."""
    performance(page).get_by_role("button", name="Import figures").click()
    page.get_by_role("button", name="Import a file").click()
    content = workbook_of(*rows, sheet="Figures")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("File").set_input_files(
        {"name": "april.xlsx", "mimeType": kind, "buffer": content}
    )
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="april.xlsx")).to_be_visible()


def only(page: Page, outcome: str) -> Locator:
    """The rows of a file of which one thing comes."""
    page.get_by_label("Show").select_option(outcome)
    page.get_by_role("button", name="Show").click()
    return page.get_by_role("table").get_by_role("row").filter(has_text=outcome)


def test_a_workbook_is_corrected_brought_in_and_taken_back(enter: Enter) -> None:
    page = enter("analyst")
    expect(line(page, SUPERVISION)).to_contain_text(f"82%{LAST}")
    expect(line(page, SUPERVISION)).to_contain_text("Off target")
    rows = wide_template(page)
    month = rows[0].index(LAST)
    value, numerator, denominator, _ = (row for row in rows if row[0] == SUPERVISION)
    plans = next(row for row in rows if row[0] == PLANS)
    value[month], numerator[month], plans[month] = None, 1700, 177
    bring_in(page, rows)
    expect(only(page, "Changed")).to_contain_text("177, before 174")
    wrong = only(page, "Rejected")
    expect(wrong).to_contain_text(f"{rows.index(value) + 1}{letter(month)}{SUPERVISION}")
    expect(wrong).to_contain_text(f"{LAST}, 1700, 186")
    expect(wrong).to_contain_text("The numerator is above the denominator")
    page.get_by_role("link", name="Discard").click()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed.")

    page = enter("analyst", java_script_enabled=False)
    numerator[month] = denominator[month] - 8
    bring_in(page, rows)
    page.get_by_role("button", name="Commit").click()
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_role("alert")).to_contain_text("2 figures imported.")
    brought = page.url
    expect(line(page, SUPERVISION)).to_contain_text(f"96%{LAST}")
    expect(line(page, SUPERVISION)).to_contain_text("On target")

    page.goto(brought)
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("alert")).to_contain_text("What it had replaced counts again.")
    expect(line(page, SUPERVISION)).to_contain_text(f"82%{LAST}")
    expect(line(page, SUPERVISION)).to_contain_text("Off target")


def test_an_owner_explains_an_exception_and_the_paper_prints_it(
    enter: Enter, draft: Report
) -> None:
    Commentary.objects.filter(indicator__code=DISCUSSIONS).delete()
    page = performance(enter("analyst"))
    page.get_by_role("link", name="See the exceptions").click()
    page.get_by_role("button", name="Ask for commentary").click()
    page.get_by_role("button", name="Ask for commentary").click()
    expect(page.get_by_role("alert")).to_contain_text("Commentary on 1 indicator asked of 1 owner.")

    shown, done = "Discussions are on target.", "The police send somebody to every discussion."
    owner = enter("assessment")  # who has no mouse
    tab_to(owner, owner.get_by_role("link", name=f"Write the commentary on {DISCUSSIONS}"))
    owner.keyboard.press("Enter")
    owner.wait_for_url("**/commentary/*/")
    for label, words in (("What does the data show?", shown), ("What is being done?", done)):
        tab_to(owner, owner.get_by_label(label))
        owner.keyboard.type(words)
    for said in ("Saved, and not submitted yet.", "Commentary submitted."):
        tab_to(owner, owner.get_by_role("button", name="Save and submit"))
        owner.keyboard.press("Enter")
        expect(owner.get_by_text(said)).to_be_visible()

    author = enter("author")
    author.get_by_role("link", name=f"Read the commentary on {DISCUSSIONS}").click()
    author.get_by_role("button", name="Accept").click()
    expect(author.get_by_role("alert")).to_contain_text("accepted")
    author.goto(reverse("committee:report_preview", args=[draft.slug]))
    expect(author.get_by_text(shown)).to_be_visible()
    expect(author.get_by_text(done)).to_be_visible()


def correct(page: Page, code: str, figure: int) -> None:
    """Type another figure for the last month."""
    page.goto(Indicator.objects.get(code=code).get_absolute_url())
    page.get_by_role("link", name="Add figures").click()
    page.get_by_label("Period").fill(LAST)
    page.get_by_label(re.compile("^Figure")).fill(str(figure))
    page.get_by_role("button", name="Record the figure").click()
    expect(page.get_by_role("alert")).to_contain_text("The figure is recorded.")


def test_a_bound_figure_follows_the_data_until_the_paper_is_published(
    enter: Enter, visit: Callable[[], Page], draft: Report
) -> None:
    detail = reverse("committee:report_detail", args=[draft.slug])
    preview = reverse("committee:report_preview", args=[draft.slug])
    author, analyst = enter("author"), enter("analyst")
    author.goto(f"{detail}?edit=insight#insight")
    write(author, f"In {LAST} [[{PLANS} value]] children were on a child protection plan.")
    save(author)
    expect(author.get_by_text("174 children were on")).to_be_visible()
    correct(analyst, PLANS, 177)
    author.goto(preview)
    expect(author.get_by_text("177 children were on")).to_be_visible()

    author.goto(f"{detail}?edit=insight#insight")
    write(author, f"In {LAST} 420 children were on a child protection plan.")
    save(author)
    expect(author.get_by_text("“420” is not a figure of")).to_be_visible()
    author.goto(f"{detail}?edit=insight#insight")
    write(author, f"In {LAST} [[{PLANS} value]] children were on a child protection plan.")
    save(author)
    expect(author.get_by_text("“420” is not a figure of")).to_have_count(0)
    author.get_by_role("button", name="Publish…").click()
    author.get_by_label("I have read what stands above").check()
    author.get_by_label("Why is it published without these clearances?").fill("All agreed by mail.")
    author.get_by_role("button", name="Publish the paper").click()
    expect(author.get_by_role("alert")).to_contain_text("Version 1 is published.")

    correct(analyst, PLANS, 179)
    stranger = visit()
    stranger.goto(reverse("committee:published_latest", args=[draft.slug]))
    expect(stranger.get_by_text("177 children were on")).to_be_visible()
    author.get_by_role("link", name="Correct this paper").click()
    author.get_by_label("Why is it corrected?").fill("Plans were counted again.")
    author.get_by_role("button", name="Begin the correction").click()
    author.goto(preview)
    expect(author.get_by_text("179 children were on")).to_be_visible()


def test_a_member_reads_the_scorecard_and_no_small_number(enter: Enter) -> None:
    member = enter("member")
    reviews = line(member, REVIEWS)
    expect(reviews).to_contain_text("Hidden")
    expect(reviews).not_to_contain_text("98%")
    expect(member.get_by_text("small numbers")).to_be_visible()
    expect(line(member, SUPERVISION)).to_contain_text("82%")
    expect(performance(member).get_by_role("button", name="Import figures")).to_have_count(0)
    for page in ("import_list", "import_add", "template_download", "annex_a_count"):
        answer = member.goto(reverse(f"performance:{page}"))
        assert answer is not None
        assert answer.status == 403, page
    expect(line(enter("analyst"), REVIEWS)).to_contain_text("98%")

"""What people come for, from end to end, in a real browser."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from committee.models import Report
from demonstration.barnet.people import PEOPLE
from demonstration.loading import email
from tests.journeys.conftest import Enter, download, editor, save, tab_to, write

pytestmark = pytest.mark.browser

CHRONOLOGY = "5b(v)"
DONE = "All assessments closed in April have a chronology."


def test_an_officers_update_reaches_the_story_and_the_draft(enter: Enter, draft: Report) -> None:
    page = enter("officer")
    page.get_by_role("link", name=f"Update {CHRONOLOGY}").first.click()
    page.get_by_role("radio", name="On track").check()
    page.get_by_label("What has been done since").fill(DONE)
    page.get_by_label("What the evidence is").fill("Audit of chronologies")
    page.get_by_label("Or a file").set_input_files(
        {"name": "audit.csv", "mimeType": "text/csv", "buffer": b"Month,Share\nApril,100\n"}
    )
    save(page)

    expect(page.get_by_role("alert")).to_contain_text(
        "Update recorded. It will appear in the paper for March and April 2018."
    )
    entry = (
        page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Update")).first
    )
    expect(entry).to_contain_text("Delivery: At risk to On track")
    expect(entry).to_contain_text(DONE)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Audit of chronologies").first.click()
    assert Path(saved.value.path()).read_bytes() == b"Month,Share\nApril,100\n"

    page.get_by_role("link", name="Papers").first.click()
    page.get_by_role("row").filter(has_text="6 June 2018").get_by_role("link").click()
    page.get_by_role("link", name="Preview").click()
    row = page.get_by_role("row").filter(has_text=CHRONOLOGY).last
    expect(row).to_contain_text(f"30 April 2018: {DONE}")
    expect(row).to_contain_text("On track")


def test_an_author_writes_and_publishes_and_everybody_reads(
    enter: Enter, visit: Callable[[], Page], draft: Report
) -> None:
    words = "The Committee has before it the fifth report, with a new first sentence."
    page = enter("author")
    page.get_by_role("link", name="Papers").first.click()
    page.get_by_role("row").filter(has_text="6 June 2018").get_by_role("link").click()
    page.get_by_role("link", name=re.compile(r"^Edit\s*: Summary$")).click()
    expect(page).to_have_url(re.compile(r"\?edit=summary#summary$"))
    write(page, words)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("“Summary” saved.")
    expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text("paragraphs 1.4 to 1.56")).to_be_visible()

    stranger = visit()
    stranger.goto("/published/")
    expect(stranger.get_by_text("7 March 2018")).to_be_visible()
    expect(stranger.get_by_text("6 June 2018")).to_have_count(0)

    page.get_by_role("link", name="Back to writing").click()
    page.get_by_role("button", name="Publish…").click()
    expect(page.get_by_text("No commentary on April 2018 has been accepted.").first).to_be_visible()
    page.get_by_label("I have read what stands above").check()
    page.get_by_label("Why is it published without these clearances?").fill(
        "Finance and legal agreed by telephone."
    )
    page.get_by_role("button", name="Publish the paper").click()
    expect(page.get_by_role("alert")).to_contain_text("Version 1 is published.")
    with ZipFile(BytesIO(download(page, "Word file"))) as word:
        assert words in word.read("word/document.xml").decode()
    assert download(page, "PDF").startswith(b"%PDF-1.")

    stranger.reload()
    item = stranger.get_by_role("listitem").filter(has_text="6 June 2018")
    item.get_by_role("link").click()
    expect(stranger.get_by_text(words)).to_be_visible()
    expect(stranger.get_by_role("link", name="Correct this paper")).to_have_count(0)
    assert download(stranger, "PDF").startswith(b"%PDF-1.")
    stranger.goto(reverse("committee:report_detail", args=[draft.slug]))
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()

    member = enter("member")
    member.get_by_role("link", name="Papers").first.click()
    member.get_by_role("row").filter(has_text="6 June 2018").get_by_role("link").click()
    expect(member.get_by_text(words)).to_be_visible()
    expect(member.get_by_role("link", name=re.compile("Edit|Correct"))).to_have_count(0)


def test_two_people_who_write_one_section_lose_nothing(enter: Enter, draft: Report) -> None:
    second_author = User.objects.get(email=email(PEOPLE["assessment"]))
    second_author.memberships.create(authority=draft.authority, role="author")
    address = f"{reverse('committee:report_detail', args=[draft.slug])}?edit=reasons#reasons"
    first, second = enter("author"), enter("assessment")
    first.goto(address)
    second.goto(address)
    write(first, "The first reason.")
    write(second, "The second reason.")
    save(first)
    expect(first.get_by_text("The first reason.")).to_be_visible()

    save(second)
    conflict = second.get_by_role("alert").filter(has_text="Somebody saved this")
    expect(conflict).to_contain_text("The first reason.")
    expect(conflict).to_contain_text("The second reason.")
    expect(editor(second)).to_have_text("The second reason.")
    write(second, "The first reason. The second reason.")
    save(second)
    first.reload()
    expect(first.get_by_text("The first reason. The second reason.")).to_be_visible()


def test_an_update_needs_no_mouse(enter: Enter) -> None:
    page = enter("officer")
    tab_to(page, page.get_by_role("link", name="Skip to main content"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name=f"Update {CHRONOLOGY}").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/update/")
    tab_to(page, page.get_by_role("radio", name="At risk"))
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="On track")).to_be_checked()
    tab_to(page, page.get_by_label("What has been done since"))
    page.keyboard.type(DONE)
    tab_to(page, page.get_by_role("button", name="Save", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Update recorded.")
    expect(page.get_by_text(DONE).first).to_be_visible()


def test_officer_and_author_need_no_javascript(enter: Enter, draft: Report) -> None:
    officer = enter("officer", java_script_enabled=False)
    officer.get_by_role("link", name=f"Update {CHRONOLOGY}").first.click()
    officer.get_by_label("What has been done since").fill(DONE)
    officer.get_by_label("What the evidence is").fill("Audit of chronologies")
    save(officer)
    expect(officer.get_by_role("alert")).to_contain_text("Give a link or a file for this evidence.")
    expect(officer.get_by_label("What has been done since")).to_have_value(DONE)
    officer.get_by_label("A link to it").fill("https://intranet.example/audit")
    save(officer)
    expect(officer.get_by_role("alert")).to_contain_text("Update recorded.")
    expect(officer.get_by_text(DONE).first).to_be_visible()

    author = enter("author", java_script_enabled=False)
    author.goto(reverse("committee:report_detail", args=[draft.slug]))
    author.get_by_role("link", name=re.compile(r"^Edit\s*: Summary$")).click()
    author.get_by_label("Text").fill("<p>Written as it will be kept.</p>")
    save(author)
    expect(author.get_by_role("alert")).to_contain_text("“Summary” saved.")
    expect(author.get_by_text("Written as it will be kept.", exact=True)).to_be_visible()


def test_a_theme_that_an_administrator_adds_is_in_the_draft(enter: Enter, draft: Report) -> None:
    page = enter("administrator")
    page.get_by_role("link", name="Administration").click()
    page.get_by_role("row").filter(has_text="Themes").get_by_role("link", name="Add").click()
    page.get_by_label("Plan").select_option(label=str(draft.plan))
    page.get_by_label("Number").first.fill("8")
    page.get_by_label("Title").first.fill("Improving supervision")
    page.get_by_label("Description").first.fill("It sees to it that workers are supervised well.")
    save(page)
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.goto(reverse("committee:report_preview", args=[draft.slug]))
    expect(page.get_by_role("heading", name="Improving supervision").first).to_be_visible()
    expect(page.get_by_text("It sees to it that workers are supervised well.")).to_be_visible()

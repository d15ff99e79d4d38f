"""A Word paper from outside becomes a draft: what was understood, where it goes, what is lost."""

import re
from datetime import date
from io import BytesIO

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from committee.bringing_in import LEFT_OUT, OWN, cut, match
from committee.models import PaperImport, Report
from committee.reports import build_report
from committee.services.bringing_in import make_draft, offers, stage_paper
from documents import outline, word
from improvement.models import ThemeNarrative
from tests.documents.word_files import heading, lists_of, numbered, p, table, word_of
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.committee import MeetingFactory, house_style_of, laid_out_report
from tests.factories.improvement import PlanFactory
from tests.performance.files import with_parts

HEADER = {
    "number": 4,
    "title": "Fourth update",
    "cut_off": date(2018, 4, 30),
    "previous": None,
    "report_of": "Director of Children’s Services",
    "officer_contact": "director@council.example",
    "wards": "All",
    "urgent": False,
    "key": False,
}


@pytest.fixture
def author(authority):
    """Who writes the papers."""
    return UserFactory(role="author", role__authority=authority)


def bytes_of(file):
    saved = BytesIO()
    file.save(saved)
    return saved.getvalue()


@pytest.fixture
def typed():
    """A paper with typed numbers, a header table and a heading that no template has."""
    file = docx.Document()
    table = file.add_table(rows=0, cols=2)
    for label, said in (
        ("Title", "Progress in the spring"),
        ("Report of", "Chair of the Board"),
        ("Wards", "All"),
        ("Key", "No"),
        ("Officer Contact Details", "officer@council.example"),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, said
    file.add_heading("Summary", 1)
    file.add_paragraph("This paper tells of the spring.")
    file.add_heading("Recommendations", 1)
    file.add_paragraph(
        "That the Committee note paragraphs 1.1 to 1.3 and Appendix 1.", style="List Number"
    )
    file.add_paragraph("That the Committee note paragraph 9.9.", style="List Number")
    file.add_paragraph("1.1 Work began in March.")
    file.add_paragraph("1.2 It goes on, as paragraph 1.1 says:")
    file.add_paragraph("in the front door", style="List Bullet")
    file.add_paragraph("in care planning", style="List Bullet")
    file.add_heading("Garden of remembrance", 2)
    file.add_paragraph("1.3 A garden was planted.")
    file.add_heading("2. Reasons for recommendation", 1)
    file.add_paragraph("2.1 Members oversee the plan.")
    file.add_heading("Appendix 1: Letter", 1)
    file.add_paragraph("Thank you for your help.")
    return bytes_of(file)


@pytest.fixture
def staged(typed, meeting, plan, period, authority, author):
    """The paper, read and waiting."""
    return stage_paper(
        meeting=meeting,
        plan=plan,
        period=period,
        house_style=house_style_of(authority),
        content=typed,
        name="spring.docx",
        by=author,
    )


def proposed(paper):
    return match(cut(paper.document()), offers(paper))


def numbers(words):
    """The numbered paragraphs of an outline."""
    lines = (line.strip() for line in words.splitlines())
    return [line for line in lines if re.match(r"[0-9]+\.[0-9]", line)]


def text(report):
    report = Report.objects.with_parts().get(pk=report.pk)
    return outline.render(build_report(report, as_at=report.cut_off))


def test_parts_go_to_the_sections_with_their_headings(staged):
    going = proposed(staged)
    assert going["summary"] == "summary"
    assert going["recommendations"] == "recommendations"
    assert going["reasons-for-recommendation"] == "reasons"
    assert going["garden-of-remembrance"] == OWN


def test_a_paper_becomes_a_draft_with_its_numbers_and_citations(staged, author):
    report, lost = make_draft(paper=staged, by=author, going=proposed(staged), **HEADER)
    words = text(report)
    assert "1.1 Work began in March." in words
    assert "1.2 It goes on, as paragraph 1.1 says:" in words
    assert "1.3 A garden was planted." in words
    assert "2.1 Members oversee the plan." in words
    assert "paragraphs 1.1 to 1.3 and Appendix" in words
    assert "That the Committee note paragraph 9.9." in words
    assert "This paper tells of the spring." in words
    assert lost == []
    assert report.brought_in == staged
    order = list(report.sections.order_by("order").values_list("order", flat=True))
    assert order == list(range(1, len(order) + 1))


def test_what_is_not_understood_is_listed(staged):
    assert any("paragraph 9.9" in words for words in staged.unread)


def test_a_citation_of_what_is_left_out_stays_as_its_words(staged, author):
    going = proposed(staged) | {"garden-of-remembrance": LEFT_OUT}
    report, lost = make_draft(paper=staged, by=author, going=going, **HEADER)
    assert any("paragraphs 1.1 to 1.3" in words for words in lost)
    assert "A garden was planted." not in text(report)
    assert "paragraphs 1.1 to 1.3" in report.recommendations.get(order=1).text


def test_a_theme_gets_its_narrative(staged, author, plan, period):
    going = proposed(staged) | {"garden-of-remembrance": "theme-2"}
    make_draft(paper=staged, by=author, going=going, **HEADER)
    narrative = ThemeNarrative.objects.get(theme__plan=plan, theme__number=2, period=period)
    assert "A garden was planted." in narrative.body


def test_a_paper_of_ours_comes_back_with_the_same_numbers(
    report, plan, period, body, authority, author
):
    ours = build_report(Report.objects.with_parts().get(pk=report.pk), as_at=report.cut_off)
    ThemeNarrative.objects.filter(theme__plan=plan).delete()
    later = stage_paper(
        meeting=MeetingFactory(body=body, held_on=date(2018, 9, 19)),
        plan=plan,
        period=period,
        house_style=house_style_of(authority),
        content=word.render(ours),
        name="ours.docx",
        by=author,
    )
    assert later.unread == []
    copy, lost = make_draft(paper=later, by=author, going=proposed(later), **HEADER)
    assert lost == []
    assert numbers(text(copy)) == numbers(outline.render(ours))


def test_the_next_paper_follows_the_one_brought_in(staged, author, plan, period, body):
    report, _ = make_draft(paper=staged, by=author, going=proposed(staged), **HEADER)
    following = laid_out_report(
        plan=plan,
        period=period,
        number=5,
        cut_off=date(2018, 6, 30),
        meeting=MeetingFactory(body=body, held_on=date(2018, 9, 19)),
        previous=report,
    )
    assert "Members oversee the plan." in following.sections.get(key="reasons").body


def test_a_draft_is_made_once(staged, author):
    make_draft(paper=staged, by=author, going=proposed(staged), **HEADER)
    with pytest.raises(ValidationError, match="already"):
        make_draft(paper=staged, by=author, going=proposed(staged), **HEADER)
    assert Report.objects.count() == 1


def test_a_place_that_is_not_offered_is_refused_and_nothing_is_written(staged, author):
    going = proposed(staged) | {"garden-of-remembrance": "status-counts-of-others"}
    with pytest.raises(ValidationError, match="places that are offered"):
        make_draft(paper=staged, by=author, going=going, **HEADER)
    assert not Report.objects.exists()


def upload(client, paper, content, name="spring.docx"):
    return client.post(
        "/papers/bring-in/",
        {
            "meeting": paper["meeting"].pk,
            "plan": paper["plan"].pk,
            "period": paper["period"].pk,
            "house_style": paper["house_style"].pk,
            "file": SimpleUploadedFile(name, content),
        },
        follow=True,
    )


@pytest.fixture
def choice(meeting, plan, period, authority):
    """What a paper becomes."""
    return {
        "meeting": meeting,
        "plan": plan,
        "period": period,
        "house_style": house_style_of(authority),
    }


def test_paper_import_add_leads_over_the_preview_to_the_draft(client, choice, typed, author):
    client.force_login(author)
    page = upload(client, choice, typed).content.decode()
    assert "What was not understood" in page
    assert "Progress in the spring" in page
    assert "officer@council.example" in page
    assert not Report.objects.exists()
    paper = PaperImport.objects.get()
    sent = HEADER | {"previous": "", "cut_off_0": "30", "cut_off_1": "4", "cut_off_2": "2018"}
    sent["cut_off"] = "30/4/2018"
    going = proposed(paper)
    for place, part in enumerate(cut(paper.document())):
        sent[f"part_{place}"] = going[part.anchor]
    sent = {name: value for name, value in sent.items() if value is not False}
    answer = client.post(paper.get_absolute_url(), sent, follow=True)
    assert "Draft made." in answer.content.decode()
    assert Report.objects.get().title == "Fourth update"
    # A second look leads to the draft, and no second one is made.
    assert client.post(paper.get_absolute_url(), sent, follow=True).status_code == 200
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04 broken", "paper.docx", "something else"),
        (b"%PDF-1.7", "paper.pdf", "Choose a Word file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "paper.docx", "password"),
        (
            with_parts(bytes_of(docx.Document()), {"word/vbaProject.bin": b"x"}),
            "paper.docx",
            "without macros, and choose it again.",
        ),
    ],
)
def test_paper_import_add_refuses_what_is_no_word_file(
    client, choice, author, content, name, words
):
    client.force_login(author)
    page = upload(client, choice, content, name).content.decode()
    assert words in page
    assert not PaperImport.objects.exists()


def test_paper_import_add_lists_a_table_that_is_too_wide_and_takes_thousands_of_lists(
    client, choice, author
):
    wide = table(["a"] * 500, ["b"] * 500)
    items = "".join(numbered("item", level=str(place % 9)) for place in range(3_000))
    lists = lists_of(*[("bullet", "o")] * 9)
    content = word_of(
        heading("1. Figures") + p("1.1 Here they are.") + wide + items, numbering=lists
    )
    client.force_login(author)
    page = upload(client, choice, content).content.decode()
    assert "A table with more than 63 columns is left out." in page
    paper = PaperImport.objects.get()
    assert outline.render(paper.document()).count("item") == 3_000
    assert not Report.objects.exists()


def test_paper_import_add_refuses_a_period_of_another_council(client, choice, typed, author):
    other = UserFactory(role="author", role__authority=AuthorityFactory())
    client.force_login(other)
    page = upload(client, choice, typed).content.decode()
    assert "valid choice" in page
    assert not PaperImport.objects.exists()


def test_paper_import_discard_forgets_it(client, staged, author):
    client.force_login(author)
    assert "Discard" in client.get(f"{staged.get_absolute_url()}discard/").content.decode()
    client.post(f"{staged.get_absolute_url()}discard/")
    assert not PaperImport.objects.exists()


@pytest.mark.parametrize("role", ["reader", "member", "updater", "clerk", "clearer"])
def test_papers_are_brought_in_by_those_who_write_them(client, staged, authority, role):
    client.force_login(UserFactory(role=role, role__authority=authority))
    assert client.get("/papers/bring-in/").status_code == 403
    assert client.get(staged.get_absolute_url()).status_code in (403, 404)


def test_paper_import_detail_of_another_council_does_not_exist(client, staged):
    client.force_login(UserFactory(role="author", role__authority=AuthorityFactory()))
    assert client.get(staged.get_absolute_url()).status_code == 404
    assert client.post(f"{staged.get_absolute_url()}discard/").status_code == 404


def test_plans_of_another_council_are_not_offered(client, author):
    client.force_login(author)
    plan = PlanFactory(name="Plan of others")
    assert plan.name not in client.get("/papers/bring-in/").content.decode()

"""Templates of papers: taken over, copied, changed as data, and refused where no paper is made."""

from dataclasses import replace
from io import BytesIO

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from committee.checks import check
from committee.facts import read_facts
from committee.house_styles import (
    CABINET_REPORT,
    PROGRESS_REPORT,
    TEMPLATES,
    SectionPlan,
    faults,
)
from committee.models import HouseStyle, HouseStyleSection
from committee.reports import build_report, compose
from committee.services.house_styles import (
    adopt_house_style,
    copy_house_style,
    retire_house_style,
)
from committee.specimen import specimen
from committee.vocabulary import BlockKind, Place
from core.models import AuditEvent
from documents import outline, word
from documents.numbering import number
from tests.documents.word_files import saved
from tests.factories.accounts import AuthorityFactory, MembershipFactory
from tests.factories.committee import HouseStyleFactory, house_style_of, laid_out_report

SUMMARY = SectionPlan("summary", Place.LEAD, "Summary")
ASKS = SectionPlan("recommendations", Place.LEAD, "We ask", BlockKind.RECOMMENDATIONS)
WHY = SectionPlan("why", Place.SECTION, "Why")


def url(name, *args):
    return reverse(f"committee:{name}", args=args)


def said(*sections):
    return [(each.position, each.field, each.message) for each in faults(sections)]


@pytest.fixture
def style(authority):
    """The council's template of progress reports."""
    return house_style_of(authority)


@pytest.fixture
def open_as(client_of):
    def ask(person, address, data=None):
        client = client_of(person)
        return client.get(address) if data is None else client.post(address, data)

    return ask


# --- what a template must be --------------------------------------------------------------------


@pytest.mark.parametrize("key", TEMPLATES)
def test_ready_templates_make_papers(key):
    assert said(*TEMPLATES[key].sections) == []


@pytest.mark.parametrize(
    ("sections", "position", "field", "words"),
    [
        ([SUMMARY, WHY], None, "", "filled with the recommendations"),
        ([ASKS, WHY], None, "", "such as the summary"),
        ([SUMMARY, ASKS, WHY, WHY], 3, "key", "Another section has the key “why”"),
        ([replace(WHY, place=Place.SUBSECTION), SUMMARY, ASKS], 0, "place", "cannot come first"),
        ([SUMMARY, ASKS, replace(WHY, place=Place.SUBSECTION)], 2, "place", "numbered section"),
        ([SUMMARY, ASKS, replace(ASKS, key="more")], 2, "kind", "Only one section"),
        ([SUMMARY, ASKS, replace(WHY, place=Place.APPENDIX, heading="")], 2, "heading", "Enter"),
        ([SUMMARY, ASKS, replace(WHY, key="why-2")], 2, "key", "does not end in a number"),
        ([SUMMARY, ASKS, replace(WHY, key="theme-1-more")], 2, "key", "begin with theme-1"),
    ],
)
def test_what_makes_no_paper_is_said_where_it_is(sections, position, field, words):
    [(at, named, message)] = said(*sections)
    assert (at, named) == (position, field)
    assert words in message


def test_a_section_may_have_no_heading_and_hold_parts():
    plain = replace(WHY, heading="")
    part = SectionPlan("part", Place.SUBSECTION, "A part")
    group = SectionPlan("group", Place.GROUP)
    assert said(SUMMARY, ASKS, plain, part, group) == []


# --- taking over and copying --------------------------------------------------------------------


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_ready_template_becomes_data(authority, administrator, key):
    style = adopt_house_style(authority=authority, key=key, by=administrator)
    ready = TEMPLATES[key]
    assert [line.label for line in style.lines.all()] == [line.label for line in ready.lines]
    assert [each.key for each in style.sections.all()] == [each.key for each in ready.sections]
    assert [each.name for each in style.clearances.all()] == [
        each.name for each in ready.clearances
    ]
    assert style.numbers == ready.numbers
    section = style.sections.first()
    assert section.history.get().history_user == administrator
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.HOUSE_STYLE_CHANGED)
    assert (event.actor_id, event.details) == (administrator.pk, {"adopted": key})


def test_a_template_is_taken_over_once(style, authority, administrator):
    with pytest.raises(ValidationError, match="Another template has this name"):
        adopt_house_style(authority=authority, key=PROGRESS_REPORT, by=administrator)
    assert HouseStyle.objects.count() == 1


def test_a_copy_is_its_own(style, administrator):
    section = style.sections.get(key="legal")
    section.standing_text = "<p>The Act.</p>"
    section.save()
    copy = copy_house_style(house_style=style, name="For the board", by=administrator)
    assert copy.sections.get(key="legal").standing_text == "<p>The Act.</p>"
    assert list(copy.sections.values_list("key", "order")) == list(
        style.sections.values_list("key", "order")
    )
    assert copy.lines.count() == style.lines.count()
    assert copy.clearances.count() == style.clearances.count()
    copy.sections.get(key="legal").delete()
    assert style.sections.filter(key="legal").exists()


def test_a_template_that_makes_no_paper_is_not_copied(authority, administrator):
    empty = HouseStyleFactory(authority=authority)
    with pytest.raises(ValidationError, match="recommendations"):
        copy_house_style(house_style=empty, name="Another", by=administrator)
    assert not HouseStyle.objects.filter(name="Another").exists()


def test_retiring_is_written_down_once(style, administrator):
    for _ in range(2):
        assert retire_house_style(house_style=style, by=administrator, is_retired=True).is_retired
    kinds = AuditEvent.objects.filter(
        kind=AuditEvent.Kind.HOUSE_STYLE_CHANGED, details={"is_retired": True}
    )
    assert kinds.count() == 1
    assert not HouseStyle.objects.in_use().exists()


# --- papers in a template -----------------------------------------------------------------------


def test_numbers_and_names_of_a_paper_are_those_of_its_template(plan, period, authority, style):
    style.numbers, style.appendices = "plain", "letter"
    style.recommendation_numbers, style.recommendation_lead = "roman", "We ask you to note:"
    style.save()
    report = laid_out_report(plan=plan, period=period)
    report.recommendations.create(order=1, text="The progress.")
    section = report.sections.get(key="reasons")
    section.body = "<p>The Committee asked for it.</p>"
    section.save()
    document = build_report(report, as_at=report.cut_off)
    labels = number(document).labels
    assert labels["reasons"] == ""
    assert labels["reasons-1"].isdecimal()
    assert labels["appendix-letter"] == "Appendix A"
    assert "We ask you to note:\n  (i) The progress." in outline.render(document)


def test_a_line_of_the_header_says_what_it_is_told_to(plan, period, authority, style):
    sources = {"number": "5", "period": "March and April 2018", "data_month": "April 2018"}
    for order, source in enumerate(sources, start=90):
        style.lines.create(order=order, key=source, label=source, source=source)
    style.lines.create(order=99, key="open", label="Open Report", text="For Information")
    report = laid_out_report(plan=plan, period=period)
    rows = {
        row.label: "".join(each.text for each in row.value)
        for row in build_report(report, as_at=report.cut_off).children[0].rows[8:]
    }
    assert rows == sources | {"Open Report": "For Information"}


def test_a_list_of_appendices_fills_itself(plan, period):
    report = laid_out_report(plan=plan, period=period, template=CABINET_REPORT)
    printed = outline.render(build_report(report, as_at=report.cut_off))
    assert "List of appendices\n  - Appendix A: Annual Self-Evaluation\n  - Appendix B:" in printed


def test_what_must_be_filled_is_an_error_until_it_is(plan, period, style):
    style.sections.filter(key__in=("legal", "charts", "implications")).update(is_mandatory=True)
    report = laid_out_report(plan=plan, period=period)

    def errors():
        facts = read_facts(report, as_at=report.cut_off)
        found = check(facts, compose(facts))
        return {each.anchor: each.message for each in found if each.severity == "error"}

    assert errors()["legal"] == errors()["implications"] == "Write this section."
    assert errors()["charts"] == "Choose what it shows."
    section = report.sections.get(key="legal")
    section.body = "<p>The Children Act 2004.</p>"
    section.save()
    assert errors().keys().isdisjoint({"legal", "implications"})


def test_a_specimen_shows_numbers_and_what_fills_each_part(authority):
    printed = outline.render(specimen(house_style_of(authority, CABINET_REPORT)))
    assert "Wards Affected: Wards" in printed
    assert "The Cabinet is recommended to note:\n  (i) The first recommendation." in printed
    assert "1 Introduction\n  1.1 Text written for this paper; must be filled." in printed
    assert "Appendix B: Ofsted’s letter on the Focused Visit" in printed


def test_a_specimen_says_where_the_name_of_the_plan_stands(authority):
    printed = outline.render(specimen(house_style_of(authority, PROGRESS_REPORT)))
    assert "The name of the plan\n" in printed
    assert "{plan}" not in printed


# --- pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["detail", "copy", "retire"])
def test_pages_of_a_template_are_for_its_administrators(
    style, open_as, administrator, author, stranger, name
):
    address = url(f"house_style_{name}", style.pk)
    assert open_as(administrator, address).status_code == 200
    assert open_as(author, address).status_code == 403
    MembershipFactory(user=stranger, role="administrator", authority=AuthorityFactory())
    assert open_as(stranger, address).status_code == 404


@pytest.mark.parametrize("name", ["list", "adopt"])
def test_the_list_is_for_administrators(style, open_as, administrator, author, name):
    assert open_as(administrator, url(f"house_style_{name}")).status_code == 200
    assert open_as(author, url(f"house_style_{name}")).status_code == 403


def test_house_style_list_shows_only_ones_own(style, open_as, administrator):
    HouseStyleFactory(name="Report of somewhere else")
    page = open_as(administrator, url("house_style_list")).content.decode()
    assert style.name in page
    assert "somewhere else" not in page


def test_house_style_adopt_takes_over(authority, open_as, administrator):
    data = {"authority": authority.pk, "template": CABINET_REPORT}
    answer = open_as(administrator, url("house_style_adopt"), data)
    style = HouseStyle.objects.get()
    assert answer.url == url("house_style_detail", style.pk)
    again = open_as(administrator, url("house_style_adopt"), data)
    assert "Another template has this name" in again.content.decode()


def test_house_style_adopt_is_not_for_another_council(open_as, administrator):
    data = {"authority": AuthorityFactory().pk, "template": CABINET_REPORT}
    assert open_as(administrator, url("house_style_adopt"), data).status_code == 200
    assert not HouseStyle.objects.exists()


def test_house_style_copy_needs_a_name_of_its_own(style, open_as, administrator):
    address = url("house_style_copy", style.pk)
    assert "Another template has this name" in (
        open_as(administrator, address, {"name": style.name}).content.decode()
    )
    assert open_as(administrator, address, {"name": "For the board"}).status_code == 302
    assert HouseStyle.objects.filter(name="For the board").exists()


def test_house_style_retire_goes_there_and_back(style, open_as, administrator):
    for expected in (True, False):
        open_as(administrator, url("house_style_retire", style.pk), {"x": "1"})
        style.refresh_from_db()
        assert style.is_retired is expected


# --- administration -----------------------------------------------------------------------------


def change(name, model, *args):
    return reverse(f"admin:committee_{model}_{name}", args=args)


def typed(style, *, sections=None, **fields):
    """The form of a template as the browser sends it, with some sections said otherwise."""
    data = {
        "authority": style.authority_id,
        "name": style.name,
        "description": style.description,
        "numbers": style.numbers,
        "appendices": style.appendices,
        "recommendation_numbers": style.recommendation_numbers,
        "recommendation_lead": style.recommendation_lead,
        **fields,
    }
    for prefix, names in {
        "lines": ["order", "key", "label", "source", "text"],
        "sections": ["order", "key", "place", "kind", "heading"],
        "clearances": ["order", "name", "asks"],
    }.items():
        rows = list(getattr(style, prefix).all())
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        for position, row in enumerate(rows):
            said = {name: getattr(row, name) for name in ["id", *names]}
            if prefix == "sections":
                flags = ("carried_over", "is_mandatory")
                said |= {name: "on" for name in flags if getattr(row, name)}
                said |= (sections or {}).get(row.key, {})
            data |= {f"{prefix}-{position}-{name}": each for name, each in said.items()}
            data[f"{prefix}-{position}-house_style"] = style.pk
    return data


def test_admin_changes_a_template_and_writes_it_down(style, open_as, administrator):
    address = change("change", "housestyle", style.pk)
    assert open_as(administrator, address).status_code == 200
    data = typed(style, numbers="plain", sections={"reasons": {"heading": "Why", "order": "99"}})
    assert open_as(administrator, address, data).status_code == 302
    style.refresh_from_db()
    section = style.sections.last()
    assert (style.numbers, section.key, section.heading) == ("plain", "reasons", "Why")
    assert section.history.first().history_user == administrator
    event = AuditEvent.objects.filter(kind=AuditEvent.Kind.HOUSE_STYLE_CHANGED).latest("pk")
    assert event.details == {"fields": ["numbers"], "sections": 1}


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ({"recommendations": {"DELETE": "on"}}, "filled with the recommendations"),
        ({"recommendations": {"kind": "narrative"}}, "filled with the recommendations"),
        ({"summary": {"place": "group"}}, "cannot come first"),
        ({"legal": {"key": "risk"}}, "duplicate"),
    ],
)
def test_admin_refuses_a_template_that_makes_no_paper(
    style, open_as, administrator, sections, words
):
    before = list(style.sections.values("key", "place", "kind"))
    address = change("change", "housestyle", style.pk)
    page = open_as(administrator, address, typed(style, name="Changed", sections=sections))
    assert words in page.content.decode()
    style.refresh_from_db()
    assert style.name != "Changed"
    assert list(style.sections.values("key", "place", "kind")) == before


def test_admin_keeps_a_template_that_has_papers(style, plan, period, open_as, administrator):
    address = change("delete", "housestyle", style.pk)
    assert open_as(administrator, address).status_code == 200
    laid_out_report(plan=plan, period=period)
    assert open_as(administrator, address).status_code == 403


def test_admin_keeps_standing_text_with_owner_and_date(style, open_as, administrator, author):
    section = style.sections.get(key="legal")
    address = change("change", "housestylesection", section.pk)
    assert open_as(administrator, address).status_code == 200
    data = {
        "order": section.order,
        "key": "legal",
        "place": "subsection",
        "kind": "narrative",
        "heading": "Legal",
        "standing_text": "<p>The Act.</p><script>alert(1)</script>",
        "owner": author.pk,
        "review_by": "2019-03-31",
    }
    assert open_as(administrator, address, data).status_code == 302
    section.refresh_from_db()
    assert (section.standing_text, section.owner) == ("<p>The Act.</p>", author)
    refused = open_as(administrator, address, data | {"key": "legal-1"})
    assert "does not end in a number" in refused.content.decode()
    assert HouseStyleSection.objects.get(pk=section.pk).key == "legal"


# --- the Word document --------------------------------------------------------------------------


def base(words="Write here"):
    """A council's Word document: its font, header and footer, and words that nobody wants."""
    file = docx.Document()
    file.add_paragraph(words)
    file.styles["Normal"].font.name = "Georgia"
    file.sections[0].header.paragraphs[0].text = "Borough of Example"
    return saved(file)


def test_a_word_document_gives_papers_their_looks(style, open_as, administrator, plan, period):
    upload = SimpleUploadedFile("paper.docx", base())
    data = typed(style, word_base=upload)
    address = change("change", "housestyle", style.pk)
    assert open_as(administrator, address, data).status_code == 302
    report = laid_out_report(plan=plan, period=period)
    report.house_style.refresh_from_db()
    document = build_report(report, as_at=report.cut_off)
    file = docx.Document(BytesIO(word.render(document, base=report.house_style.base)))
    assert file.sections[0].header.paragraphs[0].text == "Borough of Example"
    assert "Write here" not in {each.text for each in file.paragraphs}


def test_house_style_base_is_a_word_document_to_begin_from(
    style, open_as, administrator, author, plan, period
):
    assert open_as(author, url("house_style_base")).status_code == 403
    begun = open_as(administrator, url("house_style_base")).content
    assert (
        url("house_style_base") in open_as(administrator, style.get_absolute_url()).content.decode()
    )
    file = docx.Document(BytesIO(begun))
    shown = {each.style.name for each in file.paragraphs}
    assert {"Title", "Heading 1", "Caption"} <= shown
    file.styles["Heading 1"].font.name = "Georgia"
    file.sections[0].header.paragraphs[0].text = "Borough of Example"
    report = laid_out_report(plan=plan, period=period)
    document = build_report(report, as_at=report.cut_off)
    paper = docx.Document(BytesIO(word.render(document, base=saved(file))))
    assert paper.styles["Heading 1"].font.name == "Georgia"
    assert paper.sections[0].header.paragraphs[0].text == "Borough of Example"
    assert report.title in paper.sections[0].footer.paragraphs[0].text
    assert "Heading 1" not in {each.text for each in paper.paragraphs}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("paper.pdf", b"%PDF-1.7\n%%EOF", "Its name ends in .docx"),
        ("paper.docx", b"Only words", "the file is something else"),
        ("paper.docx", base()[:2000], "something else"),
    ],
)
def test_a_file_that_is_no_word_document_is_refused(
    style, open_as, administrator, name, content, words
):
    data = typed(style, word_base=SimpleUploadedFile(name, content))
    page = open_as(administrator, change("change", "housestyle", style.pk), data)
    assert words in page.content.decode()
    style.refresh_from_db()
    assert not style.word_base

"""Pages of meetings and papers, by the people who open them."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from accounts import drafts
from committee.house_styles import PROGRESS_REPORT, QUARTERLY_UPDATE, TEMPLATES
from committee.models import Meeting, Publication, Report
from committee.services import papers, publishing
from committee.services.exemption import save_report_exemption
from committee.views import papers as pages
from documents.pdf import UnprintableDocument
from tests.factories.accounts import AuthorityFactory, DraftFactory, UserFactory
from tests.factories.committee import (
    WHY_EXEMPT,
    BodyFactory,
    HouseStyleFactory,
    MeetingFactory,
    PublicationFactory,
    ReportFactory,
    house_style_of,
    laid_out_report,
    publish,
    write_narrative,
)
from tests.factories.improvement import ActionFactory, PlanFactory, ThemeFactory, UpdateFactory
from tests.factories.performance import (
    IndicatorFactory,
    ScorecardEntryFactory,
    ScorecardFactory,
    observe,
)

SLUG = "barnet-ces-2018-06-06"


def url(name, *args):
    return reverse(f"committee:{name}", args=args)


def words(response):
    """What a person reads on a page."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


@pytest.fixture
def open_as(client):
    """Open a page as somebody."""

    def open_as(user, address, data=None, **more):
        client.force_login(user)
        return client.post(address, data, **more) if data is not None else client.get(address)

    return open_as


def restrict(report):
    """Keep a whole paper from the public."""
    save_report_exemption(
        report=report, by=UserFactory(), revision=None, access="Exempt", **WHY_EXEMPT
    )


# --- who may open what ----------------------------------------------------------------------

WRITING = ["report_header", "recommendations_edit"]
DRAFT = ["report_detail", "report_preview"]


@pytest.mark.parametrize(
    "role", ["author", "clerk", "clearer", "theme_lead", "administrator", "updater"]
)
@pytest.mark.parametrize("name", DRAFT)
def test_a_draft_is_read_by_those_who_may(report, open_as, request, role, name):
    assert open_as(request.getfixturevalue(role), url(name, SLUG)).status_code == 200


@pytest.mark.parametrize("role", ["reader", "stranger"])
@pytest.mark.parametrize("name", [*DRAFT, *WRITING, "report_publish", "report_correct"])
def test_a_draft_does_not_exist_for_others(report, open_as, request, role, name):
    assert open_as(request.getfixturevalue(role), url(name, SLUG)).status_code == 404


@pytest.mark.parametrize("role", ["clerk", "clearer", "theme_lead", "administrator", "updater"])
@pytest.mark.parametrize("name", WRITING)
def test_only_authors_write(report, open_as, request, role, name):
    assert open_as(request.getfixturevalue(role), url(name, SLUG)).status_code == 403


@pytest.mark.parametrize("role", ["clerk", "clearer", "theme_lead", "administrator"])
def test_section_edit_is_forbidden_to_those_who_only_read(report, open_as, request, role):
    address = url("section_edit", SLUG, "risk")
    response = open_as(request.getfixturevalue(role), address, {"body": "x", "revision": 2})
    assert response.status_code == 403
    assert report.sections.get(key="risk").revision == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [("author", 200), ("clerk", 200), ("clearer", 403), ("theme_lead", 403)],
)
def test_report_publish_is_for_authors_and_clerks(report, open_as, request, role, status):
    assert open_as(request.getfixturevalue(role), url("report_publish", SLUG)).status_code == status


@pytest.mark.parametrize(
    "name",
    [*DRAFT, *WRITING, "report_publish", "report_correct"],
)
def test_a_visitor_is_asked_to_sign_in(report, client, name):
    response = client.get(url(name, SLUG))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_lists_hold_only_what_a_person_may_see(report, open_as, reader, author):
    other = ReportFactory(title="Paper of another council")
    assert report.title in words(open_as(author, url("report_list")))
    assert other.title not in words(open_as(author, url("report_list")))
    assert report.title not in words(open_as(reader, url("report_list")))
    assert report.title not in words(open_as(reader, url("meeting_list")))


def test_report_list_is_narrowed_by_state(report, open_as, author, authority):
    ReportFactory(
        authority=authority, period=report.period, title="Another paper", state="published"
    )
    page = words(open_as(author, url("report_list") + "?state=draft"))
    assert report.title in page
    assert "Another paper" not in page


@pytest.mark.parametrize("size", [1, 12])
def test_report_list_asks_the_same_questions_of_any_list(
    open_as, client, author, authority, period, size, django_assert_num_queries
):
    for _ in range(size):
        ReportFactory(authority=authority, period=period)
    open_as(author, url("report_list"))
    with django_assert_num_queries(8):
        client.get(url("report_list"))


# --- writing --------------------------------------------------------------------------------


def test_report_detail_shows_the_paper_with_its_numbers(report, open_as, author):
    page = words(open_as(author, url("report_detail", SLUG)))
    assert "set out in paragraphs 1.2 to 1.15 ." in page
    assert "From the plan, as at 30 April 2018" in page
    assert "Tuesday 29 May 2018" in page
    assert "Checks: nothing to mend" in page


def test_report_detail_says_what_is_missing_and_links_to_it(draft, open_as, author):
    response = open_as(author, url("report_detail", SLUG))
    assert "5 to mend" in words(response)
    assert 'href="#theme-2"' in response.content.decode()
    assert "Nothing is written here yet." in words(response)


def test_report_detail_links_to_what_feeds_it(report, plan, period, open_as, author):
    markup = open_as(author, url("report_detail", SLUG)).content.decode()
    theme = plan.themes.first()
    assert reverse("improvement:narrative_edit", args=[theme.pk, period.pk]) in markup
    assert plan.get_absolute_url() in markup


def test_report_detail_opens_a_section_in_its_place(report, open_as, author):
    response = open_as(author, url("report_detail", SLUG) + "?edit=risk")
    markup = response.content.decode()
    assert f'action="{url("section_edit", SLUG, "risk")}"' in markup
    assert markup.index('id="equalities"') > markup.index('id="risk"')
    assert markup.index('id="risk"') < markup.index('name="body"') < markup.index('id="equalities"')


@pytest.mark.parametrize("key", ["recommendations", "theme-1", "nothing", "themes"])
def test_report_detail_opens_no_form_for_what_is_not_text(report, open_as, author, key):
    response = open_as(author, url("report_detail", SLUG) + f"?edit={key}")
    assert response.status_code == 200
    assert 'name="body"' not in response.content.decode()


def test_report_detail_offers_no_editing_to_those_who_only_read(report, open_as, clearer):
    markup = open_as(clearer, url("report_detail", SLUG) + "?edit=risk").content.decode()
    assert "?edit=" not in markup
    assert 'name="body"' not in markup
    assert url("report_publish", SLUG) not in markup


def test_an_anchor_stands_once_on_the_page(report, open_as, author):
    markup = open_as(author, url("report_detail", SLUG)).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', markup)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("size", [2, 40])
def test_report_detail_asks_the_same_questions_of_any_plan(
    report, plan, open_as, client, author, size, django_assert_num_queries
):
    for index in range(size):
        theme = ThemeFactory(plan=plan, number=10 + index)
        UpdateFactory(action=ActionFactory(plan=plan, theme=theme, lead=UserFactory()))
    open_as(author, url("report_detail", SLUG))
    with django_assert_num_queries(28):
        client.get(url("report_detail", SLUG))


def test_a_section_typed_and_not_saved_is_offered_where_it_is_written(report, open_as, author):
    address = url("section_edit", SLUG, "risk")
    typed = {"body": ["<p>Half a sentence</p>"]}
    DraftFactory(user=author, path=address, fields=typed, typed_at=timezone.now())
    in_its_place = open_as(author, url("report_detail", SLUG) + "?edit=risk&typed=back")
    for page in (in_its_place, open_as(author, address + "?typed=back")):
        assert "is back in the form" in page.text
        assert "&lt;p&gt;Half a sentence&lt;/p&gt;</textarea>" in page.text
    assert "You began this" not in open_as(author, url("report_detail", SLUG)).text


def test_section_edit_saves_and_returns_to_the_place(report, open_as, author):
    address = url("section_edit", SLUG, "risk")
    data = {"heading": "Risks", "body": "<p>Known and watched.</p>", "revision": 1}
    section = report.sections.get(key="risk")
    data["revision"] = section.revision
    response = open_as(author, address, data)
    assert response.url == f"{url('report_detail', SLUG)}#risk"
    assert "Known and watched." in words(open_as(author, url("report_detail", SLUG)))


def test_section_edit_keeps_what_was_typed_when_it_is_refused(report, open_as, author):
    data = {"heading": "Risks", "body": "<p>See [[theme-9]] now.</p>", "revision": 1}
    response = open_as(author, url("section_edit", SLUG, "risk"), data)
    assert response.status_code == 200
    page = words(response)
    assert "Nothing in this paper is called “theme-9”." in page
    assert "See [[theme-9]] now." in unescape(response.content.decode())
    assert report.sections.get(key="risk").heading == "Risk management"


def test_section_edit_needs_a_heading_where_one_is_printed(report, open_as, author):
    data = {"heading": "", "body": "<p>Words.</p>", "revision": 1}
    assert "There is a problem" in words(open_as(author, url("section_edit", SLUG, "risk"), data))


def test_the_second_editor_sees_both_versions_and_loses_nothing(report, open_as, author):
    section = report.sections.get(key="risk")
    first = section.revision
    papers.save_section(
        section=section, by=UserFactory(), revision=first, body="<p>What she saved.</p>"
    )
    address = url("section_edit", SLUG, "risk")
    data = {"heading": section.heading, "body": "<p>What I typed.</p>", "revision": first}
    response = open_as(author, address, data)
    page = words(response)
    assert "Somebody saved this while you were writing" in page
    assert "What she saved." in page
    assert "What I typed." in page
    revision = re.search(r'name="revision" value="(\d+)"', response.content.decode())[1]
    assert int(revision) == first + 1
    assert report.sections.get(key="risk").body == "<p>What she saved.</p>"
    assert open_as(author, address, {**data, "revision": revision}).status_code == 302
    assert report.sections.get(key="risk").body == "<p>What I typed.</p>"


# --- choosing what a section shows, and inserting figures -----------------------------------


@pytest.fixture
def library(report, authority):
    """Two indicators that may be printed, one that may not, and a scorecard."""
    public = [IndicatorFactory(authority=authority, code=code) for code in ("AA01", "AA02")]
    observe(public[0], date(2018, 4, 30), [(60, 100), (70, 100)])
    IndicatorFactory(authority=authority, code="ZZ99", name="Kept inside", is_public=False)
    scorecard = ScorecardFactory(authority=authority, name="For the Committee")
    ScorecardEntryFactory(scorecard=scorecard, indicator=public[1])
    return public, scorecard


def test_section_edit_saves_what_the_section_shows(report, library, open_as, author):
    public, scorecard = library
    section = report.sections.get(key="charts")
    data = {
        "heading": section.heading,
        "body": "",
        "revision": section.revision,
        "scorecard": scorecard.pk,
        "indicators": [public[0].pk],
    }
    assert open_as(author, url("section_edit", SLUG, "charts"), data).status_code == 302
    section.refresh_from_db()
    assert section.scorecard == scorecard
    assert list(section.indicators.all()) == [public[0]]
    page = words(open_as(author, f"{url('report_detail', SLUG)}?edit=charts"))
    assert "For the Committee" in page
    data |= {"revision": section.revision, "scorecard": "", "indicators": []}
    assert open_as(author, url("section_edit", SLUG, "charts"), data).status_code == 302
    section.refresh_from_db()
    assert (section.scorecard, section.indicators.count()) == (None, 0)


def test_section_edit_offers_only_what_may_be_printed(report, library, open_as, author):
    ScorecardFactory(name="Of another council")
    page = words(open_as(author, url("section_edit", SLUG, "exceptions")))
    assert "For the Committee" in page
    assert "AA01" in page
    assert "Of another council" not in page
    assert "ZZ99" not in page
    form = open_as(author, url("section_edit", SLUG, "risk")).context["form"]
    assert not {"scorecard", "indicators"} & form.fields.keys()


def test_the_second_to_choose_what_a_section_shows_loses_nothing(report, library, open_as, author):
    public, scorecard = library
    section = report.sections.get(key="charts")
    first = section.revision
    papers.save_section(
        section=section, by=UserFactory(), revision=first, body="", scorecard=scorecard
    )
    data = {"heading": section.heading, "body": "", "revision": first, "indicators": [public[0].pk]}
    page = open_as(author, url("section_edit", SLUG, "charts"), data)
    assert "Somebody saved this while you were writing" in words(page)
    assert "For the Committee" in words(page)
    assert page.context["form"]["indicators"].value() == [str(public[0].pk)]
    assert report.sections.get(key="charts").scorecard == scorecard


@pytest.mark.parametrize("name", ["section_edit", "recommendations_edit", "report_detail"])
def test_figures_that_can_be_inserted_stand_beside_the_text(report, library, open_as, author, name):
    address = url(name, SLUG, "risk") if name == "section_edit" else url(name, SLUG)
    page = words(open_as(author, f"{address}?edit=risk"))
    assert "Insert a figure" in page
    assert "[[AA01 value]] now prints “70%”" in page
    assert "[[AA01 previous]] now prints “60%”" in page
    assert "ZZ99" not in page


def test_without_indicators_there_is_no_help_to_insert_them(report, open_as, author):
    page = words(open_as(author, url("section_edit", SLUG, "risk")))
    assert "Insert a figure" not in page


def test_report_detail_says_where_figures_come_from(report, library, open_as, author):
    _, scorecard = library
    report.sections.filter(key="scorecard").update(scorecard=scorecard)
    page = open_as(author, url("report_detail", SLUG))
    assert "as known on 30 April 2018" in words(page)
    assert "Choose what it shows" in words(page)
    assert scorecard.get_absolute_url() in page.content.decode()
    filled = {each.anchor: each.is_filled for each in page.context["writing"].pieces}
    assert (filled["scorecard"], filled["charts"]) == (True, False)


@pytest.mark.parametrize("key", ["recommendations", "nothing"])
def test_section_edit_does_not_exist_for_what_is_not_text(report, open_as, author, key):
    assert open_as(author, url("section_edit", SLUG, key)).status_code == 404


def test_report_header_saves(report, open_as, author):
    data = {
        "number": 5,
        "title": "A new title",
        "cut_off": "30 4 2018",
        "report_of": "Chair",
        "wards": "East",
        "access": "Public",
        "key": "on",
        "officer_contact": "Director",
        "revision": report.revision,
    }
    assert open_as(author, url("report_header", SLUG), data).status_code == 302
    report.refresh_from_db()
    assert (report.title, report.wards, report.key, report.urgent) == (
        "A new title",
        "East",
        True,
        False,
    )


def test_report_header_says_what_is_wrong_beside_the_field(report, open_as, author):
    response = open_as(author, url("report_header", SLUG), {"revision": 1, "title": ""})
    assert 'href="#id_title"' in response.content.decode()


def test_the_second_editor_of_the_header_sees_both_versions(report, open_as, author):
    typed = {
        "number": 5,
        "title": "My title",
        "cut_off": "30 4 2018",
        "report_of": "Chair",
        "wards": "All",
        "access": "Public",
        "officer_contact": "Director",
        "revision": report.revision,
    }
    papers.save_header(report=report, by=author, revision=None, title="Her title")
    page = words(open_as(author, url("report_header", SLUG), typed))
    assert "Somebody saved this while you were writing" in page
    assert "Her title My title" in page
    report.refresh_from_db()
    assert report.title == "Her title"


def recommend(open_as, author, report, *texts, **more):
    data = {f"recommendation_{n}": text for n, text in enumerate(texts, start=1)}
    address = url("recommendations_edit", SLUG)
    data = {"revision": report.revision, drafts.FIELD: drafts.mark(author, address), **data, **more}
    return open_as(author, address, data)


def test_recommendations_edit_saves(report, open_as, author):
    response = recommend(open_as, author, report, "First.", "", "Third.")
    assert response.url == f"{url('report_detail', SLUG)}#recommendations"
    assert [each.text for each in report.recommendations.all()] == ["First.", "Third."]


def test_recommendations_edit_adds_a_box_and_saves_nothing(report, open_as, author):
    response = recommend(open_as, author, report, "Changed.", add="1")
    markup = response.content.decode()
    assert 'name="recommendation_2"' in markup
    assert "Changed." in markup
    assert "Changed." not in [each.text for each in report.recommendations.all()]


def test_recommendations_that_were_typed_and_not_saved_are_put_back(report, open_as, author):
    recommend(open_as, author, report, "First.", "Second.", "Third.", revision="")
    page = open_as(author, url("recommendations_edit", SLUG) + "?typed=back")
    boxes = page.context["form"].visible_fields()
    assert [box.value() for box in boxes] == ["First.", "Second.", "Third."]
    recommend(open_as, author, report, "First.", "Second.", "Third.")
    assert "You began this" not in open_as(author, url("recommendations_edit", SLUG)).text


def test_recommendations_edit_removes_a_box_and_saves_nothing(report, open_as, author):
    response = recommend(open_as, author, report, "Stays.", "Goes.", "Stays too.", remove="2")
    markup = response.content.decode()
    assert "Goes." not in markup
    assert "Stays too." in markup
    assert 'name="recommendation_3"' not in markup
    assert report.recommendations.count() == 1


def test_recommendations_edit_says_which_one_is_wrong(report, open_as, author):
    response = recommend(open_as, author, report, "Fine.", "See [[nowhere]].")
    assert 'href="#id_recommendation_2"' in response.content.decode()


def test_recommendations_edit_tells_what_can_be_cited(report, open_as, author):
    page = words(open_as(author, url("recommendations_edit", SLUG)))
    assert "[[theme-1-progress]] now prints “paragraphs 1.7 to 1.8”" in page
    assert "[[appendix-letter]] now prints “Appendix 1”" in page


def test_the_second_author_of_recommendations_sees_both(report, open_as, author):
    papers.save_recommendations(
        report=report, by=UserFactory(), texts=["Hers.", "Hers too."], revision=None
    )
    response = recommend(open_as, author, report, "Mine.")
    page = words(response)
    assert "Somebody saved this while you were writing" in page
    assert "Hers." in page
    assert "Hers too." in page
    assert "Mine." in page


@pytest.mark.parametrize("order", ["recommendation_x", "recommendation_"])
def test_recommendations_edit_ignores_what_is_no_box(report, open_as, author, order):
    data = {"revision": report.revision, "recommendation_1": "One.", order: "Two."}
    assert open_as(author, url("recommendations_edit", SLUG), data).status_code == 302


# --- starting -------------------------------------------------------------------------------


def test_report_add_proposes_from_the_last_paper(report, body, plan, open_as, author):
    meeting = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    page = open_as(author, f"{url('report_add')}?meeting={meeting.pk}&plan={plan.pk}")
    assert page.context["form"]["number"].value() == 6
    assert page.context["form"]["title"].value() == "Progress of the improvement plan"


def test_report_add_starts_a_paper(plan, meeting, period, open_as, author):
    address = f"{url('report_add')}?meeting={meeting.pk}&plan={plan.pk}"
    data = {
        "house_style": house_style_of(meeting.body.authority, QUARTERLY_UPDATE).pk,
        "number": 1,
        "title": "First paper",
        "period": period.pk,
        "cut_off": "30 April 2018",
        "report_of": "Chair",
        "officer_contact": "Director",
        "wards": "All",
    }
    assert open_as(author, address, data).url == url("report_detail", SLUG)
    started = Report.objects.get()
    planned = TEMPLATES[QUARTERLY_UPDATE].sections
    assert list(started.sections.values_list("key", flat=True)) == [each.key for each in planned]


def test_report_add_proposes_the_template_of_the_last_paper(
    authority, plan, meeting, body, open_as, author
):
    usual, quarterly = (
        house_style_of(authority, key) for key in (PROGRESS_REPORT, QUARTERLY_UPDATE)
    )
    later = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    address = f"{url('report_add')}?meeting={later.pk}&plan={plan.pk}"
    assert open_as(author, address).context["form"]["house_style"].value() == usual.pk
    ReportFactory(meeting=meeting, plan=plan, house_style=quarterly)
    page = open_as(author, address)
    assert page.context["form"]["house_style"].value() == quarterly.pk
    assert "with a report of its figures" in words(page)


def test_report_add_proposes_the_template_of_the_body(
    authority, plan, meeting, body, open_as, author
):
    for key in (PROGRESS_REPORT, QUARTERLY_UPDATE):
        body.house_style = house_style_of(authority, key)
        body.save()
        address = f"{url('report_add')}?meeting={meeting.pk}&plan={plan.pk}"
        form = open_as(author, address).context["form"]
        assert form["house_style"].value() == body.house_style.pk


def test_report_add_offers_only_templates_in_use_of_the_own_council(
    authority, plan, meeting, open_as, author
):
    usual = house_style_of(authority)
    HouseStyleFactory(authority=authority, name="Old report", is_retired=True)
    HouseStyleFactory(name="Report of somewhere else")
    address = f"{url('report_add')}?meeting={meeting.pk}&plan={plan.pk}"
    offered = open_as(author, address).context["form"].fields["house_style"].queryset
    assert list(offered) == [usual]


def test_report_add_says_when_the_meeting_has_its_paper(report, open_as, author):
    address = f"{url('report_add')}?meeting={report.meeting_id}&plan={report.plan_id}"
    assert "There is a paper on this plan for this meeting already." in words(
        open_as(author, address)
    )


def test_report_add_does_not_take_another_councils_meeting(plan, open_as, author):
    other = MeetingFactory()
    address = f"{url('report_add')}?meeting={other.pk}&plan={plan.pk}"
    response = open_as(author, address)
    assert "There is a problem" in words(response)


def test_report_add_shows_what_a_service_refuses(report, body, plan, period, open_as, author):
    meeting = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    data = {
        "house_style": report.house_style_id,
        "number": 6,
        "title": "Next",
        "period": period.pk,
        "previous": report.pk,
        "cut_off": "1 4 2018",
        "report_of": "Chair",
        "officer_contact": "Director",
        "wards": "All",
    }
    address = f"{url('report_add')}?meeting={meeting.pk}&plan={plan.pk}"
    page = words(open_as(author, address, data))
    assert "The cut-off must be later than that of the report before." in page


@pytest.mark.parametrize("role", ["reader", "clerk", "clearer"])
def test_report_add_is_for_authors(open_as, request, role):
    assert open_as(request.getfixturevalue(role), url("report_add")).status_code == 403


# --- files of the draft ---------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "start"), [("docx", b"PK"), ("pdf", b"%PDF-"), ("html", b"<!")])
def test_report_download_gives_the_draft(report, open_as, clearer, kind, start):
    response = open_as(clearer, url("report_download", SLUG, kind))
    assert response.content.startswith(start)
    assert response["Content-Disposition"] == f'attachment; filename="{SLUG}-draft.{kind}"'


def test_a_draft_file_says_that_it_is_a_draft(report, open_as, author):
    response = open_as(author, url("report_download", SLUG, "html"))
    assert "not published" in response.content.decode()


@pytest.mark.parametrize("kind", ["exe", "json", "py"])
def test_report_download_knows_three_kinds(report, open_as, author, kind):
    assert open_as(author, url("report_download", SLUG, kind)).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("reader", 404), ("stranger", 404)])
def test_report_download_is_for_readers_of_drafts(report, open_as, request, role, status):
    user = request.getfixturevalue(role)
    assert open_as(user, url("report_download", SLUG, "pdf")).status_code == status


def test_a_draft_that_cannot_be_printed_says_where(report, open_as, author, client, monkeypatch):
    def refuse(document):
        raise UnprintableDocument("The picture cannot be read.", place="Paragraph 1.4")

    monkeypatch.setitem(pages.RENDERERS, "pdf", refuse)
    response = open_as(author, url("report_download", SLUG, "pdf"))
    assert response.url == url("report_detail", SLUG)
    page = words(client.get(response.url))
    assert "The draft cannot be printed. Paragraph 1.4: The picture cannot be read." in page


# --- publishing -----------------------------------------------------------------------------


def test_report_publish_shows_what_must_be_mended_and_no_button(draft, open_as, author):
    response = open_as(author, url("report_publish", SLUG))
    page = words(response)
    assert "This paper cannot be published yet" in page
    assert "Theme 1 : Its lead has not written the narrative" in page
    assert "Publish the paper" not in page.partition("Mend these first")[2]


def test_report_publish_cannot_be_forced(draft, open_as, author):
    response = open_as(author, url("report_publish", SLUG), {"confirmed": "on"})
    assert response.status_code == 200
    assert not Publication.objects.exists()


def test_report_publish_asks_when_it_is_late(report, open_as, author):
    page = words(open_as(author, url("report_publish", SLUG)))
    assert "The last lawful day to publish has passed:" in page
    assert "Confirm that you have read" in words(open_as(author, url("report_publish", SLUG), {}))
    assert not Publication.objects.exists()


def digest_on(page):
    """The digest of the paper that the page shows."""
    return page.context["digest"]


def test_report_publish_publishes_nothing_unseen(report, open_as, author):
    seen = digest_on(open_as(author, url("report_publish", SLUG)))
    section = report.sections.get(key="risk")
    section.body = "<p>Somebody adds this meanwhile.</p>"
    section.save()
    typed = {"confirmed": "on", "digest": seen, "urgency_reason": "The chair agreed."}
    refused = open_as(author, url("report_publish", SLUG), typed)
    assert "The paper has changed since you opened this page." in words(refused)
    assert not report.publications.exists()
    typed["digest"] = digest_on(refused)
    assert open_as(author, url("report_publish", SLUG), typed).status_code == 302


def test_report_publish_publishes(report, open_as, author, client):
    seen = digest_on(open_as(author, url("report_publish", SLUG)))
    typed = {"confirmed": "on", "digest": seen, "urgency_reason": "The chair agreed."}
    response = open_as(author, url("report_publish", SLUG), typed)
    assert response.url == url("published_paper", SLUG, 1)
    client.logout()
    assert "set out in" in words(client.get(response.url))


def test_a_published_paper_is_read_not_written(publication, open_as, author):
    assert open_as(author, url("report_detail", SLUG)).url == url("published_latest", SLUG)
    assert open_as(author, url("report_publish", SLUG)).url == url("published_latest", SLUG)
    for name in [*WRITING, "report_preview"]:
        assert open_as(author, url(name, SLUG)).status_code == 404
    assert open_as(author, url("section_edit", SLUG, "risk")).status_code == 404


def test_a_committee_member_reads_and_cannot_edit(publication, open_as, reader):
    response = open_as(reader, url("report_detail", SLUG))
    assert response.url == url("published_latest", SLUG)
    page = open_as(reader, url("published_paper", SLUG, 1))
    assert page.status_code == 200
    assert url("report_correct", SLUG) not in page.content.decode()
    for name in [*WRITING, "report_publish", "report_correct"]:
        assert open_as(reader, url(name, SLUG)).status_code == 403


def test_report_correct_asks_for_a_reason(publication, open_as, author):
    response = open_as(author, url("report_correct", SLUG), {"reason": " "})
    assert "Say why the paper is corrected." in words(response)


def test_report_correct_opens_the_paper_again(publication, open_as, author, client):
    response = open_as(author, url("report_correct", SLUG), {"reason": "A wrong date."})
    assert response.url == url("report_detail", SLUG)
    assert "Being corrected: A wrong date." in words(open_as(author, response.url))
    client.logout()
    assert client.get(url("published_paper", SLUG, 1)).status_code == 200


def test_a_draft_is_not_corrected(report, open_as, author):
    assert open_as(author, url("report_correct", SLUG)).url == url("report_detail", SLUG)


# --- the public -----------------------------------------------------------------------------


def test_published_list_names_what_is_published(publication, client, plan, period, body):
    laid_out_report(
        plan=plan,
        period=period,
        title="Not yet public",
        meeting=MeetingFactory(body=body, held_on=date(2018, 7, 25)),
    )
    page = words(client.get(url("published_list")))
    assert "Progress of the improvement plan Children’s Committee, 6 June 2018" in page
    assert "Not yet public" not in page


def test_published_list_of_one_council(publication, client):
    other = PublicationFactory(title="Paper elsewhere")
    page = words(client.get(url("published_list") + "?authority=barnet"))
    assert publication.title in page
    assert other.title not in page
    for nowhere in ("nowhere", "%00"):
        page = words(client.get(url("published_list") + f"?authority={nowhere}"))
        assert ("No papers" in page) == (nowhere == "nowhere")


def test_published_list_is_turned_page_by_page(
    publication, body, client, monkeypatch, django_assert_max_num_queries
):
    silent = BodyFactory(authority=body.authority, name="Silent Board")
    PublicationFactory(access="Exempt", report__meeting=MeetingFactory(body=silent))
    for day in range(1, 5):
        meeting = MeetingFactory(body=body, held_on=date(2018, 3, day))
        PublicationFactory(title=f"Paper of {day} March", report__meeting=meeting)
    monkeypatch.setattr("committee.views.published.PAGE_SIZE", 3)
    with django_assert_max_num_queries(6):
        first = words(client.get(url("published_list") + "?authority=barnet"))
    last = words(client.get(url("published_list") + "?authority=barnet&page=2"))
    assert [day for day in range(1, 5) if f"Paper of {day} March" in first] == [3, 4]
    assert [day for day in range(1, 5) if f"Paper of {day} March" in last] == [1, 2]
    for page in (first, last):
        assert f"Follow {body}" in page
        assert "Silent Board" not in page


def test_published_latest_leads_to_the_newest_version(publication, client, author):
    assert client.get(url("published_latest", SLUG)).url == url("published_paper", SLUG, 1)
    report = publishing.start_correction(report=publication.report, by=author, reason="Wrong.")
    publish(report)
    assert client.get(url("published_latest", SLUG)).url == url("published_paper", SLUG, 2)
    old = words(client.get(url("published_paper", SLUG, 1)))
    assert "This is version 1. It has been corrected: read version 2" in old
    assert "Version 2, published on 29 May 2018. Why it was corrected: Wrong." in words(
        client.get(url("published_paper", SLUG, 2))
    )


def test_published_paper_shows_its_digest_and_stands_still(publication, client, plan):
    address = url("published_paper", SLUG, 1)
    before = words(client.get(address))
    assert publication.sha256 in before
    assert "It stands exactly as it was published." in before
    plan.themes.all().update(title="Renamed")
    plan.actions.all().update(title="Renamed")
    assert words(client.get(address)) == before


def test_a_tampered_paper_says_so(client):
    publication = PublicationFactory(sha256="0" * 64)
    page = words(client.get(url("published_paper", publication.report.slug, 1)))
    assert "It does not match its digest." in page


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "json"])
def test_published_file_gives_the_frozen_bytes(publication, client, kind):
    response = client.get(url("published_file", SLUG, 1, kind))
    content = b"".join(response) if response.streaming else response.content
    if kind == "json":
        assert content.decode() == publication.tree
    else:
        with default_storage.open(getattr(publication, kind).name) as stored:
            assert content == stored.read()
    assert response["Content-Disposition"] == f'attachment; filename="{SLUG}-v1.{kind}"'


@pytest.mark.parametrize("kind", ["exe", "tree", "report", "sha256"])
def test_published_file_gives_nothing_else(publication, client, kind):
    assert client.get(url("published_file", SLUG, 1, kind)).status_code == 404


@pytest.mark.parametrize("size", [3, 40])
def test_published_pages_ask_few_questions(
    plan, period, report, client, size, django_assert_max_num_queries
):
    for index in range(size):
        theme = ThemeFactory(plan=plan, number=10 + index)
        UpdateFactory(action=ActionFactory(plan=plan, theme=theme))
        write_narrative(theme, period)
    publish(report)
    for address in [url("published_paper", SLUG, 1), url("published_list")]:
        with django_assert_max_num_queries(6):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["published_paper", "published_latest", "published_file"])
def test_an_exempt_paper_does_not_exist_for_the_public(
    report, client, reader, updater, member, stranger, name
):
    restrict(report)
    publish(report)
    args = {"published_paper": [1], "published_latest": [], "published_file": [1, "pdf"]}[name]
    address = url(name, SLUG, *args)
    assert client.get(address).status_code == 404
    assert report.title not in words(client.get(url("published_list")))
    for person in (stranger, reader, updater):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert report.title not in words(client.get(url("published_list")))
    assert report.title in words(client.get(url("report_list")))  # officers knew the draft
    client.force_login(reader)
    assert report.title not in words(client.get(url("report_list")))
    client.force_login(member)
    assert client.get(address).status_code in (200, 302)
    assert report.title in words(client.get(url("report_list")))


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_version_that_was_not_published_does_not_exist(publication, client, version):
    assert client.get(url("published_paper", SLUG, version)).status_code == 404


def test_a_draft_is_not_public(report, client):
    assert client.get(url("published_latest", SLUG)).status_code == 404
    assert client.get(url("published_paper", SLUG, 1)).status_code == 404


def test_the_public_pages_only_answer_to_reading(publication, client):
    for address in [url("published_list"), url("published_paper", SLUG, 1)]:
        assert client.post(address).status_code == 405


def test_hostile_text_stays_text_on_every_page(report, plan, open_as, author, client):
    hostile = '"><img src=x onerror=alert(1)><script>alert(1)</script>{{ x }}'
    theme = plan.themes.first()
    theme.title = theme.description = hostile
    theme.save()
    papers.save_header(report=report, by=author, revision=None, title=hostile, report_of=hostile)
    papers.save_recommendations(report=report, by=author, texts=[hostile], revision=None)
    publish(report)
    pages = [client.get(url("published_paper", SLUG, 1)), client.get(url("published_list"))]
    publishing.start_correction(report=report, by=author, reason=hostile)
    pages += [open_as(author, url(name, SLUG)) for name in [*DRAFT, *WRITING, "report_publish"]]
    for page in pages:
        assert page.status_code == 200
        assert "<img src=x" not in page.content.decode()
        assert "<script>alert" not in page.content.decode()


# --- meetings and bodies --------------------------------------------------------------------


def test_meeting_list_tells_the_last_day_to_publish(report, open_as, author):
    page = words(open_as(author, url("meeting_list")))
    assert "6 June 2018 Children’s Committee 29 May 2018 Progress of the improvement plan" in page


def test_meeting_add_adds_a_meeting(body, open_as, clerk):
    response = open_as(clerk, url("meeting_add"), {"body": body.pk, "held_on": "25 7 2018"})
    assert response.url == url("meeting_list")
    assert Meeting.objects.get().held_on == date(2018, 7, 25)


def test_meeting_add_refuses_the_same_day_twice(meeting, open_as, clerk):
    data = {"body": meeting.body_id, "held_on": "6 June 2018"}
    page = words(open_as(clerk, url("meeting_add"), data))
    assert "This body has a meeting on this day already." in page


def test_meeting_add_refuses_another_councils_body(open_as, clerk):
    other = BodyFactory()
    open_as(clerk, url("meeting_add"), {"body": other.pk, "held_on": "25 7 2018"})
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("role", ["reader", "author", "clearer"])
def test_meeting_add_is_for_those_who_keep_meetings(open_as, request, role):
    assert open_as(request.getfixturevalue(role), url("meeting_add")).status_code == 403


def test_body_detail_shows_meetings_and_plans(report, plan, body, open_as, author):
    body.plans.add(plan)
    page = words(open_as(author, url("body_detail", body.pk)))
    assert plan.name in page
    assert report.title in page


def test_body_detail_hides_drafts_from_members(report, body, open_as, reader):
    assert report.title not in words(open_as(reader, url("body_detail", body.pk)))


def test_body_detail_does_not_exist_for_another_council(body, open_as, stranger):
    assert open_as(stranger, url("body_detail", body.pk)).status_code == 404


# --- administration -------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["body", "meeting", "report", "publication"])
def test_administrators_find_what_their_council_has(publication, open_as, administrator, model):
    response = open_as(administrator, reverse(f"admin:committee_{model}_changelist"))
    assert response.status_code == 200


def test_a_publication_is_read_only_in_administration(publication, open_as, administrator):
    address = reverse("admin:committee_publication_change", args=[publication.pk])
    assert open_as(administrator, address).status_code == 200
    assert open_as(administrator, address, {"title": "x"}).status_code == 403
    delete = reverse("admin:committee_publication_delete", args=[publication.pk])
    assert open_as(administrator, delete).status_code == 403


def test_administrators_of_another_council_find_nothing(publication, open_as):
    other = UserFactory(role="administrator", role__authority=AuthorityFactory())
    address = reverse("admin:committee_publication_change", args=[publication.pk])
    assert open_as(other, address).status_code == 302


def test_a_publication_leads_from_administration_to_its_page(publication, open_as, administrator):
    """Its files have no addresses of their own."""
    address = reverse("admin:committee_publication_change", args=[publication.pk])
    page = open_as(administrator, address).content.decode()
    assert f'href="{publication.get_absolute_url()}"' in page
    assert publication.pdf.name not in page


def test_a_meeting_stays_with_its_body(publication, open_as, superuser):
    """Else its papers would go over to another council."""
    meeting, other = publication.report.meeting, BodyFactory()
    body = meeting.body
    address = reverse("admin:committee_meeting_change", args=[meeting.pk])
    open_as(superuser, address, {"body": other.pk, "held_on": "2018-06-07"})
    address = reverse("admin:committee_body_change", args=[body.pk])
    data = {"authority": other.authority_id, "name": "X", "slug": "x"}
    open_as(superuser, address, data)
    meeting.refresh_from_db()
    body.refresh_from_db()
    assert (meeting.body, meeting.held_on) == (body, date(2018, 6, 6))
    assert (body.authority, body.name) == (publication.report.plan.authority, "X")


def test_plans_of_another_council_cannot_be_given_to_a_body(body, open_as, administrator):
    other = PlanFactory()
    address = reverse("admin:committee_body_change", args=[body.pk])
    data = {"authority": body.authority_id, "name": "X", "slug": "x", "plans": [other.pk]}
    open_as(administrator, address, data)
    assert not body.plans.exists()

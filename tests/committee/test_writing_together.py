"""Several people write one paper: who has a section, how far it is, its versions, its comments."""

import re
from datetime import date
from functools import partial
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committee.models import Comment
from committee.permissions import can_move_section, can_resolve_comment, can_write_section
from committee.remarks import commentable, place, quote
from committee.reports import build_report
from committee.services import papers, writing
from committee.services.papers import save_recommendations
from committee.versions import recommended
from committee.vocabulary import SECTION_TRANSITIONS, SectionState
from core.models import AuditEvent
from core.revisions import Stale
from documents.differences import Passage
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.committee import (
    CommentFactory,
    ReportClearanceFactory,
    ReportSectionFactory,
    laid_out_report,
    publish,
)
from tests.factories.improvement import ThemeFactory
from tests.together import at_once, needs_two_connections

SLUG = "barnet-ces-2018-06-06"
TODAY = date(2018, 5, 14)


@pytest.fixture(autouse=True)
def today(settings, tmp_path):
    settings.TODAY = TODAY
    settings.MEDIA_ROOT = tmp_path


def url(name, *args):
    return reverse(f"committee:{name}", args=[SLUG, *args])


def words(response):
    """What a person reads on a page."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


@pytest.fixture
def open_as(client):
    """Open a page as somebody, or send it something."""

    def open_as(user, address, data=None, **more):
        client.force_login(user)
        return client.post(address, data, **more) if data is not None else client.get(address)

    return open_as


@pytest.fixture
def risk(draft, updater):
    """The section on risk, which an officer writes."""
    draft.sections.filter(key="risk").update(owner=updater)
    return draft.sections.get(key="risk")


def save(section, by, body="<p>The risk is known.</p>", revision=None):
    return papers.save_section(
        section=section, by=by, revision=revision, body=body, heading=section.heading
    )


def refused(call, **arguments):
    with pytest.raises(ValidationError) as caught:
        call(**arguments)
    return " ".join(caught.value.messages)


# --- who writes a section -------------------------------------------------------------------


def test_an_owner_writes_their_section_and_no_other(draft, risk, updater, author, clerk):
    other = draft.sections.get(key="legal")
    may = {
        (person, section.key): can_write_section(person, section)
        for person in (updater, author, clerk)
        for section in (risk, other)
    }
    assert may == {
        (updater, "risk"): True,
        (updater, "legal"): False,
        (author, "risk"): True,
        (author, "legal"): True,
        (clerk, "risk"): False,
        (clerk, "legal"): False,
    }


def test_an_owner_who_may_no_longer_read_drafts_may_not_write(risk):
    gone = UserFactory(role="reader", role__authority=risk.report.authority)
    risk.owner = gone
    assert not can_write_section(gone, risk)


def test_section_edit_is_open_to_its_owner(risk, updater, open_as):
    data = {"heading": "Risk", "body": "<p>Known.</p>", "revision": 1}
    assert open_as(updater, url("section_edit", "risk"), data).status_code == 302
    assert open_as(updater, url("section_edit", "legal"), data).status_code == 403
    risk.refresh_from_db()
    assert (risk.body, risk.state) == ("<p>Known.</p>", "drafting")


def test_the_paper_offers_an_owner_to_edit_only_what_is_theirs(risk, updater, open_as):
    page = open_as(updater, risk.report.get_absolute_url()).content.decode()
    assert "?edit=risk#risk" in page
    assert "?edit=legal#legal" not in page


def test_whoever_owns_the_recommendations_writes_them(draft, updater, open_as):
    data = {"revision": 1, "recommendation_1": "That the Committee note it."}
    assert open_as(updater, url("recommendations_edit"), data).status_code == 403
    section = draft.sections.get(key="recommendations")
    section.owner = updater
    section.save()
    assert open_as(updater, url("recommendations_edit"), data).status_code == 302
    section.refresh_from_db()
    assert section.state == "drafting"


def test_section_own_says_who_writes(draft, author, updater, reader, open_as):
    page = open_as(author, url("section_own", "risk"))
    offered = {str(each[1]) for each in page.context["form"].fields["owner"].choices}
    assert str(updater) in offered
    assert str(reader) not in offered
    done = open_as(author, url("section_own", "risk"), {"owner": updater.pk, "revision": 1})
    assert done.url == url("report_progress")
    assert draft.sections.get(key="risk").owner == updater
    event = AuditEvent.objects.latest("pk")
    assert event.details == {"section": "risk", "owner": str(updater)}


def test_section_own_is_for_authors(risk, updater, open_as):
    assert open_as(updater, url("section_own", "risk")).status_code == 403


def test_a_section_is_given_to_nobody_who_may_not_read_drafts(draft, author, reader):
    section = draft.sections.get(key="risk")
    message = refused(writing.own_section, section=section, by=author, owner=reader, revision=1)
    assert message == "Choose somebody who may read drafts of this council."


def test_section_own_tells_of_a_change_meanwhile(risk, author, updater, open_as):
    save(risk, author)
    page = open_as(author, url("section_own", "risk"), {"owner": updater.pk, "revision": 1})
    assert "Somebody saved this while you were writing" in words(page)


# --- how far it is --------------------------------------------------------------------------


def test_the_first_save_begins_a_section(risk, updater):
    assert risk.state == "not_started"
    assert save(risk, updater).state == "drafting"


def move(section, by, state, reason=""):
    return writing.move_section(section=section, by=by, state=state, revision=None, reason=reason)


def test_a_section_goes_from_ready_to_returned_and_accepted(risk, updater, author):
    save(risk, updater)
    assert move(risk, updater, "ready").state == "ready"
    returned = move(risk, author, "returned", "Say who is at risk.")
    assert (returned.state, returned.return_reason) == ("returned", "Say who is at risk.")
    assert save(risk, updater, "<p>Children are.</p>").state == "returned"
    move(risk, updater, "ready")
    accepted = move(risk, author, "accepted")
    assert (accepted.state, accepted.return_reason) == ("accepted", "")
    states = [
        event.details["state"]
        for event in AuditEvent.objects.filter(details__has_key="state").order_by("pk")
    ]
    assert states == [
        ["drafting", "ready"],
        ["ready", "returned"],
        ["returned", "ready"],
        ["ready", "accepted"],
    ]


@pytest.mark.parametrize("state", SectionState.values)
def test_only_the_next_steps_are_open(risk, author, state):
    save(risk, author)
    risk.refresh_from_db()
    risk.state, risk.return_reason = state, "Say who."
    risk.save()
    for step in SectionState.values:
        if step not in SECTION_TRANSITIONS[state]:
            message = refused(move, section=risk, by=author, state=step)
            assert "that step is not open to it" in message


def test_a_section_is_returned_with_a_reason(risk, updater, author):
    save(risk, updater)
    move(risk, updater, "ready")
    message = refused(move, section=risk, by=author, state="returned", reason=" ")
    assert message == "Say what should be changed."


def test_an_empty_section_is_not_ready(risk, updater):
    message = refused(move, section=risk, by=updater, state="ready")
    assert message == "Write the section before you say that it is ready."


def test_recommendations_are_ready_once_there_are_some(report, author):
    section = report.sections.get(key="recommendations")
    assert move(section, author, "ready").state == "ready"
    report.recommendations.all().delete()
    section = move(section, author, "drafting")
    assert "before you say that it is ready" in refused(
        move, section=section, by=author, state="ready"
    )


def test_accepting_and_returning_are_for_authors(risk, updater, author):
    assert can_move_section(updater, risk, SectionState.READY)
    assert not can_move_section(updater, risk, SectionState.ACCEPTED)
    assert not can_move_section(updater, risk, SectionState.RETURNED)
    assert can_move_section(author, risk, SectionState.ACCEPTED)


def test_what_was_accepted_is_changed_by_authors_alone(risk, updater, author):
    save(risk, updater)
    move(risk, updater, "ready")
    move(risk, author, "accepted")
    message = refused(save, section=risk, by=updater)
    assert message == "This section has been accepted. Ask the report author to return it."
    assert save(risk, author, "<p>Better.</p>").state == "accepted"


def test_accepted_recommendations_are_changed_by_authors_alone(report, updater, author):
    section = report.sections.get(key="recommendations")
    section.owner, section.state = updater, "accepted"
    section.save()
    change = partial(papers.save_recommendations, report=report, texts=["Note."], revision=None)
    assert "has been accepted" in refused(change, by=updater)
    change(by=author)
    assert [each.text for each in report.recommendations.all()] == ["Note."]


def test_a_live_section_may_be_ready_without_words(report, author):
    section = report.sections.get(key="status-counts")
    assert (section.is_live, section.body) == (True, "")
    assert move(section, author, "ready").state == "ready"


def test_section_edit_saves_and_says_that_it_is_ready_in_one(risk, updater, open_as):
    data = {"heading": "Risk", "body": "<p>Known.</p>", "revision": 1, "ready": "1"}
    open_as(updater, url("section_edit", "risk"), data)
    risk.refresh_from_db()
    assert (risk.body, risk.state) == ("<p>Known.</p>", "ready")


def test_section_edit_saves_nothing_that_cannot_be_ready(risk, updater, open_as):
    data = {"heading": "A new heading", "body": "", "revision": 1, "ready": "1"}
    page = open_as(updater, url("section_edit", "risk"), data)
    assert "Write the section before you say that it is ready." in words(page)
    risk.refresh_from_db()
    assert risk.heading != "A new heading"


def test_section_move_offers_each_person_their_steps(risk, updater, author, clerk, open_as):
    save(risk, updater)
    move(risk, updater, "ready")
    address = url("section_move", "risk")
    assert "Accept it" in words(open_as(author, address))
    page = words(open_as(updater, address))
    assert "Accept it" not in page
    assert "Take it back, to go on writing" in page
    assert open_as(clerk, address).status_code == 403


def test_section_move_says_who_goes_on_when_nothing_is_open(risk, updater, author, open_as):
    save(risk, updater)
    move(risk, updater, "ready")
    move(risk, author, "accepted")
    page = words(open_as(updater, url("section_move", "risk")))
    assert "The next step is for the report authors" in page


def test_section_move_returns_with_a_reason(risk, updater, author, open_as):
    save(risk, updater)
    ready = move(risk, updater, "ready")
    address = url("section_move", "risk")
    data = {"state": "returned", "reason": "", "revision": ready.revision}
    assert "Say what should be changed." in words(open_as(author, address, data))
    data["reason"] = "Say who."
    assert open_as(author, address, data).status_code == 302
    assert "Returned because: Say who." in words(open_as(updater, url("section_edit", "risk")))


def test_section_move_does_not_accept_what_an_owner_sends(risk, updater, open_as):
    save(risk, updater)
    ready = move(risk, updater, "ready")
    data = {"state": "accepted", "revision": ready.revision}
    open_as(updater, url("section_move", "risk"), data)
    risk.refresh_from_db()
    assert risk.state == "ready"


def test_section_move_does_not_accept_another_text_than_was_read(risk, updater, author, open_as):
    save(risk, updater)
    ready = move(risk, updater, "ready")
    save(risk, updater, "<p>Something else.</p>")
    data = {"state": "accepted", "revision": ready.revision}
    page = open_as(author, url("section_move", "risk"), data)
    assert "Somebody saved this section while you were reading." in words(page)
    risk.refresh_from_db()
    assert risk.state == "ready"


# --- two people -----------------------------------------------------------------------------


def test_two_people_on_one_section_lose_nothing(risk, updater, author, open_as):
    save(risk, updater, "<p>What the officer wrote.</p>", revision=1)
    data = {"heading": "Risk", "body": "<p>What the author wrote.</p>", "revision": 1}
    page = open_as(author, url("section_edit", "risk"), data)
    assert "Somebody saved this while you were writing" in words(page)
    assert "What the officer wrote." in words(page)
    assert "What the author wrote." in words(page)
    risk.refresh_from_db()
    assert risk.body == "<p>What the officer wrote.</p>"


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_two_people_saving_at_once_are_told_apart(risk, updater, author):
    def write(by, body):
        try:
            return save(risk, by, body, revision=1)
        except Stale as stale:
            return stale

    results = at_once(partial(write, updater, "<p>One.</p>"), partial(write, author, "<p>Two.</p>"))
    assert sorted(type(each).__name__ for each in results) == ["ReportSection", "Stale"]
    risk.refresh_from_db()
    assert risk.revision == 2


# --- versions -------------------------------------------------------------------------------


@pytest.fixture
def three_versions(risk, updater, author):
    """The section with what it was started with, and two texts after that."""
    save(risk, updater, "<p>Most visits were late.</p><p>Staff leave.</p>")
    save(risk, author, "<p>Few visits were late.</p><p>Staff leave.</p><p>See [[legal]].</p>")
    risk.refresh_from_db()
    return risk


def version(section, number):
    """The key of a version; 0 is the newest."""
    return section.history.values_list("history_id", flat=True)[number]


def test_section_versions_tells_who_saved_and_when(three_versions, updater, author, open_as):
    page = words(open_as(author, url("section_versions", "risk")))
    assert page.count("14 May 2018") >= 2
    assert str(updater) in page
    assert str(author) in page


def test_section_versions_is_open_to_whoever_reads_drafts(risk, clerk, reader, open_as):
    assert open_as(clerk, url("section_versions", "risk")).status_code == 200
    assert open_as(reader, url("section_versions", "risk")).status_code == 404


def test_section_compare_shows_differences_in_words(three_versions, author, open_as):
    page = open_as(author, url("section_compare", "risk"))
    told = words(page)
    assert "Removed: Most (end of what was removed)" in told
    assert "Added: Few (end of what was added)" in told
    assert "See [[legal]]." in told
    assert "Staff leave." not in told
    assert "<ins" in page.content.decode()


def test_section_compare_compares_any_two(three_versions, author, open_as):
    newest, middle = version(three_versions, 0), version(three_versions, 1)
    address = url("section_compare", "risk")
    same = open_as(author, f"{address}?before={middle}&after={middle}")
    assert "The words of these two versions are the same." in words(same)
    turned = open_as(author, f"{address}?before={newest}&after={middle}")
    assert "Added: Most" in words(turned)


@pytest.mark.parametrize("typed", ["x", "0", "99999999", ""])
def test_section_compare_refuses_other_versions(three_versions, author, open_as, typed):
    page = open_as(author, f"{url('section_compare', 'risk')}?before={typed}")
    assert page.status_code == 200
    assert "There is a problem" in words(page)


def test_section_compare_escapes_what_was_written(risk, author, open_as):
    save(risk, author, "<p>1 &lt; 2 &lt;script&gt;</p>")
    page = open_as(author, url("section_compare", "risk")).content.decode()
    assert "1 &lt; 2 &lt;script&gt;" in page


def test_section_restore_brings_an_earlier_version_back_as_a_new_one(
    three_versions, updater, open_as
):
    data = {"version": version(three_versions, 1), "revision": three_versions.revision}
    done = open_as(updater, url("section_restore", "risk"), data)
    assert done.url == url("section_versions", "risk")
    before = three_versions.history.count()
    three_versions.refresh_from_db()
    assert three_versions.body == "<p>Most visits were late.</p><p>Staff leave.</p>"
    assert before == 4
    assert three_versions.history.first().history_user == updater


def test_section_restore_brings_nothing_back_that_was_saved_over(three_versions, author, open_as):
    save(three_versions, author, "<p>Newer.</p>")
    data = {"version": version(three_versions, 2), "revision": three_versions.revision}
    done = open_as(author, url("section_restore", "risk"), data, follow=True)
    assert "Somebody saved this section meanwhile." in words(done)
    three_versions.refresh_from_db()
    assert three_versions.body == "<p>Newer.</p>"


def test_section_restore_is_for_those_who_write_it(three_versions, clerk, open_as):
    data = {"version": version(three_versions, 1), "revision": three_versions.revision}
    assert open_as(clerk, url("section_restore", "risk"), data).status_code == 403
    assert open_as(clerk, url("section_restore", "risk")).status_code == 403


@pytest.mark.parametrize("typed", ["x", "", "99999999"])
def test_section_restore_knows_only_versions_of_the_section(three_versions, author, open_as, typed):
    data = {"version": typed, "revision": three_versions.revision}
    assert open_as(author, url("section_restore", "risk"), data).status_code == 404


def recommend(report, by, *texts):
    report.refresh_from_db()
    save_recommendations(report=report, by=by, texts=texts, revision=report.revision)


@pytest.fixture
def recommended_thrice(report, author, clerk):
    """Recommendations that were saved three times more."""
    recommend(report, author, "Note [[legal]].", "Ask again.")
    recommend(report, author, "Note [[legal]] and [[risk]].", "Ask again.")
    recommend(report, author, "Note all.")
    return report


def test_recommendations_versions_show_differences_in_words(recommended_thrice, author, open_as):
    report = open_as(author, url("report_detail"))
    assert url("recommendations_versions") in report.content.decode()
    page = words(open_as(author, url("recommendations_versions")))
    assert "Recommendation 2 Taken out Removed: Ask again." in page
    assert "Recommendation 1 New Added: Note all." in page
    keys = [each.key for each in recommended(recommended_thrice)]
    address = f"{url('recommendations_versions')}?before={keys[2]}&after={keys[1]}"
    page = words(open_as(author, address))
    assert "Added: Note [[legal]] and [[risk]]." in page
    assert "Ask again." not in page


def test_recommendations_versions_bring_an_earlier_one_back(recommended_thrice, author, open_as):
    report = recommended_thrice
    report.refresh_from_db()
    _newest, *earlier = recommended(report)
    data = {"version": earlier[0].key, "revision": report.revision}
    assert open_as(author, url("recommendations_versions"), data).status_code == 302
    texts = [each.text for each in report.recommendations.all()]
    assert texts == ["Note [[legal]] and [[risk]].", "Ask again."]
    again = recommended(report)
    assert len(again) == len(earlier) + 2
    assert (again[0].texts, again[0].by) == (tuple(texts), author)
    late = open_as(author, url("recommendations_versions"), data, follow=True)
    assert "Somebody saved this paper meanwhile." in words(late)
    assert len(recommended(report)) == len(again)


def test_recommendations_that_cite_what_is_gone_do_not_come_back(report, author, open_as):
    extra = ReportSectionFactory(report=report, key="extra")
    recommend(report, author, "Note [[extra]].")
    recommend(report, author, "Note nothing.")
    extra.delete()
    report.refresh_from_db()
    data = {"version": recommended(report)[1].key, "revision": report.revision}
    done = open_as(author, url("recommendations_versions"), data, follow=True)
    assert "Nothing in this paper is called “extra”." in words(done)
    assert [each.text for each in report.recommendations.all()] == ["Note nothing."]


def test_recommendations_versions_are_read_by_all_and_brought_back_by_writers(
    recommended_thrice, clerk, reader, open_as
):
    recommended_thrice.refresh_from_db()
    data = {"version": 1, "revision": recommended_thrice.revision}
    page = open_as(clerk, url("recommendations_versions"))
    assert "Bring the earlier version back" not in words(page)
    assert open_as(clerk, url("recommendations_versions"), data).status_code == 403
    assert open_as(reader, url("recommendations_versions")).status_code == 404


@pytest.mark.parametrize("typed", ["x", "", "99999999"])
def test_recommendations_versions_know_only_their_own(recommended_thrice, author, open_as, typed):
    data = {"version": typed, "revision": recommended_thrice.revision}
    assert open_as(author, url("recommendations_versions"), data).status_code == 404


def test_versions_of_exempt_recommendations_are_not_for_everybody(
    recommended_thrice, clerk, updater, open_as
):
    sections = recommended_thrice.sections
    sections.filter(key="recommendations").update(exempt_scope="whole")
    assert open_as(updater, url("recommendations_versions")).status_code == 404
    assert open_as(clerk, url("recommendations_versions")).status_code == 200


def test_a_version_that_cites_what_is_gone_does_not_come_back(risk, author, open_as):
    extra = ReportSectionFactory(report=risk.report, key="extra")
    save(risk, author, "<p>See [[extra]].</p>")
    save(risk, author, "<p>Nothing.</p>")
    extra.delete()
    risk.refresh_from_db()
    data = {"version": version(risk, 1), "revision": risk.revision}
    done = open_as(author, url("section_restore", "risk"), data, follow=True)
    assert "Nothing in this paper is called “extra”." in words(done)
    risk.refresh_from_db()
    assert risk.body == "<p>Nothing.</p>"


# --- comments -------------------------------------------------------------------------------


def passages(report):
    return commentable(build_report(report, as_at=report.cut_off))


def comment_on(report, anchor, by, said="Say who."):
    return writing.add_comment(report=report, by=by, words=said, place=passages(report)[anchor])


def test_comment_add_keeps_the_paragraph_and_its_words(report, clerk, open_as):
    address = url("comment_add", "risk-1")
    page = words(open_as(clerk, address))
    assert "What the paper says under" in page
    done = open_as(clerk, address, {"words": "Say who."})
    assert done.url == f"{report.get_absolute_url()}#risk-1"
    comment = Comment.objects.get()
    assert (comment.section.key, comment.anchor, comment.by) == ("risk", "risk-1", clerk)
    assert passages(report)["risk-1"].words == comment.quoted


def test_comment_add_needs_words(report, clerk, open_as):
    page = open_as(clerk, url("comment_add", "risk-1"), {"words": " "})
    assert "Enter your comment." in words(page)
    assert not Comment.objects.exists()


def test_comment_add_needs_a_paragraph_of_the_paper(report, clerk, open_as):
    assert open_as(clerk, url("comment_add", "nothing")).status_code == 404


def test_a_comment_on_a_narrative_belongs_to_its_theme(report, clerk):
    comment = comment_on(report, "theme-2-progress-1", clerk)
    assert (comment.theme.number, comment.section) == (2, None)


def test_a_comment_belongs_to_the_section_whose_key_is_longest(report, clerk):
    ReportSectionFactory(report=report, key="risk-to-staff", body="<p>Some.</p>")
    assert comment_on(report, "risk-to-staff-1", clerk).section.key == "risk-to-staff"
    assert comment_on(report, "risk-1", clerk).section.key == "risk"


def located(report):
    (remark,) = place(report.comments.first_words(), passages(report))
    return remark


def test_a_comment_stays_with_its_paragraph_when_numbers_move(report, clerk, author):
    section = report.sections.get(key="risk")
    save(section, author, "<p>Staff leave too often.</p>")
    comment_on(report, "risk-1", clerk)
    save(section, author, "<p>A new paragraph.</p><p>Staff leave too often.</p>")
    assert located(report).place.anchor == "risk-2"


def test_a_comment_stays_with_its_paragraph_when_it_is_reworded(report, clerk, author):
    section = report.sections.get(key="risk")
    save(section, author, "<p>Staff leave too often and too soon.</p>")
    comment_on(report, "risk-1", clerk)
    save(section, author, "<p>Staff leave too often and too early.</p>")
    assert located(report).place.anchor == "risk-1"
    save(section, author, "<p>Before it.</p><p>Staff leave too often and too early.</p>")
    assert located(report).place.anchor == "risk-2"


def test_a_comment_outlives_its_paragraph_with_the_words_it_quoted(report, clerk, author, open_as):
    section = report.sections.get(key="risk")
    save(section, author, "<p>Staff leave too often.</p>")
    comment_on(report, "risk-1", clerk)
    save(section, author, "<p>Nothing of the kind is left here now.</p>")
    assert located(report).is_gone
    page = words(open_as(author, url("comment_list")))
    assert "The paragraph is no longer in the paper. Staff leave too often." in page


def test_a_comment_on_a_heading_stays_there_whatever_it_says(report, clerk):
    comment_on(report, "risk", clerk)
    report.sections.filter(key="risk").update(heading="Entirely other words")
    assert located(report).place.anchor == "risk"


def test_two_paragraphs_with_the_same_words_are_told_apart_by_their_place():
    twins = {f"a-{n}": Passage(f"a-{n}", f"1.{n}", "Twice.") for n in (1, 2)}
    comment = CommentFactory.build(report=None, by=None, anchor="a-2", quoted="Twice.")
    (remark,) = place([comment], twins)
    assert remark.place.anchor == "a-2"


def test_a_quotation_is_short():
    assert len(quote(Passage("a", "1", "word " * 200))) <= 200


def test_comment_detail_takes_answers(report, clerk, author, open_as):
    comment = comment_on(report, "risk-1", clerk)
    address = url("comment_detail", comment.pk)
    assert open_as(author, address, {"words": "The police."}).url == address
    assert "The police." in words(open_as(clerk, address))
    assert [each.by for each in comment.replies.all()] == [author]
    assert report.comments.unresolved().count() == 1


def test_comments_are_resolved_and_opened_again(report, clerk, author, open_as):
    comment = comment_on(report, "risk-1", clerk)
    address = url("comment_resolve", comment.pk)
    open_as(author, address, {})
    comment.refresh_from_db()
    assert comment.resolved_by == author
    assert "Say who." not in words(open_as(author, url("comment_list")))
    assert "Say who." in words(open_as(author, f"{url('comment_list')}?show=resolved"))
    open_as(author, address, {"reopen": "1"})
    comment.refresh_from_db()
    assert (comment.resolved_by, comment.is_resolved) == (None, False)


def test_the_first_to_resolve_a_comment_stands(report, clerk, author):
    comment = comment_on(report, "risk-1", clerk)
    writing.resolve_comment(comment=comment, by=clerk)
    assert writing.resolve_comment(comment=comment, by=author).resolved_by == clerk


def test_an_answer_is_not_resolved_by_itself(report, clerk, author):
    answer = writing.answer_comment(
        comment=comment_on(report, "risk-1", clerk), by=author, words="Yes."
    )
    assert refused(writing.resolve_comment, comment=answer, by=author)


def test_who_may_resolve_a_comment(risk, author, clerk, clearer, updater):
    comment = CommentFactory(report=risk.report, section=risk, by=clerk)
    may = {each: can_resolve_comment(each, comment) for each in (author, clerk, clearer, updater)}
    assert may == {author: True, clerk: True, clearer: False, updater: True}
    elsewhere = CommentFactory(report=risk.report, by=clearer)
    assert not can_resolve_comment(updater, elsewhere)


def test_comment_resolve_is_forbidden_to_others(report, clerk, clearer, open_as):
    comment = comment_on(report, "risk-1", clerk)
    assert open_as(clearer, url("comment_resolve", comment.pk), {}).status_code == 403


@pytest.mark.parametrize("name", ["comment_list", "report_progress"])
def test_comments_and_progress_are_for_those_who_read_drafts(report, reader, clerk, open_as, name):
    assert open_as(reader, url(name)).status_code == 404
    assert open_as(clerk, url(name)).status_code == 200


def test_nothing_is_said_of_a_published_paper(report, clerk):
    comment = comment_on(report, "risk-1", clerk)
    where = passages(report)["risk-1"]
    publish(report)
    for call in (
        partial(writing.add_comment, report=report, by=clerk, words="More.", place=where),
        partial(writing.answer_comment, comment=comment, by=clerk, words="More."),
        partial(writing.resolve_comment, comment=comment, by=clerk),
        partial(writing.reopen_comment, comment=comment),
        partial(move, report.sections.get(key="risk"), clerk, "ready"),
    ):
        assert refused(call).startswith("This paper is published.")


def test_the_writing_page_tells_of_comments_beside_their_paragraph(report, clerk, open_as):
    comment_on(report, "risk-1", clerk)
    page = open_as(clerk, report.get_absolute_url())
    assert f"{url('comment_list')}#on-risk-1" in page.content.decode()
    assert url("comment_add", "risk-1") in page.content.decode()
    assert "1 open comment " in words(page)


# --- what is exempt -------------------------------------------------------------------------


@pytest.fixture
def secret(report, author):
    """The section on risk, exempt as a whole, with a comment on it and one on another."""
    comment_on(report, "risk-1", author, "On the terms.")
    comment_on(report, "legal-1", author, "On the law.")
    report.sections.filter(key="risk").update(
        exempt_scope="whole",
        exempt_ground="3",
        exempt_reason="The terms are still being negotiated.",
        public_interest="Telling them would cost the council its position.",
    )
    return report.sections.get(key="risk")


def test_comments_on_what_is_exempt_are_for_those_who_may_read_it(
    report, secret, clerk, updater, open_as
):
    address = url("comment_list")
    assert "On the terms." in words(open_as(clerk, address))
    page = words(open_as(updater, address))
    assert "On the law." in page
    assert "On the terms." not in page
    hidden = report.comments.get(section=secret)
    assert open_as(updater, hidden.get_absolute_url()).status_code == 404
    assert open_as(updater, url("comment_resolve", hidden.pk), {}).status_code == 404
    assert open_as(updater, url("comment_add", "risk-1")).status_code == 404


@pytest.mark.parametrize("name", ["section_versions", "section_compare"])
def test_versions_of_what_was_ever_exempt_are_for_those_who_may_read_it(
    report, secret, clerk, updater, author, open_as, name
):
    address = url(name, "risk")
    assert open_as(updater, address).status_code == 404
    assert open_as(clerk, address).status_code == 200
    save(secret, author)  # a version that was exempt
    report.sections.filter(key="risk").update(exempt_scope="nothing")
    assert open_as(updater, address).status_code == 404
    assert open_as(updater, url(name, "legal")).status_code == 200
    report.sections.filter(key="risk").update(owner=updater)
    assert open_as(updater, address).status_code == 200


def test_report_progress_tells_nothing_of_what_is_exempt(report, secret, clerk, updater, open_as):
    ReportClearanceFactory(report=report, name="Insurance")
    assert ("Risk management", "Report authors") in groups(open_as(clerk, url("report_progress")))[
        "sections"
    ]
    page = words(open_as(updater, url("report_progress")))
    assert "Risk management" not in page
    assert "Insurance" in page


# --- what is missing ------------------------------------------------------------------------


def groups(response):
    return {
        key: [(gap.what, gap.who) for gap in gaps]
        for key, _, gaps in response.context["progress"].groups
    }


def test_report_progress_tells_what_is_missing_and_who_has_it(
    draft, risk, theme_lead, author, updater, open_as
):
    theme = ThemeFactory(plan=draft.plan, number=9, lead=theme_lead)
    ReportClearanceFactory(report=draft, name="Finance")
    page = open_as(author, url("report_progress"))
    found = groups(page)
    assert (str(risk), str(updater)) in found["sections"]
    assert found["narratives"][-1] == (str(theme), str(theme_lead))
    assert found["clearances"] == [("Finance", "Whoever clears papers")]
    assert ("Recommendations", "Report authors") in found["errors"]
    assert "in 15 days" in words(page)


def test_report_progress_leaves_out_what_is_done(report, author, open_as):
    report.sections.update(state="accepted")
    page = open_as(author, url("report_progress"))
    assert groups(page) == {}
    assert "Nothing is missing. The paper can be published." in words(page)


def test_report_progress_counts_the_days_past(report, author, open_as, settings):
    settings.TODAY = date(2018, 6, 1)
    assert "3 days ago" in words(open_as(author, url("report_progress")))


def test_report_progress_asks_the_same_of_a_longer_paper(report, author, updater, open_as):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            open_as(author, url("report_progress"))
        return len(queries)

    ThemeFactory(plan=report.plan, number=9, lead=updater)
    asked()
    few = asked()
    for number in range(10, 20):
        ThemeFactory(plan=report.plan, number=number, lead=updater)
        ReportSectionFactory(report=report, owner=UserFactory())
        CommentFactory(report=report)
    assert asked() == few


# --- my work --------------------------------------------------------------------------------


def test_my_work_shows_the_sections_a_person_writes(risk, updater, author, open_as):
    my_work = reverse("improvement:my_work")
    assert "Sections to write (1)" in words(open_as(updater, my_work))
    save(risk, updater)
    move(risk, updater, "ready")
    assert "Sections to write" not in words(open_as(updater, my_work))
    assert "Sections to accept (1)" in words(open_as(author, my_work))
    move(risk, author, "returned", "Say who.")
    assert "Returned because: Say who." in words(open_as(updater, my_work))


def test_my_work_shows_no_section_of_another_council(plan, period, author, open_as):
    stranger = UserFactory(role="author", role__authority=AuthorityFactory())
    draft = laid_out_report(plan=plan, period=period)
    draft.sections.filter(key="risk").update(owner=stranger, state="ready")
    page = words(open_as(stranger, reverse("improvement:my_work")))
    assert "Sections" not in page

"""Meetings: the agenda, who was there, what was resolved, and who may keep and read it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from committee import citing
from committee.models import AgendaItem, Meeting, Resolution
from committee.services import meetings as services
from core.models import AuditEvent
from core.revisions import Stale
from documents import json
from documents.nodes import NumberedParagraph, Text
from tests.factories.accounts import UserFactory
from tests.factories.committee import (
    CITABLE_TREE,
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    PublicationFactory,
    QuestionFactory,
    ReportFactory,
    ResolutionFactory,
    publish_citable,
)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = date(2018, 6, 7)


@pytest.fixture
def paper(authority, meeting):
    """The paper of the meeting of 6 June."""
    return ReportFactory(authority=authority, meeting=meeting, state="published")


@pytest.fixture
def publication(paper):
    """Its version 1, with paragraphs 1.1 to 1.3."""
    return publish_citable(paper)


@pytest.fixture
def item(publication):
    """The item of the meeting of 6 June on which the paper is."""
    return AgendaItemFactory(meeting=publication.report.meeting, order=1, report=publication.report)


@pytest.fixture
def open_as(client):
    """Open a page as somebody, or send it something."""

    def open_as(user, name, *args, data=None, query=""):
        client.force_login(user)
        address = reverse(f"committee:{name}", args=args) + query
        return client.get(address) if data is None else client.post(address, data)

    return open_as


def words(response):
    """What a person reads on a page."""
    text = response.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def refused(act, **fields):
    """In which words something is refused."""
    with pytest.raises(ValidationError) as refusal:
        act(**fields)
    return " ".join(refusal.value.messages)


# --- the agenda -----------------------------------------------------------------------------


def test_items_are_counted_from_one_wherever_they_are_put(meeting, clerk):
    for title in ("Apologies", "Interests"):
        services.add_item(meeting=meeting, by=clerk, title=title)
    services.add_item(meeting=meeting, by=clerk, title="Minutes", place=1)
    moved = meeting.items.get(title="Interests")
    services.save_item(item=moved, by=clerk, revision=1, place=2)
    assert [str(each) for each in meeting.items.all()] == [
        "1. Minutes",
        "2. Interests",
        "3. Apologies",
    ]
    services.remove_item(item=meeting.items.get(order=1), by=clerk)
    assert [str(each) for each in meeting.items.all()] == ["1. Interests", "2. Apologies"]


def test_an_item_takes_a_paper_of_its_own_meeting_only(meeting, clerk):
    other = ReportFactory(authority=meeting.body.authority)
    said = refused(services.add_item, meeting=meeting, by=clerk, title="Paper", report=other)
    assert said == "Choose a paper that was written for this meeting."
    assert not meeting.items.exists()


def test_an_item_with_something_recorded_stays(item, clerk):
    QuestionFactory(item=item)
    assert "stays on the agenda" in refused(services.remove_item, item=item, by=clerk)


def test_what_was_said_is_not_written_down_before_the_meeting(meeting, clerk, settings):
    item = services.add_item(meeting=meeting, by=clerk, title="Paper")
    settings.TODAY = date(2018, 6, 5)
    said = refused(services.save_item, item=item, by=clerk, revision=1, discussion="Words")
    assert said.startswith("The meeting is on 6 June 2018.")
    saved = services.save_item(item=item, by=clerk, revision=1, title="A paper")
    assert saved.title == "A paper"


def test_two_people_writing_down_an_item_lose_nothing(item, clerk, open_as):
    fields = {"title": "Paper", "report": item.report_id, "place": 1, "revision": 1}
    address = ("meeting_item_edit", item.pk)
    assert open_as(clerk, *address, data={**fields, "discussion": "First words."}).url.endswith(
        f"#item-{item.pk}"
    )
    second = open_as(clerk, *address, data={**fields, "discussion": "Second words."})
    assert "Somebody saved this while you were writing" in words(second)
    assert "First words." in words(second)
    assert "Second words." in words(second)
    item.refresh_from_db()
    assert item.discussion == "First words."
    assert item.history.get(discussion="First words.").history_user == clerk


def test_meeting_item_add_offers_the_papers_that_are_left(publication, clerk, open_as):
    meeting = publication.report.meeting
    page = open_as(clerk, "meeting_detail", meeting.pk)
    assert "Put it on the agenda" in words(page)
    query = f"?paper={publication.report_id}"
    proposed = open_as(clerk, "meeting_item_add", meeting.pk, query=query)
    assert f'value="{publication.title}"' in proposed.content.decode()
    sent = {"title": publication.title, "report": publication.report_id}
    open_as(clerk, "meeting_item_add", meeting.pk, data=sent)
    assert meeting.items.get().report == publication.report
    assert "Put it on the agenda" not in words(open_as(clerk, "meeting_detail", meeting.pk))


def test_meeting_item_remove_asks_first(meeting, clerk, open_as):
    item = AgendaItemFactory(meeting=meeting)
    assert "is taken off the agenda" in words(open_as(clerk, "meeting_item_remove", item.pk))
    assert AgendaItem.objects.filter(pk=item.pk).exists()
    open_as(clerk, "meeting_item_remove", item.pk, data={})
    assert not AgendaItem.objects.filter(pk=item.pk).exists()


# --- the meeting and who was there ----------------------------------------------------------


def test_a_meeting_moves_until_its_papers_name_the_day(meeting, paper, clerk):
    moved = services.save_meeting(
        meeting=meeting, by=clerk, revision=1, held_on=date(2018, 6, 5), venue="Committee Room 1"
    )
    assert (moved.held_on, moved.revision) == (date(2018, 6, 5), 2)
    PublicationFactory(report=paper)
    said = refused(
        services.save_meeting, meeting=moved, by=clerk, revision=2, held_on=date(2018, 6, 6)
    )
    assert said == "Its papers or minutes are published, and they name this day."


def test_meeting_edit_changes_the_place(meeting, clerk, open_as):
    sent = {"held_on": "6 6 2018", "starts_at": "19:00", "venue": "Town Hall", "revision": 1}
    assert open_as(clerk, "meeting_edit", meeting.pk, data=sent).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.venue, str(meeting.starts_at)) == ("Town Hall", "19:00:00")
    told = AuditEvent.objects.get(kind="meeting_changed")
    assert told.details["changes"]["venue"] == ["", "Town Hall"]


def row(number, name, presence="present", post="", stands_in_for=""):
    fields = {"name": name, "post": post, "presence": presence, "stands_in_for": stands_in_for}
    return {f"{key}_{number}": value for key, value in fields.items()}


def test_meeting_attendance_keeps_rows_in_their_order(meeting, clerk, open_as):
    sent = {
        **row(1, "Chairman of the Committee", "chair"),
        **row(2, ""),
        **row(3, "A Member", "substitute", stands_in_for="Another Member"),
        "revision": 1,
    }
    open_as(clerk, "meeting_attendance", meeting.pk, data=sent)
    assert list(meeting.attendance.values_list("name", "presence", "stands_in_for")) == [
        ("Chairman of the Committee", "chair", ""),
        ("A Member", "substitute", "Another Member"),
    ]
    assert "A Member (for Another Member)" in words(open_as(clerk, "meeting_detail", meeting.pk))


def test_meeting_attendance_adds_rows_and_saves_nothing(meeting, clerk, open_as):
    sent = {**row(1, "A Member"), "revision": 1, "add": "1"}
    page = open_as(clerk, "meeting_attendance", meeting.pk, data=sent)
    assert b'value="A Member"' in page.content
    assert b'name="name_4"' in page.content
    assert not meeting.attendance.exists()


def test_meeting_attendance_refuses_one_person_twice(meeting, clerk, open_as):
    sent = {**row(1, "A Member"), **row(2, "a member"), "revision": 1}
    page = open_as(clerk, "meeting_attendance", meeting.pk, data=sent)
    assert "a member stands in the list twice." in words(page)
    assert not meeting.attendance.exists()


def test_meeting_attendance_shows_what_somebody_saved_meanwhile(meeting, clerk, open_as):
    AttendanceFactory(meeting=meeting, name="Saved Meanwhile")
    Meeting.objects.filter(pk=meeting.pk).update(revision=2)
    page = open_as(
        clerk, "meeting_attendance", meeting.pk, data={**row(1, "Typed Now"), "revision": 1}
    )
    assert "Somebody saved this" in words(page)
    assert "Saved Meanwhile" in words(page)
    assert b'value="Typed Now"' in page.content
    assert meeting.attendance.get().name == "Saved Meanwhile"


# --- who may ---------------------------------------------------------------------------------

KEEPING = ["meeting_edit", "meeting_attendance", "meeting_item_add"]
OF_ITEM = ["meeting_item_edit", "meeting_item_remove", "resolution_add"]


@pytest.mark.parametrize("role", ["author", "reader", "theme_lead", "updater"])
def test_only_clerks_keep_meetings(item, request, open_as, role):
    person = request.getfixturevalue(role)
    for name in KEEPING:
        assert open_as(person, name, item.meeting_id).status_code == 403
    for name in OF_ITEM:
        assert open_as(person, name, item.pk).status_code == 403
    resolution = ResolutionFactory(item=item)
    assert open_as(person, "resolution_edit", resolution.pk).status_code == 403


def test_meetings_of_another_council_do_not_exist(item, stranger, open_as):
    resolution = ResolutionFactory(item=item)
    for name in ["meeting_detail", *KEEPING]:
        assert open_as(stranger, name, item.meeting_id).status_code == 404
    for name in OF_ITEM:
        assert open_as(stranger, name, item.pk).status_code == 404
    assert open_as(stranger, "resolution_edit", resolution.pk).status_code == 404


def test_meeting_detail_shows_a_reader_no_unpublished_minutes(item, reader, clerk, open_as):
    ResolutionFactory(item=item, text="That it was so.")
    AgendaItem.objects.filter(pk=item.pk).update(discussion="Somebody spoke.")
    shown = words(open_as(clerk, "meeting_detail", item.meeting_id))
    assert "That it was so." in shown
    assert "Somebody spoke." in shown
    hidden = words(open_as(reader, "meeting_detail", item.meeting_id))
    assert "That it was so." not in hidden
    assert "Somebody spoke." not in hidden


def test_meeting_detail_keeps_what_was_said_on_an_exempt_paper(authority, open_as):
    meeting = MeetingFactory(body__authority=authority, held_on=date(2018, 3, 7))
    report = ReportFactory(meeting=meeting, access="Exempt", state="published")
    item = AgendaItemFactory(meeting=meeting, report=report, discussion="A secret.")
    QuestionFactory(item=item, text="What of the secret?")
    clerk, updater = (
        UserFactory(role=role, role__authority=authority) for role in ("clerk", "updater")
    )
    assert "secret" in words(open_as(clerk, "meeting_detail", meeting.pk))
    page = words(open_as(updater, "meeting_detail", meeting.pk))
    assert "secret" not in page
    assert "The paper is exempt." in page


# --- resolutions ----------------------------------------------------------------------------

CITING = "That the Committee noted the progress set out in [[plan to performance]]."


def cited(resolution):
    numbering = citing.numbering_of(resolution.publication)
    return "".join(words for words, _ in citing.cited(resolution.text, numbering))


@pytest.fixture
def resolution(item, publication, clerk):
    """A resolution that cites the paper that was before the meeting."""
    return services.add_resolution(
        item=item, by=clerk, verb="noted", text=CITING, publication=publication
    )


def test_resolutions_are_numbered_and_close_up(item, clerk):
    for text in ("One.", "Two.", "Three."):
        services.add_resolution(item=item, by=clerk, verb="noted", text=text)
    services.remove_resolution(resolution=item.resolutions.get(number=2), by=clerk)
    assert list(item.resolutions.values_list("number", "text")) == [(1, "One."), (2, "Three.")]


def test_a_citation_stays_true_for_the_version_that_was_before_the_meeting(resolution, paper):
    assert cited(resolution).endswith("set out in paragraphs 1.1 to 1.3.")
    longer = NumberedParagraph("plan-0", (Text("One more."),))
    recommendations, background = CITABLE_TREE.children
    corrected = replace(
        CITABLE_TREE,
        children=(recommendations, replace(background, children=(longer, *background.children))),
    )
    now = PublicationFactory(
        report=paper, version=2, reason="A paragraph was missing.", tree=json.dump(corrected)
    )
    assert citing.label("plan", citing.numbering_of(now)) == "paragraphs 1.2 to 1.3"
    resolution.refresh_from_db()
    assert cited(resolution).endswith("set out in paragraphs 1.1 to 1.3.")


def test_a_resolution_refuses_what_the_version_does_not_have(item, publication, clerk):
    def add(text):
        return refused(
            services.add_resolution,
            item=item,
            by=clerk,
            verb="noted",
            text=text,
            publication=publication,
        )

    assert add("As in [[performence]].") == (
        "Nothing in this paper is called “performence”. Did you mean “performance”?"
    )
    assert add("As in [[performance to plan]].").startswith("This cannot be cited:")
    assert add("As in [[plan").startswith("A citation is not complete.")
    assert add("As in [[plan to]].").startswith("A citation is not complete.")
    assert not item.resolutions.exists()


def test_a_resolution_cites_nothing_without_a_version(item, clerk):
    said = refused(services.add_resolution, item=item, by=clerk, verb="noted", text=CITING)
    assert said.startswith("No version of the paper was before the meeting")


def test_a_resolution_citing_another_meetings_paper_is_refused(item, clerk, authority, open_as):
    theirs = ReportFactory(authority=authority, period=item.report.period, title="Another paper")
    other = PublicationFactory(report=theirs)
    said = refused(
        services.add_resolution, item=item, by=clerk, verb="noted", text="So.", publication=other
    )
    assert said == "“Another paper, version 1” is not the paper of this item. Choose one that is."
    sent = {"verb": "noted", "text": "So.", "publication": other.pk, "revision": 1}
    page = open_as(clerk, "resolution_add", item.pk, data=sent)
    assert "This is not a version of the paper of this item. Choose one that is." in words(page)
    assert not Resolution.objects.exists()


def test_a_resolution_refuses_a_version_from_after_the_meeting(item, clerk):
    late = PublicationFactory(
        report=item.report,
        version=2,
        reason="Wrong.",
        published_at=datetime(2018, 6, 7, 9, tzinfo=UTC),
    )
    said = refused(
        services.add_resolution, item=item, by=clerk, verb="noted", text="So.", publication=late
    )
    assert said.startswith("Version 2 was published after the meeting.")


def test_resolution_add_offers_recommendations_in_the_past(item, clerk, open_as):
    page = open_as(clerk, "resolution_add", item.pk)
    assert "That the Committee noted the progress set out in [[plan to performance]]." in words(
        page
    )
    chosen = open_as(clerk, "resolution_add", item.pk, query="?recommendation=1")
    assert "noted the progress set out" in chosen.content.decode().partition("<textarea")[2]
    publication = item.report.publications.get()
    sent = {"verb": "noted", "text": CITING, "publication": publication.pk, "revision": 1}
    assert open_as(clerk, "resolution_add", item.pk, data=sent).status_code == 302
    shown = open_as(clerk, "meeting_detail", item.meeting_id)
    assert "set out in paragraphs 1.1 to 1.3" in words(shown)
    assert f"{publication.get_absolute_url()}#plan" in shown.content.decode()


def test_resolution_edit_saves_and_removes(resolution, clerk, open_as):
    sent = {
        "verb": "approved",
        "text": "That it approved [[plan]].",
        "publication": resolution.publication_id,
        "revision": 1,
    }
    open_as(clerk, "resolution_edit", resolution.pk, data=sent)
    resolution.refresh_from_db()
    assert (resolution.verb, resolution.revision) == ("approved", 2)
    stale = open_as(clerk, "resolution_edit", resolution.pk, data={**sent, "text": "Other words."})
    assert "Somebody saved this" in words(stale)
    open_as(clerk, "resolution_edit", resolution.pk, data={"remove": "1"})
    assert not Resolution.objects.exists()
    assert Resolution.history.filter(history_type="-").get().history_user == clerk


def test_a_stale_resolution_is_refused(resolution, clerk):
    with pytest.raises(Stale):
        services.save_resolution(
            resolution=resolution, by=clerk, revision=0, verb="noted", text="So."
        )


@pytest.mark.parametrize(
    ("recommended", "resolved", "verbs"),
    [
        ("That the Committee note the plan.", "That the Committee noted the plan.", ["noted"]),
        (
            "That the Committee scrutinise and note the figures.",
            "That the Committee scrutinised and noted the figures.",
            ["scrutinised", "noted"],
        ),
        (
            "That the Board is asked to approve the plan and note the risk.",
            "That the Board approved the plan and note the risk.",
            ["approved"],
        ),
        (
            "That the Committee note, and comment on, the data",
            "That the Committee noted, and commented on, the data",
            ["noted", "commented"],
        ),
        ("to agree the budget", "Agreed the budget", ["agreed"]),
        ("the progress of the review", "the progress of the review", []),
    ],
)
def test_a_recommendation_is_offered_in_the_past(recommended, resolved, verbs):
    assert citing.in_the_past(recommended) == (resolved, verbs)

"""Minutes: drafted from the record, published, corrected, signed, without what is exempt."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from html import unescape

import docx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committee.minutes import compose, read_record
from committee.models import AgendaItem, Attendance, Meeting, MinutesVersion
from committee.services import freezing, meetings
from committee.services import minutes as services
from core.models import AuditEvent, WrittenForGood
from documents import outline
from documents.pdf import UnprintableDocument
from tests.documents.word_files import saved
from tests.factories.committee import (
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    MinutesVersionFactory,
    PromiseFactory,
    PublicationFactory,
    QuestionFactory,
    ReportFactory,
    ResolutionFactory,
    ScrutinyRecommendationFactory,
    house_style_of,
    publish_citable,
)

ADDRESS = ("barnet", "ces", "2018-03-07")


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = date(2018, 4, 30)


@pytest.fixture
def held(body):
    """The meeting of 7 March 2018."""
    return MeetingFactory(body=body, held_on=date(2018, 3, 7))


@pytest.fixture
def later(body):
    """The meeting at which its minutes are signed."""
    return MeetingFactory(body=body, held_on=date(2018, 4, 18))


@pytest.fixture
def item(authority, held):
    """An item with its paper, of which something was said and resolved."""
    AttendanceFactory(meeting=held, name="The Chairman", presence="chair")
    report = ReportFactory(authority=authority, meeting=held, state="published")
    version = publish_citable(report, published_at="2018-02-26T12:00Z")
    item = AgendaItemFactory(
        meeting=held,
        order=1,
        report=report,
        introduced_by="The Chairman",
        discussion="Members spoke.\n\nThe Chairman thanked them.",
        is_unanimous=True,
    )
    ResolutionFactory(
        item=item,
        number=1,
        text="That the Committee noted what is set out in [[plan to performance]].",
        publication=version,
    )
    return item


@pytest.fixture
def published(item, held, clerk):
    """Version 1 of the minutes."""
    return services.publish_minutes(meeting=held, by=clerk)


@pytest.fixture
def open_as(client):
    """Open a page as somebody or nobody, or send it something."""

    def open_as(user, name, *args, data=None):
        if user:
            client.force_login(user)
        else:
            client.logout()
        address = reverse(f"committee:{name}", args=args)
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


def drafted(meeting):
    """The lines of the minutes as they would be published now."""
    return outline.render(compose(read_record(meeting))).splitlines()


# --- what they say --------------------------------------------------------------------------


def test_minutes_draft_themselves_from_what_is_recorded(item, held, owner):
    AttendanceFactory(
        meeting=held, name="A Member", presence="substitute", stands_in_for="Another", order=2
    )
    AttendanceFactory(meeting=held, name="A Governor", presence="apologies", order=3)
    question = QuestionFactory(
        item=item,
        anchor="plan-2",
        publication=item.report.publications.get(),
        answer="Teams differ.",
        answered_by="Head of Assessment",
        answered_on=date(2018, 3, 12),
    )
    PromiseFactory(
        item=item, question=question, owner=owner, text="To send a note", due_on=date(2018, 6, 6)
    )
    ScrutinyRecommendationFactory(body=held.body, item=item, text="That it be shown by team.")
    assert drafted(held) == [
        "Children’s Committee",
        "Draft minutes, not signed yet",
        "Minutes of the meeting on 7 March 2018",
        "Date: 7 March 2018",
        "In the chair: The Chairman",
        "Substitutes: A Member (for Another)",
        "Apologies: A Governor",
        "1 Progress of the improvement plan",
        "  1.1 The Chairman introduced the item.",
        "  1.2 Members spoke.",
        "  1.3 The Chairman thanked them.",
        "  1.4 The Committee asked (on paragraph 1.2): Why does the recording vary?",
        "    Answer by Head of Assessment, in writing on 12 March 2018: Teams differ.",
        "    Promised: To send a note (Head of Assessment, by 6 June 2018)",
        "  It was unanimously RESOLVED:",
        "  1. That the Committee noted what is set out in paragraphs 1.1 to 1.3.",
        "  The Children’s Committee recommended:",
        "  1. That it be shown by team.",
    ]


@pytest.fixture
def owner(updater):
    """An officer with a post."""
    updater.post = "Head of Assessment"
    updater.save()
    return updater


def test_minutes_of_an_exempt_item_print_title_and_resolution_without_numbers(item, held):
    ReportFactory._meta.model.objects.filter(pk=item.report_id).update(access="Exempt")
    QuestionFactory(item=item, text="An exempt question?")
    ScrutinyRecommendationFactory(body=held.body, item=item, text="An exempt recommendation.")
    said = "\n".join(drafted(held))
    assert "The public may not read the paper on this item" in said
    assert "what is set out in the paper." in said
    for secret in ("Members spoke", "exempt question", "exempt recommendation", "1.3"):
        assert secret not in said


def test_reading_the_record_asks_the_database_the_same_however_long_it_is(held, item, owner):
    def count():
        with CaptureQueriesContext(connection) as queries:
            compose(read_record(Meeting.objects.select_related("body").get(pk=held.pk)))
        return len(queries)

    def more(number):
        for each in QuestionFactory.create_batch(number, item=item):
            PromiseFactory(item=item, question=each, owner=owner)
        PromiseFactory.create_batch(number, item=item, owner=owner)
        AttendanceFactory.create_batch(number, meeting=held)
        ScrutinyRecommendationFactory.create_batch(number, body=held.body, item=item)
        for _ in range(number):
            AgendaItemFactory(meeting=held)

    more(1)
    few = count()
    more(9)
    assert count() == few


# --- publishing and correcting --------------------------------------------------------------


def test_published_minutes_are_frozen_in_every_format(published, item, open_as):
    assert published.is_intact
    assert set(published.file_digests) == {"html", "docx", "pdf"}
    AgendaItem.objects.filter(pk=item.pk).update(discussion="Other words.")
    page = words(open_as(None, "minutes_published", *ADDRESS, 1))
    assert "Members spoke." in page
    assert "paragraphs 1.1 to 1.3" in page
    assert "It stands exactly as it was published." in page
    assert open_as(None, "minutes_latest", *ADDRESS).url == published.get_absolute_url()
    with zipfile.ZipFile(
        io.BytesIO(open_as(None, "minutes_file", *ADDRESS, 1, "docx").getvalue())
    ) as document:
        assert "Members spoke." in document.read("word/document.xml").decode()
    assert open_as(None, "minutes_file", *ADDRESS, 1, "pdf").getvalue().startswith(b"%PDF")
    assert b"Members spoke." in open_as(None, "minutes_file", *ADDRESS, 1, "html").getvalue()
    assert open_as(None, "minutes_file", *ADDRESS, 1, "json").content.decode() == published.tree
    with pytest.raises(WrittenForGood):
        published.save()
    assert AuditEvent.objects.get(kind="minutes_published").details["version"] == 1


def test_minutes_have_the_looks_of_the_bodys_papers(held, item, clerk, authority, open_as):
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Borough of Example"
    style = house_style_of(authority)
    style.word_base.save("base.docx", ContentFile(saved(file)))
    held.body.house_style = style
    held.body.save()
    drafted = open_as(clerk, "minutes_download", held.pk, "docx").content
    published = services.publish_minutes(meeting=held, by=clerk)
    with published.docx.open() as stored:
        for content in (drafted, stored.read()):
            printed = docx.Document(io.BytesIO(content))
            assert printed.sections[0].header.paragraphs[0].text == "Borough of Example"
            assert "Members spoke." in {each.text for each in printed.paragraphs}


def test_minutes_are_published_when_there_is_something_to_publish(held, clerk, settings):
    said = refused(services.publish_minutes, meeting=held, by=clerk)
    assert said == "Say who was in the chair. Record at least what was resolved on one item."
    settings.TODAY = date(2018, 3, 6)
    assert refused(services.publish_minutes, meeting=held, by=clerk).startswith(
        "The meeting is on 7 March 2018."
    )
    assert not MinutesVersion.objects.exists()


def test_corrected_minutes_say_what_was_corrected(published, item, held, clerk, open_as):
    again = refused(services.publish_minutes, meeting=held, by=clerk, reason="A name.")
    assert again == "Nothing has changed since version 1."
    meetings.save_item(item=item, by=clerk, revision=None, discussion="Members spoke at length.")
    assert refused(services.publish_minutes, meeting=held, by=clerk) == "Say what was corrected."
    services.publish_minutes(meeting=held, by=clerk, reason="How long members spoke.")
    first = words(open_as(None, "minutes_published", *ADDRESS, 1))
    assert "This is version 1. There is a newer one" in first
    assert "at length" not in first
    second = words(open_as(None, "minutes_published", *ADDRESS, 2))
    assert "What was corrected: How long members spoke." in second
    assert "Members spoke at length." in second


def test_minutes_publish_does_not_publish_what_was_not_read(item, held, clerk, open_as):
    page = open_as(clerk, "minutes_publish", held.pk)
    digest = re.search(r'name="digest" value="(\w+)"', page.content.decode())[1]
    meetings.save_item(item=item, by=clerk, revision=None, discussion="Other words.")
    stale = open_as(clerk, "minutes_publish", held.pk, data={"digest": digest})
    assert "The minutes have changed since you opened this page." in words(stale)
    assert not MinutesVersion.objects.exists()
    digest = re.search(r'name="digest" value="(\w+)"', stale.content.decode())[1]
    done = open_as(clerk, "minutes_publish", held.pk, data={"digest": digest})
    assert done.url == MinutesVersion.objects.get().get_absolute_url()


def test_minutes_that_cannot_be_printed_leave_nothing_behind(item, held, clerk, monkeypatch):
    def refuse(record, files, **more):
        kept(record, files, **more)
        raise ValidationError("No room is left.")

    kept = freezing.store_files
    monkeypatch.setattr(services, "store_files", refuse)
    assert refused(services.publish_minutes, meeting=held, by=clerk) == "No room is left."
    assert not MinutesVersion.objects.exists()
    assert not default_storage.exists("minutes/barnet-ces-2018-03-07-minutes-v1.pdf")


def test_minutes_download_gives_the_draft_or_says_why_not(item, held, clerk, open_as, monkeypatch):
    page = open_as(clerk, "minutes_download", held.pk, "html")
    assert "As recorded on 30 April 2018, not published" in page.content.decode()
    assert open_as(clerk, "minutes_download", held.pk, "json").status_code == 404

    def refuse(document):
        raise UnprintableDocument("A character has no shape.")

    monkeypatch.setattr(freezing.pdf, "render", refuse)
    refusal = open_as(clerk, "minutes_download", held.pk, "pdf")
    assert refusal.url == reverse("committee:minutes_preview", args=[held.pk])
    assert "A character has no shape." in words(open_as(clerk, "minutes_preview", held.pk))


# --- signing --------------------------------------------------------------------------------


def test_signed_minutes_do_not_change(published, item, held, later, clerk, open_as):
    sent = {"meeting": later.pk, "signed_by": "Chairman of the Committee"}
    signed = open_as(clerk, "minutes_sign", held.pk, data=sent)
    assert signed.url.endswith("/2/")
    page = words(open_as(None, "minutes_published", *ADDRESS, 2))
    assert "Signed by Chairman of the Committee at the meeting on 18 April 2018." in page
    assert "Signed as a correct record on 18 April 2018" in page
    final = "The minutes of this meeting are signed. They do not change."
    for act, fields in (
        (meetings.save_item, {"item": item, "revision": None, "discussion": "Other."}),
        (meetings.add_item, {"meeting": held, "title": "One more"}),
        (meetings.save_attendance, {"meeting": held, "revision": None, "people": []}),
        (meetings.add_resolution, {"item": item, "verb": "noted", "text": "So."}),
        (services.publish_minutes, {"meeting": held, "reason": "One more."}),
        (services.sign_minutes, {"meeting": held, "at": later, "signed_by": "X"}),
    ):
        assert refused(act, by=clerk, **fields) == final
    detail = words(open_as(clerk, "meeting_detail", held.pk))
    assert "Signed by Chairman of the Committee on 18 April 2018." in detail
    assert "Publish the minutes" not in detail


def test_minutes_are_signed_as_they_were_published_at_a_later_meeting(
    item, held, later, clerk, body
):
    sign = {"meeting": held, "signed_by": "The Chairman", "by": clerk}
    assert refused(services.sign_minutes, at=later, **sign).startswith("Publish the draft minutes")
    services.publish_minutes(meeting=held, by=clerk)
    assert "a later meeting of the same body" in refused(services.sign_minutes, at=held, **sign)
    other = MeetingFactory(held_on=date(2018, 4, 18))
    assert "a later meeting of the same body" in refused(services.sign_minutes, at=other, **sign)
    coming = MeetingFactory(body=body, held_on=date(2018, 6, 6))
    assert "The meeting is on 6 June 2018." in refused(services.sign_minutes, at=coming, **sign)
    assert "Say who signed" in refused(
        services.sign_minutes, at=later, **{**sign, "signed_by": " "}
    )
    meetings.save_item(item=item, by=clerk, revision=None, discussion="Other words.")
    changed = refused(services.sign_minutes, at=later, **sign)
    assert changed.startswith("What is recorded has changed since version 1 was published.")
    assert not Meeting.objects.get(pk=held.pk).is_signed


# --- who reads what -------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["author", "reader", "theme_lead", "member"])
def test_only_clerks_publish_and_sign(held, request, open_as, role):
    person = request.getfixturevalue(role)
    for name in ("minutes_publish", "minutes_sign"):
        assert open_as(person, name, held.pk).status_code == 403


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("member", 200), ("author", 200)])
def test_minutes_preview_is_for_who_reads_drafts_and_for_members(
    item, held, request, open_as, role, status
):
    person = request.getfixturevalue(role)
    assert open_as(person, "minutes_preview", held.pk).status_code == status
    assert open_as(person, "minutes_download", held.pk, "html").status_code == status


def test_minutes_list_shows_everybody_the_newest(published, item, held, clerk, open_as):
    meetings.save_item(item=item, by=clerk, revision=None, discussion="Other words.")
    services.publish_minutes(meeting=held, by=clerk, reason="A name.")
    page = words(open_as(None, "minutes_list"))
    assert page.count("Children’s Committee, 7 March 2018") == 1
    assert "Draft, not signed yet; version 2" in page
    assert open_as(None, "minutes_latest", *ADDRESS).url.endswith("/2/")


def test_minutes_list_is_turned_page_by_page(published, held, open_as, monkeypatch):
    for day in (1, 2, 3):
        meeting = MeetingFactory(body=held.body, held_on=date(2018, 2, day))
        MinutesVersionFactory(meeting=meeting)
    monkeypatch.setattr("committee.views.minutes.PAGE_SIZE", 2)
    page = words(open_as(None, "minutes_list"))
    days = ("7 March 2018", "3 February 2018", "2 February 2018", "1 February 2018")
    assert [day for day in days if day in page] == ["7 March 2018", "3 February 2018"]
    assert "Next" in page


def test_a_published_paper_leads_to_the_minutes_of_its_meeting(published, item, client):
    page = client.get(item.report.publications.get().get_absolute_url())
    address = reverse("committee:minutes_latest", args=published.meeting.address)
    assert f'href="{address}"' in page.content.decode()


def test_minutes_from_before_a_paper_was_made_exempt_are_shut(
    published, item, held, clerk, reader, open_as
):
    assert open_as(None, "minutes_published", *ADDRESS, 1).status_code == 200
    PublicationFactory(
        report=item.report,
        version=2,
        reason="Made exempt.",
        access="Exempt",
        published_at=datetime(2018, 4, 20, 9, tzinfo=UTC),
    )
    for person in (None, reader):
        assert open_as(person, "minutes_published", *ADDRESS, 1).status_code == 404
        assert open_as(person, "minutes_file", *ADDRESS, 1, "json").status_code == 404
        assert "No minutes have been published here yet." in words(open_as(person, "minutes_list"))
    assert open_as(clerk, "minutes_published", *ADDRESS, 1).status_code == 200
    services.publish_minutes(meeting=held, by=clerk, reason="The paper was made exempt.")
    assert open_as(None, "minutes_published", *ADDRESS, 1).status_code == 404
    assert "Members spoke." not in words(open_as(None, "minutes_published", *ADDRESS, 2))


@pytest.mark.parametrize("day", ["2018-03-08", "yesterday", "2018-99-01"])
def test_minutes_latest_of_no_meeting_is_unknown(published, open_as, day):
    assert open_as(None, "minutes_latest", "barnet", "ces", day).status_code == 404


def test_minutes_file_comes_in_kinds_that_there_are(published, open_as):
    assert open_as(None, "minutes_file", *ADDRESS, 1, "exe").status_code == 404


def test_a_stored_tree_that_was_altered_is_told(body, open_as):
    altered = MinutesVersionFactory(
        meeting=MeetingFactory(body=body, held_on=date(2018, 3, 7)), sha256="0" * 64
    )
    assert not altered.is_intact
    page = words(open_as(None, "minutes_published", *ADDRESS, 1))
    assert "It does not match its digest." in page


def test_attendance_is_counted_once_for_each_person(held):
    AttendanceFactory(meeting=held, name="A Member")
    with pytest.raises(ValidationError):
        Attendance(meeting=held, name="A Member").full_clean()


def test_minutes_file_that_is_gone_is_not_found(published, open_as):
    published.pdf.delete(save=False)
    assert open_as(None, "minutes_file", *ADDRESS, 1, "docx").status_code == 200
    assert open_as(None, "minutes_file", *ADDRESS, 1, "pdf").status_code == 404

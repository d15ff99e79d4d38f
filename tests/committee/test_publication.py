"""The public record: late papers, digests, feeds, addresses that stay, and how long it is kept."""

import hashlib
import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from lxml import etree

from committee.models import Publication
from committee.services import publishing
from core.models import AuditEvent
from documents import json
from documents.nodes import Document, NumberedParagraph, Section, Text
from tests.committee.test_views import words
from tests.factories.committee import (
    AgendaItemFactory,
    BodyFactory,
    MeetingFactory,
    PublicationFactory,
    ReportFactory,
    publish,
)

SLUG = "barnet-ces-2018-06-06"
LATE = datetime(2018, 5, 30, 9, tzinfo=UTC)
KINDS = {"html": "web page", "docx": "Word file", "pdf": "PDF"}
REASON = "The inspectors’ letter came on 25 May."


def url(name, *args):
    return reverse(f"committee:{name}", args=args)


def content(file):
    with file.open() as opened:
        return opened.read()


def correct(publication, author, reason="A name was wrong.", at=LATE):
    publishing.start_correction(report=publication.report, by=author, reason=reason)
    return publish(publication.report, by=author, at=at)


# --- late papers ----------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_late_paper_needs_the_chairs_reason(report, author, reason):
    with pytest.raises(ValidationError) as refusal:
        publishing.publish_report(report=report, by=author, at=LATE, urgency_reason=reason)
    assert refusal.value.message_dict == {
        "urgency_reason": ["Give the chair’s reason why it cannot wait."]
    }
    assert not Publication.objects.exists()
    report.refresh_from_db()
    assert report.urgency_reason == ""


def test_the_reason_is_printed_in_a_late_paper(report, author):
    publication = publishing.publish_report(
        report=report, by=author, at=LATE, urgency_reason=f" {REASON} "
    )
    assert publication.urgency_reason == REASON
    box = publication.document().children[0]
    assert (box.rows[-1].label, box.rows[-1].value) == ("Why it could not wait", (Text(REASON),))
    for file in (publication.html, publication.docx):
        assert content(file)
    assert REASON in content(publication.html).decode()


def test_a_reason_given_in_time_is_not_printed(report, author):
    at = datetime(2018, 5, 29, 22, tzinfo=UTC)  # eleven at night in London
    publication = publishing.publish_report(report=report, by=author, at=at, urgency_reason=REASON)
    assert publication.urgency_reason == ""
    assert REASON not in publication.tree


def test_a_correction_of_a_paper_that_was_in_time_is_not_late(publication, author):
    assert correct(publication, author).urgency_reason == ""


def test_a_correction_of_a_late_paper_keeps_its_reason(report, author):
    first = publishing.publish_report(report=report, by=author, at=LATE, urgency_reason=REASON)
    assert REASON in correct(first, author).tree


def test_report_publish_asks_for_the_reason_after_the_last_day(report, client, author, settings):
    client.force_login(author)
    settings.TODAY = date(2018, 5, 29)
    assert "Why can it not wait" not in words(client.get(url("report_publish", SLUG)))
    settings.TODAY = date(2018, 5, 30)
    page = client.get(url("report_publish", SLUG))
    assert "Why can it not wait for the next meeting?" in words(page)
    typed = {"digest": page.context["digest"], "confirmed": "on"}
    assert "Give the chair’s reason" in words(client.post(url("report_publish", SLUG), typed))
    typed["urgency_reason"] = REASON
    response = client.post(url("report_publish", SLUG), typed)
    assert response.url == url("published_paper", SLUG, 1)
    assert f"Why it could not wait: {REASON}" in words(client.get(response.url))


# --- twice at the same moment ---------------------------------------------------------------

PUBLISH = """
import sys, time, django
django.setup()
from django.core.exceptions import ValidationError
from accounts.models import User
from committee.models import Report
from committee.services.publishing import publish_report
from core import clock
from datetime import datetime, UTC
report, by = Report.objects.get(slug=sys.argv[1]), User.objects.get(pk=sys.argv[2])
time.sleep(max(0, float(sys.argv[3]) - time.time()))
try:
    publish_report(report=report, by=by, at=datetime(2018, 5, 29, 9, tzinfo=UTC))
except ValidationError as refusal:
    print(*refusal.messages)
else:
    print("Published.")
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Elsewhere two threads publish at once.")
@pytest.mark.django_db(transaction=True)
def test_two_processes_publishing_at_once_make_one_version(report, author, tmp_path):
    """On SQLite, in a file: the tests' own database lives in memory."""
    file = tmp_path / "db.sqlite3"
    connection.cursor().execute("VACUUM INTO %s", [str(file)])
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEVELOPMENT": "1",
        "DATABASE_URL": f"sqlite:///{file}",
        "MEDIA_ROOT": str(tmp_path / "media"),
    }
    command = [sys.executable, "-c", PUBLISH, SLUG, str(author.pk), str(time.time() + 6)]
    both = [
        subprocess.Popen(
            command, env=env, cwd=django_settings.BASE_DIR, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert sorted(each.communicate(timeout=120)[0].strip() for each in both) == [
        "Published.",
        "This paper is published. Begin a correction to change it.",
    ]
    assert sorted(path.suffix for path in tmp_path.rglob("*-v*")) == [".docx", ".html", ".pdf"]


# --- digests --------------------------------------------------------------------------------


def test_a_publication_knows_the_digest_of_each_file(publication):
    for kind in KINDS:
        found = hashlib.sha256(content(getattr(publication, kind))).hexdigest()
        assert publication.file_digests[kind] == found


def test_published_paper_gives_all_files_with_their_digests(publication, client):
    page = client.get(publication.get_absolute_url()).content.decode()
    for kind in (*KINDS, "json"):
        assert f'href="{url("published_file", SLUG, 1, kind)}"' in page
    for digest in (publication.sha256, *publication.file_digests.values()):
        assert digest in page


@pytest.mark.parametrize("kind", KINDS)
def test_verify_names_a_file_that_was_published(publication, client, kind):
    file = SimpleUploadedFile("renamed.bin", content(getattr(publication, kind)))
    page = words(client.post(url("verify"), {"file": file}))
    assert (
        f"Yes. It is the {KINDS[kind]} of version 1 of {publication.title} "
        f"({publication.report.meeting}), published on 29 May 2018." in page
    )


def test_verify_names_a_digest_however_it_was_copied(publication, client):
    typed = f" {publication.sha256[:32].upper()} {publication.sha256[32:]} "
    page = words(client.post(url("verify"), {"digest": typed}))
    assert "It is the text as data of version 1" in page


def test_verify_does_not_name_a_file_with_one_letter_changed(publication, client):
    changed = content(publication.html).replace(b"Practice", b"Practise", 1)
    page = words(client.post(url("verify"), {"file": SimpleUploadedFile("a.html", changed)}))
    assert "It is not one of ours." in page
    assert publication.title not in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Choose a file, or enter its digest."),
        ({"digest": "abc"}, "Enter all 64 figures and letters of the digest."),
        ({"digest": "g" * 64}, "Enter all 64 figures and letters of the digest."),
        ({"digest": "a" * 64, "file": True}, "Choose a file or enter a digest, not both."),
    ],
)
def test_verify_says_what_it_needs(client, typed, message):
    if "file" in typed:
        typed = {**typed, "file": SimpleUploadedFile("a.pdf", b"words")}
    page = words(client.post(url("verify"), typed))
    assert message in page
    assert "one of ours" not in page


def test_verify_takes_an_empty_file_for_what_it_is(client):
    page = words(client.post(url("verify"), {"file": SimpleUploadedFile("a.pdf", b"")}))
    assert "It is not one of ours." in page


def test_verify_refuses_a_file_larger_than_any(client, settings):
    settings.EVIDENCE_MAX_BYTES = 100
    large = SimpleUploadedFile("a.pdf", b"x" * 2_000_000)
    assert client.post(url("verify"), {"file": large}).status_code == 413


def test_verify_keeps_nothing(publication, client, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("A file was stored")

    for place in ("InMemoryUploadedFile", "TemporaryUploadedFile"):
        monkeypatch.setattr(f"django.core.files.uploadhandler.{place}", refuse)
    file = SimpleUploadedFile("a.pdf", b"x" * 3_000_000)
    assert client.post(url("verify"), {"file": file}).status_code == 200


def test_verify_does_not_tell_of_exempt_papers(report, client, reader, member):
    report.access = "Exempt"
    report.exempt_ground, report.exempt_reason, report.public_interest = "1", "Names.", "Privacy."
    report.save()
    publication = publish(report)
    asked = {"digest": publication.sha256}
    assert "not one of ours" in words(client.post(url("verify"), asked))
    client.force_login(reader)
    assert "not one of ours" in words(client.post(url("verify"), asked))
    client.force_login(member)
    assert publication.title in words(client.post(url("verify"), asked))


def test_verify_is_guarded_against_forged_requests(client):
    client.handler.enforce_csrf_checks = True
    assert client.post(url("verify"), {"digest": "a" * 64}).status_code == 403


# --- feeds ----------------------------------------------------------------------------------

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def feed(client, body):
    response = client.get(url("published_feed", body.authority.slug, body.slug))
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def text(node, path):
    return node.xpath(f"string({path})", namespaces=ATOM)


def test_published_feed_tells_of_every_public_version(publication, client, author, body):
    correct(publication, author)
    found = feed(client, body)
    assert (
        text(found, "a:title") == "Children’s Committee, London Borough of Barnet: published papers"
    )
    assert text(found, "a:author/a:name") == "London Borough of Barnet"
    assert text(found, "a:updated") == "2018-05-30T09:00:00+00:00"
    assert text(found, "a:link[@rel='self']/@href").startswith("http://testserver/published/feeds/")
    second, first = found.findall("a:entry", ATOM)
    assert text(second, "a:title") == f"{publication.title}, version 2"
    assert text(second, "a:summary") == (
        "For the meeting of 6 June 2018. Corrected: A name was wrong."
    )
    assert text(first, "a:title") == publication.title
    assert text(first, "a:updated") == text(first, "a:published") == "2018-05-29T09:00:00+00:00"
    for entry, version in ((second, 2), (first, 1)):
        address = f"http://testserver{url('published_paper', SLUG, version)}"
        assert text(entry, "a:id") == text(entry, "a:link/@href") == address


def test_published_feed_has_public_papers_only(publication, client, body, member):
    for day, access in ((4, "Exempt"), (5, "Public")):  # the second was made exempt since
        meeting = MeetingFactory(body=body, held_on=date(2018, 7, day))
        report = ReportFactory(meeting=meeting, access="Exempt")
        PublicationFactory(report=report, access=access, title="Not told")
    client.force_login(member)
    titles = [text(entry, "a:title") for entry in feed(client, body).findall("a:entry", ATOM)]
    assert titles == [publication.title]


def test_a_body_that_published_nothing_has_no_feed(report, client, body, authority):
    assert client.get(url("published_feed", "barnet", body.slug)).status_code == 404
    assert client.get(url("published_feed", "nowhere", "none")).status_code == 404


def test_published_feed_is_valid_whatever_a_title_holds(body, client):
    report = ReportFactory(meeting=MeetingFactory(body=body), title="A <b> & \x0b\x1f end")
    PublicationFactory(report=report)
    (entry,) = feed(client, body).findall("a:entry", ATOM)
    assert text(entry, "a:title").startswith("A <b> & ")


def test_feeds_are_linked_where_papers_are_listed(publication, client, reader, body):
    address = f'href="{url("published_feed", "barnet", body.slug)}"'
    assert client.get(url("published_list")).content.decode().count(address) == 2  # head and page
    client.force_login(reader)
    assert address in client.get(url("body_detail", body.pk)).content.decode()
    silent = BodyFactory(authority=body.authority)
    page = client.get(url("body_detail", silent.pk)).content.decode()
    assert "Atom feed" not in page


def test_feeds_ask_few_questions(publication, client, body, django_assert_max_num_queries):
    for day in range(1, 6):
        PublicationFactory(report__meeting=MeetingFactory(body=body, held_on=date(2018, 7, day)))
    with django_assert_max_num_queries(2):
        feed(client, body)


# --- reading --------------------------------------------------------------------------------


def test_readers_of_an_old_version_are_led_to_the_newest(publication, client, author):
    correct(publication, author)
    page = words(client.get(url("published_paper", SLUG, 1)))
    assert "This is version 1. It has been corrected: read version 2 ." in page
    assert "It has been corrected" not in words(client.get(url("published_paper", SLUG, 2)))


def test_published_paper_tells_how_long_it_is_kept(publication, client):
    page = words(client.get(publication.get_absolute_url()))
    assert "until 5 June 2024 at least, six years from the meeting" in page
    assert "background papers until 5 June 2022, four years" in page


def test_years_that_begin_on_a_leap_day_end_on_the_day_before_march(body):
    meeting = MeetingFactory.build(body=body, held_on=date(2020, 2, 29))
    assert meeting.papers_kept_until == date(2026, 2, 28)
    assert meeting.background_kept_until == date(2024, 2, 28)


def long_tree(paragraphs):
    words = (Text("What was done, and what difference it made to children. " * 6),)
    sections = (
        Section(
            f"s{n}",
            f"Section {n}",
            tuple(NumberedParagraph(f"s{n}-{m}", words) for m in range(10)),
            numbered=True,
        )
        for n in range(paragraphs // 10)
    )
    return Document(title="A long paper", children=tuple(sections))


@pytest.mark.parametrize("paragraphs", [10, 500])
@pytest.mark.parametrize("who", ["", "member"])
def test_a_published_page_asks_at_most_six_questions_whatever_its_length(
    client, member, authority, settings, paragraphs, who, django_assert_max_num_queries
):
    tree = long_tree(paragraphs)
    report = ReportFactory(authority=authority)
    AgendaItemFactory(meeting=report.meeting, report=report)
    settings.TODAY = report.meeting.held_on
    for version, reason in ((1, ""), (2, "Wrong."), (3, "Wrong again.")):
        publication = PublicationFactory(
            report=report,
            version=version,
            reason=reason,
            tree=json.dump(tree),
            sha256=json.digest(tree),
        )
    if who:
        client.force_login(member)
    with django_assert_max_num_queries(6):
        page = client.get(publication.get_absolute_url())
    assert page.content.decode().count("paper-paragraph") == paragraphs
    asked = page.content.decode().count("Ask about this<")
    assert asked == (paragraphs + paragraphs // 10 if who else 0)
    assert not AuditEvent.objects.filter(kind="exempt_read").exists()

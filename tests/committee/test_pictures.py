"""Pictures of papers: kept, described, shown where a text says so, and private until then."""

import re
import struct
import zlib
from base64 import b64decode
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committee.checks import check
from committee.facts import read_facts
from committee.models import Report, ReportPicture
from committee.pictures import keys_in
from committee.reports import build_report
from committee.services.pictures import MOST, add_picture, remove_picture, save_picture
from core.revisions import Stale
from documents import exempt, html, pdf, pictures, word
from documents.nodes import Figure
from documents.numbering import number
from documents.pictures import UnusablePicture
from documents.tree import walk
from improvement.models import ThemeNarrative
from tests.documents.sample import PIXELS
from tests.factories.committee import (
    MeetingFactory,
    ReportPictureFactory,
    laid_out_report,
    publish,
)

IMAGE = b64decode(PIXELS)


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large."""

    def chunk(kind: bytes, data: bytes = b"") -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IEND")


def say(report, key, body):
    """Write a section."""
    report.sections.filter(key=key).update(body=body)


def built(report):
    return build_report(Report.objects.with_parts().get(pk=report.pk), as_at=report.cut_off)


def shown(report):
    return [node for node in walk(built(report)) if isinstance(node, Figure)]


def said_of(report):
    """What the check says."""
    report = Report.objects.with_parts().get(pk=report.pk)
    facts = read_facts(report, as_at=report.cut_off)
    return [each.message for each in check(facts, build_report(report, as_at=report.cut_off))]


@pytest.fixture
def picture(draft):
    """A picture that no text shows yet."""
    return ReportPictureFactory(report=draft, key="bus-stop")


# --- in the paper -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "<p>One.</p><p>[[picture bus-stop]]</p><p>Two.</p>",
        "<p>One.</p><p class='continuation'>[[ Picture  BUS-STOP ]]</p><p>Two.</p>",
        "<p>One.</p><ul><li><p>In a list</p><p>[[picture bus-stop]]</p></li></ul><p>Two.</p>",
    ],
)
def test_a_picture_stands_where_the_text_shows_it(draft, picture, words):
    say(draft, "reasons", words)
    (figure,) = [each for each in shown(draft) if each.title == "A bus stop"]
    assert figure.description == "A grey bus stop."
    assert figure.content.data == PIXELS
    document = built(draft)
    labels = number(document)
    paragraphs = [each for each in labels.paragraphs if each.startswith("reasons-")]
    numbers = [labels.label(each).rpartition(".")[2] for each in paragraphs]
    assert numbers == ["1", "2"]  # the picture takes no number
    assert "[[" not in html.render(document)


def test_a_picture_stands_in_a_narrative(report, picture):
    narrative = ThemeNarrative.objects.filter(theme__plan=report.plan).first()
    narrative.body = "<p>A hub opened.</p><p>[[picture bus-stop]]</p>"
    narrative.save()
    assert "A bus stop" in [each.title for each in shown(report)]


def test_every_format_prints_a_picture(draft, picture):
    say(draft, "reasons", "<p>[[picture bus-stop]]</p>")
    document = built(draft)
    assert PIXELS in html.render(document)
    assert b"%PDF" in pdf.render(document)[:8]
    assert word.render(document).startswith(b"PK")


def test_a_picture_that_is_not_there_is_an_error(draft):
    say(draft, "reasons", "<p>[[picture bus-stop]]</p>")
    assert any("no picture “bus-stop”" in words for words in said_of(draft))


def test_a_picture_in_the_middle_of_words_is_an_error_and_prints_its_title(draft, picture):
    say(draft, "reasons", "<p>See [[picture bus-stop]] for it.</p>")
    assert "Put [[picture bus-stop]] in a paragraph of its own." in said_of(draft)
    assert "See A bus stop for it." in html.render(built(draft))


def test_a_picture_without_a_description_is_an_error(draft, picture):
    ReportPicture.objects.update(description="")
    say(draft, "reasons", "<p>[[picture bus-stop]]</p>")
    assert "The picture “A bus stop” has no description. Write what it shows." in said_of(draft)


def test_a_picture_whose_file_is_lost_is_an_error_and_breaks_nothing(draft, picture):
    picture.file.delete(save=False)
    say(draft, "reasons", "<p>[[picture bus-stop]]</p>")
    assert any("no picture “bus-stop”" in words for words in said_of(draft))


def test_pictures_are_read_in_one_query_and_only_where_a_text_shows_one(draft, picture):
    fresh = Report.objects.with_parts().get(pk=draft.pk)

    def count():
        with CaptureQueriesContext(connection) as captured:
            read_facts(fresh, as_at=fresh.cut_off)
        return len(captured)

    count()
    without = count()
    ReportPictureFactory(report=draft, key="map")
    say(draft, "reasons", "<p>[[picture bus-stop]]</p><p>[[picture map]]</p>")
    assert count() == without + 1


def test_pictures_of_an_exempt_section_leave_the_public_paper(draft, picture):
    say(draft, "reasons", '<p>Open.</p><p class="exempt">[[picture bus-stop]]</p>')
    document = built(draft)
    assert PIXELS in html.render(document)
    public = exempt.leave_out(document)
    assert PIXELS not in html.render(public)
    assert "bus stop" not in html.render(public)


def test_what_is_published_keeps_its_pictures(report, author):
    picture = add_picture(
        report=report, by=author, title="A bus stop", description="Grey.", content=IMAGE
    )
    say(report, "reasons", "<p>It is needed.</p><p>[[picture a-bus-stop]]</p>")
    publication = publish(report)
    assert PIXELS in publication.tree
    picture.delete()
    assert PIXELS in html.render(publication.document())


def test_the_next_paper_does_not_take_pictures_over(draft, picture, plan, period, body):
    following = laid_out_report(
        plan=plan,
        period=period,
        number=6,
        cut_off=date(2018, 6, 30),
        meeting=MeetingFactory(body=body, held_on=date(2018, 9, 19)),
        previous=draft,
    )
    assert not following.pictures.exists()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("<p>[[picture map]]</p>", {"map"}),
        ("<p>[[picture&nbsp;map]] [[Picture Two-2]]</p>", {"map", "two-2"}),
        ("<p>[[<b>picture</b> map]]</p>", {"map"}),
        ("<p>[[pictures map]] [[CP05 value]] [[plan]] picture map</p>", set()),
    ],
)
def test_keys_are_found_in_markup(text, keys):
    assert keys_in([text]) == keys


# --- what is kept -------------------------------------------------------------------------------


def test_a_picture_gets_a_name_that_no_other_of_the_paper_has(draft, author):
    words = {"report": draft, "by": author, "title": "Größe: A bus stop!", "description": "Grey."}
    first, second = (add_picture(content=IMAGE, **words) for _ in range(2))
    assert (first.key, second.key) == ("groe-a-bus-stop", "groe-a-bus-stop-2")
    assert first.media_type == "image/png"
    assert first.file.read() == IMAGE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a picture"),
        (b"%PDF-1.7", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not a picture"),
        (b"GIF89a\x01\x00\x01\x00", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (IMAGE[:60], "damaged"),
        (png_of(60_000, 60_000), "60,000 by 60,000 pixels"),
        (IMAGE + b"\0" * pictures.MAX_BYTES, "larger than 4 MB"),
    ],
)
def test_what_cannot_be_printed_is_refused(draft, author, content, words):
    with pytest.raises(ValidationError, match=words):
        add_picture(report=draft, by=author, title="A", description="B", content=content)
    assert not ReportPicture.objects.exists()


def test_a_paper_has_room_for_so_many_pictures(draft, author):
    ReportPictureFactory.create_batch(MOST, report=draft)
    with pytest.raises(ValidationError, match="Remove one first"):
        add_picture(report=draft, by=author, title="A", description="B", content=IMAGE)


def test_two_people_who_change_a_picture_lose_nothing(picture, author):
    words = {"picture": picture, "by": author, "revision": 1, "description": "Grey."}
    save_picture(title="First", **words)
    with pytest.raises(Stale):
        save_picture(title="Second", **words)
    assert ReportPicture.objects.get().title == "First"


def test_another_file_takes_the_place_of_the_first(
    picture, author, django_capture_on_commit_callbacks
):
    storage, before = picture.file.storage, picture.file.name
    with django_capture_on_commit_callbacks(execute=True):
        changed = save_picture(
            picture=picture,
            by=author,
            revision=1,
            title="A",
            description="B",
            content=IMAGE,
        )
    assert changed.file.name != before
    assert not storage.exists(before)
    assert storage.exists(changed.file.name)


def test_a_file_that_is_refused_leaves_the_first(picture, author):
    with pytest.raises(ValidationError):
        save_picture(
            picture=picture, by=author, revision=1, title="A", description="B", content=b"x"
        )
    assert ReportPicture.objects.get().title == "A bus stop"
    assert picture.file.storage.exists(picture.file.name)


def test_a_picture_that_is_removed_takes_its_file_with_it(
    picture, author, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(picture=picture, by=author)
    assert not picture.file.storage.exists(picture.file.name)
    assert not ReportPicture.objects.exists()


def test_pictures_of_a_published_paper_stay(publication, author):
    picture = ReportPictureFactory(report=publication.report)
    with pytest.raises(ValidationError, match="published"):
        remove_picture(picture=picture, by=author)


def test_a_jpeg_is_known_by_its_content():
    with pytest.raises(UnusablePicture, match="damaged"):
        pictures.kind_of(b"\xff\xd8\xff" + b"x" * 50)


# --- pages --------------------------------------------------------------------------------------


def test_picture_add_keeps_it_and_says_how_to_show_it(client, draft, author):
    client.force_login(author)
    answer = client.post(
        f"/papers/{draft.slug}/pictures/add/",
        {
            "title": "A bus stop",
            "description": "A grey bus stop.",
            "file": SimpleUploadedFile("stop.png", IMAGE),
        },
        follow=True,
    )
    page = answer.content.decode()
    assert "[[picture a-bus-stop]]" in page
    assert "no text shows it" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": "A", "description": "B"}, "Choose a picture."),
        (
            {"title": "A", "file": SimpleUploadedFile("a.png", IMAGE)},
            "Write what it shows.",
        ),
        (
            {"title": "A", "description": "B", "file": SimpleUploadedFile("a.png", b"%PDF-1.7")},
            "something else",
        ),
        (
            {"title": "A", "description": "B", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")},
            "Choose a PNG or JPEG file.",
        ),
    ],
)
def test_picture_add_says_what_is_missing(client, draft, author, sent, words):
    client.force_login(author)
    page = client.post(f"/papers/{draft.slug}/pictures/add/", sent).content.decode()
    assert words in page
    assert not ReportPicture.objects.exists()


def test_picture_list_says_how_to_show_each(client, draft, picture, author):
    client.force_login(author)
    page = client.get(f"/papers/{draft.slug}/pictures/").content.decode()
    assert picture.title in page
    assert f"[[picture {picture.key}]]" in page


def test_picture_edit_changes_what_is_said(client, draft, picture, author):
    client.force_login(author)
    address = f"/papers/{draft.slug}/pictures/bus-stop/edit/"
    sent = {"title": "A stop", "description": "Grey.", "revision": 1}
    client.post(address, sent)
    assert ReportPicture.objects.get().title == "A stop"
    page = client.post(address, sent | {"title": "Another"}).content.decode()
    assert "Another" in page  # what was typed is not lost
    assert ReportPicture.objects.get().title == "A stop"


def test_picture_remove_says_where_it_is_still_shown(client, draft, picture, author):
    say(draft, "reasons", "<p>[[picture bus-stop]]</p>")
    client.force_login(author)
    address = f"/papers/{draft.slug}/pictures/bus-stop/remove/"
    assert "A text still shows it" in client.get(address).content.decode()
    client.post(address)
    assert not ReportPicture.objects.exists()


@pytest.mark.parametrize("role", ["reader", "member", "updater", "clerk", "clearer"])
@pytest.mark.parametrize("page", ["", "add/", "bus-stop/edit/", "bus-stop/remove/"])
def test_pictures_are_for_those_who_write_the_paper(client, draft, picture, request, role, page):
    client.force_login(request.getfixturevalue(role))
    assert client.get(f"/papers/{draft.slug}/pictures/{page}").status_code in (403, 404)


def test_pictures_of_another_council_do_not_exist(client, draft, picture, stranger):
    client.force_login(stranger)
    assert client.get(f"/papers/{draft.slug}/pictures/").status_code == 404


def test_no_address_serves_the_file_of_a_picture(client, picture, author):
    client.force_login(author)
    assert client.get(f"/media/{picture.file.name}").status_code == 404
    page = client.get(f"/papers/{picture.report.slug}/pictures/").content.decode()
    assert not re.search(r"<img", page)

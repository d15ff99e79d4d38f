"""Letters: taken in exactly, their facts confirmed, their sentences marked."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Authority, User
from core.models import AuditEvent
from monitoring.letters.files import OLD_WORD
from monitoring.letters.layout import lay_out, words_of
from monitoring.letters.suggestions import Suggestion
from monitoring.models import Finding, Letter, Visit
from monitoring.services import letters as services
from monitoring.views.letters import still_open
from monitoring.vocabulary import FindingType
from tests.factories.improvement import PracticeAreaFactory
from tests.factories.monitoring import (
    FindingFactory,
    InspectorFactory,
    LetterFactory,
    TraceFactory,
    VisitFactory,
)

ClientOf = Callable[[User], Client]
TEXT = """20 December 2018

Dear Director

Monitoring visit of Barnet local authority children's services

The visit on 27 and 28 November 2018 was the fifth monitoring visit since the local authority was \
judged inadequate in July 2017. The inspectors were Ada Green, Her Majesty's Inspector, and Ben \
Hill, Her Majesty's Inspector.

Areas covered by the visit

Inspectors reviewed the progress made in these areas:

- the front door
- strategy discussions

Findings

Staff know their children well. Visits are not always on time. Plans are clear and shared.
"""


@pytest.fixture(autouse=True)
def _today(settings: Any, tmp_path: Any) -> None:
    settings.TODAY = date(2019, 1, 15)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def visit(authority: Authority) -> Visit:
    """A visit of which little is recorded yet."""
    return VisitFactory(
        authority=authority, letter_on=None, received_on=None, ordinal=None, ordinal_words=""
    )


@pytest.fixture
def letter(visit: Visit) -> Letter:
    return LetterFactory(visit=visit, text=TEXT)


def number_of(words: str) -> int:
    """The number of the sentence that holds the words, from 0."""
    said = [each for paragraph in lay_out(TEXT) for each in paragraph.sentences]
    return next(each.number for each in said if words in each.words)


def word_file(*paragraphs: str) -> SimpleUploadedFile:
    """A Word file as a person uploads it."""
    document, content = Document(), BytesIO()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(content)
    return SimpleUploadedFile("letter.docx", content.getvalue())


# --- taken in -----------------------------------------------------------------------------------


def test_letter_add_keeps_the_pasted_text_exactly(
    visit: Visit, author: User, client_of: ClientOf
) -> None:
    address = reverse("monitoring:letter_add", args=[visit.pk])
    response = client_of(author).post(address, {"text": TEXT.replace("\n", "\r\n")})
    assert response["Location"] == reverse("monitoring:letter_facts", args=[visit.pk])
    letter = Letter.objects.get()
    assert letter.text == TEXT
    assert letter.sha256 == sha256(TEXT.encode()).hexdigest()
    assert (letter.form, letter.taken_in_by) == ("typed", author)
    event = AuditEvent.objects.get(kind="letter_taken_in")
    assert event.details["sha256"] == ["", letter.sha256]


def test_letter_add_reads_a_word_file_and_keeps_it(
    visit: Visit, author: User, reader: User, client_of: ClientOf
) -> None:
    file = word_file("Staff know their children well.", "Plans are clear.")
    address = reverse("monitoring:letter_add", args=[visit.pk])
    client_of(author).post(address, {"file": file})
    letter = Letter.objects.get()
    assert letter.form == "word"
    assert letter.text.split("\n\n") == ["Staff know their children well.", "Plans are clear."]
    response = client_of(reader).get(reverse("monitoring:letter_download", args=[visit.pk]))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"PK")


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"text": "  \n"}, "Choose the letter’s file, or paste its text."),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 nothing")}, "Paste"),
        ({"file": SimpleUploadedFile("a.csv", b"a,b")}, "Choose a Word file (.docx), a PDF"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "Choose a Word file (.docx), a PDF"),
        ({"file": SimpleUploadedFile("a.docx", OLD_WORD)}, "The file has a password"),
        ({"file": SimpleUploadedFile("a.txt", b"One."), "text": "Two."}, "not both"),
        ({"file": SimpleUploadedFile("a.txt", b"Child ID,UPN")}, "a.txt lists single children"),
        ({"text": "Child ID\tUPN"}, "This text lists single children"),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_nothing_typed_is_lost(
    visit: Visit, author: User, client_of: ClientOf, sent: dict[str, Any], complaint: str
) -> None:
    address = reverse("monitoring:letter_add", args=[visit.pk])
    page = client_of(author).post(address, sent).content.decode()
    assert complaint in page
    assert sent.get("text", "").strip() in page
    if "file" in sent:
        assert f"Choose the file “{sent['file'].name}” again" in page
    assert not Letter.objects.exists()


def test_another_text_takes_its_place_only_while_nothing_is_marked(
    letter: Letter, author: User, django_capture_on_commit_callbacks: Any
) -> None:
    letter.file.save("first.txt", ContentFile(b"First."))
    storage, name = letter.file.storage, letter.file.name
    with django_capture_on_commit_callbacks(execute=True):
        services.take_in(visit=letter.visit, by=author, text="Better.", form="typed")
    assert Letter.objects.get().text == "Better."
    assert not storage.exists(name)
    services.mark(letter=Letter.objects.get(), by=author, first=0, last=0, type="strength")
    with pytest.raises(ValidationError, match="Remove the marks first"):
        services.take_in(visit=letter.visit, by=author, text="Worse.", form="typed")
    assert Letter.objects.get().text == "Better."


# --- what it states -------------------------------------------------------------------------------


def test_letter_facts_change_the_visit_only_where_confirmed(
    letter: Letter, author: User, client_of: ClientOf
) -> None:
    visit = letter.visit
    InspectorFactory(visit=visit, name="Somebody Else")
    client, address = client_of(author), reverse("monitoring:letter_facts", args=[visit.pk])
    page = client.get(address).content.decode()
    for words in ("20 December 2018", "Ada Green, Her Majesty", "Somebody Else", "The same"):
        assert words in page
    visit.refresh_from_db()
    assert visit.letter_on is None

    sent = {"confirmed": ["letter_on", "ordinal", "inspectors"], "revision": visit.revision}
    response = client.post(address, sent)
    assert response["Location"] == reverse("monitoring:letter_mark", args=[visit.pk])
    visit.refresh_from_db()
    assert (visit.letter_on, visit.ordinal) == (date(2018, 12, 20), 5)
    assert visit.ordinal_words == "", "it was not confirmed"
    assert [each.name for each in visit.inspectors.all()] == ["Ada Green", "Ben Hill"]

    page = client.post(address, sent | {"confirmed": ["ordinal_words"]}, follow=True)
    assert "Somebody changed the visit meanwhile" in page.content.decode()
    visit.refresh_from_db()
    assert visit.ordinal_words == ""


def test_facts_that_cannot_be_are_said_and_change_nothing(
    letter: Letter, author: User, client_of: ClientOf
) -> None:
    visit = letter.visit
    Visit.objects.update(starts_on=date(2018, 12, 27), ends_on=date(2018, 12, 28))
    address = reverse("monitoring:letter_facts", args=[visit.pk])
    page = client_of(author).post(address, {"confirmed": ["letter_on"], "revision": 1})
    assert "The letter is dated before the visit." in page.content.decode()
    page = client_of(author).post(address, {"revision": 1})
    assert "Tick what the letter states correctly" in page.content.decode()
    visit.refresh_from_db()
    assert visit.letter_on is None


# --- marked -------------------------------------------------------------------------------------


def test_letter_mark_makes_a_run_of_sentences_a_finding(
    letter: Letter, author: User, client_of: ClientOf
) -> None:
    area = PracticeAreaFactory(authority=letter.visit.authority, name="Visits")
    first = number_of("Staff know")
    client, address = client_of(author), reverse("monitoring:letter_mark", args=[letter.visit_id])
    sent = {
        "first": first + 1,
        "last": first + 2,
        "type": "concern",
        "practice_area": area.pk,
        "direction": "persisting",
        "mark": "1",
    }
    response = client.post(address, sent)
    assert response["Location"] == f"{address}?after={first + 2}#sentence-{first + 3}"
    finding = Finding.objects.get()
    assert finding.words == "Staff know their children well. Visits are not always on time."
    assert (finding.first_sentence, finding.last_sentence) == (first, first + 1)
    assert (finding.practice_area, finding.direction) == (area, "persisting")
    page = client.get(response["Location"]).content.decode()
    assert f'id="finding-{finding.pk}"' in page
    assert page.count("app-sentence--red") == 2
    assert f'value="{first + 3}" id="sentence-{first + 3}" checked' in page
    again = client.post(address, sent).content.decode()
    assert "These sentences are marked as this already." in again


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"type": "concern"}, "Choose the sentence in the letter."),
        ({"first": 3}, "Choose what it is."),
        ({"first": 3, "last": 2, "type": "concern"}, "Choose sentence 3 or a later one."),
        ({"first": 900, "type": "concern"}, "Choose sentences of this letter"),
    ],
)
def test_what_cannot_be_marked_is_said(
    letter: Letter, author: User, client_of: ClientOf, sent: dict[str, Any], complaint: str
) -> None:
    address = reverse("monitoring:letter_mark", args=[letter.visit_id])
    page = client_of(author).post(address, {**sent, "mark": "1"}).content.decode()
    assert complaint in page
    assert 'class="govuk-error-summary"' in page
    assert not Finding.objects.exists()


@given(
    st.lists(st.sampled_from(["One.", "Two is more.", "\n\n", "- Three"]), min_size=1), st.data()
)
def test_every_run_has_the_words_that_stand_at_its_place(
    parts: list[str], data: st.DataObject
) -> None:
    text = " ".join(parts)
    sentences = [each for paragraph in lay_out(text) for each in paragraph.sentences]
    if not sentences:
        return
    first = data.draw(st.integers(0, len(sentences) - 1))
    last = data.draw(st.integers(first, len(sentences) - 1))
    said = words_of(text, first, last)
    assert said.startswith(sentences[first].words)
    assert said.endswith(sentences[last].words)


def test_suggestions_are_accepted_one_by_one_or_all(
    letter: Letter, author: User, client_of: ClientOf
) -> None:
    area = PracticeAreaFactory(authority=letter.visit.authority)
    client, address = client_of(author), reverse("monitoring:letter_mark", args=[letter.visit_id])
    offers = client.get(address).context["offers"]
    late = next(each for each in offers if "not always" in each.words)
    assert late.kind in FindingType.asking()
    assert late.suggestion.why in client.get(address).content.decode().replace("&quot;", '"')
    nothing = client.post(address, {"accept": "1"}).content.decode()
    assert "Tick the suggestions that are right." in nothing
    client.post(address, {"accept": "1", "accepted": [late.key], "accepted_area": area.pk})
    finding = Finding.objects.get()
    assert (finding.words, finding.practice_area) == (late.words, area)

    left = client.get(address).context["offers"]
    assert late.key not in [each.key for each in left]
    client.post(address, {"accept_all": "1"})
    assert Finding.objects.count() == 1 + len(left)
    gone = client.post(address, {"accept": "1", "accepted": [late.key]}).content.decode()
    assert "no longer there" in gone


def test_a_suggestion_is_left_out_once_one_of_its_sentences_is_marked() -> None:
    marked = [Finding(first_sentence=3, last_sentence=4)]
    offered = [
        Suggestion(first, last, FindingType.CONCERN, "")
        for first, last in ((1, 2), (2, 3), (4, 6), (5, 6))
    ]
    left = still_open(offered, marked)
    assert [(each.first, each.last) for each in left] == [(1, 2), (5, 6)]


def test_a_mark_is_removed_only_while_nothing_rests_on_it(
    letter: Letter, author: User, client_of: ClientOf
) -> None:
    client, address = client_of(author), reverse("monitoring:letter_mark", args=[letter.visit_id])
    kept, removed = (
        services.mark(letter=letter, by=author, first=place, last=place, type="concern")
        for place in (5, 6)
    )
    TraceFactory(finding=kept)
    page = client.post(address, {"remove": kept.pk}, follow=True).content.decode()
    assert "The plan answers this finding. Remove its answers first." in page
    page = client.post(address, {"remove": removed.pk}, follow=True).content.decode()
    assert f"Mark {removed.reference} removed." in page
    assert list(Finding.objects.all()) == [kept]
    assert f'name="remove" value="{kept.pk}"' not in page
    elsewhere = FindingFactory(first_sentence=1, last_sentence=1)
    assert client.post(address, {"remove": elsewhere.pk}).status_code == 404
    assert client.post(address, {"remove": "x"}).status_code == 404


def test_typed_closed_and_followed_findings_are_no_marks_to_remove(
    letter: Letter, author: User
) -> None:
    typed = FindingFactory(visit=letter.visit)
    followed, closed = (
        services.mark(letter=letter, by=author, first=place, last=place, type="concern")
        for place in (5, 6)
    )
    FindingFactory(visit=letter.visit, follows=followed)
    Finding.objects.filter(pk=closed.pk).update(closed_on=date(2019, 1, 1), closed_because="done")
    for finding in (typed, followed, closed):
        with pytest.raises(ValidationError):
            services.unmark(finding=finding, by=author)
    assert Finding.objects.count() == 4


# --- who may --------------------------------------------------------------------------------------


def test_readers_read_a_published_letter_and_mark_nothing(
    letter: Letter, reader: User, client_of: ClientOf
) -> None:
    client, address = client_of(reader), reverse("monitoring:letter_mark", args=[letter.visit_id])
    page = client.get(address).content.decode()
    assert "Staff know their children well." in page
    assert 'name="first"' not in page
    assert client.post(address, {"first": 1, "type": "concern"}).status_code == 403
    for name in ("letter_add", "letter_facts"):
        assert client.get(reverse(f"monitoring:{name}", args=[letter.visit_id])).status_code == 403


def test_a_letter_before_publication_is_for_those_who_may(
    letter: Letter, reader: User, author: User, outsider: User, client_of: ClientOf
) -> None:
    letter.file.save("letter.txt", ContentFile(TEXT.encode()))
    Visit.objects.update(letter_status="pre_publication", published_on=None)
    for name in ("letter_mark", "letter_download"):
        address = reverse(f"monitoring:{name}", args=[letter.visit_id])
        assert client_of(reader).get(address).status_code == 404
        assert client_of(outsider).get(address).status_code == 404
        assert client_of(author).get(address).status_code == 200
    Letter.objects.update(file="")
    assert client_of(author).get(address).status_code == 404


def test_words_of_a_letter_are_never_markup(
    visit: Visit, author: User, client_of: ClientOf
) -> None:
    letter = LetterFactory(visit=visit, text="Plans are <script>alert(1)</script> {{ clear }}.")
    services.mark(letter=letter, by=author, first=0, last=0, type="concern")
    client = client_of(author)
    for address in (
        reverse("monitoring:letter_mark", args=[visit.pk]),
        Finding.objects.get().get_absolute_url(),
    ):
        page = client.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        assert "{{ clear }}" in page


def test_a_long_letter_asks_no_more_of_the_database(
    letter: Letter, author: User, client_of: ClientOf
) -> None:
    client, address = client_of(author), reverse("monitoring:letter_mark", args=[letter.visit_id])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    services.mark(letter=letter, by=author, first=0, last=0, type="context")
    few = asked()
    Letter.objects.update(text=TEXT * 40)
    letter.refresh_from_db()
    for place in range(1, 30):
        services.mark(letter=letter, by=author, first=place, last=place, type="context")
    assert asked() == few

"""The letter of 20 December 2018 is taken in through the pages, from its file to the matrix."""

from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from demonstration.barnet.people import PASSWORD, PEOPLE
from demonstration.loading import email
from demonstration.practice import place_of
from improvement.models import Action, PracticeArea
from monitoring.letters.layout import words_of
from monitoring.models import Finding, Letter, Visit
from monitoring.vocabulary import Direction, FindingType, LetterStatus
from tests.monitoring.letters import TEXT, as_word

pytestmark = pytest.mark.django_db  # on all, so that they run together and load once

HMI = "Her Majesty's Inspector"
# How each sentence, or run of sentences, is marked: where it stands, and what it is.
MARKS = (
    (
        "Practice in the MASH is strong.",
        FindingType.STRENGTH,
        "Front door and thresholds",
        Direction.IMPROVING,
    ),
    (
        "They all described caseloads as manageable.",
        FindingType.STRENGTH,
        "Workforce",
        Direction.SUSTAINED,
    ),
    (
        "Threshold meetings every day have improved communication. They give professionals a "
        "regular place to make hard decisions and to agree what is to be done.",
        FindingType.IMPROVEMENT,
        "Partnership",
        Direction.IMPROVING,
    ),
    (
        "Staff welcome this, but it is too early to say what difference it makes to children and "
        "their families.",
        FindingType.CONTEXT,
        "Early help",
        Direction.NEW,
    ),
    (
        "Some children, however, were not visited as soon as the practice guidance asks.",
        FindingType.CONCERN,
        "Planning",
        Direction.NEW,
    ),
    (
        "The quality of plans for children is still too variable.",
        FindingType.TO_IMPROVE,
        "Planning",
        Direction.PERSISTING,
    ),
)


@pytest.fixture(autouse=True)
def _after_the_letter(said: str, settings: Any, tmp_path: Any) -> None:
    """The demonstration before the fifth visit was recorded, on the day after the letter."""
    settings.TODAY = date(2018, 12, 21)
    settings.MEDIA_ROOT = tmp_path
    Visit.objects.filter(ordinal=5).delete()


def area_page(client: Client, name: str) -> str:
    area = PracticeArea.objects.get(authority__slug="barnet", name=name)
    return client.get(reverse("monitoring:area_detail", args=[area.pk])).content.decode()


def signed_in(client: Client, key: str) -> Client:
    client.login(email=email(PEOPLE[key]), password=PASSWORD)
    return client


@pytest.fixture
def author(client: Client) -> Client:
    return signed_in(client, "author")


@pytest.fixture
def visit(author: Client) -> Visit:
    """The visit as somebody records it who has not read the letter: one of its days is wrong.

    It monitors an inspection of 2017, so the framework is that one's, not the one proposed.
    """
    start = {
        "inspectorate": "ofsted",
        "kind": "monitoring",
        "starts_on": "2018-11-27",
        "ends_on": "2018-11-27",
    }
    page = author.get(reverse("monitoring:visit_add"), start)
    form = page.context["form"]
    typed = {field.html_name: field.value() or "" for field in form}
    sent = {**typed, "framework": "sif", "show": "1"}
    address = page.wsgi_request.get_full_path()
    shown = author.post(address, sent).context["form"]
    typed = {field.html_name: field.value() or "" for field in shown}
    author.post(address, typed)
    return Visit.objects.get(starts_on=date(2018, 11, 27))


@pytest.fixture
def letter(author: Client, visit: Visit) -> Letter:
    """The letter, taken in from the Word file."""
    file = SimpleUploadedFile("monitoring-visit.docx", as_word(TEXT))
    response = author.post(reverse("monitoring:letter_add", args=[visit.pk]), {"file": file})
    assert response["Location"] == reverse("monitoring:letter_facts", args=[visit.pk])
    return Letter.objects.get(visit=visit)


@pytest.fixture
def confirmed(author: Client, letter: Letter) -> Visit:
    """The visit, with everything that the letter states confirmed."""
    address = reverse("monitoring:letter_facts", args=[letter.visit_id])
    facts = author.get(address).context["facts"]
    sent = {
        "confirmed": [each.name for each in facts if each.is_new],
        "revision": letter.visit.revision,
    }
    response = author.post(address, sent)
    assert response["Location"] == reverse("monitoring:letter_mark", args=[letter.visit_id])
    return Visit.objects.get(pk=letter.visit_id)


@pytest.fixture
def marked(author: Client, letter: Letter, confirmed: Visit) -> list[Finding]:
    """What a person marked, in the order of the letter."""
    for words, kind, area, direction in MARKS:
        first, last = place_of(letter.text, words)
        sent = {
            "mark": "1",
            "first": first + 1,
            "last": last + 1,
            "type": kind,
            "practice_area": PracticeArea.objects.get(authority__slug="barnet", name=area).pk,
            "direction": direction,
        }
        author.post(reverse("monitoring:letter_mark", args=[confirmed.pk]), sent)
    return list(confirmed.findings.order_by("first_sentence"))


def test_letter_is_kept_as_the_file_says_it(letter: Letter) -> None:
    assert letter.form == "word"
    assert letter.sha256 == sha256(letter.text.encode()).hexdigest()
    assert " ".join(letter.text.split()) == " ".join(TEXT.split())


def test_facts_are_proposed_and_change_nothing_before_they_are_confirmed(
    author: Client, letter: Letter
) -> None:
    page = author.get(reverse("monitoring:letter_facts", args=[letter.visit_id]))
    facts = {each.name: each for each in page.context["facts"]}
    assert {name: facts[name].value for name in facts if name not in _LONG} == {
        "letter_on": date(2018, 12, 20),
        "starts_on": date(2018, 11, 27),
        "ends_on": date(2018, 11, 28),
        "ordinal": 5,
        "ordinal_words": "since the local authority was judged inadequate in July 2017",
        "inspectors": (("A. Inspector", HMI), ("B. Inspector", HMI)),
        "letter_status": LetterStatus.PRE_PUBLICATION,
    }
    assert not facts["starts_on"].is_new
    assert facts["ends_on"].is_new
    covered = facts["focus"].value.splitlines()
    assert [next(word for word in _COVERED if word in line) for line in covered] == list(_COVERED)
    assert "electronic case records" in facts["evidence_considered"].value
    assert all(each.sentence and each.why for each in facts.values())
    letter.visit.refresh_from_db()
    assert letter.visit.letter_on is None
    assert letter.visit.ends_on == date(2018, 11, 27)


_LONG = ("focus", "evidence_considered")
_COVERED = ("multi-agency safeguarding hub", "strategy discussions", "case recording")


def test_confirmed_facts_are_the_visit(confirmed: Visit) -> None:
    assert confirmed.name == "Fifth monitoring visit, 27 and 28 November 2018"
    assert confirmed.ordinal_words == "since the local authority was judged inadequate in July 2017"
    assert confirmed.letter_on == date(2018, 12, 20)
    assert confirmed.letter_status == LetterStatus.PRE_PUBLICATION
    assert [(each.name, each.grade) for each in confirmed.inspectors.all()] == [
        ("A. Inspector", HMI),
        ("B. Inspector", HMI),
    ]
    assert len(confirmed.focus.splitlines()) == 3


def test_suggestions_say_why_and_mark_nothing(author: Client, confirmed: Visit) -> None:
    page = author.get(reverse("monitoring:letter_mark", args=[confirmed.pk]))
    offers = {each.words: each for each in page.context["offers"]}
    variable = offers["The quality of plans for children is still too variable."]
    assert variable.kind == FindingType.TO_IMPROVE
    assert "still too variable" in variable.suggestion.why
    assert offers["Practice in the MASH is strong."].kind == FindingType.STRENGTH
    assert "They all described caseloads as manageable." not in offers
    said = page.content.decode()
    assert all(escape(each.suggestion.why) in said for each in offers.values())
    assert not confirmed.findings.exists()


def test_findings_hold_the_exact_words_and_their_place(
    letter: Letter, marked: list[Finding]
) -> None:
    assert [
        (each.words, each.type, each.practice_area.name, each.direction) for each in marked
    ] == list(MARKS)
    for finding in marked:
        assert words_of(letter.text, finding.first_sentence, finding.last_sentence) == finding.words
    assert marked[2].last_sentence == marked[2].first_sentence + 1
    assert [each.reference for each in marked] == [f"MV5-{n}" for n in range(1, len(MARKS) + 1)]


def test_finding_is_traced_to_the_action_that_answers_it(
    author: Client, marked: list[Finding]
) -> None:
    plans, action = marked[-1], Action.objects.get(reference="6a(iii)")
    untraced = Finding.objects.untraced().filter(visit=plans.visit)
    assert plans in untraced
    sent = {"coverage": "covered", "action": action.pk}
    response = author.post(reverse("monitoring:finding_trace", args=[plans.pk]), sent)
    assert response["Location"] == plans.get_absolute_url()
    assert plans not in untraced.all()
    page = author.get(action.get_absolute_url()).content.decode()
    assert plans.reference in page
    assert plans.words in page


def test_matrix_shows_what_the_letter_says_beside_the_visits_before(
    author: Client, marked: list[Finding]
) -> None:
    ((matrix, _),) = author.get(reverse("monitoring:area_list")).context["matrices"]
    assert [each.ordinal for each in matrix.visits][-2:] == [3, 5]
    cells = {area.name: dict(row) for area, row in matrix.rows}
    third, fifth = matrix.visits[-2:]
    planning = cells["Planning"]
    assert planning[third].counts == [(FindingType.TO_IMPROVE, 1)]
    assert planning[fifth].directions == [Direction.NEW, Direction.PERSISTING]
    assert planning[fifth].counts == [(FindingType.TO_IMPROVE, 1), (FindingType.CONCERN, 1)]
    assert cells["Assessment"][third]
    assert cells["Assessment"][fifth] is None
    page = area_page(author, "Planning")
    assert marked[-1].words in page
    assert escape("Children's plans vary in how good they are.") in page


def test_nobody_else_reads_the_letter_before_it_is_published(
    letter: Letter, marked: list[Finding]
) -> None:
    member = signed_in(Client(), "member")
    assert member.get(reverse("monitoring:letter_mark", args=[letter.visit_id])).status_code == 404
    ((matrix, _),) = member.get(reverse("monitoring:area_list")).context["matrices"]
    assert letter.visit not in matrix.visits
    assert marked[-1].words not in area_page(member, "Planning")

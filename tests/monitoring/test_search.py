"""What is found of visits and practice; of an unpublished letter only by who may read it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from core.search import Place, find
from improvement.models import ThemeNarrative
from improvement.narratives import narratives_kept_from
from monitoring.models import Visit
from monitoring.services.letters import record_reading
from tests.factories.accounts import AuthorityFactory
from tests.factories.improvement import (
    PlanFactory,
    ReportingPeriodFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
)
from tests.factories.monitoring import (
    AuditRoundFactory,
    FindingFactory,
    LetterFactory,
    VisitFactory,
    VoiceItemFactory,
)

ClientOf = Callable[[User], Client]
LETTER = "Plans are clear. The gutters leak in every weather. Managers know their teams."
QUOTED = "Too many children wait far too long for help in this borough"
MAY_READ = ["theme_lead", "author"]
MAY_NOT = ["reader", "updater", "analyst", "clearer", "clerk", "administrator"]


def found(words: str, user: User) -> dict[str, Place]:
    """The places of what is found, by kind."""
    return {hit.what: hit.place for hit in find(words, user=user).hits}


@pytest.fixture
def unpublished(authority: Authority) -> Visit:
    """A visit whose letter is not published, with a finding."""
    visit = VisitFactory(authority=authority, letter_status="pre_publication", published_on=None)
    LetterFactory(visit=visit, text=f"{LETTER} {QUOTED}.")
    FindingFactory(visit=visit, reference="MV5-1", words="The gutters leak in every weather.")
    return visit


# --- who finds what -------------------------------------------------------------------------------


def test_a_published_letter_is_found_by_its_sentence(
    authority: Authority, reader: User, client_of: ClientOf
) -> None:
    LetterFactory(visit__authority=authority, text=LETTER)
    place = found("gutters", reader)["Letter"]
    assert place.where == "sentence 2"
    assert place.said == "The gutters leak in every weather."
    address, _, anchor = place.address.partition("#")
    assert f'id="{anchor}"' in client_of(reader).get(address).text


def test_a_finding_is_found_by_its_words_and_its_reference(
    authority: Authority, reader: User
) -> None:
    finding = FindingFactory(
        visit__authority=authority, reference="MV5-1", words="The gutters leak."
    )
    assert found("gutters", reader)["Finding"].address == finding.get_absolute_url()
    assert "Finding" in found("MV5-1", reader)


@pytest.mark.parametrize("role", MAY_READ)
def test_an_unpublished_letter_is_found_without_its_words_by_who_may_read_it(
    unpublished: Visit, request: pytest.FixtureRequest, client_of: ClientOf, role: str
) -> None:
    user = request.getfixturevalue(role)
    places = found("gutters", user)
    assert places.keys() == {"Letter", "Finding"}
    assert places["Letter"].said == ""
    assert "#" not in places["Letter"].address
    page = client_of(user).get("/search/", {"q": "managers teams"}).text
    assert "Managers know" not in page
    assert "1 to 1 of 1 found" in page


@pytest.mark.parametrize("role", MAY_NOT)
def test_an_unpublished_letter_and_its_findings_are_not_found_by_others(
    unpublished: Visit, request: pytest.FixtureRequest, role: str
) -> None:
    assert found("gutters", request.getfixturevalue(role)) == {}
    assert found("MV5-1", request.getfixturevalue(role)) == {}


def test_a_visit_is_found_by_what_it_covered(
    unpublished: Visit, reader: User, outsider: User
) -> None:
    place = found("strategy discussions", reader)["Visit"]
    assert place.address == unpublished.get_absolute_url()
    assert found("strategy discussions", outsider) == {}


def test_voice_and_audits_are_found_at_their_own_council(
    authority: Authority, reader: User, outsider: User, client_of: ClientOf
) -> None:
    VoiceItemFactory(authority=authority, said="The gutters\ndrip on us.", group="Youth board")
    VoiceItemFactory(authority=authority, said="We like the biscuits.")
    AuditRoundFactory(authority=authority, name="Gutters", note="On gutters.")
    places = found("gutters", reader)
    assert places.keys() == {"Voice", "Audit round"}
    page = client_of(reader).get(places["Voice"].address).text
    assert "drip on us" in page
    assert "biscuits" not in page
    assert found("gutters", outsider) == {}


# --- what quotes an unpublished letter ------------------------------------------------------------


@pytest.fixture
def narrative(authority: Authority) -> ThemeNarrative:
    """A draft that quotes the letter."""
    made: ThemeNarrative = ThemeNarrativeFactory(
        theme=ThemeFactory(plan=PlanFactory(authority=authority)),
        period=ReportingPeriodFactory(authority=authority),
        body=f"<p>They write: {QUOTED.upper()}. We mend <em>roofs</em>.</p>",
    )
    return made


@pytest.mark.parametrize("role", MAY_READ)
def test_theme_detail_shows_a_narrative_that_quotes_a_letter_to_who_may_read_that(
    unpublished: Visit,
    narrative: ThemeNarrative,
    request: pytest.FixtureRequest,
    client_of: ClientOf,
    role: str,
) -> None:
    user = request.getfixturevalue(role)
    assert QUOTED.upper() in client_of(user).get(narrative.theme.get_absolute_url()).text
    assert "Narrative" in found("roofs", user)


@pytest.mark.parametrize("role", ["updater", "analyst", "clearer", "clerk", "administrator"])
def test_theme_detail_keeps_a_narrative_that_quotes_a_letter_from_others(
    unpublished: Visit,
    narrative: ThemeNarrative,
    request: pytest.FixtureRequest,
    client_of: ClientOf,
    role: str,
) -> None:
    user = request.getfixturevalue(role)
    page = client_of(user).get(narrative.theme.get_absolute_url()).text
    assert QUOTED.upper() not in page
    assert "It quotes a letter that is not published" in page
    assert found("roofs", user) == {}


def test_a_reason_for_returning_that_quotes_a_letter_is_kept_too(
    unpublished: Visit, narrative: ThemeNarrative, updater: User, client_of: ClientOf
) -> None:
    ThemeNarrative.objects.update(
        body="<p>We mend roofs.</p>", state="returned", return_reason=f"Do not say: {QUOTED}."
    )
    assert QUOTED not in client_of(updater).get(narrative.theme.get_absolute_url()).text


def test_a_narrative_may_say_what_a_published_letter_says_as_well(
    unpublished: Visit, narrative: ThemeNarrative, authority: Authority, updater: User
) -> None:
    LetterFactory(visit__authority=authority, text=f"{QUOTED}.")
    assert narratives_kept_from(updater, ThemeNarrative.objects.all()) == []
    assert "Narrative" in found("roofs", updater)


def test_a_narrative_is_shown_once_the_letter_is_published(
    unpublished: Visit, narrative: ThemeNarrative, updater: User
) -> None:
    Visit.objects.filter(pk=unpublished.pk).update(letter_status="published")
    assert "Narrative" in found("roofs", updater)


def test_a_letter_of_another_council_keeps_nothing(
    narrative: ThemeNarrative, updater: User
) -> None:
    visit = VisitFactory(authority=AuthorityFactory(), letter_status="pre_publication")
    LetterFactory(visit=visit, text=f"{QUOTED}.")
    assert "Narrative" in found("roofs", updater)


# --- readings of unpublished letters --------------------------------------------------------------


def readings() -> list[dict[str, Any]]:
    """What the trail tells of letters that were read, the oldest first."""
    kind = AuditEvent.Kind.RESTRICTED_READ
    return list(
        AuditEvent.objects.filter(kind=kind)
        .order_by("pk")
        .values("actor_id", "authority_id", "subject", "subject_id", "details")
    )


@pytest.mark.parametrize("page", ["mark", "facts", "download"])
def test_opening_an_unpublished_letter_is_written_down_once_a_day_without_its_words(
    unpublished: Visit, author: User, client_of: ClientOf, settings: Any, page: str
) -> None:
    unpublished.letter.file.save("letter.txt", ContentFile(LETTER.encode()))
    client = client_of(author)
    for day in (date(2018, 12, 20), date(2018, 12, 20), date(2018, 12, 21)):
        settings.TODAY = day
        address = reverse_of(page, unpublished)
        answer = client.get(address)
        assert answer.status_code == 200
        if answer.streaming:
            list(answer.streaming_content)  # read to its end, a file is closed
    assert readings() == [
        {
            "actor_id": author.pk,
            "authority_id": unpublished.authority_id,
            "subject": str(unpublished),
            "subject_id": unpublished.pk,
            "details": {"on": on},
        }
        for on in ("2018-12-20", "2018-12-21")
    ]


def reverse_of(page: str, visit: Visit) -> str:
    """The address of a page of a letter."""
    return reverse(f"monitoring:letter_{page}", args=[visit.pk])


def findings_of(visit: Visit) -> dict[str, str]:
    """The pages that show what is found in a letter, by name."""
    finding = visit.findings.get()
    of_finding = ("finding_detail", "finding_edit", "finding_trace", "finding_close")
    return {
        "visit_detail": visit.get_absolute_url(),
        "visit_edit": reverse("monitoring:visit_edit", args=[visit.pk]),
        "finding_thread": reverse("committee:finding_thread", args=[finding.pk]),
        "csv": f"{reverse('monitoring:finding_list')}?export=csv",
        **{name: reverse(f"monitoring:{name}", args=[finding.pk]) for name in of_finding},
    }


def test_opening_what_is_found_in_an_unpublished_letter_is_written_down_too(
    unpublished: Visit, author: User, client_of: ClientOf, settings: Any
) -> None:
    client = client_of(author)
    for day, address in enumerate(findings_of(unpublished).values(), start=1):
        settings.TODAY = date(2018, 12, day)
        answer = client.get(address)
        assert answer.status_code == 200
        if answer.streaming:
            list(answer.streaming_content)
        latest = readings()[-1]
        assert (latest["subject_id"], latest["details"]) == (
            unpublished.pk,
            {"on": f"2018-12-0{day}"},
        ), address
    assert len(readings()) == len(findings_of(unpublished))


def test_opening_what_is_found_in_a_published_letter_is_nobodys_business(
    unpublished: Visit, author: User, client_of: ClientOf
) -> None:
    Visit.objects.update(letter_status="published", published_on=date(2018, 12, 1))
    for address in findings_of(unpublished).values():
        assert client_of(author).get(address).status_code == 200
    assert readings() == []


def test_a_visit_whose_letter_has_not_come_tells_nothing_that_is_written_down(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    visit = VisitFactory(authority=authority, letter_status="pre_publication", published_on=None)
    assert client_of(author).get(visit.get_absolute_url()).status_code == 200
    assert readings() == []


def test_who_takes_findings_of_other_visits_out_has_not_read_the_letter(
    unpublished: Visit, authority: Authority, author: User, client_of: ClientOf
) -> None:
    other = FindingFactory(visit__authority=authority)
    address = f"{reverse('monitoring:finding_list')}?export=csv&visit={other.visit_id}"
    answer = client_of(author).get(address)
    assert "gutters" not in b"".join(answer.streaming_content).decode()
    assert readings() == []


def test_who_may_not_read_the_letter_opens_its_visit_and_has_read_nothing(
    unpublished: Visit, reader: User, client_of: ClientOf
) -> None:
    client = client_of(reader)
    answers = {name: client.get(each) for name, each in findings_of(unpublished).items()}
    assert {name for name, each in answers.items() if each.status_code == 200} == {
        "visit_detail",
        "csv",
    }
    assert readings() == []


def test_each_person_and_each_letter_is_written_down(
    unpublished: Visit, author: User, theme_lead: User, authority: Authority
) -> None:
    other = VisitFactory(authority=authority, letter_status="not_published")
    LetterFactory(visit=other)
    for visit in (unpublished, other):
        for person in (author, theme_lead):
            record_reading(visit=visit, by=person, on=date(2018, 12, 20))
    assert len(readings()) == 4


def test_opening_a_published_letter_is_nobodys_business(
    authority: Authority, reader: User, client_of: ClientOf
) -> None:
    letter = LetterFactory(visit__authority=authority)
    assert client_of(reader).get(reverse_of("mark", letter.visit)).status_code == 200
    assert readings() == []


def test_who_is_turned_away_has_read_nothing(
    unpublished: Visit, reader: User, client_of: ClientOf
) -> None:
    assert client_of(reader).get(reverse_of("mark", unpublished)).status_code == 404
    assert readings() == []

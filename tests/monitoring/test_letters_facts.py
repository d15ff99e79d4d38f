"""The facts that a letter states are proposed with their place, and never made up."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.letters.facts import propose, read_days, read_inspectors
from monitoring.letters.layout import words_of
from monitoring.vocabulary import LetterStatus
from tests.monitoring.letters import TEXT

HMI = "Her Majesty's Inspector"


def test_the_facts_of_the_letter_of_december_2018_are_proposed() -> None:
    facts = propose(TEXT)
    values = {
        each.name: proposal.value
        for each in fields(facts)
        if (proposal := getattr(facts, each.name))
    }
    areas = values.pop("areas")
    evidence = values.pop("evidence_considered")
    assert values == {
        "letter_on": date(2018, 12, 20),
        "starts_on": date(2018, 11, 27),
        "ends_on": date(2018, 11, 28),
        "ordinal": 5,
        "ordinal_words": "since the local authority was judged inadequate in July 2017",
        "judged": "July 2017",
        "inspectors": (("A. Inspector", HMI), ("B. Inspector", HMI)),
        "title": "Monitoring visit to Barnet local authority children's services",
        "addressee_post": "Strategic Director for Children and Young People",
        "status": LetterStatus.PRE_PUBLICATION,
        "authority": "London Borough of Barnet",
    }
    assert [area.split(",")[0] for area in areas] == [
        "how well the multi-agency safeguarding hub (MASH) answers concerns about children",
        "the standard of strategy discussions",
        "case recording",
    ]
    assert evidence.startswith("Inspectors considered a range of evidence")
    assert evidence.endswith("business support staff.")


def test_every_proposal_says_why_and_names_the_sentence_where_it_stands() -> None:
    facts = propose(TEXT)
    for each in fields(facts):
        proposal = getattr(facts, each.name)
        assert proposal.why.endswith(".")
        if isinstance(proposal.value, str) and each.name != "evidence_considered":
            words = words_of(TEXT, proposal.sentence, proposal.sentence)
            assert proposal.value in words or proposal.value == LetterStatus.PRE_PUBLICATION


def test_a_text_that_states_nothing_gets_no_proposals() -> None:
    for text in ("", "Dear Director", "Plans are clear.", "Dear Director\n\nYours sincerely"):
        facts = propose(text)
        assert [getattr(facts, each.name) for each in fields(facts)] == [None] * len(fields(facts))


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_searched(text: str) -> None:
    assert propose(text).ordinal is None or text


# --- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("27 and 28 November 2018", date(2018, 11, 27), date(2018, 11, 28)),
        ("from 25 April to 18 May 2017", date(2017, 4, 25), date(2017, 5, 18)),
        ("on 31 July and 1 August 2018", date(2018, 7, 31), date(2018, 8, 1)),
        ("31 December and 2 January 2019", date(2018, 12, 31), date(2019, 1, 2)),
        ("25 April 2017 to 18 May 2017", date(2017, 4, 25), date(2017, 5, 18)),
        ("on 9 May 2018.", date(2018, 5, 9), date(2018, 5, 9)),
        (
            "Tuesday 5th, Wednesday 6th and Thursday 7th June 2018",
            date(2018, 6, 5),
            date(2018, 6, 7),
        ),
        ("between 4–8 June 2018", date(2018, 6, 4), date(2018, 6, 8)),
        ("section 47 work seen on 4 June 2018", date(2018, 6, 4), date(2018, 6, 4)),
    ],
)
def test_days_are_read_as_letters_write_them(words: str, first: date, last: date) -> None:
    assert read_days(words) == (first, last)


@pytest.mark.parametrize(
    "words", ["July 2017", "31 February 2018", "4 June", "18 June 2018 to 4 June 2018", "99", ""]
)
def test_what_is_no_day_is_not_made_one(words: str) -> None:
    assert read_days(words) is None


def test_the_days_of_an_earlier_visit_or_after_the_letter_are_not_proposed() -> None:
    text = (
        "4 June 2018\n\nDear Director\n\nThe last visit took place on 1 May 2018. "
        "The next visit is on 9 July 2018. A visit will take place on 10 July 2018."
    )
    assert propose(text).starts_on is None
    visit = propose(text + " This visit took place on 20 and 21 May 2018.").starts_on
    assert visit is not None
    assert (visit.value, visit.sentence) == (date(2018, 5, 20), 5)


# --- which visit it was -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("The visit was the first monitoring visit since the inspection of May 2017.", 1),
        ("This was the 3rd monitoring visit.", 3),
        ("It is the twentieth monitoring visit since it was judged inadequate in 2010.", 20),
        ("This is the second in a series of monitoring visits.", 2),
    ],
)
def test_the_count_of_the_visit_is_the_letters_own(words: str, number: int) -> None:
    ordinal = propose(words).ordinal
    assert ordinal is not None
    assert ordinal.value == number


@pytest.mark.parametrize(
    "words",
    [
        "Much has changed from the second monitoring visit on.",
        "The first task is to visit in time.",
    ],
)
def test_another_count_is_not_taken_for_it(words: str) -> None:
    assert propose(words).ordinal is None


# --- people -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "inspectors"),
    [
        ("A. Jones, HMI, and B. Smith, HMI.", (("A. Jones", "HMI"), ("B. Smith", "HMI"))),
        (f"A. Jones and B. Smith, {HMI}s", (("A. Jones", HMI), ("B. Smith", HMI))),
        ("A. Jones (Lead Inspector), B. Smith", (("A. Jones", "Lead Inspector"), ("B. Smith", ""))),
        ("A. Jones HMI and Ann van Smith HMI", (("A. Jones", "HMI"), ("Ann van Smith", "HMI"))),
        ("A. O’Jones-Smith, Ofsted Inspector", (("A. O’Jones-Smith", "Ofsted Inspector"),)),
        ("welcomed by everybody", ()),
    ],
)
def test_inspectors_are_read_with_their_grades(
    words: str, inspectors: tuple[tuple[str, str], ...]
) -> None:
    assert read_inspectors(words) == inspectors


def test_where_no_sentence_names_them_the_one_who_signed_is_proposed() -> None:
    text = f"Dear Director\n\nPlans are clear.\n\nYours sincerely\n\nA. Jones\n{HMI}\n"
    inspectors = propose(text).inspectors
    assert inspectors is not None
    assert inspectors.value == (("A. Jones", HMI),)
    assert inspectors.why == "This person signed the letter."


# --- what it was about, and to whom -------------------------------------------------------------


def test_areas_are_found_without_a_heading_and_end_with_the_list() -> None:
    text = (
        "Inspectors reviewed the progress made in areas including:\n\n"
        "• decision-making; and\n• supervision.\n\nThe plans were seen.\n\n• something else"
    )
    areas = propose(text).areas
    assert areas is not None
    assert areas.value == ("decision-making", "supervision")


def test_other_bullets_are_no_areas() -> None:
    assert propose("What needs to improve\n\n- plans\n- visits").areas is None


def test_without_an_address_the_title_names_the_authority() -> None:
    text = "Focused visit to Stoke-on-Trent City Council children’s services\n\nPlans are clear."
    facts = propose(text)
    assert facts.authority is not None
    assert facts.authority.value == "Stoke-on-Trent City Council"
    assert facts.addressee_post is None


def test_a_building_is_no_authority_and_a_name_no_post() -> None:
    text = (
        "A. Jones, Director of Children's Services\nCounty Hall\nEssex County Council\n\n"
        "Dear Director\n\nPlans are clear."
    )
    facts = propose(text)
    assert facts.authority is not None
    assert facts.authority.value == "Essex County Council"
    assert facts.addressee_post is not None
    assert facts.addressee_post.value == "Director of Children's Services"


@pytest.mark.parametrize(
    ("marking", "is_marked"),
    [
        ("PRE-PUBLICATION COPY", True),
        ("Embargoed until 9 January 2019", True),
        ("Published on 9 January 2019", False),
        (
            "The council told inspectors that it had put an embargo on all the spending of its "
            "departments in the year.",
            False,
        ),
    ],
)
def test_only_a_marking_makes_a_letter_unpublished(marking: str, is_marked: bool) -> None:
    assert (propose(f"Plans are clear.\n\n{marking}").status is not None) is is_marked

"""Figures quoted in a text: what stands in the brackets, and what it prints."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.richtext import Unbound
from performance import quotes
from performance.quotes import Quote, offers, parse, quotes_in, resolve
from performance.readings import read
from performance.vocabulary import State, Unit
from tests.factories.accounts import AuthorityFactory
from tests.factories.performance import (
    BreakdownFactory,
    ComparatorFactory,
    IndicatorFactory,
    TargetFactory,
    observe,
)

pytestmark = pytest.mark.django_db

APRIL = date(2018, 4, 30)


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def plans(authority):
    """139 children on a plan in March 2018 and 160 in April, 96 a year before."""
    indicator = IndicatorFactory(
        authority=authority, code="CP05", name="Children on a plan", unit=Unit.COUNT
    )
    observe(indicator, APRIL, [96, *([120] * 10), 139, 160])
    return indicator


@pytest.fixture
def visits(authority):
    """75% of 120 visits on time in March 2018, 78% of 100 in April, with a target of 90%."""
    indicator = IndicatorFactory(authority=authority, code="CP11")
    observe(indicator, APRIL, [(90, 120), (78, 100)])
    TargetFactory(indicator=indicator)
    return indicator


def printed(typed, *indicators, parts=(), on=APRIL):
    readings = {each.indicator.code.casefold(): each for each in read(indicators, on=on)}
    of_parts = {
        (each.indicator.code.casefold(), part.name.casefold()): each
        for part in parts
        for each in read(indicators, on=on, breakdown=part)
    }
    return resolve(parse(typed), readings, of_parts)


def refused(typed, *indicators, **kwargs):
    with pytest.raises(Unbound) as refusal:
        printed(typed, *indicators, **kwargs)
    return str(refusal.value)


# --- reading a reference ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "quote"),
    [
        ("CP05 value", Quote("cp05", "value")),
        ("  cp05   PREVIOUS\u00a0period ", Quote("cp05", "previous period")),
        ("CP05 value in March 2017", Quote("cp05", "value", period="march 2017")),
        ("CP05 statistical neighbours year", Quote("cp05", "statistical neighbours year")),
        ("CP05 inner london in 2016/17", Quote("cp05", "inner london", period="2016/17")),
        (
            "WF02 value of Duty and Assessment",
            Quote("wf02", "value", part="duty and assessment"),
        ),
        (
            "WF02 value of Children in Care in March 2018",
            Quote("wf02", "value", part="children in care", period="march 2018"),
        ),
        ("WF02 value of Children in Care", Quote("wf02", "value", part="children in care")),
        (
            "EH02 value in week of 2 April 2018",
            Quote("eh02", "value", period="week of 2 april 2018"),
        ),
    ],
)
def test_reference_is_read(typed, quote):
    assert parse(typed) == quote


def test_every_name_in_the_language_can_be_typed():
    for wanted in (*quotes.PARTS_TOO, *quotes.WHOLE_ONLY):
        assert parse(f"CP05 {wanted}") == Quote("cp05", wanted)
        assert parse(f"CP05 {wanted} in May 2018") == Quote("cp05", wanted, period="may 2018")


def test_what_is_no_reference_is_refused_with_what_would_work():
    with pytest.raises(Unbound, match=r"“figures” is not a figure.*\[\[CP05 value\]\]"):
        parse("figures")
    with pytest.raises(Unbound, match=r"“vlaue” cannot be printed of CP05\. Did you mean “value”"):
        parse("CP05 vlaue")
    with pytest.raises(Unbound, match="Write value, previous, change, period"):
        parse("CP05 xyz")


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        quote = parse(typed)
    except Unbound:
        return
    assert quote.wanted in quotes.PARTS_TOO | quotes.WHOLE_ONLY


def test_references_are_found_in_markup():
    text = (
        "<p>From [[CP05 previous]] to [[CP05 <strong>value</strong>]], see [[plan]] and "
        "[[plan to end]] and [[WF02 value of Duty &amp; Assessment]].</p>"
    )
    assert list(quotes_in([text])) == [
        Quote("cp05", "previous"),
        Quote("cp05", "value"),
        Quote("wf02", "value", part="duty & assessment"),
    ]


# --- what it prints -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("value", "160"),
        ("previous", "139"),
        ("change", "+21"),
        ("period", "April 2018"),
        ("previous period", "March 2018"),
        ("value in April 2017", "96"),
        ("value in apr 17", "96"),
        ("period in March 2018", "March 2018"),
        ("change in March 2018", "+19"),
    ],
)
def test_count_prints(plans, wanted, text):
    assert printed(f"CP05 {wanted}", plans) == text


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("value", "78%"),
        ("change", "+3 percentage points"),
        ("numerator", "78"),
        ("denominator", "100"),
        ("denominator in March 2018", "120"),
        ("target", "90%"),
        ("rating", "off target"),
    ],
)
def test_percentage_prints(visits, wanted, text):
    assert printed(f"CP11 {wanted}", visits) == text


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "text"),
    [
        (Unit.COUNT, 0, 1731, "1,731"),
        (Unit.PER_10000, 0, 66, "66 per 10,000"),
        (Unit.PER_WORKER, 1, "13.3", "13.3"),
        (Unit.WEEKS, 0, 26, "26 weeks"),
    ],
)
def test_figure_has_its_unit_and_decimals(authority, unit, decimals, value, text):
    indicator = IndicatorFactory(authority=authority, code="X1", unit=unit, decimals=decimals)
    observe(indicator, APRIL, [value])
    assert printed("X1 value", indicator) == text


def test_provisional_figure_says_so(plans):
    observe(plans, date(2018, 5, 31), [170], state=State.PROVISIONAL)
    assert printed("CP05 value", plans, on=date(2018, 5, 31)) == "170 (provisional)"
    assert printed("CP05 previous", plans, on=date(2018, 5, 31)) == "160"


def test_comparator_has_its_own_year_and_source(plans):
    ComparatorFactory(indicator=plans, value=Decimal(60))
    ComparatorFactory(
        indicator=plans, group="neighbours", value=Decimal(52), label="2017", source="A return"
    )
    assert printed("CP05 england", plans) == "60"
    assert printed("CP05 england year", plans) == "2016/17"
    assert printed("CP05 neighbours", plans) == "52"
    assert printed("CP05 statistical neighbours year", plans) == "2017"
    assert printed("CP05 statistical neighbours source", plans) == "A return"
    assert refused("CP05 london", plans) == (
        "CP05 has no figure for London to compare with. It has one for England or Statistical "
        "neighbours."
    )


def test_small_number_is_hidden(authority):
    indicator = IndicatorFactory(authority=authority, code="X1", unit=Unit.COUNT)
    observe(indicator, APRIL, [12, 3])
    assert printed("X1 value", indicator) == "1 to 5"
    assert printed("X1 previous", indicator) == "12"
    assert "a small number is hidden" in refused("X1 change", indicator)


def test_percentage_of_a_small_number_is_hidden(authority):
    indicator = IndicatorFactory(authority=authority, code="X1")
    observe(indicator, APRIL, [(80, 100), (97, 100)])
    for wanted in ("value", "numerator", "denominator"):
        assert printed(f"X1 {wanted}", indicator) == "hidden"
    assert "a small number is hidden" in refused("X1 change", indicator)


# --- parts --------------------------------------------------------------------------------------


@pytest.fixture
def caseloads(authority):
    """Cases for each worker, with two teams."""
    indicator = IndicatorFactory(
        authority=authority,
        code="WF02",
        unit=Unit.PER_WORKER,
        decimals=1,
        small_numbers="show",
    )
    observe(indicator, APRIL, [20, 18])
    duty = BreakdownFactory(authority=authority, name="Duty and Assessment")
    planning = BreakdownFactory(authority=authority, name="Planning")
    observe(indicator, APRIL, ["37.5", "13.3"], breakdown=duty)
    observe(indicator, APRIL, ["27.5", None], breakdown=planning)
    return indicator, [duty, planning]


def test_figure_of_a_team_prints(caseloads):
    indicator, teams = caseloads
    asked = {
        "value of Duty and Assessment": "13.3",
        "previous of duty and assessment": "37.5",
        "change of Duty and Assessment": "−24.2",
        "value of Planning in March 2018": "27.5",
        "value": "18.0",
    }
    assert {wanted: printed(f"WF02 {wanted}", indicator, parts=teams) for wanted in asked} == asked


def test_what_a_team_does_not_have_is_refused(caseloads):
    indicator, teams = caseloads
    assert refused("WF02 value of Planning", indicator, parts=teams) == (
        "WF02 has no figure for April 2018."
    )
    assert refused("WF02 value of Plannin", indicator, parts=teams) == (
        "WF02 has no figures of “plannin”. Did you mean “Planning”?"
    )
    assert refused("WF02 target of Planning", indicator, parts=teams).startswith(
        "“target” of WF02 is for the whole authority only."
    )


def test_team_that_would_give_another_away_is_hidden(authority):
    indicator = IndicatorFactory(authority=authority, code="X1", unit=Unit.COUNT)
    observe(indicator, APRIL, [40])
    teams = [BreakdownFactory(authority=authority, name=name) for name in ("A", "B", "C")]
    for team, value in zip(teams, (3, 17, 20), strict=True):
        observe(indicator, APRIL, [value], breakdown=team)
    assert [printed(f"X1 value of {name}", indicator, parts=teams) for name in "ABC"] == [
        "hidden",
        "hidden",
        "20",
    ]


# --- what cannot be printed ---------------------------------------------------------------------


def test_what_cannot_be_printed_says_why(plans, visits):
    assert refused("CP5 value", plans, visits) == (
        "No indicator that may be printed has the code “CP5”. Did you mean “CP05”?"
    )
    assert refused("CP05 target", plans) == "CP05 has no target in April 2018."
    assert refused("CP05 value in May 2018", plans) == (
        "CP05 has no period “may 2018” here. Write one from May 2015 to April 2018."
    )
    assert refused("CP05 value in May 2015", plans) == "CP05 has no figure for May 2015."
    assert refused("CP05 numerator", plans) == "CP05 has no numerator for April 2018."
    assert refused("CP11 change in March 2018", visits) == (
        "CP11 has no figures to compare since February 2018."
    )
    assert refused("CP05 value") == (
        "No indicator that may be printed has the code “CP05”. There are none yet."
    )


def test_what_is_offered_prints_what_it_says(plans, visits):
    ComparatorFactory(indicator=visits)
    for indicator in (plans, visits):
        (reading,) = read([indicator], on=APRIL)
        offered = offers(reading)
        assert offered[0] == (
            f"[[{indicator.code} value]]",
            reading.text(reading.now),
        )
        assert all(printed(code.strip("[]"), indicator) == text for code, text in offered)
    assert ("[[CP11 england year]]", "2016/17") in offered
    assert "[[CP05 target]]" not in [code for code, _ in offered]

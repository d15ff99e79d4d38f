"""Words are held against figures: what disagrees is named, and what agrees is left alone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.models import (
    Breakdown,
    Commentary,
    Comparator,
    Conventions,
    Indicator,
    Target,
)
from performance.periods import Frequency, Period
from performance.prose import LEFT_OUT, Kind, sentences
from performance.quotes import offers
from performance.rating import value_of
from performance.readings import Figure, Reading
from performance.spc import Variation
from performance.statements import (
    contradicts,
    disagreeing,
    disagreeing_about,
    is_unchanged,
    mentions,
    numbers_in,
    warnings,
)
from performance.vocabulary import State, Unit

APRIL = Period(date(2018, 4, 1), Frequency.MONTH)
D = Decimal


def reading(
    *values: Any,
    target: int | None = 90,
    comparators: dict[str, int] | None = None,
    breakdown: str = "",
    months: int = 13,
    **fields: Any,
) -> Reading:
    """A reading for April 2018 with these as its last figures; a pair is counted over counted."""
    given_fields = {
        "code": "CP11",
        "name": "Child protection visits in timescale",
        "counted": "Children with the last visit in time",
        "out_of": "Children on a plan",
        "unit": "percent",
        "polarity": "higher",
        "period_type": "snapshot",
        "frequency": "month",
        **fields,
    }
    indicator = Indicator(authority_id=1, **given_fields)
    now = indicator.latest_period(as_at=APRIL.ends_on)
    periods = tuple(now.shift(place - months + 1) for place in range(months))
    padded = [*[None] * (months - len(values)), *values]
    return Reading(
        indicator=indicator,
        conventions=Conventions(authority_id=1),
        periods=periods,
        figures=tuple(
            figure(period, value, Unit(indicator.unit))
            for period, value in zip(periods, padded, strict=True)
        ),
        forecasts=(),
        targets=(
            (Target(pk=1, from_on=date(2016, 4, 1), value=D(target), tolerance=D(5)),)
            if target is not None
            else ()
        ),
        milestones={},
        comparators=tuple(
            Comparator(group=group, starts_on=date(2016, 4, 1), label="2016/17", value=D(value))
            for group, value in (comparators or {}).items()
        ),
        rebases=(),
        breakdown=Breakdown(name=breakdown) if breakdown else None,
    )


def figure(period: Period, value: Any, unit: Unit) -> Figure | None:
    """A figure as it would be read; "small" is one that is hidden."""
    if value is None:
        return None
    if value == "small":
        hidden = Figure(period, D(3), None, None, State.FINAL, period.ends_on)
        return hidden.hide()
    top, bottom = (D(str(part)) for part in value) if isinstance(value, tuple) else (None, None)
    found = value_of(top, bottom, unit) if top is not None else D(str(value))
    return Figure(period, found, top, bottom, State.FINAL, period.ends_on)


def visits(*values: Any, **fields: Any) -> Reading:
    """Visits on time: 78 of 100 in April, 75 of 100 in March."""
    return reading(*(values or ((75, 100), (78, 100))), **fields)


def plans(*values: Any, **fields: Any) -> Reading:
    """Children on a plan: from 74 to 96."""
    usual = {
        "code": "CP05",
        "name": "Children on a child protection plan",
        "also_called": "Child protection plans",
        "counted": "Children with an open plan",
        "out_of": "",
        "unit": "count",
        "polarity": "neutral",
    }
    return reading(*(values or (74, 96)), target=None, **{**usual, **fields})


def typed(text: str) -> list[str]:
    """The numbers found in a text, as they were typed."""
    return [number.text for number in numbers_in(text)]


def wrong(text: str, *readings: Reading) -> list[str]:
    """The numbers of a text that disagree."""
    return [each.number for each in disagreeing(text, readings)]


# --- sentences and numbers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Plans rose. Visits fell.", ["Plans rose.", "Visits fell."]),
        ("It rose to 1.5. It fell.", ["It rose to 1.5.", "It fell."]),
        ("See e.g. Barnet for more.", ["See e.g. Barnet for more."]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("A line that\ngoes on", ["A line that goes on"]),
        ("He said “no.” Then 5 came.", ["He said “no.”", "Then 5 came."]),
        ("1. That it be noted. 2. That", ["1. That it be noted.", "2. That"]),
        (" \n ", []),
    ],
)
def test_a_text_falls_into_sentences(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("78%", 78, Kind.PERCENT),
        ("78 %", 78, Kind.PERCENT),
        ("78.5 per cent", "78.5", Kind.PERCENT),
        ("ten percent", 10, Kind.PERCENT),
        ("12 percentage points", 12, Kind.POINTS),
        ("12 points", 12, Kind.POINTS),
        ("12pp", 12, Kind.POINTS),
        ("1,731", 1731, Kind.PLAIN),
        ("1731", 1731, Kind.PLAIN),
        ("13.3", "13.3", Kind.PLAIN),
        ("1:13", 13, Kind.RATIO),
        ("one in five", 20, Kind.SHARE),
        ("five in five", 100, Kind.SHARE),
        ("9 out of 10", 90, Kind.SHARE),
        ("426 days", 426, Kind.DAYS),
        ("38 weeks", 38, Kind.WEEKS),
        ("66 per 10,000", 66, Kind.PLAIN),
    ],
)
def test_a_number_is_found_with_its_meaning(text: str, value: Any, kind: Kind) -> None:
    (number,) = numbers_in(f"The figure was {text} this time.")
    assert (number.value, number.kind) == (D(value), kind)


LEFT_OUT_IN = {
    "a sum of money": ["£5.7m", "£58,504", "£ 2.438 million", "5.7 million"],
    "a number at the head of a paragraph": [
        "1.4 Plans.",
        "- 1.45 All plans.",
        "2) Plans.",
        "3. to plan",
    ],
    "a web address": ["https://www.barnet.gov.uk/dam/4215-a?page=20%20", "www.barnet.gov.uk/12"],
    "a date": [
        "6 June 2018",
        "31st July",
        "25 and 26 April 2018",
        "14 to 27 May",
        "April 6, 2018",
        "6/6/2018",
        "06.06.18",
        "2018-06-06",
    ],
    "a year": ["2018", "2017/18", "2018-2020", "2016–17"],
    "a year, or how often a service is open": ["24/7", "17/18", "April ’18"],
    "a time of day": ["10:30", "9am", "10.30 am"],
    "an age": [
        "aged 16",
        "ages 16 and 17",
        "16 year olds",
        "16-year-old",
        "under 18s",
        "18+",
        "0-17",
        "children under 5",
        "care leavers 19-21",
    ],
    "a place in a law or a paper": [
        "section 47",
        "paragraph 1.4",
        "paragraphs 1.4 to 1.56",
        "action 5b(ii)",
        "Appendix 2",
        "Year 11",
        "quarter 3",
    ],
    "what a rate is out of": ["per 10,000", "in every 100"],
    "a limit in time": [
        "within 45 working days",
        "15-day",
        "12-month",
        "45 working days",
        "within 26 weeks",
        "a limit of 26 weeks",
        "the last 6 months",
    ],
    "a length of time": ["72 hours", "2.5 years"],
    "a distance": ["20 miles"],
}


@pytest.mark.parametrize(
    "text", [text for texts in LEFT_OUT_IN.values() for text in texts], ids=str
)
def test_a_number_that_is_no_figure_is_left_out(text: str) -> None:
    is_head = text in LEFT_OUT_IN["a number at the head of a paragraph"]
    assert typed(text if is_head else f"This was {text} again.") == []


def test_every_reason_for_leaving_a_number_out_is_tried() -> None:
    assert {reason for reason, _ in LEFT_OUT} == LEFT_OUT_IN.keys()


@pytest.mark.parametrize("text", ["Covid-19", "5b(ii)", "CP05", "the 25th", "Q3", "4R", "A10"])
def test_digits_in_a_name_are_no_number(text: str) -> None:
    assert typed(f"This was {text} again.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from 74 to 96 in April 2018, an increase of 22", ["74", "96", "22"]),
        ("In May 18 children were seen and 6 June was busy", ["18"]),
        ("for those aged 16 and 78% of others", ["78%"]),
        ("section 47 enquiries rose to 31", ["31"]),
        ("from 1:13 in February 2017 to 1:6", ["1:13", "1:6"]),
        ("three of the teams rose from three to five", ["three", "five"]),
        ("45 of the 96 visits", ["45", "96"]),
        ("18 out of 23 visits", ["18", "23"]),
        ("78.5% of visits. 80.", ["78.5%", "80"]),
        ("caseloads (37.5 to 13.3)", ["37.5", "13.3"]),
    ],
)
def test_numbers_are_found_among_what_is_left_out(text: str, found: list[str]) -> None:
    assert typed(text) == found


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "name", "speaks"),
    [
        ("The number of looked-after children fell.", "Children looked after", True),
        ("CHILDREN LOOKED AFTER rose.", "Children looked after", True),
        ("Child protection plans rose.", "Child protection plan", True),
        ("The child’s protection plan.", "Child protection plan", True),
        ("Three boxes of matches", "Match", True),
        ("Care leavers who are in touch", "Care leavers in touch", False),
        ("The children were well looked after all day.", "Children looked after", False),
        ("Re-referrals rose.", "Referrals", False),
        ("Re-referrals rose.", "Re-referrals", True),
        ("Rereferrals rose.", "Re-referrals", True),
        ("Visits were late.", "", False),
    ],
)
def test_a_sentence_speaks_of_what_it_names(sentence: str, name: str, speaks: bool) -> None:
    assert mentions(sentence, [name]) is speaks


def test_any_of_the_names_will_do() -> None:
    assert mentions("PEPs were late.", ["Personal education plans", "PEP"])


# --- numbers against figures --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Child protection plans rose from 74 to 96, an increase of 22.",
        "Child protection plans rose by 30%.",
        "There were 96 child protection plans on 30 April 2018.",
        "Child protection plans: 74 in March and 96 in April.",
        "Child protection plans rose from 74 in March 2018 to 96 in April 2018.",
        "About 100 children were on child protection plans.",
        "Over 90 children were on child protection plans.",
        "Fewer than 100 children were on child protection plans.",
    ],
)
def test_a_count_and_its_change_agree(text: str) -> None:
    assert wrong(text, plans()) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Child protection plans rose from 74 to 95.", "95"),
        ("Child protection plans rose by 21.", "21"),
        ("Child protection plans rose by 40%.", "40%"),
        ("There were 69 children on child protection plans.", "69"),
        ("About 120 children were on child protection plans.", "120"),
        ("Over 100 children were on child protection plans.", "100"),
        ("Child protection plans stood at 96 in March 2018.", "96"),
        ("Under CP05 we report 97.", "97"),
    ],
)
def test_a_wrong_count_is_named(text: str, number: str) -> None:
    assert wrong(text, plans()) == [number]


def test_a_share_of_what_a_number_counts_is_not_its_figure() -> None:
    plans = reading(
        160,
        174,
        name="Children on a plan",
        unit="count",
        out_of="",
        target=None,
        polarity="neutral",
    )
    assert disagreeing("They make up 61% of children on a plan.", [plans]) == []
    assert disagreeing("Children on a plan went up 61% in April 2018.", [plans]) != []


@pytest.mark.parametrize(
    "text",
    [
        "78% of child protection visits were in timescale.",
        "Child protection visits in timescale were at 78%, 12 percentage points below 90%.",
        "Child protection visits in timescale rose by 3 points, from 75 to 78%.",
        "Child protection visits in timescale: 78 of 100 visits.",
        "Child protection visits in timescale: 22% were late, 22 of 100 children.",
        "Child protection visits in timescale: three in four children in March.",
        "Child protection visits in timescale: 12 more of 100 needed.",
        "Child protection visits in timescale were almost 80%.",
        "Child protection visits in timescale were 78%, England 82% (2016/17).",
    ],
)
def test_a_percentage_and_what_is_behind_it_agree(text: str) -> None:
    found = visits(also_called="Child protection visits", comparators={"england": 82})
    assert wrong(text, found) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Child protection visits in timescale were at 71%.", "71%"),
        ("Child protection visits in timescale: 45 of 100 children.", "45"),
        (
            "Child protection visits in timescale rose by 5 percentage points.",
            "5 percentage points",
        ),
        ("Child protection visits in timescale: one in three children.", "one in three"),
        ("Child protection visits in timescale were at 78.4%.", "78.4%"),
    ],
)
def test_a_wrong_percentage_is_named(text: str, number: str) -> None:
    assert wrong(text, visits()) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "To keep child protection visits in timescale we appointed 4 managers and 12 new workers.",
        "Child protection visits in timescale matter to 52% of the population.",
        "Child protection visits in timescale are a focus in 3 of 5 teams.",
        "Of child protection plans, 38% were for neglect.",
        "The ratio is 1:6, and child protection plans are many.",
        "Child protection plans: a meeting lasted 38 days.",
        "Child protection plans for 12 of the 96 children were reviewed.",
    ],
)
def test_a_number_of_something_else_is_left_alone(text: str) -> None:
    assert wrong(text, visits(), plans()) == []


def test_a_sentence_about_nothing_known_is_left_alone() -> None:
    assert wrong("Assessments rose to 500. They are 71%.", visits(), plans()) == []


def test_a_number_may_belong_to_any_indicator_of_its_sentence() -> None:
    text = "Child protection visits in timescale were 78% and child protection plans rose to 96."
    assert wrong(text, visits(), plans()) == []
    assert wrong(text.replace("96", "69"), visits(), plans()) == ["69"]


def test_a_disagreement_is_with_the_indicator_named_last_before_the_number() -> None:
    text = "Child protection plans rose to 96 and child protection visits in timescale to 71."
    (found,) = disagreeing(text, [plans(), visits()])
    assert found.indicator == "Child protection visits in timescale"
    assert found.sentence == text
    assert found.figures == ("78% in April 2018", "75% in March 2018", "a target of 90%")
    assert found.message == (
        "“71” is not a figure of “Child protection visits in timescale”. The data says 78% in "
        "April 2018, 75% in March 2018 and a target of 90%."
    )


def test_a_name_inside_a_longer_one_is_not_spoken_of() -> None:
    referrals = plans(400, 410, name="Referrals", also_called="", counted="Referrals")
    longer = plans(30, 31, name="Referrals of babies", also_called="", counted="Referrals")
    assert wrong("Referrals of babies rose to 31.", referrals, longer) == []
    assert wrong("Referrals of babies rose to 410.", referrals, longer) == ["410"]


def test_a_number_in_the_name_is_no_figure() -> None:
    found = visits(name="Visits to 3 schools in time")
    assert wrong("Visits to 3 schools in time were at 78%.", found) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Child protection plans were 60 in January 2018.", []),
        ("Child protection plans were 96 in January 2018.", ["96"]),
        ("In January child protection plans were at 60.", []),
        ("Child protection plans rose from 60 in January to 96.", []),
        ("Child protection plans rose from 60 to 96.", ["60"]),
        ("Child protection plans rose from 60 over the last three months.", []),
        ("Three months ago child protection plans were at 60.", []),
        ("Child protection plans were 50 in Q3 2017/18.", []),
        ("Child protection plans were 50 in Q4 2017/18.", ["50"]),
        ("Child protection plans were 40 in 2017/18.", []),
        ("Child protection plans were lowest at 40.", []),
        ("Child protection plans were 500 in January 2012.", []),
        ("Child protection plans were 500 ten years ago.", []),
        ("Child protection plans were 500 over the last 99999999999 weeks.", []),
        ("Child protection plans were 500 two weeks ago.", ["500"]),
        ("Child protection plans were 40 so far this year.", ["40"]),
        ("Child protection plans were 96.0000000000000000000000000000000001.", [f"96.{'0' * 33}1"]),
        ("Child protection plans were 500 in 2018.", ["500"]),
        ("Child protection plans were 500 in 2014.", []),
        ("Child protection plans will be 500 in July 2018.", []),
    ],
)
def test_the_time_that_a_sentence_names_decides(text: str, numbers: list[str]) -> None:
    assert wrong(text, plans(40, 45, 50, 60, 62, 74, 96)) == numbers


def test_a_total_of_several_months_is_a_figure() -> None:
    found = plans(10, 20, 30, name="Contacts", also_called="", period_type="in_period")
    assert wrong("Contacts were 60 over the last two months.", found) == []
    percent = visits((10, 20), (30, 40), (20, 20))
    text = "Child protection visits in timescale were {} over the last two months."
    assert wrong(text.format("75%"), percent) == []
    assert wrong(text.format("76%"), percent) == ["76%"]


def test_a_quarter_is_known_by_its_last_month() -> None:
    found = plans(80, 90, frequency="quarter")
    assert wrong("Child protection plans were 90 at the end of March 2018.", found) == []
    assert wrong("Child protection plans were 80 in Q4 2017/18.", found) == ["80"]


def test_an_academic_year_begins_in_september() -> None:
    found = plans(80, 90, frequency="academic_year")
    assert wrong("Child protection plans were 90 in 2016/17 and 80 in 2015/16.", found) == []
    assert wrong("Child protection plans were 80 in 2016/17.", found) == ["80"]


def test_days_and_weeks_are_figures_where_that_is_the_unit() -> None:
    found = reading(
        42, 38, name="Care proceedings", unit="weeks", polarity="lower", target=26, out_of="Cases"
    )
    assert wrong("Care proceedings took 38 weeks, against a target of 26 weeks.", found) == []
    assert wrong("Care proceedings took 39 weeks, down by 4 weeks.", found) == ["39 weeks"]


def test_a_ratio_is_a_figure_of_cases_for_each_worker() -> None:
    found = reading(13, 6, name="Workers for each manager", unit="per_worker", target=None)
    assert wrong("Workers for each manager went from 1:13 to 1:6.", found) == []
    assert wrong("Workers for each manager went from 1:13 to 1:7.", found) == ["1:7"]


def test_a_team_is_spoken_of_by_its_name_too() -> None:
    usual = {"name": "Average caseload", "unit": "per_worker", "decimals": 1, "target": None}
    whole = reading(20, "18.5", **usual)
    team = reading("37.5", "13.3", breakdown="Duty and Assessment", **usual)
    assert wrong("Average caseloads fell in Duty and Assessment (37.5 to 13.3).", whole, team) == []
    assert wrong("Average caseloads fell to 13.3.", whole, team) == ["13.3"]


def test_nothing_is_said_where_there_is_no_data() -> None:
    assert wrong("Child protection plans rose to 96.", plans(None)) == []


def test_what_stands_for_a_hidden_number_agrees() -> None:
    found = plans(74, "small")
    assert wrong("Child protection plans fell to 1 to 5.", found) == []
    assert wrong("Child protection plans fell to 3.", found) == ["3"]


VALUES = st.decimals(1, 99, places=2)


@given(st.lists(VALUES, min_size=2, max_size=13), VALUES, st.sampled_from(Unit), st.integers(0, 2))
def test_a_text_of_bound_figures_never_disagrees(
    values: list[Decimal], target: Decimal, unit: Unit, decimals: int
) -> None:
    found = reading(
        *values,
        target=int(target),
        unit=unit,
        decimals=decimals,
        comparators={"england": 60, "london": 52},
    )
    name = found.indicator.name
    printed = [f"{name} stood at {words}." for _, words in offers(found)]
    text = " ".join([*printed, f"{name}: {found.sentence}", f"{name}: {found.needed}."])
    assert disagreeing(text, [found]) == []


@given(st.lists(st.integers(100, 500), min_size=2, max_size=2), st.integers(1000, 9999))
def test_a_number_far_from_all_figures_is_always_named(values: list[int], number: int) -> None:
    text = f"Child protection plans stood at {number:,}."
    assert wrong(text, plans(*values)) == [f"{number:,}"]


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(each.sentence for each in disagreeing_about(text, visits()))
    assert isinstance(contradicts([text], visits()), list)


# --- words against the rating and the direction -------------------------------------------------


IN_MONTH = "5 percentage points worse than in March 2018"
IN_YEAR = "8 percentage points worse than in April 2017"
OFF = "12 percentage points below target"


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("Visits improved.", "improved", IN_MONTH),
        ("Visits are on target.", "on target", OFF),
        ("We met the target.", "met the target", OFF),
        ("Visits are above target.", "above target", "78%, and the target 90%"),
        ("Visits rose.", "rose", IN_MONTH),
        ("Visits have not fallen.", "not fallen", IN_MONTH),
        ("Visits have not got worse.", "not got worse", IN_MONTH),
        ("Visits improved over the year.", "improved", IN_YEAR),
    ],
)
def test_words_against_a_figure_that_fell_below_target_are_named(
    text: str, words: str, why: str
) -> None:
    found = visits(86, *[85] * 10, 83, 78)
    assert contradicts([text], found) == [f"The text says “{words}”, but the figure is {why}."]


@pytest.mark.parametrize(
    "text",
    [
        "Visits got worse.",
        "Visits fell and are below target.",
        "Visits have not improved.",
        "There was no improvement.",
        "Visits are not on target.",
        "We missed the target.",
        "Visits must improve.",
        "We expect visits to have improved by July.",
        "This is an area for improvement in the improvement plan.",
        "Visits improved in one team and got worse in another.",
        "Visits have improved since January.",
        "Visits improved in January 2018.",
        "Half of the audits were good or better.",
        "Visits are better than England.",
    ],
)
def test_words_that_fit_or_cannot_be_judged_are_left_alone(text: str) -> None:
    assert contradicts([text], visits(86, *[85] * 10, 83, 78)) == []


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("Visits got worse.", True),
        ("Visits have not improved.", True),
        ("There was no improvement.", True),
        ("We missed the target.", True),
        ("Visits are not on target.", True),
        ("Visits are below target.", True),
        ("Visits fell.", True),
        ("Visits improved and the target was met.", False),
        ("Visits are no longer below target.", False),
    ],
)
def test_words_against_a_figure_that_rose_to_its_target_are_named(
    text: str, is_wrong: bool
) -> None:
    assert bool(contradicts([text], visits(85, 92))) is is_wrong


def test_lower_may_be_better() -> None:
    found = reading(30, 20, name="Agency social workers", polarity="lower", target=25)
    assert contradicts(["Agency social workers fell and the rate improved."], found) == []
    (said,) = contradicts(["The rate got worse."], found)
    assert said.endswith("the figure is 10 percentage points better than in March 2018.")


def test_a_run_of_good_figures_may_be_called_improved_in_a_month_that_fell() -> None:
    found = visits(*[60, 62, 61, 63, 60, 62], *[80, 82, 81, 83, 84, 85], 83)
    assert found.spc.variation == Variation.IMPROVEMENT_HIGH
    assert contradicts(["Visits improved."], found) == []
    assert contradicts(["Visits rose."], found) != []


def test_without_a_target_or_an_earlier_figure_no_words_are_wrong() -> None:
    assert contradicts(["Visits improved and are on target."], visits(78, target=None)) == []


# --- one commentary -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "unchanged"),
    [
        ("Visits fell in two teams.", "Visits fell in two teams.", True),
        ("Visits  fell in\ntwo teams.", "visits fell in two teams.", True),
        (
            "Visits fell to 78% because two teams lost staff and agency cover came late.",
            "Visits fell to 75% because two teams lost staff and agency cover came late.",
            True,
        ),
        ("Visits fell in two teams.", "Visits rose in all teams but one.", False),
        ("", "", False),
        ("Visits fell.", "", False),
    ],
)
def test_a_text_of_last_period_is_recognised(now: str, before: str, unchanged: bool) -> None:
    assert is_unchanged(now, before) is unchanged


def commentary(month: int, **texts: str) -> Commentary:
    """A commentary on a month of 2018."""
    return Commentary(indicator=visits().indicator, starts_on=date(2018, month, 1), **texts)


def test_warnings_say_everything_about_a_commentary() -> None:
    before = commentary(3, being_done="Two managers follow up late visits each Monday morning.")
    now = commentary(
        4,
        data_shows="It improved to 71%. We appointed 4 managers.",
        working_well="Caseloads improved. They are 12.",
        needs_change="Child protection visits in timescale are at 60%.",
        being_done="Two managers follow up late visits each Monday morning.",
    )
    assert warnings(now, visits(83, 78), before) == [
        "The text says “improved”, but the figure is 5 percentage points worse than in March 2018.",
        "“71%” is not a figure of “Child protection visits in timescale”. The data says 78% in "
        "April 2018, 83% in March 2018 and a target of 90%.",
        "“60%” is not a figure of “Child protection visits in timescale”. The data says 78% in "
        "April 2018, 83% in March 2018 and a target of 90%.",
        "“What is being done” says the same as for March 2018.",
    ]


def test_nothing_is_said_of_a_commentary_that_fits() -> None:
    now = commentary(4, data_shows="It fell from 83% to 78%.", being_done="We visit on Saturdays.")
    assert warnings(now, visits(83, 78), None) == []
    assert warnings(now, visits(83, 78), commentary(3, data_shows="It was steady.")) == []


def test_a_small_number_named_in_a_commentary_is_pointed_out() -> None:
    now = commentary(
        4,
        data_shows="It fell from 90% to 60%: 3 of 5 children were visited, and 2 were not.",
        being_done="We visit 3 times a week.",
    )
    found = warnings(now, visits((90, 100), (3, 5)), None)
    small = [each.partition("”")[0] for each in found if "small number" in each]
    assert small == ["“60%", "“3", "“5", "“2"]
    assert not any("small number" in each for each in warnings(now, visits(90, 60), None))

"""The 60 standard indicators read well and say how they are counted."""

import re

import pytest

from performance.catalogue import Standard, standards, typical_target
from performance.models import Indicator
from performance.periods import Frequency
from performance.vocabulary import PeriodType, Polarity, SmallNumbers, Unit
from tests.factories.accounts import AuthorityFactory

ALL = list(standards().values())


def test_the_catalogue_has_60_indicators_each_with_its_own_code_and_name() -> None:
    assert len(ALL) == 60
    assert len({each.code for each in ALL}) == len({each.name for each in ALL}) == 60
    assert list(standards()) == [each.code for each in ALL]


@pytest.mark.django_db
@pytest.mark.parametrize("standard", ALL, ids=lambda each: each.code)
def test_every_standard_is_a_good_indicator(standard: Standard) -> None:
    """Short enough for its fields, of a known unit, and a ratio says what it is out of."""
    Indicator(authority=AuthorityFactory(), **standard.fields).full_clean()


@pytest.mark.parametrize("standard", ALL, ids=lambda each: each.code)
def test_every_standard_is_written_for_officers(standard: Standard) -> None:
    texts = [standard.definition, standard.counted, standard.out_of, standard.note]
    for text in texts:
        assert not re.search(r"\[|from knowledge|approximate|n/a", text)
        assert text == text.strip()
    assert standard.definition.endswith(".")
    assert standard.note == "" or standard.note.endswith(".")


@pytest.mark.parametrize("standard", ALL, ids=lambda each: each.code)
def test_what_is_counted_fits_the_period_it_is_counted_for(standard: Standard) -> None:
    said = f"{standard.counted} {standard.out_of}"
    length = {
        Frequency.MONTH: "month",
        Frequency.QUARTER: "quarter",
        Frequency.ACADEMIC_YEAR: "year",
    }[standard.frequency]
    if standard.period_type == PeriodType.ROLLING_12:
        assert "12 months" in said
    elif standard.period_type == PeriodType.YEAR_TO_DATE:
        assert "since 1 April" in said
    elif standard.period_type == PeriodType.IN_PERIOD:
        assert length in said
        assert f"at the end of the {length}" not in standard.counted
    else:
        assert re.search(f"at the end of the (academic )?{length}", said)


def test_a_plain_number_is_out_of_nothing_and_everything_else_out_of_something() -> None:
    assert {each.unit.is_ratio for each in ALL if each.out_of} == {True}
    assert {each.unit.is_ratio for each in ALL if not each.out_of} == {False}


def test_rates_are_printed_to_one_decimal_place_and_held_against_a_range() -> None:
    rates = [each for each in ALL if each.unit == Unit.PER_10000]
    assert {each.decimals for each in rates} == {1}
    assert {each.polarity for each in rates} == {Polarity.BAND}


@pytest.mark.parametrize(
    ("code", "unit", "polarity", "period_type", "frequency"),
    [
        ("FD04", Unit.PER_10000, Polarity.BAND, PeriodType.IN_PERIOD, Frequency.MONTH),
        ("CP05", Unit.COUNT, Polarity.NEUTRAL, PeriodType.SNAPSHOT, Frequency.MONTH),
        ("CP07", Unit.PERCENT, Polarity.LOWER, PeriodType.ROLLING_12, Frequency.MONTH),
        ("CL05", Unit.PERCENT, Polarity.LOWER, PeriodType.ROLLING_12, Frequency.MONTH),
        ("CL07", Unit.PERCENT, Polarity.HIGHER, PeriodType.YEAR_TO_DATE, Frequency.MONTH),
        ("CL12", Unit.PERCENT, Polarity.HIGHER, PeriodType.SNAPSHOT, Frequency.ACADEMIC_YEAR),
        ("CL15", Unit.WEEKS, Polarity.LOWER, PeriodType.IN_PERIOD, Frequency.QUARTER),
        ("AD01", Unit.DAYS, Polarity.LOWER, PeriodType.IN_PERIOD, Frequency.QUARTER),
        ("WF01", Unit.PER_WORKER, Polarity.LOWER, PeriodType.SNAPSHOT, Frequency.MONTH),
    ],
)
def test_some_standards_as_the_national_returns_count_them(
    code: str, unit: Unit, polarity: Polarity, period_type: PeriodType, frequency: Frequency
) -> None:
    found = standards()[code]
    assert (found.unit, found.polarity, found.period_type, found.frequency) == (
        unit,
        polarity,
        period_type,
        frequency,
    )


def test_only_what_counts_staff_and_audits_shows_small_numbers() -> None:
    shown = {each.code[:2] for each in ALL if each.small_numbers == SmallNumbers.SHOW}
    hidden = {each.code[:2] for each in ALL if each.small_numbers == SmallNumbers.AUTHORITY}
    assert shown == {"WF", "QA"}
    assert not shown & hidden


def test_a_typical_target_is_told_for_a_standard_and_for_nothing_of_the_same_code() -> None:
    assert typical_target("CL15", "Length of care proceedings") == "26 weeks, the limit in law"
    assert typical_target("CL15", "Children in clubs") == ""
    assert typical_target("XX99", "Length of care proceedings") == ""

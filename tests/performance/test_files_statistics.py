"""National statistics and the neighbour list are read as published; neighbours are pooled."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.sheets import Book, open_book
from performance.files.figures import Flaw
from performance.files.neighbours import NeighbourRaw, plain_name
from performance.files.neighbours import read as read_neighbours
from performance.files.statistics import (
    Choice,
    ComparatorRaw,
    filters_of,
    indicator_columns,
    read,
    year_of,
)
from tests.performance.files import csv_book, handmade, opened

DATA = Path(__file__).parent / "data"
MOVED = "With 3 or more placements during the year"
ON_31_MARCH = {"cla_group": "CLA on 31 March"}
CHOICE = Choice(
    {**ON_31_MARCH, "placement_stability": MOVED},
    "children_percent",
    ({**ON_31_MARCH, "placement_stability": MOVED}, "children_count"),
    ({**ON_31_MARCH, "placement_stability": "Total children"}, "children_count"),
)


@pytest.fixture
def published() -> Any:
    with (DATA / "dfe_cla_placement_stability.csv").open("rb") as file:
        yield open_book(file, "dfe_cla_placement_stability.csv")


@pytest.fixture
def listed() -> Any:
    with (DATA / "statistical_neighbours_2025.csv").open("rb") as file:
        yield open_book(file, "statistical_neighbours_2025.csv")


# --- statistics -----------------------------------------------------------------------------------


def test_filters_are_told_from_columns_of_figures(published: Book) -> None:
    assert indicator_columns(published) == ["children_count", "children_percent"]
    assert filters_of(published) == {
        "cla_group": ["CLA 2 years on 31 March", "CLA on 31 March"],
        "placement_stability": [
            "Total children",
            "With 3 or more placements during the previous 2 years",
            MOVED,
        ],
    }


def test_the_values_of_a_filter_are_bounded() -> None:
    rows = "".join(f"2025,Calendar year,National,area {n},1\n" for n in range(700))
    book = csv_book(f"time_period,time_identifier,geographic_level,area,count\n{rows}")
    assert len(filters_of(book)["area"]) == 500


def test_the_figures_of_a_london_borough_are_those_of_london_and_its_parts(published: Book) -> None:
    found = list(read(published, CHOICE, region="Outer London", own="London Borough of Barnet"))
    assert [(f.group, f.year_label, f.value, f.row, f.note) for f in found[:5]] == [
        ("england", "2025", 10, 5, "England"),
        ("region", "2025", 10, 13, "London"),
        ("inner_london", "2025", 10, 17, "Inner London"),
        ("outer_london", "2025", 10, 21, "Outer London"),
        ("own", "2025", 10, 41, "London Borough of Barnet"),
    ]
    assert [(f.group, f.starts_on, f.value) for f in found[5:7]] == [
        ("england", date(2023, 4, 1), 11),
        ("region", date(2023, 4, 1), 12),
    ]
    assert len(found) == 10


def test_a_region_outside_london_gets_its_own_figures_only(published: Book) -> None:
    found = list(read(published, CHOICE, region="North west"))
    assert {(f.group, f.note) for f in found} == {("england", "England"), ("region", "North West")}


def test_neighbours_are_pooled_from_their_counts_and_not_averaged(
    published: Book, listed: Book
) -> None:
    neighbours = read_neighbours(listed, authority_name="Barnet")
    for names in ([n.name for n in neighbours], [n.code for n in neighbours]):
        found = [
            figure
            for figure in read(published, CHOICE, region="", neighbours=names)
            if figure.group == "neighbours"
        ]
        # Added up by hand from the ten rows of each year.
        assert [(f.year_label, f.numerator, f.denominator, f.value) for f in found] == [
            ("2025", 287, 3082, None),
            ("2024", 327, 3121, None),
        ]
        assert found[0].note == "Counts of 10 of 10 statistical neighbours together."


TIDY = (
    "time_period,time_identifier,geographic_level,country_name,region_name,old_la_code,la_name,"
    "kind,count,percent\n"
)


def tidy(*rows: str) -> Book:
    """A tidy file of these rows, each without its time."""
    return csv_book(TIDY + "".join(f"202425,Financial year,{row}\n" for row in rows))


def authority(name: str, above: str, below: str) -> list[str]:
    """The rows of an authority with its count and its total."""
    start = f"Local authority,England,North West,,{name}"
    return [f"{start},some,{above},7", f"{start},all,{below},100"]


TEN = [f"Town {n}" for n in range(10)]
COUNTED = Choice(
    {"kind": "some"}, "percent", ({"kind": "some"}, "count"), ({"kind": "all"}, "count")
)


def test_neighbours_without_counts_are_left_out_and_it_is_said() -> None:
    rows = [row for n, town in enumerate(TEN[:9]) for row in authority(town, str(n), "100")]
    rows += authority("Town 9", "c", "40")
    rows[0] = rows[0].replace("some,0,7", "some,low,low")
    [figure] = [
        found
        for found in read(tidy(*rows), COUNTED, region="", neighbours=TEN)
        if isinstance(found, ComparatorRaw)
    ]
    assert (figure.numerator, figure.denominator) == (sum(range(1, 9)), 800)
    assert figure.note == "Counts of 8 of 10 statistical neighbours together."
    assert (figure.year_label, figure.starts_on) == ("2024/25", date(2024, 4, 1))


def test_too_few_neighbours_with_counts_stand_for_nobody() -> None:
    rows = [row for town in TEN[:4] for row in authority(town, "3", "30")]
    [flaw] = read(tidy(*rows), COUNTED, region="", neighbours=TEN)
    assert isinstance(flaw, Flaw)
    assert flaw.message == (
        "Only 4 of 10 statistical neighbours have counts for 2024/25. That is too few to stand for "
        "all."
    )


def test_percentages_without_counts_are_not_pooled() -> None:
    rows = [row for town in TEN for row in authority(town, "3", "30")]
    choice = replace(COUNTED, numerator=None, denominator=None)
    [flaw] = read(tidy(*rows), choice, region="", neighbours=TEN)
    assert "their percentages cannot be averaged" in flaw.message


@pytest.mark.parametrize(
    ("symbol", "value", "state", "words"),
    [
        ("c", None, "suppressed", "suppressed to protect confidentiality"),
        ("z", None, "not_applicable", "not applicable"),
        ("x", None, "awaited", "not available"),
        ("u", None, "suppressed", "withheld because it is unreliable"),
        ("low", 0, "final", "more than nought, but rounds to it"),
        ("k", 0, "final", "more than nought, but rounds to it"),
    ],
)
def test_a_symbol_in_place_of_a_figure_is_understood(
    symbol: str, value: int | None, state: str, words: str
) -> None:
    book = tidy(f"National,England,,,,some,9,{symbol}")
    [figure] = read(book, COUNTED, region="")
    assert (figure.value, figure.state, figure.note) == (value, state, f"England: {words}")


def test_text_where_a_figure_stands_is_named_with_its_place() -> None:
    [flaw] = read(tidy("National,England,,,,some,9,many"), COUNTED, region="")
    assert (flaw.row, flaw.column, flaw.found) == (2, "J", "many")


def test_filters_that_leave_two_figures_are_named() -> None:
    row = "National,England,,,,some,9,7"
    flaws = [f for f in read(tidy(row, row), COUNTED, region="") if isinstance(f, Flaw)]
    assert [(f.row, f.column) for f in flaws] == [(3, "J"), (3, "I")]
    assert "Choose a value of every filter: row 2 has a figure" in flaws[0].message


def test_only_england_is_the_nation() -> None:
    found = list(read(tidy("National,Wales,,,,some,9,7"), COUNTED, region=""))
    assert [f.message for f in found] == ["No row of the file has these values of the filters."]


def test_a_region_that_is_not_there_is_named() -> None:
    book = tidy("National,England,,,,some,9,7")
    figure, *_ = sorted(read(book, COUNTED, region="Narnia"), key=lambda f: isinstance(f, Flaw))
    assert figure.value == Decimal(7)
    [flaw] = [f for f in read(book, COUNTED, region="Narnia") if isinstance(f, Flaw)]
    assert (flaw.message, flaw.found) == ("The file has no figures of the region.", "Narnia")


@pytest.mark.parametrize("missing", ["kind", "percent"])
def test_a_column_that_is_not_there_is_refused(missing: str) -> None:
    book = csv_book(TIDY.replace(missing, "other") + "2025,Calendar year,National,,,,,a,1,1\n")
    with pytest.raises(ValueError, match=f"has no column “{missing}”"):
        list(read(book, COUNTED, region=""))


def test_another_file_is_no_statistics() -> None:
    for ask in (filters_of, indicator_columns):
        with pytest.raises(ValueError, match="no file of Explore Education Statistics"):
            ask(csv_book("a,b\n1,2\n"))


@pytest.mark.parametrize(
    ("period", "kind", "label", "first"),
    [
        ("2025", "Reporting year", "2025", date(2024, 4, 1)),
        ("2025", "Calendar year", "2025", date(2025, 1, 1)),
        ("202425", "Financial year", "2024/25", date(2024, 4, 1)),
        (202425, "Financial year", "2024/25", date(2024, 4, 1)),
        ("2024-25", "Academic year", "2024/25", date(2024, 9, 1)),
        ("2024/25", "Tax year", "2024/25", date(2024, 4, 1)),
        ("199900", "Academic year", "1999/00", date(1999, 9, 1)),
        ("2025", "April", "April 2025", date(2025, 4, 1)),
    ],
)
def test_years_are_understood(period: Any, kind: str, label: str, first: date) -> None:
    assert year_of(period, kind) == (label, first)


@pytest.mark.parametrize(
    ("period", "kind"),
    [
        ("202427", "Financial year"),
        ("2025", "Autumn term"),
        ("2025", "Academic year"),
        (None, None),
    ],
)
def test_what_is_no_year_is_refused(period: Any, kind: Any) -> None:
    with pytest.raises(ValueError, match="no year that can be compared"):
        year_of(period, kind)


def test_a_row_of_a_term_is_a_flaw_once() -> None:
    term = "202425,Autumn term,National,England,,,,some,9,7\n"
    found = list(read(csv_book(TIDY + term + term), COUNTED, region=""))
    assert [(f.row, f.found) for f in found] == [(2, "202425"), (1, "")]


def test_a_formula_without_a_result_is_a_flaw() -> None:
    heads = "".join(
        f'<c r="{place}1" t="inlineStr"><is><t>{words}</t></is></c>'
        for place, words in zip("ABCD", [*TIDY.split(",")[:3], "percent"], strict=True)
    )
    book = opened(handmade(f'<row r="1">{heads}</row><row r="2"><c r="D2"><f>1</f></c></row>'))
    flaw, *_ = read(book, Choice({}, "percent"), region="")
    assert (flaw.row, flaw.column) == (2, "D")


# --- neighbours -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Barnet", "London Borough of Barnet", "Barnet Council", "BARNET "]
)
def test_the_ten_neighbours_are_read_in_their_order(listed: Book, name: str) -> None:
    found = read_neighbours(listed, authority_name=name)
    assert len(found) == 10
    assert found[0] == NeighbourRaw(1, "320", "Waltham Forest", "Close")
    assert found[1].name == "Reading"
    assert [each.order for each in found] == list(range(1, 11))


@pytest.mark.parametrize("name", ["Hull City Council", "Hull", "Kingston upon Hull, City of"])
def test_an_authority_is_found_by_the_name_it_goes_by(listed: Book, name: str) -> None:
    assert len(read_neighbours(listed, authority_name=name)) == 10


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Royal Borough of Kensington & Chelsea", "Kensington and Chelsea"),
        ("Bristol City Council", "Bristol, City of"),
        ("Herefordshire Council", "Herefordshire, County of"),
        ("Durham County Council", "County Durham"),
        ("St. Helens Metropolitan Borough Council", "St Helens"),
        ("City of York Council", "York"),
        ("Telford & Wrekin", "Telford and Wrekin"),
    ],
)
def test_names_of_councils_and_of_places_are_the_same(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


def test_names_that_differ_stay_apart() -> None:
    for one, other in [("Leicester", "Leicestershire"), ("Derby City Council", "Derbyshire")]:
        assert plain_name(one) != plain_name(other)


def test_an_authority_that_is_not_there_is_refused(listed: Book) -> None:
    with pytest.raises(ValueError, match="“Narnia” is not in statistical_neighbours"):
        read_neighbours(listed, authority_name="Narnia")


HEADS = "old_la_code,la_name,SN_1,SN_1P,SN_2\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,2\n", "is no list of statistical neighbours"),
        (HEADS + "1,Town,,,\n", "Row 2 names no neighbours"),
        (HEADS + "1,Town,2,Close,\n", "Row 2, column C: no authority in the list has the code 2"),
        (HEADS + "1,Town,1,,\n2,Town Council,1,,\n", "stands twice, in rows 2 and 3"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_in_words(content: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_neighbours(csv_book(content), authority_name="Town")


def test_a_list_may_name_the_neighbours_themselves() -> None:
    book = csv_book(HEADS + "1,Town,Village,Very close ,\n")
    assert read_neighbours(book, authority_name="Town") == [
        NeighbourRaw(1, "", "Village", "Very close")
    ]
    long = csv_book(HEADS + f"1,Town,{'Village' * 30},Very close ,\n")
    with pytest.raises(ValueError, match="Row 2, column C: what stands here is too long"):
        read_neighbours(long, authority_name="Town")

"""What single cells of an action plan say, and what sheets look like."""

import io
import string
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.colours import FILLS, INDEXED, name_of, shade, theme_palette
from core.sheets import Cell, open_book
from improvement.plan_files.cells import (
    NO_CHANGE,
    Told,
    plain,
    read_day,
    read_objective,
    read_owners,
    read_priority,
    read_reference,
    read_theme,
    read_updates,
    reference_match,
    said,
)
from improvement.plan_files.layout import FIELDS, Layout
from improvement.plan_files.sheet import (
    Line,
    fitting,
    headings_of,
    lines_of,
    open_plan,
    propose_columns,
    propose_header,
    propose_layout,
    top_rows,
)
from improvement.plan_files.writing import (
    LEFT_OUT,
    LONGEST_CELL,
    Standing,
    appended,
    as_written,
    same,
    usual_layout,
    word_for,
    write_plan,
)
from tests.improvement.plan_workbooks import plan_workbook

AFTER = date(2018, 5, 10)
TEXT = st.text(max_size=60)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
CELLS = st.one_of(
    st.none(),
    st.text(max_size=80),
    st.text(string.digits + "/-.–: qQJjulyendof'\n", max_size=40),
    st.dates(),
    st.integers(),
    st.floats(),
    st.booleans(),
)
STANDINGS = st.builds(
    Standing,
    reference=TEXT,
    title=TEXT,
    theme=TEXT,
    objective=TEXT,
    owners=st.lists(TEXT, max_size=3).map(tuple),
    starts_on=DAYS,
    due_on=st.none() | DAYS,
    priority=st.sampled_from(["High", "Medium", "Low"]),
    success_measure=TEXT,
    delivery=st.sampled_from(["On track", "=Done", "Complete"]),
    impact=st.sampled_from(["Emerging", "Too early"]),
    updates=st.lists(st.tuples(DAYS, TEXT), max_size=4).map(tuple),
    delivery_colour=st.sampled_from([*FILLS, ""]),
)


# --- themes and objectives ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("2. Front door", "Front door"),
        ("Theme 12 – Front door", "Front door"),
        ("3  Front  door", "Front door"),
        ("Priority 1:\nFront door", "Front door"),
        ("Front door", "Front door"),
        ("Theme 2", "Theme 2"),
        ("2018 plan", "2018 plan"),
        ("7", ""),
        ("–", ""),
        ("x" * 201, ""),
    ],
)
def test_a_theme_is_named_without_its_number(words, title):
    assert read_theme(words) == title


@pytest.mark.parametrize(
    ("words", "reference", "title"),
    [
        ("1a Grip", "1a", "Grip"),
        ("5b(ii) – Grip", "5b(ii)", "Grip"),
        ("Recommendation 3: Listen to\nchildren", "3", "Listen to children"),
        ("R4. Listen", "R4", "Listen"),
        ("Listen", "", "Listen"),
        ("2018 was a year", "", "2018 was a year"),
        ("x" * 301, "", "x" * 299 + "…"),
    ],
)
def test_an_objective_has_a_reference_or_none(words, reference, title):
    assert read_objective(words) == (reference, title)


# --- days -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2018, 7, 31), date(2018, 7, 31)),
        (43312, date(2018, 7, 31)),
        ("43312", date(2018, 7, 31)),
        ("31/07/18", date(2018, 7, 31)),
        ("31.7.2018", date(2018, 7, 31)),
        ("2018-07-31", date(2018, 7, 31)),
        ("31st July 2018", date(2018, 7, 31)),
        ("by 31 July 2018", date(2018, 7, 31)),
        ("July 2018", date(2018, 7, 31)),
        ("Jul-18", date(2018, 7, 31)),
        ("end of February 2020", date(2020, 2, 29)),
        ("07/2018", date(2018, 7, 31)),
        ("end of July", date(2018, 7, 31)),
        ("April", date(2019, 4, 30)),
        ("Q1 2018/19", date(2018, 6, 30)),
        ("Q4 2018/19", date(2019, 3, 31)),
        ("2018/19", date(2019, 3, 31)),
        ("ongoing", None),
        ("On-going", None),
        ("TBC", None),
        (None, None),
    ],
)
def test_a_day_is_read_however_it_is_written(cell, day):
    assert read_day(cell, after=AFTER).on == day


@pytest.mark.parametrize("cell", ["July 2018", "Q2 2018/19", "2018/19", "end of July"])
def test_a_day_that_was_found_says_how(cell):
    note = read_day(cell, after=AFTER).note
    assert f"“{cell}” is taken as" in note
    assert "the last day of the" in note


@pytest.mark.parametrize(
    "cell", ["when possible", "31/02/2018", "31/07/18 then 30/09/18", "Summer 2018", 7, 1e300, True]
)
def test_what_is_no_day_is_said_so(cell):
    with pytest.raises(ValueError, match="Enter a date"):
        read_day(cell, after=AFTER)


@given(DAYS)
def test_a_day_reads_back_as_it_is_written(day):
    for words in (f"{day:%d/%m/%Y}", f"{day:%-d %B %Y}", day.isoformat()):
        assert read_day(words, after=AFTER).on == day


# --- references, priorities, owners ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "reference"),
    [("5b (ii)", "5b (ii)"), (" 5B.2 ", "5B.2"), (1.1, "1.1"), (7, "7"), ("T1/A-2.", "T1/A-2")],
)
def test_a_reference_is_read(cell, reference):
    assert read_reference(cell) == reference


@pytest.mark.parametrize("cell", [None, "", "see above", "–", "x" * 21 + "1", date(2018, 2, 5)])
def test_what_is_no_reference_is_said_so(cell):
    with pytest.raises(ValueError, match="Enter a reference"):
        read_reference(cell)


def test_references_are_one_however_they_are_spaced():
    assert reference_match("5B (II).") == reference_match("5b(ii)")
    assert reference_match("1.1") != reference_match("11")


def test_priorities_are_read_by_word_letter_and_number():
    assert [read_priority(cell) for cell in ("HIGH", "m", 3, "Low priority", None)] == [
        "high",
        "medium",
        "low",
        "low",
        "",
    ]
    with pytest.raises(ValueError, match="Enter high, medium or low"):
        read_priority("very")


def test_owners_of_one_cell_are_told_apart():
    known = {"children and families", "front door team"}
    cell = "Jane Smith / Tom Lee (Head of Service); Children and Families\nAnn & Bob, Jane Smith"
    assert read_owners(cell, known) == [
        "Jane Smith",
        "Tom Lee",
        "Children and Families",
        "Ann",
        "Bob",
    ]


# --- updates --------------------------------------------------------------------------------------


def test_dated_updates_of_one_cell_are_told_apart():
    assert read_updates("12/03/18 – Training done. 02/05/18: Terms agreed; 3 schools joined") == [
        Told(date(2018, 3, 12), "Training done."),
        Told(date(2018, 5, 2), "Terms agreed; 3 schools joined"),
    ]


def test_the_newest_update_may_stand_first():
    told = read_updates("2 May 2018\nAgreed\n\n12 March 2018\nBegun")
    assert [(each.on, each.words) for each in told] == [
        (date(2018, 3, 12), "Begun"),
        (date(2018, 5, 2), "Agreed"),
    ]


def test_text_without_a_day_stands_apart():
    first, second = read_updates("Group set up. 12/03/18 - Met first")
    assert first == Told(None, "Group set up.")
    assert second == Told(date(2018, 3, 12), "Met first")


def test_a_day_inside_a_sentence_begins_no_update():
    words = "Begun after the visit of 12/03/18 and done by 31/07/18."
    assert read_updates(words) == [Told(None, words)]


def test_an_update_of_a_month_is_of_its_last_day():
    (told,) = read_updates("March 2018: All trained")
    assert told.on == date(2018, 3, 31)
    assert "the last day of the month" in told.note


def test_no_change_is_known_as_such():
    assert Told(None, NO_CHANGE).is_no_change
    assert not Told(None, "No change is needed").is_no_change


@given(st.text(st.characters(codec="utf-8"), max_size=300) | st.text("12/03/18 –:.\n", max_size=80))
def test_updates_are_in_order_and_lose_no_day(words):
    told = read_updates(words)
    days = [each.on for each in told if each.on]
    assert days == sorted(days)
    assert all(each.words for each in told)


def test_a_cell_of_spaces_and_dots_is_read_in_no_time():
    assert read_updates(". " * 16_000)
    assert read_updates("12/03/18 " * 3_000)


# --- nothing crashes ------------------------------------------------------------------------------


@given(CELLS)
def test_a_cell_is_read_or_refused_in_words_whatever_it_holds(cell):
    for read in (
        read_reference,
        read_priority,
        read_updates,
        lambda each: read_day(each, after=AFTER),
        lambda each: read_owners(each, set()),
    ):
        refusal = "Enter"
        try:
            read(cell)
        except ValueError as error:
            refusal = str(error)
        assert refusal.startswith("Enter")


@given(st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_a_header_and_columns_are_proposed_for_any_sheet(rows: list[list[Cell]]):
    lines = [Line(number, cells) for number, cells in enumerate(rows, start=1)]
    row = propose_header(lines)
    for line in lines:
        columns = propose_columns(headings_of(line))
        assert set(columns) <= set(FIELDS)
        assert len(set(columns.values())) == len(columns)
    assert row == 1 or row in [line.number for line in lines]


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.text() | st.sampled_from(["sheet", "header_row", "columns", "headings"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_a_layout_is_understood_or_refused(kept):
    try:
        layout = Layout.from_json(kept)
    except ValueError:
        return
    assert Layout.from_json(layout.as_json()) == layout


# --- colours --------------------------------------------------------------------------------------


def test_colours_are_called_what_people_call_them():
    called = {"FF0000": "red", "FFC000": "amber", "FFFF00": "amber", "00B050": "green"}
    called |= {"92D050": "green", "0070C0": "blue", "D9D9D9": "grey", "FFFFFF": "white"}
    assert {colour: name_of(colour) for colour in called} == called
    assert {name_of(colour): name for name, colour in FILLS.items()} == {
        name: name for name in FILLS
    }


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_has_a_name(number):
    assert name_of(f"{number:06X}") in FILLS


def test_a_shade_is_told_by_digits_number_or_theme():
    palette = theme_palette(
        [
            ("dk1", {}),
            ("sysClr", {"lastClr": "000000"}),
            ("lt1", {}),
            ("srgbClr", {"val": "ffffff"}),
        ]
    )
    assert shade({"rgb": "FF00B050"}, palette) == "00B050"
    assert shade({"indexed": "10"}, palette) == INDEXED[10] == "FF0000"
    assert shade({"theme": "0"}, palette) == "FFFFFF"
    assert shade({"theme": "0", "tint": "-0.5"}, palette) == "808080"
    assert shade({"theme": "9"}, palette) == ""
    assert shade({"indexed": "64"}, palette) == ""
    assert shade({"rgb": "FF00B050", "tint": "nonsense"}, palette) == "00B050"


# --- written and read -----------------------------------------------------------------------------


def _read_back(standings: list[Standing], layout: Layout) -> list[Line]:
    out = io.BytesIO()
    write_plan(out, name="Our plan", layout=layout, standings=standings)
    book = open_plan(out, "plan.xlsx")
    (sheet,) = book.sheets
    return [line for line in lines_of(book, sheet) if line.number > layout.header_row]


@given(st.lists(STANDINGS, max_size=4))
def test_what_is_written_reads_back_the_same(standings):
    layout = usual_layout()
    lines = {line.number: line for line in _read_back(standings, layout)}
    for number, standing in enumerate(standings, start=2):
        written = as_written(standing, layout)
        for field, column in layout.columns.items():
            assert same(lines[number].cell(column), written[field]), field


@given(st.text())
def test_plain_text_stays_plain(words):
    assert plain(plain(words)) == plain(words)


@pytest.mark.parametrize(
    "words", ["=1+1", "+44", "-5", "@SUM", "'=quoted", "#N/A", "_x000D_", "\x0b=1"]
)
def test_formulas_in_peoples_words_are_neutralised(words):
    out = io.BytesIO()
    standing = Standing("1", words, "", "", (), AFTER, None, "High", "", "On track", "Emerging")
    write_plan(out, name=words, layout=usual_layout(), standings=[standing])
    ((_, cells),) = list(open_book(out, "plan.xlsx").rows())[1:]
    assert not str(cells[1]).startswith(("=", "+", "-", "@"))
    assert said(cells[1]) == plain(words)


def test_the_layout_is_written_where_the_council_had_it():
    layout = Layout(
        "RAG: our plan?",
        3,
        {"reference": "C", "title": "B", "delivery": "E"},
        [("B", "Key action"), ("C", "No."), ("D", "Theirs"), ("E", "BRAG")],
        delivery={"green": "On track", "#00FF00": "On track", "on track": "Complete"},
    )
    standing = Standing("1.1", "Do it", "", "", (), AFTER, None, "High", "", "On track", "Emerging")
    out = io.BytesIO()
    write_plan(out, name="Our plan", layout=layout, standings=[standing])
    book = open_plan(out, "plan.xlsx")
    (_, top), (number, heads), (_, row) = book.rows()
    assert (top[0], number) == ("Our plan", 3)
    assert heads[1:] == ["Key action", "No.", "Theirs", "BRAG"]
    assert row[1:] == ["Do it", "1.1", None, "green"]
    (line,) = [line for line in lines_of(book, book.sheets[0]) if line.number == 4]
    assert line.fill("E") == "00FF00"
    assert fitting(book, [layout]) is not None


def test_a_status_is_written_as_its_label_unless_that_means_another():
    assert word_for("On track", {}) == "On track"
    assert word_for("On track", {"green": "On track"}) == "On track"
    assert word_for("On track", {"green": "On track", "on track": "Complete"}) == "green"


def test_a_long_story_keeps_its_latest_updates():
    story = appended((date(2018, 1, 1 + number), "x" * 9_000) for number in range(5))
    assert len(story) <= LONGEST_CELL
    assert story.startswith(f"{LEFT_OUT}\n03/01/2018")
    assert len(appended([(AFTER, "y" * 50_000)])) <= LONGEST_CELL


def test_the_first_rows_and_those_around_the_headings_are_shown():
    rows: list[list[Any]] = [[f"Title {number}"] for number in range(1, 21)]
    actions = [[f"1.{number}", date(2018, 7, 31)] for number in range(9)]
    content = plan_workbook(rows[0], [*rows[1:], ["Ref", "Due"], *actions])
    book = open_book(io.BytesIO(content), "a.xlsx")
    letters, shown = top_rows(book, "Sheet", 21)
    assert letters == ["A", "B"]
    assert [number for number, _ in shown] == [*range(1, 9), *range(18, 25)]
    assert dict(shown)[21] == ["Ref", "Due"]
    assert dict(shown)[22] == ["1.0", "31/07/2018"]


def test_our_own_layout_is_recognised_again():
    layout = usual_layout()
    out = io.BytesIO()
    write_plan(out, name="Our plan", layout=layout, standings=[])
    found = propose_layout(open_plan(out, "plan.xlsx"))
    assert found.columns == layout.columns

"""What leads where within a paper: statuses to their meanings, rows to charts and back."""

import pytest

from documents import leads
from documents.nodes import (
    Appendix,
    Chart,
    Figure,
    LineBreak,
    NumberedParagraph,
    Picture,
    Series,
    Status,
    Table,
    Text,
)


def meanings(caption, **said):
    """A table that says what statuses mean."""
    rows = tuple(((Status(label),), (Text(words),)) for label, words in said.items())
    return Table(caption, ("Status", "What it means"), rows)


def figures(caption, *names):
    """A table with a row for each indicator, below its code."""
    rows = tuple(
        ((Text(f"CP{n}", bold=True), LineBreak(), Text(name)), (Text("12"),))
        for n, name in enumerate(names)
    )
    return Table(caption, ("Indicator", "Figure"), rows)


def chart(title):
    return Figure(title, "It fell.", Chart("line", ("March", "April"), (Series("x", (2.0, 1.0)),)))


def test_rows_are_found_wherever_they_stand_and_told_apart_by_their_place():
    found = leads.find(
        (
            NumberedParagraph("one", (), (figures("First", "Visits"),)),
            Appendix("two", "Two", (figures("Second", "Visits", "Plans"),)),
        )
    )
    assert [(row.anchor, row.table.caption, row.name) for row in found.rows] == [
        ("row_1", "First", "Visits"),
        ("row_2", "Second", "Visits"),
        ("row_3", "Second", "Plans"),
    ]


def test_a_status_leads_to_the_row_that_says_what_it_means():
    found = leads.find((figures("Figures", "Visits"), meanings("Delivery", Late="Past its date.")))
    assert found.meaning("Late") == "row_2"
    assert found.meaning("Early") == ""


@pytest.mark.parametrize(("column", "row"), [("Delivery", "row_1"), ("Impact", "row_2"), ("", "")])
def test_a_status_that_two_tables_explain_leads_to_the_table_of_its_column(column, row):
    found = leads.find(
        (
            meanings("Delivery: what is done", Good="Done."),
            meanings("Impact: what it did", Good="x"),
        )
    )
    assert found.meaning("Good", column) == row


def test_a_count_beside_a_status_is_not_its_meaning():
    counted = Table("Counts", ("Status", "Actions"), (((Status("Late"),), (Text("3"),)),))
    assert leads.find((counted,)).meaning("Late") == ""


def test_rows_lead_to_the_chart_of_their_figures_and_back():
    found = leads.find(
        (
            figures("Scorecard", "Visits", "Visits, in time"),
            figures("Attention", "Visits"),
            chart("Visits, April 2017 to March 2018"),
            chart("Visits, in time, April 2017 to March 2018"),
            chart("Plans"),
        )
    )
    assert found.charts == {"row_1": "figure_1", "row_3": "figure_1", "row_2": "figure_2"}
    assert [row.table.caption for row in found.tables["figure_1"]] == ["Scorecard", "Attention"]


def test_a_picture_draws_no_figures():
    picture = Figure("Visits", "A map.", Picture("", "image/png"))
    found = leads.find((figures("Scorecard", "Visits"), picture, chart("Visits, 2018")))
    assert found.charts == {"row_1": "figure_2"}

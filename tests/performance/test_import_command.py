"""manage.py import_observations: figures brought in without a page."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Authority, User
from performance.models import (
    Comparator,
    ImportBatch,
    Indicator,
    NeighbourModel,
    Observation,
    WorkbookMapping,
)
from tests.factories.performance import (
    ConventionsFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourModelFactory,
    ObservationFactory,
)
from tests.performance.files import workbook_of

LONG = "Indicator,Period,Value\n"


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2018, 4, 30)


@pytest.fixture
def contacts(authority: Authority) -> Indicator:
    return IndicatorFactory(authority=authority, code="FD01", name="Contacts", unit="count")


@pytest.fixture
def run(authority: Authority, analyst: User, tmp_path: Path) -> Any:
    """Bring in a file of this content: what was said, and what was complained of."""

    def run(content: str | bytes, *options: str, name: str = "figures.csv") -> tuple[str, str]:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        said, complained = StringIO(), StringIO()
        given = ["--authority", authority.slug, "--by", analyst.email, *options]
        call_command("import_observations", str(file), *given, stdout=said, stderr=complained)
        return said.getvalue(), complained.getvalue()

    return run


def test_a_template_is_read_and_committed(run: Any, contacts: Indicator) -> None:
    said, _ = run(f"{LONG}FD01,March 2018,1731\nFD01,February 2018,1700\n")
    assert "Recognised as our own template, a figure a row." in said
    assert "2 new, 0 changed, 0 unchanged, 0 rejected, 0 asked about." in said
    assert Observation.objects.current().count() == 2


def test_the_same_file_twice_changes_nothing(run: Any, contacts: Indicator) -> None:
    run(f"{LONG}FD01,March 2018,1731\n")
    said, _ = run(f"{LONG}FD01,March 2018,1731\n")
    assert "The same file was committed on" in said
    assert "There is nothing to commit." in said
    assert ImportBatch.objects.count() == 1


def test_rejected_rows_stop_it_and_are_printed(run: Any, contacts: Indicator) -> None:
    content = f"{LONG}FD01,March 2018,1731\nXX99,March 2018,3\n"
    with pytest.raises(CommandError, match="1 row is rejected"):
        run(content)
    assert not Observation.objects.exists()
    assert not ImportBatch.objects.exists()
    _, complained = run(content, "--leave-out-rejected")
    assert "Row 3, column C: There is no indicator “XX99” in the library." in complained
    assert Observation.objects.count() == 1


def test_no_more_rejected_rows_are_printed_than_can_be_read(run: Any, contacts: Indicator) -> None:
    content = LONG + "XX99,March 2018,3\n" * 25 + "FD01,March 2018,1\n"
    _, complained = run(content, "--leave-out-rejected")
    assert complained.count("Row ") == 20
    assert "and 5 more" in complained


def test_what_moves_far_stops_it_until_it_is_confirmed(run: Any, contacts: Indicator) -> None:
    ObservationFactory(indicator=contacts, starts_on=date(2018, 2, 1), value=100)
    content = f"{LONG}FD01,March 2018,1731\n"
    with pytest.raises(CommandError, match="1 figure moves further than is usual"):
        run(content)
    run(content, "--confirm-implausible")
    assert Observation.objects.count() == 2


def test_a_preview_waits_on_its_page(run: Any, contacts: Indicator) -> None:
    said, _ = run(f"{LONG}FD01,March 2018,1731\n", "--preview")
    batch = ImportBatch.objects.get()
    assert batch.get_absolute_url() in said
    assert (batch.state, Observation.objects.count()) == ("previewed", 0)


def test_progress_is_printed_of_a_long_file(
    run: Any, contacts: Indicator, monkeypatch: Any
) -> None:
    monkeypatch.setattr("performance.staging.CHUNK", 2)
    monkeypatch.setattr("performance.management.commands.import_observations.TELL_EVERY", 2)
    said, _ = run(LONG + "".join(f"FD01,{m}/2017,5\n" for m in range(1, 6)))
    assert "2 rows read\n4 rows read\n" in said


def test_a_workbook_is_read_by_its_saved_mapping(
    run: Any, authority: Authority, contacts: Indicator
) -> None:
    content = workbook_of(["Measure", "Mar 2018"], ["Contacts (1)", 1731], sheet="Data")
    with pytest.raises(CommandError, match="No mapping reads this workbook"):
        run(content, name="month.xlsx")
    mapping = {
        "sheet": "Data",
        "layout": "months_across",
        "header_row": 1,
        "first_row": 2,
        "name_column": "A",
        "names": {"Contacts": "FD01"},
    }
    WorkbookMapping.objects.create(authority=authority, name="Monthly", mapping=mapping)
    said, _ = run(content, name="month.xlsx")
    assert "Read by the mapping “Monthly”." in said
    assert Observation.objects.get().value == 1731
    with pytest.raises(CommandError, match="Saved mappings: Monthly"):
        run(content, "--mapping", "Yearly", name="month.xlsx")


STATISTICS = (
    "time_period,time_identifier,geographic_level,country_name,region_name,la_name,group,n,percent\n"
    "2017,Reporting year,National,England,,,In time,60,60\n"
    "2017,Reporting year,National,England,,,All,100,100\n"
    "2017,Reporting year,Local authority,England,London,Merton,In time,30,60\n"
    "2017,Reporting year,Local authority,England,London,Merton,All,50,100\n"
)


def test_national_statistics_become_comparators(run: Any, authority: Authority) -> None:
    IndicatorFactory(authority=authority, code="CP05")
    ConventionsFactory(authority=authority, region="")
    like_us = NeighbourModelFactory(authority=authority)
    NeighbourFactory(model=like_us, name="Merton")
    options = ["--indicator", "CP05", "--source", "DfE 2017", "--statistics-value", "percent"]
    options += ["--statistics-filter", "group=In time", "--statistics-numerator", "n"]
    options += ["--statistics-denominator", "n", "--statistics-denominator-filter", "group=All"]
    run(STATISTICS, *options)
    found = Comparator.objects.values_list("group", "value", "neighbours", "source")
    assert set(found) == {
        ("england", Decimal(60), None, "DfE 2017"),
        ("neighbours", Decimal(60), like_us.pk, "DfE 2017"),
    }


COMPARED = ["--indicator", "CP05", "--source", "DfE"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "This file needs --indicator"),
        (["--indicator", "CP05"], "This file needs --source"),
        (COMPARED, "This file needs --statistics-value"),
        (
            ["--indicator", "XX", "--source", "DfE", "--statistics-value", "percent"],
            "There is no indicator “XX”",
        ),
        (
            [
                "--indicator",
                "CP05",
                "--source",
                "DfE",
                "--statistics-value",
                "percent",
                "--statistics-filter",
                "In time",
            ],
            "Give a filter as COLUMN=VALUE",
        ),
        (
            [*COMPARED, "--statistics-value", "no_such"],
            "has no column “no_such”",
        ),
    ],
)
def test_what_national_statistics_need_is_said(
    run: Any, authority: Authority, options: list[str], words: str
) -> None:
    IndicatorFactory(authority=authority, code="CP05")
    with pytest.raises(CommandError, match=words):
        run(STATISTICS, *options)


NEIGHBOURS = (
    "old_la_code,la_name,SN_1,SN_1P,SN_2,SN_2P\n"
    "302,Barnet,315,Very close,316,Close\n315,Merton,302,Close,316,Close\n"
    "316,Sutton,302,Close,315,Close\n"
)


def test_the_list_of_neighbours_is_kept_under_its_name(run: Any, authority: Authority) -> None:
    with pytest.raises(CommandError, match="This file needs --name"):
        run(NEIGHBOURS)
    options = ["--name", "2025 model", "--from-on", "2025-04-01", "--source", "DfE"]
    run(NEIGHBOURS, *options)
    model = NeighbourModel.objects.get()
    assert [(each.order, each.name, each.closeness) for each in model.neighbours.all()] == [
        (1, "Merton", "Very close"),
        (2, "Sutton", "Close"),
    ]
    said, _ = run(NEIGHBOURS, *options)
    assert "There is nothing to commit." in said


def test_a_list_of_children_is_refused(run: Any) -> None:
    with pytest.raises(CommandError, match="individual children"):
        run("Child Unique ID,Date of birth\n1,1/1/2010\n")
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"), [("", "is empty"), (b"%PDF-1.4", "is a PDF"), (b"PK\3\4x", "is damaged")]
)
def test_a_file_that_cannot_be_read_is_refused_in_words(run: Any, content: Any, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(content)


def test_it_says_who_may_not_and_what_is_unknown(
    run: Any, authority: Authority, reader: User, analyst: User
) -> None:
    with pytest.raises(CommandError, match="may not bring figures in"):
        run(LONG, "--by", reader.email)
    with pytest.raises(CommandError, match="There is no authority “elsewhere”"):
        run(LONG, "--authority", "elsewhere")
    given = ["--authority", authority.slug, "--by", analyst.email]
    with pytest.raises(CommandError, match="cannot be opened: No such file"):
        call_command("import_observations", "/no/such/file.csv", *given)

"""Pages that bring figures in."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from performance import intake
from performance.models import (
    Comparator,
    ImportBatch,
    Indicator,
    NeighbourModel,
    Observation,
    StagedFigure,
    WorkbookMapping,
)
from tests.factories.accounts import AuthorityFactory, MembershipFactory
from tests.factories.performance import (
    BreakdownFactory,
    CommentaryFactory,
    ImportBatchFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourModelFactory,
    ObservationFactory,
    ScorecardFactory,
    observe,
)
from tests.performance import annex_a_lists
from tests.performance.files import SHEET, handmade, with_parts, workbook, workbook_of

LONG = "Indicator,Period,Value\n"
TEMPLATE = "template_download"


@pytest.fixture(autouse=True)
def _today(settings: Any) -> Iterator[None]:
    settings.TODAY = date(2018, 4, 30)
    yield
    for name in kept_files():
        default_storage.delete(f"imports/{name}")


@pytest.fixture
def contacts(authority: Authority) -> Indicator:
    return IndicatorFactory(authority=authority, code="FD01", name="Contacts", unit="count")


@pytest.fixture
def client(analyst: User, client_of: Callable[[User], Client]) -> Client:
    """The analyst's."""
    return client_of(analyst)


def address(name: str, *args: Any) -> str:
    """Where a page is."""
    return reverse(f"performance:{name}", args=args)


def send(client: Client, content: str | bytes, name: str = "figures.csv", **more: Any) -> Any:
    """Choose a file on the page, and follow where it leads."""
    data = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile(name, data)
    return client.post(address("import_add"), {"file": file, **more}, follow=True)


def words(response: Any) -> str:
    """A page as text."""
    return " ".join(response.content.decode().split())


# --- a file of our template -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["import_list", "import_add", "template_download"])
def test_pages_of_imports_lead_to_the_library_while_it_is_empty(
    client: Client, authority: Authority, name: str
) -> None:
    where = address(name)
    IndicatorFactory()
    assert "There are no indicators yet." in words(client.get(where))
    IndicatorFactory(authority=authority)
    assert "There are no indicators yet." not in words(client.get(where))


def test_import_add_shows_what_the_template_would_change(
    client: Client, contacts: Indicator
) -> None:
    ObservationFactory(indicator=contacts, starts_on=date(2018, 2, 1), value=1690)
    content = "Indicator,Period,Value\nFD01,March 2018,1731\nFD01,Feb 2018,1700\nXX99,Feb 2018,5\n"
    page = send(client, content)
    batch = ImportBatch.objects.latest("pk")
    assert page.redirect_chain == [(batch.get_absolute_url(), 302)]
    said = words(page)
    assert "We recognised this as our own template, a figure a row." in said
    assert "1,700, before 1,690" in said
    assert "There is no indicator “XX99” in the library." in said
    assert (batch.new_count, batch.changed_count, batch.rejected_count) == (1, 1, 1)
    assert kept_files() == []


def test_import_detail_is_narrowed_by_what_happens(client: Client, contacts: Indicator) -> None:
    send(client, "Indicator,Period,Value\nFD01,March 2018,1731\nXX99,Feb 2018,5\n")
    batch = ImportBatch.objects.get()
    page = client.get(batch.get_absolute_url(), {"outcome": "rejected"})
    assert [figure.row for figure in page.context["table"].records] == [3]
    assert client.get(batch.get_absolute_url(), {"asks": "True"}).status_code == 200


def test_import_commit_asks_for_what_has_to_be_said_and_keeps_what_was_ticked(
    client: Client, contacts: Indicator
) -> None:
    ObservationFactory(indicator=contacts, starts_on=date(2018, 2, 1), value=100)
    send(client, "Indicator,Period,Value\nFD01,March 2018,1731\nXX99,Feb 2018,5\n")
    batch = ImportBatch.objects.latest("pk")
    page = client.post(address("import_commit", batch.pk), {"confirms_implausible": "on"})
    assert "1 row is rejected" in words(page)
    assert page.context["form"]["confirms_implausible"].value() is True
    assert Observation.objects.count() == 1
    ticked = {"confirms_implausible": "on", "leaves_out_rejected": "on"}
    page = client.post(address("import_commit", batch.pk), ticked, follow=True)
    assert "1 figure imported." in words(page)
    assert Observation.objects.count() == 2


def test_import_commit_tells_that_figures_came_in_meanwhile(
    client: Client, authority: Authority, analyst: User, contacts: Indicator
) -> None:
    send(client, f"{LONG}FD01,March 2018,1731\n")
    mine = ImportBatch.objects.get()
    send(client, f"{LONG}FD01,March 2018,1735\n")
    theirs = ImportBatch.objects.exclude(pk=mine.pk).get()
    client.post(address("import_commit", theirs.pk))
    page = client.post(address("import_commit", mine.pk), follow=True)
    assert "Other figures have come in since you looked" in words(page)
    assert Observation.objects.get().value == 1735


def test_import_discard_forgets_it(client: Client, contacts: Indicator) -> None:
    send(client, f"{LONG}FD01,March 2018,1731\n")
    batch = ImportBatch.objects.get()
    assert client.get(address("import_discard", batch.pk)).status_code == 200
    page = client.post(address("import_discard", batch.pk), follow=True)
    assert "Nothing was changed" in words(page)
    assert not ImportBatch.objects.exists()
    assert not StagedFigure.objects.exists()


def test_import_undo_takes_it_back_or_says_what_stands_in_the_way(
    client: Client, contacts: Indicator
) -> None:
    send(client, f"{LONG}FD01,March 2018,1731\n")
    batch = ImportBatch.objects.get()
    client.post(address("import_commit", batch.pk))
    commentary = CommentaryFactory(indicator=contacts, state="submitted")
    page = client.post(address("import_undo", batch.pk))
    assert "The commentary on FD01 Contacts for March 2018 is submitted." in words(page)
    assert Observation.objects.exists()
    commentary.delete()
    page = client.post(address("import_undo", batch.pk), follow=True)
    assert "The import is undone." in words(page)
    assert not Observation.objects.exists()


@pytest.mark.parametrize("name", ["import_commit", "import_undo", "import_map", "import_discard"])
def test_a_step_that_an_import_is_past_leads_to_the_import(
    client: Client, authority: Authority, name: str
) -> None:
    state = "previewed" if name == "import_undo" else "committed"
    past = {} if state == "committed" else {"committed_at": None, "committed_by": None}
    batch = ImportBatchFactory(authority=authority, state=state, **past)
    for response in (client.get(address(name, batch.pk)), client.post(address(name, batch.pk))):
        assert response["Location"] == batch.get_absolute_url()
    batch.refresh_from_db()
    assert batch.state == state


def test_the_same_file_again_is_said_and_has_nothing_to_commit(
    client: Client, contacts: Indicator
) -> None:
    send(client, f"{LONG}FD01,March 2018,1731\n")
    client.post(address("import_commit", ImportBatch.objects.get().pk))
    said = words(send(client, f"{LONG}FD01,March 2018,1731\n"))
    assert "The same file was committed on" in said
    assert "There is nothing to commit" in said


# --- what bad input gets --------------------------------------------------------------------------

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)


def bomb() -> bytes:
    """A workbook whose sheet declares entities."""
    return with_parts(workbook_of(["Indicator", "Period", "Value"]), {SHEET: BOMB})


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "figures.csv", "The file is empty."),
        (b"%PDF-1.7 x", "figures.xlsx", "is a PDF"),
        (b"\x00\x01\x02\x03", "figures.csv", "is not a spreadsheet"),
        (b"PK\x03\x04 nothing", "figures.xlsx", "is damaged"),
        (b"<html><table></table></html>", "figures.xls", "is a web page or XML file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    client: Client, content: bytes, name: str, said: str
) -> None:
    page = send(client, content, name)
    assert said in words(page)
    assert page.status_code == 200
    assert not ImportBatch.objects.exists()


def test_an_xml_bomb_is_refused(client: Client) -> None:
    assert "is not built as spreadsheet programs build" in words(send(client, bomb(), "x.xlsx"))
    assert not ImportBatch.objects.exists()


def test_a_file_of_too_many_rows_is_refused_and_leaves_nothing(
    client: Client, contacts: Indicator, settings: Any
) -> None:
    settings.IMPORT_MAX_ROWS = 5
    page = send(client, LONG + "FD01,March 2018,1\n" * 6)
    assert "has more than 5 rows. Split it into parts." in words(page)
    assert not ImportBatch.objects.exists()
    assert not StagedFigure.objects.exists()


def test_a_file_that_is_too_large_is_refused(client: Client, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 1024
    assert "Choose one of at most 1.0" in words(send(client, LONG + " " * 2000))
    settings.IMPORT_MAX_BYTES = -(1024**2)
    page = send(client, LONG)
    assert page.status_code == 413
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_csv_as_excel_saves_it_is_read(
    client: Client, authority: Authority, contacts: Indicator, start: bytes
) -> None:
    IndicatorFactory(authority=authority, code="QA01", name="Children’s voice", unit="count")
    encoding = "utf-8" if start else "cp1252"
    content = start + f"{LONG}Children’s voice,March 2018,7\n".encode(encoding)
    send(client, content)
    assert ImportBatch.objects.get().new_count == 1


def test_a_formula_without_a_result_is_rejected_with_its_place(
    client: Client, contacts: Indicator
) -> None:
    cells = "".join(
        f'<c r="{place}" t="inlineStr"><is><t>{said}</t></is></c>'
        for place, said in (("A1", "Indicator"), ("B1", "Period"), ("C1", "Value"))
    )
    row = '<c r="A2" t="inlineStr"><is><t>FD01</t></is></c>'
    row += '<c r="B2" t="inlineStr"><is><t>March 2018</t></is></c><c r="C2"><f>1+1</f></c>'
    send(client, handmade(f'<row r="1">{cells}</row><row r="2">{row}</row>'), "figures.xlsx")
    rejected = StagedFigure.objects.get()
    assert (rejected.row, rejected.column, rejected.outcome) == (2, "C", "rejected")
    assert "formula whose result is not in the file" in rejected.message


def test_a_file_about_children_is_refused_and_nothing_of_it_is_kept(client: Client) -> None:
    page = send(client, "Child Unique ID,Date of birth,Value\nX1,1/2/2010,3\n")
    assert "individual children" in words(page)
    assert reverse("performance:annex_a_count") in page.content.decode()
    assert not ImportBatch.objects.exists()
    assert kept_files() == []


def kept_files() -> list[str]:
    """The files that imports have in store."""
    return default_storage.listdir("imports")[1] if default_storage.exists("imports") else []


# --- a council's workbook -------------------------------------------------------------------------

MONTHS = ["Measure", None, "Feb 2018", "Mar 2018"]


def month_book(*rows: Any) -> bytes:
    """A council's workbook."""
    return workbook_of(["Our month"], MONTHS, *rows, sheet="Data")


def placed(page: Any, **more: Any) -> dict[str, Any]:
    """What the mapping page would send as it stands."""
    form = page.context["form"]
    data = {field.name: field.value() or "" for field in form}
    return {**data, "names": form.names, **more}


def test_import_map_proposes_reads_and_keeps_a_mapping(
    client: Client, authority: Authority, contacts: Indicator
) -> None:
    IndicatorFactory(authority=authority, code="FD02", name="Referrals", unit="count")
    book = month_book(["Contacts*", None, 1700, 1731], ["Referals", None, 30, 31])
    page = send(client, book, "month.xlsx")
    batch = ImportBatch.objects.get()
    assert page.redirect_chain[-1][0] == address("import_map", batch.pk)
    assert len(kept_files()) == 1
    form = page.context["form"]
    assert form["name_column"].value() == "A"
    assert [field.value() for field in form.name_fields] == ["FD01", None]
    data = placed(page, name_1="FD02", mapping_name="Monthly")
    with_sheet = f"{address('import_map', batch.pk)}?sheet=Data"
    page = client.post(with_sheet, data, follow=True)
    batch.refresh_from_db()
    assert (batch.state, batch.new_count, batch.mapping.name) == ("previewed", 4, "Monthly")
    assert batch.file.name == ""
    kept = WorkbookMapping.objects.get().mapping
    assert kept["names"] == {"Contacts*": "FD01", "Referals": "FD02"}


def test_the_file_is_gone_once_it_is_read_or_discarded(
    client: Client, contacts: Indicator, django_capture_on_commit_callbacks: Any
) -> None:
    for deed in ("read", "discard"):
        page = send(client, month_book(["Contacts", None, 1, 2]), "month.xlsx")
        batch = ImportBatch.objects.latest("pk")
        assert len(kept_files()) == 1
        with django_capture_on_commit_callbacks(execute=True):
            if deed == "read":
                client.post(address("import_map", batch.pk), placed(page))
            else:
                client.post(address("import_discard", batch.pk))
        assert kept_files() == []


def test_a_saved_mapping_that_fits_is_proposed_at_once(
    client: Client, authority: Authority, contacts: Indicator
) -> None:
    page = send(client, month_book(["Front door", None, 1, 2]), "month.xlsx")
    first = ImportBatch.objects.get()
    client.post(
        address("import_map", first.pk), placed(page, name_0="FD01", mapping_name="Monthly")
    )
    page = send(client, month_book(["Front door (2)", None, 1, 3]), "month.xlsx")
    assert "The saved mapping “Monthly” fits this file" in words(page)
    assert [field.value() for field in page.context["form"].name_fields] == ["FD01"]
    assert page.context["form"]["mapping_name"].value() == "Monthly"


def test_import_map_lists_names_again_and_loses_nothing_on_error(
    client: Client, contacts: Indicator
) -> None:
    page = send(client, month_book(["Contacts", "Visits", 1, 2]), "month.xlsx")
    where = address("import_map", ImportBatch.objects.get().pk)
    page = client.post(where, placed(page, name_column="B", look="1"))
    assert page.context["form"].names == ["Visits"]
    page = client.post(where, placed(page, first_row="1", name_0="FD01"))
    assert "Choose a first row of figures below the headings." in words(page)
    assert page.context["form"]["name_0"].value() == "FD01"
    assert ImportBatch.objects.get().state == "mapping"


def test_another_sheet_can_be_chosen(client: Client, contacts: Indicator) -> None:
    def fill(book: Any) -> None:
        for sheet, name in (("One", "Contacts"), ("Two", "Others")):
            page = book.add_worksheet(sheet)
            page.write_row(0, 0, ["Measure", "Mar 2018"])
            page.write_row(1, 0, [name, 5])

    send(client, workbook(fill), "month.xlsx")
    where = address("import_map", ImportBatch.objects.get().pk)
    page = client.get(where, {"sheet": "Two"})
    assert page.context["form"].names == ["Others"]
    data = placed(page, name_0="FD01")
    client.post(f"{where}?sheet=Two", data)
    assert StagedFigure.objects.get().value == 5


# --- comparisons ----------------------------------------------------------------------------------

STATISTICS = (
    "time_period,time_identifier,geographic_level,country_name,region_name,la_name,group,n,percent\n"
    "2017,Reporting year,National,England,,,In time,60,60\n"
    "2017,Reporting year,National,England,,,All,100,100\n"
    "2017,Reporting year,Local authority,England,London,Merton,In time,30,60\n"
    "2017,Reporting year,Local authority,England,London,Merton,All,50,100\n"
)


def test_national_statistics_are_chosen_by_filter_and_become_comparators(
    client: Client, authority: Authority
) -> None:
    indicator = IndicatorFactory(authority=authority, code="CP05")
    like_us = NeighbourModelFactory(authority=authority)
    NeighbourFactory(model=like_us, name="Merton")
    page = send(client, STATISTICS)
    batch = ImportBatch.objects.get()
    where = address("import_map", batch.pk)
    assert page.redirect_chain[-1][0] == where
    chosen = {
        "indicator": indicator.pk,
        "source": "DfE, 2017",
        "region": "",
        "value_column": "percent",
        "filter_0": "In time",
        "neighbours": like_us.pk,
    }
    page = client.post(where, chosen)
    assert "Choose the columns of the numerator and the denominator" in words(page)
    chosen |= {"numerator_column": "n", "denominator_column": "n", "denominator_filter_0": "All"}
    page = client.post(where, chosen, follow=True)
    assert "Statistical neighbours" in words(page)
    client.post(address("import_commit", batch.pk))
    assert set(Comparator.objects.values_list("group", "value")) == {
        ("england", 60),
        ("neighbours", 60),
    }


NEIGHBOURS = (
    "old_la_code,la_name,SN_1,SN_1P,SN_2,SN_2P\n"
    "302,Barnet,315,Very close,316,Close\n315,Merton,302,Close,316,Close\n"
    "316,Sutton,302,Close,315,Close\n"
)


def test_the_list_of_neighbours_is_previewed_committed_and_undone(
    client: Client, authority: Authority, analyst: User
) -> None:
    send(client, NEIGHBOURS)
    batch = ImportBatch.objects.get()
    where = address("import_map", batch.pk)
    chosen = {"name": "2025 model", "from_on": "1 4 2025", "source": "DfE"}
    page = client.post(where, {**chosen, "from_on": "soon"})
    assert page.context["form"]["name"].value() == "2025 model"
    said = words(client.post(where, chosen, follow=True))
    assert "Merton, very close" in said
    client.post(address("import_commit", batch.pk))
    model = NeighbourModel.objects.get()
    assert [each.name for each in model.neighbours.all()] == ["Merton", "Sutton"]
    send(client, NEIGHBOURS)
    again = ImportBatch.objects.exclude(pk=batch.pk).get()
    said = words(client.post(address("import_map", again.pk), chosen, follow=True))
    assert "There is nothing to commit" in said
    client.post(address("import_undo", batch.pk))
    assert not NeighbourModel.objects.exists()


def test_a_list_of_neighbours_without_the_council_is_refused_at_once(
    client: Client, authority: Authority
) -> None:
    assert "is not in" in words(send(client, NEIGHBOURS.replace("Barnet", "Brent")))
    assert not ImportBatch.objects.exists()


def test_a_list_under_the_name_of_another_is_refused(client: Client, authority: Authority) -> None:
    NeighbourModelFactory(authority=authority, name="2025 model")
    send(client, NEIGHBOURS)
    batch = ImportBatch.objects.get()
    chosen = {"name": "2025 model", "from_on": "1 4 2025", "source": "DfE"}
    client.post(address("import_map", batch.pk), chosen)
    page = client.post(address("import_commit", batch.pk))
    assert "There is another list called 2025 model already." in words(page)


# --- typed ----------------------------------------------------------------------------------------


def test_observation_add_records_a_typed_figure(
    client: Client, authority: Authority, analyst: User
) -> None:
    visits = IndicatorFactory(authority=authority, code="CP05")
    team = BreakdownFactory(authority=authority)
    where = address("observation_add", visits.pk)
    typed = {"period": "March 2018", "breakdown": team.pk, "state": "provisional", "note": "Rang"}
    page = client.post(where, {**typed, "numerator": "8", "denominator": "7"})
    assert "The numerator is above the denominator" in words(page)
    assert page.context["form"]["note"].value() == "Rang"
    page = client.post(where, {**typed, "numerator": "7", "denominator": "8"}, follow=True)
    figure = Observation.objects.get()
    assert (figure.value, figure.state, figure.breakdown) == (87.5, "provisional", team)
    assert figure.batch.details["note"] == "Rang"
    page = client.post(where, {**typed, "numerator": "7", "denominator": "8"}, follow=True)
    assert "Nothing is changed" in words(page)


@pytest.mark.parametrize(("typed", "said"), [("soon", "Enter the period like"), ("", "Fill in")])
def test_observation_add_wants_a_period(
    client: Client, contacts: Indicator, typed: str, said: str
) -> None:
    data = {"period": typed, "value": "5", "state": "final"}
    page = client.post(address("observation_add", contacts.pk), data)
    assert said in words(page)
    assert not Observation.objects.exists()


def test_observation_add_asks_about_an_implausible_movement(
    client: Client, contacts: Indicator
) -> None:
    ObservationFactory(indicator=contacts, starts_on=date(2018, 2, 1), value=100)
    data = {"period": "March 2018", "value": "500", "state": "final"}
    where = address("observation_add", contacts.pk)
    assert "moves further than is usual" in words(client.post(where, data))
    client.post(where, {**data, "confirms_implausible": "on"})
    assert Observation.objects.count() == 2


def test_comparator_add_records_it_with_its_year_and_source(
    client: Client, authority: Authority, analyst: User
) -> None:
    MembershipFactory(user=analyst, authority=authority, role="author")
    visits = IndicatorFactory(authority=authority, code="CP05")
    where = address("comparator_add", visits.pk)
    typed = {
        "group": "neighbours",
        "label": "2016/17",
        "starts_on": "1 4 2016",
        "value": "60",
        "source": "DfE, 2017",
    }
    page = client.post(where, typed)
    assert "Choose the list that the figure was made with." in words(page)
    like_us = NeighbourModelFactory(authority=authority)
    client.post(where, {**typed, "neighbours": like_us.pk})
    made = Comparator.objects.get()
    assert (made.value, made.label, made.source, made.neighbours) == (
        60,
        "2016/17",
        "DfE, 2017",
        like_us,
    )
    page = client.post(where, {**typed, "neighbours": like_us.pk, "value": "160"})
    assert "A percentage cannot be over 100" in words(page)


# --- our template ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("layout", ["long", "wide"])
def test_template_download_is_read_back_unchanged(
    client: Client, authority: Authority, analyst: User, layout: str, kind: str
) -> None:
    visits = IndicatorFactory(authority=authority, code="CP05", name="=Visits")
    weekly = IndicatorFactory(authority=authority, code="FD03", unit="count", frequency="week")
    IndicatorFactory(authority=authority, code="FD04", unit="count")
    team = BreakdownFactory(authority=authority, name="-Duty")
    observe(visits, date(2018, 3, 1), [(7, 9), None, (1, 3)])
    observe(visits, date(2018, 3, 1), [(2, 3), (5, 7)], breakdown=team)
    observe(weekly, date(2018, 4, 2), [3, 4, 5], state="provisional")
    ObservationFactory(indicator=visits, starts_on=date(2018, 4, 1), value=None, state="awaited")
    observe(visits, date(2018, 6, 1), [90], state="projected", is_forecast=True)
    answer = client.get(address("template_download"), {"layout": layout, "kind": kind})
    content = BytesIO(b"".join(answer.streaming_content)).getvalue()
    send(client, content, f"figures.{kind}")
    batch = ImportBatch.objects.latest("pk")
    assert (batch.new_count, batch.changed_count, batch.rejected_count) == (0, 0, 0)
    assert batch.unchanged_count == Observation.objects.count()
    assert AuditEvent.objects.filter(kind="exported").count() == 1


def test_a_forecast_that_was_overtaken_stays_out_of_the_wide_template(
    client: Client, contacts: Indicator
) -> None:
    observe(contacts, date(2018, 3, 1), [1731])
    observe(contacts, date(2018, 3, 1), [1500], state="projected", is_forecast=True)
    answer = client.get(address("template_download"), {"layout": "wide", "kind": "csv"})
    content = b"".join(answer.streaming_content).decode()
    assert "1731" in content
    assert "1500" not in content


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_template_download_holds_nothing_that_could_not_be_brought_in_again(
    client: Client, contacts: Indicator, layout: str
) -> None:
    observe(contacts, date(2018, 5, 1), [1731, 2044])
    answer = client.get(address(TEMPLATE), {"layout": layout, "kind": "csv"})
    content = b"".join(answer.streaming_content)
    assert b"1731" in content
    assert b"2044" not in content
    send(client, content)
    batch = ImportBatch.objects.latest("pk")
    assert (batch.unchanged_count, batch.rejected_count) == (1, 0)


def test_template_download_of_a_scorecard_has_its_indicators_only(
    client: Client, authority: Authority, contacts: Indicator
) -> None:
    IndicatorFactory(authority=authority, code="ZZ01")
    scorecard = ScorecardFactory(authority=authority)
    scorecard.indicators.add(contacts)
    asked = {"layout": "long", "kind": "csv", "scorecard": scorecard.pk}
    content = b"".join(client.get(address("template_download"), asked).streaming_content).decode()
    assert "FD01" in content
    assert "ZZ01" not in content


def test_template_download_holds_the_figures_of_one_council(
    client: Client, analyst: User, contacts: Indicator
) -> None:
    other = AuthorityFactory(name="Essex")
    theirs = IndicatorFactory(authority=other, code="FD01", name="Their contacts", unit="count")
    observe(contacts, date(2018, 3, 1), [1731])
    observe(theirs, date(2018, 3, 1), [2044])
    MembershipFactory(user=analyst, authority=other, role="analyst")
    asked = {"layout": "wide", "kind": "csv"}
    assert "Choose an answer for “Council”." in words(client.get(address(TEMPLATE), asked))
    for council, has, lacks in ((contacts.authority, b"1731", b"2044"), (other, b"2044", b"1731")):
        answer = client.get(address(TEMPLATE), {**asked, "authority": council.pk})
        content = b"".join(answer.streaming_content)
        assert has in content
        assert lacks not in content
    scorecard = ScorecardFactory(authority=other)
    mixed = {**asked, "authority": contacts.authority_id, "scorecard": scorecard.pk}
    assert "Choose a scorecard of the same council." in words(client.get(address(TEMPLATE), mixed))


def test_import_map_tells_whoever_comes_second(client: Client, monkeypatch: Any) -> None:
    send(client, NEIGHBOURS)
    batch = ImportBatch.objects.get()
    reopened = intake.reopened

    def meanwhile(waiting: ImportBatch) -> Any:
        ImportBatch.objects.filter(pk=batch.pk).update(state="previewed")
        return reopened(waiting)

    monkeypatch.setattr(intake, "reopened", meanwhile)
    said = {"name": "2025 model", "from_on": "1 4 2025", "source": "DfE"}
    page = client.post(address("import_map", batch.pk), said, follow=True)
    assert page.redirect_chain == [(address("import_list"), 302)]
    assert "How this file is read has been said already" in words(page)


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["import_list", "import_add", "template_download", "annex_a_count"]
)
def test_pages_of_imports_are_for_those_who_bring_figures_in(
    client_of: Callable[[User], Client], reader: User, analyst: User, name: str
) -> None:
    assert client_of(reader).get(address(name)).status_code == 403
    assert client_of(analyst).get(address(name)).status_code == 200


def test_import_list_has_the_imports_of_ones_own_council_only(
    client: Client, authority: Authority
) -> None:
    mine = ImportBatchFactory(authority=authority)
    ImportBatchFactory()
    assert list(client.get(address("import_list")).context["table"].records) == [mine]


def test_somebody_of_two_councils_says_whose_figures_they_are(
    client: Client, analyst: User, contacts: Indicator
) -> None:
    other = AuthorityFactory(name="Essex")
    MembershipFactory(user=analyst, authority=other, role="analyst")
    page = send(client, f"{LONG}FD01,March 2018,1731\n")
    assert "Choose an answer for “Council”." in words(page)
    send(client, f"{LONG}FD01,March 2018,1731\n", authority=other.pk)
    batch = ImportBatch.objects.get()
    assert (batch.authority, batch.rejected_count) == (other, 1)


def test_an_upload_is_held_in_memory_and_guarded_against_forgery(
    analyst: User, contacts: Indicator, settings: Any, monkeypatch: Any
) -> None:
    def refuse(*args: Any) -> None:
        raise AssertionError("The upload touched the disk.")

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10_000  # what Django would keep in memory by itself
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(analyst)
    large = LONG + "FD01,March 2018,1731\n" + f"{',' * 60}\n" * 1_000
    assert send(strict, large).status_code == 403
    token = strict.get(address("import_add")).cookies["csrftoken"].value
    send(strict, large, csrfmiddlewaretoken=token)
    assert ImportBatch.objects.get().new_count == 1


# --- Annex A --------------------------------------------------------------------------------------


def lists() -> bytes:
    """Inspectors' lists of contacts that no child stands behind."""
    days = [date(2018, 3, 5), date(2018, 3, 12), date(2018, 4, 30)]
    return annex_a_lists.lists(list_1=[{"contact": day} for day in days]).getvalue()


def count_lists(client: Client, content: bytes, **more: Any) -> Any:
    """Give lists to the page that counts them."""
    file = SimpleUploadedFile("lists.xlsx", content)
    return client.post(address("annex_a_count"), {"file": file, **more})


def test_annex_a_count_shows_totals_and_offers_them_as_figures(
    client: Client, contacts: Indicator
) -> None:
    page = count_lists(client, lists(), offers="on")
    assert page.context["report"].as_at == date(2018, 4, 30)
    batch = ImportBatch.objects.get()
    assert batch.get_absolute_url() in page.content.decode()
    assert (batch.source, batch.rejected_count) == ("annex_a", 0)
    offered = dict(batch.staged.values_list("starts_on", "value"))
    assert offered[date(2018, 3, 1)] == 2


def test_nothing_of_annex_a_lists_is_kept_in_the_database_or_on_disk(
    client: Client, contacts: Indicator, monkeypatch: Any
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("Something was written to disk.")

    for writer in (
        "django.core.files.uploadedfile.TemporaryUploadedFile.__init__",
        "django.core.files.storage.InMemoryStorage.save",
        "tempfile.NamedTemporaryFile",
        "tempfile.TemporaryFile",
    ):
        monkeypatch.setattr(writer, refuse)
    page = count_lists(client, lists(), offers="on")
    assert page.context["report"]
    assert "SYN-0001" not in page.content.decode()
    kept = [str(row) for model in apps.get_models() for row in model.objects.values()]
    assert not any("SYN-" in row or "lists.xlsx" in row for row in kept)


def test_the_counts_are_offered_only_if_asked_for(client: Client, contacts: Indicator) -> None:
    assert count_lists(client, lists()).context["report"]
    assert not ImportBatch.objects.exists()


def test_a_file_that_holds_no_annex_a_lists_is_said_so(client: Client) -> None:
    page = count_lists(client, workbook_of(["Measure"], ["Contacts"]))
    assert page.context["form"].errors["file"]
    assert page.context["report"] is None

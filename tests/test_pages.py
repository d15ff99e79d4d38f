"""The rules of the house that every page keeps, found by walking the addresses."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tables2.utils import Accessor

from accounts.models import Authority, User
from core.exports import FILES
from core.gallery import ExampleTable
from core.tables import LeanTable
from tests.council import TODAY, all_roles, grow, pages
from tests.factories.accounts import MembershipFactory
from tests.test_house import OURS, PUBLIC, addresses

TEMPLATES = Path(__file__).parents[1] / "templates"
PRIVATE = [name for name, _ in addresses() if name.partition(":")[0] in OURS and name not in PUBLIC]
# Pages that a reader may open; whatever is not listed changes something or shows a draft.
FOR_READERS = {
    "core:search",
    "accounts:absence_list",
    "accounts:absence_add",
    "accounts:draft_save",
    "accounts:profile",
    "accounts:role_list",
    "improvement:my_work",
    "improvement:my_work_group",
    "improvement:reminder_choices",
    "improvement:plan_list",
    "improvement:plan_detail",
    "improvement:plan_take_out",
    "improvement:plan_versions",
    "improvement:plan_timeline",
    "improvement:plan_slipped",
    "improvement:plan_review_list",
    "improvement:risk_list",
    "improvement:risk_detail",
    "improvement:theme_detail",
    "improvement:action_list",
    "improvement:action_detail",
    "improvement:evidence_download",
    "performance:scorecard_list",
    "performance:scorecard_detail",
    "performance:scorecard_all",
    "performance:indicator_list",
    "performance:indicator_detail",
    "performance:exception_list",
    "monitoring:visit_list",
    "monitoring:visit_detail",
    "monitoring:letter_mark",
    "monitoring:letter_download",
    "monitoring:finding_list",
    "monitoring:finding_detail",
    "monitoring:unanswering_list",
    "monitoring:area_list",
    "monitoring:area_detail",
    "monitoring:audit_round_list",
    "monitoring:audit_round_detail",
    "monitoring:self_evaluation_list",
    "monitoring:self_evaluation_detail",
    "monitoring:voice_item_list",
    "monitoring:governance_detail",
    "committee:calendar_address",
    "committee:action_thread",
    "committee:finding_thread",
    "committee:meeting_list",
    "committee:body_detail",
    "committee:meeting_detail",
    "committee:question_detail",
    "committee:promise_detail",
    "committee:scrutiny_detail",
    "committee:follow_up_list",
    "committee:report_list",
    "exchange:key_list",
    "exchange:key_add",
}
# Pages about nothing in particular: they show each person what is theirs.
FOR_ANYONE = {
    "accounts:audit_trail",
    "accounts:person_list",
    "accounts:people_bring_in",
    "accounts:people_template",
    "accounts:absence_list",
    "accounts:absence_add",
    "core:search",
    "accounts:draft_save",
    "accounts:profile",
    "accounts:role_list",
    "improvement:my_work",
    "improvement:my_work_group",
    "improvement:reminder_choices",
    "improvement:plan_list",
    "improvement:action_list",
    "performance:scorecard_list",
    "performance:indicator_list",
    "performance:indicator_add",
    "performance:indicator_adopt",
    "performance:scorecard_add",
    "performance:exception_list",
    "performance:commentary_ask",
    "performance:import_list",
    "performance:import_add",
    "performance:template_download",
    "performance:annex_a_count",
    "monitoring:visit_list",
    "monitoring:visit_add",
    "monitoring:finding_list",
    "monitoring:unanswering_list",
    "monitoring:area_list",
    "monitoring:audit_round_list",
    "monitoring:audit_round_add",
    "monitoring:self_evaluation_list",
    "monitoring:self_evaluation_add",
    "monitoring:voice_item_list",
    "monitoring:voice_item_add",
    "monitoring:governance_detail",
    "monitoring:history_import_add",
    "committee:calendar_address",
    "committee:follow_up_list",
    "committee:meeting_list",
    "committee:meeting_add",
    "committee:report_list",
    "committee:report_add",
    "committee:paper_import_add",
    "committee:house_style_list",
    "committee:house_style_adopt",
    "committee:house_style_base",
    "exchange:key_list",
    "exchange:key_add",
}
# The pages that a council looks at all day; they may ask the database so many questions, of which
# two are for the number beside My work.
AT_MOST = {
    "improvement:action_list": 12,
    "improvement:plan_detail": 12,
    "performance:scorecard_detail": 14,
    "performance:scorecard_all": 14,
    "monitoring:area_list": 14,
    "improvement:my_work": 15,
}
WRITES = ("INSERT", "UPDATE", "DELETE")
# Tables that nobody takes out, and why.
NO_FILE = {
    "PersonTable": "who works where, and as what, is taken out on the page of roles",
    "PastInspectionTable": "the rows of a file that the person has just sent",
    "SectionVersionTable": "versions of one text, to be compared and restored where they stand",
}
# Tables of templates that nobody takes out by themselves, and why.
NO_FILES = {
    "components/conflict.html": "what two people typed at once, to choose from",
    "monitoring/letter_facts.html": "a form: what a letter says, to be confirmed",
    "monitoring/letter_mark.html": "a table of the letter itself, where it stands in its text",
    "monitoring/visit_detail.html": "three dates that follow from a letter; findings have a list",
    "monitoring/finding_detail.html": "the answers to one finding; findings have a list",
    "monitoring/_audit_fields.html": "a form",
    "monitoring/_visit_form.html": "a form",
    "performance/_target_fields.html": "a form",
    "performance/_scorecard_fields.html": "a form",
    "performance/_figures.html": "its files stand under it on the page of the indicator",
    "performance/_parts.html": "the files of all parts stand under the last of them",
    "performance/annex_a_count.html": "counted from children in memory, to be kept inside",
    "performance/import_map.html": "a form: the columns of a file just sent",
    "exchange/key_list.html": "a person's own keys",
    "improvement/actions_update.html": "a form",
    "improvement/actions_update_preview.html": "a form: what a change would do",
    "improvement/plan_import_columns.html": "a form: the columns of a file just sent",
    "improvement/plan_import_detail.html": "counts of notes on an import, whose rows have a file",
    "improvement/_actions.html": "the list of actions narrowed to a theme or a risk has them",
    "improvement/risk_list.html": "the risks of the list above, once more by likelihood and impact",
    "accounts/people_preview.html": "the rows of a file just sent",
    "accounts/role_list.html": "what roles allow is the same everywhere; who holds them has a file",
}
LEAST_LISTS = 15  # that stand on pages beside other things

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY


@pytest.fixture
def person(authority: Authority) -> User:
    """Somebody for whom everything waits."""
    return all_roles(authority)


@pytest.fixture
def council(authority: Authority, person: User) -> Authority:
    """A council with two of everything."""
    grow(authority, person, 2)
    return authority


def answers(client: Client, found: dict[str, str]) -> dict[str, set[int]]:
    """How each page answers to being opened and to being sent something."""
    return {
        name: {client.get(address).status_code, client.post(address, {"x": ""}).status_code}
        for name, address in found.items()
    }


def test_every_page_opens_for_whoever_holds_all_roles(
    council: Authority, person: User, client_of: ClientOf
) -> None:
    """What the next two tests find shut is there to be opened."""
    client = client_of(person)
    found = {
        name: client.get(address, follow=True).status_code
        for name, address in pages(council, PRIVATE).items()
    }
    assert found == dict.fromkeys(PRIVATE, 200)


def test_every_page_that_writes_is_shut_to_a_reader(
    council: Authority, reader: User, client_of: ClientOf
) -> None:
    shut = [name for name in PRIVATE if name not in FOR_READERS]
    found = answers(client_of(reader), pages(council, shut))
    assert {name: codes for name, codes in found.items() if not codes <= {403, 404}} == {}


def test_every_page_listed_for_readers_opens_for_them_and_writes_nothing(
    council: Authority, reader: User, client_of: ClientOf
) -> None:
    client = client_of(reader)
    for name, address in pages(council, sorted(FOR_READERS)).items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address, follow=True).status_code == 200, name
            client.post(address, {"x": ""})
        written = [one["sql"] for one in queries if one["sql"].startswith(WRITES)]
        assert written == [], name


def test_every_page_about_a_record_is_unknown_to_another_authority(
    council: Authority, outsider: User, client_of: ClientOf
) -> None:
    about_records = [name for name in PRIVATE if name not in FOR_ANYONE]
    found = answers(client_of(outsider), pages(council, about_records))
    unknown = ({404}, {404, 405})  # a page that takes nothing from anybody may say just that
    assert {name: codes for name, codes in found.items() if codes not in unknown} == {}


def test_every_private_page_sends_a_stranger_to_the_entrance(
    council: Authority, client: Client
) -> None:
    for name, address in pages(council, PRIVATE).items():
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (
            302,
            f"/accounts/login/?next={address}",
        ), name


def asked(client: Client, address: str) -> int:
    """How many questions a page asks the database."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        if response.streaming:
            list(response.streaming_content)
    assert response.status_code < 400
    return len(queries)


def test_every_page_asks_the_same_for_5_rows_as_for_50(
    authority: Authority, person: User, client_of: ClientOf
) -> None:
    assert connection.features.supports_json_field  # which SQLite is asked once a process
    client = client_of(person)
    grow(authority, person, 5)
    found = pages(
        authority, [*PRIVATE, *(name for name in PUBLIC if name.startswith("committee:"))]
    )
    few = {name: asked(client, address) for name, address in found.items()}
    grow(authority, person, 45)
    assert {name: asked(client, address) for name, address in found.items()} == few
    assert {name: few[name] for name in AT_MOST if few[name] > AT_MOST[name]} == {}


def tables(client: Client, found: dict[str, str]) -> dict[type[LeanTable], tuple[str, str]]:
    """The tables of all pages, and where each stands."""
    places = {}
    for address in found.values():
        context = client.get(address).context
        for key in context.keys() if context else ():
            if isinstance(context[key], LeanTable):
                places[type(context[key])] = (address, key)
    return places


def rows_of(response: Any, kind: str) -> list[list[Any]]:
    """The rows of a list taken out as a file, without the headings."""
    content = b"".join(response.streaming_content)
    if kind == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return list(rows)[1:]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [["" if cell is None else cell for cell in row] for row in sheet.values][1:]


def test_every_table_can_be_taken_out_as_each_kind_of_file(
    council: Authority, person: User, client_of: ClientOf
) -> None:
    client = client_of(person)
    places = tables(client, pages(council, PRIVATE))
    names = {table.__name__ for table in places}
    assert NO_FILE.keys() <= names
    for table, (address, key) in places.items():
        shown = client.get(address).context[key]
        if table.__name__ in NO_FILE:
            assert shown.files == ()
            continue
        assert [words for _, words in shown.files] == list(FILES.values()), table
        for kind, (query, _) in zip(FILES, shown.files, strict=True):
            rows = rows_of(client.get(f"{address}{query}"), kind)
            # Looked at afterwards: that a list was taken out stands in the audit trail at once.
            now = client.get(address).context[key]
            count = now.paginator.count if hasattr(now, "paginator") else len(now.rows)
            assert len(rows) == count > 0, table


def test_every_list_on_a_page_can_be_taken_out_as_each_kind_of_file(
    council: Authority, person: User, client_of: ClientOf
) -> None:
    client = client_of(person)
    taken = set()
    for name, address in pages(council, PRIVATE).items():
        answer = client.get(address, follow=True)
        if not answer["Content-Type"].startswith("text/html"):
            continue
        queries = re.findall(r'href="(\?[^"]*list=[^"]*)" download', answer.text)
        kinds = [QueryDict(unescape(each[1:]))["export"] for each in queries]
        assert kinds == len(queries) // len(FILES) * list(FILES), name
        for kind, query in zip(kinds, queries, strict=True):
            shown = answer.request["PATH_INFO"]
            assert rows_of(client.get(f"{shown}{unescape(query)}"), kind), (name, query)
            taken.add(f"{name} {QueryDict(unescape(query[1:]))['list']}")
    assert len(taken) >= LEAST_LISTS, taken


def test_every_table_of_a_template_has_its_files_or_a_reason_to_have_none() -> None:
    found = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text()
        for path in TEMPLATES.rglob("*.html")
    }
    without = {
        name
        for name, text in found.items()
        if "<table" in text and "components/files.html" not in text
    }
    assert without == NO_FILES.keys()


def test_every_sortable_column_of_every_table_sorts_both_ways(
    council: Authority, person: User, client_of: ClientOf
) -> None:
    grow(MembershipFactory(user=person, role="administrator").authority, person, 1)
    client = client_of(person)
    places = tables(client, pages(council, PRIVATE))
    ours = {table for table in LeanTable.__subclasses__() if table.__module__.split(".")[0] in OURS}
    assert places.keys() == ours - {ExampleTable}

    def column(place: tuple[str, str], sort: str) -> list[Any]:
        """The values of the column that the table of a page is sorted by."""
        address, key = place
        table = client.get(address, {"sort": sort}).context[key]
        path = Accessor(table.columns[sort.removeprefix("-")].order_by[0].removeprefix("-"))
        return [path.resolve(record, quiet=True) for record in table.records]

    for table, place in places.items():
        for name, bound in table.base_columns.items():
            if bound.orderable is False:
                continue
            up, down = column(place, name), column(place, f"-{name}")
            empty = [None] * up.count(None)
            values = up[: len(up) - len(empty)]
            assert up == values + empty, name
            assert down == values[::-1] + empty, name
            assert values[0] < values[-1], name

"""Lean tables: their cells, their order, their pages and the files made of them."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace as Record
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponseBase
from django.template import engines
from django.test import Client, RequestFactory
from django_tables2 import RequestConfig

from accounts.models import Authority, Membership, Team, User
from core.exports import FILES
from core.filters import FilterSet
from core.models import AuditEvent
from core.tables import (
    DateColumn,
    LeanTable,
    LinkColumn,
    NumberColumn,
    StatusColumn,
    TextColumn,
)
from core.views import table_page
from tests.factories.accounts import AuthorityFactory, MembershipFactory, TeamFactory, UserFactory


@dataclass(frozen=True)
class Status:
    """A status as plans have them."""

    label: str
    colour: str


ROW = Record(
    pk=7,
    reference="5b(ii)",
    title="Strengthen <the front door>",
    lead=None,
    theme=Record(title="Practice & leadership", lead=Record(name="Head of Assessment")),
    due_on=date(2018, 6, 6),
    seen_at=datetime(2018, 6, 6, 23, 30, tzinfo=UTC),
    delivery=Status("At risk", "amber"),
    impact=None,
    overdue=3,
    added_on=None,
    get_priority_display=lambda: "High",
)


class ActionTable(LeanTable):
    """One column of each kind."""

    caption = "Actions"

    reference = LinkColumn("account_reset_password_from_key", args=["pk", "overdue"])
    title = TextColumn()
    lead = TextColumn(accessor="lead__name")
    theme_lead = TextColumn(accessor="theme__lead__name")
    theme = TextColumn(accessor="theme__title")
    priority = TextColumn(accessor="get_priority_display", orderable=False)
    due_on = DateColumn()
    seen_at = DateColumn()
    delivery = StatusColumn()
    impact = StatusColumn()
    overdue = NumberColumn()
    added_on = DateColumn(empty="Not yet")
    doubled = NumberColumn(empty_values=())

    def cell_doubled(self, record: Any) -> int:
        """A cell of the table's own making."""
        return record.overdue * 2


def cells(record: Any) -> list[str]:
    """The cells of one row, as they are printed."""
    return re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", ActionTable([record]).body())


def test_each_kind_of_column_prints_its_value() -> None:
    assert cells(ROW) == [
        '<a class="govuk-link" href="/accounts/password/reset/key/7-3/">5b(ii)</a>',
        "Strengthen &lt;the front door&gt;",
        "–",
        "Head of Assessment",
        "Practice &amp; leadership",
        "High",
        "6 June 2018",
        "7 June 2018",  # half past midnight in London
        '<strong class="govuk-tag app-tag app-tag--amber">At risk</strong>',
        "–",
        "3",
        "Not yet",
        "6",
    ]


def test_nought_is_a_figure() -> None:
    assert cells(Record(**{**vars(ROW), "overdue": 0}))[-3] == "0"


def test_first_cell_heads_its_row() -> None:
    assert '<th scope="row"' in ActionTable([ROW]).body()


# --- on records of the database ------------------------------------------------------------------


class TeamTable(LeanTable):
    """Teams, to be sorted and paged."""

    caption = "Teams"
    empty_words = "No team has been added."
    export = (("Team", "name"), ("Council", "authority__name", {"Barnet": "London"}))

    name = TextColumn()
    authority = TextColumn(accessor="authority__short_name", verbose_name="Council")
    people = NumberColumn(orderable=False, verbose_name="People")


class PersonTable(LeanTable):
    """People by the day they were last here, which many never were."""

    name = TextColumn()
    last_login = DateColumn()


class TeamFilter(FilterSet):
    """Teams of a council."""

    class Meta:
        model = Team
        fields = ["authority"]


def printed(table: LeanTable, address: str = "/") -> str:
    """The table as a page shows it."""
    request = RequestFactory().get(address)
    RequestConfig(request, paginate=False).configure(table)
    return engines["django"].from_string("{% lean_table table %}").render({"table": table}, request)


def names(table: LeanTable) -> list[str]:
    return [record.name for record in table.records]


def test_headers_sort_and_say_how_it_is_sorted(db: None) -> None:
    TeamFactory()
    html = printed(TeamTable(Team.objects.annotate(people=Count("members"))), "/?sort=-name&page=2")
    assert 'aria-sort="descending"><a class="app-table__sort" href="?sort=name">Name' in html
    assert 'aria-sort="none"><a class="app-table__sort" href="?sort=authority">Council' in html
    assert '<th scope="col" class="govuk-table__header govuk-table__cell--numeric">People' in html


def test_table_without_rows_says_so(db: None) -> None:
    html = printed(TeamTable(Team.objects.all()))
    assert "No team has been added." in html
    assert "<table" not in html


@pytest.mark.parametrize(("sort", "order"), [("last_login", "abc"), ("-last_login", "bac")])
def test_empty_values_come_last_whichever_way_it_is_sorted(db: None, sort: str, order: str) -> None:
    UserFactory(name="a", last_login=datetime(2018, 1, 1, tzinfo=UTC))
    UserFactory(name="b", last_login=datetime(2018, 2, 1, tzinfo=UTC))
    UserFactory(name="c", last_login=None)
    table = PersonTable(User.objects.all(), order_by=sort)
    table.settle_order()
    assert "".join(names(table)) == order


def test_rows_that_tie_always_come_in_the_same_order(authority: Authority) -> None:
    for number in range(4):
        TeamFactory(authority=authority, name=f"Team {3 - number}")
    table = TeamTable(Team.objects.order_by("name"), order_by="authority")
    table.settle_order()
    assert names(table) == ["Team 3", "Team 2", "Team 1", "Team 0"]


@pytest.mark.parametrize(("sort", "order"), [("overdue", "acb"), ("-overdue", "cab")])
def test_empty_values_of_a_list_come_last_both_ways(sort: str, order: str) -> None:
    rows = [
        Record(**{**vars(ROW), "title": title, "overdue": overdue})
        for title, overdue in (("a", 1), ("b", None), ("c", 2))
    ]
    table = ActionTable(rows, order_by=sort)
    table.settle_order()
    assert "".join(record.title for record in table.records) == order


def test_unknown_sort_is_passed_over(db: None) -> None:
    TeamFactory()
    teams = Team.objects.annotate(people=Count("members"))
    assert "<table" in printed(TeamTable(teams), "/?sort=members__password")


# --- the list page -------------------------------------------------------------------------------


@pytest.fixture
def teams(authority: Authority) -> QuerySet[Team]:
    """More teams than fit on a page."""
    Team.objects.bulk_create(
        Team(authority=authority, name=f"Team {number:03}") for number in range(120)
    )
    counted = Team.objects.annotate(people=Count("members"))
    return counted.select_related("authority").order_by("name")


Ask = Callable[..., HttpResponseBase]


@pytest.fixture
def ask(rf: RequestFactory, reader: User, teams: QuerySet[Team]) -> Ask:
    """Ask the list page for an address."""

    def ask(address: str, **more: Any) -> HttpResponseBase:
        request = rf.get(address)
        request.user = reader
        more = {"export_name": "teams", "may_export": True, "filterset": TeamFilter, **more}
        return table_page(request, "base.html", queryset=teams, table=TeamTable, **more)

    return ask


@pytest.mark.parametrize(
    ("page", "first"),
    [("1", 0), ("3", 100), ("99", 100), ("0", 100), ("words", 0), ("", 0)],
)
def test_list_shows_the_page_that_was_asked_for(ask: Ask, page: str, first: int) -> None:
    shown = ask(f"/?page={page}&per_page=100000").context_data["table"]
    assert names(shown)[0] == f"Team {first:03}"
    assert len(names(shown)) == (50 if first < 100 else 20)


def test_pages_keep_what_was_asked(ask: Ask, rf: RequestFactory) -> None:
    context = ask("/?sort=-name&page=2").context_data
    html = (
        engines["django"]
        .from_string("{% lean_table table %}")
        .render(context, rf.get("/?sort=-name&page=2"))
    )
    assert 'href="?sort=-name&amp;page=3"' in html
    assert 'aria-label="Page 2" aria-current="page"' in html


def test_list_makes_two_queries_however_long(
    ask: Ask, django_assert_num_queries: Any, rf: RequestFactory
) -> None:
    with django_assert_num_queries(2):
        context = ask("/", filterset=None).context_data
        engines["django"].from_string("{% lean_table table %}").render(context, rf.get("/"))


def test_filter_narrows_the_list(ask: Ask, teams: QuerySet[Team]) -> None:
    other = TeamFactory(name="Elsewhere")
    shown = ask(f"/?authority={other.authority_id}").context_data["table"]
    assert names(shown) == ["Elsewhere"]


@pytest.mark.parametrize("value", ["999999", "words", "1' OR '1'='1"])
def test_unknown_filter_value_is_an_error_and_not_a_crash(
    ask: Ask, value: str, rf: RequestFactory
) -> None:
    context = ask(f"/?authority={value}").context_data
    html = (
        engines["django"]
        .from_string("{% filter_form filter %}")
        .render(context, rf.get("/", {"authority": value}))
    )
    assert "There is a problem" in html
    assert 'href="#id_authority"' in html
    assert len(names(context["table"])) == 50


def test_filter_says_whether_it_narrows(ask: Ask, authority: Authority) -> None:
    assert not ask("/").context_data["filter"].is_narrowed
    assert ask(f"/?authority={authority.pk}").context_data["filter"].is_narrowed


# --- files ---------------------------------------------------------------------------------------


def lines(response: Any) -> list[str]:
    return b"".join(response.streaming_content).decode().split("\r\n")


def file_of(response: Any, kind: str) -> list[list[Any]]:
    content = b"".join(response.streaming_content)
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    response.file_to_stream.close()  # closing the response would close the database as well
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", FILES)
def test_file_holds_the_whole_filtered_list_in_its_order(
    ask: Ask, authority: Authority, kind: str
) -> None:
    TeamFactory(name="Elsewhere")
    asked = f"sort=-name&authority={authority.pk}"
    response = ask(f"/?export={kind}&{asked}&page=2")
    heading, *found = file_of(response, kind)
    assert response.headers["Content-Disposition"] == f'attachment; filename="teams.{kind}"'
    assert heading == ["Team", "Council"]
    shown = [
        name
        for page in (1, 2, 3)
        for name in names(ask(f"/?{asked}&page={page}").context_data["table"])
    ]
    assert [row[0] for row in found] == shown
    assert len(found) == 120
    assert {row[1] for row in found} == {"London Borough of Barnet"}


def test_list_offers_its_files_as_it_is_narrowed(ask: Ask, rf: RequestFactory) -> None:
    asked = "/?sort=-name&page=2"
    html = engines["django"].from_string("{% lean_table table %}")
    shown = html.render(ask(asked).context_data, rf.get(asked))
    assert "Download the list (120 rows) as " in shown
    for kind, words in FILES.items():
        assert f'href="?sort=-name&amp;page=2&amp;export={kind}" download>{words}</a>' in shown


def test_file_puts_words_for_keys(ask: Ask, authority: Authority) -> None:
    Authority.objects.filter(pk=authority.pk).update(name="Barnet")
    assert lines(ask("/?export=csv"))[1] == "Team 000,London"


def test_file_runs_no_formula(ask: Ask, authority: Authority) -> None:
    TeamFactory(authority=authority, name='=HYPERLINK("https://elsewhere.example")')
    found = lines(ask("/?export=csv&sort=name"))
    assert found[1].startswith("\"'=HYPERLINK(")


@pytest.mark.parametrize("kind", FILES)
def test_file_is_refused_to_whoever_may_not_take_it(ask: Ask, kind: str) -> None:
    with pytest.raises(PermissionDenied):
        ask(f"/?export={kind}", may_export=False)
    assert not AuditEvent.objects.exists()
    assert ask("/", may_export=False).context_data["table"].files == ()


def test_file_that_is_not_offered_cannot_be_asked_for(ask: Ask) -> None:
    with pytest.raises(PermissionDenied):
        ask("/?export=csv", export_name="")


def test_taking_a_list_out_is_written_down_for_each_authority(ask: Ask, reader: User) -> None:
    other = AuthorityFactory()
    TeamFactory(authority=other)
    ask("/?export=csv&sort=name")
    events = AuditEvent.objects.order_by("authority_id")
    assert [event.authority_id for event in events] == sorted(
        [other.pk, reader.memberships.get().authority_id]
    )
    assert {event.subject for event in events} == {"List of teams"}
    assert {event.actor_id for event in events} == {reader.pk}
    assert {event.kind for event in events} == {AuditEvent.Kind.EXPORTED}


def test_role_list_sorts_who_holds_them(
    administrator: User, authority: Authority, client_of: Callable[[User], Client]
) -> None:
    MembershipFactory(authority=authority, user__name="Aa", role="clerk")
    MembershipFactory(user__name="Of elsewhere", role="clerk")
    page = client_of(administrator).get("/people/roles/?sort=user")
    assert [held.user.name for held in page.context["table"].records] == sorted(
        Membership.objects.filter(authority=authority).values_list("user__name", flat=True)
    )

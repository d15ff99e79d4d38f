"""What programs may read, each list for each person, and what they are told instead."""

import csv
import io
import re
from base64 import b64encode
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from exchange.api import OPEN
from exchange.lists import LISTS, PAPERS
from performance.models import Breakdown, Indicator
from tests.council import TODAY, all_roles, grow
from tests.exchange.conftest import Ask
from tests.factories.accounts import AccessKeyFactory, UserFactory
from tests.factories.committee import ExemptEditionFactory, PublicationFactory, ReportFactory
from tests.factories.improvement import ActionFactory, ThemeFactory, UpdateFactory
from tests.factories.monitoring import FindingFactory, TraceFactory, VisitFactory
from tests.factories.performance import (
    BreakdownFactory,
    ComparatorFactory,
    ImportBatchFactory,
    IndicatorFactory,
    MilestoneFactory,
    NeighbourModelFactory,
    ObservationFactory,
    TargetFactory,
)

NAMES = [each.name for each in LISTS]
EVERY = [*NAMES, PAPERS.name]


@pytest.fixture
def council(authority: Authority) -> Authority:
    """A council with two of everything."""
    grow(authority, all_roles(authority), 2)
    return authority


def records(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return answer.json()["records"]


# --- who may read -----------------------------------------------------------------------------


def test_a_list_is_for_those_who_may_take_it_out(
    council: Authority, reader: User, outsider: User, superuser: User, ask: Ask
) -> None:
    somebody = UserFactory()
    for name in NAMES:
        assert records(ask(reader, name)), name
        assert records(ask(outsider, name)) == [], name
        assert records(ask(superuser, name)), name
        assert ask(None, name).status_code == 401, name
        nobody = ask(somebody, name)
        assert nobody.status_code == 403, name
        assert nobody.json()["detail"].startswith("You may not take lists out")


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "another"},
        {"revoked_on": TODAY},
        {"expires_on": TODAY},
        {"user__is_active": False},
        {"use": "calendar"},
    ],
    ids=["wrong", "revoked", "expired", "of a leaver", "for calendars"],
)
def test_a_key_that_does_not_work_opens_nothing(wrong: dict[str, Any], reader: User) -> None:
    if not wrong.pop("user__is_active", True):
        User.objects.filter(pk=reader.pk).update(is_active=False)
    AccessKeyFactory(user=reader, **{"secret": "a secret", **wrong})
    answer = Client().get("/api/v1/plans", headers={"Authorization": "Bearer a secret"})
    assert answer.status_code == 401
    assert answer.json()["detail"].startswith("Send a key that works")
    assert answer["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("header", ["", "Bearer", "Basic", "Basic !", "Basic YQ==", "Other x"])
def test_a_header_that_cannot_be_read_opens_nothing(header: str, reader: User) -> None:
    answer = Client().get("/api/v1/plans", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_key_serves_as_the_password_that_excel_asks_for(reader: User) -> None:
    AccessKeyFactory(user=reader, secret="a:secret", expires_on=TODAY + timedelta(days=1))
    pair = b64encode(b"any name:a:secret").decode()
    answer = Client().get("/api/v1/plans", headers={"Authorization": f"Basic {pair}"})
    assert answer.status_code == 200


def test_a_key_in_an_address_is_refused(reader: User, ask: Ask) -> None:
    answer = ask(reader, "plans", key="secret")
    assert answer.status_code == 422
    assert answer.json()["parameters"] == {"key": "This is not something that narrows the list."}


def test_being_signed_in_opens_nothing_without_a_key(reader: User, client_of: Any) -> None:
    assert client_of(reader).get("/api/v1/plans").status_code == 401


# --- what small numbers, letters and drafts keep to themselves --------------------------------


def test_a_letter_that_is_not_published_keeps_its_findings(
    authority: Authority, reader: User, theme_lead: User, ask: Ask
) -> None:
    shut = VisitFactory(authority=authority, letter_status="pre_publication", published_on=None)
    open_ = VisitFactory(authority=authority, letter_status="published")
    TraceFactory(finding=FindingFactory(visit=shut, words="Children wait too long."))
    TraceFactory(finding=FindingFactory(visit=open_, words="Plans are clear."))
    for name in ("findings", "answers"):
        assert len(records(ask(reader, name))) == 1
        assert len(records(ask(theme_lead, name))) == 2
    assert "too long" not in ask(reader, "findings").text
    counts = {row["id"]: row["to_improve_count"] for row in records(ask(reader, "visits"))}
    assert counts[shut.pk] is None
    assert counts[open_.pk] is not None
    assert {row["to_improve_count"] for row in records(ask(theme_lead, "visits"))} != {None}


@pytest.fixture
def counted(authority: Authority) -> Indicator:
    """An indicator that counts children."""
    return IndicatorFactory(authority=authority, unit="count", code="N1", polarity="lower")


def observe(indicator: Indicator, day: date, whole: int, **parts: int) -> None:
    """The figures of a month, as a whole and by team."""
    batch = ImportBatchFactory(authority=indicator.authority)
    common = {"indicator": indicator, "starts_on": day, "batch": batch}
    common |= {"numerator": None, "denominator": None}
    ObservationFactory(value=whole, **common)
    for name, value in parts.items():
        team = Breakdown.objects.filter(name=name).first() or BreakdownFactory(
            authority=indicator.authority, name=name
        )
        ObservationFactory(value=value, breakdown=team, **common)


def shown(answer: Any) -> dict[tuple[str, str | None], Any]:
    return {
        (row["period"], row["part"]): "hidden" if row["is_hidden"] else row["value"]
        for row in records(answer)
    }


def test_small_numbers_and_what_gives_them_away_are_hidden(
    counted: Indicator, reader: User, analyst: User, ask: Ask
) -> None:
    observe(counted, date(2018, 3, 1), 30, North=3, South=9, West=18)
    observe(counted, date(2018, 2, 1), 4, North=4)
    assert shown(ask(reader, "observations")) == {
        ("March 2018", None): 30,
        ("March 2018", "North"): "hidden",
        ("March 2018", "South"): "hidden",
        ("March 2018", "West"): 18,
        ("February 2018", None): "hidden",
        ("February 2018", "North"): "hidden",
    }
    assert set(shown(ask(analyst, "observations")).values()) == {30, 3, 9, 18, 4}


def test_small_numbers_are_hidden_alike_on_every_page_and_under_every_filter(
    counted: Indicator, reader: User, ask: Ask
) -> None:
    """What is beside a figure decides whether it is shown, asked for or not."""
    observe(counted, date(2018, 3, 1), 30, North=3, South=9, West=18)
    whole = shown(ask(reader, "observations"))
    seen: dict[Any, Any] = {}
    query: dict[str, Any] = {"limit": 1}
    while query:
        answer = ask(reader, "observations", **query)
        seen |= shown(answer)
        found = re.search(r"after=(\d+)", answer.json()["next"] or "")
        query = {"limit": 1, "after": found[1]} if found else {}
    assert seen == whole
    parts = shown(ask(reader, "observations", is_whole="false"))
    assert parts == {key: value for key, value in whole.items() if key[1]}


def test_parts_that_only_their_absence_can_hide_are_left_out(
    counted: Indicator, reader: User, analyst: User, ask: Ask
) -> None:
    """Two hidden fives beside a total of ten would say what they are."""
    observe(counted, date(2018, 3, 1), 10, North=5, South=5)
    assert shown(ask(reader, "observations")) == {("March 2018", None): 10}
    assert len(records(ask(analyst, "observations"))) == 3


def test_only_what_counts_now_is_told(counted: Indicator, analyst: User, ask: Ask) -> None:
    later = ImportBatchFactory(authority=counted.authority)
    common = {"indicator": counted, "numerator": None, "denominator": None}
    ObservationFactory(value=50, starts_on=date(2018, 3, 1), replaced_in=later, **common)
    ObservationFactory(value=60, starts_on=date(2018, 3, 1), batch=later, **common)
    assert [row["value"] for row in records(ask(analyst, "observations"))] == [60]


# --- published papers -------------------------------------------------------------------------


def test_what_an_indicator_should_reach_is_told_as_it_was_set(
    counted: Indicator, analyst: User, ask: Ask
) -> None:
    other = TargetFactory(indicator=IndicatorFactory(authority=counted.authority))
    target = TargetFactory(indicator=counted, stretch=95)
    TargetFactory(indicator=counted, from_on=date(2018, 4, 1), value=None, words="above England")
    step = MilestoneFactory(target=target)
    MilestoneFactory(target=other)
    first, second = records(ask(analyst, "targets", indicator=counted.pk))
    assert first["id"] == target.pk
    assert (first["value"], first["tolerance"], first["stretch"]) == (90, 5, 95)
    assert (second["value"], second["words"]) == (None, "above England")
    (told,) = records(ask(analyst, "milestones", target=target.pk))
    assert (told["id"], told["indicator_id"]) == (step.pk, counted.pk)
    assert (told["period_starts_on"], told["value"]) == ("2018-04-01", 80)


def test_what_others_reached_is_told_as_it_counts_now(
    counted: Indicator, analyst: User, ask: Ask
) -> None:
    batch = ImportBatchFactory(authority=counted.authority)
    ComparatorFactory(indicator=counted, value=80, replaced_in=batch)
    ComparatorFactory(indicator=counted, value=82)
    model = NeighbourModelFactory(authority=counted.authority, name="2016 model")
    ComparatorFactory(indicator=counted, group="neighbours", neighbours=model, value=79)
    england, neighbours = records(ask(analyst, "comparators"))
    assert (england["group"], england["year"], england["value"]) == ("England", "2016/17", 82)
    assert (england["neighbours"], neighbours["neighbours"]) == (None, "2016 model")
    assert records(ask(analyst, "comparators", group="neighbours")) == [neighbours]


@pytest.fixture
def report(authority: Authority) -> Any:
    return ReportFactory(
        meeting__body__authority=authority,
        plan__authority=authority,
        slug="june",
        state="published",
    )


def test_published_papers_are_for_everybody(report: Any, ask: Ask) -> None:
    version = PublicationFactory(report=report)
    (found,) = records(ask(None, "papers"))
    assert (found["slug"], found["version"]) == ("june", version.version)
    paper = ask(None, f"papers/june/{version.version}").json()
    assert paper["tree"]["node"] == "Document"
    assert paper["sha256"] == version.sha256
    (title, *_) = records(ask(None, f"papers/june/{version.version}/paragraphs"))
    assert title["text"] == version.document().title


@pytest.mark.parametrize("address", ["papers/june/1", "papers/june/1/paragraphs"])
@pytest.mark.parametrize("kept", ["draft", "exempt", "made exempt", "withheld"])
def test_what_the_public_may_not_read_is_not_there_for_anybody(
    kept: str, address: str, report: Any, author: User, ask: Ask
) -> None:
    if kept == "exempt":
        PublicationFactory(report=report, access="Exempt")
    elif kept == "made exempt":
        PublicationFactory(report=report)
        type(report).objects.filter(pk=report.pk).update(access="Exempt")
    elif kept == "withheld":
        PublicationFactory(report=report)
        PublicationFactory(report=report, version=2, reason="Exempt.", withholds_earlier=True)
    assert 1 not in [row["version"] for row in records(ask(None, "papers"))]
    for person in (None, author):
        answer = ask(person, address)
        assert answer.status_code == 404
        assert answer.json()["detail"] == "There is nothing at this address."


def test_exempt_parts_of_a_public_paper_are_never_told(report: Any, author: User, ask: Ask) -> None:
    tree = '{"children":[],"node":"Document","title":"A secret"}'
    ExemptEditionFactory(publication=PublicationFactory(report=report), tree=tree)
    for address in ("papers", "papers/june/1", "papers/june/1/paragraphs"):
        assert "A secret" not in ask(author, address).text


def test_only_the_newest_version_is_told_where_that_is_asked(report: Any, ask: Ask) -> None:
    PublicationFactory(report=report)
    PublicationFactory(report=report, version=2, reason="A figure was wrong.")
    assert len(records(ask(None, "papers"))) == 2
    assert [row["version"] for row in records(ask(None, "papers", newest="true"))] == [2]


# --- narrowing, paging and form ---------------------------------------------------------------


def test_a_list_is_narrowed_by_what_it_offers(council: Authority, reader: User, ask: Ask) -> None:
    theme = council.plans.get().themes.first()
    found = records(ask(reader, "actions", theme=theme.pk))
    assert {row["theme_id"] for row in found} == {theme.pk}
    assert len(found) < len(records(ask(reader, "actions")))
    late = records(ask(reader, "actions", due_to="2018-04-29", delivery_kind="at_risk"))
    assert late
    assert all(row["delivery_kind"] == "at_risk" for row in late)
    assert records(ask(reader, "actions", council="essex")) == []
    assert records(ask(reader, "findings", is_open="false"))[0]["closed_on"]


def test_a_list_tells_what_changed_since_a_day(council: Authority, reader: User, ask: Ask) -> None:
    for name in EVERY:
        assert records(ask(reader, name, changed_since="2001-01-01")), name
        assert records(ask(reader, name, changed_since="2201-01-01")) == [], name


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"limit": 0}, "Write 1 or more."),
        ({"limit": 5001}, "Write 5000 or less."),
        ({"limit": "1" * 5000}, "Write a smaller number."),
        ({"after": "x"}, "Write a whole number."),
        ({"theme": 2**63}, f"Write {2**63 - 1} or less."),
        ({"council": "a\0b"}, "Write only letters, digits, hyphens and underscores."),
        ({"format": "xml"}, "Write one of 'json' or 'csv'."),
        ({"due_to": "31 4 2018"}, "Write a day, as 2018-04-30."),
        ({"due_to": "2018-04-31"}, "Write a day, as 2018-04-30."),
        ({"changed_since": "2018-04-30T09:00"}, "Write a day, as 2018-04-30."),
        ({"them": 1}, "This is not something that narrows the list."),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_write(
    query: dict[str, Any], words: str, reader: User, ask: Ask
) -> None:
    answer = ask(reader, "actions", **query)
    assert answer.status_code == 422
    assert answer.json()["parameters"] == dict.fromkeys(query, words)


def test_a_choice_that_there_is_not_is_answered_with_those_there_are(
    reader: User, ask: Ask
) -> None:
    (words,) = ask(reader, "actions", delivery_kind="late").json()["parameters"].values()
    assert words.startswith("Write one of 'not_started', ")
    (words,) = ask(reader, "findings", is_open="perhaps").json()["parameters"].values()
    assert words == "Write true or false."


def test_pages_follow_each_other_without_gaps(council: Authority, reader: User, ask: Ask) -> None:
    for name in EVERY:
        whole = records(ask(reader, name))
        seen, address = [], f"/api/v1/{name}?limit={1 + len(whole) // 3}"
        while address:
            headers = {"Authorization": f"Bearer secret of {reader.pk}"}
            answer = Client().get(address, headers=headers)
            seen += records(answer)
            address = answer.json()["next"]
            assert answer.headers.get("Link", "") == (f'<{address}>; rel="next"' if address else "")
        assert seen == whole, name
        assert [row["id"] for row in seen] == sorted(row["id"] for row in seen)


def test_a_list_comes_as_a_table_too_and_never_as_a_formula(
    authority: Authority, reader: User, ask: Ask
) -> None:
    ActionFactory(plan__authority=authority, title="=cmd|' /C calc'!A0", due_on=date(2018, 4, 20))
    answer = ask(reader, "actions", format="csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert row["title"] == "'=cmd|' /C calc'!A0"
    assert row["due_on"] == "2018-04-20"
    assert list(row) == list(records(ask(reader, "actions"))[0])


def test_a_record_leads_to_its_page(authority: Authority, reader: User, ask: Ask) -> None:
    action = ActionFactory(plan__authority=authority)
    (row,) = records(ask(reader, "actions"))
    assert row["address"] == f"http://testserver{action.get_absolute_url()}"


def test_an_action_tells_how_often_its_date_moved_and_when_it_was_heard_of(
    council: Authority, reader: User, ask: Ask
) -> None:
    action = council.plans.get().actions.first()
    update = UpdateFactory(action=action, effective_on=date(2018, 4, 29))
    row = next(row for row in records(ask(reader, "actions")) if row["id"] == action.pk)
    assert (
        row["last_update_on"] == max(each.effective_on for each in action.updates.all()).isoformat()
    )
    assert row["is_overdue"] == action.is_overdue(TODAY)
    assert row["times_moved"] == action.due_date_changes.filter(decision="approved").count()
    assert update.effective_on <= date.fromisoformat(row["last_update_on"])


def test_a_list_asks_the_same_for_few_records_as_for_many(
    council: Authority, reader: User, ask: Ask
) -> None:
    def asked() -> dict[str, tuple[int, int]]:
        found = {}
        for name in EVERY:
            ask(reader, name)  # writes down that it is read
            with CaptureQueriesContext(connection) as queries:
                answer = ask(reader, name)
            found[name] = len(queries), len(records(answer))
        return found

    few = asked()
    grow(council, User.objects.filter(memberships__role="administrator").first(), 3)
    many = asked()
    for name in EVERY:
        assert many[name][0] == few[name][0] <= 8, name
        assert many[name][1] > few[name][1] or name == "plans"


# --- what is written down ---------------------------------------------------------------------


def test_reading_is_written_down_once_a_day_for_each_list(
    council: Authority, reader: User, ask: Ask, settings: Any
) -> None:
    def written() -> list[str]:
        events = AuditEvent.objects.filter(kind="data_read").order_by("pk")
        assert {each.actor_id for each in events} <= {reader.pk}
        assert {each.authority_id for each in events} <= {council.pk}
        return [each.details["read"] for each in events]

    for _ in range(2):
        ask(reader, "plans")
        ask(reader, "actions", limit=1)
    assert written() == ["plans", "actions"]
    settings.TODAY = TODAY + timedelta(days=1)
    ask(reader, "plans")
    assert written() == ["plans", "actions", "plans"]
    ask(reader, "papers")
    assert written() == ["plans", "actions", "plans"]


def test_a_list_that_holds_nothing_leaves_no_trace_of_reading(reader: User, ask: Ask) -> None:
    ask(reader, "plans")
    assert not AuditEvent.objects.filter(kind="data_read").exists()


def test_the_day_on_which_a_key_was_last_used_is_kept(
    reader: User, ask: Ask, settings: Any
) -> None:
    ask(reader, "plans")
    assert reader.access_keys.get().last_used_on == TODAY
    settings.TODAY = TODAY + timedelta(days=1)
    ask(reader, "plans")
    assert reader.access_keys.get().last_used_on == TODAY + timedelta(days=1)


# --- methods, and what is not there -----------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_interface_can_only_be_read(method: str, reader: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = getattr(strict, method)("/api/v1/actions")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["detail"] == "The interface can only be read."


def test_a_program_may_ask_for_the_head_alone_and_for_what_it_may_ask(report: Any) -> None:
    PublicationFactory(report=report)
    whole, head = Client().get("/api/v1/papers"), Client().head("/api/v1/papers")
    assert head.status_code == 200
    assert head.content == b""
    assert head["Content-Type"] == whole["Content-Type"]
    assert Client().options("/api/v1/papers")["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ["", "nothing", "papers/june/0", "papers/../1"])
def test_what_is_not_there_is_told_in_json(address: str, db: None) -> None:
    answer = Client().get(f"/api/v1/{address}")
    assert answer.status_code in (404, 422)
    assert answer.json()["detail"]


def test_nothing_that_is_told_is_kept_on_the_way(reader: User, ask: Ask) -> None:
    assert ask(reader, "plans")["Cache-Control"] == "private, no-store"


def test_too_many_questions_are_put_off(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    (throttle,) = OPEN["throttle"]
    assert (throttle.num_requests, throttle.duration) == (120, 60)
    monkeypatch.setattr(throttle, "num_requests", 3)
    answers = [Client().get("/api/v1/papers") for _ in range(4)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1].json()["detail"].startswith("That is too often")


def test_a_fault_of_ours_is_told_in_json_and_kept_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a secret of the database")

    monkeypatch.setattr("exchange.api.read", fail)
    answer = Client().get("/api/v1/papers")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "a secret of the database" in caplog.text


# --- the description --------------------------------------------------------------------------


@pytest.fixture
def description(db: None) -> dict[str, Any]:
    return Client().get("/api/v1/openapi.json").json()


def test_the_description_tells_of_every_address_with_words(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert set(description["paths"]) == {
        *(f"/api/v1/{name}" for name in EVERY),
        "/api/v1/papers/{slug}/{version}",
        "/api/v1/papers/{slug}/{version}/paragraphs",
    }
    for path, operations in description["paths"].items():
        assert list(operations) == ["get"]
        operation = operations["get"]
        assert operation["summary"], path
        assert operation["description"], path
        assert all(each["description"] for each in operation["parameters"]), path
        needs_key = not path.startswith("/api/v1/papers")
        assert bool(operation.get("security")) == needs_key, path
    for name, schema in description["components"]["schemas"].items():
        assert "unnamed" not in name.casefold()
        assert schema.get("description"), name
        for told, each in schema.get("properties", {}).items():
            assert each.get("description") or "$ref" in each, (name, told)


def test_every_reference_of_the_description_leads_somewhere(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    led = set(
        re.findall(r"#/components/schemas/([\w.-]+)", Client().get("/api/v1/openapi.json").text)
    )
    assert led <= set(schemas)
    ids = [each["get"]["operationId"] for each in description["paths"].values()]
    assert len(ids) == len(set(ids))


KINDS = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
}


def fits(value: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether a value is what a schema says, as far as our descriptions go."""
    if "$ref" in schema:
        return fits(value, schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return any(fits(value, each, schemas) for each in schema["anyOf"])
    if "enum" in schema and value not in schema["enum"]:
        return False
    if not isinstance(value, KINDS[schema["type"]]):
        return False
    if isinstance(value, bool) and schema["type"] != "boolean":
        return False
    if isinstance(value, list):
        return all(fits(each, schema["items"], schemas) for each in value)
    if isinstance(value, dict) and "properties" in schema:
        told = schema["properties"]
        return set(value) == set(told) and all(fits(value[k], told[k], schemas) for k in told)
    if schema.get("format") == "date":
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))
    if schema.get("format") == "date-time":
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", value))
    return True


def test_every_answer_is_what_the_description_says(
    council: Authority, report: Any, ask: Ask, description: dict[str, Any]
) -> None:
    PublicationFactory(report=report)
    person = User.objects.filter(memberships__role="administrator").first()
    schemas = description["components"]["schemas"]
    for name in (*EVERY, "papers/june/1", "papers/june/1/paragraphs"):
        path = re.sub("june/1", "{slug}/{version}", f"/api/v1/{name}")
        answers = description["paths"][path]["get"]["responses"]
        told = ask(person, name).json()
        assert told.get("records", [1]), name
        assert fits(told, answers["200"]["content"]["application/json"]["schema"], schemas), name
        wrong = ask(person, name, nonsense=1)
        assert fits(wrong.json(), answers["422"]["content"]["application/json"]["schema"], schemas)


def test_the_page_about_the_interface_names_every_list(reader: User, client_of: Any) -> None:
    page = client_of(reader).get(reverse("exchange:interface")).text
    for name in EVERY:
        assert f"http://testserver/api/v1/{name}<" in page
    assert reverse("exchange:key_list") in page
    stranger = Client().get(reverse("exchange:interface"))
    assert stranger.status_code == 200
    assert reverse("exchange:key_list") not in stranger.text


def test_themes_and_updates_are_told_in_the_order_in_which_they_came(
    authority: Authority, reader: User, ask: Ask
) -> None:
    later, earlier = (ThemeFactory(plan__authority=authority, number=n) for n in (9, 2))
    assert [row["id"] for row in records(ask(reader, "themes"))] == [later.pk, earlier.pk]

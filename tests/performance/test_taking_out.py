"""Figures and exceptions taken out as files: what the page shows, for those who may take it."""

import csv
import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from performance.models import Indicator
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.performance import (
    BreakdownFactory,
    ComparatorFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    TargetFactory,
)

MARCH = date(2018, 3, 1)


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2018, 4, 23)


@pytest.fixture
def indicator(reader: User) -> Indicator:
    """One that counts children, off target, with a small number two months before."""
    authority = reader.authorities[0]
    found = IndicatorFactory(authority=authority, unit="count", code="=N1", polarity="lower")
    TargetFactory(indicator=found, value=10, tolerance=1)
    for day, value in ((MARCH, 40), (date(2018, 2, 1), 3)):
        ObservationFactory(
            indicator=found, starts_on=day, value=value, numerator=None, denominator=None
        )
    return found


def taken(response: Any, kind: str) -> list[list[Any]]:
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.values]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_figures_of_an_indicator_are_taken_out_as_the_page_shows_them(
    kind: str, indicator: Indicator, reader: User, client_of: Any
) -> None:
    client = client_of(reader)
    address = f"{indicator.get_absolute_url()}?show=36"
    assert f"export={kind}" in client.get(address).text
    heading, *rows = taken(client.get(f"{address}&export={kind}"), kind)
    assert heading[:3] == ["Period", "First day", "Figure"]
    assert [row[0] for row in rows] == ["March 2018", "February 2018"]
    assert rows[0][2] == "40"
    assert rows[1][2] != "3"
    assert "idden" in rows[1][2] or rows[1][2] == "c"
    assert AuditEvent.objects.get(kind="exported").actor_id == reader.pk


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exceptions_are_taken_out_as_the_page_shows_them(
    kind: str, indicator: Indicator, reader: User, client_of: Any
) -> None:
    client = client_of(reader)
    address = f"{reverse('performance:exception_list')}?month=2018-03"
    assert f"export={kind}" in client.get(address).text
    (row,) = taken(client.get(f"{address}&export={kind}"), kind)[1:]
    assert row[1].removeprefix("'") == "=N1"
    assert row[1].startswith("'") == (kind == "csv")
    assert row[4] == "40"
    assert row[7].startswith("Off target.")
    assert row[9] == "Not asked yet"


@pytest.mark.parametrize("viewname", ["indicator_detail", "exception_list"])
def test_nothing_is_taken_out_by_those_who_may_not(
    viewname: str, indicator: Indicator, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.models.ROLES", {})
    somebody = UserFactory()
    MembershipFactory(user=somebody, authority=indicator.authority)
    address = (
        indicator.get_absolute_url()
        if viewname == "indicator_detail"
        else reverse("performance:exception_list")
    )
    client = client_of(somebody)
    assert "export=" not in client.get(address).text
    assert client.get(address, {"export": "xlsx"}).status_code == 403
    assert not AuditEvent.objects.filter(kind="exported").exists()


@pytest.fixture
def whole(authority: Authority) -> Indicator:
    """An indicator with a target, a milestone, a comparison and figures of two teams."""
    found = IndicatorFactory(authority=authority, unit="count", code="N2", polarity="lower")
    MilestoneFactory(target=TargetFactory(indicator=found, value=10, tolerance=1, note="The board"))
    ComparatorFactory(indicator=found, value=12)
    ObservationFactory(indicator=found, starts_on=MARCH, value=42, numerator=None, denominator=None)
    for name, value in (("North", 40), ("South", 2)):
        ObservationFactory(
            indicator=found,
            starts_on=MARCH,
            breakdown=BreakdownFactory(authority=authority, name=name),
            value=value,
            numerator=None,
            denominator=None,
        )
    return found


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_else_stands_on_the_page_of_an_indicator_is_taken_out(
    kind: str, whole: Indicator, reader: User, client_of: Any
) -> None:
    client, address = client_of(reader), whole.get_absolute_url()

    def rows(name: str) -> list[list[Any]]:
        asked = {"export": kind, "list": name, "month": "2018-03"}
        return taken(client.get(address, asked), kind)[1:]

    ((_, target, *_, note),) = rows("targets")
    assert (target, note) == ("10 or less", "The board")
    ((group, _, year, figure, source, _),) = rows("comparisons")
    assert (group, year, figure) == ("England", "2016/17", "12")
    assert source == "Department for Education"
    north, south = rows("parts")
    assert north[1:4] == ["Team", "North", "Hidden"]
    assert south[1:4] == ["Team", "South", "Hidden"]
    assert {event.subject for event in AuditEvent.objects.filter(kind="exported")} == {
        f"{title}: {whole}" for title in ("Targets", "Comparisons", "Figures of parts")
    }


def test_scorecards_are_taken_out_with_what_needs_attention(
    indicator: Indicator, reader: User, client_of: Any
) -> None:
    answer = client_of(reader).get(
        reverse("performance:scorecard_list"), {"month": "2018-03", "export": "csv"}
    )
    assert taken(answer, "csv")[1] == ["All indicators", "", "1", "1"]

"""Scorecards and the page of an indicator, as people use them."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import Authority, User
from core.models import AuditEvent
from improvement.models import PracticeArea
from performance.models import Indicator, Observation, Scorecard
from performance.overview import spans
from performance.periods import Frequency, Period
from performance.vocabulary import CommentaryState
from tests.factories.accounts import AuthorityFactory, MembershipFactory, UserFactory
from tests.factories.improvement import PlanFactory, PracticeAreaFactory, ThemeFactory
from tests.factories.performance import (
    BreakdownFactory,
    CommentaryFactory,
    ComparatorFactory,
    ImportBatchFactory,
    IndicatorFactory,
    MilestoneFactory,
    NeighbourFactory,
    NeighbourModelFactory,
    ObservationFactory,
    RebaseFactory,
    ScorecardEntryFactory,
    ScorecardFactory,
    TargetFactory,
    observe,
)

ClientOf = Callable[[User], Client]
TODAY, APRIL = date(2018, 5, 20), date(2018, 4, 30)
LIST = "/performance/"


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY


@pytest.fixture
def client(reader: User, client_of: ClientOf) -> Client:
    """A reader's browser."""
    return client_of(reader)


@pytest.fixture
def area(authority: Authority) -> PracticeArea:
    """Where visits belong."""
    return PracticeAreaFactory(authority=authority, order=1, name="Planning and reviewing")


@pytest.fixture
def visits(authority: Authority, area: PracticeArea) -> Indicator:
    """Visits on time: 12 points below target, 4 better than in March."""
    indicator = IndicatorFactory(
        authority=authority, code="CP11", name="Visits on time", practice_area=area
    )
    TargetFactory(indicator=indicator)
    observe(indicator, APRIL, [*[80] * 11, 74, 78])
    return indicator


@pytest.fixture
def contacts(authority: Authority) -> Indicator:
    """Contacts, which nobody needs to look at."""
    indicator = IndicatorFactory(
        authority=authority,
        code="FD01",
        name="Contacts",
        definition="What the front door received.",
        unit="count",
        polarity="neutral",
    )
    observe(indicator, APRIL, [*[1674] * 12, 1731])
    return indicator


@pytest.fixture
def card(authority: Authority, visits: Indicator, contacts: Indicator) -> Scorecard:
    """A scorecard with both."""
    scorecard = ScorecardFactory(authority=authority, name="Committee")
    for indicator in (contacts, visits):
        ScorecardEntryFactory(scorecard=scorecard, indicator=indicator)
    return scorecard


def body(response: Any) -> str:
    """The words of a page, as they stand between its tags."""
    return plain(re.sub(r"<svg.*?</svg>", " ", page(response), flags=re.DOTALL))


def plain(markup: str) -> str:
    words = " ".join(strip_tags(markup.replace("<", " <")).split())
    return re.sub(r" ([.,:)])", r"\1", words)


def page(response: Any) -> str:
    assert response.status_code == 200
    text: str = response.content.decode()
    return text.partition("<main")[2].partition("</main>")[0]


def cells(response: Any) -> list[list[str]]:
    """The cells of each row of each table."""
    return [
        [plain(cell) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", page(response), re.DOTALL)
    ]


def rows(response: Any) -> dict[str, list[str]]:
    """The rows by the last word of their first cell, which is a code or a name."""
    return {row[0].split()[-1]: row for row in cells(response)}


def row_of(response: Any, first: str) -> list[str]:
    """The first row that begins like this."""
    return next(row for row in cells(response) if row[0] == first)


def codes(response: Any) -> list[str]:
    return [code for code in rows(response) if re.fullmatch(r"[A-Z]{2}\d\d", code)]


# --- the list of scorecards ---------------------------------------------------------------------


def test_scorecard_list_counts_what_needs_attention(client: Client, card: Scorecard) -> None:
    response = client.get(LIST)
    assert "Figures for April 2018." in body(response)
    assert f'href="/performance/scorecards/{card.pk}/?month=2018-04&amp;show=any"' in page(response)
    assert rows(response)["indicators"] == [
        "All indicators",
        "2",
        "1 of All indicators needs attention",
    ]
    assert rows(response)["Committee"] == ["Committee", "2", "1 of Committee needs attention"]


def test_scorecard_list_is_of_the_month_asked_for(client: Client, card: Scorecard) -> None:
    observe(card.indicators.get(code="CP11"), date(2017, 3, 31), [95])
    for month, attention in (("2017-02", "0"), ("2017-03", "0"), ("2017-04", "1 of")):
        response = client.get(LIST, {"month": month})
        assert rows(response)["Committee"][2].startswith(attention), month


@pytest.mark.parametrize("asked", ["", "April", "2018-13", "2018-4-1", "0000-01"])
def test_a_month_that_cannot_be_read_is_the_last_that_is_over(
    client: Client, card: Scorecard, asked: str
) -> None:
    assert "April 2018" in body(client.get(LIST, {"month": asked}))


def test_scorecard_list_leaves_out_what_is_retired(client: Client, card: Scorecard) -> None:
    card.indicators.filter(code="CP11").update(retired_on=date(2018, 4, 1))
    assert rows(client.get(LIST))["Committee"] == ["Committee", "1", "0"]


def test_scorecard_list_without_indicators_says_how_to_begin(
    authority: Authority, analyst: User, client_of: ClientOf, client: Client
) -> None:
    assert "There are no indicators yet." in body(client.get(LIST))
    assert "Add standard indicators" not in body(client.get(LIST))
    assert "Add standard indicators" in body(client_of(analyst).get(LIST))


def test_scorecard_list_shows_each_council_apart(
    reader: User, client: Client, card: Scorecard
) -> None:
    essex = AuthorityFactory(name="Essex County Council")
    MembershipFactory(user=reader, authority=essex, role="reader")
    ScorecardFactory(name="Secret")
    response = body(client.get(LIST))
    assert "Essex County Council" in response
    assert "Secret" not in response


# --- a scorecard --------------------------------------------------------------------------------


def test_scorecard_detail_says_what_needs_attention_first_and_why(
    client: Client, card: Scorecard
) -> None:
    response = client.get(card.get_absolute_url())
    assert "Committee, April 2018" in body(response)
    assert "1 of 2 indicators needs attention." in body(response)
    assert codes(response) == ["CP11", "FD01"]
    assert rows(response)["CP11"][:6] == [
        "Visits on time CP11",
        "Off target 12 percentage points below the target of 90%. 12 more in 100 needed.",
        "78% April 2018",
        "90% Off target",
        "Better: +4 percentage points",
        "Worse: −2 percentage points",
    ]
    assert rows(response)["FD01"][1:5] == [
        "1,731 April 2018",
        "For information only.",
        "Higher: +57",
        "Higher: +57",
    ]


def test_scorecard_detail_draws_each_course_with_words(client: Client, card: Scorecard) -> None:
    drawn = re.findall(r"<svg.*?</svg>", page(client.get(card.get_absolute_url())), re.DOTALL)
    assert len(drawn) == 2
    assert (
        "<title>From 80% in April 2017 to 78% in April 2018; the lowest was 74% in March 2018, "
        "the highest 80% in April 2017.</title>" in drawn[0]
    )
    assert "style=" not in "".join(drawn)


def test_scorecard_detail_compares_with_the_year_of_each_figure(
    client: Client, card: Scorecard, visits: Indicator
) -> None:
    ComparatorFactory(indicator=visits)
    ComparatorFactory(indicator=visits, group="neighbours", label="2015/16", value=Decimal(85))
    ComparatorFactory(indicator=visits, group="london", value=Decimal(11))
    compared = rows(client.get(card.get_absolute_url()))["CP11"][-1]
    assert compared == "England 82% 2016/17 Statistical neighbours 85% 2015/16"


def test_scorecard_detail_without_a_figure_shows_the_last_there_is(
    client: Client, card: Scorecard, visits: Indicator, settings: Any
) -> None:
    settings.TODAY = date(2018, 5, 30)  # by then April's figure should be there
    visits.observations.filter(starts_on=date(2018, 4, 1)).delete()
    visits.observations.update(state="provisional")
    found = rows(client.get(card.get_absolute_url()))["CP11"]
    assert found[1] == "No figure There is no figure for April 2018."
    assert found[2] == "74% March 2018, provisional"
    Observation.objects.all().delete()
    response = client.get(card.get_absolute_url())
    assert rows(response)["CP11"][1] == "No figure"
    assert "There are no figures up to April 2018." in body(response)


def test_scorecard_detail_says_where_a_month_has_no_figures_yet(
    client: Client, card: Scorecard, settings: Any
) -> None:
    settings.TODAY = date(2018, 6, 2)
    response = client.get(card.get_absolute_url())
    assert "There are no figures for May 2018 yet: the last are of April 2018." in body(response)
    assert 'href="?month=2018-04"' in page(response)


def test_scorecard_detail_offers_every_month_that_has_figures(
    client: Client, card: Scorecard, visits: Indicator
) -> None:
    observe(visits, date(2021, 4, 30), [91])
    quarterly = IndicatorFactory(authority=visits.authority, frequency="quarter")
    ScorecardEntryFactory(scorecard=card, indicator=quarterly)
    observe(quarterly, date(2016, 6, 30), [50])
    response = page(client.get(card.get_absolute_url()))
    offered = re.findall(r'<option value="(\d{4}-\d\d)"( selected)?', response)
    months = [month for month, _ in offered]
    assert months[:2] == ["2021-04", "2018-04"]
    assert months[-1] == "2016-06", "a quarter is over in its last month"
    assert [month for month, selected in offered if selected] == ["2018-04"]
    later = client.get(card.get_absolute_url(), {"month": "2021-04"})
    assert rows(later)["CP11"][1] == "91% April 2021"


def test_scorecard_detail_groups_the_rest_by_practice_area_or_theme(
    client: Client, card: Scorecard, authority: Authority, contacts: Indicator, visits: Indicator
) -> None:
    plan = PlanFactory(authority=authority)
    for number, title in ((2, "Front door"), (1, "Leadership")):
        contacts.themes.add(ThemeFactory(plan=plan, number=number, title=title))
    front = PracticeAreaFactory(authority=authority, order=2, name="Front door and thresholds")
    calm = IndicatorFactory(authority=authority, code="FD02", practice_area=front)
    observe(calm, APRIL, [70])
    ScorecardEntryFactory(scorecard=card, indicator=calm)

    def headings(**asked: str) -> list[str]:
        return re.findall(r"<h2[^>]*>(.*?)</h2>", page(client.get(card.get_absolute_url(), asked)))

    assert headings() == [
        "Needs attention (1)",
        "Front door and thresholds (1)",
        "No practice area (1)",
    ]
    assert headings(group="theme") == [
        "Needs attention (1)",
        "1. Leadership (1)",
        "2. Front door (1)",
        "No theme (1)",
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "visit"}, ["CP11"]),
        ({"q": "fd0"}, ["FD01"]),
        ({"q": "nothing"}, []),
        ({"rating": "off"}, ["CP11"]),
        ({"rating": "near"}, []),
        ({"show": "any"}, ["CP11"]),
        ({"show": "off_target"}, ["CP11"]),
        ({"show": "missing"}, []),
        ({"rating": "nonsense"}, ["CP11", "FD01"]),
    ],
)
def test_scorecard_detail_is_narrowed(
    client: Client, card: Scorecard, asked: dict[str, str], found: list[str]
) -> None:
    response = client.get(card.get_absolute_url(), asked)
    assert codes(response) == found
    if not found:
        assert "No indicators match." in body(response)
    assert ("Show everything" in body(response)) == (asked != {"rating": "nonsense"})


def test_scorecard_detail_is_narrowed_to_a_practice_area_and_a_theme(
    client: Client, card: Scorecard, area: PracticeArea, contacts: Indicator
) -> None:
    theme = ThemeFactory(plan=PlanFactory(authority=card.authority))
    contacts.themes.add(theme)
    address = card.get_absolute_url()
    assert codes(client.get(address, {"area": area.pk})) == ["CP11"]
    assert codes(client.get(address, {"theme": theme.pk})) == ["FD01"]
    assert codes(client.get(address, {"theme": theme.pk, "area": area.pk})) == []


def test_scorecard_detail_is_sorted_with_what_has_no_rank_last(
    client: Client, card: Scorecard
) -> None:
    on_target = IndicatorFactory(authority=card.authority, code="AS02")
    TargetFactory(indicator=on_target, value=Decimal(50))
    observe(on_target, APRIL, [60])
    ScorecardEntryFactory(scorecard=card, indicator=on_target)
    address = card.get_absolute_url()
    assert codes(client.get(address, {"sort": "rating"})) == ["CP11", "AS02", "FD01"]
    assert codes(client.get(address, {"sort": "-rating"})) == ["AS02", "CP11", "FD01"]
    assert codes(client.get(address, {"sort": "name"})) == ["AS02", "CP11", "FD01"]
    assert "Back to groups" in body(client.get(address, {"sort": "name"}))


def test_scorecard_detail_leads_to_the_indicator_in_the_same_month(
    client: Client, card: Scorecard, visits: Indicator
) -> None:
    response = page(client.get(card.get_absolute_url(), {"month": "2018-03"}))
    assert f'href="/performance/indicators/{visits.pk}/?month=2018-03"' in response


def test_scorecard_all_shows_every_indicator_in_use(
    client: Client, card: Scorecard, authority: Authority
) -> None:
    IndicatorFactory(authority=authority, code="ZZ01", retired_on=date(2018, 4, 30))
    IndicatorFactory(authority=authority, code="ZZ02", retired_on=date(2018, 5, 1))
    response = client.get(f"/performance/scorecards/all/{authority.pk}/")
    assert codes(response) == ["CP11", "FD01", "ZZ02"]
    assert "All indicators, April 2018" in body(response)


def test_a_scorecard_with_nothing_on_it_says_so(client: Client, authority: Authority) -> None:
    response = body(client.get(ScorecardFactory(authority=authority).get_absolute_url()))
    assert "No indicators match." in response


# --- its file -----------------------------------------------------------------------------------


def taken_out(client: Client, address: str, **asked: str) -> list[dict[str, str]]:
    response = client.get(address, {"export": "csv", **asked})
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    heads, *lines = csv.reader(StringIO(text))
    return [dict(zip(heads, line, strict=True)) for line in lines]


def test_the_list_is_taken_out_as_it_is_filtered_and_sorted(
    client: Client, card: Scorecard, visits: Indicator, reader: User
) -> None:
    ComparatorFactory(indicator=visits)
    address = card.get_absolute_url()
    [line] = taken_out(client, address, show="any")
    assert line["Code"] == "CP11"
    assert (line["Figure"], line["Period"], line["Target"]) == ("78", "April 2018", "90%")
    assert line["Rating"] == "Off target"
    assert line["England"] == "82"
    assert line["England: year and source"] == "2016/17, Department for Education"
    assert line["Change since the period before"] == "4"
    assert [each["Code"] for each in taken_out(client, address, sort="-name")] == ["FD01", "CP11"]
    event = AuditEvent.objects.filter(kind="exported").first()
    assert event is not None
    assert event.actor_id == reader.pk
    assert event.details["asked"].startswith("export=csv")


def test_a_list_is_taken_out_only_by_who_may(
    client: Client, card: Scorecard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(User, "may", lambda self, permission, authority: False)
    assert client.get(card.get_absolute_url(), {"export": "csv"}).status_code == 403
    assert "Download the list" not in body(client.get(card.get_absolute_url()))


def test_small_numbers_are_hidden_on_the_page_and_in_the_file(
    client: Client, analyst: User, client_of: ClientOf, card: Scorecard, contacts: Indicator
) -> None:
    contacts.observations.update(value=Decimal(3))
    address = card.get_absolute_url()
    response = client.get(address)
    assert rows(response)["FD01"][1] == "Hidden April 2018"
    assert "Small numbers (1 to 5) are hidden" in body(response)
    hidden = next(each for each in taken_out(client, address) if each["Code"] == "FD01")
    assert hidden["Figure"] == "Hidden"
    assert "3" not in hidden.values()
    seen = client_of(analyst)
    assert rows(seen.get(address))["FD01"][1] == "3 April 2018"
    assert "Small numbers" not in body(seen.get(address))
    shown = next(each for each in taken_out(seen, address) if each["Code"] == "FD01")
    assert shown["Figure"] == "3"


# --- an indicator -------------------------------------------------------------------------------


def test_indicator_detail_says_it_all_in_a_sentence(client: Client, visits: Indicator) -> None:
    response = client.get(visits.get_absolute_url())
    assert re.search(r"<h1[^>]*>Visits on time</h1>", page(response))
    words = body(response)
    assert (
        "78% in April 2018: 12 percentage points below the target of 90%, and 4 percentage points "
        "better than in March 2018." in words
    )
    assert "Off target Below the target by more than the tolerance. 12 more in 100 needed." in words
    assert "It is 2 percentage points worse than in April 2017." in words
    assert "Needs attention: off target" in words


def test_indicator_detail_without_a_figure_names_the_last(
    client: Client, visits: Indicator, settings: Any
) -> None:
    settings.TODAY = date(2018, 7, 30)  # by then June's figure should be there
    words = body(client.get(visits.get_absolute_url(), {"month": "2018-06"}))
    assert "There is no figure for June 2018." in words
    assert "The last figure is 78% in April 2018." in words
    assert "Needs attention: no figure." in words


def test_indicator_detail_says_what_moved_implausibly(client: Client, visits: Indicator) -> None:
    observe(visits, date(2018, 5, 31), [10])
    words = body(client.get(visits.get_absolute_url(), {"month": "2018-05"}))
    assert "implausible movement (It moved from 78% to 10% in one period)" in words


def test_indicator_detail_begins_with_the_first_figure(client: Client, visits: Indicator) -> None:
    response = client.get(visits.get_absolute_url(), {"show": "36"})
    assert response.context["rows"][-1].period.label == "April 2017"
    assert "Visits on time, April 2017 to April 2018" in body(response)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, "April 2017", "April 2018"),
        ({"show": "36"}, "May 2015", "April 2018"),
        ({"show": "year"}, "April 2018", "April 2018"),
        ({"show": "year", "month": "2018-03"}, "April 2017", "March 2018"),
        ({"show": "nonsense"}, "April 2017", "April 2018"),
    ],
)
def test_indicator_detail_switches_between_spans(
    client: Client, visits: Indicator, asked: dict[str, str], first: str, last: str
) -> None:
    observe(visits, date(2015, 5, 31), [70])
    response = client.get(visits.get_absolute_url(), asked)
    span = first if first == last else f"{first} to {last}"
    assert response.context["chart"].title == f"Visits on time, {span}"
    table = response.context["rows"]
    assert (table[-1].period.label, table[0].period.label) == (first, last)


def test_indicator_detail_of_years_has_no_spans_to_switch(
    client: Client, authority: Authority
) -> None:
    yearly = IndicatorFactory(authority=authority, frequency="financial_year")
    observe(yearly, date(2018, 3, 31), [80, 83, 86])
    response = client.get(yearly.get_absolute_url(), {"show": "13"})
    assert "Last 13 months" not in body(response)
    assert [row.period.label for row in response.context["rows"]][:3] == [
        *("2017/18", "2016/17", "2015/16")
    ]


def test_indicator_detail_shows_the_figures_behind_a_percentage(
    client: Client, authority: Authority, visits: Indicator
) -> None:
    without = row_of(client.get(visits.get_absolute_url()), "Period")
    assert without == ["Period", "Figure", "Target", "Rating"]
    counted = IndicatorFactory(authority=authority)
    TargetFactory(indicator=counted)
    observe(counted, APRIL, [(94, 120)])
    response = client.get(counted.get_absolute_url())
    heads = ["Period", "Figure", "Numerator", "Denominator", "Target", "Rating"]
    assert row_of(response, "Period") == heads
    assert row_of(response, "April 2018") == [
        *("April 2018", "78%", "94", "120", "90%", "Off target")
    ]


def test_indicator_detail_draws_a_control_chart_on_request(
    client: Client, visits: Indicator
) -> None:
    RebaseFactory(indicator=visits, starts_on=date(2017, 10, 1))
    plain = client.get(visits.get_absolute_url())
    assert "Upper limit" not in page(plain)
    response = client.get(visits.get_absolute_url(), {"chart": "spc"})
    assert "Upper limit" in page(response)
    assert "Trial limits computed from 7 points" in body(response)
    assert "A trend is 7 points in a row" in body(response)
    assert row_of(response, "Period")[-3:] == ["Mean", "Limits", "Variation"]
    assert "A second duty team began." in body(response)


def test_indicator_detail_names_special_causes_in_words(
    client: Client, authority: Authority
) -> None:
    indicator = IndicatorFactory(authority=authority)
    observe(indicator, APRIL, [80, 82] * 7 + [70])
    response = client.get(indicator.get_absolute_url(), {"chart": "spc"})
    assert "Special cause of concern: a point outside the limits" in body(response)
    assert "Special cause of concern" in page(response).partition("<svg")[2].partition("</svg>")[0]


def test_indicator_detail_of_cumulative_figures_has_no_control_chart(
    client: Client, visits: Indicator
) -> None:
    Indicator.objects.update(period_type="year_to_date")
    response = client.get(visits.get_absolute_url(), {"chart": "spc"})
    assert "There is no control chart" in body(response)
    assert "Control chart" not in body(response)
    assert "Upper limit" not in page(response)


def test_indicator_detail_marks_forecasts_apart(client: Client, visits: Indicator) -> None:
    observe(visits, date(2018, 5, 31), [84], state="projected", is_forecast=True)
    response = client.get(visits.get_absolute_url())
    assert row_of(response, "May 2018") == ["May 2018", "84% forecast", "90%", ""]
    assert "Forecasts are drawn apart and are not rated." in body(response)


def with_teams(indicator: Indicator, figures: list[Any]) -> None:
    for name, figure in zip(("Duty", "Planning", "Care"), figures, strict=True):
        team = indicator.authority.breakdowns.filter(name=name).first() or BreakdownFactory(
            authority=indicator.authority, name=name
        )
        observe(indicator, APRIL, [figure], breakdown=team)


def test_indicator_detail_shows_caseloads_by_team_with_the_manager_ratio(
    client: Client, authority: Authority
) -> None:
    cases, ratio = (
        IndicatorFactory(
            authority=authority,
            name=name,
            unit="per_worker",
            decimals=1,
            polarity="lower",
            small_numbers="show",
        )
        for name in ("Average caseload", "Workers for each manager")
    )
    TargetFactory(indicator=cases, value=Decimal(15), tolerance=Decimal(2))
    observe(cases, APRIL, [(300, 20)])
    with_teams(cases, [(75, 5), (120, 6), (130, 10)])
    with_teams(ratio, [(6, 1), (7, 1), (5, 1)])
    response = client.get(cases.get_absolute_url())
    assert row_of(response, "Duty") == ["Duty", "15.0", "75", "5", "On target", "6.0"]
    assert row_of(response, "Planning") == ["Planning", "20.0", "120", "6", "Off target", "7.0"]
    assert "Average caseload by team, April 2018" in body(response)
    assert f'href="{ratio.get_absolute_url()}?month=2018-04"' in page(response)


def test_indicator_detail_does_not_rate_the_counts_of_teams(
    client: Client, authority: Authority
) -> None:
    referrals = IndicatorFactory(authority=authority, unit="count")
    TargetFactory(indicator=referrals)
    observe(referrals, APRIL, [120])
    with_teams(referrals, [40, 50, 30])
    assert rows(client.get(referrals.get_absolute_url()))["Duty"] == ["Duty", "40", ""]


def test_indicator_detail_hides_small_teams_from_readers(
    client: Client, analyst: User, client_of: ClientOf, authority: Authority
) -> None:
    missing = IndicatorFactory(authority=authority, unit="count")
    observe(missing, APRIL, [43])
    with_teams(missing, [3, 10, 30])
    response = client.get(missing.get_absolute_url())
    shown = {name: rows(response)[name][1] for name in ("Duty", "Planning", "Care")}
    assert shown == {"Duty": "Hidden", "Planning": "Hidden", "Care": "30"}
    assert "Small numbers (1 to 5) are hidden" in body(response)
    assert rows(client_of(analyst).get(missing.get_absolute_url()))["Duty"][1] == "3"


def test_indicator_detail_shows_accepted_commentary_to_readers_and_the_rest_to_others(
    client: Client, analyst: User, client_of: ClientOf, visits: Indicator
) -> None:
    for month, state in enumerate((CommentaryState.ACCEPTED, CommentaryState.DRAFT), start=1):
        CommentaryFactory(
            indicator=visits,
            starts_on=date(2018, month, 1),
            state=state,
            data_shows=f"Words of a {state}.",
        )
    read_by_reader = body(client.get(visits.get_absolute_url()))
    assert "January 2018" in read_by_reader
    assert "What the data shows Words of a accepted." in read_by_reader
    assert "Words of a draft." not in read_by_reader
    assert "Open the commentary on January 2018" in read_by_reader
    assert "Open the commentary on February 2018" not in read_by_reader
    read_by_analyst = body(client_of(analyst).get(visits.get_absolute_url()))
    assert "February 2018 Drafting What the data shows Words of a draft." in read_by_analyst
    assert "Open the commentary on February 2018" in read_by_analyst


def test_indicator_detail_folds_earlier_commentary_away(client: Client, visits: Indicator) -> None:
    assert "There is no commentary yet." in body(client.get(visits.get_absolute_url()))
    for month in range(1, 6):
        CommentaryFactory(indicator=visits, starts_on=date(2017, month, 1), state="accepted")
    assert "Earlier commentary (2)" in body(client.get(visits.get_absolute_url()))


def test_indicator_detail_says_how_it_is_counted(client: Client, visits: Indicator) -> None:
    words = body(client.get(visits.get_absolute_url()))
    for said in (
        "Numerator Children visited within the standard",
        "Denominator Children to be visited",
        "Which way is better Higher is better",
        "Period type How things stood at the end of the period",
        "Owner No owner",
        "Practice area Planning and reviewing",
    ):
        assert said in words


def test_indicator_detail_shows_targets_over_time(
    client: Client, analyst: User, client_of: ClientOf, visits: Indicator
) -> None:
    target = TargetFactory(
        indicator=visits,
        from_on=date(2018, 4, 1),
        value=Decimal(92),
        stretch=Decimal(95),
        note="Improvement board",
    )
    MilestoneFactory(target=target, starts_on=date(2018, 6, 1), value=Decimal(85))
    assert [
        "1 April 2018",
        "92%",
        "5 percentage points",
        "95%",
        "85% by June 2018",
        "Improvement board",
    ] in cells(client.get(visits.get_absolute_url()))
    assert f"/performance/targets/{target.pk}/" in page(
        client_of(analyst).get(visits.get_absolute_url())
    )


def test_indicator_detail_lists_comparisons_with_year_source_and_neighbours(
    client: Client, visits: Indicator
) -> None:
    model = NeighbourModelFactory(authority=visits.authority, name="2018 model")
    for name in ("Sutton", "Merton"):
        NeighbourFactory(model=model, name=name, order=model.neighbours.count() + 1)
    ComparatorFactory(indicator=visits, starts_on=date(2015, 4, 1), label="2015/16")
    ComparatorFactory(indicator=visits)
    ComparatorFactory(indicator=visits, group="neighbours", neighbours=model)
    words = body(client.get(visits.get_absolute_url()))
    assert (
        "England 2016/17 82% Department for Education England 2015/16 82% Department for Education "
        "Statistical neighbours 2018 model 2016/17 82%" in words
    )
    assert "Statistical neighbours, 2018 model (Department for Education): Sutton, Merton." in words


def test_indicator_detail_says_how_complete_the_figures_are(
    client: Client, authority: Authority
) -> None:
    indicator = IndicatorFactory(authority=authority, unit="count", due_after_days=21)

    def came(day: datetime) -> Any:
        return ImportBatchFactory(authority=authority, committed_at=day)

    in_time, late = came(datetime(2018, 2, 21, tzinfo=UTC)), came(datetime(2018, 5, 22, tzinfo=UTC))
    observe(indicator, date(2018, 1, 31), [20], batch=in_time)
    observe(indicator, date(2018, 3, 31), [21], batch=late, state="provisional")
    ObservationFactory(
        indicator=indicator,
        starts_on=date(2017, 12, 1),
        value=Decimal(30),
        batch=came(datetime(2018, 1, 10, tzinfo=UTC)),
        replaced_in=late,
    )
    observe(indicator, date(2017, 12, 31), [31], batch=late, state="restated")
    observe(indicator, APRIL, [2], batch=came(datetime(2018, 5, 1, tzinfo=UTC)))
    words = body(client.get(indicator.get_absolute_url()))
    assert "4 of 5 periods have a figure, from December 2017 to April 2018." in words
    assert "Missing: 1 February 2018" in words
    assert "Late: 1 March 2018" in words
    assert "Provisional: 1 March 2018" in words
    assert "Restated: 1 December 2017" in words
    assert "Hidden: 1 April 2018" in words


def test_indicator_detail_without_figures_says_so(client: Client, authority: Authority) -> None:
    words = body(client.get(IndicatorFactory(authority=authority).get_absolute_url()))
    assert "There are no figures yet." in words
    assert "No target is set." in words
    assert "There are no comparisons yet." in words


def test_indicator_detail_offers_what_a_person_may_do(
    client: Client, analyst: User, client_of: ClientOf, visits: Indicator
) -> None:
    RebaseFactory(indicator=visits)
    for words in (
        *("Set a target", "Change this indicator", "Recalculate the limits", "Remove"),
        *("Add figures", "Add a comparison", "Write commentary"),
    ):
        assert words not in body(client.get(visits.get_absolute_url()))
        assert words in body(client_of(analyst).get(visits.get_absolute_url()))


def test_indicator_detail_says_that_it_is_retired(client: Client, visits: Indicator) -> None:
    Indicator.objects.update(retired_on=date(2018, 5, 1))
    words = body(client.get(visits.get_absolute_url()))
    assert "This indicator is retired from 1 May 2018." in words


def test_words_of_people_are_never_markup(client: Client, authority: Authority) -> None:
    typed = "<script>alert(1)</script>"
    indicator = IndicatorFactory(
        authority=authority,
        name=typed,
        definition=typed,
        counted=typed,
        owner=UserFactory(name=typed),
    )
    TargetFactory(indicator=indicator, value=None, words=typed, note=typed)
    CommentaryFactory(indicator=indicator, state="accepted", data_shows=typed)
    RebaseFactory(indicator=indicator, reason=typed)
    ComparatorFactory(indicator=indicator, label=typed, source=typed)
    observe(indicator, APRIL, [70, 78] * 4)
    with_teams(indicator, [50, 60, 70])
    for address in (
        f"{indicator.get_absolute_url()}?chart=spc&show=36",
        indicator.get_absolute_url(),
        f"/performance/scorecards/all/{authority.pk}/",
        LIST,
    ):
        assert "<script>alert" not in client.get(address).content.decode()


def test_pages_are_unknown_to_another_council(
    outsider: User, client_of: ClientOf, card: Scorecard, visits: Indicator
) -> None:
    elsewhere = client_of(outsider)
    for address in (
        card.get_absolute_url(),
        visits.get_absolute_url(),
        f"/performance/scorecards/all/{card.authority_id}/",
    ):
        assert elsewhere.get(address).status_code == 404
    assert "Committee" not in body(elsewhere.get(LIST))


def test_periods_that_follow_each_other_are_named_as_one() -> None:
    april = Period.holding(APRIL, Frequency.MONTH)
    assert spans([]) == ""
    assert spans([april]) == "April 2018"
    assert spans([april.shift(n) for n in (-12, -2, -1, 0)]) == (
        "April 2017, February 2018 to April 2018"
    )

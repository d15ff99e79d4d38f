"""A reading as a chart: the line, the control chart, the teams, and the line in a table."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from documents import charts as drawings
from documents import html, json, outline, pdf, word
from documents.nodes import Chart, Document, Figure, Series
from performance import charts
from performance.models import Indicator
from performance.readings import Reading, read, read_parts
from performance.vocabulary import State
from tests.factories.accounts import AuthorityFactory
from tests.factories.performance import (
    BreakdownFactory,
    ComparatorFactory,
    IndicatorFactory,
    ObservationFactory,
    RebaseFactory,
    TargetFactory,
    observe,
)

pytestmark = pytest.mark.django_db
APRIL = date(2018, 4, 30)


@pytest.fixture
def visits() -> Indicator:
    """Visits on time in Barnet."""
    authority = AuthorityFactory(short_name="Barnet")
    return IndicatorFactory(authority=authority, name="Visits on time")


def read_one(indicator: Indicator, **options: Any) -> Reading:
    [reading] = read([indicator], on=APRIL, **options)
    return reading


def content(figure: Figure) -> Chart:
    assert isinstance(figure.content, Chart)
    return figure.content


def series(figure: Figure) -> dict[str, Series]:
    return {each.name: each for each in content(figure).series}


def values(figure: Figure, name: str, last: int = 3) -> tuple[float | None, ...]:
    return series(figure)[name].values[-last:]


# --- the line -----------------------------------------------------------------------------------


def test_a_line_has_its_target_and_comparators(visits: Indicator) -> None:
    TargetFactory(indicator=visits)
    ComparatorFactory(indicator=visits)
    ComparatorFactory(indicator=visits, group="neighbours", value=Decimal(85))
    observe(visits, APRIL, [70, 74, 78])
    figure = charts.line_chart(read_one(visits), months=13)
    assert figure.title == "Visits on time, February 2018 to April 2018"
    assert list(series(figure)) == [
        "Barnet",
        "Target",
        "England, 2016/17",
        "Statistical neighbours, 2016/17",
    ]
    assert values(figure, "Barnet") == (70, 74, 78)
    assert values(figure, "Target") == (90, 90, 90)
    assert content(figure).labels[-1] == "Apr 18"
    assert content(figure).unit == "%"
    assert [each.role for each in content(figure).series] == [
        *("measure", "target", "comparator", "comparator")
    ]


def test_the_figures_of_a_comparator_carry_their_year(visits: Indicator) -> None:
    ComparatorFactory(indicator=visits)
    ComparatorFactory(
        indicator=visits, starts_on=date(2018, 4, 1), label="2018/19", value=Decimal(84)
    )
    figure = charts.line_chart(read_one(visits), months=13)
    _, rows = drawings.figures(content(figure))
    assert rows[-2:] == (
        ("Mar 18", "no figure", "82% (2016/17)"),
        ("Apr 18", "no figure", "84% (2018/19)"),
    )


def test_a_line_begins_with_its_first_figure_and_keeps_later_gaps(visits: Indicator) -> None:
    observe(visits, date(2018, 1, 31), [66])
    observe(visits, APRIL, [74, 78])
    _, rows = drawings.figures(content(charts.line_chart(read_one(visits))))
    assert [row[0] for row in rows] == ["Jan 18", "Feb 18", "Mar 18", "Apr 18"]
    assert rows[1][1] == "no figure"


def test_one_figure_is_told_once(visits: Indicator) -> None:
    observe(visits, APRIL, [78])
    figure = charts.line_chart(read_one(visits))
    assert figure.title == "Visits on time, April 2018"
    assert figure.description.count("78%") == 1


def test_no_more_than_three_others_are_drawn_england_first(visits: Indicator) -> None:
    for group in ("good", "region", "outer_london", "neighbours", "england"):
        ComparatorFactory(indicator=visits, group=group)
    figure = charts.line_chart(read_one(visits))
    assert list(series(figure))[1:] == [
        "England, 2016/17",
        "Statistical neighbours, 2016/17",
        "Region, 2016/17",
    ]


def test_a_target_that_changes_is_drawn_in_steps(visits: Indicator) -> None:
    TargetFactory(indicator=visits, from_on=date(2018, 3, 1), value=Decimal(80))
    TargetFactory(indicator=visits, from_on=date(2018, 4, 1), value=Decimal(90))
    figure = charts.line_chart(read_one(visits))
    assert values(figure, "Target") == (None, 80, 90)
    assert series(figure)["Target"].notes[-3:] == ("no target", "", "")


def test_an_expected_range_is_a_band_and_lines_where_it_changes(visits: Indicator) -> None:
    visits.polarity = "band"
    first = {"value": None, "lower": Decimal(10), "upper": Decimal(20)}
    TargetFactory(indicator=visits, from_on=date(2015, 4, 1), **first)
    chart = content(charts.line_chart(read_one(visits)))
    assert (chart.lower, chart.upper, len(chart.series)) == (10, 20, 1)
    TargetFactory(
        indicator=visits,
        from_on=date(2018, 4, 1),
        value=None,
        lower=Decimal(12),
        words="12% or more",
    )
    figure = charts.line_chart(read_one(visits))
    assert (content(figure).lower, content(figure).upper) == (None, None)
    assert values(figure, "Expected range, lower end") == (10, 10, 12)
    assert values(figure, "Expected range, upper end") == (20, 20, None)


def test_a_target_in_words_is_no_line(visits: Indicator) -> None:
    TargetFactory(indicator=visits, value=None, words="Above England")
    assert list(series(charts.line_chart(read_one(visits)))) == ["Barnet"]


def test_what_is_to_be_known_of_a_figure_stands_in_its_table(visits: Indicator) -> None:
    observe(visits, date(2018, 1, 31), [(2, 40)])
    observe(visits, date(2018, 2, 28), [70], state=State.RESTATED)
    ObservationFactory(
        indicator=visits, starts_on=date(2018, 3, 1), value=None, state=State.AWAITED
    )
    observe(visits, APRIL, [78], state=State.PROVISIONAL)
    _, rows = drawings.figures(content(charts.line_chart(read_one(visits))))
    assert [row[1] for row in rows] == [
        "hidden",
        "70% (restated)",
        "awaited",
        "78% (provisional)",
    ]


def test_a_forecast_is_a_line_of_its_own_beyond_the_figures(visits: Indicator) -> None:
    TargetFactory(indicator=visits)
    observe(visits, APRIL, [78])
    observe(visits, date(2018, 6, 30), [80, None, 84], state="projected", is_forecast=True)
    figure = charts.line_chart(read_one(visits), months=1)
    assert content(figure).labels[-3:] == ("Apr 18", "May 18", "Jun 18")
    assert values(figure, "Barnet") == (78, None, None)
    assert values(figure, "Forecast") == (80, None, 84)
    assert values(figure, "Target") == (90, 90, 90)
    assert series(figure)["Forecast"].role == "forecast"
    assert figure.description.endswith("Forecasts are drawn apart and are not rated.")


def test_a_forecast_of_years_ahead_is_not_drawn(visits: Indicator) -> None:
    observe(visits, date(2030, 4, 30), [84], state="projected", is_forecast=True)
    figure = charts.line_chart(read_one(visits))
    assert content(figure).labels[-1] == "Apr 19"
    assert "Forecast" not in series(figure)


@pytest.mark.parametrize(
    ("unit", "printed"),
    [
        ("count", ""),
        ("per_10000", "per 10,000"),
        ("days", "days"),
        ("per_worker", "cases for each worker"),
    ],
)
def test_the_unit_is_said(unit: str, printed: str) -> None:
    assert content(charts.line_chart(read_one(IndicatorFactory(unit=unit)))).unit == printed


def test_the_line_of_a_team_has_its_name(visits: Indicator) -> None:
    team = BreakdownFactory(authority=visits.authority, name="Duty")
    observe(visits, APRIL, [78], breakdown=team)
    assert values(charts.line_chart(read_one(visits, breakdown=team)), "Duty", 1) == (78,)


# --- the control chart --------------------------------------------------------------------------


def test_a_control_chart_has_its_mean_its_limits_and_its_settings(visits: Indicator) -> None:
    TargetFactory(indicator=visits)
    ComparatorFactory(indicator=visits)
    observe(visits, APRIL, [74, 78] * 10)
    reading = read_one(visits)
    figure = charts.line_chart(reading, with_spc=True)
    assert list(series(figure)) == ["Barnet", "Target", "Mean", "Upper limit", "Lower limit"]
    assert reading.spc is not None
    limits = reading.spc.limits
    assert limits is not None
    assert values(figure, "Mean", 1) == (limits.mean,)
    assert values(figure, "Upper limit", 1) == (limits.upper,)
    assert "Limits computed from 20 points, and revised with each new point." in figure.description
    assert "A trend is 7 points" in figure.description


def test_special_causes_are_marked_and_named(visits: Indicator) -> None:
    observe(visits, APRIL, [80, 82] * 7 + [70])
    figure = charts.line_chart(read_one(visits), with_spc=True)
    assert series(figure)["Barnet"].marks[-2:] == ("", "worse")
    _, rows = drawings.figures(content(figure))
    assert rows[-1][1] == "70% (special cause of concern: a point outside the limits)"
    visits.polarity = "neutral"
    figure = charts.line_chart(read_one(visits), with_spc=True)
    assert series(figure)["Barnet"].marks[-1] == "other"
    assert series(figure)["Barnet"].notes[-1] == "special cause: a point outside the limits"


def test_ordinary_points_are_not_marked(visits: Indicator) -> None:
    observe(visits, APRIL, [80, 82] * 7)
    measure = series(charts.line_chart(read_one(visits), with_spc=True))["Barnet"]
    assert (measure.marks, measure.notes) == ((), ())


def test_limits_that_begin_anew_say_when_and_why(visits: Indicator) -> None:
    observe(visits, APRIL, [50, 52] * 6 + [80, 82] * 6)
    RebaseFactory(indicator=visits, starts_on=date(2017, 5, 1))
    figure = charts.line_chart(read_one(visits), with_spc=True)
    assert values(figure, "Mean", 13) == (51, *[81] * 12)
    assert (
        "The limits are recalculated from May 2017: A second duty team began." in figure.description
    )


def test_a_short_control_chart_has_the_limits_of_all_its_periods(visits: Indicator) -> None:
    observe(visits, APRIL, [50, 52] * 10 + [80] * 3)
    reading = read_one(visits)
    whole, short = (charts.line_chart(reading, months=months, with_spc=True) for months in (36, 13))
    assert len(content(short).labels) == 13
    assert values(short, "Mean") == values(whole, "Mean")
    assert series(short)["Barnet"].marks[-1] == "better"


def test_too_few_points_have_no_limits(visits: Indicator) -> None:
    observe(visits, APRIL, [74, 78, 76])
    figure = charts.line_chart(read_one(visits), with_spc=True)
    assert list(series(figure)) == ["Barnet"]
    assert "There are no limits: they need at least 6 points." in figure.description


def test_cumulative_figures_are_drawn_as_a_line(visits: Indicator) -> None:
    visits.period_type = "rolling_12"
    ComparatorFactory(indicator=visits)
    observe(visits, APRIL, [74, 78] * 10)
    figure = charts.line_chart(read_one(visits), with_spc=True)
    assert list(series(figure)) == ["Barnet", "England, 2016/17"]
    assert "limits" not in figure.description


def test_a_control_chart_prints_in_every_format_and_can_be_stored(visits: Indicator) -> None:
    TargetFactory(indicator=visits)
    observe(visits, APRIL, [80, 82] * 7 + [70])
    observe(visits, date(2018, 5, 31), [75], state="projected", is_forecast=True)
    figure = charts.line_chart(read_one(visits), with_spc=True)
    paper = Document("Paper", (figure,))
    assert json.load(json.dump(paper)) == paper
    said = "special cause of concern: a point outside the limits"
    assert said in html.render(paper)
    assert said in outline.render(paper)
    assert pdf.render(paper).startswith(b"%PDF")
    assert word.render(paper).startswith(b"PK")


# --- teams --------------------------------------------------------------------------------------


def teams(indicator: Indicator, figures: dict[str, Any]) -> None:
    for name, figure in figures.items():
        team = BreakdownFactory(authority=indicator.authority, name=name)
        observe(indicator, APRIL, [figure], breakdown=team)


def test_the_bars_of_teams_stand_beside_the_whole_and_the_target(visits: Indicator) -> None:
    TargetFactory(indicator=visits)
    observe(visits, APRIL, [(60, 90)])
    teams(visits, {"Duty": (20, 40), "Planning": (40, 50)})
    reading = read_one(visits)
    figure = charts.parts_chart(reading, read_parts(reading))
    assert figure.title == "Visits on time by team, April 2018"
    assert figure.description == "In April 2018: from 50% in Duty to 80% in Planning; 67% in all."
    assert content(figure).labels == ("Duty", "Planning")
    assert values(figure, "Visits on time", 2) == (50, 80)
    assert values(figure, "All of Barnet", 2) == (pytest.approx(66.67, abs=0.01),) * 2
    assert values(figure, "Target", 2) == (90, 90)


def test_counts_of_teams_are_not_held_against_the_whole() -> None:
    indicator = IndicatorFactory(unit="count", name="Referrals")
    TargetFactory(indicator=indicator)
    observe(indicator, APRIL, [100])
    teams(indicator, {"Duty": 60, "Planning": 40})
    reading = read_one(indicator)
    figure = charts.parts_chart(reading, read_parts(reading))
    assert list(series(figure)) == ["Referrals"]


def test_a_hidden_team_says_so_in_the_table() -> None:
    indicator = IndicatorFactory(unit="count")
    observe(indicator, APRIL, [64])
    teams(indicator, {"Duty": 4, "Planning": 60})
    reading = read_one(indicator)
    figure = charts.parts_chart(reading, read_parts(reading))
    assert drawings.figures(content(figure))[1] == (("Duty", "hidden"), ("Planning", "hidden"))
    assert figure.description == "There is nothing to show for April 2018."


# --- the line in a table ------------------------------------------------------------------------


def test_a_sparkline_says_where_it_goes(visits: Indicator) -> None:
    observe(visits, APRIL, [70, 65, 84, 78])
    said = charts.course(read_one(visits))
    assert said == (
        "From 70% in January 2018 to 78% in April 2018; "
        "the lowest was 65% in February 2018, the highest 84% in March 2018."
    )
    drawing = charts.sparkline(read_one(visits))
    assert f"<title>{said}</title>" in drawing
    assert drawing.__html__() == drawing


def test_a_sparkline_of_one_figure_or_none_says_so(visits: Indicator) -> None:
    assert charts.course(read_one(visits)) == "No figures from May 2015 to April 2018."
    observe(visits, APRIL, [70])
    assert charts.course(read_one(visits)) == "One figure: 70% in April 2018."


def test_a_hidden_figure_leaves_no_trace_in_a_drawing() -> None:
    """Neither the figure, nor limits or a course computed with it."""
    hidden, gap = (IndicatorFactory(unit="count", name=name) for name in ("Same", "Same "))
    gap.authority = hidden.authority
    values = [20, 22] * 5
    observe(hidden, APRIL, [*values, 3, 21])
    observe(gap, APRIL, [*values, None, 21])
    one, other = (charts.line_chart(read_one(each), with_spc=True) for each in (hidden, gap))
    limits = [[each.values for each in content(figure).series[1:]] for figure in (one, other)]
    assert limits[0] == limits[1]
    assert content(one).series[0].values == content(other).series[0].values
    assert charts.course(read_one(hidden)) == charts.course(read_one(gap))

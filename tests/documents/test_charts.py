"""A chart is read by eye in colour and without it, and never lies about a figure."""

import re
from calendar import month_abbr
from functools import cache
from itertools import combinations
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from documents import charts, fonts
from documents.nodes import Chart, Series
from tests.documents import strategies

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = tuple(f"{month} {year}" for year in (2016, 2017, 2018) for month in month_abbr[1:])

names = st.text(st.sampled_from("abdeghilmnoprstuwyABDEMTW 0123456789%-’"), max_size=40)


@st.composite
def council_charts(draw: st.DrawFn) -> Chart:
    """Charts as large and as odd as a council may draw them, in letters it writes with."""
    labels = draw(st.lists(names, min_size=1, max_size=36))
    values = st.none() | st.floats(-1e6, 1e6).map(lambda value: round(value, 1))
    series = st.builds(
        Series,
        names,
        st.tuples(*[values] * len(labels)),
        st.sampled_from(("measure", *strategies.ROLES)),
        marks=st.just(()) | st.tuples(*[st.sampled_from(strategies.MARKS)] * len(labels)),
    )
    return Chart(
        kind=draw(st.sampled_from(("line", "bar", "stacked"))),
        labels=tuple(labels),
        series=tuple(draw(st.lists(series, min_size=1, max_size=7))),
        unit=draw(st.sampled_from(("", "%", "£", "days"))),
        decimals=draw(st.integers(0, 1)),
        lower=draw(st.none() | st.floats(0, 50)),
        upper=draw(st.none() | st.floats(60, 100)),
    )


def drawn(chart: Chart, **size: int) -> Any:
    """The drawing of a chart, parsed."""
    return etree.fromstring(charts.svg(chart, title="Title", description="What it shows", **size))


def words(svg: Any) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def strokes(svg: Any, **wanted: str) -> list[str]:
    """The paths that are drawn with the given attributes."""
    return [
        path.get("d")
        for path in svg.iter(f"{SVG}path")
        if all(path.get(name.replace("_", "-")) == value for name, value in wanted.items())
    ]


@cache
def advances(font: str) -> dict[int, float]:
    """How wide each character of a font is, in ems."""
    with TTFont(fonts.folder() / f"{font}.ttf") as file:
        widths, em = file["hmtx"], file["head"].unitsPerEm
        return {code: widths[name][0] / em for code, name in file.getBestCmap().items()}


def boxes(svg: Any) -> list[tuple[str, float, float, float, float]]:
    """Each text with the left, right, top and bottom that the real font gives it."""
    found = []
    for text in svg.iter(f"{SVG}text"):
        widths = advances("notosbo" if text.get("font-weight") == "bold" else "notos")
        content = text.text or ""
        width = charts.SIZE * sum(widths.get(ord(letter), 0.6) for letter in content)
        x, y = float(text.get("x")), float(text.get("y"))
        left = {"end": x - width, "middle": x - width / 2}.get(text.get("text-anchor"), x)
        if content.strip():
            top, bottom = y - 0.72 * charts.SIZE, y + 0.05 * charts.SIZE
            found.append((content, left, left + width, top, bottom))
    return found


def overlapping(svg: Any) -> list[tuple[str, str]]:
    return [
        (one[0], other[0])
        for one, other in combinations(boxes(svg), 2)
        if one[1] < other[2] and other[1] < one[2] and one[3] < other[4] and other[3] < one[4]
    ]


def line(*series: Series, **options: Any) -> Chart:
    return Chart(
        "line", tuple(f"Q{n + 1}" for n in range(len(series[0].values))), series, **options
    )


# --- what is always so ----------------------------------------------------------------------


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(council_charts(), st.sampled_from(((720, 320), (charts.PRINT_WIDTH, charts.PRINT_HEIGHT))))
def test_no_words_overlap_or_leave_the_drawing(chart: Chart, size: tuple[int, int]) -> None:
    svg = drawn(chart, width=size[0], height=size[1])
    assert overlapping(svg) == []
    height = float(svg.get("height"))
    for content, left, right, top, bottom in boxes(svg):
        assert left >= 0, content
        assert right <= size[0], content
        assert top >= 0, content
        assert bottom <= height, content


@settings(deadline=None)
@given(strategies.charts())
def test_a_drawing_is_well_formed_whatever_is_typed(chart: Chart) -> None:
    svg = drawn(chart)
    assert svg.get("role") == "img"
    assert [svg[0].text, svg[1].text] == ["Title", "What it shows"]
    for element in svg.iter():
        assert not {"style", "id", "class"} & set(element.attrib)
        assert element.tag.removeprefix(SVG) in {
            *("svg", "title", "desc", "rect", "path", "circle", "text")
        }


@settings(deadline=None)
@given(strategies.charts(noted=False))
def test_figures_are_the_values_of_the_chart(chart: Chart) -> None:
    header, rows = charts.figures(chart)
    assert header[1 : len(chart.series) + 1] == tuple(series.name for series in chart.series)
    assert [row[0] for row in rows] == list(chart.labels)
    for position, series in enumerate(chart.series, start=1):
        for row, value in zip(rows, series.values, strict=True):
            if value is None:
                assert row[position] == "no figure"
            else:
                printed = re.sub("[£%,]", "", row[position]).replace("−", "-")
                assert float(printed) == pytest.approx(value, abs=0.5 * 10**-chart.decimals + 1e-6)


# --- lines ----------------------------------------------------------------------------------


def test_a_line_breaks_where_a_figure_is_missing() -> None:
    svg = drawn(line(Series("Barnet", (1.0, 2.0, None, 3.0, 4.0, None, 5.0))))
    [path] = strokes(svg, stroke=charts.STROKES["blue"], stroke_width="2.5")[:1]
    assert path.count("M") == 3
    assert len(list(svg.iter(f"{SVG}circle"))) == 5 + 1  # the figures, and the one in the key


def test_lines_are_told_apart_without_colour() -> None:
    two = (1.0, 2.0)
    svg = drawn(
        line(
            Series("North", two),
            Series("South", (3.0, 4.0)),
            Series("Target", (5.0, 5.0), "target"),
            Series("England", (6.0, 6.0), "comparator"),
            Series("London", (7.0, 7.0), "comparator"),
        )
    )
    dashes = {path.get("stroke-dasharray") for path in svg.iter(f"{SVG}path")} - {None}
    assert dashes == {charts.DASHED, *charts.DOTTED[:2]}
    assert list(svg.iter(f"{SVG}circle")), "North has round marks"
    assert strokes(svg, fill=charts.STROKES["purple"])[0].endswith("h-6z"), "South has square ones"


def test_a_line_carries_its_name_and_its_latest_figure() -> None:
    chart = line(Series("Barnet", (74.0, 96.25, None)), unit="%", decimals=1)
    assert "Barnet 96.3%" in words(drawn(chart))


def test_a_line_that_ends_early_has_no_leader_to_its_label() -> None:
    leaders = [
        len(strokes(drawn(line(Series("Barnet", values))), stroke_width="0.75"))
        for values in ((1.0, 2.0), (1.0, None))
    ]
    assert leaders == [1, 0]


def test_the_expected_range_is_a_band_in_words_and_shade() -> None:
    svg = drawn(line(Series("Barnet", (70.0, 80.0)), unit="%", lower=58.0, upper=92.0))
    assert "Expected range, 58% to 92%" in words(svg)
    bands = [rect for rect in svg.iter(f"{SVG}rect") if rect.get("fill") == charts.BAND]
    assert len(bands) == 2, "the band, and its sample in the key"


@pytest.mark.parametrize(
    ("limits", "said"),
    [({"lower": 5.0}, "Lower limit, 5"), ({"upper": 0.0}, "Upper limit, 0")],
)
def test_one_limit_is_a_line_in_words(limits: dict[str, float], said: str) -> None:
    assert said in words(drawn(line(Series("Barnet", (1.0, 2.0)), **limits)))


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ((60.0, 96.0), ["60", "70", "80", "90", "100"]),
        ((4.0, 96.0), ["0", "20", "40", "60", "80", "100"]),
        ((-3.0, 5.0), ["−4", "−2", "0", "2", "4", "6"]),
        ((7.0, 7.0), ["6", "7", "8"]),
        ((0.0, 0.0), ["0", "1"]),
    ],
)
def test_the_axis_has_round_marks(values: tuple[float, ...], marks: list[str]) -> None:
    found = drawn(line(Series("", values))).iter(f"{SVG}text")
    assert [text.text for text in found if text.get("text-anchor") == "end"] == marks


def test_a_count_has_no_halves_on_its_axis() -> None:
    whole, tenths = (
        words(drawn(line(Series("Children", (0.0, 1.0)), decimals=decimals))) for decimals in (0, 1)
    )
    assert "0.2" not in whole
    assert "0.2" in tenths


def test_many_months_are_thinned_and_the_latest_is_kept() -> None:
    chart = Chart("line", MONTHS, (Series("Barnet", tuple(map(float, range(36)))),))
    shown = [label for label in words(drawn(chart)) if label in MONTHS]
    assert shown[-1] == "Dec 2018"
    assert 4 <= len(shown) <= 12


# --- control charts and forecasts -----------------------------------------------------------


def test_a_mean_and_its_limits_are_level_and_change_in_steps() -> None:
    figures = (70.0, 72.0, 90.0, 92.0)
    mean = Series("Mean", (71.0, 71.0, 91.0, 91.0), "mean")
    limit = Series("Upper limit", (80.0, 80.0, None, 99.0), "limit")
    svg = drawn(line(Series("Visits", figures), mean, limit))
    [level, *_] = strokes(svg, stroke=charts.STROKES["grey"], stroke_width="1.5")
    assert re.fullmatch(r"(M[\d.]+ [\d.]+H[\d.]+){2}", level), "two levels, and no slope between"
    [limits, *_] = strokes(svg, stroke_dasharray=charts.LIMIT)
    assert limits.count("M") == limits.count("H") == 2
    assert {"Mean 91", "Upper limit 99"} <= set(words(svg))


def test_a_level_line_spans_what_belongs_to_its_figures() -> None:
    two = Series("Visits", (1.0, 2.0)), Series("Mean", (1.5, 1.5), "mean")
    svg = drawn(line(*two))
    [level, *_] = strokes(svg, stroke=charts.STROKES["grey"], stroke_width="1.5")
    left, right = map(float, re.fullmatch(r"M([\d.]+) [\d.]+H([\d.]+)", level).groups())
    first, last = (float(mark.get("cx")) for mark in list(svg.iter(f"{SVG}circle"))[:2])
    assert (left + right) / 2 == pytest.approx((first + last) / 2, abs=0.2)
    assert right - left == pytest.approx(2 * (last - first), abs=0.2)


def test_figures_that_stand_out_are_told_by_shape_and_in_words() -> None:
    values, marks = (1.0, 2.0, 3.0, None), ("better", "worse", "", "other")
    svg = drawn(line(Series("Visits", values, colour="grey", marks=marks)))
    said = words(svg)
    assert "Special cause of improvement" in said
    assert "Special cause of concern" in said
    assert "Special cause" not in said, "nothing stands at the missing figure"
    for mark, times in (("better", 2), ("worse", 2), ("other", 0)):
        colour = charts.STROKES[charts.STANDING_OUT[mark][1]]
        assert len(strokes(svg, fill=colour)) == times, "the figure, and the sample in the key"
    assert len(list(svg.iter(f"{SVG}circle"))) == 1 + 1, "the ordinary figure, and the name"


def test_marks_of_a_line_without_points_are_not_explained() -> None:
    target = Series("Target", (5.0, 5.0), "target", marks=("better", "better"))
    assert "Special cause of improvement" not in words(drawn(line(target)))


def test_a_forecast_is_drawn_apart_from_what_was_counted() -> None:
    svg = drawn(
        line(
            Series("Visits", (70.0, 72.0, None)),
            Series("Forecast", (None, None, 75.0), "forecast"),
        )
    )
    assert "Forecast 75" in words(svg)
    hollow = [mark for mark in svg.iter(f"{SVG}circle") if mark.get("fill") == "#ffffff"]
    assert len(hollow) == 2, "the forecast, and its sample"
    assert strokes(svg, stroke_dasharray=charts.FORECAST)


def test_means_and_limits_are_lines_among_bars() -> None:
    series = (Series("Cases", (5.0, 6.0)), Series("Mean", (5.5, 5.5), "mean"))
    assert len(bars(drawn(Chart("bar", ("Q1", "Q2"), series)))) == 2


def test_notes_stand_beside_figures_and_in_place_of_missing_ones() -> None:
    series = Series("Visits", (70.0, None, None), notes=("provisional", "hidden"))
    assert charts.figures(line(series))[1] == (
        ("Q1", "70 (provisional)"),
        ("Q2", "hidden"),
        ("Q3", "no figure"),
    )


# --- bars -----------------------------------------------------------------------------------


def bars(svg: Any) -> list[tuple[float, float]]:
    """The top and the bottom of each bar, without the samples of the key."""
    return [
        (float(rect.get("y")), float(rect.get("y")) + float(rect.get("height")))
        for rect in svg.iter(f"{SVG}rect")
        if rect.get("stroke") and float(rect.get("y")) > 30
    ]


def test_bars_stand_on_zero_in_proportion() -> None:
    chart = Chart("bar", ("March", "April"), (Series("Children", (100.0, 50.0)),))
    (high, floor), (low, same_floor) = bars(drawn(chart))
    assert floor == same_floor
    assert (floor - high) == pytest.approx(2 * (floor - low), abs=0.2)


def test_a_negative_bar_hangs_from_zero() -> None:
    chart = Chart("bar", ("March", "April"), (Series("Change", (10.0, -10.0)),))
    (_, floor), (top, _) = bars(drawn(chart))
    assert top == pytest.approx(floor, abs=0.1)
    assert {"10", "−10"} <= set(words(drawn(chart)))


def test_a_missing_bar_is_a_dash() -> None:
    chart = Chart("bar", ("March", "April"), (Series("Children", (None, 5.0)),))
    assert "–" in words(drawn(chart))
    assert len(bars(drawn(chart))) == 1


def test_figures_stand_on_all_bars_or_on_none() -> None:
    figures = tuple(float(1000 + n) for n in range(36))
    few = Chart("bar", MONTHS[:4], (Series("Referrals", figures[:4]),))
    many = Chart("bar", MONTHS, (Series("Referrals", figures),))
    assert {"1,000", "1,003"} <= set(words(drawn(few)))
    assert "1,001" not in words(drawn(many))


def test_bars_are_told_apart_without_colour() -> None:
    chart = Chart("bar", ("Q1",), (Series("North", (5.0,)), Series("South", (6.0,))))
    svg = drawn(chart)
    assert strokes(svg, stroke=charts.STROKES["purple"]), "the bars of South are hatched"
    assert not strokes(svg, stroke=charts.STROKES["blue"]), "those of North are plain"
    assert {"North", "South"} <= set(words(svg))


def test_the_target_of_bars_is_dashed() -> None:
    series = (Series("Barnet", (5.0, 6.0)), Series("Target", (7.0, 7.0), "target"))
    svg = drawn(Chart("bar", ("Q1", "Q2"), series))
    assert len(strokes(svg, stroke_dasharray=charts.DASHED)) == 2 + 1


def test_a_stack_shows_its_counts_and_their_sum_in_the_colour_of_the_status() -> None:
    chart = Chart(
        "stacked",
        ("Theme 1", "Theme 2", "Theme 3"),
        (
            Series("Complete", (30.0, 0.0, None), colour="green"),
            Series("Overdue", (12.0, 0.0, None), colour="red"),
        ),
    )
    svg = drawn(chart)
    assert words(svg) == [
        *("Complete", "Overdue"),
        *("Theme 1", "30", "12", "42"),
        *("Theme 2", "0"),
        *("Theme 3", "no figure"),
    ]
    fills = {rect.get("fill") for rect in svg.iter(f"{SVG}rect")}
    assert {charts.FILLS["green"], charts.FILLS["red"]} <= fills


def test_a_stack_leaves_out_a_figure_that_does_not_fit() -> None:
    series = (Series("Complete", (990.0,)), Series("Overdue", (1.0,)))
    shown = words(drawn(Chart("stacked", ("All",), series)))
    assert "990" in shown
    assert "1" not in shown


# --- nothing to draw ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["line", "bar", "stacked"])
@pytest.mark.parametrize(
    ("labels", "series"),
    [
        ((), ()),
        (("Q1",), ()),
        ((), (Series("Barnet", ()),)),
        (("Q1", "Q2"), (Series("Barnet", (None, None)),)),
        (("Q1",), (Series("Barnet", (float("nan"),)),)),
    ],
)
def test_a_chart_without_figures_says_so(kind: Any, labels: Any, series: Any) -> None:
    assert words(drawn(Chart(kind, labels, series))) == ["There are no figures to show"]


def test_a_series_without_figures_says_so_beside_the_others() -> None:
    chart = line(Series("Barnet", (1.0, 2.0)), Series("England", (None, None), "comparator"))
    assert "England no figures" in words(drawn(chart))


def test_values_too_few_for_the_labels_are_missing() -> None:
    chart = Chart("line", ("Q1", "Q2"), (Series("Barnet", (1.0,)),))
    assert charts.figures(chart)[1] == (("Q1", "1"), ("Q2", "no figure"))


# --- figures in words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (1250, 0, "1,250"),
        (62.5, 0, "63"),
        (-62.5, 0, "−63"),
        (-0.4, 0, "0"),
        (0.05, 1, "0.1"),
        (2.675, 2, "2.68"),
        (1e6, 1, "1,000,000.0"),
    ],
)
def test_number(value: float, decimals: int, printed: str) -> None:
    assert charts.number(value, decimals) == printed


def test_figures_say_their_unit_once() -> None:
    def table(unit: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        return charts.figures(line(Series("Time", (1250.0,)), unit=unit, upper=-3.0))

    assert table("%") == (("Period", "Time", "Upper limit"), (("Q1", "1,250%", "−3%"),))
    assert table("£")[1] == (("Q1", "£1,250", "−£3"),)
    assert table("days") == (
        ("Period", "Time (days)", "Upper limit (days)"),
        (("Q1", "1,250", "−3"),),
    )


# --- sparklines -----------------------------------------------------------------------------


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=36))
def test_a_sparkline_is_described_and_stays_in_its_space(values: list[float | None]) -> None:
    svg = etree.fromstring(charts.sparkline(values, description="From 1 to 2 & <up>"))
    assert svg[0].text == "From 1 to 2 & <up>"
    assert svg.get("role") == "img"
    for mark in svg.iter(f"{SVG}circle"):
        assert 0 <= float(mark.get("cx")) <= 120
        assert 0 <= float(mark.get("cy")) <= 28


def test_a_sparkline_breaks_where_a_figure_is_missing() -> None:
    svg = charts.sparkline((1, 2, None, 4, 5), description="Trend")
    [path] = strokes(etree.fromstring(svg), fill="none")
    assert path.count("M") == 2


def test_a_sparkline_of_equal_figures_is_level() -> None:
    [path] = strokes(etree.fromstring(charts.sparkline((3, 3), description="Trend")), fill="none")
    assert path == "M4.0 14.0L116.0 14.0"


def test_the_figures_of_a_stack_have_a_heading_and_totals():
    chart = Chart(
        kind="stacked",
        heading="Theme",
        labels=("1", "2"),
        series=(Series("On track", (3.0, 1.0)), Series("At risk", (2.0, None))),
    )
    header, rows = charts.figures(chart)
    assert header == ("Theme", "On track", "At risk", "Total")
    assert rows == (("1", "3", "2", "5"), ("2", "1", "no figure", "1"))

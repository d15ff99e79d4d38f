"""Draws a chart as SVG: one drawing for the page, for PDF and, as a picture, for Word.

Only presentation attributes are used, so a drawing stands in a page under a strict content
security policy, and no ids, so many drawings can stand in one page. Colour is help: a line has its
name at its end and its own dashes or markers, a bar has its own hatching and its value.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, partial
from itertools import groupby
from typing import Any, assert_never
from xml.sax.saxutils import escape

from documents.nodes import Chart, Colour, Mark, Series

FONT = "Noto Sans, Arial, sans-serif"
SIZE = 12
LINE_HEIGHT = 15
# In print a drawing fills the width of the text: drawn this wide, its letters stay readable.
PRINT_WIDTH, PRINT_HEIGHT = 560, 290
INK = "#0b0c0c"
FAINT_INK = "#505a5f"
GRID = "#d5d9dc"
BAND = "#e3ebf2"

# Every stroke has a contrast of at least 4.5 with white; ink on every fill has at least 7.
STROKES: dict[Colour, str] = {
    "grey": "#505a5f",
    "blue": "#1d70b8",
    "green": "#00703c",
    "amber": "#9c5000",
    "red": "#c2261a",
    "purple": "#54319f",
    "teal": "#0b6e69",
    "white": "#505a5f",
}
FILLS: dict[Colour, str] = {
    "grey": "#d5d8da",
    "blue": "#9cc4e6",
    "green": "#86cba3",
    "amber": "#ffc65c",
    "red": "#f2a097",
    "purple": "#c6b8e4",
    "teal": "#97d5d0",
    "white": "#ffffff",
}
MEASURES: tuple[Colour, ...] = ("blue", "purple", "teal", "red", "amber", "green", "grey")
COMPARATORS: tuple[Colour, ...] = ("grey", "purple", "teal", "amber", "red", "blue")
DASHED = "7 4"
DOTTED = ("2 3", "2 3 6 3", "1 5", "2 3 2 8")
FORECAST = "4 3"
LIMIT = "12 3"
MARKERS = ("circle", "square", "triangle", "diamond")
LINES = ("target", "mean", "limit")  # also among bars
# What stands out has a shape and a colour of its own, and words in the key.
STANDING_OUT: dict[Mark, tuple[str, Colour, str]] = {
    "better": ("diamond", "blue", "Special cause of improvement"),
    "worse": ("triangle", "amber", "Special cause of concern"),
    "other": ("square", "purple", "Special cause"),
}
MARK_SIZE = 5
HATCHES = ("", "/", "\\", "-", "|", "x")
HATCH_GAP = 6.0
MOST_WRAPPED_LABELS = 12  # under an axis; more are thinned
LABEL_ROOM = 100.0  # the most that one thinned label may take

Point = tuple[float, float]
Sample = Callable[[float, float], str]
"""Draws what stands for a series in a key, from a left edge and around a middle height."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(chart: Chart, *, title: str, description: str, width: int = 720, height: int = 320) -> str:
    """Draw a chart. It grows taller than ``height`` when its labels need the room."""
    if not any(_known(chart, series) for series in chart.series):
        words = _text(width / 2, 48, "There are no figures to show", anchor="middle")
        return _svg(words, title, description, width, 90)
    match chart.kind:
        case "line":
            drawing, height = _line(chart, width, height)
        case "bar":
            drawing, height = _bars(chart, width, height)
        case "stacked":
            drawing, height = _stacked(chart, width)
        case _:
            assert_never(chart.kind)
    return _svg(drawing, title, description, width, height)


def sparkline(
    values: Sequence[float | None], *, description: str, width: int = 120, height: int = 28
) -> str:
    """Draw the course of a measure in the space of a word, with a dot on the latest figure."""
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    across = (width - 8) / max(len(values) - 1, 1)
    up = (height - 8) / (high - low) if high > low else 0.0
    floor = height - 4 if up else height / 2
    points = [
        None if value is None else (4 + across * index, floor - up * (value - low))
        for index, value in enumerate(values)
    ]
    stroke = STROKES["blue"]
    drawing = _stroke(_through(points), stroke, 1.5)
    drawing += "".join(_marker("circle", point, stroke, 1.5) for point in _alone(points))
    if latest := _latest(points):
        drawing += _marker("circle", latest, stroke, 2.5)
    return _svg(drawing, description, "", width, height)


def figures(chart: Chart) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The header and the rows of the table that says in figures what the chart draws."""
    first = chart.heading or ("Period" if chart.kind == "line" else "Category")
    suffix = f" ({chart.unit})" if _is_word(chart.unit) else ""
    header = [first, *(series.name + suffix for series in chart.series)]
    columns = [
        [
            _cell(chart, value, note)
            for value, note in zip(
                _values(chart, series), _parallel(chart, series.notes), strict=True
            )
        ]
        for series in chart.series
    ]
    for name, limit in (("Lower limit", chart.lower), ("Upper limit", chart.upper)):
        if limit is not None:
            header.append(name + suffix)
            columns.append([_figure(chart, limit)] * len(chart.labels))
    if chart.kind == "stacked":
        header.append("Total" + suffix)
        stacks = zip(*(_values(chart, series) for series in chart.series), strict=True)
        columns.append([_figure(chart, sum(part or 0 for part in stack)) for stack in stacks])
    return tuple(header), tuple(zip(chart.labels, *columns, strict=True))


def number(value: float, decimals: int = 0) -> str:
    """A number as a reader expects it: 1,250 or −0.5, with halves rounded away from zero."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return ("−" if rounded < 0 else "") + f"{abs(rounded):,f}"


# --- lines ----------------------------------------------------------------------------------


def _line(chart: Chart, width: int, height: int) -> tuple[str, int]:
    named = [
        _EndLabel.of(chart, series, look, room=width * 0.27)
        for series, look in zip(chart.series, _looks(chart), strict=True)
    ]
    limits = [limit for limit in (chart.lower, chart.upper) if limit is not None]
    frame = _Frame.of(
        chart,
        width,
        max(height, math.ceil(sum(label.height for label in named)) + 90),
        right=40 + max(label.width for label in named),
        key=[
            *([_KeyItem(_limits_sample, _limits_in_words(chart))] if limits else []),
            *_marks_key(chart),
        ],
        extra=limits,
        from_zero=False,
    )
    drawing = [_limits(chart, frame), frame.draw()]
    for label in named:
        look = label.look
        points = [
            None if value is None else (frame.x(index), frame.y(value))
            for index, value in enumerate(_values(chart, label.series))
        ]
        path = _levels(points, frame.slot) if look.is_level else _through(points)
        drawing.append(_stroke(path, look.stroke, look.weight, look.dash))
        if look.marker:
            marks = _parallel(chart, label.series.marks)
            for point, mark in zip(points, marks, strict=True):
                if point:
                    drawing.append(look.point(point, mark))
        elif not look.is_level:
            drawing += [
                _stroke(f"M{x - 16:.1f} {y:.1f}h32", look.stroke, look.weight, look.dash)
                for x, y in _alone(points)
            ]
        label.end = points[-1]
        latest = _latest(points)
        label.centre = latest[1] if latest else frame.bottom
    _spread(named, frame.top - 14, frame.bottom + 14)
    drawing += [label.draw(frame.right + 6) for label in named]
    return "".join(drawing), frame.height


def _limits(chart: Chart, frame: "_Frame") -> str:
    if chart.lower is not None and chart.upper is not None:
        top, bottom = sorted((frame.y(chart.upper), frame.y(chart.lower)))
        return _rect(frame.left, top, frame.right - frame.left, bottom - top, f'fill="{BAND}"')
    return "".join(
        _stroke(f"M{frame.left:.1f} {frame.y(limit):.1f}H{frame.right:.1f}", FAINT_INK)
        for limit in (chart.lower, chart.upper)
        if limit is not None
    )


def _marks_key(chart: Chart) -> list["_KeyItem"]:
    """What the shapes of the figures that stand out say."""
    found = {
        mark
        for series in chart.series
        if series.role in ("measure", "forecast")
        for mark, value in zip(series.marks, series.values, strict=False)
        if value is not None
    }
    return [
        _KeyItem(partial(_standing_out_sample, mark), words)
        for mark, (_, _, words) in STANDING_OUT.items()
        if mark in found
    ]


def _standing_out_sample(mark: Mark, x: float, y: float) -> str:
    return _standing_out(mark, (x + 10, y))


def _standing_out(mark: Mark, at: Point) -> str:
    shape, colour, _ = STANDING_OUT[mark]
    return _marker(shape, at, STROKES[colour], MARK_SIZE)


def _limits_in_words(chart: Chart) -> str:
    if chart.lower is not None and chart.upper is not None:
        return f"Expected range, {_figure(chart, chart.lower)} to {_figure(chart, chart.upper)}"
    if chart.lower is not None:
        return f"Lower limit, {_figure(chart, chart.lower)}"
    return f"Upper limit, {_figure(chart, chart.upper or 0.0)}"


@dataclass(slots=True)
class _EndLabel:
    """The name and the latest figure of a line, to the right of where the line ends."""

    series: Series
    look: "_Look"
    lines: list[str]
    end: Point | None = None
    centre: float = 0.0

    @classmethod
    def of(cls, chart: Chart, series: Series, look: "_Look", *, room: float) -> "_EndLabel":
        known = _known(chart, series)
        figure = _figure(chart, known[-1]) if known else "no figures"
        lines = _wrap(series.name, room, 2)
        if _width(f"{lines[-1]} {figure}") <= room:
            lines[-1] = f"{lines[-1]} {figure}".strip()
        else:
            lines.append(figure)
        return cls(series, look, lines)

    @property
    def width(self) -> float:
        return max(_width(line) for line in self.lines)

    @property
    def height(self) -> float:
        return len(self.lines) * LINE_HEIGHT + 3

    def draw(self, left: float) -> str:
        drawing = self.look.line_sample(left, self.centre)
        if self.end:
            leader = f"M{self.end[0] + 4:.1f} {self.end[1]:.1f}L{left:.1f} {self.centre:.1f}"
            drawing += _stroke(leader, self.look.stroke, 0.75)
        first = self.centre - (len(self.lines) - 1) * LINE_HEIGHT / 2 + 4
        for row, line in enumerate(self.lines):
            drawing += _text(left + 26, first + row * LINE_HEIGHT, line, fill=self.look.stroke)
        return drawing


def _spread(labels: list[_EndLabel], top: float, bottom: float) -> None:
    """Move labels up and down until none overlaps another, each near the end of its line."""
    labels = sorted(labels, key=lambda label: label.centre)
    floor = top
    for label in labels:
        label.centre = max(label.centre, floor + label.height / 2)
        floor = label.centre + label.height / 2
    ceiling = bottom
    for label in reversed(labels):
        label.centre = min(label.centre, ceiling - label.height / 2)
        ceiling = label.centre - label.height / 2


# --- bars -----------------------------------------------------------------------------------


def _bars(chart: Chart, width: int, height: int) -> tuple[str, int]:
    looks = _looks(chart)
    pairs = list(zip(chart.series, looks, strict=True))
    barred = [pair for pair in pairs if pair[0].role not in LINES]
    lines = [pair for pair in pairs if pair[0].role in LINES]
    key = [_KeyItem(look.bar_sample, series.name) for series, look in barred]
    key += [_KeyItem(look.line_sample, series.name) for series, look in lines]
    known = [value for series, _ in barred for value in _known(chart, series)]
    # Below a bar that hangs from zero, its figure needs a line of its own.
    room_below = min(known, default=0.0) * 1.15
    extra = [0.0, min(room_below, 0.0)]
    frame = _Frame.of(chart, width, height, right=12, key=key, extra=extra, from_zero=True)
    drawing = [frame.draw()]
    bar = min(frame.slot * 0.8 / max(len(barred), 1), 64)
    zero = frame.y(0)
    figures = []
    for position, (series, look) in enumerate(barred):
        for index, value in enumerate(_values(chart, series)):
            left = frame.x(index) + (position - len(barred) / 2) * bar
            end = zero if value is None else frame.y(value)
            if value is not None:
                drawing.append(look.bar(left + 1, min(zero, end), bar - 2, abs(end - zero)))
            above = value is None or value >= 0
            figure = "–" if value is None else _figure(chart, value)
            figures.append((left + bar / 2, end - 4 if above else end + LINE_HEIGHT, figure))
    drawing.append(_stroke(f"M{frame.left:.1f} {zero:.1f}H{frame.right:.1f}", INK))
    for series, look in lines:
        for index, value in enumerate(_values(chart, series)):
            if value is not None:
                left = frame.x(index) - frame.slot * 0.45
                path = f"M{left:.1f} {frame.y(value):.1f}h{frame.slot * 0.9:.1f}"
                drawing.append(_stroke(path, look.stroke, look.weight - 0.5, look.dash))
    if all(_width(figure) <= bar for _, _, figure in figures):
        drawing += [_text(x, y, figure, anchor="middle", halo=True) for x, y, figure in figures]
    return "".join(drawing), frame.height


def _stacked(chart: Chart, width: int) -> tuple[str, int]:
    looks = [_Look.bar_only(series, index) for index, series in enumerate(chart.series)]
    key = [
        _KeyItem(look.bar_sample, series.name)
        for series, look in zip(chart.series, looks, strict=True)
    ]
    drawing, top = _key(key, width)
    named = [_wrap(label, width * 0.32, 2) for label in chart.labels]
    left = max((_width(line) for lines in named for line in lines), default=0) + 10
    columns = [_values(chart, series) for series in chart.series]
    # A stack counts things, so nothing below zero can stand in it.
    rows = [[max(value or 0.0, 0.0) for value in row] for row in zip(*columns, strict=True)]
    largest = max((sum(row) for row in rows), default=0.0) or 1.0
    total_width = max(_width(_figure(chart, sum(row))) for row in rows) + 16
    scale = (width - left - total_width) / largest
    bar, step = 24, 36
    for index, (lines, row) in enumerate(zip(named, rows, strict=True)):
        y = top + 4 + index * step
        first = y + bar / 2 + 4 - (len(lines) - 1) * LINE_HEIGHT / 2
        for position, line in enumerate(lines):
            drawing += _text(left - 10, first + position * LINE_HEIGHT, line, anchor="end")
        x = left
        for look, value in zip(looks, row, strict=True):
            long = value * scale
            if not value:
                continue
            drawing += look.bar(x, y, long, bar)
            figure = _figure(chart, value)
            plate = _width(figure) + 6
            if plate + 4 <= long:
                drawing += _rect(
                    x + (long - plate) / 2, y + 4, plate, bar - 8, f'fill="{look.fill}"'
                )
                drawing += _text(x + long / 2, y + bar / 2 + 4, figure, anchor="middle")
            x += long
        known = any(column[index] is not None for column in columns)
        total = _figure(chart, sum(row)) if known else "no figure"
        drawing += _text(x + 8, y + bar / 2 + 4, total, weight="bold" if known else "")
    return drawing, math.ceil(top) + len(rows) * step + 4


# --- what lines and bars share --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """How a series is told from the others, in colour and without it."""

    stroke: str
    fill: str
    dash: str = ""
    marker: str = ""
    hatch: str = ""
    weight: float = 2.5
    is_level: bool = False
    is_hollow: bool = False

    @classmethod
    def bar_only(cls, series: Series, index: int) -> "_Look":
        colour = series.colour or MEASURES[index % len(MEASURES)]
        return cls(STROKES[colour], FILLS[colour], hatch=HATCHES[index % len(HATCHES)])

    def bar(self, x: float, y: float, width: float, height: float) -> str:
        shape = _rect(x, y, width, height, f'fill="{self.fill}" stroke="{self.stroke}"')
        return shape + _stroke(_hatching(self.hatch, x, y, width, height), self.stroke)

    def bar_sample(self, x: float, y: float) -> str:
        return self.bar(x, y - 6, 20, 12)

    def line_sample(self, x: float, y: float) -> str:
        line = _stroke(f"M{x:.1f} {y:.1f}h20", self.stroke, self.weight, self.dash)
        return line + (self.point((x + 10, y)) if self.marker else "")

    def point(self, at: Point, mark: Mark = "") -> str:
        """A figure on a line: hollow where it is no more than expected."""
        if mark:
            return _standing_out(mark, at)
        point = _marker(self.marker, at, self.stroke)
        return point + _marker(self.marker, at, "#ffffff", 1.5) if self.is_hollow else point


def _looks(chart: Chart) -> list[_Look]:
    """A look for each series.

    Measures are solid, targets dashed, comparators dotted; a forecast has the look of its measure,
    with dashes and hollow points; means are thin, and limits thin with long dashes.
    """
    looks = []
    counts: Counter[str] = Counter()
    for position, series in enumerate(chart.series):
        index = counts[series.role]
        counts[series.role] += 1
        weight, is_level = 2.5, series.role in LINES
        match series.role:
            case "measure":
                colour = series.colour or MEASURES[index % len(MEASURES)]
                dash, marker = "", MARKERS[index % len(MARKERS)]
            case "forecast":
                colour = series.colour or MEASURES[index % len(MEASURES)]
                dash, marker = FORECAST, MARKERS[index % len(MARKERS)]
            case "target":
                colour = series.colour or "green"
                dash, marker = f"{7 + 4 * index} 4" if index else DASHED, ""
            case "comparator":
                colour = series.colour or COMPARATORS[index % len(COMPARATORS)]
                dash, marker = DOTTED[index % len(DOTTED)], ""
            case "mean":
                colour, dash, marker, weight = series.colour or "grey", "", "", 1.5
            case "limit":
                colour, dash, marker, weight = series.colour or "grey", LIMIT, "", 1.5
            case _:
                assert_never(series.role)
        looks.append(
            _Look(
                STROKES[colour],
                FILLS[colour],
                dash,
                marker,
                HATCHES[position % len(HATCHES)],
                weight,
                is_level,
                is_hollow=series.role == "forecast",
            )
        )
    return looks


@dataclass(frozen=True, slots=True)
class _Frame:
    """The axes: where a value and a label stand, and their drawing."""

    left: float
    right: float
    top: float
    bottom: float
    ticks: list[float]
    marks: list[str]
    labels: "_LabelRow"
    slot: float
    key: str

    @classmethod
    def of(
        cls,
        chart: Chart,
        width: int,
        height: int,
        *,
        right: float,
        key: list["_KeyItem"],
        extra: list[float],
        from_zero: bool,
    ) -> "_Frame":
        """Lay out the axes; ``extra`` are values that must be in sight beside the figures."""
        known = extra + [value for series in chart.series for value in _known(chart, series)]
        ticks, places = _ticks(min(known), max(known), chart.decimals, from_zero=from_zero)
        marks = [_figure(chart, tick, decimals=places) for tick in ticks]
        thin = len(chart.labels) > MOST_WRAPPED_LABELS
        overhang = min(max(map(_width, chart.labels)), LABEL_ROOM) / 2 if thin else 0.0
        left = max(*map(_width, marks), overhang - 10) + 10
        slot = (width - left - max(right, overhang)) / len(chart.labels)
        labels = _LabelRow.of(chart.labels, slot, thin=thin)
        unit = [_KeyItem(None, chart.unit)] if _is_word(chart.unit) else []
        drawing, top = _key(unit + key, width)
        top += 18
        return cls(
            left=left,
            right=left + slot * len(chart.labels),
            top=top,
            bottom=max(height - labels.height, top + 120),
            ticks=ticks,
            marks=marks,
            labels=labels,
            slot=slot,
            key=drawing,
        )

    @property
    def height(self) -> int:
        return math.ceil(self.bottom + self.labels.height)

    def x(self, index: int) -> float:
        """The middle of what belongs to a label."""
        return self.left + self.slot * (index + 0.5)

    def y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - (self.bottom - self.top) * (value - low) / (high - low)

    def draw(self) -> str:
        rules = "".join(
            f"M{self.left:.1f} {self.y(tick):.1f}H{self.right:.1f}" for tick in self.ticks
        )
        stops = "".join(f"M{self.x(index):.1f} {self.bottom:.1f}v4" for index in self.labels.shown)
        drawing = [self.key, _stroke(rules, GRID), _stroke(stops, FAINT_INK)]
        for tick, mark in zip(self.ticks, self.marks, strict=True):
            drawing.append(
                _text(self.left - 6, self.y(tick) + 4, mark, anchor="end", fill=FAINT_INK)
            )
        for index, lines in self.labels.shown.items():
            for row, line in enumerate(lines):
                y = self.bottom + 18 + row * LINE_HEIGHT
                drawing.append(_text(self.x(index), y, line, anchor="middle", fill=FAINT_INK))
        return "".join(drawing)


@dataclass(frozen=True, slots=True)
class _LabelRow:
    """The labels that stand under the axis: wrapped when few, thinned when many."""

    shown: dict[int, list[str]]

    @classmethod
    def of(cls, labels: Sequence[str], slot: float, *, thin: bool) -> "_LabelRow":
        if not thin:
            return cls({index: _wrap(text, slot - 6, 3) for index, text in enumerate(labels)})
        shown = {index: _wrap(text, 100, 1) for index, text in enumerate(labels)}
        widest = max(_width(lines[0]) for lines in shown.values())
        step = max(1, math.ceil((widest + 10) / slot))
        # Counted from the end, because the latest label is the one a reader looks for.
        return cls({i: shown[i] for i in shown if (len(labels) - 1 - i) % step == 0})

    @property
    def height(self) -> int:
        return 12 + LINE_HEIGHT * max(len(lines) for lines in self.shown.values())


def _ticks(low: float, high: float, decimals: int, *, from_zero: bool) -> tuple[list[float], int]:
    """Round values (1, 2 or 5 times a power of ten) that enclose the figures, and their decimals.

    Bars begin at zero; lines do when zero is not far from them.
    """
    if from_zero or 0 < low <= high * 0.5:
        low = min(low, 0.0)
    if high < 0 and from_zero:
        high = 0.0
    if high == low:
        room = abs(high) * 0.1 or 1.0
        low, high = (low - room if low else 0.0), high + room
    step = _round_step((high - low) / 5, smallest=10.0**-decimals)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return [index * step for index in range(first, max(last, first + 1) + 1)], places


def _round_step(step: float, *, smallest: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(step))
    rounded = next(times * power for times in (1, 2, 5, 10) if times * power >= step * 0.999)
    return max(rounded, smallest)


@dataclass(frozen=True, slots=True)
class _KeyItem:
    """A sample and what it stands for; without a sample, words alone."""

    sample: Sample | None
    words: str


def _key(items: list[_KeyItem], width: int) -> tuple[str, float]:
    """The row or rows of samples above a drawing, and the height they take."""
    drawing, x, y = "", 4.0, 14.0
    for item in items:
        room = 28 if item.sample else 0
        [words] = _wrap(item.words, width - room - 8, 1)
        needed = room + _width(words)
        if x > 4 and x + needed > width - 4:
            x, y = 4.0, y + 20
        if item.sample:
            drawing += item.sample(x, y)
        drawing += _text(x + room, y + 4, words)
        x += needed + 22
    return drawing, (y + 12 if items else 4.0)


def _limits_sample(x: float, y: float) -> str:
    return _rect(x, y - 6, 20, 12, f'fill="{BAND}" stroke="{GRID}"')


# --- figures in words -----------------------------------------------------------------------


def _values(chart: Chart, series: Series) -> tuple[float | None, ...]:
    """The figures of a series, one a label; what is not a number is missing."""
    values = (*series.values, *(None for _ in chart.labels))[: len(chart.labels)]
    return tuple(v if v is not None and math.isfinite(v) else None for v in values)


def _parallel(chart: Chart, words: tuple[Any, ...]) -> tuple[Any, ...]:
    """What is said of each label; nothing where too little is given."""
    return (*words, *("" for _ in chart.labels))[: len(chart.labels)]


def _cell(chart: Chart, value: float | None, note: str) -> str:
    """A figure in the table, with what is to be known of it."""
    if value is None:
        return note or "no figure"
    figure = _figure(chart, value)
    return f"{figure} ({note})" if note else figure


def _known(chart: Chart, series: Series) -> list[float]:
    return [value for value in _values(chart, series) if value is not None]


def _latest(points: Sequence[Point | None]) -> Point | None:
    return next((point for point in reversed(points) if point), None)


def _is_word(unit: str) -> bool:
    return unit not in ("", "%", "£")


def _figure(chart: Chart, value: float, *, decimals: int | None = None) -> str:
    words = number(value, chart.decimals if decimals is None else decimals)
    if chart.unit == "£":
        return words.replace("−", "−£") if words.startswith("−") else f"£{words}"
    return f"{words}%" if chart.unit == "%" else words


# --- drawing --------------------------------------------------------------------------------


def _svg(drawing: str, title: str, description: str, width: int, height: int) -> str:
    desc = f"<desc>{_escape(description)}</desc>" if description else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="{FONT}" font-size="{SIZE}">'
        f"<title>{_escape(title)}</title>{desc}"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{drawing}</svg>'
    )


def _stroke(path: str, stroke: str, weight: float = 1, dash: str = "") -> str:
    if not path:
        return ""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{weight}"{dashes}/>'


def _rect(x: float, y: float, width: float, height: float, paint: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {paint}/>'


def _through(points: Sequence[Point | None]) -> str:
    """The path through the points, broken where one is missing."""
    path, previous = [], None
    for point in points:
        if point:
            path.append(f"{'L' if previous else 'M'}{point[0]:.1f} {point[1]:.1f}")
        previous = point
    return "".join(path)


def _levels(points: Sequence[Point | None], slot: float) -> str:
    """A level line over the points of equal height, from edge to edge of what belongs to them."""
    path = []
    for height, alike in groupby(points, key=lambda point: point and point[1]):
        if height is not None:
            run = [point for point in alike if point]
            left, right = run[0][0] - slot / 2, run[-1][0] + slot / 2
            path.append(f"M{left:.1f} {height:.1f}H{right:.1f}")
    return "".join(path)


def _alone(points: Sequence[Point | None]) -> list[Point]:
    """The points that no line reaches, because both neighbours are missing."""
    around = (None, *points, None)
    return [
        point
        for before, point, after in zip(around, points, around[2:], strict=False)
        if point and not before and not after
    ]


def _marker(shape: str, at: Point, stroke: str, size: float = 3) -> str:
    x, y = at
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{stroke}"/>'
    path = {
        "square": f"m-{size} -{size}h{2 * size}v{2 * size}h-{2 * size}z",
        "triangle": f"m0 -{size + 1}l{size + 1} {2 * size + 1}h-{2 * size + 2}z",
        "diamond": f"m0 -{size + 1}l{size + 1} {size + 1}l-{size + 1} {size + 1}"
        f"l-{size + 1} -{size + 1}z",
    }[shape]
    return f'<path d="M{x:.1f} {y:.1f}{path}" fill="{stroke}"/>'


def _hatching(hatch: str, x: float, y: float, width: float, height: float) -> str:
    """The lines that fill a rectangle, clipped to it by arithmetic so that no id is needed."""
    if hatch == "x":
        return _hatching("/", x, y, width, height) + _hatching("\\", x, y, width, height)
    path = []
    if hatch == "-":
        path = [f"M{x:.1f} {y + d:.1f}h{width:.1f}" for d in _every(HATCH_GAP, height)]
    elif hatch == "|":
        path = [f"M{x + d:.1f} {y:.1f}v{height:.1f}" for d in _every(HATCH_GAP, width)]
    elif hatch:
        for d in _every(HATCH_GAP * 1.4, width + height):
            # The line where across + down = d; a backslash is its mirror image.
            across, end = max(0.0, d - height), min(d, width)
            down, rise = d - across, end - across
            if hatch == "\\":
                path.append(f"M{x + width - across:.1f} {y + down:.1f}l{-rise:.1f} {-rise:.1f}")
            else:
                path.append(f"M{x + across:.1f} {y + down:.1f}l{rise:.1f} {-rise:.1f}")
    return "".join(path)


def _every(step: float, length: float) -> Iterable[float]:
    return (step * index for index in range(1, math.ceil(length / step)))


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "",
    fill: str = INK,
    weight: str = "",
    halo: bool = False,
) -> str:
    attributes = f' text-anchor="{anchor}"' if anchor else ""
    attributes += f' font-weight="{weight}"' if weight else ""
    attributes += ' stroke="#ffffff" stroke-width="3" paint-order="stroke"' if halo else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}"{attributes}>{_escape(words)}</text>'


def _escape(words: str) -> str:
    return escape(_UNPRINTABLE.sub(" ", words))


def _wrap(words: str, room: float, most: int) -> list[str]:
    """Break words into at most so many lines; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    rest = words.split()
    while rest and len(lines) < most:
        line = rest.pop(0)
        while rest and _width(f"{line} {rest[0]}") <= room:
            line = f"{line} {rest.pop(0)}"
        lines.append(_cut(line, room))
    if rest:
        lines[-1] = _cut(f"{lines[-1].removesuffix('…')}…", room)
    return lines or [""]


def _cut(line: str, room: float) -> str:
    if _width(line) <= room:
        return line
    line = line.removesuffix("…")
    while line and _width(f"{line}…") > room:
        line = line[:-1]
    return f"{line.rstrip()}…"


@lru_cache(maxsize=4096)
def _width(words: str) -> float:
    """How wide words are in Noto Sans, a little generously: letters fall into four widths."""
    return SIZE * sum(
        0.42
        if letter in " .,:;'!()[]-/ijlfrtIJ‘’“”"
        else 0.95
        if letter in "mwMW@%…" or letter > "\u2e80"
        else 0.78
        if letter.isupper()
        else 0.62
        for letter in words
    )

"""The way figures take into the database by the hundred thousand, in memory that stays flat.

Rows are checked one by one, written to a table of their own as fast as the database takes them,
and from there on judged and taken over by a handful of statements, whatever their number.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import islice
from typing import Any

from django.db import connection

from performance.files.figures import Flaw, Raw, read_number, read_period
from performance.files.statistics import ComparatorRaw
from performance.models import Breakdown, Conventions, ImportBatch, Indicator, StagedFigure
from performance.periods import Frequency, Period
from performance.rating import value_of
from performance.vocabulary import State, Unit

Outcome = StagedFigure.Outcome
Progress = Callable[[int], None]

CHUNK = 10_000  # rows written at once
PLACES = 6  # that a figure is kept to
TOO_LARGE = Decimal(10) ** 12
HUNDRED = Decimal(100)
PER_UNIT = {Unit.PERCENT: "percentage", Unit.PER_10000: "rate"}
WITHOUT_VALUE = {str(state) for state in State} - {str(state) for state in State.with_value()}

# The columns of a staged row, in the order they are written.
COLUMNS = (
    "batch_id",
    "row",
    "column",
    "indicator_id",
    "breakdown_id",
    "group",
    "starts_on",
    "previous_on",
    "label",
    "is_forecast",
    "value",
    "numerator",
    "denominator",
    "state",
    "outcome",
    "asks",
    "found",
    "message",
)
NEVER_NULL = ("column", "group", "label", "state", "found", "message")


Row = Raw | Flaw | ComparatorRaw


# --- is it a figure? ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of an indicator to check its figures."""

    pk: int
    code: str
    unit: Unit
    frequency: Frequency
    annual_months: int | None
    retired_on: date | None


def key_of(words: str) -> str:
    """A name without what people type differently: capitals and spaces."""
    return " ".join(words.split()).casefold()


class Library:
    """The indicators and parts of an authority by everything they are called."""

    def __init__(self, authority_id: int) -> None:
        self.known: dict[str, Facts] = {}
        self.shared: dict[str, list[str]] = {}  # a name of several indicators, and their codes
        codes: dict[str, Facts] = {}
        for indicator in Indicator.objects.filter(authority=authority_id):
            facts = Facts(
                indicator.pk,
                indicator.code,
                Unit(indicator.unit),
                Frequency(indicator.frequency),
                indicator.annual_months,
                indicator.retired_on,
            )
            codes[key_of(indicator.code)] = facts
            for name in {key_of(name) for name in indicator.names}:
                holder = self.known.setdefault(name, facts)
                if holder is not facts:
                    self.shared.setdefault(name, [holder.code]).append(facts.code)
        self.known |= codes
        self.parts = {
            key_of(part.name): part.pk for part in Breakdown.objects.filter(authority=authority_id)
        }

    def indicator(self, words: str) -> Facts:
        """The indicator that a code or name means. Raises ValueError, in words."""
        key = key_of(words)
        facts = self.known.get(key)
        if facts is None:
            if not key:
                raise ValueError("Enter the code or name of an indicator.")
            raise ValueError(
                f"There is no indicator “{words}” in the library. Check its code or name, or add "
                "this as another name of the indicator."
            )
        if key in self.shared and key != key_of(facts.code):
            codes = " and ".join(self.shared[key])
            raise ValueError(f"“{words}” is the name of {codes}. Use the code.")
        return facts

    def part(self, words: str) -> int:
        """The team or other part of that name. Raises ValueError, in words."""
        part = self.parts.get(key_of(words))
        if part is None:
            raise ValueError(f"There is no team or other part “{words}”. Check its name or add it.")
        return part


class Checker:
    """Turns rows of a file into rows of the table of staged figures, or says what is wrong."""

    def __init__(self, batch: ImportBatch, *, as_at: date, indicator: Indicator | None) -> None:
        self._batch_id, self._as_at = batch.pk, as_at
        self._library = Library(batch.authority_id)
        self._compared = self._library.known[key_of(indicator.code)] if indicator else None
        self._indicators: dict[str, Facts] = {}
        self._parts: dict[str, int | None] = {"": None}
        self._periods: dict[tuple[Frequency, date | str], tuple[date, date]] = {}

    def staged(self, row: Row) -> tuple[Any, ...]:
        """The staged row; one that cannot be taken says why."""
        if isinstance(row, Flaw):
            return self._rejected(row.row, row.column, row.message, row.found)
        try:
            return self._figure(row) if isinstance(row, Raw) else self._comparator(row)
        except ValueError as error:
            return self._rejected(row.row, getattr(row, "column", ""), str(error), _found(row))

    def _rejected(self, row: int, column: str, message: str, found: str) -> tuple[Any, ...]:
        place = (self._batch_id, row, column[:100])
        nothing = (None, None, "", None, None, "", False, None, None, None, "")
        # On one line: a line that holds a backslash and a full stop would end a COPY.
        found, message = (" ".join(words[:1000].split()) for words in (found, message))
        return (*place, *nothing, Outcome.REJECTED.value, False, found[:200], message[:300])

    def _figure(self, raw: Raw) -> tuple[Any, ...]:
        facts = self._indicators.get(raw.indicator)
        if facts is None:
            facts = self._indicators[raw.indicator] = self._library.indicator(raw.indicator)
        try:
            part = self._parts[raw.breakdown]
        except KeyError:
            part = self._parts[raw.breakdown] = self._library.part(raw.breakdown)
        try:
            starts_on, previous_on = self._periods[facts.frequency, raw.period]
        except KeyError:
            starts_on, previous_on = self._period(facts, raw.period)
        state = raw.state or "final"
        if starts_on > self._as_at and state != "projected":
            raise ValueError(
                "This period has not begun. Check it, or mark the figure as a forecast."
            )
        if facts.retired_on and starts_on >= facts.retired_on:
            raise ValueError(
                f"{facts.code} is no longer counted from {facts.retired_on:%-d %B %Y}."
            )
        value, numerator, denominator = checked(
            facts, raw.value, raw.numerator, raw.denominator, state
        )
        return (
            self._batch_id,
            raw.row,
            raw.column,
            facts.pk,
            part,
            "",
            starts_on,
            previous_on,
            "",
            state == "projected",
            value,
            numerator,
            denominator,
            state,
            "new",
            False,
            "",
            "",
        )

    def _period(self, facts: Facts, said: date | str) -> tuple[date, date]:
        starts_on = read_period(said, facts.frequency)
        pair = starts_on, Period(starts_on, facts.frequency).shift(-1).starts_on
        self._periods[facts.frequency, said] = pair
        return pair

    def _comparator(self, raw: ComparatorRaw) -> tuple[Any, ...]:
        facts = self._compared
        if facts is None:
            raise ValueError("Choose the indicator that these figures are compared with.")
        state = raw.state or "final"
        if state in WITHOUT_VALUE:
            raise ValueError(f"There is no figure for {raw.year_label}: {State(state).label}.")
        if raw.starts_on > self._as_at:
            raise ValueError(f"{raw.year_label} has not begun. Check the year.")
        value, numerator, denominator = checked(
            facts, raw.value, raw.numerator, raw.denominator, state
        )
        return (
            self._batch_id,
            raw.row,
            "",
            facts.pk,
            None,
            raw.group,
            raw.starts_on,
            None,
            raw.year_label[:60],
            False,
            value,
            numerator,
            denominator,
            state,
            "new",
            False,
            "",
            raw.note[:200],
        )


def _found(row: Raw | ComparatorRaw) -> str:
    """What stood in the file, for a row that is rejected."""
    if isinstance(row, ComparatorRaw):
        return f"{row.group} {row.year_label}"
    numbers = (row.value, row.numerator, row.denominator)
    said = [row.indicator, row.breakdown, str(row.period)]
    said += [f"{number:f}" if isinstance(number, Decimal) else number or "" for number in numbers]
    return ", ".join(filter(None, said))


Figure = tuple[Decimal | None, Decimal | None, Decimal | None]


def checked(
    facts: Facts,
    given: Decimal | str | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    state: str,
) -> Figure:
    """The value, numerator and denominator as they are kept. Raises ValueError, in words."""
    value = read_number(given) if isinstance(given, str) else given
    if state in WITHOUT_VALUE:
        if value is not None or numerator is not None:
            raise ValueError(
                f"The state is “{State(state).label}”, and there is a figure. "
                "Take out one or the other."
            )
        return None, None, denominator
    for number in (value, numerator, denominator):
        if number is None:
            continue
        if number < 0:
            raise ValueError("Enter a number that is not below 0.")
        if number >= TOO_LARGE:
            raise ValueError("Enter a number below 1,000,000,000,000.")
    unit = facts.unit
    if numerator is not None or denominator is not None:
        computed = _computed(facts, numerator, denominator)
        if value is not None:
            _see_it_agrees(value, computed)
        value = computed
        numerator = None if numerator is None else round(numerator, PLACES)
        denominator = None if denominator is None else round(denominator, PLACES)
    if value is None:
        raise ValueError("Enter a figure, or a state that says why there is none.")
    if unit is Unit.PERCENT and value > HUNDRED:
        raise ValueError(f"A percentage cannot be over 100. It is {value:.10g}.")
    return round(value, PLACES), numerator, denominator


def _computed(facts: Facts, numerator: Decimal | None, denominator: Decimal | None) -> Decimal:
    unit = facts.unit
    if unit is Unit.COUNT:
        if denominator is not None or numerator is None:
            raise ValueError(f"{facts.code} is a plain number. Take out the denominator.")
        return numerator
    if numerator is None or denominator is None:
        missing = "numerator" if numerator is None else "denominator"
        raise ValueError(f"Enter the {missing} too.")
    if not denominator:
        word = PER_UNIT.get(unit, "figure")
        raise ValueError(f"The denominator is 0, so there is no {word}. Leave the figure out.")
    if unit is Unit.PERCENT and numerator > denominator:
        raise ValueError("The numerator is above the denominator. Check both.")
    value = value_of(numerator, denominator, unit, months=facts.annual_months)
    assert value is not None  # noqa: S101 - both are there, and the denominator is not 0
    if value >= TOO_LARGE:
        raise ValueError("Enter a larger denominator: the figure is too large to keep.")
    return value


def _see_it_agrees(value: Decimal, computed: Decimal) -> None:
    """Refuse a value that is not what its parts make, rounded to the places it is given with.

    It may have been rounded twice: once as we keep it, and once as somebody printed it.
    """
    places = max(-int(value.as_tuple().exponent), 0)
    kept = Decimal(1).scaleb(-PLACES)
    if abs(value - computed) * 2 > Decimal(1).scaleb(-places) + kept:
        raise ValueError(
            f"The value {value:f} is not what its numerator and denominator make "
            f"({computed:.6g}). Check all three."
        )


# --- into the database ---------------------------------------------------------------------------


def write(
    batch: ImportBatch,
    rows: Iterable[Row],
    *,
    as_at: date,
    indicator: Indicator | None = None,
    progress: Progress | None = None,
) -> int:
    """Check the rows and write them to the table of staged figures; how many there were.

    ``progress`` is told the number so far after each ten thousand.
    """
    check = Checker(batch, as_at=as_at, indicator=indicator).staged
    staged = (check(row) for row in rows)
    count = 0
    with connection.cursor() as cursor:
        put = _copy if connection.vendor == "postgresql" else _insert
        for chunk in _chunks(staged):
            put(cursor, chunk)
            count += len(chunk)
            if progress:
                progress(count)
        if connection.vendor == "postgresql" and count >= CHUNK:
            cursor.execute("ANALYZE performance_stagedfigure")  # or the next plans are guesses
    return count


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _named(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _copy(cursor: Any, rows: list[tuple[Any, ...]]) -> None:
    lines = StringIO()
    csv.writer(lines).writerows(rows)
    lines.seek(0)
    cursor.copy_expert(
        f"COPY performance_stagedfigure ({_named(COLUMNS)}) FROM STDIN "
        f"WITH (FORMAT csv, FORCE_NOT_NULL ({_named(NEVER_NULL)}))",
        lines,
    )


def _insert(cursor: Any, rows: list[tuple[Any, ...]]) -> None:
    places = ", ".join(["%s"] * len(COLUMNS))
    cursor.executemany(
        f"INSERT INTO performance_stagedfigure ({_named(COLUMNS)}) VALUES ({places})",  # noqa: S608
        [
            [str(cell) if cell.__class__ in (Decimal, date) else cell for cell in row]
            for row in rows
        ],
    )


# --- what it would change ------------------------------------------------------------------------

# All statements are for PostgreSQL and SQLite alike. A figure of the whole has no part, and NULL
# joins with nothing, so each meets the figures of wholes and of parts apart.

OF_WHOLES = "s.breakdown_id IS NULL AND o.breakdown_id IS NULL"
OF_PARTS = "s.breakdown_id = o.breakdown_id"

TWICE = """
UPDATE performance_stagedfigure AS s
SET outcome = 'rejected',
    message = 'Row ' || other."row" || (CASE WHEN other."column" = '' THEN ''
        ELSE ', column ' || other."column" END)
        || ' has a figure for the same place too. Keep one of them.'
FROM (
    SELECT indicator_id, COALESCE(breakdown_id, 0) AS part, "group", starts_on, is_forecast,
           MIN(id) AS first, MAX(id) AS last
    FROM performance_stagedfigure
    WHERE batch_id = %s AND outcome <> 'rejected'
    GROUP BY 1, 2, 3, 4, 5 HAVING COUNT(*) > 1
) AS d, performance_stagedfigure AS other
WHERE s.batch_id = %s AND s.outcome <> 'rejected'
  AND s.indicator_id = d.indicator_id AND COALESCE(s.breakdown_id, 0) = d.part
  AND s."group" = d."group" AND s.starts_on = d.starts_on AND s.is_forecast = d.is_forecast
  AND other.id = CASE WHEN s.id = d.first THEN d.last ELSE d.first END
"""

RECORDED = """
UPDATE performance_stagedfigure AS s
SET before = o.value,
    outcome = CASE WHEN
        (ROUND(o.value, 6) = ROUND(s.value, 6) OR (o.value IS NULL AND s.value IS NULL))
        AND (o.numerator = s.numerator OR (o.numerator IS NULL AND s.numerator IS NULL))
        AND (o.denominator = s.denominator OR (o.denominator IS NULL AND s.denominator IS NULL))
        AND o.state = s.state THEN 'unchanged' ELSE 'changed' END
FROM performance_observation AS o
WHERE s.batch_id = %s AND s.outcome <> 'rejected' AND s."group" = '' AND o.replaced_in_id IS NULL
  AND o.indicator_id = s.indicator_id AND o.starts_on = s.starts_on
  AND o.is_forecast = s.is_forecast AND """

COMPARED = """
UPDATE performance_stagedfigure AS s
SET before = o.value,
    outcome = CASE WHEN ROUND(o.value, 6) = ROUND(s.value, 6)
        AND o.label = s.label AND o.source = %s
        AND (o."group" <> 'neighbours' OR COALESCE(o.neighbours_id, 0) = %s)
        AND (o.numerator = s.numerator OR (o.numerator IS NULL AND s.numerator IS NULL))
        AND (o.denominator = s.denominator OR (o.denominator IS NULL AND s.denominator IS NULL))
        THEN 'unchanged' ELSE 'changed' END
FROM performance_comparator AS o
WHERE s.batch_id = %s AND s.outcome <> 'rejected' AND s."group" <> ''
  AND o.replaced_in_id IS NULL AND o.indicator_id = s.indicator_id
  AND o."group" = s."group" AND o.starts_on = s.starts_on
"""

# A period before that is in the file counts, not the recorded one that it would replace.
MOVED = """ABS(s.value - o.value) >= %s AND ABS(s.value - o.value) * 100 > ABS(o.value) * %s"""
MOVED_FROM = """'It was ' || RTRIM(RTRIM(CAST(ROUND(o.value, 1) AS text), '0'), '.')
    || ' in the period before.'"""
ASKED = """
  AND s.batch_id = %s AND s.outcome IN ('new', 'changed') AND s."group" = ''
  AND NOT s.is_forecast AND NOT o.is_forecast
  AND o.indicator_id = s.indicator_id AND o.starts_on = s.previous_on AND """


def judge(batch: ImportBatch, conventions: Conventions) -> None:
    """Say of each staged figure whether it is new, changes one or changes nothing, and count them.

    Two figures for one place are both rejected. A figure that moves further from the period before
    than the authority finds plausible is marked, to be asked about.
    """
    pk = batch.pk
    source = batch.details.get("source", "")
    limits = [conventions.implausible_least, conventions.implausible_change]
    with connection.cursor() as cursor:
        cursor.execute(TWICE, [pk, pk])
        neighbours = batch.details.get("neighbour_model") or 0
        cursor.execute(COMPARED, [source, neighbours, pk])
        for same_part in (OF_WHOLES, OF_PARTS):
            cursor.execute(RECORDED + same_part, [pk])
        for same_part in (OF_WHOLES, OF_PARTS):
            cursor.execute(
                "UPDATE performance_stagedfigure AS s SET asks = TRUE, message = "  # noqa: S608
                f"{MOVED_FROM} FROM performance_observation AS o "
                f"WHERE {MOVED} AND o.replaced_in_id IS NULL {ASKED} {same_part}",
                [*limits, pk],
            )
            cursor.execute(
                f"UPDATE performance_stagedfigure AS s SET asks = ({MOVED}), message = "  # noqa: S608
                f"CASE WHEN {MOVED} THEN {MOVED_FROM} ELSE '' END "
                "FROM performance_stagedfigure AS o "
                f"WHERE (s.asks OR ({MOVED})) AND o.batch_id = s.batch_id "
                f"AND o.outcome <> 'rejected' AND o.value IS NOT NULL {ASKED} {same_part}",
                [*limits, *limits, *limits, pk],
            )
    count(batch)


def judge_again(batch: ImportBatch, conventions: Conventions) -> bool:
    """Judge once more against what is recorded by now; whether that changed anything."""
    before = _verdict(batch)
    taken = batch.staged.exclude(outcome=Outcome.REJECTED)
    taken.filter(group="").update(message="")
    taken.update(outcome=Outcome.NEW, asks=False, before=None)
    judge(batch, conventions)
    return _verdict(batch) != before


def _verdict(batch: ImportBatch) -> list[tuple[Any, ...]]:
    """Which figures are new, changed and so on, and what they would replace, in a few sums."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT outcome, asks, COUNT(*), SUM(id), SUM(before), SUM(before * "row") '
            "FROM performance_stagedfigure WHERE batch_id = %s "
            "GROUP BY outcome, asks ORDER BY outcome, asks",
            [batch.pk],
        )
        return list(cursor.fetchall())


COUNTED = ("new_count", "changed_count", "unchanged_count", "rejected_count", "asked_count")


def count(batch: ImportBatch) -> None:
    """Write down in the import how many of its figures are new, changed and so on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome, asks, COUNT(*) FROM performance_stagedfigure "
            "WHERE batch_id = %s GROUP BY outcome, asks",
            [batch.pk],
        )
        found = cursor.fetchall()
    for outcome in Outcome:
        total = sum(number for kind, _, number in found if kind == outcome)
        setattr(batch, f"{outcome.value}_count", total)
    batch.asked_count = sum(number for _, asks, number in found if asks)
    batch.save(update_fields=COUNTED)


# --- taking it over -------------------------------------------------------------------------------

REPLACE = """
UPDATE performance_observation AS o SET replaced_in_id = %s
FROM performance_stagedfigure AS s
WHERE s.batch_id = %s AND s.outcome = 'changed' AND s."group" = '' AND o.replaced_in_id IS NULL
  AND o.indicator_id = s.indicator_id AND o.starts_on = s.starts_on
  AND o.is_forecast = s.is_forecast AND """

REPLACE_COMPARATORS = """
UPDATE performance_comparator AS o SET replaced_in_id = %s
FROM performance_stagedfigure AS s
WHERE s.batch_id = %s AND s.outcome = 'changed' AND s."group" <> '' AND o.replaced_in_id IS NULL
  AND o.indicator_id = s.indicator_id AND o."group" = s."group" AND o.starts_on = s.starts_on
"""

# In the order of the index, which is built faster so.
TAKE = """
INSERT INTO performance_observation (indicator_id, breakdown_id, starts_on, state, is_forecast,
    value, numerator, denominator, batch_id)
SELECT indicator_id, breakdown_id, starts_on, state, is_forecast, value, numerator, denominator,
    batch_id
FROM performance_stagedfigure
WHERE batch_id = %s AND outcome IN ('new', 'changed') AND "group" = ''
ORDER BY indicator_id, breakdown_id, starts_on
"""

TAKE_COMPARATORS = """
INSERT INTO performance_comparator (indicator_id, "group", starts_on, label, note, value,
    numerator, denominator, source, neighbours_id, batch_id)
SELECT indicator_id, "group", starts_on, label, message, value, numerator, denominator, %s,
    CASE WHEN "group" = 'neighbours' THEN CAST(%s AS bigint) END, batch_id
FROM performance_stagedfigure
WHERE batch_id = %s AND outcome IN ('new', 'changed') AND "group" <> ''
"""


def take_over(batch: ImportBatch) -> None:
    """Let the new and changed figures count, and clear the table of staged ones."""
    pk, details = batch.pk, batch.details
    with connection.cursor() as cursor:
        for same_part in (OF_WHOLES, OF_PARTS):
            cursor.execute(REPLACE + same_part, [pk, pk])
        cursor.execute(TAKE, [pk])
        cursor.execute(REPLACE_COMPARATORS, [pk, pk])
        cursor.execute(
            TAKE_COMPARATORS, [details.get("source", ""), details.get("neighbour_model"), pk]
        )
    clear(batch)


def clear(batch: ImportBatch) -> None:
    """Forget what was staged."""
    batch.staged.all().delete()

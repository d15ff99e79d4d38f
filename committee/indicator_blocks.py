"""What fills the sections that show indicators.

Each figure is printed with its period, each figure of others with its year and source; what is
provisional says so. Sources, and notes that several indicators share, stand once below a table.
Small numbers are hidden before they come here.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby

from committee.facts import Facts
from committee.models import ReportSection
from committee.phrases import typed
from committee.vocabulary import BlockKind, Place
from documents.nodes import (
    Block,
    Heading,
    Inlines,
    LineBreak,
    NumberedParagraph,
    Paragraph,
    Table,
    Text,
)
from documents.nodes import Status as StatusNode
from improvement.models import PracticeArea
from performance import suppression, wording
from performance.charts import line_chart
from performance.periods import Period
from performance.readings import Figure, Reading
from performance.vocabulary import Group

Blocks = tuple[Block, ...]

ATTENTION = "Indicators that need attention, and why"
NO_TARGET = "No target"
NO_COMPARISON = "None"
NO_COMMENTARY = "No commentary on it has been accepted."
OTHER_AREA = "Other indicators"
MONTHS_DRAWN = 13  # a year, and the same month of the year before


def is_left_out(section: ReportSection, facts: Facts) -> bool:
    """Whether a section that shows indicators has none to show, and no words of its own.

    An appendix never is, because the header box and the text name it.
    """
    if section.kind not in BlockKind.of_indicators() or section.body:
        return False
    if section.place == Place.APPENDIX:
        return False
    if section.kind == BlockKind.THEME_STATISTICS:
        return not any(facts.figures.on_theme(theme) for theme in facts.themes)
    return not facts.figures.shown_in(section)


# --- at a glance --------------------------------------------------------------------------------


def _scorecard(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    readings = facts.figures.shown_in(section)
    if not readings:
        return own
    name = section.scorecard.name if section.scorecard else "Indicators"
    return (*own, _table(name, readings, _OVERVIEW), *_notes(readings))


def _theme_statistics(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    by_theme = [(theme, facts.figures.on_theme(theme)) for theme in facts.themes]
    tables = [
        _table(f"Theme {theme.number}: {theme.title}", readings, _OVERVIEW)
        for theme, readings in by_theme
        if readings
    ]
    return (*own, *tables, *_notes([each for _, readings in by_theme for each in readings]))


# --- what needs attention -----------------------------------------------------------------------


def exceptions(section: ReportSection, facts: Facts) -> list[Reading]:
    """The indicators of a section that need attention in their period."""
    return [reading for reading in facts.figures.shown_in(section) if reading.attention]


def _exceptions(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    shown, found = facts.figures.shown_in(section), exceptions(section, facts)
    if not shown:
        return own
    count = "1 indicator" if len(shown) == 1 else f"{len(shown)} indicators"
    verb = "needs" if len(found) == 1 else "need"
    summary = f"Of {count}, {len(found) or 'none'} {verb if found else 'needs'} attention."
    blocks: list[Block] = [*own, NumberedParagraph(f"{section.key}-count", (Text(summary),))]
    if found:
        blocks += [_table(ATTENTION, found, _ATTENTION)]
        blocks += _note(found)
    for reading in found:
        blocks += _exception(section, reading, facts)
    return tuple(blocks)


def _exception(section: ReportSection, reading: Reading, facts: Facts) -> Iterable[Block]:
    indicator = reading.indicator
    anchor = f"{section.key}-{indicator.pk}"
    commentary = facts.figures.commentary(reading)
    yield Heading(str(indicator))
    said: list[Block] = [
        Paragraph((Text(f"{heading}: ", bold=True), *typed(text)))
        for heading, text in (commentary.parts if commentary else [])
    ]
    yield NumberedParagraph(
        anchor, (Text(reading.sentence),), tuple(said) or (Paragraph((Text(NO_COMMENTARY),)),)
    )


# --- charts -------------------------------------------------------------------------------------


def _charts(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    blocks: list[Block] = [*own]
    for reading in facts.figures.shown_in(section):
        blocks.append(line_chart(reading, months=MONTHS_DRAWN))
        if reading.comparisons:
            blocks.append(
                Paragraph((Text("Compared with: ", bold=True), *_compared_in_full(reading)))
            )
    return tuple(blocks)


# --- every figure -------------------------------------------------------------------------------


def _data_report(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    readings = facts.figures.shown_in(section)
    if not readings:
        return own
    blocks: list[Block] = [*own]
    in_order = sorted(readings, key=_place_of_area)
    for area, found in groupby(in_order, lambda reading: reading.indicator.practice_area):
        name = area.name if area else OTHER_AREA
        blocks += [Heading(name), _table(name, list(found), _EVERY_FIGURE)]
    blocks += _notes(readings)
    meaning = partial(_meaning, shared=_shared_notes(readings))
    columns: dict[str, Column] = {
        "Definition": meaning,
        "Numerator and denominator": _counted,
        "Source": _source,
    }
    blocks += [Heading("Definitions"), _table("What the indicators mean", in_order, columns)]
    return tuple(blocks)


def _place_of_area(reading: Reading) -> tuple[bool, int, str]:
    """Practice areas in their order, what belongs to none of them last."""
    area: PracticeArea | None = reading.indicator.practice_area
    return (area is None, area.order if area else 0, area.name if area else "")


# --- cells --------------------------------------------------------------------------------------

Column = Callable[[Reading], Inlines]


def _table(caption: str, readings: Sequence[Reading], columns: dict[str, Column]) -> Table:
    """A line for each indicator; without the column of comparisons where there are none."""
    if not any(reading.comparisons for reading in readings):
        columns = {name: column for name, column in columns.items() if column is not _compared}
    return Table(
        caption=caption,
        header=("Indicator", *columns),
        rows=tuple(
            (_name(reading), *(column(reading) for column in columns.values()))
            for reading in readings
        ),
    )


def _name(reading: Reading) -> Inlines:
    return (Text(reading.indicator.code, bold=True), LineBreak(), Text(reading.indicator.name))


def _figure(reading: Reading, figure: Figure | None, period: Period) -> Inlines:
    """A figure with its period below it."""
    state = " (provisional)" if figure is not None and figure.is_provisional else ""
    when = wording.named(period.label)
    when = when[:1].upper() + when[1:]
    return (Text(reading.text(figure)), LineBreak(), Text(f"{when}{state}"))


def _now(reading: Reading) -> Inlines:
    return _figure(reading, reading.now, reading.period)


def _before(reading: Reading) -> Inlines:
    return _figure(reading, reading.before, reading.period.shift(-1))


def _year_ago(reading: Reading) -> Inlines:
    return _figure(reading, reading.year_ago, reading.period.year_before)


def _target(reading: Reading) -> Inlines:
    return (Text(reading.target_text or NO_TARGET),)


def _rating(reading: Reading) -> Inlines:
    rating = reading.judgement.rating
    return (StatusNode(rating.label, rating.colour),)


def _change(reading: Reading) -> Inlines:
    words = reading.direction.in_words(since=reading.period.shift(-1).label)
    return (Text(words[:1].upper() + words[1:]),)


def _why(reading: Reading) -> Inlines:
    return typed("\n".join(f"{each.kind.label}: {each.words}" for each in reading.attention))


def _compared(reading: Reading) -> Inlines:
    """Figures of others with their year; with their source where it is not the same for all."""
    if len({each.source for each in reading.comparisons}) > 1:
        return _compared_in_full(reading)
    lines = [
        f"{Group(each.group).label}: {reading.figure(each.value)} ({each.label})"
        for each in reading.comparisons
    ]
    return typed("\n".join(lines) or NO_COMPARISON)


def _compared_in_full(reading: Reading) -> Inlines:
    lines = [
        f"{Group(each.group).label}: {reading.figure(each.value)} ({each.label}, {each.source})"
        for each in reading.comparisons
    ]
    return typed("\n".join(lines))


def _meaning(reading: Reading, *, shared: Iterable[str]) -> Inlines:
    """The definition, and what the note says of this indicator alone."""
    own = [line for line in _note_lines(reading) if line not in shared]
    return typed("\n".join((reading.indicator.definition, *own)))


def _counted(reading: Reading) -> Inlines:
    indicator = reading.indicator
    parts = [indicator.counted, f"Out of: {indicator.out_of}" if indicator.out_of else ""]
    return typed("\n".join(filter(None, parts)))


def _source(reading: Reading) -> Inlines:
    return (Text(reading.indicator.source or "Not stated"),)


_OVERVIEW: dict[str, Column] = {
    "Figure": _now,
    "Target": _target,
    "Rating": _rating,
    "Change": _change,
    "Compared with": _compared,
}
_ATTENTION: dict[str, Column] = {
    "Why": _why,
    "Figure": _now,
    "Target": _target,
    "Rating": _rating,
}
_EVERY_FIGURE: dict[str, Column] = {
    "Figure": _now,
    "Period before": _before,
    "A year before": _year_ago,
    "Compared with": _compared,
}


def _note(readings: Iterable[Reading]) -> Blocks:
    """What is said where a small number is hidden."""
    hidden = [
        reading
        for reading in readings
        if any(
            figure is not None and figure.is_hidden
            for figure in (reading.now, reading.before, reading.year_ago)
        )
    ]
    return (Paragraph((Text(suppression.note(hidden[0].rule)),)),) if hidden else ()


def _notes(readings: Iterable[Reading]) -> Blocks:
    """Below a table: what is hidden, where figures of others come from, and shared notes."""
    each_once = list({reading.indicator.pk: reading for reading in readings}.values())
    sources: dict[str, list[Reading]] = {}
    for reading in each_once:
        named = {each.source for each in reading.comparisons}
        if len(named) == 1:
            sources.setdefault(named.pop(), []).append(reading)
    said = [f"Comparisons for {_codes(found)}: {source}." for source, found in sources.items()]
    for line, found in _shared_notes(each_once).items():
        said.append(line if len(found) == len(each_once) else f"{_codes(found)}: {line}")
    return (*_note(each_once), *(Paragraph((Text(words),)) for words in said))


def _shared_notes(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """The lines that the notes of several indicators have, with those indicators."""
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        for line in dict.fromkeys(_note_lines(reading)):
            found.setdefault(line, []).append(reading)
    return {line: sharing for line, sharing in found.items() if len(sharing) > 1}


def _note_lines(reading: Reading) -> list[str]:
    return [line for line in map(str.strip, reading.indicator.note.splitlines()) if line]


def _codes(readings: Iterable[Reading]) -> str:
    return ", ".join(reading.indicator.code for reading in readings)


FILLERS: dict[BlockKind, Callable[[ReportSection, Facts, Blocks], Blocks]] = {
    BlockKind.SCORECARD: _scorecard,
    BlockKind.EXCEPTIONS: _exceptions,
    BlockKind.CHARTS: _charts,
    BlockKind.DATA_REPORT: _data_report,
    BlockKind.THEME_STATISTICS: _theme_statistics,
}

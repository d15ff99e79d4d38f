"""Tables of indicators, figures and what is said about them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join

from core.tables import (
    EXPORT_CHUNK,
    DateColumn,
    LeanTable,
    LinkColumn,
    NumberColumn,
    StatusColumn,
    TextColumn,
    tag,
)
from performance.charts import sparkline
from performance.models import ImportBatch, Indicator, StagedFigure
from performance.overview import Line, change_in_words
from performance.periods import Frequency, Period
from performance.vocabulary import (
    BatchState,
    PeriodType,
    Polarity,
    SmallNumbers,
    Source,
    State,
    Unit,
)
from performance.wording import figure as in_words


class IndicatorTable(LeanTable):
    """The library of indicators."""

    counted = ("indicator", "indicators")
    empty_words = "No indicators match. Change the filters to see more."
    export = (
        ("Code", "code"),
        ("Indicator", "name"),
        ("Also called", "also_called"),
        ("Definition", "definition"),
        ("Numerator", "counted"),
        ("Denominator", "out_of"),
        ("Unit", "unit", dict(Unit.choices)),
        ("Decimals", "decimals"),
        ("Which way is better", "polarity", dict(Polarity.choices)),
        ("Period type", "period_type", dict(PeriodType.choices)),
        ("Frequency", "frequency", dict(Frequency.choices)),
        ("Source", "source"),
        ("Owner", "owner__name"),
        ("Practice area", "practice_area__name"),
        ("May be printed in papers", "is_public"),
        ("Small numbers", "small_numbers", dict(SmallNumbers.choices)),
        ("Figures are due after (days)", "due_after_days"),
        ("No longer counted from", "retired_on"),
        ("Note", "note"),
        ("Council", "authority__name"),
    )

    code = LinkColumn("performance:indicator_detail", verbose_name="Code", css="app-nowrap")
    name = TextColumn(verbose_name="Indicator", css="app-wide")
    unit = TextColumn(accessor="get_unit_display", verbose_name="Unit", order_by=("unit", "code"))
    polarity = TextColumn(
        accessor="get_polarity_display", verbose_name="Which way is better", order_by=("polarity",)
    )
    frequency = TextColumn(
        accessor="get_frequency_display", verbose_name="Frequency", order_by=("frequency",)
    )
    owner = TextColumn(accessor="owner__name", verbose_name="Owner")
    practice_area = TextColumn(
        accessor="practice_area__name",
        verbose_name="Practice area",
        order_by=("practice_area__order", "practice_area__name"),
    )

    def cell_name(self, indicator: Indicator) -> Any:
        """The name, and whether it is counted no longer or internal."""
        said = {"Retired": indicator.retired_on, "Internal only": not indicator.is_public}
        tags = ((tag(words),) for words, applies in said.items() if applies)
        return format_html("{}{}", indicator.name, format_html_join("", " {}", tags))


class LineTable(LeanTable):
    """Lines of a scorecard; each group of them has its own caption."""

    caption = ""
    empty_words = "No indicators match. Change the filters to see more."

    name = TextColumn(verbose_name="Indicator", css="app-line__name", order_by=("code",))
    attention = TextColumn(
        verbose_name="Why it needs attention",
        css="app-line__why",
        order_by=("attention_order", "code"),
    )
    latest = TextColumn(css="app-line__figure", orderable=False)
    rating = TextColumn(
        verbose_name="Target and rating",
        css="app-line__figure",
        order_by=("rating_order", "code"),
    )
    change = TextColumn(
        verbose_name="Change on last period",
        css="app-line__change",
        order_by=("change_order", "code"),
    )
    year = TextColumn(
        verbose_name="Change on last year", css="app-line__change", order_by=("year_order", "code")
    )
    trend = TextColumn(css="app-line__trend", orderable=False)
    compared = TextColumn(verbose_name="Compared with", css="app-line__compared", orderable=False)

    def cell_name(self, line: Line) -> Any:
        """The name, which leads to the indicator, and the code."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a><span class="app-quiet">{}</span>',
            line.address,
            line.indicator.name,
            line.code,
        )

    def cell_latest(self, line: Line) -> Any:
        """The figure of the period, else the last there is, with its period and its state."""
        figure = line.reading.now or line.reading.latest
        if figure is None:
            return "No figure"
        said = [figure.period.label]
        if figure.is_provisional:
            said.append(figure.state.label.lower())
        return format_html(
            '{}<span class="app-quiet">{}</span>', line.reading.text(figure), ", ".join(said)
        )

    def cell_rating(self, line: Line) -> Any:
        """The target, and how the figure is rated against it or why it is not."""
        judgement = line.judgement
        if line.rating_order is None:
            quiet = format_html('<span class="app-quiet">{}</span>', judgement.reason)
            return format_html("{}{}", line.reading.target_text, quiet)
        target = format_html('<span class="app-line__each">{}</span>', line.reading.target_text)
        return format_html("{}{}", target, tag(judgement.rating))

    def cell_change(self, line: Line) -> str:
        """Better or worse than in the period before, and by how much."""
        return change_in_words(line.reading.direction)

    def cell_year(self, line: Line) -> str:
        """Better or worse than a year before, and by how much."""
        return change_in_words(line.reading.direction_in_year)

    def cell_trend(self, line: Line) -> Any:
        """The line of its figures."""
        return sparkline(line.reading)

    def cell_compared(self, line: Line) -> Any:
        """England and statistical neighbours, each with its year."""
        return format_html_join(
            "",
            '<span class="app-line__each">{} {}<span class="app-quiet">{}</span></span>',
            (
                (each.get_group_display(), line.reading.figure(each.value), each.label)
                for each in line.compared
            ),
        )

    def cell_attention(self, line: Line) -> Any:
        """Each reason to look at it."""
        return format_html_join(
            "",
            '<span class="app-line__each"><strong>{}</strong> {}</span>',
            ((reason.kind.label, reason.words) for reason in line.reading.attention),
        )


class ImportTable(LeanTable):
    """Imports, the latest first."""

    counted = ("import", "imports")
    empty_words = "No figures have been imported yet."
    export = (
        ("File", "file_name"),
        ("Kind", "source", dict(Source.choices)),
        ("Uploaded", "previewed_at"),
        ("By", "previewed_by__name"),
        ("Committed", "committed_at"),
        ("Undone", "undone_at"),
        ("New", "new_count"),
        ("Changed", "changed_count"),
        ("Unchanged", "unchanged_count"),
        ("Rejected", "rejected_count"),
        ("State", "state", dict(BatchState.choices)),
        ("SHA-256 of the file", "sha256"),
        ("Council", "authority__name"),
    )

    name = LinkColumn(
        "performance:import_detail", accessor="words", verbose_name="File", orderable=False
    )
    source = TextColumn(
        accessor="get_source_display", verbose_name="Kind", orderable=False, css="app-wide"
    )
    previewed_at = DateColumn(verbose_name="Uploaded", orderable=False)
    previewed_by = TextColumn(accessor="previewed_by__name", verbose_name="By", orderable=False)
    new_count = NumberColumn(verbose_name="New", orderable=False)
    changed_count = NumberColumn(verbose_name="Changed", orderable=False)
    rejected_count = NumberColumn(verbose_name="Rejected", orderable=False)
    state = StatusColumn(orderable=False)

    def cell_state(self, batch: ImportBatch) -> Any:
        """How far it has come."""
        return tag(BatchState(batch.state))


class StagedTable(LeanTable):
    """Figures of a file that are being looked at."""

    counted = ("row", "rows")
    empty_words = "No rows match. Change the filters to see more."
    export = (
        ("Row", "row"),
        ("Column", "column"),
        ("Indicator", "indicator"),
        ("Period", "period"),
        ("Figure", "change"),
        ("What happens", "outcome", dict(StagedFigure.Outcome.choices)),
        ("Asked about", "asks"),
        ("Why", "message"),
    )

    row = NumberColumn(verbose_name="Row", orderable=False)
    column = TextColumn(verbose_name="Column", orderable=False)
    indicator = TextColumn(verbose_name="Indicator", orderable=False, css="app-wide")
    period = TextColumn(verbose_name="Period", orderable=False, empty_values=())
    change = TextColumn(verbose_name="Figure", orderable=False, empty_values=())
    outcome = TextColumn(verbose_name="What happens", orderable=False)
    message = TextColumn(verbose_name="Why", orderable=False, css="app-wide")

    @classmethod
    def export_rows(cls, queryset: QuerySet[Any]) -> Iterator[Sequence[Any]]:
        """The rows of a file, in the words of the page."""
        table = cls([])
        for figure in queryset.iterator(chunk_size=EXPORT_CHUNK):
            yield [
                figure.row,
                figure.column,
                table.cell_indicator(figure),
                table.cell_period(figure),
                table.cell_change(figure),
                figure.get_outcome_display(),
                figure.asks,
                figure.message,
            ]

    def cell_indicator(self, figure: StagedFigure) -> str:
        """The indicator, with the part or the group that the figure is of."""
        if figure.indicator is None:
            return figure.found
        of = figure.get_group_display() if figure.group else figure.breakdown
        return f"{figure.indicator}, {of}" if of else str(figure.indicator)

    def cell_period(self, figure: StagedFigure) -> str:
        """The period, or the year of a comparator."""
        if figure.starts_on is None or figure.indicator is None:
            return ""
        if figure.label:
            return figure.label
        period = Period(figure.starts_on, Frequency(figure.indicator.frequency)).label
        return f"{period}, forecast" if figure.is_forecast else period

    def cell_change(self, figure: StagedFigure) -> str:
        """The figure, with the one that it replaces."""
        if figure.indicator is None:
            return ""
        unit, decimals = Unit(figure.indicator.unit), figure.indicator.decimals
        state = State(figure.state).label if figure.state else ""
        now = state if figure.value is None else in_words(figure.value, unit, decimals)
        if figure.outcome == StagedFigure.Outcome.CHANGED:
            before = "none" if figure.before is None else in_words(figure.before, unit, decimals)
            return f"{now}, before {before}"
        return now

    def cell_outcome(self, figure: StagedFigure) -> Any:
        """What committing does with it."""
        asks = format_html(" {}", tag("Check this")) if figure.asks else ""
        return format_html("{}{}", tag(StagedFigure.Outcome(figure.outcome)), asks)

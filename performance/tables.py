"""Tables of indicators, figures and what is said about them."""

from typing import Any

from django.utils.html import format_html, format_html_join

from core.tables import LeanTable, LinkColumn, TextColumn, tag
from performance.models import Indicator
from performance.periods import Frequency
from performance.vocabulary import PeriodType, Polarity, SmallNumbers, Unit


class IndicatorTable(LeanTable):
    """The library of indicators."""

    empty_words = "No indicator is like this. Choose less in the filter to see more."
    export = (
        ("Code", "code"),
        ("Indicator", "name"),
        ("Also called", "also_called"),
        ("Definition", "definition"),
        ("What is counted", "counted"),
        ("Out of what", "out_of"),
        ("Unit", "unit", dict(Unit.choices)),
        ("Decimals", "decimals"),
        ("Which way is better", "polarity", dict(Polarity.choices)),
        ("Kind of period", "period_type", dict(PeriodType.choices)),
        ("How often", "frequency", dict(Frequency.choices)),
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
        accessor="get_frequency_display", verbose_name="How often", order_by=("frequency",)
    )
    owner = TextColumn(accessor="owner__name", verbose_name="Owner")
    practice_area = TextColumn(
        accessor="practice_area__name",
        verbose_name="Practice area",
        order_by=("practice_area__order", "practice_area__name"),
    )

    @property
    def caption(self) -> str:  # type: ignore[override]
        """How many there are."""
        count = self.paginator.count if hasattr(self, "paginator") else len(self.rows)
        return f"{count} indicator{'' if count == 1 else 's'}"

    def cell_name(self, indicator: Indicator) -> Any:
        """The name, and whether it is counted no longer or kept inside."""
        said = {"Retired": indicator.retired_on, "Kept inside": not indicator.is_public}
        tags = ((tag(words),) for words, applies in said.items() if applies)
        return format_html("{}{}", indicator.name, format_html_join("", " {}", tags))

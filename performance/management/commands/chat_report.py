"""Print what the inspectors' Annex A lists add up to."""

from argparse import ArgumentParser
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.clock import today
from performance.annex_a import (
    Count,
    CountingFailed,
    DataReport,
    NotAnnexA,
    Offer,
    Standards,
    count,
    offers,
)
from performance.suppression import HIDDEN, Cell, Rule, hides_total, in_words, suppress
from performance.vocabulary import Unit

USUAL, NONE = Rule(5), Rule(0)
LABEL, FIGURE = 76, 24  # characters


class Command(BaseCommand):
    """Counts a workbook of Annex A lists in memory and prints the totals. Stores nothing."""

    help = (
        "Counts a workbook of the inspectors' Annex A lists and prints the data report: totals "
        "only. The file is read where it is; nothing of it is stored or copied."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the workbook, the day, and how to count and print."""
        usual = Standards()
        parser.add_argument("file", help="the workbook, with sheets such as “List 1”")
        parser.add_argument(
            "--as-at",
            help="the day the lists stand for, such as 2021-04-30; without it, the latest contact, "
            "referral, assessment or enquiry in them",
        )
        parser.add_argument(
            "--show-small", action="store_true", help="print small numbers of children, too"
        )
        for option, days, whom in (
            ("--visit-in-need", usual.child_in_need, "a child in need"),
            ("--visit-protection", usual.child_protection, "a child on a plan"),
            ("--visit-care", usual.looked_after, "a looked after child"),
        ):
            parser.add_argument(
                option, type=int, default=days, help=f"days within which {whom} is visited: {days}"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and print."""
        report = self._report(options)
        rule = NONE if options["show_small"] else USUAL
        self.stdout.write(f"Annex A lists as at {_written(report.as_at)}")
        self.stdout.write(f"Six months from {' to '.join(_written(day) for day in report.window)}")
        if rule.threshold:
            self.stdout.write(f"Small numbers ({in_words(rule)}) are hidden.")
        series = dict(_series(report))
        for section in report.sections:
            if section.counts:
                self._heading(section.title)
            for each in section.counts:
                self._count(each, series.get(each, []), rule)
        if any(series.values()):
            self._heading("Observations that can be recorded")
        for each, offered in series.items():
            self._observations(each, offered, rule)
        self._uncounted(report, rule)

    def _report(self, options: dict[str, Any]) -> DataReport:
        as_at = self._day(options["as_at"])
        standards = Standards(
            options["visit_in_need"], options["visit_protection"], options["visit_care"]
        )
        path = Path(options["file"])
        try:
            with path.open("rb") as file:
                report = count(file, path.name, as_at=as_at, standards=standards)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from None
        except (NotAnnexA, CountingFailed) as refusal:
            raise CommandError(str(refusal)) from None
        if report.as_at > today():
            raise CommandError(
                f"The lists would stand for {_written(report.as_at)}, which is still to come. "
                "Give the day they stand for with --as-at."
            )
        return report

    def _day(self, text: str | None) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise CommandError(f"{text} is not a day. Write it as 2021-04-30.") from None

    def _heading(self, text: str) -> None:
        self.stdout.write(f"\n{text}\n{'-' * len(text)}")

    def _row(self, label: str, figure: str) -> None:
        self.stdout.write(f"{label:<{LABEL}} {figure:>{FIGURE}}")

    def _count(self, each: Count, offered: list[Offer], rule: Rule) -> None:
        total = _cell(each, each.unit)
        parts = [Cell(number) for _, number in each.breakdown]
        others = [_cell(offer, each.unit) for offer in offered]
        is_hidden = any(hides_total(cells, rule, total) for cells in (parts, others))
        code = f" [{each.indicator}]" if each.indicator else ""
        self._row(each.label + code, HIDDEN if is_hidden else _shown(each))
        hidden = suppress(parts, rule, total=total)
        for (label, number), is_hidden in zip(each.breakdown, hidden, strict=True):
            self._row(f"    {label}", HIDDEN if is_hidden else _rounded(number))

    def _observations(self, each: Count, offered: list[Offer], rule: Rule) -> None:
        cells = [_cell(offer, each.unit) for offer in offered]
        hidden = suppress(cells, rule, total=_cell(each, each.unit))
        for offer, is_hidden in zip(offered, hidden, strict=True):
            figure = HIDDEN if is_hidden else _rounded(offer.value)
            self._row(f"{each.indicator}  {_written(offer.period_day)}", figure)

    def _uncounted(self, report: DataReport, rule: Rule) -> None:
        if report.uncounted:
            self._heading("Not counted")
        for each in report.uncounted:
            few = HIDDEN if rule.is_small(each.rows) else f"{each.rows:,}"
            rows = f"Rows: {few}. " if each.rows else ""
            self.stdout.write(f"{each.list_name}, {each.what}: {rows}{each.reason}")


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _rounded(value: int | Decimal | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):,}"


def _shown(each: Count) -> str:
    """A count as it is read: 40; 62.5% (25 of 40); 310.0 days (4)."""
    if each.value is None or each.unit == Unit.COUNT:
        return _rounded(each.value)
    if each.unit == Unit.PERCENT:
        return f"{_rounded(each.value)}% ({each.numerator:,} of {each.denominator:,})"
    return f"{_rounded(each.value)} days ({each.denominator:,})"


def _series(report: DataReport) -> list[tuple[Count, list[Offer]]]:
    """Each count that is offered, with its observations."""
    found = offers(report)
    return [
        (each, [offer for offer in found if offer.indicator_code == each.indicator])
        for each in report.counts
        if each.indicator
    ]


def _cell(each: Count | Offer, unit: Unit) -> Cell:
    """The numbers of children behind a figure; of a mean number of days, how many children."""
    if unit == Unit.DAYS:
        return Cell(each.denominator)
    return Cell(each.value, each.numerator, each.denominator)

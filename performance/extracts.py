"""The lists on pages of scorecards and indicators, as files hold them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from accounts.models import Authority
from core.exports import Extract
from performance.models import Comparator, Scorecard
from performance.overview import PartTable, Row, TargetRow
from performance.readings import Reading


def scorecards_of(
    authority: Authority, rows: Iterable[tuple[Scorecard, int, int]], *, whole: tuple[int, int]
) -> Extract:
    """The scorecards of a council; ``whole`` counts its indicators and those to attend to."""
    named = ([each.name, each.description, count, urgent] for each, count, urgent in rows)
    return Extract(
        f"scorecards_{authority.pk}",
        "Scorecards",
        ("Scorecard", "What it is for", "Indicators", "Need attention"),
        [["All indicators", "", *whole], *named],
    )


def figures_of(rows: Iterable[Row]) -> Extract:
    """The figures of an indicator, in the words of the page."""
    headings = (
        *("Period", "First day", "Figure", "State", "Numerator", "Denominator"),
        *("Target", "Rating", "Why it is rated so", "Mean", "Limits", "Variation"),
    )
    return Extract("figures", "Figures", headings, map(_figure, rows))


def _figure(row: Row) -> list[Any]:
    return [
        row.period.label,
        row.period.starts_on,
        row.text,
        row.state,
        row.numerator,
        row.denominator,
        row.target,
        row.judgement.rating.label,
        row.judgement.reason,
        row.mean,
        row.limits,
        row.variation,
    ]


def parts_of(reading: Reading, tables: Sequence[PartTable]) -> Extract:
    """The figures of teams and other parts, with what else is measured of them beside."""
    beside = list(dict.fromkeys(other for table in tables for other in table.related))

    def rows() -> Iterator[list[Any]]:
        for table in tables:
            for row in table.rows:
                related = dict(zip(table.related, row.related, strict=True))
                yield [
                    reading.period.label,
                    table.kind.label,
                    row.name,
                    row.text,
                    row.numerator,
                    row.denominator,
                    row.judgement.rating.label if row.is_rated else "",
                    *(related.get(other, "") for other in beside),
                ]

    headings = (
        *("Period", "Broken down by", "Part", "Figure", "Numerator", "Denominator", "Rating"),
        *(other.name for other in beside),
    )
    return Extract("parts", "Figures of parts", headings, rows())


def targets_of(rows: Iterable[TargetRow]) -> Extract:
    """The targets of an indicator over time."""
    told = (
        [
            row.target.from_on,
            row.text,
            row.tolerance,
            row.stretch,
            "; ".join(f"{text} by {period.label}" for period, text in row.milestones),
            row.target.note,
        ]
        for row in rows
    )
    headings = ("From", "Target", "Tolerance", "Stretch", "Milestones", "Agreed by")
    return Extract("targets", "Targets", headings, told)


def comparisons_of(found: Iterable[tuple[Comparator, str]]) -> Extract:
    """What others reached, each with its year and source."""
    rows = (
        [
            each.get_group_display(),
            str(each.neighbours or ""),
            each.label,
            text,
            each.source,
            each.note,
        ]
        for each, text in found
    )
    headings = ("Compared with", "Neighbours", "Year", "Figure", "Source", "Note")
    return Extract("comparisons", "Comparisons", headings, rows)

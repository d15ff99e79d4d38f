"""The recommendations of a paper as they stood after each save."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from committee.models import Recommendation, Report


@dataclass(frozen=True)
class Recommended:
    """All recommendations after one save; ``key`` counts the saves of the paper from 1."""

    key: int
    saved_at: datetime
    by: object
    texts: tuple[str, ...]


def recommended(report: Report) -> list[Recommended]:
    """Every version of the recommendations, newest first, from what history kept of each."""
    saved = Recommendation.history.filter(report=report.pk).select_related("history_user")
    rows = saved.order_by("history_id")
    versions: list[Recommended] = []
    texts: dict[int, str] = {}
    for save in _saves(rows):
        for row in save:
            if row.history_type == "-":
                texts.pop(row.order, None)
            else:
                texts[row.order] = row.text
        in_order = tuple(words for _, words in sorted(texts.items()))
        last = save[-1]
        versions.append(
            Recommended(len(versions) + 1, last.history_date, last.history_user, in_order)
        )
    return versions[::-1]


def _saves(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """The rows of each save: of one moment and person, each recommendation after the one before."""
    save: list[Any] = []
    for row in rows:
        if save and (_moment(row) != _moment(save[-1]) or row.order <= save[-1].order):
            yield save
            save = []
        save.append(row)
    if save:
        yield save


def _moment(row: Any) -> tuple[datetime, int | None]:
    return row.history_date, row.history_user_id

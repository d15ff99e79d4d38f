"""A plan's actions against time: where each bar begins, ends and was first meant to end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

from improvement.models import Action, ActionQuerySet


@dataclass(frozen=True)
class Timeline:
    """The days from the first start to the last date of a plan, as places from 0 to 100."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Where a day stands, from 0 to 100; a day outside stands at the edge."""
        days = (self.last - self.first).days or 1
        return round(min(max((day - self.first).days / days, 0), 1) * 100, 3)

    def quarters(self) -> Iterator[date]:
        """The first days of the quarters of the year that begin within it."""
        year, month = self.first.year, (self.first.month - 1) // 3 * 3 + 1
        while (day := date(year, month, 1)) <= self.last:
            if day > self.first:
                yield day
            year, month = (year + 1, 1) if month == 10 else (year, month + 3)

    def bar(self, action: Action) -> tuple[float, float]:
        """Where an action's bar begins and how long it is; without a due date it runs to the end.

        An action of a single day is still to be seen.
        """
        begins = self.place(action.starts_on)
        ends = self.place(action.due_on or self.last)
        return min(begins, 99.5), max(round(ends - begins, 3), 0.5)


def timeline_of(actions: ActionQuerySet, *, as_at: date) -> Timeline:
    """The timeline that holds all dates of these actions."""
    found = actions.order_by().aggregate(
        first=Min("starts_on"),
        due=Max("due_on"),
        original=Max("original_due_on"),
        started=Max("starts_on"),
        forecast=Max("forecast_on"),
    )
    first = found.pop("first") or as_at
    return Timeline(first, max(filter(None, found.values()), default=as_at))

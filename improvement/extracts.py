"""The lists on pages of a plan, as files hold them."""

from collections.abc import Iterable, Sequence
from datetime import date

from core.exports import Extract
from improvement.models import Status
from improvement.overview import ThemeRow


def themes_of(
    rows: Iterable[ThemeRow], statuses: Sequence[Status], *, since: date, with_narratives: bool
) -> Extract:
    """The themes with their actions by status, and what has moved since a day."""

    def counts(row: ThemeRow) -> list[int]:
        counted = {share.status.pk: share.count for share in (*row.delivery, *row.impact)}
        return [counted.get(status.pk, 0) for status in statuses]

    told = (
        [
            row.theme.number,
            row.theme.title,
            str(row.theme.lead or ""),
            row.total,
            *counts(row),
            *(since, row.better, row.worse, row.other),
            *([row.narrative_state] if with_narratives else []),
        ]
        for row in rows
    )
    headings = (
        *("Number", "Theme", "Lead", "Actions"),
        *(f"{status.axis.capitalize()}: {status.label}" for status in statuses),
        *("Moved since", "Ratings better", "Ratings worse", "Ratings other"),
        *(["Narrative"] if with_narratives else []),
    )
    return Extract("themes", "Themes", headings, told)

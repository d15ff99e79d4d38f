"""Fills an authority's library and its figures from what the demonstration has written down."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils import timezone

from accounts.models import Authority, User
from core import clock
from demonstration.courses import MonthFigure, month, run
from demonstration.entries import (
    CommentaryEntry,
    ComparatorEntry,
    FiguresEntry,
    TargetEntry,
)
from improvement.models import PracticeArea, Theme
from performance.catalogue import standards
from performance.files.figures import Raw
from performance.models import BreakdownKind, Commentary, Conventions, Indicator
from performance.services.commentary import (
    ask_for_commentary,
    move_commentary,
    save_commentary,
)
from performance.services.imports import record_figures
from performance.services.library import (
    add_indicator,
    adopt_catalogue,
    change_indicator,
    save_scorecard,
    set_target,
)
from performance.staging import ComparatorRaw
from performance.vocabulary import CommentaryState

HOUR = time(9)


@dataclass(frozen=True)
class Content:
    """What an authority's demonstration says of its indicators."""

    region: str
    figures: Sequence[FiguresEntry]
    committed: Mapping[str, str]  # the last month of each import, and the day it came in
    note: str
    own: Sequence[dict[str, str]] = ()
    parts: Sequence[FiguresEntry] = ()
    targets: Mapping[str, TargetEntry] = field(default_factory=dict)
    targets_from: str = ""
    targets_note: str = ""
    scorecards: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    comparators: Sequence[ComparatorEntry] = ()


def load_figures(
    authority: Authority,
    content: Content,
    *,
    analyst: User,
    owners: Mapping[str, User],
    themes: Mapping[int, Theme] | None = None,
) -> dict[str, Indicator]:
    """Make the indicators, their targets and scorecards, and record the figures as they came."""
    Conventions.objects.create(authority=authority, region=content.region)
    first_day = min(content.committed.values())
    with clock.at(_moment(first_day)):
        library = _library(authority, content, analyst, owners, themes or {})
        for order, (name, (description, codes)) in enumerate(content.scorecards.items(), start=1):
            save_scorecard(
                authority=authority,
                by=analyst,
                name=name,
                description=description,
                indicators=[library[code] for code in codes],
                order=order,
            )
    after = ""
    for until, day in sorted(content.committed.items()):
        with clock.at(_moment(day)):
            rows = _rows(library, content, after, until)
            record_figures(authority=authority, by=analyst, rows=rows, note=content.note)
            _comparators(authority, content, analyst, library, after, until)
        after = until
    return library


def _moment(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), HOUR))


# --- the library ----------------------------------------------------------------------------------


def _library(
    authority: Authority,
    content: Content,
    analyst: User,
    owners: Mapping[str, User],
    themes: Mapping[int, Theme],
) -> dict[str, Indicator]:
    codes = [entry.code for entry in content.figures]
    adopt_catalogue(
        authority=authority, by=analyst, codes=[code for code in codes if code in standards()]
    )
    areas = {area.name: area for area in PracticeArea.objects.filter(authority=authority)}
    for own in content.own:
        fields: dict[str, Any] = {**own}
        fields["practice_area"] = areas.get(fields.pop("area"))
        retired = fields.pop("retired", "")
        if retired:
            fields["retired_on"] = date.fromisoformat(retired)
        add_indicator(by=analyst, authority=authority, **fields)
    library = {each.code: each for each in Indicator.objects.filter(authority=authority)}
    for entry in content.figures:
        indicator = library[entry.code]
        library[entry.code] = change_indicator(
            indicator=indicator,
            by=analyst,
            revision=indicator.revision,
            owner=owners[entry.owner],
            themes=[themes[entry.theme]] if entry.theme else [],
            note="\n".join(filter(None, [indicator.note, content.note])),
        )
    for code, target in content.targets.items():
        set_target(
            indicator=library[code],
            by=analyst,
            from_on=date.fromisoformat(content.targets_from),
            value=_number(target.value),
            tolerance=Decimal(target.tolerance),
            stretch=_number(target.stretch),
            words=target.words,
            note=content.targets_note,
            milestones=[
                (month(at).starts_on, Decimal(value)) for at, value in target.milestones.items()
            ],
        )
    return library


def _number(written: str) -> Decimal | None:
    return Decimal(written) if written else None


# --- figures --------------------------------------------------------------------------------------


def _rows(
    library: Mapping[str, Indicator], content: Content, after: str, until: str
) -> Iterator[Raw]:
    """Every figure of the months after one and until another, as an import would bring it."""
    row = 0
    for entry in (*content.figures, *content.parts):
        for figure in _within(run(entry, library[entry.code]), after, until):
            row += 1
            yield _raw(row, entry, figure)


def _within(figures: Iterable[MonthFigure], after: str, until: str) -> Iterator[MonthFigure]:
    for figure in figures:
        if (not after or figure.month > month(after)) and figure.month <= month(until):
            yield figure


def _raw(row: int, entry: FiguresEntry, figure: MonthFigure) -> Raw:
    return Raw(
        row=row,
        column="",
        indicator=entry.code,
        period=figure.month.starts_on,
        breakdown=entry.part,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
    )


def _comparators(
    authority: Authority,
    content: Content,
    analyst: User,
    library: Mapping[str, Indicator],
    after: str,
    until: str,
) -> None:
    """The comparators whose year began in the months of one import."""
    known = [
        each
        for each in content.comparators
        if (not after or each.starts > f"{after}-01") and each.starts <= f"{until}-01"
    ]
    for (code, source), entries in groupby(known, lambda each: (each.code, each.source)):
        record_figures(
            authority=authority,
            by=analyst,
            rows=[
                ComparatorRaw(
                    group=each.group,
                    year_label=each.label,
                    starts_on=date.fromisoformat(each.starts),
                    value=None if each.denominator else Decimal(each.numerator),
                    numerator=_number(each.numerator) if each.denominator else None,
                    denominator=_number(each.denominator),
                    row=row,
                )
                for row, each in enumerate(entries, start=1)
            ],
            indicator=library[code],
            published_in=source,
        )


# --- what owners wrote ----------------------------------------------------------------------------


def load_commentary(
    authority: Authority,
    entries: Mapping[str, CommentaryEntry],
    *,
    on: date,
    analyst: User,
    author: User,
) -> None:
    """Ask for commentary on a month's exceptions, and record what owners answered."""
    ask_for_commentary(authority=authority, by=analyst, on=on)
    for code, entry in entries.items():
        commentary = Commentary.objects.get(indicator__authority=authority, indicator__code=code)
        owner = commentary.indicator.owner
        assert owner is not None  # noqa: S101 - every indicator of the demonstration has one
        commentary = save_commentary(
            commentary=commentary,
            by=owner,
            revision=commentary.revision,
            data_shows=entry.data_shows,
            working_well=entry.working_well,
            needs_change=entry.needs_change,
            being_done=entry.being_done,
        )
        steps = [(owner, CommentaryState.SUBMITTED)]
        if entry.accepted:
            steps.append((author, CommentaryState.ACCEPTED))
        for by, state in steps:
            commentary = move_commentary(
                commentary=commentary, by=by, state=state, revision=commentary.revision
            )


def add_teams(authority: Authority, names: Iterable[str]) -> None:
    """The teams that figures are broken down by."""
    for name in names:
        authority.breakdowns.create(kind=BreakdownKind.TEAM, name=name)

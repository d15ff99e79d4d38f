"""What a paper may say in figures: the indicators that may be printed, read once.

Small numbers are hidden here whoever writes the paper, because anybody may read it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from django.utils import timezone

from committee.models import Report, ReportSection
from improvement.models import Theme
from performance import quotes
from performance.models import Breakdown, Commentary, Indicator, ScorecardEntry
from performance.periods import Frequency, Period
from performance.readings import Reading, grouped, read
from performance.vocabulary import CommentaryState


@dataclass(frozen=True)
class Figures:
    """The readings of a paper's period, and which of them each part shows.

    ``parts`` are the readings of teams and other parts that a text quotes, by the indicator's code
    and the part's name in small letters; the other dictionaries hold indicators by the key of a
    section or theme. ``commentaries`` are accepted ones, by indicator and first day of the period.
    """

    readings: tuple[Reading, ...] = ()
    parts: dict[tuple[str, str], Reading] = field(default_factory=dict)
    shown: dict[int, list[int]] = field(default_factory=dict)
    of_themes: dict[int, list[int]] = field(default_factory=dict)
    commentaries: dict[tuple[int, date], Commentary] = field(default_factory=dict)

    @cached_property
    def _by_pk(self) -> dict[int, Reading]:
        return {reading.indicator.pk: reading for reading in self.readings}

    @cached_property
    def _by_code(self) -> dict[str, Reading]:
        return {reading.indicator.code.casefold(): reading for reading in self.readings}

    def shown_in(self, section: ReportSection) -> list[Reading]:
        """What a section shows, in its order."""
        return self._picked(self.shown.get(section.pk, []))

    def on_theme(self, theme: Theme) -> list[Reading]:
        """The indicators of a theme."""
        return self._picked(self.of_themes.get(theme.pk, []))

    def _picked(self, indicators: Iterable[int]) -> list[Reading]:
        return [self._by_pk[pk] for pk in dict.fromkeys(indicators) if pk in self._by_pk]

    def commentary(self, reading: Reading, *, before: int = 0) -> Commentary | None:
        """What was accepted on the period of a reading, or on one so many periods ``before``."""
        return self.commentaries.get(
            (reading.indicator.pk, reading.period.shift(-before).starts_on)
        )

    def quote(self, typed: str) -> str:
        """What a reference to a figure prints. Raises Unbound where it prints nothing."""
        return quotes.resolve(quotes.parse(typed), self._by_code, self.parts)


def read_figures(
    report: Report, sections: Sequence[ReportSection], texts: Iterable[str], *, as_at: date
) -> Figures:
    """Read what was known at the end of ``as_at`` of the month that the paper's figures are of.

    It asks the same few questions for any number of indicators and texts, and reads again for each
    team or other part that the ``texts`` quote.
    """
    on = Period.holding(report.period.data_month, Frequency.MONTH).ends_on
    known_at = timezone.make_aware(datetime.combine(as_at, time.max))
    public = Indicator.objects.filter(authority=report.authority, is_public=True)
    indicators = list(public.in_use(as_at=on).with_parts().order_by("code"))
    if not indicators:
        return Figures()
    readings = tuple(read(indicators, on=on, known_at=known_at, as_at=as_at))
    return Figures(
        readings=readings,
        parts=_read_parts(indicators, texts, on=on, known_at=known_at),
        shown=_shown(sections),
        of_themes=_of_themes(report),
        commentaries=_commentaries(readings),
    )


def _shown(sections: Sequence[ReportSection]) -> dict[int, list[int]]:
    """By section, the indicators of its scorecard in their order, then those chosen one by one."""
    entries = grouped(
        ScorecardEntry.objects.filter(
            scorecard__in={each.scorecard_id for each in sections if each.scorecard_id}
        ).order_by("order"),
        "scorecard_id",
    )
    chosen = grouped(
        ReportSection.indicators.through.objects.filter(reportsection__in=sections).order_by(
            "indicator__code"
        ),
        "reportsection_id",
    )
    return {
        section.pk: [
            each.indicator_id for each in (*entries[section.scorecard_id or 0], *chosen[section.pk])
        ]
        for section in sections
        if section.shows_chosen_indicators
    }


def _of_themes(report: Report) -> dict[int, list[int]]:
    links = Indicator.themes.through.objects.filter(theme__plan=report.plan_id)
    by_theme = grouped(links.order_by("indicator__code"), "theme_id")
    return {theme: [each.indicator_id for each in found] for theme, found in by_theme.items()}


def _commentaries(readings: Iterable[Reading]) -> dict[tuple[int, date], Commentary]:
    """The accepted commentaries on the period of each reading, and on the one before."""
    days = {
        (reading.indicator.pk, period.starts_on)
        for reading in readings
        for period in (reading.period, reading.period.shift(-1))
    }
    accepted = Commentary.objects.filter(
        indicator__in={pk for pk, _ in days},
        starts_on__in={day for _, day in days},
        state=CommentaryState.ACCEPTED,
    ).select_related("indicator")
    return {(each.indicator_id, each.starts_on): each for each in accepted}


def _read_parts(
    indicators: Sequence[Indicator], texts: Iterable[str], *, on: date, known_at: datetime
) -> dict[tuple[str, str], Reading]:
    """The readings of the teams and other parts that texts quote."""
    codes = {(quote.part, quote.code) for quote in quotes.quotes_in(texts) if quote.part}
    if not codes:
        return {}
    names = {part for part, _ in codes}
    found = {}
    for part in Breakdown.objects.filter(authority=indicators[0].authority_id):
        name = part.name.casefold()
        if name not in names:
            continue
        quoted = [each for each in indicators if (name, each.code.casefold()) in codes]
        for reading in read(quoted, on=on, known_at=known_at, breakdown=part):
            found[reading.indicator.code.casefold(), name] = reading
    return found

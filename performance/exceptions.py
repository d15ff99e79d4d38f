"""The indicators that need attention, and what has been said about each."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Authority, User
from performance.models import Commentary
from performance.periods import Period
from performance.readings import Reading, Reason, read


@dataclass(frozen=True)
class Exceptional:
    """An indicator that needs attention in its period, or that somebody has already explained."""

    reading: Reading
    commentary: Commentary | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it needs attention; none where corrected figures have settled it."""
        return self.reading.attention

    @property
    def period(self) -> Period:
        """The period it is about."""
        return self.reading.period

    @property
    def owner(self) -> User | None:
        """Who explains it."""
        owner: User | None = self.reading.indicator.owner
        return owner


def exceptions_on(
    authority: Authority, *, on: date, shows_small: bool, as_at: date | None = None
) -> list[Exceptional]:
    """What needs attention or has commentary, each in its last period over by a day.

    So a quarter stands with each month until the next quarter is over. ``as_at`` is the day on
    which it is asked: what is not due by then is not missed. The number of questions to the
    database is the same for any number of indicators.
    """
    in_use = authority.indicators.in_use(as_at=on).with_parts()
    readings = read(in_use, on=on, shows_small=shows_small, as_at=as_at)
    written = {
        (each.indicator_id, each.starts_on): each
        for each in Commentary.objects.filter(
            indicator__in=[reading.indicator.pk for reading in readings],
            starts_on__in={reading.period.starts_on for reading in readings},
        )
    }
    found = [
        Exceptional(reading, written.get((reading.indicator.pk, reading.period.starts_on)))
        for reading in readings
    ]
    return [each for each in found if each.reasons or each.commentary]


def reasons_in_words(reading: Reading, hidden: Reading) -> str:
    """Why a reading needs attention, a reason a line; ``hidden`` is the same without small numbers.

    The words are kept and may be printed: what only a small number explains is named, no more.
    """
    words = {reason.kind: reason.words for reason in hidden.attention}
    kinds = [reason.kind for reason in reading.attention]
    return "\n".join(words.get(kind, f"{kind.label}.") for kind in kinds)

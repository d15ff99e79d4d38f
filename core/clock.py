"""What day it is. Only views, commands and services that write down a moment ask.

``TODAY`` in the environment of a development machine sets the day, so that the demonstration,
which takes place in 2018, can be used as its people would have used it. Production has no such
setting.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_given: ContextVar[datetime | None] = ContextVar("given", default=None)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside it this moment is now, so that what happened then is recorded as of then."""
    token = _given.set(moment)
    try:
        yield
    finally:
        _given.reset(token)


def now() -> datetime:
    """This moment: the one given, else the time of day on the set day where one is set."""
    given = _given.get()
    if given is not None:
        return given
    moment = timezone.now()
    if settings.TODAY is None:
        return moment
    local = timezone.localtime(moment)
    return local.replace(
        year=settings.TODAY.year, month=settings.TODAY.month, day=settings.TODAY.day
    )


def today() -> date:
    """This day, in the council's time zone."""
    return timezone.localdate(now())

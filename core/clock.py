"""What day it is. Only views, commands and services that write down a moment ask.

``TODAY`` in the environment of a development machine sets the day, so that the demonstration,
which takes place in 2018, can be used as its people would have used it. Production has no such
setting.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This moment; on the set day where one is set."""
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

"""The private address of a person's calendar: one at a time."""

from datetime import date
from typing import Any

from django.db import transaction

from accounts.keys import make_key, revoke_key
from accounts.models import AccessKey, User


def calendar_keys(user: User, *, on: date) -> Any:
    """Those that work on a day: one, or none."""
    own = AccessKey.objects.visible_to(user).filter(use=AccessKey.Use.CALENDAR)
    return own.working(on=on)


@transaction.atomic
def stop_calendar(*, user: User, on: date) -> None:
    """Let the address of the calendar work no more."""
    User.objects.select_for_update().get(pk=user.pk)  # so that two at once leave one address
    for key in calendar_keys(user, on=on):
        revoke_key(key=key, by=user, on=on)


@transaction.atomic
def replace_calendar(*, user: User, on: date) -> str:
    """Make a new address; the one before stops working. Its secret cannot be shown again."""
    stop_calendar(user=user, on=on)
    _, secret = make_key(by=user, use=AccessKey.Use.CALENDAR, name="My calendar", made_on=on)
    return secret

"""How a service says no, in words for the field."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError


def refuse(wrong: Mapping[str, str]) -> None:
    """Stop, when anything is wrong, with a sentence for each field."""
    if wrong:
        raise ValidationError(dict(wrong))


def said_day(day: date) -> str:
    """A day as people say it."""
    return f"{day:%-d %B %Y}"

"""Words for dates and movement on the plan's pages."""

from datetime import date
from typing import Any

from django import template
from django.urls import reverse

from improvement.models import Action
from improvement.vocabulary import ordinal_words

register = template.Library()


def length(days: int) -> str:
    """A number of days as people say it: 1 day, 45 days, 3 months, 2 years."""
    units = (("year", 365, 730), ("month", 30, 90), ("day", 1, 0))
    unit, size = next((unit, size) for unit, size, least in units if days >= least)
    count = days // size
    return f"{count} {unit}{'' if count == 1 else 's'}"


@register.simple_tag
def due_words(action: Action, as_at: date) -> str:
    """How far off the due date is: in 12 days, today, 3 days ago; nothing for an ongoing action."""
    return "ongoing" if action.due_on is None else day_words(action.due_on, as_at)


@register.simple_tag
def day_words(day: date, as_at: date) -> str:
    """How far off a day is: in 12 days, today, 3 days ago."""
    days = (day - as_at).days
    if days == 0:
        return "today"
    return f"in {length(days)}" if days > 0 else f"{length(-days)} ago"


@register.filter
def moved_words(count: int) -> str:
    """How often a due date has moved: moved once, moved twice, moved 3 times; nothing for never."""
    if not count:
        return ""
    return {1: "moved once", 2: "moved twice"}.get(count, f"moved {count} times")


@register.filter
def ordinal(number: int) -> str:
    """The place of something in a row: first, third, 21st."""
    return ordinal_words(number)


@register.simple_tag
def actions_url(**narrowed: Any) -> str:
    """The address of the list of actions, narrowed."""
    query = "&".join(f"{name}={value}" for name, value in narrowed.items())
    return f"{reverse('improvement:action_list')}?{query}"

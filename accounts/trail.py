"""The audit trail as an administrator reads it: who did what, with what before and after."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet

from accounts.models import User, authority_ids
from accounts.roles import Permission
from core.contributions import Contributions
from core.models import AuditEvent
from core.tables import day

# Details that are lists of things; any other list of two is what was before and what came after.
FIELDS = frozenset({"fields", "changed"})  # of which the list is of names of fields
LISTS = FIELDS | {"indicators", "mark_removed", "people", "names"}
WORDS = {"sha256": "SHA-256", "asked": "What was asked for", "no_change": "No change"}
NOTHING = "nothing"

# What rooms above keep from a person who administers and may not read everything there.
NARROWINGS: Contributions[Callable[[QuerySet[AuditEvent], User], QuerySet[AuditEvent]]] = (
    Contributions()
)


def events_for(user: User) -> QuerySet[AuditEvent]:
    """What was done at the councils that the person administers, as far as they may read of it."""
    events: QuerySet[AuditEvent] = AuditEvent.objects.all()
    if user.is_superuser:
        return events
    events = events.filter(authority_id__in=authority_ids(user, Permission.ADMINISTER))
    for narrowed in NARROWINGS:
        events = narrowed(events, user)
    return events


@dataclass(frozen=True)
class Line:
    """One detail of an event: a value or, with ``before``, what it was and what it became."""

    label: str
    value: str
    before: str | None = None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.label}: {self.value}"
        return f"{self.label}: {self.before} → {self.value}"


def lines(event: AuditEvent) -> list[Line]:
    """The details of an event, field by field, in words."""
    return list(_lines(event.details, _model(event.subject_type)))


def _lines(details: dict[str, Any], model: type[Model] | None) -> Iterator[Line]:
    for name, value in details.items():
        if name == "changes" and isinstance(value, dict):
            yield from _lines(value, model)
        elif isinstance(value, list) and len(value) == 2 and name not in LISTS:
            before, after = (_words(model, name, each) for each in value)
            yield Line(_label(model, name), after, before)
        elif value not in ("", [], {}, None):
            yield Line(_label(model, name), _words(model, name, value))


@cache
def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):  # it was called so once
        return None


def _field(model: type[Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _label(model: type[Model] | None, name: str) -> str:
    verbose = getattr(_field(model, name), "verbose_name", None)
    words = WORDS.get(name) or str(verbose or name.replace("_", " "))
    return words[:1].upper() + words[1:]


def _words(model: type[Model] | None, name: str, value: Any) -> str:
    """A value as a person would say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(str(line) for line in _lines(value, model)) or NOTHING
    if isinstance(value, list):
        if name in FIELDS:
            return ", ".join(_label(model, str(each)) for each in value) or NOTHING
        return ", ".join(_words(model, "", each) for each in value) or NOTHING
    if value in ("", None):
        return NOTHING
    choices = dict(getattr(_field(model, name), "flatchoices", ()))
    return str(choices.get(value, _day(value)))


def _day(value: Any) -> Any:
    try:
        return day(date.fromisoformat(value)) if len(value) == len("2018-06-06") else value
    except (TypeError, ValueError):
        return value

"""Writing to the audit trail, and to the history of a record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from core.models import AuditEvent


def record(
    kind: AuditEvent.Kind,
    *,
    by: Any,
    authority_id: int,
    subject: models.Model,
    called: str = "",
    **details: Any,
) -> AuditEvent:
    """Write down that ``by`` did something to ``subject``; call it inside the same transaction.

    ``called`` names the subject where its own words must not stand in the trail.
    """
    return AuditEvent.objects.create(
        at=timezone.now(),
        kind=kind,
        authority_id=authority_id,
        actor_id=by.pk,
        actor_name=str(by),
        subject=(called or str(subject))[:300],
        subject_type=subject._meta.label,
        subject_id=subject.pk,
        details=details,
    )


def save(record: models.Model, *, by: Any, at: datetime) -> None:
    """Save a record whose history is kept, so that history tells who and when."""
    record._history_user = by  # type: ignore[attr-defined]
    record._history_date = at  # type: ignore[attr-defined]
    record.save()


def forget(record: models.Model, *, texts: Iterable[str]) -> None:
    """Take out of a record's earlier versions, for good, every text that it no longer has.

    For words that tell who a child is: that there was a version, when and by whom, stays.
    """
    earlier = type(record).history.filter(id=record.pk)  # type: ignore[attr-defined]
    for name in texts:
        earlier.exclude(**{name: getattr(record, name)}).update(**{name: ""})


def record_export(*, by: Any, queryset: models.QuerySet[Any], asked: str) -> None:
    """Write down, for each authority in the list, that ``by`` took the list out as a file."""
    path = getattr(queryset, "authority_path", "authority")
    authorities = queryset.order_by().values_list(path, flat=True).distinct()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=timezone.now(),
            kind=AuditEvent.Kind.EXPORTED,
            authority_id=authority,
            actor_id=by.pk,
            actor_name=str(by),
            subject=f"List of {queryset.model._meta.verbose_name_plural}",
            subject_type=queryset.model._meta.label,
            details={"asked": asked},
        )
        for authority in authorities
    )

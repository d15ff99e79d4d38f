"""Writing to the audit trail."""

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
    **details: Any,
) -> AuditEvent:
    """Write down that ``by`` did something to ``subject``; call it inside the same transaction."""
    return AuditEvent.objects.create(
        at=timezone.now(),
        kind=kind,
        authority_id=authority_id,
        actor_id=by.pk,
        actor_name=str(by),
        subject=str(subject)[:300],
        subject_type=subject._meta.label,
        subject_id=subject.pk,
        details=details,
    )

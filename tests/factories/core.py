"""The audit trail for tests."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from core.models import AuditEvent


class AuditEventFactory(DjangoModelFactory):
    """One thing somebody did."""

    class Meta:
        model = AuditEvent

    at = datetime(2018, 4, 30, 12, tzinfo=UTC)
    kind = AuditEvent.Kind.UPDATE_RECORDED
    authority_id = 1
    actor_id = 1
    actor_name = "Head of Assessment"
    subject = factory.Sequence(lambda n: f"1a({n}) Strengthen the front door")
    subject_type = "improvement.Action"
    subject_id = factory.Sequence(int)

"""What of the audit trail tells of a letter: it is for whoever may read the letter."""

from django.db.models import Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from accounts.models import User
from accounts.trail import NARROWINGS
from core.models import AuditEvent
from monitoring.models import Visit

ABOUT_LETTERS = (
    AuditEvent.Kind.VISIT_CHANGED,
    AuditEvent.Kind.LETTER_TAKEN_IN,
    AuditEvent.Kind.FINDING_CHANGED,
)


def without_shut_letters(events: QuerySet[AuditEvent], user: User) -> QuerySet[AuditEvent]:
    """The events but those about letters that the person may not read."""
    # Held against each other as texts: what stands in the details need not be a number.
    readable = Visit.objects.readable_by(user).annotate(words=Cast("pk", TextField()))
    told = events.alias(visit=Cast(KT("details__visit"), TextField()))
    return told.filter(~Q(kind__in=ABOUT_LETTERS) | Q(visit__in=readable.values("words")))


NARROWINGS.add(without_shut_letters, place=1)

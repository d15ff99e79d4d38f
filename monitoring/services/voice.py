"""Writes to what children, families and staff said."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Authority, User
from core import audit, clock
from core.models import AuditEvent
from core.revisions import lock
from monitoring.models import VoiceItem

TEXTS = ("group", "said", "done", "changed", "told")


@transaction.atomic
def save_voice_item(
    *,
    authority: Authority,
    by: User,
    item: VoiceItem | None = None,
    revision: int | None = None,
    forgets: bool = False,
    **fields: Any,
) -> VoiceItem:
    """Record what somebody said, or change the record given.

    ``forgets`` takes what the texts no longer say out of earlier versions too.

    Raises ValidationError where the dates cannot follow each other.
    """
    current = lock(item, revision) if item else VoiceItem(authority=authority)
    changed = [name for name, value in fields.items() if getattr(current, name) != value]
    for name, value in fields.items():
        setattr(current, name, value)
    current.full_clean(exclude=["revision"])
    if current.told_on and current.told_on < current.heard_on:
        raise ValidationError({"told_on": "They were told before they were heard."})
    for each in (current.theme and current.theme.plan, current.practice_area):
        if each and each.authority_id != current.authority_id:
            raise ValidationError("Choose a theme and a practice area of the same council.")
    if item:
        current.revision += 1
    audit.save(current, by=by, at=clock.now())
    if forgets:
        audit.forget(current, texts=TEXTS)
    audit.record(
        AuditEvent.Kind.VOICE_CHANGED,
        by=by,
        authority_id=current.authority_id,
        subject=current,
        added=item is None,
        # Names of fields only: what is taken out of a text must not live on here.
        fields=changed,
        forgot=forgets,
    )
    return current

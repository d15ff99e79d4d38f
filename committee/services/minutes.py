"""Publishing minutes: the draft, what is corrected in it, and the signed record."""

import hashlib
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from committee.minutes import Signature, compose, missing, read_record
from committee.models import Meeting, MinutesVersion
from committee.services.freezing import Stored, all_or_nothing, make_files, store_files
from committee.services.meetings import open_meeting, refuse_before
from committee.services.passages import keep_passages
from core import audit, clock
from core.models import AuditEvent
from documents import json
from documents.nodes import Document


def publish_minutes(
    *, meeting: Meeting, by: User, reason: str = "", digest: str | None = None
) -> MinutesVersion:
    """Publish the minutes as they are recorded; a further version says what was corrected.

    With the ``digest`` of what was read, minutes that have changed since are not published unseen.
    """
    with all_or_nothing() as stored:
        meeting = open_meeting(meeting)
        refuse_before(meeting, "Publish its minutes")
        record = read_record(meeting)
        if wanting := missing(record):
            raise ValidationError(wanting)
        document = compose(record)
        sha256 = json.digest(document)
        if digest is not None and digest != sha256:
            raise ValidationError(
                "The minutes have changed since you opened this page. Look at them again."
            )
        last = meeting.minutes.first()
        if last and last.sha256 == sha256:
            raise ValidationError(f"Nothing has changed since version {last.version}.")
        if last and not reason.strip():
            raise ValidationError({"reason": "Say what was corrected."})
        return _freeze(meeting, document, by, stored, reason=reason.strip() if last else "")


def sign_minutes(*, meeting: Meeting, at: Meeting, signed_by: str, by: User) -> MinutesVersion:
    """Record that a later meeting signed the minutes as they were published last."""
    with all_or_nothing() as stored:
        meeting = open_meeting(meeting)
        refuse_before(at, "Record that it signed these minutes")
        if at.body_id != meeting.body_id or at.held_on <= meeting.held_on:
            raise ValidationError({"meeting": "Choose a later meeting of the same body."})
        if not signed_by.strip():
            raise ValidationError({"signed_by": "Say who signed the minutes."})
        last = meeting.minutes.first()
        if last is None:
            raise ValidationError("Publish the draft minutes before they are signed.")
        record = read_record(meeting)
        if json.digest(compose(record)) != last.sha256:
            raise ValidationError(
                f"What is recorded has changed since version {last.version} was published. "
                "Publish the correction before the minutes are signed."
            )
        meeting.minutes_signed_at, meeting.minutes_signed_by = at, signed_by.strip()
        meeting.revision += 1
        meeting.full_clean()
        meeting.save()
        document = compose(record, Signature(meeting.minutes_signed_by, at.held_on))
        return _freeze(meeting, document, by, stored, is_signed=True)


def _freeze(
    meeting: Meeting,
    document: Document,
    by: User,
    stored: Stored,
    *,
    reason: str = "",
    is_signed: bool = False,
) -> MinutesVersion:
    files = make_files(document, base=meeting.body.base)
    at: datetime = clock.now()
    minutes = MinutesVersion(
        meeting=meeting,
        version=meeting.minutes.count() + 1,
        is_signed=is_signed,
        reason=reason,
        tree=json.dump(document),
        sha256=json.digest(document),
        file_digests={kind: hashlib.sha256(files[kind]).hexdigest() for kind in files},
        published_at=at,
        published_by=by,
    )
    stem = f"{'-'.join(meeting.address)}-minutes-v{minutes.version}"
    store_files(minutes, files, stem=stem, stored=stored)
    minutes.full_clean()
    minutes.save()
    keep_passages(minutes, document, document)
    audit.record(
        AuditEvent.Kind.MINUTES_PUBLISHED,
        by=by,
        authority_id=meeting.body.authority_id,
        subject=meeting,
        version=minutes.version,
        sha256=minutes.sha256,
        signed=is_signed,
        on=timezone.localdate(at).isoformat(),
    )
    return minutes

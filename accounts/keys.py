"""Keys with which programs read on a person's behalf: made, found and revoked."""

import secrets
from datetime import date
from hashlib import sha256

from django.db import transaction

from accounts.models import AccessKey, Authority, User
from core import audit
from core.models import AuditEvent

BYTES = 32


def digest(secret: str) -> str:
    """What is kept of a key."""
    return sha256(secret.encode(errors="replace")).hexdigest()


@transaction.atomic
def make_key(
    *, by: User, use: AccessKey.Use, name: str, made_on: date, expires_on: date | None = None
) -> tuple[AccessKey, str]:
    """A new key and its secret, which nobody can be shown again."""
    secret = secrets.token_urlsafe(BYTES)
    key = AccessKey.objects.create(
        user=by,
        use=use,
        name=name,
        sha256=digest(secret),
        made_on=made_on,
        expires_on=expires_on,
    )
    _write_down(key, by=by, change="made", stops=expires_on.isoformat() if expires_on else "")
    return key, secret


@transaction.atomic
def revoke_key(*, key: AccessKey, by: User, on: date) -> None:
    """Stop a key from working; a second time changes nothing."""
    key = AccessKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_on is None:
        key.revoked_on = on
        key.save(update_fields=["revoked_on"])
        _write_down(key, by=by, change="revoked")


def find_key(secret: str, *, use: AccessKey.Use, on: date) -> AccessKey | None:
    """The key that this is the secret of, if it works on a day; its use that day is kept.

    A key works until it is revoked or the day on which it stops, for a person who may sign in.
    """
    found = AccessKey.objects.working(on=on).filter(use=use, sha256=digest(secret))
    key: AccessKey | None = found.select_related("user").first()
    if key and key.last_used_on != on:
        key.last_used_on = on
        key.save(update_fields=["last_used_on"])
    return key


def _write_down(key: AccessKey, *, by: User, change: str, **details: str) -> None:
    for authority in Authority.objects.visible_to(by):
        audit.record(
            AuditEvent.Kind.ACCESS_KEY_CHANGED,
            by=by,
            authority_id=authority.pk,
            subject=key,
            called=f"{key}: {key.get_use_display().lower()}",
            change=change,
            **details,
        )

"""Writes to people: absences, joiners and leavers, and work handed over."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import bulk_update_with_history

from accounts.directory import Line, Outcome
from accounts.handover import HANDOVERS
from accounts.models import Absence, Authority, Membership, User
from core import audit, clock
from core.models import AuditEvent, changes

Kind = AuditEvent.Kind


@transaction.atomic
def save_absence(*, absence: Absence, by: User) -> Absence:
    """Keep when a person is away and who stands in for them."""
    stored = Absence.objects.select_related("user", "deputy").filter(pk=absence.pk).first()
    absence.save()
    before = _told(stored) if stored else {}
    _record(absence, by=by, **changes(before, _told(absence)))
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, by: User) -> None:
    """Forget an absence: the deputy no longer stands in."""
    _record(absence, by=by, **changes(_told(absence), dict.fromkeys(_told(absence))))
    absence.delete()


def _told(absence: Absence) -> dict[str, Any]:
    return {
        "person": absence.user,
        "deputy": absence.deputy,
        "away from": absence.starts_on,
        "to": absence.ends_on,
    }


def _record(absence: Absence, *, by: User, **details: Any) -> None:
    audit.record(
        Kind.ABSENCE_CHANGED,
        by=by,
        authority_id=absence.authority_id,
        subject=absence,
        **details,
    )


@transaction.atomic
def hand_over(*, person: User, to: User, authorities: Iterable[Authority], by: User) -> int:
    """Give all of a person's work at the authorities to another who works there.

    Returns how many things changed hands. Raises ValidationError where the other does not work
    at one of the authorities, or may not sign in.
    """
    if to == person:
        raise ValidationError({"to": "Choose another person."})
    given = 0
    for authority in authorities:
        counts: dict[str, Any] = {
            kind.name: count
            for kind in HANDOVERS
            if (count := _give(kind.held_by(person, [authority]), kind.owner, to=to, by=by))
        }
        if not counts:
            continue
        if not (to.is_active and to.memberships.filter(authority=authority).exists()):
            raise ValidationError({"to": f"{to} does not work at {authority}."})
        audit.record(
            Kind.HANDED_OVER,
            by=by,
            authority_id=authority.pk,
            subject=person,
            to=str(to),
            **counts,
        )
        given += sum(counts.values())
    return given


def _give(found: Any, owner: str, *, to: User, by: User) -> int:
    """Write another person into the records found; whoever has one open is told when they save."""
    records = list(found.select_for_update(of=("self",)))
    fields = [owner]
    for record in records:
        setattr(record, owner, to)
        if hasattr(record, "revision"):
            record.revision += 1
    if records and hasattr(records[0], "revision"):
        fields.append("revision")
    if hasattr(found.model, "history"):
        bulk_update_with_history(
            records, found.model, fields, default_user=by, default_date=clock.now()
        )
    else:
        found.model._default_manager.bulk_update(records, fields)
    return len(records)


@transaction.atomic
def take_in(*, lines: Iterable[Line], authority: Authority, by: User) -> list[User]:
    """Do what a list of joiners and leavers says, whole or not at all; return those who join."""
    joined = []
    for line in lines:
        if line.problems:
            raise ValidationError(f"Row {line.number}: {line.problems[0]}")
        if line.outcome in (Outcome.SAME, Outcome.LATER):
            continue
        before = line.stands(authority)
        person = line.person or User(email=line.email)
        if line.outcome == Outcome.JOINS:
            person.set_unusable_password()
            joined.append(person)
        _write(line, person, authority)
        line.person = User.objects.get(pk=person.pk)
        told: dict[str, Any] = changes(before, line.stands(authority))
        audit.record(Kind.PEOPLE_CHANGED, by=by, authority_id=authority.pk, subject=person, **told)
    return joined


def _write(line: Line, person: User, authority: Authority) -> None:
    person.name = line.name or person.name
    person.post = line.post or person.post
    person.is_active = line.outcome != Outcome.LEAVES
    person.save()
    if line.outcome == Outcome.LEAVES:
        return
    if line.roles:
        person.memberships.filter(authority=authority).exclude(role__in=line.roles).delete()
        for role in line.roles:
            Membership.objects.get_or_create(user=person, authority=authority, role=role)
    if line.teams:
        person.teams.remove(*person.teams.filter(authority=authority))
        person.teams.add(*line.teams)


@transaction.atomic
def forget_old_address(person: User) -> None:
    """Let nobody come in any more by an e-mail address that a person had.

    The sign-in package remembers addresses beside ours, and would send a link to set a password to
    each; and whom the council's directory knew by the old one. By the new one it knows them again.
    """
    EmailAddress.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()

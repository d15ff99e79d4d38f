"""Sending reminders: written down before they go, so that nothing ever goes twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent
from improvement.models import Reminded, ReminderMail, ReminderOptOut
from improvement.reminder_mails import write_mail
from improvement.reminding import Notice

# The server, or we ourselves, said no: the mail did not go.
REFUSALS = (SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, ValueError)


class Outcome(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    HAD = "had one on this day already"
    REFUSED = "was refused and is tried again by the next run"
    NOT_KNOWN = "may have gone or not, and is not sent again"


@dataclass(frozen=True)
class Sent:
    """What became of the mail to a person, and why it did not go."""

    person: User
    outcome: Outcome
    reason: str = ""


class NoMailServer(Exception):
    """The mail server cannot be reached; whoever was not told yet was not sent anything."""


def send_mails(
    notices: Mapping[int, Sequence[Notice]], *, day: date, connection: Any
) -> Iterator[Sent]:
    """Send each person one mail, by a connection of Django's, and tell what became of it.

    A mail is written down before it is sent, in a transaction of its own, so that a run that is
    killed, or another at the same moment, never sends it again. Raises NoMailServer.
    """
    people = User.objects.filter(pk__in=notices, is_active=True).order_by("email")
    try:
        for person in people:
            yield _send(person, notices[person.pk], day, connection)
    finally:
        _hang_up(connection)


def _send(person: User, notices: Sequence[Notice], day: date, connection: Any) -> Sent:
    message = write_mail(person, notices, day)
    message.connection = connection
    _reach(connection)
    mail = claim_mail(user=person, day=day, notices=notices)
    if mail is None:
        return Sent(person, Outcome.HAD)
    try:
        message.send()
    except REFUSALS as refusal:
        release_mail(mail)
        _hang_up(connection)
        return Sent(person, Outcome.REFUSED, _reason(refusal))
    except OSError as failure:
        _hang_up(connection)
        return Sent(person, Outcome.NOT_KNOWN, _reason(failure))
    note_sent(mail)
    return Sent(person, Outcome.SENT)


def _reach(connection: Any) -> None:
    """Open the connection unless it is open, before anything is written down."""
    try:
        connection.open()
    except OSError as failure:
        raise NoMailServer(_reason(failure)) from failure


def _hang_up(connection: Any) -> None:
    """End the conversation; after a failure the next mail begins one of its own."""
    with suppress(OSError):
        connection.close()


def _reason(failure: Exception) -> str:
    """What the server said, in words."""
    if isinstance(failure, SMTPRecipientsRefused):
        said = [answer for _, answer in failure.recipients.values()]
        return "; ".join(_text(each) for each in said)
    if isinstance(failure, SMTPResponseException):
        return f"{failure.smtp_code} {_text(failure.smtp_error)}"
    return str(failure) or type(failure).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def claim_mail(*, user: User, day: date, notices: Sequence[Notice]) -> ReminderMail | None:
    """Write down what a person is about to be sent; None where somebody else has done it.

    It is a transaction of its own: once it is over the mail counts as sent, whatever happens.
    """
    try:
        with transaction.atomic():
            mail = ReminderMail.objects.create(user=user, day=day, claimed_at=clock.now())
            Reminded.objects.bulk_create(
                Reminded(
                    mail=mail,
                    user=user,
                    kind=notice.kind,
                    subject_type=notice.subject_type,
                    subject_id=notice.subject_id,
                    stage=notice.stage,
                )
                for notice in notices
            )
    except IntegrityError:
        return None
    return mail


def release_mail(mail: ReminderMail) -> None:
    """Forget a mail that is known not to have been sent, so that it is tried again."""
    mail.delete()


def note_sent(mail: ReminderMail) -> None:
    """Write down that a mail went."""
    mail.sent_at = clock.now()
    mail.save(update_fields=["sent_at"])


@transaction.atomic
def choose_reminders(*, user: User, silent: Iterable[str]) -> None:
    """Let a person do without some kinds of reminders; the others they are sent."""
    User.objects.select_for_update().get(pk=user.pk)
    before = set(ReminderOptOut.objects.filter(user=user).values_list("kind", flat=True))
    now = set(silent)
    ReminderOptOut.objects.filter(user=user, kind__in=before - now).delete()
    ReminderOptOut.objects.bulk_create(
        ReminderOptOut(user=user, kind=kind) for kind in sorted(now - before)
    )
    if before == now:
        return
    for authority in user.authorities:
        audit.record(
            AuditEvent.Kind.REMINDERS_CHANGED,
            by=user,
            authority_id=authority.pk,
            subject=user,
            does_without=[sorted(before), sorted(now)],
        )

"""Writes to letters: taken in exactly, and sentences of them marked as findings."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent
from improvement.models import PracticeArea
from monitoring.letters.files import plain
from monitoring.letters.layout import words_of
from monitoring.letters.suggestions import Suggestion
from monitoring.models import Finding, Letter, Visit
from monitoring.services.findings import add_finding
from monitoring.vocabulary import LetterStatus

Kind = AuditEvent.Kind


@transaction.atomic
def take_in(*, visit: Visit, by: User, text: str, form: str, file: File | None = None) -> Letter:
    """Keep the exact text of a letter with its digest, and the file it came in.

    Only line ends and control characters are those of ``plain``, whatever browser sent it. Another
    text takes its place only while nothing is marked in it.

    Raises ValidationError for no text, and where something is marked.
    """
    Visit.objects.select_for_update().get(pk=visit.pk)
    text = plain(text)
    if not text.strip():
        raise ValidationError({"text": "Paste the letter, or choose its file."})
    letter = Letter.objects.filter(visit=visit).first()
    if letter is None:
        letter = Letter(visit=visit)
    elif visit.findings.filter(first_sentence__isnull=False).exists():
        raise ValidationError("Sentences of the letter are marked. Remove the marks first.")
    elif letter.file:
        transaction.on_commit(_remover(letter.file.storage, letter.file.name))
    before = letter.sha256
    letter.text, letter.form, letter.file = text, form, file or ""
    letter.sha256 = sha256(text.encode()).hexdigest()
    letter.taken_in_at, letter.taken_in_by = clock.now(), by
    letter.full_clean()
    letter.save()
    audit.record(
        Kind.LETTER_TAKEN_IN,
        by=by,
        authority_id=visit.authority_id,
        subject=visit,
        visit=visit.pk,
        sha256=[before, letter.sha256],
        characters=len(text),
        form=form,
        file=letter.file.name,
    )
    return letter


def _remover(storage: Any, name: str) -> Any:
    """What removes a file, once its record is gone for good."""
    return lambda: storage.delete(name)


@transaction.atomic
def record_reading(*, visit: Visit, by: User, on: date) -> None:
    """Write down, once a day, that somebody opened what a letter says that is not published.

    None of its words are written down.
    """
    if visit.letter_status == LetterStatus.PUBLISHED:
        return
    Visit.objects.select_for_update().get(pk=visit.pk)
    day = {"kind": Kind.RESTRICTED_READ, "actor_id": by.pk, "details__on": on.isoformat()}
    of = {"subject_type": Visit._meta.label, "subject_id": visit.pk}
    if not AuditEvent.objects.filter(**day, **of).exists():
        audit.record(
            Kind.RESTRICTED_READ,
            by=by,
            authority_id=visit.authority_id,
            subject=visit,
            on=on.isoformat(),
        )


@transaction.atomic
def mark(*, letter: Letter, by: User, first: int, last: int, type: str, **fields: Any) -> Finding:
    """Make a run of sentences, counted from 0, a finding with their exact words and their place.

    Raises ValidationError where the letter has no such run, or it is marked so already.
    """
    try:
        words = words_of(letter.text, first, last)
    except ValueError:
        raise ValidationError(
            {"first": "Choose sentences of this letter, the first before the last."}
        ) from None
    visit = Visit.objects.select_for_update().get(pk=letter.visit_id)
    place: dict[str, Any] = {"first_sentence": first, "last_sentence": last, "type": type}
    if visit.findings.filter(**place).exists():
        raise ValidationError("These sentences are marked as this already.")
    return add_finding(visit=visit, by=by, words=words, **place, **fields)


@transaction.atomic
def accept(
    *,
    letter: Letter,
    by: User,
    suggestions: Iterable[Suggestion],
    practice_area: PracticeArea | None = None,
) -> list[Finding]:
    """Mark what was suggested and a person has looked at, all or nothing."""
    return [
        mark(
            letter=letter,
            by=by,
            first=each.first,
            last=each.last,
            type=each.type,
            practice_area=practice_area,
        )
        for each in suggestions
    ]


@transaction.atomic
def unmark(*, finding: Finding, by: User) -> None:
    """Take a mark off the letter; only while nothing rests on the finding.

    Raises ValidationError where the plan answers it, another finding follows it, or it is closed.
    """
    current = Finding.objects.select_for_update().get(pk=finding.pk)
    if not current.is_marked:
        raise ValidationError("This finding was typed, not marked in a letter.")
    if current.traces.exists():
        raise ValidationError("The plan answers this finding. Remove its answers first.")
    if current.followed_by.exists() or not current.is_open:
        raise ValidationError("A later finding follows this one, or it is closed. It stays.")
    audit.record(
        Kind.FINDING_CHANGED,
        by=by,
        authority_id=current.authority_id,
        subject=current,
        called=f"Finding {current.reference}",
        visit=current.visit_id,
        mark_removed=[current.reference, current.type, current.first_sentence],
    )
    current._history_user = by
    current.delete()

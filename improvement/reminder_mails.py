"""The one mail that a person is sent on a day: everything they are reminded of, by kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from improvement.models import ReminderKind
from improvement.reminding import Notice

LISTED = 20  # of each kind; My work has the rest
HEADINGS = {
    ReminderKind.DUE: "Actions and their due dates",
    ReminderKind.UPDATE: "Still needed for the period",
    ReminderKind.RETURNED: "Came back to you",
    ReminderKind.TO_DO: "Waiting for you",
    ReminderKind.ESCALATED: "Overdue in spite of reminders",
}


@dataclass(frozen=True)
class Line:
    """One thing in a mail, on one line, with the whole address of its page."""

    words: str
    note: str
    address: str


@dataclass(frozen=True)
class Part:
    """The things of one kind: the first few, and how many more there are."""

    heading: str
    lines: list[Line]
    more: int


def absolute(address: str) -> str:
    """The whole address of a page of ours."""
    return f"{settings.SITE_URL}{address}"


def write_mail(person: User, notices: Sequence[Notice], day: date) -> EmailMultiAlternatives:
    """The mail to a person, in plain text and HTML, which say the same."""
    context: dict[str, Any] = {
        "subject": subject_of(notices, day),
        "person": person,
        "parts": list(_parts(notices)),
        "my_work": absolute(reverse("improvement:my_work")),
        "choices": absolute(reverse("improvement:reminder_choices")),
    }
    mail = EmailMultiAlternatives(
        context["subject"],
        render_to_string("improvement/mail/reminders.txt", context),
        to=[person.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(
        render_to_string("improvement/mail/reminders.html", context), "text/html"
    )
    return mail


def _parts(notices: Iterable[Notice]) -> Iterable[Part]:
    by_kind: dict[str, list[Notice]] = {}
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    for kind, heading in HEADINGS.items():
        found = sorted(by_kind.get(kind, ()), key=lambda each: each.due_on or date.max)
        lines = [
            Line(_on_one_line(each.words), _sentence(each.note), absolute(each.address))
            for each in found[:LISTED]
        ]
        if lines:
            yield Part(heading, lines, len(found) - len(lines))


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _sentence(words: str) -> str:
    """On one line, with one full stop at its end unless it ends otherwise."""
    said = _on_one_line(words)
    return said if said.endswith((".", "!", "?")) else f"{said}."


# --- the subject ----------------------------------------------------------------------------

PHRASES = {
    ReminderKind.UPDATE: ("update or text is still needed", "updates or texts are still needed"),
    ReminderKind.RETURNED: ("thing came back to you", "things came back to you"),
    ReminderKind.TO_DO: ("thing waits for you", "things wait for you"),
    ReminderKind.ESCALATED: (
        "action of others stays overdue",
        "actions of others stay overdue",
    ),
}


def subject_of(notices: Iterable[Notice], day: date) -> str:
    """What it is about, in words: 3 actions are due and one is overdue."""
    counts: dict[str, int] = {}
    overdue = 0
    for notice in notices:
        counts[notice.kind] = counts.get(notice.kind, 0) + 1
        late = notice.kind == ReminderKind.DUE and notice.due_on and notice.due_on < day
        overdue += bool(late)
    due = counts.pop(ReminderKind.DUE, 0) - overdue
    said = [_counted(due, "action is due", "actions are due")]
    said.append(
        _counted(overdue, "is overdue", "are overdue")
        if due
        else _counted(overdue, "action is overdue", "actions are overdue")
    )
    said += [_counted(counts.get(kind, 0), *phrases) for kind, phrases in PHRASES.items()]
    *first, last = filter(None, said)
    words = f"{', '.join(first)} and {last}" if first else last
    return words[:1].upper() + words[1:]


def _counted(count: int, one: str, many: str) -> str:
    """One action is due, 3 actions are due; nothing for none."""
    if not count:
        return ""
    return f"one {one}" if count == 1 else f"{count} {many}"

"""What bodies asked over all their meetings, who has it, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from accounts.roles import Permission
from committee.models import Body, Promise, Question, ScrutinyRecommendation
from committee.models.minutes import SaidInMeetings
from committee.vocabulary import FollowUpKind, FollowUpState, Response, WhenAsked
from monitoring.models import Finding

NOBODY = "nobody"


@dataclass(frozen=True)
class Wanted:
    """Which follow-ups are asked for; empty is all.

    ``show`` is open, closed or overdue. ``owner`` is the key of a person, or nobody.
    """

    kind: str = ""
    show: str = ""
    body: str = ""
    owner: str = ""
    words: str = ""


# --- the list -------------------------------------------------------------------------------


def find(user: User, wanted: Wanted, *, as_at: date, exporting: bool = False) -> QuerySet[Any]:
    """Follow-ups that a person may read, as rows of one query: what is open first, oldest first.

    Overdue: open, and due before ``as_at``. A question asked before a meeting is due on its day;
    one asked in it has no day, and nobody owns it.
    """
    parts = []
    for kind, records, columns in _KINDS:
        if wanted.kind in ("", kind):
            found: SaidInMeetings = records.objects.readable_by(user)
            if exporting:
                found = found.permitting(user, Permission.EXPORT)
            more = {**columns, **_concerned(user), "as_at": Cast(Value(as_at), DateField())}
            rows = _narrowed(found.order_by().annotate(**more), wanted, as_at)
            parts.append(rows.values("pk", *more))
    first, *others = parts
    return first.union(*others, all=True).order_by(
        F("closed").asc(nulls_first=True), "since", "kind", "pk"
    )


def _words(value: Any = "") -> Cast:
    return Cast(Value(value) if isinstance(value, str) else value, CharField())


def _whole(value: Any = None) -> Cast:
    return Cast(Value(None) if value is None else value, IntegerField())


_OF_ITEM = {
    "council": F("item__meeting__body__authority"),
    "body_key": F("item__meeting__body"),
    "body_name": _words(F("item__meeting__body__name")),
    "meeting_key": _whole(F("item__meeting")),
    "meeting_on": Cast("item__meeting__held_on", DateField()),
}
_OWNED = {"owner_key": _whole(F("owner")), "owner_name": _words(F("owner__name"))}
_KINDS: tuple[tuple[FollowUpKind, Any, dict[str, Any]], ...] = (
    (
        FollowUpKind.QUESTION,
        Question,
        {
            "kind": _words(FollowUpKind.QUESTION.value),
            "said": F("text"),
            "asker": _words(F("asked_by")),
            "since": F("asked_on"),
            "due": Case(
                When(when=WhenAsked.BEFORE, then=F("item__meeting__held_on")),
                output_field=DateField(),
            ),
            "closed": Case(
                When(answer="", then=Value(None)),
                default=F("answered_on"),
                output_field=DateField(),
            ),
            "state": Case(
                When(answer="", then=Value(FollowUpState.OPEN.value)),
                default=Value(FollowUpState.ANSWERED.value),
                output_field=CharField(),
            ),
            "owner_key": _whole(),
            "owner_name": _words(F("answered_by")),
            **_OF_ITEM,
        },
    ),
    (
        FollowUpKind.PROMISE,
        Promise,
        {
            "kind": _words(FollowUpKind.PROMISE.value),
            "said": F("text"),
            "asker": _words(Coalesce("question__asked_by", Value(""))),
            "since": F("item__meeting__held_on"),
            "due": F("due_on"),
            "closed": F("kept_on"),
            "state": Case(
                When(kept_on=None, then=Value(FollowUpState.OPEN.value)),
                default=Value(FollowUpState.KEPT.value),
                output_field=CharField(),
            ),
            **_OWNED,
            **_OF_ITEM,
        },
    ),
    (
        FollowUpKind.SCRUTINY,
        ScrutinyRecommendation,
        {
            "kind": _words(FollowUpKind.SCRUTINY.value),
            "said": F("text"),
            "asker": _words(F("body__name")),
            "since": F("made_on"),
            "due": F("due_on"),
            "closed": Case(
                When(response=Response.AWAITED, then=Value(None)),
                default=F("responded_on"),
                output_field=DateField(),
            ),
            "state": Case(
                When(response=Response.AWAITED, then=Value(FollowUpState.OPEN.value)),
                default=F("response"),
                output_field=CharField(),
            ),
            **_OWNED,
            "council": F("body__authority"),
            "body_key": F("body"),
            "body_name": _words(F("body__name")),
            "meeting_key": _whole(F("item__meeting")),
            "meeting_on": Cast("item__meeting__held_on", DateField()),
        },
    ),
)


def _concerned(user: User) -> dict[str, Any]:
    """What it is about: an action, an indicator, and a finding where the person may read it."""
    finding = Finding.objects.readable_by(user).filter(pk=OuterRef("finding")).order_by()
    return {
        "action_key": _whole(F("action")),
        "action_name": _words(F("action__reference")),
        "indicator_key": _whole(F("indicator")),
        "indicator_name": _words(F("indicator__code")),
        "finding_key": Subquery(finding.values("pk")[:1], output_field=IntegerField()),
        "finding_name": Subquery(finding.values("reference")[:1], output_field=CharField()),
    }


def _narrowed(rows: Any, wanted: Wanted, as_at: date) -> Any:
    if wanted.show:
        is_open = Q(state=FollowUpState.OPEN)
        if wanted.show == "overdue":
            rows = rows.filter(is_open, due__lt=as_at)
        else:
            rows = rows.filter(is_open if wanted.show == "open" else ~is_open)
    if wanted.body:
        rows = rows.filter(body_key=wanted.body)
    if wanted.owner == NOBODY:
        rows = rows.filter(owner_key=None)
    elif wanted.owner:
        rows = rows.filter(owner_key=wanted.owner)
    if wanted.words:
        rows = rows.filter(Q(said__icontains=wanted.words) | Q(asker__icontains=wanted.words))
    return rows


# --- for the next paper ---------------------------------------------------------------------


@dataclass(frozen=True)
class Promised:
    """What was promised, by whom (a post), and whether it was kept by the day asked about."""

    words: str
    owner: str
    due_on: date | None
    kept_on: date | None
    outcome: str


@dataclass(frozen=True)
class Asked:
    """What a body asked, and what was done by the day asked about.

    ``asked_by`` is a member's name or the body's; ``about`` is the title of the agenda item, or
    empty. For a recommendation of scrutiny, ``answer`` gives the reason for the response.
    """

    kind: FollowUpKind
    words: str
    asked_by: str
    asked_on: date
    meeting_on: date | None
    about: str
    state: FollowUpState
    answer: str = ""
    answered_by: str = ""
    answered_on: date | None = None
    promises: tuple[Promised, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is open any more."""
        return self.state != FollowUpState.OPEN and all(each.kept_on for each in self.promises)


def asked_since(body: Body, since: date | None, until: date) -> tuple[Asked, ...]:
    """What a body asked after ``since`` and up to ``until``, and what was still open or became
    settled in that time, as it stood at the end of ``until``; oldest first.

    Without ``since`` it is all that was asked. What was said on exempt papers is left out, because
    the paper that tells this is public.
    """
    found = [*_questions(body, until), *_promises(body, until), *_recommendations(body, until)]
    told = (each for each in found if since is None or _belongs(each, since))
    return tuple(sorted(told, key=lambda each: (each.asked_on, each.kind)))


def _belongs(asked: Asked, since: date) -> bool:
    """Asked since, or not settled by then."""
    if asked.asked_on > since or not asked.is_settled:
        return True
    days = (asked.answered_on, *(each.kept_on for each in asked.promises))
    return any(day is not None and day > since for day in days)


def _questions(body: Body, until: date) -> Iterable[Asked]:
    questions = Question.objects.open_to_all().filter(item__meeting__body=body, asked_on__lte=until)
    promised = Prefetch("promises", Promise.objects.select_related("owner"))
    for each in questions.select_related("item__meeting").prefetch_related(promised):
        is_answered = bool(each.answer) and (each.answered_on or each.asked_on) <= until
        yield Asked(
            kind=FollowUpKind.QUESTION,
            words=each.text,
            asked_by=each.asked_by,
            asked_on=each.asked_on,
            meeting_on=each.item.meeting.held_on,
            about=each.item.title,
            state=FollowUpState.ANSWERED if is_answered else FollowUpState.OPEN,
            answer=each.answer if is_answered else "",
            answered_by=each.answered_by if is_answered else "",
            answered_on=each.answered_on if is_answered else None,
            promises=tuple(_promised(promise, until) for promise in each.promises.all()),
        )


def _promised(promise: Promise, until: date) -> Promised:
    kept_on = promise.kept_on if promise.kept_on and promise.kept_on <= until else None
    return Promised(
        words=promise.text,
        owner=promise.owner.post if promise.owner else "",
        due_on=promise.due_on,
        kept_on=kept_on,
        outcome=promise.outcome if kept_on else "",
    )


def _promises(body: Body, until: date) -> Iterable[Asked]:
    """Promises that answer no question."""
    promises = Promise.objects.open_to_all().filter(
        item__meeting__body=body, item__meeting__held_on__lte=until, question=None
    )
    for each in promises.select_related("item__meeting__body", "owner"):
        promised = _promised(each, until)
        yield Asked(
            kind=FollowUpKind.PROMISE,
            words=each.text,
            asked_by=body.short_name or body.name,
            asked_on=each.item.meeting.held_on,
            meeting_on=each.item.meeting.held_on,
            about=each.item.title,
            state=FollowUpState.KEPT if promised.kept_on else FollowUpState.OPEN,
            answer=promised.outcome,
            answered_by=promised.owner,
            answered_on=promised.kept_on,
        )


def _recommendations(body: Body, until: date) -> Iterable[Asked]:
    made = ScrutinyRecommendation.objects.open_to_all().filter(body=body, made_on__lte=until)
    for each in made.select_related("item__meeting", "owner"):
        is_answered = each.responded_on is not None and each.responded_on <= until
        yield Asked(
            kind=FollowUpKind.SCRUTINY,
            words=each.text,
            asked_by=body.short_name or body.name,
            asked_on=each.made_on,
            meeting_on=each.item.meeting.held_on if each.item else None,
            about=each.item.title if each.item else "",
            state=FollowUpState(each.response) if is_answered else FollowUpState.OPEN,
            answer=each.response_reason if is_answered else "",
            answered_by=each.owner.post if each.owner and is_answered else "",
            answered_on=each.responded_on if is_answered else None,
        )

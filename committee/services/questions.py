"""Members' questions, promises made to them, recommendations of scrutiny: asked and followed up."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models import Authority, User
from committee import citing
from committee.models import (
    AgendaItem,
    Body,
    Meeting,
    Promise,
    Publication,
    Question,
    ScrutinyRecommendation,
)
from committee.services.meetings import open_meeting, refuse_before
from committee.vocabulary import Response, WhenAsked
from core import audit, clock, revisions
from core.models import AuditEvent

CONCERNED = ("action", "finding", "indicator")
MONTHS_TO_RESPOND = 2  # section 9FE of the Local Government Act 2000
SIGNED = "The minutes are signed, and these words stand in them. They do not change."

Fields = Mapping[str, Any]


def response_due(made_on: date) -> date:
    """Two months after a recommendation was made: the same day, or the last of the month."""
    years, month = divmod(made_on.month - 1 + MONTHS_TO_RESPOND, 12)
    year, month = made_on.year + years, month + 1
    return date(year, month, min(made_on.day, monthrange(year, month)[1]))


def tell(record: Question | Promise | ScrutinyRecommendation, by: User, done: str) -> None:
    """Write down in the audit trail that something was done, without the words that were said."""
    name = str(record._meta.verbose_name)
    authority = record.body.authority_id if isinstance(record, ScrutinyRecommendation) else None
    audit.record(
        AuditEvent.Kind.QUESTION_CHANGED,
        by=by,
        authority_id=authority or record.item.meeting.body.authority_id,  # type: ignore[union-attr]
        subject=record,
        called=f"{name.capitalize()} {record.pk}",
        done=done,
    )


# --- questions ------------------------------------------------------------------------------


@transaction.atomic
def ask_question(*, item: AgendaItem, by: User, text: str, paragraph: str = "") -> Question:
    """Ask before the meeting, in one's own name; ``paragraph`` is a number of the paper."""
    meeting = open_meeting(item.meeting)
    if clock.today() > meeting.held_on:
        raise ValidationError("The meeting has been held. Ask the clerk to record your question.")
    question = Question(
        item=item, when=WhenAsked.BEFORE, asked_by=str(by), asked_on=clock.today(), text=text
    )
    return _add_question(question, by, paragraph, "asked")


@transaction.atomic
def add_question(
    *, item: AgendaItem, by: User, text: str, asked_by: str, paragraph: str = "", **concerned: Any
) -> Question:
    """Record what was asked in the meeting."""
    meeting = open_meeting(item.meeting)
    refuse_before(meeting, "Write down what was asked")
    question = Question(
        item=item,
        when=WhenAsked.IN_MEETING,
        asked_by=asked_by,
        asked_on=meeting.held_on,
        text=text,
    )
    _concern(question, meeting.body.authority, concerned)
    return _add_question(question, by, paragraph, "recorded")


def _add_question(question: Question, by: User, paragraph: str, done: str) -> Question:
    AgendaItem.objects.select_for_update().get(pk=question.item_id)  # two may ask at once
    question.order = question.item.questions.count() + 1
    _cite(question, question.item, paragraph)
    return _save(question, by, done)


@transaction.atomic
def save_question(
    *, question: Question, by: User, revision: int | None, paragraph: str, **fields: Any
) -> Question:
    """Save who asked what about which matter, unless somebody else has saved it meanwhile."""
    question = revisions.lock(question, revision)
    _keep_signed(question, question.item, fields, ("text", "asked_by"))
    for name in ("text", "asked_by"):
        setattr(question, name, fields.pop(name))
    _concern(question, question.item.meeting.body.authority, fields)
    _cite(question, question.item, paragraph)
    question.revision += 1
    return _save(question, by, "changed")


@transaction.atomic
def answer_question(
    *,
    question: Question,
    by: User,
    revision: int | None,
    answer: str,
    answered_by: str,
    answered_on: date,
) -> Question:
    """Record the answer. Minutes that are signed keep the one that they print."""
    question = revisions.lock(question, revision)
    meeting = question.item.meeting
    if meeting.is_signed and question.answer:
        raise ValidationError({"answer": SIGNED})
    if answered_on < question.asked_on:
        raise ValidationError({"answered_on": "Enter a day on or after the question."})
    if answered_on > clock.today():
        raise ValidationError({"answered_on": "Enter today or a day that has passed."})
    question.answer, question.answered_by, question.answered_on = answer, answered_by, answered_on
    question.revision += 1
    return _save(question, by, "answered")


# --- promises -------------------------------------------------------------------------------


@transaction.atomic
def add_promise(
    *,
    item: AgendaItem,
    by: User,
    text: str,
    question: Question | None = None,
    owner: User | None = None,
    due_on: date | None = None,
    paragraph: str = "",
    **concerned: Any,
) -> Promise:
    """Record what was promised, by whom and by when. It concerns what its question concerns."""
    meeting = open_meeting(item.meeting)
    promise = Promise(item=item, question=question, text=text, owner=owner, due_on=due_on)
    if question and question.item_id != item.pk:
        raise ValidationError({"question": "Choose a question on the same item."})
    if due_on and due_on < meeting.held_on:
        raise ValidationError({"due_on": "Enter a day on or after the meeting."})
    _own(promise, meeting.body.authority)
    _concern(promise, meeting.body.authority, concerned)
    _cite(promise, item, paragraph)
    return _save(promise, by, "recorded")


@transaction.atomic
def save_promise(
    *, promise: Promise, by: User, revision: int | None, paragraph: str, **fields: Any
) -> Promise:
    """Save who keeps it, by when, and what it is about, unless somebody saved it meanwhile."""
    promise = revisions.lock(promise, revision)
    meeting = promise.item.meeting
    _keep_signed(promise, promise.item, fields, ("text",))
    for name in ("text", "owner", "due_on"):
        setattr(promise, name, fields.pop(name))
    if promise.due_on and promise.due_on < meeting.held_on:
        raise ValidationError({"due_on": "Enter a day on or after the meeting."})
    _own(promise, meeting.body.authority)
    _concern(promise, meeting.body.authority, fields)
    _cite(promise, promise.item, paragraph)
    promise.revision += 1
    return _save(promise, by, "changed")


@transaction.atomic
def keep_promise(
    *, promise: Promise, by: User, revision: int | None, kept_on: date, outcome: str
) -> Promise:
    """Say that a promise was kept, on which day, and what was done."""
    promise = revisions.lock(promise, revision)
    if not promise.item.meeting.held_on <= kept_on <= clock.today():
        raise ValidationError(
            {"kept_on": "Enter a day between the meeting and today, both included."}
        )
    promise.kept_on, promise.outcome = kept_on, outcome.strip()
    promise.revision += 1
    return _save(promise, by, "kept")


# --- recommendations of scrutiny ------------------------------------------------------------


@transaction.atomic
def add_recommendation(
    *,
    body: Body,
    by: User,
    text: str,
    made_on: date,
    item: AgendaItem | None = None,
    due_on: date | None = None,
    owner: User | None = None,
    paragraph: str = "",
    **concerned: Any,
) -> ScrutinyRecommendation:
    """Record what a body recommended; a response is due in two months unless a day is given."""
    Body.objects.select_for_update().get(pk=body.pk)  # two may count at once
    if item and item.meeting.body_id != body.pk:
        raise ValidationError({"item": "Choose an item of a meeting of this body."})
    if item:
        open_meeting(item.meeting)
    same_day = body.scrutiny_recommendations.filter(made_on=made_on)
    recommendation = ScrutinyRecommendation(
        body=body,
        item=item,
        number=same_day.count() + 1,
        text=text,
        made_on=made_on,
        due_on=due_on or response_due(made_on),
        owner=owner,
    )
    if made_on > clock.today():
        raise ValidationError({"made_on": "Enter today or a day that has passed."})
    _refuse_early(recommendation)
    _own(recommendation, body.authority)
    _concern(recommendation, body.authority, concerned)
    _cite(recommendation, item, paragraph)
    return _save(recommendation, by, "recorded")


@transaction.atomic
def save_recommendation(
    *,
    recommendation: ScrutinyRecommendation,
    by: User,
    revision: int | None,
    paragraph: str,
    **fields: Any,
) -> ScrutinyRecommendation:
    """Save what was recommended and who has it, unless somebody else has saved it meanwhile."""
    recommendation = revisions.lock(recommendation, revision)
    if recommendation.item:
        _keep_signed(recommendation, recommendation.item, fields, ("text",))
    for name in ("text", "due_on", "owner"):
        setattr(recommendation, name, fields.pop(name))
    _refuse_early(recommendation)
    _own(recommendation, recommendation.body.authority)
    _concern(recommendation, recommendation.body.authority, fields)
    _cite(recommendation, recommendation.item, paragraph)
    recommendation.revision += 1
    return _save(recommendation, by, "changed")


@transaction.atomic
def respond(
    *,
    recommendation: ScrutinyRecommendation,
    by: User,
    revision: int | None,
    response: str,
    response_reason: str,
    responded_on: date,
) -> ScrutinyRecommendation:
    """Record the response: accepted, or in part or rejected with the reason."""
    recommendation = revisions.lock(recommendation, revision)
    if response == Response.AWAITED:
        raise ValidationError({"response": "Choose what the response is."})
    if response != Response.ACCEPTED and not response_reason.strip():
        raise ValidationError({"response_reason": "Say why."})
    if not recommendation.made_on <= responded_on <= clock.today():
        raise ValidationError(
            {"responded_on": "Enter a day between the recommendation and today, both included."}
        )
    recommendation.response = response
    recommendation.response_reason = response_reason.strip()
    recommendation.responded_on = responded_on
    recommendation.revision += 1
    return _save(recommendation, by, "responded")


def _refuse_early(recommendation: ScrutinyRecommendation) -> None:
    if recommendation.due_on and recommendation.due_on < recommendation.made_on:
        raise ValidationError({"due_on": "Enter a day on or after the recommendation."})


# --- what they share ------------------------------------------------------------------------


def _save(record: Any, by: User, done: str) -> Any:
    record.full_clean()
    audit.save(record, by=by, at=clock.now())
    tell(record, by, done)
    return record


def _keep_signed(record: Any, item: AgendaItem, fields: Fields, names: tuple[str, ...]) -> None:
    """Refuse to change words that signed minutes print."""
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    changed = [name for name in names if fields[name] != getattr(record, name)]
    if meeting.is_signed and changed:
        raise ValidationError(dict.fromkeys(changed, SIGNED))


def _own(record: Promise | ScrutinyRecommendation, authority: Authority) -> None:
    owner = record.owner
    if owner and not owner.memberships.filter(authority=authority).exists():
        raise ValidationError({"owner": f"Choose somebody who works for {authority.short_name}."})


def _concern(record: Any, authority: Authority, concerned: Fields) -> None:
    """Link a record to an action, a finding and an indicator of its own authority."""
    for name, about in concerned.items():
        if name not in CONCERNED:
            raise TypeError(f"A {record._meta.verbose_name} does not concern a {name}.")
        if about is not None and _authority_of(about) != authority.pk:
            raise ValidationError({name: f"Choose one of {authority.short_name}."})
        setattr(record, name, about)


def _authority_of(about: models.Model) -> Any:
    plan = getattr(about, "plan", None)
    return plan.authority_id if plan else about.authority_id  # type: ignore[attr-defined]


def _cite(record: Any, item: AgendaItem | None, typed: str) -> None:
    """Keep the paragraph that was typed, in the version that members have or had before them."""
    if not typed.strip():
        record.publication, record.anchor = None, ""
        return
    versions: Any = Publication.objects.none()
    if item and item.report_id:
        versions = Publication.objects.filter(report=item.report_id).defer("tree")
    version = record.publication
    if version is None and item:
        version = citing.version_before(versions, item.meeting.held_on)
    if version is None:
        words = "No paper is published for this item, so no paragraph of it can be named."
        raise ValidationError({"paragraph": words})
    try:
        record.anchor = citing.paragraph(typed, citing.numbering_of(version))
    except LookupError as reason:
        raise ValidationError({"paragraph": str(reason.args[0])}) from reason
    record.publication = version

"""Writes to self-evaluations: answers by area, what is planned, and the next year from the last."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models import Authority, User
from core import audit, clock
from core.models import AuditEvent
from core.revisions import Stale, lock
from improvement.models import Action
from monitoring.evaluations import framework_of
from monitoring.models import (
    AuditRound,
    Commitment,
    Finding,
    SelfEvaluation,
    SelfEvaluationPart,
)
from performance.models import Indicator


@transaction.atomic
def add_evaluation(
    *, authority: Authority, by: User, year: str, framework: str, **fields: Any
) -> SelfEvaluation:
    """Begin a year's self-evaluation."""
    evaluation = SelfEvaluation(authority=authority, year=year, framework=framework, **fields)
    evaluation.full_clean(exclude=["revision"])
    audit.save(evaluation, by=by, at=clock.now())
    _record(evaluation, by=by, subject=evaluation, added=True)
    return evaluation


@transaction.atomic
def change_evaluation(
    *,
    evaluation: SelfEvaluation,
    by: User,
    revision: int | None,
    year: str,
    agreed_on: date | None,
    what_changed: str,
    forgets: bool = False,
) -> SelfEvaluation:
    """Put right the year of a self-evaluation, when it was agreed and what changed."""
    current = lock(evaluation, revision)
    said = {"year": year, "agreed_on": agreed_on, "what_changed": what_changed}
    _change(current, by=by, forgets=forgets, **said)
    return current


@transaction.atomic
def save_part(
    *,
    evaluation: SelfEvaluation,
    by: User,
    area: str,
    question: str,
    revision: int,
    findings: Iterable[Finding] = (),
    audit_rounds: Iterable[AuditRound] = (),
    indicators: Iterable[Indicator] = (),
    forgets: bool = False,
    **fields: Any,
) -> SelfEvaluationPart:
    """Answer a question about an area; revision 0 says that there was no answer yet.

    Only findings whose letter the person may read are linked by them; others stay as they are.
    Raises Stale where somebody else has answered meanwhile.
    """
    framework = framework_of(evaluation)
    if area not in framework.areas:
        raise ValidationError("Choose an area of the framework.")
    if fields.get("own_grade") and fields["own_grade"] not in framework.scale:
        raise ValidationError({"own_grade": "Choose a grade of the framework."})
    SelfEvaluation.objects.select_for_update().get(pk=evaluation.pk)
    answered = evaluation.parts.filter(area=area, question=question).first()
    if (answered.revision if answered else 0) != revision:
        raise Stale(answered or evaluation)
    part = answered or SelfEvaluationPart(evaluation=evaluation, area=area, question=question)
    linked: dict[str, list[Any]] = {
        "findings": list(findings),
        "audit_rounds": list(audit_rounds),
        "indicators": list(indicators),
    }
    _see_own(evaluation, [each for records in linked.values() for each in records])
    readable = Finding.objects.readable_by(by)
    chosen = {each.pk for each in linked["findings"]}
    if chosen - set(readable.filter(pk__in=chosen).values_list("pk", flat=True)):
        raise ValidationError({"findings": "Choose findings of letters that you may read."})
    if answered:
        linked["findings"] += answered.findings.exclude(pk__in=readable.values("pk"))
    _change(part, by=by, forgets=forgets, **fields)
    for name, records in linked.items():
        getattr(part, name).set(records)
    return part


@transaction.atomic
def save_commitment(
    *,
    evaluation: SelfEvaluation,
    by: User,
    text: str,
    order: int = 1,
    action: Action | None = None,
    progress: str = "",
    commitment: Commitment | None = None,
    revision: int | None = None,
    forgets: bool = False,
) -> Commitment:
    """Plan something for the next 12 months, or change what is planned; it may become an action."""
    current = lock(commitment, revision) if commitment else Commitment(evaluation=evaluation)
    if action and action.plan.authority_id != evaluation.authority_id:
        raise ValidationError({"action": "Choose an action of the same council."})
    said = {"text": text, "order": order, "action": action, "progress": progress}
    _change(current, by=by, forgets=forgets, **said)
    return current


@transaction.atomic
def roll_evaluation(
    *, evaluation: SelfEvaluation, by: User, year: str, framework: str, what_changed: str
) -> SelfEvaluation:
    """Begin the next year's self-evaluation from this one.

    Texts, own grades and indicators go on where the framework still has the area; findings and
    audits are of their year and are linked anew. What was planned goes on unless it is done.
    """
    if not what_changed.strip():
        raise ValidationError({"what_changed": "Say what changed since the year before."})
    rolled = add_evaluation(
        authority=evaluation.authority,
        by=by,
        year=year,
        framework=framework,
        what_changed=what_changed,
        rolled_from=evaluation,
    )
    at, new = clock.now(), framework_of(rolled)
    for part in evaluation.parts.filter(area__in=new.areas):
        copied = SelfEvaluationPart(
            evaluation=rolled,
            question=part.question,
            area=part.area,
            own_grade=part.own_grade if part.own_grade in new.scale else "",
            strengths=part.strengths,
            to_develop=part.to_develop,
        )
        audit.save(copied, by=by, at=at)
        copied.indicators.set(part.indicators.all())
    for commitment in evaluation.commitments.select_related("action"):
        if commitment.action is None or commitment.action.is_open:
            copied_commitment = Commitment(
                evaluation=rolled,
                order=commitment.order,
                text=commitment.text,
                action=commitment.action,
                progress=commitment.progress,
            )
            audit.save(copied_commitment, by=by, at=at)
    return rolled


TEXTS: dict[type[models.Model], list[str]] = {
    SelfEvaluation: ["what_changed"],
    SelfEvaluationPart: ["strengths", "to_develop"],
    Commitment: ["text", "progress"],
}


def _change(
    record: SelfEvaluation | SelfEvaluationPart | Commitment,
    *,
    by: User,
    forgets: bool,
    **fields: Any,
) -> None:
    """Save a record with these fields, and write down which of them changed.

    ``forgets`` takes what its texts no longer say out of earlier versions too.
    """
    is_new = record.pk is None
    changed = [name for name, value in fields.items() if getattr(record, name) != value]
    for name, value in fields.items():
        setattr(record, name, value)
    record.full_clean(exclude=["revision"])
    if not is_new:
        record.revision += 1
    audit.save(record, by=by, at=clock.now())
    if forgets:
        audit.forget(record, texts=TEXTS[type(record)])
    evaluation = record if isinstance(record, SelfEvaluation) else record.evaluation
    # Names of fields only: what is taken out of a text must not live on here.
    called = f"Plan {record.order} of {evaluation}" if isinstance(record, Commitment) else ""
    _record(
        evaluation,
        by=by,
        subject=record,
        called=called,
        added=is_new,
        fields=changed,
        forgot=forgets,
    )


def _see_own(evaluation: SelfEvaluation, records: Iterable[Any]) -> None:
    if any(each.authority_id != evaluation.authority_id for each in records):
        raise ValidationError("Choose evidence of the same council.")


def _record(
    evaluation: SelfEvaluation, *, by: User, subject: models.Model, called: str = "", **details: Any
) -> None:
    kind, authority = AuditEvent.Kind.SELF_EVALUATION_CHANGED, evaluation.authority_id
    audit.record(kind, by=by, authority_id=authority, subject=subject, called=called, **details)

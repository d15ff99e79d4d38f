"""Evidence, its review, and re-tests."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent
from core.uploads import validate_upload
from improvement.models import (
    Action,
    Evidence,
    Retest,
    Update,
)
from improvement.services.refusals import refuse, said_day

validate_web_address = URLValidator(
    schemes=["https", "http"], message="Enter a link that begins with https:// or http://."
)


@transaction.atomic
def add_evidence(
    *,
    action: Action,
    by: User,
    title: str,
    added_on: date,
    url: str = "",
    file: File | None = None,
    update: Update | None = None,
    added_at: datetime | None = None,
) -> Evidence:
    """Keep a link or a file that supports what was reported."""
    at = added_at or clock.now()
    wrong: dict[str, Any] = {}
    if not title.strip():
        wrong["title"] = "Say what the evidence is."
    if bool(url) == bool(file):
        wrong["url"] = "Give a link or a file, not both." if url else "Give a link or a file."
    elif url:
        wrong |= _complaints("url", validate_web_address, url)
    else:
        wrong |= _complaints("file", validate_upload, file)
    if added_on > timezone.localdate(at):
        wrong["added_on"] = "The date is in the future. Choose today or an earlier day."
    if update and update.action_id != action.pk:
        wrong["update"] = "Choose an update of this action."
    refuse(wrong)
    evidence = Evidence(
        action=action,
        update=update,
        title=title.strip(),
        url=url,
        file=file or "",
        added_on=added_on,
        added_at=at,
        added_by=by,
    )
    evidence.save()
    audit.record(
        AuditEvent.Kind.EVIDENCE_ADDED,
        by=by,
        authority_id=action.plan.authority_id,
        subject=action,
        evidence=evidence.pk,
        title=evidence.title,
        link=evidence.url,
        file=evidence.file.name,
    )
    return evidence


def _complaints(field: str, validate: Any, value: Any) -> dict[str, str]:
    try:
        validate(value)
    except ValidationError as error:
        return {field: " ".join(error.messages)}
    return {}


@transaction.atomic
def review_evidence(*, evidence: Evidence, by: User, verdict: str, words: str) -> Evidence:
    """Say whether evidence is adequate; a later verdict may replace an earlier one."""
    current = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if current.added_by_id == by.pk:
        raise ValidationError("You added this evidence, so another person has to review it.")
    if verdict not in (Evidence.Verdict.ADEQUATE, Evidence.Verdict.NOT_ADEQUATE):
        raise ValidationError({"verdict": "Choose whether the evidence is adequate."})
    if verdict == Evidence.Verdict.NOT_ADEQUATE and not words.strip():
        raise ValidationError({"words": "Say what is missing."})
    before, current.verdict = current.verdict, verdict
    current.verdict_words = words.strip()
    current.reviewed_by, current.reviewed_at = by, clock.now()
    current.save()
    audit.record(
        AuditEvent.Kind.EVIDENCE_REVIEWED,
        by=by,
        authority_id=current.action.plan.authority_id,
        subject=current.action,
        evidence=current.pk,
        title=current.title,
        verdict=[before, verdict],
    )
    return current


@transaction.atomic
def record_retest(
    *,
    action: Action,
    by: User,
    tested_on: date,
    kind: str,
    verdict: str,
    words: str,
    look_again_on: date | None = None,
    recorded_at: datetime | None = None,
) -> Retest:
    """Write down a look at whether the change has held."""
    at = recorded_at or clock.now()
    wrong = {}
    if tested_on > timezone.localdate(at):
        wrong["tested_on"] = "The date is in the future. Choose today or an earlier day."
    elif tested_on < action.starts_on:
        wrong["tested_on"] = (
            f"The action starts on {said_day(action.starts_on)}. Choose a later day."
        )
    if kind not in Retest.Kind.values:
        wrong["kind"] = "Choose how it was looked at."
    if verdict not in Retest.Verdict.values:
        wrong["verdict"] = "Choose what it showed."
    if not words.strip():
        wrong["words"] = "Say what was seen."
    if verdict == Retest.Verdict.TOO_EARLY and not look_again_on:
        wrong["look_again_on"] = "Give a date to look again."
    elif look_again_on and look_again_on <= tested_on:
        wrong["look_again_on"] = "Choose a day after this re-test."
    refuse(wrong)
    retest = Retest(
        action=action,
        tested_on=tested_on,
        kind=kind,
        verdict=verdict,
        words=words.strip(),
        look_again_on=look_again_on,
        recorded_at=at,
        recorded_by=by,
    )
    retest.save()
    audit.record(
        AuditEvent.Kind.RETEST_RECORDED,
        by=by,
        authority_id=action.plan.authority_id,
        subject=action,
        retest=retest.pk,
        tested_on=tested_on.isoformat(),
        verdict=verdict,
    )
    return retest

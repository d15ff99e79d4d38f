"""Asking for clearances, giving them, and holding a paper back until they are given."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from committee.clearances import (
    Standing,
    has_written,
    read_standings,
    text_to_clear,
)
from committee.models import ClearanceVerdict, Report, ReportClearance
from committee.services.papers import open_report, record
from committee.vocabulary import Verdict
from core import clock
from core.models import AuditEvent
from documents import json


@transaction.atomic
def add_clearance(
    *,
    report: Report,
    by: User,
    name: str,
    reason: str,
    asks: str = "",
    clearer: User | None = None,
) -> ReportClearance:
    """Ask for one more clearance, of one person or of everybody who clears."""
    report = open_report(report)
    last = report.clearances.last()
    clearance = ReportClearance(
        report=report,
        order=last.order + 1 if last else 1,
        name=name.strip(),
        asks=asks.strip(),
        clearer=clearer,
    )
    clearance.full_clean()
    _refuse_others(clearer, report)
    reason = _needed(reason, "Say why this clearance is asked for.")
    clearance.save()
    record(
        AuditEvent.Kind.REPORT_CHANGED, report, by, clearance_added=clearance.name, reason=reason
    )
    return clearance


@transaction.atomic
def ask_clearer(*, clearance: ReportClearance, by: User, clearer: User | None) -> ReportClearance:
    """Ask another person for a clearance, or everybody who clears. What was said of it stays."""
    report = open_report(clearance.report)
    clearance = report.clearances.select_for_update().get(pk=clearance.pk)
    _refuse_others(clearer, report)
    before, clearance.clearer = clearance.clearer, clearer
    clearance.save()
    record(
        AuditEvent.Kind.REPORT_CHANGED,
        report,
        by,
        clearance=clearance.name,
        asked_of=[str(before or ""), str(clearer or "")],
    )
    return clearance


def _refuse_others(clearer: User | None, report: Report) -> None:
    if clearer and not clearer.may(Permission.CLEAR_REPORTS, report.authority.pk):
        raise ValidationError({"clearer": "Choose somebody who clears papers of this council."})


@transaction.atomic
def remove_clearance(*, clearance: ReportClearance, by: User, reason: str) -> None:
    """No longer ask for a clearance that an author had asked for, and nobody has answered.

    What the paper's template asks for stays: publishing can only override it, with a reason.
    """
    report = open_report(clearance.report)
    if refusal := why_it_stays(clearance):
        raise ValidationError(refusal)
    reason = _needed(reason, "Say why this clearance is no longer asked for.")
    record(
        AuditEvent.Kind.REPORT_CHANGED, report, by, clearance_removed=clearance.name, reason=reason
    )
    clearance.delete()


def why_it_stays(clearance: ReportClearance) -> str:
    """Why a clearance cannot be removed; empty where it can."""
    if clearance.report.house_style.clearances.filter(name=clearance.name).exists():
        return "The template of this paper asks for this clearance, so it stays."
    if clearance.verdicts.exists():
        return "Somebody has answered, and what they said is kept."
    return ""


@transaction.atomic
def give_verdict(
    *, clearance: ReportClearance, by: User, verdict: str, words: str, digest: str
) -> ClearanceVerdict:
    """Say whether the paper may go forward, of the text that was read.

    ``digest`` is that of the text on the clearer's page: a paper that has changed since is not
    cleared unseen. Raises ValidationError also for whoever wrote in the paper.
    """
    report = open_report(clearance.report)
    clearance = report.clearances.get(pk=clearance.pk)
    at = clock.now()
    if has_written(by, report):
        raise ValidationError("You wrote in this paper, so somebody else has to clear it.")
    document = text_to_clear(report, today=timezone.localdate(at))
    if json.digest(document) != digest:
        raise ValidationError("The paper has changed since you opened this page. Look at it again.")
    said = ClearanceVerdict(
        clearance=clearance,
        verdict=verdict,
        words=words.strip(),
        tree=json.dump(document),
        sha256=digest,
        by=by,
        at=at,
    )
    if verdict == Verdict.NOT_CLEARED and not said.words:
        raise ValidationError({"words": "Say what has to change before it can be cleared."})
    said.full_clean()
    said.save()
    record(
        AuditEvent.Kind.REPORT_CLEARED,
        report,
        by,
        clearance=clearance.name,
        verdict=verdict,
        words=said.words,
        sha256=digest,
    )
    return said


def require_clearances(*, report: Report, at: datetime, override: str) -> str:
    """Hold a paper that is published ``at`` a moment back until all its clearances are current.

    The ``override`` is why it is published without them; what is returned is to be printed in the
    record: nothing where none is missing. Call it with the paper locked, so that nobody clears it
    meanwhile.
    """
    document = text_to_clear(report, today=timezone.localdate(at))
    missing = [each for each in read_standings(report, document) if not each.is_current]
    if not missing:
        return ""
    if override.strip():
        return f"{override.strip()} ({_listed(missing)})"
    raise ValidationError(
        f"This paper is not cleared: {_listed(missing)}. Wait for it, or say why it is published "
        "all the same."
    )


def _listed(missing: list[Standing]) -> str:
    return "; ".join(f"{each.clearance.name}: {each.state.label.lower()}" for each in missing)


def _needed(reason: str, message: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": message})
    return reason.strip()

"""Writes to findings: what was found, how the plan answers it, and when it is done with."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Authority, Partner, User
from core import audit, clock
from core.models import AuditEvent, changes
from core.revisions import lock
from improvement.models import Action, PracticeArea
from monitoring.models import AreaEvidence, Finding, Trace, Visit
from monitoring.vocabulary import ClosedBecause, Coverage, Inspectorate, SourceKind, VisitKind

Kind = AuditEvent.Kind

# What references of a visit's findings begin with: its kind for Ofsted, else whose visit it was.
BEGINNINGS = {
    VisitKind.STANDARD: "IN",
    VisitKind.SHORT: "IN",
    VisitKind.FOCUSED: "FV",
    VisitKind.MONITORING: "MV",
    VisitKind.ASSURANCE: "AV",
    VisitKind.JOINT_TARGETED: "JTAI",
    VisitKind.AREA_SEND: "SEND",
    VisitKind.REVIEW: "RV",
    VisitKind.ENGAGEMENT: "AEM",
    Inspectorate.CQC: "CQC",
    Inspectorate.HMICFRS: "HMI",
    Inspectorate.PEER: "PR",
    Inspectorate.ADVISER: "AD",
    Inspectorate.INTERNAL_AUDIT: "IA",
}


def proposed_reference(visit: Visit, *, taken: Iterable[str] | None = None) -> str:
    """The next reference of a visit's findings: MV5-3, or CQC2018-1 where the letter counts none.

    ``taken`` are the authority's references, where the caller has them already.
    """
    whose = Inspectorate(visit.inspectorate)
    beginning = BEGINNINGS.get(whose) or BEGINNINGS[VisitKind(visit.kind)]
    stem = f"{beginning}{visit.ordinal or visit.starts_on.year}-"
    if taken is None:
        taken = Finding.objects.filter(
            authority=visit.authority_id, reference__startswith=stem
        ).values_list("reference", flat=True)
    numbers = [re.fullmatch(rf"{re.escape(stem)}(\d+)", reference) for reference in taken]
    return f"{stem}{max((int(found[1]) for found in numbers if found), default=0) + 1}"


@transaction.atomic
def add_finding(
    *, visit: Visit, by: User, partners: Iterable[Partner] = (), **fields: Any
) -> Finding:
    """Keep something that was found, with the next reference where none is given.

    Raises ValidationError where the reference is taken, the practice area is another authority's,
    or it would follow a finding that is not earlier.
    """
    # Two people may mark one letter: the references count up from what both of them see.
    Authority.objects.select_for_update().get(pk=visit.authority_id)
    fields["reference"] = fields.get("reference") or proposed_reference(visit)
    finding = Finding(authority_id=visit.authority_id, visit=visit, **fields)
    _see_fit(finding)
    finding.full_clean(exclude=["revision"])
    audit.save(finding, by=by, at=clock.now())
    finding.partners.set(partners)
    _record(finding, by=by, changes=changes({}, _in_words(finding, fields)), fields=["words"])
    return finding


@transaction.atomic
def change_finding(
    *,
    finding: Finding,
    by: User,
    revision: int | None,
    partners: Iterable[Partner] | None = None,
    forgets: bool = False,
    **fields: Any,
) -> Finding:
    """Put right what is kept of a finding. The words of a marked one stay the letter's.

    ``forgets`` takes what the words no longer say out of earlier versions too.
    Raises Stale where somebody saved it meanwhile, and ValidationError as for adding.
    """
    current = lock(finding, revision)
    before, words = _in_words(current, fields), current.words
    for name, value in fields.items():
        setattr(current, name, value)
    if current.is_marked and current.words != words:
        raise ValidationError({"words": "These are the letter’s words, which stay as they are."})
    _see_fit(current)
    current.full_clean(exclude=["revision"])
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    if forgets:
        audit.forget(current, texts=["words"])
    if partners is not None:
        current.partners.set(partners)
    _record(
        current,
        by=by,
        changes=changes(before, _in_words(current, fields)),
        fields=["words"] if current.words != words else [],
        forgot=forgets,
    )
    return current


def _see_fit(finding: Finding) -> None:
    """Raise ValidationError, by field, where a finding does not fit what it names."""
    wrong = {}
    area, earlier = finding.practice_area, finding.follows
    if area and area.authority_id != finding.authority_id:
        wrong["practice_area"] = "Choose a practice area of this council."
    if earlier and (
        earlier.authority_id != finding.authority_id
        or earlier.visit.starts_on >= finding.visit.starts_on
    ):
        wrong["follows"] = "Choose a finding of an earlier visit."
    if wrong:
        raise ValidationError(wrong)


def _in_words(finding: Finding, names: Iterable[str]) -> dict[str, str]:
    """The fields as the audit trail tells them; the findings' own words are not for all to read."""
    found = {name: _said(getattr(finding, name)) for name in names if name != "words"}
    if finding.pk:
        found["partners"] = ", ".join(str(each) for each in finding.partners.all())
    return found


def _said(value: Any) -> str:
    return value.reference if isinstance(value, Finding) else str(value or "")


def _record(finding: Finding, *, by: User, **details: Any) -> None:
    """Write down what was done, without words: the finding's history has those."""
    audit.record(
        Kind.FINDING_CHANGED,
        by=by,
        authority_id=finding.authority_id,
        subject=finding,
        called=f"Finding {finding.reference}",
        visit=finding.visit_id,
        **details,
    )


# --- how the plan answers -----------------------------------------------------------------------


@transaction.atomic
def trace(
    *,
    finding: Finding,
    by: User,
    coverage: str,
    action: Action | None = None,
    reason: str = "",
) -> Trace:
    """Say that an action answers a finding, or that none does and why.

    Raises ValidationError where neither or both are given, the action is another authority's, or
    the finding is answered in the other way already.
    """
    current = lock(finding, None)
    if action and action.plan.authority_id != current.authority_id:
        raise ValidationError({"action": "Choose an action of this council’s plan."})
    is_none = coverage == Coverage.NO_ACTION
    if is_none and not reason.strip():
        raise ValidationError({"reason": "Say why there is no action."})
    if is_none and action:
        raise ValidationError({"action": "Choose an action or “No action”, not both."})
    if not is_none and action is None:
        raise ValidationError({"action": "Choose the action that answers the finding."})
    there = list(current.traces.all())
    if is_none and there:
        raise ValidationError("The finding has an answer already. Remove that first.")
    if any(each.coverage == Coverage.NO_ACTION for each in there):
        raise ValidationError("It is said that there is no action. Remove that first.")
    answer = Trace(finding=current, action=action, coverage=coverage, reason=reason.strip())
    answer.full_clean()
    audit.save(answer, by=by, at=clock.now())
    _record(current, by=by, traced=[str(coverage), action.reference if action else ""])
    return answer


@transaction.atomic
def remove_trace(*, answer: Trace, by: User) -> None:
    """Take back an answer; history keeps it."""
    finding, action = answer.finding, answer.action
    answer._history_user = by  # type: ignore[attr-defined]
    _record(finding, by=by, trace_removed=[answer.coverage, action.reference if action else ""])
    answer.delete()


# --- done with, and opened again ------------------------------------------------------------------


@transaction.atomic
def close_finding(
    *,
    finding: Finding,
    by: User,
    closed_on: date,
    closed_because: str,
    closed_words: str,
    closed_by_body: str,
    revision: int | None = None,
) -> Finding:
    """Close a finding: when, on what ground, and who decided it, which may be a body outside."""
    current = lock(finding, revision)
    if not current.is_open:
        raise ValidationError("The finding has been closed already.")
    wrong = {}
    if closed_on < current.visit.starts_on:
        wrong["closed_on"] = "This is before the visit. Choose a later day."
    elif closed_on > clock.today():
        wrong["closed_on"] = "The date is in the future. Choose today or an earlier day."
    if closed_because not in ClosedBecause.values:
        wrong["closed_because"] = "Choose why it is closed."
    if not closed_words.strip():
        wrong["closed_words"] = "Say on what ground it is closed."
    if not closed_by_body.strip():
        wrong["closed_by_body"] = "Enter the post or body that decided it."
    if wrong:
        raise ValidationError(wrong)
    current.closed_on, current.closed_because = closed_on, closed_because
    current.closed_words, current.closed_by_body = closed_words.strip(), closed_by_body.strip()
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    _record(current, by=by, closed=[closed_on.isoformat(), closed_because, closed_by_body])
    return current


@transaction.atomic
def reopen_finding(
    *, finding: Finding, by: User, reason: str, revision: int | None = None
) -> Finding:
    """Open a finding again. Why it was closed stays in its history, beside why it was opened."""
    current = lock(finding, revision)
    if current.is_open:
        raise ValidationError("The finding is open already.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is opened again."})
    current.closed_on, current.closed_because = None, ""
    current.closed_words, current.closed_by_body = "", ""
    current.revision += 1
    current._change_reason = reason.strip()  # type: ignore[attr-defined]
    audit.save(current, by=by, at=clock.now())
    _record(current, by=by, opened_again=True)
    return current


# --- practice areas -------------------------------------------------------------------------------


@transaction.atomic
def say_of_area(
    *,
    visit: Visit,
    area: PracticeArea,
    source: str,
    by: User,
    forgets: bool = False,
    **said: Any,
) -> AreaEvidence:
    """Keep what audits, indicators or voice say of an area beside a visit; history has what was.

    ``forgets`` takes what the words no longer say out of earlier versions too.

    Raises ValidationError where something is another authority's or an indicator stands beside
    another source.
    """
    Visit.objects.select_for_update().get(pk=visit.pk)
    evidence = AreaEvidence.objects.filter(visit=visit, practice_area=area, source=source).first()
    evidence = evidence or AreaEvidence(visit=visit, practice_area=area, source=source)
    changed = [name for name, value in said.items() if getattr(evidence, name) != value]
    for name, value in said.items():
        setattr(evidence, name, value)
    indicator = evidence.indicator
    if area.authority_id != visit.authority_id:
        raise ValidationError("Choose a practice area of this council.")
    if indicator and indicator.authority_id != visit.authority_id:
        raise ValidationError({"indicator": "Choose an indicator of this council."})
    if indicator and source != SourceKind.INDICATOR:
        raise ValidationError({"indicator": "Leave the indicator out: this is another source."})
    evidence.full_clean()
    audit.save(evidence, by=by, at=clock.now())
    if forgets:
        audit.forget(evidence, texts=["words"])
    audit.record(
        Kind.FINDING_CHANGED,
        by=by,
        authority_id=visit.authority_id,
        subject=evidence,
        visit=visit.pk,
        # Names of fields only: what is taken out of a text must not live on here.
        fields=changed,
        forgot=forgets,
    )
    return evidence

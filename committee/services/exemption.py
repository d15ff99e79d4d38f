"""Saving what the public may not read, and why."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from committee.exemption import ASKED, missing
from committee.models import Report, ReportSection
from committee.services.papers import open_report, record
from committee.vocabulary import ExemptScope
from core import audit, clock, revisions
from core.models import AuditEvent


@transaction.atomic
def save_section_exemption(
    *, section: ReportSection, by: User, revision: int | None, exempt_scope: str, **said: str
) -> ReportSection:
    """Save how much of a section is exempt; where something is, it is ``said`` why."""
    report = open_report(section.report)
    section = revisions.lock(section, revision)
    section.exempt_scope = exempt_scope
    _save(section, by, said, is_exempt=exempt_scope != ExemptScope.NOTHING)
    record(
        AuditEvent.Kind.REPORT_CHANGED, report, by, section=section.key, exempt=section.exempt_scope
    )
    return section


@transaction.atomic
def save_report_exemption(
    *, report: Report, by: User, revision: int | None, access: str, **said: str
) -> Report:
    """Save whether a whole paper is exempt; where it is, it is ``said`` why."""
    open_report(report)
    report = revisions.lock(report, revision)
    report.access = access
    _save(report, by, said, is_exempt=access == Report.Access.EXEMPT)
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, access=report.access)
    return report


def _save(record: Any, by: User, said: dict[str, str], *, is_exempt: bool) -> None:
    if is_exempt and (wrong := missing(said)):
        raise ValidationError(wrong)
    for name in ASKED:
        setattr(record, name, said.get(name, "").strip() if is_exempt else "")
    record.revision += 1
    record.full_clean()
    audit.save(record, by=by, at=clock.now())

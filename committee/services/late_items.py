"""Admitting to a paper what came after its cut-off."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from committee.models import LateItem, Report
from committee.services.papers import open_report, record
from core.models import AuditEvent
from improvement.models import Update
from monitoring.models import Visit


@transaction.atomic
def admit_late_item(
    *,
    report: Report,
    by: User,
    reason: str,
    update: Update | None = None,
    visit: Visit | None = None,
) -> LateItem:
    """Let an update or a visit from after the cut-off into the paper, which says so and why.

    Raises ValidationError for what is not late, is not of this council's plan or is in already.
    """
    report = open_report(report)
    item = LateItem(
        report=report, update_record=update, visit=visit, reason=reason.strip(), admitted_by=by
    )
    if (update is None) == (visit is None):
        raise ValidationError("Choose an update or a visit.")
    item.full_clean()
    if update:
        if update.action.plan_id != report.plan_id:
            raise ValidationError({"update": "Choose an update on an action of this paper’s plan."})
        if update.effective_on <= report.cut_off:
            raise ValidationError({"update": "This update is not late. It is in already."})
    if visit:
        if visit.authority_id != report.authority.pk:
            raise ValidationError({"visit": "Choose a visit to the council whose paper it is."})
        if (visit.letter_on or visit.ends_on) <= report.cut_off:
            raise ValidationError({"visit": "This visit is not late. A section can show it."})
    if report.late_items.filter(update_record=update, visit=visit).exists():
        raise ValidationError("This is admitted already.")
    item.save()
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, late=str(item), reason=item.reason)
    return item


@transaction.atomic
def remove_late_item(*, item: LateItem, by: User) -> None:
    """Take it out of the paper again, while the paper can be written."""
    report = open_report(item.report)
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, no_longer_late=str(item))
    item.delete()

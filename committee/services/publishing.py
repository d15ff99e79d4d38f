"""Publishing papers and correcting them."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from committee.checks import check
from committee.facts import read_facts
from committee.models import ExemptEdition, Publication, Report
from committee.reports import compose
from committee.services.clearance import require_clearances
from committee.services.freezing import Stored, all_or_nothing, make_files, store_files
from committee.services.papers import open_report, record
from committee.services.passages import keep_passages
from committee.vocabulary import ReportState
from core import audit, clock
from core.models import AuditEvent
from documents import exempt, json, problems
from documents.nodes import Document
from documents.problems import Problem


def publish_report(
    *,
    report: Report,
    by: User,
    at: datetime | None = None,
    digest: str | None = None,
    urgency_reason: str = "",
    clearance_override: str = "",
) -> Publication:
    """Freeze the paper as it stands at its cut-off, and make its files: all of it or nothing.

    With the ``digest`` of what was read, a paper that has changed since is not published unseen.
    One that comes after the last lawful day says the chair's ``urgency_reason``, one that is not
    cleared says in ``clearance_override`` why it is published all the same. What is exempt is left
    out, and kept in an edition for those who may read it.
    """
    reasons = urgency_reason, clearance_override
    with all_or_nothing() as stored:
        return _publish(report, by, at or clock.now(), digest, reasons, stored)


def _publish(
    report: Report,
    by: User,
    at: datetime,
    digest: str | None,
    reasons: tuple[str, str],
    stored: Stored,
) -> Publication:
    urgency_reason, clearance_override = reasons
    report = open_report(report)
    today = timezone.localdate(at)
    facts = read_facts(report, as_at=report.cut_off, public_on=today)
    document = compose(facts)
    _refuse_errors(check(facts, document))
    if digest is not None and digest != json.digest(document):
        raise ValidationError("The paper has changed since you opened this page. Look at it again.")
    clearance_override = require_clearances(report=report, at=at, override=clearance_override)
    if report.needs_urgency(on=today):
        if not urgency_reason.strip():
            raise ValidationError({"urgency_reason": "Give the chair’s reason why it cannot wait."})
        report.urgency_reason = urgency_reason.strip()
        document = compose(facts)
    public = document if report.access == Report.Access.EXEMPT else exempt.leave_out(document)
    _refuse_errors(problems.find(public))
    publication = Publication(
        report=report,
        version=report.publications.count() + 1,
        title=report.title,
        access=report.access,
        reason=report.correction_reason,
        urgency_reason=report.urgency_reason,
        clearance_override=clearance_override,
        published_at=at,
        published_by=by,
        withholds_earlier=_withholds_earlier(report, document),
    )
    base = report.house_style.base
    _freeze(public, publication, f"{report.slug}-v{publication.version}", base, stored)
    if public is not document:
        edition = ExemptEdition(publication=publication)
        name = f"{report.slug}-v{publication.version}-exempt"
        _freeze(document, edition, name, base, stored)
    keep_passages(publication, public, document)
    report.state = ReportState.PUBLISHED
    report.correction_reason = ""
    report.revision += 1
    audit.save(report, by=by, at=at)
    record(
        AuditEvent.Kind.REPORT_PUBLISHED,
        report,
        by,
        version=publication.version,
        sha256=publication.sha256,
        late=today > report.meeting.publish_by,
        clearance_override=clearance_override,
    )
    return publication


def _withholds_earlier(report: Report, document: Document) -> bool:
    """Whether an earlier public version says what is exempt now."""
    if next(exempt.parts(document), None) is None:
        return False
    earlier = report.publications.filter(access=Report.Access.PUBLIC)
    return any(exempt.tells(each.document(), document) for each in earlier)


def _refuse_errors(found: Iterable[Problem]) -> None:
    errors = [each for each in found if each.severity == "error"]
    if errors:
        raise ValidationError([f"{each.place}: {each.message}" for each in errors])


def _freeze(
    document: Document,
    record: Publication | ExemptEdition,
    name: str,
    base: bytes | None,
    stored: Stored,
) -> None:
    """Save a record with its tree, its files and the digests of all of them."""
    files = make_files(document, base=base)
    store_files(record, files, stem=name, stored=stored)
    record.tree, record.sha256 = json.dump(document), json.digest(document)
    record.file_digests = {kind: hashlib.sha256(file).hexdigest() for kind, file in files.items()}
    record.full_clean()
    record.save()


def record_reading(*, publication: Publication, by: User, what: str) -> None:
    """Write down that somebody read exempt matter of a published paper: its page or a file."""
    record(
        AuditEvent.Kind.EXEMPT_READ, publication.report, by, version=publication.version, what=what
    )


@transaction.atomic
def start_correction(*, report: Report, by: User, reason: str) -> Report:
    """Open a published paper again; what was published stays as it is."""
    report = Report.objects.with_parts().select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != ReportState.PUBLISHED:
        raise ValidationError("This paper is open already.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why the paper is corrected."})
    report.state = ReportState.CORRECTING
    report.correction_reason = reason.strip()
    report.revision += 1
    audit.save(report, by=by, at=clock.now())
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, correction=report.correction_reason)
    return report

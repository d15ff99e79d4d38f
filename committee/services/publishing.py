"""Publishing papers and correcting them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts.models import User
from committee.facts import read_facts
from committee.models import Publication, Report
from committee.reports import check, compose
from committee.services.papers import open_report, record
from committee.vocabulary import ReportState
from core import audit, clock
from core.models import AuditEvent
from documents import html, json, pdf, word
from documents.nodes import Document
from documents.pdf import UnprintableDocument


def publish_report(
    *, report: Report, by: User, at: datetime | None = None, digest: str | None = None
) -> Publication:
    """Freeze the paper as it stands at its cut-off, and make its files: all of it or nothing.

    With the ``digest`` of what was read, a paper that has changed since is not published unseen.
    """
    stored: list[tuple[Storage, str]] = []
    try:
        with transaction.atomic():
            return _publish(report, by, at or clock.now(), digest, stored)
    except BaseException:
        for storage, name in stored:
            storage.delete(name)
        raise


def _publish(
    report: Report, by: User, at: datetime, digest: str | None, stored: list[tuple[Storage, str]]
) -> Publication:
    report = open_report(report)
    today = timezone.localdate(at)
    facts = read_facts(report, as_at=report.cut_off, public_on=today)
    document = compose(facts)
    errors = [each for each in check(facts, document) if each.severity == "error"]
    if errors:
        raise ValidationError([f"{each.place}: {each.message}" for each in errors])
    sha256 = json.digest(document)
    if digest is not None and digest != sha256:
        raise ValidationError("The paper has changed since you opened this page. Look at it again.")
    files = _files(document)
    publication = Publication(
        report=report,
        version=report.publications.count() + 1,
        tree=json.dump(document),
        sha256=sha256,
        title=report.title,
        access=report.access,
        reason=report.correction_reason,
        published_at=at,
        published_by=by,
    )
    for kind, content in files.items():
        file: FieldFile = getattr(publication, kind)
        name = f"{report.slug}-v{publication.version}.{kind}"
        # Under the lock, a file of this name can only be left from a process that was killed.
        file.storage.delete(f"{file.field.upload_to}{name}")
        file.save(name, ContentFile(content), save=False)
        stored.append((file.storage, str(file.name)))
    publication.full_clean()
    publication.save()
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
        late=timezone.localdate(at) > report.meeting.publish_by,
    )
    return publication


def _files(document: Document) -> dict[str, bytes]:
    try:
        return {
            "html": html.render(document).encode(),
            "docx": word.render(document),
            "pdf": pdf.render(document),
        }
    except UnprintableDocument as refusal:
        raise ValidationError(f"The paper cannot be printed. {refusal}") from refusal


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

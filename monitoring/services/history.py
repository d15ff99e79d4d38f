"""Bringing past inspections in: looked at first, then committed whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Authority, User
from core import audit, clock
from core.models import AuditEvent
from core.sheets import open_book
from monitoring.frameworks import FRAMEWORKS
from monitoring.history import PastInspection, bare_name, read
from monitoring.models import InspectionImport, Inspector, Judgement, Visit
from monitoring.vocabulary import BatchState, LetterStatus, RowOutcome, VisitKind
from performance.intake import digest


def read_file(file: BinaryIO, name: str) -> tuple[list[PastInspection], str]:
    """The rows of a file, and its SHA-256. Raises UnreadableFile, in words."""
    rows = list(read(open_book(file, name, max_rows=settings.IMPORT_MAX_ROWS)))
    return rows, digest(file)


@transaction.atomic
def stage_import(
    *,
    authority: Authority,
    by: User,
    inspections: Iterable[PastInspection],
    file_name: str,
    sha256: str,
) -> InspectionImport:
    """Keep the rows of one council to be looked at; nothing counts before they are committed.

    A council's rows are those that bear its name or its short name, however it is written. Raises
    ValidationError where there are none.
    """
    names = {bare_name(authority.name), bare_name(authority.short_name)}
    own = [each for each in inspections if bare_name(each.authority) in names]
    if not own:
        raise ValidationError(
            f"The file names no inspection of {authority}. Choose a file that has its name in the "
            "column local_authority."
        )
    known, rows = _known(authority), []
    for each in own:
        row = _row(each, known)
        if row["outcome"] == RowOutcome.NEW:
            known.add(_key(row))
        rows.append(row)
    return InspectionImport.objects.create(
        authority=authority,
        file_name=file_name[:200],
        sha256=sha256,
        rows=rows,
        previewed_at=clock.now(),
        previewed_by=by,
    )


def _row(inspection: PastInspection, known: set[tuple[str, str]]) -> dict[str, Any]:
    """A row as it is kept, with what becomes of it and why."""

    def day(value: date | None) -> str:
        return value.isoformat() if value else ""

    row: dict[str, Any] = {
        "row": inspection.row,
        "kind": inspection.kind,
        "framework": inspection.framework,
        "starts_on": day(inspection.starts_on),
        "ends_on": day(inspection.ends_on),
        "published_on": day(inspection.published_on),
        "url": inspection.url,
        "inspector": inspection.inspector,
        "judgements": inspection.judgements,
        "outcome": RowOutcome.NEW,
        "message": " ".join(inspection.problems),
    }
    if inspection.left_out:
        row |= {"outcome": RowOutcome.LEFT_OUT, "message": inspection.left_out}
    elif _key(row) in known:
        row |= {"outcome": RowOutcome.KNOWN}
    return row


def _key(row: dict[str, Any]) -> tuple[str, str]:
    """What makes an inspection of a council the same one: its kind and its first day."""
    return row["kind"], row["starts_on"]


def _known(authority: Authority) -> set[tuple[str, str]]:
    visits = Visit.objects.filter(authority=authority).values_list("kind", "starts_on")
    return {(kind, starts_on.isoformat()) for kind, starts_on in visits}


@dataclass(frozen=True)
class Line:
    """A kept row as a person reads it."""

    row: int
    days: str
    kind: str
    judgements: list[str]
    outcome: RowOutcome
    message: str


def lines_of(batch: InspectionImport) -> list[Line]:
    """The rows of an import, in the order of the file."""
    return [
        Line(
            row["row"],
            _visit(batch, row).days if row["starts_on"] and row["ends_on"] else "",
            VisitKind(row["kind"]).label if row["kind"] else "",
            [f"{area}: {grade}" for area, grade in _judgements_in_words(row)],
            RowOutcome(row["outcome"]),
            row["message"],
        )
        for row in batch.rows
    ]


def _judgements_in_words(row: dict[str, Any]) -> list[tuple[str, str]]:
    version = FRAMEWORKS[row["framework"]]
    return [
        (name, version.scale[row["judgements"][area]])
        for area, name in version.areas.items()
        if area in row["judgements"]
    ]


def count_of(batch: InspectionImport, outcome: RowOutcome) -> int:
    """How many rows of an import come to this."""
    return sum(row["outcome"] == outcome for row in batch.rows)


@transaction.atomic
def commit_import(*, batch: InspectionImport, by: User) -> InspectionImport:
    """Record the new inspections of an import, all of them or, where something fails, none.

    What was recorded since the import was looked at is left as it is. Raises ValidationError where
    nothing is new, or where the import is committed already.
    """
    authority = Authority.objects.select_for_update().get(pk=batch.authority_id)
    held = (
        InspectionImport.objects.select_for_update()
        .filter(pk=batch.pk, state=BatchState.PREVIEWED)
        .first()
    )
    if held is None:
        raise ValidationError("This import is committed already.")
    known = _known(authority)
    for row in held.rows:
        if row["outcome"] == RowOutcome.NEW and _key(row) in known:
            row["outcome"] = RowOutcome.KNOWN
    new = [row for row in held.rows if row["outcome"] == RowOutcome.NEW]
    if not new:
        raise ValidationError("There is nothing to commit: no inspection is new.")
    at = clock.now()
    visits = [(_visit(held, row), row) for row in new]
    for visit, _ in visits:
        audit.save(visit, by=by, at=at)
    Inspector.objects.bulk_create(
        Inspector(visit=visit, name=row["inspector"]) for visit, row in visits if row["inspector"]
    )
    Judgement.objects.bulk_create(
        Judgement(visit=visit, area=area, grade=row["judgements"][area])
        for visit, row in visits
        for area in visit.framework_version.areas
        if area in row["judgements"]
    )
    held.state, held.committed_at, held.committed_by = BatchState.COMMITTED, at, by
    held.save()
    audit.record(
        AuditEvent.Kind.INSPECTIONS_IMPORTED,
        by=by,
        authority_id=authority.pk,
        subject=held,
        file=held.file_name,
        sha256=held.sha256,
        new=len(new),
        left_out=count_of(held, RowOutcome.LEFT_OUT),
    )
    return held


@transaction.atomic
def discard_import(*, batch: InspectionImport) -> None:
    """Forget an import that never counted. Raises ValidationError where it is committed."""
    held = InspectionImport.objects.select_for_update().filter(
        pk=batch.pk, state=BatchState.PREVIEWED
    )
    if not held.exists():
        raise ValidationError("This import is committed, so it stays on record.")
    batch.delete()


def _visit(batch: InspectionImport, row: dict[str, Any]) -> Visit:
    return Visit(
        authority_id=batch.authority_id,
        kind=row["kind"],
        framework=row["framework"],
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=date.fromisoformat(row["ends_on"]),
        published_on=date.fromisoformat(row["published_on"]) if row["published_on"] else None,
        letter_status=LetterStatus.PUBLISHED,
        url=row["url"],
        imported_in=batch,
    )

"""Bringing figures in: looked at first, committed whole or not at all, and taken back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Authority, User
from core import audit, clock
from core.models import AuditEvent
from performance import staging
from performance.files.neighbours import NeighbourRaw
from performance.models import (
    Commentary,
    Comparator,
    Conventions,
    ImportBatch,
    Indicator,
    Neighbour,
    NeighbourModel,
    Observation,
    StagedFigure,
    WorkbookMapping,
)
from performance.staging import Progress, Row
from performance.vocabulary import BatchState, CommentaryState, Source

Kind = AuditEvent.Kind

SHOWN_REJECTED = 10  # of the rows that a typed import names when it is refused
DEPENDS_SHOWN = 5


class ChangedMeanwhile(ValidationError):
    """Figures came in between looking and committing; the import has been judged again."""

    def __init__(self) -> None:
        super().__init__(
            "Other figures have come in since you looked at this import. What it changes has been "
            "worked out again. Look at it once more, then commit it."
        )


class LookedAtAlready(ValidationError):
    """Somebody was quicker to say how the file of an import is read, or discarded it."""

    def __init__(self) -> None:
        super().__init__("How this file is read has been said already, or it was discarded.")


# --- looking --------------------------------------------------------------------------------------


@transaction.atomic
def keep_for_mapping(
    *, authority: Authority, by: User, source: str, file: File, file_name: str, sha256: str
) -> ImportBatch:
    """Begin an import of which a person has to say more; the file is kept until then."""
    batch = ImportBatch(
        authority=authority,
        source=source,
        file_name=file_name[:200],
        sha256=sha256,
        state=BatchState.MAPPING,
        previewed_at=clock.now(),
        previewed_by=by,
    )
    batch.file.save(sha256[:16], file, save=False)  # what people call it is no name for a file
    batch.save()
    return batch


@transaction.atomic
def stage(
    *,
    authority: Authority,
    by: User,
    source: str,
    rows: Iterable[Row],
    file_name: str,
    sha256: str,
    as_at: date,
    mapping: WorkbookMapping | None = None,
    batch: ImportBatch | None = None,
    indicator: Indicator | None = None,
    published_in: str = "",
    neighbours: NeighbourModel | None = None,
    note: str = "",
    progress: Progress | None = None,
) -> ImportBatch:
    """Read rows into an import that can be looked at; nothing counts before it is committed.

    A figure of a period that begins after ``as_at`` is rejected unless it is a forecast. For
    comparators, ``indicator`` is what they are compared with, ``published_in`` their source and
    ``neighbours`` the list that figures of statistical neighbours were made with. ``batch`` is the
    import that waited for its columns, if there was one.
    """
    _see_they_are_of(authority, indicator, neighbours, mapping, batch)
    batch = _waiting(batch) if batch else ImportBatch(authority=authority)
    batch.source, batch.mapping, batch.state = source, mapping, BatchState.PREVIEWED
    batch.file_name, batch.sha256 = file_name[:200], sha256
    batch.previewed_at, batch.previewed_by = clock.now(), by
    batch.details = {
        "source": published_in,
        "neighbour_model": neighbours.pk if neighbours else None,
        "note": note,
        "seen": _seen(authority),
    }
    batch.save()
    staging.write(batch, rows, as_at=as_at, indicator=indicator, progress=progress)
    staging.judge(batch, Conventions.objects.of(authority.pk))
    _drop_file(batch)
    return batch


@transaction.atomic
def stage_neighbours(
    *,
    authority: Authority,
    by: User,
    rows: Sequence[NeighbourRaw],
    name: str,
    from_on: date,
    published_in: str,
    file_name: str,
    sha256: str,
    batch: ImportBatch | None = None,
) -> ImportBatch:
    """Look at a list of statistical neighbours before it is committed."""
    listed = [
        {"order": row.order, "code": row.code, "name": row.name, "closeness": row.closeness}
        for row in rows
    ]
    is_known = _is_known(authority, name, listed)
    _see_they_are_of(authority, batch)
    batch = _waiting(batch) if batch else ImportBatch(authority=authority)
    batch.source, batch.state = Source.NEIGHBOURS, BatchState.PREVIEWED
    batch.file_name, batch.sha256 = file_name[:200], sha256
    batch.previewed_at, batch.previewed_by = clock.now(), by
    batch.new_count, batch.unchanged_count = (0, len(listed)) if is_known else (len(listed), 0)
    batch.details = {
        "neighbours": listed,
        "name": name,
        "from_on": from_on.isoformat(),
        "source": published_in,
        "seen": _seen(authority),
    }
    batch.save()
    _drop_file(batch)
    return batch


def _see_they_are_of(authority: Authority, *records: Any) -> None:
    if any(record and record.authority_id != authority.pk for record in records):
        raise ValidationError("Choose what belongs to the council whose figures they are.")


def _waiting(batch: ImportBatch) -> ImportBatch:
    """An import that waits for its columns, held while they are read: nobody reads it twice."""
    waits = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state=BatchState.MAPPING)
    if not waits.exists():
        raise LookedAtAlready
    return batch


def _is_known(authority: Authority, name: str, listed: list[dict[str, Any]]) -> bool:
    fields = ("order", "code", "name", "closeness")
    known = Neighbour.objects.filter(model__authority=authority, model__name=name)
    return list(known.order_by("order").values(*fields)) == listed


def _seen(authority: Authority) -> list[int]:
    """How many imports were committed, and how many undone: both only ever grow."""
    imports = ImportBatch.objects.filter(authority=authority)
    return [
        imports.filter(committed_at__isnull=False).count(),
        imports.filter(undone_at__isnull=False).count(),
    ]


def committed_before(batch: ImportBatch) -> ImportBatch | None:
    """The import that the same file was committed as, if it still counts."""
    if not batch.sha256:
        return None
    same = ImportBatch.objects.filter(
        authority=batch.authority_id, sha256=batch.sha256, state=BatchState.COMMITTED
    )
    return same.exclude(pk=batch.pk).first()


# --- committing -----------------------------------------------------------------------------------


def commit_import(
    *,
    batch: ImportBatch,
    by: User,
    confirms_implausible: bool = False,
    leaves_out_rejected: bool = False,
) -> ImportBatch:
    """Let the figures of an import count, all of them or, where something is wrong, none.

    Rejected rows are left out only if the person says so, and figures that move implausibly are
    taken only if the person confirms them. Raises ValidationError; ChangedMeanwhile where other
    figures came in since the import was looked at and it would now do something else.
    """
    with transaction.atomic():
        held = _hold(batch, BatchState.PREVIEWED, "This import is not waiting to be committed.")
        moved = _judge_again_if_late(held)
        if not moved:
            _see_it_may_count(held, confirms_implausible, leaves_out_rejected)
            held.state = BatchState.COMMITTED
            held.committed_at, held.committed_by = clock.now(), by
            held.save()
            if held.source == Source.NEIGHBOURS:
                _add_neighbours(held)
            else:
                staging.take_over(held)
            audit.record(
                Kind.FIGURES_COMMITTED,
                by=by,
                authority_id=held.authority_id,
                subject=held,
                file=held.file_name,
                sha256=held.sha256,
                new=held.new_count,
                changed=held.changed_count,
                left_out=held.rejected_count,
                confirmed=held.asked_count,
            )
    batch.refresh_from_db()
    if moved:
        raise ChangedMeanwhile
    return batch


def _hold(batch: ImportBatch, state: BatchState, otherwise: str) -> ImportBatch:
    """The import as it stands, while no other of its authority can be committed or undone."""
    Authority.objects.select_for_update().get(pk=batch.authority_id)
    held = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state=state).first()
    if held is None:
        raise ValidationError(otherwise)
    return held


def _judge_again_if_late(batch: ImportBatch) -> bool:
    seen = _seen(batch.authority)
    if batch.details["seen"] == seen:
        return False
    batch.details["seen"] = seen
    if batch.source == Source.NEIGHBOURS:
        details = batch.details
        is_known = _is_known(batch.authority, details["name"], details["neighbours"])
        moved = is_known != (batch.new_count == 0)
        total = len(details["neighbours"])
        batch.new_count, batch.unchanged_count = (0, total) if is_known else (total, 0)
    else:
        moved = staging.judge_again(batch, Conventions.objects.of(batch.authority_id))
    batch.save()
    return moved


def _see_it_may_count(
    batch: ImportBatch, confirms_implausible: bool, leaves_out_rejected: bool
) -> None:
    if batch.rejected_count and not leaves_out_rejected:
        raise ValidationError(
            {
                "leaves_out_rejected": f"{rows(batch.rejected_count)} rejected. Correct the file "
                "and choose it again, or say that the import may leave them out."
            }
        )
    if not batch.new_count and not batch.changed_count:
        raise ValidationError("There is nothing to commit: no figure is new or changed.")
    if batch.asked_count and not confirms_implausible:
        figures = "figure moves" if batch.asked_count == 1 else "figures move"
        raise ValidationError(
            {
                "confirms_implausible": f"{batch.asked_count:,} {figures} further than is usual. "
                "Look at what is asked about, then confirm that it is right."
            }
        )


def rows(count: int) -> str:
    """So many rows, with the verb: 1 row is, 3 rows are."""
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _add_neighbours(batch: ImportBatch) -> None:
    details = batch.details
    if NeighbourModel.objects.filter(authority=batch.authority_id, name=details["name"]).exists():
        raise ValidationError(
            f"There is another list called {details['name']} already. "
            "Choose the file again and give the list another name."
        )
    model = NeighbourModel.objects.create(
        authority_id=batch.authority_id,
        name=details["name"],
        from_on=date.fromisoformat(details["from_on"]),
        source=details["source"],
        batch=batch,
    )
    Neighbour.objects.bulk_create(Neighbour(model=model, **row) for row in details["neighbours"])


@transaction.atomic
def record_figures(
    *,
    authority: Authority,
    by: User,
    rows: Iterable[Row],
    source: str = Source.TYPED,
    note: str = "",
    confirms_implausible: bool = True,
    indicator: Indicator | None = None,
    published_in: str = "",
    neighbours: NeighbourModel | None = None,
) -> ImportBatch | None:
    """Look at figures and commit them at once, as one import; None where nothing is new.

    For comparators, say their indicator and source as for ``stage``. Raises ValidationError that
    names the rejected rows, and with ``confirms_implausible`` cleared what moves implausibly.
    """
    batch = stage(
        authority=authority,
        by=by,
        source=source,
        rows=rows,
        file_name="",
        sha256="",
        as_at=timezone.localdate(clock.now()),
        indicator=indicator,
        published_in=published_in,
        neighbours=neighbours,
        note=note,
    )
    if batch.rejected_count:
        wrong = batch.staged.filter(outcome=StagedFigure.Outcome.REJECTED)[:SHOWN_REJECTED]
        raise ValidationError([_said(figure) for figure in wrong])
    if not batch.new_count and not batch.changed_count:
        discard_import(batch=batch, by=by)
        return None
    return commit_import(batch=batch, by=by, confirms_implausible=confirms_implausible)


def _said(figure: StagedFigure) -> str:
    found = f" ({figure.found})" if figure.found else ""
    return f"{figure.message}{found}"


# --- taking back ----------------------------------------------------------------------------------


def what_depends(batch: ImportBatch) -> list[str]:
    """What stands in the way of undoing an import, in sentences; nothing where it can be undone."""
    found = []
    later = (
        ImportBatch.objects.filter(
            Exists(Observation.objects.filter(batch=batch, replaced_in=OuterRef("pk")))
            | Exists(Comparator.objects.filter(batch=batch, replaced_in=OuterRef("pk")))
        )
        .order_by("committed_at")
        .distinct()
    )
    found += [
        f"“{each}” replaced figures of this import on {each.committed_at:%-d %B %Y}. "
        "Undo that import first."
        for each in later[:DEPENDS_SHOWN]
    ]
    found += [
        f"The commentary on {commentary.indicator} for {commentary.period.label} is "
        f"{commentary.get_state_display().lower()}. Return it first."
        for commentary in _commentaries(batch)[:DEPENDS_SHOWN]
    ]
    compared = Comparator.objects.filter(neighbours__batch=batch).exclude(batch=batch)
    if compared.exists():
        found.append("Figures of statistical neighbours were made with this list.")
    return found


def _commentaries(batch: ImportBatch) -> Any:
    """Commentary handed in since the import, on a figure that it brought."""
    handed_in = [CommentaryState.SUBMITTED, CommentaryState.ACCEPTED]
    since = Commentary.history.filter(
        id=OuterRef("pk"), state__in=handed_in, history_date__gte=batch.committed_at
    )
    brought = Observation.objects.filter(
        batch=batch, indicator=OuterRef("indicator"), starts_on=OuterRef("starts_on")
    )
    return (
        Commentary.objects.filter(
            Q(Exists(since)), Exists(brought), indicator__authority=batch.authority_id
        )
        .filter(state__in=handed_in)
        .select_related("indicator")
        .order_by("starts_on", "indicator")
    )


@transaction.atomic
def undo_import(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Take an import back: its figures go, and those it had replaced count again.

    Raises ValidationError with what depends on it.
    """
    held = _hold(batch, BatchState.COMMITTED, "This import cannot be undone: it does not count.")
    depends = what_depends(held)
    if depends:
        raise ValidationError(depends)
    Observation.objects.filter(batch=held).delete()
    Observation.objects.filter(replaced_in=held).update(replaced_in=None)
    Comparator.objects.filter(batch=held).delete()
    Comparator.objects.filter(replaced_in=held).update(replaced_in=None)
    NeighbourModel.objects.filter(batch=held).delete()
    held.state, held.undone_at, held.undone_by = BatchState.UNDONE, clock.now(), by
    held.save()
    audit.record(
        Kind.FIGURES_UNDONE,
        by=by,
        authority_id=held.authority_id,
        subject=held,
        file=held.file_name,
        sha256=held.sha256,
    )
    batch.refresh_from_db()
    return batch


@transaction.atomic
def discard_import(*, batch: ImportBatch, by: User) -> None:
    """Forget an import that never counted, and its file."""
    waiting = [BatchState.MAPPING, BatchState.PREVIEWED]
    held = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state__in=waiting).first()
    if held is None:
        raise ValidationError("This import is committed. Undo it instead.")
    staging.clear(held)
    _drop_file(held)
    held.delete()


def _drop_file(batch: ImportBatch) -> None:
    """Forget the file once nothing needs it; not before the rest is sure."""
    if batch.file:
        storage, name = batch.file.storage, batch.file.name
        batch.file = ""
        batch.save(update_fields=["file"])
        transaction.on_commit(lambda: storage.delete(name))


# --- mappings -------------------------------------------------------------------------------------


@transaction.atomic
def save_mapping(
    *,
    authority: Authority,
    by: User,
    name: str,
    mapping: dict[str, Any],
    batch: ImportBatch | None = None,
) -> WorkbookMapping:
    """Keep how a workbook is read, under a name; another one of that name is replaced.

    ``batch`` is the import that was read by it.
    """
    kept = WorkbookMapping.objects.filter(authority=authority, name=name).first()
    kept = kept or WorkbookMapping(authority=authority, name=name)
    kept.mapping = mapping
    audit.save(kept, by=by, at=clock.now())
    if batch:
        batch.mapping = kept
        batch.save(update_fields=["mapping"])
    return kept

"""Pages that bring past inspections in from a file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest
from accounts.roles import Permission
from core.http import require
from core.uploads import kept_in_memory
from core.views import table_page
from monitoring.forms.history import InspectionImportForm
from monitoring.history import COLUMNS
from monitoring.models import InspectionImport
from monitoring.permissions import can_record
from monitoring.services import history as services
from monitoring.tables import PastInspectionTable
from monitoring.vocabulary import BatchState, RowOutcome


def find_import(request: SignedInRequest, pk: int) -> InspectionImport:
    """An import of an authority whose visits the person keeps."""
    batches = InspectionImport.objects.visible_to(request.user).select_related(
        "authority", "previewed_by", "committed_by"
    )
    batch: InspectionImport = get_object_or_404(batches, pk=pk)
    require(can_record(request.user, batch.authority_id))
    return batch


@kept_in_memory
def history_import_add(request: SignedInRequest) -> HttpResponse:
    """Choose a file of past inspections."""
    require(request.user.may_somewhere(Permission.RECORD_FINDINGS))
    form = InspectionImportForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            inspections, sha256 = services.read_file(file, file.name)
            batch = services.stage_import(
                authority=form.council,
                by=request.user,
                inspections=inspections,
                file_name=file.name,
                sha256=sha256,
            )
        except ValidationError as error:
            form.add_error("file", error)
        except ValueError as error:
            form.add_error("file", str(error))
        else:
            return redirect(batch)
    waiting = InspectionImport.objects.permitting(request.user, Permission.RECORD_FINDINGS).filter(
        state=BatchState.PREVIEWED
    )
    context = {
        "form": form,
        "columns": COLUMNS,
        "waiting": waiting.defer("rows").select_related("authority", "previewed_by"),
    }
    return render(request, "monitoring/history_import_add.html", context)


def history_import_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What an import would record, row by row, or what it recorded."""
    batch = find_import(request, pk)
    return table_page(
        request,
        "monitoring/history_import_detail.html",
        queryset=services.lines_of(batch),
        table=PastInspectionTable,
        batch=batch,
        state=BatchState(batch.state),
        counts=[(each.label, services.count_of(batch, each)) for each in RowOutcome],
        new_count=services.count_of(batch, RowOutcome.NEW),
        can_commit=batch.state == BatchState.PREVIEWED,
    )


def history_import_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the new inspections of an import."""
    batch = find_import(request, pk)
    new_count = services.count_of(batch, RowOutcome.NEW)
    if batch.state != BatchState.PREVIEWED or not new_count:
        return redirect(batch)
    if request.method == "POST":
        try:
            committed = services.commit_import(batch=batch, by=request.user)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return redirect(batch)
        many = services.count_of(committed, RowOutcome.NEW)
        messages.success(request, f"{many} inspection{'' if many == 1 else 's'} recorded.")
        return redirect("monitoring:visit_list")
    context = {"batch": batch, "new_count": new_count}
    return render(request, "monitoring/history_import_commit.html", context)


def history_import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget an import that never counted."""
    batch = find_import(request, pk)
    if request.method == "POST":
        try:
            services.discard_import(batch=batch)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return redirect(batch)
        messages.success(request, "The import is discarded. Nothing was changed.")
        return redirect("monitoring:history_import_add")
    if batch.state != BatchState.PREVIEWED:
        return redirect(batch)
    return render(request, "monitoring/history_import_discard.html", {"batch": batch})

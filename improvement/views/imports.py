"""Pages that bring a plan in from a workbook, and take it out in the council's own layout."""

import tempfile
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.roles import Permission
from core import audit, clock
from core.forms import show_errors
from core.http import require
from core.sheets import Book, UnreadableFile
from core.uploads import digest, kept_in_memory
from core.views import table_page
from improvement.filters import PlanImportRowFilter
from improvement.forms.imports import (
    USUAL_LAYOUT,
    ColumnsForm,
    NewThemesForm,
    PlanCommitForm,
    PlanFileForm,
    TakeOutForm,
    WhereForm,
    WordsForm,
)
from improvement.models import Plan, PlanImport, PlanImportRow, PlanLayout
from improvement.permissions import can_edit_plan
from improvement.plan_files.layout import Layout
from improvement.plan_files.sheet import fitting, open_plan, propose_layout, top_rows
from improvement.plan_files.writing import usual_layout, write_plan
from improvement.services import imports as services
from improvement.services.plan_rows import Names, PlanSide
from improvement.standing import standings
from improvement.tables import PlanImportRowTable, PlanImportTable

State = PlanImport.State
LONG_FROM = 1_000  # actions that take a while to come in


def find_plan(request: SignedInRequest, pk: int) -> Plan:
    """A plan that the person may edit."""
    plan: Plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    require(can_edit_plan(request.user, plan))
    return plan


def find_import(request: SignedInRequest, pk: int) -> PlanImport:
    """An import into a plan that the person may edit."""
    imports = PlanImport.objects.visible_to(request.user).select_related(
        "plan", "layout", "uploaded_by", "committed_by", "undone_by"
    )
    found: PlanImport = get_object_or_404(imports, pk=pk)
    require(can_edit_plan(request.user, found.plan))
    return found


def plan_import_list(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What was brought into a plan, and what waits to be taken in."""
    plan = find_plan(request, pk)
    return table_page(
        request,
        "improvement/plan_import_list.html",
        queryset=plan.imports.select_related("uploaded_by"),
        table=PlanImportTable,
        export_name="plan-imports",
        may_export=request.user.may(Permission.EXPORT, plan.authority_id),
        plan=plan,
    )


@kept_in_memory
def plan_import_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a workbook with an action plan."""
    plan = find_plan(request, pk)
    form = PlanFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            open_plan(file, file.name)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            sha256 = digest(file)
            file.seek(0)
            begun = services.keep_plan_file(
                plan=plan, by=request.user, file=file, file_name=file.name, sha256=sha256
            )
            return redirect("improvement:plan_import_columns", begun.pk)
    context = {"plan": plan, "form": form}
    return render(request, "improvement/plan_import_add.html", context)


Step = Callable[[SignedInRequest, PlanImport], HttpResponseBase]


def _going_on(request: SignedInRequest, pk: int, step: Step) -> HttpResponseBase:
    """A step of an import that still waits; one that does not shows what became of it."""
    found = find_import(request, pk)
    if found.state not in (State.MAPPING, State.PREVIEWED):
        return redirect(found)
    try:
        return step(request, found)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(found)


def plan_import_columns(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Say on which sheet the plan stands and which column says what."""
    return _going_on(request, pk, _columns)


def _columns(request: SignedInRequest, found: PlanImport) -> HttpResponseBase:
    with found.file.open("rb") as file:  # a CSV file is read as a stream
        book = open_plan(file, found.file_name)
        where = WhereForm(request.GET if "sheet" in request.GET else None, sheets=book.sheets)
        layout, saved = _proposed(found, book, where)
        letters, rows = top_rows(book, layout.sheet, layout.header_row)
    if not where.is_bound:
        initial = {"sheet": layout.sheet, "header_row": layout.header_row}
        where = WhereForm(initial=initial, sheets=book.sheets)
    form = ColumnsForm(request.POST or None, layout=layout)
    if form.is_valid():
        services.choose_columns(plan_import=found, layout=form.layout, kept=saved)
        return redirect("improvement:plan_import_words", found.pk)
    context = {
        "plan": found.plan,
        "plan_import": found,
        "form": form,
        "where": where,
        "layout": layout,
        "letters": letters,
        "rows": rows,
        "saved": saved,
    }
    return render(request, "improvement/plan_import_columns.html", context)


def _proposed(found: PlanImport, book: Book, where: WhereForm) -> tuple[Layout, PlanLayout | None]:
    """The layout chosen before, kept for such files, or guessed.

    Where a person asks for another sheet or row, what is guessed there.
    """
    layout, kept = _first_proposed(found, book)
    if where.is_bound and where.is_valid():
        asked = where.cleaned_data["sheet"], where.cleaned_data["header_row"]
        if asked != (layout.sheet, layout.header_row):
            return propose_layout(book, *asked), None
    return layout, kept


def _first_proposed(found: PlanImport, book: Book) -> tuple[Layout, PlanLayout | None]:
    if "layout" in found.details:
        return Layout.from_json(found.details["layout"]), found.layout
    kept = []
    for saved in PlanLayout.objects.filter(authority=found.plan.authority_id):
        try:
            kept.append((saved, Layout.from_json(saved.details)))
        except ValueError:
            continue  # one that can no longer be understood fits nothing
    if fits := fitting(book, [layout for _, layout in kept]):
        place, layout = fits
        return layout, kept[place][0]
    return propose_layout(book), None


def plan_import_words(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Say what the file's words and colours stand for, and whom its names mean."""
    return _going_on(request, pk, _words)


def _words(request: SignedInRequest, found: PlanImport) -> HttpResponseBase:
    if "layout" not in found.details:
        return redirect("improvement:plan_import_columns", found.pk)
    layout, side = Layout.from_json(found.details["layout"]), PlanSide(found.plan)
    names = Names(side, layout, services.lines_in(found, layout))
    initial = {
        "undated_on": found.details.get("undated_on") or clock.today(),
        "stand_in": found.details.get("stand_in", ""),
        "layout_name": found.layout.name if found.layout else "",
    }
    form = WordsForm(request.POST or None, layout=layout, side=side, names=names, initial=initial)
    if form.is_valid():
        chosen = form.cleaned_data
        services.look_at_plan(
            plan_import=found,
            by=request.user,
            layout=form.layout,
            undated_on=chosen["undated_on"],
            stand_in=chosen["stand_in"],
            layout_name=chosen["layout_name"],
        )
        return redirect(found)
    context = {"plan": found.plan, "plan_import": found, "form": form}
    return render(request, "improvement/plan_import_words.html", context)


def plan_import_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What an import would do, row by row, or what it did."""
    found = find_import(request, pk)
    if found.state == State.MAPPING:
        return redirect("improvement:plan_import_columns", found.pk)
    counts = found.counts
    themes_form = None
    if found.state == State.PREVIEWED and found.details.get("themes"):
        themes_form = NewThemesForm(plan_import=found)
    return table_page(
        request,
        "improvement/plan_import_detail.html",
        queryset=found.rows.select_related("action").order_by("number", "pk"),
        table=PlanImportRowTable,
        export_name=f"plan-import-{found.pk}",
        may_export=request.user.may(Permission.EXPORT, found.plan.authority_id),
        filterset=PlanImportRowFilter,
        plan=found.plan,
        plan_import=found,
        read_by=Layout.from_json(found.details["layout"]),
        counts=[(outcome, counts.get(outcome, 0)) for outcome in PlanImportRow.Outcome],
        brings=counts.get("new", 0) + counts.get("changed", 0),
        themes_form=themes_form,
        can_commit=found.state == State.PREVIEWED,
        can_undo=found.state == State.COMMITTED,
    )


def plan_import_themes(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Choose the themes that are made with an import."""
    found = find_import(request, pk)
    form = NewThemesForm(request.POST if request.method == "POST" else None, plan_import=found)
    if form.is_valid():
        try:
            services.choose_new_themes(
                plan_import=found, by=request.user, makes=form.cleaned_data["makes"]
            )
        except ValidationError as error:
            messages.warning(request, error.messages[0])
    elif form.is_bound:
        messages.warning(request, "The themes of this import have changed. Choose them again.")
    return redirect(found)


def plan_import_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a plan in."""
    found = find_import(request, pk)
    if found.state != State.PREVIEWED:
        return redirect(found)
    form = PlanCommitForm(request.POST if request.method == "POST" else None, plan_import=found)
    if form.is_valid():
        try:
            services.commit_plan(plan_import=found, by=request.user, **form.cleaned_data)
        except services.ChangedMeanwhile as meanwhile:
            messages.warning(request, meanwhile.messages[0])
            return redirect(found)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"The plan is taken in: {_taken_in(found)}.")
            return redirect(found)
    context = {
        "plan": found.plan,
        "plan_import": found,
        "form": form,
        "made": [new for new in found.details.get("themes", ()) if new["number"]],
        "is_long": found.counts["new"] + found.counts["changed"] > LONG_FROM,
    }
    return render(request, "improvement/plan_import_commit.html", context)


def _taken_in(found: PlanImport) -> str:
    """What a plan that is taken in brought."""
    words = f"{found.counts['new']:,} new, {found.counts['changed']:,} changed"
    themes = len(found.details["made"]["themes"])
    return f"{words}, {themes:,} theme{'' if themes == 1 else 's'} made" if themes else words


def _undone(found: PlanImport) -> str:
    """That an import is undone, and what stays because it is used."""
    stayed: list[str] = found.details["stayed"]
    if not stayed:
        return "The import is undone. The plan is as it was before."
    return f"The import is undone. In use since, and so left in the plan: {'; '.join(stayed)}."


def plan_import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an import back, or see what stands in the way."""
    found = find_import(request, pk)
    if found.state != State.COMMITTED:
        return redirect(found)
    in_the_way = services.what_stands_in_the_way(found)
    if request.method == "POST" and not in_the_way:
        try:
            services.undo_plan_import(plan_import=found, by=request.user)
        except ValidationError as error:
            in_the_way = error.messages
        else:
            messages.success(request, _undone(found))
            return redirect(found)
    context = {"plan": found.plan, "plan_import": found, "in_the_way": in_the_way}
    return render(request, "improvement/plan_import_undo.html", context)


def plan_import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget an import that never counted."""
    found = find_import(request, pk)
    if found.state not in (State.MAPPING, State.PREVIEWED):
        return redirect(found)
    if request.method == "POST":
        try:
            services.discard_plan_import(plan_import=found)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return redirect(found)
        messages.success(request, "The import is discarded. Nothing was changed.")
        return redirect("improvement:plan_import_list", found.plan_id)
    context = {"plan": found.plan, "plan_import": found}
    return render(request, "improvement/plan_import_discard.html", context)


@require_safe
def plan_take_out(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Choose a layout, and download the plan in it."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    require(request.user.may(Permission.EXPORT, plan.authority_id))
    layouts = list(PlanLayout.objects.filter(authority=plan.authority_id))
    form = TakeOutForm(request.GET if "layout" in request.GET else None, layouts=layouts)
    if not form.is_valid():
        context: dict[str, Any] = {"plan": plan, "form": form}
        return render(request, "improvement/plan_take_out.html", context)
    chosen = form.cleaned_data["layout"]
    kept = {str(each.pk): each for each in layouts}
    layout = usual_layout() if chosen == USUAL_LAYOUT else Layout.from_json(kept[chosen].details)
    audit.record_export(by=request.user, queryset=plan.actions.all(), asked=request.GET.urlencode())
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_plan(out, name=plan.name, layout=layout, standings=standings(plan))
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename="action-plan.xlsx")

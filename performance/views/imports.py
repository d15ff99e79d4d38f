"""Pages that bring figures in: files, typed figures, counts of Annex A lists, and our template."""

import tempfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html

from accounts.http import SignedInRequest, takeable
from accounts.models import Authority
from accounts.roles import Permission
from core import audit, clock
from core.forms import show_errors
from core.http import require
from core.sheets import Book
from core.uploads import kept_in_memory
from core.views import table_page
from performance import intake
from performance.annex_a import CountingFailed, DataReport, NotAnnexA, Offer, count, offers
from performance.files import neighbours, statistics, template, workbook
from performance.files.figures import Raw
from performance.files.recognise import Kind
from performance.files.workbook import Mapping
from performance.filters import StagedFilter
from performance.forms.imports import (
    AnnexAForm,
    CommitForm,
    ComparatorForm,
    ImportForm,
    MappingForm,
    NeighboursForm,
    ObservationForm,
    SheetForm,
    StatisticsForm,
    TemplateForm,
)
from performance.models import (
    Conventions,
    ImportBatch,
    Indicator,
    Observation,
    WorkbookMapping,
)
from performance.periods import Frequency, Period
from performance.permissions import (
    can_commit_import,
    can_discard_import,
    can_edit_indicator,
    can_load_figures,
    can_see_small_numbers,
    can_undo_import,
)
from performance.services import imports as services
from performance.tables import ImportTable, StagedTable
from performance.vocabulary import BatchState, Source, Unit
from performance.wording import figure as in_words

ANNEX_A_FILE = "Annex A lists"


def find_import(request: SignedInRequest, pk: int) -> ImportBatch:
    """An import of an authority that the person brings figures in for."""
    batches = ImportBatch.objects.visible_to(request.user).select_related(
        "authority", "mapping", "previewed_by", "committed_by", "undone_by"
    )
    batch: ImportBatch = get_object_or_404(batches, pk=pk)
    require(can_load_figures(request.user, batch.authority_id))
    return batch


# --- the imports ----------------------------------------------------------------------------------


def import_list(request: SignedInRequest) -> HttpResponseBase:
    """What was brought in, and what waits to be committed."""
    require(request.user.may_somewhere(Permission.LOAD_FIGURES))
    batches = takeable(
        request, ImportBatch.objects.permitting(request.user, Permission.LOAD_FIGURES)
    )
    return table_page(
        request,
        "performance/import_list.html",
        queryset=batches.select_related("previewed_by"),
        table=ImportTable,
        export_name="imports",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        no_indicators=_has_no_indicators(request),
    )


def _has_no_indicators(request: SignedInRequest) -> bool:
    """Whether there is nothing yet that figures could be of."""
    return not Indicator.objects.permitting(request.user, Permission.LOAD_FIGURES).exists()


@kept_in_memory
def import_add(request: SignedInRequest) -> HttpResponse:
    """Choose a file of figures; what it is shows in what it holds."""
    require(request.user.may_somewhere(Permission.LOAD_FIGURES))
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = _take_in(request, form.council, file)
        except intake.ChildLevel as error:
            form.add_error(
                "file",
                format_html(
                    '{} <a class="govuk-link" href="{}">Count Annex A lists</a>',
                    str(error),
                    reverse("performance:annex_a_count"),
                ),
            )
        except ValueError as error:
            form.add_error("file", str(error))
        else:
            return redirect(_next(batch))
    context = {"form": form, "no_indicators": _has_no_indicators(request)}
    return render(request, "performance/import_add.html", context)


def _take_in(request: SignedInRequest, council: Authority, file: Any) -> ImportBatch:
    """Look at a file that says everything itself; keep another until a person has said the rest.

    Raises UnreadableFile or ValueError, in words.
    """
    incoming = intake.open_file(file, file.name, max_rows=settings.IMPORT_MAX_ROWS)
    common: dict[str, Any] = {
        "authority": council,
        "by": request.user,
        "file_name": incoming.name,
        "sha256": incoming.sha256,
    }
    messages.info(request, f"We recognised this as {incoming.in_words}.")
    if incoming.kind in (Kind.TEMPLATE_LONG, Kind.TEMPLATE_WIDE):
        return services.stage(
            source=Source.TEMPLATE,
            rows=intake.template_rows(incoming),
            as_at=clock.today(),
            **common,
        )
    if incoming.kind == Kind.NEIGHBOURS:
        neighbours.read(incoming.book, authority_name=council.name)  # or say at once that it fails
    file.seek(0)
    return services.keep_for_mapping(source=intake.SOURCES[incoming.kind], file=file, **common)


def _next(batch: ImportBatch) -> str:
    """The page where an import goes on."""
    page = "import_map" if batch.state == BatchState.MAPPING else "import_detail"
    return reverse(f"performance:{page}", args=[batch.pk])


def import_map(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how a file is read: where a workbook keeps its figures, which statistics, which list."""
    batch = find_import(request, pk)
    if batch.state != BatchState.MAPPING:
        return redirect(batch)
    file, book = intake.reopened(batch)
    read_as = {Source.STATISTICS: _map_statistics, Source.NEIGHBOURS: _map_neighbours}
    with file:
        try:
            return read_as.get(Source(batch.source), _map_workbook)(request, batch, book)
        except services.LookedAtAlready as error:
            messages.warning(request, error.messages[0])
            return redirect("performance:import_list")


def _staged(
    request: SignedInRequest, batch: ImportBatch, form: Any, rows: Any, **more: Any
) -> bool:
    """Look at the rows of an import that waited. Where that fails, the form says why."""
    try:
        services.stage(
            batch=batch,
            authority=batch.authority,
            by=request.user,
            source=batch.source,
            rows=rows,
            file_name=batch.file_name,
            sha256=batch.sha256,
            as_at=clock.today(),
            **more,
        )
    except ValueError as error:
        form.add_error(None, str(error))
        return False
    return True


def _map_workbook(request: SignedInRequest, batch: ImportBatch, book: Book) -> HttpResponse:
    sheets = SheetForm(request.GET if "sheet" in request.GET else None, sheets=book.sheets)
    chosen = sheets.cleaned_data["sheet"] if sheets.is_bound and sheets.is_valid() else None
    kept = WorkbookMapping.objects.filter(authority=batch.authority_id)
    saved = intake.fitting(book, kept) if chosen is None else None
    proposal = workbook.propose(book, intake.known_names(batch.authority_id), chosen)
    mapping = workbook.Mapping.from_json(saved.mapping) if saved else proposal.mapping
    grid = workbook.preview_grid(book, mapping.sheet)

    def form_for(mapping: Mapping, names: list[str], data: Any = None) -> MappingForm:
        library = Indicator.objects.filter(authority=batch.authority_id)
        return MappingForm(
            data,
            mapping=intake.with_codes(mapping, names, proposal.mapping),
            names=names,
            indicators=library,
            grid=grid,
            mapping_name=saved.name if saved else "",
        )

    if request.method == "POST":
        form = form_for(mapping, MappingForm.posted_names(request.POST), request.POST)
        if (
            form.is_valid()
            and "look" not in request.POST
            and _read_workbook(request, batch, book, form)
        ):
            return redirect(batch)
        if "look" in request.POST and hasattr(form, "mapping"):
            form = form_for(form.mapping, workbook.names_in(book, form.mapping))
    else:
        form = form_for(mapping, workbook.names_in(book, mapping))
    context = {
        "batch": batch,
        "form": form,
        "sheet_form": SheetForm(initial={"sheet": mapping.sheet}, sheets=book.sheets),
        "several": len(book.sheets) > 1,
        "grid": grid,
        "saved": saved,
        "sheet": mapping.sheet,
    }
    return render(request, "performance/import_map.html", context)


def _read_workbook(
    request: SignedInRequest, batch: ImportBatch, book: Book, form: MappingForm
) -> bool:
    name, mapping = form.cleaned_data["mapping_name"], form.mapping
    if not _staged(request, batch, form, workbook.read(book, mapping)):
        return False
    if name:
        services.save_mapping(
            authority=batch.authority,
            by=request.user,
            batch=batch,
            name=name,
            mapping=mapping.as_json(),
        )
    return True


def _map_statistics(request: SignedInRequest, batch: ImportBatch, book: Book) -> HttpResponse:
    region = Conventions.objects.of(batch.authority_id).region
    form = StatisticsForm(
        request.POST or None, book=book, authority=batch.authority, initial={"region": region}
    )
    if form.is_valid():
        chosen = form.cleaned_data
        like_us = chosen["neighbours"]
        names = list(like_us.neighbours.values_list("name", flat=True)) if like_us else []
        rows = statistics.read(book, form.choice, region=chosen["region"], neighbours=names)
        compared = {
            "indicator": chosen["indicator"],
            "published_in": chosen["source"],
            "neighbours": like_us,
        }
        if _staged(request, batch, form, rows, **compared):
            return redirect(batch)
    return render(request, "performance/import_map.html", {"batch": batch, "form": form})


def _map_neighbours(request: SignedInRequest, batch: ImportBatch, book: Book) -> HttpResponse:
    form = NeighboursForm(request.POST or None)
    if form.is_valid():
        chosen = form.cleaned_data
        services.stage_neighbours(
            batch=batch,
            authority=batch.authority,
            by=request.user,
            rows=neighbours.read(book, authority_name=batch.authority.name),
            name=chosen["name"],
            from_on=chosen["from_on"],
            published_in=chosen["source"],
            file_name=batch.file_name,
            sha256=batch.sha256,
        )
        return redirect(batch)
    return render(request, "performance/import_map.html", {"batch": batch, "form": form})


def import_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What an import would change, row by row, or what it changed."""
    batch = find_import(request, pk)
    if batch.state == BatchState.MAPPING:
        return redirect("performance:import_map", batch.pk)
    return table_page(
        request,
        "performance/import_detail.html",
        queryset=batch.staged.select_related("indicator", "breakdown").order_by("row", "pk"),
        table=StagedTable,
        filterset=StagedFilter,
        export_name=f"import-{batch.pk}",
        may_export=request.user.may(Permission.EXPORT, batch.authority_id),
        batch=batch,
        state=BatchState(batch.state),
        before=services.committed_before(batch),
        neighbours=batch.details.get("neighbours"),
        nothing_new=not (batch.new_count or batch.changed_count),
        can_commit=can_commit_import(request.user, batch),
        can_undo=can_undo_import(request.user, batch),
    )


def import_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let an import count."""
    batch = find_import(request, pk)
    if not can_commit_import(request.user, batch):
        return redirect(batch)
    form = CommitForm(request.POST if request.method == "POST" else None, batch=batch)
    if form.is_valid():
        try:
            services.commit_import(batch=batch, by=request.user, **form.cleaned_data)
        except services.ChangedMeanwhile as changed:
            messages.warning(request, changed.messages[0])
            return redirect(batch)
        except ValidationError as error:
            show_errors(form, error)
        else:
            many = batch.new_count + batch.changed_count
            messages.success(request, f"{many:,} figure{'' if many == 1 else 's'} imported.")
            return redirect(batch)
    return render(request, "performance/import_commit.html", {"batch": batch, "form": form})


def import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget an import that never counted."""
    batch = find_import(request, pk)
    if not can_discard_import(request.user, batch):
        return redirect(batch)
    if request.method == "POST":
        services.discard_import(batch=batch, by=request.user)
        messages.success(request, "The import is discarded. Nothing was changed.")
        return redirect("performance:import_list")
    return render(request, "performance/import_discard.html", {"batch": batch})


def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an import back, or see what stands in the way."""
    batch = find_import(request, pk)
    if not can_undo_import(request.user, batch):
        return redirect(batch)
    depends = services.what_depends(batch)
    if request.method == "POST" and not depends:
        try:
            services.undo_import(batch=batch, by=request.user)
        except ValidationError as error:
            depends = error.messages
        else:
            messages.success(request, "The import is undone. What it had replaced counts again.")
            return redirect(batch)
    context = {"batch": batch, "depends": depends}
    return render(request, "performance/import_undo.html", context)


# --- typed ----------------------------------------------------------------------------------------


def find_indicator(request: SignedInRequest, pk: int) -> Indicator:
    """An indicator that the person may see."""
    indicator: Indicator = get_object_or_404(
        Indicator.objects.visible_to(request.user).with_parts(), pk=pk
    )
    return indicator


def observation_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Type one figure; a later one for the same place replaces an earlier."""
    indicator = find_indicator(request, pk)
    require(can_load_figures(request.user, indicator.authority_id))
    latest = indicator.latest_period(as_at=clock.today())
    form = ObservationForm(
        request.POST or None, indicator=indicator, initial={"period": latest.label}
    )
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            batch = services.record_figures(
                authority=indicator.authority,
                by=request.user,
                rows=[form.raw],
                note=cleaned["note"],
                confirms_implausible=cleaned["confirms_implausible"],
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            return _recorded(request, indicator, batch)
    context = {"indicator": indicator, "form": form}
    return render(request, "performance/observation_add.html", context)


def comparator_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Type what another group reached in a year."""
    indicator = find_indicator(request, pk)
    require(can_edit_indicator(request.user, indicator))
    form = ComparatorForm(request.POST or None, indicator=indicator)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            batch = services.record_figures(
                authority=indicator.authority,
                by=request.user,
                rows=[form.raw],
                indicator=indicator,
                published_in=cleaned["source"],
                neighbours=cleaned["neighbours"],
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            return _recorded(request, indicator, batch)
    context = {"indicator": indicator, "form": form}
    return render(request, "performance/comparator_add.html", context)


def _recorded(
    request: SignedInRequest, indicator: Indicator, batch: ImportBatch | None
) -> HttpResponse:
    if batch:
        messages.success(request, "The figure is recorded.")
    else:
        messages.info(request, "Nothing is changed: this figure was recorded already.")
    return redirect(indicator)


# --- our template ---------------------------------------------------------------------------------


def template_download(request: SignedInRequest) -> HttpResponseBase:
    """Our template, filled with the figures there are: choose its form, and download it."""
    require(request.user.may_somewhere(Permission.LOAD_FIGURES))
    form = TemplateForm(request.GET if "layout" in request.GET else None, user=request.user)
    if not form.is_valid():
        context = {"form": form, "no_indicators": _has_no_indicators(request)}
        return render(request, "performance/template_download.html", context)
    layout, kind = form.cleaned_data["layout"], form.cleaned_data["kind"]
    library = Indicator.objects.filter(authority=form.council).in_use(as_at=clock.today())
    if scorecard := form.cleaned_data["scorecard"]:
        library = library.filter(scorecards=scorecard)
    audit.record_export(by=request.user, queryset=library, asked=request.GET.urlencode())
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write = template.write_wide if layout == "wide" else template.write_long
    write(_lines(request, library, layout), out, kind)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"figures-{layout}.{kind}")


def _lines(request: SignedInRequest, library: Any, layout: str) -> Iterator[template.Line]:
    """The figures that the person may see as they were counted; a blank one where there are none.

    What has not begun is left out unless it is a forecast, since it could not be brought in again.
    The wide layout has one cell for a period, so a forecast gives way to what was counted.
    """
    seen: set[int] = set()
    today = clock.today()
    shown = [
        indicator
        for indicator in library
        if can_see_small_numbers(request.user, indicator.authority_id)
    ]
    names = {indicator.pk: indicator for indicator in shown}
    figures = (
        Observation.objects.current()
        .of(shown)
        .filter(Q(starts_on__lte=today) | Q(is_forecast=True))
    )
    if layout == "wide":
        figures = figures.without_overtaken_forecasts()
    measures = ("value", "numerator", "denominator", "state")
    columns = ("indicator", "starts_on", "breakdown__name", *measures)
    ordered = figures.order_by("indicator__code", "indicator", "breakdown", "starts_on")
    for pk, starts_on, part, *figure in ordered.values_list(*columns).iterator():
        indicator = names[pk]
        seen.add(pk)
        period = Period(starts_on, Frequency(indicator.frequency))
        yield template.Line(indicator.code, indicator.name, period, part or "", *figure)
    for indicator in library:
        if indicator.pk not in seen:
            period = indicator.latest_period(as_at=today)
            yield template.Line(indicator.code, indicator.name, period)


# --- Annex A --------------------------------------------------------------------------------------


@kept_in_memory
def annex_a_count(request: SignedInRequest) -> HttpResponse:
    """Count the inspectors' lists of children in memory: only totals leave this view."""
    require(request.user.may_somewhere(Permission.LOAD_FIGURES))
    form = AnnexAForm(request.POST or None, request.FILES or None, user=request.user)
    report: DataReport | None = None
    batch: ImportBatch | None = None
    if form.is_valid():
        require(can_see_small_numbers(request.user, form.council.pk))
        file = form.cleaned_data["file"]
        try:
            report = count(file, ANNEX_A_FILE, as_at=form.cleaned_data["as_at"])
        except (NotAnnexA, CountingFailed) as error:
            form.add_error("file", str(error))
        finally:
            file.close()
        if report and form.cleaned_data["offers"]:
            batch = _offered(request, form.council, report)
    sections = _sections(report) if report else []
    context = {"form": form, "report": report, "sections": sections, "batch": batch}
    return render(request, "performance/annex_a_count.html", context)


def _sections(report: DataReport) -> list[dict[str, Any]]:
    """The counts as they are printed: label, figure and what it is made of."""
    return [
        {
            "title": section.title,
            "rows": [
                (
                    each.label,
                    "–"
                    if each.value is None
                    else in_words(Decimal(each.value), each.unit, int(each.unit != Unit.COUNT)),
                    ", ".join(f"{label}: {number:,}" for label, number in each.breakdown),
                )
                for each in section.counts
            ],
        }
        for section in report.sections
        if section.counts
    ]


def _offered(request: SignedInRequest, council: Authority, report: DataReport) -> ImportBatch:
    """The counts that are figures of the council's indicators, to be looked at."""
    library = {each.code: each for each in Indicator.objects.filter(authority=council)}
    rows = [
        _raw(number, offer, library[offer.indicator_code])
        for number, offer in enumerate(offers(report), start=1)
        if offer.indicator_code in library
        and offer.frequency in (None, library[offer.indicator_code].frequency)
    ]
    return services.stage(
        authority=council,
        by=request.user,
        source=Source.ANNEX_A,
        rows=rows,
        file_name=ANNEX_A_FILE,
        sha256="",
        as_at=max(clock.today(), report.as_at),
    )


def _raw(number: int, offer: Offer, indicator: Indicator) -> Raw:
    has_parts = offer.numerator is not None and offer.denominator is not None
    is_ratio = has_parts and Unit(indicator.unit).is_ratio
    return Raw(
        number,
        "",
        offer.indicator_code,
        offer.period_day,
        value=None if is_ratio else Decimal(offer.value),
        numerator=Decimal(offer.numerator or 0) if is_ratio else None,
        denominator=Decimal(offer.denominator or 0) if is_ratio else None,
    )

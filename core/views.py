"""Pages that belong to no domain, and the one way to show a list."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.text import get_text_list
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from core import audit
from core.exports import FILES, file_response, offered
from core.filters import FilterSet
from core.gallery import examples
from core.http import require
from core.search import LONGEST, RANKED, SOURCES, find
from core.tables import LeanTable

PAGE_SIZE = 50


def table_page(
    request: HttpRequest,
    template: str,
    *,
    queryset: QuerySet[Any] | Sequence[Any],
    table: type[LeanTable],
    filterset: type[FilterSet] | None = None,
    export_name: str = "",
    may_export: bool = False,
    **context: Any,
) -> HttpResponseBase:
    """A filtered, sorted, paged table of the given queryset, or the whole of it as a file.

    The template finds ``table`` and, with a filterset, ``filter``. Records that are no queryset
    are shown as they are: they are neither filtered nor taken out.
    """
    if filterset:
        bound = filterset(request.GET, queryset=queryset, request=request)
        queryset, context["filter"] = bound.qs, bound
    shown = table(queryset)
    RequestConfig(request, paginate=False).configure(shown)
    shown.settle_order()
    kind = request.GET.get("export", "")
    if kind in FILES:
        require(bool(export_name) and may_export)
        found = shown.data.data
        audit.record_export(by=request.user, queryset=found, asked=request.GET.urlencode())
        headings = [column[0] for column in table.export]
        return file_response(kind, export_name, headings, table.export_rows(found))
    if export_name and may_export:
        shown.files = offered(request.GET)
    shown.turn_to(request.GET.get(shown.prefixed_page_field, "1"), PAGE_SIZE)
    context["table"] = shown
    return TemplateResponse(request, template, context)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """For operators: the process runs and reaches its database."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find words in everything that the person may read."""
    known = {source.kind for source in SOURCES}
    kinds = [kind for kind in request.GET.getlist("kind") if kind in known]
    found = find(
        request.GET.get("q", ""),
        user=request.user,
        kinds=kinds,
        page=request.GET.get("page", "1"),
    )
    context = {
        "found": found,
        "kinds": kinds,
        "looked_through": get_text_list([source.label.lower() for source in SOURCES], "and"),
        "longest": LONGEST,
        "most": RANKED,
    }
    return render(request, "core/search.html", context)


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the pages are, and what to do when they are not."""
    return render(request, "core/accessibility.html")


def components(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for whoever builds pages."""
    messages.success(request, "Update recorded. It will appear in the paper for 6 June.")
    return render(request, "core/components.html", examples(request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read; too large a one is told so."""
    if isinstance(exception, RequestDataTooBig):
        limit = getattr(exception, "limit", settings.EVIDENCE_MAX_BYTES)
        return render(request, "413.html", {"limit": limit}, status=413)
    return render(request, "400.html", status=400)

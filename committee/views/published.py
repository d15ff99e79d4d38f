"""The public pages of what was published."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.models import User
from committee.models import Publication
from committee.permissions import (
    can_publish_report,
)
from committee.reading import CONTENT_TYPES, reading
from committee.vocabulary import ReportState


@login_not_required
@require_GET
def published_list(request: HttpRequest) -> HttpResponse:
    """Published papers, newest meeting first."""
    publications = (
        Publication.objects.readable_by(request.user)
        .newest()
        .with_parts()
        .order_by(
            "report__meeting__body__authority__name", "-report__meeting__held_on", "report__slug"
        )
    )
    asked = request.GET.get("authority", "").replace("\0", "")  # PostgreSQL refuses these
    if asked:
        publications = publications.filter(report__meeting__body__authority__slug=asked)
    return render(request, "committee/published_list.html", {"publications": publications})


@login_not_required
@require_GET
def published_latest(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest version of a paper."""
    readable = Publication.objects.readable_by(request.user).filter(report__slug=slug)
    publication = readable.select_related("report").defer("tree").order_by("-version").first()
    if publication is None:
        raise Http404
    return redirect(publication)


@login_not_required
@require_GET
def published_paper(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One version of a paper, from the tree that was frozen when it was published."""
    publication = _publication(request, slug, version)
    report = publication.report
    versions = Publication.objects.readable_by(request.user).filter(report=report)
    context = {
        "publication": publication,
        "report": report,
        "versions": versions.select_related("report").defer("tree").order_by("-version"),
        "may_correct": report.state == ReportState.PUBLISHED
        and isinstance(request.user, User)
        and can_publish_report(request.user, report),
        **reading(publication.document()),
    }
    return render(request, "committee/published_paper.html", context)


@login_not_required
@require_GET
def published_file(request: HttpRequest, slug: str, version: int, kind: str) -> HttpResponseBase:
    """A file of a published version, or the tree that its digest was made from."""
    publication = _publication(request, slug, version)
    if kind not in CONTENT_TYPES:
        raise Http404
    name = f"{slug}-v{version}.{kind}"
    if kind == "json":
        return HttpResponse(
            publication.tree,
            content_type=CONTENT_TYPES[kind],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    return FileResponse(
        getattr(publication, kind).open(),
        as_attachment=True,
        filename=name,
        content_type=CONTENT_TYPES[kind],
    )


def _publication(request: HttpRequest, slug: str, version: int) -> Publication:
    return get_object_or_404(
        Publication.objects.readable_by(request.user).select_related(
            "report__meeting__body__authority"
        ),
        report__slug=slug,
        version=version,
    )

"""The pages of what was published: for everybody, and for those who may read exempt parts."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from accounts.models import User
from committee.feeds import BodyFeed
from committee.forms.published import VerifyForm
from committee.models import AgendaItem, Body, ExemptEdition, MinutesVersion, Publication, Report
from committee.permissions import can_ask, can_publish_report, can_read_exempt
from committee.reading import (
    CONTENT_TYPES,
    FILES,
    asking,
    links,
    named,
    off_track,
    shortcuts,
    stories,
)
from committee.services.publishing import record_reading
from committee.vocabulary import ReportState
from core import clock
from core.http import sent
from core.uploads import only_digested
from core.views import PAGE_SIZE
from documents.html import Paper
from documents.nodes import Document

PARTS = "report__meeting__body__authority"


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
    public = publications.public().order_by().values("report__meeting__body")
    bodies = Body.objects.filter(pk__in=public).select_related("authority").order_by("name")
    page = Paginator(publications, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "bodies": bodies}
    return render(request, "committee/published_list.html", context)


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
def published_feed(request: HttpRequest, authority: str, body: str) -> HttpResponse:
    """What a body published, as an Atom feed."""
    return BodyFeed()(request, authority=authority, body=body)


@login_not_required
@require_GET
def published_paper(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One version of a paper, from the tree that was frozen when it was published."""
    publication = _publication(request, slug, version)
    _write_down(request, publication, "page")
    return _page(request, publication, publication)


@login_not_required
@require_GET
def published_file(request: HttpRequest, slug: str, version: int, kind: str) -> HttpResponseBase:
    """A file of a published version, or the tree that its digest was made from."""
    publication = _publication(request, slug, version)
    _write_down(request, publication, kind)
    return _file(publication, kind, f"{slug}-v{version}.{kind}")


def published_exempt(request: SignedInRequest, slug: str, version: int) -> HttpResponse:
    """One version of a paper with its exempt parts."""
    edition = _edition(request, slug, version)
    record_reading(publication=edition.publication, by=request.user, what="page")
    return _page(request, edition.publication, edition)


def published_exempt_file(
    request: SignedInRequest, slug: str, version: int, kind: str
) -> HttpResponseBase:
    """A file of a published version with its exempt parts."""
    edition = _edition(request, slug, version)
    answer = _file(edition, kind, f"{slug}-v{version}-exempt.{kind}")
    record_reading(publication=edition.publication, by=request.user, what=kind)
    return answer


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@only_digested
def verify(request: HttpRequest) -> HttpResponse:
    """Tell of a file, or of a digest, whether we published it. The file is not kept."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = VerifyForm(*sent)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        digest = form.cleaned_data["digest"]
        context |= {"digest": digest, "found": list(named(digest, request.user))}
    return render(request, "committee/verify.html", context)


def _publication(request: HttpRequest, slug: str, version: int) -> Publication:
    return get_object_or_404(
        Publication.objects.readable_by(request.user)
        .select_related(PARTS, "report__agenda_item", "exempt_edition")
        .defer("exempt_edition__tree"),
        report__slug=slug,
        version=version,
    )


def _edition(request: HttpRequest, slug: str, version: int) -> ExemptEdition:
    return get_object_or_404(
        ExemptEdition.objects.visible_to(request.user)
        .select_related(f"publication__{PARTS}")
        .defer("publication__tree"),
        publication__report__slug=slug,
        publication__version=version,
    )


def _write_down(request: HttpRequest, publication: Publication, what: str) -> None:
    """Who reads a paper that is exempt as a whole is written down."""
    if publication.is_exempt and isinstance(request.user, User):
        record_reading(publication=publication, by=request.user, what=what)


def _page(
    request: HttpRequest, publication: Publication, shown: Publication | ExemptEdition
) -> HttpResponse:
    """The page of a version: as the public reads it, or with its exempt parts."""
    report, user = publication.report, request.user
    readable = (
        Publication.objects.readable_by(user)
        .filter(report__in=[report.pk, *filter(None, [report.previous_id])])
        .select_related("report__meeting")
        .with_cut_off()
        .annotate(
            has_minutes=Exists(
                MinutesVersion.objects.readable_by(user).filter(meeting=OuterRef("report__meeting"))
            )
        )
        .defer("tree")
        .order_by("-version")
    )
    versions = [each for each in readable if each.report_id == report.pk]
    received = next((each for each in readable if each.report_id == report.previous_id), None)
    corrected = next((each for each in versions if each.version < publication.version), None)
    compared = {"1": received, "version": corrected}.get(request.GET.get("changes", ""))
    before = _before(request, compared, shown) if compared else None
    here = next(each for each in versions if each.version == publication.version)
    paper = Paper(shown.document())
    beside = stories(paper, report, user=user, as_at=here.cut_off) | links(paper)
    item = _item_to_ask_on(user, report) if versions[0] == shown else None
    if item:
        beside |= asking(paper, item)
    page = paper.page(before=before, beside=beside)
    kind_of_file = "published_file" if shown is publication else "published_exempt_file"
    edition = getattr(publication, "exempt_edition", None)
    may_read_exempt = edition is not None and can_read_exempt(user, report.authority)
    context = {
        "publication": publication,
        "shown": shown,
        "report": report,
        "files": [
            (
                kind,
                name,
                reverse(f"committee:{kind_of_file}", args=[report.slug, publication.version, kind]),
                shown.file_digests.get(kind, shown.sha256 if kind == "json" else ""),
            )
            for kind, name in FILES.items()
        ],
        "edition": edition if may_read_exempt else None,
        "versions": versions,
        "minutes": reverse("committee:minutes_latest", args=report.meeting.address)
        if here.has_minutes
        else "",
        "received": received,
        "corrected": corrected,
        "compared": compared,
        "may_correct": report.state == ReportState.PUBLISHED
        and isinstance(user, User)
        and can_publish_report(user, report),
        "document": paper.document,
        "paper": page,
        "contents": page.contents,
        "shortcuts": shortcuts(paper),
        "off_track": off_track(paper),
    }
    return render(request, "committee/published_paper.html", context)


def _item_to_ask_on(user: User | AnonymousUser, report: Report) -> AgendaItem | None:
    """The item of the agenda on which the person may still ask a question before the meeting."""
    item: AgendaItem | None = getattr(report, "agenda_item", None)
    if item is None or not isinstance(user, User) or clock.today() > report.meeting.held_on:
        return None
    return item if can_ask(user, report.authority) else None


def _before(
    request: HttpRequest, compared: Publication, shown: Publication | ExemptEdition
) -> Document:
    """What is compared with: with its exempt parts where those are shown of this one."""
    if isinstance(shown, ExemptEdition):
        editions = ExemptEdition.objects.visible_to(request.user).filter(publication=compared)
        edition = editions.first()
        if edition and isinstance(request.user, User):
            record_reading(publication=compared, by=request.user, what="page")
            return edition.document()
    _write_down(request, compared, "page")
    return compared.document()


def _file(record: Publication | ExemptEdition, kind: str, name: str) -> HttpResponseBase:
    if kind not in CONTENT_TYPES:
        raise Http404
    if kind == "json":
        return HttpResponse(
            record.tree,
            content_type=CONTENT_TYPES[kind],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    return sent(getattr(record, kind), name=name, content_type=CONTENT_TYPES[kind])

"""Pages on which several people write one paper."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from committee.checks import check
from committee.clearances import facts_to_clear, read_standings
from committee.forms.writing import (
    CommentForm,
    MoveForm,
    OwnerForm,
    RestoreForm,
    VersionsForm,
)
from committee.models import Comment, Report, ReportSection
from committee.permissions import can_resolve_comment, can_write_report, can_write_section
from committee.progress import read_progress
from committee.remarks import Remark, commentable, place
from committee.reports import compose
from committee.services.writing import (
    add_comment,
    answer_comment,
    move_section,
    own_section,
    reopen_comment,
    resolve_comment,
    restore_section,
)
from committee.tables import SectionVersionTable
from committee.views.papers import draft, draft_to_write
from core import clock
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.views import PAGE_SIZE, table_page
from documents import richtext
from documents.differences import Passage, compare, passages
from documents.nodes import Reference


@require_safe
def report_progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is missing before the deadline, and who has it."""
    report = draft(request, slug)
    facts = facts_to_clear(report, today=clock.today())
    document = compose(facts)
    standings = read_standings(report, document)
    context = {
        "report": report,
        "progress": read_progress(facts, check(facts, document), standings),
        "comments": report.comments.unresolved().count(),
        "may_write": can_write_report(request.user, report),
        "today": clock.today(),
        "is_late": clock.today() > report.meeting.publish_by,
    }
    return render(request, "committee/report_progress.html", context)


# --- sections -------------------------------------------------------------------------------


def section_own(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Say who writes a section."""
    report = draft_to_write(request, slug)
    section = get_object_or_404(report.sections, key=key)
    form = OwnerForm(request.POST or None, instance=section)
    if form.is_valid():
        try:
            saved = own_section(section=section, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            who = saved.owner or "The report authors"
            messages.success(request, f"{who} now write{'s' if saved.owner else ''} “{saved}”.")
            return redirect("committee:report_progress", slug)
    context = {"report": report, "section": section, "form": form}
    return render(request, "committee/section_own.html", context)


def section_move(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Take a section a step further: ready, accepted, or returned with a reason."""
    report = draft(request, slug)
    section = get_object_or_404(report.sections, key=key)
    require(can_write_section(request.user, section))
    asked = {"revision": section.revision, "state": request.GET.get("state")}
    form = MoveForm(request.POST or None, section=section, user=request.user, initial=asked)
    if form.is_valid():
        try:
            moved = move_section(section=section, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"“{moved}” is now “{moved.get_state_display().lower()}”.")
            return redirect(moved)
    context = {
        "report": report,
        "section": section,
        "form": form,
        "text": list(_passages(section, "", section.body)),
        "may_write": can_write_report(request.user, report),
    }
    return render(request, "committee/section_move.html", context)


def section_versions(request: SignedInRequest, slug: str, key: str) -> HttpResponseBase:
    """Every version of a section: when it was saved, and by whom."""
    report = draft(request, slug)
    section = get_object_or_404(report.sections, key=key)
    return table_page(
        request,
        "committee/section_versions.html",
        queryset=section.history.select_related("history_user"),
        table=SectionVersionTable,
        report=report,
        section=section,
    )


def section_compare(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Two versions of a section, and what differs between them."""
    report = draft(request, slug)
    section = get_object_or_404(report.sections, key=key)
    saved = section.history.select_related("history_user").only(
        "history_id", "history_date", "history_user__name", "history_user__email"
    )
    versions = [(each.history_id, _version_words(each)) for each in saved]
    if not versions:
        raise Http404("Nothing has been saved yet.")
    newest = versions[0][0]
    asked = {"before": versions[min(1, len(versions) - 1)][0], "after": newest}
    asked |= {name: request.GET[name] for name in asked if name in request.GET}
    form = VersionsForm(asked, versions=versions)
    context: dict[str, Any] = {"report": report, "section": section, "form": form}
    if form.is_valid():
        chosen = section.history.in_bulk(form.cleaned_data.values(), field_name="history_id")
        before, after = (chosen[form.cleaned_data[name]] for name in ("before", "after"))
        old, new = (list(_passages(section, each.heading, each.body)) for each in (before, after))
        context |= {"changes": compare(old, new), "before": before, "after": after}
        if before.pk != newest and can_write_section(request.user, section):
            initial = {"version": before.history_id, "revision": section.revision}
            context["restore"] = RestoreForm(initial=initial)
    return render(request, "committee/section_compare.html", context)


def _version_words(version: Any) -> str:
    saved_at = timezone.localtime(version.history_date)
    return f"{saved_at:%-d %B %Y, %H:%M}, {version.history_user or 'the system'}"


def _passages(section: ReportSection, heading: str, body: str) -> Iterator[Passage]:
    """A version of a section in words; what it cites and quotes stands as it was typed."""
    if heading:
        yield Passage(section.key, "", heading)
    read = richtext.parse(body, anchor=section.key, numbered=False, bind=_typed)
    yield from passages(read.blocks, cite=_citation, anchor=section.key)


def _typed(words: str) -> str:
    return f"[[{words}]]"


def _citation(reference: Reference) -> str:
    return _typed(" to ".join(filter(None, (reference.first, reference.last))))


@require_POST
def section_restore(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Bring an earlier version of a section back, as a new version."""
    report = draft(request, slug)
    section = get_object_or_404(report.sections, key=key)
    require(can_write_section(request.user, section))
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise Http404
    version = form.cleaned_data["version"]
    get_object_or_404(section.history, history_id=version)
    try:
        restore_section(section=section, by=request.user, **form.cleaned_data)
    except Stale:
        messages.error(
            request, "Somebody saved this section meanwhile. Compare the versions again."
        )
    except ValidationError as error:
        messages.error(request, f"This version cannot be brought back. {' '.join(error.messages)}")
    else:
        messages.success(request, "The earlier version is back, as a new version.")
    return redirect("committee:section_versions", slug, key)


# --- comments -------------------------------------------------------------------------------


@require_safe
def comment_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is said about a paper: what is open, or what has been dealt with."""
    report = draft(request, slug)
    resolved = request.GET.get("show") == "resolved"
    comments = report.comments.first_words().filter(resolved_at__isnull=not resolved)
    page = Paginator(_with_parts(comments), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "report": report,
        "page": page,
        "remarks": place(page.object_list, _commentable(report)),
        "resolved": resolved,
    }
    return render(request, "committee/comment_list.html", context)


def comment_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Comment on a paragraph of a paper."""
    report = draft(request, slug)
    found = _commentable(report).get(request.GET.get("paragraph", ""))
    if found is None:
        raise Http404("The paper has no such paragraph.")
    form = CommentForm(request.POST or None)
    if form.is_valid():
        try:
            add_comment(report=report, by=request.user, place=found, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Comment added.")
            return redirect(f"{report.get_absolute_url()}#{found.anchor}")
    context = {"report": report, "place": found, "form": form}
    return render(request, "committee/comment_add.html", context)


def comment_detail(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A comment with its answers, and a place to answer."""
    report, comment = _comment(request, slug, pk)
    form = CommentForm(request.POST or None)
    if form.is_valid():
        try:
            answer_comment(comment=comment, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Answer added.")
            return redirect(comment)
    context = {
        "report": report,
        "remark": _remark(report, comment),
        "form": form,
        "may_resolve": can_resolve_comment(request.user, comment),
    }
    return render(request, "committee/comment_detail.html", context)


@require_POST
def comment_resolve(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a comment is dealt with, or that it is not after all."""
    _, comment = _comment(request, slug, pk)
    require(can_resolve_comment(request.user, comment))
    try:
        if "reopen" in request.POST:
            reopen_comment(comment=comment)
            messages.success(request, "The comment is open again.")
        else:
            resolve_comment(comment=comment, by=request.user)
            messages.success(request, "The comment is resolved.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(comment)


def _comment(request: SignedInRequest, slug: str, pk: int) -> tuple[Report, Comment]:
    report = draft(request, slug)
    comments = _with_parts(report.comments.first_words())
    comment: Comment = get_object_or_404(comments, pk=pk)
    comment.report = report
    if comment.section:
        comment.section.report = report
    return report, comment


def _with_parts(comments: Any) -> Any:
    return comments.select_related("section", "theme", "by", "resolved_by").prefetch_related(
        "replies__by"
    )


def _commentable(report: Report) -> dict[str, Passage]:
    facts = facts_to_clear(report, today=clock.today())
    return commentable(compose(facts, is_being_written=True))


def _remark(report: Report, comment: Comment) -> Remark:
    return place([comment], _commentable(report))[0]

"""Pages on which several people write one paper."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.http import SignedInRequest, extract_asked, files_of
from committee import extracts
from committee.checks import check
from committee.clearances import facts_to_clear, read_standings
from committee.forms.writing import (
    CommentForm,
    MoveForm,
    OwnerForm,
)
from committee.models import Comment, Report, ReportSection
from committee.permissions import (
    can_read_exempt,
    can_resolve_comment,
    can_write_report,
    can_write_section,
)
from committee.progress import read_progress
from committee.remarks import Remark, commentable, place, place_for_public, words_of
from committee.reports import compose
from committee.services.papers import save_recommendations
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
from committee.versions import Recommended, recommended
from committee.views.papers import draft, draft_to_write
from committee.vocabulary import BlockKind, ExemptScope, SectionState
from committee.withholding import Withheld, words_in
from core import clock
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.versions import RestoreForm, Version, VersionsForm, compared, in_passages
from core.views import PAGE_SIZE, table_page
from documents import exempt
from documents.differences import Passage, compare
from documents.nodes import Document


def report_progress(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """What is missing before the deadline, and who has it."""
    report = draft(request, slug)
    facts = facts_to_clear(report, today=clock.today())
    document = compose(facts)
    problems = check(facts, document)
    standings = read_standings(report, document)
    may_read_all = can_read_exempt(request.user, report.authority)
    withheld = Withheld(request.user, report.authority)
    progress = read_progress(facts, problems, standings, with_exempt=may_read_all)
    progress = progress.told(withheld.words)
    lists = [extracts.missing_of(progress)]
    if taken := extract_asked(request, lists, of=report, authority_id=report.authority.pk):
        return taken
    context = {
        "report": report,
        "progress": progress,
        "files": files_of(request, lists, authority_id=report.authority.pk),
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
    Withheld(request.user, report.authority).refuse(*words_in(section))
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
    report, section = _section(request, slug, key)
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
    report, section = _section(request, slug, key)
    withheld = Withheld(request.user, report.authority)
    saved = section.history.select_related("history_user").only(
        "history_id", "history_date", "state", "history_user__name", "history_user__email"
    )
    versions = [(each.history_id, _version_words(each)) for each in saved]
    if not versions:
        raise Http404("Nothing has been saved yet.")
    others = section.history.exclude(heading=section.heading, body=section.body)
    asked = {
        "before": others.values_list("history_id", flat=True).first() or versions[-1][0],
        "after": versions[0][0],
    }
    asked |= {name: request.GET[name] for name in asked if name in request.GET}
    form = VersionsForm(asked, versions=versions)
    context: dict[str, Any] = {"report": report, "section": section, "form": form}
    if form.is_valid():
        chosen = section.history.in_bulk(form.cleaned_data.values(), field_name="history_id")
        before, after = (chosen[form.cleaned_data[name]] for name in ("before", "after"))
        old, new = (
            withheld.passages(_passages(section, each.heading, each.body))
            for each in (before, after)
        )
        context |= {"changes": compare(old, new), "before": before, "after": after}
        is_other = (before.heading, before.body) != (section.heading, section.body)
        context["may_write"] = can_write_section(request.user, section)
        if is_other and not withheld.has(*words_in(section), *words_in(before)):
            initial = {"version": before.history_id, "revision": section.revision}
            context["restore"] = RestoreForm(initial=initial)
    return render(request, "committee/section_compare.html", context)


def _section(request: SignedInRequest, slug: str, key: str) -> tuple[Report, ReportSection]:
    """A section whose versions the person may read.

    What is or was exempt is for those who may read such, and for whoever writes the section.
    """
    report = draft(request, slug)
    section: ReportSection = get_object_or_404(report.sections, key=key)
    may_read_all = can_read_exempt(request.user, report.authority)
    if not (may_read_all or can_write_section(request.user, section)):
        exempt_then = section.history.exclude(exempt_scope=ExemptScope.NOTHING)
        if section.exempt_scope != ExemptScope.NOTHING or exempt_then.exists():
            raise Http404("The versions of this section are not for everybody.")
    Withheld(request.user, report.authority).refuse(section.heading)
    return report, section


def _version_words(version: Any) -> str:
    saved_at = timezone.localtime(version.history_date)
    stage = SectionState(version.state).label.lower()
    return f"{saved_at:%-d %B %Y, %H:%M}, {version.history_user or 'the system'} ({stage})"


def _passages(section: ReportSection, heading: str, body: str) -> Iterator[Passage]:
    """A version of a section in words; what it cites and quotes stands as it was typed."""
    if heading:
        yield Passage(section.key, "", heading)
    yield from in_passages(body, anchor=section.key)


def section_restore(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Bring an earlier version of a section back, as a new version."""
    report = draft(request, slug)
    section = get_object_or_404(report.sections, key=key)
    require(can_write_section(request.user, section))
    if request.method != "POST":
        return redirect("committee:section_compare", slug, key)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise Http404
    version = form.cleaned_data["version"]
    earlier = get_object_or_404(section.history, history_id=version)
    withheld = Withheld(request.user, report.authority)
    withheld.refuse(*words_in(section), *words_in(earlier))
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


# --- recommendations ------------------------------------------------------------------------


def recommendations_versions(request: SignedInRequest, slug: str) -> HttpResponse:
    """Two versions of all recommendations compared; an earlier one is brought back as a new one."""
    report = draft(request, slug)
    held = get_object_or_404(report.sections, kind=BlockKind.RECOMMENDATIONS)
    report, section = _section(request, slug, held.key)
    withheld = Withheld(request.user, report.authority)
    versions = [_recommended(each, withheld) for each in recommended(report)]
    if not versions:
        raise Http404("Nothing has been saved yet.")
    may_write = can_write_section(request.user, section)
    if request.method == "POST":
        require(may_write)
        return _restore_recommendations(request, report, withheld)
    context = {
        "report": report,
        "may_write": may_write,
        **compared(request.GET, versions, revision=report.revision),
    }
    return render(request, "committee/recommendations_versions.html", context)


def _recommended(version: Recommended, withheld: Withheld) -> Version:
    text = [
        Passage(f"recommendation-{order}", f"Recommendation {order}", words)
        for order, words in enumerate(version.texts, start=1)
    ]
    return Version(version.key, version.saved_at, version.by, "", withheld.passages(text))


def _restore_recommendations(
    request: SignedInRequest, report: Report, withheld: Withheld
) -> HttpResponse:
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise Http404
    earlier = {each.key: each for each in recommended(report)}.get(form.cleaned_data["version"])
    if earlier is None:
        raise Http404("There is no such version.")
    withheld.refuse(*earlier.texts, *report.recommendations.values_list("text", flat=True))
    try:
        save_recommendations(
            report=report,
            by=request.user,
            texts=earlier.texts,
            revision=form.cleaned_data["revision"],
        )
    except Stale:
        messages.error(request, "Somebody saved this paper meanwhile. Compare the versions again.")
    except ValidationError as error:
        messages.error(request, f"This version cannot be brought back. {' '.join(error.messages)}")
    else:
        messages.success(request, "The earlier version is back, as a new version.")
    return redirect("committee:recommendations_versions", report.slug)


# --- comments -------------------------------------------------------------------------------


def comment_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is said about a paper: what is open, or what has been dealt with."""
    report = draft(request, slug)
    resolved = request.GET.get("show") == "resolved"
    comments = report.comments.first_words().filter(resolved_at__isnull=not resolved)
    page = Paginator(_with_parts(comments), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "report": report,
        "page": page,
        "remarks": _remarks(request, report, page.object_list),
        "resolved": resolved,
    }
    return render(request, "committee/comment_list.html", context)


def comment_add(request: SignedInRequest, slug: str, anchor: str) -> HttpResponse:
    """Comment on a paragraph of a paper."""
    report = draft(request, slug)
    withheld = Withheld(request.user, report.authority)
    found = commentable(_text(request, report)).get(anchor)
    if found is None:
        raise Http404("The paper has no such paragraph.")
    withheld.refuse(found.words)
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
    remark = _remark(request, report, comment)
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
        "remark": remark,
        "form": form,
        "may_resolve": can_resolve_comment(request.user, comment),
    }
    return render(request, "committee/comment_detail.html", context)


def comment_resolve(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a comment is dealt with, or that it is not after all."""
    report, comment = _comment(request, slug, pk)
    _remark(request, report, comment)
    require(can_resolve_comment(request.user, comment))
    if request.method != "POST":
        return redirect(comment)
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


def _text(request: SignedInRequest, report: Report) -> Document:
    """The paper as far as the public may read it, or the person may read what is exempt."""
    facts = facts_to_clear(report, today=clock.today())
    document = compose(facts, is_being_written=True)
    may_read_all = can_read_exempt(request.user, report.authority)
    return document if may_read_all else exempt.leave_out(document)


def _remarks(request: SignedInRequest, report: Report, comments: Iterable[Comment]) -> list[Remark]:
    """The comments that the person may read, each with its paragraph."""
    passages = commentable(_text(request, report))
    may_read_all = can_read_exempt(request.user, report.authority)
    found = (place if may_read_all else place_for_public)(comments, passages)
    withheld = Withheld(request.user, report.authority)
    return [each for each in found if not withheld.has(*words_of(each))]


def _remark(request: SignedInRequest, report: Report, comment: Comment) -> Remark:
    remarks = _remarks(request, report, [comment])
    if not remarks:
        raise Http404("This comment is not for everybody.")
    return remarks[0]

"""Pages on which papers are started, written and published."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.http import SignedInRequest, takeable
from accounts.roles import Permission
from committee.checks import check
from committee.checks.places import with_editors
from committee.clearances import read_standings, text_to_clear
from committee.facts import Facts, read_facts
from committee.filters import ReportFilter
from committee.forms.papers import (
    CorrectionForm,
    HeaderForm,
    PublishForm,
    RecommendationsForm,
    ReportChoiceForm,
    ReportForm,
    SectionForm,
    propose,
)
from committee.forms.writing import steps_for
from committee.models import Report, ReportSection
from committee.permissions import (
    can_publish_report,
    can_read_drafts,
    can_read_exempt,
    can_write_report,
    can_write_section,
)
from committee.reading import CONTENT_TYPES, reading
from committee.remarks import commentable, counted, place
from committee.reports import compose
from committee.services.papers import save_header, save_recommendations, save_section, start_report
from committee.services.publishing import publish_report, start_correction
from committee.services.writing import move_section
from committee.tables import ReportTable
from committee.vocabulary import BlockKind, ReportState, SectionState
from committee.withholding import Withheld, words_in
from committee.writing import cut
from core import clock
from core.forms import media_for, show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from documents import exempt, html, json, pdf, word
from documents.nodes import Appendix, Document, Reference, Section
from documents.numbering import DanglingReference, number
from documents.pdf import UnprintableDocument
from documents.problems import Problem, repair
from documents.tree import walk
from performance import quotes
from performance.models import Indicator

RENDERERS: dict[str, Callable[..., str | bytes]] = {
    "html": html.render,
    "docx": word.render,
    "pdf": pdf.render,
}


def report_list(request: SignedInRequest) -> HttpResponseBase:
    """The papers a person may see."""
    return table_page(
        request,
        "committee/report_list.html",
        queryset=takeable(request, Report.objects.visible_to(request.user)).with_parts(),
        table=ReportTable,
        filterset=ReportFilter,
        export_name="papers",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        may_start=request.user.may_somewhere(Permission.WRITE_REPORTS),
        may_keep_templates=request.user.may_somewhere(Permission.ADMINISTER),
    )


def report_add(request: SignedInRequest) -> HttpResponse:
    """Start a paper: first the meeting and the plan, then what the last paper proposes."""
    require(request.user.may_somewhere(Permission.WRITE_REPORTS))
    choice = ReportChoiceForm(request.GET if "meeting" in request.GET else None, user=request.user)
    if not choice.is_valid():
        return render(request, "committee/report_add.html", {"form": choice})
    meeting, plan = choice.cleaned_data["meeting"], choice.cleaned_data["plan"]
    proposal = propose(meeting, plan, as_at=clock.today())
    form = ReportForm(request.POST or None, meeting=meeting, plan=plan, initial=proposal)
    if form.is_valid():
        try:
            report = start_report(meeting=meeting, plan=plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Paper started. Its live parts are filled from the plan.")
            return redirect(report)
    context = {"form": form, "meeting": meeting, "plan": plan}
    return render(request, "committee/report_add.html", context)


def report_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """The paper as it will read, with what is missing and where to write it."""
    report = visible_report(request, slug)
    if not (report.is_open and can_read_drafts(request.user, report.authority)):
        return redirect("committee:published_latest", slug)
    facts = _facts(report)
    problems = check(facts, compose(facts))
    withheld = Withheld(request.user, report.authority)
    whole = compose(facts, is_being_written=True)
    document = readable(request, report, whole, withheld)
    problems = withheld.problems(in_sight(problems, whole, document))
    asking = [each for each in problems if each.severity != "information"]
    comments = report.comments.unresolved().select_related("section", "theme")
    said = place(comments, commentable(document))
    writing = cut(facts, document, problems, counted(said))
    may_write = can_write_report(request.user, report)
    own = {each.pk for each in facts.sections if can_write_section(request.user, each)}
    context: dict[str, Any] = {
        "report": report,
        "writing": writing,
        "public_on": facts.practice.public_on,
        "problems": with_editors(asking, facts, document, own=own),
        "notes": len(problems) - len(asking),
        "errors": sum(each.severity == "error" for each in problems),
        "warnings": sum(each.severity == "warning" for each in problems),
        "may_write": may_write,
        "own": own,
        "comments": len(said),
        "may_publish": can_publish_report(request.user, report),
        "is_late": clock.today() > report.meeting.publish_by,
    }
    key = request.GET.get("edit", "")
    edited = next((each for each in writing.pieces if each.anchor == key), None)
    if edited and edited.has_own_text and edited.section.pk in own:
        withheld.refuse(*words_in(edited.section))
        context["form"] = SectionForm(instance=edited.section)
        context["steps"] = steps_for(request.user, edited.section)
        context["media"] = media_for(context["form"], request)
        context["edited"] = key
        context["citable"] = list(_citable(facts, document, withheld))
        context["quotable"] = _quotable(facts)
    return render(request, "committee/report_detail.html", context)


def in_sight(problems: list[Problem], whole: Document, document: Document) -> list[Problem]:
    """The problems of a paper that are not of what was left out of it."""
    if document is whole:
        return problems
    left_out = _anchors(whole) - _anchors(document)
    return [each for each in problems if each.anchor not in left_out]


def _anchors(document: Document) -> set[str]:
    return {*number(repair(document)).labels}


def _facts(report: Report) -> Facts:
    """What a draft says on the day on which it is expected to be public."""
    expected = report.expected_on(as_at=clock.today())
    return read_facts(report, as_at=report.cut_off, public_on=expected)


def report_preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """The draft as its readers will see it."""
    report = draft(request, slug)
    withheld = Withheld(request.user, report.authority)
    document = readable(request, report, compose(_facts(report)), withheld)
    context = {
        "report": report,
        "has_exempt_parts": any(exempt.parts(document)),
        **reading(exempt.leave_out(document) if "public" in request.GET else document),
    }
    return render(request, "committee/report_preview.html", context)


def readable(
    request: SignedInRequest, report: Report, document: Document, withheld: Withheld
) -> Document:
    """The draft as far as the person may read it; the same document where that is all of it.

    Its exempt parts are left out for those who may not read such; what is withheld is so in place.
    """
    if not can_read_exempt(request.user, report.authority):
        document = exempt.leave_out(document)
    return withheld.document(document)


def report_download(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """The draft as a file, which says that it is a draft."""
    report = draft(request, slug)
    if kind not in RENDERERS:
        raise Http404
    withheld = Withheld(request.user, report.authority)
    document = readable(request, report, compose(_facts(report)), withheld)
    note = f"Draft of {clock.today():%-d %B %Y}, not published"
    looks = {"base": report.house_style.base} if kind == "docx" else {}
    try:
        content = RENDERERS[kind](replace(document, kicker=(*document.kicker, note)), **looks)
    except UnprintableDocument as refusal:
        messages.error(request, f"The draft cannot be printed. {refusal}")
        return redirect(report)
    name = f"{report.slug}-draft.{kind}"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def report_header(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change what stands in the header box."""
    report = draft_to_write(request, slug)
    form = HeaderForm(request.POST or None, instance=report)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            save_header(report=report, by=request.user, revision=revision, **form.header)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Header saved.")
            return redirect("committee:report_detail", slug)
    return render(request, "committee/report_header.html", {"form": form, "report": report})


def section_edit(request: SignedInRequest, slug: str, key: str) -> HttpResponse:
    """Write one section."""
    report = draft(request, slug)
    section = get_object_or_404(report.sections.exclude(kind__in=BlockKind.without_text()), key=key)
    require(can_write_section(request.user, section))
    withheld = Withheld(request.user, report.authority)
    withheld.refuse(*words_in(section))
    form = SectionForm(request.POST or None, instance=section)
    if form.is_valid():
        try:
            _save_section(request, section, form)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"“{section}” saved.")
            return redirect(f"{reverse('committee:report_detail', args=[slug])}#{key}")
    facts = _facts(report)
    document = readable(request, report, compose(facts), withheld)
    context = {
        "form": form,
        "media": media_for(form, request),
        "report": report,
        "section": section,
        "steps": steps_for(request.user, section),
        "may_write": can_write_report(request.user, report),
        "citable": list(_citable(facts, document, withheld)),
        "quotable": _quotable(facts),
    }
    return render(request, "committee/section_edit.html", context)


@transaction.atomic
def _save_section(request: SignedInRequest, section: ReportSection, form: SectionForm) -> None:
    """Save the section and take it the step that was asked for, all or nothing."""
    saved = save_section(section=section, by=request.user, **form.cleaned_data)
    if "ready" in request.POST:
        move_section(
            section=saved, by=request.user, state=SectionState.READY, revision=saved.revision
        )


def recommendations_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write the recommendations; what they can cite stands beside them."""
    report = draft(request, slug)
    sections = report.sections.filter(kind=BlockKind.RECOMMENDATIONS)
    require(
        can_write_report(request.user, report)
        or any(can_write_section(request.user, each) for each in sections)
    )
    withheld = Withheld(request.user, report.authority)
    withheld.refuse(*report.recommendations.values_list("text", flat=True))
    form = _recommendations_form(request, report)
    if form.is_valid():
        try:
            save_recommendations(
                report=report,
                by=request.user,
                texts=form.texts,
                revision=form.cleaned_data["revision"],
            )
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Recommendations saved.")
            return redirect(f"{reverse('committee:report_detail', args=[slug])}#recommendations")
    facts = _facts(report)
    document = readable(request, report, compose(facts), withheld)
    context = {
        "form": form,
        "report": report,
        "citable": list(_citable(facts, document, withheld)),
        "quotable": _quotable(facts),
    }
    return render(request, "committee/recommendations_edit.html", context)


def _recommendations_form(request: SignedInRequest, report: Report) -> RecommendationsForm:
    """The saved texts, or the typed ones; adding or removing a box saves nothing."""
    if request.method != "POST":
        texts = [each.text for each in report.recommendations.all()] or [""]
        return RecommendationsForm(texts=texts, initial={"revision": report.revision})
    boxes = [name for name in request.POST if re.fullmatch(r"recommendation_[0-9]{1,4}", name)]
    typed = [request.POST[name] for name in sorted(boxes, key=lambda name: int(name[15:]))]
    if "add" not in request.POST and "remove" not in request.POST:
        return RecommendationsForm(request.POST, texts=typed)
    if "add" in request.POST:
        typed.append("")
    removed = request.POST.get("remove", "")
    kept = [text for order, text in enumerate(typed, start=1) if str(order) != removed]
    return RecommendationsForm(texts=kept, initial={"revision": request.POST.get("revision")})


def _citable(
    facts: Facts, document: Document, withheld: Withheld
) -> Iterator[tuple[str, str, str]]:
    """What can be cited: how to write it, what it is, and what that prints now."""
    document = repair(document)
    numbering = number(document)
    names = {section.key: str(section) for section in facts.sections}
    names |= {f"theme-{theme.number}-progress": f"Narrative of {theme}" for theme in facts.themes}
    for node in walk(document):
        if isinstance(node, Section | Appendix):
            name = names.get(node.anchor) or (
                node.title if isinstance(node, Appendix) else node.heading
            )
            with suppress(DanglingReference):
                yield node.anchor, withheld.words(name), str(numbering.cite(Reference(node.anchor)))


def _quotable(facts: Facts) -> list[tuple[Indicator, list[tuple[str, str]]]]:
    """The figures that can be inserted: each indicator, how to write them, what they print now."""
    offered = ((each.indicator, quotes.offers(each)) for each in facts.figures.readings)
    return [(indicator, found) for indicator, found in offered if found]


def report_publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """A last look at what is wrong, then publish."""
    report = visible_report(request, slug)
    require(can_publish_report(request.user, report))
    if not report.is_open:
        return redirect("committee:published_latest", slug)
    facts = read_facts(report, as_at=report.cut_off, public_on=clock.today())
    document = compose(facts)
    withheld = Withheld(request.user, report.authority)
    problems = withheld.problems(check(facts, document))
    errors = [each for each in problems if each.severity == "error"]
    warnings = [each for each in problems if each.severity == "warning"]
    is_late = clock.today() > report.meeting.publish_by
    standings = read_standings(report, text_to_clear(report, today=clock.today()))
    uncleared = [each for each in standings if not each.is_current]
    typed = request.POST if request.method == "POST" else None
    form = PublishForm(
        typed,
        warned=bool(warnings) or is_late,
        late=report.needs_urgency(on=clock.today()),
        uncleared=bool(uncleared),
    )
    if form.is_valid():
        try:
            publication = publish_report(
                report=report,
                by=request.user,
                digest=request.POST.get("digest", ""),
                urgency_reason=form.cleaned_data.get("urgency_reason", ""),
                clearance_override=form.cleaned_data.get("clearance_override", ""),
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"Version {publication.version} is published.")
            return redirect(publication)
    context = {
        "report": report,
        "form": form,
        "errors": errors,
        "warnings": warnings,
        "is_late": is_late,
        "uncleared": uncleared,
        "digest": json.digest(document),
        "has_exempt_parts": any(exempt.parts(document)),
    }
    return render(request, "committee/report_publish.html", context)


def report_correct(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open a published paper again to correct it."""
    report = visible_report(request, slug)
    require(can_publish_report(request.user, report))
    if report.state != ReportState.PUBLISHED:
        return redirect(report)
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        try:
            start_correction(report=report, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(
                request, "The paper is open again. What was published stays readable as it is."
            )
            return redirect(report)
    return render(request, "committee/report_correct.html", {"form": form, "report": report})


def visible_report(request: SignedInRequest, slug: str) -> Report:
    """A paper the person may see, as a draft or as published."""
    return get_object_or_404(Report.objects.visible_to(request.user).with_parts(), slug=slug)


def draft(request: SignedInRequest, slug: str) -> Report:
    """A paper that is not finished, for those who may read drafts."""
    report = visible_report(request, slug)
    require(can_read_drafts(request.user, report.authority))
    if not report.is_open:
        raise Http404
    return report


def draft_to_write(request: SignedInRequest, slug: str) -> Report:
    """A paper that is not finished, for those who may write it."""
    report = visible_report(request, slug)
    require(can_write_report(request.user, report))
    if not report.is_open:
        raise Http404
    return report

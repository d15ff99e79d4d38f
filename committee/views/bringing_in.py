"""Pages on which a Word paper from outside becomes a draft."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest
from accounts.roles import Permission
from committee.bringing_in import cut
from committee.forms.bringing_in import DraftForm, PaperImportForm
from committee.models import PaperImport
from committee.permissions import can_bring_in
from committee.services.bringing_in import discard_paper, make_draft, offers, stage_paper
from core.forms import show_errors
from core.http import require


def paper_import_add(request: SignedInRequest) -> HttpResponse:
    """Choose a Word paper and what it becomes."""
    require(request.user.may_somewhere(Permission.WRITE_REPORTS))
    form = PaperImportForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        initial=request.GET.dict(),
    )
    if form.is_valid():
        chosen = dict(form.cleaned_data)
        file = chosen.pop("file")
        try:
            paper = stage_paper(content=file.read(), name=file.name, by=request.user, **chosen)
        except ValidationError as error:
            show_errors(form, error)
        else:
            return redirect(paper)
    waiting = PaperImport.objects.permitting(request.user, Permission.WRITE_REPORTS).filter(
        report=None
    )
    context = {
        "form": form,
        "waiting": waiting.select_related("meeting__body", "made_by").defer("tree", "unread"),
    }
    return render(request, "committee/paper_import_add.html", context)


def paper_import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was understood of a file, and where each part goes; then the draft."""
    paper = _paper(request, pk)
    if paper.report:
        return redirect(paper.report)
    parts = cut(paper.document())
    form = DraftForm(request.POST or None, paper=paper, parts=parts, offers=offers(paper))
    if form.is_valid():
        try:
            report, lost = make_draft(paper=paper, by=request.user, going=form.going, **form.header)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Draft made. Read it through before others do.")
            for words in lost:
                messages.warning(request, words)
            return redirect(report)
    context = {"paper": paper, "form": form, "parts": parts}
    return render(request, "committee/paper_import_detail.html", context)


def paper_import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget what was read of a file."""
    paper = _paper(request, pk)
    if request.method == "POST":
        discard_paper(paper=paper)
        messages.success(request, "Discarded. Nothing of the file is kept.")
        return redirect("committee:report_list")
    return render(request, "committee/paper_import_discard.html", {"paper": paper})


def _paper(request: SignedInRequest, pk: int) -> PaperImport:
    papers = PaperImport.objects.visible_to(request.user).select_related(
        "meeting__body__authority", "plan", "period", "house_style", "report"
    )
    paper: PaperImport = get_object_or_404(papers, pk=pk)
    require(can_bring_in(request.user, paper.authority))
    return paper

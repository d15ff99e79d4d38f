"""Pages of self-evaluations."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, extract_asked, files_of, takeable
from accounts.roles import Permission
from core import clock
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from monitoring import extracts
from monitoring.evaluations import areas_of, framework_of, plans_of
from monitoring.forms.evaluations import (
    CommitmentForm,
    RollForm,
    SelfEvaluationForm,
    SelfEvaluationPartForm,
)
from monitoring.models import Commitment, SelfEvaluation, SelfEvaluationPart
from monitoring.permissions import can_record
from monitoring.services import evaluations as services
from monitoring.standing import last_judgements
from monitoring.tables import SelfEvaluationTable
from monitoring.views.councils import choose_council
from monitoring.vocabulary import Question


def find_evaluation(request: SignedInRequest, pk: int) -> SelfEvaluation:
    """A self-evaluation that the person may see and change."""
    evaluations = SelfEvaluation.objects.visible_to(request.user).select_related("authority")
    evaluation: SelfEvaluation = get_object_or_404(evaluations, pk=pk)
    require(can_record(request.user, evaluation.authority_id))
    return evaluation


# --- the whole of it ----------------------------------------------------------------------------


@require_safe
def self_evaluation_list(request: SignedInRequest) -> HttpResponseBase:
    """Every self-evaluation a person may see, the newest year first."""
    evaluations = takeable(request, SelfEvaluation.objects.visible_to(request.user))
    return table_page(
        request,
        "monitoring/self_evaluation_list.html",
        queryset=evaluations.select_related("authority").annotate(
            part_count=Count("parts", distinct=True),
            commitment_count=Count("commitments", distinct=True),
        ),
        table=SelfEvaluationTable,
        export_name="self-evaluations",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        may_record=request.user.may_somewhere(Permission.RECORD_FINDINGS),
    )


@require_safe
def self_evaluation_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What the council knows of its practice, how it knows, and what it plans."""
    evaluations = SelfEvaluation.objects.visible_to(request.user)
    evaluation = get_object_or_404(evaluations.select_related("authority", "rolled_from"), pk=pk)
    areas = areas_of(evaluation, request.user, as_at=clock.today())
    plans = plans_of(evaluation)
    lists, authority_id = extracts.evaluation_of(areas, plans), evaluation.authority_id
    if taken := extract_asked(request, lists, of=evaluation, authority_id=authority_id):
        return taken
    context = {
        "evaluation": evaluation,
        "framework": framework_of(evaluation),
        "areas": areas,
        "plans": plans,
        "files": files_of(request, lists, authority_id=authority_id),
        "may_record": can_record(request.user, evaluation.authority_id),
    }
    return render(request, "monitoring/self_evaluation_detail.html", context)


def self_evaluation_add(request: SignedInRequest) -> HttpResponse:
    """Begin a year's self-evaluation."""
    authority = choose_council(request, "Begin a self-evaluation")
    if isinstance(authority, HttpResponse):
        return authority
    form = SelfEvaluationForm(request.POST or None, instance=SelfEvaluation(authority=authority))
    if form.is_valid():
        try:
            evaluation = services.add_evaluation(
                authority=authority, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Self-evaluation begun. Answer its questions next.")
            return redirect(evaluation)
    context = {"form": form, "authority": authority}
    return render(request, "monitoring/self_evaluation_add.html", context)


def self_evaluation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say when a self-evaluation was agreed and what changed."""
    evaluation = find_evaluation(request, pk)
    form = SelfEvaluationForm(request.POST or None, instance=find_evaluation(request, pk))
    if form.is_valid():
        try:
            services.change_evaluation(evaluation=evaluation, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Self-evaluation changed.")
            return redirect(evaluation)
    context = {"form": form, "evaluation": evaluation}
    return render(request, "monitoring/self_evaluation_edit.html", context)


def self_evaluation_roll(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next year from the last."""
    evaluation = find_evaluation(request, pk)
    form = RollForm(request.POST or None, last=evaluation)
    if form.is_valid():
        try:
            rolled = services.roll_evaluation(
                evaluation=evaluation, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"{rolled} begun with the texts of {evaluation.year}.")
            return redirect(rolled)
    context = {"form": form, "evaluation": evaluation}
    return render(request, "monitoring/self_evaluation_roll.html", context)


# --- its answers and what is planned ------------------------------------------------------------


def self_evaluation_part_edit(
    request: SignedInRequest, pk: int, area: str, question: str
) -> HttpResponse:
    """Answer a question about an area, with evidence."""
    evaluation = find_evaluation(request, pk)
    framework = framework_of(evaluation)
    if area not in framework.areas or question not in Question.values:
        raise Http404
    part = evaluation.parts.filter(area=area, question=question).first()
    if part is None:
        part = SelfEvaluationPart(area=area, question=question)
    part.evaluation = evaluation
    form = SelfEvaluationPartForm(request.POST or None, instance=part, user=request.user)
    if form.is_valid():
        try:
            services.save_part(
                evaluation=evaluation,
                by=request.user,
                area=area,
                question=question,
                **form.cleaned_data,
            )
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Answer saved.")
            return redirect(f"{evaluation.get_absolute_url()}#{area}")
    context = {
        "form": form,
        "evaluation": evaluation,
        "area": framework.areas[area],
        "question": Question(question),
        "judgement": last_judgements(evaluation.authority_id, request.user).get(area),
    }
    return render(request, "monitoring/self_evaluation_part_edit.html", context)


def commitment_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan something for the next 12 months."""
    evaluation = find_evaluation(request, pk)
    return _commitment(request, Commitment(evaluation=evaluation, order=_next_place(evaluation)))


def commitment_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is planned, or say which action it has become."""
    commitments = Commitment.objects.visible_to(request.user)
    commitment = get_object_or_404(
        commitments.select_related("evaluation__authority", "action"), pk=pk
    )
    require(can_record(request.user, commitment.evaluation.authority_id))
    return _commitment(request, commitment)


def _next_place(evaluation: SelfEvaluation) -> int:
    last = evaluation.commitments.last()
    return last.order + 1 if last else 1


def _commitment(request: SignedInRequest, commitment: Commitment) -> HttpResponse:
    evaluation, is_new = commitment.evaluation, commitment.pk is None
    form = CommitmentForm(request.POST or None, instance=commitment)
    if form.is_valid():
        try:
            services.save_commitment(
                evaluation=evaluation,
                by=request.user,
                commitment=None if is_new else commitment,
                **form.cleaned_data,
            )
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Saved.")
            return redirect(f"{evaluation.get_absolute_url()}#plans")
    context = {"form": form, "evaluation": evaluation, "is_new": is_new}
    return render(request, "monitoring/commitment_edit.html", context)

"""Pages of members' questions, promises and recommendations of scrutiny, and all of them in one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.roles import Permission
from committee import citing, follow_ups
from committee.filters import FollowUpFilter
from committee.forms.questions import (
    AnswerForm,
    KeepForm,
    PromiseAddForm,
    PromiseForm,
    QuestionAddForm,
    QuestionAskForm,
    QuestionForm,
    RespondForm,
    ScrutinyAddForm,
    ScrutinyForm,
)
from committee.models import Body, Promise, Publication, Question, ScrutinyRecommendation
from committee.permissions import (
    can_answer,
    can_ask,
    can_keep_promise,
    can_manage_meetings,
    can_record_answer,
)
from committee.services import questions as services
from committee.tables import FollowUpTable
from committee.views.meetings import find_item, item_to_keep
from committee.views.saving import attempt
from core import audit, clock
from core.exports import FILES, file_response
from core.http import require
from core.models import AuditEvent
from core.views import table_page
from monitoring.models import Finding

# What forms hold beside what is saved.
NOT_SAVED = ("looked_at", "item")


def _fields(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name not in NOT_SAVED}


def _place(record: Any) -> str:
    """The paragraph that a record concerns, as it is printed; nothing where there is none."""
    if not record.anchor or record.publication_id is None:
        return ""
    publication = Publication.objects.get(pk=record.publication_id)
    return citing.label(record.anchor, citing.numbering_of(publication))


def _typed_place(record: Any) -> dict[str, str]:
    return {"paragraph": citing.BEFORE_NUMBER.sub("", _place(record))}


def _about(request: SignedInRequest, record: Any) -> dict[str, Any]:
    """What a record concerns, as its page shows it: a finding only to whoever may read it."""
    readable = Finding.objects.readable_by(request.user).filter(pk=record.finding_id)
    publication = record.publication_id and Publication.objects.with_parts().get(
        pk=record.publication_id
    )
    return {
        "finding": readable.first() if record.finding_id else None,
        "publication": publication,
        "place": _place(record),
    }


# --- questions ------------------------------------------------------------------------------


def question_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask a question on a paper before the meeting."""
    item = find_item(request, pk)
    authority = item.meeting.body.authority
    require(can_ask(request.user, authority))
    form = QuestionAskForm(
        request.POST or None,
        authority=authority,
        initial={"paragraph": request.GET.get("paragraph", "")},
    )
    if form.is_valid():
        question = attempt(form, services.ask_question, item=item, by=request.user, **_fields(form))
        if question:
            messages.success(request, "Your question is with the officers and the clerk.")
            return redirect(question)
    return render(request, "committee/question_ask.html", {"form": form, "item": item})


def question_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what was asked in the meeting."""
    item = item_to_keep(request, pk)
    form = QuestionAddForm(
        request.POST or None,
        instance=Question(item=item),
        authority=item.meeting.body.authority,
        user=request.user,
    )
    if form.is_valid():
        question = attempt(form, services.add_question, item=item, by=request.user, **_fields(form))
        if question:
            messages.success(request, "Question recorded.")
            return redirect(question)
    return render(request, "committee/question_add.html", {"form": form, "item": item})


def _find_question(request: SignedInRequest, pk: int) -> Question:
    questions = Question.objects.readable_by(request.user).with_parts()
    question: Question = get_object_or_404(questions, pk=pk)
    return question


@require_safe
def question_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A question: who asked it about what, the answer, and what was promised."""
    question, user = _find_question(request, pk), request.user
    meeting = question.item.meeting
    may_keep = can_manage_meetings(user, meeting.body.authority)
    context = {
        "question": question,
        "promises": question.promises.select_related("owner"),
        "may_answer": can_record_answer(user, question)
        and not (meeting.is_signed and question.answer),
        "may_keep": may_keep,
        "may_promise": may_keep and not meeting.is_signed and clock.today() >= meeting.held_on,
        "today": clock.today(),
        **_about(request, question),
    }
    return render(request, "committee/question_detail.html", context)


def question_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change who asked what, and link it to what it is about."""
    question = _find_question(request, pk)
    authority = question.item.meeting.body.authority
    require(can_manage_meetings(request.user, authority))
    form = QuestionForm(
        request.POST or None,
        instance=question,
        authority=authority,
        user=request.user,
        initial=_typed_place(question),
    )
    if form.is_valid() and attempt(
        form, services.save_question, question=question, by=request.user, **_fields(form)
    ):
        messages.success(request, "Question saved.")
        return redirect(question)
    context = {"form": form, "question": _find_question(request, pk)}
    return render(request, "committee/question_edit.html", context)


def question_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer a question, or record the answer that was given in the meeting."""
    question, user = _find_question(request, pk), request.user
    require(can_record_answer(user, question))
    authority, today = question.item.meeting.body.authority, clock.today()
    proposed = {}
    if not question.answer:
        answers = can_answer(user, authority)
        held_on = question.item.meeting.held_on
        proposed = {
            "answered_by": (user.post or str(user)) if answers else question.item.presented_by,
            "answered_on": today if answers else min(today, held_on),
        }
    form = AnswerForm(request.POST or None, instance=question, initial=proposed)
    if form.is_valid() and attempt(
        form, services.answer_question, question=question, by=user, **_fields(form)
    ):
        messages.success(request, "Answer recorded.")
        return redirect(question)
    context = {"form": form, "question": _find_question(request, pk)}
    return render(request, "committee/question_answer.html", context)


# --- promises -------------------------------------------------------------------------------


def promise_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what was promised in the meeting, on its own or in answer to a question."""
    item = item_to_keep(request, pk)
    asked = request.GET.get("question", "")
    question = item.questions.filter(pk=asked).first() if asked.isdecimal() else None
    proposed = {}
    if question:
        proposed = {
            "question": question,
            "action": question.action_id,
            "finding": question.finding_id,
            "indicator": question.indicator_id,
            **_typed_place(question),
        }
    form = PromiseAddForm(
        request.POST or None,
        instance=Promise(item=item),
        item=item,
        authority=item.meeting.body.authority,
        user=request.user,
        initial=proposed,
    )
    if form.is_valid():
        promise = attempt(form, services.add_promise, item=item, by=request.user, **_fields(form))
        if promise:
            messages.success(request, "Promise recorded.")
            return redirect(promise)
    return render(request, "committee/promise_add.html", {"form": form, "item": item})


def _find_promise(request: SignedInRequest, pk: int) -> Promise:
    promises = Promise.objects.readable_by(request.user).with_parts()
    promise: Promise = get_object_or_404(promises, pk=pk)
    return promise


@require_safe
def promise_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A promise: who keeps it, by when, what it is about, and what was done."""
    promise, user = _find_promise(request, pk), request.user
    today = clock.today()
    context = {
        "promise": promise,
        "is_overdue": promise.is_overdue(today),
        "may_say_kept": can_keep_promise(user, promise),
        "may_keep": can_manage_meetings(user, promise.item.meeting.body.authority),
        "today": today,
        **_about(request, promise),
    }
    return render(request, "committee/promise_detail.html", context)


def promise_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change who keeps a promise, by when, and what it is about."""
    promise = _find_promise(request, pk)
    authority = promise.item.meeting.body.authority
    require(can_manage_meetings(request.user, authority))
    form = PromiseForm(
        request.POST or None,
        instance=promise,
        item=promise.item,
        authority=authority,
        user=request.user,
        initial=_typed_place(promise),
    )
    if form.is_valid() and attempt(
        form, services.save_promise, promise=promise, by=request.user, **_fields(form)
    ):
        messages.success(request, "Promise saved.")
        return redirect(promise)
    context = {"form": form, "promise": _find_promise(request, pk)}
    return render(request, "committee/promise_edit.html", context)


def promise_keep(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a promise was kept, and what was done."""
    promise = _find_promise(request, pk)
    require(can_keep_promise(request.user, promise))
    proposed = {} if promise.kept_on else {"kept_on": clock.today()}
    form = KeepForm(request.POST or None, instance=promise, initial=proposed)
    if form.is_valid() and attempt(
        form, services.keep_promise, promise=promise, by=request.user, **_fields(form)
    ):
        messages.success(request, "The promise is recorded as kept.")
        return redirect(promise)
    context = {"form": form, "promise": _find_promise(request, pk)}
    return render(request, "committee/promise_keep.html", context)


# --- recommendations of scrutiny ------------------------------------------------------------


def scrutiny_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what a body recommended."""
    bodies = Body.objects.visible_to(request.user).select_related("authority")
    body = get_object_or_404(bodies, pk=pk)
    require(can_manage_meetings(request.user, body.authority))
    asked = request.GET.get("item", "")
    items = body.meetings.filter(items=asked) if asked.isdecimal() else None
    meeting = items.first() if items is not None else None
    form = ScrutinyAddForm(
        request.POST or None,
        instance=ScrutinyRecommendation(body=body),
        body=body,
        authority=body.authority,
        user=request.user,
        initial={"item": asked, "made_on": meeting.held_on} if meeting else {},
    )
    if form.is_valid():
        fields = {**_fields(form), "item": form.cleaned_data["item"]}
        recommendation = attempt(
            form, services.add_recommendation, body=body, by=request.user, **fields
        )
        if recommendation:
            messages.success(request, "Recommendation recorded.")
            return redirect(recommendation)
    return render(request, "committee/scrutiny_add.html", {"form": form, "body": body})


def _find_recommendation(request: SignedInRequest, pk: int) -> ScrutinyRecommendation:
    made = ScrutinyRecommendation.objects.readable_by(request.user).with_parts()
    recommendation: ScrutinyRecommendation = get_object_or_404(made, pk=pk)
    return recommendation


@require_safe
def scrutiny_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A recommendation of scrutiny, and the response to it."""
    recommendation, user = _find_recommendation(request, pk), request.user
    authority = recommendation.body.authority
    context = {
        "recommendation": recommendation,
        "may_respond": can_answer(user, authority),
        "may_keep": can_manage_meetings(user, authority),
        "today": clock.today(),
        **_about(request, recommendation),
    }
    return render(request, "committee/scrutiny_detail.html", context)


def scrutiny_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what was recommended, who responds and by when."""
    recommendation = _find_recommendation(request, pk)
    authority = recommendation.body.authority
    require(can_manage_meetings(request.user, authority))
    form = ScrutinyForm(
        request.POST or None,
        instance=recommendation,
        body=recommendation.body,
        authority=authority,
        user=request.user,
        initial=_typed_place(recommendation),
    )
    if form.is_valid() and attempt(
        form,
        services.save_recommendation,
        recommendation=recommendation,
        by=request.user,
        **_fields(form),
    ):
        messages.success(request, "Recommendation saved.")
        return redirect(recommendation)
    context = {"form": form, "recommendation": _find_recommendation(request, pk)}
    return render(request, "committee/scrutiny_edit.html", context)


def scrutiny_respond(request: SignedInRequest, pk: int) -> HttpResponse:
    """Respond to a recommendation: accepted, in part, or rejected with the reason."""
    recommendation = _find_recommendation(request, pk)
    require(can_answer(request.user, recommendation.body.authority))
    proposed = {} if recommendation.responded_on else {"responded_on": clock.today()}
    form = RespondForm(request.POST or None, instance=recommendation, initial=proposed)
    if form.is_valid() and attempt(
        form, services.respond, recommendation=recommendation, by=request.user, **_fields(form)
    ):
        messages.success(request, "Response recorded.")
        return redirect(recommendation)
    context = {"form": form, "recommendation": _find_recommendation(request, pk)}
    return render(request, "committee/scrutiny_respond.html", context)


# --- all of them ----------------------------------------------------------------------------


@require_safe
def follow_up_list(request: SignedInRequest) -> HttpResponseBase:
    """Everything that bodies asked over all meetings: who has it, how old it is, what became of it.

    The whole of it can be taken out as a file.
    """
    user, today = request.user, clock.today()
    bound = FollowUpFilter(request.GET, queryset=Question.objects.none(), request=request)
    wanted = bound.wanted
    if (kind := request.GET.get("export", "")) in FILES:
        require(user.may_somewhere(Permission.EXPORT))
        return _file(request, kind, follow_ups.find(user, wanted, as_at=today, exporting=True))
    return table_page(
        request,
        "committee/follow_up_list.html",
        queryset=follow_ups.find(user, wanted, as_at=today),
        table=FollowUpTable,
        export_name="follow-ups",
        may_export=user.may_somewhere(Permission.EXPORT),
        filter=bound,
    )


def _file(request: SignedInRequest, kind: str, found: Any) -> HttpResponseBase:
    rows = list(found)
    councils = {row["council"] for row in rows}
    for authority in request.user.authorities:
        if authority.pk in councils:
            audit.record(
                AuditEvent.Kind.EXPORTED,
                by=request.user,
                authority_id=authority.pk,
                subject=authority,
                called="List of follow-ups",
                asked=request.GET.urlencode(),
            )
    headings = [column[0] for column in FollowUpTable.export]
    return file_response(kind, "follow-ups", headings, FollowUpTable.file_rows(rows))

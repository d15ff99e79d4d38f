"""Pages of the plan: my work, the plan, its themes and actions, and what is recorded there."""

from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.roles import Permission
from core import clock
from core.forms import media_for, show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from improvement import services, worklist
from improvement.filters import ActionFilter
from improvement.forms import (
    ActionForm,
    AsAtForm,
    DecisionForm,
    DueDateForm,
    EvidenceForm,
    NarrativeForm,
    RetestForm,
    ReturnForm,
    SinceForm,
    UpdateForm,
    VerdictForm,
)
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Objective,
    Plan,
    ReportingPeriod,
    Status,
    Theme,
    ThemeNarrative,
    Update,
)
from improvement.overview import theme_rows
from improvement.permissions import (
    can_decide_due_date,
    can_edit_plan,
    can_give_verdict,
    can_move_narrative,
    can_open_narrative,
    can_read_narratives,
    can_review_evidence,
    can_update_action,
    can_write_narrative,
    updatable_actions,
)
from improvement.story import story_of
from improvement.tables import ActionTable
from improvement.vocabulary import NARRATIVE_TRANSITIONS, NarrativeState


def current_period(plan: Plan, as_at: date) -> ReportingPeriod | None:
    """The period the plan's authority reports on now."""
    return ReportingPeriod.objects.filter(authority=plan.authority_id).current(as_at=as_at)


# --- my work and the plan -----------------------------------------------------------------------


@require_safe
def my_work(request: SignedInRequest) -> HttpResponse:
    """What waits for the person who asks."""
    today = clock.today()
    work = worklist.my_work(request.user, as_at=today)
    context = {"work": work, "today": today, "soon": today + timedelta(days=worklist.DUE_SOON_DAYS)}
    return render(request, "improvement/my_work.html", context)


@require_safe
def plan_list(request: SignedInRequest) -> HttpResponse:
    """The plans a person may see; the only one opens at once."""
    plans = Plan.objects.visible_to(request.user).select_related("authority")
    if len(plans) == 1:
        return redirect(plans[0])
    return render(request, "improvement/plan_list.html", {"plans": plans})


@require_safe
def plan_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A plan at a glance."""
    today = clock.today()
    period = (
        ReportingPeriod.objects.visible_to(request.user)
        .filter(authority__plans=pk)
        .current(as_at=today)
    )
    counted = Plan.objects.visible_to(request.user).with_counts(
        as_at=today, periods=[period] if period else []
    )
    plan = get_object_or_404(counted, pk=pk)
    moved_since = period.starts_on if period else plan.starts_on
    asked = request.GET if "since" in request.GET else None
    since = SinceForm(asked, initial={"since": moved_since})
    if since.is_valid():
        moved_since = since.cleaned_data["since"] or moved_since
    statuses = list(plan.statuses.all())
    rows = theme_rows(plan, statuses=statuses, since=moved_since, period=period)
    done = (NarrativeState.READY, NarrativeState.ACCEPTED)
    context = {
        "plan": plan,
        "period": period,
        "rows": rows,
        "form": since,
        "since": moved_since,
        "deliveries": [status for status in statuses if status.axis == Status.Axis.DELIVERY],
        "impacts": [status for status in statuses if status.axis == Status.Axis.IMPACT],
        "gaps": [
            ("overdue", plan.overdue_count, "overdue"),
            ("due in the next 30 days", plan.due_soon_count, "due_soon"),
            ("slipped more than once", plan.slipped_again_count, "slipped_again"),
            ("complete without evidence", plan.unevidenced_count, "unevidenced"),
            ("open without a measure", plan.unmeasured_count, "unmeasured"),
        ],
        "narratives_missing": sum(row.theme.narrative_state not in done for row in rows),
        "can_edit_plan": can_edit_plan(request.user, plan),
        "can_read_narratives": can_read_narratives(request.user, plan),
    }
    return render(request, "improvement/plan_detail.html", context)


@require_safe
def theme_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A theme: what it is for, its actions and its narratives."""
    themes = Theme.objects.visible_to(request.user).select_related("plan", "lead")
    theme = get_object_or_404(themes, pk=pk)
    may_read = can_read_narratives(request.user, theme.plan)
    narratives = theme.narratives.select_related("period") if may_read else theme.narratives.none()
    period = current_period(theme.plan, clock.today())
    begun = {narrative.period_id for narrative in narratives}
    groups: dict[Objective | None, list[Action]] = {one: [] for one in theme.objectives.all()}
    for action in theme.actions.with_parts().in_order():
        groups.setdefault(action.objective, []).append(action)
    context = {
        "theme": theme,
        "groups": list(groups.items()) or [(None, [])],
        "narratives": narratives,
        "period": period,
        "can_open_narrative": can_open_narrative(request.user, theme),
        "can_begin": period and period.pk not in begun and can_write_narrative(request.user, theme),
        "can_edit_plan": can_edit_plan(request.user, theme.plan),
    }
    return render(request, "improvement/theme_detail.html", context)


# --- actions ------------------------------------------------------------------------------------


@require_safe
def action_list(request: SignedInRequest) -> HttpResponseBase:
    """All actions a person may see, to filter, sort and take out."""
    actions = Action.objects.visible_to(request.user)
    if "export" in request.GET:
        actions = actions.permitting(request.user, Permission.EXPORT)
    return table_page(
        request,
        "improvement/action_list.html",
        queryset=actions.select_related("theme", "lead", "team", "delivery", "impact").in_order(),
        table=ActionTable,
        filterset=ActionFilter,
        export_name="actions",
        may_export=request.user.may_somewhere(Permission.EXPORT),
    )


def find_action(request: SignedInRequest, pk: int) -> Action:
    """An action the person may see, with what its pages name."""
    actions = Action.objects.visible_to(request.user).with_parts().select_related("plan")
    return get_object_or_404(actions, pk=pk)


@require_safe
def action_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """An action and its story, as it stands or as it stood on a day."""
    action, user = find_action(request, pk), request.user
    asked = AsAtForm(request.GET if "as_at" in request.GET else None)
    as_at = asked.cleaned_data["as_at"] if asked.is_valid() else None
    then = None
    if as_at:
        then = Action.objects.filter(pk=pk).as_they_stood(as_at=as_at).first()
    statuses = {status.pk: status for status in action.plan.statuses.all()} if then else {}
    story = story_of(action)
    context = {
        "action": action,
        "story": story,
        "entries": story.entries(until=as_at),
        "form": asked,
        "as_at": as_at,
        "today": clock.today(),
        "then": then,
        "delivery_then": statuses.get(then.delivery_then) if then else None,
        "impact_then": statuses.get(then.impact_then) if then else None,
        "partners": action.partners.all(),
        "practice_areas": action.practice_areas.all(),
        "can_update": can_update_action(user, action),
        "can_edit": can_edit_plan(user, action.plan),
        "can_decide": story.pending and can_decide_due_date(user, story.pending),
        "can_review": can_review_evidence(user, action.plan),
    }
    return render(request, "improvement/action_detail.html", context)


def action_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record progress on an action."""
    action, today = find_action(request, pk), clock.today()
    require(can_update_action(request.user, action))
    last = action.updates.select_related("recorded_by", "delivery_after", "impact_after").first()
    pending = action.due_date_changes.filter(decision=DueDateChange.Decision.PENDING).first()
    period = current_period(action.plan, today)
    form = UpdateForm(
        request.POST or None,
        request.FILES or None,
        action=action,
        last=last,
        pending=pending,
        as_at=today,
        initial={
            "revision": action.revision,
            "delivery": action.delivery_id,
            "impact": action.impact_id,
            "effective_on": proposed_day(action, last, period, today),
        },
    )
    if form.is_valid():
        try:
            update = _record(action, request, form)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, said_after(update))
            return redirect(_next_action(request, action, today) or action)
    context = {
        "action": action,
        "last": last,
        "pending": pending,
        "period": period,
        "form": form,
    }
    return render(request, "improvement/action_update.html", context)


def proposed_day(
    action: Action, last: Update | None, period: ReportingPeriod | None, today: date
) -> date:
    """The day an update speaks of unless another is typed: today, or the end of a period past."""
    first = last.effective_on if last else action.starts_on
    if period and first <= period.ends_on < today:
        return period.ends_on
    return today


@transaction.atomic
def _record(action: Action, request: SignedInRequest, form: UpdateForm) -> Update:
    """Record the update and what was asked for with it, all or nothing."""
    update = services.record_update(action=action, by=request.user, **form.update)
    try:
        if form.date_change:
            services.request_due_date(action=action, by=request.user, **form.date_change)
    except ValidationError:
        for evidence in update.evidence.all():  # its row is undone, its file would stay
            evidence.file.delete(save=False)
        raise
    return update


def said_after(update: Update) -> str:
    """What the officer is told: that it is kept, and which paper it goes into."""
    if update.action.visibility != Action.Visibility.PUBLIC:
        return "Update recorded. This action is kept out of papers."
    period = ReportingPeriod.objects.filter(
        authority=update.action.plan.authority_id, ends_on__gte=update.effective_on
    ).last()
    return (
        f"Update recorded. It will appear in the paper for {period}."
        if period
        else "Update recorded."
    )


def _next_action(request: SignedInRequest, action: Action, today: date) -> str:
    """The next of the person's own actions that waits for an update, if that was asked for."""
    if "next" not in request.POST:
        return ""
    periods = ReportingPeriod.objects.visible_to(request.user).current_in_each(as_at=today)
    mine = Action.objects.visible_to(request.user).mine(request.user).exclude(pk=action.pk)
    waiting = updatable_actions(mine.awaiting_update_in(periods), request.user)
    following = waiting.order_by("due_on", "plan", "theme__number", "position", "pk").first()
    if following:
        return reverse("improvement:action_update", args=[following.pk])
    messages.info(request, "No other action of yours waits for an update.")
    return reverse("improvement:my_work")


def action_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an action into a plan."""
    plans = Plan.objects.visible_to(request.user).select_related("authority")
    plan = get_object_or_404(plans, pk=pk)
    require(can_edit_plan(request.user, plan))
    today = clock.today()
    initial = {"added_on": today, "starts_on": today, "theme": request.GET.get("theme")}
    form = ActionForm(request.POST or None, plan=plan, instance=Action(plan=plan), initial=initial)
    if form.is_valid():
        try:
            action = services.add_action(by=request.user, plan=plan, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"Action {action.reference} added to the plan.")
            return redirect(action)
    return render(request, "improvement/action_add.html", {"plan": plan, "form": form})


def action_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what the plan says of an action."""
    action = find_action(request, pk)
    require(can_edit_plan(request.user, action.plan))
    form = ActionForm(request.POST or None, plan=action.plan, instance=find_action(request, pk))
    if form.is_valid():
        try:
            services.change_action(action=action, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Action changed.")
            return redirect(action)
    return render(request, "improvement/action_edit.html", {"action": action, "form": form})


# --- due dates ----------------------------------------------------------------------------------


def due_date_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for another due date."""
    action = find_action(request, pk)
    require(can_update_action(request.user, action))
    form = DueDateForm(request.POST or None)
    if form.is_valid():
        try:
            change = services.request_due_date(action=action, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            is_waiting = change.decision == DueDateChange.Decision.PENDING
            messages.success(
                request,
                "Request sent. The date moves when another person has approved it."
                if is_waiting
                else f"The action is now due on {change.new_due_on:%-d %B %Y}.",
            )
            return redirect(action)
    return render(request, "improvement/due_date_request.html", {"action": action, "form": form})


def due_date_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve or decline a request to move a due date."""
    changes = DueDateChange.objects.visible_to(request.user).select_related(
        "action__plan", "action__theme", "requested_by"
    )
    change = get_object_or_404(changes, pk=pk)
    if change.decision != DueDateChange.Decision.PENDING:
        messages.info(request, "This request has been decided already.")
        return redirect(change.action)
    require(can_decide_due_date(request.user, change))
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            services.decide_due_date(change=change, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Decision recorded. It stands in the action’s story.")
            return redirect(change.action)
    context = {
        "change": change,
        "action": change.action,
        "earlier": change.action.due_date_changes.exclude(pk=pk).select_related("requested_by"),
        "form": form,
    }
    return render(request, "improvement/due_date_decide.html", context)


# --- evidence and re-tests ----------------------------------------------------------------------


def evidence_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a link or a file that supports an action."""
    action = find_action(request, pk)
    require(can_update_action(request.user, action))
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        initial={"added_on": clock.today()},
    )
    if form.is_valid():
        try:
            services.add_evidence(action=action, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Evidence added. It waits for a reviewer.")
            return redirect(action)
    return render(request, "improvement/evidence_add.html", {"action": action, "form": form})


def find_evidence(request: SignedInRequest, pk: int) -> Evidence:
    """Evidence of an action the person may see."""
    evidence = Evidence.objects.visible_to(request.user).select_related(
        "action__plan", "action__theme", "added_by"
    )
    return get_object_or_404(evidence, pk=pk)


def evidence_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether evidence is adequate."""
    evidence = find_evidence(request, pk)
    require(can_give_verdict(request.user, evidence))
    form = VerdictForm(request.POST or None)
    if form.is_valid():
        try:
            services.review_evidence(evidence=evidence, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Verdict recorded. It stands beside the evidence.")
            return redirect(evidence.action)
    context = {"evidence": evidence, "action": evidence.action, "form": form}
    return render(request, "improvement/evidence_review.html", context)


@require_safe
def evidence_download(request: SignedInRequest, pk: int) -> FileResponse:
    """Send a file of evidence; it is never shown inside our own pages."""
    evidence = find_evidence(request, pk)
    try:
        file = evidence.file.open("rb")
    except (ValueError, OSError) as error:
        raise Http404("There is no such file.") from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=PurePath(evidence.file.name).name,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff"},
    )


def retest_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a look at whether the change has held."""
    action = find_action(request, pk)
    require(can_review_evidence(request.user, action.plan))
    form = RetestForm(request.POST or None, initial={"tested_on": clock.today()})
    if form.is_valid():
        try:
            services.record_retest(action=action, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Re-test recorded. It stands in the action’s story.")
            return redirect(action)
    return render(request, "improvement/retest_add.html", {"action": action, "form": form})


# --- narrative ----------------------------------------------------------------------------------


def find_narrative(request: SignedInRequest, theme: int, period: int) -> ThemeNarrative:
    """A theme's text for a period, saved or not yet begun."""
    themes = Theme.objects.visible_to(request.user).select_related("plan", "lead")
    found_theme = get_object_or_404(themes, pk=theme)
    periods = ReportingPeriod.objects.filter(authority=found_theme.plan.authority_id)
    found_period = get_object_or_404(periods, pk=period)
    narrative = ThemeNarrative.objects.filter(theme=theme, period=period).first()
    narrative = narrative or ThemeNarrative(revision=0)
    narrative.theme, narrative.period = found_theme, found_period
    return narrative


def narrative_edit(request: SignedInRequest, theme: int, period: int) -> HttpResponse:
    """Write a theme's text for a period, with the period's updates beside it."""
    narrative = find_narrative(request, theme, period)
    user = request.user
    require(can_open_narrative(user, narrative.theme))
    form = NarrativeForm(request.POST or None, instance=find_narrative(request, theme, period))
    if form.is_valid():
        try:
            saved = _save_narrative(request, narrative, form)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, narrative_said(saved))
            return redirect(request.get_full_path())
    updates = (
        Update.objects.filter(action__theme=theme)
        .effective_between(narrative.period.starts_on, narrative.period.ends_on)
        .select_related("action", "recorded_by", "delivery_after", "impact_after")
    )
    context = {
        "narrative": narrative,
        "form": form,
        "media": media_for(form, request),
        "updates": updates,
        "steps": [
            state
            for state in NARRATIVE_TRANSITIONS[narrative.state]
            if can_move_narrative(user, narrative.theme, state)
        ],
    }
    return render(request, "improvement/narrative_edit.html", context)


@transaction.atomic
def _save_narrative(
    request: SignedInRequest, narrative: ThemeNarrative, form: NarrativeForm
) -> ThemeNarrative:
    """Save the text and, if that was asked for, send it to the author."""
    saved = services.save_narrative(
        theme=narrative.theme, period=narrative.period, by=request.user, **form.cleaned_data
    )
    if "ready" in request.POST:
        require(can_move_narrative(request.user, narrative.theme, NarrativeState.READY))
        saved = services.move_narrative(
            narrative=saved, by=request.user, state=NarrativeState.READY, revision=saved.revision
        )
    return saved


def narrative_said(narrative: ThemeNarrative) -> str:
    """What a person is told after saving a text or taking a step with it."""
    return {
        NarrativeState.DRAFT: "Text saved. Send it to the author when it is ready.",
        NarrativeState.READY: "Text saved. It waits for the report author.",
        NarrativeState.RETURNED: "Text saved. It still has to be sent to the author again.",
        NarrativeState.ACCEPTED: f"Text saved. It will appear in the paper for {narrative.period}.",
    }[NarrativeState(narrative.state)]


def narrative_move(request: SignedInRequest, theme: int, period: int) -> HttpResponse:
    """Take a narrative a step further, or return it with a reason."""
    narrative = find_narrative(request, theme, period)
    require(can_open_narrative(request.user, narrative.theme))
    if not narrative.pk:
        raise Http404("Nothing has been written yet.")
    asked: dict[str, Any] = {
        "state": request.GET.get("state", NarrativeState.RETURNED),
        "revision": narrative.revision,
    }
    form = ReturnForm(request.POST or None, initial=asked)
    if form.is_valid():
        require(can_move_narrative(request.user, narrative.theme, form.cleaned_data["state"]))
        try:
            moved = services.move_narrative(
                narrative=narrative, by=request.user, **form.cleaned_data
            )
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"The text is now “{moved.get_state_display().lower()}”.")
            return redirect(moved)
    context = {"narrative": narrative, "form": form}
    return render(request, "improvement/narrative_move.html", context)

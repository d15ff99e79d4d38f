"""Pages of the plan and its themes."""

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, extract_asked, files_of
from accounts.roles import Permission
from core import clock
from improvement import extracts
from improvement.forms import (
    SinceForm,
)
from improvement.models import (
    Action,
    Objective,
    Plan,
    ReportingPeriod,
    Status,
    Theme,
)
from improvement.narratives import narratives_kept_from
from improvement.overview import plans_counted, theme_rows, with_looks
from improvement.permissions import (
    can_edit_plan,
    can_open_narrative,
    can_read_narratives,
    can_write_narrative,
)
from improvement.vocabulary import NarrativeState


def current_period(plan: Plan, as_at: date) -> ReportingPeriod | None:
    """The period the plan's authority reports on now."""
    return ReportingPeriod.objects.filter(authority=plan.authority_id).current(as_at=as_at)


@require_safe
def plan_list(request: SignedInRequest) -> HttpResponse:
    """The plans a person may see; the only one opens at once."""
    plans = Plan.objects.visible_to(request.user).select_related("authority")
    if len(plans) == 1:
        return redirect(plans[0])
    return render(request, "improvement/plan_list.html", {"plans": plans})


@require_safe
def plan_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A plan at a glance."""
    today = clock.today()
    period = (
        ReportingPeriod.objects.visible_to(request.user)
        .filter(authority__plans=pk)
        .current(as_at=today)
    )
    counted = plans_counted(
        Plan.objects.visible_to(request.user), as_at=today, periods=[period] if period else []
    )
    plan = get_object_or_404(with_looks(counted), pk=pk)
    moved_since = period.starts_on if period else plan.starts_on
    asked = request.GET if "since" in request.GET else None
    since = SinceForm(asked, initial={"since": moved_since})
    if since.is_valid():
        moved_since = since.cleaned_data["since"] or moved_since
    statuses = list(plan.statuses.all())
    rows = theme_rows(plan, statuses=statuses, since=moved_since, period=period)
    with_narratives = bool(period) and can_read_narratives(request.user, plan)
    lists = [extracts.themes_of(rows, statuses, since=moved_since, with_narratives=with_narratives)]
    if taken := extract_asked(request, lists, of=plan, authority_id=plan.authority_id):
        return taken
    done = (NarrativeState.READY, NarrativeState.ACCEPTED)
    context = {
        "plan": plan,
        "period": period,
        "rows": rows,
        "form": since,
        "since": moved_since,
        "files": files_of(request, lists, authority_id=plan.authority_id),
        "deliveries": [status for status in statuses if status.axis == Status.Axis.DELIVERY],
        "impacts": [status for status in statuses if status.axis == Status.Axis.IMPACT],
        "gaps": [
            ("overdue", plan.overdue_count, "overdue"),
            ("due in the next 30 days", plan.due_soon_count, "due_soon"),
            ("slipped more than once", plan.slipped_again_count, "slipped_again"),
            ("complete without evidence", plan.unevidenced_count, "unevidenced"),
            ("open without a measure", plan.unmeasured_count, "unmeasured"),
        ],
        "today": today,
        "narratives_missing": sum(row.theme.narrative_state not in done for row in rows),
        "can_edit_plan": can_edit_plan(request.user, plan),
        "can_take_out": request.user.may(Permission.EXPORT, plan.authority_id),
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
        "kept": narratives_kept_from(request.user, narratives),
        "period": period,
        "can_open_narrative": can_open_narrative(request.user, theme),
        "can_begin": period and period.pk not in begun and can_write_narrative(request.user, theme),
        "can_edit_plan": can_edit_plan(request.user, theme.plan),
    }
    return render(request, "improvement/theme_detail.html", context)

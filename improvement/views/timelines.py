"""Pages of a plan over time: its timeline, what slipped more than once, its versions."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, takeable
from accounts.roles import Permission
from core import clock
from core.versions import VersionsForm
from core.views import table_page
from improvement.filters import ActionFilter
from improvement.models import Action
from improvement.plan_versions import changes_between, recorded_since
from improvement.tables import SlippedTable, TimelineTable
from improvement.timeline import timeline_of
from improvement.views.reviews import find_plan

NOW = 0  # among the versions: the plan as it is today


@require_safe
def plan_timeline(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Each action as a bar from its start to its due date, with the date first agreed."""
    plan, today = find_plan(request, pk), clock.today()
    actions = takeable(request, Action.objects.visible_to(request.user).filter(plan=plan))
    timeline = timeline_of(actions, as_at=today)
    page = table_page(
        request,
        "improvement/plan_timeline.html",
        queryset=actions.with_parts().in_order(),
        table=TimelineTable,
        filterset=ActionFilter,
        export_name="timeline",
        may_export=request.user.may(Permission.EXPORT, plan.authority_id),
        plan=plan,
        timeline=timeline,
        today=today,
    )
    if isinstance(page, TemplateResponse):  # and not a file
        shown = page.context_data["table"]  # type: ignore[index]
        shown.timeline, shown.today = timeline, today
    return page


@require_safe
def plan_slipped(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The actions that slipped more than once, with the reasons that were given."""
    plan = find_plan(request, pk)
    actions = takeable(request, Action.objects.visible_to(request.user).filter(plan=plan))
    return table_page(
        request,
        "improvement/plan_slipped.html",
        queryset=actions.slipped_more_than_once().with_parts().with_slips().in_order(),
        table=SlippedTable,
        export_name="slipped-more-than-once",
        may_export=request.user.may(Permission.EXPORT, plan.authority_id),
        plan=plan,
    )


@require_safe
def plan_versions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two versions of the plan compared, or one with the plan as it is today."""
    plan, today = find_plan(request, pk), clock.today()
    versions = list(plan.versions.order_by("-agreed_on", "-pk"))
    days = {NOW: today} | {version.pk: version.agreed_on for version in versions}
    offered = [(each.pk, f"{each.name}, {each.agreed_on:%-d %B %Y}") for each in versions]
    asked = {"before": str(versions[0].pk if versions else NOW), "after": str(NOW)}
    asked |= {name: request.GET[name] for name in asked if name in request.GET}
    form = VersionsForm(asked, versions=[(NOW, "The plan as it is today"), *offered])
    context = {
        "plan": plan,
        "versions": versions,
        "form": form,
        "recorded_since": recorded_since(plan),
    }
    if versions and form.is_valid():
        before, after = (days[form.cleaned_data[name]] for name in ("before", "after"))
        context |= {
            "before": before,
            "after": after,
            "changes": changes_between(plan, before, after),
        }
    return render(request, "improvement/plan_versions.html", context)

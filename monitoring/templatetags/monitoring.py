"""What visits and findings offer to pages of the plan."""

from typing import Any

from django import template
from django.db.models import Count, Exists, OuterRef, Q
from django.template.context import Context
from django.urls import reverse

from accounts.models import User
from improvement.models import Action, Plan, Theme
from monitoring.models import Finding, Trace

register = template.Library()

Gaps = list[tuple[int, str, str]]


def _with_addresses(gaps: list[tuple[int, str, str, dict[str, Any]]]) -> Gaps:
    """How many, of what, and the address of the list that has them."""
    return [
        (count, words, reverse(viewname, query=query)) for count, words, viewname, query in gaps
    ]


@register.inclusion_tag("monitoring/_gaps.html", takes_context=True)
def finding_gaps(context: Context, plan: Plan) -> dict[str, Any]:
    """Where the thread between findings and a plan is broken, as far as the person may read."""
    user: User = context["request"].user
    readable = Finding.objects.readable_by(user)
    findings = readable.filter(authority=plan.authority_id)
    counted = findings.aggregate(
        untraced=Count("pk", filter=Q(pk__in=readable.untraced().order_by().values("pk"))),
        contradicted=Count(
            "pk", filter=Q(pk__in=readable.contradicted(by=readable).order_by().values("pk"))
        ),
    )
    gaps = [
        (
            counted["untraced"],
            "findings without an answer in the plan",
            "monitoring:finding_list",
            {"show": "untraced"},
        ),
        (
            Action.objects.filter(plan=plan, traces__isnull=True).open().count(),
            "open actions that answer no finding",
            "monitoring:unanswering_list",
            {"plan": plan.pk},
        ),
        (
            counted["contradicted"],
            "findings whose actions are complete, though a later visit says otherwise",
            "monitoring:finding_list",
            {"show": "contradicted"},
        ),
    ]
    return {"gaps": _with_addresses(gaps)}


@register.inclusion_tag("monitoring/_gaps.html", takes_context=True)
def theme_thread(context: Context, theme: Theme) -> dict[str, Any]:
    """What findings a theme's actions answer, and how many of its open actions answer none."""
    user: User = context["request"].user
    answers = Trace.objects.filter(action__theme=theme)
    answered = Finding.objects.readable_by(user).filter(pk__in=answers.values("finding"))
    without = Action.objects.filter(theme=theme, traces__isnull=True).open()
    query = {"theme": theme.pk}
    gaps = [
        (answered.count(), "findings answered here", "monitoring:finding_list", query),
        (
            without.count(),
            "open actions that answer no finding",
            "monitoring:unanswering_list",
            query,
        ),
    ]
    return {"gaps": _with_addresses(gaps)}


@register.inclusion_tag("monitoring/_action_findings.html", takes_context=True)
def findings_answered(context: Context, action: Action) -> dict[str, Any]:
    """The findings that an action answers, in the inspectors' words."""
    user: User = context["request"].user
    readable = Finding.objects.readable_by(user)
    answers = (
        Trace.objects.filter(action=action, finding__in=readable)
        .annotate(
            is_contradicted=Exists(
                readable.contradicted(by=readable).filter(pk=OuterRef("finding"))
            )
        )
        .select_related("finding__visit")
        .order_by("finding__visit__starts_on", "finding")
    )
    return {"answers": answers}

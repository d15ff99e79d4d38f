"""What visits and findings offer to pages of the plan."""

from typing import Any

from django import template
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.template.context import Context
from django.urls import reverse

from accounts.models import User
from improvement.models import Action, Plan, Retest, Theme
from monitoring.models import Finding, RetestBasis, Trace, unanswering

register = template.Library()


def _number(records: QuerySet[Any], of: str) -> Coalesce:
    """How many records there are of the one thing that ``of`` leads to, as part of a query."""
    counted = records.order_by().values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _gap(count: int, one: str, more: str, viewname: str, **query: Any) -> tuple[str, str]:
    """How many there are of something, and the address of the list that has them; none for none."""
    words = f"{count} {one if count == 1 else more}"
    return words, reverse(viewname, query=query) if count else ""


def _unanswering(count: int, **query: Any) -> tuple[str, str]:
    return _gap(
        count,
        "open action that answers no finding",
        "open actions that answer no finding",
        "monitoring:unanswering_list",
        **query,
    )


@register.inclusion_tag("monitoring/_gaps.html", takes_context=True)
def finding_gaps(context: Context, plan: Plan) -> dict[str, Any]:
    """Where the thread between findings and a plan is broken, as far as the person may read."""
    user: User = context["request"].user
    readable = Finding.objects.readable_by(user).filter(authority=plan.authority_id)
    counted = Plan.objects.values(
        untraced=_number(readable.untraced(), "authority"),
        contradicted=_number(readable.contradicted(by=readable), "authority"),
        unanswering=_number(unanswering().filter(plan=plan.pk), "plan"),
    ).get(pk=plan.pk)
    return {
        "gaps": [
            _gap(
                counted["untraced"],
                "finding without an answer in the plan",
                "findings without an answer in the plan",
                "monitoring:finding_list",
                show="untraced",
            ),
            _unanswering(counted["unanswering"], plan=plan.pk),
            _gap(
                counted["contradicted"],
                "finding whose actions are complete, though a later visit says otherwise",
                "findings whose actions are complete, though a later visit says otherwise",
                "monitoring:finding_list",
                show="contradicted",
            ),
        ]
    }


@register.inclusion_tag("monitoring/_gaps.html", takes_context=True)
def theme_thread(context: Context, theme: Theme) -> dict[str, Any]:
    """What findings a theme's actions answer, and how many of its open actions answer none."""
    user: User = context["request"].user
    answers = Trace.objects.filter(action__theme=theme)
    answered = Finding.objects.readable_by(user).filter(pk__in=answers.values("finding"))
    return {
        "gaps": [
            _gap(
                answered.count(),
                "finding answered here",
                "findings answered here",
                "monitoring:finding_list",
                theme=theme.pk,
            ),
            _unanswering(unanswering().filter(theme=theme).count(), theme=theme.pk),
        ]
    }


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


@register.inclusion_tag("monitoring/_retests.html", takes_context=True)
def retests_shown(context: Context, retests: list[Retest], can_review: bool) -> dict[str, Any]:
    """An action's re-tests, each with what it rests on as far as the person may read."""
    user: User = context["request"].user
    bases = RetestBasis.objects.readable_by(user).filter(retest__in=retests)
    named = {
        basis.retest_id: basis.named
        for basis in bases.select_related("audit_round", "indicator", "finding")
    }
    rows = [(retest, named.get(retest.pk)) for retest in retests]
    return {"rows": rows, "can_review": can_review}

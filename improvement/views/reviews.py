"""Pages of the whole plan's reviews, and of the risks to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, takeable
from accounts.roles import Permission
from core import clock
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from improvement.filters import RiskFilter
from improvement.forms.reviews import PlanReviewForm, RiskCloseForm, RiskForm, said_references
from improvement.models import Plan, PlanReview, Risk
from improvement.permissions import can_edit_plan
from improvement.services.reviews import record_review
from improvement.services.risks import add_risk, change_risk, close_risk
from improvement.tables import RiskTable
from improvement.vocabulary import GRAVITY, LIKELIHOOD, RiskLevel


def find_plan(request: SignedInRequest, pk: int) -> Plan:
    """A plan the person may see."""
    plans = Plan.objects.visible_to(request.user).select_related("authority")
    plan: Plan = get_object_or_404(plans, pk=pk)
    return plan


# --- reviews ------------------------------------------------------------------------------------


@require_safe
def plan_review_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every review of the whole plan, the newest first."""
    plan = find_plan(request, pk)
    context = {
        "plan": plan,
        "reviews": plan.reviews.select_related("recorded_by"),
        "today": clock.today(),
        "can_edit": can_edit_plan(request.user, plan),
    }
    return render(request, "improvement/plan_review_list.html", context)


def plan_review_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a review of the whole plan."""
    plan = find_plan(request, pk)
    require(can_edit_plan(request.user, plan))
    form = PlanReviewForm(
        request.POST or None,
        instance=PlanReview(plan=plan, recorded_by=request.user),
        initial={"reviewed_on": clock.today()},
    )
    if form.is_valid():
        try:
            record_review(plan=plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Review recorded.")
            return redirect("improvement:plan_review_list", plan.pk)
    return render(request, "improvement/plan_review_add.html", {"plan": plan, "form": form})


# --- risks --------------------------------------------------------------------------------------


@require_safe
def risk_list(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The register of risks, and where the open ones stand by likelihood and impact."""
    plan = find_plan(request, pk)
    risks = takeable(request, Risk.objects.visible_to(request.user).filter(plan=plan))
    return table_page(
        request,
        "improvement/risk_list.html",
        queryset=risks.with_scores().select_related("owner").order_by("-score_now", "number"),
        table=RiskTable,
        filterset=RiskFilter,
        export_name="risks",
        may_export=request.user.may(Permission.EXPORT, plan.authority_id),
        plan=plan,
        matrix=matrix(list(plan.risks.open())),
        gravities=GRAVITY.items(),
        can_edit=can_edit_plan(request.user, plan),
    )


def matrix(risks: list[Risk]) -> list[tuple[int, str, list[tuple[RiskLevel, list[Risk]]]]]:
    """A row for each likelihood, the highest first: a cell for each impact, with its risks."""
    return [
        (
            likelihood,
            words,
            [
                (
                    RiskLevel.of(likelihood * impact),
                    [r for r in risks if (r.likelihood, r.impact) == (likelihood, impact)],
                )
                for impact in GRAVITY
            ],
        )
        for likelihood, words in sorted(LIKELIHOOD.items(), reverse=True)
    ]


def find_risk(request: SignedInRequest, pk: int) -> Risk:
    """A risk of a plan the person may see."""
    risks = Risk.objects.visible_to(request.user).select_related("plan__authority", "owner")
    risk: Risk = get_object_or_404(risks, pk=pk)
    return risk


@require_safe
def risk_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A risk: what could happen, what is done about it, and how it was rated before."""
    risk = find_risk(request, pk)
    context = {
        "risk": risk,
        "plan": risk.plan,
        "actions": risk.actions.with_parts().in_order(),
        "stages": risk.history.select_related("history_user").annotate(
            score_then=F("likelihood") * F("impact")
        ),
        "today": clock.today(),
        "can_edit": not risk.closed_on and can_edit_plan(request.user, risk.plan),
    }
    return render(request, "improvement/risk_detail.html", context)


def risk_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a risk into the register."""
    plan, today = find_plan(request, pk), clock.today()
    require(can_edit_plan(request.user, plan))
    initial = {"raised_on": today, "reviewed_on": today}
    form = RiskForm(request.POST or None, instance=Risk(plan=plan), initial=initial)
    if form.is_valid():
        try:
            risk = add_risk(plan=plan, by=request.user, **form.said)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"Risk R{risk.number} added to the register.")
            return redirect(risk)
    return render(request, "improvement/risk_add.html", {"plan": plan, "form": form})


def risk_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what the register says of a risk."""
    risk = find_risk(request, pk)
    require(not risk.closed_on and can_edit_plan(request.user, risk.plan))
    form = RiskForm(request.POST or None, instance=find_risk(request, pk))
    if form.is_valid():
        try:
            change_risk(risk=risk, by=request.user, **form.said)
        except Stale as stale:
            stale.current.references = said_references(stale.current)
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Risk changed.")
            return redirect(risk)
    context = {"risk": risk, "plan": risk.plan, "form": form}
    return render(request, "improvement/risk_edit.html", context)


def risk_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a risk with the reason."""
    risk = find_risk(request, pk)
    require(not risk.closed_on and can_edit_plan(request.user, risk.plan))
    initial = {"revision": risk.revision, "closed_on": clock.today()}
    form = RiskCloseForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            close_risk(risk=risk, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Risk closed. It stays in the register.")
            return redirect(risk)
    context = {"risk": risk, "plan": risk.plan, "form": form}
    return render(request, "improvement/risk_close.html", context)

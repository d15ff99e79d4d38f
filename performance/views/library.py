"""Pages of the library: indicators, targets, scorecards and control limits."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest, takeable
from accounts.models import Authority
from accounts.roles import Permission
from core import clock
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from performance.catalogue import standards, typical_target
from performance.filters import IndicatorFilter
from performance.forms.library import (
    AdoptForm,
    AuthorityForm,
    IndicatorForm,
    RebaseForm,
    ScorecardForm,
    TargetForm,
)
from performance.models import Indicator, Rebase, Scorecard, Target
from performance.permissions import can_edit_indicator, can_edit_indicators
from performance.services import library as services
from performance.tables import IndicatorTable
from performance.vocabulary import PeriodType

MILESTONE_ROWS, MORE_ROWS, MOST_ROWS = 3, 3, 100


def find_indicator(request: SignedInRequest, pk: int) -> Indicator:
    """An indicator that the person may see and change."""
    indicators = Indicator.objects.visible_to(request.user).with_parts()
    indicator: Indicator = get_object_or_404(indicators, pk=pk)
    require(can_edit_indicator(request.user, indicator))
    return indicator


def choose_authority(request: SignedInRequest, what: str) -> Authority | HttpResponse:
    """The council whose library the person adds to; the page that asks, where there are several."""
    require(request.user.may_somewhere(Permission.EDIT_INDICATORS))
    kept = Authority.objects.permitting(request.user, Permission.EDIT_INDICATORS)
    if len(kept) == 1:
        return kept[0]
    form = AuthorityForm(request.GET if "authority" in request.GET else None, user=request.user)
    if form.is_valid():
        chosen: Authority = form.cleaned_data["authority"]
        return chosen
    return render(request, "performance/authority_choice.html", {"form": form, "what": what})


# --- indicators ---------------------------------------------------------------------------------


def indicator_list(request: SignedInRequest) -> HttpResponseBase:
    """The library: every indicator a person may see, with its definition to take out."""
    indicators = takeable(request, Indicator.objects.visible_to(request.user))
    return table_page(
        request,
        "performance/indicator_list.html",
        queryset=indicators.with_parts(),
        table=IndicatorTable,
        filterset=IndicatorFilter,
        export_name="indicators",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        may_edit=request.user.may_somewhere(Permission.EDIT_INDICATORS),
        no_indicators=not indicators.exists(),
    )


def indicator_add(request: SignedInRequest) -> HttpResponse:
    """Add an indicator of the council's own."""
    authority = choose_authority(request, "Add an indicator")
    if isinstance(authority, HttpResponse):
        return authority
    form = IndicatorForm(request.POST or None, instance=Indicator(authority=authority))
    if form.is_valid():
        try:
            indicator = services.add_indicator(
                by=request.user, authority=authority, **form.cleaned_data
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(
                request, f"{indicator.code} added to the library. Give it a target next."
            )
            return redirect(indicator)
    context = {"form": form, "authority": authority}
    return render(request, "performance/indicator_add.html", context)


def indicator_adopt(request: SignedInRequest) -> HttpResponse:
    """Take standard indicators into the library: all at once, or those that are ticked."""
    authority = choose_authority(request, "Add standard indicators")
    if isinstance(authority, HttpResponse):
        return authority
    form = AdoptForm(request.POST or None, authority=authority)
    if form.is_valid():
        adopted = services.adopt_catalogue(
            authority=authority, by=request.user, codes=form.cleaned_data["codes"]
        )
        many = f"{len(adopted)} indicator{'' if len(adopted) == 1 else 's'}"
        messages.success(
            request, f"{many} added to the library. Give each an owner and a target next."
        )
        return redirect("performance:indicator_list")
    context = {"form": form, "authority": authority, "count": len(standards())}
    return render(request, "performance/indicator_adopt.html", context)


def indicator_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what the library says of an indicator, retire it, or count it again."""
    indicator = find_indicator(request, pk)
    settled = services.is_settled(indicator)
    form = IndicatorForm(
        request.POST or None, instance=find_indicator(request, pk), settled=settled
    )
    if form.is_valid():
        try:
            services.change_indicator(indicator=indicator, by=request.user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Indicator changed.")
            return redirect(indicator)
    context = {"form": form, "indicator": indicator, "settled": settled}
    return render(request, "performance/indicator_edit.html", context)


# --- targets ------------------------------------------------------------------------------------


def target_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an indicator a target from a day on."""
    indicator = find_indicator(request, pk)
    form = _target_form(request, Target(indicator=indicator))
    if "more" not in request.POST and form.is_valid():
        try:
            services.set_target(indicator=indicator, by=request.user, **form.said)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Target set.")
            return redirect(indicator)
    context = {
        "form": form,
        "indicator": indicator,
        "typical": typical_target(indicator.code, indicator.name),
        "last": indicator.targets.first(),
    }
    return render(request, "performance/target_add.html", context)


def target_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a target right."""
    targets = Target.objects.visible_to(request.user).select_related("indicator")
    target = get_object_or_404(targets, pk=pk)
    require(can_edit_indicator(request.user, target.indicator))
    form = _target_form(request, get_object_or_404(targets, pk=pk))
    if "more" not in request.POST and form.is_valid():
        try:
            services.change_target(target=target, by=request.user, **form.said)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Target changed.")
            return redirect(target.indicator)
    context = {"form": form, "indicator": target.indicator, "target": target}
    return render(request, "performance/target_edit.html", context)


def _target_form(request: SignedInRequest, target: Target) -> TargetForm:
    """The stored target, or the typed one; asking for more boxes saves nothing."""
    today = clock.today()
    if request.method != "POST":
        rows = MILESTONE_ROWS + (target.milestones.count() if target.pk else 0)
        initial = {} if target.pk else {"from_on": today}
        return TargetForm(instance=target, rows=rows, around=today, initial=initial)
    typed = request.POST
    rows = sum(f"milestone_{row}" in typed for row in range(1, MOST_ROWS + 1))
    if "more" not in typed:
        return TargetForm(typed, instance=target, rows=rows, around=today)
    return TargetForm(instance=target, rows=rows + MORE_ROWS, around=today, initial=typed.dict())


# --- scorecards ---------------------------------------------------------------------------------


def scorecard_add(request: SignedInRequest) -> HttpResponse:
    """Group indicators on a scorecard."""
    authority = choose_authority(request, "Add a scorecard")
    if isinstance(authority, HttpResponse):
        return authority
    form = _scorecard_form(request, Scorecard(authority=authority))
    if form.is_valid():
        try:
            scorecard = services.save_scorecard(authority=authority, by=request.user, **form.said)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Scorecard added.")
            return redirect(scorecard)
    context = {"form": form, "authority": authority}
    return render(request, "performance/scorecard_add.html", context)


def scorecard_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a scorecard: its name, its indicators and their order."""
    scorecards = Scorecard.objects.visible_to(request.user).select_related("authority")
    scorecard = get_object_or_404(scorecards, pk=pk)
    require(can_edit_indicators(request.user, scorecard.authority_id))
    form = _scorecard_form(request, get_object_or_404(scorecards, pk=pk))
    if form.is_valid():
        try:
            services.save_scorecard(
                authority=scorecard.authority, by=request.user, scorecard=scorecard, **form.said
            )
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Scorecard changed.")
            return redirect(scorecard)
    context = {"form": form, "scorecard": scorecard}
    return render(request, "performance/scorecard_edit.html", context)


def _scorecard_form(request: SignedInRequest, scorecard: Scorecard) -> ScorecardForm:
    return ScorecardForm(request.POST or None, instance=scorecard, as_at=clock.today())


# --- control limits -----------------------------------------------------------------------------


def rebase_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Recalculate the control limits from a period on, with the reason."""
    indicator = find_indicator(request, pk)
    form = RebaseForm(request.POST or None, instance=Rebase(indicator=indicator))
    if form.is_valid():
        try:
            services.rebase(indicator=indicator, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(
                request, "The control limits are recalculated from the period you chose."
            )
            return redirect(indicator)
    context = {
        "form": form,
        "indicator": indicator,
        "has_limits": PeriodType(indicator.period_type).suits_spc,
        "rebases": [
            (each, indicator.period_holding(each.starts_on))
            for each in indicator.rebases.select_related("made_by", "breakdown")
        ],
    }
    return render(request, "performance/rebase_add.html", context)


def rebase_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the control limits run on as if they had not begun anew."""
    rebases = Rebase.objects.visible_to(request.user)
    rebase = get_object_or_404(rebases.select_related("indicator", "made_by", "breakdown"), pk=pk)
    require(can_edit_indicator(request.user, rebase.indicator))
    if request.method == "POST":
        services.remove_rebase(rebase=rebase, by=request.user)
        messages.success(request, "The control limits run on without this new start.")
        return redirect(rebase.indicator)
    context = {
        "rebase": rebase,
        "indicator": rebase.indicator,
        "period": rebase.indicator.period_holding(rebase.starts_on),
    }
    return render(request, "performance/rebase_remove.html", context)

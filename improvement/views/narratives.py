"""Writing a theme’s text for a period."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest
from core.forms import media_for, show_errors
from core.http import require
from core.revisions import Stale
from core.versions import RestoreForm, Version, compared, in_passages
from improvement import services
from improvement.forms import (
    NarrativeForm,
    ReturnForm,
)
from improvement.models import (
    ReportingPeriod,
    Theme,
    ThemeNarrative,
    Update,
)
from improvement.permissions import (
    can_move_narrative,
    can_open_narrative,
    can_write_narrative,
)
from improvement.vocabulary import NARRATIVE_TRANSITIONS, NarrativeState


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


def narrative_versions(request: SignedInRequest, theme: int, period: int) -> HttpResponse:
    """Two versions of a text compared; an earlier one is brought back as a new one."""
    narrative = find_narrative(request, theme, period)
    require(can_open_narrative(request.user, narrative.theme))
    if not narrative.pk:
        raise Http404("Nothing has been written yet.")
    may_write = can_write_narrative(request.user, narrative.theme)
    if request.method == "POST":
        require(may_write)
        return _restore_narrative(request, narrative)
    saved = narrative.history.select_related("history_user")
    context = {
        "narrative": narrative,
        "may_write": may_write,
        **compared(request.GET, list(map(_version, saved)), revision=narrative.revision),
    }
    return render(request, "improvement/narrative_versions.html", context)


def _version(saved: Any) -> Version:
    text = list(in_passages(saved.body, anchor="text"))
    stage = NarrativeState(saved.state).label
    return Version(saved.history_id, saved.history_date, saved.history_user, stage, text)


def _restore_narrative(request: SignedInRequest, narrative: ThemeNarrative) -> HttpResponse:
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise Http404
    earlier = get_object_or_404(narrative.history, history_id=form.cleaned_data["version"])
    try:
        services.save_narrative(
            theme=narrative.theme,
            period=narrative.period,
            by=request.user,
            body=earlier.body,
            revision=form.cleaned_data["revision"],
        )
    except Stale:
        messages.error(request, "Somebody saved this text meanwhile. Compare the versions again.")
    except ValidationError as error:
        messages.error(request, f"This version cannot be brought back. {' '.join(error.messages)}")
    else:
        messages.success(request, "The earlier version is back, as a new version.")
    return redirect("improvement:narrative_versions", narrative.theme.pk, narrative.period.pk)

"""Pages of commentary: what needs attention, who is asked to explain it, and what they say."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, takeable
from accounts.models import Authority, User
from accounts.roles import Permission
from core import audit, clock
from core.exports import FILES, file_response, offered
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.working_days import add_working_days
from performance.exceptions import Exceptional, exceptions_on
from performance.forms.commentary import AskForm, CommentaryForm, MonthForm, MoveForm
from performance.models import Commentary, Indicator
from performance.overview import chosen_month, in_address, months_with_figures
from performance.periods import Frequency, Period
from performance.permissions import (
    can_accept_commentary,
    can_edit_commentary,
    can_move_commentary,
    can_open_commentary,
    can_see_small_numbers,
    can_write_commentary,
)
from performance.readings import Reading, read
from performance.services import commentary as services
from performance.statements import warnings
from performance.suppression import note
from performance.vocabulary import COMMENTARY_TRANSITIONS, CommentaryState

DAYS_TO_ANSWER = 5  # working days that an owner is offered
HANDED_IN = (CommentaryState.SUBMITTED, CommentaryState.ACCEPTED)


def month_of(request: SignedInRequest) -> Period:
    """The month that the address asks for, else the last that is over."""
    return chosen_month(request.GET.get("month", ""), as_at=clock.today())


def list_address(month: Period) -> str:
    """Where the exceptions of a month stand."""
    return f"{reverse('performance:exception_list')}?month={in_address(month)}"


# --- what needs attention -----------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A line of the list, with what the person may do about it."""

    found: Exceptional
    may_open: bool
    may_edit: bool
    may_start: bool

    @property
    def figure(self) -> str:
        """The figure of the period as it is printed."""
        return self.found.reading.text(self.found.reading.now)

    @property
    def is_awaited(self) -> bool:
        """Whether the owner has still to hand it in."""
        commentary = self.found.commentary
        return commentary is not None and commentary.state not in HANDED_IN


@dataclass(frozen=True)
class Section:
    """What needs attention in one authority, and who has been asked and has not answered."""

    authority: Authority
    rows: Sequence[Row]
    counted: int
    may_ask: bool

    @property
    def urgent(self) -> int:
        """How many need attention now."""
        return sum(1 for row in self.rows if row.found.reasons)

    @property
    def unasked(self) -> int:
        """How many of them nobody has been asked about."""
        return sum(1 for row in self.rows if row.found.commentary is None)

    @property
    def small_numbers(self) -> str:
        """What is said of hidden numbers, where there are any."""
        for row in self.rows:
            if row.found.reading.now and row.found.reading.now.is_hidden:
                return note(row.found.reading.conventions.rule)
        return ""

    @property
    def unanswered(self) -> list[tuple[User | None, list[Exceptional]]]:
        """Owners with what still waits for them; what has no owner comes last."""
        waiting: dict[User | None, list[Exceptional]] = {}
        for row in self.rows:
            if row.is_awaited:
                waiting.setdefault(row.found.owner, []).append(row.found)
        return sorted(waiting.items(), key=lambda pair: (pair[0] is None, str(pair[0])))


@require_safe
def exception_list(request: SignedInRequest) -> HttpResponseBase:
    """The indicators that need attention in a month, why, and what has been said about each.

    The whole of it can be taken out as a file.
    """
    month, user = month_of(request), request.user
    in_use = Indicator.objects.visible_to(user).in_use(as_at=month.ends_on)
    months = sorted({month, *months_with_figures(in_use)}, reverse=True)
    counted: dict[int, int] = {}
    for indicator in in_use:
        counted[indicator.authority_id] = counted.get(indicator.authority_id, 0) + 1
    sections = [
        _section(user, authority, month, counted.get(authority.pk, 0))
        for authority in takeable(request, Authority.objects.visible_to(user))
    ]
    may_export = user.may_somewhere(Permission.EXPORT)
    if (kind := request.GET.get("export", "")) in FILES:
        require(may_export)
        return _file(request, kind, sections, month)
    context = {
        "month": month,
        "in_address": in_address(month),
        "form": MonthForm(initial={"month": in_address(month)}, months=months),
        "sections": sections,
        "files": offered(request.GET)
        if may_export and any(section.rows for section in sections)
        else [],
    }
    return render(request, "performance/exception_list.html", context)


HEADINGS = (
    *("Council", "Code", "Indicator", "Period", "Figure", "Target", "Rating"),
    *("Needs attention because", "Owner", "Commentary", "Commentary due"),
)


def _file(
    request: SignedInRequest, kind: str, sections: Sequence[Section], month: Period
) -> HttpResponseBase:
    """The exceptions of a month as a file, in the words of the page."""
    rows = [(section, row, row.found.reading) for section in sections for row in section.rows]
    taken = Indicator.objects.filter(pk__in=[reading.indicator.pk for _, _, reading in rows])
    audit.record_export(by=request.user, queryset=taken, asked=request.GET.urlencode())
    told = [
        [
            section.authority.name,
            reading.indicator.code,
            reading.indicator.name,
            reading.period.label,
            row.figure,
            reading.target_text,
            reading.judgement.rating.label,
            " ".join(f"{reason.kind.label}. {reason.words}" for reason in row.found.reasons),
            str(row.found.owner or ""),
            row.found.commentary.get_state_display() if row.found.commentary else "Not asked yet",
            row.found.commentary.due_on if row.found.commentary else None,
        ]
        for section, row, reading in rows
    ]
    return file_response(kind, f"exceptions-{in_address(month)}", HEADINGS, told)


def _section(user: User, authority: Authority, month: Period, counted: int) -> Section:
    shows_small = can_see_small_numbers(user, authority.pk)
    found = exceptions_on(authority, on=month.ends_on, shows_small=shows_small, as_at=clock.today())
    rows = []
    for each in found:
        commentary, may_write = each.commentary, can_write_commentary(user, each.reading.indicator)
        if commentary is not None:
            commentary.indicator = each.reading.indicator
        rows.append(
            Row(
                each,
                may_open=commentary is not None and can_open_commentary(user, commentary),
                may_edit=commentary is not None and can_edit_commentary(user, commentary),
                may_start=commentary is None and may_write,
            )
        )
    return Section(authority, rows, counted, can_accept_commentary(user, authority.pk))


# --- asking -------------------------------------------------------------------------------------


def commentary_ask(request: SignedInRequest) -> HttpResponse:
    """Ask the owners about everything that needs attention in a month and was not asked about."""
    user, month, today = request.user, month_of(request), clock.today()
    require(user.may_somewhere(Permission.ACCEPT_COMMENTARY))
    asking = Authority.objects.permitting(user, Permission.ACCEPT_COMMENTARY)
    chosen = request.GET.get("authority", "")
    authority = get_object_or_404(asking, slug=chosen) if chosen else asking[0]
    proposed = add_working_days(today, DAYS_TO_ANSWER)
    form = AskForm(request.POST or None, initial={"due_on": proposed}, today=today)
    if form.is_valid():
        asked = services.ask_for_commentary(
            authority=authority,
            by=user,
            on=month.ends_on,
            as_at=clock.today(),
            **form.cleaned_data,
        )
        messages.success(request, asked_said(asked))
        return redirect(list_address(month))
    shows_small = can_see_small_numbers(user, authority.pk)
    found = exceptions_on(authority, on=month.ends_on, shows_small=shows_small, as_at=clock.today())
    context = {
        "month": month,
        "list_address": list_address(month),
        "authority": authority,
        "several": asking.count() > 1,
        "form": form,
        "found": [each for each in found if each.commentary is None],
    }
    return render(request, "performance/commentary_ask.html", context)


def asked_said(asked: services.Asked) -> str:
    """What a person is told after asking."""
    count = len(asked.new)
    if not count:
        return "Nothing new needed attention, so nobody was asked."
    owners = {each.indicator.owner_id for each in asked.new} - {None}
    said = (
        f"Commentary on {count} indicator{'' if count == 1 else 's'} asked of "
        f"{len(owners)} owner{'' if len(owners) == 1 else 's'}. They find it in My work."
    )
    if without := [each.code for each in asked.without_owner]:
        verb = "has" if len(without) == 1 else "have"
        said += f" {', '.join(without)} {verb} no owner yet."
    return said


def commentary_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin commentary on an indicator's period without being asked."""
    indicators = Indicator.objects.visible_to(request.user).with_parts()
    indicator = get_object_or_404(indicators, pk=pk)
    require(can_write_commentary(request.user, indicator))
    month = month_of(request)
    period = indicator.latest_period(as_at=month.ends_on)
    begun = indicator.commentaries.filter(starts_on=period.starts_on).first()
    if begun is not None:
        return redirect(begun)
    if request.method == "POST":
        return redirect(
            services.start_commentary(indicator=indicator, period=period, by=request.user)
        )
    context = {"reading": reading_for(request.user, indicator, period)}
    return render(request, "performance/commentary_start.html", context)


# --- writing ------------------------------------------------------------------------------------


def find_commentary(request: SignedInRequest, pk: int) -> Commentary:
    """A commentary that the person may see and open."""
    found = Commentary.objects.visible_to(request.user).select_related(
        "indicator__authority", "indicator__owner", "indicator__practice_area"
    )
    commentary: Commentary = get_object_or_404(found, pk=pk)
    require(can_open_commentary(request.user, commentary))
    return commentary


def reading_for(user: User, indicator: Indicator, period: Period) -> Reading:
    """The figures of an indicator's period, as the person may see them."""
    shows_small = can_see_small_numbers(user, indicator.authority_id)
    (reading,) = read([indicator], on=period.ends_on, shows_small=shows_small)
    return reading


def commentary_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the four questions with the figures in view, or read what was answered."""
    user, commentary = request.user, find_commentary(request, pk)
    may_edit = can_edit_commentary(user, commentary)
    require(may_edit or request.method != "POST")
    reading = reading_for(user, commentary.indicator, commentary.period)
    previous = Commentary.objects.filter(indicator=commentary.indicator).written_before(
        commentary.period
    )
    form = CommentaryForm(request.POST or None, instance=copy(commentary))
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, commentary, form, reading, previous)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            return redirect(saved)
    steps = [
        state
        for state in COMMENTARY_TRANSITIONS[commentary.state]
        if can_move_commentary(user, commentary, state)
    ]
    is_begun = any(getattr(commentary, part) for part in Commentary.PARTS)
    context = {
        "commentary": commentary,
        "reading": reading,
        "form": form if may_edit else None,
        "previous": previous,
        "warnings": warnings(commentary, reading, previous) if is_begun and may_edit else [],
        "steps": steps,
        "is_awaited": commentary.state not in HANDED_IN,
        "figures": [
            (capfirst(period.label), reading.text(reading.at(period)))
            for period in (reading.period, reading.period.shift(-1), reading.period.year_before)
        ],
        "comparisons": [(each, reading.figure(each.value)) for each in reading.comparisons],
        "list_address": list_address(_month_of(commentary.period)),
    }
    return render(request, "performance/commentary_edit.html", context)


def _month_of(period: Period) -> Period:
    """The month that a period stands with: the first that is over when the period is."""
    return Period.holding(period.ends_on, Frequency.MONTH)


@transaction.atomic
def _save(
    request: SignedInRequest,
    commentary: Commentary,
    form: CommentaryForm,
    reading: Reading,
    previous: Commentary | None,
) -> Commentary:
    """Save the texts and, if that was asked for, submit them.

    What the check has to say is shown once first; it never stands in the way a second time.
    """
    saved = services.save_commentary(commentary=commentary, by=request.user, **form.cleaned_data)
    if "submit" not in request.POST:
        messages.success(request, commentary_said(saved))
        return saved
    require(can_move_commentary(request.user, commentary, CommentaryState.SUBMITTED))
    services.see_ready(saved)
    if set(warnings(saved, reading, previous)) - set(request.POST.getlist("seen")):
        messages.warning(
            request, "Saved, and not submitted yet. Look at the points below, then submit again."
        )
        return saved
    moved = services.move_commentary(
        commentary=saved,
        by=request.user,
        state=CommentaryState.SUBMITTED,
        revision=saved.revision,
    )
    messages.success(request, commentary_said(moved))
    return moved


def commentary_said(commentary: Commentary) -> str:
    """What a person is told after saving a commentary or taking a step with it."""
    return {
        CommentaryState.DRAFT: "Commentary saved. Submit it when it is ready.",
        CommentaryState.SUBMITTED: "Commentary submitted. It waits to be accepted.",
        CommentaryState.RETURNED: "Commentary saved. It still has to be submitted again.",
        CommentaryState.ACCEPTED: f"Commentary accepted. Papers for {commentary.period.label} "
        "print it.",
    }[CommentaryState(commentary.state)]


def commentary_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a commentary a step further, or return it with a reason."""
    commentary = find_commentary(request, pk)
    user = request.user
    require(
        can_write_commentary(user, commentary.indicator)
        or can_accept_commentary(user, commentary.indicator.authority_id)
    )
    asked: dict[str, Any] = {
        "state": request.GET.get("state", CommentaryState.RETURNED),
        "revision": commentary.revision,
    }
    form = MoveForm(request.POST or None, initial=asked)
    if form.is_valid():
        require(can_move_commentary(user, commentary, form.cleaned_data["state"]))
        try:
            moved = services.move_commentary(commentary=commentary, by=user, **form.cleaned_data)
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(
                request, f"The commentary is now “{moved.get_state_display().lower()}”."
            )
            return redirect(moved)
    context = {
        "commentary": commentary,
        "form": form,
        "list_address": list_address(_month_of(commentary.period)),
    }
    return render(request, "performance/commentary_move.html", context)

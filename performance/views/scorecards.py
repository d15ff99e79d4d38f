"""Pages that show figures: scorecards, and what there is to say of one indicator."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from accounts.http import SignedInRequest, extract_asked, files_of
from accounts.models import Authority
from accounts.roles import Permission
from core import audit, clock
from core.exports import FILES, file_response, offered
from core.http import require
from performance import extracts, overview
from performance.charts import line_chart
from performance.filters import LineFilter
from performance.models import Comparator, Indicator, NeighbourModel, Scorecard
from performance.overview import Line, chosen_month, grouped, in_address, months_with_figures
from performance.periods import Frequency, Period
from performance.permissions import (
    can_edit_indicator,
    can_edit_indicators,
    can_load_figures,
    can_open_commentary,
    can_read_commentary,
    can_see_small_numbers,
    can_write_commentary,
)
from performance.readings import Reading, read, read_parts
from performance.suppression import note
from performance.tables import LineTable
from performance.vocabulary import BreakdownKind, Group, Unit

MONTHS_SHOWN = 36
RECENT_COMMENTARY = 3


def lines_of(
    request: SignedInRequest, indicators: Iterable[Indicator], month: Period
) -> list[Line]:
    """Indicators of one authority as the person may see them in a month."""
    known = list(indicators)
    shows_small = bool(known) and can_see_small_numbers(request.user, known[0].authority_id)
    readings = read(
        known,
        on=month.ends_on,
        months=MONTHS_SHOWN,
        shows_small=shows_small,
        as_at=clock.today(),
    )
    return [Line(reading, month) for reading in readings]


# --- scorecards ---------------------------------------------------------------------------------


@require_safe
def scorecard_list(request: SignedInRequest) -> HttpResponseBase:
    """The scorecards of each authority, and how much on each needs attention."""
    month = chosen_month(request.GET.get("month", ""), as_at=clock.today())
    authorities = Authority.objects.visible_to(request.user).prefetch_related("scorecards__entries")
    in_use = Indicator.objects.visible_to(request.user).in_use(as_at=month.ends_on).with_parts()
    of_authority: dict[int, list[Indicator]] = {}
    for indicator in in_use:
        of_authority.setdefault(indicator.authority_id, []).append(indicator)
    cards = []
    for authority in authorities:
        lines = lines_of(request, of_authority.get(authority.pk, []), month)
        urgent = {line.indicator.pk for line in lines if line.reading.attention}
        there = {line.indicator.pk for line in lines}
        rows = [
            (scorecard, len(on_it & there), len(on_it & urgent))
            for scorecard in authority.scorecards.all()
            for on_it in [{entry.indicator_id for entry in scorecard.entries.all()}]
        ]
        lists = [extracts.scorecards_of(authority, rows, whole=(len(lines), len(urgent)))]
        if taken := extract_asked(request, lists, of=authority, authority_id=authority.pk):
            return taken
        files = files_of(request, lists, authority_id=authority.pk)
        cards.append(
            {
                "authority": authority,
                "rows": rows,
                "all": len(lines),
                "urgent": len(urgent),
                "files": files.get(lists[0].name, []),
            }
        )
    context = {
        "cards": cards,
        "month": month,
        "in_address": in_address(month),
        "may_edit": request.user.may_somewhere(Permission.EDIT_INDICATORS),
        "may_load": request.user.may_somewhere(Permission.LOAD_FIGURES),
    }
    return render(request, "performance/scorecard_list.html", context)


@require_safe
def scorecard_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A scorecard of a month: what needs attention first, then the rest."""
    scorecards = Scorecard.objects.visible_to(request.user).select_related("authority")
    scorecard = get_object_or_404(scorecards, pk=pk)
    indicators = Indicator.objects.filter(scorecard_entries__scorecard=scorecard).order_by(
        "scorecard_entries__order"
    )
    return _scorecard(request, scorecard.authority, indicators, scorecard=scorecard)


@require_safe
def scorecard_all(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """All indicators of an authority, as a scorecard."""
    authority = get_object_or_404(Authority.objects.visible_to(request.user), pk=pk)
    return _scorecard(request, authority, authority.indicators.all())


def _scorecard(
    request: SignedInRequest,
    authority: Authority,
    indicators: Any,
    *,
    scorecard: Scorecard | None = None,
) -> HttpResponseBase:
    month = chosen_month(request.GET.get("month", ""), as_at=clock.today())
    found = list(indicators.in_use(as_at=month.ends_on).with_parts().prefetch_related("themes"))
    months = months_with_figures(found)
    filter = LineFilter(request.GET, indicators=found, months=months, on=month)
    lines = filter.narrow(lines_of(request, found, month))
    table = LineTable(lines)
    RequestConfig(request, paginate=False).configure(table)
    table.settle_order()
    may_export = request.user.may(Permission.EXPORT, authority.pk)
    if (kind := request.GET.get("export", "")) in FILES:
        require(may_export)
        return _file(request, kind, table.data.data, month)
    context = {
        "authority": authority,
        "scorecard": scorecard,
        "month": month,
        "last_month": next((each for each in months if each <= month), None),
        "filter": filter,
        "table": table,
        "groups": [] if table.order_by else _groups(request, lines, filter.chosen.get("group", "")),
        "urgent_count": sum(1 for line in lines if line.reading.attention),
        "small_numbers": _said_of_hidden([line.reading for line in lines]),
        "may_edit": can_edit_indicators(request.user, authority.pk),
    }
    if may_export:
        table.files = offered(request.GET)
    return render(request, "performance/scorecard_detail.html", context)


def _groups(request: SignedInRequest, lines: list[Line], by: str) -> list[LineTable]:
    """What needs attention, and the rest by practice area or theme, each a table."""
    urgent = [line for line in lines if line.reading.attention]
    calm = [line for line in lines if not line.reading.attention]
    tables = [LineTable(urgent, request=request)] if urgent else []
    for table in tables:
        table.caption = "Needs attention"
    nowhere = "No theme" if by == "theme" else "No practice area"
    for group, of_group in grouped(calm, by).items():
        table = LineTable(of_group, request=request, exclude=("attention",))
        table.caption = str(group or nowhere)
        tables.append(table)
    return tables


def _file(
    request: SignedInRequest, kind: str, lines: list[Line], month: Period
) -> HttpResponseBase:
    """The lines as a file."""
    taken = Indicator.objects.filter(pk__in=[line.indicator.pk for line in lines])
    audit.record_export(by=request.user, queryset=taken, asked=request.GET.urlencode())
    rows = map(overview.file_row, lines)
    return file_response(kind, f"scorecard-{in_address(month)}", overview.HEADINGS, rows)


def _said_of_hidden(readings: Iterable[Reading]) -> str:
    """What is said of hidden numbers, where there are any."""
    for reading in readings:
        if any(figure and figure.is_hidden for figure in reading.figures):
            return note(reading.conventions.rule)
    return ""


# --- an indicator -------------------------------------------------------------------------------

VIEWS = {"13": "Last 13 months", "36": "36 months", "year": "Financial year"}


@require_safe
def indicator_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """All there is to say of an indicator in a month; its figures can be taken out."""
    user = request.user
    indicators = Indicator.objects.visible_to(user).with_parts().prefetch_related("themes__plan")
    indicator = get_object_or_404(indicators, pk=pk)
    month = chosen_month(request.GET.get("month", ""), as_at=clock.today())
    shows_small = can_see_small_numbers(user, indicator.authority_id)
    [reading] = read(
        [indicator],
        on=month.ends_on,
        months=MONTHS_SHOWN,
        shows_small=shows_small,
        as_at=clock.today(),
    )
    shown = request.GET.get("show", "13")
    window = _window(reading, shown).from_first_figure()
    with_spc = request.GET.get("chart") == "spc" and reading.spc is not None
    parts = read_parts(reading, shows_small=shows_small)
    related = _related(reading, shows_small=shows_small) if parts else {}
    commentaries = [
        (each, can_open_commentary(user, each))
        for each in indicator.commentaries.all()
        if can_read_commentary(user, each)
    ]
    rows = overview.rows_of(window, with_spc=with_spc)
    part_tables = overview.part_tables(reading, parts, related)
    targets = overview.target_rows(reading)
    comparisons = [(each, reading.figure(each.value)) for each in _by_group(reading)]
    lists = [
        extracts.figures_of(rows),
        extracts.parts_of(reading, part_tables),
        extracts.targets_of(targets),
        extracts.comparisons_of(comparisons),
    ]
    if taken := extract_asked(request, lists, of=indicator, authority_id=indicator.authority_id):
        return taken
    months = months_with_figures([indicator])
    context = {
        "indicator": indicator,
        "reading": reading,
        "month": month,
        "months": sorted({*months, month}, reverse=True),
        "asked_month": in_address(month),
        "views": VIEWS if indicator.frequency in _MANY else {},
        "shown": shown if shown in VIEWS else "13",
        "with_spc": with_spc,
        "chart": line_chart(window, with_spc=with_spc),
        "rows": rows,
        "files": files_of(request, lists, authority_id=indicator.authority_id),
        "counts": any(row.denominator for row in rows),
        "part_tables": part_tables,
        "quality": overview.quality_of(reading),
        "commentaries": commentaries[:RECENT_COMMENTARY],
        "older_commentaries": commentaries[RECENT_COMMENTARY:],
        "last": _last(reading),
        "in_year": reading.direction_in_year.in_words(reading.period.year_before.label),
        "targets": targets,
        "comparisons": comparisons,
        "neighbours": _neighbours(reading),
        "small_numbers": _said_of_hidden([reading])
        or (note(reading.rule) if any(part.figure.is_hidden for part in parts) else ""),
        "may_edit": can_edit_indicator(user, indicator),
        "may_load": can_load_figures(user, indicator.authority_id),
        "may_comment": can_write_commentary(user, indicator),
    }
    return render(request, "performance/indicator_detail.html", context)


_MANY = (Frequency.WEEK, Frequency.MONTH, Frequency.QUARTER)


def _window(reading: Reading, shown: str) -> Reading:
    """The last 13 months, all that was read, or the financial year that the period lies in."""
    last = reading.period
    if shown == "36" or last.frequency not in _MANY:
        return reading
    if shown == "year":
        year = Period.holding(last.ends_on, Frequency.FINANCIAL_YEAR)
        return reading.since(sum(1 for each in reading.periods if each.ends_on >= year.starts_on))
    return reading.since(last.frequency.in_a_year + 1)


def _related(reading: Reading, *, shows_small: bool) -> dict[Indicator, dict[int, str]]:
    """What else is measured in cases for each worker by team: beside caseloads the manager ratio.

    The texts of the teams' figures, by the key of the team.
    """
    if reading.unit != Unit.PER_WORKER:
        return {}
    others = (
        Indicator.objects.filter(
            authority=reading.indicator.authority_id,
            unit=Unit.PER_WORKER,
            frequency=reading.indicator.frequency,
            observations__breakdown__kind=BreakdownKind.TEAM,
            observations__starts_on=reading.period.starts_on,
            observations__replaced_in=None,
        )
        .exclude(pk=reading.indicator.pk)
        .with_parts()
        .distinct()
    )
    readings = read(others, on=reading.period.ends_on, shows_small=shows_small)
    return {
        other.indicator: {
            part.breakdown.pk: other.text(part.figure)
            for part in read_parts(other, shows_small=shows_small)
        }
        for other in readings
    }


def _last(reading: Reading) -> str:
    """The last figure with its period, where the period itself has none."""
    if reading.latest is None or (reading.now and reading.now.is_known):
        return ""
    return f"{reading.text(reading.latest)} in {reading.latest.period.label}"


def _by_group(reading: Reading) -> list[Comparator]:
    """All its comparators by group, the latest year first."""
    groups = list(Group)
    return sorted(reading.comparators, key=lambda each: groups.index(Group(each.group)))


def _neighbours(reading: Reading) -> list[NeighbourModel]:
    """The lists of statistical neighbours that its comparisons were made with."""
    made_with = {each.neighbours_id for each in reading.comparisons if each.neighbours_id}
    return list(NeighbourModel.objects.filter(pk__in=made_with).prefetch_related("neighbours"))

"""Filters of the lists of indicators and figures."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict

from accounts.models import Authority, User
from core import clock
from core.filters import FilterSet
from core.forms import FilterForm
from improvement.filters import offer
from improvement.models import PracticeArea, Theme
from performance.models import Indicator, IndicatorQuerySet, StagedFigure
from performance.overview import Line, in_address
from performance.periods import Frequency, Period
from performance.rating import Rating
from performance.vocabulary import Attention, Unit


class IndicatorFilter(FilterSet):
    """Indicators of a theme, a practice area, an owner and so on; those in use unless asked."""

    q = django_filters.CharFilter(method="find", label="Code or words")
    authority = django_filters.ChoiceFilter(label="Council", empty_label="All")
    theme = django_filters.ChoiceFilter(field_name="themes", label="Theme", empty_label="All")
    practice_area = django_filters.ChoiceFilter(label="Practice area", empty_label="All")
    unit = django_filters.ChoiceFilter(choices=Unit.choices, label="Unit", empty_label="All")
    frequency = django_filters.ChoiceFilter(
        choices=Frequency.choices, label="Frequency", empty_label="All"
    )
    owner = django_filters.ChoiceFilter(label="Owner", empty_label="All", null_label="Nobody")
    is_public = django_filters.ChoiceFilter(
        choices=[("True", "May be printed"), ("False", "Internal only")],
        label="In papers",
        empty_label="All",
    )
    show = django_filters.ChoiceFilter(
        method="counted",
        choices=[("retired", "Retired"), ("all", "In use and retired")],
        label="Show",
        empty_label="In use",
    )

    class Meta:
        model = Indicator
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        themes = Theme.objects.visible_to(user).select_related("plan")
        several = len({theme.plan_id for theme in themes}) > 1
        owned = Indicator.objects.visible_to(user).filter(owner__isnull=False)
        authorities = list(Authority.objects.visible_to(user))
        choices = {
            "authority": offer(authorities),
            "theme": [
                (str(theme.pk), f"{theme} ({theme.plan})" if several else str(theme))
                for theme in themes
            ],
            "practice_area": offer(PracticeArea.objects.visible_to(user)),
            "owner": offer(User.objects.filter(pk__in=owned.values("owner"))),
        }
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered
        if len(authorities) < 2:
            del self.filters["authority"]

    def filter_queryset(self, queryset: IndicatorQuerySet) -> IndicatorQuerySet:
        """What is asked for; what is retired only where that is asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("show") else found.in_use(as_at=clock.today())

    def find(self, queryset: IndicatorQuerySet, name: str, value: str) -> IndicatorQuerySet:
        """By code, or by words of any of its names or its definition."""
        words = value.strip()
        return queryset.filter(
            Q(code__icontains=words)
            | Q(name__icontains=words)
            | Q(also_called__icontains=words)
            | Q(definition__icontains=words)
        )

    def counted(self, queryset: IndicatorQuerySet, name: str, value: str) -> IndicatorQuerySet:
        """Those retired by today, or all."""
        if value == "all":
            return queryset
        return queryset.filter(retired_on__lte=clock.today())


class LineFilterForm(FilterForm):
    """What of a scorecard is shown, and how."""

    month = forms.ChoiceField(required=False)
    q = forms.CharField(label="Code or words", required=False)
    area = forms.ChoiceField(label="Practice area", required=False)
    theme = forms.ChoiceField(required=False)
    rating = forms.ChoiceField(choices=[("", "All"), *Rating.choices], required=False)
    show = forms.ChoiceField(
        choices=[("", "All"), ("any", "Needs attention"), *Attention.choices], required=False
    )
    group = forms.ChoiceField(
        label="Group by", choices=[("area", "Practice area"), ("theme", "Theme")], required=False
    )


class LineFilter:
    """Lines of a scorecard by practice area, theme, rating, why they need attention, or words.

    It asks the database nothing: what can be chosen is what the indicators have.
    """

    narrowing = ("q", "area", "theme", "rating", "show")

    def __init__(
        self, data: QueryDict, *, indicators: Iterable[Indicator], months: list[Period], on: Period
    ) -> None:
        asked = data.copy()
        asked.setdefault("month", in_address(on))
        asked.setdefault("group", "area")
        self.form = LineFilterForm(asked)
        offered = sorted({*months, on}, reverse=True)
        areas = {each.practice_area for each in indicators if each.practice_area}
        themes = {theme for each in indicators for theme in each.themes.all()}
        for name, choices in (
            ("month", [(in_address(month), month.label) for month in offered]),
            ("area", _or_all(sorted(areas, key=lambda area: (area.order, area.name)))),
            ("theme", _or_all(sorted(themes, key=lambda theme: (theme.plan_id, theme.number)))),
        ):
            self.form.fields[name].choices = choices  # type: ignore[attr-defined]
        self.form.is_valid()

    @property
    def chosen(self) -> dict[str, str]:
        """What was asked for, without what cannot be."""
        return self.form.cleaned_data

    @property
    def is_narrowed(self) -> bool:
        """Whether less than every line is asked for."""
        return any(self.chosen.get(name) for name in self.narrowing)

    def narrow(self, lines: Iterable[Line]) -> list[Line]:
        """The lines that were asked for."""
        return [line for line in lines if self._fits(line)]

    def _fits(self, line: Line) -> bool:
        wanted, indicator = self.chosen, line.indicator
        attention = {str(reason.kind) for reason in line.reading.attention}
        words = " ".join((indicator.code, *indicator.names, indicator.definition)).lower()
        show = wanted.get("show")
        return (
            wanted.get("q", "").strip().lower() in words
            and wanted.get("area", "") in ("", str(indicator.practice_area_id))
            and wanted.get("theme", "")
            in ("", *(str(theme.pk) for theme in indicator.themes.all()))
            and wanted.get("rating", "") in ("", line.judgement.rating)
            and (not show or (bool(attention) if show == "any" else show in attention))
        )


def _or_all(records: Iterable[Any]) -> list[tuple[str, str]]:
    return [("", "All"), *offer(records)]


class StagedFilter(FilterSet):
    """Figures that are being looked at, by what committing would do with them."""

    outcome = django_filters.ChoiceFilter(
        choices=StagedFigure.Outcome.choices, label="Show", empty_label="All rows"
    )
    asks = django_filters.ChoiceFilter(
        choices=[("True", "Moves further than is usual")], label="Movement", empty_label="Any"
    )

    class Meta:
        model = StagedFigure
        fields: list[str] = []

"""Filters of the lists of indicators and figures."""

from typing import Any

import django_filters
from django.db.models import Q

from accounts.models import Authority, User
from core import clock
from core.filters import FilterSet
from improvement.filters import offer
from improvement.models import PracticeArea, Theme
from performance.models import Indicator, IndicatorQuerySet
from performance.periods import Frequency
from performance.vocabulary import Unit


class IndicatorFilter(FilterSet):
    """Indicators of a theme, a practice area, an owner and so on; those in use unless asked."""

    q = django_filters.CharFilter(method="find", label="Code or words")
    authority = django_filters.ChoiceFilter(label="Council", empty_label="All")
    theme = django_filters.ChoiceFilter(field_name="themes", label="Theme", empty_label="All")
    practice_area = django_filters.ChoiceFilter(label="Practice area", empty_label="All")
    unit = django_filters.ChoiceFilter(choices=Unit.choices, label="Unit", empty_label="All")
    frequency = django_filters.ChoiceFilter(
        choices=Frequency.choices, label="How often", empty_label="All"
    )
    owner = django_filters.ChoiceFilter(label="Owner", empty_label="All", null_label="Nobody")
    is_public = django_filters.ChoiceFilter(
        choices=[("True", "May be printed"), ("False", "Kept inside")],
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

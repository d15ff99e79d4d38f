"""Filters of the lists of papers."""

import django_filters
from django.http import HttpRequest

from committee.models import Body, Report
from committee.vocabulary import ReportState
from core.filters import FilterSet


def bodies_of(request: HttpRequest | None) -> object:
    """The bodies a person may see."""
    return Body.objects.visible_to(request.user) if request else Body.objects.none()


class ReportFilter(FilterSet):
    """Papers of one body, or in one state."""

    body = django_filters.ModelChoiceFilter(
        field_name="meeting__body", queryset=bodies_of, label="Body", empty_label="All"
    )
    state = django_filters.ChoiceFilter(
        choices=ReportState.choices, label="State", empty_label="All"
    )

    class Meta:
        model = Report
        fields: list[str] = []

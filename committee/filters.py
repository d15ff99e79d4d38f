"""Filters of the lists of papers, and of what bodies asked."""

from typing import Any

import django_filters
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User
from committee.follow_ups import NOBODY, Wanted
from committee.models import Body, Promise, Question, Report, ScrutinyRecommendation
from committee.vocabulary import FollowUpKind, ReportState
from core.filters import FilterSet
from improvement.filters import offer


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


SHOWN = {"open": "Open", "overdue": "Overdue", "closed": "Closed"}


class FollowUpFilter(FilterSet):
    """Follow-ups of a kind, open or closed, of a body, with an owner. It only says what is wanted:
    the rows are of several tables (``follow_ups.find``).
    """

    q = django_filters.CharFilter(label="Words or who asked")
    show = django_filters.ChoiceFilter(choices=list(SHOWN.items()), label="Show", empty_label="All")
    kind = django_filters.ChoiceFilter(
        choices=FollowUpKind.choices, label="What it is", empty_label="All"
    )
    body = django_filters.ChoiceFilter(label="Body", empty_label="All")
    owner = django_filters.ChoiceFilter(label="Who has it", empty_label="All")

    class Meta:
        model = Question
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        promised = Promise.objects.readable_by(user).values("owner")
        recommended = ScrutinyRecommendation.objects.readable_by(user).values("owner")
        owners = User.objects.filter(Q(pk__in=promised) | Q(pk__in=recommended))
        people = [(str(user.pk), "Me"), *offer(owners.exclude(pk=user.pk)), (NOBODY, "Nobody yet")]
        self.filters["body"].extra["choices"] = offer(Body.objects.visible_to(user))
        self.filters["owner"].extra["choices"] = people

    @property
    def wanted(self) -> Wanted:
        """What is asked for; a value that is not among the choices narrows nothing."""
        self.form.is_valid()
        asked = self.form.cleaned_data
        return Wanted(
            kind=asked.get("kind") or "",
            show=asked.get("show") or "",
            body=asked.get("body") or "",
            owner=asked.get("owner") or "",
            words=(asked.get("q") or "").strip(),
        )

"""The filter of the list of actions."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Q

from accounts.models import Team
from core import clock
from core.filters import FilterSet
from improvement.models import (
    Action,
    ActionQuerySet,
    PlanImportRow,
    ReportingPeriod,
    Risk,
    RiskQuerySet,
    Status,
    Theme,
)

# What one choice of the list shows: in the address, and in words.
SHOWN = {
    "open": "Open",
    "overdue": "Overdue",
    "due_soon": "Due in the next 30 days",
    "awaiting": "Waiting for this period’s update",
    "slipped": "Slipped",
    "slipped_again": "Slipped more than once",
    "unevidenced": "Complete without evidence",
    "unverified": "Complete, not yet verified",
    "not_adequate": "Opened again: completion not adequate",
    "unmeasured": "Open without a measure",
}

Choices = list[tuple[str, str]]


def offer(records: Iterable[Any]) -> Choices:
    """Records as choices, so that what was chosen is checked without asking the database again."""
    return [(str(record.pk), str(record)) for record in records]


class ActionFilter(FilterSet):
    """Actions of a theme, with a status, of a team, overdue and so on."""

    q = django_filters.CharFilter(method="find", label="Reference or words")
    show = django_filters.ChoiceFilter(
        method="narrow", choices=list(SHOWN.items()), label="Show", empty_label="All"
    )
    plan = django_filters.ChoiceFilter(label="Plan", empty_label="All")
    theme = django_filters.ChoiceFilter(label="Theme", empty_label="All")
    delivery = django_filters.ChoiceFilter(label="Delivery", empty_label="All")
    impact = django_filters.ChoiceFilter(label="Impact", empty_label="All")
    lead = django_filters.ChoiceFilter(
        method="of_whom", choices=[("mine", "Mine and my teams’")], label="Lead", empty_label="All"
    )
    team = django_filters.ChoiceFilter(label="Team", empty_label="All")
    priority = django_filters.ChoiceFilter(
        choices=Action.Priority.choices, label="Priority", empty_label="All"
    )

    class Meta:
        model = Action
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        themes = list(Theme.objects.visible_to(user).select_related("plan"))
        plans = {theme.plan_id: theme.plan for theme in themes}
        statuses = list(Status.objects.visible_to(user))
        several = len(plans) > 1
        choices: dict[str, Choices] = {
            "plan": offer(plans.values()),
            "theme": [
                (pk, f"{words} ({theme.plan})" if several else words)
                for theme, (pk, words) in zip(themes, offer(themes), strict=True)
            ],
            "team": offer(Team.objects.visible_to(user)),
        }
        for axis in Status.Axis.values:
            of_axis = [status for status in statuses if status.axis == axis]
            choices[axis] = [
                (
                    pk,
                    f"{words} ({plans[status.plan_id]})"
                    if several and status.plan_id in plans
                    else words,
                )
                for status, (pk, words) in zip(of_axis, offer(of_axis), strict=True)
            ]
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered
        if not several:
            del self.filters["plan"]

    def find(self, queryset: ActionQuerySet, name: str, value: str) -> ActionQuerySet:
        """By reference, or by words of what will be done."""
        words = value.strip()
        return queryset.filter(Q(reference__icontains=words) | Q(title__icontains=words))

    def of_whom(self, queryset: ActionQuerySet, name: str, value: str) -> ActionQuerySet:
        """Those the person leads, or that belong to a team they work in."""
        return queryset.mine(self.request.user)

    def narrow(self, queryset: ActionQuerySet, name: str, value: str) -> ActionQuerySet:
        """By one of the questions that have a definition."""
        today = clock.today()
        match value:
            case "overdue":
                return queryset.overdue(as_at=today)
            case "due_soon":
                return queryset.due_soon(as_at=today)
            case "awaiting":
                periods = ReportingPeriod.objects.visible_to(self.request.user)
                return queryset.awaiting_update_in(periods.current_in_each(as_at=today))
            case "slipped":
                return queryset.slipped()
            case "slipped_again":
                return queryset.slipped_more_than_once()
            case "unevidenced":
                return queryset.complete_without_evidence()
            case "unverified":
                return queryset.complete_not_verified()
            case "not_adequate":
                return queryset.found_not_adequate()
            case "unmeasured":
                return queryset.without_measure()
            case _:
                return queryset.open()


class PlanImportRowFilter(FilterSet):
    """Rows of a workbook, by what becomes of them."""

    NOTED = "noted"
    outcome = django_filters.ChoiceFilter(
        method="narrow",
        choices=[*PlanImportRow.Outcome.choices, (NOTED, "With something to know")],
        label="Show",
        empty_label="All rows",
    )

    def narrow(self, queryset: Any, name: str, value: str) -> Any:
        """Those with this outcome, or those that say something of how they are read."""
        return (
            queryset.exclude(reasons=[]) if value == self.NOTED else queryset.filter(outcome=value)
        )

    class Meta:
        model = PlanImportRow
        fields: list[str] = []


class RiskFilter(FilterSet):
    """Risks that may still come true, or those that are closed."""

    show = django_filters.ChoiceFilter(
        method="narrow",
        choices=[("open", "Open"), ("closed", "Closed")],
        label="Show",
        empty_label="All",
    )

    class Meta:
        model = Risk
        fields: list[str] = []

    def narrow(self, queryset: RiskQuerySet, name: str, value: str) -> RiskQuerySet:
        """Open or closed."""
        return queryset.open() if value == "open" else queryset.exclude(closed_on=None)

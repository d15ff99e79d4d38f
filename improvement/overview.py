"""The plan at a glance: each theme's actions by status, and what has moved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from improvement.models import (
    Action,
    Plan,
    PlanReview,
    ReportingPeriod,
    Risk,
    Status,
    Theme,
    Update,
)
from improvement.vocabulary import NarrativeState, movement


@dataclass(frozen=True)
class Share:
    """How many actions have a status, and the part of the bar that stands for them."""

    status: Status
    count: int
    offset: float
    width: float


@dataclass(frozen=True)
class ThemeRow:
    """A theme with its counts; ``better`` and ``worse`` count ratings, not actions."""

    theme: Theme
    total: int
    delivery: list[Share]
    impact: list[Share]
    better: int
    worse: int
    other: int

    @property
    def moved(self) -> str:
        """What has moved, in words: 2 better, 1 worse."""
        said = [("better", self.better), ("worse", self.worse), ("other", self.other)]
        return ", ".join(f"{count} {words}" for words, count in said if count) or "No change"

    @property
    def narrative_state(self) -> str:
        """How far the period's narrative has come, in words."""
        state = self.theme.narrative_state
        return NarrativeState(state).label if state else "Not begun"


def plans_counted(
    plans: QuerySet[Plan], *, as_at: date, periods: Iterable[ReportingPeriod]
) -> QuerySet[Any]:
    """How many actions are overdue, wait for an update and so on, each a number on the plan."""
    actions = Action.objects.all()
    asked = {
        "action_count": actions,
        "overdue_count": actions.overdue(as_at=as_at),
        "due_soon_count": actions.due_soon(as_at=as_at),
        "slipped_again_count": actions.slipped_more_than_once(),
        "unevidenced_count": actions.complete_without_evidence(),
        "unmeasured_count": actions.without_measure(),
        "awaiting_count": actions.awaiting_update_in(periods),
    }
    counts = {
        name: Coalesce(
            Subquery(
                found.filter(plan=OuterRef("pk"))
                .order_by()
                .values("plan")
                .annotate(n=Count("pk"))
                .values("n")
            ),
            0,
        )
        for name, found in asked.items()
    }
    return plans.annotate(**counts)


def with_looks(plans: QuerySet[Any]) -> QuerySet[Any]:
    """When the whole plan was last reviewed, when it is next, and how many risks are open."""
    reviews = PlanReview.objects.filter(plan=OuterRef("pk")).order_by("-reviewed_on", "-pk")
    risks = Risk.objects.open().filter(plan=OuterRef("pk")).order_by().values("plan")
    return plans.annotate(
        last_review_on=Subquery(reviews.values("reviewed_on")[:1]),
        next_review_on=Subquery(reviews.values("next_review_on")[:1]),
        open_risk_count=Coalesce(Subquery(risks.annotate(n=Count("pk")).values("n")), 0),
    )


def theme_rows(
    plan: Plan, *, statuses: Iterable[Status], since: date, period: ReportingPeriod | None
) -> list[ThemeRow]:
    """The plan's themes in order, in three queries however many actions there are."""
    by_pk = {status.pk: status for status in statuses}
    delivery: dict[int, Counter[int]] = {}
    impact: dict[int, Counter[int]] = {}
    actions = Action.objects.filter(plan=plan).order_by()
    counted = actions.values_list("theme", "delivery", "impact").annotate(n=Count("pk"))
    for theme_pk, delivery_pk, impact_pk, n in counted:
        delivery.setdefault(theme_pk, Counter())[delivery_pk] += n
        impact.setdefault(theme_pk, Counter())[impact_pk] += n
    moved = _moved(plan, by_pk, since)
    return [
        ThemeRow(
            theme=theme,
            total=delivery.get(theme.pk, Counter()).total(),
            delivery=_shares(delivery.get(theme.pk, Counter()), by_pk),
            impact=_shares(impact.get(theme.pk, Counter()), by_pk),
            better=moved[theme.pk, 1],
            worse=moved[theme.pk, -1],
            other=moved[theme.pk, 0],
        )
        for theme in plan.themes.select_related("lead").with_narrative_state(
            [period] if period else []
        )
    ]


def _shares(counts: Counter[int], statuses: dict[int, Status]) -> list[Share]:
    """In the order of the vocabulary; what no action has is left out."""
    shares, offset, total = [], 0.0, counts.total()
    for pk, status in statuses.items():
        if counts[pk]:
            width = 100 * counts[pk] / total
            shares.append(Share(status, counts[pk], round(offset, 3), round(width, 3)))
            offset += width
    return shares


def _moved(plan: Plan, statuses: dict[int, Status], since: date) -> Counter[tuple[int, int]]:
    """How many ratings of each theme went up, went down or changed in another way."""
    found: Counter[tuple[int, int]] = Counter()
    steps = (
        Update.objects.filter(action__plan=plan)
        .first_since(since)
        .then_moved()
        .order_by()
        .values_list(
            "action__theme",
            "delivery_before",
            "action__delivery",
            "impact_before",
            "action__impact",
        )
        .annotate(n=Count("pk"))
    )
    for theme_pk, delivery_then, delivery_now, impact_then, impact_now, n in steps:
        for then, now in ((delivery_then, delivery_now), (impact_then, impact_now)):
            if then != now:
                found[theme_pk, movement(statuses[then].kind, statuses[now].kind)] += n
    return found

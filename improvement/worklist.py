"""My work: what waits for a person, in the order of its urgency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Window

from accounts.models import User
from accounts.roles import Permission
from improvement.models import (
    DUE_SOON_DAYS,
    Action,
    ActionQuerySet,
    DueDateChange,
    Evidence,
    ReportingPeriod,
    Theme,
    ThemeNarrative,
    Update,
)
from improvement.permissions import can_update_action
from improvement.vocabulary import NarrativeState

SHOWN = 10


@dataclass(frozen=True)
class Group:
    """Things of one sort that wait: the first few, and how many there are."""

    key: str
    title: str
    rows: Sequence[Any]
    total: int
    query: str = ""  # of the list that shows them all
    note: str = ""

    @property
    def more(self) -> int:
        """How many are not among the first few."""
        return self.total - len(self.rows)


@dataclass(frozen=True)
class MyWork:
    """Everything that waits for a person, and what they did last when nothing does.

    ``updatable`` are the keys of the actions shown on which the person may record progress;
    ``is_quiet`` says that none of them waits for anything.
    """

    groups: list[Group]
    updatable: set[int]
    is_quiet: bool
    done_last: list[Update]

    @property
    def overdue(self) -> int:
        """How many actions are overdue."""
        return self._count("overdue")

    @property
    def due_soon(self) -> int:
        """How many are due soon."""
        return self._count("due_soon")

    def _count(self, key: str) -> int:
        return next((group.total for group in self.groups if group.key == key), 0)


def group_of(key: str, title: str, found: QuerySet[Any], **more: Any) -> Group:
    """The first few of what a question finds, and how many it finds."""
    rows = list(found.annotate(in_all=Window(Count("pk")))[:SHOWN])
    return Group(key, title, rows, rows[0].in_all if rows else 0, **more)


def _deadline(period: ReportingPeriod, due_on: date) -> str:
    return f"{period.name}: due by {due_on:%-d %B %Y}."


def my_work(user: User, *, as_at: date) -> MyWork:
    """What waits for the person on that day. Groups with nothing in them are left out."""
    periods = list(ReportingPeriod.objects.visible_to(user).current_in_each(as_at=as_at))
    *urgent, later = _actions(user, periods, as_at)
    groups = [*urgent, *_narratives(user, periods), *_decisions(user), later]
    waiting = [group for group in groups if group.total]
    updatable = {
        row.pk
        for group in waiting
        for row in group.rows
        if isinstance(row, Action) and can_update_action(user, row)
    }
    done = Update.objects.visible_to(user).filter(recorded_by=user).select_related("action")
    is_quiet = all(group.key == later.key for group in waiting)
    done_last = list(done.order_by("-recorded_at", "-pk")[:3]) if is_quiet else []
    return MyWork(waiting, updatable, is_quiet, done_last)


def _actions(user: User, periods: list[ReportingPeriod], as_at: date) -> list[Group]:
    mine = Action.objects.visible_to(user).mine(user).with_parts().select_related("plan")
    soonest = mine.order_by("due_on", "plan", "theme__number", "position", "pk")
    return [
        group_of("overdue", "Overdue", soonest.overdue(as_at=as_at), query="show=overdue"),
        group_of(
            "due_soon",
            f"Due in the next {DUE_SOON_DAYS} days",
            soonest.due_soon(as_at=as_at),
            query="show=due_soon",
        ),
        group_of(
            "awaiting",
            "Waiting for this period’s update",
            soonest.awaiting_update_in(periods),
            query="show=awaiting",
            note=" ".join(_deadline(period, period.updates_due_on) for period in periods),
        ),
        group_of("later", "Not due yet", _later(soonest, periods, as_at), query="show=open"),
    ]


def _later(actions: ActionQuerySet, periods: list[ReportingPeriod], as_at: date) -> ActionQuerySet:
    """Open actions that are in none of the groups that wait."""
    soon = as_at + timedelta(days=DUE_SOON_DAYS)
    heard = actions.open().exclude(pk__in=actions.awaiting_update_in(periods).values("pk"))
    return heard.filter(Q(due_on__gt=soon) | Q(due_on=None))


def _narratives(user: User, periods: list[ReportingPeriod]) -> list[Group]:
    """Texts of the themes a person leads, and of themes without a lead where they may write."""
    themes = (
        Theme.objects.permitting(user, Permission.WRITE_NARRATIVE)
        .filter(Q(lead=user) | Q(lead=None))
        .order_by("plan", "number")
    )
    returned = (
        ThemeNarrative.objects.filter(theme__in=themes, state=NarrativeState.RETURNED)
        .select_related("theme", "period")
        .order_by("-period__starts_on", "theme__number")
    )
    current = ReportingPeriod.objects.filter(
        pk__in=[period.pk for period in periods], authority=OuterRef("plan__authority")
    )
    unwritten = (
        themes.filter(lead=user)
        .with_narrative_state(periods)
        .annotate(period_pk=Subquery(current.values("pk")[:1]))
        .exclude(period_pk=None)
        .filter(Q(narrative_state=None) | Q(narrative_state=NarrativeState.DRAFT))
    )
    return [
        group_of("returned", "Returned to me", returned),
        group_of(
            "unwritten",
            "Narratives to write",
            unwritten,
            note=" ".join(_deadline(period, period.narratives_due_on) for period in periods),
        ),
    ]


def _decisions(user: User) -> list[Group]:
    """What others have asked for or added: one decides on another's, never on one's own."""
    changes = (
        DueDateChange.objects.permitting(user, Permission.DECIDE_DUE_DATES)
        .filter(decision=DueDateChange.Decision.PENDING)
        .exclude(requested_by=user)
        .select_related("action__theme", "requested_by")
        .order_by("requested_at", "pk")
    )
    evidence = (
        Evidence.objects.permitting(user, Permission.REVIEW_EVIDENCE)
        .filter(verdict=Evidence.Verdict.WAITING)
        .exclude(added_by=user)
        .select_related("action__theme", "added_by")
        .order_by("added_at", "pk")
    )
    ready = (
        ThemeNarrative.objects.permitting(user, Permission.ACCEPT_NARRATIVE)
        .filter(state=NarrativeState.READY)
        .select_related("theme", "period")
        .order_by("-period__starts_on", "theme__number")
    )
    return [
        group_of("changes", "Date changes to decide", changes),
        group_of("evidence", "Evidence to review", evidence),
        group_of("ready", "Narratives to accept", ready),
    ]

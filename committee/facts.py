"""What a paper is written from, read once and in the same number of queries for any plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from html import unescape
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.html import strip_tags

from committee.figures import Figures, read_figures
from committee.follow_ups import Asked, asked_since
from committee.models import HouseStyleLine, Recommendation, Report, ReportSection
from committee.pictures import read_pictures
from committee.practice import Practice, read_practice
from committee.since import Since, read_since
from committee.vocabulary import BlockKind
from documents.nodes import Figure
from improvement.models import (
    Action,
    ActionQuerySet,
    Status,
    StrategicObjective,
    Theme,
    ThemeNarrative,
    Update,
)
from improvement.vocabulary import DeliveryKind, movement

NOBODY = "To be confirmed"


@dataclass(frozen=True)
class Standing:
    """How an action stood on a day: both ratings, and when it was due."""

    delivery: Status
    impact: Status
    due_on: date | None


@dataclass(frozen=True)
class ActionFact:
    """An action as a paper prints it."""

    reference: str
    title: str
    theme_id: int
    owner: str
    first_due_on: date | None
    now: Standing
    before: Standing | None
    latest_on: date | None
    latest: str
    is_late: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it came into the plan after the last report."""
        return self.before is None

    @property
    def has_slipped(self) -> bool:
        """Whether it is due later than it was at the last report."""
        then = self.before.due_on if self.before else None
        return bool(then and self.now.due_on and self.now.due_on > then)

    def has_become(self, kind: str, axis: str = "delivery") -> bool:
        """Whether a rating is of this kind now and was not at the last report."""
        now: Status = getattr(self.now, axis)
        return now.kind == kind and (self.before is None or getattr(self.before, axis).kind != kind)

    def change(self, axis: str) -> int:
        """1 when a rating is better than at the last report, -1 when it is worse, else 0."""
        if self.before is None:
            return 0
        return movement(getattr(self.before, axis).kind, getattr(self.now, axis).kind)

    @property
    def is_reopened(self) -> bool:
        """Whether it was complete or stopped at the last report and is open again."""
        closed = DeliveryKind.closed()
        return (
            self.before is not None
            and self.before.delivery.kind in closed
            and self.now.delivery.kind not in closed
        )


@dataclass(frozen=True)
class Facts:
    """Everything that a paper of one day is made of."""

    report: Report
    as_at: date
    lines: tuple[HouseStyleLine, ...]
    sections: tuple[ReportSection, ...]
    recommendations: tuple[Recommendation, ...]
    objectives: tuple[StrategicObjective, ...]
    themes: tuple[Theme, ...]
    narratives: dict[int, ThemeNarrative]
    statuses: tuple[Status, ...]
    actions: tuple[ActionFact, ...]
    figures: Figures
    happened: Since
    asked: tuple[Asked, ...]
    practice: Practice
    pictures: dict[str, Figure]

    @property
    def since(self) -> date | None:
        """The cut-off of the last report; None when there is nothing to compare with."""
        return _since(self.report, self.as_at)

    def vocabulary(self, axis: str) -> list[Status]:
        """The statuses that answer one question, in the plan's order."""
        return [status for status in self.statuses if status.axis == axis]

    @cached_property
    def actions_by_theme(self) -> dict[int, list[ActionFact]]:
        """The actions of each theme, in the plan's order; an empty list for a theme without."""
        grouped: dict[int, list[ActionFact]] = {theme.pk: [] for theme in self.themes}
        for action in self.actions:
            grouped[action.theme_id].append(action)
        return grouped

    def has_block(self, kind: BlockKind) -> bool:
        """Whether a section of the paper is filled in this way."""
        return any(section.kind == kind for section in self.sections)

    def following(self, theme: Theme) -> list[ReportSection]:
        """The sections that follow what is written on a theme, where the paper tells of themes."""
        if not self.has_block(BlockKind.THEME_PROGRESS):
            return []
        return [section for section in self.sections if section.theme_id == theme.pk]

    def follows_theme(self, section: ReportSection) -> bool:
        """Whether a section stands with a theme, and not in its own place."""
        return any(section in self.following(theme) for theme in self.themes)

    def has_narrative(self, theme: Theme) -> bool:
        """Whether something is written on a theme for the period."""
        narrative = self.narratives.get(theme.pk)
        return narrative is not None and is_written(narrative.body)


def is_written(markup: str) -> bool:
    """Whether words stand in what an editor saved."""
    return bool(unescape(strip_tags(markup)).strip())


def _since(report: Report, as_at: date) -> date | None:
    previous = report.previous
    return previous.cut_off if previous and previous.cut_off < as_at else None


def _first_day(report: Report, as_at: date) -> date:
    """The first day after the last report; where there is none, the first of the period."""
    since = _since(report, as_at)
    return since + timedelta(days=1) if since else report.period.starts_on


def read_facts(report: Report, *, as_at: date, public_on: date | None = None) -> Facts:
    """Read what the paper says of the plan as it stood at the end of ``as_at``.

    ``public_on`` is the day on which anybody may read the paper: from then on, what is in it is
    known, so a letter must be public by then, even where it came after the cut-off. While the
    paper is written that is the last lawful day to publish it; when it is published, that day.
    """
    plan = report.plan
    happened = read_since(report, since=_since(report, as_at), as_at=as_at)
    statuses = tuple(plan.statuses.all())
    sections = tuple(report.sections.select_related("scorecard", "owner"))
    recommendations = tuple(report.recommendations.all())
    narratives = {
        narrative.theme_id: narrative
        for narrative in ThemeNarrative.objects.filter(theme__plan=plan, period=report.period_id)
    }
    texts = (
        *(section.body for section in sections),
        *(narrative.body for narrative in narratives.values()),
        *(recommendation.text for recommendation in recommendations),
    )
    return Facts(
        report=report,
        as_at=as_at,
        lines=tuple(report.house_style.lines.all()),
        sections=sections,
        recommendations=recommendations,
        objectives=tuple(plan.objectives.all()),
        themes=tuple(plan.themes.all()),
        narratives=narratives,
        statuses=statuses,
        actions=tuple(_read_actions(report, statuses, happened, as_at)),
        happened=happened,
        asked=_read_asked(report, sections, as_at),
        practice=read_practice(
            report,
            sections,
            as_at=as_at,
            since=_first_day(report, as_at),
            public_on=public_on or report.meeting.publish_by,
        ),
        figures=read_figures(report, sections, texts, as_at=as_at),
        pictures=read_pictures(report, texts),
    )


def _read_asked(
    report: Report, sections: Iterable[ReportSection], as_at: date
) -> tuple[Asked, ...]:
    if not any(section.kind == BlockKind.MEMBERS_ASKED for section in sections):
        return ()
    return asked_since(report.meeting.body, _since(report, as_at), as_at)


def _read_actions(
    report: Report, statuses: Iterable[Status], happened: Since, as_at: date
) -> Iterable[ActionFact]:
    by_pk = {status.pk: status for status in statuses}
    printed: ActionQuerySet = Action.objects.filter(plan=report.plan_id).printed()

    def standing(action: Any, late: Mapping[int, Update]) -> Standing:
        update = late.get(action.pk)
        return Standing(
            delivery=by_pk[update.delivery_after_id if update else action.delivery_then],
            impact=by_pk[update.impact_after_id if update else action.impact_then],
            due_on=action.due_then,
        )

    before = {}
    if since := _since(report, as_at):
        then = printed.as_they_stood(as_at=since)
        before = {action.pk: standing(action, happened.late_updates_before) for action in then}

    heard = Update.objects.filter(action=OuterRef("pk"), effective_on__lte=as_at)
    now = printed.as_they_stood(as_at=as_at).annotate(
        latest_on=Subquery(heard.values("effective_on")[:1]),
        latest_done=Subquery(heard.values("done")[:1]),
    )
    action: Any
    late = happened.late_updates
    for action in now.select_related("lead", "team").in_order():
        came_late = late.get(action.pk)
        yield ActionFact(
            reference=action.reference,
            title=action.title,
            theme_id=action.theme_id,
            owner=_owner(action),
            first_due_on=action.original_due_on,
            now=standing(action, late),
            before=before.get(action.pk),
            latest_on=came_late.effective_on if came_late else action.latest_on,
            latest=(came_late.done if came_late else action.latest_done) or "",
            is_late=came_late is not None,
        )


def _owner(action: Action) -> str:
    """The post that leads, else the team; a public paper names posts rather than people."""
    if action.lead and action.lead.post:
        return action.lead.post
    return action.team.name if action.team else NOBODY

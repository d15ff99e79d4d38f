"""What programs may read: each list with its columns, what narrows it, and whose it is.

A list shows a person what the pages show them, of authorities where they may take lists out. A
column says once what a record holds: for the answer as JSON or CSV, and for the description.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from ninja import Field, Schema

from accounts.models import User, authority_ids
from accounts.roles import Permission
from committee.models import Publication
from core import clock
from improvement.models import Action, DueDateChange, Plan, Theme, Update
from improvement.vocabulary import DeliveryKind, ImpactKind
from monitoring.frameworks import FRAMEWORK_CHOICES
from monitoring.models import Finding, Trace, Visit
from monitoring.vocabulary import (
    ClosedBecause,
    Coverage,
    Direction,
    FindingType,
    Inspectorate,
    LetterStatus,
    Severity,
    VisitKind,
)
from performance.models import Comparator, Indicator, Milestone, Observation, Target
from performance.periods import Frequency, Period
from performance.records import PARTS, Record, records_of
from performance.vocabulary import BreakdownKind, Group, PeriodType, Polarity, State, Unit

BIGGEST = 2**63 - 1
SLUG = r"^[-a-zA-Z0-9_]{1,100}$"


@dataclass(frozen=True)
class Column:
    """One thing that every record of a list tells.

    ``path`` is where the database keeps it. ``words`` are said instead of a key; ``page`` is the
    view whose address is told instead of the key.
    """

    name: str
    kind: Any
    path: str
    says: str
    words: Mapping[Any, Any] | None = None
    page: str = ""


class Filters(Schema):
    """What may narrow a list, by the name in the address; ``paths`` is what each is held against.

    ``changed`` is the moment at which a record changed last; where it is empty, its history tells.
    """

    paths: ClassVar[Mapping[str, str]] = {}
    changed: ClassVar[str] = ""

    council: str | None = Field(
        None,
        pattern=SLUG,
        description="Only of this council: the word for it in the addresses of its published "
        "papers.",
    )
    changed_since: date | None = Field(
        None,
        description="Only what was added or changed on this day or later, as 2018-04-30.",
    )

    def narrow(self, found: QuerySet[Any], *, authority: str) -> QuerySet[Any]:
        """What of the records was asked for; ``authority`` leads from one to whose it is."""
        paths = {"council": f"{authority}__slug", **self.paths}
        asked = {name: value for name in paths if (value := getattr(self, name)) is not None}
        found = found.filter(**{paths[name]: value for name, value in asked.items()})
        if self.changed_since is None:
            return found
        moment = timezone.make_aware(datetime.combine(self.changed_since, time.min))
        return found.filter(self.since(found, moment))

    def since(self, found: QuerySet[Any], moment: datetime) -> Any:
        """What was added or changed at a moment or later."""
        if self.changed:
            return Q(**{f"{self.changed}__gte": moment})
        history: Any = found.model
        return Exists(history.history.filter(id=OuterRef("pk"), history_date__gte=moment))


@dataclass(frozen=True)
class List:
    """A list that programs may read, in the order in which its records were made.

    ``find`` gives what a person may take out; ``authority`` leads from a record to whose it is.
    ``record`` names one record in words. ``tell`` makes the values of the records where the
    database alone cannot: parallel to the columns, before words are put in.
    """

    name: str
    record: str
    says: str
    columns: Sequence[Column]
    filters: type[Filters]
    find: Callable[[User], QuerySet[Any]]
    authority: str
    tell: Callable[[User, Sequence[Any]], Iterator[Sequence[Any]]] | None = None
    parts: Sequence[str] = ()


def may_take(found: Any, user: User) -> Any:
    """Records of the authorities where the person may take lists out."""
    return found.visible_to(user).permitting(user, Permission.EXPORT)


# --- what narrows -----------------------------------------------------------------------------


def _key(says: str) -> Any:
    return Field(None, ge=1, le=BIGGEST, description=says)


class PlanFilters(Filters):
    """What may narrow the list of plans."""


class ThemeFilters(Filters):
    """What may narrow the list of themes."""

    paths = {"plan": "plan"}

    plan: int | None = _key("Only of the plan with this id.")


class ActionFilters(Filters):
    """What may narrow the list of actions."""

    paths = {
        "plan": "plan",
        "theme": "theme",
        "delivery_kind": "delivery__kind",
        "impact_kind": "impact__kind",
        "due_from": "due_on__gte",
        "due_to": "due_on__lte",
    }

    plan: int | None = _key("Only of the plan with this id.")
    theme: int | None = _key("Only of the theme with this id.")
    delivery_kind: DeliveryKind | None = Field(None, description="Only with this kind of delivery.")
    impact_kind: ImpactKind | None = Field(None, description="Only with this kind of impact.")
    due_from: date | None = Field(None, description="Only due on this day or later.")
    due_to: date | None = Field(None, description="Only due on this day or earlier.")


class UpdateFilters(Filters):
    """What may narrow the list of updates."""

    paths = {
        "plan": "action__plan",
        "theme": "action__theme",
        "action": "action",
        "as_at_from": "effective_on__gte",
        "as_at_to": "effective_on__lte",
    }
    changed = "recorded_at"

    plan: int | None = _key("Only on the plan with this id.")
    theme: int | None = _key("Only on the theme with this id.")
    action: int | None = _key("Only on the action with this id.")
    as_at_from: date | None = Field(None, description="Only of this day or later.")
    as_at_to: date | None = Field(None, description="Only of this day or earlier.")


class VisitFilters(Filters):
    """What may narrow the list of visits."""

    paths = {
        "kind": "kind",
        "starts_from": "starts_on__gte",
        "starts_to": "starts_on__lte",
    }

    kind: VisitKind | None = Field(None, description="Only of this kind.")
    starts_from: date | None = Field(None, description="Only begun on this day or later.")
    starts_to: date | None = Field(None, description="Only begun on this day or earlier.")


class FindingFilters(Filters):
    """What may narrow the list of findings."""

    paths = {
        "visit": "visit",
        "type": "type",
        "practice_area": "practice_area",
        "is_open": "closed_on__isnull",
    }

    visit: int | None = _key("Only of the visit with this id.")
    type: FindingType | None = Field(None, description="Only of this type.")
    practice_area: int | None = _key("Only on the practice area with this id.")
    is_open: bool | None = Field(None, description="Only what is still open, or what is closed.")


class TraceFilters(Filters):
    """What may narrow the list of answers to findings."""

    paths = {"finding": "finding", "action": "action"}

    finding: int | None = _key("Only to the finding with this id.")
    action: int | None = _key("Only by the action with this id.")


class IndicatorFilters(Filters):
    """What may narrow the list of indicators."""

    paths = {
        "theme": "themes",
        "practice_area": "practice_area",
        "in_use": "retired_on__isnull",
    }

    theme: int | None = _key("Only of the theme with this id.")
    practice_area: int | None = _key("Only on the practice area with this id.")
    in_use: bool | None = Field(
        None, description="Only those with no day of retirement, or those with one."
    )


OF_INDICATOR = _key("Only of the indicator with this id.")
OF_ITS_THEME = _key("Only of indicators of the theme with this id.")


class TargetFilters(Filters):
    """What may narrow the list of targets."""

    paths = {"indicator": "indicator", "theme": "indicator__themes"}

    indicator: int | None = OF_INDICATOR
    theme: int | None = OF_ITS_THEME


class MilestoneFilters(Filters):
    """What may narrow the list of milestones."""

    paths = {"indicator": "target__indicator", "target": "target"}

    indicator: int | None = OF_INDICATOR
    target: int | None = _key("Only of the target with this id.")

    def since(self, found: QuerySet[Any], moment: datetime) -> Any:
        """Milestones are set together with their target, whose history tells."""
        changed = Target.history.filter(id=OuterRef("target"), history_date__gte=moment)
        return Exists(changed)


class ComparatorFilters(Filters):
    """What may narrow the list of comparators."""

    paths = {"indicator": "indicator", "theme": "indicator__themes", "group": "group"}
    changed = "batch__committed_at"

    indicator: int | None = OF_INDICATOR
    theme: int | None = OF_ITS_THEME
    group: Group | None = Field(None, description="Only of this group of authorities.")


class ObservationFilters(Filters):
    """What may narrow the list of observations."""

    paths = {
        "indicator": "indicator",
        "theme": "indicator__themes",
        "is_whole": "breakdown__isnull",
        "period_from": "starts_on__gte",
        "period_to": "starts_on__lte",
    }
    changed = "batch__committed_at"

    indicator: int | None = OF_INDICATOR
    theme: int | None = OF_ITS_THEME
    is_whole: bool | None = Field(
        None, description="Only of the authority as a whole, or only of teams and other parts."
    )
    period_from: date | None = Field(
        None, description="Only of periods begun on this day or later."
    )
    period_to: date | None = Field(
        None, description="Only of periods begun on this day or earlier."
    )


# --- the lists --------------------------------------------------------------------------------

ID = Column("id", int, "pk", "Its number here, which never changes.")


def _choices(found: Any) -> dict[Any, Any]:
    return dict(found.choices)


def _council(path: str) -> Column:
    return Column("council", str, f"{path}__name", "The council.")


def _find_actions(user: User) -> QuerySet[Any]:
    moves = DueDateChange.objects.filter(
        action=OuterRef("pk"), decision=DueDateChange.Decision.APPROVED
    )
    counted = moves.order_by().values("action").annotate(number=Count("pk")).values("number")
    told = Update.objects.filter(action=OuterRef("pk")).order_by().values("action")
    overdue = Action.objects.overdue(as_at=clock.today()).filter(pk=OuterRef("pk"))
    found: QuerySet[Any] = may_take(Action.objects.all(), user).annotate(
        times_moved=Coalesce(Subquery(counted), 0),
        last_update_on=Subquery(told.annotate(last=Max("effective_on")).values("last")),
        is_overdue=Exists(overdue),
    )
    return found


def _find_observations(user: User) -> QuerySet[Any]:
    found: QuerySet[Any] = may_take(Observation.objects.current(), user)
    return found


def _tell_observations(user: User, found: Sequence[Observation]) -> Iterator[Sequence[Any]]:
    sees = None if user.is_superuser else authority_ids(user, Permission.READ_SMALL_NUMBERS)
    return map(_observation, records_of(found, sees_small=sees))


def _observation(record: Record) -> Sequence[Any]:
    observation, figure = record.observation, record.figure
    indicator, part = observation.indicator, observation.breakdown
    period = Period(observation.starts_on, Frequency(indicator.frequency))
    return (
        observation.pk,
        indicator.authority.name,
        indicator.pk,
        indicator.code,
        period.starts_on,
        period.ends_on,
        period.label,
        part.kind if part else None,
        part.name if part else None,
        figure.value,
        figure.numerator,
        figure.denominator,
        figure.state,
        observation.is_forecast,
        figure.is_hidden,
        figure.arrived_on,
    )


PLANS = List(
    name="plans",
    record="Plan",
    says="The improvement plans.",
    filters=PlanFilters,
    find=lambda user: may_take(Plan.objects.all(), user),
    authority="authority",
    columns=(
        ID,
        _council("authority"),
        Column("name", str, "name", "What it is called."),
        Column("short_name", str, "short_name", "How people call it."),
        Column("summary", str, "summary", "What it is for."),
        Column("starts_on", date, "starts_on", "Its first day."),
        Column("ends_on", date | None, "ends_on", "Its last day, if it has one."),
        Column("address", str, "pk", "Its page.", page="improvement:plan_detail"),
    ),
)
THEMES = List(
    name="themes",
    record="Theme",
    says="The themes of the plans.",
    filters=ThemeFilters,
    find=lambda user: may_take(Theme.objects.all(), user),
    authority="plan__authority",
    columns=(
        ID,
        _council("plan__authority"),
        Column("plan_id", int, "plan_id", "The id of its plan."),
        Column("number", int, "number", "Its number in the plan."),
        Column("title", str, "title", "What it is called."),
        Column("kind", str, "kind", "What sort of strand it is.", _choices(Theme.Kind)),
        Column("description", str, "description", "What it is for."),
        Column("lead", str | None, "lead__name", "Who leads it."),
        Column("address", str, "pk", "Its page.", page="improvement:theme_detail"),
    ),
)
ACTIONS = List(
    name="actions",
    record="Action",
    says="The actions of the plans as they stand now.",
    filters=ActionFilters,
    find=_find_actions,
    authority="plan__authority",
    columns=(
        ID,
        _council("plan__authority"),
        Column("plan_id", int, "plan_id", "The id of its plan."),
        Column("theme_id", int, "theme_id", "The id of its theme."),
        Column("theme_number", int, "theme__number", "The number of its theme."),
        Column("theme", str, "theme__title", "The title of its theme."),
        Column("objective", str | None, "objective__reference", "The objective that it serves."),
        Column("reference", str, "reference", "Its reference in the plan, such as 5b(ii)."),
        Column("title", str, "title", "What will be done."),
        Column("lead", str | None, "lead__name", "Who leads it."),
        Column("lead_post", str | None, "lead__post", "The post of who leads it."),
        Column("team", str | None, "team__name", "The team that sees to it."),
        Column("priority", str, "priority", "How much hangs on it.", _choices(Action.Priority)),
        Column(
            "visibility",
            str,
            "visibility",
            "Whether public papers may name it.",
            _choices(Action.Visibility),
        ),
        Column("success_measure", str, "success_measure", "How success will be known."),
        Column("added_on", date, "added_on", "The day since which it is in the plan."),
        Column("starts_on", date, "starts_on", "The day on which it starts."),
        Column("original_due_on", date | None, "original_due_on", "The due date first agreed."),
        Column("due_on", date | None, "due_on", "The due date now; empty where it is ongoing."),
        Column("forecast_on", date | None, "forecast_on", "When it is expected to be done."),
        Column("times_moved", int, "times_moved", "How many times the due date has moved."),
        Column("is_overdue", bool, "is_overdue", "Whether it is open and its due date passed."),
        Column("delivery", str, "delivery__label", "Is it done? In the plan’s words."),
        Column("delivery_kind", DeliveryKind, "delivery__kind", "What that means in any plan."),
        Column("impact", str, "impact__label", "Has it changed anything? In the plan’s words."),
        Column("impact_kind", ImpactKind, "impact__kind", "What that means in any plan."),
        Column("completed_on", date | None, "completed_on", "The day on which it was completed."),
        Column("completion_account", str, "completion_account", "What was done, once complete."),
        Column("last_update_on", date | None, "last_update_on", "The day its last update is of."),
        Column("address", str, "pk", "Its page.", page="improvement:action_detail"),
    ),
)
UPDATES = List(
    name="updates",
    record="Update",
    says="What was reported on actions. An update never changes once it is recorded.",
    filters=UpdateFilters,
    find=lambda user: may_take(Update.objects.all(), user),
    authority="action__plan__authority",
    columns=(
        ID,
        _council("action__plan__authority"),
        Column("action_id", int, "action_id", "The id of its action."),
        Column("reference", str, "action__reference", "The reference of its action."),
        Column("as_at", date, "effective_on", "The day it speaks of."),
        Column("recorded_at", datetime, "recorded_at", "When it was recorded."),
        Column("recorded_by", str, "recorded_by__name", "Who recorded it."),
        Column("no_change", bool, "no_change", "Whether nothing had changed."),
        Column("done", str, "done", "What has been done."),
        Column("difference", str, "difference", "What difference it has made."),
        Column("obstacles", str, "obstacles", "What stands in the way."),
        Column("next_steps", str, "next_steps", "What happens next."),
        Column("delivery_before", str, "delivery_before__label", "Its delivery before."),
        Column("delivery_after", str, "delivery_after__label", "Its delivery after."),
        Column(
            "delivery_kind_after", DeliveryKind, "delivery_after__kind", "The kind of the latter."
        ),
        Column("impact_before", str, "impact_before__label", "Its impact before."),
        Column("impact_after", str, "impact_after__label", "Its impact after."),
        Column("impact_kind_after", ImpactKind, "impact_after__kind", "The kind of the latter."),
        Column("forecast_on", date | None, "forecast_on", "When it was expected to be done."),
    ),
)
VISITS = List(
    name="visits",
    record="Visit",
    says="Inspections, monitoring visits and reviews. What was found is counted only where you may "
    "read the letter.",
    filters=VisitFilters,
    find=lambda user: may_take(Visit.objects.all(), user).with_findings_for(user),
    authority="authority",
    columns=(
        ID,
        _council("authority"),
        Column("inspectorate", str, "inspectorate", "Who visited.", _choices(Inspectorate)),
        Column("kind", str, "kind", "What it was.", _choices(VisitKind)),
        Column("title", str, "title", "Its own title, if it has one."),
        Column(
            "framework",
            str,
            "framework",
            "The framework it worked to.",
            dict(FRAMEWORK_CHOICES),
        ),
        Column("starts_on", date, "starts_on", "Its first day."),
        Column("ends_on", date, "ends_on", "Its last day."),
        Column(
            "ordinal", int | None, "ordinal", "Which of its series it was, as the letter counts."
        ),
        Column("ordinal_words", str, "ordinal_words", "Since when the letter counts."),
        Column("focus", str, "focus", "The areas covered, one a line."),
        Column("letter_on", date | None, "letter_on", "The date of the letter."),
        Column("received_on", date | None, "received_on", "When the letter was received."),
        Column("published_on", date | None, "published_on", "When the letter was published."),
        Column(
            "letter_status",
            str,
            "letter_status",
            "How far the letter has come.",
            _choices(LetterStatus),
        ),
        *(
            Column(
                f"{each.value}_count",
                int | None,
                f"{each.value}_count",
                f"How many findings of this type: {each.label.lower()}.",
            )
            for each in FindingType
        ),
        Column(
            "answered_count",
            int | None,
            "answered_count",
            "How many of those that ask for something have an answer in the plan.",
        ),
        Column("address", str, "pk", "Its page.", page="monitoring:visit_detail"),
    ),
)
FINDINGS = List(
    name="findings",
    record="Finding",
    says="What inspectors found, of visits whose letter you may read.",
    filters=FindingFilters,
    find=lambda user: may_take(Finding.objects.readable_by(user), user).with_action_count(),
    authority="authority",
    columns=(
        ID,
        _council("authority"),
        Column("visit_id", int, "visit_id", "The id of the visit."),
        Column("visit_starts_on", date, "visit__starts_on", "The first day of the visit."),
        Column("reference", str, "reference", "Its reference."),
        Column("type", str, "type", "What it is.", _choices(FindingType)),
        Column("words", str, "words", "The inspectors’ own words."),
        Column("severity", str, "severity", "How grave it is.", _choices(Severity)),
        Column("practice_area_id", int | None, "practice_area_id", "The id of its practice area."),
        Column("practice_area", str | None, "practice_area__name", "Its practice area."),
        Column(
            "direction",
            str,
            "direction",
            "Where the practice area goes, compared with earlier visits.",
            {**_choices(Direction), "": ""},
        ),
        Column("is_ours", bool, "is_ours", "Whether the council is responsible."),
        Column("due_on", date | None, "due_on", "The day by which it is to be answered."),
        Column("follows_id", int | None, "follows_id", "The id of the finding that it follows."),
        Column("framework_reference", str, "framework_reference", "Its place in the framework."),
        Column("action_count", int, "action_count", "How many actions of the plan answer it."),
        Column("closed_on", date | None, "closed_on", "The day on which it was closed."),
        Column(
            "closed_because",
            str,
            "closed_because",
            "Why it was closed.",
            {**_choices(ClosedBecause), "": ""},
        ),
        Column("closed_by", str, "closed_by_body", "Who closed it."),
        Column("address", str, "pk", "Its page.", page="monitoring:finding_detail"),
    ),
)
ANSWERS = List(
    name="answers",
    record="Answer",
    says="How the plan answers findings: by which action, or by none and why. Only to findings of "
    "visits whose letter you may read.",
    filters=TraceFilters,
    find=lambda user: may_take(Trace.objects.all(), user).filter(
        finding__in=Finding.objects.readable_by(user)
    ),
    authority="finding__authority",
    columns=(
        ID,
        _council("finding__authority"),
        Column("finding_id", int, "finding_id", "The id of the finding."),
        Column("finding", str, "finding__reference", "The reference of the finding."),
        Column("action_id", int | None, "action_id", "The id of the action that answers it."),
        Column("action", str | None, "action__reference", "The reference of that action."),
        Column("coverage", str, "coverage", "How far that answers it.", _choices(Coverage)),
        Column("reason", str, "reason", "Why, in words."),
    ),
)
INDICATORS = List(
    name="indicators",
    record="Indicator",
    says="The library of indicators with their definitions.",
    filters=IndicatorFilters,
    find=lambda user: may_take(Indicator.objects.all(), user),
    authority="authority",
    columns=(
        ID,
        _council("authority"),
        Column("code", str, "code", "Its code, such as CP05."),
        Column("name", str, "name", "What it is called."),
        Column("definition", str, "definition", "What it tells."),
        Column("counted", str, "counted", "The numerator, or what is counted."),
        Column("out_of", str, "out_of", "The denominator; empty for a plain number."),
        Column("unit", str, "unit", "What it is expressed in.", _choices(Unit)),
        Column("decimals", int, "decimals", "How many decimals are printed."),
        Column("polarity", str, "polarity", "Which way is better.", _choices(Polarity)),
        Column("period_type", str, "period_type", "The kind of period.", _choices(PeriodType)),
        Column("frequency", str, "frequency", "How often it is counted.", _choices(Frequency)),
        Column("source", str, "source", "Where the figures come from."),
        Column("owner", str | None, "owner__name", "Who explains it."),
        Column("practice_area_id", int | None, "practice_area_id", "The id of its practice area."),
        Column("practice_area", str | None, "practice_area__name", "Its practice area."),
        Column("is_public", bool, "is_public", "Whether papers may print it."),
        Column("retired_on", date | None, "retired_on", "The day from which it is not counted."),
        Column("note", str, "note", "What readers should know about the figures."),
        Column("address", str, "pk", "Its page.", page="performance:indicator_detail"),
    ),
)
TARGETS = List(
    name="targets",
    record="Target",
    says="What indicators should reach, each target from its day until the next one.",
    filters=TargetFilters,
    find=lambda user: may_take(Target.objects.all(), user),
    authority="indicator__authority",
    columns=(
        ID,
        _council("indicator__authority"),
        Column("indicator_id", int, "indicator_id", "The id of its indicator."),
        Column("code", str, "indicator__code", "The code of its indicator."),
        Column("from_on", date, "from_on", "The day from which it applies."),
        Column("value", float | None, "value", "The target; empty for a range or for words."),
        Column("tolerance", float, "tolerance", "How far off still counts as near it."),
        Column("stretch", float | None, "stretch", "The stretch target, if it has one."),
        Column("lower", float | None, "lower", "The lower end of the expected range."),
        Column("upper", float | None, "upper", "The upper end of the expected range."),
        Column("words", str, "words", "The target in words, which is never rated."),
        Column("note", str, "note", "Who agreed it, and why."),
    ),
)
MILESTONES = List(
    name="milestones",
    record="Milestone",
    says="The steps on the way to targets. In its period a milestone goes before the target.",
    filters=MilestoneFilters,
    find=lambda user: may_take(Milestone.objects.all(), user),
    authority="target__indicator__authority",
    columns=(
        Column("id", int, "pk", "Its number here; another one once its target is changed."),
        _council("target__indicator__authority"),
        Column("target_id", int, "target_id", "The id of its target."),
        Column("indicator_id", int, "target__indicator_id", "The id of its indicator."),
        Column("code", str, "target__indicator__code", "The code of its indicator."),
        Column("period_starts_on", date, "starts_on", "The first day of its period."),
        Column("value", float, "value", "What should be reached by then."),
    ),
)
COMPARATORS = List(
    name="comparators",
    record="Comparator",
    says="What other authorities reached, each with its year and source, as it counts now.",
    filters=ComparatorFilters,
    find=lambda user: may_take(Comparator.objects.current(), user),
    authority="indicator__authority",
    columns=(
        ID,
        _council("indicator__authority"),
        Column("indicator_id", int, "indicator_id", "The id of its indicator."),
        Column("code", str, "indicator__code", "The code of its indicator."),
        Column("group", str, "group", "Whom it is compared with.", _choices(Group)),
        Column(
            "neighbours",
            str | None,
            "neighbours__name",
            "Which list of statistical neighbours; empty for other groups.",
        ),
        Column("year", str, "label", "Its year in words, such as 2016/17."),
        Column("year_starts_on", date, "starts_on", "The first day of its year."),
        Column("value", float, "value", "The figure."),
        Column("source", str, "source", "Where the figure comes from."),
        Column("note", str, "note", "What readers should know about it."),
        Column("arrived_at", datetime, "batch__committed_at", "When it came in."),
    ),
)
OBSERVATIONS = List(
    name="observations",
    record="Observation",
    says="The figures of indicators that count now. Small numbers are hidden as they are on your "
    "pages, and with them whatever would give them away. A page may hold fewer records than asked "
    "for, because parts that could not be hidden otherwise are left out.",
    filters=ObservationFilters,
    find=_find_observations,
    authority="indicator__authority",
    tell=_tell_observations,
    parts=PARTS,
    columns=(
        ID,
        _council("indicator__authority"),
        Column("indicator_id", int, "indicator_id", "The id of its indicator."),
        Column("code", str, "indicator__code", "The code of its indicator."),
        Column("period_starts_on", date, "starts_on", "The first day of its period."),
        Column("period_ends_on", date, "", "The last day of its period."),
        Column("period", str, "", "Its period in words, such as April 2018."),
        Column(
            "part_kind",
            str | None,
            "breakdown__kind",
            "What the figures are broken down by; empty for the authority as a whole.",
            _choices(BreakdownKind),
        ),
        Column(
            "part",
            str | None,
            "breakdown__name",
            "The team or other part; empty for the authority as a whole.",
        ),
        Column("value", float | None, "value", "The figure; empty where it is hidden or missing."),
        Column("numerator", float | None, "numerator", "What was counted."),
        Column("denominator", float | None, "denominator", "Out of how many."),
        Column("state", str, "state", "What the figure is worth.", _choices(State)),
        Column("is_forecast", bool, "is_forecast", "Whether it is a forecast."),
        Column("is_hidden", bool, "", "Whether the numbers are hidden because they are small."),
        Column("arrived_on", date, "batch__committed_at", "The day on which it came in."),
    ),
)

LISTS = (
    PLANS,
    THEMES,
    ACTIONS,
    UPDATES,
    VISITS,
    FINDINGS,
    ANSWERS,
    INDICATORS,
    TARGETS,
    MILESTONES,
    COMPARATORS,
    OBSERVATIONS,
)


# --- what was published -----------------------------------------------------------------------


class PaperFilters(Filters):
    """What may narrow the list of published papers."""

    paths = {
        "body": "report__meeting__body__slug",
        "meeting_from": "report__meeting__held_on__gte",
        "meeting_to": "report__meeting__held_on__lte",
    }
    changed = "published_at"

    body: str | None = Field(
        None, pattern=SLUG, description="Only for this body: the word for it in addresses."
    )
    newest: bool | None = Field(None, description="Only the newest version of each paper.")
    meeting_from: date | None = Field(
        None, description="Only for meetings on this day or later, as 2018-04-30."
    )
    meeting_to: date | None = Field(None, description="Only for meetings on this day or earlier.")
    changed_since: date | None = Field(None, description="Only published on this day or later.")

    def narrow(self, found: Any, *, authority: str) -> QuerySet[Any]:
        """What of the records was asked for; ``authority`` leads from one to whose it is."""
        return super().narrow(found.newest() if self.newest else found, authority=authority)


PAPERS = List(
    name="papers",
    record="Paper",
    says="Every version of every paper that the public may read. No key is needed.",
    filters=PaperFilters,
    find=lambda user: Publication.objects.public().with_cut_off(),
    authority="report__meeting__body__authority",
    columns=(
        ID,
        _council("report__meeting__body__authority"),
        Column("body", str, "report__meeting__body__name", "The body it is for."),
        Column("meeting_on", date, "report__meeting__held_on", "The day of the meeting."),
        Column("slug", str, "report__slug", "The word for it in its address."),
        Column("version", int, "version", "Its version: 1, and one more for each correction."),
        Column("title", str, "title", "Its title."),
        Column("number", int, "report__number", "Its number in the series."),
        Column("plan", str, "report__plan__name", "The plan it is about."),
        Column("cut_off", date, "cut_off", "What was recorded up to this day is in it."),
        Column("published_at", datetime, "published_at", "When it was published."),
        Column("reason", str, "reason", "Why it was corrected; empty for version 1."),
        Column("sha256", str, "sha256", "The SHA-256 of its text as data."),
    ),
)

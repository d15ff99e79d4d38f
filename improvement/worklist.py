"""My work: what waits for a person, in the order of its urgency.

Every room gives its groups to :data:`URGENT` or :data:`WAITING`, in a module ``worklist``. A group
is a question; all are asked in one query, which finds what waits in every room and how much of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from functools import reduce
from operator import itemgetter, or_
from types import SimpleNamespace
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Concat, JSONObject, RowNumber
from django.urls import reverse

from accounts.models import AuthorityOwnedQuerySet, Membership, StandingIn, User, acted_for
from accounts.roles import Permission, roles_with
from core.contributions import Contributions
from improvement.models import (
    DUE_SOON_DAYS,
    Action,
    ActionQuerySet,
    DueDateChange,
    Evidence,
    ReportingPeriod,
    Retest,
    Theme,
    ThemeNarrative,
    Update,
    Verification,
)
from improvement.narratives import keys_kept_from
from improvement.permissions import (
    can_update_action,
    decidable_changes,
    updatable_actions,
    verifiable_updates,
)
from improvement.vocabulary import NarrativeState

SHOWN = 10
ON_A_PAGE = 25  # of a group that is shown by itself

# What roles allow that only read: for whoever holds no other, nothing is counted.
READING = frozenset(
    {
        Permission.READ_PLAN,
        Permission.READ_EXEMPT,
        Permission.READ_SMALL_NUMBERS,
        Permission.ASK_QUESTIONS,
        Permission.EXPORT,
    }
)


class Place(IntEnum):
    """Where a group stands in my work; what is more urgent stands before."""

    OVERDUE = 10
    DUE_SOON = 20
    AWAITING_UPDATE = 30
    RETURNED = 40
    DATES = 50
    EVIDENCE = 60
    COMPLETIONS = 70
    RETESTS = 80
    MEMBERS = 90
    CLEARANCES = 100
    TO_ACCEPT = 110
    TO_WRITE = 120
    LATER = 200


@dataclass(frozen=True)
class Group:
    """A question: which things of one sort wait for a person.

    ``found`` finds them, in an order of its own. Each is drawn by ``row_template``, where it is
    ``row``: with the fields ``tells`` names, each with the lookup that leads to it; or, where the
    template needs the record, as it comes out of ``records``. A field whose name ends in ``_on``
    is a day. ``quotes`` names its texts that may quote what a person may not read yet; the row
    tells which do. ``whose`` leads to the person it waits for, so that a deputy sees for
    whom they act.
    """

    key: str
    title: str
    place: Place
    found: QuerySet[Any]
    row_template: str
    tells: Mapping[str, Any] = field(default_factory=dict)
    records: QuerySet[Any] | None = None
    quotes: Sequence[str] = ()
    whose: str = ""
    see_all: str = (
        ""  # the address of a list that can be narrowed and taken out, where there is one
    )
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One thing that waits, and for whom, where the person who asks stands in for another.

    ``withheld`` names the texts of it that quote what the person may not read yet.
    """

    record: Any
    stands_in: StandingIn | None = None
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Waiting:
    """What a group's question found: the first few, and how many there are."""

    group: Group
    rows: Sequence[Row]
    total: int

    @property
    def key(self) -> str:
        """The group's."""
        return self.group.key

    @property
    def more(self) -> int:
        """How many are not among the first few."""
        return self.total - len(self.rows)

    def updatable_by(self, user: User) -> set[int]:
        """The keys of the actions shown on which the person may record progress."""
        records = (row.record for row in self.rows)
        return {
            record.pk
            for record in records
            if isinstance(record, Action) and can_update_action(user, record)
        }


Give = Callable[[User, date], list[Group]]

# What is urgent is counted on every page, so giving its questions must ask nothing of the database.
URGENT: Contributions[Give] = Contributions()
WAITING: Contributions[Give] = Contributions()


@dataclass(frozen=True)
class MyWork:
    """Everything that waits for a person, and what they did last when nothing does.

    ``updatable`` are the keys of the actions shown on which the person may record progress;
    ``urgent`` is how many of all things are urgent; ``is_quiet`` says that none waits for
    anything but its time.
    """

    groups: list[Waiting]
    updatable: set[int]
    urgent: int
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


def my_work(user: User, *, as_at: date) -> MyWork:
    """What waits for the person on that day. Groups with nothing in them are left out."""
    pressing, others = _given(URGENT, user, as_at), _given(WAITING, user, as_at)
    groups = _ask(sorted([*pressing, *others], key=lambda group: group.place), user)
    pressing_keys = {group.key for group in pressing}
    updatable = set().union(*(group.updatable_by(user) for group in groups))
    is_quiet = all(each.group.place == Place.LATER for each in groups)
    done = Update.objects.visible_to(user).filter(recorded_by=user).select_related("action")
    return MyWork(
        groups,
        updatable,
        urgent=sum(group.total for group in groups if group.key in pressing_keys),
        is_quiet=is_quiet,
        done_last=list(done.order_by("-recorded_at", "-pk")[:3]) if is_quiet else [],
    )


def find_group(user: User, key: str, *, as_at: date) -> Group | None:
    """The question with that key."""
    given = [*_given(URGENT, user, as_at), *_given(WAITING, user, as_at)]
    return next((group for group in given if group.key == key), None)


def page_of(group: Group, user: User, number: str) -> tuple[Page[Any], Waiting]:
    """A page of everything that a group finds, and what stands on it.

    ``number`` is as it was asked for: the first page if it is none, the last if it is past it.
    """
    page = Paginator(group.found, ON_A_PAGE).get_page(number)
    first = max(page.start_index(), 1)
    waiting = _ask([group], user, first=first, last=first + ON_A_PAGE - 1)
    return page, waiting[0] if waiting else Waiting(group, [], 0)


def urgent(user: User, *, as_at: date) -> int:
    """How many urgent things wait for the person; none, unasked, for whoever may only read."""
    allowed = frozenset().union(*user.permissions_by_authority.values())
    if allowed <= READING and not user.is_superuser:
        return 0
    counts = [
        group.found.order_by().values_list(Value(group.key)).annotate(Count("pk"))
        for group in _given(URGENT, user, as_at)
    ]
    return sum(number for _, number in counts[0].union(*counts[1:], all=True))


def _given(lists: Contributions[Give], user: User, as_at: date) -> list[Group]:
    return [group for give in lists for group in give(user, as_at)]


def _ask(
    groups: Sequence[Group], user: User, *, first: int = 1, last: int = SHOWN
) -> list[Waiting]:
    """What the questions find, asked in one query; and one for each sort of record to load.

    Of each, what stands between the first and the last place.
    """
    questions = [_question(group).filter(nth__range=(first, last)) for group in groups]
    found: dict[str, list[tuple[int, int, int, int, dict[str, Any]]]] = defaultdict(list)
    for key, *one in questions[0].union(*questions[1:], all=True):
        found[key].append(tuple(one))
    loaded = _load(groups, {key: [pk for pk, *_ in ones] for key, ones in found.items()})
    away = {each.person_id: each for each in user.stands_in_for}
    withheld = {
        (group.key, name): keys_kept_from(user, cast(AuthorityOwnedQuerySet, shown), name)
        for group in groups
        if group.quotes and group.key in found
        for shown in [group.found.filter(pk__in=[pk for pk, *_ in found[group.key]])]
        for name in group.quotes
    }

    def row(group: Group, pk: int, person: int | None, told: dict[str, Any]) -> Row:
        record = _telling(pk, told) if group.records is None else loaded[group.records][pk]
        texts = (name for name in group.quotes if pk in withheld[group.key, name])
        return Row(record, away.get(person or 0), frozenset(texts))

    return [
        Waiting(
            group,
            [
                row(group, pk, person, told)
                for pk, person, _, _, told in sorted(found[group.key], key=itemgetter(2))
            ],
            found[group.key][0][3],
        )
        for group in groups
        if group.key in found
    ]


def _question(group: Group) -> QuerySet[Any, Any]:
    """What a group finds: key, record, person, place in order, number of all, words.

    Nobody is 0, so that the columns of all groups are of one sort.
    """
    return (
        group.found.annotate(
            in_group=Value(group.key),
            of_person=F(group.whose) if group.whose else Value(0, BigIntegerField()),
            nth=Window(RowNumber(), order_by=cast(Any, group.found.query.order_by)),
            in_all=Window(Count("pk")),
            told=JSONObject(**group.tells),
        )
        .order_by()
        .values_list("in_group", "pk", "of_person", "nth", "in_all", "told")
    )


def _load(
    groups: Iterable[Group], found: Mapping[str, list[int]]
) -> dict[QuerySet[Any], dict[int, Any]]:
    """The records of the groups that need them, by key; groups that share a queryset share it."""
    wanted: dict[QuerySet[Any], set[int]] = defaultdict(set)
    for group in groups:
        if group.records is not None and group.key in found:
            wanted[group.records].update(found[group.key])
    return {records: records.in_bulk(pks) for records, pks in wanted.items()}


def _telling(pk: int, told: dict[str, Any]) -> SimpleNamespace:
    """The words of a row, its days as days."""
    days = {
        name: date.fromisoformat(value)
        for name, value in told.items()
        if name.endswith("_on") and value
    }
    return SimpleNamespace(pk=pk, **told | days)


# --- what the plan gives ------------------------------------------------------------------------

ACTIONS = Action.objects.with_parts().select_related("plan")
NARRATIVES = ThemeNarrative.objects.select_related("theme", "period")
OF_ACTION = {
    "action_pk": "action__pk",
    "reference": "action__reference",
    "action": Concat("action__reference", Value(" "), "action__title"),
}


def _mine(user: User) -> ActionQuerySet:
    mine = Action.objects.visible_to(user).mine(user)
    return mine.order_by("due_on", "plan", "theme__number", "position", "pk")


def _of_actions(
    key: str, title: str, place: Place, found: ActionQuerySet, *, show: str = "", note: str = ""
) -> Group:
    return Group(
        key,
        title,
        place,
        found,
        "improvement/_work_action.html",
        records=ACTIONS,
        whose="lead",
        see_all=f"{reverse('improvement:action_list')}?lead=mine&show={show}" if show else "",
        note=note,
    )


def _overdue(user: User, as_at: date) -> list[Group]:
    found = _mine(user).overdue(as_at=as_at)
    return [_of_actions("overdue", "Overdue", Place.OVERDUE, found, show="overdue")]


def _written_by(user: User) -> Any:
    """Themes a person leads, or without a lead, where they may write narratives."""
    themes = Theme.objects.permitting(user, Permission.WRITE_NARRATIVE)
    return themes.filter(acted_for(user, "lead", "plan__authority") | Q(lead=None))


def _returned(user: User, as_at: date) -> list[Group]:
    """What came back, each with the reason, until something was done about it."""
    narratives = ThemeNarrative.objects.filter(
        theme__in=_written_by(user), state=NarrativeState.RETURNED
    )
    own = updatable_actions(Action.objects.visible_to(user), user)
    added_later = Evidence.objects.filter(
        action=OuterRef("action"), added_at__gt=OuterRef("reviewed_at")
    )
    evidence = Evidence.objects.filter(
        acted_for(user, "added_by", "action__plan__authority"),
        ~Exists(added_later),
        action__in=own,
        verdict=Evidence.Verdict.NOT_ADEQUATE,
    )
    heard_later = Update.objects.filter(
        action=OuterRef("action"), recorded_at__gt=OuterRef("verified_at")
    )
    completions = Verification.objects.filter(
        acted_for(user, "update__recorded_by", "action__plan__authority"),
        ~Exists(heard_later),
        action__in=own,
        verdict=Verification.Verdict.NOT_ADEQUATE,
    )
    return [
        Group(
            "returned",
            "Narratives returned to me",
            Place.RETURNED,
            narratives.order_by("-period__starts_on", "theme__number", "pk"),
            "improvement/_work_narrative.html",
            records=NARRATIVES,
            whose="theme__lead",
        ),
        Group(
            "evidence-returned",
            "Evidence that was not enough",
            Place.RETURNED,
            evidence.order_by("reviewed_at", "pk"),
            "improvement/_work_evidence_returned.html",
            {**OF_ACTION, "title": "title", "words": "verdict_words", "by": "reviewed_by__name"},
            whose="added_by",
        ),
        Group(
            "completions-returned",
            "Completions that were not verified",
            Place.RETURNED,
            completions.order_by("verified_at", "pk"),
            "improvement/_work_completion_returned.html",
            {**OF_ACTION, "words": "words", "by": "verified_by__name"},
            whose="update__recorded_by",
        ),
    ]


def _decisions(user: User, as_at: date) -> list[Group]:
    """What others have asked for or added: one decides on another's, never on one's own."""
    changes = decidable_changes(DueDateChange.objects.all(), user)
    waiting = Evidence.objects.permitting(user, Permission.REVIEW_EVIDENCE).filter(
        verdict=Evidence.Verdict.WAITING
    )
    evidence = _led_by(user, waiting.exclude(added_by=user), but_not=["added_by"])
    called_complete = verifiable_updates(Update.objects.all(), user)
    completions = _led_by(user, called_complete, but_not=["recorded_by", "action__lead"])
    again = Retest.objects.permitting(user, Permission.REVIEW_EVIDENCE).to_look_again(as_at=as_at)
    retests = _led_by(user, again)
    return [
        Group(
            "changes",
            "Date changes to decide",
            Place.DATES,
            changes.order_by("requested_at", "pk"),
            "improvement/_work_change.html",
            {
                **OF_ACTION,
                "by": "requested_by__name",
                "words": "words",
                "old_due_on": "old_due_on",
                "new_due_on": "new_due_on",
            },
        ),
        Group(
            "evidence",
            "Evidence to review",
            Place.EVIDENCE,
            evidence.order_by("added_at", "pk"),
            "improvement/_work_evidence.html",
            {**OF_ACTION, "title": "title", "by": "added_by__name", "added_on": "added_on"},
        ),
        Group(
            "completions",
            "Completions to verify",
            Place.COMPLETIONS,
            completions.order_by("recorded_at", "pk"),
            "improvement/_work_completion.html",
            {**OF_ACTION, "by": "recorded_by__name", "effective_on": "effective_on"},
        ),
        Group(
            "retests",
            "Completed actions to look at again",
            Place.RETESTS,
            retests.order_by("look_again_on", "pk"),
            "improvement/_work_retest.html",
            {**OF_ACTION, "tested_on": "tested_on", "look_again_on": "look_again_on"},
        ),
    ]


def _led_by(user: User, waiting: QuerySet[Any], *, but_not: Iterable[str] = ()) -> QuerySet[Any]:
    """What waits for the lead of its theme, or for everybody who may see to it where none can.

    A lead cannot where the role does not allow it, or where they are among ``but_not``. Reminders
    go to the same people.
    """
    if user.is_superuser:
        return waiting
    may = Membership.objects.filter(
        authority=OuterRef("action__plan__authority"),
        user=OuterRef("action__theme__lead"),
        user__is_active=True,
        role__in=roles_with(Permission.REVIEW_EVIDENCE),
    )
    is_lead = acted_for(user, "action__theme__lead", "action__plan__authority")
    concerned = [Q(action__theme__lead=F(path)) for path in but_not]
    return waiting.filter(is_lead | ~Exists(may) | reduce(or_, concerned, Q(pk__in=[])))


def _deadline(period: ReportingPeriod, due_on: date) -> str:
    return f"{period.name}: due by {due_on:%-d %B %Y}."


def _later(actions: ActionQuerySet, periods: list[ReportingPeriod], as_at: date) -> ActionQuerySet:
    """Open actions that are in none of the groups that wait."""
    soon = as_at + timedelta(days=DUE_SOON_DAYS)
    heard = actions.open().exclude(pk__in=actions.awaiting_update_in(periods).values("pk"))
    return heard.filter(Q(due_on__gt=soon) | Q(due_on=None))


def _in_the_cycle(user: User, as_at: date) -> list[Group]:
    """What its day or the period brings, and what has time."""
    periods = list(ReportingPeriod.objects.visible_to(user).current_in_each(as_at=as_at))
    mine = _mine(user)
    current = ReportingPeriod.objects.filter(
        pk__in=[period.pk for period in periods], authority=OuterRef("plan__authority")
    )
    unwritten = (
        _written_by(user)
        .exclude(lead=None)
        .with_narrative_state(periods)
        .annotate(period_pk=Subquery(current.values("pk")[:1]))
        .exclude(period_pk=None)
        .filter(Q(narrative_state=None) | Q(narrative_state=NarrativeState.DRAFT))
    )
    ready = ThemeNarrative.objects.permitting(user, Permission.ACCEPT_NARRATIVE).filter(
        state=NarrativeState.READY
    )
    return [
        _of_actions(
            "due_soon",
            f"Due in the next {DUE_SOON_DAYS} days",
            Place.DUE_SOON,
            mine.due_soon(as_at=as_at),
            show="due_soon",
        ),
        _of_actions(
            "awaiting",
            "Waiting for this period’s update",
            Place.AWAITING_UPDATE,
            mine.awaiting_update_in(periods),
            show="awaiting",
            note=" ".join(_deadline(period, period.updates_due_on) for period in periods),
        ),
        Group(
            "ready",
            "Narratives to accept",
            Place.TO_ACCEPT,
            ready.order_by("-period__starts_on", "theme__number", "pk"),
            "improvement/_work_narrative.html",
            records=NARRATIVES,
        ),
        Group(
            "unwritten",
            "Narratives to write",
            Place.TO_WRITE,
            unwritten.order_by("plan", "number", "pk"),
            "improvement/_work_theme.html",
            {
                "number": "number",
                "title": "title",
                "narrative_state": "narrative_state",
                "period_pk": "period_pk",
            },
            whose="lead",
            note=" ".join(_deadline(period, period.narratives_due_on) for period in periods),
        ),
        _of_actions("later", "Not due yet", Place.LATER, _later(mine, periods, as_at)),
    ]


URGENT.add(_overdue, _returned, _decisions, place=1)
WAITING.add(_in_the_cycle, place=1)

"""What reminders are made of: who is told what on a day, gathered for whole authorities at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Model

from accounts.models import Absence, Membership, Team
from accounts.roles import ROLES, Permission
from core.contributions import Contributions
from core.working_days import add_working_days
from improvement.models import Reminded, ReminderKind, ReminderOptOut, ReminderRule

WEEK = timedelta(days=7)
RECENTLY = timedelta(days=14)  # what was decided earlier is no news any more
AT_ONCE = 5_000  # subjects asked of the database in one question


@dataclass(frozen=True)
class Notice:
    """One thing that a person is told of, once in each of its stages.

    ``words`` name it and ``note`` says when it is due or why it came back. A notice without a
    stage is of something that waits: it is told when it begins to, and then weekly.
    """

    user: int
    kind: ReminderKind
    subject_type: str
    subject_id: int
    stage: str
    words: str
    note: str
    address: str
    due_on: date | None = None

    @property
    def subject(self) -> tuple[int, str, str, int]:
        """Whom it tells of what."""
        return self.user, self.kind, self.subject_type, self.subject_id


@dataclass(frozen=True)
class Round:
    """The reminders of one authority on one day: its rule, its people, and who is away.

    ``granted`` holds what each active person may do, ``teams`` who works in a team, ``deputies``
    who stands in for a person who is away, and ``silent`` the kinds that people do without.
    """

    rule: ReminderRule
    as_at: date
    granted: Mapping[int, frozenset[Permission]]
    teams: Mapping[int, list[int]]
    deputies: Mapping[int, int]
    silent: frozenset[tuple[int, str]]

    @property
    def authority(self) -> int:
        """The key of the authority."""
        return self.rule.authority_id

    def hears(self, user: int, kind: str) -> bool:
        """Whether the person is told of this kind: always, or as long as they want to be."""
        return kind in self.rule.always or (user, kind) not in self.silent

    def reach(
        self, people: Iterable[int | None], permission: Permission = Permission.READ_PLAN
    ) -> list[int]:
        """Those of the people, or who stands in for them, that may do this; each once."""
        present = (self._present(person, permission) for person in people if person is not None)
        return [
            person
            for person in dict.fromkeys(present)
            if permission in self.granted.get(person, frozenset())
        ]

    def holders(self, permission: Permission, *, but: Iterable[int | None] = ()) -> list[int]:
        """Everybody who may do this, but some."""
        held = (person for person, granted in self.granted.items() if permission in granted)
        left_out = set(but)
        return [person for person in self.reach(held, permission) if person not in left_out]

    def _present(self, person: int, permission: Permission) -> int:
        """Who stands in for a person who is away; themselves where nobody is there who may."""
        deputy = self.deputies.get(person, person)
        able = permission in self.granted.get(deputy, frozenset())
        return deputy if able and deputy not in self.deputies else person

    def tell(
        self,
        people: Iterable[int],
        kind: ReminderKind,
        subject: Model,
        *,
        stage: str = "",
        words: str = "",
        note: str,
        address: str,
        due_on: date | None = None,
    ) -> Iterator[Notice]:
        """The notice of one thing, for each of the people."""
        named = words or str(subject)
        label = subject._meta.label
        for user in people:
            yield Notice(user, kind, label, subject.pk, stage, named, note, address, due_on)


Source = Callable[[Round], Iterable[Notice]]
SOURCES: Contributions[Source] = Contributions()
"""What each room reminds of; it asks the database a number of questions that never grows."""


# --- when -----------------------------------------------------------------------------------


def due_stage(rule: ReminderRule, due_on: date, as_at: date) -> str:
    """The stage that a due date has come to on a day; empty while there is nothing to say.

    A stage lasts until the next begins, so a day without a run loses no reminder.
    """
    left = (due_on - as_at).days
    if left > 0:
        reached = [days for days in rule.days_ahead if left <= days]
        return f"{due_on} before-{min(reached)}" if reached else ""
    told = -left // rule.every_days_after if rule.every_days_after else 0
    if told:
        return f"{due_on} after-{told * rule.every_days_after}"
    return f"{due_on} on" if rule.on_the_day else ""


def overdue_reminders(rule: ReminderRule, due_on: date, as_at: date) -> int:
    """How many reminders after the due date have fallen due by a day."""
    past = (as_at - due_on).days
    return past // rule.every_days_after if past > 0 and rule.every_days_after else 0


def deadline_stage(deadline: date, working_days: int, as_at: date) -> str:
    """Before a deadline, from so many working days ahead, or late; empty until then."""
    if as_at > deadline:
        return f"{deadline} late"
    return f"{deadline} before" if as_at >= add_working_days(deadline, -working_days) else ""


# --- gathering ------------------------------------------------------------------------------


def gather(rules: Iterable[ReminderRule], *, as_at: date) -> dict[int, list[Notice]]:
    """What each person is to be told on a day and was not told before, by the key of the person.

    ``rules`` are those of the authorities whose people are reminded.
    """
    found: list[Notice] = []
    for rule in rules:
        each = prepare(rule, as_at=as_at)
        found += [
            notice
            for source in SOURCES
            for notice in source(each)
            if each.hears(notice.user, notice.kind)
        ]
    by_person: dict[int, list[Notice]] = {}
    for notice in _untold(found, as_at):
        by_person.setdefault(notice.user, []).append(notice)
    return by_person


def prepare(rule: ReminderRule, *, as_at: date) -> Round:
    """Who works for an authority and may do what, who is away and who does without what."""
    authority = rule.authority_id
    granted: dict[int, frozenset[Permission]] = {}
    held = Membership.objects.filter(authority=authority, user__is_active=True)
    for user, role in held.order_by("user").values_list("user", "role"):
        also = ROLES[role].permissions if role in ROLES else frozenset()
        granted[user] = granted.get(user, frozenset()) | also
    teams: dict[int, list[int]] = {}
    members = Team.members.through.objects.filter(team__authority=authority).order_by("user")
    for team, user in members.values_list("team", "user"):
        teams.setdefault(team, []).append(user)
    absences = Absence.objects.filter(authority=authority).on(as_at).order_by("starts_on", "pk")
    silent = ReminderOptOut.objects.filter(user__memberships__authority=authority)
    return Round(
        rule,
        as_at,
        granted,
        teams,
        dict(absences.values_list("user", "deputy")),
        frozenset(silent.values_list("user", "kind")),
    )


def _untold(notices: list[Notice], as_at: date) -> list[Notice]:
    """Those of which the person was not told before: of what waits, not in the last week."""
    waiting = Reminded.objects.filter(mail__day__gt=as_at - WEEK, kind=ReminderKind.TO_DO)
    lately = set(waiting.values_list("user", "kind", "subject_type", "subject_id"))
    staged = [
        notice if notice.stage else replace(notice, stage=f"waiting {as_at}")
        for notice in dict.fromkeys(notices)
        if notice.stage or notice.subject not in lately
    ]
    told = _told(staged)
    fresh: dict[tuple[object, ...], Notice] = {}
    for notice in staged:
        key = (*notice.subject, notice.stage)
        if key not in told:
            fresh.setdefault(key, notice)
    return list(fresh.values())


def _told(notices: Iterable[Notice]) -> set[tuple[object, ...]]:
    """Which stages of the same things were told before, to whom."""
    asked: dict[str, dict[int, set[str]]] = {}
    for notice in notices:
        asked.setdefault(notice.subject_type, {}).setdefault(notice.subject_id, set()).add(
            notice.stage
        )
    told: set[tuple[object, ...]] = set()
    for subject_type, by_subject in asked.items():
        subjects = sorted(by_subject)
        for begin in range(0, len(subjects), AT_ONCE):
            some = subjects[begin : begin + AT_ONCE]
            stages = set().union(*(by_subject[subject] for subject in some))
            told.update(
                Reminded.objects.filter(
                    subject_type=subject_type, subject_id__in=some, stage__in=stages
                ).values_list("user", "kind", "subject_type", "subject_id", "stage")
            )
    return told

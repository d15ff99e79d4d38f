"""The dates that the law or guidance sets after a visit, counted in working days of England.

Days are counted from the day after the letter was received. A working day is not a Saturday, a
Sunday, Christmas Day, Good Friday or a bank holiday (SI 2007/462).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.working_days import add_working_days
from monitoring.vocabulary import ClockKind, Inspectorate, VisitKind

DAYS = {ClockKind.PUBLICATION: 30, ClockKind.STATEMENT: 70, ClockKind.DRAFT_PLAN: 20}

LAW = {
    ClockKind.PUBLICATION: "The Education and Inspections Act 2006 (Inspection of Local "
    "Authorities) Regulations 2007 (SI 2007/462), regulation 2",
    ClockKind.STATEMENT: "Education and Inspections Act 2006, section 137, and SI 2007/462",
    ClockKind.DRAFT_PLAN: "Ofsted’s guidance on areas for priority action",
}
STATEMENT_OF_SEVERAL = "Children Act 2004, section 20; the letter states the day"
PLAN_AFTER_PRIORITY = "Ofsted’s guidance on areas for priority action, within the time of the law"

INSPECTIONS = (VisitKind.STANDARD, VisitKind.SHORT)


class Override(Protocol):
    """A day that a person stated in place of a computed one (``monitoring.models``)."""

    clock: str
    stated_on: date
    reason: str


@dataclass(frozen=True)
class Clock:
    """One date that a visit starts: as it is counted and, where somebody stated another, both."""

    kind: ClockKind
    computed_on: date
    stated_on: date | None
    reason: str
    basis: str
    is_past: bool

    @property
    def holds_on(self) -> date:
        """The day that counts."""
        return self.stated_on or self.computed_on


def started(*, inspectorate: str, kind: str, has_priority: bool) -> dict[ClockKind, str]:
    """The clocks that a visit starts, each with what it rests on.

    - An inspection of children's services is made under section 136 of the Education and
      Inspections Act 2006. Whatever it found, the authority publishes the report and writes a
      statement of action.
    - A joint targeted inspection asks for one statement of all agencies, by the day in its letter;
      as a rule that is 70 working days. Its letter is published by the inspectorates.
    - A focused visit starts none, unless it found an area for priority action: then a draft plan
      and the plan itself follow.
    - A monitoring visit reports on a plan that there is already, so its letter starts none. Nor do
      visits whose inspectorate sets its own dates: they stand in the letter.
    """
    several = kind == VisitKind.JOINT_TARGETED
    inspection = kind in INSPECTIONS and inspectorate == Inspectorate.OFSTED
    focused = kind == VisitKind.FOCUSED and inspectorate == Inspectorate.OFSTED
    found = {}
    if inspection:
        found[ClockKind.PUBLICATION] = LAW[ClockKind.PUBLICATION]
    if has_priority and (inspection or several or focused):
        found[ClockKind.DRAFT_PLAN] = LAW[ClockKind.DRAFT_PLAN]
    if inspection:
        found[ClockKind.STATEMENT] = LAW[ClockKind.STATEMENT]
    elif several:
        found[ClockKind.STATEMENT] = STATEMENT_OF_SEVERAL
    elif focused and has_priority:
        found[ClockKind.STATEMENT] = PLAN_AFTER_PRIORITY
    return found


def clocks_of(
    *,
    inspectorate: str,
    kind: str,
    received_on: date | None,
    has_priority: bool,
    overrides: Iterable[Override],
    as_at: date,
) -> list[Clock]:
    """The clocks of a visit; none before its letter was received.

    ``overrides`` come latest first; the latest for a clock holds. A day that has come is not past.
    """
    if received_on is None:
        return []
    stated: dict[str, Override] = {}
    for each in overrides:
        stated.setdefault(each.clock, each)
    clocks = []
    for clock, law in started(
        inspectorate=inspectorate, kind=kind, has_priority=has_priority
    ).items():
        computed_on = add_working_days(received_on, DAYS[clock])
        override = stated.get(clock)
        stated_on = override.stated_on if override else None
        clocks.append(
            Clock(
                clock,
                computed_on,
                stated_on,
                override.reason if override else "",
                f"Within {DAYS[clock]} working days of receipt. {law}.",
                (stated_on or computed_on) < as_at,
            )
        )
    return clocks

"""An action's story: everything that was recorded against it, in one line of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from improvement.models import Action, DueDateChange, Evidence, Retest, Update, Verification


@dataclass(frozen=True)
class Entry:
    """One thing that happened: on which day, recorded when and by whom."""

    kind: str
    on: date
    at: datetime
    by: User
    record: Any
    account: str = ""  # of what was done, where an update called the action complete
    in_a_row: int = 0  # updates up to this one that said, without a break, that nothing changed

    @property
    def anchor(self) -> str:
        """Where on the page it stands, so that it can be linked."""
        return f"{self.kind}-{self.record.pk}"


@dataclass(frozen=True)
class Story:
    """What was recorded against an action, newest first throughout."""

    updates: list[Update]
    changes: list[DueDateChange]
    evidence: list[Evidence]
    retests: list[Retest]
    verifications: list[Verification]
    accounts: dict[datetime, str]  # of what was done, by when they were recorded

    @property
    def completion(self) -> Update | None:
        """The last update that called the action complete when it was not."""
        return next((one for one in self.updates if one.completes), None)

    @property
    def verification(self) -> Verification | None:
        """What a second person found of that completion."""
        completion = self.completion
        found = (one for one in self.verifications if one.update_id == getattr(completion, "pk", 0))
        return next(found, None)

    @property
    def reopening(self) -> Update | None:
        """The last update that opened the action again after it was complete."""
        return next((one for one in self.updates if one.reopens), None)

    @property
    def moves(self) -> list[DueDateChange]:
        """The changes of the due date that were approved; a first date is none."""
        approved = DueDateChange.Decision.APPROVED
        return [one for one in self.changes if one.decision == approved and one.old_due_on]

    @property
    def pending(self) -> DueDateChange | None:
        """The date change that waits for a decision."""
        waiting = (one for one in self.changes if one.decision == DueDateChange.Decision.PENDING)
        return next(waiting, None)

    def entries(self, *, until: date | None = None) -> list[Entry]:
        """One timeline, newest first; up to and with the day ``until`` where one is given."""
        entries = [entry for entry in self._entries() if until is None or entry.on <= until]
        return sorted(entries, key=lambda entry: (entry.on, entry.at), reverse=True)

    def _unchanged(self) -> dict[int, int]:
        """How many updates up to each said, without a break, that nothing has changed."""
        found: dict[int, int] = {}
        in_a_row = 0
        for update in reversed(self.updates):
            in_a_row = in_a_row + 1 if update.no_change else 0
            found[update.pk] = in_a_row
        return found

    @property
    def times_unchanged(self) -> int:
        """How many of the last updates, without a break, said that nothing has changed."""
        return self._unchanged()[self.updates[0].pk] if self.updates else 0

    def _entries(self) -> Iterator[Entry]:
        unchanged = self._unchanged()
        for update in self.updates:
            yield Entry(
                "update",
                update.effective_on,
                update.recorded_at,
                update.recorded_by,
                update,
                self.accounts.get(update.recorded_at, "") if update.completes else "",
                unchanged[update.pk],
            )
        for change in self.changes:
            yield _entry("date-change", change.requested_at, change.requested_by, change)
            if change.decided_at and change.decided_by:
                yield _entry("decision", change.decided_at, change.decided_by, change)
        for evidence in self.evidence:
            yield _entry("evidence", evidence.added_at, evidence.added_by, evidence)
            if evidence.reviewed_at and evidence.reviewed_by:
                yield _entry("verdict", evidence.reviewed_at, evidence.reviewed_by, evidence)
        for retest in self.retests:
            yield Entry("retest", retest.tested_on, retest.recorded_at, retest.recorded_by, retest)
        for found in self.verifications:
            yield _entry("verification", found.verified_at, found.verified_by, found)


def _entry(kind: str, at: datetime, by: User, record: Any) -> Entry:
    return Entry(kind, timezone.localdate(at), at, by, record)


def story_of(action: Action) -> Story:
    """Read an action's story."""
    return Story(
        updates=list(
            action.updates.select_related(
                "recorded_by", "delivery_before", "delivery_after", "impact_before", "impact_after"
            )
        ),
        changes=list(action.due_date_changes.select_related("requested_by", "decided_by")),
        evidence=list(action.evidence.select_related("added_by", "reviewed_by")),
        retests=list(action.retests.select_related("recorded_by")),
        accounts=dict(
            # The action forgets its account when it is opened again; its history does not.
            action.history.exclude(completion_account="").values_list(
                "history_date", "completion_account"
            )
        ),
        verifications=list(action.verifications.select_related("verified_by")),
    )

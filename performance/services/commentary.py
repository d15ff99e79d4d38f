"""Writes to commentary: asked for, begun, written, handed in, returned or accepted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from accounts.models import Authority, User
from core import audit, clock
from core.models import AuditEvent
from core.revisions import lock
from performance.exceptions import exceptions_on, reasons_in_words
from performance.models import Commentary, Indicator
from performance.periods import Period
from performance.permissions import can_accept_commentary
from performance.readings import read
from performance.vocabulary import COMMENTARY_TRANSITIONS, CommentaryState

Kind = AuditEvent.Kind

# Without these a commentary says nothing to a committee.
NEEDED = {
    "data_shows": "Say what the data shows before you submit.",
    "being_done": "Say what is being done before you submit.",
}


@dataclass(frozen=True)
class Asked:
    """What asking has done: what was asked for now, and what had been asked for or begun before."""

    new: list[Commentary]
    before: list[Commentary]

    @property
    def without_owner(self) -> list[Indicator]:
        """The indicators asked about now that nobody owns."""
        return [each.indicator for each in self.new if each.indicator.owner_id is None]


@transaction.atomic
def ask_for_commentary(
    *,
    authority: Authority,
    by: User,
    on: date,
    due_on: date | None = None,
    as_at: date | None = None,
) -> Asked:
    """Ask for commentary on everything that needs attention in the last periods over by a day.

    Asking again asks for what is new and leaves the rest as it is.
    """
    # Two people may ask at once: the authority is what they both find.
    Authority.objects.select_for_update().get(pk=authority.pk)
    exceptions = exceptions_on(authority, on=on, shows_small=True, as_at=as_at)
    found = [each for each in exceptions if each.reasons]
    unwritten = [each for each in found if each.commentary is None]
    hidden = read([each.reading.indicator for each in unwritten], on=on, as_at=as_at)
    new = [
        Commentary(
            indicator=each.reading.indicator,
            starts_on=each.period.starts_on,
            state=CommentaryState.ASKED,
            reasons=reasons_in_words(each.reading, without_small),
            due_on=due_on,
        )
        for each, without_small in zip(unwritten, hidden, strict=True)
    ]
    if new:
        bulk_create_with_history(new, Commentary, default_user=by, default_date=clock.now())
        audit.record(
            Kind.COMMENTARY_ASKED,
            by=by,
            authority_id=authority.pk,
            subject=authority,
            on=on.isoformat(),
            due_on=due_on.isoformat() if due_on else "",
            indicators=[each.indicator.code for each in new],
        )
    return Asked(new, [each.commentary for each in found if each.commentary])


@transaction.atomic
def start_commentary(*, indicator: Indicator, period: Period, by: User) -> Commentary:
    """Begin a commentary that nobody asked for; the one there is, where somebody was quicker."""
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    begun = Commentary.objects.filter(indicator=indicator, starts_on=period.starts_on).first()
    if begun is not None:
        return begun
    (full,), (hidden,) = (
        read([indicator], on=period.ends_on, shows_small=shows) for shows in (True, False)
    )
    commentary = Commentary(
        indicator=indicator,
        starts_on=period.starts_on,
        state=CommentaryState.DRAFT,
        reasons=reasons_in_words(full, hidden),
    )
    audit.save(commentary, by=by, at=clock.now())
    _record(commentary, by=by, state=["", commentary.state])
    return commentary


@transaction.atomic
def save_commentary(*, commentary: Commentary, by: User, revision: int, **texts: str) -> Commentary:
    """Save what is written; what was only asked for becomes a draft.

    An accepted commentary goes into papers: only a person who may accept it can still change it.
    """
    current = lock(commentary, revision)
    is_accepted = current.state == CommentaryState.ACCEPTED
    if is_accepted and not can_accept_commentary(by, current.indicator.authority_id):
        raise ValidationError("This has been accepted. Ask who accepted it to return it.")
    if unknown := texts.keys() - set(Commentary.PARTS):
        raise TypeError(f"A commentary has no {', '.join(unknown)}.")
    before = {part: getattr(current, part) for part in texts}
    for part, text in texts.items():
        setattr(current, part, text.strip())
    state = current.state
    if state == CommentaryState.ASKED:
        current.state = CommentaryState.DRAFT
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    _record(
        current,
        by=by,
        state=[state, current.state],
        characters={
            part: [len(text), len(getattr(current, part))] for part, text in before.items()
        },
    )
    return current


def see_ready(commentary: Commentary) -> None:
    """Raise ValidationError, by field, where what is needed has not been written."""
    missing = {part: why for part, why in NEEDED.items() if not getattr(commentary, part).strip()}
    if missing:
        raise ValidationError(missing)


@transaction.atomic
def move_commentary(
    *, commentary: Commentary, by: User, state: str, revision: int, reason: str = ""
) -> Commentary:
    """Take a commentary a step further, or back with a reason."""
    current = lock(commentary, revision)
    if state not in COMMENTARY_TRANSITIONS[current.state]:
        raise ValidationError(
            f"This commentary is “{current.get_state_display().lower()}”, so that step is not "
            "open to it."
        )
    if state == CommentaryState.SUBMITTED:
        see_ready(current)
    if state == CommentaryState.RETURNED and not reason.strip():
        raise ValidationError({"reason": "Say what should be changed."})
    before, current.state = current.state, state
    current.return_reason = reason.strip() if state == CommentaryState.RETURNED else ""
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    _record(current, by=by, state=[before, state], reason=current.return_reason)
    return current


def _record(commentary: Commentary, *, by: User, **details: Any) -> None:
    audit.record(
        Kind.COMMENTARY_CHANGED,
        by=by,
        authority_id=commentary.indicator.authority_id,
        subject=commentary,
        **details,
    )

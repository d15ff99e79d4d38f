"""Texts of themes, and the steps they take."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent
from core.revisions import Stale, lock
from improvement.models import (
    ReportingPeriod,
    Theme,
    ThemeNarrative,
)
from improvement.permissions import can_accept_narrative
from improvement.vocabulary import (
    NARRATIVE_TRANSITIONS,
    NarrativeState,
)


@transaction.atomic
def save_narrative(
    *, theme: Theme, period: ReportingPeriod, by: User, body: str, revision: int
) -> ThemeNarrative:
    """Save a theme's text for a period. The revision of a text not yet begun is 0.

    An accepted text goes into a paper: only a person who may accept it can still change it.
    """
    if period.authority_id != theme.plan.authority_id:
        raise ValidationError("Choose a period of this authority.")
    # Two people may begin a text at once: the theme is what they both find.
    Theme.objects.select_for_update().get(pk=theme.pk)
    narrative = ThemeNarrative.objects.filter(theme=theme, period=period).first()
    if narrative is None:
        narrative = ThemeNarrative(theme=theme, period=period, revision=0)
    if narrative.revision != revision:
        raise Stale(narrative)
    if narrative.state == NarrativeState.ACCEPTED and not can_accept_narrative(by, theme):
        raise ValidationError("This text has been accepted. Ask the report author to return it.")
    before = narrative.body
    narrative.body = body
    narrative.clean_fields(exclude=["theme", "period"])  # the field sanitises its text
    narrative.revision += 1
    audit.save(narrative, by=by, at=clock.now())
    audit.record(
        AuditEvent.Kind.NARRATIVE_CHANGED,
        by=by,
        authority_id=theme.plan.authority_id,
        subject=narrative,
        revision=narrative.revision,
        characters=[len(before), len(narrative.body)],
    )
    return narrative


@transaction.atomic
def move_narrative(
    *, narrative: ThemeNarrative, by: User, state: str, revision: int, reason: str = ""
) -> ThemeNarrative:
    """Take a narrative a step further, or back with a reason."""
    current = lock(narrative, revision)
    if state not in NARRATIVE_TRANSITIONS[current.state]:
        raise ValidationError(
            f"This text is “{current.get_state_display().lower()}”, so that step is not open to it."
        )
    if state == NarrativeState.READY and not current.body.strip():
        raise ValidationError("Write the text before you send it to the author.")
    if state == NarrativeState.RETURNED and not reason.strip():
        raise ValidationError({"reason": "Say what should be changed."})
    before, current.state = current.state, state
    current.return_reason = reason.strip() if state == NarrativeState.RETURNED else ""
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    audit.record(
        AuditEvent.Kind.NARRATIVE_CHANGED,
        by=by,
        authority_id=current.theme.plan.authority_id,
        subject=current,
        state=[before, state],
        reason=current.return_reason,
    )
    return current

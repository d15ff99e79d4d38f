"""Records the looks at a whole plan of the demonstration: its reviews and its risks."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django.utils import timezone

from accounts.models import User
from core import clock
from demonstration.entries import ReviewEntry, RiskEntry
from improvement.models import Action, Plan
from improvement.services.reviews import record_review
from improvement.services.risks import add_risk, change_risk, close_risk

HOUR = time(15)


def load_reviews(plan: Plan, reviews: Iterable[ReviewEntry], *, users: Mapping[str, User]) -> None:
    """Record each review of the plan on its own day."""
    for entry in reviews:
        with clock.at(_moment(entry.on)):
            record_review(
                plan=plan,
                by=users[entry.by],
                reviewed_on=date.fromisoformat(entry.on),
                reviewer=entry.reviewer,
                verdict=entry.verdict,
                words=entry.words,
                decisions=entry.decided,
                next_review_on=date.fromisoformat(entry.next_on) if entry.next_on else None,
            )


def load_risks(
    plan: Plan,
    risks: Iterable[RiskEntry],
    *,
    users: Mapping[str, User],
    actions: Mapping[str, Action],
) -> None:
    """Put the risks into the register in their order, each looked at and closed on its day."""
    for entry in risks:
        owner, mitigating = users[entry.owner], [actions[each] for each in entry.actions]
        raised_on = date.fromisoformat(entry.raised)
        with clock.at(_moment(entry.raised)):
            risk = add_risk(
                plan=plan,
                by=owner,
                actions=mitigating,
                title=entry.title,
                cause=entry.cause,
                effect=entry.effect,
                likelihood_before=entry.before[0],
                impact_before=entry.before[1],
                likelihood=entry.now[0],
                impact=entry.now[1],
                mitigation=entry.mitigation,
                owner=owner,
                raised_on=raised_on,
                reviewed_on=raised_on,
            )
        for look in entry.looks:
            with clock.at(_moment(look.on)):
                risk = change_risk(
                    risk=risk,
                    by=owner,
                    revision=risk.revision,
                    actions=mitigating,
                    likelihood=look.now[0],
                    impact=look.now[1],
                    reviewed_on=date.fromisoformat(look.on),
                )
        if entry.closed:
            with clock.at(_moment(entry.closed)):
                close_risk(
                    risk=risk,
                    by=owner,
                    revision=risk.revision,
                    closed_on=date.fromisoformat(entry.closed),
                    reason=entry.closed_because,
                )


def _moment(written: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(written), HOUR))

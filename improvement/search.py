"""What can be found in the plan: themes, actions, and all that is recorded against them."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.search import SOURCES, Asked, Place, Source, without_markup
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    PlanReview,
    Retest,
    Risk,
    Theme,
    ThemeNarrative,
    Update,
)
from improvement.narratives import readable_narratives

TOLD = ("action__theme",)


def _joined(*texts: str) -> str:
    return " … ".join(filter(None, texts))


def _story(action: Action, anchor: str) -> str:
    """The address of an entry of an action's story."""
    return f"{action.get_absolute_url()}#{anchor}"


def _action(action: Action, asked: Asked) -> Place:
    said = _joined(action.success_measure, action.completion_account)
    address = action.get_absolute_url()
    return Place(str(action), str(action.theme), action.due_on, address, said)


def _update(update: Update, asked: Asked) -> Place:
    said = _joined(update.done, update.difference, update.obstacles, update.next_steps)
    address = _story(update.action, f"update-{update.pk}")
    return Place(str(update.action), str(update.action.theme), update.effective_on, address, said)


def _date_change(change: DueDateChange, asked: Asked) -> Place:
    action, by_decision = change.action, asked.count_in(change.decision_words)
    is_decision = by_decision > asked.count_in(change.words)
    anchor = f"{'decision' if is_decision else 'date-change'}-{change.pk}"
    said = _joined(change.words, change.decision_words)
    on = timezone.localdate(change.requested_at)
    return Place(str(action), str(action.theme), on, _story(action, anchor), said)


def _evidence(evidence: Evidence, asked: Asked) -> Place:
    action = evidence.action
    address = _story(action, f"evidence-{evidence.pk}")
    return Place(evidence.title, str(action), evidence.added_on, address, evidence.verdict_words)


def _retest(retest: Retest, asked: Asked) -> Place:
    action = retest.action
    address = _story(action, f"retest-{retest.pk}")
    title = f"{action.reference}: {retest.get_verdict_display()}"
    return Place(title, str(action), retest.tested_on, address, retest.words)


def _theme(theme: Theme, asked: Asked) -> Place:
    address = theme.get_absolute_url()
    return Place(theme.heading, str(theme.plan), None, address, theme.description)


def _narrative(narrative: ThemeNarrative, asked: Asked) -> Place:
    theme, period = narrative.theme, narrative.period
    address = f"{theme.get_absolute_url()}#narrative-{narrative.pk}"
    where = f"{period}, {narrative.status.label.lower()}"
    return Place(str(theme), where, period.ends_on, address, without_markup(narrative.body))


def _risk(risk: Risk, asked: Asked) -> Place:
    said = _joined(risk.cause, risk.effect, risk.mitigation, risk.closed_because)
    where = f"{risk.plan}, closed" if risk.closed_on else str(risk.plan)
    return Place(str(risk), where, risk.reviewed_on, risk.get_absolute_url(), said)


def _review(review: PlanReview, asked: Asked) -> Place:
    title = f"{review.get_verdict_display()}, reviewed by {review.reviewer}"
    said = _joined(review.words, review.decisions)
    reviews = reverse("improvement:plan_review_list", args=[review.plan_id])
    address = f"{reviews}#review-{review.pk}"
    return Place(title, str(review.plan), review.reviewed_on, address, said)


def _visible(model: Any) -> Any:
    """The records of a model that a person may see."""

    def records(user: User) -> Any:
        return model.objects.visible_to(user)

    return records


def _narratives(user: User) -> Any:
    return readable_narratives(ThemeNarrative.objects.all(), user)


SOURCES.add(
    Source(
        "actions",
        "Actions",
        "Action",
        _visible(Action),
        _action,
        headings=("reference", "title"),
        texts=("success_measure", "completion_account"),
        on="due_on",
        parts=("theme",),
    ),
    Source(
        "updates",
        "Updates",
        "Update",
        _visible(Update),
        _update,
        texts=("done", "difference", "obstacles", "next_steps"),
        on="effective_on",
        parts=TOLD,
    ),
    Source(
        "date-changes",
        "Date changes",
        "Date change",
        _visible(DueDateChange),
        _date_change,
        texts=("words", "decision_words"),
        on="requested_at",
        parts=TOLD,
    ),
    Source(
        "evidence",
        "Evidence",
        "Evidence",
        _visible(Evidence),
        _evidence,
        headings=("title",),
        texts=("verdict_words",),
        on="added_on",
        parts=TOLD,
    ),
    Source(
        "retests",
        "Re-tests",
        "Re-test",
        _visible(Retest),
        _retest,
        texts=("words",),
        on="tested_on",
        parts=TOLD,
    ),
    Source(
        "themes",
        "Themes",
        "Theme",
        _visible(Theme),
        _theme,
        headings=("title",),
        texts=("description",),
        parts=("plan",),
    ),
    Source(
        "narratives",
        "Narratives",
        "Narrative",
        _narratives,
        _narrative,
        texts=("body",),
        on="period__ends_on",
        parts=("theme", "period"),
        is_markup=True,
    ),
    Source(
        "risks",
        "Risks",
        "Risk",
        _visible(Risk),
        _risk,
        headings=("title",),
        texts=("cause", "effect", "mitigation", "closed_because"),
        on="reviewed_on",
        parts=("plan",),
    ),
    Source(
        "reviews",
        "Plan reviews",
        "Plan review",
        _visible(PlanReview),
        _review,
        headings=("reviewer",),
        texts=("words", "decisions"),
        on="reviewed_on",
        parts=("plan",),
    ),
    place=10,
)

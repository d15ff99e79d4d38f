"""Who may do what with the plan. The same predicate decides the button and the door."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User, acted_for, authority_ids
from accounts.roles import Permission, roles_with
from improvement.models import (
    Action,
    ActionQuerySet,
    DueDateChange,
    Evidence,
    Plan,
    Theme,
    Update,
    UpdateQuerySet,
)
from improvement.vocabulary import NarrativeState


def can_update_action(user: User, action: Action) -> bool:
    """Record progress: on any action, or on one's own and one's teams', and as a deputy."""
    authority = action.plan.authority_id
    if user.may(Permission.UPDATE_ANY_ACTION, authority):
        return True
    is_own = user.acts_for(action.lead_id, authority) or action.team_id in user.team_ids
    return is_own and user.may(Permission.UPDATE_OWN_ACTIONS, authority)


def can_update_actions(user: User, plan: Plan) -> bool:
    """Record progress on many actions of a plan at once."""
    return user.may(Permission.UPDATE_ANY_ACTION, plan.authority_id)


def updatable_actions(actions: ActionQuerySet, user: User) -> ActionQuerySet:
    """The actions on which ``can_update_action`` says yes."""
    if user.is_superuser:
        return actions
    return actions.filter(
        Q(plan__authority__in=authority_ids(user, Permission.UPDATE_ANY_ACTION))
        | Q(plan__authority__in=authority_ids(user, Permission.UPDATE_OWN_ACTIONS))
        & (acted_for(user, "lead", "plan__authority") | Q(team__in=user.team_ids))
    )


def can_edit_plan(user: User, plan: Plan) -> bool:
    """Add and change actions."""
    return user.may(Permission.EDIT_PLAN, plan.authority_id)


def can_decide_due_dates(user: User, plan: Plan) -> bool:
    """Approve or decline requests to move due dates, as far as the role goes."""
    return user.may(Permission.DECIDE_DUE_DATES, plan.authority_id)


def can_decide_due_date(user: User, change: DueDateChange) -> bool:
    """Decide this request: by the rule of its plan, not one's own, and not twice."""
    return decidable_changes(DueDateChange.objects.filter(pk=change.pk), user).exists()


def decidable_changes(changes: QuerySet[Any], user: User) -> QuerySet[Any]:
    """The requests to move a due date that wait for the person.

    The role has to allow it, and the plan says who among those decides: everybody, the lead of the
    action's theme, or people it names. Where none of these can (there is no lead, or the lead is
    who asks), everybody decides whose role allows it. Nobody decides what they asked for.
    """
    waiting = (
        changes.permitting(user, Permission.DECIDE_DUE_DATES)  # type: ignore[attr-defined]
        .filter(decision=DueDateChange.Decision.PENDING)
        .exclude(requested_by=user)
    )
    if user.is_superuser:
        return waiting
    rule = "action__plan__date_changes_decided_by"
    names = Plan.date_change_deciders.through._default_manager
    named = names.filter(plan=OuterRef("action__plan"))
    named_too = names.filter(plan=OuterRef(OuterRef("action__plan")))
    able = Membership.objects.filter(
        authority=OuterRef("action__plan__authority"),
        role__in=roles_with(Permission.DECIDE_DUE_DATES),
        user__is_active=True,
    ).exclude(user=OuterRef("requested_by"))
    lead_can = Exists(able.filter(user=OuterRef("action__theme__lead")))
    named_can = Exists(able.filter(user__in=named_too.values("user")))
    is_lead = acted_for(user, "action__theme__lead", "action__plan__authority")
    # Nor does whoever stands in for a named person decide what that person asked for.
    in_their_place = named.exclude(user=OuterRef("requested_by"))
    is_named = Exists(in_their_place.filter(acted_for(user, "user", "plan__authority")))
    return waiting.filter(
        Q(**{rule: Plan.DateDeciders.ANYBODY})
        | Q(**{rule: Plan.DateDeciders.THEME_LEAD}) & (is_lead | ~lead_can)
        | Q(**{rule: Plan.DateDeciders.NAMED}) & (is_named | ~named_can)
    )


def can_review_evidence(user: User, plan: Plan) -> bool:
    """Say whether evidence is adequate, and record re-tests."""
    return user.may(Permission.REVIEW_EVIDENCE, plan.authority_id)


def can_give_verdict(user: User, evidence: Evidence) -> bool:
    """Say whether this evidence is adequate: not what one added oneself."""
    return can_review_evidence(user, evidence.action.plan) and evidence.added_by_id != user.pk


def can_verify_completion(user: User, update: Update) -> bool:
    """Say whether the action is really complete: neither who called it so nor who leads it."""
    return (
        can_review_evidence(user, update.action.plan)
        and update.recorded_by_id != user.pk
        and update.action.lead_id != user.pk
    )


def verifiable_updates(updates: UpdateQuerySet, user: User) -> UpdateQuerySet:
    """The updates that wait for verification and on which ``can_verify_completion`` says yes."""
    waiting = updates.permitting(user, Permission.REVIEW_EVIDENCE).waiting_for_verification()
    return waiting.exclude(recorded_by=user).exclude(action__lead=user)


def can_write_narrative(user: User, theme: Theme) -> bool:
    """Write a theme's narrative."""
    return user.may(Permission.WRITE_NARRATIVE, theme.plan.authority_id)


def can_accept_narrative(user: User, theme: Theme) -> bool:
    """Accept a narrative or return it."""
    return user.may(Permission.ACCEPT_NARRATIVE, theme.plan.authority_id)


def can_move_narrative(user: User, theme: Theme, state: str) -> bool:
    """Take a narrative a step further: accepting and returning are held apart from writing it."""
    if state in (NarrativeState.ACCEPTED, NarrativeState.RETURNED):
        return can_accept_narrative(user, theme)
    return can_write_narrative(user, theme)


def can_open_narrative(user: User, theme: Theme) -> bool:
    """Open the page where a narrative is written, accepted or returned."""
    return can_write_narrative(user, theme) or can_accept_narrative(user, theme)


def can_read_narratives(user: User, plan: Plan) -> bool:
    """Read narratives before the paper they go into is published."""
    return user.may(Permission.READ_DRAFT_REPORTS, plan.authority_id)

"""What the plan reminds of: due dates, the period's deadlines, what came back and what waits."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.roles import Permission
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Plan,
    Reminded,
    ReminderKind,
    ReportingPeriod,
    Retest,
    Theme,
    ThemeNarrative,
    Update,
    Verification,
)
from improvement.reminding import (
    RECENTLY,
    SOURCES,
    WEEK,
    Notice,
    Round,
    deadline_stage,
    due_stage,
    overdue_reminders,
)
from improvement.templatetags.plan import day_words
from improvement.vocabulary import NarrativeState

# What a notice of an action asks of it.
ASKED = (
    "reference",
    "title",
    "due_on",
    "lead",
    "team",
    "theme__number",
    "theme__title",
    "theme__lead",
)

# --- due dates ------------------------------------------------------------------------------


def actions_due(asked: Round) -> Iterator[Notice]:
    """Actions around their due date: to the lead, to the team where there is none; and what stays
    overdue, to the theme lead as well.
    """
    rule, as_at = asked.rule, asked.as_at
    ahead = timedelta(days=max(rule.days_ahead, default=0))
    actions = Action.objects.open().filter(
        plan__authority=asked.authority, due_on__lte=as_at + ahead
    )
    reminded = _overdue_stages(actions) if rule.escalate_after else Counter()
    for action in actions.select_related("theme").only(*ASKED).order_by("due_on", "pk"):
        owners = owners_of(asked, action)
        when = f"{action.due_on:%-d %B %Y}, {day_words(action.due_on, as_at)}"
        note = f"{'Was' if action.due_on < as_at else 'Is'} due on {when}"
        stage = due_stage(rule, action.due_on, as_at)
        if stage:
            yield from asked.tell(
                owners,
                ReminderKind.DUE,
                action,
                stage=stage,
                note=note,
                address=reverse("improvement:action_update", args=[action.pk]),
                due_on=action.due_on,
            )
        if not rule.escalate_after:
            continue
        told = reminded[action.pk, str(action.due_on)]
        if not any(asked.hears(owner, ReminderKind.DUE) for owner in owners):
            told = overdue_reminders(rule, action.due_on, as_at)  # nobody hears them
        if told >= rule.escalate_after:
            yield from asked.tell(
                [lead for lead in asked.reach([action.theme.lead_id]) if lead not in owners],
                ReminderKind.ESCALATED,
                action,
                stage=f"{action.due_on} escalated",
                note=f"{note}. Reminders have not helped",
                address=action.get_absolute_url(),
                due_on=action.due_on,
            )


def owners_of(asked: Round, action: Action) -> list[int]:
    """Who sees to an action: its lead, else the people of its team."""
    team = asked.teams.get(action.team_id, []) if action.team_id else []
    return asked.reach([action.lead_id]) or asked.reach(team)


def _overdue_stages(actions: QuerySet[Action]) -> Counter[tuple[int, str]]:
    """How many reminders after its due date each action has had, by action and due date."""
    stages = Reminded.objects.filter(
        kind=ReminderKind.DUE,
        subject_type=Action._meta.label,
        subject_id__in=actions.values("pk"),
        stage__contains=" after-",
    ).order_by()
    told = stages.values_list("subject_id", "stage").distinct()
    return Counter((subject, stage.partition(" ")[0]) for subject, stage in told)


# --- a period's deadlines -------------------------------------------------------------------


def period_texts(asked: Round) -> Iterator[Notice]:
    """What open periods still need, counted back in working days from when it is due: updates
    from owners, updates and narratives from theme leads, then what authors wait for.
    """
    periods = ReportingPeriod.objects.filter(
        authority=asked.authority,
        starts_on__lte=asked.as_at,
        narratives_due_on__gte=asked.as_at - WEEK,
    )
    for period in periods.order_by("starts_on"):
        yield from _updates(asked, period)
        yield from _narratives(asked, period)


def _updates(asked: Round, period: ReportingPeriod) -> Iterator[Notice]:
    due = period.updates_due_on
    for_owners = deadline_stage(due, asked.rule.owners_working_days, asked.as_at)
    for_leads = deadline_stage(due, asked.rule.leads_working_days, asked.as_at)
    if not (for_owners or for_leads):
        return
    missing = (
        Action.objects.filter(plan__authority=asked.authority)
        .awaiting_update(period=period)
        .select_related("theme")
        .only(*ASKED)
        .order_by("theme__number", "position", "pk")
    )
    by_theme: Counter[Theme] = Counter()
    for action in missing:
        by_theme[action.theme] += 1
        if for_owners:
            yield from asked.tell(
                owners_of(asked, action),
                ReminderKind.UPDATE,
                action,
                stage=f"update {for_owners}",
                note=f"Update for {period.name}, {_due_by(asked, due)}",
                address=reverse("improvement:action_update", args=[action.pk]),
                due_on=due,
            )
    for theme, count in by_theme.items() if for_leads else ():
        yield from asked.tell(
            asked.reach([theme.lead_id]),
            ReminderKind.UPDATE,
            theme,
            stage=f"updates {for_leads}",
            note=f"{count} {'action' if count == 1 else 'actions'} without an update for "
            f"{period.name}, {_due_by(asked, due)}",
            address=f"{reverse('improvement:action_list')}?theme={theme.pk}&show=awaiting",
            due_on=due,
        )


def _narratives(asked: Round, period: ReportingPeriod) -> Iterator[Notice]:
    due = period.narratives_due_on
    for_leads = deadline_stage(due, 0, asked.as_at) or deadline_stage(
        period.updates_due_on, asked.rule.leads_working_days, asked.as_at
    )
    for_authors = deadline_stage(due, asked.rule.authors_working_days, asked.as_at)
    if not (for_leads or for_authors):
        return
    themes = (
        Theme.objects.filter(plan__authority=asked.authority)
        .with_narrative_state([period])
        .select_related("plan")
        .order_by("plan", "number")
    )
    unready: dict[Plan, list[Theme]] = {}
    for theme in themes:
        if theme.narrative_state in (NarrativeState.READY, NarrativeState.ACCEPTED):
            continue
        unready.setdefault(theme.plan, []).append(theme)
        if for_leads and theme.narrative_state != NarrativeState.RETURNED:
            late = " late" if asked.as_at > due else ""
            yield from asked.tell(
                asked.reach([theme.lead_id], Permission.WRITE_NARRATIVE),
                ReminderKind.UPDATE,
                theme,
                stage=f"narrative {due}{late}",
                note=f"Narrative for {period.name}, {_due_by(asked, due)}",
                address=reverse("improvement:narrative_edit", args=[theme.pk, period.pk]),
                due_on=due,
            )
    for plan, waited_for in unready.items() if for_authors else ():
        numbers = ", ".join(str(theme.number) for theme in waited_for)
        yield from asked.tell(
            asked.holders(Permission.ACCEPT_NARRATIVE),
            ReminderKind.UPDATE,
            plan,
            stage=f"narratives {for_authors}",
            words=f"Narratives for {period.name}",
            note=f"Not ready: {'theme' if len(waited_for) == 1 else 'themes'} {numbers}; "
            f"{_due_by(asked, due)}",
            address=plan.get_absolute_url(),
            due_on=due,
        )


def _due_by(asked: Round, due_on: object) -> str:
    return f"due by {due_on:%-d %B %Y}"


# --- what came back -------------------------------------------------------------------------


def work_returned(asked: Round) -> Iterator[Notice]:
    """Narratives, evidence, completions and date changes that came back, each with its reason."""
    yield from _returned_narratives(asked)
    lately = asked.as_at - RECENTLY
    of_authority = {"action__plan__authority": asked.authority}
    evidence = Evidence.objects.filter(
        **of_authority, verdict=Evidence.Verdict.NOT_ADEQUATE, reviewed_at__date__gte=lately
    )
    for each in evidence.select_related("action").order_by("pk"):
        yield from asked.tell(
            asked.reach([each.added_by_id]),
            ReminderKind.RETURNED,
            each,
            stage="not adequate",
            words=f"Evidence “{each.title}” for {each.action}",
            note=f"Not adequate: {each.verdict_words}",
            address=each.action.get_absolute_url(),
        )
    verified = Verification.objects.filter(
        **of_authority, verdict=Verification.Verdict.NOT_ADEQUATE, verified_at__date__gte=lately
    )
    for found in verified.select_related("action", "update").order_by("pk"):
        yield from asked.tell(
            asked.reach(
                dict.fromkeys([found.update.recorded_by_id, *owners_of(asked, found.action)])
            ),
            ReminderKind.RETURNED,
            found,
            stage="not adequate",
            words=str(found.action),
            note=f"Not complete yet, and open again: {found.words}",
            address=found.action.get_absolute_url(),
        )
    declined = DueDateChange.objects.filter(
        **of_authority, decision=DueDateChange.Decision.DECLINED, decided_at__date__gte=lately
    )
    for change in declined.select_related("action").order_by("pk"):
        reason = f": {change.decision_words}" if change.decision_words else ""
        yield from asked.tell(
            asked.reach([change.requested_by_id]),
            ReminderKind.RETURNED,
            change,
            stage="declined",
            words=f"New date for {change.action}",
            note=f"{change.new_due_on:%-d %B %Y} was declined{reason}",
            address=change.action.get_absolute_url(),
        )


def _returned_narratives(asked: Round) -> Iterator[Notice]:
    handed_in = ThemeNarrative.history.filter(
        id=OuterRef("pk"), state=NarrativeState.READY
    ).order_by("-history_date", "-history_id")
    times = handed_in.order_by().values("id").annotate(n=Count("pk")).values("n")
    returned = (
        ThemeNarrative.objects.filter(
            theme__plan__authority=asked.authority, state=NarrativeState.RETURNED
        )
        .annotate(
            handed_in_by=Subquery(handed_in.values("history_user")[:1]),
            handed_in=Coalesce(Subquery(times), 0),
        )
        .select_related("theme", "period")
        .order_by("period__starts_on", "theme__number")
    )
    for narrative in returned:
        yield from asked.tell(
            asked.reach(
                [narrative.theme.lead_id, narrative.handed_in_by], Permission.WRITE_NARRATIVE
            ),
            ReminderKind.RETURNED,
            narrative,
            # A text that is handed in again and comes back once more is told of once more.
            stage=f"returned {narrative.handed_in}",
            words=f"Narrative of {narrative}",
            note=f"Returned because: {narrative.return_reason}",
            address=narrative.get_absolute_url(),
        )


# --- what waits -----------------------------------------------------------------------------


def decisions_waiting(asked: Round) -> Iterator[Notice]:
    """What others have asked for or handed in, to the lead of its theme where they may decide it,
    else to everybody who may.
    """
    of_authority = {"action__plan__authority": asked.authority}
    changes = DueDateChange.objects.filter(
        **of_authority, decision=DueDateChange.Decision.PENDING
    ).select_related("action__theme", "action__plan", "requested_by")
    named = changes.prefetch_related("action__plan__date_change_deciders").order_by("pk")
    for change in named:
        yield from asked.tell(
            _deciders(asked, change),
            ReminderKind.TO_DO,
            change,
            words=f"Date change of {change.action}",
            note=f"{change.requested_by} asks for {change.new_due_on:%-d %B %Y}",
            address=reverse("improvement:due_date_decide", args=[change.pk]),
        )
    evidence = Evidence.objects.filter(**of_authority, verdict=Evidence.Verdict.WAITING)
    for each in evidence.select_related("action__theme", "added_by").order_by("pk"):
        yield from asked.tell(
            _lead_else_all(asked, each.action, Permission.REVIEW_EVIDENCE, [each.added_by_id]),
            ReminderKind.TO_DO,
            each,
            words=f"Evidence “{each.title}” for {each.action}",
            note=f"Added by {each.added_by}, to be reviewed",
            address=reverse("improvement:evidence_review", args=[each.pk]),
        )
    completions = Update.objects.filter(**of_authority).waiting_for_verification()
    for update in completions.select_related("action__theme", "recorded_by").order_by("pk"):
        concerned = [update.recorded_by_id, update.action.lead_id]
        yield from asked.tell(
            _lead_else_all(asked, update.action, Permission.REVIEW_EVIDENCE, concerned),
            ReminderKind.TO_DO,
            update,
            words=f"Completion of {update.action}",
            note=f"{update.recorded_by} calls it complete; a second person has to verify it",
            address=reverse("improvement:completion_verify", args=[update.pk]),
        )
    retests = Retest.objects.filter(**of_authority).to_look_again(as_at=asked.as_at)
    for retest in retests.select_related("action__theme").order_by("pk"):
        yield from asked.tell(
            _lead_else_all(asked, retest.action, Permission.REVIEW_EVIDENCE, []),
            ReminderKind.TO_DO,
            retest,
            words=f"Re-test of {retest.action}",
            note=f"To be looked at again on {retest.look_again_on:%-d %B %Y}",
            address=reverse("improvement:retest_add", args=[retest.action_id]),
        )
    ready = ThemeNarrative.objects.filter(
        theme__plan__authority=asked.authority, state=NarrativeState.READY
    )
    for narrative in ready.select_related("theme", "period").order_by("pk"):
        yield from asked.tell(
            asked.holders(Permission.ACCEPT_NARRATIVE),
            ReminderKind.TO_DO,
            narrative,
            words=f"Narrative of {narrative}",
            note="To be accepted or returned",
            address=narrative.get_absolute_url(),
        )


def _lead_else_all(
    asked: Round, action: Action, permission: Permission, but: list[int | None]
) -> list[int]:
    lead = [each for each in asked.reach([action.theme.lead_id], permission) if each not in but]
    return lead or asked.holders(permission, but=but)


def _deciders(asked: Round, change: DueDateChange) -> list[int]:
    """Who decides a date change by the rule of its plan (``decidable_changes``)."""
    plan, may, asker = change.action.plan, Permission.DECIDE_DUE_DATES, change.requested_by_id
    if plan.date_changes_decided_by != Plan.DateDeciders.NAMED:
        return _lead_else_all(asked, change.action, may, [asker])
    named = asked.reach([person.pk for person in plan.date_change_deciders.all()], may)
    others = [person for person in named if person != asker]
    return others or asked.holders(may, but=[asker])


SOURCES.add(actions_due, period_texts, work_returned, decisions_waiting, place=10)

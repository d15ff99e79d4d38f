"""Writes to the plan: each is one transaction, keeps the rules and leaves an audit trail."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit, clock
from core.models import AuditEvent, changes
from core.revisions import Stale, lock
from core.uploads import validate_upload
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Plan,
    ReportingPeriod,
    Retest,
    Status,
    Theme,
    ThemeNarrative,
    Update,
)
from improvement.permissions import can_accept_narrative, can_decide_due_dates
from improvement.references import reference_key
from improvement.vocabulary import (
    NARRATIVE_TRANSITIONS,
    DeliveryKind,
    ImpactKind,
    NarrativeState,
)

Kind = AuditEvent.Kind

# What may be changed on an action. Ratings change with an update, dates with a request.
EDITABLE = (
    "theme",
    "objective",
    "reference",
    "title",
    "lead",
    "team",
    "partners",
    "practice_areas",
    "priority",
    "visibility",
    "success_measure",
    "added_on",
    "starts_on",
)
MANY = ("partners", "practice_areas")

validate_web_address = URLValidator(
    schemes=["https", "http"], message="Enter a link that begins with https:// or http://."
)


def _refuse(wrong: Mapping[str, str]) -> None:
    if wrong:
        raise ValidationError(dict(wrong))


def _said(day: date) -> str:
    return f"{day:%-d %B %Y}"


# --- updates ------------------------------------------------------------------------------------


@transaction.atomic
def record_update(
    *,
    action: Action,
    by: User,
    effective_on: date,
    delivery: Status,
    impact: Status,
    done: str = "",
    difference: str = "",
    obstacles: str = "",
    next_steps: str = "",
    no_change: bool = False,
    forecast_on: date | None = None,
    completion_account: str = "",
    evidence: Iterable[Mapping[str, Any]] = (),
    revision: int | None = None,
    recorded_at: datetime | None = None,
) -> Update:
    """Add an update to an action's story and bring the action up to it.

    The story only grows forwards: an update cannot speak of a day before the one last spoken of, so
    the action's ratings are always those of its last update.
    """
    at = recorded_at or clock.now()
    current = lock(action, revision)
    given = list(evidence)
    update = Update(
        action=current,
        effective_on=effective_on,
        recorded_at=at,
        recorded_by=by,
        no_change=no_change,
        done=done.strip(),
        difference=difference.strip(),
        obstacles=obstacles.strip(),
        next_steps=next_steps.strip(),
        delivery_before=current.delivery,
        delivery_after=delivery,
        impact_before=current.impact,
        impact_after=impact,
        forecast_on=forecast_on,
    )
    account = completion_account.strip()
    if delivery.kind == DeliveryKind.COMPLETE == current.delivery.kind:
        account = account or current.completion_account
    _refuse(
        _wrong_day(update)
        | _wrong_ratings(update)
        | _wrong_words(update)
        | _wrong_completion(update, account, has_evidence=bool(given))
        | _wrong_embedding(update)
    )
    update.save()
    _follow(current, update, account)
    audit.save(current, by=by, at=at)
    audit.record(
        Kind.UPDATE_RECORDED,
        by=by,
        authority_id=current.plan.authority_id,
        subject=current,
        update=update.pk,
        effective_on=effective_on.isoformat(),
        no_change=no_change,
        delivery=[str(update.delivery_before), str(delivery)],
        impact=[str(update.impact_before), str(impact)],
    )
    for item in given:
        add_evidence(action=current, by=by, update=update, added_at=at, **item)
    return update


def _wrong_day(update: Update) -> dict[str, str]:
    action, day = update.action, update.effective_on
    last = action.updates.first()
    starts = _said(action.starts_on)
    if day > timezone.localdate(update.recorded_at):
        return {"effective_on": "The date is in the future. Choose today or an earlier day."}
    if day < action.starts_on:
        return {"effective_on": f"The action starts on {starts}. Choose that day or a later one."}
    if last and day < last.effective_on:
        return {
            "effective_on": f"The last update speaks of {_said(last.effective_on)}. "
            "Choose that day or a later one."
        }
    if update.forecast_on and update.forecast_on < day and _stays_open(update):
        return {"forecast_on": "Choose a date after the one this update speaks of."}
    return {}


def _stays_open(update: Update) -> bool:
    return update.delivery_after.kind not in DeliveryKind.closed()


def _wrong_ratings(update: Update) -> dict[str, str]:
    wrong = {}
    for axis in Status.Axis.values:
        status = getattr(update, f"{axis}_after")
        if status.plan_id != update.action.plan_id or status.axis != axis:
            wrong[axis] = "Choose a status of this plan."
        elif update.no_change and status != getattr(update, f"{axis}_before"):
            wrong["no_change"] = (
                "You say that nothing has changed and choose another rating. Choose one of the two."
            )
    return wrong


def _wrong_words(update: Update) -> dict[str, str]:
    was_complete = update.delivery_before.kind == DeliveryKind.COMPLETE
    if update.done or update.no_change:
        return {}
    if was_complete and update.delivery_after.kind != DeliveryKind.COMPLETE:
        return {"done": "Say why the action is opened again."}
    return {"done": "Say what has been done, or that nothing has changed."}


def _wrong_completion(update: Update, account: str, *, has_evidence: bool) -> dict[str, str]:
    """Complete only with an account of what was done; high priority also with evidence."""
    action = update.action
    if update.delivery_after.kind != DeliveryKind.COMPLETE:
        only = "This is kept for a complete action. Choose that for delivery, or clear this box."
        return {"completion_account": only} if account else {}
    if not account:
        return {"completion_account": "Say what was done before you call the action complete."}
    if action.priority == Action.Priority.HIGH and not (has_evidence or action.evidence.exists()):
        return {"delivery": "Add evidence before you call an action of high priority complete."}
    return {}


def _wrong_embedding(update: Update) -> dict[str, str]:
    """Embedded only when complete and when the last re-test that could tell says it has held."""
    if update.impact_after.kind != ImpactKind.EMBEDDED:
        return {}
    if update.delivery_after.kind != DeliveryKind.COMPLETE:
        return {"impact": "Only a complete action can be embedded. Choose another impact."}
    completed_on = update.action.completed_on or update.effective_on
    last = (
        update.action.retests.filter(
            tested_on__gte=completed_on, tested_on__lte=update.effective_on
        )
        .exclude(verdict=Retest.Verdict.TOO_EARLY)
        .first()
    )
    if last is None:
        return {
            "impact": "Record a re-test that shows the change has held, dated on or after "
            f"{_said(completed_on)}, before you call it embedded."
        }
    if last.verdict == Retest.Verdict.NOT_HELD:
        return {
            "impact": f"The re-test of {_said(last.tested_on)} found that the change has not held. "
            "Choose another impact."
        }
    return {}


def _follow(action: Action, update: Update, account: str) -> None:
    """Bring an action up to its last update."""
    if update.delivery_after.kind != DeliveryKind.COMPLETE:
        action.completed_on, account = None, ""
    elif action.completed_on is None:
        action.completed_on = update.effective_on
    action.completion_account = account
    if not _stays_open(update):
        action.forecast_on = None
    elif update.forecast_on:
        action.forecast_on = update.forecast_on
    action.delivery, action.impact = update.delivery_after, update.impact_after
    action.revision += 1


# --- due dates ----------------------------------------------------------------------------------


@transaction.atomic
def request_due_date(
    *,
    action: Action,
    by: User,
    new_due_on: date,
    reason: str,
    words: str,
    requested_at: datetime | None = None,
) -> DueDateChange:
    """Ask for another due date; where the plan needs no approval the date moves at once."""
    at = requested_at or clock.now()
    current = lock(action, None)
    if not current.is_open:
        raise ValidationError("The action is closed, so its due date stays as it is.")
    if current.due_date_changes.filter(decision=DueDateChange.Decision.PENDING).exists():
        raise ValidationError("A date change for this action is waiting for a decision already.")
    _refuse(_wrong_new_date(current, new_due_on, reason, words, timezone.localdate(at)))
    change = DueDateChange(
        action=current,
        old_due_on=current.due_on,
        new_due_on=new_due_on,
        reason=reason,
        words=words.strip(),
        requested_by=by,
        requested_at=at,
    )
    change.save()
    audit.record(
        Kind.DUE_DATE_REQUESTED,
        by=by,
        authority_id=current.plan.authority_id,
        subject=current,
        change=change.pk,
        due_on=[str(current.due_on or ""), new_due_on.isoformat()],
        reason=reason,
    )
    if not current.plan.date_changes_need_approval:
        _decide(change, by=by, decision=DueDateChange.Decision.APPROVED, words="", at=at)
    return change


def _wrong_new_date(
    action: Action, new_due_on: date, reason: str, words: str, today: date
) -> dict[str, str]:
    wrong = {}
    if new_due_on < today:
        wrong["new_due_on"] = "The new date is before today. Choose today or a later day."
    elif new_due_on < action.starts_on:
        wrong["new_due_on"] = f"The action starts on {_said(action.starts_on)}. Choose a later day."
    elif new_due_on == action.due_on:
        wrong["new_due_on"] = "That is the due date now. Choose another one."
    if reason not in DueDateChange.Reason.values:
        wrong["reason"] = "Choose a reason."
    elif reason == DueDateChange.Reason.BROUGHT_FORWARD and (
        action.due_on is None or new_due_on > action.due_on
    ):
        wrong["reason"] = "The new date is not sooner. Choose another reason."
    if not words.strip():
        wrong["words"] = "Say why the date has to move."
    return wrong


@transaction.atomic
def decide_due_date(
    *,
    change: DueDateChange,
    by: User,
    decision: str,
    words: str,
    decided_at: datetime | None = None,
) -> DueDateChange:
    """Approve or decline a request to move a due date; only an approval moves it."""
    waiting = DueDateChange.objects.select_for_update().get(pk=change.pk)
    if waiting.decision != DueDateChange.Decision.PENDING:
        raise ValidationError("This request has been decided already.")
    if waiting.requested_by_id == by.pk:
        raise ValidationError("You asked for this date, so another person has to decide.")
    if not can_decide_due_dates(by, waiting.action.plan):
        raise ValidationError(f"{by} may not decide date changes.")
    if decision == DueDateChange.Decision.PENDING or decision not in DueDateChange.Decision.values:
        raise ValidationError({"decision": "Choose whether to approve or to decline."})
    if decision == DueDateChange.Decision.DECLINED and not words.strip():
        raise ValidationError({"words": "Say why the date stays as it is."})
    _decide(waiting, by=by, decision=decision, words=words, at=decided_at or clock.now())
    return waiting


def _decide(change: DueDateChange, *, by: User, decision: str, words: str, at: datetime) -> None:
    action = lock(change.action, None)
    approved = decision == DueDateChange.Decision.APPROVED
    if approved and not action.is_open:
        raise ValidationError("The action has been closed meanwhile. Decline the request.")
    change.decision, change.decision_words = decision, words.strip()
    change.decided_by, change.decided_at = by, at
    change.save()
    if approved:
        action.due_on = change.new_due_on
        # An ongoing action has no first date until it is given one.
        action.original_due_on = action.original_due_on or change.new_due_on
        action.revision += 1
        audit.save(action, by=by, at=at)
    audit.record(
        Kind.DUE_DATE_DECIDED,
        by=by,
        authority_id=action.plan.authority_id,
        subject=action,
        change=change.pk,
        decision=decision,
        due_on=[str(change.old_due_on or ""), change.new_due_on.isoformat()],
    )


# --- evidence and re-tests ----------------------------------------------------------------------


@transaction.atomic
def add_evidence(
    *,
    action: Action,
    by: User,
    title: str,
    added_on: date,
    url: str = "",
    file: File | None = None,
    update: Update | None = None,
    added_at: datetime | None = None,
) -> Evidence:
    """Keep a link or a file that supports what was reported."""
    at = added_at or clock.now()
    wrong: dict[str, Any] = {}
    if not title.strip():
        wrong["title"] = "Say what the evidence is."
    if bool(url) == bool(file):
        wrong["url"] = "Give a link or a file, not both." if url else "Give a link or a file."
    elif url:
        wrong |= _complaints("url", validate_web_address, url)
    else:
        wrong |= _complaints("file", validate_upload, file)
    if added_on > timezone.localdate(at):
        wrong["added_on"] = "The date is in the future. Choose today or an earlier day."
    if update and update.action_id != action.pk:
        wrong["update"] = "Choose an update of this action."
    _refuse(wrong)
    evidence = Evidence(
        action=action,
        update=update,
        title=title.strip(),
        url=url,
        file=file or "",
        added_on=added_on,
        added_at=at,
        added_by=by,
    )
    evidence.save()
    audit.record(
        Kind.EVIDENCE_ADDED,
        by=by,
        authority_id=action.plan.authority_id,
        subject=action,
        evidence=evidence.pk,
        title=evidence.title,
        link=evidence.url,
        file=evidence.file.name,
    )
    return evidence


def _complaints(field: str, validate: Any, value: Any) -> dict[str, str]:
    try:
        validate(value)
    except ValidationError as error:
        return {field: " ".join(error.messages)}
    return {}


@transaction.atomic
def review_evidence(*, evidence: Evidence, by: User, verdict: str, words: str) -> Evidence:
    """Say whether evidence is adequate; a later verdict may replace an earlier one."""
    current = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if current.added_by_id == by.pk:
        raise ValidationError("You added this evidence, so another person has to review it.")
    if verdict not in (Evidence.Verdict.ADEQUATE, Evidence.Verdict.NOT_ADEQUATE):
        raise ValidationError({"verdict": "Choose whether the evidence is adequate."})
    if verdict == Evidence.Verdict.NOT_ADEQUATE and not words.strip():
        raise ValidationError({"words": "Say what is missing."})
    before, current.verdict = current.verdict, verdict
    current.verdict_words = words.strip()
    current.reviewed_by, current.reviewed_at = by, clock.now()
    current.save()
    audit.record(
        Kind.EVIDENCE_REVIEWED,
        by=by,
        authority_id=current.action.plan.authority_id,
        subject=current.action,
        evidence=current.pk,
        title=current.title,
        verdict=[before, verdict],
    )
    return current


@transaction.atomic
def record_retest(
    *,
    action: Action,
    by: User,
    tested_on: date,
    kind: str,
    verdict: str,
    words: str,
    look_again_on: date | None = None,
    recorded_at: datetime | None = None,
) -> Retest:
    """Write down a look at whether the change has held."""
    at = recorded_at or clock.now()
    wrong = {}
    if tested_on > timezone.localdate(at):
        wrong["tested_on"] = "The date is in the future. Choose today or an earlier day."
    elif tested_on < action.starts_on:
        wrong["tested_on"] = f"The action starts on {_said(action.starts_on)}. Choose a later day."
    if kind not in Retest.Kind.values:
        wrong["kind"] = "Choose how it was looked at."
    if verdict not in Retest.Verdict.values:
        wrong["verdict"] = "Choose what it showed."
    if not words.strip():
        wrong["words"] = "Say what was seen."
    if verdict == Retest.Verdict.TOO_EARLY and not look_again_on:
        wrong["look_again_on"] = "Give a date to look again."
    elif look_again_on and look_again_on <= tested_on:
        wrong["look_again_on"] = "Choose a day after this re-test."
    _refuse(wrong)
    retest = Retest(
        action=action,
        tested_on=tested_on,
        kind=kind,
        verdict=verdict,
        words=words.strip(),
        look_again_on=look_again_on,
        recorded_at=at,
        recorded_by=by,
    )
    retest.save()
    audit.record(
        Kind.RETEST_RECORDED,
        by=by,
        authority_id=action.plan.authority_id,
        subject=action,
        retest=retest.pk,
        tested_on=tested_on.isoformat(),
        verdict=verdict,
    )
    return retest


# --- the actions themselves ---------------------------------------------------------------------


@transaction.atomic
def add_action(*, by: User, **fields: Any) -> Action:
    """Put an action into the plan: open, with one due date, rated as the plan's first statuses are.

    An action that is imported may come with other ratings, but completion is always an update.
    """
    many = {name: fields.pop(name) for name in MANY if name in fields}
    plan: Plan = fields["plan"]
    _hold_order(fields["theme"])
    due_on, original = fields.get("due_on"), fields.get("original_due_on")
    if due_on and original and due_on != original:
        raise ValidationError({"due_on": "Give the date first agreed; a date change moves it."})
    fields["due_on"] = fields["original_due_on"] = due_on or original
    for axis in Status.Axis.values:
        fields.setdefault(axis, plan.statuses.filter(axis=axis).first())
    action = Action(**fields)
    action.full_clean(exclude=["revision"])
    if not action.is_open:
        raise ValidationError(
            {"delivery": "An action comes in open. Record an update to close it."}
        )
    if action.impact.kind == ImpactKind.EMBEDDED:
        raise ValidationError({"impact": "An action is embedded only after a re-test."})
    audit.save(action, by=by, at=clock.now())
    _set_many(action, many)
    _put_in_order(action.theme)
    action.refresh_from_db(fields=["position"])
    audit.record(Kind.ACTION_ADDED, by=by, authority_id=plan.authority_id, subject=action)
    return action


@transaction.atomic
def change_action(*, action: Action, by: User, revision: int, **fields: Any) -> Action:
    """Change what the plan says of an action. Its due date moves only through a request."""
    _hold_order(action.theme, fields.get("theme") or action.theme)
    current = lock(action, revision)
    barred = set(fields) - set(EDITABLE)
    if barred & {"due_on", "original_due_on"}:
        raise ValidationError("Ask for a date change to move the due date.")
    if barred:
        raise ValidationError("Record an update to change how the action stands.")
    many = {name: fields.pop(name) for name in MANY if name in fields}
    before = _words_of(current, [*fields, *many])
    old_theme = current.theme
    for name, value in fields.items():
        setattr(current, name, value)
    current.full_clean(exclude=["revision"])
    needs_evidence = current.priority == Action.Priority.HIGH and current.completed_on
    if needs_evidence and not current.evidence.exists():
        raise ValidationError(
            {"priority": "Add evidence before a complete action becomes one of high priority."}
        )
    current.revision += 1
    audit.save(current, by=by, at=clock.now())
    _set_many(current, many)
    for theme in {old_theme, current.theme}:
        _put_in_order(theme)
    current.refresh_from_db(fields=["position"])
    audit.record(
        Kind.ACTION_CHANGED,
        by=by,
        authority_id=current.plan.authority_id,
        subject=current,
        changes=changes(before, _words_of(current, [*fields, *many])),
    )
    return current


def _set_many(action: Action, many: Mapping[str, Any]) -> None:
    for name, records in many.items():
        getattr(action, name).set(records)


def _words_of(action: Action, names: Iterable[str]) -> dict[str, str]:
    """The fields as a person would read them, for the audit trail."""
    return {
        name: ", ".join(str(record) for record in getattr(action, name).all())
        if name in MANY
        else str(getattr(action, name) or "")
        for name in names
    }


def _hold_order(*themes: Theme) -> None:
    """Keep the order of the themes' actions to ourselves until the transaction ends.

    It is asked for before any action is locked: two people who change actions of one theme would
    else wait for each other when each numbers them all.
    """
    held = Theme.objects.select_for_update().filter(pk__in=[theme.pk for theme in themes])
    list(held.order_by("pk"))


def _put_in_order(theme: Theme) -> None:
    """Number the theme's actions in the order of their references.

    The place follows from the reference, so history has no need to keep it.
    """
    actions = sorted(
        theme.actions.only("pk", "reference", "position"),
        key=lambda action: reference_key(action.reference),
    )
    moved = []
    for position, action in enumerate(actions, start=1):
        if action.position != position:
            action.position = position
            moved.append(action)
    Action.objects.bulk_update(moved, ["position"], batch_size=500)


# --- narrative ----------------------------------------------------------------------------------


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
        Kind.NARRATIVE_CHANGED,
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
        Kind.NARRATIVE_CHANGED,
        by=by,
        authority_id=current.theme.plan.authority_id,
        subject=current,
        state=[before, state],
        reason=current.return_reason,
    )
    return current

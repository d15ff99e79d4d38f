"""Two versions of a plan compared: what was added, taken out, reworded, re-dated or given away.

What the plan said on a day is read from the history of its actions, which begins on the day they
were first recorded here.
"""

from datetime import date, datetime, time

from django.db.models import Min
from django.utils import timezone

from accounts.models import Team, User
from documents.differences import Change, Passage, words
from improvement.models import Action, Plan
from improvement.references import reference_key


def recorded_since(plan: Plan) -> date | None:
    """The day on which the history of the plan's actions begins."""
    first = Action.history.filter(plan=plan.pk).aggregate(first=Min("history_date"))["first"]
    return timezone.localdate(first) if first else None


def changes_between(plan: Plan, before: date, after: date) -> list[Change]:
    """How each action that changed stood at the end of either day, in the order of the plan."""
    then, later = _actions(plan, before), _actions(plan, after)
    names = _Names(plan, [*then.values(), *later.values()])
    found = []
    for pk in then.keys() | later.keys():
        old = _passage(then[pk], names) if pk in then else None
        new = _passage(later[pk], names) if pk in later else None
        if old != new:
            runs = words(old.words if old else "", new.words if new else "")
            found.append(Change(old, new, runs))
    return sorted(found, key=lambda change: reference_key(change.place.label))


def _actions(plan: Plan, day: date) -> dict[int, Action]:
    """The plan's actions as they were at the end of a day, by their number."""
    moment = timezone.make_aware(datetime.combine(day, time.max))
    found = Action.history.as_of(moment).filter(plan=plan.pk, added_on__lte=day)
    return {action.pk: action for action in found}


class _Names:
    """The names that actions of several days refer to."""

    def __init__(self, plan: Plan, actions: list[Action]) -> None:
        self.themes = {theme.pk: str(theme) for theme in plan.themes.all()}
        self.people = User.objects.in_bulk({each.lead_id for each in actions if each.lead_id})
        self.teams = Team.objects.in_bulk({each.team_id for each in actions if each.team_id})

    def owner(self, action: Action) -> str:
        """Who sees to it."""
        lead = self.people.get(action.lead_id or 0)
        return str(lead or self.teams.get(action.team_id or 0) or "nobody yet")


def _passage(action: Action, names: _Names) -> Passage:
    """What the plan says of an action, in sentences."""
    if action.due_on is None:
        due = "Ongoing."
    elif action.original_due_on and action.original_due_on != action.due_on:
        first = f"first agreed for {action.original_due_on:%-d %B %Y}"
        due = f"Due on {action.due_on:%-d %B %Y}, {first}."
    else:
        due = f"Due on {action.due_on:%-d %B %Y}."
    measure = f" Success: {action.success_measure}" if action.success_measure else ""
    sentences = [
        f"{action.title.rstrip('.')}.",
        f"Theme: {names.themes.get(action.theme_id, 'another')}.",
        f"Lead: {names.owner(action)}.",
        f"{due} Priority: {action.get_priority_display().lower()}.{measure}",
    ]
    return Passage(f"action-{action.pk}", action.reference, " ".join(sentences))

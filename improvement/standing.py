"""Actions in words, as they stand in a workbook of the plan."""

from collections.abc import Iterator
from datetime import date

from improvement.models import Action, Plan, Update
from improvement.plan_files.cells import NO_CHANGE
from improvement.plan_files.writing import Standing

CHUNK = 500


def update_words(update: Update) -> str:
    """All that an update says, in one text."""
    parts = [
        ("", update.done or (NO_CHANGE if update.no_change else "")),
        ("Difference: ", update.difference),
        ("Obstacles: ", update.obstacles),
        ("Next: ", update.next_steps),
    ]
    return "\n".join(f"{label}{words}" for label, words in parts if words)


def standing(action: Action) -> Standing:
    """What the plan says of an action whose updates and partners have been read."""
    updates: list[tuple[date, str]] = [
        (update.effective_on, update_words(update)) for update in list(action.updates.all())[::-1]
    ]
    owners = [action.lead, action.team, *action.partners.all()]
    return Standing(
        reference=action.reference,
        title=action.title,
        theme=str(action.theme),
        objective=str(action.objective or ""),
        owners=tuple(str(owner) for owner in owners if owner),
        starts_on=action.starts_on,
        due_on=action.due_on,
        priority=action.get_priority_display(),
        success_measure=action.success_measure,
        delivery=action.delivery.label,
        impact=action.impact.label,
        updates=tuple(updates),
        delivery_colour=action.delivery.colour,
        impact_colour=action.impact.colour,
    )


def standings(plan: Plan) -> Iterator[Standing]:
    """Every action of a plan in its order; the plan is never held in memory whole."""
    actions = plan.actions.with_parts().in_order().prefetch_related("updates", "partners")
    return (standing(action) for action in actions.iterator(chunk_size=CHUNK))

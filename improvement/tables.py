"""The table of actions."""

from typing import Any

from core.tables import DateColumn, LeanTable, LinkColumn, NumberColumn, StatusColumn, TextColumn
from improvement.models import Action
from improvement.templatetags.plan import moved_words


class ActionTable(LeanTable):
    """Actions, in the order of the plan unless sorted by a heading."""

    empty_words = "No action is like this. Choose less in the filter to see more."
    export = (
        ("Reference", "reference"),
        ("What will be done", "title"),
        ("Plan", "plan__name"),
        ("Theme", "theme__title"),
        ("Lead", "lead__name"),
        ("Team", "team__name"),
        ("Priority", "priority", dict(Action.Priority.choices)),
        ("Starts on", "starts_on"),
        ("First agreed due date", "original_due_on"),
        ("Due", "due_on"),
        ("Times moved", "move_count"),
        ("Expected to be done", "forecast_on"),
        ("Delivery", "delivery__label"),
        ("Impact", "impact__label"),
        ("Completed on", "completed_on"),
        ("How success will be known", "success_measure"),
    )

    reference = LinkColumn(
        "improvement:action_detail",
        verbose_name="Reference",
        css="app-nowrap",
        order_by=("theme__number", "position", "pk"),
    )
    title = TextColumn(verbose_name="What will be done", css="app-wide")
    theme = TextColumn(
        accessor="theme__number", verbose_name="Theme", order_by=("theme__number", "position")
    )
    lead = TextColumn(accessor="lead__name", verbose_name="Lead")
    original_due_on = DateColumn(verbose_name="First agreed")
    due_on = DateColumn(verbose_name="Due", empty="Ongoing")
    move_count = NumberColumn(verbose_name="Moved")
    forecast_on = DateColumn(verbose_name="Expected")
    delivery = StatusColumn(
        verbose_name="Delivery", css="app-status", order_by=("delivery__order", "pk")
    )
    impact = StatusColumn(verbose_name="Impact", css="app-status", order_by=("impact__order", "pk"))

    @property
    def caption(self) -> str:  # type: ignore[override]
        """How many there are."""
        count = self.paginator.count if hasattr(self, "paginator") else len(self.rows)
        return f"{count} action{'' if count == 1 else 's'}"

    def cell_move_count(self, action: Any) -> str:
        """How often its due date has moved, in words."""
        return moved_words(action.move_count).removeprefix("moved ")

    def cell_lead(self, action: Action) -> Any:
        """Who sees to it: the lead, else the team."""
        return action.owner

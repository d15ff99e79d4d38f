"""The form that says the same of many actions."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import DateField, Form
from improvement.forms.fields import area
from improvement.models import Action, Plan, Status
from improvement.services import MOST_AT_ONCE, SameUpdate
from improvement.vocabulary import DeliveryKind, ImpactKind


class ManyUpdatesForm(Form):
    """Which actions, and what is said of all of them."""

    marks_optional = False
    AS_IT_IS = "Leave as it is"
    ID = "for_all_%s"  # the filter of the list stands on the same page

    actions = forms.MultipleChoiceField(
        widget=forms.SelectMultiple,  # the template has a box beside each action
        required=False,
        error_messages={"invalid_choice": "Choose actions of this plan."},
    )
    everything = forms.BooleanField(required=False)
    no_change = forms.BooleanField(label="Nothing has changed", required=False)
    delivery = forms.ModelChoiceField(
        Status.objects.none(),
        required=False,
        empty_label=AS_IT_IS,
        help_text="An action is called complete on its own page, with an account of what was done.",
    )
    impact = forms.ModelChoiceField(
        Status.objects.none(),
        required=False,
        empty_label=AS_IT_IS,
        help_text="An action is called embedded on its own page, after a re-test.",
    )
    forecast_on = DateField(label="Expected to be done", required=False)
    done = forms.CharField(
        label="What has been done, in words that are true of each",
        required=False,
        widget=area(),
        help_text="It stands in the story of each action, and papers quote it.",
    )
    effective_on = DateField(label="This is how they stood on")

    def __init__(self, *args: Any, plan: Plan, offered: Sequence[Action], **kwargs: Any) -> None:
        super().__init__(*args, auto_id=self.ID, **kwargs)
        self.offered = offered
        # Of the whole plan: what somebody updates meanwhile may leave the list that was narrowed.
        keys = plan.actions.values_list("pk", flat=True)
        self.fields["actions"].choices = [(str(key), "") for key in keys]  # type: ignore[attr-defined]
        self.fields["everything"].label = f"Choose all {len(offered)} in this list"
        statuses = Status.objects.filter(plan=plan)
        for axis, apart in (("delivery", DeliveryKind.COMPLETE), ("impact", ImpactKind.EMBEDDED)):
            of_axis = statuses.filter(axis=axis).exclude(kind=apart)
            self.fields[axis].queryset = of_axis  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Some actions, and something to say of them."""
        cleaned = super().clean() or {}
        if not (self.chosen or "actions" in self.errors):
            self.add_error("actions", "Choose at least one action.")
        elif len(self.chosen) > MOST_AT_ONCE:
            self.add_error("actions", f"Choose up to {MOST_AT_ONCE} actions at once.")
        if not (cleaned.get("done") or cleaned.get("no_change")):
            self.add_error("done", "Say what has been done, or that nothing has changed.")
        if cleaned.get("no_change") and (cleaned.get("delivery") or cleaned.get("impact")):
            self.add_error(
                "no_change",
                "You say that nothing has changed and choose a rating. Choose one of the two.",
            )
        return cleaned

    @property
    def chosen(self) -> list[int]:
        """The actions that were chosen."""
        if self.cleaned_data.get("everything"):
            return [action.pk for action in self.offered]
        return [int(key) for key in self.cleaned_data.get("actions", [])]

    @property
    def same(self) -> SameUpdate:
        """What is said of each."""
        names = ("effective_on", "delivery", "impact", "forecast_on", "no_change", "done")
        return SameUpdate(**{name: self.cleaned_data[name] for name in names})

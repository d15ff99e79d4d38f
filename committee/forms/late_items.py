"""The form for what came after the cut-off of a paper."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import User
from committee.models import Report
from core.forms import Form, offer
from improvement.models import Action, Update
from monitoring.models import Visit


class LateItemForm(Form):
    """An update or a visit from after the cut-off, and why the paper tells of it all the same."""

    update = forms.ModelChoiceField(
        Update.objects.none(), required=False, empty_label="No update", label="Update on an action"
    )
    visit = forms.ModelChoiceField(Visit.objects.none(), required=False, empty_label="No visit")
    reason = forms.CharField(
        label="Why can it not wait for the next paper?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The paper prints these words.",
        error_messages={"required": "Say why it cannot wait for the next paper."},
    )

    def __init__(self, *args: Any, report: Report, user: User, as_at: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        printed = Action.objects.filter(plan=report.plan_id).printed()
        updates = Update.objects.filter(
            action__in=printed, effective_on__gt=report.cut_off, effective_on__lte=as_at
        )
        offer(self, "update", updates.select_related("action").order_by("action__position", "pk"))
        visits = (
            Visit.objects.readable_by(user)
            .filter(authority=report.authority)
            .annotate(came_on=Coalesce("letter_on", "ends_on"))
            .filter(Q(came_on__gt=report.cut_off), came_on__lte=as_at)
        )
        offer(self, "visit", visits)

    def clean(self) -> dict[str, Any]:
        """One thing at a time."""
        chosen = super().clean() or {}
        if bool(chosen.get("update")) == bool(chosen.get("visit")):
            self.add_error("update", "Choose an update or a visit, and not both.")
        return chosen

"""The form of a key."""

from datetime import date, timedelta
from typing import Any

from django import forms

from core.forms import DateField, Form

USUAL_DAYS, MOST_DAYS = 90, 365


class KeyForm(Form):
    """What a key is for, and how long it works."""

    name = forms.CharField(
        label="What it is for", max_length=100, help_text="For example Power BI."
    )
    expires_on = DateField(
        label="The day on which it stops working", help_text="At most a year from today."
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"expires_on": today + timedelta(days=USUAL_DAYS)}
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_expires_on(self) -> date:
        """Refuse a day that has come, and one that is too far off."""
        chosen: date = self.cleaned_data["expires_on"]
        last = self.today + timedelta(days=MOST_DAYS)
        if chosen <= self.today:
            raise forms.ValidationError("Enter a day after today.")
        if chosen > last:
            raise forms.ValidationError(f"Enter a day up to {last:%-d %B %Y}.")
        return chosen

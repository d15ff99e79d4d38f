"""Forms that publish minutes and record that they were signed."""

from typing import Any

from django import forms

from committee.models import Meeting
from core.forms import Form, offer


class MinutesPublishForm(Form):
    """A last look before minutes become public; a further version says what was corrected."""

    reason = forms.CharField(
        label="What was corrected?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see these words beside the new version.",
        error_messages={"required": "Say what was corrected."},
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["reason"]


class MinutesSignForm(Form):
    """At which meeting minutes were signed, and by whom."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="At which meeting were they signed?"
    )
    signed_by = forms.CharField(
        label="Who signed them?", max_length=200, help_text="For example Chairman of the Committee."
    )

    def __init__(self, *args: Any, of: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = Meeting.objects.filter(body=of.body_id, held_on__gt=of.held_on)
        offer(self, "meeting", later.select_related("body").order_by("held_on"))

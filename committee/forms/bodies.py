"""Forms for bodies and their meetings."""

from typing import Any

from accounts.models import User
from accounts.roles import Permission
from committee.models import Body, Meeting
from core.forms import ModelForm, offer


class MeetingForm(ModelForm):
    """A day on which a body meets."""

    class Meta:
        model = Meeting
        fields = ["body", "held_on"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "body", Body.objects.permitting(user, Permission.MANAGE_MEETINGS))

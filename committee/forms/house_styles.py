"""Forms for templates of papers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File

from accounts.models import Authority, User
from accounts.roles import Permission
from committee.house_styles import TEMPLATES
from core.forms import DescribedRadioSelect, Form, offer
from core.uploads import validate_upload
from documents.ooxml import UnusableBase, open_base


class AdoptForm(Form):
    """Which ready template to take over, and for which council."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label="Council")
    template = forms.ChoiceField(
        choices=[(key, template.name) for key, template in TEMPLATES.items()],
        widget=DescribedRadioSelect(
            descriptions={key: template.description for key, template in TEMPLATES.items()}
        ),
        error_messages={"required": "Choose a template."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Authority.objects.permitting(user, Permission.ADMINISTER)
        offer(self, "authority", offered)
        if len(own := list(offered[:2])) == 1:
            self.fields["authority"].initial = own[0]


class CopyForm(Form):
    """What the copy of a template is called."""

    name = forms.CharField(
        label="Name of the copy",
        max_length=100,
        error_messages={"required": "Enter a name for the copy."},
    )


class RetireForm(Form):
    """A confirmation."""


def validate_base(file: File) -> None:
    """Refuse a file whose looks no paper can have."""
    validate_upload(file)
    if not str(file.name).lower().endswith(".docx"):
        raise ValidationError("Choose a Word document. Its name ends in .docx.")
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        open_base(content)
    except UnusableBase as refusal:
        raise ValidationError(str(refusal)) from refusal

"""The form for a picture of a paper."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File

from committee.models import ReportPicture
from core.forms import ModelForm, RevisionMixin, UploadField
from documents.pictures import MAX_BYTES, MEGABYTE

KINDS = "A PNG or JPEG file of up to"


def validate_size(file: File) -> None:
    """Refuse what is larger than a paper needs, before it is read."""
    if file.size > MAX_BYTES:
        raise ValidationError(
            f"This picture is larger than {MAX_BYTES // MEGABYTE} MB. Make it smaller."
        )


class PictureForm(ModelForm):
    """A picture, its title and what it shows."""

    file = UploadField(
        label="Picture",
        validators=[validate_size],
        widget=forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        help_text=f"{KINDS} {MAX_BYTES // MEGABYTE} MB. Nobody in it may be identifiable as a "
        "child in care or known to social care.",
        error_messages={"required": "Choose a picture."},
    )

    class Meta:
        model = ReportPicture
        fields = ["title", "description"]
        labels = {"description": "What it shows"}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": "Printed below the picture.",
            "description": "A sentence or two for those who cannot see it. If it shows figures or "
            "words, give them.",
        }

    field_order = ["file", "title", "description"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].required = True
        self.fields["description"].error_messages["required"] = "Write what it shows."

    @property
    def content(self) -> bytes:
        """The bytes that were sent; none where the picture stays."""
        file = self.cleaned_data.get("file")
        return file.read() if file else b""

    @property
    def words(self) -> dict[str, str]:
        """What is said of it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class PictureEditForm(RevisionMixin, PictureForm):
    """What is said of a picture, and another one in its place where one is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = False
        self.fields["file"].label = "Another picture in its place"

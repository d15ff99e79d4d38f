"""Fields that several forms of the plan share."""

from typing import Any

from django import forms

from core.forms import (
    UploadField,
)


def area(rows: int = 3) -> forms.Textarea:
    """A box for a few sentences."""
    return forms.Textarea(attrs={"rows": rows})


class EvidenceFields(forms.Form):
    """A link or a file, in a form of its own or in an update."""

    title = forms.CharField(
        label="What the evidence is",
        max_length=200,
        help_text="For example, minutes of the practice board of 12 April.",
    )
    url = forms.CharField(
        label="A link to it",
        max_length=1000,
        required=False,
        widget=forms.URLInput,
        help_text="Begins with https:// or http://.",
    )
    file = UploadField(label="Or a file", required=False)

    def clean(self) -> dict[str, Any]:
        """A link or a file, not both."""
        cleaned = super().clean() or {}
        if cleaned.get("url") and cleaned.get("file"):
            self.add_error("file", "Give a link or a file, not both.")
        return cleaned

    @property
    def lost_file(self) -> str:
        """The name of a file that was chosen and has to be chosen again."""
        chosen = self.files.get(self.add_prefix("file"))
        return str(chosen.name) if chosen else ""

"""Forms for those who read what was published."""

import re
from typing import Any

from django import forms

from core.forms import Form

DIGEST = re.compile(r"[0-9a-f]{64}")


class VerifyForm(Form):
    """A file, or the digest that somebody wrote down."""

    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        help_text="The file is not kept, and nobody sees it.",
    )
    digest = forms.CharField(
        label="Or its digest (SHA-256)",
        required=False,
        max_length=200,
        help_text="64 figures and letters from a to f, as they stand below a published paper.",
    )

    def clean_digest(self) -> str:
        """What was typed, without the spaces of whoever copied it."""
        typed = "".join(self.cleaned_data["digest"].split()).lower()
        if typed and not DIGEST.fullmatch(typed):
            raise forms.ValidationError("Enter all 64 figures and letters of the digest.")
        return typed

    def clean(self) -> dict[str, Any]:
        """One of both; the digest of a file was taken while it was read."""
        given = super().clean() or {}
        file, digest = given.get("file"), given.get("digest")
        if self.errors:
            return given
        if bool(file) == bool(digest):
            both = "Choose a file or enter a digest, not both."
            self.add_error("file", both if file else "Choose a file, or enter its digest.")
        return {**given, "digest": file.digest if file else digest}

"""Asks before words are kept that may tell who a child is, and lets earlier ones be forgotten."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Authority
from monitoring.identifiers import looks_identifying


class AsksFirst(forms.Form):
    """The base of forms with free texts: each suspected word has to be looked at before it is kept.

    Take it before the form class. A tick box for each word appears only once there is one; what was
    typed stays. A word that nobody ticked is asked about again. Where a record is changed, what it
    said before can be removed from its history too (``core.audit.forget``).
    """

    LOOKED_AT = "looked_at"
    known: Sequence[str] = ()

    def know(self, authority: Authority) -> None:
        """Take the council's own name for no person's."""
        self.known = (authority.name, authority.short_name)

    def may_forget(self) -> None:
        """Offer to remove what the texts said before; on forms of records that are changed."""
        self.fields["forgets"] = forms.BooleanField(
            label="Remove the words that I replace from the record’s history too",
            help_text="Tick this if they told who a child is. Nobody can bring them back.",
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Every suspected word is changed or ticked."""
        cleaned = super().clean() or {}
        seen = {
            each.words: each.why
            for text in self._texts(cleaned)
            for each in looks_identifying(text, known=self.known)
        }
        if not seen:
            return cleaned
        field = forms.MultipleChoiceField(
            label="Do these words tell who a child is?",
            help_text="If one does, change it above. Tick each one that does not.",
            choices=[(words, f"“{words}”: {why}") for words, why in seen.items()],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields[self.LOOKED_AT] = field
        name = self.add_prefix(self.LOOKED_AT)
        ticked = field.widget.value_from_datadict(self.data, self.files, name) or ()
        if seen.keys() - set(ticked):
            named = ", ".join(f"“{words}”" for words in seen if words not in ticked)
            self.add_error(
                self.LOOKED_AT, f"Nothing is saved yet. Look at these words again: {named}."
            )
        return cleaned

    def _texts(self, cleaned: dict[str, Any]) -> list[str]:
        """What was typed freely, in the order of the form."""
        return [
            cleaned[name]
            for name, field in self.fields.items()
            if isinstance(field, forms.CharField) and isinstance(cleaned.get(name), str)
        ]

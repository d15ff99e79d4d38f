"""Forms of letters: taking one in, confirming what it states, and marking its sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings

from core.forms import Form, RevisionMixin, UploadField
from core.tables import EMPTY, day
from core.uploads import MEGABYTE, validate_upload
from improvement.models import PracticeArea
from monitoring.letters.children import lists_children
from monitoring.letters.facts import Facts
from monitoring.letters.files import UnreadableLetter, read_letter
from monitoring.letters.layout import Paragraph
from monitoring.letters.problems import CHILDREN, KINDS, MAX_CHARACTERS
from monitoring.letters.suggestions import Suggestion
from monitoring.models import Letter, Visit
from monitoring.vocabulary import Direction, FindingType, LetterStatus

FORM_OF_KIND = {
    ".docx": Letter.Form.WORD,
    ".pdf": Letter.Form.PDF,
    ".txt": Letter.Form.TYPED,
}


def validate_letter(file: Any) -> None:
    """Refuse a file that is no letter's, too large, or not what its name says."""
    if PurePath(file.name).suffix.lower() not in FORM_OF_KIND:
        raise forms.ValidationError(KINDS)
    validate_upload(file)


class LetterField(UploadField):
    """A letter's file."""

    default_validators = [validate_letter]


class LetterForm(Form):
    """A letter as a file, or its text."""

    marks_optional = False

    file = LetterField(
        label="The letter as a file",
        required=False,
        help_text=f"Word, PDF or plain text, up to {settings.EVIDENCE_MAX_BYTES // MEGABYTE} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(FORM_OF_KIND)}),
    )
    text = forms.CharField(
        label="Or its text",
        required=False,
        strip=False,
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 15}),
        help_text="Paste it whole, with its date and the names of the inspectors.",
    )

    def clean_file(self) -> Any:
        """A file whose text can be read."""
        file = self.cleaned_data.get("file")
        if not file:
            return None
        try:
            self.read = read_letter(file, file.name)
        except UnreadableLetter as error:
            raise forms.ValidationError(str(error)) from None
        file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        """A file or a text, not both."""
        cleaned = super().clean() or {}
        has_text = bool((cleaned.get("text") or "").strip())
        if self.errors:
            return cleaned
        if cleaned["file"] and has_text:
            self.add_error("file", "Give a file or the text, not both.")
        elif not cleaned["file"] and not has_text:
            self.add_error("file", "Choose the letter’s file, or paste its text.")
        elif has_text and lists_children(cleaned["text"]):
            self.add_error("text", f"This text {CHILDREN}")
        return cleaned

    @property
    def lost_file(self) -> str:
        """The name of a file that was chosen and has to be chosen again."""
        chosen = self.files.get("file")
        return str(chosen.name) if chosen else ""

    @property
    def letter(self) -> dict[str, Any]:
        """What ``services.take_in`` is told."""
        file = self.cleaned_data["file"]
        if not file:
            return {"text": self.cleaned_data["text"], "form": Letter.Form.TYPED}
        form = FORM_OF_KIND[PurePath(file.name).suffix.lower()]
        return {"text": self.read, "form": form, "file": file}


# --- what the letter states ---------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """A fact as the letter states it, beside what the visit says: ready to be confirmed."""

    name: str
    label: str
    value: Any
    stated: str
    recorded: str
    sentence: str
    why: str

    @property
    def is_new(self) -> bool:
        """Whether confirming it would change the visit."""
        return self.stated != self.recorded


# A proposal, the field of a visit that it is for, and what the field is called.
FACTS = (
    ("letter_on", "letter_on", "Date of the letter"),
    ("starts_on", "starts_on", "First day of the visit"),
    ("ends_on", "ends_on", "Last day of the visit"),
    ("ordinal", "ordinal", "Which visit it was"),
    ("ordinal_words", "ordinal_words", "Since when it counts"),
    ("inspectors", "inspectors", "Inspectors"),
    ("areas", "focus", "Areas covered"),
    ("evidence_considered", "evidence_considered", "Evidence considered"),
    ("status", "letter_status", "Who may read the letter"),
)


def facts_of(visit: Visit, facts: Facts, paragraphs: Iterable[Paragraph]) -> list[Fact]:
    """What a letter states, each beside what the visit says; without what was not found."""
    said = {each.number: each.words for paragraph in paragraphs for each in paragraph.sentences}
    found = []
    for name, field, label in FACTS:
        proposal = getattr(facts, name)
        is_known = field == "letter_status" and visit.letter_status == LetterStatus.PUBLISHED
        if proposal is None or is_known:  # a letter still says so after it is published
            continue
        value = "\n".join(proposal.value) if name == "areas" else proposal.value
        recorded = (
            tuple(visit.inspectors.values_list("name", "grade"))
            if field == "inspectors"
            else getattr(visit, field)
        )
        found.append(
            Fact(
                name=field,
                label=label,
                value=value,
                stated=_in_words(field, value),
                recorded=_in_words(field, recorded),
                sentence=said[proposal.sentence],
                why=proposal.why,
            )
        )
    return found


def _in_words(field: str, value: Any) -> str:
    if value in (None, "", ()):
        return EMPTY
    if isinstance(value, date):
        return day(value)
    if field == "letter_status":
        return str(LetterStatus(value).label)
    if field == "inspectors":
        return "\n".join(", ".join(filter(None, pair)) for pair in value)
    return str(value)


class FactsForm(RevisionMixin, Form):
    """Which of the facts the person confirms."""

    confirmed = forms.MultipleChoiceField(
        error_messages={
            "required": "Tick what the letter states correctly, or go on without.",
            "invalid_choice": "Tick facts that the letter states.",
        }
    )

    def __init__(self, *args: Any, facts: list[Fact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = {fact.name: fact for fact in facts if fact.is_new}
        self.fields["confirmed"].choices = [  # type: ignore[attr-defined]
            (fact.name, fact.label) for fact in self.facts.values()
        ]
        self.fields["confirmed"].widget.attrs["id"] = f"fact-{next(iter(self.facts), '')}"

    @property
    def said(self) -> dict[str, Any]:
        """What ``services.change_visit`` is told."""
        confirmed = self.cleaned_data["confirmed"]
        return {name: self.facts[name].value for name in confirmed} | {
            "revision": self.cleaned_data["revision"]
        }


# --- marking ------------------------------------------------------------------------------------


class MarkForm(Form):
    """A run of sentences, counted from 1 as the page does, and what it is."""

    first = forms.IntegerField(
        min_value=1,
        widget=forms.NumberInput(attrs={"id": "sentence-1"}),  # the letter itself has the choice
        error_messages={"required": "Choose the sentence in the letter."},
    )
    last = forms.IntegerField(
        label="To sentence",
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        help_text="Leave empty for the chosen sentence alone.",
    )
    type = forms.ChoiceField(
        label="What it is",
        choices=[("", "Choose one"), *FindingType.choices],
        error_messages={"required": "Choose what it is."},
    )
    practice_area = forms.ModelChoiceField(PracticeArea.objects.none(), required=False)
    direction = forms.ChoiceField(choices=[("", "None"), *Direction.choices], required=False)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = PracticeArea.objects.filter(authority=visit.authority_id)
        self.fields["practice_area"].queryset = areas  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last sentence is the first where none is given, and never before it."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", f"Choose sentence {first} or a later one.")
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What ``services.mark`` is told, which counts from 0."""
        cleaned = self.cleaned_data
        first = cleaned["first"] - 1
        return cleaned | {"first": first, "last": (cleaned["last"] or cleaned["first"]) - 1}


def key_of(suggestion: Suggestion) -> str:
    """A suggestion as the page sends it: its place and what it proposes."""
    return f"{suggestion.first}-{suggestion.last}-{suggestion.type}"


class AcceptForm(Form):
    """Which suggestions the person accepts."""

    accepted = forms.MultipleChoiceField(
        error_messages={
            "required": "Tick the suggestions that are right.",
            "invalid_choice": "One of these suggestions is no longer there. Look again.",
        }
    )
    accepted_area = forms.ModelChoiceField(
        PracticeArea.objects.none(), label="Practice area of those ticked", required=False
    )

    def __init__(
        self, *args: Any, visit: Visit, suggestions: list[Suggestion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = {key_of(each): each for each in suggestions}
        accepted = self.fields["accepted"]
        accepted.choices = [(key, key) for key in self.suggestions]  # type: ignore[attr-defined]
        accepted.widget.attrs["id"] = f"suggestion-{next(iter(self.suggestions), '')}"
        areas = PracticeArea.objects.filter(authority=visit.authority_id)
        self.fields["accepted_area"].queryset = areas  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What ``services.accept`` is told."""
        return {
            "suggestions": [self.suggestions[key] for key in self.cleaned_data["accepted"]],
            "practice_area": self.cleaned_data["accepted_area"],
        }

"""Versions of a text: two of them compared in words, and an earlier one brought back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from core.forms import Form, RevisionMixin
from documents import richtext
from documents.differences import Passage, compare, passages
from documents.nodes import Reference


@dataclass(frozen=True)
class Version:
    """One version: its key, when and by whom it was saved and how far it was, and its passages."""

    key: int
    saved_at: datetime
    by: object
    stage: str
    text: Sequence[Passage]

    def __str__(self) -> str:
        stage = f" ({self.stage.lower()})" if self.stage else ""
        saved_at = timezone.localtime(self.saved_at)
        return f"{saved_at:%-d %B %Y, %H:%M}, {self.by or 'the system'}{stage}"


class VersionsForm(Form):
    """Two versions to compare."""

    marks_optional = False
    before = forms.TypedChoiceField(label="Compare", coerce=int)
    after = forms.TypedChoiceField(label="with", coerce=int)

    def __init__(self, *args: Any, versions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = versions  # type: ignore[attr-defined]


class RestoreForm(RevisionMixin, Form):
    """An earlier version to bring back."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def compared(
    asked: Mapping[str, str], versions: Sequence[Version], *, revision: int | None
) -> dict[str, Any]:
    """What a page that compares two of the ``versions``, newest first, needs.

    Where nothing is ``asked``, what is there now is compared with the last text that was another.
    An earlier version that has other words than the newest can be brought back over ``revision``.
    """
    newest = versions[0]
    other = next((each for each in versions if each.text != newest.text), versions[-1])
    chosen = {"before": str(other.key), "after": str(newest.key)}
    chosen |= {name: asked[name] for name in chosen if name in asked}
    form = VersionsForm(chosen, versions=[(each.key, str(each)) for each in versions])
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        by_key = {each.key: each for each in versions}
        before, after = (by_key[form.cleaned_data[name]] for name in ("before", "after"))
        context |= {"before": before, "changes": compare(before.text, after.text)}
        if before.text != newest.text:
            context["restore"] = RestoreForm(initial={"version": before.key, "revision": revision})
    return context


def in_passages(body: str, *, anchor: str) -> Iterator[Passage]:
    """A text of the editor in passages; what it cites and quotes stands as it was typed."""
    read = richtext.parse(body, anchor=anchor, numbered=False, bind=_typed)
    yield from passages(read.blocks, cite=_citation, anchor=anchor)


def _typed(words: str) -> str:
    return f"[[{words}]]"


def _citation(reference: Reference) -> str:
    return _typed(" to ".join(filter(None, (reference.first, reference.last))))

"""Narrowing the list of what the checks found."""

from collections.abc import Iterable
from typing import Any

from django import forms

from committee.checks import ORDER, RULES
from committee.vocabulary import Weight
from core.forms import FilterForm
from documents.problems import Problem


class ChecksForm(FilterForm):
    """How much what was found weighs, and by which rule it was found."""

    weight = forms.ChoiceField(label="Show", required=False)
    rule = forms.ChoiceField(label="What was found", required=False)

    def __init__(self, *args: Any, problems: Iterable[Problem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {each.rule: each.severity for each in problems}
        everything = ("", "Everything")
        self.fields["weight"].choices = [  # type: ignore[attr-defined]
            everything,
            *((each, Weight(each).label) for each in ORDER if each in found.values()),
        ]
        self.fields["rule"].choices = [  # type: ignore[attr-defined]
            everything,
            *((name, rule.title) for name, rule in RULES.items() if name in found),
        ]

    def narrowed(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems that are asked for; all where what is asked for is not among the choices."""
        asked = self.cleaned_data if self.is_valid() else {}
        return [
            each
            for each in problems
            if asked.get("weight") in (None, "", each.severity)
            and asked.get("rule") in (None, "", each.rule)
        ]

    @property
    def is_narrowed(self) -> bool:
        """Whether the address asks for less than everything."""
        return any(self.data.get(name) for name in self.fields)

"""Forms with which a plan is brought in from a workbook, and taken out as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import Truncator

from core.colours import name_of
from core.forms import DateField, DescribedCheckboxes, Form, SpreadsheetField
from improvement.models import PlanImport, PlanImportRow, PlanLayout
from improvement.plan_files.layout import FIELDS, KEPT_OUT, REQUIRED, Layout
from improvement.plan_files.sheet import HEADER_WITHIN
from improvement.services.plan_rows import Names, PlanSide, key_of_owner

MOST_ASKED = 100  # words of one sort that a page asks about, the most frequent first
MOST_SHOWN = 10  # objectives of a theme that could be made
SHOWN_OBJECTIVE = 80  # characters of each
NOT_IN_THE_FILE = ""
KEEP_OUT = (KEPT_OUT, "Keep it out")
USUAL_LAYOUT = "usual"
NAMED = {
    "reference": "Rows are matched to the actions of the plan by it.",
    "theme": "Where no column says it, a title that stands alone in its row is taken for a theme.",
    "owners": "People, teams and partners; several may stand in a cell.",
    "due_on": "A month alone means its last day. It is read for new actions.",
    "updates": "Several may stand in a cell, each with its date before it.",
}


class PlanFileForm(Form):
    """A workbook with an action plan."""

    file = SpreadsheetField(label="File with the action plan")


class WhereForm(Form):
    """On which sheet the plan stands, and in which row its headings."""

    marks_optional = False
    sheet = forms.ChoiceField(label="Sheet")
    header_row = forms.IntegerField(
        label="Row of the headings",
        min_value=1,
        max_value=HEADER_WITHIN,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={
            "invalid": "Enter the number of the row.",
            "min_value": "Enter the number of the row, 1 or more.",
            "max_value": f"Enter the number of the row, {HEADER_WITHIN} or less.",
        },
    )

    def __init__(self, *args: Any, sheets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sheet"]
        field.choices = [(title, title) for title in sheets]


class ColumnsForm(Form):
    """Which column says what."""

    marks_optional = False

    def __init__(self, *args: Any, layout: Layout, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._layout = layout
        columns = [(column, f"{column}: {words}") for column, words in layout.headings]
        for name, label in FIELDS.items():
            is_required = name in REQUIRED
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[(NOT_IN_THE_FILE, "Not in the file"), *columns],
                required=is_required,
                initial=layout.columns.get(name, NOT_IN_THE_FILE),
                help_text=NAMED.get(name, ""),
                error_messages={"required": f"Choose the column of “{label}”."},
            )

    def clean(self) -> dict[str, Any]:
        """A column says one thing."""
        cleaned: dict[str, Any] = super().clean() or {}
        taken: dict[str, str] = {}
        for name, label in FIELDS.items():
            column = cleaned.get(name)
            if column and column in taken:
                self.add_error(name, f"Column {column} is “{taken[column]}” already.")
            elif column:
                taken[column] = label
        return cleaned

    @property
    def layout(self) -> Layout:
        """The layout with these columns."""
        chosen = {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data[name]}
        return replace(self._layout, columns=chosen)


class WordsForm(Form):
    """What the words and colours of a file stand for, and whom its names mean."""

    marks_optional = False
    undated_on = DateField(
        label="Day of updates without a date",
        help_text="Text that stands in the column of updates without a date is taken as of then.",
    )
    stand_in = forms.CharField(
        label="Words for a rating that changes without an update (optional)",
        required=False,
        max_length=500,
        help_text="For example: As reported to the board in April. Without them such rows are not "
        "taken in.",
    )
    layout_name = forms.CharField(
        label="Keep this layout as (optional)",
        required=False,
        max_length=100,
        help_text="It is proposed for the next file with the same headings, and the plan can be "
        "taken out in it.",
    )

    def __init__(
        self, *args: Any, layout: Layout, side: PlanSide, names: Names, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._layout, self._asked = layout, dict[str, dict[str, str]]()
        self._shown = names.shown
        for axis, found in (("delivery", names.delivery), ("impact", names.impact)):
            statuses = [(one.label, one.label) for one in side.statuses[axis]]
            kept: dict[str, str] = getattr(layout, axis)
            proposed = {
                word: kept.get(word) or getattr(side.proposed(axis, word), "label", KEPT_OUT)
                for word in found
            }
            self._ask(axis, found, [KEEP_OUT, *statuses], {**proposed, **kept})
        themes = [(theme.title, str(theme)) for theme in side.themes]
        asked = names.themes if themes else {}
        self._ask("themes", asked, [(KEPT_OUT, "None of these"), *themes], layout.themes)
        self.makes_first_themes = bool(names.themes and not themes)
        owners = [(key_of_owner(owner), str(owner)) for owner in side.owners]
        self._ask("owners", names.owners, [KEEP_OUT, *owners], layout.owners)
        self.more = {
            name: len(found) - MOST_ASKED
            for name, found in (("themes", asked), ("owners", names.owners))
            if len(found) > MOST_ASKED
        }

    def _ask(
        self,
        group: str,
        found: Mapping[str, int],
        choices: list[tuple[str, str]],
        proposed: Mapping[str, str],
    ) -> None:
        """A field for each word, the most frequent first."""
        frequent = sorted(found, key=lambda word: (-found[word], word))[:MOST_ASKED]
        if group == "themes":
            frequent = [word for word in found if word in frequent]  # as the file has them
        offered = {value for value, _ in choices}
        self._asked[group] = {}
        for place, word in enumerate(frequent):
            name = f"{group}_{place}"
            self._asked[group][name] = word
            initial = proposed.get(word, KEPT_OUT)
            times = f"in {found[word]:,} row{'' if found[word] == 1 else 's'}"
            self.fields[name] = forms.ChoiceField(
                label=_called(word, self._shown.get(word, word)),
                choices=choices,
                required=False,
                initial=initial if initial in offered else KEPT_OUT,
                help_text=times,
            )
            self.fields[name].widget.choices = choices

    def group(self, name: str) -> list[forms.BoundField]:
        """The fields of one sort of words."""
        return [self[field] for field in self._asked[name]]

    @property
    def groups(self) -> list[tuple[str, str, list[forms.BoundField], int]]:
        """Title, explanation, fields and how many words are not asked about."""
        titles = {
            "delivery": ("Delivery: is it done?", "What each word or colour stands for."),
            "impact": ("Impact: has it changed anything?", "What each word or colour stands for."),
            "themes": (
                "Themes",
                "The plan has no theme of this name. Choose one that it has. A theme that is none "
                "of these can be made on the next page, or its rows left out.",
            ),
            "owners": ("People, teams and partners", "Nobody here has this name."),
        }
        return [
            (title, words, self.group(name), self.more.get(name, 0))
            for name, (title, words) in titles.items()
            if self._asked[name]
        ]

    @property
    def plain_fields(self) -> Iterable[forms.BoundField]:
        """The fields that every file asks for."""
        return [self[name] for name in ("undated_on", "stand_in", "layout_name")]

    @property
    def layout(self) -> Layout:
        """The layout with what the words mean; what it knew of other words stays."""
        said: dict[str, Any] = {
            group: {
                **getattr(self._layout, group),
                **{word: self.cleaned_data[name] for name, word in asked.items()},
            }
            for group, asked in self._asked.items()
        }
        return replace(self._layout, **said)


def _called(word: str, written: str) -> str:
    """A word as the file writes it; a colour by its name."""
    if not word.startswith("#"):
        return written
    colour = name_of(word[1:])
    article = "An" if colour[0] in "aeiou" else "A"
    return f"{article} {colour} cell without words ({word})"


class NewThemesForm(Form):
    """Which themes that the plan has not are made with the import."""

    marks_optional = False
    makes = forms.MultipleChoiceField(
        label="Make these themes",
        required=False,
        widget=DescribedCheckboxes,
        help_text="They are numbered in the order of the file, after the themes of the plan. The "
        "rows of a theme that is not made are not taken in.",
    )

    def __init__(self, *args: Any, plan_import: PlanImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = plan_import.details.get("themes", [])[:MOST_ASKED]
        field: Any = self.fields["makes"]
        field.choices = [(new["key"], _called_new(new)) for new in found]
        field.widget.descriptions = {
            new["key"]: _with_objectives(new["objectives"]) for new in found if new["objectives"]
        }
        made = [new["key"] for new in found if new["number"]]
        field.initial = made or [new["key"] for new in found]


def _with_objectives(objectives: Sequence[str]) -> str:
    """The recommendations or objectives that a theme is made with."""
    shown = (Truncator(each).chars(SHOWN_OBJECTIVE) for each in objectives[:MOST_SHOWN])
    more = len(objectives) - MOST_SHOWN
    return f"With {'; '.join(shown)}" + (f" and {more:,} more" if more > 0 else "")


def _called_new(new: Mapping[str, Any]) -> str:
    """A theme that could be made, or will be."""
    number = f"{new['number']}. " if new["number"] else ""
    return f"{number}{new['title']}, {new['rows']:,} row{'' if new['rows'] == 1 else 's'}"


class PlanCommitForm(Form):
    """What a person has to say before a plan is taken in."""

    leaves_out_rejected = forms.BooleanField(required=False)

    def __init__(self, *args: Any, plan_import: PlanImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rejected = plan_import.counts.get(PlanImportRow.Outcome.REJECTED, 0)
        rows = "row" if rejected == 1 else "rows"
        field = self.fields["leaves_out_rejected"]
        field.label = f"Leave out {rejected:,} {rows} that cannot be taken in"
        if not rejected:
            del self.fields["leaves_out_rejected"]


class TakeOutForm(Form):
    """The layout in which a plan is taken out."""

    layout = forms.ChoiceField(label="Layout", widget=forms.RadioSelect, initial=USUAL_LAYOUT)

    def __init__(self, *args: Any, layouts: Iterable[PlanLayout], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["layout"]
        field.choices = [
            (USUAL_LAYOUT, "Our own, with every column"),
            *((str(layout.pk), layout.name) for layout in layouts),
        ]

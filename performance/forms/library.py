"""Forms of the library: indicators, targets, scorecards and control limits."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField, BoundWidget

from accounts.models import Authority, User
from accounts.roles import Permission
from core.forms import Form, ModelForm, RevisionMixin, offer
from improvement.models import Theme
from performance.catalogue import Standard, standards
from performance.models import Breakdown, Indicator, Rebase, Scorecard, Target
from performance.periods import Period
from performance.services.library import SETTLED
from performance.vocabulary import Polarity, Unit

NARROW = {"class": "govuk-input--width-5"}


def area(rows: int = 2) -> forms.Textarea:
    """A box for a sentence or a few."""
    return forms.Textarea(attrs={"rows": rows})


class AuthorityForm(Form):
    """Whose library, for people who keep more than one."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label="Council")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", Authority.objects.permitting(user, Permission.EDIT_INDICATORS))


# --- indicators ---------------------------------------------------------------------------------


class IndicatorForm(RevisionMixin, ModelForm):
    """What the library says of an indicator. What its figures hang on stays once there are some."""

    GROUPS = {
        "What it measures": (
            "code",
            "name",
            "also_called",
            "definition",
            "counted",
            "out_of",
            "source",
            "note",
        ),
        "How it is counted": (
            "unit",
            "decimals",
            "period_type",
            "frequency",
            "polarity",
            "due_after_days",
        ),
        "Whose it is": ("owner", "themes", "practice_area"),
        "Outside the service": ("is_public", "small_numbers"),
        "When it is no longer counted": ("retired_on",),
    }

    class Meta:
        model = Indicator
        fields = [
            "code",
            "name",
            "also_called",
            "definition",
            "counted",
            "out_of",
            "source",
            "note",
            "unit",
            "decimals",
            "period_type",
            "frequency",
            "polarity",
            "due_after_days",
            "owner",
            "themes",
            "practice_area",
            "is_public",
            "small_numbers",
            "retired_on",
        ]
        widgets = {
            "code": forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            "also_called": area(),
            "definition": area(),
            "counted": area(),
            "out_of": area(),
            "note": area(),
            "decimals": forms.TextInput(attrs={"class": "govuk-input--width-2"}),
            "due_after_days": forms.TextInput(attrs={"class": "govuk-input--width-3"}),
            "period_type": forms.RadioSelect,
            "polarity": forms.RadioSelect,
            "small_numbers": forms.RadioSelect,
            "themes": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "retired_on": "Leave empty while it is counted. Clear it to count the indicator again."
        }

    def __init__(self, *args: Any, settled: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authority = self.instance.authority
        people = User.objects.in_authorities([authority.pk]).filter(is_active=True)
        if self.instance.owner_id:  # somebody who has left stays chosen until changed
            people |= User.objects.filter(pk=self.instance.owner_id)
        offer(self, "owner", people)
        themes = Theme.objects.filter(plan__authority=authority).select_related("plan")
        offer(self, "themes", themes)
        offer(self, "practice_area", authority.practice_areas.all())
        if authority.plans.count() > 1:
            label = self.fields["themes"]
            label.label_from_instance = _theme_with_plan  # type: ignore[attr-defined]
        if not themes:
            del self.fields["themes"]
        if not self.instance.pk:
            del self.fields["revision"], self.fields["retired_on"]
        if settled:
            for name in SETTLED:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A ratio says what it is out of, and a plain number is out of nothing."""
        cleaned = super().clean() or {}
        unit = Unit(cleaned.get("unit") or self.instance.unit)
        if "out_of" not in self.errors and unit.is_ratio != bool(cleaned.get("out_of")):
            self.add_error(
                "out_of",
                "Say what it is out of."
                if unit.is_ratio
                else "A plain number is out of nothing. Clear this box or choose another unit.",
            )
        return cleaned

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under their headings."""
        found = (
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in self.GROUPS.items()
        )
        return [(heading, fields) for heading, fields in found if fields]


def _theme_with_plan(theme: Theme) -> str:
    return f"{theme} ({theme.plan})"


class AdoptForm(Form):
    """Which indicators of the catalogue to take into the library: all that are not there yet."""

    codes = forms.MultipleChoiceField(
        label="Indicators to add",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one indicator."},
    )

    def __init__(self, *args: Any, authority: Authority, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        library = authority.indicators.values_list("code", "name")
        words = {said for pair in library for said in pair}
        offered = [each for each in standards().values() if not words & {each.code, each.name}]
        self.fields["codes"].choices = [(each.code, str(each)) for each in offered]  # type: ignore[attr-defined]
        self.initial["codes"] = [each.code for each in offered]

    @property
    def groups(self) -> list[tuple[str, list[tuple[Standard, BoundWidget]], list[Standard]]]:
        """The catalogue by practice area: what may be ticked, with its box, and what is there."""
        boxes = {box.data["value"]: box for box in self["codes"].subwidgets}
        areas: dict[str, list[Standard]] = {}
        for each in standards().values():
            areas.setdefault(each.practice_area, []).append(each)
        return [
            (
                area,
                [(each, boxes[each.code]) for each in entries if each.code in boxes],
                [each for each in entries if each.code not in boxes],
            )
            for area, entries in areas.items()
        ]


# --- targets ------------------------------------------------------------------------------------


def plain(value: Decimal | None) -> str:
    """A number as it was typed: 90 and not 90.000000."""
    return "" if value is None else f"{value.normalize():f}"


class TargetForm(RevisionMixin, ModelForm):
    """What an indicator should reach, and the steps on the way, a row each.

    Which numbers a target has follows from which way is better. A row without a figure is left
    out. Periods for milestones are offered from a year before ``around`` to three years after it.
    """

    NUMBERS = ("value", "tolerance", "stretch", "lower", "upper")
    ASKED = {Polarity.BAND: ("lower", "upper", "tolerance"), Polarity.NEUTRAL: ()}
    YEARS_BEFORE, YEARS_AFTER = 1, 3

    class Meta:
        model = Target
        fields = ["from_on", "value", "tolerance", "stretch", "lower", "upper", "words", "note"]
        widgets = dict.fromkeys(
            ("value", "tolerance", "stretch", "lower", "upper"), forms.TextInput(NARROW)
        )

    def __init__(self, *args: Any, rows: int, around: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        polarity = Polarity(self.instance.indicator.polarity)
        asked = self.ASKED.get(polarity, ("value", "tolerance", "stretch"))
        for name in self.NUMBERS:
            if name not in asked:
                del self.fields[name]
            else:
                value = self.initial.get(name)
                self.initial[name] = plain(value) if isinstance(value, Decimal) else value
        if not self.instance.pk:
            del self.fields["revision"]
        self.has_milestones = "value" in asked
        self.periods = self._periods(around)
        kept = self._kept(self.instance)
        for row in range(1, max(rows, len(kept)) + 1 if self.has_milestones else 1):
            self._add_row(row)
        stored = {name: value for each in kept.values() for name, value in each.items()}
        self.initial = {**stored, **self.initial}

    def make_room(self, typed: Mapping[str, Any]) -> None:
        """A row for each milestone that was typed and not saved (``accounts.drafts``)."""
        while self.has_milestones and f"milestone_{len(self.rows) + 1}" in typed:
            self._add_row(len(self.rows) + 1)

    def _periods(self, around: date) -> list[tuple[str, str]]:
        first = self.instance.indicator.period_holding(around)
        a_year = first.frequency.in_a_year
        places = range(-a_year * self.YEARS_BEFORE, a_year * self.YEARS_AFTER + 1)
        offered = {first.shift(place) for place in places}
        if self.instance.pk:
            days = self.instance.milestones.values_list("starts_on", flat=True)
            offered |= {self.instance.indicator.period_holding(day) for day in days}
        return [(each.starts_on.isoformat(), each.label) for each in sorted(offered)]

    def _kept(self, target: Target) -> dict[int, dict[str, str]]:
        """The fields of the rows that a stored target fills, by row."""
        kept = target.milestones.all() if target.pk else []
        return {
            row: {
                f"milestone_period_{row}": each.starts_on.isoformat(),
                f"milestone_{row}": plain(each.value),
            }
            for row, each in enumerate(kept, start=1)
        }

    def _add_row(self, row: int) -> None:
        self.fields[f"milestone_period_{row}"] = forms.ChoiceField(
            choices=[("", "Choose one"), *self.periods],
            label=f"Period of milestone {row}",
            required=False,
        )
        self.fields[f"milestone_{row}"] = forms.DecimalField(
            max_digits=18,
            decimal_places=6,
            label=f"Milestone {row}",
            required=False,
            widget=forms.TextInput(NARROW),
        )

    @property
    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """The boxes for milestones: period and figure."""
        numbers = (name.removeprefix("milestone_") for name in self.fields)
        found = [number for number in numbers if number.isdigit()]
        return [(self[f"milestone_period_{row}"], self[f"milestone_{row}"]) for row in found]

    @property
    def own_fields(self) -> list[BoundField]:
        """The boxes of the target itself."""
        return [each for each in self.visible_fields() if not each.name.startswith("milestone_")]

    def clean(self) -> dict[str, Any]:
        """A milestone is for a period."""
        cleaned = super().clean() or {}
        for period, figure in self.rows:
            if cleaned.get(figure.name) is not None and not cleaned.get(period.name):
                self.add_error(period.name, f"Choose the {period.label.lower()}.")
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What the services are told."""
        said = self.cleaned_data
        milestones = [
            (date.fromisoformat(said[period.name]), said[figure.name])
            for period, figure in self.rows
            if said[figure.name] is not None
        ]
        own = {name: value for name, value in said.items() if not name.startswith("milestone_")}
        return own | ({"milestones": milestones} if self.has_milestones else {})

    def meet(self, current: models.Model) -> None:
        """Stand on the target that somebody saved meanwhile, with its milestones."""
        super().meet(current)
        for name in self.NUMBERS:
            setattr(current, name, plain(getattr(current, name)))
        for row, fields in self._kept(current).items():  # type: ignore[arg-type]
            if self.has_milestones and f"milestone_{row}" not in self.fields:
                self._add_row(row)
            for name, value in fields.items():
                setattr(current, name, value)


# --- scorecards ---------------------------------------------------------------------------------


class ScorecardForm(RevisionMixin, ModelForm):
    """A scorecard: a box beside each indicator takes its place in the order.

    Where two have the same place, the one that was moved there comes to stand in it.
    """

    class Meta:
        model = Scorecard
        fields = ["name", "description", "order"]
        widgets = {
            "description": area(),
            "order": forms.TextInput(attrs={"class": "govuk-input--width-2"}),
        }
        labels = {"order": "Place among the scorecards"}

    def __init__(self, *args: Any, as_at: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        card = self.instance
        entries = card.entries.select_related("indicator") if card.pk else []
        self.offered = {entry.indicator_id: entry.indicator for entry in entries}
        places = {pk: place for place, pk in enumerate(self.offered, start=1)}
        in_use = Indicator.objects.filter(authority=card.authority_id).in_use(as_at=as_at)
        self.offered |= {each.pk: each for each in in_use}
        for pk, indicator in self.offered.items():
            self.fields[f"place_{pk}"] = forms.IntegerField(
                label=str(indicator),
                required=False,
                min_value=1,
                widget=forms.TextInput({"class": "govuk-input--width-2", "inputmode": "numeric"}),
            )
            self.initial[f"place_{pk}"] = places.get(pk)
        if not card.pk:
            del self.fields["revision"]

    @property
    def places(self) -> list[tuple[BoundField, Indicator]]:
        """The boxes for places, each with its indicator."""
        return [(self[f"place_{pk}"], indicator) for pk, indicator in self.offered.items()]

    @property
    def own_fields(self) -> list[BoundField]:
        """The boxes of the scorecard itself."""
        return [each for each in self.visible_fields() if not each.name.startswith("place_")]

    @property
    def said(self) -> dict[str, Any]:
        """What ``services.save_scorecard`` is told."""
        names = ("name", "description", "order", "revision")
        said = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return said | {"indicators": self._in_order()}

    def _in_order(self) -> list[Indicator]:
        """Those with a place; what moved up goes before what stood there, moved down behind it."""
        found = []
        for pk, indicator in self.offered.items():
            place, before = self.cleaned_data[f"place_{pk}"], self.initial[f"place_{pk}"]
            if place:
                moved = -1 if before is None else (place > before) - (place < before)
                found.append((place, moved, indicator))
        return [each for _, _, each in sorted(found, key=lambda found: found[:2])]

    def meet(self, current: models.Model) -> None:
        """Stand on the scorecard that somebody saved meanwhile, with its order."""
        super().meet(current)
        for place, entry in enumerate(current.entries.all(), start=1):  # type: ignore[attr-defined]
            setattr(current, f"place_{entry.indicator_id}", place)


# --- control limits -----------------------------------------------------------------------------


class RebaseForm(ModelForm):
    """From which figure on the limits are recalculated, and why."""

    class Meta:
        model = Rebase
        fields = ["breakdown", "starts_on", "fixed_on", "reason"]
        widgets = {
            "fixed_on": forms.TextInput(attrs={"class": "govuk-input--width-2"}),
            "reason": area(3),
        }
        labels = {"breakdown": "For", "fixed_on": "Fix the limits after (figures)"}
        help_texts = {
            "fixed_on": "For example 12: the limits come from the first 12 figures and stay. At "
            "least 6. Leave empty to let every new figure count."
        }

    starts_on = forms.TypedChoiceField(
        label="New limits from",
        coerce=date.fromisoformat,
        help_text="The first period of the new limits.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        indicator = self.instance.indicator
        figures = indicator.observations.current().filter(is_forecast=False)
        days = figures.order_by("-starts_on").values_list("starts_on", flat=True).distinct()
        periods: Iterable[Period] = (indicator.period_holding(day) for day in list(days)[:-1])
        self.fields["starts_on"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"),
            *((each.starts_on.isoformat(), each.label) for each in periods),
        ]
        parts = Breakdown.objects.filter(pk__in=figures.values("breakdown"))
        if parts:
            offer(self, "breakdown", parts)
            self.fields["breakdown"].empty_label = "The council as a whole"  # type: ignore[attr-defined]
        else:
            del self.fields["breakdown"]

"""Indicators, what they should reach, what was counted, and what people say about it."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.models import Authority, AuthorityOwnedQuerySet, User, acted_for
from improvement.models import PracticeArea, Theme
from performance.periods import Frequency, Period
from performance.rating import Goal
from performance.spc import Choices
from performance.suppression import Rule
from performance.vocabulary import (
    BatchState,
    BreakdownKind,
    CommentaryState,
    Group,
    PeriodType,
    Polarity,
    SmallNumbers,
    Source,
    State,
    Unit,
)

WITH_VALUE = [str(state) for state in State.with_value()]


class ValueField(models.DecimalField):
    """A figure as it was counted: exact, to six places."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 6, **kwargs})


# --- how an authority reads its figures ---------------------------------------------------------


class ConventionsQuerySet(AuthorityOwnedQuerySet):
    """Questions about conventions."""

    def of(self, authority_id: int) -> "Conventions":
        """Those of an authority; where it has set none, what is usual."""
        return self.filter(authority=authority_id).first() or Conventions(authority_id=authority_id)


class Conventions(models.Model):
    """How an authority reads its figures, where the field leaves a choice.

    The choices for control charts are those that NHS England's Making Data Count and other users
    of its method make differently; every chart prints the ones it was drawn with.
    """

    authority = models.OneToOneField(
        Authority, on_delete=models.CASCADE, related_name="conventions"
    )
    region = models.CharField(
        max_length=60, blank=True, help_text="As national statistics name it, for example London."
    )
    small_number_threshold = models.PositiveSmallIntegerField(
        "largest number to hide",
        default=5,
        validators=[MaxValueValidator(20)],
        help_text="Numbers from 1 up to this are hidden outside the service. Zero is shown.",
    )
    implausible_change = models.PositiveSmallIntegerField(
        "ask about a movement over (%)",
        default=50,
        validators=[MinValueValidator(1)],
        help_text="A figure that moves by more than this share of the one before is asked about.",
    )
    implausible_least = models.PositiveSmallIntegerField(
        "and of at least",
        default=10,
        help_text="Smaller movements are not asked about, so that small numbers may jump.",
    )
    trend_length = models.PositiveSmallIntegerField(
        "points that make a trend", choices=[(6, "6"), (7, "7")], default=7
    )
    screens_ranges = models.BooleanField(
        "leave out extreme moving ranges",
        default=False,
        help_text="Limits are computed once more without moving ranges far above the mean range.",
    )

    objects = ConventionsQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["authority"]
        verbose_name_plural = "conventions"

    def __str__(self) -> str:
        return f"Conventions of {self.authority}"

    @property
    def rule(self) -> Rule:
        """Which small numbers are hidden."""
        return Rule(self.small_number_threshold)

    @property
    def choices(self) -> Choices:
        """How control charts are drawn."""
        return Choices(trend_length=self.trend_length, screens_ranges=self.screens_ranges)

    def is_implausible(self, before: Decimal, now: Decimal) -> bool:
        """Whether a figure moves so far from the one before that somebody should look."""
        moved = abs(now - before)
        return moved >= self.implausible_least and moved * 100 > abs(before) * (
            self.implausible_change
        )


# --- the library --------------------------------------------------------------------------------


class IndicatorQuerySet(AuthorityOwnedQuerySet):
    """Questions about indicators."""

    def in_use(self, *, as_at: date) -> Self:
        """Those not retired by a day."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=as_at))

    def with_parts(self) -> Self:
        """With what their lists and pages name."""
        return self.select_related("authority", "owner", "practice_area")


class Indicator(models.Model):
    """One thing an authority measures: what is counted, over what, and which way is better.

    It has one frequency and one kind of period, so that monthly, year-to-date and rolling figures
    never stand on one line; another way of counting is another indicator.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(max_length=20, help_text="For example CP05.")
    name = models.CharField(max_length=200)
    also_called = models.TextField(
        blank=True, help_text="Other names in workbooks and papers, one a line."
    )
    definition = models.TextField(help_text="What it tells, in a sentence or two.")
    counted = models.TextField("what is counted", help_text="The numerator, or the thing counted.")
    out_of = models.TextField(
        "out of what", blank=True, help_text="The denominator. Leave empty for a plain number."
    )
    unit = models.CharField(max_length=12, choices=Unit.choices, default=Unit.COUNT)
    decimals = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(3)], help_text="How many are printed."
    )
    polarity = models.CharField(
        "which way is better", max_length=10, choices=Polarity.choices, default=Polarity.NEUTRAL
    )
    period_type = models.CharField(
        "kind of period", max_length=15, choices=PeriodType.choices, default=PeriodType.IN_PERIOD
    )
    frequency = models.CharField(max_length=15, choices=Frequency.choices, default=Frequency.MONTH)
    source = models.CharField(max_length=200, blank=True, help_text="Where the figures come from.")
    owner = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators_owned",
        help_text="Who explains it when it needs attention.",
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="indicators")
    practice_area = models.ForeignKey(
        PracticeArea, on_delete=models.SET_NULL, null=True, blank=True, related_name="indicators"
    )
    is_public = models.BooleanField(
        "may be printed in papers", default=True, help_text="Clear this to keep it inside."
    )
    small_numbers = models.CharField(
        max_length=10, choices=SmallNumbers.choices, default=SmallNumbers.AUTHORITY
    )
    due_after_days = models.PositiveSmallIntegerField(
        "figures are due after (days)",
        default=21,
        help_text="Days after the end of a period. A figure that comes later counts as late.",
    )
    retired_on = models.DateField("no longer counted from", null=True, blank=True)
    note = models.TextField(blank=True, help_text="What readers should know about the figures.")
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = IndicatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["authority", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "code"],
                name="indicator_code_unique",
                violation_error_message="There is an indicator with this code already.",
            ),
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="indicator_name_unique",
                violation_error_message="There is an indicator with this name already.",
            ),
            models.CheckConstraint(
                condition=Q(unit="count") | ~Q(out_of=""),
                name="indicator_ratio_says_out_of_what",
                violation_error_message="Say what it is out of.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("performance:indicator_detail", args=[self.pk])

    @property
    def names(self) -> list[str]:
        """Everything it is called, its own name first."""
        others = (name.strip() for name in self.also_called.splitlines())
        return [self.name, *filter(None, others)]

    @property
    def annual_months(self) -> int | None:
        """Months that a rate is scaled up from; None where it stands as it is.

        What happens in a period is annualised as a rate per 10,000 (DfE, children in need
        guidance); how things stand at its end never is.
        """
        scaled = self.unit == Unit.PER_10000 and self.period_type == PeriodType.IN_PERIOD
        return (Frequency(self.frequency).months or None) if scaled else None

    def period_holding(self, day: date) -> Period:
        """Its period that a day lies in."""
        return Period.holding(day, Frequency(self.frequency))

    def latest_period(self, *, as_at: date) -> Period:
        """Its last period that is over by the end of a day."""
        period = self.period_holding(as_at)
        return period if period.ends_on <= as_at else period.shift(-1)


class OwnedByIndicator(AuthorityOwnedQuerySet):
    """Questions about records of an indicator."""

    authority_path = "indicator__authority"


class Scorecard(models.Model):
    """Indicators that are read together, in an order: for a board, a committee, a service."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="scorecards")
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    indicators: "models.ManyToManyField[Indicator, ScorecardEntry]" = models.ManyToManyField(
        Indicator, through="ScorecardEntry", related_name="scorecards"
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["authority", "order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="scorecard_name_unique",
                violation_error_message="There is a scorecard with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("performance:scorecard_detail", args=[self.pk])


class ScorecardEntry(models.Model):
    """An indicator in its place on a scorecard."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="entries")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="scorecard_entries"
    )
    order = models.PositiveSmallIntegerField(default=1)

    objects = OwnedByIndicator.as_manager()

    class Meta:
        ordering = ["scorecard", "order"]
        verbose_name_plural = "scorecard entries"
        constraints = [
            models.UniqueConstraint(
                fields=["scorecard", "indicator"],
                name="scorecard_entry_unique",
                violation_error_message="This indicator is on the scorecard already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scorecard}: {self.indicator}"


# --- what it should reach, and whom it is compared with -----------------------------------------


class TargetQuerySet(OwnedByIndicator):
    """Questions about targets."""

    def in_force(self, *, as_at: date) -> Self:
        """Those that hold from a day on or before ``as_at``, the latest of each indicator first."""
        return self.filter(from_on__lte=as_at).order_by("indicator", "-from_on")


class Target(models.Model):
    """What an indicator should reach from a day on, and how far off still counts as near.

    A target in words, such as "above statistical neighbours", is printed and never rated.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    from_on = models.DateField("applies from")
    value = ValueField("target", null=True, blank=True)
    tolerance = ValueField(
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text="How far from the target still counts as near target, in the indicator's unit.",
    )
    stretch = ValueField(
        "stretch target", null=True, blank=True, help_text="Better than the target."
    )
    lower = ValueField("lower end of the expected range", null=True, blank=True)
    upper = ValueField("upper end of the expected range", null=True, blank=True)
    words = models.CharField(
        "target in words",
        max_length=200,
        blank=True,
        help_text="For example above statistical neighbours.",
    )
    note = models.CharField("who agreed it, and why", max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = TargetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["indicator", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "from_on"],
                name="target_from_unique",
                violation_error_message="Another target applies from this day.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False)
                | Q(lower__isnull=False, upper__isnull=False)
                | ~Q(words=""),
                name="target_says_something",
                violation_error_message="Enter a target, an expected range or a target in words.",
            ),
            models.CheckConstraint(
                condition=Q(lower__isnull=True) | Q(upper__isnull=True) | Q(upper__gte=F("lower")),
                name="target_range_in_order",
                violation_error_message="The upper end of the range lies below the lower end.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} from {self.from_on:%-d %B %Y}"

    def clean(self) -> None:
        """Refuse a stretch target that is no better than the target."""
        if self.value is None or self.stretch is None or not self.indicator_id:
            return
        polarity = self.indicator.polarity
        if (polarity == Polarity.HIGHER and self.stretch <= self.value) or (
            polarity == Polarity.LOWER and self.stretch >= self.value
        ):
            raise ValidationError({"stretch": "Enter a stretch target better than the target."})

    def goal(self, milestone: Decimal | None = None) -> Goal:
        """What a figure is held against; a milestone of its period goes before the target."""
        return Goal(
            value=self.value if milestone is None else milestone,
            tolerance=self.tolerance,
            stretch=self.stretch if milestone is None else None,
            lower=self.lower,
            upper=self.upper,
            words=self.words,
        )


class OwnedByTarget(AuthorityOwnedQuerySet):
    """Questions about records of a target."""

    authority_path = "target__indicator__authority"


class Milestone(models.Model):
    """A step on the way: what the indicator should have reached by one period."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="milestones")
    starts_on = models.DateField("period", help_text="A day in the period it is for.")
    value = ValueField("milestone")

    objects = OwnedByTarget.as_manager()

    class Meta:
        ordering = ["target", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "starts_on"],
                name="milestone_unique",
                violation_error_message="There is a milestone for this period already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.starts_on:%B %Y}"


class NeighbourModel(models.Model):
    """The ten authorities most like this one, by a model of a certain year.

    Lists change, so each is kept, and a comparison says which one it was made with.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="neighbour_models"
    )
    name = models.CharField(max_length=100, help_text="For example 2025 model.")
    from_on = models.DateField("applies from")
    source = models.CharField(max_length=200)
    batch = models.ForeignKey(
        "ImportBatch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="neighbour_models",
        editable=False,
    )

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["authority", "-from_on"]
        verbose_name = "list of statistical neighbours"
        verbose_name_plural = "lists of statistical neighbours"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="neighbour_model_name_unique",
                violation_error_message="There is a list with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OwnedByModel(AuthorityOwnedQuerySet):
    """Questions about records of a list of neighbours."""

    authority_path = "model__authority"


class Neighbour(models.Model):
    """An authority like this one, in the order of likeness."""

    model = models.ForeignKey(NeighbourModel, on_delete=models.CASCADE, related_name="neighbours")
    order = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    code = models.CharField("authority code", max_length=12, blank=True)
    name = models.CharField(max_length=200)
    closeness = models.CharField(max_length=40, blank=True, help_text="For example very close.")

    objects = OwnedByModel.as_manager()

    class Meta:
        ordering = ["model", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "order"],
                name="neighbour_order_unique",
                violation_error_message="Another authority stands in this place.",
            )
        ]

    def __str__(self) -> str:
        return self.name


# --- imports ------------------------------------------------------------------------------------


class WorkbookMapping(models.Model):
    """Where a council's own workbook keeps its figures, found once and used every month."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="workbook_mappings"
    )
    name = models.CharField(max_length=100, help_text="For example Monthly performance workbook.")
    mapping = models.JSONField()

    objects = AuthorityOwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["authority", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="workbook_mapping_name_unique",
                violation_error_message="There is a mapping with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """Figures that came in together: who brought them, when, from which file, and what changed.

    It is looked at first, then committed whole, and can be undone as long as nothing depends on
    it. The file is kept only until its columns are known; its SHA-256 proves which one it was.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="imports")
    source = models.CharField("kind", max_length=12, choices=Source.choices)
    file_name = models.CharField("file", max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file = models.FileField(upload_to="imports", blank=True, editable=False)
    mapping = models.ForeignKey(
        WorkbookMapping, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    state = models.CharField(
        max_length=10, choices=BatchState.choices, default=BatchState.PREVIEWED
    )
    details = models.JSONField(default=dict, blank=True)
    new_count = models.PositiveIntegerField("new", default=0)
    changed_count = models.PositiveIntegerField("changed", default=0)
    unchanged_count = models.PositiveIntegerField("unchanged", default=0)
    rejected_count = models.PositiveIntegerField("rejected", default=0)
    asked_count = models.PositiveIntegerField("asked about", default=0)
    previewed_at = models.DateTimeField("previewed")
    previewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField("committed", null=True, blank=True)
    committed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField("undone", null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-previewed_at", "-pk"]
        verbose_name = "import"
        constraints = [
            models.CheckConstraint(
                condition=Q(committed_at__isnull=True, committed_by__isnull=True)
                | Q(committed_at__isnull=False, committed_by__isnull=False),
                name="import_committed_at_and_by_paired",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="import_undone_at_and_by_paired",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["mapping", "previewed"], committed_at__isnull=True)
                | Q(state="committed", committed_at__isnull=False, undone_at__isnull=True)
                | Q(state="undone", committed_at__isnull=False, undone_at__isnull=False),
                name="import_state_fits_its_times",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return reverse("performance:import_detail", args=[self.pk])

    @property
    def words(self) -> str:
        """What people call it: its file, else how it came in and when."""
        return self.file_name or f"{self.get_source_display()}, {self.previewed_at:%-d %B %Y}"


class OwnedByBatch(AuthorityOwnedQuerySet):
    """Questions about records of an import."""

    authority_path = "batch__authority"


class StagedFigure(models.Model):
    """A figure of a file that is being looked at, with its place in the file and what it means.

    It exists between preview and commit only. A comparator has a ``group``; an own figure has none.
    """

    class Outcome(models.TextChoices):
        """What committing would do with it."""

        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        REJECTED = "rejected", "Rejected"

        @property
        def colour(self) -> str:
            """The colour of its tag."""
            colours = {"new": "blue", "changed": "amber", "rejected": "red"}
            return colours.get(self.value, "grey")

    # A million of them are written at once and live for minutes: Django keeps these keys, which
    # costs nothing, where the database would check each of them twice.
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.CASCADE,
        related_name="staged",
        db_index=False,
        db_constraint=False,
    )
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    breakdown = models.ForeignKey(
        "Breakdown",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    group = models.CharField(max_length=15, choices=Group.choices, blank=True)
    starts_on = models.DateField("period", null=True)
    previous_on = models.DateField("period before", null=True)
    label = models.CharField(max_length=60, blank=True)
    is_forecast = models.BooleanField(default=False)
    value = ValueField(null=True)
    numerator = ValueField(null=True)
    denominator = ValueField(null=True)
    state = models.CharField(max_length=15, choices=State.choices, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.NEW)
    asks = models.BooleanField(default=False)
    found = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=300, blank=True)
    before = ValueField(null=True)

    objects = OwnedByBatch.as_manager()

    class Meta:
        ordering = ["batch", "row", "pk"]
        indexes = [models.Index(fields=["batch", "indicator", "starts_on", "breakdown"])]

    def __str__(self) -> str:
        return f"Row {self.row}, {self.column}"


class Recorded(models.Model):
    """The base of what an import brings: a row is never changed, only replaced by a later import.

    What counts is what nothing has replaced. Undoing an import removes its rows and lets those
    they had replaced count again; what stood on a past day can always be asked.
    """

    value = ValueField(null=True, blank=True)
    numerator = ValueField(null=True, blank=True)
    denominator = ValueField(null=True, blank=True)

    class Meta:
        abstract = True


class RecordedQuerySet(OwnedByIndicator):
    """Questions about what imports brought."""

    def current(self) -> Self:
        """What counts now."""
        return self.filter(replaced_in__isnull=True)

    def known(self, *, at: datetime | None) -> Self:
        """What counted at a moment; now, without one."""
        if at is None:
            return self.current()
        return self.filter(
            Q(replaced_in__isnull=True) | Q(replaced_in__committed_at__gt=at),
            batch__committed_at__lte=at,
        )


class Comparator(Recorded):
    """What another group of authorities reached in a year, with the source of the figure."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="comparators")
    group = models.CharField("compared with", max_length=15, choices=Group.choices)
    starts_on = models.DateField("year begins on")
    label = models.CharField("year", max_length=60, help_text="For example 2023/24.")
    source = models.CharField(max_length=200)
    neighbours = models.ForeignKey(
        NeighbourModel, on_delete=models.PROTECT, null=True, blank=True, related_name="comparators"
    )
    note = models.CharField(max_length=200, blank=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="comparators")
    replaced_in = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RecordedQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "group", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "group", "starts_on"],
                condition=Q(replaced_in__isnull=True),
                name="comparator_unique",
            ),
            models.CheckConstraint(condition=Q(value__isnull=False), name="comparator_has_a_value"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.get_group_display()}, {self.label}"


class Breakdown(models.Model):
    """A part that figures are counted for: a team, a locality, an age group."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="breakdowns")
    kind = models.CharField(max_length=10, choices=BreakdownKind.choices)
    name = models.CharField(max_length=100)

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["authority", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="breakdown_name_unique",
                violation_error_message="There is a part with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ObservationQuerySet(RecordedQuerySet):
    """Questions about figures."""

    def whole(self) -> Self:
        """Figures of the authority as a whole."""
        return self.filter(breakdown__isnull=True)

    def of(self, indicators: "Iterable[Indicator]") -> Self:
        """Figures of these indicators."""
        return self.filter(indicator__in=[each.pk for each in indicators])

    def without_overtaken_forecasts(self) -> Self:
        """Without forecasts of periods that have been counted by now."""
        counted = Observation.objects.current().filter(
            indicator=models.OuterRef("indicator"),
            starts_on=models.OuterRef("starts_on"),
            is_forecast=False,
        )
        of_part = counted.filter(breakdown=models.OuterRef("breakdown"))
        overtaken = Q(models.Exists(of_part)) | Q(
            models.Exists(counted.filter(breakdown__isnull=True)), breakdown__isnull=True
        )
        return self.exclude(overtaken, is_forecast=True)


class Observation(Recorded):
    """One figure: an indicator, a period and, where it is broken down, a team or other part.

    A percentage or rate has its numerator and denominator where they are known, and its value is
    computed from them; it is never an average of others.
    """

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="observations", db_index=False
    )
    breakdown = models.ForeignKey(
        Breakdown,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        db_index=False,
    )
    starts_on = models.DateField("period", help_text="Its first day.")
    state = models.CharField(max_length=15, choices=State.choices, default=State.FINAL)
    is_forecast = models.BooleanField("forecast", default=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="observations")
    replaced_in = models.ForeignKey(
        ImportBatch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_observations",
        db_index=False,
    )

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "breakdown", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "starts_on", "is_forecast"],
                condition=Q(breakdown__isnull=True, replaced_in__isnull=True),
                name="observation_unique",
            ),
            models.UniqueConstraint(
                fields=["indicator", "breakdown", "starts_on", "is_forecast"],
                condition=Q(breakdown__isnull=False, replaced_in__isnull=True),
                name="observation_of_part_unique",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WITH_VALUE, value__isnull=False)
                | (~Q(state__in=WITH_VALUE) & Q(value__isnull=True)),
                name="observation_value_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(state="projected", is_forecast=True)
                | (~Q(state="projected") & Q(is_forecast=False)),
                name="observation_forecast_fits_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["replaced_in"],
                condition=Q(replaced_in__isnull=False),
                name="observation_replaced",
            )
        ]

    def __str__(self) -> str:
        part = f", {self.breakdown}" if self.breakdown else ""
        return f"{self.indicator}{part}, {self.starts_on:%-d %B %Y}"


# --- what people say about it -------------------------------------------------------------------


class Rebase(models.Model):
    """A new mean and new limits from a period on, because somebody decided that practice changed.

    ``fixed_on`` locks the limits on the first so many figures; without it each new figure counts.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="rebases")
    breakdown = models.ForeignKey(
        Breakdown, on_delete=models.CASCADE, null=True, blank=True, related_name="rebases"
    )
    starts_on = models.DateField("from", help_text="The first period of the new limits.")
    fixed_on = models.PositiveSmallIntegerField(
        "fix the limits on the first",
        null=True,
        blank=True,
        validators=[MinValueValidator(6)],
        help_text="Figures. Leave empty to let every new figure count.",
    )
    reason = models.TextField(help_text="What changed, and how it is known.")
    made_at = models.DateTimeField("made")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OwnedByIndicator.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["indicator", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "starts_on"],
                condition=Q(breakdown__isnull=True),
                name="rebase_unique",
                violation_error_message="The limits are recalculated from this period already.",
            ),
            models.UniqueConstraint(
                fields=["indicator", "breakdown", "starts_on"],
                condition=Q(breakdown__isnull=False),
                name="rebase_of_part_unique",
                violation_error_message="The limits are recalculated from this period already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: new limits from {self.starts_on:%-d %B %Y}"


class CommentaryQuerySet(OwnedByIndicator):
    """Questions about commentaries."""

    def waiting_for(self, user: User) -> Self:
        """Those asked of a person, or of one they stand in for, and not handed in yet."""
        open_states = [CommentaryState.ASKED, CommentaryState.DRAFT, CommentaryState.RETURNED]
        owned = acted_for(user, "indicator__owner", "indicator__authority")
        return self.filter(owned, state__in=open_states)

    def written_before(self, period: Period) -> "Commentary | None":
        """The last one on an earlier period in which something is written."""
        earlier = self.filter(starts_on__lt=period.starts_on).exclude(state=CommentaryState.ASKED)
        return earlier.select_related("indicator").order_by("-starts_on").first()


class Commentary(models.Model):
    """What the owner of an indicator says about one period that needed attention.

    The four parts are those that committees are given: what the data shows, what is working well,
    what needs to change, what is being done.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="commentaries")
    starts_on = models.DateField("period", help_text="Its first day.")
    reasons = models.TextField("why it was asked for", blank=True)
    data_shows = models.TextField("what the data shows", blank=True)
    working_well = models.TextField("what is working well", blank=True)
    needs_change = models.TextField("what needs to change", blank=True)
    being_done = models.TextField("what is being done", blank=True)
    state = models.CharField(
        max_length=10, choices=CommentaryState.choices, default=CommentaryState.DRAFT
    )
    return_reason = models.TextField("why it was returned", blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = CommentaryQuerySet.as_manager()
    history = HistoricalRecords()

    PARTS = ("data_shows", "working_well", "needs_change", "being_done")

    class Meta:
        ordering = ["-starts_on", "indicator"]
        verbose_name_plural = "commentaries"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "starts_on"],
                name="commentary_unique",
                violation_error_message="There is a commentary for this period already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="commentary_returned_with_reason",
                violation_error_message="Say why it is returned.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.period.label}"

    def get_absolute_url(self) -> str:
        return reverse("performance:commentary_edit", args=[self.pk])

    @classmethod
    def rewordings(cls) -> models.QuerySet[Any]:
        """The versions, of all commentaries, that have other words than the one before."""
        earlier = cls.history.filter(
            id=OuterRef("id"), history_id__lt=OuterRef("history_id")
        ).order_by("-history_id")
        before = {
            f"{part}_before": Coalesce(Subquery(earlier.values(part)[:1]), Value(""))
            for part in cls.PARTS
        }
        unchanged = {part: F(f"{part}_before") for part in cls.PARTS}
        found: models.QuerySet[Any] = cls.history.annotate(**before).exclude(**unchanged)
        return found

    @property
    def period(self) -> Period:
        """The period it speaks of."""
        return Period(self.starts_on, Frequency(self.indicator.frequency))

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What is written, each with its heading."""
        return [(self.heading(part), text) for part in self.PARTS if (text := getattr(self, part))]

    @classmethod
    def heading(cls, part: str) -> str:
        """What stands above a part: "What the data shows"."""
        field: Any = cls._meta.get_field(part)
        return str(field.verbose_name).capitalize()

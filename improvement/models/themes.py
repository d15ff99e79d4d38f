"""The themes of a plan, and what is written about them for a period."""

from collections.abc import Iterable
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorField
from simple_history.models import HistoricalRecords

from accounts.models import AuthorityOwnedQuerySet, User
from improvement.models.periods import ReportingPeriod
from improvement.models.plans import OwnedByPlan, Plan
from improvement.vocabulary import (
    NarrativeState,
)

# What the narrative editor offers; documents.richtext turns the same list into nodes.
NARRATIVE_EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Blockquote": True,
    "Heading": {"levels": [3, 4]},
    "Link": {"protocols": ["https", "http", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "NodeClass": {
        "cssClasses": {
            "paragraph": [
                {"className": "continuation", "title": "Without a number"},
                {"className": "sub", "title": "Numbered inside the one before: 1.8.1"},
            ]
        }
    },
    "WordPaste": {"label": "Text"},
}


class ThemeQuerySet(OwnedByPlan):
    """Questions about themes."""

    def with_narrative_state(self, periods: "Iterable[ReportingPeriod]") -> Self:
        """Annotates ``narrative_state``: how far the narrative has come in its period, if begun.

        Give one period of each authority.
        """
        narratives = ThemeNarrative.objects.filter(theme=OuterRef("pk"), period__in=list(periods))
        return self.annotate(narrative_state=Subquery(narratives.values("state")[:1]))


class Theme(models.Model):
    """A strand of the plan, described once and reported on in every paper."""

    class Kind(models.TextChoices):
        """What sort of strand it is."""

        TURNAROUND = "turnaround", "Turnaround priority"
        IMPROVEMENT = "improvement", "Improvement theme"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="themes")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.IMPROVEMENT)
    title = models.CharField(max_length=200)
    description = models.TextField(
        help_text="The fixed sentence or two that opens the theme in every paper."
    )
    lead = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="themes_led"
    )

    narrative_state: str | None  # where ``with_narrative_state`` has put it

    objects = ThemeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="theme_number_unique",
                violation_error_message="Another theme of this plan has this number.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("improvement:theme_detail", args=[self.pk])

    @property
    def heading(self) -> str:
        """How the theme is headed in a paper: "1. Turnaround priority: To drive …"."""
        kind = f"{self.get_kind_display()}: " if self.kind == self.Kind.TURNAROUND else ""
        return f"{self.number}. {kind}{self.title}"


class OwnedByTheme(AuthorityOwnedQuerySet):
    """Questions about records of a theme."""

    authority_path = "theme__plan__authority"


class Objective(models.Model):
    """What a theme sets out to reach, for example 5b; actions may hang from it."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="objectives")
    reference = models.CharField(max_length=20, help_text="For example 5b.")
    title = models.CharField(max_length=300)

    objects = OwnedByTheme.as_manager()

    class Meta:
        ordering = ["theme", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "reference"],
                name="objective_reference_unique",
                violation_error_message="Another objective of this theme has this reference.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class ThemeNarrative(models.Model):
    """The text on one theme for one period, apart from running updates."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="narratives")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="narratives")
    body = ProseEditorField("narrative", extensions=NARRATIVE_EXTENSIONS, sanitize=True, blank=True)
    state = models.CharField(
        max_length=10, choices=NarrativeState.choices, default=NarrativeState.DRAFT
    )
    return_reason = models.TextField("why it was returned", blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedByTheme.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-period__starts_on", "theme__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "period"],
                name="theme_narrative_unique",
                violation_error_message="This theme has a narrative for the period already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="theme_narrative_returned_with_reason",
                violation_error_message="Say why it is returned.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme.number}. {self.theme.title}, {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("improvement:narrative_edit", args=[self.theme_id, self.period_id])

    @property
    def status(self) -> NarrativeState:
        """The state with its words and colour."""
        return NarrativeState(self.state)

    @property
    def safe_body(self) -> SafeString:
        """The text to print on a page, cleaned once more in case it was not saved by a form."""
        return SafeString(ThemeNarrative.body.field.clean(self.body, self) or "")

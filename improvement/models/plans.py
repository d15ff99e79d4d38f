"""The plan an authority agreed, its aims and the words it rates with."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.models import Authority, AuthorityOwnedQuerySet
from improvement.vocabulary import (
    COLOUR_CHOICES,
    DeliveryKind,
    ImpactKind,
)


class OwnedByPlan(AuthorityOwnedQuerySet):
    """Questions about records of a plan."""

    authority_path = "plan__authority"


class Plan(models.Model):
    """The improvement plan an authority agreed after an inspection."""

    class DateDeciders(models.TextChoices):
        """Who decides requests to move a due date, among those whose role allows it."""

        ANYBODY = "anybody", "Everybody whose role allows it"
        THEME_LEAD = "theme_lead", "The lead of the action’s theme"
        NAMED = "named", "The people named here"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(max_length=200)
    short_name = models.CharField(
        max_length=60, blank=True, help_text="How people call it, for example Action Plan."
    )
    summary = models.TextField(blank=True, help_text="What the plan is for, in a few sentences.")
    starts_on = models.DateField("starts on")
    ends_on = models.DateField("ends on", null=True, blank=True)
    date_changes_need_approval = models.BooleanField(
        "a date change needs approval",
        default=True,
        help_text="A request to move a due date waits for a decision before the date moves.",
    )
    date_changes_decided_by = models.CharField(
        "who decides date changes",
        max_length=20,
        choices=DateDeciders.choices,
        default=DateDeciders.ANYBODY,
        help_text="Where a theme has no lead, everybody whose role allows it decides.",
    )
    date_change_deciders = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        blank=True,
        verbose_name="people who decide date changes",
    )

    objects = AuthorityOwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["authority", "-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="plan_name_unique",
                violation_error_message="There is a plan with this name already.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_start",
                violation_error_message="The plan cannot end before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("improvement:plan_detail", args=[self.pk])


class PlanVersion(models.Model):
    """A version of the plan as it was agreed: a draft, a consulted text, the final one."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(max_length=100)
    agreed_on = models.DateField("agreed on")
    note = models.TextField(blank=True)

    objects = OwnedByPlan.as_manager()

    class Meta:
        ordering = ["plan", "agreed_on"]

    def __str__(self) -> str:
        return f"{self.plan}: {self.name}"


class StrategicObjective(models.Model):
    """One of the few aims that run through the whole plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="objectives")
    order = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()

    objects = OwnedByPlan.as_manager()

    class Meta:
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "order"],
                name="strategic_objective_order_unique",
                violation_error_message="Another objective stands in this place.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Status(models.Model):
    """A word of one of the plan's two vocabularies, with the definition that is printed beside it.

    Delivery says whether an action is done; impact says whether it has changed anything. The kind
    is what the software reasons with; the label, colour and definition are the council's own.
    """

    class Axis(models.TextChoices):
        """Which question the status answers."""

        DELIVERY = "delivery", "Delivery: is it done?"
        IMPACT = "impact", "Impact: has it changed anything?"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="statuses")
    axis = models.CharField("question", max_length=10, choices=Axis.choices)
    order = models.PositiveSmallIntegerField(default=1)
    label = models.CharField(max_length=60)
    colour = models.CharField(max_length=10, choices=COLOUR_CHOICES)
    kind = models.CharField(max_length=20, choices=[*DeliveryKind.choices, *ImpactKind.choices])
    definition = models.TextField(help_text="Printed beside the choice and in the paper's key.")

    objects = OwnedByPlan.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "axis", "order"]
        verbose_name_plural = "statuses"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "axis", "label"],
                name="status_label_unique",
                violation_error_message="There is a status with this label already.",
            ),
            models.CheckConstraint(
                condition=Q(axis="delivery", kind__in=DeliveryKind.values)
                | Q(axis="impact", kind__in=ImpactKind.values),
                name="status_kind_fits_axis",
                violation_error_message="This kind does not answer this question.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class PracticeArea(models.Model):
    """A strand of practice that findings, audits, indicators and voice all speak about."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="practice_areas"
    )
    order = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["authority", "order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="practice_area_name_unique",
                violation_error_message="There is a practice area with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

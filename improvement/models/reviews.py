"""Looking at the whole plan: its dated reviews, and the risks to it."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from improvement.models.actions import Action
from improvement.models.plans import OwnedByPlan, Plan
from improvement.vocabulary import RiskLevel


class PlanReview(models.Model):
    """A dated look at the whole plan by a named reviewer, with the day of the next one."""

    class Verdict(models.TextChoices):
        """What the reviewer makes of the plan."""

        ON_COURSE = "on_course", "On course"
        SOME_CONCERN = "some_concern", "Some concern"
        OFF_COURSE = "off_course", "Off course"

        @property
        def colour(self) -> str:
            """The colour of its tag."""
            return {"on_course": "green", "some_concern": "amber", "off_course": "red"}[self]

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField("reviewed on")
    reviewer = models.CharField(
        max_length=200, help_text="Who looked: a person, or a board with its chair."
    )
    verdict = models.CharField("what was found", max_length=20, choices=Verdict.choices)
    words = models.TextField("what was said")
    decisions = models.TextField("what was decided", blank=True)
    next_review_on = models.DateField("next review on", null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = OwnedByPlan.as_manager()

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_review_on__isnull=True) | Q(next_review_on__gt=F("reviewed_on")),
                name="plan_review_next_is_later",
                violation_error_message="Choose a day after this review.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.reviewed_on:%-d %B %Y}"

    @property
    def finding(self) -> Verdict:
        """What was found, with its word and colour."""
        return self.Verdict(self.verdict)


class RiskQuerySet(OwnedByPlan):
    """Questions about risks."""

    def open(self) -> Self:
        """Those that may still come true."""
        return self.filter(closed_on=None)

    def with_scores(self) -> Self:
        """With the score as it is (``score_now``) and without mitigation (``score_then``)."""
        return self.annotate(
            score_now=F("likelihood") * F("impact"),
            score_then=F("likelihood_before") * F("impact_before"),
        )


class Risk(models.Model):
    """What could keep the plan from working, how likely and how grave, and what is done about it.

    Likelihood and impact run from 1 to 5, once as the risk would be without its mitigations
    and once as it is with them; their product is the score, from 1 to 25.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="risks")
    number = models.PositiveSmallIntegerField(help_text="Its number in the plan’s register.")
    title = models.CharField("what could happen", max_length=300)
    cause = models.TextField("why it could", blank=True)
    effect = models.TextField("what that would mean", blank=True)
    likelihood_before = models.PositiveSmallIntegerField(
        "likelihood without mitigation", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    impact_before = models.PositiveSmallIntegerField(
        "impact without mitigation", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    likelihood = models.PositiveSmallIntegerField(
        "likelihood now", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    impact = models.PositiveSmallIntegerField(
        "impact now", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    mitigation = models.TextField("what is done about it")
    actions = models.ManyToManyField(Action, related_name="risks", blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="risks_owned",
    )
    raised_on = models.DateField("raised on")
    reviewed_on = models.DateField("last looked at on")
    closed_on = models.DateField("closed on", null=True, blank=True)
    closed_because = models.TextField("why it was closed", blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = RiskQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="risk_number_unique",
                violation_error_message="Another risk of this plan has this number.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closed_because=""),
                name="risk_closed_with_reason",
                violation_error_message="Say why the risk is closed.",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gte": 1, f"{name}__lte": 5}),
                    name=f"risk_{name}_from_1_to_5",
                )
                for name in ("likelihood_before", "impact_before", "likelihood", "impact")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("improvement:risk_detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """The number as people say it: R3."""
        return f"R{self.number}"

    @property
    def score(self) -> int:
        """Likelihood times impact as they are now, from 1 to 25."""
        return self.likelihood * self.impact

    @property
    def score_before(self) -> int:
        """Likelihood times impact as they would be without mitigation."""
        return self.likelihood_before * self.impact_before

    @property
    def level(self) -> RiskLevel:
        """How high the risk is now, with its word and colour."""
        return RiskLevel.of(self.score)

    @property
    def level_before(self) -> RiskLevel:
        """How high it would be without mitigation."""
        return RiskLevel.of(self.score_before)

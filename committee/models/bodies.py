"""Who receives papers, and when they meet."""

from datetime import date

from django.db import models

from accounts.models import Authority, AuthorityOwnedQuerySet
from committee.models.house_styles import HouseStyle
from core.working_days import last_publication_day
from improvement.models import Plan


class Body(models.Model):
    """Who receives papers: a committee, a board, a panel."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="bodies")
    name = models.CharField(
        max_length=200, help_text="For example Children, Education and Safeguarding Committee."
    )
    short_name = models.CharField(
        max_length=60, blank=True, help_text="How it is called in text, for example Committee."
    )
    slug = models.SlugField("address", help_text="Short, for example ces.")
    former_names = models.TextField(blank=True, help_text="Names it had before, one on a line.")
    chair = models.CharField(max_length=200, blank=True)
    cadence = models.CharField(
        "how often it meets", max_length=100, blank=True, help_text="For example every two months."
    )
    house_style = models.ForeignKey(
        HouseStyle,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bodies",
        verbose_name="template of its papers",
    )
    plans = models.ManyToManyField(
        Plan, related_name="bodies", blank=True, verbose_name="plans it oversees"
    )

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["authority", "name"]
        verbose_name_plural = "bodies"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "slug"],
                name="body_slug_unique",
                violation_error_message="Another body has this address.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OwnedByBody(AuthorityOwnedQuerySet):
    """Questions about records of a body."""

    authority_path = "body__authority"


class Meeting(models.Model):
    """A day on which a body meets."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField("date")
    starts_at = models.TimeField("begins", null=True, blank=True)
    venue = models.CharField("place", max_length=200, blank=True)
    minutes_signed_at = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="minutes_signed",
        verbose_name="meeting at which its minutes were signed",
    )
    minutes_signed_by = models.CharField("signed by", max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedByBody.as_manager()

    class Meta:
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on"],
                name="meeting_unique",
                violation_error_message="This body has a meeting on this day already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.held_on:%-d %B %Y}"

    @property
    def publish_by(self) -> date:
        """The last lawful day to publish its papers: five clear days before."""
        return last_publication_day(self.held_on)

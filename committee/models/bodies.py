"""Who receives papers, and when they meet."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse

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

    @property
    def base(self) -> bytes | None:
        """The Word file whose looks its minutes have: that of the template of its papers."""
        return self.house_style.base if self.house_style else None


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
            ),
            models.CheckConstraint(
                condition=Q(minutes_signed_at__isnull=True, minutes_signed_by="")
                | (Q(minutes_signed_at__isnull=False) & ~Q(minutes_signed_by="")),
                name="meeting_minutes_signed_at_and_by_paired",
                violation_error_message="Say who signed the minutes, and at which meeting.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.held_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("committee:meeting_detail", args=[self.pk])

    @property
    def address(self) -> tuple[str, str, str]:
        """What stands in the public address of its minutes: council, body and day."""
        return self.body.authority.slug, self.body.slug, self.held_on.isoformat()

    @property
    def is_signed(self) -> bool:
        """Whether its minutes are signed, so that nothing in them changes any more."""
        return self.minutes_signed_at_id is not None

    @property
    def papers_kept_until(self) -> date:
        """Until when the public may inspect its papers and minutes, at least: six years.

        They begin with the day of the meeting (Local Government Act 1972, section 100C).
        """
        return _last_day(self.held_on, years=6)

    @property
    def background_kept_until(self) -> date:
        """Until when the public may inspect background papers, at least: four years (100D)."""
        return _last_day(self.held_on, years=4)

    @property
    def publish_by(self) -> date:
        """The last lawful day to publish its papers: five clear days before."""
        return last_publication_day(self.held_on)


def _last_day(first: date, *, years: int) -> date:
    """The last day of a period of years that begins with a day."""
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:  # begun on 29 February
        return date(first.year + years, 2, 28)

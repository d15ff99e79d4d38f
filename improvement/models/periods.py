"""The cycle everyone works to."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from accounts.models import Authority, AuthorityOwnedQuerySet


class ReportingPeriodQuerySet(AuthorityOwnedQuerySet):
    """Questions about the cycle."""

    def current(self, *, as_at: date) -> "ReportingPeriod | None":
        """The period people report on now: the latest that has begun by ``as_at``."""
        return self.filter(starts_on__lte=as_at).order_by("-starts_on").first()

    def current_in_each(self, *, as_at: date) -> Self:
        """The current period of each authority."""
        begun = ReportingPeriod.objects.filter(
            authority=OuterRef("authority"), starts_on__lte=as_at
        ).order_by("-starts_on")
        return self.filter(pk=Subquery(begun.values("pk")[:1]))


class ReportingPeriod(models.Model):
    """The cycle everyone works to: the months reported on, and when each part is due."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="reporting_periods"
    )
    name = models.CharField(max_length=100, help_text="For example March and April 2018.")
    starts_on = models.DateField("starts on")
    ends_on = models.DateField("ends on")
    data_month = models.DateField(
        "month of the figures", help_text="The first day of the month the figures are taken from."
    )
    updates_due_on = models.DateField("updates due by")
    narratives_due_on = models.DateField("narratives due by")

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["authority", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "starts_on"],
                name="reporting_period_start_unique",
                violation_error_message="Another period starts on this day.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="reporting_period_ends_after_start",
                violation_error_message="The period cannot end before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

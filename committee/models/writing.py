"""What people say to each other about a paper before it is published."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from committee.models.papers import OwnedByReport, Report, ReportSection
from committee.vocabulary import Verdict
from core.models import NoChanges, WrittenOnce
from improvement.models import Theme


class CommentQuerySet(OwnedByReport):
    """Questions about comments."""

    def unresolved(self) -> Self:
        """Those that still ask for something."""
        return self.filter(resolved_at__isnull=True)


class Comment(models.Model):
    """A remark on one paragraph of a draft, until somebody says that it is dealt with.

    ``anchor`` is the paragraph's; ``quoted`` keeps its first words, because numbers and texts move.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="comments")
    section = models.ForeignKey(
        ReportSection, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    anchor = models.CharField("paragraph", max_length=100)
    quoted = models.CharField(max_length=200, blank=True, editable=False)
    words = models.TextField("comment")
    answers = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["report", "at", "pk"]

    def __str__(self) -> str:
        return self.words[:80]


class ReportClearance(models.Model):
    """A clearance that a paper needs, as its template asked for it when it was started."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="clearances")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    asks = models.CharField("what is looked at", max_length=300, blank=True)
    clearer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = OwnedByReport.as_manager()

    class Meta:
        ordering = ["report", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "name"],
                name="report_clearance_unique",
                violation_error_message="This clearance is asked for already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OwnedByClearance(NoChanges, OwnedByReport):
    """Questions about verdicts, and no way to change them."""

    authority_path = "clearance__report__meeting__body__authority"


class ClearanceVerdict(WrittenOnce):
    """What a clearer said, and of which text: the tree is kept, so that changes can be shown."""

    clearance = models.ForeignKey(
        ReportClearance, on_delete=models.CASCADE, related_name="verdicts"
    )
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    words = models.TextField(blank=True)
    tree = models.TextField(help_text="The paper that was read, as canonical JSON.")
    sha256 = models.CharField("digest", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OwnedByClearance.as_manager()

    class Meta:
        ordering = ["clearance", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.clearance}: {self.get_verdict_display()}"

"""What people say to each other about a paper before it is published."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, acted_for
from accounts.roles import Permission
from committee.models.papers import OwnedByReport, Recommendation, Report, ReportSection
from committee.vocabulary import ReportState, Verdict
from core.models import NoChanges, WrittenOnce
from documents import json
from documents.nodes import Document
from improvement.models import Theme, ThemeNarrative, Update


class CommentQuerySet(OwnedByReport):
    """Questions about comments."""

    def first_words(self) -> Self:
        """Those that began a conversation; the others answer them."""
        return self.filter(answers__isnull=True)

    def unresolved(self) -> Self:
        """Those that still ask for something."""
        return self.first_words().filter(resolved_at__isnull=True)


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
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_at_and_by_paired",
            )
        ]

    def __str__(self) -> str:
        return self.words[:80]

    def get_absolute_url(self) -> str:
        return reverse("committee:comment_detail", args=[self.report.slug, self.pk])

    @property
    def is_resolved(self) -> bool:
        """Whether somebody has said that it is dealt with."""
        return self.resolved_at is not None


class ReportClearanceQuerySet(OwnedByReport):
    """Questions about clearances."""

    def with_latest_verdict(self) -> Self:
        """With ``latest_verdict``, the key of what was said last; None while nothing was."""
        said = ClearanceVerdict.objects.filter(clearance=OuterRef("pk"))
        return self.annotate(latest_verdict=Subquery(said.values("pk")[:1]))

    def waiting(self) -> Self:
        """Clearances of open papers that wait: until they are answered, and again once the paper
        was written in or progress was recorded after that. Whether its text is another one by that
        is told on its page.
        """
        said = ClearanceVerdict.objects.filter(clearance=OuterRef("pk"))
        last_said = Subquery(said.values("at")[:1])
        later = {"history_date__gt": OuterRef("last_said")}
        of_paper = {"report": OuterRef("report"), **later}
        narratives = ThemeNarrative.history.filter(
            theme__plan=OuterRef("report__plan"), period=OuterRef("report__period"), **later
        )
        updates = Update.objects.filter(
            action__plan=OuterRef("report__plan"),
            effective_on__lte=OuterRef("report__cut_off"),
            recorded_at__gt=OuterRef("last_said"),
        )
        return (
            self.exclude(report__state=ReportState.PUBLISHED)
            .annotate(last_said=last_said)
            .filter(
                Q(last_said=None)
                | Exists(Report.history.filter(id=OuterRef("report"), **later))
                | Exists(ReportSection.history.filter(**of_paper))
                | Exists(Recommendation.history.filter(**of_paper))
                | Exists(narratives)
                | Exists(updates)
            )
        )

    def waiting_for(self, user: User) -> Self:
        """Those that wait for the person: asked of them, or of nobody by name.

        Who wrote in a paper is not asked to clear it.
        """
        return (
            self.permitting(user, Permission.CLEAR_REPORTS)
            .filter(acted_for(user, "clearer", self.authority_path) | Q(clearer=None))
            .exclude(report__in=Report.objects.written_by(user).values("pk"))
            .waiting()
        )


class ReportClearance(models.Model):
    """A clearance that a paper needs: its template asked for it, or an author has since."""

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

    objects = ReportClearanceQuerySet.as_manager()

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

    def get_absolute_url(self) -> str:
        return reverse("committee:clearance_detail", args=[self.report.slug, self.pk])


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

    def document(self) -> Document:
        """The paper that was read."""
        return json.load(self.tree)

"""Papers from outside that are on their way in."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Authority, AuthorityOwnedQuerySet
from committee.models.bodies import Meeting
from committee.models.house_styles import HouseStyle
from committee.models.papers import Report
from documents import json
from documents.nodes import Document
from improvement.models import Plan, ReportingPeriod


class OwnedThroughMeeting(AuthorityOwnedQuerySet):
    """Questions about what is for a meeting."""

    authority_path = "meeting__body__authority"


class PaperImport(models.Model):
    """A Word paper that was read and is looked at before a draft is made of it.

    The file is not kept: ``tree`` is what was understood, ``unread`` says what was not.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="paper_imports")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.CASCADE, related_name="+")
    house_style = models.ForeignKey(
        HouseStyle, on_delete=models.CASCADE, related_name="+", verbose_name="template"
    )
    name = models.CharField("name of the file", max_length=200)
    tree = models.TextField(editable=False)
    unread = models.JSONField(default=list, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    report = models.OneToOneField(
        Report,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="brought_in",
        editable=False,
    )

    objects = OwnedThroughMeeting.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "paper brought in"
        verbose_name_plural = "papers brought in"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committee:paper_import_detail", args=[self.pk])

    @property
    def authority(self) -> Authority:
        """The authority whose paper it is."""
        return self.meeting.body.authority

    def document(self) -> Document:
        """What was understood of the file."""
        return json.load(self.tree)

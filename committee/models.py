"""Bodies, their meetings, the papers written for them, and what was published."""

import hashlib
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_prose_editor.fields import ProseEditorField
from simple_history.models import HistoricalRecords

from accounts.models import Authority, AuthorityOwnedQuerySet, User, authority_ids
from accounts.roles import Permission
from committee.house_styles import DEFAULT_LAYOUT, LAYOUTS, Layout, layout_choices
from committee.vocabulary import BlockKind, Place, ReportState
from core.models import NoChanges, WrittenOnce
from core.working_days import last_publication_day
from documents import json
from documents.nodes import Document
from improvement.models import NARRATIVE_EXTENSIONS, Plan, ReportingPeriod
from performance.models import Indicator, Scorecard


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


class ReportQuerySet(AuthorityOwnedQuerySet):
    """Questions about papers."""

    authority_path = "meeting__body__authority"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published papers of one's authorities, and drafts where one may read those."""
        if user.is_superuser:
            return self
        drafts = authority_ids(user, Permission.READ_DRAFT_REPORTS)
        return self.filter(
            Q(meeting__body__authority__in=drafts)
            | Q(meeting__body__authority__in=authority_ids(user), publications__isnull=False)
        ).distinct()

    def with_parts(self) -> Self:
        """With all that a row or a heading names, in one query."""
        return self.select_related(
            "meeting__body__authority", "plan__authority", "period", "previous__meeting"
        )


class Report(models.Model):
    """A paper on the plan for one meeting: the header, and the sections in their order."""

    class Access(models.TextChoices):
        """Whether the public may read it."""

        PUBLIC = "Public", "Public"
        EXEMPT = "Exempt", "Exempt"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="reports")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="reports")
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="followed_by",
        null=True,
        blank=True,
        verbose_name="the report before",
        help_text="What this body last received; changes are counted from its cut-off.",
    )
    layout = models.CharField(max_length=30, choices=layout_choices, default=DEFAULT_LAYOUT)
    slug = models.SlugField("address", max_length=100, unique=True)
    number = models.PositiveSmallIntegerField(
        "number in the series", help_text="5 for the fifth update."
    )
    title = models.CharField(max_length=300)
    cut_off = models.DateField(
        "cut-off", help_text="What is recorded up to this day goes into the paper."
    )
    report_of = models.CharField(max_length=200)
    wards = models.CharField(max_length=200, default="All")
    access = models.CharField(
        "status", max_length=10, choices=Access.choices, default=Access.PUBLIC
    )
    urgent = models.BooleanField(default=False)
    key = models.BooleanField("key decision", default=False)
    officer_contact = models.TextField(
        "officer contact details", help_text="Post, e-mail address, telephone; one on a line."
    )
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    correction_reason = models.TextField("why it is being corrected", blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-meeting__held_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "plan"],
                name="report_one_per_meeting",
                violation_error_message="There is a paper on this plan for this meeting already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="correcting") | ~Q(correction_reason=""),
                name="report_corrected_with_reason",
                violation_error_message="Say why the paper is corrected.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.meeting.held_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("committee:report_detail", args=[self.slug])

    @property
    def authority(self) -> Authority:
        """The authority whose paper it is."""
        return self.meeting.body.authority

    @property
    def laid_out_as(self) -> Layout:
        """The layout it was started with."""
        return LAYOUTS[self.layout]

    @property
    def stage(self) -> ReportState:
        """How far it has come, with its word and colour."""
        return ReportState(self.state)

    @property
    def is_open(self) -> bool:
        """Whether it can still be written: a draft, or a published paper being corrected."""
        return self.state != ReportState.PUBLISHED


class OwnedByReport(AuthorityOwnedQuerySet):
    """Questions about records of a paper."""

    authority_path = "report__meeting__body__authority"


class ReportSection(models.Model):
    """One part of a paper, in its place: text that is written here, or a block that fills itself.

    ``key`` is the anchor by which it is cited: [[plan to performance]].
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    place = models.CharField(max_length=12, choices=Place.choices)
    kind = models.CharField(max_length=20, choices=BlockKind.choices, default=BlockKind.NARRATIVE)
    heading = models.CharField(max_length=200, blank=True)
    body = ProseEditorField("text", extensions=NARRATIVE_EXTENSIONS, sanitize=True, blank=True)
    scorecard = models.ForeignKey(
        Scorecard,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="report_sections",
        help_text="Its indicators are shown, in its order.",
    )
    indicators = models.ManyToManyField(
        Indicator,
        blank=True,
        related_name="report_sections",
        help_text="Shown as well, or alone where no scorecard is chosen.",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedByReport.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["report", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="report_section_key_unique",
                violation_error_message="Another section of this paper has this key.",
            ),
            models.UniqueConstraint(
                fields=["report", "order"],
                name="report_section_order_unique",
                violation_error_message="Another section stands in this place.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or self.key.replace("-", " ").capitalize()

    @property
    def is_live(self) -> bool:
        """Whether it fills itself from the plan or its indicators."""
        return self.kind not in (BlockKind.NARRATIVE, BlockKind.RECOMMENDATIONS)

    @property
    def shows_chosen_indicators(self) -> bool:
        """Whether its author chooses the indicators that it shows."""
        return self.kind in BlockKind.with_chosen_indicators()

    @property
    def is_numbered(self) -> bool:
        """Whether its paragraphs have numbers."""
        return self.place != Place.LEAD


class Recommendation(models.Model):
    """What the body is asked to resolve; it cites paragraphs by key: [[plan to performance]]."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="recommendations")
    order = models.PositiveSmallIntegerField()
    text = models.TextField()

    objects = OwnedByReport.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["report", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "order"],
                name="recommendation_order_unique",
                violation_error_message="Another recommendation stands in this place.",
            )
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.order}"


class PublicationQuerySet(NoChanges, OwnedByReport):
    """Questions about published papers, and no way to change them."""

    def public(self) -> Self:
        """What anybody may read without signing in.

        A version is public if it was published so, and as long as its paper has not since been
        made exempt: neither in what was published last nor in what is being written.
        """
        public = Report.Access.PUBLIC
        made_exempt = Publication.objects.newest().exclude(access=public)
        return self.filter(
            ~models.Exists(made_exempt.filter(report=models.OuterRef("report"))),
            access=public,
            report__access=public,
        )

    def readable_by(self, user: User | AnonymousUser) -> Self:
        """What the public may read, and everything of one's own authorities."""
        if user.is_superuser:
            return self
        return self.public() | self.visible_to(user)

    def newest(self) -> Self:
        """The newest version of each paper."""
        newer = Publication.objects.filter(
            report=models.OuterRef("report"), version__gt=models.OuterRef("version")
        )
        return self.filter(~models.Exists(newer))

    def with_parts(self) -> Self:
        """With the meeting, body and authority a reader is told of, and without the tree."""
        return self.select_related("report__meeting__body__authority").defer("tree")


class Publication(WrittenOnce):
    """A published version: the frozen tree, its digest and its files. It never changes."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="publications")
    version = models.PositiveSmallIntegerField()
    tree = models.TextField(help_text="The document tree as canonical JSON.")
    sha256 = models.CharField("digest", max_length=64)
    title = models.CharField(max_length=300)
    access = models.CharField("status", max_length=10, choices=Report.Access.choices)
    reason = models.TextField("why it was corrected", blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    html = models.FileField(upload_to="publications/")
    docx = models.FileField(upload_to="publications/")
    pdf = models.FileField(upload_to="publications/")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "version"],
                name="publication_version_unique",
                violation_error_message="This version is published already.",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="publication_correction_with_reason",
                violation_error_message="Say why the paper is corrected.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("committee:published_paper", args=[self.report.slug, self.version])

    def document(self) -> Document:
        """The paper as it was published."""
        return json.load(self.tree)

    @property
    def is_intact(self) -> bool:
        """Whether the stored tree still has the digest it was published with."""
        return hashlib.sha256(self.tree.encode()).hexdigest() == self.sha256

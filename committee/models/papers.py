"""Papers: the header, the sections in their order, and what the body is asked to resolve."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import ExtractMonth, ExtractYear
from django.urls import reverse
from django.utils import timezone
from django_prose_editor.fields import ProseEditorField
from simple_history.models import HistoricalRecords

from accounts.models import Authority, AuthorityOwnedQuerySet, User, authority_ids
from accounts.roles import Permission
from committee.models.bodies import Meeting
from committee.models.house_styles import HouseStyle
from committee.vocabulary import (
    BlockKind,
    ExemptGround,
    ExemptScope,
    FindingOrder,
    Place,
    ReportState,
    SectionState,
)
from improvement.models import (
    NARRATIVE_EXTENSIONS,
    Plan,
    ReportingPeriod,
    Theme,
    ThemeNarrative,
    Update,
)
from monitoring.models import SelfEvaluation, Visit
from performance.models import Commentary, Indicator, Scorecard
from performance.periods import Frequency
from performance.vocabulary import CommentaryState

# What the editor of papers offers beyond that of narratives: marks on what is exempt.
PAPER_EXTENSIONS = {
    **NARRATIVE_EXTENSIONS,
    "NodeClass": {
        "cssClasses": {
            "paragraph": [
                *NARRATIVE_EXTENSIONS["NodeClass"]["cssClasses"]["paragraph"],
                {"className": "exempt", "title": "Exempt: not for publication"},
                {"className": "sub exempt", "title": "Exempt, numbered inside the one before"},
                {"className": "continuation exempt", "title": "Exempt, without a number"},
            ],
            "heading": [{"className": "exempt", "title": "Exempt: not for publication"}],
        }
    },
}


# The ways from a paper to the indicators whose exceptions it shows.
SHOWN_ONE_BY_ONE = "sections__indicators"
SHOWN_ON_A_SCORECARD = "sections__scorecard__entries__indicator"

# The period that is the last one over in a month began so many months before that month.
JUST_OVER = reduce(
    or_,
    (
        Q(frequency=each, months_ago__range=(length - 1, 2 * length - 2))
        for each in Frequency
        for length in [max(each.months, 1)]
    ),
)


def _months(day: str) -> CombinedExpression:
    """The months that a day is after the beginning of our era."""
    return ExtractYear(day) * 12 + ExtractMonth(day)


class ReportQuerySet(AuthorityOwnedQuerySet):
    """Questions about papers."""

    authority_path = "meeting__body__authority"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published papers of one's authorities, and drafts where one may read those.

        Of a paper that is exempt as a whole only those know who may read exempt parts.
        """
        if user.is_superuser:
            return self
        drafts, own, exempt = (
            Q(meeting__body__authority__in=authority_ids(user, permission))
            for permission in (Permission.READ_DRAFT_REPORTS, None, Permission.READ_EXEMPT)
        )
        publications: Any = Report._meta.get_field("publications").related_model
        public = Q(publications__in=publications.objects.public())
        published = Q(publications__isnull=False)
        return self.filter(drafts | (own & public) | (exempt & published)).distinct()

    def written_by(self, user: User) -> Self:
        """Papers of which the person saved any version: header, section, recommendation, narrative,
        or the words of a commentary that counts among them (``with_commentaries``).

        Asked of history, so what was written and replaced since counts as well; publishing it
        does not count.
        """
        worded = Commentary.rewordings().filter(history_user=user).values("id")
        saved = {"history_user": user}
        of_paper = {"report": OuterRef("pk"), **saved}
        headers = Report.history.filter(id=OuterRef("pk"), **saved)
        return self.filter(
            Exists(headers.exclude(state=ReportState.PUBLISHED))
            | Exists(ReportSection.history.filter(**of_paper))
            | Exists(Recommendation.history.filter(**of_paper))
            | Exists(
                ThemeNarrative.history.filter(
                    theme__plan=OuterRef("plan"), period=OuterRef("period"), **saved
                )
            )
            | Exists(self._commented(SHOWN_ONE_BY_ONE, worded))
            | Exists(self._commented(SHOWN_ON_A_SCORECARD, worded))
        )

    def _commented(self, path: str, commentaries: QuerySet[Any]) -> QuerySet[Any]:
        """The paper of the outer question, where it has one of the commentaries."""
        of_paper = self.model.objects.with_commentaries(path)
        return of_paper.filter(pk=OuterRef("pk"), commentary__in=commentaries)

    def with_commentaries(self, path: str) -> Self:
        """A row for each ``commentary`` that counts as a text of a paper: it is accepted, and on an
        indicator whose exceptions the paper shows, of the last period over in its data month.

        It is printed while the indicator needs attention, which may change until the paper is
        published. Weekly indicators count with every week that begins in the month.
        """
        said = f"{path}__commentaries"
        accepted = {
            "sections__kind": BlockKind.EXCEPTIONS,
            f"{said}__state": CommentaryState.ACCEPTED,
        }
        return (
            self.filter(**accepted, **{f"{path}__is_public": True})
            .annotate(
                commentary=F(f"{said}__pk"),
                frequency=F(f"{path}__frequency"),
                months_ago=_months("period__data_month") - _months(f"{said}__starts_on"),
            )
            .filter(JUST_OVER)
        )

    def with_parts(self) -> Self:
        """With all that a row or a heading names, in one query."""
        return self.select_related(
            "meeting__body__authority",
            "plan__authority",
            "period",
            "previous__meeting",
            "house_style",
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
    house_style = models.ForeignKey(
        HouseStyle,
        on_delete=models.PROTECT,
        related_name="reports",
        verbose_name="template",
    )
    header_texts = models.JSONField(
        "lines of words in the header",
        default=dict,
        blank=True,
        help_text="By the key of the template's line.",
    )
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
    exempt_ground = models.CharField(
        "why the public may not read it",
        max_length=2,
        choices=ExemptGround.choices,
        blank=True,
        help_text="The paragraph of Schedule 12A to the Local Government Act 1972.",
    )
    exempt_reason = models.TextField("reason", blank=True)
    public_interest = models.TextField(
        "public interest",
        blank=True,
        help_text="Why keeping it from the public outweighs the public interest in telling it.",
    )
    urgency_reason = models.TextField(
        "why it cannot wait",
        blank=True,
        help_text="The chair's reason, if it is published later than five clear days before.",
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

    def expected_on(self, *, as_at: date) -> date:
        """The day on which anybody may read it: the last lawful one or, where that is past, now."""
        return max(self.meeting.publish_by, as_at)

    def needs_urgency(self, *, on: date) -> bool:
        """Whether it comes after the last lawful day, so that only an urgent paper may be taken.

        A correction of what was published before is not late.
        """
        return on > self.meeting.publish_by and not self.publications.exists()

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
    body = ProseEditorField("text", extensions=PAPER_EXTENSIONS, sanitize=True, blank=True)
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
    visits = models.ManyToManyField(
        Visit,
        blank=True,
        related_name="report_sections",
        help_text="What it tells of, in the order of their dates.",
    )
    evaluation = models.ForeignKey(
        SelfEvaluation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="report_sections",
        verbose_name="self-evaluation",
    )
    findings_order = models.CharField(
        "order of the findings",
        max_length=10,
        choices=FindingOrder.choices,
        default=FindingOrder.LETTER,
    )
    theme = models.ForeignKey(
        Theme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="report_sections",
        verbose_name="where it stands",
        help_text="It follows what is written on the theme.",
    )
    is_mandatory = models.BooleanField("must be filled", default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who writes it.",
    )
    state = models.CharField(
        max_length=12, choices=SectionState.choices, default=SectionState.NOT_STARTED
    )
    return_reason = models.TextField("why it was returned", blank=True)
    review_by = models.DateField("standing text to be reviewed by", null=True, blank=True)
    exempt_scope = models.CharField(
        "what the public may not read",
        max_length=10,
        choices=ExemptScope.choices,
        default=ExemptScope.NOTHING,
    )
    exempt_ground = models.CharField(
        "why the public may not read it",
        max_length=2,
        choices=ExemptGround.choices,
        blank=True,
        help_text="The paragraph of Schedule 12A to the Local Government Act 1972.",
    )
    exempt_reason = models.TextField("reason", blank=True)
    public_interest = models.TextField(
        "public interest",
        blank=True,
        help_text="Why keeping it from the public outweighs the public interest in telling it.",
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
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(return_reason=""),
                name="report_section_returned_with_reason",
                violation_error_message="Say why it is returned.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or self.key.replace("-", " ").capitalize()

    def get_absolute_url(self) -> str:
        return f"{self.report.get_absolute_url()}#{self.key}"

    @property
    def writing_address(self) -> str:
        """Where it is written."""
        if self.kind == BlockKind.RECOMMENDATIONS:
            return reverse("committee:recommendations_edit", args=[self.report.slug])
        return reverse("committee:section_edit", args=[self.report.slug, self.key])

    def begin(self) -> None:
        """Somebody writes in it: what was not started is being written from now on."""
        if self.state == SectionState.NOT_STARTED:
            self.state = SectionState.DRAFTING

    @property
    def stage(self) -> SectionState:
        """How far it has come, with its word and colour."""
        return SectionState(self.state)

    @property
    def is_live(self) -> bool:
        """Whether it fills itself from the plan or its indicators."""
        return self.kind not in (BlockKind.NARRATIVE, BlockKind.RECOMMENDATIONS)

    @property
    def shows_chosen_indicators(self) -> bool:
        """Whether its author chooses the indicators that it shows."""
        return self.kind in BlockKind.with_chosen_indicators()

    @property
    def shows_chosen_visits(self) -> bool:
        """Whether its author chooses the visits that it tells of."""
        return self.kind in BlockKind.with_chosen_visits()

    @property
    def must_have_visits(self) -> bool:
        """Whether it tells of nothing until its author has chosen visits."""
        return self.shows_chosen_visits and self.kind not in BlockKind.of_all_visits()

    @property
    def may_follow_theme(self) -> bool:
        """Whether it may stand with a theme of the plan, in a paper that tells of themes."""
        return self.kind in BlockKind.of_practice() and self.place != Place.APPENDIX

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


class LateItem(models.Model):
    """Something from after the cut-off that goes into the paper all the same, and says so."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="late_items")
    update_record = models.ForeignKey(
        Update,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="update",
    )
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField("why it cannot wait for the next paper")
    admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    admitted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OwnedByReport.as_manager()

    class Meta:
        ordering = ["report", "admitted_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(update_record__isnull=True) ^ Q(visit__isnull=True),
                name="late_item_one_thing",
                violation_error_message="Choose an update or a visit.",
            )
        ]

    def __str__(self) -> str:
        return str(self.update_record or self.visit)


class ReportPicture(models.Model):
    """A picture in a paper. Its section says where it stands: [[picture bus-stop]] on a line."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="pictures")
    key = models.SlugField(max_length=60, help_text="By which the text shows it, for example map.")
    title = models.CharField(max_length=200)
    description = models.TextField(
        blank=True, help_text="A sentence that says what it shows, for those who cannot see it."
    )
    file = models.FileField(upload_to="pictures/", editable=False)
    media_type = models.CharField(max_length=20, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedByReport.as_manager()

    class Meta:
        ordering = ["report", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="report_picture_key_unique",
                violation_error_message="Another picture of this paper has this key.",
            )
        ]

    def __str__(self) -> str:
        return self.title

"""What a meeting did with its papers: who was there, what was asked, resolved and promised."""

import hashlib
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat, StrIndex
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.models import AuthorityOwnedQuerySet, User, authority_ids
from accounts.roles import Permission
from committee.models.bodies import Body, Meeting
from committee.models.papers import Report
from committee.models.publications import Publication
from committee.vocabulary import Presence, ResolutionVerb, Response, WhenAsked
from core.models import NoChanges, WrittenOnce
from documents import json
from documents.nodes import Document
from improvement.models import Action
from monitoring.models import Finding
from performance.models import Indicator


class OwnedByMeeting(AuthorityOwnedQuerySet):
    """Questions about records of a meeting."""

    authority_path = "meeting__body__authority"


class SaidInMeetings(AuthorityOwnedQuerySet):
    """Questions about what was said on papers; ``paper_path`` leads to the paper."""

    paper_path = "item__report"

    def exempt(self) -> Self:
        """On a paper that the public may not read: as it is written, or was published last."""
        return self.filter(self._is_exempt())

    def open_to_all(self) -> Self:
        """On papers that the public may read, or on none."""
        return self.exclude(self._is_exempt())

    def readable_by(self, user: User | AnonymousUser) -> Self:
        """Those of one's authorities; on exempt papers only where one may read exempt parts."""
        visible = self.visible_to(user)
        if user.is_superuser:
            return visible
        inside = authority_ids(user, Permission.READ_EXEMPT)
        return visible.filter(Q(**{f"{self.authority_path}__in": inside}) | ~self._is_exempt())

    def _is_exempt(self) -> Q:
        exempt = Report.Access.EXEMPT
        last = Publication.objects.newest().filter(access=exempt, report=OuterRef(self.paper_path))
        return Q(**{f"{self.paper_path}__access": exempt}) | Q(Exists(last))


class OwnedByItem(SaidInMeetings):
    """Questions about records of an agenda item."""

    authority_path = "item__meeting__body__authority"


class AgendaItemQuerySet(SaidInMeetings):
    """Questions about agenda items."""

    authority_path = "meeting__body__authority"
    paper_path = "report"

    def with_parts(self) -> Self:
        """With the paper and the meeting, in one query."""
        return self.select_related("report", "meeting__body__authority")


class AgendaItem(models.Model):
    """A point of the agenda: the paper before the body, who introduced it, what was said."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField("number")
    title = models.CharField(max_length=300)
    report = models.OneToOneField(
        Report,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_item",
        verbose_name="paper",
    )
    introduced_by = models.CharField(max_length=200, blank=True)
    presented_by = models.CharField(max_length=200, blank=True)
    discussion = models.TextField(
        "what was said", blank=True, help_text="A paragraph a line; questions have their own place."
    )
    is_unanimous = models.BooleanField("resolved unanimously", default=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AgendaItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["meeting", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "order"],
                name="agenda_item_order_unique",
                violation_error_message="Another item has this number.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#item-{self.pk}"


class Attendance(models.Model):
    """Who was at a meeting, sent apologies or stood in for somebody."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    order = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=200)
    post = models.CharField("post or role", max_length=200, blank=True)
    presence = models.CharField(max_length=12, choices=Presence.choices, default=Presence.PRESENT)
    stands_in_for = models.CharField(max_length=200, blank=True)

    objects = OwnedByMeeting.as_manager()

    class Meta:
        ordering = ["meeting", "order", "pk"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "name"],
                name="attendance_unique",
                violation_error_message="This person stands in the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Concerning(models.Model):
    """What a question, a promise or a recommendation is about, so far as that is recorded here.

    ``anchor`` is a paragraph of the ``publication``; its number there never changes.
    """

    action = models.ForeignKey(
        Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="%(class)ss"
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="%(class)ss"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.SET_NULL, null=True, blank=True, related_name="%(class)ss"
    )
    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="version of the paper",
    )
    anchor = models.CharField("paragraph", max_length=100, blank=True)

    class Meta:
        abstract = True


CONCERNED = ("action__theme", "finding", "indicator")


class QuestionQuerySet(OwnedByItem):
    """Questions about members' questions."""

    def unanswered(self) -> Self:
        """Those without an answer."""
        return self.filter(answer="")

    def with_parts(self) -> Self:
        """With the meeting and all that it concerns, in one query."""
        return self.select_related("item__meeting__body__authority", "item__report", *CONCERNED)


class Question(Concerning):
    """What a member asked, before the meeting or in it, and what was answered by whom."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=1)
    when = models.CharField(max_length=10, choices=WhenAsked.choices, default=WhenAsked.IN_MEETING)
    asked_by = models.CharField(
        max_length=200, help_text="A member, or the committee where minutes name nobody."
    )
    asked_on = models.DateField()
    text = models.TextField("question")
    answered_by = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = QuestionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["item", "order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("committee:question_detail", args=[self.pk])


class PromiseQuerySet(OwnedByItem):
    """Questions about promises."""

    def still_open(self) -> Self:
        """Those nobody has kept yet."""
        return self.filter(kept_on__isnull=True)

    def with_parts(self) -> Self:
        """With the meeting, the owner and all that it concerns, in one query."""
        return self.select_related(
            "item__meeting__body__authority", "item__report", "owner", "question", *CONCERNED
        )


class Promise(Concerning):
    """What an officer said would be done, by whom and by when: it stays open until it is kept."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="promises")
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, null=True, blank=True, related_name="promises"
    )
    text = models.TextField("what was promised")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="promises",
    )
    due_on = models.DateField("due", null=True, blank=True)
    kept_on = models.DateField("kept on", null=True, blank=True)
    outcome = models.TextField("what was done", blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = PromiseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_on__isnull=True) | ~Q(outcome=""),
                name="promise_kept_says_how",
                violation_error_message="Say what was done.",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("committee:promise_detail", args=[self.pk])

    def is_overdue(self, as_at: date) -> bool:
        """Due before the day, and not kept."""
        return self.kept_on is None and self.due_on is not None and self.due_on < as_at


class Resolution(models.Model):
    """What a body resolved on an item. What it cites is cited in the version that was before it.

    ``text`` cites by anchor, as recommendations do: [[plan to performance]] prints "paragraphs 1.4
    to 1.50" of the ``publication``, whatever later versions say.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="resolutions")
    number = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=10, choices=ResolutionVerb.choices)
    text = models.TextField()
    publication = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resolutions",
        verbose_name="version of the paper",
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedByItem.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"],
                name="resolution_number_unique",
                violation_error_message="Another resolution on this item has this number.",
            )
        ]

    def __str__(self) -> str:
        return f"Resolution {self.number}: {self.get_verb_display()}"


class ScrutinyRecommendationQuerySet(SaidInMeetings):
    """Questions about recommendations of scrutiny."""

    authority_path = "body__authority"

    def awaiting(self) -> Self:
        """Those without a response."""
        return self.filter(response=Response.AWAITED)

    def with_parts(self) -> Self:
        """With the body, the meeting, the owner and all that it concerns, in one query."""
        return self.select_related(
            "body__authority", "item__meeting__body", "item__report", "owner", *CONCERNED
        )


class ScrutinyRecommendation(Concerning):
    """What a scrutiny committee recommended, and whether it was accepted."""

    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        related_name="scrutiny_recommendations",
        verbose_name="recommended by",
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="scrutiny_recommendations",
    )
    number = models.PositiveSmallIntegerField(default=1)
    text = models.TextField("recommendation")
    made_on = models.DateField("made")
    due_on = models.DateField("response due", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="scrutiny_recommendations",
    )
    response = models.CharField(max_length=10, choices=Response.choices, default=Response.AWAITED)
    response_reason = models.TextField("reason", blank=True)
    responded_on = models.DateField("answered", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = ScrutinyRecommendationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(response__in=[Response.AWAITED, Response.ACCEPTED])
                | ~Q(response_reason=""),
                name="scrutiny_response_with_reason",
                violation_error_message="Say why.",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("committee:scrutiny_detail", args=[self.pk])

    @property
    def answer(self) -> Response:
        """What the response is, with its word and colour."""
        return Response(self.response)


# How the tree of minutes names an item, and the words that stand for what is left out of it.
ITEM, LEFT_OUT = "item-", "-left-out"


class MinutesQuerySet(NoChanges, OwnedByMeeting):
    """Questions about published minutes, and no way to change them."""

    def public(self) -> Self:
        """What anybody may read without signing in.

        Minutes leave out what was said on exempt papers. Those that were published before a paper
        was made exempt do say it, and are shut until they are published again.
        """
        mark = Concat(Value(f'"{ITEM}'), Cast("pk", CharField()), Value(f'{LEFT_OUT}"'))
        said = (
            AgendaItem.objects.exempt()
            .filter(meeting=OuterRef("meeting"))
            .annotate(marked_at=StrIndex(OuterRef("tree"), mark))
            .filter(marked_at=0)
        )
        return self.filter(~Exists(said))

    def readable_by(self, user: User | AnonymousUser) -> Self:
        """What the public may read, and everything where one may read exempt parts."""
        if user.is_superuser:
            return self
        return self.public() | self.permitting(user, Permission.READ_EXEMPT)

    def newest(self) -> Self:
        """The newest version of the minutes of each meeting."""
        newer = MinutesVersion.objects.filter(
            meeting=OuterRef("meeting"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(newer))

    def with_parts(self) -> Self:
        """With the meeting, body and authority a reader is told of, and without the tree."""
        return self.select_related("meeting__body__authority").defer("tree")


class MinutesVersion(WrittenOnce):
    """Minutes as they were published: the draft, a corrected one, and the signed record."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    is_signed = models.BooleanField(default=False)
    reason = models.TextField("what was corrected", blank=True)
    tree = models.TextField(help_text="The document tree as canonical JSON.")
    sha256 = models.CharField("digest", max_length=64)
    html = models.FileField(upload_to="minutes/")
    docx = models.FileField(upload_to="minutes/")
    pdf = models.FileField(upload_to="minutes/")
    file_digests = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "-version"]
        verbose_name = "version of the minutes"
        verbose_name_plural = "versions of the minutes"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"],
                name="minutes_version_unique",
                violation_error_message="This version is published already.",
            )
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("committee:minutes_published", args=[*self.meeting.address, self.version])

    def document(self) -> Document:
        """The minutes as they were published."""
        return json.load(self.tree)

    @property
    def is_intact(self) -> bool:
        """Whether the stored tree still has the digest it was published with."""
        return hashlib.sha256(self.tree.encode()).hexdigest() == self.sha256

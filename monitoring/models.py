"""Visits, what inspectors wrote and found, and what else is known about practice."""

from datetime import date
from textwrap import shorten
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.models import Authority, AuthorityOwnedQuerySet, Partner, User
from accounts.roles import Permission
from core.models import WrittenOnce
from improvement.models import Action, ActionQuerySet, PracticeArea, Retest, Theme
from monitoring.frameworks import (
    AREA_NAMES,
    FRAMEWORK_CHOICES,
    FRAMEWORKS,
    GRADE_NAMES,
    PERCENTAGE,
    Framework,
)
from monitoring.vocabulary import (
    BatchState,
    ClockKind,
    ClosedBecause,
    Coverage,
    Direction,
    FindingType,
    Inspectorate,
    InterventionKind,
    LetterStatus,
    Question,
    Severity,
    SourceKind,
    SourceSays,
    Speaker,
    VisitKind,
)
from performance.models import Indicator

# --- visits -------------------------------------------------------------------------------------


class VisitQuerySet(AuthorityOwnedQuerySet):
    """Questions about visits."""

    def readable_by(self, user: User) -> Self:
        """Those whose letter is published, for everybody; others for those whose role allows it."""
        allowed = self.permitting(user, Permission.READ_UNPUBLISHED_LETTERS)
        return self.visible_to(user).filter(letter_status=LetterStatus.PUBLISHED) | allowed

    def public(self, *, as_at: date) -> Self:
        """Those of which what the letter says may be quoted in a public paper on a day."""
        return self.filter(letter_status=LetterStatus.PUBLISHED, published_on__lte=as_at)

    def with_findings_for(self, user: User) -> Self:
        """How many findings of each type a visit has, and how many that ask for something have an
        answer in the plan (``answered_count``); None where the person may not read the letter.
        """
        readable = Q(pk__in=Visit.objects.readable_by(user).values("pk"))

        def count(findings: FindingQuerySet) -> Case:
            of_visit = findings.filter(visit=OuterRef("pk")).order_by().values("visit")
            number = Subquery(of_visit.annotate(number=models.Count("pk")).values("number"))
            return Case(When(readable, then=Coalesce(number, 0)), default=None)

        findings = Finding.objects.all()
        answered = findings.asking().filter(Exists(Trace.objects.filter(finding=OuterRef("pk"))))
        counts = {f"{each}_count": count(findings.filter(type=each)) for each in FindingType}
        return self.annotate(**counts, answered_count=count(answered))

    def with_counts(self) -> Self:
        """How many findings a visit has, and how many of them ask for something."""
        asking = Q(findings__type__in=FindingType.asking())
        return self.annotate(
            finding_count=models.Count("findings", distinct=True),
            asking_count=models.Count("findings", filter=asking, distinct=True),
        )


class InspectionImport(models.Model):
    """Past inspections that came in from one file: looked at first, then committed whole."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="inspection_imports"
    )
    file_name = models.CharField("file", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField(
        max_length=10, choices=BatchState.choices, default=BatchState.PREVIEWED
    )
    rows = models.JSONField(default=list)
    previewed_at = models.DateTimeField("previewed")
    previewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField("committed", null=True, blank=True)
    committed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-previewed_at", "-pk"]
        verbose_name = "import of past inspections"
        verbose_name_plural = "imports of past inspections"
        constraints = [
            models.CheckConstraint(
                condition=Q(committed_at__isnull=True, committed_by__isnull=True)
                | Q(committed_at__isnull=False, committed_by__isnull=False),
                name="inspection_import_committed_at_and_by_paired",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("monitoring:history_import_detail", args=[self.pk])


class Visit(models.Model):
    """An inspection, a monitoring visit, a review: who came, when, about what, and what follows.

    What the letter states is kept as it states it. The ordinal is the letter's own ("fifth
    monitoring visit since the authority was judged inadequate in July 2017") and never counted.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="visits")
    inspectorate = models.CharField(
        max_length=15, choices=Inspectorate.choices, default=Inspectorate.OFSTED
    )
    kind = models.CharField(max_length=15, choices=VisitKind.choices)
    framework = models.CharField(max_length=30, choices=FRAMEWORK_CHOICES, default="none")
    title = models.CharField(
        max_length=200, blank=True, help_text="If it has one of its own, for example of a review."
    )
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    letter_on = models.DateField("date of the letter", null=True, blank=True)
    received_on = models.DateField("received", null=True, blank=True)
    published_on = models.DateField("published", null=True, blank=True)
    letter_status = models.CharField(
        max_length=15, choices=LetterStatus.choices, default=LetterStatus.PRE_PUBLICATION
    )
    ordinal = models.PositiveSmallIntegerField(
        "which visit it was",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="As the letter counts: 5 for the fifth.",
    )
    ordinal_words = models.CharField(
        "since when it counts",
        max_length=200,
        blank=True,
        help_text="For example since judged inadequate in July 2017.",
    )
    focus = models.TextField("areas covered", blank=True, help_text="One a line.")
    evidence_considered = models.TextField(blank=True)
    next_visit_on = models.DateField("next visit expected", null=True, blank=True)
    next_visit_ends_on = models.DateField(
        "its last day", null=True, blank=True, help_text="If the letter names it."
    )
    next_focus = models.CharField("what it will look at", max_length=300, blank=True)
    url = models.URLField("address of the published letter", blank=True)
    imported_in = models.ForeignKey(
        InspectionImport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        editable=False,
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="visit_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_inspectorate_display()}, {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:visit_detail", args=[self.pk])

    def clean(self) -> None:
        """Refuse dates that cannot follow each other, each at its own field."""
        wrong = {}
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            wrong["ends_on"] = "The last day is before the first."
        if self.letter_on and self.starts_on and self.letter_on < self.starts_on:
            wrong["letter_on"] = "The letter is dated before the visit."
        if self.received_on and self.letter_on and self.received_on < self.letter_on:
            wrong["received_on"] = "It was received before the letter was written."
        elif self.received_on and self.starts_on and self.received_on < self.starts_on:
            wrong["received_on"] = "It was received before the visit."
        if self.next_visit_on and self.ends_on and self.next_visit_on <= self.ends_on:
            wrong["next_visit_on"] = "The next visit is not after this one."
        if self.next_visit_ends_on and self.next_visit_on is None:
            wrong["next_visit_on"] = "Enter the first day of the next visit too."
        elif (
            self.next_visit_ends_on
            and self.next_visit_on
            and self.next_visit_ends_on < self.next_visit_on
        ):
            wrong["next_visit_ends_on"] = "The last day is before the first."
        first = self.received_on or self.letter_on or self.ends_on
        if self.published_on and first and self.published_on < first:
            wrong["published_on"] = "It was published before it was received."
        if self.letter_status == LetterStatus.PUBLISHED and not self.published_on:
            wrong["published_on"] = "Enter the day on which it was published."
        if wrong:
            raise ValidationError(wrong)

    @property
    def kind_in_series(self) -> str:
        """Its kind, and which of its series it was: Third monitoring visit."""
        kind = self.get_kind_display()
        if not self.ordinal:
            return kind
        return f"{ordinal_word(self.ordinal)} {kind[:1].lower()}{kind[1:]}"

    @property
    def name(self) -> str:
        """What it is called in a sentence: "Third monitoring visit, 25 and 26 April 2018"."""
        return f"{self.kind_in_series}, {self.days}"

    @property
    def days(self) -> str:
        """Its days: 27 and 28 November 2018, 25 April to 18 May 2017."""
        return days_in_words(self.starts_on, self.ends_on)

    @property
    def next_days(self) -> str:
        """The days on which the next visit is expected; empty where the letter names none."""
        if self.next_visit_on is None:
            return ""
        return days_in_words(self.next_visit_on, self.next_visit_ends_on or self.next_visit_on)

    @property
    def framework_version(self) -> Framework:
        """The framework it worked to."""
        return FRAMEWORKS[self.framework]

    def is_public(self, *, as_at: date) -> bool:
        """Whether what it says may be quoted in a public paper on a day."""
        return (
            self.letter_status == LetterStatus.PUBLISHED
            and self.published_on is not None
            and self.published_on <= as_at
        )


def days_in_words(start: date, end: date) -> str:
    """Days as a letter says them: 27 and 28 November 2018, 31 July and 1 August 2018."""
    if start == end:
        return f"{start:%-d %B %Y}"
    between = "and" if (end - start).days == 1 else "to"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} {between} {end:%-d %B %Y}"
    first = f"{start:%-d %B}" if start.year == end.year else f"{start:%-d %B %Y}"
    return f"{first} {between} {end:%-d %B %Y}"


ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")


def ordinal_word(number: int) -> str:
    """First, Second … Ninth, 10th, 11th."""
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number}{ending or 'th'}"


class OwnedByVisit(AuthorityOwnedQuerySet):
    """Questions about records of a visit."""

    authority_path = "visit__authority"


class Inspector(models.Model):
    """Who visited, as the letter names them."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="inspectors")
    order = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=200)
    grade = models.CharField(max_length=200, blank=True, help_text="As the letter puts it.")

    objects = OwnedByVisit.as_manager()

    class Meta:
        ordering = ["visit", "order", "pk"]

    def __str__(self) -> str:
        return self.name


class Judgement(models.Model):
    """How one area of the framework was judged; the overall one only where the report states it."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="judgements")
    area = models.CharField(max_length=30, choices=list(AREA_NAMES.items()))
    grade = models.CharField(max_length=30, choices=list((GRADE_NAMES | PERCENTAGE).items()))
    note = models.CharField(
        max_length=100, blank=True, help_text="For example that it was given before the visit."
    )

    objects = OwnedByVisit.as_manager()

    class Meta:
        ordering = ["visit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "area"],
                name="judgement_unique",
                violation_error_message="This area is judged already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_name}: {self.grade_name}"

    @property
    def area_name(self) -> str:
        """The area as this version of the framework calls it."""
        return self.visit.framework_version.areas.get(self.area, self.get_area_display())

    @property
    def grade_name(self) -> str:
        """The grade in the words of this version: scales share keys, but not always words."""
        return self.visit.framework_version.scale.get(self.grade, self.get_grade_display())


class ClockOverride(WrittenOnce):
    """Another date than the computed one of a clock, with the reason; both stand."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="clock_overrides")
    clock = models.CharField(max_length=15, choices=ClockKind.choices)
    stated_on = models.DateField("the date that holds")
    reason = models.TextField(help_text="For example that the letter states it.")
    stated_at = models.DateTimeField("when it was stated")
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OwnedByVisit.as_manager()

    class Meta:
        ordering = ["visit", "clock", "-stated_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_clock_display()}: {self.stated_on:%-d %B %Y}"


# --- letters ------------------------------------------------------------------------------------


class LetterQuerySet(OwnedByVisit):
    """Questions about letters."""

    def readable_by(self, user: User) -> Self:
        """Those of visits whose letter the person may read."""
        return self.visible_to(user).filter(visit__in=Visit.objects.readable_by(user))


class Letter(models.Model):
    """What the inspectors wrote: the exact text, its digest, and how it was taken in.

    The text is never changed; its paragraphs and sentences are found anew each time it is shown,
    by the same rules, so that a finding's place in it stays true.
    """

    class Form(models.TextChoices):
        """How it came."""

        WORD = "word", "A Word file"
        PDF = "pdf", "A PDF file"
        TYPED = "typed", "Pasted or typed"

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="letter")
    text = models.TextField()
    sha256 = models.CharField("SHA-256", max_length=64)
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.TYPED)
    file = models.FileField(upload_to="letters", blank=True)
    taken_in_at = models.DateTimeField("taken in")
    taken_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_in_at"]

    def __str__(self) -> str:
        return f"Letter on the {self.visit}"


# --- findings -----------------------------------------------------------------------------------


class FindingQuerySet(AuthorityOwnedQuerySet):
    """Questions about findings."""

    def readable_by(self, user: User) -> Self:
        """Those of visits whose letter the person may read."""
        return self.visible_to(user).filter(visit__in=Visit.objects.readable_by(user))

    def asking(self) -> Self:
        """Those that ask for something to be done."""
        return self.filter(type__in=FindingType.asking())

    def open(self) -> Self:
        """Those that nobody has closed."""
        return self.filter(closed_on__isnull=True)

    def untraced(self) -> Self:
        """Those that ask for something to which nobody has said how the plan answers."""
        traced = Trace.objects.filter(finding=OuterRef("pk"))
        return self.asking().open().filter(~Exists(traced))

    def contradicted(self, *, by: "FindingQuerySet") -> Self:
        """Open ones whose actions are all complete, though a later finding of those given by the
        caller, who knows whose letters may be read, follows it and says it persists or is new.
        """
        actions = Action.objects.filter(traces__finding=OuterRef("pk"))
        later = by.filter(
            follows=OuterRef("pk"), direction__in=[Direction.PERSISTING, Direction.NEW]
        )
        return self.open().filter(Exists(actions), ~Exists(actions.open()), Exists(later))

    def answered(self) -> Self:
        """Those of which somebody has said how the plan answers: by an action, or by none."""
        return self.filter(Exists(Trace.objects.filter(finding=OuterRef("pk"))))

    def with_action_count(self) -> Self:
        """By how many actions the plan answers each (``action_count``), and by how many traces."""
        return self.annotate(
            action_count=models.Count("traces__action"), trace_count=models.Count("traces")
        )

    def with_parts(self) -> Self:
        """With what lists and pages name."""
        return self.select_related("visit", "practice_area", "follows")


class Finding(models.Model):
    """Something an inspector or reviewer found, in their exact words, and what becomes of it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="findings")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    reference = models.CharField(max_length=30, help_text="For example MV5-3.")
    type = models.CharField(max_length=15, choices=FindingType.choices)
    words = models.TextField(help_text="The inspectors' own words.")
    first_sentence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    last_sentence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.MEDIUM)
    practice_area = models.ForeignKey(
        PracticeArea, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings"
    )
    direction = models.CharField(
        max_length=12,
        choices=Direction.choices,
        blank=True,
        help_text="Compared with what earlier visits said of the practice area.",
    )
    is_ours = models.BooleanField("the council is responsible", default=True)
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="findings", verbose_name="other bodies responsible"
    )
    due_on = models.DateField("due", null=True, blank=True)
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="earlier finding that it follows",
    )
    framework_reference = models.CharField(
        "national framework", max_length=100, blank=True, help_text="For example Outcome 3."
    )
    closed_on = models.DateField("closed", null=True, blank=True)
    closed_because = models.CharField(
        "why it was closed", max_length=12, choices=ClosedBecause.choices, blank=True
    )
    closed_words = models.TextField("on what ground", blank=True)
    closed_by_body = models.CharField(
        "who closed it", max_length=200, blank=True, help_text="A post, or a body outside."
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = FindingQuerySet.as_manager()
    # Why a finding was opened again is as long as people make it.
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        ordering = ["-visit__starts_on", "visit", "first_sentence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "reference"],
                name="finding_reference_unique",
                violation_error_message="There is a finding with this reference already.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closed_because=""),
                name="finding_closed_with_reason",
                violation_error_message="Say why it is closed.",
            ),
            models.CheckConstraint(
                condition=Q(first_sentence__isnull=True, last_sentence__isnull=True)
                | Q(last_sentence__gte=F("first_sentence")),
                name="finding_place_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {shorten(self.words, 80, placeholder=' …')}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:finding_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether nobody has closed it."""
        return self.closed_on is None

    @property
    def is_marked(self) -> bool:
        """Whether its words are sentences of the letter, which stay as they are."""
        return self.first_sentence is not None

    @property
    def kind(self) -> FindingType:
        """What it is, with its word and colour."""
        return FindingType(self.type)

    @property
    def course(self) -> Direction | None:
        """Where the practice area goes, with its word and colour; None where nobody has said."""
        return Direction(self.direction) if self.direction else None


class OwnedByFinding(AuthorityOwnedQuerySet):
    """Questions about records of a finding."""

    authority_path = "finding__authority"


class Trace(models.Model):
    """How the plan answers a finding: by an action, or by none, with the reason."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="traces")
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="traces"
    )
    coverage = models.CharField(max_length=12, choices=Coverage.choices)
    reason = models.TextField(blank=True)

    objects = OwnedByFinding.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["finding", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "action"],
                name="trace_unique",
                violation_error_message="This action answers the finding already.",
            ),
            models.CheckConstraint(
                condition=Q(coverage="no_action", action__isnull=True) & ~Q(reason="")
                | ~Q(coverage="no_action") & Q(action__isnull=False),
                name="trace_has_an_action_or_a_reason",
                violation_error_message="Choose an action, or say why there is none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding.reference}: {self.get_coverage_display()}"


def unanswering() -> ActionQuerySet:
    """Open actions that answer no finding."""
    actions: ActionQuerySet = Action.objects.open().filter(traces__isnull=True)
    return actions


class AreaEvidence(models.Model):
    """What audits, indicators or voice say of a practice area, beside what a visit said of it."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="area_evidence")
    practice_area = models.ForeignKey(
        PracticeArea, on_delete=models.CASCADE, related_name="area_evidence"
    )
    source = models.CharField(max_length=10, choices=SourceKind.choices)
    says = models.CharField(max_length=12, choices=SourceSays.choices)
    words = models.TextField(blank=True, help_text="What it says, and where.")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.SET_NULL, null=True, blank=True, related_name="area_evidence"
    )

    objects = OwnedByVisit.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["visit", "practice_area", "source"]
        verbose_name_plural = "evidence on practice areas"
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "practice_area", "source"],
                name="area_evidence_unique",
                violation_error_message="This is said already. Change it instead.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice_area}: {self.get_source_display()}"


# --- audits -------------------------------------------------------------------------------------


class AuditRound(models.Model):
    """A set of case audits as counts: how many, on what, moderated by whom. No child is in it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="audit_rounds")
    name = models.CharField(max_length=200, help_text="For example Vulnerable adolescents.")
    starts_on = models.DateField("from")
    ends_on = models.DateField("to")
    theme = models.ForeignKey(
        Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="audit_rounds"
    )
    practice_area = models.ForeignKey(
        PracticeArea, on_delete=models.SET_NULL, null=True, blank=True, related_name="audit_rounds"
    )
    audited = models.PositiveIntegerField("cases audited", null=True, blank=True)
    children_examined = models.PositiveIntegerField(
        "children whose experience was examined", null=True, blank=True
    )
    moderated_by = models.CharField(max_length=200, blank=True, help_text="A post or a body.")
    knows_percentages_only = models.BooleanField("only percentages are known", default=False)
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AuthorityOwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-ends_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="audit_round_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
            models.UniqueConstraint(
                fields=["authority", "name", "starts_on"],
                name="audit_round_unique",
                violation_error_message="There is a round with this name and first day already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("monitoring:audit_round_detail", args=[self.pk])

    def clean(self) -> None:
        """Refuse a round that ends before it starts, at the field."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "The last day is before the first."})


class RetestBasisQuerySet(AuthorityOwnedQuerySet):
    """Questions about what re-tests rest on."""

    authority_path = "retest__action__plan__authority"

    def readable_by(self, user: User) -> Self:
        """Those that name no finding of a letter which is shut to the person."""
        findings = Finding.objects.readable_by(user)
        return self.visible_to(user).filter(Q(finding=None) | Q(finding__in=findings))


class RetestBasis(models.Model):
    """What a re-test rests on: an audit round, the run of an indicator or a finding of a visit."""

    retest = models.OneToOneField(Retest, on_delete=models.CASCADE, related_name="basis")
    audit_round = models.ForeignKey(
        AuditRound, on_delete=models.PROTECT, null=True, blank=True, related_name="retests"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="retests"
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="retests"
    )

    objects = RetestBasisQuerySet.as_manager()

    class Meta:
        ordering = ["retest"]
        verbose_name_plural = "what re-tests rest on"
        constraints = [
            models.CheckConstraint(
                condition=Q(audit_round__isnull=False, indicator=None, finding=None)
                | Q(audit_round=None, indicator__isnull=False, finding=None)
                | Q(audit_round=None, indicator=None, finding__isnull=False),
                name="retest_basis_is_one_thing",
                violation_error_message="Choose one audit round, indicator or finding.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.retest}: {self.named}"

    @property
    def named(self) -> AuditRound | Indicator | Finding:
        """The one thing it names."""
        found = self.audit_round or self.indicator or self.finding
        assert found  # noqa: S101 - the database holds that it names one
        return found


class OwnedByRound(AuthorityOwnedQuerySet):
    """Questions about records of an audit round."""

    authority_path = "round__authority"


class AuditGrade(models.Model):
    """How many audits were given a grade in a domain, by the auditors and after moderation."""

    round = models.ForeignKey(AuditRound, on_delete=models.CASCADE, related_name="grades")
    order = models.PositiveSmallIntegerField(default=1)
    domain = models.CharField(max_length=100, help_text="For example Strategy discussion.")
    grade = models.CharField(max_length=30, choices=list(GRADE_NAMES.items()))
    auditor_count = models.PositiveIntegerField("by auditors", null=True, blank=True)
    moderated_count = models.PositiveIntegerField("after moderation", null=True, blank=True)
    percentage = models.DecimalField(
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Only where counts are not known.",
    )

    objects = OwnedByRound.as_manager()

    class Meta:
        ordering = ["round", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "domain", "grade"],
                name="audit_grade_unique",
                violation_error_message="This grade of the domain is there already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.get_grade_display()}"


# --- self-evaluation ----------------------------------------------------------------------------


class SelfEvaluation(models.Model):
    """What the council knows of its own practice in a year, how it knows, and what it plans."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="self_evaluations"
    )
    year = models.CharField(max_length=20, help_text="For example 2017/18.")
    framework = models.CharField(max_length=30, choices=FRAMEWORK_CHOICES, default="none")
    agreed_on = models.DateField("agreed", null=True, blank=True)
    rolled_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="rolled_to"
    )
    what_changed = models.TextField("what changed since the year before", blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = AuthorityOwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["authority", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "year"],
                name="self_evaluation_year_unique",
                violation_error_message="There is a self-evaluation for this year already.",
            )
        ]

    def __str__(self) -> str:
        return f"Self-evaluation {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:self_evaluation_detail", args=[self.pk])


class OwnedByEvaluation(AuthorityOwnedQuerySet):
    """Questions about records of a self-evaluation."""

    authority_path = "evaluation__authority"


class SelfEvaluationPart(models.Model):
    """The answer to one question about one judgement area."""

    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.CASCADE, related_name="parts")
    question = models.CharField(max_length=10, choices=Question.choices)
    area = models.CharField(max_length=30, choices=list(AREA_NAMES.items()))
    own_grade = models.CharField(max_length=30, choices=list(GRADE_NAMES.items()), blank=True)
    strengths = models.TextField(blank=True)
    to_develop = models.TextField("areas for development", blank=True)
    findings = models.ManyToManyField(Finding, blank=True, related_name="+")
    audit_rounds = models.ManyToManyField(AuditRound, blank=True, related_name="+")
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedByEvaluation.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["evaluation", "area", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "question", "area"],
                name="self_evaluation_part_unique",
                violation_error_message="This question is answered already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_area_display()}: {self.get_question_display()}"


class Commitment(models.Model):
    """What a self-evaluation plans for the next 12 months; it may become an action."""

    evaluation = models.ForeignKey(
        SelfEvaluation, on_delete=models.CASCADE, related_name="commitments"
    )
    order = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    action = models.ForeignKey(
        Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    progress = models.TextField("what has become of it", blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnedByEvaluation.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["evaluation", "order", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


# --- voice, intervention, boards ----------------------------------------------------------------


class VoiceItemQuerySet(AuthorityOwnedQuerySet):
    """Questions about what people said."""

    def unanswered(self) -> Self:
        """What nothing was done about, or nobody was told of."""
        return self.filter(Q(done="") | Q(told_on__isnull=True))

    def answered(self) -> Self:
        """What something was done about, and somebody was told of."""
        return self.exclude(done="").filter(told_on__isnull=False)

    def with_may_edit(self, user: User) -> Self:
        """Whether the person keeps what is said at the council: ``may_edit``."""
        kept = VoiceItem.objects.permitting(user, Permission.RECORD_FINDINGS)
        return self.annotate(may_edit=Exists(kept.filter(pk=OuterRef("pk"))))

    def unanswered_first(self) -> Self:
        """What is still unanswered before the rest, each from the newest on."""
        is_answered = When(~Q(done=""), told_on__isnull=False, then=1)
        return self.order_by(Case(is_answered, default=0), "-heard_on", "-pk")


class VoiceItem(models.Model):
    """What children, families or staff said, what was done, and who was told: you said, we did."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="voice_items")
    speaker = models.CharField("who was heard", max_length=15, choices=Speaker.choices)
    group = models.CharField("group or event", max_length=200, blank=True)
    heard_on = models.DateField("heard")
    said = models.TextField("what was said", help_text="No names, dates of birth or numbers.")
    may_be_quoted = models.BooleanField("they agree to be quoted", default=False)
    theme = models.ForeignKey(
        Theme, on_delete=models.SET_NULL, null=True, blank=True, related_name="voice_items"
    )
    practice_area = models.ForeignKey(
        PracticeArea, on_delete=models.SET_NULL, null=True, blank=True, related_name="voice_items"
    )
    done = models.TextField("what was done", blank=True)
    changed = models.TextField("what changed", blank=True)
    told = models.CharField("who was told", max_length=200, blank=True)
    told_on = models.DateField("told on", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = VoiceItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-heard_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_speaker_display()}, {self.heard_in_words}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:voice_item_edit", args=[self.pk])

    @property
    def heard_in_words(self) -> str:
        """The day it was heard: 12 March 2018."""
        return f"{self.heard_on:%-d %B %Y}"

    @property
    def is_answered(self) -> bool:
        """Whether something was done about it, and somebody was told."""
        return bool(self.done) and self.told_on is not None


class Intervention(models.Model):
    """A step by which the government intervenes, with its dates and conditions."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="interventions")
    kind = models.CharField(max_length=15, choices=InterventionKind.choices)
    title = models.CharField(max_length=200)
    held_by = models.CharField(
        "who holds it", max_length=200, blank=True, help_text="A body or a post."
    )
    issued_on = models.DateField("issued")
    amended_on = models.DateField("amended", null=True, blank=True)
    lifted_on = models.DateField("lifted", null=True, blank=True)
    conditions = models.TextField(blank=True)

    objects = AuthorityOwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=F("issued_on")),
                name="intervention_lifted_after_issue",
                violation_error_message="It was lifted before it was issued.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Board(models.Model):
    """A board or group that oversees improvement: who chairs it, and how often it meets."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="boards")
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    chair = models.CharField(max_length=200, blank=True, help_text="A post.")
    chair_is_independent = models.BooleanField(default=False)
    cadence = models.CharField("how often it meets", max_length=100, blank=True)
    members = models.TextField(blank=True, help_text="Posts and bodies, one a line.")
    began_on = models.DateField("since", null=True, blank=True)
    ended_on = models.DateField("until", null=True, blank=True)

    objects = AuthorityOwnedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["authority", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="board_name_unique",
                violation_error_message="There is a board with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

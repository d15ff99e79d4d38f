"""Actions, and everything that is recorded against them."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from itertools import takewhile
from operator import or_
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.models import AuthorityOwnedQuerySet, Partner, Team, User, acted_for
from core.models import NoChanges, WrittenOnce
from improvement.models.periods import ReportingPeriod
from improvement.models.plans import OwnedByPlan, Plan, PracticeArea, Status
from improvement.models.themes import Objective, Theme
from improvement.vocabulary import (
    DeliveryKind,
)

DUE_SOON_DAYS = 30


def _heard_in(period: "ReportingPeriod") -> Q:
    """Picks actions with an update effective in the period."""
    return Q(
        Exists(
            Update.objects.filter(
                action=OuterRef("pk"),
                effective_on__gte=period.starts_on,
                effective_on__lte=period.ends_on,
            )
        )
    )


def _not_heard_in(period: "ReportingPeriod") -> Q:
    """Picks actions begun by the end of the period with no update effective in it."""
    return Q(starts_on__lte=period.ends_on) & ~_heard_in(period)


class ActionQuerySet(OwnedByPlan):
    """Questions about many actions. ``as_at`` is the day on which the question is asked."""

    def with_parts(self) -> Self:
        """With all that a row or a heading names, in one query."""
        named = self.select_related("theme", "objective", "lead", "team", "delivery", "impact")
        return named.with_moves()

    def with_moves(self) -> Self:
        """With how often the due date has moved (``move_count``): changes approved, not asked for.

        The first date that an ongoing action is given is no move.
        """
        approved = DueDateChange.objects.filter(
            action=OuterRef("pk"),
            decision=DueDateChange.Decision.APPROVED,
            old_due_on__isnull=False,
        )
        counted = approved.order_by().values("action").annotate(number=Count("pk"))
        return self.annotate(move_count=Coalesce(Subquery(counted.values("number")), 0))

    def mine(self, user: User) -> Self:
        """Actions of a person: those they lead, or whose lead they stand in for today, and those
        of a team they work in.
        """
        led = acted_for(user, "lead", "plan__authority")
        return self.filter(led | Q(team__in=user.team_ids))

    def printed(self) -> Self:
        """Actions that may be named in a public paper."""
        return self.filter(visibility=Action.Visibility.PUBLIC)

    def open(self) -> Self:
        """Not completed and not stopped."""
        return self.exclude(delivery__kind__in=DeliveryKind.closed())

    def completed(self) -> Self:
        """Done, by the plan's own vocabulary."""
        return self.filter(delivery__kind=DeliveryKind.COMPLETE)

    def overdue(self, *, as_at: date) -> Self:
        """Overdue: due before ``as_at`` and still open."""
        return self.open().filter(due_on__lt=as_at)

    def due_soon(self, *, as_at: date, days: int = DUE_SOON_DAYS) -> Self:
        """Due soon: open and due within ``days`` of ``as_at``, that day included."""
        return self.open().filter(due_on__gte=as_at, due_on__lte=as_at + timedelta(days=days))

    def slipped(self) -> Self:
        """Slipped: the due date now is later than the date first agreed."""
        return self.filter(due_on__gt=F("original_due_on"))

    def slipped_more_than_once(self) -> Self:
        """Slipped again: moved to a later date at least twice."""
        later = DueDateChange.objects.filter(
            decision=DueDateChange.Decision.APPROVED, new_due_on__gt=F("old_due_on")
        )
        again = later.order_by().values("action").annotate(n=Count("pk")).filter(n__gt=1)
        return self.filter(pk__in=again.values("action"))

    def awaiting_update(self, *, period: "ReportingPeriod") -> Self:
        """Awaiting update: open, begun by the end of the period, and no update effective in it."""
        return self.open().filter(_not_heard_in(period))

    def awaiting_update_in(self, periods: "Iterable[ReportingPeriod]") -> Self:
        """Awaiting the update of one of the periods, each asked of its own authority."""
        waiting = [
            Q(plan__authority=period.authority_id) & _not_heard_in(period) for period in periods
        ]
        return self.open().filter(reduce(or_, waiting)) if waiting else self.none()

    def with_slips(self) -> Self:
        """With the approved changes to a later date, the first before the others (``slips``)."""
        later = DueDateChange.objects.filter(
            decision=DueDateChange.Decision.APPROVED, new_due_on__gt=F("old_due_on")
        )
        found = Prefetch("due_date_changes", later.order_by("decided_at", "pk"), to_attr="slips")
        return self.prefetch_related(found)

    def heard_in(self, periods: "Iterable[ReportingPeriod]") -> Self:
        """With an update of one of the periods, each asked of its own authority."""
        heard = [Q(plan__authority=period.authority_id) & _heard_in(period) for period in periods]
        return self.filter(reduce(or_, heard)) if heard else self.none()

    def complete_without_evidence(self) -> Self:
        """Complete without evidence: done, and no file or link supports it."""
        return self.completed().filter(~Exists(Evidence.objects.filter(action=OuterRef("pk"))))

    def complete_not_verified(self) -> Self:
        """Complete, not yet verified: no second person has said whether it really is."""
        waiting = Update.objects.waiting_for_verification().filter(action=OuterRef("pk"))
        return self.completed().filter(Exists(waiting))

    def found_not_adequate(self) -> Self:
        """Open again: the last time it was called complete, a second person found it was not."""
        last = Verification.objects.filter(action=OuterRef("pk")).order_by("-pk")
        return (
            self.open()
            .alias(last_found=Subquery(last.values("verdict")[:1]))
            .filter(last_found=Verification.Verdict.NOT_ADEQUATE)
        )

    def without_measure(self) -> Self:
        """Open, and nothing says how success will be known."""
        return self.open().filter(success_measure="")

    def as_they_stood(self, *, as_at: date) -> Self:
        """The actions in the plan on ``as_at``, with what was true at the end of that day.

        Annotates ``delivery_then`` and ``impact_then`` (status ids: of the last update effective
        by then, else what the first update found, else today's) and ``due_then`` (the last date
        approved by then, else the one first agreed).
        """
        by_then = Update.objects.filter(action=OuterRef("pk"), effective_on__lte=as_at)
        earliest = Update.objects.filter(action=OuterRef("pk")).order_by("effective_on", "pk")
        approved = DueDateChange.objects.filter(
            action=OuterRef("pk"), decision=DueDateChange.Decision.APPROVED
        )
        moves = approved.filter(decided_at__date__lte=as_at).order_by("-decided_at", "-pk")

        def then(axis: str) -> Coalesce:
            return Coalesce(
                Subquery(by_then.values(f"{axis}_after")[:1]),
                Subquery(earliest.values(f"{axis}_before")[:1]),
                F(axis),
                output_field=models.BigIntegerField(),
            )

        return self.filter(added_on__lte=as_at).annotate(
            delivery_then=then("delivery"),
            impact_then=then("impact"),
            due_then=Case(
                When(Exists(moves), then=Subquery(moves.values("new_due_on")[:1])),
                # It had no date until one was given later.
                When(Exists(approved.filter(old_due_on__isnull=True)), then=None),
                default=F("original_due_on"),
            ),
        )

    def in_order(self) -> Self:
        """In the order of the plan: by theme, then by reference as people count."""
        return self.order_by("theme__number", "position", "pk")


class Action(models.Model):
    """Something the plan says will be done, by whom and by when.

    Two ratings are kept apart. Delivery: is it done? Impact: has it changed anything?
    """

    class Priority(models.TextChoices):
        """How much hangs on it."""

        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class Visibility(models.TextChoices):
        """Who may read of it."""

        PUBLIC = "public", "May be named in public papers"
        INTERNAL = "internal", "Is kept out of papers"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="actions")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="actions", null=True, blank=True
    )
    position = models.PositiveIntegerField(
        default=0, help_text="Its place in the plan; 5b(ii) stands before 5b(iii)."
    )
    reference = models.CharField(max_length=20, help_text="For example 5b(ii).")
    title = models.CharField("what will be done", max_length=500)
    lead = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions_led"
    )
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    partners = models.ManyToManyField(Partner, related_name="actions", blank=True)
    practice_areas = models.ManyToManyField(PracticeArea, related_name="actions", blank=True)
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.MEDIUM)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    success_measure = models.TextField(
        "how success will be known",
        blank=True,
        help_text="What will be different, and by how much.",
    )
    added_on = models.DateField(
        "in the plan since", help_text="The day it was agreed; papers show it from then on."
    )
    starts_on = models.DateField("starts on")
    original_due_on = models.DateField("first agreed due date", null=True, blank=True)
    due_on = models.DateField(
        "due", null=True, blank=True, help_text="Leave empty for an action that is ongoing."
    )
    forecast_on = models.DateField("expected to be done", null=True, blank=True)
    delivery = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    impact = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField("completed on", null=True, blank=True)
    completion_account = models.TextField("what was done", blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[partners])

    class Meta:
        ordering = ["plan", "theme__number", "position", "pk"]
        indexes = [
            models.Index(fields=["plan", "due_on"]),
            models.Index(fields=["plan", "theme", "position"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "reference"],
                name="action_reference_unique",
                violation_error_message="Another action of this plan has this reference.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="action_due_after_start",
                violation_error_message="The due date cannot be before the start.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(original_due_on__isnull=False),
                name="action_due_has_original",
                violation_error_message="Give the date that was first agreed.",
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True) | ~Q(completion_account=""),
                name="action_completed_with_account",
                violation_error_message="Say what was done before you call the action complete.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("improvement:action_detail", args=[self.pk])

    def clean(self) -> None:
        """The parts of an action belong to one plan."""
        wrong = {}
        if self.theme_id and self.plan_id and self.theme.plan_id != self.plan_id:
            wrong["theme"] = "Choose a theme of this plan."
        if self.objective and self.objective.theme_id != self.theme_id:
            wrong["objective"] = "Choose an objective of this theme."
        for axis in Status.Axis.values:
            status = getattr(self, axis) if getattr(self, f"{axis}_id") else None
            if status and (status.plan_id != self.plan_id or status.axis != axis):
                wrong[axis] = "Choose a status of this plan."
        authority = self.plan.authority_id if self.plan_id else None
        if self.team and authority and self.team.authority_id != authority:
            wrong["team"] = "Choose a team of this authority."
        if (
            self.lead
            and authority
            and not self.lead.memberships.filter(authority=authority).exists()
        ):
            wrong["lead"] = "Choose a person of this authority."
        if wrong:
            raise ValidationError(wrong)

    @property
    def owner(self) -> str:
        """Who sees to it: the lead, else the team."""
        return str(self.lead or self.team or "")

    @property
    def is_open(self) -> bool:
        """Neither completed nor stopped."""
        return self.delivery.kind not in DeliveryKind.closed()

    def times_unchanged(self) -> int:
        """How many of the last updates, without a break, said that nothing has changed."""
        said = self.updates.values_list("no_change", flat=True)
        return sum(1 for _ in takewhile(bool, said))

    def is_overdue(self, as_at: date) -> bool:
        """Due before ``as_at`` and still open."""
        return self.is_open and self.due_on is not None and self.due_on < as_at

    def days_to_due(self, as_at: date) -> int | None:
        """Days left until the due date, negative when it has passed; None when ongoing."""
        return (self.due_on - as_at).days if self.due_on else None


class OwnedByAction(AuthorityOwnedQuerySet):
    """Questions about records of an action."""

    authority_path = "action__plan__authority"


class UpdateQuerySet(NoChanges, OwnedByAction):
    """Questions about many updates."""

    def effective_between(self, first: date, last: date) -> Self:
        """Updates that speak of the days from ``first`` to ``last``, both included."""
        return self.filter(effective_on__gte=first, effective_on__lte=last)

    def first_since(self, day: date) -> Self:
        """The first update of each action that speaks of ``day`` or later.

        The ratings it found are those at the end of the day before.
        """
        earlier = Update.objects.filter(
            Q(effective_on__lt=OuterRef("effective_on"))
            | Q(effective_on=OuterRef("effective_on"), pk__lt=OuterRef("pk")),
            action=OuterRef("action"),
            effective_on__gte=day,
        )
        return self.filter(~Exists(earlier), effective_on__gte=day)

    def completing(self) -> Self:
        """Updates that called an action complete which was not."""
        return self.filter(delivery_after__kind=DeliveryKind.COMPLETE).exclude(
            delivery_before__kind=DeliveryKind.COMPLETE
        )

    def waiting_for_verification(self) -> Self:
        """The update by which each complete action came to be so, if nobody has verified it."""
        later = Update.objects.completing().filter(action=OuterRef("action"), pk__gt=OuterRef("pk"))
        return self.completing().filter(
            ~Exists(later), action__delivery__kind=DeliveryKind.COMPLETE, verification=None
        )

    def then_moved(self) -> Self:
        """Updates that found a rating other than the one the action has now."""
        return self.exclude(
            delivery_before=F("action__delivery"), impact_before=F("action__impact")
        )


class Update(WrittenOnce):
    """What an officer reported on an action, on a day. It is added and never changed."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    effective_on = models.DateField("as at")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    no_change = models.BooleanField("nothing has changed", default=False)
    done = models.TextField("what has been done", blank=True)
    difference = models.TextField("what difference it has made", blank=True)
    obstacles = models.TextField("what stands in the way", blank=True)
    next_steps = models.TextField("what happens next", blank=True)
    delivery_before = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    delivery_after = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    impact_before = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    impact_after = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    forecast_on = models.DateField("expected to be done", null=True, blank=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-pk"]
        indexes = [models.Index(fields=["action", "-effective_on", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(no_change=True) | ~Q(done=""),
                name="update_says_something",
                violation_error_message="Say what has been done, or that nothing has changed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action.reference}, {self.effective_on:%-d %B %Y}"

    @property
    def moved(self) -> bool:
        """Whether either rating changed."""
        return (
            self.delivery_before_id != self.delivery_after_id
            or self.impact_before_id != self.impact_after_id
        )

    @property
    def completes(self) -> bool:
        """Whether it called an action complete which was not."""
        done = DeliveryKind.COMPLETE
        return self.delivery_after.kind == done != self.delivery_before.kind

    @property
    def reopens(self) -> bool:
        """Whether it opened a complete action again."""
        done = DeliveryKind.COMPLETE
        return self.delivery_before.kind == done != self.delivery_after.kind


class DueDateChange(models.Model):
    """A request to move a due date, why, and what was decided. The first date always stands."""

    class Reason(models.TextChoices):
        """Why a date moves."""

        CAPACITY = "capacity", "Not enough people or time"
        DEPENDENCY = "dependency", "Waiting for another action or partner"
        SCOPE = "scope", "The work has grown or changed"
        RECRUITMENT = "recruitment", "Recruitment took longer"
        BROUGHT_FORWARD = "brought_forward", "Can be done sooner"
        OTHER = "other", "Another reason"

    class Decision(models.TextChoices):
        """What was decided."""

        PENDING = "pending", "Waiting for a decision"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="due_date_changes")
    old_due_on = models.DateField("due before", null=True)
    new_due_on = models.DateField("new due date")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    words = models.TextField("why")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(null=True)
    decision_words = models.TextField("why it was decided so", blank=True)

    objects = OwnedByAction.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="pending", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    decision__in=["approved", "declined"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="due_date_change_decided_at_and_by_paired",
                violation_error_message="A decision has a person and a time.",
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(decision="pending"),
                name="due_date_change_one_pending",
                violation_error_message="A date change for this action is waiting already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action.reference} to {self.new_due_on:%-d %B %Y}"


class Evidence(models.Model):
    """A file or a link that supports what was reported, and what a reviewer made of it."""

    class Verdict(models.TextChoices):
        """What the reviewer found."""

        WAITING = "waiting", "Not yet reviewed"
        ADEQUATE = "adequate", "Adequate"
        NOT_ADEQUATE = "not_adequate", "Not adequate"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="evidence")
    update = models.ForeignKey(
        Update, on_delete=models.PROTECT, related_name="evidence", null=True, blank=True
    )
    title = models.CharField("what it is", max_length=200)
    url = models.URLField("link", max_length=1000, blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m/", blank=True)
    added_on = models.DateField("dated")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(max_length=20, choices=Verdict.choices, default=Verdict.WAITING)
    verdict_words = models.TextField("why", blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    reviewed_at = models.DateTimeField(null=True)

    objects = OwnedByAction.as_manager()

    class Meta:
        ordering = ["-added_on", "-pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="evidence_link_or_file",
                violation_error_message="Give a link or a file, not both.",
            ),
            models.CheckConstraint(
                condition=Q(verdict="waiting", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(
                    verdict__in=["adequate", "not_adequate"],
                    reviewed_by__isnull=False,
                    reviewed_at__isnull=False,
                ),
                name="evidence_reviewed_at_and_by_paired",
                violation_error_message="A verdict has a person and a time.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RetestQuerySet(OwnedByAction):
    """Questions about many re-tests."""

    def to_look_again(self, *, as_at: date) -> Self:
        """Re-tests of complete actions whose day to look again has come, and none was since."""
        later = Retest.objects.filter(
            Q(tested_on__gt=OuterRef("tested_on"))
            | Q(tested_on=OuterRef("tested_on"), pk__gt=OuterRef("pk")),
            action=OuterRef("action"),
        )
        return self.filter(
            ~Exists(later),
            look_again_on__lte=as_at,
            action__delivery__kind=DeliveryKind.COMPLETE,
        )


class Retest(models.Model):
    """A dated look at whether a completed action's change has held."""

    class Kind(models.TextChoices):
        """How it was looked at."""

        AUDIT = "audit", "Audit"
        INDICATOR = "indicator", "Run of an indicator"
        VISIT = "visit", "Visit or review"

    class Verdict(models.TextChoices):
        """What it showed."""

        HELD = "held", "The change has held"
        TOO_EARLY = "too_early", "Too early to say"
        NOT_HELD = "not_held", "The change has not held"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="retests")
    tested_on = models.DateField("looked at on")
    kind = models.CharField("how", max_length=10, choices=Kind.choices)
    verdict = models.CharField("what it showed", max_length=10, choices=Verdict.choices)
    words = models.TextField("what was seen")
    look_again_on = models.DateField("look again on", null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = RetestQuerySet.as_manager()

    class Meta:
        ordering = ["-tested_on", "-pk"]
        verbose_name = "re-test"
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="too_early") | Q(look_again_on__isnull=False),
                name="retest_too_early_has_next_date",
                violation_error_message="Give a date to look again.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action.reference}: {self.get_verdict_display()}"


class Verification(models.Model):
    """What a second person found when they looked at whether an action is really complete.

    It belongs to the update that called the action complete. "Not adequate" opens the action
    again; what was claimed, and why it was not enough, stay in the story.
    """

    class Verdict(models.TextChoices):
        """What was found."""

        ADEQUATE = "adequate", "Adequate: the action is complete"
        NOT_ADEQUATE = "not_adequate", "Not adequate: the action is opened again"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="verifications")
    update = models.OneToOneField(Update, on_delete=models.PROTECT, related_name="verification")
    verdict = models.CharField("what was found", max_length=20, choices=Verdict.choices)
    words = models.TextField("why", blank=True)
    verified_at = models.DateTimeField(default=timezone.now, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = OwnedByAction.as_manager()

    class Meta:
        ordering = ["-verified_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="adequate") | ~Q(words=""),
                name="verification_not_adequate_with_reason",
                violation_error_message="Say what is missing.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action.reference}: {self.get_verdict_display()}"

"""Reminders: when an authority sends them, what a person does without, and what was sent."""

from typing import Self

from django.conf import settings
from django.core.validators import validate_comma_separated_integer_list
from django.db import models
from django.utils import timezone

from accounts.models import Authority, AuthorityOwnedQuerySet, OwnQuerySet, User
from accounts.roles import Permission


class ReminderKind(models.TextChoices):
    """What a person is reminded of."""

    DUE = "due", "Actions before, on and after their due date"
    UPDATE = "update", "Updates and texts that the period still needs"
    RETURNED = "returned", "Work that came back to me with a reason"
    TO_DO = "to_do", "Decisions, evidence and questions that wait for me"
    ESCALATED = "escalated", "Actions of others that stay overdue"


class ReminderRule(models.Model):
    """When an authority reminds its people. Without one, nobody is reminded."""

    authority = models.OneToOneField(
        Authority, on_delete=models.CASCADE, related_name="reminder_rule"
    )
    is_on = models.BooleanField("send reminders", default=True)
    days_before = models.CharField(
        "days before the due date",
        max_length=60,
        default="14,3",
        blank=True,
        validators=[validate_comma_separated_integer_list],
        help_text="Separated by commas, for example 14,3.",
    )
    on_the_day = models.BooleanField("on the due date", default=True)
    every_days_after = models.PositiveSmallIntegerField(
        "after the due date, every so many days", default=7, help_text="0 sends none."
    )
    escalate_after = models.PositiveSmallIntegerField(
        "tell the theme lead after so many overdue reminders",
        default=3,
        help_text="0 tells nobody else.",
    )
    owners_working_days = models.PositiveSmallIntegerField(
        "working days before updates are due: owners", default=5
    )
    leads_working_days = models.PositiveSmallIntegerField(
        "working days before updates are due: theme leads", default=2
    )
    authors_working_days = models.PositiveSmallIntegerField(
        "working days before narratives are due: report authors", default=1
    )
    always = models.JSONField(
        "kinds a person cannot switch off", default=list, blank=True, help_text="A list of kinds."
    )

    objects = AuthorityOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Reminders of {self.authority.short_name}"

    @property
    def days_ahead(self) -> list[int]:
        """How many days before a due date there are reminders."""
        return [days for each in self.days_before.split(",") if each and (days := int(each)) > 0]


class ReminderOptOut(models.Model):
    """A kind of reminder that a person does without."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_opt_outs"
    )
    kind = models.CharField(max_length=20, choices=ReminderKind.choices)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["user", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="reminder_opt_out_unique")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ReminderMailQuerySet(OwnQuerySet):
    """Questions about the mails that were sent."""

    def permitting(self, user: User, permission: Permission) -> Self:
        """Mails to people of the authorities where ``user`` holds the permission."""
        return self.filter(user__in=User.objects.permitting(user, permission).values("pk"))

    def unfinished(self) -> Self:
        """Written down and not known to be sent."""
        return self.filter(sent_at=None)


class ReminderMail(models.Model):
    """The one mail that a person is sent on a day.

    It is written down before it is sent, so that a run that was killed never sends it again;
    ``sent_at`` stays empty where it is not known whether it went.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_mails"
    )
    day = models.DateField()
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = ReminderMailQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="reminder_mail_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.day:%-d %B %Y}"


class Reminded(models.Model):
    """One thing a mail reminded of; the same stage of the same thing is told to a person once.

    ``stage`` names the occasion, for example the due date with "before-14", so that a due date
    that moves begins again.
    """

    mail = models.ForeignKey(ReminderMail, on_delete=models.CASCADE, related_name="items")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=ReminderKind.choices)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    stage = models.CharField(max_length=80)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["mail", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject_type", "subject_id", "stage"],
                name="reminded_once_of_each_stage",
            )
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id", "kind"])]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}, {self.stage}"

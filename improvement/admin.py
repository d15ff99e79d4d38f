"""Administration of the plan: what an administrator keeps, and what is only to be read.

Actions, updates, date changes, evidence, re-tests and narratives are written by the product's own
pages, which keep the rules and the audit trail; here they are read.
"""

from pathlib import PurePath
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from accounts.admin import (
    AuthorityAdmin,
    AuthorityInline,
    OwnRelatedFilter,
    ReadOnly,
    ReadOnlyAdmin,
    ReadOnlyInline,
    Recorded,
    SettledFields,
    TrackedAdmin,
)
from accounts.models import AuthorityOwnedQuerySet, User
from accounts.roles import Permission
from core import audit
from core.models import AuditEvent, changes
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Objective,
    Plan,
    PlanVersion,
    PracticeArea,
    ReminderKind,
    ReminderMail,
    ReminderRule,
    ReportingPeriod,
    Retest,
    Status,
    StrategicObjective,
    Theme,
    ThemeNarrative,
    Update,
)
from improvement.narratives import narratives_kept_from

HTTPS_FIRST: dict[type[models.Field], dict[str, Any]] = {
    models.URLField: {"assume_scheme": "https"}
}


class PlanVersionInline(AuthorityInline):
    """The versions of a plan."""

    model = PlanVersion


class StrategicObjectiveInline(AuthorityInline):
    """The aims that run through a plan."""

    model = StrategicObjective


class ObjectiveInline(AuthorityInline):
    """The objectives of a theme."""

    model = Objective


class UpdateInline(ReadOnlyInline):
    """What was reported on an action."""

    model = Update
    fields = ["effective_on", "delivery_after", "impact_after", "done", "recorded_by"]


class DueDateChangeInline(ReadOnlyInline):
    """How its due date was asked to move."""

    model = DueDateChange
    fields = ["old_due_on", "new_due_on", "reason", "decision", "requested_by", "decided_by"]


class EvidenceInline(ReadOnlyInline):
    """What supports it."""

    model = Evidence
    formfield_overrides = HTTPS_FIRST
    fields = ["title", "url", "added_on", "verdict", "added_by", "reviewed_by"]


class RetestInline(ReadOnlyInline):
    """Whether the change has held."""

    model = Retest
    fields = ["tested_on", "kind", "verdict", "words", "recorded_by"]


class PlanForm(forms.ModelForm):
    """A plan, whose date changes are decided by people who can."""

    def clean(self) -> dict[str, Any]:
        """Whoever is named belongs to the authority, in a role that decides date changes."""
        cleaned = super().clean() or {}
        authority = cleaned.get("authority") or getattr(self.instance, "authority", None)
        if authority is None:  # which is asked for first
            return cleaned
        named = list(cleaned.get("date_change_deciders") or [])
        others = [
            str(person)
            for person in named
            if not person.may(Permission.DECIDE_DUE_DATES, authority.pk)
        ]
        if others:
            self.add_error(
                "date_change_deciders",
                f"No role at {authority} lets {', '.join(others)} decide date changes.",
            )
        elif not named and cleaned.get("date_changes_decided_by") == Plan.DateDeciders.NAMED:
            self.add_error("date_change_deciders", "Name at least one person.")
        return cleaned


@admin.register(Plan)
class PlanAdmin(Recorded, SettledFields, TrackedAdmin):
    """Plans with their versions and aims."""

    list_display = ["name", "authority", "starts_on", "ends_on"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    search_fields = ["name", "short_name"]
    inlines = [PlanVersionInline, StrategicObjectiveInline]
    settled = ("authority",)
    form = PlanForm


@admin.register(Status)
class StatusAdmin(Recorded, SettledFields, TrackedAdmin):
    """The words of the two vocabularies.

    The kind is what the rules go by: another kind needs another status.
    """

    list_display = ["label", "axis", "kind", "colour", "order", "plan"]
    list_filter = ["plan", "axis", "kind"]
    list_select_related = ["plan"]
    search_fields = ["label", "definition"]
    settled = ("plan", "axis", "kind")


@admin.register(Theme)
class ThemeAdmin(Recorded, SettledFields, TrackedAdmin):
    """Themes with their objectives."""

    list_display = ["title", "number", "kind", "lead", "plan"]
    list_filter = ["plan", "kind"]
    list_select_related = ["plan", "lead"]
    search_fields = ["title", "description"]
    inlines = [ObjectiveInline]
    settled = ("plan",)


@admin.register(Objective)
class ObjectiveAdmin(Recorded, SettledFields, AuthorityAdmin):
    """Objectives of themes."""

    list_display = ["reference", "title", "theme"]
    list_filter = ["theme"]
    list_select_related = ["theme"]
    search_fields = ["reference", "title"]
    settled = ("theme",)


@admin.register(PracticeArea)
class PracticeAreaAdmin(Recorded, SettledFields, AuthorityAdmin):
    """Strands of practice."""

    list_display = ["name", "order", "authority"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    search_fields = ["name"]
    settled = ("authority",)


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(Recorded, SettledFields, AuthorityAdmin):
    """The cycle everyone works to."""

    list_display = ["name", "starts_on", "ends_on", "updates_due_on", "narratives_due_on"]
    list_filter = ["authority"]
    search_fields = ["name"]
    settled = ("authority",)


class StatusFilter(OwnRelatedFilter):
    """A filter by the statuses that answer the question of the field."""

    def own(self, field: Any, request: HttpRequest) -> models.QuerySet[Any]:
        """The statuses of one axis."""
        return super().own(field, request).filter(axis=field.name)


@admin.register(Action)
class ActionAdmin(ReadOnly, TrackedAdmin):
    """Actions with everything recorded against them, to read."""

    list_display = ["reference", "title", "theme", "lead", "due_on", "delivery", "impact"]
    list_filter = [
        "plan",
        "theme",
        ("delivery", StatusFilter),
        ("impact", StatusFilter),
        "priority",
        "visibility",
    ]
    list_select_related = ["theme", "lead", "delivery", "impact"]
    search_fields = ["reference", "title"]
    inlines = [UpdateInline, DueDateChangeInline, EvidenceInline, RetestInline]


@admin.register(Update)
class UpdateAdmin(ReadOnlyAdmin):
    """Updates, to read."""

    list_display = ["action", "effective_on", "delivery_after", "impact_after", "recorded_by"]
    list_filter = ["action__theme", "no_change"]
    list_select_related = ["action", "delivery_after", "impact_after", "recorded_by"]
    search_fields = ["action__reference", "done", "difference"]
    date_hierarchy = "effective_on"


@admin.register(DueDateChange)
class DueDateChangeAdmin(ReadOnlyAdmin):
    """Date changes, to read."""

    list_display = ["action", "old_due_on", "new_due_on", "reason", "decision", "requested_by"]
    list_filter = ["decision", "reason"]
    list_select_related = ["action", "requested_by"]
    search_fields = ["action__reference", "words"]


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Evidence, to read."""

    formfield_overrides = HTTPS_FIRST
    exclude = ["file"]
    readonly_fields = ["sent_file"]
    list_display = ["title", "action", "added_on", "verdict", "added_by", "reviewed_by"]
    list_filter = ["verdict"]
    list_select_related = ["action", "added_by", "reviewed_by"]
    search_fields = ["title", "action__reference"]

    @admin.display(description="File")
    def sent_file(self, evidence: Evidence) -> str | None:
        """The way to the file, which has no address of its own."""
        if not evidence.file:
            return None
        address = reverse("improvement:evidence_download", args=[evidence.pk])
        return format_html('<a href="{}">{}</a>', address, PurePath(evidence.file.name).name)


@admin.register(Retest)
class RetestAdmin(ReadOnlyAdmin):
    """Re-tests, to read."""

    list_display = ["action", "tested_on", "kind", "verdict", "recorded_by"]
    list_filter = ["kind", "verdict"]
    list_select_related = ["action", "recorded_by"]
    search_fields = ["action__reference", "words"]


@admin.register(ThemeNarrative)
class ThemeNarrativeAdmin(ReadOnly, TrackedAdmin):
    """Narratives, to read, with what they were before."""

    list_display = ["theme", "period", "state"]
    list_filter = ["state", "period", "theme"]
    list_select_related = ["theme", "period"]
    search_fields = ["theme__title", "body"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[ThemeNarrative]:
        """Without those that tell what the administrator may not read yet."""
        found = super().get_queryset(request)
        kept = narratives_kept_from(cast(User, request.user), cast(AuthorityOwnedQuerySet, found))
        return found.exclude(pk__in=kept)


class ReminderRuleForm(forms.ModelForm):
    """The kinds that are always sent, to be ticked."""

    always = forms.MultipleChoiceField(
        label="Kinds a person cannot switch off",
        choices=ReminderKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(ReminderRule)
class ReminderRuleAdmin(SettledFields, AuthorityAdmin):
    """When people are reminded. Each change is written to the audit trail."""

    form = ReminderRuleForm
    list_display = ["authority", "is_on", "days_before", "on_the_day", "every_days_after"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    settled = ("authority",)

    @transaction.atomic
    def save_model(
        self, request: HttpRequest, obj: ReminderRule, form: forms.ModelForm, change: bool
    ) -> None:
        """Save it, and write down what it was and what it is."""
        before = ReminderRule.objects.filter(pk=obj.pk).values().first() or {}
        super().save_model(request, obj, form, change)
        after = ReminderRule.objects.filter(pk=obj.pk).values().get()
        self._write_down(request, obj, changes=changes(before, after))

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: ReminderRule) -> None:
        """Remove it: nobody is reminded any more."""
        self._write_down(request, obj, removed=True)
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """Remove several, each written down."""
        for rule in queryset:
            self.delete_model(request, rule)

    def _write_down(self, request: HttpRequest, rule: ReminderRule, **details: Any) -> None:
        audit.record(
            AuditEvent.Kind.REMINDERS_CHANGED,
            by=request.user,
            authority_id=rule.authority_id,
            subject=rule,
            **details,
        )


@admin.register(ReminderMail)
class ReminderMailAdmin(ReadOnlyAdmin):
    """The mails that were sent, to whom and when; not what they said."""

    list_display = ["user", "day", "claimed_at", "sent_at"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    date_hierarchy = "day"

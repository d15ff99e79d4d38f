"""Administration of how improvement is overseen, and what is only to be read.

Visits, findings and imports are written by the product's own pages, which keep the rules and the
audit trail; here they are read. A letter that is not published is as shut here as on those pages.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import (
    ReadOnly,
    ReadOnlyAdmin,
    ReadOnlyInline,
    Recorded,
    SettledFields,
    TrackedAdmin,
)
from monitoring.models import (
    Board,
    ClockOverride,
    Finding,
    InspectionImport,
    Inspector,
    Intervention,
    Judgement,
    RetestBasis,
    Visit,
)


class LetterAdmin(ReadOnly, TrackedAdmin):
    """What a letter says, for whoever may read the letter."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The records of letters that the person may read."""
        found = super().get_queryset(request)
        return found.filter(pk__in=self.model._default_manager.readable_by(request.user))  # type: ignore[attr-defined]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may look; also at what the record said before."""
        may: bool = super().has_view_permission(request, obj)
        return may and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())


class InspectorInline(ReadOnlyInline):
    """Who came."""

    model = Inspector


class JudgementInline(ReadOnlyInline):
    """How it judged."""

    model = Judgement


class ClockOverrideInline(ReadOnlyInline):
    """The days that were stated in place of computed ones."""

    model = ClockOverride


@admin.register(Intervention)
class InterventionAdmin(Recorded, SettledFields, TrackedAdmin):
    """Directions, notices, commissioners and partners, with their dates and conditions."""

    list_display = ["title", "kind", "issued_on", "lifted_on", "authority"]
    list_filter = ["authority", "kind"]
    list_select_related = ["authority"]
    search_fields = ["title", "held_by", "conditions"]
    settled = ("authority",)


@admin.register(Board)
class BoardAdmin(Recorded, SettledFields, TrackedAdmin):
    """Boards and groups that oversee improvement."""

    list_display = ["name", "chair", "chair_is_independent", "cadence", "authority"]
    list_filter = ["authority", "chair_is_independent"]
    list_select_related = ["authority"]
    search_fields = ["name", "purpose", "chair"]
    settled = ("authority",)


@admin.register(Visit)
class VisitAdmin(LetterAdmin):
    """Visits with their judgements, to read."""

    list_display = ["__str__", "framework", "starts_on", "letter_status", "published_on"]
    list_filter = ["authority", "inspectorate", "kind", "letter_status"]
    search_fields = ["title", "focus", "ordinal_words"]
    inlines = [InspectorInline, JudgementInline, ClockOverrideInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Finding)
class FindingAdmin(LetterAdmin):
    """Findings, to read, with what they were before."""

    list_display = ["reference", "type", "practice_area", "due_on", "closed_on"]
    list_filter = ["authority", "type", "severity", "practice_area"]
    list_select_related = ["practice_area"]
    search_fields = ["reference", "words"]


@admin.register(RetestBasis)
class RetestBasisAdmin(ReadOnlyAdmin):
    """What re-tests rest on, to read."""

    list_display = ["retest", "audit_round", "indicator", "finding"]
    list_select_related = ["retest__action", "audit_round", "indicator", "finding"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those that the person may read."""
        readable = RetestBasis.objects.readable_by(request.user)  # type: ignore[arg-type]
        return super().get_queryset(request).filter(pk__in=readable)


@admin.register(InspectionImport)
class InspectionImportAdmin(ReadOnlyAdmin):
    """Imports of past inspections, to read: who brought what, when, from which file."""

    list_display = ["__str__", "state", "previewed_at", "previewed_by", "committed_by"]
    list_filter = ["authority", "state"]
    list_select_related = ["previewed_by", "committed_by"]
    search_fields = ["file_name", "sha256"]
    date_hierarchy = "previewed_at"

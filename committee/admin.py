"""Administration of bodies and meetings; papers are written, and published, in their own pages."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.admin import (
    AuthorityAdmin,
    AuthorityInline,
    NamedCells,
    ReadOnlyAdmin,
    ReadOnlyInline,
    Recorded,
    SettledFields,
    TrackedAdmin,
)
from accounts.models import User
from committee.forms.house_styles import validate_base
from committee.house_styles import faults
from committee.models import (
    Body,
    HouseStyle,
    HouseStyleClearance,
    HouseStyleLine,
    HouseStyleSection,
    Meeting,
    MinutesVersion,
    Publication,
    Report,
    ReportSection,
)
from committee.services.house_styles import record
from core.models import AuditEvent


@admin.register(Body)
class BodyAdmin(Recorded, SettledFields, AuthorityAdmin):
    """Who receives papers."""

    kind = AuditEvent.Kind.MEETING_CHANGED
    recorded = ("name", "short_name", "slug", "former_names", "chair", "cadence", "plans")
    list_display = ["name", "authority", "cadence", "chair"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    search_fields = ["name", "short_name", "former_names"]
    settled = ("authority",)


@admin.register(Meeting)
class MeetingAdmin(Recorded, SettledFields, AuthorityAdmin):
    """When bodies meet."""

    kind = AuditEvent.Kind.MEETING_CHANGED
    recorded = ("body", "held_on", "starts_at", "venue")
    list_display = ["held_on", "body", "publish_by"]
    list_filter = ["body"]
    list_select_related = ["body"]
    date_hierarchy = "held_on"
    search_fields = ["body__name"]
    settled = ("body", "held_on")  # its own page knows when the day may still change
    readonly_fields = ["minutes_signed_at", "minutes_signed_by"]

    def authorities_of(self, obj: Meeting) -> set[int]:
        """That of the body."""
        return {obj.body.authority_id}


class HouseStyleForm(ModelForm):
    """A template in the administration."""

    def clean_word_base(self) -> Any:
        """The Word document, if it is one whose looks can be taken over."""
        file = self.cleaned_data["word_base"]
        if file and "word_base" in self.changed_data:
            validate_base(file)
        return file


class SectionFormSet(NamedCells):
    """The sections of a template, which must make a paper together."""

    def clean(self) -> None:
        """Say what is wrong with the template where it is wrong."""
        super().clean()
        if any(self.errors):
            return
        kept = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        kept.sort(key=lambda form: form.cleaned_data["order"])
        for fault in faults(form.instance for form in kept):
            if fault.position is None:
                self._non_form_errors.append(fault.message)  # type: ignore[attr-defined]
            else:
                kept[fault.position].add_error(fault.field, fault.message)


class SectionOfStyleForm(ModelForm):
    """One section of a template in the administration, with its standing text."""

    def clean(self) -> dict[str, Any]:
        """Say what the template would be if the section were so."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        this = self.instance
        for name, value in cleaned.items():
            setattr(this, name, value)
        sections = [*this.house_style.sections.exclude(pk=this.pk), this]
        sections.sort(key=lambda each: (each.order, each.pk))
        for fault in faults(sections):
            here = fault.position is not None and sections[fault.position] is this
            self.add_error(fault.field if here else None, fault.message)
        return cleaned


class HouseStyleLineInline(AuthorityInline):
    """The header box of a template, line by line."""

    model = HouseStyleLine


class HouseStyleSectionInline(AuthorityInline):
    """The sections of a template; their standing text is kept on pages of their own."""

    model = HouseStyleSection
    formset = SectionFormSet
    fields = ["order", "key", "place", "kind", "heading", "carried_over", "is_mandatory"]
    show_change_link = True


class HouseStyleClearanceInline(AuthorityInline):
    """Who clears papers in a template."""

    model = HouseStyleClearance


@admin.register(HouseStyle)
class HouseStyleAdmin(SettledFields, TrackedAdmin):
    """Templates of papers. Papers that have been started keep what they copied."""

    form = HouseStyleForm
    list_display = ["name", "authority", "numbers", "is_retired"]
    list_filter = ["authority", "is_retired"]
    list_select_related = ["authority"]
    search_fields = ["name", "description"]
    inlines = [HouseStyleLineInline, HouseStyleSectionInline, HouseStyleClearanceInline]
    settled = ("authority",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A template that papers were started in is put out of use, not deleted."""
        is_used = obj is not None and obj.reports.exists()
        return not is_used and super().has_delete_permission(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Let history say who changed the sections."""
        for row in formset.forms:
            row.instance._history_user = request.user
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write down who changed the template, once all of it is saved."""
        super().save_related(request, form, formsets, change)
        changed = {
            str(formset.model._meta.verbose_name_plural): len(rows)
            for formset in formsets
            if (rows := [row for row in formset.forms if row.has_changed()])
        }
        record(form.instance, cast(User, request.user), fields=form.changed_data, **changed)


@admin.register(HouseStyleSection)
class HouseStyleSectionAdmin(SettledFields, TrackedAdmin):
    """The standing text of a section, who keeps it true, and when it is looked at again."""

    form = SectionOfStyleForm
    list_display = ["__str__", "house_style", "owner", "review_by"]
    list_filter = ["house_style"]
    list_select_related = ["house_style", "owner"]
    search_fields = ["heading", "key", "standing_text"]
    settled = ("house_style",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Sections are added on the page of their template."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are removed there too, where it shows whether papers can still be made."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write down who changed it."""
        super().save_model(request, obj, form, change)
        record(obj.house_style, cast(User, request.user), section=obj.key, fields=form.changed_data)


class ReportSectionInline(ReadOnlyInline):
    """The sections of a paper, in their order."""

    model = ReportSection
    fields = ["order", "key", "place", "kind", "heading"]


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin, TrackedAdmin):
    """Papers, to find them and to see who changed what."""

    list_display = ["title", "number", "meeting", "state", "cut_off"]
    list_filter = ["state", "meeting__body"]
    list_select_related = ["meeting__body"]
    search_fields = ["title", "slug"]
    inlines = [ReportSectionInline]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """What was published; it never changes."""

    list_display = ["title", "version", "published_at", "published_by", "sha256"]
    list_filter = ["report__meeting__body"]
    list_select_related = ["published_by"]
    search_fields = ["title", "sha256"]
    exclude = ["tree", "html", "docx", "pdf"]  # they are read on its page

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those that the person may read: one that is exempt says too much by its title."""
        readable = Publication.objects.readable_by(cast(User, request.user))
        return super().get_queryset(request).filter(pk__in=readable.values("pk"))

    def view_on_site(self, publication: Publication) -> str:
        """The way to its page."""
        return publication.get_absolute_url()


@admin.register(MinutesVersion)
class MinutesVersionAdmin(ReadOnlyAdmin):
    """Published minutes; they never change. What was asked stands in its own pages alone."""

    list_display = ["meeting", "version", "is_signed", "published_at", "published_by"]
    list_filter = ["meeting__body", "is_signed"]
    list_select_related = ["meeting__body", "published_by"]
    search_fields = ["meeting__body__name", "sha256"]
    exclude = ["tree", "html", "docx", "pdf"]  # they are read on its page

    def view_on_site(self, minutes: MinutesVersion) -> str:
        """The way to its page."""
        return minutes.get_absolute_url()

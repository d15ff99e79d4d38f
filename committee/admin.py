"""Administration of bodies and meetings; papers are written, and published, in their own pages."""

from django.contrib import admin

from accounts.admin import (
    AuthorityAdmin,
    ReadOnlyAdmin,
    ReadOnlyInline,
    SettledFields,
    TrackedAdmin,
)
from committee.models import Body, Meeting, Publication, Report, ReportSection


@admin.register(Body)
class BodyAdmin(SettledFields, AuthorityAdmin):
    """Who receives papers."""

    list_display = ["name", "authority", "cadence", "chair"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    search_fields = ["name", "short_name", "former_names"]
    settled = ("authority",)


@admin.register(Meeting)
class MeetingAdmin(SettledFields, AuthorityAdmin):
    """When bodies meet."""

    list_display = ["held_on", "body", "publish_by"]
    list_filter = ["body"]
    list_select_related = ["body"]
    date_hierarchy = "held_on"
    search_fields = ["body__name"]
    settled = ("body",)


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

    def view_on_site(self, publication: Publication) -> str:
        """The way to its page."""
        return publication.get_absolute_url()

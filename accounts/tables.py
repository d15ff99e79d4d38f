"""Tables about people."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import Absence, User
from accounts.roles import ROLE_CHOICES
from accounts.trail import Line, lines
from core.models import AuditEvent
from core.tables import EXPORT_CHUNK, DateColumn, LeanTable, TextColumn


class RoleHolderTable(LeanTable):
    """Who holds which role, for whoever keeps the roles."""

    caption = "Who holds them"
    export = (
        ("Person", "user__name"),
        ("E-mail address", "user__email"),
        ("Post", "user__post"),
        ("Role", "role", dict(ROLE_CHOICES)),
        ("Council", "authority__name"),
    )

    user = TextColumn(accessor="user__name", verbose_name="Person")
    post = TextColumn(accessor="user__post")
    role = TextColumn(accessor="get_role_display", orderable=False)
    authority = TextColumn(accessor="authority__name", verbose_name="Council")


class AuditTrailTable(LeanTable):
    """Who did what, when, with what was before and after; the newest first."""

    caption = "What was done"
    empty_words = "Nothing like this was done. Choose less in the filter to see more."
    unfilled_words = "Nothing has been done yet."
    export = (
        ("When", "at"),
        ("Who", "actor_name"),
        ("What", "kind"),
        ("About", "subject"),
        ("Before and after", "details"),
    )

    at = TextColumn(verbose_name="When", css="app-nowrap")
    actor_name = TextColumn(verbose_name="Who", orderable=False)
    kind = TextColumn(accessor="get_kind_display", verbose_name="What", orderable=False)
    subject = TextColumn(verbose_name="About", css="app-wide", orderable=False)
    details = TextColumn(verbose_name="Before and after", css="app-wide", orderable=False)

    @classmethod
    def export_rows(cls, queryset: QuerySet[Any]) -> Iterator[Sequence[Any]]:
        """The rows of a file, the details of each in words."""
        for event in queryset.iterator(chunk_size=EXPORT_CHUNK):
            told = "; ".join(map(str, lines(event)))
            when = timezone.localtime(event.at).isoformat(" ", "seconds")
            yield when, event.actor_name, event.get_kind_display(), event.subject, told

    def cell_at(self, event: AuditEvent) -> str:
        """The day and the minute."""
        at = timezone.localtime(event.at)
        return f"{at.day} {MONTHS[at.month]} {at.year}, {at:%H:%M}"

    def cell_subject(self, event: AuditEvent) -> str | SafeString:
        """What it was done to; a link to all that was done to it."""
        if event.subject_id is None:
            return event.subject
        return format_html(
            '<a class="govuk-link" href="?record={}-{}">{}</a>',
            *(event.subject_type, event.subject_id, event.subject),
        )

    def cell_details(self, event: AuditEvent) -> SafeString:
        """Each detail on a line of its own."""
        told = ((_told(line),) for line in lines(event))
        return format_html_join("", '<div class="app-trail__line">{}</div>', told)


def _told(line: Line) -> SafeString:
    if line.before is None:
        return format_html("{}: {}", line.label, line.value)
    return format_html(
        '{}: <del><span class="govuk-visually-hidden">before: </span>{}</del> '
        '<ins><span class="govuk-visually-hidden">after: </span>{}</ins>',
        *(line.label, line.before, line.value),
    )


class PersonTable(LeanTable):
    """Who works at the councils that a person administers."""

    caption = "People"
    empty_words = "Nobody is called so. Choose less in the filter to see more."
    unfilled_words = "Nobody works here yet."

    name = TextColumn(verbose_name="Person")
    email = TextColumn(verbose_name="E-mail address")
    post = TextColumn()
    is_active = TextColumn(verbose_name="May sign in", orderable=False)
    work = TextColumn(accessor="pk", verbose_name="Their work", orderable=False)

    def cell_is_active(self, person: User) -> str:
        """Whether they still work here."""
        return "Yes" if person.is_active else "No: they have left"

    def cell_work(self, person: User) -> SafeString:
        """The way to handing it over."""
        return format_html(
            '<a class="govuk-link" href="{}">Hand over<span class="govuk-visually-hidden"> the work'
            " of {}</span></a>",
            reverse("accounts:handover", args=[person.pk]),
            person,
        )


class AbsenceTable(LeanTable):
    """Who is away, and who stands in."""

    caption = "Absences"
    empty_words = "No absence is recorded."
    export = (
        ("Away", "user__name"),
        ("Who stands in", "deputy__name"),
        ("From", "starts_on"),
        ("To", "ends_on"),
        ("Council", "authority__name"),
    )

    user = TextColumn(accessor="user__name", verbose_name="Away")
    deputy = TextColumn(accessor="deputy__name", verbose_name="Who stands in")
    starts_on = DateColumn(verbose_name="From")
    ends_on = DateColumn(verbose_name="To")
    change = TextColumn(accessor="pk", verbose_name="Change", orderable=False)

    def cell_change(self, absence: Absence) -> SafeString:
        """The ways to change it and to remove it."""
        return format_html(
            '<a class="govuk-link" href="{}">Change<span class="govuk-visually-hidden"> the absence'
            ' of {}</span></a> <a class="govuk-link" href="{}">Remove<span'
            ' class="govuk-visually-hidden"> the absence of {}</span></a>',
            reverse("accounts:absence_edit", args=[absence.pk]),
            absence,
            reverse("accounts:absence_remove", args=[absence.pk]),
            absence,
        )

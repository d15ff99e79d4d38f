"""What papers offer to pages of the plan."""

from django import template
from django.template.context import Context

from accounts.models import User
from accounts.roles import Permission
from committee.models import ReportClearance, ReportSection
from committee.vocabulary import ReportState, SectionState
from improvement.worklist import Group, group_of

register = template.Library()


@register.simple_tag(takes_context=True)
def papers_waiting(context: Context) -> list[Group]:
    """What of papers waits for the person: to write, to accept, to clear; groups with something."""
    user: User = context["request"].user
    if not user.may_somewhere(Permission.READ_DRAFT_REPORTS):
        return []
    sections = (
        ReportSection.objects.exclude(report__state=ReportState.PUBLISHED)
        .select_related("report__meeting")
        .order_by("report__meeting__held_on", "report", "order")
    )
    to_write = sections.permitting(user, Permission.READ_DRAFT_REPORTS).filter(
        owner=user,
        state__in=[SectionState.NOT_STARTED, SectionState.DRAFTING, SectionState.RETURNED],
    )
    to_accept = sections.permitting(user, Permission.WRITE_REPORTS).filter(state=SectionState.READY)
    to_clear = (
        ReportClearance.objects.waiting_for(user)
        .select_related("report__meeting")
        .order_by("report__meeting__held_on", "report", "order")
    )
    groups = [
        group_of("sections", "Sections to write", to_write),
        group_of("sections-ready", "Sections to accept", to_accept),
        group_of("clearances", "Papers to clear", to_clear),
    ]
    return [group for group in groups if group.total]

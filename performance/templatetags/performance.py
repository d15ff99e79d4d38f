"""What indicators offer to pages of the plan."""

from django import template
from django.db.models import F
from django.template.context import Context

from accounts.models import User
from accounts.roles import Permission
from improvement.worklist import Group, group_of
from performance.models import Commentary
from performance.vocabulary import CommentaryState

register = template.Library()


@register.simple_tag(takes_context=True)
def commentary_waiting(context: Context) -> list[Group]:
    """The commentary that waits for the person: to write, and to accept; groups with something."""
    user: User = context["request"].user
    writing = Commentary.objects.permitting(user, Permission.WRITE_OWN_COMMENTARY)
    writing |= Commentary.objects.permitting(user, Permission.WRITE_ANY_COMMENTARY)
    asked = (
        writing.waiting_for(user)
        .select_related("indicator")
        .order_by(F("due_on").asc(nulls_last=True), "indicator__code", "pk")
    )
    submitted = (
        Commentary.objects.permitting(user, Permission.ACCEPT_COMMENTARY)
        .filter(state=CommentaryState.SUBMITTED)
        .select_related("indicator", "indicator__owner")
        .order_by("starts_on", "indicator__code", "pk")
    )
    groups = [
        group_of("commentary", "Commentary asked of you", asked),
        group_of("commentary-submitted", "Commentary to accept", submitted),
    ]
    return [group for group in groups if group.total]

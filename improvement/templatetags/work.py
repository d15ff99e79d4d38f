"""The number beside My work."""

from django import template
from django.template.context import Context

from accounts.models import User
from core import clock
from improvement import worklist

register = template.Library()


@register.simple_tag(takes_context=True)
def urgent_work(context: Context) -> int:
    """How many urgent things wait for the person; my work has counted them already."""
    work = context.get("work")
    if isinstance(work, worklist.MyWork):
        return work.urgent
    user: User = context["user"]
    return worklist.urgent(user, as_at=clock.today())

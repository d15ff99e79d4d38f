"""The number beside My work."""

from django import template
from django.core.cache import caches
from django.template.context import Context

from accounts.models import User
from core import clock
from improvement import worklist

KEPT_FOR = 60  # seconds

register = template.Library()


@register.simple_tag(takes_context=True)
def urgent_work(context: Context) -> int:
    """How many urgent things wait for the person: now on my work, elsewhere in the last minute."""
    user: User = context["user"]
    today = clock.today()
    counts, key = caches["counts"], f"urgent-{user.pk}-{today}"
    work = context.get("work")
    if isinstance(work, worklist.MyWork):
        counts.set(key, work.urgent, KEPT_FOR)
        return work.urgent
    return counts.get_or_set(key, lambda: worklist.urgent(user, as_at=today), KEPT_FOR) or 0

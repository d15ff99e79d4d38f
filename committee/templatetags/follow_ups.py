"""What bodies asked, for pages of the plan, of findings and of indicators."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from accounts.models import User
from committee.models import (
    Promise,
    Question,
    ScrutinyRecommendation,
)
from improvement.models import Action
from monitoring.models import Finding
from performance.models import Indicator

register = template.Library()

# The page of the thread, for each sort of record that has one.
THREADS = {"action": "committee:action_thread", "finding": "committee:finding_thread"}


@register.inclusion_tag("committee/_asked_about.html", takes_context=True)
def asked_about(context: Context, record: Action | Finding | Indicator) -> dict[str, Any]:
    """The thread a record is on, and what was asked, promised and recommended about it."""
    user: User = context["request"].user
    kind = str(record._meta.model_name)
    about = {kind: record}
    return {
        "thread": ""
        if kind == "indicator"
        else reverse(f"committee:{kind}_thread", args=[record.pk]),
        "questions": Question.objects.readable_by(user)
        .filter(**about)
        .select_related("item__meeting__body")
        .order_by("-asked_on", "-pk"),
        "promises": Promise.objects.readable_by(user)
        .filter(**about)
        .select_related("item__meeting__body", "owner")
        .order_by("-item__meeting__held_on", "-pk"),
        "recommendations": ScrutinyRecommendation.objects.readable_by(user)
        .filter(**about)
        .select_related("body")
        .order_by("-made_on", "-pk"),
    }

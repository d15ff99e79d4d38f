"""What bodies asked, for pages of the plan, of findings and of indicators."""

from typing import Any

from django import template
from django.db.models import F, Q
from django.template.context import Context

from accounts.models import User
from accounts.roles import Permission
from committee.models import (
    Promise,
    Question,
    ScrutinyRecommendation,
)
from improvement.models import Action
from improvement.worklist import Group, group_of
from monitoring.models import Finding
from performance.models import Indicator

register = template.Library()


@register.inclusion_tag("committee/_asked_about.html", takes_context=True)
def asked_about(context: Context, record: Action | Finding | Indicator) -> dict[str, Any]:
    """The questions, promises and recommendations that concern a record, newest meeting first."""
    user: User = context["request"].user
    about = {str(record._meta.model_name): record}
    return {
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


@register.simple_tag(takes_context=True)
def members_waiting(context: Context) -> list[Group]:
    """What members wait for from the person: groups with something in them.

    Promises are those the person made; questions and recommendations are those that nobody has
    answered, where the person answers members, and that are not another's.
    """
    user: User = context["request"].user
    promises = (
        Promise.objects.readable_by(user)
        .still_open()
        .filter(owner=user)
        .select_related("item__meeting__body")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    groups = [group_of("promises", "Promises to members", promises)]
    if user.may_somewhere(Permission.ANSWER_MEMBERS):
        questions = (
            Question.objects.readable_by(user)
            .permitting(user, Permission.ANSWER_MEMBERS)
            .unanswered()
            .select_related("item__meeting__body")
            .order_by("item__meeting__held_on", "order", "pk")
        )
        recommendations = (
            ScrutinyRecommendation.objects.readable_by(user)
            .permitting(user, Permission.ANSWER_MEMBERS)
            .awaiting()
            .filter(Q(owner=user) | Q(owner=None))
            .select_related("body")
            .order_by(F("due_on").asc(nulls_last=True), "pk")
        )
        groups += [
            group_of("questions", "Questions from members", questions),
            group_of("scrutiny", "Recommendations of scrutiny to answer", recommendations),
        ]
    return [group for group in groups if group.total]

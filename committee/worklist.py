"""What papers and meetings give to my work."""

from datetime import date

from django.db.models import F, Q, QuerySet

from accounts.models import User, acted_for
from accounts.roles import Permission
from committee.models import (
    Promise,
    Question,
    ReportClearance,
    ReportSection,
    ScrutinyRecommendation,
)
from committee.vocabulary import ReportState, SectionState
from improvement.worklist import URGENT, WAITING, Group, Place

SECTIONS = ReportSection.objects.select_related("report__meeting")
CLEARANCES = ReportClearance.objects.select_related("report__meeting")
OF_ITEM = {"body": "item__meeting__body__name", "held_on": "item__meeting__held_on"}


def _owned_sections(user: User, *states: SectionState) -> QuerySet[ReportSection]:
    sections = ReportSection.objects.permitting(user, Permission.READ_DRAFT_REPORTS)
    return (
        sections.filter(acted_for(user, "owner", sections.authority_path), state__in=states)
        .exclude(report__state=ReportState.PUBLISHED)
        .order_by("report__meeting__held_on", "report", "order")
    )


def _sections(key: str, title: str, place: Place, found: QuerySet[ReportSection]) -> Group:
    return Group(
        key,
        title,
        place,
        found,
        "committee/_work_section.html",
        records=SECTIONS,
        quotes=["heading", "return_reason"],
        whose="owner",
    )


def _asked_of(user: User, as_at: date) -> list[Group]:
    """What came back, what members wait for, and papers to clear.

    Promises are those the person made; questions and recommendations are those that nobody has
    answered, where the person answers members, and that are not another's.
    """
    promises = Promise.objects.readable_by(user).still_open()
    recommendations = (
        ScrutinyRecommendation.objects.readable_by(user)
        .permitting(user, Permission.ANSWER_MEMBERS)
        .awaiting()
    )
    questions = (
        Question.objects.readable_by(user)
        .permitting(user, Permission.ANSWER_MEMBERS)
        .unanswered()
        .order_by("item__meeting__held_on", "order", "pk")
    )
    soonest = (F("due_on").asc(nulls_last=True), "pk")
    return [
        _sections(
            "sections-returned",
            "Sections returned to me",
            Place.RETURNED,
            _owned_sections(user, SectionState.RETURNED),
        ),
        Group(
            "promises",
            "Promises to members",
            Place.MEMBERS,
            promises.filter(acted_for(user, "owner", promises.authority_path)).order_by(*soonest),
            "committee/_work_promise.html",
            {"text": "text", "due_on": "due_on", **OF_ITEM},
            whose="owner",
        ),
        Group(
            "questions",
            "Questions from members",
            Place.MEMBERS,
            questions,
            "committee/_work_question.html",
            {"text": "text", **OF_ITEM},
        ),
        Group(
            "scrutiny",
            "Recommendations of scrutiny to answer",
            Place.MEMBERS,
            recommendations.filter(
                acted_for(user, "owner", recommendations.authority_path) | Q(owner=None)
            ).order_by(*soonest),
            "committee/_work_scrutiny.html",
            {"text": "text", "due_on": "due_on", "body": "body__name"},
            whose="owner",
        ),
        Group(
            "clearances",
            "Papers to clear",
            Place.CLEARANCES,
            ReportClearance.objects.waiting_for(user).order_by(
                "report__meeting__held_on", "report", "order"
            ),
            "committee/_work_clearance.html",
            records=CLEARANCES,
            whose="clearer",
        ),
    ]


def _writing(user: User, as_at: date) -> list[Group]:
    ready = (
        ReportSection.objects.permitting(user, Permission.WRITE_REPORTS)
        .filter(state=SectionState.READY)
        .exclude(report__state=ReportState.PUBLISHED)
    )
    return [
        Group(
            "sections-ready",
            "Sections to accept",
            Place.TO_ACCEPT,
            ready.order_by("report__meeting__held_on", "report", "order"),
            "committee/_work_section_ready.html",
            records=SECTIONS,
        ),
        _sections(
            "sections",
            "Sections to write",
            Place.TO_WRITE,
            _owned_sections(user, SectionState.NOT_STARTED, SectionState.DRAFTING),
        ),
    ]


URGENT.add(_asked_of, place=3)
WAITING.add(_writing, place=3)

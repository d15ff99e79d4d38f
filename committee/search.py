"""What can be found of papers and meetings, by who may read it."""

from typing import Any, cast

from django.db.models import Q
from django.urls import reverse

from accounts.models import User, authority_ids
from accounts.roles import Permission
from committee.models import (
    MinutesVersion,
    Passage,
    Promise,
    Publication,
    Question,
    Recommendation,
    Report,
    ReportSection,
    Resolution,
)
from committee.permissions import readable_resolutions
from committee.vocabulary import ExemptScope, ReportState
from core.search import SOURCES, Asked, Place, Source, without_markup
from improvement.narratives import keys_kept_from

OF_ITEM = ("item__meeting__body",)


def _open_papers(user: User) -> Any:
    """Papers that are being written, for those who may read them before they are published."""
    drafts = Report.objects.permitting(user, Permission.READ_DRAFT_REPORTS)
    return drafts.exclude(state=ReportState.PUBLISHED)


def _sections(user: User) -> Any:
    """Sections of drafts, those with something exempt only for who may read that."""
    found = ReportSection.objects.filter(report__in=_open_papers(user))
    if not user.is_superuser:
        exempt = (
            Q(report__access=Report.Access.EXEMPT)
            | ~Q(exempt_scope=ExemptScope.NOTHING)
            | Q(body__contains='exempt"')  # marked already, and not yet said why
        )
        inside = authority_ids(user, Permission.READ_EXEMPT)
        found = found.exclude(exempt & ~Q(report__meeting__body__authority__in=inside))
    return found.exclude(pk__in=keys_kept_from(user, found, "heading", "body"))


def _section(section: ReportSection, asked: Asked) -> Place:
    report = section.report
    on, said = report.meeting.held_on, without_markup(section.body)
    return Place(str(section), f"draft of {report.title}", on, section.get_absolute_url(), said)


def _recommendations(user: User) -> Any:
    found = Recommendation.objects.filter(report__in=_open_papers(user))
    if not user.is_superuser:
        inside = authority_ids(user, Permission.READ_EXEMPT)
        open_to = Q(report__access=Report.Access.PUBLIC)
        found = found.filter(open_to | Q(report__meeting__body__authority__in=inside))
    return found.exclude(pk__in=keys_kept_from(user, found, "text"))


def _recommendation(recommendation: Recommendation, asked: Asked) -> Place:
    report, anchor = recommendation.report, f"recommendation-{recommendation.order}"
    where, on = f"draft of {report.title}", report.meeting.held_on
    address = f"{report.get_absolute_url()}#{anchor}"
    return Place(str(recommendation), where, on, address, recommendation.text)


def _of_papers(user: User) -> Any:
    return Passage.objects.visible_to(user).filter(publication__isnull=False)


def _of_paper(passage: Passage, asked: Asked) -> Place:
    """Where it stands. What is exempt is read on its page alone, which is written down."""
    publication, on = cast(Publication, passage.publication), passage.meeting.held_on
    address = publication.get_absolute_url()
    if passage.is_exempt:
        address = reverse(
            "committee:published_exempt", args=[publication.report.slug, publication.version]
        )
    title = ", ".join(dict.fromkeys(filter(None, [passage.place, passage.heading])))
    is_exempt = passage.is_exempt or publication.is_exempt
    where = f"{publication.title}{' (exempt: shown on its page only)' if is_exempt else ''}"
    said = "" if is_exempt else passage.words
    return Place(title, where, on, _at(address, passage), said)


def _of_minutes(user: User) -> Any:
    return Passage.objects.visible_to(user).filter(minutes__isnull=False)


def _minutes(passage: Passage, asked: Asked) -> Place:
    minutes = cast(MinutesVersion, passage.minutes)
    title = ", ".join(dict.fromkeys(filter(None, [passage.place, passage.heading])))
    address = _at(minutes.get_absolute_url(), passage)
    return Place(title, str(minutes), passage.meeting.held_on, address, passage.words)


def _at(address: str, passage: Passage) -> str:
    return f"{address}#{passage.anchor}" if passage.anchor else address


def _questions(user: User) -> Any:
    return Question.objects.readable_by(user)


def _question(question: Question, asked: Asked) -> Place:
    said = " … ".join(filter(None, [question.text, question.answer]))
    title, where = f"Asked by {question.asked_by}", str(question.item.meeting)
    return Place(title, where, question.asked_on, question.get_absolute_url(), said)


def _promises(user: User) -> Any:
    return Promise.objects.readable_by(user)


def _promise(promise: Promise, asked: Asked) -> Place:
    said = " … ".join(filter(None, [promise.text, promise.outcome]))
    meeting, address = promise.item.meeting, promise.get_absolute_url()
    title = "Kept promise" if promise.kept_on else "Promise"
    return Place(title, str(meeting), promise.kept_on or meeting.held_on, address, said)


def _resolutions(user: User) -> Any:
    return readable_resolutions(user)


def _resolution(resolution: Resolution, asked: Asked) -> Place:
    meeting = resolution.item.meeting
    address = f"{meeting.get_absolute_url()}#resolution-{resolution.pk}"
    where = f"{resolution.item}, {meeting}"
    return Place(str(resolution), where, meeting.held_on, address, resolution.text)


OF_REPORT = ("report__meeting",)

SOURCES.add(
    Source(
        "papers",
        "Published papers",
        "Published paper",
        _of_papers,
        _of_paper,
        headings=("heading",),
        texts=("words",),
        on="meeting__held_on",
        parts=("publication__report", "meeting"),
    ),
    Source(
        "minutes",
        "Minutes",
        "Minutes",
        _of_minutes,
        _minutes,
        headings=("heading",),
        texts=("words",),
        on="meeting__held_on",
        parts=("minutes__meeting__body__authority", "meeting"),
    ),
    Source(
        "sections",
        "Sections of drafts",
        "Section of a draft",
        _sections,
        _section,
        headings=("heading",),
        texts=("body",),
        on="report__meeting__held_on",
        parts=OF_REPORT,
        is_markup=True,
    ),
    Source(
        "recommendations",
        "Recommendations of drafts",
        "Recommendation of a draft",
        _recommendations,
        _recommendation,
        texts=("text",),
        on="report__meeting__held_on",
        parts=OF_REPORT,
    ),
    Source(
        "questions",
        "Questions",
        "Question",
        _questions,
        _question,
        headings=("asked_by",),
        texts=("text", "answer"),
        on="asked_on",
        parts=OF_ITEM,
    ),
    Source(
        "promises",
        "Promises",
        "Promise",
        _promises,
        _promise,
        texts=("text", "outcome"),
        on="item__meeting__held_on",
        parts=OF_ITEM,
    ),
    Source(
        "resolutions",
        "Resolutions",
        "Resolution",
        _resolutions,
        _resolution,
        texts=("text",),
        on="item__meeting__held_on",
        parts=OF_ITEM,
    ),
    place=20,
)

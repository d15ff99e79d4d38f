"""What papers and meetings remind of: sections that came back, clearances, members' questions,
promises and recommendations of scrutiny.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.roles import Permission
from committee.models import (
    Promise,
    Question,
    Recommendation,
    Report,
    ReportClearance,
    ReportSection,
    ScrutinyRecommendation,
)
from committee.models.papers import SHOWN_ON_A_SCORECARD, SHOWN_ONE_BY_ONE
from committee.vocabulary import ReportState, SectionState
from improvement.models import ReminderKind, ThemeNarrative
from improvement.reminding import SOURCES, Notice, Round, due_stage
from improvement.templatetags.plan import day_words
from monitoring.embargo import unpublished_of
from performance.models import Commentary

BODY = "meeting__body__authority"
RETURNED_UNSAID = "Returned. The reason quotes a letter that is not published yet."
CLEARED_WITHIN = timedelta(weeks=4)  # of its publication a paper is ready to be cleared


def sections(asked: Round) -> Iterator[Notice]:
    """Sections of open papers: returned to who wrote them, ready for who accepts them."""
    handed_in = ReportSection.history.filter(id=OuterRef("pk"), state=SectionState.READY).order_by(
        "-history_date", "-history_id"
    )
    times = handed_in.order_by().values("id").annotate(n=Count("pk")).values("n")
    found = (
        ReportSection.objects.filter(
            **{f"report__{BODY}": asked.authority},
            state__in=[SectionState.RETURNED, SectionState.READY],
        )
        .exclude(report__state=ReportState.PUBLISHED)
        .annotate(
            handed_in_by=Subquery(handed_in.values("history_user")[:1]),
            handed_in=Coalesce(Subquery(times), 0),
        )
        .select_related("report__meeting")
        .order_by("report__meeting__held_on", "report", "order")
    )
    is_unpublished = unpublished_of(asked.authority)
    for section in found:
        named = f"Section “{section}”" if not is_unpublished(section.heading) else "A section"
        words = f"{named} of {section.report}"
        if section.state == SectionState.READY:
            yield from asked.tell(
                asked.holders(Permission.WRITE_REPORTS, but=[section.handed_in_by]),
                ReminderKind.TO_DO,
                section,
                words=words,
                note="To be accepted or returned",
                address=section.writing_address,
            )
            continue
        reason = section.return_reason
        writers = [section.owner_id] if section.owner_id else [section.handed_in_by]
        yield from asked.tell(
            asked.reach(writers, Permission.READ_DRAFT_REPORTS),
            ReminderKind.RETURNED,
            section,
            # What is handed in again and comes back once more is told of once more.
            stage=f"returned {section.handed_in}",
            words=words,
            note=RETURNED_UNSAID if is_unpublished(reason) else f"Returned because: {reason}",
            address=section.writing_address,
        )


def clearances(asked: Round) -> Iterator[Notice]:
    """Papers to clear: asked of a person, or of everybody who may, but never of who wrote them."""
    found = (
        ReportClearance.objects.filter(**{f"report__{BODY}": asked.authority})
        .waiting()
        .select_related("report__meeting")
        .order_by("report__meeting__held_on", "report", "order")
    )
    soon = asked.as_at + CLEARED_WITHIN
    waiting = [each for each in found if each.report.meeting.publish_by <= soon]
    wrote = _writers({each.report for each in waiting})
    may = Permission.CLEAR_REPORTS
    for each in waiting:
        writers = wrote[each.report_id]
        people = asked.reach([each.clearer_id], may) if each.clearer_id else asked.holders(may)
        yield from asked.tell(
            [person for person in people if person not in writers],
            ReminderKind.TO_DO,
            each,
            words=f"{each.name}: {each.report}",
            note=f"To be cleared; published by {each.report.meeting.publish_by:%-d %B %Y}",
            address=each.get_absolute_url(),
        )


def _writers(reports: Iterable[Report]) -> dict[int, set[int]]:
    """Who saved any version of each paper, in seven questions (``ReportQuerySet.written_by``)."""
    wrote: dict[int, set[int]] = {report.pk: set() for report in reports}
    headers = Report.history.filter(id__in=wrote).exclude(state=ReportState.PUBLISHED)
    saved = list(headers.order_by().values_list("id", "history_user").distinct())
    for parts in (ReportSection.history, Recommendation.history):
        of_papers = parts.filter(report__in=wrote).order_by()
        saved += of_papers.values_list("report", "history_user").distinct()
    for report, user in saved:
        wrote[report].add(user)
    narratives = ThemeNarrative.history.filter(
        theme__plan__in={report.plan_id for report in reports},
        period__in={report.period_id for report in reports},
    ).order_by()
    of_text = narratives.values_list("theme__plan", "period", "history_user").distinct()
    for plan, period, user in of_text:
        for report in reports:
            if (report.plan_id, report.period_id) == (plan, period):
                wrote[report.pk].add(user)
    papers = Report.objects.filter(pk__in=wrote)
    printed = [
        pair
        for path in (SHOWN_ONE_BY_ONE, SHOWN_ON_A_SCORECARD)
        for pair in papers.with_commentaries(path).values_list("pk", "commentary")
    ]
    worded = Commentary.rewordings().filter(id__in={commentary for _, commentary in printed})
    for commentary, user in worded.order_by().values_list("id", "history_user").distinct():
        for paper in (paper for paper, each in printed if each == commentary):
            wrote[paper].add(user)
    return wrote


def members(asked: Round) -> Iterator[Notice]:
    """Questions to answer, promises to keep and recommendations of scrutiny to respond to."""
    of_item = {f"item__{BODY}": asked.authority}
    questions = Question.objects.filter(**of_item).unanswered()
    exempt = set(questions.exempt().values_list("pk", flat=True))
    for question in questions.select_related("item__meeting__body").order_by("asked_on", "pk"):
        yield from asked.tell(
            _inside(asked, asked.holders(Permission.ANSWER_MEMBERS), question.pk in exempt),
            ReminderKind.TO_DO,
            question,
            words=f"Question from {question.asked_by}",
            note=f"{question.item.meeting}, to be answered",
            address=reverse("committee:question_answer", args=[question.pk]),
        )
    promises = Promise.objects.filter(**of_item).still_open()
    recommended = ScrutinyRecommendation.objects.filter(body__authority=asked.authority).awaiting()
    yield from _promised(
        asked,
        promises.select_related("item__meeting__body").order_by("due_on", "pk"),
        set(promises.exempt().values_list("pk", flat=True)),
        "Promise made at {0.item.meeting}",
        "committee:promise_keep",
    )
    yield from _promised(
        asked,
        recommended.select_related("body").order_by("due_on", "pk"),
        set(recommended.exempt().values_list("pk", flat=True)),
        "Recommendation {0.number} of {0.body}",
        "committee:scrutiny_respond",
    )


def _promised(
    asked: Round,
    found: Iterable[Promise | ScrutinyRecommendation],
    exempt: set[int],
    called: str,
    viewname: str,
) -> Iterator[Notice]:
    """Around the due date, or weekly where there is none: to the owner, else to who may answer.

    A mail says where it was promised and not what, for it may be read anywhere.
    """
    for each in found:
        stage, note = "", "Without a due date"
        if each.due_on:
            stage = due_stage(asked.rule, each.due_on, asked.as_at)
            late = "Was" if each.due_on < asked.as_at else "Is"
            away = day_words(each.due_on, asked.as_at)
            note = f"{late} due on {each.due_on:%-d %B %Y}, {away}"
            if not stage:
                continue
        people = asked.reach([each.owner_id]) or asked.holders(Permission.ANSWER_MEMBERS)
        yield from asked.tell(
            _inside(asked, people, each.pk in exempt),
            ReminderKind.TO_DO,
            each,
            stage=stage,
            words=called.format(each),
            note=note,
            address=reverse(viewname, args=[each.pk]),
            due_on=each.due_on,
        )


def _inside(asked: Round, people: list[int], is_exempt: bool) -> list[int]:
    """All of them or, where the paper is exempt, those who may read that."""
    if not is_exempt:
        return people
    return [each for each in people if Permission.READ_EXEMPT in asked.granted[each]]


SOURCES.add(sections, clearances, members, place=30)

"""The thread: from what inspectors found to what members resolved, and where it breaks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from textwrap import shorten
from typing import Any

from django.db.models import Q

from accounts.models import User
from committee.models import Passage, Promise, Publication, Question, Report
from committee.permissions import readable_resolutions
from core.tables import day
from improvement.models import Action, Evidence, Retest, Update
from improvement.vocabulary import DeliveryKind
from monitoring.models import Finding, RetestBasis, Trace
from monitoring.vocabulary import FindingType
from performance.models import Indicator

SHOWN = 10
LOOKED_THROUGH = 200  # of the newest paragraphs that could speak of a record
WORDS = 200
QUOTED = 80
OF_ACTIONS = ("actions", "evidence", "retests")  # the stages that need an action

Told = tuple[Passage, Publication]


@dataclass(frozen=True)
class Link:
    """One thing on the thread: its words, where it stands, and what more is to be said of it."""

    words: str
    address: str
    told: str = ""
    statuses: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Step:
    """One stage of the thread, and a sentence for each place where it breaks.

    ``nothing`` says why it is no gap that nothing stands there.
    """

    key: str
    title: str
    links: Sequence[Link]
    gaps: Sequence[str] = ()
    nothing: str = ""


def thread_of_action(action: Action, user: User) -> list[Step]:
    """The thread that runs through an action, as far as the person may read."""
    readable = Finding.objects.readable_by(user).filter(traces__action=action)
    findings = list(readable.select_related("visit").distinct())
    return _thread(findings, [action], user, no_action="")


def thread_of_finding(finding: Finding, user: User) -> list[Step]:
    """The thread that runs from a finding, as far as the person may read."""
    traces = Trace.objects.filter(finding=finding)
    actions = Action.objects.visible_to(user).with_parts().filter(traces__finding=finding)
    reasons = traces.filter(action=None).values_list("reason", flat=True)
    no_action = " ".join(f"The plan answers it by no action: {each}" for each in reasons)
    found = list(actions.in_order())
    steps = _thread([finding], found, user, no_action or "No action of the plan answers it.")
    if found or finding.kind in FindingType.asking():
        return steps
    return [
        replace(each, gaps=(), nothing="The finding asks for nothing to be done.")
        if each.key in OF_ACTIONS
        else each
        for each in steps
    ]


def _thread(
    findings: list[Finding], actions: list[Action], user: User, no_action: str
) -> list[Step]:
    passages = _passages(findings, actions, user)
    questions = list(
        Question.objects.readable_by(user)
        .filter(Q(action__in=actions) | Q(finding__in=findings))
        .select_related("item__meeting__body")
        .order_by("-asked_on", "-pk")[:SHOWN]
    )
    return [
        Step(
            "findings",
            "What inspectors found",
            [_finding(each) for each in findings],
            [] if findings else ["It answers no finding."],
        ),
        Step(
            "actions",
            "What the plan does",
            [_action(each) for each in actions],
            [] if actions else [no_action],
        ),
        _evidence(actions),
        _retests(actions, user),
        _indicators(findings, actions, user),
        Step(
            "paragraphs",
            "What members were told",
            [_passage(each, paper) for each, paper in passages],
            [] if passages else ["No published paper speaks of it."],
        ),
        _asked(findings, actions, questions, user),
        _resolved(passages, questions, user),
    ]


def _finding(finding: Finding) -> Link:
    told = f"{finding.visit}{f', closed on {day(finding.closed_on)}' if finding.closed_on else ''}"
    return Link(str(finding), finding.get_absolute_url(), told, (finding.kind,))


def _action(action: Action) -> Link:
    due = f"due {day(action.due_on)}" if action.due_on else "ongoing"
    told = ", ".join(filter(None, [action.owner, due]))
    return Link(str(action), action.get_absolute_url(), told, (action.delivery, action.impact))


def _evidence(actions: list[Action]) -> Step:
    found = list(Evidence.objects.filter(action__in=actions).select_related("action")[:SHOWN])
    gaps = [] if found else ["No evidence supports it."]
    if found and all(each.verdict != Evidence.Verdict.ADEQUATE for each in found):
        gaps.append("No reviewer has found its evidence adequate.")
    waiting = Update.objects.filter(action__in=actions).waiting_for_verification()
    gaps += [
        f"{each.action.reference} is complete, and no second person has verified it."
        for each in waiting.select_related("action")
    ]
    return Step(
        "evidence",
        "What supports it",
        [
            Link(
                each.title,
                f"{each.action.get_absolute_url()}#evidence-{each.pk}",
                f"{each.action.reference}, {day(each.added_on)}: "
                f"{each.get_verdict_display().lower()}",
            )
            for each in found
        ],
        gaps,
    )


def _retests(actions: list[Action], user: User) -> Step:
    found = list(Retest.objects.filter(action__in=actions).select_related("action")[:SHOWN])
    bases = RetestBasis.objects.readable_by(user).filter(retest__in=found)
    rests_on = {
        each.retest_id: f", rests on {each.named}"
        for each in bases.select_related("audit_round", "indicator", "finding")
    }
    tested = {each.action_id for each in found}
    complete = (each for each in actions if each.delivery.kind == DeliveryKind.COMPLETE)
    return Step(
        "retests",
        "Whether it has held",
        [
            Link(
                f"{each.action.reference}, {each.get_kind_display().lower()} of "
                f"{day(each.tested_on)}: {each.get_verdict_display().lower()}",
                f"{each.action.get_absolute_url()}#retest-{each.pk}",
                f"{shorten(each.words, WORDS, placeholder=' …')}{rests_on.get(each.pk, '')}",
            )
            for each in found
        ],
        [
            f"{each.reference} is complete, and no re-test shows whether it has held."
            for each in complete
            if each.pk not in tested
        ],
        nothing="Nothing yet: it is not complete.",
    )


def _indicators(findings: list[Finding], actions: list[Action], user: User) -> Step:
    """Indicators that a re-test rests on, of the practice areas concerned, and of the themes."""
    bases = RetestBasis.objects.filter(retest__action__in=actions, indicator__isnull=False)
    tested = set(bases.values_list("indicator", flat=True))
    of_actions = Action.practice_areas.through._default_manager.filter(action__in=actions)
    areas = {each.practice_area_id for each in findings if each.practice_area_id}
    areas |= set(of_actions.values_list("practicearea", flat=True))
    themes = {each.theme_id for each in actions}
    found = (
        Indicator.objects.visible_to(user)
        .filter(Q(pk__in=tested) | Q(practice_area__in=areas) | Q(themes__in=themes))
        .select_related("practice_area")
        .distinct()
        .order_by("code")
    )

    def why(indicator: Indicator) -> str:
        if indicator.pk in tested:
            return "A re-test rests on it."
        if indicator.practice_area_id in areas:
            return f"It measures the same practice area: {indicator.practice_area}."
        return "It belongs to the same theme."

    links = [Link(str(each), each.get_absolute_url(), why(each)) for each in found[:SHOWN]]
    gaps = [] if links else ["No indicator shows the effect."]
    return Step("indicators", "What shows the effect", links, gaps)


def _passages(findings: list[Finding], actions: list[Action], user: User) -> list[Told]:
    """Paragraphs of papers the public may read, the newest version of each, that name a record."""
    wanted = [Q(words__icontains=each.reference) for each in findings]
    wanted += [Q(words__icontains=each.reference) for each in actions]
    wanted += [Q(words__icontains=each.words[:QUOTED]) for each in findings]
    if not wanted:
        return []
    candidates = (
        Passage.objects.visible_to(user)
        .filter(
            reduce(or_, wanted),
            is_exempt=False,
            publication__access=Report.Access.PUBLIC,
            meeting__body__authority__in={
                *(each.authority_id for each in findings),
                *(each.plan.authority_id for each in actions),
            },
        )
        .select_related("publication__report", "meeting__body")
        .defer("publication__tree")
        .order_by("-meeting__held_on", "publication", "order")[:LOOKED_THROUGH]
    )
    named = [
        *(_names(each.reference, each.title) for each in actions),
        *(_names(each.reference, each.words[:QUOTED]) for each in findings),
    ]
    found = (
        (each, each.publication)
        for each in candidates
        if each.publication and any(names(each.words) for names in named)
    )
    return list(found)[:SHOWN]


def _names(reference: str, words: str) -> Any:
    """Whether a text names a record: by its words, or by its reference standing alone.

    A reference that is a plain number could be any figure, so there the words have to stand too.
    """
    alone = re.compile(rf"(?<![\w.]){re.escape(reference)}(?![\w(])", re.IGNORECASE)
    is_telling = not reference.isdigit()

    def names(text: str) -> bool:
        return words.casefold() in text.casefold() or bool(is_telling and alone.search(text))

    return names


def _passage(passage: Passage, paper: Publication) -> Link:
    address = paper.get_absolute_url()
    where = ", ".join(dict.fromkeys(filter(None, [passage.place, passage.heading])))
    return Link(
        shorten(passage.words, WORDS, placeholder=" …"),
        f"{address}#{passage.anchor}" if passage.anchor else address,
        f"{where or paper.title}. {passage.meeting}",
    )


def _asked(
    findings: list[Finding], actions: list[Action], questions: Iterable[Question], user: User
) -> Step:
    promises = (
        Promise.objects.readable_by(user)
        .filter(Q(action__in=actions) | Q(finding__in=findings))
        .select_related("item__meeting__body")
        .order_by("-item__meeting__held_on", "-pk")[:SHOWN]
    )
    links = [
        Link(
            each.text,
            each.get_absolute_url(),
            f"Asked by {each.asked_by}, {each.item.meeting}. "
            f"{f'Answered by {each.answered_by}.' if each.answer else 'Not answered yet.'}",
        )
        for each in questions
    ]
    unanswered = sum(not each.answer for each in questions)
    gaps = [] if links else ["No member has asked about it."]
    if unanswered:
        gaps.append(f"{unanswered} question{'' if unanswered == 1 else 's'} not answered yet.")
    links += [
        Link(
            f"Promised: {each.text}",
            each.get_absolute_url(),
            f"{each.item.meeting}. "
            f"{f'Kept on {day(each.kept_on)}.' if each.kept_on else 'Not kept yet.'}",
        )
        for each in promises
    ]
    return Step("questions", "What members asked", links, gaps)


def _resolved(passages: Iterable[Told], questions: Iterable[Question], user: User) -> Step:
    """Resolutions on the papers that speak of it, and on the items where it was asked about."""
    papers = {paper.report_id for _, paper in passages}
    found = (
        readable_resolutions(user)
        .filter(Q(item__report__in=papers) | Q(item__in={each.item_id for each in questions}))
        .select_related("item__meeting__body")
        .order_by("-item__meeting__held_on", "item", "number")[:SHOWN]
    )
    links = [
        Link(
            str(each),
            f"{each.item.meeting.get_absolute_url()}#resolution-{each.pk}",
            f"{each.item}, {each.item.meeting}",
        )
        for each in found
    ]
    gaps = [] if links else ["No resolution that you may read follows from it."]
    return Step("resolutions", "What they resolved", links, gaps)

"""A self-evaluation as it is read: by judgement area, with evidence, and what changed in a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date

from django.db.models import OuterRef, Prefetch, Subquery

from accounts.models import User
from improvement.models import Action, Update
from monitoring.audits import describe, domains_of
from monitoring.frameworks import FRAMEWORKS, Framework
from monitoring.models import (
    AuditRound,
    Commitment,
    Finding,
    Judgement,
    SelfEvaluation,
    SelfEvaluationPart,
)
from monitoring.standing import last_judgements
from monitoring.vocabulary import Question
from performance.permissions import can_see_small_numbers
from performance.readings import Reading, read

# What the two texts of an answer are called under each question.
LABELS: dict[str, tuple[str, str]] = {
    Question.QUALITY: ("Strengths", "Areas for development"),
    Question.KNOWING: ("How we know it", "What we do not know well enough"),
    Question.PLANS: ("What we will build on", "What we will change"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about one area: what is said, on what evidence, and whether it is new."""

    question: Question
    part: SelfEvaluationPart | None
    before: SelfEvaluationPart | None
    findings: list[Finding]
    audits: list[tuple[AuditRound, str]]
    readings: list[Reading]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What is said, under the names that the question gives it."""
        if self.part is None:
            return []
        said = (self.part.strengths, self.part.to_develop)
        return [
            (label, text) for label, text in zip(LABELS[self.question], said, strict=True) if text
        ]

    @property
    def has_changed(self) -> bool:
        """Whether it says something else than the year before."""

        def words(part: SelfEvaluationPart | None) -> tuple[str, str]:
            return (part.strengths, part.to_develop) if part else ("", "")

        return words(self.part) != words(self.before)


@dataclass(frozen=True, slots=True)
class Area:
    """One judgement area: its answers, the council's own grade and the inspectors' last one.

    The own grade of the year before is empty where there was none, or no year before.
    """

    key: str
    name: str
    answers: list[Answer]
    own_grade: str
    grade_before: str
    judgement: Judgement | None


def areas_of(evaluation: SelfEvaluation, user: User, *, as_at: date) -> list[Area]:
    """The areas of a self-evaluation's framework, as the person may read them.

    Findings of letters that the person may not read are left out, and small numbers hidden.
    Indicators are read at the end of its year, once that has come.
    """
    findings = Prefetch("findings", Finding.objects.readable_by(user).select_related("visit"))
    answered = evaluation.parts.prefetch_related("audit_rounds__grades", "indicators")
    parts = {(part.area, part.question): part for part in answered.prefetch_related(findings)}
    before = _parts_before(evaluation)
    indicators = {each.pk: each for part in parts.values() for each in part.indicators.all()}
    shows_small = can_see_small_numbers(user, evaluation.authority_id)
    on = min(as_at, last_day(evaluation.year) or as_at)
    readings = {
        each.indicator.pk: each
        for each in read(indicators.values(), on=on, shows_small=shows_small, as_at=as_at)
    }
    judgements = last_judgements(evaluation.authority_id, user)

    def answer(area: str, question: Question) -> Answer:
        part = parts.get((area, question))
        return Answer(
            question,
            part,
            before.get((area, question)),
            list(part.findings.all()) if part else [],
            [(each, _graded(each)) for each in part.audit_rounds.all()] if part else [],
            [readings[each.pk] for each in part.indicators.all()] if part else [],
        )

    def grade(part: SelfEvaluationPart | None) -> str:
        return framework_of(part.evaluation).scale.get(part.own_grade, "") if part else ""

    return [
        Area(
            key,
            name,
            [answer(key, each) for each in Question],
            grade(parts.get((key, Question.QUALITY))),
            grade(before.get((key, Question.QUALITY))),
            judgements.get(key),
        )
        for key, name in framework_of(evaluation).areas.items()
    ]


def _graded(round: AuditRound) -> str:
    return describe(domains_of(round, round.grades.all()))


def _parts_before(evaluation: SelfEvaluation) -> dict[tuple[str, str], SelfEvaluationPart]:
    if evaluation.rolled_from_id is None:
        return {}
    found = SelfEvaluationPart.objects.filter(evaluation=evaluation.rolled_from_id)
    found = found.select_related("evaluation")
    return {(part.area, part.question): part for part in found}


def framework_of(evaluation: SelfEvaluation) -> Framework:
    """The framework whose areas it goes by."""
    return FRAMEWORKS[evaluation.framework]


@dataclass(frozen=True, slots=True)
class Plan:
    """Something planned for the next 12 months, and the last that was reported on its action."""

    commitment: Commitment
    update: Update | None


def plans_of(evaluation: SelfEvaluation) -> list[Plan]:
    """What is planned, in order, with what the actions report back."""
    found = list(evaluation.commitments.select_related("action__delivery", "action__impact"))
    updates = {each.action_id: each for each in _last_updates(found)}
    return [Plan(each, updates.get(each.action_id)) for each in found]


def _last_updates(commitments: Iterable[Commitment]) -> Iterable[Update]:
    last = Update.objects.filter(action=OuterRef("pk")).values("pk")[:1]
    actions = Action.objects.filter(pk__in=[each.action_id for each in commitments])
    return Update.objects.filter(pk__in=actions.annotate(last=Subquery(last)).values("last"))


def last_day(year: str) -> date | None:
    """The last day of a council's year written like 2017/18; None where it is written otherwise."""
    first, slash, _ = year.partition("/")
    if not slash or not next_year(year) or int(first) >= MAXYEAR:
        return None
    return date(int(first) + 1, 3, 31)


def next_year(year: str) -> str:
    """The year after one written like 2017/18 or 2018; empty where it is written otherwise."""
    first, _, second = year.partition("/")
    if not first.isdecimal() or len(first) != 4 or (second and not second.isdecimal()):
        return ""
    following = int(first) + 1
    if not second:
        return str(following)
    return f"{following}/{following + 1 if len(second) == 4 else f'{(following + 1) % 100:02}'}"

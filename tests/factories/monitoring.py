"""Visits, letters and findings for tests."""

from datetime import UTC, date, datetime
from hashlib import sha256

from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from monitoring.models import (
    AreaEvidence,
    AuditGrade,
    AuditRound,
    Board,
    ClockOverride,
    Commitment,
    Finding,
    InspectionImport,
    Inspector,
    Intervention,
    Judgement,
    Letter,
    RetestBasis,
    SelfEvaluation,
    SelfEvaluationPart,
    Trace,
    Visit,
    VoiceItem,
)
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.improvement import (
    ActionFactory,
    PlanFactory,
    PracticeAreaFactory,
    RetestFactory,
)

TAKEN_IN_AT = datetime(2018, 12, 21, 9, tzinfo=UTC)


class InspectionImportFactory(DjangoModelFactory):
    """A file of past inspections that is being looked at."""

    authority = SubFactory(AuthorityFactory)
    file_name = "inspections.csv"
    sha256 = "0" * 64
    rows = LazyFunction(list)
    previewed_at = TAKEN_IN_AT
    previewed_by = SubFactory(UserFactory)

    class Meta:
        model = InspectionImport


class VisitFactory(DjangoModelFactory):
    """The fifth monitoring visit, its letter published."""

    authority = SubFactory(AuthorityFactory)
    kind = "monitoring"
    framework = "sif"
    starts_on = date(2018, 11, 27)
    ends_on = date(2018, 11, 28)
    letter_on = date(2018, 12, 20)
    received_on = date(2018, 12, 20)
    published_on = date(2018, 12, 21)
    letter_status = "published"
    ordinal = 5
    ordinal_words = "since judged inadequate in July 2017"
    focus = "Front door\nStrategy discussions"

    class Meta:
        model = Visit


class InspectorFactory(DjangoModelFactory):
    """An inspector, by post."""

    visit = SubFactory(VisitFactory)
    name = Sequence(lambda n: f"Inspector {n}")
    grade = "Her Majesty's Inspector"

    class Meta:
        model = Inspector


class JudgementFactory(DjangoModelFactory):
    """Help and protection, inadequate."""

    visit = SubFactory(VisitFactory)
    area = "help_and_protection"
    grade = "inadequate"

    class Meta:
        model = Judgement


class ClockOverrideFactory(DjangoModelFactory):
    """The letter states the day of the statement."""

    visit = SubFactory(VisitFactory)
    clock = "statement"
    stated_on = date(2019, 4, 1)
    reason = "The letter states it."
    stated_at = TAKEN_IN_AT
    stated_by = SubFactory(UserFactory)

    class Meta:
        model = ClockOverride


class LetterFactory(DjangoModelFactory):
    """A letter of two paragraphs."""

    visit = SubFactory(VisitFactory)
    text = "Visits are not always on time. Plans are clear.\n\nManagers know their teams."
    sha256 = LazyAttribute(lambda made: sha256(made.text.encode()).hexdigest())
    taken_in_at = TAKEN_IN_AT
    taken_in_by = SubFactory(UserFactory)

    class Meta:
        model = Letter


class FindingFactory(DjangoModelFactory):
    """Something still to improve."""

    visit = SubFactory(VisitFactory)
    authority = SelfAttribute("visit.authority")
    reference = Sequence(lambda n: f"F-{n}")
    type = "to_improve"
    words = "Visits are not always on time."
    practice_area = SubFactory(PracticeAreaFactory, authority=SelfAttribute("..authority"))

    class Meta:
        model = Finding


class TraceFactory(DjangoModelFactory):
    """An action of the same authority answers a finding."""

    finding = SubFactory(FindingFactory)
    action = SubFactory(
        ActionFactory,
        plan=SubFactory(PlanFactory, authority=SelfAttribute("...finding.authority")),
    )
    coverage = "merged"

    class Meta:
        model = Trace


class AreaEvidenceFactory(DjangoModelFactory):
    """Audits agree with what the visit said."""

    visit = SubFactory(VisitFactory)
    practice_area = SubFactory(PracticeAreaFactory, authority=SelfAttribute("..visit.authority"))
    source = "audit"
    says = "agrees"

    class Meta:
        model = AreaEvidence


class AuditRoundFactory(DjangoModelFactory):
    """60 audits, January to April 2018."""

    authority = SubFactory(AuthorityFactory)
    name = Sequence(lambda n: f"Audit round {n}")
    starts_on = date(2018, 1, 1)
    ends_on = date(2018, 4, 30)
    audited = 60
    children_examined = 23

    class Meta:
        model = AuditRound


class AuditGradeFactory(DjangoModelFactory):
    """29 of the strategy discussions were good."""

    round = SubFactory(AuditRoundFactory)
    domain = "Strategy discussion"
    grade = "good"
    auditor_count = 31
    moderated_count = 29

    class Meta:
        model = AuditGrade


class SelfEvaluationFactory(DjangoModelFactory):
    """A year's self-evaluation."""

    authority = SubFactory(AuthorityFactory)
    year = Sequence(lambda n: f"{2017 + n}/{(18 + n) % 100:02}")
    framework = "ilacs_2018"

    class Meta:
        model = SelfEvaluation


class SelfEvaluationPartFactory(DjangoModelFactory):
    """What is known of help and protection."""

    evaluation = SubFactory(SelfEvaluationFactory)
    question = "quality"
    area = "help_and_protection"
    strengths = "Decisions are timely."

    class Meta:
        model = SelfEvaluationPart


class CommitmentFactory(DjangoModelFactory):
    """Something planned for the year."""

    evaluation = SubFactory(SelfEvaluationFactory)
    text = "Train every manager in reflective supervision."

    class Meta:
        model = Commitment


class VoiceItemFactory(DjangoModelFactory):
    """What young people said at a meeting."""

    authority = SubFactory(AuthorityFactory)
    speaker = "children"
    group = "Children in Care Council"
    heard_on = date(2018, 3, 12)
    said = "We want to choose where our reviews are held."

    class Meta:
        model = VoiceItem


class InterventionFactory(DjangoModelFactory):
    """The first direction."""

    authority = SubFactory(AuthorityFactory)
    kind = "direction"
    title = Sequence(lambda n: f"Statutory direction {n}")
    issued_on = date(2017, 9, 12)

    class Meta:
        model = Intervention


class BoardFactory(DjangoModelFactory):
    """An improvement board."""

    authority = SubFactory(AuthorityFactory)
    name = Sequence(lambda n: f"Improvement Board {n}")

    class Meta:
        model = Board


class RetestBasisFactory(DjangoModelFactory):
    """An audit round that a re-test rests on."""

    retest = SubFactory(RetestFactory)
    audit_round = SubFactory(
        AuditRoundFactory, authority=SelfAttribute("..retest.action.plan.authority")
    )

    class Meta:
        model = RetestBasis

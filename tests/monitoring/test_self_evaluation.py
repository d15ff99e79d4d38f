"""Self-evaluations: three questions by area, their evidence, and the next year from the last."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from core.revisions import Stale
from improvement.vocabulary import DeliveryKind
from monitoring.evaluations import areas_of, last_day, next_year, plans_of
from monitoring.forms.evaluations import GRADED
from monitoring.frameworks import FOUR_POINT, FRAMEWORKS
from monitoring.models import Commitment, Finding, SelfEvaluation, SelfEvaluationPart
from monitoring.services import evaluations as services
from monitoring.standing import last_judgements
from tests.factories.improvement import ActionFactory, PlanFactory, UpdateFactory
from tests.factories.monitoring import (
    AuditGradeFactory,
    AuditRoundFactory,
    CommitmentFactory,
    FindingFactory,
    JudgementFactory,
    SelfEvaluationFactory,
    SelfEvaluationPartFactory,
    VisitFactory,
)
from tests.factories.performance import IndicatorFactory, TargetFactory, observe

ClientOf = Callable[[User], Client]
TODAY = date(2018, 4, 23)
AREA = "help_and_protection"


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY


@pytest.fixture
def evaluation(authority: Authority) -> SelfEvaluation:
    """The council's self-evaluation of 2017/18."""
    made: SelfEvaluation = SelfEvaluationFactory(authority=authority, year="2017/18")
    return made


@pytest.fixture
def secret(authority: Authority) -> Finding:
    """A finding of a letter that is not published yet."""
    visit = VisitFactory(authority=authority, letter_status="pre_publication", published_on=None)
    made: Finding = FindingFactory(visit=visit, words="Not yet public.", reference="MV9-1")
    return made


def detail(evaluation: SelfEvaluation, person: User, client_of: ClientOf) -> str:
    """The page of a self-evaluation as a person sees it."""
    return client_of(person).get(evaluation.get_absolute_url()).content.decode()


def part_address(evaluation: SelfEvaluation, area: str = AREA, question: str = "quality") -> str:
    """Where a question about an area is answered."""
    return reverse("monitoring:self_evaluation_part_edit", args=[evaluation.pk, area, question])


# --- answers ------------------------------------------------------------------------------------


def test_a_part_is_answered_changed_and_written_down_without_its_words(
    evaluation: SelfEvaluation, author: User
) -> None:
    about = {"evaluation": evaluation, "by": author, "area": AREA, "question": "quality"}
    services.save_part(revision=0, own_grade="good", strengths="Decisions are timely.", **about)
    services.save_part(revision=1, strengths="Decisions are made in a day.", **about)
    part = evaluation.parts.get()
    assert (part.own_grade, part.revision) == ("good", 2)
    events = AuditEvent.objects.filter(kind=AuditEvent.Kind.SELF_EVALUATION_CHANGED)
    assert [each.details["fields"] for each in events] == [
        ["strengths"],
        ["own_grade", "strengths"],
    ]
    assert "timely" not in str([each.details for each in events])


def test_a_part_that_somebody_answered_meanwhile_is_not_overwritten(
    evaluation: SelfEvaluation, author: User
) -> None:
    about = {"evaluation": evaluation, "by": author, "area": AREA, "question": "quality"}
    services.save_part(revision=0, strengths="Theirs.", **about)
    with pytest.raises(Stale):
        services.save_part(revision=0, strengths="Mine.", **about)
    assert evaluation.parts.get().strengths == "Theirs."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"area": "adoption"}, "Choose an area of the framework"),
        ({"own_grade": "adequate"}, "Choose a grade of the framework"),
        ({"question": "other"}, "is not a valid choice"),
    ],
)
def test_a_part_goes_by_the_framework(
    evaluation: SelfEvaluation, author: User, fields: dict[str, str], said: str
) -> None:
    about = {"area": AREA, "question": "quality", **fields}
    with pytest.raises(ValidationError, match=said):
        services.save_part(evaluation=evaluation, by=author, revision=0, **about)


@pytest.mark.parametrize("kind", ["findings", "audit_rounds", "indicators"])
def test_a_part_takes_evidence_of_its_own_council_only(
    evaluation: SelfEvaluation, author: User, kind: str
) -> None:
    made = {
        "findings": FindingFactory,
        "audit_rounds": AuditRoundFactory,
        "indicators": IndicatorFactory,
    }
    with pytest.raises(ValidationError, match="of the same council"):
        services.save_part(
            evaluation=evaluation,
            by=author,
            area=AREA,
            question="quality",
            revision=0,
            **{kind: [made[kind]()]},
        )


def test_a_finding_is_linked_only_by_those_who_may_read_its_letter(
    evaluation: SelfEvaluation, secret: Finding, analyst: User, author: User
) -> None:
    about = {"evaluation": evaluation, "area": AREA, "question": "quality"}
    with pytest.raises(ValidationError, match="letters that you may read"):
        services.save_part(by=analyst, revision=0, findings=[secret], **about)
    services.save_part(by=author, revision=0, findings=[secret], **about)
    services.save_part(by=analyst, revision=1, findings=[], strengths="Known.", **about)
    assert list(evaluation.parts.get().findings.all()) == [secret]
    services.save_part(by=author, revision=2, findings=[], **about)
    assert not evaluation.parts.get().findings.exists()


# --- reading ------------------------------------------------------------------------------------


def test_areas_are_those_of_the_framework_with_the_inspectors_last_judgement(
    evaluation: SelfEvaluation, reader: User
) -> None:
    for year, grade in ((2015, "good"), (2017, "inadequate")):
        visit = VisitFactory(
            authority=evaluation.authority, starts_on=date(year, 5, 1), ends_on=date(year, 5, 2)
        )
        JudgementFactory(visit=visit, area=AREA, grade=grade)
    hidden = VisitFactory(
        authority=evaluation.authority, letter_status="pre_publication", published_on=None
    )
    JudgementFactory(visit=hidden, area=AREA, grade="outstanding")
    JudgementFactory(area=AREA, grade="outstanding")
    SelfEvaluationPartFactory(evaluation=evaluation, own_grade="requires_improvement")
    found = {each.key: each for each in areas_of(evaluation, reader, as_at=TODAY)}
    assert list(found) == ["leaders", AREA, "in_care", "overall"]
    judgement = found[AREA].judgement
    assert judgement is not None
    assert judgement.grade == "inadequate"
    assert found[AREA].own_grade.startswith("Requires improvement")
    assert found["in_care"].own_grade == ""


def test_an_inspection_of_another_kind_judges_no_area_of_the_self_evaluation(
    evaluation: SelfEvaluation, reader: User
) -> None:
    for framework, area, grade in (
        ("area_send_2023", "local_area", "inconsistent"),
        ("casework", "casework", "74%"),
    ):
        visit = VisitFactory(authority=evaluation.authority, framework=framework)
        JudgementFactory(visit=visit, area=area, grade=grade)
    assert set(last_judgements(evaluation.authority_id, reader)) == {"local_area", "casework"}
    assert [each.judgement for each in areas_of(evaluation, reader, as_at=TODAY)] == [None] * 4
    own = FRAMEWORKS[evaluation.framework].areas
    others = [each for each in FRAMEWORKS.values() if each.scale is not FOUR_POINT]
    assert not any(own.keys() & each.areas.keys() for each in others)
    assert "casework" not in dict(GRADED)


def test_indicators_are_shown_with_their_current_rating_and_audits_with_their_share(
    evaluation: SelfEvaluation, reader: User, client_of: ClientOf
) -> None:
    part = SelfEvaluationPartFactory(evaluation=evaluation)
    indicator = IndicatorFactory(authority=evaluation.authority, name="Visits on time")
    TargetFactory(indicator=indicator)
    observe(indicator, date(2018, 3, 31), [70, 40])
    part.indicators.add(indicator)
    round = AuditRoundFactory(authority=evaluation.authority)
    AuditGradeFactory(round=round)
    part.audit_rounds.add(round)
    said = detail(evaluation, reader, client_of)
    assert "Visits on time" in said
    assert "Off target" in said
    assert "Strategy discussion at least 48%, 29 of 60" in said


def test_indicators_stand_as_they_stood_at_the_end_of_the_year(
    evaluation: SelfEvaluation, reader: User
) -> None:
    indicator = IndicatorFactory(authority=evaluation.authority)
    observe(indicator, date(2018, 5, 31), [40, 50, 60])
    SelfEvaluationPartFactory(evaluation=evaluation, area=AREA).indicators.add(indicator)

    def shown(as_at: date) -> str:
        area = next(each for each in areas_of(evaluation, reader, as_at=as_at) if each.key == AREA)
        (reading,) = area.answers[0].readings
        return str(reading.text(reading.now))

    assert shown(date(2018, 5, 31)).startswith("40"), "March, though May is known"
    evaluation.year = "Spring 2018"
    assert shown(date(2018, 5, 31)).startswith("60")


def test_findings_of_unpublished_letters_are_shown_to_those_who_may_read_them(
    evaluation: SelfEvaluation, secret: Finding, reader: User, author: User, client_of: ClientOf
) -> None:
    SelfEvaluationPartFactory(evaluation=evaluation).findings.add(
        secret, FindingFactory(visit__authority=evaluation.authority, words="In public.")
    )
    kept, shown = (detail(evaluation, each, client_of) for each in (reader, author))
    assert "In public." in kept
    assert "Not yet public." not in kept
    assert "MV9-1" not in kept
    assert "Not yet public." in shown


def test_plans_report_what_their_actions_report(
    evaluation: SelfEvaluation, reader: User, client_of: ClientOf
) -> None:
    action = ActionFactory(plan=PlanFactory(authority=evaluation.authority))
    UpdateFactory(action=action, effective_on=date(2018, 2, 1), done="Begun.")
    UpdateFactory(action=action, effective_on=date(2018, 3, 1), done="Half done.")
    CommitmentFactory(evaluation=evaluation, action=action)
    CommitmentFactory(evaluation=evaluation, text="Not begun.", order=2)
    first, second = plans_of(evaluation)
    assert first.update is not None
    assert first.update.done == "Half done."
    assert second.update is None
    said = detail(evaluation, reader, client_of)
    assert action.delivery.label in said
    assert "Half done." in said
    assert "Not in the plan yet" in said


# --- the next year ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "following"),
    [
        ("2017/18", "2018/19"),
        ("2098/99", "2099/00"),
        ("2017/2018", "2018/2019"),
        ("2018", "2019"),
        ("Spring", ""),
        ("17/18", ""),
    ],
)
def test_next_year_follows_the_way_a_year_is_written(year: str, following: str) -> None:
    assert next_year(year) == following


@pytest.mark.parametrize(
    ("year", "ends_on"),
    [
        ("2017/18", date(2018, 3, 31)),
        ("2017/2018", date(2018, 3, 31)),
        ("2018", None),
        ("Spring", None),
        ("9999/00", None),
    ],
)
def test_a_councils_year_ends_in_march(year: str, ends_on: date | None) -> None:
    assert last_day(year) == ends_on


def test_a_year_is_rolled_forward_with_its_texts_and_what_is_not_done(
    evaluation: SelfEvaluation, author: User
) -> None:
    part = SelfEvaluationPartFactory(evaluation=evaluation, own_grade="good")
    indicator = IndicatorFactory(authority=evaluation.authority)
    part.indicators.add(indicator)
    part.findings.add(FindingFactory(visit__authority=evaluation.authority))
    plan = PlanFactory(authority=evaluation.authority)
    done = ActionFactory(
        plan=plan,
        kind=DeliveryKind.COMPLETE,
        completed_on=date(2018, 3, 1),
        completion_account="All trained.",
    )
    open_action = ActionFactory(plan=plan)
    for text, action in (("Done.", done), ("Going on.", open_action), ("Not begun.", None)):
        CommitmentFactory(evaluation=evaluation, text=text, action=action)
    rolled = services.roll_evaluation(
        evaluation=evaluation,
        by=author,
        year="2018/19",
        framework="ilacs_2018",
        what_changed="A new practice model.",
    )
    copied = rolled.parts.get()
    assert (copied.strengths, copied.own_grade) == (part.strengths, "good")
    assert list(copied.indicators.all()) == [indicator]
    assert not copied.findings.exists()
    assert [each.text for each in rolled.commitments.all()] == ["Going on.", "Not begun."]
    assert rolled.rolled_from == evaluation


def test_an_area_that_the_new_framework_has_not_is_left_behind(
    authority: Authority, author: User
) -> None:
    last = SelfEvaluationFactory(authority=authority, framework="sif", year="2017/18")
    for area in ("adoption", AREA):
        SelfEvaluationPartFactory(evaluation=last, area=area)
    rolled = services.roll_evaluation(
        evaluation=last, by=author, year="2018/19", framework="ilacs_2018", what_changed="Much."
    )
    assert [part.area for part in rolled.parts.all()] == [AREA]


def test_rolling_asks_what_changed_and_makes_no_year_twice(
    evaluation: SelfEvaluation, author: User
) -> None:
    about = {"evaluation": evaluation, "by": author, "framework": "ilacs_2018"}
    with pytest.raises(ValidationError, match="Say what changed"):
        services.roll_evaluation(year="2018/19", what_changed=" ", **about)
    with pytest.raises(ValidationError, match="for this year already"):
        services.roll_evaluation(year="2017/18", what_changed="Much.", **about)
    assert SelfEvaluation.objects.count() == 1


def test_what_differs_from_the_year_before_is_marked(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    for question in ("quality", "knowing"):
        SelfEvaluationPartFactory(evaluation=evaluation, question=question, own_grade="good")
    rolled = services.roll_evaluation(
        evaluation=evaluation,
        by=author,
        year="2018/19",
        framework="ilacs_2018",
        what_changed="Much.",
    )
    assert "Changed since" not in detail(rolled, author, client_of)
    SelfEvaluationPart.objects.filter(evaluation=rolled, question="quality").update(
        strengths="Other words.", own_grade="inadequate"
    )
    area = next(each for each in areas_of(rolled, author, as_at=TODAY) if each.key == AREA)
    assert [each.has_changed for each in area.answers] == [True, False, False]
    assert (area.grade_before, area.own_grade) == ("Good", "Inadequate")
    assert detail(rolled, author, client_of).count("Changed since 2017/18") == 1
    assert "Changed since" not in detail(evaluation, author, client_of)


# --- pages --------------------------------------------------------------------------------------


def test_self_evaluation_list_shows_the_years_of_the_persons_council(
    evaluation: SelfEvaluation, reader: User, client_of: ClientOf
) -> None:
    SelfEvaluationPartFactory(evaluation=evaluation)
    CommitmentFactory.create_batch(2, evaluation=evaluation)
    SelfEvaluationFactory()
    page = client_of(reader).get(reverse("monitoring:self_evaluation_list"))
    (found,) = page.context["table"].records
    assert (found, found.part_count, found.commitment_count) == (evaluation, 1, 2)


def test_self_evaluation_detail_asks_as_much_for_many_records_as_for_few(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    parts = [
        SelfEvaluationPartFactory(evaluation=evaluation, area=area)
        for area in ("leaders", AREA, "in_care")
    ]

    def grow() -> None:
        for part in parts:
            part.findings.add(FindingFactory(visit__authority=evaluation.authority))
            part.indicators.add(IndicatorFactory(authority=evaluation.authority))
            round = AuditRoundFactory(authority=evaluation.authority)
            AuditGradeFactory(round=round)
            part.audit_rounds.add(round)
        action = ActionFactory(plan=PlanFactory(authority=evaluation.authority))
        UpdateFactory(action=action)
        CommitmentFactory(evaluation=evaluation, action=action)
        JudgementFactory(visit__authority=evaluation.authority)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(evaluation.get_absolute_url()).status_code == 200
        return len(queries)

    grow()
    few = asked()
    grow()
    grow()
    assert asked() == few


def test_self_evaluation_add_begins_a_year(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    client, address = client_of(author), reverse("monitoring:self_evaluation_add")
    boxes = {"year": "2017/18", "framework": "ilacs_2018"}
    answer = client.post(address, boxes)
    assert answer["Location"] == SelfEvaluation.objects.get().get_absolute_url()
    again = client.post(address, boxes)
    assert "for this year already" in again.content.decode()
    none = client.post(address, {"year": "2018/19", "framework": "none"})
    assert "framework" in none.context["form"].errors


def test_self_evaluation_edit_says_when_it_was_agreed(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    address = reverse("monitoring:self_evaluation_edit", args=[evaluation.pk])
    boxes = {"year": "2017/18", "agreed_on": "1 5 2018", "revision": 1}
    client.post(address, boxes)
    evaluation.refresh_from_db()
    assert (evaluation.agreed_on, evaluation.framework) == (date(2018, 5, 1), "ilacs_2018")
    page = client.post(address, boxes | {"agreed_on": "2 5 2018"})
    assert "Somebody saved this while you were writing" in page.content.decode()


def test_self_evaluation_roll_proposes_the_next_year_and_asks_what_changed(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    address = reverse("monitoring:self_evaluation_roll", args=[evaluation.pk])
    assert 'value="2018/19"' in client.get(address).content.decode()
    boxes = {"year": "2018/19", "framework": "ilacs_2018"}
    page = client.post(address, boxes)
    assert "what_changed" in page.context["form"].errors
    answer = client.post(address, boxes | {"what_changed": "A new practice model."})
    rolled = SelfEvaluation.objects.get(year="2018/19")
    assert answer["Location"] == rolled.get_absolute_url()


def test_self_evaluation_part_edit_answers_a_question_with_evidence(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    finding = FindingFactory(visit__authority=evaluation.authority)
    boxes = {"revision": 0, "own_grade": "good", "strengths": "Timely.", "findings": [finding.pk]}
    answer = client_of(author).post(part_address(evaluation), boxes)
    assert answer["Location"].endswith(f"#{AREA}")
    part = evaluation.parts.get()
    assert (part.own_grade, list(part.findings.all())) == ("good", [finding])


def test_self_evaluation_part_edit_offers_grades_for_the_first_question_only(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    first = client.get(part_address(evaluation)).context["form"]
    assert [value for value, _ in first.fields["own_grade"].choices] == [
        "",
        "outstanding",
        "good",
        "requires_improvement",
        "inadequate",
    ]
    second = client.get(part_address(evaluation, question="knowing")).context["form"]
    assert "own_grade" not in second.fields
    assert second.fields["strengths"].label == "How we know it"


def test_self_evaluation_part_edit_offers_readable_evidence_of_the_council_only(
    evaluation: SelfEvaluation, secret: Finding, author: User, client_of: ClientOf
) -> None:
    own = FindingFactory(visit__authority=evaluation.authority)
    FindingFactory()
    AuditRoundFactory()
    IndicatorFactory()
    form = client_of(author).get(part_address(evaluation)).context["form"]
    assert set(form.fields["findings"].queryset) == {own, secret}
    assert not form.fields["audit_rounds"].queryset
    assert not form.fields["indicators"].queryset


def test_self_evaluation_part_edit_knows_no_other_area_or_question(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    assert client.get(part_address(evaluation, area="adoption")).status_code == 404
    assert client.get(part_address(evaluation, question="other")).status_code == 404


def test_self_evaluation_part_edit_shows_both_versions_where_somebody_saved_meanwhile(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    client.post(part_address(evaluation), {"revision": 0, "strengths": "Theirs."})
    page = client.post(part_address(evaluation), {"revision": 0, "strengths": "Mine."})
    said = page.content.decode()
    assert "Somebody saved this while you were writing" in said
    assert "Theirs." in said
    revision = page.context["form"]["revision"].value()
    client.post(part_address(evaluation), {"revision": revision, "strengths": "Mine."})
    assert evaluation.parts.get().strengths == "Mine."


def test_self_evaluation_part_edit_asks_before_it_keeps_a_child_s_name(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    boxes = {"revision": 0, "strengths": "A girl called Amy was seen."}
    page = client_of(author).post(part_address(evaluation), boxes)
    assert "Amy" in str(page.context["form"].errors["looked_at"])
    assert not evaluation.parts.exists()


def test_commitment_add_and_commitment_edit_make_a_plan_into_an_action(
    evaluation: SelfEvaluation, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    add = reverse("monitoring:commitment_add", args=[evaluation.pk])
    client.post(add, {"text": "Train every manager.", "order": "1"})
    commitment = Commitment.objects.get()
    assert client.get(add).context["form"]["order"].value() == 2
    edit = reverse("monitoring:commitment_edit", args=[commitment.pk])
    own = ActionFactory(plan=PlanFactory(authority=evaluation.authority))
    foreign = ActionFactory()
    boxes = {"text": "Train every manager.", "order": "1", "revision": "1"}
    page = client.post(edit, boxes | {"action": foreign.pk})
    assert "action" in page.context["form"].errors
    client.post(edit, boxes | {"action": own.pk, "progress": "26 trained."})
    commitment.refresh_from_db()
    assert (commitment.action, commitment.progress) == (own, "26 trained.")
    stale = client.post(edit, boxes | {"progress": "Mine."})
    assert "Somebody saved this while you were writing" in stale.content.decode()


def test_a_commitment_becomes_an_action_of_its_own_council_only(
    evaluation: SelfEvaluation, author: User
) -> None:
    with pytest.raises(ValidationError, match="of the same council"):
        services.save_commitment(
            evaluation=evaluation, by=author, text="Train.", action=ActionFactory()
        )


def test_self_evaluations_are_kept_by_those_who_record_findings_and_unknown_elsewhere(
    evaluation: SelfEvaluation, reader: User, analyst: User, outsider: User, client_of: ClientOf
) -> None:
    commitment = CommitmentFactory(evaluation=evaluation)
    writing = [
        part_address(evaluation),
        reverse("monitoring:self_evaluation_edit", args=[evaluation.pk]),
        reverse("monitoring:self_evaluation_roll", args=[evaluation.pk]),
        reverse("monitoring:commitment_add", args=[evaluation.pk]),
        reverse("monitoring:commitment_edit", args=[commitment.pk]),
    ]
    for person in (reader, analyst):
        client = client_of(person)
        assert client.get(evaluation.get_absolute_url()).status_code == 200
        assert {client.post(each).status_code for each in writing} == {403}
    foreign = client_of(outsider)
    assert foreign.get(evaluation.get_absolute_url()).status_code == 404
    assert {foreign.post(each).status_code for each in writing} == {404}

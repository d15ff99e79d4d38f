"""The lists on pages about practice, taken out as files."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from improvement.models import PracticeArea
from monitoring.models import Visit
from tests.factories.accounts import AuthorityFactory, MembershipFactory, UserFactory
from tests.factories.improvement import ActionFactory, PracticeAreaFactory
from tests.factories.monitoring import (
    AreaEvidenceFactory,
    AuditGradeFactory,
    AuditRoundFactory,
    CommitmentFactory,
    FindingFactory,
    JudgementFactory,
    SelfEvaluationFactory,
    SelfEvaluationPartFactory,
    VisitFactory,
)

AREAS = reverse("monitoring:area_list")


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2019, 1, 15)


@pytest.fixture
def area(authority: Authority) -> PracticeArea:
    return PracticeAreaFactory(authority=authority, name="Front door")


@pytest.fixture
def visit(authority: Authority, area: PracticeArea) -> Visit:
    """A visit that spoke well of the front door."""
    made = VisitFactory(authority=authority)
    FindingFactory(visit=made, practice_area=area, type="strength", direction="improving")
    return made


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_the_matrix_is_taken_out_with_a_row_for_each_area_and_visit(
    area: PracticeArea, visit: Visit, reader: User, client_of: Any
) -> None:
    PracticeAreaFactory(authority=area.authority, name="=Quiet", order=9)
    client = client_of(reader)
    asked = {"export": "csv", "list": f"practice_areas_{area.authority_id}"}
    spoken, quiet = rows(client.get(AREAS, asked))
    assert (spoken["Practice area"], spoken["Direction"]) == ("Front door", "Improving")
    assert (spoken["Visit"], spoken["Found: Strength"]) == (str(visit), "1")
    assert (quiet["Practice area"], quiet["Direction"]) == ("'=Quiet", "Not spoken of")
    event = AuditEvent.objects.get(kind="exported")
    assert event.subject == f"Practice areas: {area.authority}"
    assert event.authority_id == area.authority_id


def test_the_matrix_of_another_council_is_not_taken_out(
    area: PracticeArea, reader: User, client_of: Any
) -> None:
    other = AuthorityFactory()
    asked = {"export": "csv", "list": f"practice_areas_{other.pk}"}
    answer = client_of(reader).get(AREAS, asked)
    assert answer["Content-Type"].startswith("text/html")
    assert not AuditEvent.objects.exists()


def test_a_file_keeps_from_the_person_what_the_page_keeps_from_them(
    area: PracticeArea, visit: Visit, reader: User, client_of: Any
) -> None:
    Visit.objects.update(letter_status="pre_publication", published_on=None)
    assert rows(client_of(reader).get(AREAS, {"export": "csv"})) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_refused_to_whoever_may_not_take_it_out(
    kind: str, area: PracticeArea, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.models.ROLES", {})
    somebody = UserFactory()
    MembershipFactory(user=somebody, authority=area.authority)
    client = client_of(somebody)
    address = reverse("monitoring:area_detail", args=[area.pk])
    assert "export=" not in client.get(address).text
    assert client.get(address, {"export": kind}).status_code == 403
    assert client.get(AREAS, {"export": kind}).status_code == 403
    assert not AuditEvent.objects.exists()


def test_an_area_over_time_is_taken_out_with_what_other_sources_say(
    area: PracticeArea, visit: Visit, reader: User, client_of: Any
) -> None:
    AreaEvidenceFactory(visit=visit, practice_area=area, source="audit", says="contradicts")
    (row,) = rows(
        client_of(reader).get(
            reverse("monitoring:area_detail", args=[area.pk]),
            {"export": "csv", "list": "over_time"},
        )
    )
    assert (row["Visit"], row["First day"]) == (str(visit), visit.starts_on.isoformat())
    assert "Contradicts" in row.values()


def test_grades_and_plans_of_a_self_evaluation_are_taken_out(
    authority: Authority, reader: User, client_of: Any
) -> None:
    evaluation = SelfEvaluationFactory(authority=authority, year="2017/18")
    part = SelfEvaluationPartFactory(
        evaluation=evaluation, area="help_and_protection", question="quality", own_grade="good"
    )
    judgement = JudgementFactory(visit__authority=authority, area=part.area, grade="inadequate")
    CommitmentFactory(
        evaluation=evaluation,
        text="Train managers",
        action=ActionFactory(plan__authority=authority, reference="3a"),
    )
    client, address = client_of(reader), evaluation.get_absolute_url()
    grades = rows(client.get(address, {"export": "csv", "list": "grades"}))
    (graded,) = [row for row in grades if row["Our own grade"]]
    assert (graded["Our own grade"], graded["Visit"]) == ("Good", str(judgement.visit))
    assert graded["Inspectors’ last judgement"] == "Inadequate"
    (plan,) = rows(client.get(address, {"export": "csv", "list": "plans"}))
    assert plan["What is planned"] == "Train managers"
    assert plan["Action of the plan"].startswith("3a")
    assert [event.subject for event in AuditEvent.objects.order_by("pk")] == [
        f"Grades: {evaluation}",
        f"Plans for the next 12 months: {evaluation}",
    ]


def test_grades_of_an_audit_round_are_taken_out_as_numbers(
    authority: Authority, reader: User, client_of: Any
) -> None:
    before, after = (
        AuditRoundFactory(authority=authority, audited=30, starts_on=day, ends_on=day)
        for day in (date(2018, 3, 1), date(2018, 6, 1))
    )
    for audits, good in ((before, 10), (after, 20)):
        for grade, count in (("good", good), ("inadequate", 30 - good)):
            AuditGradeFactory(
                round=audits,
                domain="Assessment",
                grade=grade,
                auditor_count=count,
                moderated_count=None,
            )
    client, address = client_of(reader), after.get_absolute_url()
    good, poor = rows(client.get(address, {"export": "csv", "list": "grades"}))
    assert (good["Domain"], good["Grade"], good["By auditors: number"]) == (
        "Assessment",
        "Good",
        "20",
    )
    assert (good["By auditors: of"], good["By auditors: percentage"]) == ("30", "66.7")
    assert (poor["Grade"], poor["After moderation: number"]) == ("Inadequate", "")
    shares = rows(client.get(address, {"export": "csv", "list": "rounds"}))
    assert [(row["Audit round"], row["Number"], row["Percentage"]) for row in shares] == [
        (before.name, "10", "33.3"),
        (after.name, "20", "66.7"),
    ]

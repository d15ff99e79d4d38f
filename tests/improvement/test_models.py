"""Rules that always hold, whoever writes, and the words in which they are told."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from improvement.models import Action, Plan, Status, Theme, Update
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    EvidenceFactory,
    ObjectiveFactory,
    PlanFactory,
    PlanVersionFactory,
    PracticeAreaFactory,
    ReportingPeriodFactory,
    RetestFactory,
    StatusFactory,
    StrategicObjectiveFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
    status,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2018, 4, 1, 12, tzinfo=UTC)

# How each rule is broken: the factory, what it is given, and what is said.
BROKEN: dict[str, tuple[Any, dict[str, Any], str]] = {
    "plan_ends_after_start": (
        PlanFactory,
        {"ends_on": date(2017, 10, 31)},
        "The plan cannot end before it starts.",
    ),
    "status_kind_fits_axis": (
        StatusFactory,
        {"axis": "impact", "kind": "on_track"},
        "This kind does not answer this question.",
    ),
    "action_due_after_start": (
        ActionFactory,
        {"due_on": date(2017, 11, 30)},
        "The due date cannot be before the start.",
    ),
    "action_due_has_original": (
        ActionFactory,
        {"original_due_on": None},
        "Give the date that was first agreed.",
    ),
    "action_completed_with_account": (
        ActionFactory,
        {"completed_on": date(2018, 4, 1)},
        "Say what was done before you call the action complete.",
    ),
    "update_says_something": (
        UpdateFactory,
        {"done": ""},
        "Say what has been done, or that nothing has changed.",
    ),
    "due_date_change_decided_at_and_by_paired": (
        DueDateChangeFactory,
        {"decision": "approved", "decided_at": NOON},
        "A decision has a person and a time.",
    ),
    "evidence_link_or_file": (
        EvidenceFactory,
        {"file": "minutes.pdf"},
        "Give a link or a file, not both.",
    ),
    "evidence_reviewed_at_and_by_paired": (
        EvidenceFactory,
        {"verdict": "adequate", "reviewed_at": NOON},
        "A verdict has a person and a time.",
    ),
    "retest_too_early_has_next_date": (
        RetestFactory,
        {"verdict": "too_early"},
        "Give a date to look again.",
    ),
    "reporting_period_ends_after_start": (
        ReportingPeriodFactory,
        {"ends_on": date(2018, 2, 28)},
        "The period cannot end before it starts.",
    ),
    "theme_narrative_returned_with_reason": (
        ThemeNarrativeFactory,
        {"state": "returned"},
        "Say why it is returned.",
    ),
}
UNIQUE: dict[str, tuple[Any, tuple[str, ...], str]] = {
    "plan_name_unique": (
        PlanFactory,
        ("authority", "name"),
        "There is a plan with this name already.",
    ),
    "strategic_objective_order_unique": (
        StrategicObjectiveFactory,
        ("plan", "order"),
        "Another objective stands in this place.",
    ),
    "status_label_unique": (
        StatusFactory,
        ("plan", "label"),
        "There is a status with this label already.",
    ),
    "theme_number_unique": (
        ThemeFactory,
        ("plan", "number"),
        "Another theme of this plan has this number.",
    ),
    "objective_reference_unique": (
        ObjectiveFactory,
        ("theme", "reference"),
        "Another objective of this theme has this reference.",
    ),
    "practice_area_name_unique": (
        PracticeAreaFactory,
        ("authority", "name"),
        "There is a practice area with this name already.",
    ),
    "action_reference_unique": (
        ActionFactory,
        ("plan", "reference"),
        "Another action of this plan has this reference.",
    ),
    "due_date_change_one_pending": (
        DueDateChangeFactory,
        ("action",),
        "A date change for this action is waiting already.",
    ),
    "reporting_period_start_unique": (
        ReportingPeriodFactory,
        ("authority", "starts_on"),
        "Another period starts on this day.",
    ),
    "theme_narrative_unique": (
        ThemeNarrativeFactory,
        ("theme", "period"),
        "This theme has a narrative for the period already.",
    ),
}


def complaint(record: models.Model) -> list[str]:
    """What is said of a record that breaks a constraint."""
    with pytest.raises(ValidationError) as caught:
        record.validate_constraints()
    return caught.value.messages


def saved(factory: Any, **given: Any) -> models.Model:
    """A record of the factory, saved."""
    record = factory(**given)
    assert isinstance(record, models.Model)
    return record


@pytest.mark.parametrize("name", BROKEN)
def test_rule_is_kept_by_the_database_and_told_in_words(name: str) -> None:
    factory, given, words = BROKEN[name]
    record = saved(factory)
    for field, value in given.items():
        setattr(record, field, value)
    assert complaint(record) == [words]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        record.save_base()  # past the guard of what is written once


@pytest.mark.parametrize("name", UNIQUE)
def test_uniqueness_is_kept_by_the_database_and_told_in_words(name: str) -> None:
    factory, fields, words = UNIQUE[name]
    first = saved(factory)
    same = {field: getattr(first, field) for field in fields}
    other = saved(factory)
    for field, value in same.items():
        setattr(other, field, value)
    if isinstance(other, Action):
        other.theme = first.theme
    assert complaint(other) == [words]
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_every_rule_of_ours_is_tested() -> None:
    ours = {
        constraint.name
        for model in (Plan, Status, Theme, Action, Update)
        for constraint in model._meta.constraints
    }
    assert ours <= BROKEN.keys() | UNIQUE.keys()


def test_action_parts_belong_to_its_plan() -> None:
    action = saved(ActionFactory)
    action.theme = saved(ThemeFactory)
    action.objective = saved(ObjectiveFactory)
    action.team = saved(TeamFactory)
    action.lead = saved(UserFactory)
    action.delivery = saved(StatusFactory)
    with pytest.raises(ValidationError) as caught:
        action.clean()
    assert caught.value.message_dict == {
        "theme": ["Choose a theme of this plan."],
        "objective": ["Choose an objective of this theme."],
        "team": ["Choose a team of this authority."],
        "lead": ["Choose a person of this authority."],
        "delivery": ["Choose a status of this plan."],
    }


def test_action_status_answers_its_question() -> None:
    action = ActionFactory()
    action.delivery, action.impact = action.impact, action.delivery
    with pytest.raises(ValidationError) as caught:
        action.clean()
    assert set(caught.value.message_dict) == {"delivery", "impact"}


def test_action_names_its_owner() -> None:
    lead, team = UserFactory(name="Head of Assessment"), TeamFactory(name="Assessment team")
    assert ActionFactory(lead=lead, team=team).owner == "Head of Assessment"
    assert ActionFactory(team=team).owner == "Assessment team"
    assert ActionFactory().owner == ""


def test_action_days_to_due() -> None:
    action = ActionFactory(due_on=date(2018, 7, 31))
    assert action.days_to_due(date(2018, 7, 30)) == 1
    assert action.days_to_due(date(2018, 8, 2)) == -2
    assert ActionFactory(due_on=None).days_to_due(date(2018, 7, 30)) is None


def test_theme_heading_names_a_turnaround_priority() -> None:
    assert ThemeFactory(number=1, kind="turnaround", title="Practice").heading == (
        "1. Turnaround priority: Practice"
    )
    assert ThemeFactory(number=2, title="Planning").heading == "2. Planning"


def test_update_moved_when_either_rating_changed() -> None:
    action = ActionFactory()
    assert not UpdateFactory(action=action).moved
    assert UpdateFactory(action=action, delivery_before=status(action.plan, "at_risk")).moved
    assert UpdateFactory(action=action, impact_before=status(action.plan, "none")).moved


def test_records_say_what_they_are() -> None:
    action = ActionFactory(reference="5b", title="Train", theme__title="Assessment")
    said = {
        str(UpdateFactory(action=action)): "5b, 12 April 2018",
        str(DueDateChangeFactory(action=action)): "5b to 30 September 2018",
        str(EvidenceFactory(title="Minutes")): "Minutes",
        str(RetestFactory(action=action)): "5b: The change has held",
        str(ObjectiveFactory(reference="5b", title="In time")): "5b In time",
        str(StrategicObjectiveFactory(text="Early help")): "Early help",
        str(PlanVersionFactory(name="Draft", plan__name="Our plan")): "Our plan: Draft",
        str(PracticeAreaFactory(name="Front door")): "Front door",
    }
    assert list(said) == list(said.values())

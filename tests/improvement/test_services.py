"""What may be written to the plan, and what is refused with which words."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from core.models import AuditEvent
from core.revisions import Stale
from improvement import services
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Plan,
    Retest,
    ThemeNarrative,
    Update,
)
from improvement.vocabulary import NARRATIVE_TRANSITIONS, NarrativeState
from tests.factories.accounts import PartnerFactory, TeamFactory, UserFactory
from tests.factories.improvement import (
    DueDateChangeFactory,
    EvidenceFactory,
    PlanFactory,
    ReportingPeriodFactory,
    RetestFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
    status,
)
from tests.improvement.conftest import FindStatus, MakeAction

NOON = datetime(2018, 5, 15, 12, tzinfo=UTC)
TODAY = NOON.date()
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

Record = Callable[..., Update]


@pytest.fixture
def record(action: Action, officer: User, status_of: FindStatus) -> Record:
    """Records an update on 15 May 2018, with ratings given by kind."""

    def record_update(**given: Any) -> Update:
        delivery = given.pop("delivery", "on_track")
        impact = given.pop("impact", "too_early")
        fields: dict[str, Any] = {
            "action": action,
            "by": officer,
            "effective_on": TODAY,
            "done": "All managers have been trained.",
            "delivery": status_of(delivery) if isinstance(delivery, str) else delivery,
            "impact": status_of(impact) if isinstance(impact, str) else impact,
            "recorded_at": NOON,
            **given,
        }
        return services.record_update(**fields)

    return record_update


def refusal(function: Callable[..., Any], **fields: Any) -> dict[str, list[str]] | list[str]:
    """The words with which a write is refused, and nothing may have been written."""
    before = AuditEvent.objects.count(), Update.objects.count(), Evidence.objects.count()
    # The transaction stands for the request: what is refused leaves nothing behind.
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        function(**fields)
    after = AuditEvent.objects.count(), Update.objects.count(), Evidence.objects.count()
    assert after == before
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


# --- updates ------------------------------------------------------------------------------------


def test_update_brings_the_action_up_to_it(
    record: Record, action: Action, officer: User, status_of: FindStatus
) -> None:
    update = record(
        delivery="at_risk",
        impact="emerging",
        done="  Two of three cohorts trained. ",
        difference="Fewer files come back.",
        obstacles="The trainer is ill.",
        next_steps="A third date.",
        forecast_on=date(2018, 8, 31),
    )
    action.refresh_from_db()
    assert (action.delivery.kind, action.impact.kind) == ("at_risk", "emerging")
    assert (action.due_on, action.forecast_on) == (date(2018, 7, 31), date(2018, 8, 31))
    assert action.revision == 2
    assert update.done == "Two of three cohorts trained."
    assert update.delivery_before == status_of("on_track")
    assert update.delivery_after == status_of("at_risk")
    assert (update.recorded_by, update.recorded_at, update.moved) == (officer, NOON, True)


def test_update_leaves_an_audit_trail_and_history(
    record: Record, action: Action, officer: User
) -> None:
    record(delivery="at_risk")
    event = AuditEvent.objects.get()
    assert event.kind == AuditEvent.Kind.UPDATE_RECORDED
    assert (event.actor_id, event.subject_id) == (officer.pk, action.pk)
    assert event.details["delivery"] == ["On track", "At risk"]
    kept = action.history.get(history_date=NOON)
    assert (kept.history_user, kept.delivery.kind) == (officer, "at_risk")


def test_update_of_no_change_needs_no_words(record: Record, action: Action) -> None:
    update = record(no_change=True, done="")
    action.refresh_from_db()
    assert update.no_change
    assert not update.moved
    assert action.revision == 2


def test_update_of_no_change_is_refused_with_another_rating(record: Record) -> None:
    words = refusal(record, no_change=True, delivery="at_risk")
    assert words == {
        "no_change": [
            "You say that nothing has changed and choose another rating. Choose one of the two."
        ]
    }


@pytest.mark.parametrize("done", ["", "   \n"])
def test_update_without_words_is_refused(record: Record, done: str) -> None:
    assert refusal(record, done=done) == {
        "done": ["Say what has been done, or that nothing has changed."]
    }


def test_update_of_a_day_to_come_is_refused(record: Record) -> None:
    assert refusal(record, effective_on=date(2018, 5, 16)) == {
        "effective_on": ["The date is in the future. Choose today or an earlier day."]
    }


def test_update_day_is_counted_in_london(record: Record) -> None:
    late = datetime(2018, 5, 15, 23, 30, tzinfo=UTC)  # half past midnight on the 16th in London
    assert record(effective_on=date(2018, 5, 16), recorded_at=late).pk


def test_update_of_the_first_day_is_kept_and_of_the_day_before_refused(record: Record) -> None:
    assert refusal(record, effective_on=date(2017, 11, 30)) == {
        "effective_on": ["The action starts on 1 December 2017. Choose that day or a later one."]
    }
    assert record(effective_on=date(2017, 12, 1)).pk


def test_update_cannot_speak_of_a_day_before_the_last_one(record: Record) -> None:
    record(effective_on=date(2018, 5, 10))
    assert refusal(record, effective_on=date(2018, 5, 9)) == {
        "effective_on": ["The last update speaks of 10 May 2018. Choose that day or a later one."]
    }
    assert record(effective_on=date(2018, 5, 10), delivery="at_risk").pk


def test_update_ratings_are_always_those_of_the_last_update(record: Record, action: Action) -> None:
    for kind in ("at_risk", "off_track", "on_track"):
        record(delivery=kind)
    action.refresh_from_db()
    assert action.delivery == action.updates.first().delivery_after
    chain = list(action.updates.order_by("pk").values_list("delivery_before__kind", flat=True))
    assert chain == ["on_track", "at_risk", "off_track"]


def test_update_with_a_status_of_another_plan_is_refused(record: Record) -> None:
    other = PlanFactory()
    assert refusal(record, delivery=status(other, "on_track")) == {
        "delivery": ["Choose a status of this plan."]
    }


def test_update_with_a_status_of_the_other_question_is_refused(
    record: Record, status_of: FindStatus
) -> None:
    words = refusal(record, delivery=status_of("emerging"), impact=status_of("on_track"))
    assert set(words) == {"delivery", "impact"}


def test_update_is_refused_when_somebody_was_faster(record: Record, action: Action) -> None:
    record()
    with pytest.raises(Stale) as stale:
        record(revision=1)
    assert stale.value.current.revision == 2
    assert record(revision=2).pk


def test_update_forecast_before_its_day_is_refused(record: Record) -> None:
    assert refusal(record, forecast_on=date(2018, 5, 14)) == {
        "forecast_on": ["Choose a date after the one this update speaks of."]
    }


def test_update_without_a_forecast_keeps_the_last_one(record: Record, action: Action) -> None:
    record(forecast_on=date(2018, 8, 31))
    record()
    action.refresh_from_db()
    assert action.forecast_on == date(2018, 8, 31)


# --- completion, embedding, opening again -------------------------------------------------------


def test_completion_needs_an_account(record: Record, action: Action) -> None:
    assert refusal(record, delivery="complete") == {
        "completion_account": ["Say what was done before you call the action complete."]
    }
    record(delivery="complete", completion_account="Every manager was trained.")
    action.refresh_from_db()
    assert action.completed_on == TODAY
    assert action.completion_account == "Every manager was trained."


def test_account_of_what_was_done_is_not_lost_when_the_action_stays_open(record: Record) -> None:
    assert refusal(record, completion_account="Every manager was trained.") == {
        "completion_account": [
            "This is kept for a complete action. Choose that for delivery, or clear this box."
        ]
    }


def test_completion_ends_the_forecast(record: Record, action: Action) -> None:
    record(forecast_on=date(2018, 8, 31))
    record(delivery="complete", completion_account="Done.")
    action.refresh_from_db()
    assert action.forecast_on is None


def test_completion_of_high_priority_needs_evidence(record: Record, action: Action) -> None:
    Action.objects.filter(pk=action.pk).update(priority=Action.Priority.HIGH)
    fields = {"delivery": "complete", "completion_account": "Every manager was trained."}
    assert refusal(record, **fields) == {
        "delivery": ["Add evidence before you call an action of high priority complete."]
    }
    proof = {"title": "Register", "url": "https://intranet.example/register", "added_on": TODAY}
    update = record(**fields, evidence=[proof])
    assert update.evidence.get().title == "Register"


def test_completion_of_high_priority_accepts_earlier_evidence(
    record: Record, action: Action
) -> None:
    Action.objects.filter(pk=action.pk).update(priority=Action.Priority.HIGH)
    EvidenceFactory(action=action)
    assert record(delivery="complete", completion_account="Done.").pk


def test_completion_of_high_priority_accepts_no_evidence_that_was_refused(
    record: Record, action: Action
) -> None:
    Action.objects.filter(pk=action.pk).update(priority=Action.Priority.HIGH)
    reviewed = {"reviewed_by": UserFactory(), "reviewed_at": clock.now()}
    evidence = EvidenceFactory(action=action, verdict="not_adequate", **reviewed)
    fields = {"delivery": "complete", "completion_account": "Done."}
    assert list(refusal(record, **fields)) == ["delivery"]
    Evidence.objects.update(verdict="adequate")
    record(**fields)
    Evidence.objects.filter(pk=evidence.pk).update(verdict="not_adequate")
    assert record(delivery="complete", done="A year later it still stands.").pk


def test_completion_says_everything_that_is_missing_at_once(record: Record, action: Action) -> None:
    Action.objects.filter(pk=action.pk).update(priority=Action.Priority.HIGH)
    assert refusal(record, delivery="complete").keys() == {"completion_account", "delivery"}


def test_update_with_bad_evidence_leaves_nothing_behind(record: Record, action: Action) -> None:
    proof = {"title": "Register", "url": "javascript:alert(1)", "added_on": TODAY}
    assert refusal(record, evidence=[proof]) == {
        "url": ["Enter a link that begins with https:// or http://."]
    }
    action.refresh_from_db()
    assert action.revision == 1


def test_update_on_a_complete_action_keeps_its_completion(record: Record, action: Action) -> None:
    record(effective_on=date(2018, 5, 1), delivery="complete", completion_account="Every manager.")
    record(delivery="complete", impact="emerging")
    action.refresh_from_db()
    assert action.completed_on == date(2018, 5, 1)
    assert action.completion_account == "Every manager."


def test_opening_again_asks_why_and_clears_the_completion(record: Record, action: Action) -> None:
    record(effective_on=date(2018, 5, 1), delivery="complete", completion_account="Every manager.")
    assert refusal(record, done="") == {"done": ["Say why the action is opened again."]}
    record(done="An audit found two teams untrained.")
    action.refresh_from_db()
    assert action.is_open
    assert (action.completed_on, action.completion_account) == (None, "")
    kept = action.history.exclude(completed_on=None).get()
    assert (kept.completed_on, kept.completion_account) == (date(2018, 5, 1), "Every manager.")


def test_completing_a_second_time_needs_an_account_of_its_own(record: Record) -> None:
    record(delivery="complete", completion_account="Every manager.")
    record(done="Two teams were missed.")
    assert "completion_account" in refusal(record, delivery="complete")


def test_embedded_needs_a_complete_action(record: Record) -> None:
    assert refusal(record, impact="embedded") == {
        "impact": ["Only a complete action can be embedded. Choose another impact."]
    }


@pytest.fixture
def completed(record: Record, action: Action) -> Action:
    """The action, complete since 1 May 2018."""
    record(effective_on=date(2018, 5, 1), delivery="complete", completion_account="Every manager.")
    return action


@pytest.mark.parametrize(
    ("tested_on", "verdict", "may"),
    [
        (date(2018, 4, 30), Retest.Verdict.HELD, False),  # before it was complete
        (date(2018, 5, 1), Retest.Verdict.HELD, True),
        (date(2018, 5, 15), Retest.Verdict.HELD, True),
        (date(2018, 5, 16), Retest.Verdict.HELD, False),  # after what the update speaks of
        (date(2018, 5, 10), Retest.Verdict.TOO_EARLY, False),
        (date(2018, 5, 10), Retest.Verdict.NOT_HELD, False),
    ],
)
def test_embedded_needs_a_retest_that_held(
    record: Record, completed: Action, tested_on: date, verdict: str, may: bool
) -> None:
    RetestFactory(
        action=completed, tested_on=tested_on, verdict=verdict, look_again_on=date(2018, 9, 1)
    )
    fields = {"delivery": "complete", "impact": "embedded"}
    if may:
        assert record(**fields).impact_after.kind == "embedded"
    else:
        assert set(refusal(record, **fields)) == {"impact"}


def test_embedded_ends_with_a_retest_that_did_not_hold(record: Record, completed: Action) -> None:
    RetestFactory(action=completed, tested_on=date(2018, 5, 2))
    RetestFactory(action=completed, tested_on=date(2018, 5, 3), verdict=Retest.Verdict.NOT_HELD)
    assert refusal(record, delivery="complete", impact="embedded") == {
        "impact": [
            "The re-test of 3 May 2018 found that the change has not held. Choose another impact."
        ]
    }
    later = {"verdict": Retest.Verdict.TOO_EARLY, "look_again_on": date(2018, 9, 1)}
    RetestFactory(action=completed, tested_on=date(2018, 5, 4))
    RetestFactory(action=completed, tested_on=date(2018, 5, 5), **later)
    assert record(delivery="complete", impact="embedded").pk


# --- due dates ----------------------------------------------------------------------------------


@pytest.fixture
def request_move(action: Action, officer: User) -> Callable[..., DueDateChange]:
    """Asks on 15 May 2018 for 30 September."""

    def request(**given: Any) -> DueDateChange:
        fields: dict[str, Any] = {
            "action": action,
            "by": officer,
            "new_due_on": date(2018, 9, 30),
            "reason": "recruitment",
            "words": "Two posts are still empty.",
            "requested_at": NOON,
            **given,
        }
        return services.request_due_date(**fields)

    return request


def test_date_change_waits_for_a_decision(
    request_move: Callable[..., DueDateChange], action: Action
) -> None:
    change = request_move()
    action.refresh_from_db()
    assert change.decision == DueDateChange.Decision.PENDING
    assert (change.old_due_on, action.due_on) == (date(2018, 7, 31), date(2018, 7, 31))
    assert AuditEvent.objects.get().kind == AuditEvent.Kind.DUE_DATE_REQUESTED


def test_approval_moves_the_date_and_the_first_date_stands(
    request_move: Callable[..., DueDateChange], action: Action, theme_lead: User
) -> None:
    change = request_move()
    decided = services.decide_due_date(
        change=change, by=theme_lead, decision="approved", words="", decided_at=NOON
    )
    action.refresh_from_db()
    assert (action.original_due_on, action.due_on) == (date(2018, 7, 31), date(2018, 9, 30))
    assert action.revision == 2
    assert (decided.decided_by, decided.decided_at) == (theme_lead, NOON)
    assert AuditEvent.objects.filter(kind=AuditEvent.Kind.DUE_DATE_DECIDED).count() == 1


def test_declining_says_why_and_moves_nothing(
    request_move: Callable[..., DueDateChange], action: Action, theme_lead: User
) -> None:
    change = request_move()
    words = refusal(
        services.decide_due_date, change=change, by=theme_lead, decision="declined", words=" "
    )
    assert words == {"words": ["Say why the date stays as it is."]}
    services.decide_due_date(
        change=change, by=theme_lead, decision="declined", words="The plan ends in July."
    )
    action.refresh_from_db()
    assert (action.due_on, action.revision) == (date(2018, 7, 31), 1)


def test_who_asks_does_not_decide(
    request_move: Callable[..., DueDateChange], theme_lead: User
) -> None:
    change = request_move(by=theme_lead)
    assert refusal(
        services.decide_due_date, change=change, by=theme_lead, decision="approved", words=""
    ) == ["You asked for this date, so another person has to decide."]


def test_who_may_not_decide_does_not(
    request_move: Callable[..., DueDateChange], author: User
) -> None:
    change = request_move()
    assert refusal(
        services.decide_due_date, change=change, by=author, decision="approved", words=""
    ) == ["Programme Manager may not decide date changes."]


def test_decision_is_made_once(
    request_move: Callable[..., DueDateChange], theme_lead: User
) -> None:
    change = request_move()
    services.decide_due_date(change=change, by=theme_lead, decision="approved", words="")
    assert refusal(
        services.decide_due_date, change=change, by=theme_lead, decision="declined", words="No."
    ) == ["This request has been decided already."]


@pytest.mark.parametrize("decision", ["pending", "perhaps", ""])
def test_decision_is_one_of_two(
    request_move: Callable[..., DueDateChange], theme_lead: User, decision: str
) -> None:
    change = request_move()
    assert refusal(
        services.decide_due_date, change=change, by=theme_lead, decision=decision, words=""
    ) == {"decision": ["Choose whether to approve or to decline."]}


def test_only_one_date_change_waits(request_move: Callable[..., DueDateChange]) -> None:
    request_move()
    assert refusal(request_move) == [
        "A date change for this action is waiting for a decision already."
    ]


def test_date_moves_at_once_where_the_plan_needs_no_approval(
    request_move: Callable[..., DueDateChange], action: Action, officer: User, plan: Plan
) -> None:
    Plan.objects.filter(pk=plan.pk).update(date_changes_need_approval=False)
    change = request_move(action=Action.objects.get(pk=action.pk))
    action.refresh_from_db()
    assert change.decision == DueDateChange.Decision.APPROVED
    assert (change.decided_by, action.due_on) == (officer, date(2018, 9, 30))
    kinds = set(AuditEvent.objects.values_list("kind", flat=True))
    assert kinds == {AuditEvent.Kind.DUE_DATE_REQUESTED, AuditEvent.Kind.DUE_DATE_DECIDED}


def test_ongoing_action_gets_its_first_date_by_a_request(
    request_move: Callable[..., DueDateChange], make_action: MakeAction, theme_lead: User
) -> None:
    ongoing = make_action(due_on=None)
    change = request_move(action=ongoing)
    services.decide_due_date(change=change, by=theme_lead, decision="approved", words="")
    ongoing.refresh_from_db()
    assert (change.old_due_on, ongoing.original_due_on) == (None, date(2018, 9, 30))


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        (
            {"new_due_on": date(2018, 5, 14)},
            "new_due_on",
            "The new date is before today. Choose today or a later day.",
        ),
        (
            {"new_due_on": date(2018, 7, 31)},
            "new_due_on",
            "That is the due date now. Choose another one.",
        ),
        ({"reason": "boredom"}, "reason", "Choose a reason."),
        (
            {"reason": "brought_forward"},
            "reason",
            "The new date is not sooner. Choose another reason.",
        ),
        ({"words": " "}, "words", "Say why the date has to move."),
    ],
)
def test_date_change_refusals(
    request_move: Callable[..., DueDateChange], given: dict[str, Any], field: str, words: str
) -> None:
    assert refusal(request_move, **given) == {field: [words]}


def test_date_change_may_name_today_and_bring_forward(
    request_move: Callable[..., DueDateChange],
) -> None:
    assert request_move(new_due_on=TODAY, reason="brought_forward").pk


def test_date_change_before_the_start_is_refused(
    request_move: Callable[..., DueDateChange], make_action: MakeAction
) -> None:
    later = make_action(starts_on=date(2018, 7, 1))
    assert refusal(request_move, action=later, new_due_on=date(2018, 6, 30)) == {
        "new_due_on": ["The action starts on 1 July 2018. Choose a later day."]
    }


def test_closed_action_keeps_its_date(
    request_move: Callable[..., DueDateChange], make_action: MakeAction, theme_lead: User
) -> None:
    assert refusal(request_move, action=make_action(complete=True)) == [
        "The action is closed, so its due date stays as it is."
    ]


def test_approval_is_refused_once_the_action_is_closed(
    make_action: MakeAction, theme_lead: User
) -> None:
    change = DueDateChangeFactory(action=make_action(complete=True))
    assert refusal(
        services.decide_due_date, change=change, by=theme_lead, decision="approved", words=""
    ) == ["The action has been closed meanwhile. Decline the request."]
    assert services.decide_due_date(
        change=change, by=theme_lead, decision="declined", words="It is done."
    ).decided_at


# --- evidence and re-tests ----------------------------------------------------------------------


def test_evidence_as_a_link(action: Action, officer: User) -> None:
    evidence = services.add_evidence(
        action=action,
        by=officer,
        title=" Minutes ",
        added_on=TODAY,
        url="https://intranet.example/m",
        added_at=NOON,
    )
    assert (evidence.title, evidence.verdict) == ("Minutes", Evidence.Verdict.WAITING)
    assert AuditEvent.objects.get().details["link"] == "https://intranet.example/m"


def test_evidence_as_a_file(action: Action, officer: User) -> None:
    file = SimpleUploadedFile("minutes.pdf", PDF)
    evidence = services.add_evidence(
        action=action, by=officer, title="Minutes", added_on=TODAY, file=file, added_at=NOON
    )
    assert evidence.file.read() == PDF


def test_evidence_refusals(action: Action, officer: User, make_action: MakeAction) -> None:
    def add(**given: Any) -> Evidence:
        fields: dict[str, Any] = {
            "action": action,
            "by": officer,
            "title": "Minutes",
            "added_on": TODAY,
            "url": "https://intranet.example/m",
            "added_at": NOON,
            **given,
        }
        return services.add_evidence(**fields)

    assert refusal(add, title=" ") == {"title": ["Say what the evidence is."]}
    assert refusal(add, url="") == {"url": ["Give a link or a file."]}
    both = {"file": SimpleUploadedFile("minutes.pdf", PDF)}
    assert refusal(add, **both) == {"url": ["Give a link or a file, not both."]}
    for url in ("ftp://example.org/x", "javascript:alert(1)", "minutes", "data:text/html,x"):
        assert set(refusal(add, url=url)) == {"url"}
    assert set(refusal(add, added_on=date(2018, 5, 16))) == {"added_on"}
    assert set(refusal(add, update=UpdateFactory(action=make_action()))) == {"update"}
    liar = SimpleUploadedFile("minutes.pdf", b"MZ this is a program")
    assert set(refusal(add, url="", file=liar)) == {"file"}
    program = SimpleUploadedFile("minutes.exe", b"MZ this is a program")
    assert set(refusal(add, url="", file=program)) == {"file"}


def test_verdict_by_another_person(action: Action, officer: User, theme_lead: User) -> None:
    evidence = EvidenceFactory(action=action, added_by=officer)
    reviewed = services.review_evidence(
        evidence=evidence, by=theme_lead, verdict="adequate", words=""
    )
    assert (reviewed.verdict, reviewed.reviewed_by) == (Evidence.Verdict.ADEQUATE, theme_lead)
    again = services.review_evidence(
        evidence=evidence, by=theme_lead, verdict="not_adequate", words="It is a draft."
    )
    assert again.verdict_words == "It is a draft."
    kept = AuditEvent.objects.order_by("pk").values_list("details__verdict", flat=True)
    assert list(kept) == [["waiting", "adequate"], ["adequate", "not_adequate"]]


def test_verdict_refusals(action: Action, officer: User, theme_lead: User) -> None:
    evidence = EvidenceFactory(action=action, added_by=officer)
    review = services.review_evidence
    assert refusal(review, evidence=evidence, by=officer, verdict="adequate", words="") == [
        "You added this evidence, so another person has to review it."
    ]
    for verdict in ("waiting", "superb", ""):
        words = refusal(review, evidence=evidence, by=theme_lead, verdict=verdict, words="x")
        assert words == {"verdict": ["Choose whether the evidence is adequate."]}
    words = refusal(review, evidence=evidence, by=theme_lead, verdict="not_adequate", words=" ")
    assert words == {"words": ["Say what is missing."]}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"tested_on": date(2018, 5, 16)}, "tested_on"),
        ({"tested_on": date(2017, 11, 30)}, "tested_on"),
        ({"kind": "gossip"}, "kind"),
        ({"verdict": "splendid"}, "verdict"),
        ({"words": " "}, "words"),
        ({"verdict": "too_early"}, "look_again_on"),
        ({"look_again_on": TODAY}, "look_again_on"),
    ],
)
def test_retest_refusals(
    action: Action, theme_lead: User, given: dict[str, Any], field: str
) -> None:
    fields = {
        "action": action,
        "by": theme_lead,
        "tested_on": TODAY,
        "kind": "audit",
        "verdict": "held",
        "words": "Nine of ten files were good.",
        "recorded_at": NOON,
    }
    assert set(refusal(services.record_retest, **(fields | given))) == {field}
    assert services.record_retest(**fields).recorded_by == theme_lead
    assert AuditEvent.objects.get().kind == AuditEvent.Kind.RETEST_RECORDED


# --- the actions themselves ---------------------------------------------------------------------


@pytest.fixture
def add(plan: Plan, theme_lead: User) -> Callable[..., Action]:
    """Adds an action to the plan's first theme."""
    theme = ThemeFactory(plan=plan)

    def add_action(**given: Any) -> Action:
        fields: dict[str, Any] = {
            "by": theme_lead,
            "plan": plan,
            "theme": theme,
            "reference": "1a",
            "title": "Train all managers",
            "added_on": date(2018, 1, 10),
            "starts_on": date(2018, 1, 10),
            "due_on": date(2018, 7, 31),
            **given,
        }
        return services.add_action(**fields)

    return add_action


def test_action_comes_in_open_with_one_date(add: Callable[..., Action], plan: Plan) -> None:
    partner = PartnerFactory(authority=plan.authority)
    action = add(partners=[partner])
    assert (action.delivery.kind, action.impact.kind) == ("not_started", "none")
    assert action.original_due_on == action.due_on == date(2018, 7, 31)
    assert action.partners.get() == partner
    assert AuditEvent.objects.get().kind == AuditEvent.Kind.ACTION_ADDED


def test_action_takes_its_place_by_reference(add: Callable[..., Action], plan: Plan) -> None:
    for reference in ("5b(x)", "5b(ii)", "10a", "5b(ix)", "5b(iii)", "5b(iv)", "5a"):
        add(reference=reference)
    assert list(plan.actions.in_order().values_list("reference", flat=True)) == [
        "5a", "5b(ii)", "5b(iii)", "5b(iv)", "5b(ix)", "5b(x)", "10a",
    ]  # fmt: skip


def test_action_refusals(
    add: Callable[..., Action], plan: Plan, status_of: FindStatus, outsider: User
) -> None:
    add()
    assert refusal(add) == {"__all__": ["Another action of this plan has this reference."]}
    new = {"reference": "2a"}
    assert set(refusal(add, **new, original_due_on=date(2018, 1, 1))) == {"due_on"}
    assert set(refusal(add, **new, theme=ThemeFactory())) == {"theme"}
    assert set(refusal(add, **new, title="")) == {"title"}
    assert set(refusal(add, **new, team=TeamFactory())) == {"team"}
    assert set(refusal(add, **new, lead=outsider)) == {"lead"}
    assert set(refusal(add, **new, delivery=status_of("complete"))) == {"delivery"}
    assert set(refusal(add, **new, impact=status_of("embedded"))) == {"impact"}
    assert set(refusal(add, **new, delivery=status_of("emerging"))) == {"delivery"}
    assert refusal(add, **new, due_on=date(2018, 1, 9)) == {
        "__all__": ["The due date cannot be before the start."]
    }


def test_action_change_is_kept_with_what_it_was(
    action: Action, theme_lead: User, officer: User
) -> None:
    changed = services.change_action(
        action=action,
        by=theme_lead,
        revision=1,
        title="Train all managers and deputies",
        lead=theme_lead,
        partners=[PartnerFactory(authority=action.plan.authority, name="The police")],
    )
    assert (changed.lead, changed.revision) == (theme_lead, 2)
    details = AuditEvent.objects.get().details["changes"]
    assert details["title"] == ["Train all managers", "Train all managers and deputies"]
    assert details["lead"] == ["Head of Assessment", "Assistant Director"]
    assert details["partners"] == ["", "The police"]


def test_action_change_takes_a_new_place(make_action: MakeAction, theme_lead: User) -> None:
    first = make_action(reference="1a")
    second = make_action(reference="1b", theme=first.theme)
    services.change_action(action=first, by=theme_lead, revision=1, reference="1c")
    assert list(Action.objects.in_order()) == [second, first]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_on": date(2019, 1, 1)}, "Ask for a date change to move the due date."),
        ({"original_due_on": date(2019, 1, 1)}, "Ask for a date change to move the due date."),
        ({"completed_on": date(2018, 1, 1)}, "Record an update to change how the action stands."),
        ({"delivery": None}, "Record an update to change how the action stands."),
    ],
)
def test_action_change_moves_neither_dates_nor_ratings(
    action: Action, theme_lead: User, fields: dict[str, Any], words: str
) -> None:
    assert refusal(services.change_action, action=action, by=theme_lead, revision=1, **fields) == [
        words
    ]


def test_action_change_holds_the_theme_before_the_action(
    action: Action, theme_lead: User, plan: Plan
) -> None:
    """Else two people who change actions of one theme would wait for each other for ever."""
    fields = {"theme": ThemeFactory(plan=plan), "reference": "9a"}
    with CaptureQueriesContext(connection) as asked:
        services.change_action(action=action, by=theme_lead, revision=1, **fields)
    read = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert 'FROM "improvement_theme"' in read[0]
    assert f"IN ({action.theme_id}, {fields['theme'].pk})" in read[0]
    assert 'FROM "improvement_action"' in read[1]
    if connection.features.has_select_for_update:
        assert all(sql.endswith("FOR UPDATE") for sql in read[:2])


def test_action_change_of_a_stale_copy_is_refused(action: Action, theme_lead: User) -> None:
    services.change_action(action=action, by=theme_lead, revision=1, title="First")
    with pytest.raises(Stale) as stale:
        services.change_action(action=action, by=theme_lead, revision=1, title="Second")
    assert stale.value.current.title == "First"


def test_complete_action_becomes_high_priority_only_with_evidence(
    make_action: MakeAction, theme_lead: User
) -> None:
    action = make_action(complete=True)
    fields = {"action": action, "by": theme_lead, "revision": 1, "priority": "high"}
    assert set(refusal(services.change_action, **fields)) == {"priority"}
    EvidenceFactory(action=action)
    assert services.change_action(**fields).priority == Action.Priority.HIGH


# --- narrative ----------------------------------------------------------------------------------


@pytest.fixture
def narrative(plan: Plan) -> ThemeNarrative:
    """A text being drafted."""
    return ThemeNarrativeFactory(theme__plan=plan)


def test_narrative_begins_and_goes_on(plan: Plan, theme_lead: User) -> None:
    theme = ThemeFactory(plan=plan)
    period = ReportingPeriodFactory(authority=plan.authority)
    fields = {"theme": theme, "period": period, "by": theme_lead}
    first = services.save_narrative(**fields, body="<p>One</p>", revision=0)
    assert first.revision == 1
    second = services.save_narrative(**fields, body="<p>Two</p>", revision=1)
    assert (second.pk, second.body, second.revision) == (first.pk, "<p>Two</p>", 2)
    assert second.history.count() == 2
    assert AuditEvent.objects.filter(kind=AuditEvent.Kind.NARRATIVE_CHANGED).count() == 2


def test_narrative_of_a_stale_copy_is_refused(narrative: ThemeNarrative, theme_lead: User) -> None:
    fields = {"theme": narrative.theme, "period": narrative.period, "by": theme_lead}
    services.save_narrative(**fields, body="<p>Mine</p>", revision=1)
    for revision in (0, 1):  # begun, or read, before mine was saved
        with pytest.raises(Stale) as stale:
            services.save_narrative(**fields, body="<p>Yours</p>", revision=revision)
        assert stale.value.current.body == "<p>Mine</p>"


def test_narrative_is_cleaned_of_what_the_editor_does_not_offer(
    narrative: ThemeNarrative, theme_lead: User
) -> None:
    saved = services.save_narrative(
        theme=narrative.theme,
        period=narrative.period,
        by=theme_lead,
        body='<p onclick="x()">Good<script>alert(1)</script> <a href="javascript:x()">link</a></p>',
        revision=1,
    )
    assert "script" not in saved.body
    assert "onclick" not in saved.body
    assert "Good" in saved.body


def test_narrative_of_another_authority_is_refused(
    narrative: ThemeNarrative, theme_lead: User
) -> None:
    assert refusal(
        services.save_narrative,
        theme=narrative.theme,
        period=ReportingPeriodFactory(),
        by=theme_lead,
        body="<p>x</p>",
        revision=0,
    ) == ["Choose a period of this authority."]


def test_accepted_narrative_is_changed_only_by_who_may_accept(
    plan: Plan, theme_lead: User, author: User
) -> None:
    narrative = ThemeNarrativeFactory(theme__plan=plan, state=NarrativeState.ACCEPTED)
    fields = {
        "theme": narrative.theme,
        "period": narrative.period,
        "body": "<p>x</p>",
        "revision": 1,
    }
    assert refusal(services.save_narrative, **fields, by=theme_lead) == [
        "This text has been accepted. Ask the report author to return it."
    ]
    assert services.save_narrative(**fields, by=author).state == NarrativeState.ACCEPTED


@pytest.mark.parametrize("before", NarrativeState.values)
@pytest.mark.parametrize("after", NarrativeState.values)
def test_narrative_steps(plan: Plan, author: User, before: str, after: str) -> None:
    narrative = ThemeNarrativeFactory(theme__plan=plan, state=before, return_reason="Too long.")
    fields = {
        "narrative": narrative,
        "by": author,
        "state": after,
        "reason": "Shorter.",
        "revision": 1,
    }
    if after in NARRATIVE_TRANSITIONS[before]:
        moved = services.move_narrative(**fields)
        assert (moved.state, moved.revision) == (after, 2)
        assert moved.return_reason == ("Shorter." if after == "returned" else "")
    else:
        assert "that step is not open" in refusal(services.move_narrative, **fields)[0]


def test_narrative_is_returned_with_a_reason(plan: Plan, author: User) -> None:
    narrative = ThemeNarrativeFactory(theme__plan=plan, state=NarrativeState.READY)
    assert refusal(
        services.move_narrative, narrative=narrative, by=author, state="returned", revision=1
    ) == {"reason": ["Say what should be changed."]}


def test_empty_narrative_is_not_ready(plan: Plan, theme_lead: User) -> None:
    narrative = ThemeNarrativeFactory(theme__plan=plan, body="")
    assert refusal(
        services.move_narrative, narrative=narrative, by=theme_lead, state="ready", revision=1
    ) == ["Write the text before you send it to the author."]


def test_narrative_step_on_a_stale_copy_is_refused(narrative: ThemeNarrative, author: User) -> None:
    services.save_narrative(
        theme=narrative.theme, period=narrative.period, by=author, body="<p>New</p>", revision=1
    )
    with pytest.raises(Stale):
        services.move_narrative(narrative=narrative, by=author, state="ready", revision=1)

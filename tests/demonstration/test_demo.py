"""The command fills an empty database once, and says who may sign in."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import ROLES
from committee.models import Body, Meeting, Publication, Report, ReportSection
from core.models import AuditEvent
from core.working_days import is_working_day
from demonstration.barnet.papers import PAPERS
from demonstration.barnet.people import DAY, PASSWORD, PEOPLE
from demonstration.loading import COUNCILS, email
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    ReportingPeriod,
    Retest,
    ThemeNarrative,
    Update,
    Verification,
)
from improvement.vocabulary import DeliveryKind, ImpactKind, NarrativeState
from improvement.worklist import my_work

pytestmark = pytest.mark.django_db  # on all, so that they run together and load once

SIGN_INS = [key for key, entry in PEOPLE.items() if entry.signs_in]


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("demo", *arguments, stdout=output)
    return output.getvalue()


def counted() -> dict[str, int]:
    kept = (Action, AuditEvent, Membership, Report, Update, User)
    return {model.__name__: model.objects.count() for model in kept}


def test_demo_says_what_it_filled(said: str) -> None:
    assert said == "Filled the database with the demonstration: London Borough of Barnet.\n"


def test_demo_leaves_a_filled_database_as_it_is(said: str) -> None:
    before = counted()
    assert run() == "The database is not empty, so the demonstration was left out.\n"
    assert counted() == before


def test_demo_sign_ins_names_people_password_and_what_each_may_do(said: str) -> None:
    printed = run("--sign-ins")
    assert PASSWORD in printed
    for key in SIGN_INS:
        line = next(line for line in printed.splitlines() if email(PEOPLE[key]) in line)
        role = ROLES[PEOPLE[key].role]
        assert f"{role.name}: {role.description}" in line


def test_demo_sign_ins_leaves_out_whoever_may_not_sign_in(said: str) -> None:
    User.objects.filter(email=email(PEOPLE["clerk"])).update(is_active=False)
    assert email(PEOPLE["clerk"]) not in run("--sign-ins")


def work(key: str) -> dict[str, int]:
    """How much of each sort waits for a person on the day the demonstration takes place."""
    person = User.objects.get(email=email(PEOPLE[key]))
    return {group.key: group.total for group in my_work(person, as_at=DAY).groups}


@pytest.mark.parametrize("key", SIGN_INS)
def test_demo_person_can_sign_in(said: str, client: Client, key: str) -> None:
    assert client.login(email=email(PEOPLE[key]), password=PASSWORD)


@pytest.mark.parametrize("key", [key for key in PEOPLE if key not in SIGN_INS])
def test_demo_other_person_cannot_sign_in(said: str, client: Client, key: str) -> None:
    assert not client.login(email=email(PEOPLE[key]), password=PASSWORD)


def test_demo_has_every_kind_of_sign_in_that_the_product_is_for(said: str) -> None:
    roles = {PEOPLE[key].role for key in SIGN_INS}
    assert roles == set(ROLES)


def test_demo_actions_stand_in_every_way(said: str) -> None:
    assert set(Action.objects.values_list("delivery__kind", flat=True)) == set(DeliveryKind.values)
    assert set(Action.objects.values_list("impact__kind", flat=True)) == set(ImpactKind.values)
    assert Action.objects.complete_without_evidence().exists()
    assert Action.objects.without_measure().exists()
    assert Action.objects.slipped_more_than_once().get().reference == "2b(i)"
    assert Action.objects.filter(due_on=None).exists()


def test_demo_embedded_actions_were_tested_again(said: str) -> None:
    embedded = Action.objects.filter(impact__kind=ImpactKind.EMBEDDED)
    held = Retest.objects.filter(verdict=Retest.Verdict.HELD).values("action")
    assert embedded.exists()
    assert not embedded.exclude(pk__in=held).exists()


def test_demo_action_was_opened_again_after_an_audit(said: str) -> None:
    action = Action.objects.get(reference="3a(ii)")
    assert action.is_open
    assert action.updates.filter(delivery_after__kind=DeliveryKind.COMPLETE).exists()
    assert action.retests.get().verdict == Retest.Verdict.NOT_HELD


def test_demo_officer_has_work(said: str) -> None:
    officer = User.objects.get(email=email(PEOPLE["officer"]))
    assert 7 <= Action.objects.mine(officer).open().count() <= 9
    assert work("officer") == {
        "overdue": 2,
        "due_soon": 3,
        "awaiting": 3,
        "sections": 1,
        "later": 2,
    }
    assert DueDateChange.objects.filter(
        requested_by=officer, decision=DueDateChange.Decision.PENDING
    ).exists()


def test_demo_theme_lead_has_work(said: str) -> None:
    assert set(work("assessment")) == {
        "due_soon",
        "changes",
        "evidence",
        "completions",
        "commentary",
        "questions",
    }


def test_demo_reader_has_no_work(said: str) -> None:
    assert work("member") == {}


def test_demo_plan_has_actions_that_are_late_or_silent_or_due(said: str) -> None:
    period = ReportingPeriod.objects.get(authority__slug="barnet", name=PAPERS[1].period)
    ours = Action.objects.filter(plan__authority=period.authority)
    assert 6 <= ours.awaiting_update(period=period).count() <= 8
    assert Action.objects.overdue(as_at=DAY).exists()
    assert Action.objects.due_soon(as_at=DAY).exists()


def test_demo_theme_lead_has_a_date_to_decide_and_evidence_to_review(said: str) -> None:
    lead = User.objects.get(email=email(PEOPLE["assessment"]))
    waiting = DueDateChange.objects.filter(decision=DueDateChange.Decision.PENDING)
    assert waiting.filter(action__theme__lead=lead).exists()
    unread = Evidence.objects.filter(verdict=Evidence.Verdict.WAITING)
    assert unread.filter(action__theme__lead=lead).exclude(added_by=lead).exists()


def test_demo_records_bear_the_dates_on_which_they_were_made(said: str) -> None:
    for update in Update.objects.all():
        assert update.recorded_at.date() == update.effective_on


def moments(model: type[Model], *names: str) -> Iterator[date]:
    for name in names:
        for at in model.objects.exclude(**{name: None}).values_list(name, flat=True):
            yield timezone.localdate(at)


def test_demo_story_is_over_before_its_day_begins(said: str) -> None:
    told = [
        *moments(Update, "recorded_at"),
        *moments(DueDateChange, "requested_at", "decided_at"),
        *moments(Evidence, "added_at", "reviewed_at"),
        *moments(Retest, "recorded_at"),
        *moments(Verification, "verified_at"),
        *moments(ThemeNarrative.history.model, "history_date"),
        *moments(Action.history.model, "history_date"),
        *moments(Publication, "published_at"),
    ]
    assert date(2017, 10, 31) <= min(told)
    assert max(told) < DAY
    assert all(is_working_day(day) for day in told)


def test_demo_evidence_is_reviewed_soon_after_it_is_added(said: str) -> None:
    for evidence in Evidence.objects.exclude(reviewed_at=None):
        days = timezone.localdate(evidence.reviewed_at) - evidence.added_on
        assert timedelta(0) <= days <= timedelta(6)


def test_demo_completions_are_verified_by_a_second_person_but_for_the_latest(said: str) -> None:
    waiting = Update.objects.waiting_for_verification()
    assert 3 <= waiting.count() <= 10
    assert Verification.objects.count() > 2 * waiting.count()
    for found in Verification.objects.select_related("action", "update"):
        assert found.verified_by_id not in (found.update.recorded_by_id, found.action.lead_id)
        days = timezone.localdate(found.verified_at) - found.update.effective_on
        assert timedelta(7) <= days <= timedelta(14)
    unsure = Evidence.objects.exclude(verdict=Evidence.Verdict.ADEQUATE)
    assert not Verification.objects.filter(update__evidence__in=unsure).exists()


def test_demo_narratives_are_accepted_for_both_papers(said: str) -> None:
    accepted = ThemeNarrative.objects.filter(state=NarrativeState.ACCEPTED)
    assert accepted.count() == ThemeNarrative.objects.count() == 13


def test_demo_texts_are_what_the_editor_would_save(said: str) -> None:
    for record in (*ReportSection.objects.all(), *ThemeNarrative.objects.all()):
        assert record._meta.get_field("body").clean(record.body, record) == record.body


def test_demo_calendar_has_a_meeting_without_a_paper(said: str) -> None:
    committee = Body.objects.get(slug="ces")
    assert committee.meetings.count() == 4
    assert committee.meetings.filter(reports=None).count() == 1


def test_demo_deadlines_leave_time_before_the_paper_is_published(said: str) -> None:
    for council in COUNCILS:
        of_council = Meeting.objects.filter(body__authority__slug=council.authority["slug"])
        meetings = {f"{each.held_on}": each for each in of_council}
        for entry in council.periods:
            period = ReportingPeriod.objects.get(
                authority__slug=council.authority["slug"], name=entry.name
            )
            publish_by = meetings[entry.meeting].publish_by
            assert period.updates_due_on < period.narratives_due_on < publish_by


def test_demo_names_no_person(said: str) -> None:
    posts = {entry.post for council in COUNCILS for entry in council.people.values()}
    assert set(User.objects.values_list("name", flat=True)) == posts


def test_the_day_it_takes_place_on_is_told(said: str) -> None:
    assert run("--day") == "2018-04-30\n"

"""My work as one list to which every room gives, and what a deputy finds there."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Authority, User
from improvement.models import Action, Plan
from improvement.worklist import URGENT, WAITING, MyWork, my_work, urgent
from tests.council import all_roles, grow
from tests.factories.accounts import AbsenceFactory, MembershipFactory, TeamFactory, UserFactory
from tests.factories.committee import ReportSectionFactory
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    EvidenceFactory,
    PlanFactory,
    ReportingPeriodFactory,
    RetestFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
    VerificationFactory,
    status,
)
from tests.factories.performance import CommentaryFactory, IndicatorFactory

TODAY = date(2018, 4, 23)
NOON = datetime(2018, 4, 23, 12, tzinfo=UTC)
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY


def fresh(person: User) -> User:
    """The person as the next request finds them."""
    return User.objects.get(pk=person.pk)


def found(person: User) -> dict[str, int]:
    """How much waits for a person, by group."""
    return {group.key: group.total for group in my_work(fresh(person), as_at=TODAY).groups}


def shown(work: MyWork) -> set[tuple[str, int]]:
    """What my work shows: the group and key of each row."""
    return {(group.key, row.record.pk) for group in work.groups for row in group.rows}


def called_complete(plan: Plan, **fields: Any) -> Any:
    """An update that called an action complete."""
    lead = fields.pop("lead", None)
    action = ActionFactory(plan=plan, complete=True, lead=lead)
    return UpdateFactory(
        action=action,
        delivery_before=status(plan, "on_track"),
        delivery_after=action.delivery,
        **fields,
    )


def everything(authority: Authority) -> User:
    """Somebody of every role, for whom there is something in every group."""
    person = all_roles(authority)
    grow(authority, person, 3)
    plan, period = authority.plans.get(), authority.reporting_periods.get()
    colleague = UserFactory()
    refused = {"reviewed_by": colleague, "reviewed_at": NOON, "verdict": "not_adequate"}
    EvidenceFactory(action=ActionFactory(plan=plan), added_by=person, **refused)
    returned = called_complete(plan, recorded_by=person)
    VerificationFactory(
        action=returned.action,
        update=returned,
        verdict="not_adequate",
        words="No audit.",
        verified_by=colleague,
        verified_at=NOON,
    )
    called_complete(plan)
    looked_at = ActionFactory(plan=plan, complete=True)
    RetestFactory(action=looked_at, verdict="too_early", look_again_on=TODAY)
    soon = ActionFactory(plan=plan, lead=person, due_on=TODAY + timedelta(days=5))
    later = ActionFactory(plan=plan, lead=person, due_on=TODAY + timedelta(days=200))
    for action in (soon, later):
        UpdateFactory(action=action, effective_on=period.starts_on)
    ThemeNarrativeFactory(theme=ThemeFactory(plan=plan), period=period, state="ready")
    ThemeFactory(plan=plan, lead=person)
    report = plan.reports.filter(state="draft").first()
    ReportSectionFactory(report=report, key="ready", state="ready")
    ReportSectionFactory(
        report=report, key="returned", state="returned", return_reason="Shorter.", owner=person
    )
    for state, reason in (("asked", ""), ("submitted", ""), ("returned", "Say why.")):
        CommentaryFactory(
            indicator=IndicatorFactory(authority=authority, owner=person),
            state=state,
            return_reason=reason,
        )
    return person


# --- one group by itself --------------------------------------------------------------------------


def test_every_group_of_my_work_has_a_page_of_its_own(
    authority: Authority, signed_in: SignIn
) -> None:
    person = everything(authority)
    client = signed_in(person)
    for group in my_work(fresh(person), as_at=TODAY).groups:
        page = client.get(reverse("improvement:my_work_group", args=[group.key]))
        assert page.context["waiting"].total == group.total, group.key
        told = [row.record.pk for row in page.context["waiting"].rows]
        assert told[: len(group.rows)] == [row.record.pk for row in group.rows]
        assert f"{group.group.title} <span" in page.content.decode()


def test_my_work_leads_to_all_of_a_group_page_by_page(
    plan: Plan, theme_lead: User, signed_in: SignIn
) -> None:
    claims = [called_complete(plan).pk for _ in range(27)]
    client, address = (
        signed_in(theme_lead),
        reverse("improvement:my_work_group", args=["completions"]),
    )
    assert f'href="{address}">See all 27<' in client.get(reverse("improvement:my_work")).text
    pages = [client.get(address, {"page": number}) for number in ("1", "2", "9", "one")]
    rows = [[row.record.pk for row in page.context["waiting"].rows] for page in pages]
    assert sorted(rows[0] + rows[1]) == claims
    assert (len(rows[0]), rows[2], rows[3]) == (25, rows[1], rows[0])
    assert 'href="/">My work</a>' in pages[0].text


def test_a_group_in_which_nothing_waits_says_so(officer: User, signed_in: SignIn) -> None:
    page = signed_in(officer).get(reverse("improvement:my_work_group", args=["completions"]))
    assert "Nothing of this waits for you." in page.text


def test_a_group_that_there_is_not_is_unknown(officer: User, signed_in: SignIn) -> None:
    unknown = reverse("improvement:my_work_group", args=["holidays"])
    assert signed_in(officer).get(unknown).status_code == 404


# --- order --------------------------------------------------------------------------------------


def test_groups_stand_in_one_order_of_urgency(authority: Authority) -> None:
    work = my_work(fresh(everything(authority)), as_at=TODAY)
    assert [each.key for each in work.groups] == [
        "overdue",
        "due_soon",
        "awaiting",
        "returned",
        "evidence-returned",
        "completions-returned",
        "commentary-returned",
        "sections-returned",
        "changes",
        "evidence",
        "completions",
        "retests",
        "promises",
        "questions",
        "scrutiny",
        "clearances",
        "ready",
        "commentary-submitted",
        "sections-ready",
        "unwritten",
        "commentary",
        "sections",
        "later",
    ]


def test_everything_is_asked_in_at_most_15_queries(authority: Authority, signed_in: SignIn) -> None:
    person = everything(authority)
    groups = [each for give in [*URGENT, *WAITING] for each in give(person, TODAY)]
    client = signed_in(person)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("improvement:my_work"))
    shown_keys = {each.key for each in page.context["work"].groups}
    assert shown_keys == {each.key for each in groups}
    assert len(queries) <= 15


def test_returned_evidence_tells_why_until_more_is_added(
    plan: Plan, officer: User, theme_lead: User, signed_in: SignIn
) -> None:
    action = ActionFactory(plan=plan, lead=officer)
    refused = {"verdict": "not_adequate", "reviewed_by": theme_lead, "reviewed_at": NOON}
    EvidenceFactory(action=action, added_by=officer, verdict_words="It is not dated.", **refused)
    EvidenceFactory(action=ActionFactory(plan=plan), added_by=theme_lead, **refused)
    page = signed_in(officer).get(reverse("improvement:my_work")).content.decode()
    assert "because: It is not dated." in page
    assert reverse("improvement:evidence_add", args=[action.pk]) in page
    assert found(officer)["evidence-returned"] == 1
    EvidenceFactory(action=action, added_by=officer, added_at=NOON + timedelta(hours=1))
    assert "evidence-returned" not in found(officer)


def test_a_completion_that_was_not_verified_comes_back_until_it_is_reported_on(
    plan: Plan, officer: User, theme_lead: User, signed_in: SignIn
) -> None:
    update = called_complete(plan, recorded_by=officer, lead=officer)
    VerificationFactory(
        action=update.action,
        update=update,
        verdict="not_adequate",
        words="No audit yet.",
        verified_by=theme_lead,
        verified_at=NOON,
    )
    page = signed_in(officer).get(reverse("improvement:my_work")).content.decode()
    assert "because: No audit yet." in page
    assert "completions-returned" not in found(theme_lead)
    UpdateFactory(action=update.action, recorded_at=NOON + timedelta(hours=1))
    assert "completions-returned" not in found(officer)


def test_completions_wait_for_a_second_person(
    plan: Plan, officer: User, theme_lead: User, reader: User, outsider: User
) -> None:
    update = called_complete(plan, recorded_by=officer, lead=officer)
    called_complete(plan, recorded_by=theme_lead)
    called_complete(plan, recorded_by=officer, lead=theme_lead)
    work = my_work(theme_lead, as_at=TODAY)
    assert ("completions", update.pk) in shown(work)
    assert found(theme_lead)["completions"] == 1
    for other in (officer, reader, outsider):
        assert "completions" not in found(other)


def test_a_retest_waits_once_its_day_has_come(
    plan: Plan, theme_lead: User, officer: User, outsider: User
) -> None:
    action = ActionFactory(plan=plan, complete=True)
    early = RetestFactory(action=action, verdict="too_early", look_again_on=TODAY)
    RetestFactory(
        action=ActionFactory(plan=plan, complete=True),
        verdict="too_early",
        look_again_on=TODAY + timedelta(days=1),
    )
    assert ("retests", early.pk) in shown(my_work(theme_lead, as_at=TODAY))
    assert found(theme_lead)["retests"] == 1
    assert "retests" not in found(officer) | found(outsider)


# --- counts in the navigation -------------------------------------------------------------------

COUNT = '<span class="app-nav-count">{}<span class="govuk-visually-hidden"> urgent</span></span>'


def test_the_navigation_counts_what_is_urgent(
    plan: Plan, theme_lead: User, officer: User, signed_in: SignIn
) -> None:
    late = ActionFactory(plan=plan, lead=theme_lead, due_on=TODAY - timedelta(days=1))
    ActionFactory(plan=plan, lead=theme_lead, due_on=TODAY)
    DueDateChangeFactory(action=late, requested_by=officer)
    for name in ("my_work", "plan_list", "action_list"):
        page = signed_in(theme_lead).get(reverse(f"improvement:{name}"), follow=True)
        assert COUNT.format(2) in page.content.decode(), name


def test_the_navigation_counts_as_my_work_does(authority: Authority) -> None:
    person = all_roles(authority)
    grow(authority, person, 3)
    assert urgent(fresh(person), as_at=TODAY) == my_work(fresh(person), as_at=TODAY).urgent > 0


def test_counting_asks_two_queries_and_nothing_for_whoever_only_reads(
    authority: Authority, plan: Plan, reader: User, django_assert_num_queries: Any
) -> None:
    person = all_roles(authority)
    assert person.authorities
    assert reader.authorities
    with django_assert_num_queries(2):
        urgent(person, as_at=TODAY)
    with django_assert_num_queries(0):
        assert urgent(reader, as_at=TODAY) == 0


def test_a_count_is_kept_for_a_minute_and_made_true_by_my_work(
    plan: Plan, theme_lead: User, signed_in: SignIn, settings: Any
) -> None:
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {**settings.CACHES, "counts": {"BACKEND": backend, "LOCATION": "a test"}}
    caches["counts"].clear()
    client = signed_in(theme_lead)
    address = reverse("accounts:role_list")
    late = {"plan": plan, "lead": theme_lead, "due_on": TODAY - timedelta(days=1)}
    ActionFactory(**late)
    assert COUNT.format(1) in client.get(address).content.decode()
    ActionFactory(**late)
    assert COUNT.format(1) in client.get(address).content.decode()
    client.get(reverse("improvement:my_work"))
    assert COUNT.format(2) in client.get(address).content.decode()


def test_nothing_urgent_shows_no_count(officer: User, signed_in: SignIn) -> None:
    page = signed_in(officer).get(reverse("improvement:my_work")).content.decode()
    assert "app-nav-count" not in page


# --- deputies -----------------------------------------------------------------------------------


def test_a_deputy_finds_the_work_and_for_whom_it_is(
    plan: Plan, officer: User, person: Callable[..., User], signed_in: SignIn
) -> None:
    deputy = person("updater", name="Stand-in")
    action = ActionFactory(plan=plan, lead=officer, due_on=TODAY - timedelta(days=1))
    address = reverse("improvement:my_work")
    assert action.title not in signed_in(deputy).get(address).content.decode()
    AbsenceFactory(authority=plan.authority, user=officer, deputy=deputy)
    page = " ".join(signed_in(deputy).get(address).content.decode().split())
    assert action.title in page
    assert f"For {officer.name}, away until 4 May 2018" in page
    assert reverse("improvement:action_update", args=[action.pk]) in page
    assert found(officer)["overdue"] == 1  # it is still theirs


def test_a_deputy_may_do_no_more_than_their_own_role(
    plan: Plan, theme_lead: User, officer: User, reader: User, signed_in: SignIn
) -> None:
    theme = ThemeFactory(plan=plan, lead=theme_lead)
    period = ReportingPeriodFactory(authority=plan.authority)
    ThemeNarrativeFactory(theme=theme, period=period, state="returned", return_reason="Shorter.")
    EvidenceFactory(action=ActionFactory(plan=plan, lead=theme_lead, theme=theme))
    assert {"returned", "evidence"} <= found(theme_lead).keys()
    for deputy in (officer, reader):
        absence = AbsenceFactory(authority=plan.authority, user=theme_lead, deputy=deputy)
        assert not {"returned", "evidence"} & found(deputy).keys()
        absence.delete()


def test_nobody_decides_what_they_asked_for_themselves_though_they_stand_in(
    plan: Plan, theme_lead: User, person: Callable[..., User]
) -> None:
    deputy = person("theme_lead")
    AbsenceFactory(authority=plan.authority, user=theme_lead, deputy=deputy)
    action = ActionFactory(plan=plan, lead=theme_lead)
    DueDateChangeFactory(action=action, requested_by=deputy)
    EvidenceFactory(action=action, added_by=deputy)
    called_complete(plan, recorded_by=deputy)
    assert not {"changes", "evidence", "completions"} & found(deputy).keys()
    assert {"changes", "evidence", "completions"} <= found(theme_lead).keys()


WHOSE = ["away", "deputy", "third", "team", ""]


class DeputiesTest(TestCase):
    """What holds for whatever is led by whom."""

    @settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["away", "deputy", "third", "team", ""]), st.integers(-9, 50)
            ),
            max_size=6,
        ),
        st.sampled_from(["reader", "updater", "theme_lead"]),
        st.sampled_from(["updater", "theme_lead"]),
    )
    def test_a_deputy_sees_no_more_than_their_own_work_and_that_of_whom_they_stand_in_for(
        self, led: list[tuple[str, int]], deputys_role: str, role: str
    ) -> None:
        plan = PlanFactory()
        authority = plan.authority
        people = {
            "away": MembershipFactory(authority=authority, role=role).user,
            "deputy": MembershipFactory(authority=authority, role=deputys_role).user,
            "third": UserFactory(role="updater", role__authority=authority),
        }
        team = TeamFactory(authority=authority)
        team.members.add(people["away"])
        for who, days in led:
            action = ActionFactory(
                plan=plan,
                lead=people.get(who),
                team=team if who == "team" else None,
                due_on=TODAY + timedelta(days=days),
            )
            EvidenceFactory(action=action)
        away, deputy = people["away"], people["deputy"]
        own = shown(my_work(fresh(deputy), as_at=TODAY))
        theirs = shown(my_work(fresh(away), as_at=TODAY))
        AbsenceFactory(authority=authority, user=away, deputy=deputy)
        both = shown(my_work(fresh(deputy), as_at=TODAY))
        assert own <= both <= own | theirs
        led_by_away = set(Action.objects.filter(lead=away).values_list("pk", flat=True))
        actions = {"overdue", "due_soon", "awaiting", "later"}
        assert {pk for key, pk in both - own if key in actions} == led_by_away


def test_evidence_and_completions_wait_for_the_lead_of_their_theme(
    plan: Plan, officer: User, theme_lead: User
) -> None:
    other = UserFactory(role="theme_lead", role__authority=plan.authority)
    theirs = ThemeFactory(plan=plan, lead=other)
    EvidenceFactory(action=ActionFactory(plan=plan, theme=theirs), added_by=officer)
    complete = called_complete(plan, lead=officer, recorded_by=officer)
    Action.objects.filter(pk=complete.action_id).update(theme=theirs)
    RetestFactory(action=ActionFactory(plan=plan, theme=theirs, complete=True), look_again_on=TODAY)
    groups = {"evidence", "completions", "retests"}
    assert groups.isdisjoint(found(theme_lead))
    assert {key: number for key, number in found(other).items() if key in groups} == dict.fromkeys(
        groups, 1
    )


@pytest.mark.parametrize("why", ["nobody leads it", "the lead may not", "the lead has left"])
def test_where_no_lead_can_see_to_it_everybody_is_asked(
    plan: Plan, officer: User, theme_lead: User, why: str
) -> None:
    role = "updater" if why == "the lead may not" else "theme_lead"
    lead = UserFactory(role=role, role__authority=plan.authority)
    if why == "the lead has left":
        lead.is_active = False
        lead.save()
    theme = ThemeFactory(plan=plan, lead=None if why == "nobody leads it" else lead)
    EvidenceFactory(action=ActionFactory(plan=plan, theme=theme), added_by=officer)
    assert found(theme_lead)["evidence"] == 1


def test_what_the_lead_did_themselves_waits_for_the_others(plan: Plan, theme_lead: User) -> None:
    lead = UserFactory(role="theme_lead", role__authority=plan.authority)
    theme = ThemeFactory(plan=plan, lead=lead)
    EvidenceFactory(action=ActionFactory(plan=plan, theme=theme), added_by=lead)
    done = called_complete(plan, lead=lead, recorded_by=theme_lead)
    Action.objects.filter(pk=done.action_id).update(theme=theme)
    assert found(theme_lead)["evidence"] == 1
    third = UserFactory(role="theme_lead", role__authority=plan.authority)
    assert found(third)["completions"] == 1
    assert not {"evidence", "completions"} & found(lead).keys()

"""Reminders: what people are told, when, and that nobody is ever told twice."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Authority, User
from improvement.models import Action, Plan, ReminderKind, ReminderMail, ReminderRule
from improvement.reminding import Notice, deadline_stage, due_stage, gather
from tests.factories.accounts import AbsenceFactory, TeamFactory
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    EvidenceFactory,
    RemindedFactory,
    ReminderMailFactory,
    ReminderOptOutFactory,
    ReminderRuleFactory,
    ReportingPeriodFactory,
    RetestFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
    VerificationFactory,
)

MONDAY = date(2018, 4, 23)
DUE, UPDATE, RETURNED = ReminderKind.DUE, ReminderKind.UPDATE, ReminderKind.RETURNED
TO_DO, ESCALATED = ReminderKind.TO_DO, ReminderKind.ESCALATED

MakePerson = Callable[..., User]
MakeAction = Callable[..., Action]


@pytest.fixture
def rule(authority: Authority) -> ReminderRule:
    """The authority reminds 14 and 3 days before, on the day, and every 7 days after."""
    return ReminderRuleFactory(authority=authority)


def told(person: User, as_at: date = MONDAY, kind: str = "") -> list[Notice]:
    """What a person is told of on a day, in all or of one kind."""
    found = gather(ReminderRule.objects.filter(is_on=True), as_at=as_at).get(person.pk, [])
    return [notice for notice in found if kind in ("", notice.kind)]


def stages(person: User, as_at: date = MONDAY, kind: str = "") -> list[str]:
    """The stages of what a person is told."""
    return [notice.stage for notice in told(person, as_at, kind)]


def days(number: int) -> date:
    """So many days from the day of the tests."""
    return MONDAY + timedelta(days=number)


# --- due dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "stage"),
    [
        (15, ""),
        (14, "before-14"),
        (4, "before-14"),
        (3, "before-3"),
        (1, "before-3"),
        (0, "on"),
        (-6, "on"),
        (-7, "after-7"),
        (-13, "after-7"),
        (-14, "after-14"),
    ],
)
def test_a_due_date_has_the_stages_of_the_rule(left: int, stage: str) -> None:
    due = days(left)
    assert due_stage(ReminderRule(), due, MONDAY) == (f"{due} {stage}" if stage else "")


def test_a_rule_without_stages_says_nothing() -> None:
    rule = ReminderRule(days_before="", on_the_day=False, every_days_after=0)
    assert {due_stage(rule, days(left), MONDAY) for left in range(-30, 30)} == {""}


def test_a_deadline_is_counted_back_in_working_days() -> None:
    deadline = date(2018, 5, 9)  # a Wednesday after the bank holiday of 7 May
    assert deadline_stage(deadline, 2, date(2018, 5, 3)) == ""
    assert deadline_stage(deadline, 2, date(2018, 5, 4)) == "2018-05-09 before"
    assert deadline_stage(deadline, 2, deadline) == "2018-05-09 before"
    assert deadline_stage(deadline, 2, date(2018, 5, 10)) == "2018-05-09 late"


def test_the_lead_is_told_with_words_and_the_page_to_update(
    rule: ReminderRule, officer: User, action: Action
) -> None:
    (notice,) = told(officer, date(2018, 7, 28))
    assert notice.words == "5b(ii) Train all managers"
    assert notice.note == "Is due on 31 July 2018, in 3 days"
    assert notice.address == f"/actions/{action.pk}/update/"


def test_the_team_is_told_where_nobody_leads(
    rule: ReminderRule, authority: Authority, person: MakePerson, make_action: MakeAction
) -> None:
    one, two, gone = (person("updater") for _ in range(3))
    gone.is_active = False
    gone.save()
    team = TeamFactory(authority=authority)
    team.members.set([one, two, gone])
    make_action(lead=gone, team=team, due_on=days(0))
    assert len(told(one)) == len(told(two)) == 1
    assert told(gone) == []


def test_the_team_is_not_told_where_somebody_leads(
    rule: ReminderRule, authority: Authority, officer: User, person: MakePerson, action: Action
) -> None:
    member = person("updater")
    team = TeamFactory(authority=authority)
    team.members.add(member)
    action.team = team
    action.save()
    assert len(told(officer, action.due_on)) == 1
    assert told(member, action.due_on) == []


def test_the_deputy_is_told_while_the_lead_is_away(
    rule: ReminderRule, authority: Authority, officer: User, person: MakePerson, action: Action
) -> None:
    deputy = person("updater")
    AbsenceFactory(
        authority=authority,
        user=officer,
        deputy=deputy,
        starts_on=action.due_on,
        ends_on=action.due_on,
    )
    assert told(officer, action.due_on) == []
    assert len(told(deputy, action.due_on)) == 1
    assert len(told(officer, action.due_on + timedelta(days=1))) == 1
    assert told(deputy, action.due_on + timedelta(days=1)) == []


def test_a_deputy_who_is_away_or_elsewhere_is_not_told_instead(
    rule: ReminderRule, authority: Authority, officer: User, outsider: User, action: Action
) -> None:
    absence = AbsenceFactory(
        authority=authority,
        user=officer,
        deputy=outsider,
        starts_on=action.due_on,
        ends_on=action.due_on,
    )
    assert len(told(officer, action.due_on)) == 1
    assert told(outsider, action.due_on) == []
    AbsenceFactory(
        authority=authority,
        user=outsider,
        deputy=officer,
        starts_on=absence.starts_on,
        ends_on=absence.ends_on,
    )
    assert len(told(officer, action.due_on)) == 1


def test_nobody_outside_the_authority_is_told_though_they_lead(
    rule: ReminderRule, outsider: User, make_action: MakeAction
) -> None:
    make_action(lead=outsider, due_on=days(0))
    assert told(outsider) == []


def test_nothing_is_said_where_the_rule_is_off_or_missing(
    officer: User, make_action: MakeAction, authority: Authority
) -> None:
    make_action(lead=officer, due_on=days(0))
    assert told(officer) == []
    ReminderRuleFactory(authority=authority, is_on=False)
    assert told(officer) == []


def test_reminders_stop_when_the_action_is_done_or_given_to_another(
    rule: ReminderRule, officer: User, person: MakePerson, make_action: MakeAction
) -> None:
    action = make_action(lead=officer, due_on=days(0))
    assert len(told(officer)) == 1
    other = person("updater")
    action.lead = other
    action.save()
    assert (told(officer), len(told(other))) == ([], 1)
    make_action(lead=officer, due_on=days(0), complete=True)
    assert told(officer) == []


def test_a_person_does_without_a_kind_unless_it_is_always_sent(
    rule: ReminderRule, officer: User, make_action: MakeAction
) -> None:
    make_action(lead=officer, due_on=days(0))
    ReminderOptOutFactory(user=officer, kind=DUE)
    assert told(officer) == []
    rule.always = [DUE]
    rule.save()
    assert len(told(officer)) == 1


# --- what stays overdue ---------------------------------------------------------------------


@pytest.fixture
def late(plan: Plan, theme_lead: User, officer: User) -> Action:
    """An action three weeks overdue in a theme that somebody leads."""
    theme = ThemeFactory(plan=plan, lead=theme_lead)
    return ActionFactory(plan=plan, theme=theme, lead=officer, due_on=days(-21))


def remind(person: User, action: Action, after: int) -> None:
    """Let a reminder have gone so many days after the due date."""
    RemindedFactory(
        mail=ReminderMailFactory(user=person, day=action.due_on + timedelta(days=after)),
        kind=DUE,
        subject_id=action.pk,
        stage=f"{action.due_on} after-{after}",
    )


def test_the_theme_lead_is_told_once_after_so_many_reminders(
    rule: ReminderRule, officer: User, theme_lead: User, late: Action
) -> None:
    remind(officer, late, 7)
    remind(officer, late, 14)
    assert told(theme_lead) == []
    remind(officer, late, 21)
    (notice,) = told(theme_lead)
    assert (notice.kind, notice.stage) == (ESCALATED, "2018-04-02 escalated")
    assert "Reminders have not helped" in notice.note
    rule.escalate_after = 0
    rule.save()
    assert told(theme_lead) == []


def test_a_team_that_was_told_once_counts_once(
    rule: ReminderRule, officer: User, theme_lead: User, late: Action, person: MakePerson
) -> None:
    for member in (officer, person("updater"), person("updater")):
        remind(member, late, 7)
    assert told(theme_lead) == []


def test_reminders_of_an_earlier_due_date_do_not_count(
    rule: ReminderRule, officer: User, theme_lead: User, late: Action
) -> None:
    for after in (7, 14, 21):
        remind(officer, late, after)
    late.due_on = days(-20)
    late.save()
    assert told(theme_lead) == []


@pytest.mark.parametrize("silent", [True, False], ids=["does without", "nobody"])
def test_the_theme_lead_is_told_where_nobody_hears_the_reminders(
    rule: ReminderRule, officer: User, theme_lead: User, late: Action, silent: bool
) -> None:
    if silent:
        ReminderOptOutFactory(user=officer, kind=DUE)
    else:
        late.lead = None
        late.save()
    assert told(theme_lead, days(-1)) == []
    assert stages(theme_lead) == ["2018-04-02 escalated"]


def test_a_theme_lead_is_not_told_of_their_own_action_twice(
    rule: ReminderRule, theme_lead: User, late: Action
) -> None:
    late.lead = theme_lead
    late.save()
    for after in (7, 14, 21):
        remind(theme_lead, late, after)
    assert told(theme_lead) == []


# --- a period's deadlines -------------------------------------------------------------------


@pytest.fixture
def theme_waiting(plan: Plan, theme_lead: User, officer: User) -> Action:
    """An action without an update, due in the summer, in a theme that somebody leads."""
    ReportingPeriodFactory(authority=plan.authority)  # updates by 4 May, narratives by 11 May
    theme = ThemeFactory(plan=plan, lead=theme_lead, number=5)
    return ActionFactory(plan=plan, theme=theme, lead=officer, reference="5a")


def test_owners_then_theme_leads_then_authors_are_told_of_what_the_period_needs(
    rule: ReminderRule, theme_waiting: Action, officer: User, theme_lead: User, author: User
) -> None:
    def heard(day: date) -> list[list[str]]:
        return [stages(each, day, UPDATE) for each in (officer, theme_lead, author)]

    assert heard(date(2018, 4, 26)) == [[], [], []]
    assert heard(date(2018, 4, 27)) == [["update 2018-05-04 before"], [], []]
    assert heard(date(2018, 5, 2)) == [
        ["update 2018-05-04 before"],
        ["updates 2018-05-04 before", "narrative 2018-05-11"],
        [],
    ]
    assert heard(date(2018, 5, 10)) == [
        ["update 2018-05-04 late"],
        ["updates 2018-05-04 late", "narrative 2018-05-11"],
        ["narratives 2018-05-11 before"],
    ]
    assert heard(date(2018, 5, 12))[1:] == [
        ["updates 2018-05-04 late", "narrative 2018-05-11 late"],
        ["narratives 2018-05-11 late"],
    ]
    assert heard(date(2018, 5, 19)) == [[], [], []]


def test_a_period_is_told_of_in_words(
    rule: ReminderRule, theme_waiting: Action, officer: User, theme_lead: User, author: User
) -> None:
    day = date(2018, 5, 10)
    (for_owner,), for_lead = told(officer, day), told(theme_lead, day)
    (for_author,) = told(author, day)
    assert for_owner.note == "Update for March and April 2018, due by 4 May 2018"
    assert [each.note for each in for_lead] == [
        "1 action without an update for March and April 2018, due by 4 May 2018",
        "Narrative for March and April 2018, due by 11 May 2018",
    ]
    assert for_author.note == "Not ready: theme 5; due by 11 May 2018"


def test_an_update_is_asked_of_whoever_leads_the_action_now(
    rule: ReminderRule, theme_waiting: Action, officer: User, person: MakePerson
) -> None:
    other, day = person("updater"), date(2018, 5, 2)
    assert [bool(told(each, day, UPDATE)) for each in (officer, other)] == [True, False]
    theme_waiting.lead = other
    theme_waiting.save()
    assert [bool(told(each, day, UPDATE)) for each in (officer, other)] == [False, True]


def test_what_is_handed_in_is_not_asked_for(
    rule: ReminderRule, theme_waiting: Action, officer: User, theme_lead: User, author: User
) -> None:
    UpdateFactory(action=theme_waiting)
    period = theme_waiting.plan.authority.reporting_periods.get()
    ThemeNarrativeFactory(theme=theme_waiting.theme, period=period, state="ready")
    for each in (officer, theme_lead, author):
        assert told(each, date(2018, 5, 10), UPDATE) == []


# --- what came back -------------------------------------------------------------------------


def test_returned_work_tells_its_author_why(
    rule: ReminderRule, plan: Plan, officer: User, theme_lead: User, action: Action
) -> None:
    at = ReminderMailFactory.claimed_at
    theme = ThemeFactory(plan=plan, lead=theme_lead)
    ThemeNarrativeFactory(theme=theme, state="returned", return_reason="Say what changed.")
    decided = {"decided_by": theme_lead, "decided_at": at}
    DueDateChangeFactory(
        action=action,
        requested_by=officer,
        decision="declined",
        decision_words="The date was promised.",
        **decided,
    )
    EvidenceFactory(
        action=action,
        added_by=officer,
        verdict="not_adequate",
        verdict_words="It is not signed.",
        reviewed_by=theme_lead,
        reviewed_at=at,
    )
    VerificationFactory(
        action=action,
        update__recorded_by=officer,
        verdict="not_adequate",
        words="The panel has not met.",
        verified_at=at,
    )
    (narrative,) = told(theme_lead, kind=RETURNED)
    assert narrative.note == "Returned because: Say what changed."
    assert [each.note for each in told(officer, kind=RETURNED)] == [
        "Not adequate: It is not signed.",
        "Not complete yet, and open again: The panel has not met.",
        "30 September 2018 was declined: The date was promised.",
    ]
    assert told(officer, MONDAY + timedelta(days=15), RETURNED) == []


# --- what waits -----------------------------------------------------------------------------


def test_what_waits_is_told_when_it_begins_and_then_weekly(
    rule: ReminderRule, theme_lead: User, action: Action, settings: Any
) -> None:
    DueDateChangeFactory(action=action)
    heard = []
    for number in range(16):
        before = ReminderMail.objects.count()
        call_command("send_reminders", day=days(number))
        heard += [number] * (ReminderMail.objects.count() - before)
    assert heard == [0, 7, 14]


def test_a_decision_is_asked_of_the_themes_lead_else_of_all_who_may_decide(
    rule: ReminderRule, plan: Plan, theme_lead: User, person: MakePerson
) -> None:
    other = person("theme_lead")
    theme = ThemeFactory(plan=plan, lead=theme_lead)
    asked = ActionFactory(plan=plan, theme=theme)
    change = DueDateChangeFactory(action=asked)
    EvidenceFactory(action=asked)
    update = UpdateFactory(action=ActionFactory(plan=plan, theme=theme, complete=True))
    assert [each.address for each in told(theme_lead)] == [
        f"/actions/due-dates/{change.pk}/",
        f"/actions/evidence/{asked.evidence.get().pk}/review/",
    ]
    assert told(other) == []
    change.requested_by = theme_lead
    change.save()
    assert [each.address for each in told(other)] == [f"/actions/due-dates/{change.pk}/"]
    assert update.action.pk


def test_named_people_decide_where_the_plan_says_so(
    rule: ReminderRule, plan: Plan, theme_lead: User, person: MakePerson, action: Action
) -> None:
    named, without_right = person("theme_lead"), person("reader")
    plan.date_changes_decided_by = Plan.DateDeciders.NAMED
    plan.save()
    plan.date_change_deciders.set([named, without_right])
    DueDateChangeFactory(action=action)
    assert (len(told(named)), told(without_right), told(theme_lead)) == (1, [], [])
    plan.date_change_deciders.remove(named)
    assert (told(without_right), len(told(theme_lead))) == ([], 1)


def test_a_decision_waits_for_a_deputy_only_where_the_deputy_may_decide(
    rule: ReminderRule, plan: Plan, theme_lead: User, officer: User, person: MakePerson
) -> None:
    DueDateChangeFactory(action__plan=plan, action__theme=ThemeFactory(plan=plan, lead=theme_lead))
    absence = AbsenceFactory(authority=plan.authority, user=theme_lead, deputy=officer)
    assert (told(officer), len(told(theme_lead))) == ([], 1)
    absence.deputy = able = person("theme_lead")
    absence.save()
    assert (len(told(able)), told(theme_lead)) == (1, [])


def test_completions_retests_and_narratives_wait_for_who_may_judge_them(
    rule: ReminderRule, plan: Plan, theme_lead: User, author: User
) -> None:
    theme = ThemeFactory(plan=plan, lead=theme_lead)
    action = ActionFactory(plan=plan, theme=theme, complete=True)
    on_track = plan.statuses.get(kind="on_track")
    update = UpdateFactory(action=action, delivery_before=on_track)
    RetestFactory(action=action, verdict="too_early", look_again_on=MONDAY)
    narrative = ThemeNarrativeFactory(theme=theme, state="ready")
    assert [each.address for each in told(theme_lead)] == [
        f"/actions/completions/{update.pk}/",
        f"/actions/{action.pk}/retests/add/",
    ]
    assert [each.address for each in told(author)] == [narrative.get_absolute_url()]


# --- once, and again when a date moves ------------------------------------------------------


def test_a_moved_due_date_begins_again(
    rule: ReminderRule, officer: User, make_action: MakeAction
) -> None:
    action = make_action(lead=officer, due_on=days(0))
    call_command("send_reminders", day=MONDAY)
    assert told(officer) == []
    action.due_on = days(3)
    action.save()
    assert stages(officer) == ["2018-04-26 before-3"]


def test_gathering_asks_the_same_for_more_people_and_actions(
    rule: ReminderRule, plan: Plan, django_assert_num_queries: Any, person: MakePerson
) -> None:
    def more() -> None:
        for _ in range(3):
            lead = person("theme_lead")
            theme = ThemeFactory(plan=plan, lead=lead)
            action = ActionFactory(plan=plan, theme=theme, lead=lead, due_on=days(0))
            ActionFactory(plan=plan, theme=theme, lead=lead, due_on=days(-30))
            DueDateChangeFactory(action=action)
            EvidenceFactory(action=action)
            ThemeNarrativeFactory(
                theme=theme,
                period=plan.authority.reporting_periods.get(),
                state="returned",
                return_reason="Say less.",
            )

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ReportingPeriodFactory(authority=plan.authority)
    more()
    with CaptureQueriesContext(connection) as few:
        gather([rule], as_at=date(2018, 5, 10))
    more()
    with CaptureQueriesContext(connection) as many:
        gather([rule], as_at=date(2018, 5, 10))
    assert len(many) == len(few)

"""The plan's pages, as people meet them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from improvement import services
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Plan,
    ReportingPeriod,
    Theme,
    ThemeNarrative,
    Update,
)
from tests.factories.accounts import AuthorityFactory, PartnerFactory, TeamFactory
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    EvidenceFactory,
    ObjectiveFactory,
    PlanFactory,
    ReportingPeriodFactory,
    RetestFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
    status,
)
from tests.improvement.conftest import FindStatus, MakeAction, MakePerson

SignIn = Callable[[User], Client]
TODAY = date(2018, 4, 20)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon on 20 April 2018."""
    now = datetime(2018, 4, 20, 12, tzinfo=UTC)
    real = timezone.localdate
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(
        timezone, "localdate", lambda value=None, zone=None: real(value or now, zone)
    )


@pytest.fixture
def period(plan: Plan) -> ReportingPeriod:
    """March and April 2018."""
    return ReportingPeriodFactory(authority=plan.authority)


def url(name: str, *args: object, **query: object) -> str:
    """The address of one of the plan's pages."""
    found = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"improvement:{name}", args=args) + (f"?{found}" if found else "")


def text(response: Any) -> str:
    """A page's words, its spaces made plain."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(body.decode().split())


# --- my work ------------------------------------------------------------------------------------


def test_my_work_says_that_nothing_waits_and_what_was_done_last(
    signed_in: SignIn, officer: User, make_action: MakeAction
) -> None:
    done = make_action(complete=True, reference="1a", title="Done long ago")
    UpdateFactory(action=done, recorded_by=officer)
    page = text(signed_in(officer).get(url("my_work")))
    assert "Nothing waits for you." in page
    assert "What you did last" in page
    assert "1a Done long ago" in page


def test_my_work_groups_by_urgency(
    signed_in: SignIn, officer: User, make_action: MakeAction, period: ReportingPeriod
) -> None:
    make_action(lead=officer, due_on=date(2018, 4, 19), reference="1a", title="Late")
    make_action(lead=officer, due_on=date(2018, 4, 20), reference="1b", title="Today")
    make_action(lead=officer, due_on=None, reference="1c", title="Ongoing")
    make_action(due_on=date(2018, 4, 1), reference="1d", title="Not mine")
    page = text(signed_in(officer).get(url("my_work")))
    assert "1 action is overdue and 1 is due by 20 May 2018." in page
    order = [page.index(f'id="group-{key}"') for key in ("overdue", "due_soon", "awaiting")]
    assert order == sorted(order)
    assert "Overdue <span" in page
    assert "1 day ago" in page
    assert "today" in page
    assert "March and April 2018: due by 4 May 2018." in page
    assert page.count("1c Ongoing") == 1
    assert "1d" not in page
    assert "group-returned" not in page


def test_my_work_holds_what_my_team_leads(
    signed_in: SignIn, officer: User, plan: Plan, make_action: MakeAction
) -> None:
    team = TeamFactory(authority=plan.authority)
    team.members.add(officer)
    action = make_action(team=team, due_on=TODAY, reference="7a")
    page = text(signed_in(officer).get(url("my_work")))
    assert url("action_update", action.pk) in page


def test_my_work_offers_no_update_to_who_may_not(
    signed_in: SignIn, reader: User, make_action: MakeAction
) -> None:
    action = make_action(lead=reader, due_on=TODAY)
    page = text(signed_in(reader).get(url("my_work")))
    assert action.title in page
    assert url("action_update", action.pk) not in page


def test_my_work_shows_ten_and_links_to_all(
    signed_in: SignIn, officer: User, make_action: MakeAction
) -> None:
    for _ in range(12):
        make_action(lead=officer, due_on=date(2018, 4, 1))
    client = signed_in(officer)
    page = text(client.get(url("my_work")))
    assert page.count("app-work__row") == 10
    assert "See all 12" in page
    assert "12 actions" in text(client.get("/actions/?lead=mine&show=overdue"))


def test_my_work_of_a_theme_lead(
    signed_in: SignIn,
    theme_lead: User,
    officer: User,
    plan: Plan,
    action: Action,
    period: ReportingPeriod,
) -> None:
    led = ThemeFactory(plan=plan, lead=theme_lead, title="Assessment")
    ThemeNarrativeFactory(
        theme=ThemeFactory(plan=plan, lead=theme_lead, title="Planning"),
        period=period,
        state="returned",
        return_reason="Say what changed.",
    )
    change = DueDateChangeFactory(action=action, requested_by=officer)
    DueDateChangeFactory(action=ActionFactory(plan=plan), requested_by=theme_lead)
    evidence = EvidenceFactory(action=action, added_by=officer)
    EvidenceFactory(action=action, added_by=theme_lead, title="My own")
    page = text(signed_in(theme_lead).get(url("my_work")))
    assert "Returned because: Say what changed." in page
    assert url("narrative_edit", led.pk, period.pk) in page
    assert url("due_date_decide", change.pk) in page
    assert page.count("Decide<") == 1
    assert url("evidence_review", evidence.pk) in page
    assert "My own" not in page
    assert "Nothing is overdue." in page


def test_my_work_of_an_author_has_narratives_to_accept(
    signed_in: SignIn, author: User, plan: Plan, period: ReportingPeriod
) -> None:
    narrative = ThemeNarrativeFactory(theme__plan=plan, period=period, state="ready")
    page = text(signed_in(author).get(url("my_work")))
    assert "Narratives to accept" in page
    assert narrative.get_absolute_url() in page


def test_my_work_holds_nothing_of_another_authority(
    signed_in: SignIn, theme_lead: User, person: MakePerson
) -> None:
    there = ActionFactory(lead=theme_lead, due_on=TODAY)
    EvidenceFactory(action=there)
    DueDateChangeFactory(action=there)
    assert "Nothing waits for you." in text(signed_in(theme_lead).get(url("my_work")))


# --- the plan -----------------------------------------------------------------------------------


def test_plan_list_opens_the_only_plan(signed_in: SignIn, reader: User, plan: Plan) -> None:
    PlanFactory()
    response = signed_in(reader).get(url("plan_list"))
    assert response.url == plan.get_absolute_url()
    second = PlanFactory(authority=plan.authority, name="SEND plan")
    page = text(signed_in(reader).get(url("plan_list")))
    assert second.name in page
    assert plan.name in page


def test_plan_list_says_whom_to_ask(signed_in: SignIn, person: MakePerson) -> None:
    assert "Ask your programme office" in text(signed_in(person("reader")).get(url("plan_list")))


def test_plan_detail_counts_in_words_with_links(
    signed_in: SignIn, theme_lead: User, plan: Plan, period: ReportingPeriod
) -> None:
    theme = ThemeFactory(plan=plan, number=5, title="Assessment", lead=theme_lead)
    for kind in ("on_track", "on_track", "at_risk"):
        ActionFactory(plan=plan, theme=theme, kind=kind)
    ActionFactory(plan=plan, theme=theme, complete=True)
    page = text(signed_in(theme_lead).get(plan.get_absolute_url()))
    on_track = status(plan, "on_track")
    assert f"theme={theme.pk}&amp;delivery={on_track.pk}" in page
    assert "2 on track" in page
    assert "1 at risk" in page
    assert "5. Assessment" in page
    assert "Not begun" in page
    assert "Moved since 1 March 2018" in page
    assert "3 actions still to be heard of" in page
    assert "1 of 1 still missing" in page
    assert "1 complete without evidence" in page
    assert on_track.definition in page
    assert "style=" not in page


def test_plan_detail_moves_are_better_and_worse(
    signed_in: SignIn, reader: User, plan: Plan, make_action: MakeAction, status_of: FindStatus
) -> None:
    theme = ThemeFactory(plan=plan)
    for before, now in (
        ("at_risk", "on_track"),
        ("at_risk", "on_track"),
        ("on_track", "off_track"),
    ):
        UpdateFactory(action=make_action(theme=theme, kind=now), delivery_before=status_of(before))
    UpdateFactory(
        action=make_action(theme=theme, kind="stopped"), delivery_before=status_of("on_track")
    )
    client = signed_in(reader)
    page = text(client.get(plan.get_absolute_url(), {"since": "1 4 2018"}))
    assert "2 better, 1 worse, 1 other" in page
    assert "No change" in text(client.get(plan.get_absolute_url(), {"since": "13 April 2018"}))


def test_plan_detail_with_a_date_that_is_none(signed_in: SignIn, reader: User, plan: Plan) -> None:
    page = text(signed_in(reader).get(plan.get_absolute_url(), {"since": "soon"}))
    assert "Enter a date, for example 31 7 2018." in page
    assert "Moved since 1 November 2017" in page  # without a period, since the plan began


def test_plan_detail_hides_narratives_from_who_may_not_read_them(
    signed_in: SignIn, reader: User, plan: Plan, period: ReportingPeriod
) -> None:
    ThemeFactory(plan=plan)
    page = text(signed_in(reader).get(plan.get_absolute_url()))
    assert "#narratives" not in page


def test_plan_detail_offers_the_editor_another_action(
    signed_in: SignIn, reader: User, theme_lead: User, plan: Plan
) -> None:
    add = url("action_add", plan.pk)
    assert add not in text(signed_in(reader).get(plan.get_absolute_url()))
    assert add in text(signed_in(theme_lead).get(plan.get_absolute_url()))


def test_theme_detail_shows_actions_by_objective_and_narratives(
    signed_in: SignIn, theme_lead: User, reader: User, plan: Plan, period: ReportingPeriod
) -> None:
    theme = ThemeFactory(plan=plan, description="To assess in time.")
    objective = ObjectiveFactory(theme=theme, reference="5b", title="In time")
    ActionFactory(plan=plan, theme=theme, objective=objective, title="Train managers")
    ThemeNarrativeFactory(theme=theme, period=period, body="<p>Stronger <b>now</b>.</p>")
    page = text(signed_in(theme_lead).get(theme.get_absolute_url()))
    for words in ("To assess in time.", "5b In time", "Train managers", "Stronger"):
        assert words in page
    page = text(signed_in(reader).get(theme.get_absolute_url()))
    assert "Train managers" in page
    assert "Stronger" not in page


def test_theme_detail_never_prints_a_script_that_was_stored(
    signed_in: SignIn, theme_lead: User, plan: Plan, period: ReportingPeriod
) -> None:
    theme = ThemeFactory(plan=plan, description=HOSTILE)
    ThemeNarrativeFactory(theme=theme, period=period, body=f"<p>Good {HOSTILE}</p>")
    page = text(signed_in(theme_lead).get(theme.get_absolute_url()))
    assert HOSTILE not in page
    assert "Good" in page


def test_theme_detail_of_a_theme_without_anything(
    signed_in: SignIn, theme_lead: User, plan: Plan, period: ReportingPeriod
) -> None:
    theme = ThemeFactory(plan=plan)
    page = text(signed_in(theme_lead).get(theme.get_absolute_url()))
    assert "No actions yet." in page
    assert "Nothing has been written yet." in page
    assert url("narrative_edit", theme.pk, period.pk) in page
    ActionFactory(plan=plan, theme=theme)
    ObjectiveFactory(theme=theme)
    page = text(signed_in(theme_lead).get(theme.get_absolute_url()))
    assert "Other actions" in page


# --- the list of actions ------------------------------------------------------------------------


def listed(client: Client, **query: object) -> list[str]:
    """The references of the actions that a filter shows."""
    response = client.get(url("action_list"), query)
    assert response.status_code == 200
    return [action.reference for action in response.context["table"].records]


def test_action_list_is_in_the_order_of_the_plan(
    signed_in: SignIn, reader: User, plan: Plan
) -> None:
    second, first = ThemeFactory(plan=plan, number=2), ThemeFactory(plan=plan, number=1)
    ActionFactory(plan=plan, theme=second, reference="2a")
    ActionFactory(plan=plan, theme=first, reference="1b", position=2)
    ActionFactory(plan=plan, theme=first, reference="1a", position=1)
    ActionFactory(reference="9z")  # of another authority
    client = signed_in(reader)
    assert listed(client) == ["1a", "1b", "2a"]
    assert listed(client, sort="-reference") == ["2a", "1b", "1a"]


def test_action_list_filters(
    signed_in: SignIn, officer: User, plan: Plan, period: ReportingPeriod, status_of: FindStatus
) -> None:
    theme = ThemeFactory(plan=plan, number=1)
    team = TeamFactory(authority=plan.authority)
    make: dict[str, dict[str, Any]] = {
        "1a": {"due_on": date(2018, 4, 19), "lead": officer, "priority": "high"},
        "1b": {"due_on": date(2018, 4, 20), "team": team},
        "1c": {"original_due_on": date(2018, 6, 30), "impact_kind": "emerging"},
        "1d": {"complete": True},
        "1e": {"success_measure": "", "title": "Visit every school"},
    }
    for reference, fields in make.items():
        action = ActionFactory(plan=plan, theme=theme, reference=reference, **fields)
        if reference != "1e":
            UpdateFactory(action=action)
    twice = Action.objects.get(reference="1c")
    for new_due_on in (date(2018, 7, 15), date(2018, 7, 31)):
        DueDateChangeFactory(
            action=twice, approved=True, old_due_on=date(2018, 6, 30), new_due_on=new_due_on
        )
    ActionFactory(plan=plan, reference="2a")
    client = signed_in(officer)
    assert listed(client, show="overdue") == ["1a"]
    assert listed(client, show="due_soon") == ["1b"]
    assert listed(client, show="awaiting") == ["1e", "2a"]
    assert listed(client, show="slipped") == ["1c"]
    assert listed(client, show="slipped_again") == ["1c"]
    assert listed(client, show="unevidenced") == ["1d"]
    assert listed(client, show="unmeasured") == ["1e"]
    assert listed(client, show="open") == ["1a", "1b", "1c", "1e", "2a"]
    assert listed(client, lead="mine") == ["1a"]
    assert listed(client, team=team.pk) == ["1b"]
    assert listed(client, priority="high") == ["1a"]
    assert listed(client, delivery=status_of("complete").pk) == ["1d"]
    assert listed(client, impact=status_of("emerging").pk) == ["1c"]
    assert listed(client, theme=theme.pk, show="open") == ["1a", "1b", "1c", "1e"]
    assert listed(client, q="school") == ["1e"]
    assert listed(client, q="1C ") == ["1c"]


@pytest.mark.parametrize("name", ["show", "theme", "delivery", "impact", "team", "lead", "plan"])
@pytest.mark.parametrize("junk", ["junk", "-1", "0", "999999999999999999999", "1%00", "' OR 1=1"])
def test_action_list_survives_junk(
    signed_in: SignIn, reader: User, action: Action, name: str, junk: str
) -> None:
    response = signed_in(reader).get(f"{url('action_list')}?{name}={junk}&sort={junk}&page={junk}")
    assert response.status_code == 200


def test_action_list_offers_nothing_of_another_authority(
    signed_in: SignIn, reader: User, action: Action
) -> None:
    there = ActionFactory(theme__title="Elsewhere", team=TeamFactory(name="Their team"))
    client = signed_in(reader)
    page = text(client.get(url("action_list")))
    assert "Elsewhere" not in page
    assert "Their team" not in page
    assert listed(client, theme=there.theme_id) == [action.reference]  # not a choice, no effect


def test_action_list_names_the_plan_where_there_are_several(
    signed_in: SignIn, reader: User, plan: Plan
) -> None:
    ActionFactory(plan=plan, reference="1a")
    client = signed_in(reader)
    assert 'name="plan"' not in text(client.get(url("action_list")))
    other = PlanFactory(authority=plan.authority)
    ActionFactory(plan=other, reference="1b")
    assert 'name="plan"' in text(client.get(url("action_list")))
    assert listed(client, plan=other.pk) == ["1b"]


def test_action_list_as_a_file(
    signed_in: SignIn, reader: User, plan: Plan, make_action: MakeAction
) -> None:
    make_action(reference="1a", title="=1+1", priority="high")
    make_action(reference="1b")
    ActionFactory(reference="9z")
    client = signed_in(reader)
    response = client.get(url("action_list", q="1a", export="csv"))
    assert response["Content-Type"].startswith("text/csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Reference,What will be done,Plan,Theme")
    assert len(lines) == 2
    assert lines[1].startswith("1a,'=1+1,")
    assert ",High," in lines[1]
    assert AuditEvent.objects.get().kind == AuditEvent.Kind.EXPORTED


# --- an action ----------------------------------------------------------------------------------


def test_action_detail_tells_the_story_newest_first(
    signed_in: SignIn, reader: User, action: Action, theme_lead: User, status_of: FindStatus
) -> None:
    update = UpdateFactory(
        action=action,
        effective_on=date(2018, 3, 2),
        done="Two cohorts trained.",
        difference="Fewer returns.",
        obstacles="One trainer.",
        next_steps="A third.",
        delivery_before=status_of("at_risk"),
        forecast_on=date(2018, 6, 30),
    )
    change = DueDateChangeFactory(
        action=action, approved=True, requested_at=datetime(2018, 3, 3, 12, tzinfo=UTC)
    )
    evidence = EvidenceFactory(
        action=action,
        verdict="adequate",
        reviewed_by=theme_lead,
        reviewed_at=datetime(2018, 4, 13, 12, tzinfo=UTC),
    )
    retest = RetestFactory(action=action, tested_on=date(2018, 4, 15))
    response = signed_in(reader).get(action.get_absolute_url())
    anchors = [entry.anchor for entry in response.context["entries"]]
    assert anchors == [
        f"retest-{retest.pk}",
        f"verdict-{evidence.pk}",
        f"evidence-{evidence.pk}",
        f"decision-{change.pk}",
        f"date-change-{change.pk}",
        f"update-{update.pk}",
    ]
    page = text(response)
    for anchor in anchors:
        assert f'id="{anchor}"' in page
    for words in (
        "Two cohorts trained.",
        "Fewer returns.",
        "One trainer.",
        "A third.",
        "Moved once",
    ):
        assert words in page
    assert action.delivery.definition in page
    for name in ("action_update", "action_edit", "evidence_add", "due_date_request", "retest_add"):
        assert url(name, action.pk) not in page


def test_action_detail_without_a_story(signed_in: SignIn, reader: User, action: Action) -> None:
    page = text(signed_in(reader).get(action.get_absolute_url()))
    assert "Nothing has been recorded yet." in page
    assert "in 3 months" in page


def test_action_detail_of_a_complete_and_of_an_ongoing_action(
    signed_in: SignIn, reader: User, make_action: MakeAction
) -> None:
    client = signed_in(reader)
    page = text(client.get(make_action(complete=True).get_absolute_url()))
    assert "The panel meets every week." in page
    assert "Completed on" in page
    page = text(client.get(make_action(due_on=None).get_absolute_url()))
    assert "Ongoing, without a date" in page


def test_action_detail_counts_days_months_and_years(
    signed_in: SignIn, reader: User, make_action: MakeAction
) -> None:
    client = signed_in(reader)
    for due_on, words in (
        (date(2018, 4, 20), "today"),
        (date(2018, 4, 21), "in 1 day"),
        (date(2018, 7, 18), "in 89 days"),
        (date(2018, 7, 19), "in 3 months"),
        (date(2020, 4, 19), "in 2 years"),
        (date(2018, 4, 18), "2 days ago"),
    ):
        page = text(client.get(make_action(due_on=due_on).get_absolute_url()))
        assert f"</strong>, {words}" in page


def test_action_detail_as_it_stood(
    signed_in: SignIn, reader: User, action: Action, status_of: FindStatus
) -> None:
    for day, before, after in ((3, "not_started", "off_track"), (10, "off_track", "on_track")):
        UpdateFactory(
            action=action,
            effective_on=date(2018, 4, day),
            delivery_before=status_of(before),
            delivery_after=status_of(after),
            done=f"Said on day {day}.",
        )
    client = signed_in(reader)
    page = text(client.get(action.get_absolute_url(), {"as_at": "2018-04-09"}))
    assert "as it stood at the end of 9 April 2018" in page
    assert "Off track" in page
    assert "Said on day 3." in page
    assert "Said on day 10." not in page
    page = text(client.get(action.get_absolute_url(), {"as_at": "1 1 2017"}))
    assert "was not in the plan on 1 January 2017" in page
    page = text(client.get(action.get_absolute_url(), {"as_at": "yesterday"}))
    assert "Enter a date, for example 31 7 2018." in page
    assert "Said on day 10." in page


def test_action_detail_offers_what_a_person_may_do(
    signed_in: SignIn, officer: User, theme_lead: User, action: Action
) -> None:
    change = DueDateChangeFactory(action=action, requested_by=officer)
    page = text(signed_in(officer).get(action.get_absolute_url()))
    assert url("action_update", action.pk) in page
    assert url("due_date_request", action.pk) not in page  # one waits already
    assert url("due_date_decide", change.pk) not in page
    page = text(signed_in(theme_lead).get(action.get_absolute_url()))
    for name in ("action_edit", "retest_add"):
        assert url(name, action.pk) in page
    assert url("due_date_decide", change.pk) in page


def test_action_pages_escape_what_people_typed(
    signed_in: SignIn, officer: User, theme_lead: User, plan: Plan
) -> None:
    action = ActionFactory(
        plan=plan, lead=officer, title=HOSTILE, success_measure=HOSTILE, due_on=TODAY
    )
    UpdateFactory(action=action, done=HOSTILE, obstacles=HOSTILE)
    change = DueDateChangeFactory(action=action, words=HOSTILE)
    EvidenceFactory(action=action, title=HOSTILE)
    RetestFactory(action=action, words=HOSTILE, tested_on=date(2018, 4, 1))
    client = signed_in(theme_lead)
    addresses = [
        url("my_work"),
        url("action_list"),
        action.get_absolute_url(),
        action.theme.get_absolute_url(),
        url("action_update", action.pk),
        url("action_edit", action.pk),
        url("due_date_decide", change.pk),
    ]
    for address in addresses:
        page = text(client.get(address))
        assert HOSTILE not in page, address
        assert "&lt;script&gt;alert(1)" in page, address


# --- recording progress -------------------------------------------------------------------------


def typed(action: Action, status_of: FindStatus, **given: object) -> dict[str, object]:
    """A filled update form."""
    return {
        "revision": action.revision,
        "delivery": status_of("at_risk").pk,
        "impact": status_of("too_early").pk,
        "done": "Two cohorts trained.",
        "effective_on": "20 4 2018",
        **given,
    }


def test_action_update_is_recorded(
    signed_in: SignIn,
    officer: User,
    action: Action,
    status_of: FindStatus,
    period: ReportingPeriod,
) -> None:
    response = signed_in(officer).post(
        url("action_update", action.pk),
        typed(
            action,
            status_of,
            difference="Fewer returns.",
            title="Register",
            url="https://intranet.example/r",
            on_time="yes",
        ),
        follow=True,
    )
    assert response.redirect_chain[0][0] == action.get_absolute_url()
    page = text(response)
    assert "Update recorded. It will appear in the paper for March and April 2018." in page
    assert "Two cohorts trained." in page
    update = Update.objects.get()
    assert (update.recorded_by, update.effective_on) == (officer, TODAY)
    assert update.forecast_on == date(2018, 7, 31)
    evidence = Evidence.objects.get()
    assert (evidence.update, evidence.url) == (update, "https://intranet.example/r")


def test_action_update_shows_what_was_said_and_the_definitions(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus
) -> None:
    UpdateFactory(action=action, effective_on=date(2018, 3, 1), done="One cohort trained.")
    page = text(signed_in(officer).get(url("action_update", action.pk)))
    assert "What was said last time" in page
    assert "as at 1 March 2018" in page
    assert "One cohort trained." in page
    assert "What has been done since 1 March 2018?" in page
    assert "Nothing has changed since 1 March 2018" in page
    assert "Will it be done by 31 July 2018?" in page
    assert status_of("off_track").definition in page
    assert PlanFactory().statuses.count() == 10
    assert page.count('name="delivery"') == 6
    assert 'value="20 April 2018"' in page


def test_action_update_proposes_the_last_day_of_a_period_past(
    signed_in: SignIn, officer: User, action: Action, plan: Plan
) -> None:
    ReportingPeriodFactory(
        authority=plan.authority, starts_on=date(2018, 1, 1), ends_on=date(2018, 2, 28)
    )
    client = signed_in(officer)
    assert 'value="28 February 2018"' in text(client.get(url("action_update", action.pk)))
    UpdateFactory(action=action, effective_on=date(2018, 3, 1))
    assert 'value="20 April 2018"' in text(client.get(url("action_update", action.pk)))


def test_action_update_of_no_change(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus
) -> None:
    client, address = signed_in(officer), url("action_update", action.pk)
    fields = typed(action, status_of, no_change="on", done="")
    assert "You say that nothing has changed and choose another rating." in text(
        client.post(address, fields)
    )
    kept = {**fields, "delivery": action.delivery_id}
    for name in ("done", "difference"):
        page = text(client.post(address, {**kept, name: "Two cohorts trained."}))
        assert "You say that nothing has changed and write what has." in page
    assert not Update.objects.exists()
    client.post(address, {**kept, "obstacles": "Two posts are empty."})
    assert Update.objects.get().no_change


def test_action_update_asks_for_another_date(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus
) -> None:
    client, address = signed_in(officer), url("action_update", action.pk)
    fields = typed(action, status_of, on_time="no")
    page = text(client.post(address, fields))
    assert "Enter the date by which it will be done." in page
    assert "Two cohorts trained." in page
    page = text(client.post(address, {**fields, "new_due_on": "30 9 2018"}))
    assert "Choose a reason." in page
    assert "Say why the date has to move." in page
    assert not Update.objects.exists()  # all or nothing
    more = {"new_due_on": "30 9 2018", "reason": "recruitment", "words": "Two posts are empty."}
    client.post(address, {**fields, **more})
    change = DueDateChange.objects.get()
    assert change.decision == DueDateChange.Decision.PENDING
    assert Update.objects.get().forecast_on == date(2018, 9, 30)
    page = text(client.get(address))
    assert "A change of the due date to 30 September 2018 waits for a decision." in page
    assert 'name="new_due_on"' not in page


def test_action_update_opens_only_the_parts_in_which_something_is_typed_or_wrong(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus
) -> None:
    client, address = signed_in(officer), url("action_update", action.pk)
    opened = '<details class="govuk-details" open>'
    fields = typed(action, status_of, effective_on="soon")
    assert opened not in text(client.post(address, fields))
    asked = text(client.post(address, {**fields, "reason": "recruitment"}))
    assert opened not in asked.partition("If you call it complete")[0]
    assert opened in asked.partition("If you call it complete")[2]
    complete = {**fields, "completion_account": "All are trained."}
    told = text(client.post(address, complete))
    assert opened in told.partition("If you call it complete")[0]
    assert opened not in told.partition("If you call it complete")[2]


def test_action_update_with_two_answers_about_the_date(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus
) -> None:
    client, address = signed_in(officer), url("action_update", action.pk)
    for more in ({"new_due_on": "30 9 2018"}, {"reason": "scope"}, {"words": "More schools."}):
        page = text(client.post(address, typed(action, status_of, on_time="yes", **more)))
        assert "You say it will be on time and ask for another date." in page
    assert not Update.objects.exists()


def test_action_update_asks_for_the_date_that_a_reason_speaks_of(
    signed_in: SignIn, officer: User, make_action: MakeAction, status_of: FindStatus
) -> None:
    action = make_action(lead=officer, due_on=date(2018, 4, 19))
    fields = typed(action, status_of, reason="recruitment", words="Two posts are empty.")
    page = text(signed_in(officer).post(url("action_update", action.pk), fields))
    assert "Enter the date by which it will be done." in page
    assert "Two posts are empty." in page
    assert not Update.objects.exists()


def test_action_update_keeps_no_file_of_an_update_that_is_refused(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus
) -> None:
    def kept(folder: str = "") -> list[str]:
        folders, files = default_storage.listdir(folder)
        return files + [name for each in folders for name in kept(f"{folder}{each}/")]

    before = kept()
    fields = typed(action, status_of, on_time="no", new_due_on="30 9 2018", title="Minutes")
    client, address = signed_in(officer), url("action_update", action.pk)
    refused = {"file": SimpleUploadedFile("refused.pdf", PDF)}
    assert "Choose a reason." in text(client.post(address, fields | refused))
    assert kept() == before
    more = {"reason": "scope", "words": "More.", "file": SimpleUploadedFile("kept.pdf", PDF)}
    client.post(address, fields | more)
    assert sorted(kept()) == sorted([*before, "kept.pdf"])


def test_action_update_of_an_overdue_action_asks_by_when(
    signed_in: SignIn, officer: User, make_action: MakeAction
) -> None:
    action = make_action(lead=officer, due_on=date(2018, 4, 19))
    page = text(signed_in(officer).get(url("action_update", action.pk)))
    assert "It was due on 19 April 2018. You can ask for another date." in page
    assert 'name="on_time"' not in page


def test_action_update_with_a_file(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus
) -> None:
    fields = typed(action, status_of, title="Minutes", file=SimpleUploadedFile("minutes.pdf", PDF))
    signed_in(officer).post(url("action_update", action.pk), fields)
    assert Evidence.objects.get().file.read() == PDF


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("minutes.pdf", b"MZ a program"),
        ("minutes.exe", b"MZ a program"),
        ("minutes", PDF),
        ("minutes.pdf", b""),
    ],
)
def test_action_update_refuses_a_file_and_keeps_what_was_typed(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus, name: str, body: bytes
) -> None:
    fields = typed(action, status_of, title="Minutes", file=SimpleUploadedFile(name, body))
    response = signed_in(officer).post(url("action_update", action.pk), fields)
    assert "file" in response.context["form"].errors
    assert "Two cohorts trained." in text(response)
    assert not Update.objects.exists()


def test_action_update_needs_a_title_and_a_source_for_evidence(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus
) -> None:
    client, address = signed_in(officer), url("action_update", action.pk)
    link = "https://intranet.example/r"
    page = text(client.post(address, typed(action, status_of, url=link)))
    assert "Say what the evidence is." in page
    page = text(client.post(address, typed(action, status_of, title="Minutes")))
    assert "Give a link or a file for this evidence." in page
    both = {"title": "M", "url": link, "file": SimpleUploadedFile("m.pdf", PDF)}
    page = text(client.post(address, typed(action, status_of, **both)))
    assert "Give a link or a file, not both." in page
    assert "Choose the file “m.pdf” again." in page
    page = text(client.post(address, typed(action, status_of, title="M", url="javascript:x()")))
    assert "Enter a link that begins with https:// or http://." in page
    assert not Update.objects.exists()


def test_action_update_completes_with_an_account(
    signed_in: SignIn, officer: User, action: Action, status_of: FindStatus
) -> None:
    client, address = signed_in(officer), url("action_update", action.pk)
    fields = typed(action, status_of, delivery=status_of("complete").pk)
    page = text(client.post(address, fields))
    assert "Say what was done before you call the action complete." in page
    complete = {**fields, "completion_account": "All are trained."}
    page = text(client.post(address, complete, follow=True))
    assert "A second person now looks at whether the action is complete." in page
    action.refresh_from_db()
    assert action.completed_on == TODAY
    assert "If you open the action again, say why." in text(client.get(address))


def test_action_update_meets_another_one(
    signed_in: SignIn,
    officer: User,
    theme_lead: User,
    action: Action,
    status_of: FindStatus,
) -> None:
    fields = typed(action, status_of, file=SimpleUploadedFile("m.pdf", PDF), title="Minutes")
    services.record_update(
        action=action,
        by=theme_lead,
        effective_on=TODAY,
        delivery=status_of("off_track"),
        impact=action.impact,
        done="Somebody else was faster.",
    )
    client, address = signed_in(officer), url("action_update", action.pk)
    page = text(client.post(address, fields))
    assert "Somebody changed this action while you were writing" in page
    assert "Somebody else was faster." in page
    assert "Two cohorts trained." in page
    assert "Choose the file “m.pdf” again." in page
    assert 'name="revision" value="2"' in page
    assert Update.objects.count() == 1
    client.post(address, {**fields, "revision": 2, "file": SimpleUploadedFile("m.pdf", PDF)})
    assert Update.objects.count() == 2


def test_action_update_and_next(
    signed_in: SignIn,
    officer: User,
    action: Action,
    make_action: MakeAction,
    status_of: FindStatus,
    period: ReportingPeriod,
) -> None:
    later = make_action(lead=officer, due_on=date(2018, 12, 1))
    sooner = make_action(lead=officer, due_on=date(2018, 5, 1))
    make_action(due_on=date(2018, 4, 1))  # not the officer's
    client = signed_in(officer)
    at = sooner
    for following in (action, later):
        response = client.post(url("action_update", at.pk), typed(at, status_of, next="1"))
        assert response.url == url("action_update", following.pk)
        at = following
    response = client.post(url("action_update", at.pk), typed(at, status_of, next="1"), follow=True)
    assert "No other action of yours waits for an update." in text(response)


def test_action_update_of_an_internal_action_goes_into_no_paper(
    signed_in: SignIn, officer: User, make_action: MakeAction, status_of: FindStatus
) -> None:
    action = make_action(lead=officer, visibility="internal")
    response = signed_in(officer).post(
        url("action_update", action.pk), typed(action, status_of), follow=True
    )
    assert "This action is kept out of papers." in text(response)


def test_action_update_with_nothing_filled_in_says_what_is_missing(
    signed_in: SignIn, officer: User, action: Action
) -> None:
    page = text(signed_in(officer).post(url("action_update", action.pk), {"done": ""}))
    assert "There is a problem" in page
    assert "Choose how delivery is going." in page
    assert not Update.objects.exists()


# --- adding and changing actions ----------------------------------------------------------------


def described(theme: Theme, **given: object) -> dict[str, object]:
    """A filled action form."""
    return {
        "reference": "5b(iv)",
        "title": "Train all deputies",
        "theme": theme.pk,
        "priority": "medium",
        "visibility": "public",
        "added_on": "20 4 2018",
        "starts_on": "20 4 2018",
        **given,
    }


def test_action_add(signed_in: SignIn, theme_lead: User, plan: Plan) -> None:
    theme = ThemeFactory(plan=plan)
    partner = PartnerFactory(authority=plan.authority)
    response = signed_in(theme_lead).post(
        url("action_add", plan.pk),
        described(theme, due_on="30 9 2018", partners=[partner.pk]),
        follow=True,
    )
    assert "Action 5b(iv) added to the plan." in text(response)
    action = Action.objects.get()
    assert action.original_due_on == action.due_on == date(2018, 9, 30)
    assert action.partners.get() == partner


def test_action_add_refusals(
    signed_in: SignIn, theme_lead: User, plan: Plan, action: Action, outsider: User
) -> None:
    client, address = signed_in(theme_lead), url("action_add", plan.pk)
    theme = action.theme
    PartnerFactory(authority=plan.authority)  # without one to choose there is no field
    page = text(client.post(address, described(theme, reference=action.reference)))
    assert "Another action of this plan has this reference." in page
    assert "Train all deputies" in page
    page = text(client.post(address, described(theme, due_on="1 1 2018")))
    assert "The due date cannot be before the start." in page
    for field, stranger in (
        ("theme", ThemeFactory()),
        ("lead", outsider),
        ("team", TeamFactory()),
        ("partners", PartnerFactory()),
        ("objective", ObjectiveFactory()),
    ):
        response = client.post(address, described(theme) | {field: stranger.pk})
        assert field in response.context["form"].errors
    assert Action.objects.filter(plan=plan).count() == 1


def test_action_edit(signed_in: SignIn, theme_lead: User, action: Action) -> None:
    client, address = signed_in(theme_lead), url("action_edit", action.pk)
    page = text(client.get(address))
    assert 'name="due_on"' not in page
    assert url("due_date_request", action.pk) in page
    fields = described(action.theme, revision=1, starts_on="1 12 2017", due_on="1 1 2020")
    response = client.post(address, fields, follow=True)
    assert "Action changed." in text(response)
    action.refresh_from_db()
    assert (action.reference, action.title) == ("5b(iv)", "Train all deputies")
    assert action.due_on == date(2018, 7, 31)


def test_action_edit_shows_both_versions(
    signed_in: SignIn, theme_lead: User, action: Action
) -> None:
    services.change_action(action=action, by=theme_lead, revision=1, title="Train the heads")
    fields = described(action.theme, revision=1, starts_on="1 12 2017")
    client, address = signed_in(theme_lead), url("action_edit", action.pk)
    page = text(client.post(address, fields))
    assert "Train the heads" in page
    assert "Train all deputies" in page
    assert 'name="revision" value="2"' in page
    client.post(address, {**fields, "revision": 2})
    action.refresh_from_db()
    assert action.title == "Train all deputies"


def test_action_edit_refusal_of_the_service_stands_at_its_field(
    signed_in: SignIn, theme_lead: User, make_action: MakeAction
) -> None:
    action = make_action(complete=True)
    fields = described(action.theme, revision=1, starts_on="1 12 2017", priority="high")
    page = text(signed_in(theme_lead).post(url("action_edit", action.pk), fields))
    assert "Add evidence before a complete action becomes one of high priority." in page


# --- due dates ----------------------------------------------------------------------------------


def test_due_date_request_and_decide(
    signed_in: SignIn, officer: User, theme_lead: User, action: Action
) -> None:
    fields = {"new_due_on": "30 9 2018", "reason": "recruitment", "words": "Two posts are empty."}
    response = signed_in(officer).post(url("due_date_request", action.pk), fields, follow=True)
    assert "The date moves when another person has approved it." in text(response)
    change = DueDateChange.objects.get()
    client, address = signed_in(theme_lead), url("due_date_decide", change.pk)
    assert "Two posts are empty." in text(client.get(address))
    assert "Choose whether to approve or to decline." in text(client.post(address, {"words": ""}))
    page = text(client.post(address, {"decision": "declined"}))
    assert "Say why the date stays as it is." in page
    page = text(client.post(address, {"decision": "approved"}, follow=True))
    assert "The action is now due on 30 September 2018." in page
    action.refresh_from_db()
    assert action.due_on == date(2018, 9, 30)
    response = client.get(address, follow=True)
    assert "This request has been decided already." in text(response)


def test_due_date_decide_tells_why_an_earlier_request_was_declined(
    signed_in: SignIn, officer: User, theme_lead: User, action: Action
) -> None:
    ask = {"action": action, "by": officer, "reason": "recruitment", "words": "Posts are empty."}
    first = services.request_due_date(new_due_on=date(2018, 9, 30), **ask)
    services.decide_due_date(
        change=first, by=theme_lead, decision="declined", words="Agencies can fill them."
    )
    second = services.request_due_date(new_due_on=date(2018, 8, 31), **ask)
    page = text(signed_in(theme_lead).get(url("due_date_decide", second.pk)))
    assert "declined. Agencies can fill them." in page


def test_due_date_request_moves_at_once_without_approval(
    signed_in: SignIn, officer: User, action: Action, plan: Plan
) -> None:
    plan.date_changes_need_approval = False
    plan.save()
    fields = {"new_due_on": "30 9 2018", "reason": "scope", "words": "More schools."}
    response = signed_in(officer).post(url("due_date_request", action.pk), fields, follow=True)
    assert "The action is now due on 30 September 2018." in text(response)


def test_due_date_request_refusal_keeps_what_was_typed(
    signed_in: SignIn, officer: User, action: Action
) -> None:
    fields = {"new_due_on": "1 1 2018", "reason": "scope", "words": "More schools."}
    page = text(signed_in(officer).post(url("due_date_request", action.pk), fields))
    assert "The new date is before today." in page
    assert "More schools." in page


# --- evidence and re-tests ----------------------------------------------------------------------


def test_evidence_add_review_and_download(
    signed_in: SignIn, officer: User, theme_lead: User, reader: User, action: Action
) -> None:
    file = SimpleUploadedFile("minutes.pdf", PDF)
    fields = {"title": "Minutes", "added_on": "12 4 2018", "file": file}
    response = signed_in(officer).post(url("evidence_add", action.pk), fields, follow=True)
    assert "Evidence added. It waits for a reviewer." in text(response)
    evidence = Evidence.objects.get()
    response = signed_in(reader).get(url("evidence_download", evidence.pk))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert ".pdf" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    client, address = signed_in(theme_lead), url("evidence_review", evidence.pk)
    assert "Minutes" in text(client.get(address))
    page = text(client.post(address, {"verdict": "not_adequate"}))
    assert "Say what is missing." in page
    response = client.post(address, {"verdict": "adequate"}, follow=True)
    assert "Adequate, Assistant Director" in text(response)


def test_evidence_add_refusals(signed_in: SignIn, officer: User, action: Action) -> None:
    client, address = signed_in(officer), url("evidence_add", action.pk)
    fields = {"title": "Minutes", "added_on": "12 4 2018"}
    assert "Give a link or a file." in text(client.post(address, fields))
    link = {"url": "https://intranet.example/r"}
    late = {**fields, **link, "added_on": "21 4 2018"}
    assert "The date is in the future." in text(client.post(address, late))
    assert not Evidence.objects.exists()


def test_evidence_download_of_a_link_or_a_lost_file_is_not_found(
    signed_in: SignIn, reader: User, action: Action
) -> None:
    client = signed_in(reader)
    link = EvidenceFactory(action=action)
    lost = EvidenceFactory(action=action, url="", file="evidence/2018/04/lost.pdf")
    for evidence in (link, lost):
        assert client.get(url("evidence_download", evidence.pk)).status_code == 404


def test_evidence_name_cannot_leave_its_folder(
    signed_in: SignIn, officer: User, action: Action
) -> None:
    file = SimpleUploadedFile("minutes.pdf", PDF)
    file.name = "../../../etc/minutes.pdf"
    fields = {"title": "Minutes", "added_on": "12 4 2018", "file": file}
    signed_in(officer).post(url("evidence_add", action.pk), fields)
    kept = Evidence.objects.get().file.name
    assert kept.startswith("evidence/20")
    assert ".." not in kept


def test_retest_too_early_to_say_asks_beside_the_box_for_a_day_to_look_again(
    signed_in: SignIn, theme_lead: User, action: Action
) -> None:
    client, address = signed_in(theme_lead), url("retest_add", action.pk)
    fields = {"tested_on": "20 4 2018", "kind": "audit", "verdict": "too_early", "words": "New."}
    form = client.post(address, fields).context["form"]
    assert form.errors == {"look_again_on": ["Give a date to look again."]}
    assert not form.non_field_errors()
    form = client.post(address, {**fields, "look_again_on": "in autumn"}).context["form"]
    assert list(form.errors) == ["look_again_on"]
    assert len(form.errors["look_again_on"]) == 1
    client.post(address, {**fields, "look_again_on": "1 10 2018"})
    assert action.retests.get().look_again_on == date(2018, 10, 1)


def test_retest_add(signed_in: SignIn, theme_lead: User, action: Action) -> None:
    client, address = signed_in(theme_lead), url("retest_add", action.pk)
    fields = {"tested_on": "20 4 2018", "kind": "audit", "verdict": "held", "words": "Nine of ten."}
    page = text(client.post(address, {**fields, "verdict": "too_early"}))
    assert "Give a date to look again." in page
    page = text(client.post(address, {**fields, "tested_on": "21 4 2018"}))
    assert "The date is in the future." in page
    response = client.post(address, fields, follow=True)
    assert "Nine of ten." in text(response)


# --- narrative ----------------------------------------------------------------------------------


@pytest.fixture
def narrative(plan: Plan, period: ReportingPeriod) -> ThemeNarrative:
    """A text being drafted."""
    return ThemeNarrativeFactory(theme__plan=plan, period=period)


def test_narrative_begins_with_the_updates_of_the_period(
    signed_in: SignIn, theme_lead: User, action: Action, period: ReportingPeriod
) -> None:
    UpdateFactory(action=action, effective_on=date(2018, 3, 1), done="In the period.")
    UpdateFactory(action=action, effective_on=date(2018, 2, 28), done="Before it.")
    client, address = signed_in(theme_lead), url("narrative_edit", action.theme_id, period.pk)
    page = text(client.get(address))
    assert "In the period." in page
    assert "Before it." not in page
    assert "nonce" in page
    response = client.post(address, {"body": "<p>Stronger.</p>", "revision": 0}, follow=True)
    assert "Text saved. Send it to the author when it is ready." in text(response)
    assert ThemeNarrative.objects.get().body == "<p>Stronger.</p>"


def test_narrative_is_saved_and_sent(
    signed_in: SignIn, theme_lead: User, narrative: ThemeNarrative
) -> None:
    fields = {"body": "<p>Better.</p>", "revision": 1, "ready": "1"}
    response = signed_in(theme_lead).post(narrative.get_absolute_url(), fields, follow=True)
    assert "It waits for the report author." in text(response)
    narrative.refresh_from_db()
    assert (narrative.state, narrative.body) == ("ready", "<p>Better.</p>")


def test_narrative_empty_is_not_sent_and_not_half_saved(
    signed_in: SignIn, theme_lead: User, narrative: ThemeNarrative
) -> None:
    fields = {"body": "", "revision": 1, "ready": "1"}
    page = text(signed_in(theme_lead).post(narrative.get_absolute_url(), fields))
    assert "Write the text before you send it to the author." in page
    narrative.refresh_from_db()
    assert narrative.revision == 1


def test_narrative_edit_shows_both_versions(
    signed_in: SignIn, theme_lead: User, narrative: ThemeNarrative
) -> None:
    services.save_narrative(
        theme=narrative.theme,
        period=narrative.period,
        by=theme_lead,
        body="<p>Theirs.</p>",
        revision=1,
    )
    client, address = signed_in(theme_lead), narrative.get_absolute_url()
    page = text(client.post(address, {"body": "<p>Mine.</p>", "revision": 1}))
    assert "Somebody saved this while you were writing" in page
    assert "Theirs." in page
    assert "Mine." in page
    client.post(address, {"body": "<p>Mine.</p>", "revision": 2})
    narrative.refresh_from_db()
    assert narrative.body == "<p>Mine.</p>"


def test_narrative_is_accepted_and_returned_by_the_author(
    signed_in: SignIn, author: User, plan: Plan, period: ReportingPeriod
) -> None:
    narrative = ThemeNarrativeFactory(theme__plan=plan, period=period, state="ready")
    client = signed_in(author)
    page = text(client.get(narrative.get_absolute_url()))
    assert "Accept" in page
    assert "Return with a reason" in page
    address = url("narrative_move", narrative.theme_id, period.pk)
    page = text(client.get(address, {"state": "returned"}))
    assert "What should be changed?" in page
    page = text(client.post(address, {"state": "returned", "revision": 1}))
    assert "Say what should be changed." in page
    client.post(address, {"state": "returned", "revision": 1, "reason": "Shorter."})
    narrative.refresh_from_db()
    assert (narrative.state, narrative.return_reason) == ("returned", "Shorter.")
    page = text(client.post(address, {"state": "accepted", "revision": 2}))
    assert "that step is not open to it" in page


def test_narrative_step_on_a_stale_copy_is_shown(
    signed_in: SignIn, author: User, theme_lead: User, plan: Plan, period: ReportingPeriod
) -> None:
    narrative = ThemeNarrativeFactory(theme__plan=plan, period=period, state="ready", revision=2)
    address = url("narrative_move", narrative.theme_id, period.pk)
    page = text(signed_in(author).post(address, {"state": "accepted", "revision": 1}))
    assert "Somebody saved this text while you were reading." in page
    narrative.refresh_from_db()
    assert narrative.state == "ready"


def test_narrative_not_begun_cannot_move(
    signed_in: SignIn, author: User, plan: Plan, period: ReportingPeriod
) -> None:
    theme = ThemeFactory(plan=plan)
    response = signed_in(author).post(url("narrative_move", theme.pk, period.pk), {})
    assert response.status_code == 404


def test_narrative_of_a_period_of_another_authority_is_not_found(
    signed_in: SignIn, theme_lead: User, plan: Plan
) -> None:
    theme, other = ThemeFactory(plan=plan), ReportingPeriodFactory(authority=AuthorityFactory())
    assert signed_in(theme_lead).get(url("narrative_edit", theme.pk, other.pk)).status_code == 404

"""The audit trail as administrators read it, and what is written into it."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.admin import AuthorityAdmin, Recorded
from accounts.models import Authority, Membership, Team, User
from accounts.trail import lines
from committee.models import HouseStyle, HouseStyleSection
from core.models import AuditEvent
from improvement.models import PracticeArea, ReminderRule
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory
from tests.factories.core import AuditEventFactory
from tests.factories.improvement import (
    ActionFactory,
    ObjectiveFactory,
    StatusFactory,
    ThemeFactory,
)

ClientOf = Callable[[User], Client]
Kind = AuditEvent.Kind
TRAIL = "/people/audit-trail/"


@pytest.fixture
def office(administrator: User, client_of: ClientOf) -> Client:
    """The administrator's browser."""
    return client_of(administrator)


def told(**fields: Any) -> list[str]:
    """The lines of an event."""
    return [str(line) for line in lines(AuditEventFactory.build(**fields))]


# --- details in words -----------------------------------------------------------------------------


def test_changes_are_told_field_by_field_in_the_words_of_the_record() -> None:
    assert told(
        details={
            "changes": {"success_measure": ["", "Nine in ten"], "due_on": ["", "2018-06-06"]},
            "priority": ["low", "high"],
        }
    ) == [
        "How success will be known: nothing → Nine in ten",
        "Due: nothing → 6 June 2018",
        "Priority: Low → High",
    ]


def test_other_details_are_told_without_what_was_before() -> None:
    assert told(
        details={
            "no_change": True,
            "fields": ["due_on", "title"],
            "changed": ["introduced_by", "is_unanimous"],
            "indicators": ["CP01", "CP02"],
            "grades": {"strategy": ["1", "2"], "plan": 3},
            "reason": "",
            "sha256": ["", "ab12"],
        }
    ) == [
        "No change: yes",
        "Fields: Due, What will be done",
        "Changed: Introduced by, Is unanimous",
        "Indicators: CP01, CP02",
        "Grades: Strategy: 1 → 2; Plan: 3",
        "SHA-256: nothing → ab12",
    ]


def test_details_of_what_is_no_longer_kept_are_told_all_the_same() -> None:
    assert told(subject_type="gone.Thing", details={"size": ["1", "2"]}) == ["Size: 1 → 2"]
    assert told(subject_type="", details={"size": 2}) == ["Size: 2"]


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_audit_trail_is_for_administrators(
    authority: Authority, author: User, administrator: User, client_of: ClientOf
) -> None:
    assert client_of(author).get(TRAIL).status_code == 403
    assert client_of(administrator).get(TRAIL).status_code == 200


def test_audit_trail_tells_who_did_what_before_and_after(
    office: Client, authority: Authority
) -> None:
    AuditEventFactory(
        authority_id=authority.pk,
        actor_name="Ann <b>Author</b>",
        subject="1a Mend",
        details={"delivery": ["On <i>track</i>", "Complete"]},
    )
    page = office.get(TRAIL).text
    assert "30 April 2018, 13:00" in page
    assert "Ann &lt;b&gt;Author&lt;/b&gt;" in page
    assert "Update recorded" in page
    assert "before: </span>On &lt;i&gt;track&lt;/i&gt;</del>" in page
    assert "after: </span>Complete</ins>" in page


def test_audit_trail_tells_nothing_of_another_council(office: Client, authority: Authority) -> None:
    AuditEventFactory(authority_id=authority.pk, subject="Ours")
    AuditEventFactory(authority_id=authority.pk + 1, subject="Theirs")
    page = office.get(TRAIL).text
    assert "Ours" in page
    assert "Theirs" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "ann"}, {"Roof"}),
        ({"kind": "exported"}, {"Door"}),
        ({"about": "roo"}, {"Roof"}),
        ({"since": "1 5 2018"}, {"Door"}),
        ({"until": "30 4 2018"}, {"Roof"}),
        ({"since": "30 4 2018", "until": "1 5 2018"}, {"Roof", "Door"}),
        ({"record": "improvement.Action-7"}, {"Roof"}),
        ({"record": "improvement.Plan-7"}, set()),
        ({"record": "x"}, set()),
        ({"record": "improvement.Action-²"}, set()),
        ({"record": "improvement.Action-99999999999999999999999"}, set()),
        ({"kind": "x"}, {"Roof", "Door"}),
        ({"since": "x"}, {"Roof", "Door"}),
        ({"about": "'; -- %_\\"}, set()),
    ],
)
def test_audit_trail_is_narrowed(
    office: Client, authority: Authority, asked: dict[str, str], found: set[str]
) -> None:
    of = {"authority_id": authority.pk}
    AuditEventFactory(subject="Roof", actor_name="Ann", subject_id=7, **of)
    AuditEventFactory(
        subject="Door",
        actor_name="Bob",
        kind=Kind.EXPORTED,
        at=datetime(2018, 5, 1, 12, tzinfo=UTC),
        subject_id=8,
        **of,
    )
    shown = office.get(TRAIL, asked).context["table"].records
    assert {event.subject for event in shown} == found


def test_audit_trail_is_taken_out_with_details_in_words_and_that_is_in_it(
    office: Client, administrator: User, authority: Authority
) -> None:
    AuditEventFactory(
        authority_id=authority.pk, subject="=Roof", details={"due_on": ["", "2018-06-06"]}
    )
    answer = office.get(TRAIL, {"export": "csv", "about": "roof"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, row = csv.reader(StringIO(text))
    assert header == ["When", "Who", "What", "About", "Before and after"]
    assert row[0].startswith("2018-04-30 13:00:00")
    assert row[2:] == ["Update recorded", "'=Roof", "Due: nothing → 6 June 2018"]
    (exported,) = AuditEvent.objects.filter(kind=Kind.EXPORTED)
    assert exported.authority_id == authority.pk
    assert exported.actor_name == str(administrator)
    assert exported.details["asked"] == "export=csv&about=roof"


def test_audit_trail_takes_nothing(office: Client, authority: Authority) -> None:
    event = AuditEventFactory(authority_id=authority.pk)
    office.post(TRAIL, {"subject": "x", "record": f"improvement.Action-{event.subject_id}"})
    assert AuditEvent.objects.get().subject == event.subject


def test_the_administration_pages_only_show_the_audit_trail(
    office: Client, authority: Authority
) -> None:
    event = AuditEventFactory(authority_id=authority.pk)
    page = reverse("admin:core_auditevent_change", args=[event.pk])
    assert office.get(page).status_code == 200
    assert office.post(page, {"subject": "x"}).status_code == 403
    assert office.get(reverse("admin:core_auditevent_add")).status_code == 403
    assert office.post(reverse("admin:core_auditevent_delete", args=[event.pk])).status_code == 403


def test_a_record_leads_administrators_to_what_was_done_with_it(
    office: Client, reader: User, authority: Authority, client_of: ClientOf
) -> None:
    action = ActionFactory(plan__authority=authority)
    address = f"{TRAIL}?record=improvement.Action-{action.pk}"
    assert address in office.get(action.get_absolute_url()).text
    assert address not in client_of(reader).get(action.get_absolute_url()).text


# --- people and roles, kept in the administration pages -------------------------------------------


def people_changed() -> list[tuple[int, str, dict[str, Any]]]:
    """What the trail tells of people: authority, subject and changes, the oldest first."""
    found = AuditEvent.objects.filter(kind=Kind.PEOPLE_CHANGED).order_by("pk")
    return [(each.authority_id, each.subject, each.details["changes"]) for each in found]


def person_form(person: User, *roles: Membership, **fields: Any) -> dict[str, Any]:
    """What the page of a person sends."""
    data: dict[str, Any] = {
        "email": person.email,
        "name": person.name,
        "post": person.post,
        "is_active": "on",
    }
    data |= {
        "memberships-TOTAL_FORMS": len(roles),
        "memberships-INITIAL_FORMS": sum(bool(role.pk) for role in roles),
    }
    for number, role in enumerate(roles):
        data[f"memberships-{number}-id"] = role.pk or ""
        data[f"memberships-{number}-user"] = person.pk
        data[f"memberships-{number}-authority"] = role.authority_id
        data[f"memberships-{number}-role"] = role.role
    return {name: value for name, value in (data | fields).items() if value is not None}


def test_a_role_given_to_a_person_stands_in_the_trail(
    office: Client, administrator: User, authority: Authority
) -> None:
    held = MembershipFactory(authority=authority, role="reader", user__name="Ann")
    new = Membership(authority=authority, role="author")
    address = reverse("admin:accounts_user_change", args=[held.user_id])
    assert office.post(address, person_form(held.user, held, new)).status_code == 302
    changes = {"roles": ["Reader", "Reader, Report author"]}
    assert people_changed() == [(authority.pk, "Ann", changes)]
    assert AuditEvent.objects.get(kind=Kind.PEOPLE_CHANGED).actor_id == administrator.pk


def test_closing_an_account_stands_in_the_trail(office: Client, authority: Authority) -> None:
    held = MembershipFactory(authority=authority, user__name="Ann")
    address = reverse("admin:accounts_user_change", args=[held.user_id])
    office.post(address, person_form(held.user, held, is_active=None))
    assert people_changed() == [(authority.pk, "Ann", {"is_active": ["Yes", "No"]})]


def test_what_is_saved_unchanged_stands_nowhere(office: Client, authority: Authority) -> None:
    held = MembershipFactory(authority=authority)
    address = reverse("admin:accounts_user_change", args=[held.user_id])
    assert office.post(address, person_form(held.user, held)).status_code == 302
    assert people_changed() == []


def test_each_council_is_told_of_its_own_roles_only(
    superuser: User, authority: Authority, client_of: ClientOf
) -> None:
    ours = MembershipFactory(authority=authority, role="reader", user__name="Ann")
    theirs = MembershipFactory(user=ours.user, role="author")
    address = reverse("admin:accounts_user_change", args=[ours.user_id])
    data = person_form(ours.user, ours, theirs, **{"memberships-1-role": "clerk"})
    assert client_of(superuser).post(address, data).status_code == 302
    changes = {"roles": ["Report author", "Clerk"]}
    assert people_changed() == [(theirs.authority_id, "Ann", changes)]


def test_a_role_is_given_and_taken_away_in_the_trail(office: Client, authority: Authority) -> None:
    person = UserFactory(name="Ann", role="reader", role__authority=authority)
    add = reverse("admin:accounts_membership_add")
    office.post(add, {"user": person.pk, "authority": authority.pk, "role": "author"})
    given = Membership.objects.get(user=person, role="author")
    office.post(reverse("admin:accounts_membership_delete", args=[given.pk]), {"post": "yes"})
    assert [changes for _, _, changes in people_changed()] == [
        {"user": ["", "Ann"], "role": ["", "Report author"]},
        {"user": ["Ann", ""], "role": ["Report author", ""]},
    ]


def test_roles_taken_away_together_stand_in_the_trail_each(
    office: Client, authority: Authority
) -> None:
    held = MembershipFactory.create_batch(2, authority=authority, role="reader")
    data = {"action": "delete_selected", "_selected_action": [one.pk for one in held], "post": "y"}
    office.post(reverse("admin:accounts_membership_changelist"), data)
    assert len(people_changed()) == 2
    assert not Membership.objects.filter(pk__in=[one.pk for one in held]).exists()


def test_who_joins_a_team_stands_in_the_trail(office: Client, authority: Authority) -> None:
    team = TeamFactory(authority=authority, name="Front door")
    person = UserFactory(name="Ann", role="reader", role__authority=authority)
    address = reverse("admin:accounts_team_change", args=[team.pk])
    assert office.post(address, {"name": "Door", "members": [person.pk]}).status_code == 302
    assert Team.objects.get().name == "Door"
    changes = {"name": ["Front door", "Door"], "members": ["", "Ann"]}
    assert people_changed() == [(authority.pk, "Door", changes)]


# --- the plan and figures, kept in the administration pages ---------------------------------------


def kept() -> list[tuple[int, str, dict[str, Any]]]:
    """What the trail tells of what administrators keep, the oldest first."""
    found = AuditEvent.objects.filter(kind=Kind.ADMINISTRATION_CHANGED).order_by("pk")
    return [(each.authority_id, each.subject_type, each.details["changes"]) for each in found]


def test_a_status_changed_stands_in_the_trail(office: Client, authority: Authority) -> None:
    status = StatusFactory(plan__authority=authority, label="Nearly", colour="green")
    data = {"label": "Done", "order": status.order, "colour": "teal", "definition": "It is done."}
    address = reverse("admin:improvement_status_change", args=[status.pk])
    assert office.post(address, data).status_code == 302
    ((council, what, changed),) = kept()
    assert (council, what) == (authority.pk, "improvement.Status")
    assert changed["label"] == ["Nearly", "Done"]
    assert changed["colour"] == ["Green", "Teal"]


def test_what_stands_below_a_theme_is_told_with_it(office: Client, authority: Authority) -> None:
    theme = ThemeFactory(plan__authority=authority, number=3, title="Leadership")
    objective = ObjectiveFactory(theme=theme, reference="3a", title="Train managers")
    data = {
        "number": 3,
        "title": "Leadership",
        "kind": theme.kind,
        "description": theme.description,
        "lead": theme.lead_id or "",
        "objectives-TOTAL_FORMS": 1,
        "objectives-INITIAL_FORMS": 1,
        "objectives-0-id": objective.pk,
        "objectives-0-theme": theme.pk,
        "objectives-0-reference": "3a",
        "objectives-0-title": "Train every manager",
    }
    address = reverse("admin:improvement_theme_change", args=[theme.pk])
    assert office.post(address, data).status_code == 302
    ((_, _, changed),) = kept()
    assert changed == {"objectives": ["3a Train managers", "3a Train every manager"]}


def test_a_practice_area_added_and_removed_stands_in_the_trail(
    office: Client, authority: Authority
) -> None:
    add = reverse("admin:improvement_practicearea_add")
    data = {"authority": authority.pk, "name": "Front door", "order": 1}
    assert office.post(add, data).status_code == 302
    area = PracticeArea.objects.get()
    office.post(reverse("admin:improvement_practicearea_delete", args=[area.pk]), {"post": "yes"})
    assert [changed["name"] for _, _, changed in kept()] == [
        ["", "Front door"],
        ["Front door", ""],
    ]


def test_whatever_an_administrator_may_change_tells_the_trail(
    superuser: User, rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = superuser
    tellers = {HouseStyle, HouseStyleSection, ReminderRule}  # in ways of their own
    silent = {
        model
        for model, kept_by in admin.site._registry.items()
        if isinstance(kept_by, AuthorityAdmin)
        and kept_by.has_change_permission(request)
        and not isinstance(kept_by, Recorded)
    }
    assert silent == tellers

"""Who may do what: the truth table of roles, and what nobody sees of another authority."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Authority, Membership, Partner, Team, User, authority_ids
from accounts.roles import ROLES, Permission
from improvement.models import Action
from tests.factories.accounts import (
    AuthorityFactory,
    MembershipFactory,
    PartnerFactory,
    TeamFactory,
    UserFactory,
)
from tests.factories.improvement import ActionFactory

# One column for each role, in the order of ROLES; a cross means that it may.
TRUTH = """
                         reader member updater theme_lead analyst author clearer clerk administrator
READ_PLAN                x      x      x       x          x       x      x       x     x
UPDATE_OWN_ACTIONS       .      .      x       x          .       x      .       .     .
UPDATE_ANY_ACTION        .      .      .       x          .       .      .       .     x
EDIT_PLAN                .      .      .       x          .       .      .       .     x
DECIDE_DUE_DATES         .      .      .       x          .       .      .       .     x
REVIEW_EVIDENCE          .      .      .       x          .       .      .       .     .
WRITE_NARRATIVE          .      .      .       x          .       x      .       .     .
ACCEPT_NARRATIVE         .      .      .       .          .       x      .       .     .
EDIT_INDICATORS          .      .      .       .          x       .      .       .     x
LOAD_FIGURES             .      .      .       .          x       .      .       .     .
READ_SMALL_NUMBERS       .      .      .       x          x       .      .       .     .
WRITE_OWN_COMMENTARY     .      .      x       x          .       x      .       .     .
WRITE_ANY_COMMENTARY     .      .      .       x          x       x      .       .     .
ACCEPT_COMMENTARY        .      .      .       .          x       x      .       .     .
READ_UNPUBLISHED_LETTERS .      .      .       x          .       x      .       .     .
RECORD_FINDINGS          .      .      .       x          .       x      .       .     .
TRACE_FINDINGS           .      .      .       x          .       x      .       .     .
READ_DRAFT_REPORTS       .      .      x       x          x       x      x       x     x
WRITE_REPORTS            .      .      .       .          .       x      .       .     .
PUBLISH_REPORTS          .      .      .       .          .       x      .       x     .
CLEAR_REPORTS            .      .      .       .          .       .      x       .     .
READ_EXEMPT              .      x      .       x          .       x      x       x     .
MANAGE_MEETINGS          .      .      .       .          .       .      .       x     x
ASK_QUESTIONS            .      x      .       .          .       .      .       .     .
ANSWER_MEMBERS           .      .      .       x          .       x      .       .     .
EXPORT                   x      x      x       x          x       x      x       x     x
ADMINISTER               .      .      .       .          .       .      .       .     x
"""
HEADINGS, *ROWS = [line.split() for line in TRUTH.strip().splitlines()]
ANSWERS = [
    (role, Permission[name], mark == "x")
    for name, *marks in ROWS
    for role, mark in zip(HEADINGS, marks, strict=True)
]


def test_truth_table_is_whole() -> None:
    assert list(ROLES) == HEADINGS
    assert [name for name, *_ in ROWS] == [permission.name for permission in Permission]


@pytest.mark.parametrize("role", HEADINGS)
def test_a_role_allows_what_the_table_says(role: str, authority: Authority) -> None:
    person = UserFactory(role=role, role__authority=authority)
    for named, permission, may in ANSWERS:
        if named == role:
            assert person.may(permission, authority.pk) is may, permission


@pytest.mark.parametrize("role", HEADINGS)
def test_a_role_allows_nothing_elsewhere(role: str, authority: Authority) -> None:
    person = UserFactory(role=role, role__authority=AuthorityFactory())
    assert not any(person.may(permission, authority.pk) for permission in Permission)


def test_several_roles_allow_what_each_allows(authority: Authority) -> None:
    person = UserFactory(role="clerk", role__authority=authority)
    MembershipFactory(user=person, authority=authority, role="analyst")
    assert person.may(Permission.READ_DRAFT_REPORTS, authority.pk)
    assert person.may(Permission.MANAGE_MEETINGS, authority.pk)
    assert not person.may(Permission.WRITE_REPORTS, authority.pk)


def test_who_has_left_may_do_nothing(administrator: User, authority: Authority) -> None:
    administrator.is_active = False
    assert not any(administrator.may(permission, authority.pk) for permission in Permission)


def test_an_operator_may_do_everything(superuser: User, authority: Authority) -> None:
    assert all(superuser.may(permission, authority.pk) for permission in Permission)


def test_a_role_that_was_taken_out_of_the_code_allows_nothing(authority: Authority) -> None:
    person = MembershipFactory(authority=authority, role="abolished").user
    assert not any(person.may(permission, authority.pk) for permission in Permission)
    assert authority_ids(person) == [authority.pk]


@pytest.mark.parametrize("role", HEADINGS)
def test_only_administrators_enter_the_administration(role: str, authority: Authority) -> None:
    person = UserFactory(role=role, role__authority=authority)
    assert person.is_staff is (role == "administrator")


def test_permissions_are_read_once(
    reader: User, authority: Authority, django_assert_num_queries: Any
) -> None:
    person = User.objects.get(pk=reader.pk)
    with django_assert_num_queries(1):
        assert person.may(Permission.READ_PLAN, authority.pk)
        assert not person.may(Permission.EDIT_PLAN, authority.pk)
        assert person.authorities == [authority]
        assert not person.is_staff


# --- nothing crosses over -------------------------------------------------------------------------

OWNER: list[tuple[type[models.Model], str]] = [
    (Authority, "pk"),
    (Membership, "authority"),
    (Team, "authority"),
    (Partner, "authority"),
    (Action, "plan__authority"),
]


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(held=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(HEADINGS)), max_size=4))
def test_nothing_of_another_authority_is_ever_visible(
    db: None, held: list[tuple[int, str]]
) -> None:
    councils = [AuthorityFactory() for _ in range(3)]
    for council in councils:
        TeamFactory(authority=council)
        PartnerFactory(authority=council)
        ActionFactory(plan__authority=council)
        MembershipFactory(authority=council)
    person = UserFactory()
    for place, role in set(held):
        MembershipFactory(user=person, authority=councils[place], role=role)
    mine = {councils[place].pk for place, _ in held}
    administered = {councils[place].pk for place, role in held if role == "administrator"}
    for model, path in OWNER:
        manager: Any = model._default_manager
        assert set(manager.visible_to(person).values_list(path, flat=True)) == mine
        own = manager.permitting(person, Permission.ADMINISTER)
        assert set(own.values_list(path, flat=True)) == administered
    for other in User.objects.visible_to(person):
        assert mine & {one.authority_id for one in other.memberships.all()}


@pytest.mark.parametrize("model", [model for model, _ in OWNER] + [User])
def test_nobody_in_particular_sees_nothing(authority: Authority, model: Any) -> None:
    MembershipFactory(authority=authority)
    assert not model.objects.visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize("model", [model for model, _ in OWNER] + [User])
def test_an_operator_sees_everything(superuser: User, model: Any) -> None:
    MembershipFactory()
    MembershipFactory()
    assert model.objects.visible_to(superuser).count() == model.objects.count()

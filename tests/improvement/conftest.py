"""A plan to work on, and people of every role to work on it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Authority, User
from improvement.models import Action, Plan, Status
from tests.factories.accounts import AuthorityFactory, MembershipFactory, UserFactory
from tests.factories.improvement import ActionFactory, PlanFactory, status

MakePerson = Callable[..., User]
MakeAction = Callable[..., Action]
FindStatus = Callable[[str], Status]


@pytest.fixture
def authority(db: None) -> Authority:
    """A council."""
    return AuthorityFactory()


@pytest.fixture
def plan(authority: Authority) -> Plan:
    """Its plan."""
    return PlanFactory(authority=authority)


@pytest.fixture
def person(authority: Authority) -> MakePerson:
    """Makes a person with roles in the council (or in another one)."""

    def make(*roles: str, of: Authority | None = None, **fields: object) -> User:
        user = UserFactory(**fields)
        for role in roles:
            MembershipFactory(user=user, authority=of or authority, role=role)
        return user

    return make


@pytest.fixture
def officer(person: MakePerson) -> User:
    """Records progress on their own actions."""
    return person("updater", name="Head of Assessment")


@pytest.fixture
def theme_lead(person: MakePerson) -> User:
    """Leads a theme: decides, reviews and writes narrative."""
    return person("theme_lead", name="Assistant Director")


@pytest.fixture
def author(person: MakePerson) -> User:
    """Builds papers and accepts narratives."""
    return person("author", name="Programme Manager")


@pytest.fixture
def reader(person: MakePerson) -> User:
    """Reads and no more."""
    return person("reader", name="Committee member")


@pytest.fixture
def outsider(person: MakePerson) -> User:
    """Holds many roles, in another council."""
    return person("theme_lead", "author", "administrator", of=AuthorityFactory())


@pytest.fixture
def status_of(plan: Plan) -> FindStatus:
    """Finds the plan's status of a kind."""
    return lambda kind: status(plan, kind)


@pytest.fixture
def action(plan: Plan, officer: User) -> Action:
    """An action the officer leads: on track, due on 31 July 2018."""
    return ActionFactory(plan=plan, lead=officer, reference="5b(ii)", title="Train all managers")


@pytest.fixture
def make_action(plan: Plan) -> MakeAction:
    """Makes further actions of the plan."""

    def make(**fields: object) -> Action:
        return ActionFactory(plan=plan, **fields)

    return make


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """Signs a person in."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in

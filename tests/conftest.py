"""What every test may ask for. Browser tests drive the machine's own Chromium."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Authority, User
from accounts.roles import ROLES
from tests.factories.accounts import AuthorityFactory, MembershipFactory, UserFactory
from tools.system import NEEDS, chromium

# Playwright keeps an event loop in the tests' thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_ARGS = [
    "--no-sandbox",  # as root, as in a container, there is none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


# A busy machine is slow, and that is not a failure.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def refuse_the_outside(event: str, args: tuple[Any, ...]) -> None:
    """Stop a test from talking to another machine."""
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
        if host not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"A test tried to reach {host}.")


sys.addaudithook(refuse_the_outside)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left alone with it at the end.

    What asks for no database, or is told to need only one, runs on SQLite and not again.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    if connection.vendor != "sqlite":
        again = [item for item in items if depends_on_the_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
        items[:] = again


def depends_on_the_database(item: pytest.Item) -> bool:
    """Whether another database may make a difference to a test."""
    if item.get_closest_marker("any_database"):
        return False
    is_case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    fixtures = {"db", "transactional_db", "live_server"}.intersection(item.fixturenames)
    return bool(is_case or fixtures or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium as the machine has it; without one the test fails, it is never skipped."""
    program = chromium()
    assert program, f"Please install {NEEDS['chromium'].name}."
    return {**browser_type_launch_args, "executable_path": program, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest) -> None:
    """The test database; Playwright starts before it where a browser test will run.

    Inside Playwright's event loop Django keeps other connections than outside, so all use of the
    database falls inside it.
    """
    if any("page" in getattr(item, "fixturenames", []) for item in request.session.items):
        request.getfixturevalue("playwright")
    request.getfixturevalue("django_db_setup")


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: LiveServer) -> LiveServer:
    """The site as a browser sees it, on the test database."""
    return live_server


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """What a browser's addresses begin with: page.goto("/") is our home page."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A council's reader: British English, London time, a laptop's screen."""
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What a browser complains of: script errors, and refusals of the content security policy."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def watched(complaints: list[str]) -> Callable[[Page], Page]:
    """Listen to a page, so that the test fails where something on it fails or is refused."""

    def listen(page: Page) -> Page:
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{page.url}: {message.text}")
                if "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    return listen


@pytest.fixture
def page(page: Page, watched: Callable[[Page], Page]) -> Page:
    """A browser's page, on which nothing may fail or be refused."""
    return watched(page)


@pytest.fixture
def sign_in(page: Page, base_url: str) -> Callable[[User], None]:
    """Sign a person in to the browser without going through the form."""

    def sign_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base_url}]
        )

    return sign_in


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Assert that axe finds nothing against WCAG 2.2 AA on the page as it stands."""

    def check(page: Page) -> None:
        # Preloading copies stylesheets into the page, which the content security policy refuses.
        options = {"runOnly": {"type": "tag", "values": WCAG_22_AA}, "preload": False}
        violations = Axe().run(page, options=options).response["violations"]
        found = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            f"    {node['html']}\n    {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]
        if found:
            pytest.fail("\n".join([page.url, *found]), pytrace=False)

    return check


# --- people: one for each role in the authority, one from elsewhere -------------------------------


@pytest.fixture
def authority(db: None) -> Authority:
    """The council that the people below work for."""
    return AuthorityFactory(name="London Borough of Barnet", short_name="Barnet", slug="barnet")


def holder_of(role: str) -> Callable[[Authority], User]:
    """A fixture: the person who holds a role in the authority and nothing else."""

    @pytest.fixture(name=role)
    def person(authority: Authority) -> User:
        return UserFactory(role=role, role__authority=authority)

    return person


reader = holder_of("reader")
updater = holder_of("updater")
theme_lead = holder_of("theme_lead")
analyst = holder_of("analyst")
author = holder_of("author")
clearer = holder_of("clearer")
clerk = holder_of("clerk")
administrator = holder_of("administrator")


@pytest.fixture
def outsider(db: None) -> User:
    """Someone who may do everything, at another council."""
    elsewhere = AuthorityFactory(name="Essex County Council", short_name="Essex", slug="essex")
    person = UserFactory()
    for role in ROLES:
        MembershipFactory(user=person, authority=elsewhere, role=role)
    return person


@pytest.fixture
def superuser(db: None) -> User:
    """An operator of the installation."""
    return UserFactory(is_superuser=True)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A client that a person has signed in to: ``client_of(author).get(...)``."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in

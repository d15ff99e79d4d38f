"""A council with a plan, a period, a committee and the people who write for it."""

from datetime import date

import pytest

from improvement.models import Theme
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.committee import (
    BodyFactory,
    MeetingFactory,
    complete,
    laid_out_report,
    publish,
)
from tests.factories.improvement import (
    ActionFactory,
    PlanFactory,
    ReportingPeriodFactory,
    StrategicObjectiveFactory,
    ThemeFactory,
)


@pytest.fixture(autouse=True)
def _database(db):
    """Papers are made of what the database holds."""


@pytest.fixture
def authority():
    """The council."""
    return AuthorityFactory(name="London Borough of Barnet", short_name="Barnet", slug="barnet")


@pytest.fixture
def plan(authority):
    """A plan with a turnaround priority, two improvement themes and an action in each."""
    plan = PlanFactory(authority=authority, name="Improvement Action Plan")
    StrategicObjectiveFactory(plan=plan, order=1, text="Children get help early.")
    StrategicObjectiveFactory(plan=plan, order=2, text="Staff know what good looks like.")
    kinds = (Theme.Kind.TURNAROUND, Theme.Kind.IMPROVEMENT, Theme.Kind.IMPROVEMENT)
    for number, kind in enumerate(kinds, start=1):
        theme = ThemeFactory(plan=plan, number=number, kind=kind, title=f"Title {number}")
        ActionFactory(plan=plan, theme=theme, reference=f"{number}a", position=number)
    return plan


@pytest.fixture
def period(authority):
    """March and April 2018."""
    return ReportingPeriodFactory(authority=authority)


@pytest.fixture
def body(authority):
    """The committee."""
    return BodyFactory(authority=authority, name="Children’s Committee", slug="ces")


@pytest.fixture
def meeting(body):
    """The meeting of 6 June 2018."""
    return MeetingFactory(body=body, held_on=date(2018, 6, 6))


@pytest.fixture
def draft(plan, period, meeting):
    """A paper that was just started."""
    return laid_out_report(plan=plan, period=period, meeting=meeting)


@pytest.fixture
def report(draft):
    """A paper with everything in it that publishing needs."""
    return complete(draft)


@pytest.fixture
def publication(report):
    """The paper, published."""
    return publish(report)


def _person(role):
    @pytest.fixture(name=role)
    def person(authority):
        return UserFactory(role=role, role__authority=authority)

    return person


author = _person("author")
clerk = _person("clerk")
reader = _person("reader")
member = _person("member")
updater = _person("updater")
clearer = _person("clearer")
theme_lead = _person("theme_lead")
administrator = _person("administrator")


@pytest.fixture
def stranger():
    """A report author of another council."""
    return UserFactory(role="author", role__authority=AuthorityFactory())

"""An import of a plan is not undone once a paper has told of what it brought."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core import clock
from improvement.services.imports import undo_plan_import, what_stands_in_the_way
from tests.factories.accounts import MembershipFactory
from tests.factories.committee import PublicationFactory, ReportFactory
from tests.factories.improvement import PlanFactory, PlanImportFactory

pytestmark = pytest.mark.django_db

TAKEN_IN = datetime(2018, 5, 10, 12, tzinfo=UTC)


@pytest.fixture
def editor():
    return MembershipFactory(role="theme_lead").user


@pytest.fixture
def taken_in(editor):
    (authority,) = editor.authorities
    return PlanImportFactory(
        plan=PlanFactory(authority=authority),
        state="committed",
        committed_at=TAKEN_IN,
        committed_by=editor,
    )


def published(plan, day: int, **fields) -> None:
    report = ReportFactory(plan=plan, state="published")
    PublicationFactory(report=report, published_at=datetime(2018, 5, day, 9, tzinfo=UTC), **fields)


def test_a_paper_published_since_keeps_an_import_from_being_undone(taken_in, editor, client):
    published(taken_in.plan, 9)
    assert what_stands_in_the_way(taken_in) == []
    published(taken_in.plan, 21, title="Exempt: the named case", access="Exempt")
    (said,) = what_stands_in_the_way(taken_in)
    assert said.startswith("A paper on the plan was published since, on 21 May 2018.")
    published(taken_in.plan, 29)
    (said,) = what_stands_in_the_way(taken_in)
    assert said.startswith("2 papers on the plan were published since, the last on 29 May 2018.")
    client.force_login(editor)
    page = client.post(reverse("improvement:plan_import_undo", args=[taken_in.pk]))
    assert said in page.content.decode()
    with pytest.raises(ValidationError, match="2 papers on the plan"):
        undo_plan_import(plan_import=taken_in, by=editor)
    taken_in.refresh_from_db()
    assert taken_in.state == "committed"


def test_a_paper_on_another_plan_keeps_nothing(taken_in, editor):
    published(PlanFactory(authority=taken_in.plan.authority), 29)
    with clock.at(TAKEN_IN):
        undo_plan_import(plan_import=taken_in, by=editor)
    taken_in.refresh_from_db()
    assert taken_in.state == "undone"

"""Administration keeps how figures are read and is no way round the rules for writing them."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, User
from performance.models import (
    Breakdown,
    Commentary,
    Comparator,
    Conventions,
    ImportBatch,
    Indicator,
    NeighbourModel,
    Observation,
    Scorecard,
    StagedFigure,
    WorkbookMapping,
)
from tests.factories.performance import (
    BreakdownFactory,
    CommentaryFactory,
    ConventionsFactory,
    ImportBatchFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourModelFactory,
    RebaseFactory,
    ScorecardEntryFactory,
    ScorecardFactory,
    TargetFactory,
)

KEPT: list[type[models.Model]] = [Conventions, Breakdown, NeighbourModel]
READ: list[type[models.Model]] = [Indicator, Scorecard, ImportBatch, Commentary]


def page(model: type[models.Model], name: str, *args: object) -> str:
    """The address of an administration page."""
    return reverse(f"admin:performance_{model._meta.model_name}_{name}", args=args)


def records_of(**authority: Authority) -> dict[type[models.Model], models.Model]:
    """One record of every model, of the authority given or of a new one."""
    conventions = ConventionsFactory(**authority)
    council = {"authority": conventions.authority}
    indicator = IndicatorFactory(**council)
    TargetFactory(indicator=indicator)
    RebaseFactory(indicator=indicator, reason="A second team began.")
    neighbours = NeighbourModelFactory(**council)
    NeighbourFactory(model=neighbours, order=1, name="Merton")
    card = ScorecardFactory(**council)
    ScorecardEntryFactory(scorecard=card, indicator=indicator)
    return {
        Conventions: conventions,
        Breakdown: BreakdownFactory(**council),
        NeighbourModel: neighbours,
        Indicator: indicator,
        Scorecard: card,
        ImportBatch: ImportBatchFactory(**council),
        Commentary: CommentaryFactory(indicator=indicator),
    }


@pytest.fixture
def client(administrator: User, client_of: Callable[[User], Client]) -> Client:
    """An administrator's browser."""
    return client_of(administrator)


@pytest.mark.parametrize("model", [*KEPT, *READ])
def test_admin_pages_open_and_search(
    client: Client, authority: Authority, model: type[models.Model]
) -> None:
    record = records_of(authority=authority)[model]
    assert client.get(page(model, "changelist"), {"q": "a"}).status_code == 200
    assert client.get(page(model, "change", record.pk)).status_code == 200


@pytest.mark.parametrize("model", READ)
def test_admin_only_reads_what_the_product_writes(
    client: Client, authority: Authority, model: type[models.Model]
) -> None:
    record = records_of(authority=authority)[model]
    assert client.get(page(model, "add")).status_code == 403
    assert client.post(page(model, "change", record.pk), {"name": "Another"}).status_code == 403
    assert client.post(page(model, "delete", record.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    client.post(page(model, "changelist"), chosen)
    assert model._default_manager.filter(pk=record.pk).exists()


@pytest.mark.parametrize("model", [*KEPT, *READ])
def test_admin_ends_at_the_authority(client: Client, model: type[models.Model]) -> None:
    there = records_of()[model]
    response = client.get(page(model, "change", there.pk))
    assert response.status_code in (302, 403, 404)  # the administration pages send one back
    assert client.get(page(model, "changelist")).context["cl"].result_count == 0


@pytest.mark.parametrize("model", [Observation, Comparator, StagedFigure, WorkbookMapping])
def test_admin_does_not_list_figures(model: type[models.Model]) -> None:
    assert not admin.site.is_registered(model)


def test_admin_reads_an_indicator_with_its_targets_and_limits(
    client: Client, authority: Authority
) -> None:
    indicator = records_of(authority=authority)[Indicator]
    said = client.get(page(Indicator, "change", indicator.pk)).content.decode()
    assert "A second team began." in said
    assert "90" in said


def test_admin_sets_conventions_once_for_an_authority(client: Client, authority: Authority) -> None:
    fields = {
        "authority": authority.pk,
        "region": "London",
        "small_number_threshold": 9,
        "implausible_change": 40,
        "implausible_least": 5,
        "trend_length": 6,
    }
    assert client.post(page(Conventions, "add"), fields).status_code == 302
    assert Conventions.objects.of(authority.pk).rule.threshold == 9
    assert Conventions.history.get().history_user is not None
    assert client.post(page(Conventions, "add"), fields).status_code == 200


def test_admin_does_not_move_conventions_to_another_authority(
    client: Client, authority: Authority
) -> None:
    conventions = ConventionsFactory(authority=authority)
    fields = {"authority": ConventionsFactory().authority_id, "small_number_threshold": 9}
    client.post(page(Conventions, "change", conventions.pk), fields)
    conventions.refresh_from_db()
    assert conventions.authority == authority


def test_admin_writes_a_list_of_neighbours_with_its_authorities(
    client: Client, authority: Authority
) -> None:
    fields = {
        "authority": authority.pk,
        "name": "2025 model",
        "from_on": "01/04/2025",
        "source": "Department for Education",
        "neighbours-TOTAL_FORMS": 2,
        "neighbours-INITIAL_FORMS": 0,
        "neighbours-0-order": 1,
        "neighbours-0-name": "Merton",
        "neighbours-1-order": 2,
        "neighbours-1-name": "Sutton",
    }
    assert client.post(page(NeighbourModel, "add"), fields).status_code == 302
    made = NeighbourModel.objects.get()
    assert [each.name for each in made.neighbours.all()] == ["Merton", "Sutton"]


def test_admin_adds_nothing_for_another_authority(client: Client) -> None:
    there = ConventionsFactory().authority
    fields = {"authority": there.pk, "kind": "team", "name": "Duty team"}
    assert client.post(page(Breakdown, "add"), fields).status_code == 200
    assert not Breakdown.objects.exists()

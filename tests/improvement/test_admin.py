"""Administration keeps the plan's frame and is no way round its rules."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import User
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Objective,
    Plan,
    PracticeArea,
    ReportingPeriod,
    Retest,
    Status,
    Theme,
    ThemeNarrative,
    Update,
)
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    EvidenceFactory,
    ObjectiveFactory,
    PlanFactory,
    PracticeAreaFactory,
    ReportingPeriodFactory,
    RetestFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
)
from tests.improvement.conftest import MakePerson

KEPT: list[type[models.Model]] = [Plan, Status, Theme, Objective, PracticeArea, ReportingPeriod]
READ: list[type[models.Model]] = [Action, Update, DueDateChange, Evidence, Retest, ThemeNarrative]

AXES = set(Status.Axis.values)


def page(model: type[models.Model], name: str, *args: object) -> str:
    """The address of an administration page."""
    return reverse(f"admin:improvement_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def client(client: Client, person: MakePerson) -> Client:
    """An administrator's browser."""
    client.force_login(person("administrator"))
    return client


@pytest.fixture
def everything(action: Action, plan: Plan) -> dict[type[models.Model], models.Model]:
    """One record of every model."""
    period = ReportingPeriodFactory(authority=plan.authority)
    return {
        Plan: plan,
        Status: action.delivery,
        Theme: action.theme,
        Objective: ObjectiveFactory(theme=action.theme),
        PracticeArea: PracticeAreaFactory(authority=plan.authority),
        ReportingPeriod: period,
        Action: action,
        Update: UpdateFactory(action=action),
        DueDateChange: DueDateChangeFactory(action=action),
        Evidence: EvidenceFactory(action=action),
        Retest: RetestFactory(action=action),
        ThemeNarrative: ThemeNarrativeFactory(theme=action.theme, period=period),
    }


@pytest.mark.parametrize("model", [*KEPT, *READ])
def test_admin_pages_open_and_search(
    client: Client, everything: dict[type[models.Model], models.Model], model: type[models.Model]
) -> None:
    record = everything[model]
    found = client.get(page(model, "changelist"), {"q": "a"})
    assert found.status_code == 200
    assert client.get(page(model, "change", record.pk)).status_code == 200


@pytest.mark.parametrize("model", READ)
def test_admin_only_reads_what_the_product_writes(
    client: Client, everything: dict[type[models.Model], models.Model], model: type[models.Model]
) -> None:
    record = everything[model]
    assert client.get(page(model, "add")).status_code == 403
    assert client.post(page(model, "change", record.pk), {"done": "Another"}).status_code == 403
    assert client.post(page(model, "delete", record.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    client.post(page(model, "changelist"), chosen)
    assert model._default_manager.filter(pk=record.pk).exists()


@pytest.mark.parametrize("model", [*KEPT, *READ])
def test_admin_ends_at_the_authority(client: Client, model: type[models.Model]) -> None:
    there = ActionFactory()
    period = ReportingPeriodFactory(authority=there.plan.authority)
    records = {
        Plan: there.plan,
        Status: there.delivery,
        Theme: there.theme,
        Objective: ObjectiveFactory(theme=there.theme),
        PracticeArea: PracticeAreaFactory(authority=there.plan.authority),
        ReportingPeriod: period,
        Action: there,
        Update: UpdateFactory(action=there),
        DueDateChange: DueDateChangeFactory(action=there),
        Evidence: EvidenceFactory(action=there),
        Retest: RetestFactory(action=there),
        ThemeNarrative: ThemeNarrativeFactory(theme=there.theme, period=period),
    }
    response = client.get(page(model, "change", records[model].pk))
    assert response.status_code in (302, 403, 404)  # the administration pages send one back
    listed = client.get(page(model, "changelist"))
    assert listed.context["cl"].result_count == 0


def test_admin_adds_a_theme_and_it_appears_in_the_plan(
    client: Client, plan: Plan, person: MakePerson
) -> None:
    fields = {
        "plan": plan.pk,
        "number": 8,
        "kind": "improvement",
        "title": "Leaving care",
        "description": "To prepare young people.",
        "objectives-TOTAL_FORMS": 0,
        "objectives-INITIAL_FORMS": 0,
    }
    assert client.post(page(Theme, "add"), fields).status_code == 302
    theme = Theme.objects.get()
    assert theme.history.get().history_user is not None
    assert b"8. Leaving care" in client.get(plan.get_absolute_url()).content


def test_admin_refuses_a_theme_with_a_number_that_is_taken(client: Client, plan: Plan) -> None:
    theme = ThemeFactory(plan=plan, number=8)
    fields = {
        "plan": plan.pk,
        "number": 8,
        "kind": "improvement",
        "title": "Leaving care",
        "description": "x",
        "objectives-TOTAL_FORMS": 0,
        "objectives-INITIAL_FORMS": 0,
    }
    response = client.post(page(Theme, "add"), fields)
    assert b"Another theme of this plan has this number." in response.content
    assert Theme.objects.get() == theme


def test_admin_does_not_turn_a_status_into_another_kind(client: Client, action: Action) -> None:
    status = action.delivery
    fields = {
        "order": 2,
        "label": "Going well",
        "colour": "green",
        "definition": "Will be done in time.",
        "kind": "complete",
        "axis": "delivery",
        "plan": PlanFactory(authority=action.plan.authority).pk,
    }
    assert client.post(page(Status, "change", status.pk), fields).status_code == 302
    status.refresh_from_db()
    assert (status.label, status.kind, status.plan) == ("Going well", "on_track", action.plan)


def test_admin_keeps_a_status_that_is_used(client: Client, action: Action) -> None:
    client.post(page(Status, "delete", action.delivery_id), {"post": "yes"})
    assert Status.objects.filter(pk=action.delivery_id).exists()


def test_admin_has_a_page_for_every_record_with_a_history() -> None:
    for model in (Plan, Status, Theme, Action, ThemeNarrative):
        assert hasattr(admin.site.get_model_admin(model), "history_view"), model


@pytest.mark.parametrize("role", ["reader", "updater", "theme_lead", "author", "clerk"])
def test_admin_is_for_administrators(
    signed_in: Callable[[User], Client], person: MakePerson, plan: Plan, role: str
) -> None:
    response = signed_in(person(role)).get(page(Plan, "changelist"))
    assert response.status_code == 302  # to the sign-in of the administration pages


def test_admin_leads_to_a_file_through_the_page_that_checks(client: Client, action: Action) -> None:
    sent = EvidenceFactory(
        action=action, url="", file=SimpleUploadedFile("minutes.txt", b"We met.")
    )
    shown = client.get(page(Evidence, "change", sent.pk)).text
    assert reverse("improvement:evidence_download", args=[sent.pk]) in shown
    assert f'href="/{sent.file.name}"' not in shown
    link = EvidenceFactory(action=action)
    assert "download" not in client.get(page(Evidence, "change", link.pk)).text


def test_admin_filters_by_the_statuses_of_one_question_and_one_council(
    client: Client, action: Action
) -> None:
    ActionFactory()  # of another council
    filters = client.get(page(Action, "changelist")).context["cl"].filter_specs
    offered = {spec.field_path: spec.lookup_choices for spec in filters if spec.title in AXES}
    assert offered.keys() == AXES
    for axis, choices in offered.items():
        own = action.plan.statuses.filter(axis=axis).values_list("pk", flat=True)
        assert {pk for pk, _ in choices} == set(own)


def test_admin_history_puts_no_old_version_back(client: Client, plan: Plan, action: Action) -> None:
    """The package's page for an old version would save whatever is sent to it."""
    theme = ThemeFactory(plan=plan)
    for record in (action, theme):
        old = record.history.get()
        address = page(type(record), "simple_history", record.pk, old.pk)
        shown = client.get(address)
        assert shown.status_code == 200
        assert "Revert" not in shown.text
        sent = {field.name: field.value_from_object(record) or "" for field in record._meta.fields}
        assert client.post(address, sent | {"title": "Rewritten"}).status_code == 403
        record.refresh_from_db()
        assert record.title != "Rewritten"
        assert record.history.count() == 1


def test_two_administrators_of_one_theme_lose_nothing(client, administrator, plan):
    theme = ThemeFactory(plan=plan, title="As it was")
    client.force_login(administrator)
    address = reverse("admin:improvement_theme_change", args=[theme.pk])

    def typed(page, title):
        form = page.context["adminform"].form
        values = {name: form[name].value() for name in form.fields}
        inlines = {}
        for formset in page.context["inline_admin_formsets"]:
            for field in formset.formset.management_form:
                inlines[field.html_name] = field.value()
        given = {name: value for name, value in values.items() if value is not None}
        return {**given, **inlines, "title": title, "seen": page.context["seen"]}

    first, second = client.get(address), client.get(address)
    assert client.post(address, typed(first, "What the first says")).status_code == 302
    refused = client.post(address, typed(second, "What the second says"))
    text = refused.content.decode()
    assert "Somebody saved this while you had it open." in text
    assert "What the first says" in text
    assert "What the second says" in text
    theme.refresh_from_db()
    assert theme.title == "What the first says"
    assert client.post(address, typed(refused, "What the second says")).status_code == 302
    theme.refresh_from_db()
    assert theme.title == "What the second says"

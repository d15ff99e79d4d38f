"""Administration keeps who oversees improvement, and opens no letter before it is published."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from monitoring.models import (
    AuditRound,
    Board,
    Finding,
    InspectionImport,
    Intervention,
    Letter,
    SelfEvaluation,
    Visit,
    VoiceItem,
)
from monitoring.services.findings import add_finding, change_finding, say_of_area
from monitoring.services.visits import change_visit
from tests.factories.accounts import MembershipFactory
from tests.factories.improvement import PracticeAreaFactory
from tests.factories.monitoring import (
    BoardFactory,
    ClockOverrideFactory,
    FindingFactory,
    InspectionImportFactory,
    InspectorFactory,
    InterventionFactory,
    JudgementFactory,
    VisitFactory,
)

KEPT: list[type[models.Model]] = [Intervention, Board]
READ: list[type[models.Model]] = [Visit, Finding, InspectionImport]


def page(model: type[models.Model], name: str, *args: object) -> str:
    """The address of an administration page."""
    return reverse(f"admin:monitoring_{model._meta.model_name}_{name}", args=args)


def records_of(**authority: Authority) -> dict[type[models.Model], models.Model]:
    """One record of every model, of the authority given or of a new one."""
    visit = VisitFactory(**authority)
    council = {"authority": visit.authority}
    InspectorFactory(visit=visit)
    JudgementFactory(visit=visit)
    ClockOverrideFactory(visit=visit)
    return {
        Visit: visit,
        Finding: FindingFactory(visit=visit),
        InspectionImport: InspectionImportFactory(**council),
        Intervention: InterventionFactory(**council),
        Board: BoardFactory(**council),
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
    assert client.post(page(model, "change", record.pk), {"title": "Another"}).status_code == 403
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


@pytest.mark.parametrize("model", [Visit, Finding])
def test_admin_opens_no_letter_before_its_publication(
    client: Client, authority: Authority, administrator: User, model: type[models.Model]
) -> None:
    record = records_of(authority=authority)[model]
    Visit.objects.update(letter_status="pre_publication", published_on=None)
    pages = [page(model, name, record.pk) for name in ("change", "history")]

    def opened() -> list[bool]:
        return [client.get(address).status_code == 200 for address in pages]

    assert opened() == [False, False]
    assert client.get(page(model, "changelist")).context["cl"].result_count == 0
    MembershipFactory(user=administrator, authority=authority, role="author")
    assert opened() == [True, True]
    assert client.get(page(model, "changelist")).context["cl"].result_count == 1


def test_the_audit_trail_tells_nothing_of_a_letter_before_its_publication(
    client: Client, authority: Authority, administrator: User
) -> None:
    """Not how it judged, nor what was marked in it; and of no finding its words."""
    author = MembershipFactory(authority=authority, role="author").user
    unpublished = {"letter_status": "pre_publication", "published_on": None}
    visit = VisitFactory(authority=authority, **unpublished)
    finding = add_finding(visit=visit, by=author, type="concern", words="Plans drift.")
    change_finding(finding=finding, by=author, revision=1, words="Plans are late.", type="priority")
    area = PracticeAreaFactory(authority=authority)
    say_of_area(visit=visit, area=area, source="audit", by=author, says="agrees", words="As here.")
    judged = {"overall": ("inadequate", "")}
    change_visit(visit=visit, by=author, revision=1, framework="sif", judgements=judged)
    events = list(AuditEvent.objects.all())

    def opened() -> list[str]:
        pages = [reverse("admin:core_auditevent_change", args=[each.pk]) for each in events]
        answers = map(client.get, pages)
        return [answer.text for answer in answers if answer.status_code == 200]

    def listed() -> int:
        found = client.get(reverse("admin:core_auditevent_changelist")).context["cl"].result_count
        page = client.get(reverse("accounts:audit_trail"))
        assert (
            page.context["table"].data.data.filter(pk__in=[each.pk for each in events]).count()
            == found
        )
        return found

    assert opened() == []
    assert listed() == 0
    MembershipFactory(user=administrator, authority=authority, role="author")
    assert len(opened()) == listed() == 4
    assert "nadequate" in "".join(opened())
    for words in ("Plans drift.", "Plans are late.", "As here."):
        assert words not in "".join(opened())


@pytest.mark.parametrize("model", [Letter, AuditRound, SelfEvaluation, VoiceItem])
def test_admin_does_not_list_what_has_pages_of_its_own(model: type[models.Model]) -> None:
    assert not admin.site.is_registered(model)


def test_admin_keeps_interventions(client: Client, authority: Authority) -> None:
    typed = {
        "authority": authority.pk,
        "kind": "direction",
        "title": "First direction",
        "held_by": "Department for Education",
        "issued_on": "2017-09-12",
        "amended_on": "",
        "lifted_on": "",
        "conditions": "Work with an improvement partner.",
    }
    client.post(page(Intervention, "add"), typed)
    made = Intervention.objects.get()
    assert (made.authority, made.issued_on) == (authority, date(2017, 9, 12))
    refused = client.post(
        page(Intervention, "change", made.pk), {**typed, "lifted_on": "2017-09-11"}
    )
    assert "It was lifted before it was issued." in refused.content.decode()
    client.post(page(Intervention, "change", made.pk), {**typed, "lifted_on": "2019-09-01"})
    made.refresh_from_db()
    assert made.lifted_on == date(2019, 9, 1)


def test_admin_keeps_boards_once_by_name(client: Client, authority: Authority) -> None:
    typed = {
        "authority": authority.pk,
        "name": "Improvement Board",
        "chair": "Executive Director",
        "chair_is_independent": "on",
        "cadence": "Every month",
    }
    client.post(page(Board, "add"), typed)
    assert Board.objects.get().chair_is_independent
    refused = client.post(page(Board, "add"), typed)
    assert "There is a board with this name already." in refused.content.decode()
    assert Board.objects.count() == 1

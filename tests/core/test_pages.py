"""Pages that belong to no domain: the frame, refusals, errors, the gallery."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import DisallowedHost, PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import path
from django.views.generic import TemplateView

from accounts.models import Authority, User
from config.urls import handler400 as handler400  # the error pages below are the product's own
from config.urls import urlpatterns as product
from core import views
from tests.factories.accounts import MembershipFactory

ClientOf = Callable[[User], Client]


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404("Theme 7 of the plan")


def broken(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the database is away")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def greeting(request: HttpRequest) -> HttpResponse:
    from django.contrib import messages

    messages.success(request, "Update recorded. It will appear in the paper for 6 June.")
    messages.warning(request, "The date is a Sunday.")
    return render(request, "core/accessibility.html")


urlpatterns = [
    *product,
    path("refused/", refused),
    path("missing/", missing),
    path("broken/", broken),
    path("suspicious/", suspicious),
    path("greeting/", greeting),
    path("plans/below/", TemplateView.as_view(template_name="core/accessibility.html")),
    path("gallery/", views.components),
]
here = pytest.mark.urls(__name__)


def test_every_page_names_the_council_the_person_and_the_way_out(
    reader: User, client_of: ClientOf
) -> None:
    page = client_of(reader).get("/people/profile/").text
    assert '<span class="app-header__authority">Barnet</span>' in page
    assert str(reader) in page
    assert '<form method="post" action="/accounts/logout/">' in page
    assert "Skip to main content" in page
    assert "Your details – Improvement tracker</title>" in page
    assert "Help at Barnet: office@barnet.example" in page


def test_an_adviser_sees_each_of_their_councils(reader: User, client_of: ClientOf) -> None:
    MembershipFactory(user=reader, authority__short_name="Essex")
    assert ">Barnet, Essex</span>" in client_of(reader).get("/people/profile/").text


def test_navigation_has_at_most_seven_words(administrator: User, client_of: ClientOf) -> None:
    page = client_of(administrator).get("/people/roles/").text
    assert 0 < page.count('class="govuk-service-navigation__link"') <= 7


def test_administration_is_offered_to_administrators(
    administrator: User, reader: User, client_of: ClientOf
) -> None:
    assert "Administration" in client_of(administrator).get("/people/profile/").text
    assert "Administration" not in client_of(reader).get("/people/profile/").text


@here
@pytest.mark.parametrize(
    ("address", "current"), [("/meetings/", "page"), ("/plans/below/", "true")]
)
def test_navigation_says_where_one_is(
    reader: User, client_of: ClientOf, address: str, current: str
) -> None:
    page = client_of(reader).get(address).text
    assert page.count("aria-current=") == 1
    assert f'aria-current="{current}"' in page


def test_public_page_has_no_navigation(client: Client, db: None) -> None:
    page = client.get("/accessibility/").text
    assert "Accessibility statement" in page
    assert "govuk-service-navigation" not in page
    assert "Sign out" not in page


@here
def test_what_was_done_is_said_once(reader: User, client_of: ClientOf) -> None:
    client = client_of(reader)
    page = client.get("/greeting/").text
    assert "Update recorded." in page
    assert "The date is a Sunday." in page
    assert "Update recorded." not in client.get("/people/profile/").text


@here
def test_refusal_says_who_can_help(reader: User, client_of: ClientOf) -> None:
    page = client_of(reader).get("/refused/")
    assert page.status_code == 403
    assert "You may not do this" in page.text
    assert "At London Borough of Barnet, ask office@barnet.example." in page.text


@here
def test_refusal_without_a_programme_office_points_to_the_administrator(
    reader: User, authority: Authority, client_of: ClientOf
) -> None:
    authority.programme_office = ""
    authority.save()
    assert "ask your administrator" in client_of(reader).get("/refused/").text


@here
def test_missing_page_gives_nothing_away(reader: User, client_of: ClientOf) -> None:
    page = client_of(reader).get("/missing/")
    assert page.status_code == 404
    assert "There is no such page" in page.text
    assert "Theme 7" not in page.text


@here
def test_failure_is_told_without_the_database(
    reader: User, client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(reader)
    client.raise_request_exception = False
    page = client.get("/broken/")
    assert page.status_code == 500
    assert "Something went wrong" in page.text
    assert "the database is away" not in page.text


@here
def test_what_cannot_be_read_is_told(reader: User, client_of: ClientOf) -> None:
    page = client_of(reader).get("/suspicious/")
    assert page.status_code == 400
    assert "We could not read what you sent" in page.text


def test_a_request_for_another_host_is_told_without_a_person(rf: RequestFactory) -> None:
    page = views.bad_request(rf.get("/"), DisallowedHost())
    assert page.status_code == 400
    assert b"Nothing has been saved" in page.content


def test_a_form_from_another_session_is_explained(reader: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    page = client.post("/accounts/logout/")
    assert page.status_code == 403
    assert "This page was open for too long" in page.text


def test_health_is_told_to_anybody(client: Client, db: None) -> None:
    assert client.get("/healthz").content == b"ok"


def test_health_fails_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(views.connection, "ensure_connection", away)
    client.raise_request_exception = False
    assert client.get("/healthz").status_code == 500


@here
def test_gallery_shows_every_component(reader: User, client_of: ClientOf) -> None:
    page = client_of(reader).get("/gallery/").text
    for mark in [
        "app-tag--amber",
        "app-card",
        "govuk-summary-list",
        "govuk-error-summary",
        "govuk-radios__hint",
        "app-table",
        "govuk-pagination",
        "app-filter",
        "govuk-notification-banner--success",
        "govuk-breadcrumbs",
        "app-conflict",
    ]:
        assert mark in page


def test_gallery_is_not_open_in_production(client: Client, reader: User) -> None:
    client.force_login(reader)
    assert client.get("/components/").status_code == 404


def test_policy_allows_nothing_from_elsewhere(client: Client, db: None) -> None:
    page = client.get("/accounts/login/")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "style=" not in page.text

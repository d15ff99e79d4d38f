"""The rules of the house, held by what reads the code itself."""

import importlib
import inspect
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.template import engines
from django.template.loaders.app_directories import Loader
from django.urls import URLPattern, URLResolver, get_resolver
from factory.django import DjangoModelFactory

from exchange.lists import LISTS

OURS = ["core", "accounts", "improvement", "performance", "monitoring", "committee", "exchange"]

# Addresses that anybody may open without signing in, and why.
PUBLIC = {
    "core:healthz": "operators' monitoring asks whether the process runs",
    "core:accessibility": "the law asks for a statement that everybody can read",
    "account_login": "the entrance",
    "account_logout": "whoever stops at the second step leaves through it",
    "account_inactive": "tells a person that their account is closed",
    "account_signup": "says that nobody makes an account for themselves",
    "account_reset_password": "a person without a password cannot sign in to ask for one",
    "account_reset_password_done": "the next step of the same",
    "account_reset_password_from_key": "the link in the e-mail",
    "account_reset_password_from_key_done": "the last step of the same",
    "mfa_authenticate": "the second step of signing in",
    "openid_connect_login": "leads to the council's own directory",
    "openid_connect_callback": "where the directory sends people back",
    "socialaccount_login_cancelled": "where the directory sends who changed their mind",
    "admin:login": "sends on to the entrance",
    "committee:published_list": "published papers are for everybody",
    "committee:published_latest": "published papers are for everybody",
    "committee:published_paper": "published papers are for everybody",
    "committee:published_file": "published papers are for everybody",
    "committee:minutes_list": "published minutes are for everybody",
    "committee:minutes_latest": "published minutes are for everybody",
    "committee:minutes_published": "published minutes are for everybody",
    "committee:minutes_file": "published minutes are for everybody",
    "committee:published_feed": "who follows a body follows it from outside",
    "committee:calendar_feed": "a calendar's program shows the secret in the address instead",
    "committee:verify": "anybody may ask whether a file is what was published",
    "exchange:interface": "published data is for everybody, and so is how to read it",
    "api:openapi-json": "describes the interface for programs, and holds no record",
    "api:papers": "published papers are for everybody",
    "api:paper": "published papers are for everybody",
    "api:paragraphs": "published papers are for everybody",
    **{f"api:{each.name}": "a program signs in with a key, not with a session" for each in LISTS},
    "api:api-root": "tells a program in JSON that nothing is there",
    "nothing": "tells a program in JSON that nothing is there",
}

# Pages of packages that we answer with 404 before they are asked (config/urls.py).
NOT_OFFERED = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "socialaccount_signup",
}

# Models that no page finds by asking what a person may see, and why.
NOT_VISIBLE = {
    "core.AuditEvent": "only administrators read it, through accounts.trail.events_for",
}


def addresses(
    resolver: URLResolver | None = None, space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address, with its name as templates know it."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name or entry.pattern}", entry


def our_models() -> list[type[models.Model]]:
    """The models we wrote, without the histories made from them."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and not model.__name__.startswith("Historical")
    ]


def test_every_address_is_private_unless_listed_with_a_reason() -> None:
    open_to_all = {
        name for name, entry in addresses() if not getattr(entry.callback, "login_required", True)
    }
    assert open_to_all - NOT_OFFERED <= PUBLIC.keys()


def test_every_public_address_exists() -> None:
    """A reason that outlives its page would let another page in under its name."""
    assert PUBLIC.keys() <= {name for name, _ in addresses()}


def test_every_address_of_ours_has_a_view_of_the_same_name() -> None:
    for name, entry in addresses():
        space, _, own = name.partition(":")
        if space in OURS:
            assert entry.callback.__name__ == own


def test_every_address_of_ours_is_named_in_a_test() -> None:
    """In the tests of a room: those beside this one ask every page alike."""
    said = "".join(test.read_text() for test in Path(__file__).parent.glob("*/test_*.py"))
    ours = [name.partition(":") for name, _ in addresses()]
    unnamed = {
        own
        for space, _, own in ours
        if space in OURS and not re.search(rf'def test_{own}_|[":/]{own}["/]', said)
    }
    assert unnamed == set()


def test_every_template_is_used() -> None:
    """By our code or another template, or as Django's or a package's page of the same name."""
    folder = settings.BASE_DIR / "templates"
    code = [path for room in OURS for path in (settings.BASE_DIR / room).rglob("*.py")]
    said = "".join(path.read_text() for path in [*code, *folder.rglob("*.html")])
    packages = Loader(engines["django"].engine)

    def answers_for_another(name: str) -> bool:
        names = [name, name.replace("forms/", "django/forms/")]
        origins = [origin for each in names for origin in packages.get_template_sources(each)]
        return any(Path(origin.name).exists() for origin in origins)

    unused = {
        name
        for name in (str(path.relative_to(folder)) for path in folder.rglob("*.html"))
        if f'"{name}"' not in said
        and not answers_for_another(name)
        and not re.fullmatch(r"[45]\d\d(_csrf)?\.html", name)
    }
    assert unused == set()


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_model_says_what_it_is(model: type[models.Model]) -> None:
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}("), "that is Django's own"


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_model_says_who_may_see_its_records(model: type[models.Model]) -> None:
    listed = model._meta.label in NOT_VISIBLE
    assert hasattr(model._default_manager, "visible_to") != listed


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_model_has_a_factory(model: type[models.Model]) -> None:
    factories = importlib.import_module(f"tests.factories.{model._meta.app_label}")
    made = {
        factory._meta.model
        for _, factory in inspect.getmembers(factories, inspect.isclass)
        if issubclass(factory, DjangoModelFactory)
    }
    assert model in made


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_time_of_a_deed_names_who_did_it(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    deeds = {name.removesuffix("_at") for name in names if name.endswith("_at")}
    people = {name.removesuffix("_by") for name in names if name.endswith("_by")}
    # Joining is nobody's deed, nor is the hour of a meeting; the audit trail's time has its actor.
    # A draft is its owner's, and reminders are sent by the clock.
    assert deeds - {"joined", "starts", "typed", "claimed", "sent"} <= people


def test_every_optional_pair_of_time_and_person_is_held_by_the_database() -> None:
    for model in our_models():
        names = {field.name: field for field in model._meta.get_fields()}
        for name, field in names.items():
            stem = name.removesuffix("_at")
            if stem == name or f"{stem}_by" not in names or not field.null:
                continue
            held = [rule.name for rule in model._meta.constraints]
            assert any(f"{stem}_at_and_by_paired" in rule for rule in held), model


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"

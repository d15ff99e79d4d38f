"""Programs that read with a key."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.keys import digest
from accounts.models import User
from tests.council import TODAY
from tests.factories.accounts import AccessKeyFactory

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY
    cache.clear()  # which counts how often a program asks


@pytest.fixture
def ask() -> Ask:
    """Ask as a person's program does: ``ask(reader, "plans", limit=2)``."""

    def ask(person: User | None, what: str, **query: Any) -> Any:
        headers = {}
        if person:
            secret = f"secret of {person.pk}"
            if not person.access_keys.filter(sha256=digest(secret)).exists():
                AccessKeyFactory(user=person, secret=secret)
            headers["Authorization"] = f"Bearer {secret}"
        return Client().get(f"/api/v1/{what}", query, headers=headers)

    return ask

"""Pages about people and roles."""

from collections.abc import Callable

from django.test import Client

from accounts.models import User


def test_role_list_is_shown_to_a_reader(reader: User, client_of: Callable[[User], Client]) -> None:
    page = client_of(reader).get("/people/roles/")
    assert page.status_code == 200
    assert "Sign out" in page.text

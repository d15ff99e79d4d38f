"""The command leaves a database alone that somebody else has begun to fill."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Authority, User
from demonstration import loading
from tests.factories.accounts import AuthorityFactory


@pytest.mark.django_db
def test_demo_leaves_another_authority_alone() -> None:
    AuthorityFactory()
    output = StringIO()
    call_command("demo", stdout=output)
    assert "not empty" in output.getvalue()
    assert Authority.objects.count() == 1
    assert not User.objects.exists()


@pytest.mark.django_db
def test_demo_sign_ins_names_nobody_where_there_is_no_demonstration() -> None:
    output = StringIO()
    call_command("demo", "--sign-ins", stdout=output)
    assert output.getvalue() == "Nobody of the demonstration can sign in to this database.\n"


@pytest.mark.django_db
def test_demo_tells_no_day_where_there_is_no_demonstration() -> None:
    output = StringIO()
    call_command("demo", "--day", stdout=output)
    assert output.getvalue() == ""


@pytest.mark.django_db
def test_demo_that_fails_leaves_the_database_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**fields: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(loading, "add_action", fail)
    with pytest.raises(RuntimeError):
        call_command("demo")
    assert not Authority.objects.exists()
    assert not User.objects.exists()

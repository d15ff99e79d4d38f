"""The demonstration, loaded once for all the tests of a module."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django.plugin import DjangoDbBlocker

from committee.models import Report
from committee.reports import build_report
from documents.nodes import Document


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Fill the database by the command; what the command said."""
    with django_db_blocker.unblock():
        output = StringIO()
        call_command("demo", stdout=output)
        yield output.getvalue()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def june(said: str, django_db_blocker: DjangoDbBlocker) -> Document:
    """The draft for 6 June 2018."""
    return _built("barnet-ces-2018-06-06", django_db_blocker)


@pytest.fixture(scope="module")
def march(said: str, django_db_blocker: DjangoDbBlocker) -> Document:
    """The paper of 7 March 2018."""
    return _built("barnet-ces-2018-03-07", django_db_blocker)


@pytest.fixture(scope="module")
def update(said: str, django_db_blocker: DjangoDbBlocker) -> Document:
    """The draft of the quarterly update for 7 June 2021."""
    return _built("barnet-ces-2021-06-07", django_db_blocker)


@pytest.fixture(scope="module")
def cabinet(said: str, django_db_blocker: DjangoDbBlocker) -> Document:
    """The draft for the Cabinet of the second council on 19 June 2018."""
    return _built("lbbd-cabinet-2018-06-19", django_db_blocker)


def _built(slug: str, django_db_blocker: DjangoDbBlocker) -> Document:
    with django_db_blocker.unblock():
        report = Report.objects.with_parts().get(slug=slug)
        return build_report(report, as_at=report.cut_off)

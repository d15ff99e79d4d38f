"""Tests of what day it is."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from core import clock


def test_today_is_the_day_it_is(settings):
    settings.TODAY = None
    assert abs((timezone.now() - clock.now()).total_seconds()) < 5


def test_a_demonstration_takes_place_on_its_own_day(settings):
    settings.TODAY = date(2018, 4, 30)
    assert clock.today() == date(2018, 4, 30)
    assert isinstance(clock.now(), datetime)
    assert timezone.localdate(clock.now()) == date(2018, 4, 30)


def test_what_happens_at_a_moment_is_recorded_at_it(settings):
    settings.TODAY = date(2018, 4, 30)
    then = datetime(2018, 2, 26, 16, tzinfo=UTC)
    with clock.at(then):
        assert clock.now() == then
        assert clock.today() == date(2018, 2, 26)
    assert clock.today() == date(2018, 4, 30)


def test_the_inner_moment_counts_and_the_outer_one_comes_back(settings):
    settings.TODAY = None
    outer, inner = datetime(2018, 2, 26, tzinfo=UTC), datetime(2018, 2, 27, tzinfo=UTC)
    with clock.at(outer):
        with clock.at(inner):
            assert clock.now() == inner
        assert clock.now() == outer


def test_a_moment_ends_with_an_error_too(settings):
    settings.TODAY = None
    with pytest.raises(RuntimeError), clock.at(datetime(2018, 2, 26, tzinfo=UTC)):
        raise RuntimeError
    assert clock.today() == timezone.localdate()


@pytest.mark.django_db
def test_the_page_says_that_the_day_is_set(settings, client):
    settings.TODAY = date(2018, 4, 30)
    assert "today is 30 April 2018" in client.get("/accounts/login/").content.decode()
    settings.TODAY = None
    assert "today is" not in client.get("/accounts/login/").content.decode()

"""Tests of what day it is."""

from datetime import date, datetime

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


@pytest.mark.django_db
def test_the_page_says_that_the_day_is_set(settings, client):
    settings.TODAY = date(2018, 4, 30)
    assert "today is 30 April 2018" in client.get("/accounts/login/").content.decode()
    settings.TODAY = None
    assert "today is" not in client.get("/accounts/login/").content.decode()

"""The Committee's meeting of March 2018, as its minutes tell it and as what was asked goes on."""

import pytest
from django.test import Client

from committee.follow_ups import asked_since
from committee.models import MinutesVersion
from committee.vocabulary import FollowUpKind
from demonstration.barnet.people import DAY
from documents import outline

pytestmark = pytest.mark.django_db


def test_the_minutes_of_march_cite_the_fourth_report_as_it_was_published(said: str) -> None:
    minutes = MinutesVersion.objects.get()
    lines = [line.strip() for line in outline.render(minutes.document()).splitlines()]
    resolved = lines[lines.index("It was unanimously RESOLVED:") + 1 :][:3]
    assert [line[:2] for line in resolved] == ["1.", "2.", "3."]
    assert "paragraphs 1.4 to 1.50" in resolved[0]
    assert "paragraphs 1.11 to 1.19" in resolved[1]
    assert "Appendix 1" in resolved[1]
    assert "scrutinised and noted" in resolved[2]
    assert "paragraphs 1.51 to 1.61" in resolved[2]
    assert "Appendix 2" in resolved[2]
    assert minutes.get_absolute_url() in Client().get("/minutes/").content.decode()


def test_what_was_asked_in_march_goes_on_until_it_is_done(said: str) -> None:
    body = MinutesVersion.objects.get().meeting.body
    asked = asked_since(body, None, DAY)
    questions = [each for each in asked if each.kind == FollowUpKind.QUESTION]
    assert len([each for each in questions if each.answer]) == 5
    assert len([each for each in asked if not each.is_settled]) == 5

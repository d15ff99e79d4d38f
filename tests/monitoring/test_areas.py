"""Practice areas over visits, and what other sources say beside the inspectors."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Authority, User
from improvement.models import PracticeArea
from monitoring.areas import matrices
from monitoring.models import AreaEvidence, Finding, Visit
from monitoring.services import findings as services
from monitoring.vocabulary import Direction, FindingType
from tests.factories.improvement import PracticeAreaFactory
from tests.factories.monitoring import (
    AreaEvidenceFactory,
    AuditRoundFactory,
    FindingFactory,
    VisitFactory,
    VoiceItemFactory,
)
from tests.factories.performance import IndicatorFactory, TargetFactory, observe

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2019, 1, 15)


@pytest.fixture
def area(authority: Authority) -> PracticeArea:
    return PracticeAreaFactory(authority=authority, name="Strategy discussions")


@pytest.fixture
def visit(authority: Authority) -> Visit:
    return VisitFactory(authority=authority)


def earlier(authority: Authority, **fields: Any) -> Visit:
    days = {"starts_on": date(2018, 4, 25), "ends_on": date(2018, 4, 26), "ordinal": 3}
    return VisitFactory(authority=authority, **{**days, **fields})


def test_area_list_has_a_word_in_each_cell_that_leads_to_the_words(
    area: PracticeArea, visit: Visit, reader: User, client_of: ClientOf
) -> None:
    before = earlier(area.authority)
    FindingFactory(visit=before, practice_area=area, direction="new")
    FindingFactory(visit=visit, practice_area=area, direction="improving")
    FindingFactory(visit=visit, practice_area=area, type="strength", direction="improving")
    quiet = PracticeAreaFactory(authority=area.authority, name="Early help", order=9)
    (matrix,) = matrices(reader)
    assert matrix.visits == [before, visit]
    rows = {row: [cell for _, cell in cells] for row, cells in matrix.rows}
    first, last = rows[area]
    assert first.directions == [Direction.NEW]
    assert last.directions == [Direction.IMPROVING]
    assert last.counts == [(FindingType.STRENGTH, 1), (FindingType.TO_IMPROVE, 1)]
    assert rows[quiet] == [None, None]

    page = client_of(reader).get(reverse("monitoring:area_list")).content.decode()
    address = reverse("monitoring:area_detail", args=[area.pk])
    assert f'href="{address}#visit-{visit.pk}"' in page
    assert "Strength: 1; Still to improve: 1" in page
    assert f'id="visit-{visit.pk}"' in client_of(reader).get(address).content.decode()


def test_the_matrix_leaves_out_what_the_person_may_not_read(
    area: PracticeArea, visit: Visit, reader: User, author: User, outsider: User
) -> None:
    Visit.objects.update(letter_status="pre_publication", published_on=None)
    FindingFactory(visit=visit, practice_area=area)
    FindingFactory(visit=visit, practice_area=None)
    (shown,) = matrices(author)
    assert (shown.visits, shown.apart) == ([visit], 1)
    (hidden,) = matrices(reader)
    assert (hidden.visits, hidden.apart) == ([], 0)
    (elsewhere,) = matrices(outsider)
    assert elsewhere.rows == []


def test_twenty_visits_and_fifteen_areas_take_at_most_twelve_queries(
    authority: Authority, reader: User, client_of: ClientOf
) -> None:
    areas = [PracticeAreaFactory(authority=authority, order=n) for n in range(15)]
    visits = [
        VisitFactory(authority=authority, ordinal=n, starts_on=date(2018, 1, n), title=f"V{n}")
        for n in range(1, 21)
    ]
    Finding.objects.bulk_create(
        Finding(
            authority=authority,
            visit=visits[n % 20],
            practice_area=areas[n // 20 % 15],
            reference=f"F-{n}",
            type=FindingType.values[n % 7],
            direction=["", *Direction.values][n % 6],
            words="Words.",
        )
        for n in range(600)
    )
    client = client_of(reader)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("monitoring:area_list")).content.decode()
    assert page.count("app-matrix__link") == 300
    assert len(queries) <= 12


def test_area_detail_sets_other_sources_beside_the_inspectors(
    area: PracticeArea, visit: Visit, reader: User, client_of: ClientOf
) -> None:
    FindingFactory(visit=visit, practice_area=area, words="Meetings are well attended.")
    AreaEvidenceFactory(
        visit=visit, practice_area=area, source="audit", says="contradicts", words="29 of 60."
    )
    indicator = IndicatorFactory(authority=area.authority, practice_area=area, name="On time")
    TargetFactory(indicator=indicator, value=90)
    observe(indicator, date(2018, 12, 1), [78])
    AuditRoundFactory(authority=area.authority, practice_area=area, name="Autumn round")
    VoiceItemFactory(authority=area.authority, practice_area=area, said="Tell us before.")
    page = client_of(reader).get(reverse("monitoring:area_detail", args=[area.pk]))
    said = page.content.decode()
    for words in (
        "Meetings are well attended.",
        "Contradicts",
        "29 of 60.",
        "Off target",
        "78% in December 2018",
        "Autumn round",
        "Tell us before.",
        "Not said yet",
    ):
        assert words in said
    assert "Change this" not in said, "a reader changes nothing"


def test_area_evidence_add_is_said_once_and_changed_after(
    area: PracticeArea, visit: Visit, author: User, reader: User, client_of: ClientOf
) -> None:
    indicator = IndicatorFactory(authority=area.authority)
    address = reverse("monitoring:area_evidence_add", args=[visit.pk, area.pk, "indicator"])
    assert client_of(reader).get(address).status_code == 403
    client = client_of(author)
    assert "Choose what this source says" in client.post(address, {"says": ""}).content.decode()
    client.post(address, {"says": "agrees", "words": "As theirs.", "indicator": indicator.pk})
    client.post(address, {"says": "contradicts", "words": "No longer.", "indicator": ""})
    said = AreaEvidence.objects.get()
    assert (said.says, said.words, said.indicator) == ("contradicts", "No longer.", None)
    assert said.history.count() == 2
    wrong = reverse("monitoring:area_evidence_add", args=[visit.pk, area.pk, "gossip"])
    assert client.get(wrong).status_code == 404
    foreign = PracticeAreaFactory()
    other = reverse("monitoring:area_evidence_add", args=[visit.pk, foreign.pk, "audit"])
    assert client.get(other).status_code == 404


def test_evidence_stays_within_its_council_and_its_source(
    area: PracticeArea, visit: Visit, author: User
) -> None:
    def say(**said: Any) -> AreaEvidence:
        given = {"visit": visit, "area": area, "source": "indicator", "says": "agrees"}
        return services.say_of_area(by=author, **{**given, **said})

    with pytest.raises(ValidationError, match="practice area of this council"):
        say(area=PracticeAreaFactory())
    with pytest.raises(ValidationError, match="indicator of this council"):
        say(indicator=IndicatorFactory())
    with pytest.raises(ValidationError, match="another source"):
        say(source="audit", indicator=IndicatorFactory(authority=visit.authority))
    assert not AreaEvidence.objects.exists()

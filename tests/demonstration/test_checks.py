"""What the checks find in the demonstration's papers: what an author would want to be asked."""

import pytest

from committee.checks import check
from committee.facts import read_facts
from committee.models import Report
from committee.reports import compose
from documents.problems import Problem

pytestmark = pytest.mark.django_db  # on all, so that they run together and load once

JUNE = "barnet-ces-2018-06-06"
MARCH = "barnet-ces-2018-03-07"
UPDATE = "barnet-ces-2021-06-07"
CABINET = "lbbd-cabinet-2018-06-19"


def problems(slug: str) -> list[Problem]:
    report = Report.objects.with_parts().get(slug=slug)
    facts = read_facts(report, as_at=report.cut_off)
    return check(facts, compose(facts))


def asked(slug: str) -> list[tuple[str, str]]:
    """What has to be mended or looked at, by rule and printed place; commentary is told apart."""
    return [
        (each.rule, each.place)
        for each in problems(slug)
        if each.severity != "information" and each.rule != "no-commentary"
    ]


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        (
            JUNE,
            [("passed", "1.23"), ("passed", "1.24"), ("total", "1.34"), ("abbreviation", "5.8.2")],
        ),
        (MARCH, [("abbreviation", "5.8.2")]),
        (CABINET, [("not-accepted", "Annual Self-Evaluation")]),
        (UPDATE, [("abbreviation", "1.2"), ("abbreviation", "1.9.5")]),
    ],
)
def test_checks_ask_what_an_author_should_look_at_and_no_more(
    said: str, slug: str, expected: list[tuple[str, str]]
) -> None:
    assert asked(slug) == expected


def test_june_total_of_trained_staff_is_held_against_its_parts(said: str) -> None:
    (found,) = [each for each in problems(JUNE) if each.rule == "total"]
    assert found.message == (
        "924 and 315 make 1,239, but the total is given as 1,329. "
        "Two digits may have changed places."
    )


def test_june_draft_waits_for_commentary(said: str) -> None:
    found = [each for each in problems(JUNE) if each.rule == "no-commentary"]
    assert {each.message for each in found} == {"No commentary on April 2018 has been accepted."}


@pytest.mark.parametrize("slug", [JUNE, MARCH, UPDATE, CABINET])
def test_no_paper_has_anything_to_mend(said: str, slug: str) -> None:
    assert [each for each in problems(slug) if each.severity == "error"] == []


def test_every_paper_tells_how_it_reads(said: str) -> None:
    for slug in (JUNE, MARCH, UPDATE, CABINET):
        (age,) = [each for each in problems(slug) if each.rule == "reading-age"]
        assert "People of about 1" in age.message

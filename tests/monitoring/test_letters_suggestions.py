"""What a sentence may be is suggested by simple rules, each with its reason."""

import time
from collections import Counter
from itertools import pairwise

import pytest

from monitoring.letters.layout import lay_out
from monitoring.letters.suggestions import Suggestion, suggest
from monitoring.vocabulary import FindingType
from tests.monitoring.letters import TEXT, long_text


def only(words: str) -> Suggestion | None:
    """The one suggestion for a text, if there is one."""
    found = suggest(lay_out(words))
    assert len(found) <= 1
    return found[0] if found else None


# --- the letter ---------------------------------------------------------------------------------


def test_the_letter_is_marked_beforehand_in_order_and_without_overlap() -> None:
    found = suggest(lay_out(TEXT))
    assert [each.first for each in found] == sorted({each.first for each in found})
    assert all(each.last < later.first for each, later in pairwise(found))
    kinds = Counter(each.type for each in found)
    assert kinds[FindingType.TO_IMPROVE] == 12
    assert kinds[FindingType.STRENGTH] >= 10
    assert kinds[FindingType.IMPROVEMENT] >= 10
    assert kinds[FindingType.PRIORITY] == kinds[FindingType.CONCERN] == 0


def test_nothing_is_suggested_for_address_salutation_areas_and_copies() -> None:
    paragraphs = lay_out(TEXT)
    marked = {number for each in suggest(paragraphs) for number in range(each.first, each.last + 1)}
    overview = next(each for each in paragraphs if each.words == "Overview")
    copies = next(each for each in paragraphs if each.words.startswith("I am copying"))
    assert min(marked) > overview.sentences[0].number
    assert max(marked) < copies.sentences[0].number


def test_a_letter_of_30_pages_is_laid_out_and_marked_in_less_than_a_second() -> None:
    text = long_text()
    started = time.perf_counter()
    assert len(suggest(lay_out(text))) > 500
    assert time.perf_counter() - started < 1


# --- headings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What needs to improve", FindingType.TO_IMPROVE),
        ("What needs to improve in this area of social work practice", FindingType.TO_IMPROVE),
        ("Areas for development", FindingType.TO_IMPROVE),
        ("Areas for priority action", FindingType.PRIORITY),
        ("Recommendations", FindingType.RECOMMENDATION),
        ("Strengths", FindingType.STRENGTH),
        ("What has improved", FindingType.IMPROVEMENT),
    ],
)
@pytest.mark.parametrize("mark", ["-", "•", "1."])
def test_items_under_a_telling_heading_are_what_it_says(
    heading: str, kind: FindingType, mark: str
) -> None:
    text = f"{heading}\n\n{mark} Strong plans. They are kept.\n{mark} visits\n\nOverview\n\n- more"
    reason = f"It stands under “{heading}”."
    assert suggest(lay_out(text)) == [
        Suggestion(1, 2, kind, reason),
        Suggestion(3, 3, kind, reason),
    ]


def test_words_that_lead_to_a_list_count_as_its_heading_and_no_further() -> None:
    text = (
        "Findings\n\nThe areas of practice which the council has been told need to improve are:\n\n"
        "- plans\n- visits\n\nStaff are settled.\n\n- caseloads"
    )
    assert [(each.first, each.type) for each in suggest(lay_out(text))] == [
        (2, FindingType.TO_IMPROVE),
        (3, FindingType.TO_IMPROVE),
    ]


def test_paragraphs_under_a_heading_are_told_by_their_wording() -> None:
    text = "What needs to improve\n\nPlans are strong. Caseloads are as they were."
    assert [(each.first, each.type) for each in suggest(lay_out(text))] == [
        (1, FindingType.STRENGTH)
    ]


# --- wording ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind", "found"),
    [
        ("Visits are not always made.", FindingType.TO_IMPROVE, "not always"),
        ("The council does not yet know.", FindingType.TO_IMPROVE, "not yet"),
        ("Plans are too variable.", FindingType.TO_IMPROVE, "are too variable"),
        ("Supervision remains inconsistent.", FindingType.TO_IMPROVE, "remains inconsistent"),
        ("Oversight is not effective.", FindingType.TO_IMPROVE, "not effective"),
        ("Practice is ineffective.", FindingType.TO_IMPROVE, "ineffective"),
        ("Although strong, it is not yet used.", FindingType.TO_IMPROVE, "not yet"),
        ("Oversight is a strength.", FindingType.STRENGTH, "strength"),
        ("Decisions are effective.", FindingType.STRENGTH, "effective"),
        ("Supervision has improved.", FindingType.IMPROVEMENT, "improved"),
        ("The pace is sustained.", FindingType.IMPROVEMENT, "sustained"),
        ("There are now more staff.", FindingType.IMPROVEMENT, "now more"),
        ("Some were left at risk.", FindingType.CONCERN, "left at risk"),
        ("There is an area for priority action.", FindingType.PRIORITY, "area for priority action"),
        ("Leaders should visit.", FindingType.RECOMMENDATION, "Leaders should"),
        ("It is too early to tell.", FindingType.CONTEXT, "too early to tell"),
    ],
)
def test_wording_suggests_a_kind_and_says_which_words(
    words: str, kind: FindingType, found: str
) -> None:
    assert only(words) == Suggestion(0, 0, kind, f"It says “{found}”.")


@pytest.mark.parametrize(
    "words",
    [
        "The effectiveness of the hub was looked at.",
        "The improvement plan is published.",
        "Inspectors met the improvement board.",
        "Children at risk of significant harm are seen.",
        "The local authority was judged inadequate in July 2017.",
        "This letter tells of strong practice.",
        "It was the fifth monitoring visit since the strong start.",
        "Inspectors looked at a range of effective evidence and a range of evidence.",
        "Contacts come from schools.",
    ],
)
def test_other_wording_suggests_nothing(words: str) -> None:
    assert only(words) is None


def test_what_the_visit_looked_at_is_not_marked_without_a_heading() -> None:
    text = (
        "Dear Director\n\nOn these two days in June the visit looked at:\n\n- strong practice\n\n"
        "Plans are strong.\n\nYours sincerely\n\nStrong Person"
    )
    assert [each.first for each in suggest(lay_out(text))] == [3]

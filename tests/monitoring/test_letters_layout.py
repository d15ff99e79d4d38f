"""A letter is laid out as paragraphs and sentences, each with its place in the exact text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.letters.layout import Paragraph, body_of, lay_out, words_of
from tests.monitoring.letters import TEXT, long_text


def said(text: str) -> list[str]:
    """The words of the sentences."""
    return [sentence.words for paragraph in lay_out(text) for sentence in paragraph.sentences]


def shapes(text: str) -> list[tuple[str, str]]:
    """Kind and words of the paragraphs."""
    return [(paragraph.kind, paragraph.words) for paragraph in lay_out(text)]


def of_kind(paragraphs: tuple[Paragraph, ...], kind: str) -> list[str]:
    """The words of the paragraphs of a kind."""
    return [paragraph.words for paragraph in paragraphs if paragraph.kind == kind]


# --- the letter ---------------------------------------------------------------------------------


def test_the_headings_of_the_letter_are_found_and_nothing_else() -> None:
    assert of_kind(lay_out(TEXT), "heading") == [
        "Monitoring visit to Barnet local authority children's services",
        "Areas covered by the visit",
        "Overview",
        "Findings and evaluation of progress",
    ]


def test_the_areas_are_bullets_with_their_marks_left_out() -> None:
    bullets = [each for each in lay_out(TEXT) if each.kind == "bullet"]
    assert [bullet.mark for bullet in bullets] == ["-", "-", "-"]
    assert bullets[2].words.startswith("case recording, management oversight and supervision.")
    assert len(bullets[2].sentences) == 2


def test_the_body_stands_between_salutation_and_close() -> None:
    body = body_of(lay_out(TEXT))
    assert body[0].words == "Monitoring visit to Barnet local authority children's services"
    assert body[-1].words == "I am copying this letter to the Department for Education."


def test_a_text_without_salutation_is_all_body() -> None:
    paragraphs = lay_out("Overview\n\nPractice is sound.")
    assert body_of(paragraphs) == paragraphs
    assert lay_out("") == ()
    assert lay_out(" \n\t\n") == ()


def test_a_letter_of_30_pages_is_laid_out_in_less_than_half_a_second() -> None:
    text = long_text()
    assert len(text.split()) > 15_000
    started = time.perf_counter()
    assert len(lay_out(text)) > 250
    assert time.perf_counter() - started < 0.5


# --- sentences ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr Munday and Mrs. Smith wrote to Dr. Jones.",
        "Agencies, e.g. Health, answer in time.",
        "The inspectors were A. Inspector, Her Majesty's Inspector, and B. C. Inspector.",
        "Enquiries under s. 47 rose by 3.5 per cent to 1.2 a week.",
        "Outcome No. 3 is met in para. 12 of vol. 2.",
        "Staff said “we are heard.” and went on.",
        "How many? asked the team.",
        "Costs of £2.5m were found.",
        "The St. Mary's hub opened at 9.30 a.m. in May.",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert said(sentence) == [sentence]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Practice is strong in the hub (MASH).", "Thresholds are understood."),
        ("Staff said: “We are heard.”", "Morale is good."),
        ("The decision was made on 4 May 2018.", "27 children were seen."),
        ("They asked whether it helped.", "(It did.)"),
        ("Is it enough?", "No."),
        ("The answer was no.", "The plan was not kept."),
        ("The council follows plan B.", "The plan is sound."),
        ("Contacts were made at 5 p.m.", "They were answered."),
        ("The budget grew.", "£2m was added."),
        ("This is section 47.", "It is followed."),
        ("Adults, carers, etc.", "Children come first."),
        ("Work goes on…", "Progress is slow!"),
    ],
)
def test_two_sentences_are_parted(first: str, second: str) -> None:
    assert said(f"{first} {second}") == [first, second]
    assert said(f"{first}\n{second}") == [first, second]


# --- paragraphs ---------------------------------------------------------------------------------


def test_a_sentence_parted_by_the_end_of_a_page_is_one() -> None:
    text = "Systems are firmly established\n\nand managed effectively. Records are clear."
    assert said(text) == [
        "Systems are firmly established and managed effectively.",
        "Records are clear.",
    ]


def test_lines_wrapped_by_hand_are_joined_and_short_ones_part() -> None:
    text = (
        "Overview\n"
        "Practice in the hub is strong, and the team of several agencies works\n"
        "Together with the schools of the borough. Decisions are made in time.\n"
        "This helps.\n"
        "However, plans for children are too variable, and some of them do not\n"
        "say what should change."
    )
    assert shapes(text) == [
        ("heading", "Overview"),
        (
            "paragraph",
            "Practice in the hub is strong, and the team of several agencies works Together with "
            "the schools of the borough. Decisions are made in time. This helps.",
        ),
        (
            "paragraph",
            "However, plans for children are too variable, and some of them do not say what "
            "should change.",
        ),
    ]


def test_without_blank_lines_a_long_line_is_a_paragraph() -> None:
    first = "Practice is strong. " * 10
    second = "Plans are variable. " * 10
    assert len(lay_out(f"{first}\n{second}")) == 2


@pytest.mark.parametrize("mark", ["-", "•", "–", "*", "\uf0b7", "1.", "(a)", "iv)", "2.1", "o\t"])
def test_items_of_lists_are_told_by_their_marks(mark: str) -> None:
    text = f"Inspectors looked at:\n\n{mark} help and protection\n{mark} plans"
    assert [(each.kind, each.words) for each in lay_out(text)] == [
        ("paragraph", "Inspectors looked at:"),
        ("bullet", "help and protection"),
        ("bullet", "plans"),
    ]
    assert lay_out(text)[1].mark == mark.strip()


def test_a_mark_alone_on_its_line_belongs_to_the_next() -> None:
    text = "Inspectors looked at:\n•\nThe quality of plans\n•\nSupervision\n\n•"
    assert shapes(text) == [
        ("paragraph", "Inspectors looked at:"),
        ("bullet", "The quality of plans"),
        ("bullet", "Supervision"),
        ("paragraph", "•"),
    ]


def test_a_dash_or_a_number_in_a_wrapped_sentence_is_no_mark() -> None:
    text = (
        "The team answers to the concerns of the whole of the borough in good time\n"
        "- as it should - and the enquiries that are opened under the Act in section\n"
        "47. They are well led."
    )
    assert [kind for kind, _ in shapes(text)] == ["paragraph"]


def test_a_numbered_heading_is_a_heading_and_numbered_items_are_items() -> None:
    text = "1. Summary\n\nPractice is sound.\n\n1. Ensure that plans are clear\n2. Visit in time"
    assert shapes(text) == [
        ("heading", "Summary"),
        ("paragraph", "Practice is sound."),
        ("bullet", "Ensure that plans are clear"),
        ("bullet", "Visit in time"),
    ]


@pytest.mark.parametrize(
    "line",
    ["20 December 2018", "practice", "Practice is sound.", "Dear Director", "And so on, " * 5],
)
def test_what_only_looks_like_a_heading_is_none(line: str) -> None:
    assert "heading" not in [kind for kind, _ in shapes(f"{line}\n\nPlans are clear.")]


def test_a_heading_needs_something_to_lead_to() -> None:
    assert shapes(
        "Dear Director\n\nPlans are clear.\n\nSummary\n\nYours sincerely\n\nA Person"
    ) == [
        ("paragraph", "Dear Director"),
        ("paragraph", "Plans are clear."),
        ("paragraph", "Summary"),
        ("paragraph", "Yours sincerely"),
        ("paragraph", "A Person"),
    ]


def test_a_short_line_after_a_colon_is_no_heading_and_a_short_one_with_a_colon_is() -> None:
    assert shapes("They looked at these areas of the work of the council:\n\nHousing\n\nMore.") == [
        ("paragraph", "They looked at these areas of the work of the council:"),
        ("paragraph", "Housing"),
        ("paragraph", "More."),
    ]
    assert shapes("What needs to improve:\n- plans")[0] == ("heading", "What needs to improve:")


# --- the words of a run -------------------------------------------------------------------------


def test_the_words_of_a_run_are_the_exact_ones_with_single_spaces() -> None:
    text = "Dear Director\n\nPlans are  clear.\nVisits are\nmade. Records\tare kept."
    assert words_of(text, 1, 2) == "Plans are clear. Visits are made."
    assert words_of(text, 3, 3) == "Records are kept."


@pytest.mark.parametrize(("first", "last"), [(-1, 0), (1, 0), (0, 2), (2, 2)])
def test_a_run_that_is_not_in_the_letter_is_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="no such sentences"):
        words_of("One is here. Two is here.", first, last)


# --- properties ---------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("Mr", "e.g.", "s. 47", "MASH).", "“Yes.”", "- ", "• ", "1. ", "(a) ", "2.1 ", "Dear X"),
        *("\n", "\n\n", "\r\n", "\f", " ", "\t", "\u00a0", "\u2028", "\x1c", "Yours sincerely"),
        *("Overview", "and so on", "plans are variable.", "?", "A.", "2018.", "...", "word " * 30),
    ]
)
LETTERS = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=40).map(" ".join),
    st.text(max_size=200),
)


@given(LETTERS)
def test_sentences_cover_the_text_in_order_and_give_it_back(text: str) -> None:
    again, place = "", 0
    paragraphs = lay_out(text)
    for paragraph in paragraphs:
        assert paragraph.sentences
        assert text[paragraph.start :].startswith(paragraph.mark)
        assert text[place : paragraph.start].strip() == ""
        assert paragraph.sentences[-1].end == paragraph.end
        again += text[place : paragraph.start] + paragraph.mark
        place = paragraph.start + len(paragraph.mark)
        for sentence in paragraph.sentences:
            assert sentence.start >= place
            assert sentence.text == text[sentence.start : sentence.end]
            assert sentence.text == sentence.text.strip() != ""
            assert text[place : sentence.start].strip() == ""
            again += text[place : sentence.start] + sentence.text
            place = sentence.end
    assert text[place:].strip() == ""
    assert again + text[place:] == text
    numbers = [each.number for paragraph in paragraphs for each in paragraph.sentences]
    assert numbers == list(range(len(numbers)))


@given(LETTERS)
def test_all_sentences_together_say_what_the_letter_says(text: str) -> None:
    paragraphs = lay_out(text)
    if paragraphs:
        last = paragraphs[-1].sentences[-1].number
        whole = " ".join(paragraph.words for paragraph in paragraphs)
        assert words_of(text, 0, last) == whole
        assert "  " not in whole

"""Words that may tell who a child is, and words that do not."""

import ast
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from monitoring.identifiers import Suspicion, is_nhs_number, looks_identifying

TEXTS = settings.BASE_DIR / "demonstration" / "barnet"
TAG = re.compile(r"<[^>]*>")
BLOCK = re.compile(r"</(?:p|li|td|th|h\d)>")
DIGITS = st.lists(st.integers(0, 9), min_size=9, max_size=9)


def nhs_number(digits: list[int]) -> str | None:
    """The NHS number that begins with nine digits; None for the one in eleven that has none."""
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11
    check = 0 if check == 11 else check
    return None if check == 10 else "".join(map(str, [*digits, check]))


@given(
    DIGITS.map(nhs_number).filter(bool),
    st.sampled_from(["{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}", "{0}.{1}.{2}"]),
    st.sampled_from(["{}", "The number is {}.", "({})", "NHS number:{}, since 2018", "See {};"]),
)
def test_a_valid_nhs_number_is_always_seen(number: str, form: str, sentence: str) -> None:
    written = form.format(number[:3], number[3:6], number[6:])
    found = looks_identifying(sentence.format(written))
    assert any(written in each.words for each in found)


@given(DIGITS, st.integers(1, 9))
def test_a_wrong_check_digit_makes_no_nhs_number(digits: list[int], off: int) -> None:
    number = nhs_number(digits)
    if number is not None:
        wrong = f"{number[:9]}{(int(number[9]) + off) % 10}"
        assert is_nhs_number(number)
        assert not is_nhs_number(wrong)


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at_and_what_is_seen_stands_in_it(text: str) -> None:
    whole = " ".join(text.split())
    for each in looks_identifying(text):
        assert each.words
        assert each.words in whole


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He was born on 12 March 2009 in London.", "born on 12 March 2009"),
        ("DOB: 3/4/2010", "DOB: 3/4/2010"),
        ("Date of birth 3 Apr 10", "Date of birth 3 Apr 10"),
        ("Her birthday is 4th of May.", "birthday is 4th of May"),
        ("Moved in on 12/03/2009.", "12/03/2009"),
        ("UPN A123456789012", "A123456789012"),
        ("UPN h12345678901x", "h12345678901x"),
        ("See case 123456.", "case 123456"),
        ("case number AB-12345", "case number AB-12345"),
        ("Mosaic ID: 99812", "Mosaic ID: 99812"),
        ("It is 1234567 on the system", "1234567"),
        ("Ring 020 8359 2000 today", "020 8359 2000"),
        ("Ring 07700 900123", "07700 900123"),
        ("Ring +44 7700 900123", "+44 7700 900123"),
        ("Write to amy.k@example.org.", "amy.k@example.org"),
        ("They live at N11 1NP now", "N11 1NP"),
        ("They live at ha8 0bd now", "ha8 0bd"),
        ("A boy aged 7 said", "aged 7"),
        ("A boy, aged 7, said", "aged 7"),
        ("A child aged seven said", "aged seven"),
        ("at the age of 12", "age of 12"),
        ("A 7-year-old said", "7-year-old"),
        ("He is 7 years old", "7 years old"),
        ("A girl called Amy", "Amy"),
        ("A girl called April", "April"),
        ("someone named Zainab Khan", "Zainab Khan"),
        ("My name is Tom.", "Tom"),
        ("My sister Zainab came", "Zainab"),
        ("The social worker, Jo, rang", "Jo"),
        ("“Amy” was heard", "Amy"),
        ('"Amy" was heard', "Amy"),
        ("Mrs Khan told us", "Khan"),
        ("J.S. was heard", "J.S."),
        ("the child JS was heard", "JS"),
    ],
)
def test_what_may_tell_who_a_child_is_is_seen(text: str, words: str) -> None:
    assert words in [each.words for each in looks_identifying(text)]


@pytest.mark.parametrize(
    "text",
    [
        "In May 2018 and in June we met at Barnet House.",
        "The visit of 25 and 26 April 2018 was the third.",
        "A group called Barnet Youth Board asked for this.",
        "A team called Practice Development helps.",
        "The service is called Signs of Safety.",
        "Every child has a named social worker.",
        "Ofsted judged it “Inadequate” and “Good”.",
        "“Yes”, they said. “We want to choose.”",
        "Young people aged 16 to 17, and those aged 16 and 17, agreed.",
        "Children aged 0-5, under 5 and over 10 took part.",
        "Children aged 7, 8 and 9 came.",
        "The 16-year-olds and the 17 year olds agreed.",
        "In 2017/18 there were 1,329 staff at 116 courses.",
        "It cost £1250000, which is 48% more than £1,000,000.",
        "Case files and 60 audits of 2018 were read.",
        "MASH, CSE, SEAM and IRO are short for long names.",
        "We told the Children in Care Council, #BOP and the DfE.",
        "Action 5b(ii), MV5-3 and 1.8.1 answer this.",
        "The Police, Health and Education attended.",
    ],
)
def test_ordinary_words_raise_nothing(text: str) -> None:
    assert looks_identifying(text) == []


def test_the_council_s_own_name_is_no_person_s() -> None:
    text = "The place is called Barnet."
    assert [each.words for each in looks_identifying(text)] == ["Barnet"]
    assert looks_identifying(text, known=["London Borough of Barnet"]) == []


def test_each_suspicion_says_why_once_and_in_the_order_of_the_text() -> None:
    found = looks_identifying("A girl called Amy, aged 7.\nAmy is aged 7.")
    assert found == [
        Suspicion("Amy", "It looks like the name of a person."),
        Suspicion("aged 7", "It gives one child's age."),
    ]


def sentences() -> Iterator[tuple[str, str]]:
    """Every passage of the demonstration's texts, with the file it stands in."""
    for path in sorted(TEXTS.rglob("*.html")):
        for passage in BLOCK.split(path.read_text()):
            yield path.name, unescape(TAG.sub("", passage))
    for path in sorted(TEXTS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield path.name, node.value


def test_the_texts_of_the_demonstration_raise_nothing() -> None:
    passages = list(sentences())
    assert len(passages) > 1000
    raised = [(name, found) for name, text in passages if (found := looks_identifying(text))]
    assert raised == []

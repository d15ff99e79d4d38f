"""What the checker finds in a paper of which only the words are known, and what it lets pass."""

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from committee.checks import references, sums, times, wording
from committee.checks.paper import read_paper
from documents.nodes import (
    Chart,
    Figure,
    Heading,
    NumberedParagraph,
    Paragraph,
    Picture,
    Quotation,
    Reference,
    Section,
    Series,
    Text,
)
from performance.suppression import Rule as SmallNumbers
from tests.committee.papers import appendix, document, enclosing, lead, said, section, table


def messages(find, paper, **known):
    """What a rule says of a paper."""
    return [each.message for each in find(read_paper(paper, **known))]


def fires(find, *texts, **known):
    return bool(messages(find, said(*texts), **known))


# --- references -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "See paragraph 1.9.",
        "Set out in paragraphs 1.1 to 1.9.",
        "Set out in paragraphs 1.1, 1.2 and 1.7 of this report.",
        "As section 4.2 says, money is short.",
        "As said in section 8 of this report.",
        "As para. 7.3 says.",
    ],
)
def test_a_typed_reference_to_nothing_leads_nowhere(text):
    assert fires(references.dangling, text, "Another.")


@pytest.mark.parametrize(
    "text",
    [
        "See paragraph 1.2.",
        "Set out in paragraphs 1.1 to 1.2.",
        "Enquiries under section 47 took longer.",
        "Under section 17 of the Children Act 1989 support is given.",
        "Sections 136 and 137 give the power to inspect.",
        "As paragraph 3.4 of the letter says.",
        "The Children Act 1989, section 31.2, applies.",
        "The statutory guidance (paragraph 5.12) says so.",
        "Visits rose by 5.9 in the quarter.",
        "It stands in section 1 of this report.",
    ],
)
def test_a_reference_that_is_there_or_means_another_document_is_let_pass(text):
    assert not fires(references.dangling, text, "Another.")


def test_a_reference_that_is_cited_by_name_is_never_taken_for_a_typed_one():
    cited = NumberedParagraph("cites", (Text("See "), Reference("one"), Text(" below.")))
    paper = document(section("one", "First.", "Second."), Section("two", "", (cited,), True))
    assert messages(references.dangling, paper) == []
    assert messages(references.typed_instead, paper) == []


@pytest.mark.parametrize(
    ("text", "runs_backwards"),
    [
        ("Set out in paragraphs 1.3 to 1.1.", True),
        ("Set out in paragraphs 1.3–1.2 of this report.", True),
        ("Set out in paragraphs 1.1 to 1.3.", False),
        ("Set out in paragraphs 1.3 and 1.1.", False),
        ("Set out in paragraphs 9.8 to 9.2.", True),
        ("Set out in paragraphs 1.9 to 1.10.", False),
    ],
)
def test_a_range_does_not_run_backwards(text, runs_backwards):
    assert fires(references.backward, text, "Second.", "Third.") is runs_backwards


def _two_parts(words, *, headings=("The improvement plan", "Performance data")):
    plan, data = headings
    return document(
        lead(words, anchor="recommendations", heading="Recommendations"),
        Section(
            "one",
            "",
            (
                section("plan", "First.", "Second.", "Third.", heading=plan),
                section("data", "Fourth.", "Fifth.", heading=data),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("Note the progress in paragraphs 1.1 to 1.2.", "1.3"),
        ("Note the performance data in paragraphs 2.1 to 2.1.", "2.2"),
    ],
)
def test_a_range_that_stops_before_its_part_does_is_told(words, last):
    (message,) = messages(references.short_ranges, _two_parts(words))
    assert message.endswith(f"goes on to {last}.")


@pytest.mark.parametrize(
    "words",
    [
        "Note the progress in paragraphs 1.1 to 1.3.",
        "Note the progress in paragraphs 1.1 to 2.2.",
        "Note what is said in paragraphs 1.2 to 1.3.",
    ],
)
def test_a_range_that_ends_where_a_part_ends_is_let_pass(words):
    assert messages(references.short_ranges, _two_parts(words)) == []


def test_a_range_in_the_body_is_told_only_where_its_sentence_names_the_part():
    def body(words):
        return document(
            section("one", "First.", "Second.", "Third.", heading="Improvement plan"),
            section("two", words),
        )

    named = body("The improvement plan is told in paragraphs 1.1 to 1.2.")
    assert len(messages(references.short_ranges, named)) == 1
    assert messages(references.short_ranges, body("See paragraphs 1.1 to 1.2.")) == []


def test_a_paragraph_speaks_for_those_inside_it():
    inner = NumberedParagraph("inner", (Text("Third."),))
    last = NumberedParagraph("last", (Text("Second."),), (inner,))
    first = NumberedParagraph("first", (Text("First."),))
    paper = document(
        lead("Note paragraphs 1.1 to 1.2."), Section("one", "", (first, last), numbered=True)
    )
    assert messages(references.short_ranges, paper) == []


def test_an_appendix_that_is_promised_is_there():
    paper = document(lead("See Appendix 1 and Appendix 3."), appendix("Words."))
    assert messages(references.absent_appendices, paper) == [
        "Appendix 3 is promised, and the paper has none."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "See Appendix 1.",
        "Appendix 4 of the inspection report lists them.",
        "Annex A lists are kept.",
        "See Appendices 1 to 1.",
    ],
)
def test_an_appendix_that_is_there_or_of_another_document_is_let_pass(text):
    assert messages(references.absent_appendices, document(lead(text), appendix("Words."))) == []


def test_an_appendix_named_as_enclosed_or_listed_is_not_absent():
    enclosed = document(enclosing("Appendix 1: the letter"), lead("See Appendix 1."))
    assert messages(references.absent_appendices, enclosed) == []
    listed = document(lead("See Appendix A.", "Appendix A: the self-evaluation"))
    assert messages(references.absent_appendices, listed) == []


def test_every_appendix_of_a_range_is_looked_for():
    found = messages(references.absent_appendices, document(lead("See Appendices A to C.")))
    assert [each[:10] for each in found] == ["Appendix A", "Appendix B", "Appendix C"]


def test_a_typed_reference_that_is_right_is_offered_by_name():
    (message,) = messages(references.typed_instead, said("See paragraph 1.2.", "Second."))
    assert "[[one-2]]" in message
    assert not fires(references.typed_instead, "Under section 47 of the Act.", "Second.")


# --- typed numbers --------------------------------------------------------------------------


def _typed(*lines):
    """A paper as an old Word file has it: its numbers are typed, and headings have some too."""
    return document(
        *(Heading(line[1:]) if line.startswith("#") else Paragraph((Text(line),)) for line in lines)
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["#5.9 Insight", "5.8.1 Data is used."], "5.8.1 stands under 5.9"),
        (["1.1 First.", "1.3 Third."], "1.2 is missing"),
        (["1.2 First.", "1.1 Second."], "1.1 comes after 1.2"),
        (["1.1 First.", "1.1 Second."], "1.1 comes after 1.1"),
    ],
)
def test_typed_numbers_follow_each_other(lines, told):
    (message,) = messages(references.typed_order, _typed(*lines))
    assert told in message


@pytest.mark.parametrize(
    "lines",
    [
        ["1.1 First.", "1.2 Second.", "2.1 Third."],
        ["#5.8 Voice", "5.8.1 First.", "5.8.2 Second.", "#5.9 Insight", "5.9.1 Data is used."],
        ["1.1 First.", "2.5 million pounds were spent.", "1.2 Second."],
        ["1.9 First.", "1.10 Second."],
        ["1.8 First.", "1.8.1 Inside.", "1.9 Second."],
    ],
)
def test_typed_numbers_in_order_are_let_pass(lines):
    assert messages(references.typed_order, _typed(*lines)) == []


def test_a_typed_number_is_held_against_the_printed_one():
    assert messages(references.typed_order, said("1.4 Words.")) == [
        "It begins with the typed number 1.4, but is 1.1."
    ]
    assert messages(references.typed_order, said("1.1 Words.")) == [
        "Its number 1.1 is typed and printed as well."
    ]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12, unique=True))
def test_typed_numbers_are_let_pass_only_if_they_are_counted_up(numbers):
    found = messages(references.typed_order, _typed(*(f"1.{number} Words." for number in numbers)))
    counted_up = [numbers[0] + step for step in range(len(numbers))] == numbers
    assert bool(found) is not counted_up


# --- sums -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("1,329 staff attended. Of these, 924 were social workers and 315 others.", "1,239"),
        (
            "116 courses were given, and 1,329 staff came. Of them 924 were ours and 315 not.",
            "1239",
        ),
        ("The service has 48 posts, of which 30 are filled and 15 vacant.", "45"),
        ("The team is made up of 4 managers, 9 workers and 2 others, a total of 16.", "15"),
        ("Of 60 cases, 31 were good, 20 required improvement and 8 were inadequate.", "59"),
        ("A total of 20 audits were made up of 9 in May and 5 in June.", "14"),
    ],
)
def test_a_total_that_its_parts_do_not_make_is_told(text, made):
    (message,) = messages(sums.totals_in_text, said(text))
    assert f"make {made}" in message.replace(",", "") or f"make {made}" in message


@pytest.mark.parametrize(
    "text",
    [
        "1,239 staff attended. Of these, 924 were social workers and 315 others.",
        "Of 24 applicants, 22 were shortlisted and 10 were appointed.",
        "There were 70 enquiries, of which 8 are at stage one and 22 at stage two.",
        "Of 59 actions, 24 are complete.",
        "About 300 came, of whom 190 were ours and 90 not.",
        "The service has 48 posts, including 30 in assessment, of which 15 are vacant.",
        "In 2018, of these, 924 were ours.",
    ],
)
def test_parts_that_make_the_total_or_are_not_meant_to_are_let_pass(text):
    assert not fires(sums.totals_in_text, text)


def test_two_digits_that_changed_places_are_told_even_where_the_parts_are_called_some():
    (message,) = messages(
        sums.totals_in_text,
        said("1,329 staff came. Our records break that number down in part: 924 here, 315 there."),
    )
    assert message.endswith("Two digits may have changed places.")


@given(st.lists(st.integers(2, 500), min_size=2, max_size=5))
def test_a_right_total_is_never_told(parts):
    named = [f"{part} in team {'ABCDE'[place]}" for place, part in enumerate(parts)]
    text = f"There are {sum(parts)} staff, of whom {', '.join(named[:-1])} and {named[-1]}."
    assert not fires(sums.totals_in_text, text)


@pytest.mark.parametrize(
    "grid",
    [
        table("Grade | April | May", "Good | 12 | 14", "Poor | 3 | 2", "Total | 15 | 17"),
        table("Team | Good | Poor | Total", "North | 4 | 2 | 7"),
        table("Item | Cost", "Posts | £1.20m", "Grants | £0.41m", "Total | £1.70m"),
        table("Grade | Share", "Good | 50%", "Fair | 30%", "Poor | 10%", "Total | 100%"),
    ],
)
def test_a_total_in_a_table_that_its_parts_do_not_make_is_told(grid):
    assert len(messages(sums.totals_in_tables, document(grid))) == 1


@pytest.mark.parametrize(
    "grid",
    [
        table("Grade | April | May", "Good | 12 | 14", "Poor | 3 | 2", "Total | 15 | 16"),
        table("Team | Good | Poor | Total", "North | 4 | - | 4", "South | 1 | 2 | 3"),
        table("Grade | Share", "Good | 33.3%", "Fair | 33.3%", "Poor | 33.3%", "Total | 100.0%"),
        table("Grade | April", "Good | 12", "of which by us | 3", "Total | 12"),
        table("Grade | April", "Good | Hidden", "Poor | 3", "Total | 15"),
        table("Team | Figure", "North | 4", "South | 2"),
        table("Team | Figure | Target | Rating", "North | 4 | 5 | Near", "Total | 9 | 9 | Met"),
    ],
)
def test_a_total_in_a_table_that_is_right_or_none_is_let_pass(grid):
    assert messages(sums.totals_in_tables, document(grid)) == []


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=2, max_size=8))
def test_a_table_is_told_only_if_a_column_does_not_add_up(rows):
    lines = [f"Row {place} | {one} | {two}" for place, (one, two) in enumerate(rows)]
    total = [sum(column) for column in zip(*rows, strict=True)]
    right = table("Name | One | Two", *lines, f"Total | {total[0]} | {total[1]}")
    assert messages(sums.totals_in_tables, document(right)) == []
    if all(total):
        wrong = table("Name | One | Two", *lines, f"Total | {total[0] + 1} | {total[1]}")
        assert len(messages(sums.totals_in_tables, document(wrong))) == 1


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Of the audits 48% were good, 30% required improvement and 19% were inadequate.", True),
        ("Of the audits 48% were good, 30% required improvement and 22% were inadequate.", False),
        ("A third each, 33%, 33% and 33%, chose otherwise.", False),
        ("Boys are 55% and girls 42%.", True),
        ("It rose from 55% to 42%.", False),
        ("We are at 55%, against 42% in the country.", False),
        (
            "They are 61% of children in need, 56% of those on plans and 60% of those in care.",
            False,
        ),
    ],
)
def test_shares_in_a_sentence_make_a_whole(text, is_told):
    assert fires(sums.shares_in_text, text) is is_told


def test_shares_in_a_table_make_a_whole():
    grades = table(
        "Domain | Good | Fair | Poor",
        "Plans | 50% | 30% | 20%",
        "Visits | 40% | 40% | 20%",
        "Records | 40% | 30% | 10%",
    )
    (message,) = messages(sums.shares_in_tables, document(grades))
    assert "“Records” make 80%" in message
    months = table("Measure | April 2018 | May 2018 | June 2018", "Visits | 33% | 35% | 30%")
    assert messages(sums.shares_in_tables, document(months)) == []


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("In all 26 actions are complete.", True),
        ("Of 59 actions, 26 are “Complete”.", True),
        ("In all 24 actions are complete.", False),
        ("In all 26 managers are complete.", False),
        ("In all 26 actions are shared.", False),
        ("There are 26 actions.", False),
    ],
)
def test_a_count_in_words_agrees_with_the_table(text, is_told):
    actions = table(
        "Status | Actions", "On track | 18", "Complete | 24", caption="Actions by status"
    )
    paper = document(section("one", text), actions)
    assert bool(messages(sums.counts_beside_tables, paper)) is is_told


# --- times ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "In May 2018 the service is to appoint four managers.",
        "The next session is scheduled for 31 May 2018.",
        "A new framework will be in place from January 2018.",
        "Assessment days were held in April, with more planned for May 2018.",
        "Fostering Fortnight, from 14 to 27 May 2018, will be celebrated in the borough.",
        "The strategy is due to be published in early 2018.",
        "The report will go to the board on 5 June.",
        "Inspectors will visit on 29 and 30 May 2018.",
        "The audit is planned for 31/05/2018.",
    ],
)
def test_a_day_that_will_have_passed_is_not_still_to_come(text):
    assert fires(times.passed_as_to_come, text)


@pytest.mark.parametrize(
    "text",
    [
        "The next visit will be on 31 July and 1 August 2018.",
        "Young people are next expected in June 2018.",
        "A session was arranged for 31 May 2018.",
        "It was planned for May 2018 and has taken place.",
        "Work planned for May 2018 was completed.",
        "Actions due by 31 March 2018 are complete.",
        "The council will build on the plan that was agreed in July 2017.",
        "On 15 February 2018 the CQC said that it will return.",
        "The plan agreed in 2017 will go on.",
        "This may change what we do.",
        "The vision for 2020 will guide us.",
        "We will follow the strategy for 2016-2020.",
        "The Act of 2014 will apply.",
    ],
)
def test_a_day_to_come_or_told_as_past_is_let_pass(text):
    assert not fires(times.passed_as_to_come, text)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Inspectors visited on 12 June 2018.", True),
        ("The review took place in September 2018.", True),
        ("On 20 July 2018 the board met.", True),
        ("Inspectors visited on 25 and 26 April 2018.", False),
        ("It was agreed that a review will follow by September 2018.", False),
        ("The board agreed the plan for September 2018.", False),
        ("A meeting was arranged for 12 July 2018.", False),
    ],
)
def test_a_day_still_to_come_is_not_told_as_past(text, is_told):
    assert fires(times.to_come_as_passed, text) is is_told


def test_a_paper_that_does_not_say_when_it_is_read_is_not_asked_about_days():
    paper = document(section("one", "It will be held in May 2018."), kicker=())
    assert messages(times.passed_as_to_come, paper) == []


def test_the_day_of_the_meeting_stands_above_the_title_or_in_the_header():
    assert str(read_paper(document()).meeting_on) == "2018-06-06"
    headed = document(enclosing("None, for 7 June 2021"), kicker=())
    assert str(read_paper(headed).meeting_on) == "2021-06-07"


def test_words_of_others_are_not_held_to_the_day():
    quoted = Quotation(((Text("We will come in May 2018."),),))
    assert messages(times.passed_as_to_come, document(quoted)) == []


# --- words ----------------------------------------------------------------------------------


def test_an_abbreviation_that_nothing_explains_is_told_once():
    found = messages(wording.unexplained, said("The MASH met.", "The MASH met again."))
    assert found == ["MASH is explained nowhere in the paper."]


@pytest.mark.parametrize(
    "text",
    [
        "The multi-agency safeguarding hub (MASH) met. The MASH decides.",
        "The MASH (multi-agency safeguarding hub) met.",
        "The NHS and the BBC asked for a PDF.",
        "LIVE UNLIMITED is a charity.",
        "Part II and part IV apply.",
        "The action 5b(ii) and measure CP05 are shown.",
        "Return home interviews (RHIs) help, and RHIs go on.",
    ],
)
def test_an_abbreviation_that_is_explained_or_known_is_let_pass(text):
    assert not fires(wording.unexplained, text)


def test_an_abbreviation_explained_twice_is_told_where_it_is_said_again():
    paper = document(
        lead("The single inspection framework (SIF) ended."),
        section("one", "The single inspection framework (SIF) ended.", "Of the framework (SIF)."),
    )
    read = read_paper(paper)
    assert [each.anchor for each in wording.explained_again(read)] == ["one-2"]


@pytest.mark.parametrize(
    "text",
    [
        "Last month 3 children came into care.",
        "Two young people left the borough.",
        "In the quarter 4 of the children had moved.",
        "One child was placed far away.",
        "We placed three unaccompanied young people.",
    ],
)
def test_a_small_number_of_children_is_told(text):
    assert fires(wording.small_numbers, text)


@pytest.mark.parametrize(
    "text",
    [
        "Last month 37 children came into care.",
        "Six young people left the borough.",
        "One in five children waited.",
        "Two Child Participation Officers were appointed.",
        "Children under 5 are seen weekly.",
        "The borough has two children's homes.",
        "In theme 2 children are heard.",
        "We work with one child at a time.",
        "Two child protection plans ended.",
        "Between 1 and 5 children waited.",
        "More than 3 children were seen.",
        "Three teams work with children.",
    ],
)
def test_a_larger_number_or_another_thing_is_let_pass(text):
    assert not fires(wording.small_numbers, text)


def test_the_threshold_is_the_councils():
    text = "Last month 8 children came into care."
    assert fires(wording.small_numbers, text, small_numbers=SmallNumbers(10))
    assert not fires(wording.small_numbers, text, small_numbers=SmallNumbers(0))


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("A boy called Jordan was placed.", True),
        ("The child, aged 9, was placed.", True),
        ("Statuses are “Stopped” and “Embedded”.", False),
        ("See https://council.example/letter-202016.pdf for it.", False),
    ],
)
def test_words_that_may_tell_who_a_child_is_are_told(text, is_told):
    grid = table("Theme | Stopped | Embedded", "One | 1 | 2")
    paper = document(section("one", text), grid)
    assert bool(messages(wording.identifying, paper)) is is_told


def _picture(description):
    image = b64encode(b"\x89PNG\r\n\x1a\n").decode()
    return Figure("Figure 1", description, Picture(image, "image/png"))


@pytest.mark.parametrize("description", ["image1.png", "Picture 3", "Chart.", "Figure 1"])
def test_a_description_that_says_nothing_is_told(description):
    assert len(messages(wording.described_by_name_only, document(_picture(description)))) == 1


def test_a_description_that_says_what_is_shown_is_let_pass():
    chart = Chart("line", ("April", "May"), (Series("Visits", (1, 2)),))
    shown = Figure("Visits", "Visits rose from 1 to 2.", chart)
    assert messages(wording.described_by_name_only, document(shown)) == []


# --- reading --------------------------------------------------------------------------------


def test_a_sentence_of_many_words_is_told():
    assert fires(wording.long_sentences, " ".join(["word"] * 36) + ".")
    assert not fires(wording.long_sentences, " ".join(["word"] * 35) + ".")


@pytest.mark.parametrize(
    ("word", "count"),
    [("child", 1), ("assessment", 3), ("made", 1), ("people", 2), ("improvement", 3), ("I", 1)],
)
def test_syllables_are_counted_about_right(word, count):
    assert wording.syllables(word) in (count, count + 1)


def test_plain_words_read_younger_than_grand_ones():
    plain = ["The cat sat on the mat.", "It is warm there."]
    grand = ["Organisational transformation necessitates considerable interdisciplinary dialogue."]
    assert wording.reading_age(plain) < 9 < 18 < wording.reading_age(grand)
    assert wording.reading_age([]) == 0


def test_the_reading_age_of_a_few_words_is_not_told():
    assert not fires(wording.hard_reading, "A few words.")
    assert fires(wording.hard_reading, "The child came home late. " * 30)


# --- all rules ------------------------------------------------------------------------------

RULES = (
    *(references.dangling, references.backward, references.short_ranges),
    *(references.absent_appendices, references.typed_order, references.typed_instead),
    *(sums.totals_in_text, sums.totals_in_tables, sums.shares_in_text, sums.shares_in_tables),
    *(sums.counts_beside_tables, times.passed_as_to_come, times.to_come_as_passed),
    *(wording.unexplained, wording.explained_again, wording.small_numbers, wording.identifying),
    *(wording.described_by_name_only, wording.hard_reading, wording.long_sentences),
)


@pytest.mark.parametrize("find", RULES, ids=lambda find: find.__name__)
def test_an_empty_paper_breaks_no_rule(find):
    assert messages(find, document()) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60) | st.from_regex(r"[\w .,%()£–-]{0,60}"), max_size=4))
def test_no_words_whatever_stop_a_rule(texts):
    paper = read_paper(document(section("one", *texts), table("A | B", *(["x | y"] * 2))))
    for find in RULES:
        list(find(paper))

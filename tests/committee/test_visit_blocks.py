"""What a paper tells of visits and practice by itself, and what it does not tell before its day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from committee import embargo
from committee.checks import check
from committee.facts import read_facts
from committee.models import Report
from committee.practice import read_practice
from committee.reports import build_report, compose
from committee.services.papers import save_section
from committee.services.publishing import publish_report
from documents import html, pdf, word
from documents.nodes import (
    Appendix,
    BulletList,
    Chart,
    Figure,
    ListItem,
    NumberedParagraph,
    Paragraph,
    Section,
    Status,
    Table,
    Text,
)
from documents.numbering import number
from documents.tree import walk
from improvement.models import Action
from monitoring.embargo import RUN, Unpublished
from monitoring.letters.layout import lay_out
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.committee import ReportSectionFactory
from tests.factories.improvement import PracticeAreaFactory, ThemeFactory
from tests.factories.monitoring import (
    AuditGradeFactory,
    AuditRoundFactory,
    CommitmentFactory,
    FindingFactory,
    JudgementFactory,
    LetterFactory,
    SelfEvaluationFactory,
    SelfEvaluationPartFactory,
    TraceFactory,
    VisitFactory,
    VoiceItemFactory,
)

CUT_OFF = date(2018, 4, 30)
PUBLIC_BY = date(2018, 5, 29)  # five clear days before 6 June 2018
WORDS = "Managers do not always see how long a child has waited for a first visit."
LETTER = f"""Dear Director

Overview

Morale is good. Staff like their work.

What inspectors found

Leaders know their services well. Inspectors saw that:

- Visits are on time.
- Plans are clear.

{WORDS} It is being put right.

Yours sincerely"""


@pytest.fixture
def visit(authority):
    """The third monitoring visit; its letter was published on 21 May 2018, after the cut-off."""
    visit = VisitFactory(
        authority=authority,
        ordinal=3,
        ordinal_words="since services were judged inadequate in July 2017",
        starts_on=date(2018, 4, 25),
        ends_on=date(2018, 4, 26),
        letter_on=date(2018, 5, 18),
        received_on=date(2018, 5, 18),
        published_on=date(2018, 5, 21),
        focus="How agencies work together\n- Health\n- Police\nHow good plans are",
        evidence_considered="Case records.\nSupervision files.",
        next_visit_on=date(2018, 7, 31),
        next_visit_ends_on=date(2018, 8, 1),
        next_focus="Children in care",
    )
    LetterFactory(visit=visit, text=LETTER)
    return visit


@pytest.fixture
def review(authority):
    """A review whose findings have not come."""
    return VisitFactory(
        authority=authority,
        inspectorate="cqc",
        kind="review",
        title="Review of health services",
        ordinal=None,
        starts_on=date(2018, 2, 19),
        ends_on=date(2018, 2, 23),
        letter_on=None,
        received_on=None,
        published_on=None,
        letter_status="pre_publication",
        focus="What children think of it",
        evidence_considered="It was made under section 48.",
    )


@pytest.fixture
def findings(visit):
    """The sentences of the letter that were marked, by what they are."""
    numbers = {each.words: each.number for block in lay_out(LETTER) for each in block.sentences}

    def mark(kind, words, **fields):
        place = numbers[words]
        return FindingFactory(
            visit=visit,
            type=kind,
            words=words,
            first_sentence=place,
            last_sentence=place,
            **fields,
        )

    return {
        "morale": mark("strength", "Morale is good."),
        "leaders": mark("strength", "Leaders know their services well."),
        "visits": mark("improvement", "Visits are on time."),
        "plans": mark("strength", "Plans are clear."),
        "waits": mark("to_improve", WORDS, reference="MV3-9"),
    }


def fresh(report):
    return Report.objects.with_parts().get(pk=report.pk)


def show(report, key, *, visits=(), **fields):
    """Choose what a section shows."""
    section = report.sections.get(key=key)
    for name, value in fields.items():
        setattr(section, name, value)
    section.save()
    section.visits.set(visits)
    return section


def add(report, key, kind, **fields):
    """A section of another kind than the template has."""
    return ReportSectionFactory(report=report, key=key, kind=kind, body="", **fields)


def facts_of(report, **days):
    found = fresh(report)
    return read_facts(found, as_at=found.cut_off, **days)


def part(report, key, **days):
    """A part of the paper; None where it is left out."""
    document = compose(facts_of(report, **days))
    return next(
        (
            node
            for node in walk(document)
            if isinstance(node, Section | Appendix) and node.anchor == key
        ),
        None,
    )


def words(node):
    return "".join(each.text for each in walk(node) if isinstance(each, Text))


def lines(node):
    """What each paragraph and bullet says."""
    kinds = NumberedParagraph | Paragraph | ListItem
    return [words(each.content) for each in walk(node) if isinstance(each, kinds)]


def tables(node):
    return [each for each in walk(node) if isinstance(each, Table)]


def cells(table):
    """The words of each row, statuses by their labels."""

    def cell(content):
        kinds = Text | Status
        return " ".join(
            each.label if isinstance(each, Status) else each.text
            for each in content
            if isinstance(each, kinds)
        )

    return [[cell(content) for content in row] for row in table.rows]


def told(report, **days):
    """What the check says must be mended or looked at, by its place."""
    facts = facts_of(report, **days)
    found = check(facts, compose(facts))
    return {each.place: each for each in found if each.severity != "information"}


# --- a visit ------------------------------------------------------------------------------------


def test_visit_is_told_from_its_record(report, visit, findings):
    show(report, "visit", visits=[visit])
    said = lines(part(report, "visit"))
    assert said[:6] == [
        "Ofsted visited on 25 and 26 April 2018. It was the third monitoring visit since services "
        "were judged inadequate in July 2017. Inspectors looked at:",
        "How agencies work together",
        "Health",
        "Police",
        "How good plans are",
        "Case records.Supervision files.",
    ]
    assert said[6] == "What inspectors found is told in their own words."
    assert said[-1] == (
        "The next visit is expected on 31 July and 1 August 2018. It will look at: "
        "Children in care."
    )


def test_lines_that_begin_with_a_dash_belong_to_the_line_before(report, visit):
    show(report, "visit", visits=[visit])
    (first, *_) = part(report, "visit").children
    (listed,) = first.children
    inner = [
        [words(each) for each in walk(item.children) if isinstance(each, ListItem)]
        for item in listed.items
    ]
    assert inner == [["Health", "Police"], []]


def test_findings_stand_as_the_letter_goes_with_lists_below_what_leads_to_them(
    report, visit, findings
):
    show(report, "visit", visits=[visit])
    found = [
        (words(each.content), [words(item) for child in each.children for item in child.items])
        for each in part(report, "visit").children
        if "-found-" in each.anchor
    ]
    assert found == [
        ("Morale is good.", []),
        (
            "Leaders know their services well. Inspectors saw that:",
            ["Visits are on time.", "Plans are clear."],
        ),
        (WORDS, []),
    ]


@pytest.mark.parametrize(
    ("order", "leads"),
    [
        ("strengths", ["Strengths:", "Improvements made:", "Still to improve:"]),
        ("asking", ["Still to improve:", "Improvements made:", "Strengths:"]),
    ],
)
def test_findings_stand_by_type_in_the_order_chosen(report, visit, findings, order, leads):
    show(report, "visit", visits=[visit], findings_order=order)
    found = [each for each in part(report, "visit").children if "-found-" in each.anchor]
    assert [words(each.content) for each in found] == leads


def test_findings_stand_by_practice_area_with_their_type_in_words(report, visit, authority):
    second = PracticeAreaFactory(authority=authority, name="Supervision", order=2)
    first = PracticeAreaFactory(authority=authority, name="Planning", order=1)
    FindingFactory(visit=visit, practice_area=second, words="It varies.")
    FindingFactory(visit=visit, practice_area=first, words="Plans are clear.", type="strength")
    FindingFactory(visit=visit, practice_area=None, words="Offices are new.", type="context")
    show(report, "visit", visits=[visit], findings_order="area")
    found = [each for each in part(report, "visit").children if "-found-" in each.anchor]
    assert [words(each.content) for each in found] == [
        "Planning:",
        "Supervision:",
        "Other matters:",
    ]
    assert [each.label for each in walk(tuple(found)) if isinstance(each, Status)] == [
        "Strength",
        "Still to improve",
        "Context",
    ]


def test_findings_without_a_letter_stand_by_type(report, authority):
    visit = VisitFactory(
        authority=authority,
        starts_on=date(2018, 4, 2),
        ends_on=date(2018, 4, 3),
        letter_on=None,
        received_on=None,
        published_on=date(2018, 5, 1),
    )
    FindingFactory(visit=visit, words="Plans vary.")
    show(report, "visit", visits=[visit])
    assert "Still to improve:" in lines(part(report, "visit"))


def test_judgements_are_a_table_in_the_words_of_the_framework(report, authority):
    visit = VisitFactory(
        authority=authority,
        kind="standard",
        ordinal=None,
        starts_on=date(2017, 4, 25),
        ends_on=date(2017, 5, 18),
        letter_on=None,
        received_on=None,
        published_on=date(2017, 7, 7),
    )
    JudgementFactory(visit=visit, area="overall")
    show(report, "visit", visits=[visit])
    assert lines(part(report, "visit"))[0].startswith(
        "Ofsted inspected services from 25 April to 18 May 2017."
    )
    (table,) = tables(part(report, "visit"))
    assert cells(table) == [["Overall effectiveness", "Inadequate"]]


def test_visit_can_be_cited_and_follows_its_theme(report, plan, visit, findings):
    theme = plan.themes.get(number=2)
    show(report, "visit", visits=[visit], theme=theme)
    document = compose(facts_of(report))
    progress = next(
        each
        for each in walk(document)
        if isinstance(each, Section) and each.anchor == "theme-2-progress"
    )
    assert progress.children[-1].anchor == "visit"
    assert sum(isinstance(each, Section) and each.anchor == "visit" for each in walk(document)) == 1
    numbering = number(document)
    assert numbering.label(f"visit-{visit.pk}-next")


def test_theme_that_a_visit_tells_of_needs_no_narrative(report, plan, visit, findings):
    theme = plan.themes.get(number=2)
    theme.narratives.all().delete()
    assert "Its lead has not written" in told(report)["Theme 2"].message
    show(report, "visit", visits=[visit], theme=theme)
    assert "Theme 2" not in told(report)
    assert "No narrative has been written" not in words(compose(facts_of(report)))


def test_section_without_a_visit_is_left_out(report):
    assert part(report, "visit") is None
    assert told(report) == {}


def test_section_that_follows_a_theme_asks_for_its_visit(report, plan):
    show(report, "visit", theme=plan.themes.first())
    assert "Choose a visit." in told(report)["Ofsted monitoring visit and report"].message


# --- reviews ------------------------------------------------------------------------------------


def test_review_says_who_made_it_and_what_it_asked_and_that_findings_are_awaited(report, review):
    show(report, "reviews", visits=[review])
    FindingFactory(visit=review, words="Nurses know every child who is looked after by name.")
    said = lines(part(report, "reviews"))
    assert said[0].startswith("The Care Quality Commission (CQC) is England’s independent")
    assert said[1] == (
        "The CQC reviewed services from 19 to 23 February 2018. The "
        "review is called “Review of health services”. It was made under section 48."
    )
    assert said[2:] == [
        "It asked about:",
        "What children think of it",
        "What inspectors found had not been published by 30 April 2018.",
    ]
    assert told(report) == {}


def test_review_tells_what_was_found_once_it_is_public(report, review):
    show(report, "reviews", visits=[review])
    FindingFactory(visit=review, words="Nurses know every child.", type="strength")
    review.letter_status, review.published_on = "published", date(2018, 5, 2)
    review.save()
    assert lines(part(report, "reviews"))[-2:] == ["Strengths:", "Nurses know every child."]


# --- the letter ---------------------------------------------------------------------------------


def test_letter_stands_whole_and_as_it_was_written(report, visit):
    show(report, "appendix-letter", visits=[visit], body="")
    appendix = part(report, "appendix-letter")
    said = " ".join(each.text for each in walk(appendix.children) if hasattr(each, "text"))
    assert said.split() == [each for each in LETTER.split() if each != "-"]
    (bullets,) = [each for each in walk(appendix) if isinstance(each, BulletList)]
    assert [words(item) for item in bullets.items] == ["Visits are on time.", "Plans are clear."]


def test_parts_of_a_letter_can_be_cited_and_counted_marks_stay(report, visit):
    visit.letter.text = "Overview\n\n1. Plans are clear.\n\n2. Visits are late.\n\nThey know it."
    visit.letter.save()
    show(report, "appendix-letter", visits=[visit], body="")
    said = lines(part(report, "appendix-letter"))
    assert said == ["1. Plans are clear.", "2. Visits are late.", "They know it."]


def test_paper_names_where_the_letter_is_attached(report, visit, findings):
    show(report, "visit", visits=[visit])
    show(report, "appendix-letter", visits=[visit], body="")
    document = compose(facts_of(report))
    text = html.render(document)
    assert "Their letter is attached as" in text
    assert told(report) == {}


# --- findings and what answers them -------------------------------------------------------------


def test_findings_stand_with_the_actions_that_answer_them(report, plan, visit, findings):
    action = plan.actions.get(reference="1a")
    TraceFactory(finding=findings["waits"], action=action)
    ((row,),) = [cells(each) for each in tables(part(report, "findings"))]
    assert row[0] == f"MV3-9 {WORDS}"
    assert row[1] == "Still to improve"
    assert row[2].startswith("1a")
    assert row[2].endswith(action.delivery.label)
    assert row[3] == "Open"
    assert lines(part(report, "findings"))[0] == (
        "1 finding asks for something to be done. The plan answers it; none are closed."
    )


def test_finding_says_why_there_is_no_action_and_that_it_was_closed(report, visit, findings):
    waits = findings["waits"]
    TraceFactory(finding=waits, action=None, coverage="no_action", reason="A partner does it.")
    waits.closed_on, waits.closed_because = date(2018, 4, 27), "done"
    waits.save()
    ((row,),) = [cells(each) for each in tables(part(report, "findings"))]
    assert row[2] == "No action: A partner does it."
    assert row[3].startswith("Closed 27 April 2018")


def test_finding_closed_after_the_cut_off_is_open_in_the_paper(report, visit, findings):
    waits = findings["waits"]
    waits.closed_on, waits.closed_because = date(2018, 5, 2), "done"
    waits.save()
    ((row,),) = [cells(each) for each in tables(part(report, "findings"))]
    assert row[3] == "Open"


def test_action_that_papers_do_not_print_is_counted_and_not_named(report, plan, visit, findings):
    action = plan.actions.get(reference="1a")
    Action.objects.filter(pk=action.pk).update(visibility=Action.Visibility.INTERNAL)
    TraceFactory(finding=findings["waits"], action=action)
    ((row,),) = [cells(each) for each in tables(part(report, "findings"))]
    assert row[2] == "1 action not listed in this paper"


# --- practice areas over visits -----------------------------------------------------------------


def test_matrix_says_in_words_what_each_visit_said(report, visit, authority):
    area = PracticeAreaFactory(authority=authority, name="Planning")
    before = VisitFactory(
        authority=authority,
        ordinal=2,
        starts_on=date(2018, 2, 1),
        ends_on=date(2018, 2, 2),
        letter_on=None,
        received_on=None,
        published_on=date(2018, 3, 1),
    )
    FindingFactory(visit=before, practice_area=area, direction="new")
    FindingFactory(visit=visit, practice_area=area, direction="improving", type="improvement")
    (table,) = tables(part(report, "practice-areas"))
    assert table.header == (
        "Practice area",
        "Second monitoring visit, February 2018",
        "Third monitoring visit, April 2018",
    )
    assert cells(table) == [
        ["Planning", "New Still to improve: 1", "Improving Improvement made: 1"]
    ]
    assert "1 practice area on 2 visits" in lines(part(report, "practice-areas"))[0]


def test_matrix_shows_the_last_visits_that_a_page_has_room_for(report, authority):
    area = PracticeAreaFactory(authority=authority)
    for month in range(1, 6):
        held = date(2017, month, 1)
        visit = VisitFactory(
            authority=authority,
            ordinal=month,
            starts_on=held,
            ends_on=held,
            letter_on=None,
            received_on=None,
            published_on=date(2017, 12, 1),
        )
        FindingFactory(visit=visit, practice_area=area)
    (table,) = tables(part(report, "practice-areas"))
    assert len(table.header) == 5
    assert "The table shows the last 4." in lines(part(report, "practice-areas"))[0]


# --- audits -------------------------------------------------------------------------------------


def test_audit_grades_are_drawn_and_told_with_the_sample_size(report, authority):
    round = AuditRoundFactory(authority=authority, name="Vulnerable adolescents")
    AuditGradeFactory(round=round, grade="good", auditor_count=31, moderated_count=29)
    AuditGradeFactory(
        round=round, grade="requires_improvement", auditor_count=29, moderated_count=31
    )
    shown = part(report, "audits")
    (said, *_) = lines(shown)
    assert "Vulnerable adolescents, January to April 2018: 60 cases audited" in said
    assert "23 children examined" in said
    (figure,) = [each for each in shown.children if isinstance(each, Figure)]
    assert isinstance(figure.content, Chart)
    assert figure.content.kind == "stacked"
    (table,) = tables(shown)
    assert cells(table)[0] == ["Strategy discussion", "Good", "52%, 31 of 60", "48%, 29 of 60"]


def test_audit_round_of_which_percentages_are_known_says_so(report, authority):
    round = AuditRoundFactory(authority=authority, knows_percentages_only=True, note="Some only.")
    AuditGradeFactory(round=round, auditor_count=None, moderated_count=None, percentage=Decimal(48))
    shown = part(report, "audits")
    assert "Some only." in lines(shown)
    assert cells(tables(shown)[0]) == [["Strategy discussion", "Good", "48%"]]


def test_grades_over_rounds_stand_beside_each_other(report, authority):
    before = AuditRoundFactory(
        authority=authority, name="Autumn", starts_on=date(2017, 9, 1), ends_on=date(2017, 12, 1)
    )
    AuditGradeFactory(round=before, moderated_count=20)
    now = AuditRoundFactory(authority=authority, name="Spring")
    AuditGradeFactory(round=now, moderated_count=30)
    over = tables(part(report, "audits"))[-1]
    assert over.header == ("Domain", "Autumn, December 2017", "Spring, April 2018")
    assert cells(over) == [
        ["Strategy discussion", "at least 33%, 20 of 60", "at least 50%, 30 of 60"]
    ]


def test_audit_round_that_ended_outside_the_period_is_not_told(report, authority):
    late = {"starts_on": date(2018, 4, 1), "ends_on": date(2018, 5, 1)}
    early = {"starts_on": date(2017, 12, 1), "ends_on": date(2018, 2, 1)}
    for days in (late, early):
        AuditGradeFactory(round=AuditRoundFactory(authority=authority, **days))
    assert part(report, "audits") is None


# --- voice --------------------------------------------------------------------------------------


def test_words_are_quoted_only_where_people_agree(report, authority):
    area = PracticeAreaFactory(authority=authority, name="Reviews")
    VoiceItemFactory(
        authority=authority,
        said="We want to choose the room.",
        may_be_quoted=True,
        done="They choose it now.",
        told="The council of children",
        told_on=date(2018, 4, 1),
    )
    VoiceItemFactory(
        authority=authority,
        said="I was afraid to speak.",
        group="A small group",
        practice_area=area,
        heard_on=date(2018, 4, 2),
    )
    add(report, "heard", "voice")
    shown = part(report, "heard")
    (table,) = tables(shown)
    quoted, unquoted = cells(table)
    assert "“We want to choose the room.”" in quoted[0]
    assert quoted[1] == "They choose it now."
    assert quoted[3] == "The council of children, 1 April 2018"
    assert unquoted == [
        "On Reviews. Their words are not quoted.",
        "Nothing yet",
        "Not known yet",
        "Nobody yet",
    ]
    assert "afraid" not in words(shown)
    assert "A small group" not in words(shown)
    assert "Of them 1 is answered" in lines(shown)[0]


def test_what_was_heard_outside_the_period_is_not_told(report, authority):
    VoiceItemFactory(authority=authority, heard_on=date(2018, 2, 28))
    VoiceItemFactory(authority=authority, heard_on=date(2018, 5, 1))
    add(report, "heard", "voice", place="subheading")
    assert part(report, "heard") is None


# --- the self-evaluation ------------------------------------------------------------------------


def test_self_evaluation_stands_beside_what_inspectors_judged(report, plan, authority):
    judged = VisitFactory(
        authority=authority,
        kind="standard",
        starts_on=date(2017, 5, 1),
        ends_on=date(2017, 5, 2),
        letter_on=None,
        received_on=None,
        published_on=date(2017, 7, 7),
    )
    JudgementFactory(visit=judged, area="help_and_protection", grade="inadequate")
    evaluation = SelfEvaluationFactory(
        authority=authority, year="2017/18", agreed_on=date(2018, 4, 27)
    )
    SelfEvaluationPartFactory(
        evaluation=evaluation, own_grade="requires_improvement", to_develop="Plans.\nVisits."
    )
    action = plan.actions.get(reference="1a")
    CommitmentFactory(evaluation=evaluation, action=action)
    CommitmentFactory(evaluation=evaluation, text="Ask families.", progress="In one team.")
    add(report, "own-view", "self_evaluation", evaluation=evaluation)
    shown = part(report, "own-view")
    grades, plans = tables(shown)
    row = next(row for row in cells(grades) if "help and protection" in row[0])
    assert row[1:] == ["Requires improvement to be good", "Inadequate, May 2017"]
    assert {"Strengths:", "Decisions are timely.", "Areas for development:", "Plans."} <= {
        *lines(shown)
    }
    assert cells(plans)[0][1].startswith("1a")
    assert cells(plans)[0][2] == action.delivery.label
    assert cells(plans)[1] == ["Ask families.", "", "In one team."]
    assert told(report) == {}


def test_self_evaluation_that_is_not_agreed_is_remarked_upon(report, authority):
    evaluation = SelfEvaluationFactory(authority=authority, year="2017/18", agreed_on=None)
    add(report, "own-view", "self_evaluation", evaluation=evaluation)
    problem = told(report)["Another section"]
    assert (problem.severity, problem.message) == (
        "warning",
        "Self-evaluation 2017/18 is not agreed by 29 May 2018.",
    )


# --- what is not public yet ---------------------------------------------------------------------


def unpublish(visit):
    visit.letter_status, visit.published_on = "pre_publication", None
    visit.save()


def test_visit_whose_letter_is_not_public_is_an_error_and_not_in_the_paper(report, visit, findings):
    unpublish(visit)
    for key in ("visit", "findings", "practice-areas", "appendix-letter"):
        show(report, key, visits=[visit])
    problems = told(report)
    assert {each.severity for each in problems.values()} == {"error"}
    assert set(problems) == {
        "Ofsted monitoring visit and report",
        "What inspectors found and what answers it",
        "Practice areas over visits",
        "Ofsted monitoring visit letter",
    }
    assert "is not public on 29 May 2018" in problems["Practice areas over visits"].message
    paper = words(compose(facts_of(report)))
    assert "Morale is good" not in paper
    assert WORDS not in paper


@pytest.mark.parametrize(
    ("day", "is_told"), [(date(2018, 5, 20), False), (date(2018, 5, 21), True)]
)
def test_letter_is_told_from_the_day_on_which_it_is_public(report, visit, findings, day, is_told):
    show(report, "visit", visits=[visit])
    assert (part(report, "visit", public_on=day) is not None) == is_told
    assert (told(report, public_on=day) == {}) == is_told


def test_letter_not_to_be_published_is_never_told(report, visit):
    visit.letter_status, visit.published_on = "not_published", None
    visit.save()
    show(report, "visit", visits=[visit])
    assert part(report, "visit", public_on=date(2030, 1, 1)) is None


def test_paper_is_not_published_before_the_letter_that_it_tells_of(report, visit, findings):
    show(report, "visit", visits=[visit])
    early, late = (datetime(2018, 5, day, 9, tzinfo=UTC) for day in (18, 21))
    with pytest.raises(ValidationError, match="not public on 18 May 2018"):
        publish_report(report=report, by=UserFactory(), at=early, clearance_override="Tried.")
    publication = publish_report(
        report=report, by=UserFactory(), at=late, clearance_override="Tried."
    )
    assert "Morale is good." in words(publication.document())


def quoting(report, text):
    section = report.sections.get(key="performance")
    section.body = f"<p>{text}</p>"
    section.save()


def test_paragraph_that_quotes_a_letter_too_soon_is_named(report, visit):
    unpublish(visit)
    quoting(report, f"We are told that {WORDS[0].lower()}{WORDS[1:]}")
    (problem,) = [each for each in told(report).values() if each.severity == "error"]
    label = number(compose(facts_of(report))).label("performance-1")
    assert problem.place == f"Paragraph {label}"
    assert problem.anchor == "performance-1"
    assert "managers do not always see how long" in problem.message


def test_same_paragraph_is_right_once_the_letter_is_public(report, visit):
    quoting(report, WORDS)
    assert told(report) == {}
    assert told(report, public_on=date(2018, 5, 20))


def test_quotation_is_found_however_it_is_typed(report, visit):
    unpublish(visit)
    quoting(report, "MANAGERS do not, always, see <strong>how long</strong> a child has waited")
    assert any(each.severity == "error" for each in told(report).values())


@pytest.mark.parametrize(
    "text",
    [
        "Managers do not always see how long",
        "Managers see how long a child has waited",
        "Children wait.",
    ],
)
def test_short_phrases_are_no_quotation(report, visit, text):
    unpublish(visit)
    quoting(report, text)
    assert told(report) == {}


def test_recommendation_and_narrative_that_quote_too_soon_are_named(report, plan, visit):
    unpublish(visit)
    recommendation = report.recommendations.first()
    recommendation.text = f"That the Committee note: {WORDS}"
    recommendation.save()
    narrative = plan.themes.get(number=1).narratives.first()
    narrative.body = f"<p>{WORDS}</p>"
    narrative.save()
    errors = [each for each in told(report).values() if each.severity == "error"]
    assert {each.anchor for each in errors} == {"recommendation-1", "theme-1-progress-1"}


def test_words_of_a_finding_without_a_letter_are_kept_too(report, review):
    FindingFactory(visit=review, words="Nurses know every child who is looked after by name.")
    quoting(report, "It is said that nurses know every child who is looked after by name.")
    assert any(each.severity == "error" for each in told(report).values())


def test_what_another_public_letter_says_as_well_may_be_said(report, visit, authority):
    unpublish(visit)
    public = VisitFactory(
        authority=authority,
        ordinal=2,
        starts_on=date(2018, 2, 1),
        ends_on=date(2018, 2, 2),
        letter_on=None,
        received_on=None,
        published_on=date(2018, 3, 1),
    )
    LetterFactory(visit=public, text=f"Dear Director\n\n{WORDS}")
    quoting(report, WORDS)
    assert told(report) == {}


def test_letters_to_other_councils_and_of_later_visits_do_not_count(report, visit):
    unpublish(visit)
    elsewhere = AuthorityFactory()
    type(visit).objects.filter(pk=visit.pk).update(authority=elsewhere)
    quoting(report, WORDS)
    assert told(report) == {}
    type(visit).objects.filter(pk=visit.pk).update(
        authority=report.authority, starts_on=date(2018, 6, 1), ends_on=date(2018, 6, 2)
    )
    assert told(report) == {}


def test_a_run_is_found_wherever_it_stands():
    visit = VisitFactory.build()
    run = tuple(f"w{place}" for place in range(RUN))
    kept = Unpublished({run: visit})
    for before in range(3):
        text = " ".join(("and",) * before + run + ("so",))
        assert kept.quoted_in(text) == (visit, " ".join(run))
    assert kept.quoted_in(" ".join(run[1:])) is None
    assert kept.quoted_in(" ".join((*run[:3], "other", *run[3:]))) is None


# --- choosing -----------------------------------------------------------------------------------


def test_section_keeps_what_its_author_chooses(draft, plan, visit, author):
    section = draft.sections.get(key="visit")
    theme = plan.themes.first()
    saved = save_section(
        section=section,
        by=author,
        revision=section.revision,
        body="",
        visits=[visit],
        theme=theme,
        findings_order="asking",
    )
    assert list(saved.visits.all()) == [visit]
    assert (saved.theme, saved.findings_order) == (theme, "asking")


def test_section_refuses_what_is_of_another_council_or_plan(draft, author):
    section = draft.sections.get(key="visit")
    same = {"section": section, "by": author, "revision": section.revision, "body": ""}
    with pytest.raises(ValidationError, match="Choose visits to the authority"):
        save_section(**same, visits=[VisitFactory()])
    with pytest.raises(ValidationError, match="Choose a theme of the plan"):
        save_section(**same, theme=ThemeFactory())
    with pytest.raises(ValidationError, match="does not tell of a self-evaluation"):
        save_section(**same, evaluation=SelfEvaluationFactory())


def test_section_of_text_refuses_visits_and_themes(draft, plan, visit, author):
    section = draft.sections.get(key="performance")
    same = {"section": section, "by": author, "revision": section.revision, "body": ""}
    with pytest.raises(ValidationError, match="does not tell of visits"):
        save_section(**same, visits=[visit])
    with pytest.raises(ValidationError, match="does not follow a theme"):
        save_section(**same, theme=plan.themes.first())


def test_form_offers_the_visits_of_the_council_and_says_which_are_not_public(
    draft, visit, review, client, author
):
    VisitFactory(title="Elsewhere")
    VisitFactory(authority=draft.authority, title="After the meeting")
    client.force_login(author)
    page = client.get(f"/papers/{draft.slug}/sections/visit/")
    text = page.content.decode()
    assert f"{visit}" in text
    assert f"{review}, {review.days} (not public on 29 May 2018)" in text
    assert "Elsewhere" not in text
    assert "After the meeting" not in text
    assert "In its own place" in text


def test_form_saves_what_is_chosen(draft, plan, visit, client, author):
    section = draft.sections.get(key="visit")
    client.force_login(author)
    client.post(
        f"/papers/{draft.slug}/sections/visit/",
        {
            "revision": section.revision,
            "heading": "What Ofsted saw",
            "body": "",
            "visits": [visit.pk],
            "findings_order": "strengths",
            "theme": plan.themes.get(number=2).pk,
        },
    )
    section.refresh_from_db()
    assert (section.heading, section.findings_order) == ("What Ofsted saw", "strengths")
    assert list(section.visits.all()) == [visit]
    assert section.theme.number == 2


def test_section_that_follows_a_theme_is_written_by_itself(report, plan, visit, client, author):
    show(report, "visit", visits=[visit], theme=plan.themes.get(number=2))
    client.force_login(author)
    pieces = client.get(f"/papers/{report.slug}/").context["writing"].pieces
    anchors = [piece.anchor for piece in pieces]
    assert anchors[anchors.index("theme-2") + 1] == "visit"
    theme = pieces[anchors.index("theme-2")]
    assert theme.section.key == "themes"
    assert "Ofsted visited on" not in theme.markup
    assert "Ofsted visited on" in pieces[anchors.index("visit")].markup


# --- all together -------------------------------------------------------------------------------


def everything(report, authority, size):
    area = PracticeAreaFactory(authority=authority)
    visits = []
    for index in range(size):
        visit = VisitFactory(
            authority=authority,
            ordinal=index + 1,
            starts_on=date(2018, 4, 1),
            ends_on=date(2018, 4, 2),
            letter_on=date(2018, 4, 20),
            received_on=date(2018, 4, 20),
            published_on=date(2018, 4, 21),
        )
        LetterFactory(visit=visit)
        TraceFactory(finding=FindingFactory(visit=visit, practice_area=area))
        JudgementFactory(visit=visit)
        visits.append(visit)
        AuditGradeFactory(round=AuditRoundFactory(authority=authority))
        VoiceItemFactory(authority=authority, practice_area=area)
        hidden = VisitFactory(
            authority=authority,
            ordinal=index + 1,
            letter_status="pre_publication",
            published_on=None,
            starts_on=date(2018, 4, 1),
            ends_on=date(2018, 4, 2),
        )
        LetterFactory(visit=hidden)
    for key in ("visit", "reviews", "appendix-letter"):
        show(report, key, visits=visits)
    evaluation = SelfEvaluationFactory(authority=authority)
    for area_key in ("help_and_protection", "in_care")[:size]:
        SelfEvaluationPartFactory(evaluation=evaluation, area=area_key)
        CommitmentFactory(evaluation=evaluation)
    add(report, "own-view", "self_evaluation", evaluation=evaluation)
    add(report, "heard", "voice")


@pytest.mark.parametrize("size", [1, 12])
def test_building_a_paper_asks_the_same_questions_of_any_practice(
    report, authority, size, django_assert_num_queries
):
    everything(report, authority, size)
    found = fresh(report)
    sections = list(found.sections.all())
    with django_assert_num_queries(15):
        read_practice(found, sections, as_at=CUT_OFF, since=date(2018, 3, 1), public_on=PUBLIC_BY)
    facts = read_facts(found, as_at=CUT_OFF)
    with django_assert_num_queries(0):
        list(embargo.find(facts, compose(facts)))


def test_paper_with_every_block_prints_in_every_format(report, authority, visit, findings):
    everything(report, authority, 2)
    document = build_report(fresh(report), as_at=CUT_OFF)
    assert told(report) == {} or {each.severity for each in told(report).values()} == {"warning"}
    text = html.render(document)
    assert "Shares of the audits" in text
    assert word.render(document).startswith(b"PK")
    assert pdf.render(document).startswith(b"%PDF")

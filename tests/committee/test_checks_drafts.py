"""What the checker finds in a draft: held against what is recorded and what was said before."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committee.checks import ORDER, RULES, check
from committee.checks.draft import plain
from committee.facts import read_facts
from committee.models import ReportSection
from committee.reports import compose
from committee.services.publishing import publish_report
from documents import word
from improvement.models import ThemeNarrative
from tests.committee.papers import document, lead, section
from tests.factories.accounts import AuthorityFactory
from tests.factories.committee import BodyFactory, MeetingFactory, complete, laid_out_report
from tests.factories.improvement import ReportingPeriodFactory
from tests.factories.performance import ConventionsFactory

SLUG = "barnet-ces-2018-06-06"


def found(report):
    """What the checks say of a draft."""
    facts = read_facts(report, as_at=report.cut_off)
    return check(facts, compose(facts))


def by(rule, report):
    """Where one rule found something, and what it says."""
    return [(each.anchor, each.message) for each in found(report) if each.rule == rule]


def write(report, key, body):
    report.sections.filter(key=key).update(body=body)


@pytest.fixture
def previous(plan, body, authority):
    """The paper before, for the meeting of March 2018, with other words."""
    january = ReportingPeriodFactory(
        authority=authority,
        name="January and February 2018",
        starts_on=date(2018, 1, 1),
        ends_on=date(2018, 2, 28),
        data_month=date(2018, 2, 1),
    )
    meeting = MeetingFactory(body=body, held_on=date(2018, 3, 7))
    earlier = laid_out_report(
        plan=plan, period=january, meeting=meeting, number=4, cut_off=date(2018, 2, 16)
    )
    return complete(earlier)


@pytest.fixture
def following(report, previous):
    """The paper of June, which follows that of March."""
    report.previous = previous
    report.save()
    return report


# --- all rules ------------------------------------------------------------------------------


def test_every_rule_has_a_name_a_title_and_a_reason():
    assert len({rule.title for rule in RULES.values()}) == len(RULES)
    for name, rule in RULES.items():
        assert name == rule.name
        assert rule.severity in ORDER
        assert rule.why.endswith(".")
        assert not rule.title.endswith(".")


def test_a_whole_paper_has_nothing_to_mend(report):
    assert [each for each in found(report) if each.severity == "error"] == []


def test_errors_come_first_then_warnings_then_information(draft):
    write(draft, "background", "<p>See paragraph 9.9.</p><p>The MASH met.</p>")
    severities = [ORDER.index(each.severity) for each in found(draft)]
    assert severities == sorted(severities)
    assert {0, 1} <= set(severities)


def test_a_finding_says_what_is_printed_at_its_place(report):
    write(report, "background", "<p>Words.</p><p>See paragraph 9.9.</p>")
    (dangling,) = [each for each in found(report) if each.rule == "dangling"]
    assert (dangling.anchor, dangling.place) == ("background-2", "1.2")


def test_the_checks_ask_as_much_of_a_long_paper(report, plan):
    report = type(report).objects.with_parts().get(pk=report.pk)

    def asked():
        facts = read_facts(report, as_at=report.cut_off)
        tree = compose(facts)
        with CaptureQueriesContext(connection) as queries:
            check(facts, tree)
        return len(queries)

    few = asked()
    for row in range(20):
        ReportSection.objects.create(
            report=report, order=500 + row, key=f"more-{row}", place="section", body="<p>Words.</p>"
        )
    assert asked() == few


# --- what is missing ------------------------------------------------------------------------


def test_what_must_be_filled_is_an_error_and_other_empty_sections_a_warning(draft):
    assert ("summary", "Write this section.") in by("missing", draft)
    assert ("recommendations", "Write at least one recommendation.") in by("missing", draft)
    assert ("reasons", "Nothing is written here.") in by("empty", draft)
    assert ("summary", "Nothing is written here.") not in by("empty", draft)


def test_a_whole_paper_lacks_nothing(report):
    assert by("missing", report) == by("empty", report) == by("not-accepted", report) == []


def test_a_narrative_that_nobody_accepted_is_told(report, plan, period):
    theme = plan.themes.get(number=2)
    ThemeNarrative.objects.filter(theme=theme).update(state="draft")
    assert [anchor for anchor, _ in by("not-accepted", report)] == ["theme-2"]


# --- held against what is recorded ----------------------------------------------------------


def test_small_numbers_are_those_of_the_council(report, authority):
    write(report, "background", "<p>Last month 8 children came into care.</p>")
    assert by("small-number", report) == []
    ConventionsFactory(authority=authority, small_number_threshold=10)
    assert [anchor for anchor, _ in by("small-number", report)] == ["background-1"]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("The Children and Libraries Committee agreed it.", True),
        ("The Children and Libraries Committee, as it was called then, agreed it.", False),
        ("The Children’s Committee agreed it.", False),
    ],
)
def test_a_former_name_of_a_body_is_told_unless_the_paper_says_so(report, body, text, is_told):
    body.former_names = "Children and Libraries Committee\nEducation Committee"
    body.save()
    write(report, "background", f"<p>{text}</p>")
    assert bool(by("former-name", report)) is is_told


def test_a_former_name_of_another_councils_body_is_let_pass(report):
    BodyFactory(authority=AuthorityFactory(), former_names="Libraries Committee")
    write(report, "background", "<p>The Libraries Committee agreed it.</p>")
    assert by("former-name", report) == []


def test_a_former_name_explained_once_may_be_said_again(report, body):
    body.former_names = "Libraries Committee"
    body.save()
    write(
        report,
        "background",
        "<p>The Libraries Committee, as it was called, met.</p>"
        "<p>The Libraries Committee agreed.</p>",
    )
    assert by("former-name", report) == []


# --- held against the last paper ------------------------------------------------------------

LONG = " ".join(f"word{place}" for place in range(40))


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        (LONG, LONG, True),
        (LONG, LONG.replace("word7", "other"), True),
        (LONG, " ".join(reversed(LONG.split())), False),
        (LONG, LONG.replace("word", "term"), False),
        ("Not applicable.", "Not applicable.", False),
    ],
)
def test_a_narrative_that_says_the_same_again_is_told(following, previous, before, now, is_told):
    theme = following.plan.themes.get(number=1)
    for report, words in ((previous, before), (following, now)):
        narrative = ThemeNarrative.objects.get(theme=theme, period=report.period)
        narrative.body = f"<p>{words}</p>"
        narrative.save()
    assert bool(by("said-before", following)) is is_told


def test_standing_text_may_say_the_same_again(following, previous):
    for report in (previous, following):
        write(report, "legal", f"<p>{LONG}</p>")
        write(report, "summary", f"<p>{LONG}</p>")
    assert [anchor for anchor, _ in by("said-before", following)] == ["summary"]


def test_the_words_of_markup_are_those_that_are_read():
    assert plain("<p>One</p><ul><li>two &amp; three</li></ul>") == "One two & three"


@pytest.mark.parametrize(("number", "is_told"), [(5, False), (6, True), (4, True)])
def test_the_number_in_the_series_follows_the_last_papers(following, number, is_told):
    following.number = number
    following.save()
    assert bool(by("series", following)) is is_told


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("This is the fourth report on the plan.", True),
        ("This is the Committee's 6th progress report.", True),
        ("This is the fifth update report on the plan.", False),
        ("The second report said so.", False),
    ],
)
def test_the_number_that_the_text_gives_is_the_papers(report, text, is_told):
    write(report, "summary", f"<p>{text}</p>")
    assert bool(by("series", report)) is is_told


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("It covers January and February 2018.", True),
        ("It covers March and April 2018.", False),
        ("The reporting period is March to April 2018.", False),
        ("The reporting period for progress is April 2018.", True),
        ("The figures are those of February 2018.", True),
        ("The data is based on activity in April 2018.", False),
        ("The course covers May 2018 in passing: it covers December 2017 to May 2018.", True),
        ("The figures rose in February 2018.", False),
    ],
)
def test_the_months_in_the_text_are_the_papers(report, text, is_told):
    write(report, "summary", f"<p>{text}</p>")
    assert bool(by("period", report)) is is_told


def test_the_month_of_the_figures_lies_in_the_period(report, period):
    assert by("period", report) == []
    period.data_month = date(2018, 2, 1)
    period.save()
    report.refresh_from_db()
    ((anchor, message),) = by("period", report)
    assert anchor == ""
    assert "February 2018" in message


@pytest.mark.parametrize(
    ("day", "is_told"), [(date(2018, 6, 5), True), (date(2018, 6, 6), False), (None, False)]
)
def test_standing_text_is_reviewed_before_its_day(report, day, is_told):
    report.sections.filter(key="legal").update(review_by=day)
    assert bool(by("review", report)) is is_told


def test_a_right_reference_that_is_typed_is_offered_by_name(report):
    write(report, "reasons", "<p>See paragraph 1.1.</p>")
    ((anchor, message),) = by("typed-reference", report)
    assert anchor == "reasons-1"
    assert "[[background-1]]" in message


# --- pages ----------------------------------------------------------------------------------


@pytest.fixture
def checks_page(client, author):
    """Opens the page of checks as an author."""
    client.force_login(author)
    return lambda **asked: client.get(reverse("committee:report_checks", args=[SLUG]), asked)


def test_report_checks_lists_each_place_with_its_reason_and_its_editor(report, checks_page):
    write(report, "background", "<p>See paragraph 9.9.</p><p>The MASH met.</p>")
    shown = checks_page().content.decode()
    assert "“paragraph 9.9” leads nowhere" in shown
    assert RULES["dangling"].why in shown
    assert f'href="{report.get_absolute_url()}#background-1"' in shown
    assert f'href="{report.get_absolute_url()}?edit=background#background"' in shown
    assert shown.index('id="error"') < shown.index('id="dangling"') < shown.index('id="warning"')


def test_report_checks_leads_to_the_narrative_of_a_theme(report, checks_page, plan, period):
    theme = plan.themes.get(number=2)
    ThemeNarrative.objects.filter(theme=theme).update(body="<p>The MASH met.</p>")
    address = reverse("improvement:narrative_edit", args=[theme.pk, period.pk])
    assert f'href="{address}?paper={SLUG}"' in checks_page().content.decode()


def test_report_checks_leads_a_reader_of_drafts_to_no_editor(report, client, clearer):
    client.force_login(clearer)
    write(report, "background", "<p>See paragraph 9.9.</p>")
    shown = client.get(reverse("committee:report_checks", args=[SLUG])).content.decode()
    assert "leads nowhere" in shown
    assert "?edit=" not in shown


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"weight": "error"}, (True, False)),
        ({"weight": "warning"}, (False, True)),
        ({"rule": "abbreviation"}, (False, True)),
        ({"rule": "dangling", "weight": "warning"}, (False, False)),
        ({"rule": "nothing of the kind"}, (True, True)),
    ],
)
def test_report_checks_can_be_narrowed(report, checks_page, asked, kept):
    write(report, "background", "<p>See paragraph 9.9.</p><p>The MASH met.</p>")
    shown = checks_page(**asked).content.decode()
    assert ("“paragraph 9.9” leads" in shown, "MASH is explained nowhere" in shown) == kept


def test_report_checks_are_shut_once_the_paper_is_published(publication, checks_page):
    assert checks_page().status_code == 404


def test_report_detail_counts_what_the_checks_found(report, client, author):
    client.force_login(author)
    write(report, "background", "<p>See paragraph 9.9.</p><p>The MASH met.</p>")
    shown = client.get(report.get_absolute_url()).content.decode()
    assert "Checks: 1 to mend, 1 to look at" in shown
    assert reverse("committee:report_checks", args=[SLUG]) in shown


def test_information_does_not_ask_for_anything_before_publishing(report, client, author, settings):
    settings.TODAY = date(2018, 5, 20)
    client.force_login(author)
    write(report, "background", f"<p>{'word ' * 40}.</p>")
    assert {each.severity for each in found(report)} == {"information"}
    page = client.get(reverse("committee:report_publish", args=[SLUG]))
    assert "confirmed" not in page.context["form"].fields


def test_an_error_stops_publishing(report, author):
    write(report, "background", "<p>See paragraph 9.9.</p>")
    with pytest.raises(Exception, match="leads nowhere"):
        publish_report(report=report, by=author)


# --- the command ----------------------------------------------------------------------------


def run(*arguments, **options):
    """What the command says, and how it ends."""
    said = StringIO()
    try:
        call_command("check_report", *arguments, stdout=said, **options)
    except SystemExit as ended:
        return said.getvalue(), ended.code
    return said.getvalue(), 0


def test_check_report_lists_what_it_finds_and_ends_with_1_at_an_error(report):
    write(report, "background", "<p>See paragraph 9.9.</p>")
    said, code = run(SLUG)
    assert "To mend: 1.1: “paragraph 9.9” leads nowhere" in said
    assert said.endswith("In all: 1 to mend, 0 to look at, 1 to know.\n")
    assert code == 1


def test_check_report_ends_with_0_where_nothing_is_to_be_mended(report):
    said, code = run(SLUG)
    assert said.endswith("In all: 0 to mend, 0 to look at, 1 to know.\n")
    assert code == 0


def test_check_report_says_the_same_as_data(report):
    write(report, "background", "<p>The MASH met.</p>")
    said, code = run(SLUG, format="json")
    told = json.loads(said)
    assert told[0] == {
        "severity": "warning",
        "anchor": "background-1",
        "place": "1.1",
        "message": "MASH is explained nowhere in the paper.",
        "rule": "abbreviation",
    }
    assert code == 0


def test_check_report_reads_a_word_file(tmp_path):
    paper = document(
        lead("The MASH met in the summer.", "See paragraph 7.7 of this report."),
        section("one", "First words.", "A strategy will be written in May 2018.", heading="One"),
    )
    path = tmp_path / "paper.docx"
    path.write_bytes(word.render(paper))
    said, code = run(str(path))
    assert "“paragraph 7.7” leads nowhere" in said
    assert "MASH is explained nowhere" in said
    assert "will have passed by the meeting on 6 June 2018" in said
    assert code == 1


@pytest.mark.parametrize(
    ("name", "content"), [("paper.docx", b"no Word file"), ("absent.docx", None)]
)
def test_check_report_refuses_what_it_cannot_read(tmp_path, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(path))


def test_check_report_refuses_a_paper_that_is_none():
    with pytest.raises(CommandError, match="There is no paper called nothing"):
        run("nothing")

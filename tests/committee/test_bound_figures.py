"""Figures bound in a paper's texts: filled in wherever words are written, and never raw."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from committee.checks import check
from committee.facts import read_facts
from committee.models import Recommendation, Report
from committee.reports import build_report, compose
from committee.services.papers import save_recommendations, save_section
from committee.services.publishing import publish_report
from documents import html, outline, pdf, word
from improvement.models import ThemeNarrative
from performance.vocabulary import Unit
from tests.factories.accounts import UserFactory
from tests.factories.performance import (
    BreakdownFactory,
    ImportBatchFactory,
    IndicatorFactory,
    observe,
)

APRIL = date(2018, 4, 30)


@pytest.fixture
def plans(authority):
    """139 children on a plan in March 2018 and 160 in April."""
    indicator = IndicatorFactory(
        authority=authority, code="CP05", name="Children on a plan", unit=Unit.COUNT
    )
    observe(indicator, APRIL, [139, 160])
    return indicator


def say(report, body, key="performance"):
    report.sections.filter(key=key).update(body=body)


def fresh(report):
    return Report.objects.with_parts().get(pk=report.pk)


def text(report, *, as_at=APRIL):
    return outline.render(build_report(fresh(report), as_at=as_at))


def problems(report):
    facts = read_facts(fresh(report), as_at=APRIL)
    return [
        each
        for each in check(facts, compose(facts))
        if each.severity != "information" and "Choose a scorecard" not in each.message
    ]


def test_figures_are_filled_in_wherever_words_are_written(report, plan, plans):
    say(
        report,
        "<p>From [[CP05 previous]] to <strong>[[CP05&nbsp;value]]</strong>.</p>"
        "<h3>Plans in [[CP05 period]]</h3><ul><li>Up by [[CP05 change]].</li></ul>"
        "<table><tr><th>In [[CP05 previous period]]</th></tr><tr><td>It was [[CP05 previous]]</td>"
        "</tr></table>",
    )
    ThemeNarrative.objects.filter(theme__plan=plan, theme__number=1).update(
        body="<p>On [[CP05 value]] children.</p>"
    )
    Recommendation.objects.filter(report=report).update(text="Note the [[cp05 value]] plans.")
    said = html.render(build_report(fresh(report), as_at=APRIL))
    for words in (
        "From 139 to <strong>160</strong>.",
        "Plans in April 2018",
        "Up by +21.",
        "In March 2018",
        "It was 139",
        "On 160 children.",
        "Note the 160 plans.",
    ):
        assert words in said
    assert "[[" not in said
    assert problems(report) == []


def test_citations_stay_citations_beside_figures(report, plans):
    say(report, "<p>See [[reasons]], [[plan to themes]]: [[CP05 value]].</p>")
    assert "[[" not in text(report)
    assert problems(report) == []


def test_table_without_a_caption_takes_the_words_before_it_with_their_figures(report, plans):
    say(
        report,
        "<p>The [[CP05 value]] plans:</p><table><tr><th>a</th></tr><tr><td>b</td></tr></table>",
    )
    assert "The 160 plans" in text(report)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("CP5 value", "No indicator that may be printed has the code “CP5”. Did you mean “CP05”?"),
        ("CP05 vlaue", "“vlaue” cannot be printed of CP05. Did you mean “value”?"),
        ("CP05 target", "CP05 has no target in April 2018."),
        ("no such figure", "“such figure” cannot be printed of NO."),
    ],
)
@pytest.mark.parametrize("where", ["section", "narrative", "recommendation"])
def test_what_cannot_be_filled_in_is_an_error_and_never_raw(
    report, plan, plans, typed, message, where
):
    if where == "section":
        say(report, f"<p>There were [[{typed}]].</p>")
    elif where == "narrative":
        narratives = ThemeNarrative.objects.filter(theme__plan=plan, theme__number=1)
        narratives.update(body=f"<p>There were [[{typed}]].</p>")
    else:
        Recommendation.objects.filter(report=report).update(text=f"Note the [[{typed}]] plans.")
    (found,) = (each for each in problems(report) if each.severity == "error")
    assert found.message.startswith(message)
    document = build_report(fresh(report), as_at=APRIL)
    for render in (outline.render, html.render):
        assert f"[{typed} not found]" in render(document)
        assert f"[[{typed}" not in render(document)
    with pytest.raises(ValidationError):
        publish_report(report=fresh(report), by=UserFactory())


def test_other_formats_print_the_figure_too(report, plans):
    say(report, "<p>There were [[CP05 value]] plans.</p>")
    document = build_report(fresh(report), as_at=APRIL)
    assert word.render(document)
    assert pdf.render(document)


def test_figures_are_those_known_on_the_day(report, plans):
    say(report, "<p>There were [[CP05 value]] plans.</p>")
    later = ImportBatchFactory(
        authority=plans.authority, committed_at=datetime(2018, 5, 2, 9, tzinfo=UTC)
    )
    plans.observations.filter(value=160).update(replaced_in=later)
    observe(plans, APRIL, [163], batch=later)
    assert "There were 160 plans." in text(report)
    assert "There were 163 plans." in text(report, as_at=date(2018, 5, 2))
    before = text(report, as_at=date(2018, 4, 19))
    assert "There were [CP05 value not found] plans." in before


def test_figures_are_of_the_month_that_the_period_names(report, plans):
    observe(plans, date(2018, 5, 31), [180])
    say(report, "<p>There were [[CP05 value]] plans.</p>")
    assert "There were 160 plans." in text(report, as_at=date(2018, 7, 1))
    report.period.data_month = date(2018, 5, 1)
    report.period.save()
    assert "There were 180 plans." in text(report, as_at=date(2018, 7, 1))


def test_what_is_not_public_cannot_be_quoted(report, plans):
    plans.is_public = False
    plans.save()
    IndicatorFactory(authority=plans.authority, code="CP06")
    say(report, "<p>There were [[CP05 value]] plans.</p>")
    assert "160" not in text(report)
    assert "No indicator that may be printed has the code" in problems(report)[0].message


def test_figures_of_other_councils_cannot_be_quoted(report):
    stranger = IndicatorFactory(code="CP05", unit=Unit.COUNT)
    observe(stranger, APRIL, [160])
    say(report, "<p>There were [[CP05 value]] plans.</p>")
    assert "[CP05 value not found]" in text(report)


def test_small_numbers_are_hidden(report, plans):
    observe(
        plans,
        APRIL,
        [3],
        is_forecast=False,
        breakdown=BreakdownFactory(authority=plans.authority, name="North"),
    )
    say(report, "<p>[[CP05 value of North]] of [[CP05 value]].</p>")
    assert "hidden of 160." in text(report)


def test_typed_numbers_that_disagree_are_named(report, plans):
    say(report, "<p>There were 161 children on a plan in April 2018.</p><p>All is well.</p>")
    (found,) = problems(report)
    assert (found.severity, found.anchor) == ("warning", "performance-1")
    assert "“161” is not a figure of “Children on a plan”" in found.message
    say(report, "<p>There were 160 children on a plan in April 2018.</p>")
    assert problems(report) == []
    say(report, "<p>There were [[CP05 value]] children on a plan in April 2018.</p>")
    assert problems(report) == []


def test_references_can_be_saved(report, author, plans):
    section = report.sections.get(key="performance")
    body = "<p>There were [[CP05 value]] plans.</p>"
    save_section(section=section, by=author, revision=section.revision, body=body)
    assert report.sections.get(key="performance").body == body
    texts = ["Note the [[CP05 value]] plans."]
    save_recommendations(report=report, by=author, texts=texts, revision=report.revision)
    assert report.recommendations.get().text == texts[0]


def test_what_is_left_open_is_still_refused(report, author, plans):
    section = report.sections.get(key="performance")
    with pytest.raises(ValidationError, match="not complete"):
        save_section(section=section, by=author, revision=1, body="<p>There were [[CP05 value.</p>")

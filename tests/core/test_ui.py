"""Components in templates."""

from types import SimpleNamespace as Record

import pytest
from django.template import engines


def printed(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def test_status_is_a_word_with_a_colour() -> None:
    tag = printed("{% status_tag it %}", it=Record(label="On <track>", colour="green"))
    assert tag == '<strong class="govuk-tag app-tag app-tag--green">On &lt;track&gt;</strong>'


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_status_is_nothing(nothing: object) -> None:
    assert printed("{% status_tag it %}", it=nothing) == ""


def test_a_word_without_a_colour_is_grey() -> None:
    assert "app-tag--grey" in printed("{% status_tag 'Draft' %}")


def test_card_heads_its_content() -> None:
    source = "{% card title level=3 %}<p>{{ words }}</p>{% endcard %}"
    card = printed(source, title="A & B", words="<")
    assert '<h3 class="app-card__title">A &amp; B</h3>' in card
    assert "<p>&lt;</p>" in card


def test_summary_row_shows_a_dash_for_nothing() -> None:
    assert '<dd class="govuk-summary-list__value">–</dd>' in printed(
        "{% summary_row 'Team' %} {% endsummary_row %}"
    )


def test_last_step_of_the_way_is_no_link() -> None:
    assert "<a" in printed("{% crumb 'Plan' '/plans/' %}")
    assert 'aria-current="page">Plan' in printed("{% crumb 'Plan' %}")


def test_no_way_prints_nothing() -> None:
    assert printed("{% breadcrumbs %}  {% endbreadcrumbs %}") == ""


def test_button_may_carry_a_choice() -> None:
    button = printed("{% submit 'Save and next' name='next' kind='secondary' %}")
    assert 'name="next" value="1"' in button
    assert "govuk-button--secondary" in button
    assert "name=" not in printed("{% submit 'Save' %}")


def test_navigation_leaves_out_a_page_that_does_not_exist() -> None:
    assert printed("{% nav_item 'Maps' 'core:maps' %}") == ""

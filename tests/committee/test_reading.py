"""Reading a published paper: the way in, what changed, meanings, and the story of each action."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.urls import reverse
from lxml import html as lxml_html

from committee.blocks import ACTION_COLUMNS
from committee.models import Publication, Question
from committee.services import publishing
from core.models import AuditEvent
from documents import json
from documents.nodes import Document, LineBreak, NumberedParagraph, Section, Table, Text
from documents.numbering import number
from documents.problems import repair
from improvement.models import Action
from tests.committee.test_views import words
from tests.factories.committee import (
    AgendaItemFactory,
    ExemptEditionFactory,
    MeetingFactory,
    PublicationFactory,
    publish,
)
from tests.factories.improvement import ActionFactory, UpdateFactory

SLUG = "barnet-ces-2018-06-06"
OLD = "Inspectors came to the council in March."
REWORDED = "Inspectors came to the council in April."


def url(slug, version=1, name="published_paper", query=""):
    return reverse(f"committee:{name}", args=[slug, version]) + query


def page(response):
    assert response.status_code == 200
    return lxml_html.document_fromstring(response.content.decode())


def text(element):
    return " ".join(element.text_content().split())


def tree(*texts, title="A paper"):
    """A paper of one section, a numbered paragraph for each text."""
    paragraphs = (NumberedParagraph(f"p{n}", (Text(each),)) for n, each in enumerate(texts))
    section = Section("progress", "Progress", tuple(paragraphs), numbered=True)
    return Document(title=title, children=(section,))


def published(document, **fields):
    return PublicationFactory(tree=json.dump(document), sha256=json.digest(document), **fields)


@pytest.fixture
def received(body):
    """The paper of March."""
    meeting = MeetingFactory(body=body, held_on=date(2018, 3, 7))
    return published(tree(OLD, "It was good."), report__meeting=meeting, report__slug="march")


@pytest.fixture
def current(received, body):
    """The paper of June, which follows that of March."""
    meeting = MeetingFactory(body=body, held_on=date(2018, 6, 6))
    return published(
        tree(REWORDED, "Audits began."),
        report__meeting=meeting,
        report__slug="june",
        report__plan=received.report.plan,
        report__previous=received.report,
    )


# --- the way in -----------------------------------------------------------------------------


def test_a_paper_is_reached_from_its_top_in_one_step(publication, client):
    root = page(client.get(publication.get_absolute_url()))
    (glance,) = root.xpath("//nav[@aria-label='At a glance']")
    found = [(text(link), link.get("href")) for link in glance.iter("a")]
    assert found[:2] == [("Summary", "#summary"), ("Recommendations", "#recommendations")]
    for _, address in found:
        assert len(root.xpath("//*[@id=$anchor]", anchor=address[1:])) == 1


def test_what_stands_in_red_is_named_at_the_top(report, plan, client):
    action = Action.objects.get(plan=plan, reference="2a")
    late = plan.statuses.get(axis="delivery", colour="red")
    UpdateFactory(action=action, delivery_after=late, effective_on=date(2018, 4, 20))
    publish(report)
    root = page(client.get(url(SLUG)))
    (found,) = root.xpath("//nav[@aria-label='At a glance']/details")
    assert text(found.find("summary")) == f"{late.label}: 1 action"
    (link,) = found.iter("a")
    assert text(link) == f"2a {action.title}"
    (row,) = root.xpath("//tr[@id=$anchor]", anchor=link.get("href")[1:])
    assert late.label in text(row)


def test_the_headings_of_the_page_skip_no_level(current, client):
    for query in ("", "?changes=1"):
        root = page(client.get(url("june", query=query)))
        levels = [
            int(each.tag[1])
            for each in root.xpath(
                "//main//*[re:match(name(), '^h[1-6]$')]",
                namespaces={"re": "http://exslt.org/regular-expressions"},
            )
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_keyboard_can_skip_the_contents(publication, client):
    root = page(client.get(publication.get_absolute_url()))
    (skip,) = root.xpath("//main//a[contains(@class, 'govuk-skip-link')]")
    (paper,) = root.xpath("//*[@id=$anchor]", anchor=skip.get("href")[1:])
    assert paper.tag == "article"
    assert paper.get("tabindex") == "-1"


def test_statuses_lead_to_what_they_mean(publication, client):
    root = page(client.get(publication.get_absolute_url()))
    leads = root.xpath("//a[@class='paper-meaning']")
    assert leads
    for link in leads:
        (row,) = root.xpath("//tr[@id=$anchor]", anchor=link.get("href")[1:])
        assert text(row.find("td")) == text(link).removesuffix(": what it means")


# --- what changed ---------------------------------------------------------------------------


def test_what_changed_since_the_last_report_is_shown_on_request(current, client):
    plain = page(client.get(url("june")))
    assert not plain.xpath("//*[contains(@class, 'paper-change')]")
    (ask,) = plain.xpath("//a[starts-with(., 'Show what changed since the last report')]")
    assert ask.get("href") == "?changes=1"
    assert text(ask).endswith("7 March 2018")

    shown = page(client.get(url("june", query="?changes=1")))
    (box,) = shown.xpath("//section[@aria-labelledby='what_changed']")
    assert "What changed since the report of 7 March 2018" in text(box)
    assert "1 part is new and 1 changed." in text(box)
    assert "1 that stood there is left out." in text(box)
    assert "It was good." in text(box.find("details"))
    assert [text(each) for each in shown.xpath("//article//div[@class='paper-change']/strong")] == [
        "Changed",
        "New",
    ]
    (entry,) = shown.xpath("//nav[@aria-label='Contents of the paper']//li")
    assert text(entry) == "1 Progress 2 changes"


@pytest.mark.parametrize("asked", ["1", "version", "everything", "\0"])
def test_a_first_paper_has_nothing_to_be_compared_with(received, client, asked):
    response = client.get(url("march"), {"changes": asked})
    assert "There is no earlier report to compare this one with." in words(response)
    assert "Show what changed" not in words(client.get(url("march")))


def test_what_changed_is_read_from_the_newest_version_of_the_last_report(received, current, client):
    published(tree(REWORDED), report=received.report, version=2, reason="The month was wrong.")
    shown = words(client.get(url("june", query="?changes=1")))
    assert "1 part is new and 0 changed." in shown


def test_a_correction_is_compared_with_the_version_before(current, client):
    published(
        tree(REWORDED, "Audits ended."), report=current.report, version=2, reason="A wrong word."
    )
    plain = words(client.get(url("june", 2)))
    assert "Show what changed since version 1" in plain
    shown = words(client.get(url("june", 2, query="?changes=version")))
    assert "What changed since version 1" in shown
    assert "0 parts are new and 1 changed." in shown
    assert "since version" not in words(client.get(url("june", 1)))


def test_nothing_of_a_report_that_one_may_not_read_is_shown(received, current, client, member):
    """A paper of March that was made exempt since is as good as none to the public."""
    received.report.access = "Exempt"
    received.report.save()
    for query in ("", "?changes=1"):
        seen = words(client.get(url("june", query=query)))
        assert "It was good." not in seen
        assert "7 March 2018" not in seen
    client.force_login(member)
    assert "It was good." in words(client.get(url("june", query="?changes=1")))


def test_reading_exempt_words_in_what_was_left_out_is_written_down(
    received, current, client, member
):
    whole = tree(OLD, "It cost more than was told.")
    ExemptEditionFactory(publication=received, tree=json.dump(whole), sha256=json.digest(whole))
    ExemptEditionFactory(publication=current, tree=current.tree, sha256=current.sha256)
    assert "than was told" not in words(client.get(url("june", query="?changes=1")))
    client.force_login(member)
    assert "than was told" not in words(client.get(url("june", query="?changes=1")))
    assert not AuditEvent.objects.filter(kind="exempt_read").exists()
    shown = words(client.get(url("june", name="published_exempt", query="?changes=1")))
    assert "It cost more than was told." in shown
    read = AuditEvent.objects.filter(kind="exempt_read")
    assert {event.subject_id for event in read} == {received.report_id, current.report_id}


def test_only_frozen_trees_are_compared(received, report, plan, client):
    """What is recorded after publication changes neither the paper nor what is marked in it."""
    report.previous = received.report
    report.save()
    publish(report)
    address = url(SLUG, query="?changes=1")
    before = page(client.get(address)).xpath("//article")[0]
    Action.objects.filter(plan=plan).update(title="Another title altogether")
    after = page(client.get(address)).xpath("//article")[0]
    assert text(after) == text(before)
    assert "What changed since the report of 7 March 2018" in text(after)


# --- stories --------------------------------------------------------------------------------


def test_what_has_no_number_leads_to_itself(publication, client):
    root = page(client.get(publication.get_absolute_url()))
    links = root.xpath("//article//a[contains(@class, 'app-own-link')]")
    addresses = [link.get("href")[1:] for link in links]
    assert "recommendation-1" in addresses
    assert "paragraph_1" in addresses
    assert len(set(addresses)) == len(addresses)
    for link, anchor in zip(links, addresses, strict=True):
        assert link.getparent() is root.get_element_by_id(anchor)
        assert text(link).startswith("#Link to “")


# --- asking about a paragraph -----------------------------------------------------------------


def asking(root):
    """Where the page leads to whoever wants to ask, by what it is about."""
    links = root.xpath("//article//a[starts-with(., 'Ask about this')]")
    return {text(link).removeprefix("Ask about this: "): link.get("href") for link in links}


@pytest.fixture
def on_the_agenda(publication):
    """The item of the agenda for the paper."""
    return AgendaItemFactory(meeting=publication.report.meeting, report=publication.report)


def test_members_ask_about_a_paragraph_from_inside_the_paper(
    publication, on_the_agenda, client, member, settings
):
    settings.TODAY = date(2018, 6, 1)
    client.force_login(member)
    found = asking(page(client.get(publication.get_absolute_url())))
    numbering = number(repair(publication.document()))
    every = {f"paragraph {numbering.label(each)}" for each in numbering.paragraphs}
    assert every | {"section 5", "Appendix 1"} <= set(found)
    form = page(client.get(found["paragraph 1.1"]))
    assert form.get_element_by_id("id_paragraph").value == "1.1"
    client.post(found["paragraph 1.1"], {"text": "How many cases?", "paragraph": "1.1"})
    question = Question.objects.get()
    assert (question.item, question.publication) == (on_the_agenda, publication)
    assert number(repair(publication.document())).label(question.anchor) == "1.1"


@pytest.mark.parametrize("who", ["", "reader", "clerk", "author", "updater", "stranger"])
def test_nobody_else_is_led_to_asking(publication, on_the_agenda, client, request, settings, who):
    settings.TODAY = date(2018, 6, 1)
    if who:
        client.force_login(request.getfixturevalue(who))
    assert asking(page(client.get(publication.get_absolute_url()))) == {}


def test_members_are_led_to_asking_until_the_meeting_was_held(
    publication, on_the_agenda, client, member, settings
):
    client.force_login(member)
    settings.TODAY = date(2018, 6, 6)
    assert asking(page(client.get(publication.get_absolute_url())))
    settings.TODAY = date(2018, 6, 7)
    assert asking(page(client.get(publication.get_absolute_url()))) == {}


def test_members_ask_about_the_newest_version(publication, on_the_agenda, client, member, settings):
    settings.TODAY = date(2018, 6, 1)
    PublicationFactory(report=publication.report, version=2, reason="Wrong.")
    client.force_login(member)
    assert asking(page(client.get(publication.get_absolute_url()))) == {}


def test_what_is_printed_and_kept_leads_to_no_questions(publication, on_the_agenda):
    with publication.html.open() as file:
        kept = file.read().decode()
    assert "Ask about" not in kept
    assert "app-own-link" not in kept


def stories(root):
    return {
        text(link): link.get("href")
        for link in root.xpath("//article//a[starts-with(., 'Story up to')]")
    }


def test_those_who_may_see_the_plan_reach_each_actions_story_as_it_stood(
    publication, plan, client, member
):
    assert stories(page(client.get(publication.get_absolute_url()))) == {}
    client.force_login(member)
    found = stories(page(client.get(publication.get_absolute_url())))
    assert len(found) == plan.actions.count()
    action = plan.actions.get(reference="1a")
    address = found["Story up to 30 April 2018: action 1a"]
    assert address == f"{action.get_absolute_url()}?as_at=2018-04-30"

    UpdateFactory(action=action, done="It began.", effective_on=date(2018, 4, 30))
    UpdateFactory(action=action, done="It ended.", effective_on=date(2018, 5, 1))
    story = words(client.get(address))
    assert "You are looking at this action as it stood at the end of 30 April 2018." in story
    assert "It began." in story
    assert "It ended." not in story


def test_somebody_of_another_council_reaches_no_story(publication, client, stranger):
    client.force_login(stranger)
    assert stories(page(client.get(publication.get_absolute_url()))) == {}


def test_the_story_ends_at_the_cut_off_that_the_version_had(publication, client, member, author):
    report = publishing.start_correction(report=publication.report, by=author, reason="Too early.")
    report.cut_off = date(2018, 5, 10)
    report.save()
    moved = report.history.latest()
    moved.history_date = datetime(2018, 5, 30, tzinfo=UTC)
    moved.save()
    first = report.history.earliest()
    first.history_date = datetime(2018, 4, 1, tzinfo=UTC)
    first.save()
    found = Publication.objects.with_cut_off().get(pk=publication.pk)
    assert found.cut_off == date(2018, 4, 30)


# --- how much it asks -----------------------------------------------------------------------


def with_actions(references):
    """A paper with a line in its table of actions for each."""
    cells = ((Text(each, bold=True), LineBreak(), Text("Train people")) for each in references)
    rows = tuple((cell, *(((Text("x"),),) * (len(ACTION_COLUMNS) - 1))) for cell in cells)
    table = Table("Theme 1", ACTION_COLUMNS, rows)
    return Document("A paper", (Section("actions", "Actions", (table,)),))


@pytest.mark.parametrize("actions", [1, 30])
@pytest.mark.parametrize(("query", "most"), [("", 6), ("?changes=1", 7)])
def test_a_paper_asks_as_little_whatever_its_length(
    received, plan, body, client, member, settings, actions, query, most, django_assert_num_queries
):
    theme = plan.themes.first()
    references = [f"9{n}" for n in range(actions)]
    for reference in references:
        ActionFactory(plan=plan, theme=theme, reference=reference)
    current = published(
        with_actions(references),
        report__meeting=MeetingFactory(body=body),
        report__slug="june",
        report__plan=plan,
        report__previous=received.report,
    )
    AgendaItemFactory(meeting=current.report.meeting, report=current.report)
    settings.TODAY = current.report.meeting.held_on
    client.force_login(member)
    with django_assert_num_queries(most):
        response = client.get(url("june", query=query))
    assert len(stories(page(response))) == actions

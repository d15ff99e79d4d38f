"""Questions, promises and recommendations of scrutiny: asked, answered, kept, in one list."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from committee.follow_ups import Wanted, asked_since, find
from committee.models import Promise, Question, ScrutinyRecommendation
from committee.services import questions as services
from committee.services.questions import response_due
from committee.vocabulary import FollowUpKind, FollowUpState
from core.models import AuditEvent
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.committee import (
    AgendaItemFactory,
    BodyFactory,
    MeetingFactory,
    PromiseFactory,
    PublicationFactory,
    QuestionFactory,
    ReportFactory,
    ScrutinyRecommendationFactory,
    publish_citable,
)
from tests.factories.improvement import ActionFactory
from tests.factories.monitoring import FindingFactory, VisitFactory
from tests.factories.performance import IndicatorFactory

TODAY = date(2018, 4, 30)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = TODAY


@pytest.fixture
def held(body):
    """The meeting of 7 March 2018."""
    return MeetingFactory(body=body, held_on=date(2018, 3, 7))


@pytest.fixture
def item(authority, held):
    """An item of it, whose paper has paragraphs 1.1 to 1.3."""
    report = ReportFactory(authority=authority, meeting=held, state="published")
    publish_citable(report, published_at="2018-02-26T12:00Z")
    return AgendaItemFactory(meeting=held, order=1, report=report)


@pytest.fixture
def question(item):
    """A question that waits for its answer."""
    return QuestionFactory(item=item)


@pytest.fixture
def owner(authority):
    """An officer who made a promise."""
    return UserFactory(role="updater", role__authority=authority, post="Head of Assessment")


@pytest.fixture
def promise(item, owner):
    """A promise that was due on 13 April."""
    return PromiseFactory(item=item, owner=owner, due_on=date(2018, 4, 13))


@pytest.fixture
def open_as(client):
    """Open a page as somebody, or send it something."""

    def open_as(user, name, *args, data=None, query=""):
        client.force_login(user)
        address = reverse(f"committee:{name}", args=args) + query
        return client.get(address) if data is None else client.post(address, data)

    return open_as


def words(response):
    """What a person reads on a page."""
    text = response.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


def refused(act, **fields):
    """In which words something is refused."""
    with pytest.raises(ValidationError) as refusal:
        act(**fields)
    return " ".join(refusal.value.messages)


# --- asking and answering -------------------------------------------------------------------


def test_question_ask_is_for_members_before_the_meeting(body, member, open_as, settings):
    coming = AgendaItemFactory(meeting=MeetingFactory(body=body, held_on=date(2018, 6, 6)))
    assert "Ask a question" in words(open_as(member, "meeting_detail", coming.meeting_id))
    sent = {"text": "Why do caseloads vary?", "paragraph": ""}
    assert open_as(member, "question_ask", coming.pk, data=sent).status_code == 302
    question = Question.objects.get()
    assert (question.asked_by, question.asked_on, question.when) == (str(member), TODAY, "before")
    settings.TODAY = date(2018, 6, 7)
    late = open_as(member, "question_ask", coming.pk, data=sent)
    assert "The meeting has been held. Ask the clerk to record your question." in words(late)
    assert Question.objects.count() == 1
    told = AuditEvent.objects.get(kind="question_changed")
    assert "caseloads" not in f"{told.subject}{told.details}"


@pytest.mark.parametrize("role", ["reader", "clerk", "author", "updater"])
def test_question_ask_is_shut_to_who_is_no_member(item, request, open_as, role):
    person = request.getfixturevalue(role)
    assert open_as(person, "question_ask", item.pk, data={"text": "Why?"}).status_code == 403
    assert not Question.objects.exists()


def test_a_question_names_a_paragraph_as_it_is_printed(item, clerk):
    ask = {"item": item, "by": clerk, "text": "Why?", "asked_by": "The Committee"}
    question = services.add_question(**ask, paragraph="paragraph 1.2")
    assert (question.anchor, question.publication) == ("plan-2", item.report.publications.get())
    said = refused(services.add_question, **ask, paragraph="1.9")
    assert said.startswith("The paper has no paragraph “1.9”. Did you mean “1.")
    assert Question.objects.count() == 1


def test_a_question_without_a_published_paper_names_no_paragraph(held, clerk):
    bare = AgendaItemFactory(meeting=held, order=2)
    said = refused(
        services.add_question,
        item=bare,
        by=clerk,
        text="Why?",
        asked_by="The Committee",
        paragraph="1.1",
    )
    assert said == "No paper is published for this item, so no paragraph of it can be named."


def test_question_add_links_what_it_is_about(item, plan, clerk, open_as):
    action = plan.actions.first()
    indicator = IndicatorFactory(authority=plan.authority)
    sent = {
        "text": "Why does it vary?",
        "asked_by": "The Committee",
        "action": action.pk,
        "indicator": indicator.pk,
        "paragraph": "1.3",
    }
    open_as(clerk, "question_add", item.pk, data=sent)
    page = open_as(clerk, "question_detail", Question.objects.get().pk)
    assert str(action) in words(page)
    assert indicator.name in words(page)
    assert "Paragraph 1.3 of version 1" in words(page)
    assert f"{item.report.publications.get().get_absolute_url()}#performance-1" in str(page.content)
    of_action = open_as(clerk, "meeting_detail", item.meeting_id).client.get(
        action.get_absolute_url()
    )
    assert "Why does it vary?" in words(of_action)
    of_indicator = of_action.client.get(indicator.get_absolute_url())
    assert "Why does it vary?" in words(of_indicator)


def test_a_question_is_about_things_of_its_own_council(item, clerk):
    action = ActionFactory()
    said = refused(
        services.add_question,
        item=item,
        by=clerk,
        text="Why?",
        asked_by="The Committee",
        action=action,
    )
    assert said == "Choose one of Barnet."


def test_a_finding_that_a_person_may_not_read_is_not_named(
    item, authority, reader, author, open_as
):
    visit = VisitFactory(authority=authority, letter_status="pre_publication", published_on=None)
    finding = FindingFactory(visit=visit, words="Secret words.")
    question = QuestionFactory(item=item, finding=finding)
    assert "Secret words." in words(open_as(author, "question_detail", question.pk))
    assert "Secret words." not in words(open_as(reader, "question_detail", question.pk))
    assert finding.reference not in words(open_as(reader, "follow_up_list"))
    assert finding.reference not in words(open_as(reader, "meeting_detail", item.meeting_id))
    assert question.text in words(
        open_as(author, "meeting_list").client.get(finding.get_absolute_url())
    )


@pytest.mark.parametrize(
    ("role", "status"),
    [("author", 302), ("theme_lead", 302), ("clerk", 302), ("updater", 403), ("member", 403)],
)
def test_question_answer_is_for_who_answers_members(question, request, open_as, role, status):
    person = request.getfixturevalue(role)
    sent = {
        "answer": "It varies by team.",
        "answered_by": "Head of Assessment",
        "answered_on": "7 3 2018",
        "revision": 1,
    }
    assert open_as(person, "question_answer", question.pk, data=sent).status_code == status
    question.refresh_from_db()
    assert question.answer == ("It varies by team." if status == 302 else "")


def test_an_answer_is_not_from_before_the_question_or_the_future(question, author):
    answer = {
        "question": question,
        "by": author,
        "revision": 1,
        "answer": "So.",
        "answered_by": "X",
    }
    for day, said in (
        (date(2018, 3, 6), "Enter a day on or after the question."),
        (date(2018, 5, 1), "Enter today or a day that has passed."),
    ):
        assert refused(services.answer_question, **answer, answered_on=day) == said


def test_question_answer_shows_what_somebody_saved_meanwhile(question, author, open_as):
    sent = {"answered_by": "X", "answered_on": "7 3 2018", "revision": 1}
    open_as(author, "question_answer", question.pk, data={**sent, "answer": "First answer."})
    second = open_as(
        author, "question_answer", question.pk, data={**sent, "answer": "Second answer."}
    )
    assert "Somebody saved this" in words(second)
    assert "First answer." in words(second)
    assert "Second answer." in words(second)


def test_question_answer_asks_about_words_that_may_tell_who_a_child_is(question, author, open_as):
    sent = {
        "answer": "The girl born on 3 March 2009 was seen.",
        "answered_by": "X",
        "answered_on": "7 3 2018",
        "revision": 1,
    }
    page = open_as(author, "question_answer", question.pk, data=sent)
    assert "Do these words tell who a child is?" in words(page)
    question.refresh_from_db()
    assert question.answer == ""


def test_question_edit_keeps_words_that_are_signed(question, item, clerk, body, open_as):
    item.meeting.minutes_signed_at = MeetingFactory(body=body, held_on=date(2018, 4, 18))
    item.meeting.minutes_signed_by = "The Chairman"
    item.meeting.save()
    sent = {"text": "Other words.", "asked_by": question.asked_by, "revision": 1}
    assert "The minutes are signed" in words(
        open_as(clerk, "question_edit", question.pk, data=sent)
    )
    linked = {**sent, "text": question.text, "paragraph": "1.1"}
    assert open_as(clerk, "question_edit", question.pk, data=linked).status_code == 302
    question.refresh_from_db()
    assert question.anchor == "plan-1"
    late = services.answer_question(
        question=question,
        by=clerk,
        revision=None,
        answer="So.",
        answered_by="X",
        answered_on=TODAY,
    )
    assert late.answer == "So."
    assert "They do not change." in refused(
        services.answer_question,
        question=question,
        by=clerk,
        revision=None,
        answer="Otherwise.",
        answered_by="X",
        answered_on=TODAY,
    )


# --- promises -------------------------------------------------------------------------------


def test_promise_add_takes_over_what_its_question_is_about(question, item, clerk, owner, open_as):
    page = open_as(clerk, "promise_add", item.pk, query=f"?question={question.pk}")
    assert f'<option value="{question.pk}" selected' in page.content.decode()
    sent = {
        "text": "A note will follow.",
        "question": question.pk,
        "owner": owner.pk,
        "due_on": "6 6 2018",
    }
    open_as(clerk, "promise_add", item.pk, data=sent)
    promise = Promise.objects.get()
    assert (promise.question, promise.owner, promise.due_on) == (question, owner, date(2018, 6, 6))
    assert "A note will follow." in words(open_as(clerk, "question_detail", question.pk))


def test_a_promise_is_due_after_the_meeting_and_kept_by_its_own_people(item, clerk):
    promise = {"item": item, "by": clerk, "text": "A note."}
    early = refused(services.add_promise, **promise, due_on=date(2018, 3, 6))
    assert early == "Enter a day on or after the meeting."
    assert "works for Barnet" in refused(services.add_promise, **promise, owner=UserFactory())
    other = QuestionFactory()
    assert "on the same item" in refused(services.add_promise, **promise, question=other)


def test_promise_keep_is_for_its_owner_and_says_what_was_done(promise, owner, updater, open_as):
    sent = {"kept_on": "20 4 2018", "outcome": "The note went to members.", "revision": 1}
    assert open_as(updater, "promise_keep", promise.pk, data=sent).status_code == 403
    empty = open_as(owner, "promise_keep", promise.pk, data={**sent, "outcome": ""})
    assert "Say what was done." in words(empty)
    early = open_as(owner, "promise_keep", promise.pk, data={**sent, "kept_on": "1 3 2018"})
    assert "Enter a day between the meeting and today" in words(early)
    assert open_as(owner, "promise_keep", promise.pk, data=sent).status_code == 302
    page = words(open_as(owner, "promise_detail", promise.pk))
    assert "The note went to members." in page
    assert "Kept on 20 April 2018" in page


def test_promise_edit_changes_who_keeps_it(promise, clerk, theme_lead, open_as):
    sent = {"text": promise.text, "owner": theme_lead.pk, "due_on": "30 5 2018", "revision": 1}
    assert open_as(theme_lead, "promise_edit", promise.pk, data=sent).status_code == 403
    open_as(clerk, "promise_edit", promise.pk, data=sent)
    promise.refresh_from_db()
    assert (promise.owner, promise.due_on) == (theme_lead, date(2018, 5, 30))
    stale = open_as(clerk, "promise_edit", promise.pk, data={**sent, "text": "Other words."})
    assert "Somebody saved this" in words(stale)


# --- recommendations of scrutiny ------------------------------------------------------------


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_response_is_due_two_months_later(made_on):
    due_on = response_due(made_on)
    months = (due_on.year - made_on.year) * 12 + due_on.month - made_on.month
    assert months == 2
    is_last = (due_on + timedelta(days=1)).day == 1
    assert due_on.day == made_on.day or (due_on.day < made_on.day and is_last)


def test_scrutiny_add_is_due_in_two_months(body, item, clerk, author, open_as):
    sent = {"text": "That it be shown.", "made_on": "7 3 2018", "item": item.pk}
    assert open_as(author, "scrutiny_add", body.pk, data=sent).status_code == 403
    open_as(clerk, "scrutiny_add", body.pk, data=sent)
    made = ScrutinyRecommendation.objects.get()
    assert (made.due_on, made.item, made.number) == (date(2018, 5, 7), item, 1)


def test_scrutiny_add_takes_an_item_of_the_same_body(body, clerk):
    other = AgendaItemFactory()
    said = refused(
        services.add_recommendation,
        body=body,
        by=clerk,
        text="That it be shown.",
        made_on=date(2018, 3, 7),
        item=other,
    )
    assert said == "Choose an item of a meeting of this body."


def test_scrutiny_respond_says_why_it_is_not_accepted(body, author, clerk, open_as):
    made = ScrutinyRecommendationFactory(body=body)
    sent = {"response": "rejected", "responded_on": "20 4 2018", "revision": 1}
    assert open_as(clerk, "scrutiny_respond", made.pk, data=sent).status_code == 403
    assert "Say why." in words(open_as(author, "scrutiny_respond", made.pk, data=sent))
    sent["response_reason"] = "It would cost too much."
    open_as(author, "scrutiny_respond", made.pk, data=sent)
    page = words(open_as(author, "scrutiny_detail", made.pk))
    assert "Rejected, 20 April 2018 It would cost too much." in page


def test_scrutiny_edit_gives_it_to_somebody(body, clerk, owner, open_as):
    made = ScrutinyRecommendationFactory(body=body)
    sent = {"text": made.text, "due_on": "7 5 2018", "owner": owner.pk, "revision": 1}
    open_as(clerk, "scrutiny_edit", made.pk, data=sent)
    made.refresh_from_db()
    assert made.owner == owner
    early = open_as(
        clerk, "scrutiny_edit", made.pk, data={**sent, "due_on": "1 3 2018", "revision": 2}
    )
    assert "Enter a day on or after the recommendation." in words(early)


# --- all of them ----------------------------------------------------------------------------


@pytest.fixture
def asked(body, item, question, promise):
    """A question, an overdue promise and a recommendation, and one of each that is closed."""
    QuestionFactory(item=item, text="Answered?", answer="Yes.", answered_on=date(2018, 3, 7))
    PromiseFactory(item=item, text="Kept.", kept_on=date(2018, 3, 20), outcome="Done.")
    ScrutinyRecommendationFactory(body=body, text="Awaited.")
    ScrutinyRecommendationFactory(
        body=body, text="Accepted.", response="accepted", responded_on=date(2018, 4, 1)
    )


def said(found):
    return [row["said"] for row in found]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"show": "closed"}, {"Answered?", "Kept.", "Accepted."}),
        ({"show": "open", "kind": "scrutiny"}, {"Awaited."}),
        ({"show": "overdue"}, {"A note will go to members."}),
        ({"kind": "question"}, {"Answered?", "Why does the recording vary?"}),
        ({"words": "awaited"}, {"Awaited."}),
        ({"kind": "promise", "owner": "nobody"}, {"Kept."}),
    ],
)
def test_follow_ups_are_narrowed(asked, clerk, wanted, expected):
    assert set(said(find(clerk, Wanted(**wanted), as_at=TODAY))) == expected


def test_follow_ups_begin_with_what_is_open(asked, clerk, owner):
    found = list(find(clerk, Wanted(), as_at=TODAY))
    assert [row["closed"] is None for row in found] == [True] * 3 + [False] * 3
    assert said(find(clerk, Wanted(owner=str(owner.pk)), as_at=TODAY)) == [
        "A note will go to members."
    ]


def test_follow_up_list_shows_age_and_what_is_overdue(asked, clerk, body, open_as):
    page = words(open_as(clerk, "follow_up_list", query="?show=overdue"))
    assert "1 thing asked" in page
    assert "7 March 2018 54 days 13 April 2018 Overdue Head of" not in page
    assert "54 days" in page
    assert "Overdue" in page
    other = BodyFactory(authority=body.authority)
    assert "Nothing is like this." in words(
        open_as(clerk, "follow_up_list", query=f"?body={other.pk}")
    )
    wrong = words(open_as(clerk, "follow_up_list", query="?show=never"))
    assert "6 things asked" in wrong


@pytest.mark.parametrize("name", ["since", "due"])
def test_follow_up_list_sorts_with_what_has_no_day_at_the_end(asked, item, clerk, open_as, name):
    PromiseFactory(item=item, due_on=date(2018, 3, 30))
    QuestionFactory(item=item, asked_on=date(2018, 3, 1), when="before")
    for sign in ("", "-"):
        page = open_as(clerk, "follow_up_list", query=f"?sort={sign}{name}")
        days = [row[name] for row in page.context["table"].records]
        known = [day for day in days if day]
        assert days == sorted(known, reverse=bool(sign)) + [None] * (len(days) - len(known))
        assert known[0] != known[-1]


def test_follow_up_list_is_taken_out_as_a_file(asked, clerk, open_as):
    response = open_as(clerk, "follow_up_list", query="?show=overdue&export=csv")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [(row["What it is"], row["Words"], row["Days"]) for row in rows] == [
        ("Promise", "A note will go to members.", "54")
    ]
    exported = AuditEvent.objects.get(kind="exported")
    assert exported.subject == "List of follow-ups"


def test_follow_up_list_holds_what_a_person_may_read(
    asked, body, held, authority, stranger, open_as
):
    secret = ReportFactory(authority=authority, access="Exempt", period=held.reports.get().period)
    exempt = AgendaItemFactory(meeting=secret.meeting, order=1, report=secret)
    QuestionFactory(item=exempt, text="An exempt question.")
    updater, clerk = (
        UserFactory(role=role, role__authority=authority) for role in ("updater", "clerk")
    )
    assert "An exempt question." in words(open_as(clerk, "follow_up_list"))
    assert "An exempt question." not in words(open_as(updater, "follow_up_list"))
    assert "Nothing is like this." in words(open_as(stranger, "follow_up_list"))
    question = Question.objects.get(text="An exempt question.")
    assert open_as(updater, "question_detail", question.pk).status_code == 404


def test_pages_of_another_council_do_not_exist(question, promise, body, stranger, open_as):
    made = ScrutinyRecommendationFactory(body=body)
    for kind, record in (("question", question), ("promise", promise), ("scrutiny", made)):
        for page in {
            "question": ("detail", "edit", "answer"),
            "promise": ("detail", "edit", "keep"),
            "scrutiny": ("detail", "edit", "respond"),
        }[kind]:
            assert open_as(stranger, f"{kind}_{page}", record.pk).status_code == 404


def test_my_work_shows_what_members_wait_for(asked, owner, author, client):
    client.force_login(owner)
    mine = words(client.get(reverse("improvement:my_work")))
    assert "Promises to members (1)" in mine
    assert "Questions from members" not in mine
    client.force_login(author)
    answers = words(client.get(reverse("improvement:my_work")))
    assert "Questions from members (1)" in answers
    assert "Recommendations of scrutiny to answer (1)" in answers


# --- for the next paper ---------------------------------------------------------------------


def test_asked_since_tells_what_was_asked_and_what_became_settled(asked, body):
    found = asked_since(body, date(2018, 3, 1), TODAY)
    assert {(each.words, each.state) for each in found} == {
        ("Why does the recording vary?", FollowUpState.OPEN),
        ("Answered?", FollowUpState.ANSWERED),
        ("A note will go to members.", FollowUpState.OPEN),
        ("Kept.", FollowUpState.KEPT),
        ("Awaited.", FollowUpState.OPEN),
        ("Accepted.", FollowUpState.ACCEPTED),
    }
    later = asked_since(body, date(2018, 3, 25), TODAY)
    assert {each.words for each in later} == {
        "Why does the recording vary?",
        "A note will go to members.",
        "Awaited.",
        "Accepted.",
    }


def test_asked_since_tells_it_as_it_stood(body, item, owner):
    question = QuestionFactory(
        item=item, answer="Yes.", answered_by="Head", answered_on=date(2018, 4, 20)
    )
    PromiseFactory(
        item=item, question=question, owner=owner, kept_on=date(2018, 4, 25), outcome="Done."
    )
    (then,) = asked_since(body, None, date(2018, 4, 1))
    assert (then.state, then.answer, then.promises[0].kept_on) == (FollowUpState.OPEN, "", None)
    (now,) = asked_since(body, date(2018, 4, 22), TODAY)
    assert (now.answer, now.promises[0].outcome, now.is_settled) == ("Yes.", "Done.", True)
    assert now.promises[0].owner == "Head of Assessment"
    assert asked_since(body, TODAY, date(2018, 5, 30)) == ()


def test_asked_since_leaves_out_what_was_said_on_exempt_papers(body, item):
    PublicationFactory(report=item.report, version=2, reason="Made exempt.", access="Exempt")
    QuestionFactory(item=item)
    assert asked_since(body, None, TODAY) == ()


def test_asked_since_asks_the_database_the_same_however_much_there_is(body, item, owner):
    def count():
        with CaptureQueriesContext(connection) as queries:
            asked_since(body, None, TODAY)
        return len(queries)

    def more(number):
        for question in QuestionFactory.create_batch(number, item=item):
            PromiseFactory(item=item, question=question, owner=owner)
        PromiseFactory.create_batch(number, item=item, owner=owner)
        ScrutinyRecommendationFactory.create_batch(number, body=body, item=item, owner=owner)

    more(1)
    few = count()
    more(9)
    assert count() == few <= 4
    assert {each.kind for each in asked_since(body, None, TODAY)} == set(FollowUpKind)


def test_another_councils_body_asks_for_itself(body, question):
    other = BodyFactory(authority=AuthorityFactory())
    assert asked_since(other, None, TODAY) == ()

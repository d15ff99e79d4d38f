"""What a paper tells of the time since the body's last report, and what came late."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Membership
from committee.models import LateItem, Question, Report
from committee.reports import build_report
from committee.services.late_items import admit_late_item, remove_late_item
from documents import outline
from improvement.vocabulary import DeliveryKind
from monitoring.vocabulary import ClosedBecause, FindingType, LetterStatus
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.committee import MeetingFactory, laid_out_report
from tests.factories.improvement import ActionFactory, UpdateFactory, status
from tests.factories.monitoring import FindingFactory, VisitFactory
from tests.factories.performance import IndicatorFactory, TargetFactory, observe

CUT_OFF = date(2018, 4, 30)
LAST_CUT_OFF = date(2018, 2, 28)


@pytest.fixture
def fourth(plan, period, body):
    """The fourth paper, whose cut-off was 28 February 2018."""
    return laid_out_report(
        plan=plan,
        period=period,
        number=4,
        cut_off=LAST_CUT_OFF,
        meeting=MeetingFactory(body=body, held_on=date(2018, 3, 7)),
    )


@pytest.fixture
def fifth(plan, period, meeting, fourth):
    """The fifth paper, for 6 June 2018."""
    return laid_out_report(plan=plan, period=period, meeting=meeting, previous=fourth)


@pytest.fixture
def author(authority):
    """Who writes the papers."""
    return UserFactory(role="author", role__authority=authority)


def text(report):
    report = Report.objects.with_parts().get(pk=report.pk)
    return outline.render(build_report(report, as_at=report.cut_off))


def what_else(report):
    """The rows of the table of what else changed: how many and which, by their name."""
    _, _, rest = text(report).partition("What else changed between")
    rows = (line.split(" | ") for line in rest.splitlines()[2:7])
    return {name.strip(): (count.strip(), which.strip()) for name, count, which in rows}


def late_update(plan, reference="1a", on=date(2018, 5, 8), kind=DeliveryKind.COMPLETE):
    return UpdateFactory(
        action=plan.actions.get(reference=reference),
        effective_on=on,
        done="The last team has moved in.",
        delivery_before=status(plan, DeliveryKind.ON_TRACK),
        delivery_after=status(plan, kind),
    )


# --- findings, indicators, questions --------------------------------------------------------


def test_nothing_else_changed_where_nothing_did(fifth):
    assert set(what_else(fifth).values()) == {("0", "None")}


def test_findings_count_from_the_day_their_letter_became_public(fifth, authority):
    for number, published in enumerate(
        (LAST_CUT_OFF, date(2018, 3, 1), CUT_OFF, date(2018, 5, 2)), start=1
    ):
        visit = VisitFactory(authority=authority, published_on=published)
        FindingFactory(
            authority=authority, visit=visit, reference=f"F{number}", type=FindingType.CONCERN
        )
    assert what_else(fifth)["Findings received"] == ("2", "F2; F3")


def test_findings_of_an_unpublished_letter_are_not_told(fifth, authority):
    visit = VisitFactory(
        authority=authority,
        letter_status=LetterStatus.PRE_PUBLICATION,
        published_on=date(2018, 4, 10),
    )
    FindingFactory(
        authority=authority,
        visit=visit,
        reference="SECRET1",
        type=FindingType.CONCERN,
        closed_on=date(2018, 4, 20),
        closed_because=ClosedBecause.values[0],
    )
    assert "SECRET1" not in text(fifth)


def test_findings_of_another_council_are_not_told(fifth):
    council = AuthorityFactory()
    visit = VisitFactory(authority=council, published_on=date(2018, 4, 10))
    FindingFactory(authority=council, visit=visit, reference="THEIRS", type=FindingType.CONCERN)
    assert "THEIRS" not in text(fifth)


def test_strengths_are_not_counted_as_findings_received(fifth, authority):
    visit = VisitFactory(authority=authority, published_on=date(2018, 4, 10))
    FindingFactory(authority=authority, visit=visit, reference="S1", type=FindingType.STRENGTH)
    assert what_else(fifth)["Findings received"] == ("0", "None")


def test_findings_closed_in_the_time_are_named(fifth, authority):
    visit = VisitFactory(authority=authority, published_on=date(2018, 1, 10))
    for reference, closed_on in (
        ("OLD", LAST_CUT_OFF),
        ("NOW", date(2018, 4, 1)),
        ("LATER", date(2018, 5, 1)),
    ):
        FindingFactory(
            authority=authority,
            visit=visit,
            reference=reference,
            type=FindingType.CONCERN,
            closed_on=closed_on,
            closed_because=ClosedBecause.values[0],
        )
    assert what_else(fifth)["Findings closed"] == ("1", "NOW")


@pytest.mark.parametrize(
    ("february", "april", "meets", "misses"),
    [
        (80, 95, ("1", "CP11"), ("0", "None")),
        (95, 80, ("0", "None"), ("1", "CP11")),
        (95, 96, ("0", "None"), ("0", "None")),
        (70, 75, ("0", "None"), ("0", "None")),
        (None, 95, ("0", "None"), ("0", "None")),
    ],
)
def test_indicators_that_cross_their_target_are_named(
    fifth, authority, february, april, meets, misses
):
    indicator = IndicatorFactory(authority=authority, code="CP11")
    TargetFactory(indicator=indicator)
    then = (february * 10, 1000) if february is not None else None
    observe(indicator, CUT_OFF, [then, (850, 1000), (april * 10, 1000)])
    rows = what_else(fifth)
    assert rows["Indicators that now meet their target"] == meets
    assert rows["Indicators that no longer meet their target"] == misses


def test_questions_answered_in_the_time_are_counted(fifth, fourth):
    item = fourth.meeting.items.create(order=1, title="Progress")
    for answered_on, answer in (
        (date(2018, 2, 20), "Before."),
        (date(2018, 3, 20), "In time."),
        (None, ""),
    ):
        Question.objects.create(
            item=item,
            asked_by="Member for East",
            asked_on=date(2018, 3, 7),
            text="Why?",
            answer=answer,
            answered_on=answered_on,
        )
    assert what_else(fifth)["Members’ questions answered"] == ("1", "Member for East, 7 March 2018")


# --- what members asked ---------------------------------------------------------------------


def asked(report, **fields):
    item = report.meeting.items.first() or report.meeting.items.create(order=1, title="Progress")
    return Question.objects.create(
        **{
            "item": item,
            "asked_by": "Member for East",
            "asked_on": date(2018, 3, 7),
            "text": "Why do standards vary?",
            **fields,
        }
    )


def test_the_next_report_tells_what_members_asked_and_what_was_answered(fifth, fourth):
    asked(
        fourth,
        answered_by="Director",
        answered_on=date(2018, 3, 20),
        answer="Because records differ.",
    )
    words = " ".join(text(fifth).split())
    assert (
        "Member for East asked on 7 March 2018, on “Progress”: Why do standards vary? Answered. "
        "Director, 20 March 2018: Because records differ." in words
    )


def test_an_open_question_and_an_open_promise_are_told_as_open(fifth, fourth):
    question = asked(fourth)
    question.item.promises.create(
        question=question, text="A note will be sent.", due_on=date(2018, 5, 1)
    )
    words = " ".join(text(fifth).split())
    assert "Why do standards vary? Open." in words
    assert "Promised, due 1 May 2018: A note will be sent. This is still open." in words


def test_a_question_settled_before_the_last_report_is_not_told_again(fifth, fourth):
    asked(
        fourth,
        asked_on=date(2018, 1, 10),
        answered_on=date(2018, 1, 10),
        answer="It was settled at once.",
    )
    assert "It was settled at once." not in text(fifth)


def test_the_part_on_questions_is_left_out_where_nobody_asked(fifth):
    assert "What members asked and what was done" not in text(fifth)


# --- what came late -------------------------------------------------------------------------


def test_a_late_update_stays_out_until_it_is_admitted(fifth, plan, author):
    update = late_update(plan)
    assert "The last team has moved in." not in text(fifth)
    admit_late_item(report=fifth, by=author, update=update, reason="The inspectors come in June.")
    words = text(fifth)
    assert "8 May 2018 (after the cut-off): The last team has moved in." in words
    assert (
        "Late item: update of 8 May 2018 on action 1a. This is after the cut-off of 30 April 2018. "
        "Reason: The inspectors come in June." in words
    )
    assert "Completed | 1 | 1a" in words


def test_what_the_last_report_admitted_is_not_told_again_as_new(fourth, fifth, plan, author):
    update = late_update(plan, on=date(2018, 3, 2))
    assert "Completed | 1 | 1a" in text(fifth)
    admit_late_item(report=fourth, by=author, update=update, reason="Members asked for it.")
    assert "Completed | 0 | None" in text(fifth)


def test_a_late_visit_brings_its_findings(fifth, authority, author):
    visit = VisitFactory(
        authority=authority,
        starts_on=date(2018, 4, 25),
        ends_on=date(2018, 4, 26),
        letter_on=date(2018, 5, 15),
        received_on=date(2018, 5, 15),
        published_on=date(2018, 5, 16),
    )
    FindingFactory(authority=authority, visit=visit, reference="MV3-1", type=FindingType.CONCERN)
    assert what_else(fifth)["Findings received"] == ("0", "None")
    admit_late_item(report=fifth, by=author, visit=visit, reason="The letter came in May.")
    assert what_else(fifth)["Findings received"] == ("1", "MV3-1")
    assert "letter of 15 May 2018. This is after the cut-off" in text(fifth)


def test_a_late_item_can_be_taken_out_again(fifth, plan, author):
    item = admit_late_item(report=fifth, by=author, update=late_update(plan), reason="Because.")
    remove_late_item(item=item, by=author)
    assert "The last team has moved in." not in text(fifth)


def refused(**kwargs):
    with pytest.raises(ValidationError) as refusal:
        admit_late_item(**kwargs)
    assert not LateItem.objects.exists()
    return " ".join(refusal.value.messages)


def test_what_is_not_late_is_refused(fifth, plan, author):
    update = late_update(plan, on=CUT_OFF)
    assert "not late" in refused(report=fifth, by=author, update=update, reason="Because.")


def test_an_update_on_another_plan_is_refused(fifth, author):
    update = UpdateFactory(action=ActionFactory(), effective_on=date(2018, 5, 8))
    assert "this paper’s plan" in refused(report=fifth, by=author, update=update, reason="Because.")


def test_a_late_item_needs_a_reason(fifth, plan, author):
    update = late_update(plan)
    assert "blank" in refused(report=fifth, by=author, update=update, reason="  ")


def test_a_late_item_is_one_thing(fifth, plan, author):
    assert "Choose" in refused(report=fifth, by=author, reason="Because.")


def test_late_item_remove_takes_out_what_was_let_in(client, fifth, plan, author):
    update = late_update(plan)
    client.force_login(author)
    address = f"/papers/{fifth.slug}/late-items/"
    page = client.get(address).content.decode()
    assert "Nothing late is in this paper." in page
    assert str(update) in page
    answer = client.post(address, {"update": update.pk, "reason": "It matters."}, follow=True)
    assert "The paper says that it came late." in answer.content.decode()
    item = fifth.late_items.get()
    assert item.admitted_by == author
    client.post(f"{address}{item.pk}/remove/")
    assert not fifth.late_items.exists()


def test_late_item_list_keeps_what_was_typed(client, fifth, author):
    client.force_login(author)
    answer = client.post(f"/papers/{fifth.slug}/late-items/", {"reason": "It matters."})
    page = answer.content.decode()
    assert "Choose an update or a visit, and not both." in page
    assert "It matters." in page


@pytest.mark.parametrize("role", ["reader", "member", "updater", "clerk", "clearer"])
def test_late_items_are_for_those_who_write_papers(client, fifth, authority, role):
    client.force_login(UserFactory(role=role, role__authority=authority))
    answer = client.get(f"/papers/{fifth.slug}/late-items/")
    assert answer.status_code in (403, 404)


def test_late_items_of_another_council_do_not_exist(client, fifth):
    stranger = UserFactory(role="author", role__authority=AuthorityFactory())
    assert Membership.objects.filter(user=stranger).exists()
    client.force_login(stranger)
    assert client.get(f"/papers/{fifth.slug}/late-items/").status_code == 404

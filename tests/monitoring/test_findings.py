"""Findings: kept with their words, traced to the plan, closed and opened again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Authority, User
from core.models import AuditEvent
from core.revisions import Stale
from improvement.models import Plan
from improvement.vocabulary import DeliveryKind
from monitoring.models import Finding, Trace, Visit
from monitoring.services import findings as services
from monitoring.vocabulary import ClosedBecause, Coverage
from tests.factories.accounts import PartnerFactory
from tests.factories.improvement import (
    ActionFactory,
    PlanFactory,
    PracticeAreaFactory,
    ThemeFactory,
)
from tests.factories.monitoring import FindingFactory, TraceFactory, VisitFactory

ClientOf = Callable[[User], Client]
WORDS = "Assessments are not of a consistently good quality."


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2019, 1, 15)


@pytest.fixture
def visit(authority: Authority) -> Visit:
    return VisitFactory(authority=authority)


@pytest.fixture
def finding(visit: Visit) -> Finding:
    return FindingFactory(visit=visit, reference="MV5-1", words=WORDS)


@pytest.fixture
def plan(authority: Authority) -> Plan:
    return PlanFactory(authority=authority)


def letter_before_publication(authority: Authority, **of_visit: Any) -> Finding:
    """A finding that readers may not see yet."""
    unpublished = {"letter_status": "pre_publication", "published_on": None}
    visit = VisitFactory(authority=authority, **unpublished, **of_visit)
    return FindingFactory(visit=visit, reference="MV6-1", words="Not for everybody yet.")


# --- references ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "inspectorate", "ordinal", "reference"),
    [
        ("monitoring", "ofsted", 5, "MV5-1"),
        ("focused", "ofsted", None, "FV2018-1"),
        ("standard", "ofsted", None, "IN2018-1"),
        ("review", "cqc", None, "CQC2018-1"),
        ("joint_targeted", "joint", None, "JTAI2018-1"),
    ],
)
def test_a_reference_says_which_visit_it_is_of(
    authority: Authority, kind: str, inspectorate: str, ordinal: int | None, reference: str
) -> None:
    visit = VisitFactory(authority=authority, kind=kind, inspectorate=inspectorate, ordinal=ordinal)
    assert services.proposed_reference(visit) == reference


def test_a_reference_follows_the_highest_there_is(finding: Finding) -> None:
    FindingFactory(visit=finding.visit, reference="MV5-10")
    FindingFactory(visit=finding.visit, reference="MV5-old")
    FindingFactory(reference="MV5-90")  # another council's
    assert services.proposed_reference(finding.visit) == "MV5-11"


@given(st.sets(st.integers(1, 500)))
def test_a_proposed_reference_is_never_taken(numbers: set[int]) -> None:
    visit = Visit(kind="monitoring", ordinal=5, starts_on=date(2018, 11, 27))
    taken = [f"MV5-{number}" for number in numbers]
    assert services.proposed_reference(visit, taken=taken) not in taken


def test_two_findings_of_a_council_never_share_a_reference(finding: Finding, author: User) -> None:
    with pytest.raises(ValidationError, match="reference already"):
        services.add_finding(
            visit=finding.visit, by=author, reference="MV5-1", type="concern", words="Again."
        )


# --- keeping and changing -------------------------------------------------------------------------


def test_finding_add_keeps_what_was_typed(visit: Visit, author: User, client_of: ClientOf) -> None:
    partner = PartnerFactory(authority=visit.authority, name="Police")
    client = client_of(author)
    address = reverse("monitoring:finding_add", args=[visit.pk])
    assert 'value="MV5-1"' in client.get(address).content.decode()
    response = client.post(
        address,
        {
            "reference": "",
            "type": "recommendation",
            "words": "  Review thresholds together. ",
            "severity": "high",
            "is_ours": "on",
            "partners": [partner.pk],
            "due_on": "1 March 2019",
            "framework_reference": "Outcome 3",
        },
        follow=True,
    )
    assert "“Reference”" in response.content.decode(), "it is asked for"
    sent = {"reference": "MV5-1", "type": "recommendation", "words": WORDS, "severity": "high"}
    client.post(address, {**sent, "partners": [partner.pk], "due_on": "1 March 2019"})
    kept = Finding.objects.get()
    assert (kept.words, kept.is_ours, kept.due_on) == (WORDS, False, date(2019, 3, 1))
    assert [str(each) for each in kept.partners.all()] == ["Police"]
    event = AuditEvent.objects.get(kind="finding_changed")
    assert event.details["changes"]["type"] == ["", "recommendation"]


@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("finding_edit", "words"),
        ("finding_trace", "reason"),
        ("finding_close", "closed_words"),
    ],
)
def test_words_on_a_finding_that_may_tell_who_a_child_is_are_asked_about(
    finding: Finding, author: User, client_of: ClientOf, name: str, box: str
) -> None:
    address = reverse(f"monitoring:{name}", args=[finding.pk])
    sent = {
        "reference": "MV5-1",
        "type": "concern",
        "severity": "low",
        "revision": 1,
        "coverage": "no_action",
        "closed_because": "done",
        "closed_by_body": "The board",
        "closed_on": "1 12 2018",
        box: "A girl called Zoe waited.",
    }
    client = client_of(author)
    page = client.post(address, sent)
    assert "Do these words tell who a child is?" in page.text
    assert "A girl called Zoe waited." in page.text, "nothing typed is lost"
    (asked,) = page.context["form"].fields["looked_at"].choices
    assert client.post(address, {**sent, "looked_at": asked[0]}).status_code == 302


def test_finding_edit_removes_typed_words_from_its_history_where_asked(
    finding: Finding, author: User, client_of: ClientOf
) -> None:
    sent = {
        "reference": "MV5-1",
        "type": "concern",
        "severity": "low",
        "revision": 1,
        "words": "A child waited.",
        "forgets": "on",
    }
    client_of(author).post(reverse("monitoring:finding_edit", args=[finding.pk]), sent)
    versions = finding.history.order_by("history_id")
    assert list(versions.values_list("words", flat=True)) == ["", "A child waited."]
    assert WORDS not in str(AuditEvent.objects.get().details)


def test_finding_edit_leaves_the_letters_words(
    finding: Finding, author: User, client_of: ClientOf
) -> None:
    Finding.objects.update(first_sentence=3, last_sentence=3)
    address = reverse("monitoring:finding_edit", args=[finding.pk])
    sent = {
        "reference": "MV5-1",
        "type": "concern",
        "words": "Ours",
        "severity": "low",
        "revision": 1,
    }
    client = client_of(author)
    assert client.post(address, sent).status_code == 302
    finding.refresh_from_db()
    assert (finding.type, finding.words, finding.revision) == ("concern", WORDS, 2)
    page = client.get(finding.get_absolute_url()).content.decode()
    assert "What it is: Still to improve to Concern" in page

    response = client.post(address, sent)
    assert "Somebody saved this while you were writing" in response.content.decode()


def test_the_words_of_a_marked_finding_do_not_change(finding: Finding, author: User) -> None:
    Finding.objects.update(first_sentence=3, last_sentence=3)
    with pytest.raises(ValidationError, match="stay as they are"):
        services.change_finding(finding=finding, by=author, revision=None, words="Better ones.")
    with pytest.raises(Stale):
        services.change_finding(finding=finding, by=author, revision=7, severity="low")


def test_a_finding_follows_only_an_earlier_one_of_its_council(
    finding: Finding, author: User
) -> None:
    later = FindingFactory(
        visit=VisitFactory(
            authority=finding.authority, starts_on=date(2019, 3, 1), ends_on=date(2019, 3, 2)
        )
    )
    elsewhere = FindingFactory(visit__starts_on=date(2017, 1, 1))
    foreign = PracticeAreaFactory()
    for wrong in ({"follows": later}, {"follows": elsewhere}, {"practice_area": foreign}):
        with pytest.raises(ValidationError, match=r"Choose a"):
            services.change_finding(finding=finding, by=author, revision=None, **wrong)
    changed = services.change_finding(finding=later, by=author, revision=None, follows=finding)
    assert changed.follows == finding


# --- tracing --------------------------------------------------------------------------------------


def test_finding_trace_joins_a_finding_and_an_action(
    finding: Finding, plan: Plan, author: User, reader: User, client_of: ClientOf
) -> None:
    action = ActionFactory(plan=plan, theme=ThemeFactory(plan=plan), reference="5b(i)")
    client = client_of(author)
    address = reverse("monitoring:finding_trace", args=[finding.pk])
    client.post(address, {"coverage": "merged", "action": action.pk})
    answer = Trace.objects.get()
    assert (answer.finding, answer.action, answer.coverage) == (finding, action, "merged")
    page = client.get(finding.get_absolute_url()).content.decode()
    assert "Merged into an action there was" in page
    assert "5b(i)" in page
    assert WORDS in client_of(reader).get(action.get_absolute_url()).content.decode()
    assert f'value="{action.pk}"' not in client.get(address).content.decode()

    remove = reverse("monitoring:trace_remove", args=[answer.pk])
    assert "5b(i)" in client.get(remove).content.decode()
    client.post(remove)
    assert not Trace.objects.exists()
    assert (
        "Taken back: Merged into an action there was: 5b(i)"
        in client.get(finding.get_absolute_url()).content.decode()
    )


def test_no_action_needs_its_reason_and_stands_alone(
    finding: Finding, plan: Plan, author: User
) -> None:
    action = ActionFactory(plan=plan)

    def answer(**said: Any) -> Trace:
        return services.trace(finding=finding, by=author, **said)

    for said, complaint in (
        ({"coverage": "no_action"}, "Say why"),
        ({"coverage": "no_action", "reason": "Done.", "action": action}, "not both"),
        ({"coverage": "covered"}, "Choose the action"),
        ({"coverage": "covered", "action": ActionFactory()}, "this council"),
    ):
        with pytest.raises(ValidationError, match=complaint):
            answer(**said)
    answer(coverage="no_action", reason="The police have taken it on.")
    with pytest.raises(ValidationError, match="Remove that first"):
        answer(coverage="covered", action=action)
    services.remove_trace(answer=finding.traces.get(), by=author)
    answer(coverage="covered", action=action)
    with pytest.raises(ValidationError, match="has an answer already"):
        answer(coverage="no_action", reason="The police have taken it on.")
    with pytest.raises(ValidationError, match="answers the finding already"):
        answer(coverage="merged", action=action)


def test_several_actions_answer_one_finding(finding: Finding, plan: Plan, author: User) -> None:
    for coverage in (Coverage.NEW_ACTION, Coverage.COVERED):
        action = ActionFactory(plan=plan)
        services.trace(finding=finding, by=author, coverage=coverage, action=action)
    assert Finding.objects.with_action_count().get().action_count == 2


# --- closing --------------------------------------------------------------------------------------

GROUND = {
    "closed_because": "done",
    "closed_words": "The audit of December shows it.",
    "closed_by_body": "Improvement Board",
}


def test_finding_close_and_finding_reopen_keep_history(
    finding: Finding, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)
    close = reverse("monitoring:finding_close", args=[finding.pk])
    client.post(close, {**GROUND, "closed_on": "10 January 2019", "revision": 1})
    finding.refresh_from_db()
    assert (finding.is_open, finding.closed_because) == (False, ClosedBecause.DONE)
    page = client.get(finding.get_absolute_url()).content.decode()
    assert "Closed on 10 January 2019 by Improvement Board" in page

    reopen = reverse("monitoring:finding_reopen", args=[finding.pk])
    reason = "The sixth visit found the same again, in two of the teams. " * 5
    assert "Say why it is opened again" in client.post(reopen, {"revision": 2}).content.decode()
    client.post(reopen, {"reason": reason, "revision": 2})
    finding.refresh_from_db()
    assert finding.is_open
    page = client.get(finding.get_absolute_url()).content.decode()
    assert reason.strip() in page
    assert "The audit of December shows it." in page
    with pytest.raises(ValidationError, match="open already"):
        services.reopen_finding(finding=finding, by=author, reason="Again.")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"closed_on": date(2018, 11, 26)}, "before the visit"),
        ({"closed_on": date(2019, 1, 16)}, "in the future"),
        ({"closed_because": "tired"}, "Choose why"),
        ({"closed_words": " "}, "on what ground"),
        ({"closed_by_body": ""}, "post or body"),
    ],
)
def test_a_finding_is_closed_only_with_its_ground(
    finding: Finding, author: User, wrong: dict[str, Any], complaint: str
) -> None:
    said = {**GROUND, "closed_on": date(2019, 1, 10), **wrong}
    with pytest.raises(ValidationError, match=complaint):
        services.close_finding(finding=finding, by=author, **said)
    services.close_finding(finding=finding, by=author, **{**GROUND, "closed_on": date(2019, 1, 10)})
    with pytest.raises(ValidationError, match="closed already"):
        services.close_finding(finding=finding, by=author, **said)


# --- lists and gaps -------------------------------------------------------------------------------


@pytest.fixture
def thread(finding: Finding, plan: Plan) -> dict[str, Finding]:
    """One finding of each sort that the gaps tell apart."""
    visit = finding.visit
    done = ActionFactory(plan=plan, kind=DeliveryKind.COMPLETE)
    contradicted = FindingFactory(visit=visit, reference="MV5-2", words="Recorded late.")
    TraceFactory(finding=contradicted, action=done)
    later = VisitFactory(
        authority=visit.authority,
        ordinal=6,
        starts_on=date(2019, 1, 8),
        ends_on=date(2019, 1, 9),
        letter_on=None,
        received_on=None,
        published_on=date(2019, 1, 14),
    )
    persisting = FindingFactory(
        visit=later,
        reference="MV6-2",
        words="Still recorded late.",
        follows=contradicted,
        direction="persisting",
    )
    TraceFactory(finding=persisting, action=ActionFactory(plan=plan))
    strength = FindingFactory(visit=visit, reference="MV5-3", type="strength", words="Calm.")
    return {
        "untraced": finding,
        "contradicted": contradicted,
        "persisting": persisting,
        "strength": strength,
    }


def shown(client: Client, **asked: Any) -> list[str]:
    """The references that the list shows."""
    table = client.get(reverse("monitoring:finding_list"), asked).context["table"]
    return [each.reference for each in table.records]


def test_finding_list_is_narrowed_and_sorted(
    thread: dict[str, Finding], reader: User, client_of: ClientOf
) -> None:
    client = client_of(reader)
    assert shown(client, sort="reference") == ["MV5-1", "MV5-2", "MV5-3", "MV6-2"]
    assert shown(client, show="untraced") == ["MV5-1"]
    assert shown(client, show="contradicted") == ["MV5-2"]
    assert shown(client, show="answered", sort="reference") == ["MV5-2", "MV6-2"]
    assert shown(client, type="strength") == ["MV5-3"]
    assert shown(client, direction="persisting") == ["MV6-2"]
    assert shown(client, visit=thread["persisting"].visit_id) == ["MV6-2"]
    assert shown(client, practice_area=thread["strength"].practice_area_id) == ["MV5-3"]
    assert shown(client, q="late", sort="reference") == ["MV5-2", "MV6-2"]
    assert shown(client, show="closed") == []
    assert len(shown(client, show="open")) == 4
    assert len(shown(client, show="asking")) == 3
    theme = thread["contradicted"].traces.get().action.theme
    assert shown(client, theme=theme.pk) == ["MV5-2"]


def test_the_list_of_findings_comes_as_a_file(
    thread: dict[str, Finding], reader: User, client_of: ClientOf
) -> None:
    response = client_of(reader).get(reverse("monitoring:finding_list"), {"export": "csv"})
    said = b"".join(response.streaming_content).decode()
    assert said.splitlines()[0].startswith("\ufeffReference,What it is,The inspectors’ words")
    assert "MV6-2,Still to improve,Still recorded late." in said


def test_the_plan_shows_where_the_thread_is_broken(
    thread: dict[str, Finding], plan: Plan, reader: User, client_of: ClientOf
) -> None:
    ActionFactory(plan=plan, reference="9z")
    client = client_of(reader)
    page = client.get(plan.get_absolute_url()).content.decode()
    for words, address in (
        ("1 finding without an answer in the plan", "/visits/findings/?show=untraced"),
        ("1 open action that answers no finding", f"/visits/actions/?plan={plan.pk}"),
        ("1 finding whose actions are complete", "/visits/findings/?show=contradicted"),
    ):
        assert words in page
        assert address in page.replace("&amp;", "&")
    table = client.get(reverse("monitoring:unanswering_list"), {"plan": plan.pk}).context["table"]
    assert [each.reference for each in table.records] == ["9z"]


def test_action_and_theme_pages_tell_what_they_answer(
    thread: dict[str, Finding], reader: User, client_of: ClientOf
) -> None:
    action = thread["contradicted"].traces.get().action
    client = client_of(reader)
    page = client.get(action.get_absolute_url()).content.decode()
    assert "Recorded late." in page
    assert "A later visit says otherwise." in page
    still = thread["persisting"].traces.get().action
    assert "A later visit" not in client.get(still.get_absolute_url()).content.decode()
    page = client.get(action.theme.get_absolute_url()).content.decode()
    assert f'/visits/findings/?theme={action.theme_id}">1 finding answered here' in page


# --- who may --------------------------------------------------------------------------------------


def test_finding_detail_keeps_an_unpublished_letter_from_readers(
    authority: Authority, plan: Plan, reader: User, author: User, client_of: ClientOf
) -> None:
    finding = letter_before_publication(authority)
    action = ActionFactory(plan=plan)
    TraceFactory(finding=finding, action=action)
    pages = [
        reverse("monitoring:finding_list"),
        action.get_absolute_url(),
        reverse("monitoring:area_detail", args=[finding.practice_area_id]),
    ]
    for page in pages:
        assert finding.words not in client_of(reader).get(page).content.decode()
        assert finding.words in client_of(author).get(page).content.decode()
    assert client_of(reader).get(finding.get_absolute_url()).status_code == 404
    assert client_of(author).get(finding.get_absolute_url()).status_code == 200


def test_a_contradiction_nobody_may_read_yet_is_not_given_away(
    finding: Finding, plan: Plan, reader: User, author: User, client_of: ClientOf
) -> None:
    TraceFactory(finding=finding, action=ActionFactory(plan=plan, kind=DeliveryKind.COMPLETE))
    later = letter_before_publication(
        finding.authority, starts_on=date(2019, 1, 8), ends_on=date(2019, 1, 9), letter_on=None
    )
    Finding.objects.filter(pk=later.pk).update(follows=finding, direction="persisting")
    assert shown(client_of(reader), show="contradicted") == []
    assert shown(client_of(author), show="contradicted") == ["MV5-1"]
    page = client_of(reader).get(finding.get_absolute_url()).content.decode()
    assert later.words not in page
    assert "What followed it" not in page


@pytest.mark.parametrize(
    "name",
    ["finding_edit", "finding_trace", "finding_close", "finding_reopen"],
)
def test_readers_change_nothing_and_others_find_nothing(
    finding: Finding, reader: User, outsider: User, client_of: ClientOf, name: str
) -> None:
    address = reverse(f"monitoring:{name}", args=[finding.pk])
    assert client_of(reader).post(address).status_code == 403
    assert client_of(outsider).get(address).status_code == 404


def test_an_outsider_finds_no_answer_to_take_back(
    finding: Finding, plan: Plan, outsider: User, client_of: ClientOf
) -> None:
    answer = TraceFactory(finding=finding, action=ActionFactory(plan=plan))
    address = reverse("monitoring:trace_remove", args=[answer.pk])
    assert client_of(outsider).post(address).status_code == 404
    assert Trace.objects.exists()

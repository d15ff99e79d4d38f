"""The thread from what inspectors found to what members resolved, and the gaps in it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, User
from committee.models import Passage, Publication
from committee.thread import Step, thread_of_action, thread_of_finding
from improvement.models import Action
from monitoring.models import Finding
from tests.factories.committee import (
    AgendaItemFactory,
    MeetingFactory,
    PromiseFactory,
    PublicationFactory,
    QuestionFactory,
    ReportFactory,
    ResolutionFactory,
)
from tests.factories.improvement import (
    ActionFactory,
    EvidenceFactory,
    PlanFactory,
    PracticeAreaFactory,
    RetestFactory,
)
from tests.factories.monitoring import FindingFactory, TraceFactory, VisitFactory
from tests.factories.performance import IndicatorFactory

ClientOf = Callable[[User], Client]


@pytest.fixture
def action(authority: Authority) -> Action:
    """An action of the council's plan, 5b(ii)."""
    plan = PlanFactory(authority=authority)
    return ActionFactory(plan=plan, reference="5b(ii)", title="Train all managers")


@pytest.fixture
def finding(authority: Authority, action: Action) -> Finding:
    """What an inspector found, which the action answers."""
    area = PracticeAreaFactory(authority=authority, name="Supervision")
    found = FindingFactory(visit__authority=authority, practice_area=area)
    TraceFactory(finding=found, action=action)
    return found


def told(action: Action, words: str, access: str = "Public") -> Publication:
    """A published paper on the action's plan with one paragraph."""
    body = action.plan.authority.bodies.first()
    meeting = MeetingFactory(
        **({"body": body} if body else {"body__authority": action.plan.authority})
    )
    report = ReportFactory(meeting=meeting, plan=action.plan, state="published", access=access)
    publication = PublicationFactory(report=report)
    Passage.objects.create(
        meeting=meeting,
        publication=publication,
        order=1,
        anchor="summary-1",
        place="Paragraph 1.1",
        words=words,
    )
    return publication


def step(steps: list[Step], key: str) -> Step:
    """One stage of a thread."""
    return next(each for each in steps if each.key == key)


def gaps(steps: list[Step]) -> list[str]:
    """Every gap of a thread, in order."""
    return [gap for each in steps for gap in each.gaps]


def test_a_thread_with_nothing_on_it_says_each_gap(action: Action, theme_lead: User) -> None:
    assert gaps(thread_of_action(action, theme_lead)) == [
        "It answers no finding.",
        "No evidence supports it.",
        "No indicator shows the effect.",
        "No published paper speaks of it.",
        "No member has asked about it.",
        "No resolution that you may read follows from it.",
    ]


def test_a_finding_without_an_action_says_so(authority: Authority, theme_lead: User) -> None:
    finding = FindingFactory(visit__authority=authority)
    assert "No action of the plan answers it." in gaps(thread_of_finding(finding, theme_lead))
    TraceFactory(finding=finding, action=None, coverage="no_action", reason="It was done before.")
    assert gaps(thread_of_finding(finding, theme_lead))[0] == (
        "The plan answers it by no action: It was done before."
    )


@pytest.mark.parametrize(
    ("kind", "is_gap"), [("strength", False), ("improvement", False), ("concern", True)]
)
def test_a_finding_that_asks_for_nothing_lacks_no_action(
    authority: Authority, client_of: ClientOf, theme_lead: User, kind: str, is_gap: bool
) -> None:
    found = FindingFactory(visit__authority=authority, type=kind)
    steps = thread_of_finding(found, theme_lead)
    for key in ("actions", "evidence"):
        assert bool(step(steps, key).gaps) is is_gap
    page = client_of(theme_lead).get(reverse("committee:finding_thread", args=[found.pk]))
    asks_nothing = "The finding asks for nothing to be done." in page.content.decode()
    assert asks_nothing is not is_gap


def test_action_thread_runs_from_the_finding_to_the_resolution(
    action: Action, finding: Finding, author: User, client_of: ClientOf
) -> None:
    EvidenceFactory(action=action, title="Minutes of May", verdict="waiting")
    IndicatorFactory(
        authority=action.plan.authority,
        name="Supervision on time",
        practice_area=finding.practice_area,
    )
    paper = told(action, "Action 5b(ii) is on track.")
    item = AgendaItemFactory(meeting=paper.report.meeting, report=paper.report)
    QuestionFactory(item=item, action=action, text="Are all managers trained?")
    PromiseFactory(item=item, action=action, text="A list of who is trained.")
    ResolutionFactory(item=item, number=1)
    for address in (
        reverse("committee:action_thread", args=[action.pk]),
        reverse("committee:finding_thread", args=[finding.pk]),
    ):
        shown = client_of(author).get(address).content.decode()
        for words in (
            finding.reference,
            "5b(ii) Train all managers",
            "Minutes of May",
            "Supervision on time",
            "It measures the same practice area: Supervision.",
            "Action 5b(ii) is on track.",
            f"{paper.get_absolute_url()}#summary-1",
            "Are all managers trained?",
            "A list of who is trained.",
            "Resolution 1: ",
            "No reviewer has found its evidence adequate.",
            "1 question not answered yet.",
        ):
            assert words in shown, words
        assert "No indicator shows the effect." not in shown


def test_action_and_finding_pages_lead_to_their_thread(
    action: Action, finding: Finding, reader: User, client_of: ClientOf
) -> None:
    client = client_of(reader)
    for record, name in ((action, "action_thread"), (finding, "finding_thread")):
        address = reverse(f"committee:{name}", args=[record.pk])
        assert address in client.get(record.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("reference", "words", "is_named"),
    [
        ("5b(ii)", "Action 5b(ii) is on track.", True),
        ("5b(i)", "Action 5b(ii) is on track.", False),
        ("5b", "Action 5b(ii) is on track.", False),
        ("5b", "Actions 4a, 5b and 6c.", True),
        ("b5", "See annex ab5.", False),
        ("5", "It fell by 5 in May.", False),
        ("5", "5. Train all managers by May.", True),
    ],
)
def test_a_paragraph_speaks_of_an_action_that_it_names(
    authority: Authority, theme_lead: User, reference: str, words: str, is_named: bool
) -> None:
    action = ActionFactory(
        plan=PlanFactory(authority=authority), reference=reference, title="Train all managers"
    )
    told(action, words)
    found = step(thread_of_action(action, theme_lead), "paragraphs").links
    assert bool(found) is is_named


def test_nothing_exempt_stands_on_a_thread(action: Action, author: User) -> None:
    told(action, "Action 5b(ii) names a contractor.", access="Exempt")
    assert not step(thread_of_action(action, author), "paragraphs").links


def test_a_finding_of_an_unpublished_letter_is_not_on_a_readers_thread(
    action: Action, authority: Authority, reader: User, theme_lead: User, client_of: ClientOf
) -> None:
    visit = VisitFactory(authority=authority, letter_status="pre_publication", published_on=None)
    finding = FindingFactory(authority=authority, visit=visit)
    TraceFactory(finding=finding, action=action)
    assert step(thread_of_action(action, theme_lead), "findings").links
    assert not step(thread_of_action(action, reader), "findings").links
    address = reverse("committee:finding_thread", args=[finding.pk])
    assert client_of(reader).get(address).status_code == 404


def test_resolutions_are_for_those_who_read_the_record_of_meetings(
    action: Action, author: User, reader: User
) -> None:
    paper = told(action, "Action 5b(ii) is on track.")
    ResolutionFactory(item=AgendaItemFactory(meeting=paper.report.meeting, report=paper.report))
    assert step(thread_of_action(action, author), "resolutions").links
    assert not step(thread_of_action(action, reader), "resolutions").links


def test_a_complete_action_without_a_retest_has_a_gap(authority: Authority, author: User) -> None:
    plan = PlanFactory(authority=authority)
    action = ActionFactory(plan=plan, reference="7a", complete=True)
    gap = "7a is complete, and no re-test shows whether it has held."
    assert gap in gaps(thread_of_action(action, author))
    RetestFactory(action=action, tested_on=date(2018, 5, 1))
    assert gap not in gaps(thread_of_action(action, author))


def test_a_thread_of_another_authority_is_not_found(
    action: Action, finding: Finding, outsider: User, client_of: ClientOf
) -> None:
    for record, name in ((action, "action_thread"), (finding, "finding_thread")):
        address = reverse(f"committee:{name}", args=[record.pk])
        assert client_of(outsider).get(address).status_code == 404

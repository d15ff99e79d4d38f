"""Pages of visits: what is recorded, who may read it, and which dates follow."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from monitoring.frameworks import FRAMEWORKS, proposed
from monitoring.models import ClockOverride, Visit
from monitoring.services import visits as services
from monitoring.vocabulary import FindingType
from tests.factories.accounts import AuthorityFactory, MembershipFactory
from tests.factories.improvement import PracticeAreaFactory
from tests.factories.monitoring import (
    BoardFactory,
    ClockOverrideFactory,
    FindingFactory,
    InspectorFactory,
    InterventionFactory,
    JudgementFactory,
    LetterFactory,
    TraceFactory,
    VisitFactory,
)

TODAY = date(2019, 1, 14)
LIST = "/visits/"
START = {
    "inspectorate": "ofsted",
    "kind": "short",
    "starts_on": "10 6 2024",
    "ends_on": "14 6 2024",
}
AREAS_2023 = list(FRAMEWORKS["ilacs_2023"].areas)


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY


@pytest.fixture
def client(author: User, client_of: Callable[[User], Client]) -> Client:
    """The browser of somebody who records visits."""
    return client_of(author)


@pytest.fixture
def visit(authority: Authority) -> Visit:
    """The fifth monitoring visit, its letter published."""
    return VisitFactory(authority=authority)


@pytest.fixture
def embargoed(authority: Authority) -> Visit:
    """An inspection whose report is not published yet, and says much."""
    made: Visit = VisitFactory(
        authority=authority,
        kind="standard",
        letter_status="pre_publication",
        published_on=None,
        evidence_considered="Supervision notes",
        next_focus="The front door",
    )
    InspectorFactory(visit=made, name="An Inspector")
    JudgementFactory(visit=made, grade="inadequate")
    FindingFactory(visit=made, reference="AFI-1", type="priority", words="Act at once.")
    ClockOverrideFactory(visit=made, reason="The letter says so.")
    return made


def at(name: str, *args: Any) -> str:
    """The address of a page of the room."""
    return reverse(f"monitoring:{name}", args=args)


def text(response: Any) -> str:
    """What a page says."""
    return " ".join(response.content.decode().split())


def form_of(visit: Visit, **fields: Any) -> dict[str, Any]:
    """The form of a visit as it stands, with some fields typed over."""
    names = (
        "inspectorate kind title starts_on ends_on letter_on received_on letter_status "
        "published_on url ordinal ordinal_words focus evidence_considered next_visit_on "
        "next_visit_ends_on next_focus framework revision"
    )
    said = {name: getattr(visit, name) for name in names.split()}
    as_it_is = {name: "" if value is None else value for name, value in said.items()}
    return {**as_it_is, "shown": visit.framework, **fields}


def errors(response: Any) -> dict[str, list[str]]:
    """What a form complains of."""
    return dict(response.context["form"].errors)


# --- the list -----------------------------------------------------------------------------------


def shown(client: Client, **asked: Any) -> list[Visit]:
    """The visits a list shows."""
    return list(client.get(LIST, asked).context["table"].records)


def test_visit_list_is_newest_first_and_narrows(client: Client, authority: Authority) -> None:
    old = VisitFactory(authority=authority, starts_on=date(2017, 4, 25), kind="standard", focus="")
    new = VisitFactory(authority=authority)
    cqc = VisitFactory(
        authority=authority,
        inspectorate="cqc",
        kind="review",
        title="Review of health services",
        starts_on=date(2018, 2, 19),
        letter_status="not_published",
    )
    assert shown(client) == [new, cqc, old]
    assert shown(client, kind="standard") == [old]
    assert shown(client, inspectorate="cqc") == [cqc]
    assert shown(client, letter_status="not_published") == [cqc]
    assert shown(client, q="strategy") == [new, cqc]
    assert shown(client, q="health services") == [cqc]
    assert shown(client, q="nothing like it") == []
    assert shown(client, sort="days") == [old, cqc, new]
    assert "authority" not in client.get(LIST).context["filter"].filters


def test_visit_list_says_what_was_found_and_how_much_is_answered(
    client: Client, visit: Visit
) -> None:
    FindingFactory(visit=visit, type="strength")
    FindingFactory(visit=visit, type="to_improve")
    TraceFactory(finding=FindingFactory(visit=visit, type="concern"))
    TraceFactory(finding=FindingFactory(visit=visit, type="strength"))
    said = text(client.get(LIST))
    assert "Fifth monitoring visit" in said
    assert "since judged inadequate in July 2017" in said
    assert "27 and 28 November 2018" in said
    for words in ("Strength: 2", "Still to improve: 1", "Concern: 1", "1 of 2", "Front door"):
        assert words in said
    assert "Context:" not in said


def test_visit_list_counts_nothing_of_a_letter_that_may_not_be_read(
    client: Client, embargoed: Visit, reader: User, client_of: Callable[[User], Client]
) -> None:
    assert "Area for priority action: 1" in text(client.get(LIST))
    shut = client_of(reader)
    assert "Area for priority action: 1" not in text(shut.get(LIST))
    for may_read, person in ((True, client), (False, shut)):
        response = person.get(LIST, {"export": "csv"})
        file = b"".join(response.streaming_content).decode("utf-8-sig")
        (said,) = csv.DictReader(StringIO(file, newline=""))
        assert said["Found: Area for priority action"] == ("1" if may_read else "")
        assert said["Answered in the plan"] == ("0" if may_read else "")
        assert said["What it was"] == "Inspection, standard"
        assert said["Letter"] == "Before publication"


@pytest.mark.parametrize(
    "name", ["visit_list", "finding_list", "audit_round_list", "voice_item_list"]
)
def test_lists_say_what_to_do_where_nothing_is_recorded(client: Client, name: str) -> None:
    assert "Choose less in the filter" not in text(client.get(at(name)))
    assert "yet. " in text(client.get(at(name)))
    assert "Choose less in the filter" in text(client.get(at(name), {"q": "nothing"}))


def test_visit_list_shows_nothing_of_another_authority(client: Client) -> None:
    there = VisitFactory(ordinal_words="since judged elsewhere")
    assert shown(client) == []
    assert "elsewhere" not in text(client.get(LIST))
    assert client.get(there.get_absolute_url()).status_code == 404


def test_visit_list_names_the_council_where_a_person_has_several(
    client: Client, author: User, visit: Visit
) -> None:
    there = AuthorityFactory(name="Essex County Council")
    MembershipFactory(user=author, authority=there, role="reader")
    other = VisitFactory(authority=there)
    assert set(shown(client)) == {visit, other}
    assert shown(client, authority=there.pk) == [other]


def test_visit_list_asks_the_same_for_one_visit_as_for_many(
    client: Client, authority: Authority
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    FindingFactory(visit=VisitFactory(authority=authority))
    few = asked()
    for _ in range(5):
        FindingFactory(visit=VisitFactory(authority=authority))
    assert asked() == few


# --- recording ----------------------------------------------------------------------------------


def test_visit_add_asks_first_who_came_and_when(client: Client) -> None:
    response = client.get(at("visit_add"))
    assert set(response.context["form"].fields) == {"inspectorate", "kind", "starts_on", "ends_on"}
    said = client.get(at("visit_add"), {**START, "ends_on": "9 6 2024"})
    assert errors(said) == {"ends_on": ["The last day is before the first."]}


@pytest.mark.parametrize(
    ("inspectorate", "kind", "day", "framework"),
    [
        ("ofsted", "standard", date(2017, 4, 25), "sif"),
        ("ofsted", "standard", date(2019, 5, 13), "ilacs_2018"),
        ("ofsted", "short", date(2024, 6, 10), "ilacs_2023"),
        ("ofsted", "short", date(2026, 4, 27), "ilacs_2026"),
        ("ofsted", "standard", date(2012, 4, 25), "none"),
        ("ofsted", "focused", date(2019, 5, 13), "ilacs_2018"),
        ("joint", "area_send", date(2023, 6, 1), "area_send_2023"),
        ("ofsted", "area_send", date(2019, 6, 1), "none"),
        ("hmicfrs", "standard", date(2024, 2, 1), "child_protection_2024"),
        ("joint", "joint_targeted", date(2023, 1, 6), "none"),
        ("cqc", "review", date(2018, 2, 19), "none"),
    ],
)
def test_framework_is_proposed_by_the_kind_and_the_day(
    inspectorate: str, kind: str, day: date, framework: str
) -> None:
    assert proposed(inspectorate, kind, day).key == framework


def test_visit_add_records_a_visit_with_inspectors_and_judgements(
    client: Client, authority: Authority, author: User, settings: Any
) -> None:
    settings.TODAY = date(2024, 8, 1)
    address = f"{at('visit_add')}?{urlencode(START)}"
    form = client.get(address).context["form"]
    assert form.initial["framework"] == "ilacs_2023"
    assert [name for name in form.fields if name.startswith("judgement_")] == [
        f"judgement_{key}" for key in AREAS_2023
    ]
    typed = {
        **START,
        "letter_status": "published",
        "published_on": "23 7 2024",
        "framework": "ilacs_2023",
        "shown": "ilacs_2023",
        "inspector_1": "An Inspector",
        "inspector_grade_1": "His Majesty’s Inspector",
        "inspector_2": "",
        "judgement_in_care": "outstanding",
        "note_in_care": "Better than in 2019",
        "judgement_leaders": "good",
    }
    response = client.post(address, typed)
    visit = Visit.objects.get()
    assert response["Location"] == visit.get_absolute_url()
    assert visit.authority == authority
    assert [(each.name, each.grade) for each in visit.inspectors.all()] == [
        ("An Inspector", "His Majesty’s Inspector")
    ]
    judged = {each.area: (each.grade, each.note) for each in visit.judgements.all()}
    assert judged == {
        "leaders": ("good", ""),
        "in_care": ("outstanding", "Better than in 2019"),
    }
    event = AuditEvent.objects.get()
    assert (event.kind, event.actor_id, event.subject_id) == ("visit_changed", author.pk, visit.pk)
    assert "Outstanding Better than in 2019" in event.details["changes"]["judgements"][1]
    said = text(client.get(visit.get_absolute_url()))
    assert "The experiences and progress of children in care" in said
    assert "Overall effectiveness" not in said


def test_visit_add_offers_only_the_council_where_a_person_records(
    client: Client, author: User, authority: Authority
) -> None:
    elsewhere = AuthorityFactory(name="Essex County Council")
    read = AuthorityFactory(name="Kent County Council")
    MembershipFactory(user=author, authority=elsewhere, role="author")
    MembershipFactory(user=author, authority=read, role="reader")
    said = client.get(at("visit_add"), {**START, "authority": read.pk})
    assert "authority" in errors(said)
    offered = said.context["form"].fields["authority"].queryset
    assert set(offered) == {authority, elsewhere}
    page = client.get(at("visit_add"), {**START, "authority": elsewhere.pk})
    assert page.context["authority"] == elsewhere


@pytest.mark.parametrize("role", ["reader", "updater", "clerk", "administrator"])
def test_visit_add_is_shut_to_who_does_not_record(
    role: str, request: pytest.FixtureRequest, client_of: Callable[[User], Client]
) -> None:
    person = client_of(request.getfixturevalue(role))
    assert person.get(at("visit_add")).status_code == 403


def test_visit_edit_publishes_no_letter_before_its_day(
    client: Client, embargoed: Visit, settings: Any
) -> None:
    """Everybody reads what is published, so the day must have come."""
    settings.TODAY = date(2018, 12, 19)
    typed = form_of(embargoed, letter_status="published", published_on="20 12 2018")
    typed |= {
        "starts_on": "27 11 2018",
        "ends_on": "28 11 2018",
        "letter_on": "",
        "received_on": "",
    }
    address = at("visit_edit", embargoed.pk)
    assert errors(client.post(address, typed)) == {
        "letter_status": [
            "It is published on 20 December 2018. Choose “Before publication” until then."
        ]
    }
    assert client.post(address, {**typed, "letter_status": "pre_publication"}).status_code == 302
    settings.TODAY = date(2018, 12, 20)
    assert client.post(address, {**typed, "revision": 2}).status_code == 302


def test_visit_edit_asks_for_more_rows_and_saves_nothing(client: Client, visit: Visit) -> None:
    typed = form_of(visit, more="1", inspector_1="An Inspector", focus="Something else")
    form = client.post(at("visit_edit", visit.pk), typed).context["form"]
    assert len(form.inspector_rows) == 4
    assert form["inspector_1"].value() == "An Inspector"
    assert form["focus"].value() == "Something else"
    visit.refresh_from_db()
    assert visit.focus == "Front door\nStrategy discussions"
    assert not AuditEvent.objects.exists()


def test_visit_edit_shows_the_areas_of_another_framework_before_it_saves(
    client: Client, visit: Visit
) -> None:
    address = at("visit_edit", visit.pk)
    typed = form_of(visit, framework="ilacs_2018", judgement_leaders="good")
    refused = client.post(address, typed)
    assert errors(refused) == {
        "framework": ["You chose another framework. Show its areas, then judge those."]
    }
    form = client.post(address, {**typed, "show": "1"}).context["form"]
    assert "judgement_adoption" not in form.fields
    assert form["judgement_leaders"].value() == "good"
    assert form["shown"].value() == "ilacs_2018"
    saved = client.post(address, {**typed, "shown": "ilacs_2018"})
    assert saved.status_code == 302
    visit.refresh_from_db()
    assert visit.framework == "ilacs_2018"
    assert [each.area for each in visit.judgements.all()] == ["leaders"]


def test_visit_edit_leaves_the_overall_judgement_absent(client: Client, visit: Visit) -> None:
    judged = {f"judgement_{area}": "good" for area in FRAMEWORKS["sif"].areas if area != "overall"}
    client.post(at("visit_edit", visit.pk), form_of(visit, **judged))
    assert visit.judgements.count() == 5
    assert not visit.judgements.filter(area="overall").exists()


def test_visit_edit_replaces_who_came_and_how_it_judged(client: Client, visit: Visit) -> None:
    InspectorFactory(visit=visit, name="First")
    JudgementFactory(visit=visit, area="leaders", grade="good", note="At the time")
    form = client.get(at("visit_edit", visit.pk)).context["form"]
    assert form["inspector_1"].value() == "First"
    assert form["judgement_leaders"].value() == "good"
    assert form["note_leaders"].value() == "At the time"
    typed = form_of(visit, inspector_1="", inspector_2="Second", judgement_leaders="")
    client.post(at("visit_edit", visit.pk), typed)
    assert [each.name for each in visit.inspectors.all()] == ["Second"]
    assert not visit.judgements.exists()
    said = AuditEvent.objects.get().details["changes"]
    assert said["inspectors"] == ["First Her Majesty's Inspector", "Second"]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"ends_on": "26 11 2018"}, "ends_on", "The last day is before the first."),
        ({"letter_on": "26 11 2018"}, "letter_on", "The letter is dated before the visit."),
        (
            {"received_on": "19 12 2018"},
            "received_on",
            "It was received before the letter was written.",
        ),
        (
            {"letter_on": "", "received_on": "1 11 2018"},
            "received_on",
            "It was received before the visit.",
        ),
        (
            {"published_on": "19 12 2018"},
            "published_on",
            "It was published before it was received.",
        ),
        ({"published_on": ""}, "published_on", "Enter the day on which it was published."),
        ({"next_visit_on": "28 11 2018"}, "next_visit_on", "The next visit is not after this one."),
        (
            {"next_visit_ends_on": "28 2 2019"},
            "next_visit_on",
            "Enter the first day of the next visit too.",
        ),
        (
            {"next_visit_on": "28 2 2019", "next_visit_ends_on": "27 2 2019"},
            "next_visit_ends_on",
            "The last day is before the first.",
        ),
        ({"inspector_grade_1": "Inspector"}, "inspector_1", "Enter the name of inspector 1."),
        (
            {"note_leaders": "As before"},
            "judgement_leaders",
            "Choose how this was judged: Leadership, management and governance.",
        ),
        ({"starts_on": "31 2 2018"}, "starts_on", "Enter a date, for example 31 7 2018."),
    ],
)
def test_visit_edit_says_what_is_wrong_at_the_field(
    client: Client, visit: Visit, typed: dict[str, str], field: str, words: str
) -> None:
    sent = form_of(visit, inspector_1="", inspector_grade_1="")
    response = client.post(at("visit_edit", visit.pk), {**sent, **typed})
    assert errors(response) == {field: [words]}
    visit.refresh_from_db()
    assert visit.revision == 1


def test_visit_edit_refuses_a_grade_of_another_scale(client: Client, visit: Visit) -> None:
    typed = form_of(visit, judgement_leaders="positive")
    assert "judgement_leaders" in errors(client.post(at("visit_edit", visit.pk), typed))


def test_visit_edit_shows_both_versions_when_two_people_save(
    client: Client, visit: Visit, author: User
) -> None:
    typed = form_of(visit, focus="Mine", inspector_1="Mine")
    services.change_visit(
        visit=visit, by=author, revision=1, focus="Theirs", inspectors=[("Theirs", "")]
    )
    said = text(client.post(at("visit_edit", visit.pk), typed))
    assert "Somebody saved this while you were writing" in said
    assert "Theirs" in said
    visit.refresh_from_db()
    assert visit.focus == "Theirs"
    saved = client.post(at("visit_edit", visit.pk), {**typed, "revision": 2})
    assert saved.status_code == 302
    assert [each.name for each in visit.inspectors.all()] == ["Mine"]


def test_visit_edit_is_shut_to_who_does_not_record(
    visit: Visit, reader: User, outsider: User, client_of: Callable[[User], Client]
) -> None:
    address = at("visit_edit", visit.pk)
    assert client_of(reader).get(address).status_code == 403
    assert client_of(reader).post(address, form_of(visit, focus="Mine")).status_code == 403
    assert client_of(outsider).get(address).status_code == 404


def test_services_refuse_areas_and_grades_the_framework_does_not_have(
    authority: Authority, author: User, visit: Visit
) -> None:
    JudgementFactory(visit=visit, area="adoption", grade="good")
    with pytest.raises(ValidationError, match="other areas"):
        services.change_visit(visit=visit, by=author, revision=None, framework="ilacs_2018")
    with pytest.raises(ValidationError, match="other grades"):
        services.change_visit(
            visit=visit, by=author, revision=None, judgements={"leaders": ("positive", "")}
        )
    with pytest.raises(ValidationError, match="other areas"):
        services.add_visit(
            authority=authority,
            by=author,
            kind="standard",
            framework="ilacs_2026",
            starts_on=date(2026, 4, 27),
            ends_on=date(2026, 5, 1),
            judgements={"overall": ("good", "")},
        )
    assert Visit.objects.count() == 1
    assert [each.area for each in visit.judgements.all()] == ["adoption"]
    assert not AuditEvent.objects.exists()


# --- one visit ----------------------------------------------------------------------------------


def test_visit_detail_tells_what_the_letter_says(
    client: Client, embargoed: Visit, authority: Authority
) -> None:
    area = PracticeAreaFactory(authority=authority, name="Front door")
    finding = FindingFactory(
        visit=embargoed, type="to_improve", practice_area=area, direction="improving"
    )
    trace = TraceFactory(finding=finding)
    said = text(client.get(embargoed.get_absolute_url()))
    for words in (
        "Before publication",
        "An Inspector, Her Majesty&#x27;s Inspector",
        "<strong>Inadequate</strong>",
        "Area for priority action: 1",
        "Act at once.",
        "No answer in the plan yet",
        f"Merged into an action there was: {trace.action.reference}",
        "Supervision notes",
        "The front door",
        "Improving",
        "1 finding<span",
        "Draft plan after an area for priority action",
        "The letter says so.",
    ):
        assert words in said, words


def test_visit_detail_keeps_an_unpublished_letter_from_who_may_not_read_it(
    embargoed: Visit, reader: User, administrator: User, client_of: Callable[[User], Client]
) -> None:
    LetterFactory(visit=embargoed)
    for person in (reader, administrator):
        said = text(client_of(person).get(embargoed.get_absolute_url()))
        assert "it is not published" in said
        for words in (
            "An Inspector",
            "Inadequate",
            "priority action",
            "Act at once.",
            "Supervision notes",
            "The front door",
            "The letter says so.",
            "Written statement",
        ):
            assert words not in said, words


def test_visit_detail_grades_in_the_words_of_the_framework(
    client: Client, visit: Visit, authority: Authority
) -> None:
    JudgementFactory(visit=visit, area="leaders", grade="requires_improvement")
    assert "Requires improvement to be good" in text(client.get(visit.get_absolute_url()))
    police = VisitFactory(authority=authority, framework="child_protection_2024")
    JudgementFactory(visit=police, area="risk", grade="requires_improvement")
    said = text(client.get(police.get_absolute_url()))
    assert "<strong>Requires improvement</strong>" in said


@pytest.mark.parametrize(
    ("framework", "area", "grade", "printed"),
    [
        ("area_send_2023", "local_area", "inconsistent", "Inconsistent experiences and outcomes"),
        ("casework", "casework_in_care", "74%", "74%"),
    ],
)
def test_visit_edit_judges_by_outcomes_and_by_percentages(
    client: Client, visit: Visit, framework: str, area: str, grade: str, printed: str
) -> None:
    typed = form_of(visit, framework=framework, shown=framework)
    refused = client.post(at("visit_edit", visit.pk), {**typed, f"judgement_{area}": "good"})
    assert set(errors(refused)) == {f"judgement_{area}"}
    client.post(at("visit_edit", visit.pk), {**typed, f"judgement_{area}": grade})
    assert [(each.area, each.grade_name) for each in visit.judgements.all()] == [(area, printed)]
    said = text(client.get(visit.get_absolute_url()))
    assert f"<strong>{printed}</strong>" in said
    visit.judgements.get().full_clean()


def test_visit_detail_opens_a_published_letter_to_everybody(
    visit: Visit, reader: User, client_of: Callable[[User], Client]
) -> None:
    FindingFactory(visit=visit, words="Plans are clear.")
    said = text(client_of(reader).get(visit.get_absolute_url()))
    assert "Plans are clear." in said
    assert "Change what is recorded" not in said
    assert "No date of the law follows" in said


def test_visit_detail_says_why_no_clock_runs(client: Client, authority: Authority) -> None:
    waiting = VisitFactory(authority=authority, kind="standard", received_on=None)
    assert "counted from the day on which the letter was received" in text(
        client.get(waiting.get_absolute_url())
    )


def test_visit_detail_asks_the_same_for_one_finding_as_for_many(
    client: Client, visit: Visit
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(visit.get_absolute_url())
        return len(queries)

    for type_ in FindingType:
        TraceFactory(finding=FindingFactory(visit=visit, type=type_))
    few = asked()
    for type_ in FindingType:
        TraceFactory(finding=FindingFactory(visit=visit, type=type_))
    assert asked() == few


# --- clocks -------------------------------------------------------------------------------------


@pytest.fixture
def inspected(authority: Authority) -> Visit:
    """Barnet's inspection of 2017."""
    made: Visit = VisitFactory(
        authority=authority,
        kind="standard",
        ordinal=None,
        starts_on=date(2017, 4, 25),
        ends_on=date(2017, 5, 18),
        letter_on=date(2017, 7, 7),
        received_on=date(2017, 7, 7),
        published_on=date(2017, 7, 7),
    )
    return made


def test_clock_override_states_another_day_and_both_stand(
    client: Client, inspected: Visit, author: User
) -> None:
    address = at("clock_override", inspected.pk, "statement")
    assert "16 October 2017" in text(client.get(address))
    typed = {"stated_on": "31 10 2017", "reason": "The inspectors agreed to it."}
    assert client.post(address, typed)["Location"] == inspected.get_absolute_url()
    override = ClockOverride.objects.get()
    assert (override.clock, override.stated_by) == ("statement", author)
    assert "Published 7 July 2017" in text(client.get(inspected.get_absolute_url()))
    said = text(client.get(inspected.get_absolute_url()))
    for words in ("31 October 2017", "16 October 2017", "The inspectors agreed to it."):
        assert words in said
    assert AuditEvent.objects.get().details["changes"]["statement"] == ["", "2017-10-31"]
    assert "Now 31 October 2017 holds: The inspectors agreed to it." in text(client.get(address))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"stated_on": "31 10 2017", "reason": " "}, "reason"),
        ({"stated_on": "", "reason": "Agreed"}, "stated_on"),
        ({"stated_on": "6 7 2017", "reason": "Agreed"}, "stated_on"),
    ],
)
def test_clock_override_asks_for_a_day_and_a_reason(
    client: Client, inspected: Visit, typed: dict[str, str], field: str
) -> None:
    response = client.post(at("clock_override", inspected.pk, "statement"), typed)
    assert set(errors(response)) == {field}
    assert not ClockOverride.objects.exists()


def test_clock_override_knows_only_clocks_that_run(
    client: Client, inspected: Visit, visit: Visit
) -> None:
    assert client.get(at("clock_override", inspected.pk, "draft_plan")).status_code == 404
    assert client.get(at("clock_override", inspected.pk, "other")).status_code == 404
    assert client.get(at("clock_override", visit.pk, "statement")).status_code == 404


def test_clock_override_is_shut_to_who_does_not_record(
    inspected: Visit, reader: User, outsider: User, client_of: Callable[[User], Client]
) -> None:
    address = at("clock_override", inspected.pk, "statement")
    assert client_of(reader).get(address).status_code == 403
    assert client_of(outsider).get(address).status_code == 404


# --- governance ---------------------------------------------------------------------------------


def test_governance_detail_tells_everybody_of_the_authority(
    authority: Authority, reader: User, client_of: Callable[[User], Client]
) -> None:
    InterventionFactory(
        authority=authority, title="First direction", conditions="Work with Essex.", held_by="DfE"
    )
    BoardFactory(
        authority=authority,
        name="Improvement Board",
        chair="Executive Director",
        chair_is_independent=True,
        cadence="Every month",
    )
    BoardFactory(name="A board of another council")
    said = text(client_of(reader).get(at("governance_detail")))
    for words in (
        "First direction",
        "12 September 2017",
        "It is in force",
        "Work with Essex.",
        "Executive Director, independent",
        "Every month",
    ):
        assert words in said, words
    assert "another council" not in said


def test_governance_detail_says_that_nothing_is_recorded(
    authority: Authority, administrator: User, client_of: Callable[[User], Client]
) -> None:
    said = text(client_of(administrator).get(at("governance_detail")))
    assert "No intervention is recorded." in said
    assert "No board is recorded." in said
    assert reverse("admin:app_list", args=["monitoring"]) in said

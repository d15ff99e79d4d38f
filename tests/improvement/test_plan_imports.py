"""A plan comes in from a council's own workbook, is looked at, taken in and taken back."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.formatting.rule import CellIsRule

from core import clock
from core.models import AuditEvent
from improvement.models import Action, PlanImport, PlanImportRow, PlanLayout, Update
from improvement.plan_files.sheet import lines_of, open_plan, propose_layout
from improvement.services import imports as services
from improvement.services import record_update
from improvement.vocabulary import DeliveryKind, ImpactKind
from tests.factories.accounts import MembershipFactory, PartnerFactory, TeamFactory, UserFactory
from tests.factories.improvement import (
    ActionFactory,
    EvidenceFactory,
    ObjectiveFactory,
    ThemeFactory,
    UpdateFactory,
    status,
)
from tests.improvement.plan_workbooks import HEADINGS, messy_workbook, plan_workbook

pytestmark = pytest.mark.django_db

NOW = datetime(2018, 5, 10, 12, tzinfo=UTC)
MAY = date(2018, 5, 1)
Outcome = PlanImportRow.Outcome


@pytest.fixture(autouse=True)
def _in_may(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.TODAY = date(2018, 5, 10)
    with clock.at(NOW):
        yield


@pytest.fixture
def editor(theme_lead):
    """Somebody who may add and change actions."""
    return theme_lead


def last_version(action: Action) -> Any:
    return action.history.order_by("history_id").last()


@pytest.fixture
def council(plan):
    """The themes, people, teams and partners that the messy workbook speaks of."""
    first = ThemeFactory(plan=plan, number=1, title="Leadership")
    ThemeFactory(plan=plan, number=2, title="Front door")
    ObjectiveFactory(theme=first, reference="1a", title="Grip")
    jane = UserFactory(name="Jane Smith")
    MembershipFactory(user=jane, authority=plan.authority, role="updater")
    TeamFactory(authority=plan.authority, name="Front Door Team")
    TeamFactory(authority=plan.authority, name="Children and Families")
    PartnerFactory(authority=plan.authority, name="Metropolitan Police")
    return plan


def began(plan, by, content: bytes, name: str = "plan.xlsx") -> PlanImport:
    return services.keep_plan_file(
        plan=plan, by=by, file=ContentFile(content), file_name=name, sha256="5" * 64
    )


def looked(plan, by, content: bytes, name: str = "plan.xlsx", **choices: Any) -> PlanImport:
    """An import whose columns were proposed and whose words are the plan's own."""
    begun = began(plan, by, content, name)
    layout = propose_layout(services.book_of(begun))
    options = {"layout": layout, "undated_on": MAY, **choices}
    found = services.look_at_plan(plan_import=begun, by=by, **options)
    found.refresh_from_db()
    return found


def sheet(*rows: list[object], headings: str = "Ref|Theme|Action|Lead|Due|Priority|RAG|Update"):
    return plan_workbook(headings.split("|"), [list(row) for row in rows])


def only_row(found: PlanImport) -> PlanImportRow:
    (row,) = found.rows.all()
    return row


# --- the whole way --------------------------------------------------------------------------------


def test_a_messy_plan_goes_all_the_way_from_upload_to_undo(council, editor, client):
    client.force_login(editor)
    file = SimpleUploadedFile("Our plan.xlsx", messy_workbook())
    add = reverse("improvement:plan_import_add", args=[council.pk])
    page = client.post(add, {"file": file}, follow=True)
    (begun,) = PlanImport.objects.all()
    assert page.redirect_chain[-1][0] == reverse("improvement:plan_import_columns", args=[begun.pk])
    form = page.context["form"]
    columns = {name: field.initial for name, field in form.fields.items()}
    assert columns["reference"] == "A"
    assert columns["updates"] == "K"
    page = client.post(page.redirect_chain[-1][0], columns, follow=True)
    form = page.context["form"]
    words = {name: field.initial for name, field in form.fields.items()}
    labels = {field.label: name for name, field in form.fields.items()}
    assert words[labels["Amber"]] == "At risk"
    assert words[labels["Completed"]] == "Complete"
    assert words[labels["An amber cell without words (#FFC000)"]] == "At risk"
    assert words[labels["Nearly there"]] == ""
    assert words[labels["Tom Lee"]] == ""
    words |= {
        labels["7. Nowhere"]: "Front door",
        labels["Nearly there"]: "Emerging",
        "undated_on": "30 April 2018",
        "stand_in": "As reported to the board in April.",
        "layout_name": "Our action plan",
    }
    page = client.post(page.redirect_chain[-1][0], words, follow=True)
    begun.refresh_from_db()
    assert begun.counts == {"new": 7, "changed": 0, "unchanged": 0, "rejected": 4}
    said = page.content.decode()
    assert "Row 7 has the reference 2.1 already" in said
    assert "taken as 31 July 2018, the last day of the month" in said
    assert not council.actions.exists()

    commit = reverse("improvement:plan_import_commit", args=[begun.pk])
    page = client.post(commit, {})
    assert "4 rows are not taken in" in page.content.decode()
    assert not council.actions.exists()
    page = client.post(commit, {"leaves_out_rejected": "on"}, follow=True)
    assert "7 new, 0 changed" in page.content.decode()
    first = council.actions.get(reference="1.1")
    assert first.lead.name == "Jane Smith"
    assert first.team.name == "Front Door Team"
    assert [update.effective_on for update in first.updates.all()] == [
        date(2018, 5, 2),
        date(2018, 3, 12),
    ]
    begun.refresh_from_db()
    assert not begun.file
    assert AuditEvent.objects.get(kind="plan_imported").details["new"] == 7
    assert AuditEvent.objects.filter(subject_type="improvement.Action").count() == 0
    assert PlanLayout.objects.get().name == "Our action plan"

    page = client.post(reverse("improvement:plan_import_undo", args=[begun.pk]), follow=True)
    assert "The plan is as it was before" in page.content.decode()
    assert not council.actions.exists()
    assert not Update.objects.exists()
    assert AuditEvent.objects.filter(kind="plan_import_undone").count() == 1


def test_what_a_messy_plan_says_of_each_row(council, editor):
    found = looked(council, editor, messy_workbook(), undated_on=date(2018, 4, 30))
    said = {row.number: row for row in found.rows.all()}
    assert said[4].outcome == Outcome.NEW
    assert any("“Tom Lee” is not kept" in reason for reason in said[4].reasons)
    assert "This row is hidden in the file." in said[6].reasons
    assert any("“Q2 2018/19” is taken as 30 September 2018" in each for each in said[7].reasons)
    assert said[9].reasons[0] == "Column A, Ref: Enter a reference."
    assert "“see above” is not one" in said[10].reasons[0]
    assert "“when possible” is not one" in said[11].reasons[0]
    assert said[12].said["title"] == "=1+1 is text here"
    assert "no theme in the plan" in said[13].reasons[0]
    assert "no update says why" in said[14].reasons[0]


# --- rules ----------------------------------------------------------------------------------------


@pytest.fixture
def action(council):
    return ActionFactory(
        plan=council,
        theme=council.themes.get(number=1),
        reference="5b(ii)",
        title="Train managers",
        starts_on=date(2017, 12, 1),
        due_on=date(2018, 7, 31),
        original_due_on=date(2018, 7, 31),
        delivery=status(council, DeliveryKind.ON_TRACK),
        impact=status(council, ImpactKind.TOO_EARLY),
    )


def row_of(reference: str = "5B (ii)", **cells: object) -> list[object]:
    names = ["theme", "title", "lead", "due", "priority", "rag", "update"]
    usual = {"title": "Train managers"}
    return [reference, *((usual | cells).get(name) for name in names)]


def test_a_row_that_says_what_the_plan_says_changes_nothing(action, editor):
    found = looked(action.plan, editor, sheet(row_of(due="31/07/18", rag="on track")))
    assert only_row(found).outcome == Outcome.UNCHANGED
    with pytest.raises(ValidationError, match="nothing to take in"):
        services.commit_plan(plan_import=found, by=editor)


def test_a_reference_is_the_same_however_it_is_spaced_and_capitalised(action, editor):
    found = looked(action.plan, editor, sheet(row_of("5B (II)", title="Train all managers")))
    assert only_row(found).action == action
    services.commit_plan(plan_import=found, by=editor)
    action.refresh_from_db()
    assert action.title == "Train all managers"
    assert action.reference == "5b(ii)"
    assert last_version(action).history_user == editor


def test_a_due_date_never_moves_by_import(action, editor):
    found = looked(action.plan, editor, sheet(row_of(due="30/09/2018")))
    row = only_row(found)
    assert row.outcome == Outcome.REJECTED
    assert "The date stays: ask for another one" in row.reasons[0]


def test_the_rest_of_a_row_comes_in_although_its_due_date_stays(action, editor):
    found = looked(action.plan, editor, sheet(row_of(due="30/09/2018", title="Train all")))
    row = only_row(found)
    assert row.outcome == Outcome.CHANGED
    assert "The date stays" in row.reasons[0]
    services.commit_plan(plan_import=found, by=editor)
    action.refresh_from_db()
    assert (action.title, action.due_on) == ("Train all", date(2018, 7, 31))


def test_a_story_only_grows_forwards(action, editor):
    UpdateFactory(action=action, effective_on=date(2018, 4, 1))
    found = looked(action.plan, editor, sheet(row_of(update="01/03/18 – Something earlier.")))
    assert "The last update speaks of 1 April 2018" in only_row(found).reasons[0]


def test_an_update_of_tomorrow_is_not_taken(action, editor):
    found = looked(action.plan, editor, sheet(row_of(update="11/05/18 – What will be.")))
    assert "The date is in the future" in only_row(found).reasons[0]


def test_updates_that_the_plan_has_heard_are_not_added_again(action, editor):
    UpdateFactory(action=action, effective_on=date(2018, 4, 1), done="Forty are trained.")
    told = "01/04/18: Forty are trained. 02/05/18: Sixty are trained."
    found = looked(action.plan, editor, sheet(row_of(update=told, rag="At risk")))
    services.commit_plan(plan_import=found, by=editor)
    action.refresh_from_db()
    last, _ = action.updates.all()
    assert (last.effective_on, last.done) == (date(2018, 5, 2), "Sixty are trained.")
    assert last.delivery_before.kind == DeliveryKind.ON_TRACK
    assert last.delivery_after == action.delivery == status(action.plan, DeliveryKind.AT_RISK)


def test_a_rating_does_not_change_without_words(action, editor):
    found = looked(action.plan, editor, sheet(row_of(rag="At risk")))
    assert "no update says why" in only_row(found).reasons[0]


def test_a_rating_changes_with_the_words_that_stand_in(action, editor):
    content = sheet(row_of(rag="At risk"))
    found = looked(action.plan, editor, content, stand_in="As the board heard.")
    services.commit_plan(plan_import=found, by=editor)
    update = action.updates.get()
    assert (update.done, update.effective_on) == ("As the board heard.", MAY)


def test_a_complete_action_keeps_the_last_update_as_its_account(action, editor):
    found = looked(action.plan, editor, sheet(row_of(rag="Complete", update="02/05/18 – All done")))
    services.commit_plan(plan_import=found, by=editor)
    action.refresh_from_db()
    assert action.completed_on == date(2018, 5, 2)
    assert action.completion_account == "All done"


def test_high_priority_is_not_complete_without_evidence(action, editor):
    cells = {"rag": "Complete", "update": "02/05/18 – All done", "priority": "High"}
    found = looked(action.plan, editor, sheet(row_of(**cells)))
    assert "Add evidence before" in only_row(found).reasons[0]
    EvidenceFactory(action=action)
    found = looked(action.plan, editor, sheet(row_of(**cells)))
    assert only_row(found).outcome == Outcome.CHANGED


def test_embedded_is_never_taken_from_a_file(action, editor):
    content = sheet(
        ["9.1", "1", "New", "Embedded"],
        ["5b(ii)", None, None, "Embedded"],
        headings="Ref|Theme|Action|Impact",
    )
    found = looked(action.plan, editor, content, stand_in="Said so.")
    new, known = found.rows.all()
    assert "embedded only after a re-test" in new.reasons[0]
    assert "Only a complete action can be embedded" in known.reasons[0]


def test_an_action_that_begins_after_it_is_due_is_explained(council, editor):
    content = sheet(
        ["1.1", "1", "Do it", "01/06/18", "01/05/18"], headings="Ref|Theme|Action|Start|Due"
    )
    assert (
        "The action starts on 1 June 2018" in only_row(looked(council, editor, content)).reasons[0]
    )


def test_a_plan_update_recorded_by_hand_and_by_import_leave_the_same(council, editor):
    """The bulk path keeps the rules of the service, and what it writes."""
    moves = [
        (DeliveryKind.AT_RISK, "Late"),
        (DeliveryKind.COMPLETE, "All done"),
        (DeliveryKind.STOPPED, "No longer needed"),
    ]
    for number, (kind, words) in enumerate(moves, start=1):
        fields = {
            "plan": council,
            "theme": council.themes.get(number=1),
            "due_on": date(2018, 7, 31),
            "delivery": status(council, DeliveryKind.ON_TRACK),
            "impact": status(council, ImpactKind.TOO_EARLY),
            "forecast_on": date(2018, 8, 31),
        }
        by_hand = ActionFactory(reference=f"1.{number}", **fields)
        by_file = ActionFactory(reference=f"2.{number}", **fields)
        label = status(council, kind).label
        account = words if kind == DeliveryKind.COMPLETE else ""
        record_update(
            action=by_hand,
            by=editor,
            effective_on=date(2018, 5, 2),
            delivery=status(council, kind),
            impact=by_hand.impact,
            done=words,
            completion_account=account,
        )
        cells = [by_file.reference, None, None, None, None, None, label, f"02/05/18 – {words}"]
        found = looked(council, editor, sheet(cells))
        services.commit_plan(plan_import=found, by=editor)
        by_hand.refresh_from_db()
        by_file.refresh_from_db()
        same = ("delivery", "impact", "completed_on", "completion_account", "forecast_on")
        for name in (*same, "revision"):
            assert getattr(by_file, name) == getattr(by_hand, name), (kind, name)
        mine, theirs = by_file.updates.get(), by_hand.updates.get()
        for name in ("done", "no_change", "delivery_before", "delivery_after", "recorded_by"):
            assert getattr(mine, name) == getattr(theirs, name)
        assert last_version(by_file).delivery_id == by_file.delivery_id


# --- themes that the plan has not -----------------------------------------------------------------

WHOLE_PLAN = [
    ["1.1", "Theme 1: Leadership", "1a Grip", "Meet every week"],
    ["1.2", "Theme 1: Leadership", "1a Grip", "Publish who decides what"],
    ["1.3", "Theme 1: Leadership", "Listen to staff", "Walk the floor"],
    ["2.1", "Theme 2: Front door", None, "Train partners"],
]


def whole_plan(*rows: list[object]) -> bytes:
    return sheet(*WHOLE_PLAN, *rows, headings="Ref|Theme|Recommendation|Action")


def made(found: PlanImport, by, *titles: str) -> PlanImport:
    makes = [new["key"] for new in found.details["themes"] if new["title"] in titles]
    assert len(makes) == len(titles)
    services.choose_new_themes(plan_import=found, by=by, makes=makes)
    found.refresh_from_db()
    return found


def test_themes_that_the_plan_has_not_are_listed_and_not_made_unasked(plan, editor):
    found = looked(plan, editor, whole_plan(["3.1", 7, None, "Of a number alone"]))
    assert found.counts["rejected"] == 5
    reasons = {row.number: row.reasons[0] for row in found.rows.all()}
    assert reasons[2] == (
        "Column B, Theme: “Theme 1: Leadership” is no theme in the plan. Make it with the import, "
        "or choose one of the plan’s for it."
    )
    assert "“7” is no theme in the plan. Enter the name of the theme." in reasons[6]
    listed = [(new["title"], new["number"], new["rows"]) for new in found.details["themes"]]
    assert listed == [("Leadership", None, 3), ("Front door", None, 1)]
    assert found.details["themes"][0]["objectives"] == ["Grip", "Listen to staff"]
    assert not plan.themes.exists()


def test_a_whole_plan_comes_in_with_its_themes_and_goes_with_them(plan, editor, client):
    ThemeFactory(plan=plan, number=4, title="What was there before")
    found = looked(plan, editor, whole_plan())
    client.force_login(editor)
    page = client.get(found.get_absolute_url()).content.decode()
    assert "Leadership, 3 rows" in page
    assert "With Grip; Listen to staff" in page
    address = reverse("improvement:plan_import_themes", args=[found.pk])
    page = client.post(address, {"makes": ["leadership", "front door"]}, follow=True)
    assert "5. Leadership, 3 rows" in page.content.decode()
    found.refresh_from_db()
    assert found.counts == {"new": 4, "changed": 0, "unchanged": 0, "rejected": 0}
    assert plan.themes.count() == 1
    commit = reverse("improvement:plan_import_commit", args=[found.pk])
    page = client.post(commit, {}, follow=True).content.decode()
    assert "4 new, 0 changed, 2 themes made" in page
    first, second = plan.themes.filter(number__gt=4)
    assert [str(first), str(second)] == ["5. Leadership", "6. Front door"]
    assert [str(each) for each in first.objectives.all()] == ["1a Grip", "5a Listen to staff"]
    assert [str(action.objective) for action in first.actions.all()] == [
        "1a Grip",
        "1a Grip",
        "5a Listen to staff",
    ]
    assert [action.position for action in first.actions.all()] == [1, 2, 3]
    assert first.history.get().history_user == editor
    assert AuditEvent.objects.get(kind="plan_imported").details["themes"] == 2

    again = looked(plan, editor, whole_plan())
    assert again.counts["unchanged"] == 4

    page = client.post(reverse("improvement:plan_import_undo", args=[found.pk]), follow=True)
    assert "The plan is as it was before" in page.content.decode()
    assert [theme.number for theme in plan.themes.all()] == [4]
    assert first.history.count() == 2
    assert not plan.actions.exists()


def test_a_plan_that_came_with_its_themes_goes_out_and_comes_in_again_unchanged(
    plan, editor, client
):
    rows = [
        ["3.1", "3) Recommendation 3: not a number", "x" * 400, "Cut what is long"],
        ["3.2", "=1+1 is a theme", "2018 was a year", "Neutralise what looks like a formula"],
    ]
    found = looked(plan, editor, whole_plan(*rows))
    titles = [new["title"] for new in found.details["themes"]]
    assert len(titles) == 4
    services.commit_plan(plan_import=made(found, editor, *titles), by=editor)
    client.force_login(editor)
    answer = client.get(reverse("improvement:plan_take_out", args=[plan.pk]), {"layout": "usual"})
    again = looked(plan, editor, b"".join(answer.streaming_content))
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 6, "rejected": 0}
    assert again.details["noted"] == 0


def test_only_the_themes_that_are_ticked_are_made(plan, editor):
    found = made(looked(plan, editor, whole_plan()), editor, "Front door")
    assert found.counts["new"] == 1
    assert found.counts["rejected"] == 3
    services.commit_plan(plan_import=found, by=editor, leaves_out_rejected=True)
    assert [str(theme) for theme in plan.themes.all()] == ["1. Front door"]


def test_what_is_ticked_is_kept_when_the_words_are_chosen_again_and_may_be_unticked(plan, editor):
    found = made(looked(plan, editor, whole_plan()), editor, "Front door")
    layout = propose_layout(services.book_of(found))
    services.look_at_plan(plan_import=found, by=editor, layout=layout, undated_on=MAY)
    found.refresh_from_db()
    assert found.counts["new"] == 1
    assert made(found, editor).counts["new"] == 0


def test_a_theme_that_is_used_since_stays_when_the_import_is_undone(plan, editor, client):
    found = made(looked(plan, editor, whole_plan()), editor, "Leadership", "Front door")
    services.commit_plan(plan_import=found, by=editor)
    used = plan.themes.get(title="Leadership")
    mine = ActionFactory(plan=plan, theme=used, objective=used.objectives.get(reference="1a"))
    client.force_login(editor)
    page = client.post(reverse("improvement:plan_import_undo", args=[found.pk]), follow=True)
    words = "In use since, and so left in the plan: 1a Grip; 1. Leadership."
    assert words in page.content.decode()
    assert list(plan.actions.all()) == [mine]
    assert list(plan.themes.all()) == [used]
    assert [each.reference for each in used.objectives.all()] == ["1a"]


def test_a_theme_that_somebody_made_meanwhile_is_not_made_twice(plan, editor):
    found = made(looked(plan, editor, whole_plan()), editor, "Leadership", "Front door")
    ThemeFactory(plan=plan, number=1, title="Front door")
    with pytest.raises(services.ChangedMeanwhile):
        services.commit_plan(plan_import=found, by=editor)
    found.refresh_from_db()
    services.commit_plan(plan_import=found, by=editor)
    assert [str(theme) for theme in plan.themes.all()] == ["1. Front door", "2. Leadership"]


def test_an_action_of_the_plan_may_move_to_a_theme_that_is_made(action, editor):
    found = looked(action.plan, editor, sheet(row_of(theme="Partnership")))
    assert found.counts["unchanged"] == 1
    assert "“Partnership” is no theme in the plan." in only_row(found).reasons[0]
    found = made(found, editor, "Partnership")
    services.commit_plan(plan_import=found, by=editor)
    action.refresh_from_db()
    assert str(action.theme) == "3. Partnership"
    services.undo_plan_import(plan_import=found, by=editor)
    action.refresh_from_db()
    assert action.theme.number == 1
    assert action.plan.themes.count() == 2


def test_rows_that_only_name_a_theme_head_those_below_where_no_column_does(plan, editor):
    content = sheet(
        ["Theme 1: Leadership", None],
        ["1.1", "Meet every week"],
        ["Theme 2: Front door", None],
        ["2.1", "Train partners"],
        ["Ref", "Action"],
        ["2.2", "Train schools"],
        headings="Ref|Action",
    )
    found = made(looked(plan, editor, content), editor, "Leadership", "Front door")
    services.commit_plan(plan_import=found, by=editor)
    where = {action.reference: action.theme.number for action in plan.actions.all()}
    assert where == {"1.1": 1, "2.1": 2, "2.2": 2}


def test_a_plan_without_statuses_says_so_before_any_row_is_read(plan, editor, client):
    begun = began(plan, editor, whole_plan())
    plan.statuses.filter(axis="impact").delete()
    client.force_login(editor)
    words = reverse("improvement:plan_import_words", args=[begun.pk])
    columns = reverse("improvement:plan_import_columns", args=[begun.pk])
    client.post(columns, {"reference": "A", "theme": "B", "title": "D"})
    page = client.post(words, {"undated_on": "1 May 2018"}, follow=True)
    assert "The plan has no statuses to rate its actions by" in page.content.decode()


# --- what will happen, at a glance ----------------------------------------------------------------


def test_what_keeps_rows_out_is_counted_by_column(council, editor, client):
    content = sheet(
        ["1.1", "1", "Do it", "TBC", "when possible"],
        ["1.2", "1", "Do that", "Nobody Known", "July 2018"],
        ["1.3", "1", None, None, "asap"],
        ["1.4", "1", "Do more", None, "31/07/18"],
        ["see above", "1", "Do less", "Nobody Known"],
    )
    found = looked(council, editor, content)
    told = [(each["place"], each["out"], each["noted"]) for each in found.details["to_know"]]
    assert told == [
        ("Column E, Due", 2, 1),
        ("Column A, Ref", 1, 0),
        ("Column D, Lead", 0, 1),
    ]
    due, _, lead = found.details["to_know"]
    assert (due["row"], due["example"][:12]) == (2, "Enter a date")
    assert (lead["row"], lead["example"][:14]) == (3, "“Nobody Known”")
    assert "Column C, Action: Enter what will be done." in found.rows.get(number=4).reasons
    assert found.details["noted"] == 4
    client.force_login(editor)
    page = client.get(found.get_absolute_url(), {"outcome": "noted"})
    assert [row.record.number for row in page.context["table"].rows] == [2, 3, 4, 6]
    page = client.get(found.get_absolute_url(), {"outcome": "new"})
    assert [row.record.number for row in page.context["table"].rows] == [3, 5]


def test_columns_that_are_not_read_are_named(council, editor, client):
    content = sheet(["1.1", "1", "Do it", "x", 7], headings="Ref|Theme|Action|Old ref|Cost code")
    client.force_login(editor)
    page = client.get(looked(council, editor, content).get_absolute_url()).content.decode()
    assert "D: Old ref; E: Cost code" in page


def test_colours_that_a_rule_gives_are_said_not_to_be_read(council, editor, client):
    plain = looked(council, editor, sheet(["1.1", "1", "Do it"]))
    book = load_workbook(io.BytesIO(sheet(["1.1", "1", "Do it"])))
    book.active.conditional_formatting.add("G2:G9", CellIsRule(operator="equal", formula=['"Red"']))
    out = io.BytesIO()
    book.save(out)
    ruled = looked(council, editor, out.getvalue())
    client.force_login(editor)
    words = "(conditional formatting) are not read"
    assert words in client.get(ruled.get_absolute_url()).content.decode()
    assert words not in client.get(plain.get_absolute_url()).content.decode()


# --- owners ---------------------------------------------------------------------------------------


def test_partners_come_in_and_history_keeps_them(council, editor):
    content = sheet(["1.1", "1", "Do it", "Metropolitan Police; Jane Smith"])
    services.commit_plan(plan_import=looked(council, editor, content), by=editor)
    action = council.actions.get()
    assert [str(each) for each in action.partners.all()] == ["Metropolitan Police"]
    assert last_version(action).partners.count() == 1


def test_a_name_that_two_people_have_is_asked_about(council, editor):
    MembershipFactory(user=UserFactory(name="Jane Smith"), authority=council.authority)
    found = looked(council, editor, sheet(["1.1", "1", "Do it", "Jane Smith"]))
    assert "“Jane Smith” is not kept" in only_row(found).reasons[0]


def test_a_name_that_is_not_known_takes_nobody_away(action, editor):
    jane = action.plan.authority.memberships.get(user__name="Jane Smith").user
    Action.objects.filter(pk=action.pk).update(lead=jane)
    found = looked(action.plan, editor, sheet(row_of(lead="Someone New / Front Door Team")))
    services.commit_plan(plan_import=found, by=editor)
    action.refresh_from_db()
    assert (action.lead, action.team.name) == (jane, "Front Door Team")


# --- committing and undoing -----------------------------------------------------------------------


def test_nothing_is_taken_in_when_the_plan_has_changed_meanwhile(action, editor):
    found = looked(action.plan, editor, sheet(row_of(title="Train all managers")))
    Action.objects.filter(pk=action.pk).update(title="Train all managers")
    with pytest.raises(services.ChangedMeanwhile):
        services.commit_plan(plan_import=found, by=editor)
    found.refresh_from_db()
    assert found.state == PlanImport.State.PREVIEWED
    assert found.counts["unchanged"] == 1


@pytest.mark.parametrize("many", [3, 60])
def test_many_rows_are_taken_in_with_as_many_questions_as_few(
    council, editor, many, django_assert_max_num_queries
):
    rows = [[f"{number}.1", "1", "Do it", "Jane Smith"] for number in range(1, many + 1)]
    found = looked(council, editor, sheet(*rows))
    with django_assert_max_num_queries(50):
        services.commit_plan(plan_import=found, by=editor)
    with django_assert_max_num_queries(50):
        services.undo_plan_import(plan_import=found, by=editor)


def test_an_import_is_taken_in_once(action, editor):
    found = looked(action.plan, editor, sheet(row_of(title="Train all managers")))
    services.commit_plan(plan_import=found, by=editor)
    with pytest.raises(ValidationError):
        services.commit_plan(plan_import=found, by=editor)


def test_undo_puts_back_what_was_changed(action, editor):
    before = {field.attname: getattr(action, field.attname) for field in Action._meta.fields}
    partner = action.plan.authority.partners.get()
    action.partners.add(partner)
    cells = row_of(
        title="Another", lead="Jane Smith", rag="Complete", update="02/05/18 – Done", theme="2"
    )
    found = looked(action.plan, editor, sheet(cells))
    services.commit_plan(plan_import=found, by=editor)
    action.refresh_from_db()
    assert (action.title, action.theme.number) == ("Another", 2)
    assert action.completed_on
    assert not action.partners.exists()
    services.undo_plan_import(plan_import=found, by=editor)
    action.refresh_from_db()
    after = {field.attname: getattr(action, field.attname) for field in Action._meta.fields}
    moved = {name for name in before if before[name] != after[name]}
    assert moved <= {"revision", "position"}
    assert list(action.partners.all()) == [partner]
    assert not action.updates.exists()
    assert last_version(action).title == "Train managers"


def test_undo_waits_while_something_builds_on_the_import(action, editor):
    content = sheet(row_of(update="02/05/18 – Begun"), ["9.1", "1", "New"])
    found = looked(action.plan, editor, content)
    services.commit_plan(plan_import=found, by=editor)
    new = action.plan.actions.get(reference="9.1")
    record_update(
        action=new,
        by=editor,
        effective_on=date(2018, 5, 9),
        delivery=new.delivery,
        impact=new.impact,
        done="Since then.",
    )
    EvidenceFactory(action=action, update=action.updates.get())
    with pytest.raises(ValidationError) as refused:
        services.undo_plan_import(plan_import=found, by=editor)
    said = " ".join(refused.value.messages)
    assert "Action 9.1 was changed or reported on since." in said
    assert "1 evidence depends on updates" in said
    assert Action.objects.filter(reference="9.1").exists()


def test_updates_that_no_import_brought_are_never_taken_back(action, editor):
    kept = UpdateFactory(action=action, effective_on=date(2018, 4, 1), done="By hand.")
    found = looked(action.plan, editor, sheet(row_of(update="02/05/18 – By file.")))
    services.commit_plan(plan_import=found, by=editor)
    services.undo_plan_import(plan_import=found, by=editor)
    assert list(action.updates.all()) == [kept]
    with pytest.raises(TypeError):
        Update.objects.all().delete()


def test_a_discarded_import_leaves_neither_rows_nor_file(
    action, editor, django_capture_on_commit_callbacks
):
    found = looked(action.plan, editor, sheet(row_of()))
    storage, name = found.file.storage, found.file.name
    with django_capture_on_commit_callbacks(execute=True):
        services.discard_plan_import(plan_import=found)
    assert not PlanImport.objects.exists()
    assert not storage.exists(name)


# --- layouts --------------------------------------------------------------------------------------


def test_a_kept_layout_is_proposed_for_the_next_file_with_the_same_headings(
    council, editor, client
):
    content = sheet(["1.1", "1", "Do it", None, None, None, "Nearly"])
    begun = began(council, editor, content)
    layout = propose_layout(services.book_of(begun))
    layout.delivery["nearly"] = "At risk"
    services.look_at_plan(
        plan_import=begun, by=editor, layout=layout, undated_on=MAY, layout_name="Ours"
    )
    moved = plan_workbook(
        ["", "Update", "RAG", "Ref", "Action", "Theme", "Lead", "Due", "Priority"],
        [["", None, "nearly", "1.2", "Do that", "1"]],
    )
    client.force_login(editor)
    later = began(council, editor, moved, "later.xlsx")
    page = client.get(reverse("improvement:plan_import_columns", args=[later.pk]))
    assert "The layout “Ours” fits this file" in page.content.decode()
    columns = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert (columns["reference"], columns["delivery"]) == ("D", "C")
    address = reverse("improvement:plan_import_columns", args=[later.pk])
    action = f"{address}?sheet=Sheet&header_row=1"
    assert f'action="{action[len(address) :]}"' in page.content.decode().replace("&amp;", "&")
    page = client.post(action, columns, follow=True)
    assert page.context["form"]["layout_name"].initial == "Ours"
    labels = {field.label: field.initial for field in page.context["form"].fields.values()}
    assert labels["nearly"] == "At risk"


def test_a_layout_of_another_council_is_not_proposed(council, editor, client, outsider):
    begun = began(council, editor, sheet(["1.1", "1", "Do it"]))
    layout = propose_layout(services.book_of(begun))
    PlanLayout.objects.create(
        authority=outsider.authorities[0], name="Theirs", details=layout.as_json()
    )
    client.force_login(editor)
    page = client.get(reverse("improvement:plan_import_columns", args=[begun.pk]))
    assert "Theirs" not in page.content.decode()


# --- taken out and brought in again ---------------------------------------------------------------

NASTY = ["=1+1", "'quoted", "12/03/18 – within.\n02/05/18: twice", "#N/A", "a\x0bb\r\nc", "x" * 300]


@pytest.mark.parametrize("layout", ["usual", "ours"])
def test_a_plan_that_is_taken_out_says_the_same_when_it_comes_in_again(
    council, editor, client, layout
):
    begun = began(council, editor, messy_workbook())
    theirs = propose_layout(services.book_of(begun))
    kept = PlanLayout.objects.create(
        authority=council.authority, name="Ours", details=theirs.as_json()
    )
    for number, words in enumerate(NASTY, start=1):
        action = ActionFactory(
            plan=council,
            theme=council.themes.get(number=1),
            objective=council.themes.get(number=1).objectives.get(),
            reference=f"{number} ({words[0]})",
            title=words,
            success_measure=words,
            due_on=None if number % 2 else date(2018, 7, 31),
            original_due_on=date(2018, 7, 31),
            delivery=status(council, DeliveryKind.AT_RISK),
            impact=status(council, ImpactKind.EMERGING),
        )
        action.partners.set(council.authority.partners.all())
        UpdateFactory(action=action, effective_on=date(2018, 3, 1), done=words, difference=words)
        UpdateFactory(action=action, effective_on=date(2018, 4, 1), no_change=True, done="")
    client.force_login(editor)
    address = reverse("improvement:plan_take_out", args=[council.pk])
    answer = client.get(address, {"layout": "usual" if layout == "usual" else kept.pk})
    content = b"".join(answer.streaming_content)
    assert AuditEvent.objects.filter(kind="exported").count() == 1
    found = looked(council, editor, content)
    outcomes = {row.said["reference"]: (row.outcome, row.reasons) for row in found.rows.all()}
    assert len(outcomes) == len(NASTY)
    assert {outcome for outcome, _ in outcomes.values()} == {Outcome.UNCHANGED}, outcomes


def test_a_plan_of_every_kind_of_mess_is_taken_in_and_the_rest_explained(council, editor):
    mess: list[list[object]] = [
        ["1", "Front door", "2. Front door", None, "9", 43],
        ["Do it", "=1+1", None, "a" * 600, 12.5, True],
        ["Jane Smith", "Nobody; Front Door Team", None, "///", date(2018, 4, 1)],
        ["31/07/18", "July", "ongoing", "31/02/2018", None, 43312, "Q1 18/19", 1e12],
        ["High", "m", None, "urgently", 2],
        ["On track", None, "Red", "Complete", "?", 0.5],
        ["12/03/18 – Begun.", None, "12/03/19: Later", "No date", "01/01/18 a 01/02/18 b"],
    ]
    rows = [
        [
            f"{number}.1" if number % 7 else [None, "?", "1.1"][number % 3],
            *(
                cells[(number * (place + 2) + place) % len(cells)]
                for place, cells in enumerate(mess)
            ),
        ]
        for number in range(1, 300)
    ]
    found = looked(council, editor, sheet(*rows))
    counts = found.counts
    assert counts["new"] > 20
    assert counts["rejected"] > 20
    rejected = found.rows.filter(outcome=Outcome.REJECTED)
    assert all(row.reasons and row.reasons[0][0].isupper() for row in rejected)
    services.commit_plan(plan_import=found, by=editor, leaves_out_rejected=True)
    assert council.actions.count() == counts["new"]
    services.undo_plan_import(plan_import=found, by=editor)
    assert not council.actions.exists()


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7", "plan.xlsx", "is a PDF"),
        (b"", "plan.xlsx", "empty"),
        (b"<html>", "plan.csv", "web page"),
        (b"PK\x03\x04 no archive", "plan.xlsx", "damaged"),
        (bytes(range(256)), "plan.csv", "is not a spreadsheet"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(
    council, editor, client, content, name, words
):
    client.force_login(editor)
    add = reverse("improvement:plan_import_add", args=[council.pk])
    page = client.post(add, {"file": SimpleUploadedFile(name, content)})
    assert words in page.content.decode()
    assert not PlanImport.objects.exists()


def test_a_workbook_with_macros_is_refused(council, editor, client):
    import zipfile

    content = io.BytesIO(sheet(["1.1", "1", "Do it"]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
    client.force_login(editor)
    add = reverse("improvement:plan_import_add", args=[council.pk])
    file = SimpleUploadedFile("plan.xlsm", content.getvalue())
    assert "holds macros" in client.post(add, {"file": file}).content.decode()


def test_a_csv_plan_comes_in_with_its_own_separator_and_encoding(council, editor):
    content = "Ref;Theme;Action;Due\n1.1;1;Café – for staff;ongoing\n".encode("cp1252")
    found = looked(council, editor, content, "plan.csv")
    services.commit_plan(plan_import=found, by=editor)
    assert council.actions.get().title == "Café – for staff"


def test_lines_of_a_sheet_show_what_people_see():
    book = open_plan(io.BytesIO(messy_workbook()), "plan.xlsx")
    lines = {line.number: line for line in lines_of(book, "Action plan")}
    assert lines[5].cell("B") == lines[6].cell("B") == "1. Leadership"
    assert lines[7].cell("C") == "2a Thresholds"
    assert lines[4].fill("I") == "00B050"
    assert lines[5].fill("I") == "FFC000"
    assert lines[7].fill("I")
    assert lines[6].is_hidden
    assert not lines[5].is_hidden
    assert [str(lines[3].cell(column)) for column in "ABD"] == [
        HEADINGS[0],
        HEADINGS[1],
        HEADINGS[3],
    ]


# --- doors ----------------------------------------------------------------------------------------

PAGES = [
    "plan_import_columns",
    "plan_import_words",
    "plan_import_detail",
    "plan_import_themes",
    "plan_import_commit",
    "plan_import_undo",
    "plan_import_discard",
]


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_an_import_are_shut_to_who_may_not_edit_the_plan(
    council, editor, reader, outsider, client, name
):
    begun = began(council, editor, sheet(["1.1", "1", "Do it"]))
    address = reverse(f"improvement:{name}", args=[begun.pk])
    client.force_login(reader)
    assert client.get(address).status_code == 403
    client.force_login(outsider)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["plan_import_list", "plan_import_add"])
def test_imports_of_a_plan_are_shut_to_who_may_not_edit_it(council, reader, outsider, client, name):
    address = reverse(f"improvement:{name}", args=[council.pk])
    client.force_login(reader)
    assert client.get(address).status_code == 403
    client.force_login(outsider)
    assert client.get(address).status_code == 404

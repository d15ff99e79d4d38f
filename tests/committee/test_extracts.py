"""The lists on pages of a paper, taken out as files."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from core.models import AuditEvent
from tests.factories.committee import ClearanceVerdictFactory, ReportClearanceFactory
from tests.factories.improvement import UpdateFactory

SLUG = "barnet-ces-2018-06-06"


@pytest.fixture(autouse=True)
def today(settings, tmp_path):
    settings.TODAY = date(2018, 5, 14)
    settings.MEDIA_ROOT = tmp_path


def taken(client, person, name):
    """The rows of the only list on a page, as a person takes them out."""
    client.force_login(person)
    answer = client.get(reverse(f"committee:{name}", args=[SLUG]), {"export": "csv"})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_clearances_are_taken_out_with_how_they_stand(report, author, clearer, client):
    asked = ReportClearanceFactory(report=report, name="Insurance", asks="Is money spoken of?")
    ClearanceVerdictFactory(clearance=asked, by=clearer, verdict="not_cleared", words="=It is not.")
    (row,) = taken(client, author, "clearance_list")
    assert (row["Clearance"], row["How it stands"]) == ("Insurance", "Not cleared")
    assert (row["By"], row["In words"]) == (str(clearer), "'=It is not.")
    event = AuditEvent.objects.get(kind="exported")
    assert event.subject == f"Clearances: {report}"
    assert (event.actor_id, event.subject_id) == (author.pk, report.pk)


def test_exempt_words_are_not_taken_out_by_those_who_may_not_read_them(
    report, author, clearer, updater, client
):
    asked = ReportClearanceFactory(report=report, name="Insurance")
    ClearanceVerdictFactory(clearance=asked, by=clearer, verdict="not_cleared", words="£5m.")
    report.sections.filter(key="risk").update(
        body="<p>We offer £5m.</p>",
        exempt_scope="whole",
        exempt_ground="3",
        exempt_reason="The terms are still being negotiated.",
        public_interest="Telling them would cost the council its position.",
    )
    assert taken(client, clearer, "clearance_list")[0]["In words"] == "£5m."
    assert taken(client, updater, "clearance_list")[0]["In words"] == ""
    assert "£5m." not in str(taken(client, updater, "report_progress"))


def test_what_is_missing_is_taken_out_as_one_list(report, author, client):
    ReportClearanceFactory(report=report, name="Insurance")
    rows = taken(client, author, "report_progress")
    assert {"Sections not accepted", "Clearances not given"} <= {
        row["What is missing"] for row in rows
    }
    (clearance,) = [row for row in rows if row["What"] == "Insurance"]
    assert clearance["How far it is"] == "Asked for"


def test_late_items_are_taken_out_with_their_reason(report, plan, author, client):
    update = UpdateFactory(action=plan.actions.first(), effective_on=report.cut_off.replace(day=30))
    report.late_items.create(
        update_record=update, reason="Members asked for it.", admitted_by=author
    )
    (row,) = taken(client, author, "late_item_list")
    assert (row["Why"], row["Admitted by"]) == ("Members asked for it.", str(author))

"""Past inspections come in from a file: read row by row, looked at, then recorded once."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Authority, User
from core.models import AuditEvent
from core.sheets import UnreadableFile, open_book
from monitoring import history
from monitoring.history import PastInspection, bare_name
from monitoring.models import InspectionImport, Judgement, Visit
from monitoring.services import history as services
from monitoring.vocabulary import RowOutcome
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.monitoring import InspectionImportFactory, VisitFactory

FILE = Path(__file__).parent / "data" / "ofsted_inspections.csv"
ADD = "/visits/history/add/"
GOOD = {
    "local_authority": "barnet",
    "inspection_link": "https://files.ofsted.gov.uk/v1/file/50253182",
    "publication_date": "23/07/24",
    "inspection_framework": "short",
    "inspector_name": "An Inspector",
    "inspection_start_date": "10/06/2024",
    "inspection_end_date": "14/06/2024",
    "overall_effectiveness_grade": "good",
    "impact_of_leaders_grade": "good",
    "help_and_protection_grade": "good",
    "in_care_grade": "outstanding",
    "care_leavers_grade": "requires improvement",
}

DAYS = {"starts_on": date(2024, 6, 10), "ends_on": date(2024, 6, 14), "published_on": None}


def file_of(*rows: dict[str, str]) -> bytes:
    """A file with these rows."""
    out = StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(content: bytes) -> list[PastInspection]:
    """The rows of a file."""
    return list(history.read(open_book(BytesIO(content), "inspections.csv")))


def one(**said: str) -> PastInspection:
    """A row that says something else in some columns."""
    (row,) = read(file_of({**GOOD, **said}))
    return row


# --- reading ------------------------------------------------------------------------------------


def test_extract_is_read_as_it_was_published() -> None:
    rows = {each.row: each for each in read(FILE.read_bytes())}
    assert len(rows) == 15
    short = rows[8]
    assert (short.authority, short.kind, short.framework) == ("barnet", "short", "ilacs_2023")
    assert (short.starts_on, short.ends_on) == (date(2024, 6, 10), date(2024, 6, 14))
    assert short.published_on == date(2024, 7, 23)
    assert short.url == "https://files.ofsted.gov.uk/v1/file/50253182"
    assert short.judgements == {
        "overall": "good",
        "leaders": "good",
        "help_and_protection": "good",
        "in_care": "outstanding",
        "care_leavers": "good",
    }
    before_care_leavers, after_overall = rows[9], rows[11]
    assert before_care_leavers.framework == "ilacs_2018"
    assert "care_leavers" not in before_care_leavers.judgements
    assert after_overall.framework == "ilacs_2026"
    assert "overall" not in after_overall.judgements
    assert len(after_overall.judgements) == 4
    assert (before_care_leavers.problems, after_overall.problems) == ((), ())
    left_out = {number: each.left_out for number, each in rows.items() if each.left_out}
    assert left_out == {
        4: "None of its grades can be read.",
        7: "It has no first day.",
        10: "It has no first day.",
        14: "It has no first day.",
    }
    longer = rows[16]
    assert (longer.kind, longer.left_out) == ("standard", "")
    assert rows[15].problems == (
        "Overall effectiveness: no grade.",
        "The experiences and progress of children who need help and protection: “to requires "
        "improvement” is no grade.",
    )


@pytest.mark.parametrize("said", ["17/03/2025", "17/03/25", "17/3/2025", "2025-03-17"])
def test_days_are_read_in_each_form(said: str) -> None:
    assert one(inspection_start_date=said, inspection_end_date=said).starts_on == date(2025, 3, 17)


@given(st.dates(date(2018, 1, 1), date(2068, 12, 31)))
def test_a_day_is_the_same_with_two_digits_or_four(day: date) -> None:
    found = {
        history._day(f"{day:{form}}", "publication_date", [])
        for form in ("%d/%m/%y", "%d/%m/%Y", "%Y-%m-%d")
    }
    assert found == {day}
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert history._day(day, "publication_date", []) == day
    assert history._day(moment, "publication_date", []) == day


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"inspection_start_date": ""}, "It has no first day."),
        ({"inspection_end_date": "soon"}, "Its last day cannot be read."),
        ({"publication_date": "31/02/2024"}, "Its date of publication cannot be read."),
        ({"inspection_framework": "focused"}, "“focused” is neither short nor standard."),
        ({"inspection_end_date": "09/06/2024"}, "Its last day is before its first."),
        ({"publication_date": "13/06/24"}, "It was published before it ended."),
        (
            {"inspection_start_date": "10/06/2012", "inspection_end_date": "14/06/2012"},
            "No framework that we know was in force.",
        ),
        (
            dict.fromkeys(history.AREAS, "data_unreadable"),
            "None of its grades can be read.",
        ),
    ],
)
def test_row_that_gives_no_visit_says_why(said: dict[str, str], why: str) -> None:
    assert one(**said).left_out == why


@pytest.mark.parametrize(
    ("grade", "found", "problem"),
    [
        ("Requires improvement to be good", "requires_improvement", ""),
        ("INADEQUATE", "inadequate", ""),
        ("not_reported_post_reform", None, ""),
        ("inspection_pre_dates_judgement", None, ""),
        ("data_unreadable", None, "the grade could not be read."),
        ("", None, "no grade."),
        ("adequate", None, "“adequate” is no grade."),
    ],
)
def test_grade_is_taken_as_it_stands_or_left_out_with_the_reason(
    grade: str, found: str | None, problem: str
) -> None:
    row = one(in_care_grade=grade)
    name = "The experiences and progress of children in care"
    assert row.judgements.get("in_care") == found
    assert row.problems == ((f"{name}: {problem}",) if problem else ())
    assert row.left_out == ""


def test_overall_grade_is_not_taken_where_the_framework_has_none() -> None:
    row = one(
        inspection_start_date="27/04/2026",
        inspection_end_date="01/05/2026",
        publication_date="17/06/26",
    )
    assert "overall" not in row.judgements
    assert row.problems == (
        "Overall effectiveness: this framework does not judge it, so it is left out.",
    )


def test_an_address_that_is_none_is_not_kept() -> None:
    assert one(inspection_link="javascript:alert(1)").url == ""


def test_file_of_another_shape_is_refused() -> None:
    row = {name: words for name, words in GOOD.items() if name != "in_care_grade"}
    with pytest.raises(UnreadableFile, match="it has no column in_care_grade"):
        read(file_of(row))


def test_file_about_children_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="about single children"):
        read(file_of({**GOOD, "Date of birth": "01/02/2010"}))


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("London Borough of Barking & Dagenham", "barking and dagenham"),
        ("barking and dagenham", "barking and dagenham"),
        ("Essex County Council", "essex"),
        ("City of York Council", "york"),
        ("North Yorkshire Council", "north yorkshire"),
        ("Royal Borough of Windsor and Maidenhead", "windsor and maidenhead"),
        ("Stockton-on-Tees Borough Council", "stockton on tees"),
        ("City of London Corporation", "london"),
        ("London Corporation", "london"),
        ("Durham County Council", "durham"),
        ("St. Helens", "st helens"),
    ],
)
def test_council_is_known_however_its_name_is_written(written: str, bare: str) -> None:
    assert bare_name(written) == bare


# --- looking and committing ---------------------------------------------------------------------


def stage(authority: Authority, by: User, content: bytes | None = None) -> InspectionImport:
    """Look at a file, the extract unless another is given."""
    rows = read(FILE.read_bytes() if content is None else content)
    return services.stage_import(
        authority=authority, by=by, inspections=rows, file_name="x.csv", sha256="0" * 64
    )


def outcomes(batch: InspectionImport) -> list[str]:
    """What becomes of each row."""
    return [row["outcome"] for row in batch.rows]


def test_import_records_the_inspections_of_its_council(authority: Authority, author: User) -> None:
    batch = stage(authority, author)
    assert outcomes(batch) == ["new", "new", "left_out"]
    assert not Visit.objects.exists()
    services.commit_import(batch=batch, by=author)
    new, old = Visit.objects.all()
    assert (new.starts_on, old.starts_on) == (date(2024, 6, 10), date(2019, 5, 13))
    assert (new.authority, new.kind, new.letter_status) == (authority, "short", "published")
    assert (new.published_on, new.imported_in) == (date(2024, 7, 23), batch)
    assert [each.name for each in new.inspectors.all()] == ["An Inspector"]
    assert {each.area: each.grade for each in old.judgements.all()} == {
        "overall": "good",
        "leaders": "good",
        "help_and_protection": "good",
        "in_care": "good",
    }
    assert new.history.get().history_user == author
    batch.refresh_from_db()
    assert (batch.state, batch.committed_by) == ("committed", author)
    event = AuditEvent.objects.get()
    assert (event.kind, event.details["new"], event.details["left_out"]) == (
        "inspections_imported",
        2,
        1,
    )


def test_import_run_twice_doubles_nothing(authority: Authority, author: User) -> None:
    services.commit_import(batch=stage(authority, author), by=author)
    again = stage(authority, author)
    assert outcomes(again) == ["known", "known", "left_out"]
    with pytest.raises(ValidationError, match="no inspection is new"):
        services.commit_import(batch=again, by=author)
    assert Visit.objects.count() == 2


def test_import_leaves_what_was_recorded_meanwhile_as_it_is(
    authority: Authority, author: User
) -> None:
    first, second = stage(authority, author), stage(authority, author)
    VisitFactory(authority=authority, kind="short", **DAYS, focus="Ours")
    services.commit_import(batch=first, by=author)
    assert outcomes(InspectionImport.objects.get(pk=first.pk)) == ["known", "new", "left_out"]
    assert Visit.objects.get(kind="short").focus == "Ours"
    with pytest.raises(ValidationError, match="no inspection is new"):
        services.commit_import(batch=second, by=author)
    with pytest.raises(ValidationError, match="committed already"):
        services.commit_import(batch=first, by=author)
    assert Visit.objects.count() == 2


def test_import_takes_an_inspection_once_that_stands_in_the_file_twice(
    authority: Authority, author: User
) -> None:
    twice = file_of(GOOD, {**GOOD, "overall_effectiveness_grade": "inadequate"})
    assert outcomes(stage(authority, author, twice)) == ["new", "known"]


def test_same_days_of_another_kind_or_another_council_are_another_inspection(
    authority: Authority, author: User
) -> None:
    VisitFactory(authority=authority, kind="monitoring", **DAYS)
    VisitFactory(kind="short", **DAYS)
    assert outcomes(stage(authority, author, file_of(GOOD))) == ["new"]


def test_import_is_whole_or_not_at_all(
    authority: Authority, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = stage(authority, author)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("The machine stops.")

    monkeypatch.setattr(Judgement.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        services.commit_import(batch=batch, by=author)
    assert not Visit.objects.exists()
    assert not AuditEvent.objects.exists()
    batch.refresh_from_db()
    assert batch.state == "previewed"


def test_an_import_is_discarded_until_it_is_committed(authority: Authority, author: User) -> None:
    unwanted, kept = stage(authority, author), stage(authority, author)
    services.discard_import(batch=unwanted)
    services.commit_import(batch=kept, by=author)
    with pytest.raises(ValidationError, match="stays on record"):
        services.discard_import(batch=kept)
    assert InspectionImport.objects.get() == kept
    assert Visit.objects.count() == 2


def test_file_that_does_not_name_the_council_is_refused(author: User) -> None:
    with pytest.raises(ValidationError, match="no inspection of Kent County Council"):
        stage(AuthorityFactory(name="Kent County Council", short_name="Kent"), author)
    assert not InspectionImport.objects.exists()


# --- pages --------------------------------------------------------------------------------------


@pytest.fixture
def client(author: User, client_of: Callable[[User], Client]) -> Client:
    """The browser of somebody who records visits."""
    return client_of(author)


def at(name: str, batch: InspectionImport) -> str:
    """The address of a page of an import."""
    return reverse(f"monitoring:{name}", args=[batch.pk])


def text(response: Any) -> str:
    """What a page says."""
    return " ".join(response.content.decode().split())


def send(client: Client, content: bytes, name: str = "inspections.csv") -> Any:
    """Choose a file."""
    return client.post(ADD, {"file": SimpleUploadedFile(name, content)})


def test_history_import_add_leads_through_looking_to_committing(
    client: Client, authority: Authority
) -> None:
    assert "inspection_start_date" in text(client.get(ADD))
    sent = send(client, FILE.read_bytes())
    batch = InspectionImport.objects.get()
    assert sent["Location"] == at("history_import_detail", batch)
    said = text(client.get(sent["Location"]))
    for words in (
        "Waiting to be committed",
        "10 to 14 June 2024",
        "Inspection, short",
        "The experiences and progress of children in care: Outstanding",
        "It has no first day.",
        "3 rows",
    ):
        assert words in said, words
    assert not Visit.objects.exists()
    asked = text(client.get(at("history_import_commit", batch)))
    assert "2 inspections will be recorded as published visits" in asked
    done = client.post(at("history_import_commit", batch), follow=True)
    assert "2 inspections recorded." in text(done)
    assert Visit.objects.count() == 2
    again = client.post(at("history_import_commit", batch))
    assert again["Location"] == batch.get_absolute_url()
    assert Visit.objects.count() == 2
    assert "Committed" in text(client.get(batch.get_absolute_url()))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty. Choose another."),
        (b"a,b\n1,2\n", "This is no list of past inspections"),
        (file_of({**GOOD, "Child ID": "1"}), "nothing of it is kept"),
        (file_of({**GOOD, "local_authority": "kent"}), "names no inspection of London Borough"),
        (b"%PDF-1.7 not a table", ""),
    ],
)
def test_history_import_add_says_what_is_wrong_with_a_file(
    client: Client, content: bytes, words: str
) -> None:
    (said,) = send(client, content).context["form"].errors["file"]
    assert words in said
    assert not InspectionImport.objects.exists()


def test_history_import_discard_forgets_an_import_that_is_found_again(
    client: Client, authority: Authority
) -> None:
    send(client, file_of(GOOD))
    batch = InspectionImport.objects.get()
    assert batch.get_absolute_url() in text(client.get(ADD)), "it can be found again"
    discard = at("history_import_discard", batch)
    assert discard in text(client.get(batch.get_absolute_url()))
    assert "Nothing of it is recorded yet." in text(client.get(discard))
    assert "Nothing was changed." in text(client.post(discard, follow=True))
    assert not InspectionImport.objects.exists()


def test_history_import_discard_leaves_what_is_committed(
    client: Client, authority: Authority, author: User
) -> None:
    batch = stage(authority, author, file_of(GOOD))
    services.commit_import(batch=batch, by=author)
    discard = at("history_import_discard", batch)
    assert client.get(discard)["Location"] == batch.get_absolute_url()
    assert "stays on record" in text(client.post(discard, follow=True))
    assert batch.get_absolute_url() not in text(client.get(ADD))
    assert InspectionImport.objects.get() == batch


def test_history_import_detail_says_that_nothing_is_new(
    client: Client, authority: Authority, author: User
) -> None:
    VisitFactory(authority=authority, kind="short", **DAYS)
    batch = stage(authority, author, file_of(GOOD))
    said = text(client.get(batch.get_absolute_url()))
    assert "There is nothing to commit: no inspection is new." in said
    assert client.get(at("history_import_commit", batch))["Location"] == batch.get_absolute_url()


def test_history_import_commit_says_what_came_in_meanwhile(
    client: Client, authority: Authority, author: User
) -> None:
    batch = stage(authority, author, file_of(GOOD))
    VisitFactory(authority=authority, kind="short", **DAYS)
    said = text(client.post(at("history_import_commit", batch), follow=True))
    assert "There is nothing to commit: no inspection is new." in said
    assert Visit.objects.count() == 1


def test_history_imports_are_shut_to_who_does_not_record(
    authority: Authority,
    author: User,
    reader: User,
    outsider: User,
    client_of: Callable[[User], Client],
) -> None:
    batch = InspectionImportFactory(authority=authority)
    names = ("history_import_detail", "history_import_commit")
    addresses = [at(name, batch) for name in names]
    assert [client_of(reader).get(each).status_code for each in (ADD, *addresses)] == [403] * 3
    assert [client_of(outsider).post(each).status_code for each in addresses] == [404] * 2


def test_history_import_detail_asks_the_same_for_one_row_as_for_many(
    client: Client, authority: Authority, author: User
) -> None:
    def asked(rows: int) -> int:
        days = [f"{day:02}/06/2024" for day in range(1, rows + 1)]
        content = file_of(*({**GOOD, "inspection_start_date": day} for day in days))
        batch = stage(authority, author, content)
        with CaptureQueriesContext(connection) as queries:
            client.get(batch.get_absolute_url())
        return len(queries)

    asked(1)
    assert asked(1) == asked(14)


# --- the command --------------------------------------------------------------------------------


def run(*args: str, **options: Any) -> tuple[str, str]:
    """What the command says, and what it complains of."""
    out, err = StringIO(), StringIO()
    call_command("import_inspections", str(FILE), *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_import_inspections_commits_what_is_new(authority: Authority, author: User) -> None:
    said, complained = run(f"--authority={authority.slug}", f"--by={author.email}")
    assert "15 rows read." in said
    assert "London Borough of Barnet: 2 new, 0 recorded already, 1 left out." in said
    assert complained == "Row 10, left out: It has no first day.\n"
    assert Visit.objects.count() == 2
    again, _ = run(f"--authority={authority.slug}", f"--by={author.email}")
    assert "There is nothing to commit." in again
    assert (Visit.objects.count(), InspectionImport.objects.count()) == (2, 1)


def test_import_inspections_only_looks_when_told_to(authority: Authority, author: User) -> None:
    said, _ = run(f"--authority={authority.slug}", f"--by={author.email}", "--preview")
    batch = InspectionImport.objects.get()
    assert f"Waiting to be committed: {batch.get_absolute_url()}" in said
    assert not Visit.objects.exists()


def test_import_inspections_takes_every_council_that_is_kept_here(authority: Authority) -> None:
    operator = UserFactory(is_superuser=True)
    for name in ("London Borough of Barking and Dagenham", "Brent Council", "Kent"):
        AuthorityFactory(name=name)
    said, _ = run("--all-authorities", f"--by={operator.email}")
    assert "Brent Council: 3 new" in said
    assert "Kent" not in said
    assert Visit.objects.count() == 2 + 2 + 3
    assert InspectionImport.objects.count() == 3


def test_import_inspections_refuses_in_words(
    authority: Authority, author: User, reader: User, tmp_path: Path
) -> None:
    own = f"--authority={authority.slug}"
    with pytest.raises(CommandError, match="There is no authority “kent”"):
        run("--authority=kent", f"--by={author.email}")
    with pytest.raises(CommandError, match="There is nobody with the address"):
        run(own, "--by=nobody@barnet.example")
    with pytest.raises(CommandError, match="may not record visits"):
        run(own, f"--by={reader.email}")
    missing, other = tmp_path / "missing.csv", tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    for file, words in ((missing, "cannot be opened"), (other, "no list of past inspections")):
        with pytest.raises(CommandError, match=words):
            call_command("import_inspections", str(file), own, f"--by={author.email}")
    elsewhere = AuthorityFactory(name="Kent County Council", slug="kent")
    operator = UserFactory(is_superuser=True)
    with pytest.raises(CommandError, match=f"no inspection of {elsewhere}"):
        run("--authority=kent", f"--by={operator.email}")
    assert not Visit.objects.exists()


def test_import_inspections_needs_an_authority_to_be_there(db: None) -> None:
    operator = UserFactory(is_superuser=True)
    with pytest.raises(CommandError, match=r"There is no authority yet\."):
        run("--all-authorities", f"--by={operator.email}")


def test_every_outcome_has_a_colour_of_its_own() -> None:
    assert len({each.colour for each in RowOutcome}) == len(RowOutcome)

"""What it costs to bring past inspections in, to mark a letter, and to see areas over visits."""

import csv
import io
import time
from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Authority, User
from benchmarks.measure import print_table, timed
from improvement.models import PracticeArea
from monitoring.history import COLUMNS
from monitoring.models import Finding, Visit
from monitoring.services import history, letters
from monitoring.vocabulary import Direction, FindingType, RowOutcome

COUNCILS, ROWS = 153, 497
FIRST_DAY = date(2018, 1, 8)
GRADES = ("outstanding", "good", "requires improvement", "inadequate")


def past_inspections() -> bytes:
    """A file of as many inspections as England has had: every third row cannot be read."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for number in range(ROWS):
        starts_on = FIRST_DAY + timedelta(weeks=52 * (number // COUNCILS) + number % 40)
        days = [f"{starts_on:%d/%m/%Y}", f"{starts_on + timedelta(days=11):%d/%m/%Y}"]
        grades = [GRADES[(number + place) % 4] for place in range(5)]
        if number % 3 == 2:
            days, grades = ["", ""], ["data_unreadable"] * 5
        published_on = f"{starts_on + timedelta(days=46):%d/%m/%y}"
        council, address = f"council {number % COUNCILS}", f"https://inspections.example/{number}"
        writer.writerow(
            [council, address, published_on, "standard", "An Inspector", *days, *grades]
        )
    return out.getvalue().encode()


def measure_history() -> None:
    """All past inspections of England, looked at and committed: each council keeps its own."""
    councils = [
        Authority.objects.create(name=name, short_name=name, slug=f"bench-{number}")
        for number, name in ((number, f"Council {number}") for number in range(COUNCILS))
    ]
    person = User.objects.create_user("history@bench.example", name="Author")
    before = Visit.objects.count()
    start = time.perf_counter()
    inspections, sha256 = history.read_file(io.BytesIO(past_inspections()), "inspections.csv")
    for council in councils:
        batch = history.stage_import(
            authority=council,
            by=person,
            inspections=inspections,
            file_name="inspections.csv",
            sha256=sha256,
        )
        if history.count_of(batch, RowOutcome.NEW):
            history.commit_import(batch=batch, by=person)
    taken = time.perf_counter() - start
    print_table(
        f"{ROWS} past inspections of {COUNCILS} councils",
        ("read, looked at and committed", "recorded"),
        [(f"{taken:.2f} s", Visit.objects.count() - before)],
    )


VISITS, AREAS, FINDINGS = 20, 15, 600
PAGES, PARAGRAPHS_A_PAGE, MARKS = 30, 14, 60
PARAGRAPH = (
    "Practice in the teams number {number} is mostly consistent, and managers know it well. "
    "Plans are not always of a good quality, and some are too variable to help children. "
    "Visits are timely. However, recording is late in some cases, which delays decisions."
)


def measure_letter() -> None:
    """A long letter, from its text to the page with its marks and suggestions."""
    council = Authority.objects.create(name="Letters", short_name="Letters", slug="bench-letters")
    person = User.objects.create_superuser("letters@bench.example", name="Author")
    day = date(2018, 11, 27)
    visit = Visit.objects.create(authority=council, kind="monitoring", starts_on=day, ends_on=day)
    numbers = range(PAGES * PARAGRAPHS_A_PAGE)
    text = "\n\n".join(PARAGRAPH.format(number=number) for number in numbers)
    client = Client()
    client.force_login(person)
    address = reverse("monitoring:letter_mark", args=[visit.pk])

    def take_in_and_open() -> None:
        visit.findings.all().delete()
        letters.take_in(visit=visit, by=person, text=text, form="typed")
        assert client.get(address).status_code == 200

    (taken,) = timed(take_in_and_open, runs=5)
    for place in range(MARKS):
        letters.mark(letter=visit.letter, by=person, first=place, last=place, type="concern")
    (opened,) = timed(lambda: client.get(address), runs=5)
    print_table(
        f"A letter of {PAGES} pages",
        ("taken in and laid out", f"opened with {MARKS} marks", "characters"),
        [(taken, opened, len(text))],
    )


def measure_areas() -> None:
    """The matrix of practice areas over visits."""
    council = Authority.objects.create(name="Areas", short_name="Areas", slug="bench-areas")
    person = User.objects.create_user("areas@bench.example", name="Reader")
    person.memberships.create(authority=council, role="reader")
    areas = [
        PracticeArea.objects.create(authority=council, order=number, name=f"Area {number}")
        for number in range(AREAS)
    ]
    visits = [
        Visit.objects.create(
            authority=council,
            kind="monitoring",
            ordinal=number + 1,
            starts_on=FIRST_DAY + timedelta(weeks=13 * number),
            ends_on=FIRST_DAY + timedelta(weeks=13 * number, days=1),
            published_on=FIRST_DAY + timedelta(weeks=13 * number + 4),
            letter_status="published",
        )
        for number in range(VISITS)
    ]
    Finding.objects.bulk_create(
        Finding(
            authority=council,
            visit=visits[number % VISITS],
            practice_area=areas[number // VISITS % AREAS],
            reference=f"F-{number}",
            type=FindingType.values[number % 7],
            direction=Direction.values[number % 5],
            words="Plans are not always clear.",
        )
        for number in range(FINDINGS)
    )
    client = Client()
    client.force_login(person)
    address = reverse("monitoring:area_list")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    asked = len(queries)
    (timing,) = timed(lambda: client.get(address), runs=7)
    print_table(
        f"{VISITS} visits by {AREAS} areas with {FINDINGS} findings",
        ("median", "queries"),
        [(timing, asked)],
    )

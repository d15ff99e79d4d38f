"""What it costs to bring past inspections in."""

import csv
import io
import time
from datetime import date, timedelta

from accounts.models import Authority, User
from benchmarks.measure import print_table
from monitoring.history import COLUMNS
from monitoring.models import Visit
from monitoring.services import history
from monitoring.vocabulary import RowOutcome

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

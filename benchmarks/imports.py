"""What it costs to bring figures in: a long workbook, and a million figures beside bare COPY."""

import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection

from accounts.models import Authority, User
from benchmarks.measure import peak_memory, print_table
from performance import intake
from performance.models import Breakdown, ImportBatch, Indicator
from performance.periods import Frequency, Period
from performance.services import imports

AS_AT = date(2026, 1, 1)
HEADINGS = (
    "Indicator",
    "Name",
    "Period",
    "Breakdown",
    "Value",
    "Numerator",
    "Denominator",
    "State",
)
WORKBOOK_ROWS, FIGURES = 100_000, 1_000_000
INDICATORS, PARTS = 100, 100
COPIED = "indicator_id, breakdown_id, starts_on, state, is_forecast, value, numerator, denominator"
COPIED += ", batch_id"


def library(slug: str) -> tuple[Authority, User]:
    """An authority with indicators and teams, and somebody who brings its figures in."""
    authority = Authority.objects.create(name=slug, short_name=slug, slug=slug)
    person = User.objects.create_user(f"{slug}@bench.example", name="Analyst")
    Indicator.objects.bulk_create(
        Indicator(
            authority=authority,
            code=f"IN{number:03}",
            name=f"Indicator {number}",
            unit="percent",
            definition="A percentage.",
            counted="Children seen in time",
            out_of="Children to be seen",
        )
        for number in range(INDICATORS)
    )
    Breakdown.objects.bulk_create(
        Breakdown(authority=authority, kind="team", name=f"Team {number}")
        for number in range(PARTS)
    )
    return authority, person


def figures(count: int) -> Iterator[tuple[str, str, str, str, int, int]]:
    """Code, name, period, team, numerator and denominator, every cell once."""
    first = Period(date(2010, 1, 1), Frequency.MONTH)
    months = [first.shift(n).label for n in range(-(-count // (INDICATORS * PARTS)))]
    for indicator in range(INDICATORS):
        for part in range(PARTS):
            for place, month in enumerate(months):
                denominator = 40 + (indicator + part + place) % 20
                numerator = denominator - 5 - place % 3
                name = f"Indicator {indicator}"
                yield f"IN{indicator:03}", name, month, f"Team {part}", numerator, denominator


def workbook(path: Path) -> None:
    """Our template with so many rows, as Excel."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Figures")
        sheet.write_row(0, 0, HEADINGS)
        for row, (*words, above, below) in enumerate(figures(WORKBOOK_ROWS), start=1):
            sheet.write_row(row, 0, [*words, None, above, below])


def text(path: Path) -> None:
    """Our template with a million figures, as CSV."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(
            [*words, "", above, below, ""] for *words, above, below in figures(FIGURES)
        )


def bring_in(path: Path, authority: Authority, person: User) -> tuple[float, float, ImportBatch]:
    """Look at a file and commit it: the seconds that each took."""
    start = time.perf_counter()
    with path.open("rb") as file:
        incoming = intake.open_file(file, path.name)
        batch = imports.stage(
            authority=authority,
            by=person,
            source="template",
            rows=intake.template_rows(incoming),
            file_name=path.name,
            sha256=incoming.sha256,
            as_at=AS_AT,
        )
    looked = time.perf_counter() - start
    if batch.rejected_count:
        raise SystemExit(f"{batch.rejected_count} rows were rejected")
    imports.commit_import(batch=batch, by=person, confirms_implausible=True)
    return looked, time.perf_counter() - start - looked, batch


def bare_copy(batch: ImportBatch) -> float:
    """The engine's own way for the same figures: COPY to a staging table, one merge; seconds.

    The table it merges into is identical: the same indexes, checks and foreign keys.
    """
    with connection.cursor() as cursor:
        lines = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed below
        cursor.copy_expert(
            f"COPY (SELECT {COPIED} FROM performance_observation "  # noqa: S608
            f"WHERE batch_id = {batch.pk}) TO STDOUT",
            lines,
        )
        lines.seek(0)
        cursor.execute(
            "CREATE TABLE bench_observation (LIKE performance_observation INCLUDING ALL)"
        )
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'performance_observation'::regclass AND contype = 'f'"
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f'ALTER TABLE bench_observation ADD CONSTRAINT "{name}" {definition}')
        cursor.execute(
            f"CREATE TABLE bench_staging AS SELECT {COPIED} "  # noqa: S608
            "FROM performance_observation WITH NO DATA"
        )
        start = time.perf_counter()
        cursor.copy_expert(f"COPY bench_staging ({COPIED}) FROM STDIN", lines)
        cursor.execute(
            f"INSERT INTO bench_observation ({COPIED}) SELECT {COPIED} "  # noqa: S608
            "FROM bench_staging ON CONFLICT DO NOTHING"
        )
        taken = time.perf_counter() - start
        lines.close()
        cursor.execute("DROP TABLE bench_observation, bench_staging")
    return taken


def bare_insert(batch: ImportBatch) -> float:
    """The engine's own way where there is no COPY: ``executemany`` into an indexed table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COPIED} FROM performance_observation WHERE batch_id = %s",  # noqa: S608
            [batch.pk],
        )
        rows = cursor.fetchall()
        cursor.execute(
            f"CREATE TABLE bench_observation AS SELECT {COPIED} "  # noqa: S608
            "FROM performance_observation WHERE 0"
        )
        cursor.execute(
            "CREATE UNIQUE INDEX bench_unique ON bench_observation "
            "(indicator_id, breakdown_id, starts_on, is_forecast)"
        )
        start = time.perf_counter()
        places = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO bench_observation VALUES ({places})", rows)  # noqa: S608
        taken = time.perf_counter() - start
        cursor.execute("DROP TABLE bench_observation")
    return taken


def measure(which: str) -> None:
    """One measurement, in a process of its own, so that its memory is its own."""
    authority, person = library(which)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("figures.xlsx" if which == "workbook" else "figures.csv")
        (workbook if which == "workbook" else text)(path)
        before = peak_memory()
        looked, committed, batch = bring_in(path, authority, person)
        peak = peak_memory()
    total = looked + committed
    row: list[Any] = [
        f"{batch.new_count:,}",
        f"{looked:.1f} s",
        f"{committed:.1f} s",
        f"{total:.1f} s",
        f"{peak:.0f} MiB (before: {before:.0f})",
    ]
    header = ["figures", "looked at", "committed", "together", "peak memory"]
    if which == "text":
        bare = bare_copy if connection.vendor == "postgresql" else bare_insert
        alone = bare(batch)
        header += ["the engine alone", "×"]
        row += [f"{alone:.1f} s", f"{total / alone:.2f}"]
    title = "A workbook of our template" if which == "workbook" else "A CSV file of our template"
    print_table(f"{title} ({connection.vendor})", header, [row])


def measure_imports() -> None:
    """Bring in a workbook of 100,000 rows, then a CSV file of 1,000,000 figures."""
    for which in ("workbook", "text"):
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", "benchmarks.run", "--imports", which], check=True)  # noqa: S603

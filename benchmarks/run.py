"""Measure the product on the database of DATABASE_URL, and print what it costs."""

import io
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from pypdf import PdfReader  # noqa: E402

import committee.reports  # noqa: E402
from accounts.models import User  # noqa: E402
from benchmarks.archive import measure_archive  # noqa: E402
from benchmarks.checks import measure_checks  # noqa: E402
from benchmarks.data import large_plan, long_paper  # noqa: E402
from benchmarks.imports import measure, measure_imports  # noqa: E402
from benchmarks.measure import peak_memory, print_table, ratio, timed  # noqa: E402
from benchmarks.monitoring import measure_areas, measure_history, measure_letter  # noqa: E402
from benchmarks.officers_week import measure_my_work  # noqa: E402
from benchmarks.papers import measure_bringing_in  # noqa: E402
from benchmarks.performance import measure_scorecard, measure_spc  # noqa: E402
from benchmarks.plan_import import measure_plan_import  # noqa: E402
from benchmarks.publishing import measure_publishing  # noqa: E402
from benchmarks.reminders import measure_reminders  # noqa: E402
from benchmarks.search import measure_search  # noqa: E402
from committee.models import Report  # noqa: E402
from documents import html, pdf, word  # noqa: E402
from improvement.models import Action, Plan  # noqa: E402
from improvement.tables import ActionTable  # noqa: E402

ACTIONS, UPDATES = 10_000, 50_000


def queries(thing: Callable[[], object]) -> int:
    """How many queries it makes."""
    with CaptureQueriesContext(connection) as captured:
        thing()
    return len(captured)


def measure_paper() -> None:
    """A paper of forty pages with ten charts, in a warm process."""
    paper = long_paper()
    rows = []
    for name, render in (("HTML", html.render), ("PDF", pdf.render), ("Word", word.render)):
        (timing,) = timed(lambda render=render: render(paper), runs=7)
        rows.append((name, timing, f"{peak_memory():.0f} MiB"))
    pages = len(PdfReader(io.BytesIO(pdf.render(paper))).pages)
    print_table(f"A paper of {pages} pages, ten charts", ("format", "median", "peak memory"), rows)


def measure_pages(plan: Plan, user: User) -> None:
    """The action list and the plan page, beside an empty page and a plain template."""
    client = Client()
    client.force_login(user)

    def page(address: str) -> Callable[[], object]:
        def get() -> object:
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
            return answer

        return get

    pages = {
        "an empty page": page("/benchmark/empty/"),
        "plain template, 50 rows": page("/benchmark/plain/"),
        "action list, 50 rows": page("/actions/"),
        "action list, filtered and sorted": page(
            f"/actions/?theme={plan.themes.first().pk}&sort=-due_on"
        ),
        "plan page": page(plan.get_absolute_url()),
        "my work": page("/"),
    }
    timings = dict(zip(pages, timed(*pages.values()), strict=True))
    empty, plain = timings["an empty page"], timings["plain template, 50 rows"]
    print_table(
        f"Pages over {ACTIONS:,} actions and {UPDATES:,} updates ({connection.vendor})",
        ("page", "median", "queries", "× empty page", "× plain template"),
        [
            (name, timing, queries(pages[name]), ratio(timing, empty), ratio(timing, plain))
            for name, timing in timings.items()
        ],
    )


def measure_table(user: User) -> None:
    """The table alone: ours, the library's own rendering, and a plain template."""
    request = RequestFactory().get("/actions/")
    request.user = user
    actions = list(Action.objects.with_parts().order_by("-due_on", "pk")[:50])
    plain = get_template("plain_table.html")
    ours = get_template(ActionTable(actions).template_name)
    stock = get_template("django_tables2/table.html")
    drawn = {
        "plain template": lambda: plain.render({"actions": actions}, request),
        "ours": lambda: ours.render({"table": ActionTable(actions, request=request)}, request),
        "the library's own": lambda: stock.render(
            {"table": ActionTable(actions, request=request)}, request
        ),
    }
    timings = dict(zip(drawn, timed(*drawn.values(), runs=31, warm_up=5), strict=True))
    print_table(
        "A table of 50 actions, without the page around it",
        ("rendering", "median", "× plain template"),
        [
            (name, timing, ratio(timing, timings["plain template"]))
            for name, timing in timings.items()
        ],
    )


def measure_export(user: User) -> None:
    """All actions as CSV, streamed."""
    client = Client()
    client.force_login(user)

    def export() -> int:
        return sum(map(len, client.get("/actions/?export=csv").streaming_content))

    export()
    before = peak_memory()
    (timing,) = timed(export, runs=5)
    print_table(
        f"CSV of {ACTIONS:,} actions",
        ("median", "bytes", "growth of peak memory"),
        [(timing, f"{export():,}", f"{peak_memory() - before:.1f} MiB")],
    )


def measure_june() -> None:
    """The demonstration's June paper: its queries must not grow with the actions."""
    report = Report.objects.with_parts().get(slug="barnet-ces-2018-06-06")

    def build() -> object:
        fresh = Report.objects.with_parts().get(pk=report.pk)
        return committee.reports.build_report(fresh, as_at=fresh.cut_off)

    def measured() -> tuple[object, ...]:
        (timing,) = timed(build, runs=5)
        return report.plan.actions.count(), queries(build), timing

    rows = [measured()]
    template = report.plan.actions.first()
    with transaction.atomic():  # so that the paper of what follows is as long as it was
        for number in range(500):
            template.pk = None
            template.reference = f"{template.theme.number}z({number})"
            template.added_on = date(2017, 11, 1)
            template._state.adding = True
            template.save()
        rows.append(measured())
        transaction.set_rollback(True)
    print_table("The paper of 6 June 2018, its tree", ("actions", "queries", "median"), rows)


def main() -> None:
    """Fill the database, measure, print."""
    call_command("migrate", verbosity=0)
    if "--imports" in sys.argv:  # in a process of its own, which measure_imports starts
        measure(sys.argv[-1])
        return
    measure_paper()
    call_command("demo", verbosity=0)
    plan, user = large_plan(actions=ACTIONS, updates=UPDATES)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    measure_pages(plan, user)
    measure_table(user)
    measure_export(user)
    measure_search(user)
    measure_checks()
    measure_june()
    measure_bringing_in()
    measure_publishing()
    measure_spc()
    measure_scorecard()
    measure_archive("bench", "figures")
    measure_history()
    measure_letter()
    measure_areas()
    measure_imports()
    measure_reminders(plan)
    measure_my_work(plan)
    measure_plan_import(user)


if __name__ == "__main__":
    main()

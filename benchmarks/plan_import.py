"""How long it takes to bring a plan of 5,000 actions in from a workbook, and to take it back."""

import hashlib
import io
from datetime import date, timedelta

import xlsxwriter
from django.core.files.base import ContentFile

from accounts.models import User
from benchmarks.measure import print_table, timed
from improvement.models import Plan, PlanImport
from improvement.plan_files.sheet import propose_layout
from improvement.services import imports
from tests.factories.improvement import PlanFactory, ThemeFactory

ACTIONS, THEMES = 5_000, 10
HEADINGS = ("Ref", "Theme", "Action", "Lead", "Due", "Priority", "Measure", "RAG", "Update")
WORDS = ("On track", "At risk", "Off track", "Not started", "Complete")


def workbook(lead: User) -> bytes:
    """A plan of 5,000 actions, each with two updates in one cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Action plan")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, ACTIONS + 1):
            due_on = date(2018, 6, 30) + timedelta(days=number % 300)
            cells = (
                f"{number % THEMES + 1}.{number}",
                f"Theme {number % THEMES + 1}",
                f"Strengthen practice in step {number}, and show that children feel it",
                f"{lead.name} / Front Door Team",
                f"{due_on:%d/%m/%Y}",
                "Low" if number % len(WORDS) == 4 else ("High", "Medium", "Low")[number % 3],
                "Fewer children wait for a decision",
                WORDS[number % len(WORDS)],
                "12/03/18 – The first training was held. 02/04/18: Practice is being audited",
            )
            sheet.write_row(number, 0, cells)
    return out.getvalue()


def _empty_plan(by: User) -> Plan:
    plan: Plan = PlanFactory(authority=by.authorities[0])
    for number in range(1, THEMES + 1):
        ThemeFactory(plan=plan, number=number, title=f"Strand {number}")
    return plan


def measure_plan_import(by: User) -> None:
    """Looking at it, taking it in, looking again and undoing; bringing it in has 20 seconds."""
    content, plan = workbook(by), _empty_plan(by)
    kept: list[PlanImport] = []

    def look() -> None:
        begun = imports.keep_plan_file(
            plan=plan,
            by=by,
            file=ContentFile(content),
            file_name="plan.xlsx",
            sha256=hashlib.sha256(content).hexdigest(),
        )
        layout = propose_layout(imports.book_of(begun))
        kept.append(
            imports.look_at_plan(
                plan_import=begun, by=by, layout=layout, undated_on=date(2018, 4, 30)
            )
        )

    def commit() -> None:
        imports.commit_plan(plan_import=kept[-1], by=by, leaves_out_rejected=True)

    def undo() -> None:
        imports.undo_plan_import(plan_import=kept[-1], by=by)

    (looked,) = timed(look, runs=1, warm_up=0)
    (committed,) = timed(commit, runs=1, warm_up=0)
    taken_in = plan.actions.count()
    if taken_in != ACTIONS:
        raise SystemExit(f"{taken_in} of {ACTIONS} actions came in: {kept[-1].counts}")
    (again,) = timed(look, runs=1, warm_up=0)
    if kept[-1].counts["unchanged"] != ACTIONS:
        raise SystemExit(f"The same file does not change nothing: {kept[-1].counts}")
    imports.discard_plan_import(plan_import=kept.pop())
    (undone,) = timed(undo, runs=1, warm_up=0)
    print_table(
        f"A plan of {ACTIONS:,} actions and {2 * ACTIONS:,} updates from a workbook",
        ("step", "median"),
        [
            ("look at every row", looked),
            ("take it in", committed),
            ("look at the same file again", again),
            ("undo", undone),
            ("brought in, of 20 s allowed", f"{looked.median + committed.median:.1f} s"),
        ],
    )

"""The lists on pages about practice, as files hold them."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.exports import Extract
from improvement.models import PracticeArea
from monitoring import audits
from monitoring.areas import Cell, Matrix, Said
from monitoring.evaluations import Area, Plan
from monitoring.models import AuditRound, Visit
from monitoring.vocabulary import FindingType, SourceKind

CELL = ("Visit", "First day", "Direction", *(f"Found: {each.label}" for each in FindingType))


def _cell(visit: Visit, cell: Cell | None) -> list[Any]:
    """What one visit said of an area: nothing where it did not speak of it."""
    if cell is None:
        return [str(visit), visit.starts_on, "Not spoken of", *(0 for _ in FindingType)]
    directions = ", ".join(each.label for each in cell.directions)
    counts = [cell.types[each] for each in FindingType]
    return [str(visit), visit.starts_on, directions, *counts]


def matrix_of(matrix: Matrix) -> Extract:
    """The practice areas of a council over visits: a row for each area and visit."""
    return Extract(
        f"practice_areas_{matrix.authority.pk}",
        "Practice areas",
        ("Practice area", *CELL),
        ([area.name, *_cell(visit, cell)] for area, cells in matrix.rows for visit, cell in cells),
    )


def area_of(area: PracticeArea, over_time: Iterable[Said]) -> Extract:
    """What each visit said of one area, and what other sources say beside it."""
    return Extract(
        "over_time",
        "Practice area over time",
        ("Practice area", *CELL, *(each.label for each in SourceKind)),
        (
            [
                area.name,
                *_cell(said.visit, said.cell),
                *(says.label if says else "" for _, _, says in said.sources),
            ]
            for said in over_time
        ),
    )


def evaluation_of(areas: Iterable[Area], plans: Iterable[Plan]) -> list[Extract]:
    """The council's own grades beside the inspectors', and what it plans for a year."""
    grades = (
        [
            area.name,
            area.own_grade,
            area.grade_before,
            area.judgement.grade_name if area.judgement else "",
            str(area.judgement.visit) if area.judgement else "",
        ]
        for area in areas
    )
    return [
        Extract(
            "grades",
            "Grades",
            ("Area", "Our own grade", "Year before", "Inspectors’ last judgement", "Visit"),
            grades,
        ),
        Extract(
            "plans",
            "Plans for the next 12 months",
            (
                *("What is planned", "Action of the plan", "Delivery", "Impact"),
                *("What has become of it", "Reported", "What was reported"),
            ),
            map(_plan, plans),
        ),
    ]


def _plan(plan: Plan) -> list[Any]:
    action, update = plan.commitment.action, plan.update
    reported = update and ("Nothing had changed." if update.no_change else update.done)
    return [
        plan.commitment.text,
        str(action) if action else "",
        action.delivery.label if action else "",
        action.impact.label if action else "",
        plan.commitment.progress,
        update.effective_on if update else None,
        reported,
    ]


def audit_of(
    domains: Iterable[audits.Domain],
    rounds: Sequence[AuditRound],
    over_rounds: Iterable[tuple[str, Sequence[audits.Share | None]]],
) -> list[Extract]:
    """How often each grade was given in each domain of a round, and what was good over rounds."""
    columns = {
        "auditors": "By auditors",
        "moderated": "After moderation",
        "known": "Known as a share only",
    }
    grades = (
        [
            *(domain.name, line.name),
            *(value for name in columns for value in _share(getattr(line, name))),
        ]
        for domain in domains
        for line in domain.lines
    )
    good = (
        [domain, each.name, each.ends_on, *_share(share), share.is_least if share else None]
        for domain, shares in over_rounds
        for each, share in zip(rounds, shares, strict=True)
    )
    figures = ("number", "of", "percentage")
    headings = [f"{title}: {figure}" for title in columns.values() for figure in figures]
    return [
        Extract("grades", "Grades by domain", ("Domain", "Grade", *headings), grades),
        Extract(
            "rounds",
            "Good or better over rounds",
            ("Domain", "Audit round", "To", "Number", "Of", "Percentage", "At least"),
            good,
        ),
    ]


def _share(share: audits.Share | None) -> tuple[Any, Any, Any]:
    if share is None:
        return (None, None, None)
    return (share.count, share.of, round(share.percentage, 1))

"""Practice areas over visits: what was said each time, and beside it what other sources say."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import Authority, User
from improvement.models import PracticeArea
from monitoring.models import AreaEvidence, Finding, Visit
from monitoring.vocabulary import Direction, FindingType, SourceKind, SourceSays

Counts = list[tuple[FindingType, int]]


@dataclass
class Cell:
    """What one visit said of one area: the directions chosen, and how many findings of each type.

    Each direction and each type stands in the order of the vocabulary.
    """

    types: Counter[str] = field(default_factory=Counter)
    courses: Counter[str] = field(default_factory=Counter)

    def add(self, finding: Finding) -> None:
        """Count what a finding is and which way it points."""
        self.types[finding.type] += 1
        if finding.direction:
            self.courses[finding.direction] += 1

    @property
    def directions(self) -> list[Direction]:
        """The directions a person chose; none where nobody has."""
        return [each for each in Direction if self.courses[each]]

    @property
    def counts(self) -> Counts:
        """How many findings of each type, without the types there are none of."""
        return [(each, self.types[each]) for each in FindingType if self.types[each]]


@dataclass(frozen=True)
class Matrix:
    """The areas of one council down, its visits across, oldest first; None where nothing was said.

    ``apart`` is how many findings have no practice area.
    """

    authority: Authority
    visits: list[Visit]
    rows: list[tuple[PracticeArea, list[tuple[Visit, Cell | None]]]]
    apart: int


def matrices(user: User) -> list[Matrix]:
    """The matrix of each council the person belongs to, of what they may read: four queries."""
    visits: dict[int, list[Visit]] = defaultdict(list)
    areas: dict[int, list[PracticeArea]] = defaultdict(list)
    cells: dict[tuple[int | None, int], Cell] = defaultdict(Cell)
    apart: Counter[int] = Counter()
    findings = Finding.objects.readable_by(user).only(
        "authority", "visit", "practice_area", "type", "direction"
    )
    for finding in findings.order_by():
        cells[finding.practice_area_id, finding.visit_id].add(finding)
        apart[finding.authority_id] += finding.practice_area_id is None
    seen = {visit for _, visit in cells}
    for visit in Visit.objects.readable_by(user).order_by("starts_on", "pk"):
        if visit.pk in seen:
            visits[visit.authority_id].append(visit)
    for area in PracticeArea.objects.visible_to(user):
        areas[area.authority_id].append(area)
    return [
        Matrix(
            authority=authority,
            visits=visits[authority.pk],
            rows=[
                (area, [(visit, cells.get((area.pk, visit.pk))) for visit in visits[authority.pk]])
                for area in areas[authority.pk]
            ],
            apart=apart[authority.pk],
        )
        for authority in Authority.objects.visible_to(user)
    ]


@dataclass(frozen=True)
class Said:
    """What a visit said of an area, in the inspectors' words, and what other sources say."""

    visit: Visit
    cell: Cell
    findings: list[tuple[FindingType, list[Finding]]]
    sources: list[tuple[SourceKind, AreaEvidence | None, SourceSays | None]]


def said_of(area: PracticeArea, user: User) -> list[Said]:
    """What each visit said of an area that the person may read, the newest first: three queries."""
    found: dict[int, list[Finding]] = defaultdict(list)
    findings = Finding.objects.readable_by(user).filter(practice_area=area).with_action_count()
    for finding in findings.order_by("first_sentence", "pk"):
        found[finding.visit_id].append(finding)
    evidence = {
        (each.visit_id, each.source): each
        for each in AreaEvidence.objects.filter(practice_area=area).select_related("indicator")
    }
    visits = Visit.objects.readable_by(user).filter(authority=area.authority_id)
    of_area = [
        visit
        for visit in visits.order_by("-starts_on", "-pk")
        if visit.pk in found or any((visit.pk, source) in evidence for source in SourceKind)
    ]
    return [_said(visit, found[visit.pk], evidence) for visit in of_area]


def _said(
    visit: Visit, findings: Iterable[Finding], evidence: dict[tuple[int, str], AreaEvidence]
) -> Said:
    cell, by_type = Cell(), defaultdict(list)
    for finding in findings:
        cell.add(finding)
        by_type[finding.kind].append(finding)
    sources = []
    for source in SourceKind:
        said = evidence.get((visit.pk, source))
        sources.append((source, said, SourceSays(said.says) if said else None))
    return Said(
        visit, cell, [(kind, by_type[kind]) for kind in FindingType if by_type[kind]], sources
    )

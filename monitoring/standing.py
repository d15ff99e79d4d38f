"""What inspectors last said and judged, as far as a person may read it."""

from dataclasses import dataclass

from accounts.models import User
from improvement.models import PracticeArea
from monitoring.models import AreaEvidence, Finding, Judgement, Visit


@dataclass(frozen=True, slots=True)
class Said:
    """What the last visit that spoke of a practice area said, and what a kind of source says."""

    visit: Visit
    findings: list[Finding]
    evidence: AreaEvidence | None


def last_said(area: PracticeArea, user: User, *, source: str) -> Said | None:
    """What the last visit with findings on an area said of it; None where none has spoken."""
    visits = Visit.objects.readable_by(user).filter(findings__practice_area=area)
    visit = visits.order_by("-starts_on", "-pk").first()
    if visit is None:
        return None
    findings = visit.findings.filter(practice_area=area)
    evidence = AreaEvidence.objects.filter(visit=visit, practice_area=area, source=source)
    return Said(visit, list(findings), evidence.first())


def last_judgements(authority_id: int, user: User) -> dict[str, Judgement]:
    """The last judgement of each area that inspectors have judged, by the area's key."""
    readable = Visit.objects.readable_by(user).filter(authority=authority_id)
    judged = Judgement.objects.filter(visit__in=readable).select_related("visit")
    return {each.area: each for each in judged.order_by("visit__starts_on", "visit_id")}

"""What a paper may tell of visits, audits, voice and self-evaluations, read once.

Anybody may read a paper. What inspectors wrote goes into it only where their letter is public on
the day on which the paper becomes so; see :func:`committee.facts.read_facts` for that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from committee.models import Report, ReportSection
from committee.vocabulary import BlockKind
from monitoring.embargo import Unpublished, read_unpublished
from monitoring.models import (
    AuditRound,
    Finding,
    Judgement,
    Letter,
    SelfEvaluation,
    Trace,
    Visit,
    VoiceItem,
)
from performance.readings import grouped


@dataclass(frozen=True)
class Practice:
    """What is known of practice, as far as the public may read it on a day.

    ``chosen`` are the visits of a section by its key, whether they are public or not; ``visits``
    are all that are public. Findings, letters and judgements are of public visits, by the key of
    the visit; traces are by the key of the finding. ``awaited`` are the keys of visits whose letter
    has not come: it may be told that they took place.
    """

    public_on: date
    since: date
    visits: tuple[Visit, ...] = ()
    chosen: dict[int, list[Visit]] = field(default_factory=dict)
    awaited: frozenset[int] = frozenset()
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    traces: dict[int, list[Trace]] = field(default_factory=dict)
    letters: dict[int, Letter] = field(default_factory=dict)
    judgements: dict[int, list[Judgement]] = field(default_factory=dict)
    rounds: tuple[AuditRound, ...] = ()
    voice: tuple[VoiceItem, ...] = ()
    evaluations: dict[int, SelfEvaluation] = field(default_factory=dict)
    unpublished: Unpublished = field(default_factory=Unpublished)

    def is_public(self, visit: Visit) -> bool:
        """Whether the paper may say what the letter on a visit says."""
        return visit.is_public(as_at=self.public_on)

    def told_in(self, section: ReportSection) -> list[Visit]:
        """The visits that a section may tell of, the oldest first."""
        chosen = self.chosen.get(section.pk, [])
        if not chosen and section.kind in BlockKind.of_all_visits():
            return [visit for visit in self.visits if self.findings.get(visit.pk)]
        return [each for each in chosen if self.is_public(each) or each.pk in self.awaited]

    def kept_from(self, section: ReportSection) -> list[Visit]:
        """The visits that were chosen for a section, and that it may not tell of yet."""
        return [
            each
            for each in self.chosen.get(section.pk, [])
            if not self.is_public(each) and each.pk not in self.awaited
        ]

    @cached_property
    def rounds_told(self) -> list[AuditRound]:
        """The audit rounds that ended since the last report."""
        return [each for each in self.rounds if each.ends_on >= self.since]


def read_practice(
    report: Report,
    sections: Sequence[ReportSection],
    *,
    as_at: date,
    since: date,
    public_on: date,
) -> Practice:
    """Read what the sections show, in the same number of queries for any number of records.

    ``since`` is the first day after the last report. What no section shows is not read.
    """
    authority = report.authority.pk
    kinds = {section.kind for section in sections}
    unpublished, awaited = _read_unpublished(authority, public_on)
    rounds, voice = (), ()
    if BlockKind.AUDIT_GRADES in kinds:
        ended = AuditRound.objects.filter(authority=authority, ends_on__lte=as_at)
        rounds = tuple(ended.order_by("ends_on", "pk").prefetch_related("grades"))
    if BlockKind.VOICE in kinds:
        heard = VoiceItem.objects.filter(authority=authority, heard_on__range=(since, as_at))
        voice = tuple(heard.order_by("heard_on", "pk").select_related("theme", "practice_area"))
    return Practice(
        public_on=public_on,
        since=since,
        awaited=awaited,
        rounds=rounds,
        voice=voice,
        evaluations=_read_evaluations(sections),
        judgements=_read_judgements(authority, sections, public_on),
        unpublished=unpublished,
        **_read_visits(authority, sections, public_on),
    )


def _read_visits(
    authority: int, sections: Sequence[ReportSection], public_on: date
) -> dict[str, Any]:
    """The fields of :class:`Practice` that hold visits."""
    showing = [each for each in sections if each.kind in BlockKind.with_chosen_visits()]
    kinds = {each.kind for each in sections}
    if not showing:
        return {}
    chosen: dict[int, list[Visit]] = {}
    links = ReportSection.visits.through.objects.filter(reportsection__in=showing)
    for link in links.order_by("visit__starts_on", "visit_id").select_related("visit"):
        chosen.setdefault(link.reportsection_id, []).append(link.visit)
    if not chosen and not kinds & {*BlockKind.of_all_visits()}:
        return {}
    public = tuple(
        Visit.objects.filter(authority=authority)
        .public(as_at=public_on)
        .order_by("starts_on", "pk")
    )
    findings = Finding.objects.filter(visit__in=public).select_related("visit", "practice_area")
    found: dict[str, Any] = {
        "chosen": chosen,
        "visits": public,
        "findings": grouped(findings.order_by("first_sentence", "pk"), "visit_id"),
    }
    if BlockKind.FINDINGS in kinds:
        traces = Trace.objects.filter(finding__visit__in=public).select_related("action")
        found["traces"] = grouped(traces.order_by("pk"), "finding_id")
    told = {each.pk for visits in chosen.values() for each in visits}
    letters = Letter.objects.filter(visit__in=[each for each in public if each.pk in told])
    found["letters"] = {each.visit_id: each for each in letters}
    return found


def _read_judgements(
    authority: int, sections: Sequence[ReportSection], public_on: date
) -> dict[int, list[Judgement]]:
    """How public visits judged, by visit, the oldest first; where a section tells of it."""
    if not any(each.kind in (BlockKind.VISIT, BlockKind.SELF_EVALUATION) for each in sections):
        return {}
    public = Visit.objects.filter(authority=authority).public(as_at=public_on)
    judged = Judgement.objects.filter(visit__in=public).select_related("visit")
    return grouped(judged.order_by("visit__starts_on", "pk"), "visit_id")


def _read_evaluations(sections: Sequence[ReportSection]) -> dict[int, SelfEvaluation]:
    shown = {
        each.evaluation_id
        for each in sections
        if each.kind == BlockKind.SELF_EVALUATION and each.evaluation_id
    }
    if not shown:
        return {}
    found = SelfEvaluation.objects.filter(pk__in=shown)
    return {each.pk: each for each in found.prefetch_related("parts", "commitments__action")}


def _read_unpublished(authority: int, public_on: date) -> tuple[Unpublished, frozenset[int]]:
    """What may not be quoted, and the visits whose letter has not come.

    Only visits made by the day of the paper count: what is said later is not known then.
    """
    visits = list(Visit.objects.filter(authority=authority, starts_on__lte=public_on))
    hidden = {each.pk for each in visits if not each.is_public(as_at=public_on)}
    return read_unpublished(visits, hidden=hidden)

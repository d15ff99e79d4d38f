"""What is missing before a paper can be published, who has it, and by when."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Self

from django.urls import reverse

from accounts.models import User
from committee.blocks import is_told
from committee.clearances import Standing
from committee.facts import Facts
from committee.house_styles import DEPTH
from committee.indicator_blocks import exceptions
from committee.models import ReportSection
from committee.vocabulary import BlockKind, ExemptScope, Place, SectionState
from documents.problems import Problem
from improvement.vocabulary import NarrativeState
from performance.models import Commentary
from performance.readings import Reading
from performance.vocabulary import CommentaryState

AUTHORS = "Report authors"
CLEARERS = "Whoever clears papers"


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: where it is mended, who has it, how far it is, when it is due."""

    what: str
    address: str
    who: str
    state: Any
    due_on: date
    note: str = ""
    section: ReportSection | None = None


@dataclass(frozen=True)
class Progress:
    """All that is missing, by its kind, and how much of the writing is done."""

    sections: tuple[Gap, ...]
    accepted: int
    narratives: tuple[Gap, ...]
    commentary: tuple[Gap, ...]
    clearances: tuple[Gap, ...]
    errors: tuple[Gap, ...]

    @property
    def groups(self) -> list[tuple[str, str, tuple[Gap, ...]]]:
        """The kinds of which something is missing: key, title, what is missing."""
        kinds = [
            ("sections", "Sections not accepted", self.sections),
            ("narratives", "Narratives of themes not accepted", self.narratives),
            ("commentary", "Commentary not accepted", self.commentary),
            ("clearances", "Clearances not given", self.clearances),
            ("errors", "To mend before it can be published", self.errors),
        ]
        return [kind for kind in kinds if kind[2]]

    def told(self, words: Callable[[str], str]) -> Self:
        """The same as somebody may read it, its ``words`` changed where they may not."""
        told: dict[str, Any] = {
            key: tuple(replace(each, what=words(each.what), note=words(each.note)) for each in gaps)
            for key, _, gaps in self.groups
        }
        return replace(self, **told)

    @property
    def total(self) -> int:
        """How much is missing in all."""
        return sum(len(gaps) for _, _, gaps in self.groups)


def read_progress(
    facts: Facts,
    problems: Iterable[Problem],
    standings: Iterable[Standing],
    *,
    with_exempt: bool = True,
) -> Progress:
    """Look through the paper for what is missing; it asks as much for any length.

    Without what is exempt, a paper that has such parts tells neither of them nor what was said of
    it by those who cleared it.
    """
    written = list(_written(facts))
    missing = [each for each in written if each.state != SectionState.ACCEPTED]
    progress = Progress(
        sections=tuple(_section(each, facts) for each in missing),
        accepted=len(written) - len(missing),
        narratives=tuple(_narratives(facts)),
        commentary=tuple(_commentary(facts)),
        clearances=tuple(_clearances(facts, standings)),
        errors=tuple(_errors(facts, problems)),
    )
    exempt = [each for each in facts.sections if each.exempt_scope != ExemptScope.NOTHING]
    if with_exempt or not exempt:
        return progress
    return replace(
        progress,
        sections=tuple(each for each in progress.sections if each.section not in exempt),
        clearances=tuple(replace(each, note="") for each in progress.clearances),
        errors=tuple(each for each in progress.errors if each.section not in exempt),
    )


def _written(facts: Facts) -> Iterator[ReportSection]:
    """The sections that somebody writes: not what fills itself, nor a heading above others."""
    deep = {section.key: DEPTH[Place(section.place)] for section in facts.sections}
    above = {a.key for a, b in pairwise(facts.sections) if deep[b.key] > deep[a.key]}
    for section in facts.sections:
        is_begun = bool(section.body or section.owner_id)
        fills_itself = section.is_live or section.key in above
        if is_begun or not fills_itself:
            yield section


def _section(section: ReportSection, facts: Facts) -> Gap:
    return Gap(
        what=str(section),
        address=section.get_absolute_url(),
        who=str(section.owner or AUTHORS),
        state=section.stage,
        due_on=facts.report.meeting.publish_by,
        note=section.return_reason,
        section=section,
    )


def _narratives(facts: Facts) -> Iterator[Gap]:
    if not facts.has_block(BlockKind.THEME_PROGRESS):
        return
    leads = User.objects.in_bulk({each.lead_id for each in facts.themes if each.lead_id})
    for theme in facts.themes:
        narrative = facts.narratives.get(theme.pk)
        is_told_elsewhere = not facts.has_narrative(theme) and is_told(theme, facts)
        if is_told_elsewhere or (narrative and narrative.state == NarrativeState.ACCEPTED):
            continue
        period = facts.report.period
        yield Gap(
            what=str(theme),
            address=reverse("improvement:narrative_edit", args=[theme.pk, period.pk]),
            who=str(leads[theme.lead_id]) if theme.lead_id else AUTHORS,
            state=narrative.status if narrative else SectionState.NOT_STARTED,
            due_on=period.narratives_due_on,
            note=narrative.return_reason if narrative else "",
        )


def _commentary(facts: Facts) -> Iterator[Gap]:
    readings: dict[int, Reading] = {
        reading.indicator.pk: reading
        for section in facts.sections
        if section.kind == BlockKind.EXCEPTIONS
        for reading in exceptions(section, facts)
        if facts.figures.commentary(reading) is None
    }
    if not readings:
        return
    begun = {
        (each.indicator_id, each.starts_on): each
        for each in Commentary.objects.filter(indicator__in=readings).select_related("indicator")
    }
    owners = User.objects.in_bulk(
        {each.indicator.owner_id for each in readings.values() if each.indicator.owner_id}
    )
    for reading in readings.values():
        indicator = reading.indicator
        found = begun.get((indicator.pk, reading.period.starts_on))
        yield Gap(
            what=f"{indicator}, {reading.period.label}",
            address=found.get_absolute_url() if found else indicator.get_absolute_url(),
            who=str(owners[indicator.owner_id]) if indicator.owner_id else AUTHORS,
            state=CommentaryState(found.state) if found else SectionState.NOT_STARTED,
            due_on=(found.due_on if found else None) or facts.report.meeting.publish_by,
            note=found.return_reason if found else "",
        )


def _clearances(facts: Facts, standings: Iterable[Standing]) -> Iterator[Gap]:
    for standing in standings:
        if standing.is_current:
            continue
        clearance = standing.clearance
        yield Gap(
            what=clearance.name,
            address=clearance.get_absolute_url(),
            who=str(clearance.clearer or CLEARERS),
            state=standing.state,
            due_on=facts.report.meeting.publish_by,
            note=standing.verdict.words if standing.verdict else "",
        )


def _errors(facts: Facts, problems: Iterable[Problem]) -> Iterator[Gap]:
    for problem in problems:
        if problem.severity != "error":
            continue
        anchor = f"{problem.anchor}-"
        held = [each for each in facts.sections if anchor.startswith(f"{each.key}-")]
        section = max(held, key=lambda each: len(each.key), default=None)
        yield Gap(
            what=problem.place,
            address=f"{facts.report.get_absolute_url()}#{problem.anchor}",
            who=str(section.owner or AUTHORS) if section else AUTHORS,
            section=section,
            state="",
            due_on=facts.report.meeting.publish_by,
            note=problem.message,
        )

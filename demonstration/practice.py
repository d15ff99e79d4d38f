"""Records what a council of the demonstration knows of its practice, each thing on its own day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Authority, User
from core import clock
from demonstration.entries import (
    AnswerEntry,
    AuditEntry,
    BesideEntry,
    EvaluationEntry,
    FindingEntry,
    Practice,
    VisitEntry,
    VoiceEntry,
)
from improvement.models import Action, Theme
from monitoring.letters.layout import lay_out, words_of
from monitoring.models import Board, Finding, Intervention, Letter, SelfEvaluation, Visit
from monitoring.services.audits import Graded, save_audit_round
from monitoring.services.evaluations import (
    add_evaluation,
    change_evaluation,
    roll_evaluation,
    save_commitment,
    save_part,
)
from monitoring.services.findings import add_finding, say_of_area, trace
from monitoring.services.letters import mark, take_in
from monitoring.services.visits import add_visit
from monitoring.services.voice import save_voice_item
from monitoring.vocabulary import Coverage, LetterStatus

HOUR = time(11)


def load_practice(
    authority: Authority,
    practice: Practice,
    *,
    by: User,
    letters: Path,
    actions: Mapping[str, Action],
    themes: Mapping[int, Theme],
) -> dict[str, Visit]:
    """Record visits with their letters and findings, audits, voice and self-evaluations.

    The visits, by the keys of their entries.
    """
    recorder = _Recorder(authority, by, letters, actions, themes)
    recorder.record(practice)
    return recorder.visits


def place_of(text: str, words: str) -> tuple[int, int]:
    """The first and the last sentence of a letter that say these words.

    Raises ValueError where the letter does not say them.
    """
    numbers = [each.number for paragraph in lay_out(text) for each in paragraph.sentences]
    for first in numbers:
        for last in numbers[first:]:
            said = words_of(text, first, last)
            if said == words:
                return first, last
            if not words.startswith(said):
                break
    raise ValueError(f"The letter does not say: {words}")


def _moment(written: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(written), HOUR))


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


class _Recorder:
    """Makes the records of one council."""

    def __init__(
        self,
        authority: Authority,
        by: User,
        letters: Path,
        actions: Mapping[str, Action],
        themes: Mapping[int, Theme],
    ) -> None:
        self.authority, self.by, self.letters = authority, by, letters
        self.actions, self.themes = actions, themes
        self.areas = {each.name: each for each in authority.practice_areas.all()}
        self.partners = {each.name: each for each in authority.partners.all()}
        self.indicators = {each.code: each for each in authority.indicators.all()}
        self.visits: dict[str, Visit] = {}

    def record(self, practice: Practice) -> None:
        with clock.at(_moment(practice.recorded)):
            self._governance(practice)
            for audit in practice.audits:
                self._audit(audit)
            for item in practice.voice:
                self._voice(item)
        for entry in practice.visits:
            with clock.at(_moment(entry.recorded)):
                self._visit(entry)
        evaluation = None
        for year in practice.evaluations:
            with clock.at(_moment(year.recorded)):
                evaluation = self._evaluation(year, evaluation)

    def _governance(self, practice: Practice) -> None:
        for step in practice.interventions:
            Intervention.objects.create(
                authority=self.authority,
                title=step.title,
                kind=step.kind,
                held_by=step.held_by,
                issued_on=date.fromisoformat(step.issued),
            )
        for board in practice.boards:
            Board.objects.create(
                authority=self.authority,
                name=board.name,
                chair=board.chair,
                chair_is_independent=board.is_independent,
                cadence=board.cadence,
            )

    # --- visits -----------------------------------------------------------------------------

    def _visit(self, entry: VisitEntry) -> None:
        status = LetterStatus.PUBLISHED if entry.published else LetterStatus.PRE_PUBLICATION
        visit = add_visit(
            authority=self.authority,
            by=self.by,
            judgements={area: (grade, "") for area, grade in entry.judgements.items()},
            inspectorate=entry.inspectorate,
            kind=entry.kind,
            framework=entry.framework,
            title=entry.title,
            starts_on=_day(entry.starts),
            ends_on=_day(entry.ends),
            letter_on=_day(entry.written),
            received_on=_day(entry.received),
            published_on=_day(entry.published),
            letter_status=status,
            ordinal=entry.ordinal,
            ordinal_words=entry.since,
            focus="\n".join(entry.focus),
            evidence_considered=entry.evidence,
            next_visit_on=_day(entry.next_on),
            next_visit_ends_on=_day(entry.next_until),
            next_focus=entry.next_focus,
        )
        self.visits[entry.key] = visit
        letter = self._letter(visit, entry.letter) if entry.letter else None
        for found in entry.findings:
            self._finding(visit, letter, found)
        for beside in entry.beside:
            self._beside(visit, beside)

    def _letter(self, visit: Visit, name: str) -> Letter:
        text = (self.letters / f"{name}.txt").read_text(encoding="utf-8")
        return take_in(visit=visit, by=self.by, text=text, form=Letter.Form.TYPED)

    def _finding(self, visit: Visit, letter: Letter | None, entry: FindingEntry) -> None:
        fields: dict[str, Any] = {
            "by": self.by,
            "type": entry.type,
            "practice_area": self.areas[entry.area],
            "direction": entry.direction,
            "partners": [self.partners[name] for name in entry.partners],
            "is_ours": entry.is_ours,
        }
        if letter:
            first, last = place_of(letter.text, entry.words)
            finding = mark(letter=letter, first=first, last=last, **fields)
        else:
            finding = add_finding(visit=visit, words=entry.words, **fields)
        for reference in entry.actions:
            action = self.actions[reference]
            trace(finding=finding, by=self.by, coverage=entry.coverage, action=action)
        if entry.unanswered:
            trace(
                finding=finding,
                by=self.by,
                coverage=Coverage.NO_ACTION,
                reason=entry.unanswered,
            )

    def _beside(self, visit: Visit, entry: BesideEntry) -> None:
        say_of_area(
            visit=visit,
            area=self.areas[entry.area],
            source=entry.source,
            by=self.by,
            says=entry.says,
            words=entry.words,
            indicator=self.indicators[entry.indicator] if entry.indicator else None,
        )

    # --- audits and voice -------------------------------------------------------------------

    def _audit(self, entry: AuditEntry) -> None:
        save_audit_round(
            authority=self.authority,
            by=self.by,
            name=entry.name,
            starts_on=_day(entry.starts),
            ends_on=_day(entry.ends),
            audited=entry.audited,
            children_examined=entry.children_examined,
            practice_area=self.areas[entry.area],
            knows_percentages_only=True,
            note=entry.note,
            grades=[
                Graded(each.domain, each.grade, percentage=Decimal(each.percentage))
                for each in entry.grades
            ],
        )

    def _voice(self, entry: VoiceEntry) -> None:
        save_voice_item(
            authority=self.authority,
            by=self.by,
            speaker=entry.speaker,
            group=entry.group,
            heard_on=_day(entry.on),
            said=entry.said,
            may_be_quoted=entry.may_be_quoted,
            theme=self.themes[entry.theme],
            practice_area=self.areas[entry.area],
            done=entry.done,
            changed=entry.changed,
            told=entry.told,
            told_on=_day(entry.told_on),
        )

    # --- self-evaluation --------------------------------------------------------------------

    def _evaluation(self, entry: EvaluationEntry, before: SelfEvaluation | None) -> SelfEvaluation:
        if before and entry.what_changed:
            evaluation = roll_evaluation(
                evaluation=before,
                by=self.by,
                year=entry.year,
                framework=entry.framework,
                what_changed=entry.what_changed,
            )
        else:
            evaluation = add_evaluation(
                authority=self.authority, by=self.by, year=entry.year, framework=entry.framework
            )
        for answer in entry.answers:
            self._answer(evaluation, answer)
        planned = evaluation.commitments.count()
        for order, commitment in enumerate(entry.commitments, start=planned + 1):
            save_commitment(
                evaluation=evaluation,
                by=self.by,
                order=order,
                text=commitment.text,
                action=self.actions[commitment.action] if commitment.action else None,
                progress=commitment.progress,
            )
        if entry.agreed:
            change_evaluation(
                evaluation=evaluation,
                by=self.by,
                revision=evaluation.revision,
                year=evaluation.year,
                agreed_on=_day(entry.agreed),
                what_changed=evaluation.what_changed,
            )
        return evaluation

    def _answer(self, evaluation: SelfEvaluation, entry: AnswerEntry) -> None:
        there = evaluation.parts.filter(area=entry.area, question=entry.question).first()
        save_part(
            evaluation=evaluation,
            by=self.by,
            area=entry.area,
            question=entry.question,
            revision=there.revision if there else 0,
            own_grade=entry.grade,
            strengths=entry.strengths,
            to_develop=entry.to_develop,
            findings=self._cited(entry.findings),
            audit_rounds=self.authority.audit_rounds.filter(name__in=entry.audits),
            indicators=[self.indicators[code] for code in entry.indicators],
        )

    def _cited(self, references: Iterable[str]) -> list[Finding]:
        found = {each.reference: each for each in self.authority.findings.all()}
        return [found[reference] for reference in references]

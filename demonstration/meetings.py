"""Records what meetings of the demonstration asked and resolved, each thing on its own day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from accounts.models import User
from committee import citing
from committee.models import AgendaItem, Meeting, Report
from committee.services import meetings, questions
from committee.services.minutes import publish_minutes
from committee.vocabulary import ResolutionVerb
from core import clock
from demonstration.entries import ItemEntry, MeetingEntry, PromiseEntry, QuestionEntry
from improvement.models import Action

EVENING, WORKING_HOUR = time(21), time(16)


def load_meetings(
    entries: Iterable[MeetingEntry],
    *,
    users: Mapping[str, User],
    held: Mapping[str, Meeting],
    reports: Mapping[str, Report],
    actions: Mapping[str, Action],
) -> None:
    """Record meetings on papers that are published; ``held`` and ``reports`` are by their day."""
    for entry in entries:
        _Secretary(entry, users, held[entry.held], reports.get(entry.held), actions).record()


class _Secretary:
    """Writes down one meeting."""

    def __init__(
        self,
        entry: MeetingEntry,
        users: Mapping[str, User],
        meeting: Meeting,
        report: Report | None,
        actions: Mapping[str, Action],
    ) -> None:
        self.entry, self.users, self.meeting = entry, users, meeting
        self.report, self.actions = report, actions
        self.authority = meeting.body.authority
        self.clerk = users["clerk"]

    def record(self) -> None:
        """Everything about the meeting, and its minutes last."""
        entry = self.entry
        items = [(self._item(each), each) for each in entry.items]
        if not entry.attendance:
            return
        with clock.at(_moment(entry.held, EVENING)):
            self._people()
            for item, each in items:
                if not each.is_open:
                    self._said(item, each)
        if entry.minutes:
            with clock.at(_moment(entry.minutes, WORKING_HOUR)):
                publish_minutes(meeting=self.meeting, by=self.clerk)

    def _people(self) -> None:
        entry = self.entry
        self.meeting = meetings.save_meeting(
            meeting=self.meeting,
            by=self.clerk,
            revision=None,
            starts_at=time.fromisoformat(entry.starts) if entry.starts else None,
            venue=entry.venue,
        )
        people = [
            {"name": each.name, "presence": each.presence, "stands_in_for": each.stands_in_for}
            for each in entry.attendance
        ]
        meetings.save_attendance(meeting=self.meeting, by=self.clerk, revision=None, people=people)

    def _item(self, entry: ItemEntry) -> AgendaItem:
        paper = self.report if not entry.title else None
        item = meetings.add_item(
            meeting=self.meeting,
            by=self.clerk,
            title=entry.title or (paper.title if paper else ""),
            report=paper,
        )
        for question in entry.questions:
            if question.asked:
                with clock.at(_moment(question.asked, WORKING_HOUR)):
                    questions.ask_question(
                        item=item, by=self.users[self.entry.asked_by], text=question.text
                    )
        return item

    def _said(self, item: AgendaItem, entry: ItemEntry) -> None:
        meetings.save_item(
            item=item,
            by=self.clerk,
            revision=None,
            introduced_by=entry.introduced_by,
            presented_by=entry.presented_by,
            discussion=entry.discussion,
            is_unanimous=entry.is_unanimous,
        )
        for question in entry.questions:
            self._asked(item, question)
        for promise in entry.promises:
            self._promised(item, promise)
        for recommendation in entry.recommendations:
            questions.add_recommendation(
                body=self.meeting.body,
                by=self.clerk,
                text=recommendation.text,
                made_on=self.meeting.held_on,
                item=item,
                owner=self.users[recommendation.owner],
                **self._about(indicator=recommendation.indicator),
            )
        if item.report:
            self._resolved(item)

    def _asked(self, item: AgendaItem, entry: QuestionEntry) -> None:
        body = self.meeting.body
        question = questions.add_question(
            item=item,
            by=self.clerk,
            text=entry.text,
            asked_by=f"The {body.short_name}",
            paragraph=entry.paragraph,
            **self._about(action=entry.action, indicator=entry.indicator),
        )
        if entry.answer:
            questions.answer_question(
                question=question,
                by=self.clerk,
                revision=None,
                answer=entry.answer,
                answered_by=self.users[entry.answered_by].post,
                answered_on=self.meeting.held_on,
            )
        for promise in entry.promises:
            self._promised(item, promise, question=question, paragraph=entry.paragraph)

    def _promised(self, item: AgendaItem, entry: PromiseEntry, **more: Any) -> None:
        promise = questions.add_promise(
            item=item,
            by=self.clerk,
            text=entry.text,
            owner=self.users[entry.owner],
            due_on=date.fromisoformat(entry.due) if entry.due else None,
            **self._about(action=entry.action, finding=entry.finding),
            **more,
        )
        if entry.kept:
            with clock.at(_moment(entry.kept, WORKING_HOUR)):
                questions.keep_promise(
                    promise=promise,
                    by=self.users[entry.owner],
                    revision=None,
                    kept_on=date.fromisoformat(entry.kept),
                    outcome=entry.outcome,
                )

    def _resolved(self, item: AgendaItem) -> None:
        """What the paper recommended, in the words of resolutions, citing the version they had."""
        versions = item.report.publications.all() if item.report else ()
        version = citing.version_before(versions, self.meeting.held_on)
        if version is None:
            return
        for recommended in citing.recommendations(version):
            text, verbs = citing.in_the_past(recommended)
            verb = next(each for each in verbs if each in ResolutionVerb.values)
            meetings.add_resolution(
                item=item, by=self.clerk, verb=verb, text=text, publication=version
            )

    def _about(self, action: str = "", indicator: str = "", finding: str = "") -> dict[str, Any]:
        """The records that something concerns, so far as it concerns any."""
        about = {
            "action": self.actions.get(action),
            "indicator": self.authority.indicators.filter(code=indicator).first(),
            "finding": self.authority.findings.filter(reference=finding).first(),
        }
        return {name: record for name, record in about.items() if record}


def _moment(day: str, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), hour))

"""Fills an empty database with the demonstration, through the same services as the pages use."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import assert_never

from django.db import transaction
from django.utils import timezone

from accounts.models import Authority, Membership, User
from committee.clearances import text_to_clear
from committee.models import (
    Body,
    HouseStyle,
    HouseStyleClearance,
    Meeting,
    Report,
    ReportSection,
)
from committee.remarks import commentable
from committee.services.clearance import give_verdict
from committee.services.exemption import save_section_exemption
from committee.services.house_styles import adopt_house_style
from committee.services.papers import save_header, save_recommendations, save_section, start_report
from committee.services.publishing import publish_report
from committee.services.writing import (
    add_comment,
    answer_comment,
    move_section,
    own_section,
    resolve_comment,
)
from committee.vocabulary import BlockKind, ExemptScope, SectionState, Verdict
from core import clock
from core.working_days import add_working_days
from demonstration.barking.council import BARKING
from demonstration.barnet.council import BARNET
from demonstration.barnet.people import DAY, DOMAIN, PASSWORD
from demonstration.council import Council
from demonstration.entries import (
    ActionEntry,
    CommentEntry,
    DateChange,
    Event,
    EvidenceEntry,
    Look,
    PaperEntry,
    PersonEntry,
    Update,
    VerdictEntry,
)
from demonstration.figures import add_teams, load_commentary, load_figures
from demonstration.meetings import load_meetings
from demonstration.practice import load_practice
from demonstration.reviews import load_reviews, load_risks
from documents import json
from documents.differences import Passage
from improvement.models import (
    Action,
    Evidence,
    Objective,
    Plan,
    PlanVersion,
    PracticeArea,
    ReminderRule,
    ReportingPeriod,
    Status,
    StrategicObjective,
    Theme,
    Verification,
)
from improvement.models import Update as Completion
from improvement.services import (
    add_action,
    decide_due_date,
    move_narrative,
    record_retest,
    record_update,
    request_due_date,
    review_evidence,
    save_narrative,
    verify_completion,
)
from improvement.vocabulary import DeliveryKind, NarrativeState
from monitoring.models import Visit

COUNCILS = (BARNET, BARKING)
FIGURES_HOUR, WORKING_HOUR, REVIEWING_HOUR = time(10), time(16), time(17)
REVIEWED_WITHIN, VERIFIED_WITHIN = 2, 5  # working days
# Updates and narratives are due so many working days before the paper has to be published.
UPDATES_DUE, NARRATIVES_DUE = 7, 5
AROUND_BLOCKS = re.compile(
    r"\s*(</?(?:blockquote|br|h3|li|ol|p|table|tbody|td|th|tr|ul)\b[^>]*>)\s*"
)


def read_text(folder: Path, name: str) -> str:
    """A text of a paper as the editor would hand it over: without the file's line breaks."""
    written = (folder / f"{name}.html").read_text(encoding="utf-8")
    return AROUND_BLOCKS.sub(r"\1", " ".join(written.split()))


def email(entry: PersonEntry, domain: str = DOMAIN) -> str:
    """The address by which a person of the demonstration signs in."""
    return f"{entry.email}@{domain}"


def sign_ins() -> dict[str, PersonEntry]:
    """Those who may sign in to the demonstration, by their address."""
    return {
        email(entry, council.domain): entry
        for council in COUNCILS
        for entry in council.people.values()
        if entry.signs_in
    }


def add_person(authority: Authority, entry: PersonEntry, domain: str) -> User:
    """Make a person who holds a role in an authority."""
    password = PASSWORD if entry.signs_in else None
    user = User.objects.create_user(
        email(entry, domain), password, name=entry.post, post=entry.post
    )
    Membership.objects.create(user=user, authority=authority, role=entry.role)
    user.teams.set(authority.teams.filter(name__in=entry.teams))
    return user


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _day_or_none(written: str) -> date | None:
    return _day(written) if written else None


def _at(written: str) -> datetime:
    """The hour of that day at which things were written down."""
    return _moment(_day(written), WORKING_HOUR)


def _reviewed_at(written: str) -> datetime:
    """When evidence of that day was reviewed: soon, and before the demonstration's own day."""
    soon = add_working_days(_day(written), REVIEWED_WITHIN)
    return _moment(min(soon, add_working_days(DAY, -1)), REVIEWING_HOUR)


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


@transaction.atomic
def load() -> Authority:
    """Build both councils; the first of them, whose papers of 2018 and 2021 stand in it whole."""
    loaders = [_Loader(council) for council in COUNCILS]
    for loader in loaders:
        loader.load()
    # Files are stored while publishing, so it comes last: nothing can fail after it.
    for loader in loaders:
        loader.publish()
    return loaders[0].authority


class _Loader:
    """Makes the records, and keeps them by the keys that the content calls them by."""

    def __init__(self, council: Council) -> None:
        self.council = council
        authority = Authority.objects.create(**council.authority)
        self.authority = authority
        self.teams = {name: authority.teams.create(name=name) for name in council.teams}
        self.partners = {name: authority.partners.create(name=name) for name in council.partners}
        self.users = {
            key: add_person(authority, entry, council.domain)
            for key, entry in council.people.items()
        }
        self.areas = {
            name: PracticeArea.objects.create(
                authority=authority, order=order, name=name, description=description
            )
            for order, (name, description) in enumerate(council.areas.items(), start=1)
        }
        self.templates: dict[str, HouseStyle] = {}
        self.meetings: dict[str, Meeting] = {}
        self.periods: dict[str, ReportingPeriod] = {}
        self.themes: dict[int, Theme] = {}
        self.objectives: dict[str, Objective] = {}
        self.statuses: dict[str, Status] = {}
        self.actions: dict[str, Action] = {}
        self.leads: dict[str, User] = {}
        self.judges: dict[str, User] = {}
        self.visits: dict[str, Visit] = {}
        self.reports: dict[str, Report] = {}

    def load(self) -> None:
        """Everything but what is published."""
        self._plan()
        self._calendar()
        self._figures()
        for action in self.council.actions:
            with clock.at(_at(action.added)):
                self._action(action)
        happened = [
            (event.on, reference, event)
            for reference, story in self.council.stories.items()
            for event in story
        ]
        for on, reference, event in sorted(happened, key=lambda each: each[0]):
            with clock.at(_at(on)):
                self._event(reference, event)
        load_reviews(self.plan, self.council.reviews, users=self.users)
        load_risks(self.plan, self.council.risks, users=self.users, actions=self.actions)
        self.visits = load_practice(
            self.authority,
            self.council.practice,
            by=self.users["author"],
            letters=self.council.folder / "letters",
            actions=self.actions,
            themes=self.themes,
        )
        for paper in self.council.papers:
            with clock.at(_at(paper.written)):
                self._paper(paper)
        for paper in self.council.papers:
            with clock.at(_at(paper.written)):
                self._comments(paper)

    def publish(self) -> None:
        """Publish what was published, each on its day, and record the meetings that had it."""
        for paper in self.council.papers:
            for verdict in paper.verdicts:
                with clock.at(_at(verdict.on)):
                    self._clear(self.reports[paper.meeting], verdict)
            if paper.published:
                with clock.at(_at(paper.published)):
                    publish_report(report=self.reports[paper.meeting], by=self.users["clerk"])
        load_meetings(
            self.council.held,
            users=self.users,
            held=self.meetings,
            reports=self.reports,
            actions=self.actions,
        )

    def _clear(self, report: Report, entry: VerdictEntry) -> None:
        document = text_to_clear(report, today=_day(entry.on))
        give_verdict(
            clearance=report.clearances.get(name=entry.clearance),
            by=self.users[entry.by],
            verdict=Verdict.CLEARED,
            words=entry.words,
            digest=json.digest(document),
        )

    # --- people and the plan ----------------------------------------------------------------

    def _plan(self) -> None:
        about = self.council.plan
        self.plan = Plan.objects.create(
            authority=self.authority,
            name=about["name"],
            short_name=about["short_name"],
            summary=about["summary"],
            starts_on=_day(about["starts_on"]),
        )
        for name, agreed, note in self.council.versions:
            PlanVersion.objects.create(plan=self.plan, name=name, agreed_on=_day(agreed), note=note)
        for order, text in enumerate(self.council.objectives, start=1):
            StrategicObjective.objects.create(plan=self.plan, order=order, text=text)
        for axis, entries in (
            (Status.Axis.DELIVERY, self.council.delivery),
            (Status.Axis.IMPACT, self.council.impact),
        ):
            for order, entry in enumerate(entries, start=1):
                self.statuses[entry.kind] = Status.objects.create(
                    plan=self.plan,
                    axis=axis,
                    order=order,
                    label=entry.label,
                    colour=entry.colour,
                    kind=entry.kind,
                    definition=entry.definition,
                )
        for number, strand in self.council.themes.items():
            theme = Theme.objects.create(
                plan=self.plan,
                number=number,
                kind=strand.kind,
                title=strand.title,
                description=strand.description,
                lead=self.users[strand.lead],
            )
            self.themes[number] = theme
            for reference, title in strand.objectives.items():
                self.objectives[reference] = Objective.objects.create(
                    theme=theme, reference=reference, title=title
                )

    def _calendar(self) -> None:
        ReminderRule.objects.create(authority=self.authority)
        used = (
            *(each.template for each in self.council.bodies),
            *(each.template for each in self.council.papers),
        )
        with clock.at(_at(self.council.plan["starts_on"])):
            for key in dict.fromkeys(filter(None, used)):
                self.templates[key] = adopt_house_style(
                    authority=self.authority, key=key, by=self.users["administrator"]
                )
        for clearance in HouseStyleClearance.objects.filter(house_style__authority=self.authority):
            if clearance.name in self.council.clearers:
                clearance.clearer = self.users[self.council.clearers[clearance.name]]
                clearance.save()
        for entry in self.council.bodies:
            body = Body.objects.create(
                authority=self.authority,
                slug=entry.slug,
                name=entry.name,
                short_name=entry.short_name,
                former_names=entry.former_names,
                chair=entry.chair,
                cadence=entry.cadence,
                house_style=self.templates.get(entry.template),
            )
            body.plans.add(self.plan)
            for held_on in entry.meetings:
                self.meetings[held_on] = Meeting.objects.create(body=body, held_on=_day(held_on))
        for period in self.council.periods:
            publish_by = self.meetings[period.meeting].publish_by
            self.periods[period.name] = ReportingPeriod.objects.create(
                authority=self.authority,
                name=period.name,
                starts_on=_day(period.starts),
                ends_on=_day(period.ends),
                data_month=_day(period.data_month),
                updates_due_on=add_working_days(publish_by, -UPDATES_DUE),
                narratives_due_on=add_working_days(publish_by, -NARRATIVES_DUE),
            )

    # --- indicators -------------------------------------------------------------------------

    def _figures(self) -> None:
        add_teams(self.authority, self.council.figure_teams)
        analyst = self.users["analyst"]
        load_figures(
            self.authority,
            self.council.figures,
            analyst=analyst,
            owners=self.users,
            themes=self.themes,
        )
        if self.council.commentaries:
            with clock.at(_moment(DAY, FIGURES_HOUR)):
                load_commentary(
                    self.authority,
                    self.council.commentaries,
                    on=DAY,
                    analyst=analyst,
                    author=self.users["author"],
                )

    # --- actions and what happened on them --------------------------------------------------

    def _action(self, entry: ActionEntry) -> None:
        objective = self.objectives.get(entry.reference[:2])
        number = int(entry.reference[0])
        self.leads[entry.reference] = self.users[entry.lead]
        # Whoever decides on what the lead asks or claims is another person.
        deciding = (self.council.themes[number].lead, *self.council.judges)
        judge = next(key for key in deciding if key != entry.lead)
        self.judges[entry.reference] = self.users[judge]
        self.actions[entry.reference] = add_action(
            by=self.users["author"],
            plan=self.plan,
            theme=self.themes[number],
            objective=objective,
            reference=entry.reference,
            title=entry.title,
            lead=self.users[entry.lead],
            team=self.teams[entry.team],
            partners=[self.partners[name] for name in entry.partners],
            practice_areas=[self.areas[name] for name in entry.areas],
            priority=entry.priority,
            visibility=entry.visibility,
            success_measure=entry.measure,
            added_on=_day(entry.added),
            starts_on=_day(entry.starts),
            due_on=_day_or_none(entry.due),
        )

    def _event(self, reference: str, event: Event) -> None:
        action, lead, judge = (
            self.actions[reference],
            self.leads[reference],
            self.judges[reference],
        )
        match event:
            case Update():
                update = record_update(
                    action=action,
                    by=lead,
                    effective_on=_day(event.on),
                    delivery=self.statuses[event.delivery] if event.delivery else action.delivery,
                    impact=self.statuses[event.impact] if event.impact else action.impact,
                    done=event.done,
                    difference=event.difference,
                    obstacles=event.obstacles,
                    next_steps=event.next_steps,
                    forecast_on=_day_or_none(event.forecast),
                    completion_account=event.account,
                    no_change=not event.done,
                    evidence=[
                        {"title": each.title, "url": each.url, "added_on": _day(event.on)}
                        for each in event.evidence
                    ],
                )
                self.actions[reference] = update.action
                with clock.at(_reviewed_at(event.on)):
                    self._review(update.evidence.order_by("pk"), event.evidence, judge)
                verified_on = add_working_days(_day(event.on), VERIFIED_WITHIN)
                if event.delivery == DeliveryKind.COMPLETE and verified_on < DAY:
                    with clock.at(_moment(verified_on, REVIEWING_HOUR)):
                        self._verify(update, judge)
            case DateChange():
                self._date_change(action, event, lead, judge)
            case Look():
                record_retest(
                    action=action,
                    by=judge,
                    tested_on=_day(event.on),
                    kind=event.kind,
                    verdict=event.verdict,
                    words=event.words,
                    look_again_on=_day_or_none(event.look_again),
                )
            case _:
                assert_never(event)

    def _review(
        self, given: Iterable[Evidence], entries: tuple[EvidenceEntry, ...], judge: User
    ) -> None:
        if not entries:
            return
        for evidence, entry in zip(given, entries, strict=True):
            if entry.verdict != Evidence.Verdict.WAITING:
                review_evidence(
                    evidence=evidence, by=judge, verdict=entry.verdict, words=entry.words
                )

    def _verify(self, completion: Completion, judge: User) -> None:
        """A second person agrees, unless what was given as evidence waits or is not enough."""
        if not completion.evidence.exclude(verdict=Evidence.Verdict.ADEQUATE).exists():
            verify_completion(
                update=completion, by=judge, verdict=Verification.Verdict.ADEQUATE, words=""
            )

    def _date_change(self, action: Action, event: DateChange, lead: User, judge: User) -> None:
        change = request_due_date(
            action=action,
            by=lead,
            new_due_on=_day(event.to),
            reason=event.reason,
            words=event.words,
        )
        if event.decided:
            with clock.at(_at(event.decided)):
                decide_due_date(
                    change=change, by=judge, decision=event.decision, words=event.decision_words
                )

    # --- papers -----------------------------------------------------------------------------

    def _paper(self, entry: PaperEntry) -> None:
        author = self.users["author"]
        template = self.templates[entry.template]
        if template.sections.filter(kind=BlockKind.THEME_PROGRESS).exists():
            for number in self.themes:
                if (self.council.texts / entry.meeting / f"theme-{number}.html").exists():
                    self._narrative(number, entry)
        report = start_report(
            meeting=self.meetings[entry.meeting],
            plan=self.plan,
            period=self.periods[entry.period],
            by=author,
            number=entry.number,
            title=entry.title,
            house_style=template,
            cut_off=_day(entry.cut_off),
            report_of=entry.report_of or self.council.report_of,
            officer_contact=self.council.officer_contact,
            previous=self.reports.get(entry.previous),
        )
        if entry.header:
            report = save_header(
                report=report, by=author, revision=report.revision, header_texts=entry.header
            )
        folder = self.council.texts / entry.meeting
        for section in report.sections.all():
            has_text = (folder / f"{section.key}.html").exists()
            if has_text or section.key in entry.filled:
                self._section(section, entry, folder if has_text else None)
        self.reports[entry.meeting] = save_recommendations(
            report=report, by=author, texts=entry.recommendations, revision=report.revision
        )
        for key, why in entry.exempt.items():
            save_section_exemption(
                section=report.sections.get(key=key),
                by=author,
                revision=None,
                exempt_scope=ExemptScope.WHOLE,
                exempt_ground=why.ground,
                exempt_reason=why.reason,
                public_interest=why.public_interest,
            )
        self._share(report, entry)

    def _share(self, report: Report, entry: PaperEntry) -> None:
        """Say who writes which sections, how far they are and what is said of them."""
        author = self.users["author"]
        sections = {section.key: section for section in report.sections.all()}
        for key, person in entry.owners.items():
            own_section(section=sections[key], by=author, owner=self.users[person], revision=None)
        for key in (*entry.ready, *entry.accepted, *entry.returned):
            move_section(section=sections[key], by=author, state=SectionState.READY, revision=None)
        for key in entry.accepted:
            move_section(
                section=sections[key], by=author, state=SectionState.ACCEPTED, revision=None
            )
        for key, reason in entry.returned.items():
            move_section(
                section=sections[key],
                by=author,
                state=SectionState.RETURNED,
                revision=None,
                reason=reason,
            )

    def _comments(self, entry: PaperEntry) -> None:
        if entry.comments:
            report = self.reports[entry.meeting]
            places = commentable(text_to_clear(report, today=_day(entry.written)))
            for comment in entry.comments:
                self._comment(report, comment, places[comment.anchor])

    def _comment(self, report: Report, entry: CommentEntry, place: Passage) -> None:
        comment = add_comment(
            report=report, by=self.users[entry.by], words=entry.words, place=place
        )
        if entry.answer:
            answerer = self.users[entry.answer_by]
            answer_comment(comment=comment, by=answerer, words=entry.answer)
        if entry.is_resolved:
            resolve_comment(comment=comment, by=self.users[entry.by])

    def _section(self, section: ReportSection, entry: PaperEntry, folder: Path | None) -> None:
        """Write a section, if the ``folder`` has a text of it, and choose what it shows."""
        key = section.key
        authority = self.authority
        save_section(
            section=section,
            by=self.users["author"],
            revision=section.revision,
            body=read_text(folder, key) if folder else section.body,
            heading=entry.headings.get(key),
            scorecard=authority.scorecards.filter(name=entry.scorecards.get(key, "")).first(),
            indicators=authority.indicators.filter(code__in=entry.indicators.get(key, ())),
            visits=[self.visits[visit] for visit in entry.visits.get(key, ())],
            evaluation=authority.self_evaluations.filter(
                year=entry.evaluations.get(key, "")
            ).first(),
            theme=self.themes.get(entry.follows.get(key, 0)),
        )

    def _narrative(self, number: int, entry: PaperEntry) -> None:
        lead, author = self.users[self.council.themes[number].lead], self.users["author"]
        narrative = save_narrative(
            theme=self.themes[number],
            period=self.periods[entry.period],
            by=lead,
            body=read_text(self.council.texts / entry.meeting, f"theme-{number}"),
            revision=0,
        )
        for by, state in ((lead, NarrativeState.READY), (author, NarrativeState.ACCEPTED)):
            narrative = move_narrative(
                narrative=narrative, by=by, state=state, revision=narrative.revision
            )

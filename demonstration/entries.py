"""The shapes in which the demonstration is written down; dates are written as 2018-04-30."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from committee.house_styles import PROGRESS_REPORT
from committee.vocabulary import Presence
from improvement.models import Action, DueDateChange, Evidence, Retest, Theme
from monitoring.vocabulary import Coverage, Question

PROGRESS = "Update report on progress of Barnet Children's Services Improvement Action Plan"


@dataclass(frozen=True)
class PersonEntry:
    """A post, and the role its holder has. Those who sign in share the demonstration password."""

    post: str
    email: str
    role: str
    teams: tuple[str, ...] = ()
    signs_in: bool = False


@dataclass(frozen=True)
class ThemeEntry:
    """A theme, its lead's key, and its objectives by reference."""

    title: str
    description: str
    lead: str
    objectives: dict[str, str] = field(default_factory=dict)
    kind: str = Theme.Kind.IMPROVEMENT


@dataclass(frozen=True)
class StatusEntry:
    """A word of one of the two vocabularies."""

    kind: str
    label: str
    colour: str
    definition: str


@dataclass(frozen=True)
class PeriodEntry:
    """A reporting period and the day of the meeting its paper goes to."""

    name: str
    starts: str
    ends: str
    data_month: str
    meeting: str


@dataclass(frozen=True)
class BodyEntry:
    """A body that oversees the plan. Its papers are written for the ``meetings``.

    ``template`` is the key of the one that its papers are usually written in.
    """

    slug: str
    name: str
    short_name: str
    chair: str
    cadence: str = ""
    former_names: str = ""
    meetings: tuple[str, ...] = ()
    template: str = ""


@dataclass(frozen=True)
class ActionEntry:
    """An action as the plan says it. Theme and objective follow from the reference: 5b(ii), 3.1."""

    reference: str
    title: str
    lead: str
    team: str
    measure: str
    starts: str
    due: str = ""  # empty for an action that is ongoing
    priority: str = Action.Priority.MEDIUM
    visibility: str = Action.Visibility.PUBLIC
    partners: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    added: str = "2017-10-31"


@dataclass(frozen=True)
class EvidenceEntry:
    """A link that supports an update, and what its reviewer said."""

    title: str
    url: str
    verdict: str = Evidence.Verdict.WAITING
    words: str = ""


@dataclass(frozen=True)
class Update:
    """What was reported on a day; without ``done``, that nothing has changed.

    A rating that is left out stays as it was.
    """

    on: str
    done: str = ""
    delivery: str = ""
    impact: str = ""
    difference: str = ""
    obstacles: str = ""
    next_steps: str = ""
    forecast: str = ""
    account: str = ""
    evidence: tuple[EvidenceEntry, ...] = ()


@dataclass(frozen=True)
class DateChange:
    """A request to move a due date, and what was decided; without ``decided`` it waits."""

    on: str
    to: str
    reason: str
    words: str
    decided: str = ""
    decision: str = DueDateChange.Decision.APPROVED
    decision_words: str = ""


@dataclass(frozen=True)
class Look:
    """A re-test of a completed action."""

    on: str
    kind: str
    verdict: str
    words: str
    look_again: str = ""


Event = Update | DateChange | Look


@dataclass(frozen=True)
class ReviewEntry:
    """A look at the whole plan: by whom, what was found, and who (a key) wrote it down."""

    on: str
    reviewer: str
    verdict: str
    words: str
    by: str
    decided: str = ""
    next_on: str = ""


@dataclass(frozen=True)
class RiskLookEntry:
    """A later look at a risk: likelihood and impact on that day."""

    on: str
    now: tuple[int, int]


@dataclass(frozen=True)
class RiskEntry:
    """A risk to the plan, owned by a person (a key), and the actions that mitigate it.

    Likelihood and impact, from 1 to 5, stand ``before`` mitigation and ``now``: when it was raised.
    """

    title: str
    effect: str
    before: tuple[int, int]
    now: tuple[int, int]
    mitigation: str
    owner: str
    raised: str
    actions: tuple[str, ...]
    cause: str = ""
    looks: tuple[RiskLookEntry, ...] = ()
    closed: str = ""
    closed_because: str = ""


@dataclass(frozen=True)
class VerdictEntry:
    """How a paper was cleared: which clearance, by whom (a key), on which day, with which words."""

    clearance: str
    by: str
    on: str
    words: str


@dataclass(frozen=True)
class CommentEntry:
    """A remark on a paragraph of a paper, named by its anchor, and what was answered."""

    anchor: str
    by: str
    words: str
    answer_by: str = ""
    answer: str = ""
    is_resolved: bool = False


@dataclass(frozen=True)
class ExemptEntry:
    """Why the public may not read a section: the paragraph of Schedule 12A, and the words on it."""

    ground: str
    reason: str
    public_interest: str


@dataclass(frozen=True)
class PaperEntry:
    """A paper for one meeting; its texts stand in the folder named after the meeting's day.

    ``header`` has the words of the header's lines by their keys. ``scorecards`` names the
    scorecard that a section shows, ``indicators`` the codes of those it shows, ``visits`` the keys
    of those it tells of, ``evaluations`` the year of a self-evaluation. ``headings`` are other
    than the template's; ``follows`` are the numbers of the themes with which sections stand.
    ``owners`` are the keys of who writes sections; ``ready``, ``accepted`` and ``returned``, this
    with its reason, are how far sections are. What ``exempt`` names is kept from the public.
    """

    meeting: str
    period: str
    number: int
    cut_off: str
    written: str  # the day on which its texts were accepted
    recommendations: tuple[str, ...]
    published: str = ""  # the day; empty for a draft
    previous: str = ""  # the meeting of the report before
    template: str = PROGRESS_REPORT
    title: str = PROGRESS
    report_of: str = ""  # empty for whoever reports to the council's committees
    header: dict[str, str] = field(default_factory=dict)
    scorecards: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, tuple[str, ...]] = field(default_factory=dict)
    visits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    evaluations: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    follows: dict[str, int] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    ready: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    returned: dict[str, str] = field(default_factory=dict)
    comments: tuple[CommentEntry, ...] = ()
    verdicts: tuple[VerdictEntry, ...] = ()
    exempt: dict[str, ExemptEntry] = field(default_factory=dict)

    @property
    def filled(self) -> set[str]:
        """The keys of the sections for which something is chosen."""
        chosen = (self.scorecards, self.indicators, self.visits, self.evaluations)
        return {key for each in chosen for key in each}


@dataclass(frozen=True)
class FindingEntry:
    """Something a visit found, in our own words, and the actions that answer it.

    Where the visit has a letter, the words are sentences of it. ``unanswered`` says why no action
    is needed.
    """

    type: str
    words: str
    area: str
    direction: str = ""
    actions: tuple[str, ...] = ()
    coverage: str = Coverage.COVERED
    unanswered: str = ""
    partners: tuple[str, ...] = ()
    is_ours: bool = True


@dataclass(frozen=True)
class BesideEntry:
    """What another source says of a practice area, beside what a visit said of it."""

    area: str
    source: str
    says: str
    words: str
    indicator: str = ""


@dataclass(frozen=True)
class VisitEntry:
    """A visit; ``letter`` names the file of its letter, ``recorded`` the day it was written down.

    A visit whose ``published`` is empty has a letter that nobody outside may read yet.
    """

    key: str
    kind: str
    starts: str
    ends: str
    recorded: str
    inspectorate: str = "ofsted"
    framework: str = "none"
    title: str = ""
    written: str = ""
    received: str = ""
    published: str = ""
    ordinal: int | None = None
    since: str = ""
    focus: tuple[str, ...] = ()
    evidence: str = ""
    next_on: str = ""
    next_until: str = ""
    next_focus: str = ""
    judgements: dict[str, str] = field(default_factory=dict)
    findings: tuple[FindingEntry, ...] = ()
    beside: tuple[BesideEntry, ...] = ()
    letter: str = ""


@dataclass(frozen=True)
class InterventionEntry:
    """A step by which the government intervened."""

    title: str
    kind: str
    held_by: str
    issued: str


@dataclass(frozen=True)
class BoardEntry:
    """A board or group that oversees improvement."""

    name: str
    chair: str
    is_independent: bool
    cadence: str


@dataclass(frozen=True)
class GradeEntry:
    """The share of audits of a domain that were given a grade."""

    domain: str
    grade: str
    percentage: str


@dataclass(frozen=True)
class AuditEntry:
    """A round of audits of which percentages are known."""

    name: str
    starts: str
    ends: str
    audited: int
    children_examined: int
    area: str
    note: str
    grades: tuple[GradeEntry, ...]


@dataclass(frozen=True)
class VoiceEntry:
    """What people said, and what became of it."""

    on: str
    speaker: str
    group: str
    said: str
    area: str
    theme: int
    may_be_quoted: bool = False
    done: str = ""
    changed: str = ""
    told: str = ""
    told_on: str = ""


@dataclass(frozen=True)
class AnswerEntry:
    """What a self-evaluation answers to a question about an area, and on what evidence.

    Findings stand by their references, indicators by their codes and audits by their names.
    """

    area: str
    question: Question
    strengths: str = ""
    to_develop: str = ""
    grade: str = ""
    findings: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    audits: tuple[str, ...] = ()


@dataclass(frozen=True)
class CommitmentEntry:
    """What is planned for the next 12 months, and the action that it became."""

    text: str
    action: str = ""
    progress: str = ""


@dataclass(frozen=True)
class EvaluationEntry:
    """A year's self-evaluation.

    One with ``what_changed`` goes on from the one before, and gives what is new in it.
    """

    year: str
    recorded: str
    answers: tuple[AnswerEntry, ...]
    commitments: tuple[CommitmentEntry, ...] = ()
    agreed: str = ""
    what_changed: str = ""
    framework: str = "ilacs_2018"


@dataclass(frozen=True)
class Practice:
    """What is known of a council's practice: from visits, audits, people and itself.

    What has no day of its own was recorded on ``recorded``.
    """

    recorded: str
    visits: Sequence[VisitEntry] = ()
    interventions: Sequence[InterventionEntry] = ()
    boards: Sequence[BoardEntry] = ()
    audits: Sequence[AuditEntry] = ()
    voice: Sequence[VoiceEntry] = ()
    evaluations: Sequence[EvaluationEntry] = ()


@dataclass(frozen=True)
class FiguresEntry:
    """How an indicator's figures ran, month by month.

    They follow straight lines between the months of ``course``, straying by up to ``wobble``;
    ``stated`` are exact. A percentage with ``of`` is drawn from about so many cases. With ``part``
    they are those of one team.
    """

    code: str
    owner: str
    theme: int
    course: dict[str, float]
    wobble: float = 0
    part: str = ""
    of: int = 0
    stated: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class TargetEntry:
    """What an indicator should reach; milestones by month."""

    value: str = ""
    tolerance: str = "0"
    stretch: str = ""
    words: str = ""
    milestones: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ComparatorEntry:
    """What a group of authorities reached, in counts; without a denominator, the figure itself."""

    code: str
    group: str
    starts: str
    label: str
    numerator: str
    denominator: str
    source: str


@dataclass(frozen=True)
class CommentaryEntry:
    """What an owner wrote on an exception."""

    data_shows: str
    being_done: str
    working_well: str = ""
    needs_change: str = ""
    accepted: bool = False


HELD, NOT_HELD = Retest.Verdict.HELD, Retest.Verdict.NOT_HELD


@dataclass(frozen=True)
class AttendanceEntry:
    """Who was at a meeting: a post, how its holder took part, and for whom they stood in."""

    name: str
    presence: str = Presence.PRESENT
    stands_in_for: str = ""


@dataclass(frozen=True)
class PromiseEntry:
    """What was promised, by whom (a key); ``kept`` is the day on which it was kept."""

    text: str
    owner: str
    due: str = ""
    kept: str = ""
    outcome: str = ""
    action: str = ""
    finding: str = ""


@dataclass(frozen=True)
class QuestionEntry:
    """What was asked, and answered by whom (a key).

    ``asked`` is the day, for a question before the meeting; it then is the member's own. The
    paragraph is named by its anchor; the action, the indicator and the finding by their references.
    """

    text: str
    answered_by: str = ""
    answer: str = ""
    asked: str = ""
    paragraph: str = ""
    action: str = ""
    indicator: str = ""
    promises: tuple[PromiseEntry, ...] = ()


@dataclass(frozen=True)
class ScrutinyEntry:
    """What a body recommended on an item, and who responds (a key)."""

    text: str
    owner: str
    indicator: str = ""


@dataclass(frozen=True)
class ItemEntry:
    """An item of an agenda. Without a title it is the paper of the meeting.

    What its paper recommends is resolved, unless the item ``is_open`` because the meeting is not
    held yet.
    """

    title: str = ""
    introduced_by: str = ""
    presented_by: str = ""
    discussion: str = ""
    is_unanimous: bool = False
    is_open: bool = False
    questions: tuple[QuestionEntry, ...] = ()
    promises: tuple[PromiseEntry, ...] = ()
    recommendations: tuple[ScrutinyEntry, ...] = ()


@dataclass(frozen=True)
class MeetingEntry:
    """A meeting: who was there, its agenda and the day on which its minutes were published."""

    held: str
    asked_by: str
    starts: str = ""
    venue: str = ""
    attendance: tuple[AttendanceEntry, ...] = ()
    items: tuple[ItemEntry, ...] = ()
    minutes: str = ""

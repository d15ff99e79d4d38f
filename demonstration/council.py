"""All that the demonstration tells of one council, in one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demonstration.entries import (
    ActionEntry,
    BodyEntry,
    CommentaryEntry,
    Event,
    MeetingEntry,
    PaperEntry,
    PeriodEntry,
    PersonEntry,
    Practice,
    ReviewEntry,
    RiskEntry,
    StatusEntry,
    ThemeEntry,
)
from demonstration.figures import Content


@dataclass(frozen=True)
class Council:
    """A council, its people, its plan and what happened.

    ``people`` hold an author, an analyst, a clerk and an administrator under these keys.
    ``judges`` are those who decide, after the theme's lead, on what somebody asks or claims;
    ``clearers`` are those who clear papers, by the name of the clearance.
    ``folder`` holds the texts of papers in texts/<day of the meeting>/ and the letters in letters/.
    """

    authority: Mapping[str, str]
    domain: str
    folder: Path
    people: Mapping[str, PersonEntry]
    judges: Sequence[str]
    teams: Sequence[str]
    plan: Mapping[str, str]
    themes: Mapping[int, ThemeEntry]
    delivery: Sequence[StatusEntry]
    impact: Sequence[StatusEntry]
    areas: Mapping[str, str]
    actions: Sequence[ActionEntry]
    stories: Mapping[str, Sequence[Event]]
    bodies: Sequence[BodyEntry]
    periods: Sequence[PeriodEntry]
    figures: Content
    practice: Practice
    partners: Sequence[str] = ()
    versions: Sequence[tuple[str, str, str]] = ()
    objectives: Sequence[str] = ()
    reviews: Sequence[ReviewEntry] = ()
    risks: Sequence[RiskEntry] = ()
    figure_teams: Sequence[str] = ()
    commentaries: Mapping[str, CommentaryEntry] = field(default_factory=dict)
    papers: Sequence[PaperEntry] = ()
    held: Sequence[MeetingEntry] = ()
    report_of: str = ""
    officer_contact: str = ""
    clearers: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> Path:
        """Where the texts of its papers stand."""
        return self.folder / "texts"

"""What the rows of a workbook would do to a plan, by the rules that every change to it keeps."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from accounts.models import Partner, Team, User
from core.colours import name_of
from core.sheets import Cell, letter
from improvement.models import Action, Objective, Plan, PlanImportRow, Status, Theme, Update
from improvement.plan_files.cells import (
    NOT_YET,
    Told,
    key,
    quoted,
    read_day,
    read_objective,
    read_owners,
    read_priority,
    read_reference,
    read_theme,
    read_updates,
    reference_match,
    said,
)
from improvement.plan_files.layout import FIELDS, KEPT_OUT, REQUIRED, Layout
from improvement.plan_files.sheet import Line
from improvement.plan_files.writing import LEFT_OUT, as_written, same
from improvement.services.actions import wrong_beginning, wrong_priority
from improvement.services.refusals import said_day
from improvement.services.updates import follow, wrong_update
from improvement.standing import standing, update_words
from improvement.vocabulary import DeliveryKind

Outcome = PlanImportRow.Outcome
Owner = User | Team | Partner

RELATIONS = ("plan", "theme", "objective", "lead", "team", "delivery", "impact")
# What a row may change of an action, and what is put back when that is undone.
COLUMNS = (
    "theme_id",
    "objective_id",
    "title",
    "lead_id",
    "team_id",
    "priority",
    "success_measure",
    "starts_on",
    "forecast_on",
    "delivery_id",
    "impact_id",
    "completed_on",
    "completion_account",
)
LONGEST_REASON = 500
WHOLE_ROW = "The whole row"
LONGEST_WORDS = 100  # characters by which words for a status or a theme are known

LETTERS = re.compile(r"[^\W\d_]{3}")  # what a title has and a reference has not

NOT_CALCULATED = (
    "This cell holds a formula whose result is not in the file. Open the file in Excel, save it "
    "and choose it again."
)
# What a status is proposed for by the colour of a cell where none of the plan has that colour.
USUAL_COLOURS = {
    "red": DeliveryKind.OFF_TRACK,
    "amber": DeliveryKind.AT_RISK,
    "green": DeliveryKind.ON_TRACK,
    "blue": DeliveryKind.COMPLETE,
    "grey": DeliveryKind.NOT_STARTED,
}
# What a status is proposed for by words that councils use, where none of the plan has that label.
USUAL_WORDS = {
    DeliveryKind.NOT_STARTED: ("not started", "not yet started", "not due", "planned", "grey"),
    DeliveryKind.ON_TRACK: ("on track", "on target", "in progress", "started", "green", "g"),
    DeliveryKind.AT_RISK: ("at risk", "some slippage", "delayed", "amber", "a", "minor issues"),
    DeliveryKind.OFF_TRACK: ("off track", "overdue", "behind", "red", "r", "major issues"),
    DeliveryKind.COMPLETE: ("complete", "completed", "done", "blue", "b", "closed", "achieved"),
    DeliveryKind.STOPPED: ("stopped", "cancelled", "no longer required", "superseded", "replaced"),
}


@dataclass(frozen=True)
class Choices:
    """What a person said of the whole file.

    ``undated_on`` is the day of updates that have none; ``stand_in`` the words of an update where
    a rating changes and the file says nothing of it; ``at`` the moment that counts as now.
    ``makes`` are the keys of the themes that are made because the plan has them not.
    """

    layout: Layout
    undated_on: date
    stand_in: str
    at: datetime
    by: User
    makes: frozenset[str] = frozenset()


@dataclass
class Judged:
    """A row: what becomes of it, why, and the records that it makes, which are not saved."""

    number: int
    outcome: str = Outcome.UNCHANGED
    reference: str = ""
    title: str = ""
    reasons: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)  # where each reason stands: column and heading
    changes: list[str] = field(default_factory=list)
    action: Action | None = None
    updates: list[Update] = field(default_factory=list)
    partners: list[Partner] | None = None
    before: dict[str, Any] = field(default_factory=dict)
    partners_before: list[int] = field(default_factory=list)

    @property
    def said(self) -> dict[str, Any]:
        """What is shown of it, in words."""
        return {"reference": self.reference, "title": self.title, "changes": self.changes}


def key_of_owner(owner: Owner) -> str:
    """How a layout names a person, a team or a partner: person:7, team:3, partner:2."""
    kinds: dict[type, str] = {User: "person", Team: "team", Partner: "partner"}
    return f"{kinds[type(owner)]}:{owner.pk}"


class PlanSide:
    """What a plan has that the cells of a workbook may name; each is read once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def statuses(self) -> dict[str, list[Status]]:
        """The plan's statuses by the question they answer."""
        found: dict[str, list[Status]] = {axis: [] for axis in Status.Axis.values}
        for status in self.plan.statuses.all():
            found[status.axis].append(status)
        return found

    @cached_property
    def themes(self) -> list[Theme]:
        """The plan's themes."""
        return list(self.plan.themes.all())

    @cached_property
    def objectives(self) -> list[Objective]:
        """What the themes set out to reach."""
        return list(Objective.objects.filter(theme__plan=self.plan))

    @cached_property
    def owners(self) -> list[Owner]:
        """Everybody who may own an action: people, teams and partners of the council."""
        council = self.plan.authority_id
        people = User.objects.in_authorities([council]).filter(is_active=True)
        teams = Team.objects.filter(authority=council)
        return [*people, *teams, *Partner.objects.filter(authority=council)]

    @cached_property
    def owner_by_key(self) -> dict[str, Owner]:
        """The same by how a layout names them."""
        return {key_of_owner(owner): owner for owner in self.owners}

    @cached_property
    def owner_by_name(self) -> dict[str, Owner]:
        """The same by their name or address; a name that two have is nobody's."""
        named = [(key(str(owner)), owner) for owner in self.owners]
        counted = Counter(name for name, _ in named)
        found = {name: owner for name, owner in named if counted[name] == 1}
        for owner in self.owners:
            if isinstance(owner, User):
                found.setdefault(key(owner.email), owner)
        return found

    @cached_property
    def _theme_by_name(self) -> dict[str, Theme]:
        """Number and title count before a title alone, and that before a number alone."""
        found: dict[str, Theme] = {}
        for form in ("{0}", "{0.heading}", "{1} {2}", "{1}: {2}", "{2}", "{1}"):
            for theme in self.themes:
                words = form.format(theme, theme.number, theme.title)
                found.setdefault(key(words), theme)
                found.setdefault(key(f"theme {words}"), theme)
        return found

    def theme(self, words: str) -> Theme | None:
        """The theme that a cell names by its number, its title or both.

        A title counts whatever number stands before it.
        """
        named = self._theme_by_name
        return named.get(key(words)) or named.get(key(read_theme(words)))

    @cached_property
    def _objective_by_name(self) -> dict[tuple[int, str], Objective]:
        found: dict[tuple[int, str], Objective] = {}
        for form in ("{0}", "{0.title}", "{0.reference}"):
            for objective in self.objectives:
                found.setdefault((objective.theme_id, key(form.format(objective))), objective)
        return found

    def objective(self, words: str, theme: Theme) -> Objective | None:
        """The theme's objective that a cell names by its reference, its title or both."""
        named, (_, title) = self._objective_by_name, read_objective(words)
        return named.get((theme.pk, key(words))) or named.get((theme.pk, key(title)))

    def labelled(self, axis: str, label: str) -> Status | None:
        """The status of a question with this label."""
        return next((one for one in self.statuses[axis] if key(one.label) == key(label)), None)

    def proposed(self, axis: str, word: str) -> Status | None:
        """The status that a word, or "#" and a colour, is likely to stand for."""
        if not word.startswith("#"):
            return self.labelled(axis, word) or self._of_kind(
                axis, next((kind for kind, words in USUAL_WORDS.items() if word in words), "")
            )
        colour = name_of(word[1:])
        same_colour = [one for one in self.statuses[axis] if one.colour == colour]
        if same_colour:
            return same_colour[0]
        return self._of_kind(axis, USUAL_COLOURS.get(colour, ""))

    def _of_kind(self, axis: str, kind: str) -> Status | None:
        return next((one for one in self.statuses[axis] if one.kind == kind), None)

    def actions(self) -> list[Action]:
        """The plan's actions with all that a row may change, in a constant number of queries."""
        found = self.plan.actions.with_parts()
        return list(found.prefetch_related("updates", "evidence", "partners"))


# --- what stands on the sheet ---------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A row that may hold an action: what its columns say, and how its theme is called there."""

    line: Line
    texts: dict[str, str]
    theme: str


def entries(lines: Iterable[Line], layout: Layout, side: PlanSide) -> Iterator[Entry]:
    """The rows below the headings that hold something in a column that is read.

    A row that names no theme has the one above it. Headings that are repeated on each page, and
    rows that only name a theme for those below, are none.
    """
    headings = dict(layout.headings)
    above = ""
    for line in lines:
        if line.number <= layout.header_row:
            continue
        texts = {name: said(line.cell(column)) for name, column in layout.columns.items()}
        if all(texts[name] == headings.get(layout.columns[name]) for name in REQUIRED):
            continue
        if not texts["title"] and (alone := _alone(line, layout, side)):
            above = alone
            continue
        if any(texts.values()):
            above = texts.get("theme") or above
            yield Entry(line, texts, above)


def _alone(line: Line, layout: Layout, side: PlanSide) -> str:
    """The words of a row that only names a theme; "" for any other row.

    Where no column gives the theme, any title that stands alone in its row is taken for one.
    """
    filled = {said(cell) for cell in line.cells} - {""}
    if len(filled) != 1:
        return ""
    (words,) = filled
    if side.theme(words) or layout.themes.get(key(words)[:LONGEST_WORDS]):
        return words
    is_title = LETTERS.search(words) and read_theme(words) and not words.endswith(".")
    return words if is_title and "theme" not in layout.columns else ""


class Names:
    """The words of a file that a person is asked about, with how often each stands there.

    ``shown`` gives each as the file writes it where it stands first.
    """

    def __init__(self, side: PlanSide, layout: Layout, lines: Iterable[Line]) -> None:
        self.shown: dict[str, str] = {}
        self.delivery: Counter[str] = Counter()
        self.impact: Counter[str] = Counter()
        self.themes: Counter[str] = Counter()
        self.owners: Counter[str] = Counter()
        known = set(side.owner_by_name)
        columns = layout.columns
        for entry in entries(lines, layout, side):
            line = entry.line
            if not entry.texts["reference"]:
                continue
            for axis, words in (("delivery", self.delivery), ("impact", self.impact)):
                column = columns.get(axis, "")
                if word := status_word(line, column):
                    self._count(words, word, said(line.cell(column)))
            if entry.theme and side.theme(entry.theme) is None:
                self._count(self.themes, key(entry.theme)[:LONGEST_WORDS], entry.theme)
            for name in read_owners(line.cell(columns.get("owners", "")), known):
                if key(name) not in known:
                    self._count(self.owners, key(name), name)

    def _count(self, words: Counter[str], word: str, written: str) -> None:
        words[word] += 1
        self.shown.setdefault(word, written[:LONGEST_WORDS])


def status_word(line: Line, column: str) -> str:
    """What a cell says of a status: its word; where it is empty, "#" and its colour; else ""."""
    if word := key(said(line.cell(column)))[:LONGEST_WORDS]:
        return word
    fill = line.fill(column)
    return f"#{fill}" if fill and fill != "FFFFFF" else ""


def words_for_colour(word: str) -> str:
    """The word of a cell, or its colour as a person calls it."""
    return f"{name_of(word[1:])} cell, no words ({word})" if word.startswith("#") else word


class NewTheme:
    """A theme that a file names and the plan has not, with the objectives that come with it.

    It has a number where it is made with the import.
    """

    def __init__(self, plan: Plan, title: str, number: int | None) -> None:
        self.title, self.number, self.rows = title, number, 0
        self.theme: Theme | None = None
        if number:
            self.theme = Theme(plan=plan, number=number, title=title, description=title)
        self.objectives: dict[str, Objective] = {}
        self._references: set[str] = set()

    def take_objective(self, words: str) -> None:
        """Note an objective, once; one that has no reference of its own gets the next letter."""
        if not words or key(words) in self.objectives:
            return
        reference, title = read_objective(words)
        if not reference or key(reference) in self._references:
            usual = (f"{self.number or ''}{letter(place)}".lower() for place in count())
            reference = next(each for each in usual if each not in self._references)
        self._references.add(key(reference))
        objective = Objective(theme=self.theme, reference=reference, title=title)
        self.objectives[key(words)] = objective

    @property
    def as_json(self) -> dict[str, Any]:
        """What is shown of it."""
        return {
            "key": key(self.title),
            "title": self.title,
            "number": self.number,
            "rows": self.rows,
            "objectives": [
                str(each) if self.theme else each.title for each in self.objectives.values()
            ],
        }


class Judge:
    """Says of every row what it would do; the plan is read once and nothing is saved."""

    def __init__(self, plan: Plan, choices: Choices) -> None:
        self.plan, self.choices, self.layout = plan, choices, choices.layout
        self.side = PlanSide(plan)
        self._known_names = set(self.side.owner_by_name) | set(self.layout.owners)
        actions = self.side.actions()
        self._exact = {action.reference: action for action in actions}
        matches = Counter(reference_match(action.reference) for action in actions)
        self._alike = {
            match: action
            for action in actions
            if matches[match := reference_match(action.reference)] == 1
        }
        self._seen: dict[str, int] = {}
        self._new_themes: dict[str, NewTheme] = {}

    def rows(self, lines: Iterable[Line]) -> list[Judged]:
        """Every row below the headings that holds something in a column that is read."""
        found = list(entries(lines, self.layout, self.side))
        self._look_for_themes(found)
        return [_Row(self, entry).judged for entry in found]

    @property
    def new_themes(self) -> list["NewTheme"]:
        """The themes that the file names and the plan has not, as the file has them in order."""
        return list(self._new_themes.values())

    def _look_for_themes(self, found: Iterable[Entry]) -> None:
        number = max((theme.number for theme in self.side.themes), default=0)
        for entry in found:
            title = read_theme(entry.theme)
            if not title or not entry.texts["reference"] or self._known_theme(entry.theme):
                continue
            new = self._new_themes.get(key(title))
            if new is None:
                is_made = key(title) in self.choices.makes
                number += is_made
                new = NewTheme(self.plan, title, number if is_made else None)
                self._new_themes[key(title)] = new
            new.rows += 1
            new.take_objective(entry.texts.get("objective", ""))

    def _known_theme(self, words: str) -> Theme | None:
        meant = self.layout.themes.get(key(words)[:LONGEST_WORDS], KEPT_OUT)
        return self.side.theme(words) or (self.side.theme(meant) if meant else None)

    def theme(self, words: str) -> Theme | None:
        """The theme that words name: one of the plan, or one that is made with the import."""
        new = self._new_themes.get(key(read_theme(words)))
        return self._known_theme(words) or (new.theme if new else None)

    def objective(self, words: str, theme: Theme) -> Objective | None:
        """The theme's objective that words name."""
        if theme.pk:
            return self.side.objective(words, theme)
        return self._new_themes[key(theme.title)].objectives.get(key(words))

    def action(self, reference: str) -> Action | None:
        """The action that a reference names."""
        return self._exact.get(reference) or self._alike.get(reference_match(reference))

    def first_row(self, reference: str, number: int) -> int | None:
        """The row that had a reference before this one; from now on this one has it."""
        match = reference_match(reference)
        first = self._seen.setdefault(match, number)
        return first if first != number else None


class _Row:
    """One row on its way to being judged."""

    def __init__(self, judge: Judge, entry: Entry) -> None:
        self._judge, self._line, self._texts = judge, entry.line, entry.texts
        self._theme_words = entry.theme
        self._side, self._choices, self._layout = judge.side, judge.choices, judge.layout
        self._wrong: list[tuple[str, str]] = []
        self._notes: list[tuple[str, str]] = []
        self.judged = Judged(self._line.number, title=self._texts["title"][:500])
        if self._line.is_hidden:
            self._notes.append((WHOLE_ROW, "This row is hidden in the file."))
        self._judge_it()
        if self._wrong:
            self.judged.outcome = Outcome.REJECTED
            self.judged.changes, self.judged.updates, self.judged.partners = [], [], None
            self.judged.action = None
        for place, words in (*self._wrong, *self._notes):
            self.judged.about.append(place)
            self.judged.reasons.append(words[:LONGEST_REASON])

    # --- cells --------------------------------------------------------------------------------

    def _cell(self, name: str) -> Cell:
        return self._line.cell(self._layout.columns.get(name, ""))

    def _place(self, name: str) -> str:
        """Where a field stands."""
        column = self._layout.columns.get(name)
        return (
            f"Column {column}, {self._layout.heading(name)}"
            if column
            else FIELDS.get(name, WHOLE_ROW)
        )

    def _reason(self, name: str, words: str) -> tuple[str, str]:
        place = self._place(name)
        return place, f"{place}: {words}" if name in self._layout.columns else words

    def _note(self, name: str, words: str) -> None:
        self._notes.append(self._reason(name, words))

    def _refuse(self, name: str, words: str) -> None:
        self._wrong.append(self._reason(name, words))

    def _read(self, name: str, read: Callable[[Cell], Any]) -> Any:
        """What a cell says; None where it cannot be read, which is noted."""
        try:
            return read(self._cell(name))
        except ValueError as error:
            self._refuse(name, str(error))
            return None

    # --- the row ------------------------------------------------------------------------------

    def _judge_it(self) -> None:
        for name, column in self._layout.columns.items():
            if column in self._line.uncalculated:
                self._refuse(name, NOT_CALCULATED)
        reference = self._texts["reference"]
        self.judged.reference = reference[:40]
        if not reference and len({words for words in self._texts.values() if words}) == 1:
            words = "Only one cell of this row is filled, so there is no action in it."
            self._wrong.append((WHOLE_ROW, words))
            return
        action = self._judge.action(reference) if reference else None
        if action is None:
            reference = self._read("reference", read_reference)
            action = self._judge.action(reference) if reference else None
        if self._wrong or not reference:
            return
        self.judged.reference = action.reference if action else reference
        if first := self._judge.first_row(self.judged.reference, self._line.number):
            self._refuse(
                "reference",
                f"Row {first} has the reference {self.judged.reference} already. Keep one of them, "
                "or give this one another reference.",
            )
        elif action is None:
            self._judge_new(reference)
        else:
            self._judge_known(action)

    def _judge_new(self, reference: str) -> None:
        judged, plan = self.judged, self._judge.plan
        judged.outcome = Outcome.NEW
        told = self._told()
        due_on = self._due(plan.starts_on)
        starts_on = self._day("starts_on", plan.starts_on)
        days = [plan.starts_on, due_on, *(each.on for each in told)]
        starts_on = starts_on or min(day for day in days if day)
        theme = self._theme()
        if theme is None and not self._wrong:
            self._refuse("theme", self._no_theme())
        if not self._texts["title"]:
            self._refuse("title", "Enter what will be done.")
        delivery = self._status("delivery") or self._first_open()
        impact = self._status("impact") or self._side.statuses[Status.Axis.IMPACT][0]
        if self._wrong or theme is None:
            return
        owners = self._owners()
        is_closed = delivery.kind in DeliveryKind.closed()
        action = Action(
            plan=plan,
            theme=theme,
            objective=self._objective(theme),
            reference=reference,
            title=self._texts["title"],
            lead=owners.lead,
            team=owners.team,
            priority=self._priority() or Action.Priority.MEDIUM,
            success_measure=self._texts.get("success_measure", ""),
            added_on=starts_on,
            starts_on=starts_on,
            original_due_on=due_on,
            due_on=due_on,
            delivery=self._first_open() if is_closed else delivery,
            impact=impact,
        )
        judged.action, judged.partners = action, owners.partners
        self._check_fields(action, wrong_beginning(action))
        if self._wrong:
            return
        self._tell(action, told, delivery, impact, last=None, has_evidence=False)
        judged.changes = self._summary(action)

    def _summary(self, action: Action) -> list[str]:
        """What a new action comes in with."""
        return [
            f"Theme: {action.theme}",
            f"Who does it: {action.owner or 'nobody yet'}",
            f"Due: {said_day(action.due_on) if action.due_on else 'ongoing'}",
            f"Delivery: {action.delivery}",
            f"Impact: {action.impact}",
            *self._updates_counted(),
        ]

    def _updates_counted(self) -> list[str]:
        many = len(self.judged.updates)
        return [f"{many} update{'' if many == 1 else 's'} added"] if many else []

    def _judge_known(self, action: Action) -> None:
        judged = self.judged
        judged.action = action
        judged.before = {name: _json(getattr(action, name)) for name in COLUMNS}
        judged.partners_before = [partner.pk for partner in action.partners.all()]
        written = as_written(standing(action), self._layout)
        differs = {
            name
            for name in self._layout.columns
            if name != "reference"
            and self._says(name)
            and not same(self._cell(name), written[name])
        }
        evidence, last = bool(action.evidence.all()), next(iter(action.updates.all()), None)
        told = self._new_told(action, str(written["updates"])) if "updates" in differs else []
        statuses: dict[str, Status] = {
            axis: (self._status(axis) if axis in differs else None) or getattr(action, axis)
            for axis in Status.Axis.values
        }
        self._change_fields(action, differs)
        wrong = wrong_priority(action, has_evidence=evidence)
        self._check_fields(action, wrong)
        if self._wrong:
            return
        self._tell(action, told, **statuses, last=last, has_evidence=evidence)
        moved = "due_on" in differs and self._due_moved(action)
        judged.changes += self._updates_counted()
        if judged.changes:
            judged.outcome = Outcome.CHANGED
        elif moved:
            judged.outcome = Outcome.REJECTED

    def _says(self, name: str) -> bool:
        """Whether a cell says anything; what is blank leaves the plan as it is."""
        if name in Status.Axis.values:
            return bool(status_word(self._line, self._layout.columns[name]))
        return bool(self._texts[name])

    def _due_moved(self, action: Action) -> bool:
        """Say that a due date moves only by request; a date that cannot be read says so too."""
        due_on = self._due(action.starts_on)
        says_nothing = key(self._texts["due_on"]) in NOT_YET
        if self._wrong or says_nothing or due_on == action.due_on:
            return False
        ours = said_day(action.due_on) if action.due_on else "that it is ongoing"
        theirs = said_day(due_on) if due_on else "that it is ongoing"
        self._note(
            "due_on",
            f"The plan says {ours}, the file {theirs}. The date stays: ask for another one on the "
            "page of the action.",
        )
        return True

    def _change_fields(self, action: Action, differs: set[str]) -> None:
        if "title" in differs:
            self._set(action, "title", self._texts["title"])
        if "success_measure" in differs:
            self._set(action, "success_measure", self._texts["success_measure"])
        if "priority" in differs and (priority := self._priority()):
            self._set(action, "priority", priority)
        if "starts_on" in differs and (day := self._day("starts_on", action.starts_on)):
            self._set(action, "starts_on", day)
        theme = self._theme() if "theme" in differs else action.theme
        if theme is None:
            self._note("theme", f"{self._no_theme()} The theme stays.")
        elif theme != action.theme:
            if action.objective:
                self._set(action, "objective", None)
            self._set(action, "theme", theme)
        if "objective" in differs and (objective := self._objective(action.theme)):
            self._set(action, "objective", objective)
        if "owners" in differs:
            self._change_owners(action)

    def _change_owners(self, action: Action) -> None:
        """Take the owners as the cell has them; a name that is kept out takes nobody away."""
        owners = self._owners()
        before = {partner.pk for partner in action.partners.all()}
        if owners.lead or owners.is_whole:
            self._set(action, "lead", owners.lead)
        if owners.team or owners.is_whole:
            self._set(action, "team", owners.team)
        partners = {partner.pk for partner in owners.partners}
        if (partners or owners.is_whole) and partners != before:
            self.judged.partners = owners.partners
            names = ", ".join(str(partner) for partner in owners.partners) or "none"
            self.judged.changes.append(f"Partners: {names}")

    def _set(self, action: Action, name: str, value: Any) -> None:
        before = getattr(action, name)
        if before == value:
            return
        setattr(action, name, value)
        label = Action._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        ours, theirs = (_in_words(action, name, one) for one in (before, value))
        self.judged.changes.append(f"{str(label).capitalize()}: {ours} → {theirs}")

    # --- fields -------------------------------------------------------------------------------

    def _check_fields(self, action: Action, wrong: dict[str, str]) -> None:
        try:
            action.clean_fields(exclude=[*RELATIONS, "revision"])
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self._refuse(name, " ".join(messages))
        for name, words in wrong.items():
            self._refuse(name, words)
        if action.due_on and action.due_on < action.starts_on:
            self._refuse("due_on", f"The action starts on {said_day(action.starts_on)}, later.")
        if action.objective and action.objective.theme_id != action.theme_id:
            self._refuse("objective", "Choose an objective of this theme.")

    def _due(self, after: date) -> date | None:
        return self._day("due_on", after)

    def _day(self, name: str, after: date) -> date | None:
        day = self._read(name, lambda cell: read_day(cell, after=after))
        if day and day.note:
            self._note(name, day.note)
        return day.on if day else None

    def _priority(self) -> str:
        return self._read("priority", read_priority) or ""

    def _theme(self) -> Theme | None:
        """The theme that the row names, or the last one above it."""
        words = self._theme_words
        if not words and len(self._side.themes) == 1:
            return self._side.themes[0]
        return self._judge.theme(words) if words else None

    def _no_theme(self) -> str:
        words = self._theme_words
        if not words:
            return "This action has no theme in the plan. Enter the theme."
        if not read_theme(words):
            return f"{quoted(words)} is no theme in the plan. Enter the name of the theme."
        return (
            f"{quoted(words)} is no theme in the plan. Make it with the import, or choose one of "
            "the plan’s for it."
        )

    def _objective(self, theme: Theme) -> Objective | None:
        words = self._texts.get("objective", "")
        if not words:
            return None
        objective = self._judge.objective(words, theme)
        if objective is None:
            self._note(
                "objective",
                f"{quoted(words)} is not kept: theme {theme.number} has no such objective.",
            )
        return objective

    def _owners(self) -> "_Owners":
        found = _Owners()
        for name in read_owners(self._cell("owners"), self._judge._known_names):
            owner = self._side.owner_by_name.get(key(name)) or self._side.owner_by_key.get(
                self._layout.owners.get(key(name), KEPT_OUT)
            )
            if owner is None:
                found.is_whole = False
                self._note("owners", f"“{name}” is not kept: nobody here is called so.")
            elif not found.take(owner):
                kind = "lead" if isinstance(owner, User) else "team"
                self._note("owners", f"“{name}” is not kept: an action has one {kind}.")
        return found

    def _status(self, axis: str) -> Status | None:
        """The status that a cell stands for; None where it is blank or kept out, which is noted."""
        column = self._layout.columns.get(axis, "")
        word = status_word(self._line, column)
        if not word:
            return None
        words: dict[str, str] = getattr(self._layout, axis)
        meant = words.get(word, word)
        status = self._side.labelled(axis, meant) if meant != KEPT_OUT else None
        if status is None:
            self._note(axis, f"“{words_for_colour(word)}” is not kept: it stands for no status.")
        fill = words.get(f"#{self._line.fill(column)}")
        if status and not word.startswith("#") and fill and key(fill) != key(status.label):
            self._note(axis, f"The colour of the cell says {fill}; its words count.")
        return status

    def _first_open(self) -> Status:
        return next(
            status
            for status in self._side.statuses[Status.Axis.DELIVERY]
            if status.kind not in DeliveryKind.closed()
        )

    # --- updates ------------------------------------------------------------------------------

    def _told(self) -> list[Told]:
        """The updates that a row tells of."""
        return self._dated(read_updates(self._cell("updates")))

    def _dated(self, told: Iterable[Told]) -> list[Told]:
        """Updates with a day each, the earliest first, and how it was found."""
        dated = []
        for each in told:
            if each.on is None and each.words == LEFT_OUT:
                continue
            if each.on is None:
                day = self._choices.undated_on
                self._note("updates", f"{quoted(each.words)} has no date: dated {said_day(day)}.")
                dated.append(Told(day, each.words))
                continue
            if each.note:
                self._note("updates", each.note)
            dated.append(each)
        return sorted(dated, key=lambda each: each.on or date.min)

    def _new_told(self, action: Action, written: str) -> list[Told]:
        """The updates that the plan has not heard of."""
        cell = self._texts["updates"]
        if written and cell.startswith(f"{written}\n"):
            return self._dated(read_updates(cell[len(written) :]))
        if written and cell.endswith(f"\n{written}"):
            return self._dated(read_updates(cell[: -len(written)]))
        heard = [(one.effective_on, key(update_words(one))) for one in action.updates.all()]
        undated = {words for _, words in heard}
        return self._dated(
            each
            for each in read_updates(cell)
            if (each.on, key(each.words)) not in heard
            and not (each.on is None and key(each.words) in undated)
        )

    def _tell(
        self,
        action: Action,
        told: list[Told],
        delivery: Status,
        impact: Status,
        *,
        last: Update | None,
        has_evidence: bool,
    ) -> None:
        """Make the updates, of which the last brings the ratings, and bring the action up to them.

        A word for a rating that changes without an update is the stand-in's.
        """
        moves = delivery != action.delivery or impact != action.impact
        if moves and not told:
            if not self._choices.stand_in:
                self._refuse(
                    "delivery" if delivery != action.delivery else "impact",
                    "The rating changes and no update says why. Add an update to the row, or say "
                    "on the page before what such updates shall say.",
                )
                return
            told = [Told(self._choices.undated_on, self._choices.stand_in)]
        for place, each in enumerate(told, start=1):
            is_last = place == len(told)
            if moves and is_last:
                self._note_move(action, delivery, impact)
            update = self._update(
                action,
                each,
                delivery if is_last else action.delivery,
                impact if is_last else action.impact,
            )
            account = action.completion_account
            if update.delivery_after.kind == DeliveryKind.COMPLETE != action.delivery.kind:
                account = each.words
            elif update.delivery_after.kind != DeliveryKind.COMPLETE:
                account = ""
            wrong = wrong_update(update, account, last=last, has_evidence=has_evidence)
            for words in wrong.values():
                self._refuse("updates", f"{quoted(each.words)}: {words}")
            if wrong:
                return
            follow(action, update, account)
            self.judged.updates.append(update)
            last = update

    def _note_move(self, action: Action, delivery: Status, impact: Status) -> None:
        if self.judged.outcome == Outcome.NEW:
            return
        if delivery != action.delivery:
            self.judged.changes.append(f"Delivery: {action.delivery} → {delivery}")
        if impact != action.impact:
            self.judged.changes.append(f"Impact: {action.impact} → {impact}")

    def _update(self, action: Action, told: Told, delivery: Status, impact: Status) -> Update:
        is_same = delivery == action.delivery and impact == action.impact
        no_change = told.is_no_change and is_same
        return Update(
            action=action,
            effective_on=told.on or self._choices.undated_on,
            recorded_at=self._choices.at,
            recorded_by=self._choices.by,
            no_change=no_change,
            done="" if no_change else told.words,
            delivery_before=action.delivery,
            delivery_after=delivery,
            impact_before=action.impact,
            impact_after=impact,
        )


@dataclass
class _Owners:
    """Whom a cell names: the first person leads, the first team has it, all partners work on it."""

    lead: User | None = None
    team: Team | None = None
    partners: list[Partner] = field(default_factory=list)
    is_whole: bool = True

    def take(self, owner: Owner) -> bool:
        """Note an owner; False where there is no more room for one of that sort."""
        if isinstance(owner, Partner):
            self.partners.append(owner)
        elif isinstance(owner, Team) and self.team is None:
            self.team = owner
        elif isinstance(owner, User) and self.lead is None:
            self.lead = owner
        else:
            return owner in (self.lead, self.team)
        return True


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _in_words(action: Action, name: str, value: Any) -> str:
    if isinstance(value, date):
        return said_day(value)
    if name == "priority":
        return Action.Priority(value).label
    words = " ".join(str(value or "").split())
    return f"{words[:80]}…" if len(words) > 80 else words or "none"

"""A council's list of joiners and leavers: what each row asks for, and why it cannot be done."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower

from accounts.models import EMAIL_TAKEN, Authority, Team, User
from accounts.permissions import is_theirs_alone
from accounts.roles import ROLES
from core import sheets
from core.forms import DateField

HEADINGS = ("Name", "E-mail", "Post", "Roles", "Teams", "Leaves on")
MAX_ROWS = 1_000
ROLE_KEYS = {words.lower(): key for key, role in ROLES.items() for words in (key, role.name)}


class Outcome(StrEnum):
    """What a row comes to."""

    JOINS = "Joins"
    RETURNS = "Comes back"
    CHANGES = "Changes"
    LEAVES = "Leaves"
    LATER = "Leaves later"
    SAME = "Stays the same"


@dataclass
class Line:
    """One row: what it says, what it comes to, and what stands in the way.

    Empty cells leave what there is as it is.
    """

    number: int
    name: str
    email: str
    post: str
    role_words: list[str]
    team_words: list[str]
    leaves: str
    person: User | None = None
    outcome: Outcome = Outcome.SAME
    roles: list[str] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    leaves_on: date | None = None
    problems: list[str] = field(default_factory=list)

    def stands(self, authority: Authority) -> dict[str, Any]:
        """What is kept of the person now, as the audit trail tells it."""
        if self.person is None:
            return {}
        held = [each for each in self.person.memberships.all() if each.authority == authority]
        teams = [each for each in self.person.teams.all() if each.authority_id == authority.pk]
        return {
            "name": self.person.name,
            "post": self.person.post,
            "roles": _listed(each.get_role_display() for each in held),
            "teams": _listed(team.name for team in teams),
            "may sign in": "yes" if self.person.is_active else "no",
        }

    def asks(self, authority: Authority) -> dict[str, Any]:
        """What is to be kept of them."""
        asked = {
            "name": self.name,
            "post": self.post,
            "roles": _listed(ROLES[role].name for role in self.roles),
            "teams": _listed(team.name for team in self.teams),
        }
        return self.stands(authority) | {key: words for key, words in asked.items() if words}


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def read(file: BinaryIO, name: str) -> list[list[Any]]:
    """The rows of a file as texts, in the order of our headings, each after its number.

    Raises ValidationError where the file cannot be read, or lacks a column.
    """
    try:
        found = [
            (number, [sheets.text(cell).strip() for cell in cells])
            for number, cells in sheets.open_book(file, name, max_rows=MAX_ROWS + 1).rows()
        ]
    except sheets.UnreadableFile as error:
        raise ValidationError(str(error)) from error
    if len(found) < 2:
        raise ValidationError("There is no row below the headings.")
    (_, headings), *rows = found
    places = {_plain(heading): place for place, heading in enumerate(headings)}
    if missing := [each for each in HEADINGS if _plain(each) not in places]:
        raise ValidationError(f"There is no column {', '.join(missing)}. Use our template.")
    order = [places[_plain(each)] for each in HEADINGS]
    return [
        [number, *(cells[place] if place < len(cells) else "" for place in order)]
        for number, cells in rows
    ]


def _plain(heading: str) -> str:
    return re.sub("[^a-z]", "", heading.lower())


def judge(
    rows: Sequence[Sequence[Any]], *, authority: Authority, by: User, as_at: date
) -> list[Line]:
    """What each row comes to on a day, and what stands in its way."""
    lines = [
        Line(number, name, email.lower(), post, _words(roles), _words(teams), leaves)
        for number, name, email, post, roles, teams, leaves in rows
    ]
    emails = Counter(line.email for line in lines)
    people = {
        person.email.lower(): person
        for person in User.objects.alias(plain=Lower("email"))
        .filter(plain__in=emails)
        .prefetch_related("memberships__authority", "teams")
    }
    teams = {team.name.lower(): team for team in authority.teams.all()}
    for line in lines:
        line.person = people.get(line.email)
        if line.email and emails[line.email] > 1:
            line.problems.append("This e-mail address stands in another row too.")
        _judge_words(line, teams)
        _judge_person(line, authority, by)
        if not line.problems:
            line.outcome = _outcome(line, authority, as_at)
    return lines


def _words(cell: str) -> list[str]:
    return [words.strip() for words in re.split("[;,]", cell) if words.strip()]


def _judge_words(line: Line, teams: dict[str, Team]) -> None:
    try:
        validate_email(line.email)
    except ValidationError:
        line.problems.append("Enter an e-mail address, for example name@council.gov.uk.")
    for name, most in (("name", 200), ("post", 200), ("email", 254)):
        if len(getattr(line, name)) > most:
            line.problems.append(f"Shorten the {name} to {most} characters.")
    for words in line.role_words:
        if (role := ROLE_KEYS.get(words.lower())) is None:
            line.problems.append(f"There is no role “{words}”.")
        elif role not in line.roles:
            line.roles.append(role)
    for words in line.team_words:
        if (team := teams.get(words.lower())) is None:
            line.problems.append(f"There is no team “{words}”. Add it first.")
        elif team not in line.teams:
            line.teams.append(team)
    if line.leaves:
        try:
            line.leaves_on = DateField().to_python(line.leaves)
        except ValidationError:
            line.problems.append("Enter the day they leave as a date, for example 31 7 2018.")


def _judge_person(line: Line, authority: Authority, by: User) -> None:
    person = line.person
    if person is None:
        if line.leaves:
            line.problems.append("Nobody here has this e-mail address, so nobody can leave.")
            return
        if not line.name:
            line.problems.append("Enter the name of whoever joins.")
        if not line.role_words:
            line.problems.append("Enter at least one role for whoever joins.")
    elif all(held.authority_id != authority.pk for held in person.memberships.all()):
        line.problems.append(EMAIL_TAKEN)
    elif not is_theirs_alone(by, person):
        line.problems.append(
            "They belong to another authority too, or run this site: ask its operator."
        )
    elif person == by and (line.leaves or line.role_words):
        line.problems.append("You cannot change your own roles, or leave, by your own list.")


def _outcome(line: Line, authority: Authority, as_at: date) -> Outcome:
    if line.person is None:
        return Outcome.JOINS
    if line.leaves_on and line.leaves_on > as_at:
        return Outcome.LATER
    if line.leaves_on:
        return Outcome.LEAVES if line.person.is_active else Outcome.SAME
    if not line.person.is_active:
        return Outcome.RETURNS
    changed = line.asks(authority) != line.stands(authority)
    return Outcome.CHANGES if changed else Outcome.SAME

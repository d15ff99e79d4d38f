"""Past inspections as a file lists them: a row each, with dates, framework and grades in words.

The shape is that of the collection of Ofsted's reports on children's services, one row a report.
Its headings are in ``COLUMNS``. What a row does not say is not guessed: it is reported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from core.sheets import Book, Cell, UnreadableFile, text
from monitoring.frameworks import FRAMEWORKS, Framework, proposed
from monitoring.vocabulary import Inspectorate, VisitKind
from performance.files.recognise import is_child_level

AREAS = {
    "overall_effectiveness_grade": "overall",
    "impact_of_leaders_grade": "leaders",
    "help_and_protection_grade": "help_and_protection",
    "in_care_grade": "in_care",
    "care_leavers_grade": "care_leavers",
}
COLUMNS = (
    "local_authority",
    "inspection_link",
    "publication_date",
    "inspection_framework",
    "inspector_name",
    "inspection_start_date",
    "inspection_end_date",
    *AREAS,
)
COLUMN_NAMES = {
    "publication_date": "date of publication",
    "inspection_start_date": "first day",
    "inspection_end_date": "last day",
}
KINDS = {
    "short": VisitKind.SHORT,
    "standard": VisitKind.STANDARD,
    "inspection duration longer than standard framework": VisitKind.STANDARD,
}
# The framework had no such judgement, then or no longer.
NOT_JUDGED = {"inspection_pre_dates_judgement", "not_reported_post_reform"}
UNREADABLE = "data_unreadable"
DATE_FORMS = ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d")

CHILD_LEVEL = (
    "This file has columns about single children, so it is not read here and nothing of it is kept."
)


@dataclass(frozen=True)
class PastInspection:
    """One row: what it says, and each thing that could not be read, in words.

    ``row`` is the file's own number. Where ``left_out`` says why, the row gives no visit.
    """

    row: int
    authority: str
    kind: str
    framework: str
    starts_on: date | None
    ends_on: date | None
    published_on: date | None
    url: str
    inspector: str
    judgements: dict[str, str]
    problems: tuple[str, ...]
    left_out: str


HEADING_ROWS = 1


def read(book: Book) -> Iterator[PastInspection]:
    """The rows of the file's first sheet, one by one.

    Raises UnreadableFile, in words, for a file of another shape and for a list of children.
    """
    # Its own columns are full of days; nothing is read of any other column.
    if is_child_level(book, HEADING_ROWS):
        raise UnreadableFile(CHILD_LEVEL)
    headings = [text(cell).lower() for _, row in book.top(None, 1) for cell in row]
    places = {heading: place for place, heading in enumerate(headings)}
    missing = [name for name in COLUMNS if name not in places]
    if missing:
        raise UnreadableFile(
            f"This is no list of past inspections: it has no column {', '.join(missing)}."
        )
    for number, cells in islice(book.rows(), 1, None):
        said = {name: _at(cells, places[name]) for name in COLUMNS}
        yield _inspection(number, said)


def _at(cells: list[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _inspection(number: int, said: dict[str, Cell]) -> PastInspection:
    problems: list[str] = []
    days = {name: _day(said[name], name, problems) for name in COLUMN_NAMES}
    starts_on, ends_on = days["inspection_start_date"], days["inspection_end_date"]
    kind = KINDS.get(text(said["inspection_framework"]).lower(), "")
    version = (
        proposed(Inspectorate.OFSTED, kind, starts_on) if kind and starts_on else FRAMEWORKS["none"]
    )
    judgements = _judgements(said, version, problems) if version.areas else {}
    return PastInspection(
        row=number,
        authority=text(said["local_authority"]),
        kind=kind,
        framework=version.key,
        starts_on=starts_on,
        ends_on=ends_on,
        published_on=days["publication_date"],
        url=_address(text(said["inspection_link"])),
        inspector=text(said["inspector_name"])[:200],
        judgements=judgements,
        problems=tuple(problems),
        left_out=_why_left_out(said, days, kind, version, judgements),
    )


def _why_left_out(
    said: dict[str, Cell],
    days: dict[str, date | None],
    kind: str,
    version: Framework,
    judgements: dict[str, str],
) -> str:
    """Why a row gives no visit, in words; nothing where it gives one."""
    for name, words in COLUMN_NAMES.items():
        if days[name] is None and not text(said[name]):
            return f"It has no {words}."
        if days[name] is None:
            return f"Its {words} cannot be read."
    starts_on, ends_on = days["inspection_start_date"], days["inspection_end_date"]
    published_on = days["publication_date"]
    if not kind:
        framework = text(said["inspection_framework"])
        return f"“{framework}” is neither short nor standard."
    if starts_on and ends_on and ends_on < starts_on:
        return "Its last day is before its first."
    if ends_on and published_on and published_on < ends_on:
        return "It was published before it ended."
    if not version.areas:
        return "No framework that we know was in force."
    return "" if judgements else "None of its grades can be read."


def _judgements(said: dict[str, Cell], version: Framework, problems: list[str]) -> dict[str, str]:
    """The grade of each area that is judged and can be read."""
    grades = {_bare(words): key for key, words in version.scale.items()}
    grades |= {_bare(key): key for key in version.scale}
    found = {}
    for column, area in AREAS.items():
        words = text(said[column])
        name = version.areas.get(area, "Overall effectiveness" if area == "overall" else area)
        if words.lower() in NOT_JUDGED:
            continue
        if area not in version.areas:
            if words and words.lower() != UNREADABLE:
                problems.append(f"{name}: this framework does not judge it, so it is left out.")
        elif _bare(words) in grades:
            found[area] = grades[_bare(words)]
        elif not words:
            problems.append(f"{name}: no grade.")
        elif words.lower() == UNREADABLE:
            problems.append(f"{name}: the grade could not be read.")
        else:
            problems.append(f"{name}: “{words}” is no grade.")
    return found


def _bare(words: str) -> str:
    """A grade without capitals and underlines: "Requires improvement" and its key are the same."""
    return " ".join(words.lower().replace("_", " ").split())


def _day(cell: Cell, column: str, problems: list[str]) -> date | None:
    """A day, as 09/05/25, 17/03/2025 or 2025-03-17, or a day of a spreadsheet."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = text(cell)
    for form in DATE_FORMS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    if words:
        problems.append(f"“{words}” is no day, so the {COLUMN_NAMES[column]} is not known.")
    return None


def _address(words: str) -> str:
    return words if re.fullmatch(r"https?://\S{1,180}", words) else ""


# --- whose row it is ----------------------------------------------------------------------------

BEFORE = re.compile(
    r"^(the )?(council of the |(london |royal |metropolitan )*borough of |city of |county (of )?)"
)
AFTER = re.compile(
    r"( (city|county|metropolitan|borough|district|unitary|mbc|council|corporation))+$"
)


@lru_cache(maxsize=4096)
def bare_name(council: str) -> str:
    """What a council is called without what it is: "London Borough of Barnet" is barnet."""
    words = " ".join(re.sub(r"\W+", " ", council.lower().replace("&", " and ")).split())
    return AFTER.sub("", BEFORE.sub("", words))

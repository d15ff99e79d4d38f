"""The list of statistical neighbours that the Department for Education publishes."""

import re
from dataclasses import dataclass

from core.sheets import Book, Cell, at, letter, text

MOST = 10
HEADER_WITHIN = 10
CODES = ("old_la_code", "la_code", "new_la_code")
NAME = "la_name"
LONGEST = {"code": 12, "name": 200, "closeness": 40}  # characters that are kept

# What a council puts around the name of its place, and a list does not, or puts elsewhere.
PHRASES = re.compile(r"\b(london borough|city and county|royal borough)\b")
WORDS = {"authority", "borough", "city", "corporation", "council", "county", "district", "of"}
WORDS |= {"metropolitan", "royal", "the", "unitary"}
OTHER_NAMES = {"hull": "kingston upon hull", "telford and the wrekin": "telford and wrekin"}


@dataclass(frozen=True, slots=True)
class NeighbourRaw:
    """An authority like ours: its place in the order of likeness, and how close it is."""

    order: int
    code: str
    name: str
    closeness: str


def plain_name(name: str) -> str:
    """The name of an authority without what makes it a council.

    >>> plain_name("London Borough of Barnet") == plain_name("Barnet Council")
    True
    """
    words = PHRASES.sub(" ", name.lower().replace("&", " and ").replace("’", "").replace("'", ""))
    words = " ".join(re.sub(r"[^\w]+", " ", words).split())
    words = OTHER_NAMES.get(words, words)
    bare = " ".join(word for word in words.split() if word not in WORDS)
    return OTHER_NAMES.get(bare, bare) or words


def columns_of(cells: list[Cell]) -> dict[str, int]:
    """The places of the columns, by their headings in small letters."""
    return {text(cell).lower(): place for place, cell in enumerate(cells) if cell is not None}


def header_of(book: Book) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and their places; None where this is no such list."""
    for row, cells in book.top(None, HEADER_WITHIN):
        places = columns_of(cells)
        if NAME in places and "sn_1" in places and any(code in places for code in CODES):
            return row, places
    return None


def read(book: Book, *, authority_name: str) -> list[NeighbourRaw]:
    """The neighbours of one authority, the most like it first.

    Raises ValueError, in words, where it is no such list, where the authority is not in it, and
    where it has no neighbours there.
    """
    header = header_of(book)
    if header is None:
        raise ValueError(
            f"{book.name} is no list of statistical neighbours: its first row has no columns "
            "la_name, old_la_code and SN_1 to SN_10."
        )
    header_row, places = header
    code_place = next(places[code] for code in CODES if code in places)
    names: dict[str, str] = {}
    found: list[tuple[int, list[Cell]]] = []
    wanted = plain_name(authority_name)
    for row, cells in book.rows():
        if row > header_row:
            name = text(at(cells, places[NAME]))
            names[text(at(cells, code_place))] = name
            if plain_name(name) == wanted:
                found.append((row, cells))
    if not found:
        raise ValueError(
            f"“{authority_name}” is not in {book.name}. Its authorities are named as in "
            f"“{next(iter(names.values()), '')}”."
        )
    if len(found) > 1:
        raise ValueError(
            f"“{authority_name}” stands twice, in rows {found[0][0]} and {found[1][0]}."
        )
    return _neighbours(*found[0], places, names)


def _neighbours(
    row: int, cells: list[Cell], places: dict[str, int], names: dict[str, str]
) -> list[NeighbourRaw]:
    neighbours = []
    for order in range(1, MOST + 1):
        place = places.get(f"sn_{order}", -1)
        code = text(at(cells, place))
        if not code:
            continue
        if code not in names and not re.search("[a-z]", code, re.IGNORECASE):
            raise ValueError(
                f"Row {row}, column {letter(place)}: no authority in the list has the code {code}."
            )
        closeness = text(at(cells, places.get(f"sn_{order}p", -1)))
        is_code = code in names
        name = names[code] if is_code else code
        neighbour = NeighbourRaw(order, code if is_code else "", name, closeness)
        if any(len(getattr(neighbour, name)) > most for name, most in LONGEST.items()):
            raise ValueError(f"Row {row}, column {letter(place)}: what stands here is too long.")
        neighbours.append(neighbour)
    if not neighbours:
        raise ValueError(f"Row {row} names no neighbours.")
    return neighbours

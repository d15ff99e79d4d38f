"""Totals and their parts, percentages that make a whole, and counts beside the table they are of.

Where it cannot be known that parts are meant to make the whole, nothing is said: "of 24 applicants
22 were shortlisted and 10 appointed" is no sum.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from committee.checks.flaws import Flaw, Flaws, excerpt
from committee.checks.paper import Grid, Paper
from performance import prose
from performance.prose import Hedge, Kind, Number

NEAR = Decimal("0.1")  # so near to the total, parts are meant to make it
WHOLE = 100
NEARLY_WHOLE = 5  # percentage points: so near to 100, shares are meant to make it
NEARLY_WHOLE_OF_TWO = 3  # two shares come near to it by accident more often
ROUNDED_BY = Decimal("0.5")  # of the last digit typed

_PARTS_FOLLOW = re.compile(
    r"\b(?:of|among|from)\s(?:whom|which|these|those|them)\b"
    r"|\b(?P<all>made up of|consist(?:s|ed|ing) of|compris(?:es|ed|ing)|broken down (?:as|into)"
    r"|split (?:between|into)|namely)\b|\bbreaks? (?:that|this|the) (?:number|total) down\b",
    re.IGNORECASE,
)
_OF_TOTAL = re.compile(r"^Of\s(?:the\s|all\s|these\s|our\s)?\d", re.IGNORECASE)
_MAKE_TOTAL = re.compile(
    r"\b(?:a total of|in total|making|altogether)\s(?:the\s)?(?=\d)", re.IGNORECASE
)
_NOT_ALL = re.compile(r"\b(?:in part|partly|among others|includ(?:es|ed|ing)|at least)\b", re.I)


def totals_in_text(paper: Paper) -> Flaws:
    """Totals whose parts, in the same sentence or the next, make another number."""
    for passage in paper.prose:
        for before, sentence in pairwise(["", *passage.sentences]):
            marker = _PARTS_FOLLOW.search(sentence)
            made = _MAKE_TOTAL.search(sentence)
            if not (marker or made or _OF_TOTAL.match(sentence)):
                continue
            if found := _total_and_parts(sentence, _counts(sentence), _counts(before), marker):
                is_all = bool(marker and marker["all"]) or bool(made)
                if message := _compared(*found, sentence, is_all=is_all):
                    yield Flaw(passage.anchor, message)


def _counts(sentence: str) -> list[Number]:
    """The plain numbers of a sentence that are meant exactly."""
    return [
        each
        for each in prose.numbers_of(sentence)
        if each.kind == Kind.PLAIN and each.hedge == Hedge.NONE
    ]


def _total_and_parts(
    sentence: str, numbers: list[Number], before: list[Number], marker: re.Match[str] | None
) -> tuple[Number, list[Number]] | None:
    if made := _MAKE_TOTAL.search(sentence):
        totals = [each for each in numbers if each.start == made.end()]
        parts = [each for each in numbers if each.end <= made.start()]
        parts = parts or [each for each in numbers if each.start > made.end()]
    elif marker:
        ahead = [each for each in numbers if each.end <= marker.start()]
        totals = ahead[-1:] or before[-1:]
        parts = [each for each in numbers if each.start >= marker.end()]
        if totals and not ahead and len(before) > 1:
            # "116 courses, and 1,329 staff attended": the total is of what the parts are nearest to
            total = sum(each.value for each in parts)
            totals = [min(before, key=lambda each: abs(each.value - total))]
    else:
        totals, parts = numbers[:1], numbers[1:]
    parts = [each for each in parts if each.out_of is None]
    return (totals[0], parts) if totals and len(parts) > 1 else None


def _compared(total: Number, parts: list[Number], sentence: str, *, is_all: bool) -> str:
    made = sum((each.value for each in parts), Decimal(0))
    if made == total.value:
        return ""
    is_swapped = _is_swapped(made, total.value)
    is_near = abs(made - total.value) <= NEAR * total.value and not _NOT_ALL.search(sentence)
    if not (is_all or is_near or is_swapped):
        return ""
    typed = " and ".join((", ".join(each.text for each in parts[:-1]), parts[-1].text))
    hint = " Two digits may have changed places." if is_swapped else ""
    return f"{typed} make {made:,}, but the total is given as {total.text}.{hint}"


def _is_swapped(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers differ only in two neighbouring digits that changed places."""
    first, second = str(one), str(other)
    differing = [
        index for index, pair in enumerate(zip(first, second, strict=False)) if len({*pair}) > 1
    ]
    return (
        len(first) == len(second) > 2
        and len(differing) == 2
        and differing[1] - differing[0] == 1
        and first[differing[0]] == second[differing[1]]
        and first[differing[1]] == second[differing[0]]
    )


# --- tables -------------------------------------------------------------------------------------

_FIGURE = re.compile(r"[£+]?\s?(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s?(%?)(?:\s?[mk])?")
_NOTHING = {"", "-", "–", "—", "0", "nil", "none"}
_TOTAL = re.compile(r"(?:grand |overall )?totals?\b|sum\b|all\s\w+$|altogether\b", re.IGNORECASE)
_NO_PART = re.compile(r"(?:sub-?\s?total|of which|of whom|including|average|mean|%)", re.IGNORECASE)


def figure_of(cell: str) -> tuple[Decimal, bool] | None:
    """The figure that is all of a cell, and whether it is a percentage."""
    found = _FIGURE.fullmatch(cell.strip())
    return (Decimal(found[1].replace(",", "")), bool(found[2])) if found else None


def totals_in_tables(paper: Paper) -> Flaws:
    """Rows and columns called a total that are not the sum of the others."""
    for grid in paper.grids:
        if grid.is_chart:
            continue  # what a chart says is computed
        if len(grid.rows) > 2 and _is_total(grid.rows[-1][0]):
            for name, column in zip(grid.header[1:], _columns(grid), strict=False):
                labels = [row[0] for row in grid.rows[:-1]]
                yield from _held_against(grid, f"“{name}”", labels, column)
        if len(grid.header) > 3 and _is_total(grid.header[-1]):
            for row in grid.rows:
                labels = list(grid.header[1:-1])
                yield from _held_against(grid, f"“{excerpt(row[0])}”", labels, row[1:])


def _is_total(name: str) -> bool:
    return bool(_TOTAL.match(name.strip()))


def _columns(grid: Grid) -> Iterator[tuple[str, ...]]:
    width = len(grid.header)
    rows = [row for row in grid.rows if len(row) == width]
    return iter(list(zip(*rows, strict=True))[1:])


def _held_against(
    grid: Grid, where: str, labels: Sequence[str], cells: Sequence[str]
) -> Iterator[Flaw]:
    """The last cell held against the sum of those before it."""
    if any(_NO_PART.match(label.strip()) or _is_total(label) for label in labels):
        return
    total = figure_of(cells[-1])
    parts = [
        (Decimal(0), False) if cell.strip().lower() in _NOTHING else figure_of(cell)
        for cell in cells[:-1]
    ]
    known = [each for each in parts if each]
    if total is None or len(known) != len(parts) or len(known) < 2:
        return
    if any(is_percent != total[1] for _, is_percent in known if _) or not any(v for v, _ in known):
        return
    made = sum((value for value, _ in known), Decimal(0))
    values = [total[0], *(value for value, _ in known)]
    if abs(made - total[0]) > _rounding(values, len(known)):
        sign = "%" if total[1] else ""
        yield Flaw(
            grid.anchor,
            f"In table {grid.name}, {where} makes {made:,}{sign}, but its total says "
            f"{cells[-1].strip()}.",
        )


def _rounding(values: Sequence[Decimal], count: int) -> Decimal:
    """By how much a sum of rounded figures may differ; whole counts may not."""
    decimals = max(0, *(-int(value.as_tuple().exponent) for value in values))
    if decimals == 0:
        return Decimal(0)
    return count * ROUNDED_BY.scaleb(-decimals)


# --- shares of a whole --------------------------------------------------------------------------

_NO_SHARES = re.compile(
    r"\b(?:from|against|compared|than|target|average|national|previous|while last|rose|fell"
    r"|increased?|decreased?|up|down|respectively|year|before|earlier|both)\b",
    re.IGNORECASE,
)
_NO_SHARE_COLUMN = re.compile(
    r"\b(?:target|average|mean|national|england|london|neighbours?|previous|before|change|figure"
    r"|rating|(?:19|20)\d\d|q[1-4]|quarter|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)


def shares_in_text(paper: Paper) -> Flaws:
    """Percentages of one thing in a sentence that nearly make 100, and do not."""
    for passage in paper.prose:
        if passage.words.count("%") + passage.words.lower().count("per cent") < 2:
            continue
        for sentence in passage.sentences:
            shares = [each for each in prose.numbers_of(sentence) if each.kind == Kind.PERCENT]
            if len(shares) < 2 or _NO_SHARES.search(sentence):
                continue
            values = [each.value for each in shares]
            near = NEARLY_WHOLE if len(shares) > 2 else NEARLY_WHOLE_OF_TWO
            if message := _not_whole(values, near):
                typed = ", ".join(each.text for each in shares)
                yield Flaw(passage.anchor, f"{typed} {message}")


def shares_in_tables(paper: Paper) -> Flaws:
    """Rows of percentages that do not make 100 where they are meant to."""
    for grid in paper.grids:
        if any(_NO_SHARE_COLUMN.search(name) for name in grid.header[1:]):
            continue
        rows: list[tuple[str, list[Decimal]]] = []
        for row in grid.rows:
            cells = row[1:-1] if _is_total(grid.header[-1]) else row[1:]
            figures = [figure_of(cell) for cell in cells]
            values = [each[0] for each in figures if each and each[1]]
            if len(values) == len(cells) > 2:
                rows.append((row[0], values))
        whole = sum(not _not_whole(values, WHOLE) for _, values in rows)
        for label, values in rows:
            near = WHOLE if whole and whole * 2 >= len(rows) else NEARLY_WHOLE
            if message := _not_whole(values, near):
                yield Flaw(
                    grid.anchor, f"In table {grid.name}, the shares of “{excerpt(label)}” {message}"
                )


def _not_whole(values: Sequence[Decimal], near: int) -> str:
    made = sum(values, Decimal(0))
    if _share_rounding(values) < abs(made - WHOLE) <= near:
        return f"make {made.normalize():f}%, not 100%."
    return ""


def _share_rounding(values: Sequence[Decimal]) -> Decimal:
    decimals = max(0, *(-int(value.as_tuple().exponent) for value in values))
    return len(values) * ROUNDED_BY.scaleb(-decimals)


# --- counts beside their table ------------------------------------------------------------------

_COUNTED_AS = re.compile(
    r"(?<![\d.,£])(?P<count>\d{1,3}(?:,\d{3})+|\d+)\s(?:(?P<noun>[a-z]+)\s)?"
    r"(?:is|are|was|were|has been|have been)\s"
    r"(?:now\s|still\s|marked\s(?:as\s)?|rated\s|already\s)?"
    r"[“\"'‘]?(?P<label>[A-Za-z][A-Za-z -]{2,40}?)[”\"'’]?(?=[,.;:)]|\sand\b|\sbut\b|$)"
)


def counts_beside_tables(paper: Paper) -> Flaws:
    """Counts in a sentence ("26 actions are complete") that no table of the same thing says."""
    tables = _tables_by_label(paper.grids)
    if not tables:
        return
    for passage in paper.prose:
        for sentence in passage.sentences if " " in passage.words else ():
            for found in _COUNTED_AS.finditer(sentence):
                grids = tables.get(found["label"].strip().lower(), [])
                noun = found["noun"] or _noun_before(sentence[: found.start()])
                beside = [each for each in grids if _is_of(each[0], noun)]
                said = Decimal(found["count"].replace(",", ""))
                if not beside or any(said in values for _, values in beside):
                    continue
                grid, values = beside[0]
                known = ", ".join(f"{value:,}" for value in sorted(values))
                yield Flaw(
                    passage.anchor,
                    f"The text counts {found['count']} as “{found['label'].strip()}”; table "
                    f"{grid.name} says {known}.",
                )


def _tables_by_label(grids: Iterable[Grid]) -> dict[str, list[tuple[Grid, set[Decimal]]]]:
    """By the name of a row or column, the tables with one and the figures in it with their sum."""
    found: dict[str, list[tuple[Grid, set[Decimal]]]] = defaultdict(list)
    for grid in grids:
        lines = [(row[0], row[1:]) for row in grid.rows]
        lines += zip(grid.header[1:], _columns(grid), strict=False)
        for name, cells in lines:
            values = [each[0] for each in map(figure_of, cells) if each and not each[1]]
            if values and len(values) == len(cells):
                sums = {sum(values, Decimal(0))} if len(values) > 1 else set()
                found[name.strip().lower()].append((grid, {*values, *sums}))
    return found


def _noun_before(words: str) -> str:
    """What an earlier number of the sentence counts: "Of 59 actions on 30 April"."""
    found = re.search(r"\b\d[\d,]*\s([a-z]+)\b", words)
    return found[1] if found else ""


def _is_of(grid: Grid, noun: str) -> bool:
    said = {each.word for each in prose.words_of(f"{grid.caption} {' '.join(grid.header)}")}
    return bool(noun) and prose.singular(noun) in said

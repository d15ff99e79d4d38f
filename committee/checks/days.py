"""The days that a sentence names, and whether it tells of them as past or as still to come."""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from performance.periods import add_months

_MONTHS = {name: number for number, name in enumerate(month_name) if name}
_MONTHS |= {name: number for number, name in enumerate(month_abbr) if name} | {"Sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b(?!\s?[-–/]\s?\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY = rf"(?<![\d£.,/])(?P<day>3[01]|[12]\d|0?[1-9]){_ORDINAL}"
_UNTIL = rf"(?:\s?(?:,|-|–|and|to|or|&)\s?(?P<until>3[01]|[12]\d|0?[1-9]){_ORDINAL})?"
_SEASONS = {"spring": (3, 3), "summer": (6, 3), "autumn": (9, 3), "winter": (12, 3)}
_SEASONS |= {"early": (1, 4), "mid": (5, 4), "mid-": (5, 4), "late": (9, 4), "the end of": (12, 1)}

_PATTERNS = (
    re.compile(rf"{_DAY}{_UNTIL}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"),
    re.compile(rf"{_MONTH}\s+{_YEAR}"),
    re.compile(
        r"(?<![\d/])(?P<day>3[01]|[12]\d|0?[1-9])[/.](?P<number>1[0-2]|0?[1-9])[/.]"
        r"(?P<year>(?:19|20)\d\d)(?![\d/])"
    ),
    re.compile(
        rf"\b(?P<season>(?i:{'|'.join(_SEASONS)}))\s?(?:of\s)?{_YEAR}",
    ),
    re.compile(rf"\b(?:in|by|during|from|for|until|since|through)\s{_MONTH}(?!\s\d)"),
    re.compile(rf"\b(?:in|by|during|from|since)\s{_YEAR}"),
)


@dataclass(frozen=True)
class Span:
    """Days that words name, and where these words stand in the sentence."""

    words: str
    start: int
    end: int
    first: date
    last: date


def days_in(sentence: str, *, near: date | None) -> list[Span]:
    """The days, months and years that a sentence names, in their order.

    Words without a year mean the year that the next words name, or else the one that brings them
    nearest to the day ``near``; without it they are left out.
    """
    found: list[Span] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            start, end = match.span()
            if any(start < each.end and each.start < end for each in found):
                continue
            if span := _span(match, near):
                found.append(span)
    return sorted(found, key=lambda each: each.start)


def _span(match: re.Match[str], near: date | None) -> Span | None:
    said = match.groupdict()
    year = int(said["year"]) if said.get("year") else _year_behind(match)
    if month := said.get("month") or said.get("number"):
        number = _MONTHS.get(month) or int(month)
        if year is None and near:
            year = _nearest(number, near)
    if year is None:
        return None
    try:
        first, last = _days(said, year)
    except ValueError:  # 31 June
        return None
    return Span(match[0], *match.span(), first, last)


def _days(said: dict[str, str | None], year: int) -> tuple[date, date]:
    if season := said.get("season"):
        begins, months = _SEASONS[season.lower()]
        return _months(year, begins, months)
    month = said.get("month") or said.get("number")
    if month is None:
        return _months(year, 1, 12)
    number = _MONTHS.get(month) or int(month)
    day = said.get("day")
    if day is None:
        return _months(year, number, 1)
    return date(year, number, int(day)), date(year, number, int(said.get("until") or day))


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, date.fromordinal(add_months(first, count).toordinal() - 1)


_LATER_YEAR = re.compile(rf"\s?(?:and|to|or|,|-|–)\s?(?:\d{{1,2}}{_ORDINAL}\s)?{_MONTH}\s{_YEAR}")


def _year_behind(match: re.Match[str]) -> int | None:
    """The year of "31 July and 1 August 2018" holds for both days."""
    behind = _LATER_YEAR.match(match.string, match.end())
    return int(behind["year"]) if behind else None


def _nearest(month: int, near: date) -> int:
    years = (near.year - 1, near.year, near.year + 1)
    return min(years, key=lambda year: abs((date(year, month, 15) - near).days))


# --- told as past or as to come -----------------------------------------------------------------

_BE = r"(?:is|are|am|'s|’s|remains?)"
_TO_COME = re.compile(
    rf"\b(?:(?P<modal>will|shall|'ll|going to|is to|are to)|{_BE}\s(?:now\s|next\s|still\s)?"
    r"(?:due|planned|scheduled|expected|arranged|anticipated|proposed)"
    r"|(?P<bare>planned|scheduled|forthcoming|upcoming|next\sexpected))\b",
    re.IGNORECASE,
)
_WAS = re.compile(
    r"\b(?:was|were|been|being|originally|first|once|had|which|that|as|than|since)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_IRREGULAR = (
    "was|were|had|did|took|taken|held|met|began|begun|gave|given|made|went|gone|saw|seen|came|told"
    "|said|wrote|written|found|led|sent|set up|left|brought|bought|put out|ran|chose|drew|rose|fell"
)
_PAST = re.compile(
    rf"\b(?:{_IRREGULAR}|has|have|(?!need|proceed|exceed|speed|indeed|embed|feed|seed)[a-z]{{2,}}ed)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:be|been|being|to be)\s(?:\w+ly\s)?(?:\w+(?:ed|en)|held|made|put|set)\b"
)
_SUBORDINATE = re.compile(r"\b(?:that|which|who|where|after|following|since|whose|as)\b", re.I)
# "The plan agreed in 2017 will go on": of that time is what was agreed, not what is to come.
_OF_THEN = re.compile(
    rf"\b(?:{_IRREGULAR}|[a-z]{{2,}}ed)\s(?:(?:in|on|at|by|from|since|for)\s)?$", re.IGNORECASE
)
LEAD = 6  # letters before a day at the head of a clause: "In May 2018, the service is to"
ASIDE = 9  # letters beside a day between commas: "The fortnight, from 14 to 27 May, will be"
_CLAUSE_END = re.compile(r"[;:()]|,\s(?:and|but|while|which|who|where|when|with|then|so)\b|,\s")


@dataclass(frozen=True)
class Told:
    """Days, and the words of the same clause that tell of them as past or as to come."""

    span: Span
    verb: str


def to_come(sentence: str, *, near: date | None) -> Iterator[Told]:
    """The days of which a sentence speaks as still to come."""
    for span, clause, start, end in _in_clauses(sentence, near):
        for found in _TO_COME.finditer(clause):
            if _WAS.search(clause[: found.start()]) and not found["modal"]:
                continue
            if found.start() >= end:  # "In May 2018 the service is to appoint"
                between = clause[end : found.start()]
                if _OF_THEN.search(clause[:start]):
                    continue
            else:
                between = _PASSIVE.sub("", clause[found.end() : start])
            after = _PASSIVE.sub("", clause[max(end, found.end()) :])
            if found["bare"] and _PAST.search(after):
                continue  # "work planned for May was completed"
            if not _PAST.search(between) and not _SUBORDINATE.search(between):
                yield Told(span, found[0])
                break


_DONE = (
    r"(?:took place|was held|were held|met|visited|attended|was published|were published"
    r"|was launched|were launched|launched|was completed|were completed|was carried out|inspected"
    r"|were carried out|happened|was opened|were appointed|was appointed|came into force|reported)"
)
_DONE_BEFORE = re.compile(
    rf"\b({_DONE})\s(?:(?!that\b|to\b|for\b)\w+\s){{0,3}}?(?:on|in|from)?\s?$"
)
_DONE_AFTER = re.compile(rf"^,?\s(?:(?!that\b|to\b|will\b)[\w’']+\s){{0,4}}?({_DONE})\b")


def done(sentence: str, *, near: date | None) -> Iterator[Told]:
    """The days of which a sentence speaks as past."""
    for span in days_in(sentence, near=near):
        before = re.sub(r"\b(?:in|by|on|during|from|for)\s$", "", sentence[: span.start])
        found = _DONE_BEFORE.search(before + " " if not before.endswith(" ") else before)
        if found is None and not re.search(r"\b(?:for|by|until|to|before)\s$", before):
            found = _DONE_AFTER.match(sentence[span.end :])
        if found:
            yield Told(span, found[1])


def _in_clauses(sentence: str, near: date | None) -> Iterator[tuple[Span, str, int, int]]:
    """Each span with the clause that it stands in, and where in the clause."""
    spans = days_in(sentence, near=near)
    if not spans or not _TO_COME.search(sentence):
        return
    inside = [(each.start, each.end) for each in spans]
    cuts = [0]
    for cut in _CLAUSE_END.finditer(sentence):
        begins = any(start - cuts[-1] <= LEAD and cut.start() == end for start, end in inside)
        if not begins and not any(a < cut.end() and cut.start() < b for a, b in inside):
            cuts.append(cut.start())
    cuts.append(len(sentence))
    for span in spans:
        start = max(cut for cut in cuts if cut <= span.start)
        ends = [cut for cut in cuts if cut >= span.end]
        is_aside = span.end - span.start + ASIDE > ends[0] - start
        end = ends[1] if is_aside and len(ends) > 1 else ends[0]
        yield span, sentence[start:end], span.start - start, span.end - start

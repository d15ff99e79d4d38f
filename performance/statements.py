"""Words held against figures: what a text says of an indicator, and what the data says.

Nothing here asks the database: texts and readings go in, sentences for people come out. They warn
and never decide, so where it cannot be known what a number means they keep silent:

* a number counts only in a sentence that speaks of the indicator, and only as what it can be: a
  share of a count, or the number of something else, is nothing the data could know;
* the figures of a time that the sentence names or looks back over count too; where that lies
  before the data at hand, nothing is said;
* what follows from figures by adding and subtracting (a change, a distance, those who are left)
  agrees, and so does a figure that was rounded further.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from difflib import SequenceMatcher
from enum import Enum
from functools import cached_property
from itertools import combinations

from performance.models import Commentary
from performance.periods import (
    ACADEMIC_YEAR_STARTS,
    FINANCIAL_YEAR_STARTS,
    MONTHS_IN_YEAR,
    QUARTER,
    Frequency,
    Period,
    add_months,
)
from performance.prose import (
    MONTH,
    MONTH_NUMBERS,
    WORDS_FOR_NUMBERS,
    Hedge,
    Kind,
    Number,
    mentions,
    numbers_in,
    numbers_of,
    places_of,
    sentences,
    typed_value,
    words_of,
)
from performance.rating import Rating, Travel, needed, pooled, value_of
from performance.readings import Figure, Reading, cell, conceal
from performance.spc import Variation
from performance.vocabulary import Unit
from performance.wording import named, rounded

__all__ = [
    "Disagreement",
    "contradicts",
    "disagreeing",
    "is_unchanged",
    "mentions",
    "numbers_in",
    "warnings",
]

ABOUT = Decimal("0.05")  # "about 300" may be 285 to 315
BEYOND = Decimal("0.1")  # "over 300" may be up to 330
NEAR_SHARE = 3  # percentage points: "one in five" may be 17% to 23%
UNCHANGED = 0.9  # so much of the words is the same: last time's text with another figure in it
LONGEST_AGO = 1000  # weeks or years: before any figure, and within what dates can hold
MOST_DECIMALS = 6  # that a figure has
PEOPLE = {"child", "young", "people", "person", "case"}  # whom any indicator may count


@dataclass(frozen=True)
class Disagreement:
    """A number typed in a sentence about an indicator that is none of its figures.

    ``indicator`` is its name, ``figures`` are those a reader would look for, as they are printed.
    """

    sentence: str
    number: str
    indicator: str
    figures: tuple[str, ...]

    @property
    def message(self) -> str:
        """What people are told."""
        *most, last = self.figures
        known = f"{', '.join(most)} and {last}" if most else last
        return f"“{self.number}” is not a figure of “{self.indicator}”. The data says {known}."


# --- the time that a sentence speaks of ---------------------------------------------------------

_YEAR = r"((?:19|20)\d\d)"
_MONTHS = re.compile(rf"\b({MONTH})\b\.?(?:\s{_YEAR}\b)?")
_QUARTERS = re.compile(rf"\b(?:Q|[Qq]uarter )([1-4])\b(?:\s(?:of\s)?{_YEAR}\s?[/–-])?")
_YEARS = re.compile(rf"\b{_YEAR}\s?[/–-]\s?(?:\d\d){{1,2}}\b(?![/–-])")
_CALENDAR_YEARS = re.compile(rf"\b(?:in|during|since|from|to|and|of)\s{_YEAR}\b(?!\s?[/–-])")
_COUNT = rf"({'|'.join(WORDS_FOR_NUMBERS)}|\d+)"
_BACK = re.compile(
    rf"\b(?:last|past|previous|preceding)\s{_COUNT}\s(week|month|quarter|year)s\b"
    rf"|\b{_COUNT}\s(week|month|quarter|year)s?\s(?:ago|earlier|before)\b",
    re.IGNORECASE,
)
_SO_FAR = re.compile(r"\byear[\s-]to[\s-]date\b|\bso far this year\b", re.IGNORECASE)
_OVERALL = re.compile(r"\b(?:average|mean|ranged|highest|lowest|best|worst|peak)", re.IGNORECASE)
# What stands between a number and the time it is of: "78% of visits were on time in [March]".
_LEADS_TO = re.compile(r"(?:\s[a-z’'-]+){0,7}?\s(?:in|for|during|at the end of)\s", re.IGNORECASE)
_TURNS = re.compile(
    r"\b(?:and|but|to|from|by|while|compared|than|which|since|against)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Stretch:
    """Time that a sentence names, and where in the sentence."""

    start: int
    end: int
    first: date
    last: date

    def periods(self, reading: Reading) -> list[Period]:
        """The periods of a reading that end in it."""
        return [each for each in reading.periods if self.first <= each.ends_on <= self.last]

    def is_before(self, reading: Reading) -> bool:
        """Whether it begins before the reading does, so that not all of it is known."""
        return self.first < reading.periods[0].starts_on


def _stretches(sentence: str, reading: Reading) -> list[Stretch]:
    """The months, quarters and years that a sentence names, and what it looks back over."""
    found: list[Stretch] = []
    for each in _each_stretch(sentence, reading):
        if not any(each.start < other.end and other.start < each.end for other in found):
            found.append(each)  # "Q4 2017/18" is no year
    return found


def _each_stretch(sentence: str, reading: Reading) -> Iterator[Stretch]:
    now, ends = reading.period, reading.period.ends_on

    def months(found: re.Match[str], first: date, count: int) -> Stretch:
        return Stretch(*found.span(), first, add_months(first, count) - timedelta(days=1))

    for found in _MONTHS.finditer(sentence):
        month = MONTH_NUMBERS[found[1][:3]]
        year = int(found[2]) if found[2] else ends.year - (month > ends.month)
        yield months(found, date(year, month, 1), 1)
    for found in _QUARTERS.finditer(sentence):
        year = int(found[2]) if found[2] else now.financial_year.starts_on.year
        begins = date(year, FINANCIAL_YEAR_STARTS, 1)
        yield months(found, add_months(begins, QUARTER * (int(found[1]) - 1)), QUARTER)
    is_academic = reading.indicator.frequency == Frequency.ACADEMIC_YEAR
    begins_in = ACADEMIC_YEAR_STARTS if is_academic else FINANCIAL_YEAR_STARTS
    for found in _YEARS.finditer(sentence):
        yield months(found, date(int(found[1]), begins_in, 1), MONTHS_IN_YEAR)
    for found in _CALENDAR_YEARS.finditer(sentence):
        yield months(found, date(int(found[1]), 1, 1), MONTHS_IN_YEAR)
    for found in _BACK.finditer(sentence):
        count, unit = int(typed_value(found[1] or found[3])), (found[2] or found[4]).lower()
        count = min(count, LONGEST_AGO)
        if unit == "week":
            first = now.starts_on - timedelta(weeks=count)
        else:
            in_months = {"month": 1, "quarter": QUARTER, "year": MONTHS_IN_YEAR}[unit]
            first = add_months(now.starts_on, -count * in_months)
        yield Stretch(*found.span(), first, ends)
    for found in _SO_FAR.finditer(sentence):
        yield Stretch(*found.span(), now.financial_year.starts_on, ends)
    for found in _OVERALL.finditer(sentence):
        yield Stretch(*found.span(), reading.periods[0].starts_on, ends)


def _time_of(number: Number, stretches: Sequence[Stretch]) -> Stretch | None:
    """The time that stands right behind a number: "78% of visits were on time in March"."""
    for stretch in stretches:
        between = number.sentence[number.end : stretch.start] if stretch.start > number.end else ""
        if _LEADS_TO.fullmatch(between) and not _TURNS.search(between):
            return stretch
    return None


# --- the figures of an indicator ----------------------------------------------------------------


@dataclass
class Figures:
    """What a number about an indicator may be.

    ``own`` are values in its unit, ``cases`` counts behind them, ``differences`` what lies between
    values, ``growth`` the same in percent of the earlier one.
    """

    own: set[Decimal] = field(default_factory=set)
    cases: set[Decimal] = field(default_factory=set)
    differences: set[Decimal] = field(default_factory=set)
    growth: set[Decimal] = field(default_factory=set)

    def for_kind(self, kind: Kind, unit: Unit) -> set[Decimal]:
        """Those that a number of a kind may be; empty where the data could not know."""
        is_percent = unit == Unit.PERCENT
        match kind:
            case Kind.PLAIN:
                return self.own | self.cases | self.differences
            case Kind.PERCENT:
                return self.own | self.differences | self.growth if is_percent else self.growth
            case Kind.POINTS:
                return self.differences if is_percent else set()
            case Kind.SHARE:
                return self.own if is_percent else set()
            case Kind.RATIO:
                return self.own if unit == Unit.PER_WORKER else set()
            case Kind.DAYS:
                return self.own | self.differences if unit == Unit.DAYS else set()
            case Kind.WEEKS:
                return self.own | self.differences if unit == Unit.WEEKS else set()


def _figures(
    reading: Reading, points: Iterable[Period], spans: Iterable[Sequence[Period]] = ()
) -> Figures:
    """The figures of some periods, of spans of periods, and of what all are held against.

    Periods are compared with each other, the one before each and the year before; a span has all
    its figures, their sum (of a percentage or rate: that of the cases taken together) and the
    change since it began.
    """
    decimals = reading.indicator.decimals
    found = Figures()
    compared: list[Decimal] = []
    for period in dict.fromkeys(points):
        for each in (period, period.shift(-1), period.year_before):
            if (figure := reading.at(each)) and figure.value is not None:
                compared.append(figure.value)
        _take(found, reading, reading.at(period))
    for span in spans:
        known = [figure for period in span if (figure := reading.at(period))]
        for figure in known:
            _take(found, reading, figure)
        if (total := _together(reading, known)) is not None:
            found.own.add(total)
        compared.extend(figure.value for figure in known[:1] if figure.value is not None)
    aims = _aims(reading)
    found.own.update(aims)
    for one, other in combinations([*compared, *aims], 2):
        printed = rounded(one, decimals) - rounded(other, decimals)
        found.differences.update({abs(one - other), abs(printed)})
    for one, other in combinations(compared, 2):
        found.growth.update(abs(one - other) * 100 / abs(base) for base in (one, other) if base)
    if reading.unit == Unit.PERCENT:
        found.own.update([100 - value for value in found.own])
    return found


def _take(found: Figures, reading: Reading, figure: Figure | None) -> None:
    if figure is not None and figure.is_hidden:
        found.own.update({Decimal(1), Decimal(reading.rule.threshold)})  # "1 to 5"
    if figure is None or figure.value is None:
        return
    found.own.add(figure.value)
    top, bottom = figure.numerator, figure.denominator
    if top is not None and bottom is not None:
        found.cases.update({top, bottom, bottom - top})
    short = needed(
        figure.value,
        reading.goal_for(figure.period),
        reading.polarity,
        reading.unit,
        numerator=top,
        denominator=bottom,
    )
    found.cases.update(number.value for number in numbers_in(short))


def _together(reading: Reading, figures: Sequence[Figure]) -> Decimal | None:
    """Several figures as one: a sum, or what all their cases make."""
    if reading.unit == Unit.COUNT:
        return pooled((figure.value, None) for figure in figures)[0]
    top, bottom = pooled((figure.numerator, figure.denominator) for figure in figures)
    return value_of(top, bottom, reading.unit, months=reading.indicator.annual_months)


def _aims(reading: Reading) -> list[Decimal]:
    """What the figure is held against: target, stretch, range, other authorities, forecasts."""
    goal = reading.goal
    numbers = [goal.value, goal.stretch, goal.lower, goal.upper] if goal else []
    target = reading.target_for(reading.period)
    numbers.append(target.value if target else None)  # beside the milestone of the period
    numbers += [each.value for each in reading.comparators]
    numbers += [each.value for each in reading.forecasts]
    return [number for number in numbers if number is not None]


# --- numbers against figures --------------------------------------------------------------------

_MOVED = r"(?:increase|rise|reduction|decrease|fall|drop|growth)"
# "Up 3" is a change, "make up 61%" is a share.
_UP = r"(?<!make\s)(?<!makes\s)(?<!made\s)up"
_AS_CHANGE = re.compile(rf"\b(?:by|{_UP}|down|{_MOVED}\sof)\s(?:[a-z]+\s)?$", re.IGNORECASE)
_THEN_CHANGE = re.compile(rf"\s?(?:{_MOVED}|higher|lower|more|fewer|less)\b", re.IGNORECASE)


class Verdict(Enum):
    """What a number in a sentence is to an indicator that the sentence speaks of."""

    NOT_ITS = "it counts something else, or is of a kind that the data does not know"
    UNKNOWN = "it may be a figure from before the data at hand"
    AGREES = "it is one of its figures"
    DISAGREES = "it is none of its figures"


@dataclass(frozen=True, eq=False)
class Topic:
    """An indicator that a sentence speaks of: where, and of which times."""

    reading: Reading
    places: tuple[tuple[int, int], ...]
    stretches: tuple[Stretch, ...]

    @cached_property
    def periods(self) -> list[Period]:
        """The single periods it is about: those the sentence names, and the usual ones."""
        named = [each.periods(self.reading) for each in self.stretches]
        now = self.reading.period
        usual = [now, now.shift(-1), now.year_before]
        return [*(found[0] for found in named if len(found) == 1), *usual]

    @cached_property
    def figures(self) -> Figures:
        """What its numbers may be."""
        spans = [each.periods(self.reading) for each in self.stretches]
        return _figures(self.reading, self.periods, spans)

    @cached_property
    def vocabulary(self) -> set[str]:
        """The words for what it counts."""
        indicator = self.reading.indicator
        texts = [*indicator.names, indicator.counted, indicator.out_of]
        return PEOPLE | {each.word for text in texts for each in words_of(text)}

    def judge(self, number: Number) -> Verdict:
        """Whether a number of the sentence is a figure of the indicator."""
        unit, figures = self.reading.unit, self.figures
        if number.counted and self.vocabulary.isdisjoint(number.counted):
            return Verdict.NOT_ITS
        if number.kind == Kind.PERCENT and unit != Unit.PERCENT and not _is_change(number):
            return Verdict.NOT_ITS
        if time := _time_of(number, self.stretches):
            periods = time.periods(self.reading)
            if not any((figure := self.reading.at(each)) and figure.value for each in periods):
                return Verdict.UNKNOWN
            if len(periods) == 1:
                figures = _figures(self.reading, periods)
        candidates = figures.for_kind(number.kind, unit)
        if not candidates:
            return Verdict.NOT_ITS
        if any(_agrees(number, each, self.reading.indicator.decimals) for each in candidates):
            return Verdict.AGREES
        if number.out_of is not None and number.out_of not in figures.cases:
            return Verdict.NOT_ITS
        if any(each.is_before(self.reading) for each in self.stretches):
            return Verdict.UNKNOWN
        return Verdict.DISAGREES

    def distance_from(self, number: Number) -> int:
        """How far before the number it is named; further than anything where it is named after."""
        before = [number.start - end for _, end in self.places if end <= number.start]
        return min(before, default=len(number.sentence))

    @property
    def shown(self) -> tuple[str, ...]:
        """The figures that a reader would look for, as they are printed."""
        reading = self.reading
        found = [
            f"{reading.figure(figure.value)} in {named(period.label)}"
            for period in dict.fromkeys(self.periods)
            if (figure := reading.at(period)) and figure.value is not None
        ]
        if reading.goal and reading.goal.is_set(reading.polarity):
            found.append(f"a target of {reading.target_text}")
        return tuple(found) or ("nothing yet",)


def _is_change(number: Number) -> bool:
    before, after = number.sentence[: number.start], number.sentence[number.end :]
    return bool(_AS_CHANGE.search(before) or _THEN_CHANGE.match(after))


def _agrees(number: Number, figure: Decimal, decimals: int) -> bool:
    """Whether a figure, printed as far as the number was typed, is that number."""
    value, figure = number.value, abs(figure)
    if number.kind == Kind.SHARE:
        return abs(figure - value) <= NEAR_SHARE
    if value in _printed(figure, number.decimals, decimals):
        return True
    if number.hedge == Hedge.ABOUT:
        return abs(figure - value) <= value * ABOUT
    if number.hedge == Hedge.LEAST:
        return value <= figure <= value * (1 + BEYOND)
    return number.hedge == Hedge.MOST and value * (1 - BEYOND) <= figure <= value


def _printed(figure: Decimal, typed: int, printed: int) -> set[Decimal]:
    """A figure as people round it: half up or to the even digit, at once or in two steps."""
    typed = min(typed, MOST_DECIMALS)
    once = rounded(figure, typed)
    even = figure.quantize(Decimal(1).scaleb(-typed), ROUND_HALF_EVEN)
    return {once, even, rounded(rounded(figure, printed), typed)}


def disagreeing(text: str, readings: Sequence[Reading]) -> list[Disagreement]:
    """Every number typed in a sentence about one of the indicators that is none of its figures."""
    found: list[Disagreement] = []
    for sentence in sentences(text):
        found += _disagreeing(sentence, _topics(sentence, readings))
    return found


def disagreeing_about(text: str, reading: Reading) -> list[Disagreement]:
    """The same of a text of which every sentence is about one indicator."""
    found: list[Disagreement] = []
    for sentence in sentences(text):
        topics = _topics(sentence, [reading]) or [_topic(sentence, reading, [])]
        found += _disagreeing(sentence, topics)
    return found


def _topics(sentence: str, readings: Sequence[Reading]) -> list[Topic]:
    """The indicators a sentence speaks of; a name inside a longer one is not spoken of."""
    spoken = [(each, _places(sentence, each)) for each in readings]
    everything = [place for _, places in spoken for place in places]

    def is_inside(place: tuple[int, int]) -> bool:
        start, end = place
        return any(
            one <= start and end <= other and place != (one, other) for one, other in everything
        )

    outer = [(each, [place for place in places if not is_inside(place)]) for each, places in spoken]
    return [_topic(sentence, each, places) for each, places in outer if places]


def _places(sentence: str, reading: Reading) -> list[tuple[int, int]]:
    """Where a sentence names an indicator; of a team's figures, only beside the team's name."""
    if reading.breakdown and not mentions(sentence, [reading.breakdown.name]):
        return []
    return places_of(sentence, [*reading.indicator.names, reading.indicator.code])


def _topic(sentence: str, reading: Reading, places: list[tuple[int, int]]) -> Topic:
    rest = sentence
    for start, end in places:  # "within 12 months" in a name is no time the sentence speaks of
        rest = rest[:start] + "~" * (end - start) + rest[end:]
    return Topic(reading, tuple(places), tuple(_stretches(rest, reading)))


def _disagreeing(sentence: str, topics: Sequence[Topic]) -> Iterator[Disagreement]:
    inside = [place for topic in topics for place in topic.places]
    for number in numbers_of(sentence) if topics else ():
        if any(start <= number.start < end for start, end in inside):
            continue
        verdicts = {topic: topic.judge(number) for topic in topics}
        if {Verdict.AGREES, Verdict.UNKNOWN} & set(verdicts.values()):
            continue
        against = [topic for topic in topics if verdicts[topic] == Verdict.DISAGREES]
        if against:
            topic = min(against, key=lambda each: each.distance_from(number))
            yield Disagreement(sentence, number.text, topic.reading.indicator.name, topic.shown)


# --- words against the rating and the direction -------------------------------------------------

_THAN_BEFORE = r"\sthan\s(?:in|at|last|before|a year|the (?:previous|month|quarter|year|same))"
_GAIN = r"(?:an?|clear|slight|small|marked|significant|notable|continued|some|no|any)\s"


class Claim(Enum):
    """What a text may say of where a figure stands and which way it goes."""

    BETTER = (
        rf"improv(?:ed|ing|es)|{_GAIN}improvement|(?:got|gets|getting|become) better"
        rf"|better{_THAN_BEFORE}"
    )
    WORSE = (
        rf"worsen(?:ed|ing|s)|deteriorat(?:ed|ing|es)|{_GAIN}(?:deterioration|decline)"
        rf"|(?:got|gets|getting|become) worse|worse{_THAN_BEFORE}|slipp(?:ed|ing)"
    )
    UP = r"rose|risen|rises|rising|increas(?:ed|es|ing)|went up|gone up|grew|grown"
    DOWN = r"fell|fallen|falls|falling|decreas(?:ed|es|ing)|went down|gone down|dropped|dropping"
    MET = (
        r"on target|(?:met|meets|meeting|achieved|reached|exceeded|exceeds)"
        r" (?:the |our |its )?target|target (?:is|was|has been) (?:met|achieved|reached|exceeded)"
    )
    MISSED = (
        r"off target|(?:missed|misses|missing) (?:the |our |its )?target"
        r"|target (?:is|was|has been) missed|short of (?:the |our |its )?target"
    )
    ABOVE = r"(?:above|over) (?:the |our |its )?target"
    BELOW = r"(?:below|under) (?:the |our |its )?target"

    @property
    def opposite(self) -> "Claim":
        """What the words say with "not" before them."""
        pairs = [(Claim.BETTER, Claim.WORSE), (Claim.UP, Claim.DOWN), (Claim.MET, Claim.MISSED)]
        pairs.append((Claim.ABOVE, Claim.BELOW))
        return {**dict(pairs), **{other: one for one, other in pairs}}[self]


_CLAIMS = {claim: re.compile(rf"\b(?:{claim.value})\b", re.IGNORECASE) for claim in Claim}
_BEFORE = r"\s(?:\w+\s){0,3}$"
_NOT = re.compile(
    rf"(?:\b(?:not|no|never|hardly|nor|without|longer|yet to|failed to|cannot)|n['’]t){_BEFORE}",
    re.IGNORECASE,
)
_NOT_YET_SO = re.compile(
    r"\b(?:to|will|must|should|would|could|can|may|might|until|unless|if|when|once|being"
    r"|expect(?:ed)?|aim|hope)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_A_YEAR = re.compile(r"\b(?:year|annual|annually|(?:12|twelve)[\s-]months?)\b", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)


def contradicts(texts: Iterable[str], reading: Reading) -> list[str]:
    """Words in texts about an indicator that say otherwise than its rating and its direction."""
    found = [
        said
        for text in texts
        for sentence in sentences(text)
        for said in _contradicting(sentence, reading)
    ]
    return list(dict.fromkeys(found))


def _contradicting(sentence: str, reading: Reading) -> Iterator[str]:
    claims = dict(_claims(sentence))
    wrong = {**_wrong_direction(sentence, reading), **_wrong_standing(reading)}
    for claim, typed in claims.items():
        if claim in wrong and claim.opposite not in claims:
            yield f"The text says “{typed}”, but {wrong[claim]}."


def _claims(sentence: str) -> Iterator[tuple[Claim, str]]:
    """What a sentence claims, with the words; what should or will be is not claimed."""
    for claim, pattern in _CLAIMS.items():
        for found in pattern.finditer(sentence):
            before = sentence[: found.start()]
            if negated := _NOT.search(before):
                yield claim.opposite, sentence[negated.start() : found.end()].strip()
            elif found[0].lower().startswith("no "):
                yield claim.opposite, found[0]
            elif not _NOT_YET_SO.search(before):
                yield claim, found[0]


def _wrong_direction(sentence: str, reading: Reading) -> dict[Claim, str]:
    """What may not be said of its direction, and why; nothing where another time is meant."""
    earlier, direction = reading.period.shift(-1), reading.direction
    if _A_YEAR.search(sentence):
        earlier, direction = reading.period.year_before, reading.direction_in_year
    elif _SINCE.search(sentence) or any(
        each.periods(reading) not in ([reading.period], [earlier])
        for each in _stretches(sentence, reading)
    ):
        return {}
    if direction.amount is None:
        return {}
    why = f"the figure is {direction.in_words(since=earlier.label)}"
    variation = reading.spc.variation if reading.spc else Variation.NONE  # many periods together
    wrong = {
        Claim.BETTER: direction.kind in (Travel.WORSE, Travel.SAME)
        and variation not in (Variation.IMPROVEMENT_HIGH, Variation.IMPROVEMENT_LOW),
        Claim.WORSE: direction.kind in (Travel.BETTER, Travel.SAME) and not variation.is_concern,
        Claim.UP: direction.amount <= 0,
        Claim.DOWN: direction.amount >= 0,
    }
    return {claim: why for claim, is_wrong in wrong.items() if is_wrong}


def _wrong_standing(reading: Reading) -> dict[Claim, str]:
    """What may not be said of how it stands against its target, and why."""
    rating, distance = reading.judgement.rating, reading.distance
    if rating == Rating.NOT_RATED or distance is None:
        return {}
    is_met = rating in (Rating.ON_TARGET, Rating.STRETCH)
    wrong = {Claim.MISSED if is_met else Claim.MET: f"the figure is {distance.in_words}"}
    value = reading.now.value if reading.now else None
    target = reading.goal.value if reading.goal else None
    if value is not None and target is not None and value != target:
        side = Claim.BELOW if value > target else Claim.ABOVE
        where = f"{reading.figure(value)}, and the target {reading.target_text}"
        wrong[side] = f"the figure is {where}"
    return wrong


# --- what papers hide ---------------------------------------------------------------------------


def names_small(texts: Iterable[str], reading: Reading) -> list[str]:
    """The numbers in texts about an indicator that are its small ones, for people who see those.

    Commentary that is accepted is printed, with what papers hide of the figures beside it.
    """
    small: set[int | Decimal] = set()
    percentages: set[int | Decimal] = set()
    for figure in (reading.now, reading.before, reading.year_ago):
        if figure is None or not conceal(figure, reading.indicator, reading.conventions).is_hidden:
            continue
        small |= {n for n in cell(figure, reading.unit).counts if reading.rule.is_small(n)}
        if figure.value is not None and reading.unit == Unit.PERCENT:
            percentages.add(rounded(figure.value, reading.indicator.decimals))
    of_kind = {Kind.PLAIN: small, Kind.PERCENT: percentages}
    return [
        f"“{number.text}” gives away a small number, which papers hide because it could identify "
        "a child. Say it in other words."
        for text in texts
        for number in numbers_in(text)
        if number.value in of_kind.get(number.kind, ())
    ]


# --- everything about one commentary ------------------------------------------------------------


def is_unchanged(now: str, before: str) -> bool:
    """Whether a text is that of the last period, or nearly so."""
    words, earlier = (text.lower().split() for text in (now, before))
    if not words or not earlier:
        return False
    return SequenceMatcher(None, words, earlier, autojunk=False).ratio() >= UNCHANGED


def warnings(commentary: Commentary, reading: Reading, previous: Commentary | None) -> list[str]:
    """What somebody should look at in a commentary before it is handed in.

    All of "what the data shows" is held against the figures; of the other parts, the sentences that
    name the indicator.
    """
    others = [getattr(commentary, part) for part in Commentary.PARTS[1:]]
    named_in = [
        sentence for text in others for sentence in sentences(text) if _places(sentence, reading)
    ]
    found = contradicts([commentary.data_shows, *named_in], reading)
    disagreements = disagreeing_about(commentary.data_shows, reading)
    for sentence in named_in:
        disagreements += disagreeing(sentence, [reading])
    found += [each.message for each in disagreements]
    found += names_small([commentary.data_shows, *named_in], reading)
    if previous:
        for part in Commentary.PARTS:
            if is_unchanged(getattr(commentary, part), getattr(previous, part)):
                heading = Commentary.heading(part)
                found.append(f"“{heading}” says the same as for {previous.period.label}.")
    return list(dict.fromkeys(found))

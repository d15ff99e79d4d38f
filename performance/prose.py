"""What a text says in figures: its sentences, the numbers typed in them, and what they count.

It knows no indicator and no data; ``performance.statements`` holds what it finds against both.
"""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache


def _split(words: str) -> list[str]:
    return words.split()


# Typed as words only where they plainly are figures: "from three to five", "one in five".
WORDS_FOR_NUMBERS = _split("one two three four five six seven eight nine ten eleven twelve")
IN_WORDS = {word: Decimal(number) for number, word in enumerate(WORDS_FOR_NUMBERS, start=1)}
MOST_COUNTED_WORDS = 4

# --- sentences ----------------------------------------------------------------------------------

ABBREVIATIONS = (
    "e.g",
    "i.e",
    "approx",
    "no",
    "nos",
    "para",
    "paras",
    "vs",
    "dr",
    "mr",
    "mrs",
    "ms",
)
_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\s*\n(?!\s*[a-z])\s*")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a new line begins a new one, unless it goes on in small letters."""
    found, start = [], 0
    for end in _END.finditer(text):
        last = text[start : end.start()].rsplit(maxsplit=1)[-1:]
        if last and end[0].startswith(".") and last[0].lower().lstrip("(") in ABBREVIATIONS:
            continue
        if re.fullmatch(r"\s*\d+\.\s*", text[start : end.end()]):
            continue  # the number of a list, not a sentence
        found.append(text[start : end.end()])
        start = end.end()
    found.append(text[start:])
    return [" ".join(one.split()) for one in found if one.strip()]


# --- numbers that are no figures ----------------------------------------------------------------

MONTH = f"(?-i:{'|'.join([*month_name[1:], *month_abbr[1:], 'Sept'])})"
MONTH_NUMBERS = {name: number for number, name in enumerate(month_abbr) if name}
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_TO = r"\s*(?:,|-|–|&|and|to|or)\s*"
_ENDS = r"(?![\w%]|\s*per\s?cent|[.,]\d)"
_LIMIT = (
    r"(?:within|in|under|over|beyond|than|last|past|previous|next|first|every|each|after|for"
    r"|up to|at least|(?:limit|standard|timescale|deadline|rule) of)"
)
_LENGTH = r"(?:working |calendar |school )?(?:minute|hour|day|week|month|year|term)s?\b"
_PLACE = (
    r"(?:section|paragraph|para|regulation|article|part|chapter|schedule|clause|page|appendix|annex"
    r"|table|figure|chart|list|item|recommendation|theme|priority|action|objective|phase|stage"
    r"|step|level|tier|question|version|quarter|week|no\.?|(?-i:Key Stage)|(?-i:Year))"
)

# What a number may be besides a figure, and how that is known. Each was met in councils' papers.
LEFT_OUT: tuple[tuple[str, str], ...] = (
    ("a sum of money", r"£\s*\d[\d,.]*\s*(?:k|m|bn|million|billion|thousand)?\b"),
    ("a sum of money", r"\b\d+(?:\.\d+)?\s*(?:million|billion|bn)\b"),
    ("a web address", r"\b(?:https?://|www\.)\S+"),
    (
        "a number at the head of a paragraph",
        r"^(?:[-–•*]\s*)?(?:\d{1,2}(?:\.\d+)+\s+(?=(?-i:[“\"'*]?[A-Z\d]))|\(?\d{1,2}[.)]\s+)",
    ),
    ("a date", rf"\b{_DAY}(?:{_TO}{_DAY})*\s+(?:of\s+)?{MONTH}\b(?:\s+{_YEAR}\b)?"),
    ("a date", rf"\b{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th|,\s+{_YEAR})\b"),
    ("a date", r"\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d)\b|\b\d{4}-\d\d-\d\d\b"),
    ("a year", rf"(?<![£\d.,]){_YEAR}(?:\s?[-–/]\s?(?:{_YEAR}|\d\d))?{_ENDS}"),
    ("a year, or how often a service is open", r"\b\d{1,2}/\d{1,2}\b|['’]\d\d\b"),
    ("a time of day", r"\b(?:[02-9]|1\d|2[0-3]):[0-5]\d\b|\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\b"),
    (
        "an age",
        rf"\bage[sd]?(?:\s(?:of|between|under|over|from))?\s\d{{1,2}}(?:{_TO}\d{{1,2}})?{_ENDS}",
    ),
    ("an age", rf"\b\d{{1,2}}(?:{_TO}\d{{1,2}})?[\s-]years?[\s-]olds?\b"),
    ("an age", r"\b(?:under|over)[\s-]\d{1,2}s\b|\b\d{1,2}\+|\b0\s?[-–]\s?\d{1,2}\b(?!\s*%)"),
    (
        "an age",
        r"\b(?:children|people|babies|leavers|adults)\s(?:(?:under|over)\s\d{1,2}"
        rf"|\d{{1,2}}\s?[-–]\s?\d{{1,2}}){_ENDS}",
    ),
    ("a place in a law or a paper", rf"\b{_PLACE}s\s\d+(?:\.\d+)*(?:{_TO}\d+(?:\.\d+)*)*{_ENDS}"),
    ("a place in a law or a paper", rf"\b{_PLACE}\s[A-Z]?\d+(?:\.\d+)*[a-z]?{_ENDS}"),
    ("what a rate is out of", r"\bper\s(?:10,?000|1,?000|100,?000|100)\b"),
    ("what a rate is out of", r"\bin\s(?:every\s)?(?:100|1,?000|10,?000)\b(?![.,]\d)"),
    ("a limit in time", rf"\b{_LIMIT}\s(?:the\s)?\d+(?:\.\d+)?(?:{_TO}\d+)?[\s-]{_LENGTH}"),
    ("a limit in time", rf"\b\d+(?:{_TO}\d+)?-(?:working-)?{_LENGTH}"),
    ("a limit in time", r"\b\d+(?:\.\d+)?\s(?:working|calendar|school)\s(?:day|week)s?\b"),
    ("a length of time", r"\b\d+(?:\.\d+)?\s(?:minute|hour|month|year|term)s?\b"),
    ("a distance", r"\b\d+(?:\.\d+)?[\s-](?:miles?|km)\b"),
)
_LEFT_OUT = [re.compile(pattern, re.IGNORECASE) for _, pattern in LEFT_OUT]


def without_others(sentence: str) -> str:
    """The sentence with a gap of the same length for every number that is no figure."""
    for pattern in _LEFT_OUT:
        sentence = pattern.sub(lambda found: re.sub(r"\d", "~", found[0]), sentence)
    return sentence


# --- numbers ------------------------------------------------------------------------------------


class Kind(Enum):
    """How a number is meant."""

    PLAIN = "plain"
    PERCENT = "percent"
    POINTS = "percentage points"
    RATIO = "ratio"  # 1:13, whose value is 13
    SHARE = "share"  # one in five, whose value is 20
    DAYS = "days"
    WEEKS = "weeks"


class Hedge(Enum):
    """What a writer puts before a number that is not meant exactly."""

    NONE = r"(?!)"
    ABOUT = r"(?:about|around|approximately|roughly|nearly|almost|close to|circa|some)"
    LEAST = r"(?:over|more than|above|at least|exceed(?:s|ed|ing)?)"
    MOST = r"(?:just under|under|less than|fewer than|below|at most|up to)"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was typed in a sentence, and what it seems to count.

    ``counted`` are the words behind it that name something, in the singular: "96 new plans" counts
    new and plan; a number that stands by itself counts nothing. ``out_of`` is the second number of
    "45 of 96".
    """

    sentence: str
    text: str
    value: Decimal
    kind: Kind
    start: int
    end: int
    hedge: Hedge = Hedge.NONE
    counted: tuple[str, ...] = ()
    out_of: Decimal | None = None

    @property
    def decimals(self) -> int:
        """How many were typed."""
        exponent = self.value.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0


_DIGITS = r"(?<![\w£/:~])(?<![A-Za-z][-–])(?<!\d[.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_AFTER = r"(?!(?!ppt?s?\b|pc\b)\w|[/:]|[.,]\d)"
_WORD = rf"\b(?:{'|'.join(WORDS_FOR_NUMBERS)})\b"
_ANY = rf"(?:{_DIGITS}{_AFTER}|{_WORD})"
_RATIO = re.compile(r"(?<![\w:.,])1:(\d+(?:\.\d+)?)(?![\w:%])")
_SHARE = re.compile(rf"({_ANY})\s(in|out\sof)\s(?:every\s)?({_ANY})", re.IGNORECASE)
MOST_SHARED_OUT = 10  # "nine out of ten" is a share; "18 out of 23" are two counted numbers
_FROM_TO = re.compile(rf"\bfrom\s({_WORD})\s(?:[a-z]+\s){{0,4}}?to\s({_WORD})", re.IGNORECASE)
_NUMBER = re.compile(rf"{_DIGITS}{_AFTER}|{_WORD}(?=\sper\s?cent)", re.IGNORECASE)
_KINDS = (
    (
        Kind.POINTS,
        re.compile(r"%?\s*(?:percentage[\s-]|%\s?)?points?\b|\s*ppt?s?\b", re.IGNORECASE),
    ),
    (Kind.PERCENT, re.compile(r"\s*%|\s*per\s?cent\b|\s*pc\b", re.IGNORECASE)),
    (Kind.DAYS, re.compile(r"\sdays?\b", re.IGNORECASE)),
    (Kind.WEEKS, re.compile(r"\sweeks?\b", re.IGNORECASE)),
)
_OUT_OF = re.compile(rf"\s(?:out\s)?of\s(?:the\s|all\s|our\s|these\s)?({_DIGITS}){_AFTER}(?!\s*%)")
_HEDGES = [(hedge, re.compile(rf"\b{hedge.value}\s(?:the\s)?$", re.IGNORECASE)) for hedge in Hedge]


def numbers_in(text: str) -> list[Number]:
    """The numbers typed in each sentence of a text, in their order.

    Left out is what ``LEFT_OUT`` lists. A word for a number counts where it is plainly a figure.
    """
    return [number for sentence in sentences(text) for number in numbers_of(sentence)]


def numbers_of(sentence: str) -> list[Number]:
    """The numbers typed in one sentence."""
    rest = without_others(sentence)
    found = []
    for ratio in _RATIO.finditer(rest):
        found.append(Number(sentence, ratio[0], Decimal(ratio[1]), Kind.RATIO, *ratio.span()))
    rest = _RATIO.sub(_gap, rest)
    for share in _SHARE.finditer(rest):
        part, whole = typed_value(share[1]), typed_value(share[3])
        if 0 < part <= whole <= MOST_SHARED_OUT:
            counted = counted_after(sentence[share.end() :])
            value = 100 * part / whole
            found.append(
                Number(sentence, share[0], value, Kind.SHARE, *share.span(), counted=counted)
            )
            rest = rest[: share.start()] + _gap(share) + rest[share.end() :]
    for pair in _FROM_TO.finditer(rest):
        for group in (1, 2):
            start, end = pair.span(group)
            number = Number(sentence, pair[group], typed_value(pair[group]), Kind.PLAIN, start, end)
            found.append(number)
    for typed in _NUMBER.finditer(rest):
        found.append(_typed(sentence, rest, typed))
    return sorted(found, key=lambda number: number.start)


def _gap(found: re.Match[str]) -> str:
    return "~" * len(found[0])


def _typed(sentence: str, rest: str, typed: re.Match[str]) -> Number:
    start, end = typed.span()
    kind = Kind.PLAIN
    for each, pattern in _KINDS:
        if unit := pattern.match(rest, end):
            kind, end = each, unit.end()
            break
    hedge = next((each for each, before in _HEDGES if before.search(sentence[:start])), Hedge.NONE)
    out_of = _OUT_OF.match(rest, end) if kind == Kind.PLAIN else None
    return Number(
        sentence,
        sentence[start:end],
        typed_value(typed[0]),
        kind,
        start,
        end,
        hedge,
        counted_after(sentence[out_of.end() if out_of else end :]),
        typed_value(out_of[1]) if out_of else None,
    )


def typed_value(typed: str) -> Decimal:
    """The value of a number in digits or as a word."""
    return IN_WORDS.get(typed.lower()) or Decimal(typed.replace(",", ""))


# --- words --------------------------------------------------------------------------------------

# Words that name nothing: a number before them stands by itself.
EMPTY_WORDS = frozenset(
    _split("""
    a above across after again against ago all almost also although among an and any around as at be
    because been before behind being below between both but by compared comparison currently did do
    down due during each earlier either end even ever every fell fewer following for from had has
    have he her here higher his however if in into is it its itself just last later less lower many
    month more most much near nearly no nor not now of off on only onto or our out over overall per
    previous previously quarter recorded respectively rising rose same she since so still such than
    that the their them then there these they this those though through to today together under
    until up upon versus very was we week were what when where whereas which while who whose will
    with within without year yet
    bringing continuing excluding including leaving making meaning reaching reflecting remaining
    showing
    """)
).union(WORDS_FOR_NUMBERS)
_OF = re.compile(r"\s+of\s+(?:the\s+|all\s+|our\s+|those\s+|these\s+|its\s+)*", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*|[,;:.()]")
IRREGULAR = {"children": "child", "people": "person", "men": "man", "women": "woman"}


def counted_after(rest: str) -> tuple[str, ...]:
    """What a number counts by the words that follow it: "96 new plans", "52% of the population"."""
    if of := _OF.match(rest):
        rest = rest[of.end() :]
    found: list[str] = []
    for token in _TOKEN.finditer(rest):
        word = singular(token[0])
        if not token[0][0].isalpha() or word in EMPTY_WORDS or len(found) == MOST_COUNTED_WORDS:
            break
        found.append(word)
    return tuple(found)


def singular(word: str) -> str:
    """A word in small letters, without the ending of its plural or of "child's"."""
    word = re.sub(r"['’]s?$", "", word.lower())
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


_ARTICLES = frozenset(_split("a an the of on in to for with and or are is was were been being be"))
_RE = re.compile(r"\bre[-–](?=[a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word of a sentence in the singular, and where it stands."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=1024)  # a paper asks for the same names at every sentence
def words_of(text: str) -> tuple[Spoken, ...]:
    """The words of a text, without articles and the like; "re-referral" is one word."""
    joined = _RE.sub(lambda found: "re" + "_" * (len(found[0]) - 2), text)
    found = []
    for token in re.finditer(r"[^\W_]+(?:_[^\W_]+)?(?:['’][^\W\d_]+)?", joined):
        word = singular(token[0].replace("_", ""))
        if word not in _ARTICLES:
            found.append(Spoken(word, *token.span()))
    return tuple(found)


def places_of(sentence: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where a sentence speaks of something by one of its names: the first and the last letter.

    All words of the name stand next to each other, in any order: "looked-after children" speaks of
    "Children looked after".
    """
    said = words_of(sentence)
    spoken = {each.word for each in said}
    found = set()
    for name in names:
        wanted = sorted(each.word for each in words_of(name))
        if not spoken.issuperset(wanted):
            continue
        for first in range(len(said) - len(wanted) + 1 if wanted else 0):
            window = said[first : first + len(wanted)]
            if sorted(each.word for each in window) == wanted:
                found.add((window[0].start, window[-1].end))
    return sorted(found)


def mentions(sentence: str, names: Sequence[str]) -> bool:
    """Whether a sentence speaks of something that has these names."""
    return bool(places_of(sentence, names))

"""Finds words that may tell who a child is, so that a person looks again before they are kept.

Each rule is one that can be said in a sentence. A rule may be wrong either way: it asks, it never
decides. The formats are those of the NHS Data Dictionary (NHS number, with its check digit by
modulus 11), of the Department for Education's guide to unique pupil numbers and of Royal Mail
(postcodes).
"""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_DAY = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?(?:{_MONTHS})(?: \d{{1,2}}(?!\d),?)?(?: \d{{2,4}})?)"
)
_NUMBER_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen"
)
_AGE = rf"(?:\d{{1,2}}|{_NUMBER_WORD})"
_PERSON = (
    "child|boy|girl|baby|toddler|teenager|pupil|young person|young man|young woman|brother|sister"
    "|sibling|twin|son|daughter|stepson|stepdaughter|grandson|granddaughter|nephew|niece|cousin"
    "|friend|boyfriend|girlfriend|mother|father|mum|dad|stepmother|stepfather|grandmother"
    "|grandfather|nan|auntie|aunt|uncle|carer|social worker|key worker|keyworker|teacher"
)
_NAME = r"[A-Z][a-z]+(?:['’-][A-Z][a-z]+)?"
_NAMES = rf"{_NAME}(?: {_NAME})*"

# Capitalised words that are no person's name where a name might stand.
NOT_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
    a an and are as at but by can do for have he her his how i if in is it its me my no not of ok
    on or our she so that the their there these they this to we what when where who why yes you your
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday christmas easter ramadan summer winter
    spring autumn
    london england britain british english north south east west central county borough city
    ofsted cqc hmicfrs government parliament council committee cabinet board panel court police
    health education school college nursery hub centre service services team group forum project
    programme plan strategy scheme review house home homes road street lane park partnership trust
    social care children child young people person family families carer carers care leavers staff
    youth early help practice signs safety working together voice rights champion champions
    outstanding good adequate requires improvement inadequate positive inconsistent complete
    red amber green yes no none high medium low new better worse
    """,
    )
)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Words that may identify a child, and the rule that says so."""

    words: str
    why: str


def looks_identifying(text: str, *, known: Iterable[str] = ()) -> list[Suspicion]:
    """What in a text may identify a child, in the order of the text; nothing in ordinary prose.

    ``known`` are names that are no person's, such as the council's own.
    """
    text = " ".join(text.split())
    not_names = NOT_NAMES | set(re.findall(r"\w+", " ".join(known).lower()))
    found = sorted(_found_in(text, not_names), key=lambda each: (each[0], -each[1]))
    kept: list[Suspicion] = []
    end = 0
    for start, stop, why in found:
        if stop > end:  # what lies within something seen already is said with it
            suspicion = Suspicion(text[start:stop], why)
            if suspicion not in kept:
                kept.append(suspicion)
            end = stop
    return kept


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last follows from the others by modulus 11."""
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    weighed = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    check = (11 - weighed % 11) % 11
    return check == int(digits[-1])


Found = tuple[int, int, str]
"""Where words begin and end in the text, and why they are suspected."""


def _found_in(text: str, not_names: Set[str]) -> Iterator[Found]:
    for match in _NHS.finditer(text):
        if is_nhs_number(re.sub(r"\D", "", match[0])):
            yield *match.span(), "It is an NHS number: its check digit is right."
    for pattern, why in _RULES:
        for match in pattern.finditer(text):
            yield *match.span("seen"), why
    for pattern, why in _NAME_RULES:
        for match in pattern.finditer(text):
            words = re.findall(r"\w+", match["name"].lower())
            if not_names.isdisjoint(words):
                yield *match.span("name"), why


_NHS = re.compile(r"(?<![\dA-Za-z])\d(?:[ .\-‑–]?\d){9}(?!\d)")

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"(?<![\w.+'-])(?P<seen>[\w.+'-]++@[\w-]++(?:\.[\w-]++)+)"),
        "It is an e-mail address.",
    ),
    (
        re.compile(r"(?<!\w)(?P<seen>[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z])(?!\w)", re.IGNORECASE),
        "It has the form of a unique pupil number.",
    ),
    (
        re.compile(
            r"(?<![\w£.,])(?P<seen>(?:\+44 ?(?:\(0\) ?)?|0|\(0)\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4})"
            r"(?![\w])"
        ),
        "It has the form of a telephone number.",
    ),
    (
        re.compile(
            r"(?<!\w)(?P<seen>(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}"
            r"|[a-z]{1,2}\d[a-z\d]? ?\d(?!st|nd|rd|th)[abd-hjlnp-uw-z]{2}))(?!\w)"
        ),
        "It has the form of a postcode.",
    ),
    (
        re.compile(
            r"(?<!\w)(?P<seen>(?:date of birth|d\.?o\.?b\.?|born(?: on| in)?|birthday(?: is| was)?"
            rf"(?: on)?)[ :]*{_DAY})(?!\w)",
            re.IGNORECASE,
        ),
        "It is a date of birth.",
    ),
    (
        re.compile(
            r"(?<![\w£.,/-])(?P<seen>\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
            r"(?![\w/-])"
        ),
        "A whole date in figures may be a date of birth.",
    ),
    (
        re.compile(
            rf"(?<!\w)(?P<seen>aged? (?:of )?{_AGE}(?! ?(?:to|or|and|years? (?:and|or)|[-–+])\b)"
            r"(?![-–+\d%/]|,? ?\d)(?: years?(?: old)?| months?)?)(?! (?:to|or|and)\b)(?!\w)",
            re.IGNORECASE,
        ),
        "It gives one child's age.",
    ),
    (
        re.compile(
            r"(?<![\w–-])(?<!to )(?<!and )(?<!or )"
            rf"(?P<seen>{_AGE}[- ](?:years?|yrs?|months?)[- ]old)(?!\w)",
            re.IGNORECASE,
        ),
        "It gives one child's age.",
    ),
    (
        re.compile(
            r"(?<!\w)(?P<seen>(?:case|file|record|child|client|pupil|system|reference|ref|ICS|LCS"
            r"|Mosaic|Liquidlogic|ID)(?: (?:number|reference|ref|no|id)\.?)*[ :#]+"
            r"(?=[\w/-]*\d{3})(?!(?:19|20)\d\d(?!\w))[\w/-]{4,})",
            re.IGNORECASE,
        ),
        "It has the form of a case number.",
    ),
    (
        re.compile(r"(?<![\w£$.,/-])(?P<seen>\d{6,}+)(?![.,]\d|\w)"),
        "A number as long as this may be a case number.",
    ),
    (
        re.compile(r"(?<![\w.])(?!U\.[KS]\.)(?P<seen>[A-Z]\. ?[A-Z]\.)(?!\w)"),
        "They look like a person's initials.",
    ),
    (
        re.compile(rf"(?<!\w)(?:{_PERSON}),? (?P<seen>[A-Z]{{2}})(?![\w-])"),
        "They look like a person's initials.",
    ),
    (
        re.compile(rf"(?<!\w)(?i:{_PERSON}) (?:(?:was|is) )?(?:called|named) (?P<seen>{_NAMES})"),
        "It looks like the name of a person.",
    ),
)

_NAME_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"(?<!\w)(?i:called|named|(?:name|names) (?:is|was|are|were)|name['’]s),?"
            rf" [\"'“‘]?(?P<name>{_NAMES})"
        ),
        "A word with a capital after “called” or “named” may be a first name.",
    ),
    (
        re.compile(rf"(?<!\w)(?:{_PERSON}),? [\"'“‘(]?(?P<name>{_NAMES})"),
        "A word with a capital after a word for a person may be a name.",
    ),
    (
        re.compile(rf"(?<!\w)[\"'“‘](?P<name>{_NAME}(?: {_NAME})?)[\"'”’](?!\w)"),
        "A word with a capital in quotation marks may be a first name.",
    ),
    (
        re.compile(rf"(?<!\w)(?:Mr|Mrs|Miss|Ms|Master)\.? (?P<name>{_NAMES})"),
        "A title and a name tell who it is.",
    ),
)

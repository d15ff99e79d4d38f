"""The facts that letters of inspectors always state, proposed with the place where they stand.

Nothing here decides: each proposal says why it is made, and a person confirms or corrects it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from monitoring.letters.layout import SALUTATION, Paragraph, Sentence, body_of, lay_out
from monitoring.vocabulary import LetterStatus

Value = TypeVar("Value")
Found = tuple[Value, Sentence] | None

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
MONTHS += ["October", "November", "December"]
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
ORDINALS += ["tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"]
ORDINALS += ["seventeenth", "eighteenth", "nineteenth", "twentieth"]

_MONTH = "|".join(MONTHS)
_NUMBERED = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
_DAY = rf"{_WEEKDAY}{_NUMBERED}(?: (?:{_MONTH})(?:,? \d{{4}})?)?"
DAYS = re.compile(rf"\b{_DAY}(?:(?:, | and |, and | to | until | ?[–-] ?){_DAY}){{0,9}}", re.I)
ONE_DAY = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: ({_MONTH})(?:,? (\d{{4}}))?)?", re.I)
MONTH_AND_YEAR = re.compile(rf"\b(?:{_MONTH}) \d{{4}}\b")

VISITED = re.compile(r"\b(visit(ed)?|inspection|inspected|review(ed)?|took place)\b", re.I)
EARLIER = re.compile(r"\b(last|previous|earlier|next) (visit|inspect|monitoring)", re.I)
ORDINAL = re.compile(
    rf"\b({'|'.join(ORDINALS)}|[1-9]\d?(?=st|nd|rd|th))(?:st|nd|rd|th)? "
    r"(?:[\w-]+ ){0,5}(?:visit|inspection|review)s?\b",
    re.I,
)
IS_THIS_VISIT = re.compile(r"\b(was|is) (the|our|its|their|your) ", re.I)
SINCE = re.compile(r"\bsince\b.*?(?=\.?$)", re.I)

INSPECTORS_WERE = re.compile(
    r"\b(?:inspectors?|inspection team|team)\b[^.]{0,40}?\b(?:was|were|are|is)\b:? (?=[A-Z])"
    r"|\b(?:carried out|undertaken|conducted|led) by (?=[A-Z])"
)
GRADE = re.compile(
    r"(?:Her|His) Majesty['’]s .*|HMI|"
    r"(?:Senior|Lead|Regulatory|Ofsted|CQC|Social Care|Schools|Contracted|Seconded|Team|Principal)"
    r"\b.*|(?:.*\b)?(?:Manager|Adviser|Officer|Director)s?|(?:Assistant |Deputy )?Inspectors?",
    re.I,
)
BETWEEN_NAMES = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+")
NAME = re.compile(r"[A-Z][\w.’'-]*(?: [A-Z(][\w.’')-]*| (?:de|van|von|bin|al)(?= )){1,4}")

AREAS = re.compile(
    r"\b(areas? (covered|reviewed|considered)|focus of|scope of|what we looked)", re.I
)
LOOKED_AT = re.compile(
    r"\b(looked at|reviewed|considered|focused on|examined|areas|covered)\b", re.I
)
EVIDENCE = re.compile(
    r"\b(range|variety) of evidence\b|\bevidence (was |that was )?(considered|reviewed|gathered)\b",
    re.I,
)

POST = re.compile(r"(?:^|, )([^,]*\b(?:Director|Chief Executive|Chief Officer|Head of)\b.*)$")
AUTHORITY = re.compile(
    r"\b(?:London|Royal|Metropolitan) Borough\b|\bCouncil\b(?! (?:House|Offices|Chamber))"
)
AUTHORITY_IN_TITLE = re.compile(
    r"\b(?:visit|inspection|review) (?:of|to|at|in) (?:the )?(.{3,60}?)"
    r"(?: local authority)?(?:['’]s)? (?:children|local authority|services)",
    re.I,
)
NOT_PUBLIC_YET = re.compile(
    r"\bpre-? ?publication\b|\bembargo|\bnot (yet )?for publication\b|\bbefore publication\b", re.I
)
LONGEST_MARKING = 12  # words


@dataclass(frozen=True, slots=True)
class Proposal(Generic[Value]):
    """A fact as the letter states it, the number of the sentence, and why it was taken for one."""

    value: Value
    sentence: int
    why: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter states of itself and of the visit; None where it was not found.

    `ordinal` is the letter's own count, `ordinal_words` since when it counts and `judged` the month
    of that judgement. `inspectors` are names with grades, `areas` are as the letter lists them.
    """

    letter_on: Proposal[date] | None
    starts_on: Proposal[date] | None
    ends_on: Proposal[date] | None
    ordinal: Proposal[int] | None
    ordinal_words: Proposal[str] | None
    judged: Proposal[str] | None
    inspectors: Proposal[tuple[tuple[str, str], ...]] | None
    areas: Proposal[tuple[str, ...]] | None
    evidence_considered: Proposal[str] | None
    title: Proposal[str] | None
    addressee_post: Proposal[str] | None
    status: Proposal[LetterStatus] | None
    authority: Proposal[str] | None


def propose(text: str) -> Facts:
    """The facts of a letter, each where it was found first."""
    paragraphs = lay_out(text)
    body = body_of(paragraphs)
    starts = paragraphs.index(body[0]) if body else len(paragraphs)
    before = [each for each in paragraphs[:starts] if not SALUTATION.match(each.words)]
    after = paragraphs[starts + len(body) :]
    letter_on = _letter_on(before or paragraphs)
    visit = _visit_days(body, letter_on)
    counted = _ordinal(body)
    since = _since(counted)
    title = _title(body)
    return Facts(
        letter_on=_proposal(letter_on, "The date stands alone at the head of the letter."),
        starts_on=_proposal(_part(visit, 0), "The first day that this sentence names."),
        ends_on=_proposal(_part(visit, 1), "The last day that this sentence names."),
        ordinal=_proposal(counted, "This sentence counts the visit."),
        ordinal_words=_proposal(since, "It follows the number of the visit."),
        judged=_proposal(_judged(since), "The month in the words that say since when it counts."),
        inspectors=_proposal(_inspectors(body), "This sentence names the inspectors.")
        or _proposal(_signed(after), "This person signed the letter."),
        areas=_proposal(_areas(body), "The letter lists here what the visit looked at."),
        evidence_considered=_proposal(_evidence(body), "This paragraph speaks of the evidence."),
        title=_proposal(title, "The first heading of the letter."),
        addressee_post=_proposal(_post(before), "The address names this post."),
        status=_proposal(_status(paragraphs), "The letter is marked so."),
        authority=_proposal(_addressed(before), "The letter is addressed to it.")
        or _proposal(_authority_in(title), "The title names it."),
    )


def _proposal(found: Found[Value], why: str) -> Proposal[Value] | None:
    return Proposal(found[0], found[1].number, why) if found else None


def _part(found: Found[tuple[date, date]], index: int) -> Found[date]:
    return (found[0][index], found[1]) if found else None


def _sentences(paragraphs: Sequence[Paragraph]) -> Iterator[Sentence]:
    return (sentence for paragraph in paragraphs for sentence in paragraph.sentences)


# --- dates --------------------------------------------------------------------------------------


def read_days(words: str) -> tuple[date, date] | None:
    """The first and the last of the days in words, if they say month and year.

    >>> read_days("on 31 July and 1 August 2018")
    (datetime.date(2018, 7, 31), datetime.date(2018, 8, 1))
    """
    for found in DAYS.finditer(words):
        days: list[date] = []
        month, year = 0, 0
        for day, named, said_year in reversed(ONE_DAY.findall(found[0])):
            month = MONTHS.index(named.capitalize()) + 1 if named else month
            year = int(said_year) if said_year else year
            if not (month and year):
                break
            try:
                days.append(date(year, month, int(day)))
                if days[-1] > days[0] and not said_year:  # 31 December and 2 January 2019
                    days[-1] = date(year - 1, month, int(day))
            except ValueError:
                break
        else:
            if days[-1] <= days[0]:
                return days[-1], days[0]
    return None


def _letter_on(paragraphs: Sequence[Paragraph]) -> Found[date]:
    for sentence in _sentences(paragraphs):
        words = sentence.words.removeprefix("Date:").strip()
        if (match := DAYS.fullmatch(words)) and (days := read_days(match[0])):
            return days[1], sentence
    return None


def _visit_days(
    paragraphs: Sequence[Paragraph], letter_on: Found[date]
) -> Found[tuple[date, date]]:
    """The days of the first sentence on the visit that names days, none after the letter's date."""
    for sentence in _sentences(paragraphs):
        words = sentence.words
        days = read_days(words) if VISITED.search(words) and not EARLIER.search(words) else None
        if days and (letter_on is None or days[1] <= letter_on[0]):
            return days, sentence
    return None


# --- the count of visits ------------------------------------------------------------------------


def _ordinal(paragraphs: Sequence[Paragraph]) -> Found[int]:
    """The number in the sentence that counts this visit and not an earlier one."""
    for sentence in _sentences(paragraphs):
        words = sentence.words
        found = ORDINAL.search(words)
        if found and (SINCE.search(words, found.end()) or IS_THIS_VISIT.search(words)):
            said = found[1].lower()
            return (int(said) if said.isdigit() else ORDINALS.index(said) + 1), sentence
    return None


def _since(counted: Found[int]) -> Found[str]:
    found = SINCE.search(counted[1].words) if counted else None
    return (found[0], counted[1]) if counted and found else None


def _judged(since: Found[str]) -> Found[str]:
    found = MONTH_AND_YEAR.search(since[0]) if since else None
    return (found[0], since[1]) if since and found else None


# --- people -------------------------------------------------------------------------------------


def read_inspectors(words: str) -> tuple[tuple[str, str], ...]:
    """Names with grades out of a list of them; two names may share the grade that follows.

    >>> read_inspectors("A. Jones and B. Smith, Her Majesty's Inspectors")
    (('A. Jones', "Her Majesty's Inspector"), ('B. Smith', "Her Majesty's Inspector"))
    """
    names: list[str] = []
    inspectors: list[tuple[str, str]] = []
    for piece in BETWEEN_NAMES.split(words.replace("(", ", ").replace(")", "").rstrip(". ")):
        name, _, grade = piece.partition(" HMI")
        if GRADE.fullmatch(piece):
            shared = piece.removesuffix("s") if len(names) > 1 else piece
            inspectors += [(each, shared) for each in names]
            names = []
        elif NAME.fullmatch(name):
            if piece != name:
                inspectors.append((name, f"HMI{grade}"))
            else:
                names.append(name)
    return (*inspectors, *((name, "") for name in names))


def _inspectors(paragraphs: Sequence[Paragraph]) -> Found[tuple[tuple[str, str], ...]]:
    for sentence in _sentences(paragraphs):
        found = INSPECTORS_WERE.search(sentence.words)
        if found and (inspectors := read_inspectors(sentence.words[found.end() :])):
            return inspectors, sentence
    return None


def _signed(after: Sequence[Paragraph]) -> Found[tuple[tuple[str, str], ...]]:
    """The name under the close of the letter, and the grade under it."""
    for name, grade in pairwise(after[1:]):
        if NAME.fullmatch(name.words) and GRADE.fullmatch(grade.words):
            return ((name.words, grade.words),), name.sentences[0]
    return None


def _post(before: Sequence[Paragraph]) -> Found[str]:
    for paragraph in before:
        if found := POST.search(paragraph.words):
            return found[1], paragraph.sentences[0]
    return None


# --- what the visit was about -------------------------------------------------------------------


def _areas(paragraphs: Sequence[Paragraph]) -> Found[tuple[str, ...]]:
    """The bullets under a heading such as "Areas covered", or after "inspectors reviewed …:"."""
    listed: list[Paragraph] = []
    is_under = False
    for paragraph in paragraphs:
        if paragraph.kind == "heading":
            is_under = bool(AREAS.search(paragraph.words))
        elif paragraph.kind == "bullet" and is_under:
            listed.append(paragraph)
            continue
        elif not is_under:
            said = paragraph.words
            is_under = said.endswith(":") and bool(LOOKED_AT.search(said))
        if listed:
            break
    areas = tuple(_area(paragraph) for paragraph in listed)
    return (areas, listed[0].sentences[0]) if areas else None


def _area(paragraph: Paragraph) -> str:
    """A bullet without what joins it to the next."""
    words = re.sub(r"[;,]( and)?$", "", paragraph.words)
    return words.removesuffix(".") if len(paragraph.sentences) == 1 else words


def _evidence(paragraphs: Sequence[Paragraph]) -> Found[str]:
    for paragraph in paragraphs:
        if paragraph.kind != "heading" and EVIDENCE.search(paragraph.words):
            return paragraph.words, paragraph.sentences[0]
    return None


def _title(paragraphs: Sequence[Paragraph]) -> Found[str]:
    first = next((each for each in paragraphs if each.kind == "heading"), None)
    if first is None or not VISITED.search(first.words) or AREAS.search(first.words):
        return None
    return first.words, first.sentences[0]


def _addressed(before: Sequence[Paragraph]) -> Found[str]:
    for paragraph in before:
        if AUTHORITY.search(paragraph.words) and not POST.search(paragraph.words):
            return paragraph.words, paragraph.sentences[0]
    return None


def _authority_in(title: Found[str]) -> Found[str]:
    found = AUTHORITY_IN_TITLE.search(title[0]) if title else None
    return (found[1], title[1]) if title and found else None


def _status(paragraphs: Sequence[Paragraph]) -> Found[LetterStatus]:
    """Whether the letter is marked as not published yet: on a short line of its own."""
    for paragraph in paragraphs:
        words = paragraph.words
        if len(words.split()) <= LONGEST_MARKING and NOT_PUBLIC_YET.search(words):
            return LetterStatus.PRE_PUBLICATION, paragraph.sentences[0]
    return None

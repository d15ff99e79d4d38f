"""Suggestions of what the sentences of a letter are, by simple rules that each say why.

They only mark beforehand; a person decides. A heading counts before wording. Within a sentence
what is wanting counts before what is praised, since letters turn from one to the other with
"however", "although" and "while".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitoring.letters.layout import Paragraph, body_of
from monitoring.vocabulary import FindingType


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A run of sentences, by the numbers of the first and the last, what it may be, and why."""

    first: int
    last: int
    type: FindingType
    why: str


class _Rule(NamedTuple):
    """What wording, or a heading, stands for. `why` is given the words that were found."""

    type: FindingType
    words: re.Pattern[str]


def _words(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(wordings)})\b", re.I)


HEADINGS = (
    _Rule(FindingType.PRIORITY, _words("priority actions?")),
    _Rule(FindingType.RECOMMENDATION, _words("recommendations?", "recommended actions?")),
    _Rule(
        FindingType.TO_IMPROVE,
        _words(
            r"(?:what |areas? )?(?:still )?needs? to (?:be )?improved?",
            r"(?:areas? )?for (?:further )?(?:improvement|development)",
            "even better if",
            "areas? to improve",
        ),
    ),
    _Rule(FindingType.IMPROVEMENT, _words("what has improved", "improvements? made")),
    _Rule(FindingType.STRENGTH, _words("strengths?", "(?:what is |what's )?working well")),
)
# Under these the letter speaks of itself: what was looked at, and what with.
ABOUT_THE_VISIT = _words(
    r"areas? (?:covered|reviewed|considered)", "evidence", "scope of", "focus of", "introduction"
)
NO_FINDING = _words(
    "this letter", "copying this letter", "(?:range|variety) of evidence", "the inspectors were",
    r"(?:was|is) the \w+ (?:monitoring )?(?:visit|inspection)", "the visit was", "the next visit",
    "the local authority was judged", "visit (?:reviewed|looked at|considered|focused on)",
)  # fmt: skip

WORDINGS = (
    _Rule(FindingType.PRIORITY, _words("areas? for priority action")),
    _Rule(
        FindingType.RECOMMENDATION,
        _words(
            r"(?:inspectors|we) recommend(?:ed)?",
            r"(?:local authority|council|partnership|leaders|managers) (?:should|must)",
        ),
    ),
    _Rule(
        FindingType.CONCERN,
        _words(
            r"(?:serious|significant|widespread|grave) (?:concerns?|weakness(?:es)?|failures?)",
            r"serious(?:ly)? (?:weak|fail\w*)",
            r"(?:left|remain|leaves|leaving|children) (?:\w+ )?(?:at|in) (?:\w+ )?(?:risk|danger) "
            r"for too long",
            "left (?:unsafe|at risk|in (?:harmful|neglectful|unsafe|risky) situations?)",
            "(?:not|are|were) (?:un)?safe enough",
            "unsafe",
            "remains? inadequate",
        ),
    ),
    _Rule(FindingType.CONTEXT, _words("too early to (?:say|tell|measure|judge|see|assess|know)")),
    _Rule(
        FindingType.TO_IMPROVE,
        _words(
            "not (?:yet|always|all|fully|consistently|sufficiently|necessarily|routinely|enough)",
            r"not (?:of )?(?:an? )?(?:\w+ )?(?:good|consistent|clear|specific|focused|robust|"
            r"timely|effective|strong|embedded|thorough|well|sound)",
            r"(?:do|does|did|is|are|was|were) not \w+ enough",
            "not (?:been )?(?:visited|seen|recorded|followed|completed|updated)",
            r"too (?:variable|many|few|slow|long|late|often|inconsistent|little|optimistic)",
            r"(?:remains?|is|are|still) (?:\w+ )?(?:inconsistent|variable|weak|poor|limited)",
            "inconsistent(?:ly)?", "inconsistency", "variability", "insufficient(?:ly)?",
            "inadequate(?:ly)?", "underdeveloped", "lacks?", "lacking", "drift", "delays?",
            "less effective(?:ly)?", "ineffective(?:ly)?", "missed", "weakness(?:es)?",
            r"(?:still|must|need|needs|needed|requires?|required) (?:\w+ )?(?:to )?"
            r"(?:be )?(?:improve(?:d|ment)?|further|strengthen(?:ed)?|develop(?:ed|ment)?|updating|"
            r"attention)",
            "further (?:work|development|improvement) (?:is|to|needed|required)",
            "(?:is|are) needed",
        ),
    ),
    _Rule(
        FindingType.IMPROVEMENT,
        _words(
            "improve[sd]", r"improvements?(?! (?:partner|plan|board|notice|adviser|journey))",
            "improving", "sustained", "consolidat(?:ed|ing)",
            "now (?:more|better|routinely|regularly|stronger|clearer|receiv\\w+)",
            "has led to", "have led to", "led to (?:better|stronger|improved)", "further embed",
            "stronger", "(?:good |steady |further )progress", "better (?:used|understanding)",
        ),
    ),
    _Rule(
        FindingType.STRENGTH,
        _words(
            "strengths?", "strong", "strongly", "effective(?:ly)?", "good (?:practice|use|quality)",
            "well (?:attended|understood|informed|led|supported|managed|embedded|planned|run)",
            "firmly established", "robust(?:ly)?", "thorough(?:ly)?", "impressive", "excellent",
            "(?:consistently|appropriately) (?:applied|convened|focused|safeguarded|involved)",
            "applied consistently", "know(?:s)? (?:their )?children (?:and \\w+ \\w+ )?well",
            "highly valued", "timely",
        ),
    ),
)  # fmt: skip


def suggest(paragraphs: Sequence[Paragraph]) -> list[Suggestion]:
    """What the sentences of a letter may be, in their order; none for most of the rest.

    An item of a list under a heading that says what it holds is one suggestion, whatever its
    wording; elsewhere each sentence is looked at by itself. Nothing is suggested for addresses,
    salutation and close, and for what the letter says of the visit and of itself.
    """
    return list(_suggestions(body_of(paragraphs)))


def _suggestions(body: Sequence[Paragraph]) -> Iterator[Suggestion]:
    heading, lead = "", ""
    for paragraph in body:
        if paragraph.kind == "heading":
            heading, lead = paragraph.words, ""
        elif paragraph.kind != "bullet":
            lead = paragraph.words if paragraph.words.endswith(":") else ""
        is_about = ABOUT_THE_VISIT.search(heading) or NO_FINDING.search(lead or heading)
        if paragraph.kind == "heading" or is_about:
            continue
        above = next((words for words in (lead, heading) if _rule_of(words, HEADINGS)), "")
        if paragraph.kind == "bullet" and (found := _rule_of(above, HEADINGS)):
            yield Suggestion(
                paragraph.sentences[0].number,
                paragraph.sentences[-1].number,
                found[0],
                f"It stands under “{above}”.",
            )
        elif paragraph.words != lead:
            yield from _worded(paragraph)


def _worded(paragraph: Paragraph) -> Iterator[Suggestion]:
    """Suggestions for the sentences of a paragraph by their wording."""
    for sentence in paragraph.sentences:
        words = sentence.words
        if not NO_FINDING.search(words) and (found := _rule_of(words, WORDINGS)):
            yield Suggestion(sentence.number, sentence.number, found[0], f"It says “{found[1]}”.")


def _rule_of(words: str, rules: Sequence[_Rule]) -> tuple[FindingType, str] | None:
    """What the first rule that applies stands for, and the words it found."""
    for rule in rules:
        if found := rule.words.search(words):
            return rule.type, found[0]
    return None

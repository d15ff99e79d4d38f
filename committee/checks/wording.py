"""Words: abbreviations, small numbers of children, words that may tell who a child is, reading."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache

from committee.checks.abbreviations import KNOWN
from committee.checks.flaws import Flaw, Flaws, excerpt
from committee.checks.paper import Kind, Paper, Passage
from documents.nodes import Picture
from monitoring.identifiers import looks_identifying
from performance import prose

# --- abbreviations ------------------------------------------------------------------------------

_ABBREVIATION = re.compile(r"(?<![\w/.'’-])#?([A-Z][A-Z&]{1,6}[A-Z]|[A-Z]{2})s?(?![\w/-]|\.[A-Z])")
_ROMAN = re.compile(r"[IVXLC]+")
_EXPLAINED = re.compile(r"[a-z]\)?['’]?\s\(\s?#?([A-Z][A-Z&]{1,7})s?['’]?\s?(?:[,;:)]|\s)")
_EXPLAINS = re.compile(
    r"(?<![\w-])#?([A-Z][A-Z&]{1,7})s?\s\((?:the\s)?[A-Za-z][\w-]+(?:\s[\w&-]+)+\)"
)
_SHOUTED = re.compile(r"\b[A-Z]{2,}(?:\s(?:AND|OF|THE|IN|[A-Z]{2,}))+\b")


def unexplained(paper: Paper) -> Flaws:
    """Abbreviations that the paper explains nowhere, once for each."""
    first: dict[str, Passage] = {}
    explained = set()
    for passage in paper.of(Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING, Kind.CELL, Kind.HEADER):
        explained.update(_explained(passage.words))
        if passage.kind in (Kind.PARAGRAPH, Kind.ITEM):
            for name in _abbreviations(passage.words):
                first.setdefault(name, passage)
    for name, passage in first.items():
        if name not in explained and name not in KNOWN:
            yield Flaw(passage.anchor, f"{name} is explained nowhere in the paper.")


def explained_again(paper: Paper) -> Flaws:
    """Abbreviations explained more than once in the same part of the first level."""
    told: dict[tuple[str, str], int] = defaultdict(int)
    for passage in paper.of(Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING):
        # The summary is often read alone, and so is an appendix.
        for name in _explained(passage.words):
            told[passage.root, name] += 1
            if told[passage.root, name] == 2 and name not in KNOWN:
                yield Flaw(passage.anchor, f"{name} is explained a second time here.")


def _abbreviations(words: str) -> Iterator[str]:
    if not re.search(r"[A-Z]{2}", words):
        return
    for found in _ABBREVIATION.finditer(_SHOUTED.sub("", words)):
        if not _ROMAN.fullmatch(found[1]):
            yield found[1]


def _explained(words: str) -> list[str]:
    if not re.search(r"[A-Z]{2}", words):
        return []
    return [found[1] for pattern in (_EXPLAINED, _EXPLAINS) for found in pattern.finditer(words)]


# --- children -----------------------------------------------------------------------------------

_CHILDREN = (
    r"(?:children|young people|pupils|babies|infants|teenagers|adolescents|care leavers|girls|boys)"
)
_CHILD = r"(?:child|young person|pupil|baby|infant|teenager|adolescent|care leaver|girl|boy)"
_IN_WORDS = {word: number for number, word in enumerate(prose.WORDS_FOR_NUMBERS, start=1)}
_FEW = re.compile(
    rf"(?<![\d.,£%/-])\b(?P<count>\d{{1,2}}|(?i:{'|'.join(prose.WORDS_FOR_NUMBERS)}))\s"
    rf"(?:of\s(?:the|these|those|our)\s)?(?:[a-z-]+\s){{0,2}}?"
    rf"(?P<who>{_CHILDREN}|{_CHILD}(?=\s(?:was|has|had|is|went|came|died|remains?|left)\b))\b(?!['’])"
)
_NOT_A_COUNT = re.compile(
    r"\b(?:in|of every|every|per|under|over|aged?|age of|than|to|or|theme|year|stage|at least"
    r"|step|part|appendix|paragraph|section|phase|band|key stage|between\s\S+\sand)\s$",
    re.IGNORECASE,
)
_WORDS_BETWEEN = re.compile(r"\b(?:hundred|thousand|million|in|of|out|or|and|to|with|for)\s", re.I)


def small_numbers(paper: Paper) -> Flaws:
    """Numbers of children that are so small that somebody could be known by them."""
    rule = paper.small_numbers
    for passage in paper.of(Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTATION):
        for found in _FEW.finditer(passage.words):
            typed = found["count"].lower()
            count = _IN_WORDS.get(typed) or int(typed)
            between = passage.words[found.end("count") + 1 : found.start("who")]
            if not rule.is_small(count) or _NOT_A_COUNT.search(passage.words[: found.start()]):
                continue
            if _WORDS_BETWEEN.search(re.sub(r"^of\s\w+\s", "", between)):
                continue
            yield Flaw(
                passage.anchor,
                f"“{found[0]}” is a number of children under the threshold of "
                f"{rule.threshold + 1}, by which somebody could be known.",
            )


_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")


def identifying(paper: Paper, known: Collection[str] = ()) -> Flaws:
    """Words that may tell who a child is."""
    names = [*known, paper.document.title, *paper.document.kicker]
    names += [name for grid in paper.grids for name in grid.header]  # statuses stand in quotes
    for passage in paper.of(Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTATION, Kind.CELL):
        for each in looks_identifying(_ADDRESS.sub("", passage.words), known=names):
            yield Flaw(passage.anchor, f"“{each.words}” may tell who a child is: {each.why}")


# --- pictures -----------------------------------------------------------------------------------

_SAYS_NOTHING = re.compile(
    r"(?:(?:image|picture|chart|graph|figure|photo|screenshot|diagram|logo)\s?\d*"
    r"|[\w -]+\.(?:png|jpe?g|gif|svg|emf|wmf))\.?",
    re.IGNORECASE,
)


def described_by_name_only(paper: Paper) -> Flaws:
    """Pictures and charts whose description says nothing of what they show."""
    for anchor, figure in paper.figures:
        said = figure.description.strip()
        if _SAYS_NOTHING.fullmatch(said) or said.rstrip(".") == figure.title.strip().rstrip("."):
            kind = "picture" if isinstance(figure.content, Picture) else "chart"
            yield Flaw(
                anchor,
                f"The {kind} “{excerpt(figure.title)}” needs a sentence that says what it shows.",
            )


# --- reading ------------------------------------------------------------------------------------

LONG = 35  # words; GOV.UK asks for 25
ENOUGH = 100  # words that a reading age can be told from
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_age(sentences: Collection[str]) -> float:
    """The age at which people read these sentences with ease: five more than the school grade.

    The grade is that of Flesch and Kincaid (1975): 0.39 × words a sentence + 11.8 × syllables a
    word − 15.59.
    """
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words:
        return 0
    count = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * count / len(words) - 15.59 + 5


@lru_cache(maxsize=4096)  # a paper says the same words again and again
def syllables(word: str) -> int:
    """About how many syllables an English word has: its runs of vowels, without a silent e."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ted", "ded", "ses", "ges")):
        count -= 1
    return max(1, count)


def hard_reading(paper: Paper) -> Flaws:
    """How old readers have to be for the paper."""
    sentences = [each for passage in paper.prose for each in passage.sentences]
    words = sum(len(each.split()) for each in sentences)
    if words >= ENOUGH:
        yield Flaw(
            "",
            f"People of about {reading_age(sentences):.0f} read it with ease. A sentence has "
            f"{words / len(sentences):.0f} words on average.",
        )


def long_sentences(paper: Paper) -> Flaws:
    """Long sentences, told once for each paragraph."""
    for passage in paper.prose:
        for sentence in passage.sentences:
            if (count := len(sentence.split())) > LONG:
                yield Flaw(passage.anchor, f"“{excerpt(sentence)}” is a sentence of {count} words.")

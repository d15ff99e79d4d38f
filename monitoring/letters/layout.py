"""A letter laid out as paragraphs and sentences, each with its place in the exact text.

The same text is always laid out in the same way, so that the number of a sentence can be kept.

A blank line ends a paragraph, unless what follows goes on in small letters: so a page's end does
not part a sentence. Without blank lines, a line goes on in the next where it is full, as text
wrapped by hand or copied from a PDF is; in a text with longer lines each is a paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

Kind = Literal["heading", "paragraph", "bullet"]

LONGEST_WRAPPED = 130  # characters; a longer line is a paragraph of its own
NARROWEST = 60  # characters; the lines of an address make no width
FULL = 0.85  # a line is full where the next word would take it past this part of the width
LONGEST_HEADING = 12  # words
LONGEST_HEADING_WITH_COLON = 8  # words; a longer one leads to a list in the middle of a sentence
UNFINISHED = {"are", "at", "by", "for", "found", "in", "include", "including", "is", "of", "on"}
UNFINISHED |= {"should", "that", "the", "to", "was", "were", "with"}  # no heading ends so

OPENING = "\"'“‘([«"
CLOSING = "\"'”’)]»"
ENDING = ".!?…"
WORD = re.compile(r"\S+")
SALUTATION = re.compile(r"Dear\b")
CLOSE = re.compile(r"(Yours (sincerely|faithfully|truly)|(Kind|With best) regards)\b", re.I)
DATE = re.compile(r"(\w+day,? )?\d{1,2}(st|nd|rd|th)? \w+ \d{4}", re.I)

_NUMBER = r"\d{1,3}|\d{1,2}(?:\.\d{1,2}){1,2}|[a-z]|[ivx]{1,5}"
SIGN = re.compile(r"([-–—•●○▪■◦‣⁃∙·*\uf0a7\uf0b7]|o(?=\t))(?=\s|$)")
COUNTED = re.compile(
    rf"((?:{_NUMBER})[.)]|\((?:{_NUMBER})\)|\d{{1,2}}(?:\.\d{{1,2}}){{1,2}})(?=\s)"
)
UNMISTAKABLE = "•●○▪■◦‣⁃∙\uf0a7\uf0b7"

NEVER_LAST = {"mr", "mrs", "ms", "mx", "dr", "prof", "rev", "hon", "st", "cllr", "e.g", "i.e"}
NEVER_LAST |= {"eg", "ie", "cf", "viz", "vs"}
BEFORE_NUMBERS = {"no", "nos", "s", "ss", "para", "paras", "p", "pp", "fig", "vol", "ch", "sch"}
BEFORE_NUMBERS |= {"art", "reg", "sec", "r", "c"}
INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]")
# After "Plan B." or "the U.K." these begin a sentence; after an initial, a name follows.
STARTERS = {"A", "After", "All", "An", "As", "At", "Children", "For", "However", "If", "In"}
STARTERS |= {"Inspectors", "It", "Its", "Leaders", "Managers", "Most", "Not", "On", "Partners"}
STARTERS |= {"Some", "Staff", "The", "Their", "There", "These", "They", "This", "Those", "When"}
STARTERS |= {"Where", "While", "We"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its number over the whole letter, from 0, and its place in the exact text."""

    number: int
    text: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """Its characters, each stretch of white space as one space."""
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading, a paragraph or an item of a list; `mark` is what stands before it: "-", "1."

    `start` is where the mark stands. Its sentences, of which there is at least one, follow.
    """

    kind: Kind
    sentences: tuple[Sentence, ...]
    start: int
    end: int
    mark: str = ""

    @property
    def words(self) -> str:
        """What it says without its mark, each stretch of white space as one space."""
        return " ".join(sentence.words for sentence in self.sentences)


def lay_out(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a letter. All but white space and the marks of lists is in a sentence."""
    chunks = _chunks(text)
    body = _body([text[chunk.words_from : chunk.end] for chunk in chunks])
    paragraphs: list[Paragraph] = []
    number = 0
    for place, chunk in enumerate(chunks):
        sentences = tuple(
            Sentence(number + index, text[start:end], start, end)
            for index, (start, end) in enumerate(_sentences(text, chunk.words_from, chunk.end))
        )
        number += len(sentences)
        following = chunks[place + 1] if place + 1 in body else None
        before = paragraphs[-1] if paragraphs else None
        kind: Kind = "bullet" if chunk.mark else "paragraph"
        if place in body and following and _is_heading(text, chunk, following, before):
            kind = "heading"
        paragraphs.append(Paragraph(kind, sentences, chunk.start, chunk.end, chunk.mark))
    return tuple(paragraphs)


def body_of(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """What stands between the salutation and the close; all of it where there is neither."""
    body = _body([paragraph.words for paragraph in paragraphs])
    return paragraphs[body.start : body.stop]


def words_of(text: str, first: int, last: int) -> str:
    """The words of a run of sentences, white space as one space, without the marks of lists.

    Raises ValueError where the letter has no such run.
    """
    sentences = [sentence for paragraph in lay_out(text) for sentence in paragraph.sentences]
    if not 0 <= first <= last < len(sentences):
        raise ValueError("The letter has no such sentences.")
    return " ".join(sentence.words for sentence in sentences[first : last + 1])


def _body(said: list[str]) -> range:
    """The places between the salutation and the close."""
    start = next((place + 1 for place, words in enumerate(said) if SALUTATION.match(words)), 0)
    closes = (place for place in range(start, len(said)) if CLOSE.match(said[place]))
    return range(start, next(closes, len(said)))


# --- paragraphs ---------------------------------------------------------------------------------


class _Line(NamedTuple):
    """A line that holds something: its place, and whether a blank one stands before it."""

    start: int
    end: int
    after_blank: bool


class _Chunk(NamedTuple):
    """A paragraph before its sentences are found: where its mark and its words stand."""

    start: int
    end: int
    mark: str = ""

    @property
    def words_from(self) -> int:
        """Where its words begin, or the white space before them."""
        return self.start + len(self.mark)


def _lines(text: str) -> Iterator[_Line]:
    place, after_blank = 0, False
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = place + len(line) - len(line.lstrip())
            yield _Line(start, start + len(bare), after_blank)
        after_blank = not bare
        place += len(line)


def _chunks(text: str) -> list[_Chunk]:
    lines = list(_lines(text))
    longest = max((line.end - line.start for line in lines), default=0)
    width = max(longest, NARROWEST) if longest <= LONGEST_WRAPPED else 0
    chunks: list[_Chunk] = []
    before: _Line | None = None
    for line in lines:
        said = text[line.start : line.end]
        goes_on = before is not None and _goes_on(
            text[before.start : before.end], said, line, width
        )
        mark = mark_of(said)
        if mark and goes_on and mark not in UNMISTAKABLE and not chunks[-1].mark:
            mark = ""  # a dash or a number in the middle of a wrapped sentence
        # A mark may stand alone on its line, with its words on the next.
        is_bare = bool(chunks) and chunks[-1].words_from == chunks[-1].end and not line.after_blank
        if chunks and not mark and (goes_on or is_bare):
            chunks[-1] = chunks[-1]._replace(end=line.end)
        else:
            chunks.append(_Chunk(line.start, line.end, mark))
        before = line
    return [chunk._replace(mark="") if chunk.words_from == chunk.end else chunk for chunk in chunks]


def mark_of(said: str) -> str:
    """The mark of a list that a line begins with: "-", "1.", "(a)"; "" where it has none."""
    found = SIGN.match(said) or COUNTED.match(said)
    return found[1] if found else ""


def is_full(before: str, said: str, width: int) -> bool:
    """Whether a line was broken only because the next one's first word had no room on it."""
    return len(before) + 1 + len(said.split(maxsplit=1)[0]) > width * FULL > 0


def has_ended(words: str) -> bool:
    """Whether words end as a sentence does, or lead to a list."""
    return words.rstrip(CLOSING)[-1:] in {*ENDING, ":", ";"}


def _goes_on(before: str, said: str, line: _Line, width: int) -> bool:
    """Whether a line carries on the sentence or the paragraph of the line before."""
    if SALUTATION.match(before) or CLOSE.match(before):
        return False
    if said[0].islower() and not has_ended(before):
        return True
    return not line.after_blank and is_full(before, said, width)


def _is_heading(text: str, chunk: _Chunk, following: _Chunk, before: Paragraph | None) -> bool:
    """Whether it is short, begins large, ends without a stop and leads to something."""
    said = text[chunk.words_from : chunk.end].strip()
    words = said.split()
    most = LONGEST_HEADING_WITH_COLON if said.endswith(":") else LONGEST_HEADING
    if len(words) > most or said[-1] in ".!…,;" or DATE.fullmatch(said):
        return False
    if not (said[0].isupper() or said[0].isdigit()) or words[-1].rstrip(":") in UNFINISHED:
        return False
    if chunk.mark:
        return bool(COUNTED.match(chunk.mark + " ")) and not following.mark
    return before is None or before.kind == "heading" or not before.words.endswith(":")


# --- sentences ----------------------------------------------------------------------------------


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end."""
    words = [found.span() for found in WORD.finditer(text, start, end)]
    first = words[0][0]
    for (word_from, word_to), (next_from, next_to) in pairwise(words):
        if _ends_sentence(text[word_from:word_to], text[next_from:next_to]):
            yield first, word_to
            first = next_from
    yield first, words[-1][1]


def _ends_sentence(word: str, following: str) -> bool:
    bare = word.rstrip(CLOSING)
    stem = bare.rstrip(ENDING)
    if stem == bare:
        return False
    begins = following.lstrip(OPENING)
    if not (begins[:1].isupper() or begins[:1].isdigit() or begins[:1] == "£"):
        return False
    if bare != f"{stem}.":
        return True
    stem = stem.lstrip(OPENING)
    if stem.lower() in NEVER_LAST:
        return False
    if stem.lower() in BEFORE_NUMBERS and begins[0].isdigit():
        return False
    if INITIALS.fullmatch(stem):
        return begins.rstrip(",;:") in STARTERS
    return True

"""The text of a PDF as paragraphs.

A PDF knows only where words stand on a page. Rows become paragraphs so:

- What stands in the first or last rows of most pages is a header or footer: it is kept once, at the
  end, since it may be a marking such as "Pre-publication". Numbers of pages are left out.
- A row that stands further below the one before than rows usually do begins a paragraph, and so
  does the mark of a list. Else a full row goes on in the next, and a short one ends its line.
- A page's last row goes on in the next page's first unless a sentence or list ends there.
- A hyphen at the end of a row stays, as in "decision-making", unless the letter has the word in one
  piece elsewhere.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from monitoring.letters import pdf_rows
from monitoring.letters.layout import SIGN, has_ended, is_full, mark_of
from monitoring.letters.problems import (
    DAMAGED,
    NO_TEXT,
    PROTECTED,
    TOO_COMPLEX,
    TOO_LONG,
    UnreadableLetter,
)

WAIT = 2 * pdf_rows.SECONDS  # seconds; the machine may be busy with others
FURTHER = 1.25  # a gap this many times the usual one parts paragraphs
EDGE = 3  # rows at the top and the bottom of a page that may be a header or a footer
REASONS = {
    "password": PROTECTED,
    "pages": f"has more than {pdf_rows.MAX_PAGES} pages. Paste the part that is the letter.",
    "long": TOO_LONG,
    "complex": TOO_COMPLEX,
    "damaged": DAMAGED,
}
PAGE_NUMBER = re.compile(r"\W*(page\W*)?\d{0,3}(\W*of\W*\d{1,3})?\W*", re.I)
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
WORD = re.compile(r"[A-Za-z]+")


class _Row(NamedTuple):
    """One row: how far below the row before, 0.0 for a page's first, and its words."""

    gap: float
    words: str


def read(content: bytes, name: str) -> str:
    """The paragraphs, apart by blank lines. Raises UnreadableLetter."""
    return text_of(_pages(content, name))


def text_of(pages: list[list[tuple[float, str]]]) -> str:
    """The text of pages given as rows with their heights.

    Raises UnreadableLetter where there is none.
    """
    cleaned = [
        [(height, " ".join(words.translate(LIGATURES).split())) for height, words in page]
        for page in pages
    ]
    running = _running(cleaned)
    rows: list[_Row] = []
    for page in cleaned:
        edges = {*range(EDGE), *range(len(page) - EDGE, len(page))}
        before: float | None = None
        for place, (height, words) in enumerate(page):
            if place in edges and (_likeness(words) in running or PAGE_NUMBER.fullmatch(words)):
                continue
            rows.append(_Row(0.0 if before is None else before - height, words))
            before = height
    if not rows:
        raise UnreadableLetter(NO_TEXT)
    return "\n\n".join([_joined(rows), *running.values()])


def _pages(content: bytes, name: str) -> list[list[tuple[float, str]]]:
    """The rows of each page, read by a program that is stopped when it takes too long."""
    reader = str(Path(pdf_rows.__file__))
    try:
        # Our own program, without a shell.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", reader],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WAIT,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise UnreadableLetter(f"{name} {TOO_COMPLEX}") from error
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise UnreadableLetter(f"{name} {REASONS[answer['refused']]}")
    pages: list[list[tuple[float, str]]] = answer["pages"]
    return pages


def _running(pages: list[list[tuple[float, str]]]) -> dict[str, str]:
    """Headers and footers, by their likeness: what stands at the edge of two pages and of half."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for page in pages:
        edge = [words for _, words in [*page[:EDGE], *page[EDGE:][-EDGE:]]]
        for words in edge:
            first.setdefault(_likeness(words), words)
        counts.update({_likeness(words) for words in edge})
    needed = max(2, (len(pages) + 1) // 2)
    return {
        likeness: words
        for likeness, words in first.items()
        if counts[likeness] >= needed and not PAGE_NUMBER.fullmatch(words)
    }


def _likeness(words: str) -> str:
    """Words without their numbers, which change from page to page."""
    return re.sub(r"\d+", "#", words)


def _joined(rows: list[_Row]) -> str:
    """The rows as lines, one for each paragraph."""
    gaps = sorted(row.gap for row in rows if row.gap > 0)
    usual = gaps[len(gaps) // 4] if gaps else 0.0
    lengths = sorted(len(row.words) for row in rows)
    width = lengths[len(lengths) * 9 // 10]  # a stray long row does not count
    whole = Counter(word.lower() for row in rows for word in WORD.findall(row.words))
    text = _begun(rows[0].words)
    for before, row in pairwise(rows):
        ended = has_ended(before.words)
        goes_on = is_full(before.words, row.words, width) or row.words[0].islower()
        if mark_of(row.words) and (SIGN.match(row.words) or not goes_on or ended):
            text += ("\n" if mark_of(_last_line(text)) else "\n\n") + _begun(row.words)
        elif row.gap > usual * FURTHER or (not row.gap and (ended or not goes_on)):
            text += "\n\n" + row.words
        elif mark_of(before.words) == before.words:
            text += " " + row.words  # a mark alone on its row
        elif goes_on:
            text = _with(text, row.words, whole)
        else:
            text += "\n" + row.words
    return text


def _begun(words: str) -> str:
    """The first row of a paragraph; every sign of a list becomes "- "."""
    sign = SIGN.match(words)
    return f"- {words[sign.end() :].lstrip()}".rstrip() if sign else words


def _last_line(text: str) -> str:
    return text[text.rfind("\n") + 1 :]


def _with(text: str, words: str, whole: Counter[str]) -> str:
    """Text that goes on in the words of the next row."""
    if text.endswith("\u00ad"):
        return text[:-1] + words
    if not re.search(r"[A-Za-z]-$", text[-2:]) or not words[0].islower():
        return f"{text} {words}"
    first, second = WORD.findall(text[-40:])[-1], WORD.match(words)
    together = f"{first}{second[0] if second else ''}".lower()
    return (text[:-1] if whole[together] else text) + words

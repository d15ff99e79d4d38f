"""References and numbers that people typed, held against the numbers that the paper prints."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from committee.checks.flaws import Flaw, Flaws, excerpt
from committee.checks.paper import Kind, Paper, Part, Passage
from documents.nodes import Appendix
from performance import prose

_NUMBER = r"A?\d{1,3}(?:\.\d{1,3})*(?![\d%]|\.\d)"
_LINK = r"\s?(?:to|-|–|and|,|&|or)\s?"
_TYPED = re.compile(
    rf"\b(?P<noun>paragraph|para|section|recommendation)s?\.?\s"
    rf"(?P<numbers>{_NUMBER}(?:{_LINK}{_NUMBER})*)(?!\w)",
    re.IGNORECASE,
)
_APPENDIX_NAME = r"(?:\d{1,2}|[A-Z])(?![\w.]\w)\b"
_APPENDIX = re.compile(
    rf"\bAppendi(?:x|ces)\s(?P<numbers>{_APPENDIX_NAME}(?:{_LINK}{_APPENDIX_NAME})*)",
)
_RANGE = re.compile(rf"({_NUMBER})\s?(?:to|-|–)\s?({_NUMBER})")
_APPENDIX_RANGE = re.compile(r"(\w+)\s?(?:to|-|–)\s?(\w+)")
_OF_THIS = re.compile(
    r"\s(?:of|in|to)\s(?:this|the present|our)\s(?:report|paper)\b|\s(?:above|below)\b"
)
# "section 17 of the Act", "paragraph 9 of his letter": the number of something else.
_ELSEWHERE = re.compile(
    r"\s?(?:\([^)]*\)\s?)*,?\s(?:of|to|in|under|from)\s"
    r"(?!(?:this|the|that)\s(?:report|paper)\b)(?:the|its|their|that|his|her|our|[A-Z])"
)
_SOURCE = re.compile(
    r"\b(?:Act|Regulations?|Schedule|Order|Directions?|Constitution|[Cc]ode|[Gg]uidance|[Ll]etter"
    r"|[Mm]inutes|Framework|Strategy|Together|[Rr]eport)(?:’s|'s)?(?:\s\d{4})?,?\s\(?"
    r"(?:see\s|at\s|in\s|under\s)?$"
)


@dataclass(frozen=True)
class Typed:
    """A reference as somebody typed it."""

    passage: Passage
    noun: str
    words: str
    numbers: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    is_own: bool  # it says that it means this paper


def typed_references(paper: Paper, *, printed: bool = False) -> Iterator[Typed]:
    """The references to paragraphs, sections and recommendations that stand in the words.

    With ``printed``, those as well that the paper computes itself.
    """
    kinds = (Kind.PARAGRAPH, Kind.ITEM, Kind.CELL)
    for passage in paper.of(*kinds):
        words = passage.words if printed else passage.typed
        for found in _TYPED.finditer(words):
            behind = words[found.end() :]
            is_own = bool(_OF_THIS.match(behind))
            before = words[: found.start()]
            if not is_own and (_ELSEWHERE.match(behind) or _SOURCE.search(before)):
                continue
            yield Typed(
                passage,
                found["noun"].lower(),
                found[0],
                tuple(re.findall(_NUMBER, found["numbers"])),
                tuple(_RANGE.findall(found["numbers"])),
                is_own,
            )


def dangling(paper: Paper) -> Flaws:
    """References to numbers that the paper does not have."""
    if not paper.numbering.paragraphs and not paper.labels:
        return
    has_whole = any("." not in paper.numbering.label(each) for each in paper.numbering.paragraphs)
    for typed in typed_references(paper):
        for wanted in typed.numbers:
            if typed.noun == "recommendation":
                is_known = _is_recommendation(paper, wanted)
            elif "." in wanted or has_whole or typed.is_own:
                is_known = wanted in paper.labels
            else:
                continue  # section 47 of an Act that the sentence does not name
            if not is_known:
                yield Flaw(
                    typed.passage.anchor,
                    f"“{typed.words}” leads nowhere: nothing in this paper has the number "
                    f"{wanted}. If it stands elsewhere, say in what.",
                )


def _is_recommendation(paper: Paper, wanted: str) -> bool:
    """Whether there is such a recommendation; yes where the paper's cannot be told."""
    anchors = {anchor for anchor in paper.around if anchor.startswith("recommendation-")}
    return not anchors or f"recommendation-{wanted}" in anchors


def backward(paper: Paper) -> Flaws:
    """Ranges that run from a later number to an earlier one."""
    for typed in typed_references(paper):
        for first, last in typed.ranges:
            if first in paper.order and last in paper.order:
                if paper.order[first] > paper.order[last]:
                    yield Flaw(
                        typed.passage.anchor,
                        f"“{typed.words}” runs backwards: {last} stands before {first}.",
                    )
            elif _levels(first) > _levels(last) and len(_levels(first)) == len(_levels(last)):
                yield Flaw(typed.passage.anchor, f"“{typed.words}” runs backwards.")


def _levels(label: str) -> list[int]:
    return [int(level) for level in re.findall(r"\d+", label)]


def short_ranges(paper: Paper) -> Flaws:
    """Ranges that begin where a part begins and no longer end where one ends.

    The part is the one that the sentence names; in what stands before the numbered sections, where
    members are asked to note and to agree, a range need not name one.
    """
    spans = {(each.paragraphs[0], each.paragraphs[-1]) for each in paper.parts if each.paragraphs}
    firsts, lasts = {first for first, _ in spans}, {last for _, last in spans}
    for typed in typed_references(paper, printed=True):
        for first, last in typed.ranges:
            start, end = paper.labels.get(first, ""), _innermost(paper, paper.labels.get(last, ""))
            if start not in firsts or end in lasts or not end:
                continue
            named = [each for each in paper.parts if start in each.paragraphs[:1]]
            named = [each for each in named if _names(typed, each)]
            if not named and typed.passage.root not in paper.leads:
                continue
            if part := _goes_on(paper, named, end):
                going = paper.numbering.label(part.paragraphs[-1])
                yield Flaw(
                    typed.passage.anchor,
                    f"“{typed.words}” stops at {last}, but {_called(part)} goes on to {going}.",
                )


def _innermost(paper: Paper, anchor: str) -> str:
    """The last paragraph inside a paragraph, which speaks for it (1.8.1); itself without one."""
    around = {anchor}
    for inner in paper.numbering.paragraphs:
        if paper.around.get(inner) in around:
            around.add(inner)
            anchor = inner
    return anchor


def _names(typed: Typed, part: Part) -> bool:
    """Whether the sentence of a reference names a part: most words of its heading stand in it."""
    wanted = {each.word for each in prose.words_of(part.heading)}
    if len(wanted) < 2:
        return False
    sentence = next((each for each in typed.passage.sentences if typed.words in each), "")
    return len(wanted & {each.word for each in prose.words_of(sentence)}) >= 0.75 * len(wanted)


def _goes_on(paper: Paper, named: list[Part], end: str) -> Part | None:
    """The part that a range leaves before its end: the named one, or the innermost around."""
    around = [each for each in (named or paper.parts) if end in each.paragraphs[:-1]]
    headed = [each for each in around if each.heading] or around
    return min(headed, key=lambda each: len(each.paragraphs), default=None)


def _called(part: Part) -> str:
    return f"“{excerpt(part.heading)}”" if part.heading else "the part"


def absent_appendices(paper: Paper) -> Flaws:
    """Appendices that the text promises and the paper neither has nor names as enclosed."""
    children = paper.document.children
    present = {
        paper.numbering.label(each.anchor).removeprefix("Appendix ")
        for each in children
        if isinstance(each, Appendix)
    }
    kinds = (Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING)
    for passage in paper.of(Kind.HEADER):
        present.update(_appendices(passage.typed))
    for passage in paper.of(*kinds):
        if listed := re.match(rf"Appendix\s{_APPENDIX_NAME}(?=\s?[:–-])", passage.typed):
            present.update(_appendices(listed[0]))
    told = set()
    for passage in paper.of(*kinds):
        for found in _APPENDIX.finditer(passage.typed):
            behind, before = passage.typed[found.end() :], passage.typed[: found.start()]
            if _ELSEWHERE.match(behind) or _SOURCE.search(before):
                continue
            for name in _appendices(found[0]):
                if name not in present and name not in told:
                    told.add(name)
                    yield Flaw(
                        passage.anchor, f"Appendix {name} is promised, and the paper has none."
                    )


def _appendices(words: str) -> Iterator[str]:
    """The names in "Appendix 1", "Appendices 1 and 2", "Appendices A to C"."""
    for found in _APPENDIX.finditer(words):
        numbers = found["numbers"]
        for first, last in _APPENDIX_RANGE.findall(numbers):
            if first.isdigit() and last.isdigit():
                yield from map(str, range(int(first), int(last) + 1))
            elif first.isalpha() and last.isalpha():
                yield from map(chr, range(ord(first), ord(last) + 1))
        yield from re.findall(r"\b(?:\d{1,2}|[A-Z])\b", numbers)


def typed_instead(paper: Paper) -> Flaws:
    """References that are right today, but were typed and do not move with the paper."""
    for typed in typed_references(paper):
        known = [each for each in typed.numbers if each in paper.labels]
        if known and len(known) == len(typed.numbers) and ("." in known[0] or typed.is_own):
            yield Flaw(
                typed.passage.anchor,
                f"“{typed.words}” is typed, so it stays as it is when the numbers move. "
                f"[[{paper.labels[known[0]]}]] in its place moves with them.",
            )


# --- numbers typed before paragraphs ------------------------------------------------------------


def typed_order(paper: Paper) -> Flaws:
    """Numbers typed before paragraphs and headings that do not follow each other."""
    above: list[int] = []  # the number of the heading that a paragraph stands under
    before: list[int] = []
    for passage in paper.of(Kind.HEADING, Kind.PARAGRAPH):
        typed = passage.typed_number
        printed = paper.numbering.label(passage.anchor) if passage.is_numbered else ""
        if typed and printed:
            if typed != printed:
                yield Flaw(
                    passage.anchor, f"It begins with the typed number {typed}, but is {printed}."
                )
            else:
                yield Flaw(passage.anchor, f"Its number {typed} is typed and printed as well.")
            continue
        if passage.kind == Kind.HEADING and not typed:
            label = paper.numbering.label(passage.anchor)
            above = _levels(label) if re.fullmatch(r"[\d.]+", label) else []
            continue
        if not typed:
            continue
        levels = _levels(typed)
        if passage.kind == Kind.HEADING:
            above = levels
        elif above and len(levels) == len(above) + 1 and levels[:-1] != above:
            over = ".".join(map(str, above))
            yield Flaw(passage.anchor, f"The typed number {typed} stands under {over}.")
            continue
        if before and levels <= before:
            earlier = ".".join(map(str, before))
            yield Flaw(passage.anchor, f"The typed number {typed} comes after {earlier}.")
        elif before and levels[:-1] == before[:-1] and levels[-1] > before[-1] + 1:
            missing = ".".join(map(str, [*before[:-1], before[-1] + 1]))
            yield Flaw(passage.anchor, f"Before the typed number {typed}, {missing} is missing.")
        before = levels

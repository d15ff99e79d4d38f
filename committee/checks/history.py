"""A draft held against earlier papers, the period, the names of bodies and the days of review."""

import re
from calendar import month_name
from collections import Counter
from datetime import date
from typing import TypeAlias

from committee.checks.draft import Draft, plain
from committee.checks.flaws import Flaw, Flaws
from committee.checks.paper import Kind, Paper
from committee.facts import is_written
from monitoring.models import ORDINALS
from performance.statements import UNCHANGED, is_unchanged

# --- what earlier papers said -------------------------------------------------------------------

ENOUGH = 20  # words; "Not applicable." may well be said again


def said_before(draft: Draft, paper: Paper) -> Flaws:
    """Sections and narratives that say the same as in the last paper, or nearly so.

    Standing text, which goes over from paper to paper, is meant to.
    """
    facts = draft.facts
    now = [
        (each.key, str(each), each.body)
        for each in facts.sections
        if each.key not in draft.standing and not each.is_live
    ]
    now += [
        (f"theme-{theme.number}", f"Theme {theme.number}", facts.narratives[theme.pk].body)
        for theme in facts.themes
        if facts.has_narrative(theme)
    ]
    for anchor, place, body in now:
        words, earlier = plain(body), draft.before.get(anchor, "")
        if len(words.split()) >= ENOUGH and _is_nearly(words, earlier):
            yield Flaw(anchor, "It says the same as in the last paper, or nearly so.", place)


def _is_nearly(now: str, before: str) -> bool:
    """Whether two texts are nearly the same; how many words they share can be told at once."""
    ours, theirs = Counter(now.lower().split()), Counter(before.lower().split())
    shared, both = (ours & theirs).total(), ours.total() + theirs.total()
    return 2 * shared >= UNCHANGED * both and is_unchanged(now, before)


def number_in_series(draft: Draft, paper: Paper) -> Flaws:
    """A number that does not follow the last paper's, or that the text contradicts."""
    report = draft.facts.report
    if (previous := report.previous) and report.number != previous.number + 1:
        yield Flaw(
            "",
            f"Its number in the series is {report.number}, and that of the paper before "
            f"is {previous.number}.",
        )
    for passage in paper.prose:
        for found in _SERIES.finditer(passage.words):
            if (said := _ordinal(found["ordinal"])) != report.number:
                yield Flaw(
                    passage.anchor,
                    f"“{found[0]}”: by its header this is number {report.number}, not {said}.",
                )


_SERIES = re.compile(
    r"\b(?:[Tt]his|[Hh]ere|[Ii]t) is (?:the|our|its|(?:the |our )?[A-Z]\w+['’]s)\s"
    rf"(?P<ordinal>{'|'.join(ORDINALS)}|\d+(?:st|nd|rd|th))\s"
    r"(?:progress\s|update\s|regular\s|quarterly\s)*(?:report|update|paper)\b",
    re.IGNORECASE,
)


def _ordinal(words: str) -> int:
    if words[0].isdigit():
        return int(re.match(r"\d+", words)[0])  # type: ignore[index]
    return ORDINALS.index(words.capitalize()) + 1


# --- period and month of the figures ------------------------------------------------------------

_MONTH = rf"(?:{'|'.join(month_name[1:])})"
_MONTHS = (
    rf"(?:(?P<first>{_MONTH})(?:\s(?P<first_year>\d{{4}}))?\s?(?:and|to|-|–)\s?)?"
    rf"(?P<last>{_MONTH})\s(?P<year>\d{{4}})"
)
_COVERS = re.compile(
    rf"\b(?:covers|covering|period (?:for (?:\w+ )?)?(?:is|of|was))\s{_MONTHS}", re.IGNORECASE
)
_FIGURES = re.compile(
    r"\b(?:figures|data|information)\s(?:here\s|in \w+ report\s)?(?:is|are)\s(?:those\s|that\s)?"
    rf"(?:of|for|from|based on(?: activity| data)?(?: in| for)?)\s{_MONTHS}",
    re.IGNORECASE,
)


def period(draft: Draft, paper: Paper) -> Flaws:
    """Months that a text gives for the period or the figures, and that are others than they are."""
    of = draft.facts.report.period
    months = (_month(of.starts_on), _month(of.ends_on))
    if not months[0] <= _month(of.data_month) <= months[1]:
        yield Flaw("", f"The figures are of {of.data_month:%B %Y}, outside the period {of}.")
    for passage in paper.prose:
        for found in _COVERS.finditer(passage.words):
            if _said(found) != months:
                yield Flaw(passage.anchor, f"“{found[0]}”: the paper's period is {of}.")
        for found in _FIGURES.finditer(passage.words):
            if _said(found)[1] != _month(of.data_month):
                yield Flaw(
                    passage.anchor, f"“{found[0]}”: its figures are of {of.data_month:%B %Y}."
                )


Month: TypeAlias = tuple[int, int]


def _month(day: date) -> Month:
    return day.year, day.month


def _said(found: re.Match[str]) -> tuple[Month, Month]:
    """The first and the last month of "March and April 2018"."""
    names = list(month_name)
    year = int(found["year"])
    last = (year, names.index(found["last"].capitalize()))
    if not found["first"]:
        return last, last
    return (int(found["first_year"] or year), names.index(found["first"].capitalize())), last


# --- names and reviews --------------------------------------------------------------------------

_TELLS_SO = re.compile(
    r"\b(?:called|former(?:ly)?|previous(?:ly)?|then known|known then|renamed|became|succeeded"
    r"|replaced|used to be|now the)\b",
    re.IGNORECASE,
)


def former_names(draft: Draft, paper: Paper) -> Flaws:
    """Names that a body no longer has, where the paper does not say so."""
    for former, name in draft.former_names.items():
        pattern = re.compile(rf"\b{re.escape(former)}\b", re.IGNORECASE)
        found = [
            (passage, sentence)
            for passage in paper.of(Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING, Kind.HEADER)
            if pattern.search(passage.words)
            for sentence in passage.sentences
            if pattern.search(sentence)
        ]
        if found and not _TELLS_SO.search(found[0][1]):
            yield from (
                Flaw(
                    passage.anchor,
                    f"“{former}” is a former name. The body is called {name}.",
                )
                for passage, _ in found
            )


def to_be_reviewed(draft: Draft, paper: Paper) -> Flaws:
    """Standing text whose day of review will have passed by the meeting."""
    for section in draft.facts.sections:
        due = section.review_by
        if due and due < draft.facts.report.meeting.held_on and is_written(section.body):
            yield Flaw(
                section.key,
                f"Its standing text was to be reviewed by {due:%-d %B %Y}.",
                str(section),
            )

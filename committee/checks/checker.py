"""Holds a paper to all the rules, and tells what they find in the order in which it matters."""

from collections.abc import Iterable, Iterator

from committee.checks.draft import read_draft
from committee.checks.flaws import Flaws
from committee.checks.paper import Paper, read_paper
from committee.checks.rules import ON_DRAFTS, ON_PAPERS, Rule
from committee.facts import Facts
from committee.vocabulary import BlockKind
from documents.nodes import Document
from documents.problems import Problem, Severity

ALL: tuple[Rule[...], ...] = (*ON_DRAFTS, *ON_PAPERS)
RULES = {rule.name: rule for rule in ALL}
ORDER: tuple[Severity, ...] = ("error", "warning", "information")


def check(facts: Facts, document: Document) -> list[Problem]:
    """What is wrong with a draft: errors first, and each kind in reading order."""
    letters = [each.key for each in facts.sections if each.kind == BlockKind.LETTER]
    draft = read_draft(facts)
    paper = read_paper(
        document,
        meeting_on=facts.report.meeting.held_on,
        letters=letters,
        small_numbers=draft.small_numbers,
    )
    found = [
        problem for rule in ON_DRAFTS for problem in _told(rule, rule.find(draft, paper), paper)
    ]
    return _in_order([*found, *_on_paper(paper)], paper)


def check_document(document: Document) -> list[Problem]:
    """What is wrong with a paper of which only its words are known."""
    paper = read_paper(document)
    return _in_order(_on_paper(paper), paper)


def _on_paper(paper: Paper) -> Iterator[Problem]:
    for rule in ON_PAPERS:
        yield from _told(rule, rule.find(paper), paper)


def _told(rule: Rule[...], flaws: Flaws, paper: Paper) -> Iterator[Problem]:
    for each in flaws:
        place = each.place or paper.place(each.anchor)
        severity = each.severity or rule.severity
        yield Problem(severity, each.anchor, place, each.message, rule.name)


def _in_order(problems: Iterable[Problem], paper: Paper) -> list[Problem]:
    """Errors first; within each kind as the paper goes, and what belongs to no place before that.

    One flaw is told once, even where two passages at one place break a rule alike.
    """
    places = {anchor: index for index, anchor in enumerate(paper.around)}
    return sorted(
        dict.fromkeys(problems),
        key=lambda each: (ORDER.index(each.severity), places.get(each.anchor, -1)),
    )

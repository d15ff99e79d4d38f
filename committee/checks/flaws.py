"""What a rule answers: where something is to be looked at, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from documents.problems import Problem, Severity


@dataclass(frozen=True)
class Flaw:
    """A place and a reason in one sentence.

    Without ``place``, it is what is printed at the anchor; without ``severity``, that of the rule.
    """

    anchor: str
    message: str
    place: str = ""
    severity: Severity | None = None


Flaws: TypeAlias = Iterable[Flaw | Problem]

LONGEST_EXCERPT = 80


def excerpt(words: str) -> str:
    """The words, or as many of them as people need to find the place."""
    words = " ".join(words.split())
    if len(words) <= LONGEST_EXCERPT:
        return words
    return words[:LONGEST_EXCERPT].rsplit(" ", 1)[0] + " …"

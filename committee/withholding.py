"""What a draft tells of letters before they are published, kept from those who may not read them.

A paper that is published tells nothing of it (:mod:`committee.embargo`); its draft may.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.models import Authority, User
from committee.models import ReportSection
from core.search import without_markup
from documents.differences import Passage
from documents.nodes import Document
from documents.problems import Problem
from documents.withholding import withhold
from improvement.narratives import what_tells
from monitoring.embargo import unpublished_of

NOTICE = (
    "This paragraph quotes a letter that is not published yet. You can read it when the letter is "
    "published."
)
SHORT = "Quotes a letter that is not published yet"
REFUSAL = (
    "This text quotes a letter that is not published yet. You can read and change it when the "
    "letter is published."
)


class Withheld:
    """What is withheld from a person in the drafts of an authority; it may be nothing."""

    def __init__(self, user: User, authority: Authority) -> None:
        self._tells, self._authority = what_tells(user), authority.pk

    def has(self, *texts: str) -> bool:
        """Whether one of the texts, in plain words, tells what the person may not read."""
        tells = self._tells
        return tells is not None and any(tells(self._authority, each) for each in texts)

    def refuse(self, *texts: str) -> None:
        """Refuse the page, saying why, where one of the texts tells it."""
        if self.has(*texts):
            raise PermissionDenied(REFUSAL)

    def words(self, words: str, notice: str = SHORT) -> str:
        """The words, or a notice in their place."""
        return notice if self.has(words) else words

    def document(self, document: Document) -> Document:
        """The paper as the person may read it; the same one where nothing is withheld."""
        if self._tells is None:
            return document
        return withhold(document, self.has, notice=NOTICE, heading=SHORT)

    def passages(self, passages: Iterable[Passage]) -> list[Passage]:
        """Passages of a text, each in words or as a notice."""
        return [replace(each, words=self.words(each.words, NOTICE)) for each in passages]

    def problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """What the checks found, without what it quotes."""
        return [
            replace(each, place=self.words(each.place), message=self.words(each.message, NOTICE))
            for each in problems
        ]


def words_in(section: ReportSection) -> tuple[str, str, str]:
    """All words of a section, or of a version of it, that its writers read."""
    return section.heading, without_markup(section.body), section.return_reason


def without_quotations(authority: int, details: Any) -> Any:
    """Details for the audit trail, which administrators read, without what quotes such letters."""
    is_unpublished = unpublished_of(authority)

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: told(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [told(each) for each in value]
        return SHORT if isinstance(value, str) and is_unpublished(value) else value

    return told(details)

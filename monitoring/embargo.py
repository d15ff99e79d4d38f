"""What letters and findings say that may not be told yet, and whether a text tells it.

A run of eight words is told by no accident.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from accounts.models import User
from accounts.roles import Permission
from improvement.narratives import EMBARGOES, Tells
from monitoring.models import Finding, Letter, Visit
from monitoring.vocabulary import LetterStatus

RUN = 8  # words
_WORD = re.compile(r"\w+(?:['’]\w+)*")

Run = tuple[str, ...]


@dataclass(frozen=True)
class Unpublished:
    """The words of letters and findings that are not public, by runs of eight words.

    What a public letter says as well is left out: letters share many of their sentences.
    """

    runs: dict[Run, Visit] = field(default_factory=dict)

    def quoted_in(self, text: str) -> tuple[Visit, str] | None:
        """The visit whose letter a text quotes, and the words; None where it quotes none."""
        if not self.runs:
            return None
        words = list(_WORD.finditer(text))
        for place, run in enumerate(_runs(text)):
            if run in self.runs:
                return self.runs[run], text[words[place].start() : words[place + RUN - 1].end()]
        return None


def read_unpublished(
    visits: Sequence[Visit], *, hidden: Collection[int]
) -> tuple[Unpublished, frozenset[int]]:
    """What may not be told of the visits with the ``hidden`` keys, given all visits.

    Also the keys of hidden visits whose letter has not come: that they took place may be told.
    """
    if not hidden:
        return Unpublished(), frozenset()
    letters = dict(
        Letter.objects.filter(visit__in=visits).values_list("visit_id", "text").order_by("pk")
    )
    words = list(Finding.objects.filter(visit__in=visits).values_list("visit_id", "words"))
    by_key = {visit.pk: visit for visit in visits if visit.pk in hidden}
    awaited = frozenset(
        pk
        for pk, visit in by_key.items()
        if not (visit.letter_on or visit.received_on or pk in letters)
    )
    told = {
        run
        for visit in visits
        if visit.pk not in hidden or visit.pk in awaited
        for text in (visit.focus, visit.evidence_considered)
        for run in _runs(text)
    }
    said = [*letters.items(), *words]
    told |= _runs_of(text for pk, text in said if pk not in hidden)
    runs = {
        run: by_key[pk]
        for pk, text in said
        if pk in hidden
        for run in _runs(text)
        if run not in told
    }
    return Unpublished(runs), awaited


def _runs(text: str) -> Iterator[Run]:
    """Every run of words, in small letters and with one kind of apostrophe."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def _runs_of(texts: Iterable[str]) -> set[Run]:
    return {run for text in texts for run in _runs(text)}


class _Kept:
    """What may not be told to somebody of the letters of one authority."""

    def __init__(self, authority: int, hidden: Collection[int]) -> None:
        self._authority, self._hidden = authority, hidden

    def is_told_in(self, text: str) -> bool:
        """Whether a text tells it; public letters are read only where it may."""
        if not any(run in self._said for run in _runs(text)):
            return False
        return self._unpublished.quoted_in(text) is not None

    @cached_property
    def _said(self) -> set[Run]:
        """What the hidden letters say, whether public ones say it too or not."""
        texts = [
            *Letter.objects.filter(visit__in=self._hidden).values_list("text", flat=True),
            *Finding.objects.filter(visit__in=self._hidden).values_list("words", flat=True),
        ]
        return _runs_of(texts)

    @cached_property
    def _unpublished(self) -> Unpublished:
        visits = list(Visit.objects.filter(authority=self._authority))
        return read_unpublished(visits, hidden=self._hidden)[0]


def kept_from(user: User) -> Tells | None:
    """Finds in a text what letters say that the person may not read; None if they may read all."""
    granted = user.permissions_by_authority.values()
    if user.is_superuser or all(Permission.READ_UNPUBLISHED_LETTERS in each for each in granted):
        return None
    readable = Visit.objects.readable_by(user).values("pk")
    hidden: dict[int, set[int]] = {}
    for visit in Visit.objects.visible_to(user).exclude(pk__in=readable):
        hidden.setdefault(visit.authority_id, set()).add(visit.pk)
    if not hidden:
        return None
    kept = {authority: _Kept(authority, visits) for authority, visits in hidden.items()}
    return lambda authority, text: authority in kept and kept[authority].is_told_in(text)


def unpublished_of(authority: int) -> Callable[[str], bool]:
    """Finds in a text what letters of an authority say that are not published, to anybody."""
    visits = Visit.objects.filter(authority=authority).exclude(letter_status=LetterStatus.PUBLISHED)
    return _Kept(authority, set(visits.values_list("pk", flat=True))).is_told_in


EMBARGOES.add(kept_from, place=30)

"""What the rooms above give to a page or command of a room below.

My work shows what waits in every room, and a search finds things in every room; yet a room never
imports one above it. So a list stands in the lower room, and each room gives it what it has, in a
module of an agreed name (:data:`MODULES`), which is imported when Django starts.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

MODULES = ("worklist", "reminders", "search", "handover", "embargo", "trail", "undoing")

Given = TypeVar("Given")


class Contributions(Generic[Given]):
    """What was given, in the order of its place; where places are equal, as it came."""

    def __init__(self) -> None:
        self._given: list[tuple[int, Given]] = []

    def add(self, *given: Given, place: int) -> None:
        """Give something to the list, at a place among the others."""
        self._given.extend((place, each) for each in given)
        self._given.sort(key=lambda pair: pair[0])

    def __iter__(self) -> Iterator[Given]:
        return (each for _, each in self._given)

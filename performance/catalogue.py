"""The 60 indicators that councils usually keep, ready to be adopted.

They stand in ``catalogue.csv``, beside this file, in the words of :mod:`performance.vocabulary`
and :mod:`performance.periods`. Definitions follow the national returns (children in need census,
SSDA903, workforce census), the adoption measures and the inspectors' Annex A lists; what every
council sets for itself, such as a visiting standard, is left to its note. A typical target is what
councils often choose: it is shown as help and never set.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from performance.periods import Frequency
from performance.vocabulary import PeriodType, Polarity, SmallNumbers, Unit

FILE = Path(__file__).with_name("catalogue.csv")


@dataclass(frozen=True, slots=True)
class Standard:
    """An indicator of the catalogue. The practice area is a name, for councils that use it."""

    code: str
    name: str
    definition: str
    counted: str
    out_of: str
    unit: Unit
    decimals: int
    polarity: Polarity
    period_type: PeriodType
    frequency: Frequency
    source: str
    typical_target: str
    practice_area: str
    small_numbers: SmallNumbers
    note: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def fields(self) -> dict[str, Any]:
        """What an indicator made from it says, in the fields of the model."""
        others = ("typical_target", "practice_area")
        return {name: getattr(self, name) for name in self.__slots__ if name not in others}


@cache
def standards() -> dict[str, Standard]:
    """All of them by code, in the order of a child's way through the service."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _read(row) for row in csv.DictReader(file)}


def _read(row: dict[str, str]) -> Standard:
    kinds = {
        "unit": Unit,
        "decimals": int,
        "polarity": Polarity,
        "period_type": PeriodType,
        "frequency": Frequency,
        "small_numbers": SmallNumbers,
    }
    return Standard(**{name: kinds.get(name, str)(text) for name, text in row.items()})


def typical_target(code: str, name: str) -> str:
    """What councils often set for an indicator of the catalogue; nothing for one of their own."""
    found = standards().get(code)
    return found.typical_target if found and found.name == name else ""

"""Counts from the inspectors' Annex A lists, in memory: no row of a child is kept or written.

A workbook has eleven lists of children and adopters. What comes out are totals with fixed words
beside them; nothing that stood in a cell does. ``counting`` says how each figure is counted.
"""

from performance.annex_a.counting import count, offers
from performance.annex_a.report import (
    Count,
    CountingFailed,
    DataReport,
    InPeriod,
    NotAnnexA,
    Offer,
    Section,
    Standards,
    Uncounted,
)

__all__ = [
    "Count",
    "CountingFailed",
    "DataReport",
    "InPeriod",
    "NotAnnexA",
    "Offer",
    "Section",
    "Standards",
    "Uncounted",
    "count",
    "offers",
]

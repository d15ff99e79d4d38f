"""Abbreviations that every member of a council knows, and that need no explanation in a paper.

What belongs to social care or to one council alone is not among them.
"""

import re

KNOWN = frozenset(
    re.findall(
        r"\w+",
        """
    AM BBC BME CEO COVID CV DNA EU FAQ GB GCSE GDP GP GPS HIV HR ID IT LGBT LGBTQ MP MPS NHS OFSTED
    OK PA PC PDF PM PR SMS TV UK UN UNESCO UNICEF URL US USA VAT
    """,
    )
)

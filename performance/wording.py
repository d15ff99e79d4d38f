"""Figures in words: with their unit, and as far as they are rounded.

A figure is rounded half up, as people do by hand, and a difference is that of the rounded figures:
a reader who subtracts what is printed gets what is printed.
"""

from decimal import ROUND_HALF_UP, Decimal

from performance.vocabulary import Unit

MINUS = "\N{MINUS SIGN}"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value as it is printed; never minus nought."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def places(value: Decimal, decimals: int) -> int:
    """How many decimals a target needs: those of its indicator, or more where it has more."""
    exponent = value.normalize().as_tuple().exponent
    return max(decimals, -exponent) if isinstance(exponent, int) else decimals


def number(value: Decimal, decimals: int) -> str:
    """A number with thousands separated and a true minus: 1,731 or −0.5."""
    return f"{rounded(value, decimals):,f}".replace("-", MINUS)


def figure(value: Decimal, unit: Unit, decimals: int) -> str:
    """A figure with its unit: 78%, 66 per 10,000, 1,731, 27.5, 26 weeks."""
    return _counted(number(value, decimals), Unit(unit).sign)


def amount(difference: Decimal, unit: Unit, decimals: int) -> str:
    """The size of a difference with its unit: 3 percentage points, 1 week, 16."""
    words = Unit(unit).difference
    return _counted(number(abs(difference), decimals), f" {words}" if words else "")


def change(difference: Decimal, unit: Unit, decimals: int) -> str:
    """A difference with its sign, for a table: +3 percentage points, −16, no change."""
    printed = rounded(difference, decimals)
    if not printed:
        return "no change"
    return ("+" if printed > 0 else MINUS) + amount(difference, unit, decimals)


def _counted(text: str, unit: str) -> str:
    """A number and what is counted, which is one thing for 1."""
    if text == "1" and unit.endswith("s"):
        return text + unit.removesuffix("s")
    return text + unit


def named(period: str) -> str:
    """The label of a period inside a sentence: April 2018, the week of 2 April 2018."""
    return f"the {period}" if period.startswith("week") else period

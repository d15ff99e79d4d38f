"""Putting references such as 5b(ii) in the order in which people count."""

import re

ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)
UNITS = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
PARTS = re.compile(r"([0-9]+)|(\(?)([a-z]+)", re.IGNORECASE)
NUMBER, NUMERAL, LETTERS = range(3)

ReferenceKey = tuple[tuple[tuple[int, int, str], ...], str]


def reference_key(reference: str) -> ReferenceKey:
    """What to sort references by: 5a, 5b, 5b(i), 5b(ii), 5b(iv), 5b(ix), 10a.

    Letters in brackets or after other letters are Roman numerals when they can be (i to xxxix);
    elsewhere they are letters, and aa follows z.
    """
    parts: list[tuple[int, int, str]] = []
    after_letters = False
    for digits, bracket, letters in PARTS.findall(reference):
        if digits:
            parts.append((NUMBER, int(digits), ""))
            continue
        numeral = ROMAN.fullmatch(letters) if bracket or after_letters else None
        if numeral:
            tens, units = numeral.groups()
            parts.append((NUMERAL, 10 * len(tens) + UNITS[units.lower()], ""))
        else:
            parts.append((LETTERS, len(letters), letters.lower()))
        after_letters = True
    return tuple(parts), reference

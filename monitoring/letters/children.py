"""Whether a text holds a list of single children, which no letter of inspectors does."""

import re

from performance.files.recognise import FEWEST_NUMBERS, is_known_by, names_a_child

FEWEST_HEADINGS = 2  # one may stand alone in a letter, as the word before an address
NUMBER = re.compile(r"(?<!\w)(?:[A-Z]\d{11}[\dA-Z]|\d{3}[ -]?\d{3}[ -]?\d{4})(?!\w)")


def lists_children(text: str) -> bool:
    """Whether it has headings of lists of children, or the numbers that children are known by.

    Cells stand on lines of their own or apart by tabs. In the first line, which has the headings
    of a list that was saved as text, they stand apart by commas too, unless these end in a space.
    """
    first, _, rest = text.strip().partition("\n")
    cells = [*re.split(r"[,;](?! )|\t", first), *re.split(r"[\n\t]", rest)]
    if sum(map(names_a_child, {cell.strip(' "') for cell in cells})) >= FEWEST_HEADINGS:
        return True
    return len({found for found in NUMBER.findall(text) if is_known_by(found)}) >= FEWEST_NUMBERS

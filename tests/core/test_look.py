"""Colours that can be read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from improvement.vocabulary import COLOUR_CHOICES

SOURCE = (Path(settings.BASE_DIR) / "static/src/_components.scss").read_text()
TAGS = {
    name: (words, ground)
    for name, words, ground in re.findall(r'"(\w+)": \((#\w{6}), (#\w{6})\)', SOURCE)
}


def luminance(colour: str) -> float:
    """How bright a colour is, as WCAG 2 reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_reckoned_as_the_guidelines_do() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_every_colour_of_a_status_has_a_tag() -> None:
    assert TAGS.keys() == {value for value, _ in COLOUR_CHOICES}


@pytest.mark.parametrize("name", TAGS)
def test_words_of_a_tag_can_be_read(name: str) -> None:
    assert contrast(*TAGS[name]) >= 4.5

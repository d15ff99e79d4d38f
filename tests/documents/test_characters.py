"""Characters that no font of the papers can draw."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import characters, fonts

anything = st.text(st.characters(), max_size=30)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("£1,000 – “good” ≥ 96% ✓ ŵ Łódź", "£1,000 – “good” ≥ 96% ✓ ŵ Łódź"),
        ("\uf0b7 first", "• first"),
        ("\uf0fc done \uf0e0 next", "✓ done → next"),
        ("\ue123private", "private"),
        ("tab\tline\nend\u2028", "tab line end "),
        ("nul\x00 bell\x07", "nul bell"),
        ("zero\u200bwidth \u202eoverride\u202c soft\u00adhyphen", "zerowidth override softhyphen"),
        ("cafe\u0301", "café"),
        ("Ａ１", "A1"),
        ("✓\ufe0f", "✓"),
        ("名 \U0001f600", "\ufffd \ufffd"),
        ("lone \ud800", "lone \ufffd"),
    ],
)
def test_clean(typed, printed):
    assert characters.clean(typed) == printed


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("plain – text ✓", ""),
        ("\uf0b7 bullets and \x00 controls have a likeness", ""),
        ("名 twice 名", "“名” (U+540D)"),
        ("名 and \U0001f600", "“名” (U+540D), “\U0001f600” (U+1F600)"),
        ("lone \ud800", "U+D800"),
    ],
)
def test_unsupported_names_what_is_lost(typed, names):
    assert characters.unsupported(typed) == names


@given(anything)
def test_cleaned_text_can_be_drawn(text):
    cleaned = characters.clean(text)
    assert {ord(character) for character in cleaned} <= fonts.covered()
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Co") for character in cleaned)


@given(anything)
def test_cleaning_twice_changes_nothing_more(text):
    cleaned = characters.clean(text)
    assert characters.clean(cleaned) == cleaned
    assert not characters.unsupported(cleaned)


def test_every_symbol_of_word_becomes_one_that_can_be_drawn():
    for symbol in characters.WORD_SYMBOLS.values():
        assert characters.clean(symbol) == symbol


def test_the_ordinary_characters_can_all_be_drawn():
    """What is let through without a look must be in the fonts."""
    ordinary = [code for code in range(0x3000) if characters._ORDINARY.fullmatch(chr(code))]
    assert len(ordinary) > 180
    assert set(ordinary) <= fonts.covered()

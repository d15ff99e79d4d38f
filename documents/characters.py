"""What becomes of characters that no font of the papers can draw."""

import re
from unicodedata import category, normalize

from documents.fonts import covered

REPLACEMENT = "\ufffd"

# What Word means by the private characters of its Symbol and Wingdings fonts.
WORD_SYMBOLS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf06e": "■",
    "\uf0d8": "➢",
    "\uf076": "❖",
    "\uf0fc": "✓",
    "\uf0fb": "✗",
    "\uf0fe": "☑",
    "\uf0fd": "☒",
    "\uf06f": "□",
    "\uf0a8": "□",
    "\uf0e0": "→",
    "\uf0e8": "→",
    "\uf02d": "-",
    "\uf020": " ",
}

_ORDINARY = re.compile(r"[ -~\xa0-\xac\xae-\xff–—‘’“”•…€]*")
_SPACES = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_VARIATIONS = frozenset(map(chr, range(0xFE00, 0xFE10)))


def clean(text: str) -> str:
    """The text in characters that can be drawn; what has no likeness becomes U+FFFD."""
    if _ORDINARY.fullmatch(text):
        return text
    return "".join(_drawn(character) for character in _known(text))


def unsupported(text: str) -> str:
    """The characters of a text that ``clean`` can only replace, named; "" when there are none."""
    if _ORDINARY.fullmatch(text):
        return ""
    lost = dict.fromkeys(
        character
        for character in _known(text)
        if character != REPLACEMENT and _drawn(character) == REPLACEMENT
    )
    return ", ".join(map(_name, lost))


def _known(text: str) -> str:
    """The text without what has no shape, composed, in simpler characters where there are any."""
    return normalize("NFC", "".join(map(_simple, text)))


def _simple(character: str) -> str:
    if character in WORD_SYMBOLS:
        return WORD_SYMBOLS[character]
    if character in _SPACES:
        return " "
    if category(character) in ("Cc", "Cf", "Co") or character in _VARIATIONS:
        return ""
    return _in_parts(character, "NFKD")


def _drawn(character: str) -> str:
    parts = _in_parts(character, "NFD")
    return parts if _is_covered(parts) else REPLACEMENT


def _in_parts(character: str, form: str) -> str:
    """The character itself if it can be drawn, else the parts it is made of if they can."""
    if _is_covered(character):
        return character
    parts = normalize(form, character)  # type: ignore[arg-type]
    return parts if _is_covered(parts) else character


def _is_covered(text: str) -> bool:
    return all(ord(character) in covered() for character in text)


def _name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"“{character}” ({code})" if character.isprintable() else code

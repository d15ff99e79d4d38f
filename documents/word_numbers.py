"""How a Word paper numbers its paragraphs: 1.1 in section 1, or 1 to n, or (i) in each section."""

import re
from collections.abc import Iterator, Sequence

from documents.nodes import Numbers
from documents.numbering import roman
from documents.word_items import Item, Words

SHORT = 140  # letters; a bold paragraph up to this long is a heading
LEADING = re.compile(r"([A-Z]?\d{1,3}(?:\.\d{1,3}){0,5}|[A-Z](?:\.\d{1,3}){1,5})([.)]?)(?=\s|$)\s*")
TYPED_ITEM = re.compile(
    r"(?:[•▪●‣∙·◦○■□➢✓\uf0b7\uf0a7\uf0d8]\s*|[-–—*o]\s+)|\(?([ivx]+|[a-z]|\d{1,2})\)\s*"
)
APPENDIX = re.compile(r"(?i)appendix\s+([0-9]{1,2}|[A-Z])\b\s*[:.–-]?\s*")
OWN_STYLE = "numbered paragraph"  # of the files that we write

_MONTH = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_ENCLOSED = re.compile(r"\(([ivx]+|[a-z])\)")


def number_of(words: Words) -> str:
    """The number of a heading or paragraph, counted by Word or typed; "" if it has none."""
    marked = LEADING.fullmatch(words.mark.text)
    if marked:
        return marked[1]
    typed = None if words.mark.text else LEADING.match(words.text)
    if typed is None or _MONTH.match(words.text, typed.end()):
        return ""
    is_sure = "." in typed[1] or typed[2] or words.level
    return typed[1] if is_sure else ""


def enclosed_of(words: Words) -> str:
    """The (ii) or (a) before a paragraph; "" if it has none."""
    found = _ENCLOSED.match(words.mark.text or words.text)
    return found[0] if found else ""


def is_short(words: Words) -> bool:
    """Whether it is no longer than a heading, and ends like one."""
    text = words.text.strip()
    return len(text) <= SHORT and not text.endswith((".", ";", ",", ":"))


def is_item(words: Words) -> bool:
    """Whether it is a bullet or an item, typed or made by Word."""
    if words.mark.text:
        return "." not in words.mark.text.rstrip(".") or words.mark.form == "bullet"
    return bool(TYPED_ITEM.match(words.text))


def is_heading(words: Words) -> bool:
    """Whether it is a heading by its style, or by standing alone in bold."""
    if words.style.startswith(OWN_STYLE):
        return False
    return bool(words.level) or (
        words.is_bold and is_short(words) and not words.is_indented and not is_item(words)
    )


def appendix_of(words: Words) -> tuple[str, str]:
    """The number or letter of the appendix that begins with it, and its title; else nothing."""
    found = APPENDIX.match(f"{words.mark.text} {words.text}".strip())
    if found is None or not (is_heading(words) or words.mark.text):
        return "", ""
    return found[1].upper(), found.string[found.end() :].strip() or f"Appendix {found[1]}"


def numbers_of(items: Sequence[Item]) -> Numbers:
    """How the paragraphs are numbered; those that the style counts are marked as such."""
    body = list(_body(items))
    if any(each.style.startswith(OWN_STYLE) for each in body):  # then items of lists are no rivals
        body = [each for each in body if is_heading(each) or each.style.startswith(OWN_STYLE)]
    plain, roman_ones = _plain(body), _roman(body)
    for words in plain or roman_ones:
        words.is_counted = True
    return "plain" if plain else "roman" if roman_ones else "levels"


def _body(items: Sequence[Item]) -> Iterator[Words]:
    """The paragraphs before the appendices."""
    for item in items:
        if isinstance(item, Words):
            if appendix_of(item)[0]:
                return
            yield item


def _plain(body: Sequence[Words]) -> list[Words]:
    """The paragraphs that are numbered 1 to n through several headings; none if it is a list."""
    found: list[Words] = []
    goes_on = is_recommended = is_after_heading = False
    for words in body:
        if is_heading(words):
            is_recommended = "recommendation" in words.text.lower()
            is_after_heading = True
            continue
        label = number_of(words)
        if "." in label and label.partition(".")[0] != str(len(found)):
            return []
        if label == str(len(found) + 1) and not words.mark.level and not is_recommended:
            goes_on |= (bool(found) and is_after_heading) or words.style.startswith(OWN_STYLE)
            found.append(words)
            is_after_heading = False
    is_text = sum(map(is_short, found)) * 2 <= len(found)
    is_ours = any(words.style.startswith(OWN_STYLE) for words in found)
    return found if goes_on and (is_text or is_ours) else []


def _roman(body: Sequence[Words]) -> list[Words]:
    """The paragraphs that are numbered (i) in each numbered section, and (a) inside those."""
    found: list[Words] = []
    starts = count = 0
    is_first = is_ours = False
    for words in body:
        label = number_of(words)
        if is_heading(words):
            is_first, count = bool(label), 0
        elif "." in label:
            return []
        elif words.style.startswith(OWN_STYLE) and enclosed_of(words):
            is_ours = True
            found.append(words)
        elif enclosed_of(words) == f"({roman(count + 1)})" and (is_first or count):
            starts += is_first
            is_first = False
            count += 1
            found.append(words)
        else:
            is_first = False
    return found if starts > 1 or is_ours else []

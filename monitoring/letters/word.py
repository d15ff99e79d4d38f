"""The text of a Word file as its reader sees it, with every tracked change accepted.

Insertions are taken, deletions, hidden words and the codes of fields are left out. Items of lists
get the mark that Word would print. What stands beside the text is not part of the letter: text
boxes, headers, footers, notes and comments.
"""

from collections.abc import Iterator

from documents.word_parts import (
    Damaged,
    Element,
    Lists,
    NotWord,
    TooLong,
    find,
    is_on,
    local,
    open_parts,
)
from monitoring.letters.problems import DAMAGED, KINDS, TOO_LONG, UnreadableLetter

LEFT_OUT = {"del", "moveFrom", "drawing", "pict", "object", "AlternateContent", "instrText"}
LEFT_OUT |= {"delText", "delInstrText", "rPr", "pPr"}
STANDS_FOR = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
IN_BOXES = (
    "The words of {} stand in text boxes. Copy them, or print the file as a PDF, and choose that."
)


def read(content: bytes, name: str) -> str:
    """The paragraphs, apart by blank lines; items of a list on lines that follow each other.

    Raises UnreadableLetter.
    """
    try:
        parts = open_parts(content)
    except NotWord as error:
        raise UnreadableLetter(f"{name} is of another kind. {KINDS}") from error
    except TooLong as error:
        raise UnreadableLetter(f"{name} {TOO_LONG}") from error
    except Damaged as error:
        raise UnreadableLetter(f"{name} {DAMAGED}") from error
    text = _joined(_paragraphs(parts.document, Lists(parts.numbering, parts.styles)))
    if not text and any(local(each) == "txbxContent" for each in parts.document.iter()):
        raise UnreadableLetter(IN_BOXES.format(name))
    return text


def _paragraphs(parent: Element, lists: Lists) -> Iterator[tuple[str, str, bool]]:
    """Mark and words of each paragraph, those of tables too, and whether its end is deleted."""
    for child in parent:
        name = local(child)
        if name == "p":
            is_open = find(child, "pPr", "rPr", "del") is not None
            yield lists.mark(child).text, _said(child), is_open
        elif name and name not in LEFT_OUT:
            yield from _paragraphs(child, lists)


def _said(parent: Element) -> str:
    words = ""
    for child in parent:
        name = local(child)
        if name == "t":
            words += child.text or ""
        elif name in STANDS_FOR:
            words += STANDS_FOR[name]
        elif name == "r" and is_on(find(child, "rPr", "vanish")):
            continue
        elif name and name not in LEFT_OUT:
            words += _said(child)
    return words


def _joined(paragraphs: Iterator[tuple[str, str, bool]]) -> str:
    text, unfinished = "", ""
    was_item = False
    for mark, words, is_open in paragraphs:
        said = unfinished + words
        unfinished = said if is_open else ""
        if is_open or not said.strip():
            continue
        is_item = bool(mark)
        between = "\n" if is_item and was_item else "\n\n"
        text += (between if text else "") + (f"{mark} " if mark else "") + said.strip()
        was_item = is_item
    return text + (f"\n\n{unfinished.strip()}" if unfinished.strip() else "")

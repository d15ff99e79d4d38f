"""The exact text of a letter out of a Word, PDF or plain text file, told by its content.

Files come from strangers, so each kind is read within bounds of size, time and memory.
"""

import codecs
from typing import BinaryIO

from documents.word_parts import OLD_WORD
from monitoring.letters import pdf, word
from monitoring.letters.children import lists_children
from monitoring.letters.problems import (
    CHILDREN,
    KINDS,
    MAX_CHARACTERS,
    MEGABYTE,
    PROTECTED,
    TOO_LONG,
)
from monitoring.letters.problems import UnreadableLetter as UnreadableLetter

MAX_BYTES = 20 * MEGABYTE
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Characters that are no text, and that a database may refuse.
NO_TEXT_CODES = {*range(32), *range(127, 160), *range(0xD800, 0xE000)} - {ord("\n"), ord("\t")}


def read_letter(file: BinaryIO, name: str) -> str:
    """The text of a letter: paragraphs apart by a blank line, items of lists beginning with "- ".

    `name` is what the file is called in the reasons. Raises UnreadableLetter.
    """
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableLetter(f"{name} is larger than {MAX_BYTES // MEGABYTE} MB. {KINDS}")
    if not content.strip():
        raise UnreadableLetter(f"{name} is empty.")
    text = plain(_text(content, name))
    if not text.strip():
        raise UnreadableLetter(f"{name} has no text in it. Paste or type the text instead.")
    if len(text) > MAX_CHARACTERS:
        raise UnreadableLetter(f"{name} {TOO_LONG}")
    if lists_children(text):
        raise UnreadableLetter(f"{name} {CHILDREN}")
    return text


def plain(text: str) -> str:
    """Text as it is kept: every line ends alike, and no control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").replace("\v", "\n")
    return lines.translate(dict.fromkeys(NO_TEXT_CODES))


def _text(content: bytes, name: str) -> str:
    if content.startswith(b"PK"):
        return word.read(content, name)
    if b"%PDF-" in content[:1024]:
        return pdf.read(content, name)
    if content.startswith(OLD_WORD):
        if ENCRYPTED in content:
            raise UnreadableLetter(f"{name} {PROTECTED}")
        raise UnreadableLetter(
            f"{name} is a Word file of before 2007. Save it as .docx and choose that."
        )
    return _decoded(content, name)


def _decoded(content: bytes, name: str) -> str:
    """A text file: UTF-16 with a byte-order mark, UTF-8 or Windows-1252."""
    is_utf_16 = content.startswith(UTF_16)
    if content.startswith(b"{\\rtf") or (b"\0" in content and not is_utf_16):
        raise UnreadableLetter(f"{name} is of another kind. {KINDS}")
    for encoding in ["utf-16"] if is_utf_16 else ["utf-8-sig", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableLetter(f"{name} is of another kind. {KINDS}")

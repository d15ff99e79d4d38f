"""Files that are no Word papers, or that would take too much, are refused in words and in time."""

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import docx
import pytest

from documents.nodes import Text
from documents.tree import walk
from documents.word_items import MAX_BLOCKS, MAX_COLUMNS
from documents.word_parts import DOCUMENT, MAX_ENTRIES, MAX_PART_BYTES, MAX_TAGS, OLD_WORD
from documents.word_reader import UnreadableWord, read
from tests.documents.word_files import cell, heading, lists_of, numbered, p, saved, table, word_of
from tests.performance.files import with_parts

MEGABYTE = 1024 * 1024
PAPER = saved(docx.Document())
SECONDS = 5  # of the processor: a loaded machine makes no file longer


def packed(*names: str) -> bytes:
    """A ZIP archive of empty files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return out.getvalue()


def document(content: bytes) -> bytes:
    """A Word file whose main part is this."""
    return with_parts(PAPER, {DOCUMENT: content})


def understated() -> bytes:
    """A Word file whose main part unpacks to more than its directory says."""
    size = 2 * MAX_PART_BYTES
    content = document(b"<a>" + b" " * (size - 3))
    return content.replace(struct.pack("<I", size), struct.pack("<I", 100))


def in_itself(times: int) -> bytes:
    """Tables inside tables."""
    inside = p("Words")
    for _ in range(times):
        inside = table([cell(inside)])
    return word_of(inside)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not a Word file"),
    "a PDF": (lambda: b"%PDF-1.7", "not a Word file"),
    "another archive": (lambda: packed("other"), "not a Word file"),
    "very many files": (lambda: packed(*map(str, range(MAX_ENTRIES + 1))), "not a Word file"),
    "an old file": (lambda: OLD_WORD + b"\0" * 600, "has a password"),
    "macros": (lambda: with_parts(PAPER, {"word/vbaProject.bin": b"x"}), "has macros"),
    "no archive": (lambda: b"PK\x03\x04 and nothing more", "damaged"),
    "broken XML": (lambda: document(b"<a>"), "damaged"),
    "no body": (lambda: document(b"<a/>"), "holds no text"),
    "no words": (lambda: word_of(p()), "holds no text"),
    "a bomb": (lambda: document(b"<a>" + b" " * 2 * MAX_PART_BYTES), "too long"),
    "a bomb that is not declared": (understated, "damaged"),
    "very many tags": (lambda: document(b"<a>" + b"<a/>" * MAX_TAGS + b"</a>"), "too long"),
    "very many paragraphs": (lambda: word_of(p("a") * (MAX_BLOCKS + 1)), "too many paragraphs"),
    "very deep tables": (lambda: in_itself(200), "damaged"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_in_words_in_time_and_in_little_memory(kind: str) -> None:
    made, words = REFUSED[kind]
    content = made()
    tracemalloc.start()
    started = time.process_time()
    try:
        with pytest.raises(UnreadableWord, match=words):
            read(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - started < SECONDS
    assert peak < 100 * MEGABYTE


def test_an_entity_is_not_followed() -> None:
    made = word_of(p("<w:r><w:t>Plans&x;</w:t></w:r>"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        main = archive.read(DOCUMENT)
    header = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    found, _ = read(with_parts(made, {DOCUMENT: header + main}))
    assert found.kicker == ("Plans",)


def test_a_table_of_500_columns_is_left_out_and_listed() -> None:
    body = heading("1. Figures") + p("1.1 Here they are.") + table(["a"] * 500, ["b"] * 500)
    _, left = read(word_of(body))
    words = f"A table with more than {MAX_COLUMNS} columns is left out."
    assert [each.startswith(words) for each in left] == [True]


def test_a_cell_that_says_it_is_a_million_columns_wide_takes_no_room() -> None:
    wide = cell("a", properties='<w:gridSpan w:val="1000000"/>')
    _, left = read(word_of(heading("1. Figures") + table([wide], ["b"])))
    assert any("columns is left out" in each for each in left)


def test_thousands_of_nested_items_are_read_in_time() -> None:
    items = "".join(numbered("item", level=str(place % 9)) for place in range(4_000))
    numbering = lists_of(*[("bullet", "o")] * 9)
    started = time.process_time()
    read(word_of(heading("1. Aims") + items, numbering=numbering))
    assert time.process_time() - started < SECONDS


def test_thousands_of_lists_each_inside_the_one_before_are_read_in_time() -> None:
    items = "".join(
        numbered("item", level=str(min(place, 8)), number=str(place)) for place in range(2_000)
    )
    lists = "".join(
        lists_of(*[("decimal", "%1.")] * 9, number=str(place)) for place in range(2_000)
    )
    started = time.process_time()
    found, _ = read(word_of(heading("1. Aims") + items, numbering=lists))
    assert time.process_time() - started < SECONDS
    words = "".join(each.text for each in walk(found) if isinstance(each, Text))
    assert words.count("item") == 2_000


def test_thousands_of_equal_headings_are_read_in_time() -> None:
    started = time.process_time()
    read(word_of(heading("Aims") * 4_000))
    assert time.process_time() - started < SECONDS


def test_a_number_of_very_many_parts_is_words() -> None:
    long = ".".join(["1"] * 2_000)
    found, _ = read(word_of(heading("1. Aims") + p(f"{long} of it.")))
    assert found.children

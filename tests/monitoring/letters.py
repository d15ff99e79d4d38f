"""Letters for the tests: the demonstration's own-words letter, as text, Word and PDF."""

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import typst
from docx import Document

import demonstration
from documents import fonts

FOLDER = Path(demonstration.__file__).parent / "barnet" / "letters"
TEXT = (FOLDER / "2018-12-20.txt").read_text(encoding="utf-8")
PARAGRAPHS = [paragraph for paragraph in TEXT.split("\n\n") if paragraph.strip()]

PAGES_OF_LONG = 30
WORDS_A_PAGE = 500

PRINTED = """
#set page(paper: "a4", header: sys.inputs.header, footer: context [Page #counter(page).display()])
#set text(font: "Noto Sans", size: 11pt, lang: "en", region: "GB", hyphenate: false)
#set par(justify: false)
#for line in json(bytes(sys.inputs.lines)) {
  if line.starts-with("- ") { list(line.slice(2)) } else { par(line) }
}
"""


def long_text() -> str:
    """A letter of 30 pages: the body of the letter over and over."""
    start = PARAGRAPHS.index("Overview")
    end = next(place for place, said in enumerate(PARAGRAPHS) if said.startswith("I am copying"))
    body = PARAGRAPHS[start:end]
    times = PAGES_OF_LONG * WORDS_A_PAGE // sum(len(said.split()) for said in body) + 1
    return "\n\n".join([*PARAGRAPHS[:start], *body * times, *PARAGRAPHS[end:]])


def lines_of(text: str) -> Iterable[str]:
    """The lines of a text that hold something."""
    return (line for line in text.splitlines() if line.strip())


def as_word(text: str) -> bytes:
    """The text as a Word file: headings and bullets are paragraphs with Word's own styles."""
    document = Document()
    for line in lines_of(text):
        if line.startswith("- "):
            document.add_paragraph(line[2:], style="List Bullet")
        else:
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(text: str, *, header: str = "") -> bytes:
    """The text as a PDF with a header and numbered pages."""
    inputs = {"lines": json.dumps(list(lines_of(text))), "header": header}
    faces = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.folder()]
    )
    compiler = typst.Compiler(input=PRINTED.encode(), font_paths=faces, sys_inputs=inputs)
    return cast(bytes, compiler.compile(format="pdf"))

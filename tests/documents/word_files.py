"""Word files written by hand for the tests: paragraphs, lists and tables as Word's own XML."""

import io
from collections.abc import Iterable
from html import escape

import docx

from tests.performance.files import with_parts

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def saved(file: docx.document.Document) -> bytes:
    """The bytes of a file of python-docx."""
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def word_of(body: str, **parts: str) -> bytes:
    """A Word file whose body is written by hand, and other parts by their names."""
    written = {f"word/{name}.xml": f"<w:x {SPACES}>{part}</w:x>" for name, part in parts.items()}
    written["word/document.xml"] = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
    return with_parts(
        saved(docx.Document()), {name: part.encode() for name, part in written.items()}
    )


def run(words: str, properties: str = "") -> str:
    """Words in one look."""
    said = f'<w:t xml:space="preserve">{escape(words)}</w:t>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{said}</w:r>"


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; a run that begins with "<" is XML."""
    inside = "".join(run(each) if each[:1] != "<" else each for each in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def heading(words: str, level: int = 1, mark: str = "") -> str:
    """A heading of a level; ``mark`` are properties that number it."""
    return p(words, properties=f'{mark}<w:outlineLvl w:val="{level - 1}"/>')


def counted(level: int, number: str = "1") -> str:
    """The properties of what a list counts."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def numbered(*runs: str, level: str = "0", number: str = "1") -> str:
    """An item of a list that Word numbers."""
    return p(*runs, properties=counted(int(level), number))


def lists_of(*levels: tuple[str, str], number: str = "1") -> str:
    """The numbering of one list with these forms and words at its levels."""
    written = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{words}"/></w:lvl>'
        for level, (form, words) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="7{number}">{written}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="7{number}"/></w:num>'
    )


def cell(*paragraphs: str, properties: str = "") -> str:
    """A cell of a table."""
    inside = "".join(p(each) if each[:1] != "<" else each for each in paragraphs) or p()
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(*rows: Iterable[str], properties: str = "") -> str:
    """A table of rows; a cell that begins with "<" is XML."""
    made = (
        "".join(each if each.startswith("<w:tc>") else cell(each) for each in row) for row in rows
    )
    inside = "".join(f"<w:tr>{row}</w:tr>" for row in made)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{inside}</w:tbl>"


def shown(*instructions: str, words: str) -> str:
    """A field: what it is made by, and the words it showed last."""
    code = "".join(f"<w:r><w:instrText>{escape(each)}</w:instrText></w:r>" for each in instructions)
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return begin + code + separate + run(words) + end

"""Reads the rows of text out of a PDF, as a program of its own that the system can stop.

It takes a PDF on its input and writes JSON: either {"refused": reason} or {"pages": …}, for each
page its rows from top to bottom as [height on the page in points, words]. A PDF can be built to
keep a reader busy for ever or to fill the memory, and no check beforehand finds out.
"""

import json
import resource
import sys
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

MAX_PAGES = 100
MAX_CHARACTERS = 600_000
SECONDS = 10
MEMORY = 1024 * 1024 * 1024
SAME_ROW = 4.0  # points; a raised "th" is no row of its own

Row = tuple[float, str]


def rows_of(content: bytes) -> dict[str, Any]:
    """The rows of each page, or why they are not given."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"refused": "password"}
        if len(reader.pages) > MAX_PAGES:
            return {"refused": "pages"}
        pages, length = [], 0
        for page in reader.pages:
            pages.append(_rows(page))
            length += sum(len(words) for _, words in pages[-1])
            if length > MAX_CHARACTERS:
                return {"refused": "long"}
    except (DependencyError, FileNotDecryptedError):
        return {"refused": "password"}
    except (MemoryError, LimitReachedError):
        return {"refused": "complex"}
    except Exception:
        return {"refused": "damaged"}  # the reader fails in many ways over a broken file
    return {"pages": pages}


def _rows(page: Any) -> list[Row]:
    """The rows of a page from top to bottom; what stands on one height is one row."""
    rows: list[tuple[float, list[str]]] = []
    is_new = True

    def take(text: str, matrix: Any, within: Any, *_: Any) -> None:
        nonlocal is_new
        height = within[4] * matrix[1] + within[5] * matrix[3] + matrix[5]
        for index, part in enumerate(text.split("\n")):
            if index:
                is_new = True
            if not part.strip():
                if rows and not is_new:
                    rows[-1][1].append(part)
                continue
            if is_new or abs(rows[-1][0] - height) > SAME_ROW:
                rows.append((height, []))
            rows[-1][1].append(part)
            is_new = False

    page.extract_text(orientations=(0,), visitor_text=take)
    return sorted(((height, "".join(parts)) for height, parts in rows), key=lambda row: -row[0])


def main() -> None:
    """Read within limits of time and memory that the system keeps."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(rows_of(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()

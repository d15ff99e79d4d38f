"""What a file must be to be kept."""

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.uploads import BoundedUploadHandler, validate_upload

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def archive(**parts: str) -> bytes:
    """A zip file with these entries; two underscores stand for a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return made.getvalue()


def named(value: str | bytes) -> str:
    """A case's name: the file's, without its bytes, which hold the time."""
    return value if isinstance(value, str) else "file"


WORD = archive(word__document_dot_xml="<w:document/>")
MACROS = archive(word__document_dot_xml="<w:document/>", word__vbaProject_dot_bin="x")
EXCEL = archive(xl__workbook_dot_xml="<workbook/>")
OPEN_TEXT = archive(mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("minutes.pdf", b"%PDF-1.7\n%%EOF"),
        ("minutes.PDF", b"%PDF-1.7\n%%EOF"),
        ("minutes.docx", WORD),
        ("figures.xlsx", EXCEL),
        ("minutes.odt", OPEN_TEXT),
        ("chart.png", PNG),
        ("photo.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 32),
        ("notes.txt", "Eleven áudits".encode("cp1252")),
        ("figures.csv", b"month,count\nApril,3\n"),
    ],
    ids=named,
)
def test_a_file_that_is_what_it_says_is_kept(name: str, content: bytes) -> None:
    file = SimpleUploadedFile(name, content)
    validate_upload(file)
    assert file.read() == content, "the whole file is still to be read"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("minutes.pdf", WORD),
        ("minutes.pdf", b"<html><script>"),
        ("minutes.docx", b"%PDF-1.7"),
        ("minutes.docx", EXCEL),
        ("minutes.docx", MACROS),
        ("minutes.docx", WORD[:20]),
        ("minutes.odt", WORD),
        ("chart.png", b"\xff\xd8\xff\xe0" + b"\0" * 32),
        ("notes.txt", b"MZ\x90\x00\x03"),
        ("figures.csv", PNG),
    ],
    ids=named,
)
def test_a_name_that_lies_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(ValidationError, match="the file is something else"):
        validate_upload(SimpleUploadedFile(name, content))


@pytest.mark.parametrize("name", ["minutes.docx", "figures.xlsx"])
def test_a_password_or_an_old_program_is_named(name: str) -> None:
    with pytest.raises(ValidationError, match="The file has a password, or a program of before"):
        validate_upload(SimpleUploadedFile(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512))


@pytest.mark.parametrize("name", ["tool.exe", "page.html", "drawing.svg", "minutes", ".pdf.zip"])
def test_another_kind_is_refused_with_the_kinds_that_are_not(name: str) -> None:
    with pytest.raises(ValidationError, match="PDF, Word, Excel"):
        validate_upload(SimpleUploadedFile(name, b"%PDF-1.7"))


def test_a_large_file_is_refused_with_the_limit(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024
    validate_upload(SimpleUploadedFile("a.txt", b"x" * 1024))
    with pytest.raises(ValidationError, match=r"at most 1\.0"):
        validate_upload(SimpleUploadedFile("a.txt", b"x" * 1025))


def test_a_request_far_over_the_limit_is_stopped_before_it_is_read(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024
    with pytest.raises(RequestDataTooBig):
        BoundedUploadHandler().handle_raw_input(io.BytesIO(), {}, 10_000_000, b"")


def test_what_is_too_large_gets_a_page_that_says_so(
    client: Client, settings: Any, db: None
) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024
    file = SimpleUploadedFile("a.txt", b"x" * 2_000_000)
    page = client.post("/accounts/login/", {"file": file})
    assert page.status_code == 413
    assert "What you sent is too large" in page.text
    assert "at most 1.0\xa0KB" in page.text


def test_a_form_that_is_too_long_gets_the_same_page(
    client: Client, settings: Any, db: None
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    page = client.post("/accounts/login/", {"login": "x" * 200})
    assert page.status_code == 413

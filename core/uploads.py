"""Files that people send: not too large, of a kind we keep, and what their name says."""

import hashlib
import zipfile
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any

import filetype
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MEGABYTE = 1024 * 1024
OFFICE_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and any Office file with a password
OPEN_DOCUMENT_KINDS = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}


def _is_guessed(*kinds: str) -> Callable[[IO[Any]], bool]:
    """A test of the first bytes against kinds that have a signature of their own."""

    def test(file: IO[Any]) -> bool:
        guess = filetype.guess_extension(file.read(8192))
        return guess in kinds

    return test


def _is_office(kind: str) -> Callable[[IO[Any]], bool]:
    """A test for a Word, Excel or PowerPoint file that carries no macros."""

    def test(file: IO[Any]) -> bool:
        names = _names_in_archive(file)
        return OFFICE_PARTS[kind] in names and not any(
            name.lower().endswith("vbaproject.bin") for name in names
        )

    return test


def _is_open_document(kind: str) -> Callable[[IO[Any]], bool]:
    """A test for a LibreOffice text or spreadsheet."""

    def test(file: IO[Any]) -> bool:
        # The format's first entry is its kind, stored uncompressed at a fixed place.
        return file.read(200).partition(b"mimetype")[2].startswith(OPEN_DOCUMENT_KINDS[kind])

    return test


def _names_in_archive(file: IO[Any]) -> list[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return []


def _is_text(file: IO[Any]) -> bool:
    """Whether the file is words only: no signature of another kind, and no null bytes."""
    start = file.read(8192)
    return b"\0" not in start and filetype.guess_extension(start) is None


KINDS: dict[str, Callable[[IO[Any]], bool]] = {
    "pdf": _is_guessed("pdf"),
    "docx": _is_office("docx"),
    "xlsx": _is_office("xlsx"),
    "pptx": _is_office("pptx"),
    "odt": _is_open_document("odt"),
    "ods": _is_open_document("ods"),
    "csv": _is_text,
    "txt": _is_text,
    "png": _is_guessed("png"),
    "jpg": _is_guessed("jpg"),
    "jpeg": _is_guessed("jpg"),
}
# What a file field offers to choose from: <input accept>.
ACCEPT = ",".join(f".{kind}" for kind in KINDS)
KINDS_IN_WORDS = "PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text, PNG or JPEG"


def validate_upload(file: File) -> None:
    """Refuse a file that is too large, of another kind, or not what its name says."""
    if file.size > settings.EVIDENCE_MAX_BYTES:
        raise ValidationError(
            f"The file is {filesizeformat(file.size)}. Choose one of at most "
            f"{filesizeformat(settings.EVIDENCE_MAX_BYTES)}."
        )
    kind = PurePath(file.name or "").suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise ValidationError(f"Choose a file of one of these kinds: {KINDS_IN_WORDS}.")
    file.seek(0)
    is_what_it_says = KINDS[kind](file)
    file.seek(0)
    is_old = kind in OFFICE_PARTS and file.read(len(OLE)) == OLE
    file.seek(0)
    if is_old:
        raise ValidationError(
            "The file has a password, or a program of before 2007 wrote it. Save it as "
            f".{kind}, without a password, and choose it again."
        )
    if not is_what_it_says:
        raise ValidationError(
            f"The name ends in .{kind}, but the file is something else. Save it again as "
            f".{kind}, without macros, and choose it again."
        )


def digest(file: IO[bytes]) -> str:
    """The SHA-256 of a file."""
    file.seek(0)
    made = hashlib.sha256()
    while chunk := file.read(MEGABYTE):
        made.update(chunk)
    return made.hexdigest()


class BoundedUploadHandler(FileUploadHandler):
    """Stops a request that sends far more than any form asks for, before it fills the disk."""

    limit_in_files = 5  # a form may carry several files, each checked again by validate_upload

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        """Look at the length that the request announces."""
        if content_length > self.limit_in_files * settings.EVIDENCE_MAX_BYTES + MEGABYTE:
            raise RequestDataTooBig("The upload is larger than all the files a form may carry.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Leave the data to the handlers that store it."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that store it."""


class UploadTooBig(RequestDataTooBig):
    """An upload over a limit of its own."""

    def __init__(self, limit: int) -> None:
        super().__init__("The upload is larger than this page takes.")
        self.limit = limit


class InMemoryUploadHandler(MemoryFileUploadHandler):
    """Keeps an upload in memory whatever its size, so that it never touches the disk."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        """Look at the length that the request announces."""
        if content_length > settings.IMPORT_MAX_BYTES + MEGABYTE:
            raise UploadTooBig(settings.IMPORT_MAX_BYTES)
        self.activated = True


class Digested(UploadedFile):
    """What is known of a file that was read and not kept: its name, its size and its SHA-256."""

    def __init__(self, name: str, size: int, digest: str) -> None:
        super().__init__(file=BytesIO(), name=name, size=size)
        self.digest = digest


class DigestUploadHandler(BoundedUploadHandler):
    """Takes the SHA-256 of an upload piece by piece, and keeps none of it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super().new_file(*args, **kwargs)
        self.sha256 = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # type: ignore[override]
        """Count it in, and hand it on to nobody."""
        self.sha256.update(raw_data)

    def file_complete(self, file_size: int) -> Digested:  # type: ignore[override]
        """What is known of the file."""
        return Digested(self.file_name or "", file_size, self.sha256.hexdigest())


View = Callable[..., HttpResponseBase]
HANDLED = "has_own_upload_handler"


def _with_handler(handler: type[FileUploadHandler], view: View) -> View:
    """A view whose uploads go to a handler of its own.

    It is chosen before anything reads the request, so the check against forged requests, which
    reads it, comes after.
    """
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def handled(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [handler(request)]
        return guarded(request, *args, **kwargs)

    setattr(handled, HANDLED, True)
    return handled


def has_own_handler(request: HttpRequest) -> bool:
    """Whether nobody but the view may read what was sent, so that it goes where it should."""
    return request.resolver_match is not None and hasattr(request.resolver_match.func, HANDLED)


def kept_in_memory(view: View) -> View:
    """A view whose uploads stay in memory."""
    return _with_handler(InMemoryUploadHandler, view)


def only_digested(view: View) -> View:
    """A view that learns the SHA-256 of its uploads and nothing else of them."""
    return _with_handler(DigestUploadHandler, view)

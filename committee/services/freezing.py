"""Making the files of what is published, and storing them: all of them or none."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

from documents import html, pdf, word
from documents.nodes import Document
from documents.pdf import UnprintableDocument

Stored = list[tuple[Storage, str]]


@contextmanager
def all_or_nothing() -> Iterator[Stored]:
    """One transaction; the files that are noted in the list go with it if it fails."""
    stored: Stored = []
    try:
        with transaction.atomic():
            yield stored
    except BaseException:
        for storage, name in stored:
            storage.delete(name)
        raise


def make_files(document: Document, *, base: bytes | None = None) -> dict[str, bytes]:
    """The document in every format, by its kind; Word on the council's own ``base``."""
    try:
        return {
            "html": html.render(document).encode(),
            "docx": word.render(document, base=base),
            "pdf": pdf.render(document),
        }
    except UnprintableDocument as refusal:
        raise ValidationError(f"The paper cannot be printed. {refusal}") from refusal


def store_files(record: Any, files: Mapping[str, bytes], *, stem: str, stored: Stored) -> None:
    """Give a record that is not saved yet its files, and note them in the list."""
    for kind, content in files.items():
        file: FieldFile = getattr(record, kind)
        name = f"{stem}.{kind}"
        # Under a lock, a file of this name can only be left from a process that was killed.
        file.storage.delete(f"{file.field.upload_to}{name}")
        file.save(name, ContentFile(content), save=False)
        stored.append((file.storage, str(file.name)))

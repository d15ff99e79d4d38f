"""How a paper is shown to those who read it, and the kinds of file it comes in."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from committee.models import ExemptEdition, Publication, has_digest
from documents import html
from documents.nodes import Document

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}

# What they are called to those who read.
FILES = {"pdf": "PDF", "docx": "Word file", "html": "Web page", "json": "Text as data"}


def reading(document: Document) -> dict[str, Any]:
    """The paper and its contents, as the pages that show papers need them."""
    return {
        "document": document,
        "paper": html.render_body(document),
        "contents": html.contents(document),
    }


def named(digest: str, user: User | AnonymousUser) -> Iterator[tuple[Publication, str, str]]:
    """What a digest belongs to, among what the person may read.

    Each is a version, which of its files it is, and the address to read it at.
    """
    for publication in (
        Publication.objects.readable_by(user).filter(has_digest(digest)).with_parts()
    ):
        yield publication, _kind(publication, digest), publication.get_absolute_url()
    path = "publication__report__meeting__body__authority"
    editions = ExemptEdition.objects.visible_to(user).filter(has_digest(digest))
    for edition in editions.select_related(path).defer("tree", "publication__tree"):
        kind = f"{_kind(edition, digest)} with its exempt parts"
        yield edition.publication, kind, edition.get_absolute_url()


def _kind(record: Publication | ExemptEdition, digest: str) -> str:
    kinds = {found: kind for kind, found in record.file_digests.items()}
    name = FILES[kinds.get(digest, "json")]
    return name if name.isupper() else name.lower().replace("word", "Word")

"""How a paper is shown to those who read it, and the kinds of file it comes in."""

from typing import Any

from documents import html
from documents.nodes import Document

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}


def reading(document: Document) -> dict[str, Any]:
    """The paper and its contents, as the pages that show papers need them."""
    return {
        "document": document,
        "paper": html.render_body(document),
        "contents": html.contents(document),
    }

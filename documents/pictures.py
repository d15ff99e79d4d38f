"""Pictures that people send: not too large, PNG or JPEG by their content, and printable."""

from base64 import b64encode
from typing import Literal

from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.image.image import Image

from documents import pdf
from documents.nodes import Document, Figure, Picture

MEGABYTE = 1024 * 1024
MAX_BYTES = 4 * MEGABYTE
MAX_PIXELS = 16_000_000  # a page of A4 in the best print has nine
UNREADABLE = (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
    ValueError,
    KeyError,
    ArithmeticError,
    LookupError,
    OSError,
)

MediaType = Literal["image/png", "image/jpeg"]
STARTS: dict[bytes, MediaType] = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class UnusablePicture(ValueError):
    """Why a picture cannot go into a paper, in a sentence for whoever chose it."""


def kind_of(content: bytes) -> MediaType:
    """The media type of a picture, by its first bytes and what it says of its size.

    Raises UnusablePicture for one of another kind or with more pixels than a paper needs.
    """
    kind = next((kind for start, kind in STARTS.items() if content.startswith(start)), None)
    if kind is None:
        raise UnusablePicture("This is not a picture. Choose a PNG or JPEG file.")
    try:
        image = Image.from_blob(content)
        pixels = image.px_width * image.px_height
    except UNREADABLE as error:
        raise UnusablePicture("This picture is damaged. Save it again and choose it again.") from (
            error
        )
    if pixels > MAX_PIXELS:
        raise UnusablePicture(
            f"This picture is {image.px_width:,} by {image.px_height:,} pixels. Make it smaller, "
            "for example 4,000 by 4,000."
        )
    return kind


def check(content: bytes) -> MediaType:
    """The media type of a picture that every format can print. Raises UnusablePicture."""
    if len(content) > MAX_BYTES:
        raise UnusablePicture(
            f"This picture is larger than {MAX_BYTES // MEGABYTE} MB. Make it smaller."
        )
    kind = kind_of(content)
    figure = Figure("Picture", "Picture", Picture(b64encode(content).decode(), kind))
    try:
        pdf.render(Document("Picture", (figure,)))
    except pdf.UnprintableDocument as error:
        raise UnusablePicture("This picture is damaged. Save it again and choose it again.") from (
            error
        )
    return kind

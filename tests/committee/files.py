"""Everything that a file of a paper says, to look for words in it."""

import io
import re
import zlib
from html import unescape
from zipfile import ZipFile

from lxml import etree
from pypdf import PdfReader


def letters(text):
    """A text without what could stand between the letters of a word that is split."""
    return re.sub(r"\s|\u00ad|\u200b", "", unescape(re.sub(r"<[^>]*>", "", text))).casefold()


def texts_in_word(data):
    """Every part of a Word file as it is, and with its words joined: properties, relations, all."""
    with ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            raw = archive.read(name)
            yield name + raw.decode("latin-1")
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(raw)
                yield "".join(root.itertext())
                yield " ".join(value for node in root.iter() for value in node.attrib.values())


def texts_in_pdf(data):
    """Every text, stream, bookmark and property of a PDF."""
    yield data.decode("latin-1")
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(stream).decode("latin-1")
        except zlib.error:
            continue
    reader = PdfReader(io.BytesIO(data))
    yield "".join(page.extract_text() for page in reader.pages)
    yield " ".join(str(value) for value in (reader.metadata or {}).values())
    for number in range(1, len(reader.xref[0]) + 1) if reader.xref else ():
        yield str(reader.get_object(number))
    yield str(reader.named_destinations) + str(reader.outline)

"""The pictures of a paper: read once, and put where its texts show them.

A paragraph that is only ``[[picture bus-stop]]`` is where the picture of that key stands.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import cast

from committee.models import Report
from documents.nodes import (
    Block,
    BulletList,
    Figure,
    Inlines,
    ListItem,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Picture,
    Section,
    Text,
)
from documents.pictures import MediaType
from documents.problems import Problem
from documents.richtext import Bind, Parsed, Unbound
from documents.tree import rewrite, walk

_TAG = re.compile(r"<[^>]*>")
_TYPED = re.compile(r"\s*picture\s+([\w-]+)\s*", re.IGNORECASE)
_MARK = re.compile(rf"\[\[{_TYPED.pattern}\]\]", re.IGNORECASE)


def keys_in(texts: Iterable[str]) -> set[str]:
    """The keys of the pictures that texts show; they may be markup."""
    return {
        found[1].lower() for text in texts for found in _MARK.finditer(unescape(_TAG.sub("", text)))
    }


def read_pictures(report: Report, texts: Iterable[str]) -> dict[str, Figure]:
    """The pictures that the texts show, by their keys; nothing is asked where they show none."""
    keys = keys_in(texts)
    if not keys:
        return {}
    found = {}
    for each in report.pictures.filter(key__in=keys):
        try:
            with each.file.open() as file:
                content = file.read()
        except OSError:
            continue
        data = b64encode(content).decode()
        picture = Picture(data, cast(MediaType, each.media_type))
        found[each.key] = Figure(each.title, each.description, picture)
    return found


def bind_pictures(pictures: Mapping[str, Figure], bind: Bind) -> Bind:
    """Leave what shows a picture as it stands; the rest is bound as before."""

    def bound(words: str) -> str:
        typed = _TYPED.fullmatch(words)
        if typed is None:
            return bind(words)
        key = typed[1].lower()
        if key not in pictures:
            raise Unbound(
                f"This paper has no picture “{key}”. Add it to the pictures of the paper."
            )
        return f"[[picture {key}]]"

    return bound


def show(parsed: Parsed, pictures: Mapping[str, Figure], anchor: str) -> Parsed:
    """The text with each picture in the place of the paragraph that shows it."""
    if not pictures:
        return parsed
    problems: list[Problem] = []

    def named(node: object) -> object:
        if not isinstance(node, Text) or not (found := _MARK.search(node.text)):
            return node
        problems.append(Problem("error", anchor, "", f"Put {found[0]} in a paragraph of its own."))
        return replace(node, text=_MARK.sub(lambda mark: pictures[mark[1]].title, node.text))

    blocks = rewrite(tuple(_shown(parsed.blocks, pictures)), named)
    return Parsed(blocks, (*parsed.problems, *problems))


def _shown(blocks: Iterable[Block], pictures: Mapping[str, Figure]) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Paragraph(content) if key := _alone(content):
                yield pictures[key]
            case NumberedParagraph(_, content, children) if key := _alone(content):
                yield pictures[key]
                yield from _shown(children, pictures)
            case Section() | NumberedParagraph():
                yield replace(block, children=tuple(_shown(block.children, pictures)))
            case BulletList() | NumberedList():
                yield replace(block, items=tuple(_item(each, pictures) for each in block.items))
            case _:
                yield block


def _item(item: ListItem, pictures: Mapping[str, Figure]) -> ListItem:
    return replace(item, children=tuple(_shown(item.children, pictures)))


def _alone(content: Inlines) -> str:
    """The key of the picture that is all of a paragraph; "" where it says something else."""
    words = "".join(node.text for node in walk(content) if isinstance(node, Text)).strip()
    found = _MARK.fullmatch(words)
    is_all = all(isinstance(node, Text) for node in content)
    return found[1] if found and is_all else ""

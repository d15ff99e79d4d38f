"""Nodes as the editor holds them: what :mod:`documents.richtext` reads back into the same nodes."""

from collections.abc import Iterable, Iterator
from html import escape

from documents.nodes import (
    Block,
    BulletList,
    Heading,
    Inline,
    LineBreak,
    Link,
    ListItem,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Quotation,
    Reference,
    Status,
    Table,
    Text,
)

HEADINGS = {1: "h3", 2: "h4", 3: "h5", 4: "h6"}
TYPES = {"decimal": "", "roman": ' type="i"', "letter": ' type="a"'}


class NoText(TypeError):
    """A node that no text in the editor can hold: a figure, a section, a header box."""


def write(blocks: Iterable[Block], *, numbered: bool = True) -> str:
    """The markup of a section's text.

    Where paragraphs are ``numbered``, one without a number is written as what belongs to the one
    before it. Raises NoText for what cannot stand in a text.
    """
    plain = '<p class="continuation">' if numbered else "<p>"
    return "".join(_blocks(blocks, plain))


def _blocks(blocks: Iterable[Block], plain: str, numbered: str = "<p>") -> Iterator[str]:
    for block in blocks:
        yield from _block(block, plain, numbered)


def _block(block: Block, plain: str, numbered: str) -> Iterator[str]:
    match block:
        case NumberedParagraph(_, content, children):
            yield f"{numbered}{words(content)}</p>"
            yield from _blocks(children, '<p class="continuation">', '<p class="sub">')
        case Paragraph(content):
            yield f"{plain}{words(content)}</p>"
        case Heading(text, level):
            tag = HEADINGS.get(level, "h6")
            yield f"<{tag}>{escape(text)}</{tag}>"
        case BulletList(items):
            yield f"<ul>{''.join(map(_item, items))}</ul>"
        case NumberedList(items, style, start):
            begins = f' start="{start}"' if start != 1 else ""
            yield f"<ol{TYPES[style]}{begins}>{''.join(map(_item, items))}</ol>"
        case Quotation(paragraphs, attribution):
            said = "".join(f"<p>{words(each)}</p>" for each in paragraphs)
            by = f"<p>— {escape(attribution)}</p>" if attribution else ""
            yield f"<blockquote>{said}{by}</blockquote>"
        case Table():
            yield _table(block)
        case _:
            raise NoText(type(block).__name__)


def _item(item: ListItem) -> str:
    return f"<li><p>{words(item.content)}</p>{''.join(_blocks(item.children, '<p>'))}</li>"


def _table(table: Table) -> str:
    head = "".join(f"<th><p>{escape(cell)}</p></th>" for cell in table.header)
    rows = "".join(
        f"<tr>{''.join(f'<td><p>{words(cell)}</p></td>' for cell in row)}</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<tbody><tr>{head}</tr>{rows}</tbody></table>"


def words(content: Iterable[Inline]) -> str:
    """The markup of words."""
    return "".join(map(_inline, content))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text, bold, italic):
            said = escape(text, quote=False)
            said = f"<em>{said}</em>" if italic else said
            return f"<strong>{said}</strong>" if bold else said
        case LineBreak():
            return "<br>"
        case Link(text, href):
            return f'<a href="{escape(href)}">{escape(text, quote=False)}</a>'
        case Reference(first, last):
            return f"[[{first} to {last}]]" if last else f"[[{first}]]"
        case Status(label):
            return f"<strong>{escape(label, quote=False)}</strong>"

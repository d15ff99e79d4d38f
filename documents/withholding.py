"""A paper without the words that one of its readers may not read yet.

What tells them is replaced where it stands, so that every number and every citation stays the same.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from documents.nodes import (
    Appendix,
    Chart,
    Document,
    Figure,
    Heading,
    Inlines,
    Link,
    ListItem,
    MetadataRow,
    NumberedParagraph,
    Paragraph,
    Quotation,
    Section,
    Table,
    Text,
)
from documents.tree import rewrite

Tells = Callable[[str], bool]


def words_of(content: Inlines) -> str:
    """The words of a paragraph, an item or a cell, without what it cites."""
    return "".join(
        node.text if isinstance(node, Text | Link) else f" {getattr(node, 'label', '')} "
        for node in content
    )


def withhold(document: Document, tells: Tells, *, notice: str, heading: str) -> Document:
    """The paper with a notice for each paragraph, item, cell, figure and quotation that tells.

    ``heading`` stands for a heading, a caption and the like. It is the same document if nothing
    tells.
    """

    def told(content: Inlines) -> Inlines:
        return (Text(notice),) if tells(words_of(content)) else content

    def said(words: str) -> str:
        return heading if tells(words) else words

    def change(node: Any) -> Any:
        changes: dict[str, Any] = {}
        match node:
            case NumberedParagraph() | Paragraph() | ListItem():
                changes = {"content": told(node.content)}
            case MetadataRow():
                changes = {"label": said(node.label), "value": told(node.value)}
            case Heading():
                changes = {"text": said(node.text)}
            case Section():
                changes = {"heading": said(node.heading), "notice": said(node.notice)}
            case Appendix():
                changes = {"title": said(node.title), "notice": said(node.notice)}
            case Table():
                changes = {
                    "caption": said(node.caption),
                    "header": tuple(map(said, node.header)),
                    "rows": tuple(tuple(map(told, row)) for row in node.rows),
                }
            case Figure() if tells(_words_of_figure(node)):
                return Paragraph((Text(notice),))
            case Quotation():
                words = " ".join([*map(words_of, node.paragraphs), node.attribution])
                return Paragraph((Text(notice),)) if tells(words) else node
            case Document():
                changes = {
                    name: said(getattr(node, name)) for name in ("title", "author", "subject")
                }
                changes["kicker"] = tuple(map(said, node.kicker))
        is_same = all(getattr(node, name) == new for name, new in changes.items())
        return node if is_same else replace(node, **changes)

    return rewrite(document, change)


def _words_of_figure(figure: Figure) -> str:
    """All words of a figure; each that is set apart ends with a line of its own."""
    words = [figure.title, figure.description]
    if isinstance(chart := figure.content, Chart):
        words += [chart.heading, chart.unit, *chart.labels]
        words += [word for each in chart.series for word in (each.name, *each.notes)]
    return "\n".join(words)

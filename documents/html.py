"""The paper as HTML: a page of the site, or one file that stands alone.

The markup carries the class names of GOV.UK Frontend, so a page of the site needs nothing but its
own stylesheet and ``paper.css``, which holds what Frontend does not know. The file that stands
alone brings both that and ``standalone.css``. There are no style attributes and no scripts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal, assert_never

from documents import charts
from documents.exempt import mark, marked
from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Chart,
    Document,
    Figure,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    MetadataBox,
    NumberedList,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Reference,
    Section,
    Status,
    Table,
    Text,
)
from documents.numbering import Numbering, Target, number
from documents.problems import repair

SIZES = {1: "xl", 2: "l", 3: "m"}
MARKS = {"decimal": "1", "roman": "i", "letter": "a"}


class Html(str):
    """Markup that is safe as it is; Django's templates do not escape it again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: how deep it stands, its number if any, its heading and anchor."""

    level: int
    number: str
    heading: str
    anchor: str

    def __str__(self) -> str:
        between = ": " if self.number.startswith("Appendix") else " "
        return between.join(words for words in (self.number, self.heading) if words)


def render(document: Document) -> str:
    """A complete page, which needs nothing beside it."""
    document = mark(repair(document))
    numbering = number(document)
    return _SHELL.format(
        language=escape(document.language),
        title=escape(document.title),
        author=escape(document.author),
        subject=escape(document.subject),
        style=_style(),
        contents="\n".join(map(_contents_line, _entries(document.children, numbering))),
        body="\n".join(_Renderer(numbering).document(document)),
    )


def render_body(document: Document) -> Html:
    """The paper from its title to its last appendix, for a page that has its own frame."""
    document = mark(repair(document))
    return Html("\n".join(_Renderer(number(document)).document(document)))


def render_parts(
    parts: Iterable[tuple[Block, int]],
    numbering: Numbering,
    beside: Mapping[str, Html] | None = None,
) -> Iterator[Html]:
    """Parts of one document, for a page that sets something between them.

    Each comes with the level of its heading; the document has been repaired and numbered. What
    stands ``beside`` a numbered paragraph is found by its anchor.
    """
    renderer = _Renderer(numbering, beside)
    for block, level in parts:
        yield Html("\n".join(renderer._block(marked(block), level)))


def contents(document: Document) -> list[Entry]:
    """The headed sections and the appendices, in reading order."""
    document = repair(document)
    return list(_entries(document.children, number(document)))


def _entries(blocks: Iterable[Block], numbering: Numbering, level: int = 1) -> Iterator[Entry]:
    for block in blocks:
        match block:
            case Section(heading=""):
                yield from _entries(block.children, numbering, level)
            case Section(anchor, heading) | Appendix(anchor, heading):
                yield Entry(level, numbering.label(anchor), heading, anchor)
                yield from _entries(block.children, numbering, level + 1)


class _Renderer:
    """Writes one document; every method yields or returns finished markup."""

    def __init__(self, numbering: Numbering, beside: Mapping[str, Html] | None = None) -> None:
        self._numbering = numbering
        self._beside = beside or {}
        self._tables = 0

    def document(self, document: Document) -> Iterator[str]:
        yield '<article class="paper">'
        for line in document.kicker:
            yield f'<p class="govuk-caption-l">{escape(line)}</p>'
        yield _heading(document.title, 1)
        yield from self._blocks(document.children, 2)
        yield "</article>"

    def _blocks(self, blocks: Iterable[Block], level: int) -> Iterator[str]:
        """The blocks; a section among them has a heading of the given level."""
        for block in blocks:
            yield from self._block(block, level)

    def _block(self, block: Block, level: int) -> Iterator[str]:
        match block:
            case MetadataBox():
                yield '<dl class="govuk-summary-list">'
                for row in block.rows:
                    yield '<div class="govuk-summary-list__row">'
                    yield f'<dt class="govuk-summary-list__key">{escape(row.label)}</dt>'
                    value = self._line(row.value)
                    yield f'<dd class="govuk-summary-list__value">{value}</dd></div>'
                yield "</dl>"
            case Section(heading=""):
                yield f"<div {_attributes(block, 'paper-unheaded')}>"
                yield from self._blocks(block.children, level)
                yield "</div>"
            case Section():
                yield f"<section {_attributes(block)}>"
                yield _heading(block.heading, level, self._numbering.label(block.anchor))
                yield from self._blocks(block.children, level + 1)
                yield "</section>"
            case Heading():
                yield _heading(block.text, level + block.level - 1)
            case NumberedParagraph():
                yield from self._numbered(block, level)
            case Paragraph():
                yield from self._paragraph(block.content)
            case BulletList():
                yield '<ul class="govuk-list govuk-list--bullet">'
                yield from self._items(block.items, level)
                yield "</ul>"
            case NumberedList():
                start = f' start="{block.start}"' if block.start != 1 else ""
                kind = f'type="{MARKS[block.style]}"{start}'
                yield f'<ol class="govuk-list paper-list paper-list--{block.style}" {kind}>'
                yield from self._items(block.items, level)
                yield "</ol>"
            case Table():
                yield from self._table(block)
            case Figure():
                yield from self._figure(block)
            case Quotation():
                yield '<blockquote class="govuk-inset-text">'
                for paragraph in block.paragraphs:
                    yield from self._paragraph(paragraph)
                if block.attribution:
                    yield f'<p class="govuk-body-s">— {escape(block.attribution)}</p>'
                yield "</blockquote>"
            case PageBreak():
                yield '<div class="paper-page-break"></div>'
            case Appendix():
                yield f"<section {_attributes(block, 'paper-appendix')}>"
                label = f"{self._numbering.label(block.anchor)}: "
                yield _heading(label + block.title, level)
                yield from self._blocks(block.children, level + 1)
                yield "</section>"
            case _:
                assert_never(block)

    def _numbered(self, paragraph: NumberedParagraph, level: int) -> Iterator[str]:
        anchor = escape(paragraph.anchor)
        label = self._numbering.label(paragraph.anchor)
        printed = self._numbering.printed(paragraph.anchor)
        yield f'<div class="paper-paragraph" id="{anchor}">'
        yield (
            f'<a class="govuk-link govuk-link--no-visited-state paper-number" href="#{anchor}"'
            f' aria-label="Link to paragraph {label}">{printed}</a>'
        )
        yield '<div class="paper-words">'
        yield from self._paragraph(paragraph.content)
        yield from self._blocks(paragraph.children, level)
        yield f"</div>{self._beside.get(paragraph.anchor, '')}</div>"

    def _paragraph(self, content: Inlines) -> Iterator[str]:
        if content:
            yield f'<p class="govuk-body">{self._line(content)}</p>'

    def _items(self, items: Iterable[ListItem], level: int) -> Iterator[str]:
        for item in items:
            identity = f' id="{escape(item.anchor)}"' if item.anchor else ""
            yield f"<li{identity}>{self._line(item.content)}"
            yield from self._blocks(item.children, level)
            yield "</li>"

    def _table(self, table: Table) -> Iterator[str]:
        self._tables += 1
        caption = f"table_{self._tables}"  # an anchor has no underscore
        sides = table.align or ("left",) * len(table.header)
        yield f'<div class="paper-scroll" role="region" aria-labelledby="{caption}" tabindex="0">'
        yield '<table class="govuk-table">'
        yield (
            f'<caption class="govuk-table__caption govuk-table__caption--s" id="{caption}">'
            f"{escape(table.caption)}</caption>"
        )
        yield '<thead class="govuk-table__head"><tr class="govuk-table__row">'
        for text, side in zip(table.header, sides, strict=True):
            yield f'<th scope="col" class="{_cell("header", side)}">{escape(text)}</th>'
        yield '</tr></thead><tbody class="govuk-table__body">'
        for row in table.rows:
            yield '<tr class="govuk-table__row">'
            for content, side in zip(row, sides, strict=True):
                yield f'<td class="{_cell("cell", side)}">{self._line(content)}</td>'
            yield "</tr>"
        yield "</tbody></table></div>"

    def _figure(self, figure: Figure) -> Iterator[str]:
        yield '<figure class="paper-figure">'
        title, description = escape(figure.title), escape(figure.description)
        yield f'<figcaption class="govuk-heading-s">{title}</figcaption>'
        match figure.content:
            case Chart() as chart:
                yield charts.svg(chart, title=figure.title, description=figure.description)
                yield f'<p class="govuk-body">{description}</p>'
                yield (
                    '<details class="govuk-details"><summary class="govuk-details__summary">'
                    '<span class="govuk-details__summary-text">Show the figures'
                    f'<span class="govuk-visually-hidden">: {title}</span></span></summary>'
                    '<div class="govuk-details__text">'
                )
                yield from self._table(_figures(figure.title, chart))
                yield "</div></details>"
            case Picture(data, media_type):
                source = f"data:{media_type};base64,{escape(data)}"
                yield f'<img class="paper-picture" src="{source}" alt="{description}">'
                yield f'<p class="govuk-body">{description}</p>'
            case _:
                assert_never(figure.content)
        yield "</figure>"

    def _line(self, content: Inlines) -> str:
        return "".join(map(self._inline, content))

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text(text, bold, italic):
                markup = escape(text)
                if italic:
                    markup = f"<em>{markup}</em>"
                return f"<strong>{markup}</strong>" if bold else markup
            case LineBreak():
                return "<br>"
            case Link(text, href):
                return f'<a class="govuk-link" href="{escape(href)}">{escape(text)}</a>'
            case Reference():
                citation = self._numbering.cite(inline)
                first = _citation(f"{citation.noun} {citation.first.label}", citation.first)
                if citation.last is None:
                    return first
                return f"{first} to {_citation(citation.last.label, citation.last)}"
            case Status(label, colour):
                tag = f"govuk-tag paper-status paper-status--{colour}"
                return f'<strong class="{tag}">{escape(label)}</strong>'
            case _:
                assert_never(inline)


def _attributes(block: Section | Appendix, *classes: str) -> str:
    if block.exempt:
        classes = (*classes, "paper-exempt")
    named = f'class="{" ".join(classes)}" ' if classes else ""
    return f'{named}id="{escape(block.anchor)}"'


def _heading(text: str, level: int, label: str = "") -> str:
    level = min(level, 6)
    words = f'<span class="paper-label">{label}</span> {escape(text)}' if label else escape(text)
    return f'<h{level} class="govuk-heading-{SIZES.get(level, "s")}">{words}</h{level}>'


def _cell(kind: str, side: str) -> str:
    name = f"govuk-table__{kind}"
    return f"{name} {name}--numeric" if side == "right" else name


def _citation(words: str, target: Target) -> str:
    address = f"#{escape(target.anchor)}"
    return f'<a class="govuk-link paper-citation" href="{address}">{words.strip()}</a>'


def _figures(title: str, chart: Chart) -> Table:
    """The figures of a chart as a table: words stand left, figures right."""
    header, rows = charts.figures(chart)
    right: Literal["right"] = "right"
    return Table(
        caption=title,
        header=header,
        rows=tuple(tuple((Text(cell),) for cell in row) for row in rows),
        align=("left", *(right for _ in header[1:])),
    )


def _contents_line(entry: Entry) -> str:
    link = f'<a href="#{escape(entry.anchor)}">{escape(str(entry))}</a>'
    return f'<li class="paper-contents--{min(entry.level, 3)}">{link}</li>'


@cache
def _style() -> str:
    folder = Path(__file__).parent
    return "".join((folder / name).read_text("utf-8") for name in ("standalone.css", "paper.css"))


_SHELL = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="author" content="{author}">
<meta name="description" content="{subject}">
<style>
{style}</style>
</head>
<body>
<a class="skip" href="#the_paper">Skip to the paper</a>
<nav aria-label="Contents">
<p><strong>Contents</strong></p>
<ul>
{contents}
</ul>
</nav>
<main id="the_paper">
{body}
</main>
</body>
</html>
"""

"""The paper as HTML: a page of the site, or one file that stands alone.

The markup carries the class names of GOV.UK Frontend, so a page of the site needs nothing but its
own stylesheet and ``paper.css``, which holds what Frontend does not know. The file that stands
alone brings both that and ``standalone.css``. There are no style attributes and no scripts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal, assert_never

from documents import charts, leads
from documents.differences import Change, Passage, Run, compare, passages
from documents.exempt import mark, marked
from documents.leads import Leads, Row, Unnumbered
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
    """A line of the contents: how deep it stands, its number if any, its heading and anchor.

    ``changes`` is how many passages below it are new or changed, where that was asked.
    """

    level: int
    number: str
    heading: str
    anchor: str
    changes: int = 0

    def __str__(self) -> str:
        between = ": " if self.number.startswith("Appendix") else " "
        return between.join(words for words in (self.number, self.heading) if words)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is new in a paper, what changed, and what an earlier one had that is left out."""

    new: int
    changed: int
    left_out: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class Page:
    """A paper as a page shows it: up to its title, and what follows it."""

    head: Html
    body: Html
    contents: Sequence[Entry]
    comparison: Comparison | None = None

    @property
    def article(self) -> Html:
        """The whole paper."""
        return Html(f'<article class="paper">\n{self.head}\n{self.body}\n</article>')


class Paper:
    """A document made ready for a page: put right, marked, numbered, and read for its leads."""

    def __init__(self, document: Document) -> None:
        self.document = mark(repair(document))
        self.numbering = number(self.document)
        self._leads = leads.find(self.document.children)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of its tables in reading order, each with its anchor on the page."""
        return self._leads.rows

    @property
    def unnumbered(self) -> Iterator[Unnumbered]:
        """What can be linked to without a number, in reading order."""
        return leads.unnumbered(self.document.children)

    def page(
        self, *, before: Document | None = None, beside: Mapping[str, Html] | None = None
    ) -> Page:
        """The page; with what is new or changed since a paper ``before`` marked in words.

        What stands ``beside`` a paragraph or an item, below a heading, or in the first cell of a
        row is found by its anchor.
        """
        entries = list(_entries(self.document.children, self.numbering))
        comparison, changed = None, {}
        if before is not None:
            told = self._passages()
            changes = compare(Paper(before)._passages(), told)
            changed = _changed(changes, told)
            comparison = _comparison(changes, changed)
            entries = _counted(entries, told, changed)
        renderer = _Renderer(self.numbering, beside, self._leads, changed)
        return Page(
            head=Html("\n".join(_head(self.document))),
            body=Html("\n".join(renderer.blocks(self.document.children))),
            contents=entries,
            comparison=comparison,
        )

    def _passages(self) -> list[Passage]:
        return list(
            passages(
                self.document.children,
                cite=lambda reference: str(self.numbering.cite(reference)),
                label=self.numbering.label,
            )
        )


def render(document: Document) -> str:
    """A complete page, which needs nothing beside it."""
    page = Paper(document).page()
    return _SHELL.format(
        language=escape(document.language),
        title=escape(document.title),
        author=escape(document.author),
        subject=escape(document.subject),
        style=_style(),
        contents="\n".join(map(_contents_line, page.contents)),
        body=page.article,
    )


def render_body(document: Document) -> Html:
    """The paper from its title to its last appendix, for a page that has its own frame."""
    return Paper(document).page().article


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

    def __init__(
        self,
        numbering: Numbering,
        beside: Mapping[str, Html] | None = None,
        leads: Leads | None = None,
        changed: Mapping[int, "_Changed"] | None = None,
    ) -> None:
        self._numbering = numbering
        self._beside = beside or {}
        self._leads = leads or Leads()
        self._changed = changed or {}
        self._tables = self._figures = self._rows = self._unnumbered = 0

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        """What follows the title."""
        return self._blocks(blocks, 2)

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
                yield from self._below(block)
                yield from self._blocks(block.children, level + 1)
                yield "</section>"
            case Heading():
                yield _heading(block.text, level + block.level - 1)
            case NumberedParagraph():
                yield from self._numbered(block, level)
            case Paragraph():
                yield from self._marked(block, self._unnumbered_paragraph(block.content))
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
                yield from self._marked(block, self._figure(block))
            case Quotation():
                yield from self._marked(block, self._quotation(block))
            case PageBreak():
                yield '<div class="paper-page-break"></div>'
            case Appendix():
                yield f"<section {_attributes(block, 'paper-appendix')}>"
                label = f"{self._numbering.label(block.anchor)}: "
                yield _heading(label + block.title, level)
                yield from self._below(block)
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
        yield from self._marked(paragraph, self._paragraph(paragraph.content))
        yield from self._blocks(paragraph.children, level)
        yield f"</div>{self._beside.get(paragraph.anchor, '')}</div>"

    def _below(self, part: Section | Appendix) -> Iterator[str]:
        """What stands below the heading of a part."""
        if part.anchor in self._beside:
            yield self._beside[part.anchor]

    def _paragraph(self, content: Inlines) -> Iterator[str]:
        if content:
            yield f'<p class="govuk-body">{self._line(content)}</p>'

    def _unnumbered_paragraph(self, content: Inlines) -> Iterator[str]:
        if content:
            anchor = self._next_anchor()
            words = f"{self._line(content)}{self._beside.get(anchor, '')}"
            yield f'<p class="govuk-body" id="{anchor}">{words}</p>'

    def _next_anchor(self) -> str:
        self._unnumbered += 1
        return leads.paragraph_anchor(self._unnumbered)

    def _items(self, items: Iterable[ListItem], level: int) -> Iterator[str]:
        for item in items:
            identity = f' id="{escape(item.anchor)}"' if item.anchor else ""
            words = f"{self._line(item.content)}{self._beside.get(item.anchor, '')}"
            first, *others = self._marked(item, [words])
            yield f"<li{identity}>{first}"
            yield from others
            yield from self._blocks(item.children, level)
            yield "</li>"

    def _quotation(self, quotation: Quotation) -> Iterator[str]:
        anchor = self._next_anchor()
        yield f'<blockquote class="govuk-inset-text" id="{anchor}">'
        for paragraph in quotation.paragraphs:
            yield from self._paragraph(paragraph)
        if quotation.attribution:
            yield f'<p class="govuk-body-s">— {escape(quotation.attribution)}</p>'
        yield f"{self._beside.get(anchor, '')}</blockquote>"

    def _marked(self, node: object, lines: Iterable[str]) -> Iterator[str]:
        """The lines of a node; if it is new or changed, with the words that say so before them."""
        changed = self._changed.get(id(node))
        if changed is None:
            yield from lines
            return
        yield f'<div class="paper-changed"><div class="paper-change">{changed.word}'
        yield f"{changed.details}</div>"
        yield from lines
        yield "</div>"

    def _table(self, table: Table, *, of_chart: bool = False) -> Iterator[str]:
        """A table; the rows of one that belongs to a chart are not linked to."""
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
        for cells in table.rows:
            yield from self._row(table, cells, sides, of_chart=of_chart)
        yield "</tbody></table></div>"

    def _row(
        self, table: Table, cells: Sequence[Inlines], sides: Sequence[str], *, of_chart: bool
    ) -> Iterator[str]:
        anchor = ""
        if not of_chart:
            self._rows += 1
            anchor = leads.row_anchor(self._rows)
        changed = self._changed.get(id(cells))
        kind = " paper-changed-row" if changed else ""
        identity = f' id="{anchor}"' if anchor else ""
        yield f'<tr class="govuk-table__row{kind}"{identity}>'
        for place, (content, side) in enumerate(zip(cells, sides, strict=True)):
            words = self._line(content, table.header[place], anchor)
            if place == 0:
                mark = f'<div class="paper-change">{changed.word}</div>' if changed else ""
                words = f"{mark}{words}{self._led(anchor)}{self._beside.get(anchor, '')}"
            yield f'<td class="{_cell("cell", side)}">{words}</td>'
        yield "</tr>"
        if changed and changed.details:
            yield '<tr class="govuk-table__row paper-changed-row">'
            yield f'<td class="govuk-table__cell" colspan="{len(cells)}">{changed.details}</td>'
            yield "</tr>"

    def _led(self, anchor: str) -> str:
        """A link from a row to the chart of its figures, if there is one."""
        chart = self._leads.charts.get(anchor)
        if chart is None:
            return ""
        name = escape(next(row.name for row in self._leads.tables[chart]))
        return (
            f'<div class="paper-lead"><a class="govuk-link" href="#{chart}">Chart'
            f"{_hidden(f': {name}')}</a></div>"
        )

    def _figure(self, figure: Figure) -> Iterator[str]:
        self._figures += 1
        anchor = leads.figure_anchor(self._figures)
        yield f'<figure class="paper-figure" id="{anchor}">'
        title, description = escape(figure.title), escape(figure.description)
        yield f'<figcaption class="govuk-heading-s">{title}</figcaption>'
        match figure.content:
            case Chart() as chart:
                yield charts.svg(chart, title=figure.title, description=figure.description)
                yield f'<p class="govuk-body">{description}</p>'
                yield (
                    '<details class="govuk-details"><summary class="govuk-details__summary">'
                    '<span class="govuk-details__summary-text">Show the figures'
                    f"{_hidden(f': {title}')}</span></summary>"
                    '<div class="govuk-details__text">'
                )
                yield from self._table(_figures(figure.title, chart), of_chart=True)
                back = f"Back to the chart{_hidden(f': {title}')}"
                yield f'<p class="paper-lead"><a class="govuk-link" href="#{anchor}">{back}</a></p>'
                yield "</div></details>"
                yield from self._tables_of(anchor)
            case Picture(data, media_type):
                source = f"data:{media_type};base64,{escape(data)}"
                yield f'<img class="paper-picture" src="{source}" alt="{description}">'
                yield f'<p class="govuk-body">{description}</p>'
            case _:
                assert_never(figure.content)
        yield "</figure>"

    def _tables_of(self, chart: str) -> Iterator[str]:
        """Links to the rows whose figures a chart draws."""
        rows = self._leads.tables.get(chart)
        if rows:
            links = ", ".join(
                f'<a class="govuk-link" href="#{row.anchor}">{escape(row.table.caption)}</a>'
                for row in rows
            )
            yield f'<p class="govuk-body paper-lead">In the tables: {links}</p>'

    def _line(self, content: Inlines, column: str = "", row: str = "") -> str:
        return "".join(self._inline(inline, column, row) for inline in content)

    def _inline(self, inline: Inline, column: str, row: str) -> str:
        """Words; those in a table with the name of their column and the anchor of their row."""
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
                words = f'<strong class="{tag}">{escape(label)}</strong>'
                meaning = self._leads.meaning(label, column)
                if not meaning or meaning == row:
                    return words
                return (
                    f'<a class="paper-meaning" href="#{meaning}">{words}'
                    f"{_hidden(': what it means')}</a>"
                )
            case _:
                assert_never(inline)


# --- what changed ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Changed:
    """That a node is new, or how its words changed."""

    is_new: bool
    runs: tuple[Run, ...] = ()

    @property
    def word(self) -> str:
        return f'<strong class="govuk-tag">{"New" if self.is_new else "Changed"}</strong>'

    @property
    def details(self) -> str:
        """How the words changed, to be opened; nothing where all of them are new."""
        if not self.runs:
            return ""
        return (
            '<details class="govuk-details paper-how"><summary class="govuk-details__summary">'
            '<span class="govuk-details__summary-text">How it changed</span></summary>'
            f'<div class="govuk-details__text">{"".join(map(_run, self.runs))}</div></details>'
        )


def _changed(changes: Iterable[Change], told: Iterable[Passage]) -> dict[int, _Changed]:
    """What became of each node, by its identity: the same words may stand in several places."""
    parts = Counter(id(passage.node) for passage in told)
    found = defaultdict(list)
    for change in changes:
        if change.after and change.after.node is not None:
            found[id(change.after.node)].append(change)
    changed = {}
    for node, own in found.items():
        is_new = len(own) == parts[node] and all(each.kind == "added" for each in own)
        # What is made of several passages, as a chart is, is not told word by word.
        runs = own[0].runs if parts[node] == 1 and not is_new else ()
        changed[node] = _Changed(is_new, runs)
    return changed


def _comparison(changes: Iterable[Change], changed: Mapping[int, _Changed]) -> Comparison:
    new = sum(each.is_new for each in changed.values())
    left_out = [
        change.before
        for change in changes
        if change.after is None and change.before and change.before.node is not None
    ]
    return Comparison(new, len(changed) - new, left_out)


def _counted(
    entries: Iterable[Entry], told: Iterable[Passage], changed: Mapping[int, _Changed]
) -> list[Entry]:
    """The contents with how much changed below each heading."""
    entries = list(entries)
    known = {entry.anchor for entry in entries}
    below: dict[str, set[int]] = defaultdict(set)
    heading = ""
    for passage in told:
        heading = passage.anchor if passage.anchor in known else heading
        if id(passage.node) in changed:
            below[heading].add(id(passage.node))
    return [replace(entry, changes=len(below[entry.anchor])) for entry in entries]


def _run(run: Run) -> str:
    words = escape(run.text).replace("\n", "<br>")
    if run.kind == "same":
        return words
    tag, said = ("ins", "added") if run.kind == "added" else ("del", "removed")
    before, after = f"{said.capitalize()}: ", f" (end of what was {said})"
    return f'<{tag} class="paper-{said}">{_hidden(before)}{words}{_hidden(after)}</{tag}>'


# --- the small parts ------------------------------------------------------------------------


def _hidden(words: str) -> str:
    """Words for those who hear the page."""
    return f'<span class="govuk-visually-hidden">{words}</span>'


def _head(document: Document) -> Iterator[str]:
    for line in document.kicker:
        yield f'<p class="govuk-caption-l">{escape(line)}</p>'
    yield _heading(document.title, 1)


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

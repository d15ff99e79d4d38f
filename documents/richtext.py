"""What a person writes in the editor, read into nodes through an allow-list.

``[[anchor]]`` and ``[[anchor to anchor]]`` in the text are citations; other words in double
brackets are filled in by whoever reads the text. Whatever has no node is reported and its words are
kept; only scripts, styles and comments go without a word.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Literal, TypeAlias

from lxml import etree
from lxml.etree import _Element

from documents.nodes import (
    Block,
    BulletList,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Quotation,
    Reference,
    Section,
    Table,
    Text,
)
from documents.problems import Problem, Severity, is_safe

Part: TypeAlias = str | _Element
Role = Literal["paragraph", "sub", "continuation", "heading", "other"]

DEEPEST = 20  # levels of blocks, or of formatting; beyond it only the words are read
WIDEST = 20  # columns that one joined cell is spread over

HEADINGS = {"h1": 1, "h2": 1, "h3": 1, "h4": 2, "h5": 3, "h6": 4}
GROUPS = {"article", "body", "div", "html", "li", "main", "section"}
BLOCKS = {
    "blockquote",
    "dd",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "hr",
    "ol",
    "p",
    "pre",
    "table",
    "ul",
}
BLOCKS |= GROUPS | HEADINGS.keys()
DROPPED = {"head", "script", "style", "template"}
LISTS = {"ul", "ol"}
STYLES: dict[str, Literal["roman", "letter"]] = {"i": "roman", "a": "letter"}
ROWS = {"thead", "tbody", "tfoot"}
EXEMPT = "exempt"  # the class of what is not for publication
LOST = {
    "del": "Strike-through",
    "ins": "Underlining",
    "mark": "Highlighting",
    "s": "Strike-through",
    "strike": "Strike-through",
    "sub": "Subscript",
    "sup": "Superscript",
    "u": "Underlining",
    "underline": "Underlining or strike-through",
}

_BRACKETS = re.compile(r"\[\[([^\[\]]*)\]\]")
_CITATION = re.compile(r"\s*([\w-]+)(?:\s+to\s+([\w-]+))?\s*")
_SPACE = re.compile(r"[ \t\n\f\r]+")
_UNREADABLE = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIGURE = re.compile(r"[-+–−]?[£$€]?\d[\d,.]*\s?%?")
_NO_FIGURE = {"", "-", "–", "—", "n/a", "N/A"}


class Unbound(LookupError):
    """Why words in double brackets cannot be filled in, in a sentence for their author."""


Bind: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The blocks of a text, and what of it could not be kept as it was typed."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]


def parse(
    html: str,
    *,
    anchor: str,
    numbered: bool = True,
    bind: Bind | None = None,
    notice: str = "",
) -> Parsed:
    """Read a text; its numbered paragraphs are called ``anchor-1``, ``anchor-2`` and so on.

    What follows a numbered paragraph belongs to it, until the next paragraph or heading; so does a
    paragraph of the class "continuation". One of the class "sub" is a numbered paragraph inside the
    one before (1.8.1 in 1.8), called ``anchor-8-1``. Without ``numbered`` none has a number.

    Paragraphs of the class "exempt", with what follows and belongs to them, stand in a section that
    is exempt; the first such section has the ``notice``, so that notices do not tell how many there
    are. Their numbered paragraphs are called ``anchor-exempt-1`` and so on, and leave no gap in the
    names of the others.

    ``bind`` is given what stands in double brackets and is no citation, and returns what to print;
    where it raises Unbound, that is an error and the paper says that nothing was found.
    """
    reader = _Reader(anchor, numbered, bind, notice)
    return Parsed(tuple(reader.read(html)), tuple(dict.fromkeys(reader.problems)))


@dataclass(slots=True)
class _Kin:
    """A block while its text is read, and the blocks that belong to it."""

    block: Block
    is_exempt: bool
    kin: list["_Kin"] = field(default_factory=list)


class _Reader:
    def __init__(self, anchor: str, numbered: bool, bind: Bind | None, notice: str) -> None:
        self.problems: list[Problem] = []
        self._name = self._stem = anchor
        self._numbered = numbered
        self._bind = bind
        self._notice = notice
        self._count = self._subcount = self._exempt_count = self._exempt_runs = 0
        self._is_open = False  # whether what follows belongs to a numbered paragraph
        self._is_exempt = False  # whether the outermost element being read is marked so
        self._depth = 0
        self._anchor = anchor  # of the paragraph being read
        self._lead = ""  # its first words, or the heading above it
        self._holders: set[_Element] = set()  # elements that are blocks or have some inside
        self._marked: set[_Element] = set()  # elements that are exempt or have such inside

    def read(self, html: str) -> tuple[Block, ...]:
        families: list[_Kin] = []
        was_exempt = False
        for role, block in self._flow(_parts(self._root(html)), outermost=True):
            is_numbered = self._numbered and role in ("paragraph", "sub")
            if is_numbered and isinstance(block, Paragraph):
                block = NumberedParagraph(self._anchor, block.content)
            is_exempt = self._is_exempt or (role == "other" and was_exempt)
            kin = _Kin(block, is_exempt)
            if self._is_open and role not in ("paragraph", "heading"):
                _holder(families[-1], role).kin.append(kin)
            else:
                families.append(kin)
                self._is_open = is_numbered
            was_exempt = is_exempt
        return self._settled(families)

    def _settled(self, families: Iterable[_Kin]) -> tuple[Block, ...]:
        """The blocks, each run of exempt ones in a section of its own."""
        blocks: list[Block] = []
        for is_exempt, run in groupby(families, key=lambda kin: kin.is_exempt):
            if not is_exempt:
                blocks += (_grown(kin, self._settled(kin.kin)) for kin in run)
                continue
            self._exempt_runs += 1
            blocks.append(
                Section(
                    f"{self._name}-exempt-part-{self._exempt_runs}",
                    "",
                    tuple(map(_whole, run)),
                    exempt=True,
                    notice=self._notice if self._exempt_runs == 1 else "",
                )
            )
        return tuple(blocks)

    def _root(self, html: str) -> _Element:
        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        readable = _UNREADABLE.sub("", html).encode()
        root = etree.fromstring(b"<html><body>" + readable, parser=parser)
        if any("depth" in error.message for error in parser.error_log):
            self._report("The text is nested too deeply to be read to its end.", "error")
        for element in root.iter(*BLOCKS):
            holder: _Element | None = element
            while holder is not None and holder not in self._holders:
                self._holders.add(holder)
                holder = holder.getparent()
        for element in root.iter("*"):
            if _is_marked(element):
                self._marked.update((element, *element.iterancestors()))
        return root

    # --- blocks -----------------------------------------------------------------------------

    def _flow(
        self, parts: Iterable[Part], *, outermost: bool = False
    ) -> Iterator[tuple[Role, Block]]:
        """The blocks of something that may hold both words and blocks."""
        words: list[Part] = []
        for part in parts:
            if isinstance(part, str) or part not in self._holders:
                words.append(part)
            else:
                yield from self._loose(words, outermost)
                words = []
                self._depth += 1
                around = self._is_exempt
                if outermost:
                    self._is_exempt |= (
                        _is_marked(part) if part.tag in GROUPS else self._has_marks(part)
                    )
                yield from self._block(part, outermost)
                self._is_exempt = around
                self._depth -= 1
        yield from self._loose(words, outermost)

    def _loose(self, words: list[Part], outermost: bool) -> Iterator[tuple[Role, Block]]:
        """The paragraph that words between blocks make."""
        around = self._is_exempt
        if outermost:
            self._is_exempt |= any(map(self._has_marks, words))
        yield from self._paragraph(words, "paragraph", outermost)
        self._is_exempt = around

    def _has_marks(self, part: Part) -> bool:
        return not isinstance(part, str) and part in self._marked

    def _inside(self, parts: Iterable[Part]) -> list[Block]:
        return [block for _, block in self._flow(parts)]

    def _block(self, element: _Element, outermost: bool) -> Iterator[tuple[Role, Block]]:
        tag = element.tag
        if tag in DROPPED:
            return
        if self._depth > DEEPEST:
            self._report("A part of the text is nested too deeply; only its words are kept.")
            yield from self._paragraph([_words(element)], "continuation", outermost)
        elif tag in HEADINGS:
            if words := self._filled(_words(element)):
                self._lead = _shortened(words, 80)
                yield "heading", Heading(words, HEADINGS[tag])
        elif tag in LISTS:
            yield from self._list(element)
        elif tag == "table":
            yield from self._table(element)
        elif tag == "blockquote":
            yield from self._quotation(element)
        elif tag == "p" and not any(child in self._holders for child in element):
            classes = element.get("class", "").split()
            role: Role = "continuation" if "continuation" in classes else "paragraph"
            if "sub" in classes and self._is_open and outermost:
                role = "sub"
            yield from self._paragraph(_parts(element), role, outermost)
        elif tag != "hr":
            yield from self._flow(_parts(element), outermost=outermost)
            if tag not in GROUPS | {"p"}:
                self._report_lost(element)

    def _paragraph(
        self, parts: list[Part], role: Role, outermost: bool
    ) -> Iterator[tuple[Role, Block]]:
        before, known = (self._anchor, self._lead), len(self.problems)
        counted = self._stem, self._count, self._subcount, self._exempt_count
        if outermost and role in ("paragraph", "sub"):
            self._lead = _shortened("".join(map(_raw, parts)), 80)
            name = self._next(is_sub=role == "sub")
            if self._numbered:
                self._anchor = name
        if content := self._inlines(parts):
            yield role, Paragraph(content)
        else:
            self._stem, self._count, self._subcount, self._exempt_count = counted
            self._anchor, self._lead = before
            self.problems[known:] = [
                replace(problem, anchor=self._anchor, place=self._place())
                for problem in self.problems[known:]
            ]

    def _next(self, *, is_sub: bool) -> str:
        """What the next numbered paragraph is called; exempt ones are counted by themselves."""
        around = self._stem if is_sub else self._name
        if self._is_exempt:
            self._exempt_count += 1
            name = f"{around}-exempt-{self._exempt_count}"
        elif is_sub:
            self._subcount += 1
            name = f"{around}-{self._subcount}"
        else:
            self._count += 1
            name = f"{around}-{self._count}"
        if not is_sub:
            self._stem, self._subcount = name, 0
        return name

    def _list(self, element: _Element) -> Iterator[tuple[Role, Block]]:
        items: list[tuple[Inlines, list[Block]]] = []
        for part in _parts(element):
            tag = "" if isinstance(part, str) else part.tag
            blocks = self._inside([part])
            if items and tag in LISTS:  # a list between items belongs to the one before it
                items[-1][1].extend(blocks)
            elif blocks and isinstance(first := blocks[0], Paragraph):
                items.append((first.content, blocks[1:]))
            elif blocks:
                items.append(((), blocks))
        if not items:
            return
        made = tuple(ListItem(content, tuple(children)) for content, children in items)
        if element.tag == "ul":
            yield "other", BulletList(made)
            return
        yield (
            "other",
            NumberedList(
                items=made,
                style=STYLES.get(element.get("type", "").lower(), "decimal"),
                start=_natural(element.get("start"), 9999),
            ),
        )

    def _quotation(self, element: _Element) -> Iterator[tuple[Role, Block]]:
        blocks = self._inside(_parts(element))
        if not all(isinstance(block, Paragraph) for block in blocks):
            self._report("Lists, tables and headings in a quotation are kept as its paragraphs.")
        paragraphs = [line for line in _lines(blocks) if line]
        attribution = _attribution(paragraphs[-1]) if len(paragraphs) > 1 else ""
        if attribution:
            paragraphs.pop()
        if paragraphs:
            yield "other", Quotation(tuple(paragraphs), attribution)

    def _table(self, element: _Element) -> Iterator[tuple[Role, Block]]:
        rows: list[_Element] = []
        caption = ""
        for part in _parts(element):
            if isinstance(part, str) or part.tag not in ROWS | {"tr", "caption"}:
                yield from (("other", block) for block in self._inside([part]))
            elif part.tag == "caption":
                caption = self._filled(_words(part))
            else:
                rows += [part] if part.tag == "tr" else part.iterchildren("tr")
        rows = [row for row in rows if len(row)]
        if not rows:
            return
        header = next((row for row in rows if all(cell.tag == "th" for cell in row)), None)
        if header is None:
            header = rows[0]
            self._report("A table has no header row; its first row is taken for it.")
        rows.remove(header)
        columns = tuple(self._filled(_words(cell)) for cell in self._cells(header))
        body = tuple(tuple(map(self._cell, self._cells(row))) for row in rows)
        width = max(map(len, (columns, *body)))
        body = tuple(row + ((),) * (width - len(row)) for row in body)
        if not (caption or self._lead):
            self._report("A table has no caption.")
        yield (
            "other",
            Table(
                caption=caption or self._filled(self._lead).rstrip(":") or "Table",
                header=columns + ("",) * (width - len(columns)),
                rows=body,
                align=tuple(map(_side, zip(*body, strict=True))) if body else (),
            ),
        )

    def _cells(self, row: _Element) -> Iterator[Part]:
        """The cells of a row; a cell that spans columns leaves the others empty."""
        for cell in row:
            columns = _natural(cell.get("colspan"), WIDEST)
            if columns > 1 or _natural(cell.get("rowspan"), WIDEST) > 1:
                self._report("Joined cells in a table are taken apart.")
            yield cell
            yield from [""] * (columns - 1)

    def _cell(self, cell: Part) -> Inlines:
        blocks = [] if isinstance(cell, str) else self._inside(_parts(cell))
        if not all(isinstance(block, Paragraph) for block in blocks):
            self._report("Lists, tables and headings in a table's cell are kept as its lines.")
        content: list[Inline] = []
        for line in _lines(blocks):
            content += [LineBreak(), *line] if content else line
        return tuple(content)

    # --- words ------------------------------------------------------------------------------

    def _inlines(self, parts: Iterable[Part]) -> Inlines:
        return _tidy(self._words(parts, Text("")))

    def _words(self, parts: Iterable[Part], style: Text, depth: int = 0) -> Iterator[Inline]:
        for part in parts:
            if isinstance(part, str):
                yield from self._text(part, style)
            elif depth > DEEPEST:
                yield replace(style, text=_raw(part))
            else:
                yield from self._element(part, style, depth + 1)

    def _element(self, element: _Element, style: Text, depth: int) -> Iterator[Inline]:
        tag = element.tag
        if tag in DROPPED:
            return
        if tag == "br":
            yield LineBreak()
        elif tag == "img":
            self._report("A picture cannot stand in the text and is left out.")
            yield replace(style, text=element.get("alt", ""))
        elif tag == "a":
            yield from self._link(element, style, depth)
        else:
            if tag in ("strong", "b"):
                style = replace(style, bold=True)
            elif tag in ("em", "i"):
                style = replace(style, italic=True)
            elif tag != "span" or _is_decorated(element):
                self._report_lost(element)
            yield from self._words(_parts(element), style, depth)

    def _link(self, element: _Element, style: Text, depth: int) -> Iterator[Inline]:
        address = element.get("href", "").strip()
        content = list(self._words(_parts(element), style, depth))
        if is_safe(address):
            words = _collapse("".join(_plain(content))).strip()
            yield Link(words or address, address)
            return
        if address:
            self._report(f"The link to “{_shortened(address, 60)}” is not a web or e-mail address.")
        yield from content

    def _text(self, text: str, style: Text) -> Iterator[Inline]:
        end = 0
        for match in _BRACKETS.finditer(text):
            inserted = self._inserted(match[1], style)
            if inserted is not None:
                yield self._run(text[end : match.start()], style)
                yield inserted
                end = match.end()
        yield self._run(text[end:], style)

    def _run(self, text: str, style: Text) -> Text:
        if "[[" in text:
            self._report("A citation is not complete; write [[name]] or [[name to name]].")
        return replace(style, text=text)

    def _inserted(self, typed: str, style: Text) -> Inline | None:
        """What stands for words in double brackets; None where nothing does."""
        if citation := _CITATION.fullmatch(typed):
            return Reference(citation[1].lower(), (citation[2] or "").lower())
        if self._bind is None or not typed.strip():
            return None
        return replace(style, text=self._bound(typed, self._bind))

    def _bound(self, typed: str, bind: Bind) -> str:
        words = " ".join(typed.split())  # without non-breaking spaces too
        try:
            return bind(words)
        except Unbound as reason:
            self._report(str(reason), "error")
            return f"[{words} not found]"

    def _filled(self, text: str) -> str:
        """The same for words that stand where there is no room for a citation."""
        bind = self._bind
        if bind is None:
            return text
        return _BRACKETS.sub(
            lambda found: (
                found[0] if _CITATION.fullmatch(found[1]) else self._bound(found[1], bind)
            ),
            text,
        )

    # --- reports ----------------------------------------------------------------------------

    def _report(self, message: str, severity: Severity = "warning") -> None:
        self.problems.append(Problem(severity, self._anchor, self._place(), message))

    def _report_lost(self, element: _Element) -> None:
        if not _words(element):
            return
        tag = "underline" if _is_decorated(element) else element.tag
        name = LOST.get(tag, f"The formatting “{_shortened(tag, 30)}”")
        self._report(f"{name} is not kept; the words are.")

    def _place(self) -> str:
        return f"“{_shortened(self._lead, 50)}”" if self._lead else "The beginning"


def _holder(family: _Kin, role: Role) -> _Kin:
    """What a block belongs to: the family's head, or the numbered paragraph inside it."""
    last = family.kin[-1] if family.kin and role != "sub" else family
    return last if isinstance(last.block, NumberedParagraph) else family


def _grown(kin: _Kin, children: tuple[Block, ...]) -> Block:
    if isinstance(kin.block, NumberedParagraph):
        return replace(kin.block, children=children)
    return kin.block


def _whole(kin: _Kin) -> Block:
    """A block with all that belongs to it."""
    return _grown(kin, tuple(map(_whole, kin.kin)))


def _is_marked(element: _Element) -> bool:
    return EXEMPT in element.get("class", "").split()


def _parts(element: _Element) -> list[Part]:
    """What an element holds, in order: words and elements in turn."""
    parts: list[Part] = [element.text or ""]
    for child in element:
        parts += [child, child.tail or ""]
    return parts


def _raw(part: Part) -> str:
    """The words of something as they were typed, without those of scripts and styles."""
    if isinstance(part, str):
        return part
    found: Any = part.xpath(
        "descendant::text()[not(ancestor::script or ancestor::style or ancestor::template)]"
        " | descendant-or-self::br"
    )
    return "".join(each if isinstance(each, str) else " " for each in found)


def _words(part: Part) -> str:
    """The words of something in one line."""
    return _collapse(_raw(part)).strip()


def _collapse(text: str) -> str:
    return _SPACE.sub(" ", text)


def _shortened(text: str, width: int) -> str:
    """The first words of a text, in one line."""
    line = _collapse(text).strip()
    return line if len(line) <= width else f"{line[:width].rsplit(' ', 1)[0]}…"


def _tidy(inlines: Iterable[Inline]) -> Inlines:
    """The same words without superfluous space, each run as long as its style lasts."""
    tidy: list[Inline] = []
    for inline in _runs(inlines):
        if isinstance(inline, Text):
            text = inline.text
            if not tidy or isinstance(tidy[-1], LineBreak) or _ends_in_space(tidy[-1]):
                text = text.removeprefix(" ")
            if text:
                tidy.append(replace(inline, text=text))
            continue
        if isinstance(inline, LineBreak):
            _strip_end(tidy)
        if tidy or not isinstance(inline, LineBreak):
            tidy.append(inline)
    _strip_end(tidy)
    while tidy and isinstance(tidy[-1], LineBreak):
        tidy.pop()
    is_blank = all(isinstance(each, Text | LineBreak) for each in tidy)
    return () if is_blank and not "".join(_plain(tidy)).strip() else tuple(tidy)


def _runs(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Neighbouring words of one style as one run, with one space where there were several."""
    for style, run in groupby(
        (inline for inline in inlines if getattr(inline, "text", "?")),
        key=lambda inline: replace(inline, text="") if isinstance(inline, Text) else inline,
    ):
        if isinstance(style, Text):
            yield replace(style, text=_collapse("".join(_plain(run))))
        else:
            yield from run


def _ends_in_space(inline: Inline) -> bool:
    return isinstance(inline, Text) and inline.text.endswith(" ")


def _strip_end(inlines: list[Inline]) -> None:
    if inlines and isinstance(last := inlines[-1], Text):
        inlines.pop()
        if text := last.text.removesuffix(" "):
            inlines.append(replace(last, text=text))


def _plain(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Text | Link):
            yield inline.text
        elif isinstance(inline, LineBreak):
            yield " "


def _lines(blocks: Iterable[Block]) -> Iterator[Inlines]:
    """The words of blocks where there is room for lines only."""
    for block in blocks:
        match block:
            case Paragraph(content):
                yield content
            case Heading(text):
                yield (Text(text, bold=True),)
            case Quotation(paragraphs, attribution):
                yield from paragraphs
                yield (Text(attribution),) if attribution else ()
            case BulletList(items) | NumberedList(items):
                for item in items:
                    yield item.content
                    yield from _lines(item.children)
            case Table(header=header, rows=rows):
                yield tuple(Text(text) for text in header)
                for row in rows:
                    yield from row


def _attribution(line: Inlines) -> str:
    """Who is quoted, when a line begins with a dash."""
    words = "".join(_plain(line)).strip()
    return words[1:].strip() if words.startswith(("—", "–")) else ""


def _side(column: Iterable[Inlines]) -> Literal["left", "right"]:
    """Figures stand right."""
    texts = {"".join(_plain(cell)).strip() for cell in column} - _NO_FIGURE
    return "right" if texts and all(map(_FIGURE.fullmatch, texts)) else "left"


def _natural(value: str | None, most: int) -> int:
    """A whole number from 1 to the most allowed; 1 for anything else."""
    return min(int(value), most) or 1 if value and re.fullmatch("[0-9]{1,4}", value) else 1


def _is_decorated(element: _Element) -> bool:
    style = element.get("style", "")
    return "underline" in style or "line-through" in style

"""A Word paper from outside, read into the document tree.

Headings, numbers (typed, or counted by Word), bullets, tables, pictures and citations become nodes;
what is not understood is listed in words and never left out in silence. The numbers that the paper
prints are not kept: the tree counts its own, and where the two differ that is listed too.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Document,
    Figure,
    Inline,
    Inlines,
    LineBreak,
    ListItem,
    ListStyle,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    Numbers,
    Paragraph,
    Quotation,
    Section,
    Table,
    Text,
)
from documents.numbering import letters, number, roman
from documents.word_citing import bind
from documents.word_items import Grid, Item, Scanner, UnreadableWord, Words, plain, tidy, without
from documents.word_numbers import (
    LEADING,
    OWN_STYLE,
    SHORT,
    TYPED_ITEM,
    appendix_of,
    enclosed_of,
    is_heading,
    is_item,
    is_short,
    number_of,
    numbers_of,
)
from documents.word_parts import (
    HEADER_BOX,
    Damaged,
    NotWord,
    OldWord,
    TooLong,
    WithMacros,
    find,
    open_parts,
)

CONTENTS = ("toc heading", "toc ")
AHEAD = 400  # paragraphs that are looked at to see where a heading belongs
QUOTES = ("quote", "intense quote")
LEAD = re.compile(r"(?i)(summary|(officer |officers.? )?recommendations?(\(s\))?|reasons?\(s\))")

_CAPTION = re.compile(r"(?i)(table|figure)\s+\d+\s*[:.–-]\s*")
_LABELLED = re.compile(r"([A-Z][^:]{1,60}):\s*")
_KNOWN_LABEL = re.compile(
    r"(?i)(title|subject|report of|report author|author|wards?\b|status|key\b|urgent|enclosures|"
    r"(officer )?contact|date|meeting|summary|(officer )?recommendation)"
)
_REPORT_OF = re.compile(r"(?i)report of (?=the )")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


def read(content: bytes) -> tuple[Document, list[str]]:
    """The paper in a Word file, and what of it was not understood. Raises UnreadableWord."""
    try:
        parts = open_parts(content)
    except OldWord as error:
        raise UnreadableWord(
            "This file has a password, or a program of before 2007 wrote it. Save it as .docx, "
            "without a password, and choose it again."
        ) from error
    except WithMacros as error:
        raise UnreadableWord(
            "This file has macros. Save it as .docx, without macros, and choose it again."
        ) from error
    except NotWord as error:
        raise UnreadableWord(
            "This is not a Word file. Choose one whose name ends in .docx."
        ) from error
    except TooLong as error:
        raise UnreadableWord(
            "This file is too long for a paper. Split it, and choose the part that is the paper."
        ) from error
    except Damaged as error:
        raise UnreadableWord(
            "This file is damaged and cannot be read. Save it again and choose it again."
        ) from error
    body = find(parts.document, "body")
    if body is None:
        raise UnreadableWord("This file holds no text.")
    scanner = Scanner(parts)
    items = list(scanner.items(body))
    if not items:
        raise UnreadableWord("This file holds no text.")
    builder = _Builder(scanner.unread, numbers_of(items))
    document = builder.build(items)
    return document, list(dict.fromkeys(builder.unread))


# --- the tree ------------------------------------------------------------------------------------


@dataclass
class _Part:
    """A section or appendix while it is filled."""

    anchor: str
    heading: str
    rank: int
    label: str = ""
    is_appendix: bool = False
    blocks: list["Block | _Part"] = field(default_factory=list)
    count: int = 0
    subcount: int = 0
    is_open: bool = False  # whether what follows belongs to its last numbered paragraph

    def node(self) -> Section | Appendix:
        """The finished part."""
        children = tuple(each.node() if isinstance(each, _Part) else each for each in self.blocks)
        if self.is_appendix:
            return Appendix(self.anchor, self.heading, children)
        return Section(self.anchor, self.heading, children, numbered=bool(self.label))


class _Builder:
    """Puts what stood in the file into the shape of a paper."""

    def __init__(self, unread: list[str], numbers: Numbers) -> None:
        self.unread = unread
        self._numbers: Numbers = numbers
        self._root = _Part("", "", 0)
        self._around: list[_Part] = [self._root]
        self._printed: dict[str, str] = {}  # the number in the file, by anchor
        self._anchors: set[str] = set()
        self._named: Counter[str] = Counter()  # how often a heading came again
        self._recommended = 0
        self._caption = ""
        self._is_named = False  # whether the caption that comes next has been read
        self._counts: dict[int, tuple[str, int]] = {}  # style and count of lists, by level
        self._has_lettered_appendices = False
        self._level = 0  # of the last heading
        self._rows: list[MetadataRow] = []

    def build(self, items: Sequence[Item]) -> Document:
        """The paper."""
        start = self._front(items)
        rest = items[start:]
        for position, item in enumerate(rest):
            if isinstance(item, Grid):
                self._table(item)
            else:
                self._paragraph(item, rest[position + 1 : position + 1 + AHEAD])
        document = Document(
            title=self._title or "Untitled paper",
            kicker=tuple(self._kicker),
            appendix_style="letter" if self._has_lettered_appendices else "number",
            numbers=self._numbers,
            children=(
                *((MetadataBox(tuple(self._rows)),) if self._rows else ()),
                *self._root_nodes(),
            ),
        )
        by_label: dict[str, str] = {}
        for anchor, label in self._printed.items():
            by_label.setdefault(label, anchor)
        document, unbound = bind(document, by_label)
        self.unread.extend(unbound)
        self._compare(document)
        return document

    def _root_nodes(self) -> Iterator[Block]:
        for each in self._root.blocks:
            yield each.node() if isinstance(each, _Part) else each

    # --- what stands before the paper's own text -------------------------------------------------

    def _front(self, items: Sequence[Item]) -> int:
        """Read title, kicker and header box; the place of the first thing after them."""
        self._title = ""
        self._kicker: list[str] = []
        for place, item in enumerate(items):
            if isinstance(item, Grid):
                if self._rows or not self._is_header(item):
                    return place
                self._header(item)
                return self._after_header(items, place + 1)
            if item.style.startswith(CONTENTS):
                continue
            if item.style == "title":
                self._title = item.text.strip()
            elif not item.text.strip():
                self.unread.append("A picture before the title is left out.")
            elif (
                item.level
                or number_of(item)
                or LEAD.fullmatch(item.text.strip(" :"))
                or (len(item.text) > SHORT or item.text.strip().endswith("."))
            ):
                return place
            else:
                self._kicker.append(item.text.strip())
        return len(items)

    @staticmethod
    def _after_header(items: Sequence[Item], place: int) -> int:
        while place < len(items):
            item = items[place]
            if isinstance(item, Grid) or not item.style.startswith(CONTENTS):
                return place
            place += 1
        return place

    @staticmethod
    def _is_header(grid: Grid) -> bool:
        """Labels beside values, or "label: value" in each cell; no heading row of a data table."""
        if grid.caption == HEADER_BOX:
            return True
        width = len(grid.rows[0])
        firsts = [_cell_text(row[0]) for row in grid.rows]
        return (
            width <= 3
            and len(grid.rows) >= 2
            and any(map(_KNOWN_LABEL.match, firsts))
            and all(len(each) <= 200 for each in firsts if not LEAD.match(each))
        )

    def _header(self, grid: Grid) -> None:
        leads: list[tuple[str, list[Words]]] = []
        for row in grid.rows:
            cells = [cell for cell in row if any(words.text.strip() for words in cell)]
            if not cells:
                continue
            first = _cell_text(cells[0])
            of = _REPORT_OF.match(first) if len(cells) == 1 else None
            opening = cells[0][0].text.strip(" :")
            if LEAD.fullmatch(opening):
                rest = [*cells[0][1:], *(words for cell in cells[1:] for words in cell)]
                leads.append((opening, rest))
                continue
            said = [_LABELLED.match(_cell_text(cell)) for cell in cells]
            if all(said):
                for pair, cell in zip(filter(None, said), cells, strict=True):
                    self._row(pair[1].strip(), tidy(without(_lines(cell), pair.end())))
            elif of:
                self._row(of[0].strip(), tidy(without(_lines(cells[0]), of.end())))
            elif len(cells) == 1:
                self._kicker.append(first)
            else:
                content = [inline for cell in cells[1:] for inline in _lines(cell)]
                self._row(first.strip(" :"), content)
        for heading, words in leads:
            self._open(heading, rank=1)
            for position, each in enumerate(words):
                self._paragraph(each, words[position + 1 : position + 1 + AHEAD])

    def _row(self, label: str, content: Sequence[Inline]) -> None:
        if label.casefold() == "title" and not self._title:
            self._title = plain(content).strip()
        self._rows.append(MetadataRow(label, tuple(content)))

    # --- headings and paragraphs -----------------------------------------------------------------

    def _paragraph(self, words: Words, following: Sequence[Item]) -> None:
        text = words.text.strip()
        if words.style.startswith(CONTENTS):
            return
        if not text:
            self._pictures(words, following)
            return
        if _is_caption(words):
            self._name(words)
            return
        if words.level:
            self._step_to(words.level, text)
        label = number_of(words)
        parts = label.count(".") + 1 if label else 0
        appendix, title = appendix_of(words)
        if appendix:
            self._appendix(appendix, title)
        elif is_heading(words):
            if parts and self._numbers != "plain" and self._is_section(label, following):
                self._numbered_section(label, self._without_number(words), words.level or parts)
            else:
                self._heading(f"{words.mark.text} {text}".strip(), words.level, following)
        elif words.is_counted:
            self._counted(words, label)
        elif parts > 1:
            self._numbered(label, self._content(words))
        elif parts == 1 and is_short(words) and self._begins_section(words, label, following):
            self._numbered_section(label, self._without_number(words), 1)
        elif words.style in QUOTES:
            self._quote(words)
        elif is_item(words) or parts == 1:
            self._item(words)
        else:
            self._add(Paragraph(tidy(words.content)))
        self._pictures(words, following)

    @staticmethod
    def _begins_section(words: Words, label: str, following: Sequence[Item]) -> bool:
        """Whether a line that does not look like a heading is one: 1.1 comes after 1."""
        after = next((each for each in following if isinstance(each, Words)), None)
        is_followed = after is not None and number_of(after) == f"{label}.1"
        return is_followed or (not words.mark.text and words.text.isupper())

    def _counted(self, words: Words, label: str) -> None:
        """A paragraph that is numbered 1 to n, or (i) in its section and (a) inside that."""
        if label:
            self._place(label, self._content(words))
            return
        mark = enclosed_of(words)
        content = tidy(words.content if words.mark.text else without(words.content, len(mark)))
        part = self._around[-1]
        last = self._printed_of_last(part)
        if words.style.startswith(OWN_STYLE) and not words.style.endswith(" 1") and last:
            self._sub(part, f"{last}{mark}", content)
        else:
            section = next((each.label for each in reversed(self._around) if each.label), "")
            self._place(f"{section}{mark}", content)

    @staticmethod
    def _content(words: Words) -> Inlines:
        """What a numbered paragraph says without the number that was typed before it."""
        typed = None if words.mark.text else LEADING.match(words.text)
        return tidy(without(words.content, typed.end()) if typed else words.content)

    def _without_number(self, words: Words) -> str:
        return plain(self._content(words)).strip()

    def _anchor(self, wanted: str) -> str:
        """A name for a part, from its heading, that nothing else has."""
        slug = _NOT_WORDS.sub("-", wanted.lower()).strip("-")[:50].strip("-") or "part"
        if slug[-1].isdigit():
            slug += "-part"  # a number at the end is that of a paragraph
        if slug == "recommendation":
            slug += "-part"  # as are those of what is recommended
        name = slug
        while name in self._anchors:
            self._named[slug] += 1
            name = f"{slug}-{letters(self._named[slug])}"
        self._anchors.add(name)
        return name

    def _open(self, heading: str, *, rank: int, label: str = "", name: str = "") -> _Part:
        while len(self._around) > 1 and self._around[-1].rank >= rank:
            self._around.pop()
        self._counts.clear()
        part = _Part(self._anchor(name or heading or f"section {label}"), heading, rank, label)
        self._around[-1].blocks.append(part)
        self._around.append(part)
        if label:
            self._printed[part.anchor] = label
        return part

    def _appendix(self, name: str, title: str) -> None:
        self._has_lettered_appendices |= name.isalpha()
        del self._around[1:]
        lead = name if name.isalpha() else f"A{name}"
        part = _Part(self._anchor(f"appendix {title}"), title, 1, lead, is_appendix=True)
        self._root.blocks.append(part)
        self._around.append(part)
        self._printed[part.anchor] = f"Appendix {name}"

    def _numbered_section(self, label: str, heading: str, rank: int) -> None:
        parts = label.split(".")
        if len(parts) > 1:
            self._section_around(parts[:-1])
            rank = self._around[-1].rank + 1
        else:
            rank = 1
        self._open(heading, rank=rank, label=label)

    def _step_to(self, level: int, heading: str) -> None:
        """List a heading that stands two levels or more below the one before it."""
        if self._level and level > self._level + 1:
            self.unread.append(
                f"Heading “{heading}” skips from level {self._level} to level {level}. Make it "
                f"level {self._level + 1}."
            )
        self._level = level

    def _heading(self, text: str, level: int, following: Sequence[Item]) -> None:
        """A heading without a number stays inside the numbered section that goes on after it."""
        around = next((each for each in reversed(self._around) if each.label), None)
        if around is None or (
            level and not self._goes_on(around, following) and level <= around.rank
        ):
            self._open(text, rank=level or self._around[-1].rank + 1 if around else level or 1)
            return
        inside = [each for each in self._around if not each.label and each.rank > around.rank]
        rank = around.rank + max(level, 1)
        if not level and inside:
            rank = inside[0].rank
        self._open(text, rank=rank)

    def _is_section(self, label: str, following: Sequence[Item]) -> bool:
        """Whether the number of a heading is that of a section, and not part of its words."""
        if "." in label:
            return True
        around = next((each for each in self._around if each.label), None)
        if around is not None and (around.label == label or self._goes_on(around, following)):
            return False
        return around is None or not around.label.isdigit() or int(label) == int(around.label) + 1

    def _goes_on(self, section: _Part, following: Sequence[Item]) -> bool:
        """Whether the next number belongs to a section."""
        for item in following:
            if isinstance(item, Words) and (label := number_of(item)):
                return label.startswith(f"{section.label}.")
        return False

    def _section_around(self, parts: Sequence[str]) -> None:
        """Be inside the section of a number; one that has no heading is opened without."""
        label = ".".join(parts)
        for place in range(len(self._around) - 1, 0, -1):
            if self._around[place].label == label:
                del self._around[place + 1 :]
                return
        if len(parts) > 1:
            self._section_around(parts[:-1])
            rank = (
                next(
                    each.rank
                    for each in reversed(self._around)
                    if each.label == ".".join(parts[:-1])
                )
                + 1
            )
        else:
            rank = 1
        self._open("", rank=rank, label=label)

    def _numbered(self, label: str, content: Inlines) -> None:
        """A paragraph whose number names the section around it, or the paragraph."""
        parts = label.split(".")
        part = self._around[-1]
        last = self._printed_of_last(part)
        if last and label.startswith(f"{last}.") and _is_open_paragraph(part):
            self._sub(part, label, content)
            return
        if not any(each.label == ".".join(parts[:-1]) for each in self._around):
            self._section_around(parts[:-1])
        self._place(label, content)

    def _place(self, label: str, content: Inlines) -> None:
        """A numbered paragraph at the end of what is open."""
        self._counts.clear()
        part = self._opened()
        part.count += 1
        part.subcount = 0
        anchor = f"{part.anchor}-{part.count}"
        self._printed[anchor] = label
        part.blocks.append(NumberedParagraph(anchor, content))
        part.is_open = True

    def _opened(self) -> _Part:
        """The part that is open; text that stands under no heading makes one without."""
        return self._around[-1] if len(self._around) > 1 else self._open("", rank=1)

    def _printed_of_last(self, part: _Part) -> str:
        last = next(
            (each for each in reversed(part.blocks) if isinstance(each, NumberedParagraph)), None
        )
        return self._printed.get(last.anchor, "") if last else ""

    def _sub(self, part: _Part, label: str, content: Inlines) -> None:
        part.subcount += 1
        last = cast(NumberedParagraph, part.blocks[-1])
        anchor = f"{last.anchor}-{part.subcount}"
        self._printed[anchor] = label
        child = NumberedParagraph(anchor, content)
        part.blocks[-1] = replace(last, children=(*last.children, child))

    def _add(self, block: Block, level: int = 0) -> None:
        """Put a block at the end of what is open; a deeper item goes inside the item before."""
        part = self._opened()
        if part.is_open and isinstance(part.blocks[-1], NumberedParagraph):
            last = part.blocks[-1]
            if last.children and isinstance(last.children[-1], NumberedParagraph):
                sub = last.children[-1]
                sub = replace(sub, children=_grown(sub.children, block, level))
                part.blocks[-1] = replace(last, children=(*last.children[:-1], sub))
            else:
                part.blocks[-1] = replace(last, children=_grown(last.children, block, level))
        else:
            blocks = [each for each in part.blocks[-1:] if not isinstance(each, _Part)]
            part.blocks[len(part.blocks) - len(blocks) :] = _grown(tuple(blocks), block, level)

    def _item(self, words: Words) -> None:
        content, mark, form = words.content, words.mark.text, words.mark.form
        if not mark:
            typed = TYPED_ITEM.match(words.text) or LEADING.match(words.text)
            if typed:
                content, mark = without(content, typed.end()), (typed[1] or "").lower()
                form = self._typed_form(mark, words.mark.level)
        level = words.mark.level
        part = self._opened()
        is_recommended = not part.label and "recommendation" in part.heading.lower()
        is_one = is_recommended and form != "bullet" and not level
        self._recommended += is_one
        anchor = f"recommendation-{self._recommended}" if is_one else ""
        item = ListItem(tidy(content), anchor=anchor)
        if form == "bullet":
            self._add(BulletList((item,)), level)
            return
        style: ListStyle = "decimal"
        if form.endswith(("Roman", "Letter")):
            style = "roman" if form.endswith("Roman") else "letter"
        start = _counted_as(re.sub(r"[^a-z0-9]", "", mark.lower()), style)
        self._counts[level] = style, start
        self._add(NumberedList((item,), style, start), level)

    def _typed_form(self, mark: str, level: int) -> str:
        """How a typed mark counts; (i) is a letter where (h) came before."""
        if not mark:
            return "bullet"
        if mark.isdigit():
            return "decimal"
        follows = len(mark) == 1 and self._counts.get(level) == ("letter", ord(mark) - ord("a"))
        return "lowerRoman" if set(mark) <= set("ivx") and not follows else "lowerLetter"

    def _quote(self, words: Words) -> None:
        content = tidy(words.content)
        if plain(content).startswith(("– ", "— ")):
            self._add(Quotation((), plain(content)[2:].strip()))
        else:
            self._add(Quotation((content,)))

    # --- tables and pictures ---------------------------------------------------------------------

    def _name(self, caption: Words) -> None:
        """Keep a caption for what comes next, unless a picture before it took it."""
        if not self._is_named:
            self._caption = _caption(caption)
        self._is_named = False

    def _table(self, grid: Grid) -> None:
        if not self._rows and self._root.blocks == [] and self._is_header(grid):
            self._header(grid)
            return
        rows = [tuple(_lines(cell) for cell in row) for row in grid.rows]
        header = tuple(plain(cell).strip() for cell in rows[0])
        caption = self._caption or grid.caption
        self._caption = ""
        if not caption:
            where = self._around[-1].heading or "the paper"
            self.unread.append(f"A table in “{where}” has no caption. Give it one.")
        if grid.has_joined:
            named = f"the table “{caption}”" if caption else "a table"
            self.unread.append(f"Joined cells of {named} are taken apart.")
        self._add(Table(caption, header, tuple(rows[1:])))

    def _pictures(self, words: Words, following: Sequence[Item]) -> None:
        for picture, description in words.pictures:
            part = self._opened()
            if not description:
                where = part.heading or "the paper"
                self.unread.append(
                    f"A picture in “{where}” has no description. Write what it shows."
                )
            after = following[0] if following else None
            if isinstance(after, Words) and _is_caption(after, "figure"):
                title, self._is_named = _caption(after), True
            else:
                title, self._caption = self._caption, ""
            self._add(Figure(title, description, picture))

    def _compare(self, document: Document) -> None:
        """List the numbers that were printed otherwise."""
        numbering = number(document)
        for anchor, printed in self._printed.items():
            label = numbering.label(anchor)
            if label and label != printed:
                self.unread.append(f"What was numbered {printed} in the file is {label} now.")


# --- words ---------------------------------------------------------------------------------------


def _is_caption(words: Words, kind: str = "") -> bool:
    """Whether it names a table or figure; one of a kind where that is asked."""
    found = _CAPTION.match(words.text.strip())
    if kind and found:
        return found[1].lower() == kind
    return not words.level and (words.style == "caption" or found is not None)


def _caption(words: Words) -> str:
    return _CAPTION.sub("", words.text.strip(), count=1)


def _is_open_paragraph(part: _Part) -> bool:
    return part.is_open and isinstance(part.blocks[-1], NumberedParagraph)


def _counted_as(mark: str, style: ListStyle) -> int:
    """The count of an item by its mark: 3, iii or c."""
    if style == "decimal":
        return max(int(re.sub(r"\D", "", mark) or 1), 1)
    if style == "letter":
        return max(ord(mark[:1] or "a") - ord("a") + 1, 1)
    return next((count for count in range(1, 40) if roman(count) == mark), 1)


def _lines(cell: Iterable[Words]) -> Inlines:
    """The paragraphs of a cell as lines; items keep their marks."""
    found: list[Inline] = []
    for words in cell:
        if found:
            found.append(LineBreak())
        if words.mark.text:
            found.append(Text("• " if words.mark.form == "bullet" else f"{words.mark.text} "))
        found.extend(tidy(words.content))
    return tuple(found)


def _cell_text(cell: Iterable[Words]) -> str:
    return " ".join(words.text.strip() for words in cell).strip()


def _grown(blocks: tuple[Block, ...], block: Block, level: int = 0) -> tuple[Block, ...]:
    """The blocks with one more at the end; the items of one list come together."""
    last = blocks[-1] if blocks else None
    if isinstance(last, BulletList | NumberedList) and level:
        item = last.items[-1]
        item = replace(item, children=_grown(item.children, block, level - 1))
        return (*blocks[:-1], replace(last, items=(*last.items[:-1], item)))
    if isinstance(last, BulletList) and isinstance(block, BulletList):
        return (*blocks[:-1], replace(last, items=(*last.items, *block.items)))
    if (
        isinstance(last, NumberedList)
        and isinstance(block, NumberedList)
        and last.style == block.style
        and block.start == last.start + len(last.items)
    ):
        return (*blocks[:-1], replace(last, items=(*last.items, *block.items)))
    if isinstance(last, Quotation) and isinstance(block, Quotation) and not last.attribution:
        together = (*last.paragraphs, *block.paragraphs)
        return (*blocks[:-1], Quotation(together, block.attribution))
    return (*blocks, block)

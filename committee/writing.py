"""The paper cut into the parts that people write, each as it will read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils.html import format_html

from committee.blocks import is_told
from committee.facts import Facts, is_written
from committee.models import ReportSection
from committee.practice_blocks import has_something
from committee.vocabulary import BlockKind
from documents import html
from documents.html import Html
from documents.nodes import Appendix, Block, Document, MetadataBox, Section
from documents.numbering import Numbering, number
from documents.problems import Problem, repair
from documents.tree import walk
from improvement.models import Theme


@dataclass(frozen=True)
class Piece:
    """One part: where it stands, who or what fills it, and how it reads."""

    anchor: str
    number: str
    name: str
    level: int
    markup: Html
    heading: Html
    section: ReportSection
    theme: Theme | None
    is_filled: bool
    errors: int
    warnings: int
    comments: int

    @property
    def is_live(self) -> bool:
        """Whether it fills itself, wholly or below its own text."""
        return self.section.is_live and self.theme is None

    @property
    def shows_indicators(self) -> bool:
        """Whether indicators fill it, and not the plan."""
        return self.section.kind in BlockKind.of_indicators()

    @property
    def tells_of_practice(self) -> bool:
        """Whether visits, audits, voice or a self-evaluation fill it, and not the plan."""
        return self.section.kind in BlockKind.of_practice()

    @property
    def has_own_text(self) -> bool:
        """Whether words can be written in it here."""
        return self.theme is None and self.section.kind not in BlockKind.without_text()


@dataclass(frozen=True)
class Writing:
    """A paper being written: its header box, and its parts in reading order."""

    head: Html
    pieces: tuple[Piece, ...]


def cut(
    facts: Facts,
    document: Document,
    problems: Iterable[Problem],
    said: Counter[str] | None = None,
) -> Writing:
    """Cut a paper where one part's writer hands over to the next.

    With ``said``, the number of open comments on each paragraph, those can be read and added to.
    """
    repaired = repair(document)
    numbering = number(repaired)
    sections = {section.key: section for section in facts.sections}
    themes = {f"theme-{theme.number}": theme for theme in facts.themes}
    part_anchors = sections.keys() | themes.keys()
    parts = list(_parts(repaired.children, part_anchors, 2))
    part_of = {
        node.anchor: part.anchor
        for part, _ in parts
        for node in walk(part)
        if getattr(node, "anchor", "")
    }
    counts = Counter((part_of.get(each.anchor), each.severity) for each in problems)
    boxes = [(block, 2) for block in repaired.children if isinstance(block, MetadataBox)]
    both = [((part, level), (replace(part, children=()), level)) for part, level in parts]
    beside = {} if said is None else _beside(facts, numbering, said)
    fragments = html.render_parts([*boxes, *chain.from_iterable(both)], numbering, beside)
    head = [next(fragments) for _ in boxes]
    holders = {before.anchor for (before, level), (_, after) in pairwise(parts) if after > level}
    pieces = []
    by_kind = {section.kind: section for section in facts.sections}
    for part, level in parts:
        theme = themes.get(part.anchor)
        section = by_kind[BlockKind.THEME_PROGRESS] if theme else sections[part.anchor]
        title = part.title if isinstance(part, Appendix) else part.heading
        pieces.append(
            Piece(
                anchor=part.anchor,
                number=numbering.label(part.anchor),
                name=title or str(section),
                level=level,
                markup=next(fragments),
                heading=next(fragments),
                section=section,
                theme=theme,
                is_filled=is_told(theme, facts)
                if theme
                else part.anchor in holders or _is_filled(section, facts),
                errors=counts[part.anchor, "error"],
                warnings=counts[part.anchor, "warning"],
                comments=said[part.anchor] if said else 0,
            )
        )
    return Writing(Html("".join(head)), tuple(pieces))


def _beside(facts: Facts, numbering: Numbering, said: Counter[str]) -> dict[str, Html]:
    """What stands beside each numbered paragraph: its open comments, and adding one."""
    slug = facts.report.slug
    add = reverse("committee:comment_add", args=[slug, "anchor"]).removesuffix("anchor/")
    read = reverse("committee:comment_list", args=[slug])
    beside = {}
    for anchor in numbering.paragraphs:
        label, count = numbering.label(anchor), said[anchor]
        open_ones = (
            format_html(
                '<a class="govuk-link app-beside__open" href="{}#on-{}">{} comment{}'
                '<span class="govuk-visually-hidden"> on paragraph {}</span></a> ',
                *(read, anchor, count, pluralize(count), label),
            )
            if count
            else ""
        )
        link = format_html(
            '<p class="app-beside app-no-print">{}<a class="govuk-link" href="{}{}/">'
            'Comment<span class="govuk-visually-hidden"> on paragraph {}</span></a></p>',
            *(open_ones, add, anchor, label),
        )
        beside[anchor] = Html(link)
    return beside


def _parts(
    blocks: Iterable[Block], anchors: Set[str], level: int
) -> Iterator[tuple[Section | Appendix, int]]:
    """Each part without the parts inside it, and the level of its heading."""
    for block in blocks:
        if not isinstance(block, Section | Appendix):
            continue
        is_part = block.anchor in anchors
        if is_part:
            yield replace(block, children=tuple(_own(block.children, anchors))), level
        headed = is_part and (isinstance(block, Appendix) or block.heading)
        yield from _parts(block.children, anchors, level + 1 if headed else level)


def _own(blocks: Iterable[Block], anchors: Set[str]) -> Iterator[Block]:
    """The blocks without the parts among and in them."""
    for block in blocks:
        if not isinstance(block, Section | Appendix):
            yield block
        elif block.anchor not in anchors:
            yield replace(block, children=tuple(_own(block.children, anchors)))


def _is_filled(section: ReportSection, facts: Facts) -> bool:
    if section.kind == BlockKind.RECOMMENDATIONS:
        return bool(facts.recommendations)
    if section.shows_chosen_indicators and not facts.figures.shown_in(section):
        return is_written(section.body)
    if section.kind in BlockKind.of_practice() and not has_something(section, facts):
        return is_written(section.body)
    return section.is_live or is_written(section.body)

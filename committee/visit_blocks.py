"""What fills the sections that tell of visits: when, on what evidence, what was found, the letter.

What inspectors found stands in their own words, and so does their letter. What the public may not
read is not here: :mod:`committee.practice` leaves it out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from committee.facts import Facts
from committee.models import ReportSection
from committee.phrases import day, points, tag, typed
from committee.vocabulary import BlockKind, FindingOrder
from documents.nodes import (
    Block,
    BulletList,
    Heading,
    Inline,
    Inlines,
    ListItem,
    NumberedParagraph,
    Paragraph,
    Reference,
    Table,
    Text,
)
from monitoring.letters.layout import Paragraph as LetterParagraph
from monitoring.letters.layout import lay_out
from monitoring.models import Finding, Letter, Visit
from monitoring.vocabulary import FindingType, Inspectorate, VisitKind

Blocks = tuple[Block, ...]

BULLETS = frozenset("-–—•●○▪■◦‣⁃∙·*o\uf0a7\uf0b7")

# --- visits -------------------------------------------------------------------------------------


def _visits(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    visits = facts.practice.told_in(section)
    blocks: list[Block] = [*own]
    for visit in visits:
        if len(visits) > 1:
            blocks.append(Heading(str(visit)))
        blocks += _visit(section, visit, facts)
    return tuple(blocks)


def _visit(section: ReportSection, visit: Visit, facts: Facts) -> Iterator[Block]:
    """When and why, on what evidence, how it was judged, what was found, and what comes next."""
    anchor = f"{section.key}-{visit.pk}"
    focus = points(visit.focus)
    when: tuple[Inline, ...] = (Text(_when(visit)),)
    if focus:
        when = (Text(f"{_when(visit)} Inspectors looked at:"),)
    yield NumberedParagraph(f"{anchor}-when", when, focus)
    if not facts.practice.is_public(visit):
        yield from _evidence(anchor, visit)
        yield _not_public(anchor, facts)
        return
    findings = facts.practice.findings.get(visit.pk, [])
    note = _where_the_words_are_from(visit, facts) if findings else ()
    evidence = tuple(_evidence(anchor, visit, note))
    yield from evidence or note
    yield from _judgements(anchor, visit, facts)
    yield from _found(section, visit, findings, facts)
    yield from _next(anchor, visit)


def _reviews(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    visits = facts.practice.told_in(section)
    by_inspectorate = sorted(
        visits, key=lambda visit: Inspectorate.values.index(visit.inspectorate)
    )
    blocks: list[Block] = [*own]
    for key, reviews in groupby(by_inspectorate, lambda visit: visit.inspectorate):
        inspectorate = Inspectorate(key)
        if len({visit.inspectorate for visit in visits}) > 1:
            blocks.append(Heading(inspectorate.label))
        if inspectorate.remit:
            anchor = f"{section.key}-{inspectorate.replace('_', '-')}"
            blocks.append(NumberedParagraph(anchor, (Text(inspectorate.remit),)))
        for visit in reviews:
            blocks += _review(section, visit, facts)
    return tuple(blocks)


def _review(section: ReportSection, visit: Visit, facts: Facts) -> Iterator[Block]:
    """When it was made and on what ground, what it asked, and what it found."""
    anchor = f"{section.key}-{visit.pk}"
    when = _when(visit, who=_SHORT.get(Inspectorate(visit.inspectorate), ""))
    words = typed(f"{when}\n{visit.evidence_considered}".replace("\n", " "))
    yield NumberedParagraph(f"{anchor}-when", words)
    if focus := points(visit.focus):
        yield NumberedParagraph(f"{anchor}-asked", (Text("It asked about:"),), focus)
    if not facts.practice.is_public(visit):
        yield _not_public(anchor, facts)
        return
    yield from _judgements(anchor, visit, facts)
    yield from _found(section, visit, facts.practice.findings.get(visit.pk, []), facts)
    yield from _next(anchor, visit)


_WHO = {Inspectorate.CQC: "The Care Quality Commission (CQC)"}
_SHORT = {Inspectorate.CQC: "The CQC", Inspectorate.HMICFRS: "HMICFRS"}  # once it is introduced
_DID = {
    VisitKind.STANDARD: "inspected services",
    VisitKind.SHORT: "inspected services",
    VisitKind.JOINT_TARGETED: "inspected services",
    VisitKind.AREA_SEND: "inspected services",
    VisitKind.REVIEW: "reviewed services",
    VisitKind.ENGAGEMENT: "met the council",
}
_CALLED = {
    VisitKind.STANDARD: "inspection",
    VisitKind.SHORT: "inspection",
    VisitKind.JOINT_TARGETED: "inspection",
    VisitKind.AREA_SEND: "inspection",
    VisitKind.REVIEW: "review",
    VisitKind.ENGAGEMENT: "meeting",
}


def _when(visit: Visit, *, who: str = "") -> str:
    """Who came, when, and which visit of its series it was."""
    who = who or _WHO.get(Inspectorate(visit.inspectorate), visit.get_inspectorate_display())
    did = _DID.get(VisitKind(visit.kind), "visited")
    when = f"from {visit.days}" if " to " in visit.days else f"on {visit.days}"
    words = f"{who} {did} {when}."
    if visit.title:
        words += f" The {_CALLED.get(VisitKind(visit.kind), 'visit')} is called “{visit.title}”."
    if visit.ordinal:
        series = f"{visit.kind_in_series[:1].lower()}{visit.kind_in_series[1:]}"
        since = visit.ordinal_words.rstrip(".")
        words += f" It was the {series}{' ' if since else ''}{since}."
    return words


def _evidence(anchor: str, visit: Visit, note: Blocks = ()) -> Iterator[NumberedParagraph]:
    if words := typed(visit.evidence_considered):
        yield NumberedParagraph(f"{anchor}-evidence", words, note)


def _where_the_words_are_from(visit: Visit, facts: Facts) -> Blocks:
    """That inspectors are quoted, and where their letter is attached."""
    words: list[Inline] = [Text("What inspectors found is told in their own words.")]
    for each in facts.sections:
        if each.kind == BlockKind.LETTER and visit in facts.practice.told_in(each):
            words += [Text(" Their letter is attached as "), Reference(each.key), Text(".")]
            break
    return (Paragraph(tuple(words)),)


def _judgements(anchor: str, visit: Visit, facts: Facts) -> Iterator[Block]:
    judgements = facts.practice.judgements.get(visit.pk)
    if not judgements:
        return
    rows = tuple(
        (
            (Text(each.area_name),),
            (Text(each.grade_name if not each.note else f"{each.grade_name}: {each.note}"),),
        )
        for each in judgements
    )
    caption = f"Judgements, {visit.days}"
    yield NumberedParagraph(
        f"{anchor}-judged",
        (Text("Inspectors judged:"),),
        (Table(caption, ("Area", "Judgement"), rows),),
    )


def _not_public(anchor: str, facts: Facts) -> Block:
    words = f"What inspectors found had not been published by {day(facts.as_at)}."
    return NumberedParagraph(f"{anchor}-found", (Text(words),))


def _next(anchor: str, visit: Visit) -> Iterator[Block]:
    words = f"The next visit is expected on {visit.next_days}." if visit.next_visit_on else ""
    if visit.next_focus:
        words = f"{words} It will look at: {visit.next_focus.rstrip('.')}.".strip()
    if words:
        yield NumberedParagraph(f"{anchor}-next", (Text(words),))


# --- what was found -----------------------------------------------------------------------------

_STRENGTHS_FIRST = tuple(FindingType)
_ASKING_FIRST = (
    FindingType.PRIORITY,
    FindingType.CONCERN,
    FindingType.TO_IMPROVE,
    FindingType.RECOMMENDATION,
    FindingType.IMPROVEMENT,
    FindingType.STRENGTH,
    FindingType.CONTEXT,
)
_SEVERAL = {
    FindingType.STRENGTH: "Strengths",
    FindingType.IMPROVEMENT: "Improvements made",
    FindingType.TO_IMPROVE: "Still to improve",
    FindingType.CONCERN: "Concerns",
    FindingType.PRIORITY: "Areas for priority action",
    FindingType.RECOMMENDATION: "Recommendations",
    FindingType.CONTEXT: "Context",
}
NO_AREA = "Other matters"

Group = tuple[str, Blocks]  # what a paragraph says, and what stands below it


def _found(
    section: ReportSection, visit: Visit, findings: Sequence[Finding], facts: Facts
) -> Iterator[Block]:
    """What was found, in the order that was chosen, in paragraphs that can be cited."""
    letter = facts.practice.letters.get(visit.pk)
    for count, (words, below) in enumerate(
        _groups(FindingOrder(section.findings_order), findings, letter), start=1
    ):
        yield NumberedParagraph(f"{section.key}-{visit.pk}-found-{count}", (Text(words),), below)


def _groups(
    order: FindingOrder, findings: Sequence[Finding], letter: Letter | None
) -> Iterator[Group]:
    if order == FindingOrder.AREA:
        yield from _by_area(findings)
    elif order == FindingOrder.ASKING:
        yield from _by_type(findings, _ASKING_FIRST)
    elif order == FindingOrder.LETTER and letter is not None:
        yield from _as_the_letter_goes([each for each in findings if each.is_marked], letter)
        unmarked = [each for each in findings if not each.is_marked]
        yield from _by_type(unmarked, _STRENGTHS_FIRST)
    else:
        yield from _by_type(findings, _STRENGTHS_FIRST)


def _by_type(findings: Sequence[Finding], types: Sequence[FindingType]) -> Iterator[Group]:
    for kind in types:
        items = tuple(ListItem((Text(each.words),)) for each in findings if each.type == kind)
        if items:
            yield f"{_SEVERAL[kind]}:", (BulletList(items),)


def _by_area(findings: Sequence[Finding]) -> Iterator[Group]:
    in_order = sorted(
        findings,
        key=lambda each: (
            each.practice_area is None,
            each.practice_area.order if each.practice_area else 0,
            each.practice_area_id or 0,
        ),
    )
    for area, found in groupby(in_order, lambda each: each.practice_area):
        items = tuple(
            ListItem((Text(f"{each.words} "), tag(each.kind.label, each.kind.colour)))
            for each in found
        )
        yield f"{area.name if area else NO_AREA}:", (BulletList(items),)


def _as_the_letter_goes(findings: Sequence[Finding], letter: Letter) -> Iterator[Group]:
    """The sentences that were marked, paragraph by paragraph; a list below what leads to it."""
    marked = {
        number
        for each in findings
        for number in range(each.first_sentence or 0, (each.last_sentence or 0) + 1)
    }
    lead: LetterParagraph | None = None
    bullets: list[str] = []

    def group() -> Iterator[Group]:
        said = _marked(lead, marked, leads=bool(bullets)) if lead else ""
        items = tuple(ListItem((Text(words),)) for words in bullets)
        if said and items:
            yield said, (BulletList(items),)
        elif said:
            yield said, ()
        elif items:
            yield from ((words, ()) for words in bullets)

    for paragraph in lay_out(letter.text):
        if paragraph.kind == "bullet":
            if words := _marked(paragraph, marked):
                bullets.append(words)
            continue
        yield from group()
        lead, bullets = paragraph, []
    yield from group()


def _marked(paragraph: LetterParagraph, marked: set[int], *, leads: bool = False) -> str:
    """The marked sentences of a paragraph, and the last one where it ``leads`` to a list."""
    last = paragraph.sentences[-1]
    return " ".join(
        each.words
        for each in paragraph.sentences
        if each.number in marked or (leads and each is last and each.words.endswith(":"))
    )


# --- the letter ---------------------------------------------------------------------------------


def _letter(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    letters = [
        (visit, letter)
        for visit in facts.practice.told_in(section)
        if (letter := facts.practice.letters.get(visit.pk))
    ]
    blocks: list[Block] = [*own]
    for visit, letter in letters:
        if len(letters) > 1:
            blocks.append(Heading(f"Letter on the {visit}"))
        blocks += _laid_out(f"{section.key}-{visit.pk}", letter, below=len(letters) > 1)
    return tuple(blocks)


def _laid_out(anchor: str, letter: Letter, *, below: bool) -> list[Block]:
    """The whole letter, every word as it was written; each part under a heading has a number.

    A mark of a list that is a sign becomes a bullet; one that counts is kept with its words.
    """
    blocks: list[Block] = []
    starts, count = False, 0
    for paragraph in lay_out(letter.text):
        words = (Text(paragraph.words),)
        last = blocks[-1] if blocks else None
        if paragraph.kind == "heading":
            blocks.append(Heading(f"{paragraph.mark} {paragraph.words}".strip(), 1 + below))
            starts = True
        elif paragraph.mark and paragraph.mark in BULLETS:
            _add(blocks, BulletList((ListItem(words),)))
        elif starts:
            count += 1
            blocks.append(NumberedParagraph(f"{anchor}-{count}", _counted(paragraph)))
            starts = False
        else:
            _add(blocks, Paragraph(_counted(paragraph)), within=isinstance(last, NumberedParagraph))
    return blocks


def _counted(paragraph: LetterParagraph) -> Inlines:
    return (Text(f"{paragraph.mark} {paragraph.words}".strip()),)


def _add(blocks: list[Block], block: Block, *, within: bool = True) -> None:
    """Put a block behind the others, in the last numbered paragraph; a list goes on."""
    last = blocks[-1] if blocks else None
    if within and isinstance(last, NumberedParagraph):
        inner = list(last.children)
        _add(inner, block, within=False)
        blocks[-1] = replace(last, children=tuple(inner))
    elif isinstance(last, BulletList) and isinstance(block, BulletList):
        blocks[-1] = BulletList((*last.items, *block.items))
    else:
        blocks.append(block)


FILLERS: dict[BlockKind, Callable[[ReportSection, Facts, Blocks], Blocks]] = {
    BlockKind.VISIT: _visits,
    BlockKind.REVIEWS: _reviews,
    BlockKind.LETTER: _letter,
}

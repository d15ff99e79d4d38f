"""What fills the sections on practice: visits, findings, audits, voice and self-evaluations.

What inspectors found stands in their own words, and so does their letter. What the public may not
read is not here: :mod:`committee.practice` leaves it out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from committee.facts import ActionFact, Facts
from committee.models import ReportSection
from committee.phrases import day, listed, number_of, status_tag
from committee.vocabulary import BlockKind, FindingOrder, Place
from documents.nodes import (
    Block,
    BulletList,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    ListItem,
    NumberedParagraph,
    Paragraph,
    Reference,
    Table,
    Text,
)
from documents.nodes import Status as StatusNode
from monitoring import audits
from monitoring.areas import Cell
from monitoring.evaluations import LABELS, framework_of
from monitoring.letters.layout import Paragraph as LetterParagraph
from monitoring.letters.layout import lay_out
from monitoring.models import (
    AuditRound,
    Finding,
    Letter,
    SelfEvaluation,
    SelfEvaluationPart,
    Trace,
    Visit,
    VoiceItem,
)
from monitoring.vocabulary import (
    ClosedBecause,
    Direction,
    FindingType,
    Inspectorate,
    Question,
    Speaker,
    VisitKind,
)

Blocks = tuple[Block, ...]

VISITS_ACROSS = 4  # more columns than a page has room for
BULLETS = frozenset("-–—•●○▪■◦‣⁃∙·*o\uf0a7\uf0b7")


def is_left_out(section: ReportSection, facts: Facts) -> bool:
    """Whether a section on practice has nothing to tell, and no words of its own.

    An appendix never is, because the header box and the text name it.
    """
    if section.kind not in BlockKind.of_practice() or section.body:
        return False
    return section.place != Place.APPENDIX and not _has_something(section, facts)


def _has_something(section: ReportSection, facts: Facts) -> bool:
    practice = facts.practice
    if section.kind == BlockKind.AUDIT_GRADES:
        return bool(practice.rounds_told)
    if section.kind == BlockKind.VOICE:
        return bool(practice.voice)
    if section.kind == BlockKind.SELF_EVALUATION:
        return section.evaluation_id in practice.evaluations
    return bool(practice.told_in(section))


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
    focus = _points(visit.focus)
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
    words = _text(f"{_when(visit)}\n{visit.evidence_considered}".replace("\n", " "))
    yield NumberedParagraph(f"{anchor}-when", words)
    if focus := _points(visit.focus):
        yield NumberedParagraph(f"{anchor}-asked", (Text("It asked about:"),), focus)
    if not facts.practice.is_public(visit):
        yield _not_public(anchor, facts)
        return
    yield from _judgements(anchor, visit, facts)
    yield from _found(section, visit, facts.practice.findings.get(visit.pk, []), facts)
    yield from _next(anchor, visit)


_WHO = {Inspectorate.CQC: "The Care Quality Commission (CQC)"}
_DID = {
    VisitKind.STANDARD: "inspected services",
    VisitKind.SHORT: "inspected services",
    VisitKind.JOINT_TARGETED: "inspected services",
    VisitKind.AREA_SEND: "inspected services",
    VisitKind.REVIEW: "reviewed services",
    VisitKind.ENGAGEMENT: "met the council",
}


def _when(visit: Visit) -> str:
    """Who came, when, and which visit of its series it was."""
    who = _WHO.get(Inspectorate(visit.inspectorate), visit.get_inspectorate_display())
    did = _DID.get(VisitKind(visit.kind), "visited")
    when = f"from {visit.days}" if " to " in visit.days else f"on {visit.days}"
    words = f"{who} {did} {when}."
    if visit.title:
        words += f" It is called “{visit.title}”."
    if visit.ordinal:
        series = f"{visit.kind_in_series[:1].lower()}{visit.kind_in_series[1:]}"
        since = visit.ordinal_words.rstrip(".")
        words += f" It was the {series}{' ' if since else ''}{since}."
    return words


def _points(text: str) -> Blocks:
    """Lines as bullets; those that begin with a dash belong to the line before."""
    items: list[tuple[str, list[ListItem]]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith(("- ", "– ")) and items:
            items[-1][1].append(ListItem((Text(line[2:].strip()),)))
        else:
            items.append((line, []))
    if not items:
        return ()
    return (
        BulletList(
            tuple(
                ListItem((Text(words),), (BulletList(tuple(inner)),) if inner else ())
                for words, inner in items
            )
        ),
    )


def _evidence(anchor: str, visit: Visit, note: Blocks = ()) -> Iterator[NumberedParagraph]:
    if words := _text(visit.evidence_considered):
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
    words = f"What it found was not public on {day(facts.as_at)}."
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
            ListItem((Text(f"{each.words} "), StatusNode(each.kind.label, each.kind.colour)))
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


# --- findings and what answers them -------------------------------------------------------------


def _findings(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    asking = [
        (visit, [each for each in facts.practice.findings.get(visit.pk, []) if _asks(each)])
        for visit in facts.practice.told_in(section)
        if facts.practice.is_public(visit)
    ]
    everything = [each for _, findings in asking for each in findings]
    if not everything:
        return own
    answered = sum(bool(facts.practice.traces.get(each.pk)) for each in everything)
    closed = sum(_is_closed(each, facts) for each in everything)
    verb = "asks" if len(everything) == 1 else "ask"
    said = (
        f"{number_of(len(everything), 'finding')} {verb} for something to be done. The plan "
        f"answers {_of(answered, len(everything))}; {_of(closed, len(everything))} "
        f"{'is' if closed == 1 else 'are'} closed."
    )
    tables = (
        Table(
            f"What was found, and what answers it: {visit}",
            ("Finding", "Type", "What answers it", "Delivery", "State"),
            tuple(_finding_row(each, facts) for each in findings),
        )
        for visit, findings in asking
        if findings
    )
    return (*own, NumberedParagraph(f"{section.key}-count", (Text(said),)), *tables)


def _asks(finding: Finding) -> bool:
    return finding.kind in FindingType.asking()


def _is_closed(finding: Finding, facts: Facts) -> bool:
    return finding.closed_on is not None and finding.closed_on <= facts.as_at


def _of(count: int, whole: int) -> str:
    """How many of them: none, all, 3."""
    if count == whole:
        return "all" if whole > 1 else "it"
    return str(count) if count else "none"


def _finding_row(finding: Finding, facts: Facts) -> tuple[Inlines, ...]:
    traces = facts.practice.traces.get(finding.pk, [])
    printed = {each.reference: each for each in facts.actions}
    actions = [
        printed[each.action.reference]
        for each in traces
        if each.action
        and each.action.plan_id == facts.report.plan_id
        and each.action.reference in printed
    ]
    return (
        (Text(finding.reference, bold=True), LineBreak(), Text(finding.words)),
        (StatusNode(finding.kind.label, finding.kind.colour),),
        _answers(traces, actions),
        _lines((status_tag(each.now.delivery),) for each in actions),
        (Text(_state(finding, facts)),),
    )


def _answers(traces: Sequence[Trace], actions: Sequence[ActionFact]) -> Inlines:
    lines: list[Inlines] = [
        (Text(each.reference, bold=True), Text(f" {each.title}")) for each in actions
    ]
    lines += [(Text(f"No action: {each.reason}"),) for each in traces if each.action is None]
    unprinted = sum(each.action is not None for each in traces) - len(actions)
    if unprinted:
        lines.append((Text(f"{number_of(unprinted, 'action')} not listed in this paper"),))
    return _lines(lines) or (Text("Nothing yet"),)


def _state(finding: Finding, facts: Facts) -> str:
    if finding.closed_on is None or not _is_closed(finding, facts):
        return "Open"
    return f"Closed {day(finding.closed_on)}: {ClosedBecause(finding.closed_because).label}"


# --- practice areas over visits -----------------------------------------------------------------


def _area_matrix(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    visits = [
        each
        for each in facts.practice.told_in(section)
        if any(finding.practice_area for finding in facts.practice.findings.get(each.pk, []))
    ]
    if not visits:
        return own
    shown = visits[-VISITS_ACROSS:]
    cells: dict[tuple[int, int], Cell] = {}
    areas = {}
    for visit in shown:
        for finding in facts.practice.findings[visit.pk]:
            if area := finding.practice_area:
                areas[area.pk] = area
                cells.setdefault((area.pk, visit.pk), Cell()).add(finding)
    in_order = sorted(areas.values(), key=lambda area: (area.order, area.name))
    rows = tuple(
        (
            (Text(area.name, bold=True),),
            *(_cell(cells.get((area.pk, visit.pk))) for visit in shown),
        )
        for area in in_order
    )
    last = shown[-1]
    of_last = [cells[area.pk, last.pk] for area in in_order if (area.pk, last.pk) in cells]
    which = "" if len(shown) == len(visits) else f" The table shows the last {len(shown)}."
    said = (
        f"Over {number_of(len(visits), 'visit')} inspectors spoke of "
        f"{number_of(len(areas), 'practice area')}.{which} {_directions(of_last, last)}"
    )
    table = Table(
        "What inspectors said of each practice area",
        ("Practice area", *(f"{each.kind_in_series}, {each.ends_on:%B %Y}" for each in shown)),
        rows,
    )
    return (*own, NumberedParagraph(f"{section.key}-summary", (Text(said.strip()),)), table)


def _cell(cell: Cell | None) -> Inlines:
    if cell is None:
        return (Text("Nothing was said"),)
    lines: list[Inlines] = [(StatusNode(each.label, each.colour),) for each in cell.directions]
    lines += [(Text(f"{kind.label}: {count}"),) for kind, count in cell.counts]
    return _lines(lines)


def _directions(cells: Sequence[Cell], visit: Visit) -> str:
    """How many areas a visit saw going each way."""
    found = [
        f"{count} {direction.label.lower()}"
        for direction in Direction
        if (count := sum(direction in cell.directions for cell in cells))
    ]
    when = f"{visit.ends_on:%B %Y}"
    return f"In {when} the areas were: {listed(found)}." if found else ""


# --- audits -------------------------------------------------------------------------------------


def _audit_grades(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    blocks: list[Block] = [*own]
    for round in facts.practice.rounds_told:
        blocks += _round(section, round, facts)
    return tuple(blocks)


def _round(section: ReportSection, round: AuditRound, facts: Facts) -> Iterator[Block]:
    """What was audited, the grades in a chart and as shares, and how they were over rounds."""
    domains = audits.domains_of(round, round.grades.all())
    span = f"{round.starts_on:%B} to {round.ends_on:%B %Y}"
    if (round.starts_on.year, round.starts_on.month) == (round.ends_on.year, round.ends_on.month):
        span = f"{round.ends_on:%B %Y}"
    words = [f"{round.name}, {span}: {_sample(round)}.", audits.describe(domains)]
    words += [f"{each.name}: {each.agreement}" for each in domains if each.agreement]
    anchor = f"{section.key}-{round.pk}"
    note = _text(round.note)
    yield NumberedParagraph(anchor, (Text(" ".join(words)),), (Paragraph(note),) if note else ())
    if domains:
        yield audits.chart(round, domains)
        yield _shares(round, domains)
    yield from _over_rounds(round, domains, facts)


def _sample(round: AuditRound) -> str:
    said = []
    if round.audited is not None:
        said.append(f"{number_of(round.audited, 'case')} audited")
    if round.children_examined is not None:
        children = "child" if round.children_examined == 1 else "children"
        said.append(f"the experience of {round.children_examined} {children} examined")
    if round.moderated_by:
        said.append(f"moderated by {round.moderated_by}")
    return listed(said) if said else "how many cases were audited is not recorded"


def _shares(round: AuditRound, domains: Sequence[audits.Domain]) -> Table:
    columns = {"auditors": "By auditors", "moderated": "After moderation", "known": "Share"}
    used = [key for key in columns if any(each.shares(key) for each in domains)]
    rows = tuple(
        (
            (Text(domain.name),),
            (Text(line.name),),
            *((Text(str(getattr(line, key) or "Not recorded")),) for key in used),
        )
        for domain in domains
        for line in domain.lines
    )
    header = ("Domain", "Grade", *(columns[key] for key in used))
    return Table(f"Shares of the audits, {round.name}", header, rows)


def _over_rounds(
    round: AuditRound, domains: Sequence[audits.Domain], facts: Facts
) -> Iterator[Block]:
    """Good or better from round to round, where an earlier one had the same domain."""
    rounds = [each for each in facts.practice.rounds if each.ends_on <= round.ends_on]
    grades = [grade for each in rounds for grade in each.grades.all()]
    lines = audits.over_rounds(rounds, grades, [each.name for each in domains])
    lines = [(name, shares) for name, shares in lines if sum(map(bool, shares)) > 1]
    if not lines:
        return
    told = [place for place, _ in enumerate(rounds) if any(shares[place] for _, shares in lines)][
        -VISITS_ACROSS:
    ]
    yield Table(
        f"Good or better over rounds, to {round.ends_on:%B %Y}",
        ("Domain", *(f"{rounds[place].name}, {rounds[place].ends_on:%B %Y}" for place in told)),
        tuple(
            (
                (Text(name),),
                *((Text(str(shares[place] or "Not recorded")),) for place in told),
            )
            for name, shares in lines
        ),
    )


# --- voice --------------------------------------------------------------------------------------


def _voice(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    items = facts.practice.voice
    if not items:
        return own
    answered = sum(_is_answered(each, facts) for each in items)
    said = (
        f"{number_of(len(items), 'thing')} {'was' if len(items) == 1 else 'were'} heard from "
        f"{day(facts.practice.since)} to {day(facts.as_at)}. Of them {answered} "
        f"{'is' if answered == 1 else 'are'} answered: something was done, and somebody was told."
    )
    tables = (
        Table(
            f"You said, we did: {speaker.label}",
            ("You said", "We did", "What changed", "Who was told"),
            tuple(_voice_row(each, facts) for each in items if each.speaker == speaker),
        )
        for speaker in Speaker
        if any(each.speaker == speaker for each in items)
    )
    return (*own, NumberedParagraph(f"{section.key}-count", (Text(said),)), *tables)


def _is_answered(item: VoiceItem, facts: Facts) -> bool:
    return item.is_answered and item.told_on is not None and item.told_on <= facts.as_at


def _voice_row(item: VoiceItem, facts: Facts) -> tuple[Inlines, ...]:
    told = "Nobody yet"
    if item.told_on and item.told_on <= facts.as_at:
        told = f"{item.told}, {day(item.told_on)}" if item.told else day(item.told_on)
    return (
        _heard(item),
        (Text(item.done or "Nothing yet"),),
        (Text(item.changed or "Not known yet"),),
        (Text(told),),
    )


def _heard(item: VoiceItem) -> Inlines:
    """Their words, where they agree to be quoted; otherwise what they spoke of, and no more."""
    if item.may_be_quoted:
        where = f"{item.group}, {item.heard_in_words}" if item.group else item.heard_in_words
        return (Text(f"“{item.said.strip()}”"), LineBreak(), Text(where))
    about = item.practice_area or item.theme
    words = f"On {about}" if about else "On something else"
    return (Text(f"{words}. Their words are not quoted."),)


# --- the self-evaluation ------------------------------------------------------------------------


def _self_evaluation(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    evaluation = facts.practice.evaluations.get(section.evaluation_id or 0)
    if evaluation is None:
        return own
    parts = {(each.area, each.question): each for each in evaluation.parts.all()}
    blocks: list[Block] = [*own, _grades(section, evaluation, parts, facts)]
    for area, name in framework_of(evaluation).areas.items():
        said = [
            block
            for question in Question
            if (part := parts.get((area, question)))
            for block in _answer(question, part)
        ]
        if said:
            anchor = f"{section.key}-{area.replace('_', '-')}"
            blocks.append(NumberedParagraph(anchor, (Text(name, bold=True),), tuple(said)))
    blocks += _plans(section, evaluation, facts)
    if evaluation.what_changed:
        words = (Text("What changed in the year: ", bold=True), *_text(evaluation.what_changed))
        blocks.append(NumberedParagraph(f"{section.key}-changed", words))
    return tuple(blocks)


def _grades(
    section: ReportSection,
    evaluation: SelfEvaluation,
    parts: dict[tuple[str, str], SelfEvaluationPart],
    facts: Facts,
) -> Block:
    """The council's own grades, beside how inspectors last judged the same area."""
    judged = {each.area: each for found in facts.practice.judgements.values() for each in found}
    framework = framework_of(evaluation)
    rows = []
    for area, name in framework.areas.items():
        part, judgement = parts.get((area, Question.QUALITY)), judged.get(area)
        own_grade = framework.scale.get(part.own_grade, "") if part else ""
        rows.append(
            (
                (Text(name),),
                (Text(own_grade or "No grade of its own"),),
                (
                    Text(
                        f"{judgement.grade_name}, {judgement.visit.ends_on:%B %Y}"
                        if judgement
                        else "Not judged"
                    ),
                ),
            )
        )
    agreed = f", agreed on {day(evaluation.agreed_on)}" if evaluation.agreed_on else ""
    return NumberedParagraph(
        f"{section.key}-grades",
        (Text(f"This is what the council’s self-evaluation for {evaluation.year}{agreed} says."),),
        (
            Table(
                f"Own grades, {evaluation.year}, and inspectors’ last judgements",
                ("Area", "The council’s own grade", "Inspectors’ last judgement"),
                tuple(rows),
            ),
        ),
    )


def _answer(question: Question, part: SelfEvaluationPart) -> Iterator[Block]:
    for label, text in zip(LABELS[question], (part.strengths, part.to_develop), strict=True):
        if points := _points(text):
            yield Paragraph((Text(f"{label}:"),))
            yield from points


def _plans(section: ReportSection, evaluation: SelfEvaluation, facts: Facts) -> Iterator[Block]:
    commitments = list(evaluation.commitments.all())
    if not commitments:
        return
    printed = {each.reference: each for each in facts.actions}
    rows = []
    for each in commitments:
        action = None
        if each.action and each.action.plan_id == facts.report.plan_id:
            action = printed.get(each.action.reference)
        rows.append(
            (
                (Text(each.text),),
                (Text(action.reference, bold=True), Text(f" {action.title}")) if action else (),
                (status_tag(action.now.delivery),) if action else _text(each.progress),
            )
        )
    header = ("What is planned", "Action of the plan", "How it stands")
    yield NumberedParagraph(
        f"{section.key}-plans",
        (Text(f"{number_of(len(commitments), 'thing')} planned for the next 12 months:"),),
        (Table(f"Plans, self-evaluation {evaluation.year}", header, tuple(rows)),),
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
    """Put a block behind the others, in the last numbered paragraph; bullets go on in their list."""
    last = blocks[-1] if blocks else None
    if within and isinstance(last, NumberedParagraph):
        inner = list(last.children)
        _add(inner, block, within=False)
        blocks[-1] = replace(last, children=tuple(inner))
    elif isinstance(last, BulletList) and isinstance(block, BulletList):
        blocks[-1] = BulletList((*last.items, *block.items))
    else:
        blocks.append(block)


# --- words --------------------------------------------------------------------------------------


def _text(text: str) -> Inlines:
    """Typed lines under each other."""
    return _lines((Text(line),) for line in filter(None, map(str.strip, text.splitlines())))


def _lines(lines: Iterable[Inlines]) -> Inlines:
    found: list[Inline] = []
    for line in lines:
        if found:
            found.append(LineBreak())
        found += line
    return tuple(found)


FILLERS: dict[BlockKind, Callable[[ReportSection, Facts, Blocks], Blocks]] = {
    BlockKind.VISIT: _visits,
    BlockKind.FINDINGS: _findings,
    BlockKind.AREA_MATRIX: _area_matrix,
    BlockKind.AUDIT_GRADES: _audit_grades,
    BlockKind.SELF_EVALUATION: _self_evaluation,
    BlockKind.VOICE: _voice,
    BlockKind.REVIEWS: _reviews,
    BlockKind.LETTER: _letter,
}

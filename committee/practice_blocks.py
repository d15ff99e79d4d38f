"""What fills the sections that tell of practice over time, and what comes of what was found.

Findings with the actions that answer them, practice areas over visits, audits, voice, and the
council's self-evaluation. What the public may not read :mod:`committee.practice` leaves out.
"""

from collections.abc import Callable, Iterator, Sequence

from committee.facts import ActionFact, Facts
from committee.models import ReportSection
from committee.phrases import day, listed, number_of, points, stacked, status_tag, tag, typed
from committee.vocabulary import BlockKind, Place
from documents.nodes import (
    Block,
    Inlines,
    LineBreak,
    NumberedParagraph,
    Paragraph,
    Table,
    Text,
)
from monitoring import audits
from monitoring.areas import Cell
from monitoring.evaluations import LABELS, framework_of
from monitoring.models import (
    AuditRound,
    Finding,
    SelfEvaluation,
    SelfEvaluationPart,
    Trace,
    Visit,
    VoiceItem,
)
from monitoring.vocabulary import ClosedBecause, Direction, FindingType, Question, Speaker

Blocks = tuple[Block, ...]

ACROSS = 4  # visits or audit rounds beside each other: more columns than a page has room for


def is_left_out(section: ReportSection, facts: Facts) -> bool:
    """Whether a section on practice has nothing to tell, and no words of its own.

    An appendix never is, because the header box and the text name it.
    """
    if section.kind not in BlockKind.of_practice() or section.body:
        return False
    return section.place != Place.APPENDIX and not has_something(section, facts)


def has_something(section: ReportSection, facts: Facts) -> bool:
    """Whether there is something to tell in a section on practice."""
    practice = facts.practice
    if section.kind == BlockKind.AUDIT_GRADES:
        return bool(practice.rounds_told)
    if section.kind == BlockKind.VOICE:
        return bool(practice.voice)
    if section.kind == BlockKind.SELF_EVALUATION:
        return section.evaluation_id in practice.evaluations
    return bool(practice.told_in(section))


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
            ("Finding", "Type", "What answers it, and how that stands", "State"),
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
        (tag(finding.kind.label, finding.kind.colour),),
        _answers(traces, actions),
        (Text(_state(finding, facts)),),
    )


def _answers(traces: Sequence[Trace], actions: Sequence[ActionFact]) -> Inlines:
    lines: list[Inlines] = [
        (Text(each.reference, bold=True), Text(f" {each.title} "), status_tag(each.now.delivery))
        for each in actions
    ]
    lines += [(Text(f"No action: {each.reason}"),) for each in traces if each.action is None]
    unprinted = sum(each.action is not None for each in traces) - len(actions)
    if unprinted:
        lines.append((Text(f"{number_of(unprinted, 'action')} not listed in this paper"),))
    return stacked(lines) or (Text("Nothing yet"),)


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
    shown = visits[-ACROSS:]
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
        f"Inspectors spoke of {number_of(len(areas), 'practice area')} on "
        f"{number_of(len(visits), 'visit')}.{which} {_directions(of_last, last)}"
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
    lines: list[Inlines] = [(tag(each.label, each.colour),) for each in cell.directions]
    lines += [(Text(f"{kind.label}: {count}"),) for kind, count in cell.counts]
    return stacked(lines)


def _directions(cells: Sequence[Cell], visit: Visit) -> str:
    """How many areas a visit saw going each way."""
    found = [
        f"{direction.label.lower()} in {count}"
        for direction in Direction
        if (count := sum(direction in cell.directions for cell in cells))
    ]
    when = f"{visit.ends_on:%B %Y}"
    return f"In {when} they saw something {listed(found)} of them." if found else ""


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
    note = typed(round.note)
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
        -ACROSS:
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
        words = (Text("What changed in the year: ", bold=True), *typed(evaluation.what_changed))
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
        if listed_points := points(text):
            yield Paragraph((Text(f"{label}:"),))
            yield from listed_points


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
                (status_tag(action.now.delivery),) if action else typed(each.progress),
            )
        )
    header = ("What is planned", "Action of the plan", "How it stands")
    yield NumberedParagraph(
        f"{section.key}-plans",
        (Text(f"{number_of(len(commitments), 'thing')} planned for the next 12 months:"),),
        (Table(f"Plans, self-evaluation {evaluation.year}", header, tuple(rows)),),
    )


FILLERS: dict[BlockKind, Callable[[ReportSection, Facts, Blocks], Blocks]] = {
    BlockKind.FINDINGS: _findings,
    BlockKind.AREA_MATRIX: _area_matrix,
    BlockKind.AUDIT_GRADES: _audit_grades,
    BlockKind.SELF_EVALUATION: _self_evaluation,
    BlockKind.VOICE: _voice,
}

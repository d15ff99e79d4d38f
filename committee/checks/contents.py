"""What a draft still lacks, and what people typed in it held against what is recorded."""

from collections.abc import Iterable, Iterator

from committee.blocks import (
    is_left_out,
    is_told,
    read_narrative,
    read_recommendation,
    read_section,
)
from committee.checks.draft import Draft
from committee.checks.flaws import Flaw, Flaws
from committee.checks.paper import Paper
from committee.facts import Facts, is_written
from committee.indicator_blocks import exceptions
from committee.models import ReportSection
from committee.reports import Part, outline
from committee.vocabulary import BlockKind, Place
from documents.nodes import Block, Inlines, Link, NumberedParagraph, Text
from documents.richtext import Bind, Parsed
from documents.tree import walk
from improvement.vocabulary import NarrativeState
from performance import prose, statements
from performance.readings import Reading

# --- what is missing ----------------------------------------------------------------------------


def missing(draft: Draft, paper: Paper) -> Flaws:
    """What a paper cannot be published without: recommendations, what must be filled, themes."""
    facts = draft.facts
    for section, _ in _empty_parts(facts):
        if section.kind == BlockKind.RECOMMENDATIONS:
            yield Flaw(section.key, "Write at least one recommendation.", str(section))
        elif section.is_mandatory:
            message = "Choose what it shows." if section.is_live else "Write this section."
            yield Flaw(section.key, message, str(section))
    if facts.has_block(BlockKind.THEME_PROGRESS):
        for theme in facts.themes:
            if not is_told(theme, facts):
                yield Flaw(
                    f"theme-{theme.number}",
                    f"Its lead has not written the narrative for {facts.report.period}.",
                    f"Theme {theme.number}",
                )


def empty(draft: Draft, paper: Paper) -> Flaws:
    """Sections that could be filled, and are not."""
    for section, has_parts in _empty_parts(draft.facts):
        is_asked = section.is_mandatory or section.kind == BlockKind.RECOMMENDATIONS
        if not (is_asked or section.is_live or has_parts):
            yield Flaw(section.key, "Nothing is written here.", str(section))


def _empty_parts(facts: Facts) -> Iterator[tuple[ReportSection, bool]]:
    """The sections in which, and in whose parts, nothing stands; and whether they have parts."""
    for part in _every_part(outline(facts.sections)):
        if part.section.kind == BlockKind.RECOMMENDATIONS:
            if not facts.recommendations:
                yield part.section, False
        elif not any(_is_filled(each.section, facts) for each in _every_part([part])):
            yield part.section, bool(part.parts)


def _is_filled(section: ReportSection, facts: Facts) -> bool:
    if is_written(section.body):
        return True
    return section.is_live and not is_left_out(section, facts)


def _every_part(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _every_part(part.parts)


def not_accepted(draft: Draft, paper: Paper) -> Flaws:
    """Narratives that nobody has accepted, and self-evaluations not agreed by the day."""
    facts, practice = draft.facts, draft.facts.practice
    if facts.has_block(BlockKind.THEME_PROGRESS):
        for theme in filter(facts.has_narrative, facts.themes):
            narrative = facts.narratives[theme.pk]
            if narrative.state != NarrativeState.ACCEPTED:
                state = narrative.get_state_display()
                yield Flaw(
                    f"theme-{theme.number}",
                    f"The narrative is not accepted yet: {state}.",
                    f"Theme {theme.number}",
                )
    for section in facts.sections:
        evaluation = practice.evaluations.get(section.evaluation_id or 0)
        if evaluation and not (evaluation.agreed_on and evaluation.agreed_on <= practice.public_on):
            message = f"{evaluation} is not agreed by {practice.public_on:%-d %B %Y}."
            yield Flaw(section.key, message, str(section))


def nothing_chosen(draft: Draft, paper: Paper) -> Flaws:
    """Parts whose author has not chosen the indicators or the visits that they tell of."""
    facts = draft.facts
    for section in facts.sections:
        place = str(section)
        if (
            facts.figures.readings
            and section.shows_chosen_indicators
            and not facts.figures.shown_in(section)
        ):
            message = "Choose a scorecard or indicators. Until then this part shows no figures."
            yield Flaw(section.key, message, place)
        is_awaited = section.theme_id or section.place == Place.APPENDIX
        has_none = not facts.practice.chosen.get(section.pk) and not is_written(section.body)
        if section.must_have_visits and is_awaited and has_none:
            message = "Choose a visit. Until then this part tells of none."
            yield Flaw(section.key, message, place)


# --- ratings and their commentary ---------------------------------------------------------------


def without_commentary(draft: Draft, paper: Paper) -> Flaws:
    """Indicators shown for what they are off, on which nobody has accepted commentary."""
    for anchor, reading in _exceptions(draft.facts):
        if draft.facts.figures.commentary(reading) is None:
            message = f"No commentary on {reading.period.label} has been accepted."
            yield Flaw(anchor, message, str(reading.indicator))


def contradicting_commentary(draft: Draft, paper: Paper) -> Flaws:
    """Commentary that says otherwise than its figures, or the same as for the period before."""
    figures = draft.facts.figures
    for anchor, reading in _exceptions(draft.facts):
        commentary = figures.commentary(reading)
        if commentary is None:
            continue
        previous = figures.commentary(reading, before=1)
        for words in statements.warnings(commentary, reading, previous):
            yield Flaw(anchor, words, str(reading.indicator))


def _exceptions(facts: Facts) -> Iterator[tuple[str, Reading]]:
    """The exceptions that the paper shows, each with its anchor."""
    for section in facts.sections if facts.figures.readings else ():
        if section.kind == BlockKind.EXCEPTIONS:
            for reading in exceptions(section, facts):
                yield f"{section.key}-{reading.indicator.pk}", reading


# --- what was typed -----------------------------------------------------------------------------


def unkept(draft: Draft, paper: Paper) -> Flaws:
    """What was typed and cannot be kept, or not as it was."""
    for _, _, parsed in _texts(draft.facts):
        yield from parsed.problems


def disagreeing(draft: Draft, paper: Paper) -> Flaws:
    """Numbers typed in a sentence about an indicator that are none of its figures."""
    readings = draft.facts.figures.readings
    if not readings:
        return
    # What is filled in is a figure, so only what was typed is looked at.
    for anchor, place, parsed in _texts(draft.facts, bind=lambda typed: ""):
        for node, words in _paragraphs(parsed.blocks):
            if not prose.numbers_in(words):
                continue
            for found in statements.disagreeing(words, readings):
                yield Flaw(node or anchor, found.message, place)


def _texts(facts: Facts, bind: Bind | None = None) -> Iterator[tuple[str, str, Parsed]]:
    """The texts that are printed, each with its anchor and what it is called."""
    for section in facts.sections:
        yield section.key, str(section), read_section(section, facts, bind)
    for each in facts.recommendations:
        yield f"recommendation-{each.order}", str(each), read_recommendation(each, facts, bind)
    if facts.has_block(BlockKind.THEME_PROGRESS):
        for theme in filter(facts.has_narrative, facts.themes):
            yield (
                f"theme-{theme.number}",
                f"Theme {theme.number}",
                read_narrative(theme, facts, bind),
            )


def _paragraphs(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """The words of each paragraph and cell, with the anchor of the numbered one around it."""
    for block in blocks:
        inside = block.anchor if isinstance(block, NumberedParagraph) else ""
        for node in walk(block):
            content = getattr(node, "content", ())
            if isinstance(content, tuple) and (words := _words(content)):
                yield inside, words


def _words(content: Inlines) -> str:
    return "".join(node.text if isinstance(node, Text | Link) else " " for node in content).strip()

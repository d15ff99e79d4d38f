"""What fills the live sections of a paper: one function a kind, each from the same facts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby
from typing import cast

from committee import exemption
from committee.change_blocks import changes
from committee.facts import ActionFact, Facts
from committee.indicator_blocks import FILLERS as OF_INDICATORS
from committee.indicator_blocks import is_left_out as shows_no_indicators
from committee.models import Recommendation, ReportSection
from committee.phrases import AXES, colour_of, counts, day, listed, number_of, status_tag
from committee.pictures import bind_pictures, show
from committee.practice_blocks import FILLERS as OF_PRACTICE
from committee.practice_blocks import is_left_out as tells_of_no_practice
from committee.question_blocks import is_left_out as answers_nothing
from committee.question_blocks import members_asked
from committee.visit_blocks import FILLERS as OF_VISITS
from committee.vocabulary import BlockKind, Place
from documents import richtext
from documents.nodes import (
    Block,
    BulletList,
    Chart,
    Figure,
    Inlines,
    LineBreak,
    ListItem,
    ListStyle,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Reference,
    Section,
    Series,
    Table,
    Text,
)
from documents.richtext import Bind, Parsed
from improvement.models import Status, Theme

NO_NARRATIVE = "No narrative has been written for this theme yet."
LATEST_WORDS = 40
ACTION_COLUMNS = ("Action", "Lead", "Due", "Delivery", "Impact", "Latest")

Blocks = tuple[Block, ...]


def fill(section: ReportSection, facts: Facts) -> Blocks:
    """What stands in a section: its own text, then what its kind adds."""
    return FILLERS[BlockKind(section.kind)](section, facts, read_section(section, facts).blocks)


def is_left_out(section: ReportSection, facts: Facts) -> bool:
    """Whether a section has nothing to show, so that the paper is made without it."""
    return (
        shows_no_indicators(section, facts)
        or tells_of_no_practice(section, facts)
        or answers_nothing(section, facts)
    )


def is_told(theme: Theme, facts: Facts) -> bool:
    """Whether a theme has a narrative for the period, or a section that follows it tells of it."""
    return facts.has_narrative(theme) or any(
        not is_left_out(section, facts) for section in facts.following(theme)
    )


def read_section(section: ReportSection, facts: Facts, bind: Bind | None = None) -> Parsed:
    """The text that was written for a section, with its pictures."""
    parsed = richtext.parse(
        section.body,
        anchor=section.key,
        numbered=section.is_numbered,
        bind=bind_pictures(facts.pictures, bind or facts.figures.quote),
        notice=exemption.notice(section),
    )
    return show(parsed, facts.pictures, section.key)


def read_narrative(theme: Theme, facts: Facts, bind: Bind | None = None) -> Parsed:
    """The text that was written on a theme for the period, with its pictures."""
    anchor = f"theme-{theme.number}-progress"
    parsed = richtext.parse(
        facts.narratives[theme.pk].body,
        anchor=anchor,
        bind=bind_pictures(facts.pictures, bind or facts.figures.quote),
        notice=f"{exemption.PART}.",
    )
    return show(parsed, facts.pictures, anchor)


def read_recommendation(each: Recommendation, facts: Facts, bind: Bind | None = None) -> Parsed:
    """What is recommended: one paragraph."""
    return _typed(each.text, f"recommendation-{each.order}", bind or facts.figures.quote)


def plain(text: str, bind: Bind | None = None) -> Inlines:
    """Words typed without an editor; what they cite is a citation."""
    return _content(_typed(text, "", bind))


def _typed(text: str, anchor: str, bind: Bind | None) -> Parsed:
    markup = escape(text.strip()).replace("\n", "<br>")
    return richtext.parse(markup, anchor=anchor, numbered=False, bind=bind)


def _content(parsed: Parsed) -> Inlines:
    return next((block.content for block in parsed.blocks if isinstance(block, Paragraph)), ())


def _narrative(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    return own


def _recommendations(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    if not facts.recommendations:
        return own
    items = (
        ListItem(_content(read_recommendation(each, facts)), anchor=f"recommendation-{each.order}")
        for each in facts.recommendations
    )
    style = facts.report.house_style
    lead = (Paragraph((Text(style.recommendation_lead),)),) if style.recommendation_lead else ()
    numbers = cast(ListStyle, style.recommendation_numbers)
    return (*own, *lead, NumberedList(tuple(items), numbers))


def _appendices(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    named = (enclosure(each) for each in facts.sections if each.place == Place.APPENDIX)
    items = tuple(map(ListItem, named))
    return (*own, BulletList(items)) if items else own


def enclosure(section: ReportSection) -> Inlines:
    """How an appendix is named where the paper says what comes with it."""
    words = "not for publication" if exemption.is_whole(section) else section.heading
    return (Reference(section.key), Text(f": {words}"))


# --- the plan -------------------------------------------------------------------------------


def _plan_objectives(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    items = tuple(ListItem((Text(objective.text),)) for objective in facts.objectives)
    words = f"The plan has {number_of(len(items), 'strategic objective')}:"
    return _under_last(section, own, (BulletList(items),), words) if items else own


def _plan_themes(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    children: list[Block] = []
    kind_before = None
    for (kind, _), run in groupby(enumerate(facts.themes), lambda each: _run(*each)):
        themes = [theme for _, theme in run]
        if kind == Theme.Kind.IMPROVEMENT and kind_before == Theme.Kind.TURNAROUND:
            children.append(Paragraph((Text("Improvement themes", bold=True),)))
        items = tuple(ListItem((Text(_without_number(theme)),)) for theme in themes)
        children.append(NumberedList(items, start=themes[0].number))
        kind_before = kind
    words = f"The plan has {number_of(len(facts.themes), 'theme')}:"
    return _under_last(section, own, tuple(children), words) if children else own


def _run(position: int, theme: Theme) -> tuple[str, int]:
    """The same for neighbours of one kind whose numbers follow each other."""
    return theme.kind, theme.number - position


def _without_number(theme: Theme) -> str:
    return theme.heading.removeprefix(f"{theme.number}. ")


def _under_last(section: ReportSection, own: Blocks, children: Blocks, words: str) -> Blocks:
    """The blocks with more children below the last numbered paragraph, or below these words."""
    for index in range(len(own) - 1, -1, -1):
        last = own[index]
        if isinstance(last, NumberedParagraph):
            grown = replace(last, children=(*last.children, *children))
            return (*own[:index], grown, *own[index + 1 :])
    return (*own, NumberedParagraph(f"{section.key}-1", (Text(words),), children))


def _theme_progress(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    return (*own, *(_theme(theme, facts) for theme in facts.themes))


def _theme(theme: Theme, facts: Facts) -> Section:
    anchor = f"theme-{theme.number}"
    progress: Blocks = ()
    if facts.has_narrative(theme):
        progress = read_narrative(theme, facts).blocks
    elif not is_told(theme, facts):
        progress = (NumberedParagraph(f"{anchor}-progress-1", (Text(NO_NARRATIVE),)),)
    return Section(
        anchor,
        theme.heading,
        (
            NumberedParagraph(f"{anchor}-description", plain(theme.description)),
            Section(f"{anchor}-progress", "", progress),
        ),
    )


# --- the actions ----------------------------------------------------------------------------


def _status_counts(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    blocks: list[Block] = list(own)
    for axis, name in AXES.items():
        statuses = facts.vocabulary(axis)
        sentence = _counted_in_words(facts, statuses, counts(facts.actions, statuses, axis))
        blocks.append(NumberedParagraph(f"{section.key}-{axis}", (Text(sentence),)))
        if facts.themes and statuses:
            title = f"{name} by theme, {day(facts.as_at)}"
            blocks.append(Figure(title, sentence, _chart_by_theme(facts, statuses, axis)))
    return tuple(blocks)


def _chart_by_theme(facts: Facts, statuses: Sequence[Status], axis: str) -> Chart:
    """Each theme's actions by status, one bar a theme."""
    by_theme = [counts(facts.actions_by_theme[theme.pk], statuses, axis) for theme in facts.themes]
    return Chart(
        kind="stacked",
        heading="Theme",
        labels=tuple(str(theme) for theme in facts.themes),
        series=tuple(
            Series(status.label, tuple(map(float, of_status)), colour=colour_of(status))
            for status, of_status in zip(statuses, zip(*by_theme, strict=True), strict=True)
        ),
    )


def _counted_in_words(facts: Facts, statuses: Sequence[Status], totals: Sequence[int]) -> str:
    total = sum(totals)
    if not total:
        return f"No action of the plan stood in it on {day(facts.as_at)}."
    parts = [
        f"{count} {'is' if count == 1 else 'are'} “{status.label}”"
        for status, count in zip(statuses, totals, strict=True)
        if count
    ]
    return f"Of {number_of(total, 'action')} on {day(facts.as_at)}, {listed(parts)}."


def _action_table(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    tables = (
        Table(
            caption=f"Theme {theme.number}: {theme.title}",
            header=ACTION_COLUMNS,
            rows=tuple(_action_row(action) for action in actions),
        )
        for theme in facts.themes
        if (actions := facts.actions_by_theme[theme.pk])
    )
    number = number_of(len(facts.actions), "action")
    sentence = f"The plan held {number} on {day(facts.as_at)}."
    return (*own, NumberedParagraph(f"{section.key}-count", (Text(sentence),)), *tables)


def _action_row(action: ActionFact) -> tuple[Inlines, ...]:
    now = action.now
    due = day(now.due_on) if now.due_on else "Ongoing"
    # What was ongoing then may have been given its first date since.
    if now.due_on and action.first_due_on and now.due_on != action.first_due_on:
        due += f" (first agreed: {day(action.first_due_on)})"
    latest = "No update yet"
    if action.latest_on:
        words = _brief(action.latest) or "Nothing has changed."
        late = " (after the cut-off)" if action.is_late else ""
        latest = f"{day(action.latest_on)}{late}: {words}"
    return (
        (Text(action.reference, bold=True), LineBreak(), Text(action.title)),
        (Text(action.owner),),
        (Text(due),),
        (status_tag(now.delivery),),
        (status_tag(now.impact),),
        (Text(latest),),
    )


def _status_key(section: ReportSection, facts: Facts, own: Blocks) -> Blocks:
    return (
        *own,
        *(
            Table(
                caption=axis.label,
                header=("Status", "What it means"),
                rows=tuple(
                    ((status_tag(status),), (Text(status.definition),))
                    for status in facts.vocabulary(axis)
                ),
            )
            for axis in Status.Axis
        ),
    )


FILLERS: dict[BlockKind, Callable[[ReportSection, Facts, Blocks], Blocks]] = {
    BlockKind.NARRATIVE: _narrative,
    BlockKind.RECOMMENDATIONS: _recommendations,
    BlockKind.APPENDICES: _appendices,
    BlockKind.PLAN_OBJECTIVES: _plan_objectives,
    BlockKind.PLAN_THEMES: _plan_themes,
    BlockKind.THEME_PROGRESS: _theme_progress,
    BlockKind.STATUS_COUNTS: _status_counts,
    BlockKind.CHANGES: changes,
    BlockKind.ACTION_TABLE: _action_table,
    BlockKind.STATUS_KEY: _status_key,
    BlockKind.MEMBERS_ASKED: members_asked,
    **OF_INDICATORS,
    **OF_PRACTICE,
    **OF_VISITS,
}

# --- words ----------------------------------------------------------------------------------


def _brief(text: str) -> str:
    words = text.split()
    if len(words) <= LATEST_WORDS:
        return " ".join(words)
    return " ".join(words[:LATEST_WORDS]) + " …"

"""What the checks found, as a page shows it: with its rule, and where it is mended."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from committee.checks.checker import RULES
from committee.checks.rules import Rule
from committee.facts import Facts
from committee.vocabulary import BlockKind, Weight
from documents.nodes import Document
from documents.problems import Problem
from documents.tree import names
from improvement.models import Theme


@dataclass(frozen=True)
class Found:
    """A problem with the rule that found it, and the page where it is mended; "" for none."""

    problem: Problem
    rule: Rule[...]
    editor: str = ""


def with_editors(
    problems: Iterable[Problem], facts: Facts, document: Document, *, own: Collection[int]
) -> list[Found]:
    """The problems with the page where each is mended, as far as the person may change it.

    ``own`` are the keys of the sections that the person may write.
    """
    parts = _parts(facts, document)
    editors = _editors(facts, own) | _commentary(facts)

    def editor(anchor: str) -> str:
        return editors.get(anchor) or editors.get(parts.get(anchor, anchor), "")

    return [Found(each, RULES[each.rule], editor(each.anchor)) for each in problems]


def by_rule(found: Iterable[Found]) -> dict[Weight, dict[Rule[...], list[Found]]]:
    """The same by what each weighs and by its rule, the rules in the order of the paper."""
    grouped: dict[Weight, dict[Rule[...], list[Found]]] = {}
    for each in found:
        of_weight = grouped.setdefault(Weight(each.problem.severity), {})
        of_weight.setdefault(each.rule, []).append(each)
    return grouped


def _commentary(facts: Facts) -> dict[str, str]:
    """By the anchor of an indicator that needs attention, the page where people write on it."""
    return {
        f"{section.key}-{reading.indicator.pk}": reading.indicator.get_absolute_url()
        for section in facts.sections
        if section.kind == BlockKind.EXCEPTIONS
        for reading in facts.figures.readings
    }


def _editors(facts: Facts, own: Collection[int]) -> dict[str, str]:
    """By the anchor of a part, the page where it is written."""
    report = facts.report
    found = {}
    for section in facts.sections:
        if section.pk not in own:
            continue
        if section.kind == BlockKind.RECOMMENDATIONS:
            found[section.key] = reverse("committee:recommendations_edit", args=[report.slug])
        elif section.kind == BlockKind.THEME_PROGRESS:
            for theme in facts.themes:
                found[f"theme-{theme.number}"] = _narrative_editor(facts, theme)
        else:
            found[section.key] = f"{report.get_absolute_url()}?edit={section.key}#{section.key}"
    return found


def _narrative_editor(facts: Facts, theme: Theme) -> str:
    report = facts.report
    address = reverse("improvement:narrative_edit", args=[theme.pk, report.period_id])
    return f"{address}?paper={report.slug}"


def _parts(facts: Facts, document: Document) -> dict[str, str]:
    """By the anchor of each node, that of the innermost part around it that people write."""
    written = {section.key for section in facts.sections}
    written |= {f"theme-{theme.number}" for theme in facts.themes}
    return dict(_inside(document, "", written))


def _inside(node: Any, part: str, written: Collection[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, tuple):
        for item in node:
            yield from _inside(item, part, written)
        return
    if anchor := getattr(node, "anchor", ""):
        part = anchor if anchor in written else part
        yield anchor, part
    for name in ("children", "items"):
        if name in names(node.__class__):
            yield from _inside(getattr(node, name), part, written)

"""A draft, and what it is held against: earlier papers, names that bodies had, standing text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from django.utils.html import strip_tags

from committee.checks.paper import SMALL_NUMBERS
from committee.facts import Facts
from committee.models import Body
from improvement.models import ThemeNarrative
from performance.models import Conventions
from performance.suppression import Rule as SmallNumbers


@dataclass(frozen=True)
class Draft:
    """The facts of a paper with what its rules need to know besides.

    ``former_names`` are those of the authority's bodies, with what each is called now; ``before``
    are the texts of the body's last paper by section or theme; ``standing`` are the keys of
    sections whose text goes over from paper to paper.
    """

    facts: Facts
    former_names: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()
    small_numbers: SmallNumbers = SMALL_NUMBERS


def read_draft(facts: Facts) -> Draft:
    """Read what a draft is held against; it asks the same few questions for any paper."""
    report = facts.report
    authority = report.authority
    bodies = Body.objects.filter(authority=authority).exclude(former_names="")
    before = {}
    if previous := report.previous:
        before = {each.key: plain(each.body) for each in previous.sections.all()}
        narratives = ThemeNarrative.objects.filter(theme__plan=report.plan_id)
        for each in narratives.filter(period=previous.period_id).select_related("theme"):
            before[f"theme-{each.theme.number}"] = plain(each.body)
    standing = report.house_style.sections.filter(carried_over=True).values_list("key", flat=True)
    conventions = Conventions.objects.filter(authority=authority).first() or Conventions()
    return Draft(
        facts=facts,
        former_names={
            former.strip(): body.name
            for body in bodies
            for former in body.former_names.splitlines()
            if former.strip()
        },
        before=before,
        standing=frozenset(standing),
        small_numbers=conventions.rule,
    )


def plain(markup: str) -> str:
    """The words of what an editor saved."""
    return " ".join(unescape(strip_tags(markup.replace("<", " <"))).split())

"""Figures quoted in a text: what may stand in double brackets, and what it prints.

``[[CP05 value]]``, ``[[CP05 england year]]``, ``[[CP05 value in March 2017]]`` or, of one team,
``[[WF02 value of Duty and Assessment]]``: the code of an indicator, what is wanted of it and, where
it is not of the whole authority or not of the period at hand, of whom and when. Capitals make no
difference.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from html import unescape

from documents.richtext import Unbound
from performance import suppression, wording
from performance.periods import Period
from performance.readings import Figure, Reading
from performance.vocabulary import Group, Unit

_QUOTED = re.compile(r"\[\[([^\[\]]+)\]\]")
# A period has a digit in it, and no "in": "Children in Care in March 2017" is a team and a month.
_QUOTE = re.compile(
    r"(?P<code>\S+) (?P<wanted>.+?)(?: of (?P<part>.+?))?(?: in (?P<period>(?:(?! in ).)*\d.*))?"
)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Quote:
    """A reference to a figure, in small letters: the code, what is wanted, of whom and when."""

    code: str
    wanted: str
    part: str = ""
    period: str = ""


def parse(typed: str) -> Quote:
    """Read what was typed between the brackets. Raises Unbound where it is no reference."""
    found = _QUOTE.fullmatch(" ".join(typed.split()).casefold())
    if found is None:
        raise Unbound(
            f"“{typed}” is not a figure. Write the code of an indicator and what to print, for "
            "example [[CP05 value]]."
        )
    known = [*PARTS_TOO, *WHOLE_ONLY]
    if found["wanted"] not in known:
        raise Unbound(
            f"“{found['wanted']}” cannot be printed of {found['code'].upper()}. "
            f"{_meant(found['wanted'], known)}"
        )
    return Quote(found["code"], found["wanted"], found["part"] or "", found["period"] or "")


def quotes_in(texts: Iterable[str]) -> Iterator[Quote]:
    """Every reference to a figure in texts, which may be markup; what is none is left out."""
    for text in texts:
        for found in _QUOTED.finditer(_TAG.sub("", text)):
            try:
                yield parse(unescape(found[1]))
            except Unbound:
                continue


def resolve(
    quote: Quote, readings: Mapping[str, Reading], parts: Mapping[tuple[str, str], Reading]
) -> str:
    """What a reference prints.

    ``readings`` are by code, ``parts`` by code and name of the part, all in small letters. Raises
    Unbound with a sentence that says what would work.
    """
    whole = readings.get(quote.code)
    if whole is None:
        codes = [each.indicator.code for each in readings.values()]
        raise Unbound(
            f"No indicator that may be printed has the code “{quote.code.upper()}”. "
            f"{_meant(quote.code, codes)}"
        )
    if not quote.part:
        return (PARTS_TOO | WHOLE_ONLY)[quote.wanted](_until(quote.period, whole))
    reading = parts.get((quote.code, quote.part))
    if reading is None or reading.latest is None:
        names = [
            each.breakdown.name
            for (code, _), each in parts.items()
            if code == quote.code and each.breakdown and each.latest
        ]
        raise Unbound(
            f"{whole.indicator.code} has no figures of “{quote.part}”. {_meant(quote.part, names)}"
        )
    if quote.wanted not in PARTS_TOO:
        raise Unbound(
            f"“{quote.wanted}” of {whole.indicator.code} is for the whole authority only. "
            f"Of a team or other part, write {_listed(PARTS_TOO)}."
        )
    return PARTS_TOO[quote.wanted](_until(quote.period, reading))


def _until(name: str, reading: Reading) -> Reading:
    """The reading up to the period of a name; as it is, without one."""
    if not name:
        return reading
    for end, period in enumerate(reading.periods, start=1):
        labels = (period.label, period.short_label, wording.named(period.label))
        if name in (label.casefold() for label in labels):
            return replace(reading, periods=reading.periods[:end], figures=reading.figures[:end])
    first, last = reading.periods[0].label, reading.period.label
    raise Unbound(
        f"{reading.indicator.code} has no period “{name}” here. Write one from {first} to {last}."
    )


# --- what can be printed ------------------------------------------------------------------------


def _value(reading: Reading) -> str:
    return _printed(reading, reading.now, reading.period)


def _previous(reading: Reading) -> str:
    return _printed(reading, reading.before, reading.period.shift(-1))


def _printed(reading: Reading, figure: Figure | None, period: Period) -> str:
    if figure is not None and figure.is_hidden:
        return _hidden(reading)
    if figure is None or figure.value is None:
        raise _missing(reading, f"figure for {wording.named(period.label)}")
    words = reading.figure(figure.value)
    return f"{words} (provisional)" if figure.is_provisional else words


def _hidden(reading: Reading) -> str:
    """A hidden count is small; any other hidden figure may be of any size."""
    is_small = reading.unit == Unit.COUNT and reading.breakdown is None
    return suppression.in_words(reading.rule) if is_small else suppression.HIDDEN


def _change(reading: Reading) -> str:
    if any(figure is not None and figure.is_hidden for figure in (reading.now, reading.before)):
        raise Unbound(
            f"The change of {reading.indicator.code} cannot be printed, because a small number is "
            "hidden. Say in words how it moved."
        )
    moved = reading.direction.amount
    if moved is None:
        since = wording.named(reading.period.shift(-1).label)
        raise _missing(reading, f"figures to compare since {since}")
    return wording.change(moved, reading.unit, reading.indicator.decimals)


def _numerator(reading: Reading) -> str:
    return _counted(reading, reading.now.numerator if reading.now else None, "numerator")


def _denominator(reading: Reading) -> str:
    return _counted(reading, reading.now.denominator if reading.now else None, "denominator")


def _counted(reading: Reading, number: Decimal | None, name: str) -> str:
    if reading.now is not None and reading.now.is_hidden:
        return suppression.HIDDEN
    if number is None:
        raise _missing(reading, f"{name} for {wording.named(reading.period.label)}")
    return wording.number(number, 0 if number == number.to_integral_value() else 1)


def _target(reading: Reading) -> str:
    if not reading.target_text:
        raise _missing(reading, f"target in {wording.named(reading.period.label)}")
    return reading.target_text


def _compared(reading: Reading, *, group: Group, wanted: str) -> str:
    found = reading.comparator_for(group, reading.period)
    if found is None:
        groups = [Group(each.group).label for each in reading.comparisons]
        known = f" It has one for {_listed(groups)}." if groups else ""
        raise _missing(reading, f"figure for {group.label} to compare with", known)
    prints = {"": reading.figure(found.value), "year": found.label, "source": found.source}
    return prints[wanted]


def _missing(reading: Reading, what: str, known: str = "") -> Unbound:
    return Unbound(f"{reading.indicator.code} has no {what}.{known}")


Printed = Callable[[Reading], str]

# What can be said of a part as well.
PARTS_TOO: dict[str, Printed] = {
    "value": _value,
    "previous": _previous,
    "change": _change,
    "period": lambda reading: wording.named(reading.period.label),
    "previous period": lambda reading: wording.named(reading.period.shift(-1).label),
    "numerator": _numerator,
    "denominator": _denominator,
}
# Groups are called by their names in full too; "statistical neighbours" are "neighbours".
_GROUPS = {
    name: group
    for group in Group
    for name in (group.value.replace("_", " "), group.label.casefold())
}
WHOLE_ONLY: dict[str, Printed] = {
    "target": _target,
    "rating": lambda reading: reading.judgement.rating.label.lower(),
} | {
    f"{name} {wanted}".strip(): partial(_compared, group=group, wanted=wanted)
    for name, group in _GROUPS.items()
    for wanted in ("", "year", "source")
}


def offers(reading: Reading) -> list[tuple[str, str]]:
    """What an author may insert of an indicator now: how to write it, and what it prints."""
    found = []
    groups = [each.group.replace("_", " ") for each in reading.comparisons]
    compared = [name for group in groups for name in (group, f"{group} year")]
    for wanted in (*PARTS_TOO, "target", "rating", *compared):
        try:
            printed = (PARTS_TOO | WHOLE_ONLY)[wanted](reading)
        except Unbound:
            continue
        found.append((f"[[{reading.indicator.code} {wanted}]]", printed))
    return found


def _meant(typed: str, known: Sequence[str]) -> str:
    near = get_close_matches(typed.casefold(), [each.casefold() for each in known], n=1)
    for each in known:
        if near and each.casefold() == near[0]:
            return f"Did you mean “{each}”?"
    offered = [each for each in known if not each.endswith((" year", " source"))]
    return f"Write {_listed(offered[:12])}." if offered else "There are none yet."


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last

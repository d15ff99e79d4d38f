"""What audit rounds say, worked out from counts: shares with their sample size, and who agrees."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from documents.nodes import Chart, Colour, Figure, Series
from monitoring.frameworks import FIVE_POINT, FOUR_POINT, GRADE_NAMES, THREE_OUTCOME
from monitoring.models import AuditGrade, AuditRound

# The scales that auditors grade on, the usual one first.
SCALES: dict[str, dict[str, str]] = {
    "four_point": FOUR_POINT,
    "five_point": FIVE_POINT,
    "three_outcome": THREE_OUTCOME,
}
GOOD_OR_BETTER = ("outstanding", "good", "positive")
COLOURS: dict[str, Colour] = {
    "outstanding": "teal",
    "good": "green",
    "adequate": "blue",
    "requires_improvement": "amber",
    "inadequate": "red",
    "positive": "green",
    "inconsistent": "amber",
    "systemic_failings": "red",
}
UNKNOWN = "No grade recorded"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what was audited: so many of so many, or a percentage of which no more is known.

    ``is_least`` says that there may be more, since some audits have no grade recorded.
    """

    count: int | None
    of: int | None
    percentage: Decimal
    is_least: bool = False

    def __str__(self) -> str:
        """The share as papers say it: "48%, 29 of 60", "48%", "at least 48%, 29 of 60"."""
        if self.count is None:
            words = f"{self.percentage.normalize():f}%"
        else:
            rounded = self.percentage.quantize(Decimal(1), ROUND_HALF_UP)
            words = f"{rounded}%, {self.count} of {self.of}"
        return f"at least {words}" if self.is_least else words


@dataclass(frozen=True, slots=True)
class Line:
    """One grade of a domain: how often the auditors gave it, and how often moderation did."""

    grade: str
    name: str
    auditors: Share | None
    moderated: Share | None
    known: Share | None


@dataclass(frozen=True, slots=True)
class Domain:
    """What a round says of one domain."""

    name: str
    lines: tuple[Line, ...]
    whole: int | None

    def shares(self, column: str) -> list[tuple[str, Share]]:
        """The grades that have a share in a column: auditors, moderated or known."""
        found = ((line.grade, getattr(line, column)) for line in self.lines)
        return [(grade, share) for grade, share in found if share is not None]

    @property
    def column(self) -> str:
        """Where what counts stands: after moderation, else by auditors, else what is known."""
        return next((each for each in ("moderated", "auditors") if self.shares(each)), "known")

    @property
    def good(self) -> Share | None:
        """The share graded good or better, as it counts."""
        return self.good_by(self.column)

    def good_by(self, column: str) -> Share | None:
        """The share graded good or better in a column; None where that is not known."""
        shares = self.shares(column)
        better = [share for grade, share in shares if grade in GOOD_OR_BETTER]
        counts = [share.count for _, share in shares if share.count is not None]
        is_whole = (
            sum(counts) == self.whole
            if counts
            else sum(share.percentage for _, share in shares) >= Decimal("99")
        )
        if not shares or not (better or is_whole):
            return None
        graded = {grade for grade, _ in shares}
        is_least = not is_whole and not graded >= {"outstanding", "good"}
        if counts and self.whole:
            return _share(sum(share.count or 0 for share in better), self.whole, is_least=is_least)
        total = sum((share.percentage for share in better), Decimal())
        # Each is rounded, so together they may come to 101.
        return Share(None, None, min(total, Decimal(100)), is_least)

    @property
    def agreement(self) -> str:
        """How far auditors and moderation agree, as far as counts can tell; empty without both.

        Counts do not tell which audit was graded how: as many grades were changed at least as it
        takes to come from one set of counts to the other.
        """
        auditors, moderated = (dict(self.shares(each)) for each in ("auditors", "moderated"))
        if not auditors or not moderated:
            return ""
        sums = [sum(each.count or 0 for each in side.values()) for side in (auditors, moderated)]
        if sums[0] != sums[1]:
            return (
                f"The auditors' grades are {sums[0]} and those after moderation {sums[1]}, so it "
                "cannot be told how many were changed."
            )
        least = sums[0] - sum(
            min(auditors[grade].count or 0, moderated[grade].count or 0)
            for grade in auditors.keys() & moderated.keys()
        )
        if not least:
            return f"Moderation gave each grade as often as the auditors: {sums[0]} in all."
        return f"Moderation changed at least {least} of {sums[0]} grades.{self._which_way()}"

    def _which_way(self) -> str:
        before, after = self.good_by("auditors"), self.good_by("moderated")
        if before is None or after is None or before.count == after.count:
            return ""
        return f" Good or better by auditors: {before}; after moderation: {after}."


def scale_of(given: Collection[str]) -> str:
    """The key of the first scale that has all of these grades, else of the usual one."""
    fitting = (key for key, words in SCALES.items() if words.keys() >= set(given))
    return next(fitting, next(iter(SCALES)))


def words_of(given: Collection[str]) -> dict[str, str]:
    """The grades in the words of the scale they are of."""
    return {**GRADE_NAMES, **SCALES[scale_of(given)]}


def _share(count: int, of: int, *, is_least: bool = False) -> Share:
    return Share(count, of, Decimal(100 * count) / of, is_least)


def domains_of(round: AuditRound, grades: Iterable[AuditGrade]) -> list[Domain]:
    """The domains of a round in its order, each with its grades from best to worst."""
    whole, grades = round.audited, list(grades)
    words = words_of({each.grade for each in grades})

    def counted(count: int | None) -> Share | None:
        return None if count is None or not whole else _share(count, whole)

    lines: dict[str, list[Line]] = {}
    for each in grades:
        known = None if each.percentage is None else Share(None, None, each.percentage)
        lines.setdefault(each.domain, []).append(
            Line(
                each.grade,
                words[each.grade],
                counted(each.auditor_count),
                counted(each.moderated_count),
                known,
            )
        )
    order = list(COLOURS)
    return [
        Domain(name, tuple(sorted(found, key=lambda line: order.index(line.grade))), whole)
        for name, found in lines.items()
    ]


def chart(round: AuditRound, domains: Sequence[Domain]) -> Figure:
    """The grades of each domain as a bar, as they count; what has no grade is drawn apart."""
    rows = [dict(each.shares(each.column)) for each in domains]
    grades = [grade for grade in COLOURS if any(grade in row for row in rows)]
    words = words_of(grades)
    is_percent = round.knows_percentages_only
    whole = float(100 if is_percent else round.audited or 0)

    def value(share: Share | None) -> float | None:
        if share is None:
            return None
        return float(share.percentage if share.count is None else share.count)

    series = [
        Series(words[grade], tuple(value(row.get(grade)) for row in rows), colour=COLOURS[grade])
        for grade in grades
    ]
    rest = tuple(whole - sum(value(share) or 0 for share in row.values()) for row in rows)
    if any(left > 0 for left in rest):
        series.append(Series(UNKNOWN, tuple(max(left, 0.0) for left in rest), colour="white"))
    return Figure(
        title=f"Grades by domain, {round.name}",
        description=describe(domains),
        content=Chart(
            kind="stacked",
            labels=tuple(each.name for each in domains),
            series=tuple(series),
            unit="%" if is_percent else "",
            decimals=1 if any(v and v % 1 for each in series for v in each.values) else 0,
            heading="Domain",
        ),
    )


def describe(domains: Sequence[Domain]) -> str:
    """The share graded good or better in each domain, in a sentence."""
    known = [f"{each.name} {each.good}" for each in domains if each.good]
    if not known:
        return "How many were good or better is not recorded."
    return f"Good or better: {'; '.join(known)}."


def over_rounds(
    rounds: Sequence[AuditRound], grades: Iterable[AuditGrade], names: Sequence[str]
) -> list[tuple[str, list[Share | None]]]:
    """The share graded good or better in each named domain, round by round.

    A domain is the same in another round where its name is, whatever its capitals.
    """
    of_round: dict[int, list[AuditGrade]] = {each.pk: [] for each in rounds}
    for grade in grades:
        of_round[grade.round_id].append(grade)
    found = [
        {each.name.casefold(): each.good for each in domains_of(one, of_round[one.pk])}
        for one in rounds
    ]
    return [(name, [domains.get(name.casefold()) for domains in found]) for name in names]

"""Indicators and figures for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from performance.models import (
    Breakdown,
    Commentary,
    Comparator,
    Conventions,
    ImportBatch,
    Indicator,
    Milestone,
    Neighbour,
    NeighbourModel,
    Observation,
    Rebase,
    Scorecard,
    ScorecardEntry,
    StagedFigure,
    Target,
    WorkbookMapping,
)
from performance.periods import Period
from performance.rating import value_of
from performance.vocabulary import State, Unit
from tests.factories.accounts import AuthorityFactory, UserFactory

COMMITTED_AT = datetime(2018, 4, 20, 9, tzinfo=UTC)


class ConventionsFactory(DjangoModelFactory):
    """The usual conventions."""

    authority = SubFactory(AuthorityFactory)

    class Meta:
        model = Conventions


class IndicatorFactory(DjangoModelFactory):
    """A percentage of visits on time, by month, higher is better."""

    authority = SubFactory(AuthorityFactory)
    code = Sequence(lambda n: f"IN{n:02}")
    name = Sequence(lambda n: f"Visits on time, kind {n}")
    definition = "Children visited within the local standard."
    counted = "Children visited within the standard"
    out_of = LazyAttribute(lambda made: "" if made.unit == Unit.COUNT else "Children to be visited")
    unit = Unit.PERCENT
    polarity = "higher"
    period_type = "snapshot"
    frequency = "month"

    class Meta:
        model = Indicator


class ScorecardFactory(DjangoModelFactory):
    """A scorecard with nothing on it."""

    authority = SubFactory(AuthorityFactory)
    name = Sequence(lambda n: f"Scorecard {n}")

    class Meta:
        model = Scorecard


class ScorecardEntryFactory(DjangoModelFactory):
    """An indicator on a scorecard of its authority."""

    scorecard = SubFactory(ScorecardFactory)
    indicator = SubFactory(IndicatorFactory, authority=SelfAttribute("..scorecard.authority"))
    order = Sequence(lambda n: n + 1)

    class Meta:
        model = ScorecardEntry


class TargetFactory(DjangoModelFactory):
    """90 from April 2016, and 5 off still counts as near."""

    indicator = SubFactory(IndicatorFactory)
    from_on = date(2016, 4, 1)
    value = Decimal(90)
    tolerance = Decimal(5)

    class Meta:
        model = Target


class MilestoneFactory(DjangoModelFactory):
    """80 by April 2018."""

    target = SubFactory(TargetFactory)
    starts_on = date(2018, 4, 1)
    value = Decimal(80)

    class Meta:
        model = Milestone


class ImportBatchFactory(DjangoModelFactory):
    """A committed import of our own template."""

    authority = SubFactory(AuthorityFactory)
    source = "template"
    file_name = "figures.xlsx"
    sha256 = "0" * 64
    state = "committed"
    previewed_at = COMMITTED_AT
    previewed_by = SubFactory(UserFactory)
    committed_at = COMMITTED_AT
    committed_by = SelfAttribute("previewed_by")

    class Meta:
        model = ImportBatch


class StagedFigureFactory(DjangoModelFactory):
    """A new figure that is being looked at."""

    batch = SubFactory(ImportBatchFactory, state="previewed", committed_at=None, committed_by=None)
    row = Sequence(lambda n: n + 2)
    column = "E"
    indicator = SubFactory(IndicatorFactory, authority=SelfAttribute("..batch.authority"))
    starts_on = date(2018, 3, 1)
    value = Decimal(78)
    state = State.FINAL

    class Meta:
        model = StagedFigure


class BreakdownFactory(DjangoModelFactory):
    """A team."""

    authority = SubFactory(AuthorityFactory)
    kind = "team"
    name = Sequence(lambda n: f"Team {n}")

    class Meta:
        model = Breakdown


class ObservationFactory(DjangoModelFactory):
    """78% in March 2018."""

    indicator = SubFactory(IndicatorFactory)
    batch = SubFactory(ImportBatchFactory, authority=SelfAttribute("..indicator.authority"))
    starts_on = date(2018, 3, 1)
    value = Decimal(78)

    class Meta:
        model = Observation


class NeighbourModelFactory(DjangoModelFactory):
    """A list of statistical neighbours with nobody on it."""

    authority = SubFactory(AuthorityFactory)
    name = Sequence(lambda n: f"Model {n}")
    from_on = date(2016, 4, 1)
    source = "Department for Education"

    class Meta:
        model = NeighbourModel


class NeighbourFactory(DjangoModelFactory):
    """An authority like ours."""

    model = SubFactory(NeighbourModelFactory)
    order = Sequence(lambda n: n % 10 + 1)
    name = Sequence(lambda n: f"Authority {n}")

    class Meta:
        model = Neighbour


class ComparatorFactory(DjangoModelFactory):
    """England, 2016/17."""

    indicator = SubFactory(IndicatorFactory)
    group = "england"
    starts_on = date(2016, 4, 1)
    label = "2016/17"
    value = Decimal(82)
    source = "Department for Education"
    batch = SubFactory(ImportBatchFactory, authority=SelfAttribute("..indicator.authority"))

    class Meta:
        model = Comparator


class WorkbookMappingFactory(DjangoModelFactory):
    """A mapping that says nothing yet."""

    authority = SubFactory(AuthorityFactory)
    name = Sequence(lambda n: f"Workbook {n}")
    mapping = LazyFunction(dict)

    class Meta:
        model = WorkbookMapping


class RebaseFactory(DjangoModelFactory):
    """New limits from January 2018."""

    indicator = SubFactory(IndicatorFactory)
    starts_on = date(2018, 1, 1)
    reason = "A second duty team began."
    made_at = COMMITTED_AT
    made_by = SubFactory(UserFactory)

    class Meta:
        model = Rebase


class CommentaryFactory(DjangoModelFactory):
    """A draft on March 2018."""

    indicator = SubFactory(IndicatorFactory)
    starts_on = date(2018, 3, 1)
    data_shows = "Fewer visits were made on time."

    class Meta:
        model = Commentary


def observe(indicator: Indicator, last: date, values: list[Any], **fields: Any) -> None:
    """Record values of an indicator, the last of them in the period that ``last`` lies in.

    A pair is a numerator and a denominator; None leaves a gap.
    """
    batch = fields.pop("batch", None) or ImportBatchFactory(authority=indicator.authority)
    period = indicator.period_holding(last)
    made = []
    for back, given in enumerate(reversed(values)):
        if given is None:
            continue
        parts: dict[str, Any] = {
            "value": Decimal(str(given)) if not isinstance(given, tuple) else 0
        }
        if isinstance(given, tuple):
            numerator, denominator = (Decimal(str(part)) for part in given)
            value = value_of(
                numerator, denominator, Unit(indicator.unit), months=indicator.annual_months
            )
            parts = {"value": value, "numerator": numerator, "denominator": denominator}
        starts_on = Period.shift(period, -back).starts_on
        made.append(
            Observation(indicator=indicator, batch=batch, starts_on=starts_on, **parts, **fields)
        )
    Observation.objects.bulk_create(made)

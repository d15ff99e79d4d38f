"""The words that describe an indicator, its figures, its targets and how it is judged."""

from django.db import models


class Unit(models.TextChoices):
    """What an indicator is expressed in."""

    COUNT = "count", "Number"
    PERCENT = "percent", "Percentage"
    PER_10000 = "per_10000", "Rate per 10,000 children"
    PER_WORKER = "per_worker", "Cases for each worker"
    DAYS = "days", "Days"
    WEEKS = "weeks", "Weeks"

    @property
    def multiplier(self) -> int:
        """What numerator over denominator is multiplied by."""
        return {Unit.PERCENT: 100, Unit.PER_10000: 10_000}.get(self, 1)

    @property
    def is_ratio(self) -> bool:
        """Whether a figure is one number over another."""
        return self != Unit.COUNT

    @property
    def sign(self) -> str:
        """What stands behind a figure: "%", " per 10,000", " days", or nothing."""
        signs = {
            Unit.PERCENT: "%",
            Unit.PER_10000: " per 10,000",
            Unit.DAYS: " days",
            Unit.WEEKS: " weeks",
        }
        return signs.get(self, "")

    @property
    def difference(self) -> str:
        """What a difference between two figures is counted in: "percentage points", "days"."""
        return "percentage points" if self == Unit.PERCENT else self.sign.strip()


class Polarity(models.TextChoices):
    """Which way is better."""

    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"
    BAND = "band", "Better inside an expected range"
    NEUTRAL = "neutral", "For information only"


class PeriodType(models.TextChoices):
    """What of a period a figure stands for. One indicator has one, so a line never mixes them."""

    IN_PERIOD = "in_period", "What happened in the period"
    SNAPSHOT = "snapshot", "How things stood at the end of the period"
    YEAR_TO_DATE = "year_to_date", "The financial year so far"
    ROLLING_12 = "rolling_12", "The last 12 months"

    @property
    def suits_spc(self) -> bool:
        """Whether its points are independent enough for a control chart.

        Cumulative and rolling figures repeat most of the figure before, so limits computed from
        them mean nothing.
        """
        return self in (PeriodType.IN_PERIOD, PeriodType.SNAPSHOT)


class State(models.TextChoices):
    """What a recorded figure is worth."""

    FINAL = "final", "Final"
    PROVISIONAL = "provisional", "Provisional"
    RESTATED = "restated", "Restated"
    PROJECTED = "projected", "Forecast"
    AWAITED = "awaited", "Awaited"
    SUPPRESSED = "suppressed", "Suppressed at source"
    NOT_APPLICABLE = "not_applicable", "Not applicable"

    @classmethod
    def with_value(cls) -> list["State"]:
        """The states that come with a figure."""
        return [cls.FINAL, cls.PROVISIONAL, cls.RESTATED, cls.PROJECTED]

    @classmethod
    def actual(cls) -> list["State"]:
        """The states of what has really been counted: a forecast is kept apart."""
        return [cls.FINAL, cls.PROVISIONAL, cls.RESTATED]


class SmallNumbers(models.TextChoices):
    """What happens to small numbers of this indicator outside the service."""

    AUTHORITY = "authority", "Hide them, as the authority's rule says"
    SHOW = "show", "Show them: they do not count children"


class Group(models.TextChoices):
    """Whom an authority is compared with."""

    ENGLAND = "england", "England"
    REGION = "region", "Region"
    LONDON = "london", "London"
    INNER_LONDON = "inner_london", "Inner London"
    OUTER_LONDON = "outer_london", "Outer London"
    NEIGHBOURS = "neighbours", "Statistical neighbours"
    GOOD = "good", "Good or better authorities"


class BreakdownKind(models.TextChoices):
    """What an indicator's figures are broken down by."""

    TEAM = "team", "Team"
    LOCALITY = "locality", "Locality"
    AGE = "age", "Age"
    GENDER = "gender", "Gender"
    ETHNICITY = "ethnicity", "Ethnicity"
    OTHER = "other", "Other"


class Source(models.TextChoices):
    """How figures came in."""

    TEMPLATE = "template", "Our own template"
    WORKBOOK = "workbook", "A workbook of the council"
    STATISTICS = "statistics", "National statistics (Explore Education Statistics)"
    NEIGHBOURS = "neighbours", "List of statistical neighbours"
    ANNEX_A = "annex_a", "Counted from Annex A lists"
    TYPED = "typed", "Entered by hand"


class BatchState(models.TextChoices):
    """How far an import has come."""

    MAPPING = "mapping", "Waiting for its columns"
    PREVIEWED = "previewed", "Waiting to be committed"
    COMMITTED = "committed", "Committed"
    UNDONE = "undone", "Undone"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {"mapping": "amber", "previewed": "blue", "committed": "green", "undone": "grey"}[
            self
        ]


class Attention(models.TextChoices):
    """Why an indicator needs attention in a period."""

    OFF_TARGET = "off_target", "Off target"
    CONCERN = "concern", "Special cause of concern"
    IMPLAUSIBLE = "implausible", "Implausible movement"
    MISSING = "missing", "No figure"


class CommentaryState(models.TextChoices):
    """How far the commentary on an exception has come."""

    ASKED = "asked", "Asked for"
    DRAFT = "draft", "Drafting"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        colours = {"asked": "purple", "draft": "grey", "submitted": "blue", "returned": "amber"}
        return colours.get(self, "green")


# What may follow what; the last step back re-opens an accepted commentary.
COMMENTARY_TRANSITIONS: dict[str, list[str]] = {
    CommentaryState.ASKED: [CommentaryState.DRAFT, CommentaryState.SUBMITTED],
    CommentaryState.DRAFT: [CommentaryState.SUBMITTED],
    CommentaryState.SUBMITTED: [CommentaryState.ACCEPTED, CommentaryState.RETURNED],
    CommentaryState.RETURNED: [CommentaryState.DRAFT, CommentaryState.SUBMITTED],
    CommentaryState.ACCEPTED: [CommentaryState.RETURNED],
}

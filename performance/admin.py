"""Administration of figures: how an authority reads them, and what is only to be read.

Indicators, targets, scorecards, imports and commentary are written by the product's own pages,
which keep the rules and the audit trail; here they are read. Figures themselves are not listed:
there are too many to leaf through, and an import shows what it brought.
"""

from django.contrib import admin

from accounts.admin import (
    AuthorityAdmin,
    AuthorityInline,
    ReadOnly,
    ReadOnlyAdmin,
    ReadOnlyInline,
    Recorded,
    SettledFields,
    TrackedAdmin,
)
from performance.models import (
    Breakdown,
    Commentary,
    Conventions,
    ImportBatch,
    Indicator,
    Neighbour,
    NeighbourModel,
    Rebase,
    Scorecard,
    ScorecardEntry,
    Target,
)


class NeighbourInline(AuthorityInline):
    """The authorities on a list, in the order of likeness."""

    model = Neighbour


class TargetInline(ReadOnlyInline):
    """What an indicator should reach."""

    model = Target
    fields = ["from_on", "value", "tolerance", "stretch", "lower", "upper", "words", "note"]


class RebaseInline(ReadOnlyInline):
    """From when its control limits are recalculated."""

    model = Rebase
    fields = ["starts_on", "breakdown", "fixed_on", "reason", "made_by"]


class ScorecardEntryInline(ReadOnlyInline):
    """The indicators of a scorecard."""

    model = ScorecardEntry


@admin.register(Conventions)
class ConventionsAdmin(Recorded, SettledFields, TrackedAdmin):
    """How an authority reads its figures, where the field leaves a choice."""

    list_display = ["authority", "region", "small_number_threshold", "trend_length"]
    list_select_related = ["authority"]
    search_fields = ["authority__name", "region"]
    settled = ("authority",)


@admin.register(Breakdown)
class BreakdownAdmin(Recorded, SettledFields, AuthorityAdmin):
    """Teams and other parts that figures are counted for."""

    list_display = ["name", "kind", "authority"]
    list_filter = ["authority", "kind"]
    list_select_related = ["authority"]
    search_fields = ["name"]
    settled = ("authority",)


@admin.register(NeighbourModel)
class NeighbourModelAdmin(Recorded, SettledFields, AuthorityAdmin):
    """Lists of statistical neighbours; comparisons say which one they were made with."""

    list_display = ["name", "from_on", "source", "authority"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    search_fields = ["name", "neighbours__name"]
    inlines = [NeighbourInline]
    settled = ("authority",)


@admin.register(Indicator)
class IndicatorAdmin(ReadOnly, TrackedAdmin):
    """The library with its targets and control limits, to read."""

    list_display = ["code", "name", "unit", "frequency", "owner", "is_public", "retired_on"]
    list_filter = ["authority", "unit", "polarity", "period_type", "frequency", "is_public"]
    list_select_related = ["owner"]
    search_fields = ["code", "name", "also_called", "definition"]
    inlines = [TargetInline, RebaseInline]


@admin.register(Scorecard)
class ScorecardAdmin(ReadOnlyAdmin):
    """Scorecards, to read."""

    list_display = ["name", "order", "authority"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    search_fields = ["name", "description"]
    inlines = [ScorecardEntryInline]


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Imports, to read: who brought what, when, from which file."""

    list_display = ["__str__", "source", "state", "previewed_at", "previewed_by", "committed_by"]
    list_filter = ["authority", "source", "state"]
    list_select_related = ["previewed_by", "committed_by"]
    search_fields = ["file_name", "sha256"]
    date_hierarchy = "previewed_at"


@admin.register(Commentary)
class CommentaryAdmin(ReadOnly, TrackedAdmin):
    """Commentary, to read, with what it was before."""

    list_display = ["indicator", "starts_on", "state", "due_on"]
    list_filter = ["state", "indicator"]
    list_select_related = ["indicator"]
    search_fields = ["indicator__code", "indicator__name", "data_shows"]

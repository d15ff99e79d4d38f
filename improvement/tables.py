"""Tables of actions, of risks, and of imports of plans."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join

from core.tables import (
    EXPORT_CHUNK,
    DateColumn,
    LeanTable,
    LinkColumn,
    NumberColumn,
    StatusColumn,
    TextColumn,
    day,
    tag,
)
from improvement.models import Action, PlanImport, PlanImportRow, Risk
from improvement.templatetags.plan import moved_words
from improvement.timeline import Timeline


class ActionTable(LeanTable):
    """Actions, in the order of the plan unless sorted by a heading."""

    counted = ("action", "actions")
    empty_words = "No action is like this. Choose less in the filter to see more."
    export = (
        ("Reference", "reference"),
        ("What will be done", "title"),
        ("Plan", "plan__name"),
        ("Theme", "theme__title"),
        ("Lead", "lead__name"),
        ("Team", "team__name"),
        ("Priority", "priority", dict(Action.Priority.choices)),
        ("Starts on", "starts_on"),
        ("First agreed due date", "original_due_on"),
        ("Due", "due_on"),
        ("Times moved", "move_count"),
        ("Expected to be done", "forecast_on"),
        ("Delivery", "delivery__label"),
        ("Impact", "impact__label"),
        ("Completed on", "completed_on"),
        ("How success will be known", "success_measure"),
    )

    reference = LinkColumn(
        "improvement:action_detail",
        verbose_name="Reference",
        css="app-nowrap",
        order_by=("theme__number", "position", "pk"),
    )
    title = TextColumn(verbose_name="What will be done", css="app-wide")
    theme = TextColumn(
        accessor="theme__number", verbose_name="Theme", order_by=("theme__number", "position")
    )
    lead = TextColumn(accessor="lead__name", verbose_name="Lead")
    # Three dates stand side by side: broken into lines, so that the ratings keep their place.
    original_due_on = DateColumn(verbose_name="First agreed", css="")
    due_on = DateColumn(verbose_name="Due", empty="Ongoing", css="")
    move_count = TextColumn(verbose_name="Moved")
    forecast_on = DateColumn(verbose_name="Expected", css="")
    delivery = StatusColumn(verbose_name="Delivery", order_by=("delivery__order", "pk"))
    impact = StatusColumn(verbose_name="Impact", order_by=("impact__order", "pk"))

    def cell_move_count(self, action: Any) -> str:
        """How often its due date has moved, in words."""
        return moved_words(action.move_count).removeprefix("moved ")

    def cell_lead(self, action: Action) -> Any:
        """Who sees to it: the lead, else the team."""
        return action.owner


class TimelineTable(LeanTable):
    """Actions against time: a bar each, and the same in words."""

    counted = ("action", "actions")
    empty_words = "No action is like this. Choose less in the filter to see more."
    export = (
        ("Reference", "reference"),
        ("What will be done", "title"),
        ("Starts on", "starts_on"),
        ("First agreed due date", "original_due_on"),
        ("Due", "due_on"),
        ("Times moved", "move_count"),
        ("Expected to be done", "forecast_on"),
        ("Delivery", "delivery__label"),
    )
    timeline: Timeline
    today: date

    title = LinkColumn(
        "improvement:action_detail", verbose_name="Action", orderable=False, css="app-wide"
    )
    bar = TextColumn(accessor="pk", verbose_name="When", orderable=False, css="app-timeline")
    starts_on = DateColumn(verbose_name="Starts", orderable=False)
    original_due_on = DateColumn(verbose_name="First agreed", orderable=False)
    due_on = DateColumn(verbose_name="Due", empty="Ongoing", orderable=False)
    move_count = NumberColumn(verbose_name="Moved", orderable=False)
    delivery = StatusColumn(verbose_name="Delivery", orderable=False, css="app-status")

    def cell_title(self, action: Action) -> Any:
        """The action, which leads to its page."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a>', action.get_absolute_url(), action
        )

    def cell_bar(self, action: Action) -> Any:
        """From start to due date; the columns beside it say the same in words."""
        begins, length = self.timeline.bar(action)
        lines = [*self._lines, *self._marks(action)]
        return format_html(
            '<svg class="app-timeline__bar" viewBox="0 0 100 10" preserveAspectRatio="none"'
            ' aria-hidden="true" focusable="false">'
            '<rect class="app-bar__part app-bar__part--{}" x="{}" y="2" width="{}" height="6">'
            "</rect>{}</svg>",
            action.delivery.colour,
            begins,
            length,
            format_html_join(
                "",
                '<line class="app-timeline__{}" x1="{}" x2="{}" y1="0" y2="10"></line>',
                ((kind, place, place) for kind, place in lines),
            ),
        )

    def _marks(self, action: Action) -> list[tuple[str, float]]:
        first = action.original_due_on
        return [("first", self.timeline.place(first))] if first else []

    @cached_property
    def _lines(self) -> list[tuple[str, float]]:
        quarters = [("quarter", self.timeline.place(day)) for day in self.timeline.quarters()]
        return [*quarters, ("today", self.timeline.place(self.today))]

    def cell_move_count(self, action: Any) -> str:
        """How often its due date has moved, in words."""
        return moved_words(action.move_count).removeprefix("moved ")


class SlippedTable(LeanTable):
    """Actions that slipped more than once, each with its reasons."""

    counted = ("action", "actions")
    empty_words = "No action slipped more than once."
    export = (
        ("Reference", "reference"),
        ("What will be done", "title"),
        ("Lead", "lead__name"),
        ("First agreed due date", "original_due_on"),
        ("Due", "due_on"),
        ("Expected to be done", "forecast_on"),
        ("Why", "slips"),
    )

    title = TextColumn(verbose_name="Action", orderable=False, css="app-wide")
    lead = TextColumn(accessor="owner", verbose_name="Lead", orderable=False)
    original_due_on = DateColumn(verbose_name="First agreed", orderable=False)
    due_on = DateColumn(verbose_name="Due", orderable=False)
    forecast_on = DateColumn(verbose_name="Expected", orderable=False)
    slips = TextColumn(verbose_name="Why", orderable=False, css="app-wide")

    @classmethod
    def export_rows(cls, queryset: QuerySet[Any]) -> Iterator[Sequence[Any]]:
        """The rows of a file, with the reasons one after the other."""
        for action in queryset.iterator(chunk_size=EXPORT_CHUNK):
            yield [
                action.reference,
                action.title,
                action.owner,
                action.original_due_on,
                action.due_on,
                action.forecast_on,
                " ".join(_slips(action)),
            ]

    def cell_title(self, action: Action) -> Any:
        """The action, which leads to its page."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a>', action.get_absolute_url(), action
        )

    def cell_slips(self, action: Action) -> Any:
        """The reasons, a line each, the first slip before the others."""
        return _lines(_slips(action))


def _slips(action: Any) -> list[str]:
    return [
        f"To {day(slip.new_due_on)}: {slip.get_reason_display().lower()}. {slip.words}"
        for slip in action.slips
    ]


class RiskTable(LeanTable):
    """The register of risks, the highest first unless sorted by a heading."""

    counted = ("risk", "risks")
    empty_words = "No risk is like this. Choose less in the filter to see more."
    unfilled_words = "No risk has been recorded yet."
    export = (
        ("Number", "number"),
        ("What could happen", "title"),
        ("Why it could", "cause"),
        ("What that would mean", "effect"),
        ("Likelihood without mitigation", "likelihood_before"),
        ("Impact without mitigation", "impact_before"),
        ("Score without mitigation", "score_then"),
        ("What is done about it", "mitigation"),
        ("Likelihood now", "likelihood"),
        ("Impact now", "impact"),
        ("Score now", "score_now"),
        ("Owner", "owner__name"),
        ("Raised on", "raised_on"),
        ("Last looked at on", "reviewed_on"),
        ("Closed on", "closed_on"),
        ("Why it was closed", "closed_because"),
    )

    number = NumberColumn(verbose_name="Number")
    title = LinkColumn("improvement:risk_detail", verbose_name="What could happen", css="app-wide")
    score_then = TextColumn(verbose_name="Without mitigation", css="app-status")
    score_now = TextColumn(verbose_name="Now", css="app-status")
    owner = TextColumn(accessor="owner__name", verbose_name="Owner")
    reviewed_on = DateColumn(verbose_name="Last looked at")

    def cell_number(self, risk: Risk) -> str:
        """The number as people say it: R3."""
        return risk.reference

    def cell_score_then(self, risk: Risk) -> Any:
        """The score without mitigation, in words and colour."""
        return format_html("{} {}", risk.score_before, tag(risk.level_before))

    def cell_score_now(self, risk: Risk) -> Any:
        """The score as it is, in words and colour; of a closed one, that it is closed."""
        if risk.closed_on:
            return f"Closed on {day(risk.closed_on)}"
        return format_html("{} {}", risk.score, tag(risk.level))


class PlanImportTable(LeanTable):
    """Imports of a plan, the latest first."""

    counted = ("import", "imports")
    empty_words = "Nothing has been brought in from a file yet."
    export = (
        ("File", "file_name"),
        ("Uploaded", "uploaded_at"),
        ("By", "uploaded_by__name"),
        ("State", "state", dict(PlanImport.State.choices)),
        ("Plan", "plan__name"),
    )

    file_name = LinkColumn(
        "improvement:plan_import_detail", verbose_name="File", orderable=False, css="app-wide"
    )
    uploaded_at = DateColumn(verbose_name="Uploaded", orderable=False)
    uploaded_by = TextColumn(accessor="uploaded_by__name", verbose_name="By", orderable=False)
    state = StatusColumn(accessor="status", verbose_name="State", orderable=False)


class PlanImportRowTable(LeanTable):
    """Rows of a workbook: what becomes of each, and why."""

    counted = ("row", "rows")
    empty_words = "No rows match. Change the filter to see more."
    export = (
        ("Row", "number"),
        ("Reference", "said"),
        ("What will be done", "said"),
        ("Outcome", "outcome"),
        ("What it says", "said"),
        ("What to know", "reasons"),
    )

    number = TextColumn(verbose_name="Row", orderable=False)
    reference = TextColumn(accessor="said", verbose_name="Reference", orderable=False)
    title = TextColumn(
        accessor="said", verbose_name="What will be done", orderable=False, css="app-wide"
    )
    outcome = TextColumn(accessor="get_outcome_display", verbose_name="Outcome", orderable=False)
    changes = TextColumn(
        accessor="said", verbose_name="What it says", orderable=False, css="app-wide"
    )
    reasons = TextColumn(verbose_name="What to know", orderable=False, css="app-wide")

    @classmethod
    def export_rows(cls, queryset: QuerySet[Any]) -> Iterator[Sequence[Any]]:
        """The rows of a file: what a row says is kept as it was read."""
        for row in queryset.iterator(chunk_size=EXPORT_CHUNK):
            yield [
                row.number,
                row.said.get("reference", ""),
                row.said.get("title", ""),
                row.get_outcome_display(),
                " ".join(row.said.get("changes", [])),
                " ".join(row.reasons),
            ]

    def cell_reference(self, row: PlanImportRow) -> Any:
        """The reference, which leads to the action where there is one."""
        words = row.said.get("reference", "")
        if row.action is None:
            return words
        return format_html(
            '<a class="govuk-link" href="{}">{}</a>', row.action.get_absolute_url(), words
        )

    def cell_title(self, row: PlanImportRow) -> str:
        """What the file says will be done."""
        words: str = row.said.get("title", "")
        return words

    def cell_changes(self, row: PlanImportRow) -> Any:
        """What the row brings, a line each."""
        return _lines(row.said.get("changes", []))

    def cell_reasons(self, row: PlanImportRow) -> Any:
        """Why it is so, a line each."""
        return _lines(row.reasons)


def _lines(sentences: list[str]) -> Any:
    return format_html_join("", "{}<br>", ((each,) for each in sentences))

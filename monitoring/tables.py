"""Tables of visits, findings and what else is known about practice."""

from typing import Any

from django.utils.html import format_html, format_html_join

from core.tables import (
    DateColumn,
    LeanTable,
    LinkColumn,
    NumberColumn,
    StatusColumn,
    TextColumn,
    day,
    tag,
)
from monitoring.frameworks import FRAMEWORK_CHOICES
from monitoring.models import Finding, Visit, VoiceItem
from monitoring.services.history import Line
from monitoring.vocabulary import (
    ClosedBecause,
    Direction,
    FindingType,
    Inspectorate,
    LetterStatus,
    Severity,
    Speaker,
    VisitKind,
)


class VisitTable(LeanTable):
    """Visits, newest first unless sorted by a heading.

    What was found and answered is counted by ``VisitQuerySet.with_findings_for``.
    """

    counted = ("visit", "visits")
    empty_words = "No visit is like this. Choose less in the filter to see more."
    unfilled_words = (
        "No visit is recorded yet. Theme leads and report authors record visits, or bring past "
        "inspections in from a file."
    )
    export = (
        ("First day", "starts_on"),
        ("Last day", "ends_on"),
        ("Who visited", "inspectorate", dict(Inspectorate.choices)),
        ("What it was", "kind", dict(VisitKind.choices)),
        ("Title", "title"),
        ("Framework", "framework", dict(FRAMEWORK_CHOICES)),
        ("Which visit it was", "ordinal"),
        ("Since when it counts", "ordinal_words"),
        ("Areas covered", "focus"),
        ("Date of the letter", "letter_on"),
        ("Received", "received_on"),
        ("Published", "published_on"),
        ("Letter", "letter_status", dict(LetterStatus.choices)),
        *((f"Found: {each.label}", f"{each.value}_count") for each in FindingType),
        ("Answered in the plan", "answered_count"),
        ("Council", "authority__name"),
    )

    days = LinkColumn(
        "monitoring:visit_detail", verbose_name="When", css="app-nowrap", order_by=("starts_on",)
    )
    kind = TextColumn(verbose_name="What it was", css="app-wide", order_by=("kind", "starts_on"))
    focus = TextColumn(verbose_name="Areas covered", orderable=False, css="app-wide")
    letter = StatusColumn(
        accessor="letter_status", verbose_name="Letter", order_by=("letter_status", "starts_on")
    )
    found = TextColumn(verbose_name="Found", orderable=False, empty_values=())
    answered = TextColumn(verbose_name="Answered in the plan", orderable=False, empty_values=())

    def cell_kind(self, visit: Visit) -> Any:
        """What it was: its own title or its kind, which in its series, and by whom."""
        said = [visit.get_inspectorate_display()]
        if visit.ordinal_words:
            said.append(f"{visit.ordinal_words[:1].lower()}{visit.ordinal_words[1:]}")
        quiet = format_html('<span class="app-quiet">{}</span>', ", ".join(said))
        return format_html("{}{}", visit.title or visit.kind_in_series, quiet)

    def cell_focus(self, visit: Visit) -> Any:
        """What it looked at, one a line."""
        return _lines(visit.focus.splitlines())

    def cell_letter(self, visit: Visit) -> Any:
        """Whether what it says may be read."""
        return tag(LetterStatus(visit.letter_status))

    def cell_found(self, visit: Visit) -> Any:
        """The findings by type; nothing where the person may not read the letter."""
        counts = ((each.label, getattr(visit, f"{each.value}_count")) for each in FindingType)
        return _lines(f"{label}: {count}" for label, count in counts if count)

    def cell_answered(self, visit: Visit) -> str:
        """How many of the findings that ask for something have an answer."""
        asking = sum(getattr(visit, f"{each}_count") or 0 for each in FindingType.asking())
        return f"{visit.answered_count} of {asking}" if asking else ""  # type: ignore[attr-defined]


class PastInspectionTable(LeanTable):
    """Rows of a file of past inspections, and what becomes of each."""

    counted = ("row", "rows")
    empty_words = "The file has no row of this council."

    row = NumberColumn(verbose_name="Row", orderable=False)
    days = TextColumn(verbose_name="When", orderable=False, css="app-wide")
    kind = TextColumn(verbose_name="What it was", orderable=False)
    judgements = TextColumn(verbose_name="How it judged", orderable=False, empty_values=())
    outcome = StatusColumn(verbose_name="What happens", orderable=False)
    message = TextColumn(verbose_name="Why", orderable=False, css="app-wide")

    def cell_judgements(self, line: Line) -> Any:
        """Each area with its grade."""
        return _lines(line.judgements)


def _lines(lines: Any) -> Any:
    """Each on a line of its own."""
    return format_html_join(
        "", '<span class="app-line__each">{}</span>', ([line] for line in lines)
    )


class FindingTable(LeanTable):
    """Findings, those of the newest visit first unless sorted by a heading.

    How many actions answer each is counted by ``FindingQuerySet.with_action_count``.
    """

    counted = ("finding", "findings")
    empty_words = "No finding is like this. Choose less in the filter to see more."
    unfilled_words = (
        "There is no finding that you may read yet. Findings are marked in the letter of a visit, "
        "or added on the visit’s page."
    )
    export = (
        ("Reference", "reference"),
        ("What it is", "type", dict(FindingType.choices)),
        ("The inspectors’ words", "words"),
        ("Practice area", "practice_area__name"),
        ("Direction", "direction", dict(Direction.choices)),
        ("Severity", "severity", dict(Severity.choices)),
        ("Who visited", "visit__inspectorate", dict(Inspectorate.choices)),
        ("First day of the visit", "visit__starts_on"),
        ("Due", "due_on"),
        ("Follows", "follows__reference"),
        ("National framework", "framework_reference"),
        ("Actions that answer it", "action_count"),
        ("Closed", "closed_on"),
        ("Why it was closed", "closed_because", dict(ClosedBecause.choices)),
        ("Who closed it", "closed_by_body"),
        ("Council", "authority__name"),
    )

    reference = LinkColumn("monitoring:finding_detail", verbose_name="Reference", css="app-nowrap")
    words = TextColumn(verbose_name="The inspectors’ words", css="app-wide", orderable=False)
    type = StatusColumn(accessor="kind", verbose_name="What it is", order_by=("type", "reference"))
    practice_area = TextColumn(
        accessor="practice_area__name",
        verbose_name="Practice area",
        order_by=("practice_area__name", "reference"),
    )
    visit = TextColumn(
        accessor="visit__days",
        verbose_name="Visit",
        css="app-status",
        order_by=("visit__starts_on", "reference"),
    )
    answer = TextColumn(
        verbose_name="Answer in the plan", order_by=("action_count", "reference"), empty_values=()
    )
    closed_on = TextColumn(verbose_name="Closed", order_by=("closed_on", "reference"))

    def cell_visit(self, finding: Finding) -> str:
        """Who visited, and when."""
        return f"{finding.visit.get_inspectorate_display()}, {finding.visit.days}"

    def cell_answer(self, finding: Any) -> str:
        """How the plan answers it, in words."""
        if finding.action_count:
            return f"{finding.action_count} action{'' if finding.action_count == 1 else 's'}"
        if finding.trace_count:
            return "No action, with the reason"
        return "Not said yet" if finding.kind in FindingType.asking() else ""

    def cell_closed_on(self, finding: Finding) -> str:
        """The day, or that it is open."""
        return day(finding.closed_on) or "Open"


class AuditRoundTable(LeanTable):
    """Audit rounds, the newest first unless sorted by a heading."""

    counted = ("audit round", "audit rounds")
    empty_words = "No audit round is like this. Choose less in the filter to see more."
    unfilled_words = "No audit round is recorded yet. Theme leads and report authors record them."
    export = (
        ("Audit round", "name"),
        ("From", "starts_on"),
        ("To", "ends_on"),
        ("Theme", "theme__title"),
        ("Practice area", "practice_area__name"),
        ("Cases audited", "audited"),
        ("Children whose experience was examined", "children_examined"),
        ("Moderated by", "moderated_by"),
        ("Only percentages are known", "knows_percentages_only"),
        ("Note", "note"),
        ("Council", "authority__name"),
    )

    name = LinkColumn("monitoring:audit_round_detail", verbose_name="Audit round", css="app-wide")
    starts_on = DateColumn(verbose_name="From")
    ends_on = DateColumn(verbose_name="To")
    practice_area = TextColumn(
        accessor="practice_area__name",
        verbose_name="Practice area",
        order_by=("practice_area__order", "practice_area__name"),
    )
    theme = TextColumn(verbose_name="Theme", order_by=("theme__number",))
    audited = NumberColumn(verbose_name="Cases audited")
    children_examined = NumberColumn(verbose_name="Children’s experiences examined")
    moderated_by = TextColumn(verbose_name="Moderated by")


class VoiceItemTable(LeanTable):
    """You said, we did: what is still unanswered first, unless sorted by a heading.

    Whether the person may change an item is asked by ``VoiceItemQuerySet.with_may_edit``.
    """

    counted = ("record of what people said", "records of what people said")
    empty_words = "Nothing that people said is like this. Choose less in the filter to see more."
    unfilled_words = (
        "Nothing that people said is recorded yet. Theme leads and report authors record it."
    )
    export = (
        ("Heard", "heard_on"),
        ("Who was heard", "speaker", dict(Speaker.choices)),
        ("Group or event", "group"),
        ("What was said", "said"),
        ("They agree to be quoted", "may_be_quoted"),
        ("Theme", "theme__title"),
        ("Practice area", "practice_area__name"),
        ("What was done", "done"),
        ("What changed", "changed"),
        ("Who was told", "told"),
        ("Told on", "told_on"),
        ("Council", "authority__name"),
    )

    heard_on = TextColumn(verbose_name="Heard", css="app-nowrap")
    speaker = TextColumn(
        verbose_name="Who was heard", css="app-half-wide", order_by=("speaker", "heard_on")
    )
    said = TextColumn(verbose_name="You said", css="app-wide", orderable=False)
    done = TextColumn(verbose_name="We did", css="app-half-wide", orderable=False)
    changed = TextColumn(verbose_name="What changed", css="app-half-wide", orderable=False)
    told_on = TextColumn(
        verbose_name="Who was told", css="app-half-wide", order_by=("told_on",), empty_values=()
    )

    def cell_heard_on(self, item: VoiceItem) -> Any:
        """The day; for those who keep the record it leads to its form."""
        if not item.may_edit:  # type: ignore[attr-defined]
            return item.heard_in_words
        address = item.get_absolute_url()
        return format_html('<a class="govuk-link" href="{}">{}</a>', address, item.heard_in_words)

    def cell_speaker(self, item: VoiceItem) -> Any:
        """Who, where, and on what."""
        theme = f"Theme {item.theme.number}" if item.theme else ""
        about = item.practice_area and item.practice_area.name
        return format_html(
            '{}<span class="app-quiet">{}</span>',
            item.get_speaker_display(),
            _lines(filter(None, [item.group, about, theme])),
        )

    def cell_said(self, item: VoiceItem) -> Any:
        """The words, and whether they are answered and may be quoted."""
        said = {
            "Still unanswered": not item.is_answered,
            "Not to be quoted": not item.may_be_quoted,
        }
        tags = ((tag(words),) for words, applies in said.items() if applies)
        return format_html("{}{}", item.said, format_html_join("", " {}", tags))

    def cell_told_on(self, item: VoiceItem) -> Any:
        """Who, and when."""
        return _lines(filter(None, [item.told, day(item.told_on)]))


class SelfEvaluationTable(LeanTable):
    """Self-evaluations, the newest year first unless sorted by a heading."""

    counted = ("self-evaluation", "self-evaluations")
    empty_words = "No self-evaluation is begun yet. Theme leads and report authors begin them."
    export = (
        ("Year", "year"),
        ("Council", "authority__name"),
        ("Framework", "framework", dict(FRAMEWORK_CHOICES)),
        ("Agreed", "agreed_on"),
        ("Answers", "part_count"),
        ("Plans for the next 12 months", "commitment_count"),
    )

    year = LinkColumn("monitoring:self_evaluation_detail", verbose_name="Year")
    authority = TextColumn(
        accessor="authority__name", verbose_name="Council", order_by=("authority__name",)
    )
    framework = TextColumn(
        accessor="get_framework_display", verbose_name="Framework", order_by=("framework",)
    )
    agreed_on = DateColumn(verbose_name="Agreed", empty="Not yet")
    part_count = NumberColumn(verbose_name="Answers")
    commitment_count = NumberColumn(verbose_name="Plans for the next 12 months")

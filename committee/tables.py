"""Tables of meetings and papers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.text import Truncator

from committee.models import HouseStyle, Report
from committee.vocabulary import FollowUpKind, FollowUpState, ReportState, SectionState
from core.tables import (
    EXPORT_CHUNK,
    DateColumn,
    LeanTable,
    LinkColumn,
    NumberColumn,
    TextColumn,
    day,
    tag,
)


class ReportTable(LeanTable):
    """The papers a person may see."""

    caption = "Papers and their meetings"
    empty_words = "There are no papers here yet."
    export = (
        ("Paper", "title"),
        ("Body", "meeting__body__name"),
        ("Meeting", "meeting__held_on"),
        ("Number", "number"),
        ("Plan", "plan__name"),
        ("Cut-off", "cut_off"),
        ("State", "state", dict(ReportState.choices)),
        ("Council", "meeting__body__authority__name"),
    )

    title = LinkColumn("committee:report_detail", args=("slug",), verbose_name="Paper")
    body = TextColumn(accessor="meeting__body__name", verbose_name="Body")
    held_on = DateColumn(accessor="meeting__held_on", verbose_name="Meeting")
    number = NumberColumn(verbose_name="Number")
    cut_off = DateColumn(verbose_name="Cut-off")
    state = TextColumn(verbose_name="State")

    def cell_state(self, report: Report) -> Any:
        """The state as a tag."""
        return tag(ReportState(report.state))


class HouseStyleTable(LeanTable):
    """The templates of one's councils."""

    caption = "Templates of papers"
    empty_words = "There are no templates yet. Take over a ready one to start."
    export = (
        ("Template", "name"),
        ("When it is used", "description"),
        ("Council", "authority__name"),
        ("No longer used", "is_retired"),
    )

    name = LinkColumn("committee:house_style_detail", args=("pk",), verbose_name="Template")
    description = TextColumn(verbose_name="When it is used", orderable=False, css="app-wide")
    authority = TextColumn(accessor="authority__short_name", verbose_name="Council")
    is_retired = TextColumn(verbose_name="State", orderable=False)

    def cell_is_retired(self, style: HouseStyle) -> str:
        """Whether papers can be started in it."""
        return "No longer used" if style.is_retired else "In use"


class SectionVersionTable(LeanTable):
    """The versions of a section, newest first."""

    caption = "Versions of the section, newest first"
    empty_words = "Nothing has been saved yet."

    saved = TextColumn(
        accessor="history_date", verbose_name="Saved", orderable=False, css="app-nowrap"
    )
    history_user = TextColumn(verbose_name="By", orderable=False)
    state = TextColumn(verbose_name="How far it was", orderable=False)
    words = TextColumn(accessor="body", verbose_name="Words", orderable=False)
    compare = TextColumn(accessor="history_id", verbose_name="What changed", orderable=False)

    def cell_saved(self, version: Any) -> str:
        """The day and the time of day."""
        return f"{timezone.localtime(version.history_date):%-d %B %Y, %H:%M}"

    def cell_state(self, version: Any) -> Any:
        """The state as a tag."""
        return tag(SectionState(version.state))

    def cell_words(self, version: Any) -> int:
        """How many words it had."""
        return len(strip_tags(version.body).split())

    def cell_compare(self, version: Any) -> Any:
        """A link that compares it with the text as it is now."""
        return format_html(
            '<a class="govuk-link" href="compare/?before={}">Compare with now'
            '<span class="govuk-visually-hidden">: {}</span></a>',
            version.history_id,
            self.cell_saved(version),
        )


class MeetingTable(LeanTable):
    """Meetings and the papers for them."""

    caption = "Meetings and their papers"
    empty_words = "No meetings have been added yet."
    export = (
        ("Date", "held_on"),
        ("Begins", "starts_at"),
        ("Place", "venue"),
        ("Body", "body.name"),
        ("Publish papers by", "publish_by"),
        ("Papers", "papers"),
        ("Council", "body.authority.name"),
    )

    held_on = TextColumn(verbose_name="Date", css="app-nowrap")
    body = LinkColumn(
        "committee:body_detail", args=("body_id",), accessor="body__name", verbose_name="Body"
    )
    publish_by = DateColumn(verbose_name="Publish papers by", orderable=False)
    papers = TextColumn(verbose_name="Papers", orderable=False, empty_values=())

    @classmethod
    def export_rows(cls, queryset: QuerySet[Any]) -> Iterator[Sequence[Any]]:
        """The rows of a file: the meetings as they are, since no database counts clear days."""
        for meeting in queryset.iterator(chunk_size=EXPORT_CHUNK):
            yield [
                meeting.held_on,
                f"{meeting.starts_at:%H:%M}" if meeting.starts_at else "",
                meeting.venue,
                meeting.body.name,
                meeting.publish_by,
                ", ".join(paper.title for paper in meeting.papers),
                meeting.body.authority.name,
            ]

    def cell_held_on(self, meeting: Any) -> Any:
        """The day, which leads to the meeting."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a>',
            meeting.get_absolute_url(),
            day(meeting.held_on),
        )

    def cell_papers(self, meeting: Any) -> Any:
        """Links to the papers; they were read with the meetings."""
        return format_html_join(
            ", ",
            '<a class="govuk-link" href="{}">{}</a>',
            ((paper.get_absolute_url(), paper.title) for paper in meeting.papers),
        )


SAID_WORDS = 40
ABOUT = {
    "action": "improvement:action_detail",
    "finding": "monitoring:finding_detail",
    "indicator": "performance:indicator_detail",
}


class FollowUpTable(LeanTable):
    """What bodies asked; the rows are those of ``follow_ups.find``."""

    counted = ("thing asked", "things asked")
    empty_words = "Nothing is like this. Choose less in the filter to see more."
    export = (
        ("What it is", "kind", dict(FollowUpKind.choices)),
        ("Words", "said"),
        ("Asked by", "asker"),
        ("Since", "since"),
        ("Due", "due"),
        ("State", "state", dict(FollowUpState.choices)),
        ("Closed", "closed"),
        ("Who has it", "owner_name"),
        ("Body", "body_name"),
        ("Meeting", "meeting_on"),
        ("Action", "action_name"),
        ("Finding", "finding_name"),
        ("Indicator", "indicator_name"),
        ("Days", "days"),
    )

    said = TextColumn(verbose_name="What was asked", orderable=False, css="app-wide")
    since = TextColumn(verbose_name="Since")
    due = TextColumn(verbose_name="Due")
    owner = TextColumn(verbose_name="Who has it", orderable=False, empty_values=())
    about = TextColumn(verbose_name="About", orderable=False, empty_values=())
    state = TextColumn(verbose_name="State", orderable=False)

    @classmethod
    def file_rows(cls, rows: Iterable[Any]) -> Iterator[list[Any]]:
        """The rows of a file, each ending with its age in days."""
        for row in rows:
            told = {**row, "days": age(row)}
            yield [
                column[2].get(told[column[1]]) if len(column) == 3 else told[column[1]]
                for column in cls.export
            ]

    def cell_said(self, row: Any) -> Any:
        """Its words, which lead to its page, and who asked where."""
        address = reverse(f"committee:{row['kind']}_detail", args=[row["pk"]])
        told = [FollowUpKind(row["kind"]).label, row["asker"] or "", row["body_name"]]
        return format_html(
            '<a class="govuk-link" href="{}">{}</a><span class="app-quiet">{}</span>',
            address,
            Truncator(row["said"]).words(SAID_WORDS),
            ", ".join(dict.fromkeys(filter(None, told))),
        )

    def cell_since(self, row: Any) -> Any:
        """Since when, and how many days that is."""
        return _with_note(day(row["since"]), _days(age(row)))

    def cell_due(self, row: Any) -> Any:
        """By when, and whether that has passed."""
        late = row["closed"] is None and row["due"] and row["due"] < row["as_at"]
        late_words = format_html("<strong>{}</strong>", "Overdue") if late else ""
        return _with_note(day(row["due"]), late_words)

    def cell_owner(self, row: Any) -> str:
        """Who keeps or answers it."""
        return row["owner_name"] or ""

    def cell_about(self, row: Any) -> Any:
        """The action, the finding and the indicator that it concerns."""
        links = [
            (reverse(viewname, args=[row[f"{name}_key"]]), row[f"{name}_name"])
            for name, viewname in ABOUT.items()
            if row[f"{name}_key"] and row[f"{name}_name"]
        ]
        return format_html_join(", ", '<a class="govuk-link" href="{}">{}</a>', links)

    def cell_state(self, row: Any) -> Any:
        """What became of it, as a tag."""
        return _with_note(tag(FollowUpState(row["state"])), day(row["closed"]))


def age(row: Any) -> int:
    """How many days something has been open, or was until it was closed."""
    days: int = ((row["closed"] or row["as_at"]) - row["since"]).days
    return days


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _with_note(value: Any, note: str) -> Any:
    if not note or not value:
        return value
    return format_html('{}<span class="app-quiet">{}</span>', value, note)

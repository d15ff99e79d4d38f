"""Tables of meetings and papers."""

from typing import Any

from django.utils.html import format_html_join

from committee.models import Report
from committee.vocabulary import ReportState
from core.tables import DateColumn, LeanTable, LinkColumn, NumberColumn, TextColumn, tag


class ReportTable(LeanTable):
    """The papers a person may see."""

    caption = "Papers and their meetings"
    empty_words = "There are no papers here yet."

    title = LinkColumn("committee:report_detail", args=("slug",), verbose_name="Paper")
    body = TextColumn(accessor="meeting__body__name", verbose_name="Body")
    held_on = DateColumn(accessor="meeting__held_on", verbose_name="Meeting")
    number = NumberColumn(verbose_name="Number")
    cut_off = DateColumn(verbose_name="Cut-off")
    state = TextColumn(verbose_name="State")

    def cell_state(self, report: Report) -> Any:
        """The state as a tag."""
        return tag(ReportState(report.state))


class MeetingTable(LeanTable):
    """Meetings and the papers for them."""

    caption = "Meetings and their papers"
    empty_words = "No meetings have been added yet."

    held_on = DateColumn(verbose_name="Date")
    body = LinkColumn(
        "committee:body_detail", args=("body_id",), accessor="body__name", verbose_name="Body"
    )
    publish_by = DateColumn(verbose_name="Publish papers by", orderable=False)
    papers = TextColumn(verbose_name="Papers", orderable=False, empty_values=())

    def cell_papers(self, meeting: Any) -> Any:
        """Links to the papers; they were read with the meetings."""
        return format_html_join(
            ", ",
            '<a class="govuk-link" href="{}">{}</a>',
            ((paper.get_absolute_url(), paper.title) for paper in meeting.papers),
        )

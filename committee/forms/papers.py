"""Forms for papers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.db import models

from accounts.models import User
from accounts.roles import Permission
from committee.models import HouseStyle, Meeting, Report, ReportSection
from committee.services.papers import HEADER_FIELDS
from committee.vocabulary import BlockKind, HeaderSource, Place
from core.forms import (
    DescribedRadioSelect,
    Form,
    ModelForm,
    RevisionMixin,
    dress,
    offer,
)
from improvement.models import Plan, ReportingPeriod
from monitoring.models import SelfEvaluation, Visit
from performance.models import Indicator, Scorecard


class ReportChoiceForm(Form):
    """Which paper to start; the rest is proposed from the one before."""

    meeting = forms.ModelChoiceField(Meeting.objects.none())
    plan = forms.ModelChoiceField(Plan.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may = Permission.WRITE_REPORTS
        meetings = Meeting.objects.permitting(user, may).select_related("body")
        offer(self, "meeting", meetings)
        offer(self, "plan", Plan.objects.permitting(user, may))

    def clean(self) -> dict[str, Any]:
        """The plan is one of the council whose body meets, and has no paper there yet."""
        chosen = super().clean() or {}
        meeting, plan = chosen.get("meeting"), chosen.get("plan")
        if meeting and plan:
            if plan.authority_id != meeting.body.authority_id:
                self.add_error("plan", "Choose a plan of the council whose body meets.")
            elif meeting.reports.filter(plan=plan).exists():
                self.add_error("meeting", "There is a paper on this plan for this meeting already.")
        return chosen


class ReportForm(ModelForm):
    """What a new paper needs to be started."""

    class Meta:
        model = Report
        fields = [
            "house_style",
            "number",
            "title",
            "period",
            "cut_off",
            "previous",
            "report_of",
            "officer_contact",
            "wards",
            "urgent",
            "key",
        ]
        widgets = {
            "house_style": DescribedRadioSelect,
            "officer_contact": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, meeting: Meeting, plan: Plan, **kwargs: Any) -> None:
        kwargs.setdefault("instance", Report(meeting=meeting, plan=plan))
        super().__init__(*args, **kwargs)
        periods = ReportingPeriod.objects.filter(authority=meeting.body.authority_id)
        offer(self, "house_style", templates_for(meeting))
        offer(self, "period", periods)
        offer(self, "previous", earlier_reports(meeting, plan))


def templates_for(meeting: Meeting) -> models.QuerySet[HouseStyle]:
    """The templates in which a paper for a meeting can be started."""
    return HouseStyle.objects.filter(authority=meeting.body.authority_id).in_use()


def earlier_reports(meeting: Meeting, plan: Plan) -> models.QuerySet[Report]:
    """What the body received on the plan before a meeting, newest first."""
    return Report.objects.filter(
        meeting__body=meeting.body_id, plan=plan, meeting__held_on__lt=meeting.held_on
    ).select_related("meeting", "period")


def propose(meeting: Meeting, plan: Plan, *, as_at: date) -> dict[str, Any]:
    """What a new paper most likely says, from the one before and the period we are in."""
    previous = earlier_reports(meeting, plan).first()
    received = Report.objects.filter(
        meeting__body=meeting.body_id, meeting__held_on__lt=meeting.held_on
    )
    authority = meeting.body.authority_id
    day = min(as_at, meeting.held_on)
    ended = ReportingPeriod.objects.filter(authority=authority, ends_on__lt=meeting.held_on)
    period = ended.order_by("-ends_on").first() or ReportingPeriod.objects.filter(
        authority=authority
    ).current(as_at=day)
    proposal: dict[str, Any] = {
        "number": 1,
        "wards": "All",
        "period": period,
        "house_style": _usual_template(meeting, received.first()),
    }
    if period:
        proposal["cut_off"] = period.ends_on
    if previous:
        carried = ("title", "report_of", "officer_contact", "wards")
        proposal |= {name: getattr(previous, name) for name in carried}
        proposal |= {"previous": previous, "number": previous.number + 1}
    else:
        proposal["title"] = f"Progress of the {plan.name}"
    return proposal


def _usual_template(meeting: Meeting, received: Report | None) -> HouseStyle | None:
    """The template of the body's papers, else that of what it received last, else the first."""
    usual = (meeting.body.house_style_id, received.house_style_id if received else None)
    offered = list(templates_for(meeting))
    known = {each.pk: each for each in offered}
    return next((known[pk] for pk in usual if pk in known), offered[0] if offered else None)


class HeaderForm(RevisionMixin, ModelForm):
    """What stands in the header box of a paper; the template's lines of words have a box each."""

    class Meta:
        model = Report
        fields = [name for name in HEADER_FIELDS if name != "header_texts"]
        widgets = {"officer_contact": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report = self.instance
        offer(self, "previous", earlier_reports(report.meeting, report.plan))
        for line in report.house_style.lines.filter(source=HeaderSource.TEXT):
            self.fields[f"line_{line.key}"] = forms.CharField(
                label=line.label,
                initial=report.header_texts.get(line.key, line.text),
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        dress(self)

    @property
    def header(self) -> dict[str, Any]:
        """What is typed, as the service takes it: the lines of words in one place."""
        typed = self.cleaned_data
        lines = {name[5:]: words for name, words in typed.items() if name.startswith("line_")}
        texts = {**self.instance.header_texts, **lines}
        return {**{name: typed[name] for name in self.Meta.fields}, "header_texts": texts}

    def meet(self, current: models.Model) -> None:
        """Stand on the lines that somebody saved meanwhile."""
        super().meet(current)
        for key, words in current.header_texts.items():  # type: ignore[attr-defined]
            setattr(current, f"line_{key}", words)


class SectionForm(RevisionMixin, ModelForm):
    """The text of one section, its heading where it has one, and what its author lets it show."""

    class Meta:
        model = ReportSection
        fields = [
            "heading",
            "body",
            "scorecard",
            "indicators",
            "visits",
            "evaluation",
            "findings_order",
            "theme",
        ]
        widgets = {
            "indicators": forms.CheckboxSelectMultiple,
            "visits": forms.CheckboxSelectMultiple,
            "findings_order": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = self.instance
        if section.place == Place.GROUP:
            del self.fields["heading"]
        else:
            self.fields["heading"].required = section.place != Place.SECTION
        self._keep("scorecard", "indicators", where=section.shows_chosen_indicators)
        self._keep("visits", where=section.shows_chosen_visits)
        self._keep("evaluation", where=section.kind == BlockKind.SELF_EVALUATION)
        self._keep("findings_order", where=section.kind in BlockKind.with_findings())
        self._keep("theme", where=section.may_follow_theme)
        authority = section.report.authority.pk
        if "indicators" in self.fields:
            public = Indicator.objects.filter(authority=authority, is_public=True)
            offer(self, "scorecard", Scorecard.objects.filter(authority=authority))
            offer(self, "indicators", public.order_by("code"))
        if "visits" in self.fields:
            held_on = section.report.meeting.held_on
            self._offer_visits(Visit.objects.filter(authority=authority, starts_on__lte=held_on))
        if "evaluation" in self.fields:
            offer(self, "evaluation", SelfEvaluation.objects.filter(authority=authority))
        if "theme" in self.fields:
            offer(self, "theme", section.report.plan.themes.all())
            cast(forms.ModelChoiceField, self.fields["theme"]).empty_label = "In its own place"

    def _keep(self, *names: str, where: bool) -> None:
        """Leave fields out but where they are asked."""
        if not where:
            for name in names:
                del self.fields[name]

    def _offer_visits(self, visits: models.QuerySet[Visit]) -> None:
        offer(self, "visits", visits)
        field = cast(forms.ModelMultipleChoiceField, self.fields["visits"])
        day = self.instance.report.meeting.publish_by
        if self.instance.kind in BlockKind.of_all_visits():
            field.help_text = "Choose none to tell of every visit whose letter is public."

        def label(visit: Visit) -> str:
            state = "" if visit.is_public(as_at=day) else f" (not public on {day:%-d %B %Y})"
            days = f", {visit.days}" if visit.title else ""
            return f"{visit}{days}{state}"

        field.label_from_instance = label  # type: ignore[method-assign,assignment]


class RecommendationsForm(RevisionMixin, Form):
    """The recommendations, a box each; a box left empty is left out."""

    marks_optional = False

    def __init__(self, *args: Any, texts: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for text in texts:
            self.add_box(text)

    def make_room(self, typed: Mapping[str, Any]) -> None:
        """A box for each text that was typed and not saved (``accounts.drafts``)."""
        while f"recommendation_{len(self.fields)}" in typed:
            self.add_box()

    def add_box(self, text: str = "") -> None:
        """One more recommendation."""
        order = len(self.fields)
        self.fields[f"recommendation_{order}"] = forms.CharField(
            label=f"Recommendation {order}",
            initial=text,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @property
    def texts(self) -> list[str]:
        """What is typed in the boxes, in their order."""
        return [self.cleaned_data[field.name] for field in self.visible_fields()]

    def meet(self, current: models.Model) -> None:
        """Stand on the recommendations that somebody saved meanwhile."""
        super().meet(current)
        for order, each in enumerate(current.recommendations.all(), start=1):  # type: ignore[attr-defined]
            if f"recommendation_{order}" not in self.fields:
                self.add_box()
            setattr(current, f"recommendation_{order}", each.text)


class PublishForm(Form):
    """A last look before a paper becomes public."""

    confirmed = forms.BooleanField(
        label="I have read what stands above, and the paper is ready to be published",
        error_messages={"required": "Confirm that you have read what stands above."},
    )

    urgency_reason = forms.CharField(
        label="Why can it not wait for the next meeting?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The chair’s reason for taking it as urgent. It is printed in the paper.",
        error_messages={"required": "Give the chair’s reason why it cannot wait."},
    )

    clearance_override = forms.CharField(
        label="Why is it published without these clearances?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see these words beside the published paper.",
        error_messages={"required": "Say why it is published without these clearances."},
    )

    def __init__(
        self, *args: Any, warned: bool, late: bool, uncleared: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["urgency_reason"]
        if not warned:
            del self.fields["confirmed"]
        if not uncleared:
            del self.fields["clearance_override"]


class CorrectionForm(Form):
    """Why a published paper is corrected."""

    reason = forms.CharField(
        label="Why is it corrected?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see these words beside the new version.",
        error_messages={"required": "Say why the paper is corrected."},
    )

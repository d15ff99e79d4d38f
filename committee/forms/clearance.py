"""Forms for clearances."""

from typing import Any

from django import forms

from accounts.roles import Permission
from committee.forms.writing import people_with
from committee.models import ClearanceVerdict, Report, ReportClearance
from committee.vocabulary import Verdict
from core.forms import Form, ModelForm, offer

WHY = forms.Textarea(attrs={"rows": 3})


class ClearanceForm(ModelForm):
    """One more clearance that a paper needs, and why."""

    reason = forms.CharField(
        label="Why is it asked for?",
        widget=WHY,
        help_text="It is kept in the audit trail.",
        error_messages={"required": "Say why this clearance is asked for."},
    )

    class Meta:
        model = ReportClearance
        fields = ["name", "asks", "clearer"]
        help_texts = {"name": "For example Finance."}

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        kwargs.setdefault("instance", ReportClearance(report=report))
        super().__init__(*args, **kwargs)
        _offer_clearers(self, report)


def _offer_clearers(form: ModelForm, report: Report) -> None:
    offer(form, "clearer", people_with(Permission.CLEAR_REPORTS, report))
    form.fields["clearer"].empty_label = "Whoever clears papers"  # type: ignore[attr-defined]


class AskForm(ModelForm):
    """Who is asked for a clearance."""

    marks_optional = False

    class Meta:
        model = ReportClearance
        fields = ["clearer"]
        labels = {"clearer": "Who is asked for it?"}
        help_texts = {"clearer": "Nobody clears what they wrote, whoever is asked."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_clearers(self, self.instance.report)


class RemovalForm(Form):
    """Why a clearance is no longer asked for."""

    reason = forms.CharField(
        label="Why is it no longer asked for?",
        widget=WHY,
        help_text="It is kept in the audit trail.",
        error_messages={"required": "Say why this clearance is no longer asked for."},
    )


class VerdictForm(ModelForm):
    """Whether the paper may go forward, said of the text with this digest."""

    digest = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = ClearanceVerdict
        fields = ["verdict", "words"]
        widgets = {"verdict": forms.RadioSelect, "words": WHY}
        labels = {"verdict": "Is the paper cleared?", "words": "Your words"}
        help_texts = {"words": "If it is not cleared, say what has to change."}
        error_messages = {"verdict": {"required": "Say whether the paper is cleared."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = Verdict.choices  # type: ignore[attr-defined]

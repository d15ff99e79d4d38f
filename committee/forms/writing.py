"""Forms for writing together: who writes, how far a section is, which versions, what is said."""

from typing import Any

from django import forms

from accounts.models import User
from accounts.roles import Permission, roles_with
from committee.models import Comment, Report, ReportSection
from committee.permissions import can_move_section
from committee.vocabulary import SECTION_TRANSITIONS, SectionState
from core.forms import Form, ModelForm, RevisionMixin, offer

STEPS = {
    SectionState.DRAFTING: "Take it back, to go on writing",
    SectionState.READY: "It is ready for the report author",
    SectionState.RETURNED: "Return it with a reason",
    SectionState.ACCEPTED: "Accept it",
}


def people_with(permission: Permission, report: Report) -> Any:
    """The people who may do something in the authority whose paper it is, by name."""
    found = User.objects.filter(
        is_active=True,
        memberships__authority=report.authority,
        memberships__role__in=roles_with(permission),
    )
    return found.distinct().order_by("name")


class OwnerForm(RevisionMixin, ModelForm):
    """Who writes a section."""

    marks_optional = False

    class Meta:
        model = ReportSection
        fields = ["owner"]
        labels = {"owner": "Who writes it?"}
        help_texts = {"owner": "They can write this section and no other, unless they are authors."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readers = people_with(Permission.READ_DRAFT_REPORTS, self.instance.report)
        offer(self, "owner", readers)
        self.fields["owner"].empty_label = "The report authors"  # type: ignore[attr-defined]


class MoveForm(RevisionMixin, Form):
    """The next step of a section, with the reason when it goes back."""

    state = forms.ChoiceField(
        label="What happens next?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens next."},
    )
    reason = forms.CharField(
        label="What should be changed?",
        help_text="Only if you return it.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, section: ReportSection, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = steps_for(user, section)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (state, words) for state, words in STEPS.items() if state in steps
        ]
        if SectionState.RETURNED not in steps:
            del self.fields["reason"]


def steps_for(user: User, section: ReportSection) -> list[str]:
    """The steps of a section that are open to a person now."""
    following = SECTION_TRANSITIONS[section.state]
    return [state for state in following if can_move_section(user, section, state)]


class CommentForm(ModelForm):
    """A remark on a paragraph, or an answer to one."""

    class Meta:
        model = Comment
        fields = ["words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"words": {"required": "Enter your comment."}}

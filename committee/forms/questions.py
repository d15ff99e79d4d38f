"""Forms of members' questions, promises and recommendations of scrutiny."""

from typing import Any

from django import forms
from django.db import models

from accounts.models import Authority, User
from committee.forms.meetings import area
from committee.models import AgendaItem, Body, Promise, Question, ScrutinyRecommendation
from committee.vocabulary import Response
from core.forms import DateField, Form, ModelForm, RevisionMixin, offer
from improvement.models import Action
from monitoring.forms.asking import AsksFirst
from monitoring.models import Finding
from performance.models import Indicator

CONCERNED = ["action", "finding", "indicator"]


class ParagraphField(forms.CharField):
    """A paragraph of the paper, as it is printed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Paragraph of the paper")
        kwargs.setdefault("help_text", "As it is printed, for example 1.9 or Appendix 1.")
        kwargs.setdefault("max_length", 100)
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-10"}))
        super().__init__(required=False, **kwargs)


class ConcerningForm(AsksFirst, ModelForm):
    """The base of forms of what is about an action, a finding, an indicator or a paragraph."""

    paragraph = ParagraphField()

    def __init__(self, *args: Any, authority: Authority, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.know(authority)
        offer(self, "action", Action.objects.filter(plan__authority=authority).in_order())
        offer(self, "finding", Finding.objects.readable_by(user).filter(authority=authority))
        offer(self, "indicator", Indicator.objects.filter(authority=authority).order_by("code"))
        if "owner" in self.fields:
            people = User.objects.in_authorities([authority.pk]).filter(is_active=True)
            offer(self, "owner", people)
            self.fields["owner"].label_from_instance = _post  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name != "paragraph"] + ["paragraph"])

    def _texts(self, cleaned: dict[str, Any]) -> list[str]:
        """What was said; who said it is told on purpose."""
        return [cleaned["text"]] if cleaned.get("text") else []


def _post(user: User) -> str:
    return f"{user.post} ({user})" if user.post and user.post != str(user) else str(user)


class QuestionAskForm(AsksFirst, Form):
    """A member's question before the meeting."""

    text = forms.CharField(
        label="Your question",
        widget=area(5),
        help_text="The officers who answer read it, and the minutes print it.",
        error_messages={"required": "Enter your question."},
    )
    paragraph = ParagraphField(label="Paragraph of the paper that you ask about")

    def __init__(self, *args: Any, authority: Authority, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.know(authority)


class QuestionAddForm(ConcerningForm):
    """A question that was asked in the meeting."""

    class Meta:
        model = Question
        fields = ["text", "asked_by", *CONCERNED]
        widgets = {"text": area()}


class QuestionForm(RevisionMixin, QuestionAddForm):
    """A question, changed."""


class AnswerForm(AsksFirst, RevisionMixin, ModelForm):
    """What was answered, by whom and when."""

    answered_by = forms.CharField(
        max_length=200, help_text="A post, for example Head of Assessment."
    )
    answered_on = DateField(label="Answered on")

    class Meta:
        model = Question
        fields = ["answer", "answered_by", "answered_on"]
        widgets = {"answer": area(6)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.know(self.instance.item.meeting.body.authority)
        self.fields["answer"].required = True

    def _texts(self, cleaned: dict[str, Any]) -> list[str]:
        """What was answered; by whom is told on purpose."""
        return [cleaned["answer"]] if cleaned.get("answer") else []


class PromiseAddForm(ConcerningForm):
    """Something an officer promised."""

    class Meta:
        model = Promise
        fields = ["text", "question", "owner", "due_on", *CONCERNED]
        labels = {"question": "Question that it answers", "owner": "Who keeps it"}
        widgets = {"text": area()}

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "question", Question.objects.filter(item=item))


class PromiseForm(RevisionMixin, PromiseAddForm):
    """A promise, changed; the question that it answers stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["question"]


class KeepForm(AsksFirst, RevisionMixin, ModelForm):
    """That a promise was kept, and what was done."""

    kept_on = DateField(label="Kept on")

    class Meta:
        model = Promise
        fields = ["outcome", "kept_on"]
        widgets = {"outcome": area(5)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.know(self.instance.item.meeting.body.authority)
        self.fields["outcome"].required = True
        self.fields["outcome"].error_messages["required"] = "Say what was done."


class ScrutinyAddForm(ConcerningForm):
    """Something a body recommended."""

    class Meta:
        model = ScrutinyRecommendation
        fields = ["text", "made_on", "due_on", "owner", "item", *CONCERNED]
        labels = {"item": "Item of the agenda", "owner": "Who responds", "made_on": "Made on"}
        widgets = {"text": area()}
        help_texts = {"due_on": "If it is left empty: two months after it was made."}

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "item" in self.fields:
            items = AgendaItem.objects.readable_by(kwargs["user"]).filter(meeting__body=body)
            offer(self, "item", items.select_related("meeting").order_by("-meeting__held_on"))
            self.fields["item"].label_from_instance = _item_and_day  # type: ignore[attr-defined]


def _item_and_day(item: AgendaItem) -> str:
    return f"{item.meeting.held_on:%-d %B %Y}: {item}"


class ScrutinyForm(RevisionMixin, ScrutinyAddForm):
    """A recommendation of scrutiny, changed; when and on which item it was made stays."""

    class Meta(ScrutinyAddForm.Meta):
        fields = ["text", "due_on", "owner", *CONCERNED]
        help_texts: dict[str, str] = {}


class RespondForm(AsksFirst, RevisionMixin, ModelForm):
    """The response to a recommendation of scrutiny."""

    response = forms.ChoiceField(
        choices=[each for each in Response.choices if each[0] != Response.AWAITED],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the response is."},
    )
    responded_on = DateField(label="Answered on")

    class Meta:
        model = ScrutinyRecommendation
        fields = ["response", "response_reason", "responded_on"]
        widgets = {"response_reason": area(5)}
        help_texts = {"response_reason": "Needed where it is rejected or accepted in part."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.know(self.instance.body.authority)

    def _post_clean(self) -> None:
        """Leave the record as it is: what may be answered is decided where it is saved."""


def paragraph_of(record: models.Model, place: str) -> dict[str, str]:
    """What a form begins with for the paragraph that a record concerns."""
    return {"paragraph": place.removeprefix("paragraph ").removeprefix("paragraphs ")}

"""Forms: their look, dates as people type them, errors in words, two people saving one record."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Team
from core.forms import (
    DateField,
    DateInput,
    DescribedRadioSelect,
    FilterForm,
    Form,
    ModelForm,
    RevisionMixin,
    UploadField,
    media_for,
)
from improvement.models import Status, ThemeNarrative
from tests.factories.improvement import PlanFactory, ThemeNarrativeFactory

STATES = [("on_track", "On track"), ("at_risk", "At risk")]


class UpdateForm(Form):
    """A form with a field of each kind."""

    done = forms.CharField(label="what has been done?", help_text="In a sentence or two.")
    state = forms.ChoiceField(
        choices=STATES,
        widget=DescribedRadioSelect(descriptions={"on_track": "Will be done by its date."}),
    )
    due_on = DateField(label="Due", required=False)
    sure = forms.BooleanField(label="I am sure")
    priority = forms.ChoiceField(choices=[("", "---------"), *STATES])
    areas = forms.MultipleChoiceField(choices=STATES, widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    file = UploadField(required=False)


def html(form: forms.BaseForm, template: str = "{% error_summary form %}{{ form }}") -> str:
    return engines["django"].from_string(template).render({"form": form})


def test_each_field_has_its_label_and_hint() -> None:
    page = html(UpdateForm())
    assert '<label class="govuk-label govuk-label--s" for="id_done">What has been done?' in page
    assert '<div id="id_done_helptext" class="govuk-hint">In a sentence or two.</div>' in page
    assert 'aria-describedby="id_done_helptext"' in page
    assert "There is a problem" not in page
    assert "required" not in page


def test_choices_stand_in_a_fieldset_with_their_definitions() -> None:
    page = html(UpdateForm())
    assert '<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">State' in page
    assert 'id="id_state_0" aria-describedby="id_state_0_hint"' in page
    assert 'id="id_state_0_hint">Will be done by its date.</div>' in page
    assert "id_state_1_hint" not in page


def test_only_what_may_be_left_out_is_marked() -> None:
    page = html(UpdateForm())
    assert page.count("(optional)") == 2

    class Narrow(FilterForm):
        done = forms.CharField(required=False)

    assert "(optional)" not in html(Narrow())


def test_errors_stand_at_the_field_and_the_summary_leads_there() -> None:
    form = UpdateForm({"due_on": "31 13 2018", "state": "unheard of"})
    page = html(form)
    assert '<a href="#id_done">Fill in “What has been done?”.</a>' in page
    assert '<a href="#id_state_0">' in page
    assert '<a href="#id_areas_0">Choose an answer for “Areas”.</a>' in page
    assert 'aria-describedby="id_due_on_helptext id_due_on_error"' in page
    assert 'aria-invalid="true"' in page
    assert (
        '<div id="id_due_on_error"><p class="govuk-error-message">'
        '<span class="govuk-visually-hidden">Error:</span> Enter a date, for example 31 7 2018.'
    ) in page
    assert 'value="31 13 2018"' in page, "what was typed is not lost"


def test_an_error_of_the_whole_form_is_said_too() -> None:
    class Whole(Form):
        def clean(self) -> None:
            raise forms.ValidationError("The new date is before today.")

    page = html(Whole({}))
    assert "<li>The new date is before today.</li>" in page


def test_the_empty_choice_has_a_name() -> None:
    class TeamForm(ModelForm):
        class Meta:
            model = Team
            fields = ["authority", "name"]

    assert ">Choose one</option>" in html(UpdateForm())
    assert TeamForm().fields["authority"].empty_label == "Choose one"


def test_text_is_escaped() -> None:
    page = html(UpdateForm({"done": '"><script>', "words": "</textarea><script>"}))
    assert "<script>" not in page


def test_the_administration_keeps_its_own_look() -> None:
    class Theirs(forms.Form):
        name = forms.CharField()

    assert "govuk" not in str(Theirs())


def test_a_form_of_somebody_elses_is_printed_as_ours() -> None:
    class Theirs(forms.Form):
        email = forms.EmailField(widget=forms.EmailInput(attrs={"placeholder": "Your e-mail"}))

    form = Theirs({"email": ""})
    assert form.errors
    page = html(form, "{% error_summary form %}{% in_our_look form %}")
    assert 'class="govuk-input"' in page
    assert '<a href="#id_email">Email: This field is required.</a>' in page
    assert "placeholder" not in page


def test_definitions_come_from_the_records_themselves(db: None) -> None:
    plan = PlanFactory()

    class StatusForm(Form):
        delivery = forms.ModelChoiceField(
            plan.statuses.filter(axis=Status.Axis.DELIVERY),
            widget=DescribedRadioSelect,
            empty_label=None,
        )

    assert ">Will be done by its date.</div>" in html(StatusForm())


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "31 7 2018",
        "31/7/2018",
        "31/07/2018",
        "31-7-2018",
        "31.7.2018",
        "31 July 2018",
        "31 jul 2018",
        "2018-07-31",
        "  31   7  2018 ",
    ],
)
def test_a_date_is_read_however_it_is_typed(typed: str) -> None:
    assert DateField().clean(typed) == date(2018, 7, 31)


@pytest.mark.parametrize("typed", ["31 6 2018", "7/31/2018", "31 7", "tomorrow", "31 7 18", "0"])
def test_what_is_no_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="for example 31 7 2018"):
        DateField().clean(typed)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_shown_in_its_box_reads_back(day: date) -> None:
    assert DateField().clean(DateInput().format_value(day)) == day


def test_dates_of_a_model_are_typed_the_same_way(db: None) -> None:
    class PlanForm(ModelForm):
        class Meta:
            model = PlanFactory._meta.model
            fields = ["starts_on", "ends_on"]

    page = html(PlanForm(instance=PlanFactory(starts_on=date(2017, 11, 1))))
    assert 'value="1 November 2017"' in page
    assert "For example, 31 7 2018" in page


# --- two people, one record ----------------------------------------------------------------------


class NarrativeForm(RevisionMixin, ModelForm):
    """A form on a record that has a revision."""

    class Meta:
        model = ThemeNarrative
        fields = ["body", "state"]


@pytest.fixture
def narrative(db: None) -> ThemeNarrative:
    """A narrative that was saved four times."""
    return ThemeNarrativeFactory(body="<p>As it was</p>", revision=4)


def posted(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(fields)
    return data


def test_a_form_carries_the_revision_it_was_made_from(narrative: ThemeNarrative) -> None:
    page = html(NarrativeForm(instance=narrative))
    assert '<input type="hidden" name="revision" value="4"' in page


def test_a_form_that_met_another_version_shows_both_and_saves_next_time(
    narrative: ThemeNarrative,
) -> None:
    data = posted(body="<p>My words</p>", state="draft", revision="3")
    form = NarrativeForm(data, instance=ThemeNarrative.objects.get(pk=narrative.pk))
    assert form.is_valid()
    form.meet(narrative)
    page = html(form, '{% include "components/conflict.html" %}{{ form }}')
    assert "Somebody saved this while you were writing" in page
    assert 'app-prewrap">As it was</td>' in page
    assert 'app-prewrap">My words</td>' in page
    assert "State" not in page.partition("</table>")[0], "what is the same is not shown"
    assert 'name="revision" value="4"' in page
    assert "&lt;p&gt;My words" in page.partition("</table>")[2], "nothing typed is lost"


def test_a_form_that_met_nobody_says_nothing(narrative: ThemeNarrative) -> None:
    form = NarrativeForm(instance=narrative)
    assert html(form, '{% include "components/conflict.html" %}').strip() == ""


def test_a_form_without_its_revision_is_refused(narrative: ThemeNarrative) -> None:
    form = NarrativeForm(posted(body="", state="draft"), instance=narrative)
    assert not form.is_valid()
    assert "Open the page again" in html(form)


def test_differences_speak_in_words(narrative: ThemeNarrative) -> None:
    data = posted(body=narrative.body, state="ready", revision="3")
    form = NarrativeForm(data, instance=ThemeNarrative.objects.get(pk=narrative.pk))
    assert form.is_valid()
    form.meet(narrative)
    words = engines["django"].from_string(
        "{% for label, saved, typed in form|differences %}{{ label }}: {{ saved }}, {{ typed }};"
        "{% endfor %}"
    )
    assert words.render({"form": form}) == "State: Drafting, Ready for the author;"


def test_the_editor_brings_scripts_that_the_policy_allows(rf: Any) -> None:
    request = rf.get("/")
    request.csp_nonce = "once"
    media = str(media_for(NarrativeForm(instance=ThemeNarrative(revision=1)), request))
    assert '<script type="importmap" nonce="once">' in media

"""Forms in the look of the product. The administration pages keep Django's own."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.template.loader import get_template, select_template
from js_asset import Media

from core.uploads import ACCEPT, KINDS_IN_WORDS, MEGABYTE, validate_upload

DATE_FORMATS = ["%d %m %Y", "%d %B %Y", "%d %b %Y", "%Y %m %d"]
# Django's widgets that are one <input> to type in, or a hidden one.
TYPED = {
    f"{kind}.html"
    for kind in ("text", "email", "url", "tel", "number", "password", "date", "search", "hidden")
}
NO_CHOICE = "---------"  # how Django names it


class Renderer(TemplatesSetting):
    """Renders forms by the templates in ``templates/forms``, else by Django's own."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Our template for the widget, where there is one."""
        folder, _, name = template_name.rpartition("/")
        if folder != "django/forms/widgets":
            return get_template(template_name)
        ours = "input.html" if name in TYPED else name
        return select_template([f"forms/widgets/{ours}", template_name])


class DateInput(forms.DateInput):
    """One box for a date, shown as people write it."""

    input_type = "text"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "govuk-input--width-10", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """31 July 2018."""
        if isinstance(value, date):
            return f"{value:%-d %B %Y}"
        return None if value is None else str(value)


class DateField(forms.DateField):
    """A day, typed as 31 7 2018, 31/7/2018, 31 July 2018 or 2018-07-31."""

    widget = DateInput
    hint = "For example, 31 7 2018 or 31 July 2018"
    default_error_messages = {"invalid": "Enter a date, for example 31 7 2018."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs["help_text"] = " ".join(filter(None, [kwargs.get("help_text"), f"{self.hint}."]))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day that was typed."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        words = " ".join(str(value).replace("/", " ").replace("-", " ").replace(".", " ").split())
        for form in DATE_FORMATS:
            try:
                return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class UploadField(forms.FileField):
    """A file that people send; what may be sent is in ``core.uploads``."""

    default_validators = [validate_upload]

    def __init__(self, **kwargs: Any) -> None:
        most = settings.EVIDENCE_MAX_BYTES // MEGABYTE
        kwargs.setdefault("help_text", f"{KINDS_IN_WORDS}, up to {most} MB.")
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": ACCEPT}))
        super().__init__(**kwargs)


SPREADSHEETS = ".xlsx,.xls,.ods,.csv"


class SpreadsheetField(forms.FileField):
    """A spreadsheet; what it holds is looked at by whoever reads it."""

    def __init__(self, **kwargs: Any) -> None:
        most = settings.IMPORT_MAX_BYTES // MEGABYTE
        kwargs.setdefault(
            "help_text", f"Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, up to {most} MB."
        )
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": SPREADSHEETS}))
        kwargs["error_messages"] = {
            "required": "Choose a file.",
            "empty": "The file is empty. Choose another.",
        }
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, if it is not too large."""
        file = super().clean(data, initial)
        if file and file.size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(
                f"The file is {filesizeformat(file.size)}. Choose one of at most "
                f"{filesizeformat(settings.IMPORT_MAX_BYTES)}."
            )
        return file


class Described(forms.widgets.ChoiceWidget):
    """Choices, each with its definition beside it.

    ``descriptions`` gives the words by the choice's value. Choices that are records bring their
    own: what their attribute ``definition`` says.
    """

    def __init__(self, *args: Any, descriptions: dict[Any, str] | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.descriptions = descriptions or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give the choice its definition."""
        option = super().create_option(name, value, *args, **kwargs)
        record = getattr(value, "instance", None)
        described = getattr(record, "definition", "") if record else ""
        option["description"] = described or self.descriptions.get(value, "")
        return option


class DescribedRadioSelect(Described, forms.RadioSelect):
    """Radio buttons, each with its definition beside it."""


class DescribedCheckboxes(Described, forms.CheckboxSelectMultiple):
    """Checkboxes, each with its definition beside it."""


class Look:
    """What every form of ours shares: the look, and messages that say what to do."""

    marks_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


def dress(form: Any) -> None:
    """Give a form our look, whoever wrote it."""
    form.renderer = Renderer()
    form.label_suffix = ""
    form.use_required_attribute = False  # what is missing is said by us, in one place
    for name, field in form.fields.items():
        _speak_plainly(name, field)


def _speak_plainly(name: str, field: forms.Field) -> None:
    """Say "Fill in “Title”" for "This field is required", and name the empty choice."""
    field.widget.attrs.pop("placeholder", None)
    label = str(field.label or name.replace("_", " "))
    field.label = label = label[:1].upper() + label[1:]
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        chooses = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
        verb = "Choose an answer for" if chooses else "Fill in"
        field.error_messages["required"] = f"{verb} “{label}”."
    empty = "Choose one" if field.required else "None"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == NO_CHOICE:
            field.empty_label = empty
    elif isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.Select):
        choices: Any = field.choices
        field.widget.choices = [
            (value, empty if words == NO_CHOICE else words) for value, words in choices
        ]


class Form(Look, forms.Form):
    """The base of every form that is not of a model."""


class FilterForm(Form):
    """A form that narrows a list: nothing in it is required, so nothing is marked optional."""

    marks_optional = False


def form_field(field: models.Field, **kwargs: Any) -> forms.Field | None:
    """The form's field for a model's: dates as people type them."""
    if type(field) is models.DateField:
        kwargs["form_class"] = DateField
        kwargs.pop("widget", None)
    return field.formfield(**kwargs)


class _OwnFields(ModelFormMetaclass):
    """Lets a model form take :func:`form_field` without each saying so."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any
    ) -> "_OwnFields":
        meta = attrs.get("Meta")
        if meta and not hasattr(meta, "formfield_callback"):
            meta.formfield_callback = form_field
        return super().__new__(mcs, name, bases, attrs, **kwargs)


class ModelForm(Look, forms.ModelForm, metaclass=_OwnFields):
    """The base of every form of a model."""


class RevisionMixin(forms.Form):
    """A hidden revision, for forms on records that two people may save (``core.revisions``).

    Take it before the form class: ``class ActionForm(RevisionMixin, ModelForm)``. Forms that are
    not of a model give ``initial={"revision": record.revision}``.
    """

    revision = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": "Open the page again: it lost its place in the record."},
    )
    conflict: models.Model | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        record = kwargs.get("instance")
        if record is not None and record.pk:
            kwargs["initial"] = {"revision": record.revision, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def meet(self, current: models.Model) -> None:
        """Stand on what somebody saved meanwhile, so that saving again is a decision."""
        self.conflict = current
        revision = str(current.revision)  # type: ignore[attr-defined]
        data: Any = self.data
        self.data = data = data.copy()  # of a QueryDict, so several values of a field stay
        data[self.add_prefix("revision")] = revision


def media_for(form: forms.BaseForm, request: HttpRequest) -> Media:
    """The scripts and styles a form needs, allowed by the content security policy."""
    return Media.from_media(form.media).with_nonce(str(request.csp_nonce))  # type: ignore[attr-defined]


def show_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what a service refused beside the fields it speaks of."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, messages in error.message_dict.items():
        form.add_error(name if name in form.fields else None, messages)


def offer(form: forms.BaseForm, name: str, records: models.QuerySet[Any]) -> None:
    """Let a field offer these records and no others."""
    form.fields[name].queryset = records  # type: ignore[attr-defined]

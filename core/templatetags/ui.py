"""Components for templates; every template has them without loading anything."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Page
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.widgets import CheckboxInput
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django_prose_editor.widgets import ProseEditorWidget

from core.filters import FilterSet
from core.forms import Renderer, dress
from core.tables import EMPTY, LeanTable, day, tag

register = template.Library()


@register.simple_tag
def status_tag(status: Any) -> str | SafeString:
    """The word of a status, with its colour as help; nothing for no status."""
    return tag(status)


@register.filter
def words_for_day(value: Any) -> str:
    """A date as the council writes it, or a dash for none."""
    return day(value) or EMPTY


@register.simple_tag
def site_name() -> str:
    """What this installation is called."""
    return str(settings.SITE_NAME)


@register.simple_tag
def today_is_set() -> date | None:
    """The day a demonstration takes place on; None on an ordinary day."""
    day: date | None = settings.TODAY
    return day


@register.simple_block_tag
def breadcrumbs(content: SafeString) -> str | SafeString:
    """The way to the page, if it has steps."""
    if not content.strip():
        return ""
    return format_html(
        '<nav class="govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile app-no-print"'
        ' aria-label="Breadcrumb"><ol class="govuk-breadcrumbs__list">{}</ol></nav>',
        content,
    )


@register.simple_tag
def crumb(words: str, address: str = "") -> SafeString:
    """One step of the breadcrumbs; the page itself has no address."""
    if not address:
        return format_html(
            '<li class="govuk-breadcrumbs__list-item" aria-current="page">{}</li>', words
        )
    return format_html(
        '<li class="govuk-breadcrumbs__list-item">'
        '<a class="govuk-breadcrumbs__link" href="{}">{}</a></li>',
        address,
        words,
    )


@register.simple_tag(takes_context=True)
def nav_item(
    context: Context, words: str, viewname: str, *more: str, count: int = 0
) -> str | SafeString:
    """One word of the navigation, if its page exists.

    It is current on its own page and on pages below it; ``more`` are other addresses below it.
    ``count`` is how many urgent things wait there.
    """
    try:
        address = reverse(viewname)
    except NoReverseMatch:
        return ""
    request = context.get("request")
    path = request.path if request else ""
    below = [start for start in (address, *more) if start != "/"]
    current = ""
    if path == address:
        current = "page"
    elif path.startswith(tuple(below)):
        current = "true"
    return format_html(
        '<li class="govuk-service-navigation__item{}">'
        '<a class="govuk-service-navigation__link" href="{}"{}>{}{}</a></li>',
        " govuk-service-navigation__item--active" if current else "",
        address,
        format_html(' aria-current="{}"', current) if current else "",
        words,
        format_html(
            ' <span class="app-nav-count">{}<span class="govuk-visually-hidden"> urgent</span>'
            "</span>",
            count,
        )
        if count
        else "",
    )


@register.simple_block_tag
def card(content: SafeString, title: str, level: int = 2) -> SafeString:
    """A box with a title."""
    return format_html(
        '<section class="app-card"><h{} class="app-card__title">{}</h{}>\n'
        '<div class="app-card__content">{}</div></section>',
        level,
        title,
        level,
        content,
    )


@register.simple_block_tag
def summary_row(content: SafeString, label: str) -> SafeString:
    """One fact of a summary list; a dash stands for nothing."""
    return format_html(
        '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd></div>',
        label,
        content if content.strip() else EMPTY,
    )


@register.simple_tag
def submit(words: str, name: str = "", value: str = "", kind: str = "") -> SafeString:
    """A button that sends the form; ``kind`` is secondary, warning or nothing."""
    return format_html(
        '<button type="submit" class="govuk-button{}" data-module="govuk-button"'
        ' data-prevent-double-click="true"{}>{}</button>',
        format_html(" govuk-button--{}", kind) if kind else "",
        format_html(' name="{}" value="{}"', name, value or "1") if name else "",
        words,
    )


@register.simple_tag
def in_our_look(form: forms.BaseForm) -> str | SafeString:
    """A form of somebody else's, printed as ours are."""
    _see_dressed(form)
    return form.render()


def _see_dressed(form: forms.BaseForm) -> None:
    if not isinstance(form.renderer, Renderer):
        dress(form)
        for field in form:  # each was made when the form was checked, and keeps what it was given
            field.renderer, field.label = form.renderer, str(field.field.label)


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm | None) -> dict[str, Any]:
    """What is wrong with a form, each line a link to its field."""
    if form is None or not form.is_bound:
        return {"problems": []}
    _see_dressed(form)
    return {"problems": list(_problems(form))}


def _problems(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    for name, errors in form.errors.items():
        anchor = "" if name == NON_FIELD_ERRORS else first_id(form[name])
        for error in errors:
            if error == forms.Field.default_error_messages["required"]:
                error = f"{form[name].label}: {error}"  # a form that is not ours
            yield anchor, str(error)


@register.filter
def first_id(field: BoundField) -> str:
    """The id of the element that a person types or chooses in first."""
    widget = field.field.widget
    if widget.use_fieldset and field.subwidgets:
        return str(field.subwidgets[0].id_for_label)
    return str(field.id_for_label or field.auto_id)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is a single box to tick."""
    return isinstance(field.field.widget, CheckboxInput)


@register.inclusion_tag("components/table.html", takes_context=True)
def lean_table(context: Context, table: LeanTable) -> dict[str, Any]:
    """A table with its pages and, where allowed, its file."""
    return {"table": table, "request": context.get("request")}


@register.inclusion_tag("components/filter.html", takes_context=True)
def filter_form(context: Context, filter: FilterSet) -> dict[str, Any]:
    """The filter of a list."""
    request = context["request"]
    return {
        "filter": filter,
        "form": filter.form,
        "sort": request.GET.get("sort", ""),
        "path": request.path,
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page) -> dict[str, Any]:
    """Links to the other pages of a list."""
    near = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "near": near, "request": context.get("request")}


@register.inclusion_tag("components/banner.html", takes_context=True)
def banner(context: Context) -> dict[str, Any]:
    """What has just happened."""
    return {"messages": context.get("messages", [])}


@register.filter
def differences(form: Any) -> list[tuple[str, str, str]]:
    """Where a form differs from what was saved meanwhile: label, saved, typed."""
    found = []
    for field in form.visible_fields():
        saved = getattr(form.conflict, field.name, None)
        if isinstance(saved, models.Manager):
            saved = list(saved.all())
        typed = form.cleaned_data.get(field.name)
        left, right = _in_words(field, saved), _in_words(field, typed)
        if left != right:
            found.append((str(field.label), left, right))
    return found


def _in_words(field: BoundField, value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    if hasattr(value, "day"):
        return day(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | models.QuerySet):
        return ", ".join(str(one) for one in value) or EMPTY
    if isinstance(field.field.widget, ProseEditorWidget):
        return strip_tags(str(value).replace("</p>", "\n").replace("</li>", "\n")).strip()
    if isinstance(field.field, forms.ChoiceField) and not isinstance(value, models.Model):
        choices: Any = field.field.choices
        return str(dict(choices).get(value, value))
    return str(value)

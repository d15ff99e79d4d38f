"""The way from a record to what was done to it."""

from django import template
from django.db import models
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def what_was_done(context: Context, record: models.Model) -> str | SafeString:
    """A link to the record's part of the audit trail, for administrators."""
    user = getattr(context.get("request"), "user", None)
    if not getattr(user, "is_staff", False):
        return ""
    return format_html(
        '<p class="govuk-body app-no-print"><a class="govuk-link" href="{}?record={}-{}">'
        "What was done with it</a></p>",
        *(reverse("accounts:audit_trail"), record._meta.label, record.pk),
    )

"""Forms that keep what is typed into them; every template has this without loading anything."""

from typing import Any

from django import forms, template
from django.template.context import Context

from accounts import drafts
from accounts.models import Draft
from core import clock

register = template.Library()


@register.inclusion_tag("accounts/_keep_text.html", takes_context=True)
def keep_text(context: Context, form: forms.BaseForm, path: str = "") -> dict[str, Any]:
    """Keep what is typed into the form, and offer what was kept. It stands first inside <form>.

    ``path`` is where the form is sent to, unless that is the page itself.
    """
    request = context["request"]
    path = path or request.path
    draft = None
    if request.method == "GET":
        own = Draft.objects.visible_to(request.user).fresh(at=clock.now())
        draft = own.filter(path=path).first()
    is_back = draft is not None and request.GET.get("typed") == "back"
    if draft and is_back:
        drafts.put_back(form, draft)
    if draft:
        request.offers_draft = True  # base.html then has the form that throws it away
    return {
        "request": request,
        "field": drafts.FIELD,
        "mark": drafts.mark(request.user, path),
        "draft": draft,
        "is_back": is_back,
    }

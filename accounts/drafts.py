"""Keeping what people type until it is saved.

A form keeps its text once its template says ``{% keep_text form %}``. It then carries a field,
signed by us, that names the person it was given to and the address it is sent to; so whatever
happens to the session, what comes back is kept for that person and offered to nobody else.

- While it is typed ``static/js/drafts.js`` sends it to ``accounts:draft_save``.
- When it is sent, ``accounts.middleware`` keeps it unless it was taken, and forgets it if it was.
- When the form is opened again, the tag offers what was kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.forms import BaseForm
from django.forms.widgets import FileInput, PasswordInput
from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError

from accounts.models import DRAFTS_LAST, Draft, User

FIELD = "kept_for"
SALT = "accounts.drafts"
MOST_CHARACTERS = 500_000
NOT_TYPED = {FIELD, "csrfmiddlewaretoken"}


@dataclass(frozen=True)
class Typed:
    """What came back from a form: whose it is, which form it was, and what stands in it."""

    user_id: int
    path: str
    fields: Mapping[str, list[str]]

    @property
    def is_too_long(self) -> bool:
        """More than any paper of a council says; it is not kept."""
        texts = (len(text) for texts in self.fields.values() for text in texts)
        return sum(texts) > MOST_CHARACTERS


def mark(user: User, path: str) -> str:
    """What a form given to a person carries, so that we know it again."""
    return signing.dumps([user.pk, path], salt=SALT)


def typed_in(request: HttpRequest) -> Typed | None:
    """What was typed, if the request brings a form that keeps its text."""
    try:
        sent = request.POST
    except (SuspiciousOperation, UnreadablePostError):  # too large, or broken off
        return None
    try:
        user_id, path = signing.loads(sent.get(FIELD, ""), salt=SALT, max_age=DRAFTS_LAST)
    except signing.BadSignature:
        return None
    fields = {
        name.replace("\0", ""): [text.replace("\0", "") for text in texts]  # no database takes it
        for name, texts in sent.lists()
        if name not in NOT_TYPED and "password" not in name
    }
    return Typed(user_id, path, fields)


@transaction.atomic
def keep(typed: Typed, *, at: datetime) -> bool:
    """Keep it in place of what was kept of this form before; say whether it could be.

    What nobody came back for goes at the same time.
    """
    if typed.is_too_long or not User.objects.filter(pk=typed.user_id, is_active=True).exists():
        return False
    Draft.objects.forgotten(at=at).delete()
    Draft.objects.update_or_create(
        user_id=typed.user_id,
        path=typed.path,
        defaults={"fields": typed.fields, "typed_at": at},
    )
    return True


def forget(typed: Typed) -> None:
    """It has been saved."""
    Draft.objects.filter(user=typed.user_id, path=typed.path).delete()


def put_back(form: BaseForm, draft: Draft) -> None:
    """Let a form begin with what was typed into it.

    The revision comes back too: who saved the record meanwhile is noticed as if the form had stayed
    open. A form whose fields people add on the page has a method ``make_room`` for them.
    """
    typed = QueryDict(mutable=True)
    for name, texts in draft.fields.items():
        typed.setlist(name, texts)
    if hasattr(form, "make_room"):
        form.make_room(typed)
    for name, field in form.fields.items():
        widget, key = field.widget, form.add_prefix(name)
        if isinstance(widget, FileInput | PasswordInput):
            continue
        if not widget.value_omitted_from_data(typed, {}, key):
            form.initial[name] = widget.value_from_datadict(typed, {}, key)

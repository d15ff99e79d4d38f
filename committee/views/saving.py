"""What pages that save a record have in common."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from core.forms import show_errors
from core.revisions import Stale


def attempt(form: Any, save: Callable[..., Any], **fields: Any) -> Any:
    """The record that was saved; None where that was refused, and the form then says why.

    Nothing that was typed is lost: a record that somebody saved meanwhile is shown beside it.
    """
    try:
        return save(**fields)
    except Stale as stale:
        form.meet(stale.current)
    except ValidationError as error:
        show_errors(form, error)
    return None

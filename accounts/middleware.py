"""What looks at every request on behalf of people."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from accounts import drafts
from core import clock
from core.uploads import has_own_handler

SIGNED_OUT = (
    "You had been signed out, so nothing is saved yet. What you typed is kept: sign in, and it is "
    "offered to you again."
)


class KeptByNoBrowser:
    """Lets a browser keep no page that was shown to somebody.

    Who sits down at a shared computer after them could otherwise go back to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Whose session it is, and whether it lasts, would cost a question.
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class KeepTypedText:
    """Keeps what was typed into a form that was not taken, and forgets what was.

    A form is taken when its sender is led on. Shown again with what is wrong with it, refused, met
    by an error or sent to the entrance because the session was lost, it was not; and where there is
    no such page any more, nothing could be offered again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or response.status_code == 404 or has_own_handler(request):
            return response
        typed = drafts.typed_in(request)
        if typed is None:
            return response
        is_led_on = 300 <= response.status_code < 400
        if is_led_on and request.user.pk == typed.user_id:
            drafts.forget(typed)
        elif drafts.keep(typed, at=clock.now()) and _lost_its_session(request, typed):
            messages.info(request, SIGNED_OUT)
        return response


def _lost_its_session(request: HttpRequest, typed: drafts.Typed) -> bool:
    """Whether somebody pressed the form's button after they had been signed out."""
    return request.path == typed.path and not request.user.is_authenticated

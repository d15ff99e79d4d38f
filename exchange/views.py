"""The page about the interface for programs, and those of the keys to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.keys import make_key, revoke_key
from accounts.models import AccessKey, AccessKeyQuerySet, User
from accounts.roles import Permission
from core import clock
from core.http import require
from exchange.forms import KeyForm
from exchange.lists import LISTS, PAPERS
from exchange.reading import MOST, USUAL


@login_not_required
@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    """What programs may read, and how."""
    user = request.user
    context = {
        "lists": LISTS,
        "papers": PAPERS,
        "root": request.build_absolute_uri("v1/"),
        "usual": USUAL,
        "most": MOST,
        "may_have_key": isinstance(user, User) and user.may_somewhere(Permission.EXPORT),
    }
    return render(request, "exchange/interface.html", context)


@require_safe
def key_list(request: SignedInRequest) -> HttpResponse:
    """A person's own keys."""
    require(request.user.may_somewhere(Permission.EXPORT))
    today = clock.today()
    keys = [(key, key.works(on=today)) for key in _keys(request)]
    return render(request, "exchange/key_list.html", {"keys": keys, "today": today})


def key_add(request: SignedInRequest) -> HttpResponse:
    """Make a key; the answer is the only page that ever shows it."""
    require(request.user.may_somewhere(Permission.EXPORT))
    today = clock.today()
    form = KeyForm(request.POST or None, today=today)
    if form.is_valid():
        key, secret = make_key(
            by=request.user, use=AccessKey.Use.DATA, made_on=today, **form.cleaned_data
        )
        context = {"key": key, "secret": secret}
        answer = render(request, "exchange/key_made.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
    return render(request, "exchange/key_add.html", {"form": form})


def key_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop one's own key from working."""
    key = get_object_or_404(_keys(request), pk=pk)
    if request.method == "POST":
        revoke_key(key=key, by=request.user, on=clock.today())
        messages.success(request, f"The key “{key}” no longer works.")
        return redirect("exchange:key_list")
    return render(request, "exchange/key_revoke.html", {"key": key})


def _keys(request: SignedInRequest) -> AccessKeyQuerySet:
    return AccessKey.objects.visible_to(request.user).filter(use=AccessKey.Use.DATA)

"""My work."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from core import clock
from improvement import worklist


@require_safe
def my_work(request: SignedInRequest) -> HttpResponse:
    """What waits for the person who asks."""
    today = clock.today()
    work = worklist.my_work(request.user, as_at=today)
    context = {"work": work, "today": today, "soon": today + timedelta(days=worklist.DUE_SOON_DAYS)}
    return render(request, "improvement/my_work.html", context)

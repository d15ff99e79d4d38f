"""My work."""

from datetime import timedelta

from django.http import Http404, HttpResponse
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
    context = {
        "work": work,
        "updatable": work.updatable,
        "today": today,
        "soon": today + timedelta(days=worklist.DUE_SOON_DAYS),
    }
    return render(request, "improvement/my_work.html", context)


@require_safe
def my_work_group(request: SignedInRequest, key: str) -> HttpResponse:
    """All that waits of one sort; my work shows the first few."""
    today = clock.today()
    group = worklist.find_group(request.user, key, as_at=today)
    if group is None:
        raise Http404
    page, waiting = worklist.page_of(group, request.user, request.GET.get("page", ""))
    context = {
        "group": group,
        "waiting": waiting,
        "updatable": waiting.updatable_by(request.user),
        "page": page,
        "today": today,
    }
    return render(request, "improvement/my_work_group.html", context)

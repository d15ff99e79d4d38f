"""The product's addresses, and the two pages it is measured against."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from improvement.models import Action

ROWS = 50


def empty(request: HttpRequest) -> HttpResponse:
    """A page of ours with nothing on it."""
    return render(request, "base.html")


def plain_rows(request: HttpRequest) -> HttpResponse:
    """The rows of the action list, printed by a plain Django template."""
    actions = Action.objects.visible_to(request.user).with_parts().order_by("-due_on", "pk")
    return render(
        request,
        "plain_rows.html",
        {"actions": actions[:ROWS], "count": actions.count()},
    )


urlpatterns = [
    path("benchmark/empty/", empty),
    path("benchmark/plain/", plain_rows),
    path("", include("config.urls")),
]

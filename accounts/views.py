"""Pages about people and roles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Membership
from accounts.roles import ROLES, Permission


def profile(request: HttpRequest) -> HttpResponse:
    """What the product knows of the person, and how they sign in."""
    return render(request, "accounts/profile.html")


def role_list(request: HttpRequest) -> HttpResponse:
    """What each role may do and, for an administrator, who holds it in their authority."""
    administered = Membership.objects.permitting(request.user, Permission.ADMINISTER)
    held = administered.select_related("user", "authority").order_by(
        "authority__name", "user__name"
    )
    return render(
        request,
        "accounts/role_list.html",
        {"roles": ROLES, "permissions": Permission, "held": held},
    )

"""Pages about people and roles."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_tables2 import RequestConfig

from accounts.http import SignedInRequest
from accounts.models import Membership
from accounts.roles import ROLES, Permission
from accounts.tables import RoleHolderTable
from core.views import PAGE_SIZE


def profile(request: SignedInRequest) -> HttpResponse:
    """What the product knows of the person, and how they sign in."""
    context = {"teams": request.user.teams.all(), "second_step": is_mfa_enabled(request.user)}
    return render(request, "accounts/profile.html", context)


def role_list(request: SignedInRequest) -> HttpResponse:
    """What each role may do and, for an administrator, who holds it in their authority."""
    held = Membership.objects.permitting(request.user, Permission.ADMINISTER).filter(
        user__is_active=True
    )
    table = None
    if request.user.is_staff:
        table = RoleHolderTable(
            held.select_related("user", "authority").order_by("authority__name", "user__name")
        )
        RequestConfig(request, paginate=False).configure(table)
        table.settle_order()
        table.turn_to(request.GET.get("page", "1"), PAGE_SIZE)
    return render(
        request,
        "accounts/role_list.html",
        {"roles": ROLES, "permissions": list(Permission), "held": table},
    )


def not_offered(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """A page of the sign-in package that we do without."""
    raise Http404

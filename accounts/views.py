"""Pages about people and roles."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from accounts import drafts
from accounts.filters import AuditTrailFilter
from accounts.http import SignedInRequest
from accounts.models import Draft, Membership
from accounts.roles import ROLES, Permission
from accounts.tables import AuditTrailTable, RoleHolderTable
from accounts.trail import events_for
from core.http import require
from core.views import PAGE_SIZE, table_page


def profile(request: SignedInRequest) -> HttpResponse:
    """What the product knows of the person, and how they sign in."""
    context = {
        "teams": request.user.teams.all(),
        "second_step": is_mfa_enabled(request.user),
        "may_have_key": request.user.may_somewhere(Permission.EXPORT),
    }
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


def draft_save(request: SignedInRequest) -> HttpResponse:
    """Take what is being typed into a form; ``accounts.middleware`` keeps it.

    Refused: what comes from no form of ours or another person's (404), and too long a text (413).
    """
    if request.method != "POST":
        return redirect(settings.LOGIN_REDIRECT_URL)
    typed = drafts.typed_in(request)
    if typed is None or typed.user_id != request.user.pk:
        raise Http404
    return HttpResponse(status=413 if typed.is_too_long else 204)


def draft_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw away what was typed and not saved."""
    draft = get_object_or_404(Draft.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        draft.delete()
        messages.success(request, "What you had typed is thrown away.")
    return redirect(draft.path)


def sent_too_late(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form from before the person last signed in, and say what became of their text."""
    typed = drafts.typed_in(request)
    context = {"typed": None if typed is None or typed.is_too_long else typed}
    return render(request, "403_csrf.html", context, status=403)


@require_safe
def audit_trail(request: SignedInRequest) -> HttpResponseBase:
    """What was done at the councils that the person administers, by whom, before and after."""
    require(request.user.is_staff)
    return table_page(
        request,
        "accounts/audit_trail.html",
        queryset=events_for(request.user),
        table=AuditTrailTable,
        filterset=AuditTrailFilter,
        export_name="audit-trail",
        may_export=True,
    )


def not_offered(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """A page of the sign-in package that we do without."""
    raise Http404

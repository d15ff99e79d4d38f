"""Pages about people and roles."""

from collections import Counter
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts import directory, drafts
from accounts.filters import AuditTrailFilter, PersonFilter
from accounts.forms import AbsenceForm, HandOverForm, PeopleFileForm, send_password_links
from accounts.handover import held_by
from accounts.http import SignedInRequest, takeable
from accounts.models import Authority, Draft, Membership, User
from accounts.permissions import can_keep_people, keepable_absences, keepable_people
from accounts.roles import ROLES, Permission
from accounts.services import hand_over, remove_absence, save_absence, take_in
from accounts.tables import AbsenceTable, AuditTrailTable, PersonTable, RoleHolderTable
from accounts.trail import events_for
from core import clock
from core.exports import file_response
from core.forms import show_errors
from core.http import require
from core.views import table_page

PEOPLE = "joiners and leavers"
DAY = 24 * 60 * 60  # seconds


def profile(request: SignedInRequest) -> HttpResponse:
    """What the product knows of the person, and how they sign in."""
    context = {
        "teams": request.user.teams.all(),
        "second_step": is_mfa_enabled(request.user),
        "may_have_key": request.user.may_somewhere(Permission.EXPORT),
    }
    return render(request, "accounts/profile.html", context)


def role_list(request: SignedInRequest) -> HttpResponseBase:
    """What each role may do and, for an administrator, who holds it in their authority."""
    context: dict[str, Any] = {"roles": ROLES, "permissions": list(Permission)}
    if not request.user.is_staff:
        return render(request, "accounts/role_list.html", context)
    held = takeable(request, Membership.objects.permitting(request.user, Permission.ADMINISTER))
    return table_page(
        request,
        "accounts/role_list.html",
        queryset=held.filter(user__is_active=True)
        .select_related("user", "authority")
        .order_by("authority__name", "user__name"),
        table=RoleHolderTable,
        export_name="role-holders",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        **context,
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


def absence_list(request: SignedInRequest) -> HttpResponseBase:
    """One's own absences and, for an administrator, everybody's."""
    absences = takeable(request, keepable_absences(request.user)).select_related("user", "deputy")
    return table_page(
        request,
        "accounts/absence_list.html",
        queryset=absences.order_by("-starts_on", "user__name", "pk"),
        table=AbsenceTable,
        export_name="absences",
        may_export=request.user.may_somewhere(Permission.EXPORT),
    )


def absence_add(request: SignedInRequest) -> HttpResponse:
    """Say when somebody is away and who stands in."""
    form = AbsenceForm(request.POST or None, by=request.user)
    return _absence_form(request, form, "Add days away")


def absence_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change when somebody is away, or who stands in."""
    absence = get_object_or_404(keepable_absences(request.user), pk=pk)
    form = AbsenceForm(request.POST or None, instance=absence, by=request.user)
    return _absence_form(request, form, f"Change the days away of {absence.user}")


def _absence_form(request: SignedInRequest, form: AbsenceForm, title: str) -> HttpResponse:
    if form.is_valid():
        absence = save_absence(absence=form.save(commit=False), by=request.user)
        messages.success(
            request,
            f"{absence.deputy} stands in for {absence.user} from "
            f"{absence.starts_on:%-d %B %Y} to {absence.ends_on:%-d %B %Y}.",
        )
        return redirect("accounts:absence_list")
    return render(request, "accounts/absence_form.html", {"form": form, "title": title})


def absence_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget an absence."""
    absence = get_object_or_404(keepable_absences(request.user), pk=pk)
    if request.method == "POST":
        remove_absence(absence=absence, by=request.user)
        messages.success(request, "Absence removed. Nobody stands in on those days.")
        return redirect("accounts:absence_list")
    return render(request, "accounts/absence_remove.html", {"absence": absence})


def person_list(request: SignedInRequest) -> HttpResponseBase:
    """The people at the councils that the person administers."""
    require(can_keep_people(request.user))
    return table_page(
        request,
        "accounts/person_list.html",
        queryset=keepable_people(request.user).order_by("name", "pk"),
        table=PersonTable,
        filterset=PersonFilter,
    )


def handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give all of a person's work to another, in one step."""
    require(can_keep_people(request.user))
    person = get_object_or_404(keepable_people(request.user), pk=pk)
    councils = Authority.objects.permitting(request.user, Permission.ADMINISTER).filter(
        memberships__user=person
    )
    at = list(councils.distinct())
    people = User.objects.in_authorities(council.pk for council in at).filter(is_active=True)
    form = HandOverForm(request.POST or None, people=people.exclude(pk=person.pk))
    if form.is_valid():
        try:
            given = hand_over(
                person=person, to=form.cleaned_data["to"], authorities=at, by=request.user
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            things = "thing has" if given == 1 else "things have"
            messages.success(
                request, f"{given} {things} gone from {person} to {form.cleaned_data['to']}."
            )
            return redirect("accounts:person_list")
    context = {"person": person, "held": held_by(person, at), "form": form}
    return render(request, "accounts/handover.html", context)


def people_bring_in(request: SignedInRequest) -> HttpResponse:
    """Take joiners and leavers in from a file: look at what each row comes to, then do it.

    What was read travels back signed, so that what is done is what was looked at; it is judged
    again when it is done.
    """
    require(can_keep_people(request.user))
    councils = Authority.objects.permitting(request.user, Permission.ADMINISTER)
    if "read" in request.POST:
        return _take_people_in(request, councils)
    form = PeopleFileForm(request.POST or None, request.FILES or None, councils=councils)
    if form.is_valid():
        council, rows = form.cleaned_data["authority"], form.cleaned_data["rows"]
        return _people_preview(request, council, rows)
    context = {"form": form, "headings": directory.HEADINGS, "roles": ROLES}
    return render(request, "accounts/people_bring_in.html", context)


def _people_preview(request: SignedInRequest, council: Authority, rows: Any) -> HttpResponse:
    lines = directory.judge(rows, authority=council, by=request.user, as_at=clock.today())
    context = {
        "council": council,
        "lines": lines,
        "problems": sum(bool(line.problems) for line in lines),
        "outcomes": Counter(line.outcome for line in lines if not line.problems),
        "read": signing.dumps([council.pk, rows], salt=PEOPLE, compress=True),
    }
    return render(request, "accounts/people_preview.html", context)


def _take_people_in(request: SignedInRequest, councils: Any) -> HttpResponse:
    try:
        pk, rows = signing.loads(request.POST["read"], salt=PEOPLE, max_age=DAY)
    except signing.BadSignature:
        messages.error(request, "Choose the file again: too much time has passed.")
        return redirect("accounts:people_bring_in")
    council = get_object_or_404(councils, pk=pk)
    lines = directory.judge(rows, authority=council, by=request.user, as_at=clock.today())
    try:
        joined = take_in(lines=lines, authority=council, by=request.user)
    except ValidationError:  # it was right when it was looked at: look again
        return _people_preview(request, council, rows)
    send_password_links(request, joined)
    counts = Counter(line.outcome for line in lines)
    done = ", ".join(f"{words.lower()}: {count}" for words, count in counts.items())
    messages.success(
        request, f"The list was taken in. {done.capitalize()}. Hand over the work of who left."
    )
    return redirect("accounts:person_list")


def people_template(request: SignedInRequest) -> HttpResponseBase:
    """A list to fill in, with the headings that are read."""
    require(can_keep_people(request.user))
    return file_response("csv", "joiners-and-leavers", directory.HEADINGS, [])


def not_offered(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """A page of the sign-in package that we do without."""
    raise Http404

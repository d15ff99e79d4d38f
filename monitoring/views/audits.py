"""Pages of audit rounds."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, extract_asked, files_of, takeable
from accounts.roles import Permission
from core.forms import show_errors
from core.http import require
from core.revisions import Stale
from core.views import table_page
from monitoring import audits, extracts
from monitoring.filters import AuditRoundFilter
from monitoring.forms.audits import AuditRoundForm
from monitoring.models import AuditGrade, AuditRound
from monitoring.permissions import can_record
from monitoring.services import audits as services
from monitoring.standing import last_judgements, last_said
from monitoring.tables import AuditRoundTable
from monitoring.views.councils import choose_council
from monitoring.vocabulary import SourceKind

DOMAIN_ROWS, MORE_ROWS, MOST_ROWS = 3, 2, 40
ROUNDS_BESIDE = 5


@require_safe
def audit_round_list(request: SignedInRequest) -> HttpResponseBase:
    """Every audit round a person may see, the newest first."""
    rounds = takeable(request, AuditRound.objects.visible_to(request.user))
    return table_page(
        request,
        "monitoring/audit_round_list.html",
        queryset=rounds.select_related("theme", "practice_area"),
        table=AuditRoundTable,
        filterset=AuditRoundFilter,
        export_name="audit-rounds",
        may_export=request.user.may_somewhere(Permission.EXPORT),
        may_record=request.user.may_somewhere(Permission.RECORD_FINDINGS),
    )


@require_safe
def audit_round_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What a round found, beside earlier rounds and what inspectors said."""
    rounds = AuditRound.objects.visible_to(request.user)
    round = get_object_or_404(rounds.select_related("theme", "practice_area"), pk=pk)
    domains = audits.domains_of(round, round.grades.all())
    beside = list(
        AuditRound.objects.filter(
            authority=round.authority_id,
            ends_on__lte=round.ends_on,
            grades__domain__in=[each.name for each in domains],
        )
        .distinct()
        .order_by("-ends_on", "-pk")[: ROUNDS_BESIDE + 1]
    )[::-1]
    grades = AuditGrade.objects.filter(round__in=beside).order_by("order", "pk")
    names = [each.name for each in domains]
    over_rounds = audits.over_rounds(beside, grades, names)
    lists = extracts.audit_of(domains, beside, over_rounds)
    if taken := extract_asked(request, lists, of=round, authority_id=round.authority_id):
        return taken
    area = round.practice_area
    context = {
        "round": round,
        "domains": domains,
        "figure": audits.chart(round, domains) if domains else None,
        "beside": beside,
        "over_rounds": over_rounds,
        "files": files_of(request, lists, authority_id=round.authority_id),
        "said": last_said(area, request.user, source=SourceKind.AUDIT) if area else None,
        "judgements": last_judgements(round.authority_id, request.user).values(),
        "may_record": can_record(request.user, round.authority_id),
    }
    return render(request, "monitoring/audit_round_detail.html", context)


def audit_round_add(request: SignedInRequest) -> HttpResponse:
    """Record an audit round with its grades."""
    authority = choose_council(request, "Record an audit round")
    if isinstance(authority, HttpResponse):
        return authority
    form = _form(request, AuditRound(authority=authority))
    if "more" not in request.POST and form.is_valid():
        try:
            round = services.save_audit_round(authority=authority, by=request.user, **form.said)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Audit round recorded.")
            return redirect(round)
    context = {"form": form, "authority": authority}
    return render(request, "monitoring/audit_round_add.html", context)


def audit_round_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an audit round right."""
    rounds = AuditRound.objects.visible_to(request.user).select_related("authority")
    round = get_object_or_404(rounds, pk=pk)
    require(can_record(request.user, round.authority_id))
    form = _form(request, get_object_or_404(rounds, pk=pk))
    if "more" not in request.POST and form.is_valid():
        try:
            services.save_audit_round(
                authority=round.authority, by=request.user, round=round, **form.said
            )
        except Stale as stale:
            form.meet(stale.current)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Audit round changed.")
            return redirect(round)
    return render(request, "monitoring/audit_round_edit.html", {"form": form, "round": round})


def _form(request: SignedInRequest, round: AuditRound) -> AuditRoundForm:
    """The stored round, or the typed one; asking for more boxes saves nothing."""
    if request.method != "POST":
        return AuditRoundForm(instance=round, rows=DOMAIN_ROWS)
    typed = request.POST
    rows = sum(f"domain_{row}" in typed for row in range(1, MOST_ROWS + 1))
    if "more" not in typed:
        return AuditRoundForm(typed, instance=round, rows=rows)
    kept = {"knows_percentages_only": False, **typed.dict()}
    more = min(rows + MORE_ROWS, MOST_ROWS)
    return AuditRoundForm(instance=round, rows=more, scale=typed.get("scale", ""), initial=kept)

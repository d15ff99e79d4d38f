"""Pages of practice areas: the matrix of visits, and each area with what other sources say."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, extract_asked, files_of
from core import clock
from core.forms import show_errors
from core.http import require
from improvement.models import PracticeArea
from monitoring import extracts
from monitoring.areas import matrices, said_of
from monitoring.forms.findings import AreaEvidenceForm
from monitoring.models import AreaEvidence, AuditRound, VoiceItem
from monitoring.permissions import can_record, can_record_visit
from monitoring.services import findings as services
from monitoring.views.visits import find_visit
from monitoring.vocabulary import SourceKind
from performance.models import Indicator
from performance.permissions import can_see_small_numbers
from performance.readings import read

MOST_ITEMS = 10  # of audits and of voice, the latest; their own lists have them all


@require_safe
def area_list(request: SignedInRequest) -> HttpResponseBase:
    """Practice areas down, visits across: a word in each cell."""
    found = []
    for matrix in matrices(request.user):
        authority = matrix.authority
        lists = [extracts.matrix_of(matrix)]
        if taken := extract_asked(request, lists, of=authority, authority_id=authority.pk):
            return taken
        files = files_of(request, lists, authority_id=authority.pk)
        found.append((matrix, files.get(lists[0].name, [])))
    return render(request, "monitoring/area_list.html", {"matrices": found})


def find_area(request: SignedInRequest, pk: int) -> PracticeArea:
    """A practice area of the person's council."""
    area: PracticeArea = get_object_or_404(PracticeArea.objects.visible_to(request.user), pk=pk)
    return area


@require_safe
def area_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What was said of an area each time, and what audits, indicators and voice say."""
    area, user, today = find_area(request, pk), request.user, clock.today()
    indicators = Indicator.objects.filter(practice_area=area).in_use(as_at=today)
    shows_small = can_see_small_numbers(user, area.authority_id)
    said = said_of(area, user)
    over_time = said[::-1]
    lists = [extracts.area_of(area, over_time)]
    if taken := extract_asked(request, lists, of=area, authority_id=area.authority_id):
        return taken
    context = {
        "area": area,
        "said": said,
        "over_time": over_time,
        "files": files_of(request, lists, authority_id=area.authority_id),
        "sources": list(SourceKind),
        "readings": read(indicators, on=today, shows_small=shows_small, as_at=today),
        "audit_rounds": AuditRound.objects.filter(practice_area=area)[:MOST_ITEMS],
        "voice_items": VoiceItem.objects.filter(practice_area=area)[:MOST_ITEMS],
        "may_record": can_record(user, area.authority_id),
    }
    return render(request, "monitoring/area_detail.html", context)


def area_evidence_add(request: SignedInRequest, visit: int, pk: int, source: str) -> HttpResponse:
    """Say, or say otherwise, what another source says of an area beside a visit."""
    found, area = find_visit(request, visit), find_area(request, pk)
    require(can_record_visit(request.user, found))
    if source not in SourceKind.values or area.authority_id != found.authority_id:
        raise Http404
    kind = SourceKind(source)
    said = AreaEvidence.objects.filter(visit=found, practice_area=area, source=kind).first()
    form = AreaEvidenceForm(
        request.POST or None,
        visit=found,
        source=kind,
        instance=said or AreaEvidence(visit=found, practice_area=area, source=kind),
    )
    if form.is_valid():
        try:
            services.say_of_area(
                visit=found, area=area, source=kind, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Kept. It stands beside what the inspectors say.")
            address = reverse("monitoring:area_detail", args=[area.pk])
            return redirect(f"{address}#visit-{found.pk}")
    context = {"form": form, "visit": found, "area": area, "source": kind, "said": said}
    return render(request, "monitoring/area_evidence_add.html", context)

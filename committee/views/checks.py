"""The page on which everything is listed that the checks found in a draft."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from committee.checks import check
from committee.checks.places import by_rule, with_editors
from committee.clearances import facts_to_clear
from committee.forms.checks import ChecksForm
from committee.permissions import can_write_section
from committee.reports import compose
from committee.views.papers import draft, in_sight, readable
from committee.withholding import Withheld
from core import clock


def report_checks(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is to be mended, looked at and known, each with its place and the reason."""
    report = draft(request, slug)
    facts = facts_to_clear(report, today=clock.today())
    document = compose(facts)
    withheld = Withheld(request.user, report.authority)
    shown = readable(request, report, document, withheld)
    problems = withheld.problems(in_sight(check(facts, document), document, shown))
    form = ChecksForm(request.GET, problems=problems)
    own = {each.pk for each in facts.sections if can_write_section(request.user, each)}
    found = with_editors(form.narrowed(problems), facts, shown, own=own)
    context = {
        "report": report,
        "form": form,
        "groups": by_rule(found),
        "total": len(problems),
        "shown": len(found),
    }
    return render(request, "committee/report_checks.html", context)

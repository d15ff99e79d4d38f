"""Starting and saving papers."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from accounts.models import User
from committee.blocks import plain
from committee.facts import is_written
from committee.models import (
    HouseStyle,
    Meeting,
    Recommendation,
    Report,
    ReportClearance,
    ReportSection,
)
from committee.permissions import can_write_report
from committee.reports import build_report
from committee.vocabulary import BlockKind, FindingOrder, HeaderSource, SectionState
from committee.withholding import without_quotations
from core import audit, clock, revisions
from core.models import AuditEvent, changes
from documents import richtext
from documents.nodes import Block, Inline, Reference, Text
from documents.numbering import number
from documents.tree import walk
from improvement.models import Plan, ReportingPeriod, Theme
from monitoring.models import SelfEvaluation, Visit
from performance.models import Indicator, Scorecard

HEADER_FIELDS = (
    "number",
    "title",
    "cut_off",
    "report_of",
    "wards",
    "urgent",
    "key",
    "officer_contact",
    "header_texts",
    "previous",
)


@transaction.atomic
def start_report(
    *,
    meeting: Meeting,
    plan: Plan,
    period: ReportingPeriod,
    house_style: HouseStyle,
    by: User,
    number: int,
    title: str,
    cut_off: date,
    report_of: str,
    officer_contact: str,
    wards: str = "All",
    urgent: bool = False,
    key: bool = False,
    previous: Report | None = None,
    slug: str | None = None,
) -> Report:
    """Start a paper for a meeting, with the sections, standing text and clearances of a template.

    What the paper before said in a section goes over where the template says so.
    """
    # Two people may start it at once: the meeting is what they both find.
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    report = Report(
        meeting=meeting,
        plan=plan,
        period=period,
        previous=previous,
        house_style=house_style,
        header_texts=_header_texts(house_style, previous),
        slug=slug or _free_slug(meeting),
        number=number,
        title=title,
        cut_off=cut_off,
        report_of=report_of,
        officer_contact=officer_contact,
        wards=wards,
        urgent=urgent,
        key=key,
    )
    report.full_clean()
    _refuse_strangers(report)
    _refuse_retired(house_style)
    at = clock.now()
    audit.save(report, by=by, at=at)
    told = {"default_user": by, "default_date": at}
    sections = bulk_create_with_history(list(_sections(report)), ReportSection, **told)
    ReportClearance.objects.bulk_create(
        ReportClearance(
            report=report, order=order, name=each.name, asks=each.asks, clearer_id=each.clearer_id
        )
        for order, each in enumerate(house_style.clearances.all(), start=1)
    )
    if previous:
        _carry_over_indicators(previous, sections)
        carried = [
            Recommendation(report=report, order=each.order, text=each.text)
            for each in previous.recommendations.all()
        ]
        bulk_create_with_history(carried, Recommendation, **told)
    record(AuditEvent.Kind.REPORT_STARTED, report, by)
    return report


def _free_slug(meeting: Meeting) -> str:
    """The address of a paper: authority, body and day, and a number where that is taken."""
    body = meeting.body
    slug = f"{body.authority.slug}-{body.slug}-{meeting.held_on:%Y-%m-%d}"
    taken = set(Report.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{count}" for count in range(2, len(taken) + 3))
    return next(free for free in (slug, *numbered) if free not in taken)


def _refuse_strangers(report: Report) -> None:
    """All that a paper is made of belongs to the authority and body of its meeting."""
    body = report.meeting.body
    wrong = {}
    if report.house_style.authority_id != body.authority_id:
        wrong["house_style"] = "Choose a template of the authority whose body meets."
    if report.plan.authority_id != body.authority_id:
        wrong["plan"] = "Choose a plan of the authority whose body meets."
    if report.period.authority_id != body.authority_id:
        wrong["period"] = "Choose a period of the authority whose body meets."
    if report.previous:
        before = report.previous
        if before.meeting.body_id != body.pk or before.plan_id != report.plan_id:
            wrong["previous"] = "Choose a report on the same plan to the same body."
        elif before.cut_off >= report.cut_off:
            wrong["cut_off"] = "The cut-off must be later than that of the report before."
    if wrong:
        raise ValidationError(wrong)


def _refuse_retired(house_style: HouseStyle) -> None:
    if house_style.is_retired:
        words = f"{house_style} is no longer used. Choose another template."
        raise ValidationError({"house_style": words})


def _header_texts(house_style: HouseStyle, previous: Report | None) -> dict[str, str]:
    """What the lines of words say: what they said in the paper before, or the template's words."""
    said = previous.header_texts if previous else {}
    lines = house_style.lines.filter(source=HeaderSource.TEXT)
    return {line.key: said.get(line.key, line.text) for line in lines}


def _sections(report: Report) -> Iterable[ReportSection]:
    before: dict[str, ReportSection] = {}
    if report.previous:
        before = {section.key: section for section in report.previous.sections.all()}
    keeps_headings = (
        report.previous is not None and report.previous.house_style_id == report.house_style_id
    )
    for order, planned in enumerate(report.house_style.sections.all(), start=1):
        last = before.get(planned.key)
        carried = last if planned.carried_over else None
        heading = planned.heading.replace("{plan}", report.plan.name)
        shows = planned.kind in BlockKind.with_chosen_indicators()
        yield ReportSection(
            report=report,
            order=order,
            key=planned.key,
            place=planned.place,
            kind=planned.kind,
            heading=carried.heading if carried and keeps_headings else heading,
            body=(carried.body if carried else "") or planned.standing_text,
            owner_id=planned.owner_id,
            review_by=planned.review_by,
            is_mandatory=planned.is_mandatory,
            scorecard_id=last.scorecard_id if last and shows else None,
        )


def _carry_over_indicators(previous: Report, sections: Iterable[ReportSection]) -> None:
    """A paper's blocks show the indicators that those of the paper before showed."""
    chosen = ReportSection.indicators.through
    by_key = {section.key: section.pk for section in sections if section.shows_chosen_indicators}
    before = chosen.objects.filter(
        reportsection__report=previous, reportsection__key__in=by_key
    ).values_list("reportsection__key", "indicator")
    chosen.objects.bulk_create(
        chosen(reportsection_id=by_key[key], indicator_id=indicator) for key, indicator in before
    )


# --- writing --------------------------------------------------------------------------------


@transaction.atomic
def save_section(
    *,
    section: ReportSection,
    by: User,
    revision: int | None,
    body: str,
    heading: str | None = None,
    scorecard: Scorecard | None = None,
    indicators: Iterable[Indicator] = (),
    visits: Iterable[Visit] = (),
    evaluation: SelfEvaluation | None = None,
    findings_order: str = FindingOrder.LETTER,
    theme: Theme | None = None,
) -> ReportSection:
    """Save the text of a section, unless somebody else has saved it meanwhile.

    A section that shows indicators shows those of the ``scorecard`` and the ``indicators``. One
    that tells of practice tells of the ``visits`` or the ``evaluation``, and may follow a theme.
    """
    report = open_report(section.report)
    section = revisions.lock(section, revision)
    if section.kind in BlockKind.without_text():
        raise ValidationError(f"{section} is written elsewhere.")
    begin_section(section, by)
    section.body = body if is_written(body) else ""
    if heading is not None:
        section.heading = heading
    chosen = list(indicators)
    _refuse_strange_indicators(section, scorecard, chosen)
    told = list(visits)
    _refuse_strange_practice(section, told, evaluation, theme)
    section.scorecard = scorecard
    section.evaluation, section.theme = evaluation, theme
    section.findings_order = findings_order
    section.revision += 1
    section.full_clean()
    audit.save(section, by=by, at=clock.now())
    section.indicators.set(chosen)
    section.visits.set(told)
    written = richtext.parse(section.body, anchor=section.key, bind=str).blocks
    refuse_unknown_citations(report, [("body", written)])
    shown: dict[str, Any] = {}
    if section.shows_chosen_indicators:
        shown = {
            "scorecard": str(scorecard or ""),
            "indicators": sorted(each.code for each in chosen),
        }
    if section.shows_chosen_visits:
        shown["visits"] = [str(each) for each in told]
    if section.kind == BlockKind.SELF_EVALUATION:
        shown["evaluation"] = str(evaluation or "")
    if section.may_follow_theme:
        shown["theme"] = str(theme or "")
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, section=section.key, **shown)
    return section


def _refuse_strange_indicators(
    section: ReportSection, scorecard: Scorecard | None, indicators: Sequence[Indicator]
) -> None:
    """A section shows indicators of its own authority that may be printed, if it shows any."""
    authority = section.report.authority.pk
    wrong = {}
    if not section.shows_chosen_indicators and (scorecard or indicators):
        raise ValidationError(f"{section} does not show indicators.")
    if scorecard and scorecard.authority_id != authority:
        wrong["scorecard"] = "Choose a scorecard of the authority whose paper it is."
    if any(each.authority_id != authority for each in indicators):
        wrong["indicators"] = "Choose indicators of the authority whose paper it is."
    elif inside := [each.code for each in indicators if not each.is_public]:
        wrong["indicators"] = f"{', '.join(inside)} may not be printed in papers."
    if wrong:
        raise ValidationError(wrong)


def _refuse_strange_practice(
    section: ReportSection,
    visits: Sequence[Visit],
    evaluation: SelfEvaluation | None,
    theme: Theme | None,
) -> None:
    """A section tells of its own authority's practice, if it tells of it, and of its own plan."""
    authority = section.report.authority.pk
    wrong = {}
    if not section.shows_chosen_visits and visits:
        raise ValidationError(f"{section} does not tell of visits.")
    if section.kind != BlockKind.SELF_EVALUATION and evaluation:
        raise ValidationError(f"{section} does not tell of a self-evaluation.")
    if theme and not section.may_follow_theme:
        raise ValidationError(f"{section} does not follow a theme.")
    if any(each.authority_id != authority for each in visits):
        wrong["visits"] = "Choose visits to the authority whose paper it is."
    if evaluation and evaluation.authority_id != authority:
        wrong["evaluation"] = "Choose a self-evaluation of the authority whose paper it is."
    if theme and theme.plan_id != section.report.plan_id:
        wrong["theme"] = "Choose a theme of the plan that the paper tells of."
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def save_header(*, report: Report, by: User, revision: int | None, **fields: Any) -> Report:
    """Save what stands in the header box, unless somebody else has saved it meanwhile."""
    open_report(report)
    report = revisions.lock(report, revision)
    before = {name: getattr(report, name) for name in HEADER_FIELDS}
    for name, value in fields.items():
        if name not in HEADER_FIELDS:
            raise TypeError(f"{name} does not stand in the header.")
        setattr(report, name, value)
    report.revision += 1
    report.full_clean()
    _refuse_strangers(report)
    audit.save(report, by=by, at=clock.now())
    after = {name: getattr(report, name) for name in HEADER_FIELDS}
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, header=changes(before, after))
    return report


@transaction.atomic
def save_recommendations(
    *, report: Report, by: User, texts: Sequence[str], revision: int | None
) -> Report:
    """Save all recommendations in their order; empty ones are left out."""
    open_report(report)
    report = revisions.lock(report, revision)
    at = clock.now()
    for section in report.sections.filter(kind=BlockKind.RECOMMENDATIONS).select_for_update():
        stage = section.state
        begin_section(section, by)
        if section.state != stage:
            audit.save(section, by=by, at=at)
    current = {each.order: each for each in report.recommendations.all()}
    texts = [text.strip() for text in texts if text.strip()]
    for order, text in enumerate(texts, start=1):
        each = current.pop(order, None) or Recommendation(report=report, order=order)
        if each.text != text:
            each.text = text
            audit.save(each, by=by, at=at)
    for surplus in current.values():
        surplus._history_user, surplus._history_date = by, at
        surplus.delete()
    report.revision += 1
    audit.save(report, by=by, at=at)
    cited = [
        (f"recommendation_{order}", plain(text, bind=str))
        for order, text in enumerate(texts, start=1)
    ]
    refuse_unknown_citations(report, cited)
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, recommendations=len(texts))
    return report


def begin_section(section: ReportSection, by: User) -> None:
    """Begin to write in a section. One that was accepted is changed by authors alone."""
    if section.state == SectionState.ACCEPTED and not can_write_report(by, section.report):
        raise ValidationError("This section has been accepted. Ask the report author to return it.")
    section.begin()


def open_report(report: Report) -> Report:
    """The paper, locked so that nobody publishes it meanwhile."""
    locked = Report.objects.with_parts().select_for_update(of=("self",)).get(pk=report.pk)
    if not locked.is_open:
        raise ValidationError("This paper is published. Begin a correction to change it.")
    return locked


def refuse_unknown_citations(
    report: Report, written: Iterable[tuple[str, Sequence[Block | Inline]]]
) -> None:
    """Refuse texts that cite what is not in the paper, naming it."""
    known: Collection[str] = ()
    wrong = {}
    for field, nodes in written:
        found = list(walk(tuple(nodes)))
        cited = [node for node in found if isinstance(node, Reference)]
        anchors = dict.fromkeys(name for each in cited for name in (each.first, each.last) if name)
        if anchors and not known:  # composing the paper is worth it only then
            known = number(build_report(report, as_at=report.cut_off)).labels.keys()
        unknown = [_unknown(each, known) for each in anchors if each not in known]
        if any(isinstance(node, Text) and "[[" in node.text for node in found):
            unknown.append("A citation is not complete. Write [[name]] or [[name to name]].")
        if unknown:
            wrong[field] = unknown
    if wrong:
        raise ValidationError(wrong)


def _unknown(anchor: str, known: Iterable[str]) -> str:
    near = get_close_matches(anchor, known, n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    return f"Nothing in this paper is called “{anchor}”.{hint}"


def record(kind: AuditEvent.Kind, report: Report, by: User, **details: Any) -> None:
    """Write down in the audit trail what was done to a paper."""
    authority = report.authority.pk
    told = without_quotations(authority, details)
    audit.record(kind, by=by, authority_id=authority, subject=report, **told)

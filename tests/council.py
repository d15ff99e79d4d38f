"""A council with as much of everything as a test asks for, and the pages about it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import AccessKey, Authority, Draft, User
from accounts.roles import ROLES
from committee.models import Question, Report
from improvement.models import Action, Plan, Update
from improvement.plan_files.layout import Layout
from improvement.vocabulary import DeliveryKind, ImpactKind
from monitoring.models import Finding
from performance.models import ImportBatch, Indicator
from tests.factories.accounts import (
    AbsenceFactory,
    AccessKeyFactory,
    DraftFactory,
    MembershipFactory,
    TeamFactory,
    UserFactory,
)
from tests.factories.committee import (
    AgendaItemFactory,
    AttendanceFactory,
    BodyFactory,
    ClearanceVerdictFactory,
    CommentFactory,
    ExemptEditionFactory,
    HouseStyleFactory,
    LateItemFactory,
    MeetingFactory,
    MinutesVersionFactory,
    PaperImportFactory,
    PromiseFactory,
    PublicationFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
    ReportPictureFactory,
    ReportSectionFactory,
    ResolutionFactory,
    ScrutinyRecommendationFactory,
    house_style_of,
)
from tests.factories.core import AuditEventFactory
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    EvidenceFactory,
    ObjectiveFactory,
    PlanFactory,
    PlanImportFactory,
    PlanImportRowFactory,
    PlanLayoutFactory,
    PlanReviewFactory,
    PlanVersionFactory,
    PracticeAreaFactory,
    ReportingPeriodFactory,
    RetestFactory,
    RiskFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
    status,
)
from tests.factories.monitoring import (
    AreaEvidenceFactory,
    AuditGradeFactory,
    AuditRoundFactory,
    BoardFactory,
    ClockOverrideFactory,
    CommitmentFactory,
    FindingFactory,
    InspectionImportFactory,
    InspectorFactory,
    InterventionFactory,
    JudgementFactory,
    LetterFactory,
    RetestBasisFactory,
    SelfEvaluationFactory,
    SelfEvaluationPartFactory,
    TraceFactory,
    VisitFactory,
    VoiceItemFactory,
)
from tests.factories.performance import (
    CommentaryFactory,
    ComparatorFactory,
    ImportBatchFactory,
    IndicatorFactory,
    MilestoneFactory,
    RebaseFactory,
    ScorecardEntryFactory,
    ScorecardFactory,
    StagedFigureFactory,
    TargetFactory,
    observe,
)

TODAY = date(2018, 4, 23)
CALENDAR = "secret-address-of-the-calendar"
DELIVERIES = [DeliveryKind.ON_TRACK, DeliveryKind.AT_RISK, DeliveryKind.OFF_TRACK]
IMPACTS = [ImpactKind.TOO_EARLY, ImpactKind.EMERGING]
# Unit, which way is better, frequency.
COUNTED = [("percent", "higher", "month"), ("count", "lower", "quarter")]
OF_MEETING = [
    "meeting_detail",
    "meeting_edit",
    "meeting_attendance",
    "meeting_item_add",
    "minutes_preview",
    "minutes_publish",
    "minutes_sign",
]
OF_ITEM = [
    "meeting_item_edit",
    "meeting_item_remove",
    "resolution_add",
    "question_ask",
    "question_add",
    "promise_add",
]
# A row of a file of past inspections.
PAST = {
    "row": 2,
    "kind": "short",
    "framework": "ilacs_2023",
    "starts_on": "2024-06-10",
    "ends_on": "2024-06-14",
    "published_on": "2024-07-23",
    "url": "",
    "inspector": "An Inspector",
    "judgements": {"leaders": "good"},
    "outcome": "new",
    "message": "",
}


def grow(authority: Authority, person: User, rows: int) -> None:
    """Give a council so many more of everything that pages show; much of it waits for a person."""
    plan = authority.plans.first() or PlanFactory(authority=authority)
    body = authority.bodies.first() or BodyFactory(authority=authority)
    period = authority.reporting_periods.first() or ReportingPeriodFactory(authority=authority)
    team = authority.teams.first() or TeamFactory(authority=authority)
    team.members.add(person)
    body.plans.add(plan)
    HouseStyleFactory.create_batch(rows, authority=authority)
    imports_of_plan(plan, person, rows)
    if not person.access_keys.filter(use="calendar").exists():
        AccessKeyFactory(user=person, use="calendar", secret=CALENDAR, last_used_on=TODAY)
    begun = plan.themes.count()
    for n in range(begun + 1, begun + rows + 1):
        first_day = date(2018, 1, 1) + timedelta(days=n)
        DraftFactory(user=person, path=f"/plans/?n={authority.pk}-{n}")
        AccessKeyFactory(user=person, name=f"Program {n}")
        theme = ThemeFactory(plan=plan, number=n, lead=person)
        objective = ObjectiveFactory(theme=theme)
        ThemeNarrativeFactory(
            theme=theme, period=period, state="returned", return_reason="Say less."
        )
        action = ActionFactory(
            plan=plan,
            theme=theme,
            objective=objective,
            lead=person if n % 2 else UserFactory(),
            kind=DELIVERIES[n % 3],
            impact_kind=IMPACTS[n % 2],
            due_on=TODAY + timedelta(days=n % 9 - 4),
            forecast_on=TODAY + timedelta(days=n),
        )
        DueDateChangeFactory.create_batch(2, action=action, approved=True)
        ActionFactory(plan=plan, theme=theme, team=team, due_on=None)
        unanswering = ActionFactory(  # it answers no finding
            plan=plan,
            theme=theme,
            lead=UserFactory(),
            kind=DELIVERIES[n % 3],
            impact_kind=IMPACTS[n % 2],
            due_on=first_day,
            forecast_on=TODAY + timedelta(days=n),
        )
        DueDateChangeFactory(action=unanswering, approved=True)
        UpdateFactory(action=action)
        DueDateChangeFactory(action=action)
        EvidenceFactory(action=action, url="", file=ContentFile(b"Minutes", "minutes.txt"))
        retest = RetestFactory(action=action)
        UpdateFactory(  # it waits to be verified
            action=ActionFactory(plan=plan, theme=theme, complete=True),
            delivery_before=status(plan, DeliveryKind.ON_TRACK),
        )
        draft, published = (
            ReportFactory(
                meeting=MeetingFactory(body=body, held_on=TODAY + timedelta(days=days)),
                plan=plan,
                period=period,
                number=number,
                title=f"{state.capitalize()} paper {n}",
                cut_off=TODAY - timedelta(days=n),
                state=state,
            )
            for number, days, state in ((2 * n, 7 * n, "draft"), (2 * n - 1, -7 * n, "published"))
        )
        section = ReportSectionFactory(report=draft, key="summary", owner=person)
        ReportSectionFactory(report=draft, key="recommendations", kind="recommendations")
        RecommendationFactory(report=draft, order=1)
        remark = CommentFactory(report=draft, section=section, quoted=section.heading)
        CommentFactory(report=draft, section=section, answers=remark)
        ClearanceVerdictFactory(
            clearance__report=draft, verdict="not_cleared", words="Say what it costs."
        )
        LateItemFactory(report=draft, update_record__action=action, admitted_by=person)
        ReportPictureFactory(report=draft)
        PaperImportFactory(meeting=draft.meeting, plan=plan, period=draft.period, made_by=person)
        ExemptEditionFactory(publication=PublicationFactory(report=published))
        PlanReviewFactory(plan=plan)
        PlanVersionFactory(plan=plan)
        RiskFactory(
            plan=plan,
            number=n,
            title=f"Posts stay empty {n:02}",
            likelihood=1 + n % 3,
            likelihood_before=3 + n % 3,
            owner=UserFactory(name=f"Risk owner {n:02}"),
            reviewed_on=first_day,
        ).actions.add(action)
        unit, polarity, frequency = COUNTED[n % 2]
        indicator = IndicatorFactory(
            authority=authority,
            unit=unit,
            polarity=polarity,
            frequency=frequency,
            owner=person if n % 2 else UserFactory(name=f"Owner {n:02}"),
            practice_area=PracticeAreaFactory(authority=authority, order=n),
        )
        indicator.themes.add(theme)
        observe(indicator, TODAY - timedelta(days=31), [*[70] * 12, 40, 84])
        MilestoneFactory(target=TargetFactory(indicator=indicator))
        ComparatorFactory(indicator=indicator)
        counted = indicator.latest_period(as_at=TODAY)
        if n % 3:  # so that some wait to be asked for
            state = "asked" if n % 2 else "submitted"
            CommentaryFactory(indicator=indicator, starts_on=counted.starts_on, state=state)
        CommentaryFactory(indicator=indicator, starts_on=counted.year_before.starts_on)
        RebaseFactory(indicator=indicator)
        await_imports(indicator)
        ScorecardEntryFactory(scorecard=ScorecardFactory(authority=authority), indicator=indicator)
        visit = VisitFactory(
            authority=authority,
            kind="standard" if n > 1 else "focused",
            title=f"Inspection {n:02}",
            starts_on=first_day,
            letter_status="published" if n > 1 else "not_published",
        )
        InspectorFactory(visit=visit)
        JudgementFactory(visit=visit)
        ClockOverrideFactory(visit=visit)
        finding = FindingFactory(visit=visit, practice_area=indicator.practice_area)
        TraceFactory(finding=finding, action=action)
        LetterFactory(visit=visit, file=ContentFile(b"Plans are clear.", "letter.txt"))
        FindingFactory(
            visit=visit,
            type="strength",
            first_sentence=1,
            last_sentence=1,
            practice_area=indicator.practice_area,
            closed_on=first_day,
            closed_because="done",
        )
        AreaEvidenceFactory(visit=visit, practice_area=indicator.practice_area)
        InspectionImportFactory(authority=authority, rows=[PAST])
        audits = AuditRoundFactory(
            authority=authority,
            practice_area=indicator.practice_area,
            theme=theme,
            starts_on=TODAY - timedelta(days=90 + n),
            ends_on=TODAY - timedelta(days=n),
            audited=60 + n,
            children_examined=20 + n,
            moderated_by=f"Post {n:02}",
        )
        AuditGradeFactory(round=audits)
        RetestBasisFactory(retest=retest, audit_round=audits)
        evaluation = SelfEvaluationFactory(
            authority=authority,
            framework="sif" if n % 2 else "ilacs_2018",
            agreed_on=TODAY - timedelta(days=n),
        )
        for question in ("quality", "knowing")[: 1 + n % 2]:
            part = SelfEvaluationPartFactory(evaluation=evaluation, question=question)
            part.audit_rounds.add(audits)
            part.indicators.add(indicator)
            part.findings.add(finding)
        CommitmentFactory.create_batch(1 + n % 2, evaluation=evaluation, action=action)
        VoiceItemFactory(
            authority=authority,
            speaker="staff" if n % 2 else "children",
            heard_on=TODAY - timedelta(days=90 + n),
            told_on=TODAY - timedelta(days=n),
            theme=theme,
            practice_area=indicator.practice_area,
        )
        AuditEventFactory(
            authority_id=authority.pk, at=datetime(2018, 1, 1, tzinfo=UTC) + timedelta(days=n)
        )
        AbsenceFactory(
            authority=authority,
            user__name=f"Away {n:02}",
            deputy__name=f"Deputy {n:02}",
            starts_on=first_day,
            ends_on=first_day + timedelta(days=n),
        )
        InterventionFactory(authority=authority)
        BoardFactory(authority=authority)
        ask(published, action, indicator, finding, owner=person, days=n)
        MembershipFactory(
            authority=authority, user__name=f"Person {n:02}", user__post=f"Post {n:02}"
        )


def ask(
    report: Report,
    action: Action,
    indicator: Indicator,
    finding: Finding,
    *,
    owner: User,
    days: int,
) -> None:
    """One more item with a question, a promise and a resolution on a meeting's agenda."""
    body = report.meeting.body
    held = body.meetings.filter(items__isnull=False).first() or report.meeting
    paper = report if held == report.meeting else None
    concerned = {"action": action, "indicator": indicator, "finding": finding}
    item = AgendaItemFactory(meeting=held, order=held.items.count() + 1, report=paper)
    asked_on = held.held_on - timedelta(days=days)
    question = QuestionFactory(item=item, asked_on=asked_on, when="before", **concerned)
    PromiseFactory(item=item, question=question, owner=owner, **concerned)
    PromiseFactory(item=item, owner=owner, due_on=TODAY + timedelta(days=days), **concerned)
    ResolutionFactory(
        item=item, number=1, publication=paper.publications.first() if paper else None
    )
    ScrutinyRecommendationFactory(body=body, item=item, owner=owner, **concerned)
    AttendanceFactory(meeting=held, order=days)
    MinutesVersionFactory(meeting=report.meeting)


def await_imports(indicator: Indicator) -> tuple[ImportBatch, ImportBatch]:
    """Two imports of a council that wait: for somebody to say its columns, and to be committed."""
    waits = {"authority": indicator.authority, "committed_at": None, "committed_by": None}
    content = ContentFile(b"Measure,Mar 2018\nVisits,80\n", "figures.csv")
    mapped = ImportBatchFactory(state="mapping", source="workbook", file=content, **waits)
    previewed = ImportBatchFactory(state="previewed", new_count=1, **waits)
    StagedFigureFactory(batch=previewed, indicator=indicator)
    return mapped, previewed


def imports_of_plan(plan: Plan, person: User, rows: int) -> None:
    """Imports of a plan: waiting for its columns, looked at, and taken in; more rows each time."""
    if not plan.imports.exists():
        PlanLayoutFactory(authority=plan.authority)
        layout = Layout("CSV", 1, {"reference": "A", "title": "B"}, [("A", "Ref"), ("B", "Action")])
        common = {
            "plan": plan,
            "uploaded_by": person,
            "details": {
                "layout": layout.as_json(),
                "undated_on": TODAY.isoformat(),
                "stand_in": "",
                "counts": {"new": 1, "changed": 0, "unchanged": 0, "rejected": 1},
            },
        }
        for state in ("mapping", "previewed"):
            content = ContentFile(b"Ref,Action\n1.1,Do it\n", "plan.csv")
            PlanImportFactory(state=state, file=content, **common)
        at = datetime(2018, 4, 20, 12, tzinfo=UTC)
        PlanImportFactory(state="committed", committed_by=person, committed_at=at, **common)
    for found in plan.imports.exclude(state="mapping"):
        PlanImportRowFactory.create_batch(rows, plan_import=found)


def all_roles(authority: Authority) -> User:
    """Somebody who holds every role of a council."""
    person = UserFactory()
    for role in ROLES:
        MembershipFactory(user=person, authority=authority, role=role)
    return person


def parts_of_addresses(authority: Authority) -> dict[str, list[Any]]:
    """What stands in the addresses of pages about the council's first records."""
    plan, body = authority.plans.get(), authority.bodies.get()
    theme, action = plan.themes.first(), plan.actions.in_order().first()
    change = action.due_date_changes.get(decision="pending")
    evidence = action.evidence.get()
    of_plan = {each.state: each.pk for each in plan.imports.all()}
    completion = Update.objects.filter(action__plan=plan).waiting_for_verification().first()
    narrative = theme.narratives.get()
    draft = plan.reports.filter(state="draft").first().slug
    published = plan.reports.filter(state="published").first().slug
    drafted = plan.reports.get(slug=draft)
    comment, clearance = drafted.comments.first(), drafted.clearances.first()
    of_narrative = [theme.pk, narrative.period_id]
    indicator, scorecard = authority.indicators.first(), authority.scorecards.first()
    target, rebase = indicator.targets.get(), indicator.rebases.get()
    commentary = indicator.commentaries.first()
    mapped, previewed, committed = (
        authority.imports.filter(state=state).first()
        for state in ("mapping", "previewed", "committed")
    )
    visit, past = authority.visits.first(), authority.inspection_imports.first()
    finding = authority.findings.filter(traces__isnull=False).first()
    of_area = [finding.visit_id, finding.practice_area_id, "audit"]
    audits, evaluation = authority.audit_rounds.first(), authority.self_evaluations.first()
    question = Question.objects.filter(item__meeting__body=body, item__order=1).first()
    promise, recommended = question.promises.get(), body.scrutiny_recommendations.first()
    minutes_address = list(question.item.meeting.address)
    own = User.objects.filter(memberships__authority=authority)
    key = AccessKey.objects.filter(use="data", user__in=own).first()
    return {
        "exchange:key_revoke": [key.pk],
        "accounts:absence_edit": [authority.absences.first().pk],
        "accounts:absence_remove": [authority.absences.first().pk],
        "accounts:handover": [authority.memberships.first().user_id],
        "accounts:draft_discard": [Draft.objects.latest("pk").pk],
        "improvement:plan_detail": [plan.pk],
        "improvement:action_add": [plan.pk],
        "improvement:plan_take_out": [plan.pk],
        "improvement:plan_import_list": [plan.pk],
        "improvement:plan_import_add": [plan.pk],
        "improvement:plan_import_columns": [of_plan["mapping"]],
        "improvement:plan_import_words": [of_plan["previewed"]],
        "improvement:plan_import_detail": [of_plan["previewed"]],
        "improvement:plan_import_themes": [of_plan["previewed"]],
        "improvement:plan_import_commit": [of_plan["previewed"]],
        "improvement:plan_import_discard": [of_plan["previewed"]],
        "improvement:plan_import_undo": [of_plan["committed"]],
        "improvement:actions_update": [plan.pk],
        "improvement:plan_timeline": [plan.pk],
        "improvement:plan_versions": [plan.pk],
        "improvement:plan_slipped": [plan.pk],
        "improvement:plan_review_list": [plan.pk],
        "improvement:plan_review_add": [plan.pk],
        "improvement:risk_list": [plan.pk],
        "improvement:risk_add": [plan.pk],
        "improvement:risk_detail": [plan.risks.first().pk],
        "improvement:risk_edit": [plan.risks.first().pk],
        "improvement:risk_close": [plan.risks.first().pk],
        "improvement:my_work_group": ["overdue"],
        "improvement:theme_detail": [theme.pk],
        "improvement:narrative_edit": of_narrative,
        "improvement:narrative_move": of_narrative,
        "improvement:narrative_versions": of_narrative,
        "improvement:action_detail": [action.pk],
        "improvement:action_update": [action.pk],
        "improvement:action_edit": [action.pk],
        "improvement:due_date_request": [action.pk],
        "improvement:evidence_add": [action.pk],
        "improvement:retest_add": [action.pk],
        "improvement:due_date_decide": [change.pk],
        "improvement:evidence_review": [evidence.pk],
        "improvement:completion_verify": [completion.pk],
        "improvement:evidence_download": [evidence.pk],
        "performance:scorecard_detail": [scorecard.pk],
        "performance:scorecard_all": [authority.pk],
        "performance:scorecard_edit": [scorecard.pk],
        "performance:indicator_detail": [indicator.pk],
        "performance:indicator_edit": [indicator.pk],
        "performance:commentary_start": [indicator.pk],
        "performance:commentary_edit": [commentary.pk],
        "performance:commentary_move": [commentary.pk],
        "performance:target_add": [indicator.pk],
        "performance:target_edit": [target.pk],
        "performance:rebase_add": [indicator.pk],
        "performance:observation_add": [indicator.pk],
        "performance:comparator_add": [indicator.pk],
        "performance:import_map": [mapped.pk],
        "performance:import_detail": [previewed.pk],
        "performance:import_commit": [previewed.pk],
        "performance:import_discard": [previewed.pk],
        "performance:import_undo": [committed.pk],
        "performance:rebase_remove": [rebase.pk],
        "monitoring:visit_detail": [visit.pk],
        "monitoring:visit_edit": [visit.pk],
        "monitoring:clock_override": [visit.pk, "statement"],
        "monitoring:letter_mark": [finding.visit_id],
        "monitoring:letter_add": [finding.visit_id],
        "monitoring:letter_facts": [finding.visit_id],
        "monitoring:letter_download": [finding.visit_id],
        "monitoring:finding_add": [finding.visit_id],
        "monitoring:finding_detail": [finding.pk],
        "monitoring:finding_edit": [finding.pk],
        "monitoring:finding_trace": [finding.pk],
        "monitoring:finding_close": [finding.pk],
        "monitoring:finding_reopen": [finding.pk],
        "monitoring:trace_remove": [finding.traces.get().pk],
        "monitoring:area_detail": [finding.practice_area_id],
        "monitoring:area_evidence_add": of_area,
        "monitoring:audit_round_detail": [audits.pk],
        "monitoring:audit_round_edit": [audits.pk],
        "monitoring:retest_basis": [action.retests.first().pk],
        "monitoring:voice_item_edit": [authority.voice_items.first().pk],
        "monitoring:self_evaluation_detail": [evaluation.pk],
        "monitoring:self_evaluation_edit": [evaluation.pk],
        "monitoring:self_evaluation_roll": [evaluation.pk],
        "monitoring:self_evaluation_part_edit": [evaluation.pk, "help_and_protection", "quality"],
        "monitoring:commitment_add": [evaluation.pk],
        "monitoring:commitment_edit": [evaluation.commitments.first().pk],
        "monitoring:history_import_detail": [past.pk],
        "monitoring:history_import_commit": [past.pk],
        "monitoring:history_import_discard": [past.pk],
        **{
            f"committee:house_style_{name}": [house_style_of(authority).pk]
            for name in ("detail", "copy", "retire")
        },
        "committee:calendar_feed": [CALENDAR],
        "committee:action_thread": [action.pk],
        "committee:finding_thread": [finding.pk],
        "committee:body_detail": [body.pk],
        "committee:report_detail": [draft],
        "committee:report_preview": [draft],
        "committee:report_header": [draft],
        "committee:section_edit": [draft, "summary"],
        "committee:section_own": [draft, "summary"],
        "committee:section_move": [draft, "summary"],
        "committee:section_versions": [draft, "summary"],
        "committee:section_compare": [draft, "summary"],
        "committee:section_restore": [draft, "summary"],
        "committee:recommendations_versions": [draft],
        "committee:report_progress": [draft],
        "committee:comment_list": [draft],
        "committee:comment_add": [draft, "summary"],
        "committee:comment_detail": [draft, comment.pk],
        "committee:comment_resolve": [draft, comment.pk],
        "committee:clearance_list": [draft],
        "committee:clearance_add": [draft],
        "committee:clearance_detail": [draft, clearance.pk],
        "committee:clearance_ask": [draft, clearance.pk],
        "committee:clearance_remove": [draft, clearance.pk],
        "committee:late_item_list": [draft],
        "committee:late_item_remove": [draft, drafted.late_items.first().pk],
        "committee:picture_list": [draft],
        "committee:picture_add": [draft],
        "committee:picture_edit": [draft, drafted.pictures.first().key],
        "committee:picture_remove": [draft, drafted.pictures.first().key],
        "committee:paper_import_detail": [drafted.meeting.paper_imports.first().pk],
        "committee:paper_import_discard": [drafted.meeting.paper_imports.first().pk],
        "committee:recommendations_edit": [draft],
        "committee:report_publish": [draft],
        "committee:report_checks": [draft],
        "committee:report_download": [draft, "html"],
        "committee:report_correct": [published],
        "committee:published_latest": [published],
        **{
            f"committee:{name}": [record.pk]
            for record, names in (
                (question.item.meeting, OF_MEETING),
                (question.item, OF_ITEM),
                (question, ("question_detail", "question_edit", "question_answer")),
                (promise, ("promise_detail", "promise_edit", "promise_keep")),
                (recommended, ("scrutiny_detail", "scrutiny_edit", "scrutiny_respond")),
            )
            for name in names
        },
        "committee:scrutiny_add": [body.pk],
        "committee:resolution_edit": [question.item.resolutions.get().pk],
        "committee:minutes_download": [question.item.meeting_id, "html"],
        "committee:minutes_latest": minutes_address,
        "committee:minutes_published": [*minutes_address, 1],
        "committee:minutes_file": [*minutes_address, 1, "json"],
        "committee:published_paper": [published, 1],
        "committee:published_file": [published, 1, "json"],
        "committee:published_exempt": [published, 1],
        "committee:published_exempt_file": [published, 1, "json"],
        "committee:published_feed": [authority.slug, body.slug],
        "committee:exemption_section": [draft, "summary"],
        "committee:exemption_report": [draft],
    }


def pages(authority: Authority, names: list[str]) -> dict[str, str]:
    """The addresses by name, about the council's first records."""
    parts = parts_of_addresses(authority)
    return {name: reverse(name, args=parts.get(name)) for name in names}

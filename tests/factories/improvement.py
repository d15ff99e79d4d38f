"""Plans, themes, actions and what is recorded against them."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Objective,
    Plan,
    PlanImport,
    PlanImportRow,
    PlanLayout,
    PlanReview,
    PlanVersion,
    PracticeArea,
    Reminded,
    ReminderKind,
    ReminderMail,
    ReminderOptOut,
    ReminderRule,
    ReportingPeriod,
    Retest,
    Risk,
    Status,
    StrategicObjective,
    Theme,
    ThemeNarrative,
    Update,
    Verification,
)
from improvement.vocabulary import DeliveryKind, ImpactKind

# Order, kind, label, colour, definition: a council's own words for every kind.
VOCABULARY: dict[str, list[tuple[str, str, str, str]]] = {
    Status.Axis.DELIVERY: [
        (DeliveryKind.NOT_STARTED, "Not started", "grey", "Work has not begun."),
        (DeliveryKind.ON_TRACK, "On track", "green", "Will be done by its date."),
        (DeliveryKind.AT_RISK, "At risk", "amber", "Late or at risk, and can be recovered."),
        (DeliveryKind.OFF_TRACK, "Off track", "red", "Will not be done by its date."),
        (DeliveryKind.COMPLETE, "Complete", "blue", "Done, and an account of it is given."),
        (DeliveryKind.STOPPED, "Stopped", "white", "No longer part of the plan."),
    ],
    Status.Axis.IMPACT: [
        (ImpactKind.NONE, "No impact yet", "grey", "Nothing has changed for children."),
        (ImpactKind.TOO_EARLY, "Too early", "white", "It cannot be told yet."),
        (ImpactKind.EMERGING, "Emerging", "amber", "First signs of change."),
        (ImpactKind.EMBEDDED, "Embedded", "green", "Held when it was looked at again."),
    ],
}


class PlanFactory(DjangoModelFactory):
    """A plan with both vocabularies."""

    class Meta:
        model = Plan
        skip_postgeneration_save = True

    authority = factory.SubFactory("tests.factories.accounts.AuthorityFactory")
    name = factory.Sequence(lambda n: f"Improvement Action Plan {n}")
    short_name = "Action Plan"
    starts_on = date(2017, 11, 1)

    @factory.post_generation
    def statuses(plan, create, extracted, **kwargs):
        """The words of the plan, unless ``statuses=False``."""
        if create and extracted is not False:
            Status.objects.bulk_create(
                Status(
                    plan=plan,
                    axis=axis,
                    order=order,
                    kind=kind,
                    label=label,
                    colour=colour,
                    definition=definition,
                )
                for axis, words in VOCABULARY.items()
                for order, (kind, label, colour, definition) in enumerate(words, start=1)
            )


def status(plan: Plan, kind: str) -> Status:
    """The plan's status of a kind."""
    return plan.statuses.get(kind=kind)


class PlanVersionFactory(DjangoModelFactory):
    """A version of the plan as it was agreed."""

    class Meta:
        model = PlanVersion

    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence(lambda n: f"Version {n}")
    agreed_on = date(2017, 11, 15)


class StrategicObjectiveFactory(DjangoModelFactory):
    """An aim of the whole plan."""

    class Meta:
        model = StrategicObjective

    plan = factory.SubFactory(PlanFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = "Children get help early."


class StatusFactory(DjangoModelFactory):
    """One more word of a plan."""

    class Meta:
        model = Status

    plan = factory.SubFactory(PlanFactory)
    axis = Status.Axis.DELIVERY
    order = 9
    kind = DeliveryKind.ON_TRACK
    label = factory.Sequence(lambda n: f"Nearly there {n}")
    colour = "teal"
    definition = "Almost done."


class ThemeFactory(DjangoModelFactory):
    """A theme of the plan."""

    class Meta:
        model = Theme

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Theme title {n}")
    description = "What the theme sets out to change."


class ObjectiveFactory(DjangoModelFactory):
    """An objective of a theme."""

    class Meta:
        model = Objective

    theme = factory.SubFactory(ThemeFactory)
    reference = factory.Sequence(lambda n: f"{n}b")
    title = "Assessments are timely"


class PracticeAreaFactory(DjangoModelFactory):
    """A strand of practice."""

    class Meta:
        model = PracticeArea

    authority = factory.SubFactory("tests.factories.accounts.AuthorityFactory")
    name = factory.Sequence(lambda n: f"Practice area {n}")


class ActionFactory(DjangoModelFactory):
    """An action that is on track, due on 31 July 2018."""

    class Meta:
        model = Action

    class Params:
        kind = DeliveryKind.ON_TRACK
        impact_kind = ImpactKind.TOO_EARLY
        complete = factory.Trait(
            kind=DeliveryKind.COMPLETE,
            completed_on=date(2018, 4, 20),
            completion_account="The panel meets every week.",
        )

    plan = factory.SubFactory(PlanFactory)
    theme = factory.SubFactory(ThemeFactory, plan=factory.SelfAttribute("..plan"))
    position = factory.Sequence(lambda n: n + 1)
    reference = factory.Sequence(lambda n: f"{n + 1}a")
    title = factory.Sequence(lambda n: f"Strengthen practice {n}")
    success_measure = "Nine in ten are on time."
    added_on = date(2017, 11, 15)
    starts_on = date(2017, 12, 1)
    original_due_on = factory.SelfAttribute("due_on")
    due_on = date(2018, 7, 31)
    delivery = factory.LazyAttribute(lambda action: status(action.plan, action.kind))
    impact = factory.LazyAttribute(lambda action: status(action.plan, action.impact_kind))


class UpdateFactory(DjangoModelFactory):
    """An update that leaves the ratings as they are. It does not touch the action."""

    class Meta:
        model = Update

    action = factory.SubFactory(ActionFactory)
    effective_on = date(2018, 4, 12)
    recorded_at = factory.LazyAttribute(
        lambda update: datetime.combine(update.effective_on, datetime.min.time(), UTC).replace(
            hour=12
        )
    )
    recorded_by = factory.SubFactory("tests.factories.accounts.UserFactory")
    done = "All managers have been trained."
    delivery_before = factory.SelfAttribute("action.delivery")
    delivery_after = factory.SelfAttribute("action.delivery")
    impact_before = factory.SelfAttribute("action.impact")
    impact_after = factory.SelfAttribute("action.impact")


class DueDateChangeFactory(DjangoModelFactory):
    """A request to move a due date that waits for a decision."""

    class Meta:
        model = DueDateChange

    class Params:
        approved = factory.Trait(
            decision=DueDateChange.Decision.APPROVED,
            decided_by=factory.SubFactory("tests.factories.accounts.UserFactory"),
            decided_at=datetime(2018, 3, 5, 12, tzinfo=UTC),
        )

    action = factory.SubFactory(ActionFactory)
    old_due_on = factory.SelfAttribute("action.due_on")
    new_due_on = date(2018, 9, 30)
    reason = DueDateChange.Reason.RECRUITMENT
    words = "Two posts are still empty."
    requested_by = factory.SubFactory("tests.factories.accounts.UserFactory")
    requested_at = datetime(2018, 3, 1, 12, tzinfo=UTC)


class EvidenceFactory(DjangoModelFactory):
    """A link that supports an action."""

    class Meta:
        model = Evidence

    action = factory.SubFactory(ActionFactory)
    title = "Minutes of the practice board"
    url = "https://intranet.example/minutes"
    added_on = date(2018, 4, 12)
    added_at = datetime(2018, 4, 12, 12, tzinfo=UTC)
    added_by = factory.SubFactory("tests.factories.accounts.UserFactory")


class RetestFactory(DjangoModelFactory):
    """A re-test that found the change has held."""

    class Meta:
        model = Retest

    action = factory.SubFactory(ActionFactory, complete=True)
    tested_on = date(2018, 5, 10)
    kind = Retest.Kind.AUDIT
    verdict = Retest.Verdict.HELD
    words = "Nine of ten files were good."
    recorded_at = datetime(2018, 5, 10, 12, tzinfo=UTC)
    recorded_by = factory.SubFactory("tests.factories.accounts.UserFactory")


class ReportingPeriodFactory(DjangoModelFactory):
    """March and April 2018."""

    class Meta:
        model = ReportingPeriod

    authority = factory.SubFactory("tests.factories.accounts.AuthorityFactory")
    name = "March and April 2018"
    starts_on = date(2018, 3, 1)
    ends_on = date(2018, 4, 30)
    data_month = date(2018, 4, 1)
    updates_due_on = date(2018, 5, 4)
    narratives_due_on = date(2018, 5, 11)


class ThemeNarrativeFactory(DjangoModelFactory):
    """A theme's text for a period, being drafted."""

    class Meta:
        model = ThemeNarrative

    theme = factory.SubFactory(ThemeFactory)
    period = factory.SubFactory(
        ReportingPeriodFactory, authority=factory.SelfAttribute("..theme.plan.authority")
    )
    body = "<p>Practice is stronger.</p>"


class VerificationFactory(DjangoModelFactory):
    """A second person found that an action is complete."""

    class Meta:
        model = Verification

    action = factory.SubFactory(ActionFactory, complete=True)
    update = factory.SubFactory(UpdateFactory, action=factory.SelfAttribute("..action"))
    verdict = Verification.Verdict.ADEQUATE
    verified_at = datetime(2018, 4, 20, 12, tzinfo=UTC)
    verified_by = factory.SubFactory("tests.factories.accounts.UserFactory")


class PlanReviewFactory(DjangoModelFactory):
    """A quarterly look at the whole plan."""

    class Meta:
        model = PlanReview

    plan = factory.SubFactory(PlanFactory)
    reviewed_on = date(2018, 4, 16)
    reviewer = "The improvement board"
    verdict = PlanReview.Verdict.SOME_CONCERN
    words = "Most actions are on track; recruitment is not."
    next_review_on = date(2018, 7, 16)
    recorded_at = datetime(2018, 4, 17, 12, tzinfo=UTC)
    recorded_by = factory.SubFactory("tests.factories.accounts.UserFactory")


class RiskFactory(DjangoModelFactory):
    """Posts that stay empty."""

    class Meta:
        model = Risk

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Posts for team managers stay empty"
    likelihood_before = 4
    impact_before = 4
    likelihood = 3
    impact = 3
    mitigation = "A campaign for permanent managers runs until July."
    raised_on = date(2018, 1, 15)
    reviewed_on = date(2018, 4, 16)


class PlanLayoutFactory(DjangoModelFactory):
    """A saved layout of a council's workbook."""

    class Meta:
        model = PlanLayout

    authority = factory.SubFactory("tests.factories.accounts.AuthorityFactory")
    name = factory.Sequence(lambda n: f"Our action plan {n}")


class PlanImportFactory(DjangoModelFactory):
    """A workbook that waits for its columns to be chosen."""

    class Meta:
        model = PlanImport

    plan = factory.SubFactory(PlanFactory)
    file_name = "action-plan.xlsx"
    sha256 = "0" * 64
    uploaded_at = datetime(2018, 4, 20, 12, tzinfo=UTC)
    uploaded_by = factory.SubFactory("tests.factories.accounts.UserFactory")


class PlanImportRowFactory(DjangoModelFactory):
    """A row that brings a new action."""

    class Meta:
        model = PlanImportRow

    plan_import = factory.SubFactory(PlanImportFactory)
    number = factory.Sequence(lambda n: n + 2)
    outcome = PlanImportRow.Outcome.NEW


class ReminderRuleFactory(DjangoModelFactory):
    """An authority that reminds its people."""

    class Meta:
        model = ReminderRule

    authority = factory.SubFactory("tests.factories.accounts.AuthorityFactory")


class ReminderOptOutFactory(DjangoModelFactory):
    """Somebody who does without reminders of due dates."""

    class Meta:
        model = ReminderOptOut

    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    kind = ReminderKind.DUE


class ReminderMailFactory(DjangoModelFactory):
    """A mail that was sent."""

    class Meta:
        model = ReminderMail

    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    day = date(2018, 4, 23)
    claimed_at = datetime(2018, 4, 23, 6, tzinfo=UTC)
    sent_at = datetime(2018, 4, 23, 6, 1, tzinfo=UTC)


class RemindedFactory(DjangoModelFactory):
    """An action of which a mail reminded."""

    class Meta:
        model = Reminded

    mail = factory.SubFactory(ReminderMailFactory)
    user = factory.SelfAttribute("mail.user")
    kind = ReminderKind.DUE
    subject_type = "improvement.Action"
    subject_id = 1
    stage = "2018-05-31 before-14"

"""Bodies, meetings, papers and what was published of them."""

from base64 import b64decode
from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from committee.house_styles import PROGRESS_REPORT, TEMPLATES
from committee.models import (
    AgendaItem,
    Attendance,
    Body,
    ClearanceVerdict,
    Comment,
    ExemptEdition,
    HouseStyle,
    HouseStyleClearance,
    HouseStyleLine,
    HouseStyleSection,
    LateItem,
    Meeting,
    MinutesVersion,
    PaperImport,
    Passage,
    Promise,
    Publication,
    Question,
    Recommendation,
    Report,
    ReportClearance,
    ReportPicture,
    ReportSection,
    Resolution,
    ScrutinyRecommendation,
)
from committee.services.house_styles import adopt_house_style
from committee.services.papers import start_report
from committee.services.publishing import publish_report
from documents import json
from documents.nodes import (
    Document,
    ListItem,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Reference,
    Section,
    Text,
)
from improvement.vocabulary import NarrativeState
from tests.documents.sample import PIXELS
from tests.factories.accounts import UserFactory
from tests.factories.improvement import (
    PlanFactory,
    ReportingPeriodFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
)

WHY_EXEMPT = {
    "exempt_ground": "3",
    "exempt_reason": "The terms are still being negotiated.",
    "public_interest": "Telling them would cost the council its position.",
}
EMPTY_TREE = Document(title="A paper", children=())
# Section 1 has the parts "plan" (1.1 and 1.2) and "performance" (1.3), which are recommended.
CITABLE_TREE = Document(
    title="A paper",
    children=(
        Section(
            "recommendations",
            "Recommendations",
            (
                NumberedList(
                    (
                        ListItem(
                            (
                                Text("That the Committee note the progress set out in "),
                                Reference("plan", "performance"),
                                Text("."),
                            ),
                            anchor="recommendation-1",
                        ),
                    )
                ),
            ),
        ),
        Section(
            "background",
            "Background",
            (
                Section(
                    "plan",
                    "The plan",
                    (
                        NumberedParagraph("plan-1", (Text("It was agreed."),)),
                        NumberedParagraph("plan-2", (Text("It is in use."),)),
                    ),
                ),
                Section(
                    "performance",
                    "Performance",
                    (NumberedParagraph("performance-1", (Text("It is better."),)),),
                ),
            ),
            numbered=True,
        ),
    ),
)


def house_style_of(authority, key=PROGRESS_REPORT):
    """The authority's template of this kind, taken over when it is first asked for."""
    found = HouseStyle.objects.filter(authority=authority, name=TEMPLATES[key].name).first()
    return found or adopt_house_style(authority=authority, key=key, by=UserFactory())


class HouseStyleFactory(DjangoModelFactory):
    """A template without anything in it; ``house_style_of`` takes over a ready one."""

    class Meta:
        model = HouseStyle

    authority = factory.SubFactory("tests.factories.accounts.AuthorityFactory")
    name = factory.Sequence(lambda n: f"Committee report {n}")


class HouseStyleLineFactory(DjangoModelFactory):
    """A line of words in a header."""

    class Meta:
        model = HouseStyleLine

    house_style = factory.SubFactory(HouseStyleFactory)
    order = factory.Sequence(lambda n: n + 1)
    key = factory.Sequence(lambda n: f"line-{n}")
    label = "Accountable director"


class HouseStyleSectionFactory(DjangoModelFactory):
    """A section with a text that stands in every paper."""

    class Meta:
        model = HouseStyleSection

    house_style = factory.SubFactory(HouseStyleFactory)
    order = factory.Sequence(lambda n: n + 1)
    key = factory.Sequence(lambda n: f"section-{n}")
    place = "section"
    heading = "Legal references"
    standing_text = "<p>The council has a duty to children.</p>"


class HouseStyleClearanceFactory(DjangoModelFactory):
    """Papers are read for what they cost."""

    class Meta:
        model = HouseStyleClearance

    house_style = factory.SubFactory(HouseStyleFactory)
    order = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Finance {n}")


class BodyFactory(DjangoModelFactory):
    """A committee."""

    class Meta:
        model = Body

    authority = factory.SubFactory("tests.factories.accounts.AuthorityFactory")
    name = factory.Sequence(lambda n: f"Children and Safeguarding Committee {n}")
    slug = factory.Sequence(lambda n: f"cs-{n}")


class MeetingFactory(DjangoModelFactory):
    """The meeting of 6 June 2018."""

    class Meta:
        model = Meeting

    body = factory.SubFactory(BodyFactory)
    held_on = date(2018, 6, 6)


class ReportFactory(DjangoModelFactory):
    """A draft of the fifth paper; ``laid_out_report`` makes one with sections."""

    class Meta:
        model = Report

    class Params:
        authority = factory.SubFactory("tests.factories.accounts.AuthorityFactory")

    meeting = factory.SubFactory(
        MeetingFactory, body__authority=factory.SelfAttribute("...authority")
    )
    plan = factory.SubFactory(
        "tests.factories.improvement.PlanFactory", authority=factory.SelfAttribute("..authority")
    )
    period = factory.SubFactory(
        "tests.factories.improvement.ReportingPeriodFactory",
        authority=factory.SelfAttribute("..authority"),
    )
    house_style = factory.SubFactory(
        HouseStyleFactory, authority=factory.SelfAttribute("..meeting.body.authority")
    )
    slug = factory.Sequence(lambda n: f"paper-{n}")
    number = 5
    title = "Progress of the improvement plan"
    cut_off = date(2018, 4, 30)
    report_of = "Chair of the Committee"
    officer_contact = "Director of Children’s Services\nchildren@council.example"


class ReportSectionFactory(DjangoModelFactory):
    """One more numbered section."""

    class Meta:
        model = ReportSection

    report = factory.SubFactory(ReportFactory)
    order = factory.Sequence(lambda n: n + 100)
    key = factory.Sequence(lambda n: f"section-{n}")
    place = "section"
    heading = "Another section"
    body = "<p>Some words.</p>"


class RecommendationFactory(DjangoModelFactory):
    """What the body is asked to resolve."""

    class Meta:
        model = Recommendation

    report = factory.SubFactory(ReportFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = "That the Committee note the progress."


class CommentFactory(DjangoModelFactory):
    """A remark on the summary."""

    class Meta:
        model = Comment

    report = factory.SubFactory(ReportFactory)
    anchor = "summary"
    words = "Say this in fewer words."
    by = factory.SubFactory(UserFactory)


class ReportClearanceFactory(DjangoModelFactory):
    """A clearance asked of whoever clears."""

    class Meta:
        model = ReportClearance

    report = factory.SubFactory(ReportFactory)
    order = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Finance {n}")


class ClearanceVerdictFactory(DjangoModelFactory):
    """What was said of an almost empty paper."""

    class Meta:
        model = ClearanceVerdict

    clearance = factory.SubFactory(ReportClearanceFactory)
    verdict = "cleared"
    tree = json.dump(EMPTY_TREE)
    sha256 = json.digest(EMPTY_TREE)
    by = factory.SubFactory(UserFactory)
    at = datetime(2018, 5, 10, 9, tzinfo=UTC)


class PublicationFactory(DjangoModelFactory):
    """A published version of an almost empty paper; ``publish`` publishes a whole one."""

    class Meta:
        model = Publication

    report = factory.SubFactory(ReportFactory, state="published")
    version = 1
    tree = json.dump(EMPTY_TREE)
    sha256 = json.digest(EMPTY_TREE)
    title = factory.SelfAttribute("report.title")
    access = factory.SelfAttribute("report.access")
    published_at = datetime(2018, 5, 29, 9, tzinfo=UTC)
    published_by = factory.SubFactory(UserFactory)


class AgendaItemFactory(DjangoModelFactory):
    """An item on the agenda of a meeting that has been held."""

    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory, held_on=date(2018, 3, 7))
    order = factory.Sequence(lambda n: n + 1)
    title = "Progress of the improvement plan"


class AttendanceFactory(DjangoModelFactory):
    """A member who was there."""

    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    name = factory.Sequence(lambda n: f"Councillor {n:02}")


class QuestionFactory(DjangoModelFactory):
    """A question that was asked in the meeting and waits for its answer."""

    class Meta:
        model = Question

    item = factory.SubFactory(AgendaItemFactory)
    asked_by = "The Committee"
    asked_on = factory.SelfAttribute("item.meeting.held_on")
    text = "Why does the recording vary?"


class PromiseFactory(DjangoModelFactory):
    """A promise that nobody has kept yet."""

    class Meta:
        model = Promise

    item = factory.SubFactory(AgendaItemFactory)
    text = "A note will go to members."


class ResolutionFactory(DjangoModelFactory):
    """What was resolved, without a citation."""

    class Meta:
        model = Resolution

    item = factory.SubFactory(AgendaItemFactory)
    number = factory.Sequence(lambda n: n + 1)
    verb = "noted"
    text = "That the Committee noted the progress."


class ScrutinyRecommendationFactory(DjangoModelFactory):
    """A recommendation that waits for its response."""

    class Meta:
        model = ScrutinyRecommendation

    body = factory.SubFactory(BodyFactory)
    text = "That caseloads be reported by team."
    made_on = date(2018, 3, 7)
    due_on = date(2018, 5, 7)


class MinutesVersionFactory(DjangoModelFactory):
    """Published minutes that say almost nothing; ``publish_minutes`` publishes what is recorded."""

    class Meta:
        model = MinutesVersion

    meeting = factory.SubFactory(MeetingFactory)
    version = 1
    tree = json.dump(EMPTY_TREE)
    sha256 = json.digest(EMPTY_TREE)
    published_at = datetime(2018, 3, 14, 9, tzinfo=UTC)
    published_by = factory.SubFactory(UserFactory)


def publish_citable(report, **fields):
    """A version of a paper in which something can be cited."""
    fields = {"tree": json.dump(CITABLE_TREE), "sha256": json.digest(CITABLE_TREE), **fields}
    return PublicationFactory(report=report, **fields)


class LateItemFactory(DjangoModelFactory):
    """An update of May 2018 that went into the paper of April."""

    class Meta:
        model = LateItem

    report = factory.SubFactory(ReportFactory)
    update_record = factory.SubFactory(UpdateFactory, effective_on=date(2018, 5, 8))
    reason = "The inspectors come in June."
    admitted_by = factory.SubFactory(UserFactory)


class ReportPictureFactory(DjangoModelFactory):
    """A small grey picture of a paper."""

    class Meta:
        model = ReportPicture

    report = factory.SubFactory(ReportFactory)
    key = factory.Sequence("picture-{}".format)
    title = "A bus stop"
    description = "A grey bus stop."
    media_type = "image/png"
    file = factory.django.FileField(data=b64decode(PIXELS), filename="bus-stop.png")


class PaperImportFactory(DjangoModelFactory):
    """A Word paper of one paragraph that was read and waits for its draft."""

    class Meta:
        model = PaperImport

    meeting = factory.SubFactory(MeetingFactory)
    plan = factory.SubFactory(
        PlanFactory, authority=factory.SelfAttribute("..meeting.body.authority")
    )
    period = factory.SubFactory(
        ReportingPeriodFactory, authority=factory.SelfAttribute("..meeting.body.authority")
    )
    house_style = factory.LazyAttribute(lambda paper: house_style_of(paper.meeting.body.authority))
    name = "spring.docx"
    tree = json.dump(
        Document("Spring", (Section("summary", "Summary", (Paragraph((Text("It is spring."),)),)),))
    )
    unread = factory.LazyFunction(lambda: ["A text box is left out: “Words aside”."])
    made_by = factory.SubFactory(UserFactory)


class PassageFactory(DjangoModelFactory):
    """A paragraph of a published paper."""

    class Meta:
        model = Passage

    publication = factory.SubFactory(PublicationFactory)
    meeting = factory.SelfAttribute("publication.report.meeting")
    order = factory.Sequence(lambda n: n + 1)
    anchor = "plan-1"
    place = "Paragraph 1.1"
    heading = "The plan"
    words = "It was agreed."


class ExemptEditionFactory(DjangoModelFactory):
    """The edition of a published version that has its exempt parts."""

    class Meta:
        model = ExemptEdition

    publication = factory.SubFactory(PublicationFactory)
    tree = json.dump(EMPTY_TREE)
    sha256 = json.digest(EMPTY_TREE)


def laid_out_report(*, plan, period, **fields):
    """A paper with all sections of a template, and nothing written in them yet.

    ``template`` is the key of a ready one. Its clearances are left out but where a test
    ``asks_clearances``.
    """
    asks_clearances = fields.pop("asks_clearances", False)
    fields.setdefault("by", UserFactory())
    if "meeting" not in fields:
        fields["meeting"] = MeetingFactory(body__authority=plan.authority)
    template = fields.pop("template", PROGRESS_REPORT)
    if "house_style" not in fields:
        authority = fields["meeting"].body.authority
        fields["house_style"] = house_style_of(authority, template)
    report = start_report(
        plan=plan,
        period=period,
        **{
            "number": 5,
            "title": "Progress of the improvement plan",
            "cut_off": period.ends_on,
            "report_of": "Chair of the Committee",
            "officer_contact": "Director of Children’s Services\nchildren@council.example",
            **fields,
        },
    )
    if not asks_clearances:
        report.clearances.all().delete()
    return report


def complete(report):
    """Write everything that a paper needs before it can be published."""
    for section in report.sections.filter(kind__in=["narrative", "letter"]):
        section.body = f"<p>What the paper says under {section}.</p>"
        section.save()
    for theme in report.plan.themes.all():
        write_narrative(theme, report.period)
    RecommendationFactory(
        report=report,
        order=1,
        text="That the Committee note the progress set out in [[plan to performance]].",
    )
    return report


def write_narrative(theme, period):
    """Two paragraphs on a theme, accepted."""
    return ThemeNarrativeFactory(
        theme=theme,
        period=period,
        body="<p>Practice is stronger.</p><p>More is to be done.</p>",
        state=NarrativeState.ACCEPTED,
    )


def publish(report, *, by=None, at=datetime(2018, 5, 29, 9, tzinfo=UTC)):
    """Publish a paper on the last lawful day for the meeting of 6 June 2018."""
    return publish_report(report=report, by=by or UserFactory(), at=at)

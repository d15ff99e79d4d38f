"""The plan: what it is for, its themes and objectives, its two vocabularies, and its calendar."""

from committee.house_styles import BOARD_REPORT, PROGRESS_REPORT
from demonstration.entries import BodyEntry, PeriodEntry, StatusEntry, ThemeEntry
from improvement.models import Theme
from improvement.vocabulary import DeliveryKind, ImpactKind

PLAN = {
    "name": "Barnet Children's Services Improvement Action Plan",
    "short_name": "Improvement Action Plan",
    "summary": (
        "Ofsted judged Barnet's children's services inadequate in July 2017. This plan answers its "
        "recommendations: one turnaround priority for social work practice and six improvement "
        "themes."
    ),
    "starts_on": "2017-07-07",
}

# The papers name the month, not the day; the last day of the month stands for it.
VERSIONS = (
    (
        "Draft for consultation",
        "2017-07-31",
        "Presented to the Children, Education, Libraries and Safeguarding Committee in July 2017, "
        "which approved it for consultation.",
    ),
    (
        "Final",
        "2017-11-30",
        "Presented to the Committee in November 2017. Ofsted had confirmed on 31 October 2017 that "
        "it answers the inspection.",
    ),
)

OBJECTIVES = (
    "Staff have the skill and confidence to make every assessment and intervention purposeful, and "
    "know why that matters to families",
    "Our work with the borough's most vulnerable children makes a real difference to their lives",
    "Leaders and managers throughout the system lead practice, so that children make progress in "
    "the time their needs allow, and practitioners are well supported, focused and curious about "
    "each child",
)

THEMES = {
    1: ThemeEntry(
        "To drive sustainable Practice Improvement at pace",
        "This theme is about raising the quality of social work practice quickly, so that "
        "children's lives get better.",
        "operations",
        {
            "1a": "Set standards of practice and help everybody to meet them",
            "1b": "Know how good practice is, and learn from it",
            "1c": "Protect vulnerable adolescents",
        },
        kind=Theme.Kind.TURNAROUND,
    ),
    2: ThemeEntry(
        "Governance, Leadership and Partnership",
        "This theme strengthens the leadership of the whole system for children: enough people "
        "with the right skills at every level, and governance that puts children first and makes "
        "improvement happen. It also asks the rest of the council to understand what social "
        "workers do, and to share one ambition for the borough's children.",
        "director",
        {
            "2a": "Govern and scrutinise improvement",
            "2b": "Build a permanent workforce with manageable caseloads",
            "2c": "Bring partners and resources into line with the plan",
        },
    ),
    3: ThemeEntry(
        "Embedding Practice Leadership",
        "This theme strengthens practice leadership: managers have more capacity, and oversee the "
        "work more effectively.",
        "quality",
        {
            "3a": "Make supervision regular and reflective",
            "3b": "Give managers the capacity and the skill to lead practice",
        },
    ),
    4: ThemeEntry(
        "Right interventions, right time (Thresholds)",
        "This theme builds an effective multi-agency safeguarding hub (MASH), and makes decisions "
        "across social care proportionate, sound and timely.",
        "assessment",
        {
            "4a": "Run an effective front door",
            "4b": "Help families early, at the right level",
        },
    ),
    5: ThemeEntry(
        "Improving Assessment for children",
        "This theme strengthens the assessment of risk and keeps assessments centred on the child, "
        "so that the plans that follow are robust and things get better for families in good time.",
        "assessment",
        {
            "5a": "Act together on risk",
            "5b": "Make every assessment whole, timely and centred on the child",
            "5c": "Bring clinical expertise close to social work",
        },
    ),
    6: ThemeEntry(
        "Improving Planning for children",
        "This theme puts the child at the centre of planning, and asks of every plan that it "
        "brings the best outcome.",
        "parenting",
        {
            "6a": "Make plans that bring change",
            "6b": "Hear the child and the family",
            "6c": "Be a good parent to children in care and care leavers",
        },
    ),
    7: ThemeEntry(
        "Effective Communications and Engagement to drive culture change that will improve "
        "children's lives",
        "This theme is about connection: communication that runs both ways between the top and the "
        "bottom of children's services and has an effect, and strong links with other agencies at "
        "every level.",
        "director",
        {
            "7a": "Talk with staff and listen to them",
            "7b": "Talk with families and partners and listen to them",
        },
    ),
}

DELIVERY = (
    StatusEntry(
        DeliveryKind.NOT_STARTED,
        "Not started",
        "grey",
        "Work has not begun, and is not yet due to begin or waits for something else.",
    ),
    StatusEntry(
        DeliveryKind.ON_TRACK,
        "On track",
        "green",
        "Work has begun and will be done by the due date, or goes on as it should.",
    ),
    StatusEntry(
        DeliveryKind.AT_RISK,
        "At risk",
        "amber",
        "Work has slipped or may slip, and can still be brought back.",
    ),
    StatusEntry(
        DeliveryKind.OFF_TRACK,
        "Off track",
        "red",
        "Work is overdue, or cannot be done by the due date without a new decision.",
    ),
    StatusEntry(
        DeliveryKind.COMPLETE,
        "Complete",
        "blue",
        "Everything the action asks for has been done, and an account of it is given.",
    ),
    StatusEntry(
        DeliveryKind.STOPPED,
        "Stopped",
        "white",
        "No more work will be done, because the action is no longer needed or another replaces it.",
    ),
)

IMPACT = (
    StatusEntry(
        ImpactKind.NONE, "No impact yet", "grey", "Nothing has changed for children so far."
    ),
    StatusEntry(
        ImpactKind.TOO_EARLY,
        "Too early to say",
        "amber",
        "The work is recent, and its effect on children cannot be judged yet.",
    ),
    StatusEntry(
        ImpactKind.EMERGING,
        "Impact emerging",
        "green",
        "Audits, figures or what people say begin to show a difference for children.",
    ),
    StatusEntry(
        ImpactKind.EMBEDDED,
        "Embedded",
        "blue",
        "A later check, by audit, figures or a visit, shows that the difference has lasted.",
    ),
)

PRACTICE_AREAS = {
    "Front door and thresholds": "Contacts, referrals, the MASH and what is decided there.",
    "Strategy discussions": "How agencies decide together when a child may be at risk.",
    "Assessment": "How well assessments understand the child and the family.",
    "Planning": "Child in need, child protection and care plans.",
    "Supervision and oversight": "How managers supervise, decide and record.",
    "Case recording": "Whether the record tells the child's story, on time.",
    "Child's voice": "Direct work, and what children and young people say.",
    "Vulnerable adolescents": "Exploitation, gangs, radicalisation and going missing.",
    "Children in care": "Placements, permanence and reviews.",
    "Care leavers": "Support after care.",
    "Workforce": "Recruitment, caseloads, training and morale.",
    "Early help": "Help before statutory services are needed.",
    "Partnership": "How agencies work together.",
    "Leadership and governance": "Boards, scrutiny and resources.",
    "Quality assurance": "Audit, and what is learned from it.",
}

BODIES = (
    BodyEntry(
        "ces",
        "Children, Education and Safeguarding Committee",
        "Committee",
        "Chairman of the Committee",
        "Every two months",
        "Children, Education, Libraries and Safeguarding Committee",
        meetings=("2018-03-07", "2018-06-06", "2018-07-18", "2021-06-07"),
        template=PROGRESS_REPORT,
    ),
    BodyEntry(
        "hwb", "Health and Wellbeing Board", "Health and Wellbeing Board", "Chairman of the Board"
    ),
    BodyEntry(
        "bscb",
        "Barnet Safeguarding Children's Board",
        "Safeguarding Board",
        "Independent Chair",
    ),
    BodyEntry(
        "improvement-board",
        "Barnet Children's Services Improvement Board",
        "Improvement Board",
        "Executive Director, Essex County Council",
        "Every two months",
        meetings=("2018-03-22", "2018-05-17"),
        template=BOARD_REPORT,
    ),
    BodyEntry(
        "operational-improvement-group",
        "Operational Improvement Group",
        "OIG",
        "Strategic Director for Children and Young People",
    ),
)

PERIODS = (
    PeriodEntry(
        "January and February 2018", "2018-01-01", "2018-02-28", "2018-01-01", "2018-03-07"
    ),
    PeriodEntry("March and April 2018", "2018-03-01", "2018-04-30", "2018-04-01", "2018-06-06"),
    PeriodEntry("May and June 2018", "2018-05-01", "2018-06-30", "2018-06-01", "2018-07-18"),
    PeriodEntry("April 2021", "2021-04-01", "2021-04-30", "2021-04-01", "2021-06-07"),
)

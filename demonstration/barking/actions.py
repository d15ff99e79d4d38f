"""The actions of the plan, in the order of their references, and what was reported on each."""

from demonstration.barking.people import (
    ADOPT_LONDON_EAST,
    DOMAIN,
    HEALTH,
    PARTNERSHIP,
    POLICE,
    SCHOOLS,
)
from demonstration.entries import ActionEntry, Event, EvidenceEntry, Update
from improvement.models import Action, Evidence
from improvement.vocabulary import DeliveryKind, ImpactKind

HIGH = Action.Priority.HIGH
ON_TRACK, AT_RISK, COMPLETE = DeliveryKind.ON_TRACK, DeliveryKind.AT_RISK, DeliveryKind.COMPLETE
TOO_EARLY, EMERGING = ImpactKind.TOO_EARLY, ImpactKind.EMERGING
AFTER_VISIT = "2018-04-20"

ACTIONS = (
    # --- 1. A stable and permanent workforce ------------------------------------------------
    ActionEntry(
        "1.1",
        "Recruit social workers for good: bring up our own, and look abroad",
        "workforce",
        "Workforce",
        "The share of agency social workers goes on falling from 38%.",
        "2017-11-01",
        priority=HIGH,
        areas=("Workforce",),
    ),
    ActionEntry(
        "1.2",
        "Introduce the career progression framework and the masterclasses for social workers",
        "workforce",
        "Workforce",
        "Every social worker knows what the next step of their career asks, and fewer leave.",
        "2018-02-01",
        "2018-09-28",
        areas=("Workforce",),
    ),
    # --- 2. Practice and oversight ----------------------------------------------------------
    ActionEntry(
        "2.1",
        "Move case recording to the new system, Liquid Logic",
        "operations",
        "Care Management",
        "All teams record in the new system, and managers find what they need in it.",
        "2017-11-01",
        "2018-07-31",
        HIGH,
        areas=("Case recording",),
    ),
    ActionEntry(
        "2.2",
        "Record in the assessment service what managers decide and what supervision agrees",
        "assessment",
        "Assessment",
        "Audits find oversight on the record of every case they sample, and whether the child "
        "makes progress in good time.",
        "2018-04-20",
        "2018-09-28",
        HIGH,
        areas=("Supervision and oversight", "Case recording"),
        added=AFTER_VISIT,
    ),
    ActionEntry(
        "2.3",
        "Use audits, and what families and staff say, to choose what to improve and to follow it",
        "quality",
        "Quality Assurance",
        "Every quarter's audits name what has to change, and the next quarter's say whether it "
        "has.",
        "2018-01-08",
        "2018-10-31",
        HIGH,
        areas=("Quality assurance", "Child's voice"),
    ),
    ActionEntry(
        "2.4",
        "Agree with partner agencies what a good referral says, and send back those that do not",
        "assessment",
        "MASH",
        "In a monthly sample, nine in ten referrals tell how worried the professional is, and why.",
        "2018-04-20",
        "2018-07-31",
        HIGH,
        partners=(PARTNERSHIP, POLICE, HEALTH, SCHOOLS),
        areas=("Front door and thresholds", "Partnership"),
        added=AFTER_VISIT,
    ),
    ActionEntry(
        "2.5",
        "Write the strategies on child sexual exploitation and on neglect",
        "quality",
        "Quality Assurance",
        "Both strategies are agreed by the Safeguarding Children Board.",
        "2018-02-01",
        "2018-06-29",
        partners=(PARTNERSHIP,),
        areas=("Vulnerable adolescents",),
    ),
    # --- 3. Children in care and permanence -------------------------------------------------
    ActionEntry(
        "3.1",
        "Put the plan for timely adoption into practice, and join Adopt London East",
        "care",
        "Children in Care",
        "Children wait less long from entering care to moving in with their new family.",
        "2018-02-01",
        "2019-03-29",
        HIGH,
        partners=(ADOPT_LONDON_EAST,),
        areas=("Children in care",),
    ),
    ActionEntry(
        "3.2",
        "Carry out the Sufficiency Strategy for looked after children and care leavers",
        "author",
        "Commissioning",
        "A Social Impact Bond pays for services on the edge of care, and more homes are near.",
        "2018-03-01",
        "2019-03-29",
        areas=("Children in care", "Care leavers"),
    ),
    ActionEntry(
        "3.3",
        "Do health assessments and personal education plans on time in every month of the year",
        "care",
        "Children in Care",
        "The share done on time no longer rises and falls with the season.",
        "2018-01-08",
        "2018-09-28",
        partners=(HEALTH, SCHOOLS),
        areas=("Children in care",),
    ),
    ActionEntry(
        "3.4",
        "Go on with Mockingbird, and bring in Pause and Caring Dads",
        "care",
        "Children in Care",
        "Foster homes last longer, and fewer mothers lose child after child to care.",
        "2017-11-01",
        areas=("Children in care", "Early help"),
    ),
    ActionEntry(
        "3.5",
        "Renew the Corporate Parenting Strategy, and show what the members' group achieves",
        "operations",
        "Children in Care",
        "The new strategy is agreed, and a yearly report shows what has changed for children.",
        "2018-03-01",
        "2018-10-31",
        areas=("Leadership and governance", "Children in care"),
    ),
    # --- 4. Early help, and meeting need as it grows ----------------------------------------
    ActionEntry(
        "4.1",
        "Write the Early Help and Early Intervention Strategy, and carry it out",
        "community",
        "Community Solutions",
        "Families know where to turn, and fewer come back to social care.",
        "2018-03-01",
        "2018-12-20",
        areas=("Early help",),
    ),
    ActionEntry(
        "4.2",
        "Watch the threshold between early help and social care while Community Solutions settles",
        "community",
        "Community Solutions",
        "Every month a sample of steps up and down is read, and information is passed on in time.",
        "2018-04-20",
        "2018-12-20",
        HIGH,
        areas=("Early help", "Front door and thresholds"),
        added=AFTER_VISIT,
    ),
    ActionEntry(
        "4.3",
        "Place social work teams by locality, beside the professionals they work with",
        "operations",
        "Care Management",
        "Each locality has its teams, and partners know who they are.",
        "2018-04-03",
        "2018-12-20",
        areas=("Partnership",),
        added="2018-02-01",
    ),
)

_REPORT = EvidenceEntry(
    "Agency staff by month",
    f"https://records.{DOMAIN}/agency-staff",
    Evidence.Verdict.ADEQUATE,
    "Shows the fall month by month.",
)

STORIES: dict[str, tuple[Event, ...]] = {
    "1.1": (
        Update(
            "2018-03-28",
            "Agency social workers are 38% of the workforce; two years ago they were 55%. Nearly "
            "all managers are permanent.",
            ON_TRACK,
            EMERGING,
            difference="Teams change less often, and staff told inspectors that they are well "
            "supported.",
            next_steps="Interview abroad, and take on more newly qualified social workers.",
            evidence=(_REPORT,),
        ),
    ),
    "1.2": (
        Update(
            "2018-04-18",
            "The framework is ready, and the first masterclass is booked for May.",
            ON_TRACK,
            TOO_EARLY,
        ),
    ),
    "2.1": (
        Update(
            "2018-03-29",
            "The new system is in use. Some recording was late while teams learned it.",
            ON_TRACK,
            TOO_EARLY,
            obstacles="Managers could not at once see supervision across a team.",
        ),
    ),
    "2.2": (
        Update(
            "2018-04-26",
            "Managers in the assessment service have agreed what is recorded, and where.",
            ON_TRACK,
            TOO_EARLY,
            next_steps="Audit 20 records in June.",
        ),
    ),
    "2.3": (
        Update(
            "2018-04-25",
            "The Quality Assurance Framework says now how the themes of audits reach the group for "
            "practice improvement.",
            ON_TRACK,
            TOO_EARLY,
        ),
    ),
    "2.5": (
        Update(
            "2018-04-24",
            "Drafts of both strategies are with partners. The one on neglect waits for figures.",
            AT_RISK,
            TOO_EARLY,
            obstacles="Data on missing children has gaps.",
        ),
    ),
    "3.1": (
        Update(
            "2018-04-17",
            "The causes of delay are understood and the plan is agreed. The latest figures are "
            "better.",
            ON_TRACK,
            EMERGING,
        ),
    ),
    "3.2": (
        Update("2018-04-19", "The strategy is written, and goes into use this year.", ON_TRACK),
    ),
    "3.4": (
        Update(
            "2018-04-12",
            "Mockingbird goes on. Pause has begun to work with its first women.",
            ON_TRACK,
            TOO_EARLY,
        ),
    ),
    "4.2": (
        Update(
            "2018-04-27",
            "The first sample was read with the MASH. Two families had waited for information.",
            ON_TRACK,
            TOO_EARLY,
            next_steps="Agree in May how soon information is passed on.",
        ),
    ),
}

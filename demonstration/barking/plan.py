"""The plan for service improvement, as the paper's plans for the next twelve months imply it."""

from committee.house_styles import CABINET_REPORT
from demonstration.entries import BodyEntry, PeriodEntry, ThemeEntry

PLAN = {
    "name": "Children's Care and Support Service Improvement Plan",
    "short_name": "Service Improvement Plan",
    "summary": (
        "Social work practice in the borough requires improvement and in some areas is becoming "
        "good. This plan holds what the self-assessment of 2017/18 plans for the next twelve "
        "months, and answers the focused visit of March 2018."
    ),
    "starts_on": "2017-04-01",
}

VERSIONS = (
    (
        "With the focused visit",
        "2018-04-20",
        "What Ofsted recommended after its visit to the front door was brought into the plan that "
        "there was.",
    ),
)

OBJECTIVES = (
    "Build on the improvement that everyday systems bring already",
    "Begin something new where the self-assessment asks for it",
    "Meet a growing need for social care while money is short",
)

THEMES = {
    1: ThemeEntry(
        "A stable and permanent workforce",
        "Fewer agency social workers, more who stay, and a career that is worth staying for.",
        "director",
    ),
    2: ThemeEntry(
        "Practice and oversight",
        "Good referrals, sound decisions that can be read in the record, and audits that change "
        "practice.",
        "operations",
    ),
    3: ThemeEntry(
        "Children in care and permanence",
        "Homes that last, adoption without delay, and a council that is a good parent.",
        "operations",
    ),
    4: ThemeEntry(
        "Early help, and meeting need as it grows",
        "Help before social care is needed, from Community Solutions and partners in each "
        "locality, and services bought for what they achieve.",
        "author",
    ),
}

BODIES = (
    BodyEntry(
        "cabinet",
        "Cabinet",
        "Cabinet",
        "Leader of the Council",
        meetings=("2018-06-19",),
        template=CABINET_REPORT,
    ),
)

PERIODS = (
    PeriodEntry("March and April 2018", "2018-03-01", "2018-04-30", "2018-03-01", "2018-06-19"),
)

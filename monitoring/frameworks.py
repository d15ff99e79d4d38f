"""The frameworks that inspectorates work to, by date: what each version judges, and on what scale.

Dated reference data, like the roles: a new framework is a change of the product. Sources: Ofsted,
Inspecting local authority children's services (2018, changed 2023 and 2026); the single inspection
framework of 2013; Area SEND inspections (2023); HMICFRS child protection inspections (2024).
"""

from dataclasses import dataclass
from datetime import date

FOUR_POINT = {
    "outstanding": "Outstanding",
    "good": "Good",
    "requires_improvement": "Requires improvement to be good",
    "inadequate": "Inadequate",
}
THREE_OUTCOME = {
    "positive": "Typically positive experiences and outcomes",
    "inconsistent": "Inconsistent experiences and outcomes",
    "systemic_failings": "Widespread or systemic failings",
}
FIVE_POINT = {
    "outstanding": "Outstanding",
    "good": "Good",
    "adequate": "Adequate",
    "requires_improvement": "Requires improvement",
    "inadequate": "Inadequate",
}
# The share that reviewers state, as of the cases that met a standard; the best first, as above.
PERCENTAGE = {f"{share}%": f"{share}%" for share in range(100, -1, -1)}
OVERALL = "overall"


@dataclass(frozen=True)
class Framework:
    """One version of a framework: when it holds, what it judges, and in which words.

    ``areas`` are in the order of the report; the overall judgement is one of them only in the
    versions that have it, and is never worked out from the others. Without areas nothing is graded.
    Two frameworks share the key of an area only where one judgement of it follows the other.
    """

    key: str
    name: str
    from_on: date
    until_on: date | None
    areas: dict[str, str]
    scale: dict[str, str]

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


_HELP = {
    "help_and_protection": "The experiences and progress of children who need help and protection"
}
_LEADERS = {"leaders": "The impact of leaders on social work practice with children and families"}
_OVERALL = {OVERALL: "Overall effectiveness"}

FRAMEWORKS: dict[str, Framework] = {
    each.key: each
    for each in (
        Framework(
            "sif",
            "Single inspection framework",
            date(2013, 11, 1),
            date(2017, 12, 31),
            {
                "help_and_protection": "Children who need help and protection",
                "in_care": "Children looked after and achieving permanence",
                "adoption": "Adoption performance",
                "care_leavers": "Experiences and progress of care leavers",
                "leaders": "Leadership, management and governance",
                **_OVERALL,
            },
            FOUR_POINT,
        ),
        Framework(
            "ilacs_2018",
            "Inspecting local authority children's services, 2018",
            date(2018, 1, 1),
            date(2022, 12, 31),
            {
                **_LEADERS,
                **_HELP,
                "in_care": "The experiences and progress of children in care and care leavers",
                **_OVERALL,
            },
            FOUR_POINT,
        ),
        Framework(
            "ilacs_2023",
            "Inspecting local authority children's services, 2023",
            date(2023, 1, 1),
            date(2026, 3, 31),
            {
                **_LEADERS,
                **_HELP,
                "in_care": "The experiences and progress of children in care",
                "care_leavers": "The experiences and progress of care leavers",
                **_OVERALL,
            },
            FOUR_POINT,
        ),
        Framework(
            "ilacs_2026",
            "Inspecting local authority children's services, 2026",
            date(2026, 4, 1),
            None,
            {
                **_LEADERS,
                **_HELP,
                "in_care": "The experiences and progress of children in care",
                "care_leavers": "The experiences and progress of care leavers",
            },
            FOUR_POINT,
        ),
        Framework(
            "area_send_2023",
            "Area special educational needs and disabilities, 2023",
            date(2023, 1, 1),
            None,
            {"local_area": "The local area partnership"},
            THREE_OUTCOME,
        ),
        Framework(
            "child_protection_2024",
            "HMICFRS child protection inspections, 2024",
            date(2024, 2, 1),
            None,
            {
                "leadership": "Leadership of child protection",
                "partnership": "Working with safeguarding partners",
                "response": "Responding to children at risk of harm",
                "risk": "Assessing risk and making referrals",
                "investigation": "Investigating reports of abuse and exploitation",
            },
            FIVE_POINT,
        ),
        Framework(
            "casework",
            "Review of casework, in percentages",
            date(1989, 11, 16),
            None,
            {
                "casework_help": "Casework with children who need help and protection",
                "casework_in_care": "Casework with children in care",
                "casework_care_leavers": "Casework with care leavers",
                "casework": "All casework that was reviewed",
            },
            PERCENTAGE,
        ),
        Framework("none", "No framework, or another one", date(1989, 11, 16), None, {}, {}),
    )
}

FRAMEWORK_CHOICES = [(each.key, each.name) for each in FRAMEWORKS.values()]
AREA_NAMES = {key: name for each in FRAMEWORKS.values() for key, name in each.areas.items()}
# Grades that have a name; audits count them, and councils grade themselves by them.
GRADE_NAMES = {
    key: name
    for each in FRAMEWORKS.values()
    if each.scale is not PERCENTAGE
    for key, name in each.scale.items()
}

# What each kind of inspection works to, newest last; visits between inspections follow Ofsted's.
_OFSTED = ("sif", "ilacs_2018", "ilacs_2023", "ilacs_2026")
_UNGRADED = ("joint_targeted", "review")


def proposed(inspectorate: str, kind: str, day: date) -> Framework:
    """The framework that a visit of this kind most likely works to; a person may choose another.

    A monitoring visit follows the inspection that it monitors, so the one proposed for its own
    days may have to be changed.
    """
    keys: tuple[str, ...] = ()
    if kind == "area_send":
        keys = ("area_send_2023",)
    elif inspectorate == "hmicfrs":
        keys = ("child_protection_2024",)
    elif inspectorate == "ofsted" and kind not in _UNGRADED:
        keys = _OFSTED
    fitting = (FRAMEWORKS[key] for key in keys if FRAMEWORKS[key].holds(day))
    return next(fitting, FRAMEWORKS["none"])

"""Who works on the plan: posts, never persons."""

from datetime import date

from demonstration.entries import PersonEntry

# The last day of the period that the June paper reports on: an update of that day is in its draft.
# Everything that is told happened on a working day before it.
DAY = date(2018, 4, 30)
PASSWORD = "improvement-2018"  # noqa: S105 - known to everybody, and printed by the command
DOMAIN = "barnet.example"

AUTHORITY = {
    "name": "London Borough of Barnet",
    "short_name": "Barnet",
    "slug": "barnet",
    "programme_office": f"Improvement Programme Manager, author@{DOMAIN}",
}

TEAMS = (
    "Duty and Assessment",
    "Intervention and Planning",
    "Onwards and Upwards",
    "Children in Care",
    "MASH",
    "Early Help",
    "Fostering",
    "Vulnerable Adolescents",
    "Quality Assurance",
    "Independent Reviewing Service",
    "Workforce Development",
    "Recruitment",
    "Clinical Service",
    "Voice of the Child",
    "Corporate Parenting",
    "Improvement Programme",
    "Finance",
    "Governance",
)

ESSEX = "Essex County Council (improvement partner)"
POLICE = "Metropolitan Police"
CCG = "Barnet Clinical Commissioning Group"
MENTAL_HEALTH = "Barnet, Enfield and Haringey Mental Health Trust"
SAFEGUARDING = "Barnet Safeguarding Children's Partnership"
SCHOOLS = "Barnet schools"
UNICEF = "UNICEF UK"
LIVE_UNLIMITED = "LIVE UNLIMITED"

PARTNERS = (
    ESSEX,
    POLICE,
    CCG,
    MENTAL_HEALTH,
    SAFEGUARDING,
    SCHOOLS,
    UNICEF,
    LIVE_UNLIMITED,
)

PEOPLE = {
    "officer": PersonEntry(
        "Team Manager, Duty and Assessment",
        "officer",
        "updater",
        ("Duty and Assessment",),
        signs_in=True,
    ),
    "assessment": PersonEntry(
        "Head of Assessment", "theme.lead", "theme_lead", ("MASH",), signs_in=True
    ),
    "author": PersonEntry(
        "Improvement Programme Manager",
        "author",
        "author",
        ("Improvement Programme",),
        signs_in=True,
    ),
    "analyst": PersonEntry(
        "Performance Analyst", "analyst", "analyst", ("Quality Assurance",), signs_in=True
    ),
    "member": PersonEntry("Member of the Committee", "committee.member", "member", signs_in=True),
    "clerk": PersonEntry("Governance Officer", "clerk", "clerk", ("Governance",), signs_in=True),
    "administrator": PersonEntry(
        "Administrator, Family Services", "administrator", "administrator", signs_in=True
    ),
    "director": PersonEntry(
        "Strategic Director for Children and Young People", "director", "theme_lead"
    ),
    "operations": PersonEntry(
        "Operational Director, Early Help and Children in Need of Help and Protection",
        "operations",
        "theme_lead",
    ),
    "quality": PersonEntry(
        "Head of Quality Assurance", "quality", "theme_lead", ("Quality Assurance",)
    ),
    "parenting": PersonEntry(
        "Head of Corporate Parenting", "corporate.parenting", "theme_lead", ("Corporate Parenting",)
    ),
    "early_help": PersonEntry("Head of Early Help", "early.help", "updater", ("Early Help",)),
    "mash": PersonEntry("MASH Manager", "mash", "updater", ("MASH",)),
    "planning": PersonEntry(
        "Team Manager, Intervention and Planning",
        "planning",
        "updater",
        ("Intervention and Planning",),
    ),
    "leaving_care": PersonEntry(
        "Team Manager, Onwards and Upwards", "leaving.care", "updater", ("Onwards and Upwards",)
    ),
    "care": PersonEntry(
        "Team Manager, Children in Care", "children.in.care", "updater", ("Children in Care",)
    ),
    "fostering": PersonEntry("Team Manager, Fostering", "fostering", "updater", ("Fostering",)),
    "adolescents": PersonEntry(
        "Vulnerable Adolescents Lead", "adolescents", "updater", ("Vulnerable Adolescents",)
    ),
    "reviewing": PersonEntry(
        "Manager, Independent Reviewing Service",
        "reviewing",
        "updater",
        ("Independent Reviewing Service",),
    ),
    "workforce": PersonEntry(
        "Workforce Development Manager", "workforce", "updater", ("Workforce Development",)
    ),
    "recruitment": PersonEntry("Recruitment Lead", "recruitment", "updater", ("Recruitment",)),
    "clinical": PersonEntry("Clinical Service Lead", "clinical", "updater", ("Clinical Service",)),
    "voice": PersonEntry(
        "Voice of the Child Coordinator", "voice", "updater", ("Voice of the Child",)
    ),
    "finance": PersonEntry(
        "Finance Business Partner", "finance", "clearer", ("Finance",), signs_in=True
    ),
    "legal": PersonEntry("Legal Adviser", "legal", "clearer"),
    "governance": PersonEntry("Head of Governance", "governance", "clearer", ("Governance",)),
    "adviser": PersonEntry(
        "Improvement Adviser, Essex County Council", "adviser", "reader", signs_in=True
    ),
}

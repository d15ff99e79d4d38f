"""Who works on the plan: posts, never persons."""

from demonstration.entries import PersonEntry

DOMAIN = "barking.example"

AUTHORITY = {
    "name": "London Borough of Barking and Dagenham",
    "short_name": "Barking and Dagenham",
    "slug": "lbbd",
    "programme_office": f"Commissioning Director, Children's Care and Support, author@{DOMAIN}",
}

TEAMS = (
    "MASH",
    "Assessment",
    "Care Management",
    "Children in Care",
    "Quality Assurance",
    "Workforce",
    "Commissioning",
    "Community Solutions",
)

PARTNERSHIP = "Barking and Dagenham Safeguarding Children Board"
POLICE = "Metropolitan Police"
HEALTH = "NHS health services in the borough"
SCHOOLS = "Barking and Dagenham schools"
ADOPT_LONDON_EAST = "Adopt London East"
PARTNERS = (PARTNERSHIP, POLICE, HEALTH, SCHOOLS, ADOPT_LONDON_EAST)

PEOPLE = {
    "author": PersonEntry(
        "Commissioning Director, Children's Care and Support",
        "author",
        "author",
        ("Commissioning",),
        signs_in=True,
    ),
    "operations": PersonEntry(
        "Operational Director, Children's Care and Support",
        "theme.lead",
        "theme_lead",
        ("MASH", "Assessment", "Care Management"),
        signs_in=True,
    ),
    "analyst": PersonEntry("Head of Performance", "analyst", "analyst", signs_in=True),
    "clerk": PersonEntry("Cabinet Support Officer", "clerk", "clerk", signs_in=True),
    "administrator": PersonEntry(
        "Administrator, Children's Care and Support",
        "administrator",
        "administrator",
        signs_in=True,
    ),
    "director": PersonEntry(
        "Strategic Director for Service Development and Integration", "director", "theme_lead"
    ),
    "quality": PersonEntry(
        "Manager, Quality Assurance and Audit", "quality", "updater", ("Quality Assurance",)
    ),
    "assessment": PersonEntry(
        "Service Manager, MASH and Assessment", "assessment", "updater", ("MASH", "Assessment")
    ),
    "care": PersonEntry(
        "Service Manager, Children in Care", "care", "updater", ("Children in Care",)
    ),
    "workforce": PersonEntry(
        "Manager, Social Work Workforce", "workforce", "updater", ("Workforce",)
    ),
    "community": PersonEntry(
        "Service Manager, Community Solutions", "community", "updater", ("Community Solutions",)
    ),
}

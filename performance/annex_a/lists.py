"""The eleven lists and the columns that counts need of them.

Headings are those of the inspectors' Annex A, as the open specifications of Data to Insight and of
London's data pipeline (liia-tools) repeat them, with others that councils' systems write.
"""

from performance.annex_a import codes
from performance.annex_a.cells import day, flag, identifier, number, one_of, says
from performance.annex_a.reading import Column, Kind

CHILD = Column(
    "Child Unique ID", identifier, "Child ID", "Unique child ID", "Child identifier", "Person ID"
)
BIRTH = Column("Date of Birth", day, "DOB", "Birth date")
AGE = Column("Age of Child (Years)", number, "Age", "Age years", "Age at inspection")

CONTACTS = Kind(
    1,
    "Contacts",
    {
        "child": CHILD,
        "contact": Column("Date of Contact", day, "Contact date", "Contact start date"),
        "source": Column("Contact Source", one_of(codes.SOURCES), "Source of contact"),
    },
    ("Contact",),
    starts="contact",
    events=("contact",),
)
EARLY_HELP = Kind(
    2,
    "Early help",
    {
        "child": CHILD,
        "start": Column("Assessment start date", day, "Start date", "EHA start date"),
        "end": Column("Assessment completion date", day, "Completion date", "EHA completion date"),
    },
    ("Early help assessments", "EHA"),
    starts="start",
    ends="end",
)
REFERRALS = Kind(
    3,
    "Referrals",
    {
        "child": CHILD,
        "referral": Column("Date of referral", day, "Referral date"),
        "source": Column("Referral Source", one_of(codes.SOURCES), "Source of referral"),
        "nfa": Column("Referral NFA?", flag, "NFA", "Referral no further action"),
        "earlier": Column(
            "Number of Referrals in Last 12 Months", number, "Referrals in last 12 months"
        ),
    },
    ("Referral",),
    starts="referral",
    events=("referral",),
)
ASSESSMENTS = Kind(
    4,
    "Assessments",
    {
        "child": CHILD,
        "start": Column(
            "Continuous Assessment Start Date",
            day,
            "Continuous assessment start",
            "Assessment start date",
        ),
        "seen": Column(
            "Child Seen During Continuous Assessment",
            flag,
            "Continuous assessment child seen",
            "Child seen during assessment",
            "Child seen",
        ),
        "end": Column(
            "Continuous Assessment Date of Authorisation",
            day,
            "Continuous assessment auth date",
            "Assessment authorised date",
            "Assessment authorisation date",
            "Date of authorisation",
        ),
        "support": Column(
            "Was the child assessed as requiring LA children's social care support?",
            flag,
            "Requires social care support",
            "CSC support required",
        ),
    },
    ("Assessment",),
    starts="start",
    ends="end",
)
ENQUIRIES = Kind(
    5,
    "Section 47 enquiries and conferences",
    {
        "child": CHILD,
        "start": Column(
            "Strategy discussion initiating Section 47 Enquiry Start Date",
            day,
            "Strategy discussion date",
            "Strat discussion date",
            "Section 47 start date",
            "S47 start date",
        ),
        "unnecessary": Column(
            "Was an Initial Child Protection Conference deemed unnecessary?",
            flag,
            "ICPC deemed unnecessary",
            "ICPC unnecessary",
            "Initial CP conf unnecessary",
        ),
        "conference": Column(
            "Date of Initial Child Protection Conference",
            day,
            "Date of ICPC",
            "ICPC date",
            "Initial CP conf date",
        ),
        "plan": Column(
            "Did the Initial Child Protection Conference Result in a Child Protection Plan",
            flag,
            "Did the ICPC result in a child protection plan",
            "ICPC result in CP plan",
            "CP conf result in CP plan",
        ),
    },
    ("Section 47", "S47", "Section 47 and ICPC", "S47 ICPC", "Section 47 enquiries"),
    starts="start",
    events=("start", "conference"),
)
CHILDREN_IN_NEED = Kind(
    6,
    "Children in need",
    {
        "child": CHILD,
        "start": Column("CIN Start Date", day, "Child in need start date"),
        "need": Column("Primary Need Code", one_of(codes.NEEDS), "Primary need"),
        "seen": Column("Date Child Was Last Seen", day, "Date last seen", "Child last seen date"),
        "end": Column("CIN Closure Date", day, "Closure date", "CIN end date"),
        "reason": Column("Reason for Closure", one_of(codes.CLOSURES), "Closure reason"),
        "status": Column("Case Status", one_of(codes.STATUSES), "Status"),
    },
    ("CIN", "Child in need"),
    starts="start",
    ends="end",
)
CHILD_PROTECTION = Kind(
    7,
    "Child protection",
    {
        "child": CHILD,
        "start": Column(
            "Child Protection Plan Start Date", day, "CP plan start date", "Plan start date"
        ),
        "category": Column(
            "Latest Category of Abuse", one_of(codes.ABUSE), "Current category of abuse"
        ),
        "visit": Column(
            "Date of the Last Statutory Visit",
            day,
            "Last statutory visit date",
            "Date of last visit",
            "Last visit date",
        ),
        "alone": Column("Was the Child Seen Alone?", flag, "Child seen alone"),
        "review": Column(
            "Date of latest review conference",
            day,
            "Date of latest review conf",
            "Latest review conference date",
        ),
        "end": Column("Child Protection Plan End Date", day, "CP plan end date", "Plan end date"),
        "emergency": Column(
            "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six "
            "Months (Y/N)",
            flag,
            "Protection last six months",
        ),
        "previous": Column(
            "Sum of Number of Previous Child Protection Plans",
            number,
            "Number of previous child protection plans",
            "Previous child protection plans",
        ),
    },
    ("CP", "Child protection plans", "CPP"),
    starts="start",
    ends="end",
)
LOOKED_AFTER = Kind(
    8,
    "Children in care",
    {
        "child": CHILD,
        "birth": BIRTH,
        "age": AGE,
        "uasc": Column(
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
            flag,
            "UASC",
            "UASC within the last 12 months",
            "Unaccompanied asylum seeking child",
        ),
        "start": Column(
            "Date Started to be Looked After",
            day,
            "Date started looked after",
            "Looked after start date",
            "LAC start date",
        ),
        "again": Column(
            "Is this a second or subsequent period of being a Looked After Child within the last "
            "12 months (Y/N)",
            flag,
            "Second or subsequent period",
            "Subsequent LAC episode last 12 months",
        ),
        "legal": Column("Child's Legal Status", one_of(codes.LEGAL), "Legal status"),
        "review": Column(
            "Date of Latest Statutory Review",
            day,
            "Latest statutory review date",
            "Date of last statutory review",
        ),
        "visit": Column(
            "Date of Last Social Work Visit",
            day,
            "Last social work visit date",
            "Date of last statutory visit",
        ),
        "permanence": Column(
            "What is the permanence plan for this child?",
            one_of(codes.PERMANENCE),
            "What is the permanence plan",
            "Permanence plan",
        ),
        "health": Column("Date of Last Health Assessment", day, "Last health assessment date"),
        "dental": Column("Date of Last Dental Check", day, "Last dental check date"),
        "placements": Column(
            "Number of Placements in the Last 12 months", number, "Placements last 12 months"
        ),
        "end": Column(
            "Date Ceased to be Looked After",
            day,
            "Date ceased looked after",
            "Ceased looked after date",
            "LAC end date",
        ),
        "reason": Column(
            "Reason Ceased to be Looked After", one_of(codes.CEASED), "Reason ceased looked after"
        ),
        "placed": Column(
            "Start Date of Most Recent Placement",
            day,
            "Most recent placement start date",
            "Date of most recent placement",
        ),
        "placement": Column("Placement Type", one_of(codes.PLACEMENTS)),
        "lasting": Column("Placement Type", says(codes.LASTING)),
        "where": Column("Placement Location", one_of(codes.LOCATIONS)),
        "missing": Column(
            "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 "
            "months",
            number,
            "Number of missing episodes in last 12 months",
            "Episodes child missing from placement",
        ),
        "offered": Column(
            "Was the child offered a Return Interview after their last missing episode",
            flag,
            "Child offered return interview after last MFH",
            "Return interview offered",
        ),
        "accepted": Column(
            "Did the child accept a Return Interview after their last missing episode",
            flag,
            "Child accepted return interview after last MFH",
            "Return interview accepted",
        ),
    },
    ("CLA", "LAC", "Looked after children", "Children looked after"),
    starts="start",
    ends="end",
)
LEAVING_CARE = Kind(
    9,
    "Leaving care services",
    {
        "child": CHILD,
        "birth": BIRTH,
        "age": AGE,
        "eligibility": Column("Eligibility Category", one_of(codes.ELIGIBILITY), "Eligibility"),
        "pathway": Column(
            "Latest Pathway Plan Review Date",
            day,
            "Pathway plan review date",
            "Latest pathway plan",
        ),
        "touch": Column("LA in Touch", one_of(codes.IN_TOUCH), "In touch"),
        "home": Column(
            "Suitability of Accommodation", one_of(codes.SUITABILITY), "Accommodation suitability"
        ),
        "activity": Column("Activity Status", one_of(codes.ACTIVITY), "Activity"),
    },
    ("Leaving care", "Care leavers"),
)
ADOPTION = Kind(
    10,
    "Adoption",
    {
        "child": CHILD,
        "care": Column("Date the Child Entered Care", day, "Entered care date"),
        "decision": Column(
            "Date of Decision that Child Should be Placed for Adoption",
            day,
            "Date of adoption decision",
            "ADM SHOBPA decision date",
        ),
        "order": Column("Date of Placement Order", day, "Placement order date"),
        "match": Column(
            "Date of Matching Child and Prospective Adopters",
            day,
            "Matched for adoption date",
            "Date matched",
        ),
        "placed": Column("Date Placed for Adoption", day, "Placed for adoption date"),
        "adopted": Column("Date of Adoption Order", day, "Adoption order date"),
        "reversed": Column(
            "Date of Decision that Child Should No Longer be Placed for Adoption",
            day,
            "Decision reversed date",
        ),
        "reason": Column(
            "Reason Why Child No Longer Placed for Adoption",
            one_of(codes.REVERSALS),
            "Decision reversed reason",
        ),
        "fostered": Column(
            "Date the child was placed for fostering in FFA or concurrent planning placement",
            day,
            "Date of FFA placement",
            "Date FFA concurrency placement",
        ),
    },
    ("Adoptions", "Children for adoption"),
)
ADOPTERS = Kind(
    11,
    "Adopters",
    {
        "child": Column(
            "Individual adopter identifier", identifier, "Adopter identifier", "Adopter ID"
        ),
        "enquiry": Column("Date enquiry received", day, "Enquiry date"),
        "first": Column("Date Stage 1 started", day, "Stage 1 start date"),
        "second": Column("Date Stage 2 started", day, "Stage 2 start date"),
        "approved": Column("Date application approved", day, "Date approved", "Approval date"),
        "matched": Column("Date adopter matched with child(ren)", day, "Matched date"),
        "placed": Column(
            "Date child/children placed with adopter(s)",
            day,
            "Date children placed with adopter",
            "Date child placed with adopter",
            "Placed date",
        ),
        "adopted": Column("Date of Adoption Order", day, "Adoption order date"),
        "left": Column("Date of leaving adoption process", day, "Adoption leave date"),
        "reason": Column(
            "Reason for leaving adoption process", one_of(codes.LEFT), "Adopting leave reason"
        ),
    },
    ("Adopter", "Prospective adopters"),
)

KINDS = (
    CONTACTS,
    EARLY_HELP,
    REFERRALS,
    ASSESSMENTS,
    ENQUIRIES,
    CHILDREN_IN_NEED,
    CHILD_PROTECTION,
    LOOKED_AFTER,
    LEAVING_CARE,
    ADOPTION,
    ADOPTERS,
)

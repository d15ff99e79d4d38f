"""Who visited, what they found, and who oversees improvement; the words are our own."""

from demonstration.entries import FindingEntry, GradeEntry, VisitEntry

VISITS = (
    VisitEntry(
        key="inspection-2017",
        kind="standard",
        framework="sif",
        starts="2017-04-25",
        ends="2017-05-18",
        received="2017-07-07",
        published="2017-07-07",
        title="Inspection of services for children in need of help and protection",
        judgements={
            "help_and_protection": "inadequate",
            "in_care": "inadequate",
            "adoption": "requires_improvement",
            "care_leavers": "requires_improvement",
            "leaders": "inadequate",
            "overall": "inadequate",
        },
    ),
    VisitEntry(
        key="review-2018",
        inspectorate="cqc",
        kind="review",
        starts="2018-02-19",
        ends="2018-02-23",
        title="Review of health services for children looked after and safeguarding",
        focus=("Health services for children in care", "How health services safeguard children"),
        evidence="Interviews and case records at the health services of the borough. The review "
        "was announced four days before it began.",
    ),
    VisitEntry(
        key="monitoring-3",
        kind="monitoring",
        framework="sif",
        starts="2018-04-25",
        ends="2018-04-26",
        ordinal=3,
        since="since services were judged inadequate in July 2017",
        focus=(
            "How well agencies work together for vulnerable adolescents",
            "How well managers oversee and supervise the work",
            "How good assessments and plans are",
        ),
        evidence="Electronic case records, supervision files and notes, performance figures, "
        "audits and progress reports.",
        next_on="2018-07-31",
        next_focus="Children in care and care leavers",
        findings=(
            FindingEntry(
                "improvement",
                "Quality assurance is better established, and more staff are permanent.",
                "Quality assurance",
                "improving",
            ),
            FindingEntry(
                "strength",
                "Work with children who go missing or are at risk of child sexual exploitation is "
                "well embedded, in strategy and in daily practice.",
                "Vulnerable adolescents",
                "sustained",
            ),
            FindingEntry(
                "to_improve",
                "Health and the police are sometimes missing from strategy meetings, which weakens "
                "the meetings.",
                "Strategy discussions",
                "new",
                actions=("5a(i)",),
            ),
            FindingEntry(
                "to_improve",
                "Few young people take up the offer of a return home interview, and the interviews "
                "do not engage all of them.",
                "Vulnerable adolescents",
                "persisting",
            ),
            FindingEntry(
                "to_improve",
                "Risk has to be recognised better, and risk assessments used in case records so "
                "that every risk to a child is dealt with.",
                "Assessment",
                "persisting",
                actions=("5b(i)",),
            ),
            FindingEntry(
                "to_improve",
                "Children's plans vary in how good they are.",
                "Planning",
                "persisting",
                actions=("6a(i)",),
            ),
        ),
    ),
    VisitEntry(
        key="monitoring-5",
        kind="monitoring",
        framework="sif",
        starts="2018-11-27",
        ends="2018-11-28",
        written="2018-12-20",
        received="2018-12-20",
        ordinal=5,
        since="since the local authority was judged inadequate in July 2017",
        letter="2018-12-20",
        recorded="2018-12-20",
    ),
)

# Name, kind, who holds it, issued on.
INTERVENTIONS = (
    ("First statutory direction", "direction", "Secretary of State for Education", "2017-09-12"),
    ("Improvement partner", "partner", "Essex County Council", "2017-09-12"),
)

# Name, who chairs, whether independent, how often.
BOARDS = (
    (
        "Barnet Children's Services Improvement Board",
        "Executive Director, Essex County Council",
        True,
        "Every six weeks",
    ),
    (
        "Operational Improvement Group",
        "Strategic Director for Children and Young People",
        False,
        "Every two weeks",
    ),
)

AUDIT = {
    "name": "Vulnerable adolescents",
    "starts": "2018-01-01",
    "ends": "2018-04-30",
    "audited": 60,
    "children_examined": 23,
    "area": "Vulnerable adolescents",
    "note": "The report gave percentages of some grades only.",
}
AUDIT_GRADES = (
    GradeEntry("Strategy discussion", "good", "48"),
    GradeEntry("Strategy discussion", "requires_improvement", "30"),
    GradeEntry("The child's voice and engagement", "requires_improvement", "48"),
)

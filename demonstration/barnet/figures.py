"""The indicators in use, their targets, and how their figures ran from 2016 to 2021.

What the public papers state is exact (``stated``). What lies between is made up so that charts and
ratings have something to show: every indicator says so in its note.
"""

from demonstration.entries import CommentaryEntry, ComparatorEntry, FiguresEntry, TargetEntry

ILLUSTRATIVE = (
    "In this demonstration most figures are illustrative. Those that the council's public papers "
    "state are exact."
)
STATED_ONLY = "This demonstration holds only the figures that the council's public papers state."

# The last month of each import, and the day on which it came in.
COMMITTED = {
    "2018-01": "2018-02-12",
    "2018-02": "2018-03-12",
    "2018-03": "2018-04-16",
    "2018-04": "2018-04-30",
    "2021-04": "2021-05-14",
}
FROM = "2017-04-01"

TEAMS = (
    "Duty and Assessment",
    "Onwards and Upwards",
    "Intervention and Planning",
    "Children in Care",
)

# Caseloads and managers by team.
PARTS = (
    FiguresEntry(
        "WF02",
        "operations",
        2,
        {"2016-05": 35, "2021-04": 14.6},
        wobble=0.4,
        part="Duty and Assessment",
        stated={"2017-03": 37.5, "2018-03": 13.3},
    ),
    FiguresEntry(
        "WF02",
        "operations",
        2,
        {"2016-05": 26, "2021-04": 17.2},
        wobble=0.4,
        part="Onwards and Upwards",
        stated={"2017-03": 27.5, "2018-03": 18.1},
    ),
    FiguresEntry(
        "WF02",
        "operations",
        2,
        {"2016-05": 21, "2018-04": 16.4, "2021-04": 15.8},
        wobble=0.4,
        part="Intervention and Planning",
    ),
    FiguresEntry(
        "WF02",
        "operations",
        2,
        {"2016-05": 18.5, "2018-04": 15.1, "2021-04": 14.9},
        wobble=0.4,
        part="Children in Care",
    ),
    *(
        FiguresEntry(
            "WF07", "operations", 3, {"2016-05": begins, "2018-02": 6, "2021-04": 6}, part=team
        )
        for team, begins in zip(TEAMS, (13, 11, 12, 12), strict=True)
    ),
)

# Indicators of this council beside the standard ones: name, definition, counted, out of and more.
OWN_INDICATORS = (
    {
        "code": "CP13",
        "name": "New child protection plans",
        "also_called": "New child protection plans started",
        "definition": "Children whose plan is new, as the council's data report counts them.",
        "counted": "Children with a new plan",
        "unit": "count",
        "polarity": "neutral",
        "source": "The council's data report",
        "area": "Planning",
    },
    {
        "code": "WF07",
        "name": "Social workers for each manager",
        "also_called": "Manager ratio\nRatio of managers to social workers",
        "definition": "How many social workers one manager oversees.",
        "counted": "Social workers in the teams",
        "out_of": "Managers who supervise them",
        "unit": "per_worker",
        "polarity": "lower",
        "small_numbers": "show",
        "source": "Workforce records",
        "area": "Workforce",
    },
    {
        "code": "QA03",
        "name": "Strategy discussions graded good at audit",
        "definition": "Audited cases whose strategy discussion was graded good.",
        "counted": "Audited cases with a strategy discussion graded good",
        "out_of": "Audited cases with a strategy discussion",
        "unit": "percent",
        "polarity": "higher",
        "area": "Strategy discussions",
        "source": "Thematic audits, January to April 2018",
        "retired": "2018-05-01",
    },
    {
        "code": "QA04",
        "name": "Strategy discussions graded requires improvement at audit",
        "definition": "Audited cases whose strategy discussion was graded requires improvement.",
        "counted": "Audited cases with a strategy discussion graded requires improvement",
        "out_of": "Audited cases with a strategy discussion",
        "unit": "percent",
        "polarity": "lower",
        "area": "Strategy discussions",
        "source": "Thematic audits, January to April 2018",
        "retired": "2018-05-01",
    },
    {
        "code": "QA05",
        "name": "The child's voice graded requires improvement at audit",
        "definition": "Audited cases where hearing the child was graded requires improvement.",
        "counted": "Audited cases where hearing the child was graded requires improvement",
        "out_of": "Audited cases",
        "unit": "percent",
        "polarity": "lower",
        "area": "Child's voice",
        "source": "Thematic audits, January to April 2018",
        "retired": "2018-05-01",
    },
)

# Which standard indicators the council has adopted, and how their figures ran. ``of`` is about how
# many cases a percentage is drawn from; ``wobble`` is how far figures stray from their course.
FIGURES = (
    FiguresEntry(
        "FD01",
        "mash",
        4,
        {"2016-05": 940, "2018-04": 1105, "2020-02": 1230, "2020-05": 790, "2021-04": 1178},
        wobble=45,
    ),
    FiguresEntry(
        "FD02", "mash", 4, {"2016-05": 70, "2018-04": 87, "2021-04": 92}, wobble=3, of=1000
    ),
    FiguresEntry(
        "FD05", "mash", 4, {"2016-05": 22, "2018-04": 17, "2021-04": 16}, wobble=2, of=260
    ),
    FiguresEntry("EH01", "early_help", 4, {"2016-05": 175, "2021-04": 265}, wobble=18),
    FiguresEntry(
        "EH02",
        "early_help",
        4,
        {"2016-05": 1140, "2018-04": 1420, "2021-02": 1660},
        wobble=22,
        stated={"2021-03": 1674, "2021-04": 1731},
    ),
    FiguresEntry(
        "AS02", "assessment", 5, {"2016-05": 67, "2018-04": 83, "2021-04": 91}, wobble=3, of=240
    ),
    FiguresEntry(
        "CP02", "assessment", 5, {"2016-05": 44, "2018-04": 64, "2021-04": 84}, wobble=5, of=60
    ),
    FiguresEntry(
        "CP04", "assessment", 5, {"2016-05": 61, "2018-04": 79, "2021-04": 86}, wobble=5, of=34
    ),
    FiguresEntry(
        "CP05",
        "planning",
        6,
        {"2016-05": 188, "2017-06": 207, "2018-04": 171, "2021-02": 142},
        wobble=5,
        stated={"2021-03": 139, "2021-04": 160},
    ),
    FiguresEntry(
        "CP07", "planning", 6, {"2016-05": 23, "2018-04": 18, "2021-04": 19}, wobble=1, of=230
    ),
    FiguresEntry(
        "CP10", "reviewing", 6, {"2016-05": 92, "2018-04": 97, "2021-04": 98}, wobble=1.5, of=165
    ),
    FiguresEntry(
        "CP11",
        "planning",
        6,
        {"2016-05": 70, "2018-01": 86, "2018-04": 77, "2021-04": 91},
        wobble=2.5,
        of=170,
    ),
    FiguresEntry(
        "CP13",
        "planning",
        6,
        {"2020-05": 86, "2021-02": 75},
        wobble=4,
        stated={"2021-03": 74, "2021-04": 96},
    ),
    FiguresEntry(
        "CN02", "planning", 6, {"2016-05": 63, "2018-04": 76, "2021-04": 87}, wobble=3, of=420
    ),
    FiguresEntry(
        "CL01",
        "care",
        6,
        {"2016-05": 318, "2018-04": 334, "2021-02": 312},
        wobble=4,
        stated={"2021-03": 311, "2021-04": 330},
    ),
    FiguresEntry(
        "CL05",
        "care",
        6,
        {"2016-05": 11.5, "2018-04": 10.2, "2021-02": 9.5, "2021-04": 9.3},
        wobble=0.6,
        of=325,
    ),
    FiguresEntry(
        "CL06", "care", 6, {"2016-05": 65, "2018-04": 68, "2021-04": 70}, wobble=1.5, of=70
    ),
    FiguresEntry(
        "CL07", "reviewing", 6, {"2016-05": 88, "2018-04": 94, "2021-04": 97}, wobble=1.5, of=320
    ),
    FiguresEntry(
        "CL08", "care", 6, {"2016-05": 82, "2018-04": 91, "2021-04": 94}, wobble=2, of=320
    ),
    FiguresEntry(
        "CL10", "care", 6, {"2016-05": 80, "2018-04": 89, "2021-04": 88}, wobble=2, of=230
    ),
    FiguresEntry(
        "LC01",
        "leaving_care",
        6,
        {"2016-05": 84, "2018-04": 91, "2021-04": 93},
        wobble=1.5,
        of=210,
    ),
    FiguresEntry(
        "LC02", "leaving_care", 6, {"2016-05": 81, "2018-04": 88, "2021-04": 91}, wobble=2, of=210
    ),
    FiguresEntry(
        "LC03", "leaving_care", 6, {"2016-05": 51, "2018-04": 57, "2021-04": 58}, wobble=2, of=210
    ),
    FiguresEntry(
        "LC04", "leaving_care", 6, {"2016-05": 62, "2018-04": 79, "2021-04": 89}, wobble=3, of=280
    ),
    FiguresEntry(
        "MX02", "adolescents", 5, {"2016-05": 33, "2018-04": 56, "2021-04": 75}, wobble=6, of=40
    ),
    FiguresEntry(
        "MX03", "adolescents", 5, {"2016-05": 46, "2018-04": 60, "2021-04": 69}, wobble=6, of=44
    ),
    FiguresEntry(
        "WF01", "operations", 2, {"2016-05": 24, "2018-04": 15.8, "2021-04": 16.2}, wobble=0.4
    ),
    FiguresEntry(
        "WF02", "operations", 2, {"2016-05": 26, "2018-04": 15.6, "2021-04": 15.7}, wobble=0.3
    ),
    FiguresEntry(
        "WF03", "recruitment", 2, {"2016-05": 32, "2018-04": 21, "2021-04": 14}, wobble=1, of=210
    ),
    FiguresEntry(
        "WF06", "quality", 3, {"2016-05": 57, "2018-04": 81, "2021-04": 90}, wobble=3, of=190
    ),
    FiguresEntry(
        "WF07",
        "operations",
        3,
        {"2016-05": 12, "2021-04": 6},
        stated={"2017-02": 13, "2018-02": 6},
    ),
    FiguresEntry(
        "QA01", "quality", 1, {"2016-05": 16, "2018-04": 41, "2021-04": 62}, wobble=4, of=40
    ),
    FiguresEntry(
        "QA02", "quality", 1, {"2016-05": 31, "2018-04": 13, "2021-04": 4}, wobble=3, of=40
    ),
    FiguresEntry("QA03", "quality", 5, {}, stated={"2018-04": 48}),
    FiguresEntry("QA04", "quality", 5, {}, stated={"2018-04": 30}),
    FiguresEntry("QA05", "voice", 6, {}, stated={"2018-04": 48}),
)

AGREED = "Agreed with the Improvement Board for this demonstration."
TARGETS = {
    "FD02": TargetEntry("90", "5"),
    "FD05": TargetEntry("20", "2"),
    "AS02": TargetEntry("85", "5", stretch="90"),
    "CP02": TargetEntry("90", "10"),
    "CP04": TargetEntry("85", "5"),
    "CP07": TargetEntry("20", "2"),
    "CP10": TargetEntry("95", "3"),
    "CP11": TargetEntry("90", "5"),
    "CN02": TargetEntry("85", "5"),
    "CL05": TargetEntry("10", "1"),
    "CL06": TargetEntry("70", "3"),
    "CL07": TargetEntry("95", "3"),
    "CL08": TargetEntry("92", "3"),
    "CL10": TargetEntry("90", "4"),
    "LC01": TargetEntry("90", "4"),
    "LC02": TargetEntry("90", "4"),
    "LC03": TargetEntry(words="Above statistical neighbours"),
    "LC04": TargetEntry("90", "8"),
    "MX02": TargetEntry("80", "10"),
    "MX03": TargetEntry("70", "10"),
    "WF01": TargetEntry("16", "1", stretch="15"),
    "WF02": TargetEntry("16", "2"),
    "WF03": TargetEntry("15", "5"),
    "WF06": TargetEntry("90", "5"),
    "WF07": TargetEntry("6", "1"),
    "QA01": TargetEntry("60", "10", milestones={"2018-03": "35", "2018-04": "40", "2018-09": "50"}),
    "QA02": TargetEntry("10", "5"),
}

SCORECARDS = {
    "Improvement plan in focus": (
        "The indicators to which the Improvement Action Plan pays special attention.",
        (
            *("FD02", "FD05", "AS02", "CP02", "CP04", "CP10", "CP11", "CN02"),
            *("CL05", "CL06", "CL07", "CL08", "CL10", "LC02", "LC03", "LC04", "MX02", "MX03"),
            *("WF01", "WF02", "WF03", "WF06", "WF07", "QA01", "QA02", "QA03", "QA04", "QA05"),
        ),
    ),
    "Data report": (
        "The figures of the quarterly data report, in the order of a child's journey.",
        (
            *("FD01", "EH01", "EH02", "AS02", "CP13", "CP05", "CP07", "CP10"),
            *("CL01", "CL05", "CL06", "CL07", "LC01", "LC02", "LC03"),
        ),
    ),
}

# Counts published by the Department for Education for 31 March 2021, rounded to the nearest ten
# for groups of authorities. Open Government Licence v3.0.
STABILITY = "Department for Education, Children looked after in England: placement stability"
COMPARATORS = (
    ComparatorEntry("CL05", "england", "2020-04-01", "31 March 2021", "7400", "80780", STABILITY),
    ComparatorEntry("CL05", "london", "2020-04-01", "31 March 2021", "900", "9640", STABILITY),
    ComparatorEntry(
        "CL05", "outer_london", "2020-04-01", "31 March 2021", "520", "5540", STABILITY
    ),
    ComparatorEntry("CL06", "england", "2020-04-01", "31 March 2021", "20000", "28640", STABILITY),
    ComparatorEntry("CL06", "london", "2020-04-01", "31 March 2021", "1830", "2610", STABILITY),
    ComparatorEntry(
        "CL06", "outer_london", "2020-04-01", "31 March 2021", "1020", "1480", STABILITY
    ),
)

# Written on the exceptions of April 2018, by the indicators' owners.
COMMENTARIES = {
    "CP11": CommentaryEntry(
        data_shows="Visits to children on a child protection plan were on time less often than "
        "in the winter. Most late visits were recorded late rather than not made.",
        working_well="Families with a settled social worker are seen on time.",
        needs_change="Visits must be written up within the local standard, and cover must be "
        "arranged before leave begins.",
        being_done="Team managers look at visits due each Monday. A second duty worker covers "
        "leave from May.",
        accepted=True,
    ),
    "MX02": CommentaryEntry(
        data_shows="Interviews within 72 hours remain below target.",
        working_well="Young people who know the worker accept the interview more often.",
        needs_change="The police must tell us of a return on the same day.",
        being_done="A shared mailbox with the police opens in May, and the Vulnerable Adolescents "
        "Panel follows each late interview up.",
        accepted=True,
    ),
    "CN02": CommentaryEntry(
        data_shows="Visits to children in need are below target, though they have risen over the "
        "year.",
        being_done="Plans open for longer than six months are reviewed by the Head of Service.",
        accepted=False,
    ),
}

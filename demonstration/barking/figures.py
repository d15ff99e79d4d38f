"""What Cabinet was told in June 2018, in figures."""

from demonstration.entries import ComparatorEntry, FiguresEntry

COMMITTED = {"2018-03": "2018-04-27"}

FIGURES = (
    FiguresEntry("CL02", "analyst", 3, {}, stated={"2014-03": 82, "2018-03": 66}),
    FiguresEntry("WF03", "analyst", 1, {}, stated={"2016-03": 55, "2018-03": 38}),
)

SCORECARDS = {
    "Self-assessment": (
        "Figures of the annual self-assessment that went to Cabinet on 19 June 2018.",
        ("CL02", "WF03"),
    ),
}

_CABINET = "Report to Cabinet, 19 June 2018"
COMPARATORS = (
    ComparatorEntry("CL02", "england", "2016-04-01", "as told in June 2018", "60", "", _CABINET),
    ComparatorEntry("CL02", "london", "2016-04-01", "as told in June 2018", "52", "", _CABINET),
)

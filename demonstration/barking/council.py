"""London Borough of Barking and Dagenham as its Cabinet was told of it in June 2018."""

from pathlib import Path

from demonstration.barking import figures, people, plan
from demonstration.barking.actions import ACTIONS, STORIES
from demonstration.barking.papers import OFFICER_CONTACT, PAPERS, REPORT_OF
from demonstration.barking.practice import PRACTICE
from demonstration.barking.reviews import REVIEWS, RISKS
from demonstration.barnet.figures import STATED_ONLY
from demonstration.barnet.plan import DELIVERY, IMPACT, PRACTICE_AREAS
from demonstration.council import Council
from demonstration.figures import Content

BARKING = Council(
    authority=people.AUTHORITY,
    domain=people.DOMAIN,
    folder=Path(__file__).parent,
    people=people.PEOPLE,
    judges=("operations", "director"),
    teams=people.TEAMS,
    partners=people.PARTNERS,
    plan=plan.PLAN,
    versions=plan.VERSIONS,
    objectives=plan.OBJECTIVES,
    themes=plan.THEMES,
    delivery=DELIVERY,
    impact=IMPACT,
    areas=PRACTICE_AREAS,
    actions=ACTIONS,
    stories=STORIES,
    reviews=REVIEWS,
    risks=RISKS,
    bodies=plan.BODIES,
    periods=plan.PERIODS,
    figures=Content(
        region="London",
        figures=figures.FIGURES,
        committed=figures.COMMITTED,
        note=STATED_ONLY,
        scorecards=figures.SCORECARDS,
        comparators=figures.COMPARATORS,
    ),
    practice=PRACTICE,
    papers=PAPERS,
    report_of=REPORT_OF,
    officer_contact=OFFICER_CONTACT,
)

"""London Borough of Barnet as its public papers of 2018 and 2021 describe it."""

from pathlib import Path

from demonstration.barnet import figures, people, plan
from demonstration.barnet.actions import ACTIONS
from demonstration.barnet.meetings import MEETINGS
from demonstration.barnet.papers import CLEARERS, OFFICER_CONTACT, PAPERS, REPORT_OF
from demonstration.barnet.practice import PRACTICE
from demonstration.barnet.reviews import REVIEWS, RISKS
from demonstration.barnet.updates import STORIES
from demonstration.council import Council
from demonstration.figures import Content

BARNET = Council(
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
    delivery=plan.DELIVERY,
    impact=plan.IMPACT,
    areas=plan.PRACTICE_AREAS,
    actions=ACTIONS,
    stories=STORIES,
    reviews=REVIEWS,
    risks=RISKS,
    bodies=plan.BODIES,
    periods=plan.PERIODS,
    figure_teams=figures.TEAMS,
    figures=Content(
        region="London",
        figures=figures.FIGURES,
        committed=figures.COMMITTED,
        note=figures.ILLUSTRATIVE,
        own=figures.OWN_INDICATORS,
        parts=figures.PARTS,
        targets=figures.TARGETS,
        targets_from=figures.FROM,
        targets_note=figures.AGREED,
        scorecards=figures.SCORECARDS,
        comparators=figures.COMPARATORS,
    ),
    commentaries=figures.COMMENTARIES,
    practice=PRACTICE,
    papers=PAPERS,
    held=MEETINGS,
    report_of=REPORT_OF,
    clearers=CLEARERS,
    officer_contact=OFFICER_CONTACT,
)

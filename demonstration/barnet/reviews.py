"""Looks at the whole plan: its reviews, and the register of risks to it."""

from demonstration.entries import ReviewEntry, RiskEntry, RiskLookEntry
from improvement.models import PlanReview

BOARD = "Improvement Board, chaired by the Executive Director of Essex County Council"

REVIEWS = (
    ReviewEntry(
        on="2017-11-23",
        reviewer="Improvement partner, Essex County Council",
        verdict=PlanReview.Verdict.SOME_CONCERN,
        words=(
            "The plan answers every recommendation of the inspection. It says more of what will be "
            "done than of what will be different for children, and several actions have no measure."
        ),
        decided="Give every action a measure of success that speaks of children and families.",
        next_on="2018-01-25",
        by="director",
    ),
    ReviewEntry(
        on="2018-01-25",
        reviewer=BOARD,
        verdict=PlanReview.Verdict.OFF_COURSE,
        words=(
            "Structures and standards are in place. Team Manager posts are still vacant on the day "
            "on which they should have been filled, and reflective supervision is not yet regular."
        ),
        decided=(
            "Move the date for Team Managers and report on it to every meeting.\n"
            "Look at supervision again in March."
        ),
        next_on="2018-03-22",
        by="director",
    ),
    ReviewEntry(
        on="2018-03-22",
        reviewer=BOARD,
        verdict=PlanReview.Verdict.SOME_CONCERN,
        words=(
            "The front door is stronger, and audits grade fewer cases inadequate. Strategy "
            "discussions without the police or health, and plans that do not say what has to "
            "change, hold improvement back."
        ),
        decided=(
            "Bring the attendance at strategy discussions to the next meeting, by agency.\n"
            "Ask the Head of Corporate Parenting what plans for children need to be good."
        ),
        next_on="2018-05-17",
        by="director",
    ),
)

RISKS = (
    RiskEntry(
        title="Ofsted does not accept that the plan answers the inspection",
        cause="The plan is written while leaders and teams are still changing.",
        effect="It has to be written again, and improvement begins late.",
        before=(3, 5),
        now=(2, 5),
        mitigation=(
            "The improvement partner reads every draft, and the Committee consults on it before "
            "it is final."
        ),
        owner="director",
        raised="2017-07-31",
        actions=("2a(i)",),
        closed="2017-11-01",
        closed_because="Ofsted confirmed on 31 October 2017 that the plan answers the inspection.",
    ),
    RiskEntry(
        title="Posts for managers and social workers stay vacant, or are filled by agency staff",
        cause="Many London boroughs look for the same experienced social workers.",
        effect=(
            "Caseloads rise, children meet one social worker after another, and supervision is "
            "missed."
        ),
        before=(5, 5),
        now=(5, 4),
        mitigation=(
            "A recruitment campaign, a route for newly qualified social workers, and a limit on "
            "caseloads that is watched every week."
        ),
        owner="director",
        raised="2017-11-23",
        actions=("2b(i)", "2b(ii)", "2b(iii)", "2b(iv)"),
        looks=(RiskLookEntry("2018-01-25", (4, 4)), RiskLookEntry("2018-03-22", (3, 4))),
    ),
    RiskEntry(
        title="Partner agencies do not take part in strategy discussions",
        cause="Discussions are called at short notice, and agencies have few people to send.",
        effect="Decisions on children at risk are made on half of what is known.",
        before=(4, 5),
        now=(4, 5),
        mitigation=(
            "The police and health give a named person for each day. The MASH Manager counts who "
            "took part, and the Safeguarding Partnership takes up what does not improve."
        ),
        owner="assessment",
        raised="2017-11-23",
        actions=("5a(i)", "5a(ii)", "4a(ii)"),
        looks=(RiskLookEntry("2018-03-22", (4, 5)),),
    ),
    RiskEntry(
        title="Improvement is counted in tasks done, and not in what changes for children",
        cause="Tasks are easier to report on than their effect.",
        effect="The plan is complete on paper while practice is as it was.",
        before=(4, 4),
        now=(3, 4),
        mitigation=(
            "Every action is rated for impact apart from delivery, audits follow the plan's "
            "themes, and a completed action is looked at again."
        ),
        owner="quality",
        raised="2017-11-23",
        actions=("1b(i)", "1b(ii)"),
        looks=(RiskLookEntry("2018-03-22", (2, 4)),),
    ),
    RiskEntry(
        title="Early help cannot take on families whose needs are lower",
        cause="The hubs are new, and some agencies are not sure what they may hold.",
        effect="Families come to social care who could be helped sooner and nearer to home.",
        before=(4, 3),
        now=(3, 3),
        mitigation="A pilot of the hubs, and advice for other agencies from the MASH.",
        owner="operations",
        raised="2018-01-25",
        actions=("4a(iii)", "4b(i)"),
    ),
    RiskEntry(
        title="Staff tire of change and leave",
        cause="Standards, tools and teams change at the same time.",
        effect="What has been learned is lost with those who learned it.",
        before=(3, 3),
        now=(2, 2),
        mitigation="Leaders meet teams each month, and a survey asks how the work feels.",
        owner="workforce",
        raised="2018-01-25",
        actions=("2b(v)", "7a(i)"),
    ),
)

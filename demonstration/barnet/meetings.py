"""The Committee's meeting of 7 March 2018, and what a member asks before the next one.

What was asked, answered and resolved in March is as the Committee's minutes tell it, in our own
words. Who was there, what was promised and what was recommended is invented to show how it is
kept; so is the question for June.
"""

from committee.vocabulary import Presence
from demonstration.entries import (
    AttendanceEntry,
    ItemEntry,
    MeetingEntry,
    PromiseEntry,
    QuestionEntry,
    ScrutinyEntry,
)

ATTENDANCE = (
    AttendanceEntry("Chairman of the Committee", Presence.CHAIR),
    AttendanceEntry("Vice-Chairman of the Committee"),
    AttendanceEntry("Spokesman of the opposition"),
    AttendanceEntry("Member of the Committee"),
    AttendanceEntry("Representative of parent governors"),
    AttendanceEntry(
        "Substitute member of the opposition",
        Presence.SUBSTITUTE,
        "a second member of the opposition",
    ),
    AttendanceEntry("Strategic Director for Children and Young People", Presence.OFFICER),
    AttendanceEntry(
        "Operational Director, Early Help and Children in Need of Help and Protection",
        Presence.OFFICER,
    ),
    AttendanceEntry("Governance Officer", Presence.OFFICER),
    AttendanceEntry("Representative of church schools", Presence.APOLOGIES),
)

DISCUSSION = """\
The Chairman said that much effort had gone into the plan, and that there was a way still to go.
The Strategic Director told the Committee of Ofsted's second monitoring visit and of the letter \
that is attached to the report. What inspectors found is encouraging. Improvements have been made, \
and they have to be kept and built on.
On governance, leadership and partnership, training has been given to members, and more is \
arranged for the coming months; one session will review governance. Before this meeting members \
heard the Cabinet Member for Children and Families of Essex County Council on using governance to \
make services better. That work goes on.
On assessments, much has been done to make plans robust, above all by working better with partner \
agencies.
On the right interventions at the right time, partners have been trained in how the MASH works and \
in making a good referral. The letter says that workflow and recording are better aligned. Staff \
are helped to see why a purposeful assessment or intervention matters to a family.
The next monitoring visit, in April, will look at vulnerable adolescents: sexual and criminal \
exploitation, and missing children and young people.
The Committee commended the work of the social work practice teams. The Chairman thanked the \
Committee for the discussion of work that is both hard and rewarding."""

QUESTIONS = (
    QuestionEntry(
        "Why did inspectors find that the standard of case recording varies?",
        "operations",
        "There is more to do here. The standard varies most where discussions are held outside "
        "normal working hours, and where others, such as health workers, take part in them.",
        paragraph="theme-1-progress-5",
        action="5b(iv)",
        promises=(
            PromiseEntry(
                "To tell the Committee how discussions outside normal working hours are recorded, "
                "and what audits then find",
                "operations",
                due="2018-06-06",
                action="5b(iv)",
            ),
        ),
    ),
    QuestionEntry(
        "How will partners be brought more into strategy discussions?",
        "director",
        "The service has looked again at how health professionals can take part, so that the "
        "discussions work better as a partnership.",
        paragraph="theme-1-progress-6",
        action="5a(i)",
        indicator="CP02",
        promises=(
            PromiseEntry(
                "To agree with the Clinical Commissioning Group who takes part for health",
                "mash",
                due="2018-04-13",
                action="5a(i)",
            ),
        ),
    ),
    QuestionEntry(
        "What is done to make assessments better?",
        "operations",
        "The management framework has changed, and managers talk with staff about capability and "
        "performance. Children and families are to be helped in a more systematic way.",
        paragraph="theme-1-progress-7",
        action="5b(i)",
    ),
    QuestionEntry(
        "Why are the figures for agency staff in the dashboard as they are?",
        "operations",
        "Some posts over establishment can be filled by agency staff only. Measures are in place "
        "so that assessments are made well and without needless delay, and so that keeping a child "
        "safe does not wait for one.",
        paragraph="theme-2-progress-4",
        action="2b(iii)",
        indicator="WF03",
    ),
    QuestionEntry(
        "What is done for children and young people who go missing?",
        "director",
        "The service works closely with the Police, and information is exchanged very often.",
        action="1c(ii)",
        indicator="MX02",
        promises=(
            PromiseEntry(
                "To show in the dashboard how many return home interviews are accepted",
                "analyst",
                due="2018-04-30",
                kept="2018-04-20",
                outcome="The dashboard shows it now, as indicator MX03.",
                action="1c(ii)",
            ),
        ),
    ),
)

MEETINGS = (
    MeetingEntry(
        held="2018-03-07",
        asked_by="member",
        starts="19:00",
        venue="Committee Room 1, Town Hall",
        attendance=ATTENDANCE,
        items=(
            ItemEntry(
                "Minutes of the last meeting",
                discussion="The minutes were agreed as a correct record.",
            ),
            ItemEntry(
                "Absence of members", discussion="Apologies and a substitution were reported."
            ),
            ItemEntry("Members' interests", discussion="No interests were declared."),
            ItemEntry(
                introduced_by="The Chairman",
                presented_by="The Strategic Director for Children and Young People",
                discussion=DISCUSSION,
                is_unanimous=True,
                questions=QUESTIONS,
                promises=(
                    PromiseEntry(
                        "To report what the Care Quality Commission found, when it is published",
                        "director",
                        action="2c(i)",
                        finding="CQC2018-1",
                    ),
                ),
                recommendations=(
                    ScrutinyEntry(
                        "That the dashboard tell agency staff in posts over establishment apart "
                        "from other agency staff.",
                        "workforce",
                        indicator="WF03",
                    ),
                ),
            ),
        ),
        minutes="2018-03-14",
    ),
    MeetingEntry(
        held="2018-06-06",
        asked_by="member",
        items=(
            ItemEntry(
                is_open=True,
                questions=(
                    QuestionEntry(
                        "Has the change in how strategy discussions are held reached the schools?",
                        asked="2018-04-26",
                    ),
                ),
            ),
        ),
    ),
    MeetingEntry(
        held="2018-07-18", asked_by="member", items=(ItemEntry("Minutes of the last meeting"),)
    ),
)

"""What the self-assessment of 2017/18 says, and what inspectors found on their focused visit."""

from demonstration.entries import (
    AnswerEntry,
    BesideEntry,
    CommitmentEntry,
    EvaluationEntry,
    FindingEntry,
    Practice,
    VisitEntry,
)
from monitoring.vocabulary import Coverage, Question

LEADERS, HELP, CARE, OVERALL = "leaders", "help_and_protection", "in_care", "overall"
QUALITY, KNOWING, PLANS = Question.QUALITY, Question.KNOWING, Question.PLANS
TO_IMPROVE = "requires_improvement"

# Of the inspection the paper gives the months only, of the visit the month: the days are made up.
VISITS = (
    VisitEntry(
        key="inspection-2014",
        kind="standard",
        framework="sif",
        starts="2014-04-29",
        ends="2014-05-21",
        received="2014-07-07",
        published="2014-07-07",
        recorded="2018-04-16",
        title="Inspection of services for children in need of help and protection",
        judgements={OVERALL: TO_IMPROVE},
        findings=(
            FindingEntry(
                "concern",
                "Many children came into care under the powers of the police.",
                "Children in care",
                "new",
                unanswered="The self-assessment of 2017/18 finds that this has much improved.",
            ),
        ),
    ),
    VisitEntry(
        key="focused-2018",
        kind="focused",
        framework="ilacs_2018",
        starts="2018-03-20",
        ends="2018-03-21",
        written="2018-04-12",
        received="2018-04-12",
        published="2018-04-17",
        recorded="2018-04-20",
        ordinal=1,
        since="since the framework of 2018 began",
        focus=(
            "Contacts, referrals and decisions in the multi-agency safeguarding hub (MASH)",
            "How children are passed on to early help",
            "Enquiries where a child may need protection at once",
            "How good assessments of children in need are",
        ),
        evidence="Case discussions with social workers, managers and several partner agencies; "
        "children's records; what the council measures of its performance; its quality assurance.",
        letter="2018-04-12",
        findings=(
            FindingEntry(
                "strength",
                "The council is led with a strong will to serve families of every background "
                "better, and its leaders look closely enough at social work for better practice "
                "to take hold.",
                "Leadership and governance",
                "new",
            ),
            FindingEntry(
                "strength",
                "Senior leaders know the service well, as their recent self-assessment shows.",
                "Leadership and governance",
                "new",
            ),
            FindingEntry(
                "improvement",
                "New ways of keeping staff have made the workforce of both more stable.",
                "Workforce",
                "improving",
            ),
            FindingEntry(
                "strength",
                "In all the work that inspectors saw, children had been safeguarded as they "
                "should be and kept safe.",
                "Front door and thresholds",
                "new",
            ),
            FindingEntry(
                "strength",
                "The MASH safeguards children effectively. Partners take a full part, so that "
                "information is shared in good time, thresholds are applied consistently and "
                "what is done for families is in proportion.",
                "Front door and thresholds",
                "new",
            ),
            FindingEntry(
                "strength",
                "Managers decide as they should, and answer immediate concerns about a child's "
                "protection promptly.",
                "Front door and thresholds",
                "new",
            ),
            FindingEntry(
                "strength",
                "Families are sent on to early help when that is right, and find many people and "
                "kinds of help there.",
                "Early help",
                "new",
            ),
            FindingEntry(
                "to_improve",
                "For a small number of children there was a delay before information was shared "
                "and early help was offered.",
                "Early help",
                "new",
                actions=("4.2",),
                coverage=Coverage.NEW_ACTION,
            ),
            FindingEntry(
                "strength",
                "Work moves from the MASH to the assessment teams in an orderly way. Strategy "
                "discussions and child protection enquiries take place in good time and lead to "
                "action that protects children.",
                "Strategy discussions",
                "new",
            ),
            FindingEntry(
                "strength",
                "Most assessments are thorough, hold what children and families say, and think "
                "about how families differ.",
                "Assessment",
                "new",
            ),
            FindingEntry(
                "to_improve",
                "Management oversight is well embedded in the MASH, but varies more in the "
                "assessment service.",
                "Supervision and oversight",
                "new",
                actions=("2.2",),
                coverage=Coverage.NEW_ACTION,
            ),
            FindingEntry(
                "strength",
                "All staff said that they can manage their workload, are well trained and are "
                "supported to help families directly.",
                "Workforce",
                "new",
            ),
            FindingEntry(
                "recommendation",
                "Referrals from partner agencies do not always say enough to show how worried the "
                "professional is, and some children wait longer for a service because of it.",
                "Partnership",
                "new",
                actions=("2.4",),
                coverage=Coverage.NEW_ACTION,
                partners=("Metropolitan Police", "NHS health services in the borough"),
            ),
            FindingEntry(
                "recommendation",
                "What audits and people's experience tell does not yet steer improvement, or show "
                "whether it is happening.",
                "Quality assurance",
                "new",
                actions=("2.3",),
                coverage=Coverage.MERGED,
            ),
            FindingEntry(
                "recommendation",
                "Management oversight and supervision in the assessment service need to be "
                "recorded better on the electronic system, so that managers can see what works "
                "for children and whether it comes soon enough.",
                "Supervision and oversight",
                "new",
                actions=("2.1", "2.2"),
            ),
            FindingEntry(
                "recommendation",
                "The thresholds between early help and statutory services should be watched while "
                "the new structures of early help settle.",
                "Front door and thresholds",
                "new",
                actions=("4.2",),
                coverage=Coverage.NEW_ACTION,
            ),
        ),
        beside=(
            BesideEntry(
                "Front door and thresholds",
                "audit",
                "agrees",
                "Our own audits find that thresholds are applied as they should be, and in time.",
            ),
            BesideEntry(
                "Supervision and oversight",
                "audit",
                "agrees",
                "The self-assessment says too that supervision by managers, and what is written "
                "of it, is uneven.",
            ),
            BesideEntry(
                "Quality assurance",
                "audit",
                "contradicts",
                "The self-assessment calls audit and quality assurance robust and well embedded. "
                "Inspectors do not yet see them change practice.",
            ),
            BesideEntry(
                "Workforce",
                "indicator",
                "agrees",
                "Agency social workers fell from 55% to 38% in two years.",
                indicator="WF03",
            ),
            BesideEntry(
                "Early help",
                "voice",
                "no_evidence",
                "Nobody has asked families yet how long they waited.",
            ),
        ),
    ),
)

ANSWERS = (
    # --- what leaders do --------------------------------------------------------------------
    AnswerEntry(
        LEADERS,
        QUALITY,
        strengths="Agency social workers are down to 38%, from 55% two years ago, and nearly all "
        "managers are permanent now.\n"
        "Serious case reviews are on the whole well managed. The plan from the review of 2015 is "
        "complete, and what was learned in 2016 has been passed on.\n"
        "Allegations against professionals are dealt with firmly and as they should be.",
        to_develop="The share of agency social workers is still too high.\n"
        "Caseloads begin to rise with demand, those of Independent Reviewing Officers among "
        "them.\n"
        "Supervision by managers and recording on the electronic system are uneven.\n"
        "Little shows what the members' group for corporate parenting achieves, and the strategy "
        "it works to has to be renewed.\n"
        "What residents under 18 say is collected, but does not yet shape services enough.",
        grade=TO_IMPROVE,
        findings=("FV1-1", "FV1-2", "FV1-3", "FV1-12"),
        indicators=("WF03",),
    ),
    AnswerEntry(
        LEADERS,
        KNOWING,
        strengths="The Lead Member, the Director of Children's Services and senior managers meet "
        "every week.\n"
        "The Safeguarding Children Board, the Corporate Parenting Group, the Children's Select "
        "Committee and council groups on performance ask hard questions.\n"
        "Once a quarter the Leader, the Lead Member, the Chief Executive and the chairs of both "
        "safeguarding boards look at what may trigger concern.\n"
        "Commissioning mandates say what each service has to achieve, and are followed up.",
        to_develop="How corporate parenting makes a difference is not shown.",
        grade="",
        findings=("FV1-2",),
    ),
    AnswerEntry(
        LEADERS,
        PLANS,
        strengths="The strategy for recruiting and keeping staff, and the weekly look at "
        "performance, go on.",
        to_develop="A framework for careers, teams by locality, a new recording system and a "
        "stronger role as corporate parents.",
    ),
    # --- help and protection ----------------------------------------------------------------
    AnswerEntry(
        HELP,
        QUALITY,
        strengths="The front door is effective: thresholds are applied well and in time.\n"
        "Early help is well embedded, and its assessments are good.\n"
        "Many children are on a child protection plan, and more than before, but audits find the "
        "decisions sound.\n"
        "Far fewer children come into care under police protection than in 2014.\n"
        "Concerns about radicalisation and about sexual exploitation were met thoroughly and in "
        "time.",
        to_develop="Too few visits to children on a child protection plan are on time, and some "
        "core groups are late.\n"
        "There is no strategy yet on child sexual exploitation or on neglect.\n"
        "Data on missing children has gaps, and not every return home interview was held.",
        grade=TO_IMPROVE,
        findings=("FV1-4", "FV1-5", "FV1-6", "FV1-7", "FV1-8", "FV1-13", "FV1-16"),
    ),
    AnswerEntry(
        HELP,
        KNOWING,
        strengths="Case audits every month, and an audit from outside that found most work "
        "adequate or good and a little of it outstanding.\n"
        "A dashboard of performance and caseloads, new every week, is open to every social worker "
        "and manager.\n"
        "A group for practice improvement looks every two weeks at what audits and reviews found.",
        to_develop="Figures on missing children and return home interviews are not complete.",
        findings=("FV1-11", "FV1-14"),
    ),
    AnswerEntry(
        HELP,
        PLANS,
        strengths="What works at the front door stays as it is.",
        to_develop="A strategy for early help with Community Solutions, Caring Dads, Pause, and "
        "the two strategies that are missing.",
        findings=("FV1-16",),
    ),
    # --- in care ----------------------------------------------------------------------------
    AnswerEntry(
        CARE,
        QUALITY,
        strengths="Fewer children are in care than in 2014: 66 of 10,000, down from 82, which is "
        "like similar areas and above England (60) and London (52).\n"
        "Care proceedings take less time, though there are more of them.\n"
        "More care leavers than elsewhere are in education, employment or training, and as many as "
        "in similar areas have a suitable home.\n"
        "Recent audits find more than half of care plans good.",
        to_develop="Health assessments and personal education plans come on time in some months "
        "and not in others.\n"
        "Children who have been in care for some time change home too often.\n"
        "Fewer children are adopted each year, and they wait too long, though this has lately "
        "improved.",
        grade=TO_IMPROVE,
        indicators=("CL02",),
    ),
    AnswerEntry(
        CARE,
        KNOWING,
        strengths="Independent Reviewing Officers look at every plan.\n"
        "The Adoption Scorecard and the figures on health and education are read every month.",
        to_develop="The Corporate Parenting Group cannot show yet what it has changed.",
    ),
    AnswerEntry(
        CARE,
        PLANS,
        strengths="Mockingbird goes on supporting foster carers.",
        to_develop="The plan for timely adoption and Adopt London East, and the Sufficiency "
        "Strategy with its Social Impact Bond.",
    ),
    # --- overall ----------------------------------------------------------------------------
    AnswerEntry(
        OVERALL,
        QUALITY,
        strengths="Inside and outside audits show practice getting better: fewer cases are "
        "inadequate or require improvement, and more are good.\n"
        "Performance on the most important safeguarding measures holds or improves while demand "
        "rises.",
        to_develop="Some measures still cause concern, and practice is good in some areas only.",
        grade=TO_IMPROVE,
        findings=("FV1-4",),
        indicators=("CL02", "WF03"),
    ),
    AnswerEntry(
        OVERALL,
        KNOWING,
        strengths="Performance management is long established: people at every level know how "
        "practice stands.\n"
        "A Quality Assurance Strategy and Framework, lately renewed, is used beside it.",
        to_develop="Audits and people's experience do not yet steer improvement enough.",
        findings=("FV1-14",),
    ),
    AnswerEntry(
        OVERALL,
        PLANS,
        strengths="Everyday systems bring gradual improvement, and go on.",
        to_develop="New work where this self-assessment asks for it, while demand grows and money "
        "is short.",
    ),
)

COMMITMENTS = (
    CommitmentEntry(
        "Go on making the workforce stable: recruit, bring up our own social workers, and look "
        "abroad.",
        "1.1",
    ),
    CommitmentEntry(
        "Use the career framework, masterclasses, incentives and housing for key workers to keep "
        "good social workers.",
        "1.2",
    ),
    CommitmentEntry("Organise social work teams by locality, close to other professionals.", "4.3"),
    CommitmentEntry(
        "Roll out Brokerage, which finds placements and services, to all teams.",
        progress="The function has been set up. It is not in the plan yet.",
    ),
    CommitmentEntry("Go live with the new recording system, Liquid Logic.", "2.1"),
    CommitmentEntry("Bring in Pause and Caring Dads, and go on with Mockingbird.", "3.4"),
    CommitmentEntry(
        "Put the plan for timely adoption into practice; join Adopt London East.", "3.1"
    ),
    CommitmentEntry("Write and carry out a strategy for early help and early intervention.", "4.1"),
    CommitmentEntry(
        "Carry out the Sufficiency Strategy, with a Social Impact Bond for the edge of care.", "3.2"
    ),
    CommitmentEntry(
        "Tie what we buy more closely to outcomes, and those to what people need and wish.",
        progress="Commissioning mandates are being written.",
    ),
    CommitmentEntry("Be stronger corporate parents.", "3.5"),
    CommitmentEntry("Hear children and families better, and act on it.", "2.3"),
    CommitmentEntry("Improve permanence for children in care.", "3.3"),
)

PRACTICE = Practice(
    recorded="2018-04-16",
    visits=VISITS,
    evaluations=(
        EvaluationEntry("2017/18", recorded="2018-04-23", answers=ANSWERS, commitments=COMMITMENTS),
    ),
)

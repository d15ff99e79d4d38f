"""Who visited, what they found, and what else is known of practice; the words are our own."""

from demonstration.entries import (
    AnswerEntry,
    AuditEntry,
    BesideEntry,
    BoardEntry,
    CommitmentEntry,
    EvaluationEntry,
    FindingEntry,
    GradeEntry,
    InterventionEntry,
    Practice,
    VisitEntry,
    VoiceEntry,
)
from monitoring.vocabulary import Question

HELP, CARE, LEADERS, OVERALL = "help_and_protection", "in_care", "leaders", "overall"
QUALITY, KNOWING, PLANS = Question.QUALITY, Question.KNOWING, Question.PLANS
RECORDED = "2018-04-27"

VISITS = (
    VisitEntry(
        key="inspection-2017",
        kind="standard",
        framework="sif",
        starts="2017-04-25",
        ends="2017-05-18",
        received="2017-07-07",
        published="2017-07-07",
        recorded=RECORDED,
        title="Inspection of services for children in need of help and protection",
        judgements={
            HELP: "inadequate",
            CARE: "inadequate",
            "adoption": "requires_improvement",
            "care_leavers": "requires_improvement",
            LEADERS: "inadequate",
            OVERALL: "inadequate",
        },
    ),
    # The papers say that the CQC came and what it asked; they say nothing of what it found.
    VisitEntry(
        key="review-2018",
        inspectorate="cqc",
        kind="review",
        starts="2018-02-19",
        ends="2018-02-23",
        recorded=RECORDED,
        title="Review of health services for children looked after and safeguarding",
        focus=(
            "What children and their families have experienced, and what they think of it",
            "How good safeguarding is in health services, and what it achieves:",
            "- Finding out what children need and giving early help",
            "- Recognising children in need and supporting them",
            "- How good child protection is, and what difference it makes",
            "How good health services are for looked after children and care leavers, and what "
            "comes of them",
            "How health leads and assures itself of safeguarding and of services for looked after "
            "children:",
            "- Leadership and management",
            "- Governance",
            "- Training and supervision",
        ),
        evidence="Barnet Clinical Commissioning Group was told of the review on 15 February 2018. "
        "It was made under section 48 of the Health and Social Care Act 2008.",
        findings=(
            FindingEntry(
                "context",
                "The review asks how good health services are for looked after children, and how "
                "well the area's arrangements safeguard all children.",
                "Partnership",
                actions=("2c(i)",),
                partners=("Barnet Clinical Commissioning Group",),
                is_ours=False,
            ),
        ),
    ),
    # The June paper, which is written in April here, has the letter as its appendix: so it has
    # come by then. The day is made up.
    VisitEntry(
        key="monitoring-3",
        kind="monitoring",
        framework="sif",
        starts="2018-04-25",
        ends="2018-04-26",
        written="2018-04-27",
        received="2018-04-27",
        published="2018-04-27",
        recorded=RECORDED,
        ordinal=3,
        since="since services were judged inadequate in July 2017",
        focus=(
            "How well agencies work together for vulnerable adolescents",
            "How well managers oversee and supervise the work",
            "How good assessments and plans are",
        ),
        evidence="Every case had been before the panel on multi-agency sexual exploitation "
        "(MASE), or concerned a young person thought to be at high risk of going missing, of "
        "links with gangs or of criminal exploitation.\n"
        "Inspectors considered electronic case records, supervision files and notes, case "
        "management records, performance figures, audits and progress reports.",
        next_on="2018-07-31",
        next_until="2018-08-01",
        next_focus="Children in care and care leavers",
        letter="2018-04-27",
        findings=(
            FindingEntry(
                "improvement",
                "The improvements of the first two visits have continued and are taking hold.",
                "Leadership and governance",
                "improving",
            ),
            FindingEntry(
                "strength",
                "Senior leaders and managers are rightly concentrating on the change of culture "
                "that good social work needs.",
                "Leadership and governance",
                "sustained",
            ),
            FindingEntry(
                "improvement",
                "Quality assurance is better established, and more staff are permanent.",
                "Quality assurance",
                "improving",
            ),
            FindingEntry(
                "strength",
                "The Improvement Board and the council's improvement partner give senior leaders "
                "the expertise and support they need to check that improvements are carried "
                "through.",
                "Leadership and governance",
                "sustained",
            ),
            FindingEntry(
                "strength",
                "Work with children who go missing or are at risk of child sexual exploitation is "
                "well embedded, in strategy and in daily practice.",
                "Vulnerable adolescents",
                "sustained",
            ),
            FindingEntry(
                "improvement",
                "Practice on gangs, radicalisation and criminal exploitation has improved, and is "
                "better overseen, since the strategic scope of this work was settled in October "
                "2017.",
                "Vulnerable adolescents",
                "improving",
                actions=("1c(i)",),
            ),
            FindingEntry(
                "improvement",
                "Less of the work was inadequate than at the earlier visits, and most children "
                "were being kept safe as they should be.",
                "Quality assurance",
                "improving",
            ),
            FindingEntry(
                "strength",
                "Morale is good, and staff like working in Barnet.",
                "Workforce",
                "sustained",
            ),
            FindingEntry(
                "strength",
                "Training and development are varied and effective.",
                "Workforce",
                "sustained",
            ),
            FindingEntry(
                "strength",
                "Caseloads are manageable, though a very few people in one team spoke of pressure.",
                "Workforce",
                "improving",
            ),
            FindingEntry(
                "improvement",
                "Vacancies are being filled, and the permanent workforce is settling.",
                "Workforce",
                "improving",
            ),
            FindingEntry(
                "strength",
                "For adolescents at high risk of exploitation, strategic and operational "
                "arrangements work: social workers and partner agencies receive scrutiny, advice "
                "and guidance that help, and safeguarding is better for it.",
                "Vulnerable adolescents",
                "sustained",
            ),
            FindingEntry(
                "strength",
                "Social workers routinely come to multi-agency strategy meetings about these "
                "young people.",
                "Strategy discussions",
                "improving",
            ),
            FindingEntry(
                "to_improve",
                "Health and the police are sometimes missing from strategy meetings, which weakens "
                "the meetings.",
                "Strategy discussions",
                "new",
                actions=("5a(i)",),
                partners=("Metropolitan Police", "Barnet Clinical Commissioning Group"),
            ),
            FindingEntry(
                "to_improve",
                "Few young people take up the offer of a return home interview, and the interviews "
                "do not engage all of them.",
                "Vulnerable adolescents",
                "persisting",
            ),
            FindingEntry(
                "strength",
                "What is learned from the interviews does inform action to keep children safe.",
                "Vulnerable adolescents",
                "new",
            ),
            FindingEntry(
                "to_improve",
                "Risk has to be recognised better, and risk assessments used in case records so "
                "that every risk to a child is dealt with.",
                "Assessment",
                "persisting",
                actions=("5b(i)", "1c(iii)"),
            ),
            FindingEntry(
                "to_improve",
                "Children should not come into care in an emergency or as a reaction to events.",
                "Children in care",
                "new",
                actions=("6a(ii)",),
            ),
            FindingEntry(
                "to_improve",
                "Professionals must not be too hopeful about the risks that adolescents face.",
                "Vulnerable adolescents",
                "new",
            ),
            FindingEntry(
                "to_improve",
                "How good assessments are varies.",
                "Assessment",
                "persisting",
                actions=("5b(i)",),
            ),
            FindingEntry(
                "to_improve",
                "Children's plans vary in how good they are.",
                "Planning",
                "persisting",
                actions=("6a(i)", "6a(iii)"),
            ),
            FindingEntry(
                "to_improve",
                "How often supervision takes place, and how good it is, varies.",
                "Supervision and oversight",
                "persisting",
                actions=("3a(ii)",),
            ),
            FindingEntry(
                "improvement",
                "Supervision is still uneven, but recent oversight by managers is improving and "
                "gives a firmer grip.",
                "Supervision and oversight",
                "improving",
            ),
            FindingEntry(
                "strength",
                "Where an audit was graded inadequate, reflective sessions give management "
                "oversight and show social workers what good practice is.",
                "Quality assurance",
                "sustained",
                actions=("1b(ii)",),
            ),
            FindingEntry(
                "improvement",
                "Change has come at a steady and purposeful pace and is starting to raise "
                "standards.",
                "Leadership and governance",
                "improving",
            ),
            FindingEntry(
                "context",
                "Senior leaders know how much there is still to do before practice as a whole is "
                "good.",
                "Leadership and governance",
            ),
        ),
        beside=(
            BesideEntry(
                "Strategy discussions",
                "audit",
                "agrees",
                "Audits graded 48% of strategy discussions good and 30% as requiring improvement. "
                "More would be good if Social Care, Police and Health took part in every one.",
            ),
            BesideEntry(
                "Strategy discussions",
                "indicator",
                "agrees",
                "Audits of January to April 2018.",
                indicator="QA03",
            ),
            BesideEntry(
                "Vulnerable adolescents",
                "audit",
                "agrees",
                "In most discussions about exploitation and missing children the reason for "
                "meeting was clear, and thresholds had been rightly applied.",
            ),
            BesideEntry(
                "Vulnerable adolescents",
                "voice",
                "no_evidence",
                "Young people have not been asked why they turn a return home interview down.",
            ),
            BesideEntry(
                "Supervision and oversight",
                "audit",
                "agrees",
                "Oversight by managers was evident in 17 of the sampled cases. Monthly reflective "
                "supervision was less easy to find.",
            ),
            BesideEntry(
                "Assessment",
                "indicator",
                "no_evidence",
                "The indicator counts whether assessments are on time, not how good they are.",
                indicator="AS02",
            ),
            BesideEntry(
                "Workforce",
                "indicator",
                "agrees",
                "In Duty and Assessment a social worker had 37.5 children in March 2017 and 13.3 "
                "in March 2018.",
                indicator="WF02",
            ),
            BesideEntry(
                "Workforce",
                "voice",
                "contradicts",
                "Smaller caseloads are among what social workers ask for in their survey.",
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
        recorded="2018-12-20",
        ordinal=5,
        since="since the local authority was judged inadequate in July 2017",
        letter="2018-12-20",
    ),
)

INTERVENTIONS = (
    InterventionEntry(
        "First statutory direction", "direction", "Secretary of State for Education", "2017-09-12"
    ),
    InterventionEntry("Improvement partner", "partner", "Essex County Council", "2017-09-12"),
)

BOARDS = (
    BoardEntry(
        "Barnet Children's Services Improvement Board",
        "Executive Director, Essex County Council",
        True,
        "Every six weeks",
    ),
    BoardEntry(
        "Operational Improvement Group",
        "Strategic Director for Children and Young People",
        False,
        "Every two weeks",
    ),
)

AUDITS = (
    AuditEntry(
        name="Vulnerable adolescents",
        starts="2018-01-01",
        ends="2018-04-30",
        audited=60,
        children_examined=23,
        area="Vulnerable adolescents",
        note="The report gave percentages of some grades only.",
        grades=(
            GradeEntry("Strategy discussion", "good", "48"),
            GradeEntry("Strategy discussion", "requires_improvement", "30"),
            GradeEntry("The child's voice and engagement", "requires_improvement", "48"),
        ),
    ),
)

VOICE = (
    VoiceEntry(
        "2018-03-21",
        "care_leavers",
        "Discussion of the council tax proposal",
        "Two years without council tax is too short. It ought to run until we are 24 or 25.",
        "Care leavers",
        6,
        may_be_quoted=True,
        done="All of them agreed with the proposal. Their comments went into the consultation.",
    ),
    VoiceEntry(
        "2018-03-21",
        "care_leavers",
        "Discussion of the council tax proposal",
        "Could one home have two separate bills? If not, let everyone in it pay nothing.",
        "Care leavers",
        6,
        may_be_quoted=True,
        done="Their comments went into the consultation.",
    ),
    VoiceEntry(
        "2018-03-21",
        "care_leavers",
        "Discussion of the council tax proposal",
        "Those who study, or who live outside the borough, might gain nothing and still fall into "
        "debt.",
        "Care leavers",
        6,
    ),
    VoiceEntry(
        "2018-03-14",
        "children",
        "Corporate Parenting Officers Group",
        "The website proposed for children in care should be easier to find our way in, and the "
        "logo should be our own.",
        "Child's voice",
        6,
        done="The website and the logo are being drawn again with their comments.",
    ),
    VoiceEntry(
        "2018-02-15",
        "children",
        "Children in Care Council (#BOP)",
        "The place and the times of the meetings do not suit everybody.",
        "Child's voice",
        6,
        may_be_quoted=True,
        done="The council meets in a new place and at new times.",
        changed="More young people can come. What they say is an item at every meeting of the "
        "Corporate Parenting Officers Group.",
        told="Children in Care Council (#BOP)",
        told_on="2018-03-28",
    ),
    VoiceEntry(
        "2018-02-22",
        "care_leavers",
        "Onwards and Upwards",
        "Help with mental health should be there where we go already.",
        "Care leavers",
        6,
        may_be_quoted=True,
        done="A mental health service for care leavers has begun within Onwards and Upwards.",
        changed="Care leavers are seen without a referral to another service.",
        told="Care leavers, in the focus group chaired by a Head of Service",
        told_on="2018-04-18",
    ),
    VoiceEntry(
        "2018-03-05",
        "staff",
        "Survey on resilience based practice",
        "What would help most: time to reflect, training, better communication, support from "
        "managers, smaller caseloads, and processes and a computer system that take less effort.",
        "Workforce",
        7,
        may_be_quoted=True,
        done="The answers feed the Workforce Development Strategy. Posts were added in Duty and "
        "Assessment.",
        changed="A social worker in Duty and Assessment has 13.3 children, and had 37.5 a year "
        "before.",
        told="All staff, at the monthly briefing",
        told_on="2018-04-11",
    ),
    VoiceEntry(
        "2018-04-12",
        "families",
        "Calls made by those who audit",
        "Both parents want to be asked before an assessment is finished, and not only the one at "
        "home.",
        "Assessment",
        5,
    ),
    VoiceEntry(
        "2018-04-19",
        "partners",
        "Voice of the child champions",
        "Agencies do not hear what comes of the views that they pass on.",
        "Partnership",
        7,
        may_be_quoted=True,
    ),
)

# --- self-evaluation --------------------------------------------------------------------------

# The council accepted in full how it was judged in July 2017; the papers give no grade of its own.
JUDGED = "inadequate"

ANSWERS_2017 = (
    AnswerEntry(
        LEADERS,
        QUALITY,
        strengths="The council accepted the judgement of July 2017 in full, and one plan answers "
        "it.\n"
        "There is one manager for six social workers; a year ago there was one for thirteen.\n"
        "All Team Manager posts but one are filled for good.",
        to_develop="Social workers are harder to find than managers.\n"
        "Supervision is uneven in quality and in how often it takes place.",
        grade=JUDGED,
        findings=("MV3-1", "MV3-4", "MV3-22"),
        indicators=("WF02", "WF03"),
    ),
    AnswerEntry(
        LEADERS,
        KNOWING,
        strengths="The Improvement Board, under an independent chair, and the Committee follow the "
        "plan.\n"
        "Casework is audited every month against practice standards.",
        to_develop="Audit does not yet look at every area of practice in depth.",
        findings=("MV3-3",),
        audits=("Vulnerable adolescents",),
    ),
    AnswerEntry(
        LEADERS,
        PLANS,
        strengths="Go on growing our own social workers.",
        to_develop="Put training in reflective supervision to use, and show what it changes.",
    ),
    AnswerEntry(
        HELP,
        QUALITY,
        strengths="Work with children who go missing or are at risk of sexual exploitation is "
        "embedded.\n"
        "Less of the work is inadequate.",
        to_develop="Assessments and plans vary.\n"
        "Health and the police are not at every strategy discussion.\n"
        "Few young people take up a return home interview.",
        grade=JUDGED,
        findings=("MV3-5", "MV3-7", "MV3-14", "MV3-15", "MV3-20", "MV3-21"),
        indicators=("AS02", "CP11"),
        audits=("Vulnerable adolescents",),
    ),
    AnswerEntry(
        HELP,
        KNOWING,
        strengths="60 cases of vulnerable adolescents were audited from January to April 2018, and "
        "what 23 children had lived through was looked at closely.",
        to_develop="We know when assessments are finished, and not yet how good each one is.",
        audits=("Vulnerable adolescents",),
    ),
    AnswerEntry(
        HELP,
        PLANS,
        strengths="Use the Vulnerable Adolescents Strategy 2018-2020.",
        to_develop="Have Social Care, Police and Health at every strategy discussion.",
    ),
    AnswerEntry(
        CARE,
        QUALITY,
        strengths="Agencies follow the priorities for children in care together every month.\n"
        "A mental health service for care leavers has begun.",
        to_develop="Some children come into care in an emergency.\n"
        "Independent chairs need to challenge plans more.",
        grade=JUDGED,
        findings=("MV3-18",),
    ),
    AnswerEntry(
        CARE,
        KNOWING,
        strengths="Young people tell the Corporate Parenting Officers Group once a quarter how "
        "things are.",
        to_develop="Inspectors have not yet looked at children in care and care leavers again.",
    ),
    AnswerEntry(
        CARE,
        PLANS,
        strengths="Permanency Tracking meetings go on.",
        to_develop="More foster carers for adolescents and for brothers and sisters together.",
    ),
    AnswerEntry(
        OVERALL,
        QUALITY,
        strengths="Change has come at a steady pace and begins to raise standards.",
        to_develop="Practice as a whole is not good yet.",
        grade=JUDGED,
        findings=("MV3-25", "MV3-26"),
    ),
    AnswerEntry(
        OVERALL,
        KNOWING,
        strengths="What our audits find agrees with what inspectors find.\n"
        "An improvement partner and a board under an independent chair look at the same records.",
        to_develop="We can say better what was done than what it changed for children.",
        audits=("Vulnerable adolescents",),
    ),
    AnswerEntry(
        OVERALL,
        PLANS,
        strengths="One plan with one turnaround priority goes on.",
        to_develop="Test again what is complete, and call it embedded only when it has held.",
    ),
)

COMMITMENTS_2017 = (
    CommitmentEntry("Give every social worker reflective supervision once a month.", "3a(ii)"),
    CommitmentEntry("Bring Social Care, Police and Health to every discussion.", "5a(i)"),
    CommitmentEntry("Write plans that say what has to change, who does it and when.", "6a(iii)"),
    CommitmentEntry("Offer return home interviews so that more young people say yes.", "1c(ii)"),
    CommitmentEntry("Invite children to chair their own reviews.", "6a(v)"),
    CommitmentEntry(
        "Find foster carers for adolescents, and for brothers and sisters together.", "6c(iii)"
    ),
    CommitmentEntry("Train every manager in supervision.", "3a(i)"),
    CommitmentEntry(
        "Ask families after each assessment how it was for them.",
        progress="It is being tried in one team.",
    ),
)

ANSWERS_2018 = (
    AnswerEntry(
        HELP,
        QUALITY,
        strengths="Practice in the MASH is strong, and thresholds are applied consistently.\n"
        "Strategy meetings are well attended, and their minutes are clear.\n"
        "Work with children who go missing or are at risk of sexual exploitation is embedded.",
        to_develop="Assessments are sound, and do not always show what life is like for the "
        "child.\n"
        "Children's plans vary still.",
        grade=JUDGED,
        indicators=("AS02", "CP11"),
    ),
    AnswerEntry(
        OVERALL,
        QUALITY,
        strengths="Where practice has improved, it has held.",
        to_develop="All practice has to be good, and not only some of it.",
        grade=JUDGED,
    ),
)

EVALUATIONS = (
    EvaluationEntry(
        "2017/18",
        recorded="2018-04-27",
        agreed="2018-04-27",
        answers=ANSWERS_2017,
        commitments=COMMITMENTS_2017,
    ),
    EvaluationEntry(
        "2018/19",
        recorded="2018-11-19",
        agreed="2018-11-19",
        answers=ANSWERS_2018,
        what_changed="The front door is strong now, and strategy meetings are better attended. "
        "Early help was placed in hubs in October 2018; it is too early to say what that changes.",
    ),
)

PRACTICE = Practice(
    recorded=RECORDED,
    visits=VISITS,
    interventions=INTERVENTIONS,
    boards=BOARDS,
    audits=AUDITS,
    voice=VOICE,
    evaluations=EVALUATIONS,
)

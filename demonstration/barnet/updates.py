"""What was reported on each action, in the order in which it happened."""

from demonstration.barnet.people import DOMAIN
from demonstration.entries import (
    HELD,
    NOT_HELD,
    DateChange,
    Event,
    EvidenceEntry,
    Look,
    Update,
)
from improvement.models import DueDateChange, Evidence, Retest
from improvement.vocabulary import DeliveryKind, ImpactKind

ON_TRACK, AT_RISK, OFF_TRACK, COMPLETE, STOPPED = (
    DeliveryKind.ON_TRACK,
    DeliveryKind.AT_RISK,
    DeliveryKind.OFF_TRACK,
    DeliveryKind.COMPLETE,
    DeliveryKind.STOPPED,
)
NONE, TOO_EARLY, EMERGING, EMBEDDED = (
    ImpactKind.NONE,
    ImpactKind.TOO_EARLY,
    ImpactKind.EMERGING,
    ImpactKind.EMBEDDED,
)
ADEQUATE, NOT_ADEQUATE = Evidence.Verdict.ADEQUATE, Evidence.Verdict.NOT_ADEQUATE
AUDIT, INDICATOR, VISIT = Retest.Kind.AUDIT, Retest.Kind.INDICATOR, Retest.Kind.VISIT
Reason, DECLINED = DueDateChange.Reason, DueDateChange.Decision.DECLINED

OFSTED = "https://reports.ofsted.gov.uk/"


def record(name: str) -> str:
    """The address of a document in the council's own records."""
    return f"https://records.{DOMAIN}/{name}"


AUDIT_REPORT = EvidenceEntry(
    "Audit report on vulnerable adolescents, April 2018",
    record("audit-vulnerable-adolescents-april-2018"),
    ADEQUATE,
    "Sets out the sample, the grades and what follows from them.",
)

STORIES: dict[str, tuple[Event, ...]] = {
    # --- 1. To drive sustainable practice improvement at pace -------------------------------
    "1a(i)": (
        Update("2017-11-15", "A draft of the standards went to every team for comment.", ON_TRACK),
        Update(
            "2017-12-14",
            "The standards were agreed and given to every social worker and manager.",
            COMPLETE,
            TOO_EARLY,
            account="Standards agreed with the teams, printed, and used by auditors from December.",
            evidence=(
                EvidenceEntry(
                    "Practice standards, December 2017",
                    record("practice-standards-2017"),
                    ADEQUATE,
                    "Complete, and dated.",
                ),
            ),
        ),
        Look(
            "2018-02-15",
            AUDIT,
            Retest.Verdict.TOO_EARLY,
            "Auditors grade against the standards, but two months are too few to see a trend.",
            "2018-05-31",
        ),
        Update(
            "2018-04-26",
            "Inspectors saw less casework of an inadequate standard than on their earlier visits.",
            impact=EMERGING,
            difference="Fewer cases are inadequate.",
        ),
    ),
    "1a(ii)": (
        Update("2017-11-20", "Practice Development Workers began with the first teams.", ON_TRACK),
        Update(
            "2018-01-29",
            "Every social work team now has a Practice Development Worker.",
            COMPLETE,
            TOO_EARLY,
            account="The posts are filled, and each team knows whom to call.",
            evidence=(
                EvidenceEntry(
                    "Which worker supports which team",
                    record("practice-development-workers"),
                    ADEQUATE,
                ),
            ),
        ),
        Update(
            "2018-04-24",
            "Practice Development Workers lead group supervision and help managers to use their "
            "supervision training.",
            impact=EMERGING,
            difference="Audits find good group supervision on some cases.",
        ),
    ),
    "1a(iii)": (
        Update("2017-12-11", "Training in the model began.", ON_TRACK),
        Update("2018-02-12", "The first teams hold group supervision.", impact=TOO_EARLY),
        Update(
            "2018-04-23",
            "Audits found good group supervision with Signs of Safety on some cases. In the survey "
            "social workers asked for more time to make the new ways a habit.",
            impact=EMERGING,
            obstacles="Time to reflect and practise.",
            next_steps="Make room for it in team meetings.",
        ),
    ),
    "1b(i)": (
        Update("2017-11-30", "The first months' grades were reported.", ON_TRACK, TOO_EARLY),
        Update(
            "2018-01-31",
            "Monthly audits continue. Grades go to the Operational Improvement Group.",
        ),
        Update(
            "2018-03-29",
            "Audits continue, and are moderated so that auditors judge alike.",
            impact=EMERGING,
        ),
        Update(
            "2018-04-26",
            "Inspectors found quality assurance better established. The audit of vulnerable "
            "adolescents agreed with what they saw.",
            difference="Managers know where practice is weak before inspectors tell them.",
            evidence=(AUDIT_REPORT,),
        ),
    ),
    "1b(ii)": (
        Update("2017-11-13", "Auditors were shown how to hold a 4R session.", ON_TRACK),
        Update(
            "2018-01-30",
            "A session now follows every inadequate audit, and is recorded with it.",
            COMPLETE,
            TOO_EARLY,
            account="The session is part of the audit procedure, with a form that records it.",
            evidence=(
                EvidenceEntry(
                    "Audit procedure with the 4R form",
                    record("audit-procedure"),
                    ADEQUATE,
                    "Shows that no inadequate audit can be closed without a session.",
                ),
            ),
        ),
        Update(
            "2018-03-27",
            "Social workers say that the sessions show them what good practice is.",
            impact=EMERGING,
        ),
        Look(
            "2018-04-26",
            VISIT,
            HELD,
            "Inspectors noted that the sessions provide oversight and help staff to learn.",
        ),
        Update(
            "2018-04-27",
            "The third monitoring visit confirmed that the sessions take place and help.",
            impact=EMBEDDED,
            difference="Social workers correct their own work after an inadequate audit.",
        ),
    ),
    "1b(iii)": (
        Update("2018-02-14", "Auditors agreed the questions and began.", ON_TRACK),
        Update("2018-03-28", "Most of the audits are done. Analysis has begun.", impact=TOO_EARLY),
        Update(
            "2018-04-20",
            "The report on 60 thematic audits is finished. It looks closely at 23 children.",
            COMPLETE,
            EMERGING,
            difference="Managers' oversight was evident in 17 sampled cases.",
            account="60 audits made from January to April 2018, analysed and reported.",
            evidence=(AUDIT_REPORT,),
        ),
    ),
    "1c(i)": (
        Update(
            "2017-10-31",
            "The scope is agreed with the Police and the safeguarding partnership.",
            COMPLETE,
            TOO_EARLY,
            account="The scope says who leads, who is told and how the work is overseen.",
            evidence=(
                EvidenceEntry(
                    "Scope of work on gangs, radicalisation and criminal exploitation",
                    record("adolescents-scope-october-2017"),
                    ADEQUATE,
                ),
            ),
        ),
        Update(
            "2018-04-26",
            "Inspectors found practice improved, and better overseen, since October 2017.",
            impact=EMERGING,
            difference="This work is better overseen.",
            evidence=(EvidenceEntry("Ofsted's reports on Barnet", OFSTED),),
        ),
    ),
    "1c(ii)": (
        Update("2017-12-12", "The service that offers interviews was reviewed.", ON_TRACK),
        Update(
            "2018-02-14",
            "Few young people take up the offer. Other times and places were tried.",
            AT_RISK,
            NONE,
            obstacles="Young people often do not wish to talk so soon after they return.",
        ),
        Update(
            "2018-04-26",
            "Inspectors found that take-up is low and that not all children are engaged. What the "
            "interviews tell is used to keep children safe.",
            OFF_TRACK,
            TOO_EARLY,
            obstacles="The offer still reaches too few.",
            next_steps="Ask young people who should hold the interview, and where.",
            forecast="2018-07-31",
        ),
        DateChange(
            "2018-04-27",
            "2018-07-31",
            Reason.SCOPE,
            "The offer has to be designed again with young people, and that takes a quarter.",
        ),
    ),
    "1c(iii)": (
        Update("2017-12-13", "The form for the risk assessment was agreed.", ON_TRACK, NONE),
        Update("2018-02-13", "The form is in use for cases at the panel.", impact=TOO_EARLY),
        Update(
            "2018-04-27",
            "Inspectors want risk to be identified better, and assessments to be used in the "
            "record.",
            AT_RISK,
            obstacles="Professionals can be too hopeful about the risks.",
            next_steps="Review the risk assessments of cases at the panel with their managers.",
            evidence=(AUDIT_REPORT,),
        ),
    ),
    # --- 2. Governance, leadership and partnership ------------------------------------------
    "2a(i)": (
        Update("2017-11-30", "The Committee received the final version of the plan.", ON_TRACK),
        Update("2018-02-16", "The fourth report was written for 7 March 2018.", impact=TOO_EARLY),
        Update(
            "2018-03-08",
            "Members asked about case recording, strategy discussions, assessments, agency staff "
            "and missing children.",
            impact=EMERGING,
            difference="Members' questions set what the next report explains.",
        ),
        Update("2018-04-27", "The fifth report was begun for the meeting of 6 June 2018."),
    ),
    "2a(ii)": (
        Update("2017-12-05", "The first sessions for members were held.", ON_TRACK, TOO_EARLY),
        Update("2018-03-07", "A session on governance was held before the Committee met."),
        Update(
            "2018-04-24",
            "Sessions on safeguarding and corporate parenting are part of the induction of newly "
            "elected members in May.",
            impact=EMERGING,
            next_steps="A session for members and senior officers on 31 May.",
        ),
    ),
    "2a(iii)": (
        Update("2018-01-16", "The questions for the review were agreed with Essex.", ON_TRACK),
        DateChange(
            "2018-02-08",
            "2018-05-25",
            Reason.DEPENDENCY,
            "The review needs the members who will serve after the election in May.",
            "2018-02-12",
            decision_words="Members should see the advice who will use it.",
        ),
        Update(
            "2018-03-07",
            "A councillor from Essex spoke to members about using governance to improve services.",
            impact=TOO_EARLY,
        ),
        Update("2018-04-25", "Further sessions with Essex are being arranged."),
    ),
    "2b(i)": (
        Update("2017-12-01", "Posts were advertised and agencies asked to search.", ON_TRACK, NONE),
        DateChange(
            "2018-01-19",
            "2018-03-29",
            Reason.RECRUITMENT,
            "Candidates who were offered posts have notice to serve.",
            "2018-01-23",
            decision_words="Offers have been made.",
        ),
        Update("2018-02-13", "Most posts are filled. Search continues.", AT_RISK, TOO_EARLY),
        DateChange(
            "2018-03-26",
            "2018-05-25",
            Reason.RECRUITMENT,
            "One post has been advertised again.",
            "2018-03-28",
            decision_words="Agreed, since all but one are filled.",
        ),
        Update(
            "2018-04-27",
            "All Team Manager posts but one are filled. Assessment days were held through April.",
            impact=EMERGING,
            difference="Social workers have a permanent manager.",
            forecast="2018-05-25",
        ),
    ),
    "2b(ii)": (
        Update("2018-02-14", "The campaign is being prepared.", ON_TRACK),
        Update("2018-03-27", "The advertisement brought 24 applications in a short time."),
        Update(
            "2018-04-26",
            "Of 24 applicants 22 were shortlisted, and 10 were appointed.",
            COMPLETE,
            TOO_EARLY,
            account="10 newly qualified social workers were appointed from 24 applicants.",
            evidence=(
                EvidenceEntry(
                    "Result of the recruitment round",
                    record("asye-recruitment-april-2018"),
                    ADEQUATE,
                    "Agrees with the payroll's list of starters.",
                ),
            ),
        ),
    ),
    "2b(iii)": (
        Update("2017-12-07", "Every agency social worker was spoken to.", ON_TRACK, NONE),
        Update(
            "2018-02-14",
            "Talks go on. Some posts over establishment can only be filled by agency staff.",
            AT_RISK,
        ),
        Update(
            "2018-04-26",
            "Several agency social workers are talking about permanent posts.",
            impact=TOO_EARLY,
            obstacles="Agency pay.",
        ),
    ),
    "2b(iv)": (
        Update("2017-11-30", "New posts in Duty and Assessment were filled.", ON_TRACK, TOO_EARLY),
        Update("2018-02-15", "Caseloads go on falling.", impact=EMERGING),
        Update(
            "2018-03-29",
            "Caseloads fell to 13.3 in Duty and Assessment and to 18.1 in Onwards and Upwards.",
            COMPLETE,
            account="From March 2017 to March 2018: 37.5 to 13.3, and 27.5 to 18.1.",
            difference="Social workers say that their caseloads are manageable.",
            evidence=(
                EvidenceEntry(
                    "Caseloads by team, March 2018",
                    record("caseloads-march-2018"),
                    ADEQUATE,
                    "Taken from the case management system.",
                ),
            ),
        ),
        Look(
            "2018-04-26",
            VISIT,
            HELD,
            "Inspectors found caseloads manageable; a very few staff in one team felt pressure.",
        ),
    ),
    "2b(v)": (
        Update("2018-02-15", "The questions were agreed with staff.", ON_TRACK),
        Update(
            "2018-04-12",
            "The survey is closed. Clear themes stand out: time, training, communication, support, "
            "caseloads and systems.",
            COMPLETE,
            TOO_EARLY,
            account="Survey held and analysed, the first since the inspection.",
        ),
    ),
    "2c(i)": (),
    "2c(ii)": (
        Update("2017-11-21", "How the £5.7m is spent was reported in September.", ON_TRACK),
        Update(
            "2018-02-14",
            "The Committee's savings for 2018/19 and 2019/20 were revised from £8.303m to £4.435m.",
            COMPLETE,
            TOO_EARLY,
            account="Savings reviewed, and agreed on 13 February 2018.",
            evidence=(
                EvidenceEntry(
                    "Business Planning Report 2018/19, item 13, 13 February 2018",
                    record("policy-and-resources-2018-02-13-item-13"),
                ),
            ),
        ),
    ),
    # --- 3. Embedding practice leadership ---------------------------------------------------
    "3a(i)": (
        Update("2017-11-27", "Training began.", ON_TRACK),
        Update("2018-02-13", "Most managers have been trained.", impact=TOO_EARLY),
        Update(
            "2018-03-29",
            "Every manager has now been trained in supervision.",
            COMPLETE,
            account="All managers trained; 26 also trained in reflective supervision.",
            evidence=(
                EvidenceEntry(
                    "Attendance at supervision training",
                    record("supervision-training-2018"),
                    ADEQUATE,
                ),
            ),
        ),
        Update(
            "2018-04-26",
            "Inspectors found that supervision gives managers a firmer grip.",
            impact=EMERGING,
        ),
    ),
    "3a(ii)": (
        Update("2017-11-28", "Dates for supervision were set in every team.", ON_TRACK, TOO_EARLY),
        Update(
            "2018-01-30",
            "Every team reports that supervision takes place each month.",
            COMPLETE,
            EMERGING,
            account="Supervision is in every manager's diary once a month.",
        ),
        Look(
            "2018-04-20",
            AUDIT,
            NOT_HELD,
            "Oversight was evident in 17 sampled cases; monthly reflective supervision was less "
            "so.",
        ),
        Update(
            "2018-04-23",
            "Opened again: audits find that reflective supervision does not take place every month "
            "in every case.",
            AT_RISK,
            TOO_EARLY,
            obstacles="Supervision varies in quality and in how often it takes place.",
            next_steps="Report monthly by team, and coach managers.",
            evidence=(AUDIT_REPORT,),
        ),
    ),
    "3a(iii)": (
        Update("2017-12-04", "Managers agreed what a decision on record should hold.", ON_TRACK),
        Update("2018-02-12", "Decisions are recorded more often.", impact=TOO_EARLY),
        Update(
            "2018-04-20",
            "Managers' oversight was evident in 17 of the sampled cases.",
            impact=EMERGING,
            evidence=(AUDIT_REPORT,),
        ),
    ),
    "3b(i)": (
        Update("2017-11-30", "More managers were appointed.", ON_TRACK, TOO_EARLY),
        Update(
            "2018-02-27",
            "There is now one manager to 6 social workers; a year ago there was one to 13.",
            COMPLETE,
            EMERGING,
            difference="Managers have time to oversee.",
            account="The ratio was 1:13 in February 2017, and is now 1:6.",
            evidence=(
                EvidenceEntry(
                    "Establishment, February 2018", record("establishment-february-2018"), ADEQUATE
                ),
            ),
        ),
        Look("2018-04-26", INDICATOR, HELD, "The ratio is the same two months later."),
        Update(
            "2018-04-27",
            "The ratio has held, and oversight by managers is better.",
            impact=EMBEDDED,
            difference="Recent oversight is better, as audits and inspectors both found.",
        ),
    ),
    "3b(ii)": (Update("2018-02-12", "The training began.", ON_TRACK, NONE),),
    "3b(iii)": (
        Update("2017-12-18", "The autumn's courses were held.", ON_TRACK, TOO_EARLY),
        Update("2018-02-12", "Courses are well attended."),
        Update(
            "2018-03-29",
            "The year's 116 courses are done; 1,329 staff attended.",
            COMPLETE,
            EMERGING,
            account="116 courses between April 2017 and March 2018.",
            difference="Inspectors noted that training is readily available.",
            evidence=(
                EvidenceEntry(
                    "Courses and attendance 2017/18",
                    record("courses-2017-18"),
                    NOT_ADEQUATE,
                    "The groups add up to fewer than 1,329. Please check the numbers by area.",
                ),
            ),
        ),
    ),
    "3b(iv)": (
        Update("2018-01-22", "The steps were drafted with Human Resources.", ON_TRACK, NONE),
    ),
    # --- 4. Right interventions, right time -------------------------------------------------
    "4a(i)": (
        Update("2017-11-29", "The workflow was drawn afresh with the staff.", ON_TRACK),
        Update(
            "2018-01-31",
            "Workflow and recording now follow the same steps.",
            COMPLETE,
            TOO_EARLY,
            account="The electronic system follows each step from contact to outcome.",
            evidence=(EvidenceEntry("Workflow of the MASH", record("mash-workflow"), ADEQUATE),),
        ),
        Update(
            "2018-02-15",
            "Inspectors saw the better alignment on their second visit.",
            impact=EMERGING,
            difference="Managers see at once what waits.",
            evidence=(EvidenceEntry("Ofsted's reports on Barnet", OFSTED, ADEQUATE),),
        ),
    ),
    "4a(ii)": (
        Update("2017-12-06", "The first partners were trained.", ON_TRACK),
        Update(
            "2018-02-14",
            "Partners have been trained in how the MASH works and how to refer.",
            COMPLETE,
            TOO_EARLY,
            account="Sessions held with the Police, health and schools.",
            evidence=(
                EvidenceEntry("Programme of the sessions", record("mash-training"), ADEQUATE),
            ),
        ),
        Update("2018-04-17", "Referrals hold more of what the MASH needs.", impact=EMERGING),
    ),
    "4a(iii)": (
        Update("2017-12-08", "The first review was held.", ON_TRACK, TOO_EARLY),
        Update("2018-02-09", "Reviews are regular. Most thresholds were right."),
        Update(
            "2018-04-20",
            "Reviews show that thresholds are stronger. Some children could have been helped by "
            "early help.",
            impact=EMERGING,
            difference="Fewer children are assessed who need not be.",
            next_steps="Tell early help what the reviews find.",
            evidence=(
                EvidenceEntry("Notes of the threshold review", record("threshold-review-april")),
            ),
        ),
    ),
    "4b(i)": (
        Update("2018-02-14", "Agencies agreed the model.", ON_TRACK),
        Update("2018-03-23", "The pilot began.", impact=NONE),
        Update(
            "2018-04-24",
            "Changes of practice are being tried, and work between agencies is being realigned.",
            impact=TOO_EARLY,
            next_steps="See whether low level risk moves to early help.",
        ),
    ),
    "4b(ii)": (
        Update("2018-02-13", "Proposals were put into the business plan.", ON_TRACK, NONE),
        Update(
            "2018-04-27",
            "The outline business case is ready for the Committee on 6 June. It aims at £1.471m.",
            impact=TOO_EARLY,
        ),
    ),
    # --- 5. Improving assessment for children -----------------------------------------------
    "5a(i)": (
        Update("2017-12-04", "Partners were reminded who has to take part.", ON_TRACK, NONE),
        Update(
            "2018-02-12",
            "Social Care and the Police take part in most discussions; Health is often missing.",
            AT_RISK,
            TOO_EARLY,
            obstacles="Notice is short, and health professionals work in several places.",
            next_steps="Agree with Health how to take part by telephone.",
        ),
        DateChange(
            "2018-03-20",
            "2018-06-29",
            Reason.DEPENDENCY,
            "Health needs a duty rota before it can take part every time.",
            "2018-03-23",
            DECLINED,
            "Children cannot wait for a rota. Please agree cover for now.",
        ),
        Update("2018-03-29", "Cover is agreed for office hours.", OFF_TRACK),
        Update(
            "2018-04-26",
            "Inspectors saw social workers attend as a matter of course, and gaps in health and "
            "police attendance.",
            impact=EMERGING,
            obstacles="Cover in the evening.",
            next_steps="Raise it at the Operational Improvement Group.",
            forecast="2018-06-29",
            evidence=(AUDIT_REPORT,),
        ),
        DateChange(
            "2018-04-27",
            "2018-06-29",
            Reason.DEPENDENCY,
            "Cover is agreed by day. The evenings need the partners' agreement.",
        ),
    ),
    "5a(ii)": (
        Update("2017-12-05", "Managers were briefed on thresholds.", ON_TRACK, TOO_EARLY),
        Update("2018-02-09", "Discussions are called sooner, with some short delays."),
        Update(
            "2018-04-20",
            "Auditors graded 48% of strategy discussions Good and 30% Requires Improvement.",
            impact=EMERGING,
            difference="Compliance with statutory requirements is better.",
            obstacles="Some delays, and thresholds less firmly applied in some cases.",
            evidence=(AUDIT_REPORT,),
        ),
    ),
    "5a(iii)": (
        Update("2017-12-13", "Writing began with the partnership.", ON_TRACK),
        Update("2018-02-13", "A draft went to partners."),
        Update(
            "2018-03-28",
            "The strategy is agreed and published.",
            COMPLETE,
            TOO_EARLY,
            account="Agreed by the safeguarding partnership, and published.",
            evidence=(
                EvidenceEntry(
                    "Barnet Vulnerable Adolescents Strategy 2018-2020",
                    record("vulnerable-adolescents-strategy"),
                    ADEQUATE,
                    "Published, and covers what was agreed.",
                ),
            ),
        ),
        Update(
            "2018-04-26", "Inspectors found the strategic arrangements effective.", impact=EMERGING
        ),
    ),
    "5b(i)": (
        Update("2017-12-05", "Teams practised weighing risk with real questions.", ON_TRACK, NONE),
        Update("2018-02-09", "Managers look at the risk before they sign.", impact=TOO_EARLY),
        Update("2018-03-23"),
        Update(
            "2018-04-27",
            "Inspectors found the quality of assessments variable.",
            AT_RISK,
            obstacles="Social workers are not yet curious enough about the child's life.",
            next_steps="Practice Development Workers sit with each social worker once.",
        ),
    ),
    "5b(ii)": (
        Update("2017-12-06", "Tools on culture and identity were given out.", ON_TRACK, NONE),
        Update(
            "2018-02-09",
            "Audits and practice week show that culture is not considered well enough.",
            AT_RISK,
        ),
        DateChange(
            "2018-03-22",
            "2018-05-25",
            Reason.SCOPE,
            "Training has to reach every team, and not only Duty and Assessment.",
            "2018-03-26",
            decision_words="The wider scope is right.",
        ),
        Update("2018-03-28", "Targeted training was arranged for every team.", impact=TOO_EARLY),
        Update(
            "2018-04-24",
            "The training is being given. Managers ask about identity in supervision.",
            next_steps="Audit a sample in May.",
            evidence=(
                EvidenceEntry("Training on diversity in assessment", record("diversity-training")),
            ),
        ),
    ),
    "5b(iii)": (
        Update("2017-12-05", "Managers follow the age of each assessment.", ON_TRACK, TOO_EARLY),
        Update(
            "2018-02-09",
            "Measures against needless delay are in place. Keeping a child safe does not wait.",
        ),
    ),
    "5b(iv)": (
        Update(
            "2018-02-15",
            "The out of hours team and the day teams agreed one form of record.",
            ON_TRACK,
            NONE,
            next_steps="Use the form from March.",
        ),
    ),
    "5b(v)": (
        Update("2017-12-06", "Teams agreed what a chronology should hold.", ON_TRACK, NONE),
        Update(
            "2018-02-13",
            "A chronology is begun in most new assessments.",
            AT_RISK,
            TOO_EARLY,
            obstacles="Older cases have none to build on.",
            next_steps="Begin with children who have been assessed before.",
        ),
    ),
    "5c(i)": (
        Update("2017-11-29", "The transfer was agreed with the Trust.", ON_TRACK),
        Update("2018-02-28", "Staff were consulted on the transfer."),
        Update(
            "2018-04-03",
            "CAMHS for Looked After Children and CAMHS in Schools are now run by the council.",
            COMPLETE,
            TOO_EARLY,
            account="Both services moved, with their staff, without a break.",
            evidence=(EvidenceEntry("Notice of the transfer", record("camhs-transfer"), ADEQUATE),),
        ),
    ),
    "5c(ii)": (
        Update("2018-03-21", "A design for the service was begun.", ON_TRACK),
        Update(
            "2018-04-25",
            "The services that moved are the base of the new one.",
            impact=TOO_EARLY,
            next_steps="Place clinicians with the assessment teams.",
        ),
    ),
    # --- 6. Improving planning for children -------------------------------------------------
    "6a(i)": (
        Update("2018-02-14", "Terms of reference were agreed.", ON_TRACK),
        Update(
            "2018-03-26",
            "The panel meets, and is chaired by a Head of Service.",
            COMPLETE,
            TOO_EARLY,
            account="The panel reviews child in need plans and advises the teams.",
            evidence=(
                EvidenceEntry("Terms of reference of the panel", record("cin-panel"), ADEQUATE),
            ),
        ),
        Update(
            "2018-04-25",
            "Children step down to early help sooner where that is right, and up where it is not.",
            impact=EMERGING,
        ),
    ),
    "6a(ii)": (
        Update("2018-02-14", "A list of children to be followed was drawn up.", ON_TRACK),
        Update(
            "2018-03-28",
            "The meetings take place, chaired by a Head of Service.",
            COMPLETE,
            TOO_EARLY,
            account="Every child in care or in legal proceedings is followed.",
            evidence=(
                EvidenceEntry("Terms of reference of the meeting", record("permanency-tracking")),
            ),
        ),
        Update("2018-04-24", "Options for permanence are weighed earlier.", impact=EMERGING),
    ),
    "6a(iii)": (
        Update("2017-12-07", "A form for a plan in plain words was tried.", ON_TRACK, NONE),
        Update("2018-02-12", "The form is in use in every team.", impact=TOO_EARLY),
        Update("2018-03-26", "The panel sends back plans that are not plain.", AT_RISK),
        Update(
            "2018-04-27",
            "Inspectors found plans variable. The due date has passed.",
            OFF_TRACK,
            obstacles="Plans still use professional words.",
            next_steps="Ask for a new date with a programme for each team.",
            evidence=(EvidenceEntry("Ofsted's reports on Barnet", OFSTED, ADEQUATE),),
        ),
    ),
    "6a(iv)": (
        Update("2018-01-17", "Chairs agreed how to raise a concern.", ON_TRACK, NONE),
        DateChange(
            "2018-03-12",
            "2018-07-31",
            Reason.CAPACITY,
            "Chairs need training before their challenge is consistent.",
            "2018-03-15",
            decision_words="With a check in May.",
        ),
        Update("2018-03-27", "Training for chairs was arranged.", impact=TOO_EARLY),
        Update(
            "2018-04-25",
            "Work has begun to make the meetings about the child and the family, and about "
            "outcomes.",
            AT_RISK,
        ),
    ),
    "6a(v)": (),
    "6b(i)": (
        Update("2017-12-07", "Tools for direct work were given to each team.", ON_TRACK, NONE),
        Update("2018-02-12", "More direct work is on record.", impact=TOO_EARLY),
        Update(
            "2018-04-20",
            "In most cases children are seen alone and say what they think. Auditors graded 48% "
            "Requires Improvement.",
            AT_RISK,
            EMERGING,
            difference="Children are invited to meetings, and helped to speak.",
            obstacles="Some social workers need to be more curious about the child's life.",
            evidence=(AUDIT_REPORT,),
        ),
    ),
    "6b(ii)": (
        Update("2018-02-15", "Teams were told what audits look for.", ON_TRACK),
        Update(
            "2018-04-20",
            "Most cases show efforts to build good relations with parents, fathers included.",
            AT_RISK,
            TOO_EARLY,
            obstacles="In some cases only one parent's views are on record.",
            evidence=(AUDIT_REPORT,),
        ),
    ),
    "6b(iii)": (
        Update("2018-01-23", "Young people said what should stand in the strategy.", ON_TRACK),
        Update("2018-03-14", "A draft went to the Corporate Parenting Officers Group."),
        Update(
            "2018-04-25",
            "The strategy is final.",
            COMPLETE,
            TOO_EARLY,
            account="Strategy for 2018/19 finalised with the group.",
            evidence=(
                EvidenceEntry(
                    "Voice of the Child Strategy 2018/19", record("voice-strategy-2018-19")
                ),
            ),
        ),
    ),
    "6c(i)": (
        Update("2017-11-22", "The group met and set its priorities.", ON_TRACK, TOO_EARLY),
        Update("2018-01-24", "The group met. The questions of the yearly survey are under review."),
        Update(
            "2018-03-21",
            "Young people came to the meeting. Feedback from #BOP is now on every agenda.",
            impact=EMERGING,
            difference="The place and the times of #BOP changed because young people asked.",
        ),
        Update(
            "2018-04-25",
            "The group met. Focus groups chaired by a Head of Service have begun.",
            next_steps="Young people come again in June.",
        ),
    ),
    "6c(ii)": (
        Update("2018-02-20", "The questions for care leavers were agreed.", ON_TRACK),
        Update(
            "2018-03-23",
            "Care leavers talked the proposal over on 21 March, and all agreed with it.",
            COMPLETE,
            TOO_EARLY,
            account="Discussion held with a facilitator, and the comments passed on.",
            difference="Care leavers' concerns about university and living elsewhere are known.",
            evidence=(
                EvidenceEntry(
                    "Note of the discussion, without names",
                    record("council-tax-discussion"),
                    ADEQUATE,
                    "Nobody can be recognised.",
                ),
            ),
        ),
    ),
    "6c(iii)": (
        Update("2018-02-13", "Recruitment now looks for these carers above all.", ON_TRACK, NONE),
        Update("2018-03-22", "Enquiries come in steadily.", impact=TOO_EARLY),
        Update(
            "2018-04-26",
            "There have been 70 enquiries: 8 applicants are at stage one, 22 at stage two, and 6 "
            "carers are approved.",
            impact=EMERGING,
            next_steps="Events for Fostering Fortnight, 14 to 27 May.",
            evidence=(EvidenceEntry("Fostering enquiries, 2018", record("fostering-enquiries")),),
        ),
    ),
    "6c(iv)": (
        Update("2018-03-14", "The service was designed with care leavers.", ON_TRACK),
        Update(
            "2018-04-25",
            "The service has begun within Onwards and Upwards.",
            COMPLETE,
            TOO_EARLY,
            account="A mental health service works with the leaving care team.",
        ),
    ),
    "6c(v)": (
        Update("2017-11-23", "Trustees and the grant scheme were agreed.", ON_TRACK),
        Update(
            "2017-12-20",
            "The charity was launched, and the Imagination Trust with it.",
            COMPLETE,
            TOO_EARLY,
            account="Charity launched, and a scheme of small grants to individuals set up.",
            evidence=(
                EvidenceEntry("Announcement of the launch", record("live-unlimited"), ADEQUATE),
            ),
        ),
        Update(
            "2018-04-25",
            "Grants have been made for sport, photography and learning sign language.",
            impact=EMERGING,
        ),
    ),
    "6c(vi)": (),
    # --- 7. Communications and engagement ---------------------------------------------------
    "7a(i)": (
        Update("2017-11-24", "Briefings are held every month.", ON_TRACK, TOO_EARLY),
        Update(
            "2018-02-09",
            "Staff ask most about caseloads and systems.",
            next_steps="Share what each team does at the briefing.",
        ),
    ),
    "7a(ii)": (
        Update("2017-12-19", "A first issue was drafted.", ON_TRACK, NONE),
        Update(
            "2018-02-14",
            "Stopped: staff prefer the monthly briefing, which replaces it (7a(i)).",
            STOPPED,
        ),
    ),
    "7b(i)": (
        Update("2018-01-18", "Families and young people helped to write the strategy.", ON_TRACK),
        Update(
            "2018-02-19",
            "The strategy was launched.",
            COMPLETE,
            TOO_EARLY,
            account="Launched on 19 February 2018 with partner agencies.",
            evidence=(
                EvidenceEntry(
                    "Service user experience strategy",
                    record("service-user-experience-strategy"),
                    ADEQUATE,
                ),
            ),
        ),
        Update("2018-04-18", "Services begin to report what they changed."),
    ),
    "7b(ii)": (
        Update("2018-02-14", "Agencies were asked for a name.", ON_TRACK),
        Update(
            "2018-03-29",
            "Champions are named in Family Services and in partner agencies.",
            COMPLETE,
            TOO_EARLY,
            account="Each agency has a champion who leads in its own area.",
        ),
    ),
    "7b(iii)": (
        Update("2018-03-20", "A new coordinator took up the review.", ON_TRACK),
        Update(
            "2018-04-25",
            "The review goes on, with UNICEF UK's Child Friendly Cities and Communities in mind.",
            impact=TOO_EARLY,
            next_steps="Draw up an action plan.",
        ),
    ),
}

"""The papers: the fourth report, published; the fifth, a draft; an update three years later.

The Improvement Board has two of its own on the same periods. Its meetings, and the quotation that
is kept from the public, are illustrative.
"""

from committee.house_styles import BOARD_REPORT, QUARTERLY_UPDATE
from demonstration.barnet.people import DOMAIN
from demonstration.entries import CommentEntry, ExemptEntry, PaperEntry, VerdictEntry

REPORT_OF = "Chairman of the Committee"
OFFICER_CONTACT = f"Strategic Director for Children and Young People\ndirector@{DOMAIN}"
CLEARERS = {"Finance": "finance", "Legal": "legal", "Governance": "governance"}

BOARD_REPORT_OF = "Strategic Director for Children and Young People"
BOARD_TITLE = "Improvement Action Plan: report by exception"

PAPERS = (
    PaperEntry(
        meeting="2018-03-07",
        period="January and February 2018",
        number=4,
        cut_off="2018-02-16",
        written="2018-02-20",
        published="2018-02-26",
        scorecards={"scorecard": "Improvement plan in focus", "exceptions": "Data report"},
        indicators={"charts": ("AS02", "WF03")},
        recommendations=(
            "That the Committee note how far the Improvement Action Plan has come, as reported in "
            "[[plan to themes]].",
            "That the Committee note what Ofsted found on its monitoring visit, as reported in "
            "[[theme-1-progress]], and the letter that Ofsted sent, attached as "
            "[[appendix-letter]].",
            "That the Committee scrutinise and note the performance information in "
            "[[performance]], and the data dashboard attached as [[appendix-performance]].",
        ),
        verdicts=(
            VerdictEntry(
                "Finance",
                "finance",
                "2018-02-22",
                "The costs of the plan are within what was set aside for it.",
            ),
            VerdictEntry(
                "Legal", "legal", "2018-02-23", "The duties and powers that are cited are right."
            ),
            VerdictEntry("Governance", "governance", "2018-02-23", "It may go to the Committee."),
        ),
    ),
    PaperEntry(
        meeting="2018-06-06",
        period="March and April 2018",
        number=5,
        cut_off="2018-04-30",
        written="2018-04-27",
        previous="2018-03-07",
        scorecards=dict.fromkeys(("scorecard", "exceptions"), "Improvement plan in focus"),
        indicators={"charts": ("AS02", "CP11", "WF03")},
        visits={
            "visit": ("monitoring-3",),
            "reviews": ("review-2018",),
            "appendix-letter": ("monitoring-3",),
        },
        follows={"visit": 1, "reviews": 2},
        headings={"reviews": "Care Quality Commission (CQC) inspection"},
        owners={
            "summary": "author",
            "consultation": "voice",
            "corporate-parenting": "parenting",
            "insight": "analyst",
            "risk": "officer",
        },
        ready=("consultation",),
        accepted=("summary", "progress"),
        returned={
            "corporate-parenting": "Say how the corporate parents are told of the visits.",
        },
        comments=(
            CommentEntry(
                "resources",
                "finance",
                "Say for which year the savings are, and where that was agreed.",
                "author",
                "I have asked for the minute.",
            ),
            CommentEntry(
                "theme-2-progress-1",
                "assessment",
                "The figure should be the one of March.",
            ),
            CommentEntry(
                "summary",
                "director",
                "Can it begin with what children notice?",
                "author",
                "It does now.",
                is_resolved=True,
            ),
        ),
        recommendations=(
            "That the Committee note how far the Improvement Action Plan has come, as reported in "
            "[[plan to performance]].",
            "That the Committee note what Ofsted found on its monitoring visit, as reported in "
            "[[theme-1-progress]], and the letter that Ofsted sent, attached as "
            "[[appendix-letter]].",
            "That the Committee scrutinise and note the performance information in "
            "[[appendix-performance]].",
        ),
    ),
    PaperEntry(
        meeting="2018-03-22",
        period="January and February 2018",
        number=1,
        cut_off="2018-03-09",
        written="2018-03-12",
        published="2018-03-14",
        template=BOARD_REPORT,
        title=BOARD_TITLE,
        report_of=BOARD_REPORT_OF,
        scorecards={"attention": "Improvement plan in focus"},
        recommendations=(
            "To say where the plan needs the help of its members.",
            "To note what the improvement partner’s support would cost, as [[appendix-money]] "
            "says.",
        ),
        verdicts=(
            VerdictEntry("Finance", "finance", "2018-03-13", "The sums are those of the offer."),
        ),
        exempt={
            "appendix-money": ExemptEntry(
                "3",
                "It holds a quotation that the council has not accepted.",
                "Telling the price now would weaken the council’s position in the negotiation, "
                "which costs the public more than it gains by knowing it some weeks earlier.",
            )
        },
    ),
    PaperEntry(
        meeting="2018-05-17",
        period="March and April 2018",
        number=2,
        cut_off="2018-04-30",
        written="2018-04-27",
        previous="2018-03-22",
        template=BOARD_REPORT,
        title=BOARD_TITLE,
        report_of=BOARD_REPORT_OF,
        scorecards={"attention": "Improvement plan in focus"},
        recommendations=("To say where the plan needs the help of its members.",),
    ),
    PaperEntry(
        meeting="2021-06-07",
        period="April 2021",
        number=1,
        cut_off="2021-05-21",
        written="2021-05-20",
        template=QUARTERLY_UPDATE,
        title="Family Services Quarterly Update",
        scorecards=dict.fromkeys(("appendix-data", "scorecard", "exceptions"), "Data report"),
        indicators={"charts": ("EH02", "CP05", "CL01")},
        recommendations=(
            "That the Children, Education and Safeguarding Committee note, and comment on, the "
            "performance information that is summarised in [[update]] and given in "
            "[[appendix-data]].",
        ),
    ),
)

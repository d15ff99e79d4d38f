"""The two papers: the fourth report, published, and the fifth, a draft that is ready to publish."""

from demonstration.barnet.people import DOMAIN
from demonstration.entries import PaperEntry

TITLE = "Update report on progress of Barnet Children's Services Improvement Action Plan"
REPORT_OF = "Chairman of the Committee"
OFFICER_CONTACT = f"Strategic Director for Children and Young People\ndirector@{DOMAIN}"

PAPERS = (
    PaperEntry(
        meeting="2018-03-07",
        period="January and February 2018",
        number=4,
        cut_off="2018-02-16",
        written="2018-02-20",
        published="2018-02-26",
        recommendations=(
            "That the Committee note how far the Improvement Action Plan has come, as reported in "
            "[[plan to themes]].",
            "That the Committee note what Ofsted found on its monitoring visit, as reported in "
            "[[theme-1-progress]], and the letter that Ofsted sent, attached as "
            "[[appendix-letter]].",
            "That the Committee scrutinise and note the performance information in "
            "[[performance]], and the data dashboard attached as [[appendix-performance]].",
        ),
    ),
    PaperEntry(
        meeting="2018-06-06",
        period="March and April 2018",
        number=5,
        cut_off="2018-04-30",
        written="2018-04-27",
        previous="2018-03-07",
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
)

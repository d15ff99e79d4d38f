"""The paper to Cabinet of 19 June 2018, on the self-assessment and the focused visit."""

from committee.house_styles import CABINET_REPORT
from demonstration.barking.people import DOMAIN
from demonstration.entries import PaperEntry

COMMISSIONING = "Commissioning Director, Children’s Care and Support"
OPERATIONS = "Operational Director, Children’s Care and Support"
REPORT_OF = "Cabinet Member for Social Care and Health Integration"
OFFICER_CONTACT = f"{COMMISSIONING}\nauthor@{DOMAIN}"

PAPERS = (
    PaperEntry(
        meeting="2018-06-19",
        period="March and April 2018",
        number=1,
        cut_off="2018-04-30",
        written="2018-04-27",
        template=CABINET_REPORT,
        title="Children’s Social Care Annual Self-Assessment 2017/18 and Ofsted Focused Visit",
        header={
            "purpose": "For Information",
            "author": COMMISSIONING,
            "directors": f"{OPERATIONS}\n{COMMISSIONING}",
            "strategic-director": "Strategic Director for Service Development and Integration",
        },
        visits={"visit": ("focused-2018",), "appendix-letter": ("focused-2018",)},
        evaluations={"appendix-evaluation": "2017/18"},
        recommendations=(
            "What the first annual self-assessment of children’s social care says of improvement, "
            "of what is hard and of what was done, as set out in [[appendix-evaluation]];",
            "The priorities for 2018/19, as set out in [[priorities]]; and",
            "What Ofsted found on its first focused visit, in March 2018, as set out in "
            "[[appendix-letter]].",
        ),
    ),
)

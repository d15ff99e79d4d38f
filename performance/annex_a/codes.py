"""The answers that Annex A lists offer, with the words we print for each.

A pattern holds the code of the children in need census or of SSDA903 and the words that stand for
it. The first that fits is taken. A cell that fits none is never printed.
"""

from performance.annex_a.cells import Codes

SOURCES: Codes = (
    ("Individual", r"\b1[a-d]\b|individual|family|relative|carer|acquaint|^self\b"),
    ("Health services", r"\b3[a-f]\b|health|\bgp\b|hospice|nurse|a&e|midwi"),
    ("Schools", r"\b2a\b|^schools?\b"),
    ("Education services", r"\b2b\b|education"),
    ("Council services", r"\b5[a-d]\b|\bla services|early help|social care|internal|external"),
    ("Housing", r"\b4\b|housing"),
    ("Police", r"\b6\b|police"),
    ("Other legal agency", r"\b7\b|legal|court|probation|cafcass|prison|immigration"),
    ("Anonymous", r"\b9\b|anon"),
    ("Unknown", r"\b10\b|unknown|not known"),
    ("Other", r"\b8\b|other"),
)

NEEDS: Codes = (
    ("N1 Abuse or neglect", r"\bn1\b|abuse|neglect"),
    ("N2 Child’s disability or illness", r"\bn2\b|child\W?s? (disab|ill)"),
    ("N3 Parental disability or illness", r"\bn3\b|parent\w*\W?s? (disab|ill)"),
    ("N4 Family in acute stress", r"\bn4\b|acute stress"),
    ("N5 Family dysfunction", r"\bn5\b|dysfunction"),
    ("N6 Socially unacceptable behaviour", r"\bn6\b|behaviour"),
    ("N7 Low income", r"\bn7\b|low income"),
    ("N8 Absent parenting", r"\bn8\b|absent"),
    ("N9 Cases other than children in need", r"\bn9\b|other than"),
    ("N0 Not stated", r"\bn0\b|not stated"),
)

CLOSURES: Codes = (
    ("RC1 Adopted", r"\brc1\b|adopted"),
    ("RC2 Died", r"\brc2\b|died|death"),
    ("RC3 Child arrangements order", r"\brc3\b|arrangements? order"),
    ("RC4 Special guardianship order", r"\brc4\b|guardianship"),
    ("RC5 Moved to another authority", r"\brc5\b|local authority|another la\b"),
    ("RC6 Moved to adult services", r"\brc6\b|adult"),
    ("RC8 Closed after assessment, no further action", r"\brc8\b|no further action|\bnfa\b"),
    ("RC9 Closed after assessment, to early help", r"\brc9\b|early help"),
    ("RC7 Services ceased for another reason", r"\brc7\b|ceased|other reason"),
)

CLOSED, IN_NEED = "Closed episode", "Child in need plan"
STATUSES: Codes = (
    (CLOSED, r"closed"),
    ("Looked after child", r"looked after"),
    ("Child protection plan", r"protection"),
    (IN_NEED, r"\bneed\b|\bcin\b"),
    ("Open assessment", r"assess"),
)

ABUSE: Codes = (
    ("Multiple or not recommended", r"\bmul|multiple|not recommended"),
    ("Neglect", r"\bneg"),
    ("Physical abuse", r"\bphy"),
    ("Sexual abuse", r"\bsab\b|sexual"),
    ("Emotional abuse", r"\bemo"),
)

SHORT_BREAKS = "Short breaks"
LEGAL: Codes = (
    ("Placement order", r"\be1\b|placement order"),
    ("Interim care order", r"\bc1\b|\bico\b|interim care"),
    ("Full care order", r"\bc2\b|\bfco\b|full care"),
    ("Freeing order", r"\bd1\b|freeing"),
    ("Section 20", r"\bv2\b|\bs\.? ?20\b|section 20|single period"),
    (SHORT_BREAKS, r"\bv[134]\b|short.term|short breaks?"),
    (
        "Police protection, emergency or assessment order",
        r"\bl[1-3]\b|police|emergency|\bepo\b|assessment order",
    ),
    ("Youth justice", r"\bj[1-3]\b|remand|detention|\bpace\b|rehabilitation"),
)

PERMANENCE: Codes = (
    ("Return to family", r"return"),
    ("Adoption", r"adoption"),
    ("Special guardianship or child arrangements order", r"\bsgo\b|\bcao\b|guardian|arrangement"),
    ("Supported living in the community", r"supported living"),
    ("Long-term residential placement", r"residential"),
    ("Long-term fostering", r"foster"),
    ("Other", r"other"),
)

CEASED: Codes = (
    ("Adopted", r"\be1[12]\b|adopted"),
    ("Returned home or to relatives", r"\be4[ab]?\b|\be13\b|returned? home"),
    ("Special guardianship or other order", r"\be4[1345678]\b|guardianship|residence order|arrang"),
    ("Moved into independent living", r"\be[56]\b|independent living"),
    ("Stayed with carers at 18", r"\be17\b|current carers"),
    ("Moved to adult services", r"\be7\b|adult social"),
    ("Custody, or remand ended", r"\be9\b|\be14\b|custody|remand"),
    ("Care taken over elsewhere", r"\be3\b|\be16\b|another la\b|another local|abroad"),
    ("Died", r"\be2\b|died"),
    ("Other reason", r"\be8\b|\be15\b|\bx1\b|other|age assess"),
)

PLACEMENTS: Codes = (
    ("Fostered by relatives or friends", r"\bu[123]\b|foster.*relative|relative.*foster"),
    ("Placed for adoption", r"\ba[3-6]\b|for adoption"),
    ("Foster care", r"\bu[456]\b|foster"),
    ("Placed with parents", r"\bp1\b|with parents"),
    ("Secure children’s home", r"\bk1\b|secure"),
    ("Children’s home", r"\bk2\b|children\W?s homes?"),
    ("Residential school", r"\bs1\b|residential school"),
    ("Semi-independent or independent living", r"\bh5\b|\bp2\b|independent"),
    ("Other residential setting", r"\br[1235]\b|\bp3\b|residential|\bnhs\b|family cent|mother and"),
    ("Temporary placement", r"\bt[0-4]\b|temporary"),
    ("Other placement", r"\bz1\b|other"),
)
# Foster care that is to last, so that visits may be three months apart (regulation 28(3)).
LASTING = r"\bu[14]\b|long.?term"

OUTSIDE = "Outside the authority"
LOCATIONS: Codes = ((OUTSIDE, r"^out"), ("Inside the authority", r"^in"))

ENTITLED = ("Relevant child", "Former relevant child", "Eligible child")
ELIGIBILITY: Codes = (
    ("Former relevant child", r"former"),
    ("Relevant child", r"\brelevant"),
    ("Eligible child", r"\beligible"),
    ("Qualifying care leaver", r"qualif"),
)

IN_TOUCH_YES, DIED, RETURNED = "In touch", "Died", "Returned home"
IN_TOUCH: Codes = (
    (IN_TOUCH_YES, r"^(y|yes|1)$"),
    ("Not in touch", r"^(n|no|0)$"),
    (DIED, r"died|death"),
    ("Refused contact", r"refu"),
    ("No services required", r"nreq|not required|no longer require"),
    (RETURNED, r"rhom|return"),
)

SUITABLE = "Suitable"
SUITABILITY: Codes = (
    ("Unsuitable", r"unsuit|not suit|^(n|no|2)$"),
    (SUITABLE, r"suit|^(y|yes|1)$"),
)

# F and P codes are education, employment or training; G codes are none of these.
BUSY = ("Higher education", "Other education", "Apprenticeship", "Training or employment")
ACTIVITY: Codes = (
    ("Not in EET: illness or disability", r"\bg4\b|illness"),
    ("Not in EET: pregnancy or parenting", r"\bg6\b|pregnan|parenting"),
    ("Not in EET: other", r"\bg5\b|not in education|\bneet\b"),
    (BUSY[1], r"\b[fp]2\b|other than higher|not higher"),
    (BUSY[0], r"\b[fp]1\b|higher"),
    (BUSY[3], r"\b[fp][35]\b|not apprentice|training|employment"),
    (BUSY[2], r"\b[fp]4\b|apprentice"),
)

REVERSALS: Codes = (
    ("RD1 The child’s needs changed", r"\brd1\b|needs"),
    ("RD2 The court made no placement order", r"\brd2\b|court"),
    ("RD3 No adopters were found", r"\brd3\b|adopters"),
    ("RD4 Other reason", r"\brd4\b|other"),
)

LEFT: Codes = (
    ("Withdrew", r"^1\b|withdrew|withdrawn"),
    ("Put on hold", r"^2\b|hold"),
    ("Refused", r"^3\b|refused|declined"),
)

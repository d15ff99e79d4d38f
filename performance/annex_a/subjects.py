"""What is counted from each list, and the source of each definition.

The definitions are those of the indicator catalogue; where a list cannot meet one, the figure is
counted all the same, says so in its note, and is not offered as that indicator.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from core.working_days import add_working_days
from performance.annex_a import codes, lists
from performance.annex_a.desk import Desk
from performance.annex_a.reading import Kind, Record, written
from performance.periods import add_months
from performance.vocabulary import Unit

NEITHER = "They say neither yes nor no."
UNREAD = "The date cannot be read."
UNSAID = "They give no number."
ENOUGH_TO_JUDGE = 10  # referrals


@lru_cache(maxsize=4096)
def _working_days_from(start: date, days: int) -> date:
    return add_working_days(start, days)


def _is_since(row: Record, key: str, since: date) -> bool | None:
    """Whether something last happened on or after a day; None where its date cannot be read."""
    if key in row.unread:
        return None
    last = row.day(key)
    return bool(last and last >= since)


def _is_more(row: Record, key: str, than: int) -> bool | None:
    """Whether a number is more than another; None where there is none."""
    found = row.number(key)
    return None if found is None else found > than


def contacts(desk: Desk) -> None:
    """Contacts: one for each child named in one (Annex A, list 1), FD01."""
    desk.number(
        "contacts",
        "Contacts received",
        desk.within("contact"),
        by="source",
        when="contact",
        indicator="FD01",
    )


def early_help(desk: Desk) -> None:
    """Early help assessments (Annex A, list 2): EH01 by date of completion, EH02 not completed."""
    desk.number(
        "early_help_completed",
        "Early help assessments completed",
        desk.within("end"),
        when="end",
        indicator="EH01",
    )
    desk.number(
        "early_help_open",
        "Early help assessments open",
        desk.open(),
        indicator="EH02",
        note="Without a completion date. Help that goes on afterwards is not in the list.",
    )


def referrals(desk: Desk) -> None:
    """Referrals (children in need census; Annex A, list 3): FD03, FD06 and FD05.

    The list gives each child's referrals in the twelve months before this one, without it, so a
    re-referral is a referral with one or more. Where no row says 0, a council has evidently
    counted the referral itself, and nothing can be told.
    """
    rows = desk.within("referral")
    desk.number(
        "referrals", "Referrals received", rows, by="source", when="referral", indicator="FD03"
    )
    desk.ratio(
        "referrals_nfa",
        "Referrals with no further action",
        rows,
        lambda row: row.flag("nfa"),
        needs=("nfa",),
        when="referral",
        unknown=NEITHER,
        indicator="FD06",
    )
    label = "Re-referrals within 12 months"
    earlier = [found for row in rows if (found := row.number("earlier")) is not None]
    if len(earlier) >= ENOUGH_TO_JUDGE and min(earlier) > 0:
        reason = "No row says 0, so the number seems to include the referral itself."
        desk.note(label, len(rows), reason)
        return
    desk.ratio(
        "rereferrals",
        label,
        rows,
        lambda row: _is_more(row, "earlier", 0),
        needs=("earlier",),
        when="referral",
        unknown=UNSAID,
        indicator="FD05",
    )


def assessments(desk: Desk) -> None:
    """Child and family assessments (children in need census; list 4): AS01, AS02 and AS03.

    In time is authorised within 45 working days of the start, the only beginning in the list;
    statutory guidance counts from the referral.
    """

    def due(row: Record) -> date:
        return _working_days_from(row.on("start"), 45)

    note = "45 working days from the start of the assessment."
    done, waiting = desk.within("end"), desk.open()
    desk.number(
        "assessments",
        "Assessments completed, by whether support is needed",
        done,
        by="support",
        when="end",
        indicator="AS01",
    )
    desk.ratio(
        "assessments_in_time",
        "Assessments completed within 45 working days",
        done,
        lambda row: row.on("end") <= due(row),
        when="end",
        indicator="AS02",
        note=note,
    )
    desk.ratio(
        "assessments_seen",
        "Assessments completed in which the child was seen",
        done,
        lambda row: row.flag("seen"),
        needs=("seen",),
        unknown=NEITHER,
    )
    desk.number("assessments_open", "Assessments open", waiting)
    desk.number(
        "assessments_open_late",
        "Assessments open beyond 45 working days",
        [row for row in waiting if due(row) < desk.day],
        indicator="AS03",
        note=note,
    )


def enquiries(desk: Desk) -> None:
    """Section 47 enquiries and initial conferences (children in need census; list 5): CP04.

    An enquiry starts with the strategy discussion; a conference is in time within 15 working days
    of it. The list holds the enquiries of the six months, so the conferences of its first month
    are not all there and that month is not offered. Transfer-in conferences are not in the list.
    """
    started, dated = desk.within("start"), desk.within("conference")
    desk.number(
        "enquiries",
        "Section 47 enquiries started",
        started,
        note="CP03 is a rate: it needs the number of children in the area.",
    )
    desk.number(
        "conferences_unnecessary",
        "Enquiries where a conference was not needed",
        [row for row in started if row.flag("unnecessary")],
        needs=("unnecessary",),
    )
    label = "Initial conferences held"
    held = [row for row in dated if row.on("conference") >= row.on("start")]
    if wrong := len(dated) - len(held):
        desk.note(label, wrong, "The conference is before the strategy discussion.")
    desk.number("conferences", label, held, needs=("conference",))
    desk.ratio(
        "conferences_in_time",
        "Initial conferences held within 15 working days",
        held,
        lambda row: row.on("conference") <= _working_days_from(row.on("start"), 15),
        needs=("conference",),
        when="conference",
        periods=tuple(
            month
            for month in desk.span.months
            if _working_days_from(month.starts_on, -15) >= desk.since
        ),
        indicator="CP04",
        note="From the strategy discussion. Enquiries from before the six months are missing, so "
        "the first month is not offered.",
    )
    desk.ratio(
        "conferences_plan",
        "Initial conferences that led to a plan",
        held,
        lambda row: row.flag("plan"),
        needs=("conference", "plan"),
        unknown=NEITHER,
    )


def children_in_need(desk: Desk) -> None:
    """Children in need (children in need census; list 6), and CN02 for those with a CIN plan.

    Open is without a closure date. The list leaves out care leavers and children who are only
    referred, so the number is not the one that CN01 divides.
    """
    undated = desk.open()
    current = [row for row in undated if row.label("status") != codes.CLOSED]
    label = "Children in need, by primary need"
    if closed := len(undated) - len(current):
        desk.note(label, closed, "The case is said to be closed, without a date.")
    desk.number("in_need", label, current, by="need")
    desk.number(
        "in_need_status", "Children in need, by status", current, by="status", needs=("status",)
    )
    desk.number("in_need_started", "Cases started", desk.within("start"))
    desk.number("in_need_closed", "Cases closed, by reason", desk.within("end"), by="reason")
    days = desk.standards.child_in_need
    desk.ratio(
        "in_need_visits",
        "Children with a child in need plan seen in time",
        [row for row in current if row.label("status") == codes.IN_NEED],
        lambda row: _is_since(row, "seen", desk.day - timedelta(days=days)),
        needs=("status", "seen"),
        unknown=UNREAD,
        indicator="CN02",
        note=f"Seen in the last {days} days.",
    )


DURATIONS = (
    (3, "Under 3 months"),
    (6, "3 months to under 6 months"),
    (12, "6 months to under 1 year"),
    (24, "1 year to under 2 years"),
)
LONGEST = "2 years or more"


def _duration(start: date, until: date) -> str:
    """The band that the time since a start falls in (bands of the children in need census)."""
    return next(
        (label for months, label in DURATIONS if add_months(start, months) > until), LONGEST
    )


def child_protection(desk: Desk) -> None:
    """Child protection plans (children in need census; list 7): CP05, CP09 and CP11.

    CP07 is counted over twelve months and CP10 asks for every review, so neither is offered.
    """
    started, current = desk.within("start"), desk.open()
    desk.number("plans_started", "Child protection plans started", started)
    desk.number("plans_ceased", "Child protection plans ended", desk.within("end"))
    desk.ratio(
        "plans_repeat",
        "Plans started that are a second or subsequent plan",
        started,
        lambda row: _is_more(row, "previous", 0),
        needs=("previous",),
        unknown=UNSAID,
        note="Six months; CP07 is counted over twelve.",
    )
    desk.number(
        "plans",
        "Children on a child protection plan, by category",
        current,
        by="category",
        indicator="CP05",
    )

    def band(row: Record) -> str:
        return _duration(row.on("start"), desk.day)

    desk.number(
        "plans_duration",
        "Children on a child protection plan, by duration",
        current,
        by=band,
        order=tuple(label for _, label in DURATIONS),
    )
    desk.ratio(
        "plans_two_years",
        "Children on a plan for two years or more",
        current,
        lambda row: band(row) == LONGEST,
        indicator="CP09",
    )
    days = desk.standards.child_protection
    limit = desk.day - timedelta(days=days)
    desk.ratio(
        "plans_visits",
        "Children on a plan visited in time",
        [row for row in current if row.on("start") < limit],
        lambda row: _is_since(row, "visit", limit),
        needs=("visit",),
        unknown=UNREAD,
        indicator="CP11",
        note=f"Visited in the last {days} days, of those on a plan for longer.",
    )
    desk.ratio(
        "plans_alone",
        "Children on a plan seen alone at the last visit",
        current,
        lambda row: row.flag("alone"),
        needs=("alone",),
        unknown=NEITHER,
    )
    desk.ratio(
        "plans_reviews",
        "Children on a plan for three months with a review in the last six",
        [row for row in current if add_months(row.on("start"), 3) <= desk.day],
        lambda row: _is_since(row, "review", add_months(desk.day, -6)),
        needs=("review",),
        unknown=UNREAD,
        note="The list has only the latest review; CP10 asks whether every review was in time.",
    )
    desk.number(
        "plans_emergency",
        "Children on a plan protected in an emergency in the last six months",
        [row for row in current if row.flag("emergency")],
        needs=("emergency",),
    )


def _age(row: Record, day: date) -> int | None:
    """Age in years on a day, from the date of birth or else as the list gives it."""
    if born := row.day("birth"):
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return row.number("age")


def looked_after(desk: Desk) -> None:
    """Looked after children (SSDA903; list 8): CL01, CL04, CL05, CL08 to CL11 and CL14.

    Children in an agreed series of short breaks (legal statuses V3 and V4) are left out. CL07 asks
    for every review and MX01 and MX03 for a period, so they are not offered.
    """
    cared_for = [row for row in desk.rows if row.label("legal") != codes.SHORT_BREAKS]
    if breaks := len(desk.rows) - len(cared_for):
        desk.note("everything counted from the list", breaks, "They are short breaks.")
        desk.listing.records = cared_for
    started, current = desk.within("start"), desk.open()
    _care_moves(desk, started, current)
    _care_visits(desk, current)
    _care_health(desk, started, current)
    _care_missing(desk, current)


def _care_moves(desk: Desk, started: list[Record], current: list[Record]) -> None:
    """Who started, ceased and is looked after, where, and how settled (SSDA903)."""
    desk.number("care_started", "Children who started to be looked after", started)
    desk.number(
        "care_again",
        "Children who started for a second time in twelve months",
        [row for row in started if row.flag("again")],
        needs=("again",),
    )
    desk.number(
        "care_ceased",
        "Children who ceased to be looked after, by reason",
        desk.within("end"),
        by="reason",
    )
    desk.number(
        "care", "Looked after children, by legal status", current, by="legal", indicator="CL01"
    )
    for key, label in (("placement", "placement"), ("permanence", "plan for permanence")):
        desk.number(
            f"care_{key}", f"Looked after children, by {label}", current, by=key, needs=(key,)
        )
    desk.ratio(
        "care_uasc",
        "Unaccompanied asylum-seeking children",
        current,
        lambda row: row.flag("uasc"),
        needs=("uasc",),
        unknown=NEITHER,
        indicator="CL04",
        note="Unaccompanied at some time in the last twelve months, as the list asks.",
    )
    desk.ratio(
        "care_placements",
        "Looked after children with three or more placements in twelve months",
        current,
        lambda row: _is_more(row, "placements", 2),
        needs=("placements",),
        unknown=UNSAID,
        indicator="CL05",
    )
    desk.ratio(
        "care_outside",
        "Looked after children placed outside the authority",
        current,
        lambda row: found == codes.OUTSIDE if (found := row.label("where")) else None,
        needs=("where",),
        unknown="They do not say where.",
        indicator="CL14",
    )


def _care_visits(desk: Desk, current: list[Record]) -> None:
    """Visits: within a week of a placement, then every six weeks, or three months where it is to
    last (Care Planning Regulations 2010, regulation 28). Reviews: the first within 20 working
    days, later ones at most six months apart.
    """
    day, days = desk.day, desk.standards.looked_after
    usual = day - timedelta(days=days)

    def placed(row: Record) -> date:
        return row.day("placed") or row.on("start")

    def visited(row: Record) -> bool | None:
        limit = min(usual, add_months(day, -3)) if row.flag("lasting") else usual
        return _is_since(row, "visit", max(limit, placed(row)))

    desk.ratio(
        "care_visits",
        "Looked after children visited in time",
        [row for row in current if placed(row) < day - timedelta(days=7)],
        visited,
        needs=("visit",),
        unknown=UNREAD,
        indicator="CL08",
        note=f"Visited in the last {days} days, or three months in long-term foster care, and "
        "since the placement began.",
    )
    desk.ratio(
        "care_reviews",
        "Looked after children with a review in the last six months",
        [row for row in current if _working_days_from(row.on("start"), 20) < day],
        lambda row: _is_since(row, "review", add_months(day, -6)),
        needs=("review",),
        unknown=UNREAD,
        note="Looked after for over 20 working days. The list has only the latest review; CL07 "
        "asks whether every review was in time.",
    )


def _care_health(desk: Desk, started: list[Record], current: list[Record]) -> None:
    """Health: first within 20 working days, then every six months under five and every twelve
    from five; a dental check every twelve months; both of children looked after for a year
    (Promoting the health and well-being of looked-after children, 2022; SSDA903 OC2).
    """
    day = desk.day

    def due(row: Record) -> date:
        return _working_days_from(row.on("start"), 20)

    def first_check(row: Record) -> bool | None:
        if "health" in row.unread:
            return None
        checked = row.day("health")
        return bool(checked and row.on("start") <= checked <= due(row))

    def stayed(row: Record) -> bool:
        return due(row) <= min(day, row.day("end") or day)

    desk.ratio(
        "care_first_health",
        "First health assessments within 20 working days",
        [row for row in started if stayed(row)],
        first_check,
        needs=("health",),
        when="start",
        periods=tuple(
            month for month in desk.span.months if _working_days_from(month.ends_on, 20) <= day
        ),
        unknown=UNREAD,
        indicator="CL09",
        note="By the last assessment in the list. Offered once a month’s 20 working days are over.",
    )
    settled = [row for row in current if add_months(row.on("start"), 12) <= day]

    def checked(row: Record) -> bool | None:
        if (age := _age(row, day)) is None:
            return None
        return _is_since(row, "health", add_months(day, -6 if age < 5 else -12))

    note = "Of children looked after for a year."
    desk.ratio(
        "care_health",
        "Health assessments up to date",
        settled,
        checked,
        needs=("health", *_age_needs(desk)),
        unknown="The date or the child’s age cannot be told.",
        indicator="CL10",
        note=note,
    )
    desk.ratio(
        "care_dental",
        "Dental checks up to date",
        settled,
        lambda row: _is_since(row, "dental", add_months(day, -12)),
        needs=("dental",),
        unknown=UNREAD,
        indicator="CL11",
        note=note,
    )


def _age_needs(desk: Desk) -> tuple[str, ...]:
    """The column that ages are told from."""
    return ("age",) if "age" in desk.listing.columns else ("birth",)


def _care_missing(desk: Desk, current: list[Record]) -> None:
    """Missing episodes in twelve months, and the interviews after the last (list 8)."""
    desk.ratio(
        "care_missing",
        "Looked after children missing at least once in twelve months",
        current,
        lambda row: _is_more(row, "missing", 0),
        needs=("missing",),
        unknown=UNSAID,
        note="Twelve months, so it is not a month’s MX01.",
    )
    missed = [row for row in current if row.number("missing")]
    desk.ratio(
        "interviews_offered",
        "Return interviews offered after the last missing episode",
        missed,
        lambda row: row.flag("offered"),
        needs=("missing", "offered"),
        unknown=NEITHER,
    )
    desk.ratio(
        "interviews_accepted",
        "Return interviews accepted",
        [row for row in missed if row.flag("offered")],
        lambda row: row.flag("accepted"),
        needs=("missing", "offered", "accepted"),
        unknown=NEITHER,
        note="After each child’s last missing episode only, so it is not MX03.",
    )


def care_leavers(desk: Desk) -> None:
    """Care leavers (SSDA903 OC3; list 9): LC01 to LC03 for ages 19 to 21, and LC04.

    Young people who died or returned home are left out of the three, as in the outturn; what is
    not known stays in what they are divided by.
    """
    desk.number("leavers", "Young people entitled to support", desk.rows, by="eligibility")
    _leavers_of_age(desk, 17, 18, ("", "", ""))
    _leavers_of_age(desk, 19, 21, ("LC01", "LC02", "LC03"))
    desk.ratio(
        "leavers_pathway",
        "Pathway plans reviewed in the last six months",
        [row for row in desk.rows if row.label("eligibility") in codes.ENTITLED],
        lambda row: _is_since(row, "pathway", add_months(desk.day, -6)),
        needs=("eligibility", "pathway"),
        unknown=UNREAD,
        indicator="LC04",
    )


def _leavers_of_age(desk: Desk, first: int, last: int, indicators: tuple[str, str, str]) -> None:
    span = f"aged {first} to {last}"
    ages = [(row, _age(row, desk.day)) for row in desk.rows]
    if ageless := sum(age is None for _, age in ages):
        desk.note(f"Care leavers {span}", ageless, "Their age is not known.")
    rows = [
        row
        for row, age in ages
        if age is not None
        and first <= age <= last
        and row.label("touch") not in (codes.DIED, codes.RETURNED)
    ]

    def share(key: str, label: str, good: tuple[str, ...], indicator: str) -> None:
        desk.ratio(
            f"leavers_{key}_{first}",
            f"{label}, {span}",
            rows,
            lambda row: row.label(key) in good,
            needs=(key, *_age_needs(desk)),
            indicator=indicator,
        )

    share("touch", "In touch", (codes.IN_TOUCH_YES,), indicators[0])
    share("home", "In suitable accommodation", (codes.SUITABLE,), indicators[1])
    share("activity", "In education, employment or training", codes.BUSY, indicators[2])


def adoption(desk: Desk) -> None:
    """Children for adoption in twelve months (SSDA903; adoption scorecards; list 10): AD01, AD02.

    A10 is from entering care to moving in with the adopters, who for a child fostered for adoption
    are the foster carers. A2 is from placement order to match, no days where the match came first.
    """
    ended = [row.day("adopted") or row.day("reversed") for row in desk.rows]
    if over := sum(bool(day and day < desk.since) for day in ended):
        reason = f"They are over before {written(desk.since)}."
        desk.note("everything counted from the list", over, reason)
    adopted = desk.within("adopted")
    desk.number("adopted", "Children adopted in twelve months", adopted, needs=("adopted",))
    desk.number(
        "adoption_reversed",
        "Decisions for adoption reversed in twelve months, by reason",
        desk.within("reversed"),
        by="reason",
        needs=("reversed",),
    )
    desk.number(
        "adoption_decided",
        "Decisions for adoption in twelve months",
        desk.within("decision"),
        needs=("decision",),
    )
    desk.number(
        "adoption_waiting",
        "Children waiting to be adopted, by stage",
        [
            row
            for row, end in zip(desk.rows, ended, strict=True)
            if row.day("decision") and not end and not {"adopted", "reversed"} & row.unread
        ],
        by=lambda row: _furthest(row, WAITING),
        order=tuple(label for _, label in WAITING),
        needs=("decision", "order", "match", "placed", "adopted", "reversed"),
    )

    def moved_in(row: Record) -> int | None:
        care, placed = row.day("care"), row.day("placed")
        moved = min(filter(None, (placed, row.day("fostered"))), default=None)
        return (moved - care).days if care and placed and moved and moved >= care else None

    def matched(row: Record) -> int | None:
        order, match = row.day("order"), row.day("match")
        return max(0, (match - order).days) if order and match else None

    desk.ratio(
        "adoption_a10",
        "Entering care to moving in with adopters (A10)",
        adopted,
        moved_in,
        unit=Unit.DAYS,
        needs=("adopted", "care", "placed"),
        when="adopted",
        periods=desk.span.quarters,
        unknown="A date is missing or before the one it follows.",
        indicator="AD01",
        note="The clock stops earlier only where the list has a date of fostering for adoption.",
    )
    desk.ratio(
        "adoption_a2",
        "Placement order to match (A2)",
        adopted,
        matched,
        unit=Unit.DAYS,
        needs=("adopted", "order", "match"),
        when="adopted",
        periods=desk.span.quarters,
        unknown="They have no placement order or no match.",
        indicator="AD02",
        note="No days where the match came before the order.",
    )


WAITING = (
    ("placed", "Placed"),
    ("match", "Matched"),
    ("order", "Placement order made"),
    ("decision", "Decision made"),
)
STAGES = (
    ("left", "Left the process"),
    ("adopted", "Adoption order made"),
    ("placed", "Child placed"),
    ("matched", "Matched"),
    ("approved", "Approved"),
    ("second", "Stage 2"),
    ("first", "Stage 1"),
    ("enquiry", "Enquiry"),
)


def _furthest(row: Record, stages: tuple[tuple[str, str], ...]) -> str:
    """The furthest stage that has a date."""
    return next((label for key, label in stages if row.day(key)), "Not recorded")


def adopters(desk: Desk) -> None:
    """Adopters in touch with the agency in twelve months, by how far they have come (list 11)."""
    desk.number(
        "adopters",
        "Adopters, by stage",
        desk.rows,
        by=lambda row: _furthest(row, STAGES),
        order=tuple(label for _, label in STAGES),
        needs=tuple(key for key, _ in STAGES),
    )
    for key, label in (
        ("enquiry", "Enquiries in twelve months"),
        ("approved", "Adopters approved in twelve months"),
    ):
        desk.number(f"adopters_{key}", label, desk.within(key), needs=(key,))
    desk.number(
        "adopters_left",
        "Adopters who left in twelve months, by reason",
        desk.within("left"),
        by="reason",
        needs=("left",),
    )


SECTIONS: tuple[tuple[Kind, str, Callable[[Desk], None]], ...] = (
    (lists.CONTACTS, "Contacts", contacts),
    (lists.EARLY_HELP, "Early help", early_help),
    (lists.REFERRALS, "Referrals", referrals),
    (lists.ASSESSMENTS, "Assessments", assessments),
    (lists.ENQUIRIES, "Section 47 enquiries and conferences", enquiries),
    (lists.CHILDREN_IN_NEED, "Children in need", children_in_need),
    (lists.CHILD_PROTECTION, "Child protection plans", child_protection),
    (lists.LOOKED_AFTER, "Looked after children", looked_after),
    (lists.LEAVING_CARE, "Care leavers", care_leavers),
    (lists.ADOPTION, "Children for adoption", adoption),
    (lists.ADOPTERS, "Adopters", adopters),
)

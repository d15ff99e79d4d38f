"""A large authority, and a long paper."""

import random
from datetime import date, timedelta

from accounts.models import Authority, Membership, Team, User
from documents.nodes import (
    Appendix,
    BulletList,
    Chart,
    Document,
    Figure,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    Reference,
    Section,
    Series,
    Table,
    Text,
)
from documents.nodes import (
    Status as StatusNode,
)
from improvement.models import Action, Plan, ReportingPeriod, Status, Theme, Update

WORDS = [
    "assessment",
    "plan",
    "visit",
    "review",
    "practice",
    "supervision",
    "manager",
    "family",
    "child",
    "worker",
    "record",
    "decision",
    "meeting",
    "partner",
    "school",
    "health",
    "police",
    "risk",
    "need",
    "support",
    "change",
    "evidence",
    "audit",
]


def words(random_: random.Random, count: int) -> str:
    """A sentence of that many words, with no meaning."""
    return " ".join(random_.choices(WORDS, k=count)).capitalize() + "."


def large_plan(*, actions: int, updates: int) -> tuple[Plan, User]:
    """One authority with one plan of ten themes, and a theme lead who may do everything in it."""
    random_ = random.Random(1)  # noqa: S311 - repeatable, not secret
    authority = Authority.objects.create(name="Benchmark", short_name="Bench", slug="bench")
    user = User.objects.create_user("lead@bench.example", name="Theme lead")
    Membership.objects.create(user=user, authority=authority, role="theme_lead")
    team = Team.objects.create(authority=authority, name="Assessment")
    plan = Plan.objects.create(authority=authority, name="Plan", starts_on=date(2017, 7, 7))
    ReportingPeriod.objects.create(
        authority=authority,
        name="March and April 2018",
        starts_on=date(2018, 3, 1),
        ends_on=date(2018, 4, 30),
        data_month=date(2018, 4, 1),
        updates_due_on=date(2018, 5, 4),
        narratives_due_on=date(2018, 5, 11),
    )
    delivery = [
        Status.objects.create(
            plan=plan,
            axis="delivery",
            order=n,
            label=label,
            colour=colour,
            kind=kind,
            definition=label,
        )
        for n, (label, colour, kind) in enumerate(
            [
                ("Not started", "grey", "not_started"),
                ("On track", "green", "on_track"),
                ("At risk", "amber", "at_risk"),
                ("Off track", "red", "off_track"),
                ("Complete", "blue", "complete"),
            ],
            start=1,
        )
    ]
    impact = [
        Status.objects.create(
            plan=plan,
            axis="impact",
            order=n,
            label=label,
            colour="grey",
            kind=kind,
            definition=label,
        )
        for n, (label, kind) in enumerate(
            [("No impact yet", "none"), ("Emerging", "emerging"), ("Embedded", "embedded")], start=1
        )
    ]
    themes = [
        Theme.objects.create(
            plan=plan, number=n, title=f"Theme {n}", description=words(random_, 20), lead=user
        )
        for n in range(1, 11)
    ]
    made = Action.objects.bulk_create(
        [
            Action(
                plan=plan,
                theme=themes[n % 10],
                position=n,
                reference=f"{n % 10 + 1}a({n})",
                title=words(random_, 12),
                lead=user if n % 3 else None,
                team=team,
                success_measure=words(random_, 8),
                added_on=date(2017, 7, 7),
                starts_on=date(2017, 7, 7),
                original_due_on=date(2018, 1, 1) + timedelta(days=n % 700),
                due_on=date(2018, 1, 1) + timedelta(days=n % 700 + (n % 7) * 5),
                delivery=(status := delivery[n % 5]),
                impact=impact[n % 3],
                completed_on=date(2018, 3, 1) if status.kind == "complete" else None,
                completion_account=words(random_, 8) if status.kind == "complete" else "",
            )
            for n in range(actions)
        ],
        batch_size=2000,
    )
    Update.objects.bulk_create(
        [
            Update(
                action=(action := made[n % actions]),
                effective_on=date(2017, 8, 1) + timedelta(days=n // actions * 60 + n % 30),
                recorded_by=user,
                done=words(random_, 30),
                delivery_before=delivery[1],
                delivery_after=action.delivery,
                impact_before=impact[0],
                impact_after=action.impact,
            )
            for n in range(updates)
        ],
        batch_size=2000,
    )
    return plan, user


def long_paper(*, paragraphs: int = 120, charts: int = 10) -> Document:
    """A paper of about forty pages: header, numbered paragraphs, lists, tables and charts."""
    random_ = random.Random(2)  # noqa: S311 - repeatable, not secret
    months = tuple(f"{m:02d}/{y}" for y in (2016, 2017, 2018) for m in range(1, 13))

    def figure(number: int) -> Figure:
        values = tuple(round(60 + random_.random() * 30, 1) for _ in months)
        chart = Chart(
            kind="line",
            labels=months,
            series=(
                Series("Barnet", values),
                Series("Target", (90.0,) * len(months), role="target"),
                Series("England", (78.0,) * len(months), role="comparator"),
                Series("London", (74.0,) * len(months), role="comparator"),
            ),
            unit="%",
            decimals=1,
            lower=65,
            upper=90,
        )
        return Figure(f"Measure {number}", f"It ended at {values[-1]} %.", chart)

    def paragraph(section: int, number: int) -> NumberedParagraph:
        children = ()
        if number % 6 == 0:
            children = (BulletList(tuple(ListItem((Text(words(random_, 14)),)) for _ in range(4))),)
        return NumberedParagraph(
            f"s{section}-{number}",
            (
                Text(words(random_, 55)),
                Text(" "),
                Text(words(random_, 8), bold=True),
                Reference(f"s{section}-1", f"s{section}-{number}"),
            ),
            children,
        )

    sections = tuple(
        Section(
            f"s{section}",
            f"Section {section}",
            tuple(paragraph(section, n) for n in range(1, paragraphs // 5 + 1)),
            numbered=True,
        )
        for section in range(1, 6)
    )
    table = Table(
        "Actions",
        ("Reference", "Action", "Delivery", "Cases"),
        tuple(
            (
                (Text(f"{n}a"),),
                (Text(words(random_, 12)),),
                (StatusNode("On track", "green"),),
                (Text(str(n * 7)),),
            )
            for n in range(1, 60)
        ),
        ("left", "left", "left", "right"),
    )
    return Document(
        "A paper of forty pages",
        (
            MetadataBox((MetadataRow("Wards", (Text("All"),)), MetadataRow("Key", (Text("No"),)))),
            Section(
                "recommendations",
                "Recommendations",
                (
                    NumberedList(
                        (
                            ListItem(
                                (Text("That the Committee note "), Reference("s1", "s5")),
                                anchor="recommendation-1",
                            ),
                        )
                    ),
                ),
            ),
            *sections,
            Appendix(
                "appendix-1",
                "Figures",
                (table, *(figure(n) for n in range(1, charts + 1))),
            ),
        ),
        kicker=("Committee", "6 June 2018"),
    )

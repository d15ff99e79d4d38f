"""A short paper that uses every node once at least, shared by the tests of all formats."""

from documents.nodes import (
    Appendix,
    BulletList,
    Chart,
    Document,
    Figure,
    Heading,
    LineBreak,
    Link,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Reference,
    Section,
    Series,
    Status,
    Table,
    Text,
)

PIXELS = (
    "iVBORw0KGgoAAAANSUhEUgAAABgAAAAMCAIAAAD3UuoiAAAAHElEQVR42mOQLdhBEH3+9JEgYhg1aNSgUYPw"
    "IQCHqU9PDLzp+QAAAABJRU5ErkJggg=="
)

HEADER_BOX = MetadataBox(
    rows=(
        MetadataRow("Title", (Text("Progress of the improvement plan"),)),
        MetadataRow("Report of", (Text("Chair of the Committee"),)),
        MetadataRow("Wards", (Text("All"),)),
        MetadataRow("Status", (Text("Public"),)),
        MetadataRow(
            "Enclosures",
            (
                Reference("letter"),
                Text(": the inspectors’ letter"),
                LineBreak(),
                Reference("figures"),
                Text(": figures for March and April"),
            ),
        ),
        MetadataRow(
            "Officer contact",
            (
                Text("Director of Children’s Services, "),
                Link("improvement@council.example", "mailto:improvement@council.example"),
            ),
        ),
    )
)

SUMMARY = Section(
    anchor="summary",
    heading="Summary",
    children=(
        Paragraph(
            (
                Text("This is the "),
                Text("fifth", bold=True),
                Text(" report on the plan. It covers "),
                Text("March and April 2018", italic=True),
                Text("."),
            )
        ),
    ),
)

RECOMMENDATIONS = Section(
    anchor="recommendations",
    heading="Recommendations",
    children=(
        NumberedList(
            items=(
                ListItem(
                    (
                        Text("That the Committee note the progress set out in "),
                        Reference("plan", "data"),
                        Text("."),
                    ),
                    anchor="note-progress",
                ),
                ListItem(
                    (
                        Text("That the Committee note the visit described in "),
                        Reference("visit"),
                        Text(" and the letter in "),
                        Reference("letter"),
                        Text("."),
                    ),
                    children=(
                        NumberedList(
                            items=(
                                ListItem((Text("with its strengths"),)),
                                ListItem((Text("with what must still improve"),)),
                            ),
                            style="letter",
                        ),
                    ),
                    anchor="note-visit",
                ),
            )
        ),
    ),
)

VISIT = Section(
    anchor="visit",
    heading="",
    children=(
        NumberedParagraph(
            anchor="visit-held",
            content=(
                Text("The monitoring visit", bold=True),
                LineBreak(),
                Text("Inspectors came on 25 and 26 April 2018 and looked at:"),
            ),
            children=(
                BulletList(
                    items=(
                        ListItem(
                            (Text("work with partners"),),
                            children=(
                                BulletList(
                                    items=(
                                        ListItem((Text("police"),)),
                                        ListItem((Text("health"),)),
                                    )
                                ),
                            ),
                        ),
                        ListItem((Text("supervision"),)),
                    )
                ),
            ),
        ),
        NumberedParagraph(
            anchor="visit-found",
            content=(Text("They told senior managers:"),),
            children=(
                Quotation(
                    paragraphs=(
                        (Text("The pace of change has been kept."),),
                        (
                            Text("Much remains "),
                            Text("uneven", italic=True),
                            Text("."),
                        ),
                    ),
                    attribution="Lead inspector, closing meeting",
                ),
            ),
        ),
    ),
)

DATA = Section(
    anchor="data",
    heading="What the figures show",
    children=(
        NumberedParagraph(
            anchor="data-progress",
            content=(
                Text("Of 48 actions, 30 are "),
                Status("Complete", "green"),
                Text(" and 3 are "),
                Status("Overdue", "red"),
                Text("."),
            ),
            children=(
                Table(
                    caption="Actions by status",
                    header=("Status", "March", "April"),
                    rows=(
                        ((Status("Complete", "green"),), (Text("27"),), (Text("30"),)),
                        ((Status("In progress", "blue"),), (Text("19"),), (Text("15"),)),
                        ((Status("Overdue", "red"),), (Text("2"),), (Text("3"),)),
                    ),
                    align=("left", "right", "right"),
                ),
                NumberedParagraph(
                    anchor="data-cause",
                    content=(Text("The three overdue actions wait for a new contract."),),
                ),
                NumberedParagraph(
                    anchor="data-remedy",
                    content=(
                        Text("The contract is expected in July; see "),
                        Reference("legal"),
                        Text("."),
                    ),
                ),
            ),
        ),
    ),
)

BACKGROUND = Section(
    anchor="background",
    heading="Why this report is needed",
    numbered=True,
    children=(
        NumberedParagraph(
            anchor="judged",
            content=(Text("Services were judged inadequate in July 2017."),),
        ),
        Section(
            anchor="plan",
            heading="The improvement plan",
            children=(
                NumberedParagraph(
                    anchor="themes",
                    content=(Text("The plan has three objectives:"),),
                    children=(
                        NumberedList(
                            items=(
                                ListItem((Text("a skilled workforce"),)),
                                ListItem((Text("good help at the right time"),)),
                                ListItem((Text("leadership that knows its services"),)),
                            ),
                            style="roman",
                        ),
                        Paragraph((Text("Each objective has a lead officer."),)),
                    ),
                ),
                Heading("Turnaround priority", level=1),
                VISIT,
                Heading("What inspectors asked for", level=2),
                NumberedParagraph(
                    anchor="asked",
                    content=(Text("They asked for assessments that say what will change."),),
                ),
            ),
        ),
        DATA,
    ),
)

IMPLICATIONS = Section(
    anchor="implications",
    heading="Implications of decision",
    numbered=True,
    children=(
        Section(
            anchor="resources",
            heading="Resources",
            numbered=True,
            children=(
                NumberedParagraph(
                    anchor="money",
                    content=(Text("The plan is paid for from existing budgets."),),
                ),
            ),
        ),
        Section(
            anchor="legal",
            heading="Legal references",
            numbered=True,
            children=(
                NumberedParagraph(
                    anchor="duty",
                    content=(
                        Text("The duties are in the "),
                        Link("Children Act 1989", "https://www.legislation.gov.uk/ukpga/1989/41"),
                        Text(" & in guidance where “need” < “risk”."),
                    ),
                ),
            ),
        ),
    ),
)

LETTER = Appendix(
    anchor="letter",
    title="The inspectors’ letter",
    children=(
        NumberedParagraph(
            anchor="letter-thanks",
            content=(Text("Thank you for the help your staff gave us."),),
        ),
        Figure(
            title="Where inspectors went",
            description="A plan of the two offices that inspectors visited.",
            content=Picture(PIXELS, "image/png"),
        ),
    ),
)

FIGURES = Appendix(
    anchor="figures",
    title="Figures for March and April",
    children=(
        Figure(
            title="Assessments completed within 45 working days",
            description="Timely assessments rose from 74% to 96% and passed the target in April.",
            content=Chart(
                kind="line",
                labels=("Jan", "Feb", "Mar", "Apr"),
                series=(
                    Series("Our result", (74.0, None, 88.5, 96.0)),
                    Series("Target", (90.0, 90.0, 90.0, 90.0), role="target"),
                    Series("England", (81.0, 81.4, 82.0, 82.1), role="comparator"),
                ),
                unit="%",
                decimals=1,
                lower=70.0,
                upper=98.0,
            ),
        ),
        Figure(
            title="Children in care",
            description="The number of children in care fell from 332 to 321.",
            content=Chart(
                kind="bar",
                labels=("March", "April"),
                series=(Series("Children in care", (332.0, 321.0)),),
            ),
        ),
        Figure(
            title="Actions by status and month",
            description="Complete actions grew from 27 to 30 of 48.",
            content=Chart(
                kind="stacked",
                labels=("March", "April"),
                series=(
                    Series("Complete", (27.0, 30.0), colour="green"),
                    Series("In progress", (19.0, 15.0), colour="blue"),
                    Series("Overdue", (2.0, 3.0), colour="red"),
                ),
            ),
        ),
    ),
)

SAMPLE = Document(
    title="Progress of the improvement plan",
    kicker=("Children and Education Committee", "6 June 2018"),
    author="Director of Children’s Services",
    subject="Fifth progress report, March and April 2018",
    children=(
        HEADER_BOX,
        SUMMARY,
        RECOMMENDATIONS,
        BACKGROUND,
        IMPLICATIONS,
        PageBreak(),
        LETTER,
        FIGURES,
    ),
)

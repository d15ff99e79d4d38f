"""The paper as HTML is complete, accessible, and holds nothing but what was meant."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from lxml import html as lxml_html

from documents import html
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
    Paragraph,
    Quotation,
    Reference,
    Section,
    Series,
    Status,
    Table,
    Text,
)
from documents.numbering import number
from documents.problems import repair
from tests.documents.sample import SAMPLE
from tests.documents.strategies import HOSTILE, documents, rough_documents

GOLDEN = Path(__file__).parent / "golden"
CSS = Path(html.__file__).parent / "paper.css"


@pytest.fixture(scope="module")
def page():
    return lxml_html.document_fromstring(html.render(SAMPLE).encode())


def parse(document):
    return lxml_html.fragment_fromstring(html.render_body(document))


def body(*children):
    return parse(Document("Paper", children))


def words(element):
    return re.sub(r"\s+", " ", element.text_content()).strip()


def test_the_sample_has_its_golden_page():
    """Charts and the stylesheet are left out of the comparison; they have tests of their own."""
    drawn = re.sub(r"(<(svg|style)).*?(</\2>)", r"\1>\3", html.render(SAMPLE), flags=re.DOTALL)
    assert drawn == (GOLDEN / "sample.html").read_text("utf-8")


def test_the_page_stands_alone(page):
    assert page.get("lang") == "en-GB"
    assert page.findtext("head/title") == "Progress of the improvement plan"
    assert page.xpath("//meta[@name='viewport']/@content") == [
        "width=device-width, initial-scale=1"
    ]
    assert not page.xpath("//link | //script | //*[@src][not(starts-with(@src, 'data:'))]")
    assert "max-width: 40rem" in page.findtext("head/style")
    assert "@media print" in page.findtext("head/style")


def test_the_body_is_the_same_markup_without_the_shell():
    fragment = html.render_body(SAMPLE)
    assert fragment in html.render(SAMPLE)
    assert fragment.startswith('<article class="paper">')
    assert "<html" not in fragment
    assert "<style" not in fragment


def test_the_body_is_not_escaped_again_by_a_template():
    fragment = html.render_body(SAMPLE)
    assert fragment.__html__() is fragment


def test_there_is_nothing_a_strict_content_security_policy_forbids(page):
    article = page.find(".//article")
    assert not article.xpath(".//@style | .//@onclick | .//script | .//style")


def test_headings_follow_the_nesting(page):
    headings = page.xpath("//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]")
    assert [(heading.tag, words(heading)) for heading in headings] == [
        ("h1", "Progress of the improvement plan"),
        ("h2", "Summary"),
        ("h2", "Recommendations"),
        ("h2", "1 Why this report is needed"),
        ("h3", "The improvement plan"),
        ("h4", "Turnaround priority"),
        ("h5", "What inspectors asked for"),
        ("h3", "What the figures show"),
        ("h2", "2 Implications of decision"),
        ("h3", "2.1 Resources"),
        ("h3", "2.2 Legal references"),
        ("h2", "Appendix 1: The inspectors’ letter"),
        ("h2", "Appendix 2: Figures for March and April"),
    ]


@given(documents())
def test_headings_never_skip_a_level(document):
    levels = [int(tag[1]) for tag in re.findall(r"<(h[1-6]) ", html.render_body(document))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_numbered_paragraph_can_be_linked_to():
    paragraph = NumberedParagraph("why", (Text("Because."),))
    division = body(Section("s", "Reasons", (paragraph,), numbered=True)).get_element_by_id("why")
    link = division.find("a")
    assert link.text == "1.1"
    assert link.get("href") == "#why"
    assert link.get("aria-label") == "Link to paragraph 1.1"
    assert words(division) == "1.1 Because."


def test_citations_lead_to_what_they_cite(page):
    for link in page.xpath("//article//a[starts-with(@href, '#')]"):
        assert len(page.xpath("//*[@id=$anchor]", anchor=link.get("href")[1:])) == 1
    first = page.get_element_by_id("note-progress")
    assert words(first) == "That the Committee note the progress set out in paragraphs 1.2 to 1.6."
    assert [link.get("href") for link in first.iter("a")] == ["#themes", "#data-progress"]


def test_a_citation_of_one_paragraph_is_one_link():
    paragraph = NumberedParagraph("a", (Text("See "), Reference("a")))
    link = body(paragraph).xpath(".//p/a")[0]
    assert (words(link), link.get("href")) == ("paragraph 1", "#a")


def test_a_citation_that_leads_nowhere_is_said_in_words():
    assert words(body(Paragraph((Reference("nowhere"),))).find("p")) == (
        "[reference to nowhere not found]"
    )


def test_every_id_is_used_once(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_header_box_is_a_summary_list(page):
    rows = page.xpath("//dl[@class='govuk-summary-list']/div")
    assert [words(row.find("dt")) for row in rows][:3] == ["Title", "Report of", "Wards"]
    assert words(rows[-1].find("dd")) == (
        "Director of Children’s Services, improvement@council.example"
    )


def test_a_table_scrolls_in_a_region_named_by_its_caption(page):
    region = page.xpath("//div[@role='region']")[0]
    caption = region.find("table/caption")
    assert region.get("tabindex") == "0"
    assert region.get("aria-labelledby") == caption.get("id")
    assert caption.text == "Actions by status"
    assert region.xpath(".//th/@scope") == ["col"] * 3
    numeric = region.xpath(".//td[contains(@class, '--numeric')]")
    assert [words(cell) for cell in numeric] == ["27", "30", "19", "15", "2", "3"]


def test_every_row_can_be_linked_to(page):
    for place, row in enumerate(page.xpath("//tr[@id]"), start=1):
        assert row.get("id") == f"row_{place}"
    assert not page.xpath("//details//tr[@id]")


def test_a_chart_and_its_figures_lead_to_each_other(page):
    figure = page.xpath("//figure[svg]")[0]
    (back,) = figure.xpath(".//details//a")
    assert back.get("href") == f"#{figure.get('id')}"
    assert words(back).startswith("Back to the chart")


def test_a_row_leads_to_the_chart_of_its_figures_and_the_chart_to_its_row():
    name = (Text("CP1", bold=True), LineBreak(), Text("Visits & calls"))
    chart = Chart("line", ("March", "April"), (Series("x", (2.0, 1.0)),))
    article = body(
        Table("Scorecard <1>", ("Indicator", "Figure"), ((name, (Text("1"),)),)),
        Figure("Visits & calls, March to April", "They fell.", chart),
    )
    (row,) = article.xpath(".//tr[@id]")
    (figure,) = article.iter("figure")
    assert [link.get("href") for link in row.iter("a")] == [f"#{figure.get('id')}"]
    assert words(row.find(".//a")) == "Chart: Visits & calls"
    (tables,) = figure.xpath("./p[contains(., 'In the tables')]")
    assert [(link.get("href"), words(link)) for link in tables.iter("a")] == [
        (f"#{row.get('id')}", "Scorecard <1>")
    ]


def test_a_status_leads_to_what_it_means_but_not_from_there():
    meaning = Table("Delivery", ("Status", "Meaning"), (((Status("Late"),), (Text("Overdue."),)),))
    article = body(Paragraph((Status("Late"), Status("Early"))), meaning)
    (link,) = article.iter("a")
    assert words(link) == "Late: what it means"
    (row,) = article.xpath(".//tr[@id]")
    assert link.get("href") == f"#{row.get('id')}"


def test_a_chart_is_drawn_described_and_told_in_figures(page):
    figure = page.xpath("//figure[svg]")[0]
    assert figure.find("figcaption").text == "Assessments completed within 45 working days"
    assert words(figure.find("p")).startswith("Timely assessments rose from 74% to 96%")
    details = figure.find("details")
    assert words(details.find("summary")) == (
        "Show the figures: Assessments completed within 45 working days"
    )
    assert "96.0%" in [words(cell) for cell in details.iter("td")]


def test_a_picture_has_its_sentence_as_alternative(page):
    (picture,) = page.xpath("//figure/img")
    assert picture.get("alt") == "A plan of the two offices that inspectors visited."
    assert picture.get("src").startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("style", "start", "kind"),
    [("decimal", None, "1"), ("roman", "3", "i"), ("letter", "27", "a")],
)
def test_numbered_lists_keep_their_style_and_start(style, start, kind):
    items = (ListItem((Text("x"),)),)
    (ordered,) = body(NumberedList(items, style, int(start or 1))).xpath(".//ol")
    assert (ordered.get("type"), ordered.get("start")) == (kind, start)
    assert f"paper-list--{style}" in ordered.get("class")


def test_lists_nest_and_a_recommendation_has_its_anchor(page):
    nested = page.xpath("//li[@id='note-visit']/ol/li")
    assert [words(item) for item in nested] == [
        "with its strengths",
        "with what must still improve",
    ]


def test_a_quotation_says_who_is_quoted():
    quoted = body(Quotation(((Text("Words."),),), "Inspector")).find("blockquote")
    assert [words(paragraph) for paragraph in quoted] == ["Words.", "— Inspector"]


def test_words_are_marked_up():
    paragraph = body(Paragraph((Text("a", bold=True, italic=True), Text("b", italic=True))))
    assert lxml_html.tostring(paragraph.find("p")).decode().strip() == (
        '<p class="govuk-body" id="paragraph_1"><strong><em>a</em></strong><em>b</em></p>'
    )


def test_headings_deeper_than_html_knows_stay_at_six():
    section = Heading("Deepest")
    for depth in range(7):
        section = Section(f"s{depth}", f"Section {depth}", (section,))
    assert [heading.tag for heading in body(section).xpath(".//*[starts-with(@class, 'govuk-h')]")][
        -3:
    ] == ["h6", "h6", "h6"]


def test_the_contents_list_sections_and_appendices():
    entries = html.contents(SAMPLE)
    assert [(entry.level, entry.number, entry.heading, entry.anchor) for entry in entries[2:5]] == [
        (1, "1", "Why this report is needed", "background"),
        (2, "", "The improvement plan", "plan"),
        (2, "", "What the figures show", "data"),
    ]
    assert [str(entry) for entry in entries[-3:]] == [
        "2.2 Legal references",
        "Appendix 1: The inspectors’ letter",
        "Appendix 2: Figures for March and April",
    ]


def test_a_group_without_a_heading_is_not_in_the_contents_but_what_it_holds_is():
    group = Section("group", "", (Section("inner", "Inner", ()),))
    assert html.contents(Document("Paper", (group,))) == [html.Entry(1, "", "Inner", "inner")]


def test_parts_are_rendered_as_they_are_in_the_whole():
    document = repair(SAMPLE)
    parts = list(html.render_parts([(document.children[1], 2)], number(document)))
    assert len(parts) == 1
    assert parts[0] in html.render_body(SAMPLE)


# --- what changed ---------------------------------------------------------------------------


def test_what_has_no_number_can_be_linked_to_as_well():
    quotation = Quotation(((Text("They listened."),),))
    items = (ListItem((Text("Note it"),), (Paragraph((Text("in full"),)),), "recommendation-1"),)
    told = "Six words are said and no more of them"
    document = Document(
        "Paper",
        (Section("s", "Summary", (Paragraph((Text(told),)), NumberedList(items), quotation)),),
    )
    paper = html.Paper(document)
    found = {each.anchor: each.words for each in paper.unnumbered}
    assert found == {
        "paragraph_1": "Six words are said and no…",
        "recommendation-1": "Note it",
        "paragraph_2": "in full",
        "paragraph_3": "They listened.",
    }
    beside = {anchor: html.Html(f"<i>{anchor}</i>") for anchor in [*found, "s"]}
    article = lxml_html.fragment_fromstring(paper.page(beside=beside).article)
    for anchor, said in found.items():
        place = article.get_element_by_id(anchor)
        assert place.tag in ("p", "li", "blockquote")
        assert words(place).startswith(said.removesuffix("…"))
        assert place.find("i").text == anchor
    assert article.get_element_by_id("s").find("h2").getnext().text == "s"


def compared(before, after):
    """The page of what stands after, with what changed marked."""
    page = html.Paper(Document("Paper", after)).page(before=Document("Paper", before))
    return page, lxml_html.fragment_fromstring(page.article)


def said(*texts):
    return tuple(NumberedParagraph(f"p{n}", (Text(text),)) for n, text in enumerate(texts))


def marks(article):
    """The words that mark something, with what they stand at."""
    return [
        (words(mark.find("strong")), words(mark.getnext()))
        for mark in article.xpath(".//div[@class='paper-changed']/div[@class='paper-change']")
    ]


OLD = "Inspectors came to the council in March."
REWORDED = "Inspectors came to the council in April."


def test_what_is_new_or_reworded_is_marked_in_words():
    page, article = compared(said(OLD, "It was good."), said(REWORDED, "It was good.", "So?"))
    assert marks(article) == [("Changed", REWORDED), ("New", "So?")]
    assert (page.comparison.new, page.comparison.changed) == (1, 1)
    (how,) = article.iter("details")
    assert words(how.find("summary")) == "How it changed"
    assert [words(each) for each in how.iter("del", "ins")] == [
        "Removed: March. (end of what was removed)",
        "Added: April. (end of what was added)",
    ]


def test_what_is_left_out_is_told_and_marked_nowhere():
    page, article = compared(said(OLD, "It was good."), said("It was good."))
    assert marks(article) == []
    assert [passage.words for passage in page.comparison.left_out] == [OLD]


def test_without_an_earlier_paper_nothing_is_marked():
    page = html.Paper(Document("Paper", said(OLD))).page()
    assert page.comparison is None
    assert "paper-change" not in page.body


def test_the_same_words_in_two_places_are_marked_where_they_are_new():
    first = Section("a", "First", (Paragraph((Text("None."),)),))
    second = Section("b", "Second", (Paragraph((Text("None."),)),))
    _, article = compared((first,), (first, second))
    assert len(article.xpath("//section[@id='b']//div[@class='paper-changed']")) == 1
    assert not article.xpath("//section[@id='a']//div[@class='paper-changed']")


def test_points_rows_charts_and_quotations_are_marked():
    def parts(word, figure):
        chart = Chart("line", ("March", "April"), (Series("x", (2.0, figure)),))
        return (
            BulletList((ListItem((Text(f"The first point is that {word} were made."),)),)),
            Table("Made", ("What", "When"), (((Text("Many visits"),), (Text(word),)),)),
            Figure("Visits by month", "They are drawn here.", chart),
            Quotation(((Text(f"They said that {word} were made."),),)),
        )

    _, article = compared(parts("visits", 1.0), parts("calls", 4.0))
    (point,) = article.iter("li")
    assert words(point.find(".//strong")) == "Changed"
    row, how = article.xpath(".//tr[contains(@class, 'paper-changed-row')]")
    assert words(row.find("td/div/strong")) == "Changed"
    assert how.find("td").get("colspan") == "2"
    figure = article.find(".//figure").getparent()
    assert words(figure.find("./div[@class='paper-change']")) == "Changed"
    assert words(article.find(".//blockquote").getprevious().find("strong")) == "Changed"


def test_the_contents_count_what_changed_below_each_heading():
    def paper(text):
        return (Section("a", "First", said(text)), Section("b", "Second", (Heading("More"),)))

    page, _ = compared(paper(OLD), paper(REWORDED))
    assert [(entry.heading, entry.changes) for entry in page.contents] == [
        ("First", 1),
        ("Second", 0),
    ]


@given(documents(), documents())
def test_any_two_papers_can_be_compared(before, after):
    """Nothing is marked that is the same, and what is marked is still all of the paper."""
    same, _ = compared(after.children, after.children)
    assert (same.comparison.new, same.comparison.changed, same.comparison.left_out) == (0, 0, [])
    page = html.Paper(after).page(before=before)
    shown = page.article.count('class="paper-change"')
    assert shown == page.comparison.new + page.comparison.changed


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_that_changed_is_never_markup(text):
    _, article = compared(said(f"{text} was said"), said(f"was {text} said"))
    harmless = {"article", "h1", "div", "a", "p", "strong", "details", "summary", "span"}
    assert {element.tag for element in article.iter()} <= harmless | {"ins", "del", "br"}


def hostile_document(text):
    """The text in every field that an author can fill."""
    inlines = Text(text), Link(text, f"https://council.example/?{text.split()[0]}"), Status(text)
    chart = Chart("line", (text, text), (Series(text, (1.0, 2.0)),), unit=text)
    return Document(
        title=text,
        kicker=(text,),
        author=text,
        subject=text,
        language=text,
        children=(
            MetadataBox((MetadataRow(text, inlines),)),
            Section(text, text, (Heading(text), NumberedParagraph(text + "p", inlines))),
            BulletList((ListItem(inlines, anchor=text + "i"),)),
            Table(text, (text,), ((inlines,),)),
            Figure(text, text, chart),
            Quotation((inlines,), text),
            Paragraph((Reference(text), Reference(text + "x"), Reference(text + "p", text + "q"))),
            Appendix(text + "a", text, (Paragraph(inlines),)),
        ),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_never_markup(text):
    """The page has the elements and attributes it has for harmless text, and no others."""

    def shape(document):
        root = lxml_html.document_fromstring(html.render(document).encode())
        return [
            (element.tag, *sorted(element.keys()))
            for element in root.iter()
            if element.tag not in ("path", "line", "rect", "text", "tspan", "circle", "g")
        ]

    assert shape(hostile_document(text)) == shape(hostile_document("harmless"))


@given(rough_documents())
def test_any_document_has_a_page(document):
    page = lxml_html.document_fromstring(html.render(document).encode())
    allowed = ("https://", "http://", "mailto:", "#")
    assert all(address.lower().startswith(allowed) for address in page.xpath("//@href"))
    assert not page.xpath("//script | //@style | //@*[starts-with(name(), 'on')]")
    assert page.findtext(".//h1") == repair(document).title
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def luminance(colour):
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_status_colour_can_be_read():
    pairs = re.findall(
        r"\.paper-status--(\w+) \{ color: (#\w{6}); background-color: (#\w{6});", CSS.read_text()
    )
    assert {name for name, _, _ in pairs} == set(Status.__annotations__["colour"].__args__)
    for name, ink, paper in pairs:
        lighter, darker = sorted((luminance(ink), luminance(paper)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, name

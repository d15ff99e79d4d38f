"""What a person writes becomes nodes, or is reported; it is never lost in silence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import html, json
from documents.nodes import (
    BulletList,
    Document,
    Heading,
    LineBreak,
    Link,
    ListItem,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Quotation,
    Reference,
    Table,
    Text,
)
from documents.problems import Problem
from documents.richtext import Parsed, Unbound, parse
from documents.tree import references, walk


def read(markup, **options):
    """The blocks of a text that is kept whole."""
    parsed = parse(markup, anchor="why", **options)
    assert parsed.problems == ()
    return list(parsed.blocks)


def reported(markup):
    return [problem.message for problem in parse(markup, anchor="why").problems]


def content(markup):
    """The words of a text of one paragraph."""
    (paragraph,) = read(f"<p>{markup}</p>", numbered=False)
    return paragraph.content


def said(blocks):
    return " ".join(node.text for node in walk(tuple(blocks)) if isinstance(node, Text | Link))


def item(words, *children):
    return ListItem((Text(words),), children)


CELLS = "<table><tr><th>a</th></tr><tr><td>b</td></tr></table>"
A, B = (Text("a"),), (Text("b"),)


def test_paragraphs_are_numbered_and_named_in_order():
    assert read("<p>a</p><p>b</p>") == [
        NumberedParagraph("why-1", A),
        NumberedParagraph("why-2", B),
    ]


def test_without_numbers_paragraphs_are_plain():
    assert read("<p>a</p><p class='continuation'>b</p><ul><li>a</li></ul>", numbered=False) == [
        Paragraph(A),
        Paragraph(B),
        BulletList((ListItem(A),)),
    ]


@pytest.mark.parametrize("empty", ["", "<p></p>", "<p> &nbsp; <br></p>", "<div></div>", "<hr>"])
def test_what_is_empty_is_no_paragraph(empty):
    assert read(empty) == []
    assert read(f"{empty}<p>a</p>{empty}") == [NumberedParagraph("why-1", A)]


def test_what_follows_a_paragraph_belongs_to_it():
    assert read(
        "<p>a</p><ul><li>x</li></ul><p class='continuation'>b</p>"
        "<blockquote><p>q</p></blockquote><p>b</p>"
    ) == [
        NumberedParagraph(
            "why-1",
            A,
            (BulletList((item("x"),)), Paragraph(B), Quotation(((Text("q"),),))),
        ),
        NumberedParagraph("why-2", B),
    ]


def test_a_paragraph_inside_another_takes_what_follows_it():
    assert read(
        "<p>a</p><p class='continuation'>b</p><p class='sub'>a</p><p class='sub'>b</p>"
        "<ul><li>x</li></ul><p class='continuation'>a</p><p>b</p><p class='sub'>a</p>"
    ) == [
        NumberedParagraph(
            "why-1",
            A,
            (
                Paragraph(B),
                NumberedParagraph("why-1-1", A),
                NumberedParagraph("why-1-2", B, (BulletList((item("x"),)), Paragraph(A))),
            ),
        ),
        NumberedParagraph("why-2", B, (NumberedParagraph("why-2-1", A),)),
    ]


@pytest.mark.parametrize("before", ["", "<h3>Next</h3>", "<p>a</p><h3>Next</h3>"])
def test_a_paragraph_inside_none_stands_by_itself(before):
    last = read(f"{before}<p class='sub'>b</p><ul><li>x</li></ul>")[-1]
    number = 1 + before.count("<p>")
    assert last == NumberedParagraph(f"why-{number}", B, (BulletList((item("x"),)),))


def test_only_paragraphs_of_the_text_itself_stand_inside_others():
    assert read("<p>a</p><ul><li><p class='sub'>b</p></li></ul>") == [
        NumberedParagraph("why-1", A, (BulletList((ListItem(B),)),))
    ]
    assert read("<p>a</p><p class='sub'>b</p>", numbered=False) == [Paragraph(A), Paragraph(B)]


def test_what_stands_before_any_paragraph_stands_alone():
    assert read("<ul><li>x</li></ul><p class='continuation'>b</p><p>a</p>") == [
        BulletList((item("x"),)),
        Paragraph(B),
        NumberedParagraph("why-1", A),
    ]


def test_a_heading_ends_the_paragraph_before_it():
    assert read("<p>a</p><h3>Next</h3><ul><li>x</li></ul>") == [
        NumberedParagraph("why-1", A),
        Heading("Next", 1),
        BulletList((item("x"),)),
    ]


@pytest.mark.parametrize(
    ("tag", "level"), [("h1", 1), ("h2", 1), ("h3", 1), ("h4", 2), ("h5", 3), ("h6", 4)]
)
def test_headings_have_levels(tag, level):
    assert read(f"<{tag}>A <b>bold</b><br>one</{tag}>") == [Heading("A bold one", level)]


def test_words_outside_paragraphs_are_paragraphs():
    assert read("a<div>b<p>a</p></div>b") == [
        NumberedParagraph("why-1", A),
        NumberedParagraph("why-2", B),
        NumberedParagraph("why-3", A),
        NumberedParagraph("why-4", B),
    ]


@pytest.mark.parametrize(
    ("markup", "inlines"),
    [
        ("one <strong>two</strong>", [Text("one "), Text("two", bold=True)]),
        ("<b>one <i>two</i></b>", [Text("one ", bold=True), Text("two", bold=True, italic=True)]),
        ("<em>one</em>", [Text("one", italic=True)]),
        ("one<br>two", [Text("one"), LineBreak(), Text("two")]),
        ("one <br> two<br><br>", [Text("one"), LineBreak(), Text("two")]),
        ("<br>one", [Text("one")]),
        (" one \n two  <b> three </b> ", [Text("one two "), Text("three", bold=True)]),
        ("<b>one</b><b>two</b>", [Text("onetwo", bold=True)]),
        ("<span>one</span> two", [Text("one two")]),
        ("1 &lt; 2 &amp; 3\u00a0%", [Text("1 < 2 & 3\u00a0%")]),
        ("one<!-- two --><script>three</script><style>four</style>", [Text("one")]),
        (
            "see <a href=' https://council.example/?a=1&amp;b=2 '>the <b>plan</b></a>.",
            [Text("see "), Link("the plan", "https://council.example/?a=1&b=2"), Text(".")],
        ),
        ("<a href='mailto:a@b.example'></a>", [Link("mailto:a@b.example", "mailto:a@b.example")]),
        ("<a>one</a>", [Text("one")]),
    ],
)
def test_words(markup, inlines):
    assert content(markup) == tuple(inlines)


@pytest.mark.parametrize(
    ("typed", "inlines"),
    [
        ("[[visit]]", [Reference("visit")]),
        ("[[Visit-2]]", [Reference("visit-2")]),
        ("in [[ a  to b ]].", [Text("in "), Reference("a", "b"), Text(".")]),
        ("[[a]][[b]]", [Reference("a"), Reference("b")]),
        ("<b>[[a]]</b>", [Reference("a")]),
        ("[a] and ]]", [Text("[a] and ]]")]),
    ],
)
def test_citations(typed, inlines):
    assert content(typed) == tuple(inlines)


@pytest.mark.parametrize("typed", ["[[", "[[a", "[[a b]]", "[[a to]]", "[[]]", "[[a<b>]]</b>"])
def test_an_unfinished_citation_is_kept_and_reported(typed):
    assert reported(f"<p>{typed}</p>") == [
        "A citation is not complete; write [[name]] or [[name to name]]."
    ]
    assert not list(references(parse(typed, anchor="why").blocks))


def test_lists_nest_in_items_and_between_them():
    inside = "<ul><li>x<ul><li>y</li></ul></li></ul>"
    between = "<ul><li>x</li><ul><li>y</li></ul></ul>"
    nested = [BulletList((item("x", BulletList((item("y"),))),))]
    assert read(inside) == nested
    assert read(between) == nested


def test_an_item_may_hold_several_paragraphs():
    assert read("<ul><li><p>a</p><p>b</p></li><li></li></ul>") == [
        BulletList((ListItem(A, (Paragraph(B),)),))
    ]


def test_an_item_may_begin_with_a_list():
    assert read("<ol><li><ul><li>x</li></ul></li></ol>") == [
        NumberedList((ListItem((), (BulletList((item("x"),)),)),))
    ]


@pytest.mark.parametrize(
    ("attributes", "style", "start"),
    [
        ("", "decimal", 1),
        ("type=i", "roman", 1),
        ("type=A start=3", "letter", 3),
        ("type=square start=-2", "decimal", 1),
        ("start=99999", "decimal", 1),
        ("start=x", "decimal", 1),
    ],
)
def test_numbered_lists_have_a_style_and_a_start(attributes, style, start):
    assert read(f"<ol {attributes}><li>x</li></ol>") == [NumberedList((item("x"),), style, start)]


def test_a_quotation_may_say_who_is_quoted():
    assert read("<blockquote><p>a</p><p>— Chair</p></blockquote>") == [Quotation((A,), "Chair")]
    assert read("<blockquote>— only words</blockquote>") == [Quotation(((Text("— only words"),),))]


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        ("<h3>a</h3>", [(Text("a", bold=True),)]),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", [A, B]),
        ("<blockquote><p>a</p><p>— b</p></blockquote>", [A, B]),
        ("<table><caption>c</caption><tr><th>a</th></tr><tr><td>b</td></tr></table>", [A, B]),
    ],
)
def test_blocks_in_a_quotation_are_kept_as_its_paragraphs(inside, lines):
    parsed = parse(f"<blockquote>{inside}</blockquote>", anchor="why")
    assert parsed.blocks == (Quotation(tuple(lines)),)
    assert [problem.message for problem in parsed.problems] == [
        "Lists, tables and headings in a quotation are kept as its paragraphs."
    ]


def test_words_in_a_table_outside_its_cells_are_kept():
    parsed = parse(f"<p>a</p>{CELLS.replace('<tr>', 'b<tr>', 1)}", anchor="why")
    assert [type(child) for child in parsed.blocks[0].children] == [Paragraph, Table]


def test_a_table_has_its_header_and_caption_and_figures_stand_right():
    assert read(
        "<table><caption>Visits</caption><thead><tr><th>Month</th><th>Count</th></tr></thead>"
        "<tbody><tr><td><b>May</b></td><td>1,200</td></tr>"
        "<tr><td><p>a</p><p>b</p></td><td>–</td></tr></tbody></table>"
    ) == [
        Table(
            caption="Visits",
            header=("Month", "Count"),
            rows=(
                ((Text("May", bold=True),), (Text("1,200"),)),
                ((Text("a"), LineBreak(), Text("b")), (Text("–"),)),
            ),
            align=("left", "right"),
        )
    ]


def table_of(parsed):
    return next(node for node in walk(parsed.blocks) if isinstance(node, Table))


@pytest.mark.parametrize(
    ("before", "caption"),
    [
        ("<p>The visits were:</p>", "The visits were"),
        ("<h3>Visits</h3>", "Visits"),
        (f"<p>{'word ' * 30}</p>", "word " * 15 + "word…"),
    ],
)
def test_a_table_without_a_caption_takes_the_words_above_it(before, caption):
    parsed = parse(before + CELLS, anchor="why")
    assert table_of(parsed).caption == caption
    assert parsed.problems == ()


def test_a_table_below_nothing_has_no_caption():
    assert table_of(parse(CELLS, anchor="why")).caption == "Table"
    assert reported(CELLS) == ["A table has no caption."]


def test_a_table_without_a_header_takes_its_first_row():
    parsed = parse("<p>Lead</p><table><tr><td>a</td></tr><tr><td>b</td></tr></table>", anchor="why")
    assert table_of(parsed) == Table("Lead", ("a",), ((B,),), ("left",))
    assert [problem.message for problem in parsed.problems] == [
        "A table has no header row; its first row is taken for it."
    ]


def test_joined_cells_are_taken_apart():
    parsed = parse(
        "<p>Lead</p><table><tr><th colspan=2>a</th></tr><tr><td rowspan=2>b</td><td>b</td></tr>"
        "<tr><td>b</td></tr></table>",
        anchor="why",
    )
    assert table_of(parsed).header == ("a", "")
    assert table_of(parsed).rows == ((B, B), (B, ()))
    assert [problem.message for problem in parsed.problems] == [
        "Joined cells in a table are taken apart."
    ]


@pytest.mark.parametrize(
    ("markup", "message", "kept"),
    [
        ("<p><u>a</u></p>", "Underlining is not kept; the words are.", "a"),
        ("<p><s>a</s></p>", "Strike-through is not kept; the words are.", "a"),
        ("<p>a<sup>2</sup></p>", "Superscript is not kept; the words are.", "a2"),
        (
            "<p><span style='text-decoration: underline'>a</span></p>",
            "Underlining or strike-through is not kept; the words are.",
            "a",
        ),
        ("<p><blink>a</blink></p>", "The formatting “blink” is not kept; the words are.", "a"),
        ("<pre>a</pre>", "The formatting “pre” is not kept; the words are.", "a"),
        (
            "<p>a <img src='x' alt='a map'></p>",
            "A picture cannot stand in the text and is left out.",
            "a a map",
        ),
        ("<p><img src='x'></p>", "A picture cannot stand in the text and is left out.", ""),
        (
            "<p><a href='javascript:alert(1)'>a</a></p>",
            "The link to “javascript:alert(1)” is not a web or e-mail address.",
            "a",
        ),
        (
            "<blockquote><ul><li>a</li></ul></blockquote>",
            "Lists, tables and headings in a quotation are kept as its paragraphs.",
            "a",
        ),
        (
            "<p>a</p><table><tr><th>b</th></tr><tr><td><ul><li>c</li></ul></td></tr></table>",
            "Lists, tables and headings in a table's cell are kept as its lines.",
            "a c",
        ),
    ],
)
def test_what_has_no_node_is_reported_and_its_words_are_kept(markup, message, kept):
    assert reported(markup) == [message]
    assert said(parse(markup, anchor="why").blocks) == kept


def test_formatting_without_words_is_not_worth_a_report():
    assert reported("<p>a<u> </u><blink></blink></p>") == []


def test_a_problem_says_in_which_paragraph_it_is():
    long = "word " * 20
    assert parse(
        f"<p>a</p><p>{long}<u>b</u></p><ul><li><u>c</u></li></ul>", anchor="why"
    ).problems == (
        Problem(
            "warning",
            "why-2",
            "“word word word word word word word word word word…”",
            "Underlining is not kept; the words are.",
        ),
    )


def test_a_problem_in_what_is_left_out_is_told_where_it_stood():
    parsed = parse("<p>a</p><p><img src='x'></p><p>b</p>", anchor="why")
    assert [(problem.anchor, problem.place) for problem in parsed.problems] == [("why-1", "“a”")]


def test_nothing_is_reported_twice_for_one_paragraph():
    assert len(reported("<p><u>a</u> <u>b</u></p><p><u>c</u></p>")) == 2


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 60 + "end",
        "<ul><li>" * 60 + "end",
        "<blockquote>" * 60 + "end",
        "<table><tr><th>" * 40 + "end",
        "<b><i>" * 60 + "end",
        "<u>" * 60 + "end",
    ],
)
def test_deep_nesting_keeps_its_words(markup):
    parsed = parse(markup, anchor="why")
    assert "end" in str(parsed.blocks)


def test_what_is_too_deep_to_read_is_reported():
    parsed = parse("<div>" * 100_000 + "end", anchor="why")
    assert ("error", "The text is nested too deeply to be read to its end.") in [
        (problem.severity, problem.message) for problem in parsed.problems
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>" + "a<u>b</u>" * 5_000,
        "<p>a</p>" + "<ul><li>x</ul>" * 5_000,
        "<ul><li>a" + "<ul><li>x</ul>" * 5_000,
        "<p>" + "[[a to " * 20_000,
        "<p>[[" + "a" * 100_000 + " " * 100_000,
        "<p>a" + "<br> " * 10_000,
        "<table>" + "<tr><td colspan=20>x" * 2_000,
    ],
    ids=["runs", "lists", "lists in an item", "citations", "spaces", "lines", "cells"],
)
def test_long_text_takes_time_in_proportion(markup):
    """Far beyond what proportionate work needs, far below what squared work would take."""
    began = time.monotonic()
    parse(markup, anchor="why")
    assert time.monotonic() - began < 10


# --- words filled in by whoever reads the text ---------------------------------------------


def fill(words):
    if words == "CP05 value":
        return "160"
    raise Unbound(f"“{words}” is not known.")


def test_words_in_double_brackets_are_filled_in():
    markup = "<p>Up to <b>[[ CP05\n&nbsp;value ]]</b>, see [[plan]] and [[a to b]].</p>"
    assert parse(markup, anchor="why", bind=fill) == Parsed(
        (
            NumberedParagraph(
                "why-1",
                (
                    Text("Up to "),
                    Text("160", bold=True),
                    Text(", see "),
                    Reference("plan"),
                    Text(" and "),
                    Reference("a", "b"),
                    Text("."),
                ),
            ),
        ),
        (),
    )


def test_words_are_filled_in_where_no_citation_can_stand():
    markup = (
        "<h3>On [[CP05 value]]</h3><table><caption>[[CP05 value]] plans</caption>"
        "<tr><th>of [[CP05 value]]</th></tr><tr><td>[[CP05 value]]</td></tr></table>"
    )
    heading, table = parse(markup, anchor="why", bind=fill).blocks
    assert heading == Heading("On 160")
    assert table == Table("160 plans", ("of 160",), (((Text("160"),),),), ("right",))


@pytest.mark.parametrize("markup", ["<p>See [[CP05 target]].</p>", "<h3>See [[CP05 target]].</h3>"])
def test_words_that_cannot_be_filled_in_are_an_error(markup):
    parsed = parse(markup, anchor="why", bind=fill)
    (problem,) = parsed.problems
    assert (problem.severity, problem.message) == ("error", "“CP05 target” is not known.")
    assert "See [CP05 target not found]." in str(parsed.blocks)
    assert "[[" not in str(parsed.blocks)


@pytest.mark.parametrize("typed", ["[[CP05 value", "[[ ]]", "[[]]", "CP05 value]]"])
def test_brackets_that_are_not_closed_or_empty_are_not_filled_in(typed):
    parsed = parse(f"<p>{typed}</p>", anchor="why", bind=fill)
    assert [each.severity for each in parsed.problems] == ["warning"] * ("[[" in typed)
    assert "160" not in str(parsed.blocks)


PIECES = """
a b [[x]] [[x&nbsp;to&nbsp;y]] [[ &lt; <!--c--> <?xml?> <p> </p> <p/class=continuation> <b> </b> <i>
<p/class=sub> </i> <u> </u> <br> <a/href=javascript:x> </a> <a/href=https://c.example> <ul> </ul>
<li> </li> <ol/type=i/start=0> </ol> <h3> </h3> <h4> </h4> <table> </table> <caption> <tr> <th> <td>
<td/colspan=3> <blockquote> </blockquote> <img/src=x/onerror=x/alt=d> <script> </script> <style>
</style> <div> </div> <svg> <hr> <textarea> <template> <html> <head> <body> <frameset> <math> ]]> </
"""
pieces = st.sampled_from([*PIECES.split(), " ", "\x00", "\ud800", "\uf0b7"])


@given(st.lists(pieces, max_size=25).map("".join))
def test_any_text_becomes_a_document_that_can_be_stored_and_printed(markup):
    for numbered in (True, False):
        blocks = parse(markup, anchor="why", numbered=numbered).blocks
        document = Document("Paper", blocks)
        assert json.load(json.dump(document)) == document
        names = [block.anchor for block in blocks if isinstance(block, NumberedParagraph)]
        assert names == [f"why-{number}" for number in range(1, len(names) + 1)]
        assert "<script" not in html.render_body(document)


@given(st.lists(st.text(st.characters(categories=("L", "N", "P")), min_size=1), max_size=6))
def test_words_are_kept_whatever_they_are(texts):
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in texts]
    markup = "".join(f"<p>{text}</p>" for text in escaped).replace("[[", "[")
    said = "".join(
        node.text for node in walk(parse(markup, anchor="x").blocks) if isinstance(node, Text)
    )
    assert said == "".join(texts).replace("[[", "[")

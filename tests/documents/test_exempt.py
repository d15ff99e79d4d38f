"""What is not for publication leaves no trace in the public tree, and is marked in the other."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from documents import exempt, html, json, outline
from documents.nodes import (
    Appendix,
    BulletList,
    Document,
    LineBreak,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
)
from documents.numbering import number
from documents.problems import find
from documents.richtext import parse
from documents.tree import rewrite, walk
from tests.documents.strategies import documents

NOTICE = "This part is not for publication: paragraph 3."


def said(anchor, words, *children):
    return NumberedParagraph(anchor, (Text(words),), children)


def secret(anchor, *children, heading="Secret heading"):
    return Section(anchor, heading, children, numbered=True, exempt=True, notice=NOTICE)


def paper(*children):
    return Document(title="A paper", children=children)


def printed(document):
    """The lines of what the public reads, without title."""
    return outline.render(exempt.leave_out(document)).splitlines()[1:]


ONE = Section("one", "One", (said("a", "First."), said("b", "Second.")), numbered=True)
TWO = secret("two", said("c", "Secret."), said("d", "Secret too."))
THREE = Section("three", "Three", (said("e", "Last."),), numbered=True)
LETTER = Appendix("letter", "Secret letter", (said("f", "Secret."),), exempt=True, notice=NOTICE)
FIGURES = Appendix("figures", "Figures", (said("g", "Open."),))


def citing(*references):
    """What the public reads where a paper cites its parts, some of them exempt."""
    cited = Section("cited", "", tuple(Paragraph((Text("See "), each)) for each in references))
    return printed(paper(cited, ONE, TWO, THREE, LETTER, FIGURES))[: len(references)]


# --- leaving out ----------------------------------------------------------------------------


def test_a_paper_without_exempt_parts_is_the_same():
    document = paper(ONE, THREE)
    assert exempt.leave_out(document) is document
    assert exempt.mark(document) is document


def test_a_notice_stands_in_place_of_a_section_and_numbers_close_up():
    assert printed(paper(ONE, TWO, THREE)) == [
        "1 One",
        "  1.1 First.",
        "  1.2 Second.",
        NOTICE,
        "2 Three",
        "  2.1 Last.",
    ]


def test_a_notice_stands_in_place_of_an_appendix_and_the_next_moves_up():
    assert printed(paper(LETTER, FIGURES)) == [
        NOTICE,
        "Appendix 1: Figures",
        "  A1.1 Open.",
    ]


def test_what_has_no_notice_leaves_nothing():
    assert printed(paper(replace(TWO, notice=""), THREE)) == ["1 Three", "  1.1 Last."]


def test_what_is_exempt_is_left_out_wherever_it_stands():
    inside = paper(
        said("a", "Open.", replace(TWO, heading="", numbered=False)),
        BulletList((ListItem((Text("Open."),), (TWO,)),)),
        NumberedList((ListItem((), (said("z", "Open.", replace(TWO, notice="")),)),)),
    )
    assert "ecret" not in json.dump(exempt.leave_out(inside))


def test_citations_do_not_tell_what_is_exempt():
    assert (
        citing(Reference("two"), Reference("c", "d"), Reference("letter"))
        == ["See an exempt part of this report"] * 3
    )


def test_a_citation_that_begins_a_line_begins_with_a_capital():
    box = MetadataBox(
        (MetadataRow("Enclosures", (Reference("figures"), LineBreak(), Reference("letter"))),)
    )
    assert printed(paper(box, LETTER, FIGURES))[0] == (
        "Enclosures: Appendix 1 An exempt part of this report"
    )


def test_a_range_covers_what_is_left_of_it():
    assert citing(
        Reference("one", "two"),
        Reference("two", "three"),
        Reference("b", "c"),
        Reference("one", "three"),
        Reference("letter", "figures"),
    ) == [
        "See paragraphs 1.1 to 1.2",
        "See paragraph 2.1",
        "See paragraph 1.2",
        "See paragraphs 1.1 to 2.1",
        "See Appendix 1",
    ]


def test_a_citation_of_an_exempt_part_that_leads_nowhere_does_not_name_it():
    assert citing(Reference("letter", "one")) == ["See an exempt part of this report"]


def test_a_citation_that_led_nowhere_before_still_does():
    empty = Section("empty", "Empty", ())
    (found,) = find(exempt.leave_out(paper(ONE, TWO, empty, Paragraph((Reference("empty"),)))))
    assert found.message == "A citation leads nowhere: empty holds no numbered paragraph."


SECRET = "zqx"


@given(documents(), st.integers(0, 20))
def test_nothing_of_an_exempt_part_is_in_the_public_tree(document, which):
    """Whatever the paper, and whichever section or appendix of it is exempt."""
    holders = [node for node in walk(document) if isinstance(node, Section | Appendix)]
    if not holders:
        return
    chosen = holders[which % len(holders)]

    def hidden(node):
        if node is not chosen:
            return node
        words = Paragraph((Text(SECRET), Text(SECRET, bold=True)))
        return replace(node, children=(*node.children, words), exempt=True, notice=NOTICE)

    whole = rewrite(document, hidden)
    names = {node.anchor for node in walk(chosen) if getattr(node, "anchor", "")}
    public = exempt.leave_out(whole)
    assert not any(exempt.parts(public))
    assert SECRET not in json.dump(public)
    assert names.isdisjoint(number(public).labels)
    assert {"first", "last"}.isdisjoint(
        name
        for node in walk(public)
        if isinstance(node, Reference)
        for name in ("first", "last")
        if getattr(node, name) in names
    )
    assert SECRET not in html.render(public)
    assert json.load(json.dump(public)) == public


# --- marking --------------------------------------------------------------------------------


def test_the_whole_paper_says_where_an_exempt_part_begins_and_ends():
    assert outline.render(paper(ONE, TWO)).splitlines()[4:] == [
        "2 Secret heading",
        f"  Exempt: not for publication. {NOTICE}",
        "  2.1 Secret.",
        "  2.2 Secret too.",
        "  End of the exempt part.",
    ]


def test_what_is_exempt_inside_an_exempt_part_is_marked_once():
    words = outline.render(paper(secret("a", secret("b", said("c", "Secret.")))))
    assert words.count(exempt.MARK) == words.count(exempt.END) == 1


def test_exempt_parts_stand_apart_on_the_page():
    run = Section("run", "", (said("r", "Secret."),), exempt=True)
    page = html.render_body(paper(ONE, TWO, run, LETTER))
    for begin in (
        '<section class="paper-exempt" id="two">',
        '<div class="paper-unheaded paper-exempt" id="run">',
        '<section class="paper-appendix paper-exempt" id="letter">',
    ):
        assert begin in page
    assert page.count(exempt.MARK) == 3


# --- what is marked in a text ---------------------------------------------------------------


def read(markup, **options):
    return parse(markup, anchor="why", notice=NOTICE, **options).blocks


def run(number_, *children, notice=NOTICE):
    return Section(f"why-exempt-part-{number_}", "", children, exempt=True, notice=notice)


def test_marked_paragraphs_that_follow_each_other_are_one_part():
    assert read(
        '<p>a</p><p class="exempt">b</p><p class="exempt">c</p><p>d</p><p class="exempt">e</p>'
    ) == (
        said("why-1", "a"),
        run(1, said("why-exempt-1", "b"), said("why-exempt-2", "c")),
        said("why-2", "d"),
        run(2, said("why-exempt-3", "e"), notice=""),
    )


def test_what_follows_a_marked_paragraph_belongs_to_it():
    items = BulletList((ListItem((Text("c"),)),))
    found = read(
        '<p class="exempt">a</p><p class="continuation">b</p><ul><li>c</li></ul>'
        '<p class="sub">d</p><p>e</p>'
    )
    inside = said("why-exempt-1", "a", Paragraph((Text("b"),)), items, said("why-exempt-1-1", "d"))
    assert found == (run(1, inside), said("why-1", "e"))


def test_a_list_after_a_marked_paragraph_without_number_is_exempt_too():
    items = BulletList((ListItem((Text("b"),)),))
    found = read('<p class="exempt">a</p><ul><li>b</li></ul><p>c</p>', numbered=False)
    assert found == (run(1, Paragraph((Text("a"),)), items), Paragraph((Text("c"),)))


def test_a_part_of_a_paragraph_can_be_exempt():
    found = read(
        '<p>a</p><p class="sub">b</p><p class="sub exempt">c</p><ul><li>d</li></ul>'
        '<p class="sub">e</p><p class="continuation exempt">f</p><ul><li>g</li></ul>'
        '<p class="continuation">h</p>'
    )
    listed = [BulletList((ListItem((Text(words),)),)) for words in "dg"]
    assert found == (
        said(
            "why-1",
            "a",
            said("why-1-1", "b"),
            run(1, said("why-1-exempt-1", "c", listed[0])),
            said(
                "why-1-2",
                "e",
                run(2, Paragraph((Text("f"),)), listed[1], notice=""),
                Paragraph((Text("h"),)),
            ),
        ),
    )


def test_a_mark_inside_a_list_table_or_quotation_is_a_mark_on_all_of_it():
    for markup in (
        '<ul><li><p>a</p></li><li><p class="exempt">b</p></li></ul>',
        '<table><tr><th>a</th></tr><tr><td><p class="exempt">b</p></td></tr></table>',
        '<blockquote><p class="exempt">a</p><p>b</p></blockquote>',
        '<p>a <span class="exempt">b</span></p>',
        '<div class="exempt"><p>a</p><p>b</p></div>',
        'a <b class="exempt">b</b>',
        '<h3 class="exempt">a b</h3>',
    ):
        (found,) = read(markup)
        assert exempt.is_exempt(found), markup


def test_a_group_is_not_exempt_because_something_in_it_is():
    assert read('<div><p>a</p><p class="exempt">b</p></div>') == (
        said("why-1", "a"),
        run(1, said("why-exempt-1", "b")),
    )


def test_empty_marked_paragraphs_are_nothing():
    assert read('<p>a</p><p class="exempt"> </p><p>b</p>') == (
        said("why-1", "a"),
        said("why-2", "b"),
    )


def test_a_table_keeps_its_words_out_of_the_public_tree():
    blocks = read('<p class="exempt">a</p><table><tr><th>b</th></tr><tr><td>c</td></tr></table>')
    assert isinstance(blocks[0].children[0].children[0], Table)
    assert printed(paper(*blocks)) == [NOTICE]

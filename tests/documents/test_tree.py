"""Walking and rewriting a tree."""

from documents.nodes import BulletList, LineBreak, Paragraph, Reference, Text
from documents.tree import references, rewrite, walk
from tests.documents.sample import SAMPLE, SUMMARY


def test_walk_visits_every_node_in_reading_order():
    words = [node.text for node in walk(SUMMARY) if isinstance(node, Text)]
    assert "".join(words) == (
        "This is the fifth report on the plan. It covers March and April 2018."
    )


def test_references_finds_citations_however_deep():
    assert list(references(SAMPLE)) == [
        Reference("letter"),
        Reference("figures"),
        Reference("plan", "data"),
        Reference("visit"),
        Reference("letter"),
        Reference("legal"),
    ]


def test_rewrite_copies_only_what_changes():
    assert rewrite(SAMPLE, lambda node: node) is SAMPLE
    lists = rewrite(SAMPLE, lambda node: None if isinstance(node, BulletList) else node)
    assert not any(isinstance(node, BulletList) for node in walk(lists))
    assert lists.children[1] is SAMPLE.children[1]


def test_rewrite_replaces_and_removes():
    paragraph = Paragraph((Text("a"), LineBreak(), Text("b")))

    def change(node):
        if isinstance(node, Text):
            return Text(node.text.upper())
        return None if isinstance(node, LineBreak) else node

    assert rewrite(paragraph, change) == Paragraph((Text("A"), Text("B")))

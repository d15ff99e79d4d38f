"""A published paper is stored as text that reads back to the same tree."""

import json as standard_json
from dataclasses import replace

import pytest
from hypothesis import given

from documents import json
from documents.nodes import Chart, Document, Figure, Series
from tests.documents.sample import SAMPLE
from tests.documents.strategies import documents, rough_documents


@given(documents() | rough_documents())
def test_a_document_reads_back_equal(document):
    assert json.load(json.dump(document)) == document


def test_the_sample_reads_back_equal():
    assert json.load(json.dump(SAMPLE)) == SAMPLE


@given(rough_documents())
def test_the_text_is_canonical(document):
    text = json.dump(document)
    assert json.dump(json.load(text)) == text


def chart(value):
    series = (Series("Figures", (value, None)),)
    return Document("Paper", (Figure("T", "D", Chart("bar", ("a", "b"), series)),))


def test_equal_trees_have_equal_digests():
    assert chart(74) == chart(74.0)
    assert json.digest(chart(74)) == json.digest(chart(74.0))


def test_the_digest_is_the_sha256_of_the_text():
    assert json.digest(Document("£", ())) == (
        "20b18ae0f6cd99a81a3c593b42d279e5144e08aaa060ae807bf43b2927498481"
    )


def test_any_change_changes_the_digest():
    changed = replace(SAMPLE, subject=SAMPLE.subject + " ")
    assert json.digest(changed) != json.digest(SAMPLE)


def test_a_field_with_its_default_is_left_out():
    assert json.dump(Document("Paper", ())) == '{"children":[],"node":"Document","title":"Paper"}'


def test_a_chart_stored_before_figures_had_notes_reads_back_with_none():
    stored = (
        '{"children":[{"content":{"kind":"bar","labels":["a","b"],"node":"Chart","series":'
        '[{"name":"Figures","node":"Series","values":[74,null]}]},"description":"D",'
        '"node":"Figure","title":"T"}],"node":"Document","title":"Paper"}'
    )
    assert json.load(stored) == chart(74)
    assert json.dump(chart(74)) == stored


def test_a_number_that_is_none_cannot_be_stored():
    with pytest.raises(ValueError, match="not JSON compliant"):
        json.dump(chart(float("nan")))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"node": "Paper"}, "expected Document"),
        ({"title": None}, r"document\.title: 'None' does not belong here"),
        ({"titel": "x"}, "Document has no titel"),
        ({"appendix_style": "roman"}, r"document\.appendix_style"),
        ({"children": {}}, r"document\.children: "),
        ({"children": ["text"]}, r"document\.children\[0\]: 'text' does not belong here"),
        ({"children": [{"node": "Text", "text": "x"}]}, r"document\.children\[0\]"),
        ({"children": [{"node": "Heading"}]}, r"children\[0\]: Heading needs text"),
        ({"children": [{"node": "Heading", "text": "x", "level": True}]}, r"\.level: 'True'"),
        ({"children": [{"node": "Heading", "text": "x", "level": 1.5}]}, r"\.level: '1.5'"),
    ],
)
def test_anything_but_a_document_is_refused(change, message):
    sound = {"node": "Document", "title": "Paper", "children": []}
    assert json.load(standard_json.dumps(sound)) == Document("Paper", ())
    with pytest.raises(ValueError, match=message):
        json.load(standard_json.dumps(sound | change))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", "9" * 400, '"74"', "true"])
def test_a_value_that_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="document"):
        json.load(json.dump(chart(74)).replace("74", value))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"Document"', "[" * 100_000, "{}x"])
def test_text_that_is_no_document_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 (the message is the parser's own)
        json.load(text)

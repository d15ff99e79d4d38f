"""What the checks of a paper cost."""

import io
from itertools import count
from typing import Any

from pypdf import PdfReader

from benchmarks.data import long_paper
from benchmarks.measure import print_table, timed
from committee.checks import RULES, check, check_document
from committee.facts import read_facts
from committee.models import Report
from committee.reports import compose
from documents import pdf
from documents.nodes import Document, NumberedParagraph, Text
from documents.tree import rewrite, walk

PAGES = 60


def telling_paper() -> Document:
    """A paper of at least sixty pages whose paragraphs give every rule something to read."""
    numbers = count(10)

    def telling(node: Any) -> Any:
        if not isinstance(node, NumberedParagraph):
            return node
        one = next(numbers)
        words = (
            f" Of {one + 21} audits, {one} were good, 14 required improvement and 7 were"
            f" inadequate. By 31 May 2018 managers had seen {one % 90}% of cases, as paragraph 1.4"
            " and Appendix 1 say. The MASH panel will meet again in September 2018, and 9 children"
            " came to it in April."
        )
        return NumberedParagraph(node.anchor, (*node.content, Text(words)), node.children)

    return rewrite(long_paper(paragraphs=150, charts=15), telling)


def _pages(document: Document) -> int:
    return len(PdfReader(io.BytesIO(pdf.render(document))).pages)


def _words(document: Document) -> str:
    return f"{sum(len(each.text.split()) for each in walk(document) if isinstance(each, Text)):,}"


def measure_checks() -> None:
    """All rules on a paper of which only the words are known, and on the June draft."""
    paper = telling_paper()
    report = Report.objects.with_parts().get(slug="barnet-ces-2018-06-06")
    facts = read_facts(report, as_at=report.cut_off)
    june = compose(facts)
    timings = timed(lambda: check_document(paper), lambda: check(facts, june), runs=7)
    rows = [
        (name, _pages(document), _words(document), timing)
        for name, document, timing in zip(
            ("a paper from outside", "the draft of 6 June 2018"),
            (paper, june),
            timings,
            strict=True,
        )
    ]
    print_table(
        f"The checks, {len(RULES)} rules; a paper of {PAGES} pages is to take under a second",
        ("paper", "pages", "words", "median"),
        rows,
    )

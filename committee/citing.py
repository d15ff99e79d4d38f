"""What questions and resolutions cite, in the version of the paper that was before the meeting."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from difflib import get_close_matches

from django.utils import timezone

from committee.blocks import plain
from committee.models import Publication
from documents.nodes import (
    Appendix,
    Block,
    Inline,
    Inlines,
    Link,
    NumberedList,
    Reference,
    Section,
    Text,
)
from documents.numbering import DanglingReference, Numbering, blocks, number
from documents.problems import repair
from documents.tree import walk

NOT_COMPLETE = "A citation is not complete. Write [[name]] or [[name to name]]."
BEFORE_NUMBER = re.compile(r"^(?:paragraphs?|section)\s+", re.IGNORECASE)
NOTHING_TO_CITE = (
    "No version of the paper was before the meeting, so nothing of it can be cited. "
    "Write without double brackets."
)
THE_PAPER = "the paper"


def version_before(publications: Iterable[Publication], day: date) -> Publication | None:
    """The newest version that was published by the end of a day."""
    known = [each for each in publications if timezone.localdate(each.published_at) <= day]
    return max(known, key=lambda each: each.version, default=None)


def numbering_of(publication: Publication) -> Numbering:
    """The numbers that a version prints."""
    return number(repair(publication.document()))


def cited(text: str, numbering: Numbering | None) -> Iterator[tuple[str, str]]:
    """The runs of a text, what it cites as it was printed; each with the anchor it leads to.

    Without numbers, as on a paper that the public may not read, a citation is only "the paper".
    """
    for node in plain(text):
        if isinstance(node, Reference):
            yield _printed(node, numbering), node.first if numbering else ""
        else:
            yield getattr(node, "text", "\n"), ""


def in_words(text: str, numbering: Numbering | None) -> Inlines:
    """The same as words of another paper, in which what it cites has no anchor."""
    return tuple(
        Text(_printed(node, numbering)) if isinstance(node, Reference) else node
        for node in plain(text)
    )


def _printed(reference: Reference, numbering: Numbering | None) -> str:
    if numbering is None:
        return THE_PAPER
    try:
        return str(numbering.cite(reference))
    except DanglingReference:  # refused when it is typed
        return THE_PAPER


def faults(text: str, numbering: Numbering | None) -> list[str]:
    """What is wrong with the citations of a text, each in a sentence for whoever typed it."""
    found = plain(text)
    cites = [node for node in found if isinstance(node, Reference)]
    if numbering is None:
        return [NOTHING_TO_CITE] if cites else unknown_in(found, ())
    wrong = unknown_in(found, numbering.labels)
    return wrong or [each for each in (_backwards(node, numbering) for node in cites) if each]


def _backwards(reference: Reference, numbering: Numbering) -> str:
    try:
        numbering.cite(reference)
    except DanglingReference as fault:
        return f"This cannot be cited: {fault}."
    return ""


def unknown_in(nodes: Sequence[Block | Inline], known: Collection[str]) -> list[str]:
    """What nodes cite and nothing is called, each in a sentence for whoever typed it."""
    found = list(walk(tuple(nodes)))
    cites = [node for node in found if isinstance(node, Reference)]
    names = dict.fromkeys(name for each in cites for name in (each.first, each.last) if name)
    wrong = [unknown(each, known) for each in names if each not in known]
    if any(isinstance(node, Text) and "[[" in node.text for node in found):
        wrong.append(NOT_COMPLETE)
    return wrong


def unknown(anchor: str, known: Iterable[str]) -> str:
    """That nothing has this name, and the nearest name that there is."""
    return f"Nothing in this paper is called “{anchor}”.{_near(anchor, known)}"


def _near(typed: str, known: Iterable[str]) -> str:
    near = get_close_matches(typed, known, n=1)
    return f" Did you mean “{near[0]}”?" if near else ""


def paragraph(typed: str, numbering: Numbering) -> str:
    """The anchor of a paragraph or an appendix by the number that is printed, or by its name.

    Raises LookupError with a sentence for whoever typed it.
    """
    wanted = BEFORE_NUMBER.sub("", typed.strip())
    if wanted.lower() in numbering.labels:
        return wanted.lower()
    by_label = {label.lower(): anchor for anchor, label in numbering.labels.items() if label}
    if wanted.lower() in by_label:
        return by_label[wanted.lower()]
    printed = [label for label in numbering.labels.values() if label]
    raise LookupError(f"The paper has no paragraph “{wanted}”.{_near(wanted, printed)}")


def label(anchor: str, numbering: Numbering) -> str:
    """What is printed for one anchor: paragraph 1.4, or Appendix 1; nothing if it has no number."""
    try:
        return str(numbering.cite(Reference(anchor)))
    except DanglingReference:
        return numbering.label(anchor)


def parts(publication: Publication) -> Iterator[tuple[str, str, str]]:
    """The parts of a version that can be cited: name, heading, and what citing it prints."""
    document = repair(publication.document())
    numbering = number(document)
    for block in blocks(document.children):
        if isinstance(block, Section | Appendix):
            heading = block.title if isinstance(block, Appendix) else block.heading
            with suppress(DanglingReference):
                yield block.anchor, heading, str(numbering.cite(Reference(block.anchor)))


# --- recommendations ------------------------------------------------------------------------

PAST = {
    "accept": "accepted",
    "agree": "agreed",
    "approve": "approved",
    "authorise": "authorised",
    "comment": "commented",
    "consider": "considered",
    "defer": "deferred",
    "delegate": "delegated",
    "discuss": "discussed",
    "endorse": "endorsed",
    "note": "noted",
    "receive": "received",
    "recommend": "recommended",
    "refer": "referred",
    "review": "reviewed",
    "scrutinise": "scrutinised",
    "support": "supported",
    "welcome": "welcomed",
}
_VERB = "|".join(PAST)
_FIRST = re.compile(
    r"(?P<lead>That\b[^.:;]{1,150}?\s)?"
    r"(?:(?:is|are|be)\s(?:asked|invited|recommended|requested)\s)?(?:to\s)?"
    rf"(?P<verb>{_VERB})\b",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"(?P<lead>,?\sand\s|,\s)(?P<verb>{_VERB})\b", re.IGNORECASE)


def in_the_past(recommendation: str) -> tuple[str, list[str]]:
    """A recommendation as a resolution would say it, and the verbs that it then has.

    Only its first verb and those joined to it are put in the past: "scrutinise and note" becomes
    "scrutinised and noted". One without a verb that is known stays as it is.
    """
    match = _FIRST.match(recommendation)
    if match is None:
        return recommendation, []
    verbs = [PAST[match["verb"].lower()]]
    lead, end = match["lead"] or "", match.end()
    said = lead + (verbs[0] if lead else verbs[0].capitalize())
    while match := _NEXT.match(recommendation, end):
        verbs.append(PAST[match["verb"].lower()])
        said, end = said + match["lead"] + verbs[-1], match.end()
    return said + recommendation[end:], verbs


def recommendations(publication: Publication) -> list[str]:
    """What a version recommends, as it could be typed again, with its citations in brackets."""
    return [
        "".join(map(_typed, item.content)).strip()
        for block in blocks(publication.document().children)
        if isinstance(block, NumberedList)
        for item in block.items
        if item.anchor.startswith("recommendation-")
    ]


def _typed(node: Inline) -> str:
    if isinstance(node, Reference):
        return f"[[{node.first} to {node.last}]]" if node.last else f"[[{node.first}]]"
    return node.text if isinstance(node, Text | Link) else "\n"

"""How a paper is shown to those who read it, and the kinds of file it comes in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from accounts.models import User
from committee.blocks import ACTION_COLUMNS
from committee.indicator_blocks import ATTENTION
from committee.models import AgendaItem, ExemptEdition, Publication, Report, has_digest
from committee.phrases import day
from documents.html import Html, Paper
from documents.leads import Row
from documents.nodes import Appendix, Block, Document, NumberedList, Section, Table, Text
from documents.tree import walk
from improvement.models import Action

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}

# What they are called to those who read.
FILES = {"pdf": "PDF", "docx": "Word file", "html": "Web page", "json": "Text as data"}


def reading(document: Document) -> dict[str, Any]:
    """The paper and its contents, as the pages that show papers need them."""
    page = Paper(document).page()
    return {"document": document, "paper": page.article, "contents": page.contents}


# --- what was published ---------------------------------------------------------------------


@dataclass(frozen=True)
class Shortcut:
    """A part of a paper that its readers reach from the top in one step."""

    words: str
    anchor: str


def shortcuts(paper: Paper) -> list[Shortcut]:
    """The summary, what is recommended, and the indicators that need attention."""
    sections = [node for node in walk(paper.document) if isinstance(node, Section | Appendix)]
    found = []
    for words, is_it in (
        ("Summary", _is_summary),
        ("Recommendations", _recommends),
        ("Indicators that need attention", _tells_exceptions),
    ):
        section = next(filter(is_it, sections), None)
        if section:
            found.append(Shortcut(words, section.anchor))
    return found


def off_track(paper: Paper) -> dict[str, list[Shortcut]]:
    """The actions that stand in red, by the word of their status."""
    found: dict[str, list[Shortcut]] = {}
    for row in _action_rows(paper):
        for status in row.statuses:
            if status.colour == "red":
                shortcut = Shortcut(f"{_reference(row)} {row.name}", row.anchor)
                found.setdefault(status.label, []).append(shortcut)
    return found


def stories(
    paper: Paper, report: Report, *, user: User | AnonymousUser, as_at: date
) -> dict[str, Html]:
    """A link from each action in the paper to its story as it stood, where one may see it."""
    rows = _action_rows(paper)
    if not rows or not isinstance(user, User):
        return {}
    actions = Action.objects.visible_to(user).filter(
        plan=report.plan_id, reference__in=[_reference(row) for row in rows]
    )
    addresses = {each.reference: each.get_absolute_url() for each in actions}
    return {
        row.anchor: Html(
            format_html(
                '<div class="paper-lead"><a class="govuk-link" href="{}?as_at={}">Story up'
                ' to {}<span class="govuk-visually-hidden">: action {}</span></a></div>',
                *(addresses[_reference(row)], as_at.isoformat(), day(as_at), _reference(row)),
            )
        )
        for row in rows
        if _reference(row) in addresses
    }


def links(paper: Paper) -> dict[str, Html]:
    """A link from each paragraph without a number and each recommendation to itself."""
    return {
        each.anchor: Html(
            format_html(
                ' <a class="govuk-link govuk-link--no-visited-state app-own-link app-no-print"'
                ' href="#{}"><span aria-hidden="true">#</span>'
                '<span class="govuk-visually-hidden">Link to “{}”</span></a>',
                *(each.anchor, each.words),
            )
        )
        for each in paper.unnumbered
    }


def asking(paper: Paper, item: AgendaItem) -> dict[str, Html]:
    """A link from each numbered section, paragraph and appendix to asking a question about it."""
    ask = reverse("committee:question_ask", args=[item.pk])
    paragraphs = set(paper.numbering.paragraphs)
    return {
        anchor: Html(
            format_html(
                '<p class="app-beside{} app-no-print"><a class="govuk-link" href="{}?{}">Ask about'
                ' this<span class="govuk-visually-hidden">: {}</span></a></p>',
                "" if anchor in paragraphs else " app-beside--heading",
                *(ask, urlencode({"paragraph": label}), _called(label, anchor in paragraphs)),
            )
        )
        for anchor, label in paper.numbering.labels.items()
        if label
    }


def _called(label: str, is_paragraph: bool) -> str:
    if label.startswith("Appendix"):
        return label
    return f"{'paragraph' if is_paragraph else 'section'} {label}"


def _is_summary(section: Section | Appendix) -> bool:
    return isinstance(section, Section) and "summary" in section.heading.casefold()


def _recommends(section: Section | Appendix) -> bool:
    lists = (block for block in section.children if isinstance(block, NumberedList))
    return any(item.anchor.startswith("recommendation-") for block in lists for item in block.items)


def _tells_exceptions(section: Section | Appendix) -> bool:
    return any(map(_is_of_exceptions, section.children))


def _is_of_exceptions(block: Block) -> bool:
    return isinstance(block, Table) and block.caption == ATTENTION


def _action_rows(paper: Paper) -> list[Row]:
    return [row for row in paper.rows if row.table.header == ACTION_COLUMNS]


def _reference(row: Row) -> str:
    """The reference of the action that a row tells of: the first words in it."""
    return next((node.text for node in row.cells[0] if isinstance(node, Text)), "")


# --- what a digest belongs to ---------------------------------------------------------------


def named(digest: str, user: User | AnonymousUser) -> Iterator[tuple[Publication, str, str]]:
    """What a digest belongs to, among what the person may read.

    Each is a version, which of its files it is, and the address to read it at.
    """
    for publication in (
        Publication.objects.readable_by(user).filter(has_digest(digest)).with_parts()
    ):
        yield publication, _kind(publication, digest), publication.get_absolute_url()
    path = "publication__report__meeting__body__authority"
    editions = ExemptEdition.objects.visible_to(user).filter(has_digest(digest))
    for edition in editions.select_related(path).defer("tree", "publication__tree"):
        kind = f"{_kind(edition, digest)} with its exempt parts"
        yield edition.publication, kind, edition.get_absolute_url()


def _kind(record: Publication | ExemptEdition, digest: str) -> str:
    kinds = {found: kind for kind, found in record.file_digests.items()}
    name = FILES[kinds.get(digest, "json")]
    return name if name.isupper() else name.lower().replace("word", "Word")

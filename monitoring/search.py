"""What can be found of visits and practice; of an unpublished letter only by who may read it."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from core.search import SOURCES, Asked, Place, Source
from monitoring.letters.layout import lay_out
from monitoring.models import AuditRound, Finding, Letter, Visit, VoiceItem
from monitoring.vocabulary import LetterStatus

LINE = 60  # letters by which what somebody said is found in the list


def _visits(user: User) -> Any:
    return Visit.objects.visible_to(user)


def _visit(visit: Visit, asked: Asked) -> Place:
    where = LetterStatus(visit.letter_status).label
    address = visit.get_absolute_url()
    return Place(str(visit), f"letter {where.lower()}", visit.starts_on, address, visit.focus)


def _letters(user: User) -> Any:
    return Letter.objects.readable_by(user)


def _letter(letter: Letter, asked: Asked) -> Place:
    """The sentence with most of the words.

    An unpublished letter is read on its page alone, where its reading is written down.
    """
    sentences = [each for paragraph in lay_out(letter.text) for each in paragraph.sentences]
    best = max(sentences, key=lambda each: asked.count_in(each.words), default=None)
    visit = letter.visit
    address = reverse("monitoring:letter_mark", args=[visit.pk])
    on = visit.letter_on or visit.starts_on
    if visit.letter_status != LetterStatus.PUBLISHED:
        words = "not published: its words are shown on its page only"
        return Place(str(letter), words, on, address)
    if best is None:
        return Place(str(letter), "", on, address)
    number = best.number + 1
    return Place(str(letter), f"sentence {number}", on, f"{address}#sentence-{number}", best.words)


def _findings(user: User) -> Any:
    return Finding.objects.readable_by(user)


def _finding(finding: Finding, asked: Asked) -> Place:
    title = f"{finding.reference}: {finding.kind.label}"
    on, address = finding.visit.starts_on, finding.get_absolute_url()
    said = " … ".join(filter(None, [finding.words, finding.closed_words]))
    return Place(title, str(finding.visit), on, address, said)


def _voice_items(user: User) -> Any:
    return VoiceItem.objects.visible_to(user)


def _voice_item(item: VoiceItem, asked: Asked) -> Place:
    said = " … ".join(filter(None, [item.said, item.done, item.changed]))
    first_words = item.said.strip().partition("\n")[0][:LINE].strip()
    address = f"{reverse('monitoring:voice_item_list')}?{urlencode({'q': first_words})}"
    return Place(str(item), item.group, item.heard_on, address, said)


def _audit_rounds(user: User) -> Any:
    return AuditRound.objects.visible_to(user)


def _audit_round(round: AuditRound, asked: Asked) -> Place:
    where = str(round.practice_area or round.theme or "")
    return Place(str(round), where, round.ends_on, round.get_absolute_url(), round.note)


SOURCES.add(
    Source(
        "visits",
        "Visits",
        "Visit",
        _visits,
        _visit,
        headings=("title",),
        texts=("focus",),
        on="starts_on",
    ),
    Source(
        "letters",
        "Letters",
        "Letter",
        _letters,
        _letter,
        texts=("text",),
        on="visit__starts_on",
        parts=("visit",),
    ),
    Source(
        "findings",
        "Findings",
        "Finding",
        _findings,
        _finding,
        headings=("reference",),
        texts=("words", "closed_words"),
        on="visit__starts_on",
        parts=("visit",),
    ),
    Source(
        "audits",
        "Audit rounds",
        "Audit round",
        _audit_rounds,
        _audit_round,
        headings=("name",),
        texts=("note",),
        on="ends_on",
        parts=("practice_area", "theme"),
    ),
    Source(
        "voice",
        "Voice",
        "Voice",
        _voice_items,
        _voice_item,
        headings=("group",),
        texts=("said", "done", "changed"),
        on="heard_on",
    ),
    place=30,
)

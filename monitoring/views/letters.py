"""Pages of letters: taken in, what they state confirmed, and their sentences marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from core.forms import show_errors
from core.http import require, sent
from core.revisions import Stale
from monitoring.forms.letters import (
    AcceptForm,
    FactsForm,
    LetterForm,
    MarkForm,
    facts_of,
    key_of,
)
from monitoring.letters.facts import propose
from monitoring.letters.layout import Paragraph, Sentence, lay_out
from monitoring.letters.suggestions import Suggestion, suggest
from monitoring.models import Finding, Letter
from monitoring.permissions import can_record_visit
from monitoring.services import letters as services
from monitoring.services.visits import change_visit
from monitoring.views.visits import find_visit, write_down
from monitoring.vocabulary import FindingType


def find_letter(request: SignedInRequest, pk: int) -> Letter:
    """The letter of a visit, if the person may read it."""
    letters = Letter.objects.readable_by(request.user).select_related("visit__authority")
    letter: Letter = get_object_or_404(letters, visit=pk)
    return letter


def letter_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a letter in: a file, or its text."""
    visit = find_visit(request, pk)
    require(can_record_visit(request.user, visit))
    form = LetterForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.take_in(visit=visit, by=request.user, **form.letter)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Letter taken in. Look at what it states.")
            return redirect("monitoring:letter_facts", visit.pk)
    context = {
        "form": form,
        "visit": visit,
        "letter": Letter.objects.filter(visit=visit).first(),
    }
    return render(request, "monitoring/letter_add.html", context)


def letter_facts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm what a letter states of its visit; only what is confirmed changes the visit."""
    letter = find_letter(request, pk)
    visit = letter.visit
    require(can_record_visit(request.user, visit))
    write_down(request, letter.visit)
    facts = facts_of(visit, propose(letter.text), lay_out(letter.text))
    form = FactsForm(request.POST or None, facts=facts, initial={"revision": visit.revision})
    if form.is_valid():
        try:
            change_visit(visit=visit, by=request.user, **form.said)
        except Stale:
            messages.info(request, "Somebody changed the visit meanwhile. Look at it again.")
            return redirect(request.path)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, "Visit changed. Mark the letter’s sentences next.")
            return redirect("monitoring:letter_mark", visit.pk)
    ticked = request.POST.getlist("confirmed")
    context = {"form": form, "visit": visit, "facts": facts, "ticked": ticked}
    return render(request, "monitoring/letter_facts.html", context)


@require_safe
def letter_download(request: SignedInRequest, pk: int) -> FileResponse:
    """Send the file a letter came in; it is never shown inside our own pages."""
    letter = find_letter(request, pk)
    file = sent(letter.file, name=PurePath(letter.file.name).name)
    write_down(request, letter.visit)
    return file


# --- marking ------------------------------------------------------------------------------------


@dataclass
class Place:
    """A sentence on the page, with what is marked or suggested there.

    ``begins`` and ``proposes`` are told before the sentence: the findings and the suggestions whose
    first sentence it is. ``colour`` is that of the last of the findings that it belongs to.
    """

    sentence: Sentence
    begins: list[Finding] = field(default_factory=list)
    proposes: list[tuple[FindingType, Suggestion]] = field(default_factory=list)
    colour: str = ""

    @property
    def number(self) -> int:
        """Its number on the page, from 1."""
        return self.sentence.number + 1


@dataclass(frozen=True)
class Block:
    """A paragraph on the page."""

    paragraph: Paragraph
    places: list[Place]

    @property
    def kind(self) -> str:
        """A heading, a paragraph or an item of a list, which stand together."""
        return self.paragraph.kind


def laid_out(
    paragraphs: Iterable[Paragraph],
    findings: Iterable[Finding],
    suggestions: Iterable[Suggestion],
) -> list[Block]:
    """The letter in its own paragraphs, with what is marked and suggested at its place."""
    blocks = [
        Block(paragraph, [Place(sentence) for sentence in paragraph.sentences])
        for paragraph in paragraphs
    ]
    places = [place for block in blocks for place in block.places]
    for finding in findings:
        first, last = finding.first_sentence or 0, finding.last_sentence or 0
        places[first].begins.append(finding)
        for place in places[first : last + 1]:
            place.colour = finding.kind.colour
    for each in suggestions:
        places[each.first].proposes.append((FindingType(each.type), each))
    return blocks


@dataclass(frozen=True)
class Offer:
    """A suggestion as the page offers it: what it is called there, its kind and its words."""

    key: str
    kind: FindingType
    suggestion: Suggestion
    words: str

    @property
    def first(self) -> int:
        """The number of its first sentence on the page, from 1."""
        return self.suggestion.first + 1


def offered(suggestions: Iterable[Suggestion], paragraphs: Iterable[Paragraph]) -> list[Offer]:
    """The suggestions with the words that they are for."""
    said = [sentence.words for paragraph in paragraphs for sentence in paragraph.sentences]
    return [
        Offer(
            key_of(each), FindingType(each.type), each, " ".join(said[each.first : each.last + 1])
        )
        for each in suggestions
    ]


def still_open(suggestions: Iterable[Suggestion], marked: Sequence[Finding]) -> list[Suggestion]:
    """The suggestions for sentences of which none is marked yet."""
    taken = {
        number
        for finding in marked
        for number in range(finding.first_sentence or 0, (finding.last_sentence or 0) + 1)
    }
    return [each for each in suggestions if taken.isdisjoint(range(each.first, each.last + 1))]


def letter_mark(request: SignedInRequest, pk: int) -> HttpResponse:
    """A letter in its own paragraphs; whoever may record marks its sentences as findings."""
    letter = find_letter(request, pk)
    visit, user = letter.visit, request.user
    may_record = can_record_visit(user, visit)
    require(may_record or request.method in ("GET", "HEAD"))
    write_down(request, letter.visit)
    paragraphs = lay_out(letter.text)
    marked = list(
        visit.findings.filter(first_sentence__isnull=False)
        .select_related("practice_area")
        .with_action_count()
        .order_by("first_sentence", "last_sentence", "pk")
    )
    suggestions = still_open(suggest(paragraphs), marked) if may_record else []
    form, accepting = MarkForm(visit=visit), AcceptForm(visit=visit, suggestions=suggestions)
    if request.method == "POST":
        if "remove" in request.POST:
            return _remove(request, letter)
        if {"accept", "accept_all"} & request.POST.keys():
            accepting = AcceptForm(
                _accepting(request, suggestions), visit=visit, suggestions=suggestions
            )
            done = _accept(request, letter, accepting)
        else:
            form = MarkForm(request.POST, visit=visit)
            done = _mark(request, letter, form)
        if done:
            return done
    count = sum(len(paragraph.sentences) for paragraph in paragraphs)
    covered = {
        number
        for finding in marked
        for number in range(finding.first_sentence or 0, (finding.last_sentence or 0) + 1)
    }
    context = {
        "visit": visit,
        "letter": letter,
        "blocks": laid_out(paragraphs, marked, suggestions),
        "marked": marked,
        "newest": max(marked, key=lambda finding: finding.pk, default=None),
        "offers": offered(suggestions, paragraphs),
        "form": accepting if accepting.is_bound else form,  # whose errors head the page
        "marking": form,
        "accepting": accepting,
        "ticked": accepting["accepted"].value() if accepting.is_bound else [],
        "chosen": _chosen(request, form, covered, count),
        "sentence_count": count,
        "covered_count": len(covered),
        "may_record": may_record,
    }
    return render(request, "monitoring/letter_mark.html", context)


def _chosen(request: SignedInRequest, form: MarkForm, covered: set[int], count: int) -> int:
    """The sentence that is chosen as the page opens: what was sent, else the next to be marked."""
    asked = str(form["first"].value() if form.is_bound else request.GET.get("after", "0"))
    number = int(asked) if asked.isdecimal() else 0
    if form.is_bound:
        return number
    free = (each for each in range(number, count) if each not in covered)
    return next(free, 0) + 1


def _mark(request: SignedInRequest, letter: Letter, form: MarkForm) -> HttpResponse | None:
    """Mark a run and go on with the sentence after it."""
    if not form.is_valid():
        return None
    try:
        finding = services.mark(letter=letter, by=request.user, **form.said)
    except ValidationError as error:
        show_errors(form, error)
        return None
    kind = finding.kind.label.lower()
    messages.success(request, f"Marked as {kind}: {finding.reference}. Choose the next sentence.")
    after = form.said["last"] + 1
    return redirect(f"{_address(letter)}?after={after}#sentence-{after + 1}")


def _accepting(request: SignedInRequest, suggestions: Iterable[Suggestion]) -> Any:
    """What is sent, with every suggestion ticked where all are accepted."""
    data = request.POST.copy()
    if "accept_all" in data:
        data.setlist("accepted", [key_of(each) for each in suggestions])
    return data


def _accept(request: SignedInRequest, letter: Letter, form: AcceptForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        accepted = services.accept(letter=letter, by=request.user, **form.said)
    except ValidationError as error:
        show_errors(form, error)
        return None
    count = len(accepted)
    messages.success(request, f"{count} suggestion{'' if count == 1 else 's'} accepted.")
    return redirect(_address(letter))


def _remove(request: SignedInRequest, letter: Letter) -> HttpResponse:
    """Take a mark off, and say so or why not."""
    asked = request.POST["remove"]
    if not asked.isdecimal():
        raise Http404
    finding = get_object_or_404(letter.visit.findings, pk=asked)
    reference, place = finding.reference, finding.first_sentence
    try:
        services.unmark(finding=finding, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(_address(letter))
    messages.success(request, f"Mark {reference} removed.")
    return redirect(f"{_address(letter)}?after={place}#sentence-{(place or 0) + 1}")


def _address(letter: Letter) -> str:
    return reverse("monitoring:letter_mark", args=[letter.visit_id])

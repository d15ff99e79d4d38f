"""The minutes of a meeting: what is recorded, and the paper that is made of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from committee import citing
from committee.models import (
    AgendaItem,
    Attendance,
    Meeting,
    Promise,
    Publication,
    Question,
    Resolution,
    ScrutinyRecommendation,
)
from committee.models.minutes import ITEM, LEFT_OUT
from committee.vocabulary import Presence, WhenAsked
from documents.nodes import (
    Block,
    Document,
    Inline,
    Inlines,
    LineBreak,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Section,
    Text,
)
from documents.numbering import Numbering

LEFT_OUT_WORDS = (
    "The public may not read the paper on this item, so what was said on it is not printed here."
)
PRESENCE = {
    Presence.CHAIR: "In the chair",
    Presence.PRESENT: "Members present",
    Presence.SUBSTITUTE: "Substitutes",
    Presence.OFFICER: "Officers and guests",
    Presence.APOLOGIES: "Apologies",
}


# --- what is recorded -----------------------------------------------------------------------


@dataclass(frozen=True)
class ItemRecord:
    """What is recorded on one item. ``version`` of its paper was before the meeting.

    ``numberings`` hold the numbers of every version that something on the item cites.
    """

    item: AgendaItem
    is_exempt: bool
    version: Publication | None
    questions: Sequence[Question]
    promises: Sequence[Promise]  # that answer no question
    resolutions: Sequence[Resolution]
    recommendations: Sequence[ScrutinyRecommendation]
    numberings: Mapping[int, Numbering]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been recorded yet."""
        records = (self.questions, self.promises, self.resolutions, self.recommendations)
        return not (self.said or any(records))

    @property
    def said(self) -> list[str]:
        """Who introduced and presented the item, and what was said: a paragraph each."""
        item = self.item
        first = (
            f"{item.introduced_by} introduced the item." if item.introduced_by else "",
            f"{item.presented_by} presented it." if item.presented_by else "",
        )
        lines = (line.strip() for line in item.discussion.splitlines())
        return [words for words in (*first, *lines) if words]

    @property
    def resolved(self) -> Iterator[tuple[Resolution, list[tuple[str, str]]]]:
        """The resolutions, each with its runs of words and the anchors that those cite."""
        for each in self.resolutions:
            yield each, list(citing.cited(each.text, self.numbering(each.publication_id)))

    def numbering(self, publication_id: int | None) -> Numbering | None:
        """The numbers of a version."""
        return None if publication_id is None else self.numberings.get(publication_id)

    def place(self, record: Question | Promise | ScrutinyRecommendation) -> str:
        """The paragraph that something concerns, as it was printed: paragraph 1.4."""
        numbering = self.numbering(record.publication_id)
        return citing.label(record.anchor, numbering) if record.anchor and numbering else ""


@dataclass(frozen=True)
class Record:
    """What is recorded of a meeting."""

    meeting: Meeting
    attendance: Sequence[Attendance]
    items: Sequence[ItemRecord]


def read_record(meeting: Meeting) -> Record:
    """All that is recorded of a meeting, exempt matter too."""
    items = list(meeting.items.select_related("report"))
    exempt = set(meeting.items.exempt().values_list("pk", flat=True))
    known = Publication.objects.filter(report__agenda_item__meeting=meeting).with_parts()
    versions = _by(known.order_by("version"), "report_id")
    promised = Prefetch("promises", Promise.objects.select_related("owner"))
    questions = _by(
        Question.objects.filter(item__meeting=meeting)
        .select_related("action", "finding__visit", "indicator")
        .prefetch_related(promised),
        "item_id",
    )
    promises = _by(
        Promise.objects.filter(item__meeting=meeting, question=None).select_related("owner"),
        "item_id",
    )
    resolutions = _by(
        Resolution.objects.filter(item__meeting=meeting)
        .select_related("publication__report")
        .defer("publication__tree"),
        "item_id",
    )
    recommendations = _by(
        ScrutinyRecommendation.objects.filter(item__meeting=meeting)
        .select_related("owner")
        .order_by("number"),
        "item_id",
    )
    citing_them = [*_all(resolutions), *_all(questions), *_all(promises), *_all(recommendations)]
    numberings = _numberings(citing_them)
    attendance = list(meeting.attendance.all())
    return Record(
        meeting,
        attendance,
        [
            ItemRecord(
                item=item,
                is_exempt=item.pk in exempt,
                version=citing.version_before(versions.get(item.report_id, ()), meeting.held_on),
                questions=questions.get(item.pk, ()),
                promises=promises.get(item.pk, ()),
                resolutions=resolutions.get(item.pk, ()),
                recommendations=recommendations.get(item.pk, ()),
                numberings=numberings,
            )
            for item in items
        ],
    )


def _by(records: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for record in records:
        found.setdefault(getattr(record, name), []).append(record)
    return found


def _all(grouped: Mapping[Any, Iterable[Any]]) -> Iterator[Any]:
    for group in grouped.values():
        yield from group


def _numberings(records: Iterable[Any]) -> dict[int, Numbering]:
    """The numbers of the versions that these cite; no tree is read for nothing."""
    wanted = {
        each.publication_id
        for each in records
        if each.publication_id and (isinstance(each, Resolution) or each.anchor)
    }
    return {
        pk: citing.numbering_of(publication)
        for pk, publication in Publication.objects.in_bulk(wanted).items()
    }


# --- what is missing ------------------------------------------------------------------------


def missing(record: Record) -> list[str]:
    """What has to be recorded before minutes can be published."""
    found = []
    if not any(each.presence == Presence.CHAIR for each in record.attendance):
        found.append("Say who was in the chair.")
    if all(each.is_empty for each in record.items):
        found.append("Record at least what was resolved on one item.")
    return found


# --- the paper that is made of it -----------------------------------------------------------


@dataclass(frozen=True)
class Signature:
    """Who signed minutes, and on which day."""

    by: str
    on: date


def compose(record: Record, signature: Signature | None = None) -> Document:
    """The minutes, as the public may read them.

    Of an item whose paper is exempt they print the title and what was resolved, without the
    numbers of paragraphs, which would tell how long the paper is.
    """
    meeting = record.meeting
    state = "Draft minutes, not signed yet"
    signed: tuple[Block, ...] = ()
    if signature:
        state = f"Signed as a correct record on {_day(signature.on)}"
        words = f"Signed by {signature.by} at the meeting on {_day(signature.on)}."
        signed = (Section("signature", "Signed as a correct record", (Paragraph((Text(words),)),)),)
    return Document(
        title=f"Minutes of the meeting on {_day(meeting.held_on)}",
        kicker=(meeting.body.name, state),
        subject=f"{meeting.body}, {_day(meeting.held_on)}",
        children=(_box(record), *(_item(each, meeting) for each in record.items), *signed),
    )


def _box(record: Record) -> MetadataBox:
    meeting = record.meeting
    rows = [MetadataRow("Date", (Text(_day(meeting.held_on)),))]
    if meeting.starts_at:
        rows.append(MetadataRow("Began", (Text(f"{meeting.starts_at:%-I.%M %p}".lower()),)))
    if meeting.venue:
        rows.append(MetadataRow("Place", (Text(meeting.venue),)))
    for presence, label in PRESENCE.items():
        people = [_person(each) for each in record.attendance if each.presence == presence]
        if people:
            rows.append(MetadataRow(label, _lines(people)))
    return MetadataBox(tuple(rows))


def _person(each: Attendance) -> str:
    words = f"{each.name}, {each.post}" if each.post else each.name
    return f"{words} (for {each.stands_in_for})" if each.stands_in_for else words


def _item(record: ItemRecord, meeting: Meeting) -> Section:
    anchor = f"{ITEM}{record.item.pk}"
    if record.is_exempt:
        left_out = NumberedParagraph(f"{anchor}{LEFT_OUT}", (Text(LEFT_OUT_WORDS),))
        said: Iterable[Block] = [left_out]
    else:
        said = [
            NumberedParagraph(f"{anchor}-{place}", content, children)
            for place, (content, children) in enumerate(_said(record, meeting), start=1)
        ]
    return Section(anchor, record.item.title, (*said, *_resolved(record, meeting)), numbered=True)


def _said(record: ItemRecord, meeting: Meeting) -> Iterator[tuple[Inlines, tuple[Block, ...]]]:
    """What was said on an item, a paragraph each, with what belongs to it."""
    for words in record.said:
        yield (Text(words),), ()
    for question in record.questions:
        yield _asked(question, record), tuple(_answered(question, meeting))
    for promise in record.promises:
        yield _promised(promise), ()


def _asked(question: Question, record: ItemRecord) -> Inlines:
    before = " before the meeting" if question.when == WhenAsked.BEFORE else ""
    place = record.place(question)
    about = f" (on {place})" if place else ""
    words = Text(f"{question.asked_by} asked{before}{about}: ", bold=True)
    return (words, *_typed(question.text))


def _answered(question: Question, meeting: Meeting) -> Iterator[Block]:
    if question.answer:
        later = ""
        if question.answered_on and question.answered_on > meeting.held_on:
            later = f", in writing on {_day(question.answered_on)}"
        words = Text(f"Answer by {question.answered_by}{later}: ", bold=True)
        yield Paragraph((words, *_typed(question.answer)))
    for promise in question.promises.all():
        yield Paragraph(_promised(promise))


def _promised(promise: Promise) -> Inlines:
    who = promise.owner.post if promise.owner and promise.owner.post else ""
    by = f"by {_day(promise.due_on)}" if promise.due_on else ""
    told = ", ".join(filter(None, [who, by]))
    ends = f" ({told})" if told else ""
    return (Text("Promised: ", bold=True), *_typed(promise.text), *((Text(ends),) if ends else ()))


def _resolved(record: ItemRecord, meeting: Meeting) -> Iterator[Block]:
    if record.resolutions:
        how = "unanimously RESOLVED" if record.item.is_unanimous else "RESOLVED"
        items = tuple(
            ListItem(
                citing.in_words(
                    each.text, None if record.is_exempt else record.numbering(each.publication_id)
                ),
                anchor=f"{ITEM}{record.item.pk}-resolution-{each.number}",
            )
            for each in record.resolutions
        )
        yield Paragraph((Text(f"It was {how}:"),))
        yield NumberedList(items)
    if record.recommendations and not record.is_exempt:
        body = meeting.body.short_name or meeting.body.name
        yield Paragraph((Text(f"The {body} recommended:"),))
        yield NumberedList(tuple(ListItem(_typed(each.text)) for each in record.recommendations))


def _typed(words: str) -> Inlines:
    return _lines(words.strip().splitlines())


def _lines(lines: Iterable[str]) -> Inlines:
    found: list[Inline] = []
    for line in lines:
        if found:
            found.append(LineBreak())
        found.append(Text(line))
    return tuple(found)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"

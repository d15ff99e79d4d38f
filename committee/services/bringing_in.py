"""Making a draft of a Word paper that was written elsewhere."""

from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from accounts.models import User
from committee.bringing_in import (
    LEFT_OUT,
    OWN,
    THEME,
    Draft,
    Offer,
    Part,
    cut,
    draft,
    header,
)
from committee.models import (
    HouseStyle,
    Meeting,
    PaperImport,
    Report,
    ReportPicture,
    ReportSection,
)
from committee.services.papers import record, save_recommendations, start_report
from committee.services.pictures import keep_picture
from committee.vocabulary import BlockKind, HeaderSource, Place, SectionState
from core import audit, clock
from core.models import AuditEvent
from documents import json
from documents.numbering import letters
from documents.word_reader import UnreadableWord, read
from improvement.models import Plan, ReportingPeriod, ThemeNarrative
from improvement.services import save_narrative


@transaction.atomic
def stage_paper(
    *,
    meeting: Meeting,
    plan: Plan,
    period: ReportingPeriod,
    house_style: HouseStyle,
    content: bytes,
    name: str,
    by: User,
) -> PaperImport:
    """Read a Word file and keep what was understood of it, for somebody to look at.

    Raises ValidationError with the reason where it cannot be read.
    """
    try:
        document, unread = read(content)
    except UnreadableWord as refusal:
        raise ValidationError({"file": str(refusal)}) from refusal
    return PaperImport.objects.create(
        meeting=meeting,
        plan=plan,
        period=period,
        house_style=house_style,
        name=name[:200],
        tree=json.dump(document),
        unread=unread,
        made_by=by,
        made_at=clock.now(),
    )


def offers(paper: PaperImport) -> list[Offer]:
    """Where the parts of a paper can go: sections of the template, and themes without a text."""
    sections = list(paper.house_style.sections.all())
    found = [
        Offer(
            each.key,
            each.heading.replace("{plan}", paper.plan.name),
            Place(each.place),
            BlockKind(each.kind),
        )
        for each in sections
    ]
    if any(each.kind == BlockKind.THEME_PROGRESS for each in sections):
        written = {
            each.theme_id
            for each in ThemeNarrative.objects.filter(period=paper.period, theme__plan=paper.plan)
        }
        found += [
            Offer(
                f"{THEME}{each.number}",
                each.heading,
                Place.SUBHEADING,
                is_free=each.pk not in written,
                description=each.description,
            )
            for each in paper.plan.themes.all()
        ]
    return found


@transaction.atomic
def make_draft(
    *, paper: PaperImport, by: User, going: Mapping[str, str], **fields: Any
) -> tuple[Report, list[str]]:
    """Start the paper and fill it: all of it or nothing; also, what could not go with it.

    ``going`` says by the anchor of each part where it goes: a section of the template, a theme,
    OWN or LEFT_OUT. ``fields`` are those of ``start_report``.
    """
    paper = PaperImport.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.report_id is not None:
        raise ValidationError("A draft has been made of this file already.")
    document = paper.document()
    parts = cut(document)
    _refuse_strange_places(paper, parts, going)
    report = start_report(
        meeting=paper.meeting,
        plan=paper.plan,
        period=paper.period,
        house_style=paper.house_style,
        by=by,
        **fields,
    )
    sections = {each.key: each for each in report.sections.all()}
    keys = _keys(parts, going, sections)
    numbered = {each.key: each.is_numbered for each in sections.values()} | {
        keys[part.anchor]: part.place != Place.LEAD
        for part in parts
        if going.get(part.anchor) == OWN
    }
    said = {each.key: each.description for each in offers(paper) if each.description}
    made = draft(document, parts, keys, numbered, said)
    _write(report, parts, going, keys, made, sections, by)
    _keep_header(report, header(document), by)
    themes = {f"{THEME}{each.number}": each for each in report.plan.themes.all()}
    for key, text in made.texts.items():
        if key in themes:
            save_narrative(theme=themes[key], period=paper.period, by=by, body=text, revision=0)
    if made.recommendations:
        save_recommendations(report=report, by=by, texts=made.recommendations, revision=None)
    _keep_pictures(report, made)
    paper.report = report
    paper.save(update_fields=["report"])
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, brought_in=paper.name)
    return report, made.lost


def _refuse_strange_places(
    paper: PaperImport, parts: Iterable[Part], going: Mapping[str, str]
) -> None:
    known = {OWN, LEFT_OUT, *(each.key for each in offers(paper) if each.takes_text)}
    if any(going.get(part.anchor, LEFT_OUT) not in known for part in parts):
        raise ValidationError("Choose for each part one of the places that are offered.")


def _keys(
    parts: Iterable[Part], going: Mapping[str, str], sections: Mapping[str, ReportSection]
) -> dict[str, str]:
    """Where each part goes; a section of its own has a key that no other section has."""
    taken = {*sections, LEFT_OUT}
    keys = {}
    for part in parts:
        key = going.get(part.anchor, LEFT_OUT)
        if key == OWN:
            # What begins with "theme-" belongs to the themes of the plan.
            stem = f"on-{part.anchor}" if part.anchor.startswith(THEME) else part.anchor
            again = (f"{stem[:48]}-again-{letters(count)}" for count in range(1, len(taken) + 2))
            key = next(each for each in chain([stem[:60]], again) if each not in taken)
            taken.add(key)
        keys[part.anchor] = key
    return keys


def _write(
    report: Report,
    parts: Sequence[Part],
    going: Mapping[str, str],
    keys: Mapping[str, str],
    made: Draft,
    sections: dict[str, ReportSection],
    by: User,
) -> None:
    """Write the sections, those of the file's own after the one that stood before them."""
    _drop_repeated(sections, made)
    order = [each.key for each in sorted(sections.values(), key=lambda each: each.order)]
    after = 0
    for part in parts:
        key = keys[part.anchor]
        if going.get(part.anchor) == OWN:
            sections[key] = ReportSection(
                report=report,
                key=key,
                place=part.place,
                heading=part.heading[:200],
                state=SectionState.DRAFTING,
            )
            order.insert(after, key)
        if key in order:
            after = order.index(key) + 1
    # Places are unique, so they are all left before they are taken.
    report.sections.update(order=F("order") + 1000 + len(order))
    at = clock.now()
    for place, key in enumerate(order, start=1):
        section = sections[key]
        section.order = place
        if key in made.texts:
            section.body = made.texts[key]
            section.state = SectionState.DRAFTING
        section.full_clean(validate_unique=False, validate_constraints=False)
        audit.save(section, by=by, at=at)


def _drop_repeated(sections: dict[str, ReportSection], made: Draft) -> None:
    """Leave out lists of the plan that the text before them, as it was brought in, holds."""
    ordered = sorted(sections.values(), key=lambda each: each.order)
    text = ""
    for section in ordered:
        if section.kind in (BlockKind.PLAN_OBJECTIVES, BlockKind.PLAN_THEMES):
            if text:
                section.delete()
                del sections[section.key]
        else:
            text = made.texts.get(section.key, "")


def _keep_pictures(report: Report, made: Draft) -> None:
    kept: list[ReportPicture] = []
    try:
        for each in made.pictures:
            picture = ReportPicture(
                report=report,
                key=each.key,
                title=each.title[:200],
                description=each.description,
                media_type=each.picture.media_type,
            )
            keep_picture(picture, b64decode(each.picture.data))
            kept.append(picture)
    except BaseException:
        for picture in kept:  # its row is undone, its file would stay
            picture.file.delete(save=False)
        raise


def _keep_header(report: Report, said: Mapping[str, str], by: User) -> None:
    """The template's lines of words say what lines of the same name said in the file."""
    lines = report.house_style.lines.filter(source=HeaderSource.TEXT)
    found = {
        each.key: said[each.label.casefold()] for each in lines if each.label.casefold() in said
    }
    if found:
        report.header_texts = {**report.header_texts, **found}
        audit.save(report, by=by, at=clock.now())


@transaction.atomic
def discard_paper(*, paper: PaperImport) -> None:
    """Forget what was read of a file; the draft that was made of it stays."""
    paper.delete()

"""Sections that several people write: who has them, how far they are, and what is said of them."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from committee.facts import is_written
from committee.models import Comment, Report, ReportSection
from committee.permissions import can_read_drafts
from committee.remarks import quote
from committee.services.papers import (
    begin_section,
    open_report,
    record,
    refuse_unknown_citations,
)
from committee.vocabulary import SECTION_TRANSITIONS, BlockKind, SectionState
from core import audit, clock, revisions
from core.models import AuditEvent
from documents import richtext
from documents.differences import Passage
from improvement.models import Theme


@transaction.atomic
def own_section(
    *, section: ReportSection, by: User, owner: User | None, revision: int | None
) -> ReportSection:
    """Say who writes a section; None leaves it to the authors."""
    report = open_report(section.report)
    section = revisions.lock(section, revision)
    if owner and not can_read_drafts(owner, report.authority):
        raise ValidationError({"owner": "Choose somebody who may read drafts of this council."})
    section.owner = owner
    section.revision += 1
    audit.save(section, by=by, at=clock.now())
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, section=section.key, owner=str(owner or ""))
    return section


@transaction.atomic
def move_section(
    *, section: ReportSection, by: User, state: str, revision: int | None, reason: str = ""
) -> ReportSection:
    """Take a section a step further, or back with a reason."""
    report = open_report(section.report)
    section = revisions.lock(section, revision)
    if state not in SECTION_TRANSITIONS[section.state]:
        raise ValidationError(
            f"This section is “{section.get_state_display().lower()}”, so that step is not open "
            "to it."
        )
    if state == SectionState.READY and not _says_something(section):
        raise ValidationError("Write the section before you say that it is ready.")
    reason = reason.strip()
    if state == SectionState.RETURNED and not reason:
        raise ValidationError({"reason": "Say what should be changed."})
    before, section.state = section.state, state
    section.return_reason = reason if state == SectionState.RETURNED else ""
    section.revision += 1
    audit.save(section, by=by, at=clock.now())
    record(
        AuditEvent.Kind.REPORT_CHANGED,
        report,
        by,
        section=section.key,
        state=[before, state],
        reason=section.return_reason,
    )
    return section


def _says_something(section: ReportSection) -> bool:
    if section.kind == BlockKind.RECOMMENDATIONS:
        return section.report.recommendations.exists()
    return section.is_live or is_written(section.body)


@transaction.atomic
def restore_section(
    *, section: ReportSection, by: User, version: int, revision: int | None
) -> ReportSection:
    """Bring the heading and text of an earlier version back, as a new version.

    ``version`` is its key in the section's history. What a section shows beside its text stays.
    """
    report = open_report(section.report)
    section = revisions.lock(section, revision)
    earlier = section.history.get(history_id=version)
    begin_section(section, by)
    section.heading, section.body = earlier.heading, earlier.body
    section.revision += 1
    section.full_clean()
    audit.save(section, by=by, at=clock.now())
    written = richtext.parse(section.body, anchor=section.key, bind=str).blocks
    refuse_unknown_citations(report, [("__all__", written)])
    record(
        AuditEvent.Kind.REPORT_CHANGED,
        report,
        by,
        section=section.key,
        brought_back=f"{earlier.history_date:%Y-%m-%d %H:%M}",
    )
    return section


# --- comments -------------------------------------------------------------------------------


@transaction.atomic
def add_comment(
    *,
    report: Report,
    by: User,
    words: str,
    place: Passage,
) -> Comment:
    """Remark on a paragraph, whose first words are kept."""
    report = open_report(report)
    theme = _theme_of(report, place.anchor)
    return _say(
        Comment(
            report=report,
            section=None if theme else _section_of(report, place.anchor),
            theme=theme,
            anchor=place.anchor,
            quoted=quote(place),
            words=words.strip(),
            by=by,
        )
    )


def _theme_of(report: Report, anchor: str) -> Theme | None:
    themes = {f"theme-{theme.number}-": theme for theme in report.plan.themes.all()}
    return next((themes[key] for key in themes if f"{anchor}-".startswith(key)), None)


def _section_of(report: Report, anchor: str) -> ReportSection | None:
    """The section whose key the anchor begins with; the longest, where one key begins another."""
    holding = [each for each in report.sections.all() if f"{anchor}-".startswith(f"{each.key}-")]
    return max(holding, key=lambda each: len(each.key), default=None)


@transaction.atomic
def answer_comment(*, comment: Comment, by: User, words: str) -> Comment:
    """Answer a comment, below it."""
    return _say(
        Comment(
            report=open_report(comment.report),
            section=comment.section,
            theme=comment.theme,
            anchor=comment.anchor,
            quoted=comment.quoted,
            answers=comment,
            words=words.strip(),
            by=by,
        )
    )


def _say(comment: Comment) -> Comment:
    comment.at = clock.now()
    comment.full_clean()
    comment.save()
    return comment


@transaction.atomic
def resolve_comment(*, comment: Comment, by: User) -> Comment:
    """Say that it is dealt with."""
    return _settle(comment, by)


@transaction.atomic
def reopen_comment(*, comment: Comment) -> Comment:
    """Say that it is not dealt with after all."""
    return _settle(comment, None)


def _settle(comment: Comment, by: User | None) -> Comment:
    open_report(comment.report)
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.answers_id is not None:
        raise ValidationError("Resolve the comment that this one answers.")
    if comment.is_resolved != (by is not None):  # whoever came first stands
        comment.resolved_by = by
        comment.resolved_at = clock.now() if by else None
        comment.save()
    return comment

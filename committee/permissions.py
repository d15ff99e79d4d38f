"""Who may do what with papers. The same predicate decides the button and the door."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import Authority, User, authority_ids
from accounts.roles import Permission
from committee.models import (
    Comment,
    HouseStyle,
    Meeting,
    Promise,
    Question,
    Report,
    ReportClearance,
    ReportSection,
    Resolution,
)
from committee.vocabulary import SectionState


def can_read_drafts(user: User, authority: Authority) -> bool:
    """Read papers before they are published."""
    return user.may(Permission.READ_DRAFT_REPORTS, authority.pk)


def can_write_report(user: User, report: Report) -> bool:
    """Change a paper's header, sections and recommendations."""
    return user.may(Permission.WRITE_REPORTS, report.authority.pk)


def can_write_section(user: User, section: ReportSection) -> bool:
    """Write one section: whoever owns it and may read drafts, and authors."""
    report = section.report
    is_own = user.acts_for(section.owner_id, report.authority.pk)
    is_own = is_own and can_read_drafts(user, report.authority)
    return is_own or can_write_report(user, report)


def can_move_section(user: User, section: ReportSection, state: str) -> bool:
    """Take a section a step further. Accepting and returning it is for authors.

    An author may accept what they wrote themselves: a small council has only one.
    """
    if state in (SectionState.ACCEPTED, SectionState.RETURNED):
        return can_write_report(user, section.report)
    return can_write_section(user, section)


def can_resolve_comment(user: User, comment: Comment) -> bool:
    """Say that a comment is dealt with: who made it, who writes the section, and authors."""
    report = comment.report
    if comment.section and can_write_section(user, comment.section):
        return True
    is_own = comment.by_id == user.pk and can_read_drafts(user, report.authority)
    return is_own or can_write_report(user, report)


def can_publish_report(user: User, report: Report) -> bool:
    """Publish a paper, or begin its correction."""
    return user.may(Permission.PUBLISH_REPORTS, report.authority.pk)


def can_manage_meetings(user: User, authority: Authority) -> bool:
    """Add meetings of a body."""
    return user.may(Permission.MANAGE_MEETINGS, authority.pk)


def can_keep_house_style(user: User, style: HouseStyle) -> bool:
    """Change a template of papers, copy it and put it out of use."""
    return user.may(Permission.ADMINISTER, style.authority_id)


def can_clear_report(user: User, clearance: ReportClearance) -> bool:
    """Say whether a paper may go forward, where that is asked of this person or of nobody."""
    authority = clearance.report.authority.pk
    asked = clearance.clearer_id is None or user.acts_for(clearance.clearer_id, authority)
    return asked and user.may(Permission.CLEAR_REPORTS, authority)


def can_read_exempt(user: User | AnonymousUser, authority: Authority) -> bool:
    """Read the exempt parts of what was published."""
    return isinstance(user, User) and user.may(Permission.READ_EXEMPT, authority.pk)


def can_ask(user: User, authority: Authority) -> bool:
    """Ask a question on a paper before the meeting."""
    return user.may(Permission.ASK_QUESTIONS, authority.pk)


def can_answer(user: User, authority: Authority) -> bool:
    """Answer members' questions, keep promises and respond to recommendations of scrutiny."""
    return user.may(Permission.ANSWER_MEMBERS, authority.pk)


def can_record_answer(user: User, question: Question) -> bool:
    """Record an answer: who answers members, and the clerk who wrote it down in the meeting."""
    authority = question.item.meeting.body.authority
    return can_answer(user, authority) or can_manage_meetings(user, authority)


def can_keep_promise(user: User, promise: Promise) -> bool:
    """Say that a promise was kept, and how: its owner, and who answers members."""
    authority = promise.item.meeting.body.authority
    return user.acts_for(promise.owner_id, authority.pk) or can_answer(user, authority)


def can_read_record(user: User, meeting: Meeting) -> bool:
    """Read what is recorded of a meeting before its minutes are published."""
    authority = meeting.body.authority
    return can_read_drafts(user, authority) or can_ask(user, authority)


def readable_resolutions(user: User) -> Any:
    """The resolutions on the pages of meetings, where ``can_read_record`` says yes."""
    found = Resolution.objects.readable_by(user)
    if user.is_superuser:
        return found
    may = (Permission.READ_DRAFT_REPORTS, Permission.ASK_QUESTIONS)
    inside = {authority for each in may for authority in authority_ids(user, each)}
    return found.filter(item__meeting__body__authority__in=inside)


def can_bring_in(user: User, authority: Authority) -> bool:
    """Make a draft of a Word paper that was written elsewhere."""
    return user.may(Permission.WRITE_REPORTS, authority.pk)

"""Who may do what with papers. The same predicate decides the button and the door."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import Authority, User
from accounts.roles import Permission
from committee.models import Report, ReportClearance


def can_read_drafts(user: User, authority: Authority) -> bool:
    """Read papers before they are published."""
    return user.may(Permission.READ_DRAFT_REPORTS, authority.pk)


def can_write_report(user: User, report: Report) -> bool:
    """Change a paper's header, sections and recommendations."""
    return user.may(Permission.WRITE_REPORTS, report.authority.pk)


def can_publish_report(user: User, report: Report) -> bool:
    """Publish a paper, or begin its correction."""
    return user.may(Permission.PUBLISH_REPORTS, report.authority.pk)


def can_manage_meetings(user: User, authority: Authority) -> bool:
    """Add meetings of a body."""
    return user.may(Permission.MANAGE_MEETINGS, authority.pk)


def can_clear_report(user: User, clearance: ReportClearance) -> bool:
    """Say whether a paper may go forward, where that is asked of this person or of nobody."""
    asked = clearance.clearer_id in (None, user.pk)
    return asked and user.may(Permission.CLEAR_REPORTS, clearance.report.authority.pk)


def can_read_exempt(user: User | AnonymousUser, authority: Authority) -> bool:
    """Read the exempt parts of what was published."""
    return isinstance(user, User) and user.may(Permission.READ_EXEMPT, authority.pk)


def can_ask(user: User, authority: Authority) -> bool:
    """Ask a question on a paper before the meeting."""
    return user.may(Permission.ASK_QUESTIONS, authority.pk)


def can_answer(user: User, authority: Authority) -> bool:
    """Answer members' questions, keep promises and respond to recommendations of scrutiny."""
    return user.may(Permission.ANSWER_MEMBERS, authority.pk)

"""Who may do what with papers. The same predicate decides the button and the door."""

from accounts.models import Authority, User
from accounts.roles import Permission
from committee.models import Report


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

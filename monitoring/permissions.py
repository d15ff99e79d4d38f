"""Who may do what with visits and findings. The same predicate decides the button and the door."""

from accounts.models import User
from accounts.roles import Permission
from monitoring.models import Finding, Visit
from monitoring.vocabulary import LetterStatus


def can_record(user: User, authority_id: int) -> bool:
    """Keep visits, letters, findings, audits, self-evaluations and voice."""
    return user.may(Permission.RECORD_FINDINGS, authority_id)


def can_record_visit(user: User, visit: Visit) -> bool:
    """Change a visit, take its letter in and mark it."""
    return can_record(user, visit.authority_id) and can_read_letter(user, visit)


def can_read_letter(user: User, visit: Visit) -> bool:
    """Read what the inspectors wrote: everybody once it is published, else those who may."""
    if visit.letter_status == LetterStatus.PUBLISHED:
        return True
    return user.may(Permission.READ_UNPUBLISHED_LETTERS, visit.authority_id)


def can_trace(user: User, authority_id: int) -> bool:
    """Say how the plan answers findings, and close them."""
    return user.may(Permission.TRACE_FINDINGS, authority_id)


def can_trace_finding(user: User, finding: Finding) -> bool:
    """Say how the plan answers this finding, close it and open it again."""
    return can_trace(user, finding.authority_id) and can_read_letter(user, finding.visit)

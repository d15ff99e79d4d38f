"""Who may do what with people. The same predicate decides the button and the door."""

from accounts.models import Absence, AbsenceQuerySet, User, UserQuerySet
from accounts.roles import Permission


def keepable_absences(user: User) -> AbsenceQuerySet:
    """The absences that a person keeps: their own, and those at authorities they administer."""
    return Absence.objects.permitting(user, Permission.ADMINISTER) | Absence.objects.filter(
        user=user
    )


def keepable_people(user: User) -> UserQuerySet:
    """The people at authorities that a person administers, whose work they may hand over."""
    return User.objects.permitting(user, Permission.ADMINISTER)


def can_keep_people(user: User) -> bool:
    """Take joiners and leavers in, and hand work over."""
    return user.may_somewhere(Permission.ADMINISTER)


def is_theirs_alone(user: User, person: User) -> bool:
    """Whether a person belongs to no authority but those the user administers.

    Somebody who also belongs elsewhere, or runs the site, is not theirs to change.
    """
    if user.is_superuser:
        return True
    return not person.is_superuser and all(
        user.may(Permission.ADMINISTER, held.authority_id) for held in person.memberships.all()
    )

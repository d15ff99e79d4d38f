"""What indicators give to my work."""

from datetime import date

from django.db.models import F

from accounts.models import User
from accounts.roles import Permission
from improvement.worklist import URGENT, WAITING, Group, Place
from performance.models import Commentary, CommentaryQuerySet
from performance.vocabulary import CommentaryState

COMMENTARIES = Commentary.objects.select_related("indicator__owner")


def _owned(user: User) -> CommentaryQuerySet:
    """The commentary of a person that is not handed in, soonest due first."""
    writing = Commentary.objects.permitting(user, Permission.WRITE_OWN_COMMENTARY)
    writing |= Commentary.objects.permitting(user, Permission.WRITE_ANY_COMMENTARY)
    soonest = F("due_on").asc(nulls_last=True)
    return writing.waiting_for(user).order_by(soonest, "indicator__code", "pk")


def _to_write(key: str, title: str, place: Place, found: CommentaryQuerySet) -> Group:
    return Group(
        key,
        title,
        place,
        found,
        "performance/_work_commentary.html",
        records=COMMENTARIES,
        whose="indicator__owner",
    )


def _returned(user: User, as_at: date) -> list[Group]:
    found = _owned(user).filter(state=CommentaryState.RETURNED)
    return [_to_write("commentary-returned", "Commentary returned to me", Place.RETURNED, found)]


def _asked(user: User, as_at: date) -> list[Group]:
    submitted = Commentary.objects.permitting(user, Permission.ACCEPT_COMMENTARY).filter(
        state=CommentaryState.SUBMITTED
    )
    return [
        Group(
            "commentary-submitted",
            "Commentary to accept",
            Place.TO_ACCEPT,
            submitted.order_by("starts_on", "indicator__code", "pk"),
            "performance/_work_commentary_submitted.html",
            records=COMMENTARIES,
        ),
        _to_write(
            "commentary",
            "Commentary to write",
            Place.TO_WRITE,
            _owned(user).exclude(state=CommentaryState.RETURNED),
        ),
    ]


URGENT.add(_returned, place=2)
WAITING.add(_asked, place=2)

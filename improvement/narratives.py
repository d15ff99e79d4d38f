"""Which narratives a person may read: they are drafts of what a paper will say."""

from collections.abc import Callable

from accounts.models import AuthorityOwnedQuerySet, User
from accounts.roles import Permission
from core.contributions import Contributions
from core.search import without_markup

Tells = Callable[[int, str], bool]
"""Whether a text of an authority tells what somebody may not read yet."""

# A room above that keeps something from a person gives what finds it in a text; None if nothing.
EMBARGOES: Contributions[Callable[[User], Tells | None]] = Contributions()


def narratives_kept_from(user: User, narratives: AuthorityOwnedQuerySet) -> list[int]:
    """The keys of the narratives that tell what the person may not read yet."""
    embargoes = [tells for embargo in EMBARGOES if (tells := embargo(user))]
    if not embargoes:
        return []
    written = narratives.values_list("pk", "theme__plan__authority", "body", "return_reason")
    return [
        pk
        for pk, authority, body, reason in written
        if any(tells(authority, f"{without_markup(body)} {reason}") for tells in embargoes)
    ]


def readable_narratives(narratives: AuthorityOwnedQuerySet, user: User) -> AuthorityOwnedQuerySet:
    """Those that a person may read before the paper they go into is published."""
    found = narratives.permitting(user, Permission.READ_DRAFT_REPORTS)
    return found.exclude(pk__in=narratives_kept_from(user, found))

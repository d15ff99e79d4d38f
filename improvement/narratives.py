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


def what_tells(user: User) -> Tells | None:
    """Finds in a text of an authority what the person may not read yet; None if they may read all.

    It asks the database nothing for whoever may read all.
    """
    embargoes = [tells for embargo in EMBARGOES if (tells := embargo(user))]
    if not embargoes:
        return None
    return lambda authority, text: any(tells(authority, text) for tells in embargoes)


def keys_kept_from(user: User, found: AuthorityOwnedQuerySet, *texts: str) -> list[int]:
    """The keys of the records of which a text tells what the person may not read yet."""
    tells = what_tells(user)
    if tells is None:
        return []
    written = found.values_list("pk", found.authority_path, *texts)
    return [
        pk
        for pk, authority, *said in written
        if any(tells(authority, without_markup(words)) for words in said)
    ]


def narratives_kept_from(user: User, narratives: AuthorityOwnedQuerySet) -> list[int]:
    """The keys of the narratives that tell what the person may not read yet."""
    return keys_kept_from(user, narratives, "body", "return_reason")


def readable_narratives(narratives: AuthorityOwnedQuerySet, user: User) -> AuthorityOwnedQuerySet:
    """Those that a person may read before the paper they go into is published."""
    found = narratives.permitting(user, Permission.READ_DRAFT_REPORTS)
    return found.exclude(pk__in=narratives_kept_from(user, found))

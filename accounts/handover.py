"""What of a person's work can be handed to another; every room gives its own kinds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Authority, AuthorityOwnedQuerySet, User
from core.contributions import Contributions


@dataclass(frozen=True)
class Handover:
    """Work of one kind: what it is called, the records that still matter, and whose they are.

    ``owner`` is the field that names the person.
    """

    name: str
    records: Callable[[], AuthorityOwnedQuerySet]
    owner: str

    def held_by(self, person: User, authorities: Iterable[Authority]) -> AuthorityOwnedQuerySet:
        """What the person has of it at the authorities."""
        records = self.records()
        at = {f"{records.authority_path}__in": list(authorities)}
        return records.filter(**{self.owner: person}, **at)


HANDOVERS: Contributions[Handover] = Contributions()


@dataclass(frozen=True)
class Held:
    """How much a person has of one kind."""

    name: str
    count: int


def held_by(person: User, authorities: Iterable[Authority]) -> list[Held]:
    """What a person has at the authorities, by kind; kinds of which there is nothing left out."""
    at = list(authorities)
    counts: list[Any] = [Held(each.name, each.held_by(person, at).count()) for each in HANDOVERS]
    return [each for each in counts if each.count]

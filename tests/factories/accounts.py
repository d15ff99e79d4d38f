"""People, authorities, teams and partners for tests."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Authority, Membership, Partner, Team, User


class AuthorityFactory(DjangoModelFactory):
    """A council."""

    class Meta:
        model = Authority

    name = factory.Sequence(lambda n: f"London Borough of Place {n}")
    short_name = factory.Sequence(lambda n: f"Place {n}")
    slug = factory.Sequence(lambda n: f"place-{n}")
    programme_office = factory.LazyAttribute(lambda made: f"office@{made.slug}.example")


class UserFactory(DjangoModelFactory):
    """A person; ``role`` and ``authority`` give them a role in one."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    post = "Improvement officer"

    @factory.post_generation
    def role(self: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:
        """``UserFactory(role="author", role__authority=authority)``."""
        if create and extracted:
            MembershipFactory(user=self, role=extracted, **kwargs)


class MembershipFactory(DjangoModelFactory):
    """A role that a person holds."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    authority = factory.SubFactory(AuthorityFactory)
    role = "reader"


class TeamFactory(DjangoModelFactory):
    """A team of an authority."""

    class Meta:
        model = Team

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence(lambda n: f"Assessment team {n}")


class PartnerFactory(DjangoModelFactory):
    """A body outside the council."""

    class Meta:
        model = Partner

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence(lambda n: f"Partner {n}")

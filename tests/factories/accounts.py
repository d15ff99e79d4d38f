"""People, authorities, teams and partners for tests."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Absence, AccessKey, Authority, Draft, Membership, Partner, Team, User


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


class AbsenceFactory(DjangoModelFactory):
    """A fortnight in which a colleague stands in."""

    class Meta:
        model = Absence

    authority = factory.SubFactory(AuthorityFactory)
    user = factory.SubFactory(UserFactory)
    deputy = factory.SubFactory(UserFactory)
    starts_on = date(2018, 4, 23)
    ends_on = date(2018, 5, 4)


class AccessKeyFactory(DjangoModelFactory):
    """A key for the data interface; ``secret`` is what was shown once."""

    class Meta:
        model = AccessKey

    class Params:
        secret = factory.Sequence(lambda n: f"secret-{n}")

    user = factory.SubFactory(UserFactory)
    use = AccessKey.Use.DATA
    name = "Power BI"
    sha256 = factory.LazyAttribute(lambda key: sha256(key.secret.encode()).hexdigest())
    made_on = date(2018, 4, 2)


class DraftFactory(DjangoModelFactory):
    """An update that was begun and not saved."""

    class Meta:
        model = Draft

    user = factory.SubFactory(UserFactory)
    path = "/actions/1/update/"
    fields = factory.LazyFunction(lambda: {"done": ["The first two teams are trained."]})
    typed_at = datetime(2018, 4, 27, 16, tzinfo=UTC)

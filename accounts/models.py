"""People, the authorities they work for, and the roles they hold there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.roles import ROLE_CHOICES, ROLES, Permission
from core import clock

EMAIL_TAKEN = (
    "There is a person with this e-mail address already. If you cannot find them, they belong to "
    "another authority: ask the operator of this site to add them to yours."
)
DRAFTS_LAST = timedelta(days=30)


@dataclass(frozen=True)
class StandingIn:
    """That a person stands in today for somebody who is away from an authority, and until when."""

    authority_id: int
    person_id: int
    name: str
    until: date


class UserManager(BaseUserManager["User"]):
    """Makes people; the e-mail address is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person. Without a password they can only come in through single sign-on."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an operator of the installation, who may see every authority."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by e-mail address, however it is capitalised."""
        return self.get(email__iexact=username)


class UserQuerySet(models.QuerySet["User"]):
    """Questions about people."""

    def in_authorities(self, authorities: Iterable[int]) -> Self:
        """People who hold a role in one of the authorities."""
        return self.filter(
            pk__in=Membership.objects.filter(authority__in=authorities).values("user")
        )

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """People of the authorities that ``user`` belongs to."""
        if user.is_superuser:
            return self
        return self.in_authorities(authority_ids(user))

    def permitting(self, user: "User | AnonymousUser", permission: Permission) -> Self:
        """People of the authorities where ``user`` holds the permission."""
        if user.is_superuser:
            return self
        return self.in_authorities(authority_ids(user, permission))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: an officer, a councillor, a partner, an adviser."""

    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": EMAIL_TAKEN},
    )
    name = models.CharField(max_length=200)
    post = models.CharField(
        max_length=200, blank=True, help_text="Their job, for example Head of Assessment."
    )
    is_active = models.BooleanField(
        "may sign in", default=True, help_text="Clear this when a person leaves."
    )
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        ordering = ["name", "email"]
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_however_written",
                violation_error_message=EMAIL_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """E-mail addresses are kept in small letters."""
        return super().normalize_username(username).lower()

    @cached_property
    def roles_held(self) -> list["Membership"]:
        """The person's roles with their authorities; read once for a request."""
        return list(
            self.memberships.select_related("authority").order_by("authority__name", "role")
        )

    @cached_property
    def permissions_by_authority(self) -> dict[int, frozenset[Permission]]:
        """What the person may do, by authority."""
        found: dict[int, frozenset[Permission]] = {}
        for held in self.roles_held:
            granted = ROLES[held.role].permissions if held.role in ROLES else frozenset()
            found[held.authority_id] = found.get(held.authority_id, frozenset()) | granted
        return found

    @property
    def authorities(self) -> list["Authority"]:
        """The authorities the person belongs to, by name."""
        return list({held.authority_id: held.authority for held in self.roles_held}.values())

    @cached_property
    def _works_beside(self) -> list[tuple[str, int, int, str, date | None]]:
        """The person's teams, and those for whom they stand in today, in one query."""
        teams = Team.members.through._default_manager.filter(user=self.pk)
        absences = Absence.objects.on(clock.today()).filter(deputy=self.pk).order_by()
        return list(
            teams.values_list(
                Value("team"), "team_id", Value(0), Value(""), Value(None, models.DateField())
            ).union(
                absences.values_list(
                    Value("person"), "user_id", "authority_id", "user__name", "ends_on"
                ),
                all=True,
            )
        )

    @property
    def team_ids(self) -> frozenset[int]:
        """The teams the person works in; read once for a request."""
        return frozenset(pk for kind, pk, *_ in self._works_beside if kind == "team")

    @cached_property
    def stands_in_for(self) -> tuple[StandingIn, ...]:
        """Those for whom the person stands in today, at authorities where they work.

        Permissions are always asked of today, so this asks what day it is.
        """
        return tuple(
            StandingIn(authority, person, name, until)
            for kind, person, authority, name, until in self._works_beside
            if kind == "person" and until and authority in self.permissions_by_authority
        )

    def acts_for(self, person_id: int | None, authority_id: int) -> bool:
        """Whether that is the person, or somebody for whom they stand in at the authority today.

        It is asked of what a thing's owner may do; the person's own roles still bound it.
        """
        return person_id is not None and (
            person_id == self.pk
            or any(
                (each.person_id, each.authority_id) == (person_id, authority_id)
                for each in self.stands_in_for
            )
        )

    def may(self, permission: Permission, authority_id: int) -> bool:
        """Whether one of the person's roles in the authority allows this."""
        if not self.is_active:
            return False
        return self.is_superuser or permission in self.permissions_by_authority.get(
            authority_id, frozenset()
        )

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether one of the person's roles, in whichever authority, allows this."""
        return self.is_superuser or bool(authority_ids(self, permission))

    @property
    def is_staff(self) -> bool:
        """Whether the person may enter the administration pages."""
        return self.may_somewhere(Permission.ADMINISTER)


def acted_for(user: User, person: str, authority: str) -> Q:
    """Picks records whose owner the person acts for (``User.acts_for``).

    ``person`` is the lookup that leads to the owner and ``authority`` the one to the authority.
    """
    picked = Q(**{person: user.pk})
    for each in user.stands_in_for:
        picked |= Q(**{person: each.person_id, authority: each.authority_id})
    return picked


def authority_ids(user: User | AnonymousUser, permission: Permission | None = None) -> list[int]:
    """The authorities a person belongs to, or those where they hold a permission.

    For a person who may see every authority this is not the list to filter by: ask
    ``is_superuser`` first.
    """
    if isinstance(user, AnonymousUser):
        return []
    return [
        authority
        for authority, granted in user.permissions_by_authority.items()
        if permission is None or permission in granted
    ]


class AuthorityOwnedQuerySet(models.QuerySet[Any]):
    """Questions about records that hang from an authority.

    ``authority_path`` is the lookup that leads from the record to its authority.
    """

    authority_path = "authority"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Records of the authorities the person belongs to."""
        if user.is_superuser:
            return self
        return self.filter(**{f"{self.authority_path}__in": authority_ids(user)})

    def permitting(self, user: User | AnonymousUser, permission: Permission) -> Self:
        """Records of the authorities where the person holds the permission."""
        if user.is_superuser:
            return self
        return self.filter(**{f"{self.authority_path}__in": authority_ids(user, permission)})


class AuthorityQuerySet(AuthorityOwnedQuerySet):
    """Questions about authorities."""

    authority_path = "pk"


class Authority(models.Model):
    """A council. Everything a person sees belongs to one, and nothing crosses over."""

    name = models.CharField(
        max_length=200, unique=True, help_text="For example London Borough of Barnet."
    )
    short_name = models.CharField(max_length=60, help_text="For example Barnet.")
    slug = models.SlugField(
        "address", unique=True, help_text="Stands in the address of its public pages."
    )
    programme_office = models.CharField(
        max_length=200,
        blank=True,
        help_text="Whom people ask for help: a name, an e-mail address or a telephone number.",
    )

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role that a person holds in an authority; several are several memberships."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name="person"
    )
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["authority", "user", "role"]
        verbose_name = "role held"
        verbose_name_plural = "roles held"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "authority", "role"],
                name="membership_unique",
                violation_error_message="This person holds this role already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.authority.short_name}"


class Team(models.Model):
    """A team of the authority that can own actions, whoever works in it today."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=200)
    members = models.ManyToManyField(User, related_name="teams", blank=True)

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="team_name_unique",
                violation_error_message="There is a team with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AbsenceQuerySet(AuthorityOwnedQuerySet):
    """Questions about absences."""

    def on(self, day: date) -> Self:
        """Those that a day falls into."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(models.Model):
    """Days on which a person is away, and who stands in for them in the authority."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="absences")
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="absences", verbose_name="person"
    )
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences_covered")
    starts_on = models.DateField("away from")
    ends_on = models.DateField("to", help_text="The last day away.")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "user"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="absence_ends_after_start",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("deputy")),
                name="absence_deputy_is_another",
                violation_error_message="Choose another person.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.starts_on:%-d %B %Y} to {self.ends_on:%-d %B %Y}"


class OwnQuerySet(models.QuerySet[Any]):
    """Questions about records that are one person's own, and nobody else's to see."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The person's own."""
        return self.filter(user=user.pk)


class AccessKeyQuerySet(OwnQuerySet):
    """Questions about keys."""

    def working(self, *, on: date) -> Self:
        """Those that open something on a day: not revoked, not stopped, of a person who may sign
        in.
        """
        lasts = Q(expires_on__isnull=True) | Q(expires_on__gt=on)
        return self.filter(lasts, revoked_on__isnull=True, user__is_active=True)


class AccessKey(models.Model):
    """A secret with which a program reads on a person's behalf; it sees what the person sees.

    Only its SHA-256 is kept: the key itself is shown once, when it is made.
    """

    class Use(models.TextChoices):
        """What it opens."""

        DATA = "data", "The data interface"
        CALENDAR = "calendar", "The calendar feed"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_keys")
    use = models.CharField(max_length=10, choices=Use.choices)
    name = models.CharField(max_length=100, help_text="What it is for, for example Power BI.")
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_on = models.DateField("made on")
    expires_on = models.DateField("stops working on", null=True, blank=True)
    last_used_on = models.DateField("last used on", null=True, editable=False)
    revoked_on = models.DateField("revoked on", null=True, editable=False)

    objects = AccessKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return self.name

    def works(self, *, on: date) -> bool:
        """Whether it opens something on a day, as far as the key goes."""
        return self.revoked_on is None and (self.expires_on is None or self.expires_on > on)


class DraftQuerySet(OwnQuerySet):
    """Questions about drafts."""

    def fresh(self, *, at: datetime) -> Self:
        """Those young enough to be offered again."""
        return self.filter(typed_at__gte=at - DRAFTS_LAST)

    def forgotten(self, *, at: datetime) -> Self:
        """Those older than that: nobody came back for them."""
        return self.filter(typed_at__lt=at - DRAFTS_LAST)


class Draft(models.Model):
    """What a person typed into a form and has not saved, so that it can be offered again.

    ``path`` is the address that the form is sent to, ``fields`` what was typed: a list of texts by
    the name of the field. Files and passwords are never kept. How it comes and goes is in
    ``accounts.drafts``.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=300)
    fields = models.JSONField(default=dict)
    typed_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-typed_at"]
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="draft_one_a_form")]

    def __str__(self) -> str:
        return self.path


class Partner(models.Model):
    """A body outside the council that works on the plan: police, health, another council."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=200)

    objects = AuthorityOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "partner organisation"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="partner_name_unique",
                violation_error_message="There is a partner with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

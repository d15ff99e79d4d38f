"""Fill an empty database with the demonstration, or say who may sign in to it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Authority, User, UserQuerySet
from accounts.roles import ROLES
from demonstration.barnet.people import DAY, PASSWORD
from demonstration.loading import load, sign_ins


def _demonstration_people() -> UserQuerySet:
    """The people of the demonstration who may sign in to this database."""
    return User.objects.filter(email__in=sign_ins(), is_active=True)


class Command(BaseCommand):
    """Builds two councils as their public papers of 2018 and 2021 describe them."""

    help = (
        "Fills an empty database with a demonstration: a council's improvement plan, a published "
        "paper and one that is ready to publish. A database that holds an authority is left as "
        "it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one option."""
        parser.add_argument(
            "--sign-ins",
            action="store_true",
            help="only print who may sign in to the demonstration, and what each may do",
        )
        parser.add_argument(
            "--day",
            action="store_true",
            help="only print the day on which the demonstration takes place, if it is here",
        )

    def handle(self, *, day: bool, **options: Any) -> None:
        """Fill the database, or print the sign-ins or the day."""
        if options["sign_ins"]:
            self._print_sign_ins()
        elif day:
            if _demonstration_people().exists():
                self.stdout.write(DAY.isoformat())
        elif Authority.objects.exists():
            self.stdout.write("The database is not empty, so the demonstration was left out.")
        else:
            authority = load()
            self.stdout.write(f"Filled the database with the demonstration: {authority}.")

    def _print_sign_ins(self) -> None:
        active = set(_demonstration_people().values_list("email", flat=True))
        if not active:
            self.stdout.write("Nobody of the demonstration can sign in to this database.")
            return
        self.stdout.write(
            f"Sign in with the password {PASSWORD} (everybody knows it; keep no real records here):"
        )
        for address, entry in sign_ins().items():
            if address in active:
                role = ROLES[entry.role]
                self.stdout.write(f"  {address:<32}{role.name}: {role.description}")

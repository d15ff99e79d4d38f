"""Fill an empty database with the demonstration, or say who may sign in to it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Authority, User
from accounts.roles import ROLES
from demonstration.barnet.people import PASSWORD, PEOPLE
from demonstration.loading import email, load


class Command(BaseCommand):
    """Builds London Borough of Barnet as its public papers of 2018 describe it."""

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

    def handle(self, *, sign_ins: bool, **options: Any) -> None:
        """Fill the database, or print the sign-ins."""
        if sign_ins:
            self._print_sign_ins()
        elif Authority.objects.exists():
            self.stdout.write("The database is not empty, so the demonstration was left out.")
        else:
            authority = load()
            self.stdout.write(f"Filled the database with the demonstration: {authority}.")

    def _print_sign_ins(self) -> None:
        entries = {email(entry): entry for entry in PEOPLE.values() if entry.signs_in}
        active = set(
            User.objects.filter(email__in=entries, is_active=True).values_list("email", flat=True)
        )
        if not active:
            self.stdout.write("Nobody of the demonstration can sign in to this database.")
            return
        self.stdout.write(
            f"Sign in with the password {PASSWORD} (everybody knows it; keep no real records here):"
        )
        for address, entry in entries.items():
            if address in active:
                role = ROLES[entry.role]
                self.stdout.write(f"  {address:<32}{role.name}: {role.description}")

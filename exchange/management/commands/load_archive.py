"""Loads an authority from the file that ``export_archive`` wrote."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchange.archive import UnusableArchive, load_archive


class Command(BaseCommand):
    """``manage.py load_archive barnet.zip``."""

    help = (
        "Loads an archive into an installation that has no people and no authority yet, whole or "
        "not at all. People set their passwords anew; make an operator with createsuperuser "
        "afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it and say what came."""
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                authority = load_archive(file, say=self.stdout.write)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except UnusableArchive as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{authority} is loaded. People can ask for a link to set a password.")

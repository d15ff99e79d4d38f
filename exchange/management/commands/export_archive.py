"""Writes a whole authority into one file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Authority, User
from accounts.roles import Permission
from core import audit, clock
from core.models import AuditEvent
from exchange.archive import write_archive


class Command(BaseCommand):
    """``manage.py export_archive barnet barnet.zip --by admin@barnet.example``."""

    help = (
        "Writes every record and file of an authority into an archive: JSON and files, with a "
        "manifest and digests. Keep it as safe as the database: it holds everything."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which authority, where to, and who asks."""
        parser.add_argument("authority", help="its address, for example barnet")
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="the e-mail address of an administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it beside its name first, so that a file of that name is always whole."""
        authority = Authority.objects.filter(slug=options["authority"]).first()
        if authority is None:
            raise CommandError(f"There is no authority “{options['authority']}”.")
        by = User.objects.filter(email__iexact=options["by"]).first()
        if by is None or not by.may(Permission.ADMINISTER, authority.pk):
            raise CommandError(f"{options['by']} does not administer {authority}.")
        path: Path = options["file"]
        if not path.parent.is_dir():
            raise CommandError(f"There is no folder {path.parent}.")
        audit.record(AuditEvent.Kind.ARCHIVED, by=by, authority_id=authority.pk, subject=authority)
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            try:
                write_archive(authority, file, made_at=clock.now(), say=self.stdout.write)
            except BaseException:
                Path(file.name).unlink()
                raise
        os.replace(file.name, path)  # noqa: PTH105
        self.stdout.write(f"{authority} is in {path}.")

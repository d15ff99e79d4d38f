"""Bring past inspections in from a file, without a page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Authority, User
from monitoring.history import PastInspection, bare_name
from monitoring.models import InspectionImport
from monitoring.permissions import can_record
from monitoring.services import history as services
from monitoring.vocabulary import RowOutcome


class Command(BaseCommand):
    """Looks at a file of past inspections and commits it whole; exits with 1 where it did not."""

    help = "Brings past inspections in from a file of the shape of Ofsted's inspection history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, whose inspections to take from it, and who brings them."""
        parser.add_argument("file", type=Path)
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--authority", help="the authority's short address")
        whose.add_argument(
            "--all-authorities",
            action="store_true",
            help="every authority that is kept here and named in the file",
        )
        parser.add_argument("--by", required=True, help="e-mail of the person who brings them")
        parser.add_argument(
            "--preview", action="store_true", help="leave the import waiting on its page"
        )

    def handle(self, *, file: Path, by: str, **options: Any) -> None:
        """Look at the file, say what it would record, and commit it unless told not to."""
        councils = self._councils(options["authority"])
        person = User.objects.filter(email__iexact=by, is_active=True).first()
        if person is None:
            raise CommandError(f"There is nobody with the address {by}.")
        for council in councils:
            if not can_record(person, council.pk):
                raise CommandError(f"{by} may not record visits of {council}.")
        try:
            with file.open("rb") as opened:
                inspections, sha256 = services.read_file(opened, file.name)
        except OSError as error:
            raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(inspections)} rows read.")
        if options["all_authorities"]:
            councils = _named(councils, inspections)
        with transaction.atomic():
            for council in councils:
                self._bring_in(council, person, inspections, file.name, sha256, options["preview"])

    def _councils(self, slug: str | None) -> list[Authority]:
        found = Authority.objects.all()
        if slug:
            found = found.filter(slug=slug)
        if not found:
            missing = f"There is no authority “{slug}”." if slug else "There is no authority yet."
            raise CommandError(missing)
        return list(found)

    def _bring_in(
        self,
        council: Authority,
        person: User,
        inspections: list[PastInspection],
        name: str,
        sha256: str,
        is_preview: bool,
    ) -> None:
        try:
            batch = services.stage_import(
                authority=council,
                by=person,
                inspections=inspections,
                file_name=name,
                sha256=sha256,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._say(council, batch)
        if is_preview:
            self.stdout.write(f"Waiting to be committed: {batch.get_absolute_url()}")
        elif services.count_of(batch, RowOutcome.NEW):
            services.commit_import(batch=batch, by=person)
            self.stdout.write(f"Committed: {batch.get_absolute_url()}")
        else:
            batch.delete()
            self.stdout.write("There is nothing to commit.")

    def _say(self, council: Authority, batch: InspectionImport) -> None:
        counts = (f"{services.count_of(batch, each)} {each.label.lower()}" for each in RowOutcome)
        self.stdout.write(f"{council}: {', '.join(counts)}.")
        for line in services.lines_of(batch):
            if line.message:
                self.stderr.write(f"Row {line.row}, {line.outcome.label.lower()}: {line.message}")


def _named(councils: list[Authority], inspections: list[PastInspection]) -> list[Authority]:
    """The councils that the file names."""
    named = {bare_name(each.authority) for each in inspections}
    return [each for each in councils if {bare_name(each.name), bare_name(each.short_name)} & named]

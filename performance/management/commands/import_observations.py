"""Bring figures in from a file, without a page."""

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Authority, User
from core import clock
from core.sheets import UnreadableFile
from performance import intake
from performance.files import neighbours, statistics, workbook
from performance.files.recognise import Kind
from performance.intake import Incoming
from performance.models import (
    Conventions,
    ImportBatch,
    Indicator,
    NeighbourModel,
    StagedFigure,
    WorkbookMapping,
)
from performance.permissions import can_load_figures
from performance.services import imports
from performance.vocabulary import Source

SHOWN = 20  # rejected rows that are printed
TELL_EVERY = 50_000  # rows, where a file is long


class Command(BaseCommand):
    """Looks at a file of figures and commits it whole; exits with 1 where it did not."""

    help = (
        "Brings figures in from our own template, a council's workbook (with a saved mapping), "
        "national statistics or the list of statistical neighbours."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, whose figures they are and who brings them."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--authority", required=True, help="the authority's short address")
        parser.add_argument("--by", required=True, help="e-mail of the person who brings them")
        parser.add_argument("--mapping", help="name of the saved mapping of a workbook")
        parser.add_argument(
            "--preview", action="store_true", help="leave the import waiting on its page"
        )
        parser.add_argument(
            "--leave-out-rejected", action="store_true", help="commit without the rejected rows"
        )
        parser.add_argument(
            "--confirm-implausible",
            action="store_true",
            help="take figures that move further than is usual",
        )
        compared = parser.add_argument_group("national statistics and statistical neighbours")
        compared.add_argument("--indicator", help="code of the indicator that is compared")
        compared.add_argument("--source", default="", help="the publication, with its year")
        compared.add_argument("--statistics-value", help="the column of the figure")
        compared.add_argument(
            "--statistics-filter", action="append", default=[], metavar="COLUMN=VALUE"
        )
        compared.add_argument("--statistics-numerator", help="the column of the numerator")
        compared.add_argument("--statistics-denominator", help="the column of the denominator")
        compared.add_argument(
            "--statistics-denominator-filter",
            action="append",
            default=[],
            metavar="COLUMN=VALUE",
            help="where the denominator stands in other rows",
        )
        compared.add_argument("--name", help="what to call the list of neighbours")
        compared.add_argument(
            "--from-on", type=date.fromisoformat, help="the day the list holds from (YYYY-MM-DD)"
        )

    def handle(self, *, file: Path, authority: str, by: str, **options: Any) -> None:
        """Look at the file, say what it would change, and commit it unless told not to."""
        council = Authority.objects.filter(slug=authority).first()
        if council is None:
            raise CommandError(f"There is no authority “{authority}”.")
        person = User.objects.filter(email__iexact=by, is_active=True).first()
        if person is None or not can_load_figures(person, council.pk):
            raise CommandError(f"{by} may not bring figures in for {council}.")
        try:
            with file.open("rb") as opened:
                incoming = intake.open_file(opened, file.name)
                self.stdout.write(f"Recognised as {incoming.in_words}.")
                batch = self._looked_at(incoming, council, person, options)
        except OSError as error:
            raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        self._say(batch)
        if options["preview"]:
            self.stdout.write(f"Waiting to be committed: {batch.get_absolute_url()}")
            return
        self._commit(batch, person, options)

    def _looked_at(
        self, incoming: Incoming, council: Authority, person: User, options: dict[str, Any]
    ) -> ImportBatch:
        common: dict[str, Any] = {
            "authority": council,
            "by": person,
            "file_name": incoming.name,
            "sha256": incoming.sha256,
        }
        if incoming.kind == Kind.NEIGHBOURS:
            for name in ("name", "from_on", "source"):
                _need(options, name)
            listed = neighbours.read(incoming.book, authority_name=council.name)
            return imports.stage_neighbours(
                rows=listed,
                name=options["name"],
                from_on=options["from_on"],
                published_in=options["source"],
                **common,
            )
        mapping = None
        compared: dict[str, Any] = {}
        if incoming.kind == Kind.WORKBOOK:
            mapping = self._mapping(incoming, council, options["mapping"])
            rows: Iterable[Any] = workbook.read(
                incoming.book, workbook.Mapping.from_json(mapping.mapping)
            )
        elif incoming.kind == Kind.STATISTICS:
            rows, compared = self._comparators(incoming, council, options)
        else:
            rows = intake.template_rows(incoming)
        return imports.stage(
            rows=rows,
            source=intake.SOURCES.get(incoming.kind, Source.TEMPLATE),
            as_at=clock.today(),
            mapping=mapping,
            progress=self._tell,
            **common,
            **compared,
        )

    def _mapping(self, incoming: Incoming, council: Authority, name: str | None) -> WorkbookMapping:
        saved = WorkbookMapping.objects.filter(authority=council)
        found = (
            saved.filter(name=name).first() if name else intake.fitting(incoming.book, saved.all())
        )
        if found is None:
            names = ", ".join(saved.values_list("name", flat=True)) or "none"
            raise CommandError(
                f"No mapping reads this workbook. Saved mappings: {names}. "
                "Map the workbook once on the page, and give its mapping a name."
            )
        self.stdout.write(f"Read by the mapping “{found}”.")
        return found

    def _comparators(
        self, incoming: Incoming, council: Authority, options: dict[str, Any]
    ) -> tuple[Iterable[Any], dict[str, Any]]:
        for name in ("indicator", "source", "statistics_value"):
            _need(options, name)
        indicator = Indicator.objects.filter(
            authority=council, code__iexact=options["indicator"]
        ).first()
        if indicator is None:
            raise CommandError(f"There is no indicator “{options['indicator']}” in the library.")
        chosen = _pairs(options["statistics_filter"])
        above, below = options["statistics_numerator"], options["statistics_denominator"]
        choice = statistics.Choice(
            chosen,
            options["statistics_value"],
            (chosen, above) if above and below else None,
            ({**chosen, **_pairs(options["statistics_denominator_filter"])}, below)
            if above and below
            else None,
        )
        like_us = NeighbourModel.objects.filter(authority=council).first() if above else None
        names = list(like_us.neighbours.values_list("name", flat=True)) if like_us else []
        region = Conventions.objects.of(council.pk).region
        rows = statistics.read(incoming.book, choice, region=region, neighbours=names)
        compared = {
            "indicator": indicator,
            "published_in": options["source"],
            "neighbours": like_us,
        }
        return rows, compared

    def _tell(self, count: int) -> None:
        if count % TELL_EVERY == 0:
            self.stdout.write(f"{count:,} rows read")
            self.stdout.flush()

    def _say(self, batch: ImportBatch) -> None:
        said = [
            f"{batch.new_count:,} new",
            f"{batch.changed_count:,} changed",
            f"{batch.unchanged_count:,} unchanged",
            f"{batch.rejected_count:,} rejected",
            f"{batch.asked_count:,} asked about",
        ]
        self.stdout.write(", ".join(said) + ".")
        before = imports.committed_before(batch)
        if before:
            self.stdout.write(f"The same file was committed on {before.committed_at:%-d %B %Y}.")
        rejected = batch.staged.filter(outcome=StagedFigure.Outcome.REJECTED)
        for figure in rejected[:SHOWN]:
            column = f", column {figure.column}" if figure.column else ""
            self.stderr.write(f"Row {figure.row}{column}: {figure.message}")
        if batch.rejected_count > SHOWN:
            self.stderr.write(f"and {batch.rejected_count - SHOWN:,} more")

    def _commit(self, batch: ImportBatch, person: User, options: dict[str, Any]) -> None:
        if not (batch.new_count or batch.changed_count or batch.rejected_count):
            imports.discard_import(batch=batch, by=person)
            self.stdout.write("There is nothing to commit.")
            return
        try:
            imports.commit_import(
                batch=batch,
                by=person,
                confirms_implausible=options["confirm_implausible"],
                leaves_out_rejected=options["leave_out_rejected"],
            )
        except ValidationError as error:
            imports.discard_import(batch=batch, by=person)
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Committed: {batch.get_absolute_url()}")


def _need(options: dict[str, Any], name: str) -> None:
    if not options[name]:
        raise CommandError(f"This file needs --{name.replace('_', '-')}.")


def _pairs(given: list[str]) -> dict[str, str]:
    """What is given as COLUMN=VALUE."""
    pairs = {}
    for each in given:
        column, equals, value = each.partition("=")
        if not equals:
            raise CommandError(f"Give a filter as COLUMN=VALUE, not “{each}”.")
        pairs[column] = value
    return pairs

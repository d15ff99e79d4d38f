"""Write a paper to files."""

import tempfile
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from committee.models import Report
from committee.reports import build_report
from documents import html, json, outline, pdf, word
from documents.nodes import Document
from documents.pdf import UnprintableDocument

# How each format is written, and how its files end.
FORMATS: dict[str, tuple[Callable[..., str | bytes], str]] = {
    "html": (html.render, ".html"),
    "docx": (word.render, ".docx"),
    "pdf": (pdf.render, ".pdf"),
    "outline": (outline.render, ".outline.txt"),
    "json": (json.dump, ".json"),
}


class Command(BaseCommand):
    """Builds a published paper from what was frozen, a draft from what is recorded."""

    help = (
        "Writes a paper to files and prints where they are. A published paper is written as it "
        "was published, a draft with what was recorded up to its cut-off, and either of them "
        "with what was recorded up to --as-at DATE, where that is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the paper, its format and where to write it."""
        parser.add_argument("report", nargs="?", help="the name of the paper; --list tells them")
        parser.add_argument("--list", action="store_true", help="only name all papers")
        parser.add_argument("--format", default="html", help=f"{', '.join(FORMATS)} or all")
        parser.add_argument("--output", default=".", help="the folder to write to")
        parser.add_argument(
            "--as-at",
            help="a day, such as 2018-04-30: ratings, dates, updates and figures are those known "
            "on that day; texts and titles are today's",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Name the papers, or write one."""
        if options["list"]:
            for paper in Report.objects.with_parts():
                self.stdout.write(f"{paper.slug}  {paper} ({paper.get_state_display()})")
            return
        if not options["report"]:
            raise CommandError("Name a paper. build_report --list tells their names.")
        report = self._report(options["report"])
        formats = self._formats(options["format"])
        document = self._document(report, self._day(options["as_at"]))
        folder = self._folder(options["output"])
        contents = {name: self._rendered(name, document, report) for name in formats}
        for name, content in contents.items():
            path = folder / f"{report.slug}{FORMATS[name][1]}"
            self._write(path, content)
            self.stdout.write(str(path))

    def _report(self, slug: str) -> Report:
        try:
            return Report.objects.with_parts().get(slug=slug)
        except Report.DoesNotExist:
            raise CommandError(
                f"There is no paper called {slug}. build_report --list tells their names."
            ) from None

    def _formats(self, name: str) -> list[str]:
        if name == "all":
            return list(FORMATS)
        if name not in FORMATS:
            raise CommandError(f"There is no format {name}. Choose {', '.join(FORMATS)} or all.")
        return [name]

    def _day(self, text: str | None) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise CommandError(f"{text} is not a day. Write it as 2018-04-30.") from None

    def _document(self, report: Report, as_at: date | None) -> Document:
        published = report.publications.order_by("-version").first()
        if published and as_at is None:
            return published.document()
        return build_report(report, as_at=as_at or report.cut_off)

    def _rendered(self, name: str, document: Document, report: Report) -> bytes:
        looks = {"base": report.house_style.base} if name == "docx" else {}
        try:
            content = FORMATS[name][0](document, **looks)
        except UnprintableDocument as refusal:
            raise CommandError(f"The paper cannot be printed as {name}. {refusal}") from refusal
        return content.encode() if isinstance(content, str) else content

    def _folder(self, name: str) -> Path:
        folder = Path(name)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError as refusal:
            raise CommandError(f"Nothing can be written to {folder}: {refusal.strerror}") from None

    def _write(self, path: Path, content: bytes) -> None:
        """Write to a file beside it first, so that no half of one is ever seen."""
        beside = path.with_name(f".{path.name}.part")
        try:
            beside.write_bytes(content)
            beside.replace(path)
        except OSError as refusal:
            raise CommandError(f"{path} cannot be written: {refusal.strerror}") from None
        finally:
            beside.unlink(missing_ok=True)

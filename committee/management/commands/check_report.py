"""Check a paper, whether it is ours or a Word file from outside."""

import json
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from committee.checks import ORDER, check, check_document
from committee.clearances import facts_to_clear
from committee.models import Report
from committee.reports import compose
from committee.vocabulary import Weight
from core import clock
from documents import word_reader
from documents.problems import Problem


class Command(BaseCommand):
    """Lists what is wrong with a paper, and fails where it may not be published as it is."""

    help = (
        "Lists what is wrong with a paper: how much it weighs, where, and why. REPORT is the name "
        "of a paper (build_report --list tells them) or a Word file. Ends with 1 where something "
        "has to be mended, with 0 otherwise."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the paper and the form of the answer."""
        parser.add_argument("report", help="the name of a paper, or a .docx file")
        parser.add_argument("--format", default="text", choices=["text", "json"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the paper, and tell what the rules find."""
        name: str = options["report"]
        is_file = name.lower().endswith(".docx")
        problems = self._of_file(Path(name)) if is_file else self._of_report(name)
        if options["format"] == "json":
            told = [asdict(each) for each in problems]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self._tell(problems)
        if any(each.severity == "error" for each in problems):
            raise SystemExit(1)

    def _of_report(self, slug: str) -> list[Problem]:
        try:
            report = Report.objects.with_parts().get(slug=slug)
        except Report.DoesNotExist:
            raise CommandError(
                f"There is no paper called {slug}. build_report --list tells their names."
            ) from None
        facts = facts_to_clear(report, today=clock.today())
        return check(facts, compose(facts))

    def _of_file(self, path: Path) -> list[Problem]:
        try:
            content = path.read_bytes()
        except OSError as refusal:
            raise CommandError(f"{path} cannot be read: {refusal.strerror}") from None
        try:
            document, lost = word_reader.read(content)
        except word_reader.UnreadableWord as refusal:
            raise CommandError(f"{path} cannot be read. {refusal}") from refusal
        not_understood = [
            Problem("warning", "", path.name, each, rule="not-understood") for each in lost
        ]
        found = [*not_understood, *check_document(document)]
        return sorted(found, key=lambda each: ORDER.index(each.severity))

    def _tell(self, problems: list[Problem]) -> None:
        for each in problems:
            self.stdout.write(f"{Weight(each.severity).label}: {each.place}: {each.message}")
        count = Counter(each.severity for each in problems)
        told = ", ".join(f"{count[each]} {Weight(each).label.lower()}" for each in ORDER)
        self.stdout.write(f"In all: {told}.")

"""What it costs to publish a paper of forty pages, and to read it as it was published."""

import io
from datetime import UTC, datetime
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.models import User
from benchmarks.measure import Timing, print_table, ratio, timed
from committee.models import Publication, Report
from committee.services.exemption import save_section_exemption
from committee.services.publishing import publish_report, start_correction
from documents.tree import walk

PAPER, PAGES = "barnet-ces-2018-06-06", 40
AT = datetime(2018, 5, 29, 9, tzinfo=UTC)
WORDS = "What was done since the last report, and what difference it made to children. " * 8
WHY = {
    "exempt_ground": "3",
    "exempt_reason": "The terms are being negotiated.",
    "public_interest": "Telling them would cost the council its position.",
}


def _publish(report: Report, by: User) -> tuple[Publication, float]:
    """One more version of a paper, and the seconds it took."""
    if report.publications.exists():
        start_correction(report=report, by=by, reason="Measured.")
    begin = perf_counter()
    publication = publish_report(report=report, by=by, at=AT, clearance_override="Measured.")
    return publication, perf_counter() - begin


def _pages(publication: Publication) -> int:
    with publication.pdf.open() as file:
        return len(PdfReader(io.BytesIO(file.read())).pages)


def _long_paper(by: User) -> Publication:
    """The demonstration's June paper, with as many paragraphs more as make up the pages."""
    report = Report.objects.get(slug=PAPER)
    section = report.sections.get(key="risk")
    paragraph = f"<p>{WORDS}</p>"
    publication, _ = _publish(report, by)
    while (missing := PAGES - _pages(publication)) > 0:
        section.body += paragraph * 4 * missing
        section.save()
        publication, _ = _publish(report, by)
    return publication


def measure_publishing() -> None:
    """Publishing all formats in one transaction, without and with an exempt part."""
    by = User.objects.create_superuser("publisher@bench.example", "-", name="Publisher")
    first = _long_paper(by)
    report, pages = first.report, _pages(first)
    runs = {"HTML, Word and PDF": _several(report, by)}
    section = report.sections.get(key="legal")
    start_correction(report=report, by=by, reason="Measured.")
    save_section_exemption(section=section, by=by, revision=None, exempt_scope="whole", **WHY)
    publish_report(report=report, by=by, at=AT, clearance_override="Measured.")
    runs["the same, and all again with an exempt section"] = _several(report, by)
    print_table(
        f"Publishing a paper of {pages} pages ({connection.vendor})",
        ("files", "median"),
        list(runs.items()),
    )
    # What the first version told is exempt now, so the public reads the last one.
    measure_reading(report.publications.get(version=report.publications.count()))


def _several(report: Report, by: User, runs: int = 3) -> Timing:
    return Timing(tuple(_publish(report, by)[1] for _ in range(runs)))


def measure_reading(publication: Publication) -> None:
    """A published page, for anybody, beside an empty page of one who is signed in."""
    visitor, signed_in = Client(), Client()
    signed_in.force_login(publication.published_by)
    pages = {
        "an empty page": lambda: signed_in.get("/benchmark/empty/"),
        "published page": lambda: visitor.get(publication.get_absolute_url()),
    }
    timings = dict(zip(pages, timed(*pages.values()), strict=True))
    rows = []
    for name, timing in timings.items():
        with CaptureQueriesContext(connection) as captured:
            if pages[name]().status_code != 200:
                raise SystemExit(f"{name} cannot be read")
        rows.append((name, timing, len(captured), ratio(timing, timings["an empty page"])))
    size = sum(1 for _ in walk(publication.document()))
    print_table(
        f"Reading it as it was published, {size:,} nodes ({connection.vendor})",
        ("page", "median", "queries", "× empty page"),
        rows,
    )

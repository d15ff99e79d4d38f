"""One dataset, several bodies, two clocks: the papers of the Improvement Board."""

import io
import zipfile

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from committee.models import Publication, Report
from committee.reports import build_report
from documents import outline

pytestmark = pytest.mark.django_db  # on all, so that they run together and load once

BOARD, COMMITTEE = "barnet-improvement-board-2018-05-17", "barnet-ces-2018-06-06"
PUBLISHED = "barnet-improvement-board-2018-03-22"
KEPT = ("£650", "£7,800", "lower price")
WHY = "It holds a quotation that the council has not accepted."


def paper(slug: str) -> Report:
    return Report.objects.with_parts().get(slug=slug)


def words(report: Report) -> str:
    return outline.render(build_report(report, as_at=report.cut_off))


def test_one_period_is_reported_to_two_bodies_each_in_its_own_layout(said: str) -> None:
    board, committee = paper(BOARD), paper(COMMITTEE)
    assert (board.period, board.plan) == (committee.period, committee.plan)
    assert board.meeting.body != committee.meeting.body
    assert board.house_style != committee.house_style
    assert board.house_style.numbers != committee.house_style.numbers
    ours, theirs = words(board), words(committee)
    for each in ("Delivery: actions at the last report and now", "Of 59 actions on 30 April 2018"):
        assert each in ours
        assert each in theirs


def test_each_body_is_told_what_changed_since_its_own_last_report(said: str) -> None:
    counted = "The last report counted what was recorded up to {}; this one counts up to {}."
    assert counted.format("9 March 2018", "30 April 2018") in words(paper(BOARD))
    assert counted.format("16 February 2018", "30 April 2018") in words(paper(COMMITTEE))


def test_a_quotation_is_kept_out_of_every_public_file(said: str) -> None:
    publication = Publication.objects.get(report__slug=PUBLISHED)
    edition = publication.exempt_edition
    for record, tells in ((publication, False), (edition, True)):
        with record.docx.open() as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            word = " ".join(archive.read(name).decode("latin-1") for name in archive.namelist())
        with record.pdf.open() as file:
            pdf = " ".join(page.extract_text() for page in PdfReader(file).pages)
        with record.html.open() as file:
            page = file.read().decode()
        for form in (word, pdf, page, record.tree):
            assert all((each in form) == tells for each in KEPT)
            assert "Schedule 12A" in " ".join(form.split())


def test_those_who_may_read_the_quotation_find_why_it_is_kept(said: str) -> None:
    publication = Publication.objects.get(report__slug=PUBLISHED)
    public = Client().get(publication.get_absolute_url()).content.decode()
    assert not any(each in public for each in KEPT)
    member = Client()
    member.force_login(User.objects.get(email="clerk@barnet.example"))
    assert publication.exempt_edition.get_absolute_url() in (
        member.get(publication.get_absolute_url()).content.decode()
    )
    assert "lower price" in (
        member.get(publication.exempt_edition.get_absolute_url()).content.decode()
    )
    section = publication.report.sections.get(key="appendix-money")
    assert (section.exempt_ground, section.exempt_reason) == ("3", WHY)
    assert section.public_interest

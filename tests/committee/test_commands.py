"""Writing papers to files from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from committee.management.commands import build_report
from documents.pdf import UnprintableDocument
from tests.factories.improvement import UpdateFactory

SLUG = "barnet-ces-2018-06-06"
FILES = {
    "html": f"{SLUG}.html",
    "docx": f"{SLUG}.docx",
    "pdf": f"{SLUG}.pdf",
    "outline": f"{SLUG}.outline.txt",
    "json": f"{SLUG}.json",
}


def build(*arguments, **options):
    said = StringIO()
    call_command("build_report", *arguments, stdout=said, **options)
    return said.getvalue()


def refused(*arguments, **options):
    with pytest.raises(CommandError) as caught:
        build(*arguments, **options)
    words = str(caught.value)
    assert "\n" not in words
    return words


@pytest.mark.parametrize(("name", "file"), FILES.items())
def test_build_report_writes_one_format(report, tmp_path, name, file):
    said = build(SLUG, format=name, output=str(tmp_path))
    assert said == f"{tmp_path / file}\n"
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_build_report_writes_all_formats_into_a_new_folder(report, tmp_path):
    folder = tmp_path / "a" / "b"
    build(SLUG, format="all", output=str(folder))
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES.values())


def test_build_report_lists_all_papers(report):
    assert build(list=True) == f"{SLUG}  {report} (Draft)\n"


def outline(tmp_path, **options):
    build(SLUG, format="outline", output=str(tmp_path), **options)
    return (tmp_path / FILES["outline"]).read_text()


def test_a_published_paper_is_written_as_it_was_published(publication, plan, tmp_path):
    before = outline(tmp_path)
    UpdateFactory(action=plan.actions.first(), done="Found out later.")
    assert outline(tmp_path) == before
    assert "Found out later." in outline(tmp_path, as_at="2018-04-30")


def test_a_draft_is_written_with_what_is_recorded_up_to_its_cut_off(report, plan, tmp_path):
    UpdateFactory(action=plan.actions.first(), done="Found out later.")
    assert "Found out later." in outline(tmp_path)
    assert "Found out later." not in outline(tmp_path, as_at="2018-04-11")


def test_build_report_needs_a_name():
    assert refused() == "Name a paper. build_report --list tells their names."


def test_an_unknown_paper_is_refused(tmp_path):
    words = refused("nothing", output=str(tmp_path / "new"))
    assert words.startswith("There is no paper called nothing.")
    assert not (tmp_path / "new").exists()


def test_an_unknown_format_is_refused(report, tmp_path):
    words = refused(SLUG, format="rtf", output=str(tmp_path / "new"))
    assert words == "There is no format rtf. Choose html, docx, pdf, outline, json or all."
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("day", ["yesterday", "2018-02-30", "30.4.2018"])
def test_a_bad_day_is_refused(report, tmp_path, day):
    assert refused(SLUG, as_at=day, output=str(tmp_path)).startswith(f"{day} is not a day.")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(report, tmp_path):
    (tmp_path / "file").write_text("")
    words = refused(SLUG, output=str(tmp_path / "file"))
    assert words.startswith("Nothing can be written to")
    words = refused(SLUG, output=str(tmp_path / "file" / "below"))
    assert words.startswith("Nothing can be written to")


def test_a_place_that_is_taken_by_a_folder_leaves_no_half_file(report, tmp_path):
    (tmp_path / FILES["html"]).mkdir()
    assert "cannot be written" in refused(SLUG, format="html", output=str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [FILES["html"]]


def test_a_paper_that_cannot_be_printed_writes_nothing(report, tmp_path, monkeypatch):
    def refuse(document):
        raise UnprintableDocument("The picture cannot be read.", place="Paragraph 1.4")

    monkeypatch.setitem(build_report.FORMATS, "pdf", (refuse, ".pdf"))
    words = refused(SLUG, format="all", output=str(tmp_path))
    assert words == (
        "The paper cannot be printed as pdf. Paragraph 1.4: The picture cannot be read."
    )
    assert list(tmp_path.iterdir()) == []

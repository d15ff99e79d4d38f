"""Files that nobody should send as a plan: refused on the page, and nothing of them kept."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from improvement.models import Plan, PlanImport
from improvement.plan_files import sheet
from tests.performance.files import sheet_xml, with_parts, workbook_of

SHEET = "xl/worksheets/sheet1.xml"
PLAN = workbook_of(["Ref", "Theme", "Action"], ["1.1", "1", "Do it"])
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
OUTSIDE = ENTITIES.replace(b'<!ENTITY a "aaaa">', b'<!ENTITY a SYSTEM "file:///etc/passwd">')
NOT_BUILT_SO = "is not built as spreadsheet programs build"


@pytest.fixture(autouse=True)
def _empty_storage(settings: Any) -> None:
    """What other tests kept is not there."""
    settings.STORAGES = {**settings.STORAGES}


@pytest.fixture
def editor(theme_lead: User, client: Client) -> User:
    """Somebody who may add and change actions, signed in."""
    client.force_login(theme_lead)
    return theme_lead


@pytest.fixture
def address(plan: Plan, editor: User) -> str:
    """The page that takes plans."""
    return reverse("improvement:plan_import_add", args=[plan.pk])


def locked_office() -> bytes:
    """How Office keeps a workbook that has a password: in the container of older files."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "EncryptedPackage".encode("utf-16-le")


def locked_archive() -> bytes:
    """A workbook whose first part says that it is encrypted."""
    locked = bytearray(PLAN)
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    return bytes(locked)


def locked_open_document() -> bytes:
    """An OpenDocument spreadsheet with a password."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
        archive.writestr("META-INF/manifest.xml", "<m><encryption-data/></m>")
    return made.getvalue()


def nothing_is_kept() -> bool:
    """Whether there is neither an import nor a file."""
    folder = PlanImport._meta.get_field("file").upload_to
    kept = default_storage.exists(folder) and default_storage.listdir(folder)[1]
    return not (PlanImport.objects.exists() or kept)


def send(client: Client, address: str, content: bytes, name: str = "plan.xlsx") -> Any:
    """Choose a file on the page."""
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (locked_office(), "plan.xlsx"),
        (locked_office(), "plan.xls"),
        (locked_archive(), "plan.xlsx"),
        (locked_open_document(), "plan.ods"),
    ],
    ids=["Office", "old name", "archive", "OpenDocument"],
)
def test_plan_import_add_names_a_password(
    client: Client, address: str, content: bytes, name: str
) -> None:
    page = send(client, address, content, name)
    assert page.status_code == 200
    assert "is protected with a password. Save it without one" in page.text
    assert nothing_is_kept()


@pytest.mark.parametrize(
    "content",
    [
        with_parts(PLAN, {SHEET: ENTITIES}),
        with_parts(PLAN, {SHEET: OUTSIDE}),
        with_parts(PLAN, {"xl/media/image1.png": bytes(30_000_000)}),
        with_parts(PLAN, {f"xl/media/{number}.png": b"" for number in range(5_001)}),
    ],
    ids=["entities", "a file of ours", "a part that unpacks to much", "very many parts"],
)
def test_plan_import_add_refuses_a_file_built_to_exhaust(
    client: Client, address: str, content: bytes
) -> None:
    assert len(content) < 1_000_000
    page = send(client, address, content)
    assert page.status_code == 200
    assert NOT_BUILT_SO in page.text
    assert "root:" not in page.text
    assert nothing_is_kept()


def test_plan_import_add_refuses_a_few_cells_that_stand_far_apart(
    client: Client, address: str
) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1000000"><c r="XFD1000000"><v>1</v></c>'
    page = send(client, address, with_parts(PLAN, {SHEET: sheet_xml(f"{far}</row>")}))
    assert page.status_code == 200
    assert "rows. Split it into parts." in page.text
    assert nothing_is_kept()


def test_plan_import_add_refuses_a_plan_of_too_many_rows(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MAX_ROWS", 5)
    page = send(client, address, workbook_of(*[["1.1", "1", "Do it"]] * 6))
    assert "has more than 5 rows. Split it into parts." in page.text
    assert nothing_is_kept()


def test_plan_import_add_refuses_a_file_that_is_too_large(
    client: Client, address: str, settings: Any
) -> None:
    settings.IMPORT_MAX_BYTES = 1024
    page = send(client, address, PLAN + bytes(1024))
    assert page.status_code == 200
    assert "Choose one of at most 1.0" in page.text
    settings.IMPORT_MAX_BYTES = -(1024**2)
    page = send(client, address, PLAN)
    assert page.status_code == 413
    assert "What you sent is too large" in page.text
    assert nothing_is_kept()


def test_plan_import_add_takes_a_name_that_says_nothing_good(client: Client, address: str) -> None:
    name = f"../../<b>{'x' * 300}</b>.xlsx"
    page = client.post(address, {"file": SimpleUploadedFile(name, PLAN)}, follow=True)
    assert page.status_code == 200
    kept = PlanImport.objects.get()
    assert not nothing_is_kept()
    assert ".." not in kept.file.name
    assert len(kept.file_name) <= PlanImport._meta.get_field("file_name").max_length
    assert "<b>x" not in page.text

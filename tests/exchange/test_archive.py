"""A whole authority in one file: equal on both sides, whole or not at all."""

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from accounts.models import Authority, User
from core.models import AuditEvent
from exchange import archive
from exchange.archive import (
    LEFT_OUT,
    UnusableArchive,
    kept_models,
    load_archive,
    path_of,
    write_archive,
)
from improvement.models import Action, Evidence, Plan, Reminded
from tests.council import grow
from tests.factories.accounts import (
    AccessKeyFactory,
    AuthorityFactory,
    DraftFactory,
    MembershipFactory,
    UserFactory,
)
from tests.factories.improvement import (
    ActionFactory,
    EvidenceFactory,
    PlanFactory,
    ReminderRuleFactory,
)

NOW = datetime(2018, 5, 1, 9, tzinfo=UTC)
DUE = date(2018, 4, 23)


def silent(words: str) -> None:
    """Say nothing."""


def archive_of(authority: Authority) -> bytes:
    """The archive as bytes."""
    file = io.BytesIO()
    write_archive(authority, file, made_at=NOW, say=silent)
    return file.getvalue()


def manifest_of(content: bytes) -> dict[str, Any]:
    """What an archive says of itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return manifest


def remade(content: bytes, **changed: bytes | None) -> bytes:
    """The archive with members replaced, added or (None) left out; the manifest stays."""
    members = {name.replace("__", "/"): body for name, body in changed.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, body in members.items():
            if body is not None:
                new.writestr(name, body)
    return file.getvalue()


def files_below(folder: str = "") -> list[str]:
    """The names of all files that are kept."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    below = [name for each in folders for name in files_below(f"{folder}{each}/")]
    return [*(f"{folder}{name}" for name in files), *below]


def empty_everything() -> None:
    """What an installation is that has only been migrated."""
    call_command("flush", verbosity=0, interactive=False)
    for name in files_below():
        default_storage.delete(name)


def remind(*, on: date) -> None:
    """Send everybody what they are to be reminded of on a day."""
    call_command("send_reminders", day=on, stdout=io.StringIO(), stderr=io.StringIO())


def council() -> Authority:
    """An authority with two of everything, a file of evidence, and secrets that must stay."""
    authority = AuthorityFactory(slug="barnet", name="Barnet")
    person = UserFactory(role="administrator", role__authority=authority)
    person.set_password("a long secret of hers")
    person.save()
    grow(authority, person, 2)
    action = Action.objects.filter(plan__authority=authority).first()
    EvidenceFactory(action=action, url="", file=ContentFile(b"Minutes.", name="the-board.txt"))
    AccessKeyFactory(user=person)
    DraftFactory(user=person)
    return authority


@pytest.mark.django_db(transaction=True)
def test_an_authority_that_is_loaded_is_equal_to_the_one_that_was_written() -> None:
    content = archive_of(council())
    before = manifest_of(content)["members"]
    filled = [name for name, said in before.items() if said.get("records")]
    assert len(filled) > 90, "two of nearly everything there is"
    empty_everything()
    assert not Authority.objects.exists()
    loaded = load_archive(io.BytesIO(content), say=silent)
    assert manifest_of(archive_of(loaded))["members"] == before
    evidence = Evidence.objects.get(file__contains="the-board")
    with evidence.file.open() as file:
        assert file.read() == b"Minutes."


@pytest.mark.django_db(transaction=True)
def test_after_loading_new_records_get_new_numbers() -> None:
    content = archive_of(council())
    empty_everything()
    loaded = load_archive(io.BytesIO(content), say=silent)
    last = Action.objects.order_by("pk").last()
    assert last is not None
    assert ActionFactory(plan__authority=loaded).pk > last.pk


@pytest.mark.django_db(transaction=True)
def test_a_moved_authority_reminds_nobody_of_the_same_thing_twice() -> None:
    authority = AuthorityFactory()
    ReminderRuleFactory(authority=authority, on_the_day=True, every_days_after=7)
    person = UserFactory(role="updater", role__authority=authority)
    ActionFactory(plan__authority=authority, lead=person, due_on=DUE)
    remind(on=DUE)
    remind(on=DUE + timedelta(days=7))
    assert len(mail.outbox) == 2
    content = archive_of(authority)
    empty_everything()
    load_archive(io.BytesIO(content), say=silent)
    remind(on=DUE + timedelta(days=7))
    remind(on=DUE + timedelta(days=8))
    assert len(mail.outbox) == 2
    remind(on=DUE + timedelta(days=14))
    assert len(mail.outbox) == 3


@pytest.mark.django_db
def test_what_another_authority_reminded_its_people_of_stays_there() -> None:
    authority, other = AuthorityFactory(), AuthorityFactory()
    person = UserFactory(role="updater", role__authority=authority)
    MembershipFactory(user=person, authority=other, role="updater")
    for each in (authority, other):
        ReminderRuleFactory(authority=each)
        ActionFactory(plan__authority=each, lead=person, due_on=DUE)
    remind(on=DUE)
    told = {each.subject_id for each in Reminded.objects.all()}
    assert told == set(Action.objects.values_list("pk", flat=True)), "of both in one mail"
    with zipfile.ZipFile(io.BytesIO(archive_of(authority))) as archive:
        lines = archive.read("records/improvement.Reminded.jsonl").splitlines()
        assert archive.read("records/improvement.ReminderMail.jsonl").count(b"\n") == 1
    own = Action.objects.get(plan__authority=authority)
    assert [json.loads(line)["subject_id"] for line in lines] == [own.pk]


@pytest.mark.django_db
def test_nothing_of_another_authority_and_no_secret_is_in_the_archive() -> None:
    authority = council()
    other = PlanFactory(name="The plan of the neighbours")
    MembershipFactory(authority=other.authority, user__name="A neighbour")
    with zipfile.ZipFile(io.BytesIO(archive_of(authority))) as archive:
        records = [name for name in archive.namelist() if name.startswith("records/")]
        everything = b"".join(archive.read(name) for name in records).decode()
        assert "records/accounts.AccessKey.jsonl" not in records
    assert "The plan of the neighbours" not in everything
    assert "A neighbour" not in everything
    assert not any(person.password in everything for person in User.objects.exclude(password=""))
    assert '"password"' not in everything
    assert "The first two teams are trained" not in everything, "a draft is its owner's"


@pytest.mark.django_db(transaction=True)
def test_people_come_without_a_password_and_without_power_over_the_site() -> None:
    authority = council()
    operator = User.objects.create_superuser("operator@site.example", "a long secret", name="Op")
    MembershipFactory(authority=authority, user=operator, role="reader")
    content = archive_of(authority)
    empty_everything()
    load_archive(io.BytesIO(content), say=silent)
    assert not User.objects.filter(is_superuser=True).exists()
    assert not any(person.has_usable_password() for person in User.objects.all())
    assert User.objects.get(email="operator@site.example").memberships.count() == 1


def test_every_model_belongs_to_an_authority_or_is_left_out_by_name() -> None:
    labels = {model._meta.label for model in kept_models()}
    assert labels.isdisjoint(LEFT_OUT)
    for model in kept_models():
        if model is not User:
            assert path_of(model)


@pytest.mark.django_db
def test_an_installation_with_people_is_left_alone() -> None:
    content = archive_of(council())
    with pytest.raises(UnusableArchive, match="has people or an authority already"):
        load_archive(io.BytesIO(content), say=silent)


def nothing_is_there() -> bool:
    """Whether the failed attempt left nothing, neither records nor files."""
    return not (User.objects.exists() or Plan.objects.exists() or files_below())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: b"not a zip", "not an archive, or it is damaged"),
        (lambda content: remade(content, **{"manifest.json": None}), "not an archive of an"),
        (lambda content: remade(content, **{"manifest.json": b"{}"}), "not an archive of an"),
        (
            lambda content: remade(content, **{"records__accounts.Authority.jsonl": b"{}\n"}),
            "has been changed since",
        ),
        (
            lambda content: remade(content, **{"records__improvement.Plan.jsonl": None}),
            "does not hold what its manifest says",
        ),
        (
            lambda content: remade(content, **{"files__extra.txt": b"More."}),
            "does not hold what its manifest says",
        ),
    ],
)
def test_a_damaged_archive_is_refused_and_leaves_nothing(damage: Any, words: str) -> None:
    content = damage(archive_of(council()))
    empty_everything()
    with pytest.raises(UnusableArchive, match=words):
        load_archive(io.BytesIO(content), say=silent)
    assert nothing_is_there()


def with_manifest(content: bytes, change: Any) -> bytes:
    """The archive with its manifest changed."""
    manifest = manifest_of(content)
    change(manifest)
    return remade(content, **{"manifest.json": json.dumps(manifest).encode()})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda said: said.update(format=2), "A newer version of the product"),
        (lambda said: said["migrations"].update(core="9999_later"), "not as it was when"),
    ],
)
def test_an_archive_of_another_version_is_refused(change: Any, words: str) -> None:
    content = with_manifest(archive_of(council()), change)
    empty_everything()
    with pytest.raises(UnusableArchive, match=words):
        load_archive(io.BytesIO(content), say=silent)
    assert nothing_is_there()


def with_member(content: bytes, name: str, body: bytes) -> bytes:
    """The archive with a member that the manifest knows."""
    said = {"bytes": len(body), "sha256": sha256(body).hexdigest()}
    known = with_manifest(content, lambda manifest: manifest["members"].update({name: said}))
    return remade(known, **{name.replace("/", "__"): body})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("files/../../outside.txt", "is no name for a file"),
        ("files//etc/outside.txt", "is no name for a file"),
        ("records/auth.Permission.jsonl", "which this version does not know"),
    ],
)
def test_a_member_that_leads_elsewhere_is_refused(name: str, words: str) -> None:
    content = with_member(archive_of(council()), name, b"{}")
    empty_everything()
    with pytest.raises(UnusableArchive, match=words):
        load_archive(io.BytesIO(content), say=silent)
    assert nothing_is_there()


@pytest.mark.django_db(transaction=True)
def test_a_failure_in_the_middle_leaves_nothing() -> None:
    """The last file cannot be laid down, when all records and the other files have been."""
    content = with_member(archive_of(council()), "files/zz.txt", b"Last.")
    empty_everything()
    default_storage.save("zz.txt", ContentFile(b"It is there already."))
    with pytest.raises(UnusableArchive, match=r"There is a file named zz\.txt already"):
        load_archive(io.BytesIO(content), say=silent)
    default_storage.delete("zz.txt")
    assert nothing_is_there()


# --- archives that somebody made or changed ----------------------------------------------------


def small_council() -> Authority:
    """An authority with one person and one file."""
    authority = AuthorityFactory(slug="barnet", name="Barnet")
    UserFactory(role="administrator", role__authority=authority)
    action = ActionFactory(plan__authority=authority)
    EvidenceFactory(action=action, url="", file=ContentFile(b"Minutes.", name="the-board.txt"))
    return authority


def with_records(content: bytes, label: str, change: Any) -> bytes:
    """The archive with the records of a model changed, and a manifest that fits."""
    name = f"records/{label}.jsonl"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        records = [json.loads(line) for line in archive.read(name).splitlines()]
    lines = change(records)
    if not isinstance(lines, bytes):
        lines = b"".join(json.dumps(each).encode() + b"\n" for each in lines)
    return with_member(content, name, lines)


def each_with(**fields: Any) -> Any:
    """A change of fields of every record."""
    return lambda records: [{**each, **fields} for each in records]


SECOND = {"id": 77, "slug": "another", "name": "Another"}
NOT_READ, NOT_THERE = "cannot be read", "name others that are not there"
NOT_ONE = "does not hold the one authority"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("label", "change", "words"),
    [
        ("accounts.Authority", lambda records: b"{no record\n", NOT_READ),
        ("accounts.Authority", lambda records: b"\xff\xfe\n", NOT_READ),
        ("accounts.Authority", lambda records: [[1]], NOT_READ),
        ("accounts.Authority", lambda records: b"[" * 100_000, NOT_READ),
        ("accounts.Authority", each_with(owner=1), NOT_READ),
        ("accounts.Authority", each_with(name=None), NOT_READ),
        ("accounts.Authority", each_with(id=2**70), NOT_READ),
        ("accounts.Authority", lambda records: records * 2, NOT_READ),
        ("accounts.User", each_with(is_superuser=True), NOT_READ),
        ("improvement.Action", each_with(due_on="soon"), NOT_READ),
        ("accounts.Membership", each_with(authority_id=999), NOT_THERE),
        ("accounts.Membership", each_with(user_id=999), NOT_THERE),
        ("accounts.Authority", lambda records: [*records, {**records[0], **SECOND}], NOT_ONE),
        ("accounts.Authority", each_with(slug="another"), NOT_ONE),
    ],
)
def test_records_that_nobody_wrote_so_are_refused_and_leave_nothing(
    label: str, change: Any, words: str
) -> None:
    content = with_records(archive_of(small_council()), label, change)
    empty_everything()
    with pytest.raises(UnusableArchive, match=words):
        load_archive(io.BytesIO(content), say=silent)
    assert nothing_is_there()


def spoiled(content: bytes, *, at: int) -> bytes:
    """The archive with what stands behind the header of the first member spoiled."""
    return content[:at] + b"\xff" * 20 + content[at + 20 :]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: spoiled(content, at=90), "is damaged"),
        (
            lambda content: content.replace(b"PK\1\2\x2d\3\x2d\0\0", b"PK\1\2\x2d\3\x2d\0\1"),
            "damaged",
        ),
        (lambda content: remade(content, **{"manifest.json": b"[" * 100_000}), "not an archive"),
        (lambda content: with_manifest(content, lambda said: said.pop("authority")), "not an arch"),
    ],
)
def test_an_archive_that_cannot_be_unpacked_is_refused(damage: Any, words: str) -> None:
    content = archive_of(small_council())
    damaged = damage(content)
    assert damaged != content
    empty_everything()
    with pytest.raises(UnusableArchive, match=words):
        load_archive(io.BytesIO(damaged), say=silent)
    assert nothing_is_there()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limit", ["LONGEST_RECORD", "LONGEST_MANIFEST"])
def test_what_would_fill_the_memory_is_refused(limit: str, monkeypatch: Any) -> None:
    content = archive_of(small_council())
    empty_everything()
    monkeypatch.setattr(archive, limit, 50)
    with pytest.raises(UnusableArchive):
        load_archive(io.BytesIO(content), say=silent)
    assert nothing_is_there()


@pytest.mark.django_db(transaction=True)
def test_long_records_are_loaded_one_by_one(monkeypatch: Any) -> None:
    content = archive_of(small_council())
    empty_everything()
    monkeypatch.setattr(archive, "MOST_AT_ONCE", 1)
    loaded = load_archive(io.BytesIO(content), say=silent)
    assert manifest_of(archive_of(loaded))["members"] == manifest_of(content)["members"]


@pytest.mark.django_db(transaction=True)
def test_a_file_of_which_only_a_part_could_be_laid_down_is_taken_away(monkeypatch: Any) -> None:
    content = archive_of(small_council())
    empty_everything()
    save = default_storage.save

    def break_off(name: str, file: Any) -> str:
        save(name, ContentFile(b"Min"))
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", break_off)
    with pytest.raises(OSError, match="No space"):
        load_archive(io.BytesIO(content), say=silent)
    assert nothing_is_there()


@pytest.mark.django_db
def test_a_file_that_is_missing_is_named_and_the_rest_is_written() -> None:
    authority = council()
    evidence = Evidence.objects.get(file__contains="the-board")
    default_storage.delete(evidence.file.name)
    heard: list[str] = []
    file = io.BytesIO()
    write_archive(authority, file, made_at=NOW, say=heard.append)
    assert manifest_of(file.getvalue())["missing_files"] == [evidence.file.name]
    assert any(evidence.file.name in words for words in heard)


# --- the commands -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_command_writes_and_one_loads(tmp_path: Path, capsys: Any) -> None:
    authority = council()
    by = UserFactory(email="chief@barnet.example", role="administrator", role__authority=authority)
    path = tmp_path / "barnet.zip"
    call_command("export_archive", "barnet", str(path), by=by.email)
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.ARCHIVED)
    assert (event.actor_name, event.authority_id) == (str(by), authority.pk)
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["barnet.zip"]
    assert oct(path.stat().st_mode)[-3:] == "600", "it holds everything"
    empty_everything()
    call_command("load_archive", str(path))
    assert Authority.objects.get().slug == "barnet"
    assert "Barnet is loaded" in capsys.readouterr().out


@pytest.mark.django_db
def test_only_an_administrator_of_the_authority_may_write_it(tmp_path: Path) -> None:
    authority = AuthorityFactory(slug="barnet")
    author = UserFactory(role="author", role__authority=authority)
    elsewhere = UserFactory(role="administrator")
    for by in (author.email, elsewhere.email, "nobody@barnet.example"):
        with pytest.raises(CommandError, match="does not administer"):
            call_command("export_archive", "barnet", str(tmp_path / "b.zip"), by=by)
    assert list(tmp_path.glob("*.zip")) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "file", "words"),
    [
        ("nowhere", "b.zip", "no authority “nowhere”"),
        ("barnet", "no/such/folder/b.zip", "no folder"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path: Path, slug: str, file: str, words: str) -> None:
    person = UserFactory(role="administrator", role__authority__slug="barnet")
    with pytest.raises(CommandError, match=words):
        call_command("export_archive", slug, str(tmp_path / file), by=person.email)


@pytest.mark.django_db
def test_a_file_that_is_not_there_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_archive", str(tmp_path / "none.zip"))

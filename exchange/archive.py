"""A whole authority in one file: every record as JSON, every file, and a manifest with digests.

An archive is a zip. ``records/<model>.jsonl`` holds a record a line, by the names of its fields;
``files/`` holds what was uploaded or published, under the name by which a record knows it;
``manifest.json`` comes last and says which authority it is, which migrations the database had, and
for every member how long it is and its SHA-256. It is loaded into an installation that has no
people and no authority yet, and keeps its numbers: what is cited stays where it is cited.

People come with their roles but without passwords; keys, drafts and sessions stay behind
(:data:`LEFT_OUT`). What people have been reminded of comes with them, so that nobody is told the
same thing again.
"""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from io import StringIO
from typing import IO, Any

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.utils import validate_file_name
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q

from accounts.models import Authority, User
from core.models import AuditEvent
from improvement.models import Reminded

FORMAT = 1
APPS = ("core", "accounts", "improvement", "performance", "monitoring", "committee")
LEFT_OUT = {
    "accounts.User_groups",
    "accounts.User_user_permissions",
    "accounts.AccessKey",
    "accounts.Draft",
}
SECRET = {"password", "is_superuser"}  # of people: whoever runs the new installation decides
BATCH = 2_000
BLOCK = 1 << 20
# An archive comes from elsewhere, and little of it may stand for much.
MOST_AT_ONCE = 32 * BLOCK
LONGEST_RECORD = LONGEST_MANIFEST = 128 * BLOCK
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
UNREADABLE = (
    DataError,
    IntegrityError,
    OverflowError,
    RecursionError,
    TypeError,
    ValidationError,
    ValueError,
)
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Said = Callable[[str], None]


class UnusableArchive(ValueError):
    """Why an archive cannot be loaded, in a sentence for whoever runs the command."""


@dataclass(frozen=True)
class Part:
    """One model's records in an archive."""

    model: type[models.Model]
    records: models.QuerySet[Any]

    @property
    def name(self) -> str:
        """Its member of the archive."""
        return f"records/{self.model._meta.label}.jsonl"

    @property
    def fields(self) -> list[Any]:
        """The columns that are kept."""
        return [
            field
            for field in self.model._meta.concrete_fields
            if not (self.model is User and field.name in SECRET)
        ]


# --- what belongs to an authority ---------------------------------------------------------------


def kept_models() -> list[type[models.Model]]:
    """Every model whose records an archive holds, in the order of the rooms; people last.

    People come last because they are those whom the other records name.
    """
    found = [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.label not in LEFT_OUT and model is not User
    ]
    return [*found, User]


@lru_cache(maxsize=256)
def path_of(model: type[models.Model]) -> str:
    """The lookup that leads from a record to its authority.

    Raises LookupError for a model of which nobody has said whose its records are.
    """
    own = getattr(model._default_manager.all(), "authority_path", "")
    if own:
        return str(own)
    if model is AuditEvent:
        return "authority_id"
    tracked = getattr(model, "instance_type", None)  # of a record's history
    if tracked is not None:
        return path_of(tracked)
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is User:
            continue
        if isinstance(field, models.ForeignKey) and (
            model._meta.auto_created is field.related_model or field.name == "history"
        ):
            return f"{field.name}__{path_of(field.related_model)}"
    if any(field.name == "user" for field in model._meta.concrete_fields):
        return "user__memberships__authority"
    raise LookupError(f"Nobody has said whose the records of {model._meta.label} are.")


def parts_of(authority: Authority, people: set[int]) -> Iterator[Part]:
    """What the authority has, part by part; ``people`` fills while the parts are written."""
    for model in kept_models():
        every = model._default_manager.order_by("pk")
        if model is User:
            wanted = Q(memberships__authority=authority) | Q(pk__in=people)
            yield Part(model, every.filter(pk__in=User.objects.filter(wanted).values("pk")))
        elif model is Reminded:
            of_people = Q(user__memberships__authority=authority)
            wanted = of_people & _about_records_of(authority)
            yield Part(model, every.filter(pk__in=Reminded.objects.filter(wanted).values("pk")))
        elif "memberships" in path_of(model):
            wanted = Q(**{path_of(model): authority.pk})
            yield Part(model, every.filter(pk__in=model._default_manager.filter(wanted)))
        else:
            yield Part(model, every.filter(**{path_of(model): authority.pk}))


def _about_records_of(authority: Authority) -> Q:
    """Reminders of the authority's own records; its people may be reminded by others as well."""
    types = set(Reminded.objects.order_by().values_list("subject_type", flat=True).distinct())
    about = Q(pk__in=[])
    for model in kept_models():
        if model._meta.label in types:
            records = model._default_manager.filter(**{path_of(model): authority.pk})
            about |= Q(subject_type=model._meta.label, subject_id__in=records.values("pk"))
    return about


# --- writing ------------------------------------------------------------------------------------


def plainly(value: Any) -> str:
    """A value that JSON has no sort for."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"An archive cannot hold {type(value).__name__}.")


class _Member:
    """A member of the archive while it is written, with its length and digest."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.bytes = 0
        self._sum = sha256()
        self._file = archive.open(name, "w", force_zip64=True)

    def write(self, block: bytes) -> None:
        """Add to it."""
        self._file.write(block)
        self._sum.update(block)
        self.bytes += len(block)

    def __enter__(self) -> "_Member":
        return self

    def __exit__(self, *failure: object) -> None:
        self._file.close()

    @property
    def said(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {"bytes": self.bytes, "sha256": self._sum.hexdigest()}


def write_archive(authority: Authority, to: IO[bytes], *, made_at: datetime, say: Said) -> None:
    """Write the whole authority; in one view of the database where that can be had."""
    with transaction.atomic():
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            members: dict[str, dict[str, Any]] = {}
            people: set[int] = set()
            files: set[str] = set()
            for part in parts_of(authority, people):
                members[part.name] = _write_records(archive, part, people, files)
                if members[part.name]["records"]:
                    say(f"{members[part.name]['records']:>9} {part.model._meta.label}")
            missing = _write_files(archive, sorted(files), members)
            manifest = {
                "format": FORMAT,
                "authority": {"slug": authority.slug, "name": authority.name},
                "made_at": made_at.isoformat(),
                "migrations": migrations_now(),
                "missing_files": missing,
                "members": members,
            }
            archive.writestr("manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
    say(f"{len(files) - len(missing):>9} files")
    for name in missing:
        say(f"Not found among the files, and so not in the archive: {name}")


def _write_records(
    archive: zipfile.ZipFile, part: Part, people: set[int], files: set[str]
) -> dict[str, Any]:
    names = [field.attname for field in part.fields]
    persons = [
        place
        for place, field in enumerate(part.fields)
        if isinstance(field, models.ForeignKey) and field.related_model is User
    ]
    kept = [place for place, field in enumerate(part.fields) if isinstance(field, models.FileField)]
    count = 0
    encode = json.JSONEncoder(default=plainly, ensure_ascii=False, separators=(",", ":")).encode
    with _Member(archive, part.name) as member:
        lines: list[str] = []
        for row in part.records.values_list(*names).iterator(chunk_size=BATCH):
            people.update(row[place] for place in persons if row[place])
            files.update(row[place] for place in kept if row[place])
            lines.append(encode(dict(zip(names, row, strict=True))) + "\n")
            count += 1
            if len(lines) == BATCH:
                member.write("".join(lines).encode())
                lines.clear()
        member.write("".join(lines).encode())
    return {**member.said, "records": count}


def _write_files(
    archive: zipfile.ZipFile, names: Iterable[str], members: dict[str, dict[str, Any]]
) -> list[str]:
    missing = []
    for name in names:
        try:
            file = default_storage.open(name)
        except OSError:
            missing.append(name)
            continue
        with file, _Member(archive, f"files/{name}") as member:
            for block in file.chunks(BLOCK):
                member.write(block)
        members[f"files/{name}"] = member.said
    return missing


def migrations_now() -> dict[str, str]:
    """The last migration of each app that the database has had."""
    last: dict[str, str] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        if app in APPS:
            last[app] = name
    return last


# --- loading ------------------------------------------------------------------------------------


def load_archive(source: IO[bytes], *, say: Said) -> Authority:
    """Load an archive whole or not at all. Raises UnusableArchive."""
    if User.objects.exists() or Authority.objects.exists():
        raise UnusableArchive(
            "This installation has people or an authority already. Load the archive into a "
            "database that has only been migrated."
        )
    try:
        archive = zipfile.ZipFile(source)
    except (*DAMAGED, ValueError) as error:
        raise UnusableArchive("This file is not an archive, or it is damaged.") from error
    with archive:
        manifest = _manifest(archive)
        members: dict[str, dict[str, Any]] = manifest["members"]
        _see_it_is_whole(archive, members)
        say("Every member has the digest that the manifest says.")
        laid: list[str] = []
        try:
            with transaction.atomic():
                for model in kept_models():
                    part = Part(model, model._default_manager.none())
                    count = _load_records(archive, part, members)
                    if count:
                        say(f"{count:>9} {model._meta.label}")
                _begin_after_the_last_number()
                authority = _the_one(manifest["slug"])
                for member in members:
                    if member.startswith("files/"):
                        name = _free_name(member)
                        laid.append(name)
                        _load_file(archive, member, name)
        except BaseException as error:
            for name in laid:
                default_storage.delete(name)
            if isinstance(error, IntegrityError):  # what names another record is seen at the end
                raise UnusableArchive("Records name others that are not there.") from error
            raise
    say(f"{len(laid):>9} files")
    return authority


def _the_one(slug: str) -> Authority:
    """The authority that was loaded; an archive brings one, and no other beside it."""
    found = list(Authority.objects.all())
    if [each.slug for each in found] != [slug]:
        raise UnusableArchive("The archive does not hold the one authority that its manifest says.")
    return found[0]


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The address of the authority and the members, where the archive can be loaded here."""
    try:
        if archive.getinfo("manifest.json").file_size > LONGEST_MANIFEST:
            raise ValueError("It is far too long.")
        manifest = json.loads(archive.read("manifest.json"))
        members, migrations = manifest["members"], manifest["migrations"]
        slug = str(manifest["authority"]["slug"])
        wanted = {name: (each["bytes"], each["sha256"]) for name, each in members.items()}
    except (KeyError, TypeError, ValueError, AttributeError, *DAMAGED) as error:
        raise UnusableArchive("This file is not an archive of an authority.") from error
    if manifest.get("format") != FORMAT:
        raise UnusableArchive("A newer version of the product wrote this archive. Use that one.")
    if migrations != migrations_now():
        raise UnusableArchive(
            "The database is not as it was when the archive was written. Install the version "
            "that wrote it, load the archive, and update then."
        )
    if wanted.keys() != {*archive.namelist()} - {"manifest.json"}:
        raise UnusableArchive("The archive does not hold what its manifest says.")
    return {"slug": slug, "members": members}


def _see_it_is_whole(archive: zipfile.ZipFile, members: dict[str, dict[str, Any]]) -> None:
    known = {Part(model, model._default_manager.none()).name for model in kept_models()}
    for name, said in members.items():
        if not name.startswith("files/") and name not in known:
            raise UnusableArchive(f"The archive holds {name}, which this version does not know.")
        length, digest = 0, sha256()
        try:
            with archive.open(name) as member:
                while block := member.read(BLOCK):
                    length += len(block)
                    digest.update(block)
        except DAMAGED as error:
            raise UnusableArchive(f"{name} is damaged. Copy the archive again.") from error
        if (length, digest.hexdigest()) != (said["bytes"], said["sha256"]):
            raise UnusableArchive(f"{name} has been changed since the archive was written.")


def _load_records(archive: zipfile.ZipFile, part: Part, members: dict[str, dict[str, Any]]) -> int:
    if part.name not in members:
        return 0
    known = {field.attname for field in part.fields}
    copies = connection.vendor == "postgresql" and part.model is not User
    keep = _copy if copies else _create
    count = 0
    with archive.open(part.name) as member:
        for lines in _batches(member):
            try:
                said = [json.loads(line) for line in lines]
                if any(not isinstance(each, dict) or each.keys() != known for each in said):
                    raise ValueError("It has not the fields that are known.")
                keep(part, said)
            except UNREADABLE as error:
                raise UnusableArchive(f"A record in {part.name} cannot be read.") from error
            count += len(said)
    return count


def _batches(member: IO[bytes]) -> Iterator[list[bytes]]:
    """The lines of a member, so many at once as the memory may hold."""
    lines: list[bytes] = []
    size = 0
    while line := member.readline(LONGEST_RECORD):
        lines.append(line)
        size += len(line)
        if len(lines) == BATCH or size > MOST_AT_ONCE:
            yield lines
            lines, size = [], 0
    if lines:
        yield lines


def _create(part: Part, said: list[dict[str, Any]]) -> None:
    fields = {field.attname: field for field in part.fields}
    records = [
        part.model(**{name: fields[name].to_python(value) for name, value in each.items()})
        for each in said
    ]
    for record in records:
        if isinstance(record, User):
            record.set_unusable_password()
    part.model._base_manager.bulk_create(records)


def _copy(part: Part, said: list[dict[str, Any]]) -> None:
    """PostgreSQL reads a record a line, its columns parted by tabs, three times as quickly."""
    structured = {field.attname for field in part.fields if isinstance(field, models.JSONField)}
    names = list(said[0])
    lines = StringIO()
    for each in said:
        cells = [
            json.dumps(each[name]) if name in structured and each[name] is not None else each[name]
            for name in names
        ]
        lines.write(
            "\t".join("\\N" if cell is None else str(cell).translate(ESCAPED) for cell in cells)
        )
        lines.write("\n")
    lines.seek(0)
    quote = connection.ops.quote_name
    columns = {field.attname: quote(field.column) for field in part.fields}
    named = ", ".join(columns[name] for name in names)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {quote(part.model._meta.db_table)} ({named}) FROM STDIN", lines)


def _free_name(member: str) -> str:
    """The name under which a record knows a file, where nothing has it yet."""
    name = member.removeprefix("files/")
    try:
        validate_file_name(name, allow_relative_path=True)
    except SuspiciousFileOperation as error:
        raise UnusableArchive(f"“{name}” is no name for a file.") from error
    if default_storage.exists(name):
        raise UnusableArchive(f"There is a file named {name} already. Empty the folder of files.")
    return name


def _load_file(archive: zipfile.ZipFile, member: str, name: str) -> None:
    with archive.open(member) as content:
        saved = default_storage.save(name, File(content, name=name))
    if saved != name:
        default_storage.delete(saved)
        raise UnusableArchive(f"The file {name} could not be kept under its name.")


def _begin_after_the_last_number() -> None:
    """New records get numbers after those that were loaded."""
    statements = connection.ops.sequence_reset_sql(no_style(), kept_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

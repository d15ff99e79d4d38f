"""Keeping the pictures of a paper."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from committee.models import Report, ReportPicture
from committee.services.papers import open_report, record
from core import revisions
from core.models import AuditEvent
from documents.pictures import UnusablePicture, check

EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg"}
MOST = 40  # pictures of one paper


@transaction.atomic
def add_picture(
    *, report: Report, by: User, title: str, description: str, content: bytes
) -> ReportPicture:
    """Keep a picture for a paper, which shows it where a text says so.

    Raises ValidationError for what is no PNG or JPEG that can be printed, or one too many.
    """
    report = open_report(report)
    taken = set(report.pictures.values_list("key", flat=True))
    if len(taken) >= MOST:
        raise ValidationError(f"A paper has room for {MOST} pictures. Remove one first.")
    stem = slugify(title)[:50].strip("-") or "picture"
    key = next(each for each in _names(stem) if each not in taken)
    picture = ReportPicture(
        report=report,
        key=key,
        title=title,
        description=description,
        media_type=_checked(content),
    )
    keep_picture(picture, content)
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, picture=title)
    return picture


@transaction.atomic
def save_picture(
    *,
    picture: ReportPicture,
    by: User,
    revision: int | None,
    title: str,
    description: str,
    content: bytes = b"",
) -> ReportPicture:
    """Save what is said of a picture, and another file in its place where one is given.

    Raises core.revisions.Stale where somebody saved it meanwhile.
    """
    report = open_report(picture.report)
    picture = revisions.lock(picture, revision)
    picture.title, picture.description = title, description
    picture.revision += 1
    if content:
        picture.media_type = _checked(content)
        _forget_file(picture)
        keep_picture(picture, content)
    else:
        picture.full_clean(exclude=["file"])
        picture.save()
    record(
        AuditEvent.Kind.REPORT_CHANGED, report, by, picture=title, new_file="yes" if content else ""
    )
    return picture


@transaction.atomic
def remove_picture(*, picture: ReportPicture, by: User) -> None:
    """Take a picture out of the paper; what was published keeps its own."""
    report = open_report(picture.report)
    record(AuditEvent.Kind.REPORT_CHANGED, report, by, no_longer_pictured=picture.title)
    _forget_file(picture)
    picture.delete()


def _names(stem: str) -> list[str]:
    return [stem, *(f"{stem}-{count}" for count in range(2, MOST + 2))]


def _checked(content: bytes) -> str:
    """The media type of a picture that can be printed."""
    try:
        return check(content)
    except UnusablePicture as refusal:
        raise ValidationError({"file": str(refusal)}) from refusal


def keep_picture(picture: ReportPicture, content: bytes) -> None:
    """Save a picture with its file; the file goes again where the record cannot be saved."""
    picture.full_clean(exclude=["file"])
    name = f"{picture.report.slug}-{picture.key}.{EXTENSIONS[picture.media_type]}"
    picture.file.save(name, ContentFile(content), save=False)
    try:
        with transaction.atomic():
            picture.save()
    except BaseException:
        picture.file.delete(save=False)
        raise


def _forget_file(picture: ReportPicture) -> None:
    """Delete the file once the change is certain."""
    storage: Storage = picture.file.storage
    name = picture.file.name
    transaction.on_commit(lambda: storage.delete(name))

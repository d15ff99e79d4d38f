"""What stands between a person and a page or a file."""

from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def require(allowed: bool) -> None:
    """Refuse the request with a page that says who can help, unless the person may do this."""
    if not allowed:
        raise PermissionDenied


def sent(
    file: FieldFile, *, name: str, content_type: str = "application/octet-stream"
) -> FileResponse:
    """A file to keep, never shown inside our own pages; 404 where there is none or it is gone."""
    try:
        content = file.open("rb")
    except (ValueError, OSError) as error:
        raise Http404("There is no such file.") from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type=content_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )

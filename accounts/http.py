"""The request of a person who has signed in, and what they may take out of its page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.utils.text import slugify

from accounts.models import User
from accounts.roles import Permission
from core import audit
from core.exports import FILES, Extract, file_response, offered
from core.http import require
from core.models import AuditEvent

NAME_LENGTH = 80  # of a file


class SignedInRequest(HttpRequest):
    """A request to a private page; the sign-in middleware lets nobody else through.

    It says so to the type checker; requests are never made of this class.
    """

    user: User


def takeable(request: SignedInRequest, records: Any) -> Any:
    """Records for a list: where a file is asked for, only those that the person may take out."""
    if "export" in request.GET:
        return records.permitting(request.user, Permission.EXPORT)
    return records


def extract_asked(
    request: SignedInRequest, extracts: Sequence[Extract], *, of: Model, authority_id: int
) -> HttpResponseBase | None:
    """The list of a record's page that the address asks for as a file; None where it asks for none.

    Without a name the first is meant. The trail tells which list of which record was taken out.
    """
    kind, wanted = request.GET.get("export", ""), request.GET.get("list", extracts[0].name)
    asked = next((each for each in extracts if each.name == wanted), None)
    if asked is None or kind not in FILES or request.method == "POST":
        return None
    require(request.user.may(Permission.EXPORT, authority_id))
    audit.record(
        AuditEvent.Kind.EXPORTED,
        by=request.user,
        authority_id=authority_id,
        subject=of,
        called=f"{asked.title}: {of}",
        asked=request.GET.urlencode(),
    )
    name = slugify(f"{asked.title} {of}")[:NAME_LENGTH].strip("-")
    return file_response(kind, name, asked.headings, asked.rows)


def files_of(
    request: SignedInRequest, extracts: Iterable[Extract], *, authority_id: int
) -> dict[str, list[tuple[str, str]]]:
    """The files of a page's lists by the name of each list; none for who may not take them out."""
    if not request.user.may(Permission.EXPORT, authority_id):
        return {}
    return {each.name: offered(request.GET, each.name) for each in extracts}

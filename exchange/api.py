"""The interface for programs: what the pages show, as JSON or CSV, to read and never to change.

Addresses stand under /api/v1/. Everything but what was published needs a key.
"""

import json
import logging
from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import Field, NinjaAPI, Path, Query, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from committee.models import Publication
from documents.differences import passages_of
from exchange.keys import Bearer, ByAddress, ByKey, Password
from exchange.lists import LISTS, PAPERS, SLUG, Filters, List
from exchange.reading import Paging, as_json, page_of, read

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]

METHODS = "GET, HEAD, OPTIONS"
NOT_OPENED = (
    "Send a key that works: in a header “Authorization: Bearer …”, or as the password of basic "
    "authentication. Keys are made on the page “Your keys”, and stop working after their last day."
)
NOT_FOUND = "There is nothing at this address."
UNKNOWN = "This is not something that narrows the list."
TOO_OFTEN = "That is too often. Wait for as many seconds as the header “Retry-After” says."
# What is wrong with a part of the address, by the kind of fault; filled with what was expected.
FAULTS = {
    "enum": "Write one of {expected}.",
    "date_from_datetime_parsing": "Write a day, as 2018-04-30.",
    "date_from_datetime_inexact": "Write a day, as 2018-04-30.",
    "int_parsing": "Write a whole number.",
    "int_parsing_size": "Write a smaller number.",
    "greater_than_equal": "Write {ge} or more.",
    "less_than_equal": "Write {le} or less.",
    "bool_parsing": "Write true or false.",
    "string_pattern_mismatch": "Write only letters, digits, hyphens and underscores.",
}
BROKEN = "Something went wrong here. Try again; if it stays so, tell whoever runs this site."


class Problem(Schema):
    """Why there is no answer."""

    detail: str = Field(description="What is wrong, in words.")
    parameters: dict[str, str] = Field(
        {}, description="What is wrong with each part of the address, by its name."
    )


PROBLEMS: dict[int, type[Schema]] = dict.fromkeys((401, 403, 422, 429), Problem)
OPEN_PROBLEMS: dict[int, type[Schema]] = dict.fromkeys((404, 422, 429), Problem)
AS_CSV = {
    "responses": {
        200: {
            "headers": {
                "Link": {
                    "description": "The next page, as in “next”.",
                    "schema": {"type": "string"},
                }
            },
            "content": {
                "text/csv": {
                    "schema": {"type": "string", "description": "The same with a heading row."}
                }
            },
        }
    }
}

api = NinjaAPI(
    title="Improvement tracker",
    version="1",
    description=__doc__,
    docs_url=None,
    urls_namespace="api",
    auth=[Bearer(), Password()],
    throttle=[ByKey("300/m")],
)


# --- lists ------------------------------------------------------------------------------------


def _add(the_list: List, **how: Any) -> None:
    narrowing: Any = the_list.filters

    def endpoint(
        request: HttpRequest,
        paging: Query[Paging],
        filters: Query[narrowing],
    ) -> HttpResponse:
        refuse_unknown(request, Paging, narrowing)
        key = getattr(request, "auth", None)
        return read(request, the_list, key=key, paging=paging, filters=filters)

    endpoint.__name__ = the_list.name
    api.get(
        f"/{the_list.name}",
        summary=the_list.name.capitalize(),
        description=the_list.says,
        operation_id=the_list.name,
        url_name=the_list.name,
        openapi_extra=AS_CSV,
        **how,
    )(endpoint)


for _list in LISTS:
    _add(_list, response={200: page_of(_list), **PROBLEMS}, tags=["Plan and performance"])
OPEN: dict[str, Any] = {"auth": None, "throttle": [ByAddress("120/m")], "tags": ["Published"]}
_add(PAPERS, response={200: page_of(PAPERS), **OPEN_PROBLEMS}, **OPEN)


# --- what was published -----------------------------------------------------------------------


class Address(Schema):
    """Where a version of a paper is found."""

    slug: str = Field(pattern=SLUG, description="The word for the paper in its address.")
    version: int = Field(ge=1, le=32767, description="Its version.")


class PaperText(Schema):
    """One version of a published paper, as the tree of its text."""

    title: str = Field(description="Its title.")
    version: int = Field(description="Its version.")
    sha256: str = Field(description="The SHA-256 of the tree as the file “Text as data” has it.")
    tree: dict[str, Any] = Field(
        description="The text: every node says what it is in “node”; “children” are what is in it."
    )


class Paragraph(Schema):
    """One passage of a published paper, in words."""

    place: int = Field(description="Where it stands in the paper: 1 is the first.")
    number: str = Field(description="The number by which it is cited, such as 1.4; often empty.")
    anchor: str = Field(description="What leads to it, or to the section around it, on its page.")
    text: str = Field(description="Its words. The cells of a row of a table stand between bars.")


class PaperParagraphs(Schema):
    """One version of a published paper, passage by passage."""

    title: str = Field(description="Its title.")
    version: int = Field(description="Its version.")
    records: list[Paragraph] = Field(description="In the order of the paper.")


@api.get(
    "/papers/{slug}/{version}",
    response={200: PaperText, **OPEN_PROBLEMS},
    summary="Text of a paper",
    description="The text of one version as the tree that its digest was made from.",
    operation_id="paper",
    url_name="paper",
    **OPEN,
)
def paper(request: HttpRequest, address: Path[Address]) -> HttpResponse:
    """One version of a paper that the public may read."""
    found = _published(request, address)
    told = {"title": found.title, "version": found.version, "sha256": found.sha256}
    return as_json({**told, "tree": json.loads(found.tree)})


@api.get(
    "/papers/{slug}/{version}/paragraphs",
    response={200: PaperParagraphs, **OPEN_PROBLEMS},
    summary="Paragraphs of a paper",
    description="The text of one version, passage by passage with its numbers.",
    operation_id="paragraphs",
    url_name="paragraphs",
    **OPEN,
)
def paragraphs(request: HttpRequest, address: Path[Address]) -> HttpResponse:
    """The passages of a paper that the public may read."""
    found = _published(request, address)
    records = [
        {"place": place, "number": each.label, "anchor": each.anchor, "text": each.words}
        for place, each in enumerate(passages_of(found.document()), start=1)
    ]
    return as_json({"title": found.title, "version": found.version, "records": records})


def _published(request: HttpRequest, address: Address) -> Publication:
    refuse_unknown(request)
    found: Publication = get_object_or_404(
        Publication.objects.public(), report__slug=address.slug, version=address.version
    )
    return found


def refuse_unknown(request: HttpRequest, *known: type[Schema] | type[Filters]) -> None:
    """Refuse what nothing answers to: a filter that is misspelt would give everything."""
    names = {name for schema in known for name in schema.model_fields}
    unknown = dict.fromkeys(sorted(set(request.GET) - names), UNKNOWN)
    if unknown:
        raise Unknown(unknown)


class Unknown(Exception):
    """The address asks for what there is not."""

    def __init__(self, parameters: dict[str, str]) -> None:
        self.parameters = parameters
        super().__init__(parameters)


# --- what is answered where there is no answer ------------------------------------------------


def _problem(status: int, detail: str, parameters: dict[str, str] | None = None) -> HttpResponse:
    return as_json({"detail": detail, "parameters": parameters or {}}, status=status)


@api.exception_handler(AuthenticationError)
def not_opened(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    """No key, or one that does not work; the header makes Excel ask for a password."""
    answer = _problem(HTTPStatus.UNAUTHORIZED, NOT_OPENED)
    answer["WWW-Authenticate"] = 'Basic realm="Improvement tracker", charset="UTF-8", Bearer'
    return answer


@api.exception_handler(HttpError)
def refused(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """Whatever was refused with words."""
    return _problem(problem.status_code, problem.message)


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, problem: Throttled) -> HttpResponse:
    """Too many questions."""
    return _problem(HTTPStatus.TOO_MANY_REQUESTS, TOO_OFTEN)


@api.exception_handler(Http404)
def nowhere(request: HttpRequest, problem: Http404) -> HttpResponse:
    """Nothing there, or nothing that may be read."""
    return _problem(HTTPStatus.NOT_FOUND, NOT_FOUND)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """Something in the address is not what it should be."""
    said = {str(each["loc"][-1]): _fault(each) for each in problem.errors}
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The address cannot be read.", said)


def _fault(problem: dict[str, Any]) -> str:
    words = FAULTS.get(problem["type"])
    return words.format(**problem.get("ctx", {})) if words else str(problem["msg"])


@api.exception_handler(Unknown)
def unknown(request: HttpRequest, problem: Unknown) -> HttpResponse:
    """Something in the address that nothing answers to."""
    said = "The address cannot be read."
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, said, problem.parameters)


@api.exception_handler(Exception)
def broken(request: HttpRequest, problem: Exception) -> HttpResponse:
    """A fault of ours; its operator finds it in the log."""
    logger.error("The data interface failed at %s", request.path, exc_info=problem)
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)


# --- addresses --------------------------------------------------------------------------------


def for_programs(view: View, name: str) -> View:
    """A view without sign-in, which its key replaces, and without forms, so that none is forged.

    It is only ever read; what does not fit is answered in JSON.
    """

    @login_not_required
    @csrf_exempt
    @wraps(view, assigned=())
    def endpoint(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": METHODS})
        if request.method not in ("GET", "HEAD"):
            answer = _problem(HTTPStatus.METHOD_NOT_ALLOWED, "The interface can only be read.")
            answer["Allow"] = METHODS
            return answer
        is_head, request.method = request.method == "HEAD", "GET"
        try:
            answer = view(request, *args, **kwargs)
        except Http404 as problem:
            answer = nowhere(request, problem)
        answer["Cache-Control"] = "private, no-store"
        if is_head:
            request.method = "HEAD"
        return answer

    endpoint.__name__ = name
    return endpoint


def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    """No such address."""
    raise Http404


def addresses() -> Iterator[URLPattern]:
    """The addresses of the interface, each for programs."""
    for pattern in api.urls[0]:
        if not isinstance(pattern, URLPattern) or pattern.name is None:
            raise TypeError("every address of the interface has a name")
        pattern.callback = for_programs(pattern.callback, pattern.name)
        yield pattern

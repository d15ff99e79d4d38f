"""One page of a list, as JSON or CSV, and what is written down of its being read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Schema
from pydantic import create_model

from accounts.models import AccessKey, User
from core import clock
from core.exports import csv_lines
from core.models import AuditEvent
from core.tables import address_pattern
from exchange.lists import BIGGEST, Column, Filters, List

USUAL, MOST = 1000, 5000


class Form(StrEnum):
    """The form of the answer."""

    JSON = "json"
    CSV = "csv"


class Paging(Schema):
    """Which page of a list is asked for."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="How many records at most.")
    after: int | None = Field(
        None,
        ge=0,
        le=BIGGEST,
        description="Only records after the one with this id. Follow “next” instead of counting.",
    )
    format: Form = Field(
        Form.JSON, description="JSON, or the same records as a CSV file with a heading row."
    )


def record_of(the_list: List) -> type[Schema]:
    """What one record of a list holds, for the description of the interface."""
    fields: dict[str, Any] = {
        each.name: (each.kind, Field(description=each.says)) for each in the_list.columns
    }
    made: type[Schema] = create_model(
        the_list.record, __base__=Schema, __doc__=f"One record of: {the_list.says}", **fields
    )
    return made


def page_of(the_list: List) -> type[Schema]:
    """What a page of a list holds, for the description of the interface."""
    fields: dict[str, Any] = {
        "next": (
            str | None,
            Field(description="The address of the next page; empty on the last one."),
        ),
        "records": (
            list[record_of(the_list)],  # type: ignore[misc]
            Field(description="In the order in which they were added."),
        ),
    }
    made: type[Schema] = create_model(
        f"{the_list.record}Page", __base__=Schema, __doc__=f"A page of: {the_list.says}", **fields
    )
    return made


def read(
    request: HttpRequest,
    the_list: List,
    *,
    key: AccessKey | None,
    paging: Paging,
    filters: Filters,
) -> HttpResponse:
    """The page of a list that is asked for, of what the key's person may take out."""
    user: Any = key.user if key else None
    found = filters.narrow(the_list.find(user), authority=the_list.authority).order_by("pk")
    if paging.after is not None:
        found = found.filter(pk__gt=paging.after)
    rows, authorities, last = _rows(the_list, found, user, paging.limit)
    if key:
        write_down(key=key, what=the_list.name, authorities=authorities, on=clock.today())
    records = list(_told(request, the_list.columns, rows))
    address = _next(request, last) if last is not None else None
    if paging.format == Form.CSV:
        headings = [column.name for column in the_list.columns]
        answer = HttpResponse(
            "".join(csv_lines(headings, records)), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{the_list.name}.csv"'
    else:
        named = [
            dict(zip((column.name for column in the_list.columns), record, strict=True))
            for record in records
        ]
        answer = as_json({"next": address, "records": named})
    if address:
        answer["Link"] = f'<{address}>; rel="next"'
    return answer


def as_json(told: Any, *, status: int = 200) -> HttpResponse:
    """An answer in JSON."""
    words = json.dumps(told, ensure_ascii=False, allow_nan=False)
    return HttpResponse(words, content_type="application/json; charset=utf-8", status=status)


def write_down(*, key: AccessKey, what: str, authorities: set[int], on: date) -> None:
    """Write into the trail that a list of these authorities was read with a key, once a day."""
    details = {"read": what, "on": on.isoformat()}
    written = AuditEvent.objects.filter(
        kind=AuditEvent.Kind.DATA_READ,
        authority_id__in=authorities,
        at__gte=timezone.now() - timedelta(days=1),
        subject_type=AccessKey._meta.label,
        subject_id=key.pk,
        details__read=what,
        details__on=details["on"],
    )
    if not authorities - set(written.values_list("authority_id", flat=True)):
        return
    with transaction.atomic():
        # Two programs with one key must not both find nothing written.
        AccessKey.objects.select_for_update().get(pk=key.pk)
        for authority in sorted(authorities - set(written.values_list("authority_id", flat=True))):
            AuditEvent.objects.create(
                at=timezone.now(),
                kind=AuditEvent.Kind.DATA_READ,
                authority_id=authority,
                actor_id=key.user.pk,
                actor_name=str(key.user),
                subject=str(key),
                subject_type=AccessKey._meta.label,
                subject_id=key.pk,
                details=details,
            )


def _rows(
    the_list: List, found: Any, user: User, limit: int
) -> tuple[Sequence[Sequence[Any]], set[int], int | None]:
    """The rows of a page, the authorities they belong to, and the last key if more follow."""
    if the_list.tell:
        records = list(found.select_related(*the_list.parts)[: limit + 1])
        page = records[:limit]
        authorities = {each.indicator.authority_id for each in page}
        last = page[-1].pk if len(records) > limit else None
        return list(the_list.tell(user, page)), authorities, last
    paths = [column.path for column in the_list.columns]
    values = list(found.values_list(the_list.authority, *paths)[: limit + 1])
    rows = [row[1:] for row in values[:limit]]
    last = rows[-1][0] if len(values) > limit else None
    return rows, {row[0] for row in values[:limit]}, last


def _told(
    request: HttpRequest, columns: Sequence[Column], rows: Sequence[Sequence[Any]]
) -> Iterator[list[Any]]:
    site = request.build_absolute_uri("/").removesuffix("/")
    pages: dict[int, str] = {
        place: site + address_pattern(column.page, ["pk"])
        for place, column in enumerate(columns)
        if column.page
    }
    words: dict[int, Mapping[Any, Any]] = {
        place: column.words for place, column in enumerate(columns) if column.words is not None
    }
    for row in rows:
        yield [
            pages[place].replace("{pk}", str(value))
            if place in pages
            else _plain(words[place].get(value, value) if place in words else value)
            for place, value in enumerate(row)
        ]


def _plain(value: Any) -> Any:
    """A value as JSON has it: a day as 2018-04-30, a moment with its zone, a figure as a number."""
    match value:
        case datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case StrEnum() | str():
            return str(value)
        case _:
            return value


def _next(request: HttpRequest, last: int) -> str:
    query = request.GET.copy()
    query["after"] = str(last)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

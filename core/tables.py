"""Tables that cost no more than printing their rows.

They are django-tables2 tables (declared columns, sorting and paging by address), but rows are not
wrapped in bound rows and cells: each column makes one plain function, ``record -> text``, when the
table is printed, and the whole body is formatted at once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from string import Formatter
from typing import Any, ClassVar
from urllib.parse import quote

import django_tables2
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

Cell = Callable[[Any], Any]
EMPTY = "–"
EXPORT_CHUNK = 2000


def getter(path: str) -> Cell:
    """A function that follows ``path`` (``theme__lead``) and calls what it finds; stops at None."""
    steps = [attrgetter(name) for name in path.replace(".", "__").split("__")]

    def get(record: Any) -> Any:
        for step in steps:
            if record is None:
                return None
            record = step(record)
            if callable(record) and not hasattr(record, "_meta"):
                record = record()
        return record

    return attrgetter(path) if len(steps) == 1 and not path.startswith("get_") else get


def filler(pattern: str) -> Cell:
    """A function that fills ``{path}`` places of an address with the record's values."""
    paths = [path for _, path, _, _ in Formatter().parse(pattern) if path]
    getters = [getter(path) for path in paths]
    shape = re.sub(r"{[^}]*}", "{}", pattern)
    if len(getters) == 1:
        (only,) = getters
        return lambda record: shape.format(quote(str(only(record))))
    return lambda record: shape.format(*(quote(str(get(record))) for get in getters))


def address_pattern(viewname: str, args: Sequence[str]) -> str:
    """The address of a view with ``{path}`` in place of each argument, from one ``reverse``."""
    # Digits fit every converter that our addresses use; these stand nowhere else in an address.
    places = [900_000_001 + number for number in range(len(args))]
    address = reverse(viewname, args=places).replace("{", "{{").replace("}", "}}")
    for place, path in zip(places, args, strict=True):
        address = address.replace(str(place), f"{{{path}}}")
    return address


def day(value: date | None) -> str:
    """A date as the council writes it: 6 June 2018."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value.day} {MONTHS[value.month]} {value.year}"


def tag(status: Any) -> str | SafeString:
    """A status as a tag: its word, with its colour as help. Nothing for no status."""
    if status is None or status == "":
        return ""
    return format_html(
        '<strong class="govuk-tag app-tag app-tag--{}">{}</strong>',
        getattr(status, "colour", "grey"),
        getattr(status, "label", status),
    )


class TextColumn(django_tables2.Column):
    """A column of text; the base of the others. ``css`` is set on the column's cells."""

    css = ""

    def __init__(self, *args: Any, css: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if css is not None:
            self.css = css

    def cell(self, path: str) -> Cell:
        """The function that makes the column's cells; ``path`` leads to the value."""
        return getter(path)


class NumberColumn(TextColumn):
    """A column of figures, aligned right."""

    css = "govuk-table__cell--numeric"


class LinkColumn(TextColumn):
    """Text that links to a page, whose address is made from the record's ``args``."""

    def __init__(self, viewname: str, *, args: Sequence[str] = ("pk",), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.viewname, self.args = viewname, args

    def cell(self, path: str) -> Cell:
        get, address = getter(path), filler(address_pattern(self.viewname, self.args))

        def cell(record: Any) -> SafeString:
            return format_html(
                '<a class="govuk-link" href="{}">{}</a>', address(record), get(record)
            )

        return cell


class DateColumn(TextColumn):
    """A date, as "6 June 2018", or the words for there being none."""

    css = "app-nowrap"

    def __init__(self, *args: Any, empty: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty = empty

    def cell(self, path: str) -> Cell:
        get = getter(path)
        return lambda record: day(get(record)) or self.empty


class StatusColumn(TextColumn):
    """A status with a label and a colour, as a tag."""

    def cell(self, path: str) -> Cell:
        get = getter(path)
        made: dict[Any, str] = {}

        def cell(record: Any) -> str:
            status = get(record)
            if status not in made:
                made[status] = tag(status)
            return made[status]

        return cell


@dataclass(frozen=True)
class Header:
    """The head of a column: its words and, where it sorts, where its link goes."""

    words: str
    css: str
    address: str = ""
    direction: str = ""  # of aria-sort, empty where the column does not sort


class LeanTable(django_tables2.Table):
    """The base of every table.

    A method ``cell_<column>(record)`` makes a column's cells instead of the column itself.
    ``counted`` is what one row and what several are, where the caption says how many there are.
    ``export`` names what a file of the list holds: heading, lookup and, where the stored value is a
    key, the words for it. Where the database alone cannot tell them, ``export_rows`` makes them.
    """

    counted: ClassVar[tuple[str, str] | None] = None
    empty_words = "There is nothing here."
    unfilled_words = ""  # said instead where nothing narrows the list: what to do first
    export: ClassVar[Sequence[tuple[str, str] | tuple[str, str, Mapping[Any, Any]]]] = ()
    files: Sequence[tuple[str, str]] = ()  # the addresses of the list as files, with their words

    @property
    def caption(self) -> str:
        """What stands above the table for who hears it: how many rows there are in all."""
        if self.counted is None:
            return ""
        count = self.paginator.count if hasattr(self, "paginator") else len(self.rows)
        return f"{count:,} {self.counted[count != 1]}"

    @classmethod
    def export_rows(cls, queryset: QuerySet[Any]) -> Iterator[Sequence[Any]]:
        """The rows of a file, straight from the database and never all at once."""
        lookups = [column[1] for column in cls.export]
        words = {place: column[2] for place, column in enumerate(cls.export) if len(column) == 3}
        rows = queryset.values_list(*lookups).iterator(chunk_size=EXPORT_CHUNK)
        if not words:
            return rows
        return (
            [words[place].get(v, v) if place in words else v for place, v in enumerate(row)]
            for row in rows
        )

    def settle_order(self) -> None:
        """Sort alike on every database: empty values last, and ties always the same way."""
        queryset = self.data.data
        if self.order_by and isinstance(queryset, QuerySet):
            keys = [_key(key) for key in queryset.query.order_by]
            self.data.data = queryset.order_by(*keys, "pk")
        elif self.order_by:
            first = self.columns[self.order_by[0].bare].order_by[0].bare
            value = getter(first)
            self.data.data = sorted(queryset, key=lambda record: value(record) is None)

    def turn_to(self, number: str, per_page: int) -> None:
        """Show one page: the last, when the number is past it, and the first, when it is none."""
        self.paginator = Paginator(self.rows, per_page)
        self.page = self.paginator.get_page(number)

    @property
    def records(self) -> Iterable[Any]:
        """What the page shows, as it came from the data."""
        rows: Any = self.page.object_list if hasattr(self, "page") else self.rows
        return rows.data

    def headers(self) -> Iterator[Header]:
        """The heads of the columns, with the address that sorts by each."""
        request = getattr(self, "request", None)
        for column in self.columns.iterall():
            words, css = str(column.header), getattr(column.column, "css", "")
            if not (column.orderable and request):
                yield Header(words, css)
                continue
            query = request.GET.copy()
            query.pop(self.prefixed_page_field, None)
            query[self.prefixed_order_by_field] = str(column.order_by_alias.next)
            direction = "none"
            if column.is_ordered:
                direction = "descending" if column.order_by_alias.is_descending else "ascending"
            yield Header(words, css, f"?{query.urlencode()}", direction)

    def body(self) -> SafeString:
        """All rows: the first cell heads its row."""
        cells, shape = [], []
        for place, column in enumerate(self.columns.iterall()):
            path = str(column.accessor or column.name)
            own = getattr(self, f"cell_{column.name}", None)
            cells.append(own or column.column.cell(path))
            css = f"govuk-table__cell {getattr(column.column, 'css', '')}".strip()
            shape.append(
                f'<th scope="row" class="govuk-table__header {css}">{{}}</th>'
                if place == 0
                else f'<td class="{css}">{{}}</td>'
            )
        row = f'<tr class="govuk-table__row">{"".join(shape)}</tr>\n'
        return format_html_join(
            "",
            row,
            ([_shown(cell(record)) for cell in cells] for record in self.records),
        )


def _key(key: Any) -> Any:
    if not isinstance(key, str):
        return key
    field = F(key.removeprefix("-"))
    return field.desc(nulls_last=True) if key.startswith("-") else field.asc(nulls_last=True)


def _shown(value: Any) -> Any:
    return EMPTY if value is None or value == "" else conditional_escape(value)

"""Finding words in everything a person may see: each room says what of it can be found, and where.

PostgreSQL compares stems of English words over indexes; elsewhere the letters themselves are
looked for. What is typed is only ever a value: never a query, a pattern or markup.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import add, and_, or_
from typing import Any

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    SearchVectorField,
)
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.migrations.operations.base import Operation
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    FloatField,
    Func,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Left
from django.db.models.sql import Query
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

from core.contributions import Contributions

LONGEST = 200  # letters that can be asked for
LOOKED_THROUGH = 100_000  # letters of one text, from its beginning
RANKED = 1_000  # of one kind, the newest
PAGE_SIZE = 20
STORED = "search_words"  # the column in which PostgreSQL keeps the words of a record
EXCERPT = 240  # letters
BEFORE = 60  # letters of an excerpt that stand before the first word that was found

_TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')
_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_ENDINGS = ("ing", "ed", "es", "ly", "s", "e")
_TOO_COMMON = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "between",
        "both",
        "but",
        "by",
        "can",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "more",
        "most",
        "my",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "same",
        "she",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)


# --- what is asked for --------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What was typed, as words and phrases: all of ``wanted`` must occur, none of ``unwanted``."""

    typed: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @classmethod
    def read(cls, typed: str) -> "Asked":
        """Words, "several words" in this order, and -words that must not occur.

        Words that stand in every text, such as "the", are not looked for.
        """
        typed = typed.replace("\0", " ")[:LONGEST].strip()
        wanted: list[str] = []
        unwanted: list[str] = []
        for minus, phrase, word in _TERM.findall(typed):
            term = _ENDS.sub("", " ".join((phrase or word).split()))
            if not _TOO_COMMON.issuperset(re.findall(r"\w+", term.casefold())):
                (unwanted if minus else wanted).append(term)
        return cls(typed, tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))

    @cached_property
    def query(self) -> SearchQuery:
        """The same for PostgreSQL."""
        terms = [f'"{term}"' for term in self.wanted] + [f'-"{term}"' for term in self.unwanted]
        return SearchQuery(" ".join(terms), search_type="websearch", config="english")

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Matches what was found, so far as that shows in the letters."""
        terms = (re.findall(r"\w+", term) for term in self.wanted)
        shapes = (r"\W+".join(rf"{re.escape(_root(word))}\w*" for word in words) for words in terms)
        return re.compile(rf"(?<!\w)({'|'.join(shapes)})", re.IGNORECASE)

    def mark(self, text: str) -> SafeString:
        """The text with what was found in it in <mark>."""
        pieces = self._pattern.split(text) if self.wanted else [text]
        return format_html_join(
            "",
            "{}",
            (
                (format_html("<mark>{}</mark>", piece) if number % 2 else piece,)
                for number, piece in enumerate(pieces)
            ),
        )

    def excerpt(self, text: str) -> SafeString:
        """The words around the first place that was found, or the first words."""
        text = " ".join(text.split())
        found = self._pattern.search(text) if self.wanted else None
        start = max(0, found.start() - BEFORE) if found else 0
        if start:
            start = text.find(" ", start, found.start() if found else None) + 1 or start
        cut = text[start : start + EXCERPT]
        if start + EXCERPT < len(text):
            cut = f"{(cut.rpartition(' ')[0] or cut).removesuffix(' …')} …"
        # Several texts stand with the same mark between them.
        return self.mark(f"… {cut.removeprefix('… ')}" if start else cut)

    def count_in(self, text: str) -> int:
        """How many of the places in a text are what was asked for."""
        return len({each.casefold() for each in self._pattern.findall(text)}) if self.wanted else 0


def _root(word: str) -> str:
    """A word without its ending, so that visits marks visit and visited too."""
    found = (word[: -len(end)] for end in _ENDINGS if word.casefold().endswith(end))
    return next((root for root in found if len(root) > 3), word)


# --- what rooms give ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where something that was found stands.

    ``said`` is the text of which an excerpt is shown; empty where none may be.
    """

    title: str
    where: str
    on: date | None
    address: str
    said: str = ""


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be found: its name in addresses, those of many and of one.

    ``records`` are those whose page a person may open. Words in ``headings`` weigh more than words
    in ``texts``; both are fields of the record, and those of its :class:`SearchIndex`.
    ``on`` leads to the record's day, if it has one. ``place`` tells where a record with its
    ``parts`` stands.
    """

    kind: str
    label: str
    one: str
    records: Callable[[Any], QuerySet[Any]]
    place: Callable[[Any, Asked], Place]
    texts: Sequence[str] = ()
    headings: Sequence[str] = ()
    on: str = ""
    parts: Sequence[str] = ()
    is_markup: bool = False

    @property
    def day(self) -> Cast:
        """The day by which the newest is found, for the database."""
        return Cast(F(self.on) if self.on else Value("0001-01-01"), DateField())

    def matching(self, asked: Asked, records: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the records that have what was asked for, each with its ``found_rank``."""
        found = records.order_by()
        if connection.vendor == "postgresql":
            # Of a long text with the same words fewer are what was asked for.
            rank = SearchRank(StoredWords(), asked.query, normalization=Value(1))
            return (
                found.alias(found_words=StoredWords())
                .filter(found_words=asked.query)
                .annotate(found_rank=rank)
            )
        return found.filter(self._has(asked)).annotate(found_rank=self._plain_rank(asked))

    def ranked(self, found: QuerySet[Any], *, newest: int | None) -> QuerySet[Any]:
        """Kind, key, rank and day of what was found, if need be only of the newest."""
        found = found.annotate(
            found_kind=Value(self.kind, CharField()), found_key=F("pk"), found_on=self.day
        )
        if newest:
            keys = found.order_by("-found_on", "-pk").values("pk")[:newest]
            found = found.filter(pk__in=keys)
        return found.values_list("found_kind", "found_key", "found_rank", "found_on")

    def _has(self, asked: Asked) -> Q:
        fields = [*self.headings, *self.texts]
        wanted = [self._any(fields, term) for term in asked.wanted]
        return reduce(and_, wanted + [~self._any(fields, term) for term in asked.unwanted])

    def _any(self, fields: Iterable[str], term: str, *, is_whole: bool = False) -> Q:
        if not (is_whole or self.is_markup):
            return reduce(or_, (Q(**{f"{field}__icontains": term}) for field in fields))
        shape = rf"(?<!\w){re.escape(term)}(?!\w)" if is_whole else re.escape(term)
        if self.is_markup:
            shape += r"(?![^<>]*>)"  # not inside a tag
        return reduce(or_, (Q(**{f"{field}__iregex": shape}) for field in fields))

    def _plain_rank(self, asked: Asked) -> Case:
        def all_in(fields: Sequence[str], *, is_whole: bool) -> Q:
            each = (self._any(fields, term, is_whole=is_whole) for term in asked.wanted)
            return reduce(and_, each)

        fields = [*self.headings, *self.texts]
        cases = [When(all_in(fields, is_whole=True), then=2.0)]
        if self.headings:
            cases = [
                When(all_in(self.headings, is_whole=True), then=4.0),
                When(all_in(self.headings, is_whole=False), then=3.0),
                *cases,
            ]
        return Case(*cases, default=1.0, output_field=FloatField())


SOURCES: Contributions[Source] = Contributions()


class StoredWords(Func):
    """The words of a record as PostgreSQL keeps them beside it, where :class:`SearchIndex` says."""

    arity = 1
    output_field = SearchVectorField()

    def __init__(self) -> None:
        super().__init__(F("pk"))

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The column, in the table or alias of the record's key."""
        (key,) = self.get_source_expressions()
        table, column = map(compiler.quote_name_unless_alias, (key.alias, STORED))
        return f"{table}.{column}", []


class SearchIndex(Operation):
    """In a migration: what makes a source quick on PostgreSQL. Other databases do without.

    The words are kept in an indexed column of their own, which PostgreSQL fills by itself and no
    model knows: computing them anew for each record that is looked at takes seconds. A field it
    reads can be given another type only after ``SearchIndex`` was taken away and before it is made
    again.
    """

    reversible = True

    def __init__(
        self, model_name: str, name: str, headings: Sequence[str] = (), texts: Sequence[str] = ()
    ) -> None:
        self.model_name, self.name = model_name, name
        self.headings, self.texts = headings, texts

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Add the column and its index."""
        if schema_editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            quote, table = schema_editor.quote_name, schema_editor.quote_name(model._meta.db_table)
            words = self.words_sql(model, schema_editor)
            schema_editor.execute(
                f"ALTER TABLE {table} ADD COLUMN {quote(STORED)} tsvector "
                f"GENERATED ALWAYS AS ({words}) STORED"
            )
            schema_editor.execute(
                f"CREATE INDEX {quote(self.name)} ON {table} USING gin ({quote(STORED)})"
            )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Take them away."""
        if schema_editor.connection.vendor == "postgresql":
            model = from_state.apps.get_model(app_label, self.model_name)
            quote = schema_editor.quote_name
            schema_editor.execute(
                f"ALTER TABLE {quote(model._meta.db_table)} DROP COLUMN {quote(STORED)}"
            )

    def words_sql(self, model: type[Model], schema_editor: Any) -> str:
        """What the column holds: words of headings weigh more than words of texts."""
        weighed = ((self.headings, "A"), (self.texts, "B"))
        words = reduce(
            add,
            (
                SearchVector(
                    *(Left(name, LOOKED_THROUGH) for name in names), config="english", weight=weight
                )
                for names, weight in weighed
                if names
            ),
        )
        query = Query(model, alias_cols=False)
        compiler = query.get_compiler(connection=schema_editor.connection)
        sql, values = compiler.compile(words.resolve_expression(query))
        return sql % tuple(map(schema_editor.quote_value, values))

    def describe(self) -> str:
        """What it does, for whoever reads the migration's output."""
        return f"Keep and index the words of {self.model_name} for searching"


# --- finding ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """Something that was found, as the page shows it."""

    what: str
    place: Place
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class Found:
    """One page of what was found, the best first, and how much there is of each kind.

    ``is_cut`` where there is so much of a kind that only its newest are listed.
    """

    asked: Asked
    counts: list[tuple[Source, int]]
    hits: list[Hit]
    page: Page[Any]
    is_cut: bool = False

    @property
    def total(self) -> int:
        """How much there is of all kinds."""
        return sum(count for _, count in self.counts)


def find(words: str, *, user: Any, kinds: Iterable[str] = (), page: str | int = 1) -> Found:
    """What a person may see of what has these words, one page of it.

    ``kinds`` narrows it to some; counts are told of all. The number of queries depends on how
    many kinds there are, never on how many records.
    """
    asked = Asked.read(words)
    sources = {source.kind: source for source in SOURCES} if asked.wanted else {}
    records = {kind: source.records(user) for kind, source in sources.items()}
    matching = {kind: source.matching(asked, records[kind]) for kind, source in sources.items()}
    counts = _counts(matching)
    chosen = set(kinds) & counts.keys() or counts.keys()
    length = sum(min(counts[kind], RANKED) for kind in chosen)
    shown = Paginator(range(length), PAGE_SIZE).get_page(page)
    # The rank of each is computed: where there are many, of the newest alone.
    listed = [
        sources[kind].ranked(matching[kind], newest=RANKED if counts[kind] > RANKED else None)
        for kind in sources
        if kind in chosen
    ]
    return Found(
        asked,
        [(sources[kind], counts[kind]) for kind in sources if kind in counts],
        _hits(asked, sources, records, _best(listed, shown)) if listed else [],
        shown,
        is_cut=any(counts[kind] > RANKED for kind in chosen),
    )


def _counts(matching: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How much there is of each kind of which there is anything."""
    parts = [
        found.annotate(found_kind=Value(kind, CharField()))
        .values("found_kind")
        .annotate(found_number=Count("pk"))
        .values_list("found_kind", "found_number")
        for kind, found in matching.items()
    ]
    return {kind: number for kind, number in _union(parts) if number} if parts else {}


def _best(listed: list[QuerySet[Any]], page: Page[Any]) -> list[tuple[str, int]]:
    """The kinds and keys of one page, the best first and the newest of those as good."""
    order = ("-found_rank", "-found_on", "found_kind", "-found_key")
    start = (page.number - 1) * PAGE_SIZE
    rows = _union(listed).order_by(*order)[start : start + PAGE_SIZE]
    return [(kind, key) for kind, key, _, _ in rows]


def _union(parts: list[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = parts
    return first.union(*others, all=True)


def _hits(
    asked: Asked,
    sources: Mapping[str, Source],
    records: Mapping[str, QuerySet[Any]],
    keys: list[tuple[str, int]],
) -> list[Hit]:
    found = {}
    for kind in {kind for kind, _ in keys}:
        source = sources[kind]
        of_kind = [key for each, key in keys if each == kind]
        for record in records[kind].select_related(*source.parts).filter(pk__in=of_kind):
            place = source.place(record, asked)
            title, excerpt = asked.mark(place.title), asked.excerpt(place.said)
            found[kind, record.pk] = Hit(source.one, place, title, excerpt)
    return [found[key] for key in keys if key in found]


def without_markup(text: str) -> str:
    """The words of a formatted text, those of its paragraphs apart."""
    parted = re.sub(r"(</(p|li|h\d|td|th|blockquote)>|<br/?>)", r" \1", text)
    return html.unescape(strip_tags(parted))

"""Finding words: what is asked for, how it is marked, what is found and in which order."""

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Authority, User
from core import search
from core.search import LONGEST, SOURCES, Asked, SearchIndex, Source, find, without_markup
from improvement.models import Action
from tests.council import all_roles, grow
from tests.factories.accounts import MembershipFactory
from tests.factories.improvement import (
    ActionFactory,
    PlanFactory,
    PlanReviewFactory,
    RiskFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
)

ClientOf = Callable[[User], Client]
SEARCH = "/search/"
POSTGRESQL = connection.vendor == "postgresql"


def titles(words: str, user: User, **narrowed: object) -> list[str]:
    """What is found, in its order."""
    return [hit.place.title for hit in find(words, user=user, **narrowed).hits]


# --- what is asked for ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("visits", ("visits",), ()),
        ("front door", ("front", "door"), ()),
        ('"front  door" visits', ("front door", "visits"), ()),
        ("visits -school", ("visits",), ("school",)),
        ('visits -"front door"', ("visits",), ("front door",)),
        ("visits visits", ("visits",), ()),
        ("(visits), front-door!", ("visits", "front-door"), ()),
        ("5b(ii)", ("5b(ii",), ()),
        ("the visits of the", ("visits",), ()),
        ("The OF and", (), ()),
        ("%", (), ()),
        ("_", (), ()),
        ("\\", (), ()),
        ('"', (), ()),
        ('""', (), ()),
        ("-", (), ()),
        ("door\0visits", ("door", "visits"), ()),
        ("", (), ()),
    ],
)
def test_what_is_typed_is_read_as_words_and_phrases(
    typed: str, wanted: tuple[str, ...], unwanted: tuple[str, ...]
) -> None:
    asked = Asked.read(typed)
    assert (asked.wanted, asked.unwanted) == (wanted, unwanted)


def test_no_more_is_read_than_can_be_asked_for() -> None:
    assert len(Asked.read("a1 " * 100).typed) <= LONGEST


def test_every_form_of_a_word_is_marked_and_nothing_inside_another_word() -> None:
    marked = Asked.read("visits door").mark("Visit, visited; revisit the front door.")
    assert marked == (
        "<mark>Visit</mark>, <mark>visited</mark>; revisit the front <mark>door</mark>."
    )


def test_markup_in_a_text_is_shown_and_never_followed() -> None:
    marked = Asked.read("script").mark("<script>alert(1)</script> & <mark>so</mark>")
    assert marked == (
        "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; "
        "&lt;mark&gt;so&lt;/mark&gt;"
    )


@given(st.text(), st.text())
@example("mark", "<mark>")
@example("amp", "&amp;")
def test_an_excerpt_holds_nothing_but_the_text_and_marks(typed: str, text: str) -> None:
    excerpt = Asked.read(typed).excerpt(text)
    bare = re.sub("</?mark>", "", excerpt)
    assert "<" not in bare
    assert ">" not in bare
    said = html.unescape(bare).removeprefix("… ").removesuffix(" …")
    assert said in " ".join(text.split())


def test_an_excerpt_that_is_cut_between_texts_says_so_once() -> None:
    for between in range(1, 300):
        text = f"{'word ' * 40}… {'a' * between} managers {'b' * between} … {'more ' * 60}"
        bare = re.sub("</?mark>", "", Asked.read("managers").excerpt(text))
        assert "… …" not in bare, between


def test_an_excerpt_begins_near_what_was_found() -> None:
    text = "Nothing happened here. " * 30 + "Then the visitors came. " + "So it went on. " * 30
    excerpt = Asked.read("visitors").excerpt(text)
    assert "<mark>visitors</mark>" in excerpt
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert len(excerpt) < 300


def test_words_of_formatted_text_stay_apart_and_its_markup_goes() -> None:
    text = '<p class="sub">One &amp; two</p><ul><li><p>Three</p></li><li>four<br>five</li></ul>'
    assert without_markup(text).split() == ["One", "&", "two", "Three", "four", "five"]


# --- what is found --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_update_is_found_with_its_place(reader: User, authority: Authority) -> None:
    action = ActionFactory(plan__authority=authority, reference="5b(ii)", title="Mend the roof")
    update = UpdateFactory(action=action, done="The gutters were cleaned.", effective_on=DAY)
    (hit,) = find("gutters", user=reader).hits
    assert hit.what == "Update"
    assert hit.place.title == "5b(ii) Mend the roof"
    assert hit.place.on == DAY
    assert hit.place.address == f"{action.get_absolute_url()}#update-{update.pk}"
    assert hit.excerpt == "The <mark>gutters</mark> were cleaned."


DAY = date(2018, 4, 20)


@pytest.fixture
def gutters(authority: Authority) -> None:
    """Four actions about one thing, one of them of another council."""
    plan = PlanFactory(authority=authority)
    theme = ThemeFactory(plan=plan)
    of = {"plan": plan, "theme": theme, "success_measure": ""}
    ActionFactory(title="Paint the door", reference="1a", **(of | {"success_measure": "No gutter"}))
    ActionFactory(title="Clean the gutter", reference="1b", **of)
    ActionFactory(title="Clean the guttersnipe", reference="1c", **of)
    ActionFactory(title="Sweep the yard", reference="1d", **of)
    ActionFactory(title="Clean the gutter", reference="1e")


@pytest.mark.django_db
def test_words_in_a_heading_stand_before_words_in_a_text(reader: User, gutters: None) -> None:
    found = titles("gutter", reader)
    assert found[0] == "1b Clean the gutter"
    assert found[-1] == "1a Paint the door"
    assert "1d Sweep the yard" not in found


@pytest.mark.django_db
def test_all_words_must_occur(reader: User, gutters: None) -> None:
    assert titles("clean gutter", reader)[0] == "1b Clean the gutter"
    assert titles("clean yard", reader) == []


@pytest.mark.django_db
def test_a_phrase_must_occur_as_it_is(reader: User, gutters: None) -> None:
    assert titles('"sweep the yard"', reader) == ["1d Sweep the yard"]
    assert titles('"yard sweep"', reader) == []


@pytest.mark.django_db
def test_a_word_with_a_minus_must_not_occur(reader: User, gutters: None) -> None:
    assert titles("gutter -clean", reader) == ["1a Paint the door"]
    assert titles("-clean", reader) == []


@pytest.mark.django_db
def test_a_reference_is_found(reader: User, gutters: None) -> None:
    assert titles("1d", reader) == ["1d Sweep the yard"]


@pytest.mark.django_db
def test_nothing_of_another_council_is_found(reader: User, outsider: User, gutters: None) -> None:
    assert titles("gutter", outsider) == []
    assert "1e Clean the gutter" not in titles("gutter", reader)


@pytest.mark.django_db
def test_everything_is_found_by_an_operator(superuser: User, gutters: None) -> None:
    assert "1e Clean the gutter" in titles("gutter", superuser)


@pytest.mark.django_db
def test_kinds_narrow_what_is_listed_and_not_what_is_counted(
    reader: User, authority: Authority
) -> None:
    action = ActionFactory(plan__authority=authority, title="Clean the gutter")
    UpdateFactory.create_batch(2, action=action, done="The gutter is clean.")
    found = find("gutter", user=reader, kinds=["updates"])
    assert {hit.what for hit in found.hits} == {"Update"}
    assert [(source.kind, count) for source, count in found.counts] == [
        ("actions", 1),
        ("updates", 2),
    ]
    assert found.total == 3
    assert found.page.paginator.count == 2


@pytest.mark.django_db
def test_what_is_as_good_stands_newest_first_over_all_pages(
    reader: User, authority: Authority
) -> None:
    action = ActionFactory(plan__authority=authority)
    days = [date(2018, 1, day) for day in range(1, 26)]
    for day in days:
        UpdateFactory(action=action, done="The gutter is clean.", effective_on=day)
    pages = [find("gutter", user=reader, page=number) for number in (1, 2)]
    found = [hit.place.on for page in pages for hit in page.hits]
    assert found == days[::-1]
    assert find("gutter", user=reader, page="99").page.number == 2
    assert find("gutter", user=reader, page="x").page.number == 1


@pytest.mark.django_db
def test_of_too_much_the_newest_are_listed_and_all_are_counted(
    reader: User, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "RANKED", 3)
    action = ActionFactory(plan__authority=authority)
    days = [date(2018, 1, day) for day in range(1, 6)]
    for day in days:
        UpdateFactory(action=action, done="The gutter is clean.", effective_on=day)
    found = find("gutter", user=reader)
    assert [hit.place.on for hit in found.hits] == days[:1:-1]
    assert (found.total, found.is_cut) == (5, True)


@pytest.mark.django_db
def test_tags_of_formatted_text_are_not_words(author: User, authority: Authority) -> None:
    narrative = ThemeNarrativeFactory(
        theme__plan__authority=authority,
        period__authority=authority,
        body="<p><strong>Gutters</strong> are clean.</p>",
    )
    assert titles("gutters", author, kinds=["narratives"]) == [str(narrative.theme)]
    assert titles("strong", author) == []


@pytest.mark.django_db
def test_reviews_and_risks_are_found_where_they_stand(
    reader: User, authority: Authority, client_of: ClientOf
) -> None:
    plan = PlanFactory(authority=authority)
    PlanReviewFactory(plan=plan, words="The gutters leak.")
    RiskFactory(plan=plan, title="The gutters break")
    hits = find("gutters", user=reader).hits
    assert {hit.what for hit in hits} == {"Plan review", "Risk"}
    for hit in hits:
        address, _, anchor = hit.place.address.partition("#")
        page = client_of(reader).get(address).text
        assert "gutters" in page
        assert not anchor or f'id="{anchor}"' in page


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_search_begins_by_saying_what_it_looks_through(reader: User, client_of: ClientOf) -> None:
    page = client_of(reader).get(reverse("core:search")).content.decode()
    assert "actions, updates, date changes" in page
    assert "Nothing found" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("zzz", "Nothing found"),
        ("z" * 200, "Nothing found"),
        ("z" * 300, "Nothing found"),
        ("the of and", "Enter a word that does not stand in every text."),
        ("-gutter", "Enter at least one word that must occur."),
        ('"', "Enter a word that does not stand in every text."),
        ("%", "Enter a word that does not stand in every text."),
        ("_", "Enter a word that does not stand in every text."),
        ("\\", "Enter a word that does not stand in every text."),
        ("100% _gutter_ \\clean", "Nothing found"),
        ("door\0zzz", "Nothing found"),
    ],
)
def test_search_answers_whatever_is_typed(
    reader: User, client_of: ClientOf, gutters: None, typed: str, said: str
) -> None:
    answer = client_of(reader).get(SEARCH, {"q": typed})
    assert answer.status_code == 200
    assert said in answer.content.decode()


@pytest.mark.django_db
def test_search_shows_what_was_found_with_links_to_each_kind(
    reader: User, client_of: ClientOf, gutters: None
) -> None:
    page = client_of(reader).get(SEARCH, {"q": "gutter"}).content.decode()
    assert "Clean the <mark>gutter</mark>" in page
    assert "?q=gutter&amp;kind=actions" in page
    narrowed = client_of(reader).get(SEARCH, {"q": "gutter", "kind": "actions"})
    assert '<strong aria-current="true">Actions' in narrowed.content.decode()


@pytest.mark.django_db
def test_an_unknown_kind_narrows_nothing(reader: User, client_of: ClientOf, gutters: None) -> None:
    page = client_of(reader).get(SEARCH, {"q": "gutter", "kind": "x"}).content.decode()
    assert "Clean the <mark>gutter</mark>" in page


@pytest.mark.django_db
def test_every_page_but_its_own_offers_to_search(reader: User, client_of: ClientOf) -> None:
    client = client_of(reader)
    assert 'id="header-search"' in client.get("/people/profile/").content.decode()
    assert 'id="header-search"' not in client.get(SEARCH).content.decode()


@pytest.mark.django_db
def test_search_asks_no_more_for_12_than_for_2_of_everything(authority: Authority) -> None:
    person = all_roles(authority)

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            found = find("plan", user=person)
        return len(queries), found.total

    grow(authority, person, 2)
    few, found_few = asked()
    grow(authority, person, 10)
    many, found_many = asked()
    assert found_few < found_many
    assert many <= few


class AnyTextTest(TestCase):
    """What anybody may type, asked of the database."""

    def setUp(self) -> None:
        self.user = MembershipFactory(role="author").user
        self.action = ActionFactory(plan__authority=self.user.memberships.get().authority)
        ActionFactory()

    @settings(max_examples=40)
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=250))
    @example("' OR 1=1 --")
    @example('"; DROP TABLE x; --')
    @example("a & ! | b <-> c:*")
    @example("%s %(x)s {} {0}")
    @example("((([[[***+++???")
    @example("\\ \\' \\\" $1")
    def test_any_text_is_answered_with_ones_own(self, typed: str) -> None:
        own = {each.get_absolute_url() for each in (self.action, self.action.theme)}
        assert {hit.place.address for hit in find(typed, user=self.user).hits} <= own


# --- indexes --------------------------------------------------------------------------------------


@pytest.mark.skipif(not POSTGRESQL, reason="other databases have no such index")
@pytest.mark.django_db
@pytest.mark.parametrize("source", [*SOURCES], ids=lambda source: source.kind)
def test_every_source_is_found_over_an_index(source: Source, superuser: User) -> None:
    """Of all records, so that no index of whose they are can be chosen in its place."""
    records = source.records(superuser).model._base_manager.all()
    matching = source.matching(Asked.read("gutter cleaned"), records)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan = matching.explain()
    assert re.search(r"Bitmap Index Scan on \w+_words", plan), plan


def index_of(model: type[Model]) -> SearchIndex:
    """What the migrations say of a model's words."""
    (index,) = (
        each
        for migration in MigrationLoader(connection).disk_migrations.values()
        if migration.app_label == model._meta.app_label
        for each in migration.operations
        if isinstance(each, SearchIndex) and each.model_name == model._meta.model_name
    )
    return index


@pytest.mark.skipif(not POSTGRESQL, reason="other databases keep no words")
@pytest.mark.django_db
@pytest.mark.parametrize("source", [*SOURCES], ids=lambda source: source.kind)
def test_the_words_are_kept_of_every_field_a_source_looks_through(
    source: Source, superuser: User
) -> None:
    index = index_of(source.records(superuser).model)
    assert [*index.headings] == [*source.headings]
    assert [*index.texts] == [*source.texts]


@pytest.mark.skipif(not POSTGRESQL, reason="other databases keep no words")
@pytest.mark.django_db
def test_the_words_that_are_kept_can_be_taken_away_and_made_again(superuser: User) -> None:
    ActionFactory(title="Clean the gutters")
    connection.check_constraints()  # PostgreSQL alters no table while there is something to check
    state, index = MigrationLoader(connection).project_state(), index_of(Action)
    with connection.schema_editor() as editor:
        index.database_backwards("improvement", editor, state, state)
    with pytest.raises(ProgrammingError), transaction.atomic():
        find("gutter", user=superuser)
    with connection.schema_editor() as editor:
        index.database_forwards("improvement", editor, state, state)
    assert find("gutter", user=superuser).total == 1

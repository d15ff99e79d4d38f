"""What is found of papers and meetings, by whom, and where each hit leads."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from committee.models import Passage
from committee.passages import passages, with_exempt
from committee.services.exemption import save_section_exemption
from committee.services.minutes import publish_minutes
from committee.services.publishing import start_correction
from core.search import find
from documents import exempt
from documents.nodes import (
    Appendix,
    BulletList,
    Document,
    Figure,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedParagraph,
    Picture,
    Quotation,
    Reference,
    Section,
    Status,
    Table,
    Text,
)
from tests.documents.sample import PIXELS
from tests.factories.accounts import UserFactory
from tests.factories.committee import (
    WHY_EXEMPT,
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    PromiseFactory,
    QuestionFactory,
    RecommendationFactory,
    ResolutionFactory,
    publish,
)
from tests.factories.monitoring import LetterFactory, VisitFactory

EVERYBODY = ("reader", "member", "updater", "theme_lead", "author", "clerk", "clearer")


def found(words, user):
    """The kinds of what is found, with where each stands."""
    return [(hit.what, hit.place) for hit in find(words, user=user).hits]


def kinds(words, user):
    return {what for what, _ in found(words, user)}


def write(report, key, body):
    section = report.sections.get(key=key)
    section.body = body
    section.save()
    return section


# --- passages -------------------------------------------------------------------------------------


def test_a_paper_is_cut_into_passages_with_their_places():
    document = Document(
        "A paper",
        (
            MetadataBox((MetadataRow("Wards", (Text("All"),)),)),
            Section(
                "one",
                "Background",
                (
                    NumberedParagraph(
                        "one-1",
                        (
                            Text("It was "),
                            Text("agreed", bold=True),
                            Text(", see "),
                            Reference("one"),
                        ),
                        (BulletList((ListItem((Text("An item"),)),)),),
                    ),
                    NumberedParagraph("one-2", ()),
                    Quotation(((Text("We"),), (Text("listen"),)), "A child"),
                ),
                numbered=True,
            ),
            Appendix(
                "figures",
                "Figures",
                (
                    Table("Actions", ("Action", "State"), (((Text("1a"),), (Status("Done"),)),)),
                    Figure("Map", "Where it is", Picture(PIXELS, "image/png")),
                ),
            ),
        ),
    )
    assert [tuple(said) for said in passages(document)] == [
        ("", "", "A paper", "Wards: All"),
        ("one-1", "Paragraph 1.1", "Background", "It was agreed, see paragraphs 1.1 to 1.2"),
        ("one-1", "Paragraph 1.1", "Background", "An item"),
        ("one", "Section 1", "Background", "We listen"),
        ("figures", "Appendix 1", "Figures", "1a – Done"),
        ("figures", "Appendix 1", "Figures", "Map Where it is"),
    ]


def test_only_what_the_public_does_not_read_is_exempt():
    whole = Document(
        "A paper",
        (
            Section(
                "one",
                "Background",
                (
                    NumberedParagraph("one-1", (Text("Open."),)),
                    Section(
                        "kept", "", (NumberedParagraph("one-2", (Text("Shut."),)),), exempt=True
                    ),
                ),
                numbered=True,
            ),
        ),
    )
    cut = with_exempt(exempt.leave_out(whole), whole)
    assert [(said.words, is_exempt) for said, is_exempt in cut] == [
        ("Open.", False),
        ("Shut.", True),
    ]


# --- published papers -----------------------------------------------------------------------------


def test_a_paragraph_of_a_published_paper_is_found_where_it_stands(report, reader, client):
    write(report, "legal", "<p>The gutters are mended.</p>")
    publication = publish(report)
    ((what, place),) = found("gutters", reader)
    assert what == "Published paper"
    assert place.title.startswith("Paragraph ")
    address, _, anchor = place.address.partition("#")
    assert address == publication.get_absolute_url()
    client.force_login(reader)
    assert f'id="{anchor}"' in client.get(address).text


def test_of_a_corrected_paper_only_the_newest_version_is_found(report, reader):
    write(report, "legal", "<p>The gutters are mended.</p>")
    publish(report)
    start_correction(report=report, by=UserFactory(), reason="They are not.")
    report.refresh_from_db()
    write(report, "legal", "<p>The gutters are broken.</p>")
    second = publish(report)
    ((_, place),) = found("gutters", reader)
    assert place.address.startswith(second.get_absolute_url())


def test_papers_of_other_councils_are_not_found(report, stranger):
    write(report, "legal", "<p>The gutters are mended.</p>")
    publish(report)
    assert found("gutters", stranger) == []


@pytest.fixture
def guarded(report):
    """A paper with an exempt paragraph in a section."""
    write(report, "legal", '<p>The roof.</p><p class="exempt">The gutters cost too much.</p>')
    save_section_exemption(
        section=report.sections.get(key="legal"),
        by=UserFactory(),
        revision=None,
        exempt_scope="marked",
        **WHY_EXEMPT,
    )
    return report


@pytest.mark.parametrize("role", ["member", "theme_lead", "author", "clerk", "clearer"])
def test_exempt_parts_are_found_without_their_words_by_who_may_read_them(
    guarded, client, request, role
):
    publication, user = publish(guarded), request.getfixturevalue(role)
    ((what, place),) = found("gutters", user)
    assert (what, place.said) == ("Published paper", "")
    edition = reverse("committee:published_exempt", args=[guarded.slug, publication.version])
    assert place.address.startswith(edition)
    client.force_login(user)
    page = client.get("/search/", {"q": "gutters"}).text
    assert "cost too much" not in page
    assert edition in page


@pytest.mark.parametrize("role", ["reader", "updater", "administrator"])
def test_exempt_parts_are_not_found_by_others(guarded, request, role):
    user = request.getfixturevalue(role)
    publish(guarded)
    assert found("gutters", user) == []
    assert kinds("roof", user) == {"Published paper"}


@pytest.mark.parametrize("role", ["updater", "administrator"])
def test_a_draft_with_exempt_parts_is_not_found_by_who_may_not_read_them(guarded, request, role):
    assert found("roof", request.getfixturevalue(role)) == []


def test_a_draft_with_marks_that_nobody_has_explained_is_kept_as_well(report, updater, author):
    write(report, "legal", '<p>The roof.</p><p class="sub exempt">The gutters.</p>')
    assert found("roof", updater) == []
    assert kinds("roof", author) == {"Section of a draft"}


def test_a_paper_that_is_exempt_as_a_whole_is_found_by_who_may_read_it(
    report, reader, member, clerk
):
    write(report, "legal", "<p>The gutters.</p>")
    report.access, report.exempt_ground = "Exempt", "3"
    report.exempt_reason = report.public_interest = "Terms."
    report.save()
    publish(report)
    assert found("gutters", reader) == []
    for person in (member, clerk):
        ((_, place),) = found("gutters", person)
        assert place.said == ""


def test_what_was_published_before_passages_were_kept_is_cut_by_the_migration(guarded):
    publish(guarded)
    kept = list(Passage.objects.values_list("order", "anchor", "place", "words", "is_exempt"))
    Passage._base_manager.all()._raw_delete("default")
    migration = import_module("committee.migrations.0013_passages_of_what_is_published")
    migration.cut(apps, None)
    again = Passage.objects.values_list("order", "anchor", "place", "words", "is_exempt")
    assert list(again) == kept
    assert kept


# --- drafts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may"),
    [("reader", False), ("member", False), ("updater", True), ("clearer", True), ("author", True)],
)
def test_drafts_are_found_by_who_may_read_them(report, request, role, may):
    write(report, "legal", "<p>The <strong>gutters</strong> are mended.</p>")
    RecommendationFactory(report=report, order=9, text="Note the gutters.")
    expected = {"Section of a draft", "Recommendation of a draft"} if may else set()
    user = request.getfixturevalue(role)
    assert kinds("gutters", user) == expected
    assert "Section of a draft" not in kinds("strong", user)


def test_a_section_is_found_at_its_place_in_the_draft(report, author, client):
    write(report, "legal", "<p>The gutters are mended.</p>")
    ((_, place),) = found("gutters", author)
    assert place.address == f"{report.get_absolute_url()}#legal"
    client.force_login(author)
    assert 'id="legal"' in client.get(report.get_absolute_url()).text


QUOTED = "Too many children wait far too long for help in this borough"


def test_a_draft_that_quotes_an_unpublished_letter_is_found_by_who_may_read_that(
    report, authority, updater, author
):
    visit = VisitFactory(authority=authority, letter_status="pre_publication", published_on=None)
    LetterFactory(visit=visit, text=f"{QUOTED}. Gutters are clear.")
    write(report, "legal", f"<p>They say: {QUOTED.lower()}, and gutters.</p>")
    assert found("gutters", updater) == []
    assert kinds("gutters", author) == {"Section of a draft", "Letter"}
    write(report, "legal", "<p>They speak of gutters.</p>")
    assert kinds("gutters", updater) == {"Section of a draft"}


# --- meetings -------------------------------------------------------------------------------------


@pytest.fixture
def held(body):
    """An item of a meeting that was held."""
    return AgendaItemFactory(meeting=MeetingFactory(body=body, held_on="2018-03-07"), title="Roofs")


@pytest.mark.parametrize("role", EVERYBODY)
def test_questions_and_promises_are_found_by_everybody(held, request, role):
    question = QuestionFactory(item=held, text="Who cleans the gutters?")
    PromiseFactory(item=held, text="Clean the gutters")
    hits = found("gutters", request.getfixturevalue(role))
    assert {what for what, _ in hits} == {"Question", "Promise"}
    assert question.get_absolute_url() in {place.address for _, place in hits}


def test_what_was_said_on_an_exempt_paper_is_found_by_who_may_read_it(
    report, reader, member, author
):
    report.access = "Exempt"
    report.save()
    item = AgendaItemFactory(meeting=report.meeting, report=report)
    QuestionFactory(item=item, text="Who cleans the gutters?")
    ResolutionFactory(item=item, text="To clean the gutters.")
    assert kinds("gutters", reader) == set()
    assert kinds("gutters", member) == {"Question", "Resolution"}
    assert kinds("gutters", author) == {"Question", "Resolution"}


@pytest.mark.parametrize(
    ("role", "may"), [("reader", False), ("member", True), ("updater", True), ("clerk", True)]
)
def test_resolutions_are_found_by_who_may_read_the_record(held, request, role, may):
    resolution = ResolutionFactory(item=held, text="To clean the gutters.")
    hits = found("gutters", request.getfixturevalue(role))
    assert [what for what, _ in hits] == (["Resolution"] if may else [])
    for _, place in hits:
        assert place.address.endswith(f"#resolution-{resolution.pk}")


def test_minutes_are_found_by_everybody_once_they_are_published(held, reader, client):
    ResolutionFactory(item=held, text="That the Committee noted the gutters.")
    assert found("gutters", reader) == []
    AttendanceFactory(meeting=held.meeting, presence="chair")
    minutes = publish_minutes(meeting=held.meeting, by=UserFactory())
    hits = found("gutters", reader)
    assert {what for what, _ in hits} == {"Minutes"}
    address, _, anchor = hits[0][1].address.partition("#")
    assert address == minutes.get_absolute_url()
    client.force_login(reader)
    assert f'id="{anchor}"' in client.get(address).text

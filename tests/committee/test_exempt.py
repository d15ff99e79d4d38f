"""What is not for publication: no trace of it in what the public reads, and who reads the rest."""

import base64
import re
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve, reverse

from committee.checks import check
from committee.facts import read_facts
from committee.models import ExemptEdition, Publication
from committee.reports import build_report, compose
from committee.services import papers
from committee.services.exemption import save_report_exemption, save_section_exemption
from committee.services.publishing import start_correction
from core.models import AuditEvent
from documents import exempt, html, json, outline, pdf, word
from documents.nodes import Appendix, Chart, Figure, Picture, Series
from tests.committee.files import letters, texts_in_pdf, texts_in_word
from tests.documents.sample import PIXELS
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.committee import (
    WHY_EXEMPT,
    MeetingFactory,
    PublicationFactory,
    ReportFactory,
    publish,
)

SLUG = "barnet-ces-2018-06-06"
NOTICE = (
    "This part is not for publication: paragraph 3 of Schedule 12A to the Local Government Act "
    "1972 (financial or business affairs of any person, the council included). The terms are still "
    "being negotiated. Telling them would cost the council its position."
)
ELSEWHERE = "an exempt part of this report"
# Each stands in another exempt part of the paper; none may be found in what the public reads.
SECRETS = ["Zubrowka", "Quixotell", "Wyvernhold", "Jabberwick", "Vexillary", "Oxbowdene"]


def url(name, *args):
    return reverse(f"committee:{name}", args=args)


def write(report, key, body, **fields):
    section = report.sections.get(key=key)
    section.body = body
    for name, value in fields.items():
        setattr(section, name, value)
    section.save()
    return section


def keep_from_public(report, key, scope, **said):
    return save_section_exemption(
        section=report.sections.get(key=key),
        by=UserFactory(),
        revision=None,
        exempt_scope=scope,
        **(said or WHY_EXEMPT),
    )


@pytest.fixture
def guarded(report):
    """A paper with an exempt paragraph, an exempt part of a paragraph, section and appendix."""
    write(
        report,
        "legal",
        '<p>Open before.</p><p class="exempt">The price is Zub<strong>row</strong>ka.</p>'
        '<ul><li>Quix<em>o</em>tell</li></ul><p>Open after.</p><p class="sub exempt">'
        'Wyvern<a href="https://wyvernhold.example">hold</a></p>'
        '<p class="exempt">Also Zubrowka.</p>',
    )
    keep_from_public(report, "legal", "marked")
    write(report, "risk", "<p>The Jabberwick risk.</p>", heading="Risks of Vexillary")
    keep_from_public(report, "risk", "whole")
    write(report, "appendix-letter", "<p>Oxbowdene.</p>", heading="Oxbowdene letter")
    keep_from_public(report, "appendix-letter", "whole")
    papers.save_recommendations(
        report=report,
        by=UserFactory(),
        revision=None,
        texts=[
            "Note [[plan to performance]] and [[appendix-letter]].",
            "Agree to [[risk]], set out in [[legal to risk]].",
        ],
    )
    return report


@pytest.fixture
def publication(guarded):
    """The same, published."""
    return publish(guarded)


def content(file):
    with file.open() as opened:
        return opened.read()


def leaked(*texts):
    found = [letters(text) for text in texts]
    return [secret for secret in SECRETS if any(secret.casefold() in text for text in found)]


# --- the public paper -----------------------------------------------------------------------


def test_the_public_files_hold_no_trace_of_what_is_exempt(publication, client):
    page = client.get(publication.get_absolute_url()).content.decode()
    assert leaked(page, re.sub(r"<[^>]*>", "", page)) == []
    assert leaked(publication.tree) == []
    assert leaked(content(publication.html).decode()) == []
    assert leaked(*texts_in_word(content(publication.docx))) == []
    assert leaked(*texts_in_pdf(content(publication.pdf))) == []
    for kind in ("html", "docx", "pdf", "json"):
        response = client.get(url("published_file", SLUG, 1, kind))
        assert leaked(response.getvalue().decode("latin-1")) == []


def test_the_search_for_traces_finds_them_where_they_are(publication):
    """What the test above looks through does hold the words, in the other edition."""
    edition = publication.exempt_edition
    assert set(leaked(content(edition.html).decode())) == set(SECRETS)
    assert set(leaked(*texts_in_word(content(edition.docx)))) == set(SECRETS)
    assert set(leaked(*texts_in_pdf(content(edition.pdf)))) == set(SECRETS)


def test_numbers_close_up_and_one_line_stands_in_each_place(publication):
    lines = [line.strip() for line in outline.render(publication.document()).splitlines()]
    assert lines.count(NOTICE) == 3  # legal, risk, the appendix: not one for each paragraph
    assert "5.5.2 Open after." in lines
    assert lines[lines.index("5.5.1 Open before.") + 1] == NOTICE
    assert lines[lines.index(NOTICE, lines.index("5.5.2 Open after.")) + 1].startswith("5.6 ")
    assert any(line.startswith("Appendix 1: Family Services performance report") for line in lines)
    assert not any("Appendix 2" in line for line in lines)


def test_names_of_paragraphs_close_up_too(publication):
    anchors = re.findall(r'"anchor":"(legal[^"]*)"', publication.tree)
    assert anchors == ["legal", "legal-1", "legal-2"]


def test_the_length_of_what_is_exempt_does_not_show(guarded):
    def public():
        document = build_report(guarded, as_at=guarded.cut_off)
        return json.dump(exempt.leave_out(document))

    short = public()
    more = "<p class='exempt'>And more.</p>" * 9
    write(guarded, "legal", guarded.sections.get(key="legal").body + more)
    write(guarded, "risk", "<p>One.</p><table><tr><th>a</th></tr><tr><td>b</td></tr></table>" * 3)
    assert public() == short


def test_citations_of_exempt_parts_do_not_name_them(publication):
    page = outline.render(publication.document())
    assert f"and {ELSEWHERE}." in page
    assert f"Agree to {ELSEWHERE}, set out in paragraphs 5.5.1 to 5.5.2." in page
    assert f"Enclosures: {ELSEWHERE.capitalize()}: not for publication Appendix 1" in page


def test_a_paper_without_exempt_parts_has_no_other_edition(report):
    published = publish(report)
    assert not ExemptEdition.objects.exists()
    assert json.load(published.tree) == build_report(report, as_at=report.cut_off)


def test_charts_and_pictures_of_an_exempt_part_leave_nothing(report):
    """Values, labels, descriptions and names of files: all are drawn from the public tree."""
    chart = Chart("bar", ("Zubrowka",), (Series("Quixotell", (7357.0,)),))
    figures = (
        Figure("Wyvernhold", "Jabberwick rises.", chart),
        Figure("Vexillary", "Oxbowdene.", Picture(PIXELS, "image/png")),
    )
    secret = Appendix("a", "Secret", figures, exempt=True, notice=NOTICE)
    whole = build_report(report, as_at=report.cut_off)
    public = exempt.leave_out(replace(whole, children=(*whole.children, secret)))
    assert leaked(html.render(public), *texts_in_word(word.render(public))) == []
    assert leaked(*texts_in_pdf(pdf.render(public))) == []
    assert "7357" not in html.render(public)
    image = base64.b64decode(PIXELS)
    assert image not in word.render(public) + pdf.render(public)
    assert PIXELS not in html.render(public)


# --- the edition with the exempt parts ------------------------------------------------------


def test_the_other_edition_is_whole_and_marked_in_words(publication, guarded):
    edition = publication.exempt_edition
    assert edition.document() == build_report(guarded, as_at=guarded.cut_off)
    page = content(edition.html).decode()
    assert page.count("Exempt: not for publication.") == page.count("End of the exempt part.") == 5
    assert set(edition.file_digests) == {"html", "docx", "pdf"}


@pytest.mark.parametrize("role", ["member", "author", "clerk", "clearer", "theme_lead"])
def test_published_exempt_is_read_by_those_who_may(publication, client, request, role):
    person = request.getfixturevalue(role)
    client.force_login(person)
    page = client.get(url("published_exempt", SLUG, 1)).content.decode()
    assert set(leaked(page)) == set(SECRETS)
    assert "Read what the public reads" in page
    told = AuditEvent.objects.get(kind="exempt_read")
    assert (told.actor_id, told.subject_id) == (person.pk, publication.report_id)
    assert told.details == {"version": 1, "what": "page"}


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "json"])
def test_published_exempt_file_is_written_down(publication, client, member, kind):
    client.force_login(member)
    response = client.get(url("published_exempt_file", SLUG, 1, kind))
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{SLUG}-v1-exempt.{kind}"'
    assert AuditEvent.objects.get(kind="exempt_read").details["what"] == kind
    assert b"".join(response)


@pytest.mark.parametrize("kind", ["exe", "tree", "publication"])
def test_published_exempt_file_gives_nothing_else(publication, client, member, kind):
    client.force_login(member)
    assert client.get(url("published_exempt_file", SLUG, 1, kind)).status_code == 404
    assert not AuditEvent.objects.filter(kind="exempt_read").exists()


@pytest.mark.parametrize("role", ["reader", "updater", "administrator", "stranger"])
def test_the_other_edition_does_not_exist_for_others(publication, client, request, role):
    client.force_login(request.getfixturevalue(role))
    assert client.get(url("published_exempt", SLUG, 1)).status_code == 404
    assert client.get(url("published_exempt_file", SLUG, 1, "pdf")).status_code == 404
    page = client.get(publication.get_absolute_url()).content.decode()
    assert "read it with them" not in page
    assert not AuditEvent.objects.filter(kind="exempt_read").exists()


def test_a_member_is_led_from_the_public_page_to_the_other(publication, client, member):
    client.force_login(member)
    page = client.get(publication.get_absolute_url()).content.decode()
    assert f'href="{url("published_exempt", SLUG, 1)}"' in page
    assert leaked(page) == []
    assert not AuditEvent.objects.filter(kind="exempt_read").exists()


def test_files_have_no_address_of_their_own(publication):
    for record in (publication, publication.exempt_edition):
        for name in (record.pdf.name, f"media/{record.pdf.name}", record.pdf.url.lstrip("/")):
            with pytest.raises(Resolver404):
                resolve(f"/{name}")


# --- drafts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["report_detail", "report_preview"])
def test_a_draft_shows_its_exempt_parts_to_those_who_may_read_them(guarded, client, author, name):
    client.force_login(author)
    page = client.get(url(name, SLUG)).content.decode()
    assert set(leaked(page)) == set(SECRETS)
    assert "Exempt: not for publication." in page


@pytest.mark.parametrize("role", ["updater", "administrator"])
def test_a_draft_hides_them_from_other_officers(guarded, client, request, role):
    client.force_login(request.getfixturevalue(role))
    for name in ("report_detail", "report_preview"):
        assert leaked(client.get(url(name, SLUG)).content.decode()) == [], name
    assert leaked(client.get(url("report_download", SLUG, "html")).content.decode()) == []


def test_report_preview_shows_what_the_public_will_read(guarded, client, author):
    client.force_login(author)
    page = client.get(url("report_preview", SLUG) + "?public=1").content.decode()
    assert leaked(page) == []
    assert NOTICE in page


# --- saying why -----------------------------------------------------------------------------


@pytest.mark.parametrize("left_out", ["exempt_ground", "exempt_reason", "public_interest"])
def test_an_exemption_needs_all_three_words(guarded, client, author, left_out):
    client.force_login(author)
    for address, chosen in (
        (url("exemption_section", SLUG, "risk"), {"exempt_scope": "whole"}),
        (url("exemption_report", SLUG), {"access": "Exempt"}),
    ):
        typed = {**WHY_EXEMPT, **chosen, "revision": 99, left_out: " "}
        response = client.post(address, typed)
        assert list(response.context["form"].errors) == [left_out]
    said = {**WHY_EXEMPT, left_out: ""}
    with pytest.raises(ValidationError) as refusal:
        keep_from_public(guarded, "summary", "whole", **said)
    assert list(refusal.value.message_dict) == [left_out]
    with pytest.raises(ValidationError):
        save_report_exemption(report=guarded, by=author, revision=None, access="Exempt", **said)


def test_exemption_section_saves_and_forgets(report, client, author):
    client.force_login(author)
    address = url("exemption_section", SLUG, "risk")
    revision = report.sections.get(key="risk").revision
    typed = {**WHY_EXEMPT, "exempt_scope": "whole", "revision": revision}
    assert client.post(address, typed).url == f"{report.get_absolute_url()}#risk"
    section = report.sections.get(key="risk")
    assert (section.exempt_scope, section.exempt_ground) == ("whole", "3")
    told = AuditEvent.objects.filter(kind="report_changed").latest("pk")
    assert told.details == {"section": "risk", "exempt": "whole"}
    typed |= {"exempt_scope": "nothing", "revision": section.revision}
    client.post(address, typed)
    section.refresh_from_db()
    assert (section.exempt_scope, section.exempt_ground, section.exempt_reason) == (
        "nothing",
        "",
        "",
    )


def test_exemption_section_tells_of_another_editor(report, client, author):
    client.force_login(author)
    keep_from_public(report, "risk", "whole")
    typed = {**WHY_EXEMPT, "exempt_scope": "nothing", "revision": 1}
    assert client.post(url("exemption_section", SLUG, "risk"), typed).status_code == 200
    assert report.sections.get(key="risk").exempt_scope == "whole"


def test_exemption_report_makes_the_whole_paper_exempt(report, client, author, clerk):
    client.force_login(author)
    typed = {**WHY_EXEMPT, "access": "Exempt", "revision": report.revision}
    assert client.post(url("exemption_report", SLUG), typed).url == report.get_absolute_url()
    published = publish(report)
    assert published.is_exempt
    assert "This report is not for publication: paragraph 3" in published.tree
    client.force_login(clerk)
    client.get(published.get_absolute_url())
    client.get(url("published_file", SLUG, 1, "pdf"))
    read = AuditEvent.objects.filter(kind="exempt_read").values_list("details__what", flat=True)
    assert sorted(read) == ["page", "pdf"]


@pytest.mark.parametrize("role", ["clerk", "clearer", "theme_lead", "updater", "member"])
def test_only_authors_say_what_is_exempt(report, client, request, role):
    client.force_login(request.getfixturevalue(role))
    for address in (url("exemption_section", SLUG, "risk"), url("exemption_report", SLUG)):
        assert client.post(address, {}).status_code in (403, 404)


def problems_of(report):
    facts = read_facts(report, as_at=report.cut_off)
    return [(each.severity, each.message) for each in check(facts, compose(facts))]


def test_marks_without_a_reason_stop_publication(report):
    write(report, "legal", '<p>Open.</p><p class="exempt">Secret.</p>')
    message = "Paragraphs are marked as exempt. Say why the public may not read them."
    assert ("error", message) in problems_of(report)
    public = json.dump(exempt.leave_out(build_report(report, as_at=report.cut_off)))
    assert "Secret" not in public
    with pytest.raises(ValidationError, match="Say why the public may not read them"):
        publish(report)
    assert not Publication.objects.exists()


def test_a_reason_without_marks_is_looked_at(report):
    keep_from_public(report, "legal", "marked")
    message = "No paragraph is marked as exempt, so the public reads all of it."
    assert ("warning", message) in problems_of(report)


def test_a_narrative_cannot_be_exempt(report, plan):
    narrative = plan.themes.first().narratives.get()
    narrative.body = '<p>Open.</p><p class="exempt">Secret.</p>'
    narrative.save()
    (message,) = [words for kind, words in problems_of(report) if kind == "error"]
    assert message.startswith("A paragraph of the narrative is marked as exempt.")


def test_marks_survive_the_cleaning_of_what_was_pasted(report):
    saved = papers.save_section(
        section=report.sections.get(key="legal"),
        by=UserFactory(),
        revision=None,
        body='<h3 class="exempt">a</h3><p class="sub exempt">b</p>',
    )
    assert saved.body == '<h3 class="exempt">a</h3><p class="sub exempt">b</p>'


def test_an_earlier_version_that_says_what_is_exempt_now_is_not_public_any_more(report, client):
    author = UserFactory(role="author", role__authority=report.authority)
    write(report, "legal", "<p>The price of the contract is a secret of trade.</p>")
    first = publish(report)
    address = f"/published/{report.slug}"
    assert client.get(f"{address}/1/").status_code == 200
    report = start_correction(report=first.report, by=author, reason="It told a price.")
    keep_from_public(report, "legal", "whole")
    second = publish(report)
    assert second.withholds_earlier
    assert client.get(f"{address}/1/").status_code == 404
    assert client.get(f"{address}/1/docx").status_code == 404
    page = client.get(f"{address}/2/")
    assert page.status_code == 200
    assert "secret of trade" not in page.content.decode()


def test_an_earlier_version_that_never_said_it_stays_public(guarded, client):
    author = UserFactory(role="author", role__authority=guarded.authority)
    report = start_correction(report=publish(guarded).report, by=author, reason="A slip.")
    second = publish(report)
    assert not second.withholds_earlier
    assert client.get(f"/published/{report.slug}/1/").status_code == 200


def test_the_administration_lists_no_paper_that_the_person_may_not_read(
    authority, administrator, client_of
):
    meeting = MeetingFactory(body__authority=authority)
    said = {"access": "Exempt", "state": "published", "title": "Who is to leave"}
    secret = PublicationFactory(report=ReportFactory(meeting=meeting, **said))
    address = reverse("admin:committee_publication_changelist")
    page = reverse("admin:committee_publication_change", args=[secret.pk])
    assert secret.title not in client_of(administrator).get(address).text
    assert client_of(administrator).get(page, follow=True).redirect_chain
    MembershipFactory(user=administrator, authority=authority, role="clerk")
    assert secret.title in client_of(administrator).get(address).text
    assert client_of(administrator).get(page).status_code == 200

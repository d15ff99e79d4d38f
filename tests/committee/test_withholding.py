"""What a draft tells of a letter that is not published stands on none of its doors for others."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise, product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import ROLES, Permission
from committee import urls
from committee.clearances import text_to_clear
from committee.models import ClearanceVerdict, Report, ReportSection
from committee.reminders import RETURNED_UNSAID
from committee.services import papers
from committee.services.writing import move_section
from committee.versions import recommended
from committee.withholding import NOTICE, REFUSAL, SHORT, Withheld
from documents.numbering import number
from documents.problems import repair
from improvement.models import ReminderKind, ThemeNarrative
from improvement.reminding import gather
from monitoring.models import Visit
from tests.committee.files import letters, texts_in_pdf, texts_in_word
from tests.factories.accounts import UserFactory
from tests.factories.committee import (
    ClearanceVerdictFactory,
    CommentFactory,
    ReportClearanceFactory,
)
from tests.factories.improvement import ReminderRuleFactory
from tests.factories.monitoring import LetterFactory, VisitFactory

QUOTED = "Too many children wait far too long for help in this borough"
RUNS = [letters("".join(QUOTED.split()[start : start + 8])) for start in range(5)]
BODY = (
    "<p>Open words.</p><p>They write: Too many <strong>children wait</strong> far too long for "
    "help in <em>this</em> borough.</p><p>More open words.</p>"
)
READS_DRAFTS, READS_LETTERS = Permission.READ_DRAFT_REPORTS, Permission.READ_UNPUBLISHED_LETTERS
KEPT_FROM = [
    key
    for key, role in ROLES.items()
    if READS_DRAFTS in role.permissions and READS_LETTERS not in role.permissions
]
TODAY = date(2018, 5, 14)
KEYS = ["summary", "legal", "risk"]


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.TODAY = date(2018, 5, 14)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def visit(authority):
    """A visit whose letter is not published."""
    made = VisitFactory(
        authority=authority,
        letter_status="pre_publication",
        published_on=None,
        starts_on=date(2018, 4, 17),
        ends_on=date(2018, 4, 18),
    )
    LetterFactory(visit=made, text=f"Plans are clear. {QUOTED}. Managers know their teams.")
    return made


@pytest.fixture
def quoting(report, plan, visit, author):
    """A paper that quotes the letter wherever words are written."""

    def save(key, body, **fields):
        section = report.sections.get(key=key)
        papers.save_section(
            section=section, by=author, revision=section.revision, body=body, **fields
        )

    save("summary", BODY)
    save("summary", "<p>In a nutshell.</p>")
    save("legal", BODY)
    save("risk", "<p>Risks.</p>", heading=f"Risk: {QUOTED.lower()}")
    save("plan", f"<table><tr><th>A</th></tr><tr><td>{QUOTED}</td></tr></table><p>After it.</p>")
    texts = [f"That the Committee note: {QUOTED}.", "That the Committee note [[legal]]."]
    papers.save_recommendations(report=report, by=author, texts=texts, revision=None)
    ThemeNarrative.objects.filter(theme__plan=plan, theme__number=1).update(body=BODY)
    comments = [
        CommentFactory(report=report, anchor="summary", quoted="Summary", words=QUOTED),
        CommentFactory(report=report, anchor="summary", quoted=f"It said {QUOTED}"),
        CommentFactory(report=report, anchor="legal-2", words="Is that so?"),
        CommentFactory(report=report, anchor="summary", quoted="Summary", words="Shorter."),
    ]
    CommentFactory(report=report, anchor="summary", words=QUOTED, answers=comments[3])
    ReportSection.objects.filter(report=report, key="summary").update(
        state="returned", return_reason=f"Do not say: {QUOTED}."
    )
    clearance = ReportClearanceFactory(report=report)
    document = text_to_clear(report, today=TODAY)
    ClearanceVerdictFactory(clearance=clearance, words=f"They say: {QUOTED}.", by=author)
    assert QUOTED in str(document)
    return report


def person_of(role, authority, report):
    """Somebody who holds the role, and who is to write what quotes the letter, and one more."""
    person = UserFactory(role=role, role__authority=authority)
    report.sections.filter(key__in=[*KEYS, "recommendations", "performance"]).update(owner=person)
    return person


def doors(report) -> Iterator[tuple[str, str]]:
    """Every address of a draft, and the pages elsewhere that show words of one."""
    history = ReportSection.history.filter(report=report.pk, key="summary")
    versions = list(history.values_list("history_id", flat=True))
    values = {
        "slug": [report.slug],
        "key": KEYS,
        "anchor": ["legal-2", "summary", "risk", "recommendation-1"],
        "kind": ["html", "docx", "pdf"],
    }
    for pattern in urls.urlpatterns:
        route, name = str(pattern.pattern), pattern.name
        if not route.startswith("papers/<slug:slug>/"):
            continue
        kept = report.comments if name.startswith("comment") else report.clearances
        wanted = re.findall(r"<\w+:(\w+)>", route)
        asked = [
            list(kept.values_list("pk", flat=True)) if part == "pk" else values[part]
            for part in wanted
        ]
        for args in product(*asked):
            yield name, reverse(f"committee:{name}", args=args)
    slug = report.slug
    detail, compare = (
        reverse("committee:report_detail", args=[slug]),
        reverse("committee:section_compare", args=[slug, "summary"]),
    )
    for key in KEYS:
        yield "inline_edit", f"{detail}?edit={key}"
    for before, after in pairwise(versions):
        yield "section_compare", f"{compare}?before={after}&after={before}"
    yield "comments_resolved", f"{reverse('committee:comment_list', args=[slug])}?show=resolved"
    yield "recommendation_versions", reverse("committee:recommendations_versions", args=[slug])
    yield "my_work", reverse("improvement:my_work")
    yield "search", f"{reverse('core:search')}?q=borough+children"
    yield "theme_detail", report.plan.themes.get(number=1).get_absolute_url()
    yield "report_list", reverse("committee:report_list")


def told(client, report) -> set[str]:
    """The doors on which the letter is quoted."""
    found = set()
    for name, address in doors(report):
        response = client.get(address, follow=True)
        content = b"".join(response) if response.streaming else response.content
        if address.endswith(".docx"):
            texts = list(texts_in_word(content))
        elif address.endswith(".pdf"):
            texts = list(texts_in_pdf(content))
        else:
            texts = [content.decode()]
        if any(run in letters(text) for text in texts for run in RUNS):
            found.add(name)
    return found


READ = {
    "report_detail",
    "report_preview",
    "report_download",
    "report_checks",
    "report_progress",
    "section_versions",
    "section_compare",
    "recommendations_versions",
    "recommendation_versions",
    "comment_list",
    "comment_detail",
    "comment_add",
    "clearance_list",
    "clearance_detail",
    "inline_edit",
    "my_work",
    "search",
    "theme_detail",
}
WRITTEN = {"section_edit", "section_move", "recommendations_edit"}


def test_there_are_roles_from_which_letters_are_kept():
    assert set(KEPT_FROM) == {"updater", "analyst", "clearer", "clerk", "administrator"}


@pytest.mark.parametrize("may", ["WRITE_REPORTS", "WRITE_NARRATIVE", "ACCEPT_NARRATIVE"])
def test_whoever_writes_papers_or_narratives_may_read_letters(may):
    """So the pages on which only they write withhold nothing."""
    writers = [role for role in ROLES.values() if Permission[may] in role.permissions]
    assert writers
    assert all(READS_LETTERS in role.permissions for role in writers)


@pytest.mark.parametrize("role", KEPT_FROM)
def test_no_door_of_a_draft_tells_what_a_letter_says_before_it_is_published(
    quoting, authority, visit, client, role
):
    client.force_login(person_of(role, authority, quoting))
    assert told(client, quoting) == set()
    page = client.get(quoting.get_absolute_url()).text
    assert NOTICE in page
    assert "More open words." in page


def test_every_door_tells_it_to_who_may_read_letters(quoting, authority, visit, client):
    client.force_login(person_of("author", authority, quoting))
    assert told(client, quoting) >= READ | WRITTEN


def test_every_door_tells_it_once_the_letter_is_published(quoting, authority, visit, client):
    Visit.objects.update(letter_status="published", published_on=date(2018, 5, 1))
    client.force_login(person_of("clearer", authority, quoting))
    # The checks have nothing against it any more.
    assert told(client, quoting) >= (READ | WRITTEN) - {"report_checks"}


# --- one door after another -----------------------------------------------------------------------


def url(name, *args):
    return reverse(f"committee:{name}", args=args)


def test_numbers_and_citations_stay_as_they_are(quoting, updater):
    whole = text_to_clear(quoting, today=TODAY)
    left = Withheld(updater, quoting.authority).document(whole)
    assert left != whole
    assert number(repair(left)).labels == number(repair(whole)).labels


def test_nothing_is_asked_of_the_database_for_who_may_read_letters(
    quoting, author, django_assert_num_queries
):
    assert author.may(READS_LETTERS, quoting.authority.pk)
    document = text_to_clear(quoting, today=TODAY)
    with django_assert_num_queries(0):
        assert Withheld(author, quoting.authority).document(document) is document


def test_pages_of_a_draft_ask_the_same_however_much_quotes(quoting, authority, plan, client):
    client.force_login(person_of("updater", authority, quoting))
    names = ["report_detail", "report_preview", "report_checks", "comment_list"]
    addresses = [url(name, quoting.slug) for name in names]

    def asked():
        with CaptureQueriesContext(connection) as queries:
            for address in addresses:
                assert client.get(address).status_code == 200
        return len(queries)

    asked()
    few = asked()
    ThemeNarrative.objects.filter(theme__plan=plan).update(body=BODY)
    for other in VisitFactory.create_batch(
        3, authority=authority, letter_status="not_published", published_on=None
    ):
        LetterFactory(visit=other, text=f"{QUOTED}. {other.title}")
    for _ in range(3):
        CommentFactory(report=quoting, anchor="summary", words=QUOTED)
    assert asked() == few


@pytest.mark.parametrize("key", ["legal", "risk", "summary"])
def test_section_edit_is_refused_with_the_reason_and_saves_nothing(quoting, authority, client, key):
    person = person_of("updater", authority, quoting)
    client.force_login(person)
    section = quoting.sections.get(key=key)
    for name in ("section_edit", "section_move"):
        response = client.get(url(name, quoting.slug, key))
        assert response.status_code == 403
        assert REFUSAL in response.text
    typed = {"body": "<p>Mine.</p>", "heading": "Mine", "revision": section.revision}
    assert client.post(url("section_edit", quoting.slug, key), typed).status_code == 403
    assert quoting.sections.get(key=key).body == section.body
    assert client.get(url("section_edit", quoting.slug, "performance")).status_code == 200


def test_recommendations_edit_is_refused_with_the_reason(quoting, authority, client):
    client.force_login(person_of("updater", authority, quoting))
    address = url("recommendations_edit", quoting.slug)
    assert REFUSAL in client.get(address).text
    typed = {"recommendation_1": "Mine.", "revision": quoting.revision}
    assert client.post(address, typed).status_code == 403
    assert quoting.recommendations.count() == 2


def test_an_earlier_version_that_quotes_is_not_brought_back_unread(
    quoting, authority, client, author
):
    person = person_of("updater", authority, quoting)
    client.force_login(person)
    ReportSection.objects.filter(key="summary").update(state="drafting", return_reason="")
    section = quoting.sections.get(key="summary")
    quotes, harmless = (
        section.history.filter(body=BODY).first(),
        section.history.filter(body="<p>In a nutshell.</p>").first(),
    )
    address = url("section_restore", quoting.slug, "summary")
    compare = f"{url('section_compare', quoting.slug, 'summary')}?after={harmless.pk}"

    page = client.get(f"{compare}&before={quotes.history_id}").text
    assert NOTICE in page
    assert "Bring the earlier version back" not in page
    typed = {"version": quotes.history_id, "revision": section.revision}
    assert client.post(address, typed).status_code == 403
    assert quoting.sections.get(key="summary").body == section.body

    client.force_login(author)
    assert client.post(address, typed).status_code == 302
    assert "children wait" in quoting.sections.get(key="summary").body


def test_recommendations_that_quote_are_not_brought_back_unread(quoting, authority, client, author):
    texts = ["That the Committee note it."]
    papers.save_recommendations(report=quoting, by=author, texts=texts, revision=None)
    client.force_login(person_of("updater", authority, quoting))
    address = url("recommendations_versions", quoting.slug)
    assert NOTICE in client.get(address).text
    newest = max(each.key for each in recommended(quoting))
    typed = {"version": newest - 1, "revision": Report.objects.get(pk=quoting.pk).revision}
    assert client.post(address, typed).status_code == 403
    assert [each.text for each in quoting.recommendations.all()] == texts


def test_comments_that_quote_or_stand_beside_a_quotation_are_withheld(quoting, authority, client):
    client.force_login(person_of("updater", authority, quoting))
    page = client.get(url("comment_list", quoting.slug)).text
    assert "Is that so?" not in page
    response = client.get(url("comment_add", quoting.slug, "legal-2"))
    assert response.status_code == 403
    assert REFUSAL in response.text
    assert client.get(url("comment_add", quoting.slug, "legal-1")).status_code == 200


def test_a_paper_is_not_cleared_by_who_may_not_read_all_of_it(quoting, authority, client):
    client.force_login(person_of("clearer", authority, quoting))
    clearance = quoting.clearances.get()
    address = url("clearance_detail", quoting.slug, clearance.pk)
    page = client.get(address)
    assert "You cannot clear this paper yet" in page.text
    typed = {"verdict": "cleared", "words": "", "digest": page.context["form"].initial["digest"]}
    assert client.post(address, typed).status_code == 403
    assert ClearanceVerdict.objects.filter(clearance=clearance).count() == 1

    Visit.objects.update(letter_status="published", published_on=date(2018, 5, 1))
    page = client.get(address)
    assert "You cannot clear this paper yet" not in page.text
    typed["digest"] = page.context["form"].initial["digest"]
    assert client.post(address, typed).status_code == 302
    assert ClearanceVerdict.objects.filter(clearance=clearance).count() == 2


def test_a_letter_of_another_council_withholds_nothing(report, updater, client):
    other = VisitFactory(letter_status="pre_publication", published_on=None)
    LetterFactory(visit=other, text=f"{QUOTED}.")
    report.sections.filter(key="legal").update(body=BODY)
    client.force_login(updater)
    assert "children wait" in client.get(report.get_absolute_url()).text


def test_a_mail_does_not_tell_why_a_section_came_back_where_that_quotes(quoting, authority):
    person = person_of("updater", authority, quoting)
    rule = ReminderRuleFactory(authority=authority)

    def notes():
        found = gather([rule], as_at=TODAY)[person.pk]
        return [each.note for each in found if each.kind == ReminderKind.RETURNED]

    assert notes() == [RETURNED_UNSAID]
    quoting.sections.filter(key="risk").update(state="returned", return_reason="Shorter.")
    assert not any("Risk" in each.words for each in gather([rule], as_at=TODAY)[person.pk])
    quoting.sections.filter(key="risk").update(state="drafting", return_reason="")
    Visit.objects.update(letter_status="published", published_on=date(2018, 5, 1))
    assert notes() == [f"Returned because: Do not say: {QUOTED}."]


def test_the_administration_shows_no_narrative_that_quotes(quoting, administrator, client, plan):
    client.force_login(administrator)
    narrative = plan.themes.get(number=1).narratives.get()
    address = reverse("admin:improvement_themenarrative_change", args=[narrative.pk])
    assert "children wait" not in client.get(address, follow=True).text
    Visit.objects.update(letter_status="published", published_on=date(2018, 5, 1))
    assert "children wait" in client.get(address, follow=True).text


def test_the_audit_trail_tells_administrators_nothing_that_quotes(
    quoting, author, administrator, client
):
    client.force_login(administrator)
    trail = f"{reverse('accounts:audit_trail')}?record=committee.Report-{quoting.pk}"
    reason = f"It says: {QUOTED}."

    def return_legal():
        section = quoting.sections.get(key="legal")
        for state in ("ready", "returned"):
            section = move_section(
                section=section, by=author, state=state, reason=reason, revision=section.revision
            )
        return section

    assert return_legal().return_reason == reason
    page = client.get(trail).text
    assert reason not in page
    assert SHORT in page
    Visit.objects.update(letter_status="published", published_on=date(2018, 5, 1))
    return_legal()
    assert reason in client.get(trail).text

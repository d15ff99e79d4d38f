"""Clearing papers before they are published, and holding them back until that is done."""

import re
from datetime import UTC, date, datetime
from functools import partial
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from committee.clearances import has_written, read_standings, text_to_clear
from committee.models import (
    ClearanceVerdict,
    Publication,
    Recommendation,
    Report,
    ReportClearance,
    ReportSection,
)
from committee.services import clearance as clearing
from committee.services import papers, publishing
from core import clock
from core.models import AuditEvent
from documents import json
from improvement import services as improvement
from improvement.models import ThemeNarrative
from improvement.vocabulary import DeliveryKind
from tests.factories.accounts import AuthorityFactory, MembershipFactory, UserFactory
from tests.factories.committee import (
    ClearanceVerdictFactory,
    ReportClearanceFactory,
    complete,
    laid_out_report,
)
from tests.factories.improvement import UpdateFactory, status
from tests.together import at_once, needs_two_connections

SLUG = "barnet-ces-2018-06-06"
TODAY = date(2018, 5, 14)
LAST_DAY = datetime(2018, 5, 29, 9, tzinfo=UTC)
SAID = "Its implications for the budget are said."


@pytest.fixture(autouse=True)
def today(settings, tmp_path):
    settings.TODAY = TODAY
    settings.MEDIA_ROOT = tmp_path


def url(name, *args):
    return reverse(f"committee:{name}", args=[SLUG, *args])


def words(response):
    """What a person reads on a page."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


@pytest.fixture
def open_as(client):
    """Open a page as somebody, or send it something."""

    def open_as(user, address, data=None, **more):
        client.force_login(user)
        return client.post(address, data, **more) if data is not None else client.get(address)

    return open_as


@pytest.fixture
def finance(report):
    """The clearance that the paper needs, asked of whoever clears."""
    return ReportClearanceFactory(report=report, name="Insurance", asks="What is said of money.")


def digest(report):
    return json.digest(text_to_clear(report, today=TODAY))


def clear(clearance, by, verdict="cleared", said=""):
    return clearing.give_verdict(
        clearance=clearance,
        by=by,
        verdict=verdict,
        words=said,
        digest=digest(clearance.report),
    )


def wrote(person, report):
    return has_written(person, report)


def standing(report):
    """How the only clearance of the paper stands."""
    (found,) = read_standings(report, text_to_clear(report, today=TODAY))
    return found


def write(report, by, body="<p>Another text.</p>", key="risk"):
    section = report.sections.get(key=key)
    return papers.save_section(
        section=section, by=by, revision=None, body=body, heading=section.heading
    )


def refused(call, **arguments):
    with pytest.raises(ValidationError) as caught:
        call(**arguments)
    return " ".join(caught.value.messages)


# --- giving them ----------------------------------------------------------------------------


def test_a_verdict_keeps_who_when_what_and_the_text_that_was_read(report, finance, clearer):
    with clock.at(LAST_DAY):
        said = clear(finance, clearer, said="It is within the budget.")
    assert (said.by, said.at, said.words) == (clearer, LAST_DAY, "It is within the budget.")
    assert said.document() == text_to_clear(report, today=TODAY)
    event = AuditEvent.objects.latest("pk")
    assert event.kind == AuditEvent.Kind.REPORT_CLEARED
    assert event.details["clearance"] == "Insurance"
    assert event.details["sha256"] == said.sha256


def test_how_a_clearance_stands(report, finance, clearer, author):
    assert standing(report).state == "asked"
    clear(finance, clearer, "not_cleared", "Say what it costs.")
    assert standing(report).state == "not_cleared"
    clear(finance, clearer)
    assert standing(report).is_current
    write(report, author)
    assert (standing(report).state, standing(report).is_current) == ("changed", False)
    clear(finance, clearer)
    assert standing(report).state == "cleared"


def test_a_change_of_the_plan_asks_again_as_well(report, finance, clearer, plan):
    clear(finance, clearer)
    UpdateFactory(
        action=plan.actions.first(),
        effective_on=report.cut_off,
        delivery_after=status(plan, DeliveryKind.OFF_TRACK),
    )
    assert standing(report).state == "changed"


def test_a_change_taken_back_needs_no_other_verdict(report, finance, clearer, author):
    before = report.sections.get(key="risk").body
    clear(finance, clearer)
    write(report, author)
    write(report, author, before)
    assert standing(report).state == "cleared"


def test_what_is_not_cleared_needs_words(finance, clearer):
    message = refused(clear, clearance=finance, by=clearer, verdict="not_cleared", said=" ")
    assert message == "Say what has to change before it can be cleared."


def test_a_paper_that_has_changed_is_not_cleared_unseen(report, finance, clearer, author):
    read = digest(report)
    write(report, author)
    message = refused(
        clearing.give_verdict,
        clearance=finance,
        by=clearer,
        verdict="cleared",
        words="",
        digest=read,
    )
    assert message == "The paper has changed since you opened this page. Look at it again."
    assert not ClearanceVerdict.objects.exists()


def test_a_published_paper_is_not_cleared(report, finance, clearer):
    publishing.publish_report(
        report=report, by=clearer, at=LAST_DAY, clearance_override="The chair agreed."
    )
    assert refused(clear, clearance=finance, by=clearer).startswith("This paper is published.")


# --- nobody clears what they wrote ----------------------------------------------------------


def _section(report, by, theme):
    write(report, by)


def _header(report, by, theme):
    papers.save_header(report=report, by=by, revision=None, title="Another title")


def _recommendations(report, by, theme):
    papers.save_recommendations(report=report, by=by, revision=None, texts=["Note the paper."])


def _narrative(report, by, theme):
    improvement.save_narrative(
        theme=theme, period=report.period, by=by, body="<p>Other words.</p>", revision=1
    )


@pytest.mark.parametrize("writing", [_section, _header, _recommendations, _narrative])
def test_nobody_clears_what_they_wrote(report, finance, clearer, author, plan, writing):
    theme = plan.themes.first()
    assert not wrote(clearer, report)
    MembershipFactory(user=clearer, authority=report.authority, role="author")
    person = type(clearer).objects.get(pk=clearer.pk)
    writing(report, person, theme)
    message = refused(clear, clearance=finance, by=person)
    assert message == "You wrote in this paper, so somebody else has to clear it."


def test_what_somebody_else_has_replaced_counts_all_the_same(report, finance, clearer, author):
    write(report, clearer)
    write(report, author, "<p>Nothing of it is left.</p>")
    assert wrote(clearer, report)


def test_whoever_started_a_paper_wrote_it(report, plan, period, clearer):
    started = laid_out_report(plan=plan, period=period, by=clearer)
    assert wrote(clearer, started)
    assert not wrote(clearer, report)


def test_publishing_a_paper_is_not_writing_it(report, clerk):
    publishing.publish_report(report=report, by=clerk, at=LAST_DAY)
    assert not wrote(clerk, report)


def test_a_narrative_of_another_period_or_plan_is_not_of_this_paper(report, clearer, plan):
    theme = plan.themes.first()
    other = type(report.period).objects.create(
        authority=report.authority,
        name="May 2018",
        starts_on=date(2018, 5, 1),
        ends_on=date(2018, 5, 31),
        data_month=date(2018, 5, 1),
        updates_due_on=date(2018, 6, 1),
        narratives_due_on=date(2018, 6, 1),
    )
    improvement.save_narrative(
        theme=theme, period=other, by=clearer, body="<p>Later.</p>", revision=0
    )
    assert not wrote(clearer, report)


# --- asking for them ------------------------------------------------------------------------


def test_a_paper_asks_for_what_its_template_asks_for(plan, period):
    report = laid_out_report(plan=plan, period=period, asks_clearances=True)
    assert [each.name for each in report.clearances.all()] == ["Finance", "Legal", "Governance"]


def test_clearance_add_asks_for_one_more(report, author, clearer, updater, open_as):
    page = open_as(author, url("clearance_add"))
    offered = [str(each[1]) for each in page.context["form"].fields["clearer"].choices]
    assert str(clearer) in offered
    assert str(updater) not in offered
    data = {"name": "Human resources", "clearer": clearer.pk, "reason": "Posts are cut."}
    assert open_as(author, url("clearance_add"), data).url == url("clearance_list")
    added = report.clearances.get()
    assert (added.name, added.clearer) == ("Human resources", clearer)
    assert AuditEvent.objects.latest("pk").details == {
        "clearance_added": "Human resources",
        "reason": "Posts are cut.",
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": "Legal", "reason": ""}, "Say why this clearance is asked for."),
        ({"name": "Insurance", "reason": "Again."}, "This clearance is asked for already."),
    ],
)
def test_clearance_add_says_what_is_wrong(finance, author, open_as, data, message):
    assert message in words(open_as(author, url("clearance_add"), data))
    assert ReportClearance.objects.count() == 1


def test_a_clearance_is_asked_only_of_those_who_clear(report, author, updater):
    message = refused(
        clearing.add_clearance,
        report=report,
        by=author,
        name="Insurance",
        reason="Money.",
        clearer=updater,
    )
    assert message == "Choose somebody who clears papers of this council."


def test_clearance_ask_asks_another_person(finance, author, clearer, clerk, updater, open_as):
    assert "Ask another person for Insurance" in words(open_as(author, url("clearance_list")))
    address = url("clearance_ask", finance.pk)
    colleague = UserFactory(
        name="Counsel", role="clearer", role__authority=finance.report.authority
    )
    page = open_as(author, address)
    assert "Counsel" in words(page)
    assert str(updater) not in words(page)
    assert open_as(author, address, {"clearer": colleague.pk}).status_code == 302
    finance.refresh_from_db()
    assert finance.clearer == colleague
    told = AuditEvent.objects.filter(kind="report_changed").latest("at")
    assert (told.details["clearance"], told.details["asked_of"]) == ("Insurance", ["", "Counsel"])
    assert "Counsel is asked for this clearance." in words(
        open_as(clearer, url("clearance_detail", finance.pk))
    )
    assert open_as(author, address, {"clearer": ""}).status_code == 302
    finance.refresh_from_db()
    assert finance.clearer is None


def test_clearance_ask_asks_only_those_who_clear(finance, author, updater, clerk, open_as):
    address = url("clearance_ask", finance.pk)
    open_as(author, address, {"clearer": updater.pk})
    finance.refresh_from_db()
    assert finance.clearer is None
    assert refused(clearing.ask_clearer, clearance=finance, by=author, clearer=updater) == (
        "Choose somebody who clears papers of this council."
    )
    assert open_as(clerk, address, {"clearer": clerk.pk}).status_code == 403


def test_clearance_remove_takes_back_what_an_author_asked_for(finance, author, open_as):
    address = url("clearance_remove", finance.pk)
    assert "Say why" in words(open_as(author, address, {"reason": " "}))
    assert open_as(author, address, {"reason": "No money is in it."}).status_code == 302
    assert not ReportClearance.objects.exists()
    assert AuditEvent.objects.latest("pk").details == {
        "clearance_removed": "Insurance",
        "reason": "No money is in it.",
    }


def test_what_the_template_asks_for_stays(plan, period, meeting, author, open_as):
    report = laid_out_report(plan=plan, period=period, meeting=meeting, asks_clearances=True)
    finance = report.clearances.get(name="Finance")
    address = url("clearance_remove", finance.pk)
    why = "The template of this paper asks for this clearance, so it stays."
    assert why in words(open_as(author, address))
    assert why in words(open_as(author, address, {"reason": "It takes long."}))
    assert report.clearances.count() == 3


def test_what_was_answered_stays(finance, clearer, author):
    clear(finance, clearer, "not_cleared", "Say what it costs.")
    message = refused(clearing.remove_clearance, clearance=finance, by=author, reason="Late.")
    assert message == "Somebody has answered, and what they said is kept."


@pytest.mark.parametrize("role", ["clearer", "clerk", "updater"])
def test_asking_for_clearances_is_for_authors(finance, open_as, request, role):
    person = request.getfixturevalue(role)
    assert open_as(person, url("clearance_add")).status_code == 403
    assert open_as(person, url("clearance_remove", finance.pk)).status_code == 403
    assert open_as(person, url("clearance_list")).status_code == 200


# --- the clearer's pages --------------------------------------------------------------------


def test_clearance_detail_shows_what_is_asked_and_the_paper(report, finance, clearer, open_as):
    page = words(open_as(clearer, url("clearance_detail", finance.pk)))
    assert "What is looked at: What is said of money." in page
    assert "Nobody has said anything yet." in page
    assert report.title in page
    assert "What the paper says under" in page


def test_clearance_detail_clears(report, finance, clearer, open_as):
    address = url("clearance_detail", finance.pk)
    data = {"verdict": "cleared", "words": SAID, "digest": digest(report)}
    assert open_as(clearer, address, data).url == url("clearance_list")
    assert f"Cleared by {clearer}, 14 May 2018 {SAID}" in words(
        open_as(clearer, url("clearance_list"))
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"verdict": "", "words": ""}, "Say whether the paper is cleared."),
        ({"verdict": "not_cleared", "words": ""}, "Say what has to change"),
        ({"verdict": "cleared", "words": "", "digest": "0" * 64}, "Look at it again."),
    ],
)
def test_clearance_detail_says_what_is_wrong(report, finance, clearer, open_as, data, message):
    typed = {"digest": digest(report), **data}
    assert message in words(open_as(clearer, url("clearance_detail", finance.pk), typed))
    assert not ClearanceVerdict.objects.exists()


def test_clearance_detail_shows_what_changed_since_it_was_cleared(
    report, finance, clearer, author, open_as
):
    write(report, author, "<p>The budget is £5m.</p>")
    clear(finance, clearer)
    address = url("clearance_detail", finance.pk)
    assert "The text has not changed since" in words(open_as(clearer, address))
    write(report, author, "<p>The budget is £6m.</p>")
    page = words(open_as(clearer, address))
    assert "What was cleared has changed, so it is asked for again." in page
    assert "Removed: £5m. (end of what was removed)" in page
    assert "Added: £6m. (end of what was added)" in page


def test_clearance_detail_tells_of_a_change_without_words(
    report, finance, clearer, author, open_as
):
    write(report, author, "<p>Known.</p>")
    clear(finance, clearer)
    write(report, author, "<p><strong>Known.</strong></p>")
    page = words(open_as(clearer, url("clearance_detail", finance.pk)))
    assert "No words have changed, but the look of something has" in page


def test_clearance_detail_is_read_but_not_given_by_others(finance, author, clerk, reader, open_as):
    address = url("clearance_detail", finance.pk)
    for person in (author, clerk):
        assert "Is the paper cleared?" not in words(open_as(person, address))
        assert open_as(person, address, {"verdict": "cleared"}).status_code == 403
    assert open_as(reader, address).status_code == 404


def test_a_clearance_asked_of_one_person_is_given_by_nobody_else(finance, clearer, open_as):
    finance.clearer = UserFactory(role="clearer", role__authority=finance.report.authority)
    finance.save()
    address = url("clearance_detail", finance.pk)
    assert open_as(clearer, address, {"verdict": "cleared"}).status_code == 403
    assert open_as(finance.clearer, address, {"verdict": ""}).status_code == 200


def test_clearance_detail_tells_a_writer_why_they_cannot_clear(report, finance, clearer, open_as):
    write(report, clearer)
    address = url("clearance_detail", finance.pk)
    why = "You wrote in this paper, so somebody else has to clear it."
    assert why in words(open_as(clearer, address))
    data = {"verdict": "cleared", "words": "", "digest": digest(report)}
    assert why in words(open_as(clearer, address, data))
    assert not ClearanceVerdict.objects.exists()


def test_a_clearance_of_another_paper_is_not_found(report, plan, period, clearer, open_as):
    other = ReportClearanceFactory(report=laid_out_report(plan=plan, period=period))
    assert open_as(clearer, url("clearance_detail", other.pk)).status_code == 404


def test_clearance_list_of_a_published_paper_is_gone(publication, clerk, open_as):
    assert open_as(clerk, url("clearance_list")).status_code == 404


def test_clearance_detail_keeps_exempt_words_from_those_who_may_not_read_them(
    report, finance, clearer, author, updater, open_as
):
    report.sections.filter(key="risk").update(
        exempt_scope="whole",
        exempt_ground="3",
        exempt_reason="The terms are still being negotiated.",
        public_interest="Telling them would cost the council its position.",
    )
    write(report, author, "<p>We offer £5m.</p>")
    clear(finance, clearer, "not_cleared", "£5m is too much.")
    write(report, author, "<p>We offer £4m.</p>")
    for address in (url("clearance_detail", finance.pk), url("clearance_list")):
        page = words(open_as(updater, address))
        assert "£" not in page
        assert "Not cleared" in page
        assert "£5m is too much." in words(open_as(clearer, address))
    told = words(open_as(clearer, url("clearance_detail", finance.pk)))
    assert "Added: £4m." in told
    assert "Added: £4m." not in words(open_as(updater, url("clearance_detail", finance.pk)))


# --- my work --------------------------------------------------------------------------------


@pytest.fixture
def written(report):
    """The paper, with all that is in it written on 1 May."""
    for model in (Report, ReportSection, Recommendation, ThemeNarrative):
        model.history.update(history_date=datetime(2018, 5, 1, tzinfo=UTC))
    return report


def waiting(person):
    return [each.name for each in ReportClearance.objects.waiting_for(person)]


def test_my_work_shows_the_papers_to_clear(finance, clearer, open_as):
    page = words(open_as(clearer, reverse("improvement:my_work")))
    assert "Papers to clear (1) Insurance" in page


def test_a_clearance_waits_again_once_somebody_writes(written, finance, clearer, author):
    assert waiting(clearer) == ["Insurance"]
    with clock.at(datetime(2018, 5, 14, 9, tzinfo=UTC)):
        clear(finance, clearer)
    assert waiting(clearer) == []
    with clock.at(datetime(2018, 5, 14, 10, tzinfo=UTC)):
        write(written, author)
    assert waiting(clearer) == ["Insurance"]


def test_a_clearance_waits_again_once_progress_is_recorded(written, finance, clearer, plan):
    with clock.at(datetime(2018, 5, 14, 9, tzinfo=UTC)):
        clear(finance, clearer)
    later = datetime(2018, 5, 14, 10, tzinfo=UTC)
    update = partial(UpdateFactory, action=plan.actions.first(), recorded_at=later)
    update(effective_on=date(2018, 5, 10))  # after the cut-off, so it is not in the paper
    assert waiting(clearer) == []
    update(effective_on=written.cut_off)
    assert waiting(clearer) == ["Insurance"]


def test_a_clearance_waits_for_whom_it_is_asked_of(report, finance, clearer, author, stranger):
    other = UserFactory(role="clearer", role__authority=report.authority)
    elsewhere = UserFactory(role="clearer", role__authority=AuthorityFactory())
    finance.clearer = other
    finance.save()
    assert [waiting(each) for each in (clearer, other, author, elsewhere, stranger)] == [
        [],
        ["Insurance"],
        [],
        [],
        [],
    ]


def test_a_clearance_does_not_wait_for_a_writer_nor_once_published(report, finance, clearer, clerk):
    writer = UserFactory(role="clearer", role__authority=report.authority)
    write(report, writer)
    assert waiting(writer) == []
    publishing.publish_report(
        report=report, by=clerk, at=LAST_DAY, clearance_override="The chair agreed."
    )
    assert waiting(clearer) == []


# --- publishing -----------------------------------------------------------------------------


def test_a_cleared_paper_is_published(report, finance, clearer, clerk):
    clear(finance, clearer)
    publication = publishing.publish_report(report=report, by=clerk, at=LAST_DAY)
    assert publication.clearance_override == ""


@pytest.mark.parametrize("verdict", ["", "cleared", "not_cleared"])
def test_a_paper_that_is_not_cleared_is_not_published(
    report, finance, clearer, author, clerk, verdict
):
    if verdict:
        clear(finance, clearer, verdict, "Say what it costs.")
    if verdict == "cleared":
        write(report, author)
    message = refused(publishing.publish_report, report=report, by=clerk, at=LAST_DAY)
    assert message.startswith("This paper is not cleared: Insurance: ")
    assert not Publication.objects.exists()


def test_an_override_is_printed_in_the_record(report, finance, clerk, open_as, client):
    address = url("report_publish")
    page = open_as(clerk, address)
    assert "Not cleared" in words(page)
    data = {"digest": page.context["digest"], "confirmed": "on"}
    assert "Say why it is published without these clearances." in words(
        open_as(clerk, address, data)
    )
    data["clearance_override"] = "The director of finance is away; the chair agreed."
    done = open_as(clerk, address, data, follow=True)
    client.logout()
    told = (
        "It was published without every clearance: The director of finance is away; the chair "
        "agreed. (Insurance: asked for)"
    )
    assert told in words(client.get(done.redirect_chain[-1][0]))
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.REPORT_PUBLISHED)
    assert event.details["clearance_override"].startswith("The director of finance is away")


def test_an_override_that_is_not_needed_is_not_kept(report, finance, clearer, clerk):
    clear(finance, clearer)
    publication = publishing.publish_report(
        report=report, by=clerk, at=LAST_DAY, clearance_override="Just in case."
    )
    assert publication.clearance_override == ""


def test_a_correction_is_cleared_again(report, finance, clearer, clerk, author):
    clear(finance, clearer)
    publishing.publish_report(report=report, by=clerk, at=LAST_DAY)
    publishing.start_correction(report=report, by=clerk, reason="A figure was wrong.")
    write(report, author)
    message = refused(publishing.publish_report, report=report, by=clerk, at=LAST_DAY)
    assert "Insurance: changed since it was cleared" in message


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_a_paper_is_not_published_while_somebody_refuses_it(plan, period, author, clerk, clearer):
    report = complete(laid_out_report(plan=plan, period=period))
    finance = ReportClearanceFactory(report=report, name="Insurance")
    clear(finance, clearer)
    verdict, publication = at_once(
        partial(clear, finance, clearer, "not_cleared", "It costs too much."),
        partial(publishing.publish_report, report=report, by=clerk, at=LAST_DAY),
    )
    # Whoever came first stands: a paper is either refused or published, never both.
    assert isinstance(verdict, ValidationError) != isinstance(publication, ValidationError)


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_two_verdicts_at_once_are_both_kept(plan, period, clearer):
    report = complete(laid_out_report(plan=plan, period=period))
    finance = ReportClearanceFactory(report=report, name="Insurance")
    other = UserFactory(role="clearer", role__authority=report.authority)
    at_once(partial(clear, finance, clearer), partial(clear, finance, other))
    assert finance.verdicts.count() == 2


def test_a_verdict_never_changes():
    verdict = ClearanceVerdictFactory()
    verdict.words = "Other words."
    with pytest.raises(TypeError):
        verdict.save()

"""Starting, saving, publishing and correcting papers."""

import hashlib
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError

from committee.models import Publication, Recommendation, Report
from committee.services import papers, publishing
from committee.services.exemption import save_report_exemption
from core import clock
from core.models import AuditEvent, WrittenForGood
from core.revisions import Stale
from documents.pdf import UnprintableDocument
from documents.tree import walk
from improvement.vocabulary import DeliveryKind
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.committee import (
    WHY_EXEMPT,
    BodyFactory,
    MeetingFactory,
    RecommendationFactory,
    laid_out_report,
    publish,
)
from tests.factories.improvement import (
    PlanFactory,
    ReportingPeriodFactory,
    ThemeFactory,
    UpdateFactory,
    status,
)
from tests.together import at_once, needs_two_connections

LAST_DAY = datetime(2018, 5, 29, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files that publishing makes, on a disk of their own."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    return tmp_path


def stored(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def content(file):
    with file.open() as opened:
        return opened.read()


def refused(call, **arguments):
    with pytest.raises(ValidationError) as caught:
        call(**arguments)
    return " ".join(caught.value.messages)


# --- starting -------------------------------------------------------------------------------


def test_start_report_lays_out_the_sections(draft, author):
    assert draft.slug == "barnet-ces-2018-06-06"
    assert draft.state == "draft"
    assert [section.key for section in draft.sections.all()][:4] == [
        "summary",
        "recommendations",
        "background",
        "plan",
    ]
    assert draft.sections.get(key="plan").heading == "Improvement Action Plan"
    assert AuditEvent.objects.get(kind="report_started").subject_id == draft.pk


def test_start_report_carries_standing_text_over(report, plan, period, body):
    section = report.sections.get(key="risk")
    section.heading, section.body = "Risks", "<p>The risks are known.</p>"
    section.save()
    following = laid_out_report(
        plan=plan,
        period=period,
        previous=report,
        cut_off=date(2018, 6, 30),
        meeting=MeetingFactory(body=body, held_on=date(2018, 7, 25)),
    )
    risk = following.sections.get(key="risk")
    assert (risk.heading, risk.body) == ("Risks", "<p>The risks are known.</p>")
    assert following.sections.get(key="summary").body == ""
    assert [each.text for each in following.recommendations.all()] == [
        each.text for each in report.recommendations.all()
    ]


def test_start_report_keeps_what_was_written_in_the_history(draft):
    assert draft.sections.first().history.count() == 1


def test_history_of_a_paper_says_who_and_when(report, author):
    section = report.sections.get(key="risk")
    with clock.at(LAST_DAY):
        papers.save_section(section=section, by=author, revision=None, body="<p>Known.</p>")
        papers.save_header(report=report, by=author, revision=None, title="Fifth update")
        for texts in (["Note.", "Agree."], ["Note."]):
            papers.save_recommendations(report=report, by=author, texts=texts, revision=None)
    removed = Recommendation.history.get(history_type="-")
    kept = report.recommendations.get()
    last = [each.history.latest("history_id") for each in (section, report, kept)]
    for old in (*last, removed):
        assert (old.history_user, old.history_date) == (author, LAST_DAY), old


def test_audit_trail_has_no_words_for_nothing(draft, report, author, body, plan, period):
    before = laid_out_report(
        plan=plan,
        period=period,
        cut_off=date(2018, 2, 28),
        meeting=MeetingFactory(body=body, held_on=date(2018, 3, 7)),
    )
    papers.save_header(report=report, by=author, revision=None, previous=before)
    told = AuditEvent.objects.filter(kind="report_changed").latest("pk").details["header"]
    assert told == {"previous": ["", str(before)]}


def test_a_second_paper_on_a_plan_for_a_meeting_is_refused(draft, plan, period, meeting):
    words = refused(laid_out_report, plan=plan, period=period, meeting=meeting)
    assert "There is a paper on this plan for this meeting already." in words


def test_two_plans_have_a_paper_each_for_a_meeting(draft, authority, period, meeting):
    other = laid_out_report(plan=PlanFactory(authority=authority), period=period, meeting=meeting)
    assert other.slug == "barnet-ces-2018-06-06-2"


def test_start_report_refuses_what_belongs_to_another_council(plan, period, meeting, body):
    stranger = AuthorityFactory()
    assert "Choose a plan" in refused(
        laid_out_report, plan=PlanFactory(authority=stranger), period=period, meeting=meeting
    )
    assert "Choose a period" in refused(
        laid_out_report,
        plan=plan,
        period=ReportingPeriodFactory(authority=stranger),
        meeting=meeting,
    )


def test_start_report_refuses_a_predecessor_of_another_body(report, plan, period, authority):
    words = refused(
        laid_out_report,
        plan=plan,
        period=period,
        previous=report,
        cut_off=date(2018, 6, 30),
        meeting=MeetingFactory(body=BodyFactory(authority=authority), held_on=date(2018, 7, 4)),
    )
    assert words == "Choose a report on the same plan to the same body."


def test_start_report_refuses_a_cut_off_before_the_last_one(report, plan, period, body):
    words = refused(
        laid_out_report,
        plan=plan,
        period=period,
        previous=report,
        cut_off=report.cut_off,
        meeting=MeetingFactory(body=body, held_on=date(2018, 7, 25)),
    )
    assert words == "The cut-off must be later than that of the report before."


# --- saving ---------------------------------------------------------------------------------


def save(section, body="<p>New words.</p>", revision=None, **more):
    return papers.save_section(
        section=section, by=UserFactory(), revision=revision, body=body, **more
    )


def test_save_section_saves_and_tells_the_trail(draft):
    saved = save(draft.sections.get(key="risk"), revision=1, heading="Risks")
    assert (saved.body, saved.heading, saved.revision) == ("<p>New words.</p>", "Risks", 2)
    assert AuditEvent.objects.get(kind="report_changed").details == {"section": "risk"}


def test_save_section_leaves_the_heading_alone_unless_given(draft):
    assert save(draft.sections.get(key="risk")).heading == "Risk management"


def test_the_second_of_two_editors_of_a_section_is_told(draft):
    section = draft.sections.get(key="risk")
    save(section, "<p>First.</p>", revision=1)
    with pytest.raises(Stale) as caught:
        save(section, "<p>Second.</p>", revision=1)
    assert caught.value.current.body == "<p>First.</p>"
    section.refresh_from_db()
    assert section.body == "<p>First.</p>"


def test_two_editors_of_two_sections_do_not_meet(draft):
    save(draft.sections.get(key="risk"), revision=1)
    assert save(draft.sections.get(key="legal"), revision=1).revision == 2


def test_save_section_cleans_what_was_pasted(draft):
    saved = save(draft.sections.get(key="risk"), '<p onclick="x()">A<script>b</script></p>')
    assert "onclick" not in saved.body
    assert "script" not in saved.body


@pytest.mark.parametrize("markup", ["<p></p>", "<p>&nbsp;</p>", "  "])
def test_a_section_without_words_is_empty(draft, markup):
    assert save(draft.sections.get(key="risk"), markup).body == ""


def test_save_section_refuses_an_unknown_citation_and_saves_nothing(draft):
    section = draft.sections.get(key="risk")
    words = refused(save, section=section, body="<p>See [[theme-9]] and [[them-1]].</p>")
    assert "Nothing in this paper is called “theme-9”." in words
    assert "Nothing in this paper is called “them-1”. Did you mean “theme-1”?" in words
    section.refresh_from_db()
    assert section.body == ""


def test_save_section_refuses_half_a_citation(draft):
    words = refused(save, section=draft.sections.get(key="risk"), body="<p>See [[plan.</p>")
    assert "A citation is not complete." in words


def test_save_section_takes_a_citation_of_what_is_not_written_yet(draft):
    saved = save(draft.sections.get(key="risk"), "<p>See [[plan to performance]].</p>")
    assert saved.revision == 2


@pytest.mark.parametrize("key", ["recommendations", "themes"])
def test_save_section_does_not_take_what_is_written_elsewhere(draft, key):
    words = refused(save, section=draft.sections.get(key=key))
    assert words == f"{key.capitalize()} is written elsewhere."


def test_save_header_saves_what_is_named(draft):
    saved = papers.save_header(
        report=draft, by=UserFactory(), revision=1, title="Another title", urgent=True
    )
    assert (saved.title, saved.urgent, saved.wards, saved.revision) == (
        "Another title",
        True,
        "All",
        2,
    )
    changed = AuditEvent.objects.get(kind="report_changed").details["header"]
    assert changed == {
        "title": ["Progress of the improvement plan", "Another title"],
        "urgent": ["False", "True"],
    }


def test_save_header_is_stale_after_another_save(draft):
    papers.save_header(report=draft, by=UserFactory(), revision=1, wards="East")
    with pytest.raises(Stale):
        papers.save_header(report=draft, by=UserFactory(), revision=1, wards="West")


def test_save_header_refuses_an_empty_title(draft):
    refused(papers.save_header, report=draft, by=UserFactory(), revision=1, title="")


def test_save_header_does_not_touch_other_fields(draft):
    with pytest.raises(TypeError, match="state"):
        papers.save_header(report=draft, by=UserFactory(), revision=1, state="published")


def recommend(report, *texts, revision=None):
    return papers.save_recommendations(
        report=report, by=UserFactory(), texts=texts, revision=revision
    )


def test_save_recommendations_replaces_all_in_their_order(draft):
    recommend(draft, "One.", "Two.", "Three.")
    recommend(draft, "One.", " ", "Three, changed.")
    found = [(each.order, each.text) for each in draft.recommendations.all()]
    assert found == [(1, "One."), (2, "Three, changed.")]


def test_save_recommendations_says_which_one_cites_the_unknown(draft):
    with pytest.raises(ValidationError) as caught:
        recommend(draft, "That [[plan]] be noted.", "That [[nothing]] be noted.")
    assert list(caught.value.message_dict) == ["recommendation_2"]
    assert not draft.recommendations.exists()


def test_save_recommendations_is_stale_after_another_save(draft):
    recommend(draft, "One.", revision=1)
    with pytest.raises(Stale):
        recommend(draft, "Two.", revision=1)


# --- publishing -----------------------------------------------------------------------------


def test_publish_report_freezes_the_tree_and_makes_the_files(report, author, media):
    publication = publishing.publish_report(report=report, by=author, at=LAST_DAY)
    assert publication.version == 1
    assert publication.sha256 == hashlib.sha256(publication.tree.encode()).hexdigest()
    assert publication.is_intact
    assert publication.document().title == "Progress of the improvement plan"
    assert stored(media) == [
        "barnet-ces-2018-06-06-v1.docx",
        "barnet-ces-2018-06-06-v1.html",
        "barnet-ces-2018-06-06-v1.pdf",
    ]
    assert content(publication.pdf)[:5] == b"%PDF-"
    assert content(publication.docx)[:2] == b"PK"
    report.refresh_from_db()
    assert report.state == "published"
    trail = AuditEvent.objects.get(kind="report_published")
    assert trail.details == {
        "version": 1,
        "sha256": publication.sha256,
        "late": False,
        "clearance_override": "",
    }


def test_publishing_after_the_last_lawful_day_is_remembered(report, author):
    late = datetime(2018, 5, 30, 9, tzinfo=UTC)
    publishing.publish_report(report=report, by=author, at=late, urgency_reason="A letter came.")
    assert AuditEvent.objects.get(kind="report_published").details["late"] is True


def test_publishing_is_refused_with_every_reason(draft, author, media):
    words = refused(publishing.publish_report, report=draft, by=author, at=LAST_DAY)
    assert "Summary: Write this section." in words
    assert "Recommendations: Write at least one recommendation." in words
    for number in (1, 2, 3):
        assert f"Theme {number}: Its lead has not written the narrative" in words
    assert not Publication.objects.exists()
    assert stored(media) == []
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_publishing_is_refused_when_a_citation_leads_nowhere(report, author):
    RecommendationFactory(report=report, order=2, text="See [[theme-9]].")
    assert "theme-9" in refused(publishing.publish_report, report=report, by=author, at=LAST_DAY)


def test_publishing_is_refused_when_a_theme_has_no_narrative(report, plan, author):
    ThemeFactory(plan=plan, number=4)
    words = refused(publishing.publish_report, report=report, by=author, at=LAST_DAY)
    assert words.startswith("Theme 4: ")


def test_warnings_do_not_stop_publishing(report, plan, author):
    report.sections.filter(key="social-value").delete()
    narrative = plan.themes.first().narratives.get()
    narrative.state = "ready"
    narrative.save()
    assert publishing.publish_report(report=report, by=author, at=LAST_DAY).version == 1


def test_a_paper_that_pdf_refuses_is_refused_with_the_place(report, author, media, monkeypatch):
    def refuse(document):
        raise UnprintableDocument("The picture cannot be read.", place="Paragraph 1.4")

    monkeypatch.setattr("documents.pdf.render", refuse)
    words = refused(publishing.publish_report, report=report, by=author, at=LAST_DAY)
    assert words == "The paper cannot be printed. Paragraph 1.4: The picture cannot be read."
    assert not Publication.objects.exists()
    assert stored(media) == []


@pytest.mark.parametrize("step", ["second file", "row", "trail"])
def test_a_failure_in_the_middle_leaves_nothing(report, author, media, monkeypatch, step):
    class Broken(Exception):
        """What went wrong."""

    def fail(*args, **kwargs):
        raise Broken

    if step == "second file":
        save_file, calls = default_storage.__class__.save, []

        def fail_at_the_second(storage, name, *args, **kwargs):
            calls.append(name)
            return fail() if len(calls) == 2 else save_file(storage, name, *args, **kwargs)

        monkeypatch.setattr("django.core.files.storage.FileSystemStorage.save", fail_at_the_second)
    elif step == "row":
        monkeypatch.setattr(Publication, "save", fail)
    else:
        monkeypatch.setattr(publishing.audit, "record", fail)
    with pytest.raises(Broken):
        publishing.publish_report(report=report, by=author, at=LAST_DAY)
    assert not Publication.objects.exists()
    assert stored(media) == []
    report.refresh_from_db()
    assert report.state == "draft"


def test_a_file_left_by_a_killed_process_is_replaced(report, author, media):
    (media / "publications").mkdir()
    left = media / "publications" / "barnet-ces-2018-06-06-v1.html"
    left.write_text("half a file")
    publication = publishing.publish_report(report=report, by=author, at=LAST_DAY)
    assert content(publication.html).startswith(b"<!doctype html>")
    assert len(stored(media)) == 3


def test_a_published_paper_cannot_be_published_again(publication, author):
    words = refused(publishing.publish_report, report=publication.report, by=author)
    assert words == "This paper is published. Begin a correction to change it."
    assert Publication.objects.count() == 1


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_make_one_version(report, author):
    first, second = sorted(
        at_once(*[partial(publishing.publish_report, report=report, by=author, at=LAST_DAY)] * 2),
        key=lambda result: isinstance(result, ValidationError),
    )
    assert first.version == 1
    assert second.messages == ["This paper is published. Begin a correction to change it."]
    assert Publication.objects.count() == 1


# --- what is published stays ----------------------------------------------------------------


def test_a_published_paper_does_not_change_with_the_data(publication, plan, media):
    tree, pdf = publication.tree, content(publication.pdf)
    action = plan.actions.first()
    UpdateFactory(action=action, delivery_after=status(plan, DeliveryKind.OFF_TRACK))
    plan.name = "Renamed"
    plan.save()
    theme = plan.themes.first()
    theme.title = "Renamed"
    theme.save()
    publication.report.title = "Renamed"
    publication.report.save()
    again = Publication.objects.get()
    assert again.tree == tree
    assert again.is_intact
    assert content(again.pdf) == pdf
    assert not any("Renamed" in getattr(node, "text", "") for node in walk(again.document()))


def test_a_changed_tree_does_not_match_its_digest(publication):
    publication.tree = publication.tree.replace("Practice", "Practise")
    assert not publication.is_intact


@pytest.mark.parametrize(
    "change",
    [
        lambda publication: publication.save(),
        lambda publication: publication.delete(),
        lambda publication: Publication.objects.update(tree=""),
        lambda publication: Publication.objects.all().delete(),
        lambda publication: Publication.objects.bulk_update([publication], ["tree"]),
    ],
)
def test_a_publication_can_be_neither_changed_nor_removed(publication, change):
    with pytest.raises(WrittenForGood, match="never changes"), transaction.atomic():
        change(publication)
    assert Publication.objects.get().tree == publication.tree


def test_a_published_report_cannot_be_deleted(publication):
    with pytest.raises(ProtectedError), transaction.atomic():
        Report.objects.all().delete()


def test_nothing_of_a_published_paper_can_be_saved(publication):
    report = publication.report
    message = "This paper is published. Begin a correction to change it."
    section = report.sections.get(key="risk")
    assert refused(save, section=section) == message
    assert refused(papers.save_header, report=report, by=UserFactory(), revision=None) == message
    assert refused(recommend, report=report) == message


# --- correcting -----------------------------------------------------------------------------


def correct(report, reason="A name was wrong."):
    return publishing.start_correction(report=report, by=UserFactory(), reason=reason)


def test_a_correction_is_a_new_version_with_its_reason(publication, author, media):
    report = correct(publication.report)
    assert (report.state, report.correction_reason) == ("correcting", "A name was wrong.")
    save(report.sections.get(key="summary"), "<p>Put right.</p>")
    second = publish(report, by=author)
    assert (second.version, second.reason) == (2, "A name was wrong.")
    assert "Put right." in second.tree
    first = Publication.objects.get(version=1)
    assert "Put right." not in first.tree
    assert first.is_intact
    assert len(stored(media)) == 6
    report.refresh_from_db()
    assert (report.state, report.correction_reason) == ("published", "")


def restrict(report, access):
    """Say who may read a paper, and why."""
    save_report_exemption(
        report=report, by=UserFactory(), revision=None, access=access, **WHY_EXEMPT
    )


def test_a_correction_needs_a_reason(publication):
    assert refused(correct, report=publication.report, reason=" ") == (
        "Say why the paper is corrected."
    )


def test_a_draft_cannot_be_corrected(draft):
    assert refused(correct, report=draft) == "This paper is open already."


def test_a_paper_made_exempt_takes_its_public_version_out_of_sight(publication):
    report = correct(publication.report)
    assert Publication.objects.public().count() == 1
    restrict(report, "Exempt")
    assert Publication.objects.public().count() == 0


def test_an_exempt_version_stays_exempt_when_its_correction_is_public(report, author):
    restrict(report, "Exempt")
    publish(report, by=author)
    correct(report)
    restrict(report, "Public")
    publish(report, by=author)
    assert [each.version for each in Publication.objects.public()] == [2]


def test_an_old_public_version_stays_hidden_until_the_correction_is_published(publication, author):
    report = correct(publication.report)
    restrict(report, "Exempt")
    publish(report, by=author)
    correct(report)
    restrict(report, "Public")
    assert not Publication.objects.public().exists()
    publish(report, by=author)
    assert [each.version for each in Publication.objects.public()] == [3, 1]

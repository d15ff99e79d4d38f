"""Visits, voice and self-evaluations of the demonstration say what the papers say."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.models import User
from core.working_days import is_working_day
from demonstration.barking.council import BARKING
from demonstration.practice import place_of
from improvement.models import PlanReview, Risk
from improvement.vocabulary import DeliveryKind, RiskLevel
from monitoring.evaluations import areas_of, plans_of
from monitoring.letters.layout import words_of
from monitoring.models import (
    AreaEvidence,
    Commitment,
    Finding,
    SelfEvaluation,
    SelfEvaluationPart,
    Visit,
    VoiceItem,
)
from monitoring.vocabulary import (
    Coverage,
    FindingType,
    LetterStatus,
    Question,
    SourceKind,
    SourceSays,
    Speaker,
)

pytestmark = pytest.mark.django_db  # on all, so that they run together and load once


@pytest.fixture
def third(said: str) -> Visit:
    """The third monitoring visit to Barnet."""
    return Visit.objects.get(authority__slug="barnet", ordinal=3)


@pytest.fixture
def focused(said: str) -> Visit:
    """The focused visit to Barking and Dagenham."""
    return Visit.objects.get(authority__slug="lbbd", kind="focused")


@pytest.fixture
def assessment(said: str) -> SelfEvaluation:
    """The self-assessment that went to Cabinet."""
    return SelfEvaluation.objects.get(authority__slug="lbbd", year="2017/18")


# --- the whole plan ---------------------------------------------------------------------------


def test_each_plan_was_reviewed_on_working_days_and_the_next_review_is_to_come(said: str) -> None:
    reviews = PlanReview.objects.order_by("plan__authority__slug", "reviewed_on")
    told = [(each.plan.authority.slug, f"{each.reviewed_on:%-d %B %Y}") for each in reviews]
    assert told == [
        ("barnet", "23 November 2017"),
        ("barnet", "25 January 2018"),
        ("barnet", "22 March 2018"),
        ("lbbd", "20 April 2018"),
    ]
    assert all(is_working_day(each.reviewed_on) for each in reviews)
    last = PlanReview.objects.filter(plan__authority__slug="barnet").first()
    assert last is not None
    assert last.next_review_on == date(2018, 5, 17), "the board's next meeting"


def test_risks_are_open_at_every_level_and_one_is_closed_with_its_reason(said: str) -> None:
    risks = Risk.objects.filter(plan__authority__slug="barnet")
    levels = {each.number: each.level for each in risks.open()}
    assert levels == {
        2: RiskLevel.HIGH,
        3: RiskLevel.VERY_HIGH,
        4: RiskLevel.MEDIUM,
        5: RiskLevel.MEDIUM,
        6: RiskLevel.LOW,
    }
    assert all(each.actions.exists() and each.owner for each in risks)
    assert all(each.score <= each.score_before for each in risks)
    assert "31 October 2017" in risks.get(number=1).closed_because
    rated = risks.get(number=2).history.order_by("history_date")
    assert [(each.likelihood, each.impact) for each in rated] == [(5, 4), (4, 4), (3, 4)]


# --- Barnet -----------------------------------------------------------------------------------


def test_third_visit_says_what_the_june_paper_says_of_it(third: Visit) -> None:
    assert third.days == "25 and 26 April 2018"
    assert third.ordinal_words == "since services were judged inadequate in July 2017"
    assert len(third.focus.splitlines()) == 3
    assert "supervision files" in third.evidence_considered
    assert third.next_days == "31 July and 1 August 2018"
    assert third.next_focus == "Children in care and care leavers"
    counts = {each: third.findings.filter(type=each).count() for each in FindingType}
    assert counts[FindingType.TO_IMPROVE] == 8  # 1.16 to 1.18
    assert counts[FindingType.STRENGTH] >= 5
    assert counts[FindingType.IMPROVEMENT] >= 5


def test_third_visit_was_public_before_the_june_paper_had_to_be(third: Visit) -> None:
    committee = third.authority.bodies.get(slug="ces")
    meeting = committee.meetings.get(held_on=date(2018, 6, 6))
    assert third.is_public(as_at=meeting.publish_by)


def test_review_by_another_inspectorate_gives_its_lines_of_enquiry_and_no_findings(
    said: str,
) -> None:
    review = Visit.objects.get(inspectorate="cqc")
    assert review.days == "19 to 23 February 2018"
    asked = [line for line in review.focus.splitlines() if not line.startswith("- ")]
    assert len(asked) == 4
    assert review.letter_status == LetterStatus.PRE_PUBLICATION
    (finding,) = review.findings.all()
    assert finding.type == FindingType.CONTEXT
    assert finding.traces.get().action.reference == "2c(i)"


def test_voice_holds_everybody_who_is_heard(said: str) -> None:
    heard = VoiceItem.objects.filter(authority__slug="barnet")
    assert set(heard.values_list("speaker", flat=True)) == set(Speaker)
    assert set(heard.values_list("may_be_quoted", flat=True)) == {True, False}
    assert heard.answered().exists()
    assert heard.unanswered().filter(done="").exists()
    assert heard.unanswered().exclude(done="").exists(), "something was done and nobody told"


def test_other_sources_agree_contradict_and_know_nothing(said: str) -> None:
    beside = AreaEvidence.objects.all()
    assert set(beside.values_list("says", flat=True)) == set(SourceSays)
    assert set(beside.values_list("source", flat=True)) == set(SourceKind)
    assert not beside.filter(words="").exists()
    councils = set(beside.values_list("visit__authority__slug", flat=True))
    assert councils == {"barnet", "lbbd"}


def test_self_evaluation_goes_on_from_the_year_before(said: str) -> None:
    second = SelfEvaluation.objects.get(authority__slug="barnet", year="2018/19")
    assert second.rolled_from is not None
    assert second.rolled_from.year == "2017/18"
    assert second.what_changed
    author = User.objects.get(email="author@barnet.example")
    areas = {area.key: area for area in areas_of(second, author, as_at=date(2018, 11, 28))}
    changed = {key for key, area in areas.items() if any(each.has_changed for each in area.answers)}
    assert changed == {"help_and_protection", "overall"}
    ended = [plan for plan in second.rolled_from.commitments.all() if not _is_open(plan)]
    assert ended
    before = second.rolled_from.commitments.count()
    assert second.commitments.count() == before - len(ended)


def _is_open(plan: Commitment) -> bool:
    return plan.action is None or plan.action.is_open


# --- Barking and Dagenham -----------------------------------------------------------------------


def test_self_assessment_answers_three_questions_about_every_area(
    assessment: SelfEvaluation,
) -> None:
    author = User.objects.get(email="author@barking.example")
    areas = areas_of(assessment, author, as_at=date(2018, 4, 30))
    assert len(areas) == 4
    assert all(each.part and each.texts for area in areas for each in area.answers)
    assert {area.own_grade for area in areas} == {"Requires improvement to be good"}
    overall = next(area for area in areas if area.key == "overall")
    assert overall.judgement is not None
    assert overall.judgement.visit.published_on == date(2014, 7, 7)


def test_self_assessment_rests_on_findings_and_indicators(assessment: SelfEvaluation) -> None:
    parts = assessment.parts.filter(question=Question.QUALITY)
    assert set(parts.values_list("indicators__code", flat=True)) >= {"CL02", "WF03"}
    cited = SelfEvaluationPart.findings.through.objects.filter(
        selfevaluationpart__evaluation=assessment
    )
    assert cited.count() > 10


def test_plans_became_actions_that_report_back(assessment: SelfEvaluation) -> None:
    plans = plans_of(assessment)
    assert len(plans) == 13
    without = [each.commitment for each in plans if each.commitment.action is None]
    assert without
    assert all(each.progress for each in without)
    assert sum(each.update is not None for each in plans) >= 6


def test_focused_visit_looked_at_the_front_door_in_march(focused: Visit) -> None:
    assert (focused.starts_on.year, focused.starts_on.month) == (2018, 3)
    assert focused.framework == "ilacs_2018"
    assert not focused.judgements.exists()
    assert focused.letter_status == LetterStatus.PUBLISHED
    recommended = focused.findings.filter(type=FindingType.RECOMMENDATION)
    assert recommended.count() == 4  # 3.9 to 3.12
    assert not Finding.objects.untraced().filter(visit=focused).exists()
    coverage = set(recommended.values_list("traces__coverage", flat=True))
    assert coverage == {Coverage.NEW_ACTION, Coverage.MERGED, Coverage.COVERED}


def test_cabinet_meets_on_the_paper_of_june(said: str) -> None:
    (authority,) = {each.authority for each in Visit.objects.filter(authority__slug="lbbd")}
    cabinet = authority.bodies.get(slug="cabinet")
    assert cabinet.meetings.get().held_on == date(2018, 6, 19)
    assert cabinet.plans.get().themes.count() == 4


def test_second_council_has_its_own_people(said: str) -> None:
    roles = {entry.role for entry in BARKING.people.values() if entry.signs_in}
    assert roles >= {"author", "theme_lead", "analyst", "clerk"}


def test_actions_of_the_second_council_are_under_way(focused: Visit) -> None:
    plan = focused.authority.plans.get()
    kinds = set(plan.actions.values_list("delivery__kind", flat=True))
    assert kinds >= {DeliveryKind.NOT_STARTED, DeliveryKind.ON_TRACK, DeliveryKind.AT_RISK}
    assert {action.reference for action in plan.actions.all()} == {
        entry.reference for entry in BARKING.actions
    }


# --- both ---------------------------------------------------------------------------------------


def test_findings_of_letters_are_their_exact_sentences(said: str) -> None:
    marked = Finding.objects.filter(first_sentence__isnull=False).select_related("visit__letter")
    assert marked.count() > 40
    for finding in marked:
        text = finding.visit.letter.text
        assert words_of(text, finding.first_sentence, finding.last_sentence) == finding.words


def test_everything_was_written_down_on_a_working_day_after_it_happened(said: str) -> None:
    for visit in Visit.objects.all():
        written = timezone.localdate(visit.history.earliest().history_date)
        assert is_working_day(written)
        assert visit.ends_on < written
        assert visit.received_on is None or visit.received_on <= written
    for item in VoiceItem.objects.all():
        assert item.heard_on <= timezone.localdate(item.history.earliest().history_date)


def test_words_that_a_letter_does_not_say_are_refused() -> None:
    with pytest.raises(ValueError, match="does not say: Plans are late"):
        place_of("Plans are clear. They are shared.", "Plans are late.")
    assert place_of("Plans are clear. They are shared.", "They are shared.") == (1, 1)
    assert place_of("Plans are clear. They are shared.", "Plans are clear. They are shared.") == (
        0,
        1,
    )

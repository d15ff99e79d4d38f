"""Writes to the library keep its rules and leave an audit trail."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Authority, User
from core.models import AuditEvent
from core.revisions import Stale
from performance.catalogue import standards
from performance.models import Indicator, Rebase, Scorecard, Target
from performance.services.library import (
    add_indicator,
    adopt_catalogue,
    change_indicator,
    change_target,
    is_settled,
    rebase,
    remove_rebase,
    save_scorecard,
    set_target,
)
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.improvement import PracticeAreaFactory, ThemeFactory
from tests.factories.performance import (
    BreakdownFactory,
    CommentaryFactory,
    ComparatorFactory,
    IndicatorFactory,
    RebaseFactory,
    ScorecardFactory,
    StagedFigureFactory,
    TargetFactory,
    observe,
)
from tests.together import at_once, needs_two_connections

pytestmark = pytest.mark.django_db

APRIL = date(2018, 4, 1)


@pytest.fixture
def indicator(authority: Authority) -> Indicator:
    """A percentage by month, higher is better."""
    return IndicatorFactory(authority=authority, code="CP11")


def refused(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    """What was refused, by field."""
    return error.value.message_dict


def trail() -> AuditEvent:
    """The last thing that was written down."""
    last = AuditEvent.objects.first()
    assert last
    return last


# --- adopting -----------------------------------------------------------------------------------


def test_adopt_catalogue_brings_the_60_with_what_they_say(
    authority: Authority, analyst: User
) -> None:
    adopted = adopt_catalogue(authority=authority, by=analyst)
    assert [each.code for each in adopted] == list(standards())
    kept = authority.indicators.get(code="CP05")
    standard = standards()["CP05"]
    assert {name: getattr(kept, name) for name in standard.fields} == standard.fields
    assert kept.history.get().history_user == analyst
    assert AuditEvent.objects.filter(kind="indicator_changed", actor_id=analyst.pk).count() == 60


def test_adopt_catalogue_twice_changes_nothing(authority: Authority, analyst: User) -> None:
    adopt_catalogue(authority=authority, by=analyst, codes=["CP05", "CP06"])
    authority.indicators.filter(code="CP05").update(definition="Ours.")
    again = adopt_catalogue(authority=authority, by=analyst, codes=["CP05", "CP06", "CP07", "CP07"])
    assert [each.code for each in again] == ["CP07"]
    assert authority.indicators.get(code="CP05").definition == "Ours."
    assert authority.indicators.count() == 3


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_two_people_adopting_at_once_adopt_each_indicator_once(
    authority: Authority, analyst: User
) -> None:
    results = at_once(*[partial(adopt_catalogue, authority=authority, by=analyst)] * 2)
    assert sorted(len(result) for result in results) == [0, len(standards())]
    assert authority.indicators.count() == len(standards())


def test_adopt_catalogue_leaves_out_what_is_there_by_its_name(
    authority: Authority, analyst: User
) -> None:
    IndicatorFactory(authority=authority, code="OWN1", name=standards()["CP05"].name)
    assert adopt_catalogue(authority=authority, by=analyst, codes=["CP05"]) == []


def test_adopt_catalogue_finds_practice_areas_of_its_own_authority_by_name(
    authority: Authority, analyst: User
) -> None:
    PracticeAreaFactory(name="Planning")
    ours = PracticeAreaFactory(authority=authority, name="care LEAVERS")
    plan, leavers = adopt_catalogue(authority=authority, by=analyst, codes=["CP05", "LC01"])
    assert plan.practice_area is None
    assert leavers.practice_area == ours


def test_adopt_catalogue_refuses_what_it_does_not_have(authority: Authority, analyst: User) -> None:
    with pytest.raises(ValidationError, match="The catalogue has no XX01, XX02"):
        adopt_catalogue(authority=authority, by=analyst, codes=["CP05", "XX01", "XX02"])
    assert not authority.indicators.exists()


def test_adopt_catalogue_of_one_authority_is_not_seen_by_another(
    authority: Authority, analyst: User
) -> None:
    IndicatorFactory(code="CP05")
    assert len(adopt_catalogue(authority=authority, by=analyst, codes=["CP05"])) == 1


# --- indicators ---------------------------------------------------------------------------------


def test_add_indicator_keeps_its_themes_and_says_who(authority: Authority, analyst: User) -> None:
    theme = ThemeFactory(plan__authority=authority)
    made = add_indicator(
        by=analyst,
        authority=authority,
        code="OWN1",
        name="Children who chair their review",
        definition="How often a child chairs.",
        counted="Reviews chaired by the child",
        themes=[theme],
    )
    assert list(made.themes.all()) == [theme]
    assert made.history.get().history_user == analyst
    assert (trail().kind, trail().subject_id) == ("indicator_changed", made.pk)


def test_add_indicator_refuses_a_percentage_of_nothing(authority: Authority, analyst: User) -> None:
    with pytest.raises(ValidationError, match="Say what it is out of"):
        add_indicator(
            by=analyst,
            authority=authority,
            code="OWN1",
            name="Share",
            definition="A share.",
            counted="Some",
            unit="percent",
        )


def test_change_indicator_tells_before_and_after(indicator: Indicator, analyst: User) -> None:
    owner = UserFactory(name="Head of Service")
    changed = change_indicator(
        indicator=indicator, by=analyst, revision=1, owner=owner, decimals=1, themes=[]
    )
    assert (changed.owner, changed.decimals, changed.revision) == (owner, 1, 2)
    assert trail().details == {
        "changes": {"owner": ["", "Head of Service"], "decimals": ["0", "1"]}
    }
    assert changed.history.first().history_user == analyst


def test_change_indicator_tells_the_second_person(indicator: Indicator, analyst: User) -> None:
    change_indicator(indicator=indicator, by=analyst, revision=1, decimals=1)
    with pytest.raises(Stale):
        change_indicator(indicator=indicator, by=analyst, revision=1, decimals=2)


def test_change_indicator_retires_it_and_counts_it_again(
    indicator: Indicator, analyst: User
) -> None:
    ours = Indicator.objects.filter(pk=indicator.pk)
    change_indicator(indicator=indicator, by=analyst, revision=1, retired_on=APRIL)
    assert ours.in_use(as_at=date(2018, 3, 31)).exists()
    assert not ours.in_use(as_at=APRIL).exists()
    change_indicator(indicator=indicator, by=analyst, revision=2, retired_on=None)
    assert ours.in_use(as_at=APRIL).exists()
    assert trail().details == {"changes": {"retired_on": ["2018-04-01", ""]}}


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit", "days"), ("period_type", "in_period"), ("frequency", "quarter")],
)
def test_change_indicator_lets_the_way_of_counting_change_until_there_are_figures(
    indicator: Indicator, analyst: User, field: str, value: str
) -> None:
    change_indicator(indicator=indicator, by=analyst, revision=1, **{field: value})
    observe(indicator, APRIL, [80])
    with pytest.raises(ValidationError) as error:
        change_indicator(indicator=indicator, by=analyst, revision=2, **{field: "count"})
    assert "Add another indicator for another way of counting" in refused(error)[field][0]
    indicator.refresh_from_db()
    assert getattr(indicator, field) == value


def test_change_indicator_with_figures_may_say_the_same_way_again(
    indicator: Indicator, analyst: User
) -> None:
    observe(indicator, APRIL, [80])
    change_indicator(indicator=indicator, by=analyst, revision=1, unit="percent", decimals=1)
    assert Indicator.objects.get(pk=indicator.pk).decimals == 1


@pytest.mark.parametrize(
    "make", [ComparatorFactory, CommentaryFactory, RebaseFactory, StagedFigureFactory]
)
def test_is_settled_by_anything_that_counts_in_its_periods(indicator: Indicator, make: Any) -> None:
    assert not is_settled(indicator)
    make(indicator=indicator)
    assert is_settled(indicator)
    assert not is_settled(IndicatorFactory())


# --- targets ------------------------------------------------------------------------------------


def test_set_target_with_milestones_on_the_first_days_of_their_periods(
    indicator: Indicator, analyst: User
) -> None:
    made = set_target(
        indicator=indicator,
        by=analyst,
        from_on=date(2018, 4, 16),
        value=Decimal(90),
        milestones=[(date(2018, 6, 30), Decimal(80)), (date(2018, 4, 1), Decimal("72.5"))],
    )
    steps = [(each.starts_on, each.value) for each in made.milestones.all()]
    assert steps == [(APRIL, Decimal("72.5")), (date(2018, 6, 1), Decimal(80))]
    assert trail().kind == "target_changed"
    assert trail().details["changes"]["milestones"] == ["", "April 2018: 72.5, June 2018: 80"]
    assert trail().details["changes"]["value"] == ["", "90"]


def test_set_target_leaves_earlier_targets_alone(indicator: Indicator, analyst: User) -> None:
    earlier = TargetFactory(indicator=indicator)
    set_target(indicator=indicator, by=analyst, from_on=APRIL, value=Decimal(95))
    assert list(indicator.targets.values_list("value", flat=True)) == [95, 90]
    assert Target.objects.in_force(as_at=date(2018, 3, 31)).get() == earlier


def test_set_target_refuses_two_from_one_day(indicator: Indicator, analyst: User) -> None:
    TargetFactory(indicator=indicator, from_on=APRIL)
    with pytest.raises(ValidationError, match="Another target applies from this day"):
        set_target(indicator=indicator, by=analyst, from_on=APRIL, value=Decimal(95))


def test_set_target_refuses_one_that_says_nothing(indicator: Indicator, analyst: User) -> None:
    with pytest.raises(ValidationError, match="Enter a target, an expected range or a target in"):
        set_target(indicator=indicator, by=analyst, from_on=APRIL)


def test_set_target_refuses_a_stretch_that_is_no_better(
    indicator: Indicator, analyst: User
) -> None:
    with pytest.raises(ValidationError) as error:
        set_target(
            indicator=indicator, by=analyst, from_on=APRIL, value=Decimal(90), stretch=Decimal(90)
        )
    assert refused(error) == {"stretch": ["Enter a stretch target better than the target."]}


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ([date(2018, 3, 31)], "March 2018 is before the target holds"),
        ([date(2018, 5, 1), date(2018, 5, 31)], "Enter one milestone for May 2018"),
    ],
)
def test_set_target_refuses_milestones_before_it_or_twice(
    indicator: Indicator, analyst: User, days: list[date], message: str
) -> None:
    milestones = [(day, Decimal(80)) for day in days]
    with pytest.raises(ValidationError, match=message):
        set_target(
            indicator=indicator,
            by=analyst,
            from_on=date(2018, 4, 16),
            value=Decimal(90),
            milestones=milestones,
        )
    assert not Target.objects.exists()


def test_change_target_replaces_milestones_only_where_they_are_given(
    indicator: Indicator, analyst: User
) -> None:
    target = TargetFactory(indicator=indicator, from_on=APRIL)
    change_target(target=target, by=analyst, revision=1, milestones=[(APRIL, Decimal(70))])
    changed = change_target(target=target, by=analyst, revision=2, value=Decimal(85))
    assert [each.value for each in changed.milestones.all()] == [70]
    assert trail().details == {"changes": {"value": ["90", "85"]}}
    change_target(target=target, by=analyst, revision=3, milestones=[])
    assert trail().details == {"changes": {"milestones": ["April 2018: 70", ""]}}


def test_change_target_tells_the_second_person(analyst: User) -> None:
    target = TargetFactory()
    change_target(target=target, by=analyst, revision=1, value=Decimal(80))
    with pytest.raises(Stale):
        change_target(target=target, by=analyst, revision=1, value=Decimal(70))


# --- scorecards ---------------------------------------------------------------------------------


def test_save_scorecard_adds_one_and_changes_its_order(authority: Authority, analyst: User) -> None:
    first, second, third = (IndicatorFactory(authority=authority, code=code) for code in "ABC")
    card = save_scorecard(authority=authority, by=analyst, name="Board", indicators=[second, first])
    assert trail().details["changes"]["indicators"] == ["", "B, A"]
    save_scorecard(
        authority=authority,
        by=analyst,
        name="Board",
        indicators=[first, third],
        scorecard=card,
        revision=1,
    )
    assert [entry.indicator for entry in card.entries.all()] == [first, third]
    assert trail().kind == "scorecard_changed"
    assert trail().details == {"changes": {"indicators": ["B, A", "A, C"]}}


def test_save_scorecard_refuses_a_name_that_is_taken(authority: Authority, analyst: User) -> None:
    ScorecardFactory(authority=authority, name="Board")
    with pytest.raises(ValidationError, match="There is a scorecard with this name already"):
        save_scorecard(authority=authority, by=analyst, name="Board", indicators=[])


def test_save_scorecard_refuses_indicators_of_another_authority(
    authority: Authority, analyst: User
) -> None:
    with pytest.raises(ValidationError, match="Choose indicators of the council"):
        save_scorecard(
            authority=authority, by=analyst, name="Board", indicators=[IndicatorFactory()]
        )
    assert not Scorecard.objects.exists()


def test_save_scorecard_tells_the_second_person(authority: Authority, analyst: User) -> None:
    card = ScorecardFactory(authority=authority, revision=2)
    with pytest.raises(Stale):
        save_scorecard(
            authority=authority, by=analyst, name="B", indicators=[], scorecard=card, revision=1
        )


# --- control limits -----------------------------------------------------------------------------


def test_rebase_names_who_and_why_and_begins_with_the_period(
    indicator: Indicator, analyst: User
) -> None:
    observe(indicator, APRIL, [70, 80, 90])
    made = rebase(
        indicator=indicator,
        by=analyst,
        starts_on=date(2018, 4, 30),
        reason=" A second team began. ",
        fixed_on=12,
    )
    assert (made.starts_on, made.made_by, made.reason) == (APRIL, analyst, "A second team began.")
    assert trail().kind == "limits_changed"
    assert trail().details["changes"]["reason"] == ["", "A second team began."]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2018, 5, 1), "Choose a period that has a figure"),
        (date(2018, 3, 1), "The limits begin with the first figure anyway"),
    ],
)
def test_rebase_needs_figures_before_and_in_the_period(
    indicator: Indicator, analyst: User, day: date, message: str
) -> None:
    observe(indicator, APRIL, [80, 90])
    with pytest.raises(ValidationError, match=message):
        rebase(indicator=indicator, by=analyst, starts_on=day, reason="Practice changed.")


def test_rebase_of_a_team_needs_figures_of_the_team(indicator: Indicator, analyst: User) -> None:
    observe(indicator, APRIL, [80, 90])
    team = BreakdownFactory(authority=indicator.authority)
    with pytest.raises(ValidationError, match="Choose a period that has a figure"):
        rebase(indicator=indicator, by=analyst, starts_on=APRIL, reason="New.", breakdown=team)
    observe(indicator, APRIL, [60, 65], breakdown=team)
    made = rebase(indicator=indicator, by=analyst, starts_on=APRIL, reason="New.", breakdown=team)
    assert made.breakdown == team


def test_rebase_needs_a_reason(indicator: Indicator, analyst: User) -> None:
    observe(indicator, APRIL, [80, 90])
    with pytest.raises(ValidationError) as error:
        rebase(indicator=indicator, by=analyst, starts_on=APRIL, reason="  ")
    assert refused(error).keys() == {"reason"}


def test_rebase_refuses_to_begin_anew_twice(indicator: Indicator, analyst: User) -> None:
    observe(indicator, APRIL, [80, 90])
    rebase(indicator=indicator, by=analyst, starts_on=APRIL, reason="New.")
    with pytest.raises(
        ValidationError, match="The limits are recalculated from this period already"
    ):
        rebase(indicator=indicator, by=analyst, starts_on=APRIL, reason="New.")


@pytest.mark.parametrize("period_type", ["year_to_date", "rolling_12"])
def test_rebase_is_refused_where_there_are_no_limits(
    authority: Authority, analyst: User, period_type: str
) -> None:
    indicator = IndicatorFactory(authority=authority, period_type=period_type)
    observe(indicator, APRIL, [80, 90])
    with pytest.raises(ValidationError, match="This indicator has no control limits"):
        rebase(indicator=indicator, by=analyst, starts_on=APRIL, reason="New.")


def test_remove_rebase_keeps_in_the_trail_what_it_was(indicator: Indicator, analyst: User) -> None:
    made = RebaseFactory(indicator=indicator, starts_on=APRIL, reason="New team.")
    remove_rebase(rebase=made, by=analyst)
    assert not Rebase.objects.exists()
    assert trail().details["changes"]["reason"] == ["New team.", ""]
    assert Rebase.history.first().history_user == analyst


# --- what always holds --------------------------------------------------------------------------


class Adopting(TestCase):
    """Adopting in any portions, in any order, comes to the same."""

    @given(st.lists(st.lists(st.sampled_from(["CP05", "CP06", "LC01"]), max_size=3), max_size=3))
    def test_adopt_catalogue_in_portions_is_adopting_them_together(
        self, portions: list[list[str]]
    ) -> None:
        by, authority = UserFactory(), AuthorityFactory()
        for codes in portions:
            adopt_catalogue(authority=authority, by=by, codes=codes)
        kept = authority.indicators.values_list("code", flat=True)
        assert sorted(kept) == sorted({code for codes in portions for code in codes})

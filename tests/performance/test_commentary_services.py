"""Commentary is asked for, written, handed in, returned and accepted; all of it is written down."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Authority, User
from core.models import AuditEvent
from core.revisions import Stale
from performance.exceptions import exceptions_on
from performance.models import Commentary, Indicator, Observation
from performance.services.commentary import (
    ask_for_commentary,
    move_commentary,
    save_commentary,
    start_commentary,
)
from performance.vocabulary import COMMENTARY_TRANSITIONS, CommentaryState
from tests.factories.performance import (
    CommentaryFactory,
    IndicatorFactory,
    TargetFactory,
    observe,
)

pytestmark = pytest.mark.django_db

APRIL, MAY = date(2018, 4, 30), date(2018, 5, 31)
DUE = date(2018, 5, 11)
WRITTEN = {"data_shows": "Visits fell.", "being_done": "A second team visits."}


def make(authority: Authority, *values: int, **fields: object) -> Indicator:
    """A percentage that should reach 90, with these as its last monthly figures."""
    indicator = IndicatorFactory(authority=authority, **fields)
    TargetFactory(indicator=indicator)
    observe(indicator, APRIL, list(values))
    return indicator


def kinds(authority: Authority, *, shows_small: bool = False) -> dict[str, list[str]]:
    """Why each indicator needs attention in April."""
    return {
        each.reading.indicator.code: [reason.kind.value for reason in each.reasons]
        for each in exceptions_on(authority, on=APRIL, shows_small=shows_small)
    }


def trail(kind: str) -> list[AuditEvent]:
    """What was written down of a kind, the latest first."""
    return list(AuditEvent.objects.filter(kind=kind))


# --- what needs attention -----------------------------------------------------------------------


def test_indicators_that_need_attention_select_themselves(authority: Authority) -> None:
    make(authority, 80, 78, code="OFF")
    make(authority, 92, 93, code="ON")
    make(authority, 92, 20, code="JUMP")
    make(authority, 92, code="NONE")
    Observation.objects.filter(indicator__code="NONE").update(starts_on=date(2018, 3, 1))
    make(authority, code="NEW")
    make(authority, 10, 10, code="GONE", retired_on=date(2018, 4, 1))
    assert kinds(authority) == {
        "OFF": ["off_target"],
        "JUMP": ["off_target", "implausible"],
        "NONE": ["missing"],
    }


def test_what_was_explained_stays_although_figures_have_settled_it(authority: Authority) -> None:
    indicator = make(authority, 92, 93)
    commentary = CommentaryFactory(indicator=indicator, starts_on=date(2018, 4, 1))
    (found,) = exceptions_on(authority, on=APRIL, shows_small=False)
    assert (found.commentary, found.reasons) == (commentary, ())


def test_a_quarter_stands_with_each_month_until_the_next_is_over(authority: Authority) -> None:
    indicator = IndicatorFactory(authority=authority, frequency="quarter")
    TargetFactory(indicator=indicator)
    observe(indicator, date(2018, 3, 31), [50])
    (in_april,) = exceptions_on(authority, on=APRIL, shows_small=False)
    (in_may,) = exceptions_on(authority, on=MAY, shows_small=False)
    assert in_april.period.label == in_may.period.label == "Q4 2017/18"


def test_questions_to_the_database_do_not_grow_with_indicators(authority: Authority) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            exceptions_on(authority, on=APRIL, shows_small=False)
        return len(queries)

    make(authority, 80, 78)
    few = asked()
    for _ in range(9):
        make(authority, 80, 78)
    assert asked() == few


# --- asking -------------------------------------------------------------------------------------


def test_asking_makes_a_commentary_for_each_exception(authority: Authority, analyst: User) -> None:
    indicator = make(authority, 92, 20, code="CP11", owner=analyst)
    make(authority, 92, 93)
    asked = ask_for_commentary(authority=authority, by=analyst, on=APRIL, due_on=DUE)
    commentary = Commentary.objects.get()
    assert (asked.new, asked.before, asked.without_owner) == ([commentary], [], [])
    assert commentary.indicator == indicator
    assert (commentary.state, commentary.period.label) == ("asked", "April 2018")
    assert commentary.due_on == DUE
    assert commentary.reasons == (
        "70 percentage points below the target of 90%. 70 more in 100 needed.\n"
        "It moved from 92% to 20% in one period."
    )
    assert commentary.history.get().history_user == analyst
    (event,) = trail("commentary_asked")
    assert event.details == {"on": "2018-04-30", "due_on": "2018-05-11", "indicators": ["CP11"]}


def test_asking_again_asks_for_what_is_new_only(authority: Authority, analyst: User) -> None:
    make(authority, 80, 78)
    ask_for_commentary(authority=authority, by=analyst, on=APRIL, due_on=DUE)
    first = Commentary.objects.get()
    again = ask_for_commentary(authority=authority, by=analyst, on=APRIL, due_on=MAY)
    assert (again.new, again.before) == ([], [first])
    first.refresh_from_db()
    assert (first.due_on, first.revision) == (DUE, 1)
    assert len(trail("commentary_asked")) == 1
    later = make(authority, 60, 50)
    third = ask_for_commentary(authority=authority, by=analyst, on=APRIL)
    assert [each.indicator for each in third.new] == [later]
    assert third.without_owner == [later]


def test_asking_leaves_other_authorities_alone(
    authority: Authority, analyst: User, outsider: User
) -> None:
    make(outsider.authorities[0], 80, 78)
    assert ask_for_commentary(authority=authority, by=analyst, on=APRIL).new == []


def test_reasons_do_not_give_small_numbers_away(authority: Authority, analyst: User) -> None:
    indicator = IndicatorFactory(authority=authority, unit="count", polarity="lower")
    TargetFactory(indicator=indicator, value=Decimal(0), tolerance=Decimal(0))
    observe(indicator, APRIL, [30, 4])
    assert kinds(authority) == {}
    (made,) = ask_for_commentary(authority=authority, by=analyst, on=APRIL).new
    assert made.reasons == "Off target.\nImplausible movement."


# --- writing ------------------------------------------------------------------------------------


def test_somebody_may_begin_without_being_asked(authority: Authority, analyst: User) -> None:
    indicator = make(authority, 80, 78)
    period = indicator.period_holding(APRIL)
    commentary = start_commentary(indicator=indicator, period=period, by=analyst)
    assert (commentary.state, commentary.revision) == ("draft", 1)
    assert commentary.reasons.startswith("12 percentage points below the target of 90%.")
    assert commentary.history.get().history_user == analyst
    assert start_commentary(indicator=indicator, period=period, by=analyst) == commentary
    (event,) = trail("commentary_changed")
    assert event.details == {"state": ["", "draft"]}


def test_saving_makes_a_draft_of_what_was_asked_for(analyst: User) -> None:
    commentary = CommentaryFactory(state="asked", data_shows="")
    saved = save_commentary(
        commentary=commentary, by=analyst, revision=1, data_shows=" Visits fell. "
    )
    assert (saved.state, saved.revision, saved.data_shows) == ("draft", 2, "Visits fell.")
    assert saved.history.first().history_user == analyst
    (event,) = trail("commentary_changed")
    assert event.details == {"state": ["asked", "draft"], "characters": {"data_shows": [0, 12]}}


def test_saving_over_what_somebody_saved_meanwhile_is_refused(analyst: User) -> None:
    commentary = CommentaryFactory()
    save_commentary(commentary=commentary, by=analyst, revision=1, data_shows="Mine.")
    with pytest.raises(Stale):
        save_commentary(commentary=commentary, by=analyst, revision=1, data_shows="Theirs.")
    with pytest.raises(Stale):
        move_commentary(commentary=commentary, by=analyst, state="submitted", revision=1)


def test_saving_keeps_what_is_not_named_and_refuses_what_is_no_part(analyst: User) -> None:
    commentary = CommentaryFactory(data_shows="Kept.")
    saved = save_commentary(commentary=commentary, by=analyst, revision=1, being_done="More.")
    assert (saved.data_shows, saved.being_done) == ("Kept.", "More.")
    with pytest.raises(TypeError, match="A commentary has no state"):
        save_commentary(commentary=commentary, by=analyst, revision=2, state="accepted")


def test_an_accepted_commentary_changes_by_those_who_accept_only(
    authority: Authority, analyst: User, updater: User
) -> None:
    commentary = CommentaryFactory(
        indicator__authority=authority, indicator__owner=updater, state="accepted"
    )
    with pytest.raises(ValidationError, match="This has been accepted"):
        save_commentary(commentary=commentary, by=updater, revision=1, data_shows="Other.")
    saved = save_commentary(commentary=commentary, by=analyst, revision=1, data_shows="Other.")
    assert (saved.data_shows, saved.state) == ("Other.", "accepted")


@pytest.mark.parametrize("before", CommentaryState)
@pytest.mark.parametrize("after", CommentaryState)
def test_a_commentary_takes_the_steps_of_the_table_and_no_others(
    analyst: User, before: CommentaryState, after: CommentaryState
) -> None:
    reason = "Say why." if before == CommentaryState.RETURNED else ""
    commentary = CommentaryFactory(state=before, return_reason=reason, **WRITTEN)
    if after in COMMENTARY_TRANSITIONS[before]:
        moved = move_commentary(
            commentary=commentary, by=analyst, state=after, revision=1, reason="Say more."
        )
        assert (moved.state, moved.revision) == (after, 2)
        assert bool(moved.return_reason) is (after == CommentaryState.RETURNED)
        assert trail("commentary_changed")[0].details["state"] == [before, after]
        return
    with pytest.raises(ValidationError, match="that step is not open to it"):
        move_commentary(commentary=commentary, by=analyst, state=after, revision=1)


def test_submitting_needs_what_the_data_shows_and_what_is_being_done(analyst: User) -> None:
    commentary = CommentaryFactory(data_shows=" ", working_well="Much.")
    with pytest.raises(ValidationError) as refused:
        move_commentary(commentary=commentary, by=analyst, state="submitted", revision=1)
    assert refused.value.message_dict == {
        "data_shows": ["Say what the data shows before you submit."],
        "being_done": ["Say what is being done before you submit."],
    }


def test_returning_needs_a_reason(analyst: User) -> None:
    commentary = CommentaryFactory(state="submitted", **WRITTEN)
    with pytest.raises(ValidationError) as refused:
        move_commentary(commentary=commentary, by=analyst, state="returned", revision=1, reason=" ")
    assert refused.value.message_dict == {"reason": ["Say what should be changed."]}
    commentary.refresh_from_db()
    assert commentary.state == "submitted"


def test_a_question_waits_for_its_owner_until_it_is_handed_in(analyst: User) -> None:
    indicator = IndicatorFactory(owner=analyst)
    for month, state in enumerate(CommentaryState, start=1):
        reason = "Say why." if state == CommentaryState.RETURNED else ""
        CommentaryFactory(
            indicator=indicator, starts_on=date(2018, month, 1), state=state, return_reason=reason
        )
    CommentaryFactory(state="asked")
    waiting = {each.state for each in Commentary.objects.waiting_for(analyst)}
    assert waiting == {"asked", "draft", "returned"}


def test_the_last_commentary_before_a_period_is_one_that_was_written() -> None:
    indicator = IndicatorFactory()
    january = CommentaryFactory(indicator=indicator, starts_on=date(2018, 1, 1))
    CommentaryFactory(indicator=indicator, starts_on=date(2018, 3, 1), state="asked")
    CommentaryFactory(indicator=indicator, starts_on=date(2018, 4, 1))
    CommentaryFactory(starts_on=date(2018, 2, 1))
    asked = Commentary.objects.filter(indicator=indicator)
    assert asked.written_before(indicator.period_holding(APRIL)) == january
    assert asked.written_before(january.period) is None

"""Figures brought in: looked at, committed whole, taken back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Authority, User
from core import clock
from core.models import AuditEvent
from performance.files.figures import Flaw, Raw
from performance.files.neighbours import NeighbourRaw
from performance.files.statistics import ComparatorRaw
from performance.models import Comparator, ImportBatch, Indicator, Observation
from performance.periods import Frequency
from performance.services import imports
from performance.staging import Facts, checked
from performance.vocabulary import BatchState, CommentaryState, Unit
from tests.factories.performance import (
    BreakdownFactory,
    CommentaryFactory,
    ComparatorFactory,
    ConventionsFactory,
    ImportBatchFactory,
    IndicatorFactory,
    NeighbourModelFactory,
    ObservationFactory,
)
from tests.together import at_once, needs_two_connections

AS_AT = date(2018, 4, 30)
NOW = datetime(2018, 4, 30, 10, tzinfo=UTC)
LATER = datetime(2018, 5, 2, 10, tzinfo=UTC)
Outcome = imports.StagedFigure.Outcome


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def contacts(authority: Authority) -> Indicator:
    return IndicatorFactory(
        authority=authority, code="FD01", name="Contacts", unit="count", also_called="All contacts"
    )


@pytest.fixture
def visits(authority: Authority) -> Indicator:
    return IndicatorFactory(authority=authority, code="CP05", name="Visits on time")


def raw(indicator: str = "FD01", period: Any = "March 2018", value: Any = 1731, **rest: Any) -> Raw:
    """A row of a file."""
    number = Decimal(str(value)) if isinstance(value, int | float) else value
    return Raw(rest.pop("row", 2), rest.pop("column", "D"), indicator, period, value=number, **rest)


def parts(numerator: Any, denominator: Any, **rest: Any) -> Raw:
    """A row with a numerator and a denominator."""
    pair = [None if part is None else Decimal(str(part)) for part in (numerator, denominator)]
    numbers = {"value": None, "numerator": pair[0], "denominator": pair[1]}
    return raw("CP05", **{**numbers, **rest})


def look(authority: Authority, by: User, *rows: Any, **rest: Any) -> ImportBatch:
    """Look at rows as a file."""
    given = {"source": "template", "file_name": "figures.csv", "sha256": "a" * 64, "as_at": AS_AT}
    return imports.stage(authority=authority, by=by, rows=rows, **{**given, **rest})


def counts(batch: ImportBatch) -> dict[str, int]:
    """What is not 0 of an import's counts."""
    kinds = ("new", "changed", "unchanged", "rejected", "asked")
    return {kind: n for kind in kinds if (n := getattr(batch, f"{kind}_count"))}


def current() -> dict[tuple[str, date], Any]:
    """What counts now."""
    rows = Observation.objects.current().values_list("indicator__code", "starts_on", "value")
    return {(code, day): value for code, day, value in rows}


# --- looking --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["FD01", "fd01", "Contacts", " all  CONTACTS "])
def test_an_indicator_is_known_by_its_code_and_all_its_names(
    authority: Authority, analyst: User, contacts: Indicator, name: str
) -> None:
    batch = look(authority, analyst, raw(name))
    figure = batch.staged.get()
    assert (figure.indicator, figure.value, figure.outcome) == (contacts, 1731, Outcome.NEW)
    assert (figure.starts_on, figure.previous_on) == (date(2018, 3, 1), date(2018, 2, 1))
    assert Observation.objects.count() == 0, "nothing counts before it is committed"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (raw("XX99"), "There is no indicator “XX99” in the library."),
        (raw(""), "Enter the code or name of an indicator."),
        (raw(breakdown="Duty"), "There is no team or other part “Duty”."),
        (raw(period="soon"), "Enter the period like April 2018. “soon” is not one."),
        (raw(period="Q1 2018/19"), "Enter the period like April 2018."),
        (raw(period="May 2018"), "This period has not begun."),
        (raw(value="many"), "Enter a number. “many” is not one."),
        (raw(value=-1), "Enter a number that is not below 0."),
        (raw(value=10**12), "Enter a number below 1,000,000,000,000."),
        (raw(value=None), "Enter a figure, or a state that says why there is none."),
        (raw(state="awaited"), "The state is “Awaited”, and there is a figure."),
        (raw(denominator=Decimal(3)), "FD01 is a plain number. Take out the denominator."),
        (raw("CP05", value=101), "A percentage cannot be over 100. It is 101."),
        (parts(8, 7), "The numerator is above the denominator."),
        (parts(0, 0), "The denominator is 0, so there is no percentage."),
        (parts(7, None), "Enter the denominator too."),
        (parts(None, 7), "Enter the numerator too."),
        (parts(7, 9, value=Decimal("77.9")), "The value 77.9 is not what its numerator and"),
        (Flaw(2, "D", "Enter a number. “x” is not one.", "x"), "Enter a number. “x” is not one."),
    ],
)
def test_what_cannot_be_taken_is_rejected_with_its_place_and_the_reason(
    authority: Authority,
    analyst: User,
    contacts: Indicator,
    visits: Indicator,
    row: Any,
    words: str,
) -> None:
    batch = look(authority, analyst, row, raw(period="February 2018", row=3))
    assert counts(batch) == {"new": 1, "rejected": 1}
    rejected = batch.staged.get(outcome=Outcome.REJECTED)
    assert rejected.message.startswith(words)
    assert (rejected.row, rejected.column) == (2, "D")


def test_a_forecast_may_be_of_a_later_period(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    batch = look(authority, analyst, raw(period="May 2019", state="projected"))
    assert batch.staged.get().is_forecast
    assert counts(batch) == {"new": 1}


def test_a_forecast_does_not_replace_the_figure_of_its_period(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    ObservationFactory(indicator=contacts, value=1500)
    assert counts(look(authority, analyst, raw(state="projected"))) == {"new": 1}


def test_a_retired_indicator_takes_no_more_figures(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    contacts.retired_on = date(2018, 3, 1)
    contacts.save()
    batch = look(authority, analyst, raw(), raw(period="February 2018", row=3))
    assert counts(batch) == {"new": 1, "rejected": 1}


def test_a_name_of_two_indicators_is_rejected_but_the_code_is_not(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    IndicatorFactory(authority=authority, code="FD02", also_called="All contacts", unit="count")
    batch = look(authority, analyst, raw("All contacts"), raw("FD02"))
    assert counts(batch) == {"new": 1, "rejected": 1}
    said = batch.staged.get(outcome=Outcome.REJECTED).message
    assert "is the name of FD01 and FD02" in said


def test_an_indicator_of_another_council_is_unknown(authority: Authority, analyst: User) -> None:
    IndicatorFactory(code="FD01")
    assert counts(look(authority, analyst, raw("FD01"))) == {"rejected": 1}


def test_two_values_for_one_place_are_both_rejected_and_name_each_other(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    team = BreakdownFactory(authority=authority, name="Duty")
    rows = [raw(row=2), raw(period=date(2018, 3, 31), value=5, row=9), raw(breakdown=team.name)]
    batch = look(authority, analyst, *rows)
    assert counts(batch) == {"new": 1, "rejected": 2}
    first, last = batch.staged.filter(outcome=Outcome.REJECTED)
    assert first.message.startswith("Row 9, column D has a figure for the same place too.")
    assert last.message.startswith("Row 2, column D")


def test_figures_are_new_changed_or_unchanged(
    authority: Authority, analyst: User, contacts: Indicator, visits: Indicator
) -> None:
    team = BreakdownFactory(authority=authority, name="Duty")
    ObservationFactory(indicator=contacts, starts_on=date(2018, 1, 1), value=1674)
    ObservationFactory(indicator=contacts, starts_on=date(2018, 2, 1), value=1700)
    ObservationFactory(
        indicator=visits, value="77.777778", numerator=7, denominator=9, breakdown=team
    )
    batch = look(
        authority,
        analyst,
        raw(period="January 2018", value=1674),
        raw(period="February 2018", value=1705, row=3),
        raw(row=4),
        parts(7, 9, breakdown="duty", row=5),
        parts(7, 9, row=6),
    )
    assert counts(batch) == {"new": 2, "changed": 1, "unchanged": 2}
    changed = batch.staged.get(outcome=Outcome.CHANGED)
    assert (changed.before, changed.value) == (1700, 1705)


@pytest.mark.parametrize("changed", [{"state": "provisional"}, {"value": 1730}])
def test_another_state_or_value_is_a_change(
    authority: Authority, analyst: User, contacts: Indicator, changed: Any
) -> None:
    ObservationFactory(indicator=contacts, value=1731)
    assert counts(look(authority, analyst, raw(**changed))) == {"changed": 1}


def test_a_value_is_computed_from_its_parts(
    authority: Authority, analyst: User, visits: Indicator
) -> None:
    figure = look(authority, analyst, parts(7, 9)).staged.get()
    assert (figure.value, figure.numerator, figure.denominator) == (Decimal("77.777778"), 7, 9)


@pytest.mark.parametrize("value", ["78", "77.8", "77.777778"])
def test_a_rounded_value_agrees_with_its_parts(
    authority: Authority, analyst: User, visits: Indicator, value: str
) -> None:
    batch = look(authority, analyst, parts(7, 9, value=Decimal(value)))
    assert batch.staged.get().value == Decimal("77.777778")


def test_a_movement_that_is_not_plausible_is_asked_about(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    ConventionsFactory(authority=authority, implausible_change=50, implausible_least=10)
    ObservationFactory(indicator=contacts, starts_on=date(2018, 1, 1), value=100)
    batch = look(
        authority,
        analyst,
        raw(period="February 2018", value=151),
        raw(period="March 2018", value=150.5, row=3),
    )
    assert counts(batch) == {"new": 2, "asked": 1}
    asked = batch.staged.get(asks=True)
    assert (asked.value, asked.message) == (151, "It was 100 in the period before.")


def test_the_period_before_in_the_file_counts_and_not_what_it_replaces(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    ObservationFactory(indicator=contacts, starts_on=date(2018, 1, 1), value=150)
    ObservationFactory(indicator=contacts, starts_on=date(2018, 2, 1), value=20)
    first = look(authority, analyst, raw(value=155))
    assert counts(first) == {"new": 1, "asked": 1}
    both = look(authority, analyst, raw(period="February 2018", value=160), raw(value=155, row=3))
    assert counts(both) == {"new": 1, "changed": 1}
    jumps = look(authority, analyst, raw(period="February 2018", value=140), raw(value=300, row=3))
    assert jumps.staged.get(asks=True).message == "It was 140 in the period before."


def test_a_file_of_no_rows_gives_an_import_of_nothing(authority: Authority, analyst: User) -> None:
    batch = look(authority, analyst)
    assert counts(batch) == {}
    with pytest.raises(ValidationError, match="There is nothing to commit"):
        imports.commit_import(batch=batch, by=analyst)


def test_progress_is_told_while_rows_are_read(
    authority: Authority, analyst: User, contacts: Indicator, monkeypatch: Any
) -> None:
    monkeypatch.setattr("performance.staging.CHUNK", 2)
    told: list[int] = []
    rows = [raw(row=n, value="x") for n in range(5)]
    look(authority, analyst, *rows, progress=told.append)
    assert told == [2, 4, 5]


# --- committing -----------------------------------------------------------------------------------


def test_commit_takes_everything_and_keeps_what_it_replaces(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    team = BreakdownFactory(authority=authority, name="Duty")
    old = ObservationFactory(indicator=contacts, value=1700)
    part = ObservationFactory(indicator=contacts, value=20, breakdown=team)
    other = ObservationFactory(indicator=contacts, starts_on=date(2018, 2, 1), value=1690)
    batch = look(
        authority,
        analyst,
        raw(),
        raw(breakdown="Duty", value=21, row=3),
        raw(period="January 2018", value=None, state="awaited", row=4),
    )
    imports.commit_import(batch=batch, by=analyst)
    assert (batch.state, batch.committed_at, batch.committed_by) == ("committed", NOW, analyst)
    for each in (old, part):
        each.refresh_from_db()
        assert each.replaced_in == batch
    other.refresh_from_db()
    assert other.replaced_in is None
    kept = Observation.objects.current().filter(batch=batch)
    assert {(each.breakdown, each.value, each.state) for each in kept} == {
        (None, 1731, "final"),
        (team, 21, "final"),
        (None, None, "awaited"),
    }
    assert batch.staged.count() == 0
    said = AuditEvent.objects.get(kind=AuditEvent.Kind.FIGURES_COMMITTED)
    assert said.details["new"] == 1
    assert said.details["changed"] == 2
    assert said.details["sha256"] == "a" * 64


def test_rejected_rows_stop_a_commit_until_the_person_leaves_them_out(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    batch = look(authority, analyst, raw(), raw("XX99", row=3))
    with pytest.raises(ValidationError, match="1 row is rejected"):
        imports.commit_import(batch=batch, by=analyst)
    assert current() == {}
    imports.commit_import(batch=batch, by=analyst, leaves_out_rejected=True)
    assert len(current()) == 1


def test_what_is_asked_about_stops_a_commit_until_it_is_confirmed(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    ObservationFactory(indicator=contacts, starts_on=date(2018, 2, 1), value=100)
    batch = look(authority, analyst, raw())
    with pytest.raises(ValidationError, match="1 figure moves further than is usual"):
        imports.commit_import(batch=batch, by=analyst)
    imports.commit_import(batch=batch, by=analyst, confirms_implausible=True)
    assert current()["FD01", date(2018, 3, 1)] == 1731


def test_the_same_file_twice_changes_nothing(
    authority: Authority, analyst: User, contacts: Indicator, visits: Indicator
) -> None:
    rows = [raw(), parts(7, 9), raw(period="May 2018", state="projected")]
    first = imports.commit_import(batch=look(authority, analyst, *rows), by=analyst)
    before = list(Observation.objects.values())
    again = look(authority, analyst, *rows)
    assert counts(again) == {"unchanged": 3}
    assert imports.committed_before(again) == first
    with pytest.raises(ValidationError, match="There is nothing to commit"):
        imports.commit_import(batch=again, by=analyst)
    assert list(Observation.objects.values()) == before


def test_the_file_of_another_council_was_not_committed_before(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    ImportBatchFactory(sha256="a" * 64)
    assert imports.committed_before(look(authority, analyst, raw())) is None


def test_an_import_is_committed_once(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    batch = look(authority, analyst, raw())
    imports.commit_import(batch=batch, by=analyst)
    with pytest.raises(ValidationError, match="not waiting to be committed"):
        imports.commit_import(batch=batch, by=analyst)
    assert len(current()) == 1


def test_a_change_of_a_figure_that_has_changed_meanwhile_is_looked_at_again(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    imports.commit_import(batch=look(authority, analyst, raw(value=1700)), by=analyst)
    mine, theirs = look(authority, analyst, raw()), look(authority, analyst, raw(value=1735))
    imports.commit_import(batch=theirs, by=analyst)
    with pytest.raises(imports.ChangedMeanwhile):
        imports.commit_import(batch=mine, by=analyst)
    assert mine.staged.get().before == 1735
    assert imports.commit_import(batch=mine, by=analyst).state == BatchState.COMMITTED


def test_what_stands_in_a_rejected_cell_ends_no_import(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    batch = look(authority, analyst, raw("XX\n\\.\nYY"), raw(row=3), raw("Z" * 40_000, row=4))
    assert counts(batch) == {"new": 1, "rejected": 2}
    assert batch.staged.get(row=2).found.startswith("XX \\. YY")


def test_two_people_who_commit_one_cell_do_not_cross(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    mine, theirs = look(authority, analyst, raw()), look(authority, analyst, raw(value=1735))
    imports.commit_import(batch=theirs, by=analyst)
    with pytest.raises(imports.ChangedMeanwhile):
        imports.commit_import(batch=mine, by=analyst)
    assert counts(mine) == {"changed": 1}
    assert mine.staged.get().before == 1735
    assert current() == {("FD01", date(2018, 3, 1)): 1735}
    imports.commit_import(batch=mine, by=analyst)
    assert current() == {("FD01", date(2018, 3, 1)): 1731}


def test_an_import_that_nothing_touched_meanwhile_commits_at_once(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    mine = look(authority, analyst, raw())
    theirs = look(authority, analyst, raw(period="January 2018", value=1700))
    imports.commit_import(batch=theirs, by=analyst)
    imports.commit_import(batch=mine, by=analyst)
    assert len(current()) == 2


def test_how_a_file_is_read_is_said_once(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    waits = ImportBatchFactory(
        authority=authority, state="mapping", committed_at=None, committed_by=None
    )
    look(authority, analyst, raw(), batch=ImportBatch.objects.get(pk=waits.pk))
    with pytest.raises(imports.LookedAtAlready):
        look(authority, analyst, raw(), batch=waits)
    assert waits.staged.count() == 1


def test_nothing_of_another_council_is_brought_in(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    for name, theirs in (
        ("indicator", IndicatorFactory(code="FD01")),
        ("neighbours", NeighbourModelFactory()),
        ("batch", ImportBatchFactory(state="mapping", committed_at=None, committed_by=None)),
    ):
        with pytest.raises(ValidationError, match="what belongs to the council"):
            look(authority, analyst, raw(), **{name: theirs})
    assert not ImportBatch.objects.filter(authority=authority).exists()


# --- typed ----------------------------------------------------------------------------------------


def test_typed_figures_are_looked_at_and_committed_at_once(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    batch = imports.record_figures(
        authority=authority, by=analyst, rows=[raw()], note="Telephoned by the front door."
    )
    assert (batch.source, batch.details["note"]) == ("typed", "Telephoned by the front door.")
    assert current() == {("FD01", date(2018, 3, 1)): 1731}
    assert imports.record_figures(authority=authority, by=analyst, rows=[raw()]) is None
    assert ImportBatch.objects.count() == 1


def test_typed_figures_that_are_wrong_are_refused_with_the_reasons(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    rows = [raw(), raw(value=-1, period="January 2018"), raw("XX99")]
    with pytest.raises(ValidationError) as refused:
        imports.record_figures(authority=authority, by=analyst, rows=rows)
    assert len(refused.value.messages) == 2
    assert not ImportBatch.objects.exists()
    assert not Observation.objects.exists()


def test_typed_figures_may_ask_too(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    ObservationFactory(indicator=contacts, starts_on=date(2018, 2, 1), value=100)
    with pytest.raises(ValidationError, match="further than is usual"):
        imports.record_figures(
            authority=authority, by=analyst, rows=[raw()], confirms_implausible=False
        )


def comparator(group: str = "england", year: int = 2016, value: Any = 60, **rest: Any) -> Any:
    """What a group reached."""
    label = f"{year}/{year % 100 + 1}"
    return ComparatorRaw(group, label, date(year, 4, 1), Decimal(str(value)), **rest)


def test_comparators_come_in_change_and_go_like_figures(
    authority: Authority, analyst: User, visits: Indicator
) -> None:
    model = NeighbourModelFactory(authority=authority)
    common = {
        "authority": authority,
        "by": analyst,
        "indicator": visits,
        "published_in": "DfE, Children looked after 2017",
        "neighbours": model,
    }
    rows = [comparator(), comparator("neighbours", value=58, note="Mean of ten")]
    imports.record_figures(rows=rows, **common)
    england, like_us = Comparator.objects.order_by("group")
    assert (england.value, england.label, england.neighbours) == (60, "2016/17", None)
    assert (like_us.neighbours, like_us.note) == (model, "Mean of ten")
    assert imports.record_figures(rows=rows, **common) is None
    changed = imports.record_figures(rows=[comparator(value=61)], **common)
    assert changed.changed_count == 1
    assert Comparator.objects.current().get(group="england").value == 61
    imports.undo_import(batch=changed, by=analyst)
    assert Comparator.objects.current().get(group="england").value == 60


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (comparator(year=2019), "2019/20 has not begun"),
        (comparator(value=160), "A percentage cannot be over 100"),
        (ComparatorRaw("england", "2016/17", date(2016, 4, 1), None, state="suppressed"), "no fig"),
    ],
)
def test_comparators_are_checked(
    authority: Authority, analyst: User, visits: Indicator, row: Any, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        imports.record_figures(authority=authority, by=analyst, rows=[row], indicator=visits)


def test_comparators_need_an_indicator(authority: Authority, analyst: User) -> None:
    with pytest.raises(ValidationError, match="Choose the indicator"):
        imports.record_figures(authority=authority, by=analyst, rows=[comparator()])


# --- taking back ----------------------------------------------------------------------------------


def test_undo_removes_what_came_in_and_restores_what_it_replaced(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    old = ObservationFactory(indicator=contacts, value=1700)
    batch = look(authority, analyst, raw(), raw(period="January 2018", value=1600, row=3))
    imports.commit_import(batch=batch, by=analyst)
    imports.undo_import(batch=batch, by=analyst)
    assert (batch.state, batch.undone_by) == (BatchState.UNDONE, analyst)
    assert Observation.objects.current().get() == old
    assert AuditEvent.objects.filter(kind=AuditEvent.Kind.FIGURES_UNDONE).count() == 1
    with pytest.raises(ValidationError, match="does not count"):
        imports.undo_import(batch=batch, by=analyst)


def test_undo_is_refused_while_a_later_import_stands_on_it(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    first = imports.commit_import(batch=look(authority, analyst, raw()), by=analyst)
    then = look(authority, analyst, raw(value=1740), file_name="later.csv", sha256="b" * 64)
    imports.commit_import(batch=then, by=analyst)
    with pytest.raises(ValidationError, match=r"“later\.csv” replaced figures of this import"):
        imports.undo_import(batch=first, by=analyst)
    imports.undo_import(batch=then, by=analyst)
    imports.undo_import(batch=first, by=analyst)
    assert current() == {}


def hand_in(indicator: Indicator, at: datetime, state: str = "submitted") -> Any:
    """A commentary on March 2018 handed in at a moment."""
    commentary = CommentaryFactory(indicator=indicator)
    commentary.state = state
    commentary._history_date = at
    commentary.save()
    return commentary


@pytest.mark.parametrize("state", [CommentaryState.SUBMITTED, CommentaryState.ACCEPTED])
def test_undo_is_refused_while_commentary_handed_in_since_stands_on_it(
    authority: Authority, analyst: User, contacts: Indicator, state: str
) -> None:
    batch = imports.commit_import(batch=look(authority, analyst, raw()), by=analyst)
    commentary = hand_in(contacts, LATER, state)
    with pytest.raises(ValidationError, match="FD01 Contacts for March 2018 is"):
        imports.undo_import(batch=batch, by=analyst)
    commentary.state, commentary.return_reason = CommentaryState.RETURNED, "The figure goes."
    commentary.save()
    imports.undo_import(batch=batch, by=analyst)
    assert current() == {}


def test_undo_is_not_held_up_by_commentary_of_before(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    hand_in(contacts, datetime(2018, 4, 1, tzinfo=UTC))
    batch = imports.commit_import(batch=look(authority, analyst, raw()), by=analyst)
    imports.undo_import(batch=batch, by=analyst)
    assert current() == {}


def test_an_import_that_never_counted_is_discarded(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    batch = look(authority, analyst, raw())
    imports.discard_import(batch=batch, by=analyst)
    assert not ImportBatch.objects.exists()
    assert not imports.StagedFigure.objects.exists()
    committed = imports.commit_import(batch=look(authority, analyst, raw()), by=analyst)
    with pytest.raises(ValidationError, match="Undo it instead"):
        imports.discard_import(batch=committed, by=analyst)


# --- lists of statistical neighbours --------------------------------------------------------------


def look_at_neighbours(authority: Authority, by: User, *names: str) -> ImportBatch:
    """Look at a list of neighbours."""
    rows = [NeighbourRaw(order, "", name, "") for order, name in enumerate(names, start=1)]
    return imports.stage_neighbours(
        authority=authority,
        by=by,
        rows=rows,
        name="Neighbours 2018",
        from_on=date(2018, 4, 1),
        published_in="Department for Education",
        file_name="neighbours.xlsx",
        sha256="b" * 64,
    )


def test_a_list_of_neighbours_that_came_in_meanwhile_is_not_added_twice(
    authority: Authority, analyst: User
) -> None:
    first, second = (look_at_neighbours(authority, analyst, "Merton", "Sutton") for _ in range(2))
    imports.commit_import(batch=first, by=analyst)
    with pytest.raises(imports.ChangedMeanwhile):
        imports.commit_import(batch=second, by=analyst)
    assert counts(second) == {"unchanged": 2}
    with pytest.raises(ValidationError, match="There is nothing to commit"):
        imports.commit_import(batch=second, by=analyst)
    assert authority.neighbour_models.count() == 1


def test_figures_that_came_in_meanwhile_do_not_hold_up_a_list_of_neighbours(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    listed = look_at_neighbours(authority, analyst, "Merton", "Sutton")
    imports.commit_import(batch=look(authority, analyst, raw()), by=analyst)
    imports.commit_import(batch=listed, by=analyst)
    [model] = authority.neighbour_models.all()
    assert [each.name for each in model.neighbours.order_by("order")] == ["Merton", "Sutton"]


def test_undo_of_a_list_is_refused_while_figures_were_made_with_it(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    listed = look_at_neighbours(authority, analyst, "Merton", "Sutton")
    imports.commit_import(batch=listed, by=analyst)
    model = authority.neighbour_models.get()
    compared = ComparatorFactory(indicator=contacts, group="neighbours", neighbours=model)
    with pytest.raises(ValidationError, match="Figures of statistical neighbours were made with"):
        imports.undo_import(batch=listed, by=analyst)
    compared.delete()
    imports.undo_import(batch=listed, by=analyst)
    assert not authority.neighbour_models.exists()


# --- two people at once ---------------------------------------------------------------------------


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_of_two_imports_committed_at_once_one_is_looked_at_again(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    batches = [look(authority, analyst, raw(value=value)) for value in (1731, 1735)]
    results = at_once(
        *(partial(imports.commit_import, batch=batch, by=analyst) for batch in batches)
    )
    assert {type(result) for result in results} == {ImportBatch, imports.ChangedMeanwhile}
    late, value = (0, 1735) if results[1] == batches[1] else (1, 1731)
    assert current() == {("FD01", date(2018, 3, 1)): value}
    batches[late].refresh_from_db()
    assert batches[late].state == BatchState.PREVIEWED
    assert counts(batches[late]) == {"changed": 1}


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_an_import_committed_twice_at_once_counts_once(
    authority: Authority, analyst: User, contacts: Indicator
) -> None:
    batch = look(authority, analyst, raw())
    again = ImportBatch.objects.get(pk=batch.pk)
    results = at_once(
        *(partial(imports.commit_import, batch=each, by=analyst) for each in (batch, again))
    )
    (refused,) = (result for result in results if isinstance(result, ValidationError))
    assert refused.messages == ["This import is not waiting to be committed."]
    assert Observation.objects.count() == 1


# --- what always holds ----------------------------------------------------------------------------

FACTS = Facts(1, "CP05", Unit.PERCENT, Frequency.MONTH, None, None)
wholes = st.integers(min_value=0, max_value=10_000).map(Decimal)


@given(wholes, wholes, st.integers(min_value=0, max_value=6))
def test_a_percentage_is_within_0_and_100_and_agrees_with_itself_at_any_rounding(
    numerator: Decimal, rest: Decimal, places: int
) -> None:
    denominator = numerator + rest
    if not denominator:
        return
    value, *kept = checked(FACTS, None, numerator, denominator, "final")
    assert 0 <= value <= 100
    assert kept == [numerator, denominator]
    assert checked(FACTS, round(value, places), numerator, denominator, "final")[0] == value

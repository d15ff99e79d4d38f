"""The pages of the library, as people use them."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from core.templatetags.ui import differences
from performance.catalogue import standards
from performance.models import Indicator, Rebase, Scorecard, Target
from performance.services.library import change_indicator, change_target, save_scorecard
from tests.factories.accounts import AuthorityFactory, MembershipFactory, UserFactory
from tests.factories.improvement import PlanFactory, PracticeAreaFactory, ThemeFactory
from tests.factories.performance import (
    BreakdownFactory,
    IndicatorFactory,
    MilestoneFactory,
    RebaseFactory,
    ScorecardEntryFactory,
    ScorecardFactory,
    TargetFactory,
    observe,
)

ClientOf = Callable[[User], Client]
TODAY, APRIL = date(2018, 4, 23), date(2018, 4, 1)
LIST, ADD, ADOPT = (f"/performance/indicators/{end}" for end in ("", "add/", "adopt/"))


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY


@pytest.fixture
def client(analyst: User, client_of: ClientOf) -> Client:
    """An analyst's browser."""
    return client_of(analyst)


@pytest.fixture
def indicator(authority: Authority) -> Indicator:
    """A percentage by month, higher is better."""
    return IndicatorFactory(authority=authority, code="CP11", name="Visits on time")


@pytest.fixture
def abroad(analyst: User) -> Authority:
    """Another council whose library the analyst keeps too."""
    there: Authority = AuthorityFactory(name="Essex County Council")
    MembershipFactory(user=analyst, authority=there, role="analyst")
    return there


def at(name: str, *args: int) -> str:
    """The address of a page of the room."""
    return reverse(f"performance:{name}", args=args)


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content.decode())


def said_of(indicator: Indicator, **fields: Any) -> dict[str, Any]:
    """The form of an indicator as it stands, with some fields typed over."""
    names = (
        "code name also_called definition counted out_of source note unit decimals period_type "
        "frequency polarity due_after_days small_numbers revision"
    )
    as_it_is = {name: getattr(indicator, name) for name in names.split()}
    return {**as_it_is, "is_public": "on", **fields}


# --- the list -----------------------------------------------------------------------------------


def codes(client: Client, **asked: Any) -> list[str]:
    """The indicators a list shows."""
    table = client.get(LIST, asked).context["table"]
    return [each.code for each in table.records]


def test_indicator_list_narrows_by_everything_it_offers(
    client: Client, authority: Authority
) -> None:
    theme = ThemeFactory(plan__authority=authority)
    area = PracticeAreaFactory(authority=authority)
    owner = UserFactory(name="Head of Service")
    a = IndicatorFactory(authority=authority, code="A", owner=owner, also_called="Seen in time")
    IndicatorFactory(authority=authority, code="B", unit="count", practice_area=area)
    IndicatorFactory(authority=authority, code="C", frequency="quarter", is_public=False)
    IndicatorFactory(authority=authority, code="D", retired_on=date(2018, 4, 23))
    IndicatorFactory(authority=authority, code="E", retired_on=date(2018, 4, 24))
    a.themes.add(theme)
    assert codes(client) == ["A", "B", "C", "E"]
    assert codes(client, theme=theme.pk) == ["A"]
    assert codes(client, practice_area=area.pk) == ["B"]
    assert codes(client, unit="count") == ["B"]
    assert codes(client, frequency="quarter") == ["C"]
    assert codes(client, is_public="False") == ["C"]
    assert codes(client, owner=owner.pk) == ["A"]
    assert codes(client, owner="null") == ["B", "C", "E"]
    assert codes(client, q="seen in") == ["A"]
    assert codes(client, show="retired") == ["D"]
    assert codes(client, show="all", sort="-code") == ["E", "D", "C", "B", "A"]


def test_indicator_list_without_indicators_says_so(client: Client, authority: Authority) -> None:
    page = client.get(LIST).content.decode()
    assert "There are no indicators yet." in page
    assert "Change the filters" not in page
    IndicatorFactory(authority=authority)
    assert "There are no indicators yet." not in client.get(LIST).content.decode()


def test_indicator_list_offers_nothing_of_another_authority(
    client: Client, authority: Authority
) -> None:
    there = IndicatorFactory(owner=UserFactory(), code="ELSE")
    theme = ThemeFactory(plan__authority=there.authority)
    area = PracticeAreaFactory(authority=there.authority)
    filters = client.get(LIST).context["filter"].filters
    assert "authority" not in filters
    for name, record in (("theme", theme), ("practice_area", area), ("owner", there.owner)):
        assert filters[name].extra["choices"] == []
        found = client.get(LIST, {name: record.pk})
        assert found.context["filter"].form.errors.keys() == {name}
    assert codes(client) == []


def test_indicator_list_tells_councils_apart_where_there_are_several(
    client: Client, indicator: Indicator, abroad: Authority
) -> None:
    IndicatorFactory(authority=abroad, code="EX1")
    assert sorted(codes(client)) == ["CP11", "EX1"]
    assert codes(client, authority=abroad.pk) == ["EX1"]


def test_indicator_list_is_taken_out_with_definitions_and_written_down(
    client: Client, authority: Authority, analyst: User
) -> None:
    IndicatorFactory(authority=authority, code="A", definition="=1+1", retired_on=None)
    response = client.get(LIST, {"export": "csv"})
    said = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(said))
    assert (row["Code"], row["Unit"], row["Frequency"]) == ("A", "Percentage", "Monthly")
    assert row["Definition"] == "'=1+1"
    assert AuditEvent.objects.get().actor_id == analyst.pk


def test_indicator_list_shows_a_reader_no_way_to_change_it(
    indicator: Indicator, reader: User, client: Client, client_of: ClientOf
) -> None:
    assert ADOPT in text(client.get(LIST))
    assert ADOPT not in text(client_of(reader).get(LIST))


# --- adopting -----------------------------------------------------------------------------------


def test_indicator_adopt_ticks_all_that_are_not_there(client: Client, authority: Authority) -> None:
    IndicatorFactory(authority=authority, code="CP05")
    page = client.get(ADOPT)
    assert len(page.context["form"].initial["codes"]) == 59
    assert text(page).count(" checked>") == 59
    assert "In the library already: CP05 Children on a child protection plan." in text(page)
    response = client.post(ADOPT, {"codes": ["CP06", "CP07"]}, follow=True)
    assert "2 indicators added to the library" in text(response)
    assert codes(client) == ["CP05", "CP06", "CP07"]


def test_indicator_adopt_says_when_all_are_there(client: Client, authority: Authority) -> None:
    client.post(ADOPT, {"codes": list(standards())})
    assert "All 60 standard indicators are in your library" in text(client.get(ADOPT))


def test_indicator_adopt_refuses_nothing_and_nonsense(client: Client) -> None:
    assert "Choose at least one indicator." in text(client.post(ADOPT, {"x": ""}))
    assert "is not one of the available choices" in text(client.post(ADOPT, {"codes": ["XX01"]}))
    assert not Indicator.objects.exists()


def test_indicator_adopt_keeps_ticks_when_something_is_wrong(client: Client) -> None:
    page = client.post(ADOPT, {"codes": ["CP05", "XX01"]})
    assert text(page).count(" checked>") == 1


def test_indicator_adopt_asks_whose_library_where_there_are_several(
    client: Client, abroad: Authority
) -> None:
    asked = client.get(ADOPT)
    assert "Choose whose library you add to" in text(asked)
    address = f"{ADOPT}?authority={abroad.pk}"
    assert "Essex County Council" in text(client.get(address))
    client.post(address, {"codes": ["CP05"]})
    assert Indicator.objects.get().authority == abroad


def test_indicator_adopt_for_a_council_where_the_person_only_reads_is_refused(
    client: Client, analyst: User, abroad: Authority
) -> None:
    third = AuthorityFactory()
    MembershipFactory(user=analyst, authority=third, role="reader")
    response = client.post(f"{ADOPT}?authority={third.pk}", {"codes": ["CP05"]})
    assert response.context["form"].errors.keys() == {"authority"}
    assert not Indicator.objects.exists()


# --- one of their own ---------------------------------------------------------------------------


def test_indicator_add_makes_an_indicator_of_the_one_council(
    client: Client, authority: Authority
) -> None:
    blank = Indicator(authority=authority, unit="count", name="Children heard", code="OWN1")
    page = client.get(ADD)
    assert "retired_on" not in page.context["form"].fields
    response = client.post(ADD, said_of(blank, definition="How many.", counted="Children"))
    made = Indicator.objects.get()
    assert (response.status_code, response["Location"]) == (302, at("indicator_detail", made.pk))
    assert (made.authority, made.code) == (authority, "OWN1")


def test_indicator_add_offers_people_themes_and_areas_of_the_council(
    client: Client, authority: Authority, theme_lead: User
) -> None:
    theme, elsewhere = ThemeFactory(plan__authority=authority), ThemeFactory()
    area, other_area = PracticeAreaFactory(authority=authority), PracticeAreaFactory()
    form = client.get(ADD).context["form"]
    owners = form.fields["owner"].queryset
    assert theme_lead in owners
    assert MembershipFactory().user not in owners
    assert UserFactory(role="updater", role__authority=authority, is_active=False) not in owners
    assert list(form.fields["themes"].queryset) == [theme]
    assert list(form.fields["practice_area"].queryset) == [area]
    blank = Indicator(authority=authority, unit="count", name="Children heard", code="OWN1")
    sent = said_of(blank, definition="How many.", counted="Children")
    refused = client.post(ADD, {**sent, "themes": elsewhere.pk, "practice_area": other_area.pk})
    assert refused.context["form"].errors.keys() == {"themes", "practice_area"}


def test_indicator_add_names_the_plan_of_a_theme_where_there_are_several(
    client: Client, authority: Authority
) -> None:
    theme = ThemeFactory(plan__authority=authority)
    assert f"({theme.plan})" not in text(client.get(ADD))
    PlanFactory(authority=authority)
    assert f"({theme.plan})" in text(client.get(ADD))


@pytest.mark.parametrize(
    ("unit", "out_of", "message"),
    [
        ("percent", "", "Say what it is out of."),
        ("count", "All children", "A plain number is out of nothing."),
    ],
)
def test_indicator_add_asks_for_what_a_ratio_is_out_of(
    client: Client, indicator: Indicator, unit: str, out_of: str, message: str
) -> None:
    sent = said_of(indicator, code="OWN1", name="Another", unit=unit, out_of=out_of)
    assert message in text(client.post(ADD, sent))


def test_indicator_add_refuses_a_code_that_is_taken(client: Client, indicator: Indicator) -> None:
    response = client.post(ADD, said_of(indicator, name="Another"))
    assert "There is an indicator with this code already." in text(response)


def test_indicator_edit_changes_it(client: Client, indicator: Indicator, theme_lead: User) -> None:
    response = client.post(
        at("indicator_edit", indicator.pk),
        said_of(indicator, owner=theme_lead.pk, retired_on="30 4 2018", unit="days"),
    )
    assert response.status_code == 302
    indicator.refresh_from_db()
    assert (indicator.owner, indicator.retired_on) == (theme_lead, date(2018, 4, 30))
    assert indicator.unit == "days"
    client.post(at("indicator_edit", indicator.pk), said_of(indicator, retired_on=""))
    indicator.refresh_from_db()
    assert indicator.retired_on is None


def test_indicator_edit_does_not_ask_how_it_is_counted_once_there_are_figures(
    client: Client, indicator: Indicator
) -> None:
    observe(indicator, APRIL, [80])
    page = client.get(at("indicator_edit", indicator.pk))
    assert "Figures are recorded for it, so this stays as it is." in text(page)
    client.post(at("indicator_edit", indicator.pk), said_of(indicator, unit="days", decimals=1))
    indicator.refresh_from_db()
    assert (indicator.unit, indicator.decimals) == ("percent", 1)


def test_indicator_edit_shows_what_somebody_else_saved(
    client: Client, indicator: Indicator, administrator: User
) -> None:
    sent = said_of(indicator, note="Mine.")
    change_indicator(indicator=indicator, by=administrator, revision=1, note="Theirs.")
    response = client.post(at("indicator_edit", indicator.pk), sent)
    assert differences(response.context["form"]) == [("Note", "Theirs.", "Mine.")]
    again = response.context["form"].data.dict()
    assert client.post(at("indicator_edit", indicator.pk), again).status_code == 302
    indicator.refresh_from_db()
    assert indicator.note == "Mine."


def test_indicator_edit_keeps_an_owner_who_has_left(client: Client, indicator: Indicator) -> None:
    gone = UserFactory(is_active=False)
    Indicator.objects.filter(pk=indicator.pk).update(owner=gone)
    sent = said_of(indicator, owner=gone.pk)
    assert client.post(at("indicator_edit", indicator.pk), sent).status_code == 302


# --- targets ------------------------------------------------------------------------------------


def test_target_add_sets_a_target_with_milestones(client: Client, indicator: Indicator) -> None:
    response = client.post(
        at("target_add", indicator.pk),
        {
            "from_on": "1 April 2018",
            "value": "90",
            "tolerance": "5",
            "stretch": "95",
            "milestone_period_1": "2018-06-01",
            "milestone_1": "82.5",
            "milestone_period_2": "2018-09-01",
            "milestone_2": "",
        },
    )
    assert response.status_code == 302
    target = Target.objects.get()
    assert (target.from_on, target.value, target.stretch) == (APRIL, 90, 95)
    step = target.milestones.get()
    assert (step.starts_on, step.value) == (date(2018, 6, 1), Decimal("82.5"))


def test_target_add_asks_for_a_range_where_a_band_is_better(
    client: Client, authority: Authority
) -> None:
    rate = IndicatorFactory(authority=authority, unit="per_10000", polarity="band")
    form = client.get(at("target_add", rate.pk)).context["form"]
    asked = {field.name for field in form}
    assert asked == {"from_on", "lower", "upper", "tolerance", "words", "note"}
    sent = {"from_on": "1 4 2018", "tolerance": "0", "lower": "60", "upper": "50"}
    response = client.post(at("target_add", rate.pk), sent)
    assert "The upper end of the range lies below the lower end." in text(response)
    client.post(at("target_add", rate.pk), {**sent, "upper": "70"})
    assert (Target.objects.get().lower, Target.objects.get().upper) == (60, 70)


def test_target_add_asks_only_for_words_where_nothing_is_better(
    client: Client, authority: Authority
) -> None:
    count = IndicatorFactory(authority=authority, unit="count", polarity="neutral")
    form = client.get(at("target_add", count.pk)).context["form"]
    assert [field.name for field in form] == ["from_on", "words", "note"]
    sent = {"from_on": "1 4 2018", "words": "Above statistical neighbours"}
    client.post(at("target_add", count.pk), sent)
    assert Target.objects.get().words == "Above statistical neighbours"


def test_target_add_says_what_councils_aim_for_of_a_standard(
    client: Client, authority: Authority
) -> None:
    standard = standards()["CL15"]
    known = IndicatorFactory(authority=authority, code="CL15", name=standard.name)
    own = IndicatorFactory(authority=authority, code="CL16")
    assert "26 weeks, the limit in law" in text(client.get(at("target_add", known.pk)))
    assert "Typical target" not in text(client.get(at("target_add", own.pk)))


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Enter a target, an expected range or a target in words."),
        ({"value": "many"}, "Enter a number."),
        ({"value": "90", "stretch": "80"}, "Enter a stretch target better than the target."),
        ({"value": "90", "milestone_1": "80"}, "Choose the period of milestone 1."),
        (
            {"value": "90", "milestone_1": "80", "milestone_period_1": "2018-03-01"},
            "March 2018 is before the target holds.",
        ),
        (
            {"value": "90", "milestone_1": "80", "milestone_period_1": "1066-10-01"},
            "is not one of the available choices",
        ),
    ],
)
def test_target_add_says_what_is_wrong(
    client: Client, indicator: Indicator, sent: dict[str, str], message: str
) -> None:
    common = {"from_on": "1 4 2018", "tolerance": "0", "milestone_1": "", "milestone_period_1": ""}
    response = client.post(at("target_add", indicator.pk), {**common, **sent})
    assert response.status_code == 200
    assert message in text(response)
    assert not Target.objects.exists()


def test_target_add_gives_more_rows_and_saves_nothing(client: Client, indicator: Indicator) -> None:
    typed = {"from_on": "1 4 2018", "value": "90", "milestone_1": "80"} | {
        f"milestone_{row}": "" for row in (2, 3)
    }
    page = client.post(at("target_add", indicator.pk), {**typed, "more": "1"})
    form = page.context["form"]
    assert len(form.rows) == 6
    assert (form["value"].value(), form["milestone_1"].value()) == ("90", "80")
    assert not form.errors
    assert not Target.objects.exists()


def test_target_add_offers_what_was_typed_and_not_saved_with_all_its_rows(
    client: Client, indicator: Indicator
) -> None:
    typed = {"from_on": "1 4 2018", "value": "ninety", "milestone_period_6": "2018-09-01"} | {
        f"milestone_{row}": "" for row in range(1, 7)
    }
    address = at("target_add", indicator.pk)
    mark = client.get(address).text.partition('name="kept_for" value="')[2].partition('"')[0]
    client.post(address, {**typed, "milestone_6": "85", "kept_for": mark})
    page = client.get(address, {"typed": "back"})
    form = page.context["form"]
    assert "is back in the form" in page.text
    assert len(form.rows) == 6
    assert (form["value"].value(), form["milestone_6"].value()) == ("ninety", "85")
    assert 'value="2018-09-01" selected' in page.text


def test_target_edit_shows_the_numbers_as_they_were_typed(
    client: Client, indicator: Indicator
) -> None:
    target = TargetFactory(indicator=indicator, value=Decimal("90.50"), from_on=APRIL)
    MilestoneFactory(target=target, starts_on=APRIL, value=Decimal(80))
    form = client.get(at("target_edit", target.pk)).context["form"]
    assert (form["value"].value(), form["milestone_1"].value()) == ("90.5", "80")
    assert form["milestone_period_1"].value() == "2018-04-01"
    assert len(form.rows) == 4


def test_target_edit_puts_it_right_and_clears_a_milestone(
    client: Client, indicator: Indicator
) -> None:
    target = TargetFactory(indicator=indicator, from_on=APRIL)
    MilestoneFactory(target=target, starts_on=APRIL)
    sent = {"from_on": "1 4 2018", "value": "85", "tolerance": "5", "revision": 1}
    cleared = {"milestone_period_1": "2018-04-01", "milestone_1": ""}
    assert client.post(at("target_edit", target.pk), {**sent, **cleared}).status_code == 302
    target.refresh_from_db()
    assert target.value == 85
    assert not target.milestones.exists()


def test_target_edit_with_more_rows_keeps_what_is_typed(
    client: Client, indicator: Indicator
) -> None:
    target = TargetFactory(indicator=indicator, from_on=APRIL)
    MilestoneFactory(target=target, starts_on=APRIL)
    typed = {"from_on": "1 4 2018", "value": "85", "revision": 1, "milestone_1": "", "more": "1"}
    form = client.post(at("target_edit", target.pk), typed).context["form"]
    assert (form["value"].value(), form["milestone_1"].value()) == ("85", "")
    assert str(form["revision"].value()) == "1"


def test_target_edit_shows_what_somebody_else_saved(
    client: Client, indicator: Indicator, administrator: User
) -> None:
    target = TargetFactory(indicator=indicator, from_on=APRIL)
    change_target(
        target=target, by=administrator, revision=1, milestones=[(APRIL, Decimal("70.00"))]
    )
    sent = {"from_on": "1 4 2018", "value": "90", "tolerance": "5", "revision": 1}
    response = client.post(
        at("target_edit", target.pk),
        {**sent, "milestone_period_1": "2018-04-01", "milestone_1": "75"},
    )
    assert differences(response.context["form"]) == [("Milestone 1", "70", "75")]
    again = response.context["form"].data.dict()
    assert client.post(at("target_edit", target.pk), again).status_code == 302
    assert target.milestones.get().value == 75


# --- scorecards ---------------------------------------------------------------------------------


@pytest.fixture
def three(authority: Authority) -> list[Indicator]:
    """Three indicators, A to C."""
    return [IndicatorFactory(authority=authority, code=code) for code in "ABC"]


def test_scorecard_add_orders_indicators_by_their_numbers(
    client: Client, three: list[Indicator]
) -> None:
    a, _, c = three
    sent = {"name": "Board", "order": 1, f"place_{a.pk}": 9, f"place_{c.pk}": 4}
    response = client.post(at("scorecard_add"), sent)
    card = Scorecard.objects.get()
    assert response["Location"] == at("scorecard_detail", card.pk)
    assert [entry.indicator.code for entry in card.entries.all()] == ["C", "A"]


def test_scorecard_add_offers_what_is_in_use_in_its_council(
    client: Client, authority: Authority, three: list[Indicator]
) -> None:
    IndicatorFactory()
    IndicatorFactory(authority=authority, retired_on=APRIL)
    form = client.get(at("scorecard_add")).context["form"]
    assert [indicator for _, indicator in form.places] == three


def test_scorecard_add_offers_what_was_typed_and_not_saved(
    client: Client, three: list[Indicator]
) -> None:
    address = at("scorecard_add")
    mark = client.get(address).text.partition('name="kept_for" value="')[2].partition('"')[0]
    sent = {"name": "", "description": "For the board.", f"place_{three[1].pk}": "2"}
    client.post(address, {**sent, "kept_for": mark})
    form = client.get(address, {"typed": "back"}).context["form"]
    assert form["description"].value() == "For the board."
    assert form[f"place_{three[1].pk}"].value() == "2"
    assert not Scorecard.objects.exists()


@pytest.mark.parametrize(
    ("moved", "to", "order"),
    [("C", 1, "CAB"), ("C", 2, "ACB"), ("A", 2, "BAC"), ("A", 3, "BCA"), ("B", "", "AC")],
)
def test_scorecard_edit_moves_one_and_the_others_make_room(
    client: Client, three: list[Indicator], moved: str, to: Any, order: str
) -> None:
    card = ScorecardFactory(authority=three[0].authority)
    for place, each in enumerate(three, start=1):
        ScorecardEntryFactory(scorecard=card, indicator=each, order=place)
    places: dict[str, Any] = {
        f"place_{each.pk}": place for place, each in enumerate(three, start=1)
    }
    places[f"place_{three['ABC'.index(moved)].pk}"] = to
    sent = {"name": card.name, "order": 1, "revision": 1, **places}
    assert client.post(at("scorecard_edit", card.pk), sent).status_code == 302
    assert "".join(entry.indicator.code for entry in card.entries.all()) == order


def test_scorecard_edit_keeps_a_retired_indicator_until_it_is_taken_off(
    client: Client, three: list[Indicator]
) -> None:
    card = ScorecardFactory(authority=three[0].authority)
    ScorecardEntryFactory(scorecard=card, indicator=three[2])
    Indicator.objects.filter(pk=three[2].pk).update(retired_on=APRIL)
    form = client.get(at("scorecard_edit", card.pk)).context["form"]
    assert [indicator.code for _, indicator in form.places] == ["C", "A", "B"]


@pytest.mark.parametrize("place", ["0", "-1", "first"])
def test_scorecard_edit_refuses_a_place_that_is_none(
    client: Client, three: list[Indicator], place: str
) -> None:
    card = ScorecardFactory(authority=three[0].authority)
    sent = {"name": card.name, "order": 1, "revision": 1, f"place_{three[0].pk}": place}
    form = client.post(at("scorecard_edit", card.pk), sent).context["form"]
    assert form.errors.keys() == {f"place_{three[0].pk}"}


def test_scorecard_edit_shows_what_somebody_else_saved(
    client: Client, three: list[Indicator], administrator: User
) -> None:
    card = ScorecardFactory(authority=three[0].authority, name="Board")
    save_scorecard(
        authority=card.authority,
        by=administrator,
        name="Board",
        indicators=[three[1]],
        scorecard=card,
        revision=1,
    )
    sent = {"name": "Board", "order": 1, "revision": 1, f"place_{three[0].pk}": 1}
    response = client.post(at("scorecard_edit", card.pk), sent)
    assert differences(response.context["form"]) == [
        (str(three[1]), "1", "–"),
        (str(three[0]), "–", "1"),
    ]


def test_scorecard_add_refuses_a_name_that_is_taken(client: Client, authority: Authority) -> None:
    ScorecardFactory(authority=authority, name="Board")
    response = client.post(at("scorecard_add"), {"name": "Board", "order": 1})
    assert "There is a scorecard with this name already." in text(response)


# --- control limits -----------------------------------------------------------------------------


def test_rebase_add_offers_periods_with_figures_after_the_first(
    client: Client, indicator: Indicator, analyst: User
) -> None:
    observe(indicator, APRIL, [70, None, 80, 90])
    form = client.get(at("rebase_add", indicator.pk)).context["form"]
    assert [label for _, label in form.fields["starts_on"].choices] == [
        "Choose one",
        "April 2018",
        "March 2018",
    ]
    assert "breakdown" not in form.fields
    sent = {"starts_on": "2018-03-01", "reason": "A second team began."}
    assert client.post(at("rebase_add", indicator.pk), sent).status_code == 302
    made = Rebase.objects.get()
    assert (made.starts_on, made.made_by) == (date(2018, 3, 1), analyst)


def test_rebase_add_offers_the_teams_that_have_figures(
    client: Client, indicator: Indicator
) -> None:
    team, _ = (BreakdownFactory(authority=indicator.authority) for _ in range(2))
    observe(indicator, APRIL, [70, 80])
    observe(indicator, APRIL, [60, 65], breakdown=team)
    form = client.get(at("rebase_add", indicator.pk)).context["form"]
    assert list(form.fields["breakdown"].queryset) == [team]
    sent = {"starts_on": "2018-04-01", "reason": "New.", "breakdown": team.pk}
    client.post(at("rebase_add", indicator.pk), sent)
    assert Rebase.objects.get().breakdown == team


def test_rebase_add_needs_a_reason_and_six_figures_to_fix(
    client: Client, indicator: Indicator
) -> None:
    observe(indicator, APRIL, [70, 80])
    sent = {"starts_on": "2018-04-01", "reason": " ", "fixed_on": "5"}
    form = client.post(at("rebase_add", indicator.pk), sent).context["form"]
    assert form.errors.keys() == {"reason", "fixed_on"}


def test_rebase_add_refuses_a_second_start_in_one_period(
    client: Client, indicator: Indicator
) -> None:
    observe(indicator, APRIL, [70, 80])
    RebaseFactory(indicator=indicator, starts_on=APRIL, reason="The first team.")
    page = client.get(at("rebase_add", indicator.pk))
    assert "The first team." in text(page)
    sent = {"starts_on": "2018-04-01", "reason": "New."}
    response = client.post(at("rebase_add", indicator.pk), sent)
    assert "The limits are recalculated from this period already." in text(response)


def test_rebase_add_says_where_there_are_no_limits(client: Client, authority: Authority) -> None:
    rolling = IndicatorFactory(authority=authority, period_type="rolling_12")
    assert "This indicator has no control limits" in text(client.get(at("rebase_add", rolling.pk)))


def test_rebase_remove_asks_before_it_removes(client: Client, indicator: Indicator) -> None:
    made = RebaseFactory(indicator=indicator, reason="A second team began.")
    assert "A second team began." in text(client.get(at("rebase_remove", made.pk)))
    assert Rebase.objects.exists()
    response = client.post(at("rebase_remove", made.pk))
    assert response["Location"] == at("indicator_detail", indicator.pk)
    assert not Rebase.objects.exists()


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["analyst", "administrator", "theme_lead", "author", "updater"])
def test_only_who_keeps_the_library_changes_it(
    indicator: Indicator, client_of: ClientOf, role: str
) -> None:
    authority = indicator.authority
    person = UserFactory(role=role, role__authority=authority)
    target, made = TargetFactory(indicator=indicator), RebaseFactory(indicator=indicator)
    card = ScorecardFactory(authority=authority)
    addresses = [
        ADD,
        ADOPT,
        at("scorecard_add"),
        at("scorecard_edit", card.pk),
        at("indicator_edit", indicator.pk),
        at("target_add", indicator.pk),
        at("target_edit", target.pk),
        at("rebase_add", indicator.pk),
        at("rebase_remove", made.pk),
    ]
    expected = 200 if role in ("analyst", "administrator") else 403
    found = {address: client_of(person).get(address).status_code for address in addresses}
    assert found == dict.fromkeys(addresses, expected)

"""The pages of commentary, as people meet them."""

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, User
from performance.models import Commentary, Indicator
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.performance import (
    CommentaryFactory,
    ComparatorFactory,
    IndicatorFactory,
    TargetFactory,
    observe,
)

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
APRIL = date(2018, 4, 30)
STARTS = date(2018, 4, 1)
HOSTILE = "<script>alert(1)</script>"
WRITTEN = {"data_shows": "Visits fell to 78%.", "being_done": "A second team visits."}


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2018, 5, 3)


@pytest.fixture
def owner(authority: Authority) -> User:
    """An officer who explains what they own."""
    return UserFactory(name="Head of Assessment", role="updater", role__authority=authority)


@pytest.fixture
def indicator(authority: Authority, owner: User) -> Indicator:
    """78% of visits on time in April, 83% in March; the target is 90%."""
    made = IndicatorFactory(
        authority=authority,
        code="CP11",
        name="Child protection visits in timescale",
        owner=owner,
    )
    TargetFactory(indicator=made)
    observe(made, APRIL, [83, 78])
    return made


@pytest.fixture
def commentary(indicator: Indicator) -> Commentary:
    """It was asked for, and nothing is written yet."""
    return CommentaryFactory(
        indicator=indicator,
        starts_on=STARTS,
        state="asked",
        data_shows="",
        reasons="12 percentage points below the target.",
        due_on=date(2018, 5, 11),
    )


def text(response: Any) -> str:
    """The page as a person reads it, in one line."""
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def opened(client: Client, address: str, **query: str) -> str:
    """A page opened."""
    return text(client.get(address, query))


def sent(client: Client, address: str, **data: Any) -> str:
    """What a person sees after sending a form."""
    return text(client.post(address, data, follow=True))


def answers(commentary: Commentary, **texts: Any) -> dict[str, Any]:
    """The form of the four questions."""
    parts = {part: getattr(commentary, part) for part in Commentary.PARTS}
    return {**parts, "revision": commentary.revision, **texts}


LIST = reverse("performance:exception_list")
ASK = reverse("performance:commentary_ask")


def start_of(indicator: Indicator) -> str:
    """Where commentary on an indicator begins."""
    return reverse("performance:commentary_start", args=[indicator.pk])


def move_of(commentary: Commentary) -> str:
    """Where a commentary takes its next step."""
    return reverse("performance:commentary_move", args=[commentary.pk])


# --- exception_list -----------------------------------------------------------------------------


def test_exception_list_shows_what_needs_attention_and_why(
    client_of: ClientOf, analyst: User, indicator: Indicator
) -> None:
    calm = IndicatorFactory(authority=indicator.authority, name="Reviews on time")
    TargetFactory(indicator=calm)
    observe(calm, APRIL, [95])
    page = opened(client_of(analyst), LIST)
    assert "Exceptions in April 2018" in page
    assert "1 of 2 indicators needs attention." in page
    assert "Child protection visits in timescale" in page
    assert "<strong>Off target.</strong> 12 percentage points below the target of 90%." in page
    assert "Head of Assessment" in page
    assert "Reviews on time" not in page


def test_exception_list_shows_another_month_when_asked(
    client_of: ClientOf, reader: User, indicator: Indicator
) -> None:
    page = opened(client_of(reader), LIST, month="2018-03")
    assert "Exceptions in March 2018" in page
    assert "7 percentage points below the target of 90%." in page
    assert '<option value="2018-04">April 2018</option>' in page
    assert "Exceptions in April 2018" in opened(client_of(reader), LIST, month="x")


def test_exception_list_offers_months_after_today_that_have_figures(
    client_of: ClientOf, reader: User, indicator: Indicator
) -> None:
    observe(indicator, date(2021, 4, 30), [70])
    assert '<option value="2021-04">April 2021</option>' in opened(client_of(reader), LIST)
    page = opened(client_of(reader), LIST, month="2021-04")
    assert "20 percentage points below the target of 90%." in page


def test_exception_list_offers_asking_to_those_who_may(
    client_of: ClientOf, analyst: User, owner: User, indicator: Indicator
) -> None:
    link = f"{ASK}?month=2018-04&authority=barnet"
    assert link in opened(client_of(analyst), LIST)
    page = opened(client_of(owner), LIST)
    assert link not in page
    assert f"{start_of(indicator)}?month=2018-04" in page


def test_exception_list_says_who_has_not_answered(
    client_of: ClientOf, analyst: User, reader: User, commentary: Commentary
) -> None:
    page = opened(client_of(analyst), LIST)
    assert "Commentary not submitted yet" in page
    assert "Head of Assessment: " in page
    assert "(by 11 May 2018)" in page
    seen = opened(client_of(reader), LIST)
    assert "Asked for" in seen
    assert "Commentary not submitted yet" not in seen
    assert commentary.get_absolute_url() not in seen
    Commentary.objects.update(state="submitted")
    assert "Commentary not submitted yet" not in opened(client_of(analyst), LIST)


def test_exception_list_hides_small_numbers_from_those_who_may_not_see_them(
    client_of: ClientOf, analyst: User, owner: User, authority: Authority
) -> None:
    made = IndicatorFactory(authority=authority, unit="count", polarity="lower", owner=owner)
    TargetFactory(indicator=made, value=0, tolerance=0)
    observe(made, APRIL, [4])
    CommentaryFactory(indicator=made, starts_on=STARTS)
    seen = opened(client_of(owner), LIST)
    assert "Hidden" in seen
    assert "Small numbers (1 to 5) are hidden" in seen
    assert "4 above" not in seen
    assert "4 above the target of 0." in opened(client_of(analyst), LIST)


def test_exception_list_says_so_when_nothing_needs_attention(
    client_of: ClientOf, reader: User, authority: Authority
) -> None:
    assert "There are no indicators yet." in opened(client_of(reader), LIST)
    made = IndicatorFactory(authority=authority)
    observe(made, APRIL, [95])
    assert "None of 1 indicator needs attention." in opened(client_of(reader), LIST)


def test_exception_list_shows_each_council_of_an_adviser(
    client_of: ClientOf, reader: User, indicator: Indicator, outsider: User
) -> None:
    elsewhere = outsider.authorities[0]
    MembershipFactory(user=reader, authority=elsewhere, role="reader")
    page = opened(client_of(reader), LIST)
    assert "London Borough of Barnet</h2>" in page
    assert "Essex County Council</h2>" in page
    assert "Child protection visits" not in opened(client_of(outsider), LIST)


def test_exception_list_shows_an_operator_every_council(
    client_of: ClientOf, superuser: User, indicator: Indicator
) -> None:
    page = opened(client_of(superuser), LIST)
    assert "Child protection visits in timescale" in page
    assert "Ask for commentary" in page


# --- commentary_ask -----------------------------------------------------------------------------


def test_commentary_ask_names_who_would_be_asked(
    client_of: ClientOf, analyst: User, indicator: Indicator
) -> None:
    page = opened(client_of(analyst), ASK, month="2018-04")
    assert "CP11 Child protection visits in timescale</strong>, April 2018: Head of" in page
    assert 'value="11 May 2018"' in page  # five working days: 7 May is a bank holiday


def test_commentary_ask_asks_and_tells_what_was_asked(
    client_of: ClientOf, analyst: User, indicator: Indicator
) -> None:
    made = IndicatorFactory(authority=indicator.authority, code="XX01")
    TargetFactory(indicator=made)
    observe(made, APRIL, [50])
    page = sent(client_of(analyst), f"{ASK}?month=2018-04", due_on="18 5 2018")
    assert "Commentary on 2 indicators asked of 1 owner. They find it in My work." in page
    assert "XX01 has no owner yet." in page
    assert {each.due_on for each in Commentary.objects.all()} == {date(2018, 5, 18)}
    page = opened(client_of(analyst), ASK, month="2018-04")
    assert "Nothing new needs attention in April 2018" in page
    page = sent(client_of(analyst), f"{ASK}?month=2018-04", due_on="18 5 2018")
    assert "nobody was asked" in page
    assert Commentary.objects.count() == 2


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        ("2 5 2018", "Enter a day that is not over yet."),
        ("", "Enter the day by which owners should answer."),
    ],
)
def test_commentary_ask_refuses_a_day_that_is_over(
    client_of: ClientOf, analyst: User, indicator: Indicator, due_on: str, said: str
) -> None:
    page = sent(client_of(analyst), f"{ASK}?month=2018-04", due_on=due_on)
    assert said in page
    assert not Commentary.objects.exists()


def test_commentary_ask_is_for_those_who_accept(
    client_of: ClientOf, owner: User, outsider: User, indicator: Indicator
) -> None:
    assert client_of(owner).get(ASK).status_code == 403
    assert client_of(owner).post(ASK, {"due_on": "18 5 2018"}).status_code == 403
    assert client_of(outsider).get(ASK, {"authority": "barnet"}).status_code == 404
    assert not Commentary.objects.exists()


# --- commentary_start ---------------------------------------------------------------------------


def test_commentary_start_begins_without_being_asked(
    client_of: ClientOf, owner: User, indicator: Indicator
) -> None:
    address = f"{start_of(indicator)}?month=2018-03"
    page = opened(client_of(owner), start_of(indicator), month="2018-03")
    assert "Start commentary for March 2018" in page
    assert "83% in March 2018" in page
    assert not Commentary.objects.exists()
    page = sent(client_of(owner), address)
    assert "Commentary for March 2018" in page
    made = Commentary.objects.get()
    assert (made.state, made.starts_on) == ("draft", date(2018, 3, 1))
    for answer in (client_of(owner).get(address), client_of(owner).post(address)):
        assert answer["Location"] == made.get_absolute_url()
    assert Commentary.objects.count() == 1


def test_commentary_start_is_for_the_owner_and_those_who_write_any(
    client_of: ClientOf, authority: Authority, outsider: User, indicator: Indicator
) -> None:
    other = UserFactory(role="updater", role__authority=authority)
    assert client_of(other).post(start_of(indicator)).status_code == 403
    assert client_of(outsider).post(start_of(indicator)).status_code == 404
    assert not Commentary.objects.exists()


# --- commentary_edit ----------------------------------------------------------------------------


def test_commentary_edit_has_the_figures_and_last_period_in_view(
    client_of: ClientOf, owner: User, commentary: Commentary
) -> None:
    ComparatorFactory(indicator=commentary.indicator)
    CommentaryFactory(
        indicator=commentary.indicator,
        starts_on=date(2018, 3, 1),
        data_shows="It was better in March.",
    )
    page = opened(client_of(owner), commentary.get_absolute_url())
    assert "What does the data show?" in page
    assert "78% in April 2018: 12 percentage points below the target of 90%" in page
    assert "Answer by 11 May 2018." in page
    assert "12 percentage points below the target." in page
    assert "82% (2016/17)" in page
    assert "Commentary for March 2018" in page
    assert "It was better in March." in page
    assert "before you submit" not in page.partition("<form method")[0]


def test_commentary_edit_saves_a_draft(
    client_of: ClientOf, owner: User, commentary: Commentary
) -> None:
    page = sent(
        client_of(owner),
        commentary.get_absolute_url(),
        **answers(commentary, data_shows="Visits fell to 78%."),
    )
    assert "Commentary saved. Submit it when it is ready." in page
    commentary.refresh_from_db()
    assert (commentary.state, commentary.data_shows) == ("draft", "Visits fell to 78%.")


def test_commentary_edit_submits_what_fits_at_once(
    client_of: ClientOf, owner: User, commentary: Commentary
) -> None:
    data = answers(commentary, **WRITTEN, submit="1")
    page = sent(client_of(owner), commentary.get_absolute_url(), **data)
    assert "Commentary submitted. It waits to be accepted." in page
    commentary.refresh_from_db()
    assert (commentary.state, commentary.revision) == ("submitted", 3)


def test_commentary_edit_shows_warnings_before_it_submits_and_never_stands_in_the_way(
    client_of: ClientOf, owner: User, commentary: Commentary
) -> None:
    client, address = client_of(owner), commentary.get_absolute_url()
    wrong = {"data_shows": "Visits improved to 71%.", "being_done": "A second team visits."}
    page = sent(client, address, **answers(commentary, **wrong, submit="1"))
    assert "Saved, and not submitted yet." in page
    assert "Look at these before you submit" in page
    assert "The text says “improved”, but the figure is 5 percentage points worse" in page
    assert "“71%” is not a figure of “Child protection visits in timescale”." in page
    commentary.refresh_from_db()
    assert (commentary.state, commentary.data_shows) == ("draft", "Visits improved to 71%.")

    seen = client.get(address).context["warnings"]
    page = sent(client, address, **answers(commentary, submit="1", seen=seen))
    assert "Commentary submitted." in page
    commentary.refresh_from_db()
    assert commentary.state == "submitted"


def test_commentary_edit_shows_new_warnings_once_more(
    client_of: ClientOf, owner: User, commentary: Commentary
) -> None:
    data = answers(commentary, **WRITTEN, submit="1", seen=["Another warning."])
    data["data_shows"] = "Visits fell to 70%."
    page = sent(client_of(owner), commentary.get_absolute_url(), **data)
    assert "not submitted yet" in page


def test_commentary_edit_keeps_the_words_when_something_is_missing(
    client_of: ClientOf, owner: User, commentary: Commentary
) -> None:
    data = answers(commentary, data_shows="Visits fell.", submit="1")
    page = sent(client_of(owner), commentary.get_absolute_url(), **data)
    assert "Say what is being done before you submit." in page
    assert "Visits fell.</textarea>" in page
    commentary.refresh_from_db()
    assert (commentary.state, commentary.data_shows) == ("asked", "")


def test_commentary_edit_shows_both_versions_when_somebody_saved_meanwhile(
    client_of: ClientOf, owner: User, commentary: Commentary
) -> None:
    Commentary.objects.update(data_shows="Theirs.", revision=2)
    data = answers(commentary, data_shows="Mine.")
    page = sent(client_of(owner), commentary.get_absolute_url(), **data)
    assert "Somebody saved this while you were writing" in page
    assert "Theirs." in page
    assert "Mine.</textarea>" in page
    assert 'name="revision" value="2"' in page
    commentary.refresh_from_db()
    assert commentary.data_shows == "Theirs."


def test_commentary_edit_is_read_by_others_and_written_by_the_owner(
    client_of: ClientOf, clearer: User, reader: User, outsider: User, commentary: Commentary
) -> None:
    address, data = commentary.get_absolute_url(), answers(commentary, data_shows="Mine.")
    page = opened(client_of(clearer), address)
    assert "Nothing is written yet." in page
    assert "<textarea" not in page
    assert client_of(clearer).post(address, data).status_code == 403
    assert client_of(reader).get(address).status_code == 403
    assert client_of(outsider).get(address).status_code == 404
    Commentary.objects.update(state="accepted", data_shows="Visits fell.")
    assert "Visits fell." in opened(client_of(reader), address)


def test_commentary_edit_of_what_was_accepted_is_for_those_who_accept(
    client_of: ClientOf, owner: User, analyst: User, commentary: Commentary
) -> None:
    Commentary.objects.update(state="accepted", **WRITTEN)
    commentary.refresh_from_db()
    address = commentary.get_absolute_url()
    assert "<textarea" not in opened(client_of(owner), address)
    assert client_of(owner).post(address, answers(commentary)).status_code == 403
    page = sent(client_of(analyst), address, **answers(commentary, data_shows="It fell."))
    assert "Commentary accepted. Papers for April 2018 print it." in page


def test_commentary_edit_never_takes_words_for_markup(
    client_of: ClientOf, owner: User, commentary: Commentary
) -> None:
    Commentary.objects.update(
        **dict.fromkeys(Commentary.PARTS, HOSTILE), state="returned", return_reason=HOSTILE
    )
    page = client_of(owner).get(commentary.get_absolute_url()).content.decode()
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


# --- commentary_move ----------------------------------------------------------------------------


def test_commentary_edit_offers_the_steps_to_those_who_accept(
    client_of: ClientOf, owner: User, analyst: User, submitted: Commentary
) -> None:
    page = opened(client_of(analyst), submitted.get_absolute_url())
    assert ">Accept</button>" in page
    assert "Return with a reason" in page
    seen = opened(client_of(owner), submitted.get_absolute_url())
    assert ">Accept</button>" not in seen
    assert "Return with a reason" not in seen


@pytest.fixture
def submitted(commentary: Commentary) -> Commentary:
    """It waits to be accepted."""
    Commentary.objects.update(state="submitted", **WRITTEN)
    commentary.refresh_from_db()
    return commentary


def test_commentary_move_accepts(
    client_of: ClientOf, analyst: User, owner: User, submitted: Commentary
) -> None:
    step = {"state": "accepted", "revision": submitted.revision}
    assert client_of(owner).post(move_of(submitted), step).status_code == 403
    page = sent(client_of(analyst), move_of(submitted), **step)
    assert "The commentary is now “accepted”." in page
    submitted.refresh_from_db()
    assert submitted.state == "accepted"


def test_commentary_move_returns_with_a_reason(
    client_of: ClientOf, analyst: User, owner: User, submitted: Commentary
) -> None:
    page = opened(client_of(analyst), move_of(submitted), state="returned")
    assert "Return the commentary" in page
    assert "Visits fell to 78%." in page
    step = {"state": "returned", "revision": submitted.revision}
    assert "Say what should be changed." in sent(client_of(analyst), move_of(submitted), **step)
    sent(client_of(analyst), move_of(submitted), **step, reason="Say since when.")
    page = opened(client_of(owner), submitted.get_absolute_url())
    assert "<strong>Returned because:</strong> Say since when." in page


def test_commentary_move_tells_when_somebody_saved_meanwhile(
    client_of: ClientOf, analyst: User, submitted: Commentary
) -> None:
    step = {"state": "accepted", "revision": submitted.revision}
    Commentary.objects.update(revision=9)
    page = sent(client_of(analyst), move_of(submitted), **step)
    assert "Somebody saved this commentary while you were reading." in page
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_commentary_move_refuses_a_step_that_is_not_open(
    client_of: ClientOf, analyst: User, commentary: Commentary
) -> None:
    step = {"state": "accepted", "revision": commentary.revision}
    page = sent(client_of(analyst), move_of(commentary), **step)
    assert "that step is not open to it" in page


def test_commentary_move_is_shut_to_those_who_only_read(
    client_of: ClientOf, clearer: User, outsider: User, submitted: Commentary
) -> None:
    assert client_of(clearer).get(move_of(submitted)).status_code == 403
    assert client_of(outsider).get(move_of(submitted)).status_code == 404


# --- my work ------------------------------------------------------------------------------------

MY_WORK = reverse("improvement:my_work")


def test_my_work_shows_the_commentary_asked_of_a_person(
    client_of: ClientOf, owner: User, analyst: User, commentary: Commentary
) -> None:
    page = opened(client_of(owner), MY_WORK)
    assert "Commentary to write" in page
    assert commentary.get_absolute_url() in page
    assert '11 May 2018<span class="app-work__where">in 8 days' in page
    assert "Nothing waits for you" not in page
    assert "Commentary to write" not in opened(client_of(analyst), MY_WORK)
    assert "Nothing waits for you" in opened(client_of(analyst), MY_WORK)


def test_my_work_tells_why_commentary_came_back(
    client_of: ClientOf, owner: User, commentary: Commentary
) -> None:
    Commentary.objects.update(state="returned", return_reason="Say since when.")
    assert "Returned because: Say since when." in opened(client_of(owner), MY_WORK)


def test_my_work_shows_the_commentary_to_accept(
    client_of: ClientOf, owner: User, analyst: User, submitted: Commentary
) -> None:
    page = opened(client_of(analyst), MY_WORK)
    assert "Commentary to accept" in page
    assert "April 2018, Head of Assessment" in page
    assert "Nothing waits for you" in opened(client_of(owner), MY_WORK)


def test_my_work_leads_to_all_commentary_that_waits(
    client_of: ClientOf, owner: User, indicator: Indicator
) -> None:
    for month in range(1, 13):
        CommentaryFactory(indicator=indicator, starts_on=date(2017, month, 1))
    page = opened(client_of(owner), MY_WORK)
    assert "(12)" in page
    assert "See all 12" in page

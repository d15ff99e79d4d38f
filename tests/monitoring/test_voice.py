"""What people said: you said, we did."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from monitoring.models import VoiceItem
from monitoring.services.voice import save_voice_item
from tests.factories.improvement import PracticeAreaFactory, ThemeFactory
from tests.factories.monitoring import VoiceItemFactory

ClientOf = Callable[[User], Client]
LIST = "monitoring:voice_item_list"
ANSWERED = {"done": "Reviews are held where they choose.", "told_on": date(2018, 4, 2)}


def typed(**boxes: Any) -> dict[str, Any]:
    """What somebody types on the form."""
    return {
        "speaker": "children",
        "group": "Children in Care Council",
        "heard_on": "12 3 2018",
        "said": "We want to choose where our reviews are held.",
        **boxes,
    }


# --- questions ----------------------------------------------------------------------------------


def test_an_item_is_answered_once_something_is_done_and_somebody_told(
    authority: Authority,
) -> None:
    made = {
        "silent": VoiceItemFactory(authority=authority),
        "untold": VoiceItemFactory(authority=authority, done="It is done."),
        "told of nothing": VoiceItemFactory(authority=authority, told_on=date(2018, 4, 2)),
        "answered": VoiceItemFactory(authority=authority, **ANSWERED),
    }
    answered = set(VoiceItem.objects.answered())
    assert answered == {made["answered"]}
    assert set(VoiceItem.objects.unanswered()) == set(made.values()) - answered
    assert {each for each in made.values() if each.is_answered} == answered


def test_what_is_unanswered_comes_first_and_the_newest_before_older_ones(
    authority: Authority,
) -> None:
    days = [date(2018, month, 1) for month in (1, 2, 3, 4)]
    old, answered_old, new, answered_new = (
        VoiceItemFactory(authority=authority, heard_on=day, **(ANSWERED if n % 2 else {}))
        for n, day in enumerate(days)
    )
    found = list(VoiceItem.objects.all().unanswered_first())
    assert found == [new, old, answered_new, answered_old]


# --- writing ------------------------------------------------------------------------------------


def test_an_item_is_saved_and_written_down_without_its_words(
    authority: Authority, author: User
) -> None:
    item = save_voice_item(
        authority=authority,
        by=author,
        speaker="staff",
        heard_on=date(2018, 3, 12),
        said="Caseloads are lower.",
    )
    save_voice_item(authority=authority, by=author, item=item, revision=1, said="They fell.")
    item.refresh_from_db()
    assert (item.said, item.revision) == ("They fell.", 2)
    events = AuditEvent.objects.filter(kind=AuditEvent.Kind.VOICE_CHANGED)
    assert [each.details for each in events] == [
        {"added": False, "fields": ["said"], "forgot": False},
        {"added": True, "fields": ["speaker", "heard_on", "said"], "forgot": False},
    ]


def test_words_that_told_who_it_was_can_be_removed_for_good(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    """Only what no longer stands goes: that there were earlier versions, and the rest, stays."""
    item, other = VoiceItemFactory.create_batch(
        2, authority=authority, said="Zoe is unhappy.", group="Zoe’s home"
    )
    address = reverse("monitoring:voice_item_edit", args=[item.pk])
    client = client_of(author)
    group = "Children in Care Council"
    client.post(address, typed(said="Zoe wants a choice.", revision=1))
    versions = item.history.order_by("history_id")
    assert versions.values_list("said", flat=True)[0] == "Zoe is unhappy."
    client.post(address, typed(said="They want a choice.", revision=2, forgets="on"))
    assert list(versions.values_list("said", "group")) == [
        ("", ""),
        ("", group),
        ("They want a choice.", group),
    ]
    assert list(other.history.values_list("said", flat=True)) == ["Zoe is unhappy."]
    assert [each.details["forgot"] for each in AuditEvent.objects.order_by("pk")] == [False, True]
    assert "forgets" not in client.get(reverse("monitoring:voice_item_add")).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"told_on": date(2018, 3, 11)}, "told before they were heard"),
        ({"said": ""}, "This field cannot be blank"),
    ],
)
def test_an_item_that_cannot_be_true_is_refused(
    authority: Authority, author: User, fields: dict[str, Any], said: str
) -> None:
    told = {"speaker": "staff", "heard_on": date(2018, 3, 12), "said": "Fewer cases.", **fields}
    with pytest.raises(ValidationError, match=said):
        save_voice_item(authority=authority, by=author, **told)


def test_an_item_takes_the_theme_and_practice_area_of_its_council_only(
    authority: Authority, author: User
) -> None:
    item = VoiceItemFactory(authority=authority)
    for about in ({"theme": ThemeFactory()}, {"practice_area": PracticeAreaFactory()}):
        with pytest.raises(ValidationError, match="of the same council"):
            save_voice_item(authority=authority, by=author, item=item, **about)


# --- pages --------------------------------------------------------------------------------------


def test_voice_item_list_shows_what_is_unanswered_first_and_is_narrowed(
    authority: Authority, reader: User, client_of: ClientOf
) -> None:
    area = PracticeAreaFactory(authority=authority)
    answered = VoiceItemFactory(
        authority=authority, speaker="staff", heard_on=date(2018, 4, 1), **ANSWERED
    )
    waiting = VoiceItemFactory(authority=authority, practice_area=area)
    VoiceItemFactory(said="Elsewhere.")
    client, address = client_of(reader), reverse(LIST)

    def shown(**asked: Any) -> list[VoiceItem]:
        return list(client.get(address, asked).context["table"].records)

    assert shown() == [waiting, answered]
    assert shown(show="unanswered") == [waiting]
    assert shown(show="answered") == [answered]
    assert shown(speaker="staff") == [answered]
    assert shown(practice_area=area.pk) == [waiting]
    assert shown(q="where they choose") == [answered]


def test_voice_item_list_marks_what_is_unanswered_and_what_may_not_be_quoted(
    authority: Authority, reader: User, client_of: ClientOf
) -> None:
    VoiceItemFactory(authority=authority, may_be_quoted=True)
    said = client_of(reader).get(reverse(LIST)).content.decode()
    assert 'app-tag--grey">Still unanswered' in said
    assert 'app-tag--grey">Not to be quoted' not in said


def test_voice_item_list_leads_those_who_keep_it_to_the_form(
    authority: Authority, reader: User, author: User, client_of: ClientOf
) -> None:
    edit = VoiceItemFactory(authority=authority).get_absolute_url()
    assert edit in client_of(author).get(reverse(LIST)).content.decode()
    assert edit not in client_of(reader).get(reverse(LIST)).content.decode()


def test_voice_item_list_is_taken_out_as_a_file_without_running_formulas(
    authority: Authority, reader: User, client_of: ClientOf
) -> None:
    VoiceItemFactory(authority=authority, said="=1+1")
    answer = client_of(reader).get(reverse(LIST), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode()
    assert "'=1+1" in content
    assert "Children and young people" in content


def test_voice_item_list_asks_as_much_for_many_as_for_few(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    client = client_of(author)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        return len(queries)

    area = PracticeAreaFactory(authority=authority)
    VoiceItemFactory(authority=authority, practice_area=area)
    few = asked()
    VoiceItemFactory.create_batch(9, authority=authority, practice_area=area)
    assert asked() == few <= 10


def test_voice_item_add_keeps_what_was_said(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    answer = client_of(author).post(reverse("monitoring:voice_item_add"), typed(), follow=True)
    assert "unanswered until you say what was done" in answer.content.decode()
    item = VoiceItem.objects.get()
    assert (item.authority, item.heard_on) == (authority, date(2018, 3, 12))


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("My sister Zainab never sees her worker.", "Zainab"),
        ("I was born on 12 March 2009.", "born on 12 March 2009"),
        ("My number is 943 476 5919.", "943 476 5919"),
    ],
)
@pytest.mark.parametrize("field", ["said", "done", "changed", "told", "group"])
def test_voice_item_add_asks_before_it_keeps_words_that_may_tell_who_it_is(
    authority: Authority, author: User, client_of: ClientOf, field: str, said: str, seen: str
) -> None:
    client, address = client_of(author), reverse("monitoring:voice_item_add")
    page = client.post(address, typed(**{field: said}))
    assert seen in str(page.context["form"].errors["looked_at"])
    assert page.context["form"][field].value() == said
    assert f'value="{seen}"' in page.content.decode()
    assert not VoiceItem.objects.exists()
    client.post(address, typed(**{field: said, "looked_at": [seen]}))
    assert getattr(VoiceItem.objects.get(), field) == said


def test_voice_item_add_asks_again_about_words_that_nobody_has_looked_at(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    boxes = typed(said="A girl called Amy, aged 7", looked_at=["Amy"])
    page = client_of(author).post(reverse("monitoring:voice_item_add"), boxes)
    assert "“aged 7”" in str(page.context["form"].errors["looked_at"])
    assert "“Amy”" not in str(page.context["form"].errors["looked_at"])


def test_voice_item_add_asks_nothing_of_ordinary_words(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    said = "In May the group called Barnet told Ofsted so."
    client_of(author).post(reverse("monitoring:voice_item_add"), typed(said=said))
    assert VoiceItem.objects.get().said == said


def test_voice_item_edit_says_what_was_done_and_who_was_told(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    item = VoiceItemFactory(authority=authority)
    boxes = typed(revision=1, done="You choose now.", told="The council", told_on="2 4 2018")
    answer = client_of(author).post(item.get_absolute_url(), boxes, follow=True)
    assert "It is answered" in answer.content.decode()
    item.refresh_from_db()
    assert item.is_answered


def test_voice_item_edit_says_at_the_date_that_they_were_told_too_early(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    item = VoiceItemFactory(authority=authority)
    page = client_of(author).post(item.get_absolute_url(), typed(revision=1, told_on="1 3 2018"))
    assert page.context["form"].errors["told_on"] == ["They were told before they were heard."]


def test_voice_item_edit_shows_both_versions_where_somebody_saved_meanwhile(
    authority: Authority, author: User, client_of: ClientOf
) -> None:
    item, client = VoiceItemFactory(authority=authority), client_of(author)
    client.post(item.get_absolute_url(), typed(revision=1, said="Theirs."))
    page = client.post(item.get_absolute_url(), typed(revision=1, said="Mine."))
    said = page.content.decode()
    assert "Somebody saved this while you were writing" in said
    assert "Theirs." in said
    assert "Mine." in said
    item.refresh_from_db()
    assert item.said == "Theirs."


def test_voice_items_are_kept_by_those_who_record_findings_and_unknown_elsewhere(
    authority: Authority, reader: User, analyst: User, outsider: User, client_of: ClientOf
) -> None:
    item = VoiceItemFactory(authority=authority)
    for person in (reader, analyst):
        client = client_of(person)
        assert client.get(reverse(LIST)).status_code == 200
        assert client.get(item.get_absolute_url()).status_code == 403
        assert client.post(reverse("monitoring:voice_item_add"), typed()).status_code == 403
    foreign = client_of(outsider)
    assert foreign.post(item.get_absolute_url(), typed(revision=1)).status_code == 404
    assert list(foreign.get(reverse(LIST)).context["table"].records) == []
    assert VoiceItem.objects.count() == 1

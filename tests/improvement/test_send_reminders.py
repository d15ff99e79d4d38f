"""Sending reminders: one mail a person a day, through a real mail server, and never twice."""

import email
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import default
from io import StringIO
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Authority, User
from core.models import AuditEvent
from improvement.models import (
    Plan,
    Reminded,
    ReminderKind,
    ReminderMail,
    ReminderOptOut,
    ReminderRule,
)
from improvement.reminder_mails import LISTED, subject_of, write_mail
from improvement.reminding import Notice, gather
from improvement.services.reminders import claim_mail
from tests.factories.accounts import AuthorityFactory, MembershipFactory, TeamFactory, UserFactory
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    PlanFactory,
    ReminderMailFactory,
    ReminderOptOutFactory,
    ReminderRuleFactory,
    ThemeFactory,
)
from tests.improvement.conftest import FindStatus
from tests.together import at_once, needs_two_connections

MONDAY = date(2018, 4, 23)
MakePerson = Callable[..., User]
SignedIn = Callable[[User], Any]


@pytest.fixture
def rule(authority: Authority) -> ReminderRule:
    """The authority reminds its people."""
    return ReminderRuleFactory(authority=authority)


@pytest.fixture
def people(rule: ReminderRule, plan: Plan, person: MakePerson) -> list[User]:
    """Three officers, each with one action that is due on Monday."""
    officers = [person("updater", email=f"officer{n}@barnet.example") for n in range(3)]
    for officer in officers:
        ActionFactory(plan=plan, lead=officer, due_on=MONDAY)
    return officers


def run(**options: Any) -> tuple[str, str]:
    """What a run prints, and what it complains of."""
    out, err = StringIO(), StringIO()
    call_command(
        "send_reminders", day=options.pop("day", MONDAY), stdout=out, stderr=err, **options
    )
    return out.getvalue(), err.getvalue()


def failing(**options: Any) -> str:
    """Why a run ended with 1."""
    with pytest.raises(CommandError) as refusal:
        run(**options)
    assert refusal.value.returncode == 1
    return str(refusal.value)


def received() -> list[str]:
    """To whom mail went."""
    return [message.to[0] for message in mail.outbox]


# --- a mail server on this machine ----------------------------------------------------------


class Post:
    """Takes mail in, refuses some people, or breaks off while it is spoken to."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.breaks_off_for: set[str] = set()

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Refuse, or take the address down."""
        if address in self.refused:
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the letter."""
        if self.breaks_off_for & set(envelope.rcpt_tos):
            server.transport.close()
            return "421 Going away"
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def port(settings: Any) -> int:
    """Where mail is brought to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    number: int = settings.EMAIL_PORT
    return number


@pytest.fixture
def post(port: int) -> Iterator[Post]:
    """A mail server that runs."""
    taken = Post()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    yield taken
    controller.stop()


def test_mail_goes_through_a_real_server_in_plain_text_and_html(
    people: list[User], plan: Plan, post: Post
) -> None:
    ActionFactory(
        plan=plan, lead=people[0], due_on=MONDAY - timedelta(days=1), title="Ask & <b>answer</b>"
    )
    out, err = run()
    assert (out, err) == ("3 mails sent. 0 had theirs on this day already.\n", "")
    letter = next(each for each in post.letters if each["To"] == people[0].email)
    assert letter["Subject"] == "One action is due and one is overdue"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert "Ask & <b>answer</b>" in plain.get_content()
    assert "Was due on 22 April 2018, 1 day ago." in plain.get_content()
    assert "Ask &amp; &lt;b&gt;answer&lt;/b&gt;" in html.get_content()
    action = people[0].actions_led.get(due_on=MONDAY)
    address = f"http://127.0.0.1:8000/actions/{action.pk}/update/"
    assert address in plain.get_content()
    assert f'href="{address}"' in html.get_content()
    assert "<img" not in html.get_content()
    assert ReminderMail.objects.exclude(sent_at=None).count() == 3


def test_a_person_whose_address_is_refused_does_not_keep_mail_from_the_others(
    people: list[User], post: Post
) -> None:
    post.refused = {people[1].email}
    assert failing() == "1 mail could not be sent."
    assert {each["To"] for each in post.letters} == {people[0].email, people[2].email}
    assert not ReminderMail.objects.filter(user=people[1]).exists()
    post.refused = set()
    assert run()[0] == "1 mail sent. 0 had theirs on this day already.\n"
    assert len(post.letters) == 3


def test_why_an_address_was_refused_is_told(people: list[User], post: Post) -> None:
    post.refused = {people[1].email}
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("send_reminders", day=MONDAY, stdout=StringIO(), stderr=err)
    assert err.getvalue() == (
        "The mail to officer1@barnet.example was refused and is tried again by the next run. "
        "No such person\n"
    )


def test_a_server_that_breaks_off_may_have_sent_it_so_it_is_not_sent_again(
    people: list[User], post: Post
) -> None:
    post.breaks_off_for = {people[1].email}
    assert failing() == "1 mail could not be sent."
    assert {each["To"] for each in post.letters} == {people[0].email, people[2].email}
    post.breaks_off_for = set()
    out, err = run()
    assert out == "0 mails sent. 0 had theirs on this day already.\n"
    assert "not known whether the mail of 23 April 2018 went to officer1@barnet.example" in err
    assert len(post.letters) == 2


def test_nothing_is_written_down_while_the_server_does_not_answer(
    people: list[User], port: int
) -> None:
    said = failing()
    assert said.startswith("The mail server does not answer: ")
    assert said.endswith("0 mails sent. Run this again when it answers.")
    assert not ReminderMail.objects.exists()


# --- once, whatever happens -----------------------------------------------------------------


def test_a_second_run_sends_nothing(people: list[User]) -> None:
    run()
    out, _ = run()
    assert out == "0 mails sent. 0 had theirs on this day already.\n"
    assert len(received()) == 3


def test_what_comes_up_later_in_the_day_waits_for_the_next(people: list[User], plan: Plan) -> None:
    run()
    ActionFactory(plan=plan, lead=people[0], due_on=MONDAY)
    assert run()[0] == "0 mails sent. 1 had theirs on this day already.\n"
    assert run(day=MONDAY + timedelta(days=1))[0].startswith("1 mail sent.")


class Killed(BaseException):
    """The process ends here."""


def test_a_run_that_was_killed_sends_nothing_twice_when_it_runs_again(
    people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = EmailMultiAlternatives.send

    def kill(message: EmailMultiAlternatives, *args: Any, **kwargs: Any) -> int:
        if message.to == [people[1].email]:
            raise Killed
        return real(message, *args, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", kill)
    with pytest.raises(Killed):
        run()
    monkeypatch.undo()
    assert received() == [people[0].email]
    out, err = run()
    assert out == "1 mail sent. 0 had theirs on this day already.\n"
    assert "went to officer1@barnet.example. It is not sent again." in err
    assert Counter(received()) == {people[0].email: 1, people[2].email: 1}


def test_a_mail_is_written_down_with_all_it_says_or_not_at_all(people: list[User]) -> None:
    (notices, *_) = gather(ReminderRule.objects.all(), as_at=MONDAY).values()
    person = User.objects.get(pk=notices[0].user)
    assert claim_mail(user=person, day=MONDAY, notices=notices)
    tomorrow = MONDAY + timedelta(days=1)
    assert claim_mail(user=person, day=tomorrow, notices=notices) is None
    assert list(ReminderMail.objects.values_list("day", flat=True)) == [MONDAY]


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_the_same_moment_send_each_mail_once() -> None:
    authority = AuthorityFactory()
    ReminderRuleFactory(authority=authority)
    plan = PlanFactory(authority=authority)
    for _ in range(10):
        ActionFactory(
            plan=plan,
            lead=UserFactory(role="updater", role__authority=authority),
            due_on=MONDAY,
        )
    at_once(run, run, run)
    assert sorted(Counter(received()).values()) == [1] * 10
    assert ReminderMail.objects.exclude(sent_at=None).count() == 10


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    runs=st.lists(st.integers(-20, 40), max_size=8),
    moves=st.dictionaries(st.integers(-20, 40), st.integers(-10, 30), max_size=3),
)
def test_nobody_is_told_the_same_stage_twice_on_any_pattern_of_days(
    runs: list[int], moves: dict[int, int], plan: Plan, officer: User, theme_lead: User
) -> None:
    """Runs forgotten, doubled and in any order, while the due date moves."""
    mail.outbox = []
    with transaction.atomic():
        rule = ReminderRuleFactory(authority=plan.authority, escalate_after=1)
        team = TeamFactory(authority=plan.authority)
        team.members.set([officer, theme_lead])
        theme = ThemeFactory(plan=plan, lead=theme_lead)
        action = ActionFactory(plan=plan, theme=theme, team=team, due_on=MONDAY)
        DueDateChangeFactory(action=action)
        told: set[tuple[object, ...]] = set()
        mailed: set[tuple[int, date]] = set()
        for number in runs:
            day = MONDAY + timedelta(days=number)
            if number in moves:
                action.due_on = MONDAY + timedelta(days=moves[number])
                action.save()
            to_tell = gather([rule], as_at=day)
            expected = {user for user in to_tell if (user, day) not in mailed}
            stages = [
                (*notice.subject, notice.stage) for user in expected for notice in to_tell[user]
            ]
            assert len(stages) == len(set(stages))
            assert not told & set(stages)
            before = len(mail.outbox)
            run(day=day)
            assert len(mail.outbox) - before == len(expected)
            told |= set(stages)
            mailed |= {(user, day) for user in expected}
        transaction.set_rollback(True)


def test_an_overdue_action_is_told_on_its_days_escalated_once_and_not_told_once_done(
    rule: ReminderRule, plan: Plan, person: MakePerson, status_of: FindStatus
) -> None:
    officer, theme_lead = person("updater"), person("theme_lead")
    action = ActionFactory(
        plan=plan, theme=ThemeFactory(plan=plan, lead=theme_lead), lead=officer, due_on=MONDAY
    )
    heard: dict[str, list[int]] = {}
    for passed in (-15, -14, -4, -3, 0, 1, 7, 14, 21, 22, 23, 28, 35, 36, 42):
        mail.outbox.clear()
        run(day=MONDAY + timedelta(days=passed))
        for address in received():
            heard.setdefault(address, []).append(passed)
        if passed == 35:
            action.delivery = status_of("complete")
            action.save()
    # Three reminders after the due date have not helped by the 22nd day.
    assert heard == {
        officer.email: [-14, -3, 0, 7, 14, 21, 28, 35],
        theme_lead.email: [22],
    }


# --- who, and what is printed ---------------------------------------------------------------


def test_a_dry_run_prints_what_would_go_to_whom_and_writes_nothing(people: list[User]) -> None:
    out, _ = run(dry_run=True)
    assert f"To {people[0]} <officer0@barnet.example>" in out
    assert "One action is due." in out
    assert "Is due on 23 April 2018, today." in out
    assert out.endswith("3 mails would go. Nothing was sent or written down.\n")
    assert (received(), ReminderMail.objects.count(), Reminded.objects.count()) == ([], 0, 0)
    run()
    assert run(dry_run=True)[0].endswith("0 mails would go. Nothing was sent or written down.\n")


def test_the_day_is_today_unless_another_is_given(people: list[User], settings: Any) -> None:
    settings.TODAY = MONDAY
    call_command("send_reminders", stdout=StringIO())
    assert set(ReminderMail.objects.values_list("day", flat=True)) == {MONDAY}


def test_one_authority_alone_can_be_reminded(people: list[User], plan: Plan) -> None:
    elsewhere = ReminderRuleFactory().authority
    lead = UserFactory(role="updater", role__authority=elsewhere)
    ActionFactory(plan=PlanFactory(authority=elsewhere), lead=lead, due_on=MONDAY)
    run(authority=elsewhere.slug)
    assert received() == [lead.email]


def test_an_authority_that_is_unknown_or_silent_is_told_so(authority: Authority) -> None:
    assert failing(authority="nowhere") == "There is no authority with the address nowhere."
    assert failing(authority=authority.slug) == (
        f"Reminders are not switched on for {authority.slug}."
    )


def test_mail_needs_the_address_of_the_site(settings: Any, people: list[User]) -> None:
    settings.SITE_URL = ""
    assert failing().startswith("Set SITE_URL to the address of this site")
    assert received() == []


def test_somebody_of_two_authorities_has_one_mail_with_both(people: list[User], plan: Plan) -> None:
    second = MembershipFactory(user=people[0], role="updater").authority
    ReminderRuleFactory(authority=second)
    ActionFactory(plan=PlanFactory(authority=second), lead=people[0], due_on=MONDAY)
    run()
    (message,) = [each for each in mail.outbox if each.to == [people[0].email]]
    assert message.subject == "2 actions are due"


# --- what a mail says -----------------------------------------------------------------------


def notice(kind: ReminderKind, number: int = 1, **fields: Any) -> Notice:
    """Something a person is told of."""
    told: dict[str, Any] = {
        "user": 1,
        "kind": kind,
        "subject_type": "improvement.Action",
        "subject_id": number,
        "stage": "",
        "words": f"5b({number}) Train all managers",
        "note": "Is due today",
        "address": f"/actions/{number}/",
        "due_on": MONDAY,
    }
    return Notice(**{**told, **fields})


EARLIER = MONDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("notices", "words"),
    [
        ([notice(ReminderKind.DUE)], "One action is due"),
        ([notice(ReminderKind.DUE, due_on=EARLIER)], "One action is overdue"),
        (
            [
                *(notice(ReminderKind.DUE, n) for n in range(3)),
                notice(ReminderKind.DUE, due_on=EARLIER),
            ],
            "3 actions are due and one is overdue",
        ),
        (
            [notice(ReminderKind.UPDATE), notice(ReminderKind.RETURNED)],
            "One update or text is still needed and one thing came back to you",
        ),
        (
            [notice(kind, n) for kind in ReminderKind for n in range(2)],
            "2 actions are due, 2 updates or texts are still needed, 2 things came back to you, "
            "2 things wait for you and 2 actions of others stay overdue",
        ),
    ],
)
def test_the_subject_says_in_words_what_it_is_about(notices: list[Notice], words: str) -> None:
    assert subject_of(notices, MONDAY) == words


def test_text_of_people_stays_on_its_line_and_is_text() -> None:
    words = "Line one\nSubject: another\x0b<script>"
    message = write_mail(User(email="a@b.example"), [notice(ReminderKind.DUE, words=words)], MONDAY)
    assert "- Line one Subject: another <script>\n" in message.body
    html = str(message.alternatives[0][0])
    assert "Line one Subject: another &lt;script&gt;" in html
    assert message.subject == "One action is due"


def test_a_reason_that_ends_with_a_stop_gets_no_second_one() -> None:
    returned = notice(ReminderKind.RETURNED, note="Returned because: Say less.")
    message = write_mail(User(email="a@b.example"), [returned], MONDAY)
    assert "Returned because: Say less.\n" in message.body


def test_a_long_mail_shows_the_first_few_and_says_how_many_more() -> None:
    many = [notice(ReminderKind.DUE, n) for n in range(LISTED + 5)]
    message = write_mail(User(email="a@b.example"), many, MONDAY)
    assert message.body.count("/actions/") == LISTED
    assert "And 5 more: http://127.0.0.1:8000/" in message.body
    assert "And 5 more" in str(message.alternatives[0][0])


# --- what a person chooses ------------------------------------------------------------------


def test_reminder_choices_are_kept_and_written_down(
    rule: ReminderRule, officer: User, signed_in: SignedIn
) -> None:
    page = reverse("improvement:reminder_choices")
    client = signed_in(officer)
    assert client.get(page).context["form"]["wanted"].initial == [
        str(kind) for kind in ReminderKind
    ]
    response = client.post(page, {"save": 1, "wanted": ["due", "returned"]}, follow=True)
    assert "Your choice is saved." in response.content.decode()
    kinds = ReminderOptOut.objects.filter(user=officer).values_list("kind", flat=True)
    assert set(kinds) == {"update", "to_do", "escalated"}
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.REMINDERS_CHANGED)
    assert event.details["does_without"] == [[], ["escalated", "to_do", "update"]]
    client.post(page, {"save": 1, "wanted": ["due", "returned"]})
    assert AuditEvent.objects.filter(kind=AuditEvent.Kind.REMINDERS_CHANGED).count() == 1
    client.post(page, {"save": 1, "wanted": [str(kind) for kind in ReminderKind]})
    assert not ReminderOptOut.objects.exists()


def test_reminder_choices_leave_out_what_is_always_sent(
    rule: ReminderRule, officer: User, signed_in: SignedIn
) -> None:
    rule.always = ["due"]
    rule.save()
    ReminderOptOutFactory(user=officer, kind="due")
    page = reverse("improvement:reminder_choices")
    response = signed_in(officer).get(page)
    assert "Your council always sends these" in response.content.decode()
    assert 'value="due"' not in response.content.decode()
    refused = signed_in(officer).post(page, {"save": 1, "wanted": ["due"]})
    assert refused.context["form"].errors
    signed_in(officer).post(page, {"save": 1, "wanted": []})
    assert ReminderOptOut.objects.filter(user=officer).count() == len(ReminderKind)


def test_reminder_choices_say_when_the_council_sends_none(
    officer: User, signed_in: SignedIn
) -> None:
    response = signed_in(officer).get(reverse("improvement:reminder_choices"))
    assert "Your council does not send reminders yet." in response.content.decode()


# --- administration -------------------------------------------------------------------------


def test_an_administrator_changes_the_rule_and_it_is_written_down(
    rule: ReminderRule, person: MakePerson, signed_in: SignedIn
) -> None:
    client = signed_in(person("administrator"))
    page = reverse("admin:improvement_reminderrule_change", args=[rule.pk])
    form = client.get(page).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields} | {"days_before": "10"}
    sent["always"] = ["due"]
    response = client.post(page, {**sent, "seen": ""})
    assert response.status_code == 302
    rule.refresh_from_db()
    assert (rule.days_ahead, rule.always) == ([10], ["due"])
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.REMINDERS_CHANGED)
    assert event.details["changes"] == {"days_before": ["14,3", "10"], "always": ["[]", "['due']"]}


def test_an_administrator_removes_the_rule_and_it_is_written_down(
    rule: ReminderRule, person: MakePerson, signed_in: SignedIn
) -> None:
    client = signed_in(person("administrator"))
    chosen = {"action": "delete_selected", "_selected_action": [rule.pk], "post": "yes"}
    client.post(reverse("admin:improvement_reminderrule_changelist"), chosen)
    assert not ReminderRule.objects.exists()
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.REMINDERS_CHANGED)
    assert event.details["removed"] is True


def test_an_administrator_reads_which_mails_went_to_their_own_people(
    officer: User, outsider: User, person: MakePerson, signed_in: SignedIn
) -> None:
    ReminderMailFactory(user=officer)
    ReminderMailFactory(user=outsider)
    client = signed_in(person("administrator"))
    listed = client.get(reverse("admin:improvement_remindermail_changelist"))
    assert [each.user for each in listed.context["cl"].result_list] == [officer]
    own, other = ReminderMail.objects.order_by("user")
    assert (
        client.get(reverse("admin:improvement_remindermail_change", args=[own.pk])).status_code
        == 200
    )
    assert (
        client.post(
            reverse("admin:improvement_remindermail_change", args=[own.pk]), {"day": "2018-01-01"}
        ).status_code
        == 403
    )
    assert other.user == outsider

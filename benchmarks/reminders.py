"""What a day's reminders cost."""

from collections.abc import Callable
from datetime import date, timedelta

from django.core.mail import get_connection
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from benchmarks.measure import print_table, ratio, timed
from improvement.models import Action, Plan, ReminderMail, ReminderRule
from improvement.reminding import gather
from improvement.services.reminders import send_mails

PEOPLE = 500
FIRST, DAYS = date(2018, 5, 3), 5
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


def measure_reminders(plan: Plan) -> None:
    """Reminders of a large plan that many people lead, on one day a week, without a mail server."""
    _give_out(plan)
    rule = ReminderRule.objects.create(authority=plan.authority)
    days = iter([FIRST + timedelta(weeks=week) for week in range(2 * DAYS)])
    mails: list[int] = []

    def collect() -> object:
        return gather([rule], as_at=FIRST)

    def send() -> None:
        day = next(days)
        sent = send_mails(gather([rule], as_at=day), day=day, connection=get_connection(NOWHERE))
        mails.append(len(list(sent)))

    (gathered,) = timed(collect, runs=DAYS, warm_up=1)
    asked = _queries(collect)
    (sent,) = timed(send, runs=DAYS, warm_up=0)
    print_table(
        f"Reminders of {plan.actions.count():,} actions to {PEOPLE} people ({connection.vendor})",
        ("what", "median", "queries", "mails"),
        [
            ("gathering", gathered, asked, ""),
            ("gathering, writing down, sending to nowhere", sent, "", f"{max(mails):,} at most"),
        ],
    )
    print_table(
        "The same as a multiple of gathering",
        ("what", "× gathering"),
        [("gathering, writing down, sending to nowhere", ratio(sent, gathered))],
    )
    assert ReminderMail.objects.filter(sent_at=None).count() == 0


def _queries(thing: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        thing()
    return len(captured)


def _give_out(plan: Plan) -> None:
    """Let so many people lead the plan's actions in turn."""
    people = User.objects.bulk_create(
        User(email=f"reminded{n}@bench.example", name=f"Person {n}", password="!")
        for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(user=person, authority=plan.authority, role="updater") for person in people
    )
    actions = list(plan.actions.order_by("pk"))
    for number, action in enumerate(actions):
        action.lead = people[number % PEOPLE]
    Action.objects.bulk_update(actions, ["lead"], batch_size=1000)

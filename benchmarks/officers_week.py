"""What waits for a person, over a large plan and many people."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Absence, Membership, User
from accounts.roles import ROLES
from benchmarks.measure import print_table, ratio, timed
from core import clock
from improvement.models import Action, DueDateChange, Evidence, Plan, ThemeNarrative, Update

PEOPLE = 500
MOST_QUERIES = 15
WAITING = 300  # of each sort that waits for a decision


def _people(plan: Plan) -> list[User]:
    """Officers, the first of them with every role; a quarter of the actions is theirs to do."""
    User.objects.bulk_create(
        User(email=f"officer{n}@bench.example", name=f"Officer {n}") for n in range(PEOPLE)
    )
    people = list(User.objects.filter(email__startswith="officer").order_by("pk"))
    held = [(person, "updater") for person in people[1:]]
    held += [(people[0], role) for role in ROLES]
    Membership.objects.bulk_create(
        Membership(user=person, authority=plan.authority, role=role) for person, role in held
    )
    return people


def _work(plan: Plan, people: list[User]) -> None:
    """Spread the actions over the people, the first with a thousand; let some of all wait."""
    today = clock.today()
    actions = list(Action.objects.filter(plan=plan).order_by("pk"))
    for n, action in enumerate(actions):
        action.lead = people[0] if n % 10 == 0 else people[n % PEOPLE]
    Action.objects.bulk_update(actions, ["lead"], batch_size=500)
    some = actions[1 :: len(actions) // WAITING]
    DueDateChange.objects.bulk_create(
        (
            DueDateChange(
                action=action,
                old_due_on=action.due_on,
                new_due_on=today + timedelta(days=60),
                reason="capacity",
                words="Two posts are empty.",
                requested_by=people[1],
            )
            for action in some
        ),
        ignore_conflicts=True,
    )
    Evidence.objects.bulk_create(
        Evidence(
            action=action,
            title="Minutes",
            url="https://bench.example/minutes",
            added_on=today,
            added_by=people[1],
        )
        for action in some
    )
    plan.themes.filter(number__lte=5).update(lead=people[0])
    period = plan.authority.reporting_periods.first()
    for theme in plan.themes.all():
        ThemeNarrative.objects.update_or_create(
            theme=theme,
            period=period,
            defaults={"state": "returned", "return_reason": "Say what changed."},
        )
    Update.objects.bulk_create(
        Update(
            action=action,
            effective_on=today - timedelta(days=1),
            recorded_at=timezone.now(),
            recorded_by=people[1],
            done="Done.",
            delivery_before=action.delivery,
            delivery_after=action.delivery,
            impact_before=action.impact,
            impact_after=action.impact,
        )
        for action in some
    )
    Absence.objects.create(
        authority=plan.authority,
        user=people[2],
        deputy=people[0],
        starts_on=today,
        ends_on=today + timedelta(days=14),
    )


def measure_my_work(plan: Plan) -> None:
    """My work of the busiest person and of an officer, beside an empty page, and its queries."""
    people = _people(plan)
    _work(plan, people)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def page(person: User, address: str) -> Callable[[], object]:
        client = Client()
        client.force_login(person)

        def get() -> object:
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
            return answer

        return get

    pages = {
        "an empty page": page(people[0], "/benchmark/empty/"),
        "my work of whoever has every role and 1,000 actions": page(people[0], "/"),
        "my work of an officer": page(people[3], "/"),
    }
    counts = {}
    for name, get in pages.items():
        with CaptureQueriesContext(connection) as captured:
            get()
        counts[name] = len(captured)
    timings = dict(zip(pages, timed(*pages.values()), strict=True))
    empty = timings["an empty page"]
    print_table(
        f"My work over {plan.actions.count():,} actions and {PEOPLE} people ({connection.vendor})",
        ("page", "median", "queries", "× empty page"),
        [(name, timing, counts[name], ratio(timing, empty)) for name, timing in timings.items()],
    )
    if max(counts.values()) > MOST_QUERIES:
        raise SystemExit(f"My work asks more than {MOST_QUERIES} queries: {counts}")

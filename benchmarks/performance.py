"""What scorecards and control charts cost, over a table of a million observations."""

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Authority, Membership, User
from benchmarks.measure import print_table, ratio, timed
from improvement.models import PracticeArea
from performance import spc
from performance.models import (
    Breakdown,
    Comparator,
    ImportBatch,
    Indicator,
    Observation,
    Scorecard,
    ScorecardEntry,
    Target,
)
from performance.periods import Frequency, Period
from performance.vocabulary import Polarity

INDICATORS, MONTHS, OBSERVATIONS = 60, 36, 1_000_000
LAST = Period.holding(date(2018, 4, 1), Frequency.MONTH)
CHUNK = 10_000


def million_observations() -> tuple[Scorecard, User]:
    """A scorecard of all indicators of one authority, and the analyst who looks at it.

    Every month has a figure of the whole and of as many teams as make up the number.
    """
    random_ = random.Random(3)  # noqa: S311 - repeatable, not secret
    authority = Authority.objects.create(name="Figures", short_name="Figures", slug="figures")
    user = User.objects.create_user("analyst@bench.example", name="Analyst")
    Membership.objects.create(user=user, authority=authority, role="analyst")
    areas = [
        PracticeArea.objects.create(authority=authority, order=n, name=f"Area {n}")
        for n in range(1, 11)
    ]
    now = timezone.now()
    batch = ImportBatch.objects.create(
        authority=authority,
        source="template",
        state="committed",
        previewed_at=now,
        previewed_by=user,
        committed_at=now,
        committed_by=user,
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(
            authority=authority,
            code=f"IN{n:02}",
            name=f"Indicator {n}",
            definition="What it tells.",
            counted="Children",
            out_of="Children",
            unit="percent",
            polarity=Polarity.values[n % 2],
            frequency="month",
            practice_area=areas[n % 10],
        )
        for n in range(INDICATORS)
    )
    scorecard = Scorecard.objects.create(authority=authority, name="Everything")
    ScorecardEntry.objects.bulk_create(
        ScorecardEntry(scorecard=scorecard, indicator=each, order=n)
        for n, each in enumerate(indicators)
    )
    Target.objects.bulk_create(
        Target(indicator=each, from_on=date(2015, 4, 1), value=Decimal(80), tolerance=Decimal(5))
        for each in indicators
    )
    Comparator.objects.bulk_create(
        Comparator(
            indicator=each,
            group=group,
            starts_on=date(year, 4, 1),
            label=f"{year}/{year % 100 + 1}",
            value=Decimal(78),
            source="Department for Education",
            batch=batch,
        )
        for each in indicators
        for group in ("england", "neighbours", "london")
        for year in (2015, 2016, 2017)
    )
    months = [LAST.shift(-n).starts_on for n in range(MONTHS)]
    teams = OBSERVATIONS // (INDICATORS * MONTHS)
    parts = [
        None,
        *Breakdown.objects.bulk_create(
            Breakdown(authority=authority, kind="team", name=f"Team {n:03}") for n in range(teams)
        ),
    ]
    made: list[Observation] = []
    for part in parts:
        for each in indicators:
            for month in months:
                numerator = random_.randrange(100, 190)
                made.append(
                    Observation(
                        indicator=each,
                        breakdown=part,
                        starts_on=month,
                        numerator=numerator,
                        denominator=200,
                        value=Decimal(numerator) / 2,
                        batch=batch,
                    )
                )
        if len(made) >= CHUNK:
            Observation.objects.bulk_create(made, batch_size=CHUNK)
            made = []
    Observation.objects.bulk_create(made, batch_size=CHUNK)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return scorecard, user


def measure_scorecard() -> None:
    """A scorecard, its file and an indicator's page, beside an empty page."""
    scorecard, user = million_observations()
    client = Client()
    client.force_login(user)

    def page(address: str) -> Callable[[], object]:
        def get() -> object:
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
            return b"".join(answer)

        return get

    month = f"month={LAST.starts_on:%Y-%m}"
    card, first = scorecard.get_absolute_url(), scorecard.indicators.all()[0].get_absolute_url()
    pages = {
        "an empty page": page("/benchmark/empty/"),
        f"scorecard, {INDICATORS} indicators × {MONTHS} months": page(f"{card}?{month}"),
        "the same, sorted by rating": page(f"{card}?{month}&sort=rating"),
        "the same as a CSV file": page(f"{card}?{month}&export=csv"),
        "an indicator, control chart": page(f"{first}?{month}&show=36&chart=spc"),
    }
    timings = dict(zip(pages, timed(*pages.values(), runs=7), strict=True))
    empty = timings["an empty page"]
    rows = []
    for name, timing in timings.items():
        with CaptureQueriesContext(connection) as captured:
            pages[name]()
        rows.append((name, timing, len(captured), ratio(timing, empty)))
    count = Observation.objects.count()
    print_table(
        f"Figures over {count:,} observations ({connection.vendor})",
        ("page", "median", "queries", "× empty page"),
        rows,
    )


def measure_spc() -> None:
    """Control charts of as many series as a scorecard has."""
    random_ = random.Random(4)  # noqa: S311 - repeatable, not secret
    series = [[random_.uniform(60, 90) for _ in range(MONTHS)] for _ in range(INDICATORS)]

    def judge() -> None:
        for values in series:
            spc.chart(values, polarity=Polarity.HIGHER, target=80.0, floor=0.0, ceiling=100.0)

    (timing,) = timed(judge)
    print_table(
        f"Control charts of {INDICATORS} series × {MONTHS} points", ("median",), [(timing,)]
    )

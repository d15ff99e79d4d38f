"""Measure searching over a large plan."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks.measure import print_table, ratio, timed
from core.search import find
from improvement.models import Update

# One that nothing says, one that few updates say, and words that most say.
ASKED = ("zeppelin", "supervision school police risk health audit", "supervision", '"risk need"')


def measure_search(user: User) -> None:
    """Search over all updates, beside an empty page."""
    client = Client()
    client.force_login(user)

    def page(address: str, words: str = "") -> Callable[[], object]:
        def get() -> object:
            answer = client.get(address, {"q": words} if words else {})
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
            return answer

        return get

    pages = {"": page("/benchmark/empty/"), **{words: page("/search/", words) for words in ASKED}}
    timings = dict(zip(pages, timed(*pages.values(), runs=7), strict=True))
    rows = []
    for words in ASKED:
        with CaptureQueriesContext(connection) as queries:
            pages[words]()
        timing = timings[words]
        found = find(words, user=user).total
        rows.append((words, f"{found:,}", timing, len(queries), ratio(timing, timings[""])))
    print_table(
        f"Search over {Update.objects.count():,} updates ({connection.vendor})",
        ("words", "found", "median", "queries", "× empty page"),
        rows,
    )

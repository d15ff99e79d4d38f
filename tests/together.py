"""Two people who do something at the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

needs_two_connections = pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="The tests' SQLite lives in memory, where two connections cannot wait for each other.",
)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gives, or the ValidationError it raises, all of them begun together."""
    barrier = Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[number] = call()
        except ValidationError as error:
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

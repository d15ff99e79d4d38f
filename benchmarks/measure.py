"""Taking times and memory, and printing them as a table."""

import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Timing:
    """The times of several runs of one thing, in seconds."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median run."""
        return statistics.median(self.runs)

    def __str__(self) -> str:
        low, high = min(self.runs) * 1000, max(self.runs) * 1000
        return f"{self.median * 1000:.1f} ms ({low:.1f} to {high:.1f})"


def timed(*things: Callable[[], object], runs: int = 15, warm_up: int = 2) -> list[Timing]:
    """Run several things in turn, so that a slow moment of the machine falls on all of them."""
    for thing in things:
        for _ in range(warm_up):
            thing()
    taken: list[list[float]] = [[] for _ in things]
    for _ in range(runs):
        for times, thing in zip(taken, things, strict=True):
            start = time.perf_counter()
            thing()
            times.append(time.perf_counter() - start)
    return [Timing(tuple(times)) for times in taken]


def ratio(one: Timing, other: Timing) -> str:
    """How many times the other it is, pair by pair, as a median."""
    pairs = [a / b for a, b in zip(one.runs, other.runs, strict=True)]
    return f"{statistics.median(pairs):.2f}"


def peak_memory(process: int | str = "self") -> float:
    """The most memory a process has held, in MiB, as Linux tells it; 0 when it has ended.

    What ``resource`` tells of a new process begins with the memory of the one that started it.
    """
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def print_table(title: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print rows in columns as wide as they need."""
    lines = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    sys.stdout.write(f"\n{title}\n")
    for number, line in enumerate(lines):
        sys.stdout.write(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            + "\n"
        )
        if number == 0:
            sys.stdout.write("  ".join("-" * width for width in widths) + "\n")
    sys.stdout.flush()

"""What it costs to write a large authority into an archive, and to load it elsewhere."""

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.models import Authority, Membership
from benchmarks.measure import peak_memory, print_table
from improvement.models import Action, PracticeArea
from performance.models import Breakdown, ImportBatch, Indicator, Observation, Scorecard

MANAGE = str(settings.BASE_DIR / "manage.py")


def gather(slug: str, from_slug: str) -> Authority:
    """Give one authority the figures of the other, so that it has everything."""
    authority = Authority.objects.get(slug=slug)
    for model in (PracticeArea, Breakdown, ImportBatch, Indicator, Scorecard, Membership):
        model.objects.filter(authority__slug=from_slug).update(authority=authority)
    return authority


def run(*command: str, **environment: str) -> tuple[float, float]:
    """Seconds and MiB at the most of a command in a process of its own."""
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, MANAGE, *command],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        stdout=subprocess.DEVNULL,
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, peak_memory(process.pid))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed")
    return time.perf_counter() - start, peak


def told(path: Path) -> dict[str, Any]:
    """What the manifest says of the records, but for the audit trail, which goes on."""
    with zipfile.ZipFile(path) as archive:
        members: dict[str, Any] = json.loads(archive.read("manifest.json"))["members"]
    return {name: said for name, said in members.items() if "AuditEvent" not in name}


def elsewhere(folder: Path) -> str:
    """The address of an empty database on the same engine."""
    if connection.vendor != "postgresql":
        return f"sqlite:///{folder}/elsewhere.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE elsewhere")
    head, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return f"{head}/elsewhere"


def measure_archive(slug: str, from_slug: str) -> None:
    """Write, load into an empty installation, write again: equal on both sides."""
    authority = gather(slug, from_slug)
    actions = Action.objects.filter(plan__authority=authority).count()
    figures = Observation.objects.filter(indicator__authority=authority).count()
    by = Membership.objects.create(
        authority=authority, user=authority.memberships.first().user, role="administrator"
    ).user.email
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, second = folder / "first.zip", folder / "second.zip"
        written = run("export_archive", slug, str(first), "--by", by)
        there = {
            "DATABASE_URL": elsewhere(folder),
            "MEDIA_ROOT": str(folder / "media"),
            "DEVELOPMENT": "1",
        }
        run("migrate", "--verbosity", "0", **there)
        loaded = run("load_archive", str(first), **there)
        run("export_archive", slug, str(second), "--by", by, **there)
        if told(first) != told(second):
            raise SystemExit("The archive is not the same on both sides.")
        size = first.stat().st_size / 1024**2
    print_table(
        f"An archive of {actions:,} actions and {figures:,} observations ({connection.vendor})",
        ("way", "time", "peak memory", "size"),
        [
            (way, f"{seconds:.1f} s", f"{peak:.0f} MiB", f"{size:.0f} MiB")
            for way, (seconds, peak) in (("written", written), ("loaded", loaded))
        ],
    )

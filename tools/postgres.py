"""A throwaway PostgreSQL: python -m tools.postgres COMMAND runs it with DATABASE_URL set.

The cluster is made from the installed programs in a temporary folder and reached by a socket there.
A guard process owns it and takes it down when its standard input closes, however we end.
"""

import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.system import postgresql

GUARD = """
umask 077
cluster=$(mktemp -d -t tracker-pg.XXXXXX) || exit 1
cd "$cluster" || exit 1
clean() { "$1/pg_ctl" -D data -m immediate -s stop 2>/dev/null; cd /; rm -rf "$cluster"; }
trap 'clean "$1"' EXIT
trap 'exit 1' HUP INT TERM
trap '' PIPE
"$1/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log &&
"$1/pg_ctl" -D data -w -s -l log -o "-p 5432 -k $cluster -c listen_addresses='' \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start ||
    { cat log >&2; exit 1; }
echo "$cluster" 2>/dev/null
read -r _
"""


def server_user() -> dict[str, Any]:
    """Who the server runs as: PostgreSQL refuses root, so root steps down to its own user."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def throwaway_cluster() -> Iterator[Path]:
    """Start a cluster, give its folder (where its socket is), and leave nothing of it behind."""
    programs = postgresql()
    if programs is None:
        sys.exit("PostgreSQL is not installed: python3 tools/system.py postgresql")
    guard = subprocess.Popen(
        ["/bin/sh", "-c", GUARD, "guard", programs],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        start_new_session=True,  # Ctrl-C is for us; the guard outlives us by one clean-up
        **server_user(),
    )
    with guard:  # leaving it closes the guard's standard input and waits
        folder = guard.stdout.readline().strip() if guard.stdout else ""
        if not folder:
            sys.exit("PostgreSQL did not start.")
        yield Path(folder)


def database_url(cluster: Path) -> str:
    """The address of the cluster's database, by its socket."""
    return f"postgres://postgres@:5432/{cluster}/postgres"


def main(command: list[str]) -> int:
    """Run the command beside a cluster of its own and return its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with throwaway_cluster() as cluster:
        environment = {**os.environ, "DATABASE_URL": database_url(cluster)}
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

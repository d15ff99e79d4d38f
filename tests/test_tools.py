"""The tools that prepare a machine, and the promises of the files they read."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from tools import assets, system
from tools.postgres import throwaway_cluster

BASE: Path = settings.BASE_DIR
BESIDE_A_CLUSTER = [sys.executable, "-m", "tools.postgres", sys.executable, "-c"]


@pytest.mark.parametrize(
    "path", sorted((BASE / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_requirements_are_pinned_with_hashes_and_name_no_address(path: Path) -> None:
    text = path.read_text()
    requirements = text.replace("\\\n", " ").splitlines()
    assert requirements
    assert all(re.match(r"[\w.-]+==\S+ .*--hash=sha256:", line) for line in requirements)
    assert "//" not in text


def test_the_development_set_holds_the_applications() -> None:
    pins = [
        set(re.findall(r"^\S+==\S+", (BASE / f"requirements/{name}.txt").read_text(), re.M))
        for name in ("app", "dev")
    ]
    assert pins[0] < pins[1]


def test_package_lock_has_integrity_and_no_address() -> None:
    packages = json.loads((BASE / "package-lock.json").read_text())["packages"]
    installed = [package for name, package in packages.items() if name]
    assert installed
    assert all("integrity" in package and "resolved" not in package for package in installed)


def test_assets_carry_nothing_that_is_gov_uks_own(tmp_path: Path) -> None:
    assets.build(tmp_path)
    css = (tmp_path / "app.css").read_text()
    assert ".govuk-button" in css
    assert not re.search(r"GDS Transport|@font-face|crown|crest|url\(", css)
    script = (tmp_path / "govuk-frontend.min.js").read_text()
    assert (tmp_path / script.rpartition("sourceMappingURL=")[2].strip()).exists()


def test_a_cluster_leaves_nothing_behind() -> None:
    with throwaway_cluster() as folder:
        connection = psycopg2.connect(host=str(folder), user="postgres", dbname="postgres")
        connection.cursor().execute("select 1")
    with pytest.raises(psycopg2.DatabaseError):
        connection.cursor().execute("select 1")
    assert not folder.exists()


def test_a_killed_command_leaves_no_cluster_behind() -> None:
    command = "import os, sys; print(os.environ['DATABASE_URL'], flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [*BESIDE_A_CLUSTER, command],
        cwd=BASE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().partition(":5432/")[2]).parent
        assert (folder / "data").exists()
        process.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not folder.exists()


def test_the_exit_status_of_a_command_beside_a_cluster_is_passed_on() -> None:
    done = subprocess.run([*BESIDE_A_CLUSTER, "raise SystemExit(3)"], cwd=BASE)
    assert done.returncode == 3


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Pretend to be on a machine without a browser, as some user of some distribution."""

    def pretend(*, user: int, distribution: str) -> Path:
        monkeypatch.delenv("CHROMIUM", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr("os.geteuid", lambda: user)
        monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": distribution})
        calls = tmp_path / "calls"
        program = tmp_path / "apt-get"
        program.write_text(
            f"""#!/bin/sh
            echo "$@" >>{calls}
            case "$*" in *install*) /bin/cp "$0" {tmp_path}/chromium ;; esac
            """
        )
        program.chmod(0o755)
        return calls

    return pretend


def test_root_on_debian_gets_what_is_missing(machine: Callable[..., Path]) -> None:
    calls = machine(user=0, distribution="debian")
    system.ensure(["chromium"])
    update, install = calls.read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("chromium fonts-liberation")
    system.ensure(["chromium"])
    assert len(calls.read_text().splitlines()) == 2


@pytest.mark.parametrize(("user", "distribution"), [(1000, "debian"), (0, "fedora")])
def test_others_are_told_in_one_line_what_to_install(
    machine: Callable[..., Path], user: int, distribution: str
) -> None:
    calls = machine(user=user, distribution=distribution)
    with pytest.raises(SystemExit) as stopped:
        system.ensure(["chromium"])
    (line,) = str(stopped.value).splitlines()
    assert "Chromium" in line
    assert "apt-get install chromium" in line
    assert not calls.exists()

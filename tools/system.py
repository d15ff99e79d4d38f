"""What the machine itself must offer, by name: python3 tools/system.py chromium postgresql.

Runs before anything is installed, so it uses the standard library only. What is missing is
installed when we are root on Debian or Ubuntu; elsewhere one line says what to install.
"""

import ctypes
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Need(NamedTuple):
    """Something of the machine's: how to find it, and the Debian packages that bring it."""

    name: str
    find: Callable[[], object]
    packages: list[str]


def venv() -> bool:
    """Whether Python can make an environment with pip in it; Debian keeps that in a package."""
    return importlib.util.find_spec("ensurepip") is not None


def chromium() -> str | None:
    """The browser's program: the one CHROMIUM names, or the first on PATH."""
    chosen = os.environ.get("CHROMIUM")
    names = [chosen] if chosen else ["chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, map(shutil.which, names)), None)


def libatomic() -> bool:
    """Whether the library is there that the driver of the browser tests needs on Linux."""
    try:
        return sys.platform != "linux" or bool(ctypes.CDLL("libatomic.so.1"))
    except OSError:
        return False


def postgresql() -> Path | None:
    """The folder of the PostgreSQL server's programs; Debian leaves it off PATH."""
    on_path = shutil.which("initdb")
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name)
    )
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((f for f in reversed(folders) if (f / "initdb").exists()), None)


def distribution() -> set[str]:
    """The names this Linux answers to, such as debian; none on another system."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return set()
    return {release["ID"], *release.get("ID_LIKE", "").split()}


NEEDS = {
    "venv": Need("Python's venv module with pip", venv, ["python3-venv"]),
    "chromium": Need(
        "Chromium (or Chrome; CHROMIUM may name its program)",
        chromium,
        ["chromium-browser" if "ubuntu" in distribution() else "chromium", "fonts-liberation"],
    ),
    "libatomic": Need("libatomic", libatomic, ["libatomic1"]),
    "postgresql": Need("the PostgreSQL server's programs", postgresql, ["postgresql"]),
}


def install(packages: list[str]) -> None:
    """Install Debian packages, saying nothing unless it fails."""
    print("Installing", *packages, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    get = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    for command in (["update"], ["install", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*get, *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            sys.exit(f"{done.stdout}\napt-get {' '.join(command)} failed.")


def ensure(names: list[str]) -> None:
    """Find what is named, installing it where we may; exit with one line where it stays missing."""
    missing = [NEEDS[name] for name in names if not NEEDS[name].find()]
    if not missing:
        return
    packages = [package for need in missing for package in need.packages]
    debian = bool(distribution() & {"debian", "ubuntu"}) and shutil.which("apt-get")
    if debian and os.geteuid() == 0:
        install(packages)
        missing = [need for need in missing if not need.find()]
    if missing:
        hint = f" On Debian or Ubuntu: sudo apt-get install {' '.join(packages)}"
        sys.exit(f"Please install {' and '.join(need.name for need in missing)}.{hint}")


if __name__ == "__main__":
    ensure(sys.argv[1:])

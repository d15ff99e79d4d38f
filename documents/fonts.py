"""The fonts of PDF and Word charts: Noto Sans and its symbols, the same on every machine."""

import os
import shutil
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pymupdf_fonts
from fontTools.ttLib import TTFont

FAMILIES = ("Noto Sans", "Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math")
_FILES = ("notos", "notosbo", "notosit", "notosbi", "symbol1", "symbol2", "math")


@cache
def folder() -> Path:
    """The folder that holds the fonts as TTF files, written once for this user."""
    target = _cache() / f"fonts-{version('pymupdf-fonts')}"
    if not target.is_dir():
        written = Path(tempfile.mkdtemp(prefix="fonts-", dir=target.parent))
        for name in _FILES:
            (written / f"{name}.ttf").write_bytes(pymupdf_fonts.fontbuffers[name]())
        try:
            written.rename(target)
        except OSError:  # another process was quicker; its fonts are the same
            shutil.rmtree(written)
    return target


@cache
def covered() -> frozenset[int]:
    """The code points that at least one of the fonts can draw."""
    drawn: set[int] = set()
    for file in folder().glob("*.ttf"):
        with TTFont(file, lazy=True) as font:
            drawn.update(font.getBestCmap())
    return frozenset(drawn)


def _cache() -> Path:
    """A folder only this user writes to: their cache, or a fresh one where they have none."""
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    path = Path(home) / "improvement-tracker"
    try:
        path.mkdir(parents=True, exist_ok=True)
        if os.access(path, os.W_OK):
            return path
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="improvement-tracker-"))

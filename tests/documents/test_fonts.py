"""The fonts are written once, whole, and for this user."""

import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from documents import fonts


@pytest.fixture
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def write():
    """What a process does that has not asked before."""
    return fonts.folder.__wrapped__()


def test_the_fonts_are_written_once(cache):
    folder = write()
    assert folder.is_relative_to(cache)
    assert len(list(folder.glob("*.ttf"))) == 7
    written = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert write() == folder
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == written


def test_several_that_write_at_once_end_with_one_folder(cache):
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: write(), range(4)))
    assert len(folders) == 1
    assert list(folders.pop().parent.iterdir()) == [write()]


def test_without_a_cache_a_fresh_folder_is_used(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = write()
    assert folder.is_relative_to(tmp_path)
    assert len(list(folder.glob("*.ttf"))) == 7


def test_letters_symbols_and_mathematics_are_covered():
    assert {ord(character) for character in "Aé£€–“”ŵł✓☑→≥•�"} <= fonts.covered()
    assert ord("中") not in fonts.covered()

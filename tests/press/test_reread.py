"""A stored source whose record is gone is read once, and what was read is kept beside the workspace's other caches."""

from pathlib import Path

import pytest

from publishkit.model.article import Captured
from publishkit.press.adding.reread import CACHE, rights_of
from publishkit.workspace.load import load_issue
from tests.edition.lazy_flags import DATED, LICENSED, OPEN, RESERVED, Route, text, workspace_of

ISSUE = "2026-w47"


def without_record(page: str, root: Path) -> Path:
    """Return the folder of an article that was added from *page* and lost its `ingest.json`."""
    workspace_of(Route(name="lost", page=page, edit=text(status="own")), root)
    (folder,) = (root / "issues" / ISSUE / "articles").iterdir()
    (folder / "ingest.json").unlink()
    return folder


def captured(root: Path) -> Captured | None:
    (article,) = rights_of(load_issue(root, ISSUE)).planned.articles.values()
    return article.captured


def kept_in(root: Path) -> Path:
    (kept,) = (path for path in (root / CACHE).rglob("*") if path.is_file())
    return kept


@pytest.mark.parametrize("page", [RESERVED, DATED, LICENSED, OPEN])
def test_what_was_kept_says_the_same_as_a_reading(page: str, tmp_path: Path) -> None:
    """Notices, days, licenses and pictures, to the last value; and nothing is written a second time."""
    without_record(page, tmp_path)
    first = captured(tmp_path)
    assert first is not None
    assert not first.from_page
    stamp = kept_in(tmp_path).stat().st_mtime_ns
    assert captured(tmp_path) == first
    assert kept_in(tmp_path).stat().st_mtime_ns == stamp


def test_a_source_that_was_changed_is_read_anew(tmp_path: Path) -> None:
    """A signal that is put beside it counts at once; so does a notice within it."""
    folder = without_record(OPEN, tmp_path)
    first = captured(tmp_path)
    (folder / "source/page.html.headers").write_text("HTTP/2 200\ntdm-reservation: 1\n", "utf-8")
    second = captured(tmp_path)
    (folder / "source/page.html").write_text(RESERVED, "utf-8")
    third = captured(tmp_path)
    assert first
    assert second
    assert third
    assert second.text.tdm != first.text.tdm
    assert (second.text.notices, bool(third.text.notices)) == ((), True)


def test_what_was_kept_and_is_damaged_is_read_anew(tmp_path: Path) -> None:
    without_record(RESERVED, tmp_path)
    first, kept = captured(tmp_path), kept_in(tmp_path)
    kept.write_bytes(kept.read_bytes().replace(b"Courier", b"Company"))
    assert captured(tmp_path) == first

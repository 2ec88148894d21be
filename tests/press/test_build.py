"""An issue pressed without a command line: values in, values out, every step told."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from publishkit.edition.items import draw_pictures
from publishkit.errors import InputError
from publishkit.press.build import build_issue, clear, press_issue, read
from tests.support.command import files_of
from tests.support.workspaces import SampleArticle, brief_article, png, write_workspace

MOMENT = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)


def ledger(root: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (root / "rights/ledger.jsonl").read_text("utf-8").splitlines()]


def test_an_issue_is_built_put_in_place_and_noted_in_the_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, told = write_workspace(tmp_path, issue={"outputs": ["web"]}), list[str]()
    build = press_issue(root, "2026-w47", told.append, MOMENT)
    assert build.exit_code == 0
    assert told == ["reading", "pictures", "web", "checks and proof", "writing"]
    assert files_of(root / "out/2026-w47") == {artifact.name: artifact.data for artifact in build.artifacts}
    assert {line["decided_at"] for line in ledger(root)} == {"2026-11-19T16:30:00Z"}
    assert capsys.readouterr() == ("", "")


def test_a_refused_issue_is_noted_and_nothing_is_put_in_place(tmp_path: Path) -> None:
    root, told = write_workspace(tmp_path, [brief_article(use="full")]), list[str]()
    build = press_issue(root, "2026-w47", told.append, MOMENT)
    assert (build.exit_code, build.edition, build.artifacts) == (3, None, ())
    assert told == ["reading"]
    assert {line["ok"] for line in ledger(root)} == {False}
    assert not (root / "out").exists()


def test_a_build_writes_nothing(tmp_path: Path) -> None:
    """But for what is made again whenever it is missing: fingerprints of pictures."""
    root = write_workspace(tmp_path, issue={"outputs": ["web"]})
    before = files_of(root)
    assert build_issue(root, "2026-w47", lambda _step: None).exit_code == 0
    after = files_of(root)
    assert {name: data for name, data in after.items() if not name.startswith(".publishkit/prints/")} == before


def test_what_is_read_instead_stands_in_the_edition(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, issue={"outputs": ["web"]})
    path = "issues/2026-w47/articles/low-water/article.md"
    other = (root / path).read_bytes().replace(b"wakes at four", b"wakes at five")
    build = build_issue(root, "2026-w47", lambda _step: None, {path: other})
    page = next(artifact for artifact in build.artifacts if artifact.name == "web/low-water.html")
    assert b"wakes at five" in page.data


def test_every_picture_that_breaks_off_is_named(tmp_path: Path) -> None:
    whole = png(size=(1600, 1200))
    broken = [
        SampleArticle(slug=slug, files={"images/01.png": whole[: len(whole) // 2]}) for slug in ("low-water", "ebb")
    ]
    cleared = clear(read(write_workspace(tmp_path, broken), "2026-w47"))
    with pytest.raises(InputError) as stop:
        draw_pictures(cleared.items)
    assert [(problem.place, problem.hint) for problem in stop.value.problems] == [
        (f"issues/2026-w47/articles/{slug}/images/01.png", "save the picture again") for slug in ("ebb", "low-water")
    ]


def test_a_damaged_picture_of_a_decoder_s_own_kind_is_named_too(tmp_path: Path) -> None:
    """AVIF's decoder has errors of its own, which are none of a file's."""
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "AVIF")
    data = bytearray(out.getvalue())
    data[-40:] = bytes(40)
    one = SampleArticle(files={"images/01.png": bytes(data)})
    cleared = clear(read(write_workspace(tmp_path, [one]), "2026-w47"))
    with pytest.raises(InputError, match=r"low-water/images/01\.png: cannot be decoded"):
        draw_pictures(cleared.items)

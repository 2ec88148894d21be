"""What readers' programs know a letter by: names that stay when it moves, moments that move on when it changes."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree

from publishkit.press.correct import Instruction, Retraction, correct, retract
from publishkit.workspace.load import load_config
from tests.publish.small_shelf import build_small, publish_small
from tests.support.command import run

DAY = date(2026, 1, 9)
"""Of the first issue."""
OLD, NEW = "https://quay.example/letter/", "https://letters.example/quay/"


def build_at(root: Path, url: str, number: int = 1, **publication: str) -> str:
    return build_small(root, number, config={"publication": {"url": url, **publication}})


def articles(www: Path, form: str = "json") -> Mapping[str, tuple[str, str]]:
    """Return last part of an article's id -> (its id, when it was changed last)."""
    if form == "json":
        items = json.loads((www / "feeds/articles.json").read_bytes())["items"]
        return {one["id"].rpartition("/")[2]: (one["id"], one["date_modified"]) for one in items}
    root = etree.parse(str(www / "feeds/articles.atom")).getroot()
    rows = [(one.findtext("{*}id") or "", one.findtext("{*}updated") or "") for one in root.iterfind("{*}entry")]
    return {name.rpartition("/")[2]: (name, when) for name, when in rows}


def times(www: Path) -> tuple[str, ...]:
    """Return when feed, catalogs and sitemap say that the issue was changed last."""
    atom, opds = (etree.parse(str(www / name)).getroot() for name in ("feeds/issues.atom", "opds/new.xml"))
    catalog = json.loads((www / "opds/new.json").read_bytes())
    pages = etree.parse(str(www / "sitemap.xml")).getroot()
    issue = next(one for one in pages if (one.findtext("{*}loc") or "").endswith("/2026-w01/"))
    return (
        atom.findtext("{*}updated") or "",
        atom.findtext("{*}entry/{*}updated") or "",
        opds.findtext("{*}entry/{*}updated") or "",
        catalog["publications"][0]["metadata"]["modified"],
        issue.findtext("{*}lastmod") or "",
    )


def instruction(hour: int, day: date = DAY) -> Instruction:
    return Instruction(day=day, now=datetime(2026, 1, 9, hour, 5, 30, 777, tzinfo=UTC))


def quiet(_: str) -> None:
    """Say nothing."""


# --- moments ----------------------------------------------------------------------------------------------------------


def test_every_change_of_one_day_is_a_later_moment(tmp_path: Path) -> None:
    """RFC 4287, 4.2.15: a reader keeps a withdrawn text unless `updated` moves on. Articles that did not change stay."""
    root, www = tmp_path / "letter", tmp_path / "www"
    root.mkdir()
    name = build_at(root, OLD)
    publish_small(root, www, [name])
    assert set(times(www)) == {"2026-01-09T06:00:00Z"}
    correct(root, name, "rungs", "Nine rungs, not eight.", instruction(5), quiet)  # before the day's own hour
    publish_small(root, www, [name])
    assert set(times(www)) == {"2026-01-09T06:01:00Z"}
    correct(root, name, "rungs", "Ten.", instruction(14), quiet)
    retract(root, name, Retraction(article="low-water", reason="Made up."), instruction(14), quiet)
    publish_small(root, www, [name])
    assert set(times(www)) == {"2026-01-09T14:06:30Z"}
    for form in ("json", "atom"):
        told = {slug: when for slug, (_, when) in articles(www, form).items()}
        assert told["rungs"] == "2026-01-09T14:05:30Z"
        assert told["low-water"] == "2026-01-09T14:06:30Z"
        assert told["harbour-dues"] == "2026-01-09T06:00:00Z"
    assert "Fri, 09 Jan 2026 14:06:30 +0000" in (www / "feeds/articles.rss").read_text()
    page = (www / "2026-w01/rungs.html").read_text()
    assert '"dateModified":"2026-01-09T14:05:30Z"' in page.replace(" ", "")
    assert run("verify", "--site", www).exit_code == 0


def test_a_day_alone_is_a_moment_too(tmp_path: Path) -> None:
    """A revision of another day than today, and one that an earlier publishkit wrote: the day, and a minute for each."""
    root, www = tmp_path / "letter", tmp_path / "www"
    root.mkdir()
    name = build_at(root, OLD)
    for note in ("One.", "Two."):
        correct(root, name, "rungs", note, instruction(14, date(2026, 1, 12)), quiet)
    assert " at = " not in (root / f"issues/{name}/revisions.toml").read_text()
    publish_small(root, www, [name])
    assert set(times(www)) == {"2026-01-12T06:01:00Z"}


def test_the_same_files_give_the_same_edition(tmp_path: Path) -> None:
    """The moment stands in revisions.toml: what is built from it next year is the same."""
    root = tmp_path / "letter"
    root.mkdir()
    name = build_at(root, OLD)
    correct(root, name, "rungs", "Nine rungs.", instruction(14), quiet)
    before = (root / f"out/{name}/edition.json").read_bytes()
    assert b"2026-01-09T14:05:30Z" in before
    assert run("build", name, cwd=root).exit_code == 0
    assert (root / f"out/{name}/edition.json").read_bytes() == before


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "known", [OLD, "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "tag:quay.example,2026:letter"]
)
def test_names_stay_when_the_letter_moves(tmp_path: Path, known: str) -> None:
    """Feeds, entries, catalogs and books bear the same names at the new address; nothing names the old one."""
    root, www = tmp_path / "letter", tmp_path / "www"
    root.mkdir()
    publish_small(root, www, [build_at(root, OLD, id=known)])
    before, books = articles(www), json.loads((www / "opds/new.json").read_bytes())["publications"]
    feed = etree.parse(str(www / "feeds/articles.atom")).getroot().findtext("{*}id")
    publish_small(root, www, [build_at(root, NEW, id=known)])
    assert articles(www) == before
    assert etree.parse(str(www / "feeds/articles.atom")).getroot().findtext("{*}id") == feed
    again = json.loads((www / "opds/new.json").read_bytes())["publications"]
    assert again[0]["metadata"]["identifier"] == books[0]["metadata"]["identifier"]
    for path in www.rglob("*.html"):
        assert OLD not in path.read_text(), path
    assert run("verify", "--site", www).exit_code == 0


def test_without_an_id_a_move_is_refused_until_the_names_are_kept(tmp_path: Path) -> None:
    """The sentence has the line to write; with it, and built again, the same entries stand at the new address."""
    root, www = tmp_path / "letter", tmp_path / "www"
    root.mkdir()
    name = build_at(root, OLD)
    publish_small(root, www, [name])
    before = articles(www)
    build_at(root, NEW)
    refused = run("publish", "--to", www, cwd=root)
    assert refused.exit_code == 2
    assert f'write `id = "{OLD}"` under [publication]' in refused.stderr
    assert articles(www) == before
    build_at(root, NEW, id=OLD)
    publish_small(root, www, [name])
    assert articles(www) == before


def test_editions_made_for_another_address_are_refused_by_name(tmp_path: Path) -> None:
    root = tmp_path / "letter"
    root.mkdir()
    build_at(root, OLD, 1)
    build_at(root, NEW, 2)
    done = run("publish", "--all", "--to", tmp_path / "www", cwd=root)
    assert done.exit_code == 2
    assert f"out/2026-w01: was made for {OLD}2026-w01/; the letter stands at {NEW} now" in done.stderr
    assert "`publishkit build 2026-w01` makes it again" in done.stderr
    assert "2026-w02: was" not in done.stderr
    assert not (tmp_path / "www").exists()


def test_machines_are_told_addresses_in_ascii(tmp_path: Path) -> None:
    """Host as A-labels, path percent-coded: in feeds, sitemap, catalogs, canonical addresses."""
    root, www = tmp_path / "letter", tmp_path / "www"
    root.mkdir()
    publish_small(root, www, [build_at(root, "https://straße.example/Märzbrief/")])
    for path in (www / "sitemap.xml", www / "feeds/issues.atom", www / "opds/new.json", www / "2026-w01/index.html"):
        text = path.read_text()
        assert "https://xn--strae-oqa.example/M%C3%A4rzbrief/2026-w01/" in text, path
        assert "straße" not in text, path
    assert run("verify", "--site", www).exit_code == 0


@pytest.mark.parametrize("odd", ["the quay", "urn:uuid:1", "tag:quay.example:letter", "quay.example"])
def test_an_id_that_others_may_have_is_refused(tmp_path: Path, odd: str) -> None:
    root = tmp_path / "letter"
    root.mkdir()
    build_at(root, OLD)
    config = root / "publishkit.toml"
    config.write_text(config.read_text().replace("[publication]", f'[publication]\nid = "{odd}"'))
    done = run("check", cwd=root)
    assert done.exit_code == 2
    assert "publication.id" in done.stderr


def test_a_new_workspace_has_an_id_of_its_own(tmp_path: Path) -> None:
    ids = set()
    for name in ("one", "two"):
        assert run("init", tmp_path / name).exit_code == 0
        ids.add(load_config(tmp_path / name).publication.id)
    assert len(ids) == 2
    assert all(one.startswith("urn:uuid:") for one in ids)

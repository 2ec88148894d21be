"""`verify --site`: what our own `publish` wrote is accepted, whatever was published; what was changed since is named."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from publishkit.errors import InputError
from publishkit.press.correct import Instruction, Retraction, correct, retract
from publishkit.press.verify import verify_published, verify_site
from tests.proof.mutations.hand import Files
from tests.publish.site_mutations import MANIFEST, SITE_MUTATIONS, sealed_again
from tests.publish.small_shelf import BOATS, NOW, articles, build_small, publish_small
from tests.support.command import files_of
from tests.support.workspaces import SampleArticle, png


def found_in(files: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Return (code, place) of everything that is found in a site of *files*."""
    return {(one.code, one.where) for one in verify_published(files)}


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions, mining reserved: an article taken out of the first with its book, one corrected in the second."""
    root = tmp_path_factory.mktemp("letter")
    config = {"publication": {"tdm_reserved": True, "tdm_policy": "https://quay.example/mining"}}
    _, *others = articles()
    gone = SampleArticle(body=f"{BOATS}\n\n![](images/01.png)\n")
    build_small(root, 1, [gone, *others], config=config, outputs=["web", "epub"])
    build_small(root, 2, config=config)
    order = Instruction(day=date(2026, 11, 24), now=NOW)
    taken = Retraction(article="low-water", reason="At its author's wish.")
    assert retract(root, "2026-w01", taken, order, lambda _: None).build.exit_code == 0
    assert correct(root, "2026-w02", "low-water", "Eight boats, not seven.", order, lambda _: None).build.exit_code == 0
    return root


@pytest.fixture(scope="module")
def site(letter: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of the site."""
    folder = tmp_path_factory.mktemp("www")
    publish_small(letter, folder, ["2026-w01", "2026-w02"])
    return files_of(folder)


def test_a_site_with_a_correction_and_a_retraction_is_accepted(site: Files) -> None:
    """Also without the list of what was published, and with every digest made anew."""
    assert found_in(site) == set()
    assert found_in(sealed_again(site)) == set()
    assert found_in({n: d for n, d in site.items() if n != MANIFEST}) == set()


def test_what_others_put_beside_it_is_no_fault(site: Files) -> None:
    """Files by which hosts and search engines know an owner, an empty page, a picture, a book of somebody else's."""
    others = {
        "CNAME": b"quay.example\n",
        "owner.html": b"",
        "me/index.html": b"<a href='/letter/about'>me</a>",
        "me/a.pdf": b"%PDF",
    }
    assert found_in({**site, **others, "me/boat.png": png("#225577", seed=11)}) == set()


def test_every_changed_file_is_named(site: Files) -> None:
    """By the list of what was published, or by its edition's checksums; what is gone is named, too."""
    lost = "archive/2026.html"
    changed = {name: data if name == MANIFEST else data + b" " for name, data in site.items() if name != lost}
    found = found_in(changed)
    named = {where for code, where in found if code in {"R130", "R134"}}
    assert site.keys() - named - {MANIFEST} == {lost}
    assert ("R132", lost) in found


@pytest.mark.parametrize("name", SITE_MUTATIONS)
def test_the_most_careful_hand_is_seen(site: Files, name: str) -> None:
    """Proof, checksums and list of what was published name the changed file; only what it says gives it away."""
    files = dict(site)
    change, code = SITE_MUTATIONS[name]
    change(files)
    assert files != site
    assert code in {found for found, _ in found_in(sealed_again(files))}


def _editions(count: int) -> Iterator[dict[str, Any]]:
    kinds: list[dict[str, Any]] = [{}, {"language": "ar"}, {"language": "ja"}, {"outputs": ["web", "pdf", "epub"]}]
    yield from (kinds[n % len(kinds)] for n in range(count))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six editions in three languages, one of them with books; the site stands in a folder of a folder."""
    root = tmp_path_factory.mktemp("shelf")
    for number, issue in enumerate(_editions(6), 1):
        build_small(root, number, config={"publication": {"url": "https://quay.example/a/b/"}}, **issue)
    return root


@pytest.mark.parametrize("count", [1, 3, 6])
def test_what_was_published_is_accepted(shelf: Path, tmp_path: Path, count: int) -> None:
    publish_small(shelf, tmp_path / "www", [f"2026-w{number:02}" for number in range(1, count + 1)])
    assert verify_site(tmp_path / "www").findings == ()


@pytest.mark.parametrize("url", ["https://quay.example", "https://other.example/x/"])
def test_a_site_that_moved_is_refused_until_its_editions_are_made_again(letter: Path, tmp_path: Path, url: str) -> None:
    """Editions have the address they were made for on every page; each is named, and nothing is written."""
    config = letter / "publishkit.toml"
    before = config.read_text("utf-8")
    config.write_text(before.replace("https://quay.example/letter/", url), "utf-8")
    try:
        with pytest.raises(InputError) as refusal:
            publish_small(letter, tmp_path / "www", ["2026-w01", "2026-w02"])
    finally:
        config.write_text(before, "utf-8")
    assert [problem.place for problem in refusal.value.problems] == ["out/2026-w02", "out/2026-w01"]
    assert not (tmp_path / "www").exists()
